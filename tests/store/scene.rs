//! A store in a temporary folder, a clock that a script moves, and what tests do with them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::json;
use tempfile::TempDir;

use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{
    Auditor, Digest, Healed, Judgement, Mode, NewRun, OpenRun, RUN_CLOSED, Receipt, RunFile, Store, StoreError,
    Verification,
};

pub struct Scene {
    _folder: TempDir,
    pub root: PathBuf,
    pub clock: ScriptedClock,
    pub store: Store,
    pub mode: Mode,
}

impl Scene {
    pub fn new(mode: Mode) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("a").join("store");
        let clock = ScriptedClock::new(DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time"));
        let store = Store::open_or_create(&root, &clock).expect("a store");
        Self { _folder: folder, root, clock, store, mode }
    }

    pub fn begin(&self) -> OpenRun {
        let date = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
        let new = NewRun { mode: self.mode, procedure: "hall-opening", date, by: "zhang" };
        let blob = self.store.blobs().put(b"title: a\n").expect("a blob");
        let begun = self.store.begin_run(new, &self.clock, |birth| {
            json!({"store": birth.store, "run": birth.run, "ledger": birth.ledger, "procedure": {"blob": blob}})
        });
        self.clock.advance(TimeDelta::seconds(1));
        begun.expect("begins")
    }

    pub fn append(&self, run: &mut OpenRun, kind: &str) {
        run.journal.append(self.clock.now(), kind, "zhang", &json!({"raw": "1"})).expect("appends");
        self.clock.advance(TimeDelta::seconds(1));
    }

    pub fn closed(&self) -> Receipt {
        let mut run = self.begin();
        self.append(&mut run, "answered");
        self.append(&mut run, RUN_CLOSED);
        self.store.close_run(&mut run, "zhang", &self.clock).expect("closes")
    }

    /// Closes a run in which files of these digests were shown.
    pub fn closed_showing(&self, shown: &[Digest]) {
        let mut run = self.begin();
        for digest in shown {
            let data = json!({"name": "a.jpg", "sha256": digest, "size": 1});
            run.journal.append(self.clock.now(), "attached", "zhang", &data).expect("appends");
        }
        self.append(&mut run, RUN_CLOSED);
        self.store.close_run(&mut run, "zhang", &self.clock).expect("closes");
    }

    pub fn last(&self) -> RunFile {
        self.store.resolve(self.mode, "last").expect("a run")
    }

    pub fn ledger_path(&self) -> PathBuf {
        let folder = if self.mode == Mode::Live { self.root.clone() } else { self.root.join(self.mode.word()) };
        folder.join("ledger.jsonl")
    }

    pub fn heal(&self) -> Vec<Healed> {
        Store::open(&self.root).expect("a store").heal(self.mode, &self.clock).expect("heals")
    }

    /// Judges the only run there is.
    pub fn judgements(&self) -> Vec<Judgement> {
        let auditor = Auditor::new(&self.store, self.mode).expect("an auditor");
        let [run] = auditor.runs() else { panic!("expected one run") };
        auditor.run(run).judgements
    }

    pub fn judgement(&self) -> Judgement {
        let mut judgements = self.judgements();
        assert_eq!(judgements.len(), 1, "{judgements:?}");
        judgements.remove(0)
    }

    pub fn resume(&self) -> Result<OpenRun, StoreError> {
        Ok(self.store.open_run(self.mode, &self.last(), &self.clock)?.open)
    }
}

/// Keeps the first `lines` of a file: a cut at an entry's boundary.
pub fn keep(path: &Path, lines: usize) {
    let bytes = fs::read(path).expect("bytes");
    let kept: Vec<u8> = bytes.split_inclusive(|&byte| byte == b'\n').take(lines).flatten().copied().collect();
    fs::write(path, kept).expect("writes");
}

pub fn kinds(path: &Path) -> Vec<String> {
    let journal = Verification::of(&fs::read(path).expect("bytes"));
    journal.entries.into_iter().map(|entry| entry.kind).collect()
}

pub fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}
