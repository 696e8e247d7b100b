//! Each form of an answer once.

use super::{answered, ended, ran, stuck, told, words};
use crate::run::event::{AfterFailure, Assurance, Event, EvidenceItem, Raw};

#[test]
fn a_check_is_done() {
    let ran = ran("- {check: Lights, id: lights}", "answers: {lights: done}");
    assert_eq!(told(&ran), ["1 true done"]);
    assert_eq!(ended(&ran), "completed");
}

#[test]
fn a_failure_has_its_reason() {
    let ran = ran("- {check: Hydrant, id: hydrant}", "answers: {hydrant: {fail: 压力低}}");
    assert_eq!(told(&ran), ["1 false failed"]);
    assert_eq!(answered(&ran)[0].reason.as_deref(), Some("压力低"));
    assert_eq!(ended(&ran), "completed_with_deviations");
}

#[test]
fn not_applicable_and_later_have_their_reasons() {
    let steps = "- {check: Poster, id: poster}\n- {measure: Stock, id: stock}";
    let ran = ran(steps, "answers: {poster: {na: 本店无海报架}, stock: {asked: [{defer: 盘点未到}, 12]}}");
    assert_eq!(told(&ran), ["1 null not_applicable", "2 null deferred", "2 \"12\" done"]);
    assert_eq!(ended(&ran), "completed");
}

#[test]
fn asked_gives_one_answer_for_each_asking() {
    let steps = "- {measure: T, id: t, min: 18, max: 22, on_fail: {steps: [Cool], then: recheck}}";
    let ran = ran(steps, "rest: done\nanswers: {t: {asked: [25, 21.50]}}");
    assert_eq!(told(&ran), ["1 \"25\" failed", "1.fail.1 true done", "1 \"21.50\" corrected"]);
}

#[test]
fn a_failure_is_overridden_by_a_second_person() {
    let steps = "- {check: Valve, id: valve, critical: true}";
    let ran = ran(steps, "answers: {valve: {fail: 锈死, override: {by: wang, reason: 已报修}}}");
    assert_eq!(answered(&ran)[0].then, Some(AfterFailure::Override));
    let Event::Overridden(waived) = &ran.events[3].1 else { panic!("{:?}", words(&ran)) };
    assert_eq!((waived.by.as_str(), waived.reason.as_str(), waived.assurance), ("wang", "已报修", Assurance::Scripted));
    assert_eq!(ended(&ran), "completed_with_deviations");
}

#[test]
fn nobody_overrides_what_he_answered_himself() {
    let steps = "- {check: Valve, id: valve}";
    let ran = ran(steps, "answers: {valve: {fail: 锈死, override: {by: zhang, reason: 已报修}}}");
    assert_eq!((ended(&ran), stuck(&ran).as_str()), ("open", "`valve`: another person than `zhang` is wanted"));
}

#[test]
fn leave_leaves_a_critical_step_failed() {
    let ran = ran("- {check: Valve, id: valve, critical: true}", "answers: {valve: {fail: 锈死, leave: true}}");
    assert_eq!((ended(&ran), words(&ran).len()), ("failed", 4));
}

#[test]
fn a_value_may_have_a_reason_an_override_and_leave() {
    let steps = "- {measure: A, id: a, max: 22}\n- {measure: B, id: b, max: 22}\n- {measure: C, id: c, max: 22, critical: true}";
    let ran = ran(
        steps,
        "answers:\n  a: {value: 25, reason: 门开着}\n  b: {value: 26, override: {by: wang, reason: 夏季}}\n  c: {value: 27, leave: true}",
    );
    let reasons: Vec<_> = answered(&ran).into_iter().map(|answer| answer.reason).collect();
    assert_eq!(reasons, [Some("门开着".to_owned()), None, None]);
    assert_eq!(words(&ran).iter().filter(|word| **word == "overridden").count(), 1);
    assert_eq!(ended(&ran), "failed");
}

#[test]
fn evidence_is_references_or_files() {
    let steps = "- {check: Photo, id: photo, evidence: {kind: reference}}\n- {check: Scan, id: scan, evidence: {kind: file, accept: [jpg]}}";
    let ran = ran(
        steps,
        "answers: {photo: {value: done, evidence: [IMG-0042]}, scan: {value: done, evidence: [scans/a.jpg]}}",
    );
    let answers = answered(&ran);
    assert_eq!(answers[0].evidence, [EvidenceItem::Reference("IMG-0042".into())]);
    assert!(matches!(&answers[1].evidence[..], [EvidenceItem::File(file)] if file.name == "a.jpg"));
}

#[test]
fn evidence_of_a_signed_step_stands_with_the_signature_that_completes_it() {
    let steps = "- {sign: S, id: s, by: [lead, clerk], evidence: {kind: reference}}";
    let given = "answers: {s: {sign: {lead: zhang, clerk: li}, evidence: [D-7]}}";
    let signed = ran(steps, given);
    let shown = signed.events.iter().filter_map(|(_, event)| match event {
        Event::Signed(signed) => Some(signed.evidence.clone()),
        _ => None,
    });
    assert_eq!(shown.collect::<Vec<_>>(), [vec![], vec![EvidenceItem::Reference("D-7".into())]]);
    let none = ran(steps, "answers: {s: {sign: {lead: zhang, clerk: li}}}");
    assert_eq!(stuck(&none), "`s`: at least 1 pieces of evidence are wanted", "it was dropped silently");
}

#[test]
fn missing_or_wrong_evidence_is_refused() {
    let steps = "- {check: Scan, id: scan, evidence: {kind: file, accept: [jpg]}}";
    let none = ran(steps, "answers: {scan: done}");
    assert_eq!(stuck(&none), "`scan`: at least 1 pieces of evidence are wanted");
    let wrong = ran(steps, "answers: {scan: {value: done, evidence: [a.exe]}}");
    assert_eq!(stuck(&wrong), "`scan`: `a.exe` is not the kind of evidence that is wanted");
}

#[test]
fn after_moves_the_clock_first() {
    let steps = "- {check: Lit, id: lit}\n- {check: Out, id: out, deadline: {after: 10m, within: 20m, of: lit}}";
    let early = ran(steps, "answers: {lit: done, out: {value: done, after: 9m}}");
    assert_eq!(early.run.deviations(early.run.last().at).len(), 1);
    let right = ran(steps, "answers: {lit: done, out: {value: done, after: 12m}}");
    assert_eq!(ended(&right), "completed");
    let late = ran(steps, "answers: {lit: done, out: {value: done, after: 21m}}");
    assert_eq!(ended(&late), "completed_with_deviations");
}

#[test]
fn somebody_else_answers() {
    let ran = ran("- {check: Customs, id: customs, hold: clerk}", "answers: {customs: {value: done, by: li}}");
    assert_eq!(answered(&ran)[0].by, "li");
    assert_eq!(answered(&ran)[0].assurance, Some(Assurance::Scripted));
}

#[test]
fn a_second_person_enters_the_value_too() {
    let steps = "- {measure: A, id: a, independent: true}";
    let same = ran(steps, "answers: {a: {value: 12, second: {by: li, value: 12.0}}}");
    assert_eq!(told(&same), ["1 \"12\" done"]);
    let other = ran(steps, "answers: {a: {value: 12, second: {by: li, value: 13}}}");
    assert_eq!(told(&other), ["1 \"12\" failed"]);
    let alone = ran(steps, "answers: {a: {value: 12, second: {by: zhang, value: 12}}}");
    assert_eq!(stuck(&alone), "`a`: another person than `zhang` is wanted");
    let none = ran(steps, "answers: {a: 12}");
    assert_eq!(stuck(&none), "`a`: no second person enters it: `second: {by, value}`");
}

#[test]
fn each_role_is_signed_for() {
    let steps = "- {sign: Handed, id: handed, by: [lead, clerk]}";
    let both = ran(steps, "answers: {handed: {sign: {lead: li, clerk: wang}}}");
    let signed: Vec<_> = both
        .events
        .iter()
        .filter_map(|(_, event)| if let Event::Signed(signed) = event { Some(signed.by.as_str()) } else { None })
        .collect();
    assert_eq!(signed, ["li", "wang"]);
    assert_eq!(ended(&both), "completed");
    let one = ran(steps, "answers: {handed: {sign: {lead: li}}}");
    assert_eq!(stuck(&one), "`handed`: nobody signs as `clerk`");
    let same = ran(steps, "answers: {handed: {sign: {lead: li, clerk: li}}}");
    assert_eq!(stuck(&same), "`handed`: another person than `li` is wanted");
}

#[test]
fn a_signer_declines() {
    let steps = "- {sign: Handed, id: handed, by: [lead, clerk]}";
    let ran = ran(steps, "answers: {handed: {sign: {lead: li, clerk: {decline: 数目不符}}}}");
    assert_eq!(ended(&ran), "completed_with_deviations");
    let declined = ran.events.iter().find_map(|(_, event)| match event {
        Event::Declined(declined) => Some((declined.by.as_str(), declined.reason.as_str())),
        _ => None,
    });
    assert_eq!(declined, Some(("zhang", "数目不符")));
}

#[test]
fn a_declined_signature_is_given_at_the_recheck() {
    let steps = "- {sign: Handed, id: handed, by: [lead], on_fail: {then: recheck}}";
    let ran = ran(steps, "answers: {handed: {asked: [{sign: {lead: {decline: 不符}}}, {sign: {lead: li}}]}}");
    assert_eq!(words(&ran)[2..4], ["declined", "signed"]);
    assert_eq!(ended(&ran), "completed_with_deviations");
}

#[test]
fn forms_and_tables_keep_what_was_typed() {
    let fields = "fields: [{id: number, type: text}, {id: copies, type: number}]";
    let steps = format!(
        "- {{record: Doc, id: doc, {fields}}}\n- {{record: Sales, id: sales, rows: {{at_least: 0}}, {fields}}}"
    );
    let ran = ran(
        &steps,
        "answers:\n  doc: {number: 2026-7, copies: 3.10}\n  sales: [{number: A, copies: 3}, {number: B, copies: 1}]",
    );
    let answers = answered(&ran);
    assert_eq!(answers[0].value.to_string(), r#"{"copies":"3.10","number":"2026-7"}"#);
    let Some(Raw::Table(rows)) = &answers[1].raw else { panic!("a table") };
    assert_eq!(rows.len(), 2);
}

#[test]
fn an_empty_table_and_an_annotated_form_are_answers() {
    let fields = "fields: [{id: number, type: text}]";
    let steps = format!(
        "- {{record: Doc, id: doc, {fields}}}\n- {{record: Sales, id: sales, rows: {{at_least: 0}}, {fields}}}"
    );
    let ran = ran(&steps, "answers:\n  doc: {value: {number: x}, after: 2h}\n  sales: []");
    assert_eq!(told(&ran)[1], "2 [] done");
    assert_eq!(ended(&ran), "completed");
}

#[test]
fn a_form_may_have_a_field_that_is_called_like_a_key() {
    let steps = "- {record: Doc, id: doc, fields: [{id: value, type: text}, {id: reason, type: text}]}";
    let plain = ran(steps, "answers: {doc: {value: a, reason: b}}");
    let whole = ran(steps, "answers: {doc: {value: {value: a, reason: b}, after: 1m}}");
    assert_eq!(told(&plain), told(&whole));
    assert_eq!(ended(&plain), "completed");
}

#[test]
fn a_hand_over_is_a_text_or_nothing() {
    let steps = "- {handover: Tonight, id: tonight}";
    assert_eq!(told(&ran(steps, "answers: {tonight: 空调已报修}")), ["1 \"空调已报修\" done"]);
    assert_eq!(told(&ran(steps, "answers: {tonight: \"\"}")), ["1 \"\" done"]);
}

#[test]
fn decide_takes_four_words_and_choose_an_option() {
    for (word, value) in [("true", "true"), ("yes", "true"), ("false", "false"), ("no", "false")] {
        let ran = ran("- {decide: D, id: d}", &format!("answers: {{d: {word}}}"));
        assert_eq!(told(&ran), [format!("1 {value} done")]);
    }
    let steps = "- {choose: C, id: c, options: [{id: a}, {id: b}]}";
    assert_eq!(told(&ran(steps, "answers: {c: b}")), ["1 \"b\" done"]);
    assert_eq!(stuck(&ran(steps, "answers: {c: x}")), "`c`: `x` is not one of the options");
}

#[test]
fn a_notice_has_its_own_answer() {
    let steps = "- {check: A, id: a, on_fail: {notify: Boss}}";
    let told = ran(steps, "answers: {a: {fail: x}, a.notify: done}");
    assert_eq!(words(&told)[3], "notified");
    let not = ran(steps, "answers: {a: {fail: x}}");
    assert_eq!(stuck(&not), "`a.notify`: no answer");
}

#[test]
fn dates_times_and_numbers_are_kept_as_they_were_typed() {
    let steps = "- {record: D, id: d, type: date}\n- {record: T, id: t, type: time}\n- {measure: N, id: n}\n- {record: B, id: b, type: boolean}";
    let ran = ran(steps, "answers:\n  d: 2026-11-23\n  t: 08:05\n  n: 7.10\n  b: true");
    assert_eq!(told(&ran), ["1 \"2026-11-23\" done", "2 \"08:05\" done", "3 \"7.10\" done", "4 true done"]);
}
