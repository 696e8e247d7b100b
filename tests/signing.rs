//! What happens to a run after its end: signatures, their PINs and their seals, signatures that are missing, and removal.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fs;

use operator::{Operator, live};
use roster::{PIN, house_of};
use support::{House, Outcome, entries, of_type};

const STEP: &str = "  - check: 第一项\n";
const CLOSE: (&str, &str) = ("关闭本次运行", "1");

/// A house with a roster and one live run, closed by 张敏.
fn closed(steps: &str, answers: &[(&str, &str)]) -> House {
    let house = house_of(steps);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(answers).walks(&[("最后一步", "1"), CLOSE]);
    operator.ends(0);
    house
}

fn signed() -> House {
    closed(STEP, &[("第一项", "1")])
}

fn ledger(house: &House) -> Vec<serde_json::Value> {
    entries(&house.store().join("ledger.jsonl"))
}

fn receipt_is_confirmed(house: &House) -> Outcome {
    let closing = ledger(house).into_iter().find(|line| line["type"] == "closed").expect("a closing");
    let journal = house.journals("live").remove(0);
    let run = journal.file_stem().expect("a name").to_string_lossy();
    let (data, text) = (&closing["data"], |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned());
    let line = format!(
        "signoff-receipt 1 {run} {} {} {} {} {}",
        data["n"],
        text(&data["h"]),
        closing["seq"],
        text(&closing["h"]),
        text(&closing["at"])
    );
    house.run(&["verify", "--receipt", &line])
}

#[test]
fn a_signature_with_a_pin_covers_the_whole_run_is_sealed_and_leaves_the_receipt_valid() {
    let house = signed();
    let mut li = Operator::at(&house, &["sign", "last", "--operator", "li", "--note", "看过了"]);
    li.answers("签字的含义", "2").sees("李娜 的口令：").types("0000").sees("李娜 的口令：").types(PIN).ends(0);
    let journal = live(&house);
    let (last, before) = (&journal[journal.len() - 1], &journal[journal.len() - 2]);
    assert_eq!((&last["type"], &last["by"]), (&"signed".into(), &"li".into()));
    let data = &last["data"];
    assert_eq!((&data["head"], &data["head_seq"]), (&before["h"], &before["seq"]));
    let said = ["by", "name", "meaning", "assurance", "note"].map(|name| data[name].as_str().unwrap_or_default());
    assert_eq!(said, ["li", "李娜", "approved", "pin", "看过了"]);
    let ledger = ledger(&house);
    let sealed = ledger.last().expect("a line");
    assert_eq!((&sealed["type"], &sealed["by"]), (&"sealed".into(), &"li".into()));
    assert_eq!((&sealed["data"]["n"], &sealed["data"]["h"]), (&last["seq"], &last["h"]));
    assert_eq!((house.run(&["verify", "last"]).code, receipt_is_confirmed(&house).code), (0, 0));
    let told = house.run(&["log", "last"]).stdout;
    assert!(told.contains("李娜") && told.contains("看过了"), "{told}");
    let without: Vec<String> = journal[..journal.len() - 1].iter().map(ToString::to_string).collect();
    fs::write(&house.journals("live")[0], without.join("\n") + "\n").expect("writes");
    assert_eq!(house.run(&["verify", "last"]).code, 1, "the signature was taken away");
}

#[test]
fn away_from_a_terminal_nobody_is_asked_and_nothing_is_signed_by_halves() {
    let house = signed();
    let bytes = fs::read(&house.journals("live")[0]).expect("bytes");
    let refused: [(&[&str], &str); 6] = [
        (&["sign", "last", "--operator", "zhang"], "--meaning reviewed"),
        (&["sign", "last", "--meaning", "reviewed"], "--operator ID"),
        (&["sign", "last", "--meaning", "reviewed", "--operator", "chen"], "zhang, li, wang"),
        (&["sign", "last", "--meaning", "reviewed", "--operator", "li"], "has a PIN"),
        (&["sign", "last", "--meaning", "witnessed", "--operator", "zhang"], "nobody witnesses"),
        (&["sign", "nothing", "--meaning", "reviewed", "--operator", "zhang"], "nothing"),
    ];
    for (arguments, what) in refused {
        let ended = house.run(arguments);
        assert!(ended.code == 2 && ended.stderr.contains(what), "{arguments:?}: {ended:?}");
    }
    assert_eq!(fs::read(&house.journals("live")[0]).expect("bytes"), bytes);
    let ended = house.run(&["sign", "last", "--meaning", "reviewed", "--operator", "zhang"]);
    assert_eq!((ended.code, house.run(&["verify", "last"]).code), (0, 0), "{ended:?}");
    assert_eq!(of_type(&live(&house), "signed")[0]["assurance"], "claimed");
}

/// Rule 27: wrong PINs are recorded and five lock the person. At a signature on a closed run they left no trace.
#[test]
fn rule_27_wrong_pins_at_a_late_signature_are_recorded_and_five_lock_the_person() {
    let house = signed();
    let sign = ["sign", "last", "--operator", "li", "--meaning", "reviewed"];
    let notes = |house: &House| -> Vec<serde_json::Value> {
        of_type(&live(house), "note_added").iter().map(|note| note["wrong_pins"].clone()).collect()
    };
    Operator::at(&house, &sign).sees("李娜 的口令：").types("0000").sees("李娜 的口令：").types(PIN).ends(0);
    assert_eq!(notes(&house), [serde_json::json!({"person": "li", "failures": 1})]);
    let mut li = Operator::at(&house, &sign);
    for _ in 0..4 {
        li.sees("李娜 的口令：").types("0000");
    }
    li.ends(2);
    assert_eq!(notes(&house)[1], serde_json::json!({"person": "li", "failures": 4}));
    let before = fs::read(&house.journals("live")[0]).expect("bytes");
    let mut li = Operator::at(&house, &sign);
    li.sees("锁定").ends(2);
    assert_eq!(fs::read(&house.journals("live")[0]).expect("bytes"), before, "who is locked gets no more tries");
    assert_eq!(ledger(&house).last().expect("a line")["data"]["n"], live(&house).len());
    assert_eq!((house.run(&["verify", "last"]).code, receipt_is_confirmed(&house).code), (0, 0));
    assert!(house.run(&["log", "last"]).stdout.contains("WRONG PIN of 李娜, 4 in all"));
    assert_eq!(house.run(&["sign", "last", "--meaning", "reviewed", "--operator", "zhang"]).code, 0);
}

#[test]
fn an_open_run_and_an_altered_one_are_neither_signed_nor_removed() {
    let house = house_of(STEP);
    Operator::at(&house, &["run", "hall", "--operator", "zhang"]).leaves("第一项");
    let acts: [&[&str]; 2] = [
        &["sign", "last", "--meaning", "reviewed", "--operator", "zhang"],
        &["purge", "last", "--reason", "old", "--operator", "zhang"],
    ];
    for arguments in acts {
        assert_eq!(house.run(arguments).code, 2, "{arguments:?}");
    }
    let house = signed();
    let path = house.journals("live").remove(0);
    let text = fs::read_to_string(&path).expect("a journal").replace("第一项", "第二项");
    fs::write(&path, &text).expect("writes");
    for arguments in acts {
        let ended = house.run(arguments);
        assert!(ended.code == 4 && ended.stderr.contains("signoff verify"), "{arguments:?}: {ended:?}");
    }
    assert_eq!(fs::read_to_string(&path).expect("a journal"), text);
}

/// A crash between a signature and its seal left it outside of the ledger for ever.
#[test]
fn a_signature_that_a_crash_kept_from_being_sealed_is_sealed_by_the_next_start() {
    let house = signed();
    assert_eq!(house.run(&["sign", "last", "--meaning", "reviewed", "--operator", "zhang"]).code, 0);
    let path = house.store().join("ledger.jsonl");
    let text = fs::read_to_string(&path).expect("a ledger");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&path, lines[..lines.len() - 1].concat()).expect("writes");
    assert_eq!(house.run(&["verify"]).code, 0);
    assert_eq!(house.run(&["sign", "last"]).code, 2);
    let sealed = ledger(&house).pop().expect("a line");
    assert_eq!((&sealed["type"], &sealed["by"]), (&"sealed".into(), &"signoff".into()));
    assert_eq!(sealed["data"]["n"], live(&house).len());
    assert_eq!(house.run(&["verify"]).stdout, "1 run: 1 intact\n");
}

#[test]
fn a_signature_that_the_procedure_requires_and_that_was_declined_is_told() {
    let steps = "  - {sign: 班长签字, id: s, by: [lead], meaning: 属实}\n";
    let house = closed(steps, &[("签字表示", ""), ("2 拒签", "2"), ("谁拒签", "zhang"), ("为什么", "1")]);
    let verified = house.run(&["verify"]);
    assert!(verified.code == 0 && verified.stdout.contains("not signed: 1 班长签字"), "{verified:?}");
    assert_eq!(house.run(&["verify", "last"]).code, 1, "a run that is named must have what its procedure requires");
    assert_eq!(house.run(&["verify", "last", "--chain"]).code, 0);
    let report: serde_json::Value =
        serde_json::from_str(&house.run(&["verify", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(report["runs"][0]["unsigned"][0]["path"], "1");
}

/// It was told as not signed, in the export as not OK, though the last screen said that it is corrected.
#[test]
fn a_signature_that_was_declined_and_then_given_at_its_recheck_is_not_missing() {
    let steps = "  - {sign: 班长签字, id: s, by: [lead], on_fail: {then: recheck}}\n";
    let house = closed(
        steps,
        &[
            ("签字表示", ""),
            ("2 拒签", "2"),
            ("谁拒签", "zhang"),
            ("为什么", "1"),
            ("现在整改", "2"),
            ("复查", "zhang"),
        ],
    );
    let verified = house.run(&["verify", "last"]);
    assert!(verified.code == 0 && !verified.stdout.contains("not signed"), "{verified:?}");
    let page = house.run(&["export", "--format", "html"]).stdout;
    assert!(
        page.contains("<td>1  班长签字</td>") && page.contains("signed by 张敏") && page.contains("<td>corrected</td>"),
        "{page}"
    );
}

#[test]
fn a_removed_run_is_purged_and_not_missing_and_says_by_whom_and_why() {
    let house = signed();
    let run = house.journals("live")[0].file_stem().expect("a name").to_string_lossy().into_owned();
    assert_eq!(house.run(&["purge", "last", "--operator", "zhang"]).code, 2);
    assert_eq!(house.run(&["purge", "last", "--reason", " ", "--operator", "zhang"]).code, 2);
    assert_eq!(house.run(&["purge", "last", "--reason", "old", "--operator", "li"]).code, 2);
    assert_eq!(house.journals("live").len(), 1);
    let mut operator = Operator::at(&house, &["purge", "last", "--operator", "zhang"]);
    operator.answers("为什么清除", "七年期满").answers("2 保留", "2").ends(0);
    assert_eq!(house.journals("live").len(), 1);
    let ended = house.run(&["purge", &run, "--reason", "七年期满", "--operator", "zhang"]);
    assert_eq!((ended.code, house.journals("live").len()), (0, 0), "{ended:?}");
    let verified = house.run(&["verify", &run]);
    assert!(verified.code == 0 && verified.stdout.contains("purged\n    by zhang: 七年期满"), "{verified:?}");
    let line = ledger(&house).pop().expect("a line");
    assert_eq!(line["data"], serde_json::json!({"run": run, "by": "zhang", "reason": "七年期满"}));
    assert_eq!(house.run(&["purge", &run, "--reason", "x", "--operator", "zhang"]).code, 2);
    assert_eq!(house.run(&["sign", &run, "--meaning", "reviewed", "--operator", "zhang"]).code, 2);
}

/// A run that was named did not tell that its roster was another than that of the run before.
#[test]
fn a_changed_roster_is_told_of_the_store_and_of_a_run_that_is_named() {
    let house = signed();
    let site = fs::read_to_string(house.path("signoff.yaml")).expect("a site");
    let without: Vec<&str> = site.lines().filter(|line| !line.contains("id: wang")).collect();
    house.write("signoff.yaml", without.join("\n") + "\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("第一项", "1"), ("最后一步", "1"), CLOSE]).ends(0);
    for arguments in [&["verify"][..], &["verify", "last"], &["verify", "last", "--chain"]] {
        let verified = house.run(arguments);
        assert!(verified.code == 0 && verified.stdout.contains(": gone: wang"), "{arguments:?} {verified:?}");
    }
}

/// A crash between the ledger's `purged` and the removal left the journal for ever, and nothing said so.
#[test]
fn a_removal_that_a_crash_cut_short_is_told_and_done_by_the_next_start() {
    let house = signed();
    let path = house.journals("live").remove(0);
    let bytes = fs::read(&path).expect("bytes");
    assert_eq!(house.run(&["purge", "last", "--reason", "七年期满", "--operator", "zhang"]).code, 0);
    fs::write(&path, &bytes).expect("writes");
    let run = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let verified = house.run(&["verify", &run]);
    assert!(verified.code == 3 && verified.stdout.contains("not removed yet, purged"), "{verified:?}");
    assert_eq!(house.run(&["verify"]).code, 0);
    let again = house.run(&["purge", &run, "--reason", "x", "--operator", "zhang"]);
    assert!(again.code == 2 && again.stderr.contains("it is removed now"), "{again:?}");
    assert!(house.journals("live").is_empty());
    assert_eq!(house.run(&["verify", &run]).code, 0);
    assert_eq!(ledger(&house).iter().filter(|line| line["type"] == "purged").count(), 1);
}

/// Damage to a closed run is never told as less than altered; the next signature fences it, and then it is told for ever.
#[test]
fn a_signature_torn_by_a_crash_is_altered_until_the_next_one_fences_it() {
    let house = signed();
    let path = house.journals("live").remove(0);
    let whole = fs::read(&path).expect("bytes");
    assert_eq!(house.run(&["sign", "last", "--meaning", "reviewed", "--operator", "zhang"]).code, 0);
    let signature = fs::read(&path).expect("bytes").split_off(whole.len());
    let ledger_path = house.store().join("ledger.jsonl");
    let sealed = fs::read_to_string(&ledger_path).expect("a ledger");
    let unsealed: Vec<&str> = sealed.split_inclusive('\n').collect();
    for cut in [1, signature.len() / 2, signature.len() - 2, signature.len() - 1] {
        fs::write(&ledger_path, unsealed[..unsealed.len() - 1].concat()).expect("writes");
        fs::write(&path, [&whole[..], &signature[..cut]].concat()).expect("writes");
        assert_eq!(house.run(&["verify"]).code, 1, "{cut}");
        let ended = house.run(&["sign", "last", "--meaning", "approved", "--operator", "zhang"]);
        assert_eq!(ended.code, 0, "{cut}: {ended:?}");
        let verified = house.run(&["verify", "last"]);
        let whole_but_for_its_newline = cut == signature.len() - 1;
        assert_eq!(verified.code, 0, "{cut}: {verified:?}");
        assert_eq!(verified.stdout.contains("recovered"), !whole_but_for_its_newline, "{cut}: {verified:?}");
        let text = fs::read_to_string(&path).expect("a journal");
        let entries = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let signatures = entries.filter(|entry| entry["type"] == "signed").count();
        assert_eq!(signatures, 1 + usize::from(whole_but_for_its_newline), "{cut}");
    }
}

/// Rule 27: wrong PINs as a run begins, is gone on with or given up were counted anew each time, and left no trace.
#[test]
fn rule_27_wrong_pins_outside_a_session_are_recorded_and_count_for_the_run() {
    let house = house_of(STEP);
    let asks = |arguments: &[&str], wrong: usize| {
        let mut operator = Operator::at(&house, arguments);
        for _ in 0..wrong {
            operator.sees("李娜 的口令：").types("0000");
        }
        operator
    };
    let failures = |house: &House| -> Vec<serde_json::Value> {
        of_type(&live(house), "note_added").iter().map(|note| note["wrong_pins"]["failures"].clone()).collect()
    };
    let mut li = asks(&["run", "hall", "--operator", "li"], 2);
    li.sees("李娜 的口令：").types(PIN);
    li.leaves("第一项");
    assert_eq!(failures(&house), [2]);
    let mut li = asks(&["run", "last", "--operator", "li"], 1);
    li.sees("李娜 的口令：").types(PIN);
    li.leaves("第一项");
    assert_eq!(failures(&house), [2, 1]);
    asks(&["abandon", "last", "--operator", "li", "--reason", "x"], 2).ends(2);
    assert_eq!(failures(&house), [2, 1, 2]);
    let mut li = Operator::at(&house, &["run", "last", "--operator", "li"]);
    li.sees("锁定").ends(2);
    assert_eq!((house.run(&["verify"]).code, house.run(&["verify", "last"]).code), (0, 3));
    let mut zhang = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    zhang.walks(&[("第一项", "1"), ("最后一步", "1"), CLOSE]);
    zhang.ends(0);
    assert_eq!(house.run(&["verify", "last"]).code, 0);
    assert!(house.run(&["log", "last"]).stdout.contains("WRONG PIN of 李娜, 2 in all"));
}

/// Rule 27 at what is done to a closed run besides signing it.
#[test]
fn rule_27_wrong_pins_at_a_removal_and_at_a_closed_action_are_recorded() {
    let house = closed("  - {check: 第一项, on_fail: {action: {title: 报修}}}\n", &[("第一项", "2"), ("为什么", "1")]);
    let opened = operator::word(of_type(&live(&house), "action_opened")[0], "id");
    let close = ["actions", "close", opened.as_str(), "--note", "修好", "--operator", "li"];
    Operator::at(&house, &close).sees("李娜 的口令：").types("0000").sees("李娜 的口令：").types(PIN).ends(0);
    let mut li = Operator::at(&house, &["purge", "last", "--reason", "old", "--operator", "li"]);
    for _ in 0..4 {
        li.sees("李娜 的口令：").types("0000");
    }
    li.ends(2);
    let entries = live(&house);
    let wrong: Vec<_> =
        of_type(&entries, "note_added").iter().map(|note| note["wrong_pins"]["failures"].clone()).collect();
    assert_eq!(wrong, [1, 4]);
    assert_eq!((of_type(&entries, "action_closed").len(), house.run(&["verify", "last"]).code), (1, 0));
    assert_eq!(ledger(&house).last().expect("a line")["data"]["n"], entries.len());
}
