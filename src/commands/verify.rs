//! `verify`: proves journals intact, or says what is wrong and where. It changes nothing.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;

use super::arguments::{VerifyArguments, VerifyFormat};
use super::audited::{Audited, Depth, Examiner};
use super::context::Context;
use super::log::resolved;
use super::taken_up;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::in_order::in_order;
use crate::journal::{
    Auditor, Headline, Judgement, Mode, Presented, ReceiptJudgement, RunAudit, RunId, Store, StoreError, reveal,
};
use crate::language::{reading as words, records};
use crate::report::verification::{Audit, Report, RosterChange, human, is_ledger_altered, json};
use crate::run::event::Person;
use crate::terminal::progress::Progress;
use crate::terminal::sanitize::Shown;
use crate::terminal::table::Layout;

/// Runs the command: 0 intact, 1 not, or where a run that was named lacks a signature, 2 where a run is unknown, 3 where one
/// that was named is not over.
///
/// # Errors
/// Where the store cannot be read, a run is unknown, or the receipt is none.
pub fn run(context: &Context, arguments: &VerifyArguments) -> Result<ExitCode> {
    let (text, code) = judged(context, arguments, context.layout())?;
    context.data(&text);
    Ok(code)
}

/// Returns what is to be printed, and how the program ends.
fn judged(context: &Context, arguments: &VerifyArguments, layout: Layout) -> Result<(String, ExitCode)> {
    let presented = arguments.receipt.as_deref().map(|text| presented(context, text)).transpose()?;
    let Some(store) = context.store_to_read()? else {
        return Ok(written(&no_store(context, arguments, presented.is_some())?, arguments, layout));
    };
    let auditor = Auditor::new(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
    let receipt = presented.map(|presented| receipt(&store, &auditor, &presented));
    let named = !arguments.runs.is_empty() || receipt.is_some();
    let runs = chosen(context, &auditor, arguments, receipt.as_ref())?;
    let depth = if arguments.chain { Depth::Chain } else { Depth::Replay };
    let examiner = Examiner::new(&auditor, &store, depth, context.language);
    let mut changes = Rosters::default();
    let audits = examined(&examiner, &runs, context, |run, roster| {
        if named && let Some(before) = before(&auditor, run, &roster.site) {
            changes.last.insert(before.site, before.people);
        }
        changes.see(run, roster);
    });
    let report = Report {
        store: Some(store.id()),
        mode: context.mode(),
        ledger: Some(auditor.ledger()),
        audits: &audits,
        roster_changes: &changes.found,
        receipt: receipt.as_ref(),
    };
    Ok(written(&report, arguments, layout))
}

/// Audits the runs on all cores; `see` is given the roster of each, in their order. Of a journal only what is told is kept.
fn examined(
    examiner: &Examiner<'_>,
    runs: &[RunId],
    context: &Context,
    mut see: impl FnMut(&RunId, Roster),
) -> Vec<Audit> {
    let mut progress = Progress::new(records::verifying(context.language), runs.len(), context.screen);
    let mut audits = Vec::with_capacity(runs.len());
    let examine = |run: &RunId| {
        let Audited { mut audit, replay, unsigned, .. } = examiner.examine(run);
        let roster = roster(&audit);
        audit.forget_entries();
        (Audit { audit, replay, unsigned }, roster)
    };
    in_order(runs, examine, |(audit, roster)| {
        if let Some(roster) = roster {
            see(&runs[audits.len()], roster);
        }
        audits.push(audit);
        progress.step();
    });
    audits
}

fn presented(context: &Context, text: &str) -> Result<Presented, Failure> {
    let short: String = text.chars().take(80).collect();
    text.parse().map_err(|_| Failure::cannot_begin(words::bad_receipt(context.language, Shown::line(short))))
}

/// Judges a receipt; one that these runs do not bear out may be of a run of another mode.
fn receipt(store: &Store, auditor: &Auditor<'_>, presented: &Presented) -> ReceiptJudgement {
    let judged = auditor.receipt(presented);
    if matches!(judged, ReceiptJudgement::Confirmed(_)) {
        return judged;
    }
    let others = [Mode::Live, Mode::Training, Mode::Scripted].into_iter().filter(|mode| *mode != auditor.mode());
    let of = |mode| match Auditor::new(store, mode).ok()?.receipt(presented) {
        ReceiptJudgement::Confirmed(run) | ReceiptJudgement::Gone(run) | ReceiptJudgement::Journal(run, _) => {
            Some(ReceiptJudgement::OfMode(run, mode))
        }
        _ => None,
    };
    others.into_iter().find_map(of).unwrap_or(judged)
}

/// Where there is no store nothing can be wrong, but a run that was named is unknown, and so is a receipt.
fn no_store(context: &Context, arguments: &VerifyArguments, receipt: bool) -> Result<Report<'static>> {
    if let Some(name) = arguments.runs.first() {
        return Err(context.store_failure(&StoreError::NoSuchRun { name: name.clone() }).into());
    }
    let path = context.store_path()?;
    context.say(&context.store_failure(&StoreError::NotAStore { path }).message);
    let receipt = receipt.then_some(&ReceiptJudgement::Unknown);
    Ok(Report { store: None, mode: context.mode(), ledger: None, audits: &[], roster_changes: &[], receipt })
}

fn written(report: &Report<'_>, arguments: &VerifyArguments, layout: Layout) -> (String, ExitCode) {
    let text = match arguments.format {
        VerifyFormat::Human => human(report, layout),
        VerifyFormat::Json => reveal(&json(report)).into_owned(),
    };
    (text, code(report, !arguments.runs.is_empty()))
}

/// Returns the runs to be judged: the named ones, that of the receipt, else all.
fn chosen(
    context: &Context,
    auditor: &Auditor<'_>,
    arguments: &VerifyArguments,
    receipt: Option<&ReceiptJudgement>,
) -> Result<Vec<RunId>, Failure> {
    let mut runs = Vec::new();
    for name in &arguments.runs {
        runs.push(resolved(context, auditor, name)?);
    }
    match receipt {
        Some(ReceiptJudgement::Unknown | ReceiptJudgement::OfMode(..)) => {}
        Some(
            ReceiptJudgement::Confirmed(run)
            | ReceiptJudgement::Gone(run)
            | ReceiptJudgement::Journal(run, _)
            | ReceiptJudgement::Ledger(run, _),
        ) => runs.extend(auditor.runs().contains(run).then(|| run.clone())),
        None if runs.is_empty() => return Ok(auditor.runs().to_vec()),
        None => {}
    }
    let mut seen = HashSet::new();
    runs.retain(|run| seen.insert(run.clone()));
    Ok(runs)
}

fn code(report: &Report<'_>, named: bool) -> ExitCode {
    let worst = report.audits.iter().map(|audit| audit.audit.headline()).max();
    let receipt = report.receipt.is_some_and(|receipt| !matches!(receipt, ReceiptJudgement::Confirmed(_)));
    let ledger = report.ledger.is_some_and(is_ledger_altered);
    let unfinished =
        |audit: &Audit| audit.audit.judgements.iter().any(|judgement| judgement.headline() == Headline::Unfinished);
    match worst {
        _ if receipt || ledger => ExitCode::No,
        Some(Headline::Altered) => ExitCode::No,
        // Told of a whole store and not blamed, as open runs are: who declined has said so, and an alarm must not ring for ever.
        _ if named && report.audits.iter().any(|audit| !audit.unsigned.is_empty()) => ExitCode::No,
        _ if named && report.audits.iter().any(unfinished) => ExitCode::StillOpen,
        _ => ExitCode::Yes,
    }
}

/// Who works at a site, as a run's beginning has it.
struct Roster {
    site: String,
    people: Option<Vec<Person>>,
}

/// Returns the roster that a run began with, if its journal can be believed.
fn roster(audit: &RunAudit) -> Option<Roster> {
    if audit.judgements.iter().any(|judgement| matches!(judgement, Judgement::Altered(_))) {
        return None;
    }
    let started = taken_up::started(&audit.verification.as_ref()?.entries)?;
    Some(Roster { site: started.site, people: started.roster })
}

/// Returns the roster of the site's run before `run`.
fn before(auditor: &Auditor<'_>, run: &RunId, site: &str) -> Option<Roster> {
    let runs = auditor.runs();
    let at = runs.iter().position(|found| found == run)?;
    runs[..at].iter().rev().filter_map(|run| roster(&auditor.run(run))).find(|roster| roster.site == site)
}

/// Follows the roster of each site from run to run.
#[derive(Debug, Default)]
struct Rosters {
    last: BTreeMap<String, Option<Vec<Person>>>,
    found: Vec<RosterChange>,
}

impl Rosters {
    fn see(&mut self, run: &RunId, roster: Roster) {
        let Roster { site, people } = roster;
        let before = self.last.insert(site.clone(), people.clone());
        if let Some(before) = before.filter(|before| *before != people) {
            self.found.push(RosterChange { run: run.clone(), site, before, after: people });
        }
    }
}
