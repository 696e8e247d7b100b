//! One run audited in full: its chain, the ledger and the blobs by the auditor, its entries by a replay. It changes nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::taken_up;
use crate::journal::{
    Auditor, Break, Digest, Entry, Headline, Judgement, PROGRAM, RECOVERED, RUN_CLOSED, Rule, RunAudit, RunId, Store,
};
use crate::language::{Language, commands as words, reading, records};
use crate::run::event::{Event, Named, Pinned, RunStarted, StoredFile};
use crate::run::outcome::Deviation;
use crate::run::{Applied, Program, Run};
use crate::scenario::business_date;

/// How far an audit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Hashes, ledger and blobs.
    Chain,
    /// And of a run that no closing in the ledger vouches for to its last byte, whether it could have produced its entries.
    Unclosed,
    /// And of every run, whether it could have produced its entries.
    Replay,
}

/// One run, judged.
#[derive(Debug)]
pub struct Audited {
    /// What is to be said of it, what the replay found included.
    pub audit: RunAudit,
    /// What the replay expected, where it failed.
    pub replay: Option<String>,
    /// The signatures that its procedure requires and that it was closed without.
    pub unsigned: Vec<Named>,
    /// What was not as it should that no single entry tells of.
    pub of_the_whole: Vec<Deviation>,
}

/// Audits one run.
#[must_use]
pub fn audited(auditor: &Auditor<'_>, store: &Store, run: &RunId, depth: Depth, language: Language) -> Audited {
    Examiner::new(auditor, store, depth, language).examine(run)
}

/// Audits runs of one store, several at a time if need be. A procedure that many of them have is read once.
#[derive(Debug)]
pub struct Examiner<'a> {
    auditor: &'a Auditor<'a>,
    store: &'a Store,
    depth: Depth,
    language: Language,
    programs: Arc<Programs>,
}

/// Procedures by the ids and digests that runs pin them by.
pub type Programs = Mutex<HashMap<Vec<(String, String)>, Program>>;

impl<'a> Examiner<'a> {
    /// Returns an examiner of the runs that `auditor` knows.
    #[must_use]
    pub fn new(auditor: &'a Auditor<'a>, store: &'a Store, depth: Depth, language: Language) -> Self {
        Self { auditor, store, depth, language, programs: Arc::default() }
    }

    /// Returns the same examiner, with the procedures that others of this store have read.
    #[must_use]
    pub fn sharing(self, programs: Arc<Programs>) -> Self {
        Self { programs, ..self }
    }

    /// Audits one run.
    #[must_use]
    pub fn examine(&self, run: &RunId) -> Audited {
        let mut audit = self.auditor.run(run);
        let entries = audit.verification.as_ref().map(|journal| journal.entries.as_slice()).unwrap_or_default();
        if self.depth == Depth::Chain || audit.headline() == Headline::Altered || entries.is_empty() {
            return Audited { audit, replay: None, unsigned: Vec::new(), of_the_whole: Vec::new() };
        }
        let replayed = self.replay(entries).and_then(|run| beside(entries, self.language).map(|()| run));
        let (seq, what) = match replayed {
            Ok(run) => {
                let (unsigned, of_the_whole) = (run.unsigned(), run.deviations_of_the_whole());
                return Audited { audit, replay: None, unsigned, of_the_whole };
            }
            Err(broken) => broken,
        };
        let offset = entries.iter().find(|entry| entry.seq == seq).map_or(0, |entry| entry.offset);
        audit.judgements.retain(|judgement| !matches!(judgement, Judgement::Intact | Judgement::Open));
        audit.judgements.insert(0, Judgement::Altered(Break { entry: seq, offset, rule: Rule::Replay }));
        Audited { audit, replay: Some(what), unsigned: Vec::new(), of_the_whole: Vec::new() }
    }

    /// Replays the entries of a journal whose chain is right; else returns the first that could not have been produced.
    fn replay(&self, entries: &[Entry]) -> Result<Run, (u64, String)> {
        let language = self.language;
        let started = taken_up::started(entries).ok_or_else(|| (1, words::no_beginning(language)))?;
        let program = self.program(&started).map_err(|id| (1, words::lost_procedure(language, id)))?;
        let first = entries.first().map(|entry| entry.time);
        if !first.is_some_and(|at| self.could_begin(&started, at, &program)) {
            return Err((1, records::could_not_begin(language)));
        }
        let events = taken_up::events(entries).map_err(|seq| (seq, words::bad_entry(language, seq)))?;
        if let Some(seq) = by_another(entries, &events) {
            return Err((seq, reading::by_another(language)));
        }
        let wrong = events.iter().find(|(_, event)| event.files().any(|file| self.is_missized(file)));
        if let Some((place, _)) = wrong {
            return Err((place.seq, reading::another_size(language)));
        }
        Run::replay(program, events).map_err(|error| (error.seq, taken_up::unproducible(entries, &error, language)))
    }

    /// Returns whether a file has another size than it is told to have. That it is there, and right, the auditor says.
    fn is_missized(&self, file: &StoredFile) -> bool {
        let size = Digest::parse(&file.sha256).and_then(|digest| self.store.blobs().size(&digest));
        size.is_some_and(|size| size != file.size)
    }

    /// Returns the pinned procedures of a run. They are known by their digests, so that they need not be read again.
    fn program(&self, started: &RunStarted) -> Result<Program, String> {
        let known = || self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        let pinned = |pinned: &Pinned| (pinned.id.clone(), pinned.blob.clone());
        let key: Vec<_> = std::iter::once(&started.procedure).chain(&started.called).map(pinned).collect();
        if let Some(program) = known().get(&key) {
            return Ok(program.clone());
        }
        let program = taken_up::program(self.store, started)?;
        known().insert(key, program.clone());
        Ok(program)
    }

    /// Returns whether what a run says of its procedures, its operator and its date can be.
    fn could_begin(&self, started: &RunStarted, at: DateTime<FixedOffset>, program: &Program) -> bool {
        let units = std::iter::once(program.main()).chain(program.all_called());
        let mut pinned = std::iter::once(&started.procedure).chain(&started.called).zip(units);
        let roster = started.roster.as_ref();
        pinned.all(|(pinned, unit)| pinned.id == unit.procedure.id && pinned.version == unit.procedure.version)
            && started.mode == self.auditor.mode().word()
            && started.run.parse::<RunId>().is_ok_and(|run| run.procedure() == started.procedure.id)
            && roster.is_none_or(|roster| roster.contains(&started.operator))
            && is_dated(started, at)
    }
}

/// Returns whether a business date is that of the moment. A minute on either side: the clock was read more than once.
fn is_dated(started: &RunStarted, at: DateTime<FixedOffset>) -> bool {
    let starts = NaiveTime::parse_from_str(&started.day_starts, "%H:%M").unwrap_or(NaiveTime::MIN);
    [-1, 0, 1]
        .into_iter()
        .any(|minutes| business_date(at + TimeDelta::minutes(minutes), starts) == started.business_date)
}

/// Returns the first entry whose monotonic time is less than that of the one before, where no other start of the program
/// explains it: one that goes on says so, one that gives up, signs or closes an action writes a single entry or two.
fn backwards(entries: &[Entry]) -> Option<u64> {
    let mut closed = false;
    let mut before = 0;
    for entry in entries {
        let kind = entry.kind.as_str();
        // What the program notes in its own name are wrong PINs, outside any session.
        let restarts = closed
            || matches!(kind, "resumed" | "action_closed" | RECOVERED | RUN_CLOSED)
            || (kind == "note_added" && entry.by == PROGRAM);
        if entry.mono < before && !restarts {
            return Some(entry.seq);
        }
        closed |= entry.kind == RUN_CLOSED;
        before = entry.mono;
    }
    None
}

/// Returns the first entry that says that somebody wrote it who cannot have: neither whoever its event names, nor the operator
/// of that time. Words on a run, and its end from outside, are anybody's; a program of the first rules wrote that a run goes on
/// in the name of whoever had it before.
fn by_another(entries: &[Entry], events: &[(Applied, Event)]) -> Option<u64> {
    let mut operator = "";
    let mut entries = entries.iter();
    for (place, event) in events {
        let entry = entries.find(|entry| entry.seq == place.seq)?;
        let before = operator;
        match event {
            Event::RunStarted(started) => operator = &started.operator.id,
            Event::Resumed(resumed) => operator = &resumed.by.id,
            Event::OperatorChanged(changed) => operator = &changed.to.id,
            _ => {}
        }
        let wrote = match event {
            Event::NoteAdded(_) | Event::ActionClosed(_) | Event::Recovered(_) => true,
            Event::RunClosed(closed) if closed.reason.is_some() => true,
            Event::Resumed(_) => [before, operator].contains(&entry.by.as_str()),
            event => event.actor().unwrap_or(operator) == entry.by,
        };
        if !wrote {
            return Some(place.seq);
        }
    }
    None
}

/// Looks at what an entry says beside its event: when and by whom it was made, and what its signature covers.
fn beside(entries: &[Entry], language: Language) -> Result<(), (u64, String)> {
    if let Some(seq) = backwards(entries) {
        return Err((seq, records::mono_backwards(language)));
    }
    for entry in entries {
        let Ok(By { by }) = serde_json::from_str(entry.data.get()) else { continue };
        // Some events name more of a person than the id.
        if by.is_some_and(|by| serde_json::from_str::<String>(by.get()).is_ok_and(|by| by != entry.by)) {
            return Err((entry.seq, reading::by_another(language)));
        }
        if entry.kind == "signed" && !covers(entry, entries) {
            return Err((entry.seq, reading::covers_another(language)));
        }
    }
    Ok(())
}

/// Who caused an event, as its data have it; the rest is passed over.
#[derive(Deserialize)]
struct By<'a> {
    #[serde(borrow, default)]
    by: Option<&'a RawValue>,
}

/// Returns whether a signature covers the entry that it names.
fn covers(signed: &Entry, entries: &[Entry]) -> bool {
    let Ok(data) = signed.read::<Value>() else { return false };
    let covered = |entry: &Entry| data["head_seq"] == entry.seq && data["head"] == entry.hash.to_string();
    entries.iter().any(covered)
}
