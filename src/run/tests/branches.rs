//! Conditions, branches and ends: what is asked, and what is recorded as inactive.

use crate::run::event::Event;
use crate::run::outcome::{Outcome, Verdict};
use crate::run::question::Ask;
use crate::run::testing::*;

#[test]
fn a_false_condition_makes_a_step_inactive_and_that_is_recorded() {
    let mut walk = Walk::steps("  - {check: A, when: weekday == \"tue\"}\n  - {check: B, when: weekday == \"mon\"}\n");
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.inactivated(), ["1 when"]);
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!((walk.counts().done, walk.counts().inactive), (1, 1));
}

#[test]
fn a_condition_that_cannot_be_evaluated_is_true() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - {check: B, when: m + 1 > 2}\n");
    walk.say("m", not_applicable());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn an_inactive_section_names_its_steps_and_a_loop_itself() {
    let mut walk = Walk::steps(
        "  - section: S\n    when: false\n    steps:\n      - A\n      - {section: T, steps: [B]}\n      - {each: E, as: x, in: [1, 2], steps: [C]}\n  - D\n",
    );
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.inactivated(), ["1.1 when", "1.2.1 when", "1.3 when"]);
}

#[test]
fn factor_18_rule_11_a_decision_opens_one_branch_and_the_other_is_inactive() {
    let mut walk = Walk::steps("  - {decide: D, id: d, if_yes: [A], if_no: [B, C]}\n  - E\n");
    walk.say("d", no());
    assert_eq!(walk.asks(), "1.no.1");
    assert_eq!(walk.inactivated(), ["1.yes.1 branch"]);
    walk.say("1.no.1", done()).say("1.no.2", done());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.rest(), Verdict::Completed, "a no is no deviation");
}

#[test]
fn an_absent_branch_opens_nothing() {
    let mut walk = Walk::steps("  - {decide: D, id: d, if_no: [A]}\n  - E\n");
    walk.say("d", yes());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn factor_20_rule_11_a_choice_opens_the_steps_of_its_option() {
    let choice = "  - choose: C\n    id: c\n    options:\n      - {id: one, steps: [A]}\n      - {id: two, steps: [B]}\n      - {id: three}\n  - E\n";
    let mut walk = Walk::steps(choice);
    walk.say("c", option("two"));
    assert_eq!(walk.asks(), "1.two.1");
    assert_eq!(walk.inactivated(), ["1.one.1 branch"]);
    assert_eq!(walk.value("c"), "two");
    let mut walk = Walk::steps(choice);
    walk.say("c", option("three"));
    assert_eq!(walk.asks(), "2");
    assert!(Walk::steps(choice).hear("c", option("four")).is_err());
}

#[test]
fn a_decision_that_does_not_apply_opens_no_branch() {
    let mut walk = Walk::steps("  - {decide: D, id: d, if_yes: [A], if_no: [B]}\n  - E\n");
    walk.say("d", not_applicable());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.inactivated(), ["1.yes.1 branch", "1.no.1 branch"]);
}

#[test]
fn a_top_level_end_closes_the_run_without_a_question() {
    let steps = "  - {check: A, id: a}\n  - {decide: D, id: d, if_yes: [{end: Over, verdict: VERDICT}]}\n  - E\n";
    for (word, verdict) in [("completed", Verdict::Completed), ("abandoned", Verdict::Abandoned)] {
        let mut walk = Walk::steps(&steps.replace("VERDICT", word));
        walk.say("a", done()).say("d", yes());
        assert_eq!(walk.closes_by_itself(), verdict);
        assert_eq!(walk.inactivated(), ["3 end"]);
    }
}

#[test]
fn a_top_level_end_does_not_ask_deferred_steps_again() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {end: Over, verdict: completed}\n");
    walk.say("a", later());
    assert_eq!(walk.closes_by_itself(), Verdict::Incomplete);
}

#[test]
fn an_end_with_more_steps_behind_it_than_an_entry_holds_takes_several() {
    let title = "x".repeat(150);
    let rest: String = (0..900).map(|n| format!("  - {title}{n}\n")).collect();
    let mut walk = Walk::steps(&format!("  - {{end: Over, verdict: completed}}\n{rest}")).unproved();
    assert_eq!(walk.closes_by_itself(), Verdict::Completed);
    assert_eq!(walk.inactivated().len(), 900);
    assert!(walk.events("inactivated").len() > 4);
    assert_eq!(walk.counts().inactive, 900);
}

#[test]
fn a_long_inactive_section_is_named_in_several_entries() {
    let rest: String = (0..450).map(|n| format!("      - x{n}\n")).collect();
    let mut walk = Walk::steps(&format!("  - section: S\n    when: false\n    steps:\n{rest}  - E\n"));
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.inactivated().len(), 450);
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn what_an_end_cuts_off_while_it_waits_for_a_recheck_stays_failed() {
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - check: A\n        id: a\n        critical: true\n        on_fail: {then: recheck}\n      - {end: Over, verdict: completed}\n",
    );
    walk.say("a", fails().correcting()).jump("1.2");
    assert_eq!(walk.closes_by_itself(), Verdict::Failed);
    assert_eq!(walk.outcome("1.1"), Some(Outcome::Failed));
}

#[test]
fn factor_19_rule_11_the_last_option_that_is_left_is_asked_all_the_same() {
    let mut walk = Walk::steps(
        "  - {choose: C, id: c, options: [{id: x, steps: [X]}]}\n  - {decide: D, id: d, when: c != \"x\"}\n  - E\n",
    );
    let Ask::Choose(options) = walk.question().ask else { panic!("another question") };
    assert_eq!(options.len(), 1);
    assert_eq!(walk.value("c"), "–", "nothing is chosen by being the only one");
    for answer in [done(), yes(), option(""), option("y")] {
        assert!(walk.hear("c", answer).is_err());
    }
    walk.say("c", not_applicable());
    assert_eq!(walk.asks(), "3", "neither its steps nor what hangs on it");
}

#[test]
fn factor_24_doing_looking_measuring_telling_and_signing_are_different_records() {
    let mut walk = Walk::with_roster(
        "  - {check: A, id: a}\n  - {measure: M, id: m, max: 5, independent: true, on_fail: {notify: Desk, steps: [X]}}\n  - {record: R, id: r}\n  - {sign: S, id: s, by: [clerk]}\n",
    );
    walk.say("a", done())
        .say("m", value("9").second("li", "9").correcting())
        .say("m.notify", done())
        .say("2.fail.1", done());
    walk.say("r", value("x")).say("s", signs("li"));
    let kinds: Vec<String> = walk.events("answered").into_iter().map(kind).collect();
    assert_eq!(kinds, ["check", "measure", "check", "record"]);
    assert_eq!((walk.events("notified").len(), walk.events("signed").len()), (1, 1));
}

fn kind(event: &Event) -> String {
    match event {
        Event::Answered(answered) => answered.kind.clone(),
        other => other.word().to_owned(),
    }
}
