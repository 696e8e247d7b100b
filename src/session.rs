//! The one loop: ask, decide, write, apply. It shows nothing and stores nothing itself; a [`Prompter`] and a journal do.

mod proving;

use std::collections::HashMap;

use thiserror::Error;

use crate::clock::{Clock, Stamp};
use crate::journal::{Journal, JournalError, Storage};
use crate::run::answer::{Answer, Given, Identity, Need, Refusal};
use crate::run::event::{Attached, ClockStepped, Event, Moment, NoteAdded, OperatorChanged, Person, Raw, StoredFile};
use crate::run::outcome::Verdict;
use crate::run::question::Question;
use crate::run::{Applied, CLOCK_STEP_MS, LONGEST_REASON, Next, Point, Run, Undecided, default_assurance};
use proving::Proof;

/// Shows questions and hears answers.
pub trait Prompter {
    /// Shows `question` and returns what the operator says to it.
    ///
    /// # Errors
    /// When the operator is gone, or wants to be.
    fn ask(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption>;

    /// Asks for what `answer` still lacks, and adds it.
    ///
    /// # Errors
    /// When the operator is gone, or wants to be.
    fn supply(
        &mut self,
        question: &Question,
        need: &Need,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption>;

    /// Asks `person` for a PIN. `None` where the person would rather not.
    ///
    /// # Errors
    /// When the operator is gone, or wants to be.
    fn pin(&mut self, person: &Person) -> Result<Option<String>, Interruption>;

    /// Says why an answer was not taken.
    ///
    /// # Errors
    /// Where asking again would be of no use, as with a script.
    fn refused(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Interruption>;

    /// Shows what is now on disk and applied.
    fn recorded(&mut self, event: &Event, at: Moment, run: &Run);

    /// Shows an event that may not be on disk, so that it can be written down.
    fn not_confirmed(&mut self, event: &Event);

    /// Returns whether a signal has come since the question was shown.
    fn interruption(&self) -> Option<Interruption>;
}

/// What comes from the operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// An answer to the question.
    Answer(Box<Answer>),
    /// Something else.
    Command(Command),
}

/// What can be said at any question.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A note.
    Note(String),
    /// A file that is in the store already.
    Attach(StoredFile),
    /// To the open track of that path.
    Jump(String),
    /// The answered step of that path is asked again; a track may be both, answered and still open behind its answer.
    Change(String),
    /// The step answered last is asked again; where one is asked again already, it is left as it is.
    Back,
    /// The step that is asked again is left as it is.
    Keep,
    /// The run is left open.
    Pause,
    /// Somebody else goes on.
    ChangeOperator(Person),
    /// The question is to be shown again.
    Again,
}

/// What became of asking for more.
#[derive(Clone, Debug, PartialEq)]
pub enum Supplied {
    /// It was added.
    Added,
    /// The whole answer is taken back; the question is asked again.
    Withdrawn,
    /// Something else was said first. A note or a file leaves the answer as it is, anything else takes it back.
    Command(Command),
}

/// Why asking ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP, or the terminal is gone.
    Hangup,
    /// The end of input.
    EndOfInput,
    /// A script has no answer, or its answer is refused: the step's name and what is wrong.
    NoAnswer(String),
    /// The script leaves the run open at its last question.
    LeftOpen,
}

impl Interruption {
    /// Returns the word that `paused` records.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Interrupt => "interrupt",
            Self::Terminate => "terminate",
            Self::Hangup => "hangup",
            Self::EndOfInput => "end_of_input",
            Self::NoAnswer(_) => "answers_ran_out",
            Self::LeftOpen => "left_open",
        }
    }
}

/// How a session ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// The run is closed.
    Closed(Verdict),
    /// The operator left it open.
    Paused,
    /// It was left open at a question.
    Interrupted(Interruption),
}

/// Who can prove who he is.
pub trait People {
    /// Returns whether `person` has a PIN.
    fn has_pin(&self, person: &str) -> bool;

    /// Returns whether `pin` is the person's.
    fn is_pin(&self, person: &str, pin: &str) -> bool;
}

/// Why a session cannot go on.
#[derive(Debug, Error)]
pub enum SessionError {
    /// An event may not be on disk.
    #[error(transparent)]
    NotRecorded(#[from] JournalError),
}

/// What a session works with.
pub struct Session<'a, S> {
    /// The run.
    pub run: Run,
    /// Its journal.
    pub journal: &'a mut Journal<S>,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Who can prove who he is.
    pub people: &'a dyn People,
    last: Option<Stamp>,
    /// Values called mistyped whose answer was taken back or refused, by the path of their step.
    mistyped: HashMap<String, Vec<Raw>>,
}

/// Whether the loop goes on.
enum Turn {
    /// To whatever is next.
    On,
    /// With the same question: nothing was recorded that settles it.
    Again,
    End(Ending),
}

impl<'a, S: Storage> Session<'a, S> {
    /// Returns a session that goes on with `run` in `journal`.
    #[must_use]
    pub fn new(run: Run, journal: &'a mut Journal<S>, clock: &'a dyn Clock, people: &'a dyn People) -> Self {
        Self { run, journal, clock, people, last: None, mistyped: HashMap::new() }
    }

    /// Asks until the run is closed or left open.
    ///
    /// # Errors
    /// When an event could not be recorded; nothing of it counts.
    pub fn conduct(&mut self, prompter: &mut dyn Prompter) -> Result<Ending, SessionError> {
        loop {
            let now = self.now(prompter)?;
            match self.run.next(now.at) {
                Next::Closed(verdict) => return Ok(Ending::Closed(verdict)),
                Next::Record(event) => self.record(now, &event, prompter)?,
                Next::Ask(question) => {
                    if let Turn::End(ending) = self.ask(&question, prompter)? {
                        return Ok(ending);
                    }
                }
            }
        }
    }

    fn ask(&mut self, question: &Question, prompter: &mut dyn Prompter) -> Result<Turn, SessionError> {
        match prompter.ask(question, &self.run) {
            Err(interruption) => self.interrupted(question, interruption, prompter),
            Ok(Input::Command(command)) => self.obey(question, command, prompter),
            Ok(Input::Answer(answer)) => self.take(question, *answer, prompter),
        }
    }

    /// Takes an answer to its entry. What was called mistyped outlives an answer that comes to none: it stands in the entry
    /// that the step gets in the end, or in that of the pause.
    fn take(
        &mut self,
        question: &Question,
        mut answer: Answer,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        if let Some(before) = self.mistyped.remove(&question.path) {
            answer.mistyped.splice(0..0, before);
        }
        let turn = self.settle(question, &mut answer, prompter)?;
        if matches!(turn, Turn::On) {
            self.mistyped.remove(&question.path);
        }
        Ok(turn)
    }

    /// Takes an answer as far as an event, asking for what it lacks.
    fn settle(
        &mut self,
        question: &Question,
        answer: &mut Answer,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        let mut missed = None;
        loop {
            self.remember(question, answer);
            match self.prove(question, answer, prompter)? {
                Proof::Held => {}
                Proof::Withdrawn => return Ok(Turn::Again),
                Proof::Ended(interruption) => return self.interrupted(question, interruption, prompter),
            }
            let now = self.now(prompter)?;
            let heard = match self.run.decide(question, answer, &self.point(now)) {
                Ok(event) => return self.keep(question, &event, now, prompter),
                Err(Undecided::Needs(need)) => {
                    missed = out_of_limits(&need, answer).or(missed);
                    prompter.supply(question, &need, answer, &self.run)
                }
                Err(Undecided::Refused(refusal)) => {
                    prompter.refused(question, &refusal).map(|()| mend(answer, &refusal))
                }
            };
            if !matches!(heard, Ok(Supplied::Added | Supplied::Command(Command::Note(_) | Command::Attach(_)))) {
                take_as_mistyped(answer, missed.take());
            }
            self.remember(question, answer);
            match heard {
                Ok(Supplied::Added) => {}
                Ok(Supplied::Withdrawn) => return Ok(Turn::Again),
                Ok(Supplied::Command(command)) => {
                    let leaves = !matches!(command, Command::Note(_) | Command::Attach(_));
                    let turn = self.obey(question, command, prompter)?;
                    if leaves || matches!(turn, Turn::End(_)) {
                        return Ok(turn);
                    }
                }
                Err(interruption) => return self.interrupted(question, interruption, prompter),
            }
        }
    }

    fn remember(&mut self, question: &Question, answer: &Answer) {
        if !answer.mistyped.is_empty() {
            self.mistyped.insert(question.path.clone(), answer.mistyped.clone());
        }
    }

    fn point(&self, now: Stamp) -> Point {
        let head = self.journal.head();
        Point { tick: self.run.tick(now.at, now.mono), head_seq: head.length, head: head.hash.to_string() }
    }

    /// Journals an answer, unless a signal has come since its question was shown.
    fn keep(
        &mut self,
        question: &Question,
        event: &Event,
        now: Stamp,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        if let Some(interruption) = prompter.interruption() {
            return self.interrupted(question, interruption, prompter);
        }
        self.record(now, event, prompter)?;
        self.clock.answered();
        Ok(Turn::On)
    }

    fn record(&mut self, now: Stamp, event: &Event, prompter: &mut dyn Prompter) -> Result<(), SessionError> {
        let by = event.actor().unwrap_or(&self.run.operator().id).to_owned();
        match self.journal.append(now, event.word(), &by, event) {
            Ok(head) => {
                self.run.apply(Applied { seq: head.length, at: now.at, mono: now.mono }, event);
                self.last = Some(now);
                prompter.recorded(event, now.at, &self.run);
                Ok(())
            }
            Err(error) => {
                prompter.not_confirmed(event);
                Err(error.into())
            }
        }
    }

    /// Reads the clocks; a wall clock that was set meanwhile is a record.
    fn now(&mut self, prompter: &mut dyn Prompter) -> Result<Stamp, SessionError> {
        let now = self.clock.now();
        // Before its first entry a session knows the clocks from when it began.
        let last = self.last.replace(self.last.unwrap_or(now));
        if let Some(last) = last {
            let passed = i64::try_from(now.mono.saturating_sub(last.mono)).unwrap_or(i64::MAX);
            let expected = last.at + chrono::TimeDelta::microseconds(passed);
            let by_ms = (now.at - expected).num_milliseconds();
            if by_ms.abs() > CLOCK_STEP_MS {
                let event = Event::ClockStepped(ClockStepped { expected, found: now.at, by_ms });
                self.record(now, &event, prompter)?;
            }
        }
        Ok(now)
    }

    fn interrupted(
        &mut self,
        question: &Question,
        why: Interruption,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        self.pause(question, why.word(), prompter)?;
        Ok(Turn::End(Ending::Interrupted(why)))
    }

    fn pause(&mut self, question: &Question, why: &str, prompter: &mut dyn Prompter) -> Result<(), SessionError> {
        let typed = self.mistyped.remove(&question.path).unwrap_or_default();
        let event = Run::paused(question, why, &typed);
        let now = self.now(prompter)?;
        self.record(now, &event, prompter)
    }

    fn obey(
        &mut self,
        question: &Question,
        command: Command,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        let now = self.now(prompter)?;
        let by = self.run.operator().id.clone();
        let path = question.path.clone();
        match command {
            Command::Again => {}
            Command::Keep => {
                let typed = self.mistyped.remove(&question.path).unwrap_or_default();
                if let Some(event) = self.run.kept(question, &typed) {
                    self.record(now, &event, prompter)?;
                }
                return Ok(Turn::On);
            }
            Command::Note(text) if text.len() > LONGEST_REASON => {
                if let Err(interruption) = prompter.refused(question, &Refusal::TooLong) {
                    return self.interrupted(question, interruption, prompter);
                }
            }
            Command::Note(text) => {
                self.record(now, &Event::NoteAdded(NoteAdded { path, text, by, wrong_pins: None }), prompter)?
            }
            Command::Attach(file) => self.record(now, &Event::Attached(Attached { path, file, by }), prompter)?,
            Command::Pause => {
                self.pause(question, "menu", prompter)?;
                return Ok(Turn::End(Ending::Paused));
            }
            Command::Back => {
                if let Some(last) = self.run.before(question) {
                    return self.amend(&last, prompter);
                }
            }
            Command::Jump(to) => {
                if let Some(event) = self.run.jump(&to) {
                    self.record(now, &event, prompter)?;
                    return Ok(Turn::On);
                }
            }
            Command::Change(path) => return self.amend(&path, prompter),
            Command::ChangeOperator(to) => return self.change_operator(question, to, prompter),
        }
        Ok(Turn::Again)
    }

    /// Asks an answered step again, until that comes to something: an answer that was refused or taken back is none.
    fn amend(&mut self, path: &str, prompter: &mut dyn Prompter) -> Result<Turn, SessionError> {
        loop {
            let now = self.now(prompter)?;
            let Some(question) = self.run.amend(path, now.at) else { return Ok(Turn::On) };
            let turn = match prompter.ask(&question, &self.run) {
                Err(interruption) => self.interrupted(&question, interruption, prompter),
                Ok(Input::Command(Command::Back)) => Ok(Turn::On),
                Ok(Input::Command(command)) => self.obey(&question, command, prompter),
                Ok(Input::Answer(answer)) => self.take(&question, *answer, prompter),
            }?;
            if !matches!(turn, Turn::Again) {
                return Ok(turn);
            }
        }
    }

    fn change_operator(
        &mut self,
        question: &Question,
        to: Person,
        prompter: &mut dyn Prompter,
    ) -> Result<Turn, SessionError> {
        let mut identity = Identity { id: to.id.clone(), assurance: default_assurance(&self.run.started().mode) };
        if self.run.may_take_over(&to).is_ok() {
            match self.check_pin(question, &mut identity, prompter)? {
                Proof::Held => {}
                Proof::Withdrawn => return Ok(Turn::Again),
                Proof::Ended(interruption) => return self.interrupted(question, interruption, prompter),
            }
        }
        // Wrong PINs may have locked the person only now.
        if let Err(refusal) = self.run.may_take_over(&to) {
            return match prompter.refused(question, &refusal) {
                Ok(()) => Ok(Turn::Again),
                Err(interruption) => self.interrupted(question, interruption, prompter),
            };
        }
        let from = self.run.operator().id.clone();
        let event = Event::OperatorChanged(OperatorChanged { from, to, assurance: identity.assurance });
        let now = self.now(prompter)?;
        self.record(now, &event, prompter)?;
        Ok(Turn::Again)
    }
}

/// Returns the value that misses its limits, where the operator is asked what to do about it.
fn out_of_limits(need: &Need, answer: &Answer) -> Option<Raw> {
    match (need, &answer.given) {
        (Need::AfterFailure(ways), Given::Value(raw)) if ways.mistyped => Some(raw.clone()),
        _ => None,
    }
}

/// A value out of its limits that is taken back, or left where it stands, without a word on it, is kept as mistyped.
fn take_as_mistyped(answer: &mut Answer, missed: Option<Raw>) {
    let stands = |raw: &Raw| matches!(&answer.given, Given::Value(given) if given == raw);
    if let Some(raw) = missed.filter(stands).filter(|raw| !answer.mistyped.contains(raw)) {
        answer.mistyped.push(raw);
    }
}

/// Takes out of an answer what was refused, so that only that is asked again; else the whole answer is taken back.
fn mend(answer: &mut Answer, refusal: &Refusal) -> Supplied {
    match refusal {
        Refusal::ReasonRequired if answer.amending.take().is_some() => Supplied::Added,
        Refusal::ReasonRequired => {
            answer.reason = None;
            Supplied::Added
        }
        Refusal::TooLittleEvidence(_) | Refusal::EvidenceKind(_) => {
            answer.evidence = None;
            Supplied::Added
        }
        Refusal::UnknownPerson(_) | Refusal::NotAName(_) | Refusal::SamePerson(_) | Refusal::PersonLocked(_)
            if answer.second.take().is_some() =>
        {
            Supplied::Added
        }
        _ if answer.second.as_mut().is_some_and(|second| second.raw.take().is_some()) => Supplied::Added,
        _ => Supplied::Withdrawn,
    }
}

#[cfg(test)]
mod tests;
