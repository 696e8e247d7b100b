//! What becomes of one run in an export: left out and why, or taken, with what the cover says of it and what is wrong with it.

use super::super::log::procedure;
use super::super::records::{Found, Worker};
use crate::export::cover::CoverRun;
use crate::export::row::{Row, RunCells};
use crate::export::rows;
use crate::journal::{Headline, Judgement, RunId};
use crate::language::{Language, reading};
use crate::report::judgements;
use crate::report::words::{list, remark};

/// What a run without a site has for one.
const NO_SITE: &str = "none";

/// What became of one run.
pub(super) enum Taken<T> {
    /// It is not in the export, and why.
    LeftOut(RunId, String),
    /// The run, what a cover says of it, what is wrong with its record, what was fenced in it, and what was made of it.
    Run(RunId, Option<Box<CoverRun>>, (Option<String>, Vec<String>), T),
}

/// Returns why there is nothing to export of a run: it was purged, or never began.
pub(super) fn is_nothing(found: &Found<'_>, language: Language) -> Option<String> {
    let gone = |judgement: &&Judgement| matches!(judgement, Judgement::Purged(_) | Judgement::NeverBegun);
    let judgement = found.judgements.iter().find(gone).filter(|_| found.headline() != Headline::Altered)?;
    Some(judgements::sentence(language, judgement))
}

/// Returns what is wrong with a run's record, if it is not as it was written.
pub(super) fn altered(found: &Found<'_>, language: Language) -> Option<String> {
    (found.headline() == Headline::Altered).then(|| said(found, language))
}

/// Returns what is to be said of the stretches that were fenced in a run's record. They are no fault, and never hidden.
pub(super) fn recoveries(found: &Found<'_>, language: Language) -> Vec<String> {
    found.recoveries.iter().map(|recovery| judgements::recovery(language, recovery)).collect()
}

/// Returns all that is to be said of a run's record beside that it is intact or open.
pub(super) fn remarks(found: &Found<'_>, language: Language) -> Vec<String> {
    let plain = |judgement: &&Judgement| !matches!(judgement, Judgement::Intact | Judgement::Open);
    let mut remarks: Vec<String> =
        found.judgements.iter().filter(plain).map(|judgement| judgements::sentence(language, judgement)).collect();
    remarks.extend(found.replay.as_ref().map(|what| reading::replay_says(language, what)));
    remarks.extend(recoveries(found, language));
    remarks
}

fn said(found: &Found<'_>, language: Language) -> String {
    let mut said: Vec<String> =
        found.judgements.iter().map(|judgement| judgements::sentence(language, judgement)).collect();
    said.extend(found.replay.as_ref().map(|what| reading::replay_says(language, what)));
    said.extend(recoveries(found, language));
    list(language, &said)
}

/// Returns what the cover says of a run.
pub(super) fn cover_run(worker: &Worker<'_>, found: &Found<'_>, language: Language) -> CoverRun {
    let started = found.started.as_ref();
    let operator = started.map(|started| {
        let person = &started.operator;
        let id = if person.name == person.id { String::new() } else { remark(language, &person.id) };
        format!("{}{id}", person.name)
    });
    CoverRun {
        run: found.run.to_string(),
        site: started.map(|started| started.site.clone()).filter(|site| site != NO_SITE).unwrap_or_default(),
        procedure: started
            .map_or_else(|| found.run.procedure().to_owned(), |started| procedure(worker, found, started)),
        date: started.map(|started| started.business_date.to_string()).unwrap_or_default(),
        operator: operator.unwrap_or_default(),
        verdict: super::verdict_word(found, language),
        closed: found.closed.as_ref().map(|closed| closed.verdict),
        deviations: found.closed.as_ref().map(|closed| closed.deviations),
        check: said(found, language),
        headline: found.headline(),
        head: found.head,
    }
}

/// Hands every row of a run to `emit`; one that is not as it was written is marked first.
pub(super) fn with_rows(worker: &Worker<'_>, found: &Found<'_>, language: Language, emit: &mut dyn FnMut(&Row<'_>)) {
    let cells = found.started.as_ref().map_or_else(
        || RunCells { run: found.run.to_string(), procedure: found.run.procedure().to_owned(), ..RunCells::default() },
        rows::run_cells,
    );
    if let Some(what) = altered(found, language) {
        emit(&rows::alarm(&cells, &what));
    }
    let titles = found.started.as_ref().map(|started| worker.titles(started)).unwrap_or_default();
    rows::emit(&found.lines, &cells, &titles, emit);
}
