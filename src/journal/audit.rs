//! `Auditor`: what a whole store proves, run by run, against its ledger, its blobs, and receipts from outside. [door]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::heal::{begins, is_orphan};
use super::judgement::{Judgement, ReceiptJudgement, RunAudit};
use super::ledger::{Contradiction, Ledger, Listing, blobs_of, contradiction};
use super::store_error::StoreError;
use super::{
    Break, Condition, Digest, Entry, Mode, Presented, Receipt, Rule, RunFile, RunId, RunReading, Store, Tail,
    Verification,
};

/// Judges the runs of one mode. It changes nothing.
#[derive(Debug)]
pub struct Auditor<'a> {
    store: &'a Store,
    mode: Mode,
    ledger: Ledger,
    files: BTreeMap<RunId, Vec<PathBuf>>,
    /// The runs that had a journal before the ledger was read: only of these it must know.
    early: BTreeSet<RunId>,
    blobs: RefCell<BTreeMap<Digest, bool>>,
}

impl<'a> Auditor<'a> {
    /// Reads the ledger of `mode` and where its journals stand.
    ///
    /// # Errors
    /// If the ledger or a folder cannot be read.
    pub fn new(store: &'a Store, mode: Mode) -> Result<Self, StoreError> {
        let early = store.runs(mode)?.into_iter().map(|file| file.run).collect();
        let ledger = store.ledger(mode)?;
        let mut files = BTreeMap::<RunId, Vec<PathBuf>>::new();
        for RunFile { run, path } in store.runs(mode)? {
            files.entry(run).or_default().push(path);
        }
        Ok(Self { store, mode, ledger, files, early, blobs: RefCell::default() })
    }

    /// Returns the ledger: its own condition, its recoveries, and its entries that cannot be.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Returns every run that has a journal or stands in the ledger, the oldest first.
    #[must_use]
    pub fn runs(&self) -> Vec<RunId> {
        let born = |run: &&RunId| self.early.contains(run) || self.ledger.runs.contains_key(run);
        let runs: BTreeSet<&RunId> = self.files.keys().filter(born).chain(self.ledger.runs.keys()).collect();
        runs.into_iter().cloned().collect()
    }

    /// Judges one run. The caller replays its entries, which are part of the answer, against the procedure.
    #[must_use]
    pub fn run(&self, run: &RunId) -> RunAudit {
        let listing = self.ledger.runs.get(run);
        let paths = self.files.get(run).map(Vec::as_slice).unwrap_or_default();
        let Some(path) = paths.first().cloned() else {
            let purge = listing.and_then(|listing| listing.purged.clone());
            return RunAudit::of(run, None, vec![purge.map_or(Judgement::Missing, Judgement::Purged)], None);
        };
        let file = RunFile { run: run.clone(), path };
        let (mut judgements, verification) = match self.store.read_run(&file) {
            Ok(reading) => (self.judge(run, listing, &reading), Some(reading.verification)),
            Err(error) => (vec![Judgement::Unreadable(error.to_string())], None),
        };
        if paths.len() > 1 {
            judgements.push(Judgement::Twofold);
        }
        if let Some(entry) = self.backwards(listing) {
            judgements.push(Judgement::OutOfOrder { entry });
        }
        RunAudit::of(run, Some(file.path), judgements, verification)
    }

    /// Judges a receipt from outside the store against the journal and the ledger.
    #[must_use]
    pub fn receipt(&self, presented: &Presented) -> ReceiptJudgement {
        let known = match presented {
            Presented::Line(receipt) => Some(receipt.clone()),
            Presented::Code(code) => self.closings().find(|receipt| receipt.code() == *code).cloned(),
        };
        let Some(receipt) = known else { return ReceiptJudgement::Unknown };
        let against = |journal, head| contradiction(head, journal, Rule::Receipt);
        if let Some(how) = against(&self.ledger.verification, receipt.ledger) {
            return ReceiptJudgement::Ledger(receipt.run, how);
        }
        let audit = self.run(&receipt.run);
        let Some(journal) = audit.verification else { return ReceiptJudgement::Gone(receipt.run) };
        match against(&journal, receipt.head) {
            Some(how) => ReceiptJudgement::Journal(receipt.run, how),
            None => ReceiptJudgement::Confirmed(receipt.run),
        }
    }

    fn closings(&self) -> impl Iterator<Item = &Receipt> {
        self.ledger.runs.values().filter_map(|listing| listing.closed.as_ref())
    }

    fn backwards(&self, listing: Option<&Listing>) -> Option<u64> {
        listing.filter(|_| self.mode != Mode::Scripted)?.backwards
    }

    fn judge(&self, run: &RunId, listing: Option<&Listing>, reading: &RunReading) -> Vec<Judgement> {
        let journal = &reading.verification;
        let mut judgements = match listing {
            Some(listing) => vec![listed(listing, reading)],
            None => vec![self.unlisted(run, reading)],
        };
        if let (Condition::Altered(at), None) = (journal.condition(), listing) {
            judgements.push(Judgement::Altered(at));
        }
        let start = journal.entries.first().filter(|entry| !begins(self.store, run, entry, &self.ledger));
        judgements.extend(start.map(|entry| altered(entry, Rule::Start)));
        judgements.extend(journal.entries.iter().find(|entry| !self.blobs_are_intact(entry)).map(missing_blob));
        judgements
    }

    fn unlisted(&self, run: &RunId, reading: &RunReading) -> Judgement {
        let journal = &reading.verification;
        if reading.in_use {
            return Judgement::OpenInUse;
        }
        if journal.is_never_begun() {
            return Judgement::NeverBegun;
        }
        if is_orphan(self.store, run, &journal.entries, &self.ledger) {
            return Judgement::NotYetListed;
        }
        Judgement::Unlisted
    }

    fn blobs_are_intact(&self, entry: &Entry) -> bool {
        let mut known = self.blobs.borrow_mut();
        let blobs = self.store.blobs();
        blobs_of(entry).iter().all(|digest| *known.entry(*digest).or_insert_with(|| blobs.is_intact(digest)))
    }
}

/// Judges a journal that the ledger names. What its own bytes say comes first, since it says where.
fn listed(listing: &Listing, reading: &RunReading) -> Judgement {
    let journal = &reading.verification;
    if let Some(purge) = &listing.purged {
        return Judgement::Purged(purge.clone());
    }
    if journal.is_never_begun() && !reading.in_use {
        return Judgement::Empty;
    }
    let condition = journal.condition();
    if let Condition::Altered(at) = condition {
        return Judgement::Altered(at);
    }
    match listing.contradiction(journal) {
        Some(Contradiction::CutShort { expected, found }) => return Judgement::CutShort { expected, found },
        Some(Contradiction::Altered(at)) => return Judgement::Altered(at),
        None => {}
    }
    match condition {
        Condition::Torn if listing.closed.is_some() => Judgement::Altered(torn(journal)),
        Condition::Torn => Judgement::Torn,
        Condition::Intact => Judgement::Intact,
        _ if reading.in_use => Judgement::OpenInUse,
        _ => Judgement::Open,
    }
}

/// Returns where a torn journal is torn.
fn torn(journal: &Verification) -> Break {
    match &journal.tail {
        Tail::Damaged(damage) => damage.first,
        Tail::Whole | Tail::Unterminated => {
            Break { entry: journal.head().length, offset: journal.size, rule: Rule::Form }
        }
    }
}

fn altered(entry: &Entry, rule: Rule) -> Judgement {
    Judgement::Altered(Break { entry: entry.seq, offset: entry.offset, rule })
}

fn missing_blob(entry: &Entry) -> Judgement {
    altered(entry, Rule::Blob)
}
