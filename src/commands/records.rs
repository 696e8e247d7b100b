//! Reads many runs at once, each judged, and hands them over in order: a few at a time, so that memory does not grow with them.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::audited::{Depth, audited};
use super::taken_up;
use crate::export::line::Line;
use crate::journal::{
    Auditor, Digest, Head, Headline, Judgement, Ledger, Mode, RUN_CLOSED, RUN_STARTED, Recovery, RunAudit, RunFile,
    RunId, Store, StoreError, sealed,
};
use crate::language::Language;
use crate::report::titles::Titles;
use crate::run::event::{RunClosed, RunStarted};
use crate::run::outcome::Verdict;

/// How many runs a worker may be ahead of the one that is wanted next.
const AHEAD: usize = 4;

/// Most workers: beyond that the disk is what is waited for.
const MOST_WORKERS: usize = 8;

/// The runs of one mode: where they stand, and what the ledger says of them.
#[derive(Debug)]
pub struct Records {
    root: PathBuf,
    mode: Mode,
    language: Language,
    depth: Depth,
    /// The ledger.
    pub ledger: Ledger,
    files: BTreeMap<RunId, Vec<PathBuf>>,
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

impl Records {
    /// Reads the ledger of `mode` and where its journals stand.
    ///
    /// # Errors
    /// If the ledger or a folder cannot be read.
    pub fn of(store: &Store, mode: Mode, language: Language, depth: Depth) -> Result<Self, StoreError> {
        let mut files = BTreeMap::<RunId, Vec<PathBuf>>::new();
        for RunFile { run, path } in store.runs(mode)? {
            files.entry(run).or_default().push(path);
        }
        let ledger = store.ledger(mode)?;
        Ok(Self { root: store.root().to_owned(), mode, language, depth, ledger, files })
    }

    /// Returns every run that has a journal or stands in the ledger, the oldest first.
    #[must_use]
    pub fn runs(&self) -> Vec<RunId> {
        let runs: BTreeSet<&RunId> = self.files.keys().chain(self.ledger.runs.keys()).collect();
        runs.into_iter().cloned().collect()
    }

    /// Lets `work` read each of `runs`, on several threads, and hands what it returns to `take`, in the order of `runs`, until
    /// that breaks off.
    ///
    /// # Errors
    /// If the store cannot be opened.
    pub fn in_order<T: Send>(
        &self,
        runs: &[RunId],
        work: impl Fn(&Worker<'_>, &RunId) -> T + Sync,
        take: &mut dyn FnMut(T) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let most = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
        let workers = most.min(runs.len() / AHEAD).max(1);
        let store = Store::open(&self.root)?;
        if workers == 1 {
            let worker = Worker::new(self, &store);
            let _ = runs.iter().try_for_each(|run| take(work(&worker, run)));
            return Ok(());
        }
        drop(store);
        std::thread::scope(|scope| {
            let work = &work;
            let start = |number: usize| {
                let (sender, receiver) = sync_channel(AHEAD);
                scope.spawn(move || self.labour(&sender, work, runs.iter().skip(number).step_by(workers)));
                receiver
            };
            let receivers: Vec<Receiver<Result<T, StoreError>>> = (0..workers).map(start).collect();
            for number in 0..runs.len() {
                // A worker that is gone has panicked, and the scope passes that on.
                let Ok(done) = receivers[number % workers].recv() else { break };
                if take(done?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    fn labour<'r, T: Send>(
        &self,
        sender: &SyncSender<Result<T, StoreError>>,
        work: impl Fn(&Worker<'_>, &RunId) -> T,
        mut runs: impl Iterator<Item = &'r RunId>,
    ) {
        let store = match Store::open(&self.root) {
            Ok(store) => store,
            Err(error) => return drop(sender.send(Err(error))),
        };
        let worker = Worker::new(self, &store);
        // Nobody listens any more where sending fails.
        let _ = runs.try_for_each(|run| sender.send(Ok(work(&worker, run))));
    }
}

/// What one thread reads with.
#[derive(Debug)]
pub struct Worker<'a> {
    records: &'a Records,
    store: &'a Store,
    auditor: OnceCell<Option<Auditor<'a>>>,
    titles: RefCell<HashMap<String, Arc<Titles>>>,
    blobs: RefCell<HashMap<String, bool>>,
}

impl<'a> Worker<'a> {
    fn new(records: &'a Records, store: &'a Store) -> Self {
        let (titles, blobs) = (RefCell::default(), RefCell::default());
        Self { records, store, auditor: OnceCell::new(), titles, blobs }
    }

    /// Reads and judges a run, and hands it to `then`: quickly where the ledger vouches for it and no replay is wanted.
    pub fn read<T>(&self, run: &RunId, then: impl FnOnce(&Found<'_>) -> T) -> T {
        let files = self.records.files.get(run).map(Vec::as_slice).unwrap_or_default();
        let listing = self.records.ledger.runs.get(run);
        if let (Depth::Chain, [path], Some(listing)) = (self.records.depth, files, listing) {
            let file = RunFile { run: run.clone(), path: path.clone() };
            let bytes = self.store.run_bytes(&file).unwrap_or_default();
            let lines = sealed(&bytes, listing).map(|entries| entries.into_iter().map(Line::from).collect());
            let found = lines.and_then(|lines| self.vouched(run, path, lines));
            if let Some(found) = found {
                return then(&found);
            }
        }
        let (audit, replay) = self.strictly(run);
        let path = files.first().map(PathBuf::as_path);
        let verification = audit.verification.as_ref();
        let lines: Vec<Line<'_>> = verification.iter().flat_map(|journal| &journal.entries).map(Line::from).collect();
        let head = verification.map_or(Head::EMPTY, |journal| journal.head());
        let recoveries = audit.recoveries().to_vec();
        then(&Found { recoveries, judgements: audit.judgements.clone(), replay, head, ..found(run, path, lines) })
    }

    /// Returns the run that the ledger vouches for, if it is this one and its procedures are as they were.
    fn vouched<'b>(&self, run: &'b RunId, path: &'b Path, lines: Vec<Line<'b>>) -> Option<Found<'b>> {
        let last = lines.last()?;
        let head = Head { length: last.seq, hash: Digest::parse(&last.hash)? };
        if lines.iter().any(|line| line.data.contains("\"sha256\":")) {
            return None;
        }
        let found = Found { head, judgements: vec![Judgement::Intact], ..found(run, Some(path), lines) };
        let started = found.started.as_ref()?;
        let own = started.run == run.as_str() && started.store == self.store.id() && found.closed.is_some();
        let kept = std::iter::once(&started.procedure).chain(&started.called).all(|pinned| self.is_kept(&pinned.blob));
        (own && kept).then_some(found)
    }

    fn is_kept(&self, blob: &str) -> bool {
        let look = || Digest::parse(blob).is_some_and(|digest| self.store.blobs().is_intact(&digest));
        *self.blobs.borrow_mut().entry(blob.to_owned()).or_insert_with(look)
    }

    fn strictly(&self, run: &RunId) -> (RunAudit, Option<String>) {
        let auditor = self.auditor.get_or_init(|| Auditor::new(self.store, self.records.mode).ok());
        match auditor {
            Some(auditor) => {
                let found = audited(auditor, self.store, run, self.records.depth, self.records.language);
                (found.audit, found.replay)
            }
            None => {
                let judgements = vec![Judgement::Missing];
                (RunAudit { run: run.clone(), path: None, judgements, verification: None }, None)
            }
        }
    }

    /// Returns what a run's procedures call things; nothing where they are lost.
    pub fn titles(&self, started: &RunStarted) -> Arc<Titles> {
        let called = started.called.iter().map(|called| called.blob.as_str());
        let key =
            [&*started.procedure.blob, &*started.language].into_iter().chain(called).collect::<Vec<_>>().join(" ");
        let make = || Arc::new(taken_up::titles(self.store, started, self.records.language));
        self.titles.borrow_mut().entry(key).or_insert_with(make).clone()
    }

    /// Returns the bytes of a journal, a stored file or the ledger's twin as they stand; none where they cannot be read.
    #[must_use]
    pub fn bytes(&self, run: &RunId) -> Vec<u8> {
        let files = self.records.files.get(run).map(Vec::as_slice).unwrap_or_default();
        let file = files.first().map(|path| RunFile { run: run.clone(), path: path.clone() });
        file.and_then(|file| self.store.run_bytes(&file).ok()).unwrap_or_default()
    }
}

fn found<'a>(run: &'a RunId, path: Option<&'a Path>, lines: Vec<Line<'a>>) -> Found<'a> {
    let started = lines.first().filter(|line| line.kind == RUN_STARTED).and_then(Line::read);
    let closed = lines.iter().rev().find(|line| line.kind == RUN_CLOSED).and_then(Line::read);
    Found {
        run,
        path,
        lines,
        started,
        closed,
        judgements: Vec::new(),
        replay: None,
        recoveries: Vec::new(),
        head: Head::EMPTY,
    }
}
