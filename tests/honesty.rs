//! What the program must say although nobody likes to hear it: by whom a run was given up, that a store is not whole, that
//! what was asked for could not be written.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;

use operator::{Operator, Start, live};
use roster::{PIN, house_of};
use serde_json::{Value, json};
use support::{House, Outcome, entries, of_type, outcome};

const STEP: &str = "  - check: 第一项\n";
const PLAIN: &str = "procedure: hall\ntitle: Hall\nsteps:\n  - check: A\n    id: a\n";
const ALL_FORMATS: [&str; 6] = ["csv", "json", "jsonl", "html", "xlsx", "bundle"];

/// A house with a roster and one live run that 张敏 has left open.
fn left_open() -> House {
    let house = house_of(STEP);
    Operator::at(&house, &["run", "hall", "--operator", "zhang"]).leaves("第一项");
    house
}

/// A house with one scripted run, closed.
fn scripted() -> House {
    let house = House::with(PLAIN);
    let done = house.answer("hall", "answers: {a: done}\n");
    assert_eq!(done.code, 0, "{done:?}");
    house
}

fn of_scripted(house: &House, arguments: &[&str]) -> Outcome {
    house.run(&[&["--mode", "scripted"], arguments].concat())
}

fn bytes(house: &House) -> Vec<u8> {
    fs::read(&house.journals("live")[0]).expect("bytes")
}

/// `abandon` closed a run in its operator's name for whoever sat there, also where that operator or the one named has a PIN.
#[test]
fn nobody_gives_a_run_up_in_the_name_of_another() {
    let house = left_open();
    let before = bytes(&house);
    for (arguments, what) in [
        (&["abandon", "last", "--reason", "x", "--operator", "li"][..], "has a PIN"),
        (&["abandon", "last", "--reason", "x", "--operator", "chen"], "zhang, li, wang"),
        (&["abandon", "last", "--operator", "zhang"], "--reason TEXT"),
        (&["abandon", "last", "--operator", "zhang", "--reason", " "], "--reason TEXT"),
    ] {
        let refused = house.run(arguments);
        assert!(refused.code == 2 && refused.stderr.contains(what), "{arguments:?}: {refused:?}");
        assert!(refused.stderr.contains("\nhelp: ") && refused.stdout.is_empty(), "{refused:?}");
    }
    assert_eq!(bytes(&house), before);
    let mut li = Operator::at(&house, &["abandon", "last", "--reason", "停电", "--operator", "li"]);
    li.sees("李娜 的口令：").types("0000").sees("李娜 的口令：").types(PIN).ends(1);
    let entries = live(&house);
    assert_eq!(of_type(&entries, "resumed")[0]["assurance"], "pin");
    assert_eq!(of_type(&entries, "run_closed")[0]["reason"], "停电");
    assert_eq!(house.run(&["verify", "last"]).code, 0);
}

#[test]
fn away_from_a_terminal_a_run_is_given_up_by_its_own_operator_unless_he_has_a_pin() {
    let house = left_open();
    let ended = house.run(&["abandon", "last", "--reason", "x"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(of_type(&live(&house), "resumed").is_empty());
    let house = house_of("  - check: 第一项\n");
    let mut li = Operator::at(&house, &["run", "hall", "--operator", "li"]);
    li.sees("李娜 的口令：").types(PIN).asked("第一项").presses("\x03").ends(3);
    let refused = house.run(&["abandon", "last", "--reason", "x"]);
    assert!(refused.code == 2 && refused.stderr.contains("has a PIN"), "{refused:?}");
}

/// A run that was given up had no receipt, and the exit code said that all was well.
#[test]
fn a_run_that_is_given_up_has_its_receipt_and_is_no_success() {
    let house = left_open();
    let site = fs::read_to_string(house.path("signoff.yaml")).expect("a site file");
    house.write("signoff.yaml", site + "anchor: anchor.txt\n");
    let ended = house.run(&["abandon", "last", "--reason", "x", "--operator", "zhang"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stdout.starts_with("signoff-receipt 1 ") && ended.stdout.lines().count() == 1, "{ended:?}");
    let anchored = fs::read_to_string(house.path("anchor.txt")).expect("an anchor");
    let code = anchored.split_whitespace().last().expect("a code");
    assert!(ended.stderr.contains(code), "{ended:?}");
    for receipt in [code, ended.stdout.trim()] {
        let verified = house.run(&["verify", "--receipt", receipt]);
        assert!(verified.code == 0 && verified.stdout.contains("CONFIRMED"), "{verified:?}");
    }
}

#[test]
fn a_run_that_is_begun_again_gives_the_receipt_of_the_one_that_was_given_up() {
    let house = left_open();
    let mut zhang = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    zhang.answers("3 离开", "2").answers("为什么放弃", "弄错了").asked("第一项");
    assert_eq!(zhang.all().matches("signoff-receipt 1 ").count(), 1, "{}", zhang.all());
    zhang.presses("\x03").ends(3);
}

/// Without `store.json` a full store was taken for an empty one, and the next run made it another store's.
#[test]
fn records_without_a_store_json_are_missing_it_and_never_get_a_new_id() {
    let house = scripted();
    let identity = house.store().join("store.json");
    let text = fs::read(&identity).expect("an identity");
    fs::remove_file(&identity).expect("removed");
    for arguments in [&["verify"][..], &["verify", "last"], &["log"], &["export", "--format", "csv"]] {
        let told = of_scripted(&house, arguments);
        let said = told.stderr.contains("`store.json` is MISSING") && told.stderr.contains("\nhelp: ");
        assert!(told.code == 1 && said && told.stdout.is_empty(), "{arguments:?}: {told:?}");
    }
    let refused = house.answer("hall", "answers: {a: done}\n");
    assert!(refused.code == 4 && refused.stderr.contains("\nhelp: "), "{refused:?}");
    assert!(!identity.exists() && house.journals("scripted").len() == 1);
    fs::write(&identity, text).expect("written");
    assert_eq!(of_scripted(&house, &["verify"]).stdout, "1 run: 1 intact\n");
}

/// A mistyped `--store` was an empty store, all of it intact.
#[test]
fn a_store_that_was_named_and_is_none_proves_nothing() {
    let house = House::with(PLAIN);
    house.write("plain/readme.txt", "nothing");
    for store in ["plain", "typo"] {
        for arguments in [&["verify"][..], &["log"], &["export", "--format", "csv"], &["verify", "--format", "json"]] {
            let refused = house.run(&[&["--store", store], arguments].concat());
            let said = refused.stderr.contains(&format!("found no store in `{store}`"));
            assert!(refused.code == 2 && said && refused.stdout.is_empty(), "{arguments:?}: {refused:?}");
        }
        assert!(!house.path(store).join("store.json").exists());
    }
    house.write("answers.yaml", "answers: {a: done}\n");
    let begun = house.run(&["--store", "plain", "run", "hall", "--answers", "answers.yaml"]);
    assert_eq!(begun.code, 0, "a folder without records can become a store: {begun:?}");
}

/// Adds a line to the ledger: its last one again, or one whose chain is right and that cannot be.
fn spoil(house: &House, chained: bool) {
    let path = house.store().join("scripted/ledger.jsonl");
    let text = fs::read_to_string(&path).expect("a ledger");
    let last = text.lines().last().expect("a line");
    let text = if chained {
        let seq = entries(&path).len();
        let next = last.replacen(&format!("\"seq\":{seq},"), &format!("\"seq\":{},", seq + 1), 1);
        support::rechained(&format!("{text}{next}\n"))
    } else {
        format!("{text}{last}\n")
    };
    fs::write(&path, text).expect("written");
}

/// An altered ledger went unmentioned in every export and beside every run that was named.
#[test]
fn an_altered_ledger_is_told_by_every_export_and_beside_a_run_that_was_named() {
    for chained in [false, true] {
        let house = scripted();
        let clean = of_scripted(&house, &["verify", "last", "--format", "json"]);
        let report: Value = serde_json::from_str(&clean.stdout).expect("JSON");
        assert_eq!((clean.code, &report["ledger"]["condition"]), (0, &json!("intact")));
        spoil(&house, chained);
        for format in ALL_FORMATS {
            let target = house.path(&format!("export.{format}"));
            let target = target.to_str().expect("UTF-8");
            let ended = of_scripted(&house, &["export", "--format", format, "--output", target]);
            let said = ended.stderr.contains("the LEDGER is not as it was written; `signoff verify --mode scripted`");
            assert!(ended.code == 1 && said, "{format} {chained}: {ended:?}");
        }
        let named = of_scripted(&house, &["verify", "last"]);
        assert!(named.code == 1 && named.stdout.contains("ledger: "), "{named:?}");
        let named = of_scripted(&house, &["verify", "last", "--format", "json"]);
        let report: Value = serde_json::from_str(&named.stdout).expect("JSON");
        let ledger = &report["ledger"];
        assert!(named.code == 1 && (ledger["condition"] == "altered" || ledger["faults"] != json!([])), "{named:?}");
    }
}

fn pipe(path: &std::path::Path) {
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
}

/// A pipe in the place of a file held every command for ever.
#[test]
fn fault_28_a_pipe_in_the_place_of_a_journal_is_unreadable_and_waits_for_nobody() {
    let house = scripted();
    let journal = house.journals("scripted").remove(0);
    let name = journal.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
    let (begin, _) = name.rsplit_once('-').expect("an id");
    pipe(&journal.with_file_name(format!("{begin}-000000.jsonl")));
    let verified = of_scripted(&house, &["verify"]);
    assert!(verified.code == 1 && verified.stdout.contains("UNREADABLE"), "{verified:?}");
    assert_eq!(of_scripted(&house, &["log"]).code, 0);
    assert_eq!(of_scripted(&house, &["export", "--format", "csv"]).code, 1);
    assert_eq!(of_scripted(&house, &["list"]).code, 0);
    assert_eq!(house.answer("hall", "answers: {a: done}\n").code, 0);
}

#[test]
fn fault_28_a_store_json_that_is_no_small_file_is_refused_at_once() {
    let house = scripted();
    let identity = house.store().join("store.json");
    let text = fs::read(&identity).expect("an identity");
    let kinds: [&dyn Fn(); 3] = [&|| pipe(&identity), &|| symlink("/dev/zero", &identity).expect("a link"), &|| {
        File::create(&identity).and_then(|mut file| file.write_all(&text.repeat(100))).expect("written")
    }];
    for make in kinds {
        fs::remove_file(&identity).expect("removed");
        make();
        for arguments in
            [&["verify"][..], &["log"], &["list"], &["export"], &["run", "hall", "--answers", "answers.yaml"]]
        {
            let refused = of_scripted(&house, arguments);
            assert!(refused.code == 4 && refused.stderr.contains("store.json"), "{arguments:?}: {refused:?}");
        }
    }
}

#[test]
fn fault_28_an_anchor_that_is_a_pipe_is_told_and_blocks_nothing() {
    let house = House::with(PLAIN);
    house.write("signoff.yaml", "site: {id: hall}\nanchor: anchor.txt\n");
    pipe(&house.path("anchor.txt"));
    house.write("answers.yaml", "operator: zhang\nanswers: {a: done}\n");
    let ended = house.run(&["run", "hall", "--answers", "answers.yaml"]);
    assert!(ended.code == 0 && ended.stderr.contains("is not a regular file"), "{ended:?}");
    assert_eq!(of_scripted(&house, &["verify"]).code, 0);
}

/// What was said to do next was of live runs, whatever the run was.
#[test]
fn what_to_do_next_says_of_which_mode_the_run_is() {
    let house = house_of(STEP);
    let wide = |arguments: &[&str]| Start::new(&house, arguments).size(200, 24).sit();
    let mut zhang = wide(&["run", "hall", "--training", "--operator", "zhang"]);
    zhang
        .answers("第一项", "?")
        .sees("`signoff run last --training`")
        .asked("")
        .presses("\x03")
        .sees(" --training`")
        .ends(3);
    let left = zhang.all();
    let at = left.find("signoff run 20").expect("how to go on") + "signoff ".len();
    let command: Vec<&str> = left[at..].split('`').next().expect("its end").split_whitespace().collect();
    assert_eq!(command.last(), Some(&"--training"), "{left}");
    let mut zhang = wide(&[&command[..], &["--operator", "zhang"]].concat());
    zhang.walks(&[("第一项", "1"), ("最后一步", "1"), ("关闭本次运行", "1")]);
    zhang.sees("`signoff log last --mode training`").ends(0);
    assert_eq!(house.run(&["log", "last", "--mode", "training"]).code, 0);
    let receipt = zhang.all().lines().find(|line| line.starts_with("回执：")).expect("a receipt")["回执：".len()..]
        .trim()
        .to_owned();
    for (arguments, code, word) in [(&[][..], 1, "of_another_mode"), (&["--mode", "training"], 0, "confirmed")] {
        let verify = [&["verify", "--format", "json", "--receipt", &receipt], arguments].concat();
        let report: Value = serde_json::from_str(&house.run(&verify).stdout).expect("JSON");
        assert_eq!((house.run(&verify).code, &report["receipt"]["word"]), (code, &json!(word)));
    }
    let told = house.run(&["verify", "--receipt", &receipt, "--lang", "en"]).stdout;
    assert!(told.contains("`--mode training`") && !told.contains("UNKNOWN"), "{told}");
    let scripted = scripted();
    let ended = scripted.answer("hall", "answers: {a: done}\n");
    assert!(ended.stderr.contains("`signoff log last --mode scripted`"), "{ended:?}");
    let told = scripted.run(&["verify", "--receipt", ended.stdout.trim()]);
    assert!(told.code == 1 && told.stdout.contains("is a scripted run"), "a whole line too: {told:?}");
}

/// A filter beside a run was passed over in silence.
#[test]
fn a_run_and_a_filter_are_refused_together() {
    let house = scripted();
    for filter in [&["--verdict", "failed"][..], &["--open"], &["--operator", "li"]] {
        let refused = of_scripted(&house, &[&["log", "last"], filter].concat());
        assert!(refused.code == 2 && refused.stderr.contains(&format!("`{}`", filter[0])), "{refused:?}");
    }
}

/// The exit code was 1, and no field of the JSON said why.
#[test]
fn coverage_that_is_not_reached_is_named_in_the_json() {
    let house = House::with("procedure: hall\ntitle: Hall\nsteps:\n  - decide: A\n    id: a\n    if_yes: [B]\n");
    let clock = "clock: \"2026-11-24T08:40:00+08:00\"";
    let scenario = format!("name: n, {clock}, operator: li, answers: {{a: no}}, expect: {{verdict: completed}}");
    house.write("procedures/hall.scenario.yaml", format!("procedure: hall\nscenarios:\n  - {{{scenario}}}\n"));
    for (least, below) in [("100", json!(["hall"])), ("10", json!([]))] {
        let tested = house.run(&["test", "procedures", "--min-coverage", least, "--format", "json"]);
        let report: Value = serde_json::from_str(&tested.stdout).expect("JSON");
        assert_eq!((&report["below"], report["min_coverage"].to_string()), (&below, least.to_owned()), "{tested:?}");
        assert_eq!(tested.code == 1, least == "100", "{tested:?}");
    }
}

/// The starter named a role that nobody of the roster has, and so did not validate where it was written.
#[test]
fn the_starter_validates_beside_any_roster() {
    for (roles, language) in [("[lead]", "en"), ("[shift_lead]", "en"), ("[\"Shift Lead\", clerk]", "zh"), ("[]", "zh")]
    {
        let house = House::new();
        let roster = format!("operators:\n  - {{id: zhang, roles: {roles}}}\n");
        house.write("signoff.yaml", format!("site: {{id: hall}}\nprocedures: [procedures]\n{roster}"));
        assert_eq!(house.run(&["new", "round", "--lang", language]).code, 0);
        let validated = house.run(&["validate", "--strict", "--advice"]);
        assert_eq!(validated.code, 0, "{roles}: {}", validated.stdout);
    }
}

/// A script that was told to stop died where it stood: nothing was said and no pause recorded.
#[test]
fn rule_20_a_signal_leaves_a_scripted_run_open_and_in_order() {
    let steps: String = (0..2000).map(|number| format!("  - check: S\n    id: s{number}\n")).collect();
    for (signal, code, why) in [
        (rustix::process::Signal::INT, 130, "interrupt"),
        (rustix::process::Signal::TERM, 143, "terminate"),
        (rustix::process::Signal::HUP, 3, "hangup"),
    ] {
        let house = House::with(&format!("procedure: hall\ntitle: Hall\nsteps:\n{steps}"));
        house.write("answers.yaml", "rest: done\n");
        let mut command = house.command(&["run", "hall", "--answers", "answers.yaml"]);
        let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
        let mut child = child.expect("starts");
        // It answers once it is in its journal.
        let journal = loop {
            match house.journals("scripted").pop() {
                Some(journal) if fs::metadata(&journal).is_ok_and(|found| found.len() > 4096) => break journal,
                _ => assert!(child.try_wait().is_ok_and(|ended| ended.is_none()), "it ended by itself"),
            }
        };
        let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).expect("a pid")).expect("a pid");
        rustix::process::kill_process(pid, signal).expect("is there");
        let ended = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!((ended.status.code(), said.contains("the run stays open")), (Some(code), true), "{said}");
        assert_eq!(of_type(&entries(&journal), "paused")[0]["why"], why);
        assert_eq!(of_scripted(&house, &["verify", "last"]).code, 3);
    }
}

/// What nobody could read ended with 0.
#[test]
fn data_that_could_not_be_written_is_no_success() {
    let house = scripted();
    let file = house.path("procedures/hall.yaml");
    let full = || File::options().write(true).open("/dev/full").expect("opens");
    for arguments in [
        &["validate", file.to_str().expect("UTF-8"), "--format", "json"][..],
        &["--mode", "scripted", "verify"],
        &["--mode", "scripted", "log"],
        &["--mode", "scripted", "log", "last"],
        &["schema"],
        &["list"],
        &["show", "hall"],
        &["man"],
        &["completions", "bash"],
        &["run", "hall", "--answers", "answers.yaml"],
        &["--help"],
        &["--version"],
    ] {
        let ended = outcome(house.command(arguments).stdout(full()));
        assert_eq!(ended.code, 4, "{arguments:?}: {ended:?}");
        assert_eq!(ended.stderr.matches("cannot write to standard output: the disk is full").count(), 1, "{ended:?}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ended = outcome(house.command(arguments).stdout(writer));
        assert!(ended.code == 0 && !ended.stderr.contains("standard output"), "{arguments:?}: {ended:?}");
    }
}

/// Said what was wrong, and not what to do.
#[test]
fn what_cannot_begin_says_what_to_do_next() {
    let house = left_open();
    house.write("answers.yaml", "answers: {a: done}\n");
    for arguments in [
        &["log", "nothing"][..],
        &["verify", "nothing"],
        &["export", "nothing"],
        &["abandon", "nothing", "--reason", "x"],
        &["run", "hall", "--answers", "nothing.yaml"],
        &["run", "hall", "--answers", "procedures"],
        &["validate", "nothing.yaml"],
        &["sign", "last", "--meaning", "reviewed", "--operator", "zhang"],
        &["purge", "last", "--reason", "x", "--operator", "zhang"],
        &["abandon", "last", "--operator", "zhang"],
    ] {
        let refused = house.run(arguments);
        assert!(refused.code == 2 && refused.stderr.contains("help: "), "{arguments:?}: {refused:?}");
    }
}

/// `ALTERED, intact`, and a ledger that was gone was told of at its runs alone.
#[test]
fn nothing_is_altered_and_intact_and_a_ledger_that_is_gone_is_called_missing() {
    let house = scripted();
    let blobs = house.store().join("blobs/sha256");
    fs::rename(&blobs, house.path("elsewhere")).expect("moved");
    let verified = of_scripted(&house, &["verify"]);
    let line = verified.stdout.lines().nth(1).expect("a line");
    assert!(verified.code == 1 && line.ends_with("  ALTERED"), "{verified:?}");
    fs::rename(house.path("elsewhere"), &blobs).expect("moved");
    fs::remove_file(house.store().join("scripted/ledger.jsonl")).expect("removed");
    for arguments in [&["verify"][..], &["verify", "last"]] {
        let verified = of_scripted(&house, arguments);
        let said = verified.stdout.contains("ledger: MISSING") && verified.stdout.contains("UNLISTED");
        assert!(verified.code == 1 && said, "{verified:?}");
    }
}

/// Others could write in the store, and no command said so.
#[test]
fn fault_69_a_store_that_others_may_write_in_is_told_to_whoever_writes_or_reads() {
    use std::os::unix::fs::PermissionsExt;

    let house = scripted();
    let says = |house: &House, arguments: &[&str]| {
        let told = house.run(arguments);
        (told.code, told.stderr.contains("others may write in"))
    };
    let verify = ["--mode", "scripted", "verify"];
    assert_eq!(says(&house, &verify), (0, false));
    fs::set_permissions(house.store(), fs::Permissions::from_mode(0o777)).expect("opens the folder");
    assert_eq!(says(&house, &verify), (0, true));
    assert_eq!(says(&house, &["run", "hall", "--answers", "answers.yaml"]), (0, true));
}

/// A store whose name is altered was called unusable, code 4, where one without a name is altered, code 1.
#[test]
fn a_store_json_that_is_altered_is_found_as_a_missing_one_is() {
    let house = scripted();
    let identity = house.store().join("store.json");
    let text = fs::read_to_string(&identity).expect("text");
    fs::write(&identity, text.replace("format", "fxrmat")).expect("writes");
    for arguments in [&["verify"][..], &["log"], &["export", "--format", "csv"]] {
        let told = of_scripted(&house, arguments);
        assert!(told.code == 1 && told.stderr.contains("store.json"), "{arguments:?}: {told:?}");
    }
    let refused = house.run(&["run", "hall", "--answers", "answers.yaml"]);
    assert_eq!(refused.code, 4, "{refused:?}");
}
