//! One value, typed on a line of its own. Every non-empty line is the value; a number chooses only where options have one.

use super::TerminalPrompter;
use super::limits_text::limits_text;
use super::listen::{Prompt, Said, Takes};
use super::menu::{Item, Menu, plain};
use crate::language::{Language, prompter};
use crate::run::Run;
use crate::run::answer::{Answer, Given};
use crate::run::event::Raw;
use crate::run::question::{Ask, FieldQuestion, Purpose, Question};
use crate::session::{Input, Interruption};
use crate::terminal::style::Role;

/// What came of asking for one field.
#[derive(Debug)]
pub(super) enum Filled {
    Line(String),
    Own(Item),
    Input(Input),
}

impl TerminalPrompter<'_> {
    pub(super) fn ask_value(
        &mut self,
        question: &Question,
        run: &Run,
        field: &FieldQuestion,
    ) -> Result<Input, Interruption> {
        self.options.clone_from(&field.options);
        let kept = kept_text(question, run);
        let menu = Menu::of(question, run);
        let menu = if kept.is_some() { menu.with("12", Item::Reconfirm) } else { menu };
        loop {
            self.offer_kept(kept.as_deref());
            self.hint(field, false);
            let line = match self.fill(question, run, field, menu.clone(), false)? {
                Filled::Input(input) => return Ok(input),
                Filled::Line(line) => line,
                Filled::Own(Item::Reconfirm) => kept.clone().unwrap_or_default(),
                Filled::Own(_) => String::new(),
            };
            let given = Answer::new(Given::Value(Raw::Line(line)));
            if let Some(input) = self.confirmed(question, run, given)? {
                return Ok(input);
            }
        }
    }

    /// Shows the text that a step asked again had, and how to keep it.
    pub(super) fn offer_kept(&mut self, kept: Option<&str>) {
        let Some(kept) = kept else { return };
        let language = self.language();
        let shown = if kept.is_empty() { prompter::item_nothing_to_hand_over(language) } else { kept.to_owned() };
        self.sheet.put(prompter::old_value(language, shown));
        self.sheet.put_as(Role::Dim, prompter::keep_text(language));
    }

    /// Reads the line of one field, with `menu` behind the empty line; or the empty line leaves the field empty at once.
    pub(super) fn fill(
        &mut self,
        question: &Question,
        run: &Run,
        field: &FieldQuestion,
        menu: Menu,
        passes: bool,
    ) -> Result<Filled, Interruption> {
        let enter = passes.then_some(Item::LeaveEmpty);
        let menu = if field.required { menu } else { menu.with("1", Item::LeaveEmpty) };
        let takes = if field.secret { Takes::Secret } else { Takes::Lines };
        Ok(match self.listen(question, run, &Prompt { name: "", menu: &menu, offers: &[], takes, enter })? {
            Said::Line(line) => Filled::Line(typed(field, line)),
            Said::Own(item) => Filled::Own(item),
            Said::Input(input) => Filled::Input(input),
            Said::Offered(_) | Said::Number(_) => Filled::Line(String::new()),
        })
    }

    /// Writes the options of a field, or what form its value has.
    pub(super) fn hint(&mut self, field: &FieldQuestion, passes: bool) {
        let language = self.language();
        let options = options(language, field);
        if !options.is_empty() {
            let numbered = options.iter().enumerate().map(|(index, (_, title))| format!("{} {title}", index + 1));
            self.sheet.choices(&numbered.collect::<Vec<_>>());
        }
        let form = match field.kind {
            "time" => Some(prompter::form_time(language)),
            "date" => Some(prompter::form_date(language)),
            "datetime" => Some(prompter::form_datetime(language)),
            "duration" => Some(prompter::form_duration(language)),
            "list" => Some(prompter::form_list(language)),
            _ => None,
        };
        let secret = field.secret.then(|| prompter::form_secret(language));
        let optional = (!field.required).then(|| match passes {
            true => prompter::form_passed(language),
            false => prompter::form_optional(language),
        });
        for text in [form, secret, optional].into_iter().flatten() {
            self.sheet.put_as(Role::Dim, text);
        }
    }

    /// Writes the title of a field of a form, with its limits.
    pub(super) fn field_title(&mut self, place: &str, field: &FieldQuestion, passes: bool) {
        let right = limits_text(self.language(), field).unwrap_or_default();
        self.sheet.titled(&format!("  {place}"), &field.title, &right);
        self.hint(field, passes);
    }
}

/// Returns the text that a step had which is asked again after a pause: it can be read and kept, where a number is to be
/// read off and typed anew. `None` of anything else, and of a secret.
pub(super) fn kept_text(question: &Question, run: &Run) -> Option<String> {
    let is_text = match &question.ask {
        Ask::Value(field) => field.kind == "text" && !field.secret,
        Ask::Handover { .. } => true,
        _ => false,
    };
    let last = run.records().get(&question.path)?.last()?;
    match &last.raw {
        Some(Raw::Line(line)) if is_text && question.purpose == Purpose::Reconfirm => Some(line.trim().to_owned()),
        _ => None,
    }
}

/// Returns what may be chosen by number: what is recorded for it, and what it is called.
fn options(language: Language, field: &FieldQuestion) -> Vec<(String, String)> {
    match field.kind {
        "boolean" => {
            vec![("yes".to_owned(), prompter::yes(language)), ("no".to_owned(), prompter::no(language))]
        }
        "person" if !are_numbers_free(field) => Vec::new(),
        "choice" | "person" => {
            let title = |id: &String, title: &String| match field.kind {
                "person" => format!("{title} ({id})"),
                _ => title.clone(),
            };
            field.options.iter().map(|option| (option.id.clone(), title(&option.id, &option.title))).collect()
        }
        _ => Vec::new(),
    }
}

/// Persons may have ids that look like the numbers of a list; then the list has no numbers.
fn are_numbers_free(field: &FieldQuestion) -> bool {
    let taken = |id: &str| id.parse::<usize>().is_ok_and(|number| number <= field.options.len());
    !field.options.iter().any(|option| taken(&option.id))
}

/// Returns what a line stands for: the option of that number or title, else itself, exactly.
fn typed(field: &FieldQuestion, line: String) -> String {
    let typed = plain(&line);
    if field.options.iter().any(|option| option.id == line.trim()) {
        return line.trim().to_owned();
    }
    let options = options(Language::En, field);
    let by_number = typed.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?));
    if let Some((id, _)) = by_number {
        return id.clone();
    }
    let by_title = field.options.iter().find(|option| option.title.to_lowercase() == typed);
    by_title.map_or(line, |option| option.id.clone())
}
