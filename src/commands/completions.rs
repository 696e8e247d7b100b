//! `completions`: what a shell completes, made from the command line itself; the ids it asks the program for, `ids`.

use anyhow::Result;
use clap_complete::Shell;

use super::arguments::IdKind;
use super::context::Context;
use super::help;
use super::history::History;
use super::library::Library;
use crate::exit_code::ExitCode;
use crate::journal::Auditor;

/// Put behind clap's own script: where a command takes an id, the ids of this site and store. clap's dynamic engine could do
/// it in every shell, but its interface is marked unstable.
const BASH_IDS: &str = include_str!("completions.bash");

/// Runs `completions`.
///
/// # Errors
/// Never; the form is that of all commands.
pub fn run(context: &Context, shell: Shell) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut help::described(context.language), "signoff", &mut bytes);
    context.data(&String::from_utf8_lossy(&bytes));
    if shell == Shell::Bash {
        context.data(BASH_IDS);
    }
    Ok(ExitCode::Yes)
}

/// Runs `ids`: one id a line, none where there is no store.
///
/// # Errors
/// Where the store cannot be read.
pub fn ids(context: &Context, kind: IdKind) -> Result<ExitCode> {
    let ids = if kind == IdKind::Procedures {
        Library::of(context).iter().map(|(id, _)| id.clone()).collect()
    } else {
        runs(context, kind == IdKind::OpenRuns)?
    };
    ids.iter().for_each(|id| context.data(&format!("{id}\n")));
    Ok(ExitCode::Yes)
}

fn runs(context: &Context, only_open: bool) -> Result<Vec<String>> {
    let Some(store) = context.existing_store()? else { return Ok(Vec::new()) };
    let runs = if only_open {
        let history = History::read(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
        history.open_runs().map(|earlier| earlier.file.run.to_string()).collect()
    } else {
        let auditor = Auditor::new(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
        auditor.runs().iter().rev().map(ToString::to_string).collect()
    };
    Ok(runs)
}
