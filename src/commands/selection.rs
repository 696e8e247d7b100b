//! Which runs `log` and `export` take: their filters, read once and asked of every run.

use super::arguments::FilterArguments;
use super::records::Found;
use crate::failure::Failure;
use crate::journal::Headline;
use crate::language::{Language, reading as words};
use crate::report::words::list;
use crate::run::event::{OperatorChanged, Resumed};
use crate::run::outcome::Verdict;
use crate::terminal::sanitize::Shown;

/// The filters of one call.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    arguments: &'a FilterArguments,
    verdict: Option<Verdict>,
}

impl<'a> Selection<'a> {
    /// Reads the filters.
    ///
    /// # Errors
    /// Where one names no verdict.
    pub fn of(arguments: &'a FilterArguments, language: Language) -> Result<Self, Failure> {
        let Some(word) = &arguments.verdict else { return Ok(Self { arguments, verdict: None }) };
        let known: Vec<String> = Verdict::ALL.iter().map(|verdict| format!("`{verdict}`")).collect();
        let unknown = || Failure::cannot_begin(words::bad_verdict(language, Shown::line(word), list(language, &known)));
        let verdict = Verdict::from_word(word).ok_or_else(unknown)?;
        Ok(Self { arguments, verdict: Some(verdict) })
    }

    /// Returns the name of the first filter that a run does not fit; `None` where it fits all, and where its record is not as it
    /// was written: that may fit or not, and is never left out in silence.
    #[must_use]
    pub fn misfit(&self, found: &Found<'_>) -> Option<&'static str> {
        if found.headline() == Headline::Altered {
            return None;
        }
        let Self { arguments, verdict } = self;
        let started = found.started.as_ref();
        let is = |wanted: &Option<String>, holds: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(holds);
        let date = started.map(|started| started.business_date);
        let procedure = found.run.procedure();
        let checks = [
            ("--procedure", is(&arguments.procedure, &|id| procedure == id)),
            ("--operator", is(&arguments.operator, &|id| has_operator(found, id))),
            ("--since", arguments.since.is_none_or(|since| date.is_some_and(|date| date >= since))),
            ("--until", arguments.until.is_none_or(|until| date.is_some_and(|date| date <= until))),
            ("--verdict", verdict.is_none_or(|verdict| found.verdict() == Some(verdict))),
            ("--open", !arguments.open || found.headline() == Headline::Unfinished),
        ];
        checks.into_iter().find(|(_, fits)| !fits).map(|(name, _)| name)
    }

    /// Returns the filters as they were given, for the cover.
    #[must_use]
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let arguments = self.arguments;
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        let all = [
            ("--procedure", arguments.procedure.clone()),
            ("--operator", arguments.operator.clone()),
            ("--since", date(arguments.since)),
            ("--until", date(arguments.until)),
            ("--verdict", arguments.verdict.clone()),
            ("--open", arguments.open.then(String::new)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Returns whether somebody ran it, from its beginning or later on.
fn has_operator(found: &Found<'_>, id: &str) -> bool {
    let later = found.lines.iter().any(|line| match line.kind {
        "resumed" => line.read::<Resumed>().is_some_and(|resumed| resumed.by.id == id),
        "operator_changed" => line.read::<OperatorChanged>().is_some_and(|changed| changed.to.id == id),
        _ => false,
    });
    later || found.started.as_ref().is_some_and(|started| started.operator.id == id)
}
