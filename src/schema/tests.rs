//! The schema and the tables say the same; each key means something.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Draft, Kind, schema};
use crate::language::{Language, format};
use crate::procedure::shape::{Key, Place};
use crate::procedure::yaml::keys::{COMMON, KINDS, places};

const ALL: [Kind; 4] = [Kind::Procedure, Kind::Site, Kind::Scenario, Kind::Answers];

fn of(kind: Kind) -> Value {
    schema(kind, Draft::TwentyTwenty, Language::En)
}

fn places_of(kind: Kind) -> Vec<&'static Place> {
    if kind == Kind::Procedure { places() } else { kind.place().all() }
}

/// Returns the keys that the definition of a place or a kind of step has.
fn properties(schema: &Value) -> BTreeSet<&str> {
    schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect()
}

fn names<'k>(keys: impl IntoIterator<Item = &'k Key>) -> BTreeSet<&'k str> {
    keys.into_iter().map(|key| key.name).collect()
}

#[test]
fn every_place_has_exactly_its_keys() {
    for kind in ALL {
        let schema = of(kind);
        for place in places_of(kind) {
            let root = std::ptr::eq(place, kind.place());
            let definition = if root { &schema } else { &schema["$defs"][place.name] };
            assert_eq!(properties(definition), names(place.keys), "{}", place.name);
            assert_eq!(definition["additionalProperties"], json!(false), "{}", place.name);
        }
    }
}

#[test]
fn every_kind_has_exactly_its_keys_and_no_other_kind() {
    let schema = of(Kind::Procedure);
    for kind in &KINDS {
        let definition = &schema["$defs"][kind.word];
        let mut keys = names(kind.keys());
        keys.insert(kind.word);
        assert_eq!(properties(definition), keys, "{}", kind.word);
        let required = definition["required"].as_array().expect("required");
        assert_eq!(required.contains(&json!("id")), kind.named, "{}", kind.word);
    }
    let words = KINDS.iter().map(|kind| kind.word);
    assert_eq!(properties(&schema["$defs"]["no_kind"]), names(COMMON).into_iter().chain(words).collect());
}

#[test]
fn every_reference_has_its_definition_and_every_definition_a_use() {
    for kind in ALL {
        for (draft, home) in [(Draft::TwentyTwenty, "$defs"), (Draft::Seven, "definitions")] {
            let schema = schema(kind, draft, Language::Zh);
            let text = schema.to_string();
            let wanted: BTreeSet<&str> = text
                .split(&format!("\"#/{home}/"))
                .skip(1)
                .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
                .collect();
            let made: BTreeSet<&str> =
                schema[home].as_object().expect("definitions").keys().map(String::as_str).collect();
            assert_eq!(wanted, made, "{kind:?} {draft:?}");
        }
    }
}

#[test]
fn in_draft_7_nothing_stands_beside_a_reference() {
    fn check(value: &Value) {
        match value {
            Value::Object(entries) => {
                assert!(entries.len() == 1 || !entries.contains_key("$ref"), "{value}");
                entries.values().for_each(check);
            }
            Value::Array(items) => items.iter().for_each(check),
            _ => {}
        }
    }
    ALL.into_iter().for_each(|kind| check(&schema(kind, Draft::Seven, Language::En)));
}

/// Returns the name under which the meaning of each key is looked up, and the key.
fn every_key() -> Vec<(&'static str, &'static str)> {
    let inside = |place: &'static Place| place.keys.iter().map(|key| (place.name, key.name));
    let of_places = ALL.into_iter().flat_map(places_of).flat_map(inside);
    let of_kinds = KINDS.iter().flat_map(|kind| {
        let keys = kind.keys().map(|key| (kind.word, key.name));
        keys.chain([(kind.word, kind.word)])
    });
    of_places.chain(of_kinds).collect()
}

#[test]
fn every_key_means_something_and_nothing_else_does() {
    let mut used = BTreeSet::new();
    for (place, key) in every_key() {
        let meaning = format::meaning(Language::En, place, key);
        assert!(meaning.is_some(), "{place}.{key}");
        used.extend(meaning);
    }
    for place in ALL.into_iter().flat_map(places_of) {
        let purpose = format::place(Language::En, place.name);
        assert!(purpose.is_some(), "{}", place.name);
        used.extend(purpose);
    }
    used.extend(format::place(Language::En, "step"));
    let idle: Vec<_> = format::TABLE.iter().filter(|(_, en, _)| !used.contains(en)).map(|(key, ..)| key).collect();
    assert!(idle.is_empty(), "no key has these meanings: {idle:?}");
}

#[test]
fn hover_texts_and_defaults_stand_at_their_keys() {
    let english = of(Kind::Procedure);
    let resume = &english["properties"]["resume"];
    assert_eq!(resume["default"], json!("repeat_last"));
    assert_eq!(resume["enum"], json!(["continue", "repeat_last", "restart"]));
    let chinese = schema(Kind::Procedure, Draft::TwentyTwenty, Language::Zh);
    assert_eq!(chinese["properties"]["tags"]["description"], json!("便于查找的标签"));
    assert_eq!(english["$defs"]["repeat"]["properties"]["at_most"]["default"], json!(10));
    assert_eq!(english["$id"], json!("urn:signoff:format:1:procedure"));
}
