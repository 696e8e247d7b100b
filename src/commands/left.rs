//! What one run leaves for the next: its hand-overs, and what is still open of it when all is told.

use indexmap::IndexMap;

use super::history::{Earlier, dated_events_of};
use crate::journal::Verification;
use crate::procedure::Procedure;
use crate::run::event::{Answered, Declined, DeclinedWhat, Event, Moment, Named, WaitingHandover};
use crate::run::outcome::Outcome;

/// Most deviations that a hand-over names, as the run itself writes them.
const MOST_NAMED: usize = 100;

/// The hand-overs of a run as they were last written, and how its steps came out in the end.
#[derive(Default)]
pub struct Left {
    handovers: IndexMap<String, Handover>,
    steps: IndexMap<String, Step>,
    titles: IndexMap<String, String>,
    events: usize,
}

/// A hand-over as it was last written.
struct Handover {
    written: usize,
    at: Moment,
    answered: Answered,
}

/// How a step came out, and by which of the events.
struct Step {
    title: String,
    outcome: Outcome,
    settled: usize,
}

impl Left {
    /// Returns what a run leaves.
    #[must_use]
    pub fn of(run: &Verification) -> Self {
        let mut left = Self::default();
        let wanted = |kind: &str| {
            let answers = ["answered", "amended", "declined", "signed", "overridden"];
            answers.contains(&kind) || ["section_shown", "inactivated"].contains(&kind)
        };
        for (at, event) in dated_events_of(run, wanted) {
            left.events += 1;
            left.see(at, event);
        }
        left
    }

    fn see(&mut self, at: Moment, event: Event) {
        match event {
            Event::SectionShown(page) => {
                self.titles.extend(page.steps.into_iter().map(|Named { path, title }| (path, title)))
            }
            Event::Answered(answered) => self.answered(at, *answered),
            Event::Amended(amended) => self.answered(at, amended.new),
            Event::Overridden(waived) => self.settle(&waived.path, "", Outcome::Overridden),
            Event::Declined(Declined { what: DeclinedWhat::Signature, path, .. }) => {
                self.settle(&path, "", Outcome::Failed)
            }
            Event::Signed(signed) => self.settle(&signed.path, &signed.title, Outcome::Done),
            Event::Inactivated(gone) => {
                for Named { path, .. } in gone.steps {
                    self.settle(&path, "", Outcome::Inactive);
                }
            }
            _ => {}
        }
    }

    fn answered(&mut self, at: Moment, answered: Answered) {
        self.settle(&answered.path, &answered.title, answered.outcome);
        if answered.kind == "handover" {
            let (path, written) = (answered.path.clone(), self.events);
            self.handovers.insert(path, Handover { written, at, answered });
        }
    }

    /// Notes how a step came out; a `title` that is empty is that of before, or of its page.
    fn settle(&mut self, path: &str, title: &str, outcome: Outcome) {
        let known = || self.titles.get(path).cloned().unwrap_or_default();
        let before = self.steps.get(path).map(|step| step.title.clone()).filter(|title| !title.is_empty());
        let title = if title.is_empty() { before.unwrap_or_else(known) } else { title.to_owned() };
        self.steps.insert(path.to_owned(), Step { title, outcome, settled: self.events });
    }

    /// Returns the hand-overs that `procedure` is meant by, the last first, as runs stand.
    #[must_use]
    pub fn into_waiting(self, procedure: &Procedure, earlier: &Earlier) -> Vec<WaitingHandover> {
        let waiting = self.handovers.values().rev().filter_map(|left| self.left_for(procedure, earlier, left));
        waiting.collect()
    }

    fn left_for(&self, procedure: &Procedure, earlier: &Earlier, left: &Handover) -> Option<WaitingHandover> {
        let answered = &left.answered;
        let text = answered.value.as_str().unwrap_or_default().to_owned();
        let deviations = self.open_since(left);
        let nothing = text.is_empty() && deviations.is_empty();
        let meant = |name: &String| *name == procedure.id || procedure.tags.contains(name);
        let for_it = answered.for_whom.is_empty() || answered.for_whom.iter().any(meant);
        let (run, path) = (earlier.file.run.to_string(), answered.path.clone());
        let person = earlier.started.roster.iter().flatten().find(|person| person.id == answered.by);
        let by = Some(person.map_or_else(|| answered.by.clone(), |person| person.name.clone()));
        (for_it && !nothing).then_some(WaitingHandover { run, path, by, at: Some(left.at), text, deviations })
    }

    /// Returns what is still open: of what the hand-over names, and of what came after it.
    fn open_since(&self, left: &Handover) -> Vec<String> {
        let named = &left.answered.open_deviations;
        let paths: Vec<Option<&str>> = named.iter().map(|deviation| self.path_of(deviation)).collect();
        let as_it_is = |(deviation, path): (&String, &Option<&str>)| match path.map(|path| self.open_at(path)) {
            Some(now) => {
                now.map(|now| format!("{}: {now}", deviation.rsplit_once(": ").map_or(&**deviation, |(step, _)| step)))
            }
            None => Some(deviation.clone()),
        };
        let mut open: Vec<String> = named.iter().zip(&paths).filter_map(as_it_is).collect();
        let since = self
            .steps
            .iter()
            .filter(|(path, step)| step.settled > left.written && !paths.contains(&Some(path.as_str())));
        open.extend(since.filter_map(|(path, step)| Some(deviation(path, &step.title, self.open_at(path)?))));
        open.truncate(MOST_NAMED);
        open
    }

    /// Returns the path that a deviation begins with.
    fn path_of<'d>(&self, deviation: &'d str) -> Option<&'d str> {
        let ends = deviation.match_indices(' ').map(|(end, _)| &deviation[..end]);
        ends.filter(|path| self.steps.contains_key(*path)).next_back()
    }

    /// Returns how the step at a path came out, where that leaves something open.
    fn open_at(&self, path: &str) -> Option<Outcome> {
        let outcome = self.steps.get(path)?.outcome;
        matches!(outcome, Outcome::Failed | Outcome::Overridden | Outcome::Deferred).then_some(outcome)
    }
}

/// Returns a deviation as the run itself would have named it, `PATH ITEM TITLE: OUTCOME`.
fn deviation(path: &str, title: &str, outcome: Outcome) -> String {
    let items = path.split('[').skip(1).filter_map(|item| item.split_once(']'));
    let items: String = items.map(|(item, _)| format!("{item} ")).collect();
    format!("{path} {items}{title}: {outcome}")
}
