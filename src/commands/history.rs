//! What earlier runs leave for the next one: hand-overs, follow-up actions, whether it was done today. \[door\]

use std::collections::{HashMap, HashSet};

use super::left::Left;
use super::taken_up;
use crate::journal::{Entry, Mode, RUN_CLOSED, RunFile, Store, StoreError, Verification};
use crate::procedure::Procedure;
use crate::run::event::{ActionClosed, ActionOpened, Answered, Event, Moment, RunClosed, RunStarted, WaitingHandover};
use crate::run::outcome::Verdict;
use chrono::NaiveDate;

/// How many runs back hand-overs and actions are looked for.
pub const RUNS_BACK: usize = 400;

/// One earlier run, read.
#[derive(Debug)]
pub struct Earlier {
    /// Its journal.
    pub file: RunFile,
    /// What it began with.
    pub started: RunStarted,
    /// What its bytes prove.
    pub verification: Verification,
    /// Whether another program writes it now.
    pub in_use: bool,
}

impl Earlier {
    /// Returns how it ended; `None` while it is open.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let closing = self.verification.entries.iter().find(|entry| entry.kind == RUN_CLOSED)?;
        Some(closing.read::<RunClosed>().ok()?.verdict)
    }

    /// Returns the entry with which it was left: the last that does not tell of wrong PINs since.
    #[must_use]
    pub fn left(&self) -> Option<&Entry> {
        let is_of_the_door = |entry: &Entry| {
            let event = Event::read(&entry.kind, entry.data.get());
            matches!(event, Ok(Some(Event::NoteAdded(note))) if note.wrong_pins.is_some())
        };
        self.verification.entries.iter().rev().find(|entry| !is_of_the_door(entry))
    }
}

/// A follow-up action of a run.
#[derive(Clone, Debug)]
pub struct FollowUp {
    /// What is to be done.
    pub action: ActionOpened,
    /// The run that opened it.
    pub run: RunFile,
    /// What that run began with.
    pub started: RunStarted,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was closed and how; `None` while nobody has.
    pub closed: Option<(Moment, ActionClosed)>,
}

/// The latest runs of a store, the newest first.
#[derive(Debug, Default)]
pub struct History {
    /// The runs that could be read.
    pub runs: Vec<Earlier>,
}

impl History {
    /// Reads the latest runs of `mode`. A journal that cannot be read is for `verify` to tell of.
    ///
    /// # Errors
    /// Where the store's folders cannot be read.
    pub fn read(store: &Store, mode: Mode) -> Result<Self, StoreError> {
        let mut runs = Vec::new();
        for file in store.runs(mode)?.into_iter().take(RUNS_BACK) {
            let Ok(reading) = store.read_run(&file) else { continue };
            if let Some(started) = taken_up::started(&reading.verification.entries) {
                runs.push(Earlier { file, started, verification: reading.verification, in_use: reading.in_use });
            }
        }
        Ok(Self { runs })
    }

    /// Returns the open runs of a procedure, the newest first.
    pub fn open<'a>(&'a self, procedure: &'a str) -> impl Iterator<Item = &'a Earlier> {
        self.open_runs().filter(move |earlier| earlier.started.procedure.id == procedure)
    }

    /// Returns all open runs, the newest first.
    pub fn open_runs(&self) -> impl Iterator<Item = &Earlier> {
        self.runs.iter().filter(|earlier| taken_up::is_open(&earlier.verification))
    }

    /// Returns the last run of a procedure that was closed on a business date, if there is one; one that was given up only
    /// where there is no other.
    #[must_use]
    pub fn closed_on(&self, procedure: &str, date: NaiveDate) -> Option<&Earlier> {
        let mut closed = self.runs.iter().filter(|earlier| {
            let same = earlier.started.procedure.id == procedure && earlier.started.business_date == date;
            same && earlier.verification.is_closed()
        });
        let is_given_up = |earlier: &&Earlier| earlier.verdict() == Some(Verdict::Abandoned);
        closed.clone().find(|earlier| !is_given_up(earlier)).or_else(|| closed.next())
    }

    /// Returns the hand-overs that wait for a run of `procedure` at `site`, the oldest first.
    #[must_use]
    pub fn handovers(&self, procedure: &Procedure, site: &str) -> Vec<WaitingHandover> {
        let mut accepted = HashSet::new();
        let mut waiting = Vec::new();
        for earlier in self.runs.iter().filter(|earlier| earlier.started.site == site) {
            let accepts = |kind: &str| kind == "handover_accepted";
            for (_, event) in dated_events_of(&earlier.verification, accepts) {
                if let Event::HandoverAccepted(seen) = event {
                    accepted.insert((seen.run, seen.path));
                }
            }
            if writes_handover(&earlier.verification) {
                waiting.extend(Left::of(&earlier.verification).into_waiting(procedure, earlier));
            }
        }
        waiting.retain(|handover| !accepted.contains(&(handover.run.clone(), handover.path.clone())));
        waiting.reverse();
        waiting
    }

    /// Returns the follow-up actions of `site` that nobody has closed, the oldest first.
    #[must_use]
    pub fn actions(&self, site: &str) -> Vec<FollowUp> {
        let mut open = self.follow_ups(Some(site));
        open.retain(|action| action.closed.is_none());
        open
    }

    /// Returns all follow-up actions, of one site or of every one, the oldest first.
    #[must_use]
    pub fn follow_ups(&self, site: Option<&str>) -> Vec<FollowUp> {
        let mut closed = HashMap::new();
        let mut all = Vec::new();
        for earlier in self.runs.iter().filter(|earlier| site.is_none_or(|site| earlier.started.site == site)) {
            let mut of_run = Vec::new();
            let wanted = |kind: &str| matches!(kind, "action_opened" | "action_closed");
            for (at, event) in dated_events_of(&earlier.verification, wanted) {
                match event {
                    Event::ActionClosed(action) => drop(closed.entry(action.id.clone()).or_insert((at, action))),
                    Event::ActionOpened(action) => of_run.push((at, action)),
                    _ => {}
                }
            }
            all.extend(of_run.into_iter().rev().map(|(opened_at, action)| FollowUp {
                action,
                run: earlier.file.clone(),
                started: earlier.started.clone(),
                opened_at,
                closed: None,
            }));
        }
        all.iter_mut().for_each(|action| action.closed = closed.remove(&action.action.id));
        all.reverse();
        all
    }
}

/// Returns the events of a run whose types are `wanted`, each with its time.
pub fn dated_events_of(
    verification: &Verification,
    wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (Moment, Event)> {
    let entries = verification.entries.iter().filter(move |entry| wanted(&entry.kind));
    entries.filter_map(|entry| Some((entry.time, Event::read(&entry.kind, entry.data.get()).ok().flatten()?)))
}

/// Returns whether a run has a hand-over step that was answered: of most runs nothing more need be read.
fn writes_handover(verification: &Verification) -> bool {
    let mut answers = verification.entries.iter().filter(|entry| entry.kind == "answered");
    answers.any(|entry| entry.data.get().contains("\"kind\":\"handover\""))
}

/// What the steps of a procedure gave in its last closed run: shown after an answer, never before it.
#[derive(Debug, Default)]
pub struct LastValues(HashMap<String, String>);

impl LastValues {
    /// Reads the last closed run of the same procedure at the same site; nothing where there is none.
    #[must_use]
    pub fn read(store: &Store, open: &crate::journal::OpenRun, started: &RunStarted) -> Self {
        let History { runs } = History::read(store, open.mode).unwrap_or_default();
        let same = |earlier: &&Earlier| {
            earlier.started.procedure.id == started.procedure.id
                && earlier.started.site == started.site
                && earlier.verification.is_closed()
        };
        let Some(last) = runs.iter().find(same) else { return Self::default() };
        let is_answer = |kind: &str| matches!(kind, "answered" | "amended");
        let answers = dated_events_of(&last.verification, is_answer).filter_map(|(_, event)| match event {
            Event::Answered(answered) => Some(*answered),
            Event::Amended(amended) => Some(amended.new),
            _ => None,
        });
        let shown = |answered: Answered| {
            let value = answered.value.as_str().filter(|_| answered.raw.is_some())?.to_owned();
            let unit = answered.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
            Some((answered.step?, format!("{value}{unit}")))
        };
        Self(answers.filter_map(shown).collect())
    }

    /// Returns the value of a step, if it has one.
    #[must_use]
    pub fn of(&self, step: &str) -> Option<String> {
        self.0.get(step).cloned()
    }
}
