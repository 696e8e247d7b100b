//! One question, one line: the only file that names rustyline. \[door\]
//!
//! What was typed before the prompt stood there answers nothing; a pasted block is one line, told as such; a line that is no
//! proper text is refused, never mended in silence. On a plain screen the terminal's own line editing is used, and not one
//! escape byte is sent. There is no history.

use std::cell::{Cell, RefCell};
use std::io::{self, Write, stderr};

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, ColorMode, Config, Context, Editor, ExternalPrinter, Helper};

use super::interrupt::{Reader, Signal, Signals, interrupt_this_thread, owns_terminal, quieten};
use super::keyboard::{self, Typed};
use super::sanitize::{Shown, is_c1, is_unshowable};
use super::screen::{Screen, Size};
use super::style::{Role, Style};
use super::wrap::{width, wrap};
use crate::language::{Language, terminal};

/// The longest line that is taken, in bytes: some five thousand Chinese characters. rustyline draws the whole line anew for
/// every row that an unbracketed paste fills, so the time it takes grows with the square of this.
pub const LONGEST_LINE: usize = 16 * 1024;

/// Room that a prompt leaves for the answer, in columns.
const ROOM_FOR_THE_ANSWER: usize = 12;

/// A window narrower than this gets lines as if it were so wide, which it wraps itself.
const NARROWEST: usize = 8;

/// What came of one prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line with something in it, without its newline; not trimmed. Foreign text: show it through [`Shown`].
    Text(String),
    /// Nothing but white space, or characters that cannot be seen.
    Empty,
    /// A pasted block of several lines, without the newline at its end: to be refused, or taken through [`joined`].
    Block(String),
    /// A line that is no answer; ask again.
    Refused(Refused),
    /// End of input (Ctrl-D on an empty line): never an answer.
    EndOfInput,
    /// Ctrl-C, or a signal from outside, which has been taken from [`Signals`]; a hang-up also where the terminal is gone,
    /// since the signal that tells of it may come later than the end of its input, or to the shell alone.
    Interrupted(Signal),
    /// The program was stopped, as by Ctrl-Z, and goes on: show the question and ask again. What was typed in the editor
    /// stands there again.
    Continued,
}

/// Why a line was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its bytes are no UTF-8 (D20, D21).
    NotUtf8,
    /// It holds control characters: a GBK terminal, arrow keys on a plain screen, a pasted escape sequence.
    ControlCharacters,
    /// It is longer than [`LONGEST_LINE`], or than the terminal itself can take.
    TooLong,
}

impl Refused {
    /// Returns what to tell the operator.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        match self {
            Self::NotUtf8 => terminal::line_not_utf8(language),
            Self::ControlCharacters => terminal::line_control_characters(language),
            Self::TooLong => terminal::line_too_long(language, LONGEST_LINE),
        }
    }
}

/// Returns a pasted block as one line: its lines trimmed, the empty ones dropped, spaces between them.
#[must_use]
pub fn joined(block: &str) -> String {
    let lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// Reads the operator's lines from the terminal. Prompts go to the terminal too, never to stdout.
///
/// ```text
/// let signals = Signals::install(screen)?;
/// let mut reader = LineReader::new(screen, style, &signals)?;
/// match reader.read(&Shown::line("> "))? { … }
/// ```
pub struct LineReader {
    editor: Option<LineEditor>,
    style: Style,
    signals: Signals,
}

impl LineReader {
    /// Returns a reader for the terminal of stdin, which the caller has found to be one
    /// ([`is_interactive`](super::screen::is_interactive)). Lines are edited by rustyline on a rich screen that is this
    /// process's own terminal, else by the terminal itself.
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be opened.
    pub fn new(screen: Screen, style: Style, signals: &Signals) -> io::Result<Self> {
        let editor = match screen {
            Screen::Rich if owns_terminal() => Some(LineEditor::new().map_err(into_io)?),
            Screen::Rich | Screen::Plain => None,
        };
        quieten();
        Ok(Self { editor, style, signals: signals.clone() })
    }

    /// Shows `prompt`, with room left for an answer, and reads one line. What was typed before is dropped.
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be read or written.
    pub fn read(&mut self, prompt: &Shown) -> io::Result<Line> {
        let raw = self.read_raw(prompt);
        self.settled(raw)
    }

    /// Shows `prompt` and reads a line without showing it, such as a PIN. Backspace and Ctrl-U work.
    ///
    /// # Errors
    /// Returns the system's error where the terminal cannot be read or written.
    pub fn read_secret(&mut self, prompt: &Shown) -> io::Result<Line> {
        let raw = self.read_raw_secret(prompt);
        self.settled(raw)
    }

    fn read_raw(&mut self, prompt: &Shown) -> io::Result<Raw> {
        keyboard::drop_typed_ahead(&self.signals)?;
        let prompt = self.fitted(prompt)?;
        let Some(editor) = &mut self.editor else {
            let typed = keyboard::read_line(&self.signals, || show(&prompt))?;
            if matches!(typed, Typed::End | Typed::Interrupted) {
                show("\n")?;
            }
            return Ok(Raw::from(typed));
        };
        let painted = self.style.paint(Role::Prompt, &prompt);
        self.signals.woken(Reader::Line, || editor.read(prompt, painted)).unwrap_or(Ok(Raw::Interrupted))
    }

    fn read_raw_secret(&mut self, prompt: &Shown) -> io::Result<Raw> {
        keyboard::drop_typed_ahead(&self.signals)?;
        let prompt = self.style.paint(Role::Prompt, &self.fitted(prompt)?);
        let typed = keyboard::read_secret(&self.signals, || show(&prompt))?;
        show("\n")?;
        Ok(Raw::from(typed))
    }

    /// Returns the prompt. One that leaves too little room on its row for an answer is shown above it, wrapped (D5, D6).
    fn fitted(&self, prompt: &Shown) -> io::Result<String> {
        let columns = Size::current().columns;
        let text = self.style.text(prompt.as_str());
        if width(&text) + ROOM_FOR_THE_ANSWER <= columns {
            return Ok(text.into_owned());
        }
        let name = text.trim_end().trim_end_matches('>');
        let lines = wrap(name, columns.max(NARROWEST));
        let painted = lines.iter().map(|line| self.style.paint(Role::Prompt, line) + "\n");
        show(&painted.collect::<String>())?;
        Ok("> ".to_owned())
    }

    /// Makes a line of what was read; a signal that came meanwhile is stronger than any answer and any error. Of a paste that
    /// is refused all that still flows in is dropped at once, before anything is said of it.
    fn settled(&mut self, raw: io::Result<Raw>) -> io::Result<Line> {
        if self.signals.stops() {
            return Ok(Line::Continued);
        }
        if let Some(signal) = self.signals.take() {
            return Ok(Line::Interrupted(signal));
        }
        let line = match raw {
            Err(error) if is_gone(&error) => Line::Interrupted(Signal::Hangup),
            Ok(Raw::End) if keyboard::is_gone() => Line::Interrupted(Signal::Hangup),
            raw => raw?.into_line(),
        };
        if matches!(line, Line::Refused(_) | Line::Block(_)) {
            // Where that fails the next line tells of it.
            let _ = keyboard::drop_until_silent(&self.signals);
        }
        Ok(line)
    }
}

/// What was read, before it is known to be a proper line.
enum Raw {
    Text(String),
    NotUtf8,
    Spoiled,
    TooLong,
    End,
    Interrupted,
    Disturbed,
}

impl Raw {
    fn into_line(self) -> Line {
        match self {
            Self::Text(text) => examined(&text),
            Self::NotUtf8 => Line::Refused(Refused::NotUtf8),
            Self::Spoiled => Line::Refused(Refused::ControlCharacters),
            Self::TooLong => Line::Refused(Refused::TooLong),
            Self::End => Line::EndOfInput,
            Self::Interrupted => Line::Interrupted(Signal::Interrupt),
            Self::Disturbed => Line::Continued,
        }
    }
}

impl From<Typed> for Raw {
    fn from(typed: Typed) -> Self {
        match typed {
            Typed::Line(bytes) => String::from_utf8(bytes).map_or(Self::NotUtf8, Self::Text),
            Typed::Spoiled => Self::Spoiled,
            Typed::TooLong => Self::TooLong,
            Typed::End => Self::End,
            Typed::Interrupted => Self::Interrupted,
        }
    }
}

/// Returns what `text` is as a line.
fn examined(text: &str) -> Line {
    let text = text.trim_end_matches(['\n', '\r']);
    let is_control = |c: char| is_c1(c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if text.chars().any(is_control) {
        Line::Refused(Refused::ControlCharacters)
    } else if text.len() > LONGEST_LINE {
        Line::Refused(Refused::TooLong)
    } else if text.chars().all(|c| c.is_whitespace() || is_unshowable(c)) {
        Line::Empty
    } else if text.contains(['\n', '\r']) {
        Line::Block(text.to_owned())
    } else {
        Line::Text(text.replace('\t', " "))
    }
}

fn show(text: &str) -> io::Result<()> {
    let mut terminal = stderr().lock();
    terminal.write_all(text.as_bytes())?;
    terminal.flush()
}

/// rustyline, held to one line at a time.
struct LineEditor {
    editor: Editor<Limit, DefaultHistory>,
    /// The prompt that was left without an answer.
    left: Option<String>,
    // As long as it lives rustyline waits by select(2), which no signal can slip past; nothing is ever printed through it.
    _printer: Box<dyn ExternalPrinter>,
}

impl LineEditor {
    fn new() -> rustyline::Result<Self> {
        // The terminal itself, so that stdout may be a file. Escapes of colour are the prompt's own affair.
        let config = Config::builder()
            .behavior(Behavior::PreferTerm)
            .color_mode(ColorMode::Forced)
            .bell_style(rustyline::config::BellStyle::None)
            .max_history_size(0)?
            .build();
        let mut editor = Editor::with_config(config)?;
        editor.set_helper(Some(Limit::default()));
        let printer = Box::new(editor.create_external_printer()?);
        Ok(Self { editor, left: None, _printer: printer })
    }

    /// Reads one line. Where the same prompt was left without an answer, what stood there stands there again.
    fn read(&mut self, prompt: String, painted: String) -> io::Result<Raw> {
        let same = self.left.take().is_some_and(|left| left == prompt);
        let before = self.editor.helper().map(|limit| limit.typed.take()).filter(|_| same).unwrap_or_default();
        let (left, right) = before.text.split_at_checked(before.at).unwrap_or_default();
        let prompts = (prompt, painted);
        let answer = self.editor.readline_with_initial(&prompts, (left, right));
        let too_long = self.editor.helper().is_some_and(|limit| limit.passed.take());
        match answer {
            _ if too_long => Ok(Raw::TooLong),
            Ok(text) => Ok(Raw::Text(text)),
            Err(ReadlineError::Signal(rustyline::error::Signal::Resize)) => Ok(self.leaves(prompts.0, Raw::Disturbed)),
            Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => Ok(self.leaves(prompts.0, Raw::Interrupted)),
            Err(ReadlineError::Eof) => Ok(Raw::End),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => Ok(Raw::NotUtf8),
            Err(error) => Err(into_io(error)),
        }
    }

    fn leaves(&mut self, prompt: String, raw: Raw) -> Raw {
        self.left = Some(prompt);
        raw
    }
}

/// Tells whether the terminal is no longer there: a window closed, a line lost.
fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

fn into_io(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        ReadlineError::Errno(errno) => io::Error::from_raw_os_error(errno as i32),
        other => io::Error::other(other),
    }
}

/// Ends a line that grows too long, and knows what was typed. rustyline asks for a hint after every change, which is where
/// both are seen.
#[derive(Default)]
struct Limit {
    passed: Cell<bool>,
    typed: RefCell<Unfinished>,
}

/// A line that was not ended, and where the cursor stood in it, in bytes.
#[derive(Default)]
struct Unfinished {
    text: String,
    at: usize,
}

impl Hinter for Limit {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _context: &Context<'_>) -> Option<String> {
        self.typed.replace(Unfinished { text: line.to_owned(), at: pos });
        if line.len() > LONGEST_LINE && !self.passed.replace(true) {
            interrupt_this_thread();
        }
        None
    }
}

impl Highlighter for Limit {
    /// Pasted control characters have no width and are not drawn; the line will be refused.
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> std::borrow::Cow<'l, str> {
        if line.chars().any(|c| c.is_control() && c != '\n') {
            line.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>().into()
        } else {
            line.into()
        }
    }
}

impl Completer for Limit {
    type Candidate = String;
}

impl Validator for Limit {}

impl Helper for Limit {}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, Line, Refused, examined, joined};

    #[test]
    fn white_space_is_no_answer() {
        for text in ["", " ", "\t", "\u{3000}", "\u{200b}", "\n\n", " \u{feff} "] {
            assert_eq!(examined(text), Line::Empty, "{text:?}");
        }
        assert_eq!(examined(" 25 "), Line::Text(" 25 ".to_owned()));
        assert_eq!(examined("a\tb"), Line::Text("a b".to_owned()));
    }

    #[test]
    fn d16_a_pasted_block_is_told_as_such() {
        assert_eq!(examined("冷藏柜\n"), Line::Text("冷藏柜".to_owned()));
        assert_eq!(examined("冷藏柜\ny\ny\n"), Line::Block("冷藏柜\ny\ny".to_owned()));
        assert_eq!(joined("冷藏柜\n\n  y\ny"), "冷藏柜 y y");
    }

    #[test]
    fn d4_control_characters_are_refused() {
        for text in ["正常\u{15}X", "\x1b[D", "\u{80}\u{85}", "a\u{7f}"] {
            assert_eq!(examined(text), Line::Refused(Refused::ControlCharacters), "{text:?}");
        }
        assert_eq!(examined(&"x".repeat(LONGEST_LINE + 1)), Line::Refused(Refused::TooLong));
    }
}
