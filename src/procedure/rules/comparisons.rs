//! Comparisons and calculations with what a thing can never be.

use super::Context;
use super::calls::type_noun;
use super::outline::{Formula, Purpose};
use super::types::{Base, Type};
use crate::procedure::expression::{Comparison, FILTERS, Node, NodeKind, Operator};
use crate::procedure::finding::{Bilingual, Noun, both};
use crate::procedure::nearest::{did_you_mean, nearest};
use crate::procedure::value::{Value, parse_date, parse_datetime, parse_time};
use crate::procedure::{Field, FieldType, ParameterType, Span};

/// What is wrong in an expression, and where in its source.
pub struct Flaw {
    span: Span,
    message: Bilingual,
    help: Option<Bilingual>,
    instead: Option<String>,
}

impl Flaw {
    fn at(node: &Node, message: Bilingual) -> Self {
        Self { span: node.span.clone(), message, help: None, instead: None }
    }

    fn help(self, help: Bilingual) -> Self {
        Self { help: Some(help), ..self }
    }
}

/// A comparison with a value that the thing can never have.
pub fn impossible_comparison(context: &mut Context<'_>) {
    for formula in &context.outline.formulas {
        for flaw in flaws(context, formula) {
            context.report_flaw(formula, flaw);
        }
    }
}

/// Returns the impossible comparisons of a formula.
pub fn flaws<'c>(context: &Context<'c>, formula: &Formula<'c>) -> Vec<Flaw> {
    let mut flaws = vec![];
    formula.node.walk(&mut |node| {
        if let NodeKind::Comparison { first, rest } = &node.kind {
            let mut left: &Node = first;
            for (comparison, right) in rest {
                flaws.extend(flaw(context, formula, left, *comparison, right));
                left = right;
            }
        }
    });
    flaws
}

fn flaw<'c>(
    context: &Context<'c>,
    formula: &Formula<'c>,
    left: &'c Node,
    comparison: Comparison,
    right: &'c Node,
) -> Option<Flaw> {
    let types = context.types();
    let (left_type, right_type) = (types.of(formula, left), types.of(formula, right));
    for (node, kind) in [(left, &left_type), (right, &right_type)] {
        if node.constant().is_some_and(Value::is_none) {
            return Some(with_none(node, comparison));
        }
        if kind.is_nothing() {
            return Some(without_value(node));
        }
    }
    match comparison {
        Comparison::In | Comparison::NotIn => within(context, formula, (left, &left_type), (right, &right_type)),
        _ => unequal(comparison, (left, &left_type), (right, &right_type)),
    }
}

fn with_none(node: &Node, comparison: Comparison) -> Flaw {
    let sign = comparison.sign();
    let test = if comparison == Comparison::NotEqual { "is not none" } else { "is none" };
    Flaw::at(node, both!("`{sign} none` is never true", "`{sign} none` 永远不成立"))
        .help(both!("write `{test}`", "请写 `{test}`"))
}

fn without_value(node: &Node) -> Flaw {
    let name = node.path().unwrap_or_default().join(".");
    Flaw::at(node, both!("`{name}` holds steps and never has a value", "`{name}` 只包含步骤，永远没有值"))
        .help(both!("ask `outcome.{name}`, or a step inside it", "请用 `outcome.{name}`，或里面的某个步骤"))
}

/// Checks two operands that are compared by value.
fn unequal(comparison: Comparison, left: (&Node, &Type<'_>), right: (&Node, &Type<'_>)) -> Option<Flaw> {
    let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    for ((node, _), (other, kind)) in [(left, right), (right, left)] {
        if let Some(value) = node.constant().filter(|_| other.constant().is_none())
            && let Some(flaw) = never(node, value, other, kind, equality)
        {
            return Some(flaw);
        }
    }
    let (one, other) = (left.1.base()?, right.1.base()?);
    let ordered = equality || !matches!(one, Base::Boolean | Base::List | Base::Map);
    if one == other && ordered {
        return None;
    }
    let constant = [left.0, right.0].into_iter().find(|node| node.constant().is_some());
    let span = constant.map_or(left.0.span.start..right.0.span.end, |node| node.span.clone());
    let sign = comparison.sign();
    let message = both!(
        "{} and {} cannot be compared with `{sign}`",
        "{}和{}不能用 `{sign}` 比较";
        noun(one), noun(other)
    );
    let yes_no = (one == Base::Boolean || other == Base::Boolean).then(|| {
        both!(
            "a yes or no is asked by its name alone, or with `not`; it compares with `true` and `false`",
            "是或否直接写名字，或在前面写 `not`，也可与 `true`、`false` 比较"
        )
    });
    Some(Flaw { span, message, help: yes_no, instead: None })
}

/// Returns why the constant `value` at `node` is none that `other`, of the type `kind`, ever is.
fn never(node: &Node, value: &Value, other: &Node, kind: &Type<'_>, equality: bool) -> Option<Flaw> {
    let name = other.path().map_or_else(String::new, |path| format!(" `{}`", path.join(".")));
    match (kind, value) {
        (Type::Words(words), Value::Text(text)) if equality && !words.contains(&text.as_str()) => {
            Some(no_word(node, text, words, &name))
        }
        (Type::Number(least, most), Value::Number(number)) if equality => {
            let low = least.as_ref().is_some_and(|least| number < least);
            let high = most.as_ref().is_some_and(|most| number > most);
            let least = least.as_ref().map_or_else(|| "…".to_owned(), ToString::to_string);
            let most = most.as_ref().map_or_else(|| "…".to_owned(), ToString::to_string);
            (low || high).then(|| {
                Flaw::at(
                    node,
                    both!(
                        "{number} is outside what{name} can be: {least} to {most}",
                        "{number} 不在{name} 的范围内：{least} 到 {most}"
                    ),
                )
            })
        }
        (Type::Time | Type::Date | Type::DateTime, Value::Text(text)) => not_canonical(node, text, kind),
        _ => None,
    }
}

fn no_word(node: &Node, text: &str, words: &[&str], name: &str) -> Flaw {
    let all: Vec<String> = words.iter().take(12).map(|word| format!("`{word}`")).collect();
    let (en, zh) = (all.join(", "), all.join("、"));
    let message = both!("{name} is never `{text}`, only {en}", "{name} 不会是 `{text}`，只会是 {zh}");
    let message = Bilingual { en: message.en.trim_start().to_owned(), zh: message.zh.trim_start().to_owned() };
    let begun = words.iter().copied().find(|word| !word.is_empty() && text.to_lowercase().starts_with(word));
    let better = begun.or_else(|| nearest(text, words.iter().copied()));
    Flaw {
        help: better.map(|better| both!("did you mean `{better}`?", "是不是 `{better}`？")),
        instead: better.map(|better| format!("\"{better}\"")),
        ..Flaw::at(node, message)
    }
}

/// Returns a flaw where `text` is not written as times and dates are kept, so that no comparison with it is right.
fn not_canonical(node: &Node, text: &str, kind: &Type<'_>) -> Option<Flaw> {
    let (parsed, example) = match kind {
        Type::Time => (parse_time(text), "09:00"),
        Type::Date => (parse_date(text), "2026-07-01"),
        _ => (parse_datetime(text), "2026-07-01T09:00"),
    };
    if parsed.as_deref() == Some(text) {
        return None;
    }
    let message = both!(
        "`{text}` is not written as it is compared, such as `{example}`",
        "`{text}` 的写法不能用来比较，应如 `{example}`"
    );
    let help = parsed.as_ref().map(|better| both!("write `\"{better}\"`", "请写 `\"{better}\"`"));
    Some(Flaw { help, instead: parsed.map(|better| format!("\"{better}\"")), ..Flaw::at(node, message) })
}

/// Checks `left in right`.
fn within<'c>(
    context: &Context<'c>,
    formula: &Formula<'c>,
    left: (&'c Node, &Type<'c>),
    right: (&'c Node, &Type<'c>),
) -> Option<Flaw> {
    if let NodeKind::List(items) = &right.0.kind {
        let types = context.types();
        let mut each = items.iter().map(|item| (item, types.of(formula, item)));
        return each.find_map(|(item, kind)| unequal(Comparison::Equal, left, (item, &kind)));
    }
    match (right.1, left.1.base()?) {
        (Type::List(item), _) => {
            let value = left.0.constant()?;
            never(left.0, value, right.0, item, true).or_else(|| {
                let (one, other) = (Type::of_value(value).base()?, item.base()?);
                (one != other).then(|| no_items(left.0, one, right.0))
            })
        }
        (kind, _) if matches!(kind.base(), Some(Base::Number | Base::Boolean | Base::Duration)) => {
            let base = kind.base()?;
            Some(Flaw::at(right.0, both!("nothing is `in` {}", "`in` 后面不能是{}"; noun(base))))
        }
        _ => None,
    }
}

fn no_items(node: &Node, found: Base, list: &Node) -> Flaw {
    let name = list.path().unwrap_or_default().join(".");
    Flaw::at(node, both!("{} is never in `{name}`", "`{name}` 里不会有{}"; noun(found)))
}

/// Returns what values of a sort are called.
pub fn noun(base: Base) -> Noun {
    match base {
        Base::Boolean => Noun { en: "a yes or no", zh: "是或否" },
        Base::Number => Noun { en: "a number", zh: "数字" },
        Base::Text => Noun { en: "a text", zh: "文字" },
        Base::Duration => Noun { en: "a length of time", zh: "时长" },
        Base::List => Noun { en: "a list", zh: "列表" },
        Base::Map => Noun { en: "a form", zh: "表单" },
    }
}

/// A calculation with what is no number, or an expression of the wrong type for its place.
pub fn impossible_value(context: &mut Context<'_>) {
    for formula in &context.outline.formulas {
        let mut found = vec![];
        formula.node.walk(&mut |node| found.extend(calculation(context, formula, node)));
        if found.is_empty() {
            found.extend(unwanted(context, formula));
        }
        for flaw in found {
            context.report_flaw(formula, flaw);
        }
    }
}

fn calculation<'c>(context: &Context<'c>, formula: &Formula<'c>, node: &'c Node) -> Option<Flaw> {
    let NodeKind::Arithmetic(operator, left, right) = &node.kind else { return None };
    if *operator == Operator::Join {
        return None;
    }
    let types = context.types();
    let sides = [(left, types.of(formula, left)), (right, types.of(formula, right))];
    if let Some((side, _)) = sides.iter().find(|(_, kind)| kind.is_nothing()) {
        return Some(without_value(side));
    }
    let [one, other] = sides.map(|(side, kind)| (side, kind.base()));
    let sound = match (one.1, other.1) {
        (None, None) => true,
        (Some(known), None) | (None, Some(known)) => !matches!(known, Base::Boolean | Base::Map),
        (Some(Base::Number), Some(Base::Number)) | (Some(Base::Duration), Some(Base::Duration)) => true,
        (Some(Base::Duration), Some(Base::Number)) => matches!(operator, Operator::Multiply | Operator::Divide),
        (Some(Base::Number), Some(Base::Duration)) => *operator == Operator::Multiply,
        (Some(Base::Text), Some(Base::Text)) | (Some(Base::List), Some(Base::List)) => *operator == Operator::Add,
        _ => false,
    };
    if sound {
        return None;
    }
    let culprit = [one, other].into_iter().find(|side| side.1.is_some_and(|base| base != Base::Number))?;
    let sign = operator.sign();
    let flaw =
        Flaw::at(culprit.0, both!("`{sign}` cannot be calculated with {}", "`{sign}` 不能与{}计算"; noun(culprit.1?)));
    let times = *operator == Operator::Subtract && culprit.1 == Some(Base::Text);
    Some(if times {
        flaw.help(both!(
            "for times write `minutes_between(a, b)`, for dates `days_between(a, b)`",
            "时刻请用 `minutes_between(a, b)`，日期请用 `days_between(a, b)`"
        ))
    } else {
        flaw
    })
}

/// Returns a flaw where the whole expression is not what its place wants.
fn unwanted<'c>(context: &Context<'c>, formula: &Formula<'c>) -> Option<Flaw> {
    let wanted: &[Base] = match formula.purpose {
        Purpose::Value => &[Base::Number],
        Purpose::Items => &[Base::List, Base::Number],
        Purpose::Span => &[Base::Duration, Base::Text],
        Purpose::Limit(kind) => match kind {
            FieldType::Number => &[Base::Number],
            FieldType::Boolean => &[Base::Boolean],
            _ => &[Base::Text],
        },
        Purpose::ParameterLimit(kind) => match kind {
            ParameterType::Number => &[Base::Number],
            ParameterType::Duration => &[Base::Duration],
            _ => &[Base::Text],
        },
        _ => return None,
    };
    let kind = context.types().of(formula, formula.node);
    if kind.is_nothing() {
        return Some(without_value(formula.node));
    }
    let found = kind.base().filter(|base| !wanted.contains(base))?;
    let expected = match formula.purpose {
        Purpose::Limit(FieldType::Time) | Purpose::ParameterLimit(ParameterType::Time) => {
            type_noun(ParameterType::Time)
        }
        Purpose::Limit(FieldType::Date) | Purpose::ParameterLimit(ParameterType::Date) => {
            type_noun(ParameterType::Date)
        }
        Purpose::ParameterLimit(kind) => type_noun(kind),
        _ => noun(*wanted.first()?),
    };
    Some(Flaw::at(formula.node, both!("this comes to {}, expected {}", "结果是{}，应为{}"; noun(found), expected)))
}

impl Context<'_> {
    fn report_flaw(&mut self, formula: &Formula<'_>, flaw: Flaw) {
        let span = self.in_formula(formula, &flaw.span);
        // Only where it is written as it is meant: in YAML's quotes other quotes are doubled or escaped.
        let is_exact = || self.source.get(span.clone()) == formula.source.get(flaw.span.clone());
        let is_quoted = || self.source.get(span.clone()).is_some_and(|text| text.starts_with(['"', '\'']));
        let exact = flaw.instead.filter(|_| is_exact() && is_quoted());
        self.report(span.clone(), flaw.message, flaw.help);
        // In double quotes YAML would need other quotes than the expression has.
        if let (Some(instead), Some(finding)) = (exact, self.findings.last_mut()) {
            let quote = self.source.get(span.start..span.start + 1).unwrap_or("\"");
            *finding = finding.clone().suggest(span, instead.replace('"', quote));
        }
    }
}

/// A column that the table, or a field that the row has not.
pub fn unknown_member(context: &mut Context<'_>) {
    for formula in &context.outline.formulas {
        let mut found: Vec<(Span, String, &[Field])> = vec![];
        formula.node.walk(&mut |node| match &node.kind {
            NodeKind::Member { of, name } => {
                if let Type::Row(fields) = context.types().of(formula, of)
                    && !is_form_step(context, of)
                {
                    found.push((node.span.clone(), name.clone(), fields));
                }
            }
            NodeKind::Filter { filter, of, arguments } => {
                let slots = FILTERS.iter().find(|word| word.is == *filter).map_or(&[][..], |word| word.slots);
                let slot = slots.iter().position(|slot| slot.trim_start_matches('=') == "attribute");
                let argument = slot.and_then(|slot| arguments.get(slot)).and_then(Option::as_ref);
                if let (Some(argument), Type::Table(fields)) = (argument, context.types().of(formula, of))
                    && let Some(name) = argument.constant().and_then(Value::as_text)
                {
                    found.push((argument.span.clone(), name.to_owned(), fields));
                }
            }
            _ => {}
        });
        found.retain(|(_, name, fields)| !fields.iter().any(|field| field.id == *name));
        for (span, name, fields) in found {
            let message = both!("the table has no column `{name}`", "表格没有列 `{name}`");
            let help = did_you_mean(&name, fields.iter().map(|field| field.id.as_str()));
            context.report(context.in_formula(formula, &span), message, help);
        }
    }
}

/// Returns whether the node names a form, whose fields another rule knows.
fn is_form_step(context: &Context<'_>, node: &Node) -> bool {
    node.path().is_some_and(|path| path.len() == 1 && context.outline.step(&path[0]).is_some())
}
