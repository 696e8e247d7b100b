//! An answer and its amendment as they are told: value, limits, outcome, and all that belongs to it.

use super::{Teller, Told};
use crate::language::{Language, reading as words};
use crate::report::values;
use crate::report::words::{assurance, clauses, list, named, remark};
use crate::run::event::{AfterFailure, Amended, Answered, LimitsInForce, Raw, RunClosed, Second, Timing};
use crate::run::outcome::Outcome;
use crate::run::{PUT_OFF_REASON, SLIP_REASON};
use crate::terminal::style::Role;

impl Teller {
    pub(super) fn answered(&mut self, answered: &Answered) -> Told {
        self.places.insert(answered.path.clone(), self.title(answered));
        let language = self.language;
        let line = format!("{}  {}", answered.path, named(language, &self.title(answered), &self.result(answered)));
        let told = Told::at(&answered.path, format!("{line}{}", self.by(&answered.by)));
        let told = told.details(self.details(answered));
        match answered.outcome {
            Outcome::Failed => told.role(Role::Bad),
            Outcome::Corrected | Outcome::Overridden | Outcome::NotApplicable | Outcome::Deferred => {
                told.role(Role::Warning)
            }
            _ if answered.window.is_some() || answered.deadline.is_some() => told.role(Role::Warning),
            _ => told,
        }
    }

    /// Returns value, limits, outcome and timing of an answer.
    fn result(&self, answered: &Answered) -> String {
        let language = self.language;
        let mut parts = Vec::new();
        let value = self.shown_value(answered);
        parts.extend((!value.is_empty()).then_some(value));
        let is_judged = !matches!(answered.outcome, Outcome::NotApplicable | Outcome::Deferred);
        let limits = answered.limits.as_ref().filter(|_| is_judged);
        parts.extend(limits.and_then(|limits| self.limits(answered, limits)));
        let says_itself = matches!(answered.kind.as_str(), "decide" | "choose" | "record" | "handover");
        if answered.outcome != Outcome::Done || parts.is_empty() || !says_itself {
            parts.push(answered.outcome.name(language));
        }
        parts.extend(answered.window.map(|timing| match timing {
            Timing::Early => words::early(language),
            Timing::Late => words::late(language),
        }));
        parts.extend(answered.deadline.map(|timing| match timing {
            Timing::Early => words::sooner_than_allowed(language),
            Timing::Late => words::later_than_allowed(language),
        }));
        clauses(language, &parts)
    }

    /// Returns the limits that were in force; of one required value what it is called.
    fn limits(&self, answered: &Answered, limits: &LimitsInForce) -> Option<String> {
        let Some(equals) = &limits.equals else {
            return values::limits(self.language, limits).map(|limits| words::limits(self.language, limits));
        };
        let required = match (answered.value.is_boolean(), equals.parse()) {
            (true, Ok(flag)) => serde_json::Value::Bool(flag),
            _ => serde_json::Value::String(equals.clone()),
        };
        Some(words::required(self.language, with_unit(self.value(answered, &required, None), answered)))
    }

    fn details(&self, answered: &Answered) -> Vec<String> {
        let language = self.language;
        let mut details = Vec::new();
        details.extend(answered.expect.as_ref().map(|expect| words::expect(language, self.titles.text(expect))));
        details.extend(answered.number.map(|number| words::number_typed(language, number)));
        details.extend(answered.reason.as_ref().map(|reason| words::reason(language, reason)));
        details.extend(match answered.second {
            Some(_) => self.mistyped_by_two(answered),
            None => self.mistyped(answered.step.as_deref(), &answered.mistyped),
        });
        details.extend(answered.then.map(|then| match then {
            AfterFailure::Correct => words::to_correct(language),
            AfterFailure::Leave => words::left_failed(language),
            AfterFailure::Override => words::to_override(language),
        }));
        details.extend(self.shown(&answered.evidence));
        details.extend(answered.second.as_ref().map(|second| self.second(answered, second)));
        if !answered.open_deviations.is_empty() {
            let left: Vec<String> = answered.open_deviations.iter().map(|left| left_open(language, left)).collect();
            details.push(words::left_deviations(language, list(language, &left)));
        }
        details.extend((answered.computed).then(|| words::computed_here(language)));
        let assured = answered.assurance.map(|sure| assurance(language, sure));
        details.extend(
            answered
                .role
                .as_ref()
                .map(|role| words::in_role(language, self.titles.role(role)))
                .filter(|_| assured.is_some()),
        );
        details.extend(assured);
        details
    }

    /// Tells what was called mistyped, where anything was; options and fields by their titles, where the step's id is known.
    pub(super) fn mistyped(&self, step: Option<&str>, typed: &[Raw]) -> Option<String> {
        let typed: Vec<String> = typed.iter().map(|raw| values::raw(self.language, step, raw, &self.titles)).collect();
        (!typed.is_empty()).then(|| words::mistyped(self.language, list(self.language, &typed)))
    }

    /// Tells the same of the step at which a run was given up.
    pub(super) fn mistyped_at(&self, closed: &RunClosed) -> Option<String> {
        let place = self.place(closed.step.as_ref()?);
        Some(words::at_place(self.language, place, self.mistyped(None, &closed.mistyped)?))
    }

    /// Tells the same of a step that two people answer: its entry does not say who of them typed which.
    fn mistyped_by_two(&self, answered: &Answered) -> Option<String> {
        let typed: Vec<String> = answered.mistyped.iter().map(|raw| self.raw(answered, raw)).collect();
        (!typed.is_empty()).then(|| words::mistyped_by_two(self.language, list(self.language, &typed)))
    }

    fn raw(&self, answered: &Answered, raw: &Raw) -> String {
        values::raw(self.language, answered.step.as_deref(), raw, &self.titles)
    }

    fn second(&self, answered: &Answered, second: &Second) -> String {
        let (language, value) = (self.language, self.raw(answered, &second.raw));
        let who = format!("{}{}", second.name, remark(language, &assurance(language, second.assurance)));
        if second.agrees {
            words::second_agrees(language, who, value)
        } else {
            words::second_differs(language, who, value)
        }
    }

    pub(super) fn amended(&mut self, amended: &Amended) -> Told {
        let language = self.language;
        let new = &amended.new;
        self.places.insert(amended.path.clone(), self.title(new));
        let head = words::amended(language, format!("{}  {}", amended.path, self.title(new)));
        let old = match new.kind.as_str() {
            // Its outcome says it.
            "check" => String::new(),
            _ => with_unit(self.value(new, &amended.old.value, amended.old.raw.as_ref()), new),
        };
        let old = [old, amended.old.outcome.name(language)].into_iter().filter(|part| !part.is_empty());
        let old = clauses(language, &old.collect::<Vec<_>>());
        let change = format!("{old} → {}", self.result(new));
        let reason = match amended.reason.as_str() {
            SLIP_REASON => words::reason_slip(language),
            PUT_OFF_REASON => words::reason_put_off(language),
            reason => reason.to_owned(),
        };
        let line = format!("{head}{}{change}{}", language.colon(), self.by(&new.by));
        let told = Told::at(&amended.path, line).role(Role::Warning);
        told.details([words::amended_because(language, reason)]).details(self.details(new))
    }

    fn title(&self, answered: &Answered) -> String {
        let title = self.titles.text(&answered.title);
        answered.item.as_ref().map_or_else(|| title.to_owned(), |item| format!("[{item}] {title}"))
    }

    fn value(&self, answered: &Answered, json: &serde_json::Value, raw: Option<&Raw>) -> String {
        values::value_titled(self.language, answered.step.as_deref(), json, raw, &self.titles)
    }

    /// Returns the value with its unit; of a check nothing, since its outcome says it.
    fn shown_value(&self, answered: &Answered) -> String {
        let value = match answered.kind.as_str() {
            "check" => String::new(),
            "handover" if answered.value.as_str().is_some_and(str::is_empty) => {
                words::nothing_to_hand_over(self.language)
            }
            _ => self.value(answered, &answered.value, answered.raw.as_ref()),
        };
        with_unit(value, answered)
    }
}

fn with_unit(value: String, answered: &Answered) -> String {
    match &answered.unit {
        Some(unit) if !value.is_empty() => format!("{value} {unit}"),
        _ => value,
    }
}

/// Returns a deviation that a hand-over names, `PATH TITLE: OUTCOME`, with the outcome in words.
fn left_open(language: Language, left: &str) -> String {
    let parts = left.rsplit_once(": ").and_then(|(step, word)| Some((step, Outcome::from_word(word)?)));
    parts.map_or_else(|| left.to_owned(), |(step, result)| named(language, step, &result.name(language)))
}
