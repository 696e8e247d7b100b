//! What a crash leaves between any two steps, and what the next start mends.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::DateTime;
use serde_json::json;

use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{
    Auditor, Digest, Healed, JournalError, Judgement, Mode, NewRun, RUN_CLOSED, RunFile, Store, StoreError,
};

use crate::scene::{Scene, keep, kinds, mode_of};

#[test]
fn a_run_stands_where_the_page_says_and_is_private() {
    for mode in Mode::ALL {
        let scene = Scene::new(mode);
        let receipt = scene.closed();
        let folder = scene.ledger_path().parent().expect("a folder").to_owned();
        let file = folder.join("runs/2026/11").join(format!("{}.jsonl", receipt.run));
        assert!(receipt.run.to_string().starts_with("20261121T073012-hall-opening-"));
        assert_eq!(scene.last(), RunFile { run: receipt.run, path: file.clone() });
        assert_eq!(mode_of(&file), 0o600);
        assert_eq!(mode_of(&scene.ledger_path()), 0o600);
        assert_eq!(mode_of(&scene.root.join("store.json")), 0o600);
        let digest = Digest::of(b"title: a\n").to_string();
        assert_eq!(mode_of(&scene.root.join("blobs/sha256").join(&digest[..2]).join(&digest)), 0o400);
        for folder in file.ancestors().skip(1).take_while(|folder| folder.starts_with(&scene.root)) {
            assert_eq!(mode_of(folder), 0o700, "{}", folder.display());
        }
        assert_eq!(kinds(&scene.ledger_path()), ["started", "closed"]);
        assert_eq!(scene.judgement(), Judgement::Intact);
        let others = Mode::ALL.into_iter().filter(|&other| other != mode);
        assert!(others.into_iter().all(|other| scene.store.runs(other).expect("runs").is_empty()));
    }
}

#[test]
fn a_store_is_founded_once_and_keeps_its_id() {
    let scene = Scene::new(Mode::Live);
    let again = Store::open_or_create(&scene.root, &scene.clock).expect("a store");
    assert_eq!((again.id(), again.id().len()), (scene.store.id(), 32));
    assert!(matches!(Store::open(&scene.root.join("x")), Err(StoreError::NotAStore { .. })));
    fs::write(scene.root.join("store.json"), "{\"store\":\"x\",\"created\":\"\",\"format\":2}").expect("writes");
    assert!(matches!(Store::open(&scene.root), Err(StoreError::UnknownFormat { .. })));
}

#[test]
fn a_run_cut_off_before_the_ledger_knows_it_is_no_alarm_and_is_adopted() {
    let scene = Scene::new(Mode::Live);
    drop(scene.begin());
    keep(&scene.ledger_path(), 0);
    assert_eq!(scene.judgement(), Judgement::NotYetListed);
    let run = scene.last().run;
    assert_eq!(scene.heal(), [Healed::Adopted(run)]);
    assert_eq!(kinds(&scene.ledger_path()), ["adopted"]);
    assert_eq!(scene.heal(), []);
    assert_eq!(scene.judgement(), Judgement::Open);
    assert!(scene.resume().is_ok());
}

#[test]
fn a_journal_without_one_whole_entry_is_never_begun_and_left_as_it_is() {
    for length in [0, 1, 100] {
        let scene = Scene::new(Mode::Live);
        drop(scene.begin());
        keep(&scene.ledger_path(), 0);
        let file = scene.last();
        let torn = fs::read(&file.path).expect("bytes")[..length].to_vec();
        fs::write(&file.path, &torn).expect("writes");
        assert_eq!(scene.heal(), [Healed::NeverBegun(file.run.clone())]);
        assert_eq!(fs::read(&file.path).expect("bytes"), torn);
        assert_eq!(scene.judgement(), Judgement::NeverBegun);
        assert!(matches!(scene.resume(), Err(StoreError::Journal(JournalError::NeverBegun { .. }))));
    }
}

#[test]
fn a_run_with_an_answer_that_the_ledger_does_not_know_is_an_alarm() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    keep(&scene.ledger_path(), 0);
    assert_eq!(scene.heal(), [Healed::Unlisted(scene.last().run)]);
    assert_eq!(scene.judgement(), Judgement::Unlisted);
    assert!(matches!(scene.resume(), Err(StoreError::Unlisted { .. })));
}

#[test]
fn a_copy_of_a_journal_under_another_name_is_not_adopted() {
    let scene = Scene::new(Mode::Live);
    drop(scene.begin());
    let file = scene.last();
    let copy = file.path.with_file_name("20271121T073012-hall-opening-7q4kd9.jsonl");
    fs::copy(&file.path, &copy).expect("copies");
    assert_eq!(scene.heal(), [Healed::Unlisted("20271121T073012-hall-opening-7q4kd9".parse().expect("an id"))]);
}

#[test]
fn fault_04_a_run_closed_just_before_a_crash_is_intact_and_the_next_start_enters_it() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    keep(&scene.ledger_path(), 1);
    assert_eq!(scene.judgement(), Judgement::Intact);
    let healed = scene.heal();
    let [Healed::Closed(receipt)] = &healed[..] else { panic!("expected a receipt, found {healed:?}") };
    assert_eq!((receipt.head.length, receipt.ledger.length), (3, 2));
    assert_eq!(kinds(&scene.ledger_path()), ["started", "closed"]);
    assert_eq!(scene.heal(), []);
}

#[test]
fn a_closing_entry_that_lacks_only_its_newline_is_completed_and_entered() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    keep(&scene.ledger_path(), 1);
    let path = scene.last().path;
    let whole = fs::read(&path).expect("bytes");
    fs::write(&path, &whole[..whole.len() - 1]).expect("writes");
    assert_eq!(scene.judgement(), Judgement::Torn);
    assert!(matches!(scene.heal()[..], [Healed::Closed(_)]));
    assert_eq!(fs::read(&path).expect("bytes"), whole);
}

#[test]
fn runs_in_use_are_not_touched_by_another_start() {
    let scene = Scene::new(Mode::Live);
    let run = scene.begin();
    keep(&scene.ledger_path(), 0);
    assert_eq!(scene.heal(), []);
    assert_eq!(scene.judgement(), Judgement::OpenInUse);
    drop(run);
    assert_eq!(scene.heal().len(), 1);
}

#[test]
fn a_ledger_torn_at_any_byte_is_mended_and_the_next_run_begins() {
    let scene = Scene::new(Mode::Live);
    drop(scene.begin());
    let whole = fs::read(scene.ledger_path()).expect("bytes");
    for cut in (0..whole.len()).step_by(9).chain([whole.len() - 1]) {
        fs::write(scene.ledger_path(), &whole[..cut]).expect("writes");
        let store = Store::open(&scene.root).expect("a store");
        store.heal(Mode::Live, &scene.clock).expect("heals");
        let ledger = store.ledger(Mode::Live).expect("a ledger");
        assert_eq!(ledger.count(), 1, "{cut}");
        assert!(ledger.faults.is_empty());
        let torn = cut > 0 && cut < whole.len() - 1;
        assert_eq!(ledger.verification.recoveries.len(), usize::from(torn), "{cut}");
        assert!(fs::read(scene.ledger_path()).expect("bytes").starts_with(&whole[..cut]));
    }
}

#[test]
fn fault_59_and_60_a_run_goes_on_where_it_was_and_a_second_program_is_refused() {
    let scene = Scene::new(Mode::Live);
    let mut first = scene.begin();
    scene.append(&mut first, "answered");
    drop(first);
    let resumed = scene.store.open_run(Mode::Live, &scene.last(), &scene.clock).expect("goes on");
    assert_eq!((resumed.entries.len(), &resumed.recovery), (2, &None));
    let mut run = resumed.open;
    scene.append(&mut run, RUN_CLOSED);
    let receipt = scene.store.close_run(&mut run, "zhang", &scene.clock).expect("closes");
    assert_eq!(receipt.head, run.journal.head());
    drop(run);
    let mut again = scene.resume().expect("opens");
    assert_eq!(again.receipt(), Some(&receipt));
    assert_eq!(scene.store.close_run(&mut again, "li", &scene.clock).expect("the same"), receipt);
    assert_eq!(kinds(&scene.ledger_path()), ["started", "closed"]);
}

#[test]
fn an_altered_journal_that_the_ledger_does_not_know_is_not_adopted() {
    let scene = Scene::new(Mode::Live);
    drop(scene.closed());
    keep(&scene.ledger_path(), 0);
    let path = scene.last().path;
    let mut bytes = fs::read(&path).expect("bytes");
    let second = bytes.iter().position(|&byte| byte == b'\n').expect("lines") + 30;
    bytes[second] ^= 1;
    fs::write(&path, bytes).expect("writes");
    assert_eq!(scene.heal(), [Healed::Unlisted(scene.last().run)]);
    assert!(matches!(scene.judgements()[..], [Judgement::Altered(_), Judgement::Unlisted]));
}

#[test]
fn fault_69_a_folder_that_others_may_write_in_is_told() {
    let scene = Scene::new(Mode::Live);
    assert!(!scene.store.is_exposed());
    fs::set_permissions(&scene.root, fs::Permissions::from_mode(0o777)).expect("opens the folder");
    assert!(scene.store.is_exposed());
}

#[test]
fn only_a_closed_run_is_entered_as_closed() {
    let scene = Scene::new(Mode::Live);
    let mut run = scene.begin();
    let refused = scene.store.close_run(&mut run, "zhang", &scene.clock);
    assert!(matches!(refused, Err(StoreError::NotClosed { .. })));
    assert_eq!(kinds(&scene.ledger_path()), ["started"]);
}

#[test]
fn fault_61_several_programs_begin_and_close_runs_and_the_ledger_is_one_chain() {
    let scene = Scene::new(Mode::Live);
    let root = &scene.root;
    std::thread::scope(|scope| {
        for worker in 0..4 {
            scope.spawn(move || {
                let at = DateTime::parse_from_rfc3339("2026-11-21T08:00:00.000+08:00").expect("a time");
                let clock = ScriptedClock::new(at);
                let store = Store::open(root).expect("a store");
                let date = at.date_naive();
                for _ in 0..10 {
                    let procedure = format!("p{worker}");
                    let new = NewRun { mode: Mode::Live, procedure: &procedure, date, by: "zhang" };
                    let begun = store.begin_run(
                        new,
                        &clock,
                        |birth| json!({"store": birth.store, "run": birth.run, "ledger": birth.ledger}),
                    );
                    let mut run = begun.expect("begins");
                    run.journal.append(clock.now(), RUN_CLOSED, "zhang", &json!({})).expect("appends");
                    store.close_run(&mut run, "zhang", &clock).expect("closes");
                }
            });
        }
    });
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    assert_eq!(auditor.runs().len(), 40);
    assert!(auditor.ledger().faults.is_empty() && auditor.ledger().verification.recoveries.is_empty());
    assert_eq!(auditor.ledger().verification.head().length, 80);
    for run in auditor.runs() {
        assert_eq!(auditor.run(run).judgements, [Judgement::Intact]);
    }
}

#[test]
fn runs_are_found_by_what_people_call_them_and_listed_newest_first() {
    let scene = Scene::new(Mode::Training);
    let (older, newer) = (scene.closed().run, scene.closed().run);
    let listed: Vec<_> = scene.store.runs(Mode::Training).expect("runs").into_iter().map(|file| file.run).collect();
    assert_eq!(listed, [newer.clone(), older.clone()]);
    assert_eq!(scene.last().run, newer);
    let older_id = older.to_string();
    assert_eq!(scene.store.resolve(Mode::Training, &older_id[older_id.len() - 6..]).expect("a run").run, older);
    assert!(matches!(scene.store.resolve(Mode::Training, "2026"), Err(StoreError::Ambiguous { .. })));
    assert!(matches!(scene.store.resolve(Mode::Live, "last"), Err(StoreError::NoSuchRun { .. })));
}

#[test]
fn files_that_are_no_journals_are_passed_over() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let month = scene.last().path.parent().expect("a folder").to_owned();
    fs::write(month.join("notes.txt"), "x").expect("writes");
    fs::write(month.join("x.jsonl"), "x").expect("writes");
    fs::write(scene.root.join("runs/README"), "x").expect("writes");
    std::os::unix::fs::symlink(&month, scene.root.join("runs/2027")).expect("links");
    assert_eq!(scene.store.runs(Mode::Live).expect("runs").len(), 1);
}
