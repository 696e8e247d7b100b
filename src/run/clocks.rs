//! The clocks of a journal against each other: what the session would have recorded as a clock that was set, and questions
//! that were shown when they could not have been. Within one start of the program only; a pause has no other witness.

use super::Applied;
use super::event::{Event, Moment};

/// A wall clock that is further than this from what the monotonic clock says has been set, and that is a record.
pub const CLOCK_STEP_MS: i64 = 2_000;

/// Journals hold milliseconds of the wall clock, and every difference is of two.
const ROUNDING_MS: i64 = 2;

/// What the entries so far say of the clocks.
pub(super) struct Clocks {
    last: Applied,
    /// The entry before which no question that comes now can have been shown; none after a clock that was set.
    earliest: Option<Moment>,
    /// The entry was not written by the session, whose clocks say nothing of the time up to the next one.
    is_apart: bool,
    /// The program wrote something on its own before it began, went on with, or left the run: wrong PINs, and perhaps no more.
    awaits_start: bool,
    /// Nothing has been asked since the run began.
    has_just_begun: bool,
}

impl Clocks {
    pub(super) fn begin(first: Applied) -> Self {
        Self { last: first, earliest: Some(first.at), is_apart: true, awaits_start: false, has_just_begun: true }
    }

    /// Looks at the next entry.
    ///
    /// # Errors
    /// What was expected, where no session could have written it at that time.
    pub(super) fn see(&mut self, entry: Applied, event: &Event) -> Result<(), String> {
        let is_apart = is_apart(event);
        if self.awaits_start && !is_apart {
            return Err("expected that the program starts: it told of wrong PINs from outside".to_owned());
        }
        self.awaits_start = matches!(event, Event::NoteAdded(_)) && is_apart && !self.has_just_begun;
        self.has_just_begun &= is_apart || matches!(event, Event::Continued(_));
        if !is_apart {
            self.check_step(entry, event)?;
            self.check_shown(entry, event)?;
        }
        match event {
            Event::ClockStepped(_) => self.earliest = None,
            // These leave the question on the screen.
            Event::SigningFailed(_) | Event::Locked(_) | Event::Attached(_) | Event::NoteAdded(_) => {}
            _ => self.earliest = Some(entry.at),
        }
        (self.last, self.is_apart) = (entry, is_apart);
        Ok(())
    }

    /// The wall clock goes on as the monotonic clock does, or else that is the record, and says by how much.
    fn check_step(&self, entry: Applied, event: &Event) -> Result<(), String> {
        if self.is_apart {
            return Ok(());
        }
        let passed = i64::try_from(entry.mono.saturating_sub(self.last.mono) / 1000).unwrap_or(i64::MAX);
        let by = (entry.at - self.last.at).num_milliseconds().saturating_sub(passed);
        let (told, slack) = match event {
            Event::ClockStepped(stepped) => (stepped.by_ms, 0),
            _ => (0, CLOCK_STEP_MS),
        };
        if by.abs_diff(told) <= (slack + ROUNDING_MS).unsigned_abs() {
            Ok(())
        } else {
            Err(format!("expected `clock_stepped` by {by} ms before it"))
        }
    }

    /// A question is shown after the entry before it and before its answer, unless the clock was set meanwhile.
    fn check_shown(&self, entry: Applied, event: &Event) -> Result<(), String> {
        let (Some(shown_at), Some(earliest)) = (shown_at(event), self.earliest) else { return Ok(()) };
        let slack = chrono::TimeDelta::milliseconds(CLOCK_STEP_MS + ROUNDING_MS);
        if shown_at < earliest - slack || shown_at > entry.at + slack {
            return Err("expected a question that was shown between the entry before it and its answer".to_owned());
        }
        Ok(())
    }
}

/// Tells of an entry that begins a start of the program, or is all that one writes.
fn is_apart(event: &Event) -> bool {
    match event {
        Event::RunStarted(_) | Event::Resumed(_) | Event::Recovered(_) | Event::ActionClosed(_) => true,
        Event::RunClosed(closed) => closed.reason.is_some() && closed.shown_at.is_none(),
        Event::NoteAdded(note) => note.wrong_pins.is_some(),
        _ => false,
    }
}

fn shown_at(event: &Event) -> Option<Moment> {
    match event {
        Event::ParameterSet(set) => set.shown_at,
        Event::HandoverAccepted(accepted) => Some(accepted.shown_at),
        Event::WarningAcknowledged(seen) => Some(seen.shown_at),
        Event::Notified(told) => Some(told.shown_at),
        Event::Answered(answered) if !answered.computed => Some(answered.shown_at),
        Event::Amended(amended) => Some(amended.new.shown_at),
        Event::Reconfirmed(again) => Some(again.shown_at),
        Event::Jumped(jumped) => jumped.shown_at,
        Event::Signed(signed) => signed.shown_at,
        Event::Overridden(overridden) => Some(overridden.shown_at),
        Event::Declined(declined) => Some(declined.shown_at),
        Event::RunClosed(closed) => closed.shown_at,
        _ => None,
    }
}
