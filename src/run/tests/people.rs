//! People: signatures, holds, second entries, overrides, with a roster and without.

use crate::run::Undecided;
use crate::run::answer::{Need, Refusal};
use crate::run::event::Event;
use crate::run::outcome::{Outcome, Verdict};
use crate::run::question::Ask;
use crate::run::testing::*;

const SIGN: &str =
    "  - {check: A, id: a}\n  - {sign: Checked, id: s, by: [lead, clerk], meaning: \"All of it\"}\n  - B\n";

#[test]
fn each_role_signs_and_each_is_another_person() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done());
    assert_eq!(walk.hear("s", signs("li")), Err(Undecided::Refused(Refusal::LacksRole("li".into()))));
    assert_eq!(walk.hear("s", signs("nobody")), Err(Undecided::Refused(Refusal::UnknownPerson("nobody".into()))));
    walk.say("s", signs("wang"));
    assert_eq!(walk.hear("s", signs("wang")), Err(Undecided::Refused(Refusal::SamePerson("wang".into()))));
    walk.say("s", signs("li"));
    assert_eq!(walk.asks(), "3");
    assert_eq!(walk.value("s"), "wang, li");
    let Event::Signed(signed) = walk.events("signed")[1] else { panic!("another event") };
    assert_eq!(
        (signed.name.as_str(), signed.role.as_deref(), signed.meaning.as_str()),
        ("LI", Some("clerk"), "All of it")
    );
    assert_eq!(signed.head_seq, 4, "what it covers");
}

#[test]
fn the_operator_may_be_one_of_them() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done()).say("s", signs("zhang")).say("s", signs("li"));
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn without_a_roster_any_person_takes_any_role() {
    let mut walk = Walk::steps(SIGN);
    walk.say("a", done()).say("s", signs("anybody"));
    assert!(walk.hear("s", signs("anybody")).is_err());
    walk.say("s", signs("another"));
    assert_eq!(walk.asks(), "3");
}

#[test]
fn a_signature_without_a_role_is_anybodys() {
    let mut walk = Walk::with_roster("  - {sign: Seen, id: s}\n");
    walk.say("s", signs("li"));
    assert_eq!(walk.asks(), "close");
}

#[test]
fn a_signer_may_decline_with_a_reason_which_fails_the_step() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done()).say("s", signs("zhang")).say("s", fails().by("li").because("lamp is out"));
    assert_eq!(walk.asks(), "3");
    assert_eq!(walk.outcome("2"), Some(Outcome::Failed));
    assert_eq!(walk.deviations(), ["2 failed"]);
}

#[test]
fn a_declined_signature_is_asked_again_where_on_fail_says_so() {
    let mut walk = Walk::with_roster("  - {sign: S, id: s, by: [lead, clerk], on_fail: {steps: [X], then: recheck}}\n");
    walk.say("s", signs("zhang")).say("s", fails().by("li")).say("1.fail.1", done()).say("s", signs("li"));
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.outcome("1"), Some(Outcome::Corrected));
}

#[test]
fn signing_cannot_be_put_off_or_skipped() {
    let mut walk = Walk::with_roster("  - {sign: S, id: s}\n");
    for answer in [later(), not_applicable(), done()] {
        assert!(walk.hear("s", answer).is_err());
    }
}

#[test]
fn rule_17_an_amendment_of_what_was_signed_voids_the_signature() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done()).say("s", signs("zhang")).say("s", signs("li")).say("3", done());
    walk.asks();
    walk.amend("3", fails().because("out").amending("looked again"));
    assert_eq!(walk.asks(), "close", "what came after the signature is not locked by it");
    walk.amend("1", fails().because("out").amending("looked again"));
    assert_eq!(walk.asks(), "s");
    assert_eq!(walk.events("signature_voided").len(), 1);
    walk.say("s", signs("wang")).say("s", signs("li"));
    assert_eq!(walk.asks(), "close");
}

#[test]
fn an_amendment_voids_a_signature_that_is_not_complete_yet() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done()).say("s", signs("wang"));
    walk.amend("1", fails().because("out").amending("looked again"));
    walk.say("s", signs("wang")).say("s", signs("li"));
    assert_eq!(walk.events("signed").len(), 3);
}

#[test]
fn a_signed_step_is_not_gone_back_to() {
    let mut walk = Walk::with_roster(SIGN);
    walk.say("a", done()).say("s", signs("wang")).say("s", signs("li"));
    walk.asks();
    let now = walk.now();
    assert!(walk.run.amend("2", now).is_none(), "it was offered as a check");
    assert_eq!(walk.run.answered_steps(), [("1".to_owned(), "A".to_owned())]);
    assert_eq!(walk.run.last_answered(), Some("1"));
}

#[test]
fn a_hold_point_is_released_by_its_role_alone() {
    let hold = "  - {check: A, id: a, hold: clerk}\n  - B\n";
    let mut walk = Walk::with_roster(hold);
    assert_eq!(walk.hear("a", done()), Err(Undecided::Needs(Need::Person)), "zhang is no clerk");
    assert_eq!(walk.hear("a", done().by("zhang")), Err(Undecided::Refused(Refusal::LacksRole("zhang".into()))));
    assert_eq!(walk.hear("a", later().by("li")), Err(Undecided::Refused(Refusal::Forbidden)));
    walk.say("a", done().by("li"));
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert_eq!(answered.by, "li");
    let mut walk = Walk::with_roster("  - {check: A, id: a, hold: lead}\n  - B\n");
    walk.say("a", done());
    assert_eq!(walk.asks(), "2", "the operator may be that person");
    let mut walk = Walk::steps(hold);
    walk.say("a", done());
    assert_eq!(walk.asks(), "2", "without a roster anybody");
}

#[test]
fn an_independent_value_is_entered_by_another_person() {
    let mut walk = Walk::with_roster("  - {measure: M, id: m, independent: true}\n  - B\n");
    assert_eq!(walk.hear("m", value("7.10")), Err(Undecided::Needs(Need::Second)));
    assert!(walk.hear("m", value("7.10").second("zhang", "7.1")).is_err());
    assert!(walk.hear("m", value("7.10").second("li", "x")).is_err());
    walk.say("m", value("7.10").second("li", "7.1"));
    assert_eq!((walk.outcome("1"), walk.value("m")), (Some(Outcome::Done), "7.10".to_owned()));
}

#[test]
fn a_difference_fails_the_step() {
    let mut walk = Walk::with_roster("  - {record: R, id: r, type: text, independent: true}\n  - B\n");
    walk.say("r", value("A-1").second("li", "A-2"));
    assert_eq!(walk.outcome("1"), Some(Outcome::Failed));
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert!(!answered.second.as_ref().expect("a second").agrees);
}

#[test]
fn a_secret_that_differs_fails_too() {
    // Two secrets always agreed, since what is kept of each is the same.
    let steps = "  - {record: R, id: r, type: text, secret: true, independent: true}\n";
    let mut walk = Walk::with_roster(steps);
    walk.say("r", value("hush-1").second("li", "hush-2"));
    assert_eq!(walk.outcome("1"), Some(Outcome::Failed));
    assert!(!walk.told().contains("hush"));
    let mut walk = Walk::with_roster(steps);
    walk.say("r", value("hush").second("li", "hush"));
    assert_eq!(walk.outcome("1"), Some(Outcome::Done));
}

#[test]
fn an_answer_can_be_somebody_elses() {
    let mut walk = Walk::with_roster("  - {check: A, id: a}\n");
    assert!(walk.hear("a", done().by("nobody")).is_err());
    walk.say("a", done().by("li"));
    let Event::Answered(answered) = walk.events("answered")[0] else { panic!("another event") };
    assert_eq!(answered.by, "li");
}

#[test]
fn without_a_roster_a_person_is_known_by_a_name() {
    // A number of the menu, or a question mark, became a signer.
    let mut walk = Walk::steps(SIGN);
    walk.say("a", done());
    for typed in ["1", "２", "12", "?", "-", "…"] {
        let refused = Err(Undecided::Refused(Refusal::NotAName(typed.into())));
        assert_eq!(walk.hear("s", signs(typed)), refused, "{typed}");
        let person = person(typed, &[]);
        assert_eq!(walk.run.may_take_over(&person), Err(Refusal::NotAName(typed.into())));
    }
    for name in ["张敏", "李", "Li Na", "O'Neil", "zhang3", "Åsa"] {
        assert!(walk.hear("s", signs(name)).is_ok(), "{name}");
    }
}

#[test]
fn without_a_roster_the_same_name_written_otherwise_is_no_second_person() {
    let mut walk = Walk::steps(SIGN);
    walk.say("a", done()).say("s", signs("Li Na"));
    for name in ["Li Na", "li na", "LiNa", " Li  Na ", "ＬＩ ＮＡ"] {
        assert_eq!(walk.hear("s", signs(name)), Err(Undecided::Refused(Refusal::SamePerson(name.into()))), "{name}");
    }
    walk.say("s", signs("Li Min"));
    assert_eq!(walk.asks(), "3");
}

#[test]
fn a_journal_of_earlier_rules_keeps_its_signers() {
    let mut walk = Walk::with(&with_steps(SIGN), &[], |started| started.rules = 2);
    walk.say("a", done()).say("s", signs("1")).say("s", signs("zhang")).say("3", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn a_hold_on_a_signature_wants_somebody_of_its_role_among_the_signers() {
    let mut walk = Walk::with_roster("  - {sign: S, id: s, by: [clerk], hold: lead}\n  - B\n");
    assert_eq!(walk.hear("s", signs("li")), Err(Undecided::Refused(Refusal::LacksRole("li".into()))), "no lead signed");
    walk.say("s", signs("wang"));
    assert_eq!(walk.asks(), "2");
    let mut walk = Walk::with_roster("  - {sign: S, id: s, hold: lead}\n  - B\n");
    assert_eq!(walk.hear("s", signs("li")), Err(Undecided::Refused(Refusal::LacksRole("li".into()))));
    walk.say("s", signs("zhang"));
    assert_eq!(walk.asks(), "2");
    let mut walk = Walk::steps("  - {sign: S, id: s, by: [clerk], hold: lead}\n  - B\n");
    walk.say("s", signs("anybody"));
    assert_eq!(walk.asks(), "2", "without a roster anybody");
}

#[test]
fn a_held_signature_is_declined_by_the_role_that_holds_it_alone() {
    let steps = "  - {sign: S, id: s, by: [clerk, lead], hold: lead}\n  - B\n";
    let mut walk = Walk::with_roster(steps);
    let refused = walk.hear("s", fails().by("li").because("no"));
    assert_eq!(refused, Err(Undecided::Refused(Refusal::LacksRole("li".into()))), "the run went on without a lead");
    let Ask::Sign { may_decline, .. } = walk.question().ask else { panic!("another question") };
    assert_eq!(may_decline, ["zhang", "wang"]);
    walk.say("s", fails().by("zhang").because("no"));
    assert_eq!(walk.asks(), "2");
}

#[test]
fn what_a_signed_step_asks_to_be_shown_is_kept_with_the_signature_that_completes_it() {
    let steps = "  - {sign: S, id: s, by: [lead, clerk], evidence: {kind: reference, at_least: 2}}\n  - B\n";
    let mut walk = Walk::with_roster(steps);
    walk.say("s", signs("zhang"));
    assert_eq!(walk.hear("s", signs("li")), Err(Undecided::Needs(Need::Evidence)));
    let few = Err(Undecided::Refused(Refusal::TooLittleEvidence(2)));
    assert_eq!(walk.hear("s", signs("li").showing(&["D-1"])), few);
    assert!(walk.question().evidence.is_some());
    walk.say("s", signs("li").showing(&["D-1", "D-2"]));
    let kept: Vec<usize> = walk.events("signed").iter().map(|event| evidence_of(event)).collect();
    assert_eq!(kept, [0, 2]);
    let mut walk = Walk::with_roster(steps);
    assert_eq!(walk.hear("s", fails().because("no")), Err(Undecided::Needs(Need::Evidence)), "failed alike");
    walk.say("s", fails().because("no").showing(&["D-1", "D-2"]));
    assert_eq!(evidence_of(walk.events("declined")[0]), 2);
}

fn evidence_of(event: &Event) -> usize {
    match event {
        Event::Signed(signed) => signed.evidence.len(),
        Event::Declined(declined) => declined.evidence.len(),
        _ => panic!("another event"),
    }
}

#[test]
fn a_journal_of_the_third_rules_is_neither_held_nor_shown_anything_by_a_signature() {
    let steps = "  - {sign: S, id: s, by: [clerk], hold: lead, evidence: {kind: reference}}\n  - B\n";
    let mut walk = Walk::with(&with_steps(steps), &[], |started| {
        let all = vec![person("zhang", &["lead"]), person("li", &["clerk"])];
        started.operator = all[0].clone();
        (started.roster, started.rules) = (Some(all), 3);
    });
    walk.say("s", signs("li"));
    assert_eq!(walk.asks(), "2");
}

/// It was said to be void, and never asked for again.
#[test]
fn rule_17_a_signature_that_is_void_is_given_again_though_another_track_has_stopped_the_run() {
    let steps = "  - {measure: M, id: a}\n  - section: S\n    order: any\n    steps:\n      - {sign: G, id: g, by: [lead]}\n      - B\n      - {check: C, id: c, on_fail: {then: stop}}\n  - T\n";
    let mut walk = Walk::with_roster(steps);
    walk.say("a", value("1")).say("g", signs("wang"));
    walk.question();
    walk.jump("2.3").say("c", fails().because("broken"));
    assert_eq!(walk.asks(), "close");
    walk.amend("1", value("2").amending("misread"));
    assert_eq!(walk.asks(), "g");
    walk.restart();
    assert_eq!(walk.asks(), "g");
    walk.say("g", signs("wang"));
    assert_eq!(walk.rest(), Verdict::Failed);
}
