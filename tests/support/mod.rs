//! One fixture for every test of the program itself: a folder of its own, a clean environment.
#![allow(dead_code, reason = "each test file uses its part of the fixture")]

pub mod tampering;
pub mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with a `procedures` folder in it, and a store beside it.
pub struct House {
    folder: TempDir,
}

/// What one call of the program gave.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; 128 and more for a signal.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("procedures")).expect("a folder");
        Self { folder }
    }

    /// A house with one procedure, called by its `procedure:` line.
    pub fn with(procedure: &str) -> Self {
        let house = Self::new();
        house.procedure(procedure);
        house
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    pub fn procedure(&self, text: &str) -> PathBuf {
        let id = text.lines().find_map(|line| line.strip_prefix("procedure: ")).expect("a procedure line").trim();
        self.write(&format!("procedures/{id}.yaml"), text)
    }

    /// The program in this house, with nothing of the machine's own environment but what it needs to start.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signoff"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command
            .env("SIGNOFF_STORE", self.store())
            .env("SIGNOFF_LANG", "en")
            .env("PATH", std::env::var("PATH").unwrap_or_default());
        command.stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(&mut self.command(arguments))
    }

    /// Runs the program where nobody names a store: it is the one in the home folder.
    pub fn run_unnamed(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments).env_remove("SIGNOFF_STORE").env("HOME", self.path("home")))
    }

    /// Runs a procedure by an answer file of that text.
    pub fn answer(&self, procedure: &str, answers: &str) -> Outcome {
        self.write("answers.yaml", answers);
        self.run(&["run", procedure, "--answers", "answers.yaml"])
    }

    /// The journals of a mode, by name.
    pub fn journals(&self, mode: &str) -> Vec<PathBuf> {
        let runs = if mode == "live" { self.store().join("runs") } else { self.store().join(mode).join("runs") };
        let mut found = Vec::new();
        collect(&runs, &mut found);
        found.sort();
        found
    }

    /// The entries of the only scripted run.
    pub fn entries(&self) -> Vec<serde_json::Value> {
        let journals = self.journals("scripted");
        assert_eq!(journals.len(), 1, "{journals:?}");
        entries(&journals[0])
    }
}

pub fn outcome(command: &mut Command) -> Outcome {
    use std::os::unix::process::ExitStatusExt;

    let output = command.output().expect("the program starts");
    let code = output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or(0));
    Outcome { code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

pub fn entries(journal: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(journal).expect("a journal");
    text.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect()
}

/// Computes `prev` and `h` of every line afresh, the first excepted, which the ledger knows.
pub fn rechained(text: &str) -> String {
    use signoff::journal::Digest;
    let mut lines = Vec::new();
    let mut before: Option<String> = None;
    for line in text.lines() {
        let (body, own) = line.split_at(line.len() - 72);
        let own = own[6..70].to_owned();
        let Some(prev) = before.replace(own.clone()) else {
            lines.push(line.to_owned());
            continue;
        };
        let at = body.find("\"prev\":\"").expect("prev") + 8;
        let body = format!("{}{prev}{}", &body[..at], &body[at + 64..]);
        let hash = Digest::of(body.as_bytes()).to_string();
        lines.push(format!("{body},\"h\":\"{hash}\"}}"));
        before = Some(hash);
    }
    lines.join("\n") + "\n"
}

/// The entries of one type.
pub fn of_type<'e>(entries: &'e [serde_json::Value], kind: &str) -> Vec<&'e serde_json::Value> {
    entries.iter().filter(|entry| entry["type"] == kind).map(|entry| &entry["data"]).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(children) = fs::read_dir(folder) else { return };
    for child in children {
        let path = child.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}
