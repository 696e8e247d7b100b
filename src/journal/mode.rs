//! `Mode`: what a run counts as. Runs of different modes stand in different folders, with ledgers of their own.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a run counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Work that is done.
    #[default]
    Live,
    /// A rehearsal by a person.
    Training,
    /// Answers from a file.
    Scripted,
}

impl Mode {
    /// Every mode, the usual one first.
    pub const ALL: [Self; 3] = [Self::Live, Self::Training, Self::Scripted];

    /// Returns the word that journals, commands and folders have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Training => "training",
            Self::Scripted => "scripted",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}
