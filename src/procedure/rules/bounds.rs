//! Limits, defaults, points and columns that contradict each other.

use super::Context;
use super::types::Type;
use crate::procedure::expression::Scope;
use crate::procedure::finding::both;
use crate::procedure::nearest::did_you_mean;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Items, Limit, Limits, Procedure, Record, Span, Step, StepKind, Then};

/// A least value above the most.
pub fn min_over_max(context: &mut Context<'_>) {
    for (name, parameter) in &context.procedure.parameters {
        if let Some((min, max)) = crossed(&parameter.limits, &Defaults::none()) {
            let span = context.at_top(&["parameters", name, "min"]);
            context.report(span, both!("`min` {min} is more than `max` {max}", "`min` {min} 大于 `max` {max}"), None);
        }
    }
    for (span, min, max) in crossed_in_steps(context, &Defaults::none()) {
        context.report(span, both!("`min` {min} is more than `max` {max}", "`min` {min} 大于 `max` {max}"), None);
    }
    equals_outside(context);
}

/// A required value that the other limits do not allow.
fn equals_outside(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        for (limits, field) in limits_of(place.step) {
            let known = Defaults::none();
            let Some(equals) = limits.equals.as_ref().and_then(|equals| known.value(equals)) else { continue };
            let span = match field {
                None => context.at(place.step, &["equals"]),
                Some(field) => context.at_field(place.step, field, "equals"),
            };
            if let Some(min) = limits.min.as_ref().and_then(|min| known.value(min)).filter(|min| is_more(min, &equals))
            {
                let message = both!("`equals` {equals} is less than `min` {min}", "`equals` {equals} 小于 `min` {min}");
                context.report(span, message, None);
            } else if let Some(max) =
                limits.max.as_ref().and_then(|max| known.value(max)).filter(|max| is_more(&equals, max))
            {
                let message = both!("`equals` {equals} is more than `max` {max}", "`equals` {equals} 大于 `max` {max}");
                context.report(span, message, None);
            }
        }
    }
}

/// A least value above the most as long as no site says otherwise.
pub fn crossing_defaults(context: &mut Context<'_>) {
    let surely = crossed_in_steps(context, &Defaults::none());
    for (span, min, max) in crossed_in_steps(context, &Defaults(Some(context.procedure))) {
        if surely.iter().any(|(known, ..)| *known == span) {
            continue;
        }
        let message = both!(
            "with the defaults of the parameters `min` is {min}, which is more than `max`, {max}",
            "按参数的默认值，`min` 为 {min}，大于 `max` 的 {max}"
        );
        context.report(span, message, None);
    }
}

/// Returns where in the steps a `min` is more than its `max`, and both as they come out.
fn crossed_in_steps(context: &Context<'_>, defaults: &Defaults<'_>) -> Vec<(Span, String, String)> {
    let mut found = vec![];
    for place in &context.outline.steps {
        for (limits, field) in limits_of(place.step) {
            let Some((min, max)) = crossed(limits, defaults) else { continue };
            let span = match field {
                None => context.at(place.step, &["min"]),
                Some(field) => context.at_field(place.step, field, "min"),
            };
            found.push((span, min, max));
        }
    }
    found
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

/// Returns `min` and `max` as they come out, where both are known and the first is more.
fn crossed(limits: &Limits, defaults: &Defaults<'_>) -> Option<(String, String)> {
    let (min, max) = (defaults.value(limits.min.as_ref()?)?, defaults.value(limits.max.as_ref()?)?);
    is_more(&min, &max).then(|| (min.to_string(), max.to_string()))
}

/// The parameters of a procedure as it stands without a site file; without a procedure no name at all.
struct Defaults<'p>(Option<&'p Procedure>);

impl Defaults<'_> {
    const fn none() -> Self {
        Self(None)
    }

    /// Returns what a limit comes out as, where it asks for nothing else.
    fn value(&self, limit: &Limit) -> Option<Value> {
        match limit {
            Limit::Value(value) => Some(value.clone()),
            Limit::Expression(expression) => expression.evaluate(self).ok(),
        }
    }
}

impl Scope for Defaults<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.0?.parameters.get(name)?.default.clone()
    }
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

/// A cell of a default table that its own column would not accept.
pub fn default_cell_outside_limits(context: &mut Context<'_>) {
    for (name, parameter) in &context.procedure.parameters {
        let Some(Value::List(rows)) = parameter.default.as_ref().filter(|_| !parameter.fields.is_empty()) else {
            continue;
        };
        for (at, row) in rows.iter().enumerate() {
            for field in &parameter.fields {
                let Some(value) = row.member(&field.id).filter(|value| is_outside(&field.limits, value)) else {
                    continue;
                };
                let id = &field.id;
                let message =
                    both!("{value} is outside the limits of the column `{id}`", "{value} 超出列 `{id}` 的限值");
                let span = context.at_cell(name, at, id);
                context.report(span, message, None);
            }
        }
    }
}

/// A pass mark where nothing has points.
pub fn no_points(context: &mut Context<'_>) {
    if context.procedure.scoring.is_none() || context.outline.steps.is_empty() {
        return;
    }
    let zero = Decimal::parse("0");
    let has_points = |at: usize| {
        let step = context.outline.steps[at].step;
        let is_scored = matches!(step.kind, StepKind::Check { .. } | StepKind::Measure(_));
        is_scored
            && step.score.as_ref().map_or_else(|| !context.outline.is_corrective(at), |own| Some(own) != zero.as_ref())
    };
    if !(0..context.outline.steps.len()).any(has_points) {
        let message =
            both!("there is a pass mark, but no check or measure that has points", "有及格线，却没有计分的检查或测量");
        context.report(context.at_top(&["scoring"]), message, None);
    }
}

/// A pattern that is no regular expression.
pub fn bad_pattern(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Record(record) = &place.step.kind else { continue };
        let fields = match record {
            Record::Value(field) => std::slice::from_ref(&**field),
            Record::Form(fields) | Record::Table { fields, .. } => fields,
        };
        for field in fields {
            let Some(pattern) = &field.pattern else { continue };
            let Err(error) = regex::Regex::new(&format!("^(?:{pattern})$")) else { continue };
            let said = error.to_string();
            let said = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let span = match field.id.as_str() {
                "" => context.at(place.step, &["pattern"]),
                id => context.at_field(place.step, id, "pattern"),
            };
            let message = both!("the pattern cannot be read: {said}", "无法识别这个模式：{said}");
            let help = both!("put a `\\` before a bracket or sign that is meant itself", "括号等符号本身前面要加 `\\`");
            context.report(span, message, Some(help));
        }
    }
}

/// A loop over nothing.
pub fn empty_each(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Each(each) = &place.step.kind else { continue };
        let message = match &each.items {
            Items::Value(Value::List(items)) if items.is_empty() => both!("there are no items", "没有任何项"),
            Items::Expression(items) => match items.root().constant() {
                Some(Value::Number(count)) if count.to_i64().is_none_or(|count| count < 1) || !count.is_whole() => {
                    both!("found {count}, expected a whole number from 1", "这里是 {count}，应为不小于 1 的整数")
                }
                _ => continue,
            },
            Items::Value(_) => continue,
        };
        context.report(context.at(place.step, &["in"]), message, None);
    }
}

/// Points below zero.
pub fn negative_score(context: &mut Context<'_>) {
    let zero = Decimal::parse("0");
    for place in &context.outline.steps {
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
    for (at, place) in context.outline.steps.iter().enumerate() {
        let StepKind::Each(each) = &place.step.kind else { continue };
        let Some(column) = &each.order_by else { continue };
        if is_without_columns(context, at, &each.items) {
            let message =
                both!("`order_by` names a column, and these items have none", "`order_by` 要写列名，而这些项没有列");
            context.report(context.at(place.step, &["order_by"]), message, None);
        }
        let Some(columns) = columns(context, at) else { continue };
        if !columns.contains(&column.as_str()) {
            let message = both!("the table has no column `{column}`", "表格没有列 `{column}`");
            let help = did_you_mean(column, columns.iter().copied());
            context.report(context.at(place.step, &["order_by"]), message, help);
        }
    }
}

/// Returns whether the `each` at `at` goes over plain items: a list of texts, or a number.
fn is_without_columns(context: &Context<'_>, at: usize, items: &Items) -> bool {
    if let Items::Value(items) = items {
        return matches!(items, Value::List(items) if !items.iter().any(|item| matches!(item, Value::Map(_))));
    }
    let formula = context.outline.items.get(&at).and_then(|formula| context.outline.formulas.get(*formula));
    formula.is_some_and(|formula| match context.types().of(formula, formula.node) {
        Type::List(item) => !matches!(*item, Type::Any | Type::Map),
        found => matches!(found, Type::Number(..)),
    })
}

/// Returns the columns of what the `each` at `at` goes over, where it is a table.
fn columns<'c>(context: &Context<'c>, at: usize) -> Option<Vec<&'c str>> {
    let formula = context.outline.formulas.get(*context.outline.items.get(&at)?)?;
    let Type::Table(fields) = context.types().of(formula, formula.node) else { return None };
    Some(fields.iter().map(|field| field.id.as_str()).collect())
}
