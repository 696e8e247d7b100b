//! Decides what an answer means: an event, a refusal, or something that the answer still lacks. It changes nothing.

use serde_json::Value as Json;

use super::Run;
use super::answer::{Answer, Breach, Given, Identity, Need, ReasonFor, Refusal, Side, Ways};
use super::course;
use super::event::{
    Acknowledged, AfterFailure, Answered, Assurance, Declined, DeclinedWhat, Event, EvidenceItem, HandoverAccepted,
    Notified, Origin, Overridden, ParameterSet, Raw, RunClosed, Second, Signed,
};
use super::judge::{self, Typed};
use super::outcome::{Outcome, Verdict};
use super::question::{Ask, Purpose, Question};
use super::record::Tick;
use super::tree::NodeId;
use crate::procedure::{EvidenceKind, Step, StepKind};

/// Most bytes of a reason or a note.
const LONGEST_REASON: usize = 4096;

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

fn need<T>(need: Need) -> Decided<T> {
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
        if answer.given == Given::GiveUp {
            return self.decide_to_give_up(question, answer, point);
        }
        match &question.ask {
            Ask::Accept(_) | Ask::Warning | Ask::Notify(_) => self.acknowledge(question, answer),
            Ask::Parameter(_) => self.set_parameter(question, answer),
            Ask::Override { not } => self.waive(question, answer, not),
            Ask::Sign { role, meaning, signed, .. } => {
                let role = role.as_ref().map(|(id, _)| id);
                self.sign(question, answer, point, role, meaning, signed)
            }
            Ask::Close(_) => match answer.given {
                Given::Close => Ok(self.closing_event(point.tick.at, None, Some(question.shown_at))),
                _ => refuse(Refusal::NotOffered),
            },
            _ => self.answer_step(question, answer, point),
        }
    }

    fn decide_to_give_up(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        let reason = reason(answer.reason.as_ref(), ReasonFor::GivingUp)?;
        Ok(self.closing_event(point.tick.at, Some(reason), Some(question.shown_at)))
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
        let (Given::Value(raw), Ask::Parameter(field)) = (&answer.given, &question.ask) else {
            return refuse(Refusal::NotOffered);
        };
        let typed = judge::answer(&question.ask, &[], raw)?;
        if let Some(breach) = typed.breach {
            return refuse(Refusal::OutOfLimits(breach));
        }
        let (path, _) = question.path.rsplit_once('@').unwrap_or_default();
        let path = path.strip_suffix(".call").unwrap_or(path).to_owned();
        let (name, shown_at) = (field.id.clone(), Some(question.shown_at));
        Ok(Event::ParameterSet(ParameterSet {
            path,
            name,
            value: typed.value.to_json(),
            from: Origin::Asked,
            shown_at,
        }))
    }

    fn waive(&self, question: &Question, answer: &Answer, not: &[String]) -> Decided<Event> {
        let path = question.path.clone();
        if answer.given == Given::NotOk {
            let (by, reason, shown_at) = (self.operator.id.clone(), String::new(), question.shown_at);
            let what = DeclinedWhat::Override;
            return Ok(Event::Declined(Declined { path, what, role: None, reason, by, shown_at, then: None }));
        }
        let (Given::Signs, Some(by)) = (&answer.given, &answer.by) else { return refuse(Refusal::NotOffered) };
        self.known(by)?;
        if not.contains(&by.id) {
            return refuse(Refusal::SamePerson(by.id.clone()));
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
        if let Some(role) = role {
            self.has_role(&signer, role)?;
        }
        if answer.given == Given::NotOk {
            return self.decline(question, answer, &signer, role);
        }
        if answer.given != Given::Signs {
            return refuse(Refusal::NotOffered);
        }
        if signed.contains(&signer.id) {
            return refuse(Refusal::SamePerson(signer.id));
        }
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
        }))
    }

    fn decline(&self, question: &Question, answer: &Answer, by: &Identity, role: Option<&String>) -> Decided<Event> {
        let step = self.step_of(question)?;
        let reason = reason(answer.reason.as_ref(), ReasonFor::Declining)?;
        let then = self.way_on(step, answer, None)?;
        Ok(Event::Declined(Declined {
            path: question.path.clone(),
            what: DeclinedWhat::Signature,
            role: role.cloned(),
            reason,
            by: by.id.clone(),
            shown_at: question.shown_at,
            then: Some(then),
        }))
    }

    fn answer_step(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Event> {
        if let Some(event) = self.reconfirmed(question, answer)? {
            return Ok(event);
        }
        let answered = self.answered(question, answer, point)?;
        match question.purpose {
            Purpose::Next | Purpose::Deferred => Ok(Event::Answered(Box::new(answered))),
            Purpose::Reconfirm | Purpose::Amend => self.amended(question, answer, answered, point.tick),
        }
    }

    pub(super) fn typed_unless_skipped(
        &self,
        question: &Question,
        answer: &Answer,
        node: NodeId,
    ) -> Decided<Option<Typed>> {
        if skipping(&answer.given).is_some() {
            return Ok(None);
        }
        let typed = self.typed(question, answer, node)?;
        if question.critical && answer.given != Given::NotOk {
            check_number(answer)?;
        }
        Ok(typed)
    }

    /// Returns the answer as its entry has it.
    fn answered(&self, question: &Question, answer: &Answer, point: &Point) -> Decided<Answered> {
        let node = self.node_of(question)?;
        let step = &**self.tree.step(node);
        let by = self.answerer(question, answer)?;
        let mut answered = self.blank_answered(question, node, &by, point.tick);
        if let Some(outcome) = skipping(&answer.given) {
            answered.reason = Some(skip_reason(question, answer, outcome)?);
            answered.outcome = outcome;
            (answered.window, answered.deadline) = (None, None);
            return Ok(answered);
        }
        let typed = self.typed_unless_skipped(question, answer, node)?;
        answered.mistyped.clone_from(&answer.mistyped);
        answered.raw = typed.as_ref().and_then(|typed| written(question, typed));
        answered.value = typed.as_ref().map_or(Json::Bool(false), |typed| typed.json.clone());
        let mut breach = typed.as_ref().and_then(|typed| typed.breach.clone());
        if let (true, Some(typed)) = (step.independent, &typed) {
            let (second, differs) = self.second_entry(question, answer, node, typed, &by)?;
            answered.second = Some(second);
            breach = breach.or(differs);
        }
        answered.evidence = evidence(step, answer)?;
        if breach.is_some() || typed.is_none() {
            answered.outcome = Outcome::Failed;
            answered.then = Some(self.way_on(step, answer, breach.as_ref())?);
            answered.reason = self.failure_reason(step, answer, breach.is_some())?;
        } else {
            answered.outcome = self.right_outcome(question);
        }
        Ok(answered)
    }

    pub(super) fn blank_answered(&self, question: &Question, node: NodeId, by: &Identity, tick: Tick) -> Answered {
        let step = self.tree.step(node);
        let item = question.items.last().map(|item| item.title.clone());
        let operator = by.id == self.operator.id;
        Answered {
            step: question.step.clone(),
            path: question.path.clone(),
            kind: step.kind.word().to_owned(),
            title: question.title.clone(),
            expect: question.texts.expect.clone(),
            item,
            raw: None,
            value: Json::Null,
            unit: unit(&question.ask),
            limits: limits(&question.ask),
            outcome: Outcome::Done,
            reason: None,
            mistyped: Vec::new(),
            then: None,
            section_shown_at: question.section_shown_at,
            shown_at: question.shown_at,
            window: self.window_timing(node, tick.at),
            deadline: self.deadline_timing(node, tick),
            evidence: Vec::new(),
            by: by.id.clone(),
            role: self.role_of(node),
            assurance: (!operator).then_some(by.assurance),
            second: None,
            computed: false,
            open_deviations: match &question.ask {
                Ask::Handover { deviations } => deviations.clone(),
                _ => Vec::new(),
            },
            for_whom: match &step.kind {
                StepKind::Handover { to } => to.clone(),
                _ => Vec::new(),
            },
        }
    }

    fn right_outcome(&self, question: &Question) -> Outcome {
        let attempts = self.records.get(&question.path).map_or(&[][..], |record| &record.attempts);
        let before = match question.purpose {
            Purpose::Next | Purpose::Deferred => attempts,
            Purpose::Reconfirm | Purpose::Amend => &attempts[..attempts.len().saturating_sub(1)],
        };
        let failed = before.iter().any(|attempt| attempt.outcome == Outcome::Failed);
        if failed { Outcome::Corrected } else { Outcome::Done }
    }

    pub(super) fn answerer(&self, question: &Question, answer: &Answer) -> Decided<Identity> {
        let operator = self.operator_identity();
        let Some(role) = &question.hold_role else {
            let by = answer.by.clone().unwrap_or(operator);
            self.known(&by)?;
            return Ok(by);
        };
        match &answer.by {
            Some(by) => {
                self.known(by)?;
                self.has_role(by, role)?;
                Ok(by.clone())
            }
            None if self.has_role(&operator, role).is_ok() => Ok(operator),
            None => need(Need::Person),
        }
    }

    /// Returns the typed value, or `None` for *not OK*.
    fn typed(&self, question: &Question, answer: &Answer, node: NodeId) -> Decided<Option<Typed>> {
        let plain = |value| Typed { json: judge::to_json(&value), value, raw: Raw::Line(String::new()), breach: None };
        let yes = |flag| plain(crate::procedure::value::Value::Bool(flag));
        Ok(Some(match (&question.ask, &answer.given) {
            (Ask::Check, Given::Done) => yes(true),
            (Ask::Check, Given::NotOk) => return Ok(None),
            (Ask::Decide, Given::Yes) => yes(true),
            (Ask::Decide, Given::No) => yes(false),
            (Ask::Choose(options), Given::Choice(id)) => match options.iter().find(|option| option.id == *id) {
                Some(option) => plain(crate::procedure::value::Value::Text(option.id.clone())),
                None => return refuse(Refusal::NotAnOption(id.clone())),
            },
            (Ask::Computed { value, .. }, Given::Done) => judge::answer(&question.ask, &[], &Raw::Line(value.clone()))?,
            (
                Ask::Measure(_) | Ask::Value(_) | Ask::Form(_) | Ask::Table { .. } | Ask::Handover { .. },
                Given::Value(raw),
            ) => judge::answer(&question.ask, &self.input_rules(node), raw)?,
            _ => return refuse(Refusal::NotOffered),
        }))
    }

    fn second_entry(
        &self,
        question: &Question,
        answer: &Answer,
        node: NodeId,
        first: &Typed,
        by: &Identity,
    ) -> Decided<(Second, Option<Breach>)> {
        let Some(entry) = &answer.second else { return need(Need::Second) };
        self.known(&entry.by)?;
        if entry.by.id == by.id {
            return refuse(Refusal::SamePerson(by.id.clone()));
        }
        let second = judge::answer(&question.ask, &self.input_rules(node), &entry.raw)?;
        let agrees = second.value == first.value;
        let name = self.name_of(&entry.by.id);
        let (id, assurance) = (entry.by.id.clone(), entry.by.assurance);
        let differs = (!agrees).then(|| Breach {
            value: first.json.as_str().unwrap_or_default().to_owned(),
            limit: second.json.as_str().unwrap_or_default().to_owned(),
            by: None,
            side: Side::Second,
            unit: unit(&question.ask),
            field: None,
        });
        Ok((Second { by: id, name, assurance, raw: second.raw, agrees }, differs))
    }

    fn way_on(&self, step: &Step, answer: &Answer, breach: Option<&Breach>) -> Decided<AfterFailure> {
        let correct = course::can_correct(step);
        match answer.after_failure {
            Some(AfterFailure::Correct) if !correct => refuse(Refusal::NotOffered),
            Some(way) => Ok(way),
            None if self.is_scripted() && correct => Ok(AfterFailure::Correct),
            None if self.is_scripted() => Ok(AfterFailure::Leave),
            None if breach.is_some() || correct || step.critical => need(Need::AfterFailure(Ways {
                breach: breach.cloned(),
                mistyped: breach.is_some() && !course::is_computed(step),
                correct,
                fails_run: step.critical,
            })),
            None => Ok(AfterFailure::Leave),
        }
    }

    fn failure_reason(&self, step: &Step, answer: &Answer, is_value: bool) -> Decided<Option<String>> {
        if answer.reason.is_none() && self.is_scripted() && is_value {
            return Ok(None);
        }
        let menu = is_value || course::can_correct(step) || step.critical;
        let why = ReasonFor::Failure { override_offered: !menu && answer.after_failure.is_none() };
        reason(answer.reason.as_ref(), why).map(Some)
    }

    /// Refuses somebody whom the roster does not know, or who is locked.
    pub(super) fn known(&self, person: &Identity) -> Decided<()> {
        if person.id.trim().is_empty() || (self.started.roster.is_some() && self.person(&person.id).is_none()) {
            return refuse(Refusal::UnknownPerson(person.id.clone()));
        }
        if self.is_locked(&person.id) {
            return refuse(Refusal::PersonLocked(person.id.clone()));
        }
        Ok(())
    }

    fn has_role(&self, person: &Identity, role: &String) -> Decided<()> {
        if self.started.roster.is_none() {
            return Ok(());
        }
        let roles = self.person(&person.id).map(|person| &person.roles);
        match roles {
            Some(roles) if roles.contains(role) => Ok(()),
            _ => refuse(Refusal::LacksRole(person.id.clone())),
        }
    }

    fn operator_identity(&self) -> Identity {
        Identity { id: self.operator.id.clone(), assurance: self.assurance }
    }

    pub(super) fn node_of(&self, question: &Question) -> Decided<NodeId> {
        self.tree.by_path.get(&question.path).copied().ok_or(Undecided::Refused(Refusal::NotOffered))
    }

    fn step_of(&self, question: &Question) -> Decided<&Step> {
        self.node_of(question).map(|node| &**self.tree.step(node))
    }

    /// Returns the entry that closes the run now.
    pub(super) fn closing_event(
        &self,
        at: super::event::Moment,
        given_up: Option<String>,
        shown: Option<super::event::Moment>,
    ) -> Event {
        let verdict = if given_up.is_some() { Verdict::Abandoned } else { self.verdict(at) };
        Event::RunClosed(Box::new(RunClosed {
            verdict,
            counts: self.counts(),
            score: self.score().map(|score| score.to_string()),
            deviations: u64::try_from(self.deviations(at).len()).unwrap_or(u64::MAX),
            reason: given_up,
            by: self.operator.id.clone(),
            shown_at: shown,
        }))
    }
}

pub(super) fn skipping(given: &Given) -> Option<Outcome> {
    match given {
        Given::NotApplicable => Some(Outcome::NotApplicable),
        Given::Later => Some(Outcome::Deferred),
        _ => None,
    }
}

fn skip_reason(question: &Question, answer: &Answer, outcome: Outcome) -> Decided<String> {
    let (allowed, why) = match outcome {
        Outcome::NotApplicable => (question.may_skip, ReasonFor::NotApplicable),
        _ => (question.may_defer, ReasonFor::Later),
    };
    if allowed { reason(answer.reason.as_ref(), why) } else { refuse(Refusal::Forbidden) }
}

pub(super) fn reason(given: Option<&String>, why: ReasonFor) -> Decided<String> {
    match given.map(|given| given.trim()) {
        None => need(Need::Reason(why)),
        Some("") => refuse(Refusal::ReasonRequired),
        Some(given) if given.len() > LONGEST_REASON => refuse(Refusal::TooLong),
        Some(given) => Ok(given.to_owned()),
    }
}

fn check_number(answer: &Answer) -> Decided<()> {
    match answer.number {
        Some(number) if number.typed == number.shown => Ok(()),
        _ => refuse(Refusal::WrongNumber),
    }
}

fn evidence(step: &Step, answer: &Answer) -> Decided<Vec<EvidenceItem>> {
    let Some(wanted) = &step.evidence else { return Ok(answer.evidence.clone().unwrap_or_default()) };
    let Some(given) = &answer.evidence else { return need(Need::Evidence) };
    if given.len() < usize::try_from(wanted.at_least).unwrap_or(usize::MAX) {
        return refuse(Refusal::TooLittleEvidence(wanted.at_least));
    }
    for item in given {
        match (wanted.kind, item) {
            (EvidenceKind::Reference, EvidenceItem::Reference(text)) if !text.trim().is_empty() => {}
            (EvidenceKind::File, EvidenceItem::File(file)) if is_accepted(&file.name, &wanted.accept) => {}
            (_, EvidenceItem::File(file)) => return refuse(Refusal::EvidenceKind(file.name.clone())),
            (_, EvidenceItem::Reference(text)) => return refuse(Refusal::EvidenceKind(text.clone())),
        }
    }
    Ok(given.clone())
}

fn is_accepted(name: &str, accept: &[String]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    accept.is_empty() || ending.is_some_and(|ending| accept.contains(&ending))
}

fn written(question: &Question, typed: &Typed) -> Option<Raw> {
    let is_value = matches!(
        question.ask,
        Ask::Measure(_) | Ask::Value(_) | Ask::Form(_) | Ask::Table { .. } | Ask::Handover { .. }
    );
    is_value.then(|| typed.raw.clone())
}

fn unit(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. } => field.unit.clone(),
        _ => None,
    }
}

fn limits(ask: &Ask) -> Option<super::event::LimitsInForce> {
    match ask {
        Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. } => {
            (!judge::unlimited(&field.limits)).then(|| field.limits.clone())
        }
        _ => None,
    }
}

/// Returns how sure a run of that mode is of an operator who said only who he is.
#[must_use]
pub fn default_assurance(mode: &str) -> Assurance {
    if mode == "scripted" { Assurance::Scripted } else { Assurance::Claimed }
}
