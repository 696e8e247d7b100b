//! What a screen needs to know of a run besides its questions: titles, reasons, outcomes by path. Read only.

use super::Run;
use super::answer::Refusal;
use super::event::Raw;
use super::judge;
use super::outcome::Outcome;
use super::question::{Ask, FieldQuestion, Question};
use super::tree::{NodeId, Place};

impl Run {
    /// Returns the titles above the steps of the page at `path`, its own last: procedure, sections.
    #[must_use]
    pub fn heading_on(&self, path: &str) -> Vec<String> {
        let Some(node) = self.place_of(path) else { return Vec::new() };
        let mut titles = self.heading(node);
        if let Place::Step(stop) = &self.tree.nodes[node].place {
            titles.push(self.text(&stop.step.title, node));
        }
        titles
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

    /// Returns how the step at `path` came out, or `None` while it is open.
    #[must_use]
    pub fn outcome_on(&self, path: &str) -> Option<Outcome> {
        self.outcome_at(self.place_of(path)?)
    }

    /// Returns why `line` is no value of the field at `index` of a form or a table, or `None` where it is one.
    #[must_use]
    pub fn refuses_field(&self, question: &Question, index: usize, line: &str) -> Option<Refusal> {
        let (Ask::Form(fields) | Ask::Table { fields, .. }) = &question.ask else { return None };
        let field: FieldQuestion = fields.get(index)?.clone();
        let rules = self.place_of(&question.path).map(|node| self.input_rules(node)).unwrap_or_default();
        let rules = rules.get(index).cloned().unwrap_or_default();
        judge::answer(&Ask::Value(field), &[rules], &Raw::Line(line.to_owned())).err()
    }

    fn place_of(&self, path: &str) -> Option<NodeId> {
        let step = self.tree.by_path.get(path).copied();
        step.or_else(|| self.tree.nodes.iter().position(|node| node.path == path))
    }
}
