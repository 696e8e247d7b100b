//! Why a command cannot do what it was asked: a message, a line of help, and the exit code that says which kind it is.

use std::fmt;

use crate::exit_code::ExitCode;

/// A failure as it is shown: what is wrong, and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub code: ExitCode,
    /// What was found and what was expected: lower case, no full stop.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// Whether it is called an error: to leave is none.
    pub is_error: bool,
}

impl Failure {
    /// Returns a failure of something that cannot begin.
    #[must_use]
    pub fn cannot_begin(message: impl Into<String>) -> Self {
        Self { code: ExitCode::CannotBegin, message: message.into(), help: None, is_error: true }
    }

    /// Returns a failure of something that could not be recorded.
    #[must_use]
    pub fn not_recorded(message: impl Into<String>) -> Self {
        Self { code: ExitCode::NotRecorded, ..Self::cannot_begin(message) }
    }

    /// Returns what is said where the operator left before anything began.
    #[must_use]
    pub fn left(message: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::cannot_begin(message) }
    }

    /// Returns the failure with what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
