//! Comparisons and tests. Any comparison with none is false; nothing is ever compared as a binary float.

use std::cmp::Ordering;

use super::error::EvaluationError;
use super::node::{Comparison, Operator};
use super::vocabulary::Test;
use crate::procedure::value::{Decimal, Value};

/// Returns whether the comparison holds. Errors where values without a common order are put in order, and where `in` is
/// asked of what contains nothing.
pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Result<bool, EvaluationError> {
    if left.is_none() || right.is_none() {
        return Ok(false);
    }
    match comparison {
        Comparison::Equal => Ok(left == right),
        Comparison::NotEqual => Ok(left != right),
        Comparison::Less => order(left, right).map(Ordering::is_lt),
        Comparison::LessOrEqual => order(left, right).map(Ordering::is_le),
        Comparison::Greater => order(left, right).map(Ordering::is_gt),
        Comparison::GreaterOrEqual => order(left, right).map(Ordering::is_ge),
        Comparison::In => contains(right, left),
        Comparison::NotIn => contains(right, left).map(|found| !found),
    }
}

/// Returns how two numbers, texts or durations stand to each other; text by code point. Errors on anything else.
pub(super) fn order(left: &Value, right: &Value) -> Result<Ordering, EvaluationError> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Ok(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Ok(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Ok(left.cmp(right)),
        _ => Err(EvaluationError::Unordered { left: left.type_word(), right: right.type_word() }),
    }
}

/// Returns whether a list has the item, a text the part, a map the key.
fn contains(container: &Value, item: &Value) -> Result<bool, EvaluationError> {
    match (container, item) {
        (Value::List(items), item) => Ok(items.contains(item)),
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(part)),
        (Value::Map(fields), Value::Text(name)) => Ok(fields.contains_key(name)),
        (Value::Text(_) | Value::Map(_), item) => Err(EvaluationError::unfit("`in`", item)),
        (container, _) => Err(EvaluationError::unfit("`in`", container)),
    }
}

/// Returns the comparison that a test is, if it is one.
pub(super) fn as_comparison(test: Test) -> Option<Comparison> {
    match test {
        Test::Equal => Some(Comparison::Equal),
        Test::NotEqual => Some(Comparison::NotEqual),
        Test::Less => Some(Comparison::Less),
        Test::LessOrEqual => Some(Comparison::LessOrEqual),
        Test::Greater => Some(Comparison::Greater),
        Test::GreaterOrEqual => Some(Comparison::GreaterOrEqual),
        Test::In => Some(Comparison::In),
        _ => None,
    }
}

/// Returns whether the value passes the test; the argument is none where the test takes none. Errors where the test cannot
/// be put to such a value.
pub(super) fn passes(test: Test, value: &Value, argument: &Value) -> Result<bool, EvaluationError> {
    if let Some(comparison) = as_comparison(test) {
        return compare(comparison, value, argument);
    }
    match test {
        Test::None | Test::Undefined => Ok(value.is_none()),
        Test::Defined => Ok(!value.is_none()),
        Test::True => Ok(*value == Value::Bool(true)),
        Test::False => Ok(*value == Value::Bool(false)),
        Test::Boolean => Ok(matches!(value, Value::Bool(_))),
        Test::Number => Ok(matches!(value, Value::Number(_))),
        Test::Integer => Ok(value.as_number().is_some_and(|number| number.is_whole())),
        Test::String => Ok(matches!(value, Value::Text(_))),
        Test::Sequence => Ok(matches!(value, Value::List(_))),
        Test::Mapping => Ok(matches!(value, Value::Map(_))),
        Test::Even => is_multiple("`is even`", value, &Value::from(2)),
        Test::Odd => is_multiple("`is odd`", value, &Value::from(2)).map(|even| !even),
        Test::DivisibleBy => is_multiple("`is divisibleby`", value, argument),
        Test::StartingWith => Ok(text("`is startingwith`", value)?.starts_with(text("`is startingwith`", argument)?)),
        Test::EndingWith => Ok(text("`is endingwith`", value)?.ends_with(text("`is endingwith`", argument)?)),
        _ => Err(EvaluationError::unfit("the test", value)),
    }
}

/// Returns whether a number is a multiple of another. Errors on zero.
fn is_multiple(operation: &str, value: &Value, divisor: &Value) -> Result<bool, EvaluationError> {
    Ok(number(operation, value)?.rem(number(operation, divisor)?)?.is_zero())
}

/// Returns the number that a value is. Errors on anything else.
pub(super) fn number<'v>(operation: &str, value: &'v Value) -> Result<&'v Decimal, EvaluationError> {
    value.as_number().ok_or_else(|| EvaluationError::unfit(operation, value))
}

/// Returns the text that a value is. Errors on anything else.
pub(super) fn text<'v>(operation: &str, value: &'v Value) -> Result<&'v str, EvaluationError> {
    value.as_text().ok_or_else(|| EvaluationError::unfit(operation, value))
}

/// Returns the operator in backquotes, as errors say it.
pub(super) fn quoted(operator: Operator) -> String {
    format!("`{}`", operator.sign())
}
