//! Findings as people read them. (placeholder until its branch is merged)
use crate::language::Language;
use crate::procedure::finding::Finding;
/// Returns the findings as text.
#[must_use]
pub fn render(file_name: &str, _source: &str, findings: &[Finding], language: Language, _color: bool) -> String {
    findings.iter().map(|finding| format!("{file_name}: {}\n", finding.message.get(language))).collect()
}
