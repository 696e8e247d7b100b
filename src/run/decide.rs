//! Decides what an answer means: an event, a refusal, or something that the answer still lacks. It changes nothing.

use serde::Serialize;

use super::answer::{Answer, Given, Identity, Need, ReasonFor, Refusal};
use super::answering::{Said, evidence, mistyped};
use super::event::{
    Acknowledged, Amended, Answered, Assurance, Declined, DeclinedWhat, Event, EvidenceItem, HandoverAccepted, Moment,
    Notified, OldAnswer, Origin, Overridden, ParameterSet, Paused, Raw, Reconfirmed, RunClosed, Signed,
};
use super::judge;
use super::outcome::{Outcome, Verdict};
use super::question::{Ask, Purpose, Question};
use super::record::{Attempt, Tick};
use super::tree::NodeId;
use super::{Run, course};
use crate::procedure::Step;

/// Answers of the same person within so many milliseconds are slips: they are changed without a reason.
const SLIP: i64 = 10_000;

/// The reason that a slip is recorded with.
pub const SLIP_REASON: &str = "slip";

/// The reason that the answer to a step is recorded with which was put off before: nothing that was said is taken back.
pub const PUT_OFF_REASON: &str = "put_off";

/// Most bytes of a reason or a note.
pub const LONGEST_REASON: usize = 4096;

/// Most bytes of an event; the rest of its line belongs to the journal.
pub const LONGEST_EVENT: usize = 63 * 1024;

/// What a decision is made at: the time, and the journal's last entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub tick: Tick,
    /// The number of the journal's last entry.
    pub head_seq: u64,
    /// Its hash, lower-case hex.
    pub head: String,
}

/// Why an answer makes no event yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Undecided {
    /// It is not taken.
    Refused(Refusal),
    /// It lacks something.
    Needs(Need),
}

pub(super) type Decided<T> = Result<T, Undecided>;

pub(super) fn refuse<T>(refusal: Refusal) -> Decided<T> {
    Err(Undecided::Refused(refusal))
}

pub(super) fn need<T>(need: Need) -> Decided<T> {
    Err(Undecided::Needs(need))
}

impl From<Refusal> for Undecided {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Run {
    /// Returns the event that `answer` makes of `question`.
    ///
    /// # Errors
    /// [`Undecided::Refused`] where the answer is not taken, [`Undecided::Needs`] where it lacks something.
    pub fn decide(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        let event = self.event_of(question, answer, point)?;
        if length(&event) > LONGEST_EVENT { refuse(Refusal::TooLong) } else { Ok(event) }
    }

    fn event_of(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        if answer.given == Given::GiveUp {
            return self.decide_to_give_up(question, answer, point);
        }
        match &question.ask {
            Ask::Accept(_) | Ask::Warning | Ask::Notify(_) => self.acknowledge(question, answer),
            Ask::Parameter(_) => self.set_parameter(question, answer),
            Ask::Table { .. } if question.path.contains('@') => self.set_parameter(question, answer),
            Ask::Override { not } => self.waive(question, answer, not),
            Ask::Sign { role, meaning, signed, .. } => {
                let role = role.as_ref().map(|(id, _)| id);
                self.sign(question, answer, point, role, meaning, signed)
            }
            Ask::Close(_) => match answer.given {
                Given::Close => Ok(self.closing_event(point.tick, None, Some(question.shown_at))),
                _ => refuse(Refusal::NotOffered),
            },
            _ => self.answer_step(question, answer, point),
        }
    }

    fn decide_to_give_up(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        let reason = reason(answer.reason.as_ref(), ReasonFor::GivingUp)?;
        let mut closed = self.closing(point.tick, Some(reason), Some(question.shown_at));
        closed.mistyped = mistyped(question, &answer.mistyped);
        closed.step = (!closed.mistyped.is_empty()).then(|| question.path.clone());
        Ok(Event::RunClosed(Box::new(closed)))
    }

    fn acknowledge(&self, question: &Question, answer: &Answer) -> Decided<Event> {
        if answer.given != Given::Done {
            return refuse(Refusal::NotOffered);
        }
        let (by, shown_at, path) = (self.operator.id.clone(), question.shown_at, question.path.clone());
        Ok(match &question.ask {
            Ask::Accept(handover) => Event::HandoverAccepted(HandoverAccepted {
                run: handover.run.clone(),
                path: handover.path.clone(),
                text: handover.text.clone(),
                shown_at,
                by,
            }),
            Ask::Notify(text) => Event::Notified(Notified { path, text: text.clone(), shown_at, by }),
            _ => {
                let warning = question.texts.warning.clone().unwrap_or_default();
                Event::WarningAcknowledged(Acknowledged { path, warning, shown_at, by })
            }
        })
    }

    fn set_parameter(&self, question: &Question, answer: &Answer) -> Decided<Event> {
        let Given::Value(raw) = &answer.given else { return refuse(Refusal::NotOffered) };
        let typed = judge::answer(&question.ask, &[], raw)?;
        if let Some(breach) = typed.breach {
            return refuse(Refusal::OutOfLimits(Box::new(breach)));
        }
        let (path, name) = question.path.rsplit_once('@').unwrap_or_default();
        let path = path.strip_suffix(".call").unwrap_or(path).to_owned();
        let (value, raw, shown_at) = (typed.value.to_json(), Some(typed.raw), Some(question.shown_at));
        let (name, from, more) = (name.to_owned(), Origin::Asked, false);
        let (refused, unevaluated) = self.handed_over_to(&path, &name, question.shown_at).lost();
        Ok(Event::ParameterSet(ParameterSet { path, name, value, more, from, shown_at, raw, refused, unevaluated }))
    }

    fn waive(&self, question: &Question, answer: &Answer, not: &[String]) -> Decided<Event> {
        let path = question.path.clone();
        if answer.given == Given::NotOk {
            let (by, reason, shown_at) = (self.operator.id.clone(), String::new(), question.shown_at);
            let what = DeclinedWhat::Override;
            let (role, then, window, deadline, evidence) = (None, None, None, None, Vec::new());
            let declined = Declined { path, what, role, reason, by, shown_at, evidence, then, window, deadline };
            return Ok(Event::Declined(declined));
        }
        let (Given::Signs, Some(by)) = (&answer.given, &answer.by) else { return refuse(Refusal::NotOffered) };
        self.known(by)?;
        if not.iter().any(|answerer| self.is_same_person(answerer, &by.id)) {
            return refuse(Refusal::SamePerson(by.id.clone()));
        }
        if let Some(role) = self.role_of(self.node_of(question)?) {
            self.has_role(by, &role)?;
        }
        let reason = reason(answer.reason.as_ref(), ReasonFor::Override)?;
        let name = self.name_of(&by.id);
        let (by, assurance, shown_at) = (by.id.clone(), by.assurance, question.shown_at);
        Ok(Event::Overridden(Overridden { path, by, name, assurance, reason, shown_at }))
    }

    fn sign(
        &self,
        question: &Question,
        answer: &Answer,
        point: &Point,
        role: Option<&String>,
        meaning: &str,
        signed: &[String],
    ) -> Decided<Event> {
        let signer = answer.by.clone().unwrap_or_else(|| self.operator_identity());
        self.known(&signer)?;
        let held = self.held_for(question.hold_role.as_ref(), signed);
        let declines = answer.given == Given::NotOk;
        // Who may release the step may refuse it, before those whose signatures stand before his.
        if let Some(role) = held.filter(|_| declines).or(role) {
            self.has_role(&signer, role)?;
        }
        if declines {
            return self.decline(question, answer, point.tick, &signer, role);
        }
        if answer.given != Given::Signs {
            return refuse(Refusal::NotOffered);
        }
        if signed.iter().any(|before| self.is_same_person(before, &signer.id)) {
            return refuse(Refusal::SamePerson(signer.id));
        }
        let (node, step) = (self.node_of(question)?, self.step_of(question)?);
        let completes = course::completes(step, signed.len());
        if let Some(role) = held.filter(|_| completes) {
            self.has_role(&signer, role)?;
        }
        let evidence = if completes { self.shown_for(step, answer)? } else { Vec::new() };
        Ok(Event::Signed(Signed {
            path: question.path.clone(),
            step: question.step.clone(),
            title: question.title.clone(),
            name: self.name_of(&signer.id),
            by: signer.id,
            role: role.cloned(),
            meaning: meaning.to_owned(),
            assurance: signer.assurance,
            head: point.head.clone(),
            head_seq: point.head_seq,
            shown_at: Some(question.shown_at),
            note: None,
            evidence,
            window: self.window_timing(node, point.tick.at),
            deadline: self.deadline_timing(node, point.tick),
        }))
    }

    fn decline(
        &self,
        question: &Question,
        answer: &Answer,
        tick: Tick,
        by: &Identity,
        role: Option<&String>,
    ) -> Decided<Event> {
        let (node, step) = (self.node_of(question)?, self.step_of(question)?);
        let evidence = self.shown_for(step, answer)?;
        let reason = reason(answer.reason.as_ref(), ReasonFor::Declining)?;
        let then = self.way_on(question, step, answer, (None, None))?;
        Ok(Event::Declined(Declined {
            path: question.path.clone(),
            what: DeclinedWhat::Signature,
            role: role.cloned(),
            reason,
            by: by.id.clone(),
            shown_at: question.shown_at,
            evidence,
            then: Some(then),
            window: self.window_timing(node, tick.at),
            deadline: self.deadline_timing(node, tick),
        }))
    }

    /// Returns what was shown for a signed step; by the first rules nothing was asked for.
    fn shown_for(&self, step: &Step, answer: &Answer) -> Decided<Vec<EvidenceItem>> {
        if self.started.rules > 3 { evidence(step, answer) } else { Ok(Vec::new()) }
    }

    fn answer_step(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        let said = self.said(question, answer)?;
        if matches!(question.purpose, Purpose::Next | Purpose::Deferred) {
            return Ok(Event::Answered(Box::new(self.answered(question, answer, said, point)?)));
        }
        let record = self.records.get(&question.path);
        let Some(old) = record.and_then(|record| record.last()) else { return refuse(Refusal::NotOffered) };
        if question.purpose == Purpose::Reconfirm && says_the_same(old, &said) {
            return Ok(reconfirmed(question, answer, old, said.by()));
        }
        let by = said.by().clone();
        let new = self.answered(question, answer, said, point)?;
        if same(old, &new) {
            return Ok(reconfirmed(question, answer, old, &by));
        }
        self.amended(question, answer, old, new, point.tick)
    }

    /// An amendment is no deviation: where the old answer was given in its time, the new one is taken to be.
    fn amended(
        &self,
        question: &Question,
        answer: &Answer,
        old: &Attempt,
        mut new: Answered,
        now: Tick,
    ) -> Decided<Event> {
        let path = question.path.clone();
        if !is_skipped(old.outcome) && !is_skipped(new.outcome) {
            (new.window, new.deadline) = (old.window, old.deadline);
        }
        let reason = match &answer.amending {
            None if old.outcome == Outcome::Deferred => PUT_OFF_REASON.to_owned(),
            None if old.by == new.by && old.tick.until(now) <= SLIP => SLIP_REASON.to_owned(),
            given => reason(given.as_ref(), ReasonFor::Amendment)?,
        };
        let before = OldAnswer { value: old.json.clone(), raw: old.raw.clone(), outcome: old.outcome };
        Ok(Event::Amended(Box::new(Amended { of: old.seq, path, old: before, new, reason })))
    }

    /// Returns the entry of a step that was gone back to and left as it is; `None` where it was never answered.
    #[must_use]
    pub fn kept(&self, question: &Question, typed: &[Raw]) -> Option<Event> {
        let old = self.records.get(&question.path)?.last()?;
        let answer = Answer { mistyped: typed.to_vec(), ..Answer::new(Given::Done) };
        Some(reconfirmed(question, &answer, old, &self.operator_identity()))
    }

    /// Returns the entry that leaves the run open at a question, with what was called mistyped there.
    #[must_use]
    pub fn paused(question: &Question, why: &str, typed: &[Raw]) -> Event {
        Event::Paused(Paused { step: question.path.clone(), why: why.to_owned(), mistyped: mistyped(question, typed) })
    }

    pub(super) fn node_of(&self, question: &Question) -> Decided<NodeId> {
        self.tree.by_path.get(&question.path).copied().ok_or(Undecided::Refused(Refusal::NotOffered))
    }

    fn step_of(&self, question: &Question) -> Decided<&Step> {
        self.node_of(question).map(|node| &**self.tree.step(node))
    }

    /// Returns the entry that closes the run now.
    pub(super) fn closing_event(&self, at: Tick, given_up: Option<String>, shown: Option<Moment>) -> Event {
        Event::RunClosed(Box::new(self.closing(at, given_up, shown)))
    }

    fn closing(&self, at: Tick, given_up: Option<String>, shown: Option<Moment>) -> RunClosed {
        let verdict = if given_up.is_some() { Verdict::Abandoned } else { self.verdict_at(at) };
        RunClosed {
            verdict,
            counts: self.counts(),
            score: self.score().map(|score| score.to_string()),
            deviations: u64::try_from(self.deviations_at(at).len()).unwrap_or(u64::MAX),
            reason: given_up,
            by: self.operator.id.clone(),
            shown_at: shown,
            step: None,
            mistyped: Vec::new(),
        }
    }
}

/// Returns a reason that was given, without the space around it; needs it where it was not asked yet.
pub(super) fn reason(given: Option<&String>, why: ReasonFor) -> Decided<String> {
    match given.map(|given| given.trim()) {
        None => need(Need::Reason(why)),
        Some("") => refuse(Refusal::ReasonRequired),
        Some(given) if given.len() > LONGEST_REASON => refuse(Refusal::TooLong),
        Some(given) => Ok(given.to_owned()),
    }
}

fn reconfirmed(question: &Question, answer: &Answer, old: &Attempt, by: &Identity) -> Event {
    let (path, of, shown_at) = (question.path.clone(), old.seq, question.shown_at);
    Event::Reconfirmed(Reconfirmed {
        path,
        of,
        shown_at,
        by: by.id.clone(),
        mistyped: mistyped(question, &answer.mistyped),
    })
}

fn is_skipped(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NotApplicable | Outcome::Deferred)
}

fn same_outcome(old: Outcome, new: Outcome) -> bool {
    let right = |outcome| matches!(outcome, Outcome::Done | Outcome::Corrected);
    old == new || (right(old) && right(new))
}

fn says_the_same(old: &Attempt, said: &Said) -> bool {
    (old.json == said.json() || said.is(&old.value)) && same_outcome(old.outcome, said.outcome())
}

fn same(old: &Attempt, new: &Answered) -> bool {
    let said = old.json == new.value && same_outcome(old.outcome, new.outcome) && old.then == new.then;
    said && old.evidence == new.evidence && old.reason == new.reason
}

/// Returns how many bytes an event, or a part of one, takes in an entry, where hostile characters are written as escapes of six
/// bytes.
#[must_use]
pub fn length<T: Serialize>(event: &T) -> usize {
    let written = serde_json::to_string(event).unwrap_or_default();
    written.chars().map(|letter| letter.len_utf8().max(escaped(letter))).sum()
}

fn escaped(letter: char) -> usize {
    match u32::from(letter) {
        0x7F..=0x9F | 0x61C | 0x200E..=0x200F | 0x2028..=0x202E | 0x2066..=0x2069 | 0xFEFF => 6,
        0xE0000..=0xE007F => 12,
        _ => 0,
    }
}

/// Returns how sure a run of that mode is of an operator who said only who he is.
#[must_use]
pub fn default_assurance(mode: &str) -> Assurance {
    if mode == "scripted" { Assurance::Scripted } else { Assurance::Claimed }
}
