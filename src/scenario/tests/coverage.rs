//! Which branches the events of runs take.

use super::{program, program_of, script};
use crate::run::Program;
use crate::scenario::{Coverage, Setting, run_script};

fn coverage(program: &Program, scripts: &[&str]) -> Coverage {
    let ran: Vec<_> =
        scripts.iter().map(|lines| run_script(program, &script(program, lines), &Setting::default())).collect();
    let mut coverage = Coverage::default();
    coverage.add(program, ran.iter().map(|ran| &ran.events[..]));
    coverage
}

/// Returns the branches of those steps that runs with those answers take, and those that they do not.
fn branches(steps: &str, scripts: &[&str]) -> (Vec<String>, Vec<String>) {
    let coverage = coverage(&program(steps), scripts);
    let shown = |taken: bool| {
        let some = coverage.branches().filter(|(_, count)| (*count > 0) == taken);
        some.map(|(branch, _)| format!("{} {}", branch.step, branch.way)).collect()
    };
    (shown(true), shown(false))
}

#[test]
fn options_and_yes_and_no() {
    let steps = "- {choose: C, id: c, options: [{id: x}, {id: y}]}\n- {decide: D, id: d}";
    let (taken, missing) = branches(steps, &["answers: {c: y, d: no}"]);
    assert_eq!(taken, ["c option y", "d no"]);
    assert_eq!(missing, ["c option x", "d yes"]);
    assert!(branches(steps, &["answers: {c: y, d: no}", "answers: {c: x, d: yes}"]).1.is_empty());
}

#[test]
fn conditions_of_steps_and_of_what_holds_them() {
    let steps = "- {decide: D, id: d}\n- {section: S, id: s, when: d, steps: [{check: A, id: a, when: not d}, {check: B, id: b}]}\n- {each: E, id: e, when: d, as: x, in: [1, 2], steps: [{check: F, id: f, when: x == 1}]}";
    let (yes, _) = branches(steps, &["rest: done\nanswers: {d: yes}"]);
    assert_eq!(yes, ["d yes", "s when true", "a when false", "e when true", "f when true", "f when false"]);
    let (no, _) = branches(steps, &["rest: done\nanswers: {d: no}"]);
    assert_eq!(no, ["d no", "s when false", "e when false"]);
}

#[test]
fn a_section_in_a_loop_is_judged_for_each_item() {
    let steps = "- {each: E, id: e, as: x, in: [1, 2], steps: [{section: S, id: s, when: x == 1, steps: [Look]}]}";
    assert_eq!(branches(steps, &["rest: done"]).0, ["s when true", "s when false"]);
}

#[test]
fn limits_and_rechecks() {
    let steps =
        "- {measure: M, id: m, max: 5, on_fail: {then: recheck, at_most: 1}}\n- {check: C, id: c, critical: true}";
    let right = "answers: {m: {asked: [9, 5]}, c: done}";
    let (taken, missing) = branches(steps, &[right]);
    assert_eq!(taken, ["m within limits", "m outside limits", "m recheck right"]);
    assert_eq!(missing, ["m rechecks exhausted", "c recheck right"]);
    let wrong = "answers: {m: {asked: [9, 8]}, c: {asked: [{fail: x}, done]}}";
    assert!(branches(steps, &[right, wrong]).1.is_empty());
}

#[test]
fn a_procedure_that_is_called_twice_is_covered_once() {
    let main = "procedure: main\ntitle: M\nsteps:\n- {call: One, id: one, procedure: inner}\n- {call: Two, id: two, procedure: inner}";
    let program = program_of(main, &["procedure: inner\ntitle: I\nsteps:\n- {decide: D, id: d}"]);
    let coverage = coverage(&program, &["answers: {one.d: yes, two.d: no}"]);
    assert_eq!((coverage.total().taken, coverage.total().all, coverage.total().percent()), (2, 2, 100));
    assert_eq!(coverage.by_procedure().keys().collect::<Vec<_>>(), ["inner"]);
}

#[test]
fn a_summary_lists_what_was_not_taken() {
    let coverage = coverage(&program("- {decide: D, id: d}"), &["answers: {d: yes}"]);
    assert_eq!(coverage.summary(), "main: 1/2 (50 %)\n    1 d: no\n");
    assert_eq!(Coverage::default().total().percent(), 100);
}

#[test]
fn the_condition_of_an_end_is_true_where_it_ends() {
    // An end is never answered, so its condition counted as never true.
    let steps = "- {decide: D, id: d}\n- {end: Closed today, when: d}\n- {check: A, id: a}";
    let (taken, missing) = branches(steps, &["answers: {d: yes}"]);
    assert_eq!(
        (taken, missing),
        (vec!["d yes".to_owned(), "2 when true".to_owned()], vec!["d no".to_owned(), "2 when false".to_owned()])
    );
    assert!(branches(steps, &["answers: {d: yes}", "answers: {d: no, a: done}"]).1.is_empty());
    let last = "- {decide: D, id: d}\n- {end: Nothing behind it, when: d}";
    assert_eq!(branches(last, &["answers: {d: yes}"]).0, ["d yes", "2 when true"]);
}
