//! Walks a procedure by itself: every answer that takes another way, first one at a time and then together, as far as a bound
//! allows. What it seeks are runs that cannot be completed.
//!
//! Pure: nothing is stored and no clock is read. It does not know a site, so parameters have their defaults.

mod alternatives;
mod explorer;
mod sample;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet, VecDeque};

use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use self::alternatives::Samples;
use self::explorer::{Asked, Dead, Explorer, MOST_QUESTIONS, Plan};
use super::answers::AnswerFile;
use super::coverage::{Chart, Coverage};
use super::expectation::Ended;
use super::places::plain;
use super::runner::{Conducted, Setting, conduct};
use super::stuck::refused;
use crate::clock::ScriptedClock;
use crate::in_order::in_order;
use crate::language::scenarios as words;
use crate::procedure::finding::{Bilingual, both};
use crate::run::event::Event;
use crate::run::{Applied, Program};

/// Runs that are tried unless another bound is given.
pub const MOST_RUNS: usize = 2_000;

/// Problems that are kept; one is enough to mend, and the next often is the same.
const MOST_PROBLEMS: usize = 20;

/// How many journeys of a queue are travelled at once, on all cores.
const AHEAD: usize = 32;

/// What exploring found.
#[derive(Debug, Default)]
pub struct Exploration {
    /// How many runs were tried.
    pub runs: usize,
    /// Whether these were all that there are, rather than as many as the bound allows.
    pub all: bool,
    /// How many runs ended how, by the word.
    pub ended: BTreeMap<&'static str, usize>,
    /// The branches that were taken.
    pub coverage: Coverage,
    /// Runs that could not be completed, one for each place and reason.
    pub problems: Vec<Problem>,
}

/// A run that cannot be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The answers that led there and are not the ordinary ones: the step's name and what was said.
    pub choices: Vec<(String, String)>,
    /// The step that could not be got past: its name.
    pub at: String,
    /// Why.
    pub why: Bilingual,
}

/// Explores the paths of `program` in at most `most_runs` runs.
#[must_use]
pub fn explore(program: &Program, most_runs: usize) -> Exploration {
    let mut exploring = Exploring {
        program,
        samples: Samples::of(program),
        chart: Chart::of(program),
        found: Exploration::default(),
        fresh: VecDeque::from([Errand::default()]),
        other: VecDeque::new(),
        seen: HashSet::new(),
    };
    while exploring.found.runs < most_runs {
        let Some((journey, travelled)) = exploring.next(most_runs) else {
            exploring.found.all = true;
            break;
        };
        exploring.arrive(&journey, &travelled);
    }
    exploring.found
}

/// A plan, and the day it begins on: 0 is a Monday.
#[derive(Clone, Debug, Default)]
struct Journey {
    day: u64,
    plan: Plan,
}

/// What was seen on a journey.
#[derive(Debug)]
struct Travelled {
    asked: Vec<Asked>,
    dead: Option<Dead>,
    ended: Result<Ended, String>,
    not_replayed: Option<String>,
    events: Vec<(Applied, Event)>,
}

/// A journey that waits, and what was seen on it, where it was travelled ahead of its turn.
#[derive(Debug, Default)]
struct Errand {
    journey: Journey,
    travelled: Option<Travelled>,
}

struct Exploring<'p> {
    program: &'p Program,
    samples: Samples,
    chart: Chart,
    found: Exploration,
    /// Journeys that take a way that none has taken yet.
    fresh: VecDeque<Errand>,
    other: VecDeque<Errand>,
    /// Ways that a journey was planned for: day, path and what is said.
    seen: HashSet<(String, String)>,
}

impl Exploring<'_> {
    /// Returns the journey whose turn it is, and what was seen on it. Those behind it are travelled at the same time, since
    /// their turn comes whatever it finds, unless the bound does.
    fn next(&mut self, most_runs: usize) -> Option<(Journey, Travelled)> {
        let ahead = AHEAD.min(most_runs - self.found.runs);
        let queue = if self.fresh.is_empty() { &mut self.other } else { &mut self.fresh };
        if queue.front()?.travelled.is_none() {
            let wanted = |errand: &&mut Errand| errand.travelled.is_none();
            let mut waiting: Vec<&mut Errand> = queue.iter_mut().take(ahead).filter(wanted).collect();
            let journeys: Vec<Journey> = waiting.iter().map(|errand| errand.journey.clone()).collect();
            let (program, samples, mut turn) = (self.program, &self.samples, waiting.iter_mut());
            in_order(
                &journeys,
                |journey| travel(journey, program, samples),
                |travelled| {
                    if let Some(errand) = turn.next() {
                        errand.travelled = Some(travelled);
                    }
                },
            );
        }
        let Errand { journey, travelled } = queue.pop_front()?;
        Some((journey, travelled?))
    }

    fn arrive(&mut self, journey: &Journey, travelled: &Travelled) {
        self.found.runs += 1;
        let ended = travelled.ended.as_ref().map_or("broken", |ended| ended.word());
        *self.found.ended.entry(ended).or_default() += 1;
        self.found.coverage.lay(&self.chart, [travelled.events.as_slice()]);
        self.judge(journey, travelled);
        self.branch_off(journey, &travelled.asked);
    }

    fn judge(&mut self, journey: &Journey, travelled: &Travelled) {
        let Travelled { asked, dead, ended, not_replayed, .. } = travelled;
        let why = match (dead, ended, not_replayed) {
            (Some(Dead::Refused(refusal)), ..) => match refusal {
                Some(refusal) => both!("no answer is taken: {}", "没有可接受的回答：{}"; refused(refusal)),
                None => both!("no answer is offered", "没有可选的回答"),
            },
            (Some(Dead::Endless), ..) => {
                both!("it asks on after {MOST_QUESTIONS} questions", "问了 {MOST_QUESTIONS} 个问题仍不结束")
            }
            (None, Err(error), _) => both!("the run broke off: {error}", "运行中断：{error}"),
            (None, _, Some(why)) => {
                both!("the journal does not give the same run again: {why}", "由日志重放得不到同一次运行：{why}")
            }
            (None, Ok(_), None) => return,
        };
        let at = asked.last().map(|asked| asked.name.clone()).unwrap_or_default();
        let known = |problem: &Problem| problem.at == at && problem.why == why;
        if self.found.problems.len() < MOST_PROBLEMS && !self.found.problems.iter().any(known) {
            self.found.problems.push(Problem { choices: choices(journey, asked), at, why });
        }
    }

    /// Plans every journey that differs from this one in one answer behind its last difference.
    fn branch_off(&mut self, journey: &Journey, asked: &[Asked]) {
        if journey.plan.is_empty() && journey.day == 0 {
            self.other.extend((1..7).map(|day| Errand::of(Journey { day, plan: Plan::new() })));
        }
        let first = journey.plan.last_key_value().map_or(0, |(at, _)| at + 1);
        for (at, question) in asked.iter().enumerate().skip(first) {
            for (index, label) in question.labels.iter().enumerate().filter(|(index, _)| *index != question.taken) {
                let mut plan = journey.plan.clone();
                plan.insert(at, index);
                let is_fresh = self.seen.insert((plain(&question.path), label.clone()));
                let queue = if is_fresh { &mut self.fresh } else { &mut self.other };
                // What the bound can never reach need not be kept.
                if is_fresh || queue.len() < MOST_RUNS {
                    queue.push_back(Errand::of(Journey { day: journey.day, plan }));
                }
            }
        }
    }
}

impl Errand {
    fn of(journey: Journey) -> Self {
        Self { journey, travelled: None }
    }
}

fn travel(journey: &Journey, program: &Program, samples: &Samples) -> Travelled {
    let script = AnswerFile { clock: morning(journey.day), ..AnswerFile::default() };
    let clock = ScriptedClock::new(script.clock.unwrap_or_default());
    let mut explorer = Explorer::new(&journey.plan, samples);
    let Conducted { ended, events, not_replayed, .. } =
        conduct(program, &script, &Setting::default(), &clock, &mut explorer);
    Travelled { asked: explorer.asked, dead: explorer.dead, ended, not_replayed, events }
}

/// Returns a quarter to nine on a day of the week that begins on Monday, 23 November 2026.
fn morning(day: u64) -> Option<DateTime<FixedOffset>> {
    let date = NaiveDate::from_ymd_opt(2026, 11, 23)?.checked_add_days(Days::new(day))?;
    let offset = FixedOffset::east_opt(8 * 3600)?;
    date.and_hms_opt(8, 45, 0)?.and_local_timezone(offset).single()
}

fn choices(journey: &Journey, asked: &[Asked]) -> Vec<(String, String)> {
    let day = (journey.day > 0).then(|| ("day".to_owned(), journey.day.to_string()));
    let chosen = asked.iter().enumerate().filter(|(at, _)| journey.plan.contains_key(at));
    let said =
        chosen.map(|(_, asked)| (asked.name.clone(), asked.labels.get(asked.taken).cloned().unwrap_or_default()));
    day.into_iter().chain(said).collect()
}

impl Problem {
    /// Returns the problem as one line for a person.
    #[must_use]
    pub fn line(&self, language: crate::language::Language) -> String {
        let choices: Vec<String> = self.choices.iter().map(|(name, said)| format!("{name} = {said}")).collect();
        let path = if choices.is_empty() { words::ordinary_path(language) } else { choices.join(", ") };
        words::cannot_complete(language, &self.at, self.why.get(language), path)
    }
}
