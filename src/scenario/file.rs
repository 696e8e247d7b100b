//! Texts of answer files and scenario files to typed data, with every finding in its place. It opens no file.
//!
//! Everything is read from the guarded tree, so that a number stays as it was typed and one pass finds all that is wrong.

use std::collections::HashSet;

use chrono::DateTime;
use indexmap::IndexMap;

use super::answers::{AnswerFile, Answers, Rest};
use super::catalog::{Catalog, Target};
use super::expectation::{Ended, Expectation, Written};
use super::keys::{ANSWER_FILE, EXPECTATION, SCENARIO, SCENARIO_FILE};
use super::reading::Reading;
use super::specs::is_done;
use crate::procedure::Span;
use crate::procedure::finding::{Finding, Noun, both, settle};
use crate::procedure::given;
use crate::procedure::nearest::did_you_mean;
use crate::procedure::shape::Place;
use crate::procedure::tree::{Kind, Node, shorten};
use crate::procedure::typed::guarded;
use crate::procedure::value::Value;
use crate::run::Program;
use crate::run::outcome::Verdict;

/// A scenario: a scripted run and what is expected of it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called; unique in its file.
    pub name: String,
    /// Where it stands in its file.
    pub span: Span,
    /// What is answered.
    pub script: AnswerFile,
    /// What is expected.
    pub expect: Expectation,
}

/// Returns the answer file in `source`, whose names are those of `program`.
///
/// # Errors
/// With everything that is wrong with it, in the order of the file.
pub fn read_answers(source: &str, program: &Program) -> Result<AnswerFile, Vec<Finding>> {
    let catalog = Catalog::of(program);
    whole(source, &ANSWER_FILE, |reading, root| {
        if reading.known(root, &ANSWER_FILE).is_none() {
            reading.entries(root, ANSWER_FILE.noun);
        }
        reading.script(root, &catalog)
    })
}

/// Returns what is wrong with the answer file in `source` whatever the procedure that it answers.
#[must_use]
pub fn answer_keys(source: &str) -> Vec<Finding> {
    let keys = |reading: &mut Reading, root: &Node<'_>| {
        reading.known(root, &ANSWER_FILE);
    };
    whole(source, &ANSWER_FILE, keys).err().unwrap_or_default()
}

/// A scenario file whose YAML is sound, before the names in it are looked at.
#[derive(Debug)]
pub struct ScenarioFile<'s> {
    root: Node<'s>,
}

impl<'s> ScenarioFile<'s> {
    /// Returns the scenario file in `source`.
    ///
    /// # Errors
    /// With what makes it hostile, or no YAML.
    pub fn read(source: &'s str) -> Result<Self, Vec<Finding>> {
        guarded(source, &SCENARIO_FILE).map(|root| Self { root })
    }

    /// Returns the id of the procedure that it is about.
    ///
    /// # Errors
    /// Where it names none.
    pub fn procedure(&self) -> Result<String, Vec<Finding>> {
        judged(&self.root, |reading, root| match root.get("procedure") {
            Some(node) => reading.words(node, &both!("the id of a procedure", "规程名")).unwrap_or_default(),
            None => {
                reading.missing(root, SCENARIO_FILE.noun, "procedure");
                String::new()
            }
        })
    }

    /// Returns where it names that procedure; an empty span at the start where it does not.
    #[must_use]
    pub fn procedure_span(&self) -> Span {
        self.root.get("procedure").map_or(0..0, |node| node.span.clone())
    }

    /// Returns its scenarios, whose names are those of `program`.
    ///
    /// # Errors
    /// With everything that is wrong with them, in the order of the file.
    pub fn scenarios(&self, program: &Program) -> Result<Vec<Scenario>, Vec<Finding>> {
        let catalog = Catalog::of(program);
        judged(&self.root, |reading, root| reading.scenarios(root, &catalog, &program.main().procedure.id))
    }
}

/// Returns the scenarios in `source`, whose names are those of `program`.
///
/// # Errors
/// With everything that is wrong with them, in the order of the file.
pub fn read_scenarios(source: &str, program: &Program) -> Result<Vec<Scenario>, Vec<Finding>> {
    ScenarioFile::read(source)?.scenarios(program)
}

/// Reads a whole text by `read`, unless its tree has findings already.
fn whole<T>(
    source: &str,
    place: &'static Place,
    read: impl FnOnce(&mut Reading, &Node<'_>) -> T,
) -> Result<T, Vec<Finding>> {
    // The guard against hostile files and slips of the hand comes first.
    judged(&guarded(source, place)?, read)
}

/// Reads a sound tree by `read`. Errors with everything that it found wrong.
fn judged<T>(root: &Node<'_>, read: impl FnOnce(&mut Reading, &Node<'_>) -> T) -> Result<T, Vec<Finding>> {
    let mut reading = Reading::default();
    let value = read(&mut reading, root);
    let mut findings = reading.findings;
    settle(&mut findings);
    if findings.is_empty() { Ok(value) } else { Err(findings) }
}

impl Reading {
    fn script(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> AnswerFile {
        let given = |key: &str| node.get(key).filter(|value| !value.is_null());
        AnswerFile {
            operator: given("operator").and_then(|value| self.person(value)),
            clock: given("clock").and_then(|value| self.clock(value)),
            set: given("set").map(|value| self.set(value, catalog)).unwrap_or_default(),
            rest: given("rest").map(|value| self.rest(value)).unwrap_or_default(),
            accept: given("accept").and_then(|value| self.boolean(value)).unwrap_or_default(),
            answers: given("answers").map(|value| self.named_answers(value, catalog)).unwrap_or_default(),
            close: given("close").and_then(|value| self.boolean(value)).unwrap_or(true),
        }
    }

    fn clock(&mut self, node: &Node<'_>) -> Option<DateTime<chrono::FixedOffset>> {
        let found = node.text().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        if found.is_none() {
            let expected = both!(
                "a date and time with its offset, such as `2026-11-23T08:40:00+08:00`",
                "带时差的日期时间，如 `2026-11-23T08:40:00+08:00`"
            );
            self.wrong(node, &expected);
        }
        found
    }

    fn rest(&mut self, node: &Node<'_>) -> Rest {
        if node.text() == Some("done") {
            return Rest::Done;
        }
        self.wrong(node, &both!("`done`", " `done`"));
        Rest::Unanswered
    }

    fn set(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> IndexMap<String, Value> {
        let mut set = IndexMap::new();
        for (key, value) in self.entries(node, Noun { en: "parameters and their values", zh: "参数及其值" }) {
            let name = key.text().unwrap_or_default();
            let Some(parameter) = catalog.parameter(name) else {
                let message = both!("the procedure has no parameter `{name}`", "规程没有参数 `{name}`");
                self.error("unknown-parameter", &key.span, message, catalog.nearest_parameter(name));
                continue;
            };
            match given::from_node(parameter, value).filter(|_| !value.is_null()) {
                Some(value) => drop(set.insert(name.to_owned(), value)),
                None => self.wrong(
                    value,
                    &both!("a value of the parameter's type, within its limits", "参数类型的值，在限值之内"),
                ),
            }
        }
        set
    }

    fn named_answers(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> IndexMap<String, Answers> {
        let mut answers = IndexMap::new();
        for (key, value) in self.entries(node, Noun { en: "names and their answers", zh: "步骤名及其答案" }) {
            let name = key.text().unwrap_or_default();
            let read = match (catalog.step(name), catalog.notified_by(name)) {
                (Some(target), _) if !target.answerable => {
                    self.takes_no_answer(key, target);
                    None
                }
                (Some(target), _) => self.answers(value, target),
                (None, Some(target)) => self.notice(value, target),
                (None, None) => {
                    self.unknown_key_name(node, key, catalog);
                    None
                }
            };
            answers.extend(read.map(|read| (name.to_owned(), read)));
        }
        answers
    }

    fn takes_no_answer(&mut self, key: &Node<'_>, target: &Target) {
        let (name, kind) = (key.text().unwrap_or_default(), target.kind);
        let message = both!("`{name}` is a `{kind}`, which takes no answer", "`{name}` 是 `{kind}`，不需要答案");
        self.error("takes-no-answer", &key.span, message, None);
    }

    /// The answer to *was he told* can only be `done`.
    fn notice(&mut self, node: &Node<'_>, target: &Target) -> Option<Answers> {
        let answers = self.answers(node, target)?;
        if !is_done(&answers) {
            self.wrong(node, &both!("`done`", " `done`"));
        }
        Some(answers)
    }

    /// Reports the key `key` of the map `node`, which names no step.
    fn unknown_key_name(&mut self, node: &Node<'_>, key: &Node<'_>, catalog: &Catalog<'_>) {
        let id = catalog.titled(key.text().unwrap_or_default());
        // Another key may mean the same step already.
        let keys = node.entries().unwrap_or_default().iter().filter_map(|(key, _)| key.text());
        let means = |key: &str| id.as_deref() == Some(key) || catalog.titled(key) == id;
        let same = id.as_ref().map_or(0, |_| keys.filter(|key| means(key)).count());
        self.unknown_name(key, catalog, id.filter(|_| same == 1));
    }

    fn unknown_name(&mut self, key: &Node<'_>, catalog: &Catalog<'_>, id: Option<String>) {
        let name = shorten(key.text().unwrap_or_default());
        let message = both!("no step is called `{name}`", "没有名为 `{name}` 的步骤");
        let finding = Finding::error("unknown-step", key.span.clone(), message).help_if(catalog.nearest_step(&name));
        self.push(match id {
            Some(id) => finding.suggest(key.span.clone(), id),
            None => finding,
        });
    }

    fn scenarios(&mut self, root: &Node<'_>, catalog: &Catalog<'_>, procedure: &str) -> Vec<Scenario> {
        if self.known(root, &SCENARIO_FILE).is_none() {
            self.entries(root, SCENARIO_FILE.noun);
            return Vec::new();
        }
        if let Some(node) = root.get("procedure").filter(|node| node.text() != Some(procedure)) {
            self.wrong(node, &both!("`{procedure}`", " `{procedure}`"));
        }
        let Some(list) = root.get("scenarios") else {
            self.missing(root, SCENARIO_FILE.noun, "scenarios");
            return Vec::new();
        };
        let items = self.items(list);
        let scenarios: Vec<Scenario> = items.iter().filter_map(|item| self.scenario(item, catalog)).collect();
        self.same_names(&scenarios);
        scenarios
    }

    fn same_names(&mut self, scenarios: &[Scenario]) {
        let mut seen = HashSet::new();
        for scenario in scenarios.iter().filter(|scenario| !seen.insert(scenario.name.as_str())) {
            let name = &scenario.name;
            let message = both!("a second scenario is called `{name}`", "有两个情景都叫 `{name}`");
            self.error("same-name", &scenario.span, message, None);
        }
    }

    fn scenario(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> Option<Scenario> {
        if self.known(node, &SCENARIO).is_none() {
            self.entries(node, SCENARIO.noun);
            return None;
        }
        self.all_there(node, &SCENARIO);
        let script = self.script(node, catalog);
        let expect = node.get("expect").map(|value| self.expectation(value, catalog)).unwrap_or_default();
        let name = node.get("name")?;
        let span = name.span.clone();
        Some(Scenario { name: self.words(name, &both!("a name", "名称"))?, span, script, expect })
    }

    fn expectation(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> Expectation {
        if self.known(node, &EXPECTATION).is_none() {
            self.entries(node, EXPECTATION.noun);
        }
        let given = |key: &str| node.get(key).filter(|value| !value.is_null());
        let mut names = |key: &str| given(key).map(|list| self.step_names(list, catalog)).unwrap_or_default();
        let (reached, not_reached) = (names("reached"), names("not_reached"));
        Expectation {
            ended: given("verdict").and_then(|value| self.ended(value)),
            reached,
            not_reached,
            deviations: given("deviations").and_then(|value| self.count(value)),
            score: given("score").and_then(|value| self.number(value)),
            values: given("values").map(|value| self.values(value, catalog)).unwrap_or_default(),
        }
    }

    fn ended(&mut self, node: &Node<'_>) -> Option<Ended> {
        let text = node.text().unwrap_or_default();
        let found = match text {
            "open" => Some(Ended::Open),
            word => Verdict::from_word(word).map(Ended::Closed),
        };
        if found.is_none() {
            let words = Verdict::ALL.iter().map(|verdict| verdict.word()).chain(["open"]);
            let message = both!("found `{}`, expected a verdict", "这里是 `{}`，应为结论"; shorten_both(text));
            self.error("unknown-word", &node.span, message, did_you_mean(text, words));
        }
        found
    }

    fn step_names(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> Vec<String> {
        let mut names = Vec::new();
        for item in self.items(node) {
            match item.text() {
                Some(name) if catalog.step(name).is_some() => names.push(name.to_owned()),
                Some(title) => self.unknown_name(item, catalog, catalog.titled(title)),
                None => self.wrong(item, &both!("the id of a step", "步骤的名字")),
            }
        }
        names
    }

    fn values(&mut self, node: &Node<'_>, catalog: &Catalog<'_>) -> IndexMap<String, Written> {
        let mut values = IndexMap::new();
        for (key, value) in self.entries(node, Noun { en: "names and their values", zh: "步骤名及其值" }) {
            let name = key.text().unwrap_or_default();
            if catalog.step(name).is_some() {
                values.insert(name.to_owned(), written(value));
            } else {
                self.unknown_key_name(node, key, catalog);
            }
        }
        values
    }
}

fn written(node: &Node<'_>) -> Written {
    match &node.kind {
        _ if node.is_null() => Written::Nothing,
        Kind::Scalar { text, .. } => Written::Line(text.to_string()),
        Kind::Sequence(items) => Written::List(items.iter().map(written).collect()),
        Kind::Mapping(entries) => {
            let entry = |(key, value): &(Node<'_>, Node<'_>)| Some((key.text()?.to_owned(), written(value)));
            Written::Map(entries.iter().filter_map(entry).collect())
        }
    }
}

fn shorten_both(text: &str) -> crate::procedure::finding::Bilingual {
    let shown = shorten(text);
    both!("{shown}", "{shown}")
}
