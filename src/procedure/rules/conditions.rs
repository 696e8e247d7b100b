//! Conditions that can never be true, loops that nothing ends, and steps that may have no value where they are used.

use super::Context;
use super::comparisons::flaws;
use super::facts::{Facts, is_changing};
use super::outline::{Branch, Formula, Outline, Purpose};
use super::types::Types;
use crate::procedure::expression::{Filter, Node, NodeKind, Test};
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::{Call, Span, StepKind};

/// A condition that can never be true where it stands.
pub fn never_true(context: &mut Context<'_>) {
    for formula in &context.outline.formulas {
        let condition = matches!(formula.purpose, Purpose::When | Purpose::Until | Purpose::Tested);
        if !condition || is_loop_of_text(formula) || !flaws(context, formula).is_empty() {
            continue;
        }
        let facts = Facts::around(context.types(), formula, formula.purpose != Purpose::When);
        if facts.come_out(formula.node) == Some(false) {
            let span = context.in_formula(formula, &formula.node.span);
            let message = match formula.purpose {
                Purpose::When => {
                    both!("this can never be true, so the step is never asked", "这里永远不成立，步骤永远不会问到")
                }
                Purpose::Until => both!(
                    "this can never be true, so the loop only ends at its bound",
                    "这里永远不成立，循环只能到上限才结束"
                ),
                _ => both!(
                    "this can never be true, so what follows is never shown",
                    "这里永远不成立，后面的文字永远不会显示"
                ),
            };
            let help = both!("compare it with the conditions and branches around it", "请对照外层的条件和分支");
            context.report(span, message, Some(help));
        }
    }
}

/// Returns whether the formula is what a text loops over or sets, and no condition.
fn is_loop_of_text(formula: &Formula<'_>) -> bool {
    formula.purpose == Purpose::Tested && !formula.bound.is_empty()
}

/// A `repeat` whose `until` nothing inside can change.
pub fn endless_repeat(context: &mut Context<'_>) {
    for (at, place) in context.outline.steps.iter().enumerate() {
        let StepKind::Repeat(repeat) = &place.step.kind else { continue };
        let inside = at + 1..place.end;
        let names = repeat.until.names();
        let can_change = names.iter().any(|name| {
            let mut parts = name.path.iter().map(String::as_str);
            let root = parts.next().unwrap_or_default();
            let id = if matches!(root, "all" | "outcome") { parts.next().unwrap_or_default() } else { root };
            match context.outline.ids.get(id) {
                // One that stands later is reported as such.
                Some(step) => inside.contains(step) || *step >= place.end,
                None => is_changing(root) || !context.is_steady(root, at),
            }
        });
        if !can_change {
            let span = context.at(place.step, &["until"]);
            let message = both!(
                "nothing inside the loop can change this, so it only ends at its bound",
                "循环里没有步骤能改变它，只能到上限才结束"
            );
            let help = both!("ask for a step inside the loop", "请引用循环里的步骤");
            context.report(span, message, Some(help));
        }
    }
}

impl Context<'_> {
    /// Returns whether a name is known, and means the same in all passes of a loop at `at`.
    fn is_steady(&self, name: &str, at: usize) -> bool {
        self.procedure.parameters.contains_key(name)
            || matches!(name, "site" | "date" | "weekday" | "month" | "day")
            || self.outline.steps.get(at).is_some_and(|place| place.variables.contains(&name))
    }
}

/// A step that may have no value, used without asking whether it has one.
pub fn maybe_none(context: &mut Context<'_>) {
    let types = context.types();
    for formula in &context.outline.formulas {
        for Unsure { span, name, why } in unsure(types, formula, None) {
            let span = context.in_formula(formula, &span);
            let (message, help) = words(formula, &name, &why);
            context.report(span, message, Some(help));
        }
    }
}

/// Returns what is said of a name that may have no value.
pub(super) fn words(formula: &Formula<'_>, name: &str, why: &Bilingual) -> (Bilingual, Bilingual) {
    let message = both!("`{name}` may have no value here: {}", "`{name}` 在这里可能没有值：{}"; why);
    let help = if matches!(formula.purpose, Purpose::When | Purpose::Until | Purpose::Tested) {
        both!("ask first: `{name} is not none and …`", "请先判断：`{name} is not none and …`")
    } else {
        both!(
            "give this step the same condition, or write `{name} | default(…)`",
            "请给本步骤加上同样的条件，或写 `{name} | default(…)`"
        )
    };
    (message, help)
}

/// Returns why a step of the procedure that a call names may have no value when the call has come back.
pub(super) type OfCall<'o> = &'o dyn Fn(&Call, &str) -> Option<Bilingual>;

/// Returns the names in `formula` that may have no value there: steps of the file, or with `of_call` those of calls.
pub(super) fn unsure<'c>(types: Types<'c, 'c>, formula: &Formula<'c>, of_call: Option<OfCall<'_>>) -> Vec<Unsure> {
    if formula.node.names().is_empty() {
        return vec![];
    }
    let facts = Facts::around(types, formula, formula.purpose != Purpose::When);
    let mut search = Search { types, formula, of_call, found: vec![] };
    if formula.purpose == Purpose::Shown {
        search.shown(formula.node, &facts);
    } else {
        search.node(formula.node, &facts);
    }
    search.found
}

/// A name that may have no value.
pub(super) struct Unsure {
    /// Where it stands in the formula's source.
    pub span: Span,
    /// The name, or the call's and its step's: `objection.settled`.
    pub name: String,
    /// Why not.
    pub why: Bilingual,
}

struct Search<'s, 'c> {
    types: Types<'c, 'c>,
    formula: &'s Formula<'c>,
    of_call: Option<OfCall<'s>>,
    found: Vec<Unsure>,
}

impl<'c> Search<'_, 'c> {
    /// Looks through what a text shows: a name alone is shown as nothing where it is none.
    fn shown(&mut self, node: &Node, facts: &Facts<'_, 'c>) {
        match &node.kind {
            _ if node.path().is_some() => {}
            NodeKind::Filter { of, .. } => self.shown(of, facts),
            _ => self.node(node, facts),
        }
    }

    fn node(&mut self, node: &Node, facts: &Facts<'_, 'c>) {
        if let Some(path) = node.path() {
            return self.used(node, &path, facts);
        }
        match &node.kind {
            NodeKind::And(left, right) | NodeKind::Or(left, right) => {
                self.node(left, facts);
                let mut after = facts.clone();
                after.assume(left, matches!(node.kind, NodeKind::And(..)));
                self.node(right, &after);
            }
            NodeKind::Choice { test, yes, no } => {
                self.node(test, facts);
                for (branch, came_out) in [(Some(yes), true), (no.as_ref(), false)] {
                    let mut inner = facts.clone();
                    inner.assume(test, came_out);
                    branch.into_iter().for_each(|branch| self.node(branch, &inner));
                }
            }
            NodeKind::Test { test: Test::None | Test::Defined | Test::Undefined, of, .. } if of.path().is_some() => {}
            NodeKind::Filter { filter: Filter::Default, of, .. } if of.path().is_some() => {}
            NodeKind::List(items) if items.iter().all(|item| item.path().is_some()) => {}
            _ => node.children().into_iter().for_each(|child| self.node(child, facts)),
        }
    }

    fn used(&mut self, node: &Node, path: &[String], facts: &Facts<'_, 'c>) {
        let Some(id) = path.first() else { return };
        let procedure = self.types.procedure;
        let hidden = self.formula.bound.contains(&id.as_str()) || procedure.parameters.contains_key(id);
        let Some(at) = self.types.outline.ids.get(id.as_str()).copied().filter(|_| !hidden) else { return };
        let user = self.formula.at.map_or(0, |at| self.types.outline.steps[at].end);
        if at >= user {
            // One that stands later is reported as such.
            return;
        }
        let length = if self.of_call.is_some() { 2 } else { 1 };
        let Some(path) = path.get(..length) else { return };
        let name = path.join(".");
        if self.found.iter().any(|found| found.name == name) || facts.is_some(path) {
            return;
        }
        let why = match (self.of_call, &self.types.outline.steps[at].step.kind, path) {
            (Some(of_call), StepKind::Call(call), [_, member]) => of_call(call, member),
            (Some(_), ..) => None,
            (None, ..) => self.missing(at, facts),
        };
        if let Some(why) = why {
            self.found.push(Unsure { span: node.span.start..node.span.start + name.len(), name, why });
        }
    }

    /// Returns why the step at `at` may not have been asked where the formula stands.
    fn missing(&self, at: usize, facts: &Facts<'_, 'c>) -> Option<Bilingual> {
        let outline = self.types.outline;
        let own: Vec<usize> = outline.chain(self.formula.at).collect();
        for asked in outline.chain(Some(at)) {
            let place = &outline.steps[asked];
            if own.contains(&asked) || facts.reaches(asked) {
                continue;
            }
            // Both may stand in one branch, one of them only under a condition more.
            let shared =
                place.around.is_some_and(|around| own.iter().any(|at| outline.steps[*at].around == Some(around)));
            if let Some(when) = place.step.when.as_ref().filter(|_| shared || !is_branch(place.around)) {
                let when = when.source();
                return Some(both!("it is asked only where `{when}`", "只有 `{when}` 时才会问到"));
            }
            if !shared && is_branch(place.around) {
                return Some(both!("it stands in a branch that this place does not share", "它所在的分支不包括这里"));
            }
        }
        None
    }
}

/// Returns why the step `id` of a called procedure may not have been asked when the call has come back.
pub(super) fn missing_in(called: &Outline<'_>, id: &str) -> Option<Bilingual> {
    called.chain(called.ids.get(id).copied()).find_map(|at| {
        let place = &called.steps[at];
        match &place.step.when {
            Some(when) => {
                let when = when.source();
                Some(both!("it is asked only where `{when}`", "只有 `{when}` 时才会问到"))
            }
            None if is_branch(place.around) => {
                Some(both!("it stands in a branch of the called procedure", "它在被调用规程的一个分支里"))
            }
            None => None,
        }
    })
}

fn is_branch(around: Option<(usize, Branch<'_>)>) -> bool {
    around.is_some_and(|(_, branch)| branch != Branch::Inside)
}
