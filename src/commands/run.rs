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
use super::library::{self, Library, Volumes};
use super::scripted;
use crate::clock::Clock;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files::{self, Unreadable};
use crate::journal::{FileStorage, Healed, Mode, OpenRun, Receipt, RunFile, Store, StoreError};
use crate::language::{commands as words, prompter, records, refusals};
use crate::procedure::Procedure;
use crate::run::event::{Assurance, Event, NoteAdded, Person};
use crate::run::outcome::Verdict;
use crate::run::{MOST_FAILURES, Run, is_name, meant};
use crate::session::{Ending, Prompter, Session};
use crate::site::Pins;
use crate::terminal::prompter::people_labels;
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

/// Says above all questions that come before a run's own that nothing here is real, where that is so.
pub(super) fn placard(context: &Context, mode: Mode) {
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
    let operator = who(context, arguments.operator.as_deref(), &mut desk)?;
    begin_as(context, arguments, fresh, operator, desk)
}

/// Begins a run of `operator` on this terminal, and conducts it.
///
/// # Errors
/// As [`run`].
pub(super) fn begin_as(
    context: &Context,
    arguments: &RunArguments,
    fresh: Fresh<'_>,
    operator: Operator,
    desk: Desk,
) -> Result<ExitCode> {
    let Fresh { store, mode, volumes, history } = fresh;
    let set = beginning::set_values(&arguments.set, &volumes.all[0].procedure, context)?;
    let wanted = Wanted { mode, operator, set, handovers: beginning::waiting(history, &volumes, context) };
    let begun = beginning::begin(store, volumes, wanted, &context.clock, context)?;
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

/// Finds out who runs it: named, chosen from the roster, or asked by name.
pub(super) fn who(context: &Context, named: Option<&str>, desk: &mut Desk) -> Result<Operator, Failure> {
    who_of(context, named, desk, &mut Tries::default())
}

/// The wrong PINs that somebody gave, before and now.
#[derive(Debug, Default)]
pub(super) struct Tries<'a> {
    /// The run that they count for, if there is one.
    pub run: Option<&'a Run>,
    /// Who gave wrong ones now.
    pub person: Option<Person>,
    /// How many.
    pub failures: u32,
}

/// Finds out who acts, and counts the wrong PINs that he gives.
pub(super) fn who_of(
    context: &Context,
    named: Option<&str>,
    desk: &mut Desk,
    tries: &mut Tries<'_>,
) -> Result<Operator, Failure> {
    let Some(roster) = context.site.as_ref().and_then(crate::site::Site::roster) else {
        context.say(&words::no_site(context.language));
        let name = match named {
            Some(name) if is_name(name) => name.to_owned(),
            Some(name) => return Err(Failure::cannot_begin(refusals::not_a_name(context.language, Shown::line(name)))),
            None => ask_name(desk, context)?,
        };
        return Ok(Operator {
            person: Person { id: name.clone(), name, roles: Vec::new() },
            assurance: Assurance::Claimed,
        });
    };
    let person = match named {
        Some(id) => known(&roster, id, context)?,
        None => choose(&roster, desk, context)?,
    };
    let assurance = prove(&person, desk, context, tries)?;
    Ok(Operator { person, assurance })
}

fn ask_name(desk: &mut Desk, context: &Context) -> Result<String, Failure> {
    context.say(&words::who_are_you(context.language));
    loop {
        let line = desk.line(context)?;
        if is_name(&line) {
            return Ok(line);
        }
        context.say(&refusals::not_a_name(context.language, Shown::line(&line)));
    }
}

/// Returns the person of the roster with that id or name.
pub(super) fn known(roster: &[Person], id: &str, context: &Context) -> Result<Person, Failure> {
    // Nobody has a list with numbers before him here.
    let found = roster.iter().find(|person| person.id == id).or_else(|| roster.iter().find(|person| person.name == id));
    found.cloned().ok_or_else(|| {
        let ids = roster.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(", ");
        Failure::cannot_begin(words::unknown_operator(context.language, id.escape_debug()))
            .help(words::roster_is(context.language, ids))
    })
}

fn choose(roster: &[Person], desk: &mut Desk, context: &Context) -> Result<Person, Failure> {
    context.say(&words::who_of_roster(context.language));
    let people: Vec<&Person> = roster.iter().collect();
    people_labels(&people).iter().for_each(|label| context.say(&format!("  {}", Shown::line(label))));
    loop {
        let line = desk.line(context)?;
        match meant(&line, &people) {
            Some(person) => return Ok(person.clone()),
            None => context.say(&words::unknown_operator(context.language, line.escape_debug())),
        }
    }
}

fn prove(person: &Person, desk: &mut Desk, context: &Context, tries: &mut Tries<'_>) -> Result<Assurance, Failure> {
    use crate::session::People;

    let pins = Pins::of(context.site.as_ref());
    if !pins.has_pin(&person.id) {
        return Ok(Assurance::Claimed);
    }
    let before = tries.run.map_or(0, |run| run.failures(&person.id));
    if before >= MOST_FAILURES {
        return Err(Failure::cannot_begin(refusals::person_locked(context.language, &person.name)));
    }
    tries.person = Some(person.clone());
    for failures in before + 1..=MOST_FAILURES {
        let prompt = words::pin_of(context.language, &person.name);
        if desk.secret(&prompt, context)?.is_some_and(|pin| pins.is_pin(&person.id, &pin)) {
            return Ok(Assurance::Pin);
        }
        tries.failures += 1;
        // The last failure is said by the error that it ends with.
        if failures < MOST_FAILURES {
            context.say(&words::wrong_pin(context.language));
        }
    }
    Err(Failure::cannot_begin(words::wrong_pin(context.language)))
}

/// Returns the operator whom an option names, for commands that ask nothing.
pub(super) fn named_operator(context: &Context, named: &str, assurance: Assurance) -> Result<Operator, Failure> {
    match context.site.as_ref().and_then(crate::site::Site::roster) {
        Some(roster) => Ok(Operator { person: known(&roster, named, context)?, assurance }),
        None => Ok(Operator {
            person: Person { id: named.to_owned(), name: named.to_owned(), roles: Vec::new() },
            assurance,
        }),
    }
}

/// Finds out who acts on a closed run: as for a run on a terminal; elsewhere somebody must be named who has no PIN.
pub(super) fn identified(context: &Context, named: Option<&str>, mode: Mode) -> Result<Operator, Failure> {
    identified_of(context, named, mode, &mut Tries::default())
}

/// The same, where wrong PINs count for a run.
pub(super) fn identified_of(
    context: &Context,
    named: Option<&str>,
    mode: Mode,
    tries: &mut Tries<'_>,
) -> Result<Operator, Failure> {
    use crate::session::People;

    if mode == Mode::Scripted
        && let Some(named) = named
    {
        return named_operator(context, named, Assurance::Scripted);
    }
    let Some(named) = named.filter(|_| !context.interactive) else {
        if !context.interactive {
            return Err(
                Failure::cannot_begin(words::no_operator(context.language)).help(records::name_one(context.language))
            );
        }
        return who_of(context, named, &mut Desk::open(context)?, tries);
    };
    let operator = named_operator(context, named, Assurance::Claimed)?;
    if Pins::of(context.site.as_ref()).has_pin(&operator.person.id) {
        let message = records::pin_wants_terminal(context.language, &operator.person.name);
        return Err(Failure::cannot_begin(message).help(records::pin_help(context.language)));
    }
    Ok(operator)
}

/// Returns whether a procedure is one of the site's own, for messages.
pub(super) fn title_of(procedure: &Procedure, context: &Context) -> String {
    let text = procedure.title.get(context.language.code()).source().to_owned();
    crate::terminal::sanitize::Shown::line(text).as_str().to_owned()
}
