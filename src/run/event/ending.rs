//! How a run was left, gone on with, mended and closed.
//! Plain data; it holds no rules.

use serde::{Deserialize, Serialize};

use super::Moment;
use super::answer::Raw;
use super::beginning::{Assurance, Person};
use crate::run::outcome::{Counts, Verdict};

/// See [`Event::Paused`](super::Event::Paused).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paused {
    /// The step that was on the screen.
    pub step: String,
    /// menu, interrupt, terminate, hangup, end_of_input, answers_ran_out.
    pub why: String,
    /// Values of that step that the operator called mistyped, and whose answer came to none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistyped: Vec<Raw>,
}

/// See [`Event::Resumed`](super::Event::Resumed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resumed {
    /// Who goes on.
    pub by: Person,
    /// How sure that is.
    pub assurance: Assurance,
    /// Seconds since the last entry, never negative.
    pub held_for: i64,
    /// Whether the procedure's file differs from the pinned text.
    pub procedure_changed: bool,
    /// The step that is asked again first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reask: Option<String>,
    /// The language that texts are shown in from here on, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The digest of the site file, where its roster is another than when the run began. Whoever goes on has the roles that this
    /// one gives him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_file: Option<String>,
}

/// See [`Event::ClockStepped`](super::Event::ClockStepped).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockStepped {
    /// What the wall clock should have shown.
    #[serde(with = "super::moment")]
    pub expected: Moment,
    /// What it shows.
    #[serde(with = "super::moment")]
    pub found: Moment,
    /// Milliseconds between the two.
    pub by_ms: i64,
}

/// See [`Event::Recovered`](super::Event::Recovered).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovered {
    /// Byte offset of the damage.
    pub from: u64,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The first 4 KiB of them.
    pub hex: String,
}

/// See [`Event::RunClosed`](super::Event::RunClosed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunClosed {
    /// How it ended.
    pub verdict: Verdict,
    /// How many steps came out how.
    pub counts: Counts,
    /// Percent of the points, unrounded but for twelve places, where it is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// How many deviations.
    pub deviations: u64,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who closed it.
    pub by: String,
    /// When the last question was shown, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub shown_at: Option<Moment>,
    /// The step that was on the screen, where values were called mistyped there and the run was given up instead of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Those values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistyped: Vec<Raw>,
}
