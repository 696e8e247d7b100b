//! One prompt: reads lines until one of them answers, and looks after the menu behind the empty line.

use std::io;

use super::menu::{Item, Menu, plain};
use super::sheet::Mark;
use super::{TerminalPrompter, lines};
use crate::language::{prompter, terminal};
use crate::run::Run;
use crate::run::answer::{Answer, Given};
use crate::run::question::Question;
use crate::session::{Command, Input, Interruption};
use crate::terminal::line::{Line, Refused};
use crate::terminal::sanitize::Shown;
use crate::terminal::wrap::width;

/// Most bytes of a note or a reason, as the run takes them.
pub(super) const LONGEST_TEXT: usize = 4096;

/// A line, or an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Text(String),
    Nothing,
}

/// One numbered choice of a question.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The number that chooses it, and words that do.
    pub(super) keys: Vec<String>,
    /// What it is called.
    pub(super) label: String,
}

impl Offer {
    pub(super) fn new(key: impl ToString, label: String) -> Self {
        Self { keys: vec![key.to_string()], label }
    }

    pub(super) fn text(&self) -> String {
        format!("{} {}", self.keys.first().map_or("", String::as_str), self.label)
    }
}

/// Which lines a prompt takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Numbered choices, and nothing else.
    Choices,
    /// Numbered choices, or a critical step's two digits.
    ChoicesOrNumber,
    /// Every non-empty line.
    Lines,
    /// Every non-empty line, which is not shown.
    Secret,
}

/// What a prompt listens for.
pub(super) struct Prompt<'p> {
    /// Shown before `> `; empty for the plain prompt.
    pub(super) name: &'p str,
    pub(super) menu: &'p Menu,
    pub(super) offers: &'p [Offer],
    pub(super) takes: Takes,
    /// What an empty line comes to instead of the menu.
    pub(super) enter: Option<Item>,
}

/// What came of a prompt.
#[derive(Debug)]
pub(super) enum Said {
    /// A choice, by its place among the offers.
    Offered(usize),
    /// Two digits.
    Number(u8),
    /// A line.
    Line(String),
    /// Something that only this prompt's menu offers.
    Own(Item),
    /// The menu made an answer or a command of it.
    Input(Input),
}

/// What a choice of the menu comes to.
enum Acted {
    Said(Said),
    BackToTheQuestion,
}

impl TerminalPrompter<'_> {
    /// Reads one line; what cannot be taken is told, and asked again.
    pub(super) fn hear(&mut self, prompt: &str) -> Result<Heard, Interruption> {
        loop {
            let line = self.lines.read(&Shown::line(prompt));
            if let Some(heard) = self.sift(line)? {
                return Ok(heard);
            }
        }
    }

    /// Reads one line that is not shown.
    pub(super) fn hear_secret(&mut self, prompt: &str) -> Result<Heard, Interruption> {
        loop {
            let line = self.lines.read_secret(&Shown::line(prompt));
            if let Some(heard) = self.sift(line)? {
                return Ok(heard);
            }
        }
    }

    fn sift(&mut self, line: io::Result<Line>) -> Result<Option<Heard>, Interruption> {
        let language = self.language();
        self.sheet.typed();
        match line {
            Ok(Line::Text(text)) => return Ok(Some(Heard::Text(text))),
            Ok(Line::Empty) => return Ok(Some(Heard::Nothing)),
            Ok(Line::EndOfInput) => return Err(Interruption::EndOfInput),
            Ok(Line::Interrupted(signal)) => return Err(lines::interruption(signal)),
            Ok(Line::Continued) => self.sheet.show_again(),
            Ok(Line::Refused(refused)) => {
                if refused == Refused::TooLong {
                    self.sheet.show_again();
                }
                self.sheet.marked(Mark::Failed, refused.message(language));
            }
            Ok(Line::Block(block)) => {
                if self.rows_of(&block) >= self.window_rows() / 2 {
                    self.sheet.show_again();
                }
                self.sheet.marked(Mark::Failed, terminal::pasted_block(language, block.lines().count()));
                self.sheet.put(prompter::one_line(language));
            }
            // A terminal that cannot be read is gone.
            Err(_) => return Err(Interruption::Hangup),
        }
        Ok(None)
    }

    /// Returns how many rows of the window a pasted block has taken: where it is most of them, the question is gone.
    fn rows_of(&self, block: &str) -> usize {
        let columns = self.lines.size().columns.max(1);
        block.lines().map(|line| width(line) / columns + 1).sum()
    }

    /// Listens until a line says something. An empty line opens the menu, another one closes it; nothing else comes of it.
    pub(super) fn listen(&mut self, question: &Question, run: &Run, prompt: &Prompt<'_>) -> Result<Said, Interruption> {
        let own_prompt = format!("{}> ", prompt.name);
        let menu_prompt = format!("{}> ", prompter::menu_prompt(self.language()));
        let above = self.sheet.part();
        // However often the empty line is pressed, menu and question are each shown once more.
        let (mut in_menu, mut menu_stands, mut question_stands) = (false, false, false);
        loop {
            let heard = match prompt.takes {
                _ if in_menu => self.hear(&menu_prompt)?,
                Takes::Secret => self.hear_secret(&own_prompt)?,
                _ => self.hear(&own_prompt)?,
            };
            let Heard::Text(line) = heard else {
                if let Some(item) = prompt.enter.filter(|_| !in_menu) {
                    return Ok(Said::Own(item));
                }
                in_menu = !in_menu;
                if in_menu && !menu_stands {
                    self.show_menu(prompt.menu);
                    menu_stands = true;
                } else if !in_menu && !question_stands {
                    self.show_part(question, &above);
                    question_stands = true;
                }
                continue;
            };
            let said = match Self::understand(&line, prompt, in_menu) {
                Some(Meant::Said(said)) => return Ok(said),
                Some(Meant::Item(item)) => self.act(item, question, run)?,
                None => {
                    self.refuse_line(&line, prompt);
                    continue;
                }
            };
            match said {
                Acted::Said(said) => return Ok(said),
                Acted::BackToTheQuestion => {
                    (in_menu, menu_stands, question_stands) = (false, false, false);
                    self.show_part(question, &above);
                }
            }
        }
    }

    /// Says why a line is nothing that can be chosen here.
    fn refuse_line(&mut self, line: &str, prompt: &Prompt<'_>) {
        let language = self.language();
        let typed = plain(line);
        let text = if prompt.offers.iter().any(|offer| offer.keys.contains(&typed)) {
            prompter::back_first(language, Shown::line(line))
        } else {
            let why_not = prompt.menu.why_not(line, language);
            why_not.unwrap_or_else(|| prompter::none_of_these(language, Shown::line(line)))
        };
        self.sheet.marked(Mark::Failed, text);
    }

    /// At the menu only what stands on its line is taken: the question's own numbers mean other things there.
    fn understand(line: &str, prompt: &Prompt<'_>, in_menu: bool) -> Option<Meant> {
        if in_menu {
            return prompt.menu.find(line).map(Meant::Item);
        }
        if matches!(prompt.takes, Takes::Lines | Takes::Secret) {
            return Some(Meant::Said(Said::Line(line.to_owned())));
        }
        let typed = plain(line);
        if let Some(index) = prompt.offers.iter().position(|offer| offer.keys.contains(&typed)) {
            return Some(Meant::Said(Said::Offered(index)));
        }
        if prompt.takes == Takes::ChoicesOrNumber
            && let Some(number) = two_digits(&typed)
        {
            return Some(Meant::Said(Said::Number(number)));
        }
        prompt.menu.find(line).map(Meant::Item)
    }

    fn show_menu(&mut self, menu: &Menu) {
        let language = self.language();
        let mut labels = menu.labels(language);
        labels.push(prompter::menu_back(language));
        self.sheet.choices(&labels);
    }

    /// Does what the general menu offers; what is a prompt's own is left to it.
    fn act(&mut self, item: Item, question: &Question, run: &Run) -> Result<Acted, Interruption> {
        let answer = |given| Some(Input::Answer(Box::new(Answer::new(given))));
        let input = match item {
            Item::NotApplicable => answer(Given::NotApplicable),
            Item::Later => answer(Given::Later),
            Item::GiveUp => {
                // The reason, which is asked now, is what confirms it.
                let text = prompter::give_up_loses(self.language(), run.answered_steps().len());
                self.sheet.marked(Mark::Warning, text);
                answer(Given::GiveUp)
            }
            Item::Back => Some(Input::Command(Command::Back)),
            Item::Pause => Some(Input::Command(Command::Pause)),
            Item::Keep => Some(Input::Command(Command::Keep)),
            Item::Note => self.ask_note()?.map(|text| Input::Command(Command::Note(text))),
            Item::Attach => self.ask_attachment()?.map(|file| Input::Command(Command::Attach(file))),
            Item::Jump => self.ask_jump(question, run)?.map(Input::Command),
            Item::Operator => self.ask_operator(run)?.map(|person| Input::Command(Command::ChangeOperator(person))),
            Item::Help => {
                self.help(run);
                None
            }
            own => {
                if own == Item::TakeBack {
                    let text = prompter::answer_taken_back(self.language());
                    self.sheet.put(text);
                }
                return Ok(Acted::Said(Said::Own(own)));
            }
        };
        Ok(input.map_or(Acted::BackToTheQuestion, |input| Acted::Said(Said::Input(input))))
    }

    fn ask_note(&mut self) -> Result<Option<String>, Interruption> {
        let name = prompter::ask_note(self.language());
        self.ask_text(&name)
    }

    /// Asks for a text that an entry can hold; `None` for an empty line.
    pub(super) fn ask_text(&mut self, name: &str) -> Result<Option<String>, Interruption> {
        loop {
            match self.hear(&format!("{name}> "))? {
                Heard::Nothing => return Ok(None),
                Heard::Text(text) if text.len() <= LONGEST_TEXT => return Ok(Some(text.trim().to_owned())),
                Heard::Text(_) => {
                    let text = prompter::text_too_long(self.language(), LONGEST_TEXT);
                    self.sheet.marked(Mark::Failed, text);
                }
            }
        }
    }

    fn help(&mut self, run: &Run) {
        let language = self.language();
        let training = if run.started().mode == "training" { " --training" } else { "" };
        let texts = [
            prompter::help_answers(language),
            prompter::help_menu(language),
            prompter::help_record(language),
            prompter::help_honest(language),
            prompter::help_leave(language, training),
        ];
        texts.into_iter().for_each(|text| self.sheet.put(text));
    }
}

/// What a line means at a prompt.
enum Meant {
    Said(Said),
    Item(Item),
}

/// Returns the number that two digits make, as a critical step shows it; the menu's own are none.
fn two_digits(typed: &str) -> Option<u8> {
    let digits = typed.len() == 2 && typed.bytes().all(|byte| byte.is_ascii_digit());
    let number = typed.parse().ok().filter(|_| digits)?;
    (number > 13).then_some(number)
}
