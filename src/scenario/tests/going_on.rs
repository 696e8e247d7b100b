//! Going on with an open run: the file holds what is still to come.

use std::path::Path;

use super::{program, script};
use crate::clock::{Clock, ScriptedClock};
use crate::journal::{Journal, MemoryStorage};
use crate::run::event::{Assurance, Event, Resumed, StoredFile};
use crate::run::{Applied, Run};
use crate::scenario::{Ran, ScriptedPrompter, Setting, Unreached, Vault, run_script};
use crate::session::{Ending, People, Session};

struct NoFiles;

impl Vault for NoFiles {
    fn keep(&mut self, _: &Path) -> Result<StoredFile, String> {
        Err("there is no store".to_owned())
    }
}

struct Nobody;

impl People for Nobody {
    fn has_pin(&self, _: &str) -> bool {
        false
    }

    fn is_pin(&self, _: &str, _: &str) -> bool {
        false
    }
}

/// Goes on with an open run by another answer file, and returns the run, how it ended, and what was never reached.
fn go_on(steps: &str, open: &Ran, lines: &str) -> (Run, Ending, Vec<Unreached>) {
    let program = program(steps);
    let mut run = Run::replay(program.clone(), open.events.iter().cloned()).expect("replays");
    let last = open.events.last().expect("entries").0;
    let clock = ScriptedClock::new(last.at + chrono::TimeDelta::hours(1));
    let resumed = Event::Resumed(Resumed {
        by: run.operator().clone(),
        assurance: Assurance::Scripted,
        held_for: 3600,
        procedure_changed: false,
        reask: run.last_answered().map(str::to_owned),
        language: None,
        site_file: None,
    });
    run.apply(Applied { seq: last.seq + 1, at: clock.now().at, mono: 0 }, &resumed);
    let script = script(&program, lines);
    let mut files = NoFiles;
    let mut prompter = ScriptedPrompter::new(&script, &clock, &mut files);
    let mut journal = Journal::create(MemoryStorage::default());
    let mut session = Session::new(run, &mut journal, &clock, &Nobody);
    let ending = session.conduct(&mut prompter).expect("recorded");
    let unreached = prompter.unreached();
    (session.run, ending, unreached)
}

fn left_open(steps: &str, lines: &str) -> Ran {
    let program = program(steps);
    run_script(&program, &script(&program, lines), &Setting::default())
}

fn verdict(ending: &Ending) -> &'static str {
    match ending {
        Ending::Closed(verdict) => verdict.word(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_it_says_of_answered_steps_is_no_error() {
    let steps = "- {check: A, id: a}\n- {measure: B, id: b}";
    let open = left_open(steps, "answers: {a: done}");
    let (_, ending, unreached) = go_on(steps, &open, "answers: {a: {fail: other}, b: 5}");
    assert_eq!((verdict(&ending), unreached), ("completed", vec![]));
}

#[test]
fn the_last_answer_is_reconfirmed_as_it_was() {
    for (step, answer) in [
        ("check: A", "done"),
        ("check: A, critical: true, warning: W", "done"),
        ("check: A", "{fail: x}"),
        ("check: A", "{na: x}"),
        ("measure: A, max: 5", "9.0"),
        ("measure: A, independent: true", "{value: 1, second: {by: li, value: 1}}"),
        ("decide: A", "no"),
        ("choose: A, options: [{id: x}, {id: y}]", "y"),
        ("check: A, hold: lead", "{value: done, by: li}"),
        ("record: A, fields: [{id: n, type: text}]", "{n: x}"),
        ("handover: A", "\"\""),
        ("check: A, evidence: {kind: reference}", "{value: done, evidence: [IMG-1]}"),
    ] {
        let steps = format!("- {{{step}, id: a}}\n- {{check: B, id: b}}");
        let open = left_open(&steps, &format!("answers: {{a: {answer}}}"));
        let before = open.run.records().get("1").and_then(|record| record.last()).cloned();
        let (run, ending, _) = go_on(&steps, &open, "answers: {b: done}");
        assert!(matches!(ending, Ending::Closed(_)), "{step}: {ending:?}");
        assert_eq!(run.records().get("1").and_then(|record| record.last()).cloned(), before, "{step}");
    }
}

#[test]
fn a_later_item_takes_what_is_still_to_come() {
    let steps = "- {each: E, as: x, in: [a, b, c], steps: [{measure: M, id: m}]}";
    let open = left_open(steps, "answers: {m: {asked: [1]}}");
    let (run, ending, unreached) = go_on(steps, &open, "answers: {m: {asked: [2, 3]}}");
    assert_eq!((verdict(&ending), unreached), ("completed", vec![]));
    let values = ["1[a].1", "1[b].1", "1[c].1"]
        .map(|path| run.records().get(path).and_then(|record| record.last()).map(|last| last.value.to_string()));
    assert_eq!(values, [Some("1".to_owned()), Some("2".to_owned()), Some("3".to_owned())]);
}

#[test]
fn an_open_override_is_given_by_the_second_file() {
    let steps = "- {check: A, id: a}";
    let open = left_open(steps, "answers: {a: {fail: x, override: {by: zhang, reason: y}}}");
    let (_, ending, _) = go_on(steps, &open, "answers: {a: {fail: x, override: {by: wang, reason: y}}}");
    assert_eq!(verdict(&ending), "completed_with_deviations");
}

#[test]
fn a_deferred_step_is_asked_again_and_answered() {
    let steps = "- {measure: A, id: a}\n- {check: B, id: b}";
    let open = left_open(steps, "answers: {a: {defer: x}}");
    let (_, ending, _) = go_on(steps, &open, "answers: {a: {asked: [5]}, b: done}");
    assert_eq!(verdict(&ending), "completed");
    let (_, ending, _) = go_on(steps, &open, "answers: {b: done}");
    assert_eq!(verdict(&ending), "incomplete");
}
