//! How a run came out: deviations, counts, score, verdict. Computed from the whole run when it is asked for, never stored.

use super::Run;
use super::event::{Moment, Named, Timing};
use super::outcome::{Counts, Deviation, DeviationKind, Outcome, Verdict};
use super::record::{Record, Tick};
use super::tree::{Course, Frame, NodeId, Place};
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{EndVerdict, Limit, StepKind};

impl Run {
    /// Returns every leaf that was reached, in the order of the procedure.
    pub(super) fn leaves(&self) -> Vec<NodeId> {
        self.leaves_in(0)
    }

    fn leaves_in(&self, root: NodeId) -> Vec<NodeId> {
        let mut leaves = Vec::new();
        self.tree.visit(root, &mut |node| match &self.tree.nodes[node].place {
            Place::Step(stop) if stop.step.kind.is_leaf() && !matches!(stop.step.kind, StepKind::End { .. }) => {
                leaves.push(node);
            }
            _ => {}
        });
        leaves
    }

    /// Returns how many steps came out how.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for node in self.leaves() {
            match self.outcome_at(node) {
                Some(Outcome::Inactive) | None => {}
                Some(outcome) => counts.add(outcome),
            }
        }
        self.answered_beyond().for_each(|(_, record)| record.outcome().into_iter().for_each(|came| counts.add(came)));
        let inactive = self.records.iter().filter(|(path, record)| record.inactive && self.is_still_inactive(path));
        counts.inactive = u64::try_from(inactive.count()).unwrap_or(u64::MAX);
        counts
    }

    /// Returns the answers that stand behind a question which an amendment has opened again: the walk has not come to them
    /// anew. By the first rules a run that was given up there did not count them.
    fn answered_beyond(&self) -> impl Iterator<Item = (&String, &Record)> {
        let beyond = |path: &String, record: &Record| {
            !record.inactive && !record.attempts.is_empty() && !self.tree.by_path.contains_key(path)
        };
        self.records.iter().filter(move |(path, record)| self.started.rules > 4 && beyond(path, record))
    }

    /// Returns the sign steps that a closed run came to and that lack a signature, be it declined and not given since; none
    /// of a run that was given up.
    #[must_use]
    pub fn unsigned(&self) -> Vec<Named> {
        if self.closed().is_none_or(|closed| closed.verdict == Verdict::Abandoned) {
            return Vec::new();
        }
        let wanting = |node: &NodeId| {
            let is_sign = matches!(self.tree.step(*node).kind, StepKind::Sign { .. });
            let cut_off = self.records.get(&self.tree.nodes[*node].path).is_some_and(|record| record.inactive);
            let settled = Some(Outcome::Inactive);
            let signed = [Some(Outcome::Done), Some(Outcome::Corrected)];
            let outcome = self.outcome_at(*node);
            is_sign && !cut_off && outcome != settled && !signed.contains(&outcome)
        };
        let named = |node: NodeId| {
            let title = self.text(&self.tree.step(node).title, node);
            Named { path: self.tree.nodes[node].path.clone(), title }
        };
        self.leaves().into_iter().filter(wanting).map(named).collect()
    }

    /// Returns all deviations, each asking's outcome and timing apart, then those of the run as a whole.
    #[must_use]
    pub fn deviations(&self, now: Moment) -> Vec<Deviation> {
        self.deviations_at(self.reading(now))
    }

    /// Returns those deviations of a closed run that no single entry tells of: the time it took, its score, what it called.
    #[must_use]
    pub fn deviations_of_the_whole(&self) -> Vec<Deviation> {
        let Some(ended) = self.ended else { return Vec::new() };
        let mut found = self.deviations_at(ended);
        found.retain(|found| {
            matches!(found.kind, DeviationKind::TimeLimit | DeviationKind::Score | DeviationKind::Call)
        });
        found
    }

    pub(super) fn deviations_at(&self, now: Tick) -> Vec<Deviation> {
        let mut found = self.deviations_in(0);
        self.answered_beyond().for_each(|(path, record)| {
            let title = || self.title_known(path).unwrap_or_default();
            deviations_of_asking(path, title, record.outcome(), record, &mut found);
        });
        let title = |root: NodeId| self.text(&self.tree.frame_of(root).unit.procedure.title, root);
        if self.is_over_time(now) {
            found.push(Deviation { kind: DeviationKind::TimeLimit, path: String::new(), title: title(0) });
        }
        self.tree.visit(0, &mut |node| {
            let frame = self.tree.frame_of(node);
            if frame.root == node && self.is_below_pass(frame) {
                let (path, title) = (frame.path.clone(), title(node));
                found.push(Deviation { kind: DeviationKind::Score, path, title });
            }
        });
        found
    }

    /// Returns the deviations of the askings, loops and calls below a place.
    fn deviations_in(&self, root: NodeId) -> Vec<Deviation> {
        let mut found = Vec::new();
        self.leaves_in(root).into_iter().for_each(|node| self.deviations_of(node, &mut found));
        self.tree.visit(root, &mut |node| self.deviation_of_container(node, &mut found));
        found
    }

    fn deviations_of(&self, node: NodeId, found: &mut Vec<Deviation>) {
        let path = &self.tree.nodes[node].path;
        let Some(record) = self.records.get(path) else { return };
        let title = || self.text(&self.tree.step(node).title, node);
        deviations_of_asking(path, title, self.outcome_at(node), record, found);
    }

    fn deviation_of_container(&self, node: NodeId, found: &mut Vec<Deviation>) {
        let Place::Step(stop) = &self.tree.nodes[node].place else { return };
        let kind = match &stop.step.kind {
            StepKind::Each(_) if stop.bound && stop.items.as_ref().is_some_and(|items| items.is_empty()) => {
                DeviationKind::Items
            }
            StepKind::Repeat(_) | StepKind::Each(_) if stop.bound => DeviationKind::Bound,
            StepKind::Call(_) if stop.course == Course::Entered && self.is_call_incomplete(node) => DeviationKind::Call,
            _ => return,
        };
        let path = self.tree.nodes[node].path.clone();
        found.push(Deviation { kind, path, title: self.text(&stop.step.title, node) });
    }

    fn is_call_incomplete(&self, node: NodeId) -> bool {
        let Some(root) = self.tree.stop(node).children.first() else { return false };
        let verdict = self.verdict_of_frame(self.tree.frame_of(*root));
        self.tree.nodes[*root].complete
            && !matches!(verdict, Some(Verdict::Completed | Verdict::CompletedWithDeviations))
    }

    fn is_over_time(&self, now: Tick) -> bool {
        let limit = self.program.main().procedure.time_limit;
        limit.is_some_and(|limit| self.began.until(now) > limit.seconds().saturating_mul(1000))
    }

    /// Returns the deviations so far as a hand-over names them.
    pub(super) fn open_deviations(&self) -> Vec<String> {
        let mut found = Vec::new();
        for node in self.leaves() {
            let Some(outcome) = self.outcome_at(node) else { continue };
            if matches!(outcome, Outcome::Failed | Outcome::Overridden | Outcome::Deferred) {
                let title = self.text(&self.tree.step(node).title, node);
                let items = self.items_around(node).into_iter().map(|item| format!("{} ", item.title));
                found.push(format!("{} {}{title}: {outcome}", self.tree.nodes[node].path, items.collect::<String>()));
            }
        }
        found.truncate(100);
        found
    }

    /// Returns how the run would end if it were closed now.
    #[must_use]
    pub fn verdict(&self, now: Moment) -> Verdict {
        self.verdict_at(self.reading(now))
    }

    pub(super) fn verdict_at(&self, now: Tick) -> Verdict {
        let Some(main) = self.tree.frames.first() else { return Verdict::Completed };
        match self.verdict_by_steps(main) {
            Some(verdict) => verdict,
            None if self.deviations_at(now).is_empty() => Verdict::Completed,
            None => Verdict::CompletedWithDeviations,
        }
    }

    /// Returns how a called procedure came out, by what happened inside it.
    pub(super) fn verdict_of_frame(&self, frame: &Frame) -> Option<Verdict> {
        self.verdict_by_steps(frame).or_else(|| {
            let clean = self.deviations_in(frame.root).is_empty() && !self.is_below_pass(frame);
            Some(if clean { Verdict::Completed } else { Verdict::CompletedWithDeviations })
        })
    }

    /// Returns the verdict that does not hang on deviations, if there is one.
    fn verdict_by_steps(&self, frame: &Frame) -> Option<Verdict> {
        if frame.ended == Some(EndVerdict::Abandoned) {
            return Some(Verdict::Abandoned);
        }
        let leaves = self.leaves_in(frame.root);
        let stopped = self.tree.stopped.is_some_and(|by| self.tree.upward(by).any(|around| around == frame.root));
        if stopped || self.has_critical_failure(&leaves) {
            return Some(Verdict::Failed);
        }
        let deferred = leaves.iter().any(|node| self.outcome_at(*node) == Some(Outcome::Deferred));
        deferred.then_some(Verdict::Incomplete)
    }

    fn has_critical_failure(&self, leaves: &[NodeId]) -> bool {
        let mut critical = leaves.iter().filter(|node| self.tree.step(**node).critical);
        critical.any(|node| self.outcome_at(*node) == Some(Outcome::Failed))
    }

    /// Returns the run's score in percent, where its procedure is scored and anything applies.
    #[must_use]
    pub fn score(&self) -> Option<Decimal> {
        let (earned, possible) = self.points(self.tree.frames.first()?)?;
        earned.mul(&Decimal::parse("100")?).ok()?.div(&possible).ok()
    }

    fn is_below_pass(&self, frame: &Frame) -> bool {
        let Some((earned, possible)) = self.points(frame) else { return false };
        let pass = self.pass_mark(frame);
        let reached = Decimal::parse("100").and_then(|hundred| earned.mul(&hundred).ok());
        let wanted = pass.and_then(|pass| pass.mul(&possible).ok());
        matches!((reached, wanted), (Some(reached), Some(wanted)) if reached < wanted)
    }

    /// Returns the pass mark in percent; `None` where the run is not scored, or the mark comes out as no percentage.
    fn pass_mark(&self, frame: &Frame) -> Option<Decimal> {
        let pass = match &frame.unit.procedure.scoring.as_ref()?.pass {
            Limit::Value(value) => value.clone(),
            Limit::Expression(expression) => self.evaluate(expression, frame.root, self.now)?,
        };
        let Value::Number(pass) = pass else { return None };
        (Decimal::parse("0")? <= pass && pass <= Decimal::parse("100")?).then_some(pass)
    }

    /// Returns points earned and points possible, or `None` where it is not scored or none are possible.
    fn points(&self, frame: &Frame) -> Option<(Decimal, Decimal)> {
        frame.unit.procedure.scoring.as_ref()?;
        let zero = Decimal::parse("0")?;
        let (mut earned, mut possible) = (zero.clone(), zero.clone());
        for node in self.scored_in(frame) {
            let points = self.tree.step(node).score.clone().or_else(|| Decimal::parse("1"))?;
            match self.outcome_at(node) {
                Some(Outcome::Done | Outcome::Corrected) => earned = earned.add(&points).ok()?,
                Some(Outcome::Failed | Outcome::Overridden | Outcome::Deferred) => {}
                _ => continue,
            }
            possible = possible.add(&points).ok()?;
        }
        (possible > zero).then_some((earned, possible))
    }

    /// Returns the checks and measures of one procedure that have points: of a loop those of its last pass, corrective ones
    /// where they say so themselves, none of a call.
    fn scored_in(&self, frame: &Frame) -> Vec<NodeId> {
        let mut scored = Vec::new();
        self.collect_scored(frame.root, false, &mut scored);
        scored
    }

    fn collect_scored(&self, node: NodeId, corrective: bool, scored: &mut Vec<NodeId>) {
        match &self.tree.nodes[node].place {
            Place::Block(block) => {
                let corrective = corrective || block.corrective;
                block.children.iter().for_each(|child| self.collect_scored(*child, corrective, scored));
            }
            Place::Step(stop) => {
                let step = &stop.step;
                let has_points = matches!(step.kind, StepKind::Check { .. } | StepKind::Measure(_));
                if has_points && (!corrective || step.score.is_some()) {
                    scored.push(node);
                }
                let counted = match &step.kind {
                    StepKind::Call(_) => &[],
                    StepKind::Repeat(_) => &stop.children[stop.children.len().saturating_sub(1)..],
                    _ => &stop.children[..],
                };
                counted.iter().for_each(|child| self.collect_scored(*child, corrective, scored));
            }
        }
    }
}

/// Adds the deviations of one asking: one for how it came out, one for when, one for a deadline.
fn deviations_of_asking(
    path: &str,
    title: impl Fn() -> String,
    outcome: Option<Outcome>,
    record: &Record,
    found: &mut Vec<Deviation>,
) {
    let kind = match outcome {
        Some(Outcome::Failed) => Some(DeviationKind::Failed),
        Some(Outcome::Corrected) => Some(DeviationKind::Corrected),
        Some(Outcome::Overridden) => Some(DeviationKind::Overridden),
        _ => None,
    };
    let timing = record.timings().find_map(|(window, _)| window).map(|timing| match timing {
        Timing::Early => DeviationKind::Early,
        Timing::Late => DeviationKind::Late,
    });
    let missed = record.timings().any(|(_, deadline)| deadline.is_some()).then_some(DeviationKind::Deadline);
    for kind in [kind, timing, missed].into_iter().flatten() {
        found.push(Deviation { kind, path: path.to_owned(), title: title() });
    }
}
