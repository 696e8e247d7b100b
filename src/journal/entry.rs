//! `Entry`: one line of a journal, read; `Head`: where a journal ends. Neither knows what an event means.

use chrono::{DateTime, FixedOffset};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Digest;

/// The version of the line format, `v`.
pub const VERSION: u32 = 1;

/// The longest line, its newline included.
pub const MAX_LINE: usize = 64 * 1024;

/// The end of a journal: how many entries it has, and the hash of the last. The first entry has number 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The number of entries, which is the `seq` of the last.
    #[serde(rename = "n")]
    pub length: u64,
    /// The hash of the last entry.
    #[serde(rename = "h")]
    pub hash: Digest,
}

impl Head {
    /// The head of a journal without entries: its hash is what the first entry has as `prev`.
    pub const EMPTY: Self = Self { length: 0, hash: Digest::ZERO };
}

/// What an entry holds: the text of one JSON object, which the strict reader has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data(Box<str>);

impl Data {
    /// Keeps a text that the strict reader has read.
    pub(super) fn of(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }
}

/// One entry as it stands in the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: u64,
    /// The hash of the entry before; zeros for the first.
    pub prev: Digest,
    /// The wall time, as written.
    pub at: String,
    /// The wall time, read.
    pub time: DateTime<FixedOffset>,
    /// Microseconds of a monotonic clock since the program started that wrote it.
    pub mono: u64,
    /// The event's type, `type` in the file.
    pub kind: String,
    /// Who caused it.
    pub by: String,
    /// What happened: one JSON object, byte for byte as written.
    pub data: Data,
    /// The hash of the line.
    pub hash: Digest,
    /// The byte of the file where the line begins.
    pub offset: u64,
}

impl Entry {
    /// Returns the head of a journal that ends with this entry.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { length: self.seq, hash: self.hash }
    }

    /// Returns `data` as a `T`.
    ///
    /// # Errors
    /// If the data has not the shape of a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.data.get())
    }
}
