//! SIGKILL at every write and every sync of a run: what the journal holds is a prefix of the undisturbed run, the chain
//! verifies, and the run is gone on with to the same end.
//!
//! strace injects the signal. Where it is not installed these tests say so and prove nothing; CI installs it.

mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::{House, Outcome, entries, of_type, outcome};

const PROCEDURE: &str = "\
procedure: p
title: P
parameters: {desks: {type: list, default: [A, B]}}
steps:
  - section: First
    steps:
      - check: Lights
        id: lights
      - measure: Warmth
        id: warmth
        max: 22
        on_fail: {steps: [Open a window], then: recheck}
  - each: Desk
    as: desk
    in: desks
    steps: [Tidy]
  - decide: Rain?
    id: rain
    if_yes: [Umbrellas]
";

const ANSWERS: &str =
    "operator: zhang\nclock: 2026-11-23T08:40:00+08:00\nrest: done\nanswers: {warmth: {asked: [25, 20]}, rain: yes}\n";

/// Far more calls than the run makes of any kind.
const MOST_CALLS: usize = 400;

#[expect(clippy::print_stderr, reason = "what was not proved must be seen")]
fn has_strace() -> bool {
    let found = Command::new("strace").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("strace is not installed: nothing was killed");
    }
    found
}

/// Runs the script and kills the program at the n-th call of one kind.
fn killed_at(house: &House, call: &str, n: usize) -> Outcome {
    let program = house.command(&[]);
    let inject = format!("inject={call}:signal=SIGKILL:when={n}");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
    strace.arg(env!("CARGO_BIN_EXE_signoff")).args(["run", "p", "--answers", "answers.yaml"]);
    strace.current_dir(house.path("")).env_clear().stdin(Stdio::null());
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outcome(&mut strace)
}

/// Type and data of each entry, without what differs from run to run.
fn course(entries: &[serde_json::Value]) -> Vec<String> {
    let plain = entries
        .iter()
        .filter(|entry| !matches!(entry["type"].as_str(), Some("run_started" | "resumed" | "paused" | "recovered")));
    plain.map(|entry| format!("{} {}", entry["type"], without_times(&entry["data"]))).collect()
}

fn without_times(data: &serde_json::Value) -> serde_json::Value {
    let mut data = data.clone();
    if let Some(map) = data.as_object_mut() {
        map.retain(|key, _| !key.ends_with("_at"));
    }
    data
}

fn undisturbed() -> Vec<String> {
    let house = House::with(PROCEDURE);
    let ended = house.answer("p", ANSWERS);
    assert_eq!(ended.code, 0, "{ended:?}");
    course(&house.entries())
}

fn kill_at_every(call: &str) {
    if !has_strace() {
        return;
    }
    let whole = undisturbed();
    for n in 1..MOST_CALLS {
        let house = House::with(PROCEDURE);
        house.write("answers.yaml", ANSWERS);
        let ended = killed_at(&house, call, n);
        if ended.code == 0 {
            assert!(n > 1, "nothing was killed at `{call}`");
            return;
        }
        survives(&house, &whole, &format!("{call} {n}"));
    }
    panic!("the run never came to its end");
}

/// The answers that the journal does not hold yet: a recheck takes the next entry of `asked`.
fn still_to_come(journal: &[u8]) -> String {
    let failed = String::from_utf8_lossy(journal).contains("\"raw\":\"25\"");
    if failed { ANSWERS.replace("[25, 20]", "[20]") } else { ANSWERS.to_owned() }
}

fn survives(house: &House, whole: &[String], at: &str) {
    let verified = house.run(&["--mode", "scripted", "verify"]);
    assert!(
        verified.code == 0 || !house.store().exists() || house.journals("scripted").is_empty(),
        "{at}: {verified:?}"
    );
    let Some(journal) = house.journals("scripted").first().cloned() else { return };
    let before = fs::read(&journal).expect("a journal");
    let run = journal.file_stem().and_then(|stem| stem.to_str()).expect("a run id").to_owned();
    house.write("rest.yaml", still_to_come(&before));
    let ended = house.run(&["run", &run, "--answers", "rest.yaml"]);
    let after = fs::read(&journal).expect("a journal");
    assert!(after.starts_with(&before), "{at}: bytes that were there have changed");
    if before.iter().filter(|byte| **byte == b'\n').count() == 0 {
        return;
    }
    let closed = of_type(&entries(&journal), "run_closed").len();
    assert!(ended.code == 0 || closed == 1, "{at}: {ended:?}");
    assert_eq!(course(&entries(&journal)), whole, "{at}");
    let verified = house.run(&["--mode", "scripted", "verify"]);
    assert_eq!(verified.code, 0, "{at}: {verified:?}");
}

#[test]
fn fault_01_sigkill_at_every_write() {
    kill_at_every("write");
}

#[test]
fn fault_02_sigkill_at_every_fdatasync() {
    kill_at_every("fdatasync");
}

#[test]
fn fault_03_sigkill_at_every_fsync() {
    kill_at_every("fsync");
}

#[test]
fn fault_03_sigkill_at_every_open() {
    kill_at_every("openat");
}

#[test]
fn fault_62_sigkill_at_every_lock() {
    kill_at_every("flock");
}

/// Errors of the system at every write and sync: exit code 4, and no second sync.
#[test]
fn fault_20_and_21_an_error_at_every_write_and_sync_is_exit_4() {
    if !has_strace() {
        return;
    }
    for (call, error) in [("write", "ENOSPC"), ("write", "EIO"), ("fdatasync", "EIO")] {
        let mut failures = 0;
        for n in 1..MOST_CALLS {
            let house = House::with(PROCEDURE);
            house.write("answers.yaml", ANSWERS);
            let program = house.command(&[]);
            let mut strace = Command::new("strace");
            strace.args([
                "-f",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
                "-e",
                &format!("inject={call}:error={error}:when={n}"),
            ]);
            strace.arg(env!("CARGO_BIN_EXE_signoff")).args(["run", "p", "--answers", "answers.yaml"]);
            strace.current_dir(house.path("")).env_clear().stdin(Stdio::null());
            strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let ended = outcome(&mut strace);
            assert!(matches!(ended.code, 0 | 4), "{call} {error} {n}: {ended:?}");
            if ended.code == 0 {
                break;
            }
            failures += 1;
        }
        assert!(failures > 5, "{call} {error} failed only {failures} times");
    }
}
