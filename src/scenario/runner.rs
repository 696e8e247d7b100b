//! Runs scenarios in memory: a scripted run, what it came to, and whether its journal gives the same run again.
//!
//! Nothing is stored and no clock is read.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};

use super::answers::AnswerFile;
use super::expectation::Ended;
use super::file::Scenario;
use super::outcome::{self, ScenarioResult};
use super::scripted::{ScriptedPrompter, Unreached, Vault};
use super::stuck::Stuck;
use crate::clock::{Clock, ScriptedClock};
use crate::journal::{Journal, MemoryStorage, RUN_STARTED, Verification};
use crate::language::Language;
use crate::run::event::{Assurance, Event, Given, LedgerHead, Person, Pinned, RunStarted, StoredFile, WaitingHandover};
use crate::run::{Applied, Program, Run};
use crate::session::{Ending, Interruption, People, Prompter, Session};

/// What a scenario's run knows of the site; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The site's id; empty without a site.
    pub site: String,
    /// The roster, where the site has one.
    pub roster: Option<Vec<Person>>,
    /// When the business day starts.
    pub day_starts: NaiveTime,
    /// Values of the site for parameters, as the journal has them.
    pub parameters: indexmap::IndexMap<String, serde_json::Value>,
    /// Hand-overs that wait.
    pub handovers: Vec<WaitingHandover>,
    /// The language that texts are shown in.
    pub language: Language,
}

/// What became of a scripted run.
#[derive(Debug)]
pub struct Ran {
    /// The run.
    pub run: Run,
    /// How it ended, or the error that kept an event from being recorded.
    pub ended: Result<Ended, String>,
    /// Its events, each with its place in the journal.
    pub events: Vec<(Applied, Event)>,
    /// Why the script could not go on, if it could not.
    pub stuck: Option<Stuck>,
    /// Answers that no question reached.
    pub unreached: Vec<Unreached>,
    /// Why its journal does not give the same run again.
    pub not_replayed: Option<String>,
}

/// Runs `scenario` and compares it with what it expects.
#[must_use]
pub fn run_scenario(program: &Program, scenario: &Scenario, setting: &Setting) -> ScenarioResult {
    outcome::compare(scenario, &run_script(program, &scenario.script, setting), program)
}

/// Runs a script in memory.
#[must_use]
pub fn run_script(program: &Program, script: &AnswerFile, setting: &Setting) -> Ran {
    let clock = ScriptedClock::new(script.clock.unwrap_or_default());
    let mut vault = Names;
    let mut prompter = ScriptedPrompter::new(script, &clock, &mut vault);
    let Conducted { run, ended, events, not_replayed } = conduct(program, script, setting, &clock, &mut prompter);
    Ran { run, ended, events, stuck: prompter.stuck().cloned(), unreached: prompter.unreached(), not_replayed }
}

/// What became of a run in memory, whoever answered.
#[derive(Debug)]
pub(super) struct Conducted {
    pub(super) run: Run,
    /// How it ended, or the error that kept an event from being recorded.
    pub(super) ended: Result<Ended, String>,
    /// Its events, each with its place in the journal.
    pub(super) events: Vec<(Applied, Event)>,
    /// Why its journal does not give the same run again.
    pub(super) not_replayed: Option<String>,
}

/// Begins a run as `script` says, lets `prompter` answer, and replays what was written.
pub(super) fn conduct(
    program: &Program,
    script: &AnswerFile,
    setting: &Setting,
    clock: &ScriptedClock,
    prompter: &mut dyn Prompter,
) -> Conducted {
    let storage = MemoryStorage::default();
    let (mut journal, run) = match begin(program, script, setting, clock, storage.clone()) {
        Ok(begun) => begun,
        Err((run, error)) => return Conducted { run: *run, ended: Err(error), events: vec![], not_replayed: None },
    };
    let mut session = Session::new(run, &mut journal, clock, &Nobody);
    let ending = session.conduct(prompter);
    let run = session.run;
    let (events, unreadable) = events(&storage);
    let not_replayed = unreadable.or_else(|| replay(program, &events, &run));
    let ended = match ending {
        Ok(Ending::Closed(verdict)) => Ok(Ended::Closed(verdict)),
        Ok(Ending::Paused | Ending::Interrupted(Interruption::LeftOpen | Interruption::NoAnswer(_))) => Ok(Ended::Open),
        Ok(Ending::Interrupted(other)) => Err(other.word().to_owned()),
        Err(error) => Err(error.to_string()),
    };
    Conducted { run, ended, events, not_replayed }
}

/// Begins the run: its first entry is in the journal.
fn begin(
    program: &Program,
    script: &AnswerFile,
    setting: &Setting,
    clock: &ScriptedClock,
    storage: MemoryStorage,
) -> Result<(Journal<MemoryStorage>, Run), (Box<Run>, String)> {
    let now = clock.now();
    let started = started(program, script, setting, now.at);
    let mut journal = Journal::create(storage);
    let entry = Applied { seq: 1, at: now.at, mono: now.mono };
    let by = started.operator.id.clone();
    let (first, parts) = started.clone().split();
    let mut written = journal.append(now, RUN_STARTED, &by, &Event::RunStarted(Box::new(first)));
    for event in parts.into_iter().map(Event::Continued) {
        written = written.and_then(|_| journal.append(now, event.word(), &by, &event));
    }
    let run = Run::begin(program.clone(), started, entry);
    match written {
        Ok(_) => Ok((journal, run)),
        Err(error) => Err((Box::new(run), error.to_string())),
    }
}

fn started(program: &Program, script: &AnswerFile, setting: &Setting, at: DateTime<FixedOffset>) -> RunStarted {
    let pinned = |procedure: &crate::procedure::Procedure| Pinned {
        id: procedure.id.clone(),
        version: procedure.version.clone(),
        source: String::new(),
        blob: procedure.digest.clone(),
    };
    let none = || "none".to_owned();
    RunStarted {
        store: none(),
        run: format!("scenario-{}", program.main().procedure.id),
        ledger: LedgerHead::default(),
        procedure: pinned(&program.main().procedure),
        called: program.all_called().map(|unit| pinned(&unit.procedure)).collect(),
        rules: crate::run::event::RULES,
        mode: "scripted".to_owned(),
        operator: operator(script.operator.as_deref(), setting),
        assurance: Assurance::Scripted,
        site: if setting.site.is_empty() { none() } else { setting.site.clone() },
        site_title: None,
        site_file: none(),
        roster: setting.roster.clone(),
        business_date: business_date(at, setting.day_starts),
        day_starts: setting.day_starts.format("%H:%M").to_string(),
        zone: at.offset().to_string(),
        language: setting.language.code().to_owned(),
        given: Given {
            set: script.set.iter().map(|(name, value)| (name.clone(), value.to_json())).collect(),
            site: setting.parameters.clone(),
        },
        reasons: Vec::new(),
        handovers: setting.handovers.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        host: String::new(),
        user: String::new(),
        more: false,
    }
}

/// Returns the scenario's operator as the roster knows him, else by his name.
fn operator(named: Option<&str>, setting: &Setting) -> Person {
    let id = named.unwrap_or("operator");
    let known = setting.roster.iter().flatten().find(|person| person.id == id).cloned();
    known.unwrap_or_else(|| Person { id: id.to_owned(), name: id.to_owned(), roles: Vec::new() })
}

/// Returns the business date of `at`: before the day starts it is yesterday's.
#[must_use]
pub fn business_date(at: DateTime<FixedOffset>, day_starts: NaiveTime) -> NaiveDate {
    let date = at.date_naive();
    if at.time() < day_starts { date.checked_sub_days(Days::new(1)).unwrap_or(date) } else { date }
}

/// Returns the events of a journal, and what is wrong with it.
fn events(storage: &MemoryStorage) -> (Vec<(Applied, Event)>, Option<String>) {
    let verification = Verification::of(&storage.bytes());
    let mut events = Vec::new();
    for entry in &verification.entries {
        match Event::read(&entry.kind, entry.data.get()) {
            Ok(Some(event)) => events.push((Applied { seq: entry.seq, at: entry.time, mono: entry.mono }, event)),
            Ok(None) => return (events, Some(format!("entry {}: unknown type `{}`", entry.seq, entry.kind))),
            Err(error) => return (events, Some(format!("entry {}: {error}", entry.seq))),
        }
    }
    (events, None)
}

/// Replays the events and returns how the run that they make differs from the one that made them.
fn replay(program: &Program, events: &[(Applied, Event)], live: &Run) -> Option<String> {
    let replayed = match Run::replay(program.clone(), events.iter().cloned()) {
        Ok(run) => run,
        Err(error) => return Some(error.to_string()),
    };
    let now = live.last().at;
    let same = [
        ("records", replayed.records() == live.records()),
        ("closing", replayed.closed() == live.closed()),
        ("deviations", replayed.deviations(now) == live.deviations(now)),
        ("counts", replayed.counts() == live.counts()),
        ("score", replayed.score() == live.score()),
        ("steps reached", sorted(replayed.reached()) == sorted(live.reached())),
    ];
    let different: Vec<&str> = same.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect();
    (!different.is_empty()).then(|| format!("its {} differ", different.join(", ")))
}

fn sorted(names: HashSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_unstable();
    names
}

/// Files of a scenario are never opened: their names stand for them.
struct Names;

impl Vault for Names {
    fn keep(&mut self, path: &Path) -> Result<StoredFile, String> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| "no file name".to_owned())?;
        Ok(StoredFile { sha256: crate::procedure::yaml::digest(name.as_bytes()), name, size: 0 })
    }
}

/// Nobody in a scenario has a PIN.
struct Nobody;

impl People for Nobody {
    fn has_pin(&self, _: &str) -> bool {
        false
    }

    fn is_pin(&self, _: &str, _: &str) -> bool {
        false
    }
}
