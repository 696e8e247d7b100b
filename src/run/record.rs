//! What a run knows of each step on its way: the fold of the events that named its path. Plain data; no rules.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde_json::Value as Json;

use super::answer::Side;
use super::event::{AfterFailure, EvidenceItem, Moment, Raw, Timing};
use super::outcome::Outcome;
use crate::procedure::value::Value;

/// When an entry was written, by both clocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Wall time.
    pub at: Moment,
    /// Microseconds since the program started.
    pub mono: u64,
    /// Which start of the program that was.
    pub segment: u32,
    /// By how many milliseconds the wall clock had been set until then, as far as entries say so; by the first rules 0.
    pub set_by_ms: i64,
}

impl Tick {
    /// Returns milliseconds from `self` to `later`: by the monotonic clock within one start of the program, else by the
    /// wall clock, less what that was set by meanwhile; never negative.
    #[must_use]
    pub fn until(self, later: Self) -> i64 {
        if self.segment == later.segment {
            i64::try_from(later.mono.saturating_sub(self.mono) / 1000).unwrap_or(i64::MAX)
        } else {
            let passed = (later.at - self.at).num_milliseconds();
            passed.saturating_sub(later.set_by_ms.saturating_sub(self.set_by_ms)).max(0)
        }
    }
}

/// When, and by whom, something was looked at that depends on both: a condition, items, the end of a loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// When.
    pub at: Moment,
    /// Who ran it then.
    pub operator: String,
}

/// One answer to a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its entry's number.
    pub seq: u64,
    /// When it was given.
    pub tick: Tick,
    /// How it came out.
    pub outcome: Outcome,
    /// Its value, for expressions.
    pub value: Value,
    /// Its value as the journal has it.
    pub json: Json,
    /// The value's unit as shown.
    pub unit: Option<String>,
    /// What was typed.
    pub raw: Option<Raw>,
    /// What its value is not equal to, if it failed; see [`Answered::differs`](super::event::Answered::differs).
    pub differs: Option<Side>,
    /// Against its window.
    pub window: Option<Timing>,
    /// Against its deadline.
    pub deadline: Option<Timing>,
    /// What is to follow a failure.
    pub then: Option<AfterFailure>,
    /// Who answered.
    pub by: String,
    /// The second person, where there was one.
    pub second: Option<String>,
    /// What was shown for it.
    pub evidence: Vec<EvidenceItem>,
    /// Why, where that was asked.
    pub reason: Option<String>,
}

/// One signature of a sign step.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// Its entry's number.
    pub seq: u64,
    /// Who signed.
    pub by: String,
    /// For which role.
    pub role: Option<String>,
    /// Against its window.
    pub window: Option<Timing>,
    /// Against its deadline.
    pub deadline: Option<Timing>,
}

/// All that is known of one step, in one item and pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What its condition, its items, or the end of its loop was judged by: fixed by the first entry after that.
    pub judged: Option<Sight>,
    /// Whether its inactivity is recorded.
    pub inactive: bool,
    /// Whether it is so because of an end or a stop somewhere else: nobody had come to it.
    pub cut_off: bool,
    /// When its page was shown, for a section or a procedure.
    pub page: Option<Moment>,
    /// Whether its warning was acknowledged.
    pub acknowledged: bool,
    /// Its answers: the first, and one for each recheck.
    pub attempts: Vec<Attempt>,
    /// When it was answered first, whatever became of that answer.
    pub first: Option<Tick>,
    /// Whether a deferred step was put off again before the end.
    pub deferred_again: bool,
    /// Whether somebody was told of its failure.
    pub notified: bool,
    /// Who waived its failure.
    pub overridden: Option<String>,
    /// How many answers an override was declined for.
    pub override_declined: usize,
    /// Its signatures.
    pub signatures: Vec<Signature>,
    /// Whether its follow-up action is open.
    pub action: bool,
    /// Whether its loop's bound is recorded.
    pub bound: bool,
    /// Whether the end that it makes is recorded.
    pub ended: bool,
}

impl Record {
    /// Returns the last answer.
    #[must_use]
    pub fn last(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Returns how the step came out, as far as its own record tells.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.overridden.as_ref().map(|_| Outcome::Overridden).or_else(|| self.last().map(|last| last.outcome))
    }

    /// Returns on which side of window and deadline each answer and signature fell.
    pub fn timings(&self) -> impl Iterator<Item = (Option<Timing>, Option<Timing>)> {
        let answers = self.attempts.iter().map(|attempt| (attempt.window, attempt.deadline));
        answers.chain(self.signatures.iter().map(|signature| (signature.window, signature.deadline)))
    }
}

/// What stands between a path and what is below it.
const SEPARATORS: [char; 4] = ['#', '.', '/', '['];

/// The records of a run by path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records(BTreeMap<String, Record>);

impl Records {
    /// Returns the record of `path`, if any event named it.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.0.get(path)
    }

    /// Returns the record of `path`, made if it is new.
    pub fn entry(&mut self, path: &str) -> &mut Record {
        if !self.0.contains_key(path) {
            self.0.insert(path.to_owned(), Record::default());
        }
        self.0.entry(path.to_owned()).or_default()
    }

    /// Returns every record in the order of its path's text.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Record)> {
        self.0.iter()
    }

    /// Lets every step that was put off be asked once more before the run closes.
    pub fn ask_deferred_again(&mut self) {
        self.0.values_mut().for_each(|record| record.deferred_again = false);
    }

    /// Returns the paths of answered steps below `path`.
    #[must_use]
    pub fn answered_below(&self, path: &str) -> Vec<String> {
        self.below(path).filter(|(_, record)| !record.attempts.is_empty()).map(|(below, _)| below.clone()).collect()
    }

    /// Returns the paths of steps below `path` that were answered, or whose warning was acknowledged.
    #[must_use]
    pub fn begun_below(&self, path: &str) -> Vec<String> {
        let begun = |record: &Record| !record.attempts.is_empty() || record.acknowledged;
        self.below(path).filter(|(_, record)| begun(record)).map(|(below, _)| below.clone()).collect()
    }

    /// Forgets everything below `path` and what was answered there itself; the journal keeps it.
    pub fn forget(&mut self, path: &str) {
        let below: Vec<String> = self.below(path).map(|(below, _)| below.clone()).collect();
        for path in below {
            self.0.remove(&path);
        }
        self.0.remove(path);
    }

    /// Forgets that steps below `path` were inactive: they are come to anew.
    pub fn reopen(&mut self, path: &str) {
        let below = self.below(path).filter(|(_, record)| record.inactive);
        let below: Vec<String> = below.map(|(below, _)| below.clone()).collect();
        for path in below {
            self.0.remove(&path);
        }
    }

    /// Returns whether the run had come to `path`, or to anything below it.
    #[must_use]
    pub fn touched(&self, path: &str) -> bool {
        self.0.get(path).is_some_and(|record| !record.cut_off) || self.below(path).any(|(_, record)| !record.cut_off)
    }

    /// What stands below a path follows it behind one of four signs; each is a range of its own, so that the neighbours of
    /// `1`, such as `10`, are not looked at.
    fn below(&self, path: &str) -> impl Iterator<Item = (&String, &Record)> {
        SEPARATORS.into_iter().flat_map(move |separator| {
            let start = format!("{path}{separator}");
            let range = self.0.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
            range.take_while(move |(found, _)| found.starts_with(&start))
        })
    }
}
