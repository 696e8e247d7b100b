//! Values that a site or an answer file gives for parameters: nodes of a file to typed values. It reads no file.

use indexmap::IndexMap;

use super::rules::bounds::is_outside;
use super::tree::{Kind, Node};
use super::value::{Decimal, Value, normalise_width, parse_date, parse_time};
use super::yaml::scalar_value;
use super::{Field, FieldType, Parameter, ParameterType};

/// Returns the value of `parameter` that `node` stands for, or `None` where it is none of its type or outside its limits.
#[must_use]
pub fn from_node(parameter: &Parameter, node: &Node<'_>) -> Option<Value> {
    let value = match (&node.kind, parameter.kind) {
        (Kind::Scalar { text, .. }, _) => from_text(parameter, text),
        (Kind::Sequence(items), ParameterType::List) => {
            let items = items.iter().map(|item| item.text().map(|text| Value::Text(text.to_owned())));
            items.collect::<Option<Vec<_>>>().map(Value::List)
        }
        (Kind::Sequence(rows), ParameterType::Table) => {
            rows.iter().map(|node| row(&parameter.fields, node)).collect::<Option<Vec<_>>>().map(Value::List)
        }
        _ => None,
    };
    value.filter(|value| !is_outside(&parameter.limits, value))
}

/// Returns the value of `parameter` that a text such as `--set` has stands for, or `None` where it is none of its type or
/// outside its limits.
#[must_use]
pub fn from_text(parameter: &Parameter, text: &str) -> Option<Value> {
    let narrow = match parameter.kind {
        ParameterType::Text | ParameterType::List | ParameterType::Choice => text.to_owned(),
        _ => normalise_width(text.trim()),
    };
    let value = scalar_value(parameter.kind, &narrow, &parameter.options);
    value.filter(|value| !is_outside(&parameter.limits, value))
}

fn row(fields: &[Field], node: &Node<'_>) -> Option<Value> {
    let entries = node.entries()?;
    let known = |name: &str| fields.iter().any(|field| field.id == name);
    if entries.iter().any(|(key, _)| key.text().is_none_or(|name| !known(name))) {
        return None;
    }
    let mut row = IndexMap::new();
    for field in fields {
        let value = match node.get(&field.id) {
            Some(node) => cell(field, node.text()?)?,
            None => Value::None,
        };
        row.insert(field.id.clone(), value);
    }
    Some(Value::Map(row))
}

fn cell(field: &Field, text: &str) -> Option<Value> {
    match field.kind {
        FieldType::Number => Decimal::parse(&normalise_width(text)).map(Value::Number),
        FieldType::Boolean => scalar_value(ParameterType::Boolean, text, &[]),
        FieldType::Time => parse_time(text).map(Value::Text),
        FieldType::Date => parse_date(text).map(Value::Text),
        FieldType::Choice => field.options.iter().any(|option| option.id == text).then(|| Value::Text(text.to_owned())),
        FieldType::Text | FieldType::Person => Some(Value::Text(text.to_owned())),
    }
}
