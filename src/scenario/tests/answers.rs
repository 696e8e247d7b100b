//! The sentences about answer files: which question takes which answer, and what becomes of one that has none.

use super::{answered, ended, program, program_of, ran, script, stuck, told, words};
use crate::run::event::{Event, Person, WaitingHandover};
use crate::run::question::Purpose;
use crate::run::{Next, Run};
use crate::scenario::{Setting, Unreached, run_script};

#[test]
fn the_clock_keeps_its_offset_and_moves_a_second_for_each_answer() {
    let ran = ran("- {check: A, id: a}\n- {check: B, id: b}", "answers: {a: done, b: done}");
    let times: Vec<String> = ran.events.iter().map(|(entry, _)| entry.at.to_rfc3339()).collect();
    assert_eq!(times[2..], ["2026-11-23T08:30:00+08:00", "2026-11-23T08:30:01+08:00", "2026-11-23T08:30:02+08:00"]);
}

#[test]
fn the_clock_drives_elapsed_time_too() {
    let ran = ran("- {check: A, id: a}", "answers: {a: {value: done, after: 1h}}");
    let (first, last) = (&ran.events[0].0, &ran.events[2].0);
    assert_eq!(last.mono - first.mono, 3_600_000_000);
    assert!(!words(&ran).contains(&"clock_stepped"));
}

#[test]
fn rest_covers_checks_warnings_notices_and_corrective_checks() {
    let steps =
        "- {check: A, warning: W, critical: true}\n- {check: B, id: b, on_fail: {notify: N, steps: [Fix]}}\n- Plain";
    let done = ran(steps, "rest: done\nanswers: {b: {fail: x}}");
    assert_eq!(told(&done), ["1 true done", "2 false failed", "2.fail.1 true done", "3 true done"]);
    let not = ran(steps, "answers: {b: {fail: x}}");
    assert_eq!((ended(&not), stuck(&not).as_str()), ("open", "`1`: no answer"));
}

#[test]
fn rest_covers_nothing_else() {
    for step in ["measure: X", "decide: X", "record: X, type: text", "handover: X", "sign: X, by: [lead]"] {
        let ran = ran(&format!("- {{{step}, id: x}}"), "rest: done");
        assert_eq!((ended(&ran), stuck(&ran).as_str()), ("open", "`x`: no answer"), "{step}");
    }
}

#[test]
fn a_question_without_an_answer_leaves_the_run_open() {
    let ran = ran("- {check: A, id: a}\n- {check: B, id: b}", "answers: {a: done}");
    assert_eq!((ended(&ran), stuck(&ran).as_str()), ("open", "`b`: no answer"));
    assert_eq!(words(&ran).last(), Some(&"paused"));
}

#[test]
fn a_refused_answer_leaves_the_run_open() {
    let ran = ran("- {measure: A, id: a, decimals: 0}", "answers: {a: 7.5}");
    assert_eq!((ended(&ran), stuck(&ran).as_str()), ("open", "`a`: more than 0 decimals"));
    let steps = "- {check: A, id: a, not_applicable: forbidden}";
    assert_eq!(
        stuck(&super::ran(steps, "answers: {a: {na: x}}")),
        "`a`: the step can be neither skipped nor put off so"
    );
}

#[test]
fn an_answer_of_another_kind_does_not_fit() {
    for (step, answer) in [
        ("check: X", "5"),
        ("measure: X", "{fail: x}"),
        ("decide: X", "maybe"),
        ("record: X, type: text", "[{a: 1}]"),
        ("sign: X, by: [lead]", "done"),
    ] {
        let program = program(&format!("- {{{step}, id: x}}"));
        let text = format!("clock: 2026-11-23T08:30:00+08:00\nanswers: {{x: {answer}}}");
        let Ok(script) = crate::scenario::read_answers(&text, &program) else { continue };
        let ran = run_script(&program, &script, &Setting::default());
        assert_eq!(stuck(&ran), "`x`: the answer does not fit the question", "{step}");
    }
}

#[test]
fn a_deferred_step_without_a_further_answer_stays_deferred() {
    for answer in ["{defer: 盘点未到}", "{asked: [{defer: 盘点未到}]}"] {
        let ran = ran("- {measure: A, id: a}", &format!("answers: {{a: {answer}}}"));
        assert_eq!((ended(&ran), stuck(&ran).as_str()), ("incomplete", ""));
        let reasons: Vec<_> = answered(&ran).into_iter().filter_map(|answer| answer.reason).collect();
        assert_eq!(reasons, ["盘点未到", "盘点未到"]);
    }
}

#[test]
fn a_deferred_step_may_fail_and_be_rechecked_in_the_end() {
    let steps = "- {measure: A, id: a, max: 5, on_fail: {steps: [Fix], then: recheck}}\n- {check: B, id: b}";
    let ran = ran(steps, "rest: done\nanswers: {a: {asked: [{defer: x}, 9, 4]}}");
    assert_eq!(
        told(&ran),
        ["1 null deferred", "2 true done", "1 \"9\" failed", "1.fail.1 true done", "1 \"4\" corrected"]
    );
}

/// A step that was put off came without its number, and could not be put off again.
#[test]
fn a_deferred_critical_step_keeps_its_number_and_its_choices() {
    let steps = "- {check: A, id: a, critical: true}";
    let ran = ran(steps, "answers: {a: {defer: x}}");
    let mut first = Run::replay(program(steps), ran.events.into_iter().take(3)).expect("replays");
    let now = first.last().at;
    let Next::Ask(question) = first.next(now) else { panic!("a question") };
    assert_eq!((question.purpose.clone(), question.critical, question.may_defer), (Purpose::Deferred, true, true));
}

#[test]
fn an_answer_that_no_question_reached_is_told() {
    let steps = "- {decide: D, id: d, if_yes: [{check: A, id: a, on_fail: {notify: N}}]}\n- {measure: M, id: m}";
    let ran = ran(steps, "answers: {d: false, a: done, a.notify: done, m: {asked: [1, 2, 3]}}");
    let unreached = |name: &str, from| Unreached { name: name.into(), from };
    assert_eq!(ran.unreached, [unreached("a", None), unreached("a.notify", None), unreached("m", Some(2))]);
}

#[test]
fn a_value_outside_its_limits_is_kept_at_once() {
    let ran = ran("- {measure: A, id: a, max: 22}", "answers: {a: 25}");
    assert_eq!(told(&ran), ["1 \"25\" failed"]);
    assert_eq!(answered(&ran)[0].reason, None);
}

#[test]
fn a_plain_answer_serves_the_first_answer_of_every_pass_and_item() {
    let steps = "- {each: E, as: x, in: [a, b], steps: [{measure: M, id: m}]}\n- {repeat: R, until: n == 9, at_most: 2, steps: [{measure: N, id: n}]}";
    let ran = ran(steps, "answers: {m: 5, n: 6}");
    assert_eq!(told(&ran), ["1[a].1 \"5\" done", "1[b].1 \"5\" done", "2#1.1 \"6\" done", "2#2.1 \"6\" done"]);
}

#[test]
fn a_recheck_has_none_of_a_plain_answer() {
    let steps = "- {check: A, id: a, on_fail: {then: recheck}}";
    let ran = ran(steps, "rest: done\nanswers: {a: {fail: x}}");
    assert_eq!(stuck(&ran), "`a`: no answer to asking 2; `asked` gives one for each");
}

#[test]
fn asked_goes_on_through_items_and_rechecks() {
    let steps = "- {each: E, as: x, in: [a, b, c], steps: [{measure: M, id: m, max: 5, on_fail: {then: recheck}}]}";
    let all = ran(steps, "answers: {m: {asked: [1, 9, 2, 3]}}");
    assert_eq!(told(&all), ["1[a].1 \"1\" done", "1[b].1 \"9\" failed", "1[b].1 \"2\" corrected", "1[c].1 \"3\" done"]);
    let short = ran(steps, "answers: {m: {asked: [1, 9]}}");
    assert_eq!(stuck(&short), "`m`: no answer to asking 2; `asked` gives one for each");
}

#[test]
fn any_answer_gives_the_warning_and_the_critical_number() {
    let ran = ran("- {check: A, id: a, warning: W, critical: true}", "answers: {a: done}");
    assert_eq!(words(&ran)[2..4], ["warning_acknowledged", "answered"]);
    assert_eq!(ended(&ran), "completed");
}

#[test]
fn without_by_the_operator_releases_a_hold_where_he_may() {
    let steps = "- {check: A, id: a, hold: lead}";
    assert_eq!(answered(&ran(steps, "answers: {a: done}"))[0].by, "zhang");
    let person = |id: &str, role: &str| Person { id: id.into(), name: id.into(), roles: vec![role.into()] };
    let setting = Setting { roster: Some(vec![person("zhang", "clerk"), person("li", "lead")]), ..Setting::default() };
    let program = program(steps);
    let alone = run_script(&program, &script(&program, "answers: {a: done}"), &setting);
    assert_eq!(stuck(&alone), "`a`: nobody of the role `Lead` answers: `by`");
    let other = run_script(&program, &script(&program, "answers: {a: {value: done, by: li}}"), &setting);
    assert_eq!(ended(&other), "completed");
    let wrong = run_script(&program, &script(&program, "answers: {a: {value: done, by: zhang}}"), &setting);
    assert_eq!(stuck(&wrong), "`a`: `zhang` does not have the role");
    let nobody = run_script(&program, &script(&program, "answers: {a: {value: done, by: wu}}"), &setting);
    assert_eq!(stuck(&nobody), "`a`: nobody is called `wu`");
}

#[test]
fn lists_are_lists_or_comma_text() {
    let main = "procedure: main\ntitle: M\nparameters:\n  desks: {type: list}\n  opening: {type: time}\nsteps:\n- {each: E, as: x, in: desks, steps: [Look]}";
    let program = program_of(main, &[]);
    for desks in ["[一号台, 二号台]", "\"一号台,二号台\""] {
        let script = script(&program, &format!("rest: done\nset: {{desks: {desks}, opening: 9:00}}"));
        let ran = run_script(&program, &script, &Setting::default());
        assert_eq!(told(&ran), ["1[一号台].1 true done", "1[二号台].1 true done"]);
    }
    let ran = run_script(&program, &script(&program, "rest: done"), &Setting::default());
    assert_eq!(stuck(&ran), "`desks`: the parameter has no value in `set`");
}

#[test]
fn a_parameter_of_a_called_procedure_is_asked_and_set() {
    let main = "procedure: main\ntitle: M\nsteps:\n- {call: C, id: c, procedure: inner}";
    let inner =
        "procedure: inner\ntitle: I\nparameters: {limit: {type: number}}\nsteps:\n- {measure: A, id: a, max: limit}";
    let program = program_of(main, &[inner]);
    let script = script(&program, "set: {limit: 5.0}\nanswers: {c.a: 6}");
    let ran = run_script(&program, &script, &Setting::default());
    assert_eq!((ended(&ran), ran.not_replayed.clone()), ("completed_with_deviations", None));
}

#[test]
fn a_waiting_hand_over_is_accepted_by_rest_or_accept() {
    let program = program("- {check: A, id: a}");
    let waiting =
        WaitingHandover { run: "r".into(), path: "1".into(), by: None, at: None, text: "t".into(), deviations: vec![] };
    let setting = Setting { handovers: vec![waiting], ..Setting::default() };
    for lines in ["rest: done", "accept: true\nanswers: {a: done}"] {
        let ran = run_script(&program, &script(&program, lines), &setting);
        assert_eq!((ended(&ran), words(&ran)[1]), ("completed", "handover_accepted"));
    }
    let ran = run_script(&program, &script(&program, "answers: {a: done}"), &setting);
    assert_eq!(stuck(&ran), "`accept`: no answer");
}

#[test]
fn close_false_leaves_the_run_open_at_its_last_question() {
    let ran = ran("- {check: A, id: a}", "answers: {a: done}\nclose: false");
    assert_eq!((ended(&ran), stuck(&ran).as_str()), ("open", ""));
    let Some((_, Event::Paused(paused))) = ran.events.last() else { panic!("paused") };
    assert_eq!(paused.why, "left_open");
}

#[test]
fn steps_in_any_order_are_asked_in_the_order_of_the_file() {
    let steps = "- {section: S, order: any, steps: [{check: A, id: a}, {check: B, id: b}]}";
    assert_eq!(told(&ran(steps, "answers: {b: done, a: done}")), ["1.1 true done", "1.2 true done"]);
}

#[test]
fn steps_inside_calls_are_named_behind_them() {
    let main = "procedure: main\ntitle: M\nsteps:\n- {call: One, id: one, procedure: inner}\n- {call: Two, id: two, procedure: inner}";
    let inner = "procedure: inner\ntitle: I\nsteps:\n- {check: A, id: a, on_fail: {notify: N}}";
    let program = program_of(main, &[inner]);
    let script = script(&program, "answers: {one.a: done, two.a: {fail: x}, two.a.notify: done}");
    let ran = run_script(&program, &script, &Setting::default());
    assert_eq!(told(&ran), ["1.call/1 true done", "2.call/1 false failed"]);
    assert_eq!(ended(&ran), "completed_with_deviations");
}

#[test]
fn a_computed_value_out_of_its_limits_needs_no_answer() {
    let steps = "- {measure: A, id: a}\n- {measure: B, id: b, value: a * 2, max: 10}";
    let plain = ran(steps, "answers: {a: 6}");
    assert_eq!(told(&plain), ["1 \"6\" done", "2 \"12\" failed"]);
    let waived = ran(steps, "answers: {a: 6, b: {value: 12, override: {by: wang, reason: x}}}");
    assert!(words(&waived).contains(&"overridden"));
    let other = ran(steps, "answers: {a: 6, b: 11}");
    assert_eq!(stuck(&other), "`b`: the answer does not fit the question");
}
