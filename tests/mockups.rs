//! Five screens as an operator sees them, from a real terminal, in both languages, at 80 and at 40 columns.
//!
//! The snapshots are the whole window; what differs from run to run (times, ids, codes, a critical step's number) is masked by
//! signs of the same width.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fmt::Write;

use operator::{Operator, Start};
use regex::{Captures, Regex};
use roster::{PIN, house_of};
use support::House;

const PROCEDURE: &str = "procedure: hall
title: {zh: 开店检查, en: Opening checks}
roles:
  lead: {zh: 值班长, en: shift lead}
  clerk: {zh: 大堂经理, en: duty manager}
steps:
  - section: {zh: 设备, en: Devices}
    steps:
      - check: {zh: 关好步入式冷库门，检查密封条, en: Close the walk-in cooler door and check the seal}
        id: door
        role: lead
        note: {zh: 用手沿密封条摸一圈，不得漏冷气。, en: Run a hand along the seal; no cold air may escape.}
        warning: {zh: 不得顶住库门。食品高于 5 度满 2 小时必须报废。, en: Never prop the door. Food over 5 °C for 2 h must be thrown away.}
      - measure: {zh: 步入式冷库温度, en: Walk-in cooler temperature}
        id: cooler
        unit: °C
        min: 0
        max: 5
        on_fail: {steps: [{check: {zh: 把食品移到二号冷库, en: Move the food to cooler B}}], then: recheck}
      - decide: {zh: 门外是否已有顾客等候？, en: Is a customer already waiting outside?}
        id: waiting
        if_yes: [{check: {zh: 提前迎宾, en: Greet at the door}}]
  - section: {zh: 交接, en: Handing over}
    steps:
      - sign: {zh: 金库钥匙移交, en: Vault key handed over}
        id: key
        by: [lead, clerk]
        meaning: {zh: 钥匙已当面移交，记录属实, en: The key was handed over in person; the record is true}
      - check: {zh: 打开大门, en: Open the front door}
";

/// What is seen, in one language: the words to wait for, in the order of the run.
struct Words {
    language: &'static str,
    warning: &'static str,
    check: &'static str,
    cooler: &'static str,
    way: &'static str,
    reason: &'static str,
    decision: &'static str,
    signature: &'static str,
    pin: &'static str,
    last: &'static str,
    close: &'static str,
}

const ZH: Words = Words {
    language: "zh",
    warning: "1 已知",
    check: "2 不合格",
    cooler: "步入式冷库温度",
    way: "输错了",
    reason: "为什么",
    decision: "门外是否",
    signature: "签字表示",
    pin: "的口令",
    last: "打开大门",
    close: "1 关闭本次运行",
};

const EN: Words = Words {
    language: "en",
    warning: "1 read and",
    check: "2 not OK",
    cooler: "Walk-in cooler temperature",
    way: "mistyped",
    reason: "why is it",
    decision: "Is a customer",
    signature: "signing means",
    pin: "PIN of",
    last: "Open the front",
    close: "1 close the run",
};

/// The window, without what differs from run to run, each line's trailing blanks and the empty lines above the prompt kept.
fn masked(screen: &str) -> String {
    let masks = [
        (r"signoff-receipt 1 [^回O]*?[+-]\d\d:\d\d", "signoff-receipt 1 …"),
        (r"\d\d:\d\d:\d\d", "hh:mm:ss"),
        (r"\d\d:\d\d", "hh:mm"),
        (r"\b[0-9A-Z]{4}(-[0-9A-Z]{4,5}){3,}", ""),
    ];
    masks.iter().fold(screen.to_owned(), |text, (pattern, mask)| {
        let masked = Regex::new(pattern).expect("a pattern").replace_all(&text, |found: &Captures| {
            if mask.is_empty() { "X".repeat(found[0].len()) } else { (*mask).to_owned() }
        });
        masked.into_owned()
    })
}

struct Album {
    pages: String,
}

impl Album {
    fn takes(&mut self, operator: &Operator, name: &str) {
        let screen = operator.pty.screen();
        writeln!(self.pages, "── {name} ──\n{}\n", masked(screen.trim_end())).expect("memory");
    }
}

/// Walks through the run and keeps the window at each of the five moments.
fn album(house: &House, words: &Words, columns: u16) -> String {
    let start = Start::new(house, &["--lang", words.language, "run", "hall", "--operator", "zhang"]);
    let mut operator = start.size(columns, 24).sit();
    let mut album = Album { pages: String::new() };
    operator.answers(words.warning, "1").asked(words.check);
    album.takes(&operator, "a check");
    operator.types("1").answers(words.cooler, "9.5").asked(words.way);
    album.takes(&operator, "a value out of limits");
    operator.types("3").answers(words.reason, "1").asked(words.decision);
    album.takes(&operator, "a decision");
    operator.types("2").answers(words.signature, "zhang").asked(words.signature).types("wang");
    operator.answers(words.pin, "0000").asked(words.pin);
    album.takes(&operator, "a signature of two");
    operator.types(PIN).answers(words.last, "1").answers(words.close, "1").sees("signoff log last`\n").ends(0);
    album.takes(&operator, "the last screen");
    album.pages
}

fn house() -> House {
    let house = house_of("");
    house.procedure(PROCEDURE);
    house
}

#[test]
fn five_screens_in_chinese_at_eighty_columns() {
    insta::assert_snapshot!(album(&house(), &ZH, 80));
}

#[test]
fn five_screens_in_chinese_at_forty_columns() {
    insta::assert_snapshot!(album(&house(), &ZH, 40));
}

#[test]
fn five_screens_in_english_at_eighty_columns() {
    insta::assert_snapshot!(album(&house(), &EN, 80));
}

#[test]
fn five_screens_in_english_at_forty_columns() {
    insta::assert_snapshot!(album(&house(), &EN, 40));
}
