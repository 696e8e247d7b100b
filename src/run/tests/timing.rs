//! Windows, deadlines, the run's own limit, and a clock that is set.

use crate::run::event::{Assurance, Event, Resumed};
use crate::run::outcome::Verdict;
use crate::run::testing::*;

/// Returns the deviations of one step with this key, answered at this time.
fn at(key: &str, time: &str) -> Vec<String> {
    at_day(key, time, "00:00")
}

fn at_day(key: &str, time: &str, day_starts: &str) -> Vec<String> {
    let yaml = format!(
        "procedure: test\ntitle: T\nparameters: {{opening: {{title: O, type: time, default: \"09:00\"}}}}\nsteps:\n  - {{check: A, id: a, {key}}}\n"
    );
    let mut walk = Walk::with(&yaml, &[], |started| started.day_starts = day_starts.to_owned());
    walk.question();
    let question = walk.question();
    walk.wait_until(time);
    let event = walk.decide(&question, done()).expect("an event");
    walk.record(&event).deviations()
}

#[test]
fn outside_its_window_an_answer_is_early_or_late() {
    let key = "window: {from: \"11:00\", until: \"12:00\"}";
    assert_eq!(at(key, "2026-11-23T10:59:59.900+08:00"), ["1 early"]);
    assert!(at(key, "2026-11-23T11:00:00+08:00").is_empty());
    assert!(at(key, "2026-11-23T11:59:59.990+08:00").is_empty(), "inclusive");
    assert_eq!(at(key, "2026-11-23T12:00:01+08:00"), ["1 late"]);
}

#[test]
fn a_window_is_relative_to_a_parameter() {
    let key = "window: {from: -30m, until: -15m, of: opening}";
    assert_eq!(at(key, "2026-11-23T08:29:00+08:00"), ["1 early"]);
    assert!(at(key, "2026-11-23T08:45:00+08:00").len() <= 1);
    assert!(at(key, "2026-11-23T08:40:00+08:00").is_empty());
    assert_eq!(at(key, "2026-11-23T08:46:00+08:00"), ["1 late"]);
}

#[test]
fn until_before_from_lies_on_the_next_day() {
    let key = "window: {from: \"22:00\", until: \"02:00\"}";
    assert!(at(key, "2026-11-23T23:00:00+08:00").is_empty());
    assert!(at(key, "2026-11-24T01:59:00+08:00").is_empty());
    assert_eq!(at(key, "2026-11-24T02:01:00+08:00"), ["1 late"]);
    assert_eq!(at(key, "2026-11-23T21:59:00+08:00"), ["1 early"]);
}

#[test]
fn times_lie_in_the_24_hours_from_the_start_of_the_day() {
    let key = "window: {from: \"01:00\", until: \"03:00\"}";
    assert!(at_day(key, "2026-11-24T02:00:00+08:00", "06:00").is_empty());
    assert_eq!(at_day(key, "2026-11-23T09:00:00+08:00", "06:00"), ["1 early"]);
    assert_eq!(at_day(key, "2026-11-23T09:00:00+08:00", "00:00"), ["1 late"]);
}

#[test]
fn a_window_is_relative_to_a_step_that_holds_a_time() {
    let mut walk = Walk::steps(
        "  - {record: R, id: r, type: time}\n  - {check: A, id: a, window: {until: 10m, of: r}}\n  - {check: B, id: b, window: {until: 10m, of: r}}\n",
    );
    walk.say("r", value("08:00")).say("a", done()).wait(900).say("b", done());
    assert_eq!(walk.deviations(), ["3 late"]);
}

#[test]
fn the_nearer_window_wins() {
    let mut walk = Walk::steps(
        "  - section: S\n    window: {until: \"07:00\"}\n    steps:\n      - {check: A, window: {until: \"09:00\"}}\n      - {decide: D, id: d, if_yes: [B]}\n",
    );
    walk.say("1.1", done()).say("d", yes()).say("1.2.yes.1", done());
    assert_eq!(walk.deviations(), ["1.2 late", "1.2.yes.1 late"]);
}

#[test]
fn a_late_step_does_not_make_its_correction_late() {
    // Corrective steps took the window of the step that they correct, and one late step was three deviations.
    let mut walk =
        Walk::steps("  - {check: A, id: a, window: {until: \"07:00\"}, on_fail: {steps: [X, Y], then: recheck}}\n");
    walk.say("a", fails()).say("1.fail.1", done()).say("1.fail.2", done()).say("a", done());
    assert_eq!(walk.deviations(), ["1 corrected", "1 late"], "corrected and late is two");
}

#[test]
fn a_signature_has_its_time_too() {
    // Windows and deadlines of signatures were never judged.
    let mut walk = Walk::steps(
        "  - {sign: S, id: s, by: [lead, clerk], window: {until: \"07:00\"}, deadline: {within: 1m, of: start}}\n  - {sign: T, id: t, window: {until: \"07:00\"}}\n",
    );
    walk.wait(120).say("s", signs("li")).say("s", signs("wang")).say("t", fails().by("li").because("no"));
    assert_eq!(walk.deviations(), ["1 late", "1 deadline", "2 failed", "2 late"]);
}

const LIT: &str =
    "  - {check: Lit, id: lit}\n  - {check: Out, id: out, deadline: {after: 10m, within: 20m, of: lit}}\n";

#[test]
fn factor_22_a_deadline_counts_from_the_first_answer() {
    for (seconds, missed) in [(595, true), (600, false), (1199, false), (1201, true)] {
        let mut walk = Walk::steps(LIT);
        walk.say("lit", done()).wait(seconds).say("out", done());
        assert_eq!(walk.deviations().len(), usize::from(missed), "{seconds}");
    }
}

#[test]
fn an_amendment_does_not_start_it_again() {
    let mut walk = Walk::steps(LIT);
    walk.say("lit", done()).wait(1100).amend("1", fails().because("x").amending("y")).wait(200).say("out", done());
    assert_eq!(walk.deviations(), ["1 failed", "2 deadline"]);
}

#[test]
fn a_deadline_counts_in_the_same_item() {
    let mut walk = Walk::steps(
        "  - {each: E, as: x, in: [a, b], steps: [{check: Lit, id: lit}, {check: Out, id: out, deadline: {within: 5m, of: lit}}]}\n",
    );
    walk.say("lit", done()).wait(200).say("out", done()).wait(200).say("lit", done()).say("out", done());
    assert!(walk.deviations().is_empty());
}

#[test]
fn a_deadline_counts_in_the_same_pass() {
    let mut walk = Walk::steps(
        "  - {repeat: R, until: ok, at_most: 3, steps: [{check: Lit, id: lit}, {decide: O, id: ok, deadline: {within: 5m, of: lit}}]}\n",
    );
    walk.say("lit", done()).wait(200).say("ok", no()).wait(200).say("lit", done()).say("ok", yes());
    assert!(walk.deviations().is_empty());
}

#[test]
fn a_deadline_counts_from_the_start_and_may_be_computed() {
    let mut walk = Walk::steps(
        "  - {measure: M, id: m}\n  - {check: A, id: a, deadline: {within: \"{{ m }}\", of: start}}\n"
            .replace("\"{{ m }}\"", "5m")
            .as_str(),
    );
    walk.say("m", value("1")).wait(301).say("a", done());
    assert_eq!(walk.deviations(), ["2 deadline"]);
}

#[test]
fn what_is_not_answered_has_no_time() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a, window: {until: \"07:00\"}}\n  - {check: B, id: b, window: {until: \"07:00\"}}\n",
    );
    walk.say("a", not_applicable()).say("b", later());
    assert!(walk.deviations().is_empty());
    walk.say("b", done());
    assert_eq!(walk.deviations(), ["2 late"]);
}

#[test]
fn the_run_has_a_limit_that_is_a_deviation_and_no_stop() {
    let yaml = "procedure: test\ntitle: T\ntime_limit: 45m\nsteps: [A, B]\n";
    for (seconds, verdict) in [(2699, Verdict::Completed), (2701, Verdict::CompletedWithDeviations)] {
        let mut walk = Walk::of(yaml);
        walk.say("1", done()).wait(seconds);
        assert_eq!(walk.rest(), verdict, "{seconds}");
    }
}

#[test]
fn a_clock_that_is_set_makes_nothing_late() {
    // The limit was held against the wall clock alone.
    let yaml = "procedure: test\ntitle: T\ntime_limit: 45m\nsteps: [{check: A, id: a}, {check: B, deadline: {within: 5m, of: a}}]\n";
    let mut walk = Walk::of(yaml);
    walk.say("a", done()).set_clock(7200);
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn rule_25_when_it_is_due_stands_at_the_question() {
    let mut walk = Walk::steps(
        "  - {check: A, id: a, window: {until: \"09:00\"}, deadline: {after: 1m, within: 30m, of: start}}\n",
    );
    let due = walk.question().due.expect("due");
    assert_eq!(due.from.expect("from").format("%H:%M").to_string(), "08:01");
    assert_eq!(due.until.expect("until").format("%H:%M").to_string(), "08:30", "the nearer of both");
}

#[test]
fn the_event_says_on_which_side() {
    let mut walk = Walk::steps("  - {check: A, id: a, window: {until: \"07:00\"}, deadline: {after: 1h, of: start}}\n");
    walk.say("a", done());
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    let words = serde_json::to_value([answered.window, answered.deadline]).expect("json");
    assert_eq!(words, serde_json::json!(["late", "early"]));
}

const CORRECTED_LATE: &str = "  - section: S\n    window: {until: \"08:30\"}\n    steps:\n      - {check: A, id: a, on_fail: {steps: [Sweep, {check: Tell, \
     window: {until: \"08:20\"}}], then: recheck}}\n";

#[test]
fn what_corrects_a_step_is_late_only_against_a_window_of_its_own() {
    // One asking came to three deviations: each corrective step was held against the window of the section too.
    let mut walk = Walk::steps(CORRECTED_LATE);
    walk.question();
    walk.wait(3600).say("a", fails().correcting());
    assert_eq!(walk.question().due, None, "a corrective step without a window is due at no time");
    walk.say("1.1.fail.1", done());
    assert!(walk.question().due.is_some());
    walk.say("1.1.fail.2", done()).say("a", done());
    assert_eq!(walk.deviations(), ["1.1 corrected", "1.1 late", "1.1.fail.2 late"]);
}

#[test]
fn a_journal_of_earlier_rules_keeps_the_windows_that_it_was_written_with() {
    let mut walk = Walk::with(&with_steps(CORRECTED_LATE), &[], |started| started.rules = 2);
    walk.question();
    walk.wait(3600).say("a", fails().correcting()).say("1.1.fail.1", done()).say("1.1.fail.2", done()).say("a", done());
    assert_eq!(walk.deviations(), ["1.1 corrected", "1.1 late", "1.1.fail.1 late", "1.1.fail.2 late"]);
}

#[test]
fn rule_24_25_what_is_due_is_told_by_the_time_that_passed_not_by_a_clock_that_was_set() {
    // The deadline was judged by the monotonic clock, but told by the wall clock.
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b, deadline: {within: 30m, of: a}}\n");
    walk.say("a", done()).wait(600).set_clock(7200);
    let question = walk.question();
    let left = question.due.and_then(|due| due.until).expect("due") - question.shown_at;
    assert_eq!(left.num_minutes(), 19, "20 minutes but for the milliseconds of the test's own clock");
    walk.wait(1190).say("b", done());
    assert!(walk.deviations().is_empty(), "{:?}", walk.deviations());
    let mut late = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b, deadline: {within: 30m, of: a}}\n");
    late.say("a", done()).wait(1900).set_clock(-7200);
    let question = late.question();
    assert!(question.due.and_then(|due| due.until).expect("due") < question.shown_at, "a clock set back wins no time");
    late.say("b", done());
    assert_eq!(late.deviations(), ["2 deadline"]);
}

#[test]
fn factor_34_rule_25_what_falls_due_is_told_and_answers_nothing() {
    let mut walk = Walk::steps("  - {check: A, id: a, window: {until: \"08:30\"}}\n  - B\n");
    let asked = walk.question();
    let before = walk.entries.len();
    for _ in 0..10 {
        walk.wait(600);
        assert_eq!(walk.question().path, asked.path);
    }
    assert_eq!(walk.entries.len(), before, "time alone records nothing");
    assert_eq!(walk.question().due.expect("due").until, asked.due.expect("due").until, "and moves nothing");
    walk.say("a", done());
    assert_eq!(walk.deviations(), ["1 late"]);
}

/// Goes on with the run in a new start of the program: its monotonic clock begins anew.
fn goes_on(walk: &mut Walk, held_for: i64) {
    let by = person("zhang", &[]);
    walk.restart();
    let event = Resumed {
        by,
        assurance: Assurance::Claimed,
        held_for,
        procedure_changed: false,
        reask: None,
        language: None,
        site_file: None,
    };
    walk.record(&Event::Resumed(event));
}

#[test]
fn lateness_is_judged_across_a_pause_by_the_wall_clock() {
    let steps = "  - {check: A, id: a}\n  - {check: B, id: b, deadline: {within: 30m, of: a}}\n  - {check: C, id: c, window: {until: \"09:00\"}}\n";
    let paused_for = |seconds: i64| {
        let mut walk = Walk::steps(steps);
        walk.say("a", done()).wait(seconds);
        goes_on(&mut walk, seconds);
        let due = walk.question().due.and_then(|due| due.until).expect("due");
        assert_eq!(due.format("%H:%M").to_string(), "08:30");
        walk.say("b", done()).say("c", done());
        walk.deviations()
    };
    assert!(paused_for(1700).is_empty());
    assert_eq!(paused_for(1900), ["2 deadline"]);
    assert_eq!(paused_for(3700), ["2 deadline", "3 late"]);
}

#[test]
fn a_clock_that_was_set_back_during_a_pause_makes_no_negative_time() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b, deadline: {after: 10m, of: a}}\n");
    walk.say("a", done()).back_to("2026-11-23T07:00:00+08:00");
    goes_on(&mut walk, 0);
    walk.say("b", done());
    assert_eq!(walk.deviations(), ["2 deadline"], "no time has passed, as far as the clock tells");
    assert!(walk.run.began().until(walk.run.last()) >= 0);
}

/// The last screen said 0 minutes of a run that was held for half an hour, by the clock that a pause stops.
#[test]
fn a_run_has_taken_its_pauses_too_but_not_what_the_clock_was_set_by() {
    let mut walk = Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b}\n");
    walk.say("a", done());
    let before = walk.run.spent();
    walk.set_clock(2100);
    assert_eq!(walk.run.spent(), before);
    walk.back_to("2026-11-23T07:00:00+08:00");
    goes_on(&mut walk, 0);
    assert_eq!(walk.run.spent(), chrono::TimeDelta::zero(), "set back in a pause");
    assert_eq!(walk.run.title_known("2").as_deref(), Some("B"), "not reached yet");
    assert_eq!(walk.run.title_known("9"), None);
}

#[test]
fn windows_and_deadlines_hold_across_midnight() {
    let steps = "  - {check: A, id: a, window: {from: \"23:30\", until: \"00:30\"}}\n  - {check: B, id: b, deadline: {within: 1h, of: a}}\n";
    let night = |first: &str, second: &str| {
        let mut walk = Walk::steps(steps);
        walk.question();
        walk.wait_until(first).say("a", done());
        walk.wait_until(second).say("b", done());
        walk.deviations()
    };
    assert!(night("2026-11-23T23:45:00+08:00", "2026-11-24T00:44:00+08:00").is_empty());
    assert!(night("2026-11-24T00:29:00+08:00", "2026-11-24T01:28:00+08:00").is_empty());
    assert_eq!(night("2026-11-24T00:31:00+08:00", "2026-11-24T01:32:00+08:00"), ["1 late", "2 deadline"]);
}

#[test]
fn a_deadline_that_cannot_be_evaluated_is_told_by_the_answer() {
    let steps = "  - {measure: M, id: m}\n  - {check: A, id: a, deadline: {after: m, within: m / 0, of: start}}\n";
    for (rules, told) in [(4, &["deadline.after", "deadline.within"][..]), (3, &[])] {
        let mut walk = Walk::with(&with_steps(steps), &[], |started| started.rules = rules);
        walk.say("m", value("9")).say("a", done());
        let Event::Answered(answered) = walk.events("answered")[1] else { panic!("another event") };
        assert_eq!(answered.unevaluated, told);
    }
}

/// Across a pause the clock that was set was taken for time that had passed, though an entry said by how much.
#[test]
fn rule_24_a_clock_that_was_set_makes_nothing_late_across_a_pause() {
    let steps = "  - {check: A, id: a}\n  - {check: B, id: b, deadline: {within: 40m, of: a}}\n  - {check: C, id: c, deadline: {within: 40m, of: start}}\n";
    for (rules, late) in [(5, 0), (4, 2)] {
        let mut walk = Walk::with(&with_steps(steps), &[], |started| started.rules = rules);
        walk.say("a", done()).wait(300);
        goes_on(&mut walk, 300);
        walk.set_clock(7_200);
        walk.say("b", done()).say("c", done());
        assert_eq!(walk.deviations().len(), late, "{:?}", walk.deviations());
    }
}
