//! Evaluates a tree on a scope, with a bound on the work. It never looks anywhere but in the scope.

use indexmap::IndexMap;

use super::calculate::{calculate, call, negate, whole};
use super::compare::{as_comparison, compare, passes};
use super::error::EvaluationError;
use super::filters;
use super::node::{Comparison, Node, NodeKind};
use super::scope::Scope;
use super::vocabulary::{Filter, Test};
use crate::procedure::value::Value;

/// How much work one evaluation, or one text, may cost: a node is 1, a value copied or made what it weighs.
const WORK: u64 = 500_000;
/// How deep lists may nest in lists.
const DEPTH: u32 = 32;

/// One evaluation.
pub(super) struct Evaluator<'s> {
    scope: &'s dyn Scope,
    /// What a text has set itself, the newest last.
    pub(super) locals: Vec<(String, Value)>,
    left: u64,
}

impl<'s> Evaluator<'s> {
    /// Returns an evaluation on that scope.
    pub(super) fn new(scope: &'s dyn Scope) -> Self {
        Self { scope, locals: Vec::new(), left: WORK }
    }

    /// Returns the value of a node. Errors where it cannot be evaluated, or costs too much.
    pub(super) fn evaluate(&mut self, node: &Node) -> Result<Value, EvaluationError> {
        self.spend(1)?;
        match &node.kind {
            NodeKind::Constant(value) => self.copied(value.clone()),
            NodeKind::Name(name) => self.name(name),
            NodeKind::Member { of, name } => self.member(of, name),
            NodeKind::Item { of, key } => self.item(of, key),
            NodeKind::Slice { of, bounds } => self.slice(of, bounds),
            NodeKind::Not(of) => Ok(Value::Bool(!self.evaluate(of)?.is_true())),
            NodeKind::Negative(of) => negate(&self.evaluate(of)?),
            NodeKind::And(left, right) => self.both(left, right),
            NodeKind::Or(left, right) => self.either(left, right),
            NodeKind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.copied(calculate(*operator, left, right)?)
            }
            NodeKind::Comparison { first, rest } => self.comparison(first, rest),
            NodeKind::Choice { test, yes, no } => self.choice(test, yes, no.as_deref()),
            NodeKind::Filter { filter, of, arguments } => self.filter(*filter, of, arguments),
            NodeKind::Test { test, negated, of, argument } => self.test(*test, *negated, of, argument.as_deref()),
            NodeKind::Call { function, arguments } => {
                let arguments = self.arguments(arguments)?;
                self.copied(call(*function, &arguments)?)
            }
            NodeKind::List(items) => self.list(items),
            NodeKind::Map(entries) => self.map(entries),
        }
    }

    /// Takes work off what is left. Errors where nothing is.
    pub(super) fn spend(&mut self, work: u64) -> Result<(), EvaluationError> {
        self.left = self.left.checked_sub(work).ok_or(EvaluationError::TooCostly)?;
        Ok(())
    }

    /// Returns a value that has been copied or made, its weight paid.
    fn copied(&mut self, value: Value) -> Result<Value, EvaluationError> {
        self.spend(weight(&value))?;
        Ok(value)
    }

    /// Returns what a text has set under that name itself.
    fn local(&self, name: &str) -> Option<&Value> {
        self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, value)| value)
    }

    /// Returns the value of a name.
    fn name(&mut self, name: &str) -> Result<Value, EvaluationError> {
        let found = self.local(name).cloned().or_else(|| self.scope.get(name));
        self.copied(found.ok_or_else(|| EvaluationError::UnknownName(name.to_owned()))?)
    }

    /// Returns a member; of a bare name, the scope is asked for it.
    fn member(&mut self, of: &Node, name: &str) -> Result<Value, EvaluationError> {
        if let NodeKind::Name(bare) = &of.kind {
            let found = match self.local(bare) {
                Some(value) => value.member(name),
                None => self.scope.member(bare, name),
            };
            return self.copied(found.ok_or_else(|| EvaluationError::UnknownName(format!("{bare}.{name}")))?);
        }
        let value = self.evaluate(of)?;
        value.member(name).ok_or_else(|| EvaluationError::unfit(format!("`.{name}`"), &value))
    }

    /// Returns an item by its position, counted from the end where negative, or its name; none where there is none.
    fn item(&mut self, of: &Node, key: &Node) -> Result<Value, EvaluationError> {
        if let Some(name) = key.constant().and_then(Value::as_text) {
            return self.member(of, name);
        }
        let (value, key) = (self.evaluate(of)?, self.evaluate(key)?);
        match (&value, &key) {
            (Value::None, _) | (_, Value::None) => Ok(Value::None),
            (Value::Map(_), Value::Text(name)) => Ok(value.member(name).unwrap_or_default()),
            (Value::List(items), key) => {
                Ok(at(items.len(), whole("`[]`", key)?).map(|at| items[at].clone()).unwrap_or_default())
            }
            (Value::Text(text), key) => {
                let position = at(text.chars().count(), whole("`[]`", key)?);
                Ok(position
                    .and_then(|at| text.chars().nth(at))
                    .map(|letter| letter.to_string().into())
                    .unwrap_or_default())
            }
            (Value::Map(_), other) | (other, _) => Err(EvaluationError::unfit("`[]`", other)),
        }
    }

    /// Returns a part of a list or a text, as Python slices; none of none.
    fn slice(&mut self, of: &Node, bounds: &[Option<Node>; 3]) -> Result<Value, EvaluationError> {
        let value = self.evaluate(of)?;
        let mut numbers = [None; 3];
        for (number, bound) in numbers.iter_mut().zip(bounds) {
            let bound = bound.as_ref().map(|bound| self.evaluate(bound)).transpose()?.unwrap_or_default();
            *number = if bound.is_none() { None } else { Some(whole("`[:]`", &bound)?) };
        }
        match value {
            Value::None => Ok(Value::None),
            Value::List(items) => {
                Ok(positions(items.len(), numbers)?.into_iter().map(|at| items[at].clone()).collect::<Vec<_>>().into())
            }
            Value::Text(text) => {
                let letters: Vec<char> = text.chars().collect();
                Ok(positions(letters.len(), numbers)?.into_iter().map(|at| letters[at]).collect::<String>().into())
            }
            other => Err(EvaluationError::unfit("`[:]`", &other)),
        }
    }

    /// Returns the left operand where it is false, else the right one.
    fn both(&mut self, left: &Node, right: &Node) -> Result<Value, EvaluationError> {
        let value = self.evaluate(left)?;
        if value.is_true() { self.evaluate(right) } else { Ok(value) }
    }

    /// Returns the left operand where it is true, else the right one.
    fn either(&mut self, left: &Node, right: &Node) -> Result<Value, EvaluationError> {
        let value = self.evaluate(left)?;
        if value.is_true() { Ok(value) } else { self.evaluate(right) }
    }

    /// Returns whether every comparison of the chain holds; the first that does not ends it.
    fn comparison(&mut self, first: &Node, rest: &[(Comparison, Node)]) -> Result<Value, EvaluationError> {
        let mut left = self.evaluate(first)?;
        for (comparison, right) in rest {
            let right = self.evaluate(right)?;
            if !compare(*comparison, &left, &right)? {
                return Ok(Value::Bool(false));
            }
            left = right;
        }
        Ok(Value::Bool(true))
    }

    /// Returns one of two values.
    fn choice(&mut self, test: &Node, yes: &Node, no: Option<&Node>) -> Result<Value, EvaluationError> {
        match (self.evaluate(test)?.is_true(), no) {
            (true, _) => self.evaluate(yes),
            (false, Some(no)) => self.evaluate(no),
            (false, None) => Ok(Value::None),
        }
    }

    /// Returns the filtered value.
    fn filter(&mut self, filter: Filter, of: &Node, arguments: &[Option<Node>]) -> Result<Value, EvaluationError> {
        let value = if filter == Filter::Default { self.leniently(of)? } else { self.evaluate(of)? };
        let arguments = self.arguments(arguments)?;
        let items = weight(&value);
        self.spend(if filter == Filter::Unique { items.saturating_mul(items) / 16 } else { items })?;
        self.copied(filters::apply(filter, value, &arguments)?)
    }

    /// Returns whether the test passes. As a comparison, with none it does not, negated or not.
    fn test(
        &mut self,
        test: Test,
        negated: bool,
        of: &Node,
        argument: Option<&Node>,
    ) -> Result<Value, EvaluationError> {
        let asks_existence = matches!(test, Test::Defined | Test::Undefined);
        let value = if asks_existence { self.leniently(of)? } else { self.evaluate(of)? };
        let argument = argument.map(|argument| self.evaluate(argument)).transpose()?.unwrap_or_default();
        if as_comparison(test).is_some() && (value.is_none() || argument.is_none()) {
            return Ok(Value::Bool(false));
        }
        Ok(Value::Bool(passes(test, &value, &argument)? != negated))
    }

    /// Returns the value of a node, none where its name is unknown.
    fn leniently(&mut self, node: &Node) -> Result<Value, EvaluationError> {
        match self.evaluate(node) {
            Err(EvaluationError::UnknownName(_)) => Ok(Value::None),
            result => result,
        }
    }

    /// Returns the values of arguments by slot.
    fn arguments(&mut self, arguments: &[Option<Node>]) -> Result<Vec<Option<Value>>, EvaluationError> {
        arguments.iter().map(|argument| argument.as_ref().map(|node| self.evaluate(node)).transpose()).collect()
    }

    /// Returns a list.
    fn list(&mut self, items: &[Node]) -> Result<Value, EvaluationError> {
        let items = items.iter().map(|item| self.evaluate(item)).collect::<Result<Vec<_>, _>>()?;
        shallow(Value::List(items))
    }

    /// Returns a map. Errors on a key that is no text.
    fn map(&mut self, entries: &[(Node, Node)]) -> Result<Value, EvaluationError> {
        let mut fields = IndexMap::new();
        for (key, value) in entries {
            match self.evaluate(key)? {
                Value::Text(name) => fields.insert(name, self.evaluate(value)?),
                other => return Err(EvaluationError::unfit("a map's key", &other)),
            };
        }
        shallow(Value::Map(fields))
    }
}

/// Returns what it costs to copy a value.
fn weight(value: &Value) -> u64 {
    let length = |bytes: usize| 1 + u64::try_from(bytes / 16).unwrap_or(u64::MAX);
    match value {
        Value::Text(text) => length(text.len()),
        Value::List(items) => items.iter().map(weight).fold(1, u64::saturating_add),
        Value::Map(fields) => {
            fields.iter().map(|(name, value)| length(name.len()) + weight(value)).fold(1, u64::saturating_add)
        }
        _ => 1,
    }
}

/// Returns the value unless it nests too deep to be copied, shown and dropped safely.
fn shallow(value: Value) -> Result<Value, EvaluationError> {
    if is_deeper_than(DEPTH, &value) { Err(EvaluationError::TooCostly) } else { Ok(value) }
}

/// Returns whether lists and maps nest deeper than so many levels.
fn is_deeper_than(levels: u32, value: &Value) -> bool {
    let Some(below) = levels.checked_sub(1) else { return matches!(value, Value::List(_) | Value::Map(_)) };
    match value {
        Value::List(items) => items.iter().any(|item| is_deeper_than(below, item)),
        Value::Map(fields) => fields.values().any(|field| is_deeper_than(below, field)),
        _ => false,
    }
}

/// Returns the position among so many items, counted from the end where negative; none beyond them.
fn at(length: usize, position: i64) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let position = if position < 0 { position.checked_add(length)? } else { position };
    if position < length { usize::try_from(position).ok() } else { None }
}

/// Returns the positions of a slice of so many items, by start, stop and step. Errors on a step of zero.
fn positions(length: usize, [start, stop, step]: [Option<i64>; 3]) -> Result<Vec<usize>, EvaluationError> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(super::calculate::wrong("`[:]`", "a step of 0"));
    }
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |bound: i64| if bound < 0 { bound.saturating_add(length) } else { bound }.clamp(lowest, highest);
    let start = start.map_or(if step > 0 { lowest } else { highest }, clamp);
    let stop = stop.map_or(if step > 0 { highest } else { lowest }, clamp);
    let next = |position: &i64| position.checked_add(step);
    let positions =
        std::iter::successors(Some(start), next).take_while(|at| if step > 0 { *at < stop } else { *at > stop });
    Ok(positions.filter_map(|at| usize::try_from(at).ok()).collect())
}
