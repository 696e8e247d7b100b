//! What an entry says to the operator once it is on disk; and what to write down when it may not be.

use super::TerminalPrompter;
use super::receipt_line::{clock_set, clock_time, json_words, miss_word, raw_words, typed_words, value_words};
use super::sheet::{Mark, Sheet, written};
use crate::language::{Language, prompter, recorded};
use crate::procedure::value::Value;
use crate::run::answer::Side;
use crate::run::event::{
    ActionOpened, AfterFailure, Amended, Answered, Because, DeclinedWhat, Event, Inactivated, Moment, Origin,
    ParameterSet, Raw, Timing,
};
use crate::run::outcome::Outcome;
use crate::run::question::OptionShown;
use crate::run::{MOST_FAILURES, Run};
use crate::terminal::style::Role;
use crate::terminal::table::Layout;

impl TerminalPrompter<'_> {
    /// Says what `event`, which was written at `at`, has done.
    pub(super) fn tell(&mut self, event: &Event, at: Moment, run: &Run) {
        let language = self.language();
        match event {
            Event::SectionShown(page) => self.show_page(page, run),
            Event::Answered(answered) if answered.computed => self.tell_computed(answered),
            Event::Answered(answered) => {
                self.tell_answer(answered, at);
                if answered.then == Some(AfterFailure::Correct) {
                    self.tell_failed_run(&answered.path, run);
                }
            }
            Event::Amended(amended) => self.tell_amended(amended, at),
            Event::Reconfirmed(_) => self.done(at, &recorded::unchanged(language)),
            Event::ParameterSet(set) => self.tell_parameter(set, at, run),
            Event::HandoverAccepted(_) => self.done(at, &recorded::handover_accepted(language)),
            Event::Inactivated(inactivated) => self.tell_inactive(inactivated, run),
            Event::BoundReached(bound) if !bound.unevaluated.is_empty() => {
                self.sheet.marked(Mark::Warning, recorded::no_items(language, &bound.title));
            }
            Event::BoundReached(bound) => {
                self.sheet.marked(Mark::Warning, recorded::bound_reached(language, &bound.title, bound.passes));
            }
            Event::NoteAdded(_) => self.done(at, &recorded::note_added(language)),
            Event::Attached(attached) => {
                let digest = attached.file.sha256.get(..8).unwrap_or(&attached.file.sha256);
                self.done(at, &recorded::attached(language, &attached.file.name, digest));
            }
            Event::Notified(_) => self.done(at, &recorded::notified(language)),
            Event::ActionOpened(action) => self.tell_action(action, run),
            Event::ActionClosed(action) => self.done(at, &recorded::action_closed(language, &action.id)),
            // What was chosen is said again where nothing but the words tells it.
            Event::WarningAcknowledged(_) if self.sheet.is_plain() => self.done(at, &prompter::known(language)),
            Event::RunStarted(_) | Event::WarningAcknowledged(_) | Event::Jumped(_) | Event::RunClosed(_) => {}
            other => self.tell_of_people(other, at, run),
        }
    }

    /// Says what was done by and to people, and to the run as a whole.
    fn tell_of_people(&mut self, event: &Event, at: Moment, run: &Run) {
        let language = self.language();
        match event {
            Event::Signed(signed) => {
                let text = match &signed.role {
                    Some(role) => recorded::signed_for(language, &signed.name, run.role_title(&signed.path, role)),
                    None => recorded::signed(language, &signed.name),
                };
                self.done(at, &text);
            }
            Event::Declined(declined) if declined.what == DeclinedWhat::Override => {
                self.failed(at, &recorded::no_override(language));
                self.tell_failed_run(&declined.path, run);
            }
            Event::Declined(declined) => {
                let text = recorded::declined(language, run.name_of(&declined.by), &declined.reason);
                self.failed(at, &text);
            }
            Event::Overridden(waived) => {
                self.done(at, &recorded::overridden(language, &waived.name, &waived.reason));
            }
            // The person is locked with it, and that is what the refusal says which follows.
            Event::SigningFailed(wrong) if wrong.failures >= MOST_FAILURES => {}
            Event::SigningFailed(wrong) => {
                let left = MOST_FAILURES.saturating_sub(wrong.failures);
                self.sheet.marked(Mark::Failed, recorded::wrong_pin(language, run.name_of(&wrong.person), left));
            }
            Event::SignatureVoided(voided) => {
                self.sheet.marked(Mark::Warning, recorded::signature_void(language, &voided.path));
            }
            Event::OperatorChanged(changed) => self.done(at, &recorded::operator_changed(language, &changed.to.name)),
            Event::Resumed(resumed) => self.done(at, &recorded::resumed(language, &resumed.by.name)),
            Event::Paused(paused) => self.tell_paused(&paused.step, at, run),
            Event::ClockStepped(step) => {
                self.sheet.marked(Mark::Warning, clock_set(language, step.by_ms));
            }
            Event::Recovered(damage) => {
                self.sheet.marked(Mark::Warning, recorded::recovered(language, damage.length));
            }
            _ => {}
        }
    }

    fn done(&mut self, at: Moment, text: &str) {
        let word = recorded::recorded(self.language());
        self.sheet.acknowledge(Mark::Done, &word, &clock_time(at), text);
    }

    fn failed(&mut self, at: Moment, text: &str) {
        let word = Outcome::Failed.name(self.language());
        self.sheet.acknowledge(Mark::Failed, &word, &clock_time(at), text);
    }

    /// Says that a critical step stays failed, where nothing that was chosen has said so.
    fn tell_failed_run(&mut self, path: &str, run: &Run) {
        if run.has_failed_run(path) {
            let text = recorded::run_will_fail(self.language());
            self.sheet.marked(Mark::Failed, text);
        }
    }

    fn tell_answer(&mut self, answered: &Answered, at: Moment) {
        let language = self.language();
        let value = value_words(language, answered, &self.options);
        let (mark, word) = match answered.outcome {
            Outcome::Done | Outcome::Corrected => (Mark::Done, recorded::recorded(language)),
            Outcome::Failed if value.is_some() => (Mark::Failed, miss_word(language, answered.differs())),
            Outcome::Failed => (Mark::Failed, recorded::outcome_failed(language)),
            other => (Mark::Neither, other.name(language)),
        };
        let right = match answered.outcome {
            Outcome::Corrected => Some(recorded::outcome_corrected(language)),
            Outcome::Done if self.sheet.is_plain() && value.is_none() => Some(answered.outcome.name(language)),
            _ => None,
        };
        let reason = answered.reason.clone();
        let is_second = answered.second.as_ref().is_some_and(|second| !second.agrees);
        let besides = is_second && answered.differs() != Some(Side::Second);
        let differs = besides.then(|| recorded::outcome_second(language));
        let text: Vec<String> = [right, value, differs, reason].into_iter().flatten().collect();
        self.sheet.acknowledge(mark, &word, &clock_time(at), &text.join("  "));
        self.tell_timing(answered);
        let last = answered.step.as_ref().and_then(|step| self.vault.last_value(step));
        if let (Some(last), Some(_)) = (last, &answered.raw) {
            let last = json_words(language, &serde_json::Value::String(last), &self.options).unwrap_or_default();
            if !last.is_empty() {
                self.sheet.put_as(Role::Dim, recorded::last_time(language, last));
            }
        }
    }

    fn tell_timing(&mut self, answered: &Answered) {
        let language = self.language();
        let missed = [answered.window, answered.deadline];
        if missed.contains(&Some(Timing::Late)) {
            self.sheet.marked(Mark::Warning, recorded::late(language));
        }
        if missed.contains(&Some(Timing::Early)) {
            self.sheet.marked(Mark::Warning, recorded::early(language));
        }
    }

    fn tell_computed(&mut self, answered: &Answered) {
        let language = self.language();
        let text = match value_words(language, answered, &[]) {
            Some(value) => recorded::computed(language, &answered.title, value),
            None => recorded::not_computable(language, &answered.title),
        };
        self.sheet.put(format!("{}  {text}", answered.path));
        self.tell_timing(answered);
    }

    fn tell_amended(&mut self, amended: &Amended, at: Moment) {
        if amended.old.outcome == Outcome::Deferred {
            // Nothing that was said is taken back.
            return self.tell_answer(&amended.new, at);
        }
        let language = self.language();
        let words = |outcome: Outcome, value: Option<String>| match outcome {
            Outcome::Done | Outcome::Corrected => value.unwrap_or_else(|| outcome.name(language)),
            other => {
                let value = value.map(|value| format!("{value}{}", language.comma())).unwrap_or_default();
                format!("{value}{}", other.name(language))
            }
        };
        let is_check = matches!(amended.new.kind.as_str(), "check" | "sign");
        let unit = amended.new.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let old = json_words(language, &amended.old.value, &self.options).filter(|_| !is_check);
        let old = old.map(|old| format!("{old}{unit}"));
        let new = value_words(language, &amended.new, &self.options);
        let text = match new.as_ref().filter(|new| old.as_ref() == Some(new)) {
            // Two tables of as many rows, or two forms, are not the same because they are called the same.
            Some(new) if amended.old.value != amended.new.value => {
                recorded::changed_within(language, words(amended.new.outcome, Some(new.clone())))
            }
            _ => recorded::changed(language, words(amended.old.outcome, old), words(amended.new.outcome, new)),
        };
        self.done(at, &text);
        self.tell_timing(&amended.new);
    }

    fn tell_parameter(&mut self, set: &ParameterSet, at: Moment, run: &Run) {
        let language = self.language();
        let shown = run.parameter_shown(&set.path, &set.name);
        let options = shown.as_ref().map(|field| field.options.as_slice()).unwrap_or_default();
        let value = Value::from_json(set.value.clone()).ok();
        let value = value.and_then(|value| typed_words(language, &value, options));
        let unit = shown.as_ref().and_then(|field| field.unit.as_ref()).filter(|_| value.is_some());
        let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
        let value = value.unwrap_or_else(|| recorded::nothing(language));
        let name = shown.map_or_else(|| set.name.clone(), |field| field.title);
        let text = format!("{name}{}{value}{unit}", language.colon());
        match set.from {
            Origin::Asked => self.done(at, &text),
            _ => self.sheet.put_as(Role::Dim, text),
        }
    }

    /// Names the first of the steps that are not taken, or count no longer since an answer was changed. One that the run had to forget was recorded without its title.
    fn tell_inactive(&mut self, inactivated: &Inactivated, run: &Run) {
        let language = self.language();
        let Some(first) = inactivated.steps.first() else { return };
        let known = Some(first.title.clone()).filter(|title| !title.is_empty());
        let title = known.or_else(|| run.title_known(&first.path)).unwrap_or_default();
        let first = format!("{} {title}", first.path);
        let text = match (inactivated.steps.len(), inactivated.because) {
            (1, Because::Amended) => recorded::taken_back_one(language, first),
            (count, Because::Amended) => recorded::taken_back(language, first, count),
            (1, _) => recorded::not_taken_one(language, first),
            (count, _) => recorded::not_taken(language, first, count),
        };
        self.sheet.put_as(Role::Dim, text);
    }

    fn tell_action(&mut self, action: &ActionOpened, run: &Run) {
        let language = self.language();
        let owner =
            action.owner.as_ref().map(|owner| recorded::action_owner(language, run.role_title(&action.path, owner)));
        let due = action.due.map(|due| recorded::action_due(language, due.format("%m-%d %H:%M")));
        let parts = [Some(recorded::action_opened(language, &action.title)), owner, due];
        self.sheet.marked(Mark::Warning, parts.into_iter().flatten().collect::<Vec<_>>().join("   "));
    }

    fn tell_paused(&mut self, step: &str, at: Moment, run: &Run) {
        let language = self.language();
        let parameter = step.split_once('@').and_then(|(path, name)| run.parameter_shown(path, name));
        let text = match (step, parameter) {
            ("", _) => recorded::paused_before(language, clock_time(at)),
            (_, Some(parameter)) => recorded::paused(language, parameter.title, clock_time(at)),
            (step, None) => {
                let title = run.title_known(step).unwrap_or_default();
                recorded::paused(language, format!("{step} {title}").trim_end(), clock_time(at))
            }
        };
        self.sheet.blank();
        self.sheet.margin(Role::Title, text);
    }

    /// Says that an event may not be on disk, with all that it held.
    pub(super) fn tell_not_confirmed(&mut self, event: &Event) {
        not_confirmed(&mut self.sheet, event, &self.title, &self.options);
    }
}

/// Returns what is to be written down of an event that may not be on disk, each line ended by a newline.
#[must_use]
pub fn unconfirmed(event: &Event, layout: Layout) -> String {
    written(layout, |sheet| not_confirmed(sheet, event, "", &[]))
}

fn not_confirmed(sheet: &mut Sheet<'_>, event: &Event, title: &str, options: &[OptionShown]) {
    let language = sheet.language();
    sheet.blank();
    sheet.marked(Mark::Failed, recorded::not_confirmed(language));
    match event {
        Event::Answered(answered) => unwritten(sheet, answered, options),
        Event::Amended(amended) => unwritten(sheet, &amended.new, options),
        other => match in_words(language, other) {
            Some((path, by, what)) => {
                if !path.is_empty() {
                    sheet.put(recorded::not_confirmed_step(language, path, title));
                }
                sheet.put(what);
                sheet.put(recorded::not_confirmed_by(language, by));
            }
            None => {
                let data = serde_json::to_string(other).unwrap_or_default();
                sheet.put(format!("{}  {data}", other.word()));
            }
        },
    }
}

/// Returns the path, the person and the words of what somebody did besides answering; `None` of what the program notes itself.
fn in_words(language: Language, event: &Event) -> Option<(&str, &str, String)> {
    Some(match event {
        Event::WarningAcknowledged(seen) => (&seen.path, &seen.by, recorded::warning_known(language, &seen.warning)),
        Event::Notified(told) => (&told.path, &told.by, recorded::told_of(language, &told.text)),
        Event::Reconfirmed(again) => (&again.path, &again.by, recorded::unchanged(language)),
        Event::NoteAdded(note) => (&note.path, &note.by, recorded::note_of(language, &note.text)),
        Event::Attached(attached) => {
            let digest = attached.file.sha256.get(..8).unwrap_or(&attached.file.sha256);
            (&attached.path, &attached.by, recorded::attached(language, &attached.file.name, digest))
        }
        Event::Signed(signed) => (&signed.path, &signed.name, recorded::signed(language, &signed.name)),
        Event::Declined(declined) if declined.what == DeclinedWhat::Override => {
            (&declined.path, &declined.by, recorded::no_override(language))
        }
        Event::Declined(declined) => {
            (&declined.path, &declined.by, recorded::declined(language, &declined.by, &declined.reason))
        }
        Event::Overridden(waived) => {
            (&waived.path, &waived.name, recorded::overridden(language, &waived.name, &waived.reason))
        }
        Event::HandoverAccepted(accepted) => ("", &accepted.by, recorded::handover_accepted(language)),
        Event::OperatorChanged(changed) => {
            ("", &changed.to.name, recorded::operator_changed(language, &changed.to.name))
        }
        Event::RunClosed(closed) => {
            let verdict = recorded::verdict(language, closed.verdict.name(language));
            let reason = closed.reason.as_ref().map(|reason| recorded::given_up(language, reason));
            let words: Vec<String> = [Some(verdict), reason].into_iter().flatten().collect();
            ("", &closed.by, words.join("  "))
        }
        _ => return None,
    })
}

fn unwritten(sheet: &mut Sheet<'_>, answered: &Answered, options: &[OptionShown]) {
    let language = sheet.language();
    sheet.put(recorded::not_confirmed_step(language, &answered.path, &answered.title));
    let typed = answered.raw.as_ref().filter(|raw| **raw != Raw::Line(String::new())).map(raw_words);
    let value = typed.or_else(|| value_words(language, answered, options));
    let outcome = answered.outcome.name(language);
    let answer = value.map_or(outcome.clone(), |value| format!("{value}  {outcome}"));
    sheet.put(recorded::not_confirmed_answer(language, answer));
    if let Some(reason) = &answered.reason {
        sheet.put(recorded::not_confirmed_reason(language, reason));
    }
    sheet.put(recorded::not_confirmed_by(language, &answered.by));
}
