//! Makes a store of many closed runs to measure on: `cargo run --release --example make_store -- DIR RUNS STEPS`.
//!
//! Every run is walked through by the program's own session, so that the whole store verifies, replay included. DIR should
//! lie in memory (a tmpfs), since every entry is brought to the disk.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, TimeDelta};

use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{Mode, NewRun, Store};
use signoff::procedure::yaml::load;
use signoff::run::event::{Assurance, Event, LedgerHead, Person, Pinned, RunStarted, StoredFile};
use signoff::run::{Applied, Program, Run};
use signoff::scenario::{AnswerFile, ScriptedPrompter, Vault, read_answers};
use signoff::session::{People, Session};

/// Simulated minutes from the begin of one run to the begin of the next.
const MINUTES: i64 = 25;

type Failed = Box<dyn std::error::Error>;

/// The procedure's file: every fifth step is a measured value, the rest are ticks.
fn procedure(steps: usize) -> String {
    let step = |number: usize| match number % 5 {
        4 => format!(
            "  - measure: {{zh: 第 {number} 处温度, en: Warmth {number}}}\n    id: m{number}\n    unit: °C\n    min: 18\n    max: 22\n"
        ),
        _ => format!("  - check: {{zh: 第 {number} 台设备通电, en: Device {number} is on}}\n    id: c{number}\n"),
    };
    let steps: String = (0..steps).map(step).collect();
    format!("procedure: hall-opening\ntitle: {{zh: 开门检查, en: Hall opening}}\nversion: \"7\"\nsteps:\n{steps}")
}

/// The answers of run `run`: the values go up and down, and now and then one is out of its limits.
fn answers(run: usize, steps: usize) -> String {
    let value = |number: usize| format!("m{number}: {}.{}", 18 + (run + number) % 4, (run * 7 + number) % 10);
    let values: Vec<String> = (0..steps).filter(|number| number % 5 == 4).map(value).collect();
    format!("operator: zhang\nrest: done\nanswers: {{{}}}\n", values.join(", "))
}

struct Nothing;

impl Vault for Nothing {
    fn keep(&mut self, path: &Path) -> Result<StoredFile, String> {
        Err(path.display().to_string())
    }
}

impl People for Nothing {
    fn has_pin(&self, _: &str) -> bool {
        false
    }

    fn is_pin(&self, _: &str, _: &str) -> bool {
        false
    }
}

fn started(birth: &signoff::journal::Birth, blob: &str, at: DateTime<chrono::FixedOffset>) -> RunStarted {
    let operator = Person { id: "zhang".to_owned(), name: "zhang".to_owned(), roles: Vec::new() };
    RunStarted {
        store: birth.store.clone(),
        run: birth.run.to_string(),
        ledger: LedgerHead { n: birth.ledger.length, h: birth.ledger.hash.to_string() },
        procedure: Pinned {
            id: "hall-opening".to_owned(),
            version: Some("7".to_owned()),
            source: "procedures/hall-opening.yaml".to_owned(),
            blob: blob.to_owned(),
        },
        called: Vec::new(),
        mode: "live".to_owned(),
        operator,
        assurance: Assurance::Claimed,
        site: "none".to_owned(),
        site_title: None,
        site_file: "none".to_owned(),
        roster: None,
        business_date: at.date_naive(),
        day_starts: "00:00".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        language: "zh".to_owned(),
        given: signoff::run::event::Given::default(),
        reasons: Vec::new(),
        handovers: Vec::new(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        host: "bench".to_owned(),
        user: "bench".to_owned(),
        more: false,
        rules: signoff::run::event::RULES,
    }
}

/// Walks one run from its beginning to its receipt; returns how many entries it has.
fn walk(
    store: &Store,
    program: &Program,
    script: &AnswerFile,
    blob: &str,
    clock: &ScriptedClock,
) -> Result<u64, Failed> {
    let now = clock.now();
    let new = NewRun { mode: Mode::Live, procedure: "hall-opening", date: now.at.date_naive(), by: "zhang" };
    let mut first = None;
    let mut open = store.begin_run(new, clock, |birth| {
        let event = started(birth, blob, now.at);
        first = Some(event.clone());
        Event::RunStarted(Box::new(event))
    })?;
    let first = first.ok_or("the run did not begin")?;
    let run = Run::begin(program.clone(), first, Applied { seq: 1, at: now.at, mono: now.mono });
    let mut vault = Nothing;
    let mut prompter = ScriptedPrompter::new(script, clock, &mut vault);
    let mut session = Session::new(run, &mut open.journal, clock, &Nothing);
    session.conduct(&mut prompter)?;
    let receipt = store.close_run(&mut open, "zhang", clock)?;
    Ok(receipt.head.length)
}

fn make(root: &Path, runs: usize, steps: usize) -> Result<u64, Failed> {
    let clock = ScriptedClock::new(DateTime::parse_from_rfc3339("2025-01-01T00:10:00.000+08:00")?);
    let store = Store::open_or_create(root, &clock)?;
    let text = procedure(steps);
    let blob = store.blobs().put(text.as_bytes())?.to_string();
    let loaded = load(Some("hall-opening"), text.as_bytes());
    let program = Program::new(loaded.procedure.ok_or("the procedure is none")?, Vec::new());
    let mut entries = 0;
    for run in 0..runs {
        let begins = clock.now().at;
        let script = read_answers(&answers(run, steps), &program).map_err(|_| "the answers are none")?;
        entries += walk(&store, &program, &script, &blob, &clock)?;
        clock.advance(TimeDelta::minutes(MINUTES) - (clock.now().at - begins));
    }
    Ok(entries)
}

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [root, runs, steps] = arguments.as_slice() else { return Err("expected DIR RUNS STEPS".into()) };
    let entries = make(Path::new(root), runs.parse()?, steps.parse()?)?;
    writeln!(io::stdout(), "{entries} entries in {runs} runs")?;
    Ok(())
}
