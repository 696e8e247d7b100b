//! What the store and its journals say went wrong, in both languages and with the exit code that it means.

use std::io;
use std::path::Path;

use super::context::Context;
use crate::failure::Failure;
use crate::files::plain;
use crate::journal::{DraftError, JournalError, StoreError};
use crate::language::{Language, commands as words};
use crate::report::judgements;

impl Context {
    /// Returns the failure that an error of the store is for the operator.
    #[must_use]
    pub fn store_failure(&self, error: &StoreError) -> Failure {
        of_store(self.language, &Self::mode_option(self.mode()), error)
    }

    /// Returns the failure that an error of a journal is for the operator.
    #[must_use]
    pub fn journal_failure(&self, error: &JournalError) -> Failure {
        of_journal(self.language, error)
    }
}

/// `mode` is the option that names the mode, if it must be named.
fn of_store(language: Language, mode: &str, error: &StoreError) -> Failure {
    match error {
        StoreError::Journal(error) => of_journal(language, error),
        StoreError::Io { path, source } => unusable(language, path, source),
        StoreError::NotAStore { path } => Failure::cannot_begin(words::no_store(language, path.display())),
        StoreError::Nameless { path } => {
            Failure::not_recorded(words::nameless_store(language, path.display())).help(words::nameless_help(language))
        }
        StoreError::NoSuchRun { name } => {
            Failure::cannot_begin(words::no_such_run(language, name.escape_debug())).help(words::see_log(language))
        }
        StoreError::Ambiguous { name, candidates } => {
            let runs = candidates.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Failure::cannot_begin(words::ambiguous_run(language, name.escape_debug(), runs))
        }
        StoreError::NotClosed { run } => {
            Failure::cannot_begin(words::run_is_open(language, run)).help(words::run_is_open_help(language, run, mode))
        }
        StoreError::UnknownFormat { path } => Failure::not_recorded(words::unknown_store(language, path.display())),
        StoreError::RunId(_) => Failure::not_recorded(words::no_run_id(language)),
        StoreError::Unlisted { run } => {
            Failure::not_recorded(words::not_in_ledger(language, run)).help(words::see_verify(language, run, mode))
        }
        StoreError::Purged { run } => Failure::cannot_begin(words::run_is_purged(language, run)),
        StoreError::Contradicted { run, .. } => {
            Failure::not_recorded(words::not_as_listed(language, run)).help(words::see_verify(language, run, mode))
        }
    }
}

/// Returns the failure that an error of a journal is for somebody who reads `language`.
pub(super) fn of_journal(language: Language, error: &JournalError) -> Failure {
    match error {
        JournalError::Locked { path, holder } => {
            let who = match holder {
                Some(holder) if holder.stopped => words::stopped_process(language, holder.pid),
                Some(holder) => words::process(language, holder.pid),
                None => words::another_program(language),
            };
            Failure::not_recorded(words::store_locked(language, path.display(), who)).help(words::close_other(language))
        }
        JournalError::NotConfirmed { path, source } => {
            Failure::not_recorded(words::not_confirmed(language, path.display(), plain(language, source)))
        }
        JournalError::Io { path, source } => unusable(language, path, source),
        JournalError::Closed { path, .. } => Failure::cannot_begin(words::journal_closed(language, path.display())),
        JournalError::Stopped { path } => Failure::not_recorded(words::journal_stopped(language, path.display())),
        JournalError::Draft(DraftError::TooLong { length }) => {
            Failure::not_recorded(words::entry_too_long(language, length))
        }
        JournalError::Draft(_) => Failure::not_recorded(words::no_entry(language)),
        JournalError::Replaced { path } => Failure::not_recorded(words::journal_replaced(language, path.display())),
        JournalError::NotAFile { path, .. } => Failure::not_recorded(words::not_own_file(language, path.display())),
        JournalError::TooLarge { path, size } => {
            Failure::not_recorded(words::journal_too_large(language, path.display(), size))
        }
        JournalError::Altered { path, at } => {
            let place = judgements::place(language, at);
            Failure::not_recorded(words::journal_altered(language, path.display(), place))
        }
        JournalError::NeverBegun { path } => Failure::not_recorded(words::never_begun(language, path.display())),
    }
}

fn unusable(language: Language, path: &Path, source: &io::Error) -> Failure {
    Failure::not_recorded(words::cannot_use(language, path.display(), plain(language, source)))
}
