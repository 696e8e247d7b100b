//! What a scenario came to, compared with what it expects: each difference in words, with where the path left it.

use super::expectation::{Ended, Written};
use super::file::Scenario;
use super::places::{Places, tail_of};
use super::runner::Ran;
use super::scripted::Unreached;
use crate::language::Language;
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::value::{Decimal, Value};
use crate::run::event::{Because, Event};
use crate::run::outcome::{Deviation, DeviationKind};
use crate::run::{Applied, Program, Run};

/// Most deviations that one difference lists.
const MOST_LISTED: usize = 10;

/// What became of one scenario.
#[derive(Clone, Debug)]
pub struct ScenarioResult {
    /// The scenario's name.
    pub name: String,
    /// Every difference from what was expected; it passed where there is none.
    pub failures: Vec<Bilingual>,
    /// How the run ended; `None` where an event could not be recorded.
    pub ended: Option<Ended>,
    /// The steps that were asked or computed, by name, in the order of the alphabet.
    pub reached: Vec<String>,
    /// The deviations at the end.
    pub deviations: Vec<Deviation>,
    /// The score in percent, where the procedure is scored.
    pub score: Option<Decimal>,
    /// The run's events, for its coverage.
    pub events: Vec<(Applied, Event)>,
}

impl ScenarioResult {
    /// Returns whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// Returns the result as lines for a person: the name, and each difference below it.
    #[must_use]
    pub fn summary(&self, language: Language) -> String {
        let mark = if self.passed() { "ok" } else { "FAILED" };
        let mut text = format!("{mark}  {}\n", self.name);
        for failure in &self.failures {
            text.push_str(&format!("    {}\n", failure.get(language)));
        }
        text
    }
}

/// Compares a run with what its scenario expects.
pub(super) fn compare(scenario: &Scenario, ran: &Ran, program: &Program) -> ScenarioResult {
    let run = &ran.run;
    let mut reached: Vec<String> = run.reached().into_iter().collect();
    reached.sort_unstable();
    let deviations = run.deviations(run.last().at);
    let compare = Comparing { scenario, ran, places: Places::of(program) };
    let mut failures = compare.ending();
    failures.extend(compare.reaching(&reached));
    failures.extend(compare.counting(&deviations));
    failures.extend(compare.values());
    failures.extend(ran.unreached.iter().filter(|_| run.closed().is_some()).map(unreached));
    failures.extend(
        ran.not_replayed.as_ref().map(|why| {
            both!("the journal does not give the same run again: {why}", "由日志重放得不到同一次运行：{why}")
        }),
    );
    ScenarioResult {
        name: scenario.name.clone(),
        failures,
        ended: ran.ended.as_ref().ok().copied(),
        reached,
        deviations,
        score: run.score(),
        events: ran.events.clone(),
    }
}

struct Comparing<'a> {
    scenario: &'a Scenario,
    ran: &'a Ran,
    places: Places,
}

impl Comparing<'_> {
    fn ending(&self) -> Vec<Bilingual> {
        let mut failures = Vec::new();
        let ended = match &self.ran.ended {
            Ok(ended) => *ended,
            Err(error) => return vec![both!("the run broke off: {error}", "运行中断：{error}")],
        };
        let stuck = self.ran.stuck.as_ref().map(|stuck| stuck.message());
        let expected = self.scenario.expect.ended.or((stuck.is_some()).then_some(Ended::Open));
        match expected {
            Some(expected) if expected != ended => {
                let (found, expected) = (ended.word(), expected.word());
                failures.push(both!("verdict `{found}`, expected `{expected}`", "结论是 `{found}`，应为 `{expected}`"));
            }
            _ => {}
        }
        failures.extend(stuck.map(|why| both!("the answers ran out at {}", "答案用尽于 {}"; why)));
        failures
    }

    fn reaching(&self, reached: &[String]) -> Vec<Bilingual> {
        let expect = &self.scenario.expect;
        let is_reached = |name: &String| self.is_reached(name, reached);
        let missed = expect
            .reached
            .iter()
            .filter(|name| !is_reached(name))
            .map(|name| both!("`{name}` was not reached: {}", "没有走到 `{name}`：{}"; self.why_missed(name)));
        let extra = expect
            .not_reached
            .iter()
            .filter(|name| is_reached(name))
            .map(|name| both!("`{name}` was reached{}", "走到了 `{name}`{}"; self.why_reached(name)));
        missed.chain(extra).collect()
    }

    /// A step that holds others is reached where one of them is.
    fn is_reached(&self, name: &str, reached: &[String]) -> bool {
        if reached.iter().any(|other| other == name) {
            return true;
        }
        self.places.holds_steps(name) && self.answers().any(|(path, _)| self.places.is_within(path, name))
    }

    /// Returns paths and descriptions of the answers, in their order.
    fn answers(&self) -> impl Iterator<Item = (&str, String)> {
        self.ran.events.iter().filter_map(|(_, event)| match event {
            Event::Answered(answered) => {
                let name = answered.step.clone().unwrap_or_else(|| answered.path.clone());
                let value = answered.value.as_str().map_or_else(|| answered.value.to_string(), str::to_owned);
                Some((answered.path.as_str(), format!("`{name}` = {value} ({})", answered.outcome)))
            }
            _ => None,
        })
    }

    fn why_missed(&self, name: &str) -> Bilingual {
        let mut before = String::from("the start");
        for (_, event) in &self.ran.events {
            match event {
                Event::Answered(answered) => before = answered.step.clone().unwrap_or_else(|| answered.path.clone()),
                Event::Inactivated(inactivated) => {
                    let hit = inactivated.steps.iter().any(|step| self.places.covers(&step.path, name));
                    if hit {
                        return why_inactive(inactivated.because, &before);
                    }
                }
                _ => {}
            }
        }
        match &self.ran.stuck {
            Some(stuck) => {
                let at = &stuck.name;
                both!("the answers ended at `{at}`", "答案在 `{at}` 用尽")
            }
            None => {
                both!("the path went past it, the last answer was `{before}`", "路径没有经过，最后的回答是 `{before}`")
            }
        }
    }

    fn why_reached(&self, name: &str) -> Bilingual {
        let mut before = None;
        for (path, answer) in self.answers() {
            if self.places.is_within(path, name) {
                break;
            }
            before = Some(answer);
        }
        match before {
            Some(before) => both!(" after {before}", "，在 {before} 之后"),
            None => both!("", ""),
        }
    }

    fn counting(&self, deviations: &[Deviation]) -> Vec<Bilingual> {
        let expect = &self.scenario.expect;
        let mut failures = Vec::new();
        let count = u64::try_from(deviations.len()).unwrap_or(u64::MAX);
        if let Some(expected) = expect.deviations.filter(|expected| *expected != count) {
            let list = listed(deviations);
            failures.push(both!(
                "{count} deviations, expected {expected}{list}",
                "偏差 {count} 项，应为 {expected} 项{list}"
            ));
        }
        let score = self.ran.run.score();
        if let Some(expected) = expect.score.as_ref().filter(|expected| score.as_ref() != Some(expected)) {
            let found = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
            failures.push(both!("score {found}, expected {expected}", "得分 {found}，应为 {expected}"));
        }
        failures
    }

    fn values(&self) -> Vec<Bilingual> {
        let differing = self.scenario.expect.values.iter().filter_map(|(name, expected)| {
            let found = value_of(&self.ran.run, name);
            (!expected.is(&found)).then(|| differs(name, &found, expected))
        });
        differing.collect()
    }
}

fn differs(name: &str, found: &Value, expected: &Written) -> Bilingual {
    both!("`{name}` is {found}, expected {expected}", "`{name}` 的值是 {found}，应为 {expected}")
}

/// Returns the value of a step by its name, whatever the calls that it stands in.
fn value_of(run: &Run, name: &str) -> Value {
    let (first, mut rest) = name.split_once('.').unwrap_or((name, ""));
    let mut value = run.value(first).unwrap_or(Value::None);
    while !rest.is_empty() {
        let (member, after) = rest.split_once('.').unwrap_or((rest, ""));
        value = value.member(member).unwrap_or(Value::None);
        rest = after;
    }
    value
}

fn why_inactive(because: Because, before: &str) -> Bilingual {
    match because {
        Because::When => both!("its condition was false after `{before}`", "在 `{before}` 之后条件不成立"),
        Because::Branch => both!("`{before}` took another branch", "`{before}` 走了另一分支"),
        Because::End => both!("an end was reached after `{before}`", "在 `{before}` 之后到达终点"),
        Because::Stop => both!("the failure of `{before}` stopped the run", "`{before}` 不合格，运行停止"),
        Because::Amended => both!("an amendment took it away", "更正之后不再需要"),
    }
}

fn listed(deviations: &[Deviation]) -> String {
    let shown = deviations.iter().take(MOST_LISTED).map(|deviation| {
        let kind = word(deviation.kind);
        format!("{} {} {kind}", deviation.path, deviation.title).trim().to_owned()
    });
    let shown = shown.collect::<Vec<_>>().join("; ");
    if shown.is_empty() { shown } else { format!(": {shown}{}", tail_of(deviations.len(), MOST_LISTED)) }
}

fn word(kind: DeviationKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn unreached(unreached: &Unreached) -> Bilingual {
    let name = &unreached.name;
    match unreached.from {
        None => both!("no question reached the answer `{name}`", "没有问题用到答案 `{name}`"),
        Some(from) => both!(
            "no question reached answer {from} of `{name}` and what follows it",
            "`{name}` 的第 {from} 个答案起没有问题用到"
        ),
    }
}
