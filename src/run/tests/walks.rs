//! Tracks in any order: going from one to another loses nothing.

use proptest::prelude::*;

use super::walked::Walked;
use crate::run::answer::Given;
use crate::run::event::Raw;
use crate::run::question::{Ask, Question};

const TRACKS: &str = "- section: S\n  order: any\n  steps:\n  - section: One\n    steps: [{measure: A, id: a}, {check: B, id: b}, {check: C, id: c}]\n  - section: Two\n    steps: [{check: D, id: d, when: a == 5}, {check: E, id: e}]";

fn number(number: &str) -> Given {
    Given::Value(Raw::Line(number.to_owned()))
}

#[test]
fn a_jump_goes_to_the_other_track_and_back() {
    let mut walked = Walked::begin(TRACKS);
    assert_eq!(walked.say(number("5")), "1.1.1");
    walked.question();
    walked.jump("1.2");
    assert_eq!(walked.say(Given::Done), "1.2.1");
    walked.question();
    walked.jump("1.1");
    assert_eq!(walked.rest(), ["1.1.2", "1.1.3", "1.2.2"]);
    walked.replayed();
}

/// After a jump the steps of the track that was left had no value, and could not be gone back to.
#[test]
fn what_was_answered_in_the_track_that_was_left_is_still_known() {
    let mut walked = Walked::begin(TRACKS);
    walked.say(number("5"));
    walked.say(Given::Done);
    walked.question();
    walked.jump("1.2");
    assert_eq!(walked.question().map(|question| question.path).as_deref(), Some("1.2.1"), "its condition sees `a`");
    let answered: Vec<String> = walked.run.answered_steps().into_iter().map(|(path, _)| path).collect();
    assert_eq!(answered, ["1.1.1", "1.1.2"]);
    assert_eq!(walked.run.counts().done, 2);
    assert_eq!(walked.rest(), ["1.2.1", "1.2.2", "1.1.3"]);
    walked.replayed();
}

#[test]
fn items_in_any_order_and_what_is_inside_them_are_gone_on_with() {
    let steps = "- each: E\n  as: x\n  in: [a, b]\n  order: any\n  steps:\n  - {decide: D, id: d, if_yes: [{check: A, id: a}, {check: B, id: b}]}\n  - {repeat: R, until: c, at_most: 3, steps: [{check: C, id: c, on_fail: {steps: [Fix, Again]}}]}";
    let mut walked = Walked::begin(steps);
    walked.say(Given::Yes);
    walked.say(Given::Done);
    walked.question();
    walked.jump("1[b]");
    assert_eq!(walked.say(Given::No), "1[b].1");
    walked.question();
    walked.jump("1[a]");
    let rest = walked.rest();
    assert_eq!(rest, ["1[a].1.yes.2", "1[a].2#1.1", "1[b].2#1.1"]);
    walked.replayed();
}

const NESTED: &str = "- each: E\n  as: x\n  in: [a, b, c]\n  order: any\n  steps:\n  - section: S\n    id: s\n    order: any\n    steps:\n    - {check: A, id: a, on_fail: {steps: [Fix, {section: T, steps: [Again]}], then: recheck, at_most: 2}}\n    - {decide: D, id: d, if_yes: [{check: P, id: p, when: a}, Q], if_no: [R]}\n    - {repeat: L, until: c, at_most: 2, steps: [{check: B, id: b, when: a}, {decide: C, id: c}]}\n  - {check: Z, id: z, when: d}\n- {check: Last, when: z}";

fn given(question: &Question, choice: u8) -> Given {
    match (&question.ask, choice % 5) {
        (Ask::Decide, 0 | 1) => Given::No,
        (Ask::Decide, _) => Given::Yes,
        (Ask::Check, 0) if question.step.as_deref() == Some("a") => Given::NotOk,
        (Ask::Check, 1) if question.may_defer => Given::Later,
        (Ask::Close(_), _) => Given::Close,
        _ => Given::Done,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// Whatever is answered and wherever the operator goes, the journal gives the same run, and nothing is left out.
    #[test]
    fn any_walk_replays_and_ends(choices in prop::collection::vec(any::<u8>(), 1..80)) {
        let mut walked = Walked::begin(NESTED);
        for choice in choices.into_iter().chain(std::iter::repeat_n(2, 200)) {
            let Some(question) = walked.question() else { break };
            let tracks = walked.run.open_tracks();
            let before = walked.run.answered_steps();
            if choice % 3 == 0 && !tracks.is_empty() {
                walked.jump(&tracks[usize::from(choice) % tracks.len()].0);
                walked.question();
                prop_assert_eq!(walked.run.answered_steps(), before, "a jump forgets nothing");
            } else {
                walked.say(given(&question, choice));
            }
            if choice % 7 == 0 {
                walked.replayed();
            }
        }
        let replayed = walked.replayed();
        prop_assert_eq!(replayed.closed(), walked.run.closed());
        prop_assert!(walked.run.closed().is_some(), "it ends");
        let leaves = walked.run.answered_steps().len();
        prop_assert!(leaves >= 12, "{} steps", leaves);
    }
}
