//! Answers, commands, signals and failing storage: what is asked, and what the journal then holds.

use std::rc::Rc;

use chrono::TimeDelta;

use super::{Desk, Pins, Script, Ticking};
use crate::journal::{Fault, Verification};
use crate::run::Run;
use crate::run::answer::{Given, Refusal};
use crate::run::event::{Assurance, Event, Raw};
use crate::run::outcome::Verdict;
use crate::run::testing::{close, done, fails, form, given, later, no, value, yes};
use crate::session::{Command, Ending, Input, Interruption, Session, SessionError, Supplied};

#[test]
fn a_run_is_conducted_to_its_end_and_its_journal_makes_it_again() {
    let mut desk =
        Desk::open("  - {check: A, id: a, evidence: {kind: reference}}\n  - {measure: M, id: m, max: 1}\n  - B\n");
    let mut script = Script::default().say(done()).say(value("7"));
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Closed(Verdict::CompletedWithDeviations));
    assert_eq!(script.asked, ["1", "2", "3", ""]);
    assert_eq!(desk.words(), ["run_started", "section_shown", "answered", "answered", "answered", "run_closed"]);
    desk.prove();
}

#[test]
fn factor_04_rule_04_the_next_question_comes_after_the_answer_is_on_the_disk() {
    let mut desk = Desk::open("  - A\n  - B\n");
    let storage = desk.storage.clone();
    let mut script = Script::default();
    for (path, entries) in [("1", 2), ("2", 3), ("", 4)] {
        let storage = storage.clone();
        script.says.push_back(Box::new(move |question| {
            let synced = Verification::of(&storage.synced());
            assert_eq!((question.path.as_str(), synced.entries.len()), (path, entries));
            Ok(Input::Answer(Box::new(if path.is_empty() { close() } else { done() })))
        }));
    }
    desk.conduct(&mut script).expect("written");
}

#[test]
fn a_signal_that_came_since_keeps_an_answer_out_of_the_journal() {
    let mut desk = Desk::open("  - A\n  - B\n");
    let mut script = Script::default();
    script.signal.set(true);
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Interrupted(Interruption::Terminate));
    assert_eq!(desk.words(), ["run_started", "section_shown", "paused"]);
    let (_, Event::Paused(paused)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!((paused.step.as_str(), paused.why.as_str()), ("1", "terminate"));
    desk.prove();
}

#[test]
fn whoever_goes_away_leaves_the_run_open() {
    for (why, word) in [
        (Interruption::Interrupt, "interrupt"),
        (Interruption::Hangup, "hangup"),
        (Interruption::EndOfInput, "end_of_input"),
        (Interruption::NoAnswer("a".into()), "answers_ran_out"),
        (Interruption::LeftOpen, "left_open"),
    ] {
        let mut desk = Desk::open("  - A\n  - B\n");
        let mut script = Script::default().say(done()).goes(why.clone());
        assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Interrupted(why));
        let events = desk.events();
        let Some((_, Event::Paused(paused))) = events.last() else { panic!("another event") };
        assert_eq!((paused.step.as_str(), paused.why.as_str()), ("2", word));
    }
}

#[test]
fn rule_04_what_could_not_be_written_does_not_count_and_ends_the_session() {
    for fault in [Fault::Write, Fault::Short(20), Fault::Sync] {
        let mut desk = Desk::open("  - A\n  - B\n");
        desk.storage.fail(2, fault);
        let mut script = Script::default();
        assert!(matches!(desk.conduct(&mut script), Err(SessionError::NotRecorded(_))), "{fault:?}");
        assert!(desk.run.records().get("2").is_none_or(|record| record.attempts.is_empty()), "{fault:?}");
        assert_eq!(script.lost.len(), 1);
        assert!(matches!(&script.lost[0], Event::Answered(answered) if answered.path == "2"));
        assert_eq!((script.asked.len(), desk.storage.appends()), (2, 4), "nothing is tried twice, {fault:?}");
    }
}

#[test]
fn fault_64_a_clock_that_is_set_while_a_question_waits_is_a_record() {
    // It was looked for only between an answer and the next question, so that a step was taken for time that had passed.
    let mut desk = Desk::open("  - A\n  - B\n");
    let clock = Rc::new(Ticking::new());
    let setting = clock.clone();
    let mut script = Script::default();
    script.says.push_back(Box::new(move |_| {
        setting.set(TimeDelta::hours(-2));
        Ok(Input::Answer(Box::new(done())))
    }));
    let mut session = Session::new(desk.run.clone(), &mut desk.journal, &*clock, &Pins);
    session.conduct(&mut script).expect("written");
    desk.run = session.run;
    assert_eq!(desk.words()[..4], ["run_started", "section_shown", "clock_stepped", "answered"]);
    let (_, Event::ClockStepped(stepped)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(stepped.by_ms, -7_200_000);
    desk.prove();
}

#[test]
fn fault_66_a_machine_that_slept_while_a_question_waited_is_no_clock_that_was_set() {
    let mut desk = Desk::open("  - A\n  - B\n");
    let clock = Rc::new(Ticking::new());
    let sleeping = clock.clone();
    let mut script = Script::default();
    script.says.push_back(Box::new(move |_| {
        sleeping.sleep(TimeDelta::minutes(10));
        Ok(Input::Answer(Box::new(done())))
    }));
    let mut session = Session::new(desk.run.clone(), &mut desk.journal, &*clock, &Pins);
    session.conduct(&mut script).expect("written");
    desk.run = session.run;
    assert_eq!(desk.words()[..4], ["run_started", "section_shown", "answered", "answered"]);
    desk.prove();
}

#[test]
fn a_refused_answer_is_asked_again() {
    let mut desk = Desk::open("  - {measure: M, id: m}\n");
    let mut script = Script::default().say(value("warm")).say(done()).say(value("7"));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, [Refusal::NotANumber("warm".into()), Refusal::NotOffered]);
    assert_eq!(desk.words().len(), 4);
}

#[test]
fn a_reason_that_is_none_is_asked_again_and_the_answer_kept() {
    let mut desk = Desk::open("  - {check: A, id: a}\n");
    let mut script = Script::default().say(fails().because("  "));
    desk.conduct(&mut script).expect("written");
    assert_eq!(
        (script.asked.as_slice(), script.refused.as_slice()),
        (&["1".to_owned(), String::new()][..], &[Refusal::ReasonRequired][..])
    );
    assert_eq!(desk.run.counts().failed, 1);
}

#[test]
fn a_second_entry_that_is_refused_is_asked_again() {
    let mut desk = Desk::open("  - {measure: M, id: m, independent: true}\n");
    let mut script = Script::default().say(value("7").second("zhang", "7"));
    script.second = Some(value("7").second("li", "7"));
    script.pins = ["lili"].into();
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, [Refusal::SamePerson("zhang".into())]);
    let (_, Event::Answered(answered)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(answered.second.as_ref().map(|second| second.assurance), Some(Assurance::Pin));
}

#[test]
fn back_asks_the_last_answer_again() {
    let mut desk = Desk::open("  - {measure: M, id: m}\n  - B\n");
    let mut script = Script::default().say(value("1")).command(Command::Back).say(value("2"));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked, ["1", "2", "1", "2", ""]);
    assert!(desk.words().contains(&"amended"));
    desk.prove();
}

#[test]
fn at_a_question_that_was_gone_back_to_a_pause_is_a_pause() {
    // The command was dropped, and the run went on asking.
    let mut desk = Desk::open("  - {measure: M, id: m}\n  - B\n");
    let mut script = Script::default().say(value("1")).command(Command::Back).command(Command::Pause);
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Paused);
    assert_eq!(desk.words().last(), Some(&"paused"));
    let mut script = Script::default().command(Command::Back).command(Command::Back);
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked[..3], ["2", "1", "2"], "back at it leaves it as it is");
}

#[test]
fn rule_17_a_refused_answer_stays_at_the_question_that_was_gone_back_to() {
    // A refusal left the amendment without a word, and the next line answered the step that was next.
    let steps = "  - {check: A, id: a}\n  - {measure: M, id: m, max: 5}\n  - {check: C, id: c}\n";
    let mut desk = Desk::open(steps);
    let mut script = Script::default().say(done()).say(value("3")).command(Command::Back);
    script = script.say(value("abc")).say(value("1"));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, [Refusal::NotANumber("abc".into())]);
    assert_eq!(script.asked, ["1", "2", "3", "2", "2", "3", ""]);
    let amended = |event: &Event| matches!(event, Event::Amended(amended) if amended.path == "2");
    assert!(desk.events().iter().any(|(_, event)| amended(event)));
    desk.prove();
}

#[test]
fn factor_05_rule_05_rule_17_what_is_taken_back_or_noted_at_an_earlier_question_stays_there() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 5}\n  - B\n");
    let mut script = Script::default().say(value("3")).command(Command::Back).say(value("9"));
    script.instead.push_back(Box::new(|_| Supplied::Withdrawn));
    script = script.command(Command::Note("lamp".into())).command(Command::Again).command(Command::Keep);
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked, ["1", "2", "1", "1", "1", "1", "2", ""]);
    assert!(!desk.words().contains(&"amended"));
    // Going back was left without a record where it changed nothing.
    let (_, Event::Reconfirmed(kept)) = &desk.events()[4] else { panic!("{:?}", desk.words()) };
    assert_eq!((kept.path.as_str(), kept.of), ("1", 3));
    desk.prove();
}

#[test]
fn rule_04_what_was_called_mistyped_outlives_a_refusal_and_an_answer_that_is_taken_back() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n  - B\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|answer| {
        answer.mistyped.push(Raw::Line("25".to_owned()));
        Supplied::Withdrawn
    }));
    script = script.say(value("abc")).say(value("24").mistyped("26"));
    script.instead.push_back(Box::new(|_| Supplied::Withdrawn));
    script = script.say(value("21"));
    desk.conduct(&mut script).expect("written");
    let (_, Event::Answered(answered)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(answered.mistyped, ["25", "26", "24"].map(|line| Raw::Line(line.to_owned())));
    let (_, Event::Answered(next)) = &desk.events()[3] else { panic!("another event") };
    assert_eq!(next.mistyped, [], "they are of their own step alone");
    desk.prove();
}

#[test]
fn rule_04_what_was_called_mistyped_stands_in_the_entry_of_a_step_that_does_not_apply() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("abc").mistyped("25")).say(given(Given::NotApplicable));
    desk.conduct(&mut script).expect("written");
    let (_, Event::Answered(answered)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(answered.mistyped, [Raw::Line("25".to_owned())]);
    desk.prove();
}

/// It was lost where the run was left before another answer came.
#[test]
fn rule_04_what_was_called_mistyped_stands_in_the_entry_of_the_pause_that_came_instead_of_an_answer() {
    let leaves: [fn(Script) -> Script; 2] =
        [|script| script.goes(Interruption::Interrupt), |script| script.command(Command::Pause)];
    for leave in leaves {
        let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n  - B\n");
        let mut script = leave(Script::default().say(value("abc").mistyped("25")));
        desk.conduct(&mut script).expect("written");
        assert_eq!(desk.words()[2..], ["paused"]);
        let (_, Event::Paused(paused)) = &desk.events()[2] else { panic!("another event") };
        assert_eq!(paused.mistyped, [Raw::Line("25".to_owned())]);
        desk.prove();
    }
}

/// It was lost where the run was given up before another answer came.
#[test]
fn rule_04_what_was_called_mistyped_stands_in_the_entry_of_the_end_that_came_instead_of_an_answer() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n  - B\n");
    let mut script = Script::default().say(value("abc").mistyped("25")).say(given(Given::GiveUp).because("power cut"));
    desk.conduct(&mut script).expect("written");
    let (_, Event::RunClosed(closed)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!((closed.step.as_deref(), &*closed.mistyped), (Some("1"), &[Raw::Line("25".to_owned())][..]));
    desk.prove();
}

#[test]
fn rule_04_what_was_called_mistyped_as_the_run_was_left_while_it_was_typed_anew_stands_in_the_pause() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|answer| {
        answer.mistyped.push(Raw::Line("25".to_owned()));
        Supplied::Command(Command::Pause)
    }));
    desk.conduct(&mut script).expect("written");
    let (_, Event::Paused(paused)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(paused.mistyped, [Raw::Line("25".to_owned())]);
    desk.prove();
}

#[test]
fn what_is_noted_while_an_answer_is_completed_leaves_the_answer() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|_| Supplied::Command(Command::Note("lamp".into()))));
    desk.conduct(&mut script).expect("written");
    assert_eq!((script.asked.len(), &desk.words()[2..]), (2, &["note_added", "answered", "run_closed"][..]));
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|_| Supplied::Command(Command::Pause)));
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Paused);
    assert_eq!(desk.words()[2..], ["paused"]);
}

#[test]
fn a_jump_goes_to_a_track_or_asks_an_answered_step_again() {
    let mut desk = Desk::open("  - {section: S, order: any, steps: [{section: A, steps: [A1, A2]}, B]}\n");
    let jump = |to: &str| Command::Jump(to.to_owned());
    let mut script = Script::default().say(done()).command(jump("1.2"));
    script = script.command(Command::Change("1.1.1".to_owned())).say(done());
    script = script.command(jump("9"));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked, ["1.1.1", "1.1.2", "1.2", "1.1.1", "1.2", "1.2", "1.1.2", ""]);
    desk.prove();
}

/// A decision that is a track of its own was gone back to instead of being asked again, as long as its branch was open.
#[test]
fn rule_17_an_answered_track_whose_branch_is_open_is_asked_again() {
    let mut desk =
        Desk::open("  - {section: S, order: any, steps: [{decide: D, id: d, if_yes: [Y1, Y2], if_no: [N1]}, X]}\n");
    let mut script = Script::default().say(yes()).say(done()).command(Command::Change("1.1".to_owned())).say(no());
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked[..4], ["1.1", "1.1.yes.1", "1.1.yes.2", "1.1"]);
    assert_eq!(script.asked[4], "1.1.no.1");
    assert!(desk.words().contains(&"amended") && !desk.words().contains(&"jumped"));
    desk.prove();
}

#[test]
fn notes_are_records_and_leave_the_question() {
    let mut desk = Desk::open("  - A\n");
    let mut script = Script::default().command(Command::Note("lamp flickers".into())).command(Command::Again);
    // A note of any length went to the journal, which gave up on the run.
    script = script.command(Command::Note("x".repeat(70_000)));
    desk.conduct(&mut script).expect("written");
    assert_eq!(desk.words()[2..], ["note_added", "answered", "run_closed"]);
    assert_eq!(script.refused, [Refusal::TooLong]);
    desk.prove();
}

#[test]
fn what_is_withdrawn_is_not_recorded() {
    let mut desk = Desk::open("  - {measure: M, id: m, independent: true, not_applicable: allowed}\n");
    let mut script = Script::default().say(value("7")).say(given(Given::NotApplicable));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked, ["1", "1", ""]);
    assert_eq!(desk.run.counts().not_applicable, 1);
}

#[test]
fn secrets_are_in_no_byte_of_the_journal() {
    let mut desk = Desk::open(
        "  - {record: S, id: s, type: text, secret: true}\n  - record: F\n    id: f\n    fields: [{id: pin, type: text, secret: true}, {id: name, type: text}]\n",
    );
    let mut script =
        Script::default().say(value("hush-1").mistyped("hush-0")).say(form(&[("pin", "hush-2"), ("name", "x")]));
    desk.conduct(&mut script).expect("written");
    assert!(!String::from_utf8_lossy(&desk.storage.bytes()).contains("hush"));
    desk.prove();
}

#[test]
fn a_run_that_was_left_is_gone_on_with_from_its_journal() {
    let mut desk = Desk::open("  - {decide: D, id: d, if_yes: [X]}\n  - {check: A, id: a}\n  - B\n");
    let mut script = Script::default().say(no()).say(later()).goes(Interruption::Interrupt);
    desk.conduct(&mut script).expect("written");
    desk.run = Run::replay(desk.program.clone(), desk.events()).expect("replays");
    let mut script = Script::default();
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Closed(Verdict::Completed));
    assert_eq!(script.asked, ["3", "2", ""]);
    desk.prove();
}

#[test]
fn a_decision_is_one_entry_and_its_branch_another() {
    let mut desk = Desk::open("  - {decide: D, id: d, if_yes: [X], if_no: [Y]}\n");
    desk.conduct(&mut Script::default().say(yes())).expect("written");
    assert_eq!(desk.words()[2..], ["answered", "inactivated", "answered", "run_closed"]);
}

/// It was lost where it was taken back, or the run was left, before a word was said on it.
#[test]
fn rule_04_a_value_out_of_limits_that_is_taken_back_or_left_stands_as_mistyped() {
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|_| Supplied::Withdrawn));
    script = script.say(value("20"));
    desk.conduct(&mut script).expect("written");
    let (_, Event::Answered(answered)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(answered.mistyped, [Raw::Line("25".to_owned())]);
    desk.prove();
    let mut desk = Desk::open("  - {measure: M, id: m, max: 22}\n");
    let mut script = Script::default().say(value("25"));
    script.instead.push_back(Box::new(|_| Supplied::Command(Command::Pause)));
    desk.conduct(&mut script).expect("written");
    let (_, Event::Paused(paused)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!(paused.mistyped, [Raw::Line("25".to_owned())]);
    desk.prove();
}

/// A session knew the clocks only from its first entry: a step was taken for time that had passed.
#[test]
fn fault_64_rule_24_a_clock_that_is_set_while_the_first_question_after_going_on_waits_is_a_record() {
    let mut desk = Desk::open("  - A\n  - B\n");
    desk.conduct(&mut Script::default().say(done()).goes(Interruption::Interrupt)).expect("written");
    let written = desk.words().len();
    let clock = Rc::new(Ticking::new());
    let setting = clock.clone();
    let mut script = Script::default();
    script.says.push_back(Box::new(move |_| {
        setting.set(TimeDelta::hours(2));
        Ok(Input::Answer(Box::new(done())))
    }));
    let mut session = Session::new(desk.run.clone(), &mut desk.journal, &*clock, &Pins);
    session.conduct(&mut script).expect("written");
    desk.run = session.run;
    assert_eq!(desk.words()[written], "clock_stepped");
}
