//! The procedures of one run: its own and every one that it can call. It loads nothing; the caller hands them over.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::procedure::expression::Expression;
use crate::procedure::{Argument, Items, Procedure, Step, StepKind};

/// A procedure with the names that its steps have.
#[derive(Debug)]
pub struct Unit {
    /// The procedure.
    pub procedure: Arc<Procedure>,
    ids: HashSet<String>,
    steering: HashSet<String>,
    /// Names that its calls hand over.
    handed: HashSet<String>,
}

impl Unit {
    /// Returns the procedure with its names looked up.
    #[must_use]
    pub fn new(procedure: Arc<Procedure>) -> Self {
        let mut ids = HashSet::new();
        let (mut steering, mut handed) = (HashSet::new(), HashSet::new());
        procedure.visit(&mut |step| {
            ids.extend(step.id.clone());
            expressions_that_steer(step).for_each(|expression| steering.extend(names_in(expression)));
            handed.extend(names_handed_over(step));
        });
        Self { procedure, ids, steering, handed }
    }

    /// Returns whether the course of this procedure, or a value that it computes, hangs on the step of that id. By the first
    /// rules the course of a procedure that it calls did not.
    #[must_use]
    pub fn is_steered_by(&self, id: &str, rules: u32) -> bool {
        self.steering.contains(id) || (rules > 4 && self.handed.contains(id))
    }

    /// Returns whether a step of this procedure has that id.
    #[must_use]
    pub fn has_step(&self, id: &str) -> bool {
        self.ids.contains(id)
    }
}

/// What a run walks through.
#[derive(Clone, Debug)]
pub struct Program {
    main: Arc<Unit>,
    called: IndexMap<String, Arc<Unit>>,
}

impl Program {
    /// Returns a program of one procedure and those that it calls, directly or not.
    #[must_use]
    pub fn new(main: Procedure, called: Vec<Procedure>) -> Self {
        let unit = |procedure| Arc::new(Unit::new(Arc::new(procedure)));
        Self::of(unit(main), called.into_iter().map(unit))
    }

    /// Returns a program of procedures that others share.
    #[must_use]
    pub fn of(main: Arc<Unit>, called: impl IntoIterator<Item = Arc<Unit>>) -> Self {
        Self { main, called: called.into_iter().map(|unit| (unit.procedure.id.clone(), unit)).collect() }
    }

    /// Returns the run's own procedure.
    #[must_use]
    pub fn main(&self) -> &Arc<Unit> {
        &self.main
    }

    /// Returns the called procedure of that id.
    #[must_use]
    pub fn called(&self, id: &str) -> Option<&Arc<Unit>> {
        self.called.get(id)
    }

    /// Returns every called procedure.
    pub fn all_called(&self) -> impl Iterator<Item = &Arc<Unit>> {
        self.called.values()
    }
}

/// Returns the expressions of a step that decide what is asked, and those that compute.
fn expressions_that_steer(step: &Step) -> impl Iterator<Item = &Expression> {
    let own = match &step.kind {
        StepKind::Measure(measure) => measure.value.as_ref(),
        StepKind::Repeat(repeat) => Some(&repeat.until),
        StepKind::Each(each) => match &each.items {
            Items::Expression(expression) => Some(expression),
            Items::Value(_) => None,
        },
        _ => None,
    };
    step.when.iter().chain(own)
}

/// Returns every part of every name in what a step hands over to the procedure that it calls.
fn names_handed_over(step: &Step) -> Vec<String> {
    let StepKind::Call(call) = &step.kind else { return Vec::new() };
    let templates = call.with.values().filter_map(|argument| match argument {
        Argument::Template(template) => Some(template),
        Argument::Value(_) => None,
    });
    templates.flat_map(|template| template.names()).flat_map(|name| name.path).collect()
}

/// Returns every part of every name that an expression uses: `all.stock` gives `all` and `stock`.
fn names_in(expression: &Expression) -> impl Iterator<Item = String> {
    expression.names().into_iter().flat_map(|name| name.path)
}
