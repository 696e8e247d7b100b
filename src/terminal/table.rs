//! Tables that fit: the only file that names comfy-table.
//!
//! comfy-table draws the lines; the widths are computed here and the cells wrapped beforehand, since it parts numbers and
//! Chinese badly and overruns narrow widths (C1 to C4). Where a table does not fit, and on a plain screen, each row is a card
//! of `name: value` lines.

use comfy_table::presets::{ASCII_FULL_CONDENSED, UTF8_FULL_CONDENSED};
use comfy_table::{Attribute, Cell as Drawn, Color as Ink, ContentArrangement};

use super::sanitize::Shown;
use super::screen::Screen;
use super::style::{Color, Glyphs, Role, Style};
use super::wrap::{hang, widest_word, width, wrap};
use crate::language::Language;

/// Below this many columns a table becomes cards.
const NARROWEST_TABLE: usize = 72;

/// A word wider than this is cut, rather than to let it take the room of the other columns.
const WIDEST_WORD: usize = 24;

/// What each column takes beside its text: a space on either side and the line before it; one more line ends the row.
const BESIDE_TEXT: usize = 3;

/// How many rows are drawn at once.
const ROWS_AT_ONCE: usize = 500;

/// What stands before the lines of a value that does not fit beside its name.
const INDENT: &str = "    ";

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    text: Shown,
    role: Option<Role>,
}

impl Cell {
    /// Returns a cell in the colour of `role`; the text must say it without the colour.
    #[must_use]
    pub fn in_role(text: Shown, role: Role) -> Self {
        Self { text, role: Some(role) }
    }
}

impl From<Shown> for Cell {
    fn from(text: Shown) -> Self {
        Self { text, role: None }
    }
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The widest line in columns; away from a terminal 100.
    pub width: usize,
    /// On a plain screen there are cards only.
    pub screen: Screen,
    /// Colour and characters.
    pub style: Style,
    /// The language of the colon in a card.
    pub language: Language,
}

/// Rows of cells under named columns.
#[derive(Clone, Debug)]
pub struct Table {
    names: Vec<Shown>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Returns a table without rows.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = Shown>) -> Self {
        Self { names: names.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row. Cells beyond the columns are dropped, missing ones are empty.
    pub fn add_row(&mut self, cells: impl IntoIterator<Item = Cell>) -> &mut Self {
        let mut row: Vec<Cell> = cells.into_iter().take(self.names.len()).collect();
        row.resize(self.names.len(), Cell::default());
        self.rows.push(row);
        self
    }

    /// Returns the table as text, each line ended by a newline and at most `layout.width` columns wide (but never held to
    /// less than the width of one Chinese character beside its indent).
    #[must_use]
    pub fn render(&self, layout: &Layout) -> String {
        let wide_enough = layout.width >= NARROWEST_TABLE && layout.screen == Screen::Rich;
        match self.widths(layout).filter(|_| wide_enough) {
            Some(widths) => self.boxed(&widths, layout.style),
            None => self.cards(layout),
        }
    }

    /// Returns the width of the text of each column, or `None` where the columns do not fit.
    fn widths(&self, layout: &Layout) -> Option<Vec<usize>> {
        let room = layout.width.checked_sub(BESIDE_TEXT * self.names.len() + 1)?;
        let columns = 0..self.names.len();
        let texts = |index: usize| self.column(index).map(|text| layout.style.text(text.as_str()).into_owned());
        let widest_line = |text: String| text.lines().map(width).max().unwrap_or(0);
        let natural = columns.clone().map(|index| texts(index).map(widest_line).max().unwrap_or(0).max(1));
        // No word is wider than its text.
        let wider = |most: usize, text: String| if width(&text) <= most { most } else { most.max(widest_word(&text)) };
        let least = columns.map(|index| texts(index).fold(0, wider));
        let least = least.map(|word| word.clamp(2, WIDEST_WORD));
        share(room, &least.collect::<Vec<_>>(), &natural.collect::<Vec<_>>())
    }

    fn column(&self, index: usize) -> impl Iterator<Item = &Shown> {
        self.names.get(index).into_iter().chain(self.rows.iter().filter_map(move |row| Some(&row.get(index)?.text)))
    }

    /// Draws some rows at a time, since comfy-table holds all that it is given several times over. Every piece is drawn with
    /// a border above and below, which only the first and the last keep.
    fn boxed(&self, widths: &[usize], style: Style) -> String {
        let row =
            |row: &[Cell]| row.iter().zip(widths).map(|(cell, width)| drawn(cell, *width, style)).collect::<Vec<_>>();
        let names: Vec<Cell> = self.names.iter().map(|name| Cell::in_role(name.clone(), Role::Title)).collect();
        let mut first = empty(style);
        first.set_header(row(&names));
        let (begin, rest) = self.rows.split_at(self.rows.len().min(ROWS_AT_ONCE));
        first.add_rows(begin.iter().map(|cells| row(cells)));
        let mut text = first.to_string();
        for rows in rest.chunks(ROWS_AT_ONCE) {
            let mut piece = empty(style);
            piece.add_rows(rows.iter().map(|cells| row(cells)));
            text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
            text.push_str(piece.to_string().split_once('\n').map_or("", |(_, rows)| rows));
        }
        text.push('\n');
        text
    }

    fn cards(&self, layout: &Layout) -> String {
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            for (name, cell) in self.names.iter().zip(row).filter(|(_, cell)| !cell.text.as_str().trim().is_empty()) {
                card_line(name, cell, layout, &mut text);
            }
        }
        text
    }
}

/// Returns a table of comfy-table without names and rows.
fn empty(style: Style) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(match style.glyphs {
        Glyphs::Unicode => UTF8_FULL_CONDENSED,
        Glyphs::Ascii => ASCII_FULL_CONDENSED,
    });
    table.set_content_arrangement(ContentArrangement::Disabled);
    match style.color {
        Color::On => table.enforce_styling(),
        Color::Off => table.force_no_tty(),
    };
    table
}

/// Writes `name: value`; where that is more than a line, the value stands under its name, indented.
fn card_line(name: &Shown, cell: &Cell, layout: &Layout, text: &mut String) {
    let style = layout.style;
    let name = style.text(&format!("{name}{}", layout.language.colon())).into_owned();
    let value = style.text(cell.text.as_str()).into_owned();
    let lines = if !value.contains('\n') && width(&name) + width(&value) <= layout.width {
        vec![format!("{name}{value}")]
    } else {
        let mut lines = wrap(&name, layout.width);
        lines.extend(hang(INDENT, &value, layout.width));
        lines
    };
    for line in lines {
        text.push_str(&cell.role.map_or_else(|| line.clone(), |role| style.paint(role, &line)));
        text.push('\n');
    }
}

/// Returns the cell for comfy-table: wrapped and padded to `width`, so that every row is as wide as planned.
fn drawn(cell: &Cell, width: usize, style: Style) -> Drawn {
    let lines = wrap(&style.text(cell.text.as_str()), width);
    let text: Vec<String> = lines.iter().map(|line| super::wrap::pad(line, width)).collect();
    let drawn = Drawn::new(text.join("\n"));
    match cell.role {
        None => drawn,
        Some(Role::Title) => drawn.add_attribute(Attribute::Bold),
        Some(Role::Warning) => drawn.fg(Ink::Yellow),
        Some(Role::Good) => drawn.fg(Ink::Green),
        Some(Role::Bad) => drawn.fg(Ink::Red).add_attribute(Attribute::Bold),
        Some(Role::Dim) => drawn.add_attribute(Attribute::Dim),
        Some(Role::Prompt) => drawn.fg(Ink::Cyan),
    }
}

/// Shares `room` out: each column gets its least, then the narrowest grow together until they have their natural width.
/// Returns `None` where there is not even room for the least.
fn share(room: usize, least: &[usize], natural: &[usize]) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = least.iter().zip(natural).map(|(least, natural)| *least.min(natural)).collect();
    let mut left = room.checked_sub(widths.iter().sum())?;
    while left > 0 {
        let growing = widths.iter().zip(natural).enumerate().filter(|(_, (width, natural))| width < natural);
        let Some((narrowest, _)) = growing.min_by_key(|(_, (width, _))| **width) else { break };
        widths[narrowest] += 1;
        left -= 1;
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{Cell, Language, Layout, Role, Screen, Shown, Style, Table, share, width};
    use crate::terminal::style::{Color, Glyphs};

    fn layout(width: usize) -> Layout {
        Layout { width, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh }
    }

    fn summary() -> Table {
        let mut table = Table::new(["步骤", "内容", "结果", "测量值", "时间", "备注"].map(Shown::line));
        for row in [
            ["3.2", "关好冷库门，检查密封条", "完成", "", "07:14:58", ""],
            [
                "3.3",
                "步入式冷库温度",
                "超限",
                "9.5 °C",
                "07:18:05",
                "已整改 CA-3，预计 14:30 到达后复测（应为 5.0 °C 以下）",
            ],
            ["6.4", "金库钥匙移交", "双签", "", "07:41:58", "王小明、李娜"],
        ] {
            table.add_row(row.map(|text| Cell::from(Shown::line(text))));
        }
        table
    }

    fn widest(text: &str) -> usize {
        text.lines().map(width).max().unwrap_or(0)
    }

    #[test]
    fn c1_c3_c4_every_line_fits_at_every_width() {
        for columns in [40, 60, 72, 80, 100, 120] {
            for screen in [Screen::Rich, Screen::Plain] {
                for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                    let style = Style { glyphs, ..Style::PLAIN };
                    let text = summary().render(&Layout { screen, style, ..layout(columns) });
                    assert!(widest(&text) <= columns, "{columns}:\n{text}");
                    assert!(text.contains("07:18:05") && text.contains("14:30"), "{columns}:\n{text}");
                }
            }
        }
    }

    #[test]
    fn a_table_at_eighty_columns() {
        assert_snapshot!(summary().render(&layout(80)), @"
        ┌──────┬──────────────────────┬──────┬────────┬──────────┬─────────────────────┐
        │ 步骤 ┆ 内容                 ┆ 结果 ┆ 测量值 ┆ 时间     ┆ 备注                │
        ╞══════╪══════════════════════╪══════╪════════╪══════════╪═════════════════════╡
        │ 3.2  ┆ 关好冷库门，检查密封 ┆ 完成 ┆        ┆ 07:14:58 ┆                     │
        │      ┆ 条                   ┆      ┆        ┆          ┆                     │
        │ 3.3  ┆ 步入式冷库温度       ┆ 超限 ┆ 9.5 °C ┆ 07:18:05 ┆ 已整改 CA-3，预计   │
        │      ┆                      ┆      ┆        ┆          ┆ 14:30 到达后复测    │
        │      ┆                      ┆      ┆        ┆          ┆ （应为 5.0 °C 以    │
        │      ┆                      ┆      ┆        ┆          ┆ 下）                │
        │ 6.4  ┆ 金库钥匙移交         ┆ 双签 ┆        ┆ 07:41:58 ┆ 王小明、李娜        │
        └──────┴──────────────────────┴──────┴────────┴──────────┴─────────────────────┘
        ");
    }

    #[test]
    fn a_table_of_many_rows_has_no_border_between_them() {
        let mut table = Table::new(["A", "B"].map(Shown::line));
        (0..2 * super::ROWS_AT_ONCE + 1).for_each(|row| {
            table.add_row([Cell::from(Shown::line(row))]);
        });
        let text = table.render(&layout(80));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2 * super::ROWS_AT_ONCE + 5);
        assert!(lines.iter().all(|line| width(line) == width(lines[0])));
        for (row, line) in lines[3..lines.len() - 1].iter().enumerate() {
            assert!(line.starts_with(&format!("│ {row} ")), "{line}");
        }
        assert!(lines[0].starts_with('┌') && lines[lines.len() - 1].starts_with('└'));
    }

    #[test]
    fn c3_cards_below_seventy_two_columns() {
        assert_snapshot!(summary().render(&layout(40)), @"
        步骤：3.2
        内容：关好冷库门，检查密封条
        结果：完成
        时间：07:14:58

        步骤：3.3
        内容：步入式冷库温度
        结果：超限
        测量值：9.5 °C
        时间：07:18:05
        备注：
            已整改 CA-3，预计 14:30 到达后复测
            （应为 5.0 °C 以下）

        步骤：6.4
        内容：金库钥匙移交
        结果：双签
        时间：07:41:58
        备注：王小明、李娜
        ");
    }

    #[test]
    fn c10_an_ascii_table_has_lines_of_ascii() {
        let style = Style { glyphs: Glyphs::Ascii, ..Style::PLAIN };
        let text = summary().render(&Layout { style, ..layout(80) });
        assert!(!text.contains(['│', '─', '┆', '°']), "{text}");
        let rows: Vec<usize> = text.lines().map(width).collect();
        assert!(rows.iter().all(|row| *row == rows[0]), "{text}");
    }

    #[test]
    fn c8_color_is_our_decision() {
        let mut table = Table::new([Shown::line("结果")]);
        table.add_row([Cell::in_role(Shown::line("超限"), Role::Bad)]);
        assert!(!table.render(&layout(80)).contains('\x1b'));
        let style = Style { color: Color::On, ..Style::PLAIN };
        assert!(table.render(&Layout { style, ..layout(80) }).contains('\x1b'));
    }

    #[test]
    fn room_is_shared_from_the_narrowest_up() {
        assert_eq!(share(30, &[4, 6], &[8, 40]), Some(vec![8, 22]));
        assert_eq!(share(80, &[4, 6], &[8, 20]), Some(vec![8, 20]));
        assert_eq!(share(9, &[4, 6], &[8, 20]), None);
    }

    proptest! {
        #[test]
        fn any_cells_fit(cells in any::<[[String; 3]; 2]>(), chinese in "[温度正常，。0-9 :]{0,60}", columns in 8usize..130) {
            let mut table = Table::new(["Step", "内容", "Note"].map(Shown::line));
            for [first, second, third] in cells {
                let cells = [format!("{first}{chinese}"), second, third];
                table.add_row(cells.map(|text| Cell::from(Shown::block(text))));
            }
            let text = table.render(&layout(columns));
            prop_assert!(widest(&text) <= columns, "{columns}:\n{text}");
            if text.starts_with('┌') {
                prop_assert_eq!(text.lines().map(width).min(), Some(widest(&text)), "{}:\n{}", columns, text);
            }
        }
    }
}
