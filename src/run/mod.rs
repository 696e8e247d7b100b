//! What has been done: a pure state machine from questions and answers to events, and from events back to the run.
//!
//! [`Run::next`] says what comes, [`Run::decide`] makes an event of an answer, [`Run::apply`] folds an event that is on
//! disk, [`Run::replay`] rebuilds a run and refuses what `decide` could not have produced. Nothing here opens a file,
//! reads a clock or writes to a terminal.

mod again;
pub mod answer;
mod answering;
mod apply;
mod ask;
mod clocks;
mod closing;
mod course;
mod decide;
pub mod event;
mod identity;
mod inactive;
pub mod judge;
mod loops;
mod names;
pub mod outcome;
pub mod places;
mod prepare;
pub mod program;
pub mod question;
pub mod record;
mod replay;
mod shown;
mod splitting;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
pub(crate) mod tests;
mod timing;
mod tracks;
mod tree;
mod unevaluated;
mod walk;

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::TimeDelta;
use indexmap::IndexMap;
use serde_json::Value as Json;

pub use apply::Applied;
pub use clocks::CLOCK_STEP_MS;
pub use decide::{
    LONGEST_EVENT, LONGEST_REASON, PUT_OFF_REASON, Point, SLIP_REASON, Undecided, default_assurance, length,
};
pub use identity::{are_numbers_free, is_name, meant};
pub use loops::MOST_ITEMS;
pub use names::WEEKDAYS;
pub use program::Program;
pub use replay::ReplayError;
pub use splitting::longest_piece;

use crate::procedure::value::Value;
use crate::procedure::{Parameter, StepKind};
use answer::Refusal;
use event::{Assurance, Event, Inactivated, Jumped, Moment, Origin, Person, RunClosed, RunStarted, SignatureVoided};
use outcome::{Outcome, Verdict};
use question::{Purpose, Question};
use record::{Record, Records, Tick};
use tree::Tree;
use walk::Halt;

/// Wrong PINs that lock a person for the run.
pub const MOST_FAILURES: u32 = 5;

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// The operator is asked.
    Ask(Box<Question>),
    /// Something is to be recorded before anything is asked.
    Record(Box<Event>),
    /// The run is closed.
    Closed(Verdict),
}

/// Where a value comes from that a called procedure has, what its call handed over instead, and whether that could not be
/// evaluated.
type Source = (Origin, Option<Json>, bool);

/// One run of one procedure.
#[derive(Clone, Debug)]
pub struct Run {
    program: Program,
    started: RunStarted,
    language: String,
    began: Tick,
    operator: Person,
    assurance: Assurance,
    records: Records,
    parameters: HashMap<String, IndexMap<String, Value>>,
    /// Where the values of called procedures come from, and what a call handed over that did not serve: by path and name.
    sources: HashMap<(String, String), Source>,
    /// The first items of a parameter whose list takes several entries.
    items_so_far: Vec<Json>,
    accepted: usize,
    tracks: HashMap<String, usize>,
    /// The amended step whose failure is seen to before the operator's track goes on.
    following: Option<String>,
    /// Signatures that an amendment has voided, and that were not given again.
    unsigned: BTreeSet<String>,
    /// Those who have gone on with the run, as the roster had them then.
    came_later: Vec<Person>,
    /// Those of the roster who are on it no more: nobody can be one of them from here on. No entry says so but through who acts.
    left_roster: HashSet<String>,
    failures: HashMap<String, u32>,
    locked: HashSet<String>,
    voided: Vec<SignatureVoided>,
    reconfirm: Option<String>,
    last_answered: Option<String>,
    actions: u32,
    closed: Option<RunClosed>,
    /// When it was closed: words on it may follow.
    ended: Option<Tick>,
    last: Tick,
    left: Moment,
    segment: u32,
    /// By how many milliseconds the wall clock was set in all, as far as entries say so.
    set_by_ms: i64,
    now: Moment,
    pending_inactive: Option<Inactivated>,
    tree: Tree,
}

impl Run {
    /// Returns a run that has just begun: `started` is its first entry.
    #[must_use]
    pub fn begin(program: Program, started: RunStarted, entry: Applied) -> Self {
        let began = Tick { at: entry.at, mono: entry.mono, segment: 0, set_by_ms: 0 };
        let tree = Tree::new(program.main());
        Self {
            operator: started.operator.clone(),
            assurance: started.assurance,
            language: started.language.clone(),
            program,
            started,
            began,
            records: Records::default(),
            parameters: HashMap::new(),
            sources: HashMap::new(),
            items_so_far: Vec::new(),
            accepted: 0,
            tracks: HashMap::new(),
            following: None,
            unsigned: BTreeSet::new(),
            came_later: Vec::new(),
            left_roster: HashSet::new(),
            failures: HashMap::new(),
            locked: HashSet::new(),
            voided: Vec::new(),
            reconfirm: None,
            last_answered: None,
            actions: 0,
            closed: None,
            ended: None,
            last: began,
            left: entry.at,
            segment: 0,
            set_by_ms: 0,
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
        if let Some(again) = self.to_reconfirm() {
            return Next::Ask(Box::new(self.question_at(again, Purpose::Reconfirm, now)));
        }
        match halt {
            Halt::Step(node) => Next::Ask(Box::new(self.question_at(node, Purpose::Next, now))),
            _ => self.through(now),
        }
    }

    /// Every step has been passed: what was put off is asked again, then the last question.
    fn through(&mut self, now: Moment) -> Next {
        if self.tree.frames.first().is_some_and(|frame| frame.ended.is_some()) {
            return Next::Record(Box::new(self.closing_event(self.reading(now), None, None)));
        }
        let put_off = if self.tree.stopped.is_some() { None } else { self.put_off() };
        Next::Ask(Box::new(match put_off {
            Some(node) => self.question_at(node, Purpose::Deferred, now),
            None => self.question_close(now),
        }))
    }

    fn put_off(&mut self) -> Option<usize> {
        if !self.tree.deferred_sorted {
            let mut deferred: Vec<usize> = self.tree.deferred.drain(..).collect();
            deferred.sort_by_cached_key(|node| self.tree.order_key(*node));
            self.tree.deferred = deferred.into();
            self.tree.deferred_sorted = true;
        }
        while let Some(node) = self.tree.deferred.front().copied() {
            let record = self.records.get(&self.tree.nodes[node].path);
            let waits = |record: &Record| record.last().is_some_and(|last| last.outcome == Outcome::Deferred);
            if record.is_some_and(|record| !record.deferred_again && waits(record)) {
                return Some(node);
            }
            self.tree.deferred.pop_front();
        }
        None
    }

    /// Returns the step that is asked again after a pause, where it still has its answer.
    fn to_reconfirm(&self) -> Option<usize> {
        self.reconfirm.as_deref().and_then(|path| self.answered_node(path))
    }

    /// Returns the step at `path` where it was answered by somebody, other than with a signature.
    pub(super) fn answered_node(&self, path: &str) -> Option<usize> {
        let node = self.tree.by_path.get(path).copied()?;
        let step = self.tree.step(node);
        let answered = self.records.get(path).is_some_and(|record| !record.attempts.is_empty());
        let signed = matches!(step.kind, StepKind::Sign { .. });
        (answered && !signed && !course::is_computed(step)).then_some(node)
    }

    /// Returns both clocks at `now`: what has passed since the last entry has passed on both.
    pub(super) fn reading(&self, now: Moment) -> Tick {
        let passed = (now - self.last.at).num_microseconds().and_then(|passed| u64::try_from(passed).ok());
        let mono = self.last.mono.saturating_add(passed.unwrap_or(0));
        self.tick(now, mono)
    }

    /// Returns the paths of the signatures that hold now and would not any more, were the answer of the step at `path` changed.
    #[must_use]
    pub fn signatures_after(&self, path: &str) -> Vec<String> {
        let answered = self.records.get(path).and_then(|record| record.last()).map(|last| last.seq);
        answered.map(|seq| self.signed_after(seq).map(|(path, _)| path.clone()).collect()).unwrap_or_default()
    }

    /// Returns every step that was signed behind the entry of that number.
    fn signed_after(&self, seq: u64) -> impl Iterator<Item = (&String, &Record)> {
        let covering = move |record: &Record| record.signatures.iter().any(|signature| signature.seq > seq);
        self.records.iter().filter(move |(_, record)| covering(record))
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
        let node = self.answered_node(path)?;
        Some(self.question_at(node, Purpose::Amend, now))
    }

    /// Returns the event that goes to another track, or `None` where there is none such or a hold point stands before it.
    #[must_use]
    pub fn jump(&self, to: &str) -> Option<Event> {
        let (container, _) = self.find_track(to)?;
        let open = self.free_tracks(container).into_iter().any(|track| self.tree.nodes[track].path == to);
        let (from, to, shown_at) = (self.place(), to.to_owned(), self.tree.walked_at);
        open.then_some(Event::Jumped(Jumped { from, to, shown_at }))
    }

    /// Returns the entry that gives the run up now.
    #[must_use]
    pub fn give_up(&mut self, reason: String, at: Moment) -> Event {
        // Taken up again, it has not been walked yet, and what it counts are the places of the walk.
        let _ = self.next(at);
        self.closing_event(self.reading(at), Some(reason), None)
    }

    /// Returns whether `to` can go on with the run.
    ///
    /// # Errors
    /// Where the roster does not have the person, or too many wrong PINs were given.
    pub fn may_take_over(&self, to: &Person) -> Result<(), Refusal> {
        let known = self.started.more || self.started.roster.is_none() || self.person(&to.id) == Some(to);
        if !known || self.left_roster.contains(&to.id) {
            return Err(Refusal::UnknownPerson(to.id.clone()));
        }
        if !self.can_be_called(&to.id) {
            return Err(Refusal::NotAName(to.id.clone()));
        }
        if self.is_locked(&to.id) { Err(Refusal::PersonLocked(to.id.clone())) } else { Ok(()) }
    }

    /// Returns the code of the language that texts are shown in now.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Shows texts in the language of that code from here on.
    pub fn show_in(&mut self, language: &str) {
        language.clone_into(&mut self.language);
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

    /// Returns when it was left: when its last entry was written, but for what the program told of wrong PINs since.
    #[must_use]
    pub fn left(&self) -> Moment {
        self.left
    }

    /// Returns how long it has taken up to its last entry: by the wall clock, pauses too, less what that clock was set by.
    #[must_use]
    pub fn spent(&self) -> TimeDelta {
        let set_by = TimeDelta::try_milliseconds(self.set_by_ms).unwrap_or_default();
        (self.last.at - self.began.at - set_by).max(TimeDelta::zero())
    }

    /// Returns the tick of `at` and `mono` in this start of the program.
    #[must_use]
    pub fn tick(&self, at: Moment, mono: u64) -> Tick {
        let set_by_ms = if self.started.rules > 4 { self.set_by_ms } else { 0 };
        Tick { at, mono, segment: self.segment, set_by_ms }
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

    /// Returns the path of the step that back leads to from `question`: of those that can be changed, the one answered last. A step
    /// that is asked again is not gone back to from itself.
    #[must_use]
    pub fn before(&self, question: &Question) -> Option<String> {
        let asked_again = matches!(question.purpose, Purpose::Deferred | Purpose::Reconfirm);
        let answered = self.answered_steps().into_iter().map(|(path, _)| path);
        let others = answered.filter(|path| !asked_again || *path != question.path);
        others.max_by_key(|path| self.records.get(path).and_then(|record| record.last()).map(|last| last.seq))
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
        self.locked.contains(person) || self.failures(person) >= MOST_FAILURES
    }

    /// Returns how many wrong PINs a person gave.
    #[must_use]
    pub fn failures(&self, person: &str) -> u32 {
        self.failures.get(person).copied().unwrap_or(0)
    }

    /// Returns whether somebody ran it at any time, or answered in it.
    #[must_use]
    pub fn has_operated(&self, id: &str) -> bool {
        let answered = || self.records.iter().flat_map(|(_, record)| &record.attempts).any(|attempt| attempt.by == id);
        self.started.operator.id == id || self.operator.id == id || answered()
    }

    /// Returns a person of the roster.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        // Who goes on with a run has the roles that the roster gives him by then.
        let later = self.came_later.iter().rev().find(|person| person.id == id);
        later.or_else(|| self.started.roster.iter().flatten().find(|person| person.id == id))
    }

    /// Lets nobody be named from here on who is not on `today`'s roster: without his line there his PIN is not asked any more.
    /// Where there is no roster today, nobody is known to have left.
    pub fn go_by(&mut self, today: Option<&[Person]>) {
        let Some(today) = today else { return };
        let ids = self.started.roster.iter().flatten().map(|person| &person.id);
        self.left_roster = ids.filter(|id| today.iter().all(|person| person.id != **id)).cloned().collect();
    }

    /// Returns those of the roster who can be named: they are on today's too.
    pub fn staff(&self) -> impl Iterator<Item = &Person> {
        let roster = self.started.roster.iter().flatten();
        roster.filter(|person| !self.left_roster.contains(&person.id))
    }

    /// Returns the printed name of somebody.
    #[must_use]
    pub fn name_of(&self, id: &str) -> String {
        self.person(id).map_or_else(|| id.to_owned(), |person| person.name.clone())
    }

    /// Returns the value of a top-level step of the run's own procedure by its id, `None` where it has none. What stands
    /// behind a point is a member of it: a step of a call, a field of a form.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<Value> {
        let scope = self.tree.frames.first()?.scope;
        let mut names = id.split('.');
        let node = self.tree.scopes[scope].steps.get(names.next()?).copied()?;
        names.try_fold(self.value_of(node), |value, member| match value {
            Value::Map(map) => map.get(member).cloned(),
            _ => None,
        })
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
