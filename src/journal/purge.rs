//! Removes a run that retention no longer allows: its journal, and the files that were shown in it and in no other. \[door\]
//!
//! The ledger says so first. Then the files go, then the journal: whatever crash comes between, the next start finds the
//! journal that the ledger calls purged, and goes on from there. Procedures stay: they tell of no person, and the next run
//! wants them.

use std::collections::BTreeSet;
use std::fs;

use crate::clock::Clock;

use super::file::{self, FileStorage, Patience};
use super::ledger::{LedgerLine, Purge};
use super::store_error::StoreError;
use super::{Digest, Mode, RUN_STARTED, RunFile, Store, Verification, blobs_of, folder};

/// What became of a run that was purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Its journal and its files are gone.
    Done,
    /// Some run is in progress, which may be about to show one of its files: the next start removes it.
    Later,
}

impl Store {
    /// Removes a run: first the ledger says so, then go the files that only it has shown, then its journal.
    ///
    /// # Errors
    /// If it is in use or not in the ledger, or any of that cannot be done.
    pub fn purge_run(
        &self,
        mode: Mode,
        file: &RunFile,
        purge: Purge,
        clock: &dyn Clock,
    ) -> Result<Removal, StoreError> {
        let held = FileStorage::open(&file.path, Patience::USUAL)?;
        let Some(listing) = self.ledger(mode)?.listing(&file.run) else {
            return Err(StoreError::Unlisted { run: file.run.clone() });
        };
        if listing.purged.is_none() {
            let by = purge.by.clone();
            self.record(mode, &LedgerLine::Purged(file.run.clone(), purge), &by, clock)?;
        }
        let removed = self.remove_purged(mode, file, clock);
        drop(held);
        removed
    }

    /// Removes what the ledger says is purged. The caller holds the run's lock.
    pub(super) fn remove_purged(&self, mode: Mode, file: &RunFile, clock: &dyn Clock) -> Result<Removal, StoreError> {
        let mut own = self.shown_in(file)?;
        if !own.is_empty() {
            // While its lock is held no run of this mode begins.
            let _ledger = self.take_ledger(mode, clock)?;
            if !self.keep_shown_elsewhere(file, &mut own)? {
                return Ok(Removal::Later);
            }
            for digest in &own {
                let removed = self.blobs().remove(digest);
                removed.map_err(|source| StoreError::Io { path: self.root().to_owned(), source })?;
            }
        }
        let removed = fs::remove_file(&file.path).and_then(|()| file.path.parent().map_or(Ok(()), folder::sync));
        removed.map_err(|source| StoreError::Io { path: file.path.clone(), source })?;
        Ok(Removal::Done)
    }

    /// Returns the files that were shown in a run; not its procedures.
    fn shown_in(&self, file: &RunFile) -> Result<BTreeSet<Digest>, StoreError> {
        let mut bytes = Vec::new();
        self.run_bytes_into(&file.path, &mut bytes)?;
        let entries = Verification::of(&bytes).entries;
        Ok(entries.iter().filter(|entry| entry.kind != RUN_STARTED).flat_map(blobs_of).collect())
    }

    /// Takes out of `own` what any other run of any mode names; returns whether that is certain: not while one is in use.
    fn keep_shown_elsewhere(&self, file: &RunFile, own: &mut BTreeSet<Digest>) -> Result<bool, StoreError> {
        let mut bytes = Vec::new();
        for mode in Mode::ALL {
            for other in self.runs(mode)?.into_iter().filter(|other| other.path != file.path) {
                bytes.clear();
                if file::read(&other.path, Patience::NONE, &mut |piece| bytes.extend_from_slice(piece))? {
                    return Ok(false);
                }
                own.retain(|digest| memchr::memmem::find(&bytes, digest.to_string().as_bytes()).is_none());
            }
        }
        Ok(true)
    }
}
