//! What can be answered to a question so that another way is taken: the ordinary answer first. Pure.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::super::places::{plain, walk};
use super::sample::sample;
use crate::procedure::value::Decimal;
use crate::procedure::{Field, Record, StepKind};
use crate::run::Program;
use crate::run::answer::Given;
use crate::run::event::{AfterFailure, Raw};
use crate::run::question::{Ask, FieldQuestion, Question};

/// One answer that a question offers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    /// What is said.
    pub(super) given: Given,
    /// What is to follow where that is a failure.
    pub(super) after: AfterFailure,
    /// Whether the same is said each time the step is asked again.
    pub(super) persists: bool,
    /// The answer for a person.
    pub(super) label: String,
}

/// Samples of the patterns that fields of a program have, by the step's path and the field's id.
#[derive(Debug, Default)]
pub(super) struct Samples(HashMap<(String, String), String>);

impl Samples {
    pub(super) fn of(program: &Program) -> Self {
        let mut samples = HashMap::new();
        walk(program, &mut |step, place| {
            for field in fields(&step.kind) {
                if let Some(text) = field.pattern.as_deref().and_then(sample) {
                    samples.insert((place.path.to_owned(), field.id.clone()), text);
                }
            }
        });
        Self(samples)
    }

    /// Returns answers to one field: the right one first, then those that miss a limit or take another way.
    fn values(&self, question: &Question, field: &FieldQuestion) -> Vec<(String, bool)> {
        let key = (plain(&question.path), field.id.clone());
        let text = || self.0.get(&key).cloned().unwrap_or_else(|| "x".to_owned());
        let limits = &field.limits;
        let right = limits.equals.clone().or_else(|| limits.min.clone()).or_else(|| limits.max.clone());
        let mut values: Vec<(String, bool)> = match field.kind {
            "boolean" => vec![("yes".to_owned(), true), ("no".to_owned(), true)],
            "choice" => field.options.iter().map(|option| (option.id.clone(), true)).collect(),
            "text" | "person" | "list" => vec![(right.unwrap_or_else(text), true)],
            kind => vec![(right.unwrap_or_else(|| ordinary(kind).to_owned()), true)],
        };
        if let Some(equals) = &limits.equals {
            values.iter_mut().for_each(|(value, right)| *right = value == equals);
            values.sort_by_key(|(_, right)| !right);
        }
        values.extend(wrong(field).into_iter().map(|value| (value, false)));
        values
    }
}

fn fields(kind: &StepKind) -> Vec<&Field> {
    match kind {
        StepKind::Record(Record::Value(field)) => vec![field],
        StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => fields.iter().collect(),
        _ => Vec::new(),
    }
}

fn ordinary(kind: &str) -> &'static str {
    match kind {
        "time" => "09:00",
        "date" => "2026-11-23",
        "datetime" => "2026-11-23T09:00:00+08:00",
        "duration" => "10m",
        _ => "1",
    }
}

/// Returns values just outside the limits, one for each side.
fn wrong(field: &FieldQuestion) -> Vec<String> {
    let limits = &field.limits;
    let number =
        |text: &String, by: i64| Decimal::parse(text)?.add(&Decimal::from(by)).ok().map(|value| value.to_string());
    let (low, high) = match field.kind {
        "time" => ("00:00", "23:59"),
        "date" => ("1970-01-01", "2999-12-31"),
        "datetime" => ("1970-01-01T00:00:00Z", "2999-12-31T00:00:00Z"),
        "duration" => ("0s", "9999d"),
        _ => ("", ""),
    };
    let beside = |limit: &Option<String>, by: i64, far: &str| {
        let limit = limit.as_ref()?;
        if field.kind == "number" {
            number(limit, by)
        } else {
            (!far.is_empty() && far != limit).then(|| far.to_owned())
        }
    };
    let different = limits.equals.as_ref().and_then(|equals| match field.kind {
        "number" => number(equals, 1),
        "text" => Some(format!("{equals}~")),
        _ => None,
    });
    [beside(&limits.min, -1, low), beside(&limits.max, 1, high), different].into_iter().flatten().collect()
}

/// Returns every answer that takes another way, the ordinary one first.
pub(super) fn alternatives(question: &Question, samples: &Samples) -> Vec<Alternative> {
    let mut all = match &question.ask {
        Ask::Accept(_) | Ask::Warning | Ask::Notify(_) | Ask::Computed { .. } => vec![plainly(Given::Done, "done")],
        Ask::Close(_) => vec![plainly(Given::Close, "close")],
        Ask::Check => with_failures(plainly(Given::Done, "done"), &Given::NotOk, "not OK"),
        Ask::Sign { .. } => with_failures(plainly(Given::Signs, "signs"), &Given::NotOk, "declines"),
        Ask::Override { .. } => vec![plainly(Given::Signs, "waives"), plainly(Given::NotOk, "does not waive")],
        Ask::Decide => vec![plainly(Given::Yes, "yes"), plainly(Given::No, "no")],
        Ask::Choose(options) => {
            options.iter().map(|option| plainly(Given::Choice(option.id.clone()), &option.id)).collect()
        }
        Ask::Handover { .. } => vec![line(""), line("x")],
        Ask::Parameter(field) | Ask::Measure(field) | Ask::Value(field) => samples
            .values(question, field)
            .into_iter()
            .flat_map(|(value, right)| valued(Raw::Line(value), right))
            .collect(),
        Ask::Form(fields) => forms(question, fields, samples)
            .into_iter()
            .flat_map(|(form, right)| valued(Raw::Form(form), right))
            .collect(),
        Ask::Table { fields, at_least, .. } => tables(question, fields, *at_least, samples),
    };
    if question.may_skip && !matches!(question.ask, Ask::Parameter(_)) {
        all.push(plainly(Given::NotApplicable, "not applicable"));
    }
    all
}

fn plainly(given: Given, label: &str) -> Alternative {
    Alternative { given, after: AfterFailure::Leave, persists: false, label: label.to_owned() }
}

fn line(text: &str) -> Alternative {
    plainly(Given::Value(Raw::Line(text.to_owned())), if text.is_empty() { "nothing" } else { text })
}

/// A failure is corrected at the first recheck or never, left as it is, or waived.
fn with_failures(good: Alternative, given: &Given, label: &str) -> Vec<Alternative> {
    [good].into_iter().chain(failures(given, label)).collect()
}

fn failures(given: &Given, label: &str) -> [Alternative; 4] {
    let failure = |after, persists, ending: &str| Alternative {
        given: given.clone(),
        after,
        persists,
        label: format!("{label}{ending}"),
    };
    [
        failure(AfterFailure::Correct, false, ""),
        failure(AfterFailure::Correct, true, " each time"),
        failure(AfterFailure::Leave, false, ", left"),
        failure(AfterFailure::Override, false, ", overridden"),
    ]
}

fn valued(raw: Raw, right: bool) -> Vec<Alternative> {
    let label = match &raw {
        Raw::Line(line) => line.clone(),
        Raw::Form(form) => form.iter().map(|(id, value)| format!("{id}={value}")).collect::<Vec<_>>().join(" "),
        Raw::Table(rows) => format!("rows: {}", rows.len()),
    };
    let given = Given::Value(raw);
    if right { vec![plainly(given, &label)] } else { failures(&given, &label).to_vec() }
}

/// Returns the form filled in rightly, and one for each other value of one field.
fn forms(question: &Question, fields: &[FieldQuestion], samples: &Samples) -> Vec<(IndexMap<String, String>, bool)> {
    let values: Vec<(&FieldQuestion, Vec<(String, bool)>)> =
        fields.iter().map(|field| (field, samples.values(question, field))).collect();
    let first =
        |(field, values): &(&FieldQuestion, Vec<(String, bool)>)| Some((field.id.clone(), values.first()?.0.clone()));
    let base: IndexMap<String, String> = values.iter().filter_map(first).collect();
    let mut forms = vec![(base.clone(), true)];
    for (field, values) in &values {
        for (value, right) in values.iter().skip(1) {
            let mut form = base.clone();
            form.insert(field.id.clone(), value.clone());
            forms.push((form, *right));
        }
        if !field.required {
            let mut form = base.clone();
            form.shift_remove(&field.id);
            forms.push((form, true));
        }
    }
    forms
}

fn tables(question: &Question, fields: &[FieldQuestion], at_least: u32, samples: &Samples) -> Vec<Alternative> {
    let rows = usize::try_from(at_least.max(1)).unwrap_or(1);
    let forms = forms(question, fields, samples);
    let Some((base, _)) = forms.first().cloned() else { return Vec::new() };
    let mut all: Vec<Alternative> = Vec::new();
    for (form, right) in forms {
        let mut table = vec![base.clone(); rows - 1];
        table.push(form);
        all.extend(valued(Raw::Table(table), right));
    }
    if at_least == 0 {
        all.extend(valued(Raw::Table(Vec::new()), true));
    }
    all
}
