//! The words for kinds, types, outcomes and verdicts in both languages. It decides nothing.

use super::titles::Titles;
use crate::language::{Language, reading as words, records};
use crate::procedure::{EndVerdict, FieldType, ParameterType, StepKind, Text};
use crate::run::event::{Assurance, BoundReached, Signed};
use crate::run::outcome::Verdict;
use crate::terminal::style::Role;

/// Returns a text of a procedure as its file has it, expressions unevaluated.
#[must_use]
pub fn text(text: &Text, language: Language) -> &str {
    text.get(language.code()).source()
}

/// Returns what a kind of step is called.
#[must_use]
pub fn kind(language: Language, kind: &StepKind) -> String {
    match kind {
        StepKind::Check { .. } => words::kind_check(language),
        StepKind::Measure(_) => words::kind_measure(language),
        StepKind::Record(_) => words::kind_record(language),
        StepKind::Choose { .. } => words::kind_choose(language),
        StepKind::Decide { .. } => words::kind_decide(language),
        StepKind::Sign { .. } => words::kind_sign(language),
        StepKind::Handover { .. } => words::kind_handover(language),
        StepKind::End { .. } => words::kind_end(language),
        StepKind::Section { .. } => words::kind_section(language),
        StepKind::Each(_) => words::kind_each(language),
        StepKind::Repeat(_) => words::kind_repeat(language),
        StepKind::Call(_) => words::kind_call(language),
    }
}

/// Returns what a type of field is called.
#[must_use]
pub fn field_type(language: Language, kind: FieldType) -> String {
    match kind {
        FieldType::Text => words::type_text(language),
        FieldType::Number => words::type_number(language),
        FieldType::Boolean => words::type_boolean(language),
        FieldType::Time => words::type_time(language),
        FieldType::Date => words::type_date(language),
        FieldType::Choice => words::type_choice(language),
        FieldType::Person => words::type_person(language),
    }
}

/// Returns what a type of parameter is called.
#[must_use]
pub fn parameter_type(language: Language, kind: ParameterType) -> String {
    match kind {
        ParameterType::Text => words::type_text(language),
        ParameterType::Number => words::type_number(language),
        ParameterType::Boolean => words::type_boolean(language),
        ParameterType::Time => words::type_time(language),
        ParameterType::Date => words::type_date(language),
        ParameterType::DateTime => words::type_datetime(language),
        ParameterType::Duration => words::type_duration(language),
        ParameterType::Choice => words::type_choice(language),
        ParameterType::List => words::type_list(language),
        ParameterType::Table => words::type_table(language),
    }
}

/// Returns the colour of a verdict.
#[must_use]
pub const fn verdict_role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Completed => Role::Good,
        Verdict::CompletedWithDeviations | Verdict::Incomplete | Verdict::Abandoned => Role::Warning,
        Verdict::Failed => Role::Bad,
    }
}

/// Returns what the verdict of an `end` is called.
#[must_use]
pub fn end_verdict(language: Language, end: EndVerdict) -> String {
    match end {
        EndVerdict::Completed => Verdict::Completed.name(language),
        EndVerdict::Abandoned => Verdict::Abandoned.name(language),
    }
}

/// Returns how sure a record is of who somebody is.
#[must_use]
pub fn assurance(language: Language, assurance: Assurance) -> String {
    match assurance {
        Assurance::Claimed => words::by_claim(language),
        Assurance::Pin => words::by_pin(language),
        Assurance::Scripted => words::by_script(language),
    }
}

/// Returns what a signature means: one that was given afterwards has a code.
#[must_use]
pub fn meaning(language: Language, signed: &Signed, titles: &Titles) -> String {
    match signed.meaning.as_str() {
        "reviewed" if signed.path.is_empty() => records::meaning_reviewed(language),
        "approved" if signed.path.is_empty() => records::meaning_approved(language),
        "witnessed" if signed.path.is_empty() => records::meaning_witnessed(language),
        own => titles.text(own).to_owned(),
    }
}

/// Returns the items of a list as prose: `a, b`, `甲、乙`.
#[must_use]
pub fn list(language: Language, items: &[String]) -> String {
    items.join(language.between())
}

/// Returns the clauses of one line: `a, b`, `甲，乙`.
#[must_use]
pub fn clauses(language: Language, items: &[String]) -> String {
    items.join(language.comma())
}

/// Returns a remark behind something: ` (a)`, `（甲）`.
#[must_use]
pub fn remark(language: Language, text: &str) -> String {
    match language {
        Language::En => format!(" ({text})"),
        Language::Zh => format!("（{text}）"),
    }
}

/// Returns `name: value` or `名称：值`.
#[must_use]
pub fn named(language: Language, name: &str, value: &str) -> String {
    format!("{name}{}{value}", language.colon())
}

/// Returns a range: `18 to 22`, `18～22`.
#[must_use]
pub fn range(language: Language, from: &str, to: &str) -> String {
    match language {
        Language::En => format!("{from} to {to}"),
        Language::Zh => format!("{from}～{to}"),
    }
}

/// Returns what is said of a loop that went through less than it should.
#[must_use]
pub fn bound(language: Language, reached: &BoundReached, title: &str) -> String {
    if reached.unevaluated.is_empty() {
        words::bound(language, title, reached.passes)
    } else {
        words::no_items(language, title)
    }
}
