//! What was not OK in a run, and what was done about it, gathered from its events by the step that it happened at. Pure.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::titles::Titles;
use super::values;
use super::words::{bound as bound_words, clauses, remark};
use crate::language::{Language, export as words, reading, recorded};
use crate::run::event::{Answered, Declined, DeclinedWhat, Event, Signed, Timing};
use crate::run::outcome::{Deviation, DeviationKind, Outcome};

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
    let mut gathered = Gathered { troubles: IndexMap::new(), titles, language, signing: HashMap::new() };
    events.iter().for_each(|event| gathered.see(event));
    gathered.troubles
}

/// Returns where and what a deviation of the whole run, or of a called procedure, is: its path, its title, and what it is.
#[must_use]
pub fn of_the_whole(deviation: &Deviation, titles: &Titles, language: Language) -> (String, String) {
    let what = match deviation.kind {
        DeviationKind::TimeLimit => recorded::dev_time_limit(language),
        DeviationKind::Score => recorded::dev_score(language),
        _ => recorded::dev_call(language),
    };
    (format!("{}  {}", deviation.path, titles.text(&deviation.title)).trim_start().to_owned(), what)
}

struct Gathered<'a> {
    troubles: IndexMap<String, Trouble>,
    titles: &'a Titles,
    language: Language,
    signing: HashMap<String, Signing>,
}

/// How far a step is signed.
#[derive(Default)]
struct Signing {
    signatures: usize,
    declined: bool,
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
            Event::Declined(declined) if declined.what == DeclinedWhat::Signature => self.declined(declined),
            Event::Signed(signed) => self.signed(signed),
            Event::Declined(declined) => {
                let title = self.title(&declined.path);
                self.did(&declined.path, reading::declined_override(language, title), None);
            }
            Event::SignatureVoided(voided) => drop(self.signing.remove(&voided.path)),
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

    /// A step that somebody will not sign has failed, as the run has it.
    fn declined(&mut self, declined: &Declined) {
        self.signing.entry(declined.path.clone()).or_default().declined = true;
        let what = recorded::declined(self.language, self.titles.person(&declined.by), &declined.reason);
        let trouble = self.troubles.entry(declined.path.clone()).or_default();
        trouble.title = self.titles.place(&declined.path).unwrap_or_default();
        trouble.found.push(what);
        trouble.outcome = Some(Outcome::Failed);
    }

    /// The last of the signatures that a step wants corrects that it was declined.
    fn signed(&mut self, signed: &Signed) {
        let signing = self.signing.entry(signed.path.clone()).or_default();
        signing.signatures += 1;
        let is_whole = signing.signatures >= self.titles.signatures(&signed.path);
        let outcome = if signing.declined { Outcome::Corrected } else { Outcome::Done };
        let what = recorded::signed(self.language, &signed.name);
        self.did(&signed.path, what, is_whole.then_some(outcome));
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

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::troubles;
    use crate::language::Language;
    use crate::procedure::yaml::load;
    use crate::report::titles::Titles;
    use crate::run::event::Event;
    use crate::run::outcome::Outcome;

    const AT: &str = "2026-11-21T07:30:12.512+08:00";

    fn event((kind, data): (&str, Json)) -> Event {
        Event::read(kind, &data.to_string()).ok().flatten().expect("an event")
    }

    /// A step that was declined and then signed stood there without its title, as not OK, and nothing was done about it.
    #[test]
    fn what_was_declined_and_then_signed_by_everybody_is_corrected() {
        let file = "procedure: p\ntitle: P\nroles: {lead: 班长, clerk: 职员}\nsteps: [{sign: 签核, id: s, by: [lead, clerk]}]\n";
        let procedure = load(Some("p"), file.as_bytes()).procedure.expect("a procedure");
        let titles = Titles::of(&[&procedure], "zh", Language::Zh);
        let signed = |name: &str| {
            let data = json!({"path": "1", "step": "s", "title": "签核", "by": name, "name": name, "meaning": "m",
                "head": "h", "assurance": "claimed", "head_seq": 1});
            ("signed", data)
        };
        let declined = json!({"path": "1", "what": "signature", "reason": "没看到", "by": "li", "shown_at": AT});
        let told = [signed("张敏"), ("declined", declined), signed("李娜")].map(event);
        let end =
            |events: &[Event]| troubles(events, &titles, Language::Zh).get("1").and_then(|trouble| trouble.outcome);
        assert_eq!((end(&told[..2]), end(&told)), (Some(Outcome::Failed), Some(Outcome::Corrected)));
        let trouble = &troubles(&told, &titles, Language::Zh)["1"];
        assert_eq!(
            (trouble.title.as_str(), &*trouble.found, &*trouble.done),
            ("签核", &["li 拒签：没看到".to_owned()][..], &["李娜 已签".to_owned()][..])
        );
        assert!(troubles(&told[..1], &titles, Language::Zh).is_empty(), "a signature alone is no deviation");
    }
}
