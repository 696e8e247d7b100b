//! Filters on values, exact like everything else. None of them changes what it is given, or sees a name.

use indexmap::IndexMap;

use super::calculate::{TEXT_BYTES, bounded, calculate, whole, wrong};
use super::compare::{number, order, passes, text};
use super::error::EvaluationError;
use super::node::Operator;
use super::vocabulary::{Filter, TESTS, Test, find};
use crate::procedure::value::{Decimal, Rounding, Value, normalise_width};

/// A filter at work: its name for errors, and its arguments by slot.
struct Work<'a> {
    filter: Filter,
    name: String,
    arguments: &'a [Option<Value>],
}

/// Returns the filtered value. Errors on none (but `default`, `first` and `last` take it), on types the filter does not
/// take, and on results that are too long.
pub(super) fn apply(filter: Filter, value: Value, arguments: &[Option<Value>]) -> Result<Value, EvaluationError> {
    let work = Work { filter, name: format!("filter `{}`", filter.name()), arguments };
    match filter {
        Filter::Default => Ok(work.default(value)),
        Filter::First | Filter::Last => work.end(&value),
        Filter::Abs => Ok(number(&work.name, &value)?.abs().into()),
        Filter::Int => work.int(&value),
        Filter::Round => work.round(&value),
        Filter::Length => work.length(&value),
        Filter::Lower => Ok(text(&work.name, &value)?.to_lowercase().into()),
        Filter::Upper => Ok(text(&work.name, &value)?.to_uppercase().into()),
        Filter::Trim => Ok(text(&work.name, &value)?.trim().into()),
        Filter::String if value.is_none() => Err(EvaluationError::unfit(work.name, &value)),
        Filter::String => bounded(0, || value.to_string()),
        Filter::Replace => work.replace(&value),
        Filter::Join => work.join(value),
        Filter::List => work.items(value).map(Value::List),
        Filter::Items => work.pairs(value),
        Filter::Map => work.attributes(value).map(Value::List),
        Filter::Sum => work.sum(value),
        Filter::Min | Filter::Max => work.extreme(value),
        Filter::Reverse => work.reverse(value),
        Filter::Sort => work.sort(value),
        Filter::Unique => work.unique(value),
        Filter::Select | Filter::SelectAttr => work.choose(value, true),
        Filter::Reject | Filter::RejectAttr => work.choose(value, false),
    }
}

impl Work<'_> {
    /// Returns the argument of a slot, none where it is not given.
    fn argument(&self, slot: usize) -> &Value {
        self.arguments.get(slot).and_then(Option::as_ref).unwrap_or(&Value::None)
    }

    /// Returns the value, or the default where it is none (or, with `true` behind it, where it is false).
    fn default(&self, value: Value) -> Value {
        let missing = value.is_none() || (self.argument(1).is_true() && !value.is_true());
        match (missing, self.arguments.first()) {
            (false, _) => value,
            (true, Some(Some(default))) => default.clone(),
            (true, _) => Value::from(""),
        }
    }

    /// Returns the first or last item, none where there is none.
    fn end(&self, value: &Value) -> Result<Value, EvaluationError> {
        let first = self.filter == Filter::First;
        let item = match value {
            Value::None => None,
            Value::List(items) => if first { items.first() } else { items.last() }.cloned(),
            Value::Text(text) => {
                let end = if first { text.chars().next() } else { text.chars().next_back() };
                end.map(|letter| letter.to_string().into())
            }
            other => return Err(EvaluationError::unfit(self.name.as_str(), other)),
        };
        Ok(item.unwrap_or_default())
    }

    /// Returns the number without its fraction; a text is read as a number first.
    fn int(&self, value: &Value) -> Result<Value, EvaluationError> {
        let read = value.as_text().map(|typed| Decimal::parse(&normalise_width(typed.trim())));
        let parsed = match read {
            Some(None) => return Err(wrong(&self.name, "a text that is no number")),
            Some(Some(parsed)) => parsed,
            None => number(&self.name, value)?.clone(),
        };
        Ok(parsed.round(0, Rounding::Truncate).into())
    }

    /// Returns the number rounded to so many places, halves up unless `"floor"` or `"ceil"` is asked for.
    fn round(&self, value: &Value) -> Result<Value, EvaluationError> {
        let places = if self.argument(0).is_none() { 0 } else { whole(&self.name, self.argument(0))? };
        let places = u32::try_from(places).map_err(|_| wrong(&self.name, "a negative precision"))?;
        let rounding = match self.argument(1).as_text() {
            Some("floor") => Rounding::Floor,
            Some("ceil") => Rounding::Ceiling,
            Some("common") => Rounding::HalfUp,
            None if self.argument(1).is_none() => Rounding::HalfUp,
            _ => return Err(wrong(&self.name, "a method other than \"common\", \"floor\", \"ceil\"")),
        };
        Ok(number(&self.name, value)?.round(places, rounding).into())
    }

    /// Returns how many characters, items or fields there are.
    fn length(&self, value: &Value) -> Result<Value, EvaluationError> {
        let length = match value {
            Value::Text(text) => text.chars().count(),
            Value::List(items) => items.len(),
            Value::Map(fields) => fields.len(),
            other => return Err(EvaluationError::unfit(self.name.as_str(), other)),
        };
        Ok(i64::try_from(length).unwrap_or(i64::MAX).into())
    }

    /// Returns the text with one part of it replaced by another wherever it stands.
    fn replace(&self, value: &Value) -> Result<Value, EvaluationError> {
        let (old, new) = (text(&self.name, self.argument(0))?, text(&self.name, self.argument(1))?);
        let text = text(&self.name, value)?;
        let added = text.matches(old).count().saturating_mul(new.len());
        bounded(text.len().saturating_add(added), || text.replace(old, new))
    }

    /// Returns the items as one text.
    fn join(&self, value: Value) -> Result<Value, EvaluationError> {
        let between = if self.argument(0).is_none() { String::new() } else { self.argument(0).to_string() };
        let mut joined = String::new();
        for (position, item) in self.attributes(value)?.iter().enumerate() {
            joined.push_str(if position > 0 { &between } else { "" });
            joined.push_str(&item.to_string());
            if joined.len() > TEXT_BYTES {
                return Err(EvaluationError::TooCostly);
            }
        }
        Ok(joined.into())
    }

    /// Returns the items of a list, the letters of a text, the names of a map's fields.
    fn items(&self, value: Value) -> Result<Vec<Value>, EvaluationError> {
        match value {
            Value::List(items) => Ok(items),
            Value::Text(text) => Ok(text.chars().map(|letter| letter.to_string().into()).collect()),
            Value::Map(fields) => Ok(fields.into_keys().map(Value::from).collect()),
            other => Err(EvaluationError::unfit(self.name.as_str(), &other)),
        }
    }

    /// Returns the fields of a map, each as its name and its value.
    fn pairs(&self, value: Value) -> Result<Value, EvaluationError> {
        match value {
            Value::Map(fields) => Ok(pairs(fields).into()),
            other => Err(EvaluationError::unfit(self.name.as_str(), &other)),
        }
    }

    /// Returns the name of the attribute to be looked at, where one is given.
    fn attribute(&self) -> Result<Option<&str>, EvaluationError> {
        let slot = match self.filter {
            Filter::Join | Filter::Sort => 1,
            _ => 0,
        };
        let given = self.argument(slot);
        if given.is_none() { Ok(None) } else { text(&self.name, given).map(Some) }
    }

    /// Returns the items, or of each the attribute, where one is given.
    fn attributes(&self, value: Value) -> Result<Vec<Value>, EvaluationError> {
        let items = self.items(value)?;
        match self.attribute()? {
            Some(path) => items.iter().map(|item| self.look_up(item, path)).collect(),
            None => Ok(items),
        }
    }

    /// Returns the member of a value at a dotted path.
    fn look_up(&self, value: &Value, path: &str) -> Result<Value, EvaluationError> {
        path.split('.').try_fold(value.clone(), |value, name| {
            value.member(name).ok_or_else(|| EvaluationError::unfit(self.name.as_str(), &value))
        })
    }

    /// Returns the sum, 0 of no items. Errors where one of them is none.
    fn sum(&self, value: Value) -> Result<Value, EvaluationError> {
        let mut items = self.attributes(value)?.into_iter();
        let Some(first) = items.next() else { return Ok(0.into()) };
        if !matches!(first, Value::Number(_) | Value::Duration(_)) {
            return Err(EvaluationError::unfit(self.name.as_str(), &first));
        }
        items.try_fold(first, |sum, item| calculate(Operator::Add, sum, item))
    }

    /// Returns the least or the greatest item, none of no items. Errors where they have no common order.
    fn extreme(&self, value: Value) -> Result<Value, EvaluationError> {
        let items = self.items(value)?;
        let keys = self.keys(&items)?;
        let mut best: Option<usize> = None;
        for (position, key) in keys.iter().enumerate() {
            let better = match best.and_then(|best| keys.get(best)) {
                Some(held) if self.filter == Filter::Min => order(key, held)?.is_lt(),
                Some(held) => order(key, held)?.is_gt(),
                None => order(key, key).is_ok(),
            };
            if better {
                best = Some(position);
            }
        }
        Ok(best.and_then(|best| items.into_iter().nth(best)).unwrap_or_default())
    }

    /// Returns by what each item is ordered. Errors where one is none.
    fn keys(&self, items: &[Value]) -> Result<Vec<Value>, EvaluationError> {
        let attribute = self.attribute()?;
        let key = |item: &Value| attribute.map_or_else(|| Ok(item.clone()), |path| self.look_up(item, path));
        let keys = items.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        if keys.iter().any(Value::is_none) {
            return Err(EvaluationError::WithNone(self.name.clone()));
        }
        keys.iter().try_for_each(|key| order(key, &keys[0]).map(|_| ()))?;
        Ok(keys)
    }

    /// Returns the items, or the text, the other way round.
    fn reverse(&self, value: Value) -> Result<Value, EvaluationError> {
        match value {
            Value::Text(text) => Ok(text.chars().rev().collect::<String>().into()),
            value => self.items(value).map(|items| items.into_iter().rev().collect::<Vec<_>>().into()),
        }
    }

    /// Returns the items in ascending order, stable, or with `reverse=true` in descending order.
    fn sort(&self, value: Value) -> Result<Value, EvaluationError> {
        let items = self.items(value)?;
        let mut keyed: Vec<_> = self.keys(&items)?.into_iter().zip(items).collect();
        let descending = self.argument(0).is_true();
        keyed.sort_by(|(left, _), (right, _)| {
            let ascending = order(left, right).unwrap_or(std::cmp::Ordering::Equal);
            if descending { ascending.reverse() } else { ascending }
        });
        Ok(keyed.into_iter().map(|(_, item)| item).collect::<Vec<_>>().into())
    }

    /// Returns the items without repetition, each where it stands first.
    fn unique(&self, value: Value) -> Result<Value, EvaluationError> {
        let items = self.items(value)?;
        let attribute = self.attribute()?;
        let (mut seen, mut kept) = (Vec::new(), Vec::new());
        for item in items {
            let key = attribute.map_or_else(|| Ok(item.clone()), |path| self.look_up(&item, path))?;
            if !seen.contains(&key) {
                seen.push(key);
                kept.push(item);
            }
        }
        Ok(kept.into())
    }

    /// Returns the items of which the test, or without one their truth, is as wanted.
    fn choose(&self, value: Value, wanted: bool) -> Result<Value, EvaluationError> {
        let slot = self.filter.test_slot().unwrap_or(0);
        let test = self.argument(slot).as_text().and_then(|name| find(TESTS, name)).map(|word| word.is);
        let attribute = if slot == 1 { Some(text(&self.name, self.argument(0))?) } else { None };
        let mut kept = Vec::new();
        for item in self.items(value)? {
            let tested = attribute.map_or_else(|| Ok(item.clone()), |path| self.look_up(&item, path))?;
            if self.holds(test, &tested, self.argument(slot + 1))? == wanted {
                kept.push(item);
            }
        }
        Ok(kept.into())
    }

    /// Returns whether the value passes the test, or without one whether it is true.
    fn holds(&self, test: Option<Test>, value: &Value, argument: &Value) -> Result<bool, EvaluationError> {
        test.map_or_else(|| Ok(value.is_true()), |test| passes(test, value, argument))
    }
}

/// Returns the fields of a map, each as its name and its value.
fn pairs(fields: IndexMap<String, Value>) -> Vec<Value> {
    fields.into_iter().map(|(name, value)| Value::List(vec![name.into(), value])).collect()
}
