//! The JSON Schema of the format's files, for editors and other programs. Made from the tables that the loaders read by, so
//! that there is no second list of keys. Pure.

mod draft;
mod patterns;
mod place;
mod shapes;
mod step;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::language::{Language, format};
use crate::procedure::shape::Place;
use crate::procedure::yaml::keys::FILE;
use crate::scenario::keys::{ANSWER_FILE, SCENARIO_FILE};
use crate::site::keys::SITE;

/// The format's version.
const FORMAT: u32 = 1;

/// The files that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A procedure.
    Procedure,
    /// The site file.
    Site,
    /// Scenarios of a procedure.
    Scenario,
    /// Answers for a run.
    Answers,
}

/// The drafts of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft 7, which most editors speak.
    Seven,
    /// Draft 2020-12.
    TwentyTwenty,
}

impl Kind {
    /// Returns the outermost place of such a file.
    #[must_use]
    pub fn place(self) -> &'static Place {
        match self {
            Self::Procedure => &FILE,
            Self::Site => &SITE,
            Self::Scenario => &SCENARIO_FILE,
            Self::Answers => &ANSWER_FILE,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Procedure => "procedure",
            Self::Site => "site",
            Self::Scenario => "scenario",
            Self::Answers => "answers",
        }
    }
}

/// Returns the schema of files of `kind`, whose titles and descriptions are in `language`.
#[must_use]
pub fn schema(kind: Kind, draft: Draft, language: Language) -> Value {
    let mut builder = Builder { kind, language, definitions: BTreeMap::new() };
    let mut root = builder.place(kind.place());
    root["$schema"] = json!(draft.address());
    root["$id"] = json!(format!("urn:signoff:format:{FORMAT}:{}", kind.word()));
    root["$comment"] = json!(format!("signoff {}, format {FORMAT}", env!("CARGO_PKG_VERSION")));
    root["$defs"] = builder.definitions.into_iter().collect();
    draft.of(root)
}

/// Builds one schema.
struct Builder {
    kind: Kind,
    language: Language,
    definitions: BTreeMap<String, Value>,
}

impl Builder {
    /// Returns a reference to the definition `name`, made by `make` where it is new; definitions may refer to each other.
    fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let made = make(self);
            self.definitions.insert(name.to_owned(), made);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }

    /// Returns what the place `name` is for.
    fn purpose(&self, name: &str) -> &'static str {
        format::place(self.language, name).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
