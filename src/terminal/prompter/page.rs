//! The page of a section: all its steps at once, so that a round can be walked first and ticked afterwards.

use super::TerminalPrompter;
use crate::language::{Language, prompter};
use crate::procedure::{Step, StepKind};
use crate::run::Run;
use crate::run::event::{Named, SectionShown};

impl TerminalPrompter<'_> {
    /// Shows the page that an entry says was shown.
    pub(super) fn show_page(&mut self, page: &SectionShown, run: &Run) {
        let language = self.language();
        let heading = run.heading_on(&page.path);
        let count = count(language, run.steps_on(&page.path));
        let count = if run.is_in_any_order(&page.path) { prompter::any_order(language, count) } else { count };
        self.sheet.gap();
        self.sheet.titled("", &heading.join(" › "), &count);
        let steps: Vec<String> = page.steps.iter().map(numbered).collect();
        self.sheet.choices(&steps);
        self.sheet.gap();
        self.keep_heading(heading);
    }
}

/// Returns how many steps stand on a page. What has steps of its own is none: sections, and loops and calls beside them, are
/// counted as what they are.
fn count(language: Language, steps: &[Step]) -> String {
    let (all, own) = (steps.len(), steps.iter().filter(|step| step.kind.is_leaf()).count());
    let sections = steps.iter().filter(|step| matches!(step.kind, StepKind::Section { .. })).count();
    match all {
        1 if own == all => prompter::step(language, all),
        1 if sections == all => prompter::section(language, all),
        1 => prompter::part(language, all),
        _ if own == all => prompter::steps(language, all),
        _ if sections == all => prompter::sections(language, all),
        _ => prompter::parts(language, all),
    }
}

fn numbered(step: &Named) -> String {
    match number_of(&step.path) {
        Some(number) => format!("{number} {}", step.title),
        None => step.title.clone(),
    }
}

/// Returns the number of a step among its neighbours.
fn number_of(path: &str) -> Option<&str> {
    path.rsplit(['.', '/']).next().filter(|number| !number.is_empty())
}
