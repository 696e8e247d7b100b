//! Typed files, and the differential test: our tree and serde_yaml read the same values.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{typed, typed_bytes};
use crate::language::Language;
use crate::procedure::finding::Noun;
use crate::procedure::shape::{Key, Place, Shape};
use crate::procedure::tree::{Kind, Node, parse};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Site {
    language: Option<Tongue>,
    #[serde(default)]
    operators: Vec<Person>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Tongue {
    Zh,
    En,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Person {
    id: String,
    #[serde(default)]
    count: u32,
}

static SITE: Place = Place::new(
    "site",
    Noun { en: "a site", zh: "站点" },
    &[Key::may("language", Shape::Line), Key::may("operators", Shape::Maps(&PERSON))],
);

static PERSON: Place = Place::new(
    "person",
    Noun { en: "a person", zh: "人员" },
    &[Key::must("id", Shape::Line), Key::may("count", Shape::Count(0))],
);

fn said(source: &str) -> String {
    let findings = typed::<Site>(source, &SITE).expect_err("something is wrong");
    let show = |finding: &crate::procedure::finding::Finding| {
        let slice = source.get(finding.span.clone()).unwrap_or_default();
        let help = finding.help.as_ref().map_or("", |help| help.get(Language::En));
        format!("{} [{slice}] {} | {help}", finding.rule, finding.message.en)
    };
    findings.iter().map(show).collect::<Vec<_>>().join("\n")
}

/// The Chinese help had the English names of the kinds of values in it.
#[test]
fn kinds_of_values_have_chinese_names() {
    for (said, called) in [
        ("map", "一组“键: 值”"),
        ("a string", "文字"),
        ("integer `5`", "整数 `5`"),
        ("string \"a map\"", "文字 \"a map\""),
        ("u32", "整数"),
        ("one of two", "one of two"),
    ] {
        assert_eq!(super::in_chinese(said), called);
    }
}

#[test]
fn a_sound_file_is_typed() {
    let site: Site = typed("language: zh\noperators:\n  - {id: li, count: 3}\n", &SITE).expect("sound");
    assert_eq!(site, Site { language: Some(Tongue::Zh), operators: vec![Person { id: "li".into(), count: 3 }] });
    assert!(typed_bytes::<Site>(b"\xEF\xBB\xBFlanguage: en\r\n", &SITE).is_ok());
    assert!(typed_bytes::<Site>(b"language: \xBF\xAA", &SITE).is_err());
}

#[test]
fn errors_point_at_what_they_mean() {
    assert_eq!(
        said("language: zh\noperators:\n  - id: 李\n    cuont: 3\n"),
        "unknown-key [cuont] a person has no key `cuont` | did you mean `count`?"
    );
    assert_eq!(said("operators:\n  - count: 3\n"), "missing-key [count] the key `id` is missing in a person | ");
    assert_eq!(said("language: fr\n"), "unknown-word [fr] the word `fr` is unknown here | ");
    assert!(
        said("operators: [{id: a, count: many}]").contains("wrong-type [many] found string \"many\", expected u32")
    );
}

#[test]
fn guards_come_first() {
    assert!(said("language：zh\n").starts_with("full-width-colon"));
    assert!(said("operators: &a [*a]\n").starts_with("anchor"));
    assert!(said("language: zh\nlanguage: en\n").starts_with("duplicate-key"));
    assert!(said(&"[".repeat(100_000)).starts_with("too-deep"));
    assert!(said(&"{a: ".repeat(100_000)).starts_with("too-deep"));
}

/// YAML that both must read alike.
const SNIPPETS: &[&str] = &[
    "a: 1\nb: [x, 'y''s', \"z\\n\\u4e2d\"]\nc:\n  - d: ~\n    e: null\n",
    "a: true\nb: FALSE\nc: yes\nd: on\ne: 'true'\n",
    "a: 1.10\nb: -3\nc: +4\nd: 1e3\ne: .5\nf: 5.\ng: .inf\nh: -.INF\ni: 0x1F\nj: 0o17\nk: 1_000\nl: 12:30\nm: 2026-07-01\n",
    "a: |\n  one\n   two\n\n  three\nb: >\n  folded\n  text\n\n  next\nc: |-\n  no end\nd: >+\n  keep\n\n",
    "a: plain text\n  over two lines\nb: \"quoted\n  over two\"\nc: 'single\n\n  with blank'\n",
    "- - 1\n  - 2\n- [3, [4]]\n- {a: {b: c}}\n- ? k\n  : v\n",
    "# remark\na: b # remark\nc: 'd # no remark'\ne: f#g\n",
    "中文键: 中文值\n空:\n列表:\n- 一\n- 二\n",
    "a: \"\"\nb: ''\nc: []\nd: {}\n",
    "a: http://example.org:80/x?y=z\nb: -x\nc: a - b\nd: 'it''s'\ne: !x\n",
    "{a: 1, b: [1, 2,], c: }\n",
    "a:\tb\n",
    "\"a b\": 1\n'c: d': 2\n",
];

#[test]
fn the_tree_and_serde_yaml_agree() {
    let inline = SNIPPETS.iter().map(|snippet| (*snippet).to_owned());
    let samples = [crate::procedure::yaml::SAMPLE, crate::procedure::yaml::FULL].map(str::to_owned);
    for source in inline.chain(samples).chain(files()) {
        let (Some(root), findings) = parse(&source) else { continue };
        if !findings.is_empty() {
            continue;
        }
        let theirs: serde_yaml::Value = serde_yaml::from_str(&source).unwrap_or_else(|e| panic!("{e}\n{source}"));
        assert_eq!(ours(&root), show(&theirs), "{source}");
    }
}

/// Returns the texts of the repository's procedures and examples.
fn files() -> Vec<String> {
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("procedures"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"),
    ];
    let mut texts = vec![];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
                texts.extend(fs::read_to_string(path));
            }
        }
    }
    texts
}

/// Returns a node as `show` shows serde_yaml's value, plain scalars resolved by the core schema of YAML 1.2.
fn ours(node: &Node<'_>) -> String {
    match &node.kind {
        Kind::Scalar { text, plain: true } => resolve(text),
        Kind::Scalar { text, .. } => format!("{text:?}"),
        Kind::Sequence(items) => format!("[{}]", items.iter().map(ours).collect::<Vec<_>>().join(", ")),
        Kind::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", ours(key), ours(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn resolve(text: &str) -> String {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return "null".into(),
        "true" | "True" | "TRUE" => return "true".into(),
        "false" | "False" | "FALSE" => return "false".into(),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return "inf".into(),
        "-.inf" | "-.Inf" | "-.INF" => return "-inf".into(),
        ".nan" | ".NaN" | ".NAN" => return "NaN".into(),
        _ => {}
    }
    let radix = |prefix, radix| text.strip_prefix(prefix).and_then(|rest| i64::from_str_radix(rest, radix).ok());
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return number.to_string();
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let number = (digits(whole) || whole.is_empty() && digits(fraction))
        && (fraction.is_empty() || digits(fraction))
        && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    match text.parse::<f64>() {
        Ok(value) if number => value.to_string(),
        _ => format!("{text:?}"),
    }
}

fn show(value: &serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::Null => "null".into(),
        serde_yaml::Value::Bool(value) => value.to_string(),
        serde_yaml::Value::Number(number) => number.as_f64().map_or_else(String::new, |value| value.to_string()),
        serde_yaml::Value::String(text) => format!("{text:?}"),
        serde_yaml::Value::Sequence(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        serde_yaml::Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", show(key), show(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        serde_yaml::Value::Tagged(tagged) => show(&tagged.value),
    }
}
