//! Makes a store of many runs for measuring: `cargo run --release --example many_runs -- FOLDER RUNS`.
//!
//! Every run is conducted by a script through the same session and journal as a real one, and stands under `scripted`. Put the
//! folder where syncing costs nothing (`/dev/shm`): twenty thousand runs are a million entries, each synced.

use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, TimeDelta};
use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{Mode, NewRun, Store};
use signoff::procedure::yaml::load;
use signoff::run::event::{Assurance, Given, LedgerHead, Person, Pinned, RunStarted};
use signoff::run::{Applied, Program, Run};
use signoff::scenario::{AnswerFile, ScriptedPrompter, Vault, read_answers};
use signoff::session::{People, Session};

/// How many steps the procedure has: with beginning, pages and end the run has 50 entries.
const STEPS: usize = 44;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [folder, runs] => match make(Path::new(folder), runs.parse().unwrap_or(0)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => panic!("{error}"),
        },
        _ => ExitCode::from(2),
    }
}

/// The procedure: measures and checks by turns, one of them now and then out of its limits.
fn procedure() -> String {
    let mut text = String::from("procedure: round\ntitle: {zh: 巡检, en: Round}\nversion: 1.0.0\nsteps:\n");
    for step in 0..STEPS {
        if step % 4 == 0 {
            text.push_str(&format!("  - {{measure: 大厅温度 {step}, id: m{step}, unit: °C, min: 18, max: 22}}\n"));
        } else {
            text.push_str(&format!("  - {{check: 检查第 {step} 处，灯亮、无杂物, id: c{step}}}\n"));
        }
    }
    text
}

fn make(folder: &Path, runs: usize) -> Result<(), Box<dyn std::error::Error>> {
    let text = procedure();
    let loaded = load(Some("round"), text.as_bytes()).procedure.ok_or("the procedure has findings")?;
    let digest = loaded.digest.clone();
    let program = Program::new(loaded, Vec::new());
    let begins: DateTime<FixedOffset> = "2026-01-01T00:00:00.000+08:00".parse()?;
    let store = Store::open_or_create(folder, &ScriptedClock::new(begins))?;
    store.blobs().put(text.as_bytes())?;
    for number in 0..runs {
        let minutes = i64::try_from(number)? * 10;
        let clock = ScriptedClock::new(begins + TimeDelta::minutes(minutes));
        let script = script(number, &program)?;
        conduct(&store, &clock, &script, &program, &digest)?;
    }
    Ok(())
}

fn script(number: usize, program: &Program) -> Result<AnswerFile, String> {
    let mut text = String::from("operator: zhang\nanswers:\n");
    for step in 0..STEPS {
        if step % 4 == 0 {
            text.push_str(&format!(
                "  m{step}: {{value: {}.{}, reason: 空调坏了}}\n",
                18 + (number + step) % 6,
                number % 10
            ));
        } else {
            text.push_str(&format!("  c{step}: done\n"));
        }
    }
    read_answers(&text, program).map_err(|findings| format!("{findings:?}"))
}

fn conduct(
    store: &Store,
    clock: &ScriptedClock,
    script: &AnswerFile,
    program: &Program,
    digest: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let now = clock.now();
    let date = now.at.date_naive();
    let new = NewRun { mode: Mode::Scripted, procedure: "round", date, by: "zhang" };
    let mut kept = None;
    let mut open = store.begin_run(new, clock, |birth| {
        let started = RunStarted {
            store: birth.store.clone(),
            run: birth.run.as_str().to_owned(),
            ledger: LedgerHead { n: birth.ledger.length, h: birth.ledger.hash.to_string() },
            procedure: Pinned {
                id: "round".to_owned(),
                version: Some("1.0.0".to_owned()),
                source: "procedures/round.yaml".to_owned(),
                blob: digest.to_owned(),
            },
            called: Vec::new(),
            mode: "scripted".to_owned(),
            operator: Person { id: "zhang".to_owned(), name: "zhang".to_owned(), roles: Vec::new() },
            assurance: Assurance::Scripted,
            site: "none".to_owned(),
            site_title: None,
            site_file: "none".to_owned(),
            roster: None,
            business_date: date,
            day_starts: "00:00".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            language: "zh".to_owned(),
            given: Given::default(),
            reasons: Vec::new(),
            handovers: Vec::new(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            host: "bench".to_owned(),
            user: "bench".to_owned(),
            rules: signoff::run::event::RULES,
        };
        kept = Some(started.clone());
        Box::new(started)
    })?;
    let started = kept.ok_or("no run was begun")?;
    let run = Run::begin(program.clone(), started, Applied { seq: 1, at: now.at, mono: now.mono });
    let mut vault = Nothing;
    let mut prompter = ScriptedPrompter::new(script, clock, &mut vault);
    let mut session = Session::new(run, &mut open.journal, clock, &Nobody);
    session.conduct(&mut prompter)?;
    store.close_run(&mut open, "zhang", clock)?;
    Ok(())
}

/// Keeps no files, since no step asks for any.
struct Nothing;

impl Vault for Nothing {
    fn keep(&mut self, path: &Path) -> Result<signoff::run::event::StoredFile, String> {
        Err(path.display().to_string())
    }
}

/// Nobody has a PIN.
struct Nobody;

impl People for Nobody {
    fn has_pin(&self, _: &str) -> bool {
        false
    }

    fn is_pin(&self, _: &str, _: &str) -> bool {
        false
    }
}
