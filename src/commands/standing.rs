//! `Standing`: how a run stands, in one word and one colour, as tables and heads show it.

use super::records::Found;
use crate::journal::{Condition, Headline, Judgement, Verification};
use crate::language::{Language, reading as words};
use crate::report::judgements;
use crate::report::words::verdict_role;
use crate::run::event::{Event, RunClosed};
use crate::run::outcome::Verdict;
use crate::terminal::style::Role;

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Closed, with this verdict.
    Closed(Verdict),
    /// Not closed, whatever its tail is like.
    Open,
    /// Something else is to be said, and this is the worst of it.
    Judged(Box<Judgement>),
}

impl Standing {
    /// Returns how a run stands by its journal alone.
    #[must_use]
    pub fn of_journal(journal: &Verification) -> Self {
        match journal.condition() {
            Condition::Altered(at) => Self::Judged(Box::new(Judgement::Altered(at))),
            Condition::Torn => Self::Judged(Box::new(Judgement::Torn)),
            Condition::Empty => Self::Judged(Box::new(Judgement::NeverBegun)),
            Condition::Intact | Condition::Open => {
                closed(journal).map_or(Self::Open, |closed| Self::Closed(closed.verdict))
            }
        }
    }

    /// Returns how a run stands that was read and judged.
    #[must_use]
    pub fn of(found: &Found<'_>) -> Self {
        match found.judgements.first() {
            Some(Judgement::Intact) | None => {
                found.closed.as_ref().map_or(Self::Open, |closed| Self::Closed(closed.verdict))
            }
            Some(Judgement::Open) => Self::Open,
            Some(judgement) => Self::Judged(Box::new(judgement.clone())),
        }
    }

    /// Returns the word for it.
    #[must_use]
    pub fn word(&self, language: Language) -> String {
        match self {
            Self::Closed(closed) => closed.name(language),
            Self::Open => words::word_open(language),
            Self::Judged(judgement) => judgements::word(language, judgement),
        }
    }

    /// Returns its colour.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Closed(closed) => Some(verdict_role(*closed)),
            Self::Open => None,
            Self::Judged(judgement) => match judgement.headline() {
                Headline::Altered => Some(Role::Bad),
                Headline::Unfinished => Some(Role::Warning),
                Headline::Intact => Some(Role::Dim),
            },
        }
    }
}

/// Returns how a journal says that its run was closed.
#[must_use]
pub fn closed(journal: &Verification) -> Option<RunClosed> {
    let entry = journal.entries.iter().rev().find(|entry| entry.kind == crate::journal::RUN_CLOSED)?;
    match Event::read(&entry.kind, entry.data.get()).ok()?? {
        Event::RunClosed(closed) => Some(*closed),
        _ => None,
    }
}
