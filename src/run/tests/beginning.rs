//! How a run begins: hand-overs, parameters, the page.

use serde_json::json;

use crate::procedure::value::Value;
use crate::run::event::{Event, NoteAdded, Origin, RunStarted, WaitingHandover};
use crate::run::outcome::Verdict;
use crate::run::testing::*;
use crate::run::{Applied, LONGEST_EVENT, Run, length};

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

const ROOMS: &str = "procedure: test\ntitle: T\nparameters:\n  rooms: {title: R, type: list, default: [x]}\n  halls: {title: H, type: list, default: [y]}\nsteps:\n  - A\n";

/// A site with more people, rooms and hand-overs than one entry holds.
fn large(started: &mut RunStarted) {
    let people: Vec<_> = (0..2000).map(|number| person(&format!("p{number}"), &["lead"])).collect();
    started.operator = people[1999].clone();
    started.roster = Some(people);
    let rooms = (0..3000).map(|number| json!(format!("八楼第{number}号包厢")));
    started.given.site.insert("rooms".into(), rooms.collect());
    started.given.set.insert("halls".into(), json!(["a", "b"]));
    let left = |number: usize| WaitingHandover {
        run: format!("run-{number}"),
        path: "9".into(),
        by: None,
        at: None,
        text: "空调待修".repeat(500),
        deviations: vec![],
    };
    started.handovers = (0..40).map(left).collect();
}

#[test]
fn what_one_entry_cannot_hold_is_split_over_several_and_read_back_whole() {
    let walk = Walk::with(ROOMS, &[], |_| {});
    let mut whole = walk.run.started().clone();
    assert_eq!(whole.clone().split(), (whole.clone(), vec![]), "what one entry holds is not split");
    large(&mut whole);
    let (mut first, parts) = whole.clone().split();
    assert!(first.more && length(&first) <= LONGEST_EVENT, "{}", length(&first));
    assert!(parts.len() > 4 && parts.len() < 20, "{}", parts.len());
    let more: Vec<bool> = parts.iter().map(|part| part.more).collect();
    assert!(!more[more.len() - 1] && more[..more.len() - 1].iter().all(|more| *more));
    for part in parts {
        assert!(length(&part) <= LONGEST_EVENT, "{}", length(&part));
        first.absorb(part);
    }
    assert_eq!(first, whole);
}

#[test]
fn a_run_of_a_large_site_begins_with_all_of_it() {
    let mut walk = Walk::with(ROOMS, &[], large).unproved();
    assert!(walk.events("continued").len() > 4);
    for _ in 0..40 {
        walk.say("", done());
    }
    walk.question();
    let Value::List(rooms) = &walk.run.parameters[""]["rooms"] else { panic!("no list") };
    assert_eq!((rooms.len(), rooms[2999].to_string()), (3000, "八楼第2999号包厢".to_owned()));
    let rooms = walk.events("parameter_set").len();
    assert!(rooms > 2, "the rooms take {rooms} entries");
    walk.say("1", done());
    walk.rest();
    assert_eq!(Run::replay(walk.program(), walk.entries.clone()).expect("replays").closed(), walk.run.closed());
}

#[test]
fn no_part_of_what_is_split_can_be_dropped_or_added() {
    let mut walk = Walk::with(ROOMS, &[], large).unproved();
    for _ in 0..40 {
        walk.say("", done());
    }
    walk.say("1", done()).rest();
    let split = |event: &Event| matches!(event, Event::Continued(_) | Event::ParameterSet(_));
    let places = walk.entries.iter().enumerate().filter(|(_, (_, event))| split(event)).map(|(place, _)| place);
    for place in places.collect::<Vec<_>>() {
        let mut dropped = walk.entries.clone();
        dropped.remove(place);
        // Of the beginning, a part alone is not missed: what it held is. Hence the numbers, which the journal holds against it.
        let missed = Run::replay(walk.program(), dropped).map(|run| run.started().clone());
        assert!(missed.is_err() || missed.is_ok_and(|started| started != *walk.run.started()), "{place}");
        let mut doubled = walk.entries.clone();
        doubled.insert(place, doubled[place].clone());
        let told = Run::replay(walk.program(), doubled).map(|run| run.started().clone());
        assert!(told.is_err() || told.is_ok_and(|started| started != *walk.run.started()), "{place}");
    }
    let last = walk.entries.iter().rposition(|(_, event)| matches!(event, Event::Continued(_))).expect("is split");
    let mut late = walk.entries.clone();
    late.insert(last + 2, late[last].clone());
    assert!(Run::replay(walk.program(), late).is_err(), "a run that has begun goes on beginning");
}

#[test]
fn a_run_that_broke_off_as_it_began_can_only_be_given_up() {
    let walk = Walk::with(ROOMS, &[], large);
    let begun: Vec<_> = walk.entries[..2].to_vec();
    let mut run = Run::replay(walk.program(), begun.clone()).expect("as far as it came");
    assert!(run.started().more);
    let entry = Applied { seq: 3, at: begun[1].0.at, mono: begun[1].0.mono };
    let note = Event::NoteAdded(NoteAdded { path: "1".into(), text: "x".into(), by: "p1".into(), wrong_pins: None });
    assert!(run.clone().step(entry, &note).is_err());
    let closing = run.give_up("broke off".into(), entry.at);
    run.step(entry, &closing).expect("it is given up");
    assert_eq!(run.closed().map(|closed| closed.verdict), Some(Verdict::Abandoned));
}

#[test]
fn a_handed_over_list_that_does_not_fit_is_kept_by_its_first_items() {
    let called = "procedure: other\ntitle: O\nparameters:\n  n: {title: N, type: number, default: 1}\nsteps: [B]\n";
    let calling = "procedure: test\ntitle: T\nparameters:\n  rooms: {title: R, type: list, default: [x]}\nsteps:\n  - {call: Sub, id: sub, procedure: other, with: {n: \"{{ rooms }}\"}}\n";
    let mut walk = Walk::with(calling, &[called], |started| {
        started.given.site.insert("rooms".into(), (0..9000).map(|number| json!(format!("room {number}"))).collect());
    });
    walk.question();
    let refused = walk.events("parameter_set").into_iter().find_map(|event| match event {
        Event::ParameterSet(set) => set.refused.clone(),
        _ => None,
    });
    assert!(refused.is_some_and(|refused| length(&refused) <= 8 * 1024 + 2));
}
