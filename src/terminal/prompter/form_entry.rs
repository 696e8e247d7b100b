//! Forms and tables: field by field, row by row. What was entered so far survives a note or a look at the menu.

use indexmap::IndexMap;

use super::TerminalPrompter;
use super::failure_menu::said_instead;
use super::listen::{Offer, Prompt, Said, Takes};
use super::menu::{Item, Menu};
use super::question_screen::Reader;
use super::receipt_line::{json_words, rows_words};
use super::refusal_text::refusal_words;
use super::sheet::Mark;
use super::value_entry::Filled;
use crate::language::{prompter, refusals};
use crate::run::Run;
use crate::run::answer::{Answer, Given, Refusal};
use crate::run::event::Raw;
use crate::run::question::{FieldQuestion, Purpose, Question};
use crate::session::{Input, Interruption, Supplied};
use crate::terminal::style::Role;

/// One row as it is typed.
type Row = IndexMap<String, String>;

/// What was entered so far for the question on the screen. Nothing of it is recorded yet.
#[derive(Debug, Default)]
pub(super) struct Entry {
    rows: Vec<Row>,
    row: Row,
}

/// What a form or a table asks for.
struct Wanted<'f> {
    fields: &'f [FieldQuestion],
    /// Least and most rows of a table.
    rows: Option<(u32, Option<u32>)>,
    /// The menu behind every empty line.
    menu: Menu,
    /// Who fills it in.
    reader: Reader,
}

/// What came of asking for a row.
enum Filling {
    Complete,
    Ended,
    Input(Input),
    Withdrawn,
}

impl Filling {
    /// Returns what a session does with what was said instead of a second person's entry.
    fn instead(self) -> Supplied {
        match self {
            Self::Input(input) => said_instead(input),
            Self::Complete | Self::Ended | Self::Withdrawn => Supplied::Withdrawn,
        }
    }
}

impl TerminalPrompter<'_> {
    pub(super) fn ask_form(
        &mut self,
        question: &Question,
        run: &Run,
        fields: &[FieldQuestion],
    ) -> Result<Input, Interruption> {
        let wanted = Wanted { fields, rows: None, menu: Menu::of(question, run), reader: Reader::Answering };
        let mut entry = self.entry.take().unwrap_or_default();
        loop {
            if let Filling::Input(input) = self.fill_row(question, run, &wanted, &mut entry)? {
                self.entry = Some(entry);
                return Ok(input);
            }
            let given = Answer::new(Given::Value(Raw::Form(entry.row.clone())));
            if let Some(input) = self.confirmed(question, run, given)? {
                return Ok(input);
            }
            entry.row.pop();
        }
    }

    pub(super) fn ask_table(
        &mut self,
        question: &Question,
        run: &Run,
        fields: &[FieldQuestion],
        rows: (u32, Option<u32>),
    ) -> Result<Input, Interruption> {
        let wanted = Wanted { fields, rows: Some(rows), menu: Menu::of(question, run), reader: Reader::Answering };
        let mut entry = self.entry.take().unwrap_or_default();
        loop {
            if let Filling::Input(input) = self.fill_rows(question, run, &wanted, &mut entry)? {
                self.entry = Some(entry);
                return Ok(input);
            }
            let given = Answer::new(Given::Value(Raw::Table(entry.rows.clone())));
            if let Some(input) = self.confirmed(question, run, given)? {
                return Ok(input);
            }
        }
    }

    /// Asks a second person for the whole form; or returns what was said instead.
    pub(super) fn form_again(
        &mut self,
        question: &Question,
        run: &Run,
        fields: &[FieldQuestion],
    ) -> Result<Result<Raw, Supplied>, Interruption> {
        let wanted = Wanted { fields, rows: None, menu: Menu::of_an_addition(run), reader: Reader::Second };
        let mut entry = Entry::default();
        let filling = self.fill_row(question, run, &wanted, &mut entry)?;
        Ok(match filling {
            Filling::Complete => Ok(Raw::Form(entry.row)),
            other => Err(other.instead()),
        })
    }

    /// Asks a second person for the whole table; or returns what was said instead.
    pub(super) fn table_again(
        &mut self,
        question: &Question,
        run: &Run,
        fields: &[FieldQuestion],
        rows: (u32, Option<u32>),
    ) -> Result<Result<Raw, Supplied>, Interruption> {
        let wanted = Wanted { fields, rows: Some(rows), menu: Menu::of_an_addition(run), reader: Reader::Second };
        let mut entry = Entry::default();
        let filling = self.fill_rows(question, run, &wanted, &mut entry)?;
        Ok(match filling {
            Filling::Ended => Ok(Raw::Table(entry.rows)),
            other => Err(other.instead()),
        })
    }

    /// Asks row by row until the table is ended, or something else is said.
    fn fill_rows(
        &mut self,
        question: &Question,
        run: &Run,
        wanted: &Wanted<'_>,
        entry: &mut Entry,
    ) -> Result<Filling, Interruption> {
        let (at_least, at_most) = wanted.rows.unwrap_or_default();
        self.say_rows((at_least, at_most));
        loop {
            let is_full = at_most.is_some_and(|most| count(entry) >= most);
            let filling = match is_full {
                true => self.ask_full(question, run, wanted, entry)?,
                false => self.fill_row(question, run, wanted, entry)?,
            };
            match filling {
                Filling::Complete if is_full => {}
                Filling::Complete => entry.rows.push(std::mem::take(&mut entry.row)),
                ended => return Ok(ended),
            }
        }
    }

    fn say_rows(&mut self, (at_least, at_most): (u32, Option<u32>)) {
        let language = self.language();
        let least = (at_least > 0).then(|| prompter::rows_at_least(language, rows_words(language, at_least)));
        let most = at_most.map(|most| prompter::rows_at_most(language, rows_words(language, most)));
        let texts = [least, most, Some(prompter::rows_begin(language))];
        self.sheet.choices(&texts.into_iter().flatten().collect::<Vec<_>>());
    }

    /// Asks for the fields of a row that are still empty.
    fn fill_row(
        &mut self,
        question: &Question,
        run: &Run,
        wanted: &Wanted<'_>,
        entry: &mut Entry,
    ) -> Result<Filling, Interruption> {
        if wanted.rows.is_some() {
            let text = prompter::row(self.language(), entry.rows.len() + 1);
            self.sheet.put(text);
        }
        while let Some(field) = wanted.fields.get(entry.row.len()) {
            let index = entry.row.len();
            let passes = wanted.passes(index);
            self.field_title(&format!("{}/{}", index + 1, wanted.fields.len()), field, passes);
            let (kept, menu) = self.old_field(question, run, field, wanted, entry);
            let line = match self.fill(question, run, field, menu, passes)? {
                Filled::Input(input) => return Ok(Filling::Input(input)),
                Filled::Line(line) => line,
                Filled::Own(Item::Reconfirm) => kept.unwrap_or_default(),
                Filled::Own(Item::LeaveEmpty) => {
                    entry.row.insert(field.id.clone(), String::new());
                    continue;
                }
                Filled::Own(Item::TakeBackLast) => {
                    self.take_back(entry, wanted.fields);
                    continue;
                }
                Filled::Own(Item::RowsDone(_)) => return Ok(Filling::Ended),
                Filled::Own(_) => return Ok(Filling::Withdrawn),
            };
            match run.refuses_field(question, index, &line) {
                Some(refusal) => self.refuse_field(field, question, &refusal),
                None => drop(entry.row.insert(field.id.clone(), line)),
            }
        }
        Ok(Filling::Complete)
    }

    /// Shows what the field had so far, where the step is asked again. It is never filled in; returns what may be kept, and
    /// the menu behind the empty line.
    fn old_field(
        &mut self,
        question: &Question,
        run: &Run,
        field: &FieldQuestion,
        wanted: &Wanted<'_>,
        entry: &Entry,
    ) -> (Option<String>, Menu) {
        let kept = match wanted.reader {
            Reader::Answering => self.show_old_field(question, run, field, entry.rows.len()),
            Reader::Second => None,
        };
        let menu = wanted.menu_at(entry);
        let menu = if kept.is_some() { menu.with("12", Item::Reconfirm) } else { menu };
        (kept, menu)
    }

    fn show_old_field(&mut self, question: &Question, run: &Run, field: &FieldQuestion, row: usize) -> Option<String> {
        let repeats = matches!(question.purpose, Purpose::Amend | Purpose::Reconfirm);
        let last = run.records().get(&question.path).and_then(|record| record.last()).filter(|_| repeats)?;
        let old = if last.json.is_array() { &last.json[row] } else { &last.json };
        let language = self.language();
        let old = json_words(language, &old[field.id.as_str()], &field.options).filter(|_| !field.secret)?;
        let unit = field.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        self.sheet.put_as(Role::Dim, prompter::old_value(language, format!("{old}{unit}")));
        let kept = kept_field(question, last.raw.as_ref()?, field, row)?;
        self.sheet.put_as(Role::Dim, prompter::keep_text(language));
        Some(kept)
    }

    pub(super) fn refuse_field(&mut self, field: &FieldQuestion, question: &Question, refusal: &Refusal) {
        let language = self.language();
        let text = match field.secret {
            true => refusals::secret_refused(language),
            false => refusal_words(language, question, refusal, &self.people),
        };
        self.sheet.marked(Mark::Failed, text);
    }

    /// Takes back the last field of the row, or the last row.
    fn take_back(&mut self, entry: &mut Entry, fields: &[FieldQuestion]) {
        let language = self.language();
        if let Some((id, _)) = entry.row.pop() {
            let name = fields.iter().find(|field| field.id == id).map_or(id, |field| field.title.clone());
            self.sheet.put(prompter::taken_back(language, name));
            return;
        }
        entry.rows.pop();
        let row = prompter::row(language, entry.rows.len() + 1);
        self.sheet.put(prompter::taken_back(language, &row));
        // It is this row that is filled in next.
        self.sheet.put(row);
    }

    /// A table that takes no more rows is ended by a number of its own.
    fn ask_full(
        &mut self,
        question: &Question,
        run: &Run,
        wanted: &Wanted<'_>,
        entry: &mut Entry,
    ) -> Result<Filling, Interruption> {
        let language = self.language();
        let rows = rows_words(language, count(entry));
        let offers = [Offer::new(2, prompter::item_rows_done(language, &rows))];
        let menu = wanted.menu.clone().with("13", Item::TakeBackLast);
        self.sheet.put(prompter::rows_full(language, rows));
        self.sheet.choices(&[offers[0].text(), prompter::more(language)]);
        let prompt = Prompt { name: "", menu: &menu, offers: &offers, takes: Takes::Choices, enter: None };
        Ok(match self.listen(question, run, &prompt)? {
            Said::Input(input) => Filling::Input(input),
            Said::Own(Item::TakeBackLast) => {
                self.take_back(entry, wanted.fields);
                Filling::Complete
            }
            Said::Own(_) => Filling::Withdrawn,
            _ => Filling::Ended,
        })
    }
}

impl Wanted<'_> {
    /// Returns whether an empty line leaves the field empty: nothing is completed by it, since a field that must be filled
    /// follows in the same row, with the menu behind its empty line. A row of a table begins with the menu.
    fn passes(&self, index: usize) -> bool {
        let optional = self.fields.get(index).is_some_and(|field| !field.required);
        let begins_row = self.rows.is_some() && index == 0;
        optional && !begins_row && self.fields.iter().skip(index + 1).any(|field| field.required)
    }

    /// Returns the menu at the next field: at a row's beginning a table can be ended, and what was entered be taken back.
    fn menu_at(&self, entry: &Entry) -> Menu {
        let menu = self.menu.clone();
        let may_end = self.rows.is_some_and(|(at_least, _)| entry.row.is_empty() && count(entry) >= at_least);
        let menu = if may_end { menu.with("2", Item::RowsDone(count(entry))) } else { menu };
        let is_new = entry.row.is_empty() && entry.rows.is_empty();
        if is_new { menu } else { menu.with("13", Item::TakeBackLast) }
    }
}

/// Returns the text that a field had in a step which is asked again after a pause, as [`kept_text`](super::value_entry::kept_text)
/// does of a step of one field.
fn kept_field(question: &Question, raw: &Raw, field: &FieldQuestion, row: usize) -> Option<String> {
    if question.purpose != Purpose::Reconfirm || field.kind != "text" || field.secret {
        return None;
    }
    match raw {
        Raw::Form(fields) => fields.get(&field.id).cloned(),
        Raw::Table(rows) => rows.get(row)?.get(&field.id).cloned(),
        Raw::Line(_) => None,
    }
}

fn count(entry: &Entry) -> u32 {
    u32::try_from(entry.rows.len()).unwrap_or(u32::MAX)
}
