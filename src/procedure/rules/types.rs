//! What a name or an expression can come to, as far as the file says. What is not known for sure is `Any`.

use super::outline::{Formula, Outline};
use crate::procedure::expression::{Filter, Function, Node, NodeKind, Operator};
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{
    Choice, Field, FieldType, Items, Limit, Limits, Parameter, ParameterType, Procedure, Record, Step, StepKind,
};

/// Weekdays as expressions name them.
const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Parts of the day as expressions name them.
const PARTS_OF_DAY: &[&str] = &["morning", "afternoon", "evening"];
/// The outcomes of a step.
const OUTCOMES: &[&str] = &["done", "failed", "corrected", "overridden", "not_applicable", "deferred", "inactive"];
/// The verdicts of a called procedure.
const VERDICTS: &[&str] = &["completed", "completed_with_deviations", "failed", "incomplete", "abandoned"];

/// What something can come to.
#[derive(Clone, Debug)]
pub enum Type<'p> {
    /// Nothing is known.
    Any,
    /// Never a value: a section, an `each`, an `end`.
    Nothing,
    /// Yes or no.
    Boolean,
    /// A number, with the least and the most that it can be.
    Number(Option<Decimal>, Option<Decimal>),
    /// Any text.
    Text,
    /// One of these texts.
    Words(Vec<&'p str>),
    /// A time of day.
    Time,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// A length of time.
    Duration,
    /// A list.
    List(Box<Type<'p>>),
    /// Rows with these columns.
    Table(&'p [Field]),
    /// One row, or a form.
    Row(&'p [Field]),
    /// A map of which nothing more is known.
    Map,
}

/// The sorts of values that are never equal, and have no common order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Yes or no.
    Boolean,
    /// Numbers.
    Number,
    /// Texts, times and dates.
    Text,
    /// Lengths of time.
    Duration,
    /// Lists and tables.
    List,
    /// Forms, rows, called procedures.
    Map,
}

impl<'p> Type<'p> {
    /// Returns whether it never has a value.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// Returns the sort of its values, where it is known.
    #[must_use]
    pub fn base(&self) -> Option<Base> {
        Some(match self {
            Self::Any | Self::Nothing => return None,
            Self::Boolean => Base::Boolean,
            Self::Number(..) => Base::Number,
            Self::Text | Self::Words(_) | Self::Time | Self::Date | Self::DateTime => Base::Text,
            Self::Duration => Base::Duration,
            Self::List(_) | Self::Table(_) => Base::List,
            Self::Row(_) | Self::Map => Base::Map,
        })
    }

    /// Returns the type of a constant.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::None => Self::Any,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number(None, None),
            Value::Text(_) => Self::Text,
            Value::Duration(_) => Self::Duration,
            Value::List(_) => Self::List(Box::new(Self::Any)),
            Value::Map(_) => Self::Map,
        }
    }

    fn of_field(field: &'p Field) -> Self {
        match field.kind {
            _ if field.secret => Self::Any,
            FieldType::Number => Self::Number(None, None),
            FieldType::Boolean => Self::Boolean,
            FieldType::Time => Self::Time,
            FieldType::Date => Self::Date,
            FieldType::Choice => words(&field.options),
            FieldType::Text | FieldType::Person => Self::Text,
        }
    }

    fn of_parameter(parameter: &'p Parameter) -> Self {
        match parameter.kind {
            ParameterType::Text => Self::Text,
            ParameterType::Number => between(&parameter.limits),
            ParameterType::Boolean => Self::Boolean,
            ParameterType::Time => Self::Time,
            ParameterType::Date => Self::Date,
            ParameterType::DateTime => Self::DateTime,
            ParameterType::Duration => Self::Duration,
            ParameterType::Choice => words(&parameter.options),
            ParameterType::List => Self::List(Box::new(Self::Text)),
            ParameterType::Table => Self::Table(&parameter.fields),
        }
    }

    /// Returns what the value of a step can be.
    #[must_use]
    pub fn of_step(step: &'p Step) -> Self {
        match &step.kind {
            StepKind::Check { .. } | StepKind::Decide { .. } => Self::Boolean,
            StepKind::Measure(_) | StepKind::Repeat(_) => Self::Number(None, None),
            StepKind::Record(Record::Value(field)) => Self::of_field(field),
            StepKind::Record(Record::Form(fields)) => Self::Row(fields),
            StepKind::Record(Record::Table { fields, .. }) => Self::Table(fields),
            StepKind::Choose { options } => Self::Words(options.iter().map(|(option, _)| option.id.as_str()).collect()),
            StepKind::Sign { .. } => Self::List(Box::new(Self::Text)),
            StepKind::Handover { .. } => Self::Text,
            StepKind::Call(_) => Self::Map,
            StepKind::End { .. } | StepKind::Section { .. } | StepKind::Each(_) => Self::Nothing,
        }
    }

    /// Returns what an item of it can be.
    fn item(self) -> Self {
        match self {
            Self::List(item) => *item,
            Self::Table(fields) => Self::Row(fields),
            Self::Number(_, most) => Self::Number(Decimal::parse("1"), most),
            _ => Self::Any,
        }
    }
}

fn words(options: &[Choice]) -> Type<'_> {
    Type::Words(options.iter().map(|option| option.id.as_str()).collect())
}

fn between<'p>(limits: &Limits) -> Type<'p> {
    let bound = |limit: &Option<Limit>| match limit {
        Some(Limit::Value(Value::Number(number))) => Some(number.clone()),
        _ => None,
    };
    Type::Number(bound(&limits.min), bound(&limits.max))
}

/// What the names of a procedure mean.
#[derive(Clone, Copy)]
pub struct Types<'c, 'p> {
    /// The procedure.
    pub procedure: &'p Procedure,
    /// Its outline.
    pub outline: &'c Outline<'p>,
}

impl<'p> Types<'_, 'p> {
    /// Returns what `node` of `formula` can come to.
    pub fn of(&self, formula: &Formula<'p>, node: &'p Node) -> Type<'p> {
        if let Some(path) = node.path() {
            return self.of_path(formula, &path);
        }
        match &node.kind {
            NodeKind::Constant(value) => Type::of_value(value),
            NodeKind::Not(_) | NodeKind::Comparison { .. } | NodeKind::Test { .. } => Type::Boolean,
            NodeKind::Item { of, key } if key.constant().is_some_and(|key| key.as_number().is_some()) => {
                match self.of(formula, of) {
                    Type::Number(..) => Type::Any,
                    other => other.item(),
                }
            }
            NodeKind::Member { of, name } => member(&self.of(formula, of), name),
            NodeKind::Filter { filter, of, arguments } => self.of_filter(formula, *filter, of, arguments),
            NodeKind::Call { function, .. } => match function {
                Function::MinutesBetween | Function::DaysBetween => Type::Number(None, None),
                Function::Range => Type::List(Box::new(Type::Number(None, None))),
            },
            NodeKind::Arithmetic(Operator::Join, ..) => Type::Text,
            NodeKind::Arithmetic(operator, left, right) => {
                match (self.of(formula, left).base(), self.of(formula, right).base()) {
                    (Some(Base::Number), Some(Base::Number)) => Type::Number(None, None),
                    (Some(Base::Duration), Some(Base::Duration)) if *operator != Operator::Divide => Type::Duration,
                    _ => Type::Any,
                }
            }
            NodeKind::List(items) => Type::List(Box::new(match items.as_slice() {
                [only] => self.of(formula, only),
                _ => Type::Any,
            })),
            NodeKind::Map(_) => Type::Map,
            _ => Type::Any,
        }
    }

    fn of_filter(&self, formula: &Formula<'p>, filter: Filter, of: &'p Node, arguments: &[Option<Node>]) -> Type<'p> {
        use Filter as F;
        match filter {
            F::Length | F::Int | F::Abs | F::Round => Type::Number(None, None),
            F::Join | F::Lower | F::Upper | F::Replace | F::String | F::Trim => Type::Text,
            F::First | F::Last if arguments.iter().all(Option::is_none) => match self.of(formula, of) {
                list @ (Type::List(_) | Type::Table(_)) => list.item(),
                _ => Type::Any,
            },
            F::Reject | F::RejectAttr | F::Select | F::SelectAttr | F::Sort | F::Reverse | F::Unique => {
                match self.of(formula, of) {
                    list @ (Type::List(_) | Type::Table(_)) => list,
                    _ => Type::Any,
                }
            }
            _ => Type::Any,
        }
    }

    /// Returns what the name `path` can come to in `formula`.
    pub fn of_path(&self, formula: &Formula<'p>, path: &[String]) -> Type<'p> {
        let Some((root, members)) = path.split_first() else { return Type::Any };
        if formula.bound.contains(&root.as_str()) {
            return Type::Any;
        }
        if let ("all" | "outcome", Some(id)) = (root.as_str(), members.first()) {
            let Some(step) = self.outline.step(id) else { return Type::Any };
            return match root.as_str() {
                "outcome" if members.len() == 1 => Type::Words(OUTCOMES.to_vec()),
                "all" if members.len() == 1 => Type::List(Box::new(Type::of_step(step))),
                _ => Type::Any,
            };
        }
        let whole = self.of_root(formula, root);
        let called = self.outline.step(root).is_some_and(|step| matches!(step.kind, StepKind::Call(_)));
        if called && members.len() == 1 && members[0] == "verdict" {
            return Type::Words(VERDICTS.to_vec());
        }
        members.iter().fold(whole, |whole, name| member(&whole, name))
    }

    fn of_root(&self, formula: &Formula<'p>, root: &str) -> Type<'p> {
        if let Some(items) = self.loop_items(formula, root) {
            return items;
        }
        if let Some(parameter) = self.procedure.parameters.get(root) {
            return Type::of_parameter(parameter);
        }
        let number = |most: &str| Type::Number(Decimal::parse("1"), Decimal::parse(most));
        match root {
            "operator" | "site" => Type::Text,
            "date" => Type::Date,
            "time" => Type::Time,
            "weekday" => Type::Words(WEEKDAYS.to_vec()),
            "time_of_day" => Type::Words(PARTS_OF_DAY.to_vec()),
            "month" => number("12"),
            "day" => number("31"),
            _ => self.outline.step(root).map_or(Type::Any, Type::of_step),
        }
    }

    /// Returns what a loop variable can be, where `name` is one.
    fn loop_items(&self, formula: &Formula<'p>, name: &str) -> Option<Type<'p>> {
        let around = self.outline.chain(formula.at).skip(1);
        let mut loops = around.filter_map(|at| match &self.outline.steps[at].step.kind {
            StepKind::Each(each) if each.variable == name => Some((at, each)),
            _ => None,
        });
        let (at, each) = loops.next()?;
        Some(match &each.items {
            Items::Value(Value::List(items)) => of_items(items),
            Items::Value(_) => Type::Any,
            Items::Expression(_) => {
                let own = self.outline.items.get(&at).and_then(|index| self.outline.formulas.get(*index));
                own.map_or(Type::Any, |own| self.of(own, own.node).item())
            }
        })
    }
}

/// Returns what the items of a written list can be.
fn of_items(items: &[Value]) -> Type<'_> {
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_text).collect();
    match texts {
        Some(texts) => Type::Words(texts),
        None if items.iter().all(|item| item.as_number().is_some()) => Type::Number(None, None),
        None => Type::Any,
    }
}

fn member<'p>(of: &Type<'p>, name: &str) -> Type<'p> {
    match of {
        Type::Row(fields) => fields.iter().find(|field| field.id == name).map_or(Type::Any, Type::of_field),
        _ => Type::Any,
    }
}
