//! Proves who somebody is, as far as a PIN can.

use super::{Prompter, Session, SessionError};
use crate::journal::Storage;
use crate::run::answer::{Answer, Given, Identity};
use crate::run::event::{Assurance, Event, Locked, SigningFailed};
use crate::run::question::{Ask, Question};
use crate::run::{MOST_FAILURES, Undecided};

/// Whether somebody is who he says he is.
pub(super) enum Proof {
    Held,
    Withdrawn,
    Ended(super::Interruption),
}

impl<S: Storage> Session<'_, S> {
    /// Lets everybody who is named in an answer prove who he is.
    pub(super) fn prove(
        &mut self,
        question: &Question,
        answer: &mut Answer,
        prompter: &mut dyn Prompter,
    ) -> Result<Proof, SessionError> {
        let signs = matches!(question.ask, Ask::Sign { .. }) && matches!(answer.given, Given::Signs);
        if signs && answer.by.is_none() {
            let id = self.run.operator().id.clone();
            let assurance = if self.run.is_scripted() { Assurance::Scripted } else { Assurance::Claimed };
            answer.by = Some(Identity { id, assurance });
        }
        if self.is_in_vain(question, answer) {
            return Ok(Proof::Held);
        }
        let named = [answer.by.as_mut(), answer.second.as_mut().map(|second| &mut second.by)];
        for identity in named.into_iter().flatten() {
            match self.check_pin(question, identity, prompter)? {
                Proof::Held => {}
                ended => return Ok(ended),
            }
        }
        Ok(Proof::Held)
    }

    fn owes_pin(&self, identity: &Identity) -> bool {
        let claims = identity.assurance == Assurance::Claimed && !self.run.is_locked(&identity.id);
        claims && self.people.has_pin(&identity.id)
    }

    /// Tells whether an answer is refused however well its people prove themselves: then nobody is asked for a PIN, which
    /// would be typed for nothing, and wrong ones lock.
    fn is_in_vain(&self, question: &Question, answer: &Answer) -> bool {
        let named = [answer.by.as_ref(), answer.second.as_ref().map(|second| &second.by)];
        let owed = named.into_iter().flatten().any(|identity| self.owes_pin(identity));
        let decided = || self.run.decide(question, answer, &self.point(self.clock.now()));
        owed && matches!(decided(), Err(Undecided::Refused(_)))
    }

    /// Asks for the PIN of somebody who has one and has not given it yet. Five failures lock the person for the run.
    pub(super) fn check_pin(
        &mut self,
        question: &Question,
        identity: &mut Identity,
        prompter: &mut dyn Prompter,
    ) -> Result<Proof, SessionError> {
        if !self.owes_pin(identity) {
            return Ok(Proof::Held);
        }
        let Some(person) = self.run.person(&identity.id).cloned() else { return Ok(Proof::Held) };
        while !self.run.is_locked(&person.id) {
            match prompter.pin(&person) {
                Err(interruption) => return Ok(Proof::Ended(interruption)),
                Ok(None) => return Ok(Proof::Withdrawn),
                Ok(Some(pin)) if self.people.is_pin(&person.id, &pin) => {
                    identity.assurance = Assurance::Pin;
                    return Ok(Proof::Held);
                }
                Ok(Some(_)) => self.wrong_pin(question, &person.id, prompter)?,
            }
        }
        Ok(Proof::Held)
    }

    fn wrong_pin(
        &mut self,
        question: &Question,
        person: &str,
        prompter: &mut dyn Prompter,
    ) -> Result<(), SessionError> {
        let failures = self.run.failures(person) + 1;
        let (path, person) = (question.path.clone(), person.to_owned());
        let event = Event::SigningFailed(SigningFailed { path, person: person.clone(), failures });
        let now = self.now(prompter)?;
        self.record(now, &event, prompter)?;
        if failures >= MOST_FAILURES {
            self.record(now, &Event::Locked(Locked { person }), prompter)?;
        }
        Ok(())
    }
}
