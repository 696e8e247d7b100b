//! `Progress`: one line on the terminal for work that takes longer than a second; elsewhere nothing. \[door\]

use std::io::{self, IsTerminal, Write};

use super::screen::Screen;
use crate::clock::{Clock, SystemClock, Zone};
use crate::terminal::wrap::width;

/// How long work may take before it is spoken of, in microseconds.
const PATIENCE: u64 = 1_000_000;

/// How often the line changes, in microseconds.
const BEAT: u64 = 100_000;

/// How many characters the bar has.
const BAR: usize = 24;

/// How far work has come.
#[derive(Debug)]
pub struct Progress {
    clock: SystemClock,
    what: String,
    total: usize,
    done: usize,
    shown: bool,
    next: u64,
    drawn: usize,
}

impl Progress {
    /// Returns the progress of `total` pieces of work called `what`.
    #[must_use]
    pub fn new(what: String, total: usize, screen: Screen) -> Self {
        let shown = screen == Screen::Rich && io::stderr().is_terminal();
        let clock = SystemClock::new(Zone::System);
        let next = clock.now().mono + PATIENCE;
        Self { clock, what, total, done: 0, shown, next, drawn: 0 }
    }

    /// Counts one piece.
    pub fn step(&mut self) {
        self.done += 1;
        let now = self.clock.now().mono;
        if self.shown && now >= self.next {
            self.next = now + BEAT;
            let line = line(&self.what, self.done, self.total);
            self.draw(&line);
        }
    }

    fn draw(&mut self, line: &str) {
        let rest = " ".repeat(self.drawn.saturating_sub(width(line)));
        self.drawn = width(line);
        // A terminal that is gone is noticed where the data go.
        let _ = write!(io::stderr(), "\r{line}{rest}").and_then(|()| io::stderr().flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn > 0 {
            self.draw("");
            let _ = write!(io::stderr(), "\r");
        }
    }
}

fn line(what: &str, done: usize, total: usize) -> String {
    let full = BAR * done.min(total) / total.max(1);
    format!("{what} [{}{}] {done}/{total}", "#".repeat(full), "-".repeat(BAR - full))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_bar_fills_and_never_overflows() {
        assert_eq!(line("exporting", 1, 2), "exporting [############------------] 1/2");
        assert_eq!(line("正在导出", 3, 2), "正在导出 [########################] 3/2");
        assert_eq!(line("x", 0, 0), "x [------------------------] 0/0");
    }
}
