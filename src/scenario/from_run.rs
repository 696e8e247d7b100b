//! A scenario written from what was recorded of a run. Pure: entries in, YAML out.
//!
//! Values are kept as they were typed. What a scenario cannot say is left out: notes, attachments, jumps, pauses.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::outcome::ScenarioResult;
use crate::run::Applied;
use crate::run::event::{
    AfterFailure, Answered, Declined, DeclinedWhat, Event, EvidenceItem, Moment, Origin, Overridden, Raw, RunStarted,
    Signed,
};
use crate::run::outcome::Outcome;

/// Pauses between two answers that a scenario keeps; shorter ones change no condition that people write.
const SHORTEST_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// An answer with the path that it was given at.
type Said = (String, Map<String, Json>);

/// What was recorded of a run, as a scenario says it.
#[derive(Debug, Default)]
pub struct Recorded {
    procedure: String,
    clock: String,
    operator: String,
    set: Map<String, Json>,
    accept: bool,
    /// The answers by name.
    answers: IndexMap<String, Vec<Said>>,
    /// Names of checks.
    checks: HashSet<String>,
    /// Paths of answers that no scenario can name, since the step has no id.
    pub nameless: Vec<String>,
    closed: bool,
    last: Option<Moment>,
    pause: TimeDelta,
}

impl Recorded {
    /// Reads what was recorded.
    #[must_use]
    pub fn of(started: &RunStarted, events: &[(Applied, Event)]) -> Self {
        let mut recorded = Self {
            procedure: started.procedure.id.clone(),
            operator: started.operator.id.clone(),
            set: started
                .given
                .site
                .iter()
                .chain(&started.given.set)
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect(),
            ..Self::default()
        };
        let names: HashMap<&str, &str> = events.iter().filter_map(|(_, event)| named(event)).collect();
        for (applied, event) in events {
            if recorded.clock.is_empty() {
                recorded.clock = applied.at.to_rfc3339();
            }
            recorded.event(applied.at, event, &names);
        }
        recorded
    }

    fn event(&mut self, at: Moment, event: &Event, names: &HashMap<&str, &str>) {
        match event {
            Event::ParameterSet(set) if set.path.is_empty() && set.from == Origin::Asked => {
                self.set.insert(set.name.clone(), plain(&set.value));
            }
            Event::HandoverAccepted(_) => self.accept = true,
            Event::Answered(answered) if !answered.computed => self.answered(at, answered),
            Event::Amended(amended) => self.amended(&amended.new),
            Event::Signed(signed) if !signed.path.is_empty() => self.signed(at, signed),
            Event::Declined(declined) if declined.what == DeclinedWhat::Signature => {
                let name = names.get(declined.path.as_str()).copied();
                self.declined(at, declined, name);
            }
            Event::Overridden(overridden) => self.overridden(overridden),
            Event::RunClosed(_) => self.closed = true,
            _ => {}
        }
    }

    fn answered(&mut self, at: Moment, answered: &Answered) {
        let said = said(answered, &self.operator);
        if answered.kind == "check" {
            self.checks.extend(answered.step.clone());
        }
        self.put(at, answered.step.as_deref(), &answered.path, said, is_ordinary(answered));
    }

    /// What was amended stands as it is now.
    fn amended(&mut self, new: &Answered) {
        let said = said(new, &self.operator);
        let given = self.answers.values_mut().flatten().rev().find(|(path, _)| *path == new.path);
        if let Some((_, old)) = given {
            *old = said;
        }
    }

    fn signed(&mut self, at: Moment, signed: &Signed) {
        let Some(role) = &signed.role else {
            let mut said = value(json!("done"));
            if signed.by != self.operator {
                said.insert("by".to_owned(), json!(signed.by));
            }
            said.extend(exhibits(&signed.evidence));
            return self.put(at, signed.step.as_deref(), &signed.path, said, false);
        };
        self.signer(at, (signed.step.as_deref(), &signed.path), role, json!(signed.by), &signed.evidence);
    }

    fn declined(&mut self, at: Moment, declined: &Declined, name: Option<&str>) {
        let role = declined.role.clone().unwrap_or_default();
        let signer = json!({"decline": declined.reason});
        self.signer(at, (name, &declined.path), &role, signer, &declined.evidence);
    }

    /// The signatures of one asking stand together.
    fn signer(
        &mut self,
        at: Moment,
        (name, path): (Option<&str>, &str),
        role: &str,
        signer: Json,
        evidence: &[EvidenceItem],
    ) {
        let last = name.and_then(|name| self.answers.get_mut(name)).and_then(|all| all.last_mut());
        if let Some((_, said)) = last.filter(|(before, _)| before == path)
            && let Some(signers) = said.get_mut("sign").and_then(Json::as_object_mut)
            && !signers.contains_key(role)
        {
            signers.insert(role.to_owned(), signer);
            said.extend(exhibits(evidence));
            return;
        }
        let mut said: Map<String, Json> = [("sign".to_owned(), json!({ role: signer }))].into_iter().collect();
        said.extend(exhibits(evidence));
        self.put(at, name, path, said, false);
    }

    fn overridden(&mut self, overridden: &Overridden) {
        let given = self.answers.values_mut().flatten().rev().find(|(path, _)| *path == overridden.path);
        if let Some((_, said)) = given {
            said.insert("override".to_owned(), json!({"by": overridden.by, "reason": overridden.reason}));
        }
    }

    fn put(&mut self, at: Moment, name: Option<&str>, path: &str, mut said: Map<String, Json>, ordinary: bool) {
        // The scripted clock moves by a second for each answer by itself.
        self.pause += self.last.map_or_else(TimeDelta::zero, |last| at - last - TimeDelta::seconds(1));
        self.last = Some(at);
        let Some(name) = name else {
            if !ordinary {
                self.nameless.push(path.to_owned());
            }
            return;
        };
        if self.pause >= SHORTEST_PAUSE {
            said.insert("after".to_owned(), json!(length(self.pause)));
        }
        self.pause = TimeDelta::zero();
        self.answers.entry(name.to_owned()).or_default().push((path.to_owned(), said));
    }

    /// Returns whether `rest: done` says all that.
    fn is_rest(&self, name: &str, given: &[Said]) -> bool {
        let done = value(json!("done"));
        self.checks.contains(name) && given.iter().all(|(_, said)| *said == done)
    }

    /// Returns a scenario file with one scenario called `name`, that expects what `found` says where it is given.
    #[must_use]
    pub fn yaml(&self, name: &str, found: Option<&ScenarioResult>) -> String {
        let mut text = format!("procedure: {}\nscenarios:\n  - name: {}\n", self.procedure, quoted(name));
        let mut line = |key: &str, value: String| text.push_str(&format!("    {key}: {value}\n"));
        line("clock", self.clock.clone());
        line("operator", quoted(&self.operator));
        if !self.set.is_empty() {
            line("set", flow(&Json::Object(self.set.clone())));
        }
        if self.accept {
            line("accept", "true".to_owned());
        }
        line("rest", "done".to_owned());
        if !self.closed {
            line("close", "false".to_owned());
        }
        let told: Vec<_> = self.answers.iter().filter(|(name, given)| !self.is_rest(name, given)).collect();
        if !told.is_empty() {
            text.push_str("    answers:\n");
        }
        for (name, given) in told {
            text.push_str(&format!("      {name}: {}\n", flow(&all(given))));
        }
        text.push_str(&expected(found));
        text
    }
}

fn expected(found: Option<&ScenarioResult>) -> String {
    let Some(found) = found else { return "    expect: {}\n".to_owned() };
    let mut text = String::from("    expect:\n");
    if let Some(ended) = found.ended {
        text.push_str(&format!("      verdict: {}\n", ended.word()));
    }
    text.push_str(&format!("      deviations: {}\n", found.deviations.len()));
    if let Some(score) = &found.score {
        text.push_str(&format!("      score: {score}\n"));
    }
    let reached: Vec<&str> = found.reached.iter().map(String::as_str).collect();
    text + &format!("      reached: [{}]\n", reached.join(", "))
}

/// Returns a stretch of time as procedures write it, in whole minutes where it has no more.
fn length(pause: TimeDelta) -> String {
    let seconds = pause.num_seconds();
    if seconds % 60 == 0 { format!("{}m", seconds / 60) } else { format!("{seconds}s") }
}

/// Returns path and name of a step that an event names.
fn named(event: &Event) -> Option<(&str, &str)> {
    match event {
        Event::Answered(answered) => Some((&answered.path, answered.step.as_deref()?)),
        Event::Signed(signed) => Some((&signed.path, signed.step.as_deref()?)),
        _ => None,
    }
}

/// Returns whether `rest: done` says it as well.
fn is_ordinary(answered: &Answered) -> bool {
    answered.kind == "check" && matches!(answered.outcome, Outcome::Done | Outcome::Corrected)
}

fn value(value: Json) -> Map<String, Json> {
    [("value".to_owned(), value)].into_iter().collect()
}

fn said(answered: &Answered, operator: &str) -> Map<String, Json> {
    let reason = || json!(answered.reason.clone().unwrap_or_default());
    let mut said = match answered.outcome {
        Outcome::NotApplicable => [("na".to_owned(), reason())].into_iter().collect(),
        Outcome::Deferred => [("defer".to_owned(), reason())].into_iter().collect(),
        Outcome::Failed if answered.kind == "check" => [("fail".to_owned(), reason())].into_iter().collect(),
        _ => valued(answered),
    };
    if answered.by != operator {
        said.insert("by".to_owned(), json!(answered.by));
    }
    if answered.then == Some(AfterFailure::Leave) {
        said.insert("leave".to_owned(), json!(true));
    }
    if let Some(second) = &answered.second {
        said.insert("second".to_owned(), json!({"by": second.by, "value": raw(&second.raw)}));
    }
    said.extend(exhibits(&answered.evidence));
    said
}

fn valued(answered: &Answered) -> Map<String, Json> {
    let given = match (answered.kind.as_str(), &answered.raw) {
        ("check", _) => json!("done"),
        ("decide" | "choose", _) | (_, None) => answered.value.clone(),
        (_, Some(typed)) => raw(typed),
    };
    let mut said = value(given);
    if let (Outcome::Failed, Some(reason)) = (answered.outcome, &answered.reason) {
        said.insert("reason".to_owned(), json!(reason));
    }
    said
}

fn raw(raw: &Raw) -> Json {
    match raw {
        Raw::Line(line) => json!(line),
        Raw::Form(form) => json!(form),
        Raw::Table(rows) => json!(rows),
    }
}

fn exhibits(items: &[EvidenceItem]) -> Option<(String, Json)> {
    (!items.is_empty()).then(|| ("evidence".to_owned(), items.iter().map(exhibit).collect()))
}

fn exhibit(item: &EvidenceItem) -> Json {
    match item {
        EvidenceItem::File(file) => json!(file.name),
        EvidenceItem::Reference(number) => json!(number),
    }
}

/// Returns all answers of one name: one alone where it serves every asking, else one for each.
fn all(given: &[Said]) -> Json {
    let short = |said: &Map<String, Json>| match said.get("value") {
        Some(value) if said.len() == 1 => value.clone(),
        _ => Json::Object(said.clone()),
    };
    let again = given.iter().enumerate().any(|(at, (path, _))| given[..at].iter().any(|(before, _)| before == path));
    match given {
        [(_, first), rest @ ..] if !again && rest.iter().all(|(_, said)| said == first) => short(first),
        _ => json!({"asked": given.iter().map(|(_, said)| short(said)).collect::<Vec<_>>()}),
    }
}

/// Returns a journal's value as a scenario has it: a number stands in `{"n": …}` there.
fn plain(value: &Json) -> Json {
    match value {
        Json::Object(map) if map.len() == 1 => map.get("n").cloned().unwrap_or_else(|| value.clone()),
        Json::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

/// Returns a value in YAML's flow style.
fn flow(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", quoted(key), flow(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Json::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// Returns a text bare where YAML reads nothing else in it: words of letters, digits of a plain number.
fn quoted(text: &str) -> String {
    let number = text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    let word = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-".contains(letter))
        && !matches!(text, "true" | "false" | "yes" | "no" | "null" | "on" | "off" | "y" | "n");
    if number || word { text.to_owned() } else { json!(text).to_string() }
}
