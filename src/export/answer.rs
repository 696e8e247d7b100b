//! An answer as the rows need it: borrowed from the entry's JSON, since a store has a million of them.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, SecondsFormat};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::row::Cell;
use crate::procedure::value::Value;
use crate::run::event::{Assurance, EvidenceItem, Timing};
use crate::run::outcome::Outcome;

/// What [`crate::run::event::Answered`] has and a row shows.
#[derive(Debug, Deserialize)]
pub(super) struct Answer<'a> {
    #[serde(borrow, default)]
    pub step: Option<Text<'a>>,
    #[serde(borrow)]
    pub path: Text<'a>,
    #[serde(borrow, default)]
    pub item: Option<Text<'a>>,
    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub title: Text<'a>,
    #[serde(borrow)]
    pub shown_at: Text<'a>,
    #[serde(borrow)]
    pub by: Text<'a>,
    #[serde(borrow, default)]
    pub role: Option<Text<'a>>,
    #[serde(default)]
    pub assurance: Option<Assurance>,
    #[serde(borrow)]
    pub value: &'a RawValue,
    #[serde(borrow, default)]
    pub raw: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub unit: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub limits: Option<Limits<'a>>,
    pub outcome: Outcome,
    #[serde(default)]
    pub window: Option<Timing>,
    #[serde(default)]
    pub deadline: Option<Timing>,
    #[serde(borrow, default)]
    pub reason: Option<Text<'a>>,
    #[serde(default)]
    pub evidence: Vec<EvidenceItem>,
}

/// The step of an answer or an amendment.
#[derive(Debug, Deserialize)]
pub(super) struct PathOf<'a> {
    #[serde(borrow)]
    pub path: Text<'a>,
}

/// The limits that were in force.
#[derive(Debug, Deserialize)]
pub(super) struct Limits<'a> {
    #[serde(borrow, default)]
    pub min: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub max: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub equals: Option<Text<'a>>,
}

/// What [`crate::run::event::Amended`] has and a row shows.
#[derive(Debug, Deserialize)]
pub(super) struct Amendment<'a> {
    pub of: u64,
    #[serde(borrow)]
    pub old: Old<'a>,
    #[serde(borrow)]
    pub new: Answer<'a>,
    #[serde(borrow)]
    pub reason: Text<'a>,
}

/// The answer that was amended.
#[derive(Debug, Deserialize)]
pub(super) struct Old<'a> {
    #[serde(borrow)]
    pub value: &'a RawValue,
}

/// A string that is borrowed where it holds no escapes; serde borrows no `Cow` within an `Option`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Cow<'de, str>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Read).map(Self)
    }
}

/// Returns the cell of a value as expressions know it; a form or a list as JSON, its numbers as texts.
pub(super) fn value<'a>(json: &'a RawValue, kind: &str) -> Cell<'a> {
    let text = json.get();
    match text.as_bytes() {
        b"null" => Cell::Empty,
        b"true" | b"false" => Cell::text(text),
        [b'"', ..] if kind == "measure" => Cell::decimal(string(text)),
        [b'"', ..] => Cell::text(string(text)),
        [b'-' | b'0'..=b'9', ..] => Cell::decimal(text),
        _ => structured(text),
    }
}

fn structured(text: &str) -> Cell<'_> {
    match serde_json::from_str(text).map(Value::from_json) {
        Ok(Ok(Value::Number(number))) => Cell::decimal(number.to_string()),
        Ok(Ok(Value::Duration(duration))) => Cell::text(duration.to_string()),
        Ok(Ok(value)) => Cell::text(plain(&value).to_string()),
        _ => Cell::text(text),
    }
}

/// Returns a value as JSON without the tags that the journal has on numbers and durations.
fn plain(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        other => Json::String(other.to_string()),
    }
}

/// Returns what was typed: a line as it is, a form or a table as its JSON.
pub(super) fn typed(json: &RawValue) -> Cell<'_> {
    let text = json.get();
    Cell::text(if text.starts_with('"') { string(text) } else { Cow::Borrowed(text) })
}

/// Returns the text of a JSON string, which the reader of the entry has found to be one.
fn string(json: &str) -> Cow<'_, str> {
    match json.get(1..json.len() - 1) {
        Some(inside) if !inside.contains('\\') => Cow::Borrowed(inside),
        _ => serde_json::from_str(json).unwrap_or(Cow::Borrowed(json)),
    }
}

/// Returns the cell of a time; in the one spelling that this program writes it stands as it is.
pub(super) fn moment<'a>(at: &'a str) -> Cell<'a> {
    let shape = b"dddd-dd-ddTdd:dd:dd.ddd+dd:dd";
    let usual = at.len() == shape.len()
        && at.bytes().zip(shape).all(|(byte, &place)| match place {
            b'd' => byte.is_ascii_digit(),
            b'+' => byte == b'+' || byte == b'-',
            _ => byte == place,
        });
    if usual {
        return Cell::Moment(at.into());
    }
    let read = DateTime::parse_from_rfc3339(at);
    read.map_or_else(|_| Cell::text(at), |at| Cell::Moment(at.to_rfc3339_opts(SecondsFormat::Millis, false).into()))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Answer, Cell, moment};

    #[test]
    fn an_answer_without_escapes_owns_nothing_and_one_with_escapes_is_read() {
        let read = |title: &str| {
            format!(
                r#"{{"path":"2","kind":"check","title":"{title}","value":true,"outcome":"done","section_shown_at":"x","shown_at":"y","by":"li","item":null}}"#
            )
        };
        let (plain, escaped) = (read("灯光"), read(r"a\n\u202e"));
        let plain: Answer<'_> = serde_json::from_str(&plain).expect("an answer");
        let escaped: Answer<'_> = serde_json::from_str(&escaped).expect("an answer");
        assert!(matches!(plain.title.0, Cow::Borrowed("灯光")) && plain.item.is_none());
        assert_eq!(escaped.title.0, "a\n\u{202e}");
    }

    #[test]
    fn a_time_keeps_its_offset_and_is_told_in_one_spelling() {
        for (written, shown) in [
            ("2026-11-21T07:30:12.512+08:00", Cell::Moment("2026-11-21T07:30:12.512+08:00".into())),
            ("2026-11-21T07:30:12Z", Cell::Moment("2026-11-21T07:30:12.000+00:00".into())),
            ("later", Cell::text("later")),
        ] {
            assert_eq!(moment(written), shown);
        }
    }
}
