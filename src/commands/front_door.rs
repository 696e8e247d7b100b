//! `signoff` alone: what is open, what waits, what can be started; a number does it. \[door\]

use std::path::PathBuf;

use anyhow::Result;

use super::arguments::RunArguments;
use super::context::Context;
use super::desk::Desk;
use super::going_on::{self, Chosen};
use super::history::History;
use super::library::{Library, check_status};
use super::run::{Fresh, begin_here, heal, title_of};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::RunFile;
use crate::language::commands as words;
use crate::terminal::sanitize::Shown;

/// One numbered line.
enum Door {
    GoOn(RunFile),
    Start(PathBuf),
}

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
    show_actions(context, &history);
    show_procedures(context, &mut doors);
    if doors.is_empty() {
        let folders = context.procedure_folders().iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>();
        return Err(Failure::cannot_begin(words::front_nothing(context.language, folders.join(", "))).into());
    }
    context.say(&words::front_choose(context.language));
    let number = desk.choice(doors.len(), context)?;
    let arguments = RunArguments::default();
    match doors.swap_remove(number - 1) {
        Door::GoOn(file) => going_on::chosen(context, &arguments, &store, mode, Chosen::GoOn(file), desk),
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

fn show_actions(context: &Context, history: &History) {
    let site = context.site.as_ref().map_or("none", |site| site.id.as_str());
    for open in history.actions(site) {
        let due = open.action.due.map_or("–".to_owned(), |due| due.format("%m-%d %H:%M").to_string());
        let title = Shown::line(&open.action.title);
        context.say(&words::action_waits(context.language, &open.action.id, title.as_str(), due));
    }
}

fn show_procedures(context: &Context, doors: &mut Vec<Door>) {
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
        context.say(&format!("  {} {}  {id}", doors.len(), title_of(&procedure, context)));
    }
}
