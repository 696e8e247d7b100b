//! Times, values, outcomes and verdicts as a person reads them on one line.

use chrono::TimeDelta;
use serde_json::Value as Json;

use crate::language::{Language, prompter, reading, recorded};
use crate::procedure::value::Value;
use crate::procedure::value::prose::{duration_in_words, text_in_words};
use crate::run::Run;
use crate::run::answer::Side;
use crate::run::event::{Answered, Moment, Raw};
use crate::run::judge::ENTERED;
use crate::run::outcome::Outcome;
use crate::run::question::{OptionShown, Question};
use crate::run::record::Attempt;

/// Returns `08:41:07`.
pub(super) fn clock_time(at: Moment) -> String {
    at.format("%H:%M:%S").to_string()
}

/// Returns hour and minute, with the day where it is another one than that of `now`.
pub(super) fn moment(at: Moment, now: Moment) -> String {
    let form = if at.date_naive() == now.date_naive() { "%H:%M" } else { "%m-%d %H:%M" };
    at.format(form).to_string()
}

/// Returns a length of time in its two greatest units; the sign is dropped.
pub(super) fn time_left(language: Language, left: TimeDelta) -> String {
    let minutes = left.num_minutes().abs();
    match minutes {
        0 => prompter::no_minute(language),
        1..60 => prompter::minutes(language, minutes),
        60..1440 => prompter::hours(language, minutes / 60, minutes % 60),
        _ => prompter::days(language, minutes / 1440, minutes / 60 % 24),
    }
}

/// Returns that the clock was set, and by how much; `by_ms` is negative where it was set back.
#[must_use]
pub fn clock_set(language: Language, by_ms: i64) -> String {
    let by = TimeDelta::milliseconds(by_ms.saturating_abs().min(i64::MAX / 2));
    let span = match by.num_seconds() {
        seconds @ 0..60 => reading::seconds(language, seconds),
        _ => time_left(language, by),
    };
    if by_ms < 0 { recorded::clock_back(language, span) } else { recorded::clock_forward(language, span) }
}

/// Returns the word for a value that failed: out of its limits, unless it `differs` from one that it had to be.
pub(super) fn miss_word(language: Language, differs: Option<Side>) -> String {
    match differs {
        Some(Side::Different) => recorded::outcome_different(language),
        Some(Side::Second) => recorded::outcome_second(language),
        Some(Side::Above | Side::Below) | None => recorded::outcome_out(language),
    }
}

/// Returns the value of an answer with its unit, `None` for a plain check. Options are called by their titles.
pub(super) fn value_words(language: Language, answered: &Answered, options: &[OptionShown]) -> Option<String> {
    if matches!(answered.kind.as_str(), "check" | "sign") {
        return None;
    }
    if answered.kind == "handover" && answered.value == Json::String(String::new()) {
        return Some(prompter::item_nothing_to_hand_over(language));
    }
    if answered.raw == Some(Raw::Line(String::new())) && answered.value == ENTERED {
        return Some(recorded::entered(language));
    }
    let words = json_words(language, &answered.value, options)?;
    Some(match &answered.unit {
        Some(unit) => format!("{words} {unit}"),
        None => words,
    })
}

/// Returns a typed value in words, `None` where there is none. Options are called by their titles.
pub(super) fn typed_words(language: Language, value: &Value, options: &[OptionShown]) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Duration(duration) => Some(duration_in_words(language, *duration)),
        Value::List(items) if items.iter().all(|item| !matches!(item, Value::Map(_))) => {
            let words: Vec<String> = items.iter().filter_map(|item| typed_words(language, item, options)).collect();
            Some(words.join(match language {
                Language::En => ", ",
                Language::Zh => "、",
            }))
        }
        other => json_words(language, &other.to_json(), options),
    }
}

/// Returns what was answered to a step of that kind, with its unit, where it is a value of one line.
pub(super) fn answer_words(
    language: Language,
    kind: &str,
    answer: &Attempt,
    options: &[OptionShown],
) -> Option<String> {
    let shown = match kind {
        "decide" => answer.outcome == Outcome::Done,
        "measure" | "record" => answer.json.is_string() && answer.raw != Some(Raw::Line(String::new())),
        _ => false,
    };
    let words = json_words(language, &answer.json, options).filter(|_| shown)?;
    Some(answer.unit.as_ref().map_or_else(|| words.clone(), |unit| format!("{words} {unit}")))
}

/// Returns how many rows there are, in words.
pub(super) fn rows_words(language: Language, rows: u32) -> String {
    if rows == 1 { prompter::one_row(language) } else { prompter::many_rows(language, rows) }
}

/// Returns a value of the journal in words.
pub(super) fn json_words(language: Language, value: &Json, options: &[OptionShown]) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(true) => prompter::yes(language),
        Json::Bool(false) => prompter::no(language),
        Json::String(text) => {
            let option = options.iter().find(|option| option.id == *text);
            option.map_or_else(|| text_in_words(text), |option| option.title.clone())
        }
        Json::Number(number) => number.to_string(),
        Json::Array(rows) if rows.iter().all(Json::is_object) => {
            rows_words(language, u32::try_from(rows.len()).unwrap_or(u32::MAX))
        }
        Json::Array(items) => {
            let words: Vec<String> = items.iter().filter_map(|item| json_words(language, item, options)).collect();
            words.join(", ")
        }
        Json::Object(fields) => recorded::fields(language, fields.len()),
    })
}

/// Returns an open deviation, which entries end with its outcome's code, in words.
pub(super) fn deviation_words(language: Language, deviation: &str) -> String {
    let coded = deviation.rsplit_once(": ");
    match coded.and_then(|(step, code)| Some((step, Outcome::from_word(code)?))) {
        Some((step, outcome)) => format!("{step}{}{}", language.colon(), outcome.name(language)),
        None => deviation.to_owned(),
    }
}

/// Returns what was typed, exactly.
pub(super) fn raw_words(raw: &Raw) -> String {
    let form = |fields: &indexmap::IndexMap<String, String>| {
        fields.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
    };
    match raw {
        Raw::Line(line) => line.clone(),
        Raw::Form(fields) => form(fields),
        Raw::Table(rows) => rows.iter().map(form).collect::<Vec<_>>().join("; "),
    }
}

/// Returns the answer that a question changes, with its time.
pub(super) fn old_answer(language: Language, question: &Question, run: &Run) -> Option<(String, Moment)> {
    let old = run.records().get(&question.path)?.last()?;
    let options = super::choice_entry::options_of(question);
    let plain = matches!(question.ask, crate::run::question::Ask::Check);
    let words = match old.outcome {
        Outcome::Done | Outcome::Corrected | Outcome::Failed if !plain => json_words(language, &old.json, options),
        _ => None,
    };
    let unit = old.unit.as_ref().filter(|_| words.is_some()).map(|unit| format!(" {unit}")).unwrap_or_default();
    let words = words.unwrap_or_else(|| old.outcome.name(language));
    Some((format!("{words}{unit}"), old.tick.at))
}
