//! Values, durations and evidence of journal entries as a person reads them. Journals hold JSON; it is never shown raw.

use chrono::TimeDelta;
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::titles::Titles;
use super::words::{list, named, range, remark};
use crate::language::{Language, reading as words};
use crate::procedure::value::Value;
use crate::procedure::value::prose::{in_words, text_in_words};
use crate::run::event::{EvidenceItem, LimitsInForce, Raw};

/// How much of a digest is shown.
const DIGEST_SHOWN: usize = 12;

/// Returns a value of the journal: `yes`, `25`, `a, b`, `(item: A, qty: 3) (…)`; nothing for none.
#[must_use]
pub fn value(language: Language, json: &Json) -> String {
    Value::from_json(json.clone()).map_or_else(|_| json.to_string(), |value| typed(language, &value))
}

/// Returns a value as [`value`] does, its fields in the order in which they were typed: JSON objects have none.
#[must_use]
pub fn value_as_typed(language: Language, json: &Json, raw: Option<&Raw>) -> String {
    let Ok(mut value) = Value::from_json(json.clone()) else { return json.to_string() };
    sort_as_typed(&mut value, raw);
    typed(language, &value)
}

/// Returns a value as [`value_as_typed`] does, options and fields by their titles; `step` is the id of the step that has it.
#[must_use]
pub fn value_titled(language: Language, step: Option<&str>, json: &Json, raw: Option<&Raw>, titles: &Titles) -> String {
    let (Some(step), Ok(mut value)) = (step, Value::from_json(json.clone())) else {
        return value_as_typed(language, json, raw);
    };
    match raw {
        Some(raw) => sort_as_typed(&mut value, Some(raw)),
        None => sort_as_declared(&mut value, step, titles),
    }
    match &value {
        Value::Text(id) => text_in_words(titles.option(step, id)),
        Value::Map(fields) => titled(language, step, fields, titles),
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Text(_))) => {
            let title = |item: &Value| titles.option(step, &item.to_string()).to_owned();
            list(language, &items.iter().map(title).collect::<Vec<_>>())
        }
        Value::List(rows) if rows.iter().any(|row| matches!(row, Value::Map(_))) => {
            let row = |row: &Value| match row {
                Value::Map(fields) => format!("({})", titled(language, step, fields, titles)),
                other => typed(language, other),
            };
            rows.iter().map(row).collect::<Vec<_>>().join(" ")
        }
        other => typed(language, other),
    }
}

fn titled(language: Language, step: &str, fields: &IndexMap<String, Value>, titles: &Titles) -> String {
    let field = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Text(id) => text_in_words(titles.option(&format!("{step}/{name}"), id)),
            other => typed(language, other),
        };
        named(language, titles.field(step, name), &value)
    };
    list(language, &fields.iter().map(field).collect::<Vec<_>>())
}

fn sort_as_typed(value: &mut Value, raw: Option<&Raw>) {
    match (value, raw) {
        (Value::Map(fields), Some(Raw::Form(form))) => in_order(fields, form),
        (Value::List(rows), Some(Raw::Table(table))) => {
            for (row, typed) in rows.iter_mut().zip(table) {
                if let Value::Map(fields) = row {
                    in_order(fields, typed);
                }
            }
        }
        _ => {}
    }
}

fn sort_as_declared(value: &mut Value, step: &str, titles: &Titles) {
    match value {
        Value::Map(fields) => {
            fields.sort_by(|a, _, b, _| titles.field_place(step, a).cmp(&titles.field_place(step, b)));
        }
        Value::List(rows) => rows.iter_mut().for_each(|row| sort_as_declared(row, step, titles)),
        _ => {}
    }
}

fn in_order(fields: &mut IndexMap<String, Value>, form: &IndexMap<String, String>) {
    let place = |name: &String| form.get_index_of(name).unwrap_or(usize::MAX);
    fields.sort_by(|a, _, b, _| place(a).cmp(&place(b)));
}

fn typed(language: Language, value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Bool(true) => words::yes(language),
        Value::Bool(false) => words::no(language),
        Value::List(rows) if rows.iter().any(|row| matches!(row, Value::Map(_))) => {
            rows.iter().map(|row| format!("({})", typed(language, row))).collect::<Vec<_>>().join(" ")
        }
        Value::List(items) => list(language, &items.iter().map(|item| typed(language, item)).collect::<Vec<_>>()),
        Value::Map(fields) => {
            let field = |(name, field): (&String, &Value)| named(language, name, &typed(language, field));
            list(language, &fields.iter().map(field).collect::<Vec<_>>())
        }
        other => in_words(language, other),
    }
}

/// Returns what was typed, the fields of a form or table of `step` by their titles.
#[must_use]
pub fn raw(language: Language, step: Option<&str>, raw: &Raw, titles: &Titles) -> String {
    let row = |fields: &IndexMap<String, String>| {
        let called = |name: &str| step.map_or_else(|| name.to_owned(), |step| titles.field(step, name).to_owned());
        let fields: Vec<String> = fields.iter().map(|(name, typed)| named(language, &called(name), typed)).collect();
        list(language, &fields)
    };
    match raw {
        Raw::Line(line) => line.clone(),
        Raw::Form(fields) => row(fields),
        Raw::Table(rows) => rows.iter().map(|fields| format!("({})", row(fields))).collect::<Vec<_>>().join(" "),
    }
}

/// Returns limits as they were in force: `18 to 22`; `None` where there were none.
#[must_use]
pub fn limits(language: Language, limits: &LimitsInForce) -> Option<String> {
    let in_words = |limit: &Option<String>| limit.as_ref().map(|limit| text_in_words(limit));
    Some(match (in_words(&limits.equals), in_words(&limits.min), in_words(&limits.max)) {
        (Some(equals), _, _) => format!("= {equals}"),
        (None, Some(min), Some(max)) => range(language, &min, &max),
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

    use super::{Language, Raw, Titles, raw, span, value, value_as_typed};
    use crate::procedure::yaml::load;

    #[test]
    fn values_are_read_and_not_parsed() {
        for (json, en, zh) in [
            (json!(null), "", ""),
            (json!(true), "yes", "是"),
            (json!({"n": "7.10"}), "7.10", "7.10"),
            (json!({"d": "72h"}), "3 days", "3 天"),
            (json!({"d": "90m"}), "90m", "90m"),
            (json!("2026-11-01T09:00:00"), "2026-11-01 09:00", "2026-11-01 09:00"),
            (json!(["a", "b"]), "a, b", "a、b"),
            (json!([{"item": "A", "qty": {"n": "3"}}]), "(item: A, qty: 3)", "(item：A、qty：3)"),
        ] {
            assert_eq!(value(Language::En, &json), en);
            assert_eq!(value(Language::Zh, &json), zh);
        }
    }

    #[test]
    fn a_form_keeps_the_order_in_which_it_was_typed() {
        let typed = [("question", "境外汇款"), ("name", "李")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let raw = Raw::Form(typed.into_iter().collect());
        let json = json!({"name": "李", "question": "境外汇款"});
        assert_eq!(value_as_typed(Language::En, &json, Some(&raw)), "question: 境外汇款, name: 李");
    }

    #[test]
    fn what_was_typed_into_a_form_stands_behind_its_titles() {
        let file =
            "procedure: m\ntitle: M\nsteps:\n  - {record: R, id: r, fields: [{id: a, title: 设备, type: text}]}\n";
        let procedure = load(Some("m"), file.as_bytes()).procedure.expect("a procedure");
        let titles = Titles::of(&[&procedure], "zh", Language::Zh);
        let fields = || [("a".to_owned(), "电视".to_owned())].into_iter().collect();
        for (typed, shown) in [(Raw::Form(fields()), "设备：电视"), (Raw::Table(vec![fields()]), "(设备：电视)")]
        {
            assert_eq!(raw(Language::Zh, Some("r"), &typed, &titles), shown);
        }
        assert_eq!(raw(Language::Zh, Some("r"), &Raw::Line("25".to_owned()), &titles), "25");
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
