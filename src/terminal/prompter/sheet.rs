//! The sheet that a session is written on: lines fitted to the screen, foreign text made safe, marks beside words.
//!
//! Everything that a question or a record says passes [`Sheet::put`] and its like, which are the only way to the screen from
//! here; nothing that was written is ever drawn again.

use std::fmt::Display;
use std::io::Write;

use crate::language::Language;
use crate::terminal::sanitize::Shown;
use crate::terminal::screen::Screen;
use crate::terminal::style::{Color, Role};
use crate::terminal::table::Layout;
use crate::terminal::wrap::{hang, width, wrap};

/// Lines of questions are never longer.
pub(super) const WIDEST: usize = 80;

/// A window narrower than this is written as if it were so wide.
const NARROWEST: usize = 20;

/// Most bytes of a question, with all that was said to it, that are remembered.
const LONGEST_QUESTION: usize = 16 * 1024;

/// What stands under a title.
pub(super) const INDENT: &str = "     ";

/// The widest number or path that the lines under a title are indented by.
const WIDEST_LABEL: usize = 10;

/// Room between two things on one line.
const GAP: usize = 3;

/// A sign that stands before words which say the same; on a plain screen the words stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Done,
    Failed,
    Neither,
    Warning,
    Note,
}

impl Mark {
    const fn sign(self) -> &'static str {
        match self {
            Self::Done => "✓",
            Self::Failed => "✗",
            Self::Neither => "–",
            Self::Warning => "!",
            Self::Note => "i",
        }
    }

    const fn role(self) -> Option<Role> {
        match self {
            Self::Done => Some(Role::Good),
            Self::Failed => Some(Role::Bad),
            Self::Neither => Some(Role::Dim),
            Self::Warning => Some(Role::Warning),
            Self::Note => None,
        }
    }
}

/// Where lines are written, and how they look.
pub(super) struct Sheet<'a> {
    out: Box<dyn Write + 'a>,
    layout: Layout,
    ends_blank: bool,
    rows: usize,
    /// What was written since the question began.
    question: String,
    /// Where in it begins what was written since the last line was typed, or the last record acknowledged.
    part: usize,
}

impl<'a> Sheet<'a> {
    /// Returns an empty sheet. On a plain screen there is no colour, whatever the style says.
    pub(super) fn new(out: Box<dyn Write + 'a>, mut layout: Layout) -> Self {
        if layout.screen == Screen::Plain {
            layout.style.color = Color::Off;
        }
        layout.width = layout.width.clamp(NARROWEST, WIDEST);
        Self { out, layout, ends_blank: false, rows: 0, question: String::new(), part: 0 }
    }

    /// Fits what comes to a window of so many columns.
    pub(super) fn fit(&mut self, columns: usize) {
        self.layout.width = columns.clamp(NARROWEST, WIDEST);
    }

    pub(super) fn language(&self) -> Language {
        self.layout.language
    }

    pub(super) fn is_plain(&self) -> bool {
        self.layout.screen == Screen::Plain
    }

    /// Returns how many columns its lines have.
    pub(super) fn width(&self) -> usize {
        self.layout.width
    }

    /// Returns how many rows were written and typed so far.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Counts a row that the operator typed.
    pub(super) fn typed(&mut self) {
        self.rows += 1;
        self.part = self.question.len();
    }

    /// Begins a question: what comes now is written again by [`Sheet::show_again`].
    pub(super) fn begin(&mut self) {
        self.question.clear();
        self.part = 0;
    }

    /// Returns what was written since the last line was typed or record acknowledged, and whether the question began with it.
    pub(super) fn part(&self) -> (String, bool) {
        (self.question.get(self.part..).unwrap_or_default().to_owned(), self.part == 0)
    }

    /// Writes once more what [`Sheet::part`] returned.
    pub(super) fn put_again(&mut self, part: &str) {
        self.write(part);
    }

    /// Writes once more what belongs to the question, which something else has pushed off the screen.
    pub(super) fn show_again(&mut self) {
        let question = std::mem::take(&mut self.question);
        self.part = 0;
        self.write(&question);
    }

    /// Writes an empty line.
    pub(super) fn blank(&mut self) {
        self.write("\n");
    }

    /// Writes an empty line, unless the last one is.
    pub(super) fn gap(&mut self) {
        if !self.ends_blank {
            self.blank();
        }
    }

    /// Writes `text` under a title.
    pub(super) fn put(&mut self, text: impl Display) {
        self.hung(INDENT, text, None);
    }

    /// Writes `text` under a title, in the colour of `role`.
    pub(super) fn put_as(&mut self, role: Role, text: impl Display) {
        self.hung(INDENT, text, Some(role));
    }

    /// Writes `text` from the margin on, in the colour of `role`.
    pub(super) fn margin(&mut self, role: Role, text: impl Display) {
        self.hung("", text, Some(role));
    }

    /// Writes `text` under a title with its sign in the margin, which a plain screen has not.
    pub(super) fn marked(&mut self, mark: Mark, text: impl Display) {
        let first = if self.is_plain() { INDENT.to_owned() } else { format!("  {}  ", mark.sign()) };
        self.hung(&first, text, mark.role());
    }

    /// Writes what was recorded: sign and time, then `text`; on a plain screen `word` and time.
    pub(super) fn acknowledge(&mut self, mark: Mark, word: &str, time: &str, text: &str) {
        let begin = if self.is_plain() { word.to_owned() } else { mark.sign().to_owned() };
        let says_word = self.is_plain() || mark == Mark::Done || text.contains(word);
        let word = if says_word { "" } else { word };
        let parts = [word, text].into_iter().filter(|part| !part.is_empty());
        let rest: String = parts.map(|part| format!("  {part}")).collect();
        self.hung(INDENT, format!("{begin} {time}{rest}"), mark.role());
        self.part = self.question.len();
    }

    /// Writes a label and a title, with `right` at the end of the line, or under it where there is no room.
    pub(super) fn titled(&mut self, label: &str, title: &str, right: &str) {
        let (label, title, right) = (self.plain(label), self.plain(title), self.plain(right));
        let first = if label.is_empty() { String::new() } else { format!("{label}  ") };
        let indent = if width(&first) <= WIDEST_LABEL { " ".repeat(width(&first)) } else { INDENT.to_owned() };
        let inner = self.layout.width;
        let used = width(&first) + width(&title);
        if !right.is_empty() && used + GAP + width(&right) <= inner && !title.contains('\n') {
            let space = " ".repeat(inner - used - width(&right));
            let left = self.layout.style.paint(Role::Title, &format!("{first}{title}"));
            self.write(&format!("{left}{space}{right}\n"));
            return;
        }
        let lines = if width(&first) <= WIDEST_LABEL {
            hang(&first, &title, inner)
        } else {
            let mut lines = wrap(&format!("{first}{title}"), inner - indent.len());
            lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, &indent));
            lines
        };
        self.lines(&lines, Some(Role::Title));
        if !right.is_empty() {
            let indent = if indent.is_empty() { INDENT } else { &indent };
            self.hung(indent, right, None);
        }
    }

    /// Writes choices, as many on a line as fit; one too long for a line is wrapped.
    pub(super) fn choices(&mut self, choices: &[String]) {
        let mut line = String::new();
        for choice in choices {
            let choice = self.plain(choice);
            let full = 2 + width(&line) + GAP + width(&choice) > self.layout.width;
            if !line.is_empty() && full {
                let done = std::mem::take(&mut line);
                self.row(&done);
            }
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            line.push_str(&choice);
        }
        if !line.is_empty() {
            self.row(&line);
        }
    }

    /// Writes one row of choices. A single one that is too long for it hangs by its number.
    fn row(&mut self, choices: &str) {
        let indent = if width(choices) + 2 > self.layout.width { numbered(choices) } else { 0 };
        let (number, rest) = choices.split_at(indent);
        self.hung(&format!("  {number}"), rest, None);
    }

    fn hung(&mut self, first: &str, text: impl Display, role: Option<Role>) {
        let (first, text) = (self.plain(first), self.plain(&text.to_string()));
        let lines = hang(&first, &text, self.layout.width);
        self.lines(&lines, role);
    }

    fn lines(&mut self, lines: &[String], role: Option<Role>) {
        let painted = |line: &String| role.map_or_else(|| line.clone(), |role| self.layout.style.paint(role, line));
        let text: String = lines.iter().map(|line| painted(line) + "\n").collect();
        self.write(&text);
    }

    fn plain(&self, text: &str) -> String {
        self.layout.style.text(Shown::block(text).as_str()).into_owned()
    }

    /// A terminal that is gone is noticed where the next line is read.
    fn write(&mut self, text: &str) {
        self.ends_blank = text == "\n";
        self.rows += text.bytes().filter(|byte| *byte == b'\n').count();
        if self.question.len() > LONGEST_QUESTION {
            self.question.clear();
            self.part = 0;
        }
        self.question.push_str(text);
        let _ = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
    }
}

/// Returns what `write` writes on a sheet of its own.
pub(super) fn written(layout: Layout, write: impl FnOnce(&mut Sheet<'_>)) -> String {
    let mut bytes = Vec::new();
    write(&mut Sheet::new(Box::new(&mut bytes), layout));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns how many bytes the number before a choice takes, its spaces included.
fn numbered(choice: &str) -> usize {
    let number = choice.find(' ').filter(|end| choice[..*end].chars().all(|c| c.is_ascii_alphanumeric() || c == '?'));
    number.map_or(0, |end| end + 1)
}
