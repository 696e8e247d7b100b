//! The command line: what it prints, how it exits, what it leaves behind.

mod support;

use std::fs;

use support::{House, of_type};

const WARM: &str = "\
procedure: warm
title: {zh: 温度, en: Warmth}
steps:
  - check: Lights on
    id: lights
  - measure: Hall temperature
    id: temperature
    unit: °C
    min: 18
    max: 22
    on_fail: {steps: [Turn the air conditioning], then: recheck}
  - decide: Is it raining?
    id: rain
    if_yes: [Put out the umbrella stand]
    if_no: [Put the umbrella stand away]
";

const CLOCK: &str = "operator: zhang\nclock: 2026-11-23T08:40:00+08:00\nrest: done\n";

#[test]
fn a_scripted_run_closes_with_a_receipt_on_stdout() {
    let house = House::with(WARM);
    let ended = house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20, rain: no}}\n"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.starts_with("signoff-receipt 1 20261123T084000-warm-"), "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 1);
}

#[test]
fn a_value_out_of_limits_is_corrected_and_counts_as_one_deviation() {
    let house = House::with(WARM);
    let ended = house.answer("warm", &format!("{CLOCK}answers: {{temperature: {{asked: [25, 21]}}, rain: yes}}\n"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let entries = house.entries();
    let closed = of_type(&entries, "run_closed");
    assert_eq!(closed[0]["verdict"], "completed_with_deviations");
    assert_eq!(closed[0]["deviations"], 1);
    let outcomes: Vec<_> =
        of_type(&entries, "answered").iter().map(|entry| (entry["path"].clone(), entry["outcome"].clone())).collect();
    let expected =
        [("1", "done"), ("2", "failed"), ("2.fail.1", "done"), ("2", "corrected"), ("3", "done"), ("3.yes.1", "done")];
    assert_eq!(outcomes, expected.map(|(path, outcome)| (path.into(), outcome.into())));
    assert_eq!(of_type(&entries, "inactivated")[0]["steps"][0]["path"], "3.no.1");
}

#[test]
fn the_clock_of_a_script_keeps_its_offset_and_moves_a_second_with_each_answer() {
    let house = House::with(WARM);
    house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20, rain: no}}\n"));
    let times: Vec<_> =
        house.entries().iter().filter(|entry| entry["type"] == "answered").map(|entry| entry["at"].clone()).collect();
    let expected = ["00", "01", "02", "03"].map(|second| format!("2026-11-23T08:40:{second}.000+08:00"));
    assert_eq!(times, expected.map(serde_json::Value::from));
}

#[test]
fn answers_that_run_out_leave_the_run_open_and_name_the_step() {
    let house = House::with(WARM);
    let ended = house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20}}\n"));
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stderr.contains("`rain`"), "{ended:?}");
    assert!(ended.stdout.is_empty());
    assert!(of_type(&house.entries(), "run_closed").is_empty());
}

#[test]
fn an_open_run_is_gone_on_with_by_its_id() {
    let house = House::with(WARM);
    house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20}}\n"));
    let journal = house.journals("scripted").remove(0);
    let run = journal.file_stem().and_then(|stem| stem.to_str()).expect("a run id").to_owned();
    let ended = house.answer(&run, &format!("{CLOCK}answers: {{temperature: 20, rain: yes}}\n"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(of_type(&house.entries(), "resumed").len(), 1);
    assert_eq!(of_type(&house.entries(), "run_closed")[0]["verdict"], "completed");
}

#[test]
fn an_answer_whose_name_does_not_exist_is_refused_before_anything_is_written() {
    let house = House::with(WARM);
    let ended = house.answer("warm", &format!("{CLOCK}answers: {{temprature: 20}}\n"));
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("did you mean `temperature`?"), "{ended:?}");
    assert!(!house.store().exists());
}

#[test]
fn an_answer_that_no_question_reached_is_exit_1_when_the_run_has_closed() {
    let house = House::with(
        "procedure: p\ntitle: P\nsteps:\n  - decide: Go?\n    id: go\n    if_yes:\n      - measure: Speed\n        id: speed\n",
    );
    let ended = house.answer("p", &format!("{CLOCK}answers: {{go: no, speed: 3}}\n"));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("`speed`"), "{ended:?}");
}

#[test]
fn factor_02_rule_03_without_a_terminal_and_without_answers_nothing_is_written() {
    let house = House::with(WARM);
    let ended = house.run(&["run", "warm"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert_eq!(ended.stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{ended:?}");
    assert!(ended.stdout.is_empty() && !house.store().exists());
}

#[test]
fn an_unknown_procedure_is_named_with_the_nearest_one() {
    let house = House::with(WARM);
    let ended = house.run(&["run", "warn", "--answers", "none.yaml"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    house.write("none.yaml", "rest: done\n");
    let ended = house.run(&["run", "warn", "--answers", "none.yaml"]);
    assert!(ended.code == 2 && ended.stderr.contains("did you mean `warm`?"), "{ended:?}");
}

#[test]
fn a_value_given_by_set_is_checked_against_its_parameter() {
    let house = House::with(
        "procedure: p\ntitle: P\nparameters:\n  opening_time: {title: Opening, type: time, default: \"09:00\"}\nsteps: [Open]\n",
    );
    house.write("answers.yaml", CLOCK);
    let run = |set: &str| house.run(&["run", "p", "--answers", "answers.yaml", "--set", set]);
    assert_eq!(run("opening_time=25:00").code, 2);
    let misspelt = run("opening_tme=08:00");
    assert!(misspelt.code == 2 && misspelt.stderr.contains("did you mean `opening_time`?"), "{misspelt:?}");
    assert_eq!(run("opening_time=8:30").code, 0);
    assert_eq!(of_type(&house.entries(), "parameter_set")[0]["value"], "08:30");
}

#[test]
fn a_failed_critical_step_that_is_left_fails_the_run() {
    let house = House::with("procedure: p\ntitle: P\nsteps:\n  - check: Gas shut\n    id: gas\n    critical: true\n");
    let ended = house.answer("p", &format!("{CLOCK}answers: {{gas: {{fail: stuck, leave: true}}}}\n"));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(of_type(&house.entries(), "run_closed")[0]["verdict"], "failed");
}

#[test]
fn fault_08_a_closed_pipe_is_no_panic() {
    let house = House::with(WARM);
    house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20, rain: no}}\n"));
    let signoff = env!("CARGO_BIN_EXE_signoff");
    for command in
        ["validate procedures", "list", "log", "--mode scripted log last", "--mode scripted verify", "--help"]
    {
        let shell = house.command(&[]);
        let mut piped = std::process::Command::new("sh");
        piped.args(["-c", &format!("{signoff} {command} | true")]).current_dir(house.path(""));
        piped.envs(shell.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ended = support::outcome(&mut piped);
        assert!(!ended.stderr.contains("panic"), "{command}: {ended:?}");
    }
}

#[test]
fn factor_39_rule_19_runs_of_different_modes_stand_apart() {
    let house = House::with(WARM);
    house.answer("warm", &format!("{CLOCK}answers: {{temperature: 20, rain: no}}\n"));
    assert!(house.journals("live").is_empty());
    assert_eq!(house.journals("scripted").len(), 1);
    let live = house.run(&["verify"]);
    assert!(live.code == 0 && live.stdout.starts_with("0 runs"), "{live:?}");
}

#[test]
fn fault_73_no_entry_of_a_run_holds_what_is_secret() {
    let house = House::with(
        "procedure: p\ntitle: P\nsteps:\n  - record: Safe code\n    id: code\n    secret: true\n  - record: Form\n    id: form\n    fields: [{id: pass, type: text, secret: true}, {id: note, type: text}]\n",
    );
    let ended = house.answer("p", &format!("{CLOCK}answers: {{code: hunter2, form: {{pass: hunter3, note: ok}}}}\n"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let text = fs::read_to_string(&house.journals("scripted")[0]).expect("a journal");
    assert!(!text.contains("hunter"), "{text}");
}

/// Scenario files are tested on all cores; what is said of them comes in their order.
#[test]
fn test_says_the_same_whatever_the_cores_do() {
    let house = House::with(WARM);
    house.write("procedures/broken.yaml", "procedure: broken\ntitle: B\nsteps: [{check: '{{ lamp }}'}]\n");
    let scenario =
        "{name: a, clock: 2026-11-23T08:40:00+08:00, rest: done, answers: {temperature: 20, rain: no}, expect: {}}";
    for number in 0..60 {
        let id = if number % 4 == 0 { "broken" } else { "warm" };
        let text = format!("procedure: {id}\nscenarios: [{scenario}]\n");
        house.write(&format!("procedures/s{number:02}.scenario.yaml"), text);
    }
    let first = house.run(&["test", "--format", "json"]);
    assert_eq!(first.code, 1);
    assert_eq!(first.stderr.matches("error[unknown-name]").count(), 15, "{first:?}");
    let report: serde_json::Value = serde_json::from_str(&first.stdout).expect("json");
    let paths: Vec<&str> =
        report["files"].as_array().expect("files").iter().filter_map(|file| file["path"].as_str()).collect();
    assert!(paths.len() == 60 && paths.is_sorted(), "{paths:?}");
    for _ in 0..3 {
        let again = house.run(&["test", "--format", "json"]);
        assert_eq!((again.stdout, again.stderr), (first.stdout.clone(), first.stderr.clone()));
    }
}

#[test]
fn an_error_speaks_one_language_the_sites() {
    let house = House::new();
    house.write("signoff.yaml", "site: {id: hall}\nlanguage: zh\nprocedures: [procedures]\n");
    let mut command = house.command(&["show", "no-such-procedure"]);
    let told = support::outcome(command.env_remove("SIGNOFF_LANG").env("LANG", "C.UTF-8")).stderr;
    assert!(told.starts_with("错误：") && !told.contains("help:"), "{told}");
}
