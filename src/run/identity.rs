//! Who somebody is: by the roster, or without one by a name. It changes nothing.

use super::Run;
use super::answer::{Identity, Refusal};
use super::decide::{Decided, refuse};
use crate::procedure::value::normalise_width;

/// Returns whether a text can be somebody's name: it has a letter. A number of a list, a question mark or a dash is no name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

impl Run {
    /// Refuses somebody whom the roster does not know, or who is locked; without a roster what is no name.
    pub(super) fn known(&self, person: &Identity) -> Decided<()> {
        let id = &person.id;
        if id.trim().is_empty() || (self.started.roster.is_some() && self.person(id).is_none()) {
            return refuse(Refusal::UnknownPerson(id.clone()));
        }
        if !self.can_be_called(id) {
            return refuse(Refusal::NotAName(id.clone()));
        }
        if self.is_locked(id) { refuse(Refusal::PersonLocked(id.clone())) } else { Ok(()) }
    }

    /// Returns whether somebody can be known by `id`; the first rules took any text where there is no roster.
    pub(super) fn can_be_called(&self, id: &str) -> bool {
        self.started.roster.is_some() || self.started.rules < 3 || is_name(id)
    }

    /// Returns whether two ids are one person's. Without a roster a name is the same however it is spaced and written.
    pub(super) fn is_same_person(&self, one: &str, other: &str) -> bool {
        let folded = |id: &str| -> String {
            let letters = normalise_width(id).to_lowercase();
            letters.chars().filter(|letter| !letter.is_whitespace()).collect()
        };
        let by_name = self.started.roster.is_none() && self.started.rules > 2;
        one == other || (by_name && folded(one) == folded(other))
    }

    pub(super) fn has_role(&self, person: &Identity, role: &String) -> Decided<()> {
        if self.started.roster.is_none() {
            return Ok(());
        }
        let roles = self.person(&person.id).map(|person| &person.roles);
        match roles {
            Some(roles) if roles.contains(role) => Ok(()),
            _ => refuse(Refusal::LacksRole(person.id.clone())),
        }
    }

    /// Returns the role that holds a step to be signed, while none of those who signed has it; `None` where nobody need have.
    pub(super) fn held_for<'r>(&self, hold: Option<&'r String>, signed: &[String]) -> Option<&'r String> {
        let enforced = self.started.roster.is_some() && self.started.rules > 3;
        let has = |id: &String, role| self.person(id).is_some_and(|person| person.roles.contains(role));
        hold.filter(|role| enforced && !signed.iter().any(|id| has(id, role)))
    }

    pub(super) fn operator_identity(&self) -> Identity {
        Identity { id: self.operator.id.clone(), assurance: self.assurance }
    }
}
