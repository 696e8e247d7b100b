//! What the parser's complaints mean to the author of a procedure. It never parses.

use std::ops::Range;

use super::error::SyntaxError;
use super::lexeme::Form;
use crate::procedure::finding::{Bilingual, Noun, both};
use crate::procedure::value::normalise_width;

/// Returns what a number is.
pub(super) fn number() -> Bilingual {
    both!(
        "a number is written with digits and at most one point, at most 40 digits",
        "数字由数字和最多一个小数点组成，最多 40 位"
    )
}

// The parser goes deep: what it says when it fails is put together here, so that its own frames stay small.

/// Returns the error of a filter that stands alone.
pub(super) fn lone_filter(span: Range<usize>) -> SyntaxError {
    SyntaxError::new(both!("a filter stands behind a value", "过滤器要写在值的后面"), span)
}

/// Returns the error of a call of something else than a function.
pub(super) fn no_function(span: Range<usize>) -> SyntaxError {
    let message = both!(
        "only functions can be called; a filter is written `value | filter`",
        "只有函数能这样调用，过滤器写作 `值 | 过滤器`"
    );
    SyntaxError::new(message, span)
}

/// Returns the error of a `*` before an argument.
pub(super) fn star(span: Range<usize>) -> SyntaxError {
    SyntaxError::new(both!("`*` before an argument is not allowed", "参数前不能写 `*`"), span)
}

/// Returns the error of a statement that a text may not have.
pub(super) fn not_in_text(what: Noun, span: Range<usize>) -> SyntaxError {
    SyntaxError::new(both!("{} is not allowed in a text", "文字里不能用{}"; what), span)
}

/// Returns the error of a keyword in the place of a value.
pub(super) fn no_value(word: &str, span: Range<usize>) -> SyntaxError {
    SyntaxError::new(both!("unexpected `{word}`, expected a value", "这里不应有 `{word}`，应为一个值"), span)
}

/// Returns the error of setting what is no plain name.
pub(super) fn no_plain_name(span: Range<usize>) -> SyntaxError {
    SyntaxError::new(both!("only a plain name can be set", "只能给简单的名字赋值"), span)
}

/// Returns whether the complaint is that something is missing at the end.
pub(super) fn is_about_the_end(detail: &str) -> bool {
    detail.contains("end of input")
}

/// Returns the error of a word that cannot be read, the first one behind `after`.
pub(super) fn unreadable(source: &str, after: usize, detail: &str) -> SyntaxError {
    let rest = source.get(after..).unwrap_or_default();
    let start = source.len() - rest.trim_start().len();
    let Some(found) = source[start..].chars().next() else {
        let message = both!("the expression ends too early", "表达式没有写完");
        return SyntaxError::new(message, source.len()..source.len());
    };
    let span = start..start + found.len_utf8();
    let message = match detail {
        "unexpected character" => unexpected_character(found),
        "unexpected end of string" => both!("the closing quote is missing", "缺少右引号"),
        "unexpected end of comment" => both!("`#}}` is missing", "缺少 `#}}`"),
        "unexpected end of raw block" => both!("`{{% endraw %}}` is missing", "缺少 `{{% endraw %}}`"),
        _ if found.is_ascii_digit() => number(),
        _ => both!("this cannot be read", "这里无法识别"),
    };
    SyntaxError::new(message, span)
}

fn unexpected_character(found: char) -> Bilingual {
    let plain = normalise_width(found.encode_utf8(&mut [0; 4]));
    let better = match found {
        '&' => "and",
        '!' => "not",
        '“' | '”' | '‘' | '’' => "\"",
        _ if plain.is_ascii() && !found.is_ascii() => &plain,
        _ if found.is_alphabetic() => {
            return both!(
                "unexpected `{found}`, a text stands in quotes, a name is made of a-z, 0-9 and `_`",
                "这里不应有 `{found}`：文字要加引号，名字只用 a-z、0-9 和 `_`"
            );
        }
        _ => return both!("unexpected `{found}`", "这里不应有 `{found}`"),
    };
    both!("unexpected `{found}`, write `{better}`", "这里不应有 `{found}`，请写 `{better}`")
}

/// Returns the error of a source that cannot be parsed because of the word at `offender`, or because it ends too early.
pub(super) fn unparsable(source: &str, offender: Option<Range<usize>>, form: Form, detail: &str) -> SyntaxError {
    let Some(span) = offender else {
        return SyntaxError::new(too_early(form, detail), source.len()..source.len());
    };
    let word = &source[span.clone()];
    let message = match detail.split_once(", expected ") {
        _ if word == "=" => both!("unexpected `=`, compare with `==`", "这里不应有 `=`，比较请写 `==`"),
        Some((_, "identifier")) if word == "|" => both!("unexpected `||`, write `or`", "这里不应有 `||`，请写 `or`"),
        Some((_, expected)) => {
            both!("unexpected `{word}`, expected {}", "这里不应有 `{word}`，应为{}"; plain(expected))
        }
        None if detail == "unexpected input after expression" => {
            both!("unexpected `{word}` behind the expression", "表达式后面不应有 `{word}`")
        }
        None if detail.starts_with("unknown statement") && is_closing(word) => {
            both!("`{word}` closes nothing", "`{word}` 没有对应的开头")
        }
        None if detail.starts_with("unknown statement") => {
            both!("`{word}` is not allowed in a text", "文字里不能用 `{word}`")
        }
        None => both!("unexpected `{word}`", "这里不应有 `{word}`"),
    };
    SyntaxError::new(message, span)
}

/// Returns whether the keyword belongs to a statement before it.
fn is_closing(word: &str) -> bool {
    matches!(word, "endif" | "endfor" | "else" | "elif")
}

/// Returns the message for a source that ends too early.
fn too_early(form: Form, detail: &str) -> Bilingual {
    let what = match form {
        Form::Expression => Noun { en: "expression", zh: "表达式" },
        Form::Text => Noun { en: "text", zh: "文字" },
    };
    match detail.split_once(", expected ") {
        Some((_, "end of block")) if form == Form::Text => both!(
            "an `{{% endif %}}`, `{{% endfor %}}` or `%}}` is missing",
            "缺少 `{{% endif %}}`、`{{% endfor %}}` 或 `%}}`"
        ),
        Some((_, expected)) => {
            both!("the {} ends too early, expected {}", "{}没有写完，后面应有{}"; what, plain(expected))
        }
        None => both!("the {} ends too early", "{}没有写完"; what),
    }
}

/// Returns the parser's word for what it expected as an author knows it.
fn plain(expected: &str) -> Bilingual {
    match expected {
        "expression" => both!("a value", "一个值"),
        "identifier" => both!("a name", "一个名字"),
        "identifier or integer" => both!("a name or a number", "名字或数字"),
        "end of variable block" => both!("`}}}}`", " `}}}}`"),
        "end of block" => both!("`%}}`", " `%}}`"),
        "in" => both!("`in`", " `in`"),
        "assignment operator" => both!("`=`", " `=`"),
        "block keyword" => both!("`if`, `for` or `set`", " `if`、`for` 或 `set`"),
        other => both!("{other}", " {other}"),
    }
}
