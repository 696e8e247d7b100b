//! A map with known keys, as a schema; and what an answer is.

use serde_json::{Map, Value, json};

use super::{Builder, patterns};
use crate::language::{Language, format};
use crate::procedure::shape::{Key, Place, Shape};
use crate::scenario::keys::{ADDING, SAYING, beside};

impl Builder {
    /// Returns a reference to the definition of `place`.
    pub(super) fn place_reference(&mut self, place: &'static Place) -> Value {
        self.refer(place.name, |builder| builder.place(place))
    }

    /// Returns the schema of `place`.
    pub(super) fn place(&mut self, place: &'static Place) -> Value {
        let keys: Vec<&Key> = place.keys.iter().collect();
        let title = match self.language {
            Language::En => place.noun.en,
            Language::Zh => place.noun.zh,
        };
        let mut schema = self.object(place.name, &keys);
        schema["title"] = json!(title);
        schema["description"] = json!(self.purpose(place.name));
        if !place.at_least_one.is_empty() {
            schema["anyOf"] = place.at_least_one.iter().map(|key| json!({"required": [key]})).collect();
        }
        schema
    }

    /// Returns the schema of a map with `keys`, whose meanings stand under `name`.
    pub(super) fn object(&mut self, name: &str, keys: &[&Key]) -> Value {
        let mut properties = Map::new();
        for key in keys {
            properties.insert(key.name.to_owned(), self.property(name, key));
        }
        let required: Vec<_> =
            keys.iter().filter(|key| key.required && key.ground.is_none()).map(|key| key.name).collect();
        let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        let conditions = self.conditions(keys);
        if !conditions.is_empty() {
            schema["allOf"] = json!(conditions);
        }
        schema
    }

    /// Returns the schema of the value of `key`, with what it means and what holds without it.
    pub(super) fn property(&mut self, name: &str, key: &Key) -> Value {
        let mut property = self.shape(key.shape);
        property["description"] = json!(format::meaning(self.language, name, key.name).unwrap_or_default());
        if let Some(default) = key.default {
            property["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        }
        property
    }

    /// Returns what keys of one map demand of each other.
    fn conditions(&mut self, keys: &[&Key]) -> Vec<Value> {
        let mut conditions: Vec<Value> = keys.iter().filter_map(|key| grounded(key, keys)).collect();
        if keys.iter().any(|key| matches!(key.shape, Shape::WindowTime)) {
            let both = |schema: Value| json!({"properties": {"from": schema, "until": schema}});
            let (relative, clock) = (both(self.signed_duration()), both(self.time_of_day()));
            conditions.push(json!({"if": {"required": ["of"]}, "then": relative, "else": clock}));
        }
        if keys.iter().any(|key| matches!(key.shape, Shape::Value)) {
            conditions.extend(self.values_by_type(keys));
        }
        conditions
    }

    /// Returns what a value is, type by type.
    fn values_by_type(&mut self, keys: &[&Key]) -> Vec<Value> {
        let Some(Key { name, shape: Shape::Word(types), default, .. }) = keys.iter().find(|key| key.name == "type")
        else {
            return vec![];
        };
        let one = |kind: &&'static str| {
            let value = self.value_of(kind);
            let required: &[&str] = if *default == Some(*kind) { &[] } else { &[*name] };
            json!({
                "if": {"properties": {*name: {"const": kind}}, "required": required},
                "then": {"properties": {"default": value}},
            })
        };
        types.iter().map(one).collect()
    }

    /// Returns the schemas of what an answer file says.
    pub(super) fn answers(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Answers(answer, asked) => {
                let one = self.one_answer(answer);
                let list = self.place_reference(asked);
                // A form may have a field `asked`, which holds no list.
                let is_list = json!({
                    "type": "object",
                    "required": ["asked"],
                    "properties": {"asked": {"type": ["array", "object", "null"]}},
                });
                let some = json!({"if": is_list, "then": list, "else": one});
                let names = json!({"pattern": patterns::STEP_NAME});
                json!({"type": "object", "propertyNames": names, "additionalProperties": some})
            }
            Shape::AnswerList(answer) => {
                let one = self.one_answer(answer);
                json!({"type": "array", "minItems": 1, "items": one})
            }
            Shape::Signers(signer) => {
                let (declines, signs) = (self.place_reference(signer), self.shape(Shape::Phrase));
                let one = json!({"if": {"type": "object"}, "then": declines, "else": signs});
                json!({"type": "object", "propertyNames": super::shapes::name(), "additionalProperties": one})
            }
            _ => self.refer("reply", |_| reply()),
        }
    }

    /// A map that says something is an answer with its additions; any other is a form.
    fn one_answer(&mut self, answer: &'static Place) -> Value {
        self.refer("one_answer", |builder| {
            let says: Vec<Value> = SAYING.iter().map(|key| json!({"required": [key.name]})).collect();
            let reply = builder.shape(Shape::Reply);
            let said = builder.refer(answer.name, |builder| {
                let mut said = builder.place(answer);
                said["oneOf"] = json!(says);
                said["allOf"] = ADDING.iter().filter_map(|key| fitting(key.name)).collect();
                said
            });
            json!({"if": {"type": "object", "anyOf": says}, "then": said, "else": reply})
        })
    }
}

/// Returns what `key` demands of the key that it goes with.
fn grounded(key: &Key, keys: &[&Key]) -> Option<Value> {
    let ground = key.ground?;
    let default = keys.iter().find(|other| other.name == ground.key).and_then(|other| other.default);
    let stands = default.is_some_and(|word| !ground.words.contains(&word));
    let required: &[&str] = if stands { &[ground.key] } else { &[] };
    let needs: &[&str] = if key.required { &[key.name] } else { &[] };
    Some(json!({
        "if": {"properties": {ground.key: {"enum": ground.words}}, "required": required},
        "then": {"required": needs},
        "else": {"properties": {key.name: false}},
    }))
}

/// Returns beside what the adding key `adding` may stand, where that is not everything.
fn fitting(adding: &str) -> Option<Value> {
    let says = beside(adding);
    let any: Vec<Value> = says.iter().map(|key| json!({"required": [key]})).collect();
    (says.len() < SAYING.len()).then(|| json!({"if": {"required": [adding]}, "then": {"anyOf": any}}))
}

/// A value as an answer has it: one line, a form, or the rows of a table. An empty cell is not given.
fn reply() -> Value {
    let cell = json!({"type": ["string", "number", "boolean", "null"]});
    let form = json!({"type": "object", "additionalProperties": cell});
    json!({
        "type": ["string", "number", "boolean", "object", "array"],
        "additionalProperties": cell,
        "items": form,
    })
}
