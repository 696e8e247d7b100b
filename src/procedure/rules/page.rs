//! The page of a rule: what it finds, why, an example that breaks it and one that does not. Plain data.

use crate::procedure::finding::Noun;

/// What `validate --explain` says of a rule.
#[derive(Debug)]
pub struct Page {
    /// The rule.
    pub rule: &'static str,
    /// What it finds.
    pub what: Noun,
    /// Why that matters, with the source where there is one.
    pub why: Noun,
    /// An example that breaks it: a whole file, or the steps of one.
    pub wrong: &'static str,
    /// The same without the mistake.
    pub right: &'static str,
}

/// Returns a page.
pub(super) const fn page(
    rule: &'static str,
    what: [&'static str; 2],
    why: [&'static str; 2],
    wrong: &'static str,
    right: &'static str,
) -> Page {
    Page { rule, what: Noun { en: what[0], zh: what[1] }, why: Noun { en: why[0], zh: why[1] }, wrong, right }
}

/// Returns an example as a whole file: steps get a head.
#[must_use]
pub fn as_file(example: &str) -> String {
    let keys = ["procedure:", "title：", "title:\t", "{", "&", "\u{feff}"];
    if keys.iter().any(|key| example.starts_with(key)) || example.is_empty() {
        return example.to_owned();
    }
    format!("procedure: example\nsteps:\n{example}")
}
