//! Menus to move about in: the only file that names dialoguer. \[door\]
//!
//! A menu is a comfort beside the numbered list, for a procedure, an operator, a step to jump to; it never answers a question
//! of a run. Nothing is selected at first, so Enter alone picks nothing. PINs are read by [`LineReader::read_secret`]: a
//! signal cannot end dialoguer's `Password` (D12, D13).
//!
//! dialoguer takes any handled signal for Ctrl-C (D15). Those that mean something are blocked ([`Signals`]), that of a resize while
//! a menu waits. Under a window that grew too narrow dialoguer counts rows that are not there, and erases as many lines above
//! the menu (D9): it is left as it stands, and drawn again below for the new width.
//!
//! [`LineReader::read_secret`]: super::line::LineReader::read_secret

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};
use std::io::{self, Write, stderr};

use dialoguer::theme::Theme;
use dialoguer::{FuzzySelect, Select};

use super::interrupt::{Reader, Signal, Signals, interrupt_this_thread};
use super::keyboard::{drop_typed_ahead, wait_for_a_quiet_window, with_keys_that_stop};
use super::sanitize::Shown;
use super::screen::{Screen, Size, is_interactive};
use super::style::{Role, Style};
use super::wrap::truncate;

/// Rows that a menu needs beside its items: the prompt, and the line the cursor ends on.
const ROWS_BESIDE_ITEMS: usize = 3;

/// What came of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// The item with this index.
    Item(usize),
    /// Nothing: Escape. Ask again.
    Nothing,
    /// Ctrl-C, or a signal from outside. It has been taken from [`Signals`].
    Interrupted(Signal),
    /// No menu can be drawn here; nothing was shown. Number the items and ask for a line instead.
    Unavailable,
}

/// Draws menus on the terminal of stderr.
#[derive(Debug)]
pub struct Pickers {
    screen: Screen,
    style: Style,
    signals: Signals,
}

impl Pickers {
    /// Returns menus in `style`; on a plain screen every one is [`Picked::Unavailable`].
    #[must_use]
    pub fn new(screen: Screen, style: Style, signals: &Signals) -> Self {
        Self { screen, style, signals: signals.clone() }
    }

    /// Lets the operator move to one of `labels` and press Enter. Long labels are cut to their row; more labels than fit
    /// on the screen are [`Picked::Unavailable`].
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be read or written.
    pub fn pick(&self, prompt: &Shown, labels: &[Shown]) -> io::Result<Picked> {
        self.guarded(labels, labels.len() + ROWS_BESIDE_ITEMS, |so_far, size| {
            let rows = self.rows(prompt, labels, so_far, size);
            let ids = (0..labels.len()).map(|index| index.to_string());
            let menu = Select::with_theme(&rows).with_prompt("").items(ids).report(false);
            match so_far.active.get() {
                Some(active) => menu.default(active).interact_opt(),
                None => menu.interact_opt(),
            }
        })
    }

    /// Lets the operator narrow down `labels`, which are numbered from 1, by typing parts of one. Of a long label only the
    /// beginning is shown and found: as many bytes as the row has columns.
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be read or written.
    pub fn search(&self, prompt: &Shown, labels: &[Shown]) -> io::Result<Picked> {
        self.guarded(labels, 0, |so_far, size| {
            let rows = self.rows(prompt, labels, so_far, size);
            let texts = labels.iter().map(|label| self.style.text(label.as_str()));
            let keys = texts.enumerate().map(|(index, text)| search_row(index, &text, size.columns));
            let typed = so_far.typed.take();
            let menu = FuzzySelect::with_theme(&rows).with_prompt("").with_initial_text(typed).items(keys);
            menu.report(false).highlight_matches(false).interact_opt()
        })
    }

    /// Runs a menu where one can be drawn in so many rows, with the keyboard empty and signals waking it, and leaves the cursor
    /// visible. It is drawn again after a stop, a signal that means nothing, or in a window that grew narrower.
    fn guarded(
        &self,
        labels: &[Shown],
        height: usize,
        menu: impl Fn(&SoFar, Size) -> dialoguer::Result<Option<usize>>,
    ) -> io::Result<Picked> {
        let so_far = SoFar::default();
        let mut anew = true;
        loop {
            let size = Size::current();
            let usable = self.screen == Screen::Rich && is_interactive() && !size.is_tiny() && height <= size.rows;
            if !usable || labels.is_empty() {
                return Ok(Picked::Unavailable);
            }
            if anew {
                drop_typed_ahead(&self.signals)?;
            }
            let drawn = || with_keys_that_stop(|| menu(&so_far, size));
            let outcome = self.signals.woken(Reader::Menu(size.columns), drawn).transpose()?;
            // A terminal that is gone shows no cursor.
            let _ = stderr().write_all(b"\x1b[?25h");
            let interrupted = |error: &io::Error| error.kind() == io::ErrorKind::Interrupted;
            if matches!(&outcome, Some(Err(dialoguer::Error::IO(error))) if interrupted(error)) {
                // dialoguer has sent a SIGINT to this thread, which blocks it.
                interrupt_this_thread();
            }
            anew = self.signals.stops();
            if anew {
                continue;
            }
            if let Some(signal) = self.signals.take() {
                return Ok(Picked::Interrupted(signal));
            }
            match outcome {
                Some(Ok(Some(index))) if index < labels.len() => return Ok(Picked::Item(index)),
                Some(Ok(_)) => return Ok(Picked::Nothing),
                None => wait_for_a_quiet_window(&self.signals)?,
                Some(Err(dialoguer::Error::IO(error))) => match error.kind() {
                    // A Ctrl-C that was read is no error of the system; a signal that ended the wait is.
                    io::ErrorKind::Interrupted if error.raw_os_error().is_none() => {
                        return Ok(Picked::Interrupted(Signal::Interrupt));
                    }
                    io::ErrorKind::Interrupted => wait_for_a_quiet_window(&self.signals)?,
                    io::ErrorKind::NotConnected => return Ok(Picked::Unavailable),
                    _ => return Err(error),
                },
            }
        }
    }

    fn rows<'s>(&self, prompt: &Shown, labels: &[Shown], so_far: &'s SoFar, size: Size) -> Rows<'s> {
        let room = size.columns.saturating_sub(4);
        let fitted = |text: &Shown| truncate(&self.style.text(text.as_str()), room, self.style.ellipsis());
        Rows {
            prompt: self.style.paint(Role::Prompt, &fitted(prompt)),
            labels: labels.iter().map(fitted).collect(),
            style: self.style,
            so_far,
            room: room / 2,
        }
    }
}

/// What the operator has done in a menu so far: where it is drawn again, he goes on from there.
#[derive(Default)]
struct SoFar {
    /// The row the mark stands at. dialoguer tells it of a menu to move in only.
    active: Cell<Option<usize>>,
    typed: RefCell<String>,
}

/// Returns the row a label is found by and shown as: its number, which makes it unique, and its beginning. dialoguer counts
/// bytes and takes an item of more bytes than columns for two rows (D7), so it is cut by bytes.
fn search_row(index: usize, label: &str, columns: usize) -> String {
    let mut row = format!("{} {label}", index + 1);
    let mut end = row.len().min(columns.saturating_sub(4));
    while !row.is_char_boundary(end) {
        end -= 1;
    }
    row.truncate(end);
    row
}

/// Draws one row for each item. The items dialoguer knows of a menu are indices; the labels are ours (D7, D8).
struct Rows<'s> {
    prompt: String,
    labels: Vec<String>,
    style: Style,
    so_far: &'s SoFar,
    /// Columns for what was typed.
    room: usize,
}

impl Theme for Rows<'_> {
    fn format_select_prompt(&self, f: &mut dyn fmt::Write, _prompt: &str) -> fmt::Result {
        f.write_str(&self.prompt)
    }

    fn format_select_prompt_item(&self, f: &mut dyn fmt::Write, text: &str, active: bool) -> fmt::Result {
        let index = text.parse().ok();
        if active {
            self.so_far.active.set(index);
        }
        let label = index.and_then(|index: usize| self.labels.get(index)).map_or("", String::as_str);
        // A mark as well as a colour, so that the active row is seen without colour (D28).
        match active {
            true => write!(f, "> {}", self.style.paint(Role::Title, label)),
            false => write!(f, "  {label}"),
        }
    }

    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn fmt::Write,
        _prompt: &str,
        search_term: &str,
        bytes_pos: usize,
    ) -> fmt::Result {
        search_term.clone_into(&mut self.so_far.typed.borrow_mut());
        let mut typed = Shown::line(search_term.get(..bytes_pos).unwrap_or(search_term)).to_string();
        write!(typed, "|{}", Shown::line(search_term.get(bytes_pos..).unwrap_or_default()))?;
        write!(f, "{} {}", self.prompt, truncate(&typed, self.room, self.style.ellipsis()))
    }
}

#[cfg(test)]
mod tests {
    use dialoguer::theme::Theme;

    use super::{Rows, SoFar, search_row};
    use crate::terminal::style::Style;

    #[test]
    fn d7_a_row_to_search_has_no_more_bytes_than_columns() {
        let row = search_row(6, "冷藏柜温度检查并登记在温度记录表上面的每一行里面去", 40);
        assert!(row.len() <= 36 && row.starts_with("7 冷藏柜温度"), "{row}");
    }

    #[test]
    fn d28_the_active_row_has_a_mark() {
        let so_far = SoFar::default();
        let labels = vec!["开门检查".to_owned()];
        let rows = Rows { prompt: String::new(), labels, style: Style::PLAIN, so_far: &so_far, room: 20 };
        let mut drawn = String::new();
        rows.format_select_prompt_item(&mut drawn, "0", true).expect("a String takes everything");
        assert_eq!(drawn, "> 开门检查");
    }
}
