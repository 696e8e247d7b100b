//! Our tree of a YAML file and serde_yaml's value of it agree: on every procedure and example, and on generated documents in
//! every style. A difference would mean that editors and other tools read another procedure than we do.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_yaml::Value;
use signoff::procedure::tree::{self, Kind, Node};

/// Returns how a node differs from a value, and where.
fn difference(node: &Node<'_>, value: &Value) -> Option<String> {
    match (&node.kind, value) {
        (Kind::Mapping(entries), Value::Mapping(map)) => {
            if entries.len() != map.len() {
                return Some(format!("{} keys and {}", entries.len(), map.len()));
            }
            let pairs = entries.iter().zip(map);
            pairs.into_iter().find_map(|((key, inner), (other_key, other))| {
                difference(key, other_key).or_else(|| difference(inner, other))
            })
        }
        (Kind::Sequence(items), Value::Sequence(others)) if items.len() == others.len() => {
            items.iter().zip(others).find_map(|(item, other)| difference(item, other))
        }
        (Kind::Scalar { text, .. }, Value::String(other)) => (text != other).then(|| format!("{text:?} and {other:?}")),
        (Kind::Scalar { text, plain: true }, other) => {
            let alone: Result<Value, _> = serde_yaml::from_str(text);
            (alone.ok().as_ref() != Some(other)).then(|| format!("{text:?} and {other:?}"))
        }
        _ => Some(format!("{:?} and {value:?}", node.kind)),
    }
}

fn assert_same(source: &str, name: &str) {
    let (root, findings) = tree::parse(source);
    assert!(findings.is_empty(), "{name}: {findings:?}\n{source}");
    let value: Value = serde_yaml::from_str(source).unwrap_or_else(|error| panic!("{name}: {error}\n{source}"));
    let difference = difference(&root.expect("a tree"), &value);
    assert_eq!(difference, None, "{name}:\n{source}");
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_of_the_repository_reads_the_same() {
    let mut paths = vec![];
    ["procedures", "examples"].iter().for_each(|folder| collect(Path::new(folder), &mut paths));
    assert!(paths.len() > 30, "the files were not found");
    for path in paths {
        assert_same(&fs::read_to_string(&path).expect("text"), &path.display().to_string());
    }
}

/// A document, before it is written in some style.
#[derive(Clone, Debug)]
enum Document {
    Text(String),
    List(Vec<Document>),
    Map(Vec<(String, Document)>),
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_]{1,8}",
        "[一-龥]{1,6}",
        "[ -~]{0,20}",
        "[a-z：，。 :#'\"{}\\[\\],&*!|>%@`-]{1,16}",
        Just("3.10".to_owned()),
        Just("yes".to_owned()),
        Just("~".to_owned()),
        Just("08:30".to_owned()),
        Just("第一行\n第二行\n".to_owned()),
        Just("a\n\n  b\nc".to_owned()),
        Just("👩‍🔧 温度 °C".to_owned()),
    ]
}

fn document() -> impl Strategy<Value = Document> {
    word().prop_map(Document::Text).prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..6).prop_map(Document::List),
            prop::collection::btree_map("[a-z]{1,6}|[一-龥]{1,3}", inner, 1..6)
                .prop_map(|map| Document::Map(map.into_iter().collect())),
        ]
    })
}

impl Document {
    fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::Sequence(items.iter().map(Self::value).collect()),
            Self::Map(entries) => {
                Value::Mapping(entries.iter().map(|(key, value)| (Value::String(key.clone()), value.value())).collect())
            }
        }
    }

    /// Writes it in brackets, texts in double or single quotes by turns.
    fn flow(&self, turn: &mut usize) -> String {
        *turn += 1;
        match self {
            Self::Text(text) if turn.is_multiple_of(2) && !text.contains('\n') => {
                format!("'{}'", text.replace('\'', "''"))
            }
            Self::Text(text) => serde_json::to_string(text).expect("a text"),
            Self::List(items) => {
                format!("[{}]", items.iter().map(|item| item.flow(turn)).collect::<Vec<_>>().join(", "))
            }
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("\"{key}\": {}", value.flow(turn)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn generated_documents_read_the_same(document in document()) {
        let block = serde_yaml::to_string(&document.value()).expect("a document");
        assert_same(&block, "block");
        assert_same(&format!("a: {}\nb: {}\n", document.flow(&mut 0), document.flow(&mut 1)), "flow");
    }
}
