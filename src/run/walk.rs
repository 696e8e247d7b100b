//! Walks from one place to the next: what is to be asked, or recorded, before the run can go on.
//!
//! It changes only the tree, which is a cache; nothing that it finds out counts until `apply` has folded an event. Every
//! place can be left half-way and entered again: the walk then goes down to where it was left.

use std::sync::Arc;

use super::event::{Because, Event, Inactivated, Moment, Named, SectionShown};
use super::names::Names;
use super::outcome::Outcome;
use super::record::Sight;
use super::tree::{Block, Course, NodeId, Own, Place, StepRef};
use super::{Run, course};
use crate::procedure::expression::Expression;
use crate::procedure::value::Value;
use crate::procedure::{Order, StepKind, Steps};

/// Most steps that a page lists; each costs up to some hundred bytes of an entry.
const MOST_ON_PAGE: usize = 200;

/// Where a walk stops.
#[derive(Debug)]
pub(super) enum Halt {
    /// A step wants something of the operator.
    Step(NodeId),
    /// Something is to be recorded first.
    Record(Box<Event>),
    /// Every step has been passed.
    Through,
}

/// What becomes of a place.
pub(super) enum Move {
    Into(NodeId),
    Out,
    Halt(Halt),
}

impl Run {
    /// Walks on from where the tree stands, judging conditions by `now`, or by when the walk went on from the last entry.
    pub(super) fn advance(&mut self, now: Moment) -> Halt {
        let now = *self.tree.walked_at.get_or_insert(now);
        while let Some(here) = self.tree.here {
            if self.inactivity_is_long() {
                break;
            }
            let step = match &self.tree.nodes[here].place {
                Place::Block(_) => self.walk_block(here),
                Place::Step(_) => self.walk_step(here, now),
            };
            match step {
                Move::Into(child) => self.tree.here = Some(child),
                Move::Out => self.leave(here, now),
                Move::Halt(halt) => match self.tree.catching_up(here) {
                    Some((container, track)) => self.park(container, track),
                    None => return self.after_inactivity(halt),
                },
            }
        }
        self.after_inactivity(Halt::Through)
    }

    /// Leaves a track where it halts, and goes on with the next that is to be walked again.
    fn park(&mut self, container: NodeId, track: usize) {
        self.tree.parked.insert(container, track + 1);
        self.tree.here = Some(container);
    }

    /// Steps that the walk found inactive are recorded before anything that comes after them.
    fn after_inactivity(&self, halt: Halt) -> Halt {
        match &self.pending_inactive {
            Some(pending) => Halt::Record(Box::new(Event::Inactivated(super::inactive::first_part(pending)))),
            None => halt,
        }
    }

    fn walk_block(&mut self, here: NodeId) -> Move {
        if self.tree.frame_of(here).root == here
            && let Some(halt) = self.enter_procedure(here)
        {
            return Move::Halt(halt);
        }
        if self.frame_ended(here) {
            let action = if self.tree.frame_of(here).root == here { self.action_of_cut_off() } else { None };
            return action.map_or(Move::Out, |event| Move::Halt(Halt::Record(Box::new(event))));
        }
        if self.tree.block(here).order == Order::Any {
            return self.walk_tracks(here);
        }
        if let Some(left) = self.tree.left_open(here) {
            return Move::Into(left);
        }
        let block = self.tree.block(here);
        if block.children.len() < block.steps.len() { Move::Into(self.tree.open_step(here)) } else { Move::Out }
    }

    /// A procedure begins with its hand-overs, its parameters and its page.
    fn enter_procedure(&mut self, here: NodeId) -> Option<Halt> {
        let frame = self.tree.frame_of(here);
        if self.records.get(&self.tree.nodes[here].path).is_some_and(|record| record.page.is_some()) {
            return self.handed_anew(here).map(|set| set.map_or(Halt::Step(here), |set| Halt::Record(Box::new(set))));
        }
        if frame.path.is_empty() && self.accepted < self.started.handovers.len() {
            return Some(Halt::Step(here));
        }
        if let Some(call) = self.tree.frame_of(here).call.filter(|_| self.started.rules > 4) {
            self.fix(self.tree.nodes[call].path.clone(), self.now);
        }
        if let Some(wanted) = self.next_parameter(here) {
            return Some(wanted.map_or(Halt::Step(here), |event| Halt::Record(Box::new(event))));
        }
        Some(self.page(here))
    }

    /// Returns the event that shows the page of a section or a procedure.
    fn page(&self, node: NodeId) -> Halt {
        let (steps, title, prefix) = match &self.tree.nodes[node].place {
            Place::Block(block) => {
                let unit = &self.tree.frame_of(node).unit;
                (&block.steps, self.text(&unit.procedure.title, node), block.prefix.clone())
            }
            Place::Step(stop) => {
                let StepKind::Section { steps, .. } = &stop.step.kind else { return Halt::Step(node) };
                (steps, self.text(&stop.step.title, node), format!("{}.", self.tree.nodes[node].path))
            }
        };
        let most = steps.iter().take(MOST_ON_PAGE).enumerate();
        let named = most
            .map(|(index, step)| Named { path: format!("{prefix}{}", index + 1), title: self.text(&step.title, node) });
        let steps = super::inactive::that_fit(named.collect());
        let path = self.tree.nodes[node].path.clone();
        Halt::Record(Box::new(Event::SectionShown(SectionShown { path, title, steps })))
    }

    pub(super) fn frame_ended(&self, here: NodeId) -> bool {
        self.tree.stopped.is_some() || self.tree.frame_of(here).ended.is_some()
    }

    fn walk_tracks(&mut self, here: NodeId) -> Move {
        while self.tree.block(here).children.len() < self.tree.block(here).steps.len() {
            self.tree.open_step(here);
        }
        self.next_track(here).map_or(Move::Out, Move::Into)
    }

    /// In any order, the operator's track comes first, then the others as the file has them. A walk through what was walked
    /// before takes every track that was begun first, as the file has them.
    pub(super) fn next_track(&mut self, here: NodeId) -> Option<NodeId> {
        let mut first = self.tree.nodes[here].first_open;
        while self.tree.children(here).get(first).is_some_and(|child| self.tree.nodes[*child].complete) {
            first += 1;
        }
        self.tree.nodes[here].first_open = first;
        let begun = if self.tree.again { self.next_begun(here, first) } else { None };
        let children = self.tree.children(here);
        let next = begun.or_else(|| {
            let chosen = self.tracks.get(&self.tree.nodes[here].path).and_then(|index| children.get(*index));
            let chosen = chosen.filter(|child| !self.tree.nodes[**child].complete);
            self.followed_in(here).or_else(|| chosen.or_else(|| children.get(first)).copied())
        })?;
        let furthest = self.tree.nodes[here].furthest.max(self.tree.index_in(here, next));
        self.tree.nodes[here].furthest = furthest;
        Some(next)
    }

    fn next_begun(&mut self, here: NodeId, first: usize) -> Option<NodeId> {
        if self.tree.caught_up.contains(&here) {
            return None;
        }
        let from = self.tree.parked.get(&here).copied().unwrap_or(0).max(first);
        let mut rest = self.tree.children(here).iter().skip(from).copied();
        let begun = rest.find(|child| {
            let node = &self.tree.nodes[*child];
            !node.complete && self.records.touched(&node.path)
        });
        if begun.is_none() {
            self.tree.caught_up.insert(here);
        }
        begun
    }

    fn walk_step(&mut self, here: NodeId, now: Moment) -> Move {
        match self.tree.stop(here).course {
            Course::Fresh => self.judge_condition(here, now),
            Course::Inactive => Move::Out,
            Course::Entered if self.frame_ended(here) => Move::Out,
            Course::Entered => self.walk_entered(here, now),
        }
    }

    fn judge_condition(&mut self, here: NodeId, now: Moment) -> Move {
        let step = self.tree.step(here).clone();
        let active = step.when.as_ref().is_none_or(|when| {
            let sight = self.sight(here, now);
            when.is_true(&Names::seen(self, here, &sight)).unwrap_or(true)
        });
        if step.when.is_some() {
            self.fix(self.tree.nodes[here].path.clone(), now);
        }
        if active {
            self.tree.stop_mut(here).course = Course::Entered;
            return Move::Into(here);
        }
        if let Some(halt) = self.note_step(here) {
            return Move::Halt(halt);
        }
        self.tree.stop_mut(here).course = Course::Inactive;
        Move::Out
    }

    fn walk_entered(&mut self, here: NodeId, now: Moment) -> Move {
        let step = self.tree.step(here).clone();
        match &step.kind {
            StepKind::Section { steps, order } => self.walk_section(here, steps, *order),
            StepKind::Each(each) => self.walk_items(here, each, now),
            StepKind::Repeat(repeat) => self.walk_passes(here, repeat, now),
            StepKind::Call(call) => self.walk_call(here, &call.procedure),
            StepKind::End { verdict } => self.walk_end(here, *verdict),
            _ => self.walk_leaf(here, &step, now),
        }
    }

    fn walk_section(&mut self, here: NodeId, steps: &Steps, order: Order) -> Move {
        let path = &self.tree.nodes[here].path;
        if self.records.get(path).is_none_or(|record| record.page.is_none()) {
            return Move::Halt(self.page(here));
        }
        let prefix = format!("{path}.");
        if self.warns(here) {
            return Move::Halt(Halt::Step(here));
        }
        self.open_once(here, steps, order, prefix)
    }

    /// Returns whether the warning of a section, a loop or a call is still to be acknowledged.
    pub(super) fn warns(&self, here: NodeId) -> bool {
        let acknowledged = || self.records.get(&self.tree.nodes[here].path).is_some_and(|record| record.acknowledged);
        self.started.rules > 1 && self.tree.step(here).warning.is_some() && !acknowledged()
    }

    /// Opens the one block of a step, or leaves the step when that block is through.
    fn open_once(&mut self, here: NodeId, steps: &Steps, order: Order, prefix: String) -> Move {
        if let Some(left) = self.tree.left_open(here) {
            return Move::Into(left);
        }
        if !self.tree.stop(here).children.is_empty() {
            return Move::Out;
        }
        let block =
            Block { steps: Arc::clone(steps), order, prefix, children: Vec::new(), item: None, corrective: false };
        Move::Into(self.tree.open_block(here, block, Own::Nothing))
    }

    fn walk_call(&mut self, here: NodeId, procedure: &str) -> Move {
        if self.warns(here) {
            return Move::Halt(Halt::Step(here));
        }
        if let Some(left) = self.tree.left_open(here) {
            return Move::Into(left);
        }
        if !self.tree.stop(here).children.is_empty() {
            return Move::Out;
        }
        let Some(unit) = self.program.called(procedure).map(Arc::clone) else { return Move::Out };
        let path = self.tree.nodes[here].path.clone();
        let outer = &self.tree.frame_of(here).id_prefix;
        let id_prefix = format!("{outer}{}.", self.tree.step(here).id.as_deref().unwrap_or_default());
        let root = self.tree.open_frame(&unit, Some(here), path, id_prefix);
        self.tree.stop_mut(here).children.push(root);
        Move::Into(root)
    }

    fn walk_leaf(&mut self, here: NodeId, step: &StepRef, now: Moment) -> Move {
        // What a failure asks for comes after what is computed anew: it may be right by now. By the first rules it came before.
        if self.started.rules > 4
            && let Some(halt) = self.computed(here, step, now)
        {
            return Move::Halt(halt);
        }
        if let Some(round) = self.open_round(here, step) {
            return Move::Into(round);
        }
        if let Some(halt) = self.drop_rounds(here) {
            return Move::Halt(halt);
        }
        if self.started.rules < 5
            && let Some(halt) = self.computed(here, step, now)
        {
            return Move::Halt(halt);
        }
        match self.outcome_of(step, self.records.get(&self.tree.nodes[here].path)) {
            None => Move::Halt(Halt::Step(here)),
            Some(Outcome::Deferred) => self.pass_deferred(here),
            Some(outcome) => self.settle(here, step, outcome),
        }
    }

    fn pass_deferred(&mut self, here: NodeId) -> Move {
        if let Some(halt) = self.drop_left_over(here, &[]) {
            return Move::Halt(halt);
        }
        self.tree.deferred.push_back(here);
        self.tree.deferred_sorted = false;
        Move::Out
    }

    /// After the outcome: the action that it opens, the stop that it means, the branch that it takes.
    fn settle(&mut self, here: NodeId, step: &StepRef, outcome: Outcome) -> Move {
        if let Some(event) = self.action_to_open(here, step, outcome) {
            return Move::Halt(Halt::Record(Box::new(event)));
        }
        if self.stops_run(step, outcome) {
            return self.walk_stop(here);
        }
        self.walk_branches(here, step)
    }

    /// Opens the branch that the answer takes, and notes the others as inactive.
    fn walk_branches(&mut self, here: NodeId, step: &StepRef) -> Move {
        let branches: Vec<(String, Steps)> = match &step.kind {
            StepKind::Decide { if_yes, if_no } => {
                vec![("yes".to_owned(), Arc::clone(if_yes)), ("no".to_owned(), Arc::clone(if_no))]
            }
            StepKind::Choose { options } => {
                options.iter().map(|(option, steps)| (option.id.clone(), Arc::clone(steps))).collect()
            }
            _ => return Move::Out,
        };
        let path = self.tree.nodes[here].path.clone();
        let taken = self.branch_taken(&path);
        if self.tree.stop(here).children.is_empty() {
            for (word, steps) in branches.iter().filter(|(word, _)| Some(word) != taken.as_ref()) {
                if let Some(halt) = self.note_branch(here, &format!("{path}.{word}."), steps) {
                    return Move::Halt(halt);
                }
            }
        }
        let open = branches.iter().find(|(word, steps)| Some(word) == taken.as_ref() && !steps.is_empty());
        match open {
            Some((word, steps)) => self.open_once(here, steps, Order::Fixed, format!("{path}.{word}.")),
            None => Move::Out,
        }
    }

    fn branch_taken(&self, path: &str) -> Option<String> {
        let last = self.records.get(path)?.last()?;
        match &last.value {
            _ if last.outcome == Outcome::NotApplicable => None,
            Value::Bool(true) => Some("yes".to_owned()),
            Value::Bool(false) => Some("no".to_owned()),
            Value::Text(option) => Some(option.clone()),
            _ => None,
        }
    }

    /// Opens the next round of corrective steps, where a failed answer still waits for it.
    fn open_round(&mut self, here: NodeId, step: &StepRef) -> Option<NodeId> {
        let steps = step.on_fail.as_ref().map(|on_fail| &on_fail.steps).filter(|steps| !steps.is_empty())?;
        if let Some(left) = self.tree.left_open(here) {
            return Some(left);
        }
        let record = self.records.get(&self.tree.nodes[here].path)?;
        let wanted = course::rounds_due(step, record);
        let opened = self.tree.stop(here).children.len();
        if opened >= wanted {
            return None;
        }
        let path = &self.tree.nodes[here].path;
        let prefix = if opened == 0 { format!("{path}.fail.") } else { format!("{path}.fail#{}.", opened + 1) };
        let block = Block {
            steps: Arc::clone(steps),
            order: Order::Fixed,
            prefix,
            children: Vec::new(),
            item: None,
            corrective: true,
        };
        Some(self.tree.open_block(here, block, Own::Nothing))
    }

    /// Returns what something at `here` is judged by: as it was judged before, or now.
    pub(super) fn sight(&self, here: NodeId, now: Moment) -> Sight {
        self.sight_of(&self.tree.nodes[here].path, now)
    }

    pub(super) fn sight_of(&self, path: &str, now: Moment) -> Sight {
        let judged = self.records.get(path).and_then(|record| record.judged.clone());
        judged.unwrap_or_else(|| Sight { at: now, operator: self.operator.id.clone() })
    }

    /// Lets the next entry fix what something was judged by.
    pub(super) fn fix(&mut self, path: String, now: Moment) {
        if self.records.get(&path).is_none_or(|record| record.judged.is_none()) {
            self.tree.judged.push((path, Sight { at: now, operator: self.operator.id.clone() }));
        }
    }

    /// Returns what an expression gives at a place, or `None` where it cannot be evaluated.
    pub(super) fn evaluate(&self, expression: &Expression, here: NodeId, at: Moment) -> Option<Value> {
        expression.evaluate(&Names::at(self, here, at)).ok()
    }

    /// Returns what an expression gave at a place when it was judged.
    pub(super) fn evaluate_seen(&self, expression: &Expression, here: NodeId, sight: &Sight) -> Option<Value> {
        expression.evaluate(&Names::seen(self, here, sight)).ok()
    }

    /// Returns whether steps wait for an entry that names them, for a reason other than this one's.
    pub(super) fn other_inactivity(&self, because: Because, of: Option<&String>) -> Option<&Inactivated> {
        self.pending_inactive.as_ref().filter(|pending| pending.because != because || pending.of.as_ref() != of)
    }
}
