//! What differs between the drafts of JSON Schema. A schema is built for 2020-12 and turned into an older one here.

use serde_json::{Map, Value, json};

use super::Draft;

impl Draft {
    /// Returns the address that names the draft.
    pub(super) fn address(self) -> &'static str {
        match self {
            Self::Seven => "http://json-schema.org/draft-07/schema#",
            Self::TwentyTwenty => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// Returns `schema`, which is of 2020-12, as one of this draft.
    pub(super) fn of(self, schema: Value) -> Value {
        match self {
            Self::TwentyTwenty => schema,
            Self::Seven => seven(schema),
        }
    }
}

/// Draft 7 calls `$defs` `definitions`, and reads nothing that stands beside a `$ref`.
fn seven(schema: Value) -> Value {
    match schema {
        Value::Array(items) => items.into_iter().map(seven).collect(),
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries.into_iter().map(renamed).collect();
            if entries.len() > 1
                && let Some(reference) = entries.remove("$ref")
            {
                entries.insert("allOf".to_owned(), json!([{"$ref": reference}]));
            }
            Value::Object(entries)
        }
        other => other,
    }
}

fn renamed((key, value): (String, Value)) -> (String, Value) {
    match (key.as_str(), value) {
        ("$defs", value) => ("definitions".to_owned(), seven(value)),
        ("$ref", Value::String(target)) => (key, json!(target.replacen("#/$defs/", "#/definitions/", 1))),
        (_, value) => (key, seven(value)),
    }
}
