//! The walk-through of the first day, done again: what it types is typed, and every line that it shows has to come.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pages.rs"]
mod pages;
#[path = "support/pty.rs"]
mod pty;
mod support;

use std::fs;

use operator::{Operator, Start, plain};
use pages::{example, typed};
use support::House;

/// The boxes of a language's half of the page, line by line.
fn boxes(heading: &str) -> Vec<String> {
    let page = fs::read_to_string(example("first-day.md")).expect("the page");
    let half = page.split("\n## ").find(|half| half.starts_with(heading)).expect("its half");
    let parts = half.split("```text\n").skip(1).map(|part| part.split("```").next().expect("its end"));
    parts.flat_map(str::lines).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// A house that is the example's site.
fn house() -> House {
    let house = House::new();
    for name in ["signoff.yaml", "procedures/hall-opening.yaml"] {
        house.write(name, fs::read(example("first-day").join(name)).expect("a file of the example"));
    }
    house
}

/// The page's line, or the screen's, without what differs from run to run: numbers, ids, codes, and how wide a gap is.
fn masked(line: &str) -> String {
    let line = if line.starts_with('│') { line.split_once('┆').map_or(line, |(_, cells)| cells) } else { line };
    let short = regex::Regex::new("[(（][0-9a-z]{6}/").expect("a pattern").replace(line, "(/");
    let line: &str = &short;
    let (before, id) = line.split_once("opening-").unwrap_or((line, ""));
    let mut masked = String::new();
    for c in before.chars().chain(id.chars().skip(6)) {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if !(matches!(c, '#' | ' ') && masked.ends_with(c)) {
            masked.push(c);
        }
    }
    if line.starts_with("回执：") || line.starts_with("Receipt: ") {
        masked.truncate(9);
    }
    masked.trim().to_owned()
}

/// Whether a line is the machine's receipt, wrapped by the terminal, or says a digest or how long the run took.
fn is_own(line: &str) -> bool {
    let hexadecimal = |word: &str| word.len() > 20 && word.chars().all(|c| c.is_ascii_hexdigit());
    line.starts_with("signoff-receipt")
        || line.split(' ').any(hexadecimal)
        || line.contains('@')
        || line.contains("分钟）")
        || line.contains(" min)")
}

/// The receipt's code that stands last in what was shown.
fn receipt(shown: &str) -> String {
    let line = shown.lines().rev().find(|line| line.starts_with("回执：") || line.starts_with("Receipt: "));
    line.expect("a receipt").split(['：', ' ']).next_back().expect("its code").to_owned()
}

/// Types what the page types; returns all that the program showed.
fn replay(house: &House, lines: &[String], language: &str) -> String {
    let mut shown = String::new();
    let mut sitting: Option<Operator> = None;
    let mut asked = "";
    for line in lines {
        if let Some(command) = line.strip_prefix("$ signoff") {
            leave(sitting.take(), asked, &mut shown);
            let code = if command.contains("--receipt") { receipt(&shown) } else { String::new() };
            let words = command.split_whitespace().map(|word| if word.len() == 19 { code.as_str() } else { word });
            let arguments: Vec<&str> = words.collect();
            sitting = Some(Start::new(house, &arguments).with("SIGNOFF_LANG", language).sit());
        } else if let Some(text) = typed(line) {
            let operator = sitting.as_mut().expect("a command first");
            operator.asked("");
            let number = if text.len() == 2 { number(asked, &operator.shown()) } else { None };
            operator.types(number.as_deref().unwrap_or(text));
        }
        asked = line;
    }
    if let Some(mut operator) = sitting {
        operator.asked("");
        shown.push_str(&operator.all());
        operator.pty.kill();
    }
    shown
}

/// The number of a critical step that the screen wants, where the page's line wants one.
fn number(asked: &str, shown: &str) -> Option<String> {
    let words = if asked.contains("when done") { "type " } else { "完成请输入 " };
    asked.contains(words).then(|| {
        let at = shown.rfind(words).expect("a number is asked for") + words.len();
        shown[at..].chars().take_while(char::is_ascii_digit).collect()
    })
}

/// Waits until a command has shown its last line, and has ended.
fn leave(operator: Option<Operator>, last: &str, shown: &mut String) {
    if let Some(mut operator) = operator {
        let last = masked(last);
        operator.pty.wait_for_bytes(&last, |bytes| plain(bytes).lines().any(|line| masked(line) == last));
        operator.pty.exit_code();
        shown.push_str(&operator.all());
        shown.push('\n');
    }
}

fn comes_true(heading: &str, language: &str) {
    let lines = boxes(heading);
    let shown = replay(&house(), &lines, language);
    let screen: Vec<String> = shown.lines().map(masked).collect();
    let mut at = 0;
    let expected = lines.iter().filter(|line| !line.starts_with('$') && !is_own(line));
    let mut count = 0;
    for line in expected {
        let found = screen[at..].iter().position(|shown| *shown == masked(line));
        at += found.unwrap_or_else(|| panic!("`{}` does not come after line {at} of:\n{shown}", masked(line))) + 1;
        count += 1;
    }
    assert!(count > 100, "only {count} lines were compared");
}

#[test]
fn the_first_day_comes_true_in_chinese() {
    comes_true("中文", "zh");
}

#[test]
fn the_first_day_comes_true_in_english() {
    comes_true("English", "en");
}
