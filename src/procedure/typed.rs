//! Site, answer and scenario files to their typed mirrors, by serde_yaml. A file that could hurt it, or that it would
//! misread in silence, never reaches it: the tree pass has found something wrong first.

use serde::de::DeserializeOwned;

use super::Span;
use super::finding::{Bilingual, Finding, Lines, both, settle};
use super::nearest::did_you_mean;
use super::shape::Place;
use super::slips::Slips;
use super::source::Source;
use super::tree::{self, Node};
use super::yaml::inspect;

/// Reads `source` into `T`, whose fields are the keys of `place`. Errors with everything that was found wrong.
pub fn typed<T: DeserializeOwned>(source: &str, place: &'static Place) -> Result<T, Vec<Finding>> {
    let root = guarded(source, place)?;
    let mut findings = inspect(source, &root, place);
    if findings.is_empty() {
        return serde_yaml::from_str(source).map_err(|error| vec![finding(source, &error)]);
    }
    settle(&mut findings);
    Err(findings)
}

/// Reads the bytes of a file into `T`. Errors with everything that was found wrong, and the text it was found in.
pub fn typed_bytes<T: DeserializeOwned>(bytes: &[u8], place: &'static Place) -> Result<T, (Vec<Finding>, String)> {
    let source = Source::read(bytes);
    if !source.findings.is_empty() {
        return Err((source.findings, source.text));
    }
    typed(&source.text, place).map_err(|findings| (findings, source.text))
}

/// Returns the tree of `source`, a file with the keys of `place`. Errors with what makes it hostile, or no YAML, or a slip of
/// the hand.
pub fn guarded<'s>(source: &'s str, place: &'static Place) -> Result<Node<'s>, Vec<Finding>> {
    let slips = Slips::find(source, |word| place.has_inside(word));
    let mut findings = if slips.findings.is_empty() { vec![] } else { with_slips(slips) };
    if findings.is_empty() {
        let (root, found) = tree::parse(source);
        match root {
            Some(root) if found.is_empty() => return Ok(root),
            _ => findings = found,
        }
    }
    settle(&mut findings);
    Err(findings)
}

/// Returns the slips, where they are none of a quoted text, and what else is wrong with the text that has them mended.
fn with_slips(slips: Slips<'_>) -> Vec<Finding> {
    let (mended, mut findings) = tree::parse(&slips.text);
    let misread = mended.as_ref().is_some_and(|root| slips.false_alarm(root));
    if !misread {
        findings.retain(|finding| !slips.explain(finding) && finding.rule != "yaml-syntax");
        findings.extend(slips.findings);
    }
    findings
}

/// Returns what serde_yaml's error says, at the place it means.
fn finding(source: &str, error: &serde_yaml::Error) -> Finding {
    let at = error.location().map_or(0, |location| offset(source, location.line(), location.column()));
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let word = quoted.first().copied().unwrap_or_default();
    let known = quoted.iter().skip(1).copied();
    let (rule, message) = explain(said, word);
    Finding::error(rule, whole_word(source, at), message).help_if(did_you_mean(word, known))
}

/// Returns the rule and the words for an error of serde_yaml; unknown and missing keys have been found before.
fn explain(said: &str, word: &str) -> (&'static str, Bilingual) {
    if said.contains("unknown variant") {
        return ("unknown-word", both!("the word `{word}` is unknown here", "这里没有 `{word}` 这个值"));
    }
    match said.split_once("expected ") {
        Some((found, expected)) if said.contains("invalid") => {
            let found = found.rsplit(": ").next().unwrap_or(found).trim_end_matches([',', ' ']);
            let (is, wanted) = (in_chinese(found), in_chinese(expected));
            ("wrong-type", both!("found {found}, expected {expected}", "这里是 {is}，应为 {wanted}"))
        }
        _ => ("wrong-type", both!("cannot be used: {said}", "无法使用：{said}")),
    }
}

/// What serde calls the kinds of values, and what they are called in Chinese; an article before them says nothing.
const KINDS: [(&str, &str); 10] = [
    ("string", "文字"),
    ("character", "文字"),
    ("boolean", "true 或 false"),
    ("integer", "整数"),
    ("floating point", "小数"),
    ("sequence", "列表"),
    ("map", "一组“键: 值”"),
    ("struct", "一组“键: 值”"),
    ("unit", "空值"),
    ("null", "空值"),
];

/// Returns a kind of value, with the value itself where it is said: `string "a"`, `a map`, `u32`.
fn in_chinese(said: &str) -> String {
    let said = said.strip_prefix("a ").or_else(|| said.strip_prefix("an ")).unwrap_or(said);
    let is_number = matches!(said.as_bytes(), [b'u' | b'i', digits @ ..] if digits.iter().all(u8::is_ascii_digit));
    let kind = KINDS.iter().find(|(kind, _)| said.starts_with(kind));
    let value = || said.find(['`', '"']).map(|at| format!(" {}", &said[at..])).unwrap_or_default();
    match kind {
        _ if is_number => "整数".to_owned(),
        Some((_, called)) => format!("{called}{}", value()),
        None => said.to_owned(),
    }
}

/// Returns the byte of a line and column, both from 1.
fn offset(source: &str, line: usize, column: usize) -> usize {
    let start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.get(start..).unwrap_or_default();
    start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
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
