//! What a person and a machine read of results and coverage.

use super::*;
use crate::language::Language;
use crate::procedure::finding::Bilingual;
use crate::procedure::yaml::load;
use crate::run::Program;
use crate::scenario::{Setting, read_scenarios, run_scenario};

const PROCEDURE: &str =
    "procedure: hall\ntitle: Hall\nsteps:\n  - {measure: T, id: t, max: 22, unit: °C}\n  - {decide: \"<b>\", id: d}\n";
const SCENARIOS: &str = "procedure: hall\nscenarios:\n  - name: cool & \"calm\"\n    clock: 2026-11-23T08:40:00+08:00\n    answers: {t: 20, d: yes}\n    expect: {verdict: completed}\n  - name: wrong\n    clock: 2026-11-23T08:40:00+08:00\n    answers: {t: 20, d: yes}\n    expect: {values: {t: 21}}\n";

fn report(min_coverage: Option<u8>) -> TestReport {
    let procedure = load(Some("hall"), PROCEDURE.as_bytes()).procedure.expect("loads");
    let program = Program::new(procedure, Vec::new());
    let scenarios = read_scenarios(SCENARIOS, &program).expect("reads");
    let results: Vec<_> = scenarios.iter().map(|one| run_scenario(&program, one, &Setting::default())).collect();
    let mut report = TestReport { min_coverage, ..TestReport::default() };
    report.coverage.add(&program, results.iter().map(|result| result.events.as_slice()));
    report.files.push(FileReport {
        path: "hall.scenario.yaml".to_owned(),
        procedure: "hall".to_owned(),
        outcome: Ok(results),
    });
    report.files.push(FileReport {
        path: "bad.scenario.yaml".to_owned(),
        procedure: String::new(),
        outcome: Err(Unusable { findings: "found\n".to_owned(), message: "cannot be used".to_owned() }),
    });
    report.untested = vec!["lonely".to_owned()];
    report
}

#[test]
fn a_person_reads_results_coverage_and_what_is_missing() {
    insta::assert_snapshot!(human(&report(Some(80)), Language::En), @r#"
    hall.scenario.yaml
    ok  cool & "calm"
    FAILED  wrong
        `t` is 20, expected 21
    bad.scenario.yaml
    found
    FAILED  cannot be used
    hall: branches 2/4 (50 %)
        1  t: outside its limits
        2  d: no
    FAILED  `hall` is covered to 50 %, expected at least 80 %
    FAILED  `lonely` has no scenario
    scenarios passed: 1, failed: 2
    "#);
    assert!(human(&report(Some(80)), Language::Zh).contains("d: 否"));
}

#[test]
fn a_file_that_cannot_be_used_is_one_that_failed() {
    assert_eq!(report(None).counts(), (1, 2));
    assert!(!report(None).passed());
}

#[test]
fn coverage_is_judged_only_where_it_is_asked_for() {
    let below = |least| report(least).below().into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert!(below(None).is_empty());
    assert_eq!(below(Some(50)), ["lonely"]);
    assert_eq!(below(Some(51)), ["hall", "lonely"]);
    assert!(below(Some(0)).is_empty());
}

#[test]
fn json_has_a_version_and_every_missing_branch() {
    let document: serde_json::Value = serde_json::from_str(&json(&report(None), Language::En)).expect("is JSON");
    assert_eq!(document["version"], 1);
    assert_eq!((&document["passed"], &document["failed"]), (&1.into(), &2.into()));
    assert_eq!(document["coverage"][0]["missing"][0]["way"], "outside limits");
    assert_eq!(document["coverage"][1]["procedure"], "lonely");
    assert_eq!(document["files"][1]["error"], "cannot be used");
}

#[test]
fn junit_escapes_names_and_counts_what_failed() {
    let text = junit(&report(Some(80)), Language::En);
    assert!(text.contains(r#"tests="5" skipped="0" failures="3" errors="1""#), "{text}");
    assert!(text.contains("cool &amp; &quot;calm&quot;"), "{text}");
}

#[test]
fn a_failure_is_told_in_the_language_asked_for() {
    let text = junit(&report(None), Language::Zh);
    let failure = Bilingual { en: String::new(), zh: "应为".to_owned() };
    assert!(text.contains(&failure.zh), "{text}");
}
