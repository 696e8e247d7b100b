//! Verdicts, deviations, counts and scores.

use crate::run::answer::Given;
use crate::run::event::{Event, NoteAdded};
use crate::run::outcome::{DeviationKind, Verdict};
use crate::run::testing::*;

fn scored(pass: &str, steps: &str) -> Walk {
    Walk::of(&format!("procedure: test\ntitle: T\nscoring: {{pass: {pass}}}\nsteps:\n{steps}"))
}

fn score(walk: &Walk) -> String {
    walk.run.score().map_or_else(|| "none".to_owned(), |score| score.to_string())
}

#[test]
fn the_first_verdict_that_applies() {
    let steps = "  - {check: A, id: a, critical: true}\n  - {check: B, id: b}\n  - {check: C, id: c}\n";
    let mut walk = Walk::steps(steps);
    assert_eq!(walk.rest(), Verdict::Completed);
    let mut walk = Walk::steps(steps);
    walk.say("a", done()).say("b", fails());
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
    let mut walk = Walk::steps(steps);
    walk.say("a", done()).say("b", later()).say("c", fails()).say("b", later());
    assert_eq!(walk.rest(), Verdict::Incomplete);
    let mut walk = Walk::steps(steps);
    walk.say("a", fails().leaving()).say("b", later()).say("c", done()).say("b", later());
    assert_eq!(walk.rest(), Verdict::Failed);
    let mut walk = Walk::steps(steps);
    walk.say("a", fails().leaving()).say("b", given(Given::GiveUp).because("fire alarm"));
    assert_eq!(walk.verdict(), Verdict::Abandoned);
}

#[test]
fn giving_up_costs_a_reason() {
    let mut walk = Walk::steps("  - A\n");
    assert!(walk.hear("1", given(Given::GiveUp).because(" ")).is_err());
    walk.say("1", given(Given::GiveUp).because("fire alarm"));
    assert_eq!(walk.asks(), "closed");
}

#[test]
fn a_run_is_given_up_from_outside_at_any_time() {
    let mut walk = Walk::steps("  - A\n  - B\n");
    walk.say("1", done());
    let event = walk.run.give_up("begun again".to_owned(), walk.now());
    walk.record(&event);
    assert_eq!(walk.verdict(), Verdict::Abandoned);
    let Event::RunClosed(closed) = &event else { panic!("another event") };
    assert_eq!((closed.reason.as_deref(), closed.counts.done), (Some("begun again"), 1));
}

#[test]
fn factor_07_factor_08_rule_07_the_last_question_lists_what_is_unresolved() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b}\n  - {check: C, id: c}\n");
    walk.say("a", fails()).say("b", later()).say("c", done()).say("b", later());
    let crate::run::question::Ask::Close(closing) = walk.question().ask else { panic!("another question") };
    assert_eq!(closing.unresolved.len(), 2);
    assert_eq!(closing.verdict, "incomplete");
    for answer in [done(), fails(), yes(), value("")] {
        assert!(walk.hear("close", answer).is_err());
    }
}

#[test]
fn after_its_end_only_notes_and_signatures() {
    let mut walk = Walk::steps("  - A\n");
    walk.rest();
    assert_eq!(walk.asks(), "closed");
}

#[test]
fn a_score_is_points_reached_of_points_that_apply() {
    let mut walk = scored(
        "90",
        "  - {check: A, id: a, score: 2}\n  - {check: B, id: b}\n  - {measure: C, id: c}\n  - {check: D, id: d}\n  - {check: E, when: false}\n  - {record: R, id: r, type: text}\n",
    );
    walk.say("a", done())
        .say("b", fails())
        .say("c", not_applicable())
        .say("d", later())
        .say("r", value("x"))
        .say("d", later());
    assert_eq!(score(&walk), "50");
    assert!(walk.deviations().contains(&" score".to_owned()));
}

#[test]
fn the_pass_mark_is_inclusive_and_unrounded() {
    let steps = "  - {check: A, id: a}\n  - {check: B, id: b}\n  - {check: C, id: c}\n";
    let below = |pass: &str| {
        let mut walk = scored(pass, steps);
        walk.say("a", done()).say("b", done()).say("c", fails());
        walk.deviations().len() > 1
    };
    assert!(!below("66.6666"));
    assert!(below("66.6667"));
    let mut walk = scored("100", steps);
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!(score(&walk), "100");
}

#[test]
fn the_pass_mark_may_be_a_parameter_of_the_site() {
    let below = |mark: &str| {
        let parameters = format!("parameters: {{mark: {{type: number, default: {mark}}}}}");
        let steps = "  - {check: A, id: a}\n  - {check: B, id: b}\n";
        let head = format!("procedure: test\ntitle: T\n{parameters}\nscoring: {{pass: mark + 1}}\nsteps:\n{steps}");
        let mut walk = Walk::of(&head);
        walk.say("a", done()).say("b", fails());
        walk.deviations().contains(&" score".to_owned())
    };
    assert!(!below("49"), "inclusive");
    assert!(below("50"));
    assert!(!below("100"), "101 percent is no mark");
}

#[test]
fn corrected_counts_and_overridden_does_not() {
    let mut walk = scored("10", "  - {check: A, id: a, on_fail: {then: recheck}}\n  - {check: B, id: b}\n");
    walk.say("a", fails()).say("a", done()).say("b", fails().overriding());
    walk.say("b.override", signs("li").because("x"));
    assert_eq!(score(&walk), "50");
}

#[test]
fn every_item_counts_and_of_a_repeat_the_last_pass() {
    let mut walk = scored(
        "10",
        "  - {each: E, as: x, in: [a, b], steps: [{check: A, id: a}]}\n  - {repeat: R, until: m == 0, at_most: 3, steps: [{measure: M, id: m, max: 0}]}\n",
    );
    walk.say("a", done()).say("a", fails()).say("m", value("1")).say("m", value("0"));
    assert_eq!(score(&walk), "66.666666666667");
}

#[test]
fn corrective_steps_count_with_a_score_of_their_own() {
    let mut walk = scored("10", "  - {check: A, id: a, on_fail: {steps: [X, {check: Y, score: 3}]}}\n");
    walk.say("a", fails()).say("1.fail.1", done()).say("1.fail.2", done());
    assert_eq!(score(&walk), "75");
}

#[test]
fn a_called_procedure_is_scored_by_its_own() {
    let caller = "procedure: test\ntitle: T\nscoring: {pass: 100}\nsteps:\n  - {call: Sub, id: sub, procedure: callee}\n  - {check: A, id: a}\n";
    let callee =
        "procedure: callee\ntitle: C\nscoring: {pass: 60}\nsteps:\n  - {check: B, id: b}\n  - {check: C, id: c}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("sub.b", done()).say("sub.c", fails()).say("a", done());
    assert_eq!(score(&walk), "100");
    assert_eq!(walk.deviations(), ["1.call/2 failed", "1 score"]);
}

#[test]
fn without_scoring_there_is_no_score() {
    let mut walk = Walk::steps("  - A\n");
    walk.rest();
    assert_eq!(score(&walk), "none");
}

#[test]
fn what_is_no_deviation() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a}\n  - {decide: D, id: d, if_yes: [X]}\n  - {check: B, when: false}\n  - {measure: M, id: m}\n",
    );
    walk.say("a", not_applicable()).say("d", no()).say("m", value("1")).amend("4", value("2").amending("misread"));
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn every_step_is_counted_once() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a}\n  - {check: B, id: b, on_fail: {steps: [X], then: recheck}}\n  - {decide: D, id: d, if_yes: [Y], if_no: [Z]}\n  - {section: S, when: false, steps: [P, Q]}\n",
    );
    walk.say("a", fails()).say("b", fails()).say("2.fail.1", done()).say("b", done()).say("d", yes());
    walk.rest();
    let counts = walk.counts();
    assert_eq!((counts.done, counts.failed, counts.corrected, counts.inactive), (3, 1, 1, 3));
}

#[test]
fn what_no_entry_tells_of_is_known_of_the_closed_run_and_of_no_later_signature() {
    let called = "procedure: other\ntitle: O\nsteps: [{check: B, critical: true}]\n";
    let yaml = "procedure: test\ntitle: T\ntime_limit: 45m\nscoring: {pass: 80}\nsteps:\n  - {check: A, score: 1}\n  - {call: Sub, id: sub, procedure: other}\n";
    let kinds = |minutes: i64| {
        let mut walk = Walk::with(yaml, &[called], |_| {});
        walk.say("1", fails().because("x"));
        assert_eq!(walk.run.deviations_of_the_whole(), [], "it is open");
        walk.wait(minutes * 60).say("2.call/1", fails().because("x").leaving());
        walk.rest();
        walk.wait(90 * 60);
        let note = NoteAdded { path: String::new(), text: "x".into(), by: "li".into(), wrong_pins: None };
        walk.record(&Event::NoteAdded(note));
        walk.run.deviations_of_the_whole().into_iter().map(|deviation| deviation.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(1), [DeviationKind::Call, DeviationKind::Score]);
    assert_eq!(kinds(50), [DeviationKind::Call, DeviationKind::TimeLimit, DeviationKind::Score]);
}

/// What was answered behind a question that an amendment had opened again was neither counted nor a deviation.
#[test]
fn rule_05_a_run_that_is_given_up_counts_what_stands_behind_its_open_question() {
    let steps = "  - {decide: A, id: a, if_yes: [Y]}\n  - {check: Q, id: q}\n  - C\n";
    for (rules, done, failed) in [(5, 1, 1), (4, 1, 0)] {
        let mut walk = Walk::with(&with_steps(steps), &[], |started| started.rules = rules);
        walk.say("a", no()).say("q", fails().because("broken")).amend("1", yes().amending("looked again"));
        walk.say("1.yes.1", given(Given::GiveUp).because("fire alarm"));
        assert_eq!(walk.verdict(), Verdict::Abandoned);
        let Event::RunClosed(closed) = walk.events("run_closed")[0] else { panic!("another event") };
        assert_eq!((closed.counts.done, closed.counts.failed, closed.deviations), (done, failed, failed), "{rules}");
    }
}
