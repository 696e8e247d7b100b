//! `completions`: what a shell completes, made from the command line itself; the ids it asks the program for, `ids`.

use anyhow::Result;
use clap::ValueHint;
use clap_complete::Shell;

use super::arguments::IdKind;
use super::context::Context;
use super::from_run::rehearsed;
use super::help;
use super::history::History;
use super::library::Library;
use crate::exit_code::ExitCode;
use crate::journal::{Auditor, Mode};

/// Put behind clap's own scripts: where a command takes an id, the ids of this site and store. clap's dynamic engine could do
/// it in every shell, but its interface is marked unstable.
const BASH_IDS: &str = include_str!("completions.bash");
const FISH_IDS: &str = include_str!("completions.fish");
const ELVISH_IDS: &str = include_str!("completions.elv");

/// Put behind the first line of clap's own script, which calls what it finds there.
const ZSH_IDS: &str = include_str!("completions.zsh");

/// Arguments that take an id, as clap calls them: the command (any, if empty), the argument, a hint that no argument has by
/// itself, what clap writes for it in zsh's script, and what is to stand there.
const TAKE_IDS: [(&str, &str, ValueHint, &str, &str); 5] = [
    ("run", "target", ValueHint::Username, ":_users'", ": _signoff_ids procedures open-runs'"),
    ("abandon", "run", ValueHint::Hostname, ":_hosts'", ": _signoff_ids open-runs'"),
    ("", "procedure explore", ValueHint::Url, ":_urls'", ": _signoff_ids procedures'"),
    ("test", "from", ValueHint::ExecutablePath, ":_absolute_command_paths'", ": _signoff_ids rehearsals'"),
    ("", "run runs", ValueHint::EmailAddress, ":_email_addresses'", ": _signoff_ids runs'"),
];

/// Runs `completions`.
///
/// # Errors
/// Never; the form is that of all commands.
pub fn run(context: &Context, shell: Shell) -> Result<ExitCode> {
    let mut command = help::described(context.language);
    if shell == Shell::Zsh {
        command = with_hints(command);
    }
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command, "signoff", &mut bytes);
    let script = String::from_utf8_lossy(&bytes).into_owned();
    context.data(&match shell {
        Shell::Bash => script + BASH_IDS,
        Shell::Fish => script + FISH_IDS,
        Shell::Elvish => script + ELVISH_IDS,
        Shell::Zsh => with_ids(script),
        _ => script,
    });
    Ok(ExitCode::Yes)
}

/// Marks each argument that takes an id.
fn with_hints(mut command: clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let hint = |id: &str| {
            let takes =
                |(owner, ids): (&str, &str)| (owner.is_empty() || owner == name) && ids.split(' ').any(|one| one == id);
            TAKE_IDS.into_iter().find(|(owner, ids, ..)| takes((owner, ids))).map(|(_, _, hint, ..)| hint)
        };
        command = command.mut_subcommand(&name, |sub| {
            sub.mut_args(|arg| match hint(arg.get_id().as_str()) {
                Some(hint) => arg.value_hint(hint),
                None => arg,
            })
        });
    }
    command
}

/// Puts the ids where the marks are.
fn with_ids(script: String) -> String {
    let script = TAKE_IDS.iter().fold(script, |script, (.., mark, ids)| script.replace(mark, ids));
    match script.split_once('\n') {
        Some((first, rest)) => format!("{first}\n{ZSH_IDS}{rest}"),
        None => script,
    }
}

/// Runs `ids`: one id a line, none where there is no store.
///
/// # Errors
/// Where the store cannot be read.
pub fn ids(context: &Context, kind: IdKind) -> Result<ExitCode> {
    let ids = match kind {
        IdKind::Procedures => Library::of(context).iter().map(|(id, _)| id.clone()).collect(),
        IdKind::Runs => runs(context, &[context.mode()])?,
        IdKind::OpenRuns => open_runs(context)?,
        IdKind::Rehearsals => runs(context, &rehearsed(context.mode))?,
    };
    ids.iter().for_each(|id| context.data(&format!("{id}\n")));
    Ok(ExitCode::Yes)
}

/// Returns the runs of each mode, the latest first.
fn runs(context: &Context, modes: &[Mode]) -> Result<Vec<String>> {
    let Some(store) = context.existing_store()? else { return Ok(Vec::new()) };
    let mut runs = Vec::new();
    for mode in modes {
        let auditor = Auditor::new(&store, *mode).map_err(|error| context.store_failure(&error))?;
        runs.extend(auditor.runs().iter().rev().map(ToString::to_string));
    }
    Ok(runs)
}

fn open_runs(context: &Context) -> Result<Vec<String>> {
    let Some(store) = context.existing_store()? else { return Ok(Vec::new()) };
    let history = History::read(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
    Ok(history.open_runs().map(|earlier| earlier.file.run.to_string()).collect())
}
