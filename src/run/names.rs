//! The names that expressions and texts see at one place of a run, at one moment. It evaluates nothing itself.

use chrono::{Datelike, Timelike};
use indexmap::IndexMap;

use super::Run;
use super::event::Moment;
use super::outcome::Outcome;
use super::record::{Record, Sight};
use super::tree::{Course, Frame, NodeId, Place};
use crate::procedure::expression::Scope;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Each, Repeat, Step, StepKind, Steps};

/// Weekdays as expressions name them, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The names in scope at one place.
pub(super) struct Names<'a> {
    run: &'a Run,
    node: NodeId,
    at: Moment,
    operator: &'a str,
}

impl<'a> Names<'a> {
    pub(super) fn at(run: &'a Run, node: NodeId, at: Moment) -> Self {
        Self { run, node, at, operator: &run.operator.id }
    }

    /// Returns the names as they stood when something was judged.
    pub(super) fn seen(run: &'a Run, node: NodeId, sight: &'a Sight) -> Self {
        Self { run, node, at: sight.at, operator: &sight.operator }
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
            "operator" => text(self.operator.to_owned()),
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
                let reached = self.step(member).and_then(|node| self.run.outcome_at(node));
                let outcome = reached.or_else(|| self.outcome_unreached(member));
                Some(outcome.map_or(Value::None, |outcome| Value::Text(outcome.word().to_owned())))
            }
            "all" | "outcome" => None,
            _ => self.plain_member(name, member),
        }
    }
}

impl Names<'_> {
    /// A step that was not reached is inactive where an entry says so of it, or of what it stands in. By the first rules it had
    /// no outcome.
    fn outcome_unreached(&self, id: &str) -> Option<Outcome> {
        if self.run.started.rules < 5 {
            return None;
        }
        let (tree, root) = (&self.run.tree, self.frame().root);
        for node in tree.upward(self.node) {
            if let Place::Block(block) = &tree.nodes[node].place
                && let Some(inactive) = self.run.is_inactive_within(&block.steps, &block.prefix, id)
            {
                return inactive.then_some(Outcome::Inactive);
            }
            if node == root {
                break;
            }
        }
        None
    }

    /// Returns a member of a value; of a call it looks only at what is asked for.
    fn plain_member(&self, name: &str, member: &str) -> Option<Value> {
        let is_step = self.loop_variable(name).is_none() && self.frame().unit.has_step(name);
        let call = if is_step { self.step(name).filter(|node| self.run.is_begun_call(*node)) } else { None };
        match call {
            Some(call) => Some(self.run.member_of_call(call, member)),
            None => match self.get(name)? {
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
        let mut map = IndexMap::from([("verdict".to_owned(), self.member_of_call(node, "verdict"))]);
        let mut steps: Vec<_> = self.tree.scopes[self.tree.frame_of(*root).scope].steps.iter().collect();
        steps.sort();
        map.extend(steps.into_iter().map(|(id, place)| (id.clone(), self.value_of(*place))));
        Value::Map(map)
    }

    fn is_begun_call(&self, node: NodeId) -> bool {
        let stop = self.tree.stop(node);
        matches!(stop.step.kind, StepKind::Call(_)) && stop.course == Course::Entered && !stop.children.is_empty()
    }

    fn member_of_call(&self, node: NodeId, member: &str) -> Value {
        let Some(root) = self.tree.stop(node).children.first() else { return Value::None };
        let frame = self.tree.frame_of(*root);
        if member == "verdict" {
            let verdict = if self.tree.nodes[*root].complete { self.verdict_of_frame(frame) } else { None };
            return verdict.map_or(Value::None, |verdict| Value::Text(verdict.word().to_owned()));
        }
        self.tree.scopes[frame.scope].steps.get(member).map_or(Value::None, |place| self.value_of(*place))
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
        let record = self.records.get(&tree_node.path);
        self.outcome_of(&stop.step, record).or_else(|| self.outcome_when_cut_off(node, record))
    }

    /// Returns whether the step with that id, which stands among `steps` or below them, was recorded as inactive, or what it
    /// stands in was; `None` where it does not stand there.
    fn is_inactive_within(&self, steps: &[Step], prefix: &str, id: &str) -> Option<bool> {
        steps.iter().zip(1..).find_map(|(step, number)| {
            let path = format!("{prefix}{number}");
            let is_it = (step.id.as_deref() == Some(id)).then_some(false);
            let found = is_it.or_else(|| self.is_inactive_below(step, &path, id))?;
            Some(found || self.records.get(&path).is_some_and(|record| record.inactive) || self.will_be_inactive(&path))
        })
    }

    /// Returns whether the walk has found a step inactive, and waits for the entry that says so.
    fn will_be_inactive(&self, path: &str) -> bool {
        self.pending_inactive.iter().flat_map(|pending| &pending.steps).any(|named| named.path == path)
    }

    fn is_inactive_below(&self, step: &Step, path: &str, id: &str) -> Option<bool> {
        let within = |steps: &Steps, below: &str| self.is_inactive_within(steps, &format!("{path}{below}."), id);
        match &step.kind {
            StepKind::Section { steps, .. } => within(steps, ""),
            StepKind::Decide { if_yes, if_no } => within(if_yes, ".yes").or_else(|| within(if_no, ".no")),
            StepKind::Choose { options } => {
                options.iter().find_map(|(option, steps)| within(steps, &format!(".{}", option.id)))
            }
            StepKind::Each(Each { steps, .. }) | StepKind::Repeat(Repeat { steps, .. }) => {
                // After a loop its last item or pass counts; of one that was not begun, nothing but itself was recorded.
                let last = self.tree.by_path.get(path).and_then(|node| self.tree.children(*node).last());
                match last.map(|node| &self.tree.nodes[*node].place) {
                    Some(Place::Block(block)) => self.is_inactive_within(&block.steps, &block.prefix, id),
                    _ => within(steps, "?"),
                }
            }
            _ => None,
        }
    }

    /// An end or a stop cuts off a step that still wanted something: a failure that was waiting for its correction lasts.
    fn outcome_when_cut_off(&self, node: NodeId, record: Option<&Record>) -> Option<Outcome> {
        if self.frame_ended(node) {
            record.and_then(Record::last).map(|last| last.outcome).filter(|outcome| *outcome == Outcome::Failed)
        } else {
            None
        }
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
