//! What is to be done: the typed procedure and everything that reads it. Pure: it never opens a file or looks at a clock.
//!
//! [`Procedure`] is the whole file, [`Step`] one step of it, [`StepKind`] what the step asks for.

pub mod expression;
pub mod finding;
pub mod given;
pub mod mending;
mod naming;
pub mod nearest;
pub mod rules;
pub mod shape;
pub mod slips;
pub mod source;
pub mod step;
pub mod syntax;
pub mod text;
pub mod tree;
pub mod typed;
pub mod value;
pub mod yaml;

use std::collections::BTreeMap;

use indexmap::IndexMap;

pub use step::{
    Action, Call, Choice, Deadline, Each, EndVerdict, Evidence, EvidenceKind, Field, FieldType, Items, Limit, Limits,
    Measure, OnFail, Order, Record, Repeat, Rows, Since, Span, Step, StepKind, Then, TimeSpan, Window, WindowTime,
};
pub use text::Text;

use expression::Template;
use value::{Duration, Value};

/// The steps of one block, shared so that a run can hold a place in them.
pub type Steps = std::sync::Arc<[Step]>;

/// One procedure file, checked and typed.
#[derive(Debug)]
pub struct Procedure {
    /// Kebab-case name; the file's stem.
    pub id: String,
    /// What people call it.
    pub title: Text,
    /// Any label the author gave it.
    pub version: Option<String>,
    /// What it is for.
    pub summary: Option<Text>,
    /// Whether it may be run.
    pub status: Status,
    /// Words to find it by; a hand-over may name one.
    pub tags: Vec<String>,
    /// The standard it implements.
    pub source: Option<Text>,
    /// How long the whole run may take; passing it is a deviation.
    pub time_limit: Option<Duration>,
    /// What going on after a pause does.
    pub resume: Resume,
    /// Percent of points that passes, where it is scored.
    pub scoring: Option<Scoring>,
    /// Reasons offered by number.
    pub reasons: Vec<Text>,
    /// Who performs its steps.
    pub roles: IndexMap<String, Text>,
    /// What differs from site to site.
    pub parameters: IndexMap<String, Parameter>,
    /// What is to be done, in order.
    pub steps: Steps,
    /// Validation rules that the file silences, with the reason.
    pub ignore: BTreeMap<String, String>,
    /// Lower-case hex SHA-256 of the file's bytes.
    pub digest: String,
}

impl Procedure {
    /// Returns the version as people see it: the label and six digits of the digest, `1.2.0@7c1f3a`.
    #[must_use]
    pub fn label(&self) -> String {
        let digest = self.digest.get(..6).unwrap_or(&self.digest);
        format!("{}@{digest}", self.version.as_deref().unwrap_or_default())
    }
}

/// Whether a procedure may be run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Can be run; every screen says that it is a draft.
    Draft,
    /// In force.
    #[default]
    Published,
    /// Cannot be run any more.
    Retired,
}

/// What going on after a pause does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Goes on with the next step.
    Continue,
    /// Asks the last answered step again first.
    #[default]
    RepeatLast,
    /// Starts again from the first step.
    Restart,
}

/// How a run is scored.
#[derive(Clone, Debug)]
pub struct Scoring {
    /// Percent of the points that passes, inclusive; an expression may ask for parameters.
    pub pass: Limit,
}

/// What differs from site to site.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, as expressions use it.
    pub name: String,
    /// What it is called where it is asked; the name where there is none.
    pub title: Option<Text>,
    /// What its values are.
    pub kind: ParameterType,
    /// Used where neither `--set` nor the site gives a value.
    pub default: Option<Value>,
    /// Unit of a number.
    pub unit: Option<Text>,
    /// Bounds of a number, a time or a date.
    pub limits: Limits,
    /// Values of a choice.
    pub options: Vec<Choice>,
    /// Columns of a table.
    pub fields: Vec<Field>,
}

/// What a parameter's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// Any line.
    Text,
    /// A decimal.
    Number,
    /// True or false.
    Boolean,
    /// A time of day.
    Time,
    /// A calendar day.
    Date,
    /// A day and a time.
    DateTime,
    /// A stretch of time.
    Duration,
    /// The id of one option.
    Choice,
    /// A list of texts.
    List,
    /// A list of rows, each a map of fields.
    Table,
}

/// A value that a call hands to a parameter.
#[derive(Clone, Debug)]
pub enum Argument {
    /// As written.
    Value(Value),
    /// A text with expressions in it; one that is a single expression hands over its typed value.
    Template(Template),
}

impl Procedure {
    /// Calls `see` for every step of the file, whatever its depth, in the order of the file.
    pub fn visit(&self, see: &mut dyn FnMut(&Step)) {
        visit(&self.steps, see);
    }
}

/// Calls `see` for each of `steps` and every step inside it.
pub fn visit(steps: &[Step], see: &mut dyn FnMut(&Step)) {
    for step in steps {
        see(step);
        for block in step.blocks() {
            visit(block, see);
        }
    }
}
