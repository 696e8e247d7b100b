//! Values, durations and evidence of journal entries as a person reads them. Journals hold JSON; it is never shown raw.

use chrono::TimeDelta;
use serde_json::Value as Json;

use super::words::{list, remark};
use crate::language::{Language, reading as words};
use crate::run::event::{EvidenceItem, LimitsInForce, Raw};

/// How much of a digest is shown.
const DIGEST_SHOWN: usize = 12;

/// Returns a value: `yes`, `25`, `a, b`, `(item: A, qty: 3) (…)`; nothing for none.
#[must_use]
pub fn value(language: Language, value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(true) => words::yes(language),
        Json::Bool(false) => words::no(language),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        Json::Array(items) if items.iter().any(Json::is_object) => {
            items.iter().map(|row| format!("({})", self::value(language, row))).collect::<Vec<_>>().join(" ")
        }
        Json::Array(items) => list(language, &items.iter().map(|item| self::value(language, item)).collect::<Vec<_>>()),
        Json::Object(fields) => {
            let field =
                |(name, field): (&String, &Json)| format!("{name}{}{}", language.colon(), self::value(language, field));
            list(language, &fields.iter().map(field).collect::<Vec<_>>())
        }
    }
}

/// Returns what was typed.
#[must_use]
pub fn raw(language: Language, raw: &Raw) -> String {
    match raw {
        Raw::Line(line) => line.clone(),
        Raw::Form(fields) => row(language, fields),
        Raw::Table(rows) => {
            rows.iter().map(|fields| format!("({})", row(language, fields))).collect::<Vec<_>>().join(" ")
        }
    }
}

fn row(language: Language, fields: &indexmap::IndexMap<String, String>) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, typed)| format!("{name}{}{typed}", language.colon())).collect();
    list(language, &fields)
}

/// Returns limits as they were in force: `18 to 22`; `None` where there were none.
#[must_use]
pub fn limits(language: Language, limits: &LimitsInForce) -> Option<String> {
    Some(match (&limits.equals, &limits.min, &limits.max) {
        (Some(equals), _, _) => format!("= {equals}"),
        (None, Some(min), Some(max)) => words::between(language, min, max),
        (None, Some(min), None) => format!("≥ {min}"),
        (None, None, Some(max)) => format!("≤ {max}"),
        (None, None, None) => return None,
    })
}

/// Returns what was shown for a step.
#[must_use]
pub fn evidence(language: Language, items: &[EvidenceItem]) -> String {
    let item = |item: &EvidenceItem| match item {
        EvidenceItem::Reference(number) => number.clone(),
        EvidenceItem::File(file) => {
            format!("{}{}", file.name, remark(language, &format!("{} B, {}", file.size, digest(&file.sha256))))
        }
    };
    list(language, &items.iter().map(item).collect::<Vec<_>>())
}

/// Returns the beginning of a digest.
#[must_use]
pub fn digest(digest: &str) -> String {
    format!("sha256 {}…", digest.chars().take(DIGEST_SHOWN).collect::<String>())
}

/// Returns a stretch of time in its two largest units; never negative.
#[must_use]
pub fn span(language: Language, span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    match seconds {
        0..60 => words::seconds(language, seconds),
        60..3_600 => words::minutes_seconds(language, seconds / 60, seconds % 60),
        3_600..86_400 => words::hours_minutes(language, seconds / 3_600, seconds % 3_600 / 60),
        _ => words::days_hours(language, seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::{Language, span, value};

    #[test]
    fn values_are_read_and_not_parsed() {
        for (json, en, zh) in [
            (json!(null), "", ""),
            (json!(true), "yes", "是"),
            (json!("7.10"), "7.10", "7.10"),
            (json!(["a", "b"]), "a, b", "a、b"),
            (json!([{"item": "A", "qty": "3"}]), "(item: A, qty: 3)", "(item：A、qty：3)"),
        ] {
            assert_eq!(value(Language::En, &json), en);
            assert_eq!(value(Language::Zh, &json), zh);
        }
    }

    #[test]
    fn spans_have_two_units_and_are_never_negative() {
        for (seconds, shown) in
            [(-5, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min"), (90_000, "1 d 1 h")]
        {
            assert_eq!(span(Language::En, TimeDelta::seconds(seconds)), shown);
        }
    }
}
