//! `Verification`: everything that the bytes of one journal prove, as plain data.

use super::damage::{Damage, Recovery};
use super::verify::{Checkpoint, Verifier};
use super::{Break, Entry, Head};

/// What a journal is, judged by its own bytes; the ledger may know worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Not one byte.
    Empty,
    /// Every entry follows from the one before, and the run is closed.
    Intact,
    /// Every entry follows from the one before; the run is not closed.
    Open,
    /// Intact up to an incomplete last line, as a crash leaves it.
    Torn,
    /// Some entry is not what was written.
    Altered(Break),
}

/// How a journal ends.
#[derive(Clone, Debug)]
pub enum Tail {
    /// With an entry and its newline, or it is empty.
    Whole,
    /// With a whole entry that lacks nothing but its newline.
    Unterminated,
    /// With bytes that are no entry, and no fence after them.
    Damaged(Box<Damage>),
}

/// Everything that the bytes of one journal prove.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The entries that are whole and chained, in their order.
    pub entries: Vec<Entry>,
    /// The fenced stretches between them.
    pub recoveries: Vec<Recovery>,
    /// How the journal ends.
    pub tail: Tail,
    /// How many bytes were read, counted from the start of the file.
    pub size: u64,
    pub(super) head: Head,
    pub(super) closed: bool,
}

impl Verification {
    /// Returns the verification of a journal that is at hand as a whole.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut verifier = Verifier::new();
        verifier.feed(bytes);
        verifier.finish()
    }

    /// Returns the head: the last entry that is whole and chained.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// Returns whether the run is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Returns what the journal is by its own bytes.
    #[must_use]
    pub fn condition(&self) -> Condition {
        match &self.tail {
            Tail::Damaged(damage) if self.closed || !damage.incomplete => Condition::Altered(damage.first),
            Tail::Damaged(_) | Tail::Unterminated => Condition::Torn,
            Tail::Whole if self.size == 0 => Condition::Empty,
            Tail::Whole if self.closed => Condition::Intact,
            Tail::Whole => Condition::Open,
        }
    }

    /// Returns whether not one entry came to be: empty, or torn in its first line.
    #[must_use]
    pub fn is_never_begun(&self) -> bool {
        self.entries.is_empty() && matches!(self.condition(), Condition::Empty | Condition::Torn)
    }

    /// Returns the same without an incomplete last line: what is judged while another program writes.
    #[must_use]
    pub fn to_last_full_line(mut self) -> Self {
        match &self.tail {
            Tail::Damaged(damage) if damage.incomplete && !damage.terminated => self.tail = Tail::Whole,
            Tail::Unterminated => self.tail = Tail::Whole,
            Tail::Damaged(_) | Tail::Whole => {}
        }
        self
    }

    /// Returns where reading may go on when the journal has grown; only for a whole tail.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { head: self.head, offset: self.size, closed: self.closed }
    }
}
