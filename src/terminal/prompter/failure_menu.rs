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
use crate::run::answer::{AfterCorrecting, Answer, Breach, Given, Side, Ways};
use crate::run::event::{AfterFailure, Raw};
use crate::run::question::{Ask, FieldQuestion, Question};
use crate::session::{Input, Interruption, Supplied};

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
            Some(breach) => breach_text(language, question, breach),
            None => prompter::it_failed(language),
        };
        self.sheet.marked(Mark::Failed, wrong);
        if let Some(differs) = &ways.differs {
            self.sheet.marked(Mark::Failed, breach_text(language, question, differs));
        }
        let by_two = answer.second.as_ref().is_some_and(|second| second.raw.is_some());
        let ways_on = ways_on(language, ways, by_two);
        let offers: Vec<Offer> = ways_on.iter().map(|(offer, _)| offer.clone()).collect();
        let menu = Menu::of_an_addition(run);
        self.sheet.choices(&offers.iter().map(Offer::text).collect::<Vec<_>>());
        let prompt = Prompt { name: "", menu: &menu, offers: &offers, takes: Takes::Choices, enter: None };
        let index = match self.listen(question, run, &prompt)? {
            Said::Offered(index) => index,
            Said::Input(input) => return Ok(said_instead(input)),
            _ => return Ok(Supplied::Withdrawn),
        };
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
        answer.mistyped.push(without_secrets(question, old.clone()));
        // The second person enters it again too: where two entries differ either may be the wrong one, and where they agree
        // the second's was as wrong.
        if let Some(raw) = answer.second.take().and_then(|second| second.raw) {
            answer.mistyped.push(without_secrets(question, raw));
        }
        let language = self.language();
        let text = row.map_or_else(|| prompter::type_anew(language), |row| prompter::type_row_anew(language, row + 1));
        self.sheet.put(text);
        // Another value is confirmed by a number of its own, and released anew: neither was given for this one.
        let by = answer.by.clone().filter(|_| question.hold.is_none());
        loop {
            let line = match self.retype(question, run, field)? {
                Ok(line) => line,
                Err(supplied) => return Ok(supplied),
            };
            let mut new = old.clone();
            replace(&mut new, &field.id, row, line);
            let changed = Answer { given: Given::Value(new), number: None, by: by.clone(), ..answer.clone() };
            match self.confirmed(question, run, changed)? {
                Some(Input::Answer(confirmed)) => {
                    *answer = *confirmed;
                    return Ok(Supplied::Added);
                }
                Some(input) => return Ok(said_instead(input)),
                None => {}
            }
        }
    }

    /// Asks for one field until it has a value; or returns what was said instead.
    fn retype(
        &mut self,
        question: &Question,
        run: &Run,
        field: &FieldQuestion,
    ) -> Result<Result<String, Supplied>, Interruption> {
        let fields = fields_of(question);
        let index = fields.iter().position(|other| other.id == field.id).unwrap_or_default();
        loop {
            match fields.len() {
                0 | 1 if field.id.is_empty() => self.hint(field, false),
                count => self.field_title(&format!("{}/{count}", index + 1), field, false),
            }
            let line = match self.fill(question, run, field, Menu::of_an_addition(run), false)? {
                Filled::Line(line) => line,
                Filled::Own(super::menu::Item::LeaveEmpty) => String::new(),
                Filled::Input(input) => return Ok(Err(said_instead(input))),
                Filled::Own(_) => return Ok(Err(Supplied::Withdrawn)),
            };
            match run.refuses_field(question, index, &line) {
                Some(refusal) => self.refuse_field(field, question, &refusal),
                None => return Ok(Ok(line)),
            }
        }
    }
}

/// Returns what a session does when something else is said while an answer is completed.
pub(super) fn said_instead(input: Input) -> Supplied {
    match input {
        Input::Command(command) => Supplied::Command(command),
        Input::Answer(_) => Supplied::Withdrawn,
    }
}

fn ways_on(language: Language, ways: &Ways, by_two: bool) -> Vec<(Offer, Way)> {
    let differ = ways.breach.as_ref().is_some_and(|breach| breach.side == Side::Second);
    let mistyped = match by_two {
        true if differ => prompter::way_mistyped_by_one(language),
        true => prompter::way_mistyped_by_both(language),
        false => prompter::way_mistyped(language),
    };
    let all = [
        (1, mistyped, Way::Mistyped, ways.mistyped),
        (2, correcting(language, ways), Way::Then(AfterFailure::Correct), ways.correct),
        (3, leaving(language, ways), Way::Then(AfterFailure::Leave), true),
        (4, prompter::way_override(language), Way::Then(AfterFailure::Override), true),
    ];
    let applying = all.into_iter().filter(|(_, _, _, applies)| *applies);
    applying.map(|(key, label, way, _)| (Offer::new(key, label), way)).collect()
}

/// Returns what correcting it comes to.
fn correcting(language: Language, ways: &Ways) -> String {
    match (ways.then, ways.fails_run) {
        (AfterCorrecting::Stop, _) => prompter::way_correct_stops(language),
        (AfterCorrecting::NoMoreRecheck | AfterCorrecting::Nothing, true) => prompter::way_correct_fails(language),
        (AfterCorrecting::NoMoreRecheck, false) => prompter::way_correct_last(language),
        (AfterCorrecting::Recheck | AfterCorrecting::Nothing, _) => prompter::way_correct(language),
    }
}

/// Returns what leaving it as it is comes to.
fn leaving(language: Language, ways: &Ways) -> String {
    let leave = match ways.breach.as_ref().map(|breach| breach.side) {
        Some(Side::Different) => prompter::way_leave_different(language),
        Some(Side::Second) => prompter::way_leave_second(language),
        Some(Side::Above | Side::Below) => prompter::way_leave_out(language),
        None => prompter::way_leave_failed(language),
    };
    match (ways.then, ways.fails_run) {
        (AfterCorrecting::Stop, _) => prompter::way_stops(language, leave),
        (_, true) => prompter::way_fails(language, leave),
        (_, false) => prompter::way_goes_on(language, leave),
    }
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
            let row = breach.and_then(|breach| breach.row).filter(|row| *row < rows.len())?;
            Some((named(fields)?, Some(row)))
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
    fields_of(question).iter().any(|field| field.secret)
}

/// Returns the fields of a form or a table, or the only one.
fn fields_of(question: &Question) -> &[FieldQuestion] {
    match &question.ask {
        Ask::Form(fields) | Ask::Table { fields, .. } => fields,
        _ => field_of(question).map(std::slice::from_ref).unwrap_or_default(),
    }
}

/// Returns what was typed without what is secret, which is never kept.
fn without_secrets(question: &Question, mut raw: Raw) -> Raw {
    for field in fields_of(question).iter().filter(|field| field.secret) {
        match &mut raw {
            Raw::Line(line) => line.clear(),
            Raw::Form(row) => row.entry(field.id.clone()).or_default().clear(),
            Raw::Table(rows) => rows.iter_mut().for_each(|row| row.entry(field.id.clone()).or_default().clear()),
        }
    }
    raw
}
