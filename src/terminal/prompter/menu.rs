//! The menu behind the empty line: what it offers, and which line chooses what. It does nothing itself.

use super::receipt_line::rows_words;
use crate::language::{Language, prompter};
use crate::procedure::value::normalise_width;
use crate::run::Run;
use crate::run::question::{Ask, Purpose, Question};

/// One thing that a menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    NotApplicable,
    Later,
    Note,
    Attach,
    Jump,
    Back,
    Pause,
    GiveUp,
    Operator,
    Help,
    LeaveEmpty,
    NothingToHandOver,
    RowsDone(u32),
    TakeBack,
    TakeBackLast,
    Keep,
    Reconfirm,
    Decline,
    NoOverride,
    Override,
    NothingToShow,
}

impl Item {
    fn label(self, language: Language) -> String {
        match self {
            Self::NotApplicable => prompter::item_not_applicable(language),
            Self::Later => prompter::item_later(language),
            Self::Note => prompter::item_note(language),
            Self::Attach => prompter::item_attach(language),
            Self::Jump => prompter::item_jump(language),
            Self::Back => prompter::item_back(language),
            Self::Pause => prompter::item_pause(language),
            Self::GiveUp => prompter::item_give_up(language),
            Self::Operator => prompter::item_operator(language),
            Self::Help => prompter::item_help(language),
            Self::LeaveEmpty => prompter::item_leave_empty(language),
            Self::NothingToHandOver => prompter::item_nothing_to_hand_over(language),
            Self::RowsDone(rows) => prompter::item_rows_done(language, rows_words(language, rows)),
            Self::TakeBack => prompter::item_take_back(language),
            Self::TakeBackLast => prompter::item_take_back_last(language),
            Self::Keep | Self::Reconfirm => prompter::item_keep(language),
            Self::Decline => prompter::item_decline(language),
            Self::NoOverride => prompter::item_no_override(language),
            Self::Override => prompter::item_override(language),
            Self::NothingToShow => prompter::item_nothing_to_show(language),
        }
    }
}

/// Why a menu does not offer what others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    /// The step does not allow it.
    ByTheStep,
    /// There is nothing yet to go to.
    NothingAnswered,
    /// An earlier answer is being changed.
    Changing,
    /// An answer is being completed.
    Completing,
}

/// What one question's menu offers. The digits 3 to 11 mean the same in every menu; 1, 2, 12 and 13 are the question's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Menu {
    entries: Vec<(String, Item)>,
    closed: Vec<(String, Item, Closed)>,
    prefix: &'static str,
}

impl Menu {
    /// Returns what can be said at `question` besides its answer. Where options have numbers, the menu's begin with `m`.
    pub(super) fn of(question: &Question, run: &Run) -> Self {
        let prefix = if matches!(question.ask, Ask::Choose(_)) { "m" } else { "" };
        let amends = question.purpose == Purpose::Amend;
        let can_go_back = run.before(question).is_some();
        let closed = |why: Closed, applies: bool| applies.then_some(why);
        let changing = closed(Closed::Changing, amends);
        let general = [
            ("3", Item::NotApplicable, closed(Closed::ByTheStep, !question.may_skip)),
            ("4", Item::Later, closed(Closed::ByTheStep, !question.may_defer)),
            ("5", Item::Note, None),
            ("6", Item::Attach, None),
            ("7", Item::Jump, closed(Closed::NothingAnswered, !can_jump(run))),
            ("8", Item::Back, changing.or(closed(Closed::NothingAnswered, !can_go_back))),
            ("9", Item::Pause, None),
            ("10", Item::GiveUp, changing),
            ("11", Item::Operator, changing),
        ];
        let menu = Self { prefix, ..Self::default() }.with_general(&general);
        if amends { menu.with("12", Item::Keep) } else { menu }
    }

    /// Returns the menu of a prompt that belongs to an answer which can still be taken back.
    pub(super) fn of_an_addition(run: &Run) -> Self {
        let general = [
            ("3", Item::NotApplicable, Some(Closed::Completing)),
            ("4", Item::Later, Some(Closed::Completing)),
            ("5", Item::Note, Some(Closed::Completing)),
            ("6", Item::Attach, Some(Closed::Completing)),
            ("7", Item::Jump, (!can_jump(run)).then_some(Closed::NothingAnswered)),
            ("8", Item::Back, Some(Closed::Completing)),
            ("9", Item::Pause, None),
            ("10", Item::GiveUp, Some(Closed::Completing)),
            ("11", Item::Operator, Some(Closed::Completing)),
        ];
        Self::default().with_general(&general).with("12", Item::TakeBack)
    }

    fn with_general(mut self, general: &[(&str, Item, Option<Closed>)]) -> Self {
        for (key, item, closed) in general {
            let key = format!("{}{key}", self.prefix);
            match closed {
                None => self.entries.push((key, *item)),
                Some(why) => self.closed.push((key, *item, *why)),
            }
        }
        self.entries.push(("?".to_owned(), Item::Help));
        self
    }

    /// Returns why what `line` chooses in other menus is not offered in this one; `None` where it chooses nothing.
    pub(super) fn why_not(&self, line: &str, language: Language) -> Option<String> {
        let typed = plain(line);
        let (key, item, why) = self.closed.iter().find(|(key, ..)| *key == typed)?;
        let name = format!("{key} {}", item.label(language));
        Some(match why {
            Closed::ByTheStep => prompter::not_at_this_step(language, name),
            Closed::NothingAnswered => prompter::nothing_answered_yet(language, name),
            Closed::Changing => prompter::not_while_changing(language, name),
            Closed::Completing => prompter::not_while_completing(language, name),
        })
    }

    /// Adds what only this prompt offers: 1 and 2 before all others, anything else behind them.
    #[must_use]
    pub(super) fn with(mut self, key: &str, item: Item) -> Self {
        let own = self.entries.iter().take_while(|(key, _)| matches!(key.as_str(), "1" | "2")).count();
        let help = self.entries.iter().position(|(key, _)| key == "?").unwrap_or(self.entries.len());
        let place = if matches!(key, "1" | "2") { own } else { help };
        self.entries.insert(place, (format!("{}{key}", self.prefix), item));
        self
    }

    /// Returns what `line` chooses.
    pub(super) fn find(&self, line: &str) -> Option<Item> {
        let typed = plain(line);
        self.entries.iter().find(|(key, _)| *key == typed).map(|(_, item)| *item)
    }

    pub(super) fn labels(&self, language: Language) -> Vec<String> {
        self.entries.iter().map(|(key, item)| format!("{key} {}", item.label(language))).collect()
    }
}

/// Returns whether there is anything to go to.
fn can_jump(run: &Run) -> bool {
    !run.answered_steps().is_empty() || run.open_tracks().len() > 1
}

/// Returns a line as choices are compared: without spaces around it, full-width characters made plain, in lower case.
pub(super) fn plain(line: &str) -> String {
    normalise_width(line).trim().to_lowercase()
}
