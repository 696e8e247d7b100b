//! The ways that one step of a procedure has: what coverage counts. Plain data of the procedure alone.

use std::fmt;

use crate::language::{Language, scenarios as words};
use crate::procedure::{Limits, Record, Step, StepKind, Then};

/// A way that a run can take at a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// This option is chosen.
    Option(String),
    /// Yes.
    Yes,
    /// No.
    No,
    /// Its condition is true.
    Active,
    /// Its condition is false.
    Inactive,
    /// The value keeps its limits.
    Within,
    /// The value misses a limit.
    Outside,
    /// A recheck is right.
    Corrected,
    /// The last recheck is still not right.
    Exhausted,
}

impl Way {
    /// Returns the way for a person; what a program reads is its `Display`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Option(id) => words::way_option(language, id),
            Self::Yes => words::way_yes(language),
            Self::No => words::way_no(language),
            Self::Active => words::way_active(language),
            Self::Inactive => words::way_inactive(language),
            Self::Within => words::way_within(language),
            Self::Outside => words::way_outside(language),
            Self::Corrected => words::way_corrected(language),
            Self::Exhausted => words::way_exhausted(language),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(id) => write!(out, "option {id}"),
            Self::Yes => out.write_str("yes"),
            Self::No => out.write_str("no"),
            Self::Active => out.write_str("when true"),
            Self::Inactive => out.write_str("when false"),
            Self::Within => out.write_str("within limits"),
            Self::Outside => out.write_str("outside limits"),
            Self::Corrected => out.write_str("recheck right"),
            Self::Exhausted => out.write_str("rechecks exhausted"),
        }
    }
}

/// The ways of a step, and what tells them apart.
#[derive(Debug)]
pub(super) struct Ways {
    /// All of them.
    pub(super) all: Vec<Way>,
    /// Whether it has a condition.
    pub(super) conditional: bool,
    /// Whether it is a section, whose steps are named one by one where it is inactive.
    pub(super) section: bool,
    /// How many failed answers exhaust its rechecks.
    pub(super) most_answers: Option<u32>,
}

/// Returns the ways that `step` has.
pub(super) fn ways_of(step: &Step) -> Ways {
    let mut all = match &step.kind {
        StepKind::Choose { options } => options.iter().map(|(option, _)| Way::Option(option.id.clone())).collect(),
        StepKind::Decide { .. } => vec![Way::Yes, Way::No],
        _ => Vec::new(),
    };
    if step.when.is_some() {
        all.extend([Way::Active, Way::Inactive]);
    }
    if is_limited(step) {
        all.extend([Way::Within, Way::Outside]);
    }
    let most_answers = step.on_fail.as_ref().map(|on_fail| on_fail.at_most.saturating_add(1));
    let most_answers = most_answers.filter(|_| is_rechecked(step));
    if is_rechecked(step) {
        all.push(Way::Corrected);
        all.extend(most_answers.map(|_| Way::Exhausted));
    }
    let section = matches!(step.kind, StepKind::Section { .. });
    Ways { all, conditional: step.when.is_some(), section, most_answers }
}

fn is_rechecked(step: &Step) -> bool {
    let then = step.on_fail.as_ref().and_then(|on_fail| on_fail.then);
    let computed = matches!(&step.kind, StepKind::Measure(measure) if measure.value.is_some());
    !computed && (then == Some(Then::Recheck) || (then.is_none() && step.critical))
}

fn is_limited(step: &Step) -> bool {
    let limited = |limits: &Limits| limits.min.is_some() || limits.max.is_some() || limits.equals.is_some();
    match &step.kind {
        StepKind::Measure(measure) => limited(&measure.limits),
        StepKind::Record(Record::Value(field)) => limited(&field.limits),
        StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
            fields.iter().any(|field| limited(&field.limits))
        }
        _ => false,
    }
}
