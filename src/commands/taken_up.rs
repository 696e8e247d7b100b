//! Takes up an open run again: its journal, its pinned procedures, the run that its entries make. \[door\]

use std::path::PathBuf;

use super::context::Context;
use super::library::Library;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::journal::{Digest, Entry, Mode, Resumed, RunFile, Store, Verification};
use crate::language::{Language, commands as words, reading};
use crate::procedure::Procedure;
use crate::procedure::yaml::load_pinned;
use crate::report::titles::Titles;
use crate::run::event::{Event, Pinned, RunStarted};
use crate::run::question::Question;
use crate::run::{Applied, Next, Program, ReplayError, Run};

/// Most entries that a run is followed over to its next question: pages, conditions, computed values.
const MOST_RECORDED: usize = 10_000;

/// A run with its journal open for appending.
#[derive(Debug)]
pub struct TakenUp {
    /// The run as its entries make it.
    pub run: Run,
    /// Its journal and what was found in it.
    pub resumed: Resumed,
}

/// Opens a run's journal, locks it, and rebuilds the run.
///
/// # Errors
/// Where it is in use, damaged, or not one that its procedure could have produced.
pub fn take_up(store: &Store, mode: Mode, file: &RunFile, context: &Context) -> Result<TakenUp, Failure> {
    let resumed = store.open_run(mode, file, &context.clock).map_err(|error| context.store_failure(&error))?;
    let run = rebuild(store, &resumed.entries, context)?;
    Ok(TakenUp { run, resumed })
}

/// Returns the run that the entries of a journal make.
///
/// # Errors
/// Where a pinned procedure is not in the store, or an entry could not have been produced.
pub fn rebuild(store: &Store, entries: &[Entry], context: &Context) -> Result<Run, Failure> {
    let broken = |what: String| Failure::not_recorded(what);
    let started = started(entries).ok_or_else(|| broken(words::no_beginning(context.language)))?;
    let program = program(store, &started).map_err(|id| broken(words::lost_procedure(context.language, id)))?;
    let events = events(entries).map_err(|seq| broken(words::bad_entry(context.language, seq)))?;
    Run::replay(program, events).map_err(|error| {
        let what = unproducible(entries, &error, context.language);
        broken(words::bad_replay(context.language, words::entry_says(context.language, error.seq, what)))
    })
}

/// Returns a run as it stands before it is locked to be written: nobody else need wait while somebody types.
///
/// # Errors
/// Where it cannot be read, or [`rebuild`] fails.
pub fn look(store: &Store, file: &RunFile, context: &Context) -> Result<Run, Failure> {
    let reading = store.read_run(file).map_err(|error| context.store_failure(&error))?;
    rebuild(store, &reading.verification.entries, context)
}

/// Returns an open run with the question that it waits at, as it would come now; `None` where the run cannot be taken up.
/// What would be recorded before that question is applied in memory only.
#[must_use]
pub fn waiting(store: &Store, entries: &[Entry], context: &Context) -> Option<(Run, Question)> {
    let mut run = rebuild(store, entries, context).ok().filter(|run| !run.started().more)?;
    // Only to be read by whoever stands here; going on says whether the run itself goes on in that language.
    run.show_in(context.language.code());
    let now = context.clock.now();
    let mut seq = entries.last()?.seq;
    for _ in 0..MOST_RECORDED {
        match run.next(now.at) {
            Next::Ask(question) => return Some((run, *question)),
            Next::Record(event) => {
                seq += 1;
                run.apply(Applied { seq, at: now.at, mono: now.mono }, &event);
            }
            Next::Closed(_) => return None,
        }
    }
    None
}

/// Returns what the replay says of an entry that the run could not have produced.
#[must_use]
pub fn unproducible(entries: &[Entry], error: &ReplayError, language: Language) -> String {
    if language == Language::En {
        return format!("{}, {}", error.found, error.expected);
    }
    // What a replay expects is told in English only; the entry itself says which it is.
    let entry = entries.iter().find(|entry| entry.seq == error.seq);
    let data = entry.and_then(|entry| entry.read::<serde_json::Value>().ok());
    let path = data.as_ref().and_then(|data| data["path"].as_str()).unwrap_or_default().to_owned();
    reading::unproducible(language, entry.map_or("", |entry| entry.kind.as_str()), path)
}

/// Returns what a run began with: a journal's first entry, and those that it goes on in.
#[must_use]
pub fn started(entries: &[Entry]) -> Option<RunStarted> {
    let mut events = entries.iter().map(|entry| Event::read(&entry.kind, entry.data.get()).ok().flatten());
    let Some(Some(Event::RunStarted(mut started))) = events.next() else { return None };
    while started.more
        && let Some(Some(Event::Continued(continued))) = events.next()
    {
        started.absorb(continued);
    }
    Some(*started)
}

/// Returns the events of a journal with their places; types that this version does not know are left out.
///
/// # Errors
/// The number of an entry whose data is not what its type holds.
pub fn events(entries: &[Entry]) -> Result<Vec<(Applied, Event)>, u64> {
    let mut events = Vec::new();
    for entry in entries {
        let event = Event::read(&entry.kind, entry.data.get()).map_err(|_| entry.seq)?;
        let applied = Applied { seq: entry.seq, at: entry.time, mono: entry.mono };
        events.extend(event.map(|event| (applied, event)));
    }
    Ok(events)
}

/// Returns the pinned procedures of a run from the store.
///
/// # Errors
/// The id of one that is not there, or is no procedure.
pub fn program(store: &Store, started: &RunStarted) -> Result<Program, String> {
    let read = |pinned: &Pinned| {
        let digest = Digest::parse(&pinned.blob)?;
        let bytes = store.blobs().get(&digest).ok()?;
        load_pinned(&pinned.id, &bytes)
    };
    let main = read(&started.procedure).ok_or_else(|| started.procedure.id.clone())?;
    let called = started.called.iter().map(|pinned| read(pinned).ok_or_else(|| pinned.id.clone()));
    Ok(Program::new(main, called.collect::<Result<_, _>>()?))
}

/// Returns what a run's procedures call things in `language`, and its roster people; nothing where the procedures are lost.
#[must_use]
pub fn titles(store: &Store, started: &RunStarted, language: Language) -> Titles {
    let Ok(program) = program(store, started) else { return Titles::default() };
    let units = std::iter::once(program.main()).chain(program.all_called());
    let procedures: Vec<&Procedure> = units.map(|unit| unit.procedure.as_ref()).collect();
    let roster = started.roster.as_deref().unwrap_or_default();
    Titles::of(&procedures, &started.language, language).with_people(roster)
}

/// A procedure of a run whose file is not what the run began with any more.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The procedure as it was pinned.
    pub pinned: Pinned,
    /// Its file of today; `None` where it is gone.
    pub path: Option<PathBuf>,
}

/// Returns the procedures of a run whose files have changed since it began, or are gone: its own first, then what it calls.
#[must_use]
pub fn changed(started: &RunStarted, context: &Context) -> Vec<Changed> {
    let library = Library::of(context);
    let own = |pinned: &Pinned| Some(PathBuf::from(&pinned.source)).filter(|path| path.is_file());
    let all = std::iter::once(&started.procedure).chain(&started.called);
    let all = all.map(|pinned| Changed {
        path: library.find(&pinned.id, context).ok().or_else(|| own(pinned)),
        pinned: pinned.clone(),
    });
    let is_same = |file: &Changed| {
        let bytes = file.path.as_ref().and_then(|path| crate::files::read(path, context.language).ok());
        bytes.is_some_and(|bytes| crate::procedure::yaml::digest(&bytes) == file.pinned.blob)
    };
    all.filter(|file| !is_same(file)).collect()
}

/// Returns whether a journal is of a run that is not closed.
#[must_use]
pub fn is_open(verification: &Verification) -> bool {
    !verification.is_closed() && !verification.is_never_begun()
}
