//! Time comes in as an argument: a wall clock with its offset, and a monotonic clock. Nothing else reads the system's time.

use std::cell::Cell;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Local, Offset, TimeDelta, Utc};
use chrono_tz::Tz;
use rustix::time::ClockId;

/// One reading of both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Wall time with its UTC offset, to the millisecond.
    pub at: DateTime<FixedOffset>,
    /// Microseconds of a monotonic clock since the program started.
    pub mono: u64,
}

/// Where the program gets its time from.
pub trait Clock {
    /// Returns both clocks as they stand now.
    fn now(&self) -> Stamp;

    /// Tells the clock that an answer was given: a scripted clock moves on by a second, the system's ignores it.
    fn answered(&self) {}

    /// Moves a scripted clock forward; the system's ignores it.
    fn advance(&self, _by: TimeDelta) {}
}

/// Which zone local times are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The system's own.
    System,
    /// A zone of the IANA database, as the site file names it.
    Named(Tz),
}

impl Zone {
    /// Returns `at` as local time of this zone.
    #[must_use]
    pub fn localize(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        match self {
            Self::System => at.with_timezone(&Local).fixed_offset(),
            Self::Named(zone) => {
                let local = at.with_timezone(&zone);
                let offset = local.offset().fix();
                at.with_timezone(&offset)
            }
        }
    }
}

/// The machine's clocks. \[door\]
#[derive(Debug)]
pub struct SystemClock {
    zone: Zone,
    /// What stood on the clock of [`since_boot`] then.
    started: Duration,
}

impl SystemClock {
    /// Returns a clock that counts from now and writes local times of `zone`.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self { zone, started: since_boot() }
    }
}

/// Returns the time since the machine started, sleep included: std's `Instant` stands still while a laptop sleeps, and the
/// wall clock would then seem to have been set.
fn since_boot() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    read(CLOCK)
}

fn read(clock: ClockId) -> Duration {
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap_or_default()
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the clock is the door through which time comes in")]
    fn now(&self) -> Stamp {
        let mono = u64::try_from(since_boot().saturating_sub(self.started).as_micros()).unwrap_or(u64::MAX);
        Stamp { at: to_millisecond(self.zone.localize(Utc::now())), mono }
    }
}

/// A clock that stands still but for what its script says: one second for each answer, and `after:`.
#[derive(Debug)]
pub struct ScriptedClock {
    begun: DateTime<FixedOffset>,
    now: Cell<DateTime<FixedOffset>>,
}

impl ScriptedClock {
    /// Returns a clock that stands at `start` and keeps its offset.
    #[must_use]
    pub fn new(start: DateTime<FixedOffset>) -> Self {
        Self { begun: start, now: Cell::new(start) }
    }
}

impl Clock for ScriptedClock {
    fn now(&self) -> Stamp {
        let at = self.now.get();
        let mono = (at - self.begun).num_microseconds().and_then(|elapsed| u64::try_from(elapsed).ok());
        Stamp { at: to_millisecond(at), mono: mono.unwrap_or(0) }
    }

    fn answered(&self) {
        self.advance(TimeDelta::seconds(1));
    }

    fn advance(&self, by: TimeDelta) {
        self.now.set(self.now.get() + by);
    }
}

/// Cuts below the millisecond, which is what the journal keeps.
fn to_millisecond(at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let below = i64::from(at.timestamp_subsec_nanos() % 1_000_000);
    at - TimeDelta::nanoseconds(below)
}

/// Returns the processor time that this thread has taken so far: what a test bounds work by.
#[cfg(test)]
pub(crate) fn thread_time() -> Duration {
    read(ClockId::ThreadCPUTime)
}
