//! `OpenRun`: a run's journal in a store, from its first entry to its receipt, each step on the disk before the next. \[door\]

use std::io;
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::clock::Clock;

use super::file::{FileStorage, Patience};
use super::ledger::LedgerLine;
use super::store_error::StoreError;
use super::{Entry, Examined, Head, Journal, JournalError, Mode, Receipt, Recovery, RunFile, RunId, Store, folder};

/// The event type that begins a run.
pub const RUN_STARTED: &str = "run_started";

/// How often a run id that is taken is drawn again.
const DRAWS: u32 = 8;

/// What is known of a run before it begins.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    /// What it counts as.
    pub mode: Mode,
    /// The procedure's id.
    pub procedure: &'a str,
    /// The business date, which decides its folder.
    pub date: NaiveDate,
    /// The operator's id.
    pub by: &'a str,
}

/// What the store adds to that; `run_started` must say it in members `store`, `run` and `ledger` (`{"n":…,"h":…}`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Birth {
    /// The store's id.
    pub store: String,
    /// The run's id.
    pub run: RunId,
    /// Where the ledger ended.
    pub ledger: Head,
}

/// A run whose journal is open for appending. Its lock is held until this is dropped.
#[derive(Debug)]
pub struct OpenRun {
    /// The run.
    pub run: RunId,
    /// What it counts as.
    pub mode: Mode,
    /// Its journal.
    pub journal: Journal<FileStorage>,
    /// What the ledger has of its closing. While the lock is held nobody else can enter it.
    receipt: Option<Receipt>,
}

impl OpenRun {
    /// Returns the receipt, if the ledger says that the run is closed.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.as_ref()
    }
}

/// A run that goes on.
#[derive(Debug)]
pub struct Resumed {
    /// The run.
    pub open: OpenRun,
    /// Its entries so far, without the fence that opening may just have added.
    pub entries: Vec<Entry>,
    /// The fence that opening has added.
    pub recovery: Option<Recovery>,
}

impl Store {
    /// Begins a run: its folders, its journal with the `run_started` that `data` returns, and its place in the ledger.
    ///
    /// # Errors
    /// If any of that could not be brought to the disk. No question may then be asked.
    pub fn begin_run<D: Serialize>(
        &self,
        new: NewRun<'_>,
        clock: &dyn Clock,
        data: impl FnOnce(&Birth) -> D,
    ) -> Result<OpenRun, StoreError> {
        let ledger = self.ledger_head(new.mode, clock)?;
        let month = self.month(new.mode, new.date);
        folder::create(&month).map_err(|source| StoreError::Io { path: month.clone(), source })?;
        let (run, storage) = create(&month, new.procedure, clock)?;
        let birth = Birth { store: self.id().to_owned(), run: run.clone(), ledger };
        let mut journal = Journal::create(storage);
        let head = journal.append(clock.now(), RUN_STARTED, new.by, &data(&birth))?;
        folder::sync_upward(&month, self.root()).map_err(|source| StoreError::Io { path: month, source })?;
        self.record(new.mode, &LedgerLine::Started(run.clone(), head.hash), new.by, clock)?;
        Ok(OpenRun { run, mode: new.mode, journal, receipt: None })
    }

    /// Takes up a run again: locks its journal, verifies it against itself and the ledger, and mends its tail.
    ///
    /// # Errors
    /// If it is locked, altered, not in the ledger, never begun, or cannot be read and written.
    pub fn open_run(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Resumed, StoreError> {
        self.open_with(mode, file, Patience::USUAL, clock)
    }

    /// Enters in the ledger that the run is closed, and returns its receipt. A second time it returns the same.
    ///
    /// # Errors
    /// [`StoreError::NotClosed`] if its journal does not say so; otherwise if the ledger cannot be written.
    pub fn close_run(&self, open: &mut OpenRun, by: &str, clock: &dyn Clock) -> Result<Receipt, StoreError> {
        if let Some(receipt) = &open.receipt {
            return Ok(receipt.clone());
        }
        let (run, head) = (closed(open)?, open.journal.head());
        let (ledger, at) = self.record(open.mode, &LedgerLine::Closed(run.clone(), head), by, clock)?;
        let receipt = Receipt { run, head, ledger, at };
        open.receipt = Some(receipt.clone());
        Ok(receipt)
    }

    /// Enters in the ledger where the journal of a closed run ends now, after a signature or a note.
    ///
    /// # Errors
    /// As [`Store::close_run`].
    pub fn seal_run(&self, open: &OpenRun, by: &str, clock: &dyn Clock) -> Result<Head, StoreError> {
        let line = LedgerLine::Sealed(closed(open)?, open.journal.head());
        Ok(self.record(open.mode, &line, by, clock)?.0)
    }

    pub(super) fn open_with(
        &self,
        mode: Mode,
        file: &RunFile,
        patience: Patience,
        clock: &dyn Clock,
    ) -> Result<Resumed, StoreError> {
        let examined = Examined::of(FileStorage::open(&file.path, patience)?)?;
        if examined.verification().is_never_begun() {
            return Err(JournalError::NeverBegun { path: file.path.clone() }.into());
        }
        let run = file.run.clone();
        // Read under the run's lock, so that nobody can have entered it since.
        let Some(listing) = self.ledger(mode)?.listing(&run) else { return Err(StoreError::Unlisted { run }) };
        if listing.purged.is_some() {
            return Err(StoreError::Purged { run });
        }
        if let Some(how) = listing.contradiction(examined.verification()) {
            return Err(StoreError::Contradicted { run, how });
        }
        let opened = examined.go_on(clock.now())?;
        let receipt = listing.receipt(&run);
        let open = OpenRun { run, mode, journal: opened.journal, receipt };
        Ok(Resumed { open, entries: opened.entries, recovery: opened.recovery })
    }
}

fn closed(open: &OpenRun) -> Result<RunId, StoreError> {
    let run = open.run.clone();
    if open.journal.is_closed() { Ok(run) } else { Err(StoreError::NotClosed { run }) }
}

/// Creates a journal under an id that is not taken.
fn create(month: &Path, procedure: &str, clock: &dyn Clock) -> Result<(RunId, FileStorage), StoreError> {
    let mut drawn = 0;
    loop {
        let random = getrandom::u32().map_err(|error| random_failed(month, error))?;
        let run = RunId::new(clock.now().at, procedure, random)?;
        drawn += 1;
        match FileStorage::create(&month.join(format!("{run}.jsonl"))) {
            Ok(storage) => return Ok((run, storage)),
            Err(JournalError::Io { source, .. }) if drawn < DRAWS && source.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn random_failed(path: &Path, error: getrandom::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), source: io::Error::other(error) }
}
