//! Judges what was typed: against its type, which refuses it, and against its limits, which fail it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map as JsonMap, Value as Json};

use super::answer::{Breach, Refusal, Side};
use super::event::{LimitsInForce, Raw};
use super::loops::MOST_ITEMS;
use super::question::{Ask, FieldQuestion};
use crate::procedure::value::{self, Decimal, Duration, Value, normalise_width};

/// What the journal says of a value that it does not keep.
pub const ENTERED: &str = "entered";

/// Most bytes of one typed line; a longer one does not fit an entry together with its surroundings.
const LONGEST_LINE: usize = 16 * 1024;

/// A typed value, as expressions and as journals have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    /// The value itself, to be compared; of a secret it goes nowhere else.
    pub(super) value: Value,
    pub(super) json: Json,
    /// What was typed, without what is secret.
    pub(super) raw: Raw,
    pub(super) breach: Option<Breach>,
}

/// Patterns and digits that a question does not show but an answer must keep.
#[derive(Clone, Debug, Default)]
pub(super) struct InputRules {
    pub(super) pattern: Option<String>,
    pub(super) decimals: Option<u32>,
}

/// Judges the answer to a question that asks for a value, a form or a table.
pub(super) fn answer(ask: &Ask, rules: &[InputRules], raw: &Raw) -> Result<Typed, Refusal> {
    let none = InputRules::default();
    match (ask, raw) {
        (
            Ask::Parameter(field) | Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. },
            Raw::Line(line),
        ) => single(field, rules.first().unwrap_or(&none), line),
        (Ask::Form(fields), Raw::Form(given)) => form(fields, rules, given),
        (Ask::Table { fields, at_least, at_most }, Raw::Table(rows)) => {
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            if count < *at_least {
                return Err(Refusal::TooFewRows(*at_least));
            }
            if at_most.is_some_and(|most| count > most) {
                return Err(Refusal::TooManyRows(at_most.unwrap_or_default()));
            }
            table(fields, rules, rows)
        }
        (Ask::Handover { .. }, Raw::Line(line)) => {
            let text = line.trim().to_owned();
            within_length(&text)?;
            Ok(Typed { value: Value::Text(text.clone()), json: Json::String(text), raw: raw.clone(), breach: None })
        }
        _ => Err(Refusal::NotOffered),
    }
}

fn single(field: &FieldQuestion, rules: &InputRules, line: &str) -> Result<Typed, Refusal> {
    if line.trim().is_empty() && !field.required {
        return Ok(Typed { value: Value::None, json: Json::Null, raw: Raw::Line(String::new()), breach: None });
    }
    let (value, breach) = judge_field(field, rules, line)?;
    if field.secret {
        let raw = Raw::Line(String::new());
        return Ok(Typed { value, json: Json::String(ENTERED.to_owned()), raw, breach });
    }
    Ok(Typed { json: to_json(&value), value, raw: Raw::Line(line.to_owned()), breach })
}

fn form(fields: &[FieldQuestion], rules: &[InputRules], given: &IndexMap<String, String>) -> Result<Typed, Refusal> {
    if let Some(unknown) = given.keys().find(|id| fields.iter().all(|field| field.id != **id)) {
        return Err(Refusal::UnknownField(unknown.clone()));
    }
    let none = InputRules::default();
    let (mut map, mut json, mut raw, mut breach) = (IndexMap::new(), JsonMap::new(), IndexMap::new(), None);
    for (index, field) in fields.iter().enumerate() {
        let line = given.get(&field.id).map_or("", String::as_str);
        let typed = single(field, rules.get(index).unwrap_or(&none), line)?;
        map.insert(field.id.clone(), typed.value);
        json.insert(field.id.clone(), typed.json);
        if let (Raw::Line(line), true) = (typed.raw, given.contains_key(&field.id)) {
            raw.insert(field.id.clone(), line);
        }
        breach = breach.or(typed.breach);
    }
    Ok(Typed { value: Value::Map(map), json: Json::Object(json), raw: Raw::Form(raw), breach })
}

fn table(fields: &[FieldQuestion], rules: &[InputRules], rows: &[IndexMap<String, String>]) -> Result<Typed, Refusal> {
    let (mut values, mut jsons, mut raws, mut breach) = (Vec::new(), Vec::new(), Vec::new(), None);
    for (index, row) in rows.iter().enumerate() {
        let typed = form(fields, rules, row)?;
        values.push(typed.value);
        jsons.push(typed.json);
        if let Raw::Form(raw) = typed.raw {
            raws.push(raw);
        }
        breach = breach.or(typed.breach.map(|breach| Breach { row: Some(index), ..breach }));
    }
    Ok(Typed { value: Value::List(values), json: Json::Array(jsons), raw: Raw::Table(raws), breach })
}

/// What a refusal says in the place of a secret.
const CONCEALED: &str = "•••";

fn judge_field(field: &FieldQuestion, rules: &InputRules, line: &str) -> Result<(Value, Option<Breach>), Refusal> {
    within_length(line)?;
    let line = line.trim();
    if line.is_empty() {
        return Err(Refusal::Required(field.title.clone()));
    }
    let mut value = parse(field, rules, line)?;
    if let Some(pattern) = rules.pattern.as_ref().filter(|_| field.kind == "text")
        && !matches_whole(pattern, line)
    {
        // An input method types digits and letters at full width; what was typed stays as it is beside the value.
        let narrow = normalise_width(line);
        if !matches_whole(pattern, &narrow) {
            return Err(Refusal::Pattern { field: field.title.clone(), pattern: pattern.clone() });
        }
        value = Value::Text(narrow);
    }
    let breach = breach(field, &value, line);
    Ok((value, breach))
}

fn within_length(line: &str) -> Result<(), Refusal> {
    if line.len() > LONGEST_LINE { Err(Refusal::TooLong) } else { Ok(()) }
}

fn matches_whole(pattern: &str, line: &str) -> bool {
    regex::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match(line))
}

/// Returns the typed value of one line, or why it is none.
pub(super) fn parse(field: &FieldQuestion, rules: &InputRules, line: &str) -> Result<Value, Refusal> {
    let narrow = normalise_width(line);
    let typed = || if field.secret { CONCEALED.to_owned() } else { line.to_owned() };
    let text = |parsed: Option<String>, refusal: fn(String) -> Refusal| {
        parsed.map(Value::Text).ok_or_else(|| refusal(typed()))
    };
    match field.kind {
        "number" => number(rules, &narrow).map_err(|refusal| refusal.unwrap_or_else(|| Refusal::NotANumber(typed()))),
        "boolean" => boolean(&narrow).map(Value::Bool).ok_or_else(|| Refusal::NotABoolean(typed())),
        "time" => text(value::parse_time(&in_figures(&narrow)), Refusal::NotATime),
        "date" => text(value::parse_date(&in_figures(&narrow)), Refusal::NotADate),
        "datetime" => text(value::parse_datetime(&in_figures(&narrow)), Refusal::NotADateTime),
        "duration" => Duration::parse(&narrow).map(Value::Duration).ok_or_else(|| Refusal::NotADuration(typed())),
        "choice" => option(field, line).map(Value::Text).ok_or_else(|| Refusal::NotAnOption(typed())),
        "list" => Ok(Value::List(list(line))),
        "person" if !field.options.is_empty() => {
            option(field, line).map(Value::Text).ok_or_else(|| Refusal::UnknownPerson(typed()))
        }
        _ => Ok(Value::Text(line.to_owned())),
    }
}

fn number(rules: &InputRules, narrow: &str) -> Result<Value, Option<Refusal>> {
    let number = Decimal::parse(narrow).ok_or(None)?;
    match rules.decimals {
        Some(most) if number.decimals() > most => Err(Some(Refusal::TooManyDecimals(most))),
        _ => Ok(Value::Number(number)),
    }
}

/// Returns a date or a time as figures, where it was written as people say it: `2026年11月23日`, `2026/11/23`, `8点30分`, `8点半`.
fn in_figures(line: &str) -> String {
    let line = line.replace("点半", ":30").replace('日', " ").replace(['年', '月', '/'], "-");
    let line = if line.ends_with(['点', '时']) { format!("{line}00") } else { line };
    line.replace(['点', '时'], ":").replace(['分', '秒'], "").trim().to_owned()
}

/// What means yes to a question, in either language.
pub const YES: [&str; 6] = ["yes", "y", "是", "是的", "对", "有"];

/// What means no.
pub const NO: [&str; 8] = ["no", "n", "否", "不", "不是", "没有", "没", "无"];

/// Returns what a yes or a no in either language stands for.
#[must_use]
pub fn boolean(line: &str) -> Option<bool> {
    match line.to_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        word if YES.contains(&word) => Some(true),
        word if NO.contains(&word) => Some(false),
        _ => None,
    }
}

fn option(field: &FieldQuestion, line: &str) -> Option<String> {
    field.options.iter().find(|option| option.id == line).map(|option| option.id.clone())
}

/// Splits a line at commas, ASCII or full-width, and at the enumeration comma.
#[must_use]
pub fn list(line: &str) -> Vec<Value> {
    let parts = line.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Value::Text(part.to_owned())).collect()
}

/// Returns how a value misses the limits in force, or `None` where it keeps them.
pub(super) fn breach(field: &FieldQuestion, value: &Value, line: &str) -> Option<Breach> {
    // Full-width digits are shown as they were understood.
    let shown = value.as_number().map_or_else(|| line.to_owned(), |number| number.to_string());
    let miss = |limit: &str, side: Side| Breach {
        value: shown.clone(),
        limit: limit.to_owned(),
        by: difference(value, limit),
        side,
        unit: field.unit.clone(),
        field: (!field.id.is_empty()).then(|| field.title.clone()),
        row: None,
    };
    let limits = &field.limits;
    let order = |limit: &String| compare(value, limit);
    if let Some(min) = limits.min.as_ref().filter(|min| order(min).is_some_and(std::cmp::Ordering::is_lt)) {
        return Some(miss(min, Side::Below));
    }
    if let Some(max) = limits.max.as_ref().filter(|max| order(max).is_some_and(std::cmp::Ordering::is_gt)) {
        return Some(miss(max, Side::Above));
    }
    let equals = limits.equals.as_ref().filter(|equals| order(equals).is_none_or(std::cmp::Ordering::is_ne));
    equals.map(|equals| miss(equals, Side::Different))
}

fn compare(value: &Value, limit: &str) -> Option<std::cmp::Ordering> {
    match value {
        Value::Number(number) => Decimal::parse(limit).map(|limit| number.cmp(&limit)),
        Value::Text(text) => Some(text.as_str().cmp(limit)),
        Value::Bool(flag) => boolean(limit).map(|limit| flag.cmp(&limit)),
        _ => None,
    }
}

fn difference(value: &Value, limit: &str) -> Option<String> {
    let difference = value.as_number()?.sub(&Decimal::parse(limit)?).ok()?;
    Some(difference.abs().to_string())
}

/// Returns a value as journals have it: numbers as strings.
pub(super) fn to_json(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => Json::String(number.to_string()),
        Value::Text(text) => Json::String(text.clone()),
        Value::Duration(duration) => Json::String(duration.to_string()),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Map(map) => Json::Object(map.iter().map(|(key, value)| (key.clone(), to_json(value))).collect()),
    }
}

/// Returns the limits as an entry has them.
pub(super) fn limit_word(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns whether no limit is in force.
pub(super) fn unlimited(limits: &LimitsInForce) -> bool {
    limits.min.is_none() && limits.max.is_none() && limits.equals.is_none()
}

/// Returns the items of a list, a table or a number with the titles that their paths have: unique, short, without brackets.
pub(super) fn items(value: Value, order_by: Option<&str>) -> Vec<(String, Value)> {
    let mut values = match value {
        Value::List(values) => values,
        Value::Number(count) => numbered(&count),
        _ => Vec::new(),
    };
    values.truncate(MOST_ITEMS);
    if let Some(column) = order_by {
        values.sort_by(|left, right| by_column(left, right, column));
    }
    let mut taken = HashSet::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let titled = values.into_iter().map(|value| {
        let plain = item_title(&value);
        let mut title = plain.clone();
        while !taken.insert(title.clone()) {
            let count = counts.entry(plain.clone()).or_insert(1);
            *count += 1;
            title = format!("{plain}~{count}");
        }
        (title, value)
    });
    titled.collect()
}

fn numbered(count: &Decimal) -> Vec<Value> {
    let count = count.to_i64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0).min(MOST_ITEMS);
    (1..=count).filter_map(|number| Decimal::parse(&number.to_string()).map(Value::Number)).collect()
}

fn by_column(left: &Value, right: &Value, column: &str) -> std::cmp::Ordering {
    let cell = |row: &Value| match row {
        Value::Map(map) => map.get(column).cloned().unwrap_or(Value::None),
        _ => Value::None,
    };
    match (cell(left), cell(right)) {
        (Value::Number(left), Value::Number(right)) => left.cmp(&right),
        (Value::Text(left), Value::Text(right)) => left.cmp(&right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(&right),
        (Value::None, Value::None) => std::cmp::Ordering::Equal,
        (Value::None, _) => std::cmp::Ordering::Greater,
        (_, Value::None) => std::cmp::Ordering::Less,
        _ => std::cmp::Ordering::Equal,
    }
}

/// A row is called by its first field that says something.
fn item_title(value: &Value) -> String {
    let text = match value {
        Value::Map(map) => map.values().find(|value| **value != Value::None).map(ToString::to_string),
        other => Some(other.to_string()),
    };
    let plain = text.unwrap_or_default().replace(['[', '【'], "(").replace([']', '】'], ")");
    let plain = plain.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    plain.take(60).collect()
}
