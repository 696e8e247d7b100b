//! The folder of journals: what a crash leaves between any two steps, what the next start mends, and what `verify` sees.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::json;
use tempfile::TempDir;

use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{
    Auditor, Contradiction, Digest, Headline, Healed, Journal, JournalError, Judgement, MemoryStorage, Mode, NewRun,
    OpenRun, Presented, Purge, RUN_CLOSED, Receipt, ReceiptJudgement, Rule, RunFile, Store, StoreError, Verification,
};

struct Scene {
    _folder: TempDir,
    root: PathBuf,
    clock: ScriptedClock,
    store: Store,
    mode: Mode,
}

impl Scene {
    fn new(mode: Mode) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("a").join("store");
        let clock = ScriptedClock::new(DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time"));
        let store = Store::open_or_create(&root, &clock).expect("a store");
        Self { _folder: folder, root, clock, store, mode }
    }

    fn begin(&self) -> OpenRun {
        let date = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
        let new = NewRun { mode: self.mode, procedure: "hall-opening", date, by: "zhang" };
        let blob = self.store.blobs().put(b"title: a\n").expect("a blob");
        let begun = self.store.begin_run(new, &self.clock, |birth| {
            json!({"store": birth.store, "run": birth.run, "ledger": birth.ledger, "procedure": {"blob": blob}})
        });
        self.clock.advance(TimeDelta::seconds(1));
        begun.expect("begins")
    }

    fn append(&self, run: &mut OpenRun, kind: &str) {
        run.journal.append(self.clock.now(), kind, "zhang", &json!({"raw": "1"})).expect("appends");
        self.clock.advance(TimeDelta::seconds(1));
    }

    fn closed(&self) -> Receipt {
        let mut run = self.begin();
        self.append(&mut run, "answered");
        self.append(&mut run, RUN_CLOSED);
        self.store.close_run(&run, "zhang", &self.clock).expect("closes")
    }

    fn last(&self) -> RunFile {
        self.store.resolve(self.mode, "last").expect("a run")
    }

    fn ledger_path(&self) -> PathBuf {
        let folder = if self.mode == Mode::Live { self.root.clone() } else { self.root.join(self.mode.word()) };
        folder.join("ledger.jsonl")
    }

    fn heal(&self) -> Vec<Healed> {
        Store::open(&self.root).expect("a store").heal(self.mode, &self.clock).expect("heals")
    }

    /// Judges the only run there is.
    fn judgements(&self) -> Vec<Judgement> {
        let auditor = Auditor::new(&self.store, self.mode).expect("an auditor");
        let [run] = &auditor.runs()[..] else { panic!("expected one run") };
        auditor.run(run).judgements
    }

    fn judgement(&self) -> Judgement {
        let mut judgements = self.judgements();
        assert_eq!(judgements.len(), 1, "{judgements:?}");
        judgements.remove(0)
    }

    fn resume(&self) -> Result<OpenRun, StoreError> {
        Ok(self.store.open_run(self.mode, &self.last(), &self.clock)?.open)
    }
}

/// Keeps the first `lines` of a file: a cut at an entry's boundary.
fn keep(path: &Path, lines: usize) {
    let bytes = fs::read(path).expect("bytes");
    let kept: Vec<u8> = bytes.split_inclusive(|&byte| byte == b'\n').take(lines).flatten().copied().collect();
    fs::write(path, kept).expect("writes");
}

fn kinds(path: &Path) -> Vec<String> {
    let journal = Verification::of(&fs::read(path).expect("bytes"));
    journal.entries.into_iter().map(|entry| entry.kind).collect()
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn a_run_stands_where_the_page_says_and_is_private() {
    for mode in Mode::ALL {
        let scene = Scene::new(mode);
        let receipt = scene.closed();
        let folder = scene.ledger_path().parent().expect("a folder").to_owned();
        let file = folder.join("runs/2026/11").join(format!("{}.jsonl", receipt.run));
        assert!(receipt.run.as_str().starts_with("20261121T073012-hall-opening-"));
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
fn a_run_closed_just_before_a_crash_is_intact_and_the_next_start_enters_it() {
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
        assert_eq!(ledger.runs.len(), 1, "{cut}");
        assert!(ledger.faults.is_empty());
        let torn = cut > 0 && cut < whole.len() - 1;
        assert_eq!(ledger.verification.recoveries.len(), usize::from(torn), "{cut}");
        assert!(fs::read(scene.ledger_path()).expect("bytes").starts_with(&whole[..cut]));
    }
}

#[test]
fn a_run_goes_on_where_it_was_and_a_second_program_is_refused() {
    let scene = Scene::new(Mode::Live);
    let mut first = scene.begin();
    scene.append(&mut first, "answered");
    drop(first);
    let resumed = scene.store.open_run(Mode::Live, &scene.last(), &scene.clock).expect("goes on");
    assert_eq!((resumed.entries.len(), &resumed.recovery), (2, &None));
    let mut run = resumed.open;
    scene.append(&mut run, RUN_CLOSED);
    let receipt = scene.store.close_run(&run, "zhang", &scene.clock).expect("closes");
    assert_eq!(receipt.head, run.journal.head());
}

#[test]
fn only_a_closed_run_is_entered_as_closed() {
    let scene = Scene::new(Mode::Live);
    let run = scene.begin();
    let refused = scene.store.close_run(&run, "zhang", &scene.clock);
    assert!(matches!(refused, Err(StoreError::NotClosed { .. })));
    assert_eq!(kinds(&scene.ledger_path()), ["started"]);
}

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
fn every_flipped_bit_of_a_closed_run_is_found_and_going_on_is_refused() {
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
fn journals_that_have_changed_places_are_found() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    scene.closed();
    let [a, b] = &scene.store.runs(Mode::Live).expect("runs")[..] else { panic!("expected two runs") };
    let (left, right) = (fs::read(&a.path).expect("bytes"), fs::read(&b.path).expect("bytes"));
    fs::write(&a.path, right).expect("writes");
    fs::write(&b.path, left).expect("writes");
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    for run in auditor.runs() {
        assert_eq!(auditor.run(&run).headline(), Headline::Altered);
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
    assert!(matches!(&scene.judgements()[..], [Judgement::Altered(at), Judgement::Intact] if at.rule == Rule::Blob));
    fs::remove_file(&path).expect("removes");
    assert_eq!(scene.judgements()[0].headline(), Headline::Altered);
}

#[test]
fn a_purged_run_is_purged_and_not_missing() {
    let scene = Scene::new(Mode::Live);
    scene.closed();
    let file = scene.last();
    let purge = Purge { by: "li".to_owned(), reason: "retention".to_owned() };
    scene.store.purge_run(Mode::Live, &file, purge.clone(), &scene.clock).expect("purges");
    assert!(!file.path.exists());
    assert_eq!(scene.judgement(), Judgement::Purged(purge));
    assert_eq!(scene.heal(), []);
}

#[test]
fn a_ledger_whose_times_run_backwards_is_out_of_order_but_not_a_scripted_one() {
    for (mode, judged) in [(Mode::Live, true), (Mode::Training, true), (Mode::Scripted, false)] {
        let scene = Scene::new(mode);
        let mut run = scene.begin();
        scene.append(&mut run, RUN_CLOSED);
        scene.clock.advance(TimeDelta::days(-1));
        scene.store.close_run(&run, "zhang", &scene.clock).expect("closes");
        drop(run);
        let out_of_order = scene.judgements().contains(&Judgement::OutOfOrder { entry: 2 });
        assert_eq!(out_of_order, judged, "{mode}");
    }
}

#[test]
fn a_ledger_cut_or_altered_is_found_by_a_receipt_and_an_altered_one_takes_no_more() {
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
fn several_programs_begin_and_close_runs_and_the_ledger_is_one_chain() {
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
                    store.close_run(&run, "zhang", &clock).expect("closes");
                }
            });
        }
    });
    let auditor = Auditor::new(&scene.store, Mode::Live).expect("an auditor");
    assert_eq!(auditor.runs().len(), 40);
    assert!(auditor.ledger().faults.is_empty() && auditor.ledger().verification.recoveries.is_empty());
    assert_eq!(auditor.ledger().verification.head().length, 80);
    for run in auditor.runs() {
        assert_eq!(auditor.run(&run).judgements, [Judgement::Intact]);
    }
}

#[test]
fn runs_are_found_by_what_people_call_them_and_listed_newest_first() {
    let scene = Scene::new(Mode::Training);
    let (older, newer) = (scene.closed().run, scene.closed().run);
    let listed: Vec<_> = scene.store.runs(Mode::Training).expect("runs").into_iter().map(|file| file.run).collect();
    assert_eq!(listed, [newer.clone(), older.clone()]);
    assert_eq!(scene.last().run, newer);
    let ending = &older.as_str()[older.as_str().len() - 6..];
    assert_eq!(scene.store.resolve(Mode::Training, ending).expect("a run").run, older);
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
