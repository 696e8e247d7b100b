//! Foreign text made fit to be shown: whatever could move the cursor, turn the text round or hide in it becomes visible.
//!
//! Text of files, notes, names and typed values reaches the terminal only as [`Shown`], and `Shown` is made only here. It
//! never drops anything: a control character becomes its picture (`␛`), everything else a form such as `\x9b` or `\u{202e}`.

use std::fmt::{Display, Formatter, Result, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many marks of no width may stand on one character; the rest of a tower is spelt out.
const MARKS_ON_ONE_CHARACTER: usize = 6;

/// Text that can be shown as it is: no control, bidirectional, invisible or tag characters, and newlines only where asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(String);

impl Shown {
    /// Returns `text` for one line: a newline becomes `␊`, a tab a space.
    #[must_use]
    pub fn line(text: impl Display) -> Self {
        Self(sanitized(&text.to_string(), Newlines::Pictured))
    }

    /// Returns `text` for a block of lines: newlines stay (CR LF is one), a tab becomes a space.
    #[must_use]
    pub fn block(text: impl Display) -> Self {
        Self(sanitized(&text.to_string(), Newlines::Kept))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns how many columns the text takes on one line.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.width()
    }
}

impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Shown {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Returns whether `c` would be shown in another form than itself; newline and tab count.
#[must_use]
pub fn is_unshowable(c: char) -> bool {
    c.is_control() || is_bidirectional(c) || is_hidden(c)
}

/// Returns whether `c` is a C1 control, which no keyboard sends: a sign of a terminal that is not set to UTF-8.
#[must_use]
pub const fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

#[derive(Clone, Copy)]
enum Newlines {
    Kept,
    Pictured,
}

fn sanitized(text: &str, newlines: Newlines) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut marks = 0;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' if matches!(newlines, Newlines::Kept) => shown.push('\n'),
            '\t' => shown.push(' '),
            _ if is_unshowable(c) || marks > MARKS_ON_ONE_CHARACTER || is_wider_than_two(c) => spell(c, &mut shown),
            _ => shown.push(c),
        }
    }
    shown
}

/// Writes `c` in a form that can be seen.
fn spell(c: char, shown: &mut String) {
    let code = u32::from(c);
    let written = match c {
        '\0'..='\x1f' => shown.write_char(char::from_u32(0x2400 + code).unwrap_or('␀')),
        '\x7f' => shown.write_char('␡'),
        '\u{80}'..='\u{9f}' => write!(shown, "\\x{code:02x}"),
        _ => write!(shown, "\\u{{{code:x}}}"),
    };
    debug_assert!(written.is_ok(), "a String takes everything");
}

/// Marks, embeddings, overrides and isolates that turn the direction of text (Unicode TR 9).
const fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Line separators, joiners, fillers, shorthand, annotation and tag characters: they take no visible room of their own.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{2028}' | '\u{2029}'
            | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A few characters take three columns; terminals disagree about them, and they fit no narrow line.
fn is_wider_than_two(c: char) -> bool {
    c.width().is_some_and(|columns| columns > 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{Shown, is_unshowable};

    #[test]
    fn fault_45_escape_sequences_are_seen_and_not_obeyed() {
        assert_eq!(Shown::line("\x1b[2J正常\x07").as_str(), "␛[2J正常␇");
        assert_eq!(Shown::line("a\u{9b}31mb\x7f").as_str(), "a\\x9b31mb␡");
    }

    #[test]
    fn c7_a_carriage_return_cannot_overwrite_a_row() {
        assert_eq!(Shown::line("5 °C\r9 °C").as_str(), "5 °C␍9 °C");
        assert_eq!(Shown::line("一\n二").as_str(), "一␊二");
        assert_eq!(Shown::block("一\r\n二\t三").as_str(), "一\n二 三");
    }

    #[test]
    fn fault_46_text_cannot_be_turned_round_or_hidden() {
        assert_eq!(Shown::line("a\u{202e}b\u{2066}c\u{61c}").as_str(), "a\\u{202e}b\\u{2066}c\\u{61c}");
        assert_eq!(Shown::line("\u{feff}x\u{200b}\u{2028}").as_str(), "\\u{feff}x\\u{200b}\\u{2028}");
        assert_eq!(Shown::line("ok\u{e0041}").as_str(), "ok\\u{e0041}");
    }

    #[test]
    fn fault_47_a_tower_of_marks_is_capped() {
        let tower = format!("e{}", "\u{301}".repeat(8));
        assert_eq!(Shown::line(tower).as_str(), format!("e{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(6)));
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["大厅温度 25 °C，比上限 22 高 3 °C", "Fridge e-Sensor №2 ✓", "é е́ 👩‍🔧"]
        {
            assert_eq!(Shown::line(text).as_str(), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_unshowable_is_left(text in any::<String>()) {
            prop_assert!(!Shown::line(&text).as_str().chars().any(is_unshowable));
            prop_assert!(!Shown::block(&text).as_str().chars().any(|c| c != '\n' && is_unshowable(c)));
        }
    }
}
