//! `run`: begins a run or goes on with one, and says how it ended. \[door\]

use std::path::PathBuf;

use anyhow::Result;

use super::arguments::RunArguments;
use super::at_terminal::conduct_here;
use super::beginning::{self, Begun, Operator, Wanted};
use super::context::Context;
use super::desk::Desk;
use super::going_on;
use super::history::History;
use super::identity::{Tries, who};
use super::library::{self, Library, Volumes};
use super::scripted;
use crate::clock::Clock;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files::{self, Unreadable};
use crate::journal::{FileStorage, Healed, Mode, OpenRun, Receipt, RunFile, Store, StoreError};
use crate::language::{commands as words, prompter, terminal};
use crate::procedure::Procedure;
use crate::run::Run;
use crate::run::event::{Event, NoteAdded};
use crate::run::outcome::Verdict;
use crate::session::{Ending, Prompter, Session};
use crate::site::Pins;
use crate::terminal::sanitize::Shown;

impl RunArguments {
    /// Returns the mode whose runs they say are meant, if they do.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        if self.answers.is_some() { Some(Mode::Scripted) } else { self.training.then_some(Mode::Training) }
    }
}

/// What `run` is to walk through.
pub(super) enum Target {
    /// A procedure's file.
    Procedure(PathBuf),
    /// A run of the store.
    Run(RunFile),
}

/// Runs the command.
///
/// # Errors
/// Where nothing can begin, or something could not be recorded.
pub fn run(context: &Context, arguments: &RunArguments) -> Result<ExitCode> {
    if let Some(path) = &arguments.answers {
        return scripted::run(context, arguments, path);
    }
    let mode = context.mode();
    let Some(name) = &arguments.target else { return super::front_door::open(context) };
    let target = target(name, mode, context)?;
    let mut desk = Desk::open(context)?;
    placard(context, mode);
    let store = context.store()?;
    heal(&store, mode, context)?;
    match target {
        Target::Run(file) => going_on::go_on(context, arguments, &store, mode, &file, desk),
        Target::Procedure(path) => {
            let history = History::read(&store, mode).map_err(|error| context.store_failure(&error))?;
            let volumes = Library::of(context).load(&path, context);
            let volumes = volumes.inspect_err(|_| going_on::mention(context, &history, &path))?;
            let procedure = &volumes.all[0].procedure;
            library::check_status(procedure, context)?;
            beginning::set_values(&arguments.set, procedure, context)?;
            if let Some(earlier) = going_on::offer(context, &store, &history, procedure, &mut desk)? {
                return going_on::chosen(context, arguments, &store, mode, earlier, desk);
            }
            begin_here(context, arguments, Fresh { store: &store, mode, volumes, history: &history }, desk)
        }
    }
}

/// Says above all questions that come before a run's own that nothing here is real, where that is so, and that the terminal
/// would garble what is shown and typed (D21).
pub(super) fn placard(context: &Context, mode: Mode) {
    if let Some(charset) = context.foreign_charset() {
        context.say(&terminal::terminal_not_utf8(context.language, Shown::line(charset)));
    }
    if mode == Mode::Training {
        context.say(&prompter::training(context.language));
    }
}

/// What a new run is begun from.
pub(super) struct Fresh<'a> {
    /// Where it is recorded.
    pub(super) store: &'a Store,
    /// What it counts as.
    pub(super) mode: Mode,
    /// Its procedures.
    pub(super) volumes: Volumes,
    /// What earlier runs left.
    pub(super) history: &'a History,
}

/// Finds out who begins a run on this terminal, and conducts it.
///
/// # Errors
/// As [`run`].
pub(super) fn begin_here(
    context: &Context,
    arguments: &RunArguments,
    fresh: Fresh<'_>,
    mut desk: Desk,
) -> Result<ExitCode> {
    beginning::set_values(&arguments.set, &fresh.volumes.all[0].procedure, context)?;
    super::actions::say_what_waits(context, fresh.history);
    let mut tries = Tries::default();
    let operator = who(context, arguments.operator.as_deref(), &mut desk, &mut tries)?;
    begin_as(context, arguments, fresh, (operator, tries.note(context)), desk)
}

/// Begins a run of `operator` on this terminal, and conducts it.
///
/// # Errors
/// As [`run`].
pub(super) fn begin_as(
    context: &Context,
    arguments: &RunArguments,
    fresh: Fresh<'_>,
    (operator, wrong): (Operator, Option<Event>),
    desk: Desk,
) -> Result<ExitCode> {
    let Fresh { store, mode, volumes, history } = fresh;
    let set = beginning::set_values(&arguments.set, &volumes.all[0].procedure, context)?;
    let wanted = Wanted { mode, operator, set, handovers: beginning::waiting(history, &volumes, context) };
    let mut begun = beginning::begin(store, volumes, wanted, &context.clock, context)?;
    going_on::record_wrong_of(context, &mut begun.run, &mut begun.open, wrong.as_ref())?;
    conduct_here(context, store, begun, desk)
}

/// A session that is over, with its journal still open.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) ending: Ending,
    pub(super) run: Run,
    pub(super) open: OpenRun,
}

/// Asks until the run is closed or left open.
///
/// # Errors
/// Where something could not be recorded; the prompter has shown what.
pub(super) fn conduct(
    begun: Begun,
    clock: &dyn Clock,
    prompter: &mut dyn Prompter,
    context: &Context,
) -> Result<Ended> {
    let Begun { run, mut open } = begun;
    let pins = Pins::of(context.site.as_ref());
    let mut session: Session<'_, FileStorage> = Session::new(run, &mut open.journal, clock, &pins);
    let ending = session.conduct(prompter).map_err(|error| match error {
        crate::session::SessionError::NotRecorded(error) => context.journal_failure(&error),
    })?;
    let run = session.run;
    Ok(Ended { ending, run, open })
}

/// Says how a session ended, closes the run in the ledger where it is over, and returns the exit code.
///
/// # Errors
/// Where the ledger cannot be written.
pub(super) fn finish(context: &Context, store: &Store, mut ended: Ended) -> Result<ExitCode> {
    let id = ended.open.run.clone();
    match &ended.ending {
        Ending::Closed(verdict) => {
            let code = verdict_code(*verdict);
            close(context, store, &mut ended)?;
            Ok(code)
        }
        Ending::Paused | Ending::Interrupted(_) => {
            context.say(&match ended.open.mode {
                Mode::Live => words::left_open(context.language, &id),
                Mode::Training => words::left_open_training(context.language, &id),
                Mode::Scripted => words::left_open_scripted(context.language, &id),
            });
            Ok(ExitCode::StillOpen)
        }
    }
}

/// Closes a run in the ledger, and gives its receipt: the line, the last screen with the code, the site's anchor file.
///
/// # Errors
/// Where the ledger cannot be written.
pub(super) fn close(context: &Context, store: &Store, ended: &mut Ended) -> Result<(), Failure> {
    let by = ended.run.operator().id.clone();
    let receipt =
        store.close_run(&mut ended.open, &by, &context.clock).map_err(|error| context.store_failure(&error))?;
    context.data(&format!("{receipt}\n"));
    super::at_terminal::show_closing(context, &ended.run, &receipt);
    anchor(context, store, ended, &receipt)
}

/// Returns the exit code of a verdict.
#[must_use]
pub fn verdict_code(verdict: Verdict) -> ExitCode {
    match verdict {
        Verdict::Completed | Verdict::CompletedWithDeviations => ExitCode::Yes,
        Verdict::Failed | Verdict::Incomplete | Verdict::Abandoned => ExitCode::No,
    }
}

/// Adds the receipt's code to the site's anchor file. A failure is shown and recorded, and blocks nothing.
fn anchor(context: &Context, store: &Store, ended: &mut Ended, receipt: &Receipt) -> Result<(), Failure> {
    let Some(path) = context.site.as_ref().and_then(|site| site.anchor.clone()) else { return Ok(()) };
    let line = format!("{} {} {}\n", receipt.at, receipt.run, receipt.code());
    let Err(error) = files::append(&path, line.as_bytes()) else {
        context.say(&words::anchored(context.language, path.display()));
        return Ok(());
    };
    let why = match &error {
        Unreadable::System(error) => files::plain(context.language, error),
        why => why.message(&path, context.language),
    };
    let text = words::not_anchored(context.language, path.display(), why);
    context.say(&text);
    let by = ended.run.operator().id.clone();
    let note = Event::NoteAdded(NoteAdded { path: String::new(), text, by: by.clone(), wrong_pins: None });
    let failure = |error: StoreError| context.store_failure(&error);
    ended.open.journal.append(context.clock.now(), note.word(), &by, &note).map_err(|error| failure(error.into()))?;
    store.seal_run(&ended.open, &by, &context.clock).map_err(failure)?;
    Ok(())
}

/// Returns what `name` stands for: a procedure first, then a run.
pub(super) fn target(name: &str, mode: Mode, context: &Context) -> Result<Target, Failure> {
    let library = Library::of(context);
    let unknown = match library.find(name, context) {
        Ok(path) => return Ok(Target::Procedure(path)),
        Err(unknown) => unknown,
    };
    let Some(store) = context.existing_store()? else { return Err(unknown) };
    match store.resolve(mode, name) {
        Ok(file) => Ok(Target::Run(file)),
        Err(StoreError::NoSuchRun { .. }) => Err(unknown),
        Err(error) => Err(context.store_failure(&error)),
    }
}

/// Mends what an earlier end of the program left, and says so.
pub(super) fn heal(store: &Store, mode: Mode, context: &Context) -> Result<(), Failure> {
    let healed = store.heal(mode, &context.clock).map_err(|error| context.store_failure(&error))?;
    for what in healed {
        match what {
            Healed::Adopted(_) | Healed::Sealed(_) => {}
            Healed::Closed(receipt) => {
                context.say(&words::healed_closed(context.language, &receipt.run, receipt.code()))
            }
            Healed::Removed(run) => context.say(&words::healed_removed(context.language, run)),
            Healed::NeverBegun(run) => context.say(&words::healed_never_begun(context.language, run)),
            Healed::Unlisted(run) => {
                context.say(&words::healed_unlisted(context.language, run, Context::mode_option(mode)));
            }
        }
    }
    Ok(())
}

/// Returns a procedure's title as one line, for messages.
pub(super) fn title_of(procedure: &Procedure, context: &Context) -> String {
    let text = procedure.title.get(context.language.code()).source().to_owned();
    Shown::line(text).as_str().to_owned()
}
