//! Rebuilds a run from its events, and refuses what the run could not have produced.

use indexmap::IndexMap;
use thiserror::Error;

use super::answer::{Answer, Given, Identity, SecondEntry, Typed};
use super::clocks::Clocks;
use super::decide::Point;
use super::event::{
    ActionClosed, Answered, Assurance, Event, Jumped, LATE_MEANINGS, Moment, NoteAdded, Raw, RunClosed, Signed,
    WITNESSED,
};
use super::outcome::Outcome;
use super::program::Program;
use super::question::{Ask, Question};
use super::{Applied, Next, Run};
use crate::procedure::step::{Field, Record, StepKind};

/// Why a journal is not one of this procedure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("entry {seq}: {found} cannot stand here, {expected}")]
pub struct ReplayError {
    /// The entry's number.
    pub seq: u64,
    /// Its type and place.
    pub found: String,
    /// What could stand there.
    pub expected: String,
}

impl Run {
    /// Returns the run that its entries make, the first of which began it.
    ///
    /// # Errors
    /// At the first entry that the run could not have produced.
    pub fn replay<I>(program: Program, entries: I) -> Result<Self, ReplayError>
    where
        I: IntoIterator<Item = (Applied, Event)>,
    {
        let mut entries = entries.into_iter();
        let (mut run, mut clocks) = match entries.next() {
            Some((entry, Event::RunStarted(started))) => (Self::begin(program, *started, entry), Clocks::begin(entry)),
            other => {
                let found = other.map_or("nothing".to_owned(), |(_, event)| event.word().to_owned());
                return Err(ReplayError { seq: 1, found, expected: "expected `run_started`".to_owned() });
            }
        };
        for (entry, event) in entries {
            if run.closed.is_none() {
                clocks.see(entry, &event).map_err(|expected| not_here(entry, &event, expected))?;
            }
            run.step(entry, &event)?;
        }
        Ok(run)
    }

    /// Folds one entry of a journal, after looking whether the run could have produced it.
    ///
    /// # Errors
    /// Where it could not.
    pub fn step(&mut self, entry: Applied, event: &Event) -> Result<(), ReplayError> {
        self.check(entry, event).map_err(|expected| not_here(entry, event, expected))?;
        self.apply(entry, event);
        Ok(())
    }

    fn check(&mut self, entry: Applied, event: &Event) -> Result<(), String> {
        if self.closed.is_some() {
            return self.check_late(event);
        }
        if self.started.more && !matches!(event, Event::Continued(_)) {
            return self.check_unbegun(entry.at, event);
        }
        match event {
            Event::RunStarted(_) => Err("a run begins once".to_owned()),
            Event::Continued(_) if !self.started.more => Err("the run had begun".to_owned()),
            Event::SectionShown(_)
            | Event::Inactivated(_)
            | Event::BoundReached(_)
            | Event::ActionOpened(_)
            | Event::SignatureVoided(_) => self.check_recorded(entry.at, event),
            Event::ParameterSet(set) if set.shown_at.is_none() => self.check_recorded(entry.at, event),
            Event::Answered(answered) if answered.computed => self.check_recorded(entry.at, event),
            Event::RunClosed(closed) => self.check_closing(entry, event, closed),
            Event::Reconfirmed(again) => self.check_repeated(entry, event, &again.path, again.shown_at, None),
            Event::Amended(amended) => {
                let mut answer = answer_of(&amended.new);
                answer.amending = Some(amended.reason.clone());
                self.check_repeated(entry, event, &amended.path, amended.new.shown_at, Some(&answer))
            }
            Event::Jumped(jumped) => self.check_jump(entry, event, jumped),
            _ => match asked(entry, event) {
                Some((shown_at, answer)) => self.check_answer(entry, event, shown_at, &answer),
                None => self.check_beside(entry.at, event),
            },
        }
    }

    /// A run that broke off before all it begins with was recorded can only be given up.
    fn check_unbegun(&self, at: Moment, event: &Event) -> Result<(), String> {
        match event {
            Event::RunClosed(closed) if closed.reason.is_some() && closed.shown_at.is_none() => Ok(()),
            Event::Resumed(_) | Event::OperatorChanged(_) | Event::ClockStepped(_) | Event::Recovered(_) => {
                self.check_beside(at, event)
            }
            _ => Err("expected `continued`".to_owned()),
        }
    }

    /// What may follow the end: words on it, and signatures of the whole run, which nobody witnesses of himself.
    fn check_late(&self, event: &Event) -> Result<(), String> {
        match event {
            Event::NoteAdded(note) => self.check_wrong_pins(note),
            Event::ActionClosed(closed) => self.check_action(closed),
            Event::Recovered(_) => Ok(()),
            Event::Signed(signed) if self.failures(&signed.by) >= super::MOST_FAILURES => {
                Err("expected a signature of somebody who is not locked".to_owned())
            }
            Event::Signed(signed) if !signed.path.is_empty() || !LATE_MEANINGS.contains(&signed.meaning.as_str()) => {
                Err("expected a signature of the whole run".to_owned())
            }
            Event::Signed(signed) if signed.meaning == WITNESSED && self.has_operated(&signed.by) => {
                Err("nobody witnesses what he ran himself".to_owned())
            }
            Event::Signed(_) => Ok(()),
            _ => Err("the run is closed".to_owned()),
        }
    }

    /// An action that is closed was opened; each is known by its number.
    fn check_action(&self, closed: &ActionClosed) -> Result<(), String> {
        let opened = (1..=self.actions).any(|number| closed.id == format!("{}/{number}", self.started.run));
        if opened { Ok(()) } else { Err("expected an action that was opened".to_owned()) }
    }

    /// A note on wrong PINs tells of one at least, and of no more than lock a person.
    fn check_wrong_pins(&self, note: &NoteAdded) -> Result<(), String> {
        let Some(wrong) = &note.wrong_pins else { return Ok(()) };
        let left = super::MOST_FAILURES.saturating_sub(self.failures(&wrong.person));
        if (1..=left).contains(&wrong.failures) {
            Ok(())
        } else {
            Err("expected as many wrong PINs as are taken".to_owned())
        }
    }

    fn check_recorded(&mut self, at: Moment, event: &Event) -> Result<(), String> {
        match self.next(at) {
            Next::Record(expected) if same(&expected, event) => Ok(()),
            Next::Record(expected) => Err(format!("expected `{}` at `{}`", expected.word(), path_of(&expected))),
            Next::Ask(question) => Err(format!("expected an answer at `{}`", question.path)),
            Next::Closed(_) => Err("the run is closed".to_owned()),
        }
    }

    /// A run closes by itself at an end, by its operator's answer, or is given up from outside, at any time.
    fn check_closing(&mut self, entry: Applied, event: &Event, closed: &RunClosed) -> Result<(), String> {
        let mut answer = Answer::new(if closed.reason.is_some() { Given::GiveUp } else { Given::Close });
        answer.reason.clone_from(&closed.reason);
        answer.mistyped.clone_from(&closed.mistyped);
        match (closed.shown_at, &closed.reason) {
            (Some(shown_at), _) => {
                self.check_answer(entry, event, shown_at, &answer)?;
                closed.step.as_ref().map_or(Ok(()), |step| self.check_mistyped(step, &closed.mistyped))
            }
            (None, None) => self.check_recorded(entry.at, event),
            (None, Some(reason)) if self.give_up(reason.clone(), entry.at) == *event => Ok(()),
            (None, Some(_)) => Err("the run would be given up otherwise".to_owned()),
        }
    }

    fn check_jump(&mut self, entry: Applied, event: &Event, jumped: &Jumped) -> Result<(), String> {
        let _ = self.next(jumped.shown_at.unwrap_or(entry.at));
        match self.jump(&jumped.to) {
            Some(expected) if expected == *event => Ok(()),
            Some(_) => Err("the jump begins elsewhere".to_owned()),
            None => Err("no such track is open".to_owned()),
        }
    }

    /// What is asked again stands where it stood when it was answered; where the run has come to does not matter.
    fn check_repeated(
        &mut self,
        entry: Applied,
        event: &Event,
        path: &str,
        shown_at: Moment,
        answer: Option<&Answer>,
    ) -> Result<(), String> {
        let _ = self.advance(shown_at);
        let Some(question) = self.amend(path, shown_at) else { return Err("the step was never answered".to_owned()) };
        match (answer, event) {
            (Some(answer), _) => self.check_decided(entry, event, &question, answer),
            (None, Event::Reconfirmed(again)) => {
                let last = self.records.get(path).and_then(|record| record.last()).map(|last| last.seq);
                if last != Some(again.of) {
                    return Err(format!("entry {} is not its last answer", again.of));
                }
                self.check_mistyped(path, &again.mistyped)
            }
            _ => Err("it is not answered again".to_owned()),
        }
    }

    /// What stands beside the course of a run: who goes on, and with what right.
    fn check_beside(&self, at: Moment, event: &Event) -> Result<(), String> {
        let holds = match event {
            Event::Paused(paused) if !paused.mistyped.is_empty() => {
                // A copy walks: the question that was left may be judged at another moment when it is put again.
                let mut there = self.clone();
                let _ = there.advance(at);
                return there.check_mistyped(&paused.step, &paused.mistyped);
            }
            Event::OperatorChanged(changed) => {
                changed.from == self.operator.id && self.may_take_over(&changed.to).is_ok()
            }
            Event::Resumed(resumed) => resumed.reask.is_none() || resumed.reask == self.last_answered,
            Event::SigningFailed(failed) => failed.failures == self.failures(&failed.person) + 1,
            Event::NoteAdded(note) => return self.check_wrong_pins(note),
            Event::ActionClosed(closed) => return self.check_action(closed),
            Event::Locked(locked) => self.failures(&locked.person) >= super::MOST_FAILURES,
            _ => true,
        };
        if holds { Ok(()) } else { Err("the run could not have come to it".to_owned()) }
    }

    /// Only a value can have been called mistyped, and none that is secret is written down.
    fn check_mistyped(&self, path: &str, typed: &[Raw]) -> Result<(), String> {
        let step = self.tree.by_path.get(path).map(|node| &**self.tree.step(*node));
        let fits = |raw: &Raw| match step.map(|step| &step.kind) {
            Some(StepKind::Measure(measure)) => measure.value.is_none() && matches!(raw, Raw::Line(_)),
            Some(StepKind::Record(record)) => is_blank_where_secret(record, raw),
            _ => false,
        };
        if typed.iter().all(fits) { Ok(()) } else { Err("no such value can have been mistyped there".to_owned()) }
    }

    fn check_answer(&mut self, entry: Applied, event: &Event, shown_at: Moment, answer: &Answer) -> Result<(), String> {
        match self.next(shown_at) {
            Next::Ask(question) => self.check_decided(entry, event, &question, answer),
            Next::Record(expected) => Err(format!("expected `{}` at `{}`", expected.word(), path_of(&expected))),
            Next::Closed(_) => Err("the run is closed".to_owned()),
        }
    }

    fn check_decided(&self, entry: Applied, event: &Event, question: &Question, answer: &Answer) -> Result<(), String> {
        if keeps_a_secret(question) && is_of(event, question) {
            return Ok(());
        }
        let mut answer = answer.clone();
        if question.critical {
            let number = number_in(event).unwrap_or_default();
            answer.number = Some(Typed { typed: number, shown: number });
        }
        let tick = self.tick(entry.at, entry.mono);
        let point = Point { tick, head_seq: entry.seq.saturating_sub(1), head: String::new() };
        match self.decide(question, &answer, &point) {
            Ok(decided) if same(&decided, event) => Ok(()),
            Ok(decided) => Err(format!("the answer makes `{}` at `{}`", decided.word(), path_of(&decided))),
            Err(undecided) => Err(format!("the question at `{}` does not take it: {undecided:?}", question.path)),
        }
    }
}

fn not_here(entry: Applied, event: &Event, expected: String) -> ReplayError {
    ReplayError { seq: entry.seq, found: format!("`{}` at `{}`", event.word(), path_of(event)), expected }
}

/// Returns when the question of an event was shown, and the answer that made the event of it; `None` where there was none.
fn asked(entry: Applied, event: &Event) -> Option<(Moment, Answer)> {
    let mut answer = Answer::new(Given::Done);
    let identity = |id: &String, assurance| Some(Identity { id: id.clone(), assurance });
    let shown_at = match event {
        Event::ParameterSet(set) => {
            answer.given = Given::Value(set.raw.clone()?);
            set.shown_at?
        }
        Event::HandoverAccepted(accepted) => accepted.shown_at,
        Event::WarningAcknowledged(seen) => seen.shown_at,
        Event::Notified(told) => told.shown_at,
        Event::Answered(answered) => {
            answer = answer_of(answered);
            answered.shown_at
        }
        Event::Signed(signed) => {
            answer.given = Given::Signs;
            answer.by = identity(&signed.by, signed.assurance);
            answer.evidence = Some(signed.evidence.clone());
            signed.shown_at.unwrap_or(entry.at)
        }
        Event::Overridden(overridden) => {
            answer.given = Given::Signs;
            answer.by = identity(&overridden.by, overridden.assurance);
            answer.reason = Some(overridden.reason.clone());
            overridden.shown_at
        }
        Event::Declined(declined) => {
            answer.given = Given::NotOk;
            answer.by = identity(&declined.by, Assurance::Claimed);
            (answer.reason, answer.after_failure) = (Some(declined.reason.clone()), declined.then);
            answer.evidence = Some(declined.evidence.clone());
            declined.shown_at
        }
        _ => return None,
    };
    Some((shown_at, answer))
}

/// Returns whether what was typed has the shape of what is recorded, with nothing in a field that is secret.
fn is_blank_where_secret(record: &Record, raw: &Raw) -> bool {
    let blank = |fields: &[Field], row: &IndexMap<String, String>| {
        let is_secret = |id: &String| fields.iter().any(|field| field.secret && field.id == *id);
        row.iter().all(|(id, line)| line.is_empty() || !is_secret(id))
    };
    match (record, raw) {
        (Record::Value(field), Raw::Line(line)) => line.is_empty() || !field.secret,
        (Record::Form(fields), Raw::Form(row)) => blank(fields, row),
        (Record::Table { fields, .. }, Raw::Table(rows)) => rows.iter().all(|row| blank(fields, row)),
        _ => false,
    }
}

fn keeps_a_secret(question: &Question) -> bool {
    match &question.ask {
        Ask::Value(field) => field.secret,
        Ask::Form(fields) | Ask::Table { fields, .. } => fields.iter().any(|field| field.secret),
        _ => false,
    }
}

/// What is secret cannot be decided again: the event must be one of the question all the same.
fn is_of(event: &Event, question: &Question) -> bool {
    matches!(event, Event::Answered(_) | Event::Amended(_)) && path_of(event) == question.path
}

/// Returns the answer that an entry was made of.
fn answer_of(answered: &Answered) -> Answer {
    let raw = || answered.raw.clone().unwrap_or(Raw::Line(String::new()));
    let given = match (answered.outcome, answered.kind.as_str()) {
        (Outcome::NotApplicable, _) => Given::NotApplicable,
        (Outcome::Deferred, _) => Given::Later,
        (Outcome::Failed, "check") => Given::NotOk,
        (_, "check") => Given::Done,
        (_, "decide") if answered.value == serde_json::Value::Bool(true) => Given::Yes,
        (_, "decide") => Given::No,
        (_, "choose") => Given::Choice(answered.value.as_str().unwrap_or_default().to_owned()),
        (_, "measure") if answered.raw.is_none() => Given::Done,
        _ => Given::Value(raw()),
    };
    Answer {
        given,
        by: answered.assurance.map(|assurance| Identity { id: answered.by.clone(), assurance }),
        number: None,
        mistyped: answered.mistyped.clone(),
        evidence: Some(answered.evidence.clone()),
        reason: answered.reason.clone(),
        after_failure: answered.then,
        second: answered.second.as_ref().map(|second| SecondEntry {
            by: Identity { id: second.by.clone(), assurance: second.assurance },
            raw: Some(second.raw.clone()),
        }),
        amending: None,
    }
}

/// Returns the number of a critical step that an entry holds; one of the first rules, or of a script, holds none.
fn number_in(event: &Event) -> Option<u8> {
    match event {
        Event::Answered(answered) => answered.number,
        Event::Amended(amended) => amended.new.number,
        _ => None,
    }
}

/// Returns whether two events say the same. The hash that a signature covers is the journal's to look at.
fn same(left: &Event, right: &Event) -> bool {
    match (left, right) {
        (Event::Signed(left), Event::Signed(right)) => {
            let essence = |signed: &Signed| Signed { head: String::new(), ..signed.clone() };
            essence(left) == essence(right)
        }
        _ => left == right,
    }
}

/// Returns the path that an event names, for messages.
fn path_of(event: &Event) -> &str {
    match event {
        Event::ParameterSet(event) => &event.name,
        Event::SectionShown(event) => &event.path,
        Event::WarningAcknowledged(event) => &event.path,
        Event::Answered(event) => &event.path,
        Event::Reconfirmed(event) => &event.path,
        Event::Amended(event) => &event.path,
        Event::BoundReached(event) => &event.path,
        Event::Jumped(event) => &event.to,
        Event::Notified(event) => &event.path,
        Event::ActionOpened(event) => &event.path,
        Event::Signed(event) => &event.path,
        Event::Declined(event) => &event.path,
        Event::SignatureVoided(event) => &event.path,
        Event::Overridden(event) => &event.path,
        _ => "",
    }
}
