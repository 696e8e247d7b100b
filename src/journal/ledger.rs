//! `Ledger`: the store's own journal, read. It says which runs exist, with ids and hashes only. Pure.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::MAX_FILE;
use super::listings::{Entering, Listings};
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
    fn run(&self) -> &RunId {
        match self {
            Self::Started(run, _) | Self::Adopted(run, _) | Self::Closed(run, _) => run,
            Self::Sealed(run, _) | Self::Purged(run, _) => run,
        }
    }

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
    /// Its entries that cannot be: a run that started twice, or was closed before it started.
    pub faults: Vec<Break>,
    listings: Listings,
    /// The hash of each entry, and the byte where it begins: what a run's beginning names may be any of them.
    marks: Vec<(Digest, u64)>,
}

/// How many bytes are read before their entries are taken and forgotten.
const PIECE: usize = 16 * 1024;

/// About how many bytes an entry has, and no more: room that is not needed is never touched, room that lacks is copied.
const ENTRY: u64 = 320;

/// Takes a ledger's bytes in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct LedgerReader {
    verifier: Verifier,
    listings: Entering,
    faults: Vec<Break>,
    marks: Vec<(Digest, u64)>,
    before: Option<DateTime<FixedOffset>>,
}

impl LedgerReader {
    /// Returns a reader of a ledger that has about this many bytes.
    pub(super) fn expecting(bytes: u64) -> Self {
        let entries = usize::try_from(bytes.min(MAX_FILE) / ENTRY).unwrap_or_default();
        Self { marks: Vec::with_capacity(entries), listings: Entering::expecting(entries / 2), ..Self::default() }
    }

    /// Takes in the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        // Entries are many times larger than the lines that they are read from: only few are held at a time.
        for piece in bytes.chunks(PIECE) {
            self.verifier.feed(piece);
            self.take_entries();
        }
    }

    /// Returns the ledger; to its last full line, where another program is writing it.
    pub(super) fn finish(mut self, in_use: bool) -> Ledger {
        let mut verification = std::mem::take(&mut self.verifier).finish();
        let rest = std::mem::take(&mut verification.entries);
        rest.iter().for_each(|entry| self.take(entry));
        let verification = if in_use { verification.to_last_full_line() } else { verification };
        let Self { listings, faults, marks, .. } = self;
        Ledger { verification, faults, listings: listings.finish(), marks }
    }

    fn take_entries(&mut self) {
        let entries = self.verifier.take_entries();
        entries.iter().for_each(|entry| self.take(entry));
    }

    fn take(&mut self, entry: &Entry) {
        self.marks.push((entry.hash, entry.offset));
        let before = self.before.replace(entry.time);
        let line = match LedgerLine::read(entry) {
            Ok(Some(line)) => line,
            Ok(None) => return,
            Err(_) => return self.fault(entry),
        };
        let run = line.run().clone();
        if !self.apply(entry, line) {
            self.fault(entry);
        } else if before.is_some_and(|before| entry.time < before) {
            self.listings.note_backwards(&run, entry.seq);
        }
    }

    fn fault(&mut self, entry: &Entry) {
        self.faults.push(Break { entry: entry.seq, offset: entry.offset, rule: Rule::LedgerLine });
    }

    /// Returns whether `line` can be, and enters it if so.
    fn apply(&mut self, entry: &Entry, line: LedgerLine) -> bool {
        let at = entry.time;
        match line {
            LedgerLine::Started(run, first) | LedgerLine::Adopted(run, first) => self.listings.begin(run, first, at),
            LedgerLine::Closed(run, head) => self.listings.close(&run, head, entry.seq, at),
            LedgerLine::Sealed(run, head) => self.listings.seal(&run, head, at),
            LedgerLine::Purged(run, purge) => self.listings.purge(&run, purge),
        }
    }
}

impl Ledger {
    /// Returns what it says of a run, if it names it.
    #[must_use]
    pub fn listing(&self, run: &RunId) -> Option<Listing> {
        let hash = |entry: u64| Some(self.marks.get(usize::try_from(entry).ok()?.checked_sub(1)?)?.0);
        self.listings.get(run, hash)
    }

    /// Returns the runs that it names, sorted by their ids.
    pub fn runs(&self) -> impl Iterator<Item = &RunId> {
        self.listings.runs()
    }

    /// Returns how many runs it names.
    #[must_use]
    pub fn count(&self) -> usize {
        self.listings.len()
    }

    /// Returns whether it names a run.
    #[must_use]
    pub fn names(&self, run: &RunId) -> bool {
        self.listings.has(run)
    }

    /// Returns whether it says that a run was removed on purpose.
    #[must_use]
    pub fn is_purged(&self, run: &RunId) -> bool {
        self.listings.is_purged(run)
    }

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

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::{ENTRY, Ledger, LedgerLine, LedgerReader, PIECE, blobs_named};
    use crate::clock::Stamp;
    use crate::journal::{Digest, Head, Journal, MemoryStorage, Rule, RunId};

    fn run(number: u32) -> RunId {
        RunId::new(DateTime::default(), "a", number).expect("a run")
    }

    /// A ledger with these lines, each so many seconds after the beginning.
    fn ledger(lines: &[(LedgerLine, i64)]) -> (Ledger, Vec<Head>) {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        let append = |(line, seconds): &(LedgerLine, i64)| {
            let stamp = Stamp { at: DateTime::default() + TimeDelta::seconds(*seconds), mono: 8 };
            journal.append(stamp, line.kind(), "zhang", &line.data().expect("data")).expect("appends")
        };
        let heads = lines.iter().map(append).collect();
        let mut reader = LedgerReader::expecting(0);
        reader.feed(&storage.bytes());
        (reader.finish(false), heads)
    }

    #[test]
    fn it_had_every_end_that_it_ever_had_and_no_other() {
        let begun = |number| (LedgerLine::Started(run(number), Digest::of(b"first")), 0);
        let (ledger, heads) = ledger(&[begun(1), begun(2)]);
        assert!(ledger.had(Head::EMPTY) && heads.iter().all(|head| ledger.had(*head)));
        for head in [
            Head { length: 0, ..heads[0] },
            Head { length: 2, ..heads[0] },
            Head { length: 1, ..heads[1] },
            Head { length: 3, ..heads[1] },
            Head { hash: Digest::ZERO, ..heads[1] },
        ] {
            assert!(!ledger.had(head), "{head:?}");
        }
        assert_eq!((ledger.count(), ledger.names(&run(1)), ledger.names(&run(3))), (2, true, false));
        assert_eq!(ledger.runs().collect::<Vec<_>>(), [&run(1), &run(2)]);
    }

    #[test]
    fn a_line_that_cannot_be_is_a_fault_and_one_that_is_earlier_than_the_one_before_is_noted() {
        let (first, head) = (Digest::of(b"first"), Head { length: 9, hash: Digest::of(b"ninth") });
        let (ledger, heads) = ledger(&[
            (LedgerLine::Started(run(1), first), 5),
            (LedgerLine::Adopted(run(2), first), 5),
            (LedgerLine::Closed(run(1), head), 4),
            (LedgerLine::Sealed(run(1), head), 3),
            (LedgerLine::Closed(run(1), head), 6),
            (LedgerLine::Started(run(2), first), 7),
            (LedgerLine::Sealed(run(3), head), 8),
        ]);
        let faults: Vec<(u64, Rule)> = ledger.faults.iter().map(|fault| (fault.entry, fault.rule)).collect();
        assert_eq!(faults, [5, 6, 7].map(|entry| (entry, Rule::LedgerLine)));
        let (one, two) = (ledger.listing(&run(1)).expect("named"), ledger.listing(&run(2)).expect("named"));
        assert_eq!((one.backwards, two.backwards), (Some(3), None));
        assert_eq!(one.closed.map(|closed| (closed.head, closed.ledger)), Some((head, heads[2])));
        assert_eq!((one.sealed.as_slice(), one.length(), two.length()), (&[head][..], 9, 1));
        assert!(two.closed.is_none() && ledger.listing(&run(3)).is_none());
    }

    #[test]
    fn room_for_the_marks_of_a_ledger_is_made_at_once_and_not_far_more() {
        let entries = 1000;
        let room = LedgerReader::expecting(entries * ENTRY).marks.capacity() as u64;
        assert!((entries..2 * entries).contains(&room), "{room}");
    }

    #[test]
    fn the_entries_of_a_long_ledger_are_not_held() {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        let stamp = Stamp { at: DateTime::default(), mono: 8 };
        for number in 0..200 {
            let line = LedgerLine::Started(run(number), Digest::ZERO);
            journal.append(stamp, line.kind(), "zhang", &line.data().expect("data")).expect("appends");
        }
        let bytes = storage.bytes();
        assert!(bytes.len() > 2 * PIECE);
        let mut reader = LedgerReader::expecting(bytes.len() as u64);
        reader.feed(&bytes);
        assert_eq!((reader.marks.len(), reader.verifier.take_entries().len()), (200, 0));
    }

    #[test]
    fn the_bytes_that_an_entry_names_are_those_of_its_procedures_its_attachments_and_its_evidence() {
        let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
        for (kind, data, named) in [
            (
                "run_started",
                format!(r#"{{"procedure":{{"blob":"{one}"}},"called":[{{"blob":"{two}"}}]}}"#),
                vec![one, two],
            ),
            ("attached", format!(r#"{{"sha256":"{one}"}}"#), vec![one]),
            ("attached", format!(r#"{{"sha25\u0036":"{one}"}}"#), vec![one]),
            ("answered", format!(r#"{{"sha256":"{two}","evidence":[{{"sha256":"{one}"}}]}}"#), vec![one]),
            (
                "amended",
                format!(r#"{{"old":{{"sha256":"{two}"}},"new":{{"evidence":[{{"sha256":"{one}"}}]}}}}"#),
                vec![one],
            ),
            ("note_added", format!(r#"{{"blob":"{one}","sha256":"{two}"}}"#), vec![]),
            ("attached", r#"{"sha256":"no digest"}"#.to_owned(), vec![]),
        ] {
            let mut found = blobs_named(kind, &data);
            found.sort_by_key(|digest| *digest != one);
            assert_eq!(found, named, "{kind} {data}");
        }
    }
}
