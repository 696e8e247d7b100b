//! How a run begins: hand-overs, parameters, the page.

use serde_json::json;

use crate::run::event::{Event, Origin, WaitingHandover};
use crate::run::outcome::Verdict;
use crate::run::testing::*;

const PARAMETERS: &str = "procedure: test\ntitle: T\nparameters:\n  a: {title: A, type: number, default: 1}\n  b: {title: B, type: number, default: 1}\n  c: {title: C, type: number, default: 1}\n  d: {title: D, type: number, max: 9}\nsteps:\n  - {check: \"{{ a }} {{ b }} {{ c }} {{ d }}\"}\n";

#[test]
fn set_comes_before_the_site_the_default_and_the_question() {
    let mut walk = Walk::with(PARAMETERS, &[], |started| {
        let number = |line: &str| json!({"n": line});
        started.given.set.insert("a".into(), number("3"));
        started.given.site.insert("a".into(), number("2"));
        started.given.site.insert("b".into(), number("2"));
    });
    assert_eq!(walk.asks(), "@d");
    assert!(walk.hear("@d", value("x")).is_err());
    assert!(walk.hear("@d", value("10")).is_err(), "a limit of a parameter is an input rule");
    walk.say("@d", value("4"));
    assert_eq!(walk.question().title, "3 2 1 4");
    let origins = walk.events("parameter_set").into_iter().map(|event| match event {
        Event::ParameterSet(set) => set.from,
        _ => panic!("another event"),
    });
    assert_eq!(origins.collect::<Vec<_>>(), [Origin::Set, Origin::Site, Origin::Default, Origin::Asked]);
}

#[test]
fn every_type_of_parameter_can_be_asked() {
    // A table was taken for a text, so that its loop had no items.
    let mut walk = Walk::of(
        "procedure: test\ntitle: T\nparameters:\n  list: {title: L, type: list}\n  table: {title: T, type: table, fields: [{id: name, type: text}, {id: n, type: number}]}\n  at: {title: T, type: time}\n  long: {title: D, type: duration}\n  flag: {title: F, type: boolean}\n  pick: {title: P, type: choice, options: [{id: x}, {id: y}]}\nsteps:\n  - {each: L, as: item, in: list, steps: [{check: \"{{ item }}\"}]}\n  - {each: R, as: row, in: table, steps: [{check: \"{{ row.name }} {{ row.n + 1 }}\"}]}\n  - {check: \"{{ at }} {{ long }} {{ pick }}\", when: flag}\n",
    );
    walk.say("@list", value("a，b"));
    walk.say("@table", table(&[&[("name", "c"), ("n", "2")]]));
    walk.say("@at", value("８：30")).say("@long", value("90m")).say("@flag", value("是")).say("@pick", value("y"));
    walk.say("1[a].1", done()).say("1[b].1", done());
    assert_eq!(walk.question().title, "c 3");
    walk.say("2[c].1", done());
    assert_eq!(walk.question().path, "3");
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn a_waiting_hand_over_is_accepted_before_the_first_step() {
    let yaml = with_steps("  - A\n");
    let mut walk = Walk::with(&yaml, &[], |started| {
        let handover = |text: &str| WaitingHandover {
            run: "earlier".into(),
            path: "9".into(),
            by: None,
            at: None,
            text: text.into(),
            deviations: vec![],
        };
        started.handovers = vec![handover("air conditioner"), handover("keys")];
    });
    assert!(walk.hear("accept", fails()).is_err());
    walk.say("accept", done()).say("accept", done());
    assert_eq!(walk.asks(), "1");
    assert_eq!(walk.events("handover_accepted").len(), 2);
}

#[test]
fn a_hand_over_is_a_text_with_what_is_open() {
    let mut walk =
        Walk::steps("  - {check: A, id: a}\n  - {check: B, id: b}\n  - {handover: To the next, id: h, for: [night]}\n");
    walk.say("a", fails()).say("b", later()).say("h", value("mind the lamp"));
    let Event::Answered(answered) = walk.events("answered")[2] else { panic!("another event") };
    assert_eq!(answered.open_deviations, ["1 A: failed", "2 B: deferred"]);
    assert_eq!(answered.for_whom, ["night"]);
    assert_eq!(walk.value("h"), "mind the lamp");
    let mut walk = Walk::steps("  - {handover: To the next, id: h}\n");
    walk.say("h", value(""));
    assert_eq!(walk.asks(), "close", "nothing to hand over");
}

#[test]
fn rule_09_a_section_shows_its_page_once() {
    let mut walk = Walk::steps("  - {section: S, steps: [A, B]}\n  - C\n");
    walk.rest();
    let pages = walk.events("section_shown").into_iter().map(|event| match event {
        Event::SectionShown(page) => (page.path.clone(), page.steps.len()),
        _ => panic!("another event"),
    });
    assert_eq!(pages.collect::<Vec<_>>(), [(String::new(), 2), ("1".to_owned(), 2)]);
}
