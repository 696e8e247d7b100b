//! Walks from one place to the next: what is to be asked, or recorded, before the run can go on.
//!
//! It changes only the tree, which is a cache; nothing that it finds out counts until `apply` has folded an event.

use std::sync::Arc;

use super::event::{Because, BoundReached, Event, Inactivated, Moment, Named, SectionShown};
use super::judge;
use super::names::Names;
use super::outcome::Outcome;
use super::question::Item;
use super::tree::{Block, Course, NodeId, Own, Place, StepRef};
use super::{Run, course};
use crate::procedure::expression::Expression;
use crate::procedure::value::Value;
use crate::procedure::{Items, Order, Step, StepKind, Steps};

/// Most items of one loop; more than a person ever walks through.
pub const MOST_ITEMS: usize = 100_000;

/// Most steps that one entry lists.
const MOST_NAMED: usize = 200;

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
enum Move {
    Into(NodeId),
    Out,
    Halt(Halt),
}

impl Run {
    /// Walks on from where the tree stands, judging conditions by `now`.
    pub(super) fn advance(&mut self, now: Moment) -> Halt {
        while let Some(here) = self.tree.here {
            if let Some(event) = self.overdue_inactivity() {
                return Halt::Record(Box::new(event));
            }
            let step = match &self.tree.nodes[here].place {
                Place::Block(_) => self.walk_block(here),
                Place::Step(_) => self.walk_step(here, now),
            };
            match step {
                Move::Into(child) => self.tree.here = Some(child),
                Move::Out => self.leave(here),
                Move::Halt(halt) => return self.after_inactivity(halt),
            }
        }
        self.after_inactivity(Halt::Through)
    }

    fn leave(&mut self, here: NodeId) {
        self.tree.nodes[here].complete = true;
        self.tree.here = self.tree.nodes[here].parent;
    }

    /// Steps that the walk found inactive are recorded before anything that comes after them.
    fn after_inactivity(&mut self, halt: Halt) -> Halt {
        match self.pending_inactive.take() {
            Some(pending) => {
                self.pending_inactive = Some(pending.clone());
                Halt::Record(Box::new(Event::Inactivated(pending)))
            }
            None => halt,
        }
    }

    fn overdue_inactivity(&self) -> Option<Event> {
        let pending = self.pending_inactive.as_ref()?;
        (pending.steps.len() >= MOST_NAMED).then(|| Event::Inactivated(pending.clone()))
    }

    /// Notes steps as inactive; returns a halt where steps that are inactive for another reason must be recorded first.
    fn note_inactive(&mut self, steps: Vec<Named>, because: Because, of: Option<String>) -> Option<Halt> {
        if steps.is_empty() {
            return None;
        }
        match &mut self.pending_inactive {
            Some(pending) if pending.because == because && pending.of == of => {
                pending.steps.extend(steps);
                None
            }
            Some(pending) => Some(Halt::Record(Box::new(Event::Inactivated(pending.clone())))),
            None => {
                self.pending_inactive = Some(Inactivated { steps, because, of });
                None
            }
        }
    }

    fn walk_block(&mut self, here: NodeId) -> Move {
        if self.tree.nodes[here].parent.is_none_or(|parent| self.is_called_root(here, parent)) {
            if let Some(halt) = self.enter_procedure(here) {
                return Move::Halt(halt);
            }
        }
        if self.frame_ended(here) {
            return Move::Out;
        }
        let block = self.tree.block(here);
        if block.order == Order::Any {
            return self.walk_tracks(here);
        }
        if block.children.len() < block.steps.len() {
            return Move::Into(self.tree.open_step(here));
        }
        Move::Out
    }

    fn is_called_root(&self, here: NodeId, parent: NodeId) -> bool {
        matches!(&self.tree.nodes[parent].place, Place::Step(stop) if matches!(stop.step.kind, StepKind::Call(_)))
            && self.tree.frame_of(here).root == here
    }

    /// A procedure begins with its hand-overs, its parameters and its page.
    fn enter_procedure(&mut self, here: NodeId) -> Option<Halt> {
        let frame = self.tree.frame_of(here);
        if self.records.get(&self.tree.nodes[here].path).is_some_and(|record| record.page.is_some()) {
            return None;
        }
        if frame.path.is_empty() && self.accepted < self.started.handovers.len() {
            return Some(Halt::Step(here));
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
        let most = steps.iter().take(MOST_NAMED).enumerate();
        let named = most
            .map(|(index, step)| Named { path: format!("{prefix}{}", index + 1), title: self.text(&step.title, node) });
        let path = self.tree.nodes[node].path.clone();
        Halt::Record(Box::new(Event::SectionShown(SectionShown { path, title, steps: named.collect() })))
    }

    fn frame_ended(&self, here: NodeId) -> bool {
        let frame = self.tree.frame_of(here);
        self.ended_frames.contains_key(&frame.path) || self.stopped.is_some()
    }

    /// In any order, the operator's track comes first, then the others as the file has them.
    fn walk_tracks(&mut self, here: NodeId) -> Move {
        while self.tree.block(here).children.len() < self.tree.block(here).steps.len() {
            self.tree.open_step(here);
        }
        let children = &self.tree.block(here).children;
        self.next_track(here, children).map_or(Move::Out, Move::Into)
    }

    fn next_track(&self, here: NodeId, children: &[NodeId]) -> Option<NodeId> {
        let open = |child: &NodeId| !self.tree.nodes[*child].complete;
        let chosen = self.tracks.get(&self.tree.nodes[here].path).and_then(|index| children.get(*index)).copied();
        chosen.filter(|child| open(child)).or_else(|| children.iter().copied().find(open))
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
        let path = self.tree.nodes[here].path.clone();
        let record = self.records.get(&path);
        let judged_at = record.and_then(|record| record.judged_at).unwrap_or(now);
        let active = step.when.as_ref().is_none_or(|when| self.is_true(when, here, judged_at, true));
        if active {
            self.tree.stop_mut(here).course = Course::Entered;
            return Move::Into(here);
        }
        let because = if self.was_answered(&path) { Because::Amended } else { Because::When };
        let named = self.static_leaves(std::slice::from_ref(&*step), 0, &path, here);
        if let Some(halt) = self.note_inactive(self.not_yet_recorded(named), because, None) {
            return Move::Halt(halt);
        }
        self.tree.stop_mut(here).course = Course::Inactive;
        Move::Out
    }

    fn was_answered(&self, path: &str) -> bool {
        self.records.get(path).is_some_and(|record| !record.attempts.is_empty())
            || !self.records.answered_below(path).is_empty()
    }

    fn walk_entered(&mut self, here: NodeId, now: Moment) -> Move {
        let step = self.tree.step(here).clone();
        match &step.kind {
            StepKind::Section { steps, order } => self.walk_section(here, steps, *order),
            StepKind::Each(each) => self.walk_items(here, each, now),
            StepKind::Repeat(repeat) => self.walk_passes(here, repeat, now),
            StepKind::Call(call) => self.walk_call(here, &call.procedure),
            StepKind::End { .. } => self.walk_end(here),
            _ => self.walk_leaf(here, &step, now),
        }
    }

    fn walk_section(&mut self, here: NodeId, steps: &Steps, order: Order) -> Move {
        let path = &self.tree.nodes[here].path;
        if self.records.get(path).is_none_or(|record| record.page.is_none()) {
            return Move::Halt(self.page(here));
        }
        let prefix = format!("{path}.");
        self.open_once(here, steps, order, prefix)
    }

    /// Opens the one block of a step, or leaves the step when that block is through.
    fn open_once(&mut self, here: NodeId, steps: &Steps, order: Order, prefix: String) -> Move {
        if !self.tree.stop(here).children.is_empty() {
            return Move::Out;
        }
        let block =
            Block { steps: Arc::clone(steps), order, prefix, children: Vec::new(), item: None, corrective: false };
        Move::Into(self.tree.open_block(here, block, Own::Nothing))
    }

    fn walk_items(&mut self, here: NodeId, each: &crate::procedure::Each, now: Moment) -> Move {
        let items = self.items_of(here, each, now);
        let opened = self.tree.stop(here).children.len();
        let wanted = if each.order == Order::Any { items.len() } else { opened.saturating_add(1).min(items.len()) };
        for index in opened..wanted {
            self.open_item(here, each, &items, index);
        }
        if each.order == Order::Fixed && opened < wanted {
            return Move::Into(self.tree.stop(here).children[opened]);
        }
        let children = self.tree.stop(here).children.clone();
        if let Some(next) = self.next_track(here, &children) {
            return Move::Into(next);
        }
        if let Some(halt) = self.drop_left_over(here, &children) {
            return Move::Halt(halt);
        }
        if let Some(last) = children.last() {
            self.tree.hand_out(*last);
        }
        Move::Out
    }

    fn items_of(&mut self, here: NodeId, each: &crate::procedure::Each, now: Moment) -> Arc<Vec<(String, Value)>> {
        if let Some(items) = &self.tree.stop(here).items {
            return Arc::clone(items);
        }
        let at = self.judged_at(here, now);
        let value = match &each.items {
            Items::Value(value) => value.clone(),
            Items::Expression(expression) => self.evaluate(expression, here, at).unwrap_or(Value::None),
        };
        let items = Arc::new(judge::items(value, each.order_by.as_deref()));
        self.tree.stop_mut(here).items = Some(Arc::clone(&items));
        items
    }

    fn open_item(&mut self, here: NodeId, each: &crate::procedure::Each, items: &[(String, Value)], index: usize) {
        let (title, value) = &items[index];
        let item = Item { title: title.clone(), number: index + 1, count: items.len() };
        let block = Block {
            steps: Arc::clone(&each.steps),
            order: Order::Fixed,
            prefix: format!("{}[{title}].", self.tree.nodes[here].path),
            children: Vec::new(),
            item: Some(item),
            corrective: false,
        };
        self.tree.open_block(here, block, Own::Names(Some((each.variable.clone(), value.clone()))));
    }

    /// After an amendment, answers of items and passes that are no more become inactive.
    fn drop_left_over(&mut self, here: NodeId, children: &[NodeId]) -> Option<Halt> {
        if self.amendments == 0 {
            return None;
        }
        let path = &self.tree.nodes[here].path;
        let kept: Vec<&str> = children.iter().map(|child| self.tree.nodes[*child].path.as_str()).collect();
        let stale = self.records.answered_below(path).into_iter().filter(|answered| {
            !kept.iter().any(|kept| answered.strip_prefix(kept).is_some_and(|rest| rest.starts_with('.')))
        });
        let named: Vec<Named> = stale.map(|path| Named { path, title: String::new() }).collect();
        let of = path.clone();
        if named.is_empty() {
            return None;
        }
        Some(Halt::Record(Box::new(Event::Inactivated(Inactivated {
            steps: named,
            because: Because::Amended,
            of: Some(of),
        }))))
    }

    fn walk_passes(&mut self, here: NodeId, repeat: &crate::procedure::Repeat, now: Moment) -> Move {
        let children = self.tree.stop(here).children.clone();
        if let Some(last) = children.last() {
            let at = self.judged_at(here, now);
            let ended = self.is_true_in(&repeat.until, *last, at);
            let made = u32::try_from(children.len()).unwrap_or(u32::MAX);
            if ended || made >= repeat.at_most {
                return self.end_loop(here, &children, ended);
            }
        }
        let prefix = format!("{}#{}.", self.tree.nodes[here].path, children.len() + 1);
        let block = Block {
            steps: Arc::clone(&repeat.steps),
            order: Order::Fixed,
            prefix,
            children: Vec::new(),
            item: None,
            corrective: false,
        };
        Move::Into(self.tree.open_block(here, block, Own::Names(None)))
    }

    fn end_loop(&mut self, here: NodeId, passes: &[NodeId], ended: bool) -> Move {
        let path = self.tree.nodes[here].path.clone();
        if !ended && self.records.get(&path).is_none_or(|record| !record.bound) {
            let title = self.text(&self.tree.step(here).title, here);
            let passes = u32::try_from(passes.len()).unwrap_or(u32::MAX);
            return Move::Halt(Halt::Record(Box::new(Event::BoundReached(BoundReached { path, title, passes }))));
        }
        if let Some(halt) = self.drop_left_over(here, passes) {
            return Move::Halt(halt);
        }
        if let Some(last) = passes.last() {
            self.tree.hand_out(*last);
        }
        Move::Out
    }

    fn walk_call(&mut self, here: NodeId, procedure: &str) -> Move {
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

    /// An end makes what remains of its procedure inactive.
    fn walk_end(&mut self, here: NodeId) -> Move {
        let path = self.tree.nodes[here].path.clone();
        self.end_frame(here, Because::End, &path)
    }

    /// Returns the event that ends the procedure of `here`, or the whole run for a stop.
    fn end_frame(&mut self, here: NodeId, because: Because, of: &str) -> Move {
        if self.records.get(of).is_some_and(|record| record.ended) {
            return Move::Out;
        }
        if let Some(pending) = &self.pending_inactive {
            return Move::Halt(Halt::Record(Box::new(Event::Inactivated(pending.clone()))));
        }
        let from = if because == Because::Stop { 0 } else { self.tree.frame_of(here).root };
        let mut steps = Vec::new();
        self.remaining(from, here, &mut steps);
        Move::Halt(Halt::Record(Box::new(Event::Inactivated(Inactivated { steps, because, of: Some(of.to_owned()) }))))
    }

    fn remaining(&self, node: NodeId, but: NodeId, steps: &mut Vec<Named>) {
        if self.tree.nodes[node].complete || steps.len() >= MOST_NAMED {
            return;
        }
        match &self.tree.nodes[node].place {
            Place::Block(block) => {
                block.children.iter().for_each(|child| self.remaining(*child, but, steps));
                let rest = &block.steps[block.children.len().min(block.steps.len())..];
                steps.extend(self.static_leaves(rest, block.children.len(), &block.prefix, node));
            }
            Place::Step(stop) if !stop.children.is_empty() => {
                stop.children.iter().for_each(|child| self.remaining(*child, but, steps));
            }
            Place::Step(stop) if node != but && stop.course != Course::Inactive => {
                let path = self.tree.nodes[node].path.clone();
                steps.push(Named { path, title: self.text(&stop.step.title, node) });
            }
            Place::Step(_) => {}
        }
    }

    /// Names the steps of a block that nobody will reach: sections give their children, everything else itself.
    fn static_leaves(&self, steps: &[Step], offset: usize, prefix: &str, scope: NodeId) -> Vec<Named> {
        let mut named = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let number = offset + index + 1;
            let path = if prefix.is_empty() || prefix.ends_with(['.', '/']) {
                format!("{prefix}{number}")
            } else {
                prefix.to_owned()
            };
            match &step.kind {
                StepKind::Section { steps, .. } => {
                    named.extend(self.static_leaves(steps, 0, &format!("{path}."), scope));
                }
                _ => named.push(Named { path, title: self.text(&step.title, scope) }),
            }
        }
        named
    }

    fn walk_leaf(&mut self, here: NodeId, step: &StepRef, now: Moment) -> Move {
        if let Some(round) = self.open_round(here, step) {
            return Move::Into(round);
        }
        if let Some(event) = self.computed(here, step, now) {
            return Move::Halt(event);
        }
        let path = self.tree.nodes[here].path.clone();
        match self.outcome_of(step, self.records.get(&path)) {
            None => Move::Halt(Halt::Step(here)),
            Some(Outcome::Deferred) => {
                self.tree.deferred.push(here);
                Move::Out
            }
            Some(outcome) => self.settle(here, step, outcome),
        }
    }

    /// After the outcome: the action that it opens, the stop that it means, the branch that it takes.
    fn settle(&mut self, here: NodeId, step: &StepRef, outcome: Outcome) -> Move {
        let path = self.tree.nodes[here].path.clone();
        if let Some(event) = self.action_to_open(here, step, outcome) {
            return Move::Halt(Halt::Record(Box::new(event)));
        }
        if self.stops_run(step, outcome) {
            return self.end_frame(here, Because::Stop, &path);
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

    fn note_branch(&mut self, here: NodeId, prefix: &str, steps: &Steps) -> Option<Halt> {
        let named = self.static_leaves(steps, 0, prefix, here);
        let fresh = self.not_yet_recorded(named);
        let answered = fresh.iter().any(|named| self.was_answered(&named.path));
        let because = if answered { Because::Amended } else { Because::Branch };
        let of = self.tree.nodes[here].path.clone();
        self.note_inactive(fresh, because, Some(of))
    }

    fn not_yet_recorded(&self, named: Vec<Named>) -> Vec<Named> {
        let fresh = |named: &Named| self.records.get(&named.path).is_none_or(|record| !record.inactive);
        named.into_iter().filter(fresh).collect()
    }

    fn branch_taken(&self, path: &str) -> Option<String> {
        match &self.records.get(path)?.last()?.value {
            Value::Bool(true) => Some("yes".to_owned()),
            Value::Bool(false) => Some("no".to_owned()),
            Value::Text(option) => Some(option.clone()),
            _ => None,
        }
    }

    /// Opens the next round of corrective steps, where a failed answer still waits for it.
    fn open_round(&mut self, here: NodeId, step: &StepRef) -> Option<NodeId> {
        let steps = step.on_fail.as_ref().map(|on_fail| &on_fail.steps).filter(|steps| !steps.is_empty())?;
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

    fn judged_at(&self, here: NodeId, now: Moment) -> Moment {
        let record = self.records.get(&self.tree.nodes[here].path);
        record.and_then(|record| record.judged_at).unwrap_or(now)
    }

    /// Returns what an expression gives at a place, or `None` where it cannot be evaluated.
    pub(super) fn evaluate(&self, expression: &Expression, here: NodeId, at: Moment) -> Option<Value> {
        expression.evaluate(&Names::at(self, here, at)).ok()
    }

    fn is_true(&self, expression: &Expression, here: NodeId, at: Moment, otherwise: bool) -> bool {
        expression.is_true(&Names::at(self, here, at)).unwrap_or(otherwise)
    }

    fn is_true_in(&self, expression: &Expression, block: NodeId, at: Moment) -> bool {
        self.is_true(expression, block, at, false)
    }
}
