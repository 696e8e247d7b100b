//! Names in expressions and texts: what they stand for, and when they are none.

use crate::run::outcome::Verdict;
use crate::run::testing::*;

/// Returns the title that a step with this text has, on Monday, 23 November 2026, 08:00.
fn shows(text: &str) -> String {
    Walk::steps(&format!("  - {{check: \"{text}\"}}\n")).question().title
}

#[test]
fn the_facts() {
    assert_eq!(shows("{{ operator }} {{ site }} {{ date }} {{ weekday }}"), "zhang none 2026-11-23 mon");
    assert_eq!(shows("{{ month + day }} {{ time }} {{ time_of_day }}"), "34 08:00 morning");
    assert!(shows("{{ now }}").starts_with("2026-11-23T08:00:00"));
    assert_eq!(shows("{{ minutes_between(\\\"08:00\\\", time) }}"), "0");
    assert_eq!(shows("{% if time_of_day == \\\"evening\\\" %}a{% else %}b{% endif %}"), "b");
}

#[test]
fn rule_26_the_business_date_stays_past_midnight() {
    let mut walk = Walk::steps("  - A\n  - {check: \"{{ date }} {{ weekday }} {{ time }}\"}\n");
    walk.say("1", done()).wait_until("2026-11-24T00:30:00+08:00");
    assert_eq!(walk.question().title, "2026-11-23 mon 00:30");
}

#[test]
fn an_id_is_none_until_answered_and_when_it_has_no_answer() {
    let after = "  - {check: None, when: m is none}\n  - {check: Some, when: m is not none}\n";
    let steps = format!("  - {{measure: M, id: m, max: 1}}\n{after}");
    for (answer, path) in [(not_applicable(), "2"), (later(), "2"), (value("5").leaving(), "3")] {
        let mut walk = Walk::steps(&steps);
        walk.say("m", answer);
        assert_eq!(walk.asks(), path);
    }
    let mut walk = Walk::steps(&format!("  - {{measure: M, id: m, when: false}}\n{after}"));
    assert_eq!(walk.asks(), "2");
}

#[test]
fn a_comparison_with_none_is_false() {
    let mut walk = Walk::steps(
        "  - {measure: M, id: m}\n  - {check: A, when: m < 5}\n  - {check: B, when: m != 5}\n  - {check: C, when: not (m == 5)}\n",
    );
    walk.say("m", not_applicable());
    assert_eq!(walk.asks(), "4");
}

#[test]
fn outcomes_and_all() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a, on_fail: {then: recheck}}\n  - {check: B, id: b, when: false}\n  - {each: E, as: x, in: [p, q, r], steps: [{measure: M, id: m}]}\n  - {check: \"{{ outcome.a }} {{ outcome.b }} {{ outcome.m }} {{ all.m }}\"}\n",
    );
    walk.say("a", fails()).say("a", done()).say("m", value("1")).say("m", not_applicable()).say("m", value("3"));
    assert_eq!(walk.question().title, "corrected inactive done 1, 3");
}

/// Steps that a run never comes to, in each way that a step can be inactive.
const UNREACHED: &str = "  - {decide: D, id: d, if_yes: [{check: Y, id: y}], if_no: [{decide: E, id: e, if_yes: [{check: F, id: f}]}]}
  - {choose: C, id: c, options: [{id: o, title: O, steps: [{section: S, steps: [{check: G, id: g}]}]}, {id: p, title: P}]}
  - {section: T, when: false, steps: [{check: H, id: h}]}
  - {each: L, as: x, in: [k], when: false, steps: [{check: I, id: i}]}
  - {repeat: R, until: done, at_most: 3, steps: [{decide: J, id: done, if_no: [{check: K, id: k}]}]}
";

#[test]
fn rule_11_a_step_that_was_not_come_to_has_the_outcome_inactive() {
    let asked = "  - {check: \"{{ outcome.y }} {{ outcome.f }} {{ outcome.g }} {{ outcome.h }} {{ outcome.i }} {{ outcome.k }} {{ outcome.z }}\"}\n  - {decide: Z0, id: z0, if_yes: [{check: Z, id: z}]}\n";
    let asked = asked.replace(" {{ outcome.z }}", "");
    for (rules, wanted) in [(5, ["inactive"; 6].join(" ")), (4, ["–"; 6].join(" "))] {
        let mut walk = Walk::with(&with_steps(&format!("{UNREACHED}{asked}")), &[], |started| started.rules = rules);
        walk.say("d", no()).say("e", no()).say("c", option("p"));
        walk.say("done", no()).say("k", done()).say("done", yes());
        assert_eq!(walk.question().title, wanted, "by the rules {rules}");
    }
}

/// The loop went on to its bound: what its pass had not come to was not recorded as inactive yet.
#[test]
fn rule_11_the_end_of_a_pass_sees_what_is_inactive_in_it() {
    for step in [
        "{decide: D, id: d, if_yes: [{measure: X, id: x}]}",
        "{section: S, when: not d2, steps: [{measure: X, id: x}]}",
    ] {
        let steps = format!(
            "  - {{decide: E, id: d2}}\n  - {{repeat: R, until: outcome.x == \"inactive\", at_most: 3, steps: [A, {step}]}}\n  - Z\n"
        );
        let mut walk = Walk::steps(&steps);
        walk.say("d2", yes()).say("2#1.1", done());
        if walk.asks() == "d" {
            walk.say("d", no());
        }
        assert_eq!(walk.asks(), "3", "{step}");
    }
}

#[test]
fn rule_11_what_an_amendment_opens_is_no_longer_inactive_and_what_it_closes_is() {
    let steps = "  - {decide: D, id: d, if_yes: [{check: Y, id: y}], if_no: [{check: N, id: n}]}\n  - {check: A, when: outcome.y == \"inactive\"}\n  - {check: B, when: outcome.n == \"inactive\"}\n  - {check: C, when: not (outcome.n == \"done\")}\n";
    let mut walk = Walk::steps(steps);
    walk.say("d", no()).say("n", done());
    assert_eq!(walk.asks(), "2");
    walk.amend("1", yes().amending("looked again"));
    assert_eq!(walk.asks(), "y");
    walk.say("y", done());
    assert_eq!(walk.asks(), "3");
    walk.say("3", done()).say("4", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn a_text_shows_a_dash_for_what_cannot_be_evaluated() {
    let mut walk =
        Walk::steps("  - {measure: M, id: m}\n  - {check: \"{{ m + 1 }} of {{ m }}\", detail: \"{{ m / 0 }}\"}\n");
    walk.say("m", not_applicable());
    let question = walk.question();
    assert_eq!((question.title.as_str(), question.texts.detail.as_deref()), ("– of –", Some("–")));
}

#[test]
fn every_text_is_a_template() {
    let mut walk = Walk::steps(
        "  - {check: \"A {{ day }}\", note: \"N {{ day }}\", say: \"S {{ day }}\", detail: \"D {{ day }}\", expect: \"E {{ day }}\"}\n",
    );
    let texts = walk.question().texts;
    let shown = [texts.note, texts.say, texts.detail, texts.expect].map(Option::unwrap_or_default);
    assert_eq!(shown, ["N 23", "S 23", "D 23", "E 23"]);
}

#[test]
fn a_loop_variable_is_known_only_in_its_loop() {
    let mut walk = Walk::steps(
        "  - {each: E, as: x, in: [p, q], steps: [{section: S, steps: [{check: \"{{ x }}\", when: x == \"q\"}]}]}\n",
    );
    assert_eq!(walk.question().title, "q");
}

#[test]
fn values_of_a_sign_a_repeat_and_a_hand_over() {
    let mut walk = Walk::steps(
        "  - {sign: S, id: s, by: [lead, clerk]}\n  - {repeat: R, id: r, until: false, at_most: 2, steps: [A]}\n  - {handover: H, id: h}\n  - {check: \"{{ s }} {{ r }} {{ h }}\"}\n",
    );
    walk.say("s", signs("li")).say("s", signs("wang")).say("2#1.1", done()).say("2#2.1", done()).say("h", value("x"));
    assert_eq!(walk.question().title, "li, wang 2 x");
}
