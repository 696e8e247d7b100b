//! Who signed, declined, waived, failed to prove who he is, or took over.
//! Plain data; it holds no rules.

use serde::{Deserialize, Serialize};

use super::Moment;
use super::answer::{AfterFailure, EvidenceItem, Timing};
use super::beginning::{Assurance, Person};

/// The meaning of a signature by somebody who was there and saw it done: never one of those who ran it.
pub const WITNESSED: &str = "witnessed";

/// What a signature after the end can mean.
pub const LATE_MEANINGS: [&str; 3] = ["reviewed", "approved", WITNESSED];

/// See [`Event::Signed`](super::Event::Signed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signed {
    /// The step's path; empty for a signature after the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The step's title as shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Who signed.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// For which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What it means.
    pub meaning: String,
    /// How sure it is who signed.
    pub assurance: Assurance,
    /// The hash of the last entry that it covers.
    pub head: String,
    /// That entry's number.
    pub head_seq: u64,
    /// When the question was shown.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub shown_at: Option<Moment>,
    /// What the signer adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What was shown for the step; with the signature that completes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// Against the step's window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
}

/// What was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclinedWhat {
    /// A signature: the step is failed.
    Signature,
    /// An override: the failure takes its declared path.
    Override,
}

/// See [`Event::Declined`](super::Event::Declined).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declined {
    /// The step's path.
    pub path: String,
    /// What was declined.
    pub what: DeclinedWhat,
    /// For which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Why.
    pub reason: String,
    /// Who declined.
    pub by: String,
    /// When the question was shown.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// What was shown for the step, for a signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// What is to follow, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<AfterFailure>,
    /// Against the step's window, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
}

/// See [`Event::SignatureVoided`](super::Event::SignatureVoided).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureVoided {
    /// The sign step's path.
    pub path: String,
    /// The entries of its signatures.
    pub of: Vec<u64>,
    /// The amendment that voids them.
    pub because: u64,
}

/// See [`Event::SigningFailed`](super::Event::SigningFailed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningFailed {
    /// The step's path.
    pub path: String,
    /// Whose PIN was wrong.
    pub person: String,
    /// How often in this run.
    pub failures: u32,
}

/// See [`Event::Locked`](super::Event::Locked).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    /// Who.
    pub person: String,
}

/// See [`Event::Overridden`](super::Event::Overridden).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overridden {
    /// The failed step's path.
    pub path: String,
    /// Who waives it.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// Why.
    pub reason: String,
    /// When it was asked.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
}

/// See [`Event::OperatorChanged`](super::Event::OperatorChanged).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatorChanged {
    /// Who had it.
    pub from: String,
    /// Who has it now.
    pub to: Person,
    /// How sure that is.
    pub assurance: Assurance,
}
