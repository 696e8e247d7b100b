//! `People`: who has a run at each of its lines, and what everybody is called.

use std::collections::HashMap;

use super::line::Line;
use super::row::Cell;
use super::rows::assurance;
use crate::journal::RUN_STARTED;
use crate::run::event::{Assurance, Continued, OperatorChanged, Person, Resumed, RunStarted};

/// Who has the run, and what people are called.
#[derive(Debug, Default)]
pub(super) struct People {
    names: HashMap<String, String>,
    operator: String,
    assurance: Option<Assurance>,
}

impl People {
    /// Follows who has the run from line to line.
    pub(super) fn follow(&mut self, line: &Line<'_>) {
        match line.kind {
            RUN_STARTED => {
                if let Some(started) = line.read::<RunStarted>() {
                    started.roster.iter().flatten().for_each(|person| self.meet(person));
                    self.operate(&started.operator, started.assurance);
                }
            }
            "continued" => {
                if let Some(continued) = line.read::<Continued>() {
                    continued.roster.iter().for_each(|person| self.meet(person));
                }
            }
            "resumed" => {
                if let Some(resumed) = line.read::<Resumed>() {
                    self.operate(&resumed.by, resumed.assurance);
                }
            }
            _ => {
                if let Some(changed) = line.read::<OperatorChanged>() {
                    self.operate(&changed.to, changed.assurance);
                }
            }
        }
    }

    fn operate(&mut self, person: &Person, assurance: Assurance) {
        self.meet(person);
        self.operator.clone_from(&person.id);
        self.assurance = Some(assurance);
    }

    fn meet(&mut self, person: &Person) {
        self.names.insert(person.id.clone(), person.name.clone());
    }

    /// Returns what somebody is called: his id, where nobody has said his name.
    pub(super) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// Returns how sure it is who answered: an answer says it itself where that was not the operator.
    pub(super) fn assurance(&self, said: Option<Assurance>, by: &str) -> Cell<'static> {
        let own = self.assurance.filter(|_| self.operator == by);
        said.or(own).map_or(Cell::Empty, assurance)
    }
}
