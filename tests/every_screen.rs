//! Every screen that is no question, on a real terminal: help, tables, pages, findings, errors. None is wider than its window,
//! `--plain` sends no escape byte, `--ascii` no character of uncertain width. `screens.rs` does the same for whole runs.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use operator::{Start, plain};
use support::House;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Every command that shows something to a person, the screens of its errors too.
const SCREENS: &[&[&str]] = &[
    &["--help"],
    &["run", "--help"],
    &["abandon", "--help"],
    &["list", "--help"],
    &["show", "--help"],
    &["new", "--help"],
    &["validate", "--help"],
    &["test", "--help"],
    &["log", "--help"],
    &["verify", "--help"],
    &["sign", "--help"],
    &["actions", "--help"],
    &["schema", "--help"],
    &["purge", "--help"],
    &["export", "--help"],
    &["pin", "--help"],
    &["completions", "--help"],
    &["man", "--help"],
    &["list"],
    &["list", "--tag", "nothing"],
    &["show", "hall-opening"],
    &["log", "--mode", "scripted"],
    &["log", "last", "--mode", "scripted"],
    &["log"],
    &["verify", "--mode", "scripted"],
    &["verify", "last", "--mode", "scripted"],
    &["validate"],
    &["validate", "--advice"],
    &["validate", "broken"],
    &["validate", "--explain"],
    &["validate", "--explain", "unknown-word"],
    &["test"],
    &["run", "no-such-procedure-of-this-hall"],
    &["run", "broken/broken.yaml"],
    &["run", "hall-opening", "--operator", "nobody-of-this-roster"],
    &["run", "hall-opening", "--set", "没有这个参数=一二三四五六七八九十"],
    &["log", "20261122T000000-no-such-run-here-000000"],
    &["verify", "--receipt", "AAAA-AAAA-AAAA-AAAA"],
    &["abandon", "last"],
    &["show", "no-such-procedure"],
    &["new", "Not An Id"],
    &["new", "hall-opening"],
    &["actions"],
    &["actions", "--mode", "scripted"],
    &["actions", "close", "no-such-action"],
    &["actions", "close", "no-such-action", "--note", "已经修好了，换了电源"],
    &["sign", "last"],
    &["sign", "last", "--mode", "scripted", "--meaning", "approved"],
    &["sign", "no-such-run-of-this-hall", "--meaning", "reviewed"],
    &["sign", "last", "--meaning", "no-such-meaning"],
    &["abandon", "no-such-run-of-this-hall", "--reason", "一"],
    &["abandon", "last", "--mode", "scripted", "--operator", "nobody-of-this-roster", "--reason", "没有人了"],
    &["export", "--output", "no-such-folder-of-this-hall/and-none-in-it/export.csv"],
    &["export", "--format", "xlsx"],
    &["export", "--format", "bundle"],
    &["export", "no-such-run-of-this-hall"],
    &["export", "--mode", "scripted", "--format", "bundle", "--output", "procedures"],
    &["purge", "last"],
    &["purge", "last", "--mode", "scripted", "--reason", "保存期限已经到了，按规定删除这次运行的全部记录"],
    &["purge", "no-such-run-of-this-hall", "--reason", "一"],
    &["pin", "nobody-of-this-roster"],
    &["schema", "--kind", "no-such-kind-of-file"],
    &["completions", "no-such-shell"],
    &["completions"],
    &["ids", "no-such-kind"],
    &["validate", "no/such/path/that/is/very/long/and/does/not/fit/into/a/window/of/forty/columns.yaml"],
    &["--no-such-option"],
    &["no-such-command"],
    &["log", "--since", "yesterday"],
    &["--site", "no-such-site.yaml", "list"],
];

const BROKEN: &str = "procedure: broken
title: {zh: 坏了的程序, en: A broken one}
steps:
  - chekc: 打开大厅灯光，检查所有照明设备，包括应急灯和疏散指示灯，有不亮的马上报修，并且登记在设备维修登记本上面
  - measure: 大厅温度
    id: t
    unit: °C
    min: 二十
    max: 18
  - check：全角冒号
";

/// A site with a run that is closed, another that is open, and a broken procedure beside it.
fn house() -> House {
    let house = House::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/first-day");
    for name in ["signoff.yaml", "procedures/hall-opening.yaml", "procedures/hall-opening.scenario.yaml"] {
        house.write(name, fs::read(example.join(name)).expect("a file of the example"));
    }
    house.write("broken/broken.yaml", BROKEN);
    let rest = "operator: zhang\nrest: done\nanswers: {temperature: 25, float_counted: 2000, next_shift: 电视坏了, \
                queue_machine: {fail: 已报修}, opened_by: {sign: {shift_lead: zhang}}}\n";
    house.answer("hall-opening", rest);
    house.answer("hall-opening", "operator: zhang\nanswers: {lights: done}\n");
    assert_eq!(house.journals("scripted").len(), 2);
    house
}

/// What each screen shows in a window of so many columns.
fn shown(house: &House, columns: u16, globals: &[&str]) -> Vec<(String, Vec<u8>)> {
    let show = |screen: &&[&str]| {
        let arguments = [screen, globals].concat();
        let mut operator = Start::new(house, &arguments).size(columns, 50).sit();
        let patience = Duration::from_secs(20);
        assert!(operator.pty.ends_within(patience), "{arguments:?} does not end:\n{}", operator.all());
        (arguments.join(" "), operator.pty.bytes())
    };
    SCREENS.iter().map(show).collect()
}

/// What is found on any screen, in both languages, by a look at one line after another.
fn found(columns: &[u16], globals: &[&str], look: impl Fn(&str, usize) -> bool + Sync) -> Vec<String> {
    let house = house();
    let (house, look) = (&house, &look);
    let all = |language: &'static str, columns: u16| {
        let globals = [globals, &["--lang", language]].concat();
        let wrong = |(name, bytes): (String, Vec<u8>)| {
            let text = plain(&bytes);
            assert!(!text.trim().is_empty(), "{name} shows nothing");
            let lines = text.lines().filter(|line| look(line, columns.into()));
            lines.map(|line| format!("{columns} {name}: {line}")).collect::<Vec<_>>()
        };
        shown(house, columns, &globals).into_iter().flat_map(wrong).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let lives: Vec<_> = columns
            .iter()
            .flat_map(|columns| ["zh", "en"].map(|language| scope.spawn(move || all(language, *columns))))
            .collect();
        lives.into_iter().flat_map(|life| life.join().expect("no panic")).collect()
    })
}

#[test]
fn no_screen_is_wider_than_its_window() {
    let found = found(&[40, 60, 80, 120], &[], |line, columns| line.width() > columns);
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

/// Commands that ask or write, in this order in one house, with what is typed at their prompts.
const ASKING: &[(&[&str], &[&str])] = &[
    (&["run", "hall", "--operator", "zhang"], &["2", "1", "1", "1"]),
    (&["run", "hall"], &["nobody", "zhang", "1", "\x03"]),
    (&[], &["\x03"]),
    (&["abandon", "last"], &["zhang", "1"]),
    (&["run", "hall", "--operator", "li"], &["4815", "", "?", "5", "温度计换过了", "\x03"]),
    (&["sign", "RUN"], &["wang", "4815", "1"]),
    (
        &["sign", "RUN", "--meaning", "reviewed", "--note", "一切都按照规定检查过了，可以归档"],
        &["li", "48", "li", "4815"],
    ),
    (&["actions"], &[]),
    (&["actions", "close", "/1", "--note", "换了电源线和信号线，现在都好了"], &["zhang"]),
    (&["pin", "li"], &["12", "4815", "4815", "4815"]),
    (&["new", "a-fresh-procedure-of-this-hall"], &[]),
    (&["export", "--format", "html", "--output", "all-the-runs-of-this-hall-in-one-page.html"], &[]),
    (&["export", "--format", "bundle", "--output", "all-the-runs-of-this-hall"], &[]),
    (&["purge", "RUN", "--reason", "保存期限已经到了，按规定删除这次运行的全部记录"], &["zhang", "1"]),
    (&["log", "RUN"], &[]),
    (&["verify"], &[]),
];

const TASKS: &str = "  - {check: 大厅电视开机并且播放宣传片，没有黑屏，没有雪花, id: tv, on_fail: {action: {title: 报修大厅电视机并登记在维修登记本上, owner: lead, due: 24h}}}\n";

/// Runs a command, types a line at each of its prompts and then leaves. Returns what was shown.
fn walked(house: &House, arguments: &[&str], lines: &[&str], columns: u16, language: &str) -> String {
    let mut operator = Start::new(house, arguments).with("SIGNOFF_LANG", language).size(columns, 50).sit();
    let mut lines = lines.iter();
    let asks = |bytes: &[u8]| ["> ", "：", ": "].iter().any(|end| plain(bytes).ends_with(end));
    let mut idle = 0;
    while !operator.pty.ends_within(Duration::from_millis(20)) {
        let mark = operator.mark();
        idle += 1;
        assert!(idle < 500, "{arguments:?} neither asks nor ends:\n{}", operator.all());
        if operator.pty.waits_at_most(Duration::from_millis(20), |bytes| asks(&bytes[mark..])) {
            idle = 0;
            match lines.next() {
                Some(key) if key.starts_with('\x03') => operator.presses(key),
                Some(line) => operator.types(line),
                None => operator.presses("\x03"),
            };
        }
    }
    operator.all()
}

/// Data for programs has no width: the receipt's line and that of a PIN.
fn is_data(line: &str) -> bool {
    line.starts_with("signoff-receipt ") || line.contains("$argon2")
}

#[test]
fn no_command_that_asks_is_wider_than_its_window() {
    let all = |language: &'static str, columns: u16| {
        let house = roster::house_of(TASKS);
        let mut wide = Vec::new();
        for (arguments, lines) in ASKING {
            let run = house.journals("live").first().and_then(|path| Some(path.file_stem()?.to_str()?.to_owned()));
            let arguments: Vec<&str> = arguments
                .iter()
                .map(|word| if *word == "RUN" { run.as_deref().unwrap_or_default() } else { word })
                .collect();
            let shown = walked(&house, &arguments, lines, columns, language);
            // What writes a file says nothing more.
            assert!(arguments.first() == Some(&"export") || !shown.trim().is_empty(), "{arguments:?} shows nothing");
            let lines = shown.lines().filter(|line| line.width() > columns.into() && !is_data(line));
            wide.extend(lines.map(|line| format!("{columns} {language} {arguments:?}: {line}")));
        }
        (wide, house)
    };
    thread::scope(|scope| {
        let lives: Vec<_> = [40, 60, 80, 120]
            .into_iter()
            .flat_map(|columns| ["zh", "en"].map(|language| scope.spawn(move || all(language, columns))))
            .collect();
        for life in lives {
            let (wide, house) = life.join().expect("no panic");
            assert!(wide.is_empty(), "{} lines:\n{}", wide.len(), wide.join("\n"));
            assert!(
                house.path("all-the-runs-of-this-hall.html").exists()
                    || house.path("all-the-runs-of-this-hall").exists()
            );
        }
    });
}

#[test]
fn no_plain_screen_has_an_escape_byte() {
    let house = house();
    for (name, bytes) in shown(&house, 80, &["--plain"]) {
        assert!(!bytes.contains(&0x1b), "{name}: {}", String::from_utf8_lossy(&bytes).escape_debug());
    }
}

#[test]
fn no_ascii_screen_has_a_character_of_uncertain_width() {
    let uncertain = |c: char| c.width() != c.width_cjk() && !c.is_control();
    let found = found(&[80], &["--ascii"], |line, _| line.chars().any(uncertain));
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}
