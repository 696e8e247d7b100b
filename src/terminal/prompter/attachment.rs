//! Files and document numbers: attached at any question, or shown for an answer.

use super::TerminalPrompter;
use super::failure_menu::said_instead;
use super::listen::{Heard, Prompt, Said, Takes};
use super::menu::{Item, Menu};
use super::sheet::Mark;
use crate::language::{Language, prompter, refusals};
use crate::procedure::EvidenceKind;
use crate::run::Run;
use crate::run::answer::Answer;
use crate::run::event::{EvidenceItem, StoredFile};
use crate::run::question::{EvidenceAsked, Question};
use crate::session::{Interruption, Supplied};

impl TerminalPrompter<'_> {
    /// Asks for the path of a file until it is kept; `None` for an empty line.
    pub(super) fn ask_attachment(&mut self) -> Result<Option<StoredFile>, Interruption> {
        let name = prompter::ask_file(self.language());
        loop {
            let Heard::Text(path) = self.hear(&format!("{name}> "))? else { return Ok(None) };
            if let Some(file) = self.keep(&path) {
                return Ok(Some(file));
            }
        }
    }

    fn keep(&mut self, path: &str) -> Option<StoredFile> {
        match self.vault.keep(unquoted(path)) {
            Ok(file) => Some(file),
            Err(why) => {
                self.sheet.marked(Mark::Failed, why);
                None
            }
        }
    }

    pub(super) fn supply_evidence(
        &mut self,
        question: &Question,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        let any = EvidenceAsked { kind: EvidenceKind::Reference, title: None, at_least: 1, accept: Vec::new() };
        let asked = question.evidence.as_ref().unwrap_or(&any);
        let wanted = usize::try_from(asked.at_least.max(1)).unwrap_or(usize::MAX);
        let menu = match asked.at_least {
            0 => Menu::of_an_addition(run).with("1", Item::NothingToShow),
            _ => Menu::of_an_addition(run),
        };
        let name = match asked.kind {
            EvidenceKind::File => prompter::ask_file(self.language()),
            EvidenceKind::Reference => prompter::ask_reference(self.language()),
        };
        let mut items = Vec::new();
        while items.len() < wanted {
            self.say_evidence(asked, wanted - items.len());
            let prompt = Prompt { name: &name, menu: &menu, offers: &[], takes: Takes::Lines, enter: None };
            match self.listen(question, run, &prompt)? {
                Said::Line(line) => {
                    let item = self.evidence_of(asked, &line);
                    items.extend(item.filter(|item| self.is_new(item, &items)));
                }
                Said::Own(Item::NothingToShow) => break,
                Said::Input(input) => return Ok(said_instead(input)),
                _ => return Ok(Supplied::Withdrawn),
            }
        }
        answer.evidence = Some(items);
        Ok(Supplied::Added)
    }

    fn say_evidence(&mut self, asked: &EvidenceAsked, missing: usize) {
        let language = self.language();
        self.sheet.put(prompter::evidence_files(language, evidence_title(language, asked), missing));
        if !asked.accept.is_empty() {
            let kinds = asked.accept.join(language.between());
            self.sheet.put(prompter::evidence_kinds(language, kinds));
        }
    }

    fn evidence_of(&mut self, asked: &EvidenceAsked, line: &str) -> Option<EvidenceItem> {
        let typed = unquoted(line);
        if asked.kind == EvidenceKind::Reference {
            return Some(EvidenceItem::Reference(line.trim().to_owned()));
        }
        let language = self.language();
        let ending = typed.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        if !asked.accept.is_empty() && !ending.is_some_and(|ending| asked.accept.contains(&ending)) {
            self.sheet.marked(Mark::Failed, refusals::evidence_kind(language, typed));
            return None;
        }
        self.keep(typed).map(EvidenceItem::File)
    }

    /// Returns whether an item was not shown before: the same document, or the same bytes, are no second evidence.
    fn is_new(&mut self, item: &EvidenceItem, before: &[EvidenceItem]) -> bool {
        let language = self.language();
        let is_new = !before.iter().any(|before| is_same(before, item));
        match item {
            EvidenceItem::File(file) if is_new => self.sheet.put(prompter::kept(language, &file.name)),
            EvidenceItem::Reference(_) if is_new => {}
            EvidenceItem::File(StoredFile { name, .. }) | EvidenceItem::Reference(name) => {
                self.sheet.marked(Mark::Failed, prompter::shown_already(language, name));
            }
        }
        is_new
    }
}

/// Returns what is to be shown, in words.
pub(super) fn evidence_title(language: Language, asked: &EvidenceAsked) -> String {
    asked.title.clone().unwrap_or_else(|| match asked.kind {
        EvidenceKind::File => prompter::evidence_file_word(language),
        EvidenceKind::Reference => prompter::evidence_reference_word(language),
    })
}

/// Returns whether the same document or the same bytes are shown twice.
fn is_same(one: &EvidenceItem, other: &EvidenceItem) -> bool {
    match (one, other) {
        (EvidenceItem::File(one), EvidenceItem::File(other)) => one.sha256 == other.sha256,
        _ => one == other,
    }
}

/// A file that is dragged into a terminal comes in quotes.
fn unquoted(path: &str) -> &str {
    let path = path.trim();
    let inner = |quote: char| path.strip_prefix(quote).and_then(|path| path.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(path)
}
