//! The procedures of one run: its own and every one that it can call. It loads nothing; the caller hands them over.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::procedure::Procedure;

/// A procedure with the names that its steps have.
#[derive(Debug)]
pub struct Unit {
    /// The procedure.
    pub procedure: Procedure,
    ids: HashSet<String>,
}

impl Unit {
    /// Returns the procedure with its names looked up.
    #[must_use]
    pub fn new(procedure: Procedure) -> Self {
        let mut ids = HashSet::new();
        procedure.visit(&mut |step| ids.extend(step.id.clone()));
        Self { procedure, ids }
    }

    /// Returns whether a step of this procedure has that id.
    #[must_use]
    pub fn has_step(&self, id: &str) -> bool {
        self.ids.contains(id)
    }
}

/// What a run walks through.
#[derive(Clone, Debug)]
pub struct Program {
    main: Arc<Unit>,
    called: IndexMap<String, Arc<Unit>>,
}

impl Program {
    /// Returns a program of one procedure and those that it calls, directly or not.
    #[must_use]
    pub fn new(main: Procedure, called: Vec<Procedure>) -> Self {
        let called = called.into_iter().map(|procedure| (procedure.id.clone(), Arc::new(Unit::new(procedure))));
        Self { main: Arc::new(Unit::new(main)), called: called.collect() }
    }

    /// Returns the run's own procedure.
    #[must_use]
    pub fn main(&self) -> &Arc<Unit> {
        &self.main
    }

    /// Returns the called procedure of that id.
    #[must_use]
    pub fn called(&self, id: &str) -> Option<&Arc<Unit>> {
        self.called.get(id)
    }

    /// Returns every called procedure.
    pub fn all_called(&self) -> impl Iterator<Item = &Arc<Unit>> {
        self.called.values()
    }
}
