//! What happened on the way: pages, warnings, inactive steps, loops, notes, notices, follow-up actions.
//! Plain data; it holds no rules.

use serde::{Deserialize, Serialize};

use super::Moment;
use super::answer::StoredFile;

/// A step as a page or a list names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its path.
    pub path: String,
    /// Its title as shown.
    pub title: String,
}

/// See [`Event::SectionShown`](super::Event::SectionShown).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionShown {
    /// The section's path; empty for the run's own procedure.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its steps.
    pub steps: Vec<Named>,
}

/// See [`Event::WarningAcknowledged`](super::Event::WarningAcknowledged).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The step's path.
    pub path: String,
    /// The warning as shown.
    pub warning: String,
    /// When it was shown.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// Who acknowledged it.
    pub by: String,
}

/// Why steps became inactive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Their condition is false.
    When,
    /// Another branch was taken.
    Branch,
    /// An end was reached.
    End,
    /// A failure stopped the run.
    Stop,
    /// An amendment took away what had opened them.
    Amended,
}

/// See [`Event::Inactivated`](super::Event::Inactivated).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inactivated {
    /// The steps.
    pub steps: Vec<Named>,
    /// Why.
    pub because: Because,
    /// The step that decided it: the branch's, the end's, the failed or the amended one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whether another entry names more steps of the same end or stop.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// See [`Event::BoundReached`](super::Event::BoundReached).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundReached {
    /// The loop's path.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The passes made, or the items that it goes through.
    pub passes: u32,
    /// `in`, where what it is to go through cannot be evaluated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unevaluated: Vec<String>,
}

/// See [`Event::Jumped`](super::Event::Jumped).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jumped {
    /// The step that was on the screen.
    pub from: String,
    /// The track or step that is to come.
    pub to: String,
    /// When the question that was on the screen was shown.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub shown_at: Option<Moment>,
}

/// See [`Event::NoteAdded`](super::Event::NoteAdded).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteAdded {
    /// The step it was added at; empty after the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The note.
    pub text: String,
    /// Who added it.
    pub by: String,
    /// The wrong PINs that it tells of: a closed run takes no other entry for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_pins: Option<WrongPins>,
}

/// Wrong PINs that were given outside a session: as a run begins, is gone on with or given up, and on a closed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongPins {
    /// Whose PIN was wrong.
    pub person: String,
    /// How often this time.
    pub failures: u32,
}

/// See [`Event::Attached`](super::Event::Attached).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// The step it was attached at.
    pub path: String,
    /// The file.
    #[serde(flatten)]
    pub file: StoredFile,
    /// Who attached it.
    pub by: String,
}

/// See [`Event::Notified`](super::Event::Notified).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notified {
    /// The failed step's path.
    pub path: String,
    /// Who was told, as the procedure says it.
    pub text: String,
    /// When it was asked.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// Who says so.
    pub by: String,
}

/// See [`Event::ActionOpened`](super::Event::ActionOpened).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionOpened {
    /// `<run id>/<number in the run>`.
    pub id: String,
    /// The failed step's path.
    pub path: String,
    /// What is to be done.
    pub title: String,
    /// The role that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub due: Option<Moment>,
}

/// See [`Event::ActionClosed`](super::Event::ActionClosed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionClosed {
    /// The action's id.
    pub id: String,
    /// What was done.
    pub note: String,
    /// Who closed it.
    pub by: String,
}
