//! `RunId`: the name of a run and of its file. One that was read can never lead out of its folder.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::crockford;

/// How many symbols of base32 the random part has: 30 bits.
const RANDOM: usize = 6;

/// The longest procedure id that a run id takes.
const LONGEST: usize = 64;

/// `20261121T073012-hall-opening-7q4kd9`: local start, procedure, 30 random bits. Ids sort by their start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// A text that is no run id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a run id such as `20261121T073012-hall-opening-7q4kd9`, found `{}`", .0.escape_debug())]
pub struct NotARunId(String);

impl RunId {
    /// Returns the id of a run of `procedure` that starts at `start`, with 30 bits of `random`.
    ///
    /// # Errors
    /// If `procedure` is no kebab-case id of at most 64 characters.
    pub fn new(start: DateTime<FixedOffset>, procedure: &str, random: u32) -> Result<Self, NotARunId> {
        let random = crockford::encode(&(random << 2).to_be_bytes(), RANDOM).to_ascii_lowercase();
        format!("{}-{procedure}-{random}", start.format("%Y%m%dT%H%M%S")).parse()
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the local start to the second: `20261121T073012`.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.0[..15]
    }

    /// Returns the procedure's id.
    #[must_use]
    pub fn procedure(&self) -> &str {
        &self.0[16..self.0.len() - RANDOM - 1]
    }
}

impl FromStr for RunId {
    type Err = NotARunId;

    fn from_str(text: &str) -> Result<Self, NotARunId> {
        if is_run_id(text) { Ok(Self(text.to_owned())) } else { Err(NotARunId(text.to_owned())) }
    }
}

impl TryFrom<String> for RunId {
    type Error = NotARunId;

    fn try_from(text: String) -> Result<Self, NotARunId> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(id: RunId) -> Self {
        id.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

fn is_run_id(text: &str) -> bool {
    let Some((start, rest)) = text.split_once('-') else { return false };
    let Some((procedure, random)) = rest.rsplit_once('-') else { return false };
    is_start(start) && is_procedure(procedure) && is_random(random)
}

/// Returns whether `text` is a moment such as `20261121T073012`. Read by hand: a store has many thousands of them.
fn is_start(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 8 { byte == b'T' } else { byte.is_ascii_digit() };
    text.len() == 15 && text.bytes().enumerate().all(shape) && is_moment(text).is_some()
}

fn is_moment(digits: &str) -> Option<NaiveDateTime> {
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(number(0, 4)?.try_into().ok()?, number(4, 6)?, number(6, 8)?)?;
    // A clock may show a leap second.
    let second = number(13, 15)?;
    date.and_hms_opt(number(9, 11)?, number(11, 13)?, if second == 60 { 59 } else { second })
}

fn is_procedure(text: &str) -> bool {
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(kebab)
}

fn is_random(text: &str) -> bool {
    let symbol = |c: char| {
        c.is_ascii_digit() || c.is_ascii_lowercase() && crockford::canonical(c) == Some(c.to_ascii_uppercase())
    };
    text.len() == RANDOM && text.chars().all(symbol)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::RunId;

    #[test]
    fn an_id_has_start_procedure_and_thirty_bits() {
        let start = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        let id = RunId::new(start, "hall-opening", 0x3fff_ffff).expect("an id");
        assert_eq!(id.as_str(), "20261121T073012-hall-opening-zzzzzz");
        assert_eq!(id.procedure(), "hall-opening");
        assert_eq!(RunId::new(start, "a", 1).expect("an id").as_str(), "20261121T073012-a-000001");
        assert!(RunId::new(start, "../a", 1).is_err());
        assert!(RunId::new(start, "", 1).is_err());
        assert!(RunId::new(start, &"a".repeat(65), 1).is_err());
    }

    #[test]
    fn nothing_else_is_an_id() {
        for text in [
            "",
            "20261121T073012",
            "20261121T073012-7q4kd9",
            "20261121T073012-a-7q4kd",
            "20261121T073012-a-7q4kdl",
            "20261121T073012-a-7Q4KD9",
            "20261121T073012-A-7q4kd9",
            "20261121T073012-a/b-7q4kd9",
            "20261121T073012-..-7q4kd9",
            "20261121T073012-a-7q4kd9\n",
            "20261121t073012-a-7q4kd9",
            "20261321T073012-a-7q4kd9",
            "20260230T073012-a-7q4kd9",
            "20261121T243012-a-7q4kd9",
            "20261121T073061-a-7q4kd9",
            "20261121T073012-厅-7q4kd9",
            "２0261121T073012-a-7q4kd9",
        ] {
            assert!(text.parse::<RunId>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_id_leaves_its_folder(text in any::<String>(), random in any::<u32>(), procedure in "[a-z][a-z0-9-]{0,63}") {
            if let Ok(id) = text.parse::<RunId>() {
                prop_assert!(!id.as_str().contains(['/', '\\', '.', '\0']));
            }
            let start = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
            let id = RunId::new(start, &procedure, random).expect("an id");
            prop_assert_eq!(id.procedure(), procedure);
        }
    }
}
