//! Findings as SARIF 2.1.0, one run. Columns are Unicode code points, as `columnKind` says; paths are URIs relative to where
//! the command was called, or absolute ones.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Judged, Place, Sum, message_and_help, placed};
use crate::language::Language;
use crate::procedure::finding::{Finding, Lines, Noun, Severity};
use crate::procedure::rules::{RULES, Rule, find};

/// Where the standard's schema is.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns what stands before the results.
#[must_use]
pub(super) fn head() -> String {
    format!(
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

/// Returns the results of one file.
#[must_use]
pub(super) fn piece(file: &Judged, language: Language) -> String {
    let lines = Lines::new(&file.source);
    let results = placed(file).into_iter().map(|(finding, place, fingerprint)| {
        format!("\n{}", result(file, &lines, finding, place, &fingerprint, language))
    });
    results.collect::<Vec<_>>().join(",")
}

/// Returns what stands behind the results: the program and its rules.
#[must_use]
pub(super) fn foot(sum: &Sum, language: Language) -> String {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).chain(sum.rules.iter().copied()).collect();
    let rules: Vec<Value> = known.into_iter().map(|id| rule(id, language)).collect();
    let driver = json!({
        "name": "signoff",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "language": language.code(),
        "rules": rules,
    });
    format!("\n],\"tool\":{}}}]}}\n", json!({ "driver": driver }))
}

fn rule(id: &str, language: Language) -> Value {
    let known = find(id);
    let level = level(known.map_or(Severity::Error, |rule| rule.severity));
    let mut rule = json!({ "id": id, "defaultConfiguration": { "level": level } });
    if let Some(page) = known.and_then(Rule::page) {
        let text = |noun: &Noun| match language {
            Language::En => noun.en,
            Language::Zh => noun.zh,
        };
        rule["shortDescription"] = json!({ "text": text(&page.what) });
        rule["help"] = json!({ "text": text(&page.why) });
    }
    rule
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(
    file: &Judged,
    lines: &Lines<'_>,
    finding: &Finding,
    place: Place,
    fingerprint: &str,
    language: Language,
) -> Value {
    let artifact = json!({ "uri": uri(&file.path) });
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": message_and_help(finding, language) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region(place) } }],
        "partialFingerprints": { "signoff/v1": fingerprint },
    });
    if let Some(suggestion) = &finding.suggestion {
        let deleted = region(super::place(lines, &suggestion.span));
        let replacement = json!({ "deletedRegion": deleted, "insertedContent": { "text": suggestion.replacement } });
        let change = json!({ "artifactLocation": artifact, "replacements": [replacement] });
        result["fixes"] = json!([{ "artifactChanges": [change] }]);
    }
    result
}

fn region(place: Place) -> Value {
    let Place { start, end } = place;
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// Returns a path as a URI: what is not unreserved is written in percents, byte by byte (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
