//! Findings as workflow commands of GitHub Actions, which shows ten of each severity a step beside the changed lines.

use super::{Judged, Place, message_and_help, placed};
use crate::language::Language;
use crate::procedure::finding::{Finding, Severity};

/// Returns the commands for one file.
#[must_use]
pub(super) fn piece(file: &Judged, language: Language) -> String {
    placed(file).into_iter().map(|(finding, place, _)| command(file, finding, place, language)).collect()
}

fn command(file: &Judged, finding: &Finding, place: Place, language: Language) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let Place { start, end } = place;
    // Columns are understood only where both ends stand in one line.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column.max(start.column + 1))
    } else {
        String::new()
    };
    let lines = format!("line={},endLine={}", start.line, end.line);
    let (path, message) = (property(&file.path), data(&message_and_help(finding, language)));
    format!("::{word} file={path},{lines}{columns},title={}::{message}\n", property(finding.rule))
}

/// Returns text as it stands behind the second `::`, by the rules of the runner's own toolkit.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns text as it stands in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
