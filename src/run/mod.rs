//! What has been done: a pure state machine from questions and answers to events, and from events back to the run.
//!
//! [`Run::next`] says what comes, [`Run::decide`] makes an event of an answer, [`Run::apply`] folds an event that is on
//! disk, [`Run::replay`] rebuilds a run and refuses what `decide` could not have produced. Nothing here opens a file,
//! reads a clock or writes to a terminal.

mod again;
pub mod answer;
mod apply;
mod ask;
mod closing;
mod course;
mod decide;
pub mod event;
pub mod judge;
mod names;
pub mod outcome;
mod prepare;
pub mod program;
pub mod question;
pub mod record;
mod replay;
mod shown;
mod timing;
mod tree;
mod walk;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

pub use again::SLIP_REASON;
pub use apply::Applied;
pub use decide::{Point, Undecided, default_assurance};
pub use names::WEEKDAYS;
pub use program::Program;
pub use replay::ReplayError;
pub use walk::MOST_ITEMS;

use crate::procedure::value::Value;
use crate::procedure::{EndVerdict, Parameter};
use event::{Assurance, Event, Inactivated, Jumped, Moment, Person, RunClosed, RunStarted, SignatureVoided};
use outcome::{Outcome, Verdict};
use question::{Purpose, Question};
use record::{Record, Records, Tick};
use tree::Tree;
use walk::Halt;

/// Wrong PINs that lock a person for the run.
pub const MOST_FAILURES: u32 = 5;

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// The operator is asked.
    Ask(Box<Question>),
    /// Something is to be recorded before anything is asked.
    Record(Box<Event>),
    /// The run is closed.
    Closed(Verdict),
}

/// One run of one procedure.
#[derive(Debug)]
pub struct Run {
    program: Program,
    started: RunStarted,
    began: Tick,
    operator: Person,
    assurance: Assurance,
    records: Records,
    parameters: HashMap<String, IndexMap<String, Value>>,
    accepted: usize,
    tracks: HashMap<String, usize>,
    ended_frames: HashMap<String, EndVerdict>,
    stopped: Option<String>,
    failures: HashMap<String, u32>,
    locked: HashSet<String>,
    voided: Vec<SignatureVoided>,
    reconfirm: Option<String>,
    last_answered: Option<String>,
    actions: u32,
    amendments: u32,
    closed: Option<RunClosed>,
    last: Tick,
    segment: u32,
    now: Moment,
    pending_inactive: Option<Inactivated>,
    tree: Tree,
}

impl Run {
    /// Returns a run that has just begun: `started` is its first entry.
    #[must_use]
    pub fn begin(program: Program, started: RunStarted, entry: Applied) -> Self {
        let began = Tick { at: entry.at, mono: entry.mono, segment: 0 };
        let tree = Tree::new(program.main());
        Self {
            operator: started.operator.clone(),
            assurance: started.assurance,
            program,
            started,
            began,
            records: Records::default(),
            parameters: HashMap::new(),
            accepted: 0,
            tracks: HashMap::new(),
            ended_frames: HashMap::new(),
            stopped: None,
            failures: HashMap::new(),
            locked: HashSet::new(),
            voided: Vec::new(),
            reconfirm: None,
            last_answered: None,
            actions: 0,
            amendments: 0,
            closed: None,
            last: began,
            segment: 0,
            now: entry.at,
            pending_inactive: None,
            tree,
        }
    }

    /// Returns what comes next. It moves the place, but decides nothing: conditions are judged by `now`.
    pub fn next(&mut self, now: Moment) -> Next {
        self.now = now;
        if let Some(closed) = &self.closed {
            return Next::Closed(closed.verdict);
        }
        if let Some(voided) = self.voided_signature() {
            return Next::Record(Box::new(Event::SignatureVoided(voided)));
        }
        let halt = self.advance(now);
        if let Halt::Record(event) = halt {
            return Next::Record(event);
        }
        if let Some(again) = self.reconfirm.as_ref().and_then(|path| self.tree.by_path.get(path)).copied() {
            return Next::Ask(Box::new(self.question_at(again, Purpose::Reconfirm, now)));
        }
        match halt {
            Halt::Step(node) => Next::Ask(Box::new(self.question_at(node, Purpose::Next, now))),
            _ => self.through(now),
        }
    }

    /// Every step has been passed: what was put off is asked again, then the last question.
    fn through(&mut self, now: Moment) -> Next {
        if self.ended_frames.contains_key("") {
            return Next::Record(Box::new(self.closing_event(now, None, None)));
        }
        let put_off = if self.stopped.is_some() { None } else { self.put_off() };
        Next::Ask(Box::new(match put_off {
            Some(node) => self.question_at(node, Purpose::Deferred, now),
            None => self.question_close(now),
        }))
    }

    fn put_off(&self) -> Option<usize> {
        let again = |node: &usize| {
            let record = self.records.get(&self.tree.nodes[*node].path);
            record.is_some_and(|record| {
                !record.deferred_again && record.last().is_some_and(|last| last.outcome == Outcome::Deferred)
            })
        };
        self.tree.deferred.iter().copied().find(again)
    }

    /// Returns the next signature that an amendment has voided and that is not recorded as void yet.
    fn voided_signature(&mut self) -> Option<SignatureVoided> {
        let holds = |voided: &SignatureVoided, records: &Records| {
            records.get(&voided.path).is_some_and(|record: &Record| {
                record.signatures.iter().any(|signature| voided.of.contains(&signature.seq))
            })
        };
        let records = &self.records;
        self.voided.retain(|voided| holds(voided, records));
        self.voided.first().cloned()
    }

    /// Returns the question that asks an answered step again, or `None` where there is no such step.
    pub fn amend(&mut self, path: &str, now: Moment) -> Option<Question> {
        let node = self.tree.by_path.get(path).copied()?;
        self.records.get(path).filter(|record| !record.attempts.is_empty())?;
        Some(self.question_at(node, Purpose::Amend, now))
    }

    /// Returns the event that goes to another track, or `None` where there is none such or a hold point stands before it.
    #[must_use]
    pub fn jump(&self, to: &str) -> Option<Event> {
        let open = self.open_tracks();
        open.iter().any(|(path, _)| path == to).then(|| {
            let from = self.place();
            Event::Jumped(Jumped { from, to: to.to_owned() })
        })
    }

    /// Returns the entry that gives the run up now.
    #[must_use]
    pub fn give_up(&self, reason: String, at: Moment) -> Event {
        self.closing_event(at, Some(reason), Some(at))
    }

    /// Returns the path of the step where the run stands; empty before the first and behind the last.
    #[must_use]
    pub fn place(&self) -> String {
        self.tree.here.map(|here| self.tree.nodes[here].path.clone()).unwrap_or_default()
    }

    /// Returns what the run began with.
    #[must_use]
    pub fn started(&self) -> &RunStarted {
        &self.started
    }

    /// Returns when the run began.
    #[must_use]
    pub fn began(&self) -> Tick {
        self.began
    }

    /// Returns when its last entry was written.
    #[must_use]
    pub fn last(&self) -> Tick {
        self.last
    }

    /// Returns the tick of `at` and `mono` in this start of the program.
    #[must_use]
    pub fn tick(&self, at: Moment, mono: u64) -> Tick {
        Tick { at, mono, segment: self.segment }
    }

    /// Returns who runs it now.
    #[must_use]
    pub fn operator(&self) -> &Person {
        &self.operator
    }

    /// Returns its procedures.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Returns how it was closed, if it was.
    #[must_use]
    pub fn closed(&self) -> Option<&RunClosed> {
        self.closed.as_ref()
    }

    /// Returns the path of the step that was answered last.
    #[must_use]
    pub fn last_answered(&self) -> Option<&str> {
        self.last_answered.as_deref()
    }

    /// Returns the records by path.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Returns whether a script answers it.
    #[must_use]
    pub fn is_scripted(&self) -> bool {
        self.started.mode == "scripted"
    }

    /// Returns whether a person gave too many wrong PINs.
    #[must_use]
    pub fn is_locked(&self, person: &str) -> bool {
        self.locked.contains(person)
    }

    /// Returns how many wrong PINs a person gave.
    #[must_use]
    pub fn failures(&self, person: &str) -> u32 {
        self.failures.get(person).copied().unwrap_or(0)
    }

    /// Returns a person of the roster.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.started.roster.iter().flatten().find(|person| person.id == id)
    }

    /// Returns the printed name of somebody.
    #[must_use]
    pub fn name_of(&self, id: &str) -> String {
        self.person(id).map_or_else(|| id.to_owned(), |person| person.name.clone())
    }

    /// Returns the value of a top-level step of the run's own procedure by its id, `None` where it has none.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<Value> {
        let scope = self.tree.frames.first()?.scope;
        let (outer, inner) = id.split_once('.').map_or((id, None), |(outer, inner)| (outer, Some(inner)));
        let node = self.tree.scopes[scope].steps.get(outer).copied()?;
        match (self.value_of(node), inner) {
            (Value::Map(map), Some(inner)) => map.get(inner).cloned(),
            (value, None) => Some(value),
            _ => None,
        }
    }

    /// Returns every step id that was asked or computed, behind the ids of its calls.
    #[must_use]
    pub fn reached(&self) -> HashSet<String> {
        let reached = self.leaves().into_iter().filter(|node| {
            self.records
                .get(&self.tree.nodes[*node].path)
                .is_some_and(|record| !record.attempts.is_empty() || record.acknowledged)
        });
        reached.filter_map(|node| self.step_name(node)).collect()
    }
}

/// Returns the value of a parameter that was given as text (`--set`), or `None` where it is not of the parameter's type.
#[must_use]
pub fn parameter_from_text(parameter: &Parameter, text: &str) -> Option<Value> {
    prepare::typed_parameter(parameter, text)
}
