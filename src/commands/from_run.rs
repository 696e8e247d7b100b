//! `test --from`: writes a scenario from a training or scripted run. It changes nothing.

use anyhow::Result;

use super::context::Context;
use super::log::resolved;
use super::taken_up;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Auditor, Entry, Mode, RunId, Store};
use crate::language::commands;
use crate::language::scenarios as words;
use crate::run::event::{Event, RunStarted};
use crate::run::outcome::Verdict;
use crate::run::{Applied, Program};
use crate::scenario::{Recorded, ScenarioResult, Setting, read_scenarios, run_scenario};

/// Runs the command: the scenario goes to stdout; 0 where it comes to the same end as the run, else 1.
///
/// # Errors
/// Where there is no such run, it is a real one, or its record cannot be read.
pub fn run(context: &Context, name: &str) -> Result<ExitCode> {
    let store = context.store_to_read()?;
    let path = context.store_path()?;
    let store = store.ok_or_else(|| Failure::cannot_begin(commands::no_store(context.language, path.display())))?;
    let (run, entries) = found(context, &store, name)?;
    let unreadable = |what| Failure::cannot_begin(commands::bad_replay(context.language, what));
    let started = taken_up::started(&entries).ok_or_else(|| unreadable(commands::no_beginning(context.language)))?;
    let program =
        taken_up::program(&store, &started).map_err(|id| unreadable(commands::lost_procedure(context.language, id)))?;
    let events = taken_up::events(&entries).map_err(|seq| unreadable(commands::bad_entry(context.language, seq)))?;
    Ok(write(context, &run, &started, &program, &events))
}

/// Returns the modes whose runs a scenario can be written from, where `mode` was asked for: never live.
pub(super) fn rehearsed(mode: Option<Mode>) -> Vec<Mode> {
    let rehearsed = [Mode::Training, Mode::Scripted];
    rehearsed.into_iter().filter(|own| mode.is_none_or(|mode| mode == *own)).collect()
}

/// Rehearsals come before scripted runs, unless `--mode` says which are meant.
fn found(context: &Context, store: &Store, name: &str) -> Result<(RunId, Vec<Entry>)> {
    let mut failed = None;
    for mode in rehearsed(context.mode) {
        let auditor = Auditor::new(store, mode).map_err(|error| context.store_failure(&error))?;
        match resolved(context, &auditor, name) {
            Ok(run) => {
                let entries = auditor.run(&run).verification.map(|journal| journal.entries).unwrap_or_default();
                return Ok((run, entries));
            }
            Err(failure) => failed = failed.or(Some(failure)),
        }
    }
    let is_live = Auditor::new(store, Mode::Live).is_ok_and(|auditor| resolved(context, &auditor, name).is_ok());
    let live = is_live.then(|| Failure::cannot_begin(words::from_live(context.language, name)));
    Err(live.or(failed).unwrap_or_else(|| Failure::cannot_begin(words::from_live(context.language, name))).into())
}

fn write(
    context: &Context,
    run: &RunId,
    started: &RunStarted,
    program: &Program,
    events: &[(Applied, Event)],
) -> ExitCode {
    let recorded = Recorded::of(started, events);
    recorded.nameless.iter().for_each(|path| context.say(&words::from_nameless(context.language, path)));
    let name = words::from_run_name(context.language, run);
    let (result, why) = tried(&recorded.yaml(&name, None), program, context);
    context.data(&recorded.yaml(&name, result.as_ref()));
    let verdict = events.iter().rev().find_map(|(_, event)| match event {
        Event::RunClosed(closed) => Some(closed.verdict),
        _ => None,
    });
    let why = why.or_else(|| result.and_then(|result| differs(&result, verdict)));
    match why {
        None => ExitCode::Yes,
        Some(why) => {
            context.say(&words::from_differs(context.language, why));
            ExitCode::No
        }
    }
}

/// Runs the scenario once; the second part is why it cannot be.
fn tried(text: &str, program: &Program, context: &Context) -> (Option<ScenarioResult>, Option<String>) {
    let language = context.language;
    match read_scenarios(text, program) {
        Err(findings) => (None, findings.first().map(|finding| finding.message.get(language).to_owned())),
        Ok(scenarios) => {
            let setting = Setting { language, ..Setting::default() };
            let result = scenarios.first().map(|scenario| run_scenario(program, scenario, &setting));
            let why = result.as_ref().and_then(|result| result.failures.first());
            let why = why.map(|why| why.get(language).to_owned());
            (result, why)
        }
    }
}

fn differs(result: &ScenarioResult, verdict: Option<Verdict>) -> Option<String> {
    let (found, expected) =
        (result.ended.map_or("open", |ended| ended.word()), verdict.map_or("open", |verdict| verdict.word()));
    (found != expected).then(|| format!("{found} ≠ {expected}"))
}
