//! `log`: one run told from its journal, or the table of runs. It never shows a damaged record as a clean one.

use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::Result;
use serde::Deserialize;

use super::arguments::LogArguments;
use super::audited::{Audited, Depth, audited};
use super::context::Context;
use super::records::{Found, Records, Worker};
use super::selection::Selection;
use super::standing::Standing;
use super::taken_up;
use crate::exit_code::ExitCode;
use crate::export::line::Line;
use crate::failure::Failure;
use crate::journal::{Auditor, Condition, Headline, Judgement, RunId, Store, StoreError, resolve};
use crate::language::{Language, reading as words};
use crate::report::judgements;
use crate::report::story::{Story, label};
use crate::run::event::RunStarted;
use crate::terminal::sanitize::Shown;
use crate::terminal::table::{Cell, Table};

/// Runs the command.
///
/// # Errors
/// Where the store cannot be read, there is no such run, or a filter names no verdict.
pub fn run(context: &Context, arguments: &LogArguments) -> Result<ExitCode> {
    let selection = Selection::of(&arguments.filter, context.language)?;
    if let (Some(_), Some((filter, _))) = (&arguments.run, selection.given().first()) {
        return Err(Failure::cannot_begin(words::run_and_filter(context.language, filter))
            .help(words::run_or_filter(context.language))
            .into());
    }
    let Some(store) = context.store_to_read()? else {
        return no_store(context, arguments);
    };
    match &arguments.run {
        Some(name) => {
            let auditor = Auditor::new(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
            let run = resolved(context, &auditor, name)?;
            context.data(&story(context, &store, &auditor, &run, arguments.pace));
        }
        None => {
            let records = Records::of(&store, context.mode(), context.language, Depth::Chain);
            let records = records.map_err(|error| context.store_failure(&error))?;
            match table(&records, &selection, context) {
                Some(table) => context.data(&table),
                None if records.runs().is_empty() => context.say(&words::no_runs(context.language)),
                None => context.say(&words::no_runs_fit(context.language)),
            }
        }
    }
    Ok(ExitCode::Yes)
}

fn no_store(context: &Context, arguments: &LogArguments) -> Result<ExitCode> {
    let path = context.store_path()?;
    match &arguments.run {
        Some(name) => Err(context.store_failure(&StoreError::NoSuchRun { name: name.clone() }).into()),
        None => {
            let failure = context.store_failure(&StoreError::NotAStore { path });
            context.say(&failure.message);
            Ok(ExitCode::Yes)
        }
    }
}

/// Returns the run that `name` stands for among all that the store or its ledger knows.
///
/// # Errors
/// Where there is none, or there are several.
pub fn resolved(context: &Context, auditor: &Auditor<'_>, name: &str) -> Result<RunId, Failure> {
    resolve(name, auditor.runs().iter().rev().cloned()).map_err(|error| context.store_failure(&error))
}

/// Returns the story of a run, what is wrong with its record at the top.
fn story(context: &Context, store: &Store, auditor: &Auditor<'_>, run: &RunId, pace: bool) -> String {
    let layout = context.layout();
    let found = audited(auditor, store, run, Depth::Replay, context.language);
    let (alarms, remarks) = top(&found, layout.language);
    let verification = found.audit.verification.as_ref();
    let entries = verification.map(|verification| verification.entries.as_slice()).unwrap_or_default();
    let titles = taken_up::started(entries).map(|started| taken_up::titles(store, &started, layout.language));
    let receipt = auditor.ledger().listing(run).and_then(|listing| listing.receipt(run));
    let story = Story {
        entries,
        alarms: &alarms,
        remarks: &remarks,
        of_the_whole: &found.of_the_whole,
        receipt: receipt.as_ref(),
        titles: &Arc::new(titles.unwrap_or_default()),
        pace,
    };
    story.tell(layout)
}

/// Returns what stands above a story: what is wrong with the record, and what else is to be known of it.
fn top(found: &Audited, language: Language) -> (Vec<String>, Vec<String>) {
    let (mut alarms, mut remarks) = (Vec::new(), Vec::new());
    for judgement in &found.audit.judgements {
        match judgement {
            Judgement::Intact | Judgement::Open => {}
            judgement if judgement.headline() == Headline::Altered => {
                alarms.push(judgements::alarm(language, judgement))
            }
            Judgement::Torn => remarks.push(words::record_torn(language)),
            Judgement::NeverBegun => remarks.push(words::nothing_begun(language)),
            judgement => remarks.push(judgements::sentence(language, judgement)),
        }
    }
    let journal = found.audit.verification.as_ref();
    if journal.is_some_and(|journal| matches!(journal.condition(), Condition::Altered(_))) {
        remarks.insert(0, words::record_shown_to(language));
    }
    alarms.extend(found.replay.as_ref().map(|what| words::record_broken(language, words::replay_says(language, what))));
    (alarms, remarks)
}

/// Returns the table of the runs that fit, the newest first; `None` where none does.
fn table(records: &Records<'_>, selection: &Selection<'_>, context: &Context) -> Option<String> {
    let layout = context.layout();
    let language = layout.language;
    let names = [
        words::column_run,
        words::column_procedure,
        words::column_date,
        words::column_begun,
        words::column_operator,
        words::column_verdict,
        words::column_deviations,
    ];
    let mut table = Table::new(names.map(|name| Shown::line(name(language))));
    let mut shown = 0;
    let mut runs = records.runs().to_vec();
    runs.reverse();
    let work = |worker: &Worker<'_>, run: &RunId| {
        worker.read(run, |found| selection.misfit(found).is_none().then(|| row(worker, found, language)))
    };
    let mut take = |row: Option<Vec<Cell>>| {
        if let Some(row) = row {
            table.add_row(row);
            shown += 1;
        }
        ControlFlow::Continue(())
    };
    records.in_order(&runs, work, &mut take);
    (shown > 0).then(|| table.render(&layout))
}

fn row(worker: &Worker<'_>, found: &Found<'_>, language: Language) -> Vec<Cell> {
    let started = found.started.as_ref();
    let begun = found.lines.first().and_then(|line| line.at.get(11..16)).unwrap_or_default();
    let deviations = found.closed.as_ref().map(|closed| closed.deviations.to_string());
    let text = |text: String| Cell::from(Shown::line(text));
    let standing = Standing::of(found);
    let word = Shown::line(standing.word(language));
    vec![
        text(ending(found.run)),
        text(started.map_or_else(|| found.run.to_string(), |started| procedure(worker, found, started))),
        text(started.map(|started| started.business_date.to_string()).unwrap_or_default()),
        text(begun.to_owned()),
        text(started.map(|started| started.operator.name.clone()).unwrap_or_default()),
        standing.role().map_or_else(|| Cell::from(word.clone()), |role| Cell::in_role(word.clone(), role)),
        text(deviations.unwrap_or_default()),
    ]
}

/// Returns the ending of a run's id: enough to name it, and never broken over two lines as the whole id would be.
fn ending(run: &RunId) -> String {
    run.to_string().rsplit('-').next().unwrap_or_default().to_owned()
}

/// What of a page shown tells what the run's procedure is called; its steps are passed over.
#[derive(Deserialize)]
struct Page {
    path: String,
    title: String,
}

/// Returns the procedure's title as the run showed it, in the reader's language where it has one, with its version.
pub fn procedure(worker: &Worker<'_>, found: &Found<'_>, started: &RunStarted) -> String {
    let pages = found.lines.iter().filter(|line| line.kind == "section_shown");
    let title = pages.filter_map(Line::read::<Page>).find(|page| page.path.is_empty()).map(|page| page.title);
    let name = title.map(|title| worker.titles(started).text(&title).to_owned());
    format!("{} {}", name.unwrap_or_else(|| started.procedure.id.clone()), label(started))
}
