//! Called procedures: parameters, names, paths, verdicts.

use crate::run::event::Event;
use crate::run::outcome::Verdict;
use crate::run::testing::*;

const CALLER: &str = "procedure: test\ntitle: T\nparameters: {n: {title: N, type: number, default: 7}}\nsteps:\n  - {call: Sub, id: sub, procedure: callee, with: {limit: \"{{ n + 1 }}\", text: \"n is {{ n }}\"}}\n  - {check: \"{{ sub.verdict }} {{ sub.m }}\"}\n";
const CALLEE: &str = "procedure: callee\ntitle: Callee\nparameters:\n  limit: {title: L, type: number}\n  text: {title: T, type: text}\n  more: {title: M, type: text}\nsteps:\n  - {measure: M, id: m, max: limit}\n  - {check: \"{{ text }} {{ more }} {{ limit }}\", id: c}\n";

#[test]
fn rule_14_a_call_sees_only_its_own_parameters_and_hands_back_its_values() {
    let mut walk = Walk::with(CALLER, &[CALLEE], |_| {});
    let question = walk.question();
    assert_eq!(question.path, "1.call@more", "what nobody gives is asked");
    walk.say("1.call@more", value("yes"));
    let question = walk.question();
    assert_eq!((question.path.as_str(), question.step.as_deref()), ("1.call/1", Some("sub.m")));
    assert_eq!(question.heading, ["Test", "Callee"].map(|title| if title == "Test" { "T" } else { title }));
    walk.say("sub.m", value("8"));
    assert_eq!(walk.question().title, "n is 7 yes 8");
    walk.say("sub.c", done());
    assert_eq!(walk.question().title, "completed 8");
    assert_eq!(walk.value("sub.m"), "8");
    assert_eq!(walk.rest(), Verdict::Completed);
}

#[test]
fn a_call_that_does_not_complete_is_a_deviation() {
    let callee = "procedure: callee\ntitle: C\nsteps:\n  - {decide: D, id: d, if_yes: [{end: Over, verdict: abandoned}]}\n  - A\n";
    let caller = "procedure: test\ntitle: T\nsteps:\n  - {call: Sub, id: sub, procedure: callee}\n  - {check: \"{{ sub.verdict }}\", id: after}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("sub.d", yes());
    assert_eq!(walk.question().title, "abandoned", "an end in a called procedure returns to its caller");
    assert_eq!(walk.inactivated(), ["1.call/2 end"]);
    assert_eq!(walk.deviations(), ["1 call"]);
    assert_eq!(walk.rest(), Verdict::CompletedWithDeviations);
}

#[test]
fn an_end_that_an_amendment_takes_back_ends_nothing_any_more() {
    // The procedure stayed ended, and what had been cut off was never asked.
    let callee = "procedure: callee\ntitle: C\nsteps:\n  - {decide: D, id: d, if_yes: [{end: Over, verdict: completed}]}\n  - {check: A, id: a}\n";
    let caller =
        "procedure: test\ntitle: T\nsteps:\n  - {call: Sub, id: sub, procedure: callee}\n  - {check: B, id: b}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("sub.d", yes());
    assert_eq!(walk.asks(), "b");
    walk.amend("1.call/1", no().amending("read wrongly"));
    assert_eq!(walk.asks(), "sub.a");
    walk.say("sub.a", done()).say("b", done());
    assert_eq!(walk.rest(), Verdict::Completed);
    assert_eq!(walk.counts().inactive, 1, "the end is");
}

#[test]
fn a_stop_in_a_called_procedure_stops_the_whole_run() {
    let callee = "procedure: callee\ntitle: C\nsteps:\n  - {check: A, id: a, on_fail: {then: stop}}\n  - B\n";
    let caller = "procedure: test\ntitle: T\nsteps:\n  - {call: Sub, id: sub, procedure: callee}\n  - C\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("sub.a", fails());
    assert_eq!(walk.asks(), "close");
    assert_eq!(walk.inactivated(), ["1.call/2 stop", "2 stop"]);
    assert_eq!(walk.deviations(), ["1.call/1 failed", "1 call"]);
    assert_eq!(walk.rest(), Verdict::Failed);
}

#[test]
fn calls_in_loops_have_parameters_of_their_own() {
    let caller = "procedure: test\ntitle: T\nsteps:\n  - each: E\n    as: x\n    in: [a, b]\n    steps:\n      - {call: Sub, id: sub, procedure: callee, with: {who: \"{{ x }}\"}}\n";
    let callee = "procedure: callee\ntitle: C\nparameters: {who: {title: W, type: text}}\nsteps:\n  - {check: \"For {{ who }}\", id: c}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    assert_eq!((walk.question().title.as_str(), walk.question().path.as_str()), ("For a", "1[a].1.call/1"));
    walk.say("sub.c", done());
    assert_eq!(walk.question().title, "For b");
}

#[test]
fn a_call_that_is_reached_again_asks_everything_again() {
    let caller = "procedure: test\ntitle: T\nsteps:\n  - {decide: D, id: d, if_yes: [{call: Sub, id: sub, procedure: callee}]}\n  - {check: E, id: e}\n";
    let callee = "procedure: callee\ntitle: C\nparameters: {who: {title: W, type: text}}\nsteps:\n  - {check: \"For {{ who }}\", id: c}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("d", yes()).say("1.yes.1.call@who", value("a")).say("sub.c", done());
    walk.amend("1", no().amending("no call"));
    assert_eq!(walk.asks(), "e");
    assert_eq!(walk.inactivated(), ["1.yes.1 amended", "1.yes.1.call/1 amended"]);
    walk.amend("1", yes().amending("a call after all"));
    assert_eq!(walk.asks(), "1.yes.1.call@who");
    walk.say("1.yes.1.call@who", value("b"));
    assert_eq!(walk.question().title, "For b");
}

#[test]
fn windows_and_roles_pass_through_a_call() {
    let caller = "procedure: test\ntitle: T\nroles: {lead: The lead}\nsteps:\n  - {call: Sub, id: sub, procedure: callee, role: lead, window: {until: \"07:00\"}}\n";
    let callee = "procedure: callee\ntitle: C\nsteps: [A]\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    assert_eq!(walk.question().role.as_deref(), Some("The lead"));
    walk.say("1.call/1", done());
    assert_eq!(walk.deviations(), ["1.call/1 late"]);
}

/// Returns what the parameter `x` of a called procedure came to: value, where from, what was refused, what was not evaluated.
fn handed(parameter: &str, with: &str, rules: u32) -> String {
    let caller = format!(
        "procedure: test\ntitle: T\nsteps:\n  - {{measure: M, id: m}}\n  - {{record: R, id: r}}\n  \
         - {{call: Sub, id: sub, procedure: callee, with: {{x: \"{{{{ {with} }}}}\"}}}}\n"
    );
    let callee = format!("procedure: callee\ntitle: C\nparameters: {{x: {parameter}}}\nsteps: [A]\n");
    let mut walk = Walk::with(&caller, &[&callee], |started| started.rules = rules);
    walk.say("m", value("9")).say("r", value("abc"));
    if walk.asks() == "3.call@x" {
        walk.say("3.call@x", value("2"));
    }
    walk.asks();
    let Event::ParameterSet(set) = walk.events("parameter_set")[0] else { panic!("another event") };
    format!("{} {:?} {:?} {:?}", set.value, set.from, set.refused.as_ref().map(ToString::to_string), set.unevaluated)
}

#[test]
fn what_a_call_hands_over_is_held_against_its_parameter() {
    // A value above the parameter's `max` was taken, and a text for a number gave way to the default in silence.
    let number = "{type: number, max: 5, default: 3}";
    assert_eq!(handed(number, "m - 5", 4), r#"{"n":"4"} With None []"#);
    assert_eq!(handed(number, "m", 4), r#"{"n":"3"} Default Some("{\"n\":\"9\"}") []"#);
    assert_eq!(handed(number, "r", 4), r#"{"n":"3"} Default Some("\"abc\"") []"#);
    assert_eq!(handed(number, "m / 0", 4), r#"{"n":"3"} Default None ["with"]"#);
    assert_eq!(handed("{type: text}", "m", 4), r#""9" With None []"#, "a text takes a number as it is written");
    assert_eq!(handed("{type: list, default: [a]}", "m", 4), r#"["a"] Default Some("{\"n\":\"9\"}") []"#);
}

#[test]
fn where_nothing_else_serves_the_parameter_is_asked_and_what_was_handed_over_stands_beside_it() {
    let number = "{type: number, max: 5}";
    assert_eq!(handed(number, "m", 4), r#"{"n":"2"} Asked Some("{\"n\":\"9\"}") []"#);
    assert_eq!(handed(number, "m / 0", 4), r#"{"n":"2"} Asked None ["with"]"#);
}

#[test]
fn by_the_first_rules_a_call_hands_over_what_it_likes() {
    assert_eq!(handed("{type: number, max: 5, default: 3}", "m", 3), r#"{"n":"9"} With None []"#);
    assert_eq!(handed("{type: number, default: 3}", "r", 3), r#"{"n":"3"} Default None []"#);
}

const HANDS_OVER: &str = "procedure: test\ntitle: T\nsteps:\n  - {measure: M, id: m}\n  - {call: Sub, id: sub, procedure: callee, with: {n: \"{{ m }}\", at: \"{{ time }}\"}}\n  - Z\n";
const IS_HANDED: &str = "procedure: callee\ntitle: C\nparameters: {n: {type: number}, at: {type: text}}\nsteps:\n  - {check: G, when: n > 2}\n  - {each: E, as: x, in: n, steps: [X]}\n";

/// The called procedure kept what it was handed first, and the run closed as completed.
#[test]
fn rule_17_what_a_call_hands_over_follows_an_amendment() {
    for rules in [5, 4] {
        let mut walk = Walk::with(HANDS_OVER, &[IS_HANDED], |started| started.rules = rules);
        walk.say("m", value("2")).say("2.call/2[1].1", done()).wait(3600).say("2.call/2[2].1", done());
        walk.amend("1", value("3").amending("misread"));
        let set = walk.events("parameter_set").len();
        if rules == 4 {
            assert_eq!((walk.asks().as_str(), set), ("3", 2));
            continue;
        }
        assert_eq!(walk.asks(), "2.call/1");
        walk.say("2.call/1", done()).say("2.call/2[3].1", done());
        assert_eq!(walk.events("parameter_set").len(), 3, "the time was handed over once");
        walk.amend("1", value("1").amending("misread again"));
        assert_eq!(walk.asks(), "3");
        assert_eq!(walk.inactivated().len(), 4, "the check, before and now, and two items");
        assert_eq!(walk.rest(), Verdict::Completed);
    }
}

/// It was not handed over, and the run closed; paused there and gone on with, it asked the step after all.
#[test]
fn rule_05_what_a_call_hands_over_follows_an_answer_that_was_put_off() {
    let caller = "procedure: test\ntitle: T\nsteps:\n  - {record: A, id: a, type: number}\n  - {call: K, id: k, procedure: callee, with: {n: \"{{ a if a is not none else 8 }}\"}}\n  - B\n";
    let callee = "procedure: callee\ntitle: C\nparameters: {n: {type: number}}\nsteps:\n  - T10\n  - {check: T11, when: n != 8}\n";
    let mut walk = Walk::with(caller, &[callee], |_| {});
    walk.say("a", later().because("x")).say("2.call/1", done()).say("3", done()).say("a", value("0"));
    assert_eq!(walk.asks(), "2.call/2");
    walk.restart();
    assert_eq!(walk.asks(), "2.call/2");
    walk.say("2.call/2", done());
    assert_eq!(walk.rest(), Verdict::Completed);
}

/// The old value was kept without a word.
#[test]
fn rule_05_what_a_call_hands_over_that_does_not_serve_is_asked_after_an_amendment_too() {
    let callee = "procedure: callee\ntitle: C\nparameters: {n: {type: number, max: 3}, k: {type: number, max: 3, default: 2}}\nsteps:\n  - {check: \"{{ n }} {{ k }}\"}\n";
    let caller = HANDS_OVER.replace("at: \"{{ time }}\"", "k: \"{{ m }}\"");
    let mut walk = Walk::with(&caller, &[callee], |_| {});
    walk.say("m", value("1"));
    assert_eq!(walk.question().title, "1 1");
    walk.say("2.call/1", done()).amend("1", value("5").amending("misread"));
    assert_eq!(walk.asks(), "2.call@n");
    walk.restart().say("2.call@n", value("3"));
    assert_eq!(walk.asks(), "3", "the default serves for the other");
    let sets = walk.events("parameter_set");
    let kept = sets.iter().filter_map(|event| match event {
        Event::ParameterSet(set) => set.refused.clone().map(|refused| (set.name.clone(), refused.to_string())),
        _ => None,
    });
    let five = r#"{"n":"5"}"#.to_owned();
    assert_eq!(kept.collect::<Vec<_>>(), [("n".to_owned(), five.clone()), ("k".to_owned(), five)]);
    walk.amend("1", value("2").amending("misread again"));
    assert_eq!(walk.asks(), "3");
    assert_eq!(walk.events("parameter_set").len(), 5, "the default is what is handed over now");
    assert_eq!(walk.rest(), Verdict::Completed);
}
