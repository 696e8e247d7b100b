//! Decides what an answer means that is given again: after a pause, or by going back. It changes nothing.

use serde_json::Value as Json;

use super::Run;
use super::answer::{Answer, ReasonFor, Refusal};
use super::decide::{Decided, reason, refuse, skipping};
use super::event::{Amended, Answered, Event, OldAnswer, Reconfirmed};
use super::judge::Typed;
use super::outcome::Outcome;
use super::question::{Purpose, Question};
use super::record::{Attempt, Tick};

/// Answers that are taken back within so many milliseconds are slips: they are changed without a reason.
const SLIP: i64 = 10_000;

/// The reason that a slip is recorded with.
pub const SLIP_REASON: &str = "slip";

impl Run {
    /// After a pause an equal answer is enough: its reason, its evidence and what followed it stand in the record already.
    pub(super) fn reconfirmed(&self, question: &Question, answer: &Answer) -> Decided<Option<Event>> {
        let node = self.node_of(question)?;
        let last = self.records.get(&question.path).and_then(|record| record.last());
        let (Purpose::Reconfirm, false, Some(old)) = (&question.purpose, self.tree.step(node).independent, last) else {
            return Ok(None);
        };
        let by = self.answerer(question, answer)?;
        let (outcome, value) = match (skipping(&answer.given), self.typed_unless_skipped(question, answer, node)?) {
            (Some(outcome), _) => (outcome, Json::Null),
            (None, None) => (Outcome::Failed, Json::Bool(false)),
            (None, Some(Typed { breach: Some(_), json, .. })) => (Outcome::Failed, json),
            (None, Some(typed)) => (Outcome::Done, typed.json),
        };
        let again = Reconfirmed { path: question.path.clone(), of: old.seq, shown_at: question.shown_at, by: by.id };
        Ok(same(old, &value, outcome).then_some(Event::Reconfirmed(again)))
    }

    /// An answer given again is reconfirmed where it is the same, and else amended.
    pub(super) fn amended(&self, question: &Question, answer: &Answer, new: Answered, now: Tick) -> Decided<Event> {
        let record = self.records.get(&question.path);
        let Some(old) = record.and_then(|record| record.last()) else { return refuse(Refusal::NotOffered) };
        let path = question.path.clone();
        if same(old, &new.value, new.outcome) {
            let by = new.by;
            return Ok(Event::Reconfirmed(Reconfirmed { path, of: old.seq, shown_at: question.shown_at, by }));
        }
        let reason = match &answer.amending {
            None if question.purpose == Purpose::Amend && old.tick.until(now) <= SLIP => SLIP_REASON.to_owned(),
            given => reason(given.as_ref(), ReasonFor::Amendment)?,
        };
        let before = OldAnswer { value: old.json.clone(), raw: old.raw.clone(), outcome: old.outcome };
        Ok(Event::Amended(Box::new(Amended { of: old.seq, path, old: before, new, reason })))
    }
}

fn same(old: &Attempt, value: &Json, outcome: Outcome) -> bool {
    let right = |outcome| matches!(outcome, Outcome::Done | Outcome::Corrected);
    old.json == *value && (old.outcome == outcome || (right(old.outcome) && right(outcome)))
}
