//! `Ledger`: the store's own journal, read. It says which runs exist, with ids and hashes only. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Break, Digest, Entry, Head, Receipt, Rule, RunId, Verification, Verifier};

/// What one entry of the ledger says of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerLine {
    /// Its first entry is on the disk, and has this hash.
    Started(RunId, Digest),
    /// The same, said at a later start, since the program ended before it could.
    Adopted(RunId, Digest),
    /// It was closed with this head.
    Closed(RunId, Head),
    /// Something was added after that, and this is its head now.
    Sealed(RunId, Head),
    /// It was removed on purpose.
    Purged(RunId, Purge),
}

/// Who removed a run, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    run: RunId,
    h: Digest,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ended {
    run: RunId,
    n: u64,
    h: Digest,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Removed {
    run: RunId,
    by: String,
    reason: String,
}

impl LedgerLine {
    /// Returns the type of the entry.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Started(..) => "started",
            Self::Adopted(..) => "adopted",
            Self::Closed(..) => "closed",
            Self::Sealed(..) => "sealed",
            Self::Purged(..) => "purged",
        }
    }

    /// Returns the data of the entry as JSON.
    pub(super) fn data(&self) -> Result<Box<serde_json::value::RawValue>, serde_json::Error> {
        let text = match self.clone() {
            Self::Started(run, h) | Self::Adopted(run, h) => serde_json::to_string(&Begun { run, h }),
            Self::Closed(run, Head { length: n, hash: h }) | Self::Sealed(run, Head { length: n, hash: h }) => {
                serde_json::to_string(&Ended { run, n, h })
            }
            Self::Purged(run, Purge { by, reason }) => serde_json::to_string(&Removed { run, by, reason }),
        };
        serde_json::value::RawValue::from_string(text?)
    }

    /// Returns what `entry` says; none for a type that is not known.
    fn read(entry: &Entry) -> Result<Option<Self>, serde_json::Error> {
        let begun = || entry.read().map(|Begun { run, h }| (run, h));
        let ended = || entry.read().map(|Ended { run, n, h }| (run, Head { length: n, hash: h }));
        Ok(Some(match entry.kind.as_str() {
            "started" => begun().map(|(run, hash)| Self::Started(run, hash))?,
            "adopted" => begun().map(|(run, hash)| Self::Adopted(run, hash))?,
            "closed" => ended().map(|(run, head)| Self::Closed(run, head))?,
            "sealed" => ended().map(|(run, head)| Self::Sealed(run, head))?,
            "purged" => entry.read().map(|Removed { run, by, reason }| Self::Purged(run, Purge { by, reason }))?,
            _ => return Ok(None),
        }))
    }
}

/// What the ledger says of one run, all its entries taken together.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The hash of the run's first entry.
    pub first: Digest,
    /// Its closing.
    pub closed: Option<Closing>,
    /// Its heads after later entries.
    pub sealed: Vec<Head>,
    /// The time of the last entry that names it.
    pub last: DateTime<FixedOffset>,
    /// Whether it was removed on purpose.
    pub purged: Option<Box<Purge>>,
    /// The ledger's entry, if there is one, that names this run and has an earlier time than the one before it.
    pub backwards: Option<u64>,
}

/// What the ledger says of the closing of a run; a store has as many as runs, so that nothing else is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The run's journal as it was closed.
    pub head: Head,
    /// The ledger's entry that says so.
    pub ledger: Head,
    /// When that entry was written.
    pub at: DateTime<FixedOffset>,
}

/// How a journal is not the one that the ledger lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// It has fewer entries.
    CutShort {
        /// The head that the ledger names.
        expected: Head,
        /// How many entries there are.
        found: u64,
    },
    /// It has others.
    Altered(Break),
}

impl Listing {
    /// Returns the receipt that `run`, whose listing this is, was given when it was closed.
    #[must_use]
    pub fn receipt(&self, run: &RunId) -> Option<Receipt> {
        let Closing { head, ledger, at } = self.closed?;
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, false);
        Some(Receipt { run: run.clone(), head, ledger, at })
    }

    /// Returns how many entries its journal has at least.
    #[must_use]
    pub fn length(&self) -> u64 {
        let closed = self.closed.map(|closing| closing.head.length);
        self.sealed.iter().map(|head| head.length).chain(closed).max().unwrap_or(1)
    }

    /// Returns how `journal` is not the one listed, if it is not. A journal may always be longer.
    #[must_use]
    pub fn contradiction(&self, journal: &Verification) -> Option<Contradiction> {
        let first = Head { length: 1, hash: self.first };
        let closed = self.closed.map(|closing| closing.head);
        let heads = std::iter::once(first).chain(closed).chain(self.sealed.iter().copied());
        heads.filter_map(|head| contradiction(head, journal, Rule::Ledger)).next()
    }
}

/// Returns how the entries of `journal` do not lead to `head`, if they do not.
pub(super) fn contradiction(head: Head, journal: &Verification, rule: Rule) -> Option<Contradiction> {
    let at = usize::try_from(head.length).ok()?.checked_sub(1)?;
    let Some(entry) = journal.entries.get(at) else {
        return Some(Contradiction::CutShort { expected: head, found: journal.head().length });
    };
    let altered = Break { entry: entry.seq, offset: entry.offset, rule };
    (entry.hash != head.hash).then_some(Contradiction::Altered(altered))
}

/// The ledger, read.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// What its bytes prove; its entries are not kept.
    pub verification: Verification,
    /// The runs that it names.
    pub runs: BTreeMap<RunId, Listing>,
    /// Its entries that cannot be: a run that started twice, or was closed before it started.
    pub faults: Vec<Break>,
    /// The hash of each entry, and the byte where it begins.
    marks: Vec<(Digest, u64)>,
}

/// Takes a ledger's bytes in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct LedgerReader {
    verifier: Verifier,
    runs: BTreeMap<RunId, Listing>,
    faults: Vec<Break>,
    marks: Vec<(Digest, u64)>,
    before: Option<DateTime<FixedOffset>>,
}

impl LedgerReader {
    /// Takes in the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.verifier.feed(bytes);
        self.take_entries();
    }

    /// Returns the ledger; to its last full line, where another program is writing it.
    pub(super) fn finish(mut self, in_use: bool) -> Ledger {
        let mut verification = std::mem::take(&mut self.verifier).finish();
        let rest = std::mem::take(&mut verification.entries);
        rest.iter().for_each(|entry| self.take(entry));
        let verification = if in_use { verification.to_last_full_line() } else { verification };
        let Self { runs, faults, marks, .. } = self;
        Ledger { verification, runs, faults, marks }
    }

    fn take_entries(&mut self) {
        let entries = self.verifier.take_entries();
        entries.iter().for_each(|entry| self.take(entry));
    }

    fn take(&mut self, entry: &Entry) {
        self.marks.push((entry.hash, entry.offset));
        let before = self.before.replace(entry.time);
        let taken = match LedgerLine::read(entry) {
            Ok(Some(line)) => self.apply(entry, line),
            Ok(None) => return,
            Err(_) => None,
        };
        match taken {
            None => {
                self.faults.push(Break { entry: entry.seq, offset: entry.offset, rule: Rule::LedgerLine });
            }
            Some(listing) if before.is_some_and(|before| entry.time < before) => {
                listing.backwards.get_or_insert(entry.seq);
            }
            Some(_) => {}
        }
    }

    /// Returns the listing that `line` adds or adds to; none if it cannot be.
    fn apply(&mut self, entry: &Entry, line: LedgerLine) -> Option<&mut Listing> {
        match line {
            LedgerLine::Started(run, first) | LedgerLine::Adopted(run, first) => {
                if self.runs.contains_key(&run) {
                    return None;
                }
                let (closed, sealed, last) = (None, Vec::new(), entry.time);
                let listing = Listing { first, closed, sealed, last, purged: None, backwards: None };
                Some(self.runs.entry(run).or_insert(listing))
            }
            LedgerLine::Closed(run, head) => {
                let listing = self.runs.get_mut(&run).filter(|listing| listing.closed.is_none())?;
                listing.closed = Some(Closing { head, ledger: entry.head(), at: entry.time });
                listing.last = entry.time;
                Some(listing)
            }
            LedgerLine::Sealed(run, head) => {
                let listing = self.runs.get_mut(&run)?;
                listing.sealed.push(head);
                listing.last = entry.time;
                Some(listing)
            }
            LedgerLine::Purged(run, purge) => {
                let listing = self.runs.get_mut(&run)?;
                listing.purged = Some(Box::new(purge));
                Some(listing)
            }
        }
    }
}

impl Ledger {
    /// Returns whether the ledger once ended with `head`.
    #[must_use]
    pub fn had(&self, head: Head) -> bool {
        head == Head::EMPTY || head.length > 0 && self.contradiction(head, Rule::Ledger).is_none()
    }

    /// Returns how the entries of the ledger do not lead to `head`, if they do not.
    pub(super) fn contradiction(&self, head: Head, rule: Rule) -> Option<Contradiction> {
        let at = usize::try_from(head.length).ok()?.checked_sub(1)?;
        let Some((hash, offset)) = self.marks.get(at).copied() else {
            return Some(Contradiction::CutShort { expected: head, found: self.verification.head().length });
        };
        (hash != head.hash).then_some(Contradiction::Altered(Break { entry: head.length, offset, rule }))
    }
}

/// What a `run_started` claims, as far as the store can check it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct StartClaims {
    pub(super) run: RunId,
    pub(super) store: String,
    pub(super) ledger: Head,
}

/// Returns every digest of stored bytes that `entry` names: fields called `blob` of a `run_started`, `sha256` of an
/// `attached` and of an answer's evidence.
#[must_use]
pub fn blobs_of(entry: &Entry) -> Vec<Digest> {
    blobs_named(&entry.kind, entry.data.get())
}

/// The same of an entry of type `kind` that holds `data`.
#[must_use]
pub fn blobs_named(kind: &str, data: &str) -> Vec<Digest> {
    let (within, name) = match kind {
        "run_started" => ("", "blob"),
        "attached" => ("", "sha256"),
        "answered" | "signed" | "declined" => ("/evidence", "sha256"),
        "amended" => ("/new/evidence", "sha256"),
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    // Few entries name any: the rest need not be read as JSON.
    if !data.contains(name) && !data.contains('\\') {
        return found;
    }
    if let Some(data) = serde_json::from_str::<Value>(data).ok().as_ref().and_then(|data| data.pointer(within)) {
        collect(data, name, &mut found);
    }
    found
}

fn collect(value: &Value, name: &str, found: &mut Vec<Digest>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, found)),
        Value::Object(members) => {
            found.extend(members.get(name).and_then(Value::as_str).and_then(Digest::parse));
            members.values().for_each(|member| collect(member, name, found));
        }
        _ => {}
    }
}
