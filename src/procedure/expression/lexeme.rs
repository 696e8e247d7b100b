//! The words of a source before it is parsed, and the bounds that keep a hostile one from exhausting the stack.

use std::ops::Range;

use super::error::SyntaxError;
use crate::procedure::finding::{Bilingual, both};

/// The longest expression, in bytes.
const EXPRESSION_BYTES: usize = 8 * 1024;
/// The longest text with braces, in bytes.
const TEXT_BYTES: usize = 64 * 1024;
/// How deep brackets may nest.
const BRACKETS: usize = 32;
/// How many operators, members, calls and conditions one expression may have.
const OPERATORS: usize = 200;
/// How deep `{% if %}` and `{% for %}` may nest.
const BLOCKS: usize = 16;
/// How many `{% elif %}` one text may have.
const ELIFS: usize = 64;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An expression without braces.
    Expression,
    /// A text with expressions in braces.
    Text,
}

impl Form {
    /// Returns an error where the source is too long to be looked at.
    pub(super) fn check_length(self, source: &str) -> Result<(), SyntaxError> {
        let (most, what): (_, fn() -> Bilingual) = match self {
            Self::Expression => (EXPRESSION_BYTES, || {
                both!("an expression has at most {EXPRESSION_BYTES} bytes", "表达式最多 {EXPRESSION_BYTES} 字节")
            }),
            Self::Text => (TEXT_BYTES, || {
                both!("a text with braces has at most {TEXT_BYTES} bytes", "带花括号的文字最多 {TEXT_BYTES} 字节")
            }),
        };
        if source.len() > most { Err(SyntaxError::new(what(), 0..source.len())) } else { Ok(()) }
    }
}

/// One word of a source.
#[derive(Clone, Debug)]
pub(super) struct Lexeme {
    /// What matters of it.
    pub(super) kind: LexemeKind,
    /// Its bytes.
    pub(super) span: Range<usize>,
}

/// What matters of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LexemeKind {
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// `+`, `.`, `|`, …
    Operator,
    /// A name or a keyword.
    Identifier,
    /// `{%`
    Tag,
    /// `}}` or `%}`
    End,
    /// Everything else.
    Other,
}

/// Returns an error where the words nest too deep, or are too many, for the parser's recursion and ours.
pub(super) fn check_bounds(source: &str, lexemes: &[Lexeme]) -> Result<(), SyntaxError> {
    let (mut brackets, mut operators, mut blocks, mut elifs) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut before = LexemeKind::Other;
    for lexeme in lexemes {
        let word = &source[lexeme.span.clone()];
        match lexeme.kind {
            LexemeKind::Open => (brackets, operators) = (brackets + 1, operators + 1),
            LexemeKind::Close => brackets = brackets.saturating_sub(1),
            LexemeKind::Operator => operators += 1,
            LexemeKind::Identifier if before == LexemeKind::Tag => match word {
                "elif" => elifs += 1,
                end if end.starts_with("end") => blocks = blocks.saturating_sub(1),
                "else" | "set" => {}
                _ => blocks += 1,
            },
            LexemeKind::Identifier if is_operator(word) => operators += 1,
            LexemeKind::End => (brackets, operators) = (0, 0),
            _ => {}
        }
        let message = if brackets > BRACKETS {
            both!("brackets nest too deep", "括号嵌套太深")
        } else if operators > OPERATORS {
            both!(
                "the expression is too long: it has more than {OPERATORS} operators",
                "表达式太长：运算符超过 {OPERATORS} 个"
            )
        } else if blocks > BLOCKS {
            both!("`if` and `for` nest too deep", "`if` 和 `for` 嵌套太深")
        } else if elifs > ELIFS {
            both!("the text has more than {ELIFS} `elif`", "文字中的 `elif` 超过 {ELIFS} 个")
        } else {
            before = lexeme.kind;
            continue;
        };
        return Err(SyntaxError::new(message, lexeme.span.clone()));
    }
    Ok(())
}

/// Returns whether the keyword makes the tree deeper.
fn is_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "is" | "if" | "else")
}

/// Returns where a node begins whose first part begins at `start`: brackets round that part belong to it.
pub(super) fn with_brackets(lexemes: &[Lexeme], start: usize, end: usize) -> usize {
    let first = lexemes.partition_point(|lexeme| lexeme.span.start < start);
    let (mut open, mut unopened) = (0_usize, 0_usize);
    for lexeme in lexemes.iter().skip(first).take_while(|lexeme| lexeme.span.end <= end) {
        match lexeme.kind {
            LexemeKind::Open => open += 1,
            LexemeKind::Close if open > 0 => open -= 1,
            LexemeKind::Close => unopened += 1,
            _ => {}
        }
    }
    let brackets = lexemes.iter().take(first).rev().take_while(|lexeme| lexeme.kind == LexemeKind::Open);
    brackets.take(unopened).last().map_or(start, |lexeme| lexeme.span.start)
}

/// Returns whether the keyword `not` stands between two places.
pub(super) fn has_not_between(source: &str, lexemes: &[Lexeme], between: Range<usize>) -> bool {
    let first = lexemes.partition_point(|lexeme| lexeme.span.start < between.start);
    lexemes
        .iter()
        .skip(first)
        .take_while(|lexeme| lexeme.span.end <= between.end)
        .any(|lexeme| lexeme.kind == LexemeKind::Identifier && &source[lexeme.span.clone()] == "not")
}
