//! A finding: what is wrong with a file, where, and what to do about it. Plain data; it is rendered elsewhere.

use std::fmt;

use super::Span;
use crate::language::Language;

/// A text that exists in every language of the program; made by `both!`, which wants all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Bilingual {
    /// Returns the text in `language`.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// Makes a [`Bilingual`]; both texts are format strings, and neither can be left out. What follows a semicolon has itself
/// the fields `en` and `zh`, and fills the `{}` of its language.
macro_rules! both {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::procedure::finding::Bilingual { en: format!($en), zh: format!($zh) }
    };
    ($en:literal, $zh:literal; $($part:expr),+ $(,)?) => {
        $crate::procedure::finding::Bilingual { en: format!($en, $($part.en),+), zh: format!($zh, $($part.zh),+) }
    };
}
pub(crate) use both;

/// What a name is called in a message: a constant pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// English, with its article: `a step`.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Fails only under `--strict`.
    Warning,
    /// Advice; never fails.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

/// A replacement that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What to replace.
    pub span: Span,
    /// What to write there.
    pub replacement: String,
}

/// What is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's stable name, kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found and what was expected: a fragment in lower case, without a full stop.
    pub message: Bilingual,
    /// Where, in bytes of the file's text after its byte order mark.
    pub span: Span,
    /// What to do next.
    pub help: Option<Bilingual>,
    /// The replacement that does it, where a program can.
    pub suggestion: Option<Suggestion>,
}

impl Finding {
    /// Returns an error of `rule` at `span`.
    #[must_use]
    pub fn error(rule: &'static str, span: Span, message: Bilingual) -> Self {
        Self { rule, severity: Severity::Error, message, span, help: None, suggestion: None }
    }

    /// Returns a warning of `rule` at `span`.
    #[must_use]
    pub fn warning(rule: &'static str, span: Span, message: Bilingual) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, span, message) }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, help: Bilingual) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds what to do next, where there is something.
    #[must_use]
    pub fn help_if(mut self, help: Option<Bilingual>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds the replacement that mends it.
    #[must_use]
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { span, replacement: replacement.into() });
        self
    }

    /// Returns whether the file cannot be used because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A line and a column as editors count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode code points.
    pub column: usize,
}

/// Where the lines of a text begin, so that many places are found quickly.
#[derive(Debug)]
pub struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// Returns the lines of `source`.
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        let after = memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1);
        Self { source, starts: std::iter::once(0).chain(after).collect() }
    }

    /// Returns the line, counted from 0, that the byte `offset` stands in.
    #[must_use]
    pub fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns where the byte `offset` stands; past the end is the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.index(offset);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let end = floor_boundary(self.source, offset);
        let before = self.source.get(start..end).unwrap_or_default();
        Position { line: line + 1, column: before.chars().count() + 1 }
    }
}

/// Returns the last character boundary of `text` at or before `offset`.
#[must_use]
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Sorts by place and drops what is said twice.
pub fn settle(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| (a.span.start, a.span.end, a.rule).cmp(&(b.span.start, b.span.end, b.rule)));
    findings.dedup();
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_are_code_points_from_one() {
        let lines = Lines::new("ab\r\n检查 x\n\n");
        assert_eq!(lines.position(0), Position { line: 1, column: 1 });
        assert_eq!(lines.position(11), Position { line: 2, column: 4 });
        assert_eq!(lines.position(5), Position { line: 2, column: 1 }, "inside a character is at it");
        assert_eq!(lines.position(999), Position { line: 4, column: 1 });
    }
}
