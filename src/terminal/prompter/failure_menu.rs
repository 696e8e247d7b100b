//! After a failure: what is wrong, and the honest ways on, each with the same number everywhere.

use super::TerminalPrompter;
use super::limits_text::breach_text;
use super::listen::{Offer, Prompt, Said, Takes};
use super::menu::Menu;
use super::question_screen::field_of;
use super::sheet::Mark;
use super::value_entry::Filled;
use crate::language::{Language, prompter};
use crate::run::Run;
use crate::run::answer::{Answer, Breach, Given, Side, Ways};
use crate::run::event::{AfterFailure, Raw};
use crate::run::question::{Ask, FieldQuestion, Question};
use crate::session::{Interruption, Supplied};

/// A way on from a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Mistyped,
    Then(AfterFailure),
}

impl TerminalPrompter<'_> {
    pub(super) fn supply_way(
        &mut self,
        question: &Question,
        ways: &Ways,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let language = self.language();
        let wrong = match &ways.breach {
            Some(_) if is_secret(question) => prompter::out_secret(language),
            Some(breach) => breach_text(language, question, breach),
            None => prompter::it_failed(language),
        };
        self.sheet.marked(Mark::Failed, wrong);
        let ways_on = ways_on(language, ways);
        let offers: Vec<Offer> = ways_on.iter().map(|(offer, _)| offer.clone()).collect();
        let menu = Menu::of_an_addition();
        self.sheet.choices(&offers.iter().map(Offer::text).collect::<Vec<_>>());
        let prompt = Prompt { name: "", menu: &menu, offers: &offers, takes: Takes::Choices, enter: None };
        let Said::Offered(index) = self.listen(question, run, &prompt)? else { return Ok(Supplied::Withdrawn) };
        match ways_on.get(index).map(|(_, way)| *way) {
            Some(Way::Then(way)) => {
                answer.after_failure = Some(way);
                Ok(Supplied::Added)
            }
            _ => self.type_anew(question, ways.breach.as_ref(), answer, run),
        }
    }

    /// Keeps what was mistyped, and asks for the value anew; of a form or a table only for the field that is wrong.
    fn type_anew(
        &mut self,
        question: &Question,
        breach: Option<&Breach>,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let Given::Value(old) = answer.given.clone() else { return Ok(Supplied::Withdrawn) };
        let Some((field, row)) = wrong_field(question, breach, &old) else { return Ok(Supplied::Withdrawn) };
        let language = self.language();
        let text = row.map_or_else(|| prompter::type_anew(language), |row| prompter::type_row_anew(language, row + 1));
        self.sheet.put(text);
        self.hint(field, false);
        let line = match self.fill(question, run, field, Menu::of_an_addition(), false)? {
            Filled::Line(line) => line,
            Filled::Own(super::menu::Item::LeaveEmpty) => String::new(),
            Filled::Own(_) | Filled::Input(_) => return Ok(Supplied::Withdrawn),
        };
        let mut new = old.clone();
        replace(&mut new, &field.id, row, line);
        answer.mistyped.push(without_secrets(question, old));
        answer.given = Given::Value(new);
        // Where two entries differ either may be the wrong one: the second person enters it again too.
        if breach.is_some_and(|breach| breach.side == Side::Second)
            && let Some(raw) = answer.second.take().and_then(|second| second.raw)
        {
            answer.mistyped.push(without_secrets(question, raw));
        }
        Ok(Supplied::Added)
    }
}

fn ways_on(language: Language, ways: &Ways) -> Vec<(Offer, Way)> {
    let side = ways.breach.as_ref().map(|breach| breach.side);
    let leave = match (side, ways.fails_run) {
        (Some(Side::Different), true) => prompter::way_leave_different_fails(language),
        (Some(Side::Different), false) => prompter::way_leave_different(language),
        (Some(Side::Second), true) => prompter::way_leave_second_fails(language),
        (Some(Side::Second), false) => prompter::way_leave_second(language),
        (Some(_), true) => prompter::way_leave_out_fails(language),
        (Some(_), false) => prompter::way_leave_out(language),
        (None, true) => prompter::way_leave_failed_fails(language),
        (None, false) => prompter::way_leave_failed(language),
    };
    let differ = side == Some(Side::Second);
    let mistyped = if differ { prompter::way_mistyped_by_one(language) } else { prompter::way_mistyped(language) };
    let all = [
        (1, mistyped, Way::Mistyped, ways.mistyped),
        (2, prompter::way_correct(language), Way::Then(AfterFailure::Correct), ways.correct),
        (3, leave, Way::Then(AfterFailure::Leave), true),
        (4, prompter::way_override(language), Way::Then(AfterFailure::Override), true),
    ];
    let applying = all.into_iter().filter(|(_, _, _, applies)| *applies);
    applying.map(|(key, label, way, _)| (Offer::new(key, label), way)).collect()
}

/// Returns the field whose value misses its limits, and its row in a table.
fn wrong_field<'q>(
    question: &'q Question,
    breach: Option<&Breach>,
    raw: &Raw,
) -> Option<(&'q FieldQuestion, Option<usize>)> {
    let named = |fields: &'q [FieldQuestion]| {
        let title = breach.and_then(|breach| breach.field.as_ref());
        fields.iter().find(|field| title.is_none_or(|title| field.title == *title))
    };
    match (&question.ask, raw) {
        (Ask::Form(fields), Raw::Form(_)) => named(fields).map(|field| (field, None)),
        (Ask::Table { fields, .. }, Raw::Table(rows)) => {
            let field = named(fields)?;
            let value = breach.map(|breach| breach.value.as_str());
            let has_it = |row: &indexmap::IndexMap<String, String>| {
                row.get(&field.id).is_some_and(|typed| value.is_none_or(|value| typed.trim() == value))
            };
            Some((field, Some(rows.iter().position(has_it)?)))
        }
        _ => field_of(question).map(|field| (field, None)),
    }
}

fn replace(raw: &mut Raw, field: &str, row: Option<usize>, line: String) {
    match raw {
        Raw::Line(old) => *old = line,
        Raw::Form(fields) => drop(fields.insert(field.to_owned(), line)),
        Raw::Table(rows) => {
            if let Some(fields) = row.and_then(|row| rows.get_mut(row)) {
                fields.insert(field.to_owned(), line);
            }
        }
    }
}

/// Returns whether anything that the question asks for must not be shown.
pub(super) fn is_secret(question: &Question) -> bool {
    match &question.ask {
        Ask::Form(fields) | Ask::Table { fields, .. } => fields.iter().any(|field| field.secret),
        _ => field_of(question).is_some_and(|field| field.secret),
    }
}

/// Returns what was typed without what is secret, which is never kept.
fn without_secrets(question: &Question, mut raw: Raw) -> Raw {
    let fields = match &question.ask {
        Ask::Form(fields) | Ask::Table { fields, .. } => fields.as_slice(),
        _ => field_of(question).map(std::slice::from_ref).unwrap_or_default(),
    };
    for field in fields.iter().filter(|field| field.secret) {
        match &mut raw {
            Raw::Line(line) => line.clear(),
            Raw::Form(row) => row.entry(field.id.clone()).or_default().clear(),
            Raw::Table(rows) => rows.iter_mut().for_each(|row| row.entry(field.id.clone()).or_default().clear()),
        }
    }
    raw
}
