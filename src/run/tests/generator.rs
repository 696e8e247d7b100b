//! Random procedures with every kind, nested, and random answers to whatever is asked.

use crate::run::answer::{Answer, Given};
use crate::run::event::Raw;
use crate::run::question::{Ask, Question};
use crate::run::testing::*;

/// A sequence of choices that a test case gives; when it is through, every choice is the first.
pub(crate) struct Choices {
    bytes: Vec<u8>,
    at: usize,
}

impl Choices {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }

    /// Returns a number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % most.max(1)
    }

    /// Returns whether one in so many.
    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == many - 1
    }

    pub(crate) fn is_through(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// Writes a procedure.
struct Writer<'c> {
    choices: &'c mut Choices,
    text: String,
    next: usize,
    left: usize,
    numbers: Vec<String>,
    flags: Vec<String>,
    signs: bool,
}

/// Returns a random procedure that calls a fixed one, and that fixed one.
pub(crate) fn procedures(choices: &mut Choices) -> (String, String) {
    let mut writer =
        Writer { choices, text: String::new(), next: 0, left: 14, numbers: vec![], flags: vec![], signs: true };
    let count = 3 + writer.choices.below(5);
    writer.block(1, 0, count);
    let scoring = if writer.choices.one_in(2) { "scoring: {pass: 60}\n" } else { "" };
    let head = "procedure: test\ntitle: Test\nroles: {lead: Lead, clerk: Clerk}\ntime_limit: 1h\n";
    let parameters = "parameters:\n  p: {title: P, type: number, default: 3}\n  q: {title: Q, type: number}\n";
    (format!("{head}{scoring}{parameters}steps:\n{}", writer.text), CALLEE.to_owned())
}

const CALLEE: &str = "procedure: callee\ntitle: Callee\nscoring: {pass: 50}\nparameters:\n  limit: {title: L, type: number}\n  ask: {title: A, type: number}\nsteps:\n  - {measure: M, id: m, max: limit, on_fail: {then: recheck}}\n  - {decide: D, id: d, if_yes: [{end: Over, verdict: completed}], if_no: [X]}\n  - section: S\n    order: any\n    steps:\n      - {check: C, id: c}\n      - {check: E, when: c}\n  - {check: Y, critical: true, id: y}\n";

impl Writer<'_> {
    fn block(&mut self, indent: usize, depth: usize, count: usize) {
        for _ in 0..count {
            self.step(indent, depth);
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        self.text.push_str(&"  ".repeat(indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn id(&mut self, letter: &str) -> String {
        self.next += 1;
        format!("{letter}{}", self.next)
    }

    /// Returns an expression over what stands before.
    fn condition(&mut self) -> String {
        let number = self.numbers.len().checked_sub(1).map(|most| self.numbers[self.choices.below(most + 1)].clone());
        let flag = self.flags.len().checked_sub(1).map(|most| self.flags[self.choices.below(most + 1)].clone());
        match (self.choices.below(7), number, flag) {
            (0, Some(number), _) => format!("{number} > 1"),
            (1, Some(number), _) => format!("{number} is none"),
            (2, Some(number), _) => format!("all.{number} | length > 1"),
            (3, _, Some(flag)) => format!("not {flag}"),
            (4, _, Some(flag)) => format!("outcome.{flag} == \"done\""),
            (5, ..) => "time < \"08:02\"".to_owned(),
            (6, ..) => "operator == \"zhang\"".to_owned(),
            _ => "p > 2".to_owned(),
        }
    }

    fn shared(&mut self, indent: usize) {
        if self.choices.one_in(4) {
            let condition = self.condition();
            self.line(indent, &format!("when: {condition}"));
        }
        if self.choices.one_in(6) {
            self.line(indent, "window: {from: \"07:00\", until: \"08:01\"}");
        }
    }

    fn warning(&mut self, indent: usize) {
        if self.choices.one_in(5) {
            self.line(indent, "warning: Careful {{ day }}");
        }
    }

    fn asking(&mut self, indent: usize) {
        self.warning(indent);
        if self.choices.one_in(6) {
            self.line(indent, "critical: true");
        }
        if self.choices.one_in(6) {
            self.line(indent, "hold: clerk");
        }
        if self.choices.one_in(6) {
            self.line(indent, "deadline: {within: 1m, of: start}");
        }
        if self.choices.one_in(6) {
            self.line(indent, "evidence: {kind: reference}");
        }
    }

    fn on_fail(&mut self, indent: usize, depth: usize) {
        if !self.choices.one_in(2) {
            return;
        }
        let then = self.choices.pick(&["continue", "recheck", "recheck", "stop"]);
        self.line(indent, "on_fail:");
        self.line(indent + 1, &format!("then: {then}"));
        if self.choices.one_in(2) {
            self.line(indent + 1, "notify: Desk");
        }
        if self.choices.one_in(3) {
            self.line(indent + 1, "action: {title: Mend, due: 1h}");
        }
        if self.choices.one_in(2) {
            self.line(indent + 1, "steps:");
            let count = 1 + self.choices.below(2);
            self.block(indent + 2, depth + 2, count);
        }
    }

    fn step(&mut self, indent: usize, depth: usize) {
        let kinds = if depth >= 3 || self.left == 0 { 4 } else { 13 };
        self.left = self.left.saturating_sub(1);
        match self.choices.below(kinds) {
            0 | 1 => self.check(indent, depth),
            2 => self.measure(indent, depth),
            3 => {
                self.line(indent, "- record: R");
                let id = self.id("r");
                self.line(indent + 1, &format!("id: {id}"));
                self.line(indent + 1, "type: text");
                self.shared(indent + 1);
            }
            4 | 5 => self.section(indent, depth),
            6 => self.each(indent, depth),
            7 => self.repeat(indent, depth),
            8 => self.decide(indent, depth),
            9 => self.choose(indent, depth),
            10 => self.sign(indent, depth),
            11 => self.call(indent),
            _ => self.end_or_compute(indent, depth),
        }
    }

    fn check(&mut self, indent: usize, depth: usize) {
        let id = self.id("c");
        self.line(indent, "- check: \"C {{ p }}\"");
        self.line(indent + 1, &format!("id: {id}"));
        self.shared(indent + 1);
        self.asking(indent + 1);
        self.on_fail(indent + 1, depth);
        self.flags.push(id);
    }

    fn measure(&mut self, indent: usize, depth: usize) {
        let id = self.id("m");
        self.line(indent, "- measure: M");
        self.line(indent + 1, &format!("id: {id}"));
        self.line(indent + 1, "max: 2");
        self.shared(indent + 1);
        self.asking(indent + 1);
        self.on_fail(indent + 1, depth);
        self.numbers.push(id);
    }

    fn section(&mut self, indent: usize, depth: usize) {
        self.line(indent, "- section: S");
        let order = self.choices.pick(&["any", "fixed"]);
        self.line(indent + 1, &format!("order: {order}"));
        self.shared(indent + 1);
        self.warning(indent + 1);
        self.line(indent + 1, "steps:");
        let count = 1 + self.choices.below(3);
        self.block(indent + 2, depth + 1, count);
    }

    fn each(&mut self, indent: usize, depth: usize) {
        let order = self.choices.pick(&["any", "fixed"]);
        let last = self.numbers.last().cloned().unwrap_or_else(|| "p".to_owned());
        let items = self.choices.pick(&["[a, b]", "p", "[x, x, y]", "LAST"]).replace("LAST", &last);
        let variable = self.id("v");
        self.line(indent, &format!("- each: \"E {{{{ {last} }}}}\""));
        self.line(indent + 1, &format!("as: {variable}"));
        self.line(indent + 1, &format!("in: {items}"));
        self.line(indent + 1, &format!("order: {order}"));
        self.shared(indent + 1);
        self.warning(indent + 1);
        self.line(indent + 1, "steps:");
        let count = 1 + self.choices.below(2);
        self.block(indent + 2, depth + 1, count);
    }

    fn repeat(&mut self, indent: usize, depth: usize) {
        let id = self.id("n");
        let inner = self.id("m");
        self.line(indent, "- repeat: R");
        self.line(indent + 1, &format!("id: {id}"));
        let until = self.choices.pick(&["INNER == 1", "INNER == 1 or time >= \"08:02\""]).replace("INNER", &inner);
        self.line(indent + 1, &format!("until: {until}"));
        self.line(indent + 1, "at_most: 3");
        self.shared(indent + 1);
        self.warning(indent + 1);
        self.line(indent + 1, "steps:");
        self.line(indent + 2, &format!("- {{measure: N, id: {inner}}}"));
        self.numbers.push(inner);
        if self.choices.one_in(2) {
            self.block(indent + 2, depth + 1, 1);
        }
        self.numbers.push(id);
    }

    fn decide(&mut self, indent: usize, depth: usize) {
        let id = self.id("d");
        self.line(indent, "- decide: D");
        self.line(indent + 1, &format!("id: {id}"));
        self.shared(indent + 1);
        self.flags.push(id);
        for branch in ["if_yes", "if_no"] {
            if !self.choices.one_in(4) {
                self.line(indent + 1, &format!("{branch}:"));
                let count = 1 + self.choices.below(2);
                self.block(indent + 2, depth + 1, count);
            }
        }
    }

    fn choose(&mut self, indent: usize, depth: usize) {
        let id = self.id("o");
        self.line(indent, "- choose: O");
        self.line(indent + 1, &format!("id: {id}"));
        self.shared(indent + 1);
        self.line(indent + 1, "options:");
        for option in ["one", "two", "three"] {
            self.line(indent + 2, &format!("- id: {option}"));
            if self.choices.one_in(2) {
                self.line(indent + 3, "steps:");
                self.block(indent + 4, depth + 1, 1);
            }
        }
    }

    fn sign(&mut self, indent: usize, depth: usize) {
        if !self.signs {
            return self.check(indent, depth);
        }
        let id = self.id("s");
        let by = self.choices.pick(&["[lead, clerk]", "[lead]"]);
        self.line(indent, "- sign: S");
        self.line(indent + 1, &format!("id: {id}"));
        self.line(indent + 1, &format!("by: {by}"));
        self.shared(indent + 1);
        self.on_fail(indent + 1, depth);
    }

    fn call(&mut self, indent: usize) {
        let id = self.id("k");
        self.line(indent, "- call: K");
        self.line(indent + 1, &format!("id: {id}"));
        self.line(indent + 1, "procedure: callee");
        self.shared(indent + 1);
        let last = self.numbers.last().cloned().unwrap_or_else(|| "p".to_owned());
        self.line(indent + 1, &format!("with: {{limit: \"{{{{ {last} }}}}\"}}"));
    }

    fn end_or_compute(&mut self, indent: usize, depth: usize) {
        match self.numbers.last().cloned() {
            Some(last) if self.choices.one_in(2) => {
                let id = self.id("m");
                self.line(indent, "- measure: T");
                self.line(indent + 1, &format!("id: {id}"));
                self.line(indent + 1, &format!("value: {last} * 2"));
                self.line(indent + 1, "max: 3");
                self.numbers.push(id);
            }
            _ if self.choices.one_in(2) && depth > 0 => {
                let condition = self.condition();
                self.line(indent, "- end: Over");
                self.line(indent + 1, "verdict: completed");
                self.line(indent + 1, &format!("when: {condition}"));
            }
            _ => {
                let id = self.id("h");
                self.line(indent, "- handover: H");
                self.line(indent + 1, &format!("id: {id}"));
            }
        }
    }
}

/// Returns a random answer; most are right, some fail, some skip, a few are nonsense.
pub(crate) fn answer(choices: &mut Choices, question: &Question) -> Answer {
    let people = ["zhang", "li", "wang"];
    let documents = |answer: Answer| answer.showing(&["D-1"]);
    let plain = match (choices.below(10), &question.ask) {
        (8, _) if question.may_defer => later(),
        (9, _) if question.may_skip => not_applicable(),
        (_, Ask::Check) => documents(if choices.one_in(3) { fails() } else { done() }),
        (_, Ask::Measure(_)) => documents(value(["0", "1", "2", "3", "x"][choices.below(5)])),
        (_, Ask::Value(_) | Ask::Parameter(_) | Ask::Handover { .. }) => documents(value(["1", "2"][choices.below(2)])),
        (_, Ask::Table { .. }) => given(Given::Value(Raw::Table(Vec::new()))),
        (_, Ask::Choose(options)) => option(&options[choices.below(options.len())].id),
        (_, Ask::Decide) => {
            if choices.one_in(2) {
                no()
            } else {
                yes()
            }
        }
        (_, Ask::Sign { .. }) => {
            let who = people[choices.below(3)];
            if choices.one_in(4) { fails().by(who) } else { signs(who) }
        }
        (_, Ask::Override { .. }) if choices.one_in(3) => fails(),
        (_, Ask::Override { .. }) => signs(people[choices.below(3)]).because("waived"),
        (_, Ask::Close(_)) => close(),
        _ => done(),
    };
    let plain = if question.hold.is_some() { plain.by("li") } else { plain };
    match choices.below(6) {
        0 => plain.overriding(),
        1 => plain.leaving(),
        2 => plain.correcting(),
        _ => plain,
    }
}
