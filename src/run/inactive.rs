//! Finds the steps that nobody is asked: conditions that are false, branches not taken, what an amendment took away, what
//! stands behind an end. Each is named in an entry before anything that comes after it.

use std::collections::HashSet;

use super::Run;
use super::event::{Because, Event, Inactivated, Named};
use super::outcome::Outcome;
use super::tree::{Course, NodeId, Place, Stop};
use super::walk::{Halt, Move};
use crate::procedure::{EndVerdict, Step, StepKind, Steps};

/// Most steps that one entry names.
const MOST_NAMED: usize = 200;

/// Most bytes of their paths and titles; written, the most hostile of them take twice as many.
const MOST_BYTES: usize = 24 * 1024;

impl Run {
    pub(super) fn inactivity_is_long(&self) -> bool {
        self.pending_inactive.as_ref().is_some_and(|pending| pending.steps.len() >= MOST_NAMED)
    }

    /// Notes steps as inactive; returns a halt where steps that are inactive for another reason must be recorded first.
    fn note_inactive(&mut self, steps: Vec<Named>, because: Because, of: Option<String>) -> Option<Halt> {
        if steps.is_empty() {
            return None;
        }
        if let Some(other) = self.other_inactivity(because, of.as_ref()) {
            return Some(Halt::Record(Box::new(Event::Inactivated(first_part(other)))));
        }
        match &mut self.pending_inactive {
            Some(pending) => pending.steps.extend(steps),
            None => self.pending_inactive = Some(Inactivated { steps, because, of, more: false }),
        }
        None
    }

    /// Notes a step whose condition is false, with everything that was answered in it.
    pub(super) fn note_step(&mut self, here: NodeId) -> Option<Halt> {
        let step = self.tree.step(here).clone();
        let path = self.tree.nodes[here].path.clone();
        let mut named = Vec::new();
        self.name_leaves(&step, &path, here, &mut named);
        let because = self.with_answered(&mut named, &path, Because::When);
        self.note_inactive(named, because, None)
    }

    /// Notes a branch that is not taken, with everything that was answered in it.
    pub(super) fn note_branch(&mut self, here: NodeId, prefix: &str, steps: &Steps) -> Option<Halt> {
        let mut named = Vec::new();
        self.name_block(steps, 0, prefix, here, &mut named);
        let because = self.with_answered(&mut named, prefix.trim_end_matches('.'), Because::Branch);
        let of = self.tree.nodes[here].path.clone();
        self.note_inactive(named, because, Some(of))
    }

    /// Adds what was answered at `path` and below it, and leaves out what is recorded as inactive already.
    fn with_answered(&self, named: &mut Vec<Named>, path: &str, otherwise: Because) -> Because {
        let mut answered = self.records.answered_below(path);
        if self.records.get(path).is_some_and(|record| !record.attempts.is_empty()) {
            answered.insert(0, path.to_owned());
        }
        named.retain(|named| self.records.get(&named.path).is_none_or(|record| !record.inactive));
        if answered.is_empty() {
            return otherwise;
        }
        let known: HashSet<String> = named.iter().map(|named| named.path.clone()).collect();
        let more = answered.into_iter().filter(|path| !known.contains(path));
        named.extend(more.map(|path| self.name_reached(path)));
        Because::Amended
    }

    fn name_reached(&self, path: String) -> Named {
        let node = self.tree.by_path.get(&path).copied();
        let title = node.map(|node| self.text(&self.tree.step(node).title, node)).unwrap_or_default();
        Named { path, title }
    }

    /// After an amendment, answers of rounds that no failure calls for any more become inactive.
    pub(super) fn drop_rounds(&mut self, here: NodeId) -> Option<Halt> {
        let has_rounds = self.tree.step(here).on_fail.as_ref().is_some_and(|on_fail| !on_fail.steps.is_empty());
        if !has_rounds {
            return None;
        }
        let rounds = self.tree.stop(here).children.clone();
        self.drop_left_over(here, &rounds)
    }

    /// Answers below `here` that stand in none of the `kept` blocks become inactive.
    pub(super) fn drop_left_over(&self, here: NodeId, kept: &[NodeId]) -> Option<Halt> {
        let path = &self.tree.nodes[here].path;
        // By the first rules a warning that was acknowledged was taken to be so when the step came again.
        let by_first_rules = self.started.rules < 5;
        let answered = if by_first_rules { self.records.answered_below(path) } else { self.records.begun_below(path) };
        if answered.is_empty() {
            return None;
        }
        let kept: HashSet<&str> = kept.iter().map(|child| self.tree.nodes[*child].path.as_str()).collect();
        let stale = answered.into_iter().filter(|answered| !kept.contains(block_of(answered, path)));
        let steps = that_fit(stale.map(|path| self.name_reached(path)).collect());
        if steps.is_empty() {
            return None;
        }
        if let Some(pending) = &self.pending_inactive {
            return Some(Halt::Record(Box::new(Event::Inactivated(first_part(pending)))));
        }
        let (because, of) = (Because::Amended, Some(path.clone()));
        Some(Halt::Record(Box::new(Event::Inactivated(Inactivated { steps, because, of, more: false }))))
    }

    /// An end makes what remains of its procedure inactive; what was done of it in other tracks is walked again before.
    pub(super) fn walk_end(&mut self, here: NodeId, verdict: EndVerdict) -> Move {
        if !self.has_ended_at(here) {
            return self.end_from(self.tree.frame_of(here).root, here, Because::End);
        }
        if let Some(halt) = self.drop_around(here) {
            return Move::Halt(halt);
        }
        let frame = self.tree.frame_number(here);
        let catching_up = self.tree.catching_up(here).map(|(container, _)| self.tree.frame_number(container));
        if catching_up == Some(frame) {
            return Move::Halt(Halt::Step(here));
        }
        self.tree.frames[frame].ended = Some(verdict);
        Move::Out
    }

    /// A failure that stops the run makes everything that remains inactive.
    pub(super) fn walk_stop(&mut self, here: NodeId) -> Move {
        if !self.has_ended_at(here) {
            return self.end_from(0, here, Because::Stop);
        }
        if let Some(halt) = self.drop_around(here) {
            return Move::Halt(halt);
        }
        if self.tree.catching_up(here).is_some() {
            return Move::Halt(Halt::Step(here));
        }
        self.tree.stopped = Some(here);
        Move::Out
    }

    /// Where an end or a stop is come to again, answers of items that an amendment took from the loops around it become inactive.
    fn drop_around(&self, here: NodeId) -> Option<Halt> {
        if self.started.rules < 5 {
            return None;
        }
        self.tree.upward(here).find_map(|around| {
            let Place::Step(stop) = &self.tree.nodes[around].place else { return None };
            let is_loop = matches!(stop.step.kind, StepKind::Each(_) | StepKind::Repeat(_));
            let steps = if is_loop { that_fit(self.left_over(around, stop)) } else { Vec::new() };
            let of = Some(self.tree.nodes[around].path.clone());
            let dropped = Inactivated { steps, because: Because::Amended, of, more: false };
            (!dropped.steps.is_empty()).then(|| Halt::Record(Box::new(Event::Inactivated(dropped))))
        })
    }

    fn has_ended_at(&self, here: NodeId) -> bool {
        self.records.get(&self.tree.nodes[here].path).is_some_and(|record| record.ended)
    }

    /// Returns the entry that ends a procedure, or the first of several where it names too many steps for one.
    fn end_from(&self, root: NodeId, here: NodeId, because: Because) -> Move {
        if let Some(pending) = &self.pending_inactive {
            return Move::Halt(Halt::Record(Box::new(Event::Inactivated(first_part(pending)))));
        }
        let mut steps = Vec::new();
        let around: Vec<NodeId> = self.tree.upward(here).collect();
        self.name_remaining(root, &around, &mut steps);
        steps.retain(|named| self.records.get(&named.path).is_none_or(|record| !record.inactive));
        let of = Some(self.tree.nodes[here].path.clone());
        let all = Inactivated { steps, because, of, more: false };
        let first = first_part(&all);
        let more = first.steps.len() < all.steps.len();
        Move::Halt(Halt::Record(Box::new(Event::Inactivated(Inactivated { more, ..first }))))
    }

    /// Names what was not come to, but for the end itself and what is `around` it.
    fn name_remaining(&self, node: NodeId, around: &[NodeId], named: &mut Vec<Named>) {
        if self.tree.nodes[node].complete {
            return;
        }
        match &self.tree.nodes[node].place {
            Place::Block(block) => {
                block.children.iter().for_each(|child| self.name_remaining(*child, around, named));
                let opened = block.children.len();
                self.name_block(&block.steps[opened..], opened, &block.prefix, node, named);
            }
            Place::Step(stop) => {
                let is_around = around.contains(&node);
                if !is_around && !self.records.touched(&self.tree.nodes[node].path) {
                    return self.name_leaves(&stop.step, &self.tree.nodes[node].path, node, named);
                }
                if around.first() != Some(&node) {
                    self.name_rest_of(node, stop, named);
                }
                stop.children.iter().for_each(|child| self.name_remaining(*child, around, named));
            }
        }
    }

    /// Names a step that was not begun, and items that no block was opened for.
    fn name_rest_of(&self, node: NodeId, stop: &Stop, named: &mut Vec<Named>) {
        let path = &self.tree.nodes[node].path;
        let failed = self.records.get(path).and_then(|record| record.last()).is_some();
        if stop.children.is_empty() && stop.course != Course::Inactive && !failed {
            return self.name_leaves(&stop.step, path, node, named);
        }
        if let (StepKind::Each(each), Some(items)) = (&stop.step.kind, &stop.items) {
            for (title, _) in &items[stop.children.len()..] {
                self.name_block(&each.steps, 0, &format!("{path}[{title}]."), node, named);
            }
        }
        if matches!(stop.step.kind, StepKind::Repeat(_) | StepKind::Each(_)) && self.started.rules > 4 {
            named.extend(self.left_over(node, stop));
        }
    }

    /// Names what was answered in passes that a stop or an end in an earlier one leaves out, how many there would be nobody
    /// knows; and in items that are none any more.
    fn left_over(&self, node: NodeId, stop: &Stop) -> Vec<Named> {
        let path = &self.tree.nodes[node].path;
        let opened = self.tree.children(node).iter().map(|block| self.tree.nodes[*block].path.clone());
        let coming = stop.items.iter().flat_map(|items| items.iter()).map(|(title, _)| format!("{path}[{title}]"));
        let known: HashSet<String> = opened.chain(coming).collect();
        let answered = self.records.answered_below(path).into_iter();
        let left = answered.filter(|answered| !known.contains(block_of(answered, path)));
        left.map(|path| self.name_reached(path)).collect()
    }

    fn name_block(&self, steps: &[Step], offset: usize, prefix: &str, scope: NodeId, named: &mut Vec<Named>) {
        for (index, step) in steps.iter().enumerate() {
            self.name_leaves(step, &format!("{prefix}{}", offset + index + 1), scope, named);
        }
    }

    /// Names a step that nobody reaches: a section by its children, everything else itself.
    fn name_leaves(&self, step: &Step, path: &str, scope: NodeId, named: &mut Vec<Named>) {
        match &step.kind {
            StepKind::Section { steps, .. } => self.name_block(steps, 0, &format!("{path}."), scope, named),
            _ => named.push(Named { path: path.to_owned(), title: self.text(&step.title, scope) }),
        }
    }

    /// Returns whether a step that an entry called inactive is so still: it may have been reached since.
    pub(super) fn is_still_inactive(&self, path: &str) -> bool {
        let node = self.tree.by_path.get(path);
        let outcome = node.and_then(|node| self.outcome_at(*node));
        outcome.is_none_or(|outcome| outcome == Outcome::Inactive)
    }
}

/// Returns the block right below `path` that the step at `below` stands in: `2[a]` of `2[a].1.yes.2`.
fn block_of<'a>(below: &'a str, path: &str) -> &'a str {
    let rest = &below[path.len()..];
    let length = match rest.as_bytes().first() {
        Some(b'[') => rest.find(']').map(|at| at + 1),
        _ => rest.get(1..).and_then(|rest| rest.find(['.', '/'])).map(|at| at + 1),
    };
    &below[..path.len() + length.unwrap_or(rest.len())]
}

/// Returns as much of an entry as one line holds.
pub(super) fn first_part(whole: &Inactivated) -> Inactivated {
    Inactivated { steps: that_fit(whole.steps.clone()), ..whole.clone() }
}

/// Returns as many steps as one entry can name, and one at least.
pub(super) fn that_fit(mut steps: Vec<Named>) -> Vec<Named> {
    let mut bytes = 0;
    let fits = steps.iter().take(MOST_NAMED).take_while(|named| {
        bytes += named.path.len() + named.title.len() + 24;
        bytes <= MOST_BYTES
    });
    let most = fits.count().max(1);
    steps.truncate(most);
    steps
}
