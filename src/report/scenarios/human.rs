//! The results of `test` for a person.

use super::{FileReport, TestReport};
use crate::language::{Language, scenarios as words};

/// Returns the results as lines for a person: every file with its scenarios, the coverage, what is missing, the sums.
#[must_use]
pub fn human(report: &TestReport, language: Language) -> String {
    let mut text = String::new();
    report.files.iter().for_each(|file| text.push_str(&of_file(file, language)));
    text.push_str(&covered(report, language));
    for (id, share) in report.below() {
        let least = report.min_coverage.unwrap_or_default();
        let line = match share {
            Some(share) => words::coverage_below(language, id, share.percent(), least),
            None => words::no_scenario_for(language, id),
        };
        text.push_str(&format!("FAILED  {line}\n"));
    }
    let (passed, failed) = report.counts();
    text.push_str(&format!("{}\n", words::tested(language, passed, failed)));
    text
}

fn of_file(file: &FileReport, language: Language) -> String {
    let lines = match &file.outcome {
        Err(unusable) => format!("{}FAILED  {}\n", unusable.findings, unusable.message),
        Ok(results) => results.iter().map(|result| result.summary(language)).collect(),
    };
    format!("{}\n{lines}", file.path)
}

fn covered(report: &TestReport, language: Language) -> String {
    let mut text = String::new();
    for (id, share) in report.shares() {
        let line = words::branches_covered(language, &id, share.taken, share.all, share.percent());
        text.push_str(&format!("{line}\n"));
        for branch in report.coverage.missing().filter(|branch| branch.procedure == id) {
            text.push_str(&format!("    {}  {}: {}\n", branch.path, branch.step, branch.way.text(language)));
        }
    }
    text
}
