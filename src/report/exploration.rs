//! What exploring found, as text of a format. Pure.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::json;

use crate::language::{Language, scenarios as words};
use crate::scenario::Exploration;

/// The version of the JSON shape; a field may be added without a new one.
pub const JSON_VERSION: u32 = 1;

/// Returns what was found as lines for a person: runs, endings, coverage with what is missing, problems.
#[must_use]
pub fn human(id: &str, found: &Exploration, language: Language) -> String {
    let head = if found.all { words::explored } else { words::explored_part };
    let mut text = format!("{}\n", head(language, id, found.runs));
    for (word, count) in &found.ended {
        text.push_str(&format!("{}\n", words::explored_ended(language, word, count)));
    }
    for (procedure, share) in found.coverage.by_procedure() {
        let line = words::branches_covered(language, &procedure, share.taken, share.all, share.percent());
        text.push_str(&format!("{line}\n"));
        for branch in found.coverage.missing().filter(|branch| branch.procedure == procedure) {
            text.push_str(&format!("    {}  {}: {}\n", branch.path, branch.step, branch.way.text(language)));
        }
    }
    for problem in &found.problems {
        text.push_str(&format!("FAILED  {}\n", problem.line(language)));
    }
    text + &format!("{}\n", words::explored_whole(language, found.problems.len()))
}

/// Returns what was found as one JSON document with a newline behind it.
#[must_use]
pub fn json(id: &str, found: &Exploration, language: Language) -> String {
    let problems: Vec<serde_json::Value> = found
        .problems
        .iter()
        .map(|problem| json!({"at": problem.at, "why": problem.why.get(language), "choices": problem.choices}))
        .collect();
    let coverage: Vec<serde_json::Value> = found
        .coverage
        .by_procedure()
        .into_iter()
        .map(|(procedure, share)| {
            let missing = found.coverage.missing().filter(|branch| branch.procedure == procedure);
            let missing: Vec<serde_json::Value> = missing
                .map(|branch| json!({"path": branch.path, "step": branch.step, "way": branch.way.to_string()}))
                .collect();
            json!({"procedure": procedure, "taken": share.taken, "all": share.all, "missing": missing})
        })
        .collect();
    let document = json!({
        "version": JSON_VERSION, "procedure": id, "runs": found.runs, "all": found.all, "ended": found.ended,
        "coverage": coverage, "problems": problems,
    });
    format!("{document:#}\n")
}

/// Returns what was found as a JUnit document: one case that passes, or one for each problem.
#[must_use]
pub fn junit(id: &str, found: &Exploration, language: Language) -> String {
    let mut suite = TestSuite::new(id);
    if found.problems.is_empty() {
        suite.add_test_case(TestCase::new("explore", TestCaseStatus::success()));
    }
    suite.add_test_cases(found.problems.iter().map(|problem| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(problem.line(language));
        TestCase::new(problem.at.clone(), status)
    }));
    let mut report = Report::new("signoff test --explore");
    report.add_test_suite(suite);
    report.to_string().map(|text| text + "\n").unwrap_or_default()
}
