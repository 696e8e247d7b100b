//! `signoff` alone: what is open, what waits, what can be started; a number does it. \[door\]

use std::path::PathBuf;

use anyhow::Result;

use super::actions;
use super::arguments::RunArguments;
use super::context::Context;
use super::desk::Desk;
use super::going_on::{self, Chosen};
use super::history::{FollowUp, History};
use super::library::{Library, check_status};
use super::run::{Fresh, begin_here, heal, title_of, who};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::RunFile;
use crate::language::{commands as words, duties};
use crate::terminal::sanitize::Shown;

/// One numbered line.
enum Door {
    GoOn(RunFile),
    Close(Box<FollowUp>),
    Start(PathBuf),
}

/// Most follow-up actions that are shown; `signoff actions` has the rest.
const MOST_ACTIONS: usize = 9;

/// Shows the front door, and does what the operator chooses.
///
/// # Errors
/// Where nothing can begin, or something could not be recorded.
pub fn open(context: &Context) -> Result<ExitCode> {
    let mut desk = Desk::open(context)?;
    let mode = context.mode();
    let store = context.store()?;
    heal(&store, mode, context)?;
    let history = History::read(&store, mode).map_err(|error| context.store_failure(&error))?;
    let mut doors = Vec::new();
    show_open(context, &history, &mut doors);
    show_actions(context, &history, &mut doors);
    show_procedures(context, &history, &mut doors);
    if doors.is_empty() {
        let folders = context.procedure_folders().iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>();
        return Err(Failure::cannot_begin(words::front_nothing(context.language, folders.join(", "))).into());
    }
    context.say(&words::front_choose(context.language));
    let number = desk.choice(doors.len(), context)?;
    let arguments = RunArguments::default();
    match doors.swap_remove(number - 1) {
        Door::GoOn(file) => going_on::chosen(context, &arguments, &store, mode, Chosen::GoOn(file), desk),
        Door::Close(action) => {
            let note = actions::asked_note(context, &action, &mut desk)?;
            let operator = who(context, None, &mut desk)?;
            actions::close(context, &store, mode, &action, &operator, note)?;
            Ok(ExitCode::Yes)
        }
        Door::Start(path) => {
            let volumes = Library::of(context).load(&path, context)?;
            let procedure = &volumes.all[0].procedure;
            check_status(procedure, context)?;
            match going_on::offer(context, &history, procedure, &mut desk)? {
                Some(chosen) => going_on::chosen(context, &arguments, &store, mode, chosen, desk),
                None => {
                    begin_here(context, &arguments, Fresh { store: &store, mode, volumes, history: &history }, desk)
                }
            }
        }
    }
}

fn show_open(context: &Context, history: &History, doors: &mut Vec<Door>) {
    let open: Vec<_> = history.open_runs().collect();
    if open.is_empty() {
        return;
    }
    context.say(&words::front_open(context.language));
    for earlier in open {
        doors.push(Door::GoOn(earlier.file.clone()));
        let by = Shown::line(&earlier.started.operator.name);
        context.say(&format!("  {} {} {}", doors.len(), earlier.file.run, by.as_str()));
    }
}

fn show_actions(context: &Context, history: &History, doors: &mut Vec<Door>) {
    let open = history.actions(site_id(context));
    if open.is_empty() {
        return;
    }
    context.say(&duties::waiting(context.language));
    let more = open.len().saturating_sub(MOST_ACTIONS);
    for action in open.into_iter().take(MOST_ACTIONS) {
        let line = actions::waits(context, &action);
        doors.push(Door::Close(Box::new(action)));
        context.say(&format!("  {} {line}", doors.len()));
    }
    if more > 0 {
        context.say(&format!("  {}", duties::more_waiting(context.language, more)));
    }
}

fn site_id(context: &Context) -> &str {
    context.site.as_ref().map_or("none", |site| site.id.as_str())
}

fn show_procedures(context: &Context, history: &History, doors: &mut Vec<Door>) {
    let library = Library::of(context);
    let mut titled = false;
    for (id, path) in library.iter() {
        let Ok(bytes) = crate::files::read(path, context.language) else { continue };
        let Some(procedure) = crate::procedure::yaml::load(Some(id), &bytes).procedure else { continue };
        if !titled {
            context.say(&words::front_procedures(context.language));
            titled = true;
        }
        doors.push(Door::Start(path.clone()));
        let waiting = history.handovers(&procedure, site_id(context)).len();
        let waiting = (waiting > 0).then(|| format!("  {}", duties::handovers(context.language, waiting)));
        let title = title_of(&procedure, context);
        context.say(&format!("  {} {title}  {id}{}", doors.len(), waiting.unwrap_or_default()));
    }
}
