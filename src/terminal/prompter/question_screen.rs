//! What stands above a prompt: placards, heading, the step with its texts, its dangers, when it is due.

use super::attachment::evidence_title;
use super::limits_text::limits_text;
use super::receipt_line::{clock_time, moment, old_answer, time_left};
use super::sheet::Mark;
use super::{Sheet, TerminalPrompter};
use crate::language::{Language, prompter};
use crate::procedure::Status;
use crate::run::Run;
use crate::run::event::Moment;
use crate::run::outcome::Outcome;
use crate::run::question::{Ask, Due, FieldQuestion, Item, Purpose, Question, Texts};
use crate::terminal::style::Role;
use crate::terminal::wrap::width;

/// In a window of fewer rows no question fits; it is scrolled back anyway, and taken for one of the usual height.
const LOWEST: usize = 10;

/// Rows of a usual window.
const USUAL: usize = 24;

/// Rows that a question takes without its texts: title, choices, prompt, and what is recorded of it.
const BARE_QUESTION: usize = 5;

/// Who reads a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whoever answers.
    Answering,
    /// A second person, who enters a value without having seen one: not the first person's, nor the one it had before.
    Second,
}

/// Which screen stands there, so that it is shown once.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    path: String,
    attempt: usize,
    purpose: Purpose,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Step,
    Notify,
    Override,
    Accept,
    Close,
}

impl Standing {
    pub(super) fn of(question: &Question) -> Self {
        let part = match question.ask {
            Ask::Notify(_) => Part::Notify,
            Ask::Override { .. } => Part::Override,
            Ask::Accept(_) => Part::Accept,
            Ask::Close(_) => Part::Close,
            _ => Part::Step,
        };
        Self { path: question.path.clone(), attempt: question.attempt, purpose: question.purpose.clone(), part }
    }
}

impl TerminalPrompter<'_> {
    /// Shows what belongs to `question` above its prompt, unless that stands there already. Returns whether the question is
    /// another one than the last.
    pub(super) fn show(&mut self, question: &Question, run: &Run) -> bool {
        let standing = Standing::of(question);
        let is_new = self.standing.as_ref() != Some(&standing);
        let repeats = std::mem::take(&mut self.repeats);
        if is_new {
            self.entry = None;
        }
        if is_new || repeats {
            self.show_anew(question, run, Reader::Answering);
            self.standing = Some(standing);
        }
        is_new
    }

    /// Shows it once more, as to a second person.
    pub(super) fn show_anew(&mut self, question: &Question, run: &Run, reader: Reader) {
        self.sheet.begin();
        self.placards(run);
        if question.heading != self.heading || self.is_heading_gone(question) {
            if !matches!(question.ask, Ask::Close(_)) {
                self.sheet.titled("", &question.heading.join(" › "), "");
            }
            self.keep_heading(question.heading.clone());
        }
        self.introduce(question, run);
        let now = self.clock.now().at;
        match &question.ask {
            Ask::Notify(text) => {
                let text = prompter::notify_whom(self.language(), text);
                self.sheet.titled(&label(question), &title(question), &right(question, &self.sheet));
                self.sheet.put(text);
            }
            Ask::Override { .. } => {
                self.sheet.titled(&label(question), &title(question), &right(question, &self.sheet));
            }
            Ask::Accept(_) | Ask::Close(_) => {}
            _ => show_step(&mut self.sheet, question, run, now, reader),
        }
        if let Ask::Computed { field, value } = &question.ask {
            let unit = field.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            let text = prompter::computed(self.language(), format!("{value}{unit}"));
            self.sheet.put(text);
        }
    }

    /// Shows once more what stood above a prompt, under the title of its question.
    pub(super) fn show_part(&mut self, question: &Question, (part, begins): &(String, bool)) {
        if !begins && !matches!(question.ask, Ask::Accept(_) | Ask::Close(_)) {
            self.sheet.titled(&label(question), &title(question), &right(question, &self.sheet));
        }
        self.sheet.put_again(part);
    }

    /// Remembers the heading that stands on the screen, and where.
    pub(super) fn keep_heading(&mut self, heading: Vec<String>) {
        self.heading = heading;
        self.heading_row = self.sheet.rows();
    }

    /// Returns how many rows the window is taken to have.
    pub(super) fn window_rows(&self) -> usize {
        let rows = self.lines.size().rows;
        if rows < LOWEST { USUAL } else { rows }
    }

    /// Returns whether the heading has gone off the window, or would with the next question.
    fn is_heading_gone(&self, question: &Question) -> bool {
        let window = self.window_rows();
        let Texts { detail, say, note, warning, expect } = &question.texts;
        let texts = [detail, say, note, warning, expect].into_iter().flatten();
        let rows_of = |text: &String| width(text) / self.sheet.width() + 1;
        self.sheet.rows() - self.heading_row + BARE_QUESTION + texts.map(rows_of).sum::<usize>() > window
    }

    /// Shows the texts of each section, loop and call around the question once, before the first thing that is asked in it.
    fn introduce(&mut self, question: &Question, run: &Run) {
        if question.is_container {
            // Its own question shows them all.
            self.introduced.insert(question.path.clone());
        }
        for (path, texts) in run.containers_around(&question.path) {
            if self.introduced.insert(path) && texts != Texts::default() {
                show_texts(&mut self.sheet, &texts);
                self.sheet.gap();
            }
        }
    }

    fn placards(&mut self, run: &Run) {
        let language = self.language();
        if run.started().mode == "training" {
            self.sheet.margin(Role::Warning, prompter::training(language));
        }
        if run.program().main().procedure.status == Status::Draft {
            self.sheet.margin(Role::Warning, prompter::draft(language));
        }
    }
}

fn show_step(sheet: &mut Sheet<'_>, question: &Question, run: &Run, now: Moment, reader: Reader) {
    let language = sheet.language();
    sheet.titled(&label(question), &title(question), &right(question, sheet));
    if let Some(text) = purpose(question, run, language, reader) {
        sheet.put_as(Role::Warning, text);
    }
    let repeats = matches!(question.purpose, Purpose::Amend | Purpose::Reconfirm);
    let voided = if repeats { run.signatures_after(&question.path) } else { Vec::new() };
    for path in voided {
        let title = run.title_at(&path).unwrap_or_default();
        sheet.marked(Mark::Warning, prompter::voids_signature(language, format!("{path} {title}")));
    }
    if let Some(role) = &question.hold {
        sheet.put(prompter::hold(language, role));
    }
    show_texts(sheet, &question.texts);
    // Said before the step is done: what it asks for is brought along, and not fetched afterwards.
    if let Some(asked) = question.evidence.as_ref().filter(|asked| asked.at_least > 0) {
        sheet.put(prompter::evidence_to_come(language, evidence_title(language, asked), asked.at_least));
    }
    if let Some(due) = &question.due {
        show_due(sheet, due, now);
    }
    if let Some(until) = run.due_soon(now) {
        show_time_limit(sheet, until, now);
    }
}

fn show_texts(sheet: &mut Sheet<'_>, texts: &Texts) {
    let language = sheet.language();
    if let Some(detail) = &texts.detail {
        sheet.put(detail);
    }
    if let Some(expect) = &texts.expect {
        sheet.put(prompter::expected(language, expect));
    }
    if let Some(say) = &texts.say {
        sheet.put(prompter::say(language, say));
    }
    if let Some(note) = &texts.note {
        sheet.marked(Mark::Note, prompter::note(language, note));
    }
    if let Some(warning) = &texts.warning {
        sheet.marked(Mark::Warning, prompter::warning(language, warning));
    }
}

/// Returns the step's number as people say it: its path without the items, which are named beside it.
fn label(question: &Question) -> String {
    if question.path.contains('@') {
        return String::new();
    }
    let (mut label, mut inside) = (String::new(), false);
    for c in question.path.chars() {
        inside = inside || c == '[';
        if !inside {
            label.push(c);
        }
        inside = inside && c != ']';
    }
    label
}

/// Returns the number and the title of what is asked, as its screen has them, with one space between; nothing of the last
/// question, which has neither.
#[must_use]
pub fn step_words(question: &Question) -> String {
    let words = format!("{} {}", label(question), title(question));
    words.trim().to_owned()
}

/// Returns the title with the items that it is asked for. The item of a loop up to n is its number, which stands there already.
fn title(question: &Question) -> String {
    let items = question.items.iter().map(|Item { title, number, count }| {
        let name = if *title == number.to_string() { String::new() } else { format!("{title}  ") };
        format!("[{number}/{count}] {name}")
    });
    format!("{}{}", items.collect::<String>(), question.title)
}

/// Returns what stands at the right: place, role, limits; on a plain screen the place in words.
fn right(question: &Question, sheet: &Sheet<'_>) -> String {
    let language = sheet.language();
    let place = question.place.map(|(number, count)| match sheet.is_plain() {
        true => prompter::step_of(language, number, count),
        false => format!("{number}/{count}"),
    });
    let limits = field_of(question).and_then(|field| limits_text(language, field));
    let critical = question.of_critical_step.then(|| prompter::critical(language));
    let parts = [place, question.role.clone(), critical, limits].into_iter().flatten();
    parts.collect::<Vec<_>>().join("   ")
}

/// Returns the one field of a question, where it has one.
pub(super) fn field_of(question: &Question) -> Option<&FieldQuestion> {
    match &question.ask {
        Ask::Parameter(field) | Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. } => Some(field),
        _ => None,
    }
}

/// Returns why the question comes again, where it does.
fn purpose(question: &Question, run: &Run, language: Language, reader: Reader) -> Option<String> {
    let last = run.records().get(&question.path).and_then(|record| record.last());
    match question.purpose {
        Purpose::Reconfirm | Purpose::Amend if last.is_some_and(|last| last.outcome == Outcome::Deferred) => {
            Some(prompter::put_off_before(language))
        }
        // A value that was computed anew is no recheck.
        Purpose::Next if question.attempt > 1 && !matches!(question.ask, Ask::Computed { .. }) => {
            Some(recheck(question, language))
        }
        Purpose::Next => None,
        Purpose::Deferred => Some(prompter::put_off_before(language)),
        Purpose::Reconfirm => Some(prompter::again_after_pause(language)),
        Purpose::Amend => Some(match old_answer(language, question, run).filter(|_| reader == Reader::Answering) {
            Some((old, at)) => prompter::changing_from(language, old, clock_time(at)),
            None => prompter::changing(language),
        }),
    }
}

/// Returns which recheck it is, and what hangs on it where it is the last.
fn recheck(question: &Question, language: Language) -> String {
    let number = question.attempt - 1;
    match (question.is_last_recheck, question.of_critical_step) {
        (false, _) => prompter::recheck(language, number),
        (true, false) => prompter::recheck_last(language, number),
        (true, true) => prompter::recheck_last_fails(language, number),
    }
}

/// Says when the whole run is due.
fn show_time_limit(sheet: &mut Sheet<'_>, until: Moment, now: Moment) {
    let language = sheet.language();
    let (time, left) = (moment(until, now), time_left(language, until - now));
    if now <= until {
        sheet.put(prompter::time_limit(language, time, left));
    } else {
        sheet.marked(Mark::Warning, prompter::time_limit_passed(language, time, left));
    }
}

fn show_due(sheet: &mut Sheet<'_>, due: &Due, now: Moment) {
    let language = sheet.language();
    if let Some(from) = due.from.filter(|from| now < *from) {
        sheet.put(prompter::not_before(language, moment(from, now), time_left(language, from - now)));
    }
    let Some(until) = due.until else { return };
    if now <= until {
        sheet.put(prompter::due_left(language, moment(until, now), time_left(language, until - now)));
    } else {
        let late = prompter::due_late(language, moment(until, now), time_left(language, now - until));
        sheet.marked(Mark::Warning, late);
    }
}
