//! `Judgement`: what `verify` says of a run, as plain data. Who prints it chooses the words.

use std::io;

use super::ledger::{Contradiction, Purge};
use super::{Break, Head, JournalError, Mode, Recovery, RunId, StoreError, Verification};

/// The three words of the first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Headline {
    /// As it was written, and over.
    Intact,
    /// As it was written, and not over.
    Unfinished,
    /// Not as it was written.
    Altered,
}

/// What is said of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Closed, and as it was written.
    Intact,
    /// Removed on purpose; the ledger says by whom.
    Purged(Purge),
    /// Not closed.
    Open,
    /// Another program holds its lock; it was judged to its last full line.
    OpenInUse,
    /// The last line is incomplete, and the run is not closed.
    Torn,
    /// Empty or torn in its first line, and not in the ledger.
    NeverBegun,
    /// Without an answer and not in the ledger: a crash, which the next start mends.
    NotYetListed,
    /// Purged, and its journal is still there: a crash, which the next start mends.
    NotYetRemoved,
    /// In the ledger, and not one entry is left.
    Empty,
    /// An entry is not what was written.
    Altered(Break),
    /// The ledger knows more entries than there are.
    CutShort {
        /// The head that the ledger names.
        expected: Head,
        /// How many entries there are.
        found: u64,
    },
    /// In the ledger, and not on the disk.
    Missing,
    /// On the disk with answers, and not in the ledger.
    Unlisted,
    /// The ledger's entry of this number names the run, and is earlier than the one before it.
    OutOfOrder {
        /// The ledger's entry.
        entry: u64,
    },
    /// Several journals have this run's name; the first was judged.
    Twofold,
    /// The journal cannot be read, and why.
    Unreadable(Obstacle),
}

/// Why a journal cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// What stands there is no file of its own: a link, a pipe, a folder.
    NotAFile,
    /// It has more bytes than any journal may have.
    TooLarge,
    /// Access is not allowed.
    NotAllowed,
    /// What the system says.
    Other(String),
}

impl From<&StoreError> for Obstacle {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Journal(JournalError::NotAFile { .. }) => Self::NotAFile,
            StoreError::Journal(JournalError::TooLarge { .. }) => Self::TooLarge,
            StoreError::Journal(JournalError::Io { source, .. }) | StoreError::Io { source, .. } => match source.kind()
            {
                io::ErrorKind::PermissionDenied => Self::NotAllowed,
                _ => Self::Other(source.to_string()),
            },
            _ => Self::Other(error.to_string()),
        }
    }
}

impl Judgement {
    /// Returns the word under which the first line counts it.
    #[must_use]
    pub fn headline(&self) -> Headline {
        match self {
            Self::Intact | Self::Purged(_) => Headline::Intact,
            Self::Open | Self::OpenInUse | Self::Torn | Self::NeverBegun | Self::NotYetListed | Self::NotYetRemoved => {
                Headline::Unfinished
            }
            Self::Empty
            | Self::Altered(_)
            | Self::CutShort { .. }
            | Self::Missing
            | Self::Unlisted
            | Self::OutOfOrder { .. }
            | Self::Twofold
            | Self::Unreadable(_) => Headline::Altered,
        }
    }
}

/// One run, judged.
#[derive(Clone, Debug)]
pub struct RunAudit {
    /// The run.
    pub run: RunId,
    /// What is to be said of it, the worst first; never empty.
    pub judgements: Vec<Judgement>,
    /// What its bytes prove, if they could be read.
    pub verification: Option<Verification>,
}

impl RunAudit {
    pub(super) fn of(run: &RunId, mut judgements: Vec<Judgement>, verification: Option<Verification>) -> Self {
        judgements.sort_by_key(|judgement| std::cmp::Reverse(judgement.headline()));
        if judgements.first().is_some_and(|worst| worst.headline() == Headline::Altered) {
            // Its chain may be right, but `ALTERED, intact` says nothing to anybody.
            judgements.retain(|judgement| *judgement != Judgement::Intact);
        }
        Self { run: run.clone(), judgements, verification }
    }

    /// Forgets the journal's entries, so that a report over many runs stays small; what they prove is kept.
    pub fn forget_entries(&mut self) {
        if let Some(verification) = &mut self.verification {
            verification.entries = Vec::new();
        }
    }

    /// Returns the worst of what is to be said.
    #[must_use]
    pub fn headline(&self) -> Headline {
        self.judgements.iter().map(Judgement::headline).max().unwrap_or(Headline::Intact)
    }

    /// Returns the fenced stretches, which are printed whatever the headline is.
    #[must_use]
    pub fn recoveries(&self) -> &[Recovery] {
        self.verification.as_ref().map(|verification| verification.recoveries.as_slice()).unwrap_or_default()
    }
}

/// What a receipt from outside shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptJudgement {
    /// The journal and the ledger still have what it says.
    Confirmed(RunId),
    /// No closing in the ledger gives this code: the run or the ledger was changed, cut or restored, or the code mistyped.
    Unknown,
    /// It is of a run of another mode, which is judged among those alone.
    OfMode(RunId, Mode),
    /// The run's journal is gone.
    Gone(RunId),
    /// The run's journal is not the one that the receipt names.
    Journal(RunId, Contradiction),
    /// The ledger is not the one that the receipt names.
    Ledger(RunId, Contradiction),
}
