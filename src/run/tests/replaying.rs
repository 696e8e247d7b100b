//! Replay refuses what the run could not have produced.

use chrono::TimeDelta;

use crate::run::answer::Given;
use crate::run::event::{
    ActionClosed, Amended, Answered, Assurance, Event, Inactivated, Jumped, Locked, NoteAdded, OperatorChanged, Paused,
    Raw, Resumed, RunClosed, SectionShown, Signed, SigningFailed, WrongPins,
};
use crate::run::outcome::{Outcome, Verdict};
use crate::run::testing::*;
use crate::run::{Applied, Run};

/// A run with nearly every type of event.
fn walked() -> Walk {
    let mut walk = Walk::with_roster(
        "  - {check: A, id: a, warning: Hot}\n  - {decide: D, id: d, if_yes: [X], if_no: [Y]}\n  - {measure: M, id: m, max: 5, on_fail: {notify: Desk, steps: [Z], then: recheck, action: {title: T}}}\n  - {section: S, order: any, steps: [P, Q]}\n  - {sign: G, id: g, by: [lead, clerk]}\n  - {repeat: R, until: false, at_most: 1, steps: [{check: L, hold: clerk}]}\n",
    );
    walk.say("a.warning", done()).say("a", done()).say("d", yes()).say("2.yes.1", done());
    walk.say("m", value("9").correcting()).say("m.notify", done()).say("3.fail.1", done());
    walk.say("m", value("8").overriding()).say("m.override", fails()).say("3.fail#2.1", done());
    walk.say("m", value("7").overriding()).say("m.override", signs("li").because("x"));
    walk.question();
    walk.jump("4.2").say("4.2", done()).say("4.1", done());
    walk.amend("1", fails().because("out").amending("looked again"));
    walk.say("g", signs("wang")).say("g", signs("li")).say("6#1.1", done().by("li"));
    walk.rest();
    walk
}

/// Returns whether a run of that step may have been left with these values called mistyped at it.
fn may_be_left(step: &str, typed: &[Raw]) -> bool {
    let mut walk = Walk::steps(&format!("  - A\n  - {step}\n"));
    walk.say("1", done()).question();
    let event = Event::Paused(Paused { step: "2".into(), why: "interrupt".into(), mistyped: typed.to_vec() });
    let (last, _) = walk.entries.last().expect("an entry");
    walk.run.clone().step(Applied { seq: last.seq + 1, ..*last }, &event).is_ok()
}

#[test]
fn rule_04_a_pause_holds_only_what_can_have_been_mistyped() {
    let line = |text: &str| Raw::Line(text.to_owned());
    let form = |text: &str| Raw::Form([("pin".to_owned(), text.to_owned())].into());
    assert!(may_be_left("{measure: M, id: m, max: 5}", &[line("50"), line("51")]));
    assert!(may_be_left("{check: C}", &[]));
    assert!(!may_be_left("{check: C}", &[line("50")]));
    assert!(!may_be_left("{measure: M, id: m, max: 5}", &[form("50")]));
    let secret = "{record: R, id: r, fields: [{id: pin, type: text, secret: true}]}";
    assert!(may_be_left(secret, &[form("")]));
    assert!(!may_be_left(secret, &[form("4711")]));
}

#[test]
fn rule_04_a_run_that_was_given_up_holds_only_what_can_have_been_mistyped() {
    let mut walk = Walk::steps("  - A\n  - {measure: M, id: m, max: 5}\n");
    walk.say("1", done()).say("2", given(Given::GiveUp).because("power cut").mistyped("50"));
    replay(&walk, walk.entries.clone()).expect("the same run");
    let told = |change: fn(&mut RunClosed)| {
        changed(&walk, |event| match event {
            Event::RunClosed(closed) => {
                change(closed);
                true
            }
            _ => false,
        })
    };
    let lies: [fn(&mut RunClosed); 4] = [
        |closed| closed.step = Some("1".to_owned()),
        |closed| closed.step = None,
        |closed| closed.mistyped = vec![Raw::Form([("pin".to_owned(), "50".to_owned())].into())],
        |closed| closed.shown_at = None,
    ];
    for lie in lies {
        replay(&walk, told(lie)).expect_err("the run could not have come to it");
    }
}

fn replay(walk: &Walk, entries: Vec<(Applied, Event)>) -> Result<Run, String> {
    Run::replay(walk.program(), entries).map_err(|error| error.to_string())
}

/// Returns the entries with one of them changed, the first that `change` takes.
fn changed(walk: &Walk, mut change: impl FnMut(&mut Event) -> bool) -> Vec<(Applied, Event)> {
    let mut entries = walk.entries.clone();
    assert!(entries.iter_mut().any(|(_, event)| change(event)), "nothing to change");
    entries
}

#[test]
fn what_was_written_is_replayed() {
    let walk = walked();
    let run = replay(&walk, walk.entries.clone()).expect("the same run");
    assert_eq!(run.closed(), walk.run.closed());
    assert_eq!(run.records(), walk.run.records());
}

#[test]
fn no_event_of_the_course_can_be_dropped() {
    let walk = walked();
    for index in 0..walk.entries.len() - 1 {
        let mut entries = walk.entries.clone();
        let (_, dropped) = entries.remove(index);
        // Numbers are given anew, so that it is the course that tells.
        for (at, (entry, _)) in entries.iter_mut().enumerate() {
            entry.seq = u64::try_from(at).expect("few") + 1;
        }
        let jump_alone = matches!(dropped, Event::Jumped(_));
        assert!(replay(&walk, entries).is_err() || jump_alone, "{index}: {dropped:?}");
    }
}

#[test]
fn no_two_different_events_can_be_swapped() {
    let walk = walked();
    for index in 1..walk.entries.len() - 1 {
        let mut entries = walk.entries.clone();
        let (first, second) = (entries[index].1.clone(), entries[index + 1].1.clone());
        // An amendment can come at any question.
        if matches!(second, Event::Amended(_)) {
            continue;
        }
        (entries[index].1, entries[index + 1].1) = (second, first);
        assert!(replay(&walk, entries).is_err(), "{index}: {:?}", walk.entries[index].1);
    }
}

/// Changes the wall time of entries, and of nothing else.
fn moved(walk: &Walk, entries: std::ops::Range<usize>, seconds: i64) -> Vec<(Applied, Event)> {
    let mut all = walk.entries.clone();
    all[entries].iter_mut().for_each(|(entry, _)| entry.at += TimeDelta::seconds(seconds));
    all
}

#[test]
fn no_wall_time_can_be_moved_alone() {
    let walk = walked();
    let length = walk.entries.len();
    // How long it took from the beginning to the first question nobody can say; all later ones stand against that.
    for index in 2..length {
        for seconds in [-86_400, -3, 3, 86_400, 30 * 86_400] {
            assert!(replay(&walk, moved(&walk, index..index + 1, seconds)).is_err(), "{index} by {seconds} s");
            assert!(replay(&walk, moved(&walk, index..length, seconds)).is_err(), "from {index} by {seconds} s");
        }
    }
}

#[test]
fn no_question_was_shown_after_its_answer_or_before_what_came_before_it() {
    let walk = walked();
    for seconds in [-365 * 86_400, -3, 3] {
        let by = TimeDelta::seconds(seconds);
        let entries = answer(&walk, "3.fail.1", |answered| answered.shown_at += by);
        assert!(replay(&walk, entries).is_err(), "an answer by {seconds} s");
        let entries = changed(&walk, |event| match event {
            Event::WarningAcknowledged(seen) => {
                seen.shown_at += by;
                true
            }
            _ => false,
        });
        assert!(replay(&walk, entries).is_err(), "a warning by {seconds} s");
    }
}

#[test]
fn rule_24_a_clock_that_was_set_is_recorded_by_what_it_was_set() {
    let mut walk = Walk::with_roster("  - check: A\n  - check: B\n  - check: C\n");
    walk.say("1", done()).set_clock(-3_600).say("2", done()).say("3", done());
    assert!(replay(&walk, walk.entries.clone()).is_ok());
    let other = changed(&walk, |event| match event {
        Event::ClockStepped(stepped) => {
            stepped.by_ms += 60_000;
            true
        }
        _ => false,
    });
    assert!(replay(&walk, other).is_err(), "by another amount");
    let mut without = walk.entries.clone();
    without.retain(|(_, event)| !matches!(event, Event::ClockStepped(_)));
    (1..).zip(&mut without).for_each(|(seq, (entry, _))| entry.seq = seq);
    assert!(replay(&walk, without).is_err(), "not at all");
}

/// Changes an answer of one path.
fn answer(walk: &Walk, path: &str, change: impl Fn(&mut Answered)) -> Vec<(Applied, Event)> {
    changed(walk, |event| match event {
        Event::Answered(answered) if answered.path == path => {
            change(answered);
            true
        }
        _ => false,
    })
}

#[test]
fn no_part_of_an_answer_can_be_changed() {
    let walk = walked();
    let refused = |path, change: fn(&mut Answered)| {
        assert!(replay(&walk, answer(&walk, path, change)).is_err(), "{path}");
    };
    refused("1", |answered| answered.outcome = Outcome::Failed);
    refused("1", |answered| answered.title = "B".to_owned());
    refused("1", |answered| answered.by = "nobody".to_owned());
    refused("2", |answered| answered.value = false.into());
    refused("3", |answered| answered.outcome = Outcome::Done);
    refused("3", |answered| answered.value = "3".into());
    refused("3", |answered| answered.reason = None);
    refused("3", |answered| answered.limits = None);
    refused("3", |answered| answered.then = None);
    refused("3.fail.1", |answered| answered.outcome = Outcome::NotApplicable);
    refused("6#1.1", |answered| answered.by = "zhang".to_owned());
    refused("6#1.1", |answered| answered.outcome = Outcome::Deferred);
}

#[test]
fn nothing_else_can_be_changed() {
    let walk = walked();
    let cases: Vec<fn(&mut Event) -> bool> = vec![
        |event| match event {
            Event::SectionShown(SectionShown { path, .. }) if path == "4" => {
                "5".clone_into(path);
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Inactivated(Inactivated { steps, .. }) => steps.pop().is_some(),
            _ => false,
        },
        |event| match event {
            Event::Signed(signed) => {
                signed.by = "zhang".to_owned();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Signed(signed) => {
                signed.role = Some("clerk".to_owned());
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Overridden(overridden) => {
                overridden.by = "zhang".to_owned();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Overridden(overridden) => {
                overridden.reason.clear();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Amended(amended) => {
                let Amended { new, .. } = &mut **amended;
                new.outcome = Outcome::Done;
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Amended(amended) => {
                amended.old.value = false.into();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Jumped(Jumped { to, .. }) => {
                "4.3".clone_into(to);
                true
            }
            _ => false,
        },
        |event| match event {
            Event::RunClosed(closed) => {
                let RunClosed { verdict, .. } = &mut **closed;
                *verdict = Verdict::Completed;
                true
            }
            _ => false,
        },
        |event| match event {
            Event::RunClosed(closed) => {
                closed.deviations = 0;
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Notified(told) => {
                told.text = "somebody else".to_owned();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::WarningAcknowledged(seen) => {
                seen.warning.clear();
                true
            }
            _ => false,
        },
        |event| match event {
            Event::BoundReached(bound) => {
                bound.passes = 2;
                true
            }
            _ => false,
        },
        |event| match event {
            Event::Amended(amended) => {
                amended.reason = "another".to_owned();
                amended.of = 5;
                true
            }
            _ => false,
        },
        |event| match event {
            Event::ActionOpened(opened) => {
                opened.title = "nothing".to_owned();
                true
            }
            _ => false,
        },
    ];
    for (index, case) in cases.into_iter().enumerate() {
        assert!(replay(&walk, changed(&walk, case)).is_err(), "case {index}");
    }
}

#[test]
fn an_answer_after_the_end_is_refused() {
    let walk = walked();
    let mut entries = walk.entries.clone();
    entries.push(entries[4].clone());
    assert!(replay(&walk, entries).expect_err("closed").contains("the run is closed"));
}

/// Rule 27 after the end: a note tells of the wrong PINs, five lock the person, and nothing tells of a sixth.
#[test]
fn rule_27_after_the_end_no_more_than_five_wrong_pins_are_told_and_who_is_locked_signs_no_more() {
    let walk = walked();
    let wrong = |person: &str, failures| {
        let wrong_pins = Some(WrongPins { person: person.into(), failures });
        Event::NoteAdded(NoteAdded { path: String::new(), text: "wrong".into(), by: "signoff".into(), wrong_pins })
    };
    let signed = |by: &str| {
        let signature = walk.entries.iter().find_map(|(_, event)| match event {
            Event::Signed(signed) => Some(signed.clone()),
            _ => None,
        });
        let (by, name, meaning) = (by.to_owned(), by.to_owned(), "reviewed".to_owned());
        Event::Signed(Signed { path: String::new(), step: None, by, name, meaning, ..signature.expect("a signature") })
    };
    let holds = |late: &[Event]| {
        let mut entries = walk.entries.clone();
        let last = entries[entries.len() - 1].0;
        entries.extend((1..).zip(late).map(|(n, event)| (Applied { seq: last.seq + n, ..last }, event.clone())));
        replay(&walk, entries).is_ok()
    };
    assert!(holds(&[wrong("li", 2), signed("li"), wrong("li", 3), wrong("wang", 5), signed("zhang")]));
    assert!(!holds(&[wrong("li", 5), signed("li")]));
    for late in [vec![wrong("li", 0)], vec![wrong("li", 6)], vec![wrong("li", 3), wrong("li", 3)]] {
        assert!(!holds(&late), "{late:?}");
    }
    let with = |at: usize| {
        let mut entries = walk.entries.clone();
        entries.insert(at, (entries[at].0, wrong("li", 1)));
        replay(&walk, entries)
    };
    assert!(with(3).is_err(), "in the course of a run they have an entry of their own");
    assert_eq!(with(1).expect("as the run began").failures("li"), 1);
}

#[test]
fn who_goes_on_must_be_able_to() {
    let walk = Walk::with_roster("  - A\n");
    let refused = |event: Event| {
        let mut entries = walk.entries.clone();
        entries.push((Applied { seq: 2, ..entries[0].0 }, event));
        assert!(replay(&walk, entries.clone()).is_err(), "{:?}", entries.last());
    };
    let (from, assurance) = ("zhang".to_owned(), Assurance::Claimed);
    refused(Event::OperatorChanged(OperatorChanged {
        from: "li".into(),
        to: person("wang", &["lead", "clerk"]),
        assurance,
    }));
    refused(Event::OperatorChanged(OperatorChanged { from: from.clone(), to: person("nobody", &[]), assurance }));
    refused(Event::OperatorChanged(OperatorChanged { from, to: person("li", &["lead"]), assurance }));
    refused(Event::Locked(Locked { person: "li".into() }));
    refused(Event::SigningFailed(SigningFailed { path: "1".into(), person: "li".into(), failures: 2 }));
    let by = person("li", &["clerk"]);
    refused(Event::Resumed(Resumed {
        by,
        assurance,
        held_for: 0,
        procedure_changed: false,
        reask: Some("1".into()),
        language: None,
        site_file: None,
    }));
}

#[test]
fn a_journal_without_a_beginning_is_none() {
    let walk = walked();
    assert!(replay(&walk, Vec::new()).is_err());
    assert!(replay(&walk, walk.entries[1..].to_vec()).is_err());
    let mut twice = walk.entries.clone();
    twice.insert(1, twice[0].clone());
    assert!(replay(&walk, twice).is_err());
}

#[test]
fn rule_01_the_number_of_a_critical_step_stands_in_its_answer() {
    let mut walk = Walk::steps("  - {check: A, id: a, critical: true}\n  - {check: B, id: b, critical: true}\n  - C\n");
    walk.say("a", done()).say("b", fails().leaving()).say("3", done());
    let numbers: Vec<Option<u8>> = walk.events("answered").iter().map(|event| number(event)).collect();
    assert_eq!(numbers, [Some(42), None, None]);
    walk.amend("2", done().amending("looked again"));
    assert_eq!(number(walk.events("amended")[0]), Some(42));
    // Without it, nobody can have completed the step.
    assert!(replay(&walk, answer(&walk, "1", |answered| answered.number = None)).is_err());
    let mut script = Walk::with(&with_steps("  - {check: A, id: a, critical: true}\n"), &[], |started| {
        started.mode = "scripted".to_owned();
    });
    script.say("a", done());
    assert_eq!(number(script.events("answered")[0]), None, "nobody types for a script");
    let mut old = Walk::with(&with_steps("  - {check: A, id: a, critical: true}\n"), &[], |started| started.rules = 2);
    old.say("a", done());
    assert_eq!(number(old.events("answered")[0]), None, "as its entries were written");
}

fn number(event: &Event) -> Option<u8> {
    match event {
        Event::Answered(answered) => answered.number,
        Event::Amended(amended) => amended.new.number,
        _ => None,
    }
}

#[test]
fn an_action_that_was_never_opened_cannot_be_closed() {
    let mut walk = Walk::steps("  - {check: A, on_fail: {action: {title: T}}}\n  - B\n");
    let closes = |walk: &Walk, id: &str| {
        let closed = ActionClosed { id: id.into(), note: "done".into(), by: "li".into() };
        let last = walk.entries[walk.entries.len() - 1].0;
        let mut entries = walk.entries.clone();
        entries.push((Applied { seq: last.seq + 1, ..last }, Event::ActionClosed(closed)));
        replay(walk, entries).is_ok()
    };
    assert!(!closes(&walk, "test-run/1"), "nothing was opened yet");
    walk.say("1", fails().because("x")).say("2", done());
    walk.rest();
    assert!(closes(&walk, "test-run/1"));
    assert!(!closes(&walk, "test-run/2") && !closes(&walk, "another/1"));
}
