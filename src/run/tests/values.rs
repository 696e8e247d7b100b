//! Values: input rules refuse, limits fail, secrets stay out, computed measures compute.

use crate::run::Undecided;
use crate::run::answer::{Need, Refusal};
use crate::run::event::{Event, Raw};
use crate::run::outcome::{Outcome, Verdict};
use crate::run::testing::*;

fn first(steps: &str, answer: crate::run::answer::Answer) -> Result<Event, Undecided> {
    let mut walk = Walk::steps(steps);
    let name = walk.asks();
    walk.hear(&name, answer)
}

fn outcome(steps: &str, line: &str) -> Outcome {
    match first(steps, value(line)).expect("an answer") {
        Event::Answered(answered) => answered.outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn limits_are_inclusive_and_exact() {
    let steps = "  - {measure: M, id: m, min: 18, max: 22}\n";
    for (line, right) in [("18", true), ("22.000", true), ("17.999", false), ("22.0001", false), ("-3", false)] {
        assert_eq!(outcome(steps, line), if right { Outcome::Done } else { Outcome::Failed }, "{line}");
    }
    assert_eq!(outcome("  - {measure: M, id: m, equals: 7.1}\n", "7.10"), Outcome::Done);
    assert_eq!(outcome("  - {measure: M, id: m, equals: 7.1}\n", "7.11"), Outcome::Failed);
}

#[test]
fn a_value_is_kept_as_typed_beside_its_unit_and_limits() {
    let mut walk = Walk::steps("  - {measure: M, id: m, unit: °C, max: 22}\n");
    walk.say("m", value("７．１０"));
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert_eq!(answered.value, serde_json::json!("7.10"));
    assert_eq!(serde_json::to_value(&answered.raw).expect("json"), serde_json::json!("７．１０"));
    assert_eq!(answered.unit.as_deref(), Some("°C"));
    assert_eq!(answered.limits.as_ref().and_then(|limits| limits.max.as_deref()), Some("22"));
}

#[test]
fn what_is_against_the_input_rules_is_refused() {
    let refused = |steps: &str, line: &str| match first(steps, value(line)) {
        Err(Undecided::Refused(refusal)) => refusal,
        other => panic!("{steps}: {other:?}"),
    };
    assert_eq!(refused("  - {measure: M, id: m, decimals: 1}\n", "7.12"), Refusal::TooManyDecimals(1));
    assert_eq!(refused("  - {measure: M, id: m}\n", "warm"), Refusal::NotANumber("warm".into()));
    assert!(matches!(refused("  - {measure: M, id: m}\n", " "), Refusal::Required(_)));
    let record = |rest: &str| format!("  - {{record: R, id: r, {rest}}}\n");
    assert!(matches!(refused(&record("type: time"), "25:00"), Refusal::NotATime(_)));
    assert!(matches!(refused(&record("type: date"), "2026-02-30"), Refusal::NotADate(_)));
    assert!(matches!(refused(&record("type: boolean"), "maybe"), Refusal::NotABoolean(_)));
    assert!(matches!(refused(&record("type: choice, options: [{id: a}, {id: b}]"), "c"), Refusal::NotAnOption(_)));
    assert!(matches!(refused(&record("type: text, pattern: \"[0-9]+\""), "12a"), Refusal::Pattern { .. }));
    assert!(matches!(refused(&record("type: text"), &"x".repeat(20_000)), Refusal::TooLong));
}

#[test]
fn a_field_that_is_not_required_may_be_empty() {
    let mut walk =
        Walk::steps("  - {record: R, id: r, type: text, required: false}\n  - {check: B, when: r is none}\n");
    walk.say("r", value(""));
    assert_eq!(walk.asks(), "2");
}

#[test]
fn rule_30_full_width_digits_keep_a_pattern_and_stay_in_what_was_typed() {
    // Where the pattern wants the wide form, nothing is narrowed.
    for (pattern, typed, kept) in [("1[0-9]{3}", "１３８０", "1380"), ("[０-９]+", "１３", "１３")] {
        let mut walk = Walk::steps(&format!("  - {{record: R, id: r, type: text, pattern: \"{pattern}\"}}\n"));
        walk.say("r", value(typed));
        let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
        assert_eq!((answered.raw.as_ref(), answered.value.as_str()), (Some(&Raw::Line(typed.into())), Some(kept)));
    }
}

const FORM: &str = "  - record: F\n    id: f\n    fields:\n      - {id: number, type: text, pattern: \"[0-9-]+\"}\n      - {id: copies, type: number, max: 3}\n      - {id: note, type: text, required: false}\n  - {check: \"{{ f.copies + 1 }} {{ f.note }}\", when: f.number == \"2026-7\"}\n";

#[test]
fn a_form_is_judged_field_by_field() {
    let mut walk = Walk::steps(FORM);
    assert!(walk.hear("f", form(&[("number", "x"), ("copies", "1")])).is_err());
    assert!(walk.hear("f", form(&[("number", "1")])).is_err(), "copies are required");
    assert!(walk.hear("f", form(&[("number", "1"), ("copies", "1"), ("more", "1")])).is_err());
    walk.say("f", form(&[("number", "2026-7"), ("copies", "2")]));
    assert_eq!(walk.question().title, "3 –");
    let mut walk = Walk::steps(FORM);
    walk.say("f", form(&[("number", "2026-7"), ("copies", "4")]));
    assert_eq!(walk.outcome("1"), Some(Outcome::Failed));
    assert_eq!(walk.question().title, "5 –", "a failed value is still its value");
}

#[test]
fn a_table_has_as_many_rows_as_it_may() {
    let steps = "  - {record: T, id: t, fields: [{id: a, type: number}], rows: {at_least: 1, at_most: 2}}\n";
    assert_eq!(first(steps, table(&[])), Err(Undecided::Refused(Refusal::TooFewRows(1))));
    let rows: Vec<&[(&str, &str)]> = vec![&[("a", "1")]; 3];
    assert_eq!(first(steps, table(&rows)), Err(Undecided::Refused(Refusal::TooManyRows(2))));
    assert!(first(steps, table(&rows[..2])).is_ok());
}

#[test]
fn an_answer_that_no_entry_can_hold_is_refused() {
    // It was written, and the journal gave up on the run.
    let steps = "  - {record: T, id: t, fields: [{id: a, type: text}], rows: {at_least: 1}}\n";
    let long = "\u{202e}".repeat(3_000);
    let row: &[(&str, &str)] = &[("a", &long)];
    assert_eq!(first(steps, table(&[row; 4])), Err(Undecided::Refused(Refusal::TooLong)));
    assert!(first(steps, table(&[row; 1])).is_ok());
}

#[test]
fn of_a_secret_the_journal_says_only_that_it_was_entered() {
    let mut walk = Walk::steps(
        "  - {record: S, id: s, type: text, secret: true}\n  - record: F\n    id: f\n    fields: [{id: pin, type: text, secret: true}, {id: name, type: text}]\n",
    );
    // What was called mistyped was written down as it stood.
    walk.say("s", value("hush-1").mistyped("hush-0"));
    walk.say("f", form(&[("pin", "hush-2"), ("name", "li")]));
    assert!(!walk.told().contains("hush"), "{}", walk.told());
    assert!(walk.told().contains("entered"));
}

#[test]
fn a_refusal_says_nothing_of_a_secret() {
    for kind in ["number", "boolean", "time", "choice, options: [{id: a, title: A}]"] {
        let refused = first(&format!("  - {{record: S, id: s, type: {kind}, secret: true}}\n"), value("hush"));
        let told = format!("{:?}", refused.expect_err("no such value"));
        assert!(told.contains("•••") && !told.contains("hush"), "{kind}: {told}");
    }
}

#[test]
fn limits_are_expressions_and_one_that_cannot_be_computed_is_absent() {
    let steps = "  - {measure: A, id: a}\n  - {measure: B, id: b, min: a * 2, max: a + 10}\n";
    let mut walk = Walk::steps(steps);
    walk.say("a", value("2"));
    walk.say("b", value("13").leaving());
    assert_eq!(walk.outcome("2"), Some(Outcome::Failed));
    let mut walk = Walk::steps(steps);
    walk.say("a", not_applicable()).say("b", value("1000"));
    assert_eq!(walk.outcome("2"), Some(Outcome::Done));
}

const COMPUTED: &str = "  - {measure: A, id: a}\n  - {measure: Twice, id: twice, value: a * 2, max: 10, on_fail: {steps: [X]}}\n  - {check: \"{{ twice }}\"}\n";

#[test]
fn a_computed_measure_computes_itself() {
    let mut walk = Walk::steps(COMPUTED);
    walk.say("a", value("2.50"));
    assert_eq!(walk.question().title, "5");
    assert_eq!(walk.run.last_answered(), Some("1"), "nobody answered it");
}

#[test]
fn a_computed_measure_fails_like_any_other_and_is_not_rechecked() {
    let mut walk = Walk::steps(COMPUTED);
    walk.say("a", value("6"));
    assert!(walk.hear("twice", not_applicable()).is_err());
    walk.say("twice", done().correcting()).say("2.fail.1", done());
    assert_eq!(walk.question().title, "12");
    assert_eq!(walk.outcome("2"), Some(Outcome::Failed));
}

#[test]
fn a_computed_measure_that_cannot_be_computed_is_not_applicable() {
    let mut walk = Walk::steps(COMPUTED);
    walk.say("a", not_applicable());
    assert_eq!(walk.asks(), "3");
    assert_eq!(walk.outcome("2"), Some(Outcome::NotApplicable));
}

#[test]
fn a_computed_measure_follows_an_amendment() {
    // It kept what it had computed from the old answer.
    let mut walk = Walk::steps(COMPUTED);
    walk.say("a", value("2"));
    walk.asks();
    walk.amend("1", value("3").amending("misread"));
    assert_eq!(walk.question().title, "6");
    walk.amend("1", value("30").amending("misread"));
    walk.say("twice", done().leaving());
    assert_eq!(walk.outcome("2"), Some(Outcome::Failed));
    walk.amend("1", value("3").amending("misread"));
    assert_eq!(walk.question().title, "6");
    assert_eq!(walk.outcome("2"), Some(Outcome::Done));
}

#[test]
fn evidence_is_asked_for_a_done_and_for_a_failed_answer() {
    let steps = "  - {check: A, id: a, evidence: {kind: reference, at_least: 2}}\n";
    assert_eq!(first(steps, done()), Err(Undecided::Needs(Need::Evidence)));
    assert_eq!(first(steps, done().showing(&["1"])), Err(Undecided::Refused(Refusal::TooLittleEvidence(2))));
    assert!(first(steps, done().showing(&["1", " "])).is_err());
    assert!(first(steps, done().showing(&["1", "2"])).is_ok());
    assert_eq!(first(steps, fails()), Err(Undecided::Needs(Need::Evidence)));
    assert!(first(steps, not_applicable()).is_ok());
    let file = "  - {check: A, id: a, evidence: {kind: file, accept: [jpg]}}\n";
    assert!(first(file, done().with_file("x.pdf")).is_err());
    assert!(first(file, done().with_file("x.JPG")).is_ok());
    assert!(first(file, done().showing(&["x"])).is_err());
}

#[test]
fn a_check_is_true_when_done_or_corrected_and_false_when_failed_or_overridden() {
    let steps =
        "  - {check: A, id: a, on_fail: {then: recheck}}\n  - {check: Yes, when: a}\n  - {check: No, when: not a}\n";
    let mut walk = Walk::steps(steps);
    walk.say("a", fails()).say("a", done());
    assert_eq!(walk.asks(), "2");
    let mut walk = Walk::steps(steps);
    walk.say("a", fails().overriding()).say("a.override", signs("li").because("x"));
    assert_eq!(walk.asks(), "3");
}

#[test]
fn rule_30_dates_times_and_words_are_understood_as_people_write_them() {
    let cases = [
        ("date", "2026年11月23日", "2026-11-23"),
        ("date", "２０２６／１１／２３", "2026-11-23"),
        ("date", "2026年7月1日", "2026-07-01"),
        ("time", "8点30分", "08:30"),
        ("time", "８点半", "08:30"),
        ("time", "9时", "09:00"),
        ("boolean", "没有", "false"),
        ("boolean", "有", "true"),
        ("boolean", "不是", "false"),
    ];
    for (kind, typed, wanted) in cases {
        let mut walk = Walk::steps(&format!("  - {{record: R, id: r, type: {kind}}}\n"));
        walk.say("r", value(typed));
        assert_eq!(walk.value("r"), wanted, "{typed}");
    }
    for (kind, typed) in
        [("date", "2026年11月"), ("date", "2026年2月30日"), ("time", "点"), ("time", "25点"), ("boolean", "有点")]
    {
        let mut walk = Walk::steps(&format!("  - {{record: R, id: r, type: {kind}}}\n"));
        assert!(walk.hear("r", value(typed)).is_err(), "{typed}");
    }
}

/// The waiver of a value stood as that of every value computed after it, and nobody was asked.
#[test]
fn rule_27_a_value_that_is_computed_anew_is_not_waived_by_who_waived_another() {
    let steps = "  - {measure: A, id: a}\n  - {measure: W, id: w, value: a + 1, max: 4}\n  - B\n";
    let mut walk = Walk::steps(steps);
    walk.say("a", value("6")).say("w", done().overriding()).say("w.override", signs("li").because("once"));
    walk.amend("1", value("7").amending("misread"));
    assert_eq!(walk.asks(), "w");
    walk.say("w", done().overriding());
    assert_eq!(walk.asks(), "w.override");
    walk.say("w.override", fails()).say("3", done());
    assert_eq!(walk.counts().overridden, 0);
    assert_eq!(walk.counts().failed, 1);
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

/// What the failure of a value asked for was asked, though its input was amended and the value was right by then.
#[test]
fn rule_17_a_value_that_is_computed_anew_leaves_nothing_of_its_failure_to_be_done() {
    let steps = "  - {measure: A, id: a}\n  - {measure: W, id: w, value: a + 1, max: 4, on_fail: {steps: [Mend], notify: Desk}}\n  - B\n";
    let to_its_failure = || {
        let mut walk = Walk::steps(steps);
        walk.say("a", value("6"));
        walk
    };
    let mut overriding = to_its_failure();
    overriding.say("w", done().overriding());
    assert_eq!(overriding.asks(), "w.override");
    overriding.amend("1", value("1").amending("misread"));
    assert_eq!(overriding.asks(), "3", "nobody is asked to waive what is right");
    let mut mending = to_its_failure();
    mending.say("w", done().correcting()).say("w.notify", done()).say("2.fail.1", done());
    mending.restart().amend("1", value("1").amending("misread"));
    assert_eq!(mending.asks(), "3");
    assert!(mending.inactivated().iter().any(|gone| gone.starts_with("2.fail.1 ")), "{:?}", mending.inactivated());
    assert_eq!(mending.rest(), Verdict::Completed);
    let mut failing = to_its_failure();
    failing.say("w", done().correcting()).say("w.notify", done());
    failing.amend("1", value("7").amending("misread"));
    assert_eq!(failing.asks(), "w", "the value is another one, and fails too");
}
