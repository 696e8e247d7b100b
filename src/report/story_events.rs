//! Each event of a run as a line and its details, in the words of one language. It lays nothing out.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::story::moment;
use super::titles::Titles;
use super::values::{self, span};
use super::words::{assurance, bound as bound_words, clauses, list, meaning, named, remark, verdict_role};
use crate::language::{Language, reading as words};
use crate::run::event::{
    ActionOpened, AfterFailure, Amended, Answered, Because, ClockStepped, Declined, DeclinedWhat, Event, EvidenceItem,
    Inactivated, LimitsInForce, Named, NoteAdded, Origin, Overridden, ParameterSet, Person, Raw, Resumed, RunStarted,
    Second, Signed, Timing,
};
use crate::run::outcome::Outcome;
use crate::run::{PUT_OFF_REASON, SLIP_REASON};
use crate::terminal::style::Role;

/// How many inactive steps are named.
const NAMED: usize = 6;

/// An event as it is told.
#[derive(Debug, Default)]
pub struct Told {
    /// The step it belongs to; empty for the run as a whole.
    pub path: String,
    /// How deep it stands: corrective steps stand deeper than what they correct.
    pub depth: usize,
    /// Its colour.
    pub role: Option<Role>,
    /// What happened.
    pub line: String,
    /// What belongs to it.
    pub details: Vec<String>,
}

impl Told {
    fn at(path: &str, line: String) -> Self {
        Self { path: path.to_owned(), depth: path.matches(".fail").count(), line, ..Self::default() }
    }

    fn plain(line: String) -> Self {
        Self { line, ..Self::default() }
    }

    fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    fn details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }
}

/// Tells events one after the other, and remembers what steps and people are called.
#[derive(Debug)]
pub struct Teller {
    language: Language,
    people: HashMap<String, String>,
    /// What steps were called where they were shown, by path.
    places: HashMap<String, String>,
    titles: Arc<Titles>,
}

impl Teller {
    /// Returns a teller of the run that began so.
    #[must_use]
    pub fn new(language: Language, started: &RunStarted, titles: Arc<Titles>) -> Self {
        let mut teller = Self { language, people: HashMap::new(), places: HashMap::new(), titles };
        started.roster.iter().flatten().chain([&started.operator]).for_each(|person| teller.meet(person));
        teller
    }

    /// Returns an event as it is told.
    pub fn tell(&mut self, event: &Event) -> Told {
        let language = self.language;
        match event {
            Event::RunStarted(_) => Told::default(),
            Event::Continued(continued) => {
                continued.roster.iter().for_each(|person| self.meet(person));
                let values = continued.given.set.len() + continued.given.site.len();
                let (people, handovers) = (continued.roster.len(), continued.handovers.len());
                Told::plain(words::continued(language, people, values, handovers)).role(Role::Dim)
            }
            Event::ParameterSet(set) => self.parameter(set),
            Event::HandoverAccepted(accepted) => {
                let line = format!("{}{}", words::accepted(language, &accepted.run), self.by(&accepted.by));
                Told::plain(line).details([accepted.text.clone()])
            }
            Event::SectionShown(shown) => {
                self.remember(&shown.steps);
                Told::plain(format!("{}  {}", shown.path, self.titles.text(&shown.title)))
            }
            Event::WarningAcknowledged(seen) => {
                let line = format!("{}  {}", seen.path, words::acknowledged(language, &seen.warning));
                Told::at(&seen.path, format!("{line}{}", self.by(&seen.by)))
            }
            Event::Answered(answered) => self.answered(answered),
            Event::Reconfirmed(again) => {
                let line = words::confirmed_again(language, self.place(&again.path));
                let told = Told::at(&again.path, format!("{line}{}", self.by(&again.by)));
                told.details(self.mistyped(None, &again.mistyped))
            }
            Event::Amended(amended) => self.amended(amended),
            Event::Inactivated(inactivated) => self.inactivated(inactivated),
            Event::BoundReached(bound) => {
                let title = format!("{}  {}", bound.path, self.titles.text(&bound.title));
                Told::at(&bound.path, bound_words(language, bound, &title)).role(Role::Bad)
            }
            Event::Jumped(jumped) => {
                Told::plain(words::jumped(language, self.place(&jumped.from), self.place(&jumped.to)))
            }
            _ => self.beside(event),
        }
    }

    /// Tells what happens beside the steps' own answers.
    fn beside(&mut self, event: &Event) -> Told {
        let language = self.language;
        match event {
            Event::NoteAdded(NoteAdded { wrong_pins: Some(wrong), .. }) => {
                Told::plain(words::wrong_pins(language, self.name(&wrong.person), wrong.failures)).role(Role::Warning)
            }
            Event::NoteAdded(note) => {
                let line = format!("{}{}{}", prefix(&note.path), words::noted(language, &note.text), self.by(&note.by));
                Told::at(&note.path, line)
            }
            Event::Attached(attached) => {
                let file = &attached.file;
                let line = words::attached(language, &file.name, file.size, values::digest(&file.sha256));
                Told::at(&attached.path, format!("{}{line}{}", prefix(&attached.path), self.by(&attached.by)))
            }
            Event::Notified(told) => {
                let line = format!("{}{}{}", prefix(&told.path), words::told(language, &told.text), self.by(&told.by));
                Told::at(&told.path, line)
            }
            Event::ActionOpened(action) => self.action(action),
            Event::ActionClosed(action) => {
                let line = words::action_closed(language, &action.id, &action.note);
                Told::plain(format!("{line}{}", self.by(&action.by)))
            }
            Event::Signed(signed) => self.signed(signed),
            Event::Declined(declined) => self.declined(declined),
            Event::SignatureVoided(voided) => {
                Told::at(&voided.path, words::voided(language, self.place(&voided.path), voided.because))
                    .role(Role::Warning)
            }
            Event::SigningFailed(failed) => {
                Told::plain(words::wrong_pin(language, self.name(&failed.person), failed.failures)).role(Role::Warning)
            }
            Event::Locked(locked) => Told::plain(words::locked(language, self.name(&locked.person))).role(Role::Bad),
            Event::Overridden(overridden) => self.overridden(overridden),
            _ => self.of_the_run(event),
        }
    }

    /// Tells what happens to the run as a whole.
    fn of_the_run(&mut self, event: &Event) -> Told {
        let language = self.language;
        match event {
            Event::OperatorChanged(changed) => {
                self.meet(&changed.to);
                let to = format!("{}{}", changed.to.name, remark(language, &assurance(language, changed.assurance)));
                Told::plain(words::operator_now(language, self.name(&changed.from), to)).role(Role::Warning)
            }
            Event::Paused(paused) => {
                let why = pause(language, &paused.why);
                let told = Told::plain(words::paused(language, self.place(&paused.step), why)).role(Role::Warning);
                told.details(self.mistyped(None, &paused.mistyped))
            }
            Event::Resumed(resumed) => self.resumed(resumed),
            Event::ClockStepped(stepped) => clock_stepped(language, stepped),
            Event::Recovered(recovered) => {
                Told::plain(words::recovered_bytes(language, recovered.length, recovered.from)).role(Role::Warning)
            }
            Event::RunClosed(closed) => {
                let line = words::closed_as(language, closed.verdict.name(language));
                Told::plain(format!("{line}{}", self.by(&closed.by))).role(verdict_role(closed.verdict))
            }
            _ => Told::plain(event.word().to_owned()),
        }
    }

    fn parameter(&self, set: &ParameterSet) -> Told {
        let language = self.language;
        let origin = match set.from {
            Origin::Set => words::origin_set(language),
            Origin::With => words::origin_with(language),
            Origin::Site => words::origin_site(language),
            Origin::Default => words::origin_default(language),
            Origin::Asked => words::origin_asked(language),
        };
        let titles = &*self.titles;
        let own = if set.path.is_empty() { titles.parameter(&set.name) } else { titles.called_parameter(&set.name) };
        let name = format!("{}{own}", prefix(&set.path));
        let value = values::value_titled(language, Some(&Titles::parameter_key(&set.name)), &set.value, None, titles);
        let value = if set.more { words::goes_on(language, value) } else { value };
        let told = Told::plain(words::parameter_is(language, name, value, origin));
        let refused = set.refused.as_ref().map(|refused| {
            let shown = values::value_titled(language, Some(&Titles::parameter_key(&set.name)), refused, None, titles);
            words::handed_over_unfit(language, shown)
        });
        let unfit = refused.or_else(|| (!set.unevaluated.is_empty()).then(|| words::handed_over_unevaluated(language)));
        let role = if unfit.is_some() { Role::Warning } else { Role::Dim };
        told.role(role).details(unfit)
    }

    fn answered(&mut self, answered: &Answered) -> Told {
        self.places.insert(answered.path.clone(), self.titles.text(&answered.title).to_owned());
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
        parts.extend(answered.limits.as_ref().and_then(|limits| self.limits(answered, limits)));
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
        details.extend(self.mistyped(answered.step.as_deref(), &answered.mistyped));
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
    fn mistyped(&self, step: Option<&str>, typed: &[Raw]) -> Option<String> {
        let typed: Vec<String> = typed.iter().map(|raw| values::raw(self.language, step, raw, &self.titles)).collect();
        (!typed.is_empty()).then(|| words::mistyped(self.language, list(self.language, &typed)))
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

    fn amended(&mut self, amended: &Amended) -> Told {
        let language = self.language;
        let new = &amended.new;
        let head = words::amended(language, format!("{}  {}", amended.path, self.title(new)));
        let old = with_unit(self.value(new, &amended.old.value, amended.old.raw.as_ref()), new);
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
        told.details([words::reason(language, reason)]).details(self.details(new))
    }

    fn inactivated(&mut self, inactivated: &Inactivated) -> Told {
        let language = self.language;
        self.remember(&inactivated.steps);
        let because = match inactivated.because {
            Because::When => words::because_when(language),
            Because::Branch => words::because_branch(language),
            Because::End => words::because_end(language),
            Because::Stop => words::because_stop(language),
            Because::Amended => words::because_amended(language),
        };
        let of = inactivated.of.as_ref().map(|of| remark(language, of)).unwrap_or_default();
        let count = inactivated.steps.len();
        let some =
            inactivated.steps.iter().take(NAMED).map(|step| format!("{} {}", step.path, self.titles.text(&step.title)));
        let more = (count > NAMED).then(|| words::and_more(language, count - NAMED));
        let steps: Vec<String> = some.chain(more).collect();
        let path = inactivated.steps.first().map(|step| step.path.as_str()).unwrap_or_default();
        let told = Told::at(path, words::inactive_steps(language, count, format!("{because}{of}")));
        told.role(Role::Dim).details([list(language, &steps)])
    }

    fn action(&self, action: &ActionOpened) -> Told {
        let language = self.language;
        let mut details = Vec::new();
        details.extend(action.owner.as_ref().map(|owner| words::owned_by(language, self.titles.role(owner))));
        details.extend(action.due.map(|due| words::action_due(language, moment(due))));
        let line = words::action_opened(language, self.titles.text(&action.title), &action.id);
        Told::at(&action.path, format!("{}{line}", prefix(&action.path))).role(Role::Warning).details(details)
    }

    fn signed(&self, signed: &Signed) -> Told {
        let language = self.language;
        let what = if signed.path.is_empty() {
            words::signed_later(language)
        } else {
            words::signed(language, format!("{}  {}", signed.path, self.titles.text(&signed.title)))
        };
        let name = if signed.name == signed.by {
            signed.name.clone()
        } else {
            format!("{}{}", signed.name, remark(language, &signed.by))
        };
        let mut who = vec![name];
        who.extend(signed.role.as_ref().map(|role| words::in_role(language, self.titles.role(role))));
        who.push(assurance(language, signed.assurance));
        let told = Told::at(&signed.path, named(language, &what, &clauses(language, &who)));
        let note = signed.note.as_ref().map(|note| words::noted(language, note));
        let told = told.role(Role::Good).details([words::meaning(language, meaning(language, signed, &self.titles))]);
        told.details(note).details(self.shown(&signed.evidence))
    }

    fn shown(&self, evidence: &[EvidenceItem]) -> Option<String> {
        let shown = || words::shown_evidence(self.language, values::evidence(self.language, evidence));
        (!evidence.is_empty()).then(shown)
    }

    fn declined(&self, declined: &Declined) -> Told {
        let language = self.language;
        let place = self.place(&declined.path);
        let line = match declined.what {
            DeclinedWhat::Signature => words::declined(language, place),
            DeclinedWhat::Override => words::declined_override(language, place),
        };
        let role = declined.role.as_ref().map(|role| words::in_role(language, self.titles.role(role)));
        let told = Told::at(&declined.path, format!("{line}{}", self.by(&declined.by))).role(Role::Bad);
        told.details([words::reason(language, &declined.reason)]).details(role).details(self.shown(&declined.evidence))
    }

    fn overridden(&self, overridden: &Overridden) -> Told {
        let language = self.language;
        let who = format!("{}{}", overridden.name, remark(language, &assurance(language, overridden.assurance)));
        let line = words::overridden_by(language, self.place(&overridden.path), who);
        Told::at(&overridden.path, line).role(Role::Warning).details([words::reason(language, &overridden.reason)])
    }

    fn resumed(&mut self, resumed: &Resumed) -> Told {
        let language = self.language;
        self.meet(&resumed.by);
        let who = format!("{}{}", resumed.by.name, remark(language, &assurance(language, resumed.assurance)));
        let held = TimeDelta::try_seconds(resumed.held_for).unwrap_or_default();
        let told = Told::plain(words::resumed(language, who, span(language, held))).role(Role::Warning);
        told.details(resumed.procedure_changed.then(|| words::resumed_changed(language)))
    }

    fn meet(&mut self, person: &Person) {
        self.people.insert(person.id.clone(), person.name.clone());
    }

    fn remember(&mut self, steps: &[Named]) {
        let titles = &self.titles;
        let places = steps.iter().map(|step| (step.path.clone(), titles.text(&step.title).to_owned()));
        self.places.extend(places);
    }

    fn name(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn by(&self, id: &str) -> String {
        format!(" — {}", self.name(id))
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

    /// Returns a step's path and what it is called, as far as that was shown.
    fn place(&self, path: &str) -> String {
        self.places.get(path).map_or_else(|| path.to_owned(), |title| format!("{path}  {title}"))
    }
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}  ") }
}

fn with_unit(value: String, answered: &Answered) -> String {
    match &answered.unit {
        Some(unit) if !value.is_empty() => format!("{value} {unit}"),
        _ => value,
    }
}

fn pause(language: Language, why: &str) -> String {
    match why {
        "menu" => words::pause_menu(language),
        "interrupt" => words::pause_interrupt(language),
        "terminate" => words::pause_terminate(language),
        "hangup" => words::pause_hangup(language),
        "end_of_input" => words::pause_end_of_input(language),
        "answers_ran_out" => words::pause_answers(language),
        "left_open" => words::pause_left_open(language),
        other => other.to_owned(),
    }
}

fn clock_stepped(language: Language, stepped: &ClockStepped) -> Told {
    let by = TimeDelta::try_milliseconds(stepped.by_ms.saturating_abs()).unwrap_or_default();
    let line = if stepped.by_ms < 0 {
        words::clock_back(language, span(language, by))
    } else {
        words::clock_forward(language, span(language, by))
    };
    Told::plain(line).role(Role::Warning)
}

/// Returns a deviation that a hand-over names, `PATH TITLE: OUTCOME`, with the outcome in words.
fn left_open(language: Language, left: &str) -> String {
    let parts = left.rsplit_once(": ").and_then(|(step, word)| Some((step, Outcome::from_word(word)?)));
    parts.map_or_else(|| left.to_owned(), |(step, result)| named(language, step, &result.name(language)))
}
