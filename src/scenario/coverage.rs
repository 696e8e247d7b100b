//! Which branches of a procedure its scenarios take: options, yes and no, conditions, limits, rechecks. It runs nothing.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::places::{Place, is_at_or_below, plain, walk};
use super::ways::{Way, Ways, ways_of};
use crate::procedure::Step;
use crate::run::event::{Answered, Because, Event, Inactivated};
use crate::run::outcome::Outcome;
use crate::run::{Applied, Program};

/// One way that a run can take at one step of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Branch {
    /// The procedure.
    pub procedure: String,
    /// The step's path in it, without items and passes.
    pub path: String,
    /// The step's id, else its path.
    pub step: String,
    /// The way.
    pub way: Way,
}

/// How often each branch was taken.
#[derive(Clone, Debug, Default)]
pub struct Coverage(IndexMap<Branch, u64>);

/// The branches taken and all there are, of one procedure or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Taken at least once.
    pub taken: u64,
    /// All.
    pub all: u64,
}

impl Share {
    /// Returns the share in whole percent, rounded down; a procedure without branches is covered.
    #[must_use]
    pub fn percent(self) -> u64 {
        (self.taken * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl Coverage {
    /// Adds what the runs of a program did; its branches count even where no run takes them.
    pub fn add<'e>(&mut self, program: &Program, runs: impl IntoIterator<Item = &'e [(Applied, Event)]>) {
        self.lay(&Chart::of(program), runs);
    }

    /// Adds what the runs of a program did, of which `chart` is known already.
    pub(super) fn lay<'e>(&mut self, chart: &Chart, runs: impl IntoIterator<Item = &'e [(Applied, Event)]>) {
        for branch in chart.spots.values().flat_map(|spot| &spot.branches) {
            self.0.entry(branch.clone()).or_default();
        }
        for run in runs {
            let mut laying = Laying { chart, coverage: self, entered: HashSet::new(), failures: HashMap::new() };
            run.iter().for_each(|(_, event)| laying.event(event));
        }
    }

    /// Adds what other runs did, in its order.
    pub fn merge(&mut self, other: &Self) {
        for (branch, count) in &other.0 {
            *self.0.entry(branch.clone()).or_default() += count;
        }
    }

    /// Returns every branch and how often it was taken, in the order of the procedures.
    pub fn branches(&self) -> impl Iterator<Item = (&Branch, u64)> {
        self.0.iter().map(|(branch, count)| (branch, *count))
    }

    /// Returns the share of branches taken, for each procedure.
    #[must_use]
    pub fn by_procedure(&self) -> IndexMap<String, Share> {
        let mut shares: IndexMap<String, Share> = IndexMap::new();
        for (branch, count) in self.branches() {
            let share = shares.entry(branch.procedure.clone()).or_default();
            share.all += 1;
            share.taken += u64::from(count > 0);
        }
        shares
    }

    /// Returns the share of all branches.
    #[must_use]
    pub fn total(&self) -> Share {
        let shares = self.by_procedure().into_values();
        shares.fold(Share::default(), |sum, share| Share { taken: sum.taken + share.taken, all: sum.all + share.all })
    }

    /// Returns the branches that no run took.
    pub fn missing(&self) -> impl Iterator<Item = &Branch> {
        self.branches().filter(|(_, count)| *count == 0).map(|(branch, _)| branch)
    }

    /// Returns lines for a person: the share of each procedure, and below it what no run took.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for (procedure, share) in self.by_procedure() {
            text.push_str(&format!("{procedure}: {}/{} ({} %)\n", share.taken, share.all, share.percent()));
            for branch in self.missing().filter(|branch| branch.procedure == procedure) {
                text.push_str(&format!("    {} {}: {}\n", branch.path, branch.step, branch.way));
            }
        }
        text
    }
}

/// One step where it stands in a program.
#[derive(Debug)]
struct Spot {
    ways: Ways,
    branches: Vec<Branch>,
}

/// The steps of a program by their whole path.
#[derive(Debug)]
pub(super) struct Chart {
    spots: IndexMap<String, Spot>,
}

impl Chart {
    /// Returns the chart of `program`.
    pub(super) fn of(program: &Program) -> Self {
        let mut spots = IndexMap::new();
        walk(program, &mut |step, place| drop(spots.insert(place.path.to_owned(), spot(step, place))));
        Self { spots }
    }

    /// Returns the steps around `path`, outermost first, itself last.
    fn around<'c>(&'c self, path: &str) -> Vec<(&'c String, &'c Spot)> {
        let ends = path.match_indices(['.', '/']).map(|(at, _)| at).chain([path.len()]);
        ends.filter_map(|end| self.spots.get_key_value(&path[..end])).collect()
    }
}

fn spot(step: &Step, place: Place<'_>) -> Spot {
    let ways = ways_of(step);
    let path = place.path.rsplit_once(".call/").map_or(place.path, |(_, inner)| inner).to_owned();
    let name = step.id.clone().unwrap_or_else(|| path.clone());
    let branch = |way: &Way| Branch {
        procedure: place.procedure.to_owned(),
        path: path.clone(),
        step: name.clone(),
        way: way.clone(),
    };
    Spot { branches: ways.all.iter().map(branch).collect(), ways }
}

/// Lays the events of one run over the chart.
struct Laying<'a> {
    chart: &'a Chart,
    coverage: &'a mut Coverage,
    /// Paths, with their items and passes, of the sections that were shown.
    entered: HashSet<String>,
    /// Failed answers by path.
    failures: HashMap<String, u32>,
}

impl Laying<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::SectionShown(shown) => {
                self.entered.insert(shown.path.clone());
                self.active(&shown.path);
            }
            Event::WarningAcknowledged(event) => self.active(&event.path),
            Event::Signed(event) => self.active(&event.path),
            Event::Declined(event) => self.active(&event.path),
            Event::BoundReached(event) => self.active(&event.path),
            Event::Answered(answered) => self.answered(answered),
            Event::Amended(amended) => self.answered(&amended.new),
            Event::Inactivated(inactivated) if inactivated.because == Because::When => self.inactive(inactivated),
            // An end is not asked: that it was come to is told by what it ends.
            Event::Inactivated(Inactivated { because: Because::End, of: Some(end), more: false, .. }) => {
                self.active(end)
            }
            _ => {}
        }
    }

    fn take(&mut self, path: &str, way: &Way) {
        let Some(spot) = self.chart.spots.get(path) else { return };
        if let Some(branch) = spot.branches.iter().find(|branch| branch.way == *way) {
            *self.coverage.0.entry(branch.clone()).or_default() += 1;
        }
    }

    /// The conditions of a step that was reached were true, and of all around it.
    fn active(&mut self, path: &str) {
        let chart = self.chart;
        for (around, _) in chart.around(&plain(path)) {
            self.take(around, &Way::Active);
        }
    }

    fn answered(&mut self, answered: &Answered) {
        self.active(&answered.path);
        let path = plain(&answered.path);
        match answered.outcome {
            Outcome::Failed => {
                self.take(&path, &Way::Outside);
                let failures = self.failures.entry(answered.path.clone()).or_default();
                *failures += 1;
                let failures = *failures;
                let most = self.chart.spots.get(&path).and_then(|spot| spot.ways.most_answers);
                if most.is_some_and(|most| failures >= most) {
                    self.take(&path, &Way::Exhausted);
                }
            }
            Outcome::Done | Outcome::Corrected => {
                self.take(&path, &Way::Within);
                if answered.outcome == Outcome::Corrected {
                    self.take(&path, &Way::Corrected);
                }
                match (&answered.value, answered.kind.as_str()) {
                    (serde_json::Value::Bool(yes), "decide") => {
                        self.take(&path, if *yes { &Way::Yes } else { &Way::No })
                    }
                    (serde_json::Value::String(option), "choose") => self.take(&path, &Way::Option(option.clone())),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The outermost condition around an inactive step that was not entered is the false one.
    fn inactive(&mut self, inactivated: &Inactivated) {
        let chart = self.chart;
        let mut found: Vec<&String> = Vec::new();
        for named in &inactivated.steps {
            let place = plain(&named.path);
            let fresh = |path: &str| {
                !self.entered.iter().any(|shown| plain(shown) == path && is_at_or_below(&named.path, shown))
            };
            let blocked = chart.around(&place).into_iter().find(|(path, spot)| {
                let itself = **path == place;
                spot.ways.conditional && (itself || (spot.ways.section && fresh(path)))
            });
            found.extend(blocked.map(|(path, _)| path).filter(|path| !found.contains(path)));
        }
        found.into_iter().for_each(|path| self.take(path, &Way::Inactive));
    }
}
