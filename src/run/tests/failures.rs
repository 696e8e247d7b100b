//! Failures: the course of one asking, from the reason to the last recheck.

use crate::run::answer::{AfterCorrecting, Need, Refusal};
use crate::run::event::{AfterFailure, Event};
use crate::run::outcome::{Outcome, Verdict};
use crate::run::testing::*;
use crate::run::{Next, Undecided};

#[test]
fn without_on_fail_a_failed_step_costs_a_reason_and_the_run_goes_on() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - B\n");
    let question = walk.question();
    let heard = walk.run.decide(
        &question,
        &fails(),
        &crate::run::Point { tick: walk.run.last(), head_seq: 1, head: String::new() },
    );
    assert!(matches!(heard, Err(Undecided::Needs(Need::Reason(_)))), "{heard:?}");
    assert_eq!(walk.hear("a", fails().because(" ")), Err(Undecided::Refused(Refusal::ReasonRequired)));
    walk.say("a", fails().because("broken"));
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.value("a"), "false");
    assert_eq!(walk.deviations(), ["1 failed"]);
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn factor_06_rule_06_corrective_steps_follow_and_the_step_stays_failed() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {steps: [X, Y]}}\n  - B\n");
    walk.say("a", fails()).say("1.fail.1", done()).say("1.fail.2", done());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.outcome("1"), Some(Outcome::Failed));
}

#[test]
fn a_recheck_that_is_right_makes_it_corrected() {
    let mut walk = Walk::steps("  - {measure: M, id: m, max: 22, on_fail: {steps: [X], then: recheck}}\n  - B\n");
    walk.say("m", value("25")).say("1.fail.1", done());
    assert_eq!((walk.asks().as_str(), walk.question().attempt), ("m", 2));
    walk.say("m", value("21"));
    assert_eq!(walk.asks(), "2");
    assert_eq!((walk.outcome("1"), walk.value("m")), (Some(Outcome::Corrected), "21".to_owned()));
    assert_eq!(walk.deviations(), ["1 corrected"]);
}

#[test]
fn corrective_steps_follow_each_failed_answer_and_after_the_last_recheck_it_stays_failed() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {steps: [X], then: recheck, at_most: 2}}\n  - B\n");
    walk.say("a", fails()).say("1.fail.1", done());
    walk.say("a", fails()).say("1.fail#2.1", done());
    walk.say("a", fails()).say("1.fail#3.1", done());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.outcome("1"), Some(Outcome::Failed));
    assert_eq!(walk.deviations(), ["1 failed"], "one asking, one deviation");
}

#[test]
fn three_rechecks_are_the_default() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {then: recheck}}\n  - B\n");
    for _ in 0..4 {
        walk.say("a", fails());
    }
    assert_eq!(walk.asks(), "2");
}

#[test]
fn somebody_is_told_once_and_that_is_a_record() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a, on_fail: {notify: \"The {{ site }} desk\", steps: [X], then: recheck}}\n  - B\n",
    );
    walk.say("a", fails());
    assert!(walk.hear("a.notify", fails()).is_err());
    walk.say("a.notify", done()).say("1.fail.1", done()).say("a", fails());
    assert_eq!(walk.asks(), "1.fail#2.1");
    let Event::Notified(told) = walk.events("notified")[0] else { panic!("another event") };
    assert_eq!(told.text, "The none desk");
}

#[test]
fn a_failure_that_is_left_is_told_all_the_same_and_not_corrected() {
    let mut walk =
        Walk::steps("  - {measure: M, id: m, max: 1, on_fail: {notify: Desk, steps: [X], then: recheck}}\n  - B\n");
    walk.say("m", value("2").leaving()).say("m.notify", done());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn the_action_opens_once_when_the_step_ends_failed_or_overridden() {
    let on_fail =
        "on_fail: {then: recheck, at_most: 1, action: {title: \"Mend {{ operator }}\", owner: lead, due: 24h}}";
    let steps = format!("  - {{check: A, id: a, {on_fail}}}\n  - B\n");
    let mut walk = Walk::steps(&steps);
    walk.say("a", fails());
    walk.asks();
    assert!(walk.events("action_opened").is_empty());
    walk.say("a", fails());
    walk.asks();
    let Event::ActionOpened(opened) = walk.events("action_opened")[0] else { panic!("another event") };
    assert_eq!((opened.id.as_str(), opened.title.as_str()), ("test-run/1", "Mend zhang"));
    assert_eq!((opened.due.expect("due") - walk.now()).num_hours(), 23);
    walk.amend("1", fails().because("another").amending("reason"));
    walk.asks();
    assert_eq!(walk.events("action_opened").len(), 1);

    let mut walk = Walk::steps(&steps);
    walk.say("a", fails()).say("a", done());
    walk.asks();
    assert!(walk.events("action_opened").is_empty(), "a corrected step opens none");

    let due = "parameters: {pause: {type: duration, default: 2h}}\nsteps:\n  - {check: A, id: a, on_fail: {action: {title: M, due: pause}}}\n  - B\n";
    let mut walk = Walk::of(&format!("procedure: test\ntitle: T\n{due}"));
    walk.say("a", fails());
    walk.asks();
    let Event::ActionOpened(opened) = walk.events("action_opened")[0] else { panic!("another event") };
    assert_eq!((opened.due.expect("due") - walk.now()).num_minutes(), 119, "as the site has it");
}

#[test]
fn an_override_by_a_second_person_ends_it_at_any_failed_asking() {
    // The check was the wrong way round: only those who had answered could waive.
    let mut walk =
        Walk::steps("  - {check: A, id: a, on_fail: {steps: [X], then: recheck, action: {title: M}}}\n  - B\n");
    walk.say("a", fails()).say("1.fail.1", done()).say("a", fails().overriding());
    assert_eq!(
        walk.hear("a.override", signs("zhang").because("no")),
        Err(Undecided::Refused(Refusal::SamePerson("zhang".into())))
    );
    assert!(walk.hear("a.override", signs("li").because("")).is_err(), "it costs a reason");
    walk.say("a.override", signs("li").because("sign put up"));
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.outcome("1"), Some(Outcome::Overridden));
    assert_eq!(walk.value("a"), "false");
    assert_eq!(walk.deviations(), ["1 overridden"]);
    assert_eq!(walk.events("action_opened").len(), 1);
}

#[test]
fn whoever_answered_an_earlier_time_does_not_waive_a_later_one() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {then: recheck}}\n");
    walk.say("a", fails().by("li")).say("a", fails().overriding());
    assert!(walk.hear("a.override", signs("li").because("x")).is_err());
}

#[test]
fn a_declined_override_falls_back_to_the_declared_path() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {steps: [X], then: recheck}}\n  - B\n");
    walk.say("a", fails().overriding()).say("a.override", fails());
    walk.say("1.fail.1", done()).say("a", done());
    assert_eq!(walk.outcome("1"), Some(Outcome::Corrected));
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - B\n");
    walk.say("a", fails().overriding()).say("a.override", fails());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn an_override_takes_the_steps_role_where_there_is_a_roster() {
    let mut walk = Walk::with_roster("  - {check: A, id: a, role: clerk}\n");
    walk.say("a", fails().overriding());
    assert!(walk.hear("a.override", signs("nobody").because("x")).is_err());
    walk.say("a.override", signs("li").because("x"));
    let mut walk = Walk::with_roster("  - {section: S, role: lead, steps: [{check: A, id: a}]}\n");
    walk.say("a", fails().overriding());
    assert_eq!(
        walk.hear("a.override", signs("li").because("x")),
        Err(Undecided::Refused(Refusal::LacksRole("li".into())))
    );
    walk.say("a.override", signs("wang").because("x"));
}

#[test]
fn a_stop_ends_the_whole_run() {
    let mut walk = Walk::steps(
        "  - {check: Z, id: z}\n  - {section: S, steps: [{check: A, id: a, on_fail: {steps: [X], then: stop}}, B]}\n  - C\n",
    );
    walk.say("z", later()).say("a", fails()).say("2.1.fail.1", done());
    assert_eq!(walk.asks(), "close", "the rest is inactive, and nothing is asked again");
    assert_eq!(walk.inactivated(), ["2.2 stop", "3 stop"]);
    assert_eq!(walk.rest(), Verdict::Failed);
}

#[test]
fn an_override_keeps_a_stop_from_stopping() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {then: stop}}\n  - B\n");
    walk.say("a", fails().overriding()).say("a.override", signs("li").because("x"));
    assert_eq!(walk.asks(), "2");
}

#[test]
fn a_stop_that_an_amendment_takes_back_stops_nothing() {
    // The run stayed stopped, and its verdict failed.
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {then: stop}}\n  - B\n");
    walk.say("a", fails());
    assert_eq!(walk.asks(), "close");
    walk.amend("1", done().amending("wrong line"));
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!(walk.counts().inactive, 0);
}

#[test]
fn a_critical_step_wants_its_number() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n");
    assert_eq!(walk.hear("a", done().typing(41)), Err(Undecided::Refused(Refusal::WrongNumber)));
    assert_eq!(walk.hear("a", not_applicable()), Err(Undecided::Refused(Refusal::Forbidden)));
    walk.say("a", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn a_failed_critical_step_is_asked_until_it_is_right() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n  - B\n");
    for _ in 0..12 {
        walk.say("a", fails().correcting());
    }
    walk.say("a", done());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn a_failed_critical_step_that_is_left_fails_the_run() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n  - B\n");
    walk.say("a", fails().leaving());
    assert_eq!(walk.asks(), "2");
    assert_eq!(walk.rest(), Verdict::Failed);
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true, on_fail: {then: continue}}\n  - B\n");
    walk.say("a", fails());
    assert_eq!(walk.rest(), Verdict::Failed);
}

#[test]
fn an_overridden_critical_step_does_not_fail_the_run() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n");
    walk.say("a", fails().overriding()).say("a.override", signs("li").because("x"));
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn the_ways_on_say_what_there_is() {
    let mut walk =
        Walk::steps("  - {measure: M, id: m, max: 22, unit: C, critical: true}\n  - {measure: N, id: n, max: 1}\n");
    let question = walk.question();
    let point = crate::run::Point { tick: walk.run.last(), head_seq: 1, head: String::new() };
    let ways = |walk: &Walk, question, answer| match walk.run.decide(question, &answer, &point) {
        Err(Undecided::Needs(Need::AfterFailure(ways))) => ways,
        other => panic!("{other:?}"),
    };
    let found = ways(&walk, &question, value("22.5").typing(42));
    let breach = found.breach.expect("a breach");
    assert_eq!((breach.value.as_str(), breach.limit.as_str(), breach.by.as_deref()), ("22.5", "22", Some("0.5")));
    assert!(found.mistyped && found.correct && found.fails_run);
    walk.say("m", value("20"));
    let question = walk.question();
    let found = ways(&walk, &question, value("2"));
    assert!(found.mistyped && !found.correct && !found.fails_run);
    assert_eq!(walk.hear("n", value("2").correcting()), Err(Undecided::Refused(Refusal::NotOffered)));
}

#[test]
fn factor_11_rule_10_a_warning_is_acknowledged_on_its_own_and_once_for_an_asking() {
    let mut walk = Walk::steps("  - {check: A, id: a, warning: Hot, on_fail: {then: recheck}}\n");
    assert!(walk.hear("a.warning", fails()).is_err());
    walk.say("a.warning", done()).say("a", fails()).say("a", done());
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.events("warning_acknowledged").len(), 1);
}

#[test]
fn at_a_recheck_nothing_is_put_off_or_skipped() {
    let mut walk = Walk::steps("  - {check: A, id: a, on_fail: {then: recheck}}\n");
    walk.say("a", fails());
    assert!(walk.hear("a", later()).is_err());
    assert!(walk.hear("a", not_applicable()).is_err());
}

#[test]
fn the_event_keeps_reason_and_way() {
    let mut walk = Walk::steps("  - {measure: M, id: m, max: 1}\n");
    walk.say("m", value("2").mistyped("22").leaving().because("hot day"));
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert_eq!((answered.reason.as_deref(), answered.then), (Some("hot day"), Some(AfterFailure::Leave)));
    assert_eq!(answered.mistyped.len(), 1);
    assert!(matches!(walk.run.next(walk.now()), Next::Ask(_)));
}

/// What was put off was counted as an answer: the first recheck was called the last one, or was not offered.
#[test]
fn a_step_that_was_put_off_has_all_its_rechecks() {
    for on_fail in ["{then: recheck, at_most: 1}", "{steps: [Mend], then: recheck, at_most: 1}"] {
        let mut walk = Walk::steps(&format!("  - {{measure: M, id: m, max: 5, on_fail: {on_fail}}}\n"));
        walk.say("m", later().because("x"));
        let question = walk.question();
        let point = crate::run::Point { tick: walk.run.last(), head_seq: 1, head: String::new() };
        let ways = match walk.run.decide(&question, &value("9"), &point) {
            Err(Undecided::Needs(Need::AfterFailure(ways))) => ways,
            other => panic!("{other:?}"),
        };
        assert!(ways.correct && ways.then == AfterCorrecting::Recheck, "{on_fail}: {ways:?}");
    }
}

/// A step that its own corrective steps stopped, or ended, opened none.
#[test]
fn an_action_opens_once_where_a_stop_or_an_end_leaves_a_step_failed() {
    let action = "action: {title: Mend}";
    let stop = format!(
        "  - {{check: A, id: a, on_fail: {{steps: [{{check: B, id: b, on_fail: {{then: stop}}}}], {action}}}}}\n  - C\n"
    );
    let end = format!(
        "  - {{check: A, id: a, on_fail: {{steps: [B, {{end: E, verdict: completed}}], then: recheck, {action}}}}}\n  - C\n"
    );
    let track = format!(
        "  - section: S\n    order: any\n    steps:\n      - {{check: A, id: a, on_fail: {{then: recheck, {action}}}}}\n      - {{check: B, id: b, on_fail: {{then: stop}}}}\n"
    );
    let mut walk = Walk::steps(&stop);
    walk.say("a", fails()).say("b", fails()).asks();
    assert_eq!(walk.events("action_opened").len(), 1, "{}", walk.told());
    let mut walk = Walk::steps(&end);
    walk.say("a", fails()).say("1.fail.1", done()).closes_by_itself();
    assert_eq!(walk.events("action_opened").len(), 1, "{}", walk.told());
    let mut walk = Walk::steps(&track);
    walk.say("a", fails()).jump("1.2").say("b", fails()).asks();
    assert_eq!(walk.events("action_opened").len(), 1, "{}", walk.told());
}
