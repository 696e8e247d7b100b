//! Rows as CSV for spreadsheets: a byte order mark, CR LF, every field in quotes as RFC 4180 has them, and no cell that could become
//! a formula, whatever the spreadsheet takes for a separator.

use std::borrow::Cow;

use super::row::{COLUMNS, Cell, Row, is_plain_number};
use crate::terminal::sanitize::{Shown, is_unshowable};

/// What a file begins with, so that spreadsheets take it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns the beginning of a file: the byte order mark and the names of the columns.
#[must_use]
pub fn head() -> Vec<u8> {
    let names = COLUMNS.map(|name| format!("\"{name}\""));
    [BYTE_ORDER_MARK, names.join(",").as_bytes(), b"\r\n"].concat()
}

/// Writes rows behind each other into memory.
#[derive(Debug, Default)]
pub struct CsvRows {
    bytes: Vec<u8>,
    /// What all rows of the run begin with, once there is a row.
    begins: Vec<u8>,
}

impl CsvRows {
    /// Returns a writer without rows, for those of one run.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row<'_>) {
        if self.begins.is_empty() {
            row.of.each(&mut |cell| put(cell, &mut self.begins));
        }
        self.bytes.extend_from_slice(&self.begins);
        row.each_own(&mut |cell| put(cell, &mut self.bytes));
        self.bytes.pop();
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// Returns the bytes of all rows.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Writes a cell and a comma.
fn put(cell: &Cell<'_>, out: &mut Vec<u8>) {
    match cell {
        Cell::Empty => out.extend_from_slice(b"\"\""),
        Cell::Text(text) => quoted(&guarded(text), out),
        Cell::Number(text) | Cell::Moment(text) | Cell::Date(text) => quoted(text, out),
        Cell::Count(count) => quoted(&count.to_string(), out),
    }
    out.push(b',');
}

/// Writes a text in quotes.
fn quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for (at, piece) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(piece.as_bytes());
    }
    out.push(b'"');
}

/// A byte behind which some spreadsheet begins a cell: they take `;` for the separator where the decimal sign is a comma, and
/// then no quote but the first of a line holds.
const ENDS: u8 = 1;

/// A byte that a character begins with which may have no form of its own.
const HIDES: u8 = 2;

/// Returns which of [`ENDS`] and [`HIDES`] stand in a text; most have neither.
fn looks(text: &str) -> u8 {
    const LOOKS: [u8; 256] = {
        let mut looks = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            looks[byte] = match byte {
                0x0a | 0x3b => ENDS,
                // Controls, and the first bytes of all that is hidden or turns the direction; a test knows them all.
                0..0x20 | 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1 | 0xe2 | 0xe3 | 0xef | 0xf0 | 0xf3 => HIDES,
                _ => 0,
            };
            byte += 1;
        }
        looks
    };
    text.bytes().fold(0, |seen, byte| seen | LOOKS[usize::from(byte)])
}

/// Returns foreign text that no spreadsheet takes for a formula: an apostrophe stands before what begins like one (the rule of
/// OWASP, and its full-width signs, which Chinese input methods type), at the start, behind quotes, and behind what may end a cell.
/// Plain numbers stay; control characters are made visible.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if looks(&text) & ENDS != 0 {
        let piece = |piece| if is_formula(piece) { format!("'{piece}") } else { str::to_owned(piece) };
        text = Cow::Owned(text.split_inclusive(['\n', ';']).map(piece).collect());
    } else if is_formula(&text) {
        text = Cow::Owned(format!("'{text}"));
    }
    let unfit = |c: char| is_unshowable(c) && c != '\n';
    if looks(&text) & HIDES != 0 && text.chars().any(unfit) {
        Cow::Owned(Shown::block(&text).to_string())
    } else {
        text
    }
}

/// Returns whether a text begins as formulas do, and is no number.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let begins = text.trim_start_matches([' ', '"', '\'']).starts_with(SIGNS);
    begins && !is_plain_number(text.trim_end_matches(['\n', ';']).trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::{CsvRows, HIDES, guarded, head, is_unshowable, looks};
    use crate::export::row::{Cell, Row, RunCells};

    #[test]
    fn nothing_becomes_a_formula_and_numbers_stay() {
        for text in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－cmd", "\n=1", "\0=1", "\"=1"]
        {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        for text in ["-5", "+5", "-0.25", "7.10", "a=1", "", "值班长", "1-2", "a; -5;+1.5", "a;b"] {
            assert_eq!(guarded(text), text);
        }
        for (text, kept) in [
            ("a;=1+1;b", "a;'=1+1;b"),
            ("a; @SUM(A1)", "a;' @SUM(A1)"),
            ("a;\"=1", "a;'\"=1"),
            ("a\n=1", "a\n'=1"),
            ("；＝1", "；＝1"),
            (";-2+3", ";'-2+3"),
        ] {
            assert_eq!(guarded(text), kept);
        }
        assert_eq!(guarded("a\u{1b}[2J\u{202e}"), "a␛[2J\\u{202e}");
    }

    #[test]
    fn every_character_without_a_form_of_its_own_is_looked_at() {
        for c in ('\0'..=char::MAX).filter(|c| is_unshowable(*c) && *c != '\n') {
            assert_ne!(looks(c.encode_utf8(&mut [0; 4])) & HIDES, 0, "{c:?}");
        }
    }

    #[test]
    fn every_field_is_quoted_and_lines_end_with_cr_lf() {
        let of = RunCells { run: "a,b".to_owned(), site: "say \"hi\"".to_owned(), ..RunCells::default() };
        let mut rows = CsvRows::new();
        rows.add(&Row { title: Cell::text("two\nlines"), seq: Cell::Count(7), ..Row::of(&of) });
        let text = String::from_utf8(rows.finish()).expect("UTF-8");
        assert!(text.starts_with("\"a,b\",\"say \"\"hi\"\"\",") && text.contains("\"two\nlines\""), "{text}");
        assert!(text.ends_with(",\"\",\"7\",\"\"\r\n"), "{text}");
        assert!(head().starts_with(b"\xef\xbb\xbf\"run\",") && head().ends_with(b",\"hash\"\r\n"));
    }
}
