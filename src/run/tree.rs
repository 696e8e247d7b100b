//! The places of a run: the part of the procedures that has been walked so far, grown step by step.
//!
//! It is a cache: the records of a run and the clock's readings in them give the same tree again.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::event::Moment;
use super::program::Unit;
use super::question::Item;
use super::record::Sight;
use crate::procedure::value::Value;
use crate::procedure::{EndVerdict, Order, Step, StepKind, Steps};

/// A node's number.
pub(super) type NodeId = usize;

/// One step of a shared block.
#[derive(Clone, Debug)]
pub(super) struct StepRef {
    steps: Steps,
    index: usize,
}

impl StepRef {
    pub(super) fn new(steps: &Steps, index: usize) -> Self {
        Self { steps: Arc::clone(steps), index }
    }

    pub(super) fn number(&self) -> usize {
        self.index + 1
    }

    pub(super) fn siblings(&self) -> usize {
        self.steps.len()
    }
}

impl std::ops::Deref for StepRef {
    type Target = Step;

    fn deref(&self) -> &Step {
        &self.steps[self.index]
    }
}

/// A block of steps: a procedure, a section, a branch, an item, a pass, a round of corrective steps.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) steps: Steps,
    pub(super) order: Order,
    /// What stands before a child's number in its path, separator included.
    pub(super) prefix: String,
    pub(super) children: Vec<NodeId>,
    /// The item that a loop makes it for.
    pub(super) item: Option<Item>,
    /// Whether it holds corrective steps.
    pub(super) corrective: bool,
}

/// Where a step stands in its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// Its condition is not judged yet.
    Fresh,
    /// Its condition is true.
    Entered,
    /// Its condition is false, or its branch was not taken.
    Inactive,
}

/// A step with the blocks that it has opened.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) step: StepRef,
    pub(super) course: Course,
    pub(super) children: Vec<NodeId>,
    /// The items of an `each`, once they are known: title and value.
    pub(super) items: Option<Arc<Vec<(String, Value)>>>,
    /// Whether it is a loop that ended at its bound.
    pub(super) bound: bool,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A block of steps.
    Block(Block),
    /// One step.
    Step(Stop),
}

/// One place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: Option<NodeId>,
    pub(super) scope: usize,
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) complete: bool,
    /// Every child before this one is complete.
    pub(super) first_open: usize,
    /// The last of its tracks that was walked.
    pub(super) furthest: usize,
    /// The section or procedure whose page it stands on.
    pub(super) page: NodeId,
    pub(super) depth: u32,
    pub(super) ordinal: u32,
}

/// Names of one item, pass or procedure.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The scope around it; `None` for a procedure.
    pub(super) parent: Option<usize>,
    /// Its loop variable.
    pub(super) variable: Option<(String, Value)>,
    /// Steps that have been reached in it, by id.
    pub(super) steps: HashMap<String, NodeId>,
    pub(super) frame: usize,
}

/// One procedure on its way: the run's own, or a called one.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) unit: Arc<Unit>,
    /// The path of the call; empty for the run's own procedure.
    pub(super) path: String,
    /// What stands before its steps' ids: the ids of the calls around them, each with a point.
    pub(super) id_prefix: String,
    pub(super) root: NodeId,
    /// The step that calls it.
    pub(super) call: Option<NodeId>,
    pub(super) scope: usize,
    /// Every place of each step id, in the order they were reached.
    pub(super) all: HashMap<String, Vec<NodeId>>,
    /// How an `end` that the walk has passed ended it.
    pub(super) ended: Option<EndVerdict>,
}

/// All places that have been walked.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) scopes: Vec<Scope>,
    pub(super) frames: Vec<Frame>,
    /// Where the walk stands; `None` when it is through.
    pub(super) here: Option<NodeId>,
    /// Steps that were passed over as deferred.
    pub(super) deferred: VecDeque<NodeId>,
    /// Whether those stand in the order of the procedure.
    pub(super) deferred_sorted: bool,
    /// The failed step that stopped the run.
    pub(super) stopped: Option<NodeId>,
    /// When the questions since the last entry were shown first, by their keys.
    pub(super) shown: HashMap<String, Moment>,
    /// When the walk went on from the last entry.
    pub(super) walked_at: Option<Moment>,
    /// What the walk has judged since the last entry, by path.
    pub(super) judged: Vec<(String, Sight)>,
    /// Whether the walk goes again through what was walked before: then every track that was begun is walked first, in order.
    pub(super) again: bool,
    /// Which track of a container such a walk goes on with.
    pub(super) parked: HashMap<NodeId, usize>,
    /// Containers all of whose tracks were walked again as far as they had come.
    pub(super) caught_up: HashSet<NodeId>,
    /// Paths of places whose end has made the walk begin anew.
    pub(super) anew: HashSet<String>,
    /// Places by path, for steps only.
    pub(super) by_path: HashMap<String, NodeId>,
}

impl Tree {
    /// Returns a tree that stands before the first step of `unit`.
    pub(super) fn new(unit: &Arc<Unit>) -> Self {
        let mut tree = Self {
            nodes: Vec::new(),
            scopes: Vec::new(),
            frames: Vec::new(),
            here: Some(0),
            deferred: VecDeque::new(),
            deferred_sorted: true,
            stopped: None,
            shown: HashMap::new(),
            walked_at: None,
            judged: Vec::new(),
            again: false,
            parked: HashMap::new(),
            caught_up: HashSet::new(),
            anew: HashSet::new(),
            by_path: HashMap::new(),
        };
        tree.open_frame(unit, None, String::new(), String::new());
        tree
    }

    /// Opens a procedure and returns its block.
    pub(super) fn open_frame(
        &mut self,
        unit: &Arc<Unit>,
        call: Option<NodeId>,
        path: String,
        id_prefix: String,
    ) -> NodeId {
        let root = self.nodes.len();
        let frame = self.frames.len();
        let scope = self.scopes.len();
        self.scopes.push(Scope { frame, ..Scope::default() });
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.call/") };
        let block = Block {
            steps: Arc::clone(&unit.procedure.steps),
            order: Order::Fixed,
            prefix,
            children: Vec::new(),
            item: None,
            corrective: false,
        };
        let page_path = if path.is_empty() { String::new() } else { format!("{path}.call") };
        let depth = call.map_or(0, |call| self.nodes[call].depth + 1);
        self.nodes.push(Node {
            parent: call,
            scope,
            path: page_path,
            place: Place::Block(block),
            complete: false,
            first_open: 0,
            furthest: 0,
            page: root,
            depth,
            ordinal: 0,
        });
        let unit = Arc::clone(unit);
        self.frames.push(Frame { unit, path, id_prefix, root, call, scope, all: HashMap::new(), ended: None });
        root
    }

    /// Opens a block of `owner`, in a scope of its own where it is an item or a pass, and returns it.
    pub(super) fn open_block(&mut self, owner: NodeId, block: Block, variable: Own) -> NodeId {
        let (outer, page, depth) = (self.nodes[owner].scope, self.nodes[owner].page, self.nodes[owner].depth);
        let scope = match variable {
            Own::Nothing => outer,
            Own::Names(variable) => {
                let frame = self.scopes[outer].frame;
                self.scopes.push(Scope { parent: Some(outer), variable, steps: HashMap::new(), frame });
                self.scopes.len() - 1
            }
        };
        let id = self.nodes.len();
        let is_section = matches!(&self.step(owner).kind, StepKind::Section { .. });
        let path = block.prefix.trim_end_matches('.').to_owned();
        let ordinal = u32::try_from(self.stop(owner).children.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node {
            parent: Some(owner),
            scope,
            path,
            place: Place::Block(block),
            complete: false,
            first_open: 0,
            furthest: 0,
            page: if is_section { owner } else { page },
            depth: depth + 1,
            ordinal,
        });
        self.stop_mut(owner).children.push(id);
        id
    }

    /// Opens the next step of a block and returns it.
    pub(super) fn open_step(&mut self, owner: NodeId) -> NodeId {
        let (scope, page, depth) = (self.nodes[owner].scope, self.nodes[owner].page, self.nodes[owner].depth);
        let block = self.block(owner);
        let step = StepRef::new(&block.steps, block.children.len());
        let path = format!("{}{}", block.prefix, step.number());
        let ordinal = u32::try_from(step.number()).unwrap_or(u32::MAX);
        let id = self.nodes.len();
        if let Some(name) = &step.id {
            let frame = self.scopes[scope].frame;
            self.frames[frame].all.entry(name.clone()).or_default().push(id);
            self.scopes[scope].steps.insert(name.clone(), id);
        }
        self.by_path.insert(path.clone(), id);
        let stop = Stop { step, course: Course::Fresh, children: Vec::new(), items: None, bound: false };
        self.nodes.push(Node {
            parent: Some(owner),
            scope,
            path,
            place: Place::Step(stop),
            complete: false,
            first_open: 0,
            furthest: 0,
            page,
            depth: depth + 1,
            ordinal,
        });
        self.block_mut(owner).children.push(id);
        id
    }

    /// Hands the names of a loop's last item or pass to the scope around the loop.
    pub(super) fn hand_out(&mut self, block: NodeId) {
        let inner = self.nodes[block].scope;
        let Some(outer) = self.scopes[inner].parent else { return };
        let names: Vec<_> = self.scopes[inner].steps.iter().map(|(name, node)| (name.clone(), *node)).collect();
        self.scopes[outer].steps.extend(names);
    }

    pub(super) fn block(&self, id: NodeId) -> &Block {
        match &self.nodes[id].place {
            Place::Block(block) => block,
            Place::Step(_) => unreachable!("node {id} is a step"),
        }
    }

    pub(super) fn block_mut(&mut self, id: NodeId) -> &mut Block {
        match &mut self.nodes[id].place {
            Place::Block(block) => block,
            Place::Step(_) => unreachable!("node {id} is a step"),
        }
    }

    pub(super) fn stop(&self, id: NodeId) -> &Stop {
        match &self.nodes[id].place {
            Place::Step(stop) => stop,
            Place::Block(_) => unreachable!("node {id} is a block"),
        }
    }

    pub(super) fn stop_mut(&mut self, id: NodeId) -> &mut Stop {
        match &mut self.nodes[id].place {
            Place::Step(stop) => stop,
            Place::Block(_) => unreachable!("node {id} is a block"),
        }
    }

    /// Returns what stands directly in a place, in order.
    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        match &self.nodes[id].place {
            Place::Block(block) => &block.children,
            Place::Step(stop) => &stop.children,
        }
    }

    /// Returns the last child of a place, where it was left before it was through.
    pub(super) fn left_open(&self, id: NodeId) -> Option<NodeId> {
        self.children(id).last().copied().filter(|child| !self.nodes[*child].complete)
    }

    /// Returns whether the children of a place are tracks.
    pub(super) fn has_tracks(&self, id: NodeId) -> bool {
        match &self.nodes[id].place {
            Place::Block(block) => block.order == Order::Any,
            Place::Step(stop) => matches!(&stop.step.kind, StepKind::Each(each) if each.order == Order::Any),
        }
    }

    /// Returns the nearest place around `id` whose children are tracks, with the number of the track that `id` is in.
    pub(super) fn tracks_around(&self, id: NodeId) -> impl Iterator<Item = (NodeId, usize)> + '_ {
        self.upward(id).filter_map(|track| {
            let container = self.nodes[track].parent.filter(|parent| self.has_tracks(*parent))?;
            Some((container, self.index_in(container, track)))
        })
    }

    /// Returns the nearest of those places whose other tracks are still to be walked again.
    pub(super) fn catching_up(&self, id: NodeId) -> Option<(NodeId, usize)> {
        self.tracks_around(id).find(|(container, _)| self.again && !self.caught_up.contains(container))
    }

    pub(super) fn frame_number(&self, id: NodeId) -> usize {
        self.scopes[self.nodes[id].scope].frame
    }

    pub(super) fn index_in(&self, container: NodeId, child: NodeId) -> usize {
        let ordinal = usize::try_from(self.nodes[child].ordinal).unwrap_or_default();
        match &self.nodes[container].place {
            Place::Block(_) => ordinal.saturating_sub(1),
            Place::Step(_) => ordinal,
        }
    }

    /// Calls `see` for `id` and every place below it, in the order of the procedure.
    pub(super) fn visit(&self, id: NodeId, see: &mut dyn FnMut(NodeId)) {
        see(id);
        for child in self.children(id) {
            self.visit(*child, see);
        }
    }

    pub(super) fn step(&self, id: NodeId) -> &StepRef {
        &self.stop(id).step
    }

    pub(super) fn frame_of(&self, id: NodeId) -> &Frame {
        &self.frames[self.frame_number(id)]
    }

    /// Returns the node and everything around it, innermost first.
    pub(super) fn upward(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |node| self.nodes[*node].parent)
    }

    /// Returns the steps that pass their keys on to `id`, itself first, through calls too; a failed step passes nothing on to
    /// what corrects it.
    pub(super) fn passing_on(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let around: Vec<NodeId> = self.upward(id).collect();
        let passes = move |(index, node): (usize, NodeId)| {
            let below = index.checked_sub(1).and_then(|below| around.get(below)).copied();
            let corrects = below.is_some_and(|below| match &self.nodes[below].place {
                Place::Block(block) => block.corrective,
                Place::Step(_) => false,
            });
            (!corrects && matches!(self.nodes[node].place, Place::Step(_))).then_some(node)
        };
        self.upward(id).enumerate().filter_map(passes)
    }

    /// Returns the step at `id` and the containers around it, up to the failed step that it corrects: what corrects a step is
    /// part of that step's asking, and has no time of its own but what it names itself.
    pub(super) fn asked_with(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let is_corrective = |node: &NodeId| matches!(&self.nodes[*node].place, Place::Block(block) if block.corrective);
        let inside = self.upward(id).take_while(move |node| !is_corrective(node));
        inside.filter(|node| matches!(self.nodes[*node].place, Place::Step(_)))
    }

    /// Returns where `id` stands among all places, as numbers that sort in the order of the procedure.
    pub(super) fn order_key(&self, id: NodeId) -> Vec<u32> {
        let mut key: Vec<u32> = self.upward(id).map(|node| self.nodes[node].ordinal).collect();
        key.reverse();
        key
    }
}

/// Whether a block has names of its own.
#[derive(Debug)]
pub(super) enum Own {
    /// It shares those of the block around it.
    Nothing,
    /// An item or a pass: names of its own, perhaps with a loop variable.
    Names(Option<(String, Value)>),
}
