//! What a scenario expects of its run, and how values are compared with it: numbers as numbers, everything else as text.

use indexmap::IndexMap;

use crate::procedure::value::{Decimal, Duration, Value};
use crate::run::outcome::Verdict;

/// What is expected; what is absent is not looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// How the run ends.
    pub ended: Option<Ended>,
    /// Steps that are asked or computed.
    pub reached: Vec<String>,
    /// Steps that are not.
    pub not_reached: Vec<String>,
    /// How many deviations there are.
    pub deviations: Option<u64>,
    /// The score in percent.
    pub score: Option<Decimal>,
    /// Values of steps.
    pub values: IndexMap<String, Written>,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this verdict.
    Closed(Verdict),
    /// Not at all: it has no closing record.
    Open,
}

impl Ended {
    /// Returns the word that a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Closed(verdict) => verdict.word(),
            Self::Open => "open",
        }
    }
}

/// A value as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// None.
    Nothing,
    /// Anything of one line.
    Line(String),
    /// A list.
    List(Vec<Written>),
    /// A map.
    Map(IndexMap<String, Written>),
}

impl Written {
    /// Returns whether `value` is what is written. Of a map only the keys that are written count.
    #[must_use]
    pub fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Nothing, value) => value.is_none(),
            (Self::Line(line), Value::Number(number)) => Decimal::parse(line).is_some_and(|line| line == *number),
            (Self::Line(line), Value::Bool(flag)) => boolean(line) == Some(*flag),
            (Self::Line(line), Value::Text(text)) => line == text,
            (Self::Line(line), Value::Duration(duration)) => {
                Duration::parse(line).is_some_and(|line| line == *duration)
            }
            (Self::List(items), Value::List(values)) => {
                items.len() == values.len() && items.iter().zip(values).all(|(item, value)| item.is(value))
            }
            (Self::Map(items), Value::Map(values)) => {
                items.iter().all(|(key, item)| item.is(values.get(key).unwrap_or(&Value::None)))
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for Written {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => out.write_str("–"),
            Self::Line(line) => out.write_str(line),
            Self::List(items) => out.write_str(&items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            Self::Map(items) => {
                let items = items.iter().map(|(key, item)| format!("{key}: {item}"));
                out.write_str(&items.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn boolean(line: &str) -> Option<bool> {
    match line {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}
