//! The names that expressions and texts see at one place of a run, at one moment. It evaluates nothing itself.

use chrono::{Datelike, Timelike};
use indexmap::IndexMap;

use super::Run;
use super::event::Moment;
use super::outcome::{Outcome, Verdict};
use super::record::Record;
use super::tree::{Course, Frame, NodeId, Place};
use crate::procedure::StepKind;
use crate::procedure::expression::Scope;
use crate::procedure::value::{Decimal, Value};

/// Weekdays as expressions name them, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The names in scope at one place.
pub(super) struct Names<'a> {
    run: &'a Run,
    node: NodeId,
    at: Moment,
}

impl<'a> Names<'a> {
    pub(super) fn at(run: &'a Run, node: NodeId, at: Moment) -> Self {
        Self { run, node, at }
    }

    fn frame(&self) -> &'a Frame {
        self.run.tree.frame_of(self.node)
    }

    fn scopes(&self) -> impl Iterator<Item = usize> + '_ {
        let scopes = &self.run.tree.scopes;
        std::iter::successors(Some(self.run.tree.nodes[self.node].scope), |scope| scopes[*scope].parent)
    }

    fn loop_variable(&self, name: &str) -> Option<Value> {
        self.scopes().find_map(|scope| {
            let (variable, value) = self.run.tree.scopes[scope].variable.as_ref()?;
            (variable == name).then(|| value.clone())
        })
    }

    fn parameter(&self, name: &str) -> Option<Value> {
        let frame = self.frame();
        if !frame.unit.procedure.parameters.contains_key(name) {
            return None;
        }
        let given = self.run.parameters.get(&frame.path).and_then(|values| values.get(name));
        Some(given.cloned().unwrap_or(Value::None))
    }

    fn fact(&self, name: &str) -> Option<Value> {
        let text = |text: String| Some(Value::Text(text));
        let date = self.run.started.business_date;
        match name {
            "operator" => text(self.run.operator.id.clone()),
            "site" => text(self.run.started.site.clone()),
            "date" => text(date.to_string()),
            "weekday" => text(WEEKDAYS[date.weekday().num_days_from_monday() as usize].to_owned()),
            "month" => Decimal::parse(&date.month().to_string()).map(Value::Number),
            "day" => Decimal::parse(&date.day().to_string()).map(Value::Number),
            "time" => text(self.at.format("%H:%M").to_string()),
            "now" => text(self.at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
            "time_of_day" => text(part_of_day(self.at.hour()).to_owned()),
            _ => None,
        }
    }

    /// Returns where a step of this procedure stands nearest to here: in this item or pass, else in those around it.
    pub(super) fn step(&self, id: &str) -> Option<NodeId> {
        self.scopes().find_map(|scope| self.run.tree.scopes[scope].steps.get(id)).copied()
    }

    fn all(&self, id: &str) -> Value {
        let tree = &self.run.tree;
        let mut nodes = self.frame().all.get(id).cloned().unwrap_or_default();
        if !nodes.is_sorted_by_key(|node| tree.order_key(*node)) {
            nodes.sort_by_cached_key(|node| tree.order_key(*node));
        }
        let values = nodes.into_iter().map(|node| self.run.value_of(node));
        Value::List(values.filter(|value| *value != Value::None).collect())
    }
}

impl Scope for Names<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.loop_variable(name).or_else(|| self.parameter(name)).or_else(|| self.fact(name)) {
            return Some(value);
        }
        if !self.frame().unit.has_step(name) {
            return None;
        }
        Some(self.step(name).map_or(Value::None, |node| self.run.value_of(node)))
    }

    fn member(&self, name: &str, member: &str) -> Option<Value> {
        match name {
            "all" if self.frame().unit.has_step(member) => Some(self.all(member)),
            "outcome" if self.frame().unit.has_step(member) => {
                let outcome = self.step(member).and_then(|node| self.run.outcome_at(node));
                Some(outcome.map_or(Value::None, |outcome| Value::Text(outcome.word().to_owned())))
            }
            "all" | "outcome" => None,
            _ => match self.get(name)? {
                Value::Map(map) => Some(map.get(member).cloned().unwrap_or(Value::None)),
                Value::None => Some(Value::None),
                _ => None,
            },
        }
    }
}

fn part_of_day(hour: u32) -> &'static str {
    match hour {
        0..12 => "morning",
        12..18 => "afternoon",
        _ => "evening",
    }
}

impl Run {
    /// Returns the value of the step at `node`; none until it is answered, and when it has no value.
    pub(super) fn value_of(&self, node: NodeId) -> Value {
        let tree_node = &self.tree.nodes[node];
        let Place::Step(stop) = &tree_node.place else { return Value::None };
        if stop.course == Course::Inactive {
            return Value::None;
        }
        match &stop.step.kind {
            StepKind::Call(_) => self.value_of_call(node),
            StepKind::Repeat(_) if tree_node.complete => number(stop.children.len()),
            StepKind::Check { .. } => match self.outcome_at(node) {
                Some(Outcome::Done | Outcome::Corrected) => Value::Bool(true),
                Some(Outcome::Failed | Outcome::Overridden) => Value::Bool(false),
                _ => self.records.get(&tree_node.path).map_or(Value::None, answer_value),
            },
            kind if kind.is_leaf() => self.records.get(&tree_node.path).map_or(Value::None, answer_value),
            _ => Value::None,
        }
    }

    fn value_of_call(&self, node: NodeId) -> Value {
        let Some(root) = self.tree.stop(node).children.first() else { return Value::None };
        let frame = self.tree.frame_of(*root);
        let verdict = match self.verdict_of_frame(frame) {
            Some(verdict) if self.tree.nodes[*root].complete => Value::Text(Verdict::word(verdict).to_owned()),
            _ => Value::None,
        };
        let mut map = IndexMap::from([("verdict".to_owned(), verdict)]);
        for (id, place) in &self.tree.scopes[frame.scope].steps {
            map.insert(id.clone(), self.value_of(*place));
        }
        Value::Map(map)
    }

    /// Returns how the step at `node` came out, or `None` while it is open.
    pub(super) fn outcome_at(&self, node: NodeId) -> Option<Outcome> {
        let tree_node = &self.tree.nodes[node];
        let Place::Step(stop) = &tree_node.place else { return None };
        if stop.course == Course::Inactive {
            return Some(Outcome::Inactive);
        }
        if !stop.step.kind.is_leaf() {
            return tree_node.complete.then_some(Outcome::Done);
        }
        self.outcome_of(&stop.step, self.records.get(&tree_node.path))
    }
}

fn answer_value(record: &Record) -> Value {
    match record.last() {
        Some(last) if !matches!(last.outcome, Outcome::NotApplicable | Outcome::Deferred) => last.value.clone(),
        _ => Value::None,
    }
}

fn number(count: usize) -> Value {
    Decimal::parse(&count.to_string()).map_or(Value::None, Value::Number)
}
