//! Values as JSON, both ways, with no binary float: a number is `{"n":"7.10"}`, a duration `{"d":"30m"}`, the rest natural.
//!
//! A map whose only key is `n` or `d`, with any number of `~` before it, gets one more `~`, so that nothing is ambiguous.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{Decimal, Duration, Value};

/// Why JSON is not a value.
#[derive(Debug, Error)]
#[error("not a value of the journal: {0}")]
pub struct JsonError(#[from] serde_json::Error);

impl Value {
    /// Returns the value as JSON. The order of a map's fields is kept only by serializing the value itself.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or(serde_json::Value::Null)
    }

    /// Returns the value that [`to_json`](Self::to_json) made into `json`. Errors on a bare number, and on a tagged one that
    /// cannot be read.
    pub fn from_json(json: serde_json::Value) -> Result<Self, JsonError> {
        Ok(serde_json::from_value(json)?)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Number(number) => tagged(serializer, "n", &number.to_string()),
            Self::Duration(duration) => tagged(serializer, "d", &duration.to_string()),
            Self::Map(fields) => serialize_fields(serializer, fields),
        }
    }
}

/// Writes an object with one key, which names the type.
fn tagged<S: Serializer>(serializer: S, tag: &str, value: &str) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(1))?;
    object.serialize_entry(tag, value)?;
    object.end()
}

/// Writes a map, its key escaped where it could be taken for a tag.
fn serialize_fields<S: Serializer>(serializer: S, fields: &IndexMap<String, Value>) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        if fields.len() == 1 && is_tag_like(name) {
            object.serialize_entry(&format!("~{name}"), value)?;
        } else {
            object.serialize_entry(name, value)?;
        }
    }
    object.end()
}

/// Returns whether a lone key is a tag, or an escaped one.
fn is_tag_like(name: &str) -> bool {
    matches!(name.trim_start_matches('~'), "n" | "d")
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a string, an array or an object (numbers are {\"n\": \"…\"})")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = IndexMap::new();
        while let Some((name, value)) = object.next_entry::<String, Value>()? {
            if fields.insert(name, value).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        untag(fields).map_err(A::Error::custom)
    }
}

/// Returns what an object stands for: a number, a duration, or a map.
fn untag(mut fields: IndexMap<String, Value>) -> Result<Value, String> {
    let lone = fields.len() == 1 && fields.keys().all(|name| is_tag_like(name));
    let Some((name, value)) = (if lone { fields.pop() } else { None }) else { return Ok(Value::Map(fields)) };
    if let Some(escaped) = name.strip_prefix('~') {
        return Ok(Value::Map(IndexMap::from([(escaped.to_owned(), value)])));
    }
    let text = value.as_text().unwrap_or_default();
    let read = match name.as_str() {
        "n" => Decimal::parse_long(text).map(Value::Number),
        _ => Duration::parse(text).map(Value::Duration),
    };
    read.ok_or_else(|| format!("`{text}` cannot be read behind `{name}`"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_durations_are_tagged() {
        let value = Value::List(vec![
            Value::None,
            true.into(),
            Decimal::parse("7.10").unwrap().into(),
            Duration::parse("30m").unwrap().into(),
            "7.10".into(),
        ]);
        assert_eq!(value.to_json(), json!([null, true, {"n": "7.10"}, {"d": "30m"}, "7.10"]));
    }

    #[test]
    fn a_map_is_never_taken_for_a_number() {
        let map = |name: &str| Value::Map(IndexMap::from([(name.to_owned(), Value::from("1"))]));
        for (name, written) in [("n", "~n"), ("d", "~d"), ("~n", "~~n"), ("x", "x"), ("~x", "~x"), ("nn", "nn")] {
            assert_eq!(map(name).to_json(), json!({written: "1"}));
            assert_eq!(Value::from_json(json!({written: "1"})).unwrap(), map(name));
        }
    }

    #[test]
    fn what_was_never_written_is_refused() {
        for json in [
            json!(1),
            json!(1.5),
            json!([2]),
            json!({"n": "1e3"}),
            json!({"n": null}),
            json!({"d": "x"}),
            json!({"n": {"n": "1"}}),
        ] {
            assert!(Value::from_json(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn the_order_of_fields_is_kept() {
        let text = r#"{"z":{"n":"1.0"},"a":{"d":"90m"},"m":null}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::None),
            any::<bool>().prop_map(Value::Bool),
            "-?[0-9]{1,12}(\\.[0-9]{1,8})?".prop_map(|typed| Value::Number(Decimal::parse(&typed).unwrap())),
            "\\PC{0,6}".prop_map(Value::Text),
            (-100_000_i64..100_000).prop_map(|seconds| Value::Duration(Duration::from_seconds(seconds).unwrap())),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let name = prop_oneof!["~{0,2}[nd]", "[a-z~]{0,3}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::vec((name, inner), 0..3).prop_map(|fields| Value::Map(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn there_and_back(value in any_value()) {
            prop_assert_eq!(&Value::from_json(value.to_json()).unwrap(), &value);
            let text = serde_json::to_string(&value).unwrap();
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(again.to_string(), value.to_string());
        }
    }
}
