//! Any script of answers: what is written is replayed, and the run walked afresh comes to the same, after every event.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};

use super::generator::{Choices, answer, procedures};
use crate::run::answer::Given;
use crate::run::event::{Assurance, Event, NoteAdded, OperatorChanged, Paused, Resumed};
use crate::run::testing::*;

/// Most turns of one run.
const MOST_TURNS: usize = 60;

/// Begins a run of a random procedure, on a site with a roster.
fn begin(choices: &mut Choices) -> Walk {
    let (main, callee) = procedures(choices);
    Walk::with(&main, &[&callee], |started| {
        let roster = vec![person("zhang", &["lead"]), person("li", &["clerk", "lead"]), person("wang", &["clerk"])];
        started.operator = roster[0].clone();
        started.roster = Some(roster);
    })
}

/// Takes one turn: an answer, or one of the things that can be said at any question.
fn turn(walk: &mut Walk, choices: &mut Choices) {
    match choices.below(16) {
        10 => amend(walk, choices),
        11 => jump(walk, choices),
        12 => resume(walk, choices),
        13 => change_operator(walk, choices),
        14 => {
            let path = walk.question().path;
            walk.record_beside(&Event::NoteAdded(NoteAdded {
                path,
                text: "note".into(),
                by: "zhang".into(),
                wrong_pins: None,
            }));
        }
        15 => drop(walk.wait(30)),
        _ => {}
    }
    if walk.asks() == "closed" {
        return;
    }
    let question = walk.question();
    let given = answer(choices, &question);
    if let Ok(event) = walk.decide(&question, given) {
        walk.record(&event);
    }
}

fn amend(walk: &mut Walk, choices: &mut Choices) {
    walk.question();
    let answered = walk.run.answered_steps();
    if answered.is_empty() {
        return;
    }
    let (path, _) = &answered[choices.below(answered.len())];
    let now = walk.now();
    let question = walk.run.amend(path, now).expect("an answered step");
    let given = answer(choices, &question).amending("misread");
    if let Ok(event) = walk.decide(&question, given) {
        walk.record(&event);
    }
}

fn jump(walk: &mut Walk, choices: &mut Choices) {
    walk.question();
    let tracks = walk.run.open_tracks();
    if !tracks.is_empty() {
        let (path, _) = tracks[choices.below(tracks.len())].clone();
        walk.jump(&path);
    }
}

fn resume(walk: &mut Walk, choices: &mut Choices) {
    let step = walk.question().path;
    walk.record_beside(&Event::Paused(Paused { step, why: "menu".into(), mistyped: Vec::new() }));
    let reask = walk.run.last_answered().filter(|_| choices.one_in(2)).map(str::to_owned);
    let reask = reask.filter(|path| walk.run.answered_node(path).is_some());
    let by = walk.run.person(["zhang", "li", "wang"][choices.below(3)]).cloned().expect("a person");
    walk.wait(60);
    walk.record(&Event::Resumed(Resumed {
        by,
        assurance: Assurance::Claimed,
        held_for: 60,
        procedure_changed: false,
        reask,
        language: None,
        site_file: None,
    }));
}

fn change_operator(walk: &mut Walk, choices: &mut Choices) {
    walk.question();
    let from = walk.run.operator().id.clone();
    let to = walk.run.person(["zhang", "li", "wang"][choices.below(3)]).cloned().expect("a person");
    walk.record(&Event::OperatorChanged(OperatorChanged { from, to, assurance: Assurance::Claimed }));
}

fn run_of(bytes: Vec<u8>) {
    let mut choices = Choices::new(bytes);
    let mut walk = begin(&mut choices);
    for _ in 0..MOST_TURNS {
        if walk.asks() == "closed" || choices.is_through() {
            break;
        }
        turn(&mut walk, &mut choices);
    }
    if walk.asks() != "closed" {
        let question = walk.question();
        let event = walk.decide(&question, given(Given::GiveUp).because("enough")).expect("an event");
        walk.record(&event);
    }
    assert_eq!(walk.asks(), "closed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_script_of_answers_replays_to_the_same_run(bytes in vec(any::<u8>(), 80..400)) {
        run_of(bytes);
    }
}
