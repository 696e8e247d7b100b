//! Rebuilds a run from its events, and refuses what the run could not have produced.

use thiserror::Error;

use super::answer::{Answer, Given, Identity, SecondEntry, Typed};
use super::decide::Point;
use super::event::{Answered, Event, Moment, Raw};
use super::outcome::Outcome;
use super::program::Program;
use super::question::{Ask, Question};
use super::{Applied, Next, Run};

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
        let mut run = match entries.next() {
            Some((entry, Event::RunStarted(started))) => Self::begin(program, *started, entry),
            other => {
                let found = other.map_or("nothing".to_owned(), |(_, event)| event.word().to_owned());
                return Err(ReplayError { seq: 1, found, expected: "expected `run_started`".to_owned() });
            }
        };
        for (entry, event) in entries {
            run.step(entry, &event)?;
        }
        Ok(run)
    }

    /// Folds one entry of a journal, after looking whether the run could have produced it.
    ///
    /// # Errors
    /// Where it could not.
    pub fn step(&mut self, entry: Applied, event: &Event) -> Result<(), ReplayError> {
        self.check(entry, event).map_err(|expected| ReplayError {
            seq: entry.seq,
            found: format!("`{}` at `{}`", event.word(), path_of(event)),
            expected,
        })?;
        self.apply(entry, event);
        Ok(())
    }

    fn check(&mut self, entry: Applied, event: &Event) -> Result<(), String> {
        if self.closed.is_some() {
            let late =
                matches!(event, Event::Signed(_) | Event::NoteAdded(_) | Event::ActionClosed(_) | Event::Recovered(_));
            return if late { Ok(()) } else { Err("the run is closed".to_owned()) };
        }
        match event {
            Event::RunStarted(_) => Err("a run begins once".to_owned()),
            Event::SectionShown(_)
            | Event::Inactivated(_)
            | Event::BoundReached(_)
            | Event::ActionOpened(_)
            | Event::SignatureVoided(_) => self.check_recorded(entry.at, event),
            Event::ParameterSet(set) if set.shown_at.is_none() => self.check_recorded(entry.at, event),
            Event::Answered(answered) if answered.computed => self.check_recorded(entry.at, event),
            Event::RunClosed(closed) => match closed.shown_at {
                None => self.check_recorded(entry.at, event),
                Some(shown_at) => {
                    let given = closed.reason.clone();
                    let mut answer = Answer::new(if given.is_some() { Given::GiveUp } else { Given::Close });
                    answer.reason = given;
                    self.check_answer(entry, event, shown_at, &answer)
                }
            },
            _ => self.check_asked(entry, event),
        }
    }

    fn check_recorded(&mut self, at: Moment, event: &Event) -> Result<(), String> {
        match self.next(at) {
            Next::Record(expected) if same_course(&expected, event) => Ok(()),
            Next::Record(expected) => Err(format!("expected `{}` at `{}`", expected.word(), path_of(&expected))),
            Next::Ask(question) => Err(format!("expected an answer at `{}`", question.path)),
            Next::Closed(_) => Err("the run is closed".to_owned()),
        }
    }

    fn check_asked(&mut self, entry: Applied, event: &Event) -> Result<(), String> {
        match event {
            Event::ParameterSet(set) => {
                let value =
                    crate::procedure::value::Value::from_json(set.value.clone()).map_err(|error| error.to_string())?;
                let answer = Answer::new(Given::Value(Raw::Line(value.to_string())));
                self.check_answer(entry, event, set.shown_at.unwrap_or(entry.at), &answer)
            }
            Event::HandoverAccepted(accepted) => {
                self.check_answer(entry, event, accepted.shown_at, &Answer::new(Given::Done))
            }
            Event::WarningAcknowledged(seen) => {
                self.check_answer(entry, event, seen.shown_at, &Answer::new(Given::Done))
            }
            Event::Notified(told) => self.check_answer(entry, event, told.shown_at, &Answer::new(Given::Done)),
            Event::Answered(answered) => self.check_answer(entry, event, answered.shown_at, &answer_of(answered)),
            Event::Reconfirmed(again) => self.check_repeated(entry, &again.path, again.of),
            Event::Amended(amended) => {
                self.check_repeated(entry, &amended.path, amended.of)?;
                let Some(question) = self.amend(&amended.path, amended.new.shown_at) else {
                    return Err("the step was never answered".to_owned());
                };
                let mut answer = answer_of(&amended.new);
                answer.amending = Some(amended.reason.clone());
                self.check_decided(entry, event, &question, &answer)
            }
            Event::Signed(signed) => {
                let mut answer = Answer::new(Given::Signs);
                answer.by = Some(Identity { id: signed.by.clone(), assurance: signed.assurance });
                self.check_answer(entry, event, signed.shown_at.unwrap_or(entry.at), &answer)
            }
            Event::Overridden(overridden) => {
                let mut answer = Answer::new(Given::Signs);
                answer.by = Some(Identity { id: overridden.by.clone(), assurance: overridden.assurance });
                answer.reason = Some(overridden.reason.clone());
                self.check_answer(entry, event, overridden.shown_at, &answer)
            }
            Event::Jumped(jumped) => {
                let _ = self.next(entry.at);
                self.jump(&jumped.to).map(drop).ok_or_else(|| "no such track is open".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn check_repeated(&mut self, entry: Applied, path: &str, of: u64) -> Result<(), String> {
        let _ = self.next(entry.at);
        let last = self.records.get(path).and_then(|record| record.last());
        match last {
            Some(last) if last.seq == of => Ok(()),
            _ => Err(format!("entry {of} is not the last answer of `{path}`")),
        }
    }

    fn check_answer(&mut self, entry: Applied, event: &Event, shown_at: Moment, answer: &Answer) -> Result<(), String> {
        match self.next(shown_at) {
            Next::Ask(question) => self.check_decided(entry, event, &question, answer),
            Next::Record(expected) => Err(format!("expected `{}` at `{}`", expected.word(), path_of(&expected))),
            Next::Closed(_) => Err("the run is closed".to_owned()),
        }
    }

    fn check_decided(&self, entry: Applied, event: &Event, question: &Question, answer: &Answer) -> Result<(), String> {
        if keeps_a_secret(question) && path_of(event) == question.path {
            return Ok(());
        }
        let mut answer = answer.clone();
        if question.critical {
            answer.number = Some(Typed { typed: 0, shown: 0 });
        }
        let tick = self.tick(entry.at, entry.mono);
        let point = Point { tick, head_seq: entry.seq.saturating_sub(1), head: String::new() };
        match self.decide(question, &answer, &point) {
            Ok(decided) if same_course(&decided, event) => Ok(()),
            Ok(decided) => Err(format!("the answer makes `{}` at `{}`", decided.word(), path_of(&decided))),
            Err(undecided) => Err(format!("the question at `{}` does not take it: {undecided:?}", question.path)),
        }
    }
}

fn keeps_a_secret(question: &Question) -> bool {
    match &question.ask {
        Ask::Value(field) => field.secret,
        Ask::Form(fields) | Ask::Table { fields, .. } => fields.iter().any(|field| field.secret),
        _ => false,
    }
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
            raw: second.raw.clone(),
        }),
        amending: None,
    }
}

/// Returns whether two events say the same of the run's course, whatever they show.
fn same_course(left: &Event, right: &Event) -> bool {
    match (left, right) {
        (Event::SectionShown(left), Event::SectionShown(right)) => left.path == right.path,
        (Event::Inactivated(left), Event::Inactivated(right)) => {
            let paths = |event: &super::event::Inactivated| {
                event.steps.iter().map(|step| step.path.clone()).collect::<Vec<_>>()
            };
            paths(left) == paths(right) && left.because == right.because && left.of == right.of
        }
        (Event::BoundReached(left), Event::BoundReached(right)) => {
            left.path == right.path && left.passes == right.passes
        }
        (Event::ActionOpened(left), Event::ActionOpened(right)) => left.id == right.id && left.path == right.path,
        (Event::Answered(left), Event::Answered(right)) => same_answer(left, right),
        (Event::Amended(left), Event::Amended(right)) => left.of == right.of && same_answer(&left.new, &right.new),
        (Event::Signed(left), Event::Signed(right)) => {
            left.path == right.path && left.by == right.by && left.role == right.role && left.head_seq == right.head_seq
        }
        (Event::WarningAcknowledged(left), Event::WarningAcknowledged(right)) => left.path == right.path,
        (Event::Notified(left), Event::Notified(right)) => left.path == right.path,
        _ => left == right,
    }
}

fn same_answer(left: &Answered, right: &Answered) -> bool {
    let essence = |answered: &Answered| Answered {
        title: String::new(),
        expect: None,
        item: None,
        unit: None,
        open_deviations: Vec::new(),
        section_shown_at: answered.shown_at,
        second: answered.second.clone().map(|second| super::event::Second { name: String::new(), ..second }),
        ..answered.clone()
    };
    essence(left) == essence(right)
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
