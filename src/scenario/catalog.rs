//! The names that a script can use: every step id of a program, behind the ids of the calls it stands in. It answers nothing.

use indexmap::IndexMap;

use crate::procedure::finding::{Bilingual, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::{EvidenceKind, Field, Parameter, Record, Step, StepKind};
use crate::run::Program;
use crate::run::program::Unit;

/// Calls within calls that are followed; a procedure that calls itself is an error elsewhere.
const DEEPEST: usize = 16;

/// Most names that are looked up; more than any program of people has.
const MOST_NAMES: usize = 100_000;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The step's kind.
    pub kind: &'static str,
    /// Whether it is answered itself, rather than holding steps.
    pub answerable: bool,
    /// Whether it asks that somebody be told of its failure.
    pub notifies: bool,
    /// Whether its value is a form.
    pub form: bool,
    /// The fields of its form or table.
    pub fields: Vec<String>,
    /// The roles that sign it.
    pub roles: Vec<String>,
    /// What is shown for it.
    pub evidence: Option<EvidenceKind>,
}

/// The names of a program.
#[derive(Debug)]
pub struct Catalog<'p> {
    program: &'p Program,
    targets: IndexMap<String, Target>,
}

impl<'p> Catalog<'p> {
    /// Returns the names of `program`.
    #[must_use]
    pub fn of(program: &'p Program) -> Self {
        let mut catalog = Self { program, targets: IndexMap::new() };
        catalog.add(program.main(), "", 0);
        catalog
    }

    fn add(&mut self, unit: &Unit, prefix: &str, depth: usize) {
        let program = self.program;
        unit.procedure.visit(&mut |step| {
            let Some(id) = &step.id else { return };
            let name = format!("{prefix}{id}");
            self.targets.insert(name.clone(), target(step));
            let StepKind::Call(call) = &step.kind else { return };
            if let Some(called) =
                program.called(&call.procedure).filter(|_| depth < DEEPEST && self.targets.len() < MOST_NAMES)
            {
                self.add(called, &format!("{name}."), depth + 1);
            }
        });
    }

    /// Returns the step of that name.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&Target> {
        self.targets.get(name)
    }

    /// Returns the step whose notice `name` answers: `<id>.notify`.
    #[must_use]
    pub fn notified_by(&self, name: &str) -> Option<&Target> {
        self.step(name.strip_suffix(".notify")?).filter(|target| target.notifies)
    }

    /// Returns every name, in the order of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }

    /// Returns the parameter of that name: the program's own, else one of a procedure that it calls.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'p Parameter> {
        self.units().find_map(|unit| unit.procedure.parameters.get(name))
    }

    /// Returns the help that proposes the step nearest to `name`.
    #[must_use]
    pub fn nearest_step(&self, name: &str) -> Option<Bilingual> {
        let notices = self.targets.iter().filter(|(_, target)| target.notifies);
        let notices: Vec<String> = notices.map(|(name, _)| format!("{name}.notify")).collect();
        let near = did_you_mean(name, self.names().chain(notices.iter().map(String::as_str)));
        near.or_else(|| self.in_call(name)).or_else(|| self.by_title(name))
    }

    /// A step that is named by its title is told of: it has no other name until its file gives it one.
    fn by_title(&self, title: &str) -> Option<Bilingual> {
        let mut found = None;
        self.units().for_each(|unit| {
            unit.procedure.visit(&mut |step| {
                if step.title.reads(title) && found.is_none() {
                    found = Some((step.id.clone(), unit.procedure.id.clone()));
                }
            });
        });
        Some(match found? {
            (Some(id), _) => both!("write its id, `{id}`", "请写它的 id：`{id}`"),
            (None, procedure) => both!(
                "that step has no id: give it one in `{procedure}` (`id: …`), and write that here",
                "这一步没有 id：请在 `{procedure}` 里给它一个（`id: …`），这里写那个 id"
            ),
        })
    }

    /// Returns the id of the only step with that title, where the program's own procedure has it and gives it one.
    #[must_use]
    pub fn titled(&self, title: &str) -> Option<String> {
        let (mut having, mut id) = (0, None);
        for unit in self.units() {
            let is_main = std::ptr::eq(unit, &**self.program.main());
            unit.procedure.visit(&mut |step| {
                if step.title.reads(title) {
                    having += 1;
                    id = step.id.clone().filter(|_| is_main);
                }
            });
        }
        id.filter(|_| having == 1)
    }

    /// A name that lacks its call is proposed with it.
    fn in_call(&self, name: &str) -> Option<Bilingual> {
        let found = self.names().find(|known| known.rsplit_once('.').is_some_and(|(_, id)| id == name))?;
        Some(both!("did you mean `{found}`?", "是不是 `{found}`？"))
    }

    /// Returns the help that proposes the parameter nearest to `name`.
    #[must_use]
    pub fn nearest_parameter(&self, name: &str) -> Option<Bilingual> {
        did_you_mean(name, self.units().flat_map(|unit| unit.procedure.parameters.keys()).map(String::as_str))
    }

    fn units(&self) -> impl Iterator<Item = &'p Unit> + use<'p> {
        let program = self.program;
        std::iter::once(&**program.main()).chain(program.all_called().map(|unit| &**unit))
    }
}

fn target(step: &Step) -> Target {
    let (form, fields): (bool, &[Field]) = match &step.kind {
        StepKind::Record(Record::Form(fields)) => (true, fields),
        StepKind::Record(Record::Table { fields, .. }) => (false, fields),
        _ => (false, &[]),
    };
    let roles = match &step.kind {
        StepKind::Sign { by, .. } => by.clone(),
        _ => Vec::new(),
    };
    Target {
        kind: step.kind.word(),
        answerable: step.kind.is_leaf() && !matches!(step.kind, StepKind::End { .. }),
        notifies: step.on_fail.as_ref().is_some_and(|on_fail| on_fail.notify.is_some()),
        form,
        fields: fields.iter().map(|field| field.id.clone()).collect(),
        roles,
        evidence: step.evidence.as_ref().map(|evidence| evidence.kind),
    }
}
