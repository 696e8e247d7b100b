//! Site, answer and scenario files to their typed mirrors, by serde_yaml. A file that could hurt it, or that it would
//! misread in silence, never reaches it: the tree pass has found something wrong first.

use serde::de::DeserializeOwned;

use super::Span;
use super::finding::{Bilingual, Finding, Lines, both, settle};
use super::nearest::did_you_mean;
use super::slips::Slips;
use super::source::Source;
use super::tree::{self, Node};

/// The keys of site, answer and scenario files that authors write a full-width colon after.
const KEYS: &[&str] = &[
    "site",
    "id",
    "title",
    "language",
    "timezone",
    "day_starts",
    "procedures",
    "store",
    "anchor",
    "reasons",
    "parameters",
    "operators",
    "name",
    "roles",
    "pin",
    "operator",
    "clock",
    "set",
    "rest",
    "answers",
    "close",
    "procedure",
    "scenarios",
    "expect",
    "verdict",
    "reached",
    "not_reached",
    "deviations",
    "score",
    "values",
    "asked",
    "fail",
    "na",
    "defer",
    "override",
    "by",
    "reason",
    "value",
    "evidence",
    "after",
    "second",
    "sign",
    "accept",
    "decline",
    "leave",
];

/// Reads `source` into `T`, which denies unknown fields. Errors with everything that was found wrong.
pub fn typed<T: DeserializeOwned>(source: &str) -> Result<T, Vec<Finding>> {
    let slips = Slips::find(source, |word| KEYS.contains(&word));
    let (root, mut findings) = tree::parse(&slips.text);
    let misread = root.as_ref().is_some_and(|root| slips.false_alarm(root));
    if !slips.findings.is_empty() && !misread {
        findings.retain(|finding| !slips.explain(finding) && finding.rule != "yaml-syntax");
        findings.extend(slips.findings);
    }
    let Some(root) = root.filter(|_| findings.is_empty()) else {
        settle(&mut findings);
        return Err(findings);
    };
    serde_yaml::from_str(source).map_err(|error| vec![finding(source, &root, &error)])
}

/// Reads the bytes of a file into `T`. Errors with everything that was found wrong, and the text it was found in.
pub fn typed_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, (Vec<Finding>, String)> {
    let source = Source::read(bytes);
    if !source.findings.is_empty() {
        return Err((source.findings, source.text));
    }
    typed(&source.text).map_err(|findings| (findings, source.text))
}

/// Returns what serde_yaml's error says, at the place it means.
fn finding(source: &str, root: &Node<'_>, error: &serde_yaml::Error) -> Finding {
    let at = error.location().map_or(0, |location| offset(source, location.line(), location.column()));
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let word = quoted.first().copied().unwrap_or_default();
    let known = quoted.iter().skip(1).copied();
    if said.contains("unknown field") {
        let span = key_after(root, word, at).unwrap_or(at..at);
        let message = both!("the key `{word}` is unknown here", "这里没有键 `{word}`");
        return Finding::error("unknown-key", span, message).help_if(did_you_mean(word, known));
    }
    let (rule, message) = explain(said, word);
    Finding::error(rule, whole_word(source, at), message).help_if(did_you_mean(word, known))
}

/// Returns the rule and the words for an error of serde_yaml other than an unknown field.
fn explain(said: &str, word: &str) -> (&'static str, Bilingual) {
    if said.contains("missing field") {
        return ("missing-key", both!("the key `{word}` is missing here", "这里缺少键 `{word}`"));
    }
    if said.contains("unknown variant") {
        return ("unknown-word", both!("the word `{word}` is unknown here", "这里没有 `{word}` 这个值"));
    }
    match said.split_once("expected ") {
        Some((found, expected)) if said.contains("invalid") => {
            let found = found.rsplit(": ").next().unwrap_or(found).trim_end_matches([',', ' ']);
            ("wrong-type", both!("found {found}, expected {expected}", "这里是 {found}，应为 {expected}"))
        }
        _ => ("wrong-type", both!("cannot be used: {said}", "无法使用：{said}")),
    }
}

/// Returns the byte of a line and column, both from 1.
fn offset(source: &str, line: usize, column: usize) -> usize {
    let start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.get(start..).unwrap_or_default();
    start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

/// Returns where the first key `word` at or behind the byte `at` stands.
fn key_after(node: &Node<'_>, word: &str, at: usize) -> Option<Span> {
    let own = node.entries().unwrap_or_default().iter().map(|(key, _)| key);
    let own = own.filter(|key| key.span.start >= at && key.text() == Some(word)).map(|key| key.span.clone());
    let inner = node.children().filter_map(|child| key_after(child, word, at));
    own.chain(inner).min_by_key(|span| span.start)
}

/// Returns the bytes from `at` to the end of the word there.
fn whole_word(source: &str, at: usize) -> Span {
    let rest = source.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']')).unwrap_or(rest.len());
    let end = rest.get(..end).map_or(end, |word| word.trim_end_matches(':').len());
    let line = Lines::new(source).index(at);
    if Lines::new(source).index(at + end) == line { at..at + end } else { at..at }
}

#[cfg(test)]
mod tests;
