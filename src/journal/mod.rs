//! The tamper-evident log: an event in, a line on the disk, and a chain of hashes that shows any later change.
//!
//! It knows nothing of runs and procedures: an event is a type, who caused it, and some data. Nothing that was written is
//! ever changed or shortened. Only the
//! files marked as doors touch the disk: `file`, `folder`, `blob`, and on top of them `store`, `open_run`, `heal`, `audit`.

mod audit;
mod blob;
mod crockford;
mod damage;
mod digest;
mod draft;
mod entry;
mod error;
mod file;
mod folder;
mod heal;
mod hex;
mod judgement;
mod ledger;
mod line;
mod listings;
mod memory;
mod mode;
mod open_run;
mod places;
mod plain;
mod purge;
mod receipt;
mod resolve;
mod rule;
mod run_id;
mod sealed;
mod store;
mod store_error;
mod verification;
mod verify;

use std::path::Path;

use serde::Serialize;

use crate::clock::Stamp;

pub use audit::Auditor;
pub use blob::Blobs;
pub use damage::{Damage, Fence, RECOVERED, Recovery};
pub use digest::Digest;
pub use draft::{DraftError, reveal};
pub use entry::{Data, Entry, Head, MAX_LINE, VERSION};
pub use error::{Holder, JournalError};
pub use file::{FileStorage, MAX_FILE, Patience};
pub use heal::Healed;
pub use judgement::{Headline, Judgement, Obstacle, ReceiptJudgement, RunAudit};
pub use ledger::{Closing, Contradiction, Ledger, LedgerLine, Listing, Purge, blobs_named, blobs_of};
pub use memory::{Fault, MemoryStorage};
pub use mode::Mode;
pub use open_run::{Birth, NewRun, OpenRun, RUN_STARTED, Resumed};
pub use purge::Removal;
pub use receipt::{NotAReceipt, Presented, Receipt, ReceiptCode};
pub use resolve::resolve;
pub use rule::{Break, Rule};
pub use run_id::{NotARunId, RunId};
pub use sealed::{SealedEntry, sealed};
pub use store::{RunFile, RunReading, Store};
pub use store_error::StoreError;
pub use verification::{Condition, Tail, Verification};
pub use verify::{Checkpoint, RUN_CLOSED, Verifier};

use draft::Draft;

/// Who stands in `by` of entries that the program writes of its own accord.
pub const PROGRAM: &str = "signoff";

/// Where a journal's bytes are kept. One file, one writer.
pub trait Storage {
    /// Returns the path that messages name.
    fn path(&self) -> &Path;

    /// Hands all bytes from `offset` on to `feed`, in their order.
    ///
    /// # Errors
    /// If they cannot be read, or there are fewer than `offset`.
    fn read_from(&mut self, offset: u64, feed: &mut dyn FnMut(&[u8])) -> Result<(), JournalError>;

    /// Writes `bytes` at the end and brings them to the disk, as one step.
    ///
    /// # Errors
    /// If any part of that failed. What the disk then holds is unknown, and the caller writes no more.
    fn append(&mut self, bytes: &[u8]) -> Result<(), JournalError>;
}

/// One journal, open for appending. Whatever it has acknowledged is on the disk.
#[derive(Debug)]
pub struct Journal<S> {
    storage: S,
    head: Head,
    closed: bool,
    stopped: bool,
    offset: u64,
}

impl<S: Storage> Journal<S> {
    /// Returns a journal in `storage`, which is new and empty.
    #[must_use]
    pub fn create(storage: S) -> Self {
        Self::at(storage, Checkpoint::START)
    }

    /// Reads and verifies the journal in `storage` and returns it ready to go on.
    ///
    /// # Errors
    /// As [`Examined::go_on`] and [`Storage::read_from`].
    pub fn open(storage: S, stamp: Stamp) -> Result<Opened<S>, JournalError> {
        Examined::of(storage)?.go_on(stamp)
    }

    /// Appends one event and returns the head after it, once it is on the disk.
    ///
    /// # Errors
    /// If the event cannot be an entry, nothing was written and the journal goes on. If it could not be written, it is not
    /// confirmed, and every later call fails.
    pub fn append<D>(&mut self, stamp: Stamp, kind: &str, by: &str, data: &D) -> Result<Head, JournalError>
    where
        D: Serialize + ?Sized,
    {
        if self.closed && !verify::may_follow_close(kind) {
            return Err(JournalError::Closed { path: self.path().to_owned(), kind: kind.to_owned() });
        }
        let data = serde_json::to_string(data)?;
        let (line, head) = Draft { head: self.head, stamp, kind, by, data: &data }.encode()?;
        self.write(&line)?;
        self.closed |= kind == RUN_CLOSED;
        self.head = head;
        Ok(head)
    }

    /// Returns the number of entries and the hash of the last.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// Returns whether the run is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Returns the path that messages name.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.storage.path()
    }

    fn at(storage: S, place: Checkpoint) -> Self {
        let Checkpoint { head, offset, closed } = place;
        Self { storage, head, closed, offset, stopped: false }
    }

    /// Returns where this journal ends, for a later [`Examined::resume`].
    pub(in crate::journal) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { head: self.head, offset: self.offset, closed: self.closed }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        if self.stopped {
            return Err(JournalError::Stopped { path: self.path().to_owned() });
        }
        self.stopped = true;
        self.storage.append(bytes)?;
        self.stopped = false;
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Writes `fence`, and before it the newline that the damage lacks: one step, since a second crash may come.
    fn recover(&mut self, damage: &Damage, stamp: Stamp) -> Result<(), JournalError> {
        let data = serde_json::to_string(&damage.fence())?;
        let draft = Draft { head: self.head, stamp, kind: RECOVERED, by: PROGRAM, data: &data };
        let (line, head) = draft.encode()?;
        let newline: &[u8] = if damage.terminated { b"" } else { b"\n" };
        self.write(&[newline, &line].concat())?;
        self.head = head;
        Ok(())
    }
}

/// A journal that was read and verified, and not yet changed.
#[derive(Debug)]
pub struct Examined<S> {
    storage: S,
    verification: Verification,
}

impl<S: Storage> Examined<S> {
    /// Reads and verifies all of `storage`.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(storage: S) -> Result<Self, JournalError> {
        Self::resume(storage, Checkpoint::START)
    }

    /// Reads and verifies what `storage` has after a place that was verified before.
    ///
    /// # Errors
    /// If it cannot be read, or is shorter than that.
    pub fn resume(mut storage: S, from: Checkpoint) -> Result<Self, JournalError> {
        let mut verifier = Verifier::resume(from);
        storage.read_from(from.offset(), &mut |bytes| verifier.feed(bytes))?;
        Ok(Self { storage, verification: verifier.finish() })
    }

    /// Returns what the bytes prove.
    #[must_use]
    pub fn verification(&self) -> &Verification {
        &self.verification
    }

    /// Returns the journal ready for the next entry.
    ///
    /// A last line that lacks only its newline is given it and is an entry. A torn or damaged tail is fenced with a
    /// `recovered` entry, also where no entry stands before it.
    ///
    /// # Errors
    /// [`JournalError::Altered`] if a broken line is followed by, or is itself, one with its own right hash: no crash
    /// leaves that. Otherwise if it cannot be written.
    pub fn go_on(self, stamp: Stamp) -> Result<Opened<S>, JournalError> {
        let Self { storage, verification } = self;
        let mut journal = Journal::at(storage, verification.checkpoint());
        let mut recovery = None;
        match &verification.tail {
            Tail::Whole => {}
            Tail::Unterminated => journal.write(b"\n")?,
            Tail::Damaged(damage) if damage.sealed => {
                return Err(JournalError::Altered { path: journal.path().to_owned(), at: damage.first });
            }
            Tail::Damaged(damage) => {
                journal.recover(damage, stamp)?;
                recovery = Some(Recovery { entry: journal.head.length, fence: damage.fence() });
            }
        }
        Ok(Opened { journal, entries: verification.entries, recovery })
    }
}

/// A journal that is ready to go on.
#[derive(Debug)]
pub struct Opened<S> {
    /// The journal.
    pub journal: Journal<S>,
    /// Its entries so far, without the fence that opening may just have added.
    pub entries: Vec<Entry>,
    /// The fence that opening has added.
    pub recovery: Option<Recovery>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;

    use super::{
        Condition, DraftError, Fault, Fence, Head, Journal, JournalError, MemoryStorage, RECOVERED, RUN_CLOSED, Rule,
        Verification,
    };
    use crate::clock::Stamp;

    fn stamp() -> Stamp {
        let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        Stamp { at, mono: 8 }
    }

    fn data() -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([("raw", "7.10"), ("note", "大厅 \u{202e}")])
    }

    /// Appends until one fails, and returns the heads that were acknowledged.
    fn write(storage: &MemoryStorage, kinds: &[&str]) -> Vec<Head> {
        let Ok(opened) = Journal::open(storage.clone(), stamp()) else { return Vec::new() };
        let mut journal = opened.journal;
        kinds.iter().map_while(|kind| journal.append(stamp(), kind, "zhang", &data()).ok()).collect()
    }

    const RUN: [&str; 5] = ["run_started", "answered", "answered", RUN_CLOSED, "signed"];

    #[test]
    fn entries_are_numbered_from_one_after_zeros() {
        let storage = MemoryStorage::default();
        let heads = write(&storage, &RUN);
        let journal = Verification::of(&storage.bytes());
        assert_eq!(journal.entries.iter().map(super::Entry::head).collect::<Vec<_>>(), heads);
        assert_eq!(journal.entries[0].prev, super::Digest::ZERO);
        assert_eq!(heads.iter().map(|head| head.length).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(journal.condition(), Condition::Intact);
    }

    #[test]
    fn whatever_step_fails_nothing_is_acknowledged_that_is_not_on_the_disk() {
        for n in 0..RUN.len() {
            for fault in [Fault::Write, Fault::Sync, Fault::Short(0), Fault::Short(1), Fault::Short(200)] {
                let storage = MemoryStorage::default();
                storage.fail(n, fault);
                let acknowledged = write(&storage, &RUN);
                assert_eq!(acknowledged.len(), n);
                assert_eq!(storage.appends(), n + 1, "nothing is tried twice");
                let survived = Verification::of(&storage.synced());
                assert_eq!(survived.entries.iter().map(super::Entry::head).collect::<Vec<_>>(), acknowledged);

                let before = storage.bytes();
                let later = write(&storage, &["note_added"]);
                assert_eq!(later.len(), 1, "{n} {fault:?}");
                let after = storage.bytes();
                assert!(after.starts_with(&before));
                let journal = Verification::of(&after);
                assert!(matches!(journal.condition(), Condition::Open | Condition::Intact), "{n} {fault:?}");
                assert!(journal.entries.iter().map(super::Entry::head).collect::<Vec<_>>().starts_with(&acknowledged));
            }
        }
    }

    #[test]
    fn a_journal_that_was_not_confirmed_takes_no_more() {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        storage.fail(0, Fault::Sync);
        let first = journal.append(stamp(), "run_started", "zhang", &data());
        assert!(matches!(first, Err(JournalError::NotConfirmed { .. })));
        for _ in 0..3 {
            let again = journal.append(stamp(), "answered", "zhang", &data());
            assert!(matches!(again, Err(JournalError::Stopped { .. })));
        }
        assert_eq!((storage.appends(), journal.head()), (1, Head::EMPTY));
    }

    #[test]
    fn an_event_that_cannot_be_an_entry_writes_nothing_and_the_journal_goes_on() {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        let float = journal.append(stamp(), "answered", "zhang", &BTreeMap::from([("value", 7.1)]));
        assert!(matches!(float, Err(JournalError::Draft(DraftError::Unreadable(Rule::Data)))));
        assert_eq!(storage.appends(), 0);
        assert!(journal.append(stamp(), "answered", "zhang", &data()).is_ok());
    }

    #[test]
    fn after_a_run_is_closed_only_words_on_it_follow() {
        let storage = MemoryStorage::default();
        write(&storage, &["run_started", RUN_CLOSED]);
        let mut journal = Journal::open(storage, stamp()).expect("opens").journal;
        for kind in ["answered", RUN_CLOSED, "amended"] {
            let refused = journal.append(stamp(), kind, "zhang", &data());
            assert!(matches!(refused, Err(JournalError::Closed { .. })), "{kind}");
        }
        for kind in ["signed", "note_added", "action_closed"] {
            assert!(journal.append(stamp(), kind, "li", &data()).is_ok(), "{kind}");
        }
        let mut fresh = Journal::create(MemoryStorage::default());
        fresh.append(stamp(), RUN_CLOSED, "zhang", &data()).expect("closes");
        assert!(fresh.is_closed() && fresh.append(stamp(), "answered", "zhang", &data()).is_err());
    }

    #[test]
    fn a_tail_torn_at_any_byte_is_completed_or_fenced_and_nothing_before_it_changes() {
        let whole = MemoryStorage::default();
        write(&whole, &RUN);
        let whole = whole.bytes();
        let boundaries: Vec<usize> = (0..=whole.len()).filter(|&at| at == 0 || whole[at - 1] == b'\n').collect();
        for cut in 0..=whole.len() {
            let storage = MemoryStorage::with(&whole[..cut]);
            let opened = Journal::open(storage.clone(), stamp()).expect("opens");
            let is_whole = boundaries.contains(&cut);
            let only_newline_lacks = boundaries.contains(&(cut + 1));
            assert_eq!(opened.recovery.is_some(), !is_whole && !only_newline_lacks, "{cut}");
            assert!(storage.bytes().starts_with(&whole[..cut]));
            let mut journal = opened.journal;
            journal.append(stamp(), "note_added", "zhang", &data()).expect("goes on");
            let journal = Verification::of(&storage.bytes());
            assert!(matches!(journal.condition(), Condition::Open | Condition::Intact), "{cut}");
            assert_eq!(journal.recoveries.len(), usize::from(opened.recovery.is_some()));
            assert_eq!(journal.recoveries.first(), opened.recovery.as_ref());
        }
    }

    #[test]
    fn fault_15_a_fence_that_is_itself_torn_at_any_byte_is_fenced_again() {
        let torn = MemoryStorage::default();
        write(&torn, &RUN[..2]);
        let torn = [&torn.bytes()[..], b"{\"v\":1,\"se"].concat();
        let fenced = MemoryStorage::with(&torn);
        Journal::open(fenced.clone(), stamp()).expect("opens");
        let fenced = fenced.bytes();
        for cut in torn.len()..fenced.len() {
            let storage = MemoryStorage::with(&fenced[..cut]);
            Journal::open(storage.clone(), stamp()).expect("opens");
            assert!(storage.bytes().starts_with(&fenced[..cut]));
            let journal = Verification::of(&storage.bytes());
            assert_eq!((journal.condition(), journal.recoveries.len()), (Condition::Open, 1), "{cut}");
        }
    }

    #[test]
    fn fault_14_zeros_random_bytes_and_half_lines_are_fenced_with_their_first_four_kib() {
        let random: Vec<u8> = (0..200_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let tails: [&[u8]; 6] = [&[0; 300], &random, &[b'x'; 70_000], b"\n", b"\0\n", b"{}\n{}\n\0\0"];
        for tail in tails {
            let storage = MemoryStorage::default();
            write(&storage, &RUN[..3]);
            let good = storage.bytes();
            let storage = MemoryStorage::with(&[&good, tail].concat());
            let recovery = Journal::open(storage.clone(), stamp()).expect("opens").recovery.expect("a fence");
            let journal = Verification::of(&storage.bytes());
            assert_eq!((journal.condition(), &journal.recoveries[..]), (Condition::Open, &[recovery.clone()][..]));
            let Fence { from, length, sha256, hex } = recovery.fence;
            let covered = if tail.ends_with(b"\n") { tail.to_vec() } else { [tail, b"\n"].concat() };
            assert_eq!((from, length), (good.len() as u64, covered.len() as u64));
            assert_eq!(sha256, super::Digest::of(&covered));
            assert_eq!(hex, super::hex::encode(&covered[..covered.len().min(4096)]));
            let last = journal.entries.last().expect("a fence");
            assert_eq!((last.kind.as_str(), last.by.as_str()), (RECOVERED, "signoff"));
        }
    }

    #[test]
    fn a_journal_altered_before_its_last_line_is_refused_and_left_as_it_is() {
        let whole = MemoryStorage::default();
        write(&whole, &RUN[..4]);
        let whole = whole.bytes();
        let last_line = whole[..whole.len() - 1].iter().rposition(|&byte| byte == b'\n').expect("lines") + 1;
        for at in (0..last_line).step_by(7) {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            let storage = MemoryStorage::with(&altered);
            let refused = Journal::open(storage.clone(), stamp());
            assert!(matches!(refused, Err(JournalError::Altered { .. })), "{at}");
            assert_eq!(storage.bytes(), altered);
        }
    }
}
