//! Rows as CSV for spreadsheets: a byte order mark, CR LF, quotes as in RFC 4180, and no cell that could become a formula.

use std::borrow::Cow;
use std::io;

use super::row::{COLUMNS, Cell, Row, is_plain_number};
use crate::terminal::sanitize::{Shown, is_unshowable};

/// What a file begins with, so that spreadsheets take it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns the beginning of a file: the byte order mark and the names of the columns.
#[must_use]
pub fn head() -> Vec<u8> {
    [BYTE_ORDER_MARK, COLUMNS.join(",").as_bytes(), b"\r\n"].concat()
}

/// Writes rows behind each other into memory.
#[derive(Debug)]
pub struct CsvRows {
    writer: csv::Writer<Vec<u8>>,
}

impl CsvRows {
    /// Returns a writer without rows.
    #[must_use]
    pub fn new() -> Self {
        let writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::with_capacity(1 << 15));
        Self { writer }
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row<'_>) {
        row.each(&mut |cell| {
            let mut digits = String::new();
            // Memory takes whatever is written.
            let _ = self.writer.write_field(field(cell, &mut digits).as_bytes());
        });
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    /// Returns the bytes of all rows.
    ///
    /// # Errors
    /// Where memory could not take them, which cannot be.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

impl Default for CsvRows {
    fn default() -> Self {
        Self::new()
    }
}

fn field<'a>(cell: &'a Cell<'_>, digits: &'a mut String) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Number(text) | Cell::Moment(text) | Cell::Date(text) => Cow::Borrowed(text),
        Cell::Count(count) => {
            *digits = count.to_string();
            Cow::Borrowed(digits)
        }
    }
}

/// Returns foreign text that no spreadsheet takes for a formula: an apostrophe stands before one that begins like it (the rule of
/// OWASP, and its full-width signs, which Chinese input methods type). Plain numbers stay; control characters are made visible.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    let begins =
        text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins && !is_plain_number(&text) {
        text = Cow::Owned(format!("'{text}"));
    }
    let unfit = |c: char| is_unshowable(c) && c != '\n';
    if text.chars().any(unfit) { Cow::Owned(Shown::block(&text).to_string()) } else { text }
}

#[cfg(test)]
mod tests {
    use super::{CsvRows, guarded, head};
    use crate::export::row::{Cell, Row, RunCells};

    #[test]
    fn nothing_becomes_a_formula_and_numbers_stay() {
        for text in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－cmd", "\n=1"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        for text in ["-5", "+5", "-0.25", "7.10", "a=1", "", "值班长", "1-2"] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(guarded("a\u{1b}[2J\u{202e}"), "a␛[2J\\u{202e}");
    }

    #[test]
    fn quotes_commas_and_newlines_are_quoted_and_lines_end_with_cr_lf() {
        let of = RunCells { run: "a,b".to_owned(), site: "say \"hi\"".to_owned(), ..RunCells::default() };
        let mut rows = CsvRows::new();
        rows.add(&Row { title: Cell::text("two\nlines"), seq: Cell::Count(7), ..Row::of(&of) });
        let text = String::from_utf8(rows.finish().expect("bytes")).expect("UTF-8");
        assert!(text.starts_with("\"a,b\",\"say \"\"hi\"\"\",") && text.contains("\"two\nlines\""), "{text}");
        assert!(text.ends_with(",7,\r\n"), "{text}");
        assert!(head().starts_with(&[0xef, 0xbb, 0xbf]) && head().ends_with(b"hash\r\n"));
    }
}
