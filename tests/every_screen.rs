//! Every screen that is no question, on a real terminal: help, tables, pages, findings, errors. None is wider than its window,
//! `--plain` sends no escape byte, `--ascii` no character of uncertain width. `screens.rs` does the same for whole runs.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
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
        operator.pty.closes();
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
