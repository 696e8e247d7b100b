//! What the next start mends: runs that a crash kept out of the ledger, or kept from being closed in it. \[door\]

use std::fs;

use chrono::{DateTime, Utc};

use crate::clock::Clock;

use super::file::{FileStorage, Patience};
use super::ledger::{Ledger, LedgerLine, Listing, StartClaims};
use super::open_run::RUN_STARTED;
use super::purge::Removal;
use super::store_error::StoreError;
use super::{
    Condition, Entry, Examined, JournalError, Mode, PROGRAM, Receipt, RunFile, RunId, RunReading, Store, Verification,
};

/// The event type that is an answer of the operator's: a run with one is more than an accident.
const ANSWERED: &str = "answered";

/// What a start found, and has mended where it could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Healed {
    /// The run had no answer yet and was not in the ledger; now it is.
    Adopted(RunId),
    /// The run was closed, and now the ledger says so.
    Closed(Box<Receipt>),
    /// Something was added to the run after it was closed, and now the ledger says so.
    Sealed(RunId),
    /// The ledger said that the run was purged, and now its journal is gone.
    Removed(RunId),
    /// The journal is empty or torn in its first line; it is left as it is.
    NeverBegun(RunId),
    /// The run has answers and is not in the ledger: an alarm, left as it is.
    Unlisted(RunId),
}

impl Store {
    /// Mends what an earlier end of the program has left in `mode`, and returns what it found. Called at each start.
    ///
    /// Runs in use and ones that cannot be opened are passed over: those are not over yet, these are for `verify` to tell.
    ///
    /// # Errors
    /// If the store cannot be read, or the ledger cannot be written.
    pub fn heal(&self, mode: Mode, clock: &dyn Clock) -> Result<Vec<Healed>, StoreError> {
        let files = self.runs(mode)?;
        let ledger = self.ledger(mode)?;
        let mut healed = Vec::new();
        for file in files.iter().rev() {
            healed.extend(self.heal_run(mode, file, ledger.listing(&file.run).as_ref(), clock)?);
        }
        Ok(healed)
    }

    fn heal_run(
        &self,
        mode: Mode,
        file: &RunFile,
        listing: Option<&Listing>,
        clock: &dyn Clock,
    ) -> Result<Vec<Healed>, StoreError> {
        match listing {
            Some(listing) if listing.purged.is_some() => self.heal_purged(mode, file, clock),
            Some(listing) if listing.closed.is_some() => self.heal_closed(mode, file, listing, clock),
            Some(_) => self.heal_listed(mode, file, clock),
            None => self.heal_unlisted(mode, file, clock),
        }
    }

    /// Removes a run that the ledger says is purged: the program ended before it could, or another run was in progress.
    fn heal_purged(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Vec<Healed>, StoreError> {
        let held = FileStorage::open(&file.path, Patience::NONE);
        let removed =
            held.is_ok_and(|_held| self.remove_purged(mode, file, clock).is_ok_and(|done| done == Removal::Done));
        Ok(removed.then(|| Healed::Removed(file.run.clone())).into_iter().collect())
    }

    /// Closes a run in the ledger whose journal is closed.
    fn heal_listed(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Vec<Healed>, StoreError> {
        let Ok(reading) = self.read_run(file) else { return Ok(Vec::new()) };
        if reading.in_use || !reading.verification.is_closed() {
            return Ok(Vec::new());
        }
        let mut open = match self.open_with(mode, file, Patience::NONE, clock) {
            Ok(resumed) => resumed.open,
            Err(error @ StoreError::Journal(JournalError::NotConfirmed { .. })) => return Err(error),
            Err(_) => return Ok(Vec::new()),
        };
        if open.receipt().is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![Healed::Closed(Box::new(self.close_run(&mut open, PROGRAM, clock)?))])
    }

    /// Seals what was added to a closed run just before the program ended. Only journals that were written to after the
    /// ledger last named them are read; scripts have clocks of their own, so that this says nothing of theirs.
    fn heal_closed(
        &self,
        mode: Mode,
        file: &RunFile,
        listing: &Listing,
        clock: &dyn Clock,
    ) -> Result<Vec<Healed>, StoreError> {
        if mode == Mode::Scripted || !was_written_after(file, listing) {
            return Ok(Vec::new());
        }
        let sound = |reading: &RunReading| {
            reading.verification.condition() == Condition::Intact
                && reading.verification.head().length > listing.length()
        };
        if !self.read_run(file).is_ok_and(|reading| !reading.in_use && sound(&reading)) {
            return Ok(Vec::new());
        }
        let Ok(resumed) = self.open_with(mode, file, Patience::NONE, clock) else { return Ok(Vec::new()) };
        self.seal_run(&resumed.open, PROGRAM, clock)?;
        Ok(vec![Healed::Sealed(file.run.clone())])
    }

    fn heal_unlisted(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Vec<Healed>, StoreError> {
        let Ok(reading) = self.read_run(file) else { return Ok(vec![Healed::Unlisted(file.run.clone())]) };
        if reading.in_use {
            return Ok(Vec::new());
        }
        if reading.verification.is_never_begun() {
            return Ok(vec![Healed::NeverBegun(file.run.clone())]);
        }
        self.adopt(mode, file, clock)
    }

    /// Enters a run in the ledger under the run's lock, unless somebody else was faster.
    fn adopt(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Vec<Healed>, StoreError> {
        let Ok(held) = FileStorage::open(&file.path, Patience::NONE) else { return Ok(Vec::new()) };
        let examined = Examined::of(held)?;
        let journal = examined.verification();
        let ledger = self.ledger(mode)?;
        if ledger.names(&file.run) {
            return Ok(Vec::new());
        }
        let hash = match journal.entries.first() {
            Some(first) if is_orphan(self, &file.run, journal, &ledger) => first.hash,
            _ => return Ok(vec![Healed::Unlisted(file.run.clone())]),
        };
        self.record(mode, &LedgerLine::Adopted(file.run.clone(), hash), PROGRAM, clock)?;
        let closed = journal.is_closed();
        drop(examined);
        let mut healed = vec![Healed::Adopted(file.run.clone())];
        if closed {
            healed.extend(self.heal_listed(mode, file, clock)?);
        }
        Ok(healed)
    }
}

fn was_written_after(file: &RunFile, listing: &Listing) -> bool {
    let written = fs::symlink_metadata(&file.path).and_then(|found| found.modified());
    written.is_ok_and(|written| DateTime::<Utc>::from(written) > listing.last)
}

/// Returns whether `journal` is of a run that has begun in this store under this name, is not altered, and has no answer.
pub(super) fn is_orphan(store: &Store, run: &RunId, journal: &Verification, ledger: &Ledger) -> bool {
    journal.entries.first().is_some_and(|entry| begins(store, run, entry, ledger))
        && !matches!(journal.condition(), Condition::Altered(_))
        && !journal.entries.iter().any(|entry| entry.kind == ANSWERED)
}

/// Returns whether `entry` begins `run` in this store, after an end that its ledger had.
pub(super) fn begins(store: &Store, run: &RunId, entry: &Entry, ledger: &Ledger) -> bool {
    let claims = entry.read::<StartClaims>();
    entry.kind == RUN_STARTED
        && claims.is_ok_and(|claims| claims.run == *run && claims.store == store.id() && ledger.had(claims.ledger))
}
