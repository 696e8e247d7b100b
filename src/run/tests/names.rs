//! Names in expressions and texts: what they stand for, and when they are none.

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
