//! The format, key by key: what each structural rule finds, and what it leaves alone.

use super::{Loaded, load};
use crate::language::Language;
use crate::procedure::finding::{Lines, Severity};
use crate::procedure::value::Value;
use crate::procedure::{Limit, ParameterType, Procedure, Record, StepKind};

/// The sample at the top of the format's pages.
pub(crate) const SAMPLE: &str = r#"procedure: hall-opening               # required; kebab-case, equals the file's stem
title: {zh: 营业厅开门, en: Hall opening}
version: 1.2.0                        # any label
summary: What it is for, one or two sentences.
status: published
tags: [telecom, opening]
source: Branch handbook, chapter 1
time_limit: 45m
resume: repeat_last
scoring: {pass: 90}
reasons: [坏了, 缺货, 已报修]
roles:
  shift_lead: {zh: 值班长, en: Shift lead}
  clerk: 营业员
parameters:
  opening_time: {title: 开门时间, type: time, default: "09:00"}
  desks: {title: 台席, type: list, default: [一号台, 二号台]}
steps:
  - 打开大厅灯光
  - check: 检查消防栓和灭火器
    when: weekday == "mon"
  - measure: 大厅温度
    id: temperature
    unit: °C
    min: 18
    max: 22
    on_fail:
      steps: [调节空调]
      then: recheck
"#;

/// Every kind and nearly every key.
pub(crate) const FULL: &str = r#"procedure: full
roles: {lead: 值班长, clerk: 营业员}
parameters:
  opening: {type: time, default: 9:00}
  count: {type: number, default: 3, min: 1, max: 5, unit: 台}
  open: {type: boolean, default: true}
  day_of: {type: date, default: 2026-07-01}
  at: {type: datetime, default: 2026-07-01 08:30}
  pause: {type: duration, default: 1h30m}
  kind: {type: choice, options: [{id: big}, {id: small, title: 小}], default: big}
  stock: {type: table, fields: [{id: item}, {id: qty, type: number}], default: [{item: A, qty: 3}]}
ignore: {draft-called: 试用}
steps:
  - section: 开门 {{ opening }}
    order: any
    role: lead
    window: {from: -30m, until: -15m, of: opening}
    steps:
      - check: 灯
        id: lit
        expect: 亮
        critical: true
        warning: 先断电
        note: 注意
        say: 您好
        detail: |
          第一步
          第二步
        evidence: {kind: file, at_least: 2, accept: [JPG, .pdf]}
        score: 2
        on_fail: {then: stop, notify: 值班长, action: {title: 报修, owner: lead, due: 24h}}
  - measure: 温度
    id: temperature
    hold: lead
    independent: true
    decimals: 1
    hide_limits: true
    equals: count + 1
    deadline: {after: 10m, within: pause * 2, of: lit}
  - measure: 差
    id: difference
    value: temperature - count
  - record: 备注
    id: remark
    pattern: "[A-Z]+"
    required: false
  - record: 时间
    id: opened
    type: time
    max: 9:30
  - record: 表单
    id: form
    fields: [{id: a, type: choice, options: [{id: x}, {id: y}]}, {id: b, type: number, min: 1.50, max: count}]
  - record: 表格
    id: table
    fields: [{id: a}]
    rows: {at_least: 1, at_most: 3}
  - choose: 业务
    id: business
    options:
      - {id: enquiry, title: 查询, steps: [查一查]}
      - id: other
  - decide: 下雨吗
    id: rain
    if_yes: [铺地垫]
  - sign: 签字
    id: signed
    by: [lead, clerk]
    meaning: 已检查
  - handover: 交班
    id: tonight
    for: [evening]
  - each: 台席
    as: desk
    in: [一号, 二号]
    steps: ["擦 {{ desk }}"]
  - each: 存货
    as: row
    in: stock
    order_by: qty
    steps: ["{{ row.item }}"]
  - repeat: 直到好
    until: good
    at_most: 3
    steps:
      - decide: 好了吗
        id: good
  - call: 异议
    id: objection
    procedure: handle-objection
    with: {name: "{{ temperature }}", level: 3, list: [a, b]}
    not_applicable: forbidden
  - end: 结束
    verdict: abandoned
    when: objection.settled
"#;

/// Returns a file with the steps `steps`, each line indented already.
fn with_steps(steps: &str) -> String {
    format!("procedure: x\nsteps:\n{steps}")
}

/// Returns what comes of a file, without hints.
fn loaded(source: &str) -> Loaded {
    let mut loaded = load(None, source.as_bytes());
    loaded.findings.retain(|finding| finding.severity != Severity::Hint);
    loaded
}

/// Returns `line rule` for every finding.
fn found(source: &str) -> Vec<String> {
    let loaded = loaded(source);
    let lines = Lines::new(&loaded.source);
    loaded.findings.iter().map(|f| format!("{} {}", lines.position(f.span.start).line, f.rule)).collect()
}

fn in_steps(steps: &str) -> Vec<String> {
    found(&with_steps(steps))
}

fn sound(source: &str) -> Procedure {
    let loaded = loaded(source);
    loaded.procedure.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
}

/// Returns the message and help of the only finding.
fn said(source: &str) -> String {
    let loaded = loaded(source);
    let [finding] = loaded.findings.as_slice() else { panic!("{:#?}", loaded.findings) };
    let slice = &loaded.source[finding.span.clone()];
    let help = finding.help.as_ref().map_or("", |help| help.get(Language::En));
    format!("[{slice}] {} | {help}", finding.message.get(Language::En))
}

#[test]
fn the_sample_of_the_format_is_sound() {
    let mut loaded = load(Some("hall-opening"), SAMPLE.as_bytes());
    loaded.findings.retain(|finding| finding.severity != Severity::Hint);
    assert_eq!(loaded.findings, []);
    let procedure = loaded.procedure.expect("sound");
    assert_eq!(procedure.steps.len(), 3);
    assert_eq!(procedure.label(), format!("1.2.0@{}", &procedure.digest[..6]));
    assert_eq!(procedure.parameters["opening_time"].default, Some(Value::Text("09:00".into())));
    let StepKind::Measure(measure) = &procedure.steps[2].kind else { panic!("a measure") };
    assert!(matches!(&measure.limits.min, Some(Limit::Value(Value::Number(least))) if least.to_string() == "18"));
}

#[test]
fn every_key_is_read() {
    let procedure = sound(FULL);
    let values: Vec<_> = procedure.parameters.values().map(|p| p.default.clone().expect("given")).collect();
    assert_eq!(values[0], Value::Text("09:00".into()));
    assert_eq!(values[3], Value::Text("2026-07-01".into()));
    assert_eq!(procedure.parameters["pause"].kind, ParameterType::Duration);
    let kinds: Vec<_> = procedure.steps.iter().map(|step| step.kind.word()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "record").count(), 4);
    let StepKind::Section { steps, .. } = &procedure.steps[0].kind else { panic!("a section") };
    assert!(steps[0].critical && !steps[0].not_applicable);
    assert_eq!(
        steps[0].evidence.as_ref().map(|evidence| evidence.accept.clone()),
        Some(vec!["jpg".into(), "pdf".into()])
    );
    let StepKind::Record(Record::Value(field)) = &procedure.steps[4].kind else { panic!("a value") };
    assert!(matches!(&field.limits.max, Some(Limit::Value(Value::Text(text))) if text == "09:30"));
    let StepKind::Repeat(repeat) = &procedure.steps[13].kind else { panic!("a repeat") };
    assert_eq!(repeat.at_most, 3);
}

#[test]
fn defaults_are_those_of_the_format() {
    let procedure =
        sound(&with_steps("  - check: a\n    on_fail: {steps: [b]}\n  - repeat: r\n    until: true\n    steps: [c]\n"));
    assert_eq!(procedure.steps[0].on_fail.as_ref().map(|fail| (fail.then, fail.at_most)), Some((None, 3)));
    let StepKind::Repeat(repeat) = &procedure.steps[1].kind else { panic!("a repeat") };
    assert_eq!(repeat.at_most, 10);
    assert_eq!(procedure.title.languages().count(), 0, "the id serves as title");
}

#[test]
fn unknown_and_missing_keys() {
    assert_eq!(
        said("procedure: x\ntilte: y\nsteps: [a]"),
        "[tilte] a procedure has no key `tilte` | did you mean `title`?"
    );
    assert_eq!(
        said(&with_steps("  - check: a\n    if_yes: [b]\n")),
        "[if_yes] a `check` step has no key `if_yes` | only these kinds have it: `decide`"
    );
    assert_eq!(said(&with_steps("  - section: a\n")), "[section] the key `steps` is missing in a `section` | ");
    assert_eq!(found("title: x"), ["1 missing-key", "1 missing-key"]);
    assert_eq!(in_steps("  - check: a\n    when:\n"), ["4 empty-value"]);
    assert_eq!(in_steps("  - decide: a\n    id: d\n    on_fail: {then: stop}\n"), ["5 unknown-key"]);
    assert_eq!(
        in_steps("  - decide: a\n    id: d\n    score: 2\n    independent: true\n"),
        ["5 unknown-key", "6 unknown-key"]
    );
}

#[test]
fn kinds() {
    let two = said(&with_steps("  - check: a\n    measure: b\n    id: m\n    min: 3\n"));
    assert!(two.starts_with("[measure] the step has two kinds, `check` and `measure`"), "{two}");
    let none = said(&with_steps("  - id: a\n    chekc: b\n"));
    assert!(none.contains("no kind, expected one of `check`, `measure`"), "{none}");
    assert!(none.ends_with("did you mean `check`?"), "{none}");
    assert!(said(&with_steps("  - 注意: 灯\n")).ends_with("put it in quotes"));
    assert_eq!(in_steps("  - measure: a\n"), ["3 missing-id"]);
    assert_eq!(in_steps("  - [a]\n  -\n"), ["3 wrong-type", "4 wrong-type"]);
}

#[test]
fn names() {
    assert_eq!(in_steps("  - {check: a, id: A-b}\n"), ["3 bad-name"]);
    assert!(said(&with_steps("  - {check: a, id: A-b}\n")).ends_with("write `a_b`"));
    assert_eq!(in_steps(&format!("  - {{check: a, id: {}}}\n", "a".repeat(65))), ["3 bad-name"]);
    assert_eq!(in_steps(&format!("  - {{check: a, id: {}}}\n", "a".repeat(64))), [""; 0]);
    assert_eq!(in_steps("  - {check: a, id: b}\n  - section: c\n    steps: [{check: d, id: b}]\n"), ["5 duplicate-id"]);
    assert_eq!(
        in_steps("  - {check: a, id: weekday}\n  - {check: b, id: none}\n"),
        ["3 reserved-name", "4 reserved-name"]
    );
    assert_eq!(found("procedure: Hall_Opening\nsteps: [a]"), ["1 bad-name"]);
    assert_eq!(load(Some("y"), b"procedure: x\nsteps: [a]").findings[0].rule, "id-is-not-file-name");
    assert_eq!(found("procedure: x\nparameters: {site: {}}\nsteps: [a]"), ["2 reserved-name"]);
    assert_eq!(in_steps("  - choose: a\n    id: c\n    options: [{id: a}, {id: a}]\n"), ["5 duplicate-id"]);
}

#[test]
fn values() {
    assert_eq!(
        said(&with_steps("  - {check: a, critical: yes}\n")),
        "[yes] found `yes`, expected `true` or `false` | write `true`"
    );
    assert_eq!(found("procedure: x\ntime_limit: 45min\nsteps: [a]"), ["2 bad-duration"]);
    assert_eq!(found("procedure: x\nscoring: {pass: 120}\nsteps: [a]"), ["2 bad-number"]);
    assert_eq!(found("procedure: x\nscoring: {pass: '９0'}\nsteps: [a]"), ["2 bad-number"]);
    assert_eq!(found("procedure: x\nstatus: publishd\nsteps: [a]"), ["2 unknown-word"]);
    assert_eq!(found("procedure: x\nparameters: {t: {type: time, default: 25:00}}\nsteps: [a]"), ["2 bad-value"]);
    assert_eq!(
        found("procedure: x\nparameters: {t: {type: choice, options: [{id: a}], default: b}}\nsteps: [a]"),
        ["2 bad-value"]
    );
    assert_eq!(found("procedure: x\nparameters: {t: {type: choice}}\nsteps: [a]"), ["2 missing-key"]);
    assert_eq!(in_steps("  - measure: a\n    id: m\n    min: 18°C\n"), ["5 bad-value"]);
    assert_eq!(in_steps("  - measure: a\n    id: m\n    decimals: -1\n"), ["5 bad-number"]);
    assert_eq!(in_steps("  - check: a\n    evidence: {kind: file, at_least: 0}\n"), ["4 bad-number"]);
    assert_eq!(in_steps("  - check: a\n    tags: b\n"), ["4 unknown-key"]);
    assert_eq!(found("procedure: x\ntags: b\nsteps: [a]"), ["2 wrong-type"]);
    assert_eq!(found("procedure: x\nsteps: a"), ["2 wrong-type"]);
    assert_eq!(in_steps("  - section: a\n    steps: []\n"), ["4 empty-steps"]);
    assert_eq!(found("- a\n- b"), ["1 wrong-type"]);
}

#[test]
fn keys_without_their_ground() {
    assert_eq!(in_steps("  - {record: a, id: r, options: [{id: x}]}\n"), ["3 key-without-ground"]);
    assert_eq!(in_steps("  - {record: a, id: r, rows: {at_least: 1}}\n"), ["3 key-without-ground"]);
    assert_eq!(in_steps("  - {record: a, id: r, type: text, fields: [{id: x}]}\n"), ["3 contradiction"]);
    assert_eq!(in_steps("  - {record: a, id: r, type: number, pattern: x}\n"), ["3 key-without-ground"]);
    assert_eq!(in_steps("  - {check: a, critical: true, not_applicable: allowed}\n"), ["3 contradiction"]);
    assert_eq!(in_steps("  - {check: a, on_fail: {then: stop, at_most: 2}}\n"), ["3 key-without-ground"]);
    assert_eq!(in_steps("  - {check: a, on_fail: {at_most: 2}}\n"), ["3 key-without-ground"], "it is never rechecked");
    assert_eq!(in_steps("  - {check: a, critical: true, on_fail: {at_most: 2}}\n"), [""; 0]);
    assert_eq!(in_steps("  - {check: a, on_fail: {}}\n"), ["3 missing-key"]);
    let texts = |title: usize, detail: usize| {
        in_steps(&format!("  - {{check: {}, detail: {}}}\n", "长".repeat(title), "长".repeat(detail)))
    };
    assert_eq!(texts(2_000, 8_000), [""; 0]);
    assert_eq!(texts(2_001, 8_001), ["3 text-too-long", "3 text-too-long"], "a run of it could not be recorded");
    let desks = "procedure: full\nparameters: {desks: {type: list, default: [一号台，二号台]}}\nsteps: [a]\n";
    assert_eq!(found(desks), ["2 full-width-comma"]);
    let items = |items: &str| in_steps(&format!("  - {{each: a, as: x, in: [{items}], steps: [b]}}\n"));
    assert_eq!(items("一号台，二号台"), ["3 full-width-comma"], "they were one item");
    assert_eq!(items("'一号台，二号台', 三号台"), [""; 0]);
    assert_eq!(in_steps("  - {measure: a, id: m, hide_limits: true}\n"), ["3 key-without-ground"]);
    assert_eq!(in_steps("  - {check: a, evidence: {kind: file, accept: []}}\n"), ["3 empty-list"]);
    assert_eq!(in_steps("  - {check: a, ignore: {vague-response: ' '}}\n"), ["3 unused-ignore", "3 empty-text"]);
}

#[test]
fn windows_and_deadlines() {
    assert_eq!(in_steps("  - {check: a, window: {from: '11:00', until: 12:00}}\n"), [""; 0]);
    assert_eq!(in_steps("  - {check: a, window: {from: -30m}}\n"), ["3 bad-time"]);
    assert_eq!(in_steps("  - {check: a, window: {}}\n"), ["3 missing-key"]);
    assert_eq!(in_steps("  - {check: a, deadline: {of: start}}\n"), ["3 missing-key"]);
    assert_eq!(in_steps("  - {check: a, deadline: {within: 10min, of: start}}\n"), ["3 bad-duration"]);
    assert_eq!(in_steps("  - {check: a, deadline: {within: 10m, of: start}}\n"), [""; 0]);
}

#[test]
fn expressions_and_texts() {
    assert_eq!(
        said(&with_steps("  - check: a\n    when: '{{ weekday }}'\n")),
        "['{{ weekday }}'] the expression stands in braces | write it without braces: `weekday`"
    );
    assert_eq!(in_steps("  - check: a\n    when: weekday ==\n"), ["4 bad-expression"]);
    assert_eq!(in_steps("  - check: a {{ weekday\n"), ["3 bad-template"]);
    assert!(said(&with_steps("  - check: a\n    when: weekday == “mon”\n")).contains("full-width"));
    assert_eq!(in_steps("  - check: ''\n"), ["3 empty-text"]);
    assert_eq!(in_steps("  - check: {chinese: a}\n"), ["3 bad-language"]);
    assert_eq!(in_steps("  - {call: a, id: c, procedure: p, with: {x: ['{{ y }}']}}\n"), ["3 nested-template"]);
}

#[test]
fn a_missing_translation_is_a_warning() {
    let source = "procedure: x\ntitle: {zh: 甲, en: a}\nsummary: {zh: 乙}\nsteps: [丙]\n";
    assert_eq!(found(source), ["3 missing-translation"]);
    assert!(loaded(source).procedure.is_some());
}

#[test]
fn slips_are_named_and_hide_nothing_else() {
    assert_eq!(
        found("procedure: x\ntitle：开店\nsteps:\n  - check: a\n    critcal: true\n"),
        ["2 full-width-colon", "5 unknown-key"]
    );
    assert_eq!(found("procedure: x\ntitle:\u{3000}开店\nsteps: [a]\n"), ["2 wide-space"]);
    assert_eq!(found("procedure: x\nsteps:\n\t- check: a\n"), ["3 tab-indentation"]);
    assert_eq!(
        found("procedure: x\nsteps:\n  - check: {{ desk }} 检查\n    critcal: x\n"),
        ["3 unquoted-braces", "4 unknown-key"]
    );
    assert_eq!(found("procedure: x\nsteps:\n  - check: a\n    when: {{ x }}\n"), ["4 unquoted-braces"]);
    assert_eq!(found("procedure: x\ntitle:开店\nsteps: [a]\n"), ["2 space-after-colon"]);
    assert_eq!(found("procedure: x\nroles:\n  lead：值班长\nsteps: [a]\n"), ["3 wrong-type"]);
    assert_eq!(
        found("procedure: x\nsteps:\n  - check: \"a\n      title：b\"\n"),
        [""; 0],
        "inside quotes it is a word"
    );
}

#[test]
fn bytes_that_are_no_text() {
    let gbk = b"procedure: x\ntitle: \xBF\xAA\xB5\xEA\nsteps: [a]\n";
    assert_eq!(load(None, gbk).findings[0].rule, "not-utf8");
    assert_eq!(found("\u{FEFF}procedure: x\r\nsteps:\r\n  - a\r\n"), [""; 0]);
    assert_eq!(found(""), ["1 empty-file"]);
}

mod hostile {
    use std::time::Duration;

    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::{FULL, SAMPLE, load};
    use crate::clock::thread_time;
    use crate::language::Language;
    use crate::report::human::render;

    /// Reads and renders, which must end in time and without a panic. Time is the
    /// processor's: on the wall it would depend on who else works on the machine.
    fn survive(bytes: &[u8]) {
        let begun = thread_time();
        let loaded = load(Some("full"), bytes);
        assert!(loaded.procedure.is_some() || !loaded.findings.is_empty());
        for finding in &loaded.findings {
            assert!(loaded.source.get(finding.span.clone()).is_some(), "{finding:?}");
        }
        let shown: Vec<_> = loaded.findings.iter().take(20).cloned().collect();
        assert!(!render("a.yaml", &loaded.source, &shown, Language::Zh, true).is_empty() || shown.is_empty());
        let taken = thread_time() - begun;
        assert!(taken < Duration::from_secs(15), "{taken:?}");
    }

    #[test]
    fn hostile_files_end_in_findings() {
        let steps = |step: &str, times: usize| format!("procedure: full\nsteps:\n{}", step.repeat(times));
        let all = [
            "[".repeat(200_000),
            "{a: ".repeat(125_000),
            "- ".repeat(100_000),
            steps("  - check: a\n    whne: b\n", 20_000),
            steps("  - {check: a, id: b, role: nobody}\n", 20_000),
            steps("  - {check: '{{ nobody }}'}\n", 25_000),
            steps("  - {check: a, ignore: {b: c}}\n", 30_000),
            steps(&format!("  - check: \"\\x41 {}\"\n", "{{ x }}".repeat(9_000)), 16),
            steps(&format!("  - check: >-\n      a\n      {}\n", "{{ day > 'x' }}\n      ".repeat(2_500)), 16),
            steps("  - {check: {zh: a}}\n  - {check: {en: b}}\n", 15_000),
            steps("  - check：a\n", 60_000),
            steps("  -\u{3000}a\n", 60_000),
            format!("procedure: full\nsteps: [\"{}\"]\n", "x".repeat(1_000_000)),
            format!("procedure: full\nsteps: [{{check: a, when: \"{}1\"}}]\n", "1 + ".repeat(100_000)),
            format!("procedure: full\nsteps: [{{check: a, when: '{}'}}]\n", "(".repeat(100_000)),
            format!("procedure: full\n{}steps: [a]\n", "title: a\n".repeat(50_000)),
        ];
        all.iter().for_each(|source| survive(source.as_bytes()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            survive(&bytes);
        }

        #[test]
        fn any_mutated_file_is_survived(
            full in any::<bool>(),
            cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[\\PC\\n\\t：　]{0,4}|\\{\\{|- |: |&a|<<: |\u{a0}"), 1..6),
        ) {
            let mut text: Vec<char> = if full { FULL } else { SAMPLE }.chars().collect();
            for (at, length, with) in cuts {
                let at = at.index(text.len());
                let end = (at + length).min(text.len());
                text.splice(at..end, with.chars());
            }
            survive(text.into_iter().collect::<String>().as_bytes());
        }
    }
}
