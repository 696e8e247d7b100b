//! Questions as lines: the operator's side of a run. \[door\]
//!
//! [`TerminalPrompter`] shows a question in a few lines and reads one; an empty line opens the menu and never answers. It
//! decides nothing: what an answer means, and whether it is taken, is the run's affair. Nothing that was written is drawn
//! again, so that the scroll-back is the operator's own record.

mod attachment;
mod choice_entry;
pub mod closing_screen;
pub mod event_text;
mod failure_menu;
mod form_entry;
mod jump_list;
mod limits_text;
mod lines;
mod listen;
mod menu;
mod page;
mod people;
mod question_screen;
mod reason_entry;
mod receipt_line;
mod refusal_text;
mod sheet;
mod value_entry;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::Write;

pub use lines::{Lines, TerminalLines, Vault, interruption};
pub use people::people_labels;
pub use question_screen::step_words;
pub use receipt_line::clock_set;

use crate::clock::Clock;
use crate::language::{Language, prompter};
use crate::run::Run;
use crate::run::answer::{Answer, Given, Need, Refusal};
use crate::run::event::{Event, Moment, Person};
use crate::run::question::{Ask, OptionShown, Question};
use crate::session::{Input, Interruption, Prompter, Supplied};
use crate::terminal::table::Layout;
use form_entry::Entry;
use listen::Heard;
use question_screen::Standing;
use sheet::{Mark, Sheet};

/// What a prompter works with.
pub struct Desk<'a> {
    /// Where lines come from.
    pub lines: Box<dyn Lines + 'a>,
    /// Where everything is shown: stderr.
    pub out: Box<dyn Write + 'a>,
    /// Where files are kept.
    pub vault: Box<dyn Vault + 'a>,
    /// What time it is, for what is due.
    pub clock: &'a dyn Clock,
    /// Screen, style and language; the width is the window's own at every question.
    pub layout: Layout,
}

/// Asks on a terminal.
pub struct TerminalPrompter<'a> {
    lines: Box<dyn Lines + 'a>,
    vault: Box<dyn Vault + 'a>,
    clock: &'a dyn Clock,
    sheet: Sheet<'a>,
    draw: Box<dyn FnMut() -> u8 + 'a>,
    standing: Option<Standing>,
    /// Whether the question that stands there is to be shown once more: something else stands between it and the prompt.
    repeats: bool,
    heading: Vec<String>,
    heading_row: usize,
    introduced: HashSet<String>,
    title: String,
    people: Vec<Person>,
    options: Vec<OptionShown>,
    entry: Option<Entry>,
}

impl<'a> TerminalPrompter<'a> {
    /// Returns a prompter whose critical numbers come from the system's randomness.
    #[must_use]
    pub fn new(desk: Desk<'a>) -> Self {
        Self {
            lines: desk.lines,
            vault: desk.vault,
            clock: desk.clock,
            sheet: Sheet::new(desk.out, desk.layout),
            draw: Box::new(random_byte),
            standing: None,
            repeats: false,
            heading: Vec::new(),
            heading_row: 0,
            introduced: HashSet::new(),
            title: String::new(),
            people: Vec::new(),
            options: Vec::new(),
            entry: None,
        }
    }

    /// Takes the numbers of critical steps from `draw` instead; any byte makes one.
    #[must_use]
    pub fn with_numbers(mut self, draw: impl FnMut() -> u8 + 'a) -> Self {
        self.draw = Box::new(draw);
        self
    }

    fn language(&self) -> Language {
        self.sheet.language()
    }

    /// Returns a new two-digit number for a critical step: 14 to 99, since 10 to 13 stand in menus.
    fn number(&mut self) -> u8 {
        14 + (self.draw)() % 86
    }

    /// Returns a new number that is not `typed`, which was not the last one.
    fn number_besides(&mut self, typed: u8) -> u8 {
        let number = self.number();
        if number == typed { 14 + (number - 13) % 86 } else { number }
    }

    /// Shows `question`, unless it stands on the screen already, and hears its answer.
    fn put(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        match &question.ask {
            Ask::Parameter(field) | Ask::Measure(field) | Ask::Value(field) => self.ask_value(question, run, field),
            Ask::Form(fields) => self.ask_form(question, run, fields),
            Ask::Table { fields, at_least, at_most } => self.ask_table(question, run, fields, (*at_least, *at_most)),
            Ask::Handover { deviations } => self.ask_handover(question, run, deviations),
            Ask::Sign { .. } => self.ask_signature(question, run),
            Ask::Override { not } => self.ask_override(question, run, not),
            _ => self.ask_choice(question, run),
        }
    }
}

/// A byte of the system's randomness. Where there is none, the number is no secret anyway; it only has to be read.
fn random_byte() -> u8 {
    let mut byte = [0];
    match getrandom::fill(&mut byte) {
        Ok(()) => byte[0],
        Err(_) => u8::try_from(std::process::id() % 256).unwrap_or_default(),
    }
}

impl Prompter for TerminalPrompter<'_> {
    fn ask(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        let size = self.lines.size();
        self.sheet.fit(size.columns);
        self.title.clone_from(&question.title);
        if self.people.is_empty() {
            self.people = run.started().roster.clone().unwrap_or_default();
        }
        let is_new = self.show(question, run);
        if is_new && !question.critical && matches!(question.ask, Ask::Computed { .. }) {
            // There is nothing to answer: the ways on from it follow at once, and can be taken back to the menu.
            return Ok(Input::Answer(Box::new(Answer::new(Given::Done))));
        }
        let input = self.put(question, run)?;
        if matches!(&input, Input::Command(command) if leaves_the_question(command)) {
            self.standing = None;
            self.entry = None;
        }
        Ok(input)
    }

    fn supply(
        &mut self,
        question: &Question,
        need: &Need,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let supplied = match need {
            Need::AfterFailure(ways) => self.supply_way(question, ways, answer, run),
            Need::Reason(why) => self.supply_reason(question, *why, answer, run),
            Need::Evidence => self.supply_evidence(question, answer, run),
            Need::Second => self.supply_second(question, answer, run),
            Need::Person => self.supply_person(question, answer, run),
        }?;
        self.repeats = match &supplied {
            Supplied::Added => false,
            Supplied::Withdrawn => true,
            Supplied::Command(command) => leaves_the_question(command),
        };
        Ok(supplied)
    }

    fn pin(&mut self, person: &Person) -> Result<Option<String>, Interruption> {
        let prompt = format!("{}> ", prompter::ask_pin(self.language(), &person.name));
        match self.hear_secret(&prompt)? {
            Heard::Text(pin) => Ok(Some(pin)),
            Heard::Nothing => {
                let text = prompter::no_pin(self.language());
                self.sheet.put(text);
                self.repeats = true;
                Ok(None)
            }
        }
    }

    fn refused(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        let text = refusal_text::refusal_text(self.language(), question, refusal, &self.people);
        self.sheet.marked(Mark::Failed, text);
        Ok(())
    }

    fn recorded(&mut self, event: &Event, at: Moment, run: &Run) {
        self.sheet.fit(self.lines.size().columns);
        self.tell(event, at, run);
    }

    fn not_confirmed(&mut self, event: &Event) {
        self.tell_not_confirmed(event);
    }

    fn interruption(&self) -> Option<Interruption> {
        self.lines.caught().map(lines::interruption)
    }
}

/// Tells whether another question may come after `command`.
fn leaves_the_question(command: &crate::session::Command) -> bool {
    use crate::session::Command;
    !matches!(command, Command::Note(_) | Command::Attach(_))
}
