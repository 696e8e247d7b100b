//! `Auditor`: what a whole store proves, run by run, against its ledger, its blobs, and receipts from outside. \[door\]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::heal::{begins, is_orphan};
use super::judgement::{Judgement, Obstacle, ReceiptJudgement, RunAudit};
use super::ledger::{Contradiction, Ledger, Listing, blobs_of, contradiction};
use super::places::Places;
use super::store::began;
use super::store_error::StoreError;
use super::{
    Break, Condition, Digest, Entry, Mode, Presented, Receipt, Rule, RunFile, RunId, RunReading, Store, Tail,
    Verification,
};

/// Judges the runs of one mode. It changes nothing.
///
/// It holds no journal, and of each run some 250 bytes: its id and folder, its hashes in the ledger, and the hashes of the
/// ledger's own entries, since the beginning of any run may name any of them.
#[derive(Debug)]
pub struct Auditor<'a> {
    store: &'a Store,
    mode: Mode,
    ledger: Ledger,
    places: Places,
    /// Every run that is to be judged, the oldest first.
    runs: Vec<RunId>,
    blobs: Mutex<BTreeMap<Digest, bool>>,
}

impl<'a> Auditor<'a> {
    /// Reads the ledger of `mode` and where its journals stand.
    ///
    /// # Errors
    /// If the ledger or a folder cannot be read.
    pub fn new(store: &'a Store, mode: Mode) -> Result<Self, StoreError> {
        let mut places = store.places(mode)?;
        let ledger = store.ledger(mode)?;
        let lacks = |run: &RunId| !places.has(run) && !ledger.is_purged(run);
        let mut early = None;
        if ledger.runs().any(lacks) {
            // One that the ledger names may have begun since. Others that did are none that it must know.
            early = Some(std::mem::replace(&mut places, store.places(mode)?));
        }
        let known = |run: &&RunId| early.as_ref().is_none_or(|early| early.has(run) || ledger.names(run));
        let there = places.runs().filter(known);
        let gone = ledger.runs().filter(|run| !places.has(run));
        let mut runs = Vec::with_capacity(places.count().max(ledger.count()));
        runs.extend(there.chain(gone).cloned());
        in_order(&mut runs, &places);
        Ok(Self { store, mode, ledger, places, runs, blobs: Mutex::default() })
    }

    /// Returns the ledger: its own condition, its recoveries, and its entries that cannot be.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Returns which runs it judges.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns every run that has a journal or stands in the ledger, the oldest first.
    #[must_use]
    pub fn runs(&self) -> &[RunId] {
        &self.runs
    }

    /// Returns where the journals of a run stand: one, unless somebody has put another into some other folder.
    #[must_use]
    pub fn paths(&self, run: &RunId) -> Vec<PathBuf> {
        self.places.paths(run)
    }

    /// Judges one run. The caller replays its entries, which are part of the answer, against the procedure.
    #[must_use]
    pub fn run(&self, run: &RunId) -> RunAudit {
        let audit = self.judge(run, &self.ledger);
        let moved = |judgement: &Judgement| {
            matches!(judgement, Judgement::Unlisted | Judgement::Missing | Judgement::Unreadable(_))
        };
        if !audit.judgements.iter().any(moved) {
            return audit;
        }
        // Another program may have entered or purged it since the ledger was read.
        self.store.ledger(self.mode).map_or(audit, |fresh| self.judge(run, &fresh))
    }

    /// Judges a receipt from outside the store against the journal and the ledger.
    #[must_use]
    pub fn receipt(&self, presented: &Presented) -> ReceiptJudgement {
        let known = match presented {
            Presented::Line(receipt) => Some(receipt.clone()),
            Presented::Code(code) => self.closings().find(|receipt| receipt.code() == *code),
        };
        let Some(receipt) = known else { return ReceiptJudgement::Unknown };
        if let Some(how) = self.ledger.contradiction(receipt.ledger, Rule::Receipt) {
            return ReceiptJudgement::Ledger(receipt.run, how);
        }
        let audit = self.run(&receipt.run);
        let Some(journal) = audit.verification else { return ReceiptJudgement::Gone(receipt.run) };
        match contradiction(receipt.head, &journal, Rule::Receipt) {
            Some(how) => ReceiptJudgement::Journal(receipt.run, how),
            None => ReceiptJudgement::Confirmed(receipt.run),
        }
    }

    fn closings(&self) -> impl Iterator<Item = Receipt> {
        self.ledger.runs().filter_map(|run| self.ledger.listing(run)?.receipt(run))
    }

    fn judge(&self, run: &RunId, ledger: &Ledger) -> RunAudit {
        let listing = ledger.listing(run);
        let paths = self.places.paths(run);
        let path = paths.first().cloned();
        if let Some(purge) = listing.as_ref().and_then(|listing| listing.purged.clone()) {
            let left = path.as_ref().map(|_| Judgement::NotYetRemoved);
            return RunAudit::of(run, left.into_iter().chain([Judgement::Purged(*purge)]).collect(), None);
        }
        let Some(path) = path else { return RunAudit::of(run, vec![Judgement::Missing], None) };
        let file = RunFile { run: run.clone(), path };
        let (mut judgements, verification) = match self.store.read_run(&file) {
            Ok(reading) => (self.judge_journal(run, ledger, &reading), Some(reading.verification)),
            Err(error) => (vec![Judgement::Unreadable(Obstacle::from(&error))], None),
        };
        judgements.extend((paths.len() > 1).then_some(Judgement::Twofold));
        let backwards = listing.filter(|_| self.mode != Mode::Scripted).and_then(|listing| listing.backwards);
        judgements.extend(backwards.map(|entry| Judgement::OutOfOrder { entry }));
        RunAudit::of(run, judgements, verification)
    }

    fn judge_journal(&self, run: &RunId, ledger: &Ledger, reading: &RunReading) -> Vec<Judgement> {
        let journal = &reading.verification;
        let mut judgements = match ledger.listing(run) {
            Some(listing) => vec![listed(&listing, reading)],
            None => self.unlisted(run, ledger, reading),
        };
        let start = journal.entries.first().filter(|entry| !begins(self.store, run, entry, ledger));
        judgements.extend(start.map(|entry| altered(entry, Rule::Start)));
        let blob = journal.entries.iter().find(|entry| !self.blobs_are_intact(entry));
        judgements.extend(blob.map(|entry| altered(entry, Rule::Blob)));
        judgements
    }

    fn unlisted(&self, run: &RunId, ledger: &Ledger, reading: &RunReading) -> Vec<Judgement> {
        let journal = &reading.verification;
        if let Condition::Altered(at) = journal.condition() {
            return vec![Judgement::Altered(at), Judgement::Unlisted];
        }
        if reading.in_use {
            return vec![Judgement::OpenInUse];
        }
        if journal.is_never_begun() {
            return vec![Judgement::NeverBegun];
        }
        let orphan = is_orphan(self.store, run, journal, ledger);
        vec![if orphan { Judgement::NotYetListed } else { Judgement::Unlisted }]
    }

    fn blobs_are_intact(&self, entry: &Entry) -> bool {
        blobs_of(entry).iter().all(|digest| self.blob_is_intact(digest))
    }

    /// Hashes each blob once; two threads that come to a new one at the same time both do.
    fn blob_is_intact(&self, digest: &Digest) -> bool {
        let known = || self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(intact) = known().get(digest) {
            return *intact;
        }
        let intact = self.store.blobs().is_intact(digest);
        known().insert(*digest, intact);
        intact
    }
}

/// Sorts runs by their starts, and those that began in the same second by what their first entries say of that.
fn in_order(runs: &mut [RunId], places: &Places) {
    runs.sort_unstable();
    let same_second = runs.chunk_by_mut(|a, b| a.start() == b.start()).filter(|same| same.len() > 1);
    let order = |run: &RunId| {
        let paths = places.paths(run);
        (paths.is_empty(), paths.first().map(|path| began(path)), run.clone())
    };
    same_second.for_each(|same| same.sort_by_cached_key(order));
}

/// Judges a journal that the ledger names. What its own bytes say comes first, since it says where.
fn listed(listing: &Listing, reading: &RunReading) -> Judgement {
    let journal = &reading.verification;
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
    if let Some(closed) = listing.closed.filter(|_| !journal.is_closed()) {
        return Judgement::Altered(named(journal, closed.head.length));
    }
    match condition {
        Condition::Torn if listing.closed.is_some() => Judgement::Altered(torn(journal)),
        Condition::Torn => Judgement::Torn,
        Condition::Intact => Judgement::Intact,
        _ if reading.in_use => Judgement::OpenInUse,
        _ => Judgement::Open,
    }
}

/// Returns the place of the entry that the ledger takes for the one that closes the run.
fn named(journal: &Verification, entry: u64) -> Break {
    let offset = journal.entries.iter().find(|found| found.seq == entry).map_or(0, |found| found.offset);
    Break { entry, offset, rule: Rule::Ledger }
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
