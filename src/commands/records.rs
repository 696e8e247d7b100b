//! Reads many runs at once, each judged, and hands them over in order: a few at a time, so that memory does not grow with them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use super::audited::{Audited, Depth, Examiner, Programs};
use super::taken_up;
use crate::export::line::Line;
use crate::journal::{
    Auditor, Digest, Head, Headline, Judgement, Ledger, Mode, RUN_CLOSED, RUN_STARTED, Recovery, RunAudit, RunId,
    SealedEntry, Store, StoreError, blobs_named, sealed,
};
use crate::language::Language;
use crate::report::titles::Titles;
use crate::run::event::{RunClosed, RunStarted};
use crate::run::outcome::{Deviation, Verdict};

/// How many runs a worker may be ahead of the one that is wanted next.
const AHEAD: usize = 4;

/// Most workers: beyond that the disk is what is waited for.
const MOST_WORKERS: usize = 8;

/// The runs of one mode: where they stand, and what the ledger says of them.
#[derive(Debug)]
pub struct Records<'a> {
    store: &'a Store,
    auditor: Auditor<'a>,
    language: Language,
    depth: Depth,
    programs: Arc<Programs>,
}

/// One run, read and judged.
#[derive(Debug)]
pub struct Found<'a> {
    /// The run.
    pub run: &'a RunId,
    /// Its journal, if there is one.
    pub path: Option<&'a Path>,
    /// Its entries, up to the break where there is one.
    pub lines: Vec<Line<'a>>,
    /// What it began with.
    pub started: Option<RunStarted>,
    /// How it was closed.
    pub closed: Option<RunClosed>,
    /// What is to be said of it, the worst first; never empty.
    pub judgements: Vec<Judgement>,
    /// What its replay expected, where it failed.
    pub replay: Option<String>,
    /// What was not as it should that no single entry tells of; known of runs that were replayed.
    pub of_the_whole: Vec<Deviation>,
    /// The stretches that were fenced.
    pub recoveries: Vec<Recovery>,
    /// Its last entry that is whole and chained.
    pub head: Head,
}

impl Found<'_> {
    /// Returns the worst of what is to be said.
    #[must_use]
    pub fn headline(&self) -> Headline {
        self.judgements.iter().map(Judgement::headline).max().unwrap_or(Headline::Intact)
    }

    /// Returns how the run ended; `None` while it is open, and where its record is not as it was written.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let intact = self.headline() == Headline::Intact;
        self.closed.as_ref().filter(|_| intact).map(|closed| closed.verdict)
    }
}

impl<'a> Records<'a> {
    /// Reads the ledger of `mode` and where its journals stand.
    ///
    /// # Errors
    /// If the ledger or a folder cannot be read.
    pub fn of(store: &'a Store, mode: Mode, language: Language, depth: Depth) -> Result<Self, StoreError> {
        Ok(Self { store, auditor: Auditor::new(store, mode)?, language, depth, programs: Arc::default() })
    }

    /// Returns the ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        self.auditor.ledger()
    }

    /// Returns every run that has a journal or stands in the ledger, the oldest first.
    #[must_use]
    pub fn runs(&self) -> &[RunId] {
        self.auditor.runs()
    }

    /// Lets `work` read each of `runs`, on several threads, and hands what it returns to `take`, in the order of `runs`, until
    /// that breaks off.
    pub fn in_order<T: Send>(
        &self,
        runs: &[RunId],
        work: impl Fn(&Worker<'_>, &RunId) -> T + Sync,
        take: &mut dyn FnMut(T) -> ControlFlow<()>,
    ) {
        let most = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
        let workers = most.min(runs.len() / AHEAD).max(1);
        if workers == 1 {
            let worker = Worker::new(self);
            let _ = runs.iter().try_for_each(|run| take(work(&worker, run)));
            return;
        }
        std::thread::scope(|scope| {
            let work = &work;
            let start = |number: usize| {
                let (sender, receiver) = sync_channel(AHEAD);
                scope.spawn(move || {
                    let worker = Worker::new(self);
                    // Nobody listens any more where sending fails.
                    let mut own = runs.iter().skip(number).step_by(workers);
                    let _ = own.try_for_each(|run| sender.send(work(&worker, run)));
                });
                receiver
            };
            let receivers: Vec<Receiver<T>> = (0..workers).map(start).collect();
            for number in 0..runs.len() {
                // A worker that is gone has panicked, and the scope passes that on.
                let Ok(done) = receivers[number % workers].recv() else { break };
                if take(done).is_break() {
                    break;
                }
            }
        });
    }
}

/// What one thread reads with.
#[derive(Debug)]
pub struct Worker<'a> {
    records: &'a Records<'a>,
    titles: RefCell<HashMap<String, Arc<Titles>>>,
    blobs: RefCell<HashMap<Digest, bool>>,
    /// What journals are read into, one after another.
    buffer: RefCell<Vec<u8>>,
}

impl<'a> Worker<'a> {
    fn new(records: &'a Records<'a>) -> Self {
        let (titles, blobs, buffer) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { records, titles, blobs, buffer }
    }

    /// Reads and judges a run, and hands it to `then`: for the table of runs quickly, where the ledger vouches for it. Whatever
    /// leaves the store is read strictly, line by line.
    pub fn read<T>(&self, run: &RunId, then: impl FnOnce(&Found<'_>) -> T) -> T {
        match self.read_quickly(run, then) {
            Ok(done) => done,
            Err(then) => self.read_strictly(run, then),
        }
    }

    /// Hands the run to `then` where the ledger vouches for it; else gives `then` back.
    fn read_quickly<T, F: FnOnce(&Found<'_>) -> T>(&self, run: &RunId, then: F) -> Result<T, F> {
        let Records { depth, auditor, .. } = self.records;
        let (listing, paths) = (auditor.ledger().listing(run), auditor.paths(run));
        let (Depth::Chain, [path], Some(listing)) = (depth, paths.as_slice(), listing) else {
            return Err(then);
        };
        let mut bytes = self.buffer.take();
        let read = self.records.store.run_bytes_into(path, &mut bytes).ok();
        let found = read.and_then(|()| sealed(&bytes, &listing)).and_then(|entries| self.vouched(run, path, entries));
        let done = match found {
            Some(found) => Ok(then(&found)),
            None => Err(then),
        };
        self.buffer.replace(bytes);
        done
    }

    /// Returns the run that the ledger vouches for, if it is this one and all that it names is in the store.
    fn vouched<'b>(&self, run: &'b RunId, path: &'b Path, entries: Vec<SealedEntry<'b>>) -> Option<Found<'b>> {
        let head = entries.last().map(|last| Head { length: last.seq, hash: last.hash })?;
        let names = |entry: &SealedEntry<'_>| blobs_named(entry.kind, entry.data);
        if !entries.iter().flat_map(names).all(|digest| self.is_kept(digest)) {
            return None;
        }
        let lines = entries.into_iter().map(Line::from).collect();
        let found = Found { head, judgements: vec![Judgement::Intact], ..found(run, Some(path), lines) };
        let started = found.started.as_ref()?;
        let own = started.run == run.to_string() && started.store == self.records.store.id() && found.closed.is_some();
        own.then_some(found)
    }

    fn is_kept(&self, digest: Digest) -> bool {
        let look = || self.records.store.blobs().is_intact(&digest);
        *self.blobs.borrow_mut().entry(digest).or_insert_with(look)
    }

    fn read_strictly<T>(&self, run: &RunId, then: impl FnOnce(&Found<'_>) -> T) -> T {
        let Audited { audit, replay, of_the_whole, .. } = self.examine(run);
        let paths = self.records.auditor.paths(run);
        let path = paths.first().map(PathBuf::as_path);
        let verification = audit.verification.as_ref();
        let lines: Vec<Line<'_>> = verification.iter().flat_map(|journal| &journal.entries).map(Line::from).collect();
        let head = verification.map_or(Head::EMPTY, |journal| journal.head());
        let recoveries = audit.recoveries().to_vec();
        let judgements = audit.judgements.clone();
        then(&Found { recoveries, judgements, replay, of_the_whole, head, ..found(run, path, lines) })
    }

    /// Audits a run as deep as it is wanted. The strict reader reads every line of every run: whoever rewrites the ledger too can
    /// make it name a line of any form.
    fn examine(&self, run: &RunId) -> Audited {
        let Records { store, auditor, language, depth, programs } = self.records;
        let to = |depth| Examiner::new(auditor, store, depth, *language).sharing(programs.clone()).examine(run);
        if *depth == Depth::Unclosed {
            let chained = to(Depth::Chain);
            if self.is_vouched_for(&chained.audit) {
                return chained;
            }
        }
        to(*depth)
    }

    /// Returns whether the ledger names the last entry of a journal that is plainly intact.
    fn is_vouched_for(&self, audit: &RunAudit) -> bool {
        let named = self.records.ledger().listing(&audit.run).map(|listing| listing.length());
        let last = audit.verification.as_ref().map(|journal| journal.head().length);
        // That the journal has the hashes that the ledger names is part of being intact.
        audit.judgements == [Judgement::Intact] && last.is_some() && last == named
    }

    /// Returns what a run's procedures call things, and its roster people; nothing where the procedures are lost.
    pub fn titles(&self, started: &RunStarted) -> Arc<Titles> {
        let called = started.called.iter().map(|called| called.blob.as_str());
        let people = started.roster.iter().flatten().flat_map(|person| [&*person.id, &*person.name]);
        let names = [&*started.procedure.blob, &*started.language].into_iter().chain(called).chain(people);
        let key = names.collect::<Vec<_>>().join(" ");
        let make = || Arc::new(taken_up::titles(self.records.store, started, self.records.language));
        self.titles.borrow_mut().entry(key).or_insert_with(make).clone()
    }

    /// Returns the bytes of a run's journal as they stand; none where they cannot be read.
    #[must_use]
    pub fn bytes(&self, found: &Found<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let read = found.path.map(|path| self.records.store.run_bytes_into(path, &mut bytes));
        if matches!(read, Some(Ok(()))) { bytes } else { Vec::new() }
    }
}

/// Returns what a run began with: its first line, and those that it goes on in.
fn begun(lines: &[Line<'_>]) -> Option<RunStarted> {
    let (first, following) = lines.split_first().filter(|(line, _)| line.kind == RUN_STARTED)?;
    let mut started = first.read::<RunStarted>()?;
    for continued in following.iter().map_while(Line::read) {
        if !started.more {
            break;
        }
        started.absorb(continued);
    }
    Some(started)
}

fn found<'a>(run: &'a RunId, path: Option<&'a Path>, lines: Vec<Line<'a>>) -> Found<'a> {
    let started = begun(&lines);
    let closed = lines.iter().rev().find(|line| line.kind == RUN_CLOSED).and_then(Line::read);
    Found {
        run,
        path,
        lines,
        started,
        closed,
        judgements: Vec::new(),
        replay: None,
        of_the_whole: Vec::new(),
        recoveries: Vec::new(),
        head: Head::EMPTY,
    }
}
