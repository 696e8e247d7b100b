//! What is known where an expression stands: the answers that opened its branch, the conditions around it. From it follows
//! what can never be true, and which step surely has a value.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use super::outline::{Branch, Formula, Outline};
use super::types::{Type, Types};
use crate::procedure::expression::{Comparison, Node, NodeKind, Test};
use crate::procedure::value::{Decimal, Value};

/// How many steps a conclusion may go on to.
const DEEPEST: usize = 8;
/// How many conclusions one expression may cost.
const EFFORT: u32 = 5_000;
/// Names whose values change while a run goes on.
const CHANGING: &[&str] = &["time", "now", "time_of_day", "operator"];

/// What is known of one name. All but `some` and `none` says what it is where it has a value at all.
#[derive(Clone, Debug, Default)]
struct Known {
    some: bool,
    none: bool,
    truth: Option<bool>,
    only: Option<Vec<Value>>,
    not: Vec<Value>,
    least: Option<(Decimal, bool)>,
    most: Option<(Decimal, bool)>,
}

/// What is known at one place.
#[derive(Clone)]
pub struct Facts<'c, 'p> {
    types: Types<'c, 'p>,
    formula: &'c Formula<'p>,
    names: HashMap<Vec<String>, Known>,
    held: Vec<(String, bool)>,
    depth: usize,
    /// How much more may be concluded: conditions can be nested so that each conclusion needs two others.
    effort: Rc<Cell<u32>>,
}

/// Whether a condition holds from now on, or only held once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Since {
    Now,
    Before,
}

impl<'c, 'p> Facts<'c, 'p> {
    /// Returns what is known where the step of `formula` stands; of its own `when` only with `own`.
    pub fn around(types: Types<'c, 'p>, formula: &'c Formula<'p>, own: bool) -> Self {
        let mut facts =
            Self { types, formula, names: HashMap::new(), held: vec![], depth: 0, effort: Rc::new(Cell::new(EFFORT)) };
        let chain: Vec<usize> = types.outline.chain(formula.at).collect();
        for (depth, at) in chain.iter().enumerate().rev() {
            facts.opened(types.outline, *at);
            if depth > 0 || own {
                facts.when(types.outline, *at);
            }
        }
        for (guard, came_out) in &formula.guards {
            facts.assume(guard, *came_out);
        }
        facts
    }

    /// Learns which answer opened the step at `at`.
    fn opened(&mut self, outline: &Outline<'p>, at: usize) {
        let Some((around, branch)) = outline.steps[at].around else { return };
        let Some(id) = &outline.steps[around].step.id else { return };
        let known = self.known(vec![id.clone()]);
        match branch {
            Branch::Option(option) => known.only = Some(vec![Value::from(option)]),
            Branch::Yes => known.truth = Some(true),
            Branch::No => known.truth = Some(false),
            Branch::Inside | Branch::Fail => return,
        }
        known.some = true;
    }

    fn when(&mut self, outline: &Outline<'p>, at: usize) {
        if let Some(when) = &outline.steps[at].step.when {
            self.learn(when.root(), when.source(), true, Since::Before);
        }
    }

    /// Learns that `node` of the formula came out so.
    pub fn assume(&mut self, node: &Node, came_out: bool) {
        self.learn(node, self.formula.source, came_out, Since::Now);
    }

    fn learn(&mut self, node: &Node, source: &str, came_out: bool, since: Since) {
        if !self.may_go_on() {
            return;
        }
        if !matches!((&node.kind, came_out), (NodeKind::And(..), true) | (NodeKind::Or(..), false)) {
            self.held.push((words_of(node, source), came_out));
        }
        match (&node.kind, came_out) {
            (NodeKind::And(left, right), true) | (NodeKind::Or(left, right), false) => {
                self.learn(left, source, came_out, since);
                self.learn(right, source, came_out, since);
            }
            (NodeKind::Or(left, right), true) | (NodeKind::And(left, right), false) => {
                if self.come_out_in(left, source) == Some(!came_out) {
                    self.learn(right, source, came_out, since);
                } else if self.come_out_in(right, source) == Some(!came_out) {
                    self.learn(left, source, came_out, since);
                }
            }
            (NodeKind::Not(inner), _) => self.learn(inner, source, !came_out, since),
            _ if since == Since::Before && changes(node) => {}
            (NodeKind::Comparison { first, rest }, _) => self.compared(first, rest, came_out),
            (NodeKind::Test { test, negated, of, .. }, _) => self.tested(*test, came_out != *negated, of),
            _ => self.truth(node, came_out),
        }
    }

    /// Returns whether there is effort left, and spends some.
    fn may_go_on(&self) -> bool {
        let left = self.effort.get();
        self.effort.set(left.saturating_sub(1));
        left > 0
    }

    fn truth(&mut self, node: &Node, came_out: bool) {
        let Some(path) = node.path() else { return };
        self.known(path.clone()).truth = Some(came_out);
        if came_out {
            self.has_value(path);
        }
    }

    fn tested(&mut self, test: Test, came_out: bool, of: &Node) {
        let Some(path) = of.path() else { return };
        match (test, came_out) {
            (Test::None | Test::Undefined, true) | (Test::Defined, false) => self.known(path).none = true,
            (Test::None | Test::Undefined, false) | (Test::Defined, true) => self.has_value(path),
            (_, true) => self.has_value(path),
            _ => {}
        }
    }

    fn compared(&mut self, first: &Node, rest: &[(Comparison, Node)], came_out: bool) {
        if !came_out && rest.len() > 1 {
            return;
        }
        let mut left = first;
        for (comparison, right) in rest {
            self.pair(left, *comparison, right, came_out);
            left = right;
        }
    }

    fn pair(&mut self, left: &Node, comparison: Comparison, right: &Node, came_out: bool) {
        if came_out {
            [left, right].into_iter().filter_map(Node::path).for_each(|path| self.has_value(path));
        }
        let Some((path, comparison, other)) = one_sided(left, comparison, right) else { return };
        let comparison = if came_out { comparison } else { opposite(comparison) };
        let known = self.known(path);
        match (comparison, other) {
            (Comparison::Equal, Operand::One(value)) => known.only = Some(vec![value.clone()]),
            (Comparison::NotEqual, Operand::One(value)) => known.not.push(value.clone()),
            (Comparison::In, Operand::Many(values)) => known.only = Some(values),
            (Comparison::NotIn, Operand::Many(values)) => known.not.extend(values),
            (Comparison::Less, Operand::One(Value::Number(most))) => known.most = Some((most, false)),
            (Comparison::LessOrEqual, Operand::One(Value::Number(most))) => known.most = Some((most, true)),
            (Comparison::Greater, Operand::One(Value::Number(least))) => known.least = Some((least, false)),
            (Comparison::GreaterOrEqual, Operand::One(Value::Number(least))) => known.least = Some((least, true)),
            _ => {}
        }
    }

    /// Learns that a name has a value, and with it that its step was reached.
    fn has_value(&mut self, path: Vec<String>) {
        let step = path.first().filter(|name| !self.formula.bound.contains(&name.as_str()));
        let at = step.and_then(|name| self.types.outline.ids.get(name.as_str())).copied();
        let known = self.known(path);
        if std::mem::replace(&mut known.some, true) || self.depth >= DEEPEST {
            return;
        }
        self.depth += 1;
        let outline = self.types.outline;
        for at in outline.chain(at).collect::<Vec<_>>() {
            self.opened(outline, at);
            self.when(outline, at);
        }
        self.depth -= 1;
    }

    /// Returns what is known of a name, to be added to.
    fn known(&mut self, path: Vec<String>) -> &mut Known {
        if !self.names.contains_key(&path) {
            let first = from_type(self.types.of_path(self.formula, &path));
            self.names.insert(path.clone(), first);
        }
        self.names.entry(path).or_default()
    }

    fn look(&self, path: &[String]) -> Known {
        self.names.get(path).cloned().unwrap_or_else(|| from_type(self.types.of_path(self.formula, path)))
    }

    /// Returns whether the name surely has a value here.
    pub fn is_some(&self, path: &[String]) -> bool {
        self.names.get(path).is_some_and(|known| known.some)
    }

    /// Returns whether the answer that opened the step at `at`, and its `when`, are known to hold here.
    pub fn reaches(&self, at: usize) -> bool {
        let outline = self.types.outline;
        let place = &outline.steps[at];
        let opened = place.around.is_none_or(|(around, branch)| {
            let Some(id) = &outline.steps[around].step.id else { return branch == Branch::Inside };
            let known = self.look(std::slice::from_ref(id));
            match branch {
                Branch::Inside => true,
                Branch::Yes => known.some && known.truth() == Some(true),
                Branch::No => known.some && known.truth() == Some(false),
                Branch::Option(option) => known.some && known.only.as_deref() == Some(&[Value::from(option)]),
                Branch::Fail => false,
            }
        });
        opened && place.step.when.as_ref().is_none_or(|when| self.holds(when.root(), when.source()))
    }

    /// Returns whether a condition is known to hold, by its words or by what they mean.
    fn holds(&self, node: &Node, source: &str) -> bool {
        if self.held.contains(&(words_of(node, source), true)) || self.come_out_in(node, source) == Some(true) {
            return true;
        }
        match &node.kind {
            NodeKind::And(left, right) => self.holds(left, source) && self.holds(right, source),
            NodeKind::Or(left, right) => self.holds(left, source) || self.holds(right, source),
            _ => false,
        }
    }

    /// Returns how a condition surely comes out, whatever is answered.
    pub fn come_out(&self, node: &Node) -> Option<bool> {
        self.come_out_in(node, self.formula.source)
    }

    fn come_out_in(&self, node: &Node, source: &str) -> Option<bool> {
        if !self.may_go_on() {
            return None;
        }
        if let Some(said) = self.said(node, source) {
            return Some(said);
        }
        if let Some(path) = node.path() {
            let known = self.look(&path);
            return match known.truth() {
                _ if known.none => Some(false),
                Some(true) => known.some.then_some(true),
                Some(false) => Some(false),
                None => None,
            };
        }
        match &node.kind {
            NodeKind::Constant(value) => Some(value.is_true()),
            NodeKind::Not(inner) => self.come_out_in(inner, source).map(|came_out| !came_out),
            NodeKind::And(left, right) => self.both((left, right), source, true),
            NodeKind::Or(left, right) => self.both((left, right), source, false),
            NodeKind::Test { test, negated, of, .. } => {
                let known = self.look(&of.path()?);
                let is_none = if known.none {
                    true
                } else if known.some {
                    false
                } else {
                    return None;
                };
                match test {
                    Test::None | Test::Undefined => Some(is_none != *negated),
                    Test::Defined => Some(is_none == *negated),
                    _ => None,
                }
            }
            NodeKind::Comparison { first, rest } => self.compare(first, rest),
            _ => None,
        }
    }

    /// Returns how a condition of the same words has come out already, where nothing in it changes by itself.
    fn said(&self, node: &Node, source: &str) -> Option<bool> {
        if self.held.is_empty() || changes(node) || matches!(node.kind, NodeKind::Constant(_)) {
            return None;
        }
        let words = words_of(node, source);
        self.held.iter().find(|(held, _)| *held == words).map(|(_, came_out)| *came_out)
    }

    /// Returns how `and` comes out, or with `neutral` false `or`.
    fn both(&self, (left, right): (&Node, &Node), source: &str, neutral: bool) -> Option<bool> {
        let one = self.come_out_in(left, source);
        if one == Some(!neutral) {
            return one;
        }
        let mut inner = self.clone();
        inner.learn(left, source, neutral, Since::Now);
        match inner.come_out_in(right, source) {
            Some(other) if other != neutral => Some(other),
            other => other.and(one),
        }
    }

    fn compare(&self, first: &Node, rest: &[(Comparison, Node)]) -> Option<bool> {
        if let [(comparison, right)] = rest {
            return self.compare_pair(first, *comparison, right);
        }
        let (mut left, mut all, mut inner) = (first, Some(true), self.clone());
        for (comparison, right) in rest {
            match inner.compare_pair(left, *comparison, right) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all = None,
            }
            inner.pair(left, *comparison, right, true);
            left = right;
        }
        all
    }

    fn compare_pair(&self, left: &Node, comparison: Comparison, right: &Node) -> Option<bool> {
        if let (Some(left), Some(right)) = (left.constant(), right.constant()) {
            return match comparison {
                _ if left.is_none() || right.is_none() => Some(false),
                Comparison::Equal => Some(left == right),
                Comparison::NotEqual => Some(left != right),
                _ => None,
            };
        }
        let (path, comparison, other) = one_sided(left, comparison, right)?;
        let known = self.look(&path);
        if known.none {
            return Some(false);
        }
        let came_out = match (comparison, &other) {
            (Comparison::Equal, Operand::One(value)) => known.is_one_of(std::slice::from_ref(value)),
            (Comparison::NotEqual, Operand::One(value)) => {
                known.is_one_of(std::slice::from_ref(value)).map(|came_out| !came_out)
            }
            (Comparison::In, Operand::Many(values)) => known.is_one_of(values),
            (Comparison::NotIn, Operand::Many(values)) => known.is_one_of(values).map(|came_out| !came_out),
            (_, Operand::One(Value::Number(number))) => known.is_ordered(comparison, number),
            _ => None,
        };
        // What has no value compares as false, so that nothing is surely true of it.
        came_out.filter(|came_out| !came_out || known.some)
    }
}

impl Known {
    fn truth(&self) -> Option<bool> {
        match (self.truth, self.only.as_deref()) {
            (Some(truth), _) => Some(truth),
            (None, Some([only])) => Some(only.is_true()),
            _ => None,
        }
    }

    /// Returns whether the value, if there is one, is among `values`.
    fn is_one_of(&self, values: &[Value]) -> Option<bool> {
        if let (Some(truth), [Value::Bool(wanted)]) = (self.truth(), values) {
            return Some(truth == *wanted);
        }
        let possible = |value: &Value| !self.not.contains(value) && self.admits(value);
        if let Some(only) = &self.only {
            let left: Vec<&Value> = only.iter().filter(|value| possible(value)).collect();
            if !left.iter().any(|value| values.contains(value)) {
                return Some(false);
            }
            return left.iter().all(|value| values.contains(value)).then_some(true);
        }
        (!values.iter().any(possible)).then_some(false)
    }

    fn admits(&self, value: &Value) -> bool {
        let Value::Number(number) = value else { return true };
        let above = self.least.as_ref().is_none_or(|(least, own)| number > least || (*own && number == least));
        let below = self.most.as_ref().is_none_or(|(most, own)| number < most || (*own && number == most));
        above && below
    }

    fn is_ordered(&self, comparison: Comparison, number: &Decimal) -> Option<bool> {
        let (least, most) = (self.least.as_ref(), self.most.as_ref());
        let never_below =
            |own: bool| least.is_some_and(|(least, has)| least > number || (least == number && (own || !has)));
        let never_above =
            |own: bool| most.is_some_and(|(most, has)| most < number || (most == number && (own || !has)));
        match comparison {
            Comparison::Less if never_below(true) => Some(false),
            Comparison::LessOrEqual if never_below(false) => Some(false),
            Comparison::Greater if never_above(true) => Some(false),
            Comparison::GreaterOrEqual if never_above(false) => Some(false),
            Comparison::Less if never_above(false) => Some(true),
            Comparison::GreaterOrEqual if never_below(true) => Some(true),
            _ => None,
        }
    }
}

/// What a name is compared with.
enum Operand {
    One(Value),
    Many(Vec<Value>),
}

/// Returns a comparison of a name with something written, the name first.
fn one_sided(left: &Node, comparison: Comparison, right: &Node) -> Option<(Vec<String>, Comparison, Operand)> {
    if let (Some(path), Some(value)) = (left.path(), right.constant()) {
        return Some((path, comparison, Operand::One(value.clone())));
    }
    if let (Some(value), Some(path)) = (left.constant(), right.path()) {
        return Some((path, mirrored(comparison)?, Operand::One(value.clone())));
    }
    let (path, NodeKind::List(items)) = (left.path()?, &right.kind) else { return None };
    let values: Option<Vec<Value>> = items.iter().map(|item| item.constant().cloned()).collect();
    Some((path, comparison, Operand::Many(values?)))
}

fn mirrored(comparison: Comparison) -> Option<Comparison> {
    Some(match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::In | Comparison::NotIn => return None,
        other => other,
    })
}

fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
        Comparison::In => Comparison::NotIn,
        Comparison::NotIn => Comparison::In,
    }
}

fn from_type(kind: Type<'_>) -> Known {
    match kind {
        Type::Words(words) => Known { only: Some(words.into_iter().map(Value::from).collect()), ..Known::default() },
        Type::Number(least, most) => {
            Known { least: least.map(|least| (least, true)), most: most.map(|most| (most, true)), ..Known::default() }
        }
        _ => Known::default(),
    }
}

/// Returns whether a condition asks for something that changes while a run goes on.
fn changes(node: &Node) -> bool {
    node.names().iter().any(|name| name.path.first().is_some_and(|root| CHANGING.contains(&root.as_str())))
}

/// Returns the words of a node, without the spaces that do not matter.
fn words_of(node: &Node, source: &str) -> String {
    source.get(node.span.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether the value of `name` can change inside a loop without an answer.
pub fn is_changing(name: &str) -> bool {
    CHANGING.contains(&name)
}
