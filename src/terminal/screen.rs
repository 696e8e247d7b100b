//! What the terminal can do: whether escape sequences may be sent at all, how large it is, whether it speaks UTF-8.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::os::fd::AsFd;

use rustix::termios::tcgetwinsize;

/// Terminals that rustyline cannot edit a line on.
const INCAPABLE: [&str; 4] = ["", "dumb", "cons25", "emacs"];

/// Whether the terminal is asked for more than lines of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// Not one escape byte is sent: no colour, no line editing, no pickers, no box lines, and not one question less.
    #[default]
    Plain,
    /// Lines are edited, menus drawn; colour is [`Color`](super::style::Color)'s own decision.
    Rich,
}

/// What decides about the screen, as it was found.
#[derive(Clone, Copy, Debug)]
pub struct ScreenInputs<'a> {
    /// What the operator asked for: [`Screen::Plain`] under `--plain`.
    pub wish: Screen,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// Whether questions can be asked, as [`is_interactive`] says.
    pub interactive: bool,
    /// How large the terminal is.
    pub size: Size,
}

impl Screen {
    /// Returns [`Screen::Rich`] only where everything allows it.
    #[must_use]
    pub fn decide(inputs: &ScreenInputs<'_>) -> Self {
        let capable = inputs.term.is_some_and(|term| !INCAPABLE.contains(&term));
        match inputs.wish {
            Self::Rich if inputs.interactive && capable && !inputs.size.is_tiny() => Self::Rich,
            Self::Rich | Self::Plain => Self::Plain,
        }
    }
}

/// The size of a terminal in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Characters in a line.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
}

impl Size {
    /// What is assumed where no terminal is: 100 columns, and lines enough.
    pub const AWAY: Self = Self { columns: 100, rows: 50 };

    /// Returns the size of the terminal of stderr, else of stdout, else of stdin, else [`Size::AWAY`]. \[door\]
    #[must_use]
    pub fn current() -> Self {
        Self::of(stderr()).or_else(|| Self::of(stdout())).or_else(|| Self::of(stdin())).unwrap_or(Self::AWAY)
    }

    /// Tells whether menus do not fit (dialoguer panics below three rows, D26).
    #[must_use]
    pub const fn is_tiny(self) -> bool {
        self.rows < 8 || self.columns < 30
    }

    fn of(stream: impl AsFd) -> Option<Self> {
        let size = tcgetwinsize(stream).ok()?;
        let known = size.ws_col > 0 && size.ws_row > 0;
        known.then(|| Self { columns: size.ws_col.into(), rows: size.ws_row.into() })
    }
}

/// Tells whether questions can be asked: stdin and stderr both are a terminal (D23, D24). \[door\]
#[must_use]
pub fn is_interactive() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Returns the character set of the locale where it is named and is not UTF-8 (D21), from `LC_ALL`, `LC_CTYPE` and `LANG`.
#[must_use]
pub fn foreign_charset<'a>(all: Option<&'a str>, ctype: Option<&'a str>, lang: Option<&'a str>) -> Option<&'a str> {
    let locale = [all, ctype, lang].into_iter().flatten().find(|value| !value.is_empty())?;
    let (_, charset) = locale.split_once('.')?;
    let charset = charset.split('@').next().unwrap_or(charset);
    let is_utf8 = matches!(charset.to_ascii_lowercase().as_str(), "utf-8" | "utf8");
    (!is_utf8).then_some(charset)
}

#[cfg(test)]
mod tests {
    use super::{Screen, ScreenInputs, Size, foreign_charset};

    const RICH: ScreenInputs<'static> = ScreenInputs {
        wish: Screen::Rich,
        term: Some("xterm-256color"),
        interactive: true,
        size: Size { columns: 80, rows: 24 },
    };

    #[test]
    fn d34_a_dumb_terminal_is_plain() {
        assert_eq!(Screen::decide(&RICH), Screen::Rich);
        for term in [None, Some(""), Some("dumb"), Some("emacs")] {
            assert_eq!(Screen::decide(&ScreenInputs { term, ..RICH }), Screen::Plain, "{term:?}");
        }
        assert_eq!(Screen::decide(&ScreenInputs { wish: Screen::Plain, ..RICH }), Screen::Plain);
        assert_eq!(Screen::decide(&ScreenInputs { interactive: false, ..RICH }), Screen::Plain);
    }

    #[test]
    fn d26_a_tiny_window_is_plain() {
        for size in [Size { columns: 80, rows: 7 }, Size { columns: 29, rows: 24 }] {
            assert_eq!(Screen::decide(&ScreenInputs { size, ..RICH }), Screen::Plain, "{size:?}");
        }
    }

    #[test]
    fn d21_a_locale_that_is_not_utf8_is_told() {
        assert_eq!(foreign_charset(None, None, Some("zh_CN.GBK")), Some("GBK"));
        assert_eq!(foreign_charset(None, Some("zh_CN.GB18030@x"), Some("zh_CN.UTF-8")), Some("GB18030"));
        assert_eq!(foreign_charset(Some(""), None, Some("zh_CN.UTF-8")), None);
        assert_eq!(foreign_charset(Some("C"), None, Some("zh_CN.GBK")), None);
        assert_eq!(foreign_charset(None, None, None), None);
    }
}
