//! A reason: a number from the list of the procedure or the site, or a text.

use super::TerminalPrompter;
use super::failure_menu::said_instead;
use super::listen::{LONGEST_TEXT, Prompt, Said, Takes};
use super::menu::{Item, Menu, plain};
use super::sheet::Mark;
use crate::language::{prompter, recorded};
use crate::run::Run;
use crate::run::answer::{Answer, ReasonFor};
use crate::run::event::AfterFailure;
use crate::run::question::Question;
use crate::session::{Interruption, Supplied};
use crate::terminal::sanitize::Shown;

impl TerminalPrompter<'_> {
    pub(super) fn supply_reason(
        &mut self,
        question: &Question,
        why: ReasonFor,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let reasons = run.reasons_at(&question.path);
        let text = self.ask_for(why);
        self.sheet.put(text);
        let numbered = reasons.iter().enumerate().map(|(index, reason)| format!("{} {reason}", index + 1));
        let mut labels: Vec<String> = numbered.collect();
        let mut menu = Menu::of_an_addition(run);
        if matches!(why, ReasonFor::Failure { override_offered: true }) {
            // Not 1 or 2: reasons have these numbers.
            menu = menu.with("13", Item::Override);
            labels.push(prompter::more_and_override(self.language()));
        } else {
            labels.push(prompter::more(self.language()));
        }
        self.sheet.choices(&labels);
        let name = prompter::ask_reason(self.language());
        loop {
            let prompt = Prompt { name: &name, menu: &menu, offers: &[], takes: Takes::Lines, enter: None };
            let line = match self.listen(question, run, &prompt)? {
                Said::Line(line) => line,
                Said::Own(Item::Override) => {
                    let language = self.language();
                    self.sheet.put(recorded::said(language, prompter::way_override(language)));
                    answer.after_failure = Some(AfterFailure::Override);
                    return Ok(Supplied::Added);
                }
                Said::Input(input) => return Ok(said_instead(input)),
                _ => return Ok(Supplied::Withdrawn),
            };
            if let Some(reason) = self.reason_of(&line, &reasons) {
                let place = if why == ReasonFor::Amendment { &mut answer.amending } else { &mut answer.reason };
                *place = Some(reason);
                return Ok(Supplied::Added);
            }
        }
    }

    /// Returns what a line says as a reason. Where reasons have numbers, a number that is none of them says nothing.
    fn reason_of(&mut self, line: &str, reasons: &[String]) -> Option<String> {
        let language = self.language();
        let typed = plain(line);
        let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && !reasons.is_empty() {
            let index = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let chosen = index.and_then(|index| reasons.get(index)).cloned();
            if chosen.is_none() {
                self.sheet.marked(Mark::Failed, prompter::none_of_these(language, Shown::line(line)));
            }
            return chosen;
        }
        if line.len() > LONGEST_TEXT {
            self.sheet.marked(Mark::Failed, prompter::text_too_long(language, LONGEST_TEXT));
            return None;
        }
        Some(line.trim().to_owned())
    }

    fn ask_for(&self, why: ReasonFor) -> String {
        let language = self.language();
        match why {
            ReasonFor::Failure { .. } => prompter::reason_failure(language),
            ReasonFor::NotApplicable => prompter::reason_not_applicable(language),
            ReasonFor::Later => prompter::reason_later(language),
            ReasonFor::Amendment => prompter::reason_amendment(language),
            ReasonFor::Declining => prompter::reason_declining(language),
            ReasonFor::Override => prompter::reason_override(language),
            ReasonFor::GivingUp => prompter::reason_giving_up(language),
        }
    }
}
