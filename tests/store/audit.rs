//! What `verify` sees: every judgement, and receipts from outside.

use std::fs;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use signoff::clock::Clock;
use signoff::journal::{
    Auditor, Contradiction, Digest, Head, Headline, Journal, JournalError, Judgement, MemoryStorage, Mode, NewRun,
    Presented, Purge, RUN_CLOSED, ReceiptJudgement, Removal, Rule, Store, StoreError, Verification, blobs_named,
};

use crate::scene::{Scene, keep, kinds};

#[test]
fn a_later_signature_is_sealed_and_does_not_invalidate_the_receipt() {
    let scene = Scene::new(Mode::Live);
    let receipt = scene.closed();
    let mut run = scene.resume().expect("opens");
    scene.append(&mut run, "signed");
    scene.store.seal_run(&run, "li", &scene.clock).expect("seals");
    drop(run);
    assert_eq!(kinds(&scene.ledger_path()), ["started", "closed", "sealed"]);
    let presented = [receipt.to_string(), receipt.code().to_string().to_lowercase()];
    for presented in presented.map(|text| text.parse::<Presented>().expect("a receipt")) {
        let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
        assert_eq!(auditor.receipt(&presented), ReceiptJudgement::Confirmed(receipt.run.clone()));
    }
    keep(&scene.last().path, 3);
    assert!(matches!(scene.judgement(), Judgement::CutShort { found: 3, .. }), "the seal is missed");
}

#[test]
fn fault_33_every_flipped_bit_of_a_closed_run_is_found_and_going_on_is_refused() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let file = scene.last();
    let whole = fs::read(&file.path).expect("bytes");
    for bit in (0..whole.len() * 8).step_by(5) {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&file.path, &flipped).expect("writes");
        assert_eq!(scene.judgements()[0].headline(), Headline::Altered, "bit {bit}");
        assert!(scene.resume().is_err(), "bit {bit}");
        assert_eq!(fs::read(&file.path).expect("bytes"), flipped);
    }
}

#[test]
fn a_closed_run_cut_at_any_byte_is_found() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let file = scene.last();
    let whole = fs::read(&file.path).expect("bytes");
    for cut in 0..whole.len() {
        fs::write(&file.path, &whole[..cut]).expect("writes");
        let judgement = scene.judgements().remove(0);
        assert_eq!(judgement.headline(), Headline::Altered, "{cut}: {judgement:?}");
        let at_boundary = cut > 0 && whole[cut - 1] == b'\n';
        assert!(!at_boundary || matches!(judgement, Judgement::CutShort { .. }), "{cut}: {judgement:?}");
    }
    fs::write(&file.path, b"").expect("writes");
    assert_eq!(scene.judgement(), Judgement::Empty);
    fs::remove_file(&file.path).expect("removes");
    assert_eq!(scene.judgement(), Judgement::Missing);
}

#[test]
fn an_open_run_with_a_torn_tail_is_torn_and_goes_on_with_a_fence() {
    let scene = Scene::new(Mode::Live);
    drop(scene.begin());
    let file = scene.last();
    let torn = [fs::read(&file.path).expect("bytes"), b"{\"v\":1,".to_vec()].concat();
    fs::write(&file.path, &torn).expect("writes");
    assert_eq!(scene.judgement(), Judgement::Torn);
    let resumed = scene.store.open_run(Mode::Live, &file, &scene.clock).expect("goes on");
    assert!(resumed.recovery.is_some());
    drop(resumed);
    assert_eq!(scene.judgement(), Judgement::Open);
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    assert_eq!(auditor.run(&file.run).recoveries().len(), 1);
}

#[test]
fn a_run_recomputed_from_an_edited_entry_on_contradicts_the_ledger() {
    let scene = Scene::new(Mode::Live);
    let receipt = scene.closed();
    let file = scene.last();
    let memory = MemoryStorage::default();
    let mut forged = Journal::create(memory.clone());
    for entry in Verification::of(&fs::read(&file.path).expect("bytes")).entries {
        let data = if entry.kind == "answered" { json!({"raw": "2"}) } else { entry.read().expect("data") };
        forged.append(scene.clock.now(), &entry.kind, &entry.by, &data).expect("appends");
    }
    fs::write(&file.path, memory.bytes()).expect("writes");
    assert!(matches!(scene.judgement(), Judgement::Altered(at) if at.rule == Rule::Ledger));
    assert!(matches!(scene.resume(), Err(StoreError::Contradicted { .. })));
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    let judged = auditor.receipt(&Presented::Line(receipt));
    assert!(matches!(judged, ReceiptJudgement::Journal(_, Contradiction::Altered(_))), "{judged:?}");
}

#[test]
fn fault_55_journals_that_have_changed_places_are_found() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    scene.closed();
    let [a, b] = &scene.store.runs(Mode::Live).expect("runs")[..] else { panic!("expected two runs") };
    let (left, right) = (fs::read(&a.path).expect("bytes"), fs::read(&b.path).expect("bytes"));
    fs::write(&a.path, right).expect("writes");
    fs::write(&b.path, left).expect("writes");
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    for run in auditor.runs() {
        assert_eq!(auditor.run(run).headline(), Headline::Altered);
    }
}

#[test]
fn a_missing_or_changed_blob_is_found_and_not_handed_out() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let digest = Digest::of(b"title: a\n");
    assert_eq!(scene.store.blobs().get(&digest).expect("the blob"), b"title: a\n");
    assert_eq!(scene.store.blobs().put(b"title: a\n").expect("again"), digest);
    let name = digest.to_string();
    let path = scene.root.join("blobs/sha256").join(&name[..2]).join(&name);
    fs::remove_file(&path).expect("removes");
    fs::write(&path, b"title: b\n").expect("writes");
    assert!(scene.store.blobs().get(&digest).is_err());
    assert!(scene.store.blobs().put(b"title: a\n").is_err());
    assert!(matches!(&scene.judgements()[..], [Judgement::Altered(at)] if at.rule == Rule::Blob));
    fs::remove_file(&path).expect("removes");
    assert_eq!(scene.judgements()[0].headline(), Headline::Altered);
}

#[test]
fn a_purged_run_is_purged_and_not_missing() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let file = scene.last();
    let purge = Purge { by: "li".to_owned(), reason: "retention".to_owned() };
    assert!(!scene.store.ledger(Mode::Live).expect("a ledger").is_purged(&file.run));
    scene.store.purge_run(Mode::Live, &file, purge.clone(), &scene.clock).expect("purges");
    assert!(!file.path.exists());
    assert_eq!(scene.judgement(), Judgement::Purged(purge));
    assert!(scene.store.ledger(Mode::Live).expect("a ledger").is_purged(&file.run));
    assert_eq!(scene.heal(), []);
}

#[test]
fn a_second_journal_of_a_run_in_another_folder_is_found() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    assert_eq!(scene.judgement(), Judgement::Intact);
    let file = scene.last();
    let other = scene.root.join("runs/2026/12");
    fs::create_dir(&other).expect("a folder");
    fs::copy(&file.path, other.join(file.path.file_name().expect("a name"))).expect("copies");
    assert!(scene.judgements().contains(&Judgement::Twofold), "{:?}", scene.judgements());
}

#[test]
fn a_run_that_is_purged_after_the_ledger_was_read_is_no_alarm() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let file = scene.last();
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    let purge = Purge { by: "li".to_owned(), reason: "retention".to_owned() };
    scene.store.purge_run(Mode::Live, &file, purge.clone(), &scene.clock).expect("purges");
    let judgements = auditor.run(&file.run).judgements;
    assert!(judgements.contains(&Judgement::Purged(purge)), "{judgements:?}");
    assert!(!judgements.iter().any(|judgement| judgement.headline() == Headline::Altered), "{judgements:?}");
}

/// What was shown in a run may tell of people: it stayed in the store after the run was removed.
#[test]
fn a_purge_removes_the_files_that_no_other_run_has_shown_and_no_more() {
    let scene = Scene::new(Mode::Live);
    let put = |bytes: &[u8]| scene.store.blobs().put(bytes).expect("a blob");
    let (own, shared) = (put(b"a photo of a person"), put(b"a manual"));
    scene.closed_showing(&[own, shared]);
    let purged = scene.last();
    scene.closed_showing(&[shared]);
    let purge = || Purge { by: "li".to_owned(), reason: "retention".to_owned() };
    let open = scene.begin();
    let later = scene.store.purge_run(Mode::Live, &purged, purge(), &scene.clock).expect("purges");
    assert!(
        later == Removal::Later && purged.path.exists() && scene.store.blobs().is_intact(&own),
        "one is in progress"
    );
    drop(open);
    scene.heal();
    assert!(!purged.path.exists() && !scene.store.blobs().is_intact(&own));
    assert!(scene.store.blobs().is_intact(&shared) && scene.store.blobs().is_intact(&put(b"title: a\n")));
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    for run in auditor.runs() {
        assert_ne!(auditor.run(run).headline(), Headline::Altered, "{run}");
    }
}

#[test]
fn fault_65_a_ledger_whose_times_run_backwards_is_out_of_order_but_not_a_scripted_one() {
    for (mode, judged) in [(Mode::Live, true), (Mode::Training, true), (Mode::Scripted, false)] {
        let scene = Scene::new(mode);
        let mut run = scene.begin();
        scene.append(&mut run, RUN_CLOSED);
        scene.clock.advance(TimeDelta::days(-1));
        scene.store.close_run(&mut run, "zhang", &scene.clock).expect("closes");
        drop(run);
        let out_of_order = scene.judgements().contains(&Judgement::OutOfOrder { entry: 2 });
        assert_eq!(out_of_order, judged, "{mode}");
    }
}

#[test]
fn fault_55_a_ledger_cut_or_altered_is_found_by_a_receipt_and_an_altered_one_takes_no_more() {
    let scene = Scene::new(Mode::Live);
    let receipt = scene.closed();
    let whole = fs::read(scene.ledger_path()).expect("bytes");
    keep(&scene.ledger_path(), 1);
    let judge = |presented: Presented| Auditor::new(&scene.store, Mode::Live).expect("an auditor").receipt(&presented);
    let cut = judge(Presented::Line(receipt.clone()));
    assert!(matches!(cut, ReceiptJudgement::Ledger(_, Contradiction::CutShort { found: 1, .. })), "{cut:?}");
    assert_eq!(judge(Presented::Code(receipt.code())), ReceiptJudgement::Unknown);

    let mut altered = whole;
    altered[100] ^= 1;
    fs::write(scene.ledger_path(), &altered).expect("writes");
    let store = Store::open(&scene.root).expect("a store");
    let auditor = Auditor::new(&store, Mode::Live).expect("an auditor");
    assert_eq!(auditor.run(&receipt.run).headline(), Headline::Altered);
    let date = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
    let new = NewRun { mode: Mode::Live, procedure: "a", date, by: "zhang" };
    let refused = store.begin_run(new, &scene.clock, |_| json!({}));
    assert!(matches!(refused, Err(StoreError::Journal(JournalError::Altered { .. }))), "{refused:?}");
    assert_eq!(fs::read(scene.ledger_path()).expect("bytes"), altered);
}

#[test]
fn what_stands_in_place_of_a_journal_is_an_alarm_and_does_not_hang() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let path = scene.last().path;
    fs::remove_file(&path).expect("removes");
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).expect("a pipe");
    assert!(matches!(&scene.judgements()[..], [Judgement::Unreadable(_)]));
    assert_eq!(scene.heal(), []);
    assert!(scene.resume().is_err());
}

#[test]
fn a_ledger_once_ended_with_each_of_its_heads_and_with_no_other() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let (before, other) = (scene.store.ledger(Mode::Live).expect("a ledger"), Digest::of(b"another"));
    let head = before.verification.head();
    scene.closed();
    let ledger = scene.store.ledger(Mode::Live).expect("a ledger");
    assert!(ledger.had(Head::EMPTY) && ledger.had(head) && ledger.had(ledger.verification.head()));
    assert!(!before.had(ledger.verification.head()), "it has not come so far");
    assert!(!ledger.had(Head { hash: other, ..head }), "another entry of that number");
    assert!(!ledger.had(Head { hash: other, ..Head::EMPTY }), "a beginning that is none");
}

#[test]
fn every_file_that_an_entry_names_is_known() {
    let [one, two] = [Digest::of(b"1"), Digest::of(b"2")];
    let named = |kind: &str, data: serde_json::Value| blobs_named(kind, &data.to_string());
    let shown = json!([{"sha256": one}, {"reference": "2026-7"}, {"sha256": two}]);
    assert_eq!(named("run_started", json!({"called": [{"blob": one}], "procedure": {"blob": two}})), [one, two]);
    assert_eq!(named("attached", json!({"sha256": one})), [one]);
    assert_eq!(named("answered", json!({"evidence": shown})), [one, two]);
    assert_eq!(
        named("amended", json!({"old": {"evidence": [{"sha256": two}]}, "new": {"evidence": [{"sha256": one}]}})),
        [one]
    );
    assert_eq!(named("answered", json!({"value": {"sha256": one}})), [], "an operator's own words name no file");
    assert_eq!(named("note_added", json!({"sha256": one})), []);
}
