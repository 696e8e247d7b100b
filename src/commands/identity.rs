//! Who acts: the person whom an option names, the roster or a line, and the PIN that proves it.

use super::beginning::Operator;
use super::context::Context;
use super::desk::Desk;
use super::taken_up::take_up;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::journal::{Mode, OpenRun, PROGRAM, RunFile, Store};
use crate::language::{commands as words, reading, recorded, records, refusals};
use crate::run::event::{Assurance, Event, NoteAdded, Person, WrongPins};
use crate::run::{MOST_FAILURES, Run, is_name, meant};
use crate::site::Pins;
use crate::terminal::prompter::people_labels;
use crate::terminal::sanitize::Shown;

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

impl Tries<'_> {
    /// Returns the note that tells of them, for the journal; `None` where there were none.
    pub(super) fn note(&self, context: &Context) -> Option<Event> {
        let person = self.person.as_ref().filter(|_| self.failures > 0)?;
        let text = reading::wrong_pins(context.language, &person.name, self.failures);
        let wrong = WrongPins { person: person.id.clone(), failures: self.failures };
        let (path, by) = (String::new(), PROGRAM.to_owned());
        Some(Event::NoteAdded(NoteAdded { path, text, by, wrong_pins: Some(wrong) }))
    }
}

/// Records wrong PINs that were given outside a session, in the program's own name.
pub(super) fn record_wrong(context: &Context, open: &mut OpenRun, note: Option<&Event>) -> Result<(), Failure> {
    let Some(note) = note else { return Ok(()) };
    let recorded = open.journal.append(context.clock.now(), note.word(), PROGRAM, note);
    recorded.map(drop).map_err(|error| context.journal_failure(&error))
}

/// Returns who acts on a run, and the note of the wrong PINs that he gave before. Where nobody does, they are recorded at once.
///
/// # Errors
/// Where nobody acts, or that could not be recorded.
pub(super) fn or_recorded<T>(
    context: &Context,
    (store, mode, file): (&Store, Mode, &RunFile),
    tries: &Tries<'_>,
    who: Result<T, Failure>,
) -> Result<(T, Option<Event>), Failure> {
    let note = tries.note(context);
    if who.is_err() && note.is_some() {
        let mut open = take_up(store, mode, file, context)?.resumed.open;
        record_wrong(context, &mut open, note.as_ref())?;
        if open.journal.is_closed() {
            store.seal_run(&open, PROGRAM, &context.clock).map_err(|error| context.store_failure(&error))?;
        }
    }
    who.map(|who| (who, note))
}

/// Finds out who acts: named, chosen from the roster, or asked by name; counts the wrong PINs that he gives.
pub(super) fn who(
    context: &Context,
    named: Option<&str>,
    desk: &mut Desk,
    tries: &mut Tries<'_>,
) -> Result<Operator, Failure> {
    let Some(roster) = context.site.as_ref().and_then(crate::site::Site::roster) else {
        let unchecked = if context.site.is_some() { words::no_roster } else { words::no_site };
        context.say(&unchecked(context.language));
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
        let locked = refusals::person_locked(context.language, &person.name);
        return Err(Failure::cannot_begin(locked).help(words::somebody_else(context.language)));
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
            context.say(&recorded::wrong_pin(context.language, &person.name, MOST_FAILURES - failures));
        }
    }
    let language = context.language;
    let why = match tries.run {
        Some(_) => refusals::person_locked(language, &person.name),
        None => words::wrong_pins(language, &person.name, MOST_FAILURES),
    };
    Err(Failure::cannot_begin(why).help(words::somebody_else(language)))
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

/// Finds out who acts on a run: as for a run on a terminal; elsewhere somebody must be named who has no PIN.
pub(super) fn identified(
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
        return who(context, named, &mut Desk::open(context)?, tries);
    };
    let operator = named_operator(context, named, Assurance::Claimed)?;
    if Pins::of(context.site.as_ref()).has_pin(&operator.person.id) {
        let message = records::pin_wants_terminal(context.language, &operator.person.name);
        return Err(Failure::cannot_begin(message).help(records::pin_help(context.language)));
    }
    Ok(operator)
}
