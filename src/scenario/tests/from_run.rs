//! A scenario written from a run walks the same way again.

use super::*;
use crate::run::event::Event;
use crate::scenario::{Recorded, read_scenarios, run_scenario};

/// Runs a script, writes a scenario from its record, and runs that.
fn again(steps: &str, script: &str) -> String {
    let program = program(steps);
    let ran = ran(steps, script);
    let Some((_, Event::RunStarted(started))) = ran.events.first() else { panic!("it begins") };
    let recorded = Recorded::of(started, &ran.events);
    let text = recorded.yaml("again", None);
    let scenarios = read_scenarios(&text, &program).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"));
    let result = run_scenario(&program, &scenarios[0], &Setting::default());
    assert!(result.passed(), "{:?}\n{text}", result.failures);
    let values = |events: &[(crate::run::Applied, Event)]| {
        let answered = events.iter().filter_map(|(_, event)| match event {
            Event::Answered(answered) => Some((answered.path.clone(), answered.value.clone(), answered.outcome)),
            _ => None,
        });
        answered.collect::<Vec<_>>()
    };
    assert_eq!(values(&result.events), values(&ran.events), "{text}");
    recorded.yaml("again", Some(&result))
}

#[test]
fn values_failures_and_rechecks_are_told_as_they_were_typed() {
    let text = again(
        "  - {measure: T, id: t, min: 18, max: 22, unit: °C, on_fail: {then: recheck}}\n  - {check: A, id: a}\n  \
         - {check: B, id: b}\n  - {decide: D, id: d, if_yes: [{record: R, id: r}]}\n",
        "rest: done\nanswers: {t: {asked: [25.0, 21]}, b: {fail: 没电}, d: yes, r: \"yes: no\"}\n",
    );
    assert!(text.contains("t: {asked: [\"25.0\", 21]}"), "{text}");
    assert!(text.contains("b: {fail: \"没电\""), "{text}");
    assert!(text.contains("r: \"yes: no\""), "{text}");
    assert!(!text.contains("      a: "), "the rest says it: {text}");
    assert!(text.contains("verdict: completed_with_deviations"), "{text}");
}

#[test]
fn items_passes_forms_tables_and_people_are_told() {
    again(
        "  - {each: E, as: x, in: [a, b], steps: [{measure: M, id: m, unit: m}]}\n  \
         - {repeat: L, until: ok, at_most: 3, steps: [{decide: OK, id: ok}]}\n  \
         - {record: F, id: f, fields: [{id: n, title: N, type: number}, {id: s, title: S, required: false}]}\n  \
         - {record: T, id: t, rows: {at_least: 1}, fields: [{id: n, title: N}]}\n  \
         - {sign: S, id: s, by: [lead, clerk], evidence: {kind: reference}}\n  - {check: H, id: h, hold: clerk}\n  \
         - {measure: I, id: i, unit: m, independent: true}\n",
        "rest: done\nanswers: {m: {asked: [1, 2]}, ok: {asked: [no, yes]}, f: {n: 3}, t: [{n: A}, {n: B}], \
         s: {sign: {lead: zhang, clerk: li}, evidence: [D-1]}, h: {value: done, by: wang}, i: {value: 4, second: {by: li, value: 4}}}\n",
    );
}

#[test]
fn waivers_deferrals_pauses_and_things_shown_are_told() {
    let text = again(
        "  - {check: V, id: v, critical: true}\n  - {check: N, id: n}\n  - {check: L, id: l}\n  \
         - {check: P, id: p, evidence: {kind: reference}}\n  - {check: K, id: k, critical: true}\n",
        "answers: {v: {fail: 锈死, override: {by: wang, reason: 已报修}}, n: {na: 无}, l: {asked: [{defer: 推迟}, done]}, \
         p: {value: done, evidence: [A-1], after: 12m}, k: {fail: 断电, leave: true}}\n",
    );
    assert!(text.contains(r#"after: "12m""#), "{text}");
    assert!(text.contains("verdict: failed"), "{text}");
}

#[test]
fn what_was_amended_stands_as_it_is_now() {
    let program = program("  - {measure: T, id: t, unit: m}\n  - {check: A, id: a}\n");
    let ran = ran("  - {measure: T, id: t, unit: m}\n  - {check: A, id: a}\n", "answers: {t: 5, a: done}\n");
    let mut events = ran.events.clone();
    let (applied, old) = events
        .iter()
        .find_map(|(applied, event)| match event {
            Event::Answered(answered) if answered.path == "1" => Some((*applied, (**answered).clone())),
            _ => None,
        })
        .expect("answered");
    let mut new = old.clone();
    new.raw = Some(crate::run::event::Raw::Line("6".to_owned()));
    let old = crate::run::event::OldAnswer { value: old.value, raw: old.raw, outcome: old.outcome };
    let amended =
        crate::run::event::Amended { of: applied.seq, path: "1".to_owned(), old, new, reason: "slip".to_owned() };
    events.push((applied, Event::Amended(Box::new(amended))));
    let Some((_, Event::RunStarted(started))) = events.first() else { panic!("it begins") };
    let text = Recorded::of(started, &events).yaml("again", None);
    assert!(text.contains("t: 6\n"), "{text}");
    assert!(read_scenarios(&text, &program).is_ok(), "{text}");
}
