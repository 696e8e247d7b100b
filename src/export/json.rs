//! Rows as JSON: one array of flat objects, every column in every row, `null` where there is nothing.

use super::row::{COLUMNS, Cell, Row};
use crate::journal::reveal;

/// Most digits of a number that every reader of JSON keeps, since many read binary floats (ECMA-404 leaves it open).
const SAFE_DIGITS: usize = 15;

/// What stands before the first row, between rows, and after the last.
pub const FRAME: (&str, &str, &str) = ("[\n", ",\n", "\n]\n");

/// Appends a row to `out`, as one object on one line.
pub fn write(row: &Row<'_>, out: &mut String) {
    let mut at = 0;
    row.each(&mut |cell| {
        out.push(if at == 0 { '{' } else { ',' });
        out.push('"');
        out.push_str(COLUMNS[at]);
        out.push_str("\":");
        put(cell, out);
        at += 1;
    });
    out.push('}');
}

fn put(cell: &Cell<'_>, out: &mut String) {
    match cell {
        Cell::Empty => out.push_str("null"),
        Cell::Count(count) => out.push_str(&count.to_string()),
        Cell::Number(digits) if is_number(digits) => out.push_str(digits),
        Cell::Text(text) | Cell::Number(text) | Cell::Moment(text) | Cell::Date(text) => {
            out.push_str(&reveal(&serde_json::Value::String(text.to_string()).to_string()));
        }
    }
}

/// Returns whether a decimal is a number of JSON that no reader rounds; else it is written as a text.
fn is_number(digits: &str) -> bool {
    let whole = digits.strip_prefix('-').unwrap_or(digits);
    let leading = whole.starts_with('0') && !whole.starts_with("0.") && whole != "0";
    !leading && whole.starts_with(|c: char| c.is_ascii_digit()) && whole.len() <= SAFE_DIGITS
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::export::row::{Cell, Row, RunCells};

    #[test]
    fn a_row_is_an_object_with_every_column() {
        let of = RunCells::default();
        for (value, written) in [
            (Cell::Number("7.10".into()), "7.10"),
            (Cell::Number("-0.5".into()), "-0.5"),
            (Cell::Number("007".into()), "\"007\""),
            (Cell::Number("+5".into()), "\"+5\""),
            (Cell::Number("1234567890123456".into()), "\"1234567890123456\""),
            (Cell::text("say \"hi\"\n"), r#""say \"hi\"\n""#),
            (Cell::text("\u{202e}\u{9b}\u{e0001}"), r#""\u202e\u009b\udb40\udc01""#),
            (Cell::Empty, "null"),
        ] {
            let mut text = String::new();
            write(&Row { value, ..Row::of(&of) }, &mut text);
            assert!(text.contains(&format!(",\"value\":{written},\"raw\":null,")), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        }
    }
}
