//! What the store and its journals say went wrong, in both languages and with the exit code that it means.

use super::context::Context;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files::plain;
use crate::journal::{JournalError, StoreError};
use crate::language::{Language, commands as words};

impl Context {
    /// Returns the failure that an error of the store is for the operator.
    #[must_use]
    pub fn store_failure(&self, error: &StoreError) -> Failure {
        let language = self.language;
        match error {
            StoreError::Journal(error) => self.journal_failure(error),
            StoreError::Io { path, source } => {
                not_recorded(language, path.display().to_string(), &plain(language, source))
            }
            StoreError::NotAStore { path } => Failure::cannot_begin(words::no_store(language, path.display())),
            StoreError::NoSuchRun { name } => Failure::cannot_begin(words::no_such_run(language, name.escape_debug())),
            StoreError::Ambiguous { name, candidates } => {
                let runs = candidates.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Failure::cannot_begin(words::ambiguous_run(language, name.escape_debug(), runs))
            }
            StoreError::NotClosed { .. } => Failure::cannot_begin(error.to_string()),
            _ => Failure::not_recorded(error.to_string()),
        }
    }

    /// Returns the failure that an error of a journal is for the operator.
    #[must_use]
    pub fn journal_failure(&self, error: &JournalError) -> Failure {
        let language = self.language;
        match error {
            JournalError::Locked { path, holder } => {
                let who = holder
                    .as_ref()
                    .map_or_else(|| words::another_program(language), |holder| words::process(language, holder.pid));
                Failure::not_recorded(words::store_locked(language, path.display(), who))
                    .help(words::close_other(language))
            }
            JournalError::NotConfirmed { path, source } | JournalError::Io { path, source } => {
                not_recorded(language, path.display().to_string(), &plain(language, source))
            }
            JournalError::Closed { .. } => {
                Failure { code: ExitCode::CannotBegin, message: error.to_string(), help: None }
            }
            _ => Failure::not_recorded(error.to_string()),
        }
    }
}

fn not_recorded(language: Language, path: String, why: &str) -> Failure {
    Failure::not_recorded(words::not_recorded(language, path, why))
}
