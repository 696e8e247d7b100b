//! A workbook: the cover first, then every answer as a row with real dates and numbers. Rows go to disk as they come.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cover::{Cover, CoverRun};
use super::row::{COLUMNS, Cell};
use crate::journal::Headline;
use crate::language::{Language, export as words};
use crate::terminal::sanitize::Shown;
use crate::terminal::wrap::width;

/// Most rows of a sheet below its head, as spreadsheets have it; what follows goes to a further sheet.
const MOST_ROWS: u32 = 1_048_575;

/// Most characters of a cell in UTF-16, as spreadsheets have it.
const MOST_CHARACTERS: usize = 32_767;

/// What is kept free for saying how much of a text is left out.
const ROOM_FOR_REST: usize = 16;

/// Most significant digits that a spreadsheet's number keeps; a longer one is written as a text.
const MOST_DIGITS: usize = 15;

/// The widths of the columns, by their place in [`COLUMNS`], in digits of the usual font; a Chinese character takes two.
const WIDTHS: [f64; COLUMNS.len()] = [
    40.0, 14.0, 26.0, 9.0, 14.0, 9.0, 12.0, 20.0, 16.0, 14.0, 10.0, 36.0, 27.0, 27.0, 10.0, 12.0, 14.0, 10.0, 20.0,
    16.0, 7.0, 8.0, 8.0, 14.0, 8.0, 30.0, 30.0, 12.0, 16.0, 24.0, 7.0, 20.0,
];

/// A workbook that is being written.
pub struct Book {
    workbook: Workbook,
    language: Language,
    sheet: usize,
    row: u32,
    formats: Formats,
}

/// How cells look.
struct Formats {
    head: Format,
    text: Format,
    /// One for each offset from UTC that was met, in seconds: it stands in every cell as it was recorded.
    moments: Vec<(i32, Format)>,
    date: Format,
    title: Format,
    name: Format,
    good: Format,
    warning: Format,
    bad: Format,
}

impl Formats {
    fn new() -> Self {
        let filled =
            |fill: u32, ink: u32| Format::new().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(ink));
        let head = filled(0x001F_3A5F, 0x00FF_FFFF).set_bold().set_border_bottom(FormatBorder::Thin);
        Self {
            head: head.set_align(FormatAlign::VerticalCenter),
            text: Format::new().set_align(FormatAlign::Top),
            moments: Vec::new(),
            date: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            title: Format::new().set_bold().set_font_size(16),
            name: Format::new().set_bold().set_font_color(Color::RGB(0x0059_6678)),
            good: filled(0x00E3_F4E8, 0x0014_5A32),
            warning: filled(0x00FF_F4D6, 0x007A_4F01),
            bad: filled(0x00FD_E2E1, 0x008F_1414).set_bold(),
        }
    }

    /// Returns the format of moments with this offset, in which they are dates still and yet show it.
    fn moment(&mut self, offset: FixedOffset) -> &Format {
        let seconds = offset.local_minus_utc();
        let at = self.moments.iter().position(|(known, _)| *known == seconds).unwrap_or_else(|| {
            let shown = format!("yyyy-mm-dd hh:mm:ss\" {offset}\"");
            self.moments.push((seconds, Format::new().set_num_format(shown).set_align(FormatAlign::Left)));
            self.moments.len() - 1
        });
        &self.moments[at].1
    }
}

impl Book {
    /// Returns a workbook with an empty cover and no rows.
    ///
    /// # Errors
    /// Where the temporary files for its rows cannot be made.
    pub fn new(language: Language) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name(words::cover(language))?;
        let mut book = Self { workbook, language, sheet: 0, row: 0, formats: Formats::new() };
        book.new_sheet()?;
        Ok(book)
    }

    /// Adds one row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.row > MOST_ROWS {
            self.new_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0_u16..).zip(cells) {
            let moment = if let Cell::Moment(at) = cell { moment(at) } else { None };
            match moment {
                Some((at, offset)) => {
                    sheet.write_datetime_with_format(self.row, column, at, self.formats.moment(offset))?
                }
                None => put(sheet, self.row, column, cell, &self.formats)?,
            };
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the cover, and returns the workbook's bytes to `out`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(mut self, cover: &Cover, out: impl std::io::Write + std::io::Seek + Send) -> Result<(), XlsxError> {
        let rows = self.row.saturating_sub(1).max(1);
        let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
        self.workbook.worksheet_from_index(self.sheet)?.autofilter(0, 0, rows, last)?;
        self.cover(cover)?;
        self.workbook.save_to_writer(out)
    }

    fn new_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheet += 1;
        let number = if self.sheet == 1 { String::new() } else { format!(" {}", self.sheet) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(format!("{}{number}", words::rows_sheet(self.language)))?;
        sheet.set_freeze_panes(1, 1)?.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
        sheet.set_print_fit_to_pages(2, 0);
        for (column, (name, width)) in (0_u16..).zip(COLUMNS.iter().zip(WIDTHS)) {
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, *name, &self.formats.head)?;
        }
        self.row = 1;
        Ok(())
    }

    fn cover(&mut self, cover: &Cover) -> Result<(), XlsxError> {
        let language = self.language;
        let formats = &self.formats;
        let sheet = self.workbook.worksheet_from_index(0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.write_string_with_format(0, 0, words::title(language), &formats.title)?;
        let mut row = 2;
        for (name, value) in cover.fields(language) {
            sheet.write_string_with_format(row, 0, name, &formats.name)?;
            sheet.write_string(row, 1, shown(&value))?;
            row += 1;
        }
        sheet.write_string(row + 1, 0, words::how_to_check(language))?;
        row += 3;
        let columns = Cover::columns(language);
        let mut widths: Vec<usize> = columns.iter().map(|name| width(name)).collect();
        for (column, name) in (0_u16..).zip(&columns) {
            sheet.write_string_with_format(row, column, name, &formats.head)?;
        }
        for run in &cover.runs {
            row += 1;
            cover_run(sheet, row, run, formats, &mut widths)?;
        }
        row += 2;
        for (run, why) in &cover.left_out {
            sheet.write_string_with_format(row, 0, run.to_string(), &formats.name)?;
            sheet.write_string(row, 1, format!("{} {why}", words::left_out(language)))?;
            row += 1;
        }
        if let Some(rest) = cover.left_out_rest(language) {
            sheet.write_string(row, 1, rest)?;
        }
        for (column, width) in (0_u16..).zip(widths) {
            let width = u16::try_from(width.clamp(10, 66)).unwrap_or(66);
            sheet.set_column_width(column, f64::from(width) + 2.0)?;
        }
        Ok(())
    }
}

fn cover_run(
    sheet: &mut Worksheet,
    row: u32,
    run: &CoverRun,
    formats: &Formats,
    widths: &mut [usize],
) -> Result<(), XlsxError> {
    let check = match run.headline {
        Headline::Intact => &formats.good,
        Headline::Unfinished => &formats.warning,
        Headline::Altered => &formats.bad,
    };
    for (column, cell) in (0_u16..).zip(run.cells()) {
        let place = usize::from(column);
        widths[place] = widths[place].max(width(&cell));
        match (column, cell.parse::<u32>()) {
            (6 | 8, Ok(count)) => sheet.write_number_with_format(row, column, count, &formats.text)?,
            (7, _) => sheet.write_string_with_format(row, column, shown(&cell), check)?,
            (3, _) if date(&cell).is_some() => put(sheet, row, column, &Cell::Date(cell.into()), formats)?,
            _ => sheet.write_string_with_format(row, column, shown(&cell), &formats.text)?,
        };
    }
    Ok(())
}

fn put<'s>(
    sheet: &'s mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell<'_>,
    formats: &Formats,
) -> Result<&'s mut Worksheet, XlsxError> {
    match cell {
        Cell::Empty => Ok(sheet),
        Cell::Count(count) => match u32::try_from(*count) {
            Ok(count) => sheet.write_number_with_format(row, column, count, &formats.text),
            Err(_) => sheet.write_string_with_format(row, column, count.to_string(), &formats.text),
        },
        Cell::Number(digits) => match digits.parse::<f64>() {
            Ok(number) if digits.len() <= MOST_DIGITS => {
                let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
                let format = decimal_format(places, &formats.text);
                sheet.write_number_with_format(row, column, number, &format)
            }
            _ => sheet.write_string_with_format(row, column, &**digits, &formats.text),
        },
        Cell::Date(day) => match date(day) {
            Some(day) => sheet.write_datetime_with_format(row, column, day, &formats.date),
            None => sheet.write_string_with_format(row, column, shown(day), &formats.text),
        },
        // A string cell is never a formula, whatever it begins with.
        Cell::Text(text) | Cell::Moment(text) => {
            sheet.write_string_with_format(row, column, shown(text), &formats.text)
        }
    }
}

/// Returns the format that shows as many places as were recorded: 7.10 is not 7.1.
fn decimal_format(places: usize, base: &Format) -> Format {
    match places {
        0 => base.clone(),
        places => base.clone().set_num_format(format!("0.{}", "0".repeat(places))),
    }
}

/// Returns a text as a cell takes it; one that is longer ends with `…` and how many characters are left out.
fn shown(text: &str) -> String {
    let text = Shown::block(text);
    let count = text.as_str().encode_utf16().count();
    if count <= MOST_CHARACTERS {
        return text.to_string();
    }
    let mut room = MOST_CHARACTERS - ROOM_FOR_REST;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let kept: String = text.as_str().chars().take_while(fits).collect();
    let rest = text.as_str().chars().count() - kept.chars().count();
    format!("{kept}… +{rest}")
}

/// Returns the local time that was recorded, and its offset, which a spreadsheet's dates have not.
fn moment(at: &str) -> Option<(ExcelDateTime, FixedOffset)> {
    let at = DateTime::parse_from_rfc3339(at).ok()?;
    let (offset, at) = (*at.offset(), at.naive_local());
    let seconds = f64::from(at.second()) + f64::from(at.nanosecond() / 1_000_000) / 1000.0;
    let day = ExcelDateTime::from_ymd(u16::try_from(at.year()).ok()?, u8_of(at.month())?, u8_of(at.day())?).ok()?;
    Some((day.and_hms(u16::try_from(at.hour()).ok()?, u8_of(at.minute())?, seconds).ok()?, offset))
}

fn date(day: &str) -> Option<ExcelDateTime> {
    let day: NaiveDate = day.parse().ok()?;
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, u8_of(day.month())?, u8_of(day.day())?).ok()
}

fn u8_of(number: u32) -> Option<u8> {
    u8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, shown};

    #[test]
    fn fault_77_what_no_cell_holds_is_cut_and_says_so() {
        for letter in ["很", "😀"] {
            let cut = shown(&letter.repeat(40_000));
            assert!(cut.encode_utf16().count() <= MOST_CHARACTERS, "{letter}");
            let (kept, rest) = cut.split_once("… +").expect("it says so");
            assert_eq!(kept.chars().count() + rest.parse::<usize>().expect("a count"), 40_000, "{letter}");
        }
        assert_eq!(shown(&"a".repeat(MOST_CHARACTERS)).len(), MOST_CHARACTERS);
        assert_eq!(shown("a\u{1b}b"), "a␛b");
    }
}
