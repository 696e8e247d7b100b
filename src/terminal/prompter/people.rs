//! Who: a signer, whoever waives a failure, a second person, the one who releases a hold, another operator. Nobody is ever
//! filled in beforehand.

use super::TerminalPrompter;
use super::choice_entry::answer;
use super::failure_menu::said_instead;
use super::listen::{Heard, Prompt, Said, Takes};
use super::menu::{Item, Menu};
use super::question_screen::Reader;
use super::sheet::Mark;
use super::value_entry::Filled;
use crate::language::{prompter, refusals};
use crate::run::answer::{Answer, Given, Identity, SecondEntry};
use crate::run::event::{Assurance, Person, Raw};
use crate::run::question::{Ask, Question};
use crate::run::{Run, are_numbers_free, is_name, meant};
use crate::session::{Command, Input, Interruption, Supplied};
use crate::terminal::pickers::Picked;
use crate::terminal::sanitize::Shown;

/// What came of asking who.
enum Who {
    Person(Identity),
    Said(Said),
}

impl TerminalPrompter<'_> {
    pub(super) fn ask_signature(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        let Ask::Sign { role, meaning, signed, may, may_decline } = &question.ask else {
            return Ok(Input::Command(Command::Again));
        };
        let language = self.language();
        let role = role.as_ref().map(|(_, title)| title.as_str());
        let title = role.map_or_else(|| prompter::sign_anybody(language), |role| prompter::sign_role(language, role));
        self.sheet.put(title);
        self.sheet.put(prompter::sign_meaning(language, meaning));
        if !signed.is_empty() {
            let names: Vec<String> = signed.iter().map(|id| run.name_of(id)).collect();
            self.sheet.put(prompter::sign_signed(language, names.join(language.between())));
            self.sheet.put(prompter::sign_other(language));
        }
        let candidates: Vec<&Person> =
            may.iter().filter(|id| !signed.contains(id)).filter_map(|id| run.person(id)).collect();
        let menu = Menu::of(question, run).with("2", Item::Decline);
        match self.ask_who(question, run, &candidates, &menu)? {
            Who::Person(by) => Ok(answer(Answer { by: Some(by), ..Answer::new(Given::Signs) })),
            Who::Said(Said::Input(input)) => Ok(input),
            Who::Said(_) => {
                let candidates: Vec<&Person> = may_decline.iter().filter_map(|id| run.person(id)).collect();
                self.ask_declining(question, run, &candidates)
            }
        }
    }

    fn ask_declining(&mut self, question: &Question, run: &Run, candidates: &[&Person]) -> Result<Input, Interruption> {
        let text = prompter::decline_person(self.language());
        self.sheet.put(text);
        match self.ask_who(question, run, candidates, &Menu::of_an_addition(run))? {
            Who::Person(by) => Ok(answer(Answer { by: Some(by), ..Answer::new(Given::NotOk) })),
            Who::Said(Said::Input(input)) => Ok(input),
            Who::Said(_) => Ok(Input::Command(Command::Again)),
        }
    }

    pub(super) fn ask_override(
        &mut self,
        question: &Question,
        run: &Run,
        not: &[String],
    ) -> Result<Input, Interruption> {
        let text = prompter::override_person(self.language());
        self.sheet.put(text);
        let others: Vec<&Person> = run.staff().filter(|person| !not.contains(&person.id)).collect();
        let menu = Menu::of(question, run).with("1", Item::NoOverride);
        Ok(match self.ask_who(question, run, &others, &menu)? {
            Who::Person(by) => answer(Answer { by: Some(by), ..Answer::new(Given::Signs) }),
            Who::Said(Said::Input(input)) => input,
            Who::Said(_) => answer(Answer::new(Given::NotOk)),
        })
    }

    /// The second person says who he is; once that is proved, he enters the value.
    pub(super) fn supply_second(
        &mut self,
        question: &Question,
        given: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let Some(second) = &mut given.second else { return self.supply_second_person(question, given, run) };
        let text = prompter::second_entry(self.language(), run.name_of(&second.by.id));
        self.sheet.put(text);
        match self.enter_again(question, run)? {
            Ok(raw) => second.raw = Some(raw),
            Err(supplied) => return Ok(supplied),
        }
        Ok(Supplied::Added)
    }

    /// Asks who the second person is, with the first one's entry scrolled out of sight.
    fn supply_second_person(
        &mut self,
        question: &Question,
        given: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        for _ in 0..self.lines.size().rows {
            self.sheet.blank();
        }
        // Nothing stands on the window any more, the heading neither.
        self.heading.clear();
        self.show_anew(question, run, Reader::Second);
        let text = prompter::second_person(self.language());
        self.sheet.put(text);
        let first = given.by.as_ref().map_or(&run.operator().id, |by| &by.id).clone();
        let others: Vec<&Person> = run.staff().filter(|person| person.id != first).collect();
        loop {
            match self.ask_who(question, run, &others, &Menu::of_an_addition(run))? {
                Who::Person(by) if by.id != first => {
                    given.second = Some(SecondEntry { by, raw: None });
                    return Ok(Supplied::Added);
                }
                Who::Person(_) => {
                    let text = refusals::same_person(self.language(), run.name_of(&first));
                    self.sheet.marked(Mark::Failed, text);
                }
                Who::Said(Said::Input(input)) => return Ok(said_instead(input)),
                Who::Said(_) => return Ok(Supplied::Withdrawn),
            }
        }
    }

    fn enter_again(&mut self, question: &Question, run: &Run) -> Result<Result<Raw, Supplied>, Interruption> {
        let field = match &question.ask {
            Ask::Measure(field) | Ask::Value(field) => field,
            Ask::Form(fields) => return self.form_again(question, run, fields),
            Ask::Table { fields, at_least, at_most } => {
                return self.table_again(question, run, fields, (*at_least, *at_most));
            }
            _ => return Ok(Err(Supplied::Withdrawn)),
        };
        self.hint(field, false);
        Ok(match self.fill(question, run, field, Menu::of_an_addition(run), false)? {
            Filled::Line(line) => Ok(Raw::Line(line)),
            Filled::Own(Item::LeaveEmpty) => Ok(Raw::Line(String::new())),
            Filled::Input(input) => Err(said_instead(input)),
            Filled::Own(_) => Err(Supplied::Withdrawn),
        })
    }

    pub(super) fn supply_person(
        &mut self,
        question: &Question,
        given: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let role = question.hold.clone().unwrap_or_default();
        let text = prompter::hold_person(self.language(), role);
        self.sheet.put(text);
        let has_role = |person: &&Person| question.hold_role.as_ref().is_none_or(|role| person.roles.contains(role));
        let people: Vec<&Person> = run.staff().filter(has_role).collect();
        match self.ask_who(question, run, &people, &Menu::of_an_addition(run))? {
            Who::Person(by) => {
                given.by = Some(by);
                Ok(Supplied::Added)
            }
            Who::Said(Said::Input(input)) => Ok(said_instead(input)),
            Who::Said(_) => Ok(Supplied::Withdrawn),
        }
    }

    /// Lists `people` and asks for one of them; without a roster for a name.
    fn ask_who(
        &mut self,
        question: &Question,
        run: &Run,
        people: &[&Person],
        menu: &Menu,
    ) -> Result<Who, Interruption> {
        let people: Vec<&Person> = people.iter().copied().filter(|person| !run.is_locked(&person.id)).collect();
        let name = self.list_people(run, &people);
        loop {
            let prompt = Prompt { name: &name, menu, offers: &[], takes: Takes::Lines, enter: None };
            let id = match self.listen(question, run, &prompt)? {
                Said::Line(line) => id_of(&line, &people),
                said => return Ok(Who::Said(said)),
            };
            if run.person(&id).is_some() || (run.started().roster.is_none() && is_name(&id)) {
                return Ok(Who::Person(Identity { id, assurance: Assurance::Claimed }));
            }
            self.tell_unknown(run, &id);
        }
    }

    fn list_people(&mut self, run: &Run, people: &[&Person]) -> String {
        let language = self.language();
        if run.started().roster.is_none() {
            self.sheet.choices(&[prompter::more(language)]);
            return prompter::ask_name(language);
        }
        if people.is_empty() {
            self.sheet.marked(Mark::Warning, prompter::nobody_may(language));
        }
        let mut labels: Vec<String> = people_labels(people);
        labels.push(prompter::more(language));
        self.sheet.choices(&labels);
        prompter::ask_person(language)
    }

    fn tell_unknown(&mut self, run: &Run, typed: &str) {
        let (language, typed) = (self.language(), Shown::line(typed));
        let text = match run.started().roster {
            Some(_) => refusals::unknown_person(language, typed),
            None => refusals::not_a_name(language, typed),
        };
        self.sheet.marked(Mark::Failed, text);
    }

    /// Asks who goes on; `None` where nobody else does.
    pub(super) fn ask_operator(&mut self, run: &Run) -> Result<Option<Person>, Interruption> {
        let language = self.language();
        let may = |person: &&Person| person.id != run.operator().id && !run.is_locked(&person.id);
        let people: Vec<&Person> = run.staff().filter(may).collect();
        let question = prompter::ask_new_operator(language, &run.operator().name);
        let prompt = Shown::line(format!("{question} ({})", prompter::ask_picked(language)));
        let shown: Vec<Shown> =
            people.iter().map(|person| Shown::line(format!("{} ({})", person.name, person.id))).collect();
        match self.lines.pick(&prompt, &shown) {
            Ok(Picked::Item(index)) => return Ok(people.get(index).map(|person| (*person).clone())),
            Ok(Picked::Nothing) => return Ok(None),
            Ok(Picked::Interrupted(signal)) => return Err(super::lines::interruption(signal)),
            Ok(Picked::Unavailable) => {}
            Err(_) => return Err(Interruption::Hangup),
        }
        self.sheet.put(question);
        let name = self.list_people(run, &people);
        loop {
            let Heard::Text(line) = self.hear(&format!("{name}> "))? else { return Ok(None) };
            let id = id_of(&line, &people);
            match run.person(&id) {
                Some(person) => return Ok(Some(person.clone())),
                None if run.started().roster.is_none() && is_name(&id) => {
                    return Ok(Some(Person { name: id.clone(), id, roles: Vec::new() }));
                }
                None => self.tell_unknown(run, &id),
            }
        }
    }
}

/// Returns the lines of a list of people: numbered, unless their ids could be taken for numbers of it.
#[must_use]
pub fn people_labels(people: &[&Person]) -> Vec<String> {
    let numbered = are_numbers_free(people);
    let label = |(index, person): (usize, &&Person)| match numbered {
        true => format!("{} {} ({})", index + 1, person.name, person.id),
        false => format!("{} {}", person.id, person.name),
    };
    people.iter().enumerate().map(label).collect()
}

/// Returns the id of whom a line means, else the line itself.
fn id_of(line: &str, people: &[&Person]) -> String {
    meant(line, people).map_or_else(|| line.trim().to_owned(), |person| person.id.clone())
}
