//! `Progress`: one line on stderr that says how far long work has come, and is gone when it is done.
//!
//! It appears after a second, only on a terminal that takes escape sequences.

use std::io::{self, IsTerminal, Write};

use super::screen::Screen;
use crate::clock::Clock;

/// How long work goes on in silence, in microseconds.
const SILENCE: u64 = 1_000_000;

/// How long a line stands at least, in microseconds.
const INTERVAL: u64 = 200_000;

/// How far some work has come.
pub struct Progress<'a> {
    clock: &'a dyn Clock,
    due: Option<u64>,
    shown: bool,
}

impl<'a> Progress<'a> {
    /// Returns a progress that begins now; one that never shows where stderr is no such terminal.
    #[must_use]
    pub fn new(clock: &'a dyn Clock, screen: Screen) -> Self {
        let on = screen == Screen::Rich && io::stderr().is_terminal();
        Self { clock, due: on.then(|| clock.now().mono + SILENCE), shown: false }
    }

    /// Shows what `text` returns, if it is time to.
    pub fn show(&mut self, text: impl FnOnce() -> String) {
        let now = self.clock.now().mono;
        if self.due.is_some_and(|due| now >= due) {
            write(&format!("\r{}\u{1b}[K", text()));
            self.due = Some(now + INTERVAL);
            self.shown = true;
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if self.shown {
            write("\r\u{1b}[K");
        }
    }
}

fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    // Nobody is left to be told where stderr is gone.
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
