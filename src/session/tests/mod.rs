//! The one loop with a scripted prompter, a journal in memory and a clock that ticks; with storage that fails, too.

mod conducting;
mod people;
mod random;

use std::cell::Cell;
use std::collections::VecDeque;

use chrono::TimeDelta;

use super::{Command, Ending, Input, Interruption, People, Prompter, Session, SessionError, Supplied};
use crate::clock::{Clock, Stamp};
use crate::journal::{Condition, Journal, MemoryStorage, Verification};
use crate::run::answer::{Answer, Need, Refusal};
use crate::run::event::{AfterFailure, Event, EvidenceItem, Moment, Person, RunStarted};
use crate::run::question::{Ask, Question};
use crate::run::testing::{close, person, plainest, procedure, started, with_steps};
use crate::run::{Applied, Program, Run};

/// A clock that moves a millisecond whenever it is read; its wall can be set.
struct Ticking {
    at: Cell<Moment>,
    mono: Cell<u64>,
}

impl Ticking {
    fn new() -> Self {
        let at = Moment::parse_from_rfc3339("2026-11-23T08:00:00+08:00").expect("a moment");
        Self { at: Cell::new(at), mono: Cell::new(0) }
    }

    fn set(&self, by: TimeDelta) {
        self.at.set(self.at.get() + by);
    }

    fn sleep(&self, by: TimeDelta) {
        self.set(by);
        self.mono.set(self.mono.get() + u64::try_from(by.num_microseconds().unwrap_or(0)).unwrap_or(0));
    }
}

impl Clock for Ticking {
    fn now(&self) -> Stamp {
        self.at.set(self.at.get() + TimeDelta::milliseconds(1));
        self.mono.set(self.mono.get() + 1_000);
        Stamp { at: self.at.get(), mono: self.mono.get() }
    }
}

/// Everybody's PIN is his id twice; zhang has none.
struct Pins;

impl People for Pins {
    fn has_pin(&self, person: &str) -> bool {
        person != "zhang"
    }

    fn is_pin(&self, person: &str, pin: &str) -> bool {
        pin == format!("{person}{person}")
    }
}

/// What is said instead of what an answer lacks.
type Said = Box<dyn FnMut(&Question) -> Result<Input, Interruption>>;

type Instead = Box<dyn FnOnce(&mut Answer) -> Supplied>;

/// Says what it is told to, in order; then the plainest.
#[derive(Default)]
struct Script {
    says: VecDeque<Said>,
    pins: VecDeque<&'static str>,
    second: Option<Answer>,
    /// What is said instead of the first things that an answer lacks.
    instead: VecDeque<Instead>,
    signal: Cell<bool>,
    asked: Vec<String>,
    refused: Vec<Refusal>,
    recorded: Vec<&'static str>,
    lost: Vec<Event>,
}

impl Script {
    fn say(mut self, answer: Answer) -> Self {
        self.says.push_back(Box::new(move |_| Ok(Input::Answer(Box::new(answer.clone())))));
        self
    }

    fn command(mut self, command: Command) -> Self {
        self.says.push_back(Box::new(move |_| Ok(Input::Command(command.clone()))));
        self
    }

    fn goes(mut self, why: Interruption) -> Self {
        self.says.push_back(Box::new(move |_| Err(why.clone())));
        self
    }
}

impl Prompter for Script {
    fn ask(&mut self, question: &Question, _run: &Run) -> Result<Input, Interruption> {
        self.asked.push(question.path.clone());
        if let Some(mut said) = self.says.pop_front() {
            return said(question);
        }
        let answer = if matches!(question.ask, Ask::Close(_)) { close() } else { plainest(question) };
        Ok(Input::Answer(Box::new(answer)))
    }

    fn supply(
        &mut self,
        _question: &Question,
        need: &Need,
        answer: &mut Answer,
        _run: &Run,
    ) -> Result<Supplied, Interruption> {
        if let Some(instead) = self.instead.pop_front() {
            return Ok(instead(answer));
        }
        match need {
            Need::Reason(_) if answer.reason.is_some() => answer.amending = Some("misread".to_owned()),
            Need::Reason(_) => {
                answer.reason = Some("because".to_owned());
                answer.amending = Some("misread".to_owned());
            }
            Need::AfterFailure(ways) => {
                answer.after_failure = Some(if ways.correct { AfterFailure::Correct } else { AfterFailure::Leave });
            }
            Need::Evidence => answer.evidence = Some(vec![EvidenceItem::Reference("D-1".to_owned())]),
            Need::Second => match self.second.take() {
                Some(second) => answer.second = second.second,
                None => return Ok(Supplied::Withdrawn),
            },
            Need::Person => return Ok(Supplied::Withdrawn),
        }
        Ok(Supplied::Added)
    }

    fn pin(&mut self, _person: &Person) -> Result<Option<String>, Interruption> {
        Ok(self.pins.pop_front().map(str::to_owned))
    }

    fn refused(&mut self, _question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        self.refused.push(refusal.clone());
        Ok(())
    }

    fn recorded(&mut self, event: &Event, _at: Moment, _run: &Run) {
        self.recorded.push(event.word());
    }

    fn not_confirmed(&mut self, event: &Event) {
        self.lost.push(event.clone());
    }

    fn interruption(&self) -> Option<Interruption> {
        self.signal.take().then_some(Interruption::Terminate)
    }
}

/// A run whose first entry is in a journal.
struct Desk {
    program: Program,
    storage: MemoryStorage,
    journal: Journal<MemoryStorage>,
    run: Run,
    clock: Ticking,
}

impl Desk {
    /// Opens a run of these steps on a site with a roster.
    fn open(steps: &str) -> Self {
        Self::with(Program::new(procedure(&with_steps(steps)), Vec::new()))
    }

    fn with(program: Program) -> Self {
        let mut started = started(&program);
        let roster = vec![person("zhang", &["lead"]), person("li", &["clerk"]), person("wang", &["lead", "clerk"])];
        started.operator = roster[0].clone();
        started.roster = Some(roster);
        Self::begin(program, started)
    }

    fn begin(program: Program, started: RunStarted) -> Self {
        let (storage, clock) = (MemoryStorage::default(), Ticking::new());
        let mut journal = Journal::create(storage.clone());
        let now = clock.now();
        let event = Event::RunStarted(Box::new(started.clone()));
        journal.append(now, event.word(), "zhang", &event).expect("written");
        let run = Run::begin(program.clone(), started, Applied { seq: 1, at: now.at, mono: now.mono });
        Self { program, storage, journal, run, clock }
    }

    fn conduct(&mut self, prompter: &mut dyn Prompter) -> Result<Ending, SessionError> {
        let mut session = Session::new(self.run.clone(), &mut self.journal, &self.clock, &Pins);
        let ending = session.conduct(prompter);
        self.run = session.run;
        ending
    }

    fn events(&self) -> Vec<(Applied, Event)> {
        let verification = Verification::of(&self.storage.bytes());
        assert!(matches!(verification.condition(), Condition::Intact | Condition::Open), "{:?}", verification.tail);
        let event = |entry: &crate::journal::Entry| {
            let event = Event::read(&entry.kind, entry.data.get()).expect("readable").expect("known");
            (Applied { seq: entry.seq, at: entry.time, mono: entry.mono }, event)
        };
        verification.entries.iter().map(event).collect()
    }

    fn words(&self) -> Vec<&'static str> {
        self.events().iter().map(|(_, event)| event.word()).collect()
    }

    /// The journal's bytes make the same run.
    fn prove(&self) {
        let mut run = Run::replay(self.program.clone(), self.events()).expect("replays");
        let mut live = self.run.clone();
        let now = self.clock.now().at;
        let _ = (run.next(now), live.next(now));
        assert_eq!(run.records(), self.run.records());
        assert_eq!(run.closed(), self.run.closed());
        assert_eq!((run.counts(), run.operator()), (live.counts(), live.operator()));
    }
}
