//! Reads nodes of a script: maps with known keys, texts, numbers, durations; collects everything that is wrong with them.
//! It opens no file.

use crate::procedure::Span;
use crate::procedure::finding::{Bilingual, Finding, Noun, both};
use crate::procedure::nearest::nearest;
use crate::procedure::shape::Place;
use crate::procedure::tree::{Kind, MOST_FINDINGS, Node};
use crate::procedure::value::{Decimal, Duration};
use crate::run::event::Raw;

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Everything that is wrong.
    pub(super) findings: Vec<Finding>,
}

impl Reading {
    /// Reports an error of `rule`.
    pub(super) fn error(&mut self, rule: &'static str, span: &Span, message: Bilingual, help: Option<Bilingual>) {
        self.push(Finding::error(rule, span.clone(), message).help_if(help));
    }

    /// Keeps `finding`, unless there are as many as are kept.
    pub(super) fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Reports that `node` is not what was expected.
    pub(super) fn wrong(&mut self, node: &Node<'_>, expected: &Bilingual) {
        let message = both!("found {}, expected {}", "这里是{}，应为{}"; node.described(), expected);
        self.error("wrong-type", &node.span, message, None);
    }

    /// Returns the entries of a map, whatever its keys; each has a key that is a text.
    pub(super) fn entries<'n, 's>(&mut self, node: &'n Node<'s>, noun: Noun) -> Vec<(&'n Node<'s>, &'n Node<'s>)> {
        let Some(entries) = node.entries() else {
            self.wrong(node, &both!("a map: {}", "映射：{}"; noun));
            return Vec::new();
        };
        entries.iter().filter(|(key, _)| key.text().is_some()).map(|(key, value)| (key, value)).collect()
    }

    /// Reads a map that has only the keys of `place`, each with a value.
    pub(super) fn known<'n, 's>(&mut self, node: &'n Node<'s>, place: &Place) -> Option<&'n Node<'s>> {
        node.entries()?;
        let (noun, known) = (place.noun, place.keys.iter().map(|key| key.name).collect::<Vec<_>>());
        for (key, value) in self.entries(node, noun) {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                self.unknown_key(key, noun, &known);
            } else if value.is_null() {
                self.error("empty-value", &key.span, both!("`{name}` has no value", "`{name}` 没有值"), None);
            }
        }
        Some(node)
    }

    /// Reports the keys of `place` that must stand in `node` and do not.
    pub(super) fn all_there(&mut self, node: &Node<'_>, place: &Place) {
        for key in place.keys.iter().filter(|key| key.required && node.get(key.name).is_none()) {
            self.missing(node, place.noun, key.name);
        }
    }

    /// Reports a key that the map has not.
    pub(super) fn unknown_key(&mut self, key: &Node<'_>, noun: Noun, known: &[&str]) {
        let name = key.text().unwrap_or_default();
        let message = both!("{} has no key `{name}`", "{}没有键 `{name}`"; noun);
        let mut finding = Finding::error("unknown-key", key.span.clone(), message);
        if let Some(better) = nearest(name, known.iter().copied()) {
            let help = both!("did you mean `{better}`?", "是不是 `{better}`？");
            finding = finding.help(help).suggest(key.span.clone(), better);
        }
        self.findings.push(finding);
    }

    /// Reports a key that is missing from `node`.
    pub(super) fn missing(&mut self, node: &Node<'_>, noun: Noun, key: &str) {
        let message = both!("the key `{key}` is missing in {}", "{}缺少键 `{key}`"; noun);
        let head = node.entries().and_then(|entries| entries.first()).map_or(&node.span, |(key, _)| &key.span);
        self.error("missing-key", head, message, None);
    }

    /// Returns the items of a list.
    pub(super) fn items<'n, 's>(&mut self, node: &'n Node<'s>) -> &'n [Node<'s>] {
        if let Kind::Sequence(items) = &node.kind {
            return items;
        }
        self.wrong(node, &both!("a list", "列表"));
        &[]
    }

    /// Reads a scalar as it was written.
    pub(super) fn scalar(&mut self, node: &Node<'_>) -> Option<String> {
        match node.text().filter(|_| !node.is_null()) {
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(node, &both!("a value", "一个值"));
                None
            }
        }
    }

    /// Reads a text that says something: a name, a reason.
    pub(super) fn words(&mut self, node: &Node<'_>, expected: &Bilingual) -> Option<String> {
        let text = node.text().filter(|text| !node.is_null() && !text.trim().is_empty());
        if text.is_none() {
            self.wrong(node, expected);
        }
        text.map(|text| text.trim().to_owned())
    }

    /// Reads a reason.
    pub(super) fn reason(&mut self, node: &Node<'_>) -> Option<String> {
        self.words(node, &both!("a reason", "原因"))
    }

    /// Reads a person.
    pub(super) fn person(&mut self, node: &Node<'_>) -> Option<String> {
        self.words(node, &both!("a person", "人员"))
    }

    /// Reads `true` or `false`.
    pub(super) fn boolean(&mut self, node: &Node<'_>) -> Option<bool> {
        match node.text() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.wrong(node, &both!("`true` or `false`", " `true` 或 `false`"));
                None
            }
        }
    }

    /// Reads a length of time that is not negative.
    pub(super) fn duration(&mut self, node: &Node<'_>) -> Option<Duration> {
        let found = node.text().and_then(Duration::parse).filter(|duration| duration.seconds() >= 0);
        if found.is_none() {
            self.wrong(
                node,
                &both!("a length of time such as `90s`, `30m`, `1h30m`", "时长，如 `90s`、`30m`、`1h30m`"),
            );
        }
        found
    }

    /// Reads a whole number.
    pub(super) fn count(&mut self, node: &Node<'_>) -> Option<u64> {
        let found = node.text().and_then(|text| text.parse().ok());
        if found.is_none() {
            self.wrong(node, &both!("a whole number", "整数"));
        }
        found
    }

    /// Reads a decimal.
    pub(super) fn number(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let found = node.text().and_then(Decimal::parse);
        if found.is_none() {
            self.wrong(node, &both!("a number", "数字"));
        }
        found
    }

    /// Reads a value as an answer has it: one line, a form, or rows of a table. Of cells, an empty one is not given.
    pub(super) fn value(&mut self, node: &Node<'_>, fields: &[String]) -> Option<Raw> {
        match &node.kind {
            Kind::Scalar { .. } => self.scalar(node).map(Raw::Line),
            Kind::Mapping(_) => Some(Raw::Form(self.cells(node, fields))),
            Kind::Sequence(rows) => Some(Raw::Table(rows.iter().map(|row| self.cells(row, fields)).collect())),
        }
    }

    fn cells(&mut self, node: &Node<'_>, fields: &[String]) -> indexmap::IndexMap<String, String> {
        let noun = Noun { en: "the fields of the step", zh: "本步的栏目" };
        let known: Vec<&str> = fields.iter().map(String::as_str).collect();
        let mut cells = indexmap::IndexMap::new();
        for (key, value) in self.entries(node, noun) {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                self.unknown_key(key, Noun { en: "the step", zh: "本步" }, &known);
            } else if !value.is_null() {
                cells.extend(self.scalar(value).map(|value| (name.to_owned(), value)));
            }
        }
        cells
    }
}
