//! `JournalError`: why a journal cannot be opened, or an event was not recorded.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Break;
use super::draft::DraftError;

/// The program that holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Its name, where the system tells.
    pub command: Option<String>,
    /// Whether it is stopped, as Ctrl-Z leaves it: nobody sees its question.
    pub stopped: bool,
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.command {
            Some(command) => write!(formatter, "process {} (`{}`)", self.pid, command.escape_debug()),
            None => write!(formatter, "process {}", self.pid),
        }
    }
}

/// Why a journal cannot be opened, or an event was not recorded. Each names its file.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The event may or may not be on the disk; nothing further is written, and nothing is tried twice.
    #[error("not confirmed: an entry could not be written to `{}`", path.display())]
    NotConfirmed {
        /// The journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An earlier entry was not confirmed, so this journal takes no more.
    #[error("`{}` takes no more entries, since one was not confirmed", path.display())]
    Stopped {
        /// The journal.
        path: PathBuf,
    },
    /// The event cannot be an entry; nothing was written, and the journal goes on.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The run is closed, and an event of this type may not follow.
    #[error("`{kind}` cannot follow in `{}`, since its run is closed", path.display())]
    Closed {
        /// The journal.
        path: PathBuf,
        /// The event's type.
        kind: String,
    },
    /// Another program writes this journal.
    #[error("`{}` is in use{}", path.display(), by(holder.as_ref()))]
    Locked {
        /// The journal.
        path: PathBuf,
        /// Who holds it, where the system tells.
        holder: Option<Holder>,
    },
    /// The path leads to another file than it did, or the file has changed, while it was held.
    #[error("`{}` was moved, replaced or changed by another program", path.display())]
    Replaced {
        /// The journal.
        path: PathBuf,
    },
    /// The path leads to something that can be no journal.
    #[error("expected a file of its own at `{}`, found {found}", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What stands there.
        found: &'static str,
    },
    /// The file is larger than any journal may be.
    #[error("`{}` has {size} bytes, more than a journal may have", path.display())]
    TooLarge {
        /// The journal.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
    /// Entries are not what was written; nothing is appended to such a journal.
    #[error("`{}` is altered at entry {}, byte {}: {}", path.display(), at.entry, at.offset, at.rule)]
    Altered {
        /// The journal.
        path: PathBuf,
        /// Where.
        at: Break,
    },
    /// The journal is empty, or torn in its first line: no run has begun in it.
    #[error("no run has begun in `{}`", path.display())]
    NeverBegun {
        /// The journal.
        path: PathBuf,
    },
    /// The file cannot be opened, read or locked.
    #[error("cannot open `{}`", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Draft(error.into())
    }
}

fn by(holder: Option<&Holder>) -> String {
    holder.map(|holder| format!(" by {holder}")).unwrap_or_default()
}
