//! What exploring finds, and that it ends.

use super::*;
use crate::procedure::yaml::load;

fn found(steps: &str) -> Exploration {
    let yaml = format!("procedure: p\ntitle: P\nroles: {{lead: Lead, clerk: Clerk}}\nsteps:\n{steps}");
    let loaded = load(None, yaml.as_bytes());
    let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:#?}", loaded.findings));
    explore(&Program::new(procedure, Vec::new()), 300)
}

#[test]
fn every_branch_is_taken() {
    let found = found(
        "  - {measure: T, id: t, min: 18, max: 22, unit: °C, on_fail: {then: recheck, at_most: 2}}\n  \
         - {choose: C, id: c, options: [{id: a, title: A}, {id: b, title: B, steps: [{check: D, id: d, when: t > 22}]}]}\n  \
         - {check: M, when: weekday == \"sun\"}\n  - {decide: Q, id: q}\n",
    );
    let missing: Vec<String> =
        found.coverage.missing().map(|branch| format!("{} {}", branch.path, branch.way)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert!(!found.all);
}

#[test]
fn a_small_procedure_is_walked_whole() {
    let found = found("  - {decide: Q, id: q, not_applicable: forbidden, if_yes: [{end: E, verdict: abandoned}]}\n");
    assert!(found.all);
    assert_eq!((found.ended["completed"], found.ended["abandoned"]), (7, 7), "{:?}", found.ended);
}

#[test]
fn a_loop_that_an_answer_ends_is_left() {
    let found = found("  - {repeat: R, until: not again, at_most: 30, steps: [{decide: Again, id: again}]}\n");
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn patterns_evidence_signatures_and_second_persons_are_no_obstacle() {
    let found = found(
        "  - {record: R, id: r, pattern: \"[A-Z]{2}\\\\d{3}\"}\n  - {record: F, id: f, fields: [{id: n, title: N, type: number, max: 3}]}\n  \
         - {check: E, evidence: {kind: file, accept: [pdf], at_least: 2}}\n  - {measure: I, id: i, unit: m, independent: true}\n  \
         - {sign: S, id: s, by: [lead, clerk]}\n  - {check: H, hold: clerk, critical: true}\n",
    );
    assert!(found.problems.is_empty(), "{:#?}", found.problems);
}

#[test]
fn a_value_that_no_answer_can_be_is_found() {
    let found = found(
        "  - {measure: A, id: a, unit: m, not_applicable: forbidden}\n  - {record: R, id: r, type: text, pattern: \"(?:)\", not_applicable: forbidden}\n",
    );
    assert_eq!(found.problems.len(), 1, "{:#?}", found.problems);
    assert_eq!(found.problems[0].at, "r");
}
