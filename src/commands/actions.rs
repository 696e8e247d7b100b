//! `actions`: the follow-up actions of the store's runs, those that are open first; and how one is closed. \[door\]

use anyhow::Result;

use super::arguments::ActionsArguments;
use super::beginning::Operator;
use super::context::Context;
use super::desk::Desk;
use super::history::{FollowUp, History};
use super::identity::{Tries, identified, or_recorded, record_wrong};
use super::run::heal;
use super::taken_up::{self, TakenUp, look, take_up};
use crate::clock::Clock;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Mode, Store, StoreError};
use crate::language::duties as words;
use crate::report::words::list;
use crate::run::LONGEST_REASON;
use crate::run::event::{ActionClosed, Event, Moment};
use crate::terminal::sanitize::Shown;
use crate::terminal::style::Role;
use crate::terminal::table::{Cell, Table};

/// Runs the command: exit code 0 where they were listed, or the one is closed and on the disk.
///
/// # Errors
/// Where the store cannot be read, there is no such open action, no note, or it could not be recorded.
pub fn run(context: &Context, arguments: &ActionsArguments) -> Result<ExitCode> {
    let Some(store) = context.store_to_read()? else {
        let failure = context.store_failure(&StoreError::NotAStore { path: context.store_path()? });
        if arguments.action.is_some() {
            return Err(failure.into());
        }
        context.say(&failure.message);
        return Ok(ExitCode::Yes);
    };
    let history = History::read(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
    let all = history.follow_ups(context.site.as_ref().map(|site| site.id.as_str()));
    match &arguments.action {
        None => {
            show(context, &store, all);
            Ok(ExitCode::Yes)
        }
        Some(id) => {
            let action = named(&all, id, context)?;
            let note = note(context, arguments, action)?;
            let mode = context.mode();
            let before = look(&store, &action.run, context)?;
            let mut tries = Tries { run: Some(&before), ..Tries::default() };
            let operator = identified(context, arguments.operator.as_deref(), mode, &mut tries);
            let who = or_recorded(context, (&store, mode, &action.run), &tries, operator)?;
            close(context, &store, mode, action, who, note)?;
            Ok(ExitCode::Yes)
        }
    }
}

/// Lists them: the open ones by what is due first, then the closed ones, the latest first.
fn show(context: &Context, store: &Store, all: Vec<FollowUp>) {
    let now = context.clock.now().at;
    let (mut open, mut closed): (Vec<_>, Vec<_>) = all.into_iter().partition(|action| action.closed.is_none());
    open.sort_by_key(|action| (action.action.due.is_none(), action.action.due));
    closed.sort_by_key(|action| std::cmp::Reverse(action.closed.as_ref().map(|(at, _)| *at)));
    if open.is_empty() {
        context.say(&words::none_open(context.language));
    }
    let language = context.language;
    let names = [
        words::column_id,
        words::column_title,
        words::column_owner,
        words::column_due,
        words::column_from,
        words::column_state,
    ];
    let mut table = Table::new(names.map(|name| Shown::line(name(language))));
    let any_open = !open.is_empty();
    let all: Vec<FollowUp> = open.into_iter().chain(closed).collect();
    for action in &all {
        table.add_row(row(action, store, now, context));
    }
    if !all.is_empty() {
        context.data(&table.render(&context.layout()));
    }
    if any_open {
        context.say(&words::how_to_close(language));
    }
}

fn row(follow_up: &FollowUp, store: &Store, now: Moment, context: &Context) -> Vec<Cell> {
    let text = |text: String| Cell::from(Shown::line(text));
    let language = context.language;
    let action = &follow_up.action;
    let state = match &follow_up.closed {
        Some((at, closed)) => {
            text(words::state_closed(language, when(*at), name_of(follow_up, &closed.by), &closed.note))
        }
        None if action.due.is_some_and(|due| due < now) => {
            Cell::in_role(Shown::line(words::state_overdue(language)), Role::Bad)
        }
        None => Cell::in_role(Shown::line(words::state_open(language)), Role::Warning),
    };
    vec![
        text(short(&action.id)),
        text(action.title.clone()),
        text(owner(follow_up, store, context)),
        text(action.due.map(when).unwrap_or_default()),
        text(format!("{} {}", follow_up.started.procedure.id, follow_up.started.business_date)),
        state,
    ]
}

/// Returns the title of the role that owns an action, as the pinned procedure has it; else the role's id.
fn owner(follow_up: &FollowUp, store: &Store, context: &Context) -> String {
    let Some(role) = &follow_up.action.owner else { return String::new() };
    let program = taken_up::program(store, &follow_up.started).ok();
    let title = program.as_ref().and_then(|program| {
        let mut units = std::iter::once(program.main()).chain(program.all_called());
        units.find_map(|unit| unit.procedure.roles.get(role))
    });
    title.map_or_else(|| role.clone(), |title| crate::report::words::text(title, context.language).to_owned())
}

/// Returns the ending of an action's id: enough to name it, and never broken over two lines.
fn short(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

fn when(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn name_of(follow_up: &FollowUp, id: &str) -> String {
    let roster = follow_up.started.roster.iter().flatten();
    let person = roster.chain([&follow_up.started.operator]).find(|person| person.id == id);
    person.map_or_else(|| id.to_owned(), |person| person.name.clone())
}

/// Returns the open action that `id` stands for.
fn named<'a>(all: &'a [FollowUp], id: &str, context: &Context) -> Result<&'a FollowUp, Failure> {
    let language = context.language;
    let whole: Vec<&FollowUp> = all.iter().filter(|action| action.action.id == id).collect();
    let ending = || all.iter().filter(|action| !id.is_empty() && action.action.id.ends_with(id)).collect();
    let fitting: Vec<&FollowUp> = if whole.is_empty() { ending() } else { whole };
    match fitting.as_slice() {
        [] => Err(Failure::cannot_begin(words::unknown(language, Shown::line(id))).help(words::see_actions(language))),
        [one] => match &one.closed {
            None => Ok(one),
            Some((at, closed)) => Err(Failure::cannot_begin(words::closed_before(
                language,
                &one.action.id,
                when(*at),
                name_of(one, &closed.by),
            ))),
        },
        several => {
            let ids: Vec<String> = several.iter().map(|action| format!("`{}`", action.action.id)).collect();
            Err(Failure::cannot_begin(words::ambiguous(language, Shown::line(id), list(language, &ids))))
        }
    }
}

/// Returns what was done: given, or asked for on a terminal.
fn note(context: &Context, arguments: &ActionsArguments, action: &FollowUp) -> Result<String, Failure> {
    let given = arguments.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let note = match given {
        Some(note) => note.to_owned(),
        None if context.interactive => asked_note(context, action, &mut Desk::open(context)?)?,
        None => {
            return Err(
                Failure::cannot_begin(words::note_wanted(context.language)).help(words::note_help(context.language))
            );
        }
    };
    if note.len() > LONGEST_REASON {
        return Err(Failure::cannot_begin(words::note_too_long(context.language, LONGEST_REASON)));
    }
    Ok(note)
}

/// Asks what was done about an action.
///
/// # Errors
/// Where the operator leaves.
pub(super) fn asked_note(context: &Context, action: &FollowUp, desk: &mut Desk) -> Result<String, Failure> {
    context.say(&words::what_was_done(context.language, Shown::line(&action.action.title)));
    desk.line(context)
}

/// Records in the journal of the run that opened it that an action is closed, and wrong PINs that were given before; the ledger
/// seals a closed run anew.
///
/// # Errors
/// Where the run cannot be taken up, or it could not be recorded.
pub(super) fn close(
    context: &Context,
    store: &Store,
    mode: Mode,
    action: &FollowUp,
    (operator, wrong): (Operator, Option<Event>),
    note: String,
) -> Result<(), Failure> {
    heal(store, mode, context)?;
    let TakenUp { resumed, .. } = take_up(store, mode, &action.run, context)?;
    let mut open = resumed.open;
    record_wrong(context, &mut open, wrong.as_ref())?;
    let (id, by) = (action.action.id.clone(), operator.person.id.clone());
    let event = Event::ActionClosed(ActionClosed { id: id.clone(), note, by: by.clone() });
    open.journal
        .append(context.clock.now(), event.word(), &by, &event)
        .map_err(|error| context.journal_failure(&error))?;
    if open.journal.is_closed() {
        store.seal_run(&open, &by, &context.clock).map_err(|error| context.store_failure(&error))?;
    }
    context.say(&words::closed_now(context.language, id, Shown::line(&operator.person.name)));
    Ok(())
}

/// Returns one line that says what waits and until when.
pub(super) fn waits(context: &Context, follow_up: &FollowUp) -> String {
    let language = context.language;
    let title = Shown::line(&follow_up.action.title);
    let shown = |due: Moment| due.format("%m-%d %H:%M").to_string();
    match follow_up.action.due {
        None => words::waits(language, title),
        Some(due) if due < context.clock.now().at => words::waits_overdue(language, title, shown(due)),
        Some(due) => words::waits_due(language, title, shown(due)),
    }
}

/// Says which follow-up actions of the site nobody has closed.
pub(super) fn say_what_waits(context: &Context, history: &History) {
    let site = context.site.as_ref().map_or("none", |site| site.id.as_str());
    for open in history.actions(site) {
        context.say(&words::waits_id(context.language, waits(context, &open), short(&open.action.id)));
    }
}
