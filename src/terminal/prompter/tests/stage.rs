//! A stage for transcripts: a procedure made by hand, a run of it in memory, and an operator who types what he is told.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::rc::Rc;

use chrono::DateTime;
use indexmap::IndexMap;

use crate::clock::{Clock, ScriptedClock};
use crate::journal::{Fault, Journal, MemoryStorage};
use crate::language::Language;
use crate::procedure::expression::Template;
use crate::procedure::{
    Choice, Field, FieldType, Limits, Measure, OnFail, Procedure, Record, Resume, Status, Step, StepKind, Text, Then,
};
use crate::run::event::{Assurance, Event, Given, LedgerHead, Person, Pinned, RunStarted, StoredFile, WaitingHandover};
use crate::run::{Applied, Program, Run};
use crate::session::{Ending, People, Session, SessionError};
use crate::terminal::interrupt::Signal;
use crate::terminal::line::Line;
use crate::terminal::prompter::{Desk, Lines, TerminalPrompter, Vault};
use crate::terminal::sanitize::Shown;
use crate::terminal::screen::{Screen, Size};
use crate::terminal::style::Style;
use crate::terminal::table::Layout;

/// All that was shown and typed.
#[derive(Clone, Default)]
pub(super) struct Transcript(Rc<RefCell<Vec<u8>>>);

impl Transcript {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("the screen gets UTF-8")
    }
}

impl Write for Transcript {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Types one line after the other; then the input ends.
struct Script {
    lines: VecDeque<Line>,
    transcript: Transcript,
    columns: usize,
}

impl Script {
    fn type_line(&mut self, prompt: &Shown, seen: bool) -> Line {
        let line = self.lines.pop_front().unwrap_or(Line::EndOfInput);
        let echo = match &line {
            Line::Text(text) if seen => text.clone(),
            Line::Block(text) => text.replace('\n', "⏎"),
            Line::EndOfInput => "^D".to_owned(),
            Line::Interrupted(_) => "^C".to_owned(),
            _ => String::new(),
        };
        writeln!(self.transcript, "{}", format!("{prompt}{echo}").trim_end()).expect("memory takes everything");
        line
    }
}

impl Lines for Script {
    fn read(&mut self, prompt: &Shown) -> io::Result<Line> {
        Ok(self.type_line(prompt, true))
    }

    fn read_secret(&mut self, prompt: &Shown) -> io::Result<Line> {
        Ok(self.type_line(prompt, false))
    }

    fn caught(&self) -> Option<Signal> {
        None
    }

    fn size(&self) -> Size {
        Size { columns: self.columns, rows: 3 }
    }
}

/// Keeps any file that is called a photo.
struct Shelf;

impl Vault for Shelf {
    fn keep(&mut self, path: &str) -> Result<StoredFile, String> {
        if !path.contains("photo") {
            return Err(format!("cannot read `{path}`"));
        }
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        // As far as it is shown, the digest is the same of all.
        Ok(StoredFile { sha256: format!("ab12cd34{name}"), name, size: 5 })
    }

    fn last_value(&self, step: &str) -> Option<String> {
        (step == "temperature").then(|| "21 °C".to_owned())
    }
}

/// Everybody's PIN is his id and `1`, and only 李娜 has one.
struct Pins;

impl People for Pins {
    fn has_pin(&self, person: &str) -> bool {
        person == "li"
    }

    fn is_pin(&self, person: &str, pin: &str) -> bool {
        pin == format!("{person}1")
    }
}

/// How a transcript is made.
pub(super) struct Stage {
    pub(super) procedure: Procedure,
    pub(super) layout: Layout,
    pub(super) mode: &'static str,
    pub(super) roster: Option<Vec<Person>>,
    pub(super) handovers: Vec<WaitingHandover>,
    pub(super) storage: MemoryStorage,
    /// The time of day it begins at.
    pub(super) begins: &'static str,
}

/// What came of it.
pub(super) struct Played {
    pub(super) text: String,
    pub(super) ending: Result<Ending, SessionError>,
    pub(super) run: Run,
    pub(super) journal: String,
}

impl Stage {
    pub(super) fn new(language: Language, width: usize, steps: Vec<Step>) -> Self {
        let person = |id: &str, name: &str, role: &str| Person {
            id: id.to_owned(),
            name: name.to_owned(),
            roles: vec![role.to_owned()],
        };
        Self {
            procedure: procedure(steps),
            layout: Layout { width, screen: Screen::Rich, style: Style::PLAIN, language },
            mode: "live",
            roster: Some(vec![
                person("zhang", "张敏", "shift_lead"),
                person("li", "李娜", "clerk"),
                person("wang", "王强", "clerk"),
            ]),
            handovers: Vec::new(),
            storage: MemoryStorage::default(),
            begins: "08:41:00",
        }
    }

    /// Makes the n-th entry after the first impossible to write.
    pub(super) fn fail(self, n: usize) -> Self {
        self.storage.fail(n + 1, Fault::Write);
        self
    }

    pub(super) fn play(self, typed: &[&str]) -> Played {
        let transcript = Transcript::default();
        let begins = format!("2026-11-23T{}+08:00", self.begins);
        let clock = ScriptedClock::new(DateTime::parse_from_rfc3339(&begins).expect("a time"));
        let line = |text: &&str| match *text {
            "" => Line::Empty,
            "^C" => Line::Interrupted(Signal::Interrupt),
            text if text.contains('\n') => Line::Block(text.to_owned()),
            text => Line::Text(text.to_owned()),
        };
        let script = Script {
            lines: typed.iter().map(line).collect(),
            transcript: transcript.clone(),
            columns: self.layout.width,
        };
        let desk = Desk {
            lines: Box::new(script),
            out: Box::new(transcript.clone()),
            vault: Box::new(Shelf),
            clock: &clock,
            layout: self.layout,
        };
        let mut byte = 32;
        let mut prompter = TerminalPrompter::new(desk).with_numbers(move || {
            byte += 1;
            byte
        });
        let handovers = self.handovers;
        let started = RunStarted { handovers, ..started(self.mode, self.layout.language, self.roster) };
        let mut journal = Journal::create(self.storage.clone());
        let now = clock.now();
        let event = Event::RunStarted(Box::new(started.clone()));
        let head = journal.append(now, event.word(), "zhang", &event).expect("the first entry is written");
        let entry = Applied { seq: head.length, at: now.at, mono: now.mono };
        let run = Run::begin(Program::new(self.procedure, Vec::new()), started, entry);
        let mut session = Session::new(run, &mut journal, &clock, &Pins);
        let ending = session.conduct(&mut prompter);
        let journal = String::from_utf8(self.storage.bytes()).expect("a journal is UTF-8");
        Played { text: transcript.text(), ending, run: session.run, journal }
    }
}

fn started(mode: &str, language: Language, roster: Option<Vec<Person>>) -> RunStarted {
    RunStarted {
        store: "s".to_owned(),
        run: "20261123-084100-K7QF".to_owned(),
        ledger: LedgerHead::default(),
        procedure: Pinned {
            id: "hall-opening".to_owned(),
            version: None,
            source: "x".to_owned(),
            blob: "x".to_owned(),
        },
        called: Vec::new(),
        rules: crate::run::event::RULES,
        mode: mode.to_owned(),
        operator: Person { id: "zhang".to_owned(), name: "张敏".to_owned(), roles: vec!["shift_lead".to_owned()] },
        assurance: Assurance::Claimed,
        site: "hall-042".to_owned(),
        site_title: None,
        site_file: "none".to_owned(),
        roster,
        business_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"),
        day_starts: "00:00".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        language: language.code().to_owned(),
        given: Given::default(),
        reasons: vec!["坏了".to_owned(), "缺货".to_owned()],
        handovers: Vec::new(),
        program: "0.1.0".to_owned(),
        host: "h".to_owned(),
        user: "u".to_owned(),
        more: false,
    }
}

fn procedure(steps: Vec<Step>) -> Procedure {
    Procedure {
        id: "hall-opening".to_owned(),
        title: text("开门检查"),
        version: None,
        summary: None,
        status: Status::Published,
        tags: Vec::new(),
        source: None,
        time_limit: None,
        resume: Resume::Continue,
        scoring: None,
        reasons: Vec::new(),
        roles: IndexMap::from([("shift_lead".to_owned(), text("值班长")), ("clerk".to_owned(), text("营业员"))]),
        parameters: IndexMap::new(),
        steps: steps.into(),
        ignore: std::collections::BTreeMap::new(),
        digest: String::new(),
    }
}

pub(super) fn text(words: &str) -> Text {
    Text::plain(Template::parse(words).expect("a text"))
}

pub(super) fn step(title: &str, kind: StepKind) -> Step {
    Step {
        id: None,
        title: text(title),
        kind,
        span: 0..0,
        role: None,
        when: None,
        detail: None,
        say: None,
        note: None,
        warning: None,
        critical: false,
        hold: None,
        not_applicable: true,
        window: None,
        deadline: None,
        evidence: None,
        score: None,
        independent: false,
        on_fail: None,
        ignore: std::collections::BTreeMap::new(),
    }
}

pub(super) fn record(id: &str, title: &str, record: Record) -> Step {
    Step { id: Some(id.to_owned()), ..step(title, StepKind::Record(record)) }
}

pub(super) fn decide(title: &str, no: Vec<Step>) -> Step {
    let kind = StepKind::Decide { if_yes: Vec::new().into(), if_no: no.into() };
    Step { id: Some("decided".to_owned()), ..step(title, kind) }
}

pub(super) fn check(title: &str) -> Step {
    step(title, StepKind::Check { expect: None })
}

pub(super) fn temperature_limits() -> crate::procedure::Limits {
    let StepKind::Measure(measure) = temperature().kind else { unreachable!("a measure") };
    measure.limits
}

pub(super) fn temperature() -> Step {
    use crate::procedure::Limit;
    use crate::procedure::value::{Decimal, Value};
    let limit = |text: &str| Decimal::parse(text).map(|number| Limit::Value(Value::Number(number)));
    let limits = Limits { min: limit("18"), max: limit("22"), equals: None };
    let measure = Measure { unit: Some(text("°C")), limits, decimals: None, hide_limits: false, value: None };
    Step { id: Some("temperature".to_owned()), ..step("大厅温度", StepKind::Measure(measure)) }
}

pub(super) fn recheck(steps: Vec<Step>) -> Option<OnFail> {
    Some(OnFail { steps: steps.into(), then: Some(Then::Recheck), at_most: 3, notify: None, action: None })
}

pub(super) fn choice(id: &str, title: &str) -> Choice {
    Choice { id: id.to_owned(), title: Some(text(title)) }
}

pub(super) fn field(id: &str, title: &str, kind: FieldType) -> Field {
    Field {
        id: id.to_owned(),
        title: (!title.is_empty()).then(|| text(title)),
        kind,
        required: true,
        options: Vec::new(),
        limits: Limits::default(),
        unit: None,
        pattern: None,
        secret: false,
    }
}
