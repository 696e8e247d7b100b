//! The table behind a step of GitHub Actions, in Markdown: errors first, and no more rows than people read.

use super::{Judged, Sum, place};
use crate::language::{Language, validating as words};
use crate::procedure::finding::{Lines, Severity};
use crate::report::human::{visible, word};

/// The most rows of each severity.
const MOST_ROWS: usize = 50;

/// The rows so far.
#[derive(Debug, Default)]
pub struct StepSummary {
    rows: [Vec<String>; 3],
}

impl StepSummary {
    /// Adds the findings of a file, as long as there is room.
    pub fn add(&mut self, file: &Judged, language: Language) {
        if file.findings.is_empty() {
            return;
        }
        let lines = Lines::new(&file.source);
        for finding in &file.findings {
            let rows = &mut self.rows[match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Hint => 2,
            }];
            if rows.len() < MOST_ROWS {
                let at = place(&lines, &finding.span).start;
                let (path, message) = (literal(&file.path), literal(finding.message.get(language)));
                let severity = word(finding.severity, language);
                rows.push(format!("| {severity} | {path}:{}:{} | {} | {message} |", at.line, at.column, finding.rule));
            }
        }
    }

    /// Returns the summary: a heading, a line, and the table where anything was found.
    #[must_use]
    pub fn render(&self, sum: &Sum, language: Language) -> String {
        let mut text = format!("### signoff validate\n\n{}\n\n", literal(&sum.line(language)));
        let shown: usize = self.rows.iter().map(Vec::len).sum();
        if shown == 0 {
            return text;
        }
        text.push_str(&format!("{}\n| --- | --- | --- | --- |\n", words::table_head(language)));
        self.rows.iter().flatten().for_each(|row| text.push_str(&format!("{row}\n")));
        let all = sum.errors + sum.warnings + sum.hints;
        if all > shown {
            text.push_str(&format!("\n{}\n", words::more_findings(language, all - shown)));
        }
        text.push('\n');
        text
    }
}

/// Returns foreign text that Markdown shows as it is: nothing in it marks up, links or ends the row.
fn literal(foreign: &str) -> String {
    let mut text = String::new();
    for c in visible(foreign).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '/' | '.' | '-' | ',' | ':' | '\'' | '"') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
