//! Why an answer was not taken, in words.

use super::failure_menu::is_secret;
use super::limits_text::breach_text;
use super::receipt_line::rows_words;
use crate::language::{Language, refusals};
use crate::run::answer::Refusal;
use crate::run::event::Person;
use crate::run::question::Question;

/// Returns the words for `refusal`; `people` gives names. What was typed into a secret field is not repeated.
pub(super) fn refusal_text(language: Language, question: &Question, refusal: &Refusal, people: &[Person]) -> String {
    let echoes_the_value = matches!(
        refusal,
        Refusal::NotANumber(_)
            | Refusal::NotATime(_)
            | Refusal::NotADate(_)
            | Refusal::NotADateTime(_)
            | Refusal::NotADuration(_)
            | Refusal::NotABoolean(_)
            | Refusal::NotAnOption(_)
    );
    if echoes_the_value && is_secret(question) {
        return refusals::secret_refused(language);
    }
    refusal_words(language, question, refusal, people)
}

/// Returns the words for a refusal of what was typed into a field that is no secret.
pub(super) fn refusal_words(language: Language, question: &Question, refusal: &Refusal, people: &[Person]) -> String {
    let name = |id: &String| {
        let person = people.iter().find(|person| person.id == *id);
        person.map_or_else(|| id.clone(), |person| person.name.clone())
    };
    match refusal {
        Refusal::NotOffered => refusals::not_offered(language),
        Refusal::WrongNumber => refusals::wrong_number(language),
        Refusal::NotANumber(typed) => refusals::not_a_number(language, typed),
        Refusal::TooManyDecimals(most) => refusals::too_many_decimals(language, most),
        Refusal::NotATime(typed) => refusals::not_a_time(language, typed),
        Refusal::NotADate(typed) => refusals::not_a_date(language, typed),
        Refusal::NotADateTime(typed) => refusals::not_a_datetime(language, typed),
        Refusal::NotADuration(typed) => refusals::not_a_duration(language, typed),
        Refusal::NotABoolean(typed) => refusals::not_a_boolean(language, typed),
        Refusal::NotAnOption(typed) => refusals::not_an_option(language, typed),
        Refusal::Pattern { field, pattern } => refusals::pattern(language, field, pattern),
        Refusal::Required(field) => refusals::required(language, field),
        Refusal::UnknownField(field) => refusals::unknown_field(language, field),
        Refusal::TooFewRows(least) => refusals::too_few_rows(language, rows_words(language, *least)),
        Refusal::TooManyRows(most) => refusals::too_many_rows(language, rows_words(language, *most)),
        Refusal::TooLittleEvidence(least) => refusals::too_little_evidence(language, least),
        Refusal::EvidenceKind(file) => refusals::evidence_kind(language, file),
        Refusal::UnknownPerson(id) => refusals::unknown_person(language, id),
        Refusal::NotAName(typed) => refusals::not_a_name(language, typed),
        Refusal::LacksRole(id) => refusals::lacks_role(language, name(id)),
        Refusal::SamePerson(id) => refusals::same_person(language, name(id)),
        Refusal::PersonLocked(id) => refusals::person_locked(language, name(id)),
        Refusal::ReasonRequired => refusals::reason_required(language),
        Refusal::Forbidden => refusals::forbidden(language),
        Refusal::Held(by) => refusals::held(language, by),
        Refusal::TooLong => refusals::too_long(language),
        Refusal::OutOfLimits(breach) => breach_text(language, question, breach),
    }
}
