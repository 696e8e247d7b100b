//! The results of `test` as JSON: its own shape with a version, apart from the types inside.

use serde::Serialize;

use super::{FileReport, TestReport};
use crate::language::Language;
use crate::scenario::ScenarioResult;

/// The version of the shape; a field may be added without a new one.
pub const JSON_VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    passed: usize,
    failed: usize,
    /// The share of branches that was asked for, in percent, where one was.
    min_coverage: Option<u8>,
    /// The procedures that do not reach it: why the exit code is 1 where no scenario failed.
    below: Vec<String>,
    files: Vec<File<'a>>,
    coverage: Vec<Procedure>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    procedure: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    scenarios: Vec<Scenario<'a>>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    passed: bool,
    ended: Option<&'static str>,
    score: Option<String>,
    deviations: usize,
    reached: &'a [String],
    failures: Vec<&'a str>,
}

#[derive(Serialize)]
struct Procedure {
    procedure: String,
    taken: u64,
    all: u64,
    percent: u64,
    missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Missing {
    path: String,
    step: String,
    way: String,
}

/// Returns the results as one JSON document with a newline behind it.
#[must_use]
pub fn json(report: &TestReport, language: Language) -> String {
    let (passed, failed) = report.counts();
    let files = report.files.iter().map(|file| of_file(file, language)).collect();
    let below = report.below().into_iter().map(|(id, _)| id).collect();
    let (version, min_coverage) = (JSON_VERSION, report.min_coverage);
    let document = Report { version, passed, failed, min_coverage, below, files, coverage: coverage(report) };
    // Plain data with string keys always serializes.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn of_file(file: &FileReport, language: Language) -> File<'_> {
    let (error, scenarios) = match &file.outcome {
        Err(unusable) => (Some(unusable.message.as_str()), Vec::new()),
        Ok(results) => (None, results.iter().map(|result| of_scenario(result, language)).collect()),
    };
    File { path: &file.path, procedure: &file.procedure, error, scenarios }
}

fn of_scenario(result: &ScenarioResult, language: Language) -> Scenario<'_> {
    Scenario {
        name: &result.name,
        passed: result.passed(),
        ended: result.ended.map(|ended| ended.word()),
        score: result.score.as_ref().map(ToString::to_string),
        deviations: result.deviations.len(),
        reached: &result.reached,
        failures: result.failures.iter().map(|failure| failure.get(language)).collect(),
    }
}

/// Procedures without a scenario stand there with no branch taken.
fn coverage(report: &TestReport) -> Vec<Procedure> {
    let of = |(procedure, share): (String, crate::scenario::Share)| Procedure {
        missing: report
            .coverage
            .missing()
            .filter(|branch| branch.procedure == procedure)
            .map(|branch| Missing { path: branch.path.clone(), step: branch.step.clone(), way: branch.way.to_string() })
            .collect(),
        procedure,
        taken: share.taken,
        all: share.all,
        percent: share.percent(),
    };
    let untested = |id: &String| Procedure { procedure: id.clone(), taken: 0, all: 0, percent: 0, missing: Vec::new() };
    report.shares().into_iter().map(of).chain(report.untested.iter().map(untested)).collect()
}
