//! Where the operator's lines come from, and where his files go: the two things that a test puts its own in place of.

use std::io;

use crate::run::event::StoredFile;
use crate::session::Interruption;
use crate::terminal::interrupt::{Signal, Signals};
use crate::terminal::line::{Line, LineReader};
use crate::terminal::pickers::{Picked, Pickers};
use crate::terminal::sanitize::Shown;
use crate::terminal::screen::{Screen, Size};
use crate::terminal::style::Style;

/// Reads what the operator types.
pub trait Lines {
    /// Shows `prompt` and reads one line.
    ///
    /// # Errors
    /// When the terminal cannot be read or written.
    fn read(&mut self, prompt: &Shown) -> io::Result<Line>;

    /// Shows `prompt` and reads one line without showing it.
    ///
    /// # Errors
    /// When the terminal cannot be read or written.
    fn read_secret(&mut self, prompt: &Shown) -> io::Result<Line>;

    /// Lets the operator move to one of `labels`, where a menu can be drawn.
    ///
    /// # Errors
    /// When the terminal cannot be read or written.
    fn pick(&mut self, _prompt: &Shown, _labels: &[Shown]) -> io::Result<Picked> {
        Ok(Picked::Unavailable)
    }

    /// Returns a signal that has come and was not taken yet.
    fn caught(&self) -> Option<Signal>;

    /// Returns the size of the screen.
    fn size(&self) -> Size;
}

/// The terminal's lines and menus. \[door\]
pub struct TerminalLines {
    reader: LineReader,
    pickers: Pickers,
    signals: Signals,
}

impl TerminalLines {
    /// Returns the lines of the terminal of stdin, which the caller has found to be one.
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be opened.
    pub fn new(screen: Screen, style: Style, signals: &Signals) -> io::Result<Self> {
        let reader = LineReader::new(screen, style, signals)?;
        Ok(Self { reader, pickers: Pickers::new(screen, style, signals), signals: signals.clone() })
    }
}

impl Lines for TerminalLines {
    fn read(&mut self, prompt: &Shown) -> io::Result<Line> {
        self.reader.read(prompt)
    }

    fn read_secret(&mut self, prompt: &Shown) -> io::Result<Line> {
        self.reader.read_secret(prompt)
    }

    fn pick(&mut self, prompt: &Shown, labels: &[Shown]) -> io::Result<Picked> {
        match self.pickers.pick(prompt, labels)? {
            Picked::Unavailable => self.pickers.search(prompt, labels),
            picked => Ok(picked),
        }
    }

    fn caught(&self) -> Option<Signal> {
        self.signals.caught()
    }

    fn size(&self) -> Size {
        Size::current()
    }
}

/// Keeps files, and remembers values.
pub trait Vault {
    /// Copies the file at `path` into the store.
    ///
    /// # Errors
    /// With what to tell the operator, when it cannot be read or kept.
    fn keep(&mut self, path: &str) -> Result<StoredFile, String>;

    /// Returns the value that the step of that id had in the last run, as it is shown after the answer.
    fn last_value(&self, _step: &str) -> Option<String> {
        None
    }
}

/// Returns why asking ends after a signal.
#[must_use]
pub fn interruption(signal: Signal) -> Interruption {
    match signal {
        Signal::Interrupt => Interruption::Interrupt,
        Signal::Terminate => Interruption::Terminate,
        Signal::Hangup => Interruption::Hangup,
    }
}
