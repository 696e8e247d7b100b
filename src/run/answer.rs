//! What the operator said, before anything is decided about it. Plain data.

use super::event::{AfterFailure, Assurance, EvidenceItem, Raw};

/// One answer, with what was added to it on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer itself.
    pub given: Given,
    /// Who gave it, where that is not the operator.
    pub by: Option<Identity>,
    /// The number that was typed for a critical step, and the one on the screen.
    pub number: Option<Typed>,
    /// Values called mistyped before this one.
    pub mistyped: Vec<Raw>,
    /// What was shown for it; `None` until that was asked.
    pub evidence: Option<Vec<EvidenceItem>>,
    /// Why; `None` until that was asked.
    pub reason: Option<String>,
    /// What is to follow a failure; `None` until that was asked.
    pub after_failure: Option<AfterFailure>,
    /// The second person's entry; `None` until that was asked.
    pub second: Option<SecondEntry>,
    /// Why an earlier answer is changed; `None` until that was asked.
    pub amending: Option<String>,
}

impl Answer {
    /// Returns an answer with nothing added to it.
    #[must_use]
    pub fn new(given: Given) -> Self {
        Self {
            given,
            by: None,
            number: None,
            mistyped: Vec::new(),
            evidence: None,
            reason: None,
            after_failure: None,
            second: None,
            amending: None,
        }
    }
}

/// Somebody, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The roster's id, or a name where there is no roster.
    pub id: String,
    /// How sure that is.
    pub assurance: Assurance,
}

/// A critical step's number as typed, and as it stood on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What was typed.
    pub typed: u8,
    /// What stood on the screen.
    pub shown: u8,
}

/// The second person's own entry.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondEntry {
    /// Who.
    pub by: Identity,
    /// What was typed; `None` until that was asked: who it is comes first, and is proved first.
    pub raw: Option<Raw>,
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Done, told, acknowledged, accepted: the one thing that was offered.
    Done,
    /// Not OK; a signer declines; an override is not given.
    NotOk,
    /// A value, a form, a table, a text.
    Value(Raw),
    /// An option's id.
    Choice(String),
    /// Yes.
    Yes,
    /// No.
    No,
    /// Does not apply here.
    NotApplicable,
    /// Later.
    Later,
    /// Signs, or waives a failure; `by` says who.
    Signs,
    /// Closes the run.
    Close,
    /// Gives the run up.
    GiveUp,
}

/// What an answer still lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Things to show: how many, of what.
    Evidence,
    /// What to do about a failure.
    AfterFailure(Box<Ways>),
    /// A reason.
    Reason(ReasonFor),
    /// The second person's entry.
    Second,
    /// Somebody with the role that holds the step.
    Person,
}

/// What a reason is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonFor {
    /// A failure; `override_offered` where no other menu offers it.
    Failure {
        /// Whether *overridden by* is still to be offered.
        override_offered: bool,
    },
    /// Not applicable.
    NotApplicable,
    /// Later.
    Later,
    /// A changed answer.
    Amendment,
    /// A declined signature.
    Declining,
    /// An override.
    Override,
    /// Giving the run up.
    GivingUp,
}

/// The honest ways on from a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// What is wrong with the value, where it is one.
    pub breach: Option<Breach>,
    /// How the second person's entry differs, where that is wrong besides.
    pub differs: Option<Breach>,
    /// Whether the value may have been mistyped.
    pub mistyped: bool,
    /// Whether it can be corrected now.
    pub correct: bool,
    /// Whether leaving it failed fails the run.
    pub fails_run: bool,
    /// What comes once it is corrected; a stop comes when it is left, too.
    pub then: AfterCorrecting,
}

/// What comes once a failure was corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterCorrecting {
    /// The step is asked again.
    Recheck,
    /// All rechecks are through: the step stays failed.
    NoMoreRecheck,
    /// The run goes on, and the step stays failed.
    Nothing,
    /// The run ends there, and is failed.
    Stop,
}

/// How a value misses its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The value as typed.
    pub value: String,
    /// The limit that it misses.
    pub limit: String,
    /// By how much, for numbers.
    pub by: Option<String>,
    /// Which limit.
    pub side: Side,
    /// Unit of all three.
    pub unit: Option<String>,
    /// The field, where there are several.
    pub field: Option<String>,
    /// The row of a table, from 0.
    pub row: Option<usize>,
}

/// Which limit a value misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below the least.
    Below,
    /// Above the most.
    Above,
    /// Not the one right value.
    Different,
    /// The second person's entry differs.
    Second,
}

/// Why an answer is not taken; nothing is recorded, and the question is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This question does not offer it.
    NotOffered,
    /// The number on the screen was not typed.
    WrongNumber,
    /// Not a number.
    NotANumber(String),
    /// More digits behind the point than allowed.
    TooManyDecimals(u32),
    /// Not a time of day.
    NotATime(String),
    /// Not a date.
    NotADate(String),
    /// Not a date and time.
    NotADateTime(String),
    /// Not a stretch of time.
    NotADuration(String),
    /// Neither yes nor no.
    NotABoolean(String),
    /// Not one of the options.
    NotAnOption(String),
    /// Does not match the pattern.
    Pattern {
        /// The field's title.
        field: String,
        /// What the whole value must match.
        pattern: String,
    },
    /// Nothing was given.
    Required(String),
    /// A field that is not there.
    UnknownField(String),
    /// Too few rows.
    TooFewRows(u32),
    /// Too many rows.
    TooManyRows(u32),
    /// Too few things to show.
    TooLittleEvidence(u32),
    /// A file of another kind.
    EvidenceKind(String),
    /// Nobody of that id.
    UnknownPerson(String),
    /// Not a name, where people are known by one.
    NotAName(String),
    /// Has not the role.
    LacksRole(String),
    /// Must be another person than this one.
    SamePerson(String),
    /// Locked for this run.
    PersonLocked(String),
    /// A reason is needed.
    ReasonRequired,
    /// Cannot be put off or skipped.
    Forbidden,
    /// Something before it holds it.
    Held(String),
    /// Longer than an entry can hold.
    TooLong,
    /// A parameter outside its limits.
    OutOfLimits(Box<Breach>),
}
