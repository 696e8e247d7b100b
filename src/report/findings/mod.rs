//! The findings of many files as one document: a head, a piece for each file, a foot. A piece needs no other file's, so that
//! they can be made at the same time and written as they come. Pure.

pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod sarif;
pub mod step_summary;

use std::collections::{BTreeSet, HashMap};

use crate::language::{Language, validating as words};
use crate::procedure::finding::{Finding, Lines, Position, Severity};
use crate::procedure::yaml::digest;
use crate::report::human;

/// A file and what was found in it.
#[derive(Debug)]
pub struct Judged {
    /// The file as it is named to people and programs: relative where it was given so, with `/`.
    pub path: String,
    /// Its text, which the findings point into; empty where it has none.
    pub source: String,
    /// What was found, by place.
    pub findings: Vec<Finding>,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excerpts for people.
    Human,
    /// Our own, versioned.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
}

/// What all formats need to know.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The format.
    pub format: Format,
    /// The language of messages.
    pub language: Language,
    /// Whether people get colours.
    pub color: bool,
    /// Whether warnings fail.
    pub strict: bool,
}

/// How much was found in all.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// Files that were looked at.
    pub files: usize,
    /// Errors in them.
    pub errors: usize,
    /// Warnings in them.
    pub warnings: usize,
    /// Hints in them.
    pub hints: usize,
    /// Places that were mended.
    pub fixed: usize,
    /// The rules that were broken, by id.
    pub rules: BTreeSet<&'static str>,
}

impl Sum {
    /// Adds a file.
    pub fn add(&mut self, findings: &[Finding]) {
        self.files += 1;
        for finding in findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Hint => self.hints += 1,
            }
            self.rules.insert(finding.rule);
        }
    }

    /// Returns the line that ends a report for people.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        let mut line = words::validated(language, self.files, self.errors, self.warnings);
        if self.hints > 0 {
            line.push_str(&words::and_hints(language, self.hints));
        }
        if self.fixed > 0 {
            line.push_str(&words::and_fixed(language, self.fixed));
        }
        line
    }
}

impl Manner {
    /// Returns what stands before all pieces.
    #[must_use]
    pub fn head(&self) -> String {
        match self.format {
            Format::Human | Format::Github => String::new(),
            Format::Json => json::head(self.language),
            Format::Sarif => sarif::head(),
            Format::Gitlab => "[".to_owned(),
            Format::Junit => junit::head(),
        }
    }

    /// Returns the piece of one file; empty where the format says nothing of it.
    #[must_use]
    pub fn piece(&self, file: &Judged) -> String {
        match self.format {
            Format::Human => human::excerpts(&file.path, &file.source, &file.findings, self.language, self.color),
            Format::Json => json::piece(file, self.language),
            Format::Sarif => sarif::piece(file, self.language),
            Format::Github => github::piece(file, self.language),
            Format::Gitlab => gitlab::piece(file, self.language),
            Format::Junit => junit::piece(file, self.language, self.strict),
        }
    }

    /// Returns what stands between two pieces that are not empty.
    #[must_use]
    pub fn between(&self) -> &'static str {
        match self.format {
            Format::Human | Format::Github | Format::Junit => "",
            Format::Json | Format::Sarif | Format::Gitlab => ",",
        }
    }

    /// Returns what stands behind all pieces.
    #[must_use]
    pub fn foot(&self, sum: &Sum) -> String {
        match self.format {
            Format::Human | Format::Github => format!("{}\n", sum.line(self.language)),
            Format::Json => json::foot(sum),
            Format::Sarif => sarif::foot(sum, self.language),
            Format::Gitlab => "\n]\n".to_owned(),
            Format::Junit => junit::foot(),
        }
    }
}

/// Where a finding begins and where it ends, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    start: Position,
    end: Position,
}

/// Returns the findings of a file with their places and their fingerprints.
///
/// A fingerprint stays when lines are added elsewhere: it is made of path, rule and English message, and of a number where one
/// file has several such findings.
fn placed(file: &Judged) -> Vec<(&Finding, Place, String)> {
    let lines = Lines::new(&file.source);
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    let placed = file.findings.iter().map(|finding| {
        let place = place(&lines, &finding.span);
        let number = seen.entry((finding.rule, &finding.message.en)).or_default();
        *number += 1;
        let identity = format!("{}\0{}\0{}\0{number}", file.path, finding.rule, finding.message.en);
        let mut fingerprint = digest(identity.as_bytes());
        fingerprint.truncate(32);
        (finding, place, fingerprint)
    });
    placed.collect()
}

fn place(lines: &Lines<'_>, span: &crate::procedure::Span) -> Place {
    Place { start: lines.position(span.start), end: lines.position(span.end.max(span.start)) }
}

/// Returns a finding's message, and its help on a line of its own.
fn message_and_help(finding: &Finding, language: Language) -> String {
    let message = human::visible(finding.message.get(language));
    match &finding.help {
        Some(help) => {
            let help = human::visible(help.get(language));
            format!("{message}\n{}{}{help}", crate::language::commands::help_word(language), language.colon())
        }
        None => message,
    }
}

#[cfg(test)]
mod tests;
