//! The one loop with a scripted prompter, a journal in memory and a clock that ticks; with storage that fails, too.

use std::cell::Cell;
use std::collections::VecDeque;

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};

use super::{Command, Ending, Input, Interruption, People, Prompter, Session, SessionError, Supplied};
use crate::clock::{Clock, Stamp};
use crate::journal::{Condition, Fault, Journal, MemoryStorage, Verification};
use crate::run::answer::{Answer, Given, Need, Refusal, Typed};
use crate::run::event::{AfterFailure, Assurance, Event, EvidenceItem, Moment, Person, RunStarted};
use crate::run::outcome::Verdict;
use crate::run::question::{Ask, Question};
use crate::run::testing::{
    close, done, fails, form, given, later, no, person, plainest, procedure, signs, started, value, with_steps, yes,
};
use crate::run::tests::generator::{self, Choices};
use crate::run::{Applied, Program, Run};

/// A clock that moves a millisecond whenever it is read; its wall can be set.
struct Ticking {
    at: Cell<Moment>,
    mono: Cell<u64>,
}

impl Ticking {
    fn new() -> Self {
        let at = Moment::parse_from_rfc3339("2026-11-23T08:00:00+08:00").expect("a moment");
        Self { at: Cell::new(at), mono: Cell::new(0) }
    }

    fn set(&self, by: TimeDelta) {
        self.at.set(self.at.get() + by);
    }
}

impl Clock for Ticking {
    fn now(&self) -> Stamp {
        self.at.set(self.at.get() + TimeDelta::milliseconds(1));
        self.mono.set(self.mono.get() + 1_000);
        Stamp { at: self.at.get(), mono: self.mono.get() }
    }
}

/// Everybody's PIN is his id twice; zhang has none.
struct Pins;

impl People for Pins {
    fn has_pin(&self, person: &str) -> bool {
        person != "zhang"
    }

    fn is_pin(&self, person: &str, pin: &str) -> bool {
        pin == format!("{person}{person}")
    }
}

type Said = Box<dyn FnMut(&Question) -> Result<Input, Interruption>>;

/// Says what it is told to, in order; then the plainest.
#[derive(Default)]
struct Script {
    says: VecDeque<Said>,
    pins: VecDeque<&'static str>,
    second: Option<Answer>,
    signal: Cell<bool>,
    asked: Vec<String>,
    refused: Vec<Refusal>,
    recorded: Vec<&'static str>,
    lost: Vec<Event>,
}

impl Script {
    fn say(mut self, answer: Answer) -> Self {
        self.says.push_back(Box::new(move |_| Ok(Input::Answer(Box::new(answer.clone())))));
        self
    }

    fn command(mut self, command: Command) -> Self {
        self.says.push_back(Box::new(move |_| Ok(Input::Command(command.clone()))));
        self
    }

    fn goes(mut self, why: Interruption) -> Self {
        self.says.push_back(Box::new(move |_| Err(why.clone())));
        self
    }
}

impl Prompter for Script {
    fn ask(&mut self, question: &Question, _run: &Run) -> Result<Input, Interruption> {
        self.asked.push(question.path.clone());
        if let Some(mut said) = self.says.pop_front() {
            return said(question);
        }
        let answer = if matches!(question.ask, Ask::Close(_)) { close() } else { plainest(question) };
        Ok(Input::Answer(Box::new(answer)))
    }

    fn supply(
        &mut self,
        _question: &Question,
        need: &Need,
        answer: &mut Answer,
        _run: &Run,
    ) -> Result<Supplied, Interruption> {
        match need {
            Need::Reason(_) if answer.reason.is_some() => answer.amending = Some("misread".to_owned()),
            Need::Reason(_) => {
                answer.reason = Some("because".to_owned());
                answer.amending = Some("misread".to_owned());
            }
            Need::AfterFailure(ways) => {
                answer.after_failure = Some(if ways.correct { AfterFailure::Correct } else { AfterFailure::Leave });
            }
            Need::Evidence => answer.evidence = Some(vec![EvidenceItem::Reference("D-1".to_owned())]),
            Need::Second => match self.second.take() {
                Some(second) => answer.second = second.second,
                None => return Ok(Supplied::Withdrawn),
            },
            Need::Person => return Ok(Supplied::Withdrawn),
        }
        Ok(Supplied::Added)
    }

    fn pin(&mut self, _person: &Person) -> Result<Option<String>, Interruption> {
        Ok(self.pins.pop_front().map(str::to_owned))
    }

    fn refused(&mut self, _question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        self.refused.push(refusal.clone());
        Ok(())
    }

    fn recorded(&mut self, event: &Event, _at: Moment, _run: &Run) {
        self.recorded.push(event.word());
    }

    fn not_confirmed(&mut self, event: &Event) {
        self.lost.push(event.clone());
    }

    fn interruption(&self) -> Option<Interruption> {
        self.signal.take().then_some(Interruption::Terminate)
    }
}

/// A run whose first entry is in a journal.
struct Desk {
    program: Program,
    storage: MemoryStorage,
    journal: Journal<MemoryStorage>,
    run: Run,
    clock: Ticking,
}

impl Desk {
    /// Opens a run of these steps on a site with a roster.
    fn open(steps: &str) -> Self {
        Self::with(Program::new(procedure(&with_steps(steps)), Vec::new()))
    }

    fn with(program: Program) -> Self {
        let mut started = started(&program);
        let roster = vec![person("zhang", &["lead"]), person("li", &["clerk"]), person("wang", &["lead", "clerk"])];
        started.operator = roster[0].clone();
        started.roster = Some(roster);
        Self::begin(program, started)
    }

    fn begin(program: Program, started: RunStarted) -> Self {
        let (storage, clock) = (MemoryStorage::default(), Ticking::new());
        let mut journal = Journal::create(storage.clone());
        let now = clock.now();
        let event = Event::RunStarted(Box::new(started.clone()));
        journal.append(now, event.word(), "zhang", &event).expect("written");
        let run = Run::begin(program.clone(), started, Applied { seq: 1, at: now.at, mono: now.mono });
        Self { program, storage, journal, run, clock }
    }

    fn conduct(&mut self, prompter: &mut dyn Prompter) -> Result<Ending, SessionError> {
        let mut session = Session::new(self.run.clone(), &mut self.journal, &self.clock, &Pins);
        let ending = session.conduct(prompter);
        self.run = session.run;
        ending
    }

    fn events(&self) -> Vec<(Applied, Event)> {
        let verification = Verification::of(&self.storage.bytes());
        assert!(matches!(verification.condition(), Condition::Intact | Condition::Open), "{:?}", verification.tail);
        let event = |entry: &crate::journal::Entry| {
            let event = Event::read(&entry.kind, entry.data.get()).expect("readable").expect("known");
            (Applied { seq: entry.seq, at: entry.time, mono: entry.mono }, event)
        };
        verification.entries.iter().map(event).collect()
    }

    fn words(&self) -> Vec<&'static str> {
        self.events().iter().map(|(_, event)| event.word()).collect()
    }

    /// The journal's bytes make the same run.
    fn prove(&self) {
        let run = Run::replay(self.program.clone(), self.events()).expect("replays");
        assert_eq!(run.records(), self.run.records());
        assert_eq!(run.closed(), self.run.closed());
        assert_eq!((run.counts(), run.operator()), (self.run.counts(), self.run.operator()));
    }
}

#[test]
fn a_run_is_conducted_to_its_end_and_its_journal_makes_it_again() {
    let mut desk = Desk::open("  - {check: A, id: a, evidence: {kind: reference}}\n  - {measure: M, id: m, max: 1}\n  - B\n");
    let mut script = Script::default().say(done()).say(value("7"));
    assert_eq!(desk.conduct(&mut script).expect("written"), Ending::Closed(Verdict::CompletedWithDeviations));
    assert_eq!(script.asked, ["1", "2", "3", ""]);
    assert_eq!(desk.words(), ["run_started", "section_shown", "answered", "answered", "answered", "run_closed"]);
    desk.prove();
}

#[test]
fn the_next_question_comes_after_the_answer_is_on_the_disk() {
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
fn what_could_not_be_written_does_not_count_and_ends_the_session() {
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
fn a_clock_that_is_set_while_a_question_waits_is_a_record() {
    // It was looked for only between an answer and the next question, so that a step was taken for time that had passed.
    let mut desk = Desk::open("  - A\n  - B\n");
    let clock = std::rc::Rc::new(Ticking::new());
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
    assert_eq!((script.asked.as_slice(), script.refused.as_slice()), (&["1".to_owned(), String::new()][..], &[Refusal::ReasonRequired][..]));
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
fn a_signature_takes_the_pin() {
    let mut desk = Desk::open("  - {sign: S, id: s, by: [clerk]}\n");
    let mut script = Script::default().say(signs("li"));
    script.pins = ["wrong", "lili"].into();
    desk.conduct(&mut script).expect("written");
    assert_eq!(desk.words()[2..], ["signing_failed", "signed", "run_closed"]);
    let (_, Event::Signed(signed)) = &desk.events()[3] else { panic!("another event") };
    assert_eq!((signed.assurance, signed.head_seq), (Assurance::Pin, 3));
    desk.prove();
}

#[test]
fn without_a_name_the_operator_signs() {
    let mut desk = Desk::open("  - {sign: S, id: s, by: [lead]}\n");
    desk.conduct(&mut Script::default().say(given(Given::Signs))).expect("written");
    let (_, Event::Signed(signed)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!((signed.by.as_str(), signed.assurance), ("zhang", Assurance::Claimed), "who has no pin gives none");
}

#[test]
fn five_wrong_pins_lock_a_person_for_the_run() {
    let mut desk = Desk::open("  - {sign: S, id: s, by: [clerk]}\n  - {sign: T, id: t, by: [clerk]}\n");
    let mut script = Script::default().say(signs("li")).say(signs("li")).say(signs("wang")).say(signs("li"));
    script.pins = ["1", "2", "3", "4", "5", "wangwang"].into();
    script = script.goes(Interruption::Interrupt);
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, vec![Refusal::PersonLocked("li".into()); 3]);
    assert_eq!(desk.words().iter().filter(|word| **word == "signing_failed").count(), 5);
    assert_eq!(desk.words().iter().filter(|word| **word == "locked").count(), 1);
    desk.prove();
}

#[test]
fn a_locked_person_does_not_take_over() {
    // Locked, one was let through without a PIN.
    let mut desk = Desk::open("  - A\n");
    let li = person("li", &["clerk"]);
    let mut script = Script::default().command(Command::ChangeOperator(li.clone())).command(Command::ChangeOperator(li));
    script.pins = ["1", "2", "3", "4", "5"].into();
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, vec![Refusal::PersonLocked("li".into()); 2]);
    assert!(!desk.words().contains(&"operator_changed"));
}

#[test]
fn another_operator_takes_over_with_a_pin() {
    let mut desk = Desk::open("  - A\n");
    let mut script = Script::default().command(Command::ChangeOperator(person("li", &["clerk"])));
    script.pins = ["lili"].into();
    desk.conduct(&mut script).expect("written");
    let (_, Event::OperatorChanged(changed)) = &desk.events()[2] else { panic!("another event") };
    assert_eq!((changed.to.id.as_str(), changed.assurance), ("li", Assurance::Pin));
    let verification = Verification::of(&desk.storage.bytes());
    assert_eq!(verification.entries[3].by, "li");
    desk.prove();
}

#[test]
fn a_stranger_does_not_take_over() {
    let mut desk = Desk::open("  - A\n");
    let mut script = Script::default().command(Command::ChangeOperator(person("nobody", &[])));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, [Refusal::UnknownPerson("nobody".into())]);
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
fn a_jump_goes_to_a_track_or_asks_an_answered_step_again() {
    let mut desk = Desk::open("  - {section: S, order: any, steps: [{section: A, steps: [A1, A2]}, B]}\n");
    let jump = |to: &str| Command::Jump(to.to_owned());
    let mut script = Script::default().say(done()).command(jump("1.2")).command(jump("1.1.1")).say(done());
    script = script.command(jump("9"));
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.asked, ["1.1.1", "1.1.2", "1.2", "1.1.1", "1.2", "1.2", "1.1.2", ""]);
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
    let mut script = Script::default().say(value("hush-1").mistyped("hush-0")).say(form(&[("pin", "hush-2"), ("name", "x")]));
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

/// Answers at random, and says other things at random.
struct Random {
    choices: Choices,
    turns: usize,
}

impl Prompter for Random {
    fn ask(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        self.turns += 1;
        if self.turns > 80 || self.choices.is_through() {
            return Err(Interruption::LeftOpen);
        }
        let paths = |steps: Vec<(String, String)>| steps.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
        let places = [paths(run.answered_steps()), paths(run.open_tracks())].concat();
        Ok(match self.choices.below(14) {
            9 => Input::Command(Command::Note("note".to_owned())),
            10 => Input::Command(Command::Back),
            11 if !places.is_empty() => Input::Command(Command::Jump(places[self.choices.below(places.len())].clone())),
            12 => {
                let everybody = run.started().roster.as_deref().unwrap_or_default();
                Input::Command(Command::ChangeOperator(everybody[self.choices.below(everybody.len())].clone()))
            }
            _ => {
                let mut answer = generator::answer(&mut self.choices, question);
                answer.number = Some(Typed { typed: 7, shown: 7 });
                Input::Answer(Box::new(answer))
            }
        })
    }

    fn supply(&mut self, _: &Question, need: &Need, answer: &mut Answer, _: &Run) -> Result<Supplied, Interruption> {
        match need {
            Need::Reason(_) if answer.reason.is_none() => answer.reason = Some("because".to_owned()),
            Need::Reason(_) => answer.amending = Some("misread".to_owned()),
            Need::AfterFailure(_) => answer.after_failure = Some(AfterFailure::Leave),
            _ => return Ok(Supplied::Withdrawn),
        }
        Ok(Supplied::Added)
    }

    fn pin(&mut self, person: &Person) -> Result<Option<String>, Interruption> {
        Ok((!self.choices.one_in(3)).then(|| if self.choices.one_in(4) { String::new() } else { person.id.repeat(2) }))
    }

    fn refused(&mut self, _: &Question, _: &Refusal) -> Result<(), Interruption> {
        Ok(())
    }

    fn recorded(&mut self, _: &Event, _: Moment, _: &Run) {}

    fn not_confirmed(&mut self, event: &Event) {
        panic!("{event:?}");
    }

    fn interruption(&self) -> Option<Interruption> {
        None
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_session_leaves_a_chain_that_makes_its_run_again(bytes in vec(any::<u8>(), 80..400)) {
        let mut choices = Choices::new(bytes);
        let (main, callee) = generator::procedures(&mut choices);
        let mut desk = Desk::with(Program::new(procedure(&main), vec![procedure(&callee)]));
        let mut prompter = Random { choices, turns: 0 };
        desk.conduct(&mut prompter).expect("written");
        desk.prove();
    }
}

#[test]
fn a_decision_is_one_entry_and_its_branch_another() {
    let mut desk = Desk::open("  - {decide: D, id: d, if_yes: [X], if_no: [Y]}\n");
    desk.conduct(&mut Script::default().say(yes())).expect("written");
    assert_eq!(desk.words()[2..], ["answered", "inactivated", "answered", "run_closed"]);
}
