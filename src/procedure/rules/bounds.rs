//! Limits, defaults, points and columns that contradict each other.

use super::Context;
use crate::procedure::finding::both;
use crate::procedure::nearest::did_you_mean;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Items, Limit, Limits, ParameterType, Record, Step, StepKind, Then};

/// A least value above the most.
pub fn min_over_max(context: &mut Context<'_>) {
    for (name, parameter) in &context.procedure.parameters {
        if let Some((min, max)) = crossed(&parameter.limits) {
            let span = context.at_top(&["parameters", name, "min"]);
            context.report(span, both!("`min` {min} is more than `max` {max}", "`min` {min} 大于 `max` {max}"), None);
        }
    }
    for place in &context.outline.steps {
        for (limits, field) in limits_of(place.step) {
            if let Some((min, max)) = crossed(limits) {
                let message = both!("`min` {min} is more than `max` {max}", "`min` {min} 大于 `max` {max}");
                let span = match field {
                    None => context.at(place.step, &["min"]),
                    Some(field) => context.at_field(place.step, field, "min"),
                };
                context.report(span, message, None);
            }
        }
    }
}

/// Returns the limits of a step, each with the id of the field they belong to.
fn limits_of(step: &Step) -> Vec<(&Limits, Option<&str>)> {
    match &step.kind {
        StepKind::Measure(measure) => vec![(&measure.limits, None)],
        StepKind::Record(Record::Value(field)) => vec![(&field.limits, None)],
        StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
            fields.iter().map(|field| (&field.limits, Some(field.id.as_str()))).collect()
        }
        _ => vec![],
    }
}

/// Returns `min` and `max` as written, where both are values and the first is more.
fn crossed(limits: &Limits) -> Option<(String, String)> {
    let (Some(Limit::Value(min)), Some(Limit::Value(max))) = (&limits.min, &limits.max) else { return None };
    is_more(min, max).then(|| (min.to_string(), max.to_string()))
}

/// Returns whether one value is more than another of the same type.
fn is_more(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one > other,
        (Value::Text(one), Value::Text(other)) => one > other,
        (Value::Duration(one), Value::Duration(other)) => one.seconds() > other.seconds(),
        _ => false,
    }
}

/// Returns whether a value is outside limits that need no evaluation.
pub fn is_outside(limits: &Limits, value: &Value) -> bool {
    let beyond = |limit: &Option<Limit>, above: bool| match limit {
        Some(Limit::Value(limit)) if above => is_more(value, limit),
        Some(Limit::Value(limit)) => is_more(limit, value),
        _ => false,
    };
    beyond(&limits.min, false) || beyond(&limits.max, true)
}

/// A default that its own parameter would not accept.
pub fn default_outside_limits(context: &mut Context<'_>) {
    for (name, parameter) in &context.procedure.parameters {
        let Some(default) = &parameter.default else { continue };
        if is_outside(&parameter.limits, default) {
            let message = both!("the default {default} is outside the limits", "默认值 {default} 超出限值");
            context.report(context.at_top(&["parameters", name, "default"]), message, None);
        }
    }
}

/// Points below zero.
pub fn negative_score(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let zero = Decimal::parse("0");
        if let Some(score) = place.step.score.as_ref().filter(|score| zero.as_ref().is_some_and(|zero| *score < zero)) {
            let message = both!("the score {score} is negative", "分值 {score} 是负数");
            context.report(context.at(place.step, &["score"]), message, None);
        }
    }
}

/// A computed measure that is to be asked again.
pub fn recheck_of_computed(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let computed = matches!(&place.step.kind, StepKind::Measure(measure) if measure.value.is_some());
        let again = place.step.on_fail.as_ref().is_some_and(|fail| fail.then == Some(Then::Recheck));
        if computed && again {
            let message = both!("a computed measure cannot be rechecked", "计算得出的测量不能复查");
            let help = both!("recheck the steps it is computed from", "请复查它所依据的步骤");
            context.report(context.at(place.step, &["on_fail", "then"]), message, Some(help));
        }
    }
}

/// An `order_by` that the table has not.
pub fn unknown_column(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Each(each) = &place.step.kind else { continue };
        let (Some(column), Items::Expression(items)) = (&each.order_by, &each.items) else { continue };
        let Some(columns) = columns(context, items.source().trim()) else { continue };
        if !columns.contains(&column.as_str()) {
            let message = both!("the table has no column `{column}`", "表格没有列 `{column}`");
            let help = did_you_mean(column, columns.iter().copied());
            context.report(context.at(place.step, &["order_by"]), message, help);
        }
    }
}

/// Returns the columns of the parameter or step called `name`, where it is a table.
fn columns<'c>(context: &Context<'c>, name: &str) -> Option<Vec<&'c str>> {
    let fields = match context.procedure.parameters.get(name) {
        Some(parameter) if parameter.kind == ParameterType::Table => &parameter.fields,
        Some(_) => return None,
        None => match &context.outline.step(name)?.kind {
            StepKind::Record(Record::Table { fields, .. }) => fields,
            _ => return None,
        },
    };
    Some(fields.iter().map(|field| field.id.as_str()).collect())
}
