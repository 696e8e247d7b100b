//! What each rule of meaning finds, and what it leaves alone.

use std::sync::Arc;

use super::calls::{Called, Shelf, check_calls};
use crate::language::Language;
use crate::procedure::Procedure;
use crate::procedure::finding::{Finding, Lines};
use crate::procedure::yaml::load;

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
    findings.iter().map(show).collect()
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
    assert_eq!(rules("- {measure: a, id: m, min: 18, max: 18.0}\n"), [""; 0]);
    assert_eq!(rules("- {check: a, score: -1}\n"), ["1 negative-score"]);
    assert_eq!(
        rules("- {measure: a, id: m, value: 1 + 1, max: 3, on_fail: {then: recheck}}\n"),
        ["1 recheck-of-computed"]
    );
    assert_eq!(rules("- {each: a, as: row, in: stock, order_by: quantity, steps: [b]}\n"), ["1 unknown-column"]);
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
        show(&source, &check_calls(&load(&source), &source, &lookup))
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
