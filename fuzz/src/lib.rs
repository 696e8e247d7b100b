//! What must hold of the findings of any text, whoever wrote it.

use std::path::Path;
use std::sync::Arc;
use std::{collections::BTreeMap, fs};

use signoff::language::Language;
use signoff::procedure::Procedure;
use signoff::procedure::finding::Finding;
use signoff::procedure::mending::{Mending, mend};
use signoff::procedure::rules::calls::{Called, Shelf};
use signoff::procedure::rules::find;
use signoff::procedure::yaml::load;
use signoff::report::findings::{Format, Judged, Manner, Sum};

/// The procedures of the repository by id.
#[derive(Default)]
pub struct Shipped(pub BTreeMap<String, Arc<Procedure>>);

impl Shipped {
    /// Returns those that can be used.
    pub fn read() -> Self {
        let mut shipped = Self::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        ["procedures", "examples"].iter().for_each(|folder| shipped.add(&root.join(folder)));
        assert!(shipped.0.len() > 30, "the procedures were not found");
        shipped
    }

    fn add(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                self.add(&path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let procedure = load(None, &fs::read(&path).expect("a file")).procedure;
                self.0.extend(procedure.map(|procedure| (procedure.id.clone(), Arc::new(procedure))));
            }
        }
    }
}

impl Shelf for Shipped {
    fn find(&self, id: &str) -> Called {
        match self.0.get(id) {
            Some(procedure) => Called::Usable(Arc::clone(procedure)),
            None if id.starts_with('b') => Called::Broken,
            None => Called::Missing,
        }
    }

    fn ids(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Findings have places in the text, words in both languages, a rule with a page, and every format shows them.
pub fn check(source: &str, findings: &[Finding]) {
    let is_place = |at: &std::ops::Range<usize>| source.get(at.clone()).is_some();
    for finding in findings {
        assert!(is_place(&finding.span), "{finding:?}");
        assert!(finding.suggestion.as_ref().is_none_or(|suggestion| is_place(&suggestion.span)), "{finding:?}");
        assert!(find(finding.rule).is_some_and(|rule| rule.page().is_some()), "{finding:?}");
        for language in [Language::Zh, Language::En] {
            assert!(!finding.message.get(language).trim().is_empty(), "{finding:?}");
            assert!(finding.help.as_ref().is_none_or(|help| !help.get(language).trim().is_empty()), "{finding:?}");
        }
    }
    let file = Judged { path: "x.yaml".to_owned(), source: source.to_owned(), findings: findings.to_vec() };
    let mut sum = Sum::default();
    sum.add(findings);
    for language in [Language::Zh, Language::En] {
        shown(&file, &sum, Manner { format: Format::Human, language, color: false, strict: false });
    }
    let others = [Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit];
    let language = if source.len() % 2 == 0 { Language::Zh } else { Language::En };
    shown(&file, &sum, Manner { format: others[source.len() % others.len()], language, color: true, strict: true });
}

/// A report is made of one piece, and those that are JSON are whole.
fn shown(file: &Judged, sum: &Sum, manner: Manner) {
    let text = [manner.head(), manner.piece(file), manner.foot(sum)].concat();
    if matches!(manner.format, Format::Json | Format::Sarif | Format::Gitlab) {
        let read: Result<serde_json::Value, _> = serde_json::from_str(&text);
        assert!(read.is_ok(), "{read:?}\n{text}");
    } else if manner.format != Format::Junit && !manner.color {
        let hidden = |c: char| c != '\n' && c.is_control();
        assert!(!text.contains(hidden), "{text:?}");
    }
}

/// What `--fix` writes has nothing left to mend, and no error that the text had not, unless a slip had hidden it.
pub fn mends(source: &str, findings: impl Fn(&str) -> Vec<Finding>) {
    let before = findings(source);
    let Mending::Done(mended, places) = mend(source, &findings) else { return };
    assert!(places > 0 && mended != source);
    let again = mend(&mended, &findings);
    assert_eq!(again, Mending::Nothing, "{source:?}\n{mended:?}");
    let after = findings(&mended);
    let hidden = before.iter().any(|finding| finding.is_error() && finding.rule != "missing-id");
    for finding in after.iter().filter(|finding| finding.is_error()) {
        let old = before.iter().any(|old| old.rule == finding.rule && old.message == finding.message);
        assert!(old || (hidden && finding.rule != "yaml-syntax"), "{finding:?}\n{source}\n---\n{mended}");
    }
}
