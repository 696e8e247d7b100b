//! Findings for programs: one JSON object, version 1, one finding a line. Columns are Unicode code points from 1, ends are
//! exclusive, bytes count from the text's beginning without its byte order mark. Fields may be added, none changes.

use serde::Serialize;

use super::{Judged, Place, Sum, placed};
use crate::language::Language;
use crate::procedure::finding::{Finding, Lines, Position};
use crate::report::human::visible;

#[derive(Serialize)]
struct Line<'l> {
    path: &'l str,
    rule: &'l str,
    severity: String,
    start: Point,
    end: Point,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<Suggestion<'l>>,
    fingerprint: &'l str,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    byte: usize,
}

#[derive(Serialize)]
struct Suggestion<'s> {
    start: Point,
    end: Point,
    replacement: &'s str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    fixed: usize,
}

/// Returns what stands before the findings.
#[must_use]
pub(super) fn head(language: Language) -> String {
    let (version, code) = (env!("CARGO_PKG_VERSION"), language.code());
    format!("{{\"version\":1,\"tool\":\"signoff {version}\",\"language\":\"{code}\",\"findings\":[")
}

/// Returns the findings of one file.
#[must_use]
pub(super) fn piece(file: &Judged, language: Language) -> String {
    let lines = Lines::new(&file.source);
    let written =
        placed(file).into_iter().map(|(finding, place, print)| line(file, &lines, finding, place, &print, language));
    written.collect::<Vec<_>>().join(",")
}

fn line(file: &Judged, lines: &Lines<'_>, finding: &Finding, place: Place, print: &str, language: Language) -> String {
    let suggestion = finding.suggestion.as_ref().map(|suggestion| {
        let place = super::place(lines, &suggestion.span);
        let (start, end) = (point(place.start, suggestion.span.start), point(place.end, suggestion.span.end));
        Suggestion { start, end, replacement: &suggestion.replacement }
    });
    let line = Line {
        path: &file.path,
        rule: finding.rule,
        severity: finding.severity.to_string(),
        start: point(place.start, finding.span.start),
        end: point(place.end, finding.span.end),
        message: visible(finding.message.get(language)),
        help: finding.help.as_ref().map(|help| visible(help.get(language))),
        suggestion,
        fingerprint: print,
    };
    format!("\n{}", written(&line))
}

fn point(position: Position, byte: usize) -> Point {
    Point { line: position.line, column: position.column, byte }
}

/// Returns what stands behind the findings.
#[must_use]
pub(super) fn foot(sum: &Sum) -> String {
    let Sum { files, errors, warnings, hints, fixed, .. } = *sum;
    format!("\n],\"summary\":{}}}\n", written(&Summary { files, errors, warnings, hints, fixed }))
}

/// Returns `value` as JSON on one line; a struct of texts and numbers cannot fail to be written.
pub(super) fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
