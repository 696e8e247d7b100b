//! The bytes of a procedure file to a typed [`Procedure`] and every finding with its place, all in one pass. It opens no
//! file: what concerns other files is asked of the caller, in [`rules`].

mod fields;
pub mod keys;
mod limits;
mod places;
mod reader;
mod steps;

use std::sync::Arc;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::finding::{Finding, Noun, both, settle};
use super::shape::Place;
use super::slips::Slips;
use super::source::Source;
use super::tree::{self, MOST_FINDINGS, Node};
use super::value::{Decimal, Value};
use super::{Limit, Parameter, Procedure, Resume, Scoring, Status, Steps, Text, rules};
use reader::{Fields, Reader};
use rules::Advice;

pub use fields::{list_from_text, scalar_value};
pub(crate) use places::place_in;

/// What came of reading a procedure file.
#[derive(Debug)]
pub struct Loaded {
    /// The procedure, where nothing is wrong that would keep it from being used. An error of a rule that does not bar the
    /// use (a branch that can never be taken) fails `validate`, but a run of it can be gone on with.
    pub procedure: Option<Procedure>,
    /// Everything that was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// The file's text after its byte order mark, which the findings point into.
    pub source: String,
}

/// Reads the procedure in `bytes`; its id must be `file_stem`, where one is given.
#[must_use]
pub fn load(file_stem: Option<&str>, bytes: &[u8]) -> Loaded {
    load_with(file_stem, bytes, Advice::Given, rules::bars)
}

/// Reads like [`load`], for those who show no hints: these are not looked for.
#[must_use]
pub fn load_without_advice(file_stem: Option<&str>, bytes: &[u8]) -> Loaded {
    load_with(file_stem, bytes, Advice::Withheld, rules::bars)
}

/// Returns the procedure that a run is pinned to. Rules that are younger than the first journals do not bar its use: the run was
/// begun when its text broke none.
#[must_use]
pub fn load_pinned(id: &str, bytes: &[u8]) -> Option<Procedure> {
    load_with(Some(id), bytes, Advice::Withheld, rules::bars_what_is_pinned).procedure
}

fn load_with(file_stem: Option<&str>, bytes: &[u8], advice: Advice, bars: fn(&str) -> bool) -> Loaded {
    let source = Source::read(bytes);
    let mut findings = source.findings;
    let mut procedure = None;
    if source.readable {
        let (read, found) = read(&source.text, file_stem, bytes, advice);
        procedure = read;
        findings.extend(found);
    }
    settle(&mut findings);
    if findings.iter().any(|finding| finding.is_error() && bars(finding.rule)) {
        procedure = None;
    }
    findings.truncate(MOST_FINDINGS);
    Loaded { procedure, findings, source: source.text }
}

fn read(source: &str, stem: Option<&str>, bytes: &[u8], advice: Advice) -> (Option<Procedure>, Vec<Finding>) {
    let slips = Slips::find(source, keys::is_key);
    if slips.findings.is_empty() {
        return read_text(source, stem, bytes, advice);
    }
    let (root, _) = tree::parse(&slips.text);
    if root.is_some_and(|root| slips.false_alarm(&root)) {
        return read_text(source, stem, bytes, advice);
    }
    let mut findings = slips.findings.clone();
    if !slips.confused {
        let (_, found) = read_text(&slips.text, stem, bytes, advice);
        let first = slips.lines.first().map_or(0, |line| line.start);
        let aftermath = |finding: &Finding| finding.rule == "yaml-syntax" && finding.span.start >= first;
        findings.extend(found.into_iter().filter(|finding| !slips.explain(finding) && !aftermath(finding)));
    }
    (None, findings)
}

/// Reads text without slips.
fn read_text(source: &str, stem: Option<&str>, bytes: &[u8], advice: Advice) -> (Option<Procedure>, Vec<Finding>) {
    let (root, mut findings) = tree::parse(source);
    let Some(root) = root else { return (None, findings) };
    let mut reader = Reader::new(source);
    let procedure = reader.procedure(&root, stem, digest(bytes));
    reader.missing_translations();
    findings.append(&mut reader.findings);
    if let Some(procedure) = &procedure {
        rules::check(procedure, &root, source, &reader.declared, advice, &mut findings);
    }
    (procedure, findings)
}

/// Returns what is wrong with the keys of `root`, a map of `place`, and of the maps inside it.
#[must_use]
pub(crate) fn inspect(source: &str, root: &Node<'_>, place: &'static Place) -> Vec<Finding> {
    let mut reader = Reader::new(source);
    reader.keys_inside(root, place);
    reader.findings
}

/// Returns the lower-case hex SHA-256 of `bytes`.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Returns no steps.
fn no_steps() -> Steps {
    Arc::from([])
}

impl<'s> Reader<'s> {
    fn procedure(&mut self, root: &Node<'s>, stem: Option<&str>, digest: String) -> Option<Procedure> {
        let fields = self.fields(root, &keys::FILE)?;
        let id = self.procedure_id(&fields, stem);
        let title = fields.get("title").and_then(|node| self.text(node));
        let mut line = |key| fields.get(key).map(|node| self.lines(node)).unwrap_or_default();
        let tags = line("tags");
        let parameters = self.parameters(&fields);
        Some(Procedure {
            version: fields.get("version").and_then(|node| self.line(node)),
            summary: fields.get("summary").and_then(|node| self.long_text(node)),
            status: self.status(&fields),
            tags,
            source: fields.get("source").and_then(|node| self.long_text(node)),
            time_limit: fields.get("time_limit").and_then(|node| self.duration(node)),
            resume: self.resume(&fields),
            scoring: fields.get("scoring").and_then(|node| self.scoring(node)),
            reasons: self.offered_reasons(&fields),
            roles: self.roles(&fields),
            parameters,
            steps: fields.get("steps").map(|node| self.steps(node)).unwrap_or_else(no_steps),
            ignore: fields.get("ignore").map(|node| self.reasons(node)).unwrap_or_default(),
            digest,
            title: title.or_else(|| Text::parse(id.as_deref()?))?,
            id: id?,
        })
    }

    fn procedure_id(&mut self, fields: &Fields<'_, 's>, stem: Option<&str>) -> Option<String> {
        let node = fields.get("procedure")?;
        let id = self.kebab(node)?;
        if let Some(stem) = stem.filter(|stem| *stem != id) {
            let message =
                both!("the procedure is called `{id}`, its file `{stem}`", "规程名为 `{id}`，文件名却是 `{stem}`");
            let help = both!("rename one of the two: they must be equal", "两者必须相同，请改其中一个");
            self.error("id-is-not-file-name", node.span.clone(), message, Some(help));
        }
        Some(id)
    }

    fn status(&mut self, fields: &Fields<'_, 's>) -> Status {
        match fields.get("status").and_then(|node| self.word(node, &["draft", "published", "retired"])) {
            Some("draft") => Status::Draft,
            Some("retired") => Status::Retired,
            _ => Status::Published,
        }
    }

    fn resume(&mut self, fields: &Fields<'_, 's>) -> Resume {
        match fields.get("resume").and_then(|node| self.word(node, &["continue", "repeat_last", "restart"])) {
            Some("continue") => Resume::Continue,
            Some("restart") => Resume::Restart,
            _ => Resume::RepeatLast,
        }
    }

    fn scoring(&mut self, node: &Node<'s>) -> Option<Scoring> {
        let fields = self.fields(node, &keys::SCORING)?;
        let node = fields.get("pass")?;
        if node.text().is_some_and(|text| text.trim_start().starts_with(char::is_alphabetic)) {
            return self.expression(node).map(|pass| Scoring { pass: Limit::Expression(pass) });
        }
        let pass = self.number(node)?;
        let inside = Decimal::parse("0").is_some_and(|least| least <= pass)
            && Decimal::parse("100").is_some_and(|most| pass <= most);
        if !inside {
            let expected = both!("a percentage from 0 to 100", "0 到 100 的百分数");
            self.bad("bad-number", node, node.text().unwrap_or_default(), &expected, None);
        }
        Some(Scoring { pass: Limit::Value(Value::Number(pass)) })
    }

    fn offered_reasons(&mut self, fields: &Fields<'_, 's>) -> Vec<Text> {
        let Some(node) = fields.get("reasons") else { return vec![] };
        let items = self.items(node, || both!("a list of texts", "文字列表")).unwrap_or_default();
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    fn roles(&mut self, fields: &Fields<'_, 's>) -> IndexMap<String, Text> {
        let mut roles = IndexMap::new();
        let Some(node) = fields.get("roles") else { return roles };
        self.map(node, Noun { en: "roles and their names", zh: "角色及其名称" });
        for (key, value) in node.entries().unwrap_or_default() {
            let (name, title) = (self.new_name(key), self.text(value));
            roles.extend(name.zip(title));
        }
        roles
    }

    fn parameters(&mut self, fields: &Fields<'_, 's>) -> IndexMap<String, Parameter> {
        let mut parameters = IndexMap::new();
        let Some(node) = fields.get("parameters") else { return parameters };
        self.map(node, Noun { en: "parameters by name", zh: "参数名到参数" });
        for (key, value) in node.entries().unwrap_or_default() {
            let Some(name) = self.new_name(key) else { continue };
            self.not_reserved(&name, key.span.clone());
            let parameter = self.parameter(name.clone(), value);
            parameters.extend(parameter.map(|parameter| (name, parameter)));
        }
        parameters
    }

    /// Reports mapped texts that lack a language which another one has.
    fn missing_translations(&mut self) {
        let mut all: Vec<String> = self.translations.iter().flat_map(|(_, languages)| languages.clone()).collect();
        all.sort_unstable();
        all.dedup();
        for (span, languages) in std::mem::take(&mut self.translations) {
            for missing in all.iter().filter(|language| !languages.contains(language)) {
                let message = both!(
                    "the text has no `{missing}`, which others of this file have",
                    "这段文字缺少 `{missing}`，本文件其他文字有"
                );
                self.push(Finding::warning("missing-translation", span.clone(), message));
            }
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::{FULL, SAMPLE};
