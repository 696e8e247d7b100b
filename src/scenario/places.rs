//! Where steps stand in their files: paths without items and passes, so that what a run did can be laid over the procedure.

use std::collections::HashMap;

use crate::procedure::{Step, StepKind, Steps};
use crate::run::Program;

/// Calls within calls that are followed.
const DEEPEST: usize = 16;

/// One step of a program, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its path without items and passes.
    pub(super) path: String,
    /// Whether it holds other steps rather than being answered.
    pub(super) holds_steps: bool,
}

/// The spots of a program by name.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, Spot>);

impl Places {
    pub(super) fn of(program: &Program) -> Self {
        let mut places = Self::default();
        walk(program, &mut |step, place| {
            let Some(id) = &step.id else { return };
            let spot = Spot { path: place.path.to_owned(), holds_steps: !step.kind.is_leaf() };
            places.0.insert(format!("{}{id}", place.id_prefix), spot);
        });
        places
    }

    pub(super) fn holds_steps(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|spot| spot.holds_steps)
    }

    /// Returns whether the step at `path` of a run is the one called `name`, or stands within it.
    pub(super) fn is_within(&self, path: &str, name: &str) -> bool {
        self.0.get(name).is_some_and(|spot| is_at_or_below(&plain(path), &spot.path))
    }

    /// Returns whether `path` of a run names the step called `name`, or something that holds it.
    pub(super) fn covers(&self, path: &str, name: &str) -> bool {
        self.0.get(name).is_some_and(|spot| is_at_or_below(&spot.path, &plain(path)))
    }
}

/// A place of a step while a program is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'w> {
    /// The procedure that it stands in.
    pub(super) procedure: &'w str,
    /// Its path without items and passes.
    pub(super) path: &'w str,
    /// What stands before its id in names.
    pub(super) id_prefix: &'w str,
}

/// Calls `see` for every step of `program`, those of called procedures wherever they are called.
pub(super) fn walk(program: &Program, see: &mut dyn FnMut(&Step, Place<'_>)) {
    let main = program.main();
    let walk = Walk { program, procedure: &main.procedure.id, id_prefix: String::new(), depth: 0 };
    walk.block(&main.procedure.steps, "", see);
}

struct Walk<'p> {
    program: &'p Program,
    procedure: &'p str,
    id_prefix: String,
    depth: usize,
}

impl Walk<'_> {
    fn block(&self, steps: &[Step], prefix: &str, see: &mut dyn FnMut(&Step, Place<'_>)) {
        for (index, step) in steps.iter().enumerate() {
            let path = format!("{prefix}{}", index + 1);
            see(step, Place { procedure: self.procedure, path: &path, id_prefix: &self.id_prefix });
            for (word, steps) in blocks(step) {
                self.block(steps, &format!("{path}.{word}"), see);
            }
            self.call(step, &path, see);
        }
    }

    fn call(&self, step: &Step, path: &str, see: &mut dyn FnMut(&Step, Place<'_>)) {
        let StepKind::Call(call) = &step.kind else { return };
        let Some(unit) = self.program.called(&call.procedure).filter(|_| self.depth < DEEPEST) else { return };
        let id_prefix = format!("{}{}.", self.id_prefix, step.id.as_deref().unwrap_or_default());
        let inner = Walk { program: self.program, procedure: &unit.procedure.id, id_prefix, depth: self.depth + 1 };
        inner.block(&unit.procedure.steps, &format!("{path}.call/"), see);
    }
}

/// Returns the blocks of a step with what stands before their numbers in paths.
fn blocks(step: &Step) -> Vec<(String, &Steps)> {
    let mut blocks: Vec<(String, &Steps)> = match &step.kind {
        StepKind::Choose { options } => {
            options.iter().map(|(option, steps)| (format!("{}.", option.id), steps)).collect()
        }
        StepKind::Decide { if_yes, if_no } => vec![("yes.".to_owned(), if_yes), ("no.".to_owned(), if_no)],
        StepKind::Section { steps, .. } => vec![(String::new(), steps)],
        StepKind::Each(each) => vec![(String::new(), &each.steps)],
        StepKind::Repeat(repeat) => vec![(String::new(), &repeat.steps)],
        _ => Vec::new(),
    };
    blocks.extend(step.on_fail.as_ref().map(|on_fail| ("fail.".to_owned(), &on_fail.steps)));
    blocks
}

/// Returns a path of a run without its items and passes: `2[一号台].1` is `2.1`, `4#2.1` is `4.1`.
pub(super) fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut skipping = None;
    for letter in path.chars() {
        match (skipping, letter) {
            (None, '[') => skipping = Some(']'),
            (None, '#') => skipping = Some('.'),
            (None, letter) => plain.push(letter),
            (Some(end), letter) if letter == end => {
                skipping = None;
                if end == '.' {
                    plain.push('.');
                }
            }
            (Some(_), _) => {}
        }
    }
    plain
}

/// Returns whether `path` is `above`, or stands below it.
pub(super) fn is_at_or_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns the mark that a list was cut short.
pub(super) fn tail_of(count: usize, most: usize) -> &'static str {
    if count > most { " …" } else { "" }
}
