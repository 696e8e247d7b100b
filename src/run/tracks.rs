//! Tracks: children that may be walked in any order, as far as no hold point stands before them.

use super::Run;
use super::names::Names;
use super::tree::{Course, NodeId, Place, Stop};
use crate::procedure::{self, Step, StepKind};

impl Run {
    /// Returns the tracks that the operator can switch to from here: path and title of each, but for those behind a hold.
    #[must_use]
    pub fn open_tracks(&self) -> Vec<(String, String)> {
        let Some(here) = self.tree.here else { return Vec::new() };
        let containers = self.tree.upward(here).filter(|place| self.tree.has_tracks(*place));
        let free = containers.flat_map(|container| self.free_tracks(container));
        let tracks = free.filter(|track| !self.is_left_out(*track));
        tracks.map(|track| (self.tree.nodes[track].path.clone(), self.title_of_track(track))).collect()
    }

    /// Tells whether nothing would be asked in a track as things stand: its condition is not judged yet, and does not hold.
    fn is_left_out(&self, track: NodeId) -> bool {
        let Place::Step(stop) = &self.tree.nodes[track].place else { return false };
        let when = stop.step.when.as_ref().filter(|_| stop.course == Course::Fresh);
        when.is_some_and(|when| when.is_true(&Names::seen(self, track, &self.sight(track, self.now))) == Ok(false))
    }

    fn title_of_track(&self, track: NodeId) -> String {
        match &self.tree.nodes[track].place {
            Place::Step(stop) => self.text(&stop.step.title, track),
            Place::Block(block) => block.item.as_ref().map(|item| item.title.clone()).unwrap_or_default(),
        }
    }

    /// Returns the container around here that has a track of that path, and the number of the track in it.
    pub(super) fn find_track(&self, path: &str) -> Option<(NodeId, usize)> {
        let here = self.tree.here?;
        self.tree.upward(here).filter(|place| self.tree.has_tracks(*place)).find_map(|container| {
            let tracks = self.tree.children(container);
            let index = tracks.iter().position(|track| self.tree.nodes[*track].path == path)?;
            Some((container, index))
        })
    }

    /// Returns the track in which an amended step failed, until what that asks for is done: somebody may stand there to release
    /// it. By the first rules it waited until the operator's track was through.
    pub(super) fn followed_in(&self, container: NodeId) -> Option<NodeId> {
        let followed = self.following.iter().find_map(|path| self.track_with(container, path));
        followed.or_else(|| self.unsigned_in(container))
    }

    /// Where a stop ended the run, a signature that an amendment has voided since is given again before that.
    fn unsigned_in(&self, container: NodeId) -> Option<NodeId> {
        if self.unsigned.is_empty() || self.started.rules < 5 || !self.records.iter().any(|(_, record)| record.ended) {
            return None;
        }
        self.unsigned.iter().find_map(|path| self.track_with(container, path))
    }

    /// Returns the track of a container in which the step at `path` waits.
    fn track_with(&self, container: NodeId, path: &str) -> Option<NodeId> {
        let node = *self.tree.by_path.get(path)?;
        let (_, track) = self.tree.tracks_around(node).find(|(around, _)| *around == container)?;
        let track = self.tree.children(container)[track];
        (!self.tree.nodes[node].complete && !self.tree.nodes[track].complete).then_some(track)
    }

    /// Returns where the operator's track is chosen again, once the amended step at `here` is through.
    pub(super) fn followed_out(&mut self, here: NodeId) -> Option<NodeId> {
        if self.following.as_ref() != Some(&self.tree.nodes[here].path) || self.tree.catching_up(here).is_some() {
            return None;
        }
        self.following = None;
        self.tree.tracks_around(here).last().map(|(container, _)| container)
    }

    /// Returns the open tracks of a container as far as nothing holds them: after a hold point that is not released nothing
    /// can be answered, in any order.
    pub(super) fn free_tracks(&self, container: NodeId) -> Vec<NodeId> {
        let mut free = Vec::new();
        for track in self.tree.children(container).iter().copied() {
            if !self.tree.nodes[track].complete {
                free.push(track);
                if self.holds(track) {
                    break;
                }
            }
        }
        free
    }

    /// Returns whether a hold point is, or may come to be, before what stands after `node`.
    fn holds(&self, node: NodeId) -> bool {
        if self.tree.nodes[node].complete {
            return false;
        }
        match &self.tree.nodes[node].place {
            Place::Block(block) => {
                let opened = block.children.len().min(block.steps.len());
                block.children.iter().any(|child| self.holds(*child)) || self.has_hold(&block.steps[opened..])
            }
            Place::Step(stop) => self.step_holds(stop, node),
        }
    }

    fn step_holds(&self, stop: &Stop, node: NodeId) -> bool {
        if stop.course == Course::Inactive {
            return false;
        }
        match &stop.step.kind {
            StepKind::Section { .. } if !stop.children.is_empty() => {
                stop.children.iter().any(|child| self.holds(*child))
            }
            StepKind::Decide { .. } | StepKind::Choose { .. } if self.outcome_at(node).is_some() => {
                stop.children.iter().any(|child| self.holds(*child))
            }
            StepKind::Call(call) => match stop.children.first() {
                Some(root) => self.holds(*root),
                None => self.has_hold_in(&call.procedure),
            },
            _ => self.has_hold(std::slice::from_ref(&*stop.step)),
        }
    }

    /// Returns whether a hold point stands among steps, at any depth, in the procedures that they call too.
    fn has_hold(&self, steps: &[Step]) -> bool {
        let mut found = false;
        procedure::visit(steps, &mut |step| {
            found |= step.hold.is_some();
            if let StepKind::Call(call) = &step.kind {
                found |= self.has_hold_in(&call.procedure);
            }
        });
        found
    }

    fn has_hold_in(&self, procedure: &str) -> bool {
        self.program.called(procedure).is_some_and(|unit| self.has_hold(&unit.procedure.steps))
    }
}
