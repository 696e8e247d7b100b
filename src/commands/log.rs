//! `log`: one run told from its journal, or the table of runs. It never shows a damaged record as a clean one.

use anyhow::Result;

use super::arguments::LogArguments;
use super::audited::{Audited, Depth, audited};
use super::context::Context;
use super::standing::{Standing, closed};
use super::taken_up;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Auditor, Condition, Entry, Headline, Judgement, RunAudit, RunId, Store, StoreError, resolve};
use crate::language::{Language, reading as words};
use crate::report::judgements;
use crate::report::story::{Story, label};
use crate::report::words::list;
use crate::run::event::{Event, RunStarted};
use crate::run::outcome::Verdict;
use crate::terminal::sanitize::Shown;
use crate::terminal::table::{Cell, Layout, Table};

/// Runs the command.
///
/// # Errors
/// Where the store cannot be read, there is no such run, or a filter names no verdict.
pub fn run(context: &Context, arguments: &LogArguments) -> Result<ExitCode> {
    let verdict = wanted_verdict(arguments, context.language)?;
    let Some(store) = context.existing_store()? else {
        return no_store(context, arguments);
    };
    let auditor = Auditor::new(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
    match &arguments.run {
        Some(name) => {
            let run = resolved(context, &auditor, name)?;
            context.data(&story(context, &store, &auditor, &run, context.layout()));
            Ok(ExitCode::Yes)
        }
        None => {
            let filter = Filter { arguments, verdict };
            match table(&auditor, &filter, &context.layout()) {
                Some(table) => context.data(&table),
                None if auditor.runs().is_empty() => context.say(&words::no_runs(context.language)),
                None => context.say(&words::no_runs_fit(context.language)),
            }
            Ok(ExitCode::Yes)
        }
    }
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

fn wanted_verdict(arguments: &LogArguments, language: Language) -> Result<Option<Verdict>, Failure> {
    let Some(word) = &arguments.verdict else { return Ok(None) };
    let known: Vec<String> = Verdict::ALL.iter().map(|verdict| format!("`{verdict}`")).collect();
    let unknown = || Failure::cannot_begin(words::bad_verdict(language, Shown::line(word), list(language, &known)));
    Verdict::from_word(word).ok_or_else(unknown).map(Some)
}

/// Returns the run that `name` stands for among all that the store or its ledger knows.
///
/// # Errors
/// Where there is none, or there are several.
pub fn resolved(context: &Context, auditor: &Auditor<'_>, name: &str) -> Result<RunId, Failure> {
    let mut runs = auditor.runs();
    runs.reverse();
    resolve(name, &runs).map_err(|error| context.store_failure(&error))
}

/// Returns the story of a run, what is wrong with its record at the top.
fn story(context: &Context, store: &Store, auditor: &Auditor<'_>, run: &RunId, layout: Layout) -> String {
    let found = audited(auditor, store, run, Depth::Replay, context.language);
    let (alarms, remarks) = top(&found, layout.language);
    let verification = found.audit.verification.as_ref();
    let story = Story {
        entries: verification.map(|verification| verification.entries.as_slice()).unwrap_or_default(),
        alarms: &alarms,
        remarks: &remarks,
        receipt: auditor.ledger().runs.get(run).and_then(|listing| listing.closed.as_ref()),
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
                alarms.push(judgements::sentence(language, judgement))
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
    alarms.extend(found.replay.as_ref().map(|what| words::replay_says(language, what)));
    (alarms, remarks)
}

/// Which runs the table shows.
struct Filter<'a> {
    arguments: &'a LogArguments,
    verdict: Option<Verdict>,
}

impl Filter<'_> {
    fn fits(&self, audit: &RunAudit, started: Option<&RunStarted>, standing: &Standing) -> bool {
        let Self { arguments, verdict } = self;
        let is = |wanted: &Option<String>, holds: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(holds);
        let date = started.map(|started| started.business_date);
        is(&arguments.procedure, &|id| started.is_some_and(|started| started.procedure.id == id))
            && is(&arguments.operator, &|id| started.is_some_and(|started| has_operator(audit, started, id)))
            && arguments.since.is_none_or(|since| date.is_some_and(|date| date >= since))
            && arguments.until.is_none_or(|until| date.is_some_and(|date| date <= until))
            && verdict.is_none_or(|verdict| *standing == Standing::Closed(verdict))
            && (!arguments.open || audit.headline() == Headline::Unfinished)
    }
}

/// Returns whether somebody ran it, from its beginning or later on.
fn has_operator(audit: &RunAudit, started: &RunStarted, id: &str) -> bool {
    let entries = audit.verification.iter().flat_map(|verification| &verification.entries);
    let later = entries.filter(|entry| matches!(entry.kind.as_str(), "operator_changed" | "resumed"));
    started.operator.id == id || later.map(|entry| &entry.by).any(|by| by == id)
}

/// Returns the table of the runs that fit, the newest first; `None` where none does.
fn table(auditor: &Auditor<'_>, filter: &Filter<'_>, layout: &Layout) -> Option<String> {
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
    let runs = auditor.runs();
    let mut shown = 0;
    for run in runs.iter().rev() {
        let audit = auditor.run(run);
        let started = audit.verification.as_ref().and_then(|verification| taken_up::started(&verification.entries));
        let standing = Standing::of_audit(&audit);
        if filter.fits(&audit, started.as_ref(), &standing) {
            table.add_row(row(&audit, started.as_ref(), &standing, language));
            shown += 1;
        }
    }
    (shown > 0).then(|| table.render(layout))
}

fn row(audit: &RunAudit, started: Option<&RunStarted>, standing: &Standing, language: Language) -> Vec<Cell> {
    let entries = audit.verification.as_ref().map(|verification| verification.entries.as_slice()).unwrap_or_default();
    let begun = entries.first().map(|entry| entry.time.format("%H:%M").to_string()).unwrap_or_default();
    let deviations = audit.verification.as_ref().and_then(closed).map(|closed| closed.deviations.to_string());
    let text = |text: String| Cell::from(Shown::line(text));
    let word = Shown::line(standing.word(language));
    vec![
        text(ending(&audit.run)),
        text(started.map_or_else(|| audit.run.to_string(), |started| procedure(entries, started))),
        text(started.map(|started| started.business_date.to_string()).unwrap_or_default()),
        text(begun),
        text(started.map(|started| started.operator.name.clone()).unwrap_or_default()),
        standing.role().map_or_else(|| Cell::from(word.clone()), |role| Cell::in_role(word.clone(), role)),
        text(deviations.unwrap_or_default()),
    ]
}

/// Returns the ending of a run's id: enough to name it, and never broken over two lines as the whole id would be.
fn ending(run: &RunId) -> String {
    run.as_str().rsplit('-').next().unwrap_or_default().to_owned()
}

/// Returns the procedure's title as the run showed it, else its id, with its version.
fn procedure(entries: &[Entry], started: &RunStarted) -> String {
    let pages = entries.iter().filter(|entry| entry.kind == "section_shown");
    let title = pages.filter_map(|entry| match Event::read(&entry.kind, entry.data.get()) {
        Ok(Some(Event::SectionShown(page))) if page.path.is_empty() => Some(page.title),
        _ => None,
    });
    let name = title.take(1).next().unwrap_or_else(|| started.procedure.id.clone());
    format!("{name} {}", label(started))
}
