//! Steps that can never be reached, and options that nothing asks for.

use std::collections::{HashMap, HashSet};

use super::Context;
use super::outline::{Branch, Formula, Outline, Purpose};
use crate::procedure::expression::{Comparison, Node, NodeKind};
use crate::procedure::finding::both;
use crate::procedure::{Limits, Order, Record, Step, StepKind, Then};

/// A step behind an `end` that always comes before it.
pub fn unreachable_step(context: &mut Context<'_>) {
    let mut blocks = context.outline.blocks();
    // Inner blocks first: an `end` that cuts off steps there is not reported again further out.
    blocks.sort_by_key(|block| std::cmp::Reverse(block.first().copied()));
    let mut reported: Vec<usize> = vec![];
    for block in blocks {
        let around = block.first().and_then(|at| context.outline.steps[*at].around);
        if around.is_some_and(|(around, _)| has_tracks(context.outline.steps[around].step)) {
            continue;
        }
        let Some(ending) = block.iter().position(|at| ends(context.outline, *at)) else { continue };
        let at = block[ending];
        let inner = at..context.outline.steps[at].end;
        let Some(cut_off) = block.get(ending + 1).filter(|_| !reported.iter().any(|at| inner.contains(at))) else {
            continue;
        };
        reported.push(*cut_off);
        let step = context.outline.steps[*cut_off].step;
        let message = both!(
            "this step is never reached: the procedure has ended before it",
            "永远到不了这一步：规程在它之前已经结束"
        );
        let help = both!("give the `end` a `when`, or move it into a branch", "请给 `end` 加 `when`，或移到某个分支里");
        context.report(context.at(step, &[step.kind.word()]), message, Some(help));
    }
}

fn has_tracks(step: &Step) -> bool {
    match &step.kind {
        StepKind::Section { order, .. } => *order == Order::Any,
        StepKind::Each(each) => each.order == Order::Any,
        _ => false,
    }
}

/// Returns whether the procedure has always ended where the step at `at` is over.
fn ends(outline: &Outline<'_>, at: usize) -> bool {
    let place = &outline.steps[at];
    if place.step.when.is_some() {
        return false;
    }
    match &place.step.kind {
        StepKind::End { .. } => true,
        StepKind::Section { order: Order::Fixed, .. } | StepKind::Repeat(_) => (at + 1..place.end)
            .any(|inner| outline.steps[inner].around == Some((at, Branch::Inside)) && ends(outline, inner)),
        _ => false,
    }
}

/// Corrective steps of what cannot fail.
pub fn cannot_fail(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let step = place.step;
        let limits = match &step.kind {
            StepKind::Measure(measure) => vec![&measure.limits],
            StepKind::Record(Record::Value(field)) => vec![&field.limits],
            StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
                fields.iter().map(|field| &field.limits).collect()
            }
            _ => continue,
        };
        // A recheck of a computed measure is reported as such.
        let computed = matches!(&step.kind, StepKind::Measure(measure) if measure.value.is_some());
        let again = step.on_fail.as_ref().is_some_and(|fail| fail.then == Some(Then::Recheck));
        if computed && again {
            continue;
        }
        if step.on_fail.is_some() && !step.independent && limits.iter().all(|limits| is_without(limits)) {
            let message = both!(
                "without `min`, `max` or `equals` this never fails, so `on_fail` never comes to pass",
                "没有 `min`、`max` 或 `equals`，永远不会不合格，`on_fail` 用不上"
            );
            let help = both!("say what is right, or leave `on_fail` out", "请写明合格范围，或去掉 `on_fail`");
            context.report(context.at_key(step, "on_fail"), message, Some(help));
        }
    }
}

fn is_without(limits: &Limits) -> bool {
    limits.min.is_none() && limits.max.is_none() && limits.equals.is_none()
}

/// An option that has no steps and that nothing asks for, where the others are asked for one by one.
pub fn unused_option(context: &mut Context<'_>) {
    let mut by_name: HashMap<&str, Vec<&Formula<'_>>> = HashMap::new();
    for formula in &context.outline.formulas {
        formula.node.walk(&mut |node| {
            if let NodeKind::Name(name) = &node.kind {
                by_name.entry(name).or_default().push(formula);
            }
        });
    }
    for place in &context.outline.steps {
        let (StepKind::Choose { options }, Some(id)) = (&place.step.kind, place.step.id.as_deref()) else { continue };
        if options.iter().any(|(_, steps)| !steps.is_empty()) {
            continue;
        }
        let asked = by_name.get(id).and_then(|formulas| asked_for(formulas, id));
        let Some(asked) = asked.filter(|asked| asked.len() > 1) else { continue };
        for (option, _) in options.iter().filter(|(option, _)| !asked.contains(option.id.as_str())) {
            let name = &option.id;
            let message = both!(
                "nothing asks for the option `{name}`, though for others of `{id}`",
                "没有地方用到选项 `{name}`，而 `{id}` 的其他选项用到了"
            );
            let help = both!("give it steps, or ask for it too", "请给它写步骤，或在条件里用到它");
            context.report(context.at_option(place.step, name), message, Some(help));
        }
    }
}

/// Returns the options of `id` that conditions ask for by name; `None` where one asks in another way, which means them all.
fn asked_for<'p>(formulas: &[&Formula<'p>], id: &str) -> Option<HashSet<&'p str>> {
    let mut asked = HashSet::new();
    for formula in formulas {
        let mut named = 0;
        formula.node.walk(&mut |node| named += usize::from(node.path().is_some_and(|path| path == [id])));
        if named == 0 {
            continue;
        }
        if formula.purpose == Purpose::Shown {
            return None;
        }
        let mut compared = 0;
        formula.node.walk(&mut |node| {
            let NodeKind::Comparison { first, rest } = &node.kind else { return };
            let [(comparison, right)] = rest.as_slice() else { return };
            if !matches!(comparison, Comparison::Equal | Comparison::In) {
                return;
            }
            let words = texts(first).into_iter().chain(texts(right));
            if [&**first, right].iter().any(|side| side.path().is_some_and(|path| path == [id])) {
                compared += 1;
                asked.extend(words);
            }
        });
        let negated = contains_not(formula.node);
        if compared < named || negated {
            return None;
        }
    }
    Some(asked)
}

fn texts(node: &Node) -> Vec<&str> {
    match &node.kind {
        NodeKind::List(items) => items.iter().flat_map(texts).collect(),
        _ => node.constant().and_then(|value| value.as_text()).into_iter().collect(),
    }
}

fn contains_not(node: &Node) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= matches!(node.kind, NodeKind::Not(_)));
    found
}
