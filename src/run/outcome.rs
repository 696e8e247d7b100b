//! How steps and runs come out: outcomes, deviations, counts, verdicts. Words only; the rules are in `closing`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::language::{Language, recorded};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the word that journals, files and expressions use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Returns what `word` stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.word())
            }
        }
    };
}

words! {
    /// How a step came out.
    Outcome {
        /// As it should.
        Done = "done",
        /// Not as it should.
        Failed = "failed",
        /// Failed, then right at a recheck.
        Corrected = "corrected",
        /// Failed, and waived by a second person.
        Overridden = "overridden",
        /// Does not apply here.
        NotApplicable = "not_applicable",
        /// Put off; asked again before the run can close.
        Deferred = "deferred",
        /// Not on the path that was taken.
        Inactive = "inactive",
    }
}

words! {
    /// How a run ended.
    Verdict {
        /// Everything as it should.
        Completed = "completed",
        /// To the end, but not everything as it should.
        CompletedWithDeviations = "completed_with_deviations",
        /// A step is still put off.
        Incomplete = "incomplete",
        /// A critical step ended failed, or a failure stopped the run.
        Failed = "failed",
        /// Given up.
        Abandoned = "abandoned",
    }
}

impl Outcome {
    /// Returns what people call it.
    #[must_use]
    pub fn name(self, language: Language) -> String {
        match self {
            Self::Done => recorded::outcome_done(language),
            Self::Failed => recorded::outcome_failed(language),
            Self::Corrected => recorded::outcome_corrected(language),
            Self::Overridden => recorded::outcome_overridden(language),
            Self::NotApplicable => recorded::outcome_not_applicable(language),
            Self::Deferred => recorded::outcome_deferred(language),
            Self::Inactive => recorded::outcome_inactive(language),
        }
    }
}

impl Verdict {
    /// Returns what people call it.
    #[must_use]
    pub fn name(self, language: Language) -> String {
        match self {
            Self::Completed => recorded::verdict_completed(language),
            Self::CompletedWithDeviations => recorded::verdict_deviations(language),
            Self::Incomplete => recorded::verdict_incomplete(language),
            Self::Failed => recorded::verdict_failed(language),
            Self::Abandoned => recorded::verdict_abandoned(language),
        }
    }
}

/// How many steps came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// As they should.
    pub done: u64,
    /// Not as they should.
    pub failed: u64,
    /// Failed, then right at a recheck.
    pub corrected: u64,
    /// Failed, and waived.
    pub overridden: u64,
    /// Did not apply.
    pub not_applicable: u64,
    /// Still put off.
    pub deferred: u64,
    /// Not on the path that was taken.
    pub inactive: u64,
}

impl Counts {
    /// Counts one more step.
    pub fn add(&mut self, outcome: Outcome) {
        *self.of(outcome) += 1;
    }

    /// Returns each outcome with its number of steps.
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, u64)> {
        let mut counts = *self;
        Outcome::ALL.iter().map(move |outcome| (*outcome, *counts.of(*outcome)))
    }

    fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Done => &mut self.done,
            Outcome::Failed => &mut self.failed,
            Outcome::Corrected => &mut self.corrected,
            Outcome::Overridden => &mut self.overridden,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Deferred => &mut self.deferred,
            Outcome::Inactive => &mut self.inactive,
        }
    }
}

/// What was not as it should, and is counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviationKind {
    /// A step ended failed.
    Failed,
    /// A step was corrected.
    Corrected,
    /// A step was overridden.
    Overridden,
    /// Answered before its window.
    Early,
    /// Answered after its window.
    Late,
    /// A deadline was missed, on either side.
    Deadline,
    /// A loop reached its bound.
    Bound,
    /// What a loop is to go through cannot be evaluated.
    Items,
    /// The run took too long.
    TimeLimit,
    /// The score is below the pass mark.
    Score,
    /// A called procedure did not complete.
    Call,
}

/// One deviation, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// What.
    pub kind: DeviationKind,
    /// Where; empty for the run as a whole.
    pub path: String,
    /// The step's title.
    pub title: String,
}
