//! Tables, pages and colours on a real terminal, read off its screen: long Chinese cells, narrow windows, foreign text.
//!
//! Tests are named after the rows of the survey of terminal libraries whose defects they keep away.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
mod support;

use std::fs;

use operator::{Operator, Start};
use portable_pty::CommandBuilder;
use pty::Pty;
use support::{House, rechained};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text with all that is parted badly, and with characters that some terminals draw two columns wide.
const LONG: &str =
    "预计14:30到达，再用Thermometer复测《冷藏柜温度记录表》（应为2.75度以下），编号A20261124交给Maintenance主管。";

/// What of it stays on one line: a 15 that is parted reads as 1 and 5.
const WHOLE: [&str; 5] = ["14:30", "Thermometer", "2.75", "A20261124", "Maintenance"];

/// How many times it is shown, each time one character further to the right, so that every place comes to the end of a line.
const SHIFTS: usize = 16;

/// Windows where tables are cards, and windows where they are tables.
const NARROW: [u16; 3] = [40, 60, 71];
const WIDE: [u16; 3] = [72, 80, 100];

const TABLES: [&[&str]; 2] = [&["list", "--mode", "scripted"], &["log", "--mode", "scripted"]];
const PAGE: &[&str] = &["log", "last", "--mode", "scripted"];

fn shifted(text: &str) -> impl Iterator<Item = (usize, String)> {
    (0..SHIFTS).map(move |shift| (shift, format!("{}{text}", "检".repeat(shift))))
}

/// A house with a closed run of each of many procedures; the last has as many steps, each failed for a reason as long.
fn house_of(text: &str) -> House {
    let house = House::new();
    for (shift, text) in shifted(text) {
        house.procedure(&format!("procedure: p{shift}\ntitle: \"{text}\"\nsteps: [第一步]\n"));
        let ran = house.answer(&format!("p{shift}"), "operator: zhang\nrest: done\n");
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let steps: String =
        shifted(text).map(|(shift, text)| format!("  - {{check: \"{text}\", id: s{shift}}}\n")).collect();
    let reasons: String = shifted(text).map(|(shift, text)| format!("  s{shift}: {{fail: \"{text}\"}}\n")).collect();
    house.procedure(&format!("procedure: page\ntitle: 记录\nsteps:\n{steps}"));
    let ran = house.answer("page", &format!("operator: zhang\nanswers:\n{reasons}"));
    assert_eq!(ran.code, 0, "{ran:?}");
    house
}

/// What a command leaves on the screen of a window that is high enough for all of it.
fn shown(house: &House, arguments: &[&str], columns: u16) -> Vec<String> {
    let mut operator = Start::new(house, arguments).size(columns, 600).sit();
    assert!(operator.pty.exit_code() < 2, "{arguments:?}: {}", operator.pty.screen());
    let rows = operator.pty.rows();
    assert!(rows.iter().any(|row| !row.is_empty()), "{arguments:?} shows nothing");
    rows
}

/// The texts of the cells of one row of the screen.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.split(['│', '┆']).map(str::trim).filter(|cell| !cell.is_empty())
}

fn is_drawn(row: &str) -> bool {
    row.contains(['│', '┆', '─', '╪', '|', '+'])
}

#[test]
fn c1_no_number_time_or_word_is_parted() {
    let house = house_of(LONG);
    for columns in NARROW.into_iter().chain(WIDE) {
        for (arguments, times) in TABLES.map(|table| (table, SHIFTS)).into_iter().chain([(PAGE, 2 * SHIFTS)]) {
            let rows = shown(&house, arguments, columns);
            for word in WHOLE {
                let whole: usize = rows.iter().map(|row| row.matches(word).count()).sum();
                assert!(whole >= times, "{word}, {whole} of {times}, {arguments:?} at {columns}:\n{}", rows.join("\n"));
            }
        }
    }
}

#[test]
fn c2_no_line_begins_or_ends_with_the_wrong_mark() {
    let house = house_of(LONG);
    for columns in NARROW.into_iter().chain(WIDE) {
        for arguments in TABLES.into_iter().chain([PAGE]) {
            let rows = shown(&house, arguments, columns);
            let all: Vec<&str> = rows.iter().flat_map(|row| cells(row)).collect();
            let wrong: Vec<&&str> = all
                .iter()
                .filter(|cell| cell.starts_with(['，', '。', '、', '》', '）']) || cell.ends_with(['《', '（']))
                .collect();
            assert!(wrong.is_empty(), "{arguments:?} at {columns}: {wrong:#?}");
            // The marks were there to be parted from their words.
            assert!(all.iter().any(|cell| cell.contains('《')) && all.iter().any(|cell| cell.contains('。')));
        }
    }
}

#[test]
fn c3_a_narrow_window_has_cards_and_no_table() {
    let house = house_of(LONG);
    for columns in NARROW {
        for (arguments, name) in TABLES.into_iter().zip(["标题：", "规程："]) {
            let rows = shown(&house, arguments, columns);
            assert!(!rows.iter().any(|row| is_drawn(row)), "{columns}:\n{}", rows.join("\n"));
            let cards = rows.iter().filter(|row| row.starts_with(name)).count();
            assert_eq!(cards, SHIFTS + 1, "{name} at {columns}:\n{}", rows.join("\n"));
        }
    }
}

#[test]
fn c3_c4_every_line_of_a_table_is_as_wide_as_the_others_and_none_wider_than_the_window() {
    let house = house_of(LONG);
    for columns in WIDE {
        for arguments in TABLES {
            let rows = shown(&house, arguments, columns);
            let widths: Vec<usize> = rows.iter().filter(|row| is_drawn(row)).map(|row| row.width()).collect();
            let all = rows.join("\n");
            assert!(widths.len() > SHIFTS && widths.iter().all(|width| *width == widths[0]), "{columns}:\n{all}");
            assert!(widths[0] <= columns.into() && widths[0] > usize::from(columns) - 8, "{columns}:\n{all}");
        }
    }
}

/// comfy-table was asked for sixty columns and took sixty-seven; the terminal then broke every row in two.
#[test]
fn c4_the_terminal_breaks_no_line() {
    let house = house_of(LONG);
    for columns in NARROW.into_iter().chain(WIDE) {
        for arguments in TABLES.into_iter().chain([PAGE]) {
            let mut operator = Start::new(&house, arguments).size(columns, 600).sit();
            operator.pty.exit_code();
            let broken = operator.pty.broken_rows();
            // A receipt is data for programs, and has one line.
            let broken: Vec<&String> = broken.iter().filter(|row| !row.starts_with("signoff-receipt")).collect();
            assert!(broken.is_empty(), "{arguments:?} at {columns}: {broken:#?}");
        }
    }
}

/// Rows became as long as their text, and 189 columns wide: whoever pages through a table has a window behind the pipe.
#[test]
fn c5_a_table_that_goes_through_a_pipe_has_a_hundred_columns_and_no_colour_whatever_the_window() {
    let house = house_of(LONG);
    for columns in [40, 200] {
        for arguments in TABLES {
            let mut command = CommandBuilder::new("sh");
            command.args(["-c", "\"$0\" \"$@\" | tee out", env!("CARGO_BIN_EXE_signoff")]);
            command.args(arguments);
            Start::new(&house, &[]).furnish(&mut command);
            let mut pty = Pty::spawn(command, columns, 600);
            pty.ends_in_order(0);
            let piped = fs::read_to_string(house.path("out")).expect("what went through the pipe");
            let widest = piped.lines().map(UnicodeWidthStr::width).max();
            assert!(widest.is_some_and(|widest| widest <= 100 && widest > 92), "{widest:?} at {columns}:\n{piped}");
            assert!(is_drawn(&piped) && !piped.contains('\x1b'), "{columns}:\n{piped}");
            assert_eq!(operator::plain(&pty.bytes()), piped, "the screen shows the same");
        }
    }
}

/// comfy-table left `|` as it is and broke cells into rows that are none.
#[test]
fn c9_markdown_on_a_narrow_screen_is_what_a_pipe_gets() {
    let house = House::with(
        "procedure: pipes\ntitle: 甲 | 乙\nsteps:\n  - {record: 登记, id: r, rows: {at_least: 1}, fields: [{id: x, title: \
         冷藏柜温度 | 读数要在每一行里面都登记, type: text}, {id: y, title: 备注, type: text}]}\n",
    );
    let arguments = ["show", "pipes", "--format", "markdown", "--lang", "zh"];
    let piped = house.run(&arguments).stdout;
    let mut operator = Start::new(&house, &arguments).size(40, 200).sit();
    operator.ends(0);
    assert_eq!(operator.all(), piped);
    let header = piped.lines().find(|line| line.contains("读数要在每一行里面都登记")).expect("a table");
    assert!(header.contains(r"冷藏柜温度 \| 读数") && header.contains("备注"), "{header}");
}

/// A carriage return, a bell, a tab, foreign colours, a screen erased and written over, text turned round.
const HOSTILE: &str = "真的\r伪造\u{7}\t表\u{1b}[31m红\u{1b}[2J\u{1b}[1;1H全部完成\u{9b}2J\u{202e}末\u{2066}尾";

/// What is seen of it.
const SEEN: &str = "真的␍伪造␇ 表␛[31m红␛[2J␛[1;1H全部完成\\x9b2J\\u{202e}末\\u{2066}尾";

/// A house with an open run into whose title, reason and value somebody wrote that, and chained it anew.
fn planted() -> House {
    let house = House::with("procedure: p\ntitle: 规程名\nsteps: [{check: 步骤名, id: c}, {record: R, id: r}, 最后]\n");
    let answers = "operator: zhang\nclose: false\nanswers: {c: {fail: 原因文}, r: 备注文}\n";
    assert_eq!(house.answer("p", answers).code, 3);
    let path = house.journals("scripted").remove(0);
    let mut text = fs::read_to_string(&path).expect("a journal");
    let hostile = format!("\"{}\"", escaped(HOSTILE));
    for planted in ["原因文", "备注文", "步骤名"] {
        assert!(text.contains(&format!("\"{planted}\"")), "{planted}: {text}");
        text = text.replace(&format!("\"{planted}\""), &hostile);
    }
    fs::write(&path, rechained(&text)).expect("writes");
    house
}

/// The text as a journal has it: what could do anything to a terminal is an escape there.
fn escaped(text: &str) -> String {
    let escaped = |c: char| match c {
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if obeyed(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// Tells whether a terminal does anything else with `c` than to show it.
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The screen without the places where a line was ended: what was said, in whatever window.
fn said(operator: &Operator) -> String {
    operator.pty.rows().iter().map(|row| row.trim()).collect::<String>().replace(' ', "")
}

#[test]
fn c7_foreign_text_forges_no_screen() {
    let house = planted();
    let seen = SEEN.replace(' ', "");
    for columns in [40, 80] {
        let mut operator = Start::new(&house, PAGE).size(columns, 200).sit();
        operator.pty.exit_code();
        let screen = said(&operator);
        assert_eq!(screen.matches(&seen).count(), 3, "{seen} at {columns}:\n{}", operator.pty.rows().join("\n"));
        obeys_nothing(&operator, columns);
    }
}

/// What is typed wrong on the command line, and what a broken file says, comes back in a message.
#[test]
fn c7_a_name_and_a_file_forge_no_message() {
    let house = planted();
    house.write("procedures/bad.yaml", format!("procedure: bad\ntitle: {HOSTILE}\nsteps: [\n"));
    house.write(&format!("odd/{HOSTILE}.yaml"), "procedure: odd\ntitle: 无\nsteps: 一\n");
    for arguments in [
        &["run", HOSTILE][..],
        &["log", HOSTILE, "--mode", "scripted"],
        &["list", "--tag", HOSTILE],
        &["validate"],
        &["validate", "odd"],
        &[HOSTILE],
        &["run", "bad", "--set", HOSTILE],
    ] {
        for columns in [40, 80] {
            let mut operator = Start::new(&house, arguments).size(columns, 200).sit();
            operator.pty.exit_code();
            let screen = said(&operator);
            assert!(screen.contains("全部完成"), "{arguments:?} at {columns}:\n{}", operator.pty.rows().join("\n"));
            obeys_nothing(&operator, columns);
        }
    }
}

/// No byte but those of text, ends of lines, our own colours and a terminal put in order was sent.
fn obeys_nothing(operator: &Operator, columns: u16) {
    let sent = String::from_utf8(operator.pty.bytes()).expect("UTF-8");
    assert!(!sent.contains("\x1b[31m红"), "a foreign colour: {}", sent.escape_debug());
    let own = regex::Regex::new("\x1b\\[([0-9;]*m|\\?25h|\\?2004l)").expect("a pattern");
    let rest = own.replace_all(&sent, "").replace("\r\n", "\n");
    let wrong: Vec<char> = rest.chars().filter(|c| obeyed(*c) && *c != '\n').collect();
    assert!(wrong.is_empty(), "{wrong:?} at {columns}: {}", sent.escape_debug());
}

/// Variables of the environment, and flags of the command line.
type Wish = (&'static [(&'static str, &'static str)], &'static [&'static str]);

/// What of them says no to colour.
const NO_COLOUR: [Wish; 6] = [
    (&[("NO_COLOR", "1")], &[]),
    (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], &[]),
    (&[("CLICOLOR", "0")], &[]),
    (&[("TERM", "dumb")], &[]),
    (&[], &["--color", "never"]),
    (&[("CLICOLOR_FORCE", "1")], &["--color", "never"]),
];

/// What says yes, or nothing.
const COLOUR: [Wish; 4] = [
    (&[], &[]),
    (&[("NO_COLOR", "")], &[]),
    (&[("NO_COLOR", "1")], &["--color", "always"]),
    (&[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")], &[]),
];

const COLOURED: [&[&str]; 4] =
    [&["list", "--mode", "scripted"], &["log", "--mode", "scripted"], PAGE, &["validate", "broken"]];

/// A house whose tables have a word in a colour: runs that deviate, and a file with an error.
fn house_with_colours() -> House {
    let house = House::with("procedure: p\ntitle: 开门\nsteps: [{check: 灯, id: c}, 最后]\n");
    assert_eq!(house.answer("p", "operator: zhang\nrest: done\nanswers: {c: {fail: 坏了}}\n").code, 0);
    house.write("broken/b.yaml", "procedure: b\ntitle: B\nstepz: 一\n");
    house
}

fn sits(house: &House, arguments: &[&str], (variables, flags): Wish) -> Operator {
    let arguments = [arguments, flags].concat();
    variables.iter().fold(Start::new(house, &arguments), |start, (name, value)| start.with(name, value)).sit()
}

#[test]
fn c8_no_means_no_colour_and_no_escape_byte_on_a_real_terminal() {
    let house = house_with_colours();
    for arguments in COLOURED {
        for wish in NO_COLOUR {
            let mut operator = sits(&house, arguments, wish);
            operator.pty.exit_code();
            let sent = String::from_utf8_lossy(&operator.pty.bytes()).into_owned();
            assert!(!sent.contains('\x1b'), "{arguments:?} {wish:?}: {}", sent.escape_debug());
        }
    }
}

#[test]
fn c8_a_terminal_that_says_nothing_shows_colours() {
    let house = house_with_colours();
    for arguments in COLOURED {
        for wish in COLOUR {
            let mut operator = sits(&house, arguments, wish);
            operator.pty.exit_code();
            assert!(operator.pty.is_coloured(), "{arguments:?} {wish:?}: {}", operator.all());
        }
    }
}

#[test]
fn c8_a_question_has_colour_or_none_as_it_was_wished() {
    let asked = |wish: Wish| {
        let house = House::with("procedure: p\ntitle: 开门\nsteps: [{check: 灯, id: c, warning: 小心}, 最后]\n");
        let mut operator = sits(&house, &["run", "p"], wish);
        operator.answers("您的姓名", "张敏").asked("小心").presses("\x03").ends(3);
        operator.pty.is_coloured()
    };
    for wish in NO_COLOUR {
        assert!(!asked(wish), "{wish:?}");
    }
    for wish in COLOUR {
        assert!(asked(wish), "{wish:?}");
    }
}

/// Characters that a terminal set to wide ones draws in two columns: 36 columns became 72.
const UNCERTAIN: &str = "温度25°C±1×2—记录…“正常”①■★→≤№℃·✓";

#[test]
fn c10_ascii_leaves_no_character_of_uncertain_width() {
    let house = house_of(UNCERTAIN);
    for arguments in TABLES.into_iter().chain([PAGE]) {
        for columns in [40, 80] {
            let rows = shown(&house, &[arguments, &["--ascii"]].concat(), columns);
            let uncertain: Vec<&String> =
                rows.iter().filter(|row| row.chars().any(|c| c.width() != c.width_cjk())).collect();
            assert!(uncertain.is_empty(), "{arguments:?} at {columns}: {uncertain:#?}");
            let widest = rows.iter().filter(|row| !row.starts_with("signoff-receipt")).map(|row| row.width_cjk()).max();
            assert!(widest.is_some_and(|widest| widest <= columns.into()), "{widest:?} at {columns}:\n{rows:#?}");
            // Everywhere else they are shown as they are.
            let ordinary = shown(&house, arguments, columns);
            assert!(ordinary.iter().any(|row| row.chars().any(|c| c.width() != c.width_cjk())), "{ordinary:#?}");
        }
    }
}
