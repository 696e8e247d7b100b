//! Every exit code and its one meaning; nothing else in the crate invents a number.

/// How the program ends; the discriminant is the process's exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Yes: the run closed `completed` or `completed_with_deviations`; no errors found; scenarios pass; journals intact.
    Yes = 0,
    /// No: the run closed `failed`, `incomplete` or `abandoned`; findings; a journal is not intact; an answer was never reached.
    No = 1,
    /// Cannot begin: usage, no terminal, unknown or unusable procedure, run, site or answer file.
    CannotBegin = 2,
    /// Still open: paused, interrupted at a question, answers ran out.
    StillOpen = 3,
    /// Could not be recorded: disk full, read-only, locked, altered under our hands, or a panic.
    NotRecorded = 4,
    /// Ended by SIGINT from outside a question.
    Interrupted = 130,
    /// Ended by SIGTERM from outside a question.
    Terminated = 143,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
