//! An operator at the program on a real pty: waits for a question and its prompt, types a line, never sleeps.
#![allow(dead_code, reason = "each test file uses its part of the fixture")]

use std::path::PathBuf;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::pty::Pty;
use crate::support::{House, entries, of_type};

/// Somebody who sits at a terminal where the program runs.
pub struct Operator {
    pub pty: Pty,
    /// What was sent before the last keys were pressed is no longer looked at.
    mark: usize,
    /// How many keys were pressed.
    pub keys: usize,
}

/// How the program is started.
pub struct Start<'h> {
    house: &'h House,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    size: (u16, u16),
}

impl<'h> Start<'h> {
    pub fn new(house: &'h House, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Self { house, arguments, variables: Vec::new(), size: (80, 24) }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    pub fn sit(self) -> Operator {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_signoff"));
        command.args(&self.arguments);
        self.furnish(&mut command);
        Operator { pty: Pty::spawn(command, self.size.0, self.size.1), mark: 0, keys: 0 }
    }

    /// Starts the program from a shell with job control.
    pub fn sit_in_a_shell(self) -> Operator {
        let mut pty = Pty::shell(|command| self.furnish(command));
        pty.press(format!("'{}' {}\r", env!("CARGO_BIN_EXE_signoff"), self.arguments.join(" ")));
        Operator { pty, mark: 0, keys: 0 }
    }

    /// Starts the program on a terminal whose own Backspace erases one byte of a Chinese character.
    pub fn sit_without_iutf8(self) -> Operator {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "stty -iutf8 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_signoff")]);
        command.args(&self.arguments);
        self.furnish(&mut command);
        Operator { pty: Pty::spawn(command, self.size.0, self.size.1), mark: 0, keys: 0 }
    }

    pub fn furnish(&self, command: &mut CommandBuilder) {
        command.cwd(self.house.path("."));
        command.env_clear();
        command.env("SIGNOFF_STORE", self.house.store());
        command.env("SIGNOFF_LANG", "zh");
        command.env("TERM", "xterm-256color");
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        self.variables.iter().for_each(|(name, value)| command.env(name, value));
    }
}

impl Operator {
    /// Starts the program in Chinese on a terminal of 80 columns.
    pub fn at(house: &House, arguments: &[&str]) -> Self {
        Start::new(house, arguments).sit()
    }

    /// Starts a run, as somebody without a roster.
    pub fn runs(house: &House, procedure: &str) -> Self {
        let mut operator = Self::at(house, &["run", procedure]);
        operator.answers("您的姓名", "张敏");
        operator
    }

    /// Waits until `text` has come since the last keys.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let mark = self.mark;
        self.pty.wait_for_bytes(&format!("`{text}`"), |bytes| plain(&bytes[mark..]).contains(text));
        self
    }

    /// Waits until `text` has come since the last keys, and after it a prompt that waits for a line.
    pub fn asked(&mut self, text: &str) -> &mut Self {
        let mark = self.mark;
        self.pty.wait_for_bytes(&format!("`{text}` with a prompt"), |bytes| {
            let shown = plain(&bytes[mark..]);
            shown.find(text).is_some_and(|at| stands_at_a_prompt(&shown[at..]))
        });
        self
    }

    /// Waits for a prompt since the last keys, but no longer than `patience`.
    pub fn is_asked_within(&mut self, patience: std::time::Duration) -> bool {
        let mark = self.mark;
        self.pty.waits_at_most(patience, |bytes| stands_at_a_prompt(&plain(&bytes[mark..])))
    }

    /// How much had been sent when the last keys were pressed.
    pub fn mark(&self) -> usize {
        self.mark
    }

    /// Presses keys as they are.
    pub fn presses(&mut self, keys: impl AsRef<[u8]>) -> &mut Self {
        self.mark = self.pty.bytes().len();
        self.keys += keys.as_ref().iter().filter(|byte| !(0x80..0xc0).contains(*byte)).count();
        self.pty.press(keys);
        self
    }

    /// Types a line and Enter.
    pub fn types(&mut self, line: &str) -> &mut Self {
        self.presses(format!("{line}\r"))
    }

    /// Types a line once `question` is asked.
    pub fn answers(&mut self, question: &str, line: &str) -> &mut Self {
        self.asked(question).types(line)
    }

    /// Types lines, each once the prompt after `question` waits.
    pub fn walks(&mut self, steps: &[(&str, &str)]) -> &mut Self {
        for (question, line) in steps {
            self.answers(question, line);
        }
        self
    }

    /// Types the number that stands on the screen of a critical step.
    pub fn confirms(&mut self, question: &str) -> &mut Self {
        self.asked(question);
        let number = self.number();
        self.types(&number)
    }

    /// The number that the screen asks for now.
    pub fn number(&self) -> String {
        let shown = self.shown();
        let at = shown.rfind("请输入 ").expect("a number is asked for") + "请输入 ".len();
        shown[at..].chars().take_while(char::is_ascii_digit).collect()
    }

    /// What was shown since the last keys, without escape sequences.
    pub fn shown(&self) -> String {
        plain(&self.pty.bytes()[self.mark..])
    }

    /// All that was shown, without escape sequences.
    pub fn all(&self) -> String {
        plain(&self.pty.bytes())
    }

    /// Waits for the end, with the terminal as a shell expects it.
    pub fn ends(&mut self, code: u32) {
        self.pty.ends_in_order(code);
    }

    /// Presses Ctrl-C once `question` is asked, and waits for the end.
    pub fn leaves(&mut self, question: &str) {
        self.asked(question).presses("\x03").ends(3);
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        self.pty.signal(signal);
        self
    }
}

fn stands_at_a_prompt(shown: &str) -> bool {
    shown.ends_with("> ")
}

/// Returns what was sent to a screen as text: without escape sequences and carriage returns.
pub fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\x1b' if chars.next() == Some('[') => drop(chars.find(|c| ('@'..='~').contains(c))),
            '\x1b' | '\r' => {}
            c => plain.push(c),
        }
    }
    plain
}

/// The entries of the only live run.
pub fn live(house: &House) -> Vec<serde_json::Value> {
    let journals = house.journals("live");
    assert_eq!(journals.len(), 1, "{journals:?}");
    entries(&journals[0])
}

/// The entries of each live run, the oldest first.
pub fn all_live(house: &House) -> Vec<Vec<serde_json::Value>> {
    let journals: Vec<PathBuf> = house.journals("live");
    let mut runs: Vec<Vec<serde_json::Value>> = journals.iter().map(|journal| entries(journal)).collect();
    runs.sort_by_key(|entries| word(&entries[0], "at"));
    runs
}

/// The paths of the steps that are answered, in the order of their entries.
pub fn answered(entries: &[serde_json::Value]) -> Vec<String> {
    of_type(entries, "answered").iter().map(|data| word(data, "path")).collect()
}

/// Why a run was left open, each time.
pub fn pauses(entries: &[serde_json::Value]) -> Vec<String> {
    of_type(entries, "paused").iter().map(|data| word(data, "why")).collect()
}

/// A text of an entry.
pub fn word(data: &serde_json::Value, name: &str) -> String {
    data[name].as_str().unwrap_or_default().to_owned()
}
