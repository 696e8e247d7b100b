//! Folds events into the run. It holds no rules: what an event means was decided before it was written.

use super::Run;
use super::event::{
    Amended, Answered, Because, DeclinedWhat, Event, Inactivated, Jumped, Moment, ParameterSet, Resumed, Signed,
};
use super::judge;
use super::outcome::Outcome;
use super::record::{Attempt, Signature, Tick};
use super::tree::{Place, Tree};
use crate::procedure::value::Value;
use crate::procedure::{EndVerdict, Field, FieldType, Record as RecordKind, StepKind};
use serde_json::Value as Json;

/// An entry's place in the journal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Applied {
    /// Its number.
    pub seq: u64,
    /// Its wall time.
    pub at: Moment,
    /// Its monotonic time.
    pub mono: u64,
}

impl Run {
    /// Folds one entry into the run.
    pub fn apply(&mut self, entry: Applied, event: &Event) {
        let tick = Tick { at: entry.at, mono: entry.mono, segment: self.segment };
        match event {
            Event::ParameterSet(set) => self.apply_parameter(set),
            Event::HandoverAccepted(_) => self.accepted += 1,
            Event::SectionShown(shown) => {
                let record = self.records.entry(&shown.path);
                record.page = Some(entry.at);
                record.judged_at.get_or_insert(entry.at);
                self.judge_around(&shown.path, entry.at);
            }
            Event::WarningAcknowledged(acknowledged) => {
                self.records.entry(&acknowledged.path).acknowledged = true;
                self.judge_around(&acknowledged.path, acknowledged.shown_at);
            }
            Event::Answered(answered) => self.apply_answered(answered, entry.seq, tick),
            Event::Amended(amended) => self.apply_amended(amended, entry.seq, tick),
            Event::Reconfirmed(_) => self.reconfirm = None,
            Event::Inactivated(inactivated) => self.apply_inactivated(inactivated, entry.at),
            Event::BoundReached(reached) => self.records.entry(&reached.path).bound = true,
            Event::Jumped(jumped) => self.apply_jumped(jumped),
            Event::Notified(notified) => self.records.entry(&notified.path).notified = true,
            Event::ActionOpened(opened) => {
                self.records.entry(&opened.path).action = true;
                self.actions += 1;
            }
            Event::Signed(signed) if self.closed.is_none() => self.apply_signed(signed, entry.seq, tick),
            Event::Declined(declined) => match declined.what {
                DeclinedWhat::Override => {
                    let record = self.records.entry(&declined.path);
                    record.override_declined = record.attempts.len();
                }
                DeclinedWhat::Signature => {
                    let attempt = plain_attempt(entry.seq, tick, Outcome::Failed, Value::None, &declined.by);
                    let record = self.records.entry(&declined.path);
                    record.first.get_or_insert(tick);
                    record.attempts.push(Attempt { then: declined.then, ..attempt });
                }
            },
            Event::SignatureVoided(voided) => {
                let record = self.records.entry(&voided.path);
                record.signatures.clear();
                record.attempts.clear();
                self.rebuild();
            }
            Event::SigningFailed(failed) => *self.failures.entry(failed.person.clone()).or_default() += 1,
            Event::Locked(locked) => drop(self.locked.insert(locked.person.clone())),
            Event::Overridden(overridden) => {
                self.records.entry(&overridden.path).overridden = Some(overridden.by.clone());
            }
            Event::OperatorChanged(changed) => {
                self.operator = changed.to.clone();
                self.assurance = changed.assurance;
            }
            Event::Resumed(resumed) => self.apply_resumed(resumed),
            Event::RunClosed(closed) => self.closed = Some(closed.as_ref().clone()),
            Event::RunStarted(_)
            | Event::Signed(_)
            | Event::NoteAdded(_)
            | Event::Attached(_)
            | Event::ActionClosed(_)
            | Event::Paused(_)
            | Event::ClockStepped(_)
            | Event::Recovered(_) => {}
        }
        self.last = Tick { segment: self.segment, ..tick };
    }

    fn apply_parameter(&mut self, set: &ParameterSet) {
        let value = Value::from_json(set.value.clone()).unwrap_or(Value::None);
        self.parameters.entry(set.path.clone()).or_default().insert(set.name.clone(), value);
    }

    fn apply_answered(&mut self, answered: &Answered, seq: u64, tick: Tick) {
        let value = self.typed_value(answered);
        let was_deferred = self
            .records
            .get(&answered.path)
            .and_then(|record| record.last())
            .is_some_and(|last| last.outcome == Outcome::Deferred);
        let record = self.records.entry(&answered.path);
        if was_deferred {
            record.attempts.clear();
            record.deferred_again = answered.outcome == Outcome::Deferred;
        }
        if !matches!(answered.outcome, Outcome::Deferred | Outcome::NotApplicable) {
            record.first.get_or_insert(tick);
        }
        record.inactive = false;
        record.attempts.push(attempt_of(answered, seq, tick, value));
        self.last_answered = Some(answered.path.clone());
        self.judge_around(&answered.path, answered.shown_at);
        if was_deferred && answered.outcome != Outcome::Deferred {
            self.rebuild();
        }
    }

    fn apply_amended(&mut self, amended: &Amended, seq: u64, tick: Tick) {
        let value = self.typed_value(&amended.new);
        let record = self.records.entry(&amended.path);
        record.attempts.pop();
        record.attempts.push(attempt_of(&amended.new, seq, tick, value));
        record.overridden = None;
        record.override_declined = record.override_declined.min(record.attempts.len().saturating_sub(1));
        record.deferred_again = false;
        self.void_signatures_after(amended.of, seq);
        self.reconfirm = None;
        self.amendments += 1;
        self.rebuild();
    }

    /// A signature that covers the amended entry no longer holds.
    fn void_signatures_after(&mut self, amended: u64, because: u64) {
        let covering =
            |record: &super::record::Record| record.signatures.iter().any(|signature| signature.seq > amended);
        let voided = self.records.iter().filter(|(_, record)| covering(record));
        let voided: Vec<_> = voided
            .map(|(path, record)| {
                let of = record.signatures.iter().map(|signature| signature.seq).collect();
                super::event::SignatureVoided { path: path.clone(), of, because }
            })
            .collect();
        self.voided.extend(voided);
    }

    fn apply_inactivated(&mut self, inactivated: &Inactivated, at: Moment) {
        self.pending_inactive = None;
        for named in &inactivated.steps {
            if !matches!(inactivated.because, Because::End | Because::Stop) {
                self.records.forget(&named.path);
            }
            let record = self.records.entry(&named.path);
            record.inactive = true;
            record.judged_at.get_or_insert(at);
        }
        if let Some(of) = &inactivated.of {
            self.judge_around(of, at);
            match inactivated.because {
                Because::End => self.apply_end(of, at),
                Because::Stop => {
                    self.records.entry(of).ended = true;
                    self.stopped = Some(of.clone());
                }
                _ => {}
            }
        }
    }

    fn apply_end(&mut self, of: &str, at: Moment) {
        let record = self.records.entry(of);
        record.ended = true;
        record.judged_at.get_or_insert(at);
        let Some(node) = self.tree.by_path.get(of).copied() else { return };
        if let StepKind::End { verdict } = self.tree.step(node).kind {
            let frame = self.tree.frame_of(node).path.clone();
            self.ended_frames.insert(frame, verdict);
        }
    }

    /// Brings the tracks around `to` to the front.
    fn apply_jumped(&mut self, jumped: &Jumped) {
        let Some(node) = self.tree.by_path.get(&jumped.to).copied() else { return };
        let chain: Vec<_> = self.tree.upward(node).collect();
        for pair in chain.windows(2) {
            let (child, parent) = (pair[0], pair[1]);
            // Only what has tracks: a section and its block share their path.
            if let Some(index) = self.tracks_of(parent).iter().position(|other| *other == child) {
                self.tracks.insert(self.tree.nodes[parent].path.clone(), index);
            }
        }
        self.rebuild();
    }

    fn apply_signed(&mut self, signed: &Signed, seq: u64, tick: Tick) {
        let Some(node) = self.tree.by_path.get(&signed.path).copied() else { return };
        let StepKind::Sign { by, .. } = &self.tree.step(node).kind else { return };
        let wanted = by.len().max(1);
        let failed = {
            let record = self.records.get(&signed.path);
            record.is_some_and(|record| record.attempts.iter().any(|attempt| attempt.outcome == Outcome::Failed))
        };
        let record = self.records.entry(&signed.path);
        record.signatures.push(Signature { seq, by: signed.by.clone(), role: signed.role.clone() });
        record.first.get_or_insert(tick);
        if record.signatures.len() >= wanted {
            let people = record.signatures.iter().map(|signature| Value::Text(signature.by.clone())).collect();
            let outcome = if failed { Outcome::Corrected } else { Outcome::Done };
            record.attempts.push(plain_attempt(seq, tick, outcome, Value::List(people), &signed.by));
        }
        if let Some(shown_at) = signed.shown_at {
            self.judge_around(&signed.path, shown_at);
        }
    }

    fn apply_resumed(&mut self, resumed: &Resumed) {
        self.segment += 1;
        self.operator = resumed.by.clone();
        self.assurance = resumed.assurance;
        self.reconfirm.clone_from(&resumed.reask);
        self.tree.shown = None;
        self.rebuild();
    }

    /// The conditions of a step and of all around it were judged by the moment at which its question was shown.
    fn judge_around(&mut self, path: &str, at: Moment) {
        let Some(node) = self.tree.by_path.get(path).copied() else { return };
        let steps = self.tree.upward(node).filter(|node| matches!(self.tree.nodes[*node].place, Place::Step(_)));
        for node in steps.collect::<Vec<_>>() {
            let path = &self.tree.nodes[node].path;
            self.records.entry(path).judged_at.get_or_insert(at);
        }
    }

    /// Forgets the places, so that the next walk finds them anew from the records.
    pub(super) fn rebuild(&mut self) {
        let shown = self.tree.shown.take();
        let program = self.program.clone();
        self.tree = Tree::new(program.main());
        self.tree.shown = shown;
        self.pending_inactive = None;
    }

    /// Returns the typed value of an answer as its entry has it.
    fn typed_value(&self, answered: &Answered) -> Value {
        let Some(node) = self.tree.by_path.get(&answered.path).copied() else { return plain_value(&answered.value) };
        if matches!(answered.outcome, Outcome::NotApplicable | Outcome::Deferred) {
            return Value::None;
        }
        match &self.tree.step(node).kind {
            StepKind::Measure(_) => number_value(&answered.value),
            StepKind::Record(RecordKind::Value(field)) => field_value(field, &answered.value),
            StepKind::Record(RecordKind::Form(fields)) => form_value(fields, &answered.value),
            StepKind::Record(RecordKind::Table { fields, .. }) => {
                let rows = answered.value.as_array().map(Vec::as_slice).unwrap_or_default();
                Value::List(rows.iter().map(|row| form_value(fields, row)).collect())
            }
            _ => plain_value(&answered.value),
        }
    }
}

fn attempt_of(answered: &Answered, seq: u64, tick: Tick, value: Value) -> Attempt {
    Attempt {
        seq,
        tick,
        outcome: answered.outcome,
        value,
        json: answered.value.clone(),
        raw: answered.raw.clone(),
        window: answered.window,
        deadline: answered.deadline,
        then: answered.then,
        by: answered.by.clone(),
        second: answered.second.as_ref().map(|second| second.by.clone()),
    }
}

fn plain_attempt(seq: u64, tick: Tick, outcome: Outcome, value: Value, by: &str) -> Attempt {
    Attempt {
        seq,
        tick,
        outcome,
        json: judge::to_json(&value),
        value,
        raw: None,
        window: None,
        deadline: None,
        then: None,
        by: by.to_owned(),
        second: None,
    }
}

fn form_value(fields: &[Field], json: &Json) -> Value {
    let cell = |field: &Field| json.get(&field.id).map_or(Value::None, |cell| field_value(field, cell));
    Value::Map(fields.iter().map(|field| (field.id.clone(), cell(field))).collect())
}

fn field_value(field: &Field, json: &Json) -> Value {
    match field.kind {
        _ if field.secret => Value::None,
        FieldType::Number => number_value(json),
        _ => plain_value(json),
    }
}

fn number_value(json: &Json) -> Value {
    let number = json.as_str().and_then(crate::procedure::value::Decimal::parse);
    number.map_or(Value::None, Value::Number)
}

fn plain_value(json: &Json) -> Value {
    match json {
        Json::Bool(flag) => Value::Bool(*flag),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(plain_value).collect()),
        Json::Object(map) => Value::Map(map.iter().map(|(key, value)| (key.clone(), plain_value(value))).collect()),
        Json::Null | Json::Number(_) => Value::None,
    }
}

/// Returns whether an end given up.
pub(super) fn gave_up(verdict: Option<&EndVerdict>) -> bool {
    verdict == Some(&EndVerdict::Abandoned)
}
