//! A value: what a step's answer, a parameter or an expression comes to. Exact throughout; it never holds a binary float.

mod calendar;
mod decimal;
mod duration;
mod json;
pub mod prose;
mod width;

use std::fmt;

use indexmap::IndexMap;

pub use calendar::{DayTime, parse_date, parse_datetime, parse_time};
pub use decimal::{Decimal, DecimalError, Rounding};
pub use duration::Duration;
pub use json::JsonError;
pub use width::normalise_width;

/// How nothing is shown.
pub const NOTHING: &str = "–";

/// What an answer, a parameter or an expression comes to.
///
/// Times of day, dates and datetimes are `Text` in the canonical zero-padded form of [`parse_time`], [`parse_date`] and
/// [`parse_datetime`], so that comparing text puts them in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Not answered, not applicable, or absent.
    #[default]
    None,
    /// Yes or no.
    Bool(bool),
    /// A number, kept as it was typed.
    Number(Decimal),
    /// A text; also times, dates and datetimes.
    Text(String),
    /// A length of time.
    Duration(Duration),
    /// A list, such as the values of `all.<id>` or the rows of a table.
    List(Vec<Value>),
    /// Fields by name, in the order of the procedure.
    Map(IndexMap<String, Value>),
}

impl Value {
    /// Returns whether this is `none`.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Returns Jinja's truth of the value: false for none, false, zero, and whatever is empty.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(yes) => *yes,
            Self::Number(number) => !number.is_zero(),
            Self::Text(text) => !text.is_empty(),
            Self::Duration(duration) => duration.seconds() != 0,
            Self::List(items) => !items.is_empty(),
            Self::Map(fields) => !fields.is_empty(),
        }
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Decimal> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// Returns the member of that name: none of a map that lacks it, and of none; `None` where the type has no members.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Value> {
        match self {
            Self::None => Some(Self::None),
            Self::Map(fields) => Some(fields.get(name).cloned().unwrap_or_default()),
            _ => None,
        }
    }

    /// Returns the word for its type, as messages say it.
    #[must_use]
    pub fn type_word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Duration(_) => "a duration",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

impl fmt::Display for Value {
    /// Writes the value as a person reads it: `true`, `7.10`, `1h30m`, `a, b`, `item: A, qty: 3`, and `–` for none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str(NOTHING),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Duration(duration) => write!(f, "{duration}"),
            Self::List(items) => write_joined(f, items, |f, item| write!(f, "{item}")),
            Self::Map(fields) => write_joined(f, fields, |f, (name, value)| write!(f, "{name}: {value}")),
        }
    }
}

/// Writes the items with `, ` between them.
fn write_joined<T>(
    f: &mut fmt::Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write(f, item)?;
    }
    Ok(())
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::Duration(duration)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}

impl From<IndexMap<String, Value>> for Value {
    fn from(fields: IndexMap<String, Value>) -> Self {
        Self::Map(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_shown_as_a_person_reads_it() {
        let row = IndexMap::from([("item".to_owned(), Value::from("A")), ("qty".to_owned(), Value::from(3))]);
        let cases: [(Value, &str); 7] = [
            (Value::None, "–"),
            (true.into(), "true"),
            (Decimal::parse("7.10").unwrap().into(), "7.10"),
            ("一号台".into(), "一号台"),
            (Duration::parse("1h30m").unwrap().into(), "1h30m"),
            (vec![Value::from("a"), Value::None].into(), "a, –"),
            (row.into(), "item: A, qty: 3"),
        ];
        for (value, shown) in cases {
            assert_eq!(value.to_string(), shown);
        }
    }

    #[test]
    fn emptiness_and_zero_are_false() {
        for value in [Value::None, false.into(), 0.into(), "".into(), vec![].into(), IndexMap::new().into()] {
            assert!(!value.is_true(), "{value:?}");
        }
        for value in [Value::from(true), (-1).into(), "0".into(), vec![Value::None].into()] {
            assert!(value.is_true(), "{value:?}");
        }
    }
}
