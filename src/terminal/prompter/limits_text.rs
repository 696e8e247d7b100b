//! Limits and how a value misses them, in words.

use super::question_screen::field_of;
use crate::language::{Language, prompter};
use crate::procedure::value::prose::text_in_words;
use crate::run::answer::{Breach, Side};
use crate::run::question::{Ask, FieldQuestion, Question};

/// Returns the limits of a field, or its unit where it has none or they are hidden; `None` where there is nothing to say.
pub(super) fn limits_text(language: Language, field: &FieldQuestion) -> Option<String> {
    let unit = field.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let limits = &field.limits;
    let shown = !field.hide_limits && !field.secret;
    let is_time = matches!(field.kind, "time" | "date" | "datetime");
    let in_words = |limit: &Option<String>| limit.as_ref().map(|limit| text_in_words(limit));
    match (in_words(&limits.min), in_words(&limits.max), &limits.equals) {
        (_, _, Some(equals)) if shown => Some(prompter::limit_equals(language, called(language, field, equals), unit)),
        (Some(min), Some(max), _) if shown => Some(prompter::limits(language, min, max, unit)),
        (Some(min), None, _) if shown && is_time => Some(prompter::limit_from(language, min, unit)),
        (None, Some(max), _) if shown && is_time => Some(prompter::limit_until(language, max, unit)),
        (Some(min), None, _) if shown => Some(prompter::limit_min(language, min, unit)),
        (None, Some(max), _) if shown => Some(prompter::limit_max(language, max, unit)),
        _ => field.unit.as_ref().map(|unit| prompter::unit(language, unit)),
    }
}

/// Returns how a value misses its limits.
pub(super) fn breach_text(language: Language, question: &Question, breach: &Breach) -> String {
    let field = field_of_breach(question, breach);
    if field.is_some_and(|field| field.secret) || may_hold_a_secret(question, breach) {
        let text = match breach.side {
            Side::Second => prompter::out_secret_second(language),
            _ => prompter::out_secret(language),
        };
        return behind_its_field(language, breach, text);
    }
    let named = |text: &String| field.map_or_else(|| text.clone(), |field| called(language, field, text));
    let unit = breach.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let (value, limit) = (format!("{}{unit}", named(&breach.value)), named(&breach.limit));
    let by = breach.by.as_ref().map(|by| format!("{by}{unit}"));
    let text = match (breach.side, by) {
        (Side::Above, Some(by)) => prompter::out_above(language, value, limit, by),
        (Side::Below, Some(by)) => prompter::out_below(language, value, limit, by),
        (Side::Above, None) => prompter::out_after(language, value, limit),
        (Side::Below, None) => prompter::out_before(language, value, limit),
        (Side::Different, _) => prompter::out_different(language, value, format!("{limit}{unit}")),
        (Side::Second, _) if breach.value.is_empty() && breach.limit.is_empty() => {
            prompter::out_secret_second(language)
        }
        (Side::Second, _) => prompter::out_second(language, value, format!("{limit}{unit}")),
    };
    behind_its_field(language, breach, text)
}

fn behind_its_field(language: Language, breach: &Breach, text: String) -> String {
    match &breach.field {
        Some(field) => format!("{field}{}{text}", language.colon()),
        None => text,
    }
}

/// Returns whether a value that is of no named field, or of one that shares its name with a secret one, could be secret.
fn may_hold_a_secret(question: &Question, breach: &Breach) -> bool {
    let (Ask::Form(fields) | Ask::Table { fields, .. }) = &question.ask else { return false };
    let same_name = |field: &&FieldQuestion| breach.field.as_ref().is_none_or(|title| field.title == *title);
    fields.iter().filter(same_name).any(|field| field.secret)
}

/// Returns the field whose value misses its limits.
pub(super) fn field_of_breach<'q>(question: &'q Question, breach: &Breach) -> Option<&'q FieldQuestion> {
    match &question.ask {
        Ask::Form(fields) | Ask::Table { fields, .. } => {
            fields.iter().find(|field| breach.field.as_ref().is_none_or(|title| field.title == *title))
        }
        _ => field_of(question),
    }
}

/// Returns a value of `field` as people call it: an option by its title, true and false by yes and no.
fn called(language: Language, field: &FieldQuestion, value: impl ToString) -> String {
    let value = value.to_string();
    match (field.options.iter().find(|option| option.id == value), field.kind, value.as_str()) {
        (Some(option), ..) => option.title.clone(),
        (None, "boolean", "true") => prompter::yes(language),
        (None, "boolean", "false") => prompter::no(language),
        (None, "datetime", _) => text_in_words(&value),
        _ => value,
    }
}
