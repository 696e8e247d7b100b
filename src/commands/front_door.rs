//! `signoff` alone: what is open, what waits, what can be started; a number does it. \[door\]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::actions;
use super::arguments::RunArguments;
use super::context::Context;
use super::desk::Desk;
use super::going_on::{self, Chosen};
use super::history::{Earlier, FollowUp, History};
use super::identity::{Tries, or_recorded, who};
use super::library::{Library, check_status};
use super::run::{Fresh, begin_here, heal, placard, title_of};
use super::taken_up::look;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{RunFile, Store};
use crate::language::{commands as words, duties, reading};
use crate::procedure::yaml::load_without_advice;
use crate::procedure::{Procedure, Status};
use crate::terminal::sanitize::Shown;

/// Most procedures that stand there one by one; more stand behind their tags, so that the page fits a small window.
const MOST_LISTED: usize = 12;

/// Most procedures that stand there because they were run last.
const MOST_RECENT: usize = 6;

/// What can be done from here.
enum Door {
    GoOn(RunFile),
    Close(Box<FollowUp>),
    Start(PathBuf),
}

/// Most open runs that are shown; `signoff log --open` has the rest.
const MOST_OPEN: usize = 6;

/// Most follow-up actions that are shown; `signoff actions` has the rest.
const MOST_ACTIONS: usize = 9;

/// One numbered line.
enum Line {
    Door(Door),
    Tag(Vec<Entry>),
    Back,
}

/// A procedure that can be started.
#[derive(Clone)]
struct Entry {
    id: String,
    title: String,
    tag: String,
    path: PathBuf,
    /// How many hand-overs wait for it.
    waiting: usize,
}

/// Shows the front door, and does what the operator chooses.
///
/// # Errors
/// Where nothing can begin, or something could not be recorded.
pub fn open(context: &Context) -> Result<ExitCode> {
    let mut desk = Desk::open(context)?;
    let mode = context.mode();
    placard(context, mode);
    let store = context.store()?;
    heal(&store, mode, context)?;
    let history = History::read(&store, mode).map_err(|error| context.store_failure(&error))?;
    let door = chosen_door(context, &store, &history, &mut desk)?;
    let arguments = RunArguments::default();
    match door {
        Door::GoOn(file) => going_on::chosen(context, &arguments, &store, mode, Chosen::GoOn(file), desk),
        Door::Close(action) => {
            let note = actions::asked_note(context, &action, &mut desk)?;
            let before = look(&store, &action.run, context)?;
            let mut tries = Tries { run: Some(&before), ..Tries::default() };
            let operator = who(context, None, &mut desk, &mut tries);
            let who = or_recorded(context, (&store, mode, &action.run), &tries, operator)?;
            actions::close(context, &store, mode, &action, who, note)?;
            Ok(ExitCode::Yes)
        }
        Door::Start(path) => {
            let volumes = Library::of(context).load(&path, context)?;
            let procedure = &volumes.all[0].procedure;
            check_status(procedure, context)?;
            match going_on::offer(context, &store, &history, procedure, &mut desk)? {
                Some(chosen) => going_on::chosen(context, &arguments, &store, mode, chosen, desk),
                None => {
                    begin_here(context, &arguments, Fresh { store: &store, mode, volumes, history: &history }, desk)
                }
            }
        }
    }
}

fn show_open(context: &Context, store: &Store, history: &History, lines: &mut Vec<Line>) {
    let open: Vec<_> = history.open_runs().collect();
    if open.is_empty() {
        return;
    }
    context.say(&words::front_open(context.language));
    let more = open.len().saturating_sub(MOST_OPEN);
    for earlier in open.into_iter().take(MOST_OPEN) {
        lines.push(Line::Door(Door::GoOn(earlier.file.clone())));
        let (what, where_it_waits) = standing(context, store, earlier);
        context.say(&format!("  {} {what}", lines.len()));
        context.say(&format!("    {where_it_waits}"));
    }
    if more > 0 {
        context.say(&format!("  {}", words::front_more_open(context.language, more)));
    }
}

/// Returns what an open run is and who began it, and at which step it waits since when, or that somebody is at it.
fn standing(context: &Context, store: &Store, earlier: &Earlier) -> (String, String) {
    let (title, step) = going_on::stand(context, store, earlier);
    let since = earlier.left().map(|entry| entry.time.format("%m-%d %H:%M").to_string()).unwrap_or_default();
    let in_use = store.read_run(&earlier.file).is_ok_and(|reading| reading.in_use);
    let waits = if in_use {
        words::front_in_use(context.language, step)
    } else {
        words::front_waits(context.language, step, since)
    };
    (format!("{title}  {}", Shown::line(&earlier.started.operator.name)), waits)
}

fn show_actions(context: &Context, history: &History, lines: &mut Vec<Line>) {
    let open = history.actions(site_id(context));
    if open.is_empty() {
        return;
    }
    context.say(&duties::waiting(context.language));
    let more = open.len().saturating_sub(MOST_ACTIONS);
    for action in open.into_iter().take(MOST_ACTIONS) {
        let line = actions::waits(context, &action);
        lines.push(Line::Door(Door::Close(Box::new(action))));
        context.say(&format!("  {} {line}", lines.len()));
    }
    if more > 0 {
        context.say(&format!("  {}", duties::more_waiting(context.language, more)));
    }
}

fn site_id(context: &Context) -> &str {
    context.site.as_ref().map_or("none", |site| site.id.as_str())
}

/// Shows the page until a run or a procedure is chosen.
fn chosen_door(context: &Context, store: &Store, history: &History, desk: &mut Desk) -> Result<Door, Failure> {
    let (entries, broken) = entries(context, history);
    let broken = broken.first().map(|first| {
        words::front_broken(
            context.language,
            broken.len(),
            Shown::line(first.file_name().unwrap_or_default().to_string_lossy()),
        )
    });
    loop {
        let mut lines = Vec::new();
        show_open(context, store, history, &mut lines);
        show_actions(context, history, &mut lines);
        show_procedures(context, history, &entries, &mut lines);
        if lines.is_empty() {
            return Err(nothing_to_do(context, broken));
        }
        if let Some(broken) = &broken {
            context.say(broken);
        }
        let mut line = choose(context, desk, lines)?;
        if let Line::Tag(entries) = line {
            let mut lines = Vec::new();
            entries.iter().for_each(|entry| show_entry(context, entry, &mut lines));
            lines.push(Line::Back);
            context.say(&format!("  {} {}", lines.len(), words::front_back(context.language)));
            line = choose(context, desk, lines)?;
        }
        if let Line::Door(door) = line {
            return Ok(door);
        }
    }
}

fn nothing_to_do(context: &Context, broken: Option<String>) -> Failure {
    let folders: Vec<String> = context.procedure_folders().iter().map(|folder| folder.display().to_string()).collect();
    let nothing = || words::front_nothing(context.language, folders.join(", "));
    Failure::cannot_begin(broken.unwrap_or_else(nothing)).help(reading::see_new(context.language))
}

fn choose(context: &Context, desk: &mut Desk, mut lines: Vec<Line>) -> Result<Line, Failure> {
    context.say(&words::front_choose(context.language));
    let number = desk.choice(lines.len(), context)?;
    Ok(lines.swap_remove(number - 1))
}

/// Returns the procedures that can be started, in the order of their ids, and the files with errors.
fn entries(context: &Context, history: &History) -> (Vec<Entry>, Vec<PathBuf>) {
    let (mut usable, mut broken) = (Vec::new(), Vec::new());
    for (id, path) in Library::of(context).iter() {
        let bytes = crate::files::read(path, context.language).ok();
        match bytes.and_then(|bytes| load_without_advice(Some(id), &bytes).procedure) {
            Some(procedure) if procedure.status == Status::Retired => {}
            Some(procedure) => usable.push(entry(context, history, &procedure, path)),
            None => broken.push(path.clone()),
        }
    }
    (usable, broken)
}

fn entry(context: &Context, history: &History, procedure: &Procedure, path: &Path) -> Entry {
    let tag = procedure.tags.first().cloned().unwrap_or_else(|| reading::untagged(context.language));
    let waiting = history.handovers(procedure, site_id(context)).len();
    Entry { id: procedure.id.clone(), title: title_of(procedure, context), tag, path: path.to_owned(), waiting }
}

/// A few procedures stand there one by one; of many, those that were run last, and the rest by tag.
fn show_procedures(context: &Context, history: &History, entries: &[Entry], lines: &mut Vec<Line>) {
    if entries.is_empty() {
        return;
    }
    context.say(&words::front_procedures(context.language));
    if entries.len() <= MOST_LISTED {
        entries.iter().for_each(|entry| show_entry(context, entry, lines));
        return;
    }
    recent(history, entries).iter().for_each(|entry| show_entry(context, entry, lines));
    let mut tags: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    entries.iter().for_each(|entry| tags.entry(&entry.tag).or_default().push(entry.clone()));
    for (tag, entries) in tags {
        let line = words::front_tag(context.language, Shown::line(tag).as_str(), entries.len());
        lines.push(Line::Tag(entries));
        context.say(&format!("  {} {line}", lines.len()));
    }
}

/// Returns the procedures that a hand-over waits for, then those that were run last, the newest first.
fn recent(history: &History, entries: &[Entry]) -> Vec<Entry> {
    let mut recent: Vec<Entry> = entries.iter().filter(|entry| entry.waiting > 0).cloned().collect();
    for earlier in &history.runs {
        let id = &earlier.started.procedure.id;
        let known = recent.iter().any(|entry| entry.id == *id);
        let entry = entries.iter().find(|entry| entry.id == *id && !known);
        recent.extend(entry.cloned());
    }
    recent.truncate(MOST_RECENT);
    recent
}

fn show_entry(context: &Context, entry: &Entry, lines: &mut Vec<Line>) {
    lines.push(Line::Door(Door::Start(entry.path.clone())));
    let waiting = (entry.waiting > 0).then(|| format!("  {}", duties::handovers(context.language, entry.waiting)));
    context.say(&format!("  {} {}  {}{}", lines.len(), entry.title, entry.id, waiting.unwrap_or_default()));
}
