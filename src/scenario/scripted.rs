//! A prompter that takes its answers from a script: by the step's id and the order of asking, never by position.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::TimeDelta;

use super::answers::{AnswerFile, Answers, Exhibit, Rest, Said, Signer, Spec};
use super::repeated::repeat;
use super::stuck::{Stuck, Why};
use crate::clock::Clock;
use crate::run::Run;
use crate::run::answer::{Answer, Given, Identity, Need, ReasonFor, Refusal, SecondEntry, Typed};
use crate::run::event::{AfterFailure, Assurance, Event, EvidenceItem, Moment, Person, Raw, StoredFile};
use crate::run::question::{Ask, Purpose, Question};
use crate::session::{Input, Interruption, Prompter, Supplied};

/// Why a step stays put off where the script says nothing more of it.
const NO_FURTHER_ANSWER: &str = "no further answer";

/// The number of a critical step: a script has no screen.
const NUMBER: Typed = Typed { typed: 0, shown: 0 };

/// Keeps files that a script shows for a step.
pub trait Vault {
    /// Keeps the file at `path`, which is relative to the script.
    ///
    /// # Errors
    /// With what is wrong with the file.
    fn keep(&mut self, path: &Path) -> Result<StoredFile, String>;
}

/// Answers by a script.
pub struct ScriptedPrompter<'a> {
    script: &'a AnswerFile,
    clock: &'a dyn Clock,
    vault: &'a mut dyn Vault,
    cursors: HashMap<String, Cursor>,
    /// The answer given last at each path, for the questions that follow it.
    given: HashMap<String, Spec>,
    /// Steps that had been answered before its first question.
    before: Option<HashSet<String>>,
    stuck: Option<Stuck>,
    unconfirmed: Option<Event>,
}

/// How far the answers of one name have been given.
#[derive(Debug, Default)]
struct Cursor {
    reached: bool,
    next: usize,
    /// The asking that the last one was given to, so that two signatures of one asking share it.
    asking: Option<(String, usize, bool)>,
}

/// An answer that no question reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Its name.
    pub name: String,
    /// Which entry of `asked` is the first that was left, from 1; `None` where none was reached.
    pub from: Option<usize>,
}

impl<'a> ScriptedPrompter<'a> {
    /// Returns a prompter for a run that has just begun, or is gone on with.
    #[must_use]
    pub fn new(script: &'a AnswerFile, clock: &'a dyn Clock, vault: &'a mut dyn Vault) -> Self {
        let (cursors, given) = (HashMap::new(), HashMap::new());
        Self { script, clock, vault, cursors, given, before: None, stuck: None, unconfirmed: None }
    }

    /// Returns the event that may not be on disk, where one could not be recorded.
    #[must_use]
    pub fn unconfirmed(&self) -> Option<&Event> {
        self.unconfirmed.as_ref()
    }

    /// Returns why the script could not go on, where that ended it.
    #[must_use]
    pub fn stuck(&self) -> Option<&Stuck> {
        self.stuck.as_ref()
    }

    /// Returns every answer that no question reached, but for those of steps that were answered before.
    #[must_use]
    pub fn unreached(&self) -> Vec<Unreached> {
        let missed = self.script.answers.iter().filter_map(|(name, answers)| {
            let step = name.strip_suffix(".notify").unwrap_or(name);
            if self.before.as_ref().is_some_and(|before| before.contains(step)) {
                return None;
            }
            let unreached = |from| Some(Unreached { name: name.clone(), from });
            match (self.cursors.get(name), answers) {
                (None, _) => unreached(None),
                (Some(cursor), _) if !cursor.reached => unreached(None),
                (Some(cursor), Answers::Asked(all)) if cursor.next < all.len() => unreached(Some(cursor.next + 1)),
                _ => None,
            }
        });
        missed.collect()
    }

    fn stop(&mut self, question: &Question, why: Why) -> Interruption {
        let name = match &question.ask {
            Ask::Parameter(field) => field.id.clone(),
            Ask::Accept(_) => "accept".to_owned(),
            Ask::Close(_) => "close".to_owned(),
            Ask::Notify(_) => format!("{}.notify", name_of(question)),
            _ => name_of(question).to_owned(),
        };
        let interruption = Interruption::NoAnswer(name.clone());
        self.stuck = Some(Stuck { name, path: question.path.clone(), attempt: question.attempt, why });
        interruption
    }

    fn is_rest_done(&self) -> bool {
        self.script.rest == Rest::Done
    }

    /// Returns the answers of the question's step, if the script has any.
    fn named(&self, question: &Question) -> Option<&'a Answers> {
        self.script.answers.get(question.step.as_deref()?)
    }

    /// Takes the answer of `name` for this asking; the clock moves as it says. A notice is put once for each asking.
    fn take(&mut self, name: &str, question: &Question) -> Option<Spec> {
        let answers = self.script.answers.get(name)?;
        let is_deferred = question.purpose == Purpose::Deferred;
        let attempt = if matches!(question.ask, Ask::Notify(_)) { 1 } else { question.attempt };
        let asking = (question.path.clone(), attempt, is_deferred);
        let cursor = self.cursors.entry(name.to_owned()).or_default();
        let again = cursor.asking.as_ref() == Some(&asking);
        let spec = match answers {
            Answers::Plain(spec) if attempt <= 1 && !is_deferred => Some(&**spec),
            Answers::Plain(_) => None,
            Answers::Asked(specs) if again => specs.get(cursor.next.saturating_sub(1)),
            Answers::Asked(specs) => {
                let spec = specs.get(cursor.next);
                cursor.next = (cursor.next + 1).min(specs.len());
                spec
            }
        };
        let spec = spec?.clone();
        cursor.reached = true;
        cursor.asking = Some(asking);
        if let Some(after) = spec.after.filter(|_| !again) {
            self.clock.advance(TimeDelta::seconds(after.seconds()));
        }
        Some(spec)
    }

    /// Answers a question that only wants *done*: by the answers of `name`, or by the rest.
    fn acknowledge(&mut self, question: &Question) -> Result<Answer, Interruption> {
        match &question.ask {
            // What stands around steps is given with whatever answers them.
            Ask::Warning if question.is_container => Ok(Answer::new(Given::Done)),
            Ask::Warning if self.named(question).is_some() => Ok(Answer::new(Given::Done)),
            Ask::Accept(_) if self.script.accept => Ok(Answer::new(Given::Done)),
            Ask::Notify(_) => {
                let name = format!("{}.notify", name_of(question));
                let is_named = self.script.answers.contains_key(&name);
                match self.take(&name, question) {
                    Some(_) => Ok(Answer::new(Given::Done)),
                    None if is_named => Err(self.stop(question, Why::NoFurtherAnswer)),
                    None if self.is_rest_done() => Ok(Answer::new(Given::Done)),
                    None => Err(self.stop(question, Why::NoAnswer)),
                }
            }
            _ if self.is_rest_done() => Ok(Answer::new(Given::Done)),
            _ => Err(self.nothing(question)),
        }
    }

    fn nothing(&mut self, question: &Question) -> Interruption {
        let why = if self.named(question).is_some() { Why::NoFurtherAnswer } else { Why::NoAnswer };
        self.stop(question, why)
    }

    fn parameter(&mut self, question: &Question, name: &str) -> Result<Answer, Interruption> {
        match self.script.set.get(name) {
            Some(value) => Ok(Answer::new(Given::Value(Raw::Line(value.to_string())))),
            None => Err(self.stop(question, Why::NoParameter)),
        }
    }

    fn close(&self) -> Result<Answer, Interruption> {
        if self.script.close { Ok(Answer::new(Given::Close)) } else { Err(Interruption::LeftOpen) }
    }

    fn waive(&mut self, question: &Question) -> Result<Answer, Interruption> {
        let named = self.named(question).map(Answers::all).unwrap_or_default();
        let given = self.given.get(&question.path).and_then(|spec| spec.waiver.clone());
        let Some(waiver) = given.or_else(|| named.iter().find_map(|spec| spec.waiver.clone())) else {
            return Err(self.stop(question, Why::NoWaiver));
        };
        let mut answer = Answer::new(Given::Signs);
        answer.by = Some(scripted(&waiver.by));
        answer.reason = Some(waiver.reason);
        Ok(answer)
    }

    /// Answers a step: by its name, else by the rest.
    fn step(&mut self, question: &Question) -> Result<Answer, Interruption> {
        if self.named(question).is_none() {
            return self.unnamed(question);
        }
        let name = name_of(question).to_owned();
        match self.take(&name, question) {
            Some(spec) => {
                let answer = self.answer_of(question, &spec)?;
                self.given.insert(question.path.clone(), spec);
                Ok(answer)
            }
            None if question.purpose == Purpose::Deferred => Ok(self.still_deferred(question)),
            None => Err(self.nothing(question)),
        }
    }

    /// A computed value that is out of its limits is kept, as any other is.
    fn unnamed(&mut self, question: &Question) -> Result<Answer, Interruption> {
        match &question.ask {
            Ask::Check if self.is_rest_done() => Ok(numbered(Answer::new(Given::Done))),
            Ask::Computed { .. } => Ok(numbered(Answer::new(Given::Done))),
            _ if question.purpose == Purpose::Deferred => Ok(self.still_deferred(question)),
            _ => Err(self.nothing(question)),
        }
    }

    fn still_deferred(&self, question: &Question) -> Answer {
        let mut answer = Answer::new(Given::Later);
        let reason = match self.given.get(&question.path).map(|spec| &spec.said) {
            Some(Said::Defer(reason)) => reason,
            _ => NO_FURTHER_ANSWER,
        };
        answer.reason = Some(reason.to_owned());
        answer
    }

    fn answer_of(&mut self, question: &Question, spec: &Spec) -> Result<Answer, Interruption> {
        let (given, reason) = match &spec.said {
            Said::Value(raw) => (given_value(&question.ask, raw), spec.reason.clone()),
            Said::Fail(reason) => (given_failure(&question.ask), Some(reason.clone())),
            Said::NotApplicable(reason) => (Some(Given::NotApplicable), Some(reason.clone())),
            Said::Defer(reason) => (Some(Given::Later), Some(reason.clone())),
            Said::Sign(signers) => return self.signature(question, spec, signers),
        };
        let Some(given) = given else { return Err(self.stop(question, Why::DoesNotFit)) };
        let mut answer = numbered(Answer::new(given));
        answer.by = spec.by.as_deref().map(scripted);
        answer.reason = reason;
        answer.after_failure = after_failure(spec);
        answer.second = spec
            .second
            .as_ref()
            .map(|second| SecondEntry { by: scripted(&second.by), raw: Some(second.value.clone()) });
        Ok(answer)
    }

    fn signature(
        &mut self,
        question: &Question,
        spec: &Spec,
        signers: &indexmap::IndexMap<String, Signer>,
    ) -> Result<Answer, Interruption> {
        let Ask::Sign { role: Some((role, _)), .. } = &question.ask else {
            return Err(self.stop(question, Why::DoesNotFit));
        };
        let Some(signer) = signers.get(role) else {
            return Err(self.stop(question, Why::NoSigner(role.clone())));
        };
        Ok(match signer {
            Signer::Signs(person) => {
                let mut answer = Answer::new(Given::Signs);
                answer.by = Some(scripted(person));
                answer
            }
            Signer::Declines(reason) => {
                let mut answer = Answer::new(Given::NotOk);
                answer.by = spec.by.as_deref().map(scripted);
                answer.reason = Some(reason.clone());
                answer.after_failure = after_failure(spec);
                answer
            }
        })
    }

    fn exhibits(&mut self, question: &Question) -> Result<Vec<EvidenceItem>, Interruption> {
        let exhibits = self.given.get(&question.path).map(|spec| spec.evidence.clone()).unwrap_or_default();
        let mut items = Vec::new();
        for exhibit in exhibits {
            items.push(match exhibit {
                Exhibit::Reference(number) => EvidenceItem::Reference(number),
                Exhibit::File(path) => match self.vault.keep(Path::new(&path)) {
                    Ok(file) => EvidenceItem::File(file),
                    Err(error) => return Err(self.stop(question, Why::BadFile { path, error })),
                },
            });
        }
        Ok(items)
    }
}

impl Prompter for ScriptedPrompter<'_> {
    fn ask(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        self.before.get_or_insert_with(|| run.reached());
        let repeated = if question.purpose == Purpose::Reconfirm { repeat(question, run) } else { None };
        let answer = match (&question.ask, repeated) {
            (_, Some(answer)) => answer,
            (Ask::Parameter(field), _) => self.parameter(question, &field.id)?,
            (Ask::Accept(_) | Ask::Warning | Ask::Notify(_), _) => self.acknowledge(question)?,
            (Ask::Override { .. }, _) => self.waive(question)?,
            (Ask::Close(_), _) => self.close()?,
            _ => self.step(question)?,
        };
        Ok(Input::Answer(Box::new(answer)))
    }

    fn supply(
        &mut self,
        question: &Question,
        need: &Need,
        answer: &mut Answer,
        _: &Run,
    ) -> Result<Supplied, Interruption> {
        match need {
            Need::Evidence => answer.evidence = Some(self.exhibits(question)?),
            // A scripted run takes the declared path by itself.
            Need::AfterFailure(_) => answer.after_failure = Some(AfterFailure::Leave),
            Need::Reason(ReasonFor::Amendment) => return Err(self.stop(question, Why::Amends)),
            Need::Reason(_) => return Err(self.stop(question, Why::NoReason)),
            Need::Second => return Err(self.stop(question, Why::NoSecond)),
            Need::Person => return Err(self.stop(question, Why::NoPerson(question.hold.clone().unwrap_or_default()))),
        }
        Ok(Supplied::Added)
    }

    fn pin(&mut self, _: &Person) -> Result<Option<String>, Interruption> {
        Ok(None)
    }

    fn refused(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        Err(self.stop(question, Why::Refused(refusal.clone())))
    }

    fn recorded(&mut self, _: &Event, _: Moment, _: &Run) {}

    fn not_confirmed(&mut self, event: &Event) {
        self.unconfirmed = Some(event.clone());
    }

    fn interruption(&self) -> Option<Interruption> {
        None
    }
}

/// Returns the name that messages give a question: the step's id, else its path.
fn name_of(question: &Question) -> &str {
    question.step.as_deref().unwrap_or(&question.path)
}

fn scripted(person: &str) -> Identity {
    Identity { id: person.to_owned(), assurance: Assurance::Scripted }
}

fn numbered(mut answer: Answer) -> Answer {
    answer.number = Some(NUMBER);
    answer
}

fn after_failure(spec: &Spec) -> Option<AfterFailure> {
    match (&spec.waiver, spec.leave) {
        (Some(_), _) => Some(AfterFailure::Override),
        (None, true) => Some(AfterFailure::Leave),
        (None, false) => None,
    }
}

/// Returns what a written value means to a question, or `None` where it means nothing there.
fn given_value(ask: &Ask, raw: &Raw) -> Option<Given> {
    let line = match raw {
        Raw::Line(line) => Some(line.as_str()),
        Raw::Form(_) | Raw::Table(_) => None,
    };
    match (ask, line) {
        (Ask::Check, Some("done")) => Some(Given::Done),
        (Ask::Sign { role: None, .. }, Some("done")) => Some(Given::Signs),
        (Ask::Computed { value, .. }, Some(line)) if line == "done" || line == value => Some(Given::Done),
        (Ask::Decide, Some("true" | "yes")) => Some(Given::Yes),
        (Ask::Decide, Some("false" | "no")) => Some(Given::No),
        (Ask::Choose(_), Some(option)) => Some(Given::Choice(option.to_owned())),
        (Ask::Measure(_) | Ask::Value(_) | Ask::Handover { .. }, Some(_)) => Some(Given::Value(raw.clone())),
        (Ask::Form(_), None) | (Ask::Table { .. }, None) => Some(Given::Value(raw.clone())),
        _ => None,
    }
}

fn given_failure(ask: &Ask) -> Option<Given> {
    match ask {
        Ask::Check | Ask::Sign { .. } => Some(Given::NotOk),
        _ => None,
    }
}
