//! The filters, tests and functions that expressions know, with their arguments. It never applies them.

/// A word of the vocabulary and what it takes.
#[derive(Debug)]
pub struct Word<T: 'static> {
    /// How it is written.
    pub name: &'static str,
    /// What it is.
    pub is: T,
    /// The names of its arguments, in order; with a `=` before it one is given by name only.
    pub slots: &'static [&'static str],
    /// How many of them it needs.
    pub required: usize,
}

/// Returns the word of that name.
#[must_use]
pub fn find<T>(table: &'static [Word<T>], name: &str) -> Option<&'static Word<T>> {
    table.iter().find(|word| word.name == name)
}

/// Returns the name of the table nearest to a mistyped one, if one is near.
#[must_use]
pub fn nearest<T>(table: &'static [Word<T>], name: &str) -> Option<&'static str> {
    let distance = |word: &&Word<T>| strsim::damerau_levenshtein(word.name, name);
    table.iter().min_by_key(distance).filter(|word| distance(word) <= 1 + name.len() / 4).map(|word| word.name)
}

/// Returns a word with its arguments.
const fn word<T: Copy>(name: &'static str, is: T, slots: &'static [&'static str], required: usize) -> Word<T> {
    Word { name, is, slots, required }
}

/// What stands behind `|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as Jinja names it")]
pub enum Filter {
    Abs,
    Default,
    First,
    Int,
    Items,
    Join,
    Last,
    Length,
    List,
    Lower,
    Map,
    Max,
    Min,
    Reject,
    RejectAttr,
    Replace,
    Reverse,
    Round,
    Select,
    SelectAttr,
    Sort,
    String,
    Sum,
    Trim,
    Unique,
    Upper,
}

/// Every filter.
pub const FILTERS: &[Word<Filter>] = &[
    word("abs", Filter::Abs, &[], 0),
    word("count", Filter::Length, &[], 0),
    word("d", Filter::Default, &["default_value", "boolean"], 0),
    word("default", Filter::Default, &["default_value", "boolean"], 0),
    word("first", Filter::First, &[], 0),
    word("int", Filter::Int, &[], 0),
    word("items", Filter::Items, &[], 0),
    word("join", Filter::Join, &["d", "=attribute"], 0),
    word("last", Filter::Last, &[], 0),
    word("length", Filter::Length, &[], 0),
    word("list", Filter::List, &[], 0),
    word("lower", Filter::Lower, &[], 0),
    word("map", Filter::Map, &["=attribute"], 1),
    word("max", Filter::Max, &["=attribute"], 0),
    word("min", Filter::Min, &["=attribute"], 0),
    word("reject", Filter::Reject, &["test", "argument"], 0),
    word("rejectattr", Filter::RejectAttr, &["attribute", "test", "argument"], 1),
    word("replace", Filter::Replace, &["old", "new"], 2),
    word("reverse", Filter::Reverse, &[], 0),
    word("round", Filter::Round, &["precision", "method"], 0),
    word("select", Filter::Select, &["test", "argument"], 0),
    word("selectattr", Filter::SelectAttr, &["attribute", "test", "argument"], 1),
    word("sort", Filter::Sort, &["=reverse", "=attribute"], 0),
    word("string", Filter::String, &[], 0),
    word("sum", Filter::Sum, &["=attribute"], 0),
    word("trim", Filter::Trim, &[], 0),
    word("unique", Filter::Unique, &["=attribute"], 0),
    word("upper", Filter::Upper, &[], 0),
];

impl Filter {
    /// Returns the filter as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        FILTERS.iter().rev().find(|word| word.is == self).map_or("", |word| word.name)
    }

    /// Returns in which of its slots the name of a test stands.
    #[must_use]
    pub fn test_slot(self) -> Option<usize> {
        match self {
            Self::Select | Self::Reject => Some(0),
            Self::SelectAttr | Self::RejectAttr => Some(1),
            _ => None,
        }
    }
}

/// What stands behind `is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as Jinja names it")]
pub enum Test {
    Boolean,
    Defined,
    DivisibleBy,
    EndingWith,
    Equal,
    Even,
    False,
    Greater,
    GreaterOrEqual,
    In,
    Integer,
    Less,
    LessOrEqual,
    Mapping,
    None,
    NotEqual,
    Number,
    Odd,
    Sequence,
    StartingWith,
    String,
    True,
    Undefined,
}

/// Every test.
pub const TESTS: &[Word<Test>] = &[
    word("!=", Test::NotEqual, &["other"], 1),
    word("<", Test::Less, &["other"], 1),
    word("<=", Test::LessOrEqual, &["other"], 1),
    word("==", Test::Equal, &["other"], 1),
    word(">", Test::Greater, &["other"], 1),
    word(">=", Test::GreaterOrEqual, &["other"], 1),
    word("boolean", Test::Boolean, &[], 0),
    word("defined", Test::Defined, &[], 0),
    word("divisibleby", Test::DivisibleBy, &["divisor"], 1),
    word("endingwith", Test::EndingWith, &["end"], 1),
    word("eq", Test::Equal, &["other"], 1),
    word("equalto", Test::Equal, &["other"], 1),
    word("even", Test::Even, &[], 0),
    word("false", Test::False, &[], 0),
    word("ge", Test::GreaterOrEqual, &["other"], 1),
    word("greaterthan", Test::Greater, &["other"], 1),
    word("gt", Test::Greater, &["other"], 1),
    word("in", Test::In, &["container"], 1),
    word("integer", Test::Integer, &[], 0),
    word("le", Test::LessOrEqual, &["other"], 1),
    word("lessthan", Test::Less, &["other"], 1),
    word("lt", Test::Less, &["other"], 1),
    word("mapping", Test::Mapping, &[], 0),
    word("ne", Test::NotEqual, &["other"], 1),
    word("none", Test::None, &[], 0),
    word("number", Test::Number, &[], 0),
    word("odd", Test::Odd, &[], 0),
    word("sequence", Test::Sequence, &[], 0),
    word("startingwith", Test::StartingWith, &["start"], 1),
    word("string", Test::String, &[], 0),
    word("true", Test::True, &[], 0),
    word("undefined", Test::Undefined, &[], 0),
];

/// What is called by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `minutes_between(a, b)`: b − a in minutes.
    MinutesBetween,
    /// `days_between(a, b)`: b − a in calendar days.
    DaysBetween,
    /// `range(stop)`, `range(start, stop, step)`.
    Range,
}

/// Every function.
pub const FUNCTIONS: &[Word<Function>] = &[
    word("days_between", Function::DaysBetween, &["a", "b"], 2),
    word("minutes_between", Function::MinutesBetween, &["a", "b"], 2),
    word("range", Function::Range, &["start", "stop", "step"], 1),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(nearest(FILTERS, "lenght"), Some("length"));
        assert_eq!(nearest(FILTERS, "uper"), Some("upper"));
        assert_eq!(nearest(FUNCTIONS, "minute_between"), Some("minutes_between"));
        assert_eq!(nearest(TESTS, "nonne"), Some("none"));
        assert_eq!(nearest(FILTERS, "xyzzy"), None);
    }

    #[test]
    fn a_filter_knows_its_name() {
        assert_eq!(Filter::Length.name(), "length");
        assert_eq!(Filter::Default.name(), "default");
    }
}
