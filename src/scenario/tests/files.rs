//! Files that cannot be used: every finding in its place, before anything runs.

use super::{program, program_of};
use crate::procedure::finding::Lines;
use crate::scenario::{ScenarioFile, read_answers, read_scenarios};

const STEPS: &str = "- {check: Lights, id: lights, on_fail: {notify: Boss}}\n- {measure: T, id: temperature}\n- {section: S, id: part, steps: [Look]}\n- {sign: S, id: signed, by: [lead]}\n- {record: D, id: doc, fields: [{id: number, type: text}]}";

/// Returns the findings of an answer file: place, message, help.
fn findings(text: &str) -> Vec<String> {
    let lines = Lines::new(text);
    let found = read_answers(text, &program(STEPS)).err().unwrap_or_default();
    let shown = found.iter().map(|finding| {
        let place = lines.position(finding.span.start);
        let help = finding.help.as_ref().map(|help| format!(" ({})", help.en)).unwrap_or_default();
        format!("{}:{} {}{help}", place.line, place.column, finding.message.en)
    });
    shown.collect()
}

#[test]
fn an_unknown_name_is_told_before_anything_runs() {
    assert_eq!(
        findings("answers:\n  lihgts: done\n  temperature.notify: done\n  xyz: 1\n  Look: done\n  Lights: done"),
        [
            "2:3 no step is called `lihgts` (did you mean `lights`?)",
            "3:3 no step is called `temperature.notify`",
            "4:3 no step is called `xyz`",
            "5:3 no step is called `Look` (that step has no id: give it one in `main` (`id: …`), and write that here)",
            "6:3 no step is called `Lights` (did you mean `lights`?)",
        ]
    );
}

#[test]
fn a_name_that_lacks_its_call_is_proposed_with_it() {
    let main = "procedure: main\ntitle: M\nsteps:\n- {call: One, id: one, procedure: inner}";
    let program = program_of(main, &["procedure: inner\ntitle: I\nsteps:\n- {check: A, id: arrival}"]);
    let findings = read_answers("answers: {arrival: done}", &program).expect_err("unknown");
    assert_eq!(findings[0].help.as_ref().map(|help| help.en.as_str()), Some("did you mean `one.arrival`?"));
    assert!(read_answers("answers: {one.arrival: done}", &program).is_ok());
    assert!(read_answers("answers: {one: done}", &program).is_err(), "a call takes no answer");
}

#[test]
fn unknown_keys_are_told_wherever_they_stand() {
    assert_eq!(
        findings("operater: x\nanswers:\n  lights: {fial: x}\n  signed: {sign: {leed: a}}\n  doc: {nummer: 1}"),
        [
            "1:1 the answer file has no key `operater` (did you mean `operator`?)",
            "3:11 an answer that says nothing, expected one of `value`, `fail`, `na`, `defer`, `sign`",
            "3:12 an answer has no key `fial` (did you mean `fail`?)",
            "4:19 the signature has no key `leed` (did you mean `lead`?)",
            "5:9 the step has no key `nummer` (did you mean `number`?)",
        ]
    );
}

#[test]
fn values_of_another_kind_are_told() {
    assert_eq!(
        findings(
            "clock: today\nrest: maybe\nclose: no\naccept: 1\nanswers:\n  lights: {value: done, after: soon}\n  temperature: {asked: 5}"
        ),
        [
            "1:8 found `today`, expected a date and time with its offset, such as `2026-11-23T08:40:00+08:00`",
            "2:7 found `maybe`, expected `done`",
            "3:8 found `no`, expected `true` or `false`",
            "4:9 found `1`, expected `true` or `false`",
            "6:32 found `soon`, expected a length of time such as `90s`, `30m`, `1h30m`",
            "7:24 found `5`, expected a list",
        ]
    );
}

#[test]
fn answers_that_contradict_themselves_are_told() {
    assert_eq!(
        findings(
            "answers:\n  lights: {fail: x, na: y}\n  temperature: {na: x, leave: true}\n  lights.notify: {na: x}\n  part: done"
        ),
        [
            "2:11 an answer that says two things: `fail`, `na`",
            "3:24 `leave` does not belong beside `na`",
            "4:18 found a map, expected `done`",
            "5:3 `part` is a `section`, which takes no answer",
        ]
    );
    assert_eq!(
        findings("answers:\n  lights: {fail: \"\"}\n  temperature: {value: 1, override: {by: a}}\n  doc:"),
        [
            "2:18 found ``, expected a reason",
            "3:38 the key `reason` is missing in an override",
            "4:6 found nothing, expected a value"
        ]
    );
}

#[test]
fn evidence_belongs_to_steps_that_ask_for_it() {
    assert_eq!(findings("answers: {lights: {value: done, evidence: [a]}}"), ["1:43 the step asks for no evidence"]);
}

#[test]
fn parameters_are_known_and_of_their_type() {
    let program =
        program_of("procedure: main\ntitle: M\nparameters: {limit: {type: number, max: 9}}\nsteps: [Look]", &[]);
    let shown = |text: &str| -> Vec<String> {
        let found = read_answers(text, &program).err().unwrap_or_default();
        found.iter().map(|finding| finding.message.en.clone()).collect()
    };
    assert_eq!(shown("set: {limit: 7.10}"), [""; 0]);
    for wrong in ["many", "9.01"] {
        let message = format!("found `{wrong}`, expected a value of the parameter's type, within its limits");
        assert_eq!(shown(&format!("set: {{limit: {wrong}}}")), [message]);
    }
    assert_eq!(shown("set: {limits: 7}"), ["the procedure has no parameter `limits`"]);
}

#[test]
fn what_is_no_yaml_or_hides_something_is_told() {
    assert_eq!(read_answers("answers: {a: &x 1}", &program(STEPS)).expect_err("an anchor")[0].rule, "anchor");
    assert_eq!(read_answers("answers：{}", &program(STEPS)).expect_err("a wide colon")[0].rule, "full-width-colon");
    assert!(read_answers("- a", &program(STEPS)).is_err());
    assert!(read_answers("", &program(STEPS)).is_err());
}

#[test]
fn a_scenario_file_names_its_procedure_and_its_scenarios() {
    let about = |source| ScenarioFile::read(source).and_then(|file| file.procedure());
    assert_eq!(about("procedure: main\nscenarios: []").expect("named"), "main");
    assert!(about("scenarios: []").is_err());
    let program = program(STEPS);
    let wrong = "procedure: other\nscenarios:\n- {name: a, expect: {verdict: complete, reached: [lihgts], values: {x: 1}}}\n- {name: a, clock: 2026-11-23T08:30:00+08:00, expect: {}, answer: {}}";
    let messages: Vec<_> =
        read_scenarios(wrong, &program).expect_err("wrong").into_iter().map(|finding| finding.message.en).collect();
    assert_eq!(
        messages,
        [
            "found `other`, expected `main`",
            "the key `clock` is missing in a scenario",
            "found `complete`, expected a verdict",
            "no step is called `lihgts`",
            "no step is called `x`",
            "a second scenario is called `a`",
            "a scenario has no key `answer`",
        ]
    );
}
