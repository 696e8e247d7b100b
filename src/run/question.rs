//! What the operator is asked: plain data, rendered in the run's language. It decides nothing.

use super::event::{LimitsInForce, Moment, Named, WaitingHandover};
use super::outcome::Outcome;
use crate::procedure::EvidenceKind;

/// One question, with all that stands on its screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The step's path; `@name` for a parameter, empty for the run's own questions.
    pub path: String,
    /// The step's id, behind the ids of the calls it stands in.
    pub step: Option<String>,
    /// Titles of the procedure and the sections around it, outermost first.
    pub heading: Vec<String>,
    /// Its place among its neighbours: number and count, from 1.
    pub place: Option<(usize, usize)>,
    /// Item titles of the loops around it, outermost first, each with number and count.
    pub items: Vec<Item>,
    /// The step's title.
    pub title: String,
    /// Whether it is asked of a section, a loop or a call, before anything in it.
    pub is_container: bool,
    /// What is asked.
    pub ask: Ask,
    /// Texts around the step.
    pub texts: Texts,
    /// Title of the role that performs it.
    pub role: Option<String>,
    /// Title of the role that alone can answer it.
    pub hold: Option<String>,
    /// Id of the role that alone can answer it.
    pub hold_role: Option<String>,
    /// Whether it wants the number on the screen.
    pub critical: bool,
    /// Whether its step is critical, though a warning before it does not want the number.
    pub of_critical_step: bool,
    /// Whether *not applicable* may be answered.
    pub may_skip: bool,
    /// Whether *later* may be answered.
    pub may_defer: bool,
    /// What is to be shown for an answer, where anything is.
    pub evidence: Option<EvidenceAsked>,
    /// When it is due, where it is.
    pub due: Option<Due>,
    /// Which time of asking: 1, and more at rechecks.
    pub attempt: usize,
    /// Whether no recheck comes after this one.
    pub is_last_recheck: bool,
    /// When it was shown first.
    pub shown_at: Moment,
    /// When its section was shown.
    pub section_shown_at: Moment,
    /// Why it is asked.
    pub purpose: Purpose,
}

/// Why a question is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// It is next.
    Next,
    /// It was put off, and is asked before the end.
    Deferred,
    /// It was the last before a pause, and is asked again.
    Reconfirm,
    /// The operator went back to it.
    Amend,
}

/// An item of a loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

/// Texts around a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// How to do it.
    pub detail: Option<String>,
    /// Words to speak.
    pub say: Option<String>,
    /// To know before it.
    pub note: Option<String>,
    /// A danger; acknowledged on its own.
    pub warning: Option<String>,
    /// The right response.
    pub expect: Option<String>,
}

/// What is to be shown for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceAsked {
    /// Files or document numbers.
    pub kind: EvidenceKind,
    /// What it is called.
    pub title: Option<String>,
    /// How many are needed.
    pub at_least: u32,
    /// File name endings, lower case, without the dot; empty takes any.
    pub accept: Vec<String>,
}

/// When a question is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Not before.
    pub from: Option<Moment>,
    /// Not after.
    pub until: Option<Moment>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A parameter's value.
    Parameter(FieldQuestion),
    /// To read and accept a hand-over.
    Accept(WaitingHandover),
    /// To acknowledge the step's warning.
    Warning,
    /// Done, or not OK.
    Check,
    /// A number.
    Measure(FieldQuestion),
    /// What is to be done about a computed number that is out of its limits.
    Computed {
        /// The number with what it is held against.
        field: FieldQuestion,
        /// The number.
        value: String,
    },
    /// A value.
    Value(FieldQuestion),
    /// A form.
    Form(Vec<FieldQuestion>),
    /// A table.
    Table {
        /// Its columns.
        fields: Vec<FieldQuestion>,
        /// At least so many rows.
        at_least: u32,
        /// At most so many.
        at_most: Option<u32>,
    },
    /// One of these.
    Choose(Vec<OptionShown>),
    /// Yes or no.
    Decide,
    /// A signature.
    Sign {
        /// For which role: id and title.
        role: Option<(String, String)>,
        /// What it means.
        meaning: String,
        /// Persons who have signed this step already.
        signed: Vec<String>,
        /// Persons who may sign; empty where anybody may.
        may: Vec<String>,
        /// Persons who are offered to decline: none who has signed; empty where anybody may.
        may_decline: Vec<String>,
    },
    /// A text for the next run.
    Handover {
        /// What is open and goes with it.
        deviations: Vec<String>,
    },
    /// Whether somebody was told.
    Notify(String),
    /// Who waives the failure, and why.
    Override {
        /// Persons who may not: they answered the step.
        not: Vec<String>,
    },
    /// Whether the run is to be closed.
    Close(Closing),
}

/// An option as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionShown {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// What is asked for one value.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldQuestion {
    /// Its id; empty for the one field of a step.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What its values are: text, number, boolean, time, date, datetime, duration, choice, person, list, table.
    pub kind: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Values of a choice.
    pub options: Vec<OptionShown>,
    /// Its unit.
    pub unit: Option<String>,
    /// The limits in force; not to be shown where `hide_limits` is set.
    pub limits: LimitsInForce,
    /// Whether the limits are hidden until it is answered.
    pub hide_limits: bool,
    /// Whether the typed text must not be shown or kept.
    pub secret: bool,
}

/// What the last question lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closing {
    /// Steps that did not come out as they should, or are put off.
    pub unresolved: Vec<(Named, Outcome)>,
    /// The verdict that closing now would give, as its word.
    pub verdict: &'static str,
}
