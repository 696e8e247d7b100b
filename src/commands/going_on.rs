//! Goes on with an open run: offers it, looks whether its procedure has changed, records who goes on. \[door\]

use std::path::Path;

use anyhow::Result;
use similar::TextDiff;

use super::arguments::RunArguments;
use super::at_terminal::conduct_here;
use super::beginning::{self, Begun, Operator};
use super::context::Context;
use super::desk::Desk;
use super::history::{Earlier, History};
use super::identity::{Tries, who};
use super::library::{Library, check_status};
use super::run::{Ended, Fresh, begin_as, close, title_of};
use super::taken_up::{self, Changed, TakenUp, take_up};
use crate::clock::{Clock, Stamp};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Digest, Mode, PROGRAM, RunFile, Store};
use crate::language::{commands as words, prompter, reading};
use crate::procedure::{Procedure, Resume};
use crate::run::event::{ClockStepped, Event, Moment, Person, Pinned, Resumed};
use crate::run::outcome::Verdict;
use crate::run::question::Ask;
use crate::run::{Applied, CLOCK_STEP_MS, Run};
use crate::session::Ending;
use crate::terminal::prompter::{clock_set, step_words};
use crate::terminal::sanitize::Shown;

/// A longer pause than this asks the last answered step again, in seconds.
const LONG_PAUSE: i64 = 600;

/// What the operator wants of an earlier run.
pub(super) enum Chosen {
    /// To go on with it.
    GoOn(RunFile),
    /// To give it up and begin a new one of this procedure.
    StartAgain(RunFile),
    /// Nothing.
    Leave,
}

/// Offers an open run of `procedure`, if there is one; says so where it was done today.
pub(super) fn offer(
    context: &Context,
    store: &Store,
    history: &History,
    procedure: &Procedure,
    desk: &mut Desk,
) -> Result<Option<Chosen>, Failure> {
    let title = title_of(procedure, context);
    let date = beginning::business_date(context.clock.now(), context);
    if let Some(earlier) = history.closed_on(&procedure.id, date) {
        let verdict = earlier.verdict().map(|verdict| verdict.name(context.language)).unwrap_or_default();
        context.say(&words::closed_today(context.language, &title, verdict));
    }
    let Some(earlier) = history.open(&procedure.id).next() else { return Ok(None) };
    let since = earlier.verification.entries.first().map(|entry| entry.time.format("%m-%d %H:%M").to_string());
    let by = Shown::line(&earlier.started.operator.name);
    context.say(&words::open_run_found(context.language, &title, since.unwrap_or_default(), by.as_str()));
    if let Some(last) = earlier.left() {
        let held = (context.clock.now().at - last.time).num_seconds().max(0);
        let (_, step) = stand(context, store, earlier);
        context.say(&words::held_for(context.language, duration(held, context), step));
    }
    context.say(&words::go_on_choices(context.language));
    Ok(Some(match desk.choice(3, context)? {
        1 => Chosen::GoOn(earlier.file.clone()),
        2 => Chosen::StartAgain(earlier.file.clone()),
        _ => Chosen::Leave,
    }))
}

/// Tells of an open run of a procedure whose file cannot be used any more: it goes on from the text that it began with.
pub(super) fn mention(context: &Context, history: &History, path: &Path) {
    let of_this_file = |earlier: &&Earlier| {
        let pinned = &earlier.started.procedure;
        path.file_stem().is_some_and(|stem| stem == pinned.id.as_str())
    };
    if let Some(earlier) = history.open_runs().find(of_this_file) {
        context.say(&words::still_open(context.language, &earlier.file.run));
    }
}

/// Returns what the procedure of an open run is called, and the step that it waits at. A run that cannot be taken up has its
/// procedure's id, and the path of the step that it was paused at or that was answered last.
pub(super) fn stand(context: &Context, store: &Store, earlier: &Earlier) -> (Shown, Shown) {
    let Some((run, question)) = taken_up::waiting(store, &earlier.verification.entries, context) else {
        return (Shown::line(&earlier.started.procedure.id), Shown::line(step_left(earlier)));
    };
    let step = match &question.ask {
        Ask::Close(_) => words::front_last_question(context.language),
        Ask::Accept(_) => words::front_hand_over(context.language),
        Ask::Parameter(field) => field.title.clone(),
        _ => step_words(&question),
    };
    (Shown::line(title_of(&run.program().main().procedure, context)), Shown::line(step))
}

fn step_left(earlier: &Earlier) -> String {
    let events =
        earlier.verification.entries.iter().rev().filter_map(|entry| Event::read(&entry.kind, entry.data.get()).ok());
    let step = events.flatten().find_map(|event| match event {
        Event::Paused(paused) => Some(paused.step),
        Event::Answered(answered) => Some(answered.path),
        _ => None,
    });
    step.unwrap_or_else(|| "1".to_owned())
}

fn duration(seconds: i64, context: &Context) -> String {
    if seconds < 60 {
        prompter::no_minute(context.language)
    } else if seconds < 7200 {
        words::minutes(context.language, seconds / 60)
    } else {
        words::hours(context.language, seconds / 3600)
    }
}

/// Does what the operator chose.
///
/// # Errors
/// Where something could not be recorded.
pub(super) fn chosen(
    context: &Context,
    arguments: &RunArguments,
    store: &Store,
    mode: Mode,
    chosen: Chosen,
    desk: Desk,
) -> Result<ExitCode> {
    match chosen {
        Chosen::GoOn(file) => go_on(context, arguments, store, mode, &file, desk),
        Chosen::Leave => Ok(ExitCode::StillOpen),
        Chosen::StartAgain(file) => start_again(context, arguments, store, mode, &file, desk),
    }
}

/// Gives the old run up, with a reason, and begins a new one. Whatever could prevent the new one comes before the question
/// why, and before the old one is touched.
fn start_again(
    context: &Context,
    arguments: &RunArguments,
    store: &Store,
    mode: Mode,
    file: &RunFile,
    mut desk: Desk,
) -> Result<ExitCode> {
    let TakenUp { mut run, mut resumed } = take_up(store, mode, file, context)?;
    let library = Library::of(context);
    let volumes = library.load(&library.find(&run.started().procedure.id, context)?, context)?;
    check_status(&volumes.all[0].procedure, context)?;
    beginning::set_values(&arguments.set, &volumes.all[0].procedure, context)?;
    context.say(&words::why_again(context.language));
    let reason = desk.reason(&run.reasons_at(""), context)?;
    let operator = who_of_run(context, arguments.operator.as_deref(), &mut run, &mut resumed.open, &mut desk)?;
    abandon(context, store, Begun { run, open: resumed.open }, &reason, &operator)?;
    let history = History::read(store, mode).map_err(|error| context.store_failure(&error))?;
    begin_as(context, arguments, Fresh { store, mode, volumes, history: &history }, (operator, None), desk)
}

/// Gives an open run up, and closes it in the ledger, with its receipt as every closed run has one.
///
/// # Errors
/// Where that could not be recorded.
pub(super) fn abandon(
    context: &Context,
    store: &Store,
    begun: Begun,
    reason: &str,
    by: &Operator,
) -> Result<(), Failure> {
    let Begun { mut run, mut open } = begun;
    let stamp = context.clock.now();
    let set_back = set_back(run.last().at, stamp.at);
    if by.person.id != run.operator().id {
        let event = resumption(context, &run, by, stamp, false, None);
        record(context, &mut run, &mut open, stamp, &event)?;
    }
    tell_set_back(context, &mut run, &mut open, stamp, set_back)?;
    let event = run.give_up(reason.to_owned(), stamp.at);
    record(context, &mut run, &mut open, stamp, &event)?;
    context.say(&words::abandoned(context.language, &open.run));
    close(context, store, &mut Ended { ending: Ending::Closed(Verdict::Abandoned), run, open })
}

/// Appends an event outside a session, and folds it into the run.
pub(super) fn record(
    context: &Context,
    run: &mut Run,
    open: &mut crate::journal::OpenRun,
    stamp: Stamp,
    event: &Event,
) -> Result<(), Failure> {
    let by = event.actor().unwrap_or(&run.operator().id).to_owned();
    record_as(context, run, open, stamp, (&by, event))
}

fn record_as(
    context: &Context,
    run: &mut Run,
    open: &mut crate::journal::OpenRun,
    stamp: Stamp,
    (by, event): (&str, &Event),
) -> Result<(), Failure> {
    let head = open.journal.append(stamp, event.word(), by, event).map_err(|error| context.journal_failure(&error))?;
    run.apply(Applied { seq: head.length, at: stamp.at, mono: stamp.mono }, event);
    Ok(())
}

/// Records wrong PINs that were given outside a session, and counts them for the run.
pub(super) fn record_wrong_of(
    context: &Context,
    run: &mut Run,
    open: &mut crate::journal::OpenRun,
    note: Option<&Event>,
) -> Result<(), Failure> {
    let Some(note) = note else { return Ok(()) };
    record_as(context, run, open, context.clock.now(), (PROGRAM, note))
}

/// Finds out who acts on an open run, and records the wrong PINs that he gives.
fn who_of_run(
    context: &Context,
    named: Option<&str>,
    run: &mut Run,
    open: &mut crate::journal::OpenRun,
    desk: &mut Desk,
) -> Result<Operator, Failure> {
    let mut tries = Tries { run: Some(run), ..Tries::default() };
    let operator = who(context, named, desk, &mut tries);
    let note = tries.note(context);
    record_wrong_of(context, run, open, note.as_ref())?;
    operator
}

/// Refuses a run that nothing more can be asked in: it is closed, or broke off before all that it begins with was recorded.
pub(super) fn check_can_go_on(run: &Run, file: &RunFile, context: &Context) -> Result<(), Failure> {
    let language = context.language;
    if run.closed().is_some() {
        return Err(Failure::cannot_begin(words::run_is_closed(language, &file.run)));
    }
    if run.started().more {
        return Err(Failure::not_recorded(words::never_quite_begun(language, &file.run))
            .help(words::give_it_up(language, &file.run)));
    }
    Ok(())
}

/// Goes on with an open run on this terminal.
///
/// # Errors
/// Where it cannot be taken up, or something could not be recorded.
pub(super) fn go_on(
    context: &Context,
    arguments: &RunArguments,
    store: &Store,
    mode: Mode,
    file: &RunFile,
    mut desk: Desk,
) -> Result<ExitCode> {
    let TakenUp { mut run, mut resumed } = take_up(store, mode, file, context)?;
    check_can_go_on(&run, file, context)?;
    if let Some(recovery) = &resumed.recovery {
        context.say(&words::recovered(context.language, &file.run, recovery.fence.length));
    }
    let policy = run.program().main().procedure.resume;
    let changed = taken_up::changed(run.started(), context);
    if policy == Resume::Restart {
        drop(resumed);
        context.say(&words::restarts(context.language));
        return start_again(context, arguments, store, mode, file, desk);
    }
    for lost in changed.iter().filter(|file| file.path.is_none()) {
        context.say(&words::lost_file(context.language, &lost.pinned.id));
    }
    if changed.iter().any(|file| file.path.is_some()) {
        match after_change(context, store, &changed, &mut desk)? {
            AfterChange::GoOn => {}
            AfterChange::Leave => return Ok(ExitCode::StillOpen),
            AfterChange::StartOver => {
                drop(resumed);
                return start_again(context, arguments, store, mode, file, desk);
            }
        }
    }
    let operator = match arguments.operator.as_deref() {
        None if context.site.is_none() => {
            Operator { person: run.operator().clone(), assurance: crate::run::event::Assurance::Claimed }
        }
        named => who_of_run(context, named, &mut run, &mut resumed.open, &mut desk)?,
    };
    let stamp = context.clock.now();
    if site_file_now(context, &run).is_some() {
        context.say(&reading::roster_changed_since(context.language));
    }
    let again = reask(&run, policy, &operator, stamp);
    let event = resumption(context, &run, &operator, stamp, !changed.is_empty(), again);
    let set_back = set_back(run.last().at, stamp.at);
    record(context, &mut run, &mut resumed.open, stamp, &event)?;
    run.go_by(roster_today(context).as_deref());
    tell_set_back(context, &mut run, &mut resumed.open, stamp, set_back)?;
    conduct_here(context, store, Begun { run, open: resumed.open }, desk)
}

/// Says and records that the clock was set back in the pause, where it was.
fn tell_set_back(
    context: &Context,
    run: &mut Run,
    open: &mut crate::journal::OpenRun,
    stamp: Stamp,
    set_back: Option<ClockStepped>,
) -> Result<(), Failure> {
    let Some(stepped) = set_back else { return Ok(()) };
    context.say(&clock_set(context.language, stepped.by_ms));
    record(context, run, open, stamp, &Event::ClockStepped(stepped))
}

/// Returns the record of a clock that stands before the last entry of a run, which was set back in the pause. That one was set
/// forward nobody can know.
fn set_back(last: Moment, now: Moment) -> Option<ClockStepped> {
    let by_ms = (now - last).num_milliseconds();
    (by_ms < -CLOCK_STEP_MS).then_some(ClockStepped { expected: last, found: now, by_ms })
}

/// Returns the step that is asked again first: after a long pause or by another operator, where the procedure wants it.
fn reask(run: &Run, policy: Resume, operator: &Operator, stamp: Stamp) -> Option<String> {
    let held = (stamp.at - run.left()).num_seconds();
    let other = operator.person.id != run.operator().id;
    let wanted = policy == Resume::RepeatLast && (held >= LONG_PAUSE || other);
    let last = run.last_answered().filter(|_| wanted)?;
    run.answered_steps().iter().any(|(path, _)| path == last).then(|| last.to_owned())
}

/// Returns the event that says who goes on.
pub(super) fn resumption(
    context: &Context,
    run: &Run,
    operator: &Operator,
    stamp: Stamp,
    procedure_changed: bool,
    reask: Option<String>,
) -> Event {
    Event::Resumed(Resumed {
        by: operator.person.clone(),
        assurance: operator.assurance,
        held_for: (stamp.at - run.left()).num_seconds().max(0),
        procedure_changed,
        reask,
        language: Some(context.language.code().to_owned()).filter(|language| language != run.language()),
        site_file: site_file_now(context, run),
    })
}

/// Returns the digest of the site file, where its roster is another than when the run began.
fn site_file_now(context: &Context, run: &Run) -> Option<String> {
    let digest = || context.site.as_ref().map_or("none", |site| site.digest.as_str()).to_owned();
    (roster_today(context) != run.started().roster).then(digest)
}

/// Returns the people that the site file has now; `None` where it names none.
pub(super) fn roster_today(context: &Context) -> Option<Vec<Person>> {
    context.site.as_ref().and_then(crate::site::Site::roster)
}

enum AfterChange {
    GoOn,
    StartOver,
    Leave,
}

fn after_change(
    context: &Context,
    store: &Store,
    changed: &[Changed],
    desk: &mut Desk,
) -> Result<AfterChange, Failure> {
    let files = || changed.iter().filter_map(|file| Some((&file.pinned, file.path.as_ref()?)));
    files().for_each(|(pinned, _)| context.say(&words::changed_file(context.language, &pinned.id)));
    loop {
        context.say(&words::changed_choices(context.language));
        match desk.choice(4, context)? {
            1 => return Ok(AfterChange::GoOn),
            2 => return Ok(AfterChange::StartOver),
            3 => files().for_each(|(pinned, path)| show_difference(context, store, pinned, path)),
            _ => return Ok(AfterChange::Leave),
        }
    }
}

fn show_difference(context: &Context, store: &Store, pinned: &Pinned, path: &Path) {
    let pinned = Digest::parse(&pinned.blob).and_then(|digest| store.blobs().get(&digest).ok());
    let today = crate::files::read(path, context.language).ok();
    let text = |bytes: Option<Vec<u8>>| String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    let (before, after) = (text(pinned), text(today));
    let difference = TextDiff::from_lines(&before, &after);
    let (old, new) = (words::text_at_first(context.language), words::text_now(context.language));
    for line in difference.unified_diff().context_radius(2).header(&old, &new).to_string().lines() {
        context.say(Shown::line(line).as_str());
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{LONG_PAUSE, Moment, Operator, reask, set_back};
    use crate::clock::Stamp;
    use crate::procedure::Resume;
    use crate::run::event::{Assurance, Event, NoteAdded, WrongPins};
    use crate::run::testing::{Walk, done, person};

    #[test]
    fn factor_31_rule_21_after_ten_minutes_the_last_answer_is_asked_again() {
        let mut walk = Walk::steps("  - {check: A, id: a}\n  - B\n");
        let who = |id: &str| Operator { person: person(id, &[]), assurance: Assurance::Claimed };
        let after = |walk: &Walk, seconds: i64| Stamp { at: walk.run.last().at + TimeDelta::seconds(seconds), mono: 1 };
        let again = |walk: &Walk, policy, id: &str, seconds| reask(&walk.run, policy, &who(id), after(walk, seconds));
        assert_eq!(again(&walk, Resume::RepeatLast, "zhang", 9_999), None, "nothing was answered yet");
        walk.say("a", done());
        assert_eq!(again(&walk, Resume::RepeatLast, "zhang", LONG_PAUSE - 1), None);
        assert_eq!(again(&walk, Resume::RepeatLast, "zhang", LONG_PAUSE).as_deref(), Some("1"));
        assert_eq!(again(&walk, Resume::RepeatLast, "li", 1).as_deref(), Some("1"), "another operator");
        assert_eq!(again(&walk, Resume::Continue, "li", LONG_PAUSE), None, "the procedure's choice");
        assert_eq!(
            again(&walk, Resume::RepeatLast, "zhang", -7_200),
            None,
            "a clock that was set back is no long pause"
        );
    }

    /// What the program told of wrong PINs at the door was taken for the end of the pause.
    #[test]
    fn rule_21_wrong_pins_at_the_door_end_no_pause() {
        let mut walk = Walk::steps("  - {check: A, id: a}\n  - B\n");
        walk.say("a", done()).wait(7_200);
        let wrong_pins = Some(WrongPins { person: "zhang".to_owned(), failures: 1 });
        let (path, text, by) = (String::new(), "wrong PINs".to_owned(), "signoff".to_owned());
        walk.record_beside(&Event::NoteAdded(NoteAdded { path, text, by, wrong_pins }));
        let now = Stamp { at: walk.run.last().at + TimeDelta::seconds(1), mono: 1 };
        let zhang = Operator { person: person("zhang", &[]), assurance: Assurance::Claimed };
        assert_eq!(reask(&walk.run, Resume::RepeatLast, &zhang, now).as_deref(), Some("1"));
    }

    #[test]
    fn rule_24_a_clock_set_back_in_a_pause_is_a_record() {
        let at = |time: &str| Moment::parse_from_rfc3339(&format!("2026-11-23T{time}+08:00")).expect("a moment");
        let paused = at("08:30:00.000");
        let stepped = set_back(paused, at("08:10:00.000")).expect("a record");
        assert_eq!((stepped.expected, stepped.found, stepped.by_ms), (paused, at("08:10:00.000"), -1_200_000));
        for later in ["08:29:58.000", "08:30:00.000", "09:30:00.000"] {
            assert!(set_back(paused, at(later)).is_none(), "{later}");
        }
    }
}
