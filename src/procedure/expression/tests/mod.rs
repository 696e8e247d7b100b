//! Tests of expressions and texts on one scope, a hall with a value of each kind.

mod evaluation;
mod random;
mod source;
mod text;

use super::{EvaluationError, Expression, MapScope};
use crate::procedure::value::{Decimal, Duration, Value};

fn number(typed: &str) -> Value {
    Decimal::parse(typed).unwrap_or_else(|| panic!("{typed}")).into()
}

fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn row(item: &str, qty: &str) -> Value {
    map([("item", item.into()), ("qty", number(qty))])
}

/// A scope with a value of each kind.
fn hall() -> MapScope {
    MapScope::from([
        ("temperature", number("7.10")),
        ("limit", number("18")),
        ("missing", Value::None),
        ("lit", true.into()),
        ("weekday", "mon".into()),
        ("desk", "一号台".into()),
        ("desks", vec!["一号台".into(), "二号台".into()].into()),
        ("all", map([("temperature", vec![number("25"), number("21.5"), Value::None].into())])),
        ("outcome", map([("lights", "done".into())])),
        ("rows", vec![row("B", "3"), row("A", "1"), row("C", "3")].into()),
        ("soak", Duration::parse("30m").unwrap().into()),
        ("opened", "08:30".into()),
        ("now", "2026-11-23T09:15:30+08:00".into()),
        ("date", "2026-11-23".into()),
        ("injected", "{{ temperature }} {% for %}".into()),
    ])
}

fn evaluate(source: &str) -> Result<Value, EvaluationError> {
    let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    expression.evaluate(&hall())
}

fn shown(source: &str) -> String {
    evaluate(source).unwrap_or_else(|error| panic!("{source}: {error}")).to_string()
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (source, result) in cases {
        assert_eq!(shown(source), *result, "{source}");
    }
}
