//! Any session leaves a chain that verifies, and whose entries make its run again.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};

use super::Desk;
use crate::run::answer::{Answer, Need, Refusal, Typed};
use crate::run::event::{AfterFailure, Event, Moment, Person};
use crate::run::question::Question;
use crate::run::testing::procedure;
use crate::run::tests::generator::{self, Choices};
use crate::run::{Program, Run};
use crate::session::{Command, Input, Interruption, Prompter, Supplied};

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
        let (answered, tracks) = (paths(run.answered_steps()), paths(run.open_tracks()));
        Ok(match self.choices.below(14) {
            9 => Input::Command(Command::Note("note".to_owned())),
            10 => Input::Command(Command::Back),
            11 if self.choices.below(2) == 0 && !tracks.is_empty() => {
                Input::Command(Command::Jump(tracks[self.choices.below(tracks.len())].clone()))
            }
            11 if !answered.is_empty() => {
                Input::Command(Command::Change(answered[self.choices.below(answered.len())].clone()))
            }
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
