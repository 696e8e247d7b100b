//! Any order: tracks, jumps, and what hangs on a step that is answered after one behind it.

use crate::run::event::Event;
use crate::run::outcome::Verdict;
use crate::run::testing::*;

const SECTION: &str = "  - section: S\n    order: any\n    steps:\n      - {section: A, steps: [A1, A2]}\n      - {section: B, steps: [B1, B2]}\n      - C\n  - E\n";

#[test]
fn tracks_are_asked_as_the_file_has_them() {
    let mut walk = Walk::steps(SECTION);
    for path in ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "1.3", "2"] {
        walk.say(path, done());
    }
    assert_eq!(walk.asks(), "close");
}

#[test]
fn factor_23_the_operator_switches_between_tracks_and_each_keeps_its_place() {
    // A jump out of a section was lost, since the section's own number in its parent overwrote the track's.
    let mut walk = Walk::steps(SECTION);
    walk.say("1.1.1", done()).jump("1.2").say("1.2.1", done()).jump("1.1");
    assert_eq!(walk.asks(), "1.1.2");
    walk.jump("1.3").say("1.3", done());
    assert_eq!(walk.asks(), "1.1.2");
    walk.say("1.1.2", done()).say("1.2.2", done());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn a_track_that_is_through_is_not_gone_to() {
    let mut walk = Walk::steps(SECTION);
    walk.say("1.1.1", done()).say("1.1.2", done());
    walk.question();
    assert!(walk.run.jump("1.1").is_none());
    assert!(walk.run.jump("1.2.1").is_none(), "a step in a track is none");
    assert_eq!(walk.run.open_tracks().into_iter().map(|(path, _)| path).collect::<Vec<_>>(), ["1.2", "1.3"]);
}

#[test]
fn a_track_whose_condition_does_not_hold_is_not_offered() {
    let steps = "  - {measure: M, id: m}\n  - section: S\n    order: any\n    steps:\n      - A\n      - {check: B, when: m > 5}\n      - C\n";
    for (number, offered) in [("5", &["2.1", "2.3"][..]), ("6", &["2.1", "2.2", "2.3"])] {
        let mut walk = Walk::steps(steps);
        walk.say("m", value(number));
        assert_eq!(walk.asks(), "2.1");
        assert_eq!(walk.run.open_tracks().into_iter().map(|(path, _)| path).collect::<Vec<_>>(), offered);
    }
}

#[test]
fn items_are_tracks_too() {
    // An item's path led nowhere, so that the jump was recorded and ignored.
    let mut walk =
        Walk::steps("  - {each: E, as: x, in: [a, b, c], order: any, steps: [{check: \"One {{ x }}\"}, Two]}\n  - E\n");
    walk.say("1[a].1", done()).jump("1[c]").say("1[c].1", done()).say("1[c].2", done());
    assert_eq!(walk.asks(), "1[a].2");
    assert_eq!(walk.run.open_tracks().last().expect("a track").1, "b");
}

#[test]
fn tracks_stand_in_tracks() {
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {each: A, as: x, in: [a, b], order: any, steps: [A1, A2]}\n      - B\n",
    );
    walk.say("1.1[a].1", done()).jump("1.1[b]").say("1.1[b].1", done()).jump("1.2").say("1.2", done());
    assert_eq!(walk.asks(), "1.1[b].2");
    walk.jump("1.1[a]");
    assert_eq!(walk.asks(), "1.1[a].2");
}

#[test]
fn what_hangs_on_a_track_in_front_is_judged_again_when_that_is_answered() {
    // The condition was judged while the track in front was not answered, and another program start judged it otherwise.
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {decide: D, id: d}\n      - {section: B, steps: [B0, {check: B1, when: d}, B2]}\n",
    );
    walk.question();
    walk.jump("1.2").say("1.2.1", done());
    assert_eq!(walk.asks(), "1.2.3");
    assert_eq!(walk.inactivated(), ["1.2.2 when"]);
    walk.jump("1.1").say("d", yes());
    assert_eq!(walk.asks(), "1.2.2");
    walk.say("1.2.2", done()).say("1.2.3", done());
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!(walk.counts().inactive, 0, "a step that was reached after all is not inactive");
}

#[test]
fn factor_05_rule_05_a_jump_says_where_from_and_where_to() {
    let mut walk = Walk::steps(SECTION);
    walk.say("1.1.1", done()).jump("1.3");
    let Event::Jumped(jumped) = walk.events("jumped")[0] else { panic!("another event") };
    assert_eq!((jumped.from.as_str(), jumped.to.as_str()), ("1.1.2", "1.3"));
}

#[test]
fn factor_36_rule_28_nothing_behind_a_hold_point_is_gone_to() {
    let steps = "  - section: S\n    order: any\n    steps:\n      - A\n      - {section: B, steps: [B1, {check: B2, hold: lead}, {check: B3, hold: lead}, B4]}\n      - C\n";
    let mut walk = Walk::steps(steps);
    walk.question();
    assert!(walk.run.jump("1.3").is_none());
    walk.jump("1.2").say("1.2.1", done()).say("1.2.2", done());
    walk.question();
    // The second hold point of a track was not seen until it was reached.
    assert!(walk.run.jump("1.3").is_none());
    walk.say("1.2.3", done());
    walk.question();
    walk.jump("1.3").say("1.3", done());
    assert_eq!(walk.asks(), "1.1");
}

#[test]
fn a_hold_point_that_nobody_comes_to_holds_nothing() {
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {decide: D, id: d, if_yes: [{check: H, hold: lead}, B], if_no: [C, D]}\n      - E\n",
    );
    walk.question();
    assert!(walk.run.jump("1.2").is_none(), "it may yet come to it");
    walk.say("d", no());
    walk.jump("1.2");
    assert_eq!(walk.asks(), "1.2");
}

#[test]
fn an_end_in_one_track_ends_the_others() {
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {section: A, steps: [A1, A2]}\n      - {section: B, steps: [B1, {end: Over, verdict: completed}, B3]}\n      - {section: C, steps: [C1, C2]}\n  - E\n",
    );
    walk.say("1.1.1", done()).jump("1.3").say("1.3.1", done()).jump("1.2").say("1.2.1", done());
    assert_eq!(walk.closes_by_itself(), Verdict::Completed);
    assert_eq!(walk.inactivated(), ["1.1.2 end", "1.2.3 end", "1.3.2 end", "2 end"]);
    assert_eq!(walk.counts().done, 3);
}

#[test]
fn what_hangs_on_a_loop_in_front_is_judged_again_when_that_ends() {
    // A loop's number of passes and its last item's values come with its end, which nothing looked at.
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {repeat: R, id: r, until: m == 0, at_most: 2, steps: [{measure: M, id: m}]}\n      - {section: B, steps: [B0, {check: B1, when: r == 2}, {check: B2, when: m == 1}, B3]}\n",
    );
    walk.question();
    walk.jump("1.2").say("1.2.1", done());
    assert_eq!(walk.asks(), "1.2.4");
    walk.jump("1.1").say("m", value("1")).say("m", value("1"));
    assert_eq!(walk.asks(), "1.2.2");
    walk.say("1.2.2", done()).say("1.2.3", done()).say("1.2.4", done());
    assert_eq!(walk.deviations(), ["1.1 bound"]);
}

#[test]
fn a_stop_in_one_track_is_reached_again_after_the_others() {
    let mut walk = Walk::steps(
        "  - section: S\n    order: any\n    steps:\n      - {section: A, id: a, steps: [A1, {check: A2, id: a2, on_fail: {then: stop}}]}\n      - {section: B, steps: [B1, {check: B2, when: outcome.a == \"done\"}, B3]}\n",
    );
    walk.question();
    walk.jump("1.2").say("1.2.1", done()).jump("1.1").say("1.1.1", done()).say("a2", fails());
    assert_eq!(walk.asks(), "close");
    walk.amend("1.2.1", fails().because("x").amending("looked again"));
    assert_eq!(walk.asks(), "close");
    walk.amend("1.1.2", done().amending("wrong"));
    assert_eq!(walk.asks(), "1.2.2");
}

/// Who releases it stood there until the other track was through.
#[test]
fn rule_17_what_an_amended_failure_asks_for_comes_before_the_operators_track() {
    let steps = "  - section: S\n    order: any\n    steps:\n      - {section: A, steps: [{measure: M, id: m, max: 5}, A2]}\n      - {section: B, steps: [B1, B2]}\n";
    let mut walk = Walk::steps(steps);
    walk.say("m", value("1")).jump("1.2").say("1.2.1", done());
    walk.amend("1.1.1", value("9").overriding().because("broken").amending("looked again"));
    assert_eq!(walk.asks(), "m.override");
    walk.say("m.override", signs("li").because("mended tomorrow"));
    assert_eq!(walk.asks(), "1.2.2", "the operator is back where he was");
    walk.restart();
    assert_eq!(walk.asks(), "1.2.2");
    walk.say("1.2.2", done()).say("1.1.2", done());
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn rule_17_an_amended_failure_can_be_left_for_another_track() {
    let steps = "  - section: S\n    order: any\n    steps:\n      - {section: A, steps: [{check: M, id: m, on_fail: {steps: [Mend], then: recheck}}, A2]}\n      - {section: B, steps: [B1, B2]}\n";
    let mut walk = Walk::steps(steps);
    walk.say("m", done()).jump("1.2").say("1.2.1", done());
    walk.amend("1.1.1", fails().because("broken").correcting().amending("looked again"));
    assert_eq!(walk.asks(), "1.1.1.fail.1");
    walk.jump("1.2");
    assert_eq!(walk.asks(), "1.2.2");
    walk.say("1.2.2", done()).say("1.1.1.fail.1", done()).say("m", done()).say("1.1.2", done());
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}
