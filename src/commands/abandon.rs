//! `abandon`: gives up an open run, with a reason. \[door\]

use anyhow::Result;

use super::arguments::AbandonArguments;
use super::beginning::{Begun, Operator};
use super::context::Context;
use super::desk::Desk;
use super::going_on;
use super::identity::{Tries, identified, or_recorded};
use super::run::{heal, verdict_code};
use super::taken_up::{TakenUp, look, take_up};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Mode, StoreError};
use crate::language::{commands as words, records};
use crate::run::outcome::Verdict;

/// Runs the command: exit code 1, as of every run that is closed `abandoned`.
///
/// # Errors
/// Where there is no such open run, no reason, nobody who may be believed, or it could not be recorded.
pub fn run(context: &Context, arguments: &AbandonArguments) -> Result<ExitCode> {
    let mode = context.mode();
    let Some(store) = context.existing_store()? else {
        return Err(context.store_failure(&StoreError::NotAStore { path: context.store_path()? }).into());
    };
    let file = store.resolve(mode, &arguments.run).map_err(|error| context.store_failure(&error))?;
    let before = look(&store, &file, context)?;
    let mut tries = Tries { run: Some(&before), ..Tries::default() };
    let said = said(context, arguments, mode, &mut tries);
    let ((reason, operator), wrong) = or_recorded(context, (&store, mode, &file), &tries, said)?;
    heal(&store, mode, context)?;
    let TakenUp { mut run, mut resumed } = take_up(&store, mode, &file, context)?;
    if run.closed().is_some() {
        return Err(Failure::cannot_begin(words::run_is_closed(context.language, &file.run)).into());
    }
    going_on::record_wrong_of(context, &mut run, &mut resumed.open, wrong.as_ref())?;
    going_on::abandon(context, &store, Begun { run, open: resumed.open }, &reason, &operator)?;
    Ok(verdict_code(Verdict::Abandoned))
}

/// Finds out by whom and why; asks on a terminal for what the options leave open. Elsewhere it is the run's own operator who
/// gives it up, where nobody else is named.
fn said(
    context: &Context,
    arguments: &AbandonArguments,
    mode: Mode,
    tries: &mut Tries<'_>,
) -> Result<(String, Operator), Failure> {
    let given = arguments.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if given.is_none() && !context.interactive {
        return Err(Failure::cannot_begin(words::reason_wanted(context.language))
            .help(records::purge_reason_help(context.language)));
    }
    let before = tries.run;
    let own = before.filter(|_| !context.interactive).map(|before| before.operator().id.as_str());
    let operator = identified(context, arguments.operator.as_deref().or(own), mode, tries)?;
    let reason = match given {
        Some(reason) => reason.to_owned(),
        None => {
            context.say(&words::why_again(context.language));
            Desk::open(context)?.reason(&before.map(|before| before.reasons_at("")).unwrap_or_default(), context)?
        }
    };
    Ok((reason, operator))
}
