//! The JSON Schema, judged by a foreign validator: every file that is shipped is valid, and on a corpus of sound and broken
//! files the schema and the loader agree.
//!
//! What a schema cannot say, so that only the loader refuses it: whether an expression, a template or a pattern parses and its
//! names exist; two ids that are equal; `min` above `max`; a name that no role, step, parameter or column has; a date that no
//! calendar has; a language that some texts lack; whether a default is one of the options. What only the schema refuses,
//! because in an editor it is nearly always a slip: `true` and `false` in quotes, or as a text; a count in quotes; full-width
//! digits in lengths of time and times of day; in answers, a form with a field called like a key of an answer.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use signoff::language::Language;
use signoff::procedure::shape::{Key, Place, Shape};
use signoff::procedure::yaml::keys::{FILE, KINDS};
use signoff::procedure::yaml::load;
use signoff::run::Program;
use signoff::scenario::{read_answers, read_scenarios};
use signoff::schema::{Draft, Kind, schema};

const DRAFTS: [Draft; 2] = [Draft::Seven, Draft::TwentyTwenty];

fn validator(kind: Kind, draft: Draft) -> Validator {
    let schema = schema(kind, draft, Language::En);
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{kind:?} {draft:?}: {error}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{kind:?} {draft:?}: {error}"))
}

fn json(source: &str) -> Value {
    serde_yaml::from_str(source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

/// Returns what `validator` has against `value`.
fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Files of YAML under `folder`; what is hidden belongs to other tools, as `validate` has it.
fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            found.push(path);
        }
    }
}

fn kind_of(path: &Path, value: &Value) -> Kind {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name {
        "signoff.yaml" => Kind::Site,
        _ if value.get("scenarios").is_some() => Kind::Scenario,
        _ if value.get("procedure").is_some() => Kind::Procedure,
        _ => Kind::Answers,
    }
}

#[test]
fn every_shipped_file_is_valid() {
    let mut files = Vec::new();
    ["procedures", "examples"].iter().for_each(|folder| yaml_files(Path::new(folder), &mut files));
    assert!(files.len() > 50, "the files were not found");
    for draft in DRAFTS {
        let [procedure, site, scenario, answers] =
            [Kind::Procedure, Kind::Site, Kind::Scenario, Kind::Answers].map(|kind| validator(kind, draft));
        for path in &files {
            let value = json(&fs::read_to_string(path).expect("a file"));
            let validator = match kind_of(path, &value) {
                Kind::Procedure => &procedure,
                Kind::Site => &site,
                Kind::Scenario => &scenario,
                Kind::Answers => &answers,
            };
            assert_eq!(errors(validator, &value), Vec::<String>::new(), "{} {draft:?}", path.display());
        }
    }
}

#[test]
fn the_starter_is_valid() {
    let validator = validator(Kind::Procedure, Draft::TwentyTwenty);
    for language in [Language::En, Language::Zh] {
        let starter = signoff::commands::new::starter("hall-opening", language);
        assert_eq!(errors(&validator, &json(&starter)), Vec::<String>::new());
    }
}

/// Rules of the loader that speak of a file's structure; the others are of its meaning.
const STRUCTURE: &[&str] = &[
    "unknown-key",
    "missing-key",
    "missing-id",
    "wrong-type",
    "two-kinds",
    "no-kind",
    "bad-name",
    "reserved-name",
    "bad-duration",
    "bad-time",
    "bad-number",
    "bad-boolean",
    "bad-value",
    "unknown-word",
    "empty-steps",
    "empty-list",
    "empty-value",
    "empty-text",
    "bad-language",
    "braced-expression",
    "key-without-ground",
    "contradiction",
];

/// Returns whether the loader finds nothing wrong with the structure of a procedure.
fn loader_takes(source: &str) -> bool {
    !load(None, source.as_bytes()).findings.iter().any(|finding| STRUCTURE.contains(&finding.rule))
}

/// Returns a value that a key of `shape` takes, as it stands in a flow map.
fn sound(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Text | Shape::Line | Shape::Phrase => &["一段文字", "\"two words\"", "7"],
        Shape::ProcedureId => &["hall-opening", "x1"],
        Shape::NewId | Shape::Name | Shape::Identifier => &["desk_1", "a"],
        Shape::Word(words) => words,
        Shape::Boolean => &["true", "false"],
        Shape::Count(_) => &["1", "12"],
        Shape::Number => &["2", "7.10", "\"0.5\""],
        Shape::Percent => &["90", "0", "100", "99.5", "mark", "mark + 5"],
        Shape::Bound => &["1", "-2.5", "limit + 1", "\"3 * limit\""],
        Shape::Duration => &["90s", "30m", "1h30m", "3d", "36h", "1d23h59m59s", "0m"],
        Shape::TimeSpan => &["10m", "pause", "pause * 2", "\"2 * pause\""],
        Shape::Expression => &["a > 3", "true", "a is none", "\"x == 'y'\""],
        Shape::Items => &["[a, b]", "3", "desks"],
        Shape::Value => &["一"],
        Shape::Steps => &["[看一看]", "[{check: 看一看}]"],
        Shape::Lines | Shape::Texts | Shape::Phrases => &["[一, 二]", "[]"],
        Shape::SomeLines => &["[一, 二]"],
        Shape::Names => &["[a, b_2]"],
        Shape::NamedTexts => &["{a: 一, b: {zh: 二, en: two}}"],
        Shape::Arguments => &["{a: 1, b: [x], c: \"{{ y }}\"}"],
        Shape::Reasons => &["{long-section: 本来如此}"],
        _ => &[],
    }
}

/// Returns values that no key of `shape` takes.
fn unsound(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Text => &["[a]", "{}", "\"\"", "~", "{Chinese: x}", "{zh: [x]}"],
        Shape::Line => &["[a]", "{a: b}", "~"],
        Shape::ProcedureId => &["Hall", "hall_opening", "-a", "a--b", "[a]", "~"],
        Shape::NewId | Shape::Name => &["Desk", "1a", "a-b", "一", "\"a b\"", "[a]", "{a: b}", "~"],
        Shape::Identifier => &["Desk", "1a", "a-b", "weekday", "start", "none", "~"],
        Shape::Word(_) => &["wrong", "[a]", "~"],
        Shape::Boolean => &["yes", "maybe", "[true]", "~"],
        Shape::Count(_) => &["-1", "many", "1.5", "[1]", "~"],
        Shape::Number => &["many", "\"1,5\"", "[1]", "~"],
        Shape::Percent => &["101", "-1", "90 %", "\"{{ mark }}\"", "~"],
        Shape::Bound => &["18 °C", "\"18度\"", "[1]", "{a: 1}", "\"{{ a }}\"", "~"],
        Shape::Duration => &["30", "30 minutes", "m30", "1m90s", "30m1h", "-5m", "1d24h", "1h60m", "[30m]", "~"],
        Shape::TimeSpan => &["10 minutes", "10x", "[10m]", "\"{{ a }}\"", "~"],
        Shape::Expression => &["\"{{ a }}\"", "[a]", "{a: b}", "~"],
        Shape::Items => &["{a: b}", "~"],
        Shape::Steps => &[
            "[]",
            "看一看",
            "{check: 看一看}",
            "[[看一看]]",
            "[~]",
            "[{chekc: 看一看}]",
            "[{check: 看, measure: 量}]",
            "~",
        ],
        Shape::SomeLines => &["一", "[]", "{a: b}", "[[a]]", "[~]", "~"],
        Shape::Lines | Shape::Texts | Shape::Phrases | Shape::Names => &["一", "{a: b}", "[[a]]", "[~]", "~"],
        Shape::NamedTexts => &["[a]", "{A: 一}", "{a: [b]}", "~"],
        Shape::Arguments => &["[a]", "{A: 1}", "~"],
        Shape::Reasons => &["[a]", "一", "{a: [b]}", "~"],
        Shape::Map(_) => &["[a]", "一", "~"],
        Shape::Maps(_) => &["[]", "{a: b}", "一", "[一]", "~"],
        Shape::Named(_) => &["[a]", "{A: {}}", "{weekday: {type: text}}", "{a: 一}", "~"],
        _ => &[],
    }
}

/// Returns the least map of `place` with every key that must stand, but without `left_out`.
fn least(place: &Place, left_out: &str) -> Vec<String> {
    let needed = place.keys.iter().filter(|key| key.required && key.ground.is_none());
    let needed = needed.chain(place.keys.iter().filter(|key| place.at_least_one.first() == Some(&key.name)));
    needed.filter(|key| key.name != left_out).map(|key| entry(key, &sample(key.shape))).collect()
}

/// Returns one sound value of `shape`.
fn sample(shape: Shape) -> String {
    match shape {
        Shape::Map(place) => map(&least(place, "")),
        Shape::Maps(place) => format!("[{}]", map(&least(place, ""))),
        Shape::Named(place) => format!("{{a_1: {}}}", map(&least(place, ""))),
        Shape::WindowTime => "\"08:30\"".to_owned(),
        other => sound(other)[0].to_owned(),
    }
}

fn entry(key: &Key, value: &str) -> String {
    format!("{}: {value}", key.name)
}

fn map(entries: &[String]) -> String {
    format!("{{{}}}", entries.join(", "))
}

/// Returns the words of another key that `key` goes with, and those that it does not.
fn grounds(key: &Key, keys: &[&Key]) -> (Option<String>, Option<String>) {
    let Some(ground) = key.ground else { return (None, None) };
    let Some(Shape::Word(all)) = keys.iter().find(|other| other.name == ground.key).map(|other| other.shape) else {
        panic!("`{}` has a ground without words", key.name)
    };
    let other = all.iter().find(|word| !ground.words.contains(word));
    (
        ground.words.first().map(|word| format!("{}: {word}", ground.key)),
        other.map(|word| format!("{}: {word}", ground.key)),
    )
}

/// A map of the corpus: whether it is sound, and its text.
type Sample = (bool, String);

/// Returns maps with each key in its sound and its unsound forms, with an unknown key, and without each that must stand.
fn maps_of(keys: &[&Key], least: &dyn Fn(&str) -> Vec<String>, depth: usize) -> Vec<Sample> {
    let mut maps = vec![(true, map(&least(""))), (false, map(&[least(""), vec!["unknwon: 1".to_owned()]].concat()))];
    for key in keys {
        let (fits, clashes) = grounds(key, keys);
        let with = |ground: &Option<String>, value: &str| {
            let mut entries = least(key.name);
            entries.retain(|entry| {
                ground.as_ref().is_none_or(|ground| entry.split(':').next() != ground.split(':').next())
            });
            entries.extend(ground.clone());
            entries.push(entry(key, value));
            // A key of a choice's type needs its options.
            if ground.as_deref() == Some("type: choice") && key.name != "options" {
                entries.push("options: [{id: a}]".to_owned());
            }
            map(&entries)
        };
        for value in sound(key.shape) {
            // Some words of `type` need another key.
            let needs = match (key.name, *value) {
                ("type", "choice") => ", options: [{id: a}]",
                ("type", "table") => ", fields: [{id: a}]",
                _ => "",
            };
            maps.push((true, with(&fits, &format!("{value}{needs}"))));
        }
        maps.extend(unsound(key.shape).iter().map(|value| (false, with(&fits, value))));
        if clashes.is_some() {
            maps.push((false, with(&clashes, &sample(key.shape))));
        }
        if key.required && key.ground.is_none() {
            maps.push((false, map(&least(key.name))));
        }
        if depth > 0 {
            let inner = inside(key.shape, depth - 1);
            maps.extend(inner.into_iter().map(|(is_sound, value)| (is_sound, with(&fits, &value))));
        }
    }
    maps
}

/// Returns values of `shape` with maps in them.
fn inside(shape: Shape, depth: usize) -> Vec<Sample> {
    let (place, before, after) = match shape {
        Shape::Map(place) => (place, "", ""),
        Shape::Maps(place) => (place, "[", "]"),
        Shape::Named(place) => (place, "{a_1: ", "}"),
        _ => return vec![],
    };
    let keys: Vec<&Key> = place.keys.iter().collect();
    let maps = maps_of(&keys, &|left_out| least(place, left_out), depth);
    maps.into_iter().map(|(is_sound, map)| (is_sound, format!("{before}{map}{after}"))).collect()
}

/// Returns procedures with every key of the top and of every kind of step.
fn corpus() -> Vec<Sample> {
    let keys: Vec<&Key> = FILE.keys.iter().collect();
    let mut corpus = maps_of(&keys, &|left_out| least(&FILE, left_out), 3);
    for kind in &KINDS {
        let keys: Vec<&Key> = kind.keys().collect();
        let least = |left_out: &str| {
            let mut entries = vec![format!("{}: 看一看", kind.word)];
            entries.extend((kind.named && left_out != "id").then(|| "id: step_1".to_owned()));
            let needed = keys.iter().filter(|key| key.required && key.ground.is_none() && key.name != left_out);
            entries.extend(needed.map(|key| entry(key, &sample(key.shape))));
            entries
        };
        let mut steps = maps_of(&keys, &least, 2);
        steps.extend(
            KINDS
                .iter()
                .filter(|other| other.word != kind.word)
                .map(|other| (false, map(&[least(""), vec![format!("{}: 第二种", other.word)]].concat()))),
        );
        steps.push((!kind.named, map(&least("id"))));
        steps.extend(unsound(Shape::Text).iter().map(|title| {
            let mut entries = least("");
            entries[0] = format!("{}: {title}", kind.word);
            (false, map(&entries))
        }));
        corpus
            .extend(steps.into_iter().map(|(is_sound, step)| (is_sound, format!("{{procedure: x, steps: [{step}]}}"))));
    }
    corpus
}

#[test]
fn schema_and_loader_agree_on_the_corpus() {
    let validators = DRAFTS.map(|draft| validator(Kind::Procedure, draft));
    let corpus = corpus();
    let mut disagreements = Vec::new();
    for (is_sound, source) in &corpus {
        let taken = loader_takes(source);
        assert!(*is_sound || !taken, "the loader takes what is broken: {source}");
        let value = json(source);
        for validator in &validators {
            let errors = errors(validator, &value);
            if errors.is_empty() != taken {
                let findings = load(None, source.as_bytes()).findings;
                let rules: Vec<_> =
                    findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message.en)).collect();
                disagreements.push(format!("{source}\n  loader {rules:?}\n  schema {errors:?}"));
            }
        }
    }
    let sound = corpus.iter().filter(|(is_sound, _)| *is_sound).count();
    assert!(disagreements.is_empty(), "{} of {}:\n{}", disagreements.len(), corpus.len(), disagreements.join("\n"));
    assert!(sound > 200 && corpus.len() - sound > 1000, "{sound} of {}", corpus.len());
}

/// What the tables alone do not show of windows, defaults and records.
const MORE: &[Written] = &[
    (true, "{procedure: x, steps: [{check: a, window: {from: -30m, until: 1h, of: opening}}]}"),
    (false, "{procedure: x, steps: [{check: a, window: {from: -30m}}]}"),
    (false, "{procedure: x, steps: [{check: a, window: {from: \"08:30\", of: opening}}]}"),
    (false, "{procedure: x, steps: [{check: a, window: {of: opening}}]}"),
    (false, "{procedure: x, steps: [{check: a, deadline: {of: opening}}]}"),
    (true, "{procedure: x, steps: [a], parameters: {p: {type: time, default: \"8:30\"}}}"),
    (false, "{procedure: x, steps: [a], parameters: {p: {type: time, default: \"24:30\"}}}"),
    (false, "{procedure: x, steps: [a], parameters: {p: {type: number, default: many}}}"),
    (true, "{procedure: x, steps: [a], parameters: {p: {type: number, default: \"7.10\"}}}"),
    (false, "{procedure: x, steps: [a], parameters: {p: {type: boolean, default: 3}}}"),
    (true, "{procedure: x, steps: [a], parameters: {p: {type: list, default: [一, 二]}}}"),
    (false, "{procedure: x, steps: [a], parameters: {p: {type: table}}}"),
    (false, "{procedure: x, steps: [a], parameters: {p: {default: [一]}}}"),
    (true, "{procedure: x, steps: [a], parameters: {p: {type: datetime, default: 2026-07-01 8:30}}}"),
    (true, "{procedure: x, steps: [{record: a, id: b, fields: [{id: c}], rows: {at_least: 1}}]}"),
    (false, "{procedure: x, steps: [{record: a, id: b, fields: [{id: c}], type: number}]}"),
    (false, "{procedure: x, steps: [{record: a, id: b, rows: {at_least: 1}}]}"),
    (false, "{procedure: x, steps: [{check: a, critical: true, not_applicable: allowed}]}"),
    (true, "{procedure: x, steps: [{check: a, critical: true, not_applicable: forbidden}]}"),
    (false, "{procedure: x, steps: [{section: s, steps: [{each: e, as: i, in: 3, steps: [{chekc: a}]}]}]}"),
    (false, "{steps: [a]}"),
    (false, "[]"),
];

/// A text of the corpus written by hand.
type Written = (bool, &'static str);

#[test]
fn schema_and_loader_agree_on_what_keys_demand_of_each_other() {
    for draft in DRAFTS {
        let validator = validator(Kind::Procedure, draft);
        for (is_sound, source) in MORE {
            assert_eq!(loader_takes(source), *is_sound, "{source}");
            assert_eq!(errors(&validator, &json(source)).is_empty(), *is_sound, "{source}");
        }
    }
}

const SITES: &[Written] = &[
    (true, "{site: {id: hall-042, title: 营业厅}, language: zh, day_starts: \"06:00\", procedures: [procedures]}"),
    (
        true,
        "{operators: [{id: zhang, name: 张敏, roles: [shift_lead]}, {id: li}], parameters: {desks: [一, 二], n: 3}}",
    ),
    (true, "{language: zh-CN, timezone: Asia/Shanghai, store: journal, anchor: a.txt, reasons: [坏了]}"),
    (false, "{site: {title: 营业厅}}"),
    (false, "{site: hall-042}"),
    (false, "{langauge: zh}"),
    (false, "{language: fr}"),
    (false, "{day_starts: \"6\"}"),
    (false, "{procedures: procedures}"),
    (false, "{operators: [{name: 张敏}]}"),
    (false, "{operators: [{id: zhang, role: shift_lead}]}"),
    (false, "{parameters: [a]}"),
    (false, "{store: ~}"),
];

#[test]
fn schema_and_loader_agree_on_sites() {
    for draft in DRAFTS {
        let validator = validator(Kind::Site, draft);
        for (is_sound, source) in SITES {
            assert_eq!(signoff::site::findings(source).is_empty(), *is_sound, "{source}");
            assert_eq!(errors(&validator, &json(source)).is_empty(), *is_sound, "{source}");
        }
    }
}

/// Answers to the procedure of `program`.
const ANSWERS: &[Written] = &[
    (
        true,
        "{operator: zhang, clock: 2026-11-23T08:40:00+08:00, set: {limit: 3}, rest: done, close: false, accept: true}",
    ),
    (true, "{answers: {lit: done, heat: {asked: [25, {value: 21, reason: 热}]}, heat.notify: done}}"),
    (true, "{answers: {lit: {fail: 坏了, override: {by: wang, reason: 已报修}}, heat: {na: 无}}}"),
    (true, "{answers: {form: {number: 2026-7, asked: x}, sales: [{item: A}, {item: B}], both: {sign: {lead: li}}}}"),
    (
        true,
        "{answers: {both: {sign: {lead: {decline: 不同意}}}, heat: {value: 3, second: {by: li, value: 3}, after: 12m}}}",
    ),
    (false, "{clock: 2026-11-23T08:40:00}"),
    (false, "{rest: all}"),
    (false, "{close: maybe}"),
    (false, "{answer: {lit: done}}"),
    (false, "{answers: [done]}"),
    (false, "{answers: {lit: {fail: 坏了, na: 无}}}"),
    (false, "{answers: {lit: {fail: 坏了, reson: x}}}"),
    (false, "{answers: {lit: {fail: 坏了, reason: x}}}"),
    (false, "{answers: {lit: {fail: 坏了, override: {by: wang}}}}"),
    (false, "{answers: {lit: {fail: \"\"}}}"),
    (false, "{answers: {heat: {asked: []}}}"),
    (false, "{answers: {heat: {asked: [25], by: li}}}"),
    (false, "{answers: {heat: {value: 3, after: 12}}}"),
    (false, "{answers: {heat: {value: 3, second: {by: li}}}}"),
    (false, "{answers: {both: {sign: {lead: {declined: x}}}}}"),
];

fn program() -> Program {
    let source = "procedure: x\nroles: {lead: L}\nparameters: {limit: {type: number}}\nsteps:\n  - {check: a, id: lit}\n  \
        - {measure: a, id: heat, on_fail: {notify: b}}\n  - {record: a, id: form, fields: [{id: number}, {id: asked}]}\n  \
        - {record: a, id: sales, fields: [{id: item}], rows: {at_least: 1}}\n  - {sign: a, id: both, by: [lead]}\n";
    let loaded = load(None, source.as_bytes());
    Program::new(loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings)), vec![])
}

#[test]
fn schema_and_loader_agree_on_answers() {
    let program = program();
    for draft in DRAFTS {
        let validator = validator(Kind::Answers, draft);
        for (is_sound, source) in ANSWERS {
            let read = read_answers(source, &program);
            assert_eq!(read.is_ok(), *is_sound, "{source}: {read:?}");
            assert_eq!(errors(&validator, &json(source)).is_empty(), *is_sound, "{source}");
        }
    }
}

const SCENARIOS: &[Written] = &[
    (
        true,
        "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, rest: done, expect: {verdict: open, values: {heat: ~}}}]}",
    ),
    (
        true,
        "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expect: {reached: [lit], score: 99.5, deviations: 0}}]}",
    ),
    (false, "{procedure: x}"),
    (false, "{procedure: x, scenarios: [{name: a, expect: {}}]}"),
    (false, "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00}]}"),
    (false, "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expect: {verdict: done}}]}"),
    (false, "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expect: {reached: lit}}]}"),
    (false, "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expect: {score: all}}]}"),
    (false, "{procedure: x, scenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expects: {}, expect: {}}]}"),
];

#[test]
fn schema_and_loader_agree_on_scenarios() {
    let program = program();
    for draft in DRAFTS {
        let validator = validator(Kind::Scenario, draft);
        for (is_sound, source) in SCENARIOS {
            let read = read_scenarios(source, &program);
            assert_eq!(read.is_ok(), *is_sound, "{source}: {read:?}");
            assert_eq!(errors(&validator, &json(source)).is_empty(), *is_sound, "{source}");
        }
    }
}
