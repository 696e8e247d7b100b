//! What each rule of meaning finds, and what it leaves alone.

use std::sync::Arc;

use super::calls::{Called, Shelf, check_calls_on};
use super::page::as_file;
use super::site::{check_roster, check_site_parameters};
use super::{Area, RULES, find};
use crate::language::Language;
use crate::procedure::Procedure;
use crate::procedure::finding::{Finding, Lines, Severity};
use crate::procedure::yaml::{load, load_without_advice};

const HEAD: &str = "procedure: x
roles: {lead: 值班长}
parameters:
  desks: {type: list, default: [a]}
  opening: {type: time, default: 9:00}
  stock: {type: table, fields: [{id: item}, {id: qty, type: number}]}
steps:
";

fn show(source: &str, findings: &[Finding]) -> Vec<String> {
    let lines = Lines::new(source);
    let show = |finding: &Finding| {
        let slice = source.get(finding.span.clone()).unwrap_or_default();
        let help = finding.help.as_ref().map_or(String::new(), |help| format!(" | {}", help.get(Language::En)));
        let line = lines.position(finding.span.start).line as isize - HEAD.lines().count() as isize;
        format!("{line} {} [{slice}] {}{help}", finding.rule, finding.message.get(Language::En))
    };
    findings.iter().filter(|finding| finding.severity != Severity::Hint).map(show).collect()
}

/// Returns the findings in a file with the steps `steps`; lines are counted from the first step.
fn found(steps: &str) -> Vec<String> {
    let source = format!("{HEAD}{steps}");
    show(&source, &load(None, source.as_bytes()).findings)
}

fn rules(steps: &str) -> Vec<String> {
    let words = |line: String| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    found(steps).into_iter().map(words).collect()
}

#[test]
fn unknown_names() {
    assert_eq!(
        found("- {measure: a, id: temperature}\n- check: b\n  when: weekday == \"mon\" and temprature > 3\n"),
        ["3 unknown-name [temprature] the name `temprature` is not known here | did you mean `temperature`?"]
    );
    assert_eq!(
        found("- check: 擦 {{ deks }}\n- {each: e, as: dask, in: desks, steps: ['{{ dask }}']}\n"),
        ["1 unknown-name [deks] the name `deks` is not known here | did you mean `desks`?"]
    );
    assert_eq!(
        found("- {record: a, id: r, equals: OK}\n- {check: b, when: weekday == mon}\n"),
        [
            "1 unknown-name [OK] the name `OK` is not known here | for the text write `\"'OK'\"`",
            "2 unknown-name [mon] the name `mon` is not known here | for the text write `\"mon\"`"
        ]
    );
    assert_eq!(rules("- check: '{{ operator }} {{ date }} {{ opening }}'\n"), [""; 0]);
    assert_eq!(
        found("- check: a\n  when: lead\n"),
        ["2 unknown-name [lead] the name `lead` is not known here | `lead` is a role, which expressions do not know"]
    );
    assert_eq!(
        found("- {record: a, id: form, fields: [{id: first_name}]}\n- check: '{{ first_name }}'\n"),
        ["2 unknown-name [first_name] the name `first_name` is not known here | write `form.first_name` for the field"]
    );
}

#[test]
fn later_steps() {
    assert_eq!(
        found("- check: a\n  when: b\n- {check: b, id: b}\n"),
        ["2 later-step [b] the step `b` stands later in the file | move it before this place"]
    );
    assert_eq!(rules("- {measure: b, id: b, max: b + 1}\n"), ["1 later-step"]);
    assert_eq!(rules("- {repeat: r, until: good, steps: [{decide: d, id: good}]}\n"), [""; 0]);
    assert_eq!(rules("- {repeat: r, until: good, steps: [a]}\n- {decide: d, id: good}\n"), ["1 later-step"]);
    assert_eq!(rules("- {check: b, id: b, on_fail: {notify: '{{ b }}', steps: [{check: c, when: b}]}}\n"), [""; 0]);
    assert_eq!(rules("- {check: b, id: b}\n- {check: c, when: outcome.b == 'done' and all.b}\n"), [""; 0]);
    assert_eq!(rules("- {check: c, when: outcome.b == 'done'}\n- {check: b, id: b}\n"), ["1 later-step"]);
}

#[test]
fn names_inside_written_texts_stand_at_their_line() {
    assert_eq!(
        rules(
            "- check: a\n  detail: |\n    第一行\n    第二行 {{ lamp }}\n- check: b\n  when: >-\n    weekday == \"mon\"\n    and (tt or\n\n    weekday == \"sunday\")\n"
        ),
        ["4 unknown-name", "8 unknown-name", "10 impossible-comparison"]
    );
    let source = format!("{HEAD}- {{check: a, when: 'weekday == ''sunday'''}}\n");
    let suggested = load(None, source.as_bytes()).findings.into_iter().find_map(|found| found.suggestion);
    assert_eq!(suggested, None, "in YAML's quotes the other word would need other quotes");
}

#[test]
fn signers_stand_at_their_own_place() {
    let source = format!("{HEAD}- {{sign: a, id: s, by: [lead, clerk, lead]}}\n");
    let findings = load(None, source.as_bytes()).findings;
    let places: Vec<_> = findings.iter().map(|found| (found.rule, found.span.start)).collect();
    let at = |word: &str| source.rfind(word).unwrap_or_default();
    assert_eq!(places, [("unknown-role", at("clerk")), ("role-twice", at("lead"))]);
}

#[test]
fn points_of_corrective_steps_are_only_their_own() {
    let with = |steps: &str| {
        let source = format!("procedure: x\nscoring: {{pass: 9}}\nsteps:\n{steps}");
        show(&source, &load(None, source.as_bytes()).findings)
    };
    let corrective = |step: &str| {
        let inner = format!("{{section: b, steps: [{step}]}}");
        with(&format!("- {{record: a, id: a, type: number, max: 3, on_fail: {{steps: [{inner}]}}}}\n"))
    };
    assert!(corrective("c").iter().any(|line| line.contains("no-points")), "{:?}", corrective("c"));
    assert_eq!(corrective("{check: c, score: 2}"), [""; 0]);
    assert_eq!(with("- c\n"), [""; 0]);
}

#[test]
fn fields_and_secrets() {
    assert_eq!(
        found("- {record: a, id: form, fields: [{id: copies}]}\n- check: '{{ form.copis }}'\n"),
        ["2 unknown-field [form.copis] the form `form` has no field `copis` | did you mean `copies`?"]
    );
    assert_eq!(
        rules("- {record: a, id: pin, secret: true}\n- {check: b, when: pin == 3}\n"),
        ["2 secret-in-expression"]
    );
    assert_eq!(
        rules("- {record: a, id: f, fields: [{id: p, secret: true}, {id: q}]}\n- {check: b, when: f.q == f.p}\n"),
        ["2 secret-in-expression"]
    );
    assert_eq!(rules("- {record: a, id: pin, secret: true}\n- {check: b, when: outcome.pin == 'done'}\n"), [""; 0]);
}

#[test]
fn names_that_hide_others() {
    assert_eq!(rules("- {each: a, as: desks, in: [b], steps: [c]}\n"), ["1 shadowed-name"]);
    assert_eq!(
        rules("- {each: a, as: d, in: [b], steps: [{each: a, as: d, in: [b], steps: [c]}]}\n"),
        ["1 shadowed-name"]
    );
    assert_eq!(rules("- {each: a, as: d, in: [b], steps: [c]}\n- {each: a, as: d, in: [b], steps: [c]}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, id: desks}\n"), ["1 name-clash"]);
}

#[test]
fn roles() {
    assert_eq!(
        found("- check: a\n  role: laed\n  hold: clerk\n"),
        [
            "2 unknown-role [laed] the role `laed` is not defined | did you mean `lead`?",
            "3 unknown-role [clerk] the role `clerk` is not defined | define it under `roles` at the top of the file"
        ]
    );
    assert_eq!(
        rules("- {sign: a, id: s, by: [lead, boss]}\n- {check: a, on_fail: {action: {title: b, owner: boss}}}\n"),
        ["1 unknown-role", "2 unknown-role"]
    );
    assert_eq!(rules("- {sign: a, id: s, by: [lead, lead]}\n"), ["1 role-twice"]);
    assert_eq!(rules("- {sign: a, id: s, by: [boss], hold: lead}\n"), ["1 unknown-role", "1 unsigned-hold"]);
    assert_eq!(rules("- {sign: a, id: s, by: [lead], hold: lead}\n- {sign: b, id: t, hold: lead}\n"), [""; 0]);
}

#[test]
fn bounds() {
    assert_eq!(
        found("- {measure: a, id: m, min: 22.0, max: 18}\n"),
        ["1 min-over-max [22.0] `min` 22.0 is more than `max` 18"]
    );
    assert_eq!(
        rules("- {record: a, id: m, fields: [{id: t, type: time, min: '9:00', max: 8:00}]}\n"),
        ["1 min-over-max"]
    );
    assert_eq!(
        found("- {measure: a, id: m, min: 5, equals: 4}\n- {measure: a, id: n, max: 3, equals: 4}\n"),
        ["1 min-over-max [4] `equals` 4 is less than `min` 5", "2 min-over-max [4] `equals` 4 is more than `max` 3"]
    );
    assert_eq!(rules("- {measure: a, id: m, min: 4, max: 4, equals: 4}\n"), [""; 0]);
    assert_eq!(rules("- {measure: a, id: m, min: 18, max: 18.0}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, score: -1}\n"), ["1 negative-score"]);
    assert_eq!(
        rules("- {measure: a, id: m, value: 1 + 1, max: 3, on_fail: {then: recheck}}\n"),
        ["1 recheck-of-computed"]
    );
    assert_eq!(rules("- {each: a, as: row, in: stock, order_by: quantity, steps: [b]}\n"), ["1 unknown-column"]);
    for plain in ["[x, y]", "3", "desks"] {
        let steps = format!("- {{each: a, as: row, in: {plain}, order_by: name, steps: [b]}}\n");
        assert_eq!(rules(&steps), ["1 unknown-column"], "{plain}");
    }
    let source = "procedure: x\nparameters: {n: {type: number, min: 1, max: 5, default: 9}}\nsteps: [a]\n";
    assert_eq!(load(None, source.as_bytes()).findings[0].rule, "default-outside-limits");
}

#[test]
fn timing() {
    assert_eq!(rules("- {check: a, window: {from: -5m, of: opening}}\n"), [""; 0]);
    assert_eq!(
        rules("- {check: a, window: {from: -5m, of: desks}}\n- {check: a, window: {from: -5m, of: openin}}\n"),
        ["1 window-of", "2 window-of"]
    );
    assert_eq!(
        rules("- {record: t, id: t, type: time}\n- {check: a, window: {from: -5m, until: -10m, of: t}}\n"),
        ["2 empty-window"]
    );
    assert_eq!(rules("- {check: a, id: a, deadline: {within: 5m, of: a}}\n"), ["1 deadline-of"]);
    assert_eq!(
        rules("- {check: a, id: a}\n- {check: b, deadline: {after: 6m, within: 5m, of: a}}\n"),
        ["2 empty-window"]
    );
    assert_eq!(rules("- {section: a, critical: true, hold: lead, steps: [b]}\n"), ["1 no-effect", "1 no-effect"]);
    assert_eq!(rules("- {end: a, warning: b, note: c}\n"), ["1 no-effect", "1 no-effect"], "it is never shown");
    assert_eq!(rules("- {section: a, warning: b, note: c, steps: [d]}\n"), [""; 0]);
    let computed = "- {measure: a, id: m, value: 1 + 1, hold: lead, independent: true, evidence: {kind: reference}}\n";
    assert_eq!(rules(computed), ["1 no-effect", "1 no-effect", "1 no-effect"], "nobody answers it");
}

#[test]
fn ignoring() {
    let source =
        |ignore: &str| format!("procedure: x\ntitle: {{zh: 甲, en: a}}\n{ignore}\nsteps: [{{check: {{zh: 乙}}}}]\n");
    let rules = |ignore: &str| {
        let findings = load(None, source(ignore).as_bytes()).findings;
        findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(""), ["missing-translation"]);
    assert_eq!(rules("ignore: {missing-translation: 只用中文}"), [""; 0]);
    assert_eq!(rules("ignore: {draft-called: x}"), ["missing-translation"], "calls are checked later");
    assert_eq!(rules("ignore: {mising-translation: x}"), ["unknown-rule", "missing-translation"]);
    assert_eq!(rules("ignore: {unknown-name: x}"), ["unused-ignore", "missing-translation"]);
    let unused = "procedure: x\nsteps: [{check: a, ignore: {missing-translation: b}}]\n";
    assert_eq!(load(None, unused.as_bytes()).findings[0].rule, "unused-ignore");
}

#[test]
fn without_advice_only_hints_are_missing() {
    let without = |bytes: &[u8]| load_without_advice(Some("example"), bytes).findings;
    let (mut hints, mut others) = (0, 0);
    for rule in RULES.iter().filter(|rule| rule.check.is_some()) {
        let bytes = example(rule.id, rule.page().expect("a page").wrong);
        let mut all = load(Some("example"), &bytes).findings;
        hints += all.iter().filter(|finding| finding.severity == Severity::Hint).count();
        all.retain(|finding| finding.severity != Severity::Hint);
        others += all.len();
        assert_eq!(without(&bytes), all, "{}", rule.id);
    }
    assert!(hints > 5 && others > 20, "{hints} {others}");
}

#[test]
fn a_hint_is_silenced_in_the_same_way_without_advice() {
    let source = |ignore: &str, expect: &str| {
        format!("procedure: x\ntitle: x\nsteps: [{{check: a, expect: {expect}{ignore}}}]\n").into_bytes()
    };
    let found = |bytes: Vec<u8>| {
        let [all, some] = [load(None, &bytes), load_without_advice(None, &bytes)];
        [all, some].map(|loaded| loaded.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>())
    };
    let ignore = ", ignore: {vague-response: 习惯说法}";
    assert_eq!(found(source("", "正常")), [vec!["vague-response"], vec![]]);
    assert_eq!(found(source(ignore, "正常")), [[""; 0], []]);
    assert_eq!(found(source(ignore, "灯亮")), [["unused-ignore"], ["unused-ignore"]]);
}

/// Procedures that calls find.
pub(super) struct Books(pub(super) Vec<Arc<Procedure>>);

impl Shelf for Books {
    fn find(&self, id: &str) -> Called {
        self.0.iter().find(|book| book.id == id).map_or(Called::Missing, |book| Called::Usable(book.clone()))
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|book| book.id.clone()).collect()
    }
}

#[test]
fn calls() {
    let load = |source: &str| Arc::new(load(None, source.as_bytes()).procedure.expect("sound"));
    let called = load("procedure: inner\nstatus: draft\nparameters: {level: {}}\nsteps: [{decide: a, id: settled}]\n");
    let back = load("procedure: back\nsteps: [{call: a, id: a, procedure: x}]\n");
    let lookup = Books(vec![called, back]);
    let found = |steps: &str| {
        let source = format!("{HEAD}{steps}");
        show(&source, &check_calls_on(&load(&source), &source, &lookup))
    };
    let steps = "- call: a\n  id: c\n  procedure: inner\n  with: {levle: 3}\n- {check: b, when: c.setled or c.verdict == 'completed'}\n";
    assert_eq!(
        found(steps),
        [
            "3 draft-called [inner] the called procedure `inner` is a draft",
            "4 unknown-argument [levle] the procedure `inner` has no parameter `levle` | did you mean `level`?",
            "5 unknown-call-value [c.setled] the procedure `inner` has no step `setled` | did you mean `settled`?"
        ]
    );
    assert_eq!(
        found("- {call: a, id: c, procedure: back}\n"),
        ["1 call-cycle [back] the procedure calls itself: x → back → x"]
    );
    assert!(found("- {call: a, id: c, procedure: gone}\n")[0].starts_with("1 unknown-procedure [gone]"));
    assert_eq!(found("- {call: a, id: c, procedure: inner, ignore: {draft-called: 试用}}\n"), [""; 0]);
}

#[test]
fn expressions_that_a_called_procedure_cannot_take() {
    let sound = |source: &str| Arc::new(load(None, source.as_bytes()).procedure.expect("sound"));
    let books = Books(vec![sound(
        "procedure: back\nparameters:\n  n: {type: number, max: 9, default: 1}\n  yes: {type: boolean, default: true}\n  at: {type: time, default: 9:00}\n  several: {type: list, default: [a]}\n  level: {type: choice, options: [{id: low}, {id: high}], default: low}\n  words: {default: x}\nsteps: ['{{ n }}']\n",
    )]);
    let with = |argument: &str| {
        let source = format!(
            "{HEAD}- {{measure: 个, id: q}}\n- decide: a\n  id: d\n  if_no:\n  - call: c\n    id: e\n    procedure: back\n    with: {{{argument}}}\n"
        );
        show(&source, &check_calls_on(&sound(&source), &source, &books))
    };
    assert_eq!(
        with("n: '{{ opening }}'"),
        ["8 bad-argument ['{{ opening }}'] this comes to a text, the parameter `n` takes a number"]
    );
    for wrong in [
        "yes: '{{ q }}'",
        "at: '{{ date }}'",
        "at: '{{ q + 1 }}'",
        "n: '{{ weekday }}'",
        "level: '{{ weekday }}'",
        "several: '{{ d }}'",
    ] {
        assert_eq!(with(wrong).len(), 1, "{wrong}");
    }
    for right in [
        "n: '{{ q }}'",
        "at: '{{ opening }}'",
        "several: '{{ desks }}'",
        "several: '{{ weekday }}'",
        "words: '{{ q }}'",
        "yes: '{{ q > 3 }}'",
        "level: '{{ operator }}'",
        "n: '{{ q }}{{ q }}'",
    ] {
        assert_eq!(with(right), [""; 0], "{right}");
    }
}

#[test]
fn values_of_calls_that_may_be_none() {
    let inner = load(
        None,
        "procedure: inner\nsteps: [{decide: d, id: d, if_yes: [{measure: m, id: m}]}, {measure: n, id: n, when: d}, {measure: o, id: o}]\n".as_bytes(),
    );
    let books = Books(vec![Arc::new(inner.procedure.expect("sound"))]);
    let found = |steps: &str| {
        let source = format!("{HEAD}- {{call: a, id: c, procedure: inner}}\n{steps}");
        let caller = load(None, source.as_bytes()).procedure.expect("sound");
        show(&source, &check_calls_on(&caller, &source, &books))
    };
    assert_eq!(
        found("- {check: a, when: c.m > 3}\n- {measure: b, id: b, max: c.n}\n"),
        [
            "2 call-maybe-none [c.m] `c.m` may have no value here: it stands in a branch of the called procedure | ask first: `c.m is not none and …`",
            "3 call-maybe-none [c.n] `c.n` may have no value here: it is asked only where `d` | give this step the same condition, or write `c.n | default(…)`"
        ]
    );
    assert_eq!(found("- {check: a, when: c.o > 3 and c.d and c.verdict == 'completed'}\n"), [""; 0]);
    assert_eq!(found("- {check: a, when: c.m is not none and c.m > 3}\n- 'shown {{ c.m }}'\n"), [""; 0]);
    assert_eq!(found("- {measure: b, id: b, max: c.n | default(5)}\n"), [""; 0]);
    assert_eq!(found("- {check: a, when: c.m > 3, ignore: {call-maybe-none: 主管在场}}\n"), [""; 0]);
}

/// A file with all that is around it: procedures that it calls, the roster and parameters of its site.
fn everything(bytes: &[u8]) -> Vec<Finding> {
    let sound = |source: &str| Arc::new(load(None, source.as_bytes()).procedure.expect("sound"));
    let books = Books(vec![
        sound(
            "procedure: closing\nparameters: {level: {type: number, max: 5, default: 1}}\nsteps: [{decide: 锁了, id: locked, if_yes: [{measure: 几道, id: locks}]}]\n",
        ),
        sound("procedure: trial\nstatus: draft\nsteps: [a]\n"),
        sound("procedure: bygone\nstatus: retired\nsteps: [a]\n"),
    ]);
    if bytes.starts_with(b"site:") {
        let text = std::str::from_utf8(bytes).expect("text");
        return check_site_parameters(text, &books.0.iter().map(AsRef::as_ref).collect::<Vec<_>>());
    }
    let mut loaded = load(Some("example"), bytes);
    if let Some(procedure) = &loaded.procedure {
        loaded.findings.extend(check_calls_on(procedure, &loaded.source, &books));
        let roster = [vec!["lead".to_owned(), "deputy".to_owned()], vec!["clerk".to_owned()]];
        loaded.findings.extend(check_roster(procedure, &loaded.source, &roster));
    }
    loaded.findings
}

/// Returns the bytes of an example; four cannot be written out.
fn example(rule: &str, text: &str) -> Vec<u8> {
    match rule {
        _ if !text.starts_with('#') => {
            let site = text.starts_with("site:");
            if site { text.as_bytes().to_vec() } else { as_file(text).into_bytes() }
        }
        "file-too-large" => vec![b'#'; 1024 * 1024 + 1],
        "not-utf8" => b"title: \xBF\xAA\xB5\xEA\n".to_vec(),
        "too-many-values" => format!("procedure: example\nsteps:\n{}", "- a\n".repeat(100_001)).into_bytes(),
        "text-too-long" => format!("procedure: example\nsteps: [{}]\n", "长".repeat(2_001)).into_bytes(),
        _ => panic!("{rule} has no example"),
    }
}

#[test]
fn every_rule_has_a_page_whose_examples_are_true() {
    let mut wrong = vec![];
    for rule in RULES {
        let Some(page) = rule.page() else {
            wrong.push(format!("{}: no page", rule.id));
            continue;
        };
        if rule.area == Area::Beside {
            // Their examples are run by `validate`, which knows what stands beside what.
            continue;
        }
        let found = everything(&example(rule.id, page.wrong));
        if !found.iter().any(|finding| finding.rule == rule.id && finding.severity == rule.severity) {
            wrong.push(format!("{}: not found, but {:?}", rule.id, found.iter().map(|f| f.rule).collect::<Vec<_>>()));
        }
        let others = found.iter().filter(|finding| finding.rule != rule.id && finding.severity != Severity::Hint);
        wrong.extend(others.map(|other| format!("{}: also {} {}", rule.id, other.rule, other.message.en)));
        let left = everything(&example(rule.id, page.right));
        let left = left.iter().filter(|finding| finding.rule == rule.id || finding.severity != Severity::Hint);
        wrong.extend(left.map(|left| format!("{}: right has {} {}", rule.id, left.rule, left.message.en)));
        for text in [page.what, page.why] {
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
            if chinese(text.en) || !chinese(text.zh) {
                wrong.push(format!("{}: a language is missing", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_rules_are_unique() {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn every_finding_of_the_loader_has_a_rule_in_the_table() {
    let named = regex::Regex::new(
        r#"(?s)(?:Finding::(?:error|warning)|\.(?:error|bad|syntax|anchor|report))\(\s*(?:place, )?"([a-z0-9-]+)""#,
    )
    .expect("a pattern");
    let mut folders = ["src/procedure", "src/scenario", "src/commands/validate"].map(std::path::PathBuf::from).to_vec();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("source");
            let built = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for found in named.captures_iter(built).filter_map(|found| found.get(1)) {
                seen += 1;
                let id = found.as_str();
                assert!(find(id).is_some(), "{}: `{id}` is not in the table", path.display());
            }
        }
    }
    assert!(seen > 40, "only {seen} were seen");
}

#[test]
fn impossible_comparisons() {
    assert_eq!(
        found("- check: a\n  when: weekday == \"sunday\"\n"),
        [
            "2 impossible-comparison [\"sunday\"] `weekday` is never `sunday`, only `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun` | did you mean `sun`?"
        ]
    );
    assert_eq!(
        rules(
            "- {decide: d, id: d}\n- {check: a, when: d == 'yes'}\n- {check: b, when: d == true and not d != true}\n"
        ),
        ["2 impossible-comparison"]
    );
    assert_eq!(
        rules("- {measure: m, id: m}\n- {check: a, when: m > 'a'}\n- {check: b, when: m == none}\n"),
        ["2 impossible-comparison", "3 impossible-comparison"]
    );
    assert_eq!(
        rules("- {check: a, when: time < '9:00'}\n- {check: b, when: time < '09:00' and opening > time}\n"),
        ["1 impossible-comparison"]
    );
    assert_eq!(
        rules("- {check: a, id: a}\n- {check: b, when: \"outcome.a in ['done', 'fail']\"}\n"),
        ["2 impossible-comparison"]
    );
    assert_eq!(
        rules(
            "- {choose: c, id: c, options: [{id: x}, {id: y}]}\n- {check: b, when: c != 'z'}\n- {check: b, when: 'c in [\"x\"]'}\n"
        ),
        ["2 impossible-comparison"]
    );
    assert_eq!(
        rules("- {check: b, when: month == 13}\n- {check: b, when: 'month in [1, 12] and day == 31'}\n"),
        ["1 impossible-comparison"]
    );
    assert_eq!(
        rules("- {each: e, as: d, in: [a, b], steps: [{check: c, when: d == 'c'}, {check: c, when: d == 'b'}]}\n"),
        ["1 impossible-comparison"]
    );
    assert_eq!(
        rules("- {each: e, as: d, in: desks, steps: [{check: c, when: d == 'c'}, {check: c, when: d == 3}]}\n"),
        ["1 impossible-comparison"]
    );
}

#[test]
fn values_of_the_wrong_type() {
    assert_eq!(
        rules("- {measure: m, id: m, max: weekday}\n- {measure: n, id: n, value: m + 1}\n"),
        ["1 impossible-value"]
    );
    assert_eq!(rules("- {check: c, id: c}\n- {measure: n, id: n, value: c + 1}\n"), ["2 impossible-value"]);
    assert_eq!(
        found("- {record: r, id: r, type: date, min: 2026-13-01}\n"),
        ["1 impossible-value [2026-13-01] this comes to a number, expected a date such as `2026-07-01`"]
    );
    assert_eq!(
        found("- {measure: n, id: n, value: time - opening}\n")[0],
        "1 impossible-value [time] `-` cannot be calculated with a text | for times write `minutes_between(a, b)`, for dates `days_between(a, b)`"
    );
    assert_eq!(
        rules("- {each: e, as: x, in: opening, steps: [a]}\n- {each: e, as: x, in: desks | length, steps: [a]}\n"),
        ["1 impossible-value"]
    );
    assert_eq!(
        rules("- {each: e, as: row, in: stock, steps: [{measure: m, id: m, min: row.qty, max: row.qt}]}\n"),
        ["1 unknown-member"]
    );
    assert_eq!(
        rules("- '{{ stock | sum(attribute=\"qtty\") }} {{ stock | sum(attribute=\"qty\") }}'\n"),
        ["1 unknown-member"]
    );
}

#[test]
fn conditions_that_are_never_true() {
    assert_eq!(rules("- {check: a, when: weekday == 'mon' and weekday == 'tue'}\n"), ["1 never-true"]);
    assert_eq!(rules("- {check: a, when: weekday == 'mon' or weekday == 'tue'}\n"), [""; 0]);
    assert_eq!(
        rules("- {decide: d, id: d, if_yes: [{check: a, when: not d}], if_no: [{check: a, when: not d}]}\n"),
        ["1 never-true"]
    );
    assert_eq!(
        rules(
            "- {measure: m, id: m}\n- {check: a, when: m > 5 and m < 3}\n- {check: a, when: 3 < m <= 5}\n- {check: a, when: m >= 5 and m <= 5}\n"
        ),
        ["2 never-true"]
    );
    assert_eq!(rules("- {check: a, when: false}\n"), ["1 never-true"]);
    assert_eq!(
        rules("- {section: s, when: time < '10:00', steps: [{check: a, when: not time < '10:00'}]}\n"),
        [""; 0],
        "time goes on"
    );
    assert_eq!(rules("- '{% if weekday == \"mon\" %}a{% elif weekday == \"mon\" %}b{% endif %}'\n"), ["1 never-true"]);
    assert_eq!(
        rules("- {choose: c, id: c, options: [{id: x, steps: [{check: a, when: c == 'y'}]}, {id: y}]}\n"),
        ["1 never-true"]
    );
    assert_eq!(
        rules("- {measure: m, id: m}\n- {check: a, when: not (m > 5) and not (m <= 5)}\n"),
        [""; 0],
        "true where m is none"
    );
}

#[test]
fn loops_that_nothing_ends() {
    assert_eq!(rules("- {decide: d, id: d}\n- {repeat: r, until: d, steps: [a]}\n"), ["2 endless-repeat"]);
    assert_eq!(rules("- {repeat: r, until: time > '10:00', steps: [a]}\n"), [""; 0]);
    assert_eq!(rules("- {repeat: r, until: all.d | length > 2, steps: [{decide: d, id: d}]}\n"), [""; 0]);
    assert_eq!(rules("- {repeat: r, until: desks | length > 2, steps: [a]}\n"), ["1 endless-repeat"]);
}

#[test]
fn steps_that_may_have_no_value() {
    let inner = "- {decide: d, id: d, if_yes: [{measure: m, id: m}]}\n";
    let rules = |steps: &str| rules(&format!("{inner}{steps}"));
    assert_eq!(rules("- {check: a, when: m > 5}\n"), ["2 maybe-none"]);
    assert_eq!(rules("- {check: a, when: d and m > 5}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, when: m is not none and m > 5}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, when: m is none or m > 5}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, when: d == true, note: 'x {{ m + 1 }}'}\n"), [""; 0]);
    assert_eq!(rules("- {measure: n, id: n, value: m + 1}\n"), ["2 maybe-none"]);
    assert_eq!(rules("- {measure: n, id: n, value: m | default(0) + 1}\n"), [""; 0]);
    assert_eq!(rules("- {measure: n, id: n, value: m + 1 if m is not none else 0}\n"), [""; 0]);
    assert_eq!(rules("- '{{ m }} {% if m is not none %}{{ m * 2 }}{% endif %}'\n"), [""; 0]);
    assert_eq!(rules("- {check: a, when: outcome.m == 'done' or all.m | length > 0}\n"), [""; 0]);
    assert_eq!(rules("- {measure: b, id: b, when: weekday == 'mon'}\n- {check: c, when: b > 1}\n"), ["3 maybe-none"]);
    assert_eq!(
        rules("- {measure: b, id: b, when: weekday == 'mon'}\n- {check: c, when: weekday == 'mon' and b > 1}\n"),
        [""; 0]
    );
    assert_eq!(
        rules("- {section: s, when: day > 5, steps: [{measure: b, id: b}, {check: c, when: b > 1}]}\n"),
        [""; 0]
    );
    assert_eq!(
        rules("- {measure: b, id: b, when: time > '08:00'}\n- {measure: c, id: c, when: time > '08:00', max: b}\n"),
        [""; 0]
    );
}

#[test]
fn steps_behind_an_end() {
    assert_eq!(
        found("- a\n- end: e\n- check: b\n- c\n"),
        [
            "3 unreachable-step [b] this step is never reached: the procedure has ended before it | give the `end` a `when`, or move it into a branch"
        ]
    );
    assert_eq!(rules("- {end: e, when: day == 1}\n- b\n"), [""; 0]);
    assert_eq!(rules("- {section: s, steps: [{end: e}]}\n- b\n"), ["2 unreachable-step"]);
    assert_eq!(rules("- {section: s, order: any, steps: [{end: e}, a]}\n- b\n"), [""; 0]);
    assert_eq!(rules("- {section: s, steps: [{end: e}, a]}\n- b\n"), ["1 unreachable-step"]);
    assert_eq!(rules("- {measure: m, id: m, independent: true, on_fail: {steps: [a]}}\n"), [""; 0]);
}

#[test]
fn a_condition_and_its_own_opposite_are_never_true() {
    let steps = "- {measure: a, id: m}\n- {decide: d, id: d}\n";
    let with = |when: &str| rules(&format!("{steps}- {{check: b, when: \"{when}\"}}\n"));
    for condition in ["m <= 3 * 7", "d or m > 3", "d and m > desks | length", "m > 3 or outcome.d == 'failed'"] {
        assert_eq!(with(&format!("({condition}) and not ({condition})")), ["3 never-true"], "{condition}");
        assert_eq!(with(condition), [""; 0]);
    }
    assert_eq!(with("time > '08:00' and not (time > '09:00')"), [""; 0]);
    assert_eq!(with("(d or m > 3) and not (d or m > 4)"), [""; 0]);
}

#[test]
fn limits_that_cross_where_they_come_out() {
    assert_eq!(rules("- {measure: a, id: m, min: 2 * 11, max: 6 * 3}\n"), ["1 min-over-max"]);
    assert_eq!(rules("- {measure: a, id: m, min: 2 * 9, max: 6 * 3}\n"), [""; 0]);
    let with = |default: &str, max: &str| {
        let source = format!(
            "procedure: x\ntitle: t\nparameters: {{low: {{type: number{default}}}}}\nsteps: [{{measure: a, id: m, min: low, max: {max}}}]\n"
        );
        show(&source, &load(None, source.as_bytes()).findings)
    };
    let [found] = &with(", default: 22", "low - 4")[..] else { panic!("{:?}", with(", default: 22", "low - 4")) };
    assert!(found.contains("crossing-defaults [low] with the defaults of the parameters `min` is 22"), "{found}");
    assert_eq!(with(", default: 22", "low"), [""; 0], "limits are inclusive");
    assert_eq!(with("", "low - 4"), [""; 0], "what a site sets is not known here");
}

#[test]
fn deadlines_that_contradict_each_other() {
    let pair = |first: &str, second: &str| rules(&format!("- {{check: a, id: lit}}\n{first}{second}"));
    let (late, soon) = ("deadline: {after: 20m, of: lit}", "deadline: {within: 10m, of: lit}");
    assert_eq!(
        pair(&format!("- {{check: b, {late}}}\n"), &format!("- {{check: c, {soon}}}\n")),
        ["3 unmeetable-deadline"]
    );
    assert_eq!(pair(&format!("- {{check: b, {soon}}}\n"), &format!("- {{check: c, {late}}}\n")), [""; 0]);
    let inside = format!("- section: s\n  steps:\n    - {{check: b, {late}}}\n");
    assert_eq!(pair(&inside, &format!("- {{check: c, {soon}}}\n")), ["5 unmeetable-deadline"]);
    let perhaps = format!("- {{check: b, when: weekday == 'mon', {late}}}\n");
    assert_eq!(pair(&perhaps, &format!("- {{check: c, {soon}}}\n")), [""; 0], "it need not be asked");
    let any = format!("- section: s\n  order: any\n  steps:\n    - {{check: b, {late}}}\n    - {{check: c, {soon}}}\n");
    assert_eq!(pair(&any, ""), [""; 0], "the other way round both can be kept");
    let branch = |then: &str| format!("- decide: d\n  id: d\n  if_yes: [{{check: b, {late}}}{then}]\n");
    assert_eq!(pair(&branch(&format!(", {{check: c, {soon}}}")), ""), ["4 unmeetable-deadline"]);
    assert_eq!(pair(&branch(""), &format!("- {{check: c, {soon}}}\n")), [""; 0]);
    let other = "- {check: c, deadline: {within: 10m, of: start}}\n";
    assert_eq!(pair(&format!("- {{check: b, {late}}}\n"), other), [""; 0], "they count from different steps");
}

#[test]
fn windows_of_no_length() {
    assert_eq!(rules("- {check: a, window: {from: '11:00', until: '11:00'}}\n"), ["1 unmeetable-deadline"]);
    assert_eq!(rules("- {check: a, window: {from: -5m, until: -5m, of: opening}}\n"), ["1 unmeetable-deadline"]);
    assert_eq!(rules("- {check: a, window: {from: '23:00', until: '01:00'}}\n"), [""; 0], "past midnight");
}
