//! `StoreError`: why the folder of journals cannot do what is asked.

use std::io;
use std::path::PathBuf;

use super::ledger::Contradiction;
use super::run_id::NotARunId;
use super::{JournalError, RunId};

/// Why the folder of journals cannot do what is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A journal, the ledger or a blob cannot.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file or folder cannot be made or read.
    #[error("cannot use `{}`", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no store.
    #[error("found no store at `{}`", path.display())]
    NotAStore {
        /// Where.
        path: PathBuf,
    },
    /// There are records, but no `store.json`, which says whose they are.
    #[error("found records but no `store.json` in `{}`", path.display())]
    Nameless {
        /// Where.
        path: PathBuf,
    },
    /// `store.json` is not one that this program understands.
    #[error("expected format 1 in `{}`, found something else", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The run's id cannot be made.
    #[error(transparent)]
    RunId(#[from] NotARunId),
    /// No run is called that.
    #[error("found no run `{}`", name.escape_debug())]
    NoSuchRun {
        /// What was asked for.
        name: String,
    },
    /// Several runs are called that.
    #[error("`{}` stands for {} runs", name.escape_debug(), candidates.len())]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The runs that it could stand for, the newest first.
        candidates: Vec<RunId>,
    },
    /// The ledger does not name the run.
    #[error("run `{run}` is not in the ledger")]
    Unlisted {
        /// The run.
        run: RunId,
    },
    /// The run was removed on purpose.
    #[error("run `{run}` was purged")]
    Purged {
        /// The run.
        run: RunId,
    },
    /// The journal is not the one that the ledger names.
    #[error("run `{run}` is not as the ledger has it")]
    Contradicted {
        /// The run.
        run: RunId,
        /// How.
        how: Contradiction,
    },
    /// The run is still open.
    #[error("run `{run}` is not closed")]
    NotClosed {
        /// The run.
        run: RunId,
    },
}
