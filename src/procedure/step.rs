//! One step of a procedure: its kind, and the keys that every kind shares. Plain data; it holds no rules.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use super::expression::Expression;
use super::value::{Decimal, Duration, Value};
use super::{Argument, Steps, Text};

/// Byte range in the file's text (after its byte order mark).
pub type Span = Range<usize>;

/// One step.
#[derive(Debug)]
pub struct Step {
    /// The name that expressions, answers and scenarios use.
    pub id: Option<String>,
    /// The value of the key that names the kind.
    pub title: Text,
    /// What it asks for.
    pub kind: StepKind,
    /// Where it stands in its file.
    pub span: Span,
    /// Who performs it: a key of the procedure's roles.
    pub role: Option<String>,
    /// False makes it inactive.
    pub when: Option<Expression>,
    /// How to do it.
    pub detail: Option<Text>,
    /// Words to speak.
    pub say: Option<Text>,
    /// Shown before it.
    pub note: Option<Text>,
    /// Shown before it and acknowledged on its own.
    pub warning: Option<Text>,
    /// Not completed by a single key, not skipped, and its failure fails the run.
    pub critical: bool,
    /// The role that alone can answer it, and that nothing after it goes on without.
    pub hold: Option<String>,
    /// Whether it may be answered *not applicable*.
    pub not_applicable: bool,
    /// When it is to be answered.
    pub window: Option<Window>,
    /// How long after another step it is to be answered.
    pub deadline: Option<Deadline>,
    /// What is to be shown for it.
    pub evidence: Option<Evidence>,
    /// Its points, where it says so itself.
    pub score: Option<Decimal>,
    /// A second person enters the value again without seeing the first.
    pub independent: bool,
    /// What follows a failure.
    pub on_fail: Option<OnFail>,
    /// Validation rules silenced here, with the reason.
    pub ignore: BTreeMap<String, String>,
}

impl Step {
    /// Returns the blocks of steps that stand inside it, corrective ones last.
    #[must_use]
    pub fn blocks(&self) -> Vec<&Steps> {
        let mut blocks: Vec<&Steps> = match &self.kind {
            StepKind::Choose { options } => options.iter().map(|(_, steps)| steps).collect(),
            StepKind::Decide { if_yes, if_no } => vec![if_yes, if_no],
            StepKind::Section { steps, .. } => vec![steps],
            StepKind::Each(each) => vec![&each.steps],
            StepKind::Repeat(repeat) => vec![&repeat.steps],
            _ => Vec::new(),
        };
        blocks.extend(self.on_fail.as_ref().map(|on_fail| &on_fail.steps));
        blocks
    }
}

/// The twelve kinds.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "steps are built once and shared, never moved about")]
pub enum StepKind {
    /// Something to see to; with the right response, if the author gave one.
    Check {
        /// The right response, shown with the step.
        expect: Option<Text>,
    },
    /// A number, read or computed.
    Measure(Measure),
    /// A value, a form or a table.
    Record(Record),
    /// One of several ways.
    Choose {
        /// The ways, each with the steps that it opens.
        options: Vec<(Choice, Steps)>,
    },
    /// Yes or no, neither of which is a failure.
    Decide {
        /// Opened by yes.
        if_yes: Steps,
        /// Opened by no.
        if_no: Steps,
    },
    /// One signature for each role, each by another person.
    Sign {
        /// The roles; without any, one signature of anybody.
        by: Vec<String>,
        /// What the signature means.
        meaning: Option<Text>,
    },
    /// A text for the next run.
    Handover {
        /// Procedure ids or tags; empty means every procedure of the site.
        to: Vec<String>,
    },
    /// Ends the procedure it stands in.
    End {
        /// How it ends.
        verdict: EndVerdict,
    },
    /// Steps under one heading.
    Section {
        /// Whether its children are tracks.
        order: Order,
        /// Its children.
        steps: Steps,
    },
    /// Steps for each item.
    Each(Each),
    /// Steps until something holds.
    Repeat(Repeat),
    /// Another procedure, inside this run.
    Call(Call),
}

impl StepKind {
    /// Returns the key that names this kind in a file.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Check { .. } => "check",
            Self::Measure(_) => "measure",
            Self::Record(_) => "record",
            Self::Choose { .. } => "choose",
            Self::Decide { .. } => "decide",
            Self::Sign { .. } => "sign",
            Self::Handover { .. } => "handover",
            Self::End { .. } => "end",
            Self::Section { .. } => "section",
            Self::Each(_) => "each",
            Self::Repeat(_) => "repeat",
            Self::Call(_) => "call",
        }
    }

    /// Returns whether it is answered itself, rather than holding steps.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        !matches!(self, Self::Section { .. } | Self::Each(_) | Self::Repeat(_) | Self::Call(_))
    }
}

/// A number, read or computed.
#[derive(Debug)]
pub struct Measure {
    /// Its unit.
    pub unit: Option<Text>,
    /// What is right.
    pub limits: Limits,
    /// Most digits allowed behind the point.
    pub decimals: Option<u32>,
    /// The limits are not shown until it is answered.
    pub hide_limits: bool,
    /// Computes the number instead of asking.
    pub value: Option<Expression>,
}

/// What is right: outside is an answer, and failed. All inclusive.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Least.
    pub min: Option<Limit>,
    /// Most.
    pub max: Option<Limit>,
    /// Exactly.
    pub equals: Option<Limit>,
}

/// A bound as written, or computed when it is needed.
#[derive(Clone, Debug)]
pub enum Limit {
    /// As written.
    Value(Value),
    /// Computed; absent where it cannot be.
    Expression(Expression),
}

/// A value, a form or a table.
#[derive(Debug)]
pub enum Record {
    /// One value.
    Value(Box<Field>),
    /// One value for each field.
    Form(Vec<Field>),
    /// Rows of fields.
    Table {
        /// The columns.
        fields: Vec<Field>,
        /// How many rows.
        rows: Rows,
    },
}

/// How many rows a table takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// At least so many; 0 where the file is silent.
    pub at_least: u32,
    /// At most so many.
    pub at_most: Option<u32>,
}

/// One field of a record or column of a table.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; empty for the one field of a plain record.
    pub id: String,
    /// What it is called; the step's title serves a plain record.
    pub title: Option<Text>,
    /// What its values are.
    pub kind: FieldType,
    /// Whether it must be given.
    pub required: bool,
    /// Values of a choice.
    pub options: Vec<Choice>,
    /// What is right; outside is an answer, and failed.
    pub limits: Limits,
    /// Unit of a number.
    pub unit: Option<Text>,
    /// A regular expression that the whole value must match.
    pub pattern: Option<String>,
    /// Only that it was entered is kept.
    pub secret: bool,
}

/// What a field's values are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldType {
    /// Any line.
    #[default]
    Text,
    /// A decimal.
    Number,
    /// Yes or no.
    Boolean,
    /// A time of day.
    Time,
    /// A calendar day.
    Date,
    /// The id of one option.
    Choice,
    /// An operator's id.
    Person,
}

/// One option.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name in expressions, answers and the journal.
    pub id: String,
    /// What it is called; the id where there is none.
    pub title: Option<Text>,
}

/// How an end ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndVerdict {
    /// As the steps so far deserve.
    #[default]
    Completed,
    /// Given up.
    Abandoned,
}

/// Whether a container's children are asked in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// One after the other.
    #[default]
    Fixed,
    /// Tracks between which the operator switches.
    Any,
}

/// Steps for each item.
#[derive(Debug)]
pub struct Each {
    /// The loop variable.
    pub variable: String,
    /// The items.
    pub items: Items,
    /// A column to sort rows by, ascending and stable.
    pub order_by: Option<String>,
    /// Whether items are tracks.
    pub order: Order,
    /// The steps of one item.
    pub steps: Steps,
}

/// Where the items come from.
#[derive(Clone, Debug)]
pub enum Items {
    /// As written.
    Value(Value),
    /// A list, a table, or a number n for 1 … n.
    Expression(Expression),
}

/// Steps until something holds.
#[derive(Debug)]
pub struct Repeat {
    /// Tested after each pass.
    pub until: Expression,
    /// Most passes.
    pub at_most: u32,
    /// The steps of one pass.
    pub steps: Steps,
}

/// Another procedure, inside this run.
#[derive(Debug)]
pub struct Call {
    /// The called procedure's id.
    pub procedure: String,
    /// Values for its parameters.
    pub with: IndexMap<String, Argument>,
}

/// When a step is to be answered.
#[derive(Clone, Debug)]
pub struct Window {
    /// Not before.
    pub from: Option<WindowTime>,
    /// Not after.
    pub until: Option<WindowTime>,
    /// A parameter or a step that holds a time, for relative bounds.
    pub of: Option<String>,
}

/// One end of a window.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowTime {
    /// A time of day, `HH:MM`.
    Clock(String),
    /// Relative to `of`; may be negative.
    Relative(Duration),
}

/// How long after another step a step is to be answered.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Not sooner.
    pub after: Option<TimeSpan>,
    /// Not later.
    pub within: Option<TimeSpan>,
    /// Counted from where.
    pub of: Since,
}

/// A stretch of time as written, or computed.
#[derive(Clone, Debug)]
pub enum TimeSpan {
    /// As written.
    Duration(Duration),
    /// Computed when it is needed.
    Expression(Expression),
}

/// What a deadline counts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// The run's beginning.
    Start,
    /// The first answer of a step.
    Step(String),
}

/// What is to be shown for a step.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Files or document numbers.
    pub kind: EvidenceKind,
    /// What it is called.
    pub title: Option<Text>,
    /// How many are needed.
    pub at_least: u32,
    /// File name endings, lower case, without the dot; empty takes any.
    pub accept: Vec<String>,
}

/// What evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A file, copied into the store.
    File,
    /// A typed document number.
    Reference,
}

/// What follows a failure.
#[derive(Debug)]
pub struct OnFail {
    /// Corrective steps.
    pub steps: Steps,
    /// What comes after them; `None` where the file is silent.
    pub then: Option<Then>,
    /// Most rechecks.
    pub at_most: u32,
    /// Who must be told.
    pub notify: Option<Text>,
    /// The follow-up that a lasting failure opens.
    pub action: Option<Action>,
}

/// What comes after corrective steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The run goes on, the step stays failed.
    Continue,
    /// The step is asked again.
    Recheck,
    /// The whole run ends.
    Stop,
}

/// A follow-up that somebody must close.
#[derive(Clone, Debug)]
pub struct Action {
    /// What is to be done.
    pub title: Text,
    /// The role that owns it.
    pub owner: Option<String>,
    /// Until when, from its opening.
    pub due: Option<TimeSpan>,
}
