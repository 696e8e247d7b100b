//! Operators and functions on values: exact decimals, durations, texts, lists, times. It never sees a name.

use super::compare::{number, quoted, text};
use super::error::EvaluationError;
use super::node::Operator;
use super::vocabulary::Function;
use crate::procedure::value::{DayTime, Decimal, Duration, Rounding, Value};

/// The longest text that an expression can come to, in bytes.
pub(super) const TEXT_BYTES: usize = 64 * 1024;
/// The longest list that `range` returns.
const RANGE_ITEMS: i64 = 10_000;

/// Returns the result of an operator. Errors on none, on types it does not take, on division by zero and on what is too long.
pub(super) fn calculate(operator: Operator, left: Value, right: Value) -> Result<Value, EvaluationError> {
    match (operator, left, right) {
        (Operator::Join, left, right) => join(&left, &right),
        (_, Value::Number(left), Value::Number(right)) => Ok(on_numbers(operator, &left, &right)?.into()),
        (_, Value::Duration(left), Value::Duration(right)) => on_durations(operator, left, right),
        (Operator::Multiply, Value::Duration(length), Value::Number(times))
        | (Operator::Multiply, Value::Number(times), Value::Duration(length)) => {
            seconds(&Decimal::from(length.seconds()).mul(&times)?)
        }
        (Operator::Divide, Value::Duration(length), Value::Number(parts)) => {
            seconds(&Decimal::from(length.seconds()).div(&parts)?)
        }
        (Operator::Add, Value::Text(left), Value::Text(right)) => bounded(left.len() + right.len(), || left + &right),
        (Operator::Add, Value::List(left), Value::List(right)) => {
            Ok(left.into_iter().chain(right).collect::<Vec<_>>().into())
        }
        (operator, left, right) => Err(unfit(operator, &left, &right)),
    }
}

/// Returns the error of an operator on these values: none first, else the one that is no number.
fn unfit(operator: Operator, left: &Value, right: &Value) -> EvaluationError {
    let culprit = match (left, right) {
        (Value::None, _) | (_, Value::None) => &Value::None,
        (Value::Number(_), other) | (other, _) => other,
    };
    EvaluationError::unfit(quoted(operator), culprit)
}

/// Returns the result on numbers.
fn on_numbers(operator: Operator, left: &Decimal, right: &Decimal) -> Result<Decimal, EvaluationError> {
    Ok(match operator {
        Operator::Add => left.add(right)?,
        Operator::Subtract => left.sub(right)?,
        Operator::Multiply => left.mul(right)?,
        Operator::Divide => left.div(right)?,
        Operator::FloorDivide => left.floor_div(right)?,
        Operator::Remainder => left.rem(right)?,
        Operator::Power => left.pow(right)?,
        Operator::Join => return Err(EvaluationError::TooCostly),
    })
}

/// Returns the result on durations: a sum, a difference, or how often one goes into the other.
fn on_durations(operator: Operator, left: Duration, right: Duration) -> Result<Value, EvaluationError> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Divide => return Ok(Decimal::from(left.seconds()).div(&right.seconds().into())?.into()),
        _ => return Err(EvaluationError::unfit(quoted(operator), &left.into())),
    };
    result.map(Value::Duration).ok_or(EvaluationError::TooCostly)
}

/// Returns a duration of so many seconds, rounded to whole ones. Errors beyond a hundred years.
fn seconds(seconds: &Decimal) -> Result<Value, EvaluationError> {
    let whole = seconds.round(0, Rounding::HalfUp).to_i64().and_then(Duration::from_seconds);
    whole.map(Value::Duration).ok_or(EvaluationError::TooCostly)
}

/// Returns both values as one text. Errors on none.
fn join(left: &Value, right: &Value) -> Result<Value, EvaluationError> {
    if left.is_none() || right.is_none() {
        return Err(EvaluationError::WithNone(quoted(Operator::Join)));
    }
    let (left, right) = (left.to_string(), right.to_string());
    bounded(left.len() + right.len(), || left + &right)
}

/// Returns a text that is so many bytes long. Errors where that is too long, before it is made.
pub(super) fn bounded(bytes: usize, make: impl FnOnce() -> String) -> Result<Value, EvaluationError> {
    if bytes > TEXT_BYTES { Err(EvaluationError::TooCostly) } else { Ok(make().into()) }
}

/// Returns the value with the opposite sign. Errors on what has none.
pub(super) fn negate(value: &Value) -> Result<Value, EvaluationError> {
    match value {
        Value::Number(number) => Ok(number.neg().into()),
        Value::Duration(duration) => Ok(Value::Duration(-*duration)),
        other => Err(EvaluationError::unfit("`-`", other)),
    }
}

/// Returns the result of a function. Errors on none, on texts that are no time, and on a range that is too long.
pub(super) fn call(function: Function, arguments: &[Option<Value>]) -> Result<Value, EvaluationError> {
    let argument = |slot: usize| arguments.get(slot).and_then(Option::as_ref);
    let none = Value::None;
    let (first, second) = (argument(0).unwrap_or(&none), argument(1).unwrap_or(&none));
    match function {
        Function::MinutesBetween => {
            let operation = "`minutes_between`";
            let length = between(operation, first, second, DayTime::milliseconds_until)?;
            Ok(Decimal::from(length).div(&60_000.into())?.into())
        }
        Function::DaysBetween => Ok(between("`days_between`", first, second, DayTime::days_until)?.into()),
        Function::Range => range(first, argument(1), argument(2)),
    }
}

/// Returns the distance between two texts that are times. Errors on anything else, and where they have no distance.
fn between(
    operation: &str,
    from: &Value,
    to: &Value,
    distance: fn(DayTime, DayTime) -> Option<i64>,
) -> Result<i64, EvaluationError> {
    let (start, end) = (day_time(operation, from)?, day_time(operation, to)?);
    distance(start, end).ok_or_else(|| wrong(operation, format!("`{from}` and `{to}`")))
}

/// Returns the point in time that a value is. Errors on anything else.
fn day_time(operation: &str, value: &Value) -> Result<DayTime, EvaluationError> {
    let text = text(operation, value)?;
    let shown = || text.chars().take(40).collect::<String>();
    DayTime::parse(text).ok_or_else(|| wrong(operation, format!("`{}`, which is no time", shown())))
}

/// Returns the error of a value that does not do.
pub(super) fn wrong(operation: &str, found: impl Into<String>) -> EvaluationError {
    EvaluationError::WrongType { operation: operation.to_owned(), found: found.into() }
}

/// Returns the list of numbers from the start, or 0, up to and without the stop.
fn range(first: &Value, second: Option<&Value>, step: Option<&Value>) -> Result<Value, EvaluationError> {
    let (start, stop) = match second {
        Some(stop) => (whole("`range`", first)?, whole("`range`", stop)?),
        None => (0, whole("`range`", first)?),
    };
    let step = step.map_or(Ok(1), |step| whole("`range`", step))?;
    if step == 0 {
        return Err(wrong("`range`", "a step of 0"));
    }
    let (length, size) = (i128::from(stop) - i128::from(start), i128::from(step).abs());
    let items = (length * i128::from(step.signum()) + size - 1).div_euclid(size);
    let items = i64::try_from(items.max(0)).map_err(|_| EvaluationError::TooCostly)?;
    if items > RANGE_ITEMS {
        return Err(EvaluationError::TooCostly);
    }
    Ok((0..items).map(|position| Value::from(start + position * step)).collect::<Vec<_>>().into())
}

/// Returns the whole number that a value is. Errors on anything else.
pub(super) fn whole(operation: &str, value: &Value) -> Result<i64, EvaluationError> {
    let number = number(operation, value)?;
    number.to_i64().ok_or_else(|| wrong(operation, format!("`{number}`, which is no whole number")))
}
