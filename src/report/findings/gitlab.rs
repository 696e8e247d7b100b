//! Findings as GitLab's code quality report: an array of issues, each with a fingerprint by which GitLab tells new from old.

use serde::Serialize;

use super::json::written;
use super::{Judged, message_and_help, placed};
use crate::language::Language;
use crate::procedure::finding::Severity;

#[derive(Serialize)]
struct Issue<'i> {
    description: String,
    check_name: &'i str,
    fingerprint: &'i str,
    severity: &'i str,
    location: Location<'i>,
}

#[derive(Serialize)]
struct Location<'l> {
    path: &'l str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Returns the issues of one file.
#[must_use]
pub(super) fn piece(file: &Judged, language: Language) -> String {
    let issues = placed(file).into_iter().map(|(finding, place, fingerprint)| {
        let issue = Issue {
            description: message_and_help(finding, language),
            check_name: finding.rule,
            fingerprint: &fingerprint,
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Hint => "info",
            },
            location: Location { path: &file.path, lines: Lines { begin: place.start.line, end: place.end.line } },
        };
        format!("\n{}", written(&issue))
    });
    issues.collect::<Vec<_>>().join(",")
}
