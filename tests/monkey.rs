//! A monkey at the terminal: keys, pastes, resizes and signals by chance into real runs, seeded, so that what fails fails again.
//!
//! `SIGNOFF_MONKEY_SECONDS=3600 SIGNOFF_MONKEY_SEED=7 cargo test --test monkey` lets it play longer.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::time::{Duration, Instant};

use operator::{Operator, Start};
use rustix::process::Signal;
use support::{House, entries, of_type};

/// How long it plays where nobody says otherwise.
const SECONDS: u64 = 12;

/// How long it waits for a prompt before its next trick, if at all.
const LULL: Duration = Duration::from_millis(600);

const STEPS: &str = "  - section: 开门\n    warning: 地面湿滑。\n    steps:\n      - 开灯\n      - {check: 疏散通道, critical: true}\n      \
                     - {measure: 温度, id: t, unit: °C, min: 18, max: 22, on_fail: {steps: [调空调], then: recheck}}\n  \
                     - {decide: 下雨吗, id: rain, if_yes: [铺防滑垫]}\n  - record: 访客\n    id: v\n    fields: [{id: a, title: 单位, \
                     type: text, required: false}, {id: b, title: 姓名, type: text}]\n  - each: 台席\n    as: desk\n    in: [一号台, \
                     二号台]\n    order: any\n    steps: [开机, 试打印]\n  - choose: 天气\n    id: w\n    options: [{id: a, title: 晴}, {id: b, \
                     title: 阴}]\n  - {sign: 签字, id: s, by: [lead, clerk]}\n";

/// Lines that some question offers, or a value.
const LINES: [&str; 14] = ["1", "2", "3", "１", "20", "25", "是", "zhang", "wang", "4815", "0000", "晴", "m3", "9"];

/// Keys that answer nothing by themselves: none of them ends a line.
const KEYS: [&str; 22] = [
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1bOy",
    "\x1bOn",
    "\x1b[1;5D",
    "\x1b[H",
    "\x1b[3~",
    "\x1b",
    "\x7f",
    "\x01",
    "\x05",
    "\x0b",
    "\x15",
    "\x17",
    "\t",
    "q",
    "y",
    "温度",
    "\u{202e}",
    "\x00",
];

/// A generator of chances (xorshift64): the same seed plays the same game.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// One game: what was sent that could complete something.
struct Monkey {
    chance: Chance,
    /// Lines with something in them.
    lines: usize,
}

impl Monkey {
    /// Does something; returns whether a signal was sent that ends the program.
    fn act(&mut self, operator: &mut Operator) -> bool {
        // Now and then it does not wait: what comes early is dropped.
        if self.chance.below(10) > 0 {
            operator.pty.lull(LULL, |bytes| operator::plain(&bytes[bytes.len().saturating_sub(40)..]).ends_with("> "));
        }
        match self.chance.below(20) {
            0..9 => {
                let line = self.chance.pick(&LINES);
                self.lines += 1;
                operator.types(line);
            }
            // The number of a critical step, where one stands there.
            9 => {
                let shown = operator.all();
                let number: String =
                    shown.rsplit("请输入 ").next().unwrap_or("").chars().take_while(char::is_ascii_digit).collect();
                self.lines += 1;
                operator.types(&number);
            }
            10 | 11 => drop(operator.presses("\r".repeat(1 + self.chance.below(4)))),
            12..15 => {
                for _ in 0..=self.chance.below(6) {
                    operator.presses(self.chance.pick(&KEYS));
                }
                // What was typed is no line yet; with the next Enter it may become one.
                self.lines += 1;
            }
            15 => drop(operator.presses([b"\x80\xff\xc3".as_slice(), b"\xb6\xfe"].concat())),
            16 => {
                self.lines += 3;
                let paste = if self.chance.below(2) == 0 { "\x1b[200~1\r1\r1\r\x1b[201~" } else { "1\r1\r1\r" };
                operator.presses(paste);
            }
            17 => {
                let (columns, rows) = (1 + self.chance.below(150), 1 + self.chance.below(50));
                operator.pty.resize(u16::try_from(columns).unwrap_or(80), u16::try_from(rows).unwrap_or(24));
            }
            18 => drop(operator.signal(Signal::WINCH)),
            _ => return self.ends(operator),
        }
        false
    }

    fn ends(&mut self, operator: &mut Operator) -> bool {
        if self.chance.below(3) > 0 {
            return false;
        }
        match self.chance.below(4) {
            0 => drop(operator.presses("\x03")),
            1 => drop(operator.presses("\x04")),
            2 => drop(operator.signal(Signal::TERM)),
            _ => drop(operator.signal(Signal::HUP)),
        }
        true
    }
}

/// Plays one game on a run that begins or goes on, and returns how many lines were sent.
fn game(house: &House, seed: u64) -> usize {
    let mut monkey = Monkey { chance: Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), lines: 0 };
    let mut start = Start::new(house, &["run", "hall", "--operator", "zhang"]);
    if monkey.chance.below(4) == 0 {
        start = start.with("TERM", "dumb");
    }
    let mut operator = start.sit();
    let mut code = None;
    for _ in 0..60 {
        code = operator.pty.ended();
        if code.is_some() || monkey.act(&mut operator) {
            break;
        }
    }
    let code = code.or_else(|| operator.pty.ended()).unwrap_or_else(|| {
        // It may stand at a prompt still; whatever it does then, it ends in order.
        operator.signal(Signal::TERM);
        operator.pty.exit_code()
    });
    let shown = operator.all();
    assert!([0, 1, 2, 3, 130, 143].contains(&code), "seed {seed}: exit code {code}\n{shown}");
    assert!(!shown.contains("panicked") && !shown.contains("程序出错"), "seed {seed}:\n{shown}");
    assert!(operator.pty.is_cooked(), "seed {seed}: the terminal is left in other modes");
    monkey.lines
}

#[test]
fn whatever_a_monkey_does_the_record_verifies_and_nothing_completes_but_a_line() {
    let number =
        |name: &str, otherwise| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let until = Instant::now() + Duration::from_secs(number("SIGNOFF_MONKEY_SECONDS", SECONDS));
    let mut seed = number("SIGNOFF_MONKEY_SEED", 1);
    let (mut games, mut answers) = (0, 0);
    while Instant::now() < until {
        let house = roster::house_of(STEPS);
        let lines: usize = (seed..seed + 3).map(|seed| game(&house, seed)).sum();
        let verified = house.run(&["verify"]);
        assert!([0, 3].contains(&verified.code), "seed {seed}: {}{}", verified.stdout, verified.stderr);
        let mut completed = 0;
        for journal in house.journals("live") {
            let entries = entries(&journal);
            for kind in
                ["answered", "amended", "reconfirmed", "warning_acknowledged", "signed", "notified", "overridden"]
            {
                completed += of_type(&entries, kind).len();
            }
        }
        assert!(completed <= lines, "seed {seed}: {completed} steps completed by {lines} lines");
        (games, answers, seed) = (games + 3, answers + completed, seed + 3);
    }
    assert!(games > 0 && answers > 0, "{games} games came to {answers} answers");
    report(&format!("{games} games, {answers} answers"));
}

/// Says a figure to whoever reads the test's output.
#[expect(clippy::print_stdout, reason = "a figure, not a verdict")]
fn report(figure: &str) {
    println!("{figure}");
}
