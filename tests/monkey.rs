//! A monkey at the keyboard of real runs: random lines, keys, broken escape sequences, pastes, resizes, signals.
//!
//! Whatever it does, the program never panics, leaves the terminal in order, and has an intact journal that can be gone on
//! with; and each answer in the journal is a whole line that the monkey typed and that the question offers. What it types
//! between its lines has no newline and no answer in it, or is a block or a held key, which are no answers.
//!
//! `MONKEY_SEED=7` plays one game again; `MONKEY_SECONDS=3600` plays on for an hour, with games that were never played.

#![expect(clippy::disallowed_methods, reason = "the game lasts so long by the real clock")]

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use operator::{Operator, Start, live, word};
use roster::{PIN, house_of};
use rustix::process::Signal;
use serde_json::Value;
use support::of_type;

/// How long the games last, where nothing else is said.
const SECONDS: u64 = 12;

/// How long the monkey waits for a prompt before it goes on without one.
const IMPATIENCE: Duration = Duration::from_millis(30);

/// Most lives of one run.
const LIVES: u64 = 6;

const STEPS: &str = "  - section: 一段
    steps:
      - {check: 打开灯光, warning: 先看地面, note: 灯不亮就报修}
      - {check: 疏散通道, critical: true}
      - {measure: 大厅温度, id: t, unit: °C, min: 18, max: 22, on_fail: {steps: [{check: 调空调}], then: recheck}}
      - {decide: 下雨吗, id: d, if_yes: [{check: 铺防滑垫}], if_no: [{check: 收防滑垫}]}
      - {choose: 业务, id: c, options: [{id: a, title: 咨询}, {id: b, title: 缴费}]}
  - section: 二段
    steps:
      - {record: 备注内容, id: r, type: text}
      - {record: 报修单, id: f, fields: [{id: a, title: 设备, type: text}, {id: b, title: 数量, type: number}]}
      - {check: 门牌, on_fail: {notify: 维修, action: {title: 修门牌, owner: lead, due: 24h}}}
      - {sign: 双人签字, id: s, by: [lead, clerk], meaning: 属实}
      - {handover: 交班, id: h, for: [hall]}
";

/// The critical step of them.
const CRITICAL: &str = "1.2";

/// Lines that are typed whole. What stands here more often is typed more often.
const LINES: &str = "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 2 20 20 25 21.5 3 4 5 6 7 8 9 11 12 ? m3 m8 li wang zhang 4815 4815 4815 是 否 \
                     １ ２０ 温度正常 一切正常 -1 99999999999999999999999 坏了";

/// Stops the program where a shell is, and has the question asked again where none is.
const CTRL_Z: &[u8] = b"\x1a";

/// Keys that are no line and no part of one that is offered.
const NOISE: [&[u8]; 37] = [
    b"\x01",
    b"\x02",
    b"\x05",
    b"\x06",
    b"\x08",
    b"\x0b",
    b"\x0c",
    b"\x0e",
    b"\x10",
    b"\x12",
    b"\x14",
    b"\x15",
    b"\x16\x01",
    b"\x17",
    CTRL_Z,
    b"\x1b",
    b"\x1b[A",
    b"\x1b[B",
    b"\x1b[C",
    b"\x1b[D",
    b"\x1b[H",
    b"\x1b[F",
    b"\x1b[3~",
    b"\x1b[1;5D",
    b"\x1bOy",
    b"\x1bOn",
    b"\x1bOa",
    b"\x1bOP",
    b"\x7f",
    b"\t",
    "，。".as_bytes(),
    "冷藏柜".as_bytes(),
    b"\xe6\xb8",
    b"\xce\xc2\xb6",
    b"\xff",
    "\u{202e}".as_bytes(),
    "\u{9b}".as_bytes(),
];

/// Numbers from a seed, the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).expect("a small number")
    }

    fn one_of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.roll(things.len())]
    }
}

/// A line that was ended by Enter, and what may have stood in the editor before it.
#[derive(Debug)]
struct Sent {
    line: String,
    before: Before,
}

/// What may stand in the editor.
#[derive(Clone, Debug, Default)]
enum Before {
    #[default]
    Nothing,
    /// Noise, which has nothing in it that a question offers.
    Noise,
    /// A pasted block, or this line, whose Enter a stop may have swallowed: with what keys are left of it, any line.
    Line(String),
}

struct Monkey {
    dice: Dice,
    sent: Vec<Sent>,
    before: Before,
    lines: Vec<&'static str>,
    lives: usize,
    actions: usize,
}

impl Monkey {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            sent: Vec::new(),
            before: Before::Nothing,
            lines: LINES.split(' ').collect(),
            lives: 0,
            actions: 0,
        }
    }

    /// Types a line and Enter.
    fn types(&mut self, operator: &mut Operator, line: &str) {
        self.sent.push(Sent { line: narrowed(line), before: std::mem::take(&mut self.before) });
        operator.presses(format!("{line}\r"));
    }

    /// Notes that a stop, or a resize in the middle of a key, may leave the line that was typed last where it is.
    fn may_keep_the_line(&mut self) {
        let last = match (&self.before, self.sent.last()) {
            (Before::Line(line), _) => line.clone(),
            (_, last) => last.map(|sent| sent.line.clone()).unwrap_or_default(),
        };
        self.before = Before::Line(last);
    }

    /// Notes keys that are nothing of a line; what they are behind may be edited by them.
    fn may_spoil_the_line(&mut self) {
        if matches!(self.before, Before::Nothing) {
            self.before = Before::Noise;
        }
    }

    fn noise(&mut self, operator: &mut Operator) {
        for _ in 0..=self.dice.roll(5) {
            let keys = *self.dice.one_of(&NOISE);
            self.may_spoil_the_line();
            if keys == CTRL_Z {
                self.may_keep_the_line();
            }
            if self.dice.roll(3) == 0 {
                // As a slow line brings it: byte by byte.
                for key in keys.chunks(1) {
                    operator.presses(key);
                }
            } else {
                operator.presses(keys);
            }
        }
    }

    fn line(&mut self, operator: &mut Operator) {
        let number = number_on(&operator.all());
        let line = match number {
            Some(number) if self.dice.roll(3) == 0 => number,
            _ => (*self.dice.one_of(&self.lines)).to_owned(),
        };
        self.types(operator, &line);
    }

    /// Pastes several lines. Bracketed they are one block; else the first may be a line, the others are dropped.
    fn paste(&mut self, operator: &mut Operator) {
        let line = if self.dice.roll(2) == 0 { "1" } else { "20" };
        let block = [line; 40][..2 + self.dice.roll(30)].join("\r");
        if self.dice.roll(2) == 0 {
            self.before = Before::Line(line.to_owned());
            operator.presses(format!("\x1b[200~{block}\x1b[201~"));
            if self.dice.roll(2) == 0 {
                self.types(operator, "");
            }
        } else {
            self.sent.push(Sent { line: line.to_owned(), before: std::mem::take(&mut self.before) });
            operator.presses(block + "\r");
        }
    }

    /// A key that is held: never what is offered, but a value or a text.
    fn held_key(&mut self, operator: &mut Operator) {
        let key = if self.dice.roll(2) == 0 { "1" } else { "2" };
        let line = key.repeat(4 + self.dice.roll(60));
        self.types(operator, &line);
    }

    fn resizes(&mut self, operator: &mut Operator) {
        let columns = 12 + u16::try_from(self.dice.roll(120)).expect("small");
        let rows = 3 + u16::try_from(self.dice.roll(40)).expect("small");
        operator.pty.resize(columns, rows);
        self.may_keep_the_line();
    }

    fn stops_and_goes_on(&mut self, operator: &mut Operator) {
        operator.signal(Signal::STOP);
        if self.dice.roll(2) == 0 {
            self.noise(operator);
        }
        operator.signal(Signal::CONT);
        self.may_keep_the_line();
    }

    /// No shell is there: it asks again, and does not stop.
    fn is_told_to_stop(&mut self, operator: &mut Operator) {
        operator.signal(Signal::WINCH).signal(Signal::TSTP);
        self.may_keep_the_line();
    }

    /// One thing after another until the program has ended. Returns whether it was killed.
    fn lives(&mut self, operator: &mut Operator) -> bool {
        self.lives += 1;
        for _ in 0..20 + self.dice.roll(100) {
            operator.is_asked_within(IMPATIENCE);
            if operator.pty.ends_within(Duration::ZERO) {
                return false;
            }
            self.actions += 1;
            match self.dice.roll(100) {
                0..64 => self.line(operator),
                64..72 => self.noise(operator),
                72..77 => self.paste(operator),
                77..80 => self.held_key(operator),
                80..86 => self.resizes(operator),
                86..90 => self.is_told_to_stop(operator),
                90..94 => self.stops_and_goes_on(operator),
                94..97 => self.types(operator, ""),
                97 => _ = operator.presses("\x03"),
                98 => _ = operator.presses("\x04"),
                _ => return self.ends(operator),
            }
        }
        self.ends(operator)
    }

    fn ends(&mut self, operator: &mut Operator) -> bool {
        let signals = [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL];
        let signal = *self.dice.one_of(&signals);
        if !operator.pty.ends_within(Duration::ZERO) {
            operator.signal(signal);
        }
        operator.pty.exit_code();
        signal == Signal::KILL
    }
}

/// The number that a critical step wants, if the screen's last question is one.
fn number_on(shown: &str) -> Option<String> {
    let at = ["请输入 ", "type ", "现在是 ", "now it is "]
        .iter()
        .filter_map(|word| Some(shown.rfind(word)? + word.len()))
        .max()?;
    let digits: String = shown[at..].chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 2).then_some(digits)
}

/// A line as choices are compared.
fn narrowed(line: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).expect("a digit")),
        c => c,
    };
    line.trim().chars().map(narrow).collect()
}

/// Tells whether a line that offers these keys could be that one.
fn is_one_of(sent: &Sent, keys: &[&str]) -> bool {
    let held = sent.line.len() > 3 && sent.line.bytes().all(|byte| byte == sent.line.as_bytes()[0]);
    keys.iter().any(|key| match sent.before {
        Before::Nothing => sent.line == *key,
        Before::Noise => !held && sent.line.ends_with(key),
        Before::Line(_) => true,
    })
}

/// Tells whether this line could be what made this entry.
fn explains(sent: &Sent, kind: &str, data: &Value) -> bool {
    let clean = matches!(sent.before, Before::Nothing);
    let typed = |raw: &str| sent.line == narrowed(raw) || !clean && !raw.trim().is_empty();
    let is_number = |line: &str| line.parse().is_ok_and(|number| (14..100).contains(&number));
    match kind {
        "warning_acknowledged" => is_one_of(sent, &["1"]),
        "signed" => sent.line == PIN || is_one_of(sent, &["1", "2", "zhang"]),
        "run_closed" => is_one_of(sent, &["1", "10"]),
        _ => match (word(data, "outcome").as_str(), word(data, "kind").as_str(), &data["raw"]) {
            ("not_applicable", ..) => is_one_of(sent, &["3", "m3"]),
            ("deferred", ..) => is_one_of(sent, &["4", "m4"]),
            (_, _, Value::String(raw)) => typed(raw),
            (_, _, Value::Object(fields)) => fields.values().filter_map(Value::as_str).any(typed),
            ("done", "check", _) if data["path"] == CRITICAL => {
                is_number(&sent.line) || matches!(&sent.before, Before::Line(line) if is_number(line))
            }
            ("failed", ..) => is_one_of(sent, &["2", "否"]),
            _ => is_one_of(sent, &["1", "2", "是", "否"]),
        },
    }
}

/// Checks that each answer of the journal is a line that was sent, in this order.
fn only_lines_answered(entries: &[Value], sent: &[Sent], shown: &str) {
    let mut rest = sent.iter();
    for entry in entries {
        let kind = entry["type"].as_str().unwrap_or_default();
        let data = match kind {
            "answered" | "warning_acknowledged" | "signed" | "run_closed" | "reconfirmed" => &entry["data"],
            "amended" => &entry["data"]["new"],
            _ => continue,
        };
        let explained = rest.any(|sent| explains(sent, kind, data));
        let last: Vec<_> = sent.iter().rev().take(12).rev().collect();
        assert!(explained, "no line that was typed made this entry: {entry:#}\n{last:?}\n{shown}");
    }
}

/// One run from its beginning to its end, or through so many lives.
fn game(seed: u64, until: Option<Instant>) -> (usize, usize, usize) {
    let mut monkey = Monkey::new(seed);
    let house = house_of(STEPS);
    for life in 0..LIVES {
        if life > 0 && until.is_some_and(|until| Instant::now() > until) {
            break;
        }
        let mut arguments = vec!["run", if life == 0 { "hall" } else { "last" }, "--operator", "zhang"];
        arguments.extend((monkey.dice.roll(3) == 0).then_some("--plain"));
        let language = *monkey.dice.one_of(&["zh", "zh", "en"]);
        let mut operator = Start::new(&house, &arguments).with("SIGNOFF_LANG", language).sit();
        // Whatever the life before has left, this one comes to a question.
        operator.sees("> ");
        monkey.before = Before::Nothing;
        let was_killed = monkey.lives(&mut operator);
        let all = operator.all();
        assert!(!all.contains("panicked"), "{all}");
        let code = operator.pty.exit_code();
        if !was_killed {
            assert!([0, 1, 3, 130, 143].contains(&code), "exit code {code}:\n{all}");
            operator.pty.is_left_in_order();
        }
        let verified = house.run(&["verify"]);
        assert!([0, 3].contains(&verified.code), "{verified:?}");
        let entries = live(&house);
        only_lines_answered(&entries, &monkey.sent, &all);
        if !of_type(&entries, "run_closed").is_empty() {
            break;
        }
    }
    (monkey.lives, monkey.actions, of_type(&live(&house), "answered").len())
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn a_monkey_completes_nothing_but_by_whole_lines() {
    if let Some(seed) = variable("MONKEY_SEED") {
        game(seed, None);
        return;
    }
    let seconds = variable("MONKEY_SECONDS");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let first = seconds.map_or(1, |_| now);
    let until = Instant::now() + Duration::from_secs(seconds.unwrap_or(SECONDS));
    let mut totals = (0, 0, 0, 0);
    for seed in first.. {
        if Instant::now() > until {
            break;
        }
        let game = std::panic::catch_unwind(|| game(seed, Some(until)));
        let (lives, actions, answers) = game.unwrap_or_else(|_| panic!("play it again: MONKEY_SEED={seed}"));
        totals = (totals.0 + 1, totals.1 + lives, totals.2 + actions, totals.3 + answers);
    }
    report(&format!("games {}, lives {}, actions {}, answers {}", totals.0, totals.1, totals.2, totals.3));
    assert!(totals.3 > 0, "the monkey answered nothing at all");
}

/// Says a figure to whoever reads the test's output.
#[expect(clippy::print_stdout, reason = "a figure, not a verdict")]
fn report(figure: &str) {
    println!("{figure}");
}
