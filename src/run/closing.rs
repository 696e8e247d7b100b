//! How a run came out: deviations, counts, score, verdict. Computed from the whole run when it is asked for, never stored.

use super::Run;
use super::apply::gave_up;
use super::event::Moment;
use super::outcome::{Counts, Deviation, DeviationKind, Outcome, Verdict};
use super::record::Tick;
use super::tree::{Course, Frame, NodeId, Place};
use crate::procedure::value::Decimal;
use crate::procedure::{Scoring, StepKind};

impl Run {
    /// Returns every leaf that was reached, in the order of the procedure.
    pub(super) fn leaves(&self) -> Vec<NodeId> {
        let is_leaf = |node: &NodeId| match &self.tree.nodes[*node].place {
            Place::Step(stop) => stop.step.kind.is_leaf() && !matches!(stop.step.kind, StepKind::End { .. }),
            Place::Block(_) => false,
        };
        let mut leaves: Vec<NodeId> = (0..self.tree.nodes.len()).filter(is_leaf).collect();
        leaves.sort_by_cached_key(|node| self.tree.order_key(*node));
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
        counts.inactive = u64::try_from(self.records.iter().filter(|(_, record)| record.inactive).count()).unwrap_or(0);
        counts
    }

    /// Returns all deviations, each asking's outcome and timing apart, then those of the run as a whole.
    #[must_use]
    pub fn deviations(&self, now: Moment) -> Vec<Deviation> {
        let mut found = Vec::new();
        for node in self.leaves() {
            self.deviations_of(node, &mut found);
        }
        for node in 0..self.tree.nodes.len() {
            self.deviation_of_container(node, &mut found);
        }
        let title = || self.text(&self.program.main().procedure.title, 0);
        if self.is_over_time(now) {
            found.push(Deviation { kind: DeviationKind::TimeLimit, path: String::new(), title: title() });
        }
        for frame in &self.tree.frames {
            if self.is_below_pass(frame) {
                found.push(Deviation { kind: DeviationKind::Score, path: frame.path.clone(), title: title() });
            }
        }
        found
    }

    fn deviations_of(&self, node: NodeId, found: &mut Vec<Deviation>) {
        let kind = match self.outcome_at(node) {
            Some(Outcome::Failed) => Some(DeviationKind::Failed),
            Some(Outcome::Corrected) => Some(DeviationKind::Corrected),
            Some(Outcome::Overridden) => Some(DeviationKind::Overridden),
            _ => None,
        };
        let path = &self.tree.nodes[node].path;
        let attempts = self.records.get(path).map_or(&[][..], |record| &record.attempts);
        let timing = attempts.iter().find_map(|attempt| attempt.window).map(|timing| match timing {
            super::event::Timing::Early => DeviationKind::Early,
            super::event::Timing::Late => DeviationKind::Late,
        });
        let missed = attempts.iter().any(|attempt| attempt.deadline.is_some()).then_some(DeviationKind::Deadline);
        for kind in [kind, timing, missed].into_iter().flatten() {
            let title = self.text(&self.tree.step(node).title, node);
            found.push(Deviation { kind, path: path.clone(), title });
        }
    }

    fn deviation_of_container(&self, node: NodeId, found: &mut Vec<Deviation>) {
        let Place::Step(stop) = &self.tree.nodes[node].place else { return };
        let path = &self.tree.nodes[node].path;
        let kind = match &stop.step.kind {
            StepKind::Repeat(_) if self.records.get(path).is_some_and(|record| record.bound) => DeviationKind::Bound,
            StepKind::Call(_) if stop.course == Course::Entered && self.is_call_incomplete(node) => DeviationKind::Call,
            _ => return,
        };
        found.push(Deviation { kind, path: path.clone(), title: self.text(&stop.step.title, node) });
    }

    fn is_call_incomplete(&self, node: NodeId) -> bool {
        let Some(root) = self.tree.stop(node).children.first() else { return false };
        let verdict = self.verdict_of_frame(self.tree.frame_of(*root));
        self.tree.nodes[*root].complete
            && !matches!(verdict, Some(Verdict::Completed | Verdict::CompletedWithDeviations))
    }

    fn is_over_time(&self, now: Moment) -> bool {
        let Some(limit) = self.program.main().procedure.time_limit else { return false };
        let now = Tick { at: now, mono: self.began.mono, segment: u32::MAX };
        self.began.until(now) > limit.seconds().saturating_mul(1000)
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
        if gave_up(self.ended_frames.get("")) {
            return Verdict::Abandoned;
        }
        let leaves = self.leaves();
        if self.stopped.is_some() || self.has_critical_failure(&leaves) {
            return Verdict::Failed;
        }
        if leaves.iter().any(|node| self.outcome_at(*node) == Some(Outcome::Deferred)) {
            return Verdict::Incomplete;
        }
        if self.deviations(now).is_empty() { Verdict::Completed } else { Verdict::CompletedWithDeviations }
    }

    /// Returns how a called procedure came out, by what happened inside it.
    pub(super) fn verdict_of_frame(&self, frame: &Frame) -> Option<Verdict> {
        if gave_up(self.ended_frames.get(&frame.path)) {
            return Some(Verdict::Abandoned);
        }
        let inside = |node: &NodeId| self.tree.upward(*node).any(|around| around == frame.root);
        let leaves: Vec<NodeId> = self.leaves().into_iter().filter(inside).collect();
        if self.has_critical_failure(&leaves) {
            return Some(Verdict::Failed);
        }
        if leaves.iter().any(|node| self.outcome_at(*node) == Some(Outcome::Deferred)) {
            return Some(Verdict::Incomplete);
        }
        let mut found = Vec::new();
        leaves.iter().for_each(|node| self.deviations_of(*node, &mut found));
        let containers = (0..self.tree.nodes.len()).filter(inside);
        containers.filter(|node| *node != frame.root).for_each(|node| self.deviation_of_container(node, &mut found));
        let clean = found.is_empty() && !self.is_below_pass(frame);
        Some(if clean { Verdict::Completed } else { Verdict::CompletedWithDeviations })
    }

    fn has_critical_failure(&self, leaves: &[NodeId]) -> bool {
        let mut critical = leaves.iter().filter(|node| self.tree.step(**node).critical);
        critical.any(|node| self.outcome_at(*node) == Some(Outcome::Failed))
    }

    /// Returns the run's score in percent, where its procedure is scored and anything applies.
    #[must_use]
    pub fn score(&self) -> Option<Decimal> {
        self.score_of(self.tree.frames.first()?)
    }

    fn is_below_pass(&self, frame: &Frame) -> bool {
        let Some(scoring) = &frame.unit.procedure.scoring else { return false };
        let Some((earned, possible)) = self.points(frame, scoring) else { return false };
        let hundred = Decimal::parse("100");
        let reached = hundred.and_then(|hundred| earned.mul(&hundred).ok());
        let wanted = scoring.pass.mul(&possible).ok();
        matches!((reached, wanted), (Some(reached), Some(wanted)) if reached < wanted)
    }

    fn score_of(&self, frame: &Frame) -> Option<Decimal> {
        let (earned, possible) = self.points(frame, frame.unit.procedure.scoring.as_ref()?)?;
        earned.mul(&Decimal::parse("100")?).ok()?.div(&possible).ok()
    }

    /// Returns points earned and points possible, or `None` where none are possible.
    fn points(&self, frame: &Frame, _scoring: &Scoring) -> Option<(Decimal, Decimal)> {
        let zero = Decimal::parse("0")?;
        let (mut earned, mut possible) = (zero.clone(), zero.clone());
        for node in self.leaves() {
            if self.tree.frame_of(node).path != frame.path || !self.is_scored(node) {
                continue;
            }
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

    /// Checks and measures have points; corrective ones only of their own, and of a loop only the last pass.
    fn is_scored(&self, node: NodeId) -> bool {
        let step = self.tree.step(node);
        if !matches!(step.kind, StepKind::Check { .. } | StepKind::Measure(_)) {
            return false;
        }
        let around: Vec<NodeId> = self.tree.upward(node).collect();
        let corrective = around.iter().any(|place| match &self.tree.nodes[*place].place {
            Place::Block(block) => block.corrective,
            Place::Step(_) => false,
        });
        let in_last_pass = around.windows(2).all(|pair| match &self.tree.nodes[pair[1]].place {
            Place::Step(stop) if matches!(stop.step.kind, StepKind::Repeat(_)) => {
                stop.children.last() == Some(&pair[0])
            }
            _ => true,
        });
        in_last_pass && (!corrective || step.score.is_some())
    }
}
