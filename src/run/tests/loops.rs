//! Loops: items, passes, bounds, and the names that they leave.

use crate::run::event::Event;
use crate::run::outcome::Verdict;
use crate::run::testing::*;

fn each(items: &str) -> Walk {
    Walk::steps(&format!(
        "  - each: Desks\n    as: desk\n    in: {items}\n    steps:\n      - {{check: \"Lamp of {{{{ desk }}}}\"}}\n  - E\n"
    ))
}

#[test]
fn rule_13_each_item_of_a_list_stands_in_path_and_question() {
    let mut walk = each("[one, two]");
    let question = walk.question();
    assert_eq!(question.path, "1[one].1");
    assert_eq!((question.items[0].title.as_str(), question.items[0].number, question.items[0].count), ("one", 1, 2));
    assert_eq!(question.title, "Lamp of one");
    walk.say("1[one].1", done()).say("1[two].1", done());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn a_number_counts_from_one() {
    let mut walk = each("3");
    walk.say("1[1].1", done()).say("1[2].1", done()).say("1[3].1", done());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn no_items_ask_nothing() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - {each: E, as: x, in: m, steps: [A]}\n  - E\n");
    walk.say("m", not_applicable());
    assert_eq!(walk.asks(), "3");
}

#[test]
fn items_of_the_same_name_have_paths_of_their_own() {
    // "A~2" once stood for both the second A and the item that is called so.
    let mut walk = each("[A, A, \"A~2\", \"A]\"]");
    let mut paths = Vec::new();
    for _ in 0..4 {
        paths.push(walk.question().path);
        let asked = walk.asks();
        walk.say(&asked, done());
    }
    assert_eq!(paths, ["1[A].1", "1[A~2].1", "1[A~2~2].1", "1[A)].1"]);
}

#[test]
fn rows_are_sorted_by_a_column_and_called_by_their_first() {
    let mut walk = Walk::of(
        "procedure: test\ntitle: T\nparameters:\n  rooms:\n    title: Rooms\n    type: table\n    fields: [{id: name, type: text}, {id: floor, type: number}]\n    default: [{name: C, floor: 10}, {name: A, floor: 9}, {name: B, floor: 9}]\nsteps:\n  - each: Rooms\n    as: room\n    in: rooms\n    order_by: floor\n    steps:\n      - {check: \"{{ room.name }} on {{ room.floor }}\"}\n",
    );
    let mut titles = Vec::new();
    for _ in 0..3 {
        titles.push(walk.question().title);
        let asked = walk.asks();
        walk.say(&asked, done());
    }
    assert_eq!(titles, ["A on 9", "B on 9", "C on 10"]);
}

#[test]
fn a_table_that_was_recorded_gives_the_items() {
    let mut walk = Walk::steps(
        "  - record: Sales\n    id: sales\n    fields: [{id: item, type: text}, {id: qty, type: number}]\n    rows: {at_least: 1}\n  - {each: S, as: s, in: sales, steps: [{check: \"{{ s.item }}\"}]}\n",
    );
    walk.say("sales", table(&[&[("item", "x"), ("qty", "1")], &[("item", "y"), ("qty", "2")]]));
    walk.say("2[x].1", done()).say("2[y].1", done());
    assert_eq!(walk.asks(), "close");
}

const REPEAT: &str = "  - repeat: Count\n    id: rounds\n    until: left == 0\n    at_most: 3\n    steps:\n      - {measure: Left, id: left}\n  - {check: E, when: left == 0}\n";

#[test]
fn a_repeat_ends_when_it_is_said_to() {
    let mut walk = Walk::steps(REPEAT);
    walk.say("1#1.1", value("2")).say("1#2.1", value("0"));
    assert_eq!(walk.asks(), "2");
    assert_eq!((walk.value("rounds"), walk.value("left")), ("2".to_owned(), "0".to_owned()));
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn rule_12_reaching_the_bound_is_one_deviation() {
    let mut walk = Walk::steps(REPEAT);
    walk.say("left", value("3")).say("left", value("2")).say("left", value("1"));
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.deviations(), ["1 bound"]);
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn a_bound_that_an_amendment_takes_away_is_no_deviation_any_more() {
    // The entry of the bound was counted for ever.
    let mut walk = Walk::steps(REPEAT);
    walk.say("left", value("3")).say("left", value("2")).say("left", value("1"));
    walk.asks();
    walk.amend("1#3.1", value("0").amending("read wrongly"));
    assert_eq!(walk.asks(), "2");
    assert!(walk.deviations().is_empty());
}

#[test]
fn a_pass_begins_with_everything_in_it_none() {
    let mut walk = Walk::steps(
        "  - repeat: R\n    until: n == 2\n    at_most: 3\n    steps:\n      - {decide: D, id: d, if_yes: [{measure: N, id: n}]}\n      - {check: C, when: n is none}\n",
    );
    walk.say("d", yes()).say("n", value("1")).say("d", no());
    assert_eq!(walk.asks(), "1#2.2");
    assert_eq!(walk.inactivated(), ["1#1.2 when", "1#2.1.yes.1 branch"]);
}

#[test]
fn until_is_tested_at_the_end_of_the_pass() {
    // It was tested by the moment at which the loop began, so that a time was never reached.
    let mut walk = Walk::steps("  - repeat: R\n    until: time >= \"09:00\"\n    at_most: 9\n    steps: [A]\n  - E\n");
    walk.say("1#1.1", done()).say("1#2.1", done());
    walk.asks();
    walk.wait_until("2026-11-23T09:00:00+08:00").say("1#3.1", done());
    assert_eq!(walk.asks(), "2");
}

#[test]
fn after_a_loop_its_last_item_counts_and_all_has_every_one() {
    let mut walk = Walk::steps(
        "  - {each: E, as: x, in: [a, b, c], steps: [{measure: \"{{ x }}\", id: m}]}\n  - {check: \"{{ m }} of {{ all.m | sum }}\", when: m == 3 and all.m | length == 3}\n",
    );
    walk.say("m", value("1")).say("m", value("2")).say("m", value("3"));
    assert_eq!(walk.question().title, "3 of 6");
}

#[test]
fn loops_stand_in_loops() {
    let mut walk = Walk::steps(
        "  - each: E\n    as: x\n    in: [a, b]\n    steps:\n      - {repeat: R, until: n == x_max, at_most: 2, steps: [{measure: N, id: n}]}\n".replace("x_max", "1").as_str(),
    );
    walk.say("1[a].1#1.1", value("0")).say("1[a].1#2.1", value("1")).say("1[b].1#1.1", value("1"));
    assert_eq!(walk.asks(), "close");
}

#[test]
fn factor_21_every_pass_of_a_loop_is_kept_and_counted() {
    let mut walk =
        Walk::steps("  - {repeat: R, id: r, until: good, steps: [{decide: D, id: good}]}\n  - {check: N, id: n}\n");
    walk.say("good", no()).say("good", no()).say("good", yes());
    assert_eq!((walk.asks().as_str(), walk.value("r").as_str()), ("n", "3"));
    let paths: Vec<String> = walk.run.answered_steps().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["1#1.1", "1#2.1", "1#3.1"]);
}

/// Returns the entry on a loop that is not gone through, and the deviations of the run that has it.
fn bound(items: &str, rules: u32) -> (String, Vec<String>) {
    let steps = format!(
        "  - {{measure: M, id: m}}\n  - {{record: R, id: r}}\n  - {{each: E, as: x, in: \"{items}\", steps: [A]}}\n  - E\n"
    );
    let mut walk = Walk::with(&with_steps(&steps), &[], |started| started.rules = rules);
    walk.say("m", value("9")).say("r", value("abc"));
    walk.asks();
    let told = walk.events("bound_reached").into_iter().map(|event| match event {
        Event::BoundReached(bound) => format!("{} {} {:?}", bound.path, bound.passes, bound.unevaluated),
        _ => panic!("another event"),
    });
    (told.collect::<Vec<_>>().join("; "), walk.deviations())
}

#[test]
fn a_loop_that_cannot_be_gone_through_is_recorded_and_a_deviation() {
    // All its steps were passed over in silence, and the run was as it should be.
    for items in ["m / 0", "r", "0 - m", "m / 2"] {
        let found = bound(items, 4);
        assert_eq!(found, ("3 0 [\"in\"]".to_owned(), vec!["3 items".to_owned()]), "{items}");
        assert_eq!(bound(items, 3), (String::new(), vec![]), "{items}");
    }
    assert_eq!(bound("m - 9", 4), (String::new(), vec![]), "no items are no fault");
}

#[test]
fn a_loop_of_more_items_than_are_walked_has_reached_its_bound() {
    assert_eq!(bound("m * 100000000", 4), ("3 100000 []".to_owned(), vec!["3 bound".to_owned()]));
}

#[test]
fn a_loop_that_waits_for_a_deferred_number_is_no_deviation_once_it_is_known() {
    let mut walk = Walk::steps("  - {measure: M, id: m}\n  - {each: E, as: x, in: m + 1, steps: [A]}\n");
    walk.say("m", later());
    assert_eq!(walk.asks(), "m");
    assert_eq!(walk.deviations(), ["2 items"]);
    walk.say("m", value("0")).say("2[1].1", done());
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.deviations(), [""; 0]);
}

/// It was taken to be acknowledged when the pass came again.
#[test]
fn rule_10_a_warning_in_a_pass_that_an_amendment_takes_back_is_acknowledged_again() {
    for (rules, wanted) in [(5, "m.warning"), (4, "m")] {
        let steps = "  - {repeat: R, until: m <= 5, steps: [{measure: M, id: m, warning: Hot}]}\n";
        let mut walk = Walk::with(&with_steps(steps), &[], |started| started.rules = rules);
        walk.say("m.warning", done()).say("m", value("9")).say("m.warning", done());
        walk.amend("1#1.1", value("1").amending("misread")).question();
        walk.amend("1#1.1", value("9").amending("it was right"));
        assert_eq!(walk.asks(), wanted, "by the rules {rules}");
    }
}

/// What was answered in later passes stood nowhere any more.
#[test]
fn rule_17_passes_behind_a_stop_that_an_amendment_made_become_inactive() {
    let steps = "  - {repeat: R, until: x >= 5, at_most: 3, steps: [{measure: X, id: x}, {check: C, id: c, on_fail: {then: stop}}]}\n  - T\n";
    let mut walk = Walk::steps(steps);
    walk.say("x", value("1")).say("c", done()).say("x", value("6")).say("c", done());
    walk.amend("1#1.2", fails().because("broken").amending("looked again"));
    assert_eq!(walk.asks(), "close");
    let gone = walk.inactivated();
    for path in ["1#2.1", "1#2.2", "2"] {
        assert!(gone.iter().any(|gone| gone.starts_with(&format!("{path} "))), "{path}: {gone:?}");
    }
    walk.amend("1#1.2", done().amending("it was right"));
    assert_eq!(walk.asks(), "x", "the second pass is come to anew");
    walk.say("x", value("6")).say("c", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

/// What was answered for it stood nowhere any more.
#[test]
fn rule_17_an_item_that_an_amendment_took_away_becomes_inactive_though_another_stops_the_run() {
    let steps = "  - {decide: D, id: d}\n  - {each: E, as: x, in: \"['A'] if d else ['B', 'A']\", steps: [{check: C, on_fail: {then: stop}}]}\n  - T\n";
    let mut walk = Walk::steps(steps);
    walk.say("d", no()).say("2[B].1", done()).say("2[A].1", fails());
    assert_eq!(walk.asks(), "close");
    walk.amend("1", yes().amending("looked again"));
    assert_eq!(walk.asks(), "close");
    assert!(walk.inactivated().iter().any(|gone| gone.starts_with("2[b].1 ")), "{:?}", walk.inactivated());
    assert_eq!(walk.rest(), Verdict::Failed);
}
