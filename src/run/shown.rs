//! What a screen needs to know of a run besides its questions: titles, reasons, outcomes by path. Read only.

use chrono::TimeDelta;

use super::Run;
use super::answer::Refusal;
use super::course;
use super::event::{Moment, Raw};
use super::judge;
use super::outcome::Outcome;
use super::places::locate;
use super::question::{Ask, FieldQuestion, OptionShown, Question, Texts};
use super::tree::{NodeId, Place};
use crate::procedure::{Order, Record as RecordKind, Step, StepKind};

impl Run {
    /// Returns the titles above the steps of the page at `path`, its own last: procedure, sections.
    #[must_use]
    pub fn heading_on(&self, path: &str) -> Vec<String> {
        let Some(node) = self.place_of(path) else { return Vec::new() };
        let mut titles = self.heading(node);
        if let Place::Step(stop) = &self.tree.nodes[node].place {
            titles.push(self.numbered_title(stop, node));
        }
        titles
    }

    /// Returns the steps that the page at `path` lists; none where no page stands.
    #[must_use]
    pub fn steps_on(&self, path: &str) -> &[Step] {
        let Some(node) = self.place_of(path) else { return &[] };
        match &self.tree.nodes[node].place {
            Place::Block(block) => &block.steps,
            Place::Step(stop) => match &stop.step.kind {
                StepKind::Section { steps, .. } => steps,
                _ => &[],
            },
        }
    }

    /// Returns the reasons that are offered at `path`: those of its procedure, else the site's.
    #[must_use]
    pub fn reasons_at(&self, path: &str) -> Vec<String> {
        let node = self.place_of(path).unwrap_or_default();
        let own = &self.tree.frame_of(node).unit.procedure.reasons;
        if own.is_empty() {
            self.started.reasons.clone()
        } else {
            own.iter().map(|text| self.text(text, node)).collect()
        }
    }

    /// Returns what a role of the procedure at `path` is called; its id where it has no title.
    #[must_use]
    pub fn role_title(&self, path: &str, role: &str) -> String {
        self.title_of_role(self.place_of(path).unwrap_or_default(), role)
    }

    /// Returns the title of the step at `path`, or `None` where no step was reached there.
    #[must_use]
    pub fn title_at(&self, path: &str) -> Option<String> {
        let node = self.place_of(path)?;
        match &self.tree.nodes[node].place {
            Place::Step(stop) => Some(self.text(&stop.step.title, node)),
            Place::Block(_) => None,
        }
    }

    /// Returns the title of the step at `path`, whether it was reached, was and is no longer, or never can be; `None` where
    /// the procedures have no such step.
    #[must_use]
    pub fn title_known(&self, path: &str) -> Option<String> {
        let steps = &self.program.main().procedure.steps;
        let called = |id: &str| self.program.called(id).map(|unit| &unit.procedure.steps);
        self.title_at(path).or_else(|| Some(locate(steps, &called, path)?.title(&self.started.language)))
    }

    /// Returns the kind of the step at `path` as files name it, or `None` where no step was reached there.
    #[must_use]
    pub fn kind_at(&self, path: &str) -> Option<&'static str> {
        self.tree.by_path.get(path).map(|node| self.tree.step(*node).kind.word())
    }

    /// Returns what the values of the step at `path` are called, where they are options or persons.
    #[must_use]
    pub fn options_at(&self, path: &str) -> Vec<OptionShown> {
        let Some(node) = self.tree.by_path.get(path).copied() else { return Vec::new() };
        match &self.tree.step(node).kind {
            StepKind::Choose { options } => {
                options.iter().map(|(option, _)| self.option(node, option, self.now)).collect()
            }
            StepKind::Record(RecordKind::Value(field)) => self.field_options(node, field, self.now),
            _ => Vec::new(),
        }
    }

    /// Returns whether the steps on the page at `path` can be done in any order.
    #[must_use]
    pub fn is_in_any_order(&self, path: &str) -> bool {
        let step = self.tree.by_path.get(path).map(|node| &self.tree.step(*node).kind);
        matches!(step, Some(StepKind::Section { order: Order::Any, .. }))
    }

    /// Returns the sections, loops and calls around what is asked at `path`, the outermost first, each with its texts.
    #[must_use]
    pub fn containers_around(&self, path: &str) -> Vec<(String, Texts)> {
        let path = path.split('@').next().unwrap_or_default();
        let Some(node) = self.place_of(path) else { return Vec::new() };
        let container = |around: NodeId| match &self.tree.nodes[around].place {
            Place::Step(stop) if around != node && !stop.step.kind.is_leaf() => {
                Some((self.tree.nodes[around].path.clone(), self.texts_of(around, &stop.step, self.now)))
            }
            _ => None,
        };
        let mut around: Vec<_> = self.tree.upward(node).filter_map(container).collect();
        around.reverse();
        around
    }

    /// Returns a parameter of the procedure that `path` calls (empty for the run's own) as a question shows it.
    #[must_use]
    pub fn parameter_shown(&self, path: &str, name: &str) -> Option<FieldQuestion> {
        let frame = self.tree.frames.iter().rev().find(|frame| frame.path == path)?;
        let parameter = frame.unit.procedure.parameters.get(name)?;
        Some(self.parameter_field(frame.root, parameter, self.now))
    }

    /// Returns the steps that are put off, each with its path, its title and the reason.
    #[must_use]
    pub fn put_off_steps(&self) -> Vec<(String, String, Option<String>)> {
        let put_off = self.leaves().into_iter().filter(|node| self.outcome_at(*node) == Some(Outcome::Deferred));
        let named = |node: NodeId| {
            let path = self.tree.nodes[node].path.clone();
            let reason = self.records.get(&path).and_then(|record| record.last()).and_then(|last| last.reason.clone());
            (path, self.text(&self.tree.step(node).title, node), reason)
        };
        put_off.map(named).collect()
    }

    /// Returns when the whole run is due, once no more than a quarter of its time is left.
    #[must_use]
    pub fn due_soon(&self, now: Moment) -> Option<Moment> {
        let limit = self.program.main().procedure.time_limit?.seconds().saturating_mul(1000);
        let reading = self.reading(now);
        let until =
            self.began.at.checked_add_signed(TimeDelta::milliseconds(limit.saturating_add(reading.set_by_ms)))?;
        (self.began.until(reading) > limit / 4 * 3).then_some(until)
    }

    /// Returns whether the critical step at `path` has failed for good, so that the run will be failed.
    #[must_use]
    pub fn has_failed_run(&self, path: &str) -> bool {
        let Some((node, record)) = self.tree.by_path.get(path).zip(self.records.get(path)) else { return false };
        let step = self.tree.step(*node);
        step.critical && record.overridden.is_none() && course::stays_failed(step, record)
    }

    /// Returns how the step at `path` came out, or `None` while it is open.
    #[must_use]
    pub fn outcome_on(&self, path: &str) -> Option<Outcome> {
        self.outcome_at(self.place_of(path)?)
    }

    /// Returns why `line` is no value of the field at `index`, the only one or one of a form or a table; `None` where it is.
    #[must_use]
    pub fn refuses_field(&self, question: &Question, index: usize, line: &str) -> Option<Refusal> {
        let field: FieldQuestion = match &question.ask {
            Ask::Form(fields) | Ask::Table { fields, .. } => fields.get(index)?.clone(),
            Ask::Parameter(field) | Ask::Measure(field) | Ask::Value(field) => field.clone(),
            _ => return None,
        };
        let rules = self.place_of(&question.path).map(|node| self.input_rules(node)).unwrap_or_default();
        let rules = rules.get(index).cloned().unwrap_or_default();
        judge::answer(&Ask::Value(field), &[rules], &Raw::Line(line.to_owned())).err()
    }

    fn place_of(&self, path: &str) -> Option<NodeId> {
        let step = self.tree.by_path.get(path).copied();
        step.or_else(|| self.tree.nodes.iter().position(|node| node.path == path))
    }
}
