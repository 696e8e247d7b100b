//! Folds events into the run. It holds no rules: what an event means was decided before it was written.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::event::{
    Amended, Answered, Because, Declined, DeclinedWhat, Event, Inactivated, Jumped, Moment, ParameterSet, Resumed,
    SignatureVoided, Signed,
};
use super::outcome::Outcome;
use super::record::{Attempt, Record, Signature, Tick};
use super::tree::Course;
use super::{Run, course, judge};
use crate::procedure::value::Value;
use crate::procedure::{Field, FieldType, Record as RecordKind, StepKind};

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
        let tick = self.tick(entry.at, entry.mono);
        if is_of_the_course(event) {
            self.fix_judgements();
        }
        match event {
            Event::Continued(continued) => self.started.absorb(continued.clone()),
            Event::ParameterSet(set) => self.apply_parameter(set),
            Event::HandoverAccepted(_) => self.accepted += 1,
            Event::SectionShown(shown) => {
                self.records.reopen(&shown.path);
                self.touch(&shown.path).page = Some(entry.at);
            }
            Event::WarningAcknowledged(acknowledged) => self.touch(&acknowledged.path).acknowledged = true,
            Event::Answered(answered) => self.apply_answered(answered, entry.seq, tick),
            Event::Amended(amended) => self.apply_amended(amended, entry.seq, tick),
            Event::Reconfirmed(again) => self.apply_reconfirmed(&again.path, entry.at),
            Event::Inactivated(inactivated) => self.apply_inactivated(inactivated),
            Event::BoundReached(reached) => {
                self.touch(&reached.path).bound = true;
                self.walk_again_if_steered(&reached.path, entry.at);
            }
            Event::Jumped(jumped) => self.apply_jumped(jumped),
            Event::Notified(notified) => {
                self.touch(&notified.path).notified = true;
                self.walk_again_if_steered(&notified.path, entry.at);
            }
            Event::ActionOpened(opened) => {
                self.touch(&opened.path).action = true;
                self.actions += 1;
            }
            Event::Signed(signed) if self.closed.is_none() => self.apply_signed(signed, entry.seq, tick),
            Event::Declined(declined) => self.apply_declined(declined, entry.seq, tick),
            Event::SignatureVoided(voided) => {
                self.unsigned.insert(voided.path.clone());
                let record = self.records.entry(&voided.path);
                record.signatures.clear();
                record.attempts.clear();
                self.rebuild(entry.at);
            }
            Event::NoteAdded(note) => {
                note.wrong_pins.iter().for_each(|wrong| self.count_failures(&wrong.person, wrong.failures));
            }
            Event::SigningFailed(failed) => self.count_failures(&failed.person, 1),
            Event::Locked(locked) => drop(self.locked.insert(locked.person.clone())),
            Event::Overridden(overridden) => {
                self.touch(&overridden.path).overridden = Some(overridden.by.clone());
                self.walk_again_if_steered(&overridden.path, entry.at);
            }
            Event::OperatorChanged(changed) => {
                self.operator = changed.to.clone();
                self.assurance = changed.assurance;
                self.rebuild(entry.at);
            }
            Event::Resumed(resumed) => self.apply_resumed(resumed, entry.at),
            Event::RunClosed(closed) => (self.closed, self.ended) = (Some(closed.as_ref().clone()), Some(tick)),
            Event::RunStarted(_)
            | Event::Signed(_)
            | Event::Attached(_)
            | Event::ActionClosed(_)
            | Event::Paused(_)
            | Event::Recovered(_) => {}
            Event::ClockStepped(step) => self.set_by_ms = self.set_by_ms.saturating_add(step.by_ms),
        }
        self.last = self.tick(entry.at, entry.mono);
        if !matches!(event, Event::NoteAdded(note) if note.wrong_pins.is_some()) {
            self.left = entry.at;
        }
    }

    fn count_failures(&mut self, person: &str, failures: u32) {
        *self.failures.entry(person.to_owned()).or_default() += failures;
    }

    fn apply_parameter(&mut self, set: &ParameterSet) {
        let frame = self.tree.frames.iter().rev().find(|frame| frame.path == set.path);
        let parameter = frame.and_then(|frame| frame.unit.procedure.parameters.get(&set.name));
        let fields = parameter.map_or(&[][..], |parameter| &parameter.fields);
        let mut json = set.value.clone();
        if let Json::Array(items) = &mut json {
            items.splice(..0, std::mem::take(&mut self.items_so_far));
            if set.more {
                self.items_so_far = std::mem::take(items);
                return;
            }
        }
        let value = in_order(fields, Value::from_json(json).unwrap_or(Value::None));
        if !set.path.is_empty() {
            let source = (set.from, set.refused.clone(), !set.unevaluated.is_empty());
            self.sources.insert((set.path.clone(), set.name.clone()), source);
        }
        self.parameters.entry(set.path.clone()).or_default().insert(set.name.clone(), value);
    }

    fn apply_answered(&mut self, answered: &Answered, seq: u64, tick: Tick) {
        let value = self.typed_value(answered);
        let computed = self.is_computed_at(&answered.path);
        let by_first_rules = self.started.rules < 5;
        let record = self.touch(&answered.path);
        if computed && !by_first_rules {
            // Who waived another value did not waive the one that is computed anew.
            (record.overridden, record.override_declined) = (None, 0);
        }
        let was_deferred = record.last().is_some_and(|last| last.outcome == Outcome::Deferred);
        if was_deferred || computed {
            record.attempts.clear();
            record.deferred_again = was_deferred && answered.outcome == Outcome::Deferred;
        }
        if !matches!(answered.outcome, Outcome::Deferred | Outcome::NotApplicable) {
            record.first.get_or_insert(tick);
        }
        record.attempts.push(attempt_of(answered, seq, tick, value));
        if !computed {
            self.last_answered = Some(answered.path.clone());
        }
        if was_deferred && !(answered.outcome == Outcome::Deferred || self.is_plain_end(answered)) {
            self.rebuild(tick.at);
        } else {
            self.walk_again_if_steered(&answered.path, tick.at);
        }
    }

    fn is_computed_at(&self, path: &str) -> bool {
        self.tree.by_path.get(path).is_some_and(|node| course::is_computed(self.tree.step(*node)))
    }

    /// Returns whether an answer that comes late opens nothing, leaves nothing to be done, and nothing hangs on it.
    fn is_plain_end(&self, answered: &Answered) -> bool {
        let Some(node) = self.tree.by_path.get(&answered.path).copied() else { return false };
        let right = matches!(answered.outcome, Outcome::Done | Outcome::NotApplicable);
        right && !self.is_branching(node) && !self.is_steering(node)
    }

    /// Where a step is answered after one that stands behind it in the file, what hangs on it is walked again.
    fn walk_again_if_steered(&mut self, path: &str, at: Moment) {
        if self.tree.by_path.get(path).is_some_and(|node| self.is_late(*node) && self.is_steering(*node)) {
            self.rebuild(at);
        }
    }

    fn apply_amended(&mut self, amended: &Amended, seq: u64, tick: Tick) {
        let value = self.typed_value(&amended.new);
        let record = self.records.entry(&amended.path);
        record.attempts.pop();
        record.attempts.push(attempt_of(&amended.new, seq, tick, value));
        if !matches!(amended.new.outcome, Outcome::Deferred | Outcome::NotApplicable) {
            record.first.get_or_insert(tick);
        }
        record.overridden = None;
        record.override_declined = record.override_declined.min(record.attempts.len().saturating_sub(1));
        record.deferred_again = false;
        record.ended = false;
        self.last_answered = Some(amended.path.clone());
        self.void_signatures_after(amended.of, seq);
        let failed = amended.new.outcome == Outcome::Failed && self.started.rules > 4;
        self.following = failed.then(|| amended.path.clone());
        self.apply_reconfirmed(&amended.path, tick.at);
    }

    fn apply_reconfirmed(&mut self, path: &str, at: Moment) {
        if self.reconfirm.as_deref() == Some(path) {
            self.reconfirm = None;
        }
        self.rebuild(at);
    }

    /// A signature that covers the amended entry no longer holds.
    fn void_signatures_after(&mut self, amended: u64, because: u64) {
        let voided: Vec<_> = self
            .signed_after(amended)
            .map(|(path, record)| {
                let of = record.signatures.iter().map(|signature| signature.seq).collect();
                SignatureVoided { path: path.clone(), of, because }
            })
            .collect();
        self.voided.extend(voided);
    }

    fn apply_inactivated(&mut self, inactivated: &Inactivated) {
        if let Some(pending) = &mut self.pending_inactive {
            pending.steps.drain(..inactivated.steps.len().min(pending.steps.len()));
        }
        self.pending_inactive = self.pending_inactive.take().filter(|pending| !pending.steps.is_empty());
        for named in &inactivated.steps {
            let judged = self.records.get(&named.path).and_then(|record| record.judged.clone());
            self.records.forget(&named.path);
            self.forget_calls(&named.path);
            self.forget_pages(&named.path);
            let record = self.records.entry(&named.path);
            (record.inactive, record.judged) = (true, judged);
            record.cut_off = matches!(inactivated.because, Because::End | Because::Stop);
        }
        let ends = matches!(inactivated.because, Because::End | Because::Stop) && !inactivated.more;
        if let Some(of) = inactivated.of.as_ref().filter(|_| ends) {
            self.touch(of).ended = true;
        }
    }

    /// A section that is taken back shows its page again when it is reached again.
    fn forget_pages(&mut self, path: &str) {
        for (end, _) in path.match_indices('.') {
            let section = &path[..end];
            let node = self.tree.by_path.get(section).copied();
            let is_entered = node.is_some_and(|node| self.tree.stop(node).course == Course::Entered);
            if !is_entered && self.records.get(section).is_some_and(|record| record.page.is_some()) {
                self.records.entry(section).page = None;
            }
        }
    }

    /// A call that is taken back asks for its parameters again when it is reached again.
    fn forget_calls(&mut self, path: &str) {
        let below = |call: &str| {
            call.strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || !rest.starts_with(|next: char| next.is_ascii_digit()))
        };
        self.parameters.retain(|call, _| call.is_empty() || !below(call));
    }

    /// Brings the tracks around `to` to the front.
    fn apply_jumped(&mut self, jumped: &Jumped) {
        let Some((container, track)) = self.find_track(&jumped.to) else { return };
        self.following = None;
        let outer: Vec<_> = self.tree.tracks_around(container).collect();
        for (container, track) in std::iter::once((container, track)).chain(outer) {
            let path = &self.tree.nodes[container].path;
            self.tracks.insert(path.clone(), track);
        }
        self.tree.here = Some(container);
    }

    fn apply_signed(&mut self, signed: &Signed, seq: u64, tick: Tick) {
        let Some(node) = self.tree.by_path.get(&signed.path).copied() else { return };
        let StepKind::Sign { by, .. } = &self.tree.step(node).kind else { return };
        let wanted = by.len().max(1);
        self.unsigned.remove(&signed.path);
        let record = self.touch(&signed.path);
        let failed = record.attempts.iter().any(|attempt| attempt.outcome == Outcome::Failed);
        let (by, role) = (signed.by.clone(), signed.role.clone());
        record.signatures.push(Signature { seq, by, role, window: signed.window, deadline: signed.deadline });
        record.first.get_or_insert(tick);
        if record.signatures.len() >= wanted {
            let people = record.signatures.iter().map(|signature| Value::Text(signature.by.clone())).collect();
            let outcome = if failed { Outcome::Corrected } else { Outcome::Done };
            let attempt = plain_attempt(seq, tick, outcome, Value::List(people), &signed.by);
            record.attempts.push(Attempt { evidence: signed.evidence.clone(), ..attempt });
            self.walk_again_if_steered(&signed.path, tick.at);
        }
    }

    fn apply_declined(&mut self, declined: &Declined, seq: u64, tick: Tick) {
        let record = self.touch(&declined.path);
        match declined.what {
            DeclinedWhat::Override => {
                record.override_declined = record.attempts.len();
                self.walk_again_if_steered(&declined.path, tick.at);
            }
            DeclinedWhat::Signature => {
                let attempt = plain_attempt(seq, tick, Outcome::Failed, Value::None, &declined.by);
                record.first.get_or_insert(tick);
                let (then, window, deadline) = (declined.then, declined.window, declined.deadline);
                let (reason, evidence) = (Some(declined.reason.clone()), declined.evidence.clone());
                record.attempts.push(Attempt { then, window, deadline, reason, evidence, ..attempt });
                self.walk_again_if_steered(&declined.path, tick.at);
            }
        }
    }

    fn apply_resumed(&mut self, resumed: &Resumed, at: Moment) {
        self.segment += 1;
        self.operator = resumed.by.clone();
        self.assurance = resumed.assurance;
        if resumed.site_file.is_some() && self.started.roster.is_some() && self.started.rules > 4 {
            self.came_later.push(resumed.by.clone());
        }
        if let Some(language) = &resumed.language {
            self.language.clone_from(language);
        }
        self.reconfirm.clone_from(&resumed.reask);
        self.records.ask_deferred_again();
        self.rebuild(at);
    }

    /// Returns the record of `path`; what an entry says of a step says of all around it that they are not inactive any more.
    fn touch(&mut self, path: &str) -> &mut Record {
        let place = path.strip_suffix(".call").unwrap_or(path);
        if let Some(node) = self.tree.by_path.get(place).copied() {
            for around in self.tree.upward(node).collect::<Vec<_>>() {
                let path = &self.tree.nodes[around].path;
                if self.records.get(path).is_some_and(|record| record.inactive) {
                    let record = self.records.entry(path);
                    (record.inactive, record.cut_off) = (false, false);
                }
            }
        }
        self.records.entry(path)
    }

    /// What the walk has judged since the last entry is fixed: the same walk comes to the same again.
    fn fix_judgements(&mut self) {
        self.tree.walked_at = None;
        self.tree.shown.clear();
        for (path, sight) in std::mem::take(&mut self.tree.judged) {
            self.records.entry(&path).judged.get_or_insert(sight);
        }
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

/// Returns whether an event answers what the walk came to, so that what the walk judged on its way is fixed with it.
fn is_of_the_course(event: &Event) -> bool {
    matches!(
        event,
        Event::ParameterSet(_)
            | Event::HandoverAccepted(_)
            | Event::SectionShown(_)
            | Event::WarningAcknowledged(_)
            | Event::Answered(_)
            | Event::Inactivated(_)
            | Event::BoundReached(_)
            | Event::Jumped(_)
            | Event::Notified(_)
            | Event::ActionOpened(_)
            | Event::Signed(_)
            | Event::Declined(_)
            | Event::Overridden(_)
    )
}

fn attempt_of(answered: &Answered, seq: u64, tick: Tick, value: Value) -> Attempt {
    Attempt {
        seq,
        tick,
        outcome: answered.outcome,
        value,
        json: answered.value.clone(),
        unit: answered.unit.clone(),
        raw: answered.raw.clone(),
        differs: answered.differs(),
        window: answered.window,
        deadline: answered.deadline,
        then: answered.then,
        by: answered.by.clone(),
        second: answered.second.as_ref().map(|second| second.by.clone()),
        evidence: answered.evidence.clone(),
        reason: answered.reason.clone(),
    }
}

fn plain_attempt(seq: u64, tick: Tick, outcome: Outcome, value: Value, by: &str) -> Attempt {
    Attempt {
        seq,
        tick,
        outcome,
        json: judge::to_json(&value),
        unit: None,
        value,
        raw: None,
        differs: None,
        window: None,
        deadline: None,
        then: None,
        by: by.to_owned(),
        second: None,
        evidence: Vec::new(),
        reason: None,
    }
}

/// Returns a table with the columns in the order of the file: an entry does not keep it, and a row is called by its first.
fn in_order(fields: &[Field], value: Value) -> Value {
    match value {
        Value::List(rows) if !fields.is_empty() => {
            Value::List(rows.into_iter().map(|row| in_order(fields, row)).collect())
        }
        Value::Map(mut row) if !fields.is_empty() => {
            let cell = |field: &Field| row.shift_remove(&field.id).map(|value| (field.id.clone(), value));
            let mut ordered: IndexMap<String, Value> = fields.iter().filter_map(cell).collect();
            ordered.extend(row);
            Value::Map(ordered)
        }
        other => other,
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
