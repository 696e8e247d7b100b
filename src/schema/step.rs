//! Steps as a schema. The kind is told by `if` and `then`, not by a choice of twelve, so that an editor and a validator
//! complain of the kind that was meant; a second kind is a key that the first one has not.

use serde_json::{Value, json};

use super::{Builder, patterns};
use crate::language::{Language, format};
use crate::procedure::shape::{Key, Shape};
use crate::procedure::yaml::keys::{COMMON, KINDS, Kind, VALUE_KEYS};

impl Builder {
    /// Returns the schema of a list of steps.
    pub(super) fn steps(&mut self) -> Value {
        let step = self.refer("step", Self::step);
        json!({"type": "array", "minItems": 1, "items": step})
    }

    fn step(&mut self) -> Value {
        let mut conditions = Vec::new();
        for kind in &KINDS {
            let keyed = self.refer(kind.word, |builder| builder.kind(kind));
            conditions.push(json!({"if": {"type": "object", "required": [kind.word]}, "then": keyed}));
        }
        let named: Vec<Value> = KINDS.iter().map(|kind| json!({"required": [kind.word]})).collect();
        let without = self.refer("no_kind", |builder| builder.no_kind(&named));
        conditions.push(json!({"if": {"type": "object", "not": {"anyOf": named}}, "then": without}));
        json!({
            "description": self.purpose("step"),
            "type": ["string", "number", "object"],
            "pattern": patterns::PHRASE,
            "allOf": conditions,
        })
    }

    /// A step that has no kind yet: an editor proposes them.
    fn no_kind(&mut self, named: &[Value]) -> Value {
        let mut step = self.object("step", &COMMON.iter().collect::<Vec<_>>());
        for kind in &KINDS {
            step["properties"][kind.word] = self.title(kind);
        }
        step["anyOf"] = json!(named);
        step
    }

    /// Returns the schema of the key that names a kind.
    fn title(&mut self, kind: &Kind) -> Value {
        let mut title = self.shape(Shape::Text);
        title["description"] = json!(format::meaning(self.language, kind.word, kind.word).unwrap_or_default());
        title
    }

    /// Returns the schema of the steps of one kind.
    fn kind(&mut self, kind: &'static Kind) -> Value {
        let keys: Vec<&Key> = kind.keys().collect();
        let mut step = self.object(kind.word, &keys);
        step["properties"][kind.word] = self.title(kind);
        step["title"] = json!(match self.language {
            Language::En => kind.noun().en,
            Language::Zh => kind.noun().zh,
        });
        let mut required = vec![kind.word];
        required.extend(kind.named.then_some("id"));
        required.extend(keys.iter().filter(|key| key.required && key.ground.is_none()).map(|key| key.name));
        step["required"] = json!(required);
        let mut conditions = step["allOf"].as_array().cloned().unwrap_or_default();
        conditions.push(not_applicable(kind));
        if kind.word == "record" {
            conditions.push(one_value_or_form());
        }
        if kind.word == "measure" {
            conditions.push(limits_to_hide());
        }
        step["allOf"] = json!(conditions);
        step
    }
}

/// A step that is critical, or of a kind that cannot be not applicable, does not allow it.
fn not_applicable(kind: &Kind) -> Value {
    let forbidden = json!({"properties": {"not_applicable": {"enum": ["forbidden"]}}});
    if kind.may_be_not_applicable() {
        let critical = json!({"properties": {"critical": {"const": true}}, "required": ["critical"]});
        return json!({"if": critical, "then": forbidden});
    }
    forbidden
}

/// A record has the keys of one value, or `fields`; `rows` go only with these.
fn one_value_or_form() -> Value {
    let neither: serde_json::Map<String, Value> =
        VALUE_KEYS.iter().map(|key| (key.name.to_owned(), json!(false))).collect();
    json!({
        "if": {"required": ["fields"]},
        "then": {"properties": neither},
        "else": {"properties": {"rows": false}},
    })
}

/// Limits that are hidden are there.
fn limits_to_hide() -> Value {
    let limits = ["min", "max", "equals"].map(|key| json!({"required": [key]}));
    json!({"if": {"required": ["hide_limits"]}, "then": {"anyOf": limits}})
}
