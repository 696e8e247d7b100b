//! Who somebody is: by the roster, or without one by a name. It changes nothing.

use super::Run;
use super::answer::{Identity, Refusal};
use super::decide::{Decided, refuse};
use super::event::Person;
use crate::procedure::value::normalise_width;

/// Returns whether a text can be somebody's name: it has a letter. A number of a list, a question mark or a dash is no name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Returns whom of a numbered list a line means: by an id, else by a number of the list, else by a name that nobody else has.
/// Where ids may look like its numbers the list has none ([`are_numbers_free`]).
#[must_use]
pub fn meant<'p>(line: &str, people: &[&'p Person]) -> Option<&'p Person> {
    let typed = line.trim();
    let number = normalise_width(typed).parse::<usize>().ok().filter(|_| are_numbers_free(people));
    let by_number = number.and_then(|number| people.get(number.checked_sub(1)?));
    let mut named = people.iter().filter(|person| person.name == typed);
    let by_name = named.next().filter(|_| named.next().is_none());
    people.iter().find(|person| person.id == typed).or(by_number).or(by_name).copied()
}

/// Returns whether no id of these people can be taken for a number of their list.
#[must_use]
pub fn are_numbers_free(people: &[&Person]) -> bool {
    !people.iter().any(|person| person.id.parse::<usize>().is_ok_and(|number| number <= people.len()))
}

impl Run {
    /// Refuses somebody whom the roster does not know or who has left it, or who is locked; without a roster what is no name.
    pub(super) fn known(&self, person: &Identity) -> Decided<()> {
        let id = &person.id;
        let unknown = self.started.roster.is_some() && self.person(id).is_none();
        if id.trim().is_empty() || unknown || self.left_roster.contains(id) {
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

#[cfg(test)]
mod tests {
    use super::{Person, are_numbers_free, meant};

    fn people(all: &[(&str, &str)]) -> Vec<Person> {
        let person = |(id, name): &(&str, &str)| Person { id: (*id).into(), name: (*name).into(), roles: Vec::new() };
        all.iter().map(person).collect()
    }

    #[test]
    fn somebody_of_a_list_is_meant_by_id_number_or_name() {
        let roster = people(&[("zhang", "张敏"), ("li", "李娜"), ("wang", "李娜")]);
        let list: Vec<&Person> = roster.iter().collect();
        let id = |line| meant(line, &list).map(|person| person.id.as_str());
        assert_eq!([id("li"), id(" ２ "), id("张敏")], [Some("li"), Some("li"), Some("zhang")]);
        assert_eq!([id("李娜"), id("0"), id("4"), id("")], [None; 4], "two have that name");
    }

    #[test]
    fn an_id_that_looks_like_a_number_of_the_list_is_an_id() {
        let roster = people(&[("2", "张敏"), ("1", "李娜")]);
        let list: Vec<&Person> = roster.iter().collect();
        assert!(!are_numbers_free(&list));
        assert_eq!(meant("1", &list).map(|person| person.name.as_str()), Some("李娜"));
        assert!(meant("3", &list).is_none());
    }
}
