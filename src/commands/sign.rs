//! `sign`: a signature on a closed run, which covers all of it and leaves its receipt valid. \[door\]

use anyhow::Result;

use super::arguments::{MeaningArgument, SignArguments};
use super::audited::{Audited, Depth, audited};
use super::beginning::Operator;
use super::context::Context;
use super::desk::Desk;
use super::identity::{Tries, identified, or_recorded, record_wrong};
use super::run::heal;
use super::taken_up::{TakenUp, look, take_up};
use crate::clock::Clock;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Auditor, Head, Headline, RunFile, Store, StoreError, Tail};
use crate::language::{Language, records as words};
use crate::run::Run;
use crate::run::event::{Event, Signed, WITNESSED};

/// Runs the command: exit code 0, since the signature is on the disk and in the ledger.
///
/// # Errors
/// Where there is no such closed run, it is altered, nobody or the wrong one would sign, or it could not be recorded.
pub fn run(context: &Context, arguments: &SignArguments) -> Result<ExitCode> {
    let (store, file) = closed_run(context, &arguments.run)?;
    let mode = context.mode();
    let meaning = meaning(context, arguments)?;
    let before = look(&store, &file, context)?;
    let mut tries = Tries { run: Some(&before), ..Tries::default() };
    let operator = identified(context, arguments.operator.as_deref(), mode, &mut tries);
    let operator = operator.and_then(|operator| check_witness(context, meaning, &before, operator));
    let (operator, wrong) = or_recorded(context, (&store, mode, &file), &tries, operator)?;
    let TakenUp { run, resumed } = take_up(&store, mode, &file, context)?;
    let mut open = resumed.open;
    record_wrong(context, &mut open, wrong.as_ref())?;
    let by = operator.person.id.clone();
    let event = signature(operator, meaning, arguments.note.as_deref(), open.journal.head());
    let head = open.journal.append(context.clock.now(), event.word(), &by, &event);
    let head = head.map_err(|error| context.journal_failure(&error))?;
    store.seal_run(&open, &by, &context.clock).map_err(|error| context.store_failure(&error))?;
    let language = context.language;
    context.say(&words::signed_now(
        language,
        &open.run,
        run.name_of(&by),
        meaning_word(language, meaning),
        head.length,
    ));
    Ok(ExitCode::Yes)
}

/// Refuses whoever would witness what he ran himself.
fn check_witness(context: &Context, meaning: &str, run: &Run, operator: Operator) -> Result<Operator, Failure> {
    if meaning != WITNESSED || !run.has_operated(&operator.person.id) {
        return Ok(operator);
    }
    let name = &operator.person.name;
    Err(Failure::cannot_begin(words::own_witness(context.language, name))
        .help(words::own_witness_help(context.language)))
}

/// Finds a run that is closed and as it was written.
///
/// # Errors
/// Where there is none, it is open, or something is wrong with it.
pub(super) fn closed_run(context: &Context, name: &str) -> Result<(Store, RunFile), Failure> {
    let mode = context.mode();
    let failure = |error: &StoreError| context.store_failure(error);
    let Some(store) = context.existing_store()? else {
        return Err(failure(&StoreError::NotAStore { path: context.store_path()? }));
    };
    heal(&store, mode, context)?;
    let run = {
        let auditor = Auditor::new(&store, mode).map_err(|error| failure(&error))?;
        let run = super::log::resolved(context, &auditor, name)?;
        if auditor.ledger().is_purged(&run) {
            return Err(failure(&StoreError::Purged { run }));
        }
        let found = audited(&auditor, &store, &run, Depth::Replay, context.language);
        if is_altered(&found) {
            let message = words::is_altered(context.language, &run);
            return Err(Failure::not_recorded(message).help(crate::language::commands::see_verify(
                context.language,
                &run,
                Context::mode_option(mode),
            )));
        }
        if !found.audit.verification.is_some_and(|journal| journal.is_closed()) {
            return Err(failure(&StoreError::NotClosed { run }));
        }
        run
    };
    let file = store.resolve(mode, &run.to_string()).map_err(|error| failure(&error))?;
    Ok((store, file))
}

/// Returns whether something is wrong with a run. A tail that a crash has torn off a signature can be fenced, and is none.
fn is_altered(found: &Audited) -> bool {
    let torn = found.audit.verification.as_ref().is_some_and(|journal| match &journal.tail {
        Tail::Damaged(damage) => journal.is_closed() && damage.incomplete && !damage.sealed,
        Tail::Unterminated => journal.is_closed(),
        Tail::Whole => false,
    });
    let alone = found.audit.judgements.len() == 1;
    found.audit.headline() == Headline::Altered && !(torn && alone && found.replay.is_none())
}

fn meaning(context: &Context, arguments: &SignArguments) -> Result<&'static str, Failure> {
    let word = |meaning| match meaning {
        MeaningArgument::Reviewed => "reviewed",
        MeaningArgument::Approved => "approved",
        MeaningArgument::Witnessed => WITNESSED,
    };
    if let Some(meaning) = arguments.meaning {
        return Ok(word(meaning));
    }
    if !context.interactive {
        return Err(
            Failure::cannot_begin(words::meaning_wanted(context.language)).help(words::meaning_help(context.language))
        );
    }
    context.say(&words::which_meaning(context.language));
    let offered = [MeaningArgument::Reviewed, MeaningArgument::Approved, MeaningArgument::Witnessed];
    Ok(word(offered[Desk::open(context)?.choice(offered.len(), context)? - 1]))
}

fn meaning_word(language: Language, meaning: &str) -> String {
    match meaning {
        "reviewed" => words::meaning_reviewed(language),
        "approved" => words::meaning_approved(language),
        _ => words::meaning_witnessed(language),
    }
}

/// Returns the signature of everything up to `head`.
fn signature(operator: Operator, meaning: &str, note: Option<&str>, head: Head) -> Event {
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    Event::Signed(Signed {
        evidence: Vec::new(),
        path: String::new(),
        step: None,
        title: String::new(),
        by: operator.person.id,
        name: operator.person.name,
        role: None,
        meaning: meaning.to_owned(),
        assurance: operator.assurance,
        head: head.hash.to_string(),
        head_seq: head.length,
        shown_at: None,
        note,
        window: None,
        deadline: None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Language, meaning_word};
    use crate::run::event::LATE_MEANINGS;

    #[test]
    fn every_meaning_has_a_word_of_its_own() {
        for language in [Language::En, Language::Zh] {
            let mut words = LATE_MEANINGS.map(|meaning| meaning_word(language, meaning)).to_vec();
            words.dedup();
            assert_eq!(words.len(), LATE_MEANINGS.len());
        }
    }
}
