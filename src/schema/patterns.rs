//! The lexical forms of the format as regular expressions that JavaScript, Python and Rust read alike: no lookaround, and
//! `[0-9]` for a digit.

/// The longest name.
pub const LONGEST_NAME: u32 = 64;
/// Something that can be seen.
pub const PHRASE: &str = r"\S";
/// A name.
pub const NAME: &str = "^[a-z][a-z0-9_]*$";
/// The name of a step, perhaps inside calls, perhaps with what follows a failure.
pub const STEP_NAME: &str = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$";
/// The name of a procedure.
pub const PROCEDURE_ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
/// A language, with or without script and country.
pub const LANGUAGE: &str = "^[a-z]{2,3}(-[A-Za-z0-9]+)*$";
/// A language of the program.
pub const SPOKEN: &str = r"^\s*([eE][nN]|[zZ][hH])([-_.@].*)?$";
/// A decimal.
pub const NUMBER: &str = r"^[+-]?[0-9]+(\.[0-9]+)?$";
/// A decimal from 0 to 100, or an expression that begins with a name.
pub const PERCENT: &str = r"^(\+?0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)|\s*[A-Za-z_][\s\S]*)$";
/// A time of day.
pub const TIME: &str = r"^\s*([01]?[0-9]|2[0-3]):[0-5][0-9]\s*$";
/// A date.
pub const DATE: &str = r"^\s*[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])\s*$";
/// A date and time, with or without its offset.
pub const DATETIME: &str = r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ][0-9]{1,2}:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?\s*$";
/// A date and time with its offset.
pub const MOMENT: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-5][0-9]:[0-6][0-9](\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";
/// An expression: something that does not open with two braces.
pub const EXPRESSION: &str = r"^\s*([^\s{]|\{([^{]|$))";

/// The parts of a length of time, each with those that may follow it: after a longer unit fewer than make one of it.
const LENGTH: &str = "([0-9]+d(0*(1?[0-9]|2[0-3])h)?(0*[1-5]?[0-9]m)?(0*[1-5]?[0-9]s)?\
    |[0-9]+h(0*[1-5]?[0-9]m)?(0*[1-5]?[0-9]s)?|[0-9]+m(0*[1-5]?[0-9]s)?|[0-9]+s)";

/// What may follow a number that an expression begins with.
const REST_OF_EXPRESSION: &str = r"([0-9]+(\.[0-9]+)?\s*([-+*/%<>=!|~,)][\s\S]*|(if|and|or|in|is|not)\b[\s\S]*)?)";

/// Returns the pattern of a length of time; with `minus` one that may be negative.
pub fn duration(minus: &str) -> String {
    format!(r"^\s*{minus}{LENGTH}\s*$")
}

/// Returns the pattern of a length of time or an expression.
pub fn time_span() -> String {
    format!(r"^\s*({LENGTH}\s*|{REST_OF_EXPRESSION}|([^0-9\s{{-]|\{{[^{{])[\s\S]*|-\s*[^0-9\s][\s\S]*)$")
}

/// Returns the pattern of a limit: a number, a time or date, a length of time, or an expression.
pub fn bound() -> String {
    let plain = [TIME, DATE, DATETIME, &duration("-?")].map(|one| one.trim_matches(['^', '$']).to_owned()).join("|");
    format!(r"^(({plain})|\s*[-+]?({REST_OF_EXPRESSION}|([^0-9\s+{{-]|\{{[^{{])[\s\S]*))$")
}
