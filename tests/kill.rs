//! SIGKILL at every write and every sync of a run: what the journal holds is a prefix of the undisturbed run, the chain
//! verifies, and the run is gone on with to the same end.
//!
//! strace injects the signal. Where it is not installed these tests say so loudly and prove nothing; CI installs it.

mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::tools::has_strace;
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

/// Runs the program under strace with these options.
fn traced(house: &House, options: &[&str], arguments: &[&str]) -> Outcome {
    let program = house.command(&[]);
    let mut strace = Command::new("strace");
    strace.arg("-f").args(options).arg(env!("CARGO_BIN_EXE_signoff")).args(arguments);
    strace.current_dir(house.path("")).env_clear().stdin(Stdio::null());
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outcome(&mut strace)
}

/// Runs the script and kills the program at the n-th call of one kind.
fn killed_at(house: &House, call: &str, n: usize, arguments: &[&str]) -> Outcome {
    let inject = format!("inject={call}:signal=SIGKILL:when={n}");
    traced(house, &["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject], arguments)
}

const RUN: [&str; 4] = ["run", "p", "--answers", "answers.yaml"];

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
        let ended = killed_at(&house, call, n, &RUN);
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

/// What is done to a run after its end, and whether it shows in the store.
type Act = (&'static [&'static str], fn(&House) -> bool);

const ACTS: [Act; 3] = [
    (&["--mode", "scripted", "sign", "last", "--meaning", "reviewed", "--operator", "li"], |house| {
        house.journals("scripted").first().is_some_and(|journal| !of_type(&entries(journal), "signed").is_empty())
    }),
    (&["--mode", "scripted", "purge", "last", "--reason", "old", "--operator", "li"], |house| {
        house.journals("scripted").is_empty()
    }),
    // A start that finds a run closed in its journal alone.
    (&RUN, |house| of_type(&entries(&house.store().join("scripted/ledger.jsonl")), "closed").len() == 2),
];

/// SIGKILL at every step of the store that is no question's: signing and sealing, purging and removing, healing.
#[test]
fn fault_02_sigkill_at_every_write_sync_and_removal_of_what_is_done_to_a_closed_run() {
    if !has_strace() {
        return;
    }
    for (at, (arguments, done)) in ACTS.iter().enumerate() {
        for call in ["write", "fdatasync", "fsync", "unlink", "unlinkat"] {
            for n in 1..MOST_CALLS {
                let house = House::with(PROCEDURE);
                assert_eq!(house.answer("p", ANSWERS).code, 0);
                let ledger = house.store().join("scripted/ledger.jsonl");
                if at == 2 {
                    let first = fs::read_to_string(&ledger).expect("a ledger");
                    fs::write(&ledger, first.split_inclusive('\n').next().unwrap_or_default()).expect("writes");
                }
                let killed = killed_at(&house, call, n, arguments);
                let verified = house.run(&["--mode", "scripted", "verify"]);
                assert_eq!(verified.code, 0, "{arguments:?} {call} {n}: {verified:?}");
                if killed.code == 0 {
                    assert!(done(&house), "{arguments:?}");
                    break;
                }
                assert_eq!(killed.code, 137, "{arguments:?} {call} {n}: {killed:?}");
                house.run(&RUN);
                house.run(arguments);
                let verified = house.run(&["--mode", "scripted", "verify"]);
                assert!(verified.code == 0 && !verified.stdout.contains("not removed"), "{call} {n}: {verified:?}");
            }
        }
    }
}

/// The lines of a trace that name a file of the store: call, file, and whether it was made to fail.
fn calls(trace: &str) -> Vec<(String, String, bool)> {
    let read = |line: &str| {
        let call = line.split_once(' ')?.1.trim_start();
        let (name, rest) = call.split_once('(')?;
        let file = rest.split_once('<')?.1.split_once('>')?.0;
        file.contains("/store/").then(|| (name.to_owned(), file.to_owned(), line.contains("(INJECTED)")))
    };
    trace.lines().filter_map(read).collect()
}

/// Every entry of a journal and of the ledger is one write and one sync of that file, in this order, and nothing else.
#[test]
fn fault_21_every_entry_is_one_write_and_one_sync() {
    if !has_strace() {
        return;
    }
    let house = House::with(PROCEDURE);
    house.write("answers.yaml", ANSWERS);
    let ended = traced(&house, &["-y", "-o", "trace", "-e", "trace=write,fdatasync"], &RUN);
    assert_eq!(ended.code, 0, "{ended:?}");
    let calls = calls(&fs::read_to_string(house.path("trace")).expect("a trace"));
    for file in [house.journals("scripted").remove(0), house.store().join("scripted/ledger.jsonl")] {
        let name = file.display().to_string();
        let of_file: Vec<&str> = calls
            .iter()
            .filter(|call| name.ends_with(call.1.trim_start_matches('/')))
            .map(|call| call.0.as_str())
            .collect();
        assert_eq!(of_file, ["write", "fdatasync"].repeat(entries(&file).len()), "{name}");
    }
}

/// Errors of the system at every write and sync: exit code 4, and after it no further write or sync of that file.
#[test]
fn fault_20_and_21_an_error_at_every_write_and_sync_is_exit_4_and_nothing_is_tried_twice() {
    if !has_strace() {
        return;
    }
    let errors = [("write", "ENOSPC"), ("write", "EIO"), ("write", "EDQUOT"), ("write", "EROFS"), ("fdatasync", "EIO")];
    for (call, error) in errors {
        let mut failures = 0;
        for n in 1..MOST_CALLS {
            let house = House::with(PROCEDURE);
            house.write("answers.yaml", ANSWERS);
            let inject = format!("inject={call}:error={error}:when={n}");
            let ended = traced(&house, &["-y", "-o", "trace", "-e", "trace=write,fdatasync", "-e", &inject], &RUN);
            assert!(matches!(ended.code, 0 | 4), "{call} {error} {n}: {ended:?}");
            if ended.code == 0 {
                break;
            }
            failures += 1;
            let calls = calls(&fs::read_to_string(house.path("trace")).expect("a trace"));
            let Some(failed) = calls.iter().position(|call| call.2) else { continue };
            let again = calls[failed + 1..].iter().find(|call| call.1 == calls[failed].1);
            assert!(again.is_none(), "{call} {error} {n}: {again:?}");
        }
        assert!(failures > 5, "{call} {error} failed only {failures} times");
    }
}
