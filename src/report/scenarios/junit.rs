//! The results of `test` as JUnit XML: a suite for each scenario file, and one for the coverage asked for.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{FileReport, TestReport};
use crate::language::{Language, scenarios as words};

/// Returns the results as a JUnit document; empty only where XML cannot hold them.
#[must_use]
pub fn junit(report: &TestReport, language: Language) -> String {
    let mut document = Report::new("signoff test");
    document.add_test_suites(report.files.iter().map(|file| of_file(file, language)));
    if let Some(least) = report.min_coverage {
        document.add_test_suite(covered(report, least, language));
    }
    document.to_string().map(|text| text + "\n").unwrap_or_default()
}

fn of_file(file: &FileReport, language: Language) -> TestSuite {
    let mut suite = TestSuite::new(file.path.clone());
    match &file.outcome {
        Err(unusable) => {
            let error = (NonSuccessKind::Error, unusable.message.clone());
            suite.add_test_case(case(&file.path, &file.path, Some(error)));
        }
        Ok(results) => drop(suite.add_test_cases(results.iter().map(|result| {
            let failures: Vec<&str> = result.failures.iter().map(|failure| failure.get(language)).collect();
            let failed = (!failures.is_empty()).then(|| (NonSuccessKind::Failure, failures.join("\n")));
            case(&result.name, &file.procedure, failed)
        }))),
    }
    suite
}

fn covered(report: &TestReport, least: u8, language: Language) -> TestSuite {
    let mut suite = TestSuite::new("coverage");
    let below = report.below();
    let all = report.shares().into_iter().map(|(id, _)| id).chain(report.untested.iter().cloned());
    suite.add_test_cases(all.map(|id| {
        let low = below.iter().find(|(low, _)| *low == id);
        let failed = low.map(|(_, share)| match share {
            Some(share) => words::coverage_below(language, &id, share.percent(), least),
            None => words::no_scenario_for(language, &id),
        });
        case(&id, "coverage", failed.map(|message| (NonSuccessKind::Failure, message)))
    }));
    suite
}

fn case(name: &str, class: &str, failed: Option<(NonSuccessKind, String)>) -> TestCase {
    let status = match failed {
        None => TestCaseStatus::success(),
        Some((kind, message)) => {
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(message.lines().next().unwrap_or_default()).set_description(message);
            status
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}
