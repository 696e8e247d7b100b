//! `purge`: removes a closed run that retention no longer allows. The files that only it
//! has shown go with it. The ledger keeps its hashes, the reason and the name. \[door\]

use anyhow::Result;

use super::arguments::PurgeArguments;
use super::context::Context;
use super::desk::Desk;
use super::identity::{Tries, identified, or_recorded};
use super::sign::closed_run;
use super::taken_up::look;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Purge, Removal, RunId};
use crate::language::records as words;

/// Runs the command: exit code 0, also where the operator leaves the run after all.
///
/// # Errors
/// Where there is no such closed run, it is altered, no reason or nobody is named, or the ledger cannot be written.
pub fn run(context: &Context, arguments: &PurgeArguments) -> Result<ExitCode> {
    let (store, file) = closed_run(context, &arguments.run)?;
    let Some(reason) = reason(context, arguments, &file.run)? else { return Ok(ExitCode::Yes) };
    let mode = context.mode();
    let before = look(&store, &file, context)?;
    let mut tries = Tries { run: Some(&before), ..Tries::default() };
    let operator = identified(context, arguments.operator.as_deref(), mode, &mut tries);
    let (operator, _) = or_recorded(context, (&store, mode, &file), &tries, operator)?;
    let purge = Purge { by: operator.person.id, reason };
    let removal = store.purge_run(mode, &file, purge, &context.clock);
    context.say(&match removal.map_err(|error| context.store_failure(&error))? {
        Removal::Done => words::purged_now(context.language, &file.run),
        Removal::Later => words::purged_later(context.language, &file.run),
    });
    Ok(ExitCode::Yes)
}

/// Returns why the run is removed; `None` where the operator, asked for it, leaves the run.
fn reason(context: &Context, arguments: &PurgeArguments, run: &RunId) -> Result<Option<String>, Failure> {
    let given = arguments.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if let Some(reason) = given {
        return Ok(Some(reason.to_owned()));
    }
    if !context.interactive {
        return Err(Failure::cannot_begin(words::purge_reason_wanted(context.language))
            .help(words::purge_reason_help(context.language)));
    }
    let mut desk = Desk::open(context)?;
    context.say(&words::why_purge(context.language, run));
    let reason = desk.line(context)?;
    context.say(&words::purge_for_good(context.language));
    Ok((desk.choice(2, context)? == 1).then_some(reason))
}
