//! What a script says: the answers of an answer file or a scenario as typed data, numbers and dates as they were written.

use chrono::{DateTime, FixedOffset};
use indexmap::IndexMap;

use crate::procedure::value::{Duration, Value};
use crate::run::event::Raw;

/// An answer file, or what a scenario has in common with one.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerFile {
    /// Who runs it.
    pub operator: Option<String>,
    /// Where the scripted clock begins.
    pub clock: Option<DateTime<FixedOffset>>,
    /// Values of parameters.
    pub set: IndexMap<String, Value>,
    /// What becomes of questions that no answer names.
    pub rest: Rest,
    /// Whether waiting hand-overs are accepted.
    pub accept: bool,
    /// The answers by name: `<id>`, `<call>.<id>`, `<id>.notify`.
    pub answers: IndexMap<String, Answers>,
    /// Whether the last question is answered.
    pub close: bool,
}

impl Default for AnswerFile {
    /// Returns a file that says nothing.
    fn default() -> Self {
        Self {
            operator: None,
            clock: None,
            set: IndexMap::new(),
            rest: Rest::Unanswered,
            accept: false,
            answers: IndexMap::new(),
            close: true,
        }
    }
}

/// What becomes of questions that no answer names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// They have no answer.
    #[default]
    Unanswered,
    /// Checks, warnings, notices and hand-overs that wait are done.
    Done,
}

/// All answers of one name.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// One answer for the first asking in every pass and item.
    Plain(Box<Spec>),
    /// One answer for each asking, in the order of asking.
    Asked(Vec<Spec>),
}

impl Answers {
    /// Returns every answer, in order.
    #[must_use]
    pub fn all(&self) -> &[Spec] {
        match self {
            Self::Plain(spec) => std::slice::from_ref(&**spec),
            Self::Asked(specs) => specs,
        }
    }
}

/// One answer, with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// The answer itself.
    pub said: Said,
    /// How far the scripted clock moves first.
    pub after: Option<Duration>,
    /// Who answers, where that is not the operator.
    pub by: Option<String>,
    /// Why a value is out of its limits.
    pub reason: Option<String>,
    /// What is shown for it.
    pub evidence: Vec<Exhibit>,
    /// The second person's own entry.
    pub second: Option<SecondEntry>,
    /// Who waives the failure, and why.
    pub waiver: Option<Waiver>,
    /// Whether a failure is left as it is.
    pub leave: bool,
}

impl Spec {
    /// Returns an answer with nothing added to it.
    #[must_use]
    pub fn new(said: Said) -> Self {
        Self {
            said,
            after: None,
            by: None,
            reason: None,
            evidence: Vec::new(),
            second: None,
            waiver: None,
            leave: false,
        }
    }
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// `done`, a value, an option, a yes or no, a form, a table, a text: the question tells which.
    Value(Raw),
    /// Not OK, and why.
    Fail(String),
    /// Does not apply, and why.
    NotApplicable(String),
    /// Later, and why.
    Defer(String),
    /// Who signs for which role.
    Sign(IndexMap<String, Signer>),
}

/// What a signer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// This person signs.
    Signs(String),
    /// Declines, for this reason.
    Declines(String),
}

/// One thing shown for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exhibit {
    /// A file's path, relative to the answer file.
    File(String),
    /// A document number.
    Reference(String),
}

/// The second person's own entry.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondEntry {
    /// Who.
    pub by: String,
    /// What is typed.
    pub value: Raw,
}

/// A waiver of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Who waives it.
    pub by: String,
    /// Why.
    pub reason: String,
}
