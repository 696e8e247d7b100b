//! Walks again through what was walked before: after an amendment, a pause, or an answer that comes after what hangs on it.
//!
//! The places are found anew from the records. What was judged before is judged by the same moment and operator, but by the
//! values of now; so a run that was gone on with stands where the one stood that was never left.

use super::Run;
use super::event::Moment;
use super::tree::{NodeId, Place, Tree};
use crate::procedure::StepKind;

impl Run {
    /// Forgets all places, and walks to where the run stands.
    pub(super) fn rebuild(&mut self, at: Moment) {
        self.start_over(at);
        self.now = at;
        let _ = self.advance(at);
    }

    fn start_over(&mut self, at: Moment) {
        self.tree = Tree::new(self.program.main());
        (self.tree.again, self.tree.walked_at) = (true, Some(at));
        self.pending_inactive = None;
    }

    /// Leaves a place that is through. A loop, a section or a call that ends after what hangs on it was walked begins the walk
    /// anew, once; then it ends before that.
    pub(super) fn leave(&mut self, here: NodeId, now: Moment) {
        let path = &self.tree.nodes[here].path;
        if self.ends_late(here) && !self.tree.anew.contains(path) {
            let mut anew = std::mem::take(&mut self.tree.anew);
            anew.insert(self.tree.nodes[here].path.clone());
            self.start_over(now);
            self.tree.anew = anew;
            return;
        }
        self.tree.nodes[here].complete = true;
        self.tree.here = self.followed_out(here).or(self.tree.nodes[here].parent);
    }

    fn ends_late(&self, here: NodeId) -> bool {
        let ends = match &self.tree.nodes[here].place {
            Place::Step(stop) => !stop.step.kind.is_leaf(),
            Place::Block(_) => false,
        };
        let steers = || self.is_steering(here) || self.hands_out_steering(here);
        ends && !self.frame_ended(here) && self.is_late(here) && steers()
    }

    /// Returns whether a track behind the one that `node` is in was walked already.
    pub(super) fn is_late(&self, node: NodeId) -> bool {
        self.tree.tracks_around(node).any(|(container, track)| self.tree.nodes[container].furthest > track)
    }

    /// Returns whether the course of a procedure hangs on the step at `node`, or on one that it stands in.
    pub(super) fn is_steering(&self, node: NodeId) -> bool {
        let mut around =
            self.tree.upward(node).filter(|around| matches!(self.tree.nodes[*around].place, Place::Step(_)));
        around.any(|around| {
            let id = self.tree.step(around).id.as_ref();
            id.is_some_and(|id| self.tree.frame_of(around).unit.is_steered_by(id, self.started.rules))
        })
    }

    /// Returns whether the course hangs on a name that the last item or pass of a loop leaves.
    fn hands_out_steering(&self, node: NodeId) -> bool {
        let is_loop = matches!(self.tree.step(node).kind, StepKind::Each(_) | StepKind::Repeat(_));
        let last = self.tree.children(node).last().filter(|_| is_loop);
        let unit = &self.tree.frame_of(node).unit;
        last.is_some_and(|last| {
            let names = &self.tree.scopes[self.tree.nodes[*last].scope].steps;
            names.keys().any(|id| unit.is_steered_by(id, self.started.rules))
        })
    }

    /// Returns whether the step at `path` opens a branch.
    pub(super) fn is_branching(&self, node: NodeId) -> bool {
        matches!(self.tree.step(node).kind, StepKind::Choose { .. } | StepKind::Decide { .. })
    }
}
