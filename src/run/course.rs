//! The course of one asking: warning, answer, failure, override or correction, recheck, outcome.
//!
//! Pure functions of a step and its record; they are what the walk, the questions and the closing agree on.

use super::answer::AfterCorrecting;
use super::event::AfterFailure;
use super::outcome::Outcome;
use super::record::{Attempt, Record};
use crate::procedure::{Step, StepKind, Then};

/// What a step wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its warning is to be acknowledged.
    Warning,
    /// Its answer.
    Answer,
    /// A second person's waiver.
    Override,
    /// Somebody is to be told.
    Notify,
    /// A signature for this role; `None` where it names no role.
    Sign(Option<String>),
    /// Nothing more.
    Settled(Outcome),
}

/// Returns what `step` wants next, or how it came out.
pub(super) fn stage(step: &Step, record: Option<&Record>) -> Stage {
    let fresh = Record::default();
    let record = record.unwrap_or(&fresh);
    if record.overridden.is_some() {
        return Stage::Settled(Outcome::Overridden);
    }
    match record.last() {
        None if step.warning.is_some() && !record.acknowledged => Stage::Warning,
        None => next_answer(step, record),
        Some(last) if last.outcome == Outcome::Failed => after_failure(step, record, last),
        Some(last) => Stage::Settled(last.outcome),
    }
}

fn next_answer(step: &Step, record: &Record) -> Stage {
    let StepKind::Sign { by, .. } = &step.kind else { return Stage::Answer };
    let signed = |role: &&String| record.signatures.iter().any(|signature| signature.role.as_ref() == Some(role));
    Stage::Sign(by.iter().find(|role| !signed(role)).cloned())
}

/// Returns whether one more signature completes a step that has so many.
pub(super) fn completes(step: &Step, signed: usize) -> bool {
    let StepKind::Sign { by, .. } = &step.kind else { return false };
    signed + 1 >= by.len()
}

fn after_failure(step: &Step, record: &Record, last: &Attempt) -> Stage {
    let way = way(step, record, last);
    if way == AfterFailure::Override {
        return Stage::Override;
    }
    if notify_pending(step, record) {
        return Stage::Notify;
    }
    let again = way == AfterFailure::Correct && is_rechecked(step, record.attempts.len() - 1);
    if again { next_answer(step, record) } else { Stage::Settled(Outcome::Failed) }
}

/// Returns whether a failure behind so many rechecks is checked again once it was corrected.
pub(super) fn is_rechecked(step: &Step, rechecks: usize) -> bool {
    then(step) == Then::Recheck && rechecks < most_rechecks(step)
}

/// Returns whether a step that failed at its last answer stays so: no recheck, no override comes any more.
pub(super) fn stays_failed(step: &Step, record: &Record) -> bool {
    record.last().filter(|last| last.outcome == Outcome::Failed).is_some_and(|last| match way(step, record, last) {
        AfterFailure::Override => false,
        AfterFailure::Correct => !is_rechecked(step, record.attempts.len() - 1),
        AfterFailure::Leave => true,
    })
}

/// Returns what comes once a failure behind so many rechecks was corrected.
pub(super) fn after_correcting(step: &Step, rechecks: usize) -> AfterCorrecting {
    match then(step) {
        Then::Stop => AfterCorrecting::Stop,
        Then::Recheck if is_rechecked(step, rechecks) => AfterCorrecting::Recheck,
        Then::Recheck => AfterCorrecting::NoMoreRecheck,
        Then::Continue => AfterCorrecting::Nothing,
    }
}

fn notify_pending(step: &Step, record: &Record) -> bool {
    step.on_fail.as_ref().is_some_and(|on_fail| on_fail.notify.is_some()) && !record.notified
}

/// Returns the way on from a failed answer; a declined override falls back to the declared path.
fn way(step: &Step, record: &Record, attempt: &Attempt) -> AfterFailure {
    let chosen = attempt.then.unwrap_or(AfterFailure::Leave);
    let is_last = record.last().is_some_and(|last| last.seq == attempt.seq);
    match chosen {
        AfterFailure::Override if is_last && record.override_declined < record.attempts.len() => chosen,
        AfterFailure::Override if can_correct(step) => AfterFailure::Correct,
        AfterFailure::Override => AfterFailure::Leave,
        other => other,
    }
}

/// Returns how many rounds of corrective steps the answers so far call for.
pub(super) fn rounds_due(step: &Step, record: &Record) -> usize {
    if notify_pending(step, record) {
        return 0;
    }
    let failed = record.attempts.iter().filter(|attempt| attempt.outcome == Outcome::Failed);
    failed.filter(|attempt| way(step, record, attempt) == AfterFailure::Correct).count()
}

/// Returns whether a failure can be corrected now: there are corrective steps, or it is asked again.
pub(super) fn can_correct(step: &Step) -> bool {
    has_corrective_steps(step) || then(step) == Then::Recheck
}

pub(super) fn has_corrective_steps(step: &Step) -> bool {
    step.on_fail.as_ref().is_some_and(|on_fail| !on_fail.steps.is_empty())
}

/// Returns what comes after corrective steps. A critical step is asked again unless it says otherwise; a computed one never.
pub(super) fn then(step: &Step) -> Then {
    let silent = if step.critical { Then::Recheck } else { Then::Continue };
    let then = step.on_fail.as_ref().and_then(|on_fail| on_fail.then).unwrap_or(silent);
    if then == Then::Recheck && is_computed(step) { Then::Continue } else { then }
}

fn most_rechecks(step: &Step) -> usize {
    step.on_fail.as_ref().map_or(usize::MAX, |on_fail| usize::try_from(on_fail.at_most).unwrap_or(usize::MAX))
}

/// Returns whether the program computes the step's value.
pub(super) fn is_computed(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Measure(measure) if measure.value.is_some())
}

/// Returns whether the step may be answered *not applicable*.
pub(super) fn may_skip(step: &Step) -> bool {
    step.not_applicable && !step.critical && may_defer_kind(step)
}

/// Returns whether the step may be put off.
pub(super) fn may_defer(step: &Step) -> bool {
    step.hold.is_none() && may_defer_kind(step)
}

fn may_defer_kind(step: &Step) -> bool {
    let kind = matches!(
        step.kind,
        StepKind::Check { .. }
            | StepKind::Measure(_)
            | StepKind::Record(_)
            | StepKind::Choose { .. }
            | StepKind::Decide { .. }
    );
    kind && !is_computed(step)
}
