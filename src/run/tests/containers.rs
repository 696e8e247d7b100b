//! What sections, loops and calls say before anything in them: their warnings, their role, their titles.

use crate::run::testing::*;

const CALLED: &str = "procedure: called\ntitle: Called\nparameters:\n  n: {title: N, type: number}\nsteps:\n  - C\n";

#[test]
fn factor_12_rule_10_a_section_warns_after_its_page_and_before_its_steps_once() {
    let mut walk = Walk::steps("  - {section: S, warning: Hot, steps: [A, B]}\n");
    let question = walk.question();
    assert_eq!((question.path.as_str(), question.title.as_str(), question.is_container), ("1", "S", true));
    assert_eq!(question.texts.warning.as_deref(), Some("Hot"));
    assert_eq!(walk.events("section_shown").len(), 2, "the page comes first");
    assert!(walk.hear("1.warning", fails()).is_err());
    walk.say("1.warning", done()).say("1.1", done()).say("1.2", done());
    assert_eq!(walk.events("warning_acknowledged").len(), 1);
    walk.rest();
}

#[test]
fn a_loop_warns_once_and_one_without_items_not_at_all() {
    let each = |items: &str| format!("  - {{each: E, as: x, in: {items}, warning: Hot, steps: [A]}}\n  - B\n");
    let mut walk = Walk::steps(&each("[a, b]"));
    walk.say("1.warning", done()).say("1[a].1", done()).say("1[b].1", done());
    assert_eq!(walk.asks(), "2");
    assert_eq!(Walk::steps(&each("[]")).asks(), "2");
    let repeat = "  - {repeat: R, until: \"m == 2\", warning: Hot, steps: [{measure: M, id: m}]}\n";
    let mut walk = Walk::steps(repeat);
    walk.say("1.warning", done()).say("m", value("1")).say("m", value("2"));
    walk.rest();
}

#[test]
fn a_call_warns_before_it_asks_for_its_parameters() {
    let main = "procedure: test\ntitle: Test\nsteps:\n  - {call: Go, id: go, procedure: called, warning: Hot}\n";
    let mut walk = Walk::with(main, &[CALLED], |_| {});
    walk.say("go.warning", done());
    assert_eq!(walk.question().path, "1.call@n");
}

#[test]
fn a_journal_of_the_first_rules_knows_no_such_warning() {
    let main = "procedure: test\ntitle: Test\nsteps:\n  - {section: S, warning: Hot, steps: [A]}\n";
    let mut walk = Walk::with(main, &[], |started| started.rules = 1);
    assert_eq!(walk.question().path, "1.1");
    walk.rest();
}

#[test]
fn what_corrects_a_step_has_its_role_but_for_the_first_rules() {
    let main = "procedure: test\ntitle: Test\nroles: {lead: Lead}\nsteps:\n  - {check: A, role: lead, on_fail: {steps: [B]}}\n";
    for (rules, role) in [(1, None), (2, Some("Lead"))] {
        let mut walk = Walk::with(main, &[], |started| started.rules = rules);
        walk.say("1", fails().correcting());
        assert_eq!(walk.question().role.as_deref(), role, "rules {rules}");
        walk.rest();
    }
}

#[test]
fn the_heading_names_the_loop() {
    let mut walk =
        Walk::steps("  - each: Desks\n    as: desk\n    in: [a]\n    steps:\n      - {section: S, steps: [A]}\n");
    assert_eq!(walk.question().heading, ["Test", "1 Desks", "1 S"]);
}

#[test]
fn the_texts_of_what_stands_around_are_known() {
    let mut walk = Walk::steps("  - {section: S, note: N, detail: D, steps: [A]}\n");
    let path = walk.question().path;
    let around = walk.run.containers_around(&path);
    let [(section, texts)] = around.as_slice() else { panic!("{around:?}") };
    assert_eq!((section.as_str(), texts.note.as_deref(), texts.detail.as_deref()), ("1", Some("N"), Some("D")));
}
