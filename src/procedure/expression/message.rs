//! What the parser's complaints mean to the author of a procedure. It never parses.

use std::ops::Range;

use super::error::SyntaxError;
use super::lexeme::Form;
use crate::procedure::value::normalise_width;

/// What a number is.
pub(super) const NUMBER: &str = "a number is written with digits and at most one point, at most 40 digits";

/// Returns whether the complaint is that something is missing at the end.
pub(super) fn is_about_the_end(detail: &str) -> bool {
    detail.contains("end of input")
}

/// Returns the error of a word that cannot be read, the first one behind `after`.
pub(super) fn unreadable(source: &str, after: usize, detail: &str) -> SyntaxError {
    let rest = source.get(after..).unwrap_or_default();
    let start = source.len() - rest.trim_start().len();
    let Some(found) = source[start..].chars().next() else {
        return SyntaxError::new(detail, source.len()..source.len());
    };
    let span = start..start + found.len_utf8();
    let plain = normalise_width(found.encode_utf8(&mut [0; 4]));
    let message = match (detail, found) {
        ("unexpected character", '&') => "unexpected `&`, write `and`".to_owned(),
        ("unexpected character", '!') => "unexpected `!`, write `not`".to_owned(),
        ("unexpected character", '“' | '”' | '‘' | '’') => format!("unexpected `{found}`, write `\"`"),
        ("unexpected character", _) if plain.is_ascii() && !found.is_ascii() => {
            format!("unexpected `{found}`, write `{plain}`")
        }
        ("unexpected character", _) if found.is_alphabetic() => {
            format!("unexpected `{found}`, a text stands in quotes, a name is made of a-z, 0-9 and `_`")
        }
        ("unexpected character", _) => format!("unexpected `{found}`"),
        ("unexpected end of string", _) => "the closing quote is missing".to_owned(),
        ("unexpected end of comment", _) => "`#}` is missing".to_owned(),
        ("unexpected end of raw block", _) => "`{% endraw %}` is missing".to_owned(),
        _ if found.is_ascii_digit() => NUMBER.to_owned(),
        _ => "this cannot be read".to_owned(),
    };
    SyntaxError::new(message, span)
}

/// Returns the error of a source that cannot be parsed because of the word at `offender`, or because it ends too early.
pub(super) fn unparsable(source: &str, offender: Option<Range<usize>>, form: Form, detail: &str) -> SyntaxError {
    let Some(span) = offender else {
        return SyntaxError::new(too_early(form, detail), source.len()..source.len());
    };
    let word = &source[span.clone()];
    let message = match detail.split_once(", expected ") {
        _ if word == "=" => "unexpected `=`, compare with `==`".to_owned(),
        Some((_, "identifier")) if word == "|" => "unexpected `||`, write `or`".to_owned(),
        Some((_, expected)) => format!("unexpected `{word}`, expected {}", plain(expected)),
        None if detail == "unexpected input after expression" => format!("unexpected `{word}` behind the expression"),
        None if detail.starts_with("unknown statement") && is_closing(word) => format!("`{word}` closes nothing"),
        None if detail.starts_with("unknown statement") => format!("`{word}` is not allowed in a text"),
        None if detail.starts_with("unexpected ") => format!("unexpected `{word}`"),
        None => detail.to_owned(),
    };
    SyntaxError::new(message, span)
}

/// Returns whether the keyword belongs to a statement before it.
fn is_closing(word: &str) -> bool {
    matches!(word, "endif" | "endfor" | "else" | "elif")
}

/// Returns the message for a source that ends too early.
fn too_early(form: Form, detail: &str) -> String {
    let what = match form {
        Form::Expression => "expression",
        Form::Text => "text",
    };
    match detail.split_once(", expected ") {
        Some((_, "end of block")) if form == Form::Text => {
            "an `{% endif %}`, `{% endfor %}` or `%}` is missing".to_owned()
        }
        Some((_, expected)) => format!("the {what} ends too early, expected {}", plain(expected)),
        None => format!("the {what} ends too early"),
    }
}

/// Returns the parser's word for what it expected as an author knows it.
fn plain(expected: &str) -> &str {
    match expected {
        "expression" => "a value",
        "identifier" => "a name",
        "identifier or integer" => "a name or a number",
        "end of variable block" => "`}}`",
        "end of block" => "`%}`",
        "in" => "`in`",
        "assignment operator" => "`=`",
        "block keyword" => "`if`, `for` or `set`",
        other => other,
    }
}
