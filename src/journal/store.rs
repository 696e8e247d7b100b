//! `Store`: the folder of journals, where its files stand, and its ledger. No run is started here, see `open_run`. \[door\]

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{Datelike, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;

use super::blob::Blobs;
use super::entry::MAX_LINE;
use super::file::{self, FileStorage, Patience};
use super::ledger::{Ledger, LedgerLine, LedgerReader, StartClaims};
use super::places::{self, Places};
use super::resolve::resolve;
use super::store_error::StoreError;
use super::verification::Verification;
use super::verify::{Checkpoint, Verifier};
use super::{Examined, Head, Journal, JournalError, Mode, RunId, folder, hex, line};

/// Most bytes of `store.json`; it has about a hundred.
const MOST_IDENTITY: u64 = 4096;

/// The version of the folder's layout.
const FORMAT: u32 = 1;

/// What `store.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    store: String,
    created: String,
    format: u32,
}

/// A folder of journals. It holds no lock: each journal, and for a moment the ledger, has its own.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    identity: Identity,
    /// Up to where each mode's ledger was verified by this program, so that a start does not read it twice.
    verified: Mutex<BTreeMap<Mode, Checkpoint>>,
}

/// Where a run's journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFile {
    /// The run.
    pub run: RunId,
    /// Its journal.
    pub path: PathBuf,
}

/// A run's journal, read without changing it.
#[derive(Clone, Debug)]
pub struct RunReading {
    /// What its bytes prove; to the last full line, if it is in use.
    pub verification: Verification,
    /// Whether another program holds its lock.
    pub in_use: bool,
}

impl Store {
    /// Opens the store at `root`, and makes it first where there is none.
    ///
    /// # Errors
    /// If it cannot be made or read, or is of another format. A folder that has records but no `store.json` gets no new id: all
    /// its runs would be of another store.
    pub fn open_or_create(root: &Path, clock: &dyn Clock) -> Result<Self, StoreError> {
        match Self::open(root) {
            Err(StoreError::NotAStore { .. }) => {
                found(root, clock).map_err(|source| StoreError::Io { path: root.to_owned(), source })?;
                Self::open(root)
            }
            opened => opened,
        }
    }

    /// Opens the store at `root`.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`] where there is none, [`StoreError::Nameless`] where only `store.json` is gone; otherwise if it
    /// cannot be read, or is of another format.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let path = root.join("store.json");
        let text = match file::read_small(&path, MOST_IDENTITY) {
            Ok(text) => text,
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                let path = root.to_owned();
                return Err(if has_records(root) {
                    StoreError::Nameless { path }
                } else {
                    StoreError::NotAStore { path }
                });
            }
            Err(error) => return Err(error.into()),
        };
        match serde_json::from_slice::<Identity>(&text) {
            Ok(identity) if identity.format == FORMAT => {
                Ok(Self { root: root.to_owned(), identity, verified: Mutex::default() })
            }
            _ => Err(StoreError::UnknownFormat { path }),
        }
    }

    /// Returns the folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the store's id, 128 random bits in hex.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.identity.store
    }

    /// Returns whether others than its owner may write in the folder, or it belongs to another user: worth a warning.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        let mine = rustix::process::geteuid().as_raw();
        fs::metadata(&self.root).is_ok_and(|found| found.mode() & 0o022 != 0 || found.uid() != mine)
    }

    /// Returns how many bytes the file system still has for this user; none where it does not say.
    #[must_use]
    pub fn room(&self) -> Option<u64> {
        let found = rustix::fs::statvfs(&self.root).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }

    /// Returns the exact bytes that the runs of all modes share.
    #[must_use]
    pub fn blobs(&self) -> Blobs {
        Blobs::of(&self.root)
    }

    /// Returns the journals of `mode`, the newest run first. Files that are called otherwise are none.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn runs(&self, mode: Mode) -> Result<Vec<RunFile>, StoreError> {
        let mut files: Vec<RunFile> = self.places(mode)?.files().collect();
        files.sort_by(|a, b| b.run.cmp(&a.run).then_with(|| a.path.cmp(&b.path)));
        files.chunk_by_mut(|a, b| a.run.start() == b.run.start()).for_each(newest_first);
        Ok(files)
    }

    /// Returns where the journals of `mode` stand.
    pub(super) fn places(&self, mode: Mode) -> Result<Places, StoreError> {
        places_in(&self.folder(mode))
    }

    /// Returns the run of `mode` that `name` stands for: an id, a prefix or ending that is unique, or `last`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`], [`StoreError::Ambiguous`], or if a folder cannot be read.
    pub fn resolve(&self, mode: Mode, name: &str) -> Result<RunFile, StoreError> {
        let files = self.runs(mode)?;
        let mut ids: Vec<RunId> = files.iter().map(|file| file.run.clone()).collect();
        ids.dedup();
        let run = resolve(name, ids)?;
        let file = files.into_iter().find(|file| file.run == run);
        file.ok_or_else(|| StoreError::NoSuchRun { name: name.to_owned() })
    }

    /// Reads and verifies a run's journal by itself, without changing it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_run(&self, file: &RunFile) -> Result<RunReading, StoreError> {
        let (verification, in_use) = read(&file.path, Patience::NONE)?;
        Ok(RunReading { verification, in_use })
    }

    /// Reads the journal at `path` as it stands into `bytes`, in place of what they hold.
    ///
    /// # Errors
    /// If it is no file of its own, is too large, or cannot be read.
    pub fn run_bytes_into(&self, path: &Path, bytes: &mut Vec<u8>) -> Result<(), StoreError> {
        file::read_into(path, bytes)?;
        Ok(())
    }

    /// Returns the bytes of the ledger of `mode`; none where it was never written.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn ledger_bytes(&self, mode: Mode) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        match file::read(&self.ledger_path(mode), Patience::USUAL, &mut |piece| bytes.extend_from_slice(piece)) {
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(bytes),
            read => read.map(|_| bytes).map_err(Into::into),
        }
    }

    /// Reads the ledger of `mode`, without changing it. One that was never written is empty.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn ledger(&self, mode: Mode) -> Result<Ledger, StoreError> {
        let path = self.ledger_path(mode);
        let mut reader = LedgerReader::expecting(fs::metadata(&path).map_or(0, |found| found.len()));
        match file::read(&path, Patience::USUAL, &mut |bytes| reader.feed(bytes)) {
            Ok(in_use) => Ok(reader.finish(in_use)),
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Ok(reader.finish(false))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the folder that holds the runs and the ledger of `mode`.
    pub(super) fn folder(&self, mode: Mode) -> PathBuf {
        folder_of(&self.root, mode)
    }

    /// Returns the folder of the runs of a month.
    pub(super) fn month(&self, mode: Mode, date: NaiveDate) -> PathBuf {
        let (year, month) = (format!("{:04}", date.year()), format!("{:02}", date.month()));
        self.folder(mode).join("runs").join(year).join(month)
    }

    /// Returns where the ledger of `mode` ends, after mending its tail where that is torn.
    pub(super) fn ledger_head(&self, mode: Mode, clock: &dyn Clock) -> Result<Head, JournalError> {
        let ledger = self.take_ledger(mode, clock)?;
        self.verified().insert(mode, ledger.checkpoint());
        Ok(ledger.head())
    }

    /// Appends `line` to the ledger of `mode`, whose lock is held meanwhile, and returns its head and time.
    pub(super) fn record(
        &self,
        mode: Mode,
        line: &LedgerLine,
        by: &str,
        clock: &dyn Clock,
    ) -> Result<(Head, String), JournalError> {
        let mut ledger = self.take_ledger(mode, clock)?;
        // The time is taken under the lock, so that a later entry never has an earlier one.
        let stamp = clock.now();
        let head = ledger.append(stamp, line.kind(), by, &line.data()?)?;
        self.verified().insert(mode, ledger.checkpoint());
        Ok((head, stamp.at.to_rfc3339_opts(SecondsFormat::Millis, false)))
    }

    pub(super) fn take_ledger(&self, mode: Mode, clock: &dyn Clock) -> Result<Journal<FileStorage>, JournalError> {
        let verified = self.verified().get(&mode).copied();
        let storage = self.ledger_storage(mode)?;
        let ledger = Examined::resume(storage, verified.unwrap_or(Checkpoint::START))?;
        Ok(ledger.go_on(clock.now())?.journal)
    }

    fn ledger_storage(&self, mode: Mode) -> Result<FileStorage, JournalError> {
        let path = self.ledger_path(mode);
        match FileStorage::open(&path, Patience::USUAL) {
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            opened => return opened,
        }
        let io = |source| JournalError::Io { path: path.clone(), source };
        folder::create(&self.folder(mode)).map_err(io)?;
        match FileStorage::create(&path) {
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
                FileStorage::open(&path, Patience::USUAL)
            }
            created => {
                folder::sync(&self.folder(mode)).map_err(io)?;
                created
            }
        }
    }

    fn verified(&self) -> MutexGuard<'_, BTreeMap<Mode, Checkpoint>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ledger_path(&self, mode: Mode) -> PathBuf {
        self.folder(mode).join("ledger.jsonl")
    }
}

fn folder_of(root: &Path, mode: Mode) -> PathBuf {
    match mode {
        Mode::Live => root.to_owned(),
        Mode::Training | Mode::Scripted => root.join(mode.word()),
    }
}

/// Returns whether a folder has a ledger, a journal or stored bytes of any mode.
fn has_records(root: &Path) -> bool {
    let any = |mode| {
        let folder = folder_of(root, mode);
        let named = |path: PathBuf| fs::symlink_metadata(path).is_ok();
        named(folder.join("ledger.jsonl")) || places_in(&folder).is_ok_and(|places| places.files().next().is_some())
    };
    root.join("blobs/sha256").is_dir() || [Mode::Live, Mode::Training, Mode::Scripted].into_iter().any(any)
}

/// Returns where the journals in the folder of a mode stand. Files that are called otherwise are none.
fn places_in(folder: &Path) -> Result<Places, StoreError> {
    let mut listing = places::Listing::default();
    for year in folders(&folder.join("runs"))? {
        for month in folders(&year)? {
            let io = |source| StoreError::Io { path: month.clone(), source };
            let run = |entry: io::Result<fs::DirEntry>| entry.map(|entry| run_of(&entry.file_name())).transpose();
            listing.add(month.clone(), entries(&month).map_err(io)?.filter_map(run)).map_err(io)?;
        }
    }
    Ok(listing.finish())
}

/// Makes a store: its folder, and `store.json`, which is written once.
fn found(root: &Path, clock: &dyn Clock) -> io::Result<()> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let created = clock.now().at.to_rfc3339_opts(SecondsFormat::Millis, false);
    let identity = Identity { store: hex::encode(&random), created, format: FORMAT };
    let text = serde_json::to_string(&identity)? + "\n";
    folder::create(root)?;
    folder::publish(root, "store.json", text.as_bytes(), 0o600).map(drop)
}

fn read(path: &Path, patience: Patience) -> Result<(Verification, bool), JournalError> {
    let mut verifier = Verifier::new();
    let in_use = file::read(path, patience, &mut |bytes| verifier.feed(bytes))?;
    let verification = verifier.finish();
    Ok(if in_use { (verification.to_last_full_line(), true) } else { (verification, false) })
}

/// Puts runs that began in the same second in the order of their first entries: each names the end of the ledger then.
fn newest_first(same_second: &mut [RunFile]) {
    if same_second.len() > 1 {
        same_second.sort_by_cached_key(|file| Reverse((began(&file.path), file.run.clone())));
    }
}

/// Returns how long the ledger was when a run began, and when that was. A journal that does not say comes first.
pub(super) fn began(path: &Path) -> Option<(u64, String)> {
    let mut line = Vec::new();
    let file = file::open_regular(path).ok()?;
    BufReader::new(file.take(MAX_LINE as u64)).read_until(b'\n', &mut line).ok()?;
    let entry = line::parse(line.strip_suffix(b"\n")?, 0).ok()?;
    let claims = entry.read::<StartClaims>().ok()?;
    Some((claims.ledger.length, entry.at))
}

fn run_of(name: &OsStr) -> Option<RunId> {
    name.to_str()?.strip_suffix(".jsonl")?.parse().ok()
}

/// Returns the folders in `folder`. A link to one is none.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let paths = entries(folder).and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
    let mut paths: Vec<PathBuf> = paths.map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
    paths.retain(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()));
    Ok(paths)
}

/// Returns what is in `folder`; nothing if there is no such folder.
fn entries(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        entries => Some(entries?),
    };
    Ok(entries.into_iter().flatten())
}
