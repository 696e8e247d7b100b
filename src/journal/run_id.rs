//! `RunId`: the name of a run and of its file. One that was read can never lead out of its folder.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::crockford;

/// How many symbols of base32 the random part has: 30 bits.
const RANDOM: usize = 6;

/// What the digits of a time of day stay below.
const TIME: u64 = 1_000_000;

/// The longest procedure id that a run id takes.
const LONGEST: usize = 64;

/// `20261121T073012-hall-opening-7q4kd9`: local start, procedure, 30 random bits. Ids sort by their start, as their texts do.
///
/// Kept in 24 bytes and not as a text, since whoever judges a store holds the ids of many thousand runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId {
    /// The digits of the start as one number.
    start: u64,
    random: u32,
    /// Thin, and shared by ids that are told to.
    procedure: Arc<String>,
}

/// The ids of procedures, so that each is kept once for all runs of a table.
#[derive(Debug, Default)]
pub(super) struct Procedures(BTreeSet<Arc<String>>);

impl Procedures {
    /// Lets `run` share its procedure's id with the others that came before.
    pub(super) fn share(&mut self, run: &mut RunId) {
        match self.0.get(&run.procedure) {
            Some(known) => run.procedure = known.clone(),
            None => drop(self.0.insert(run.procedure.clone())),
        }
    }
}

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

    /// Returns the local start to the second as the number that its digits are: `20261121073012`.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Returns the procedure's id.
    #[must_use]
    pub fn procedure(&self) -> &str {
        &self.procedure
    }
}

impl FromStr for RunId {
    type Err = NotARunId;

    fn from_str(text: &str) -> Result<Self, NotARunId> {
        read(text).ok_or_else(|| NotARunId(text.to_owned()))
    }
}

impl Ord for RunId {
    fn cmp(&self, other: &Self) -> Ordering {
        let rest = || match self.procedure == other.procedure {
            true => self.random.cmp(&other.random),
            false => self.to_string().cmp(&other.to_string()),
        };
        self.start.cmp(&other.start).then_with(rest)
    }
}

impl PartialOrd for RunId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
        id.to_string()
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, random, procedure } = self;
        let random = crockford::encode(&(random << 2).to_be_bytes(), RANDOM).to_ascii_lowercase();
        formatter.pad(&format!("{:08}T{:06}-{procedure}-{random}", start / TIME, start % TIME))
    }
}

/// Returns the id that `text` spells.
fn read(text: &str) -> Option<RunId> {
    let (start, rest) = text.split_once('-')?;
    let (procedure, random) = rest.rsplit_once('-')?;
    let (start, random) = (read_start(start)?, read_random(random)?);
    is_procedure(procedure).then(|| RunId { start, random, procedure: Arc::new(procedure.to_owned()) })
}

/// Returns the digits of a moment such as `20261121T073012`. Read by hand: a store has many thousands of them.
fn read_start(text: &str) -> Option<u64> {
    let shape = |(at, byte): (usize, u8)| if at == 8 { byte == b'T' } else { byte.is_ascii_digit() };
    if text.len() != 15 || !text.bytes().enumerate().all(shape) || is_moment(text).is_none() {
        return None;
    }
    let (date, time) = (text[..8].parse::<u64>().ok()?, text[9..].parse::<u64>().ok()?);
    Some(date * TIME + time)
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

/// Returns the bits of the random part, which is written in small letters.
fn read_random(text: &str) -> Option<u32> {
    let bits = |sum: u32, c: char| {
        let value = crockford::value(c.to_ascii_uppercase()).filter(|_| !c.is_ascii_uppercase())?;
        Some(sum << 5 | u32::from(value))
    };
    text.chars().try_fold(0, bits).filter(|_| text.len() == RANDOM)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::{Procedures, RunId};

    #[test]
    fn an_id_has_start_procedure_and_thirty_bits() {
        let start = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        let id = RunId::new(start, "hall-opening", 0x3fff_ffff).expect("an id");
        assert_eq!(id.to_string(), "20261121T073012-hall-opening-zzzzzz");
        assert_eq!(id.procedure(), "hall-opening");
        assert_eq!(RunId::new(start, "a", 1).expect("an id").to_string(), "20261121T073012-a-000001");
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

    #[test]
    fn ids_sort_as_their_texts_and_are_the_same_whether_they_share_their_procedure_or_not() {
        let texts = [
            "00010101T000000-a-000000",
            "20261121T073012-a-7q4kd9",
            "20261121T073012-a-b-7q4kd8",
            "20261121T073012-a-zzzzzz",
            "20261121T073012-a0-000000",
            "20261121T073060-0-000000",
            "99991231T235960-z-zzzzzz",
        ];
        let mut procedures = Procedures::default();
        let ids = texts.map(|text| text.parse::<RunId>().expect("an id"));
        for (at, id) in ids.iter().enumerate() {
            assert_eq!(id.to_string(), texts[at]);
            let mut shared = id.clone();
            procedures.share(&mut shared);
            assert_eq!(shared, *id);
            for (other, text) in ids.iter().zip(texts) {
                assert_eq!(shared.cmp(other), texts[at].cmp(text), "{} {text}", texts[at]);
            }
        }
    }

    proptest! {
        #[test]
        fn no_id_leaves_its_folder(text in any::<String>(), random in any::<u32>(), procedure in "[a-z][a-z0-9-]{0,63}") {
            if let Ok(id) = text.parse::<RunId>() {
                prop_assert_eq!(id.to_string(), text);
                prop_assert!(!id.to_string().contains(['/', '\\', '.', '\0']));
            }
            let start = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
            let id = RunId::new(start, &procedure, random).expect("an id");
            prop_assert_eq!(id.procedure(), procedure);
        }
    }
}
