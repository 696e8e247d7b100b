//! Decides what an answer makes of a step: its value, its outcome, and what the answer still lacks. It changes nothing.

use serde_json::Value as Json;

use super::Run;
use super::answer::{AfterCorrecting, Answer, Breach, Given, Identity, Need, ReasonFor, Refusal, Side, Ways};
use super::course;
use super::decide::{Decided, Point, need, reason, refuse};
use super::event::{AfterFailure, Answered, EvidenceItem, LimitsInForce, Raw, Second};
use super::judge::{self, Typed};
use super::outcome::Outcome;
use super::question::{Ask, FieldQuestion, Purpose, Question};
use super::record::{Attempt, Tick};
use super::tree::NodeId;
use crate::procedure::value::Value;
use crate::procedure::{EvidenceKind, Step, StepKind, Then};

/// What an answer says, before it is looked at what it lacks.
pub(super) struct Said {
    /// Who gave it.
    by: Identity,
    /// Its outcome where it skips the step.
    skipped: Option<Outcome>,
    /// Its value; `None` for *not OK* and where it skips.
    typed: Option<Typed>,
}

impl Said {
    /// Returns the value as its entry has it.
    pub(super) fn json(&self) -> Json {
        match (&self.typed, self.skipped) {
            (Some(typed), _) => typed.json.clone(),
            (None, Some(_)) => Json::Null,
            (None, None) => Json::Bool(false),
        }
    }

    /// Returns whether it says what an entry of `value` says, whose exact form does not matter: 7.10 is 7.1.
    pub(super) fn is(&self, value: &Value) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.value == *value)
    }

    /// Returns whether it is right, failed or skipped, as far as the answer alone says so.
    pub(super) fn outcome(&self) -> Outcome {
        let right = self.typed.as_ref().is_some_and(|typed| typed.breach.is_none());
        self.skipped.unwrap_or(if right { Outcome::Done } else { Outcome::Failed })
    }

    pub(super) fn by(&self) -> &Identity {
        &self.by
    }
}

impl Run {
    /// Returns what an answer says to a step.
    pub(super) fn said(&self, question: &Question, answer: &Answer) -> Decided<Said> {
        let node = self.node_of(question)?;
        let by = self.answerer(question, answer)?;
        if let Some(outcome) = skipping(&answer.given) {
            let allowed = if outcome == Outcome::Deferred { question.may_defer } else { question.may_skip };
            let said = Said { by, skipped: Some(outcome), typed: None };
            return if allowed { Ok(said) } else { refuse(Refusal::Forbidden) };
        }
        let typed = self.typed(question, answer, node)?;
        let misses = typed.as_ref().is_some_and(|typed| typed.breach.is_some());
        if question.critical && answer.given != Given::NotOk && !(misses && self.started.rules > 4) {
            check_number(answer)?;
        }
        Ok(Said { by, skipped: None, typed })
    }

    /// Returns the answer as its entry has it.
    pub(super) fn answered(
        &self,
        question: &Question,
        answer: &Answer,
        said: Said,
        point: &Point,
    ) -> Decided<Answered> {
        let node = self.node_of(question)?;
        let step = &**self.tree.step(node);
        let mut answered = self.blank_answered(question, node, &said.by, point.tick);
        answered.mistyped = mistyped(question, &answer.mistyped);
        if let Some(outcome) = said.skipped {
            let why = if outcome == Outcome::Deferred { ReasonFor::Later } else { ReasonFor::NotApplicable };
            answered.reason = Some(reason(answer.reason.as_ref(), why)?);
            answered.outcome = outcome;
            (answered.window, answered.deadline) = (None, None);
            return Ok(answered);
        }
        answered.value = said.json();
        let typed = said.typed;
        answered.raw = typed.as_ref().and_then(|typed| written(question, typed));
        let missed = typed.as_ref().and_then(|typed| typed.breach.clone());
        answered.number = self.number_typed(question, answer).filter(|_| missed.is_none() || self.started.rules < 5);
        let mut differs = None;
        if let (true, Some(typed)) = (step.independent, &typed) {
            let (second, difference) = self.second_entry(question, answer, node, typed, &said.by)?;
            answered.second = Some(second);
            differs = difference;
        }
        let (breach, differs) = match missed {
            Some(missed) => (Some(missed), differs),
            None => (differs, None),
        };
        answered.evidence = evidence(step, answer)?;
        if breach.is_some() || typed.is_none() {
            answered.outcome = Outcome::Failed;
            answered.then = Some(self.way_on(question, step, answer, (breach.as_ref(), differs))?);
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
            number: None,
            value: Json::Null,
            unit: unit(&question.ask),
            limits: limits(&question.ask),
            unevaluated: self.unevaluated(node, question.shown_at),
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

    /// Returns whether an answer completes a critical step, which a number of its own confirms. A value that is none, or misses
    /// its limits, completes nothing: what is said of it costs more than a key. By the first rules the number came first.
    #[must_use]
    pub fn wants_number(&self, question: &Question, answer: &Answer) -> bool {
        let completes = || match (&answer.given, self.node_of(question)) {
            (Given::NotOk, _) => false,
            (Given::Value(_), Ok(node)) if self.started.rules > 4 => {
                self.typed(question, answer, node).is_ok_and(|typed| typed.is_some_and(|typed| typed.breach.is_none()))
            }
            _ => true,
        };
        question.critical && completes()
    }

    /// Returns the number that a person typed to complete a critical step.
    fn number_typed(&self, question: &Question, answer: &Answer) -> Option<u8> {
        let wanted = question.critical && answer.given != Given::NotOk && self.started.rules > 2 && !self.is_scripted();
        answer.number.filter(|_| wanted).map(|number| number.typed)
    }

    fn right_outcome(&self, question: &Question) -> Outcome {
        let failed = self.attempts_before(question).iter().any(|attempt| attempt.outcome == Outcome::Failed);
        if failed { Outcome::Corrected } else { Outcome::Done }
    }

    /// Returns the answers that came before the one which `question` asks for.
    fn attempts_before(&self, question: &Question) -> &[Attempt] {
        let attempts = self.records.get(&question.path).map_or(&[][..], |record| &record.attempts);
        match question.purpose {
            Purpose::Next => attempts,
            // What was put off was not answered.
            Purpose::Deferred => &[],
            Purpose::Reconfirm | Purpose::Amend => &attempts[..attempts.len().saturating_sub(1)],
        }
    }

    /// Returns who answers: somebody of the role that holds the step, else whoever is named, else the operator.
    fn answerer(&self, question: &Question, answer: &Answer) -> Decided<Identity> {
        let operator = self.operator_identity();
        let holder = |by: &Identity, role: &String| {
            self.known(by)?;
            self.has_role(by, role)
        };
        match (&answer.by, &question.hold_role) {
            (Some(by), Some(role)) => holder(by, role).map(|()| by.clone()),
            (Some(by), None) => self.known(by).map(|()| by.clone()),
            (None, Some(role)) if holder(&operator, role).is_err() => need(Need::Person),
            (None, _) => Ok(operator),
        }
    }

    /// Returns the typed value, or `None` for *not OK*.
    fn typed(&self, question: &Question, answer: &Answer, node: NodeId) -> Decided<Option<Typed>> {
        let plain = |value| Typed { json: judge::to_json(&value), value, raw: Raw::Line(String::new()), breach: None };
        Ok(Some(match (&question.ask, &answer.given) {
            (Ask::Check, Given::Done) | (Ask::Decide, Given::Yes) => plain(Value::Bool(true)),
            (Ask::Check, Given::NotOk) => return Ok(None),
            (Ask::Decide, Given::No) => plain(Value::Bool(false)),
            (Ask::Choose(options), Given::Choice(id)) => match options.iter().find(|option| option.id == *id) {
                Some(option) => plain(Value::Text(option.id.clone())),
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
        if self.is_same_person(&entry.by.id, &by.id) {
            return refuse(Refusal::SamePerson(by.id.clone()));
        }
        let Some(raw) = &entry.raw else { return need(Need::Second) };
        let second = judge::answer(&question.ask, &self.input_rules(node), raw)?;
        let agrees = second.value == first.value;
        let name = self.name_of(&entry.by.id);
        let (id, assurance) = (entry.by.id.clone(), entry.by.assurance);
        let differs = (!agrees).then(|| difference(&question.ask, &first.json, &second.json));
        Ok((Second { by: id, name, assurance, raw: second.raw, agrees }, differs))
    }

    pub(super) fn way_on(
        &self,
        question: &Question,
        step: &Step,
        answer: &Answer,
        (breach, differs): (Option<&Breach>, Option<Breach>),
    ) -> Decided<AfterFailure> {
        let correct = course::can_correct(step);
        let then = course::after_correcting(step, self.attempts_before(question).len());
        let comes_to_something = course::has_corrective_steps(step) || then == AfterCorrecting::Recheck;
        match answer.after_failure {
            Some(AfterFailure::Correct) if !correct => refuse(Refusal::NotOffered),
            Some(way) => Ok(way),
            None if self.is_scripted() && correct => Ok(AfterFailure::Correct),
            None if self.is_scripted() => Ok(AfterFailure::Leave),
            None if breach.is_some() || asks_way_on(step) => need(Need::AfterFailure(Box::new(Ways {
                breach: breach.cloned(),
                differs,
                mistyped: breach.is_some() && !course::is_computed(step),
                correct: comes_to_something,
                fails_run: step.critical,
                then,
            }))),
            None => Ok(AfterFailure::Leave),
        }
    }

    fn failure_reason(&self, step: &Step, answer: &Answer, is_value: bool) -> Decided<Option<String>> {
        if answer.reason.is_none() && self.is_scripted() && is_value {
            return Ok(None);
        }
        let menu = is_value || asks_way_on(step);
        let why = ReasonFor::Failure { override_offered: !menu && answer.after_failure.is_none() };
        reason(answer.reason.as_ref(), why).map(Some)
    }
}

/// Returns whether a failure without a value has more than one way on, or one that must be told.
fn asks_way_on(step: &Step) -> bool {
    course::can_correct(step) || step.critical || course::then(step) == Then::Stop
}

fn skipping(given: &Given) -> Option<Outcome> {
    match given {
        Given::NotApplicable => Some(Outcome::NotApplicable),
        Given::Later => Some(Outcome::Deferred),
        _ => None,
    }
}

fn check_number(answer: &Answer) -> Decided<()> {
    match answer.number {
        Some(number) if number.typed == number.shown => Ok(()),
        _ => refuse(Refusal::WrongNumber),
    }
}

/// Returns what was shown for an answer, which is as much, and of the kind, that the step asks for.
pub(super) fn evidence(step: &Step, answer: &Answer) -> Decided<Vec<EvidenceItem>> {
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

/// Returns what was called mistyped as an entry has it.
pub(super) fn mistyped(question: &Question, typed: &[Raw]) -> Vec<Raw> {
    typed.iter().map(|raw| veiled(&question.ask, raw)).collect()
}

/// Returns what was typed without what is secret.
fn veiled(ask: &Ask, raw: &Raw) -> Raw {
    let keep = |fields: &[FieldQuestion], row: &indexmap::IndexMap<String, String>| {
        let secret = |id: &String| fields.iter().any(|field| field.id == *id && field.secret);
        row.iter().map(|(id, line)| (id.clone(), if secret(id) { String::new() } else { line.clone() })).collect()
    };
    match (ask, raw) {
        (Ask::Value(field), Raw::Line(_)) if field.secret => Raw::Line(String::new()),
        (Ask::Form(fields), Raw::Form(row)) => Raw::Form(keep(fields, row)),
        (Ask::Table { fields, .. }, Raw::Table(rows)) => Raw::Table(rows.iter().map(|row| keep(fields, row)).collect()),
        _ => raw.clone(),
    }
}

/// Returns where two entries differ: in a form or a table in which field, the first such.
fn difference(ask: &Ask, first: &Json, second: &Json) -> Breach {
    let words = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let differ = |value: &Json, limit: &Json, field: Option<&FieldQuestion>, row| Breach {
        value: words(value),
        limit: words(limit),
        by: None,
        side: Side::Second,
        unit: field.map_or_else(|| unit(ask), |field| field.unit.clone()),
        field: field.map(|field| field.title.clone()),
        row,
    };
    let in_row = |fields: &[FieldQuestion], first: &Json, second: &Json, row| {
        let field = fields.iter().find(|field| first[field.id.as_str()] != second[field.id.as_str()])?;
        Some(differ(&first[field.id.as_str()], &second[field.id.as_str()], Some(field), row))
    };
    let found = match (ask, first, second) {
        (Ask::Form(fields), ..) => in_row(fields, first, second, None),
        (Ask::Table { fields, .. }, Json::Array(one), Json::Array(other)) => {
            let rows = one.iter().zip(other).enumerate();
            rows.into_iter().find_map(|(row, (one, other))| in_row(fields, one, other, Some(row)))
        }
        _ => None,
    };
    found.unwrap_or_else(|| differ(first, second, None, None))
}

fn unit(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. } => field.unit.clone(),
        _ => None,
    }
}

fn limits(ask: &Ask) -> Option<LimitsInForce> {
    match ask {
        Ask::Measure(field) | Ask::Value(field) | Ask::Computed { field, .. } => {
            (!judge::unlimited(&field.limits)).then(|| field.limits.clone())
        }
        _ => None,
    }
}
