//! Walks loops: the items of an `each`, the passes of a `repeat`.

use std::sync::Arc;

use super::Run;
use super::event::{BoundReached, Event, Moment};
use super::judge;
use super::names::Names;
use super::question::Item;
use super::tree::{Block, NodeId, Own};
use super::walk::{Halt, Move};
use crate::procedure::value::Value;
use crate::procedure::{Each, Items, Order, Repeat};

/// Most items of one loop; more than a person ever walks through.
pub const MOST_ITEMS: usize = 100_000;

impl Run {
    pub(super) fn walk_items(&mut self, here: NodeId, each: &Each, now: Moment) -> Move {
        let items = self.items_of(here, each, now);
        if !items.is_empty() && self.warns(here) {
            return Move::Halt(Halt::Step(here));
        }
        if self.tree.stop(here).bound && !self.is_bound_recorded(here) {
            let unevaluated = if items.is_empty() { vec!["in".to_owned()] } else { Vec::new() };
            return self.bound_reached(here, items.len(), unevaluated);
        }
        let opened = self.tree.stop(here).children.len();
        if each.order == Order::Any {
            (opened..items.len()).for_each(|index| self.open_item(here, each, &items, index));
            if let Some(next) = self.next_track(here) {
                return Move::Into(next);
            }
        } else if let Some(left) = self.tree.left_open(here) {
            return Move::Into(left);
        } else if opened < items.len() {
            self.open_item(here, each, &items, opened);
            return Move::Into(self.tree.stop(here).children[opened]);
        }
        self.end_walk_of_loop(here)
    }

    /// A loop is through: answers of items and passes that are no more become inactive, the last one's names are the loop's.
    fn end_walk_of_loop(&mut self, here: NodeId) -> Move {
        let children = self.tree.stop(here).children.clone();
        if let Some(halt) = self.drop_left_over(here, &children) {
            return Move::Halt(halt);
        }
        if let Some(last) = children.last() {
            self.tree.hand_out(*last);
        }
        Move::Out
    }

    fn items_of(&mut self, here: NodeId, each: &Each, now: Moment) -> Arc<Vec<(String, Value)>> {
        if let Some(items) = &self.tree.stop(here).items {
            return Arc::clone(items);
        }
        let value = match &each.items {
            Items::Value(value) => Some(value.clone()),
            Items::Expression(expression) => {
                self.fix(self.tree.nodes[here].path.clone(), now);
                let sight = self.sight(here, now);
                self.evaluate_seen(expression, here, &sight)
            }
        };
        // By the first rules such a loop was passed over in silence.
        let bound = self.started.rules > 3 && !value.as_ref().is_some_and(are_all_walked);
        let items = Arc::new(judge::items(value.unwrap_or(Value::None), each.order_by.as_deref()));
        let stop = self.tree.stop_mut(here);
        (stop.items, stop.bound) = (Some(Arc::clone(&items)), bound);
        items
    }

    fn open_item(&mut self, here: NodeId, each: &Each, items: &[(String, Value)], index: usize) {
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

    pub(super) fn walk_passes(&mut self, here: NodeId, repeat: &Repeat, now: Moment) -> Move {
        if self.warns(here) {
            return Move::Halt(Halt::Step(here));
        }
        if let Some(left) = self.tree.left_open(here) {
            return Move::Into(left);
        }
        let made = self.tree.stop(here).children.len();
        if let Some(last) = self.tree.stop(here).children.last().copied() {
            let ended = self.has_ended(last, repeat, now);
            if ended || made >= usize::try_from(repeat.at_most).unwrap_or(usize::MAX) {
                return self.end_passes(here, made, ended);
            }
        }
        let prefix = format!("{}#{}.", self.tree.nodes[here].path, made + 1);
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

    /// A pass is judged once, when it is through; the record of its own path keeps by what.
    fn has_ended(&mut self, pass: NodeId, repeat: &Repeat, now: Moment) -> bool {
        let path = self.tree.nodes[pass].path.clone();
        let sight = self.sight_of(&path, now);
        self.fix(path, now);
        repeat.until.is_true(&Names::seen(self, pass, &sight)).unwrap_or(false)
    }

    fn end_passes(&mut self, here: NodeId, made: usize, ended: bool) -> Move {
        if !ended && !self.is_bound_recorded(here) {
            return self.bound_reached(here, made, Vec::new());
        }
        self.tree.stop_mut(here).bound = !ended;
        self.end_walk_of_loop(here)
    }

    fn is_bound_recorded(&self, here: NodeId) -> bool {
        self.records.get(&self.tree.nodes[here].path).is_some_and(|record| record.bound)
    }

    fn bound_reached(&self, here: NodeId, made: usize, unevaluated: Vec<String>) -> Move {
        let path = self.tree.nodes[here].path.clone();
        let title = self.text(&self.tree.step(here).title, here);
        let passes = u32::try_from(made).unwrap_or(u32::MAX);
        let reached = BoundReached { path, title, passes, unevaluated };
        Move::Halt(Halt::Record(Box::new(Event::BoundReached(reached))))
    }
}

/// Returns whether a loop can go through all that `value` gives: a list, a table, a whole number, or nothing, as what was not
/// applicable gives.
fn are_all_walked(value: &Value) -> bool {
    match value {
        Value::List(items) => items.len() <= MOST_ITEMS,
        Value::Number(count) => {
            count.to_i64().and_then(|count| usize::try_from(count).ok()).is_some_and(|count| count <= MOST_ITEMS)
        }
        Value::None => true,
        _ => false,
    }
}
