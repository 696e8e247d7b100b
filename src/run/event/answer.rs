//! What was answered, again and otherwise: the values and all that belongs to them.
//! Plain data; it holds no rules.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Moment;
use super::beginning::Assurance;
use crate::procedure::value::Decimal;
use crate::run::answer::Side;
use crate::run::outcome::Outcome;

/// What was typed, exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// One line.
    Line(String),
    /// A form.
    Form(IndexMap<String, String>),
    /// A table.
    Table(Vec<IndexMap<String, String>>),
}

/// Limits as they were in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsInForce {
    /// Least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
}

/// Before or after its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Too soon.
    Early,
    /// Too late.
    Late,
}

/// One thing shown for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceItem {
    /// A file whose bytes are in the store.
    File(StoredFile),
    /// A typed document number.
    Reference(String),
}

/// A file whose bytes are in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// What the operator wants done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterFailure {
    /// The declared path: tell, correct, check again.
    Correct,
    /// It stays failed.
    Leave,
    /// A second person waives it.
    Override,
}

/// The second person's own entry of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// Who.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// What was typed.
    pub raw: Raw,
    /// Whether it is the same value.
    pub agrees: bool,
}

/// See [`Event::Answered`](super::Event::Answered).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The step's id, behind the ids of the calls it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The step's path.
    pub path: String,
    /// The step's kind.
    pub kind: String,
    /// Its title as shown.
    pub title: String,
    /// The expected response as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// The item that the step was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// The number on the screen of a critical step, as it was typed; nobody types it for a script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u8>,
    /// Its value; numbers as strings.
    pub value: Json,
    /// The value's unit as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The limits in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<LimitsInForce>,
    /// Keys whose expressions could not be evaluated, so that the safe side was taken: `when`, `max`, `2.when`, `4.until`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unevaluated: Vec<String>,
    /// How it came out, so far.
    pub outcome: Outcome,
    /// Why, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Values that the operator called mistyped before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistyped: Vec<Raw>,
    /// What is to follow a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<AfterFailure>,
    /// When its section was shown.
    #[serde(with = "super::moment")]
    pub section_shown_at: Moment,
    /// When its question was shown.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// Against its window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
    /// What was shown for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// Who answered.
    pub by: String,
    /// In which role the procedure has the step done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How sure it is who answered, where that is not the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// The second person's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
    /// Whether the program computed the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
    /// A hand-over's open deviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_deviations: Vec<String>,
    /// The procedures and tags that a hand-over is for; empty for every procedure of the site.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub for_whom: Vec<String>,
}

impl Answered {
    /// Returns what a failed value is not equal to: the one that was required, or the second person's; `None` where it is
    /// outside its limits. A form or table does not say which field misses what: it is not as required.
    #[must_use]
    pub fn differs(&self) -> Option<Side> {
        let required = self.limits.as_ref().is_some_and(|limits| limits.equals.is_some());
        let second = self.second.as_ref().is_some_and(|second| !second.agrees);
        let has_fields = matches!(self.raw, Some(Raw::Form(_) | Raw::Table(_)));
        match (required, second && self.is_within()) {
            (true, _) => Some(Side::Different),
            (false, true) => Some(Side::Second),
            (false, false) => has_fields.then_some(Side::Different),
        }
    }

    /// Returns whether a value keeps least and most; one that is not of a single line does.
    fn is_within(&self) -> bool {
        let (Some(limits), Some(value)) = (&self.limits, self.value.as_str()) else { return true };
        let order = |limit: &str| match (Decimal::parse(value), Decimal::parse(limit)) {
            (Some(value), Some(limit)) => value.cmp(&limit),
            _ => value.cmp(limit),
        };
        let above = limits.min.as_ref().is_none_or(|min| order(min).is_ge());
        above && limits.max.as_ref().is_none_or(|max| order(max).is_le())
    }
}

/// See [`Event::Reconfirmed`](super::Event::Reconfirmed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconfirmed {
    /// The step's path.
    pub path: String,
    /// The entry that holds the answer.
    pub of: u64,
    /// When it was shown again.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// Who answered.
    pub by: String,
    /// Values that the operator called mistyped before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistyped: Vec<Raw>,
}

/// An answer as an amendment names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OldAnswer {
    /// Its value.
    pub value: Json,
    /// What was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// How it had come out.
    pub outcome: Outcome,
}

/// See [`Event::Amended`](super::Event::Amended).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amended {
    /// The entry that holds the old answer.
    pub of: u64,
    /// The step's path.
    pub path: String,
    /// The old answer.
    pub old: OldAnswer,
    /// The new answer.
    pub new: Answered,
    /// Why; `slip` within ten seconds of the answer.
    pub reason: String,
}
