//! Who signs and who goes on: PINs, locks, and another operator.

use super::{Desk, Script};
use crate::journal::Verification;
use crate::run::answer::{Given, Refusal};
use crate::run::event::{Assurance, Event};
use crate::run::testing::{given, person, signs};
use crate::session::{Command, Interruption};

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
fn fault_74_five_wrong_pins_lock_a_person_for_the_run() {
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
    let mut script =
        Script::default().command(Command::ChangeOperator(li.clone())).command(Command::ChangeOperator(li));
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
fn rule_27_nobody_is_asked_for_a_pin_who_cannot_sign_anyway() {
    // The right PIN was answered with a refusal, and five wrong ones locked somebody who had nothing to sign.
    let steps = "  - {sign: S, id: s, by: [lead, clerk]}\n  - {measure: M, id: m, max: 1, on_fail: {steps: [Fix]}}\n";
    let mut desk = Desk::open(steps);
    let mut script = Script::default().say(signs("li")).say(signs("wang")).say(signs("wang")).say(signs("li"));
    script.pins = ["wangwang", "lili"].into();
    script = script.goes(Interruption::Interrupt);
    desk.conduct(&mut script).expect("written");
    assert_eq!(script.refused, [Refusal::LacksRole("li".into()), Refusal::SamePerson("wang".into())]);
    assert!(script.pins.is_empty(), "{:?}", script.pins);
    assert!(!desk.words().contains(&"signing_failed"), "{:?}", desk.words());
    desk.prove();
}
