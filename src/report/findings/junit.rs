//! Findings as JUnit XML: a suite for each file, a failed case for each finding that fails, one passed case where none does.

use quick_xml::escape::escape;

use super::{Judged, message_and_help, placed};
use crate::language::Language;
use crate::procedure::finding::Severity;
use crate::report::human::visible;

/// Returns what stands before the suites.
#[must_use]
pub(super) fn head() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"signoff validate\">\n".to_owned()
}

/// Returns the suite of one file; `strict` lets warnings fail. Whatever does not fail stands in the output of the passed case.
#[must_use]
pub(super) fn piece(file: &Judged, language: Language, strict: bool) -> String {
    let path = attribute(&file.path);
    let (mut cases, mut failures, mut remarks) = (String::new(), 0, String::new());
    for (finding, place, _) in placed(file) {
        let (at, text) = (place.start, message_and_help(finding, language));
        let what = format!("{}:{}:{}: {text}", file.path, at.line, at.column);
        let fails = finding.is_error() || strict && finding.severity == Severity::Warning;
        if !fails {
            remarks.push_str(&format!("{}[{}]: {what}\n", finding.severity, finding.rule));
            continue;
        }
        failures += 1;
        let name = format!("{} {}:{}", finding.rule, at.line, at.column);
        let message = attribute(finding.message.get(language));
        cases.push_str(&format!(
            "    <testcase classname=\"{path}\" name=\"{name}\" file=\"{path}\" line=\"{}\" time=\"0\">\n      \
             <failure type=\"{}\" message=\"{message}\">{}</failure>\n    </testcase>\n",
            at.line,
            finding.rule,
            content(&what)
        ));
    }
    if failures == 0 {
        let output = if remarks.is_empty() {
            "/>".to_owned()
        } else {
            format!(">\n      <system-out>{}</system-out>\n    </testcase>", content(&remarks))
        };
        cases = format!("    <testcase classname=\"{path}\" name=\"{path}\" file=\"{path}\" time=\"0\"{output}\n");
    } else if !remarks.is_empty() {
        cases.push_str(&format!("    <system-out>{}</system-out>\n", content(&remarks)));
    }
    let tests = failures.max(1);
    format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n{cases}  </testsuite>\n"
    )
}

/// Returns what stands behind the suites.
#[must_use]
pub(super) fn foot() -> String {
    "</testsuites>\n".to_owned()
}

fn attribute(text: &str) -> String {
    escape(visible(text)).into_owned()
}

/// Returns text between tags; XML has no place for control characters, so that they are shown instead.
fn content(text: &str) -> String {
    text.lines().map(|line| escape(visible(line)).into_owned()).collect::<Vec<_>>().join("\n")
}
