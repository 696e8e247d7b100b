//! Questions with numbered answers: check, decide, choose, warnings, notices, hand-overs to accept, the last question.

use super::TerminalPrompter;
use super::closing_screen::{deviation_line, unresolved_word};
use super::listen::{Offer, Prompt, Said, Takes};
use super::menu::{Item, Menu};
use super::question_screen::Reader;
use super::receipt_line::deviation_words;
use super::sheet::Mark;
use super::value_entry::kept_text;
use crate::language::{Language, prompter};
use crate::run::Run;
use crate::run::answer::{Answer, Given, Typed};
use crate::run::event::{Named, WaitingHandover};
use crate::run::judge::{NO, YES};
use crate::run::outcome::{DeviationKind, Outcome, Verdict};
use crate::run::question::{Ask, Closing, FieldQuestion, OptionShown, Question};
use crate::session::{Input, Interruption};

/// What takes an answer back that waits for its number: no critical step's number is so low.
const TAKE_BACK: u8 = 12;

/// Most unresolved steps that the last question lists; the log has the rest.
const MOST_LISTED: usize = 12;

/// Returns the options that a question numbers.
pub(super) fn options_of(question: &Question) -> &[OptionShown] {
    match &question.ask {
        Ask::Choose(options) => options,
        Ask::Parameter(FieldQuestion { options, .. }) | Ask::Value(FieldQuestion { options, .. }) => options,
        _ => &[],
    }
}

/// An answer that a question offers, with its choice.
struct Choice {
    offer: Offer,
    given: Given,
}

impl Choice {
    fn new(key: usize, label: String, given: Given) -> Self {
        Self { offer: Offer::new(key, label), given }
    }

    fn said(mut self, words: &[&str]) -> Self {
        self.offer.keys.extend(words.iter().map(|word| (*word).to_owned()));
        self
    }
}

impl TerminalPrompter<'_> {
    pub(super) fn ask_choice(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        self.options = options_of(question).to_vec();
        self.show_matter(question, run);
        let choices = choices(question, self.language());
        let offers: Vec<Offer> = choices.iter().map(|choice| choice.offer.clone()).collect();
        let menu = Menu::of(question, run);
        let by_number = question.critical && question.ask == Ask::Check;
        let takes = if by_number { Takes::ChoicesOrNumber } else { Takes::Choices };
        loop {
            let shown = self.offer(&offers, by_number);
            let given = match self.listen(
                question,
                run,
                &Prompt { name: "", menu: &menu, offers: &offers, takes, enter: None },
            )? {
                Said::Input(input) => return Ok(input),
                Said::Number(typed) => {
                    let number = Some(Typed { typed, shown });
                    return Ok(answer(Answer { number, ..Answer::new(Given::Done) }));
                }
                Said::Offered(index) => choices.get(index).map(|choice| choice.given.clone()),
                Said::Line(_) | Said::Own(_) => None,
            };
            let Some(given) = given else { continue };
            if let Some(input) = self.confirmed(question, run, Answer::new(given))? {
                return Ok(input);
            }
        }
    }

    /// Writes the numbered answers, and for a critical check a new number; returns that number.
    fn offer(&mut self, offers: &[Offer], by_number: bool) -> u8 {
        let language = self.language();
        let mut labels = Vec::new();
        let shown = if by_number { self.number() } else { 0 };
        if by_number {
            labels.push(prompter::type_when_done(language, shown));
        }
        labels.extend(offers.iter().map(Offer::text));
        labels.push(prompter::more(language));
        self.sheet.choices(&labels);
        shown
    }

    /// Lets a critical answer be confirmed by its number; `None` where it is not, and the question stands again.
    pub(super) fn confirmed(
        &mut self,
        question: &Question,
        run: &Run,
        mut given: Answer,
    ) -> Result<Option<Input>, Interruption> {
        if !run.wants_number(question, &given) {
            return Ok(Some(answer(given)));
        }
        let language = self.language();
        let menu = Menu::of_an_addition(run);
        let mut shown = self.number();
        let take_back = format!("{TAKE_BACK} {}", prompter::item_take_back(language));
        self.sheet.choices(&[prompter::type_to_confirm(language, shown), take_back, prompter::more(language)]);
        let prompt = Prompt { name: "", menu: &menu, offers: &[], takes: Takes::ChoicesOrNumber, enter: None };
        loop {
            match self.listen(question, run, &prompt)? {
                Said::Number(typed) if typed == shown => {
                    given.number = Some(Typed { typed, shown });
                    return Ok(Some(answer(given)));
                }
                Said::Number(typed) => {
                    shown = self.number_besides(typed);
                    let text = prompter::not_that_number(language, typed, shown);
                    self.sheet.marked(Mark::Failed, text);
                }
                Said::Input(input) => return Ok(Some(input)),
                Said::Offered(_) | Said::Line(_) | Said::Own(_) => {
                    self.show_anew(question, run, Reader::Answering);
                    return Ok(None);
                }
            }
        }
    }

    /// Writes what a question is about, beside its title.
    fn show_matter(&mut self, question: &Question, run: &Run) {
        match &question.ask {
            Ask::Accept(handover) => self.show_handover(handover),
            Ask::Close(closing) => self.show_closing(&question.title, closing, run),
            _ => {}
        }
    }

    fn show_handover(&mut self, handover: &WaitingHandover) {
        let language = self.language();
        let left = match (&handover.by, handover.at) {
            (Some(by), Some(at)) => prompter::handover_left(language, by, at.format("%m-%d %H:%M"), &handover.run),
            _ => prompter::handover_from(language, &handover.run),
        };
        self.sheet.put(left);
        if handover.text.trim().is_empty() {
            self.sheet.put(prompter::handover_no_text(language));
        } else {
            self.sheet.put(&handover.text);
        }
        for deviation in &handover.deviations {
            self.sheet.marked(Mark::Failed, deviation_words(language, deviation));
        }
    }

    fn show_closing(&mut self, title: &str, closing: &Closing, run: &Run) {
        let language = self.language();
        self.sheet.titled("", title, "");
        let deviations = self.resolved_deviations(closing, run);
        if closing.unresolved.is_empty() && deviations.is_empty() {
            self.sheet.put(prompter::close_nothing(language));
        } else if !closing.unresolved.is_empty() {
            self.sheet.put(prompter::close_unresolved(language));
        }
        for (Named { path, title }, outcome) in closing.unresolved.iter().take(MOST_LISTED) {
            let mark = if *outcome == Outcome::Failed { Mark::Failed } else { Mark::Neither };
            let what = unresolved_word(language, run, path, *outcome);
            self.sheet.marked(mark, format!("{path}  {title}{}{what}", language.colon()));
        }
        let more = closing.unresolved.len().saturating_sub(MOST_LISTED);
        if more > 0 {
            self.sheet.put(prompter::and_more(language, more));
        }
        self.show_deviations(&deviations);
        let verdict = Verdict::from_word(closing.verdict).map(|verdict| verdict.name(language));
        let verdict = verdict.unwrap_or_else(|| closing.verdict.to_owned());
        self.sheet.put(prompter::close_verdict(language, verdict));
    }

    /// Returns a line for each deviation that is not unresolved: lateness, what was corrected or overridden, a bound.
    fn resolved_deviations(&self, closing: &Closing, run: &Run) -> Vec<(Mark, String)> {
        let unresolved = |path: &String| closing.unresolved.iter().any(|(step, _)| step.path == *path);
        let about_the_outcome =
            |kind| matches!(kind, DeviationKind::Failed | DeviationKind::Corrected | DeviationKind::Overridden);
        let deviations = run.deviations(self.clock.now().at).into_iter();
        let others = deviations.filter(|found| !(about_the_outcome(found.kind) && unresolved(&found.path)));
        others.map(|found| deviation_line(self.language(), run, &found)).collect()
    }

    fn show_deviations(&mut self, lines: &[(Mark, String)]) {
        let language = self.language();
        if lines.is_empty() {
            return;
        }
        self.sheet.put(prompter::close_deviations(language));
        lines.iter().take(MOST_LISTED).for_each(|(mark, line)| self.sheet.marked(*mark, line));
        if lines.len() > MOST_LISTED {
            self.sheet.put(prompter::and_more(language, lines.len() - MOST_LISTED));
        }
    }

    /// Asks for what goes to the next run: any line is the text.
    pub(super) fn ask_handover(
        &mut self,
        question: &Question,
        run: &Run,
        deviations: &[String],
    ) -> Result<Input, Interruption> {
        let language = self.language();
        if !deviations.is_empty() {
            self.sheet.put(prompter::handover_goes_along(language));
            for deviation in deviations {
                self.sheet.marked(Mark::Failed, deviation_words(language, deviation));
            }
        }
        let kept = kept_text(question, run);
        self.offer_kept(kept.as_deref());
        self.sheet.choices(&[prompter::handover_ask(language), prompter::more(language)]);
        let menu = Menu::of(question, run).with("1", Item::NothingToHandOver);
        let menu = if kept.is_some() { menu.with("12", Item::Reconfirm) } else { menu };
        let prompt = Prompt { name: "", menu: &menu, offers: &[], takes: Takes::Lines, enter: None };
        let text = match self.listen(question, run, &prompt)? {
            Said::Input(input) => return Ok(input),
            Said::Line(line) => line,
            Said::Own(Item::Reconfirm) => kept.unwrap_or_default(),
            _ => String::new(),
        };
        Ok(answer(Answer::new(Given::Value(crate::run::event::Raw::Line(text)))))
    }
}

pub(super) fn answer(answer: Answer) -> Input {
    Input::Answer(Box::new(answer))
}

fn choices(question: &Question, language: Language) -> Vec<Choice> {
    let one = |label: String, given| vec![Choice::new(1, label, given)];
    match &question.ask {
        Ask::Check if question.critical => vec![Choice::new(2, prompter::not_ok(language), Given::NotOk)],
        Ask::Check => vec![
            Choice::new(1, prompter::done(language), Given::Done),
            Choice::new(2, prompter::not_ok(language), Given::NotOk),
        ],
        Ask::Decide => vec![
            Choice::new(1, prompter::yes(language), Given::Yes).said(&YES),
            Choice::new(2, prompter::no(language), Given::No).said(&NO),
        ],
        Ask::Choose(options) => {
            let numbered = options.iter().enumerate();
            numbered
                .map(|(index, option)| {
                    Choice::new(index + 1, option.title.clone(), Given::Choice(option.id.clone())).said(&[&option.id])
                })
                .collect()
        }
        Ask::Warning => one(prompter::known(language), Given::Done),
        Ask::Notify(_) => one(prompter::told(language), Given::Done),
        Ask::Accept(_) => one(prompter::accept(language), Given::Done),
        Ask::Computed { .. } => one(prompter::say_what_next(language), Given::Done),
        Ask::Close(_) => one(prompter::close_run(language), Given::Close),
        _ => Vec::new(),
    }
}
