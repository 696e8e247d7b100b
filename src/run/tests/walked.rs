//! Runs step by step, from answers to events and back, without a journal.

use chrono::{DateTime, TimeDelta};

use crate::procedure::yaml;
use crate::run::answer::{Answer, Given};
use crate::run::event::{
    AfterFailure, Assurance, Event, Given as GivenValues, LedgerHead, Moment, Person, Pinned, RunStarted,
};
use crate::run::question::{Ask, Question};
use crate::run::{Applied, Next, Point, Program, Run};

/// A run with a clock that moves a second for each entry.
pub(super) struct Walked {
    pub(super) run: Run,
    pub(super) events: Vec<(Applied, Event)>,
    program: Program,
    at: Moment,
}

impl Walked {
    /// Begins a run of a procedure with those steps.
    pub(super) fn begin(steps: &str) -> Self {
        let text = format!("procedure: main\ntitle: Main\nroles: {{lead: Lead}}\nsteps:\n{steps}");
        let loaded = yaml::load(None, text.as_bytes());
        let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:#?}", loaded.findings));
        let program = Program::new(procedure, Vec::new());
        let at = DateTime::parse_from_rfc3339("2026-11-23T08:30:00+08:00").expect("a time");
        let entry = Applied { seq: 1, at, mono: 0 };
        let started = started();
        let events = vec![(entry, Event::RunStarted(Box::new(started.clone())))];
        Self { run: Run::begin(program.clone(), started, entry), events, program, at }
    }

    /// Records whatever comes by itself, and returns the next question; `None` where the run is closed.
    pub(super) fn question(&mut self) -> Option<Question> {
        loop {
            match self.run.next(self.at) {
                Next::Ask(question) => return Some(*question),
                Next::Record(event) => self.apply(&event),
                Next::Closed(_) => return None,
            }
        }
    }

    /// Gives an answer to the next question, and returns its path.
    pub(super) fn say(&mut self, given: Given) -> String {
        let question = self.question().expect("a question");
        let mut answer = Answer::new(given);
        answer.reason = Some("reason".to_owned());
        answer.after_failure = Some(AfterFailure::Correct);
        let point = Point { tick: self.run.tick(self.at, self.mono()), head_seq: self.seq() - 1, head: String::new() };
        let event = self.run.decide(&question, &answer, &point);
        let event = event.unwrap_or_else(|error| panic!("{}: {error:?}", question.path));
        self.apply(&event);
        question.path
    }

    /// Gives *done* until the last question.
    pub(super) fn rest(&mut self) -> Vec<String> {
        let mut paths = Vec::new();
        while let Some(question) = self.question() {
            if matches!(question.ask, Ask::Close(_)) {
                break;
            }
            paths.push(self.say(Given::Done));
        }
        paths
    }

    /// Goes to another track.
    pub(super) fn jump(&mut self, to: &str) {
        let event = self.run.jump(to).expect("an open track");
        self.apply(&event);
    }

    pub(super) fn apply(&mut self, event: &Event) {
        let entry = Applied { seq: self.seq(), at: self.at, mono: self.mono() };
        self.run.apply(entry, event);
        self.events.push((entry, event.clone()));
        self.at += TimeDelta::seconds(1);
    }

    /// Replays the events so far, and asserts that the run they make is the same.
    pub(super) fn replayed(&self) -> Run {
        let run = Run::replay(self.program.clone(), self.events.iter().cloned()).expect("replays");
        assert_eq!(run.records(), self.run.records());
        run
    }

    fn seq(&self) -> u64 {
        u64::try_from(self.events.len()).expect("few") + 1
    }

    fn mono(&self) -> u64 {
        self.seq() * 1_000_000
    }
}

fn started() -> RunStarted {
    RunStarted {
        store: String::new(),
        run: "r".to_owned(),
        ledger: LedgerHead::default(),
        procedure: Pinned { id: "main".to_owned(), version: None, source: String::new(), blob: String::new() },
        called: Vec::new(),
        rules: crate::run::event::RULES,
        mode: "live".to_owned(),
        operator: Person { id: "zhang".to_owned(), name: "张敏".to_owned(), roles: Vec::new() },
        assurance: Assurance::Claimed,
        site: "none".to_owned(),
        site_title: None,
        site_file: "none".to_owned(),
        roster: None,
        business_date: chrono::NaiveDate::default(),
        day_starts: "00:00".to_owned(),
        zone: "+08:00".to_owned(),
        language: "en".to_owned(),
        given: GivenValues::default(),
        reasons: Vec::new(),
        handovers: Vec::new(),
        program: String::new(),
        host: String::new(),
        user: String::new(),
        more: false,
    }
}
