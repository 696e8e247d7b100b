//! Expressions that could not be evaluated, so that the safe side was taken: what the entry of an answer says of it.

use super::Run;
use super::event::Moment;
use super::names::Names;
use super::tree::{NodeId, Place};
use crate::procedure::expression::Expression;
use crate::procedure::{Limit, Limits, Record, StepKind, TimeSpan};

impl Run {
    /// Returns the keys of such expressions: the step's own, and `PATH.when` and `PATH.until` of what it stands in.
    pub(super) fn unevaluated(&self, node: NodeId, shown_at: Moment) -> Vec<String> {
        let mut keys = self.unevaluated_limits(node, shown_at);
        keys.extend(self.unevaluated_deadline(node, shown_at));
        let around: Vec<NodeId> = self.tree.upward(node).collect();
        for (index, here) in around.iter().copied().enumerate() {
            let Place::Step(stop) = &self.tree.nodes[here].place else { continue };
            let path = &self.tree.nodes[here].path;
            if stop.step.when.as_ref().is_some_and(|when| self.fails(when, here, path, shown_at)) {
                keys.push(if index == 0 { "when".to_owned() } else { format!("{path}.when") });
            }
            let StepKind::Repeat(repeat) = &stop.step.kind else { continue };
            let pass = index.checked_sub(1).map(|below| self.tree.index_in(here, around[below]));
            let before = pass.and_then(|pass| pass.checked_sub(1)).and_then(|before| stop.children.get(before));
            let Some(before) = before.copied() else { continue };
            if self.fails(&repeat.until, before, &self.tree.nodes[before].path, shown_at) {
                keys.push(format!("{path}.until"));
            }
        }
        keys
    }

    fn fails(&self, expression: &Expression, here: NodeId, judged: &str, at: Moment) -> bool {
        expression.evaluate(&Names::seen(self, here, &self.sight_of(judged, at))).is_err()
    }

    /// By the first rules a deadline that cannot be evaluated was absent in silence.
    fn unevaluated_deadline(&self, node: NodeId, at: Moment) -> Vec<String> {
        let Some(deadline) = self.tree.step(node).deadline.as_ref().filter(|_| self.started.rules > 3) else {
            return Vec::new();
        };
        let both = [("after", &deadline.after), ("within", &deadline.within)];
        let lost = |span: &TimeSpan| self.length(span, node, at).is_none();
        let lost = both.into_iter().filter(|(_, span)| span.as_ref().is_some_and(lost));
        lost.map(|(key, _)| format!("deadline.{key}")).collect()
    }

    fn unevaluated_limits(&self, node: NodeId, at: Moment) -> Vec<String> {
        let mut keys = Vec::new();
        let mut look = |limits: &Limits, prefix: &str| {
            for (key, limit) in [("min", &limits.min), ("max", &limits.max), ("equals", &limits.equals)] {
                let Some(Limit::Expression(expression)) = limit else { continue };
                if expression.evaluate(&Names::at(self, node, at)).is_err() {
                    keys.push(format!("{prefix}{key}"));
                }
            }
        };
        match &self.tree.step(node).kind {
            StepKind::Measure(measure) => look(&measure.limits, ""),
            StepKind::Record(Record::Value(field)) => look(&field.limits, ""),
            StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
                fields.iter().for_each(|field| look(&field.limits, &format!("{}.", field.id)));
            }
            _ => {}
        }
        keys
    }
}
