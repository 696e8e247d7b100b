//! Scenarios: what is expected is compared, and each difference says where the path left it.

use super::program;
use crate::language::Language;
use crate::scenario::{ScenarioResult, Setting, read_scenarios, run_scenario};

fn result(steps: &str, script: &str, expect: &str) -> ScenarioResult {
    let program = program(steps);
    let text = format!(
        "procedure: main\nscenarios:\n- {{name: n, clock: 2026-11-23T08:30:00+08:00, {script}, expect: {{{expect}}}}}"
    );
    let scenarios = read_scenarios(&text, &program).unwrap_or_else(|findings| panic!("{findings:#?}"));
    run_scenario(&program, &scenarios[0], &Setting::default())
}

fn failures(steps: &str, script: &str, expect: &str) -> Vec<String> {
    result(steps, script, expect).failures.into_iter().map(|failure| failure.en).collect()
}

const ONE: &str = "- {measure: T, id: t, max: 22}";
const BRANCHES: &str =
    "- {decide: D, id: d, if_yes: [{check: A, id: a}], if_no: [{check: B, id: b}]}\n- {check: C, id: c, when: d}";

#[test]
fn what_is_as_expected_passes() {
    let expect = "verdict: completed_with_deviations, deviations: 1, reached: [t], not_reached: [], values: {t: 25.0}";
    assert_eq!(failures(ONE, "answers: {t: 25}", expect), [""; 0]);
    assert_eq!(failures(ONE, "answers: {t: 25}", ""), [""; 0]);
}

#[test]
fn each_difference_is_told() {
    assert_eq!(
        failures(ONE, "answers: {t: 25}", "verdict: completed, deviations: 0, values: {t: 24}, score: 100"),
        [
            "verdict `completed_with_deviations`, expected `completed`",
            "1 deviations, expected 0: 1 T failed",
            "score –, expected 100",
            "`t` is 25, expected 24",
        ]
    );
}

#[test]
fn it_says_where_the_path_left() {
    assert_eq!(
        failures(BRANCHES, "rest: done, answers: {d: false}", "reached: [a, c], not_reached: [b]"),
        [
            "`a` was not reached: `d` took another branch",
            "`c` was not reached: its condition was false after `b`",
            "`b` was reached after `d` = false (done)",
        ]
    );
    assert_eq!(
        failures(BRANCHES, "answers: {d: false}", "reached: [b]"),
        ["the answers ran out at `b`: no answer", "`b` was not reached: the answers ended at `b`"]
    );
}

#[test]
fn a_run_that_the_answers_leave_open_fails_unless_it_is_meant() {
    assert_eq!(failures(ONE, "rest: done", "verdict: open"), ["the answers ran out at `t`: no answer"]);
    assert_eq!(failures(ONE, "answers: {t: 2}, close: false", "verdict: open"), [""; 0]);
    assert_eq!(
        failures(ONE, "answers: {t: 2}, close: false", "verdict: completed"),
        ["verdict `open`, expected `completed`"]
    );
}

#[test]
fn an_answer_that_was_never_reached_fails_the_scenario() {
    assert_eq!(
        failures(BRANCHES, "rest: done, answers: {d: true, b: done}", ""),
        ["no question reached the answer `b`"]
    );
    assert_eq!(
        failures(ONE, "answers: {t: {asked: [1, 2]}}", ""),
        ["no question reached answer 2 of `t` and what follows it"]
    );
}

#[test]
fn values_are_compared_as_what_they_are() {
    let steps = "- {check: A, id: a}\n- {record: T, id: t, type: time}\n- {record: F, id: f, fields: [{id: n, type: number}, {id: x, type: text}]}\n- {record: R, id: r, rows: {at_least: 0}, fields: [{id: n, type: number}]}\n- {repeat: P, id: p, until: a, steps: [Look]}\n- {sign: S, id: s, by: [lead]}\n- {measure: M, id: m}";
    let script = "operator: li, rest: done, answers: {t: 8:30, f: {n: 7.10, x: y}, r: [{n: 1}], s: {sign: {lead: wu}}, m: {na: x}}";
    let expect = "values: {a: true, t: \"08:30\", f: {n: 7.1}, r: [{n: 1.0}], p: 1, s: [wu], m: null}";
    assert_eq!(failures(steps, script, expect), [""; 0]);
    assert_eq!(failures(steps, script, "values: {r: [], f: {n: 8}}").len(), 2);
}

#[test]
fn the_business_date_is_the_clocks() {
    let steps = "- {check: A, id: a, when: weekday == \"mon\"}\n- {check: B, id: b, when: date == \"2026-11-23\"}";
    assert_eq!(failures(steps, "rest: done", "reached: [a, b]"), [""; 0]);
}

#[test]
fn a_summary_is_lines_for_a_person() {
    let failed = result(ONE, "answers: {t: 25}", "deviations: 0");
    assert_eq!(failed.summary(Language::En), "FAILED  n\n    1 deviations, expected 0: 1 T failed\n");
    assert_eq!(result(ONE, "answers: {t: 5}", "").summary(Language::Zh), "ok  n\n");
}
