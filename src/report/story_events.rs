//! Each event of a run as a line and its details, in the words of one language. It lays nothing out.

mod answers;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::story::moment;
use super::titles::Titles;
use super::values::{self, span};
use super::words::{assurance, bound as bound_words, clauses, list, meaning, named, remark, verdict_role};
use crate::language::{Language, reading as words};
use crate::run::event::{
    ActionOpened, Because, ClockStepped, Declined, DeclinedWhat, Event, EvidenceItem, Inactivated, Named, NoteAdded,
    Origin, Overridden, ParameterSet, Person, Resumed, RunStarted, Signed,
};
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
                let line = match paused.step.as_str() {
                    "" => words::paused_at_no_step(language, why),
                    step => words::paused(language, self.place(step), why),
                };
                Told::plain(line).role(Role::Warning).details(self.mistyped(None, &paused.mistyped))
            }
            Event::Resumed(resumed) => self.resumed(resumed),
            Event::ClockStepped(stepped) => clock_stepped(language, stepped),
            Event::Recovered(recovered) => {
                Told::plain(words::recovered_bytes(language, recovered.length, recovered.from)).role(Role::Warning)
            }
            Event::RunClosed(closed) => {
                let line = words::closed_as(language, closed.verdict.name(language));
                Told::plain(format!("{line}{}", self.by(&closed.by)))
                    .role(verdict_role(closed.verdict))
                    .details(self.mistyped_at(closed))
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
        let some = inactivated.steps.iter().take(NAMED).map(|step| self.inactive(step));
        let more = (count > NAMED).then(|| words::and_more(language, count - NAMED));
        let steps: Vec<String> = some.chain(more).collect();
        let path = inactivated.steps.first().map(|step| step.path.as_str()).unwrap_or_default();
        let told = Told::at(path, words::inactive_steps(language, count, format!("{because}{of}")));
        told.role(Role::Dim).details([list(language, &steps)])
    }

    /// Returns a step that nobody is asked. One that the run had to forget was recorded without its title.
    fn inactive(&self, step: &Named) -> String {
        match step.title.as_str() {
            "" => self.place(&step.path).replacen("  ", " ", 1),
            title => format!("{} {}", step.path, self.titles.text(title)),
        }
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
        let changed = resumed.procedure_changed.then(|| words::resumed_changed(language));
        told.details(changed.into_iter().chain(resumed.site_file.iter().map(|_| words::roster_changed_since(language))))
    }

    fn meet(&mut self, person: &Person) {
        self.people.insert(person.id.clone(), person.name.clone());
    }

    fn remember(&mut self, steps: &[Named]) {
        let titles = &self.titles;
        let titled = steps.iter().filter(|step| !step.title.is_empty());
        let places = titled.map(|step| (step.path.clone(), titles.text(&step.title).to_owned()));
        self.places.extend(places);
    }

    fn name(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn by(&self, id: &str) -> String {
        format!(" — {}", self.name(id))
    }

    /// Returns a step's path and what it is called, as it was shown, or else as its procedure has it; of a parameter that is
    /// asked, `PATH@NAME`, its title.
    fn place(&self, path: &str) -> String {
        if let Some((call, name)) = path.rsplit_once('@') {
            let called = call.strip_suffix(".call").unwrap_or(call);
            let own = if called.is_empty() { self.titles.parameter(name) } else { self.titles.called_parameter(name) };
            return format!("{}{own}", prefix(called));
        }
        let title = self.places.get(path).cloned().or_else(|| self.titles.place(path));
        title.map_or_else(|| path.to_owned(), |title| format!("{path}  {title}"))
    }
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}  ") }
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
