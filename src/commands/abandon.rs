//! `abandon`: gives up an open run, with a reason. \[door\]

use anyhow::Result;

use super::arguments::AbandonArguments;
use super::beginning::{Begun, Operator};
use super::context::Context;
use super::desk::Desk;
use super::going_on;
use super::run::{heal, named_operator, who};
use super::taken_up::{TakenUp, take_up};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::Mode;
use crate::language::commands as words;
use crate::run::event::Assurance;

/// Runs the command: exit code 0, since the run is given up as was asked.
///
/// # Errors
/// Where there is no such open run, no reason, or it could not be recorded.
pub fn run(context: &Context, arguments: &AbandonArguments) -> Result<ExitCode> {
    let mode = context.mode();
    let store = context.existing_store()?;
    let path = context.store_path()?;
    let Some(store) = store else {
        return Err(Failure::cannot_begin(words::no_store(context.language, path.display())).into());
    };
    let file = store.resolve(mode, &arguments.run).map_err(|error| context.store_failure(&error))?;
    let (reason, operator) = said(context, arguments, mode)?;
    heal(&store, mode, context)?;
    let TakenUp { run, resumed } = take_up(&store, mode, &file, context)?;
    if run.closed().is_some() {
        return Err(Failure::cannot_begin(words::run_is_closed(context.language, &file.run)).into());
    }
    going_on::abandon(context, &store, Begun { run, open: resumed.open }, &reason, operator.as_ref())?;
    Ok(ExitCode::Yes)
}

/// Finds out why and by whom; asks on a terminal for what the options leave open.
fn said(context: &Context, arguments: &AbandonArguments, mode: Mode) -> Result<(String, Option<Operator>), Failure> {
    let given = arguments.reason.as_ref().map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let assurance = if mode == Mode::Scripted { Assurance::Scripted } else { Assurance::Claimed };
    let named = arguments.operator.as_ref().map(|id| named_operator(context, id, assurance)).transpose()?;
    if let Some(reason) = given {
        return Ok((reason, named));
    }
    if !context.interactive {
        return Err(Failure::cannot_begin(words::reason_wanted(context.language)));
    }
    let mut desk = Desk::open(context)?;
    let operator = match named {
        Some(operator) => operator,
        None => who(context, None, &mut desk)?,
    };
    context.say(&words::why_again(context.language));
    Ok((desk.line(context)?, Some(operator)))
}
