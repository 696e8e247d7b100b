//! What was not OK in a run, and what was done about it, gathered from its events by the step that it happened at. Pure.

use indexmap::IndexMap;

use super::titles::Titles;
use super::values;
use super::words::{bound as bound_words, clauses, remark};
use crate::language::{Language, export as words, reading};
use crate::run::event::{Answered, Event, Timing};
use crate::run::outcome::Outcome;

/// One step at which something was not OK.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// Its title, with the item it was asked for.
    pub title: String,
    /// What was found, the first answer first.
    pub found: Vec<String>,
    /// What was done about it.
    pub done: Vec<String>,
    /// How it came out in the end.
    pub outcome: Option<Outcome>,
}

/// Returns what was not OK, by the steps' paths, in the order in which it happened.
#[must_use]
pub fn troubles(events: &[Event], titles: &Titles, language: Language) -> IndexMap<String, Trouble> {
    let mut gathered = Gathered { troubles: IndexMap::new(), titles, language };
    events.iter().for_each(|event| gathered.see(event));
    gathered.troubles
}

struct Gathered<'a> {
    troubles: IndexMap<String, Trouble>,
    titles: &'a Titles,
    language: Language,
}

impl Gathered<'_> {
    fn see(&mut self, event: &Event) {
        let language = self.language;
        match event {
            Event::Answered(answered) => self.answered(answered),
            Event::Amended(amended) => {
                if let Some(trouble) = self.troubles.get_mut(&amended.path) {
                    let value = result(language, &amended.new, self.titles);
                    trouble.done.push(reading::amended(language, value));
                    trouble.outcome = Some(amended.new.outcome);
                } else {
                    self.answered(&amended.new);
                }
            }
            Event::Overridden(overridden) => {
                let by = reading::overridden_by(language, self.title(&overridden.path), &overridden.name);
                let why = remark(language, &overridden.reason);
                self.did(&overridden.path, format!("{by}{why}"), Some(Outcome::Overridden));
            }
            Event::Declined(declined) => {
                let trouble = self.troubles.entry(declined.path.clone()).or_default();
                trouble.found.push(format!(
                    "{}{}",
                    reading::declined(language, ""),
                    remark(language, &declined.reason)
                ));
                trouble.outcome = Some(Outcome::Failed);
            }
            Event::Notified(told) => self.did(&told.path, reading::told(language, &told.text), None),
            Event::ActionOpened(action) => {
                self.did(&action.path, reading::action_opened(language, &action.title, short(&action.id)), None);
            }
            Event::BoundReached(bound) => {
                let trouble = self.troubles.entry(bound.path.clone()).or_default();
                trouble.title.clone_from(&bound.title);
                trouble.found.push(bound_words(language, bound, &bound.title));
            }
            _ => {}
        }
    }

    fn answered(&mut self, answered: &Answered) {
        let language = self.language;
        if let Some((failed, _)) = answered.path.split_once(".fail") {
            let what = format!(
                "{}{}",
                self.titles.text(&answered.title),
                remark(language, &result(language, answered, self.titles))
            );
            self.did(failed, words::corrective(language, what), None);
        }
        let known = self.troubles.contains_key(&answered.path);
        let bad = matches!(answered.outcome, Outcome::Failed | Outcome::Corrected | Outcome::Overridden);
        let timing = [answered.window, answered.deadline].into_iter().flatten().next();
        if !known && !bad && timing.is_none() {
            return;
        }
        let value = result(language, answered, self.titles);
        let title = match &answered.item {
            Some(item) => format!("[{item}] {}", self.titles.text(&answered.title)),
            None => self.titles.text(&answered.title).to_owned(),
        };
        let trouble = self.troubles.entry(answered.path.clone()).or_default();
        trouble.title = title;
        trouble.outcome = Some(answered.outcome);
        if known && !bad_again(answered) {
            trouble.done.push(words::then_value(language, value));
            return;
        }
        let mut found = vec![value];
        found.extend(timing.map(|timing| match timing {
            Timing::Early => reading::early(language),
            Timing::Late => reading::late(language),
        }));
        found.extend(answered.reason.as_ref().map(|reason| reading::reason(language, reason)));
        trouble.found.push(clauses(language, &found));
    }

    fn did(&mut self, path: &str, what: String, outcome: Option<Outcome>) {
        if let Some(trouble) = self.troubles.get_mut(path) {
            trouble.done.push(what);
            trouble.outcome = outcome.or(trouble.outcome);
        }
    }

    fn title(&self, path: &str) -> String {
        self.troubles.get(path).map_or_else(|| path.to_owned(), |trouble| trouble.title.clone())
    }
}

fn bad_again(answered: &Answered) -> bool {
    answered.outcome == Outcome::Failed
}

/// Returns an answer's value, its limits and its outcome.
fn result(language: Language, answered: &Answered, titles: &Titles) -> String {
    let mut parts = Vec::new();
    if answered.kind != "check" {
        let value =
            values::value_titled(language, answered.step.as_deref(), &answered.value, answered.raw.as_ref(), titles);
        let unit = answered.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        parts.extend((!value.is_empty()).then(|| format!("{value}{unit}")));
    }
    let limits = answered.limits.as_ref().and_then(|limits| values::limits(language, limits));
    parts.extend(limits.map(|limits| reading::limits(language, limits)));
    parts.push(answered.outcome.name(language));
    clauses(language, &parts)
}

/// Returns the number of an action within its run: `<run id>/<number>`.
fn short(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
