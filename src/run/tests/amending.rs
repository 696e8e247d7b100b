//! Amendments, deferrals, reconfirmations: what is asked again, and what the old answer had opened.

use crate::run::answer::{Need, ReasonFor};
use crate::run::event::{Assurance, Event, Moment, Paused, Raw, Resumed};
use crate::run::outcome::{Outcome, Verdict};
use crate::run::question::Purpose;
use crate::run::testing::*;
use crate::run::{PUT_OFF_REASON, Point, Undecided};

const DECIDE: &str =
    "  - {decide: D, id: d, if_yes: [A, {check: B, on_fail: {steps: [X]}}], if_no: [C]}\n  - {check: E, when: d}\n";

#[test]
fn what_the_old_answer_opened_becomes_inactive_and_reopening_asks_again() {
    let mut walk = Walk::steps(DECIDE);
    walk.say("d", yes()).say("1.yes.1", done()).say("1.yes.2", fails()).say("1.yes.2.fail.1", done()).say("2", done());
    assert_eq!(walk.asks(), "close");
    walk.amend("1", no().amending("misread"));
    assert_eq!(walk.asks(), "1.no.1");
    let taken_back = ["1.yes.1 amended", "1.yes.2 amended", "1.yes.2.fail.1 amended"];
    assert_eq!(walk.inactivated()[1..], taken_back);
    walk.say("1.no.1", done());
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.inactivated().last().map(String::as_str), Some("2 amended"));
    assert!(walk.deviations().is_empty(), "an amendment is none, and what it takes away is none");
    walk.amend("1", yes().amending("after all"));
    assert_eq!(walk.asks(), "1.yes.1");
    walk.say("1.yes.1", done()).say("1.yes.2", done()).say("2", done());
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!((walk.counts().done, walk.counts().inactive), (4, 2), "the other branch, and the corrective step");
}

#[test]
fn factor_26_rule_17_the_first_answer_is_kept() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - B\n");
    walk.say("m", value("1")).say("2", done()).amend("1", value("2").amending("misread"));
    let Event::Amended(amended) = walk.events("amended")[0] else { panic!("another event") };
    assert_eq!((amended.of, &amended.old.value, &amended.new.value), (3, &"1".into(), &"2".into()));
    assert_eq!(amended.reason, "misread");
    assert_eq!(walk.value("m"), "2");
}

#[test]
fn within_ten_seconds_it_is_a_slip() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - B\n");
    walk.say("m", value("1")).wait(9).amend("1", value("2"));
    walk.wait(9).amend("1", value("3"));
    let reasons = walk.events("amended").into_iter().map(|event| match event {
        Event::Amended(amended) => amended.reason.clone(),
        _ => String::new(),
    });
    assert_eq!(reasons.collect::<Vec<_>>(), ["slip", "slip"]);
    walk.wait(11);
    walk.question();
    let now = walk.now();
    let question = walk.run.amend("1", now).expect("answered");
    assert!(
        walk.decide(&question, value("4")).is_ok_and(|event| match event {
            Event::Amended(amended) => amended.reason != "slip",
            _ => false,
        }) || walk.decide(&question, value("4")).is_err()
    );
}

#[test]
fn the_same_answer_again_is_reconfirmed() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - B\n");
    walk.say("m", value("1")).amend("1", value("1"));
    assert_eq!(walk.events("reconfirmed").len(), 1);
    assert_eq!(walk.asks(), "2");
}

#[test]
fn the_same_value_with_other_evidence_is_an_amendment() {
    // The new document was thrown away.
    let mut walk = Walk::steps("  - {check: A, id: a, evidence: {kind: reference}}\n  - B\n");
    walk.say("a", done().showing(&["D-1"])).amend("1", done().showing(&["D-2"]).amending("wrong paper"));
    assert_eq!(walk.events("amended").len(), 1);
}

#[test]
fn corrective_steps_that_no_failure_calls_for_any_more_are_inactive() {
    // Their answers stayed in the journal without a word.
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {steps: [X]}}\n  - B\n");
    walk.say("a", fails()).say("1.fail.1", done()).say("2", done());
    walk.amend("1", done().amending("wrong lamp"));
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.inactivated(), ["1.fail.1 amended"]);
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn passes_and_items_that_are_no_more_become_inactive() {
    let mut walk = Walk::steps(
        "  - {repeat: R, until: n == 0, at_most: 5, steps: [{measure: N, id: n}]}\n  - {measure: M, id: m}\n  - {each: E, as: x, in: m, steps: [A]}\n",
    );
    walk.say("n", value("2")).say("n", value("1")).say("n", value("0")).say("m", value("2"));
    walk.say("3[1].1", done()).say("3[2].1", done());
    walk.amend("1#1.1", value("0").amending("misread")).asks();
    assert_eq!(walk.inactivated(), ["1#2.1 amended", "1#3.1 amended"]);
    walk.amend("2", value("1").amending("misread")).asks();
    assert_eq!(walk.inactivated()[2..], ["3[2].1 amended"]);
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!(walk.counts().done, 3);
}

#[test]
fn a_decision_that_is_put_off_after_all_takes_back_its_branch() {
    let mut walk = Walk::steps(DECIDE);
    walk.say("d", yes()).say("1.yes.1", done());
    walk.amend("1", later().amending("not sure")).asks();
    assert_eq!(walk.inactivated()[1..], ["1.yes.1 amended", "2 when"]);
    walk.say("d", no());
    assert_eq!(walk.asks(), "1.no.1");
}

#[test]
fn an_amendment_of_what_was_answered_in_time_is_not_late() {
    // The new answer was judged by when it was given.
    let mut walk =
        Walk::steps("  - {check: A, id: a, window: {until: \"08:05\"}, deadline: {within: 5m, of: start}}\n  - B\n");
    walk.say("a", done()).wait(3600).amend("1", fails().because("x").amending("looked again"));
    assert_eq!(walk.deviations(), ["1 failed"]);
}

#[test]
fn a_deferred_step_is_asked_again_before_the_run_closes() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n  - B\n");
    walk.say("a", later()).say("2", done());
    let question = walk.question();
    assert_eq!((question.path.as_str(), question.purpose), ("1", Purpose::Deferred));
    // Asked again, a critical step lost its number, and nothing could be put off for good.
    assert!(question.critical && question.may_defer);
    assert!(walk.hear("a", done().typing(0)).is_err());
    walk.say("a", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn back_at_a_step_that_is_asked_again_leads_to_another_one() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b}\n");
    walk.say("a", done()).say("b", later());
    let question = walk.question();
    assert!(question.path == "2" && question.purpose == Purpose::Deferred);
    assert_eq!(walk.run.before(&question).as_deref(), Some("1"), "it led to the step itself");
    walk.say("b", done());
    let last = walk.question();
    assert_eq!(walk.run.before(&last).as_deref(), Some("2"));
}

#[test]
fn what_stays_deferred_makes_the_run_incomplete() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {measure: B, id: b}\n");
    walk.say("a", later()).say("b", later()).say("a", later()).say("b", not_applicable());
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.rest(), Verdict::Incomplete);
    assert_eq!((walk.counts().deferred, walk.counts().not_applicable), (1, 1));
}

#[test]
fn what_hangs_on_a_deferred_step_is_judged_again() {
    let mut walk = Walk::steps(
        "  - {measure: M, id: m}\n  - {check: A, when: m == 1}\n  - {decide: D, id: d, if_yes: [B]}\n  - {check: C, id: c, on_fail: {then: recheck}}\n",
    );
    walk.say("m", later()).say("d", later()).say("c", later());
    walk.say("m", value("1"));
    assert_eq!(walk.asks(), "2");
    walk.say("2", done()).say("d", yes()).say("3.yes.1", done()).say("c", fails());
    assert_eq!(walk.asks(), "c");
    walk.say("c", done());
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn a_pass_that_a_late_answer_makes_needless_becomes_inactive() {
    let mut walk = Walk::steps("  - {repeat: R, until: n == 1, at_most: 3, steps: [{measure: N, id: n}]}\n");
    walk.say("n", later()).say("n", value("1"));
    assert_eq!(walk.asks(), "n");
    walk.say("n", value("1"));
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.inactivated(), ["1#2.1 amended"]);
}

#[test]
fn not_applicable_costs_a_reason_and_may_be_forbidden() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b, not_applicable: forbidden}\n");
    assert!(walk.hear("a", not_applicable().because("  ")).is_err());
    walk.say("a", not_applicable().because("no such lamp"));
    assert!(walk.hear("b", not_applicable()).is_err());
    walk.say("b", done());
    assert_eq!(walk.rest(), Verdict::Completed, "not applicable is no deviation");
}

fn resumed(walk: &Walk, reask: Option<&str>, by: &str) -> Event {
    let (by, assurance) = (person(by, &[]), Assurance::Claimed);
    let reask = reask.map(str::to_owned);
    let held_for = (walk.now() - walk.run.last().at).num_seconds();
    Event::Resumed(Resumed {
        by,
        assurance,
        held_for,
        procedure_changed: false,
        reask,
        language: None,
        site_file: None,
    })
}

fn pause(walk: &mut Walk) {
    let step = walk.question().path;
    walk.record(&Event::Paused(Paused { step, why: "menu".to_owned(), mistyped: Vec::new() }));
}

#[test]
fn after_a_pause_the_last_answer_is_asked_again() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - B\n");
    walk.say("m", value("1").by("li"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "wang");
    walk.wait(900).record(&event);
    let question = walk.question();
    assert_eq!((question.path.as_str(), question.purpose), ("1", Purpose::Reconfirm));
    walk.say("m", value("1"));
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.events("reconfirmed").len(), 1);
}

/// A reading called mistyped before the same answer was given again was nowhere.
#[test]
fn rule_04_what_was_called_mistyped_before_an_equal_answer_stands_with_it() {
    let mut walk = Walk::steps("  - {measure: M, id: m, max: 5}\n  - B\n");
    walk.say("m", value("1"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "wang");
    walk.wait(900).record(&event).say("m", value("1").mistyped("11"));
    let again = walk.events("reconfirmed");
    let [Event::Reconfirmed(again)] = &again[..] else { panic!("{again:?}") };
    assert_eq!(again.mistyped, [Raw::Line("11".to_owned())]);
}

#[test]
fn a_number_typed_in_another_form_is_the_same_answer_again() {
    // 3.0 for 3 cost a reason, and was an amendment.
    let fields = "[{id: n, type: number}, {id: t, type: text}]";
    let mut walk =
        Walk::steps(&format!("  - {{measure: M, id: m}}\n  - {{record: F, id: f, fields: {fields}}}\n  - B\n"));
    walk.say("m", value("3").by("li"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "wang");
    walk.wait(900).record(&event).say("m", value("３.０"));
    walk.say("f", form(&[("n", "7.1"), ("t", "a")]));
    pause(&mut walk);
    let event = resumed(&walk, Some("2"), "li");
    walk.wait(900).record(&event).say("f", form(&[("n", "7.10"), ("t", "a")]));
    assert_eq!((walk.events("reconfirmed").len(), walk.events("amended").len()), (2, 0));
    assert_eq!(
        walk.run.records().get("1").and_then(|record| record.last()).map(|last| last.json.clone()),
        Some("3".into())
    );
}

#[test]
fn rule_25_what_was_in_time_is_not_late_when_it_is_asked_again() {
    let mut walk = Walk::steps("  - {measure: M, id: m, deadline: {within: 10m, of: start}}\n  - B\n");
    assert!(walk.question().due.is_some());
    walk.say("m", value("3"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "wang");
    let question = walk.wait(900).record(&event).question();
    assert_eq!((question.purpose, question.due), (Purpose::Reconfirm, None));
}

#[test]
fn a_different_answer_then_is_an_amendment() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - B\n");
    walk.say("m", value("1"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "wang");
    walk.wait(900).record(&event).say("m", value("2").amending("cooler now"));
    assert_eq!((walk.asks().as_str(), walk.value("m")), ("2", "2".to_owned()));
}

#[test]
fn an_answer_is_reconfirmed_without_its_evidence_and_reason() {
    let mut walk = Walk::steps("  - {check: A, id: a, evidence: {kind: reference}}\n  - B\n");
    walk.say("a", fails().showing(&["D-1"]).because("broken"));
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "zhang");
    walk.wait(900).record(&event).say("a", fails());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.events("reconfirmed").len(), 1);
}

#[test]
fn what_is_no_more_is_not_asked_again() {
    // The run asked for ever for a step that had no answer any more.
    let mut walk = Walk::steps(DECIDE);
    walk.say("d", yes()).say("1.yes.1", done());
    walk.amend("1", no().amending("misread")).asks();
    walk.amend("1", yes().amending("after all")).asks();
    pause(&mut walk);
    let event = resumed(&walk, Some("1"), "zhang");
    walk.record(&event).say("d", yes());
    assert_eq!(walk.asks(), "1.yes.1");
}

#[test]
fn a_run_that_stands_before_a_voided_signature_is_gone_on_with() {
    // A replay that had not come to the last answer yet took what goes on for altered.
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {sign: S, id: s}\n  - {check: B, id: b}\n  - C\n");
    walk.say("a", done())
        .say("s", signs("li"))
        .say("b", done())
        .amend("1", fails().because("x").amending("looked again"));
    walk.question();
    walk.say("s", signs("wang")).amend("3", fails().because("x").amending("looked again"));
    walk.amend("1", done().amending("looked again")).asks();
    walk.say("s", signs("li"));
    let event = resumed(&walk, Some("1"), "zhang");
    walk.record(&event);
    assert_eq!(walk.question().purpose, Purpose::Reconfirm);
}

#[test]
fn a_condition_keeps_the_moment_and_the_operator_it_was_judged_by() {
    let mut walk = Walk::steps(
        "  - {check: A, when: time < \"09:00\"}\n  - {check: B, when: operator == \"zhang\"}\n  - {check: C, when: time > \"09:00\"}\n  - {section: S, when: operator == \"li\", steps: [E]}\n  - F\n",
    );
    walk.say("1", done()).say("2", done()).asks();
    pause(&mut walk);
    let event = resumed(&walk, None, "li");
    walk.wait_until("2026-11-23T10:00:00+08:00").record(&event);
    assert_eq!(walk.asks(), "5");
    walk.amend("1", fails().because("x").amending("looked again"));
    assert_eq!(walk.asks(), "5");
    assert_eq!(walk.inactivated(), ["3 when", "4.1 when"]);
    assert_eq!(walk.counts().done, 1);
}

#[test]
fn factor_27_rule_18_a_record_says_when_its_question_was_shown() {
    let mut walk = Walk::steps("  - A\n  - B\n");
    let shown: Moment = walk.question().shown_at;
    walk.wait(60);
    assert_eq!(walk.question().shown_at, shown, "shown first");
    walk.say("1", done());
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert_eq!(answered.shown_at, shown);
    assert!(answered.section_shown_at < shown);
    assert_eq!(walk.outcome("1"), Some(Outcome::Done));
}

#[test]
fn a_step_that_was_put_off_is_answered_without_saying_why_it_changes() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b}\n");
    walk.say("a", later()).wait(60).say("b", done()).wait(60);
    walk.question();
    let question = walk.run.amend("1", walk.now()).expect("it was put off");
    let event = walk.decide(&question, done()).expect("nothing is lacking");
    let Event::Amended(amended) = &event else { panic!("{event:?}") };
    assert_eq!(amended.reason, PUT_OFF_REASON);
    walk.record(&event);
    assert_eq!((walk.asks().as_str(), walk.outcome("1")), ("close", Some(Outcome::Done)));
    // What was answered is still changed with a reason.
    walk.wait(60).question();
    let question = walk.run.amend("2", walk.now()).expect("it was answered");
    let point = Point { tick: walk.run.tick(walk.now(), u64::MAX), head_seq: 1, head: String::new() };
    let mut failed = fails();
    (failed.reason, failed.after_failure) = (Some("x".to_owned()), None);
    let wanted = Err(Undecided::Needs(Need::Reason(ReasonFor::Amendment)));
    assert_eq!(walk.run.decide(&question, &failed, &point), wanted);
}
