//! Hints on how a procedure is built: how long, how many critical steps and where, who does them.

use std::collections::HashSet;

use super::Context;
use super::outline::{Branch, Outline};
use crate::procedure::expression::Expression;
use crate::procedure::finding::both;
use crate::procedure::{Step, StepKind};

/// The most steps of one section. Checklists of five to nine items are commonly advised; on long ones items are skipped.
const LONGEST_SECTION: usize = 9;
/// How many other steps may stand before a critical one in its block.
const BEFORE_CRITICAL: usize = 5;
/// Of so many steps at most one is critical: what is stressed everywhere is stressed nowhere.
const ONE_CRITICAL_IN: usize = 5;
/// The least critical steps that are too many.
const FEW_CRITICAL: usize = 3;

/// A section with more steps than people keep in view.
pub fn long_section(context: &mut Context<'_>) {
    long_procedure(context);
    for (at, place) in context.outline.steps.iter().enumerate() {
        if !matches!(place.step.kind, StepKind::Section { .. } | StepKind::Each(_) | StepKind::Repeat(_)) {
            continue;
        }
        let inside =
            (at + 1..place.end).filter(|inner| context.outline.steps[*inner].around == Some((at, Branch::Inside)));
        let count = inside.count();
        if count > LONGEST_SECTION {
            let message = both!(
                "the section has {count} steps, more than {LONGEST_SECTION}",
                "这一节有 {count} 步，超过 {LONGEST_SECTION} 步"
            );
            let help = both!("divide it into sections with pauses between", "请分成几节，中间可以停顿");
            context.report(context.at_key(place.step, place.step.kind.word()), message, Some(help));
        }
    }
}

/// A procedure that asks more steps one after the other than people keep in view, without a section between them.
fn long_procedure(context: &mut Context<'_>) {
    let count = context.procedure.steps.iter().filter(|step| is_answered(step)).count();
    if count > LONGEST_SECTION {
        let message = both!(
            "{count} steps stand in no section, more than {LONGEST_SECTION}",
            "有 {count} 步不在任何一节里，超过 {LONGEST_SECTION} 步"
        );
        let help = both!("divide them into sections with pauses between", "请分成几节，中间可以停顿");
        context.report(context.at_top(&["steps"]), message, Some(help));
    }
}

/// A critical step behind many others.
pub fn late_critical(context: &mut Context<'_>) {
    for block in context.outline.blocks() {
        let steps: Vec<&Step> = block.iter().map(|at| context.outline.steps[*at].step).collect();
        let first = steps.iter().position(|step| step.critical);
        if let Some(before) = first.filter(|before| *before > BEFORE_CRITICAL) {
            let message =
                both!("the critical step stands behind {before} others", "关键步骤前面有 {before} 个其他步骤");
            let help = both!("put what is critical first in its section", "请把关键步骤放在一节的前面");
            context.report(context.at_key(steps[before], "critical"), message, Some(help));
        }
    }
}

/// More critical steps than stand out.
pub fn many_critical(context: &mut Context<'_>) {
    let answered = context.outline.steps.iter().filter(|place| is_answered(place.step)).count();
    let critical: Vec<&Step> =
        context.outline.steps.iter().map(|place| place.step).filter(|step| step.critical).collect();
    let count = critical.len();
    if count >= FEW_CRITICAL && count * ONE_CRITICAL_IN > answered {
        let message = both!("{count} of {answered} steps are critical", "{answered} 步里有 {count} 步是关键步骤");
        let help = both!("keep it for what must never go wrong", "请只标绝不能出错的步骤");
        let last = critical[count - 1];
        context.report(context.at_key(last, "critical"), message, Some(help));
    }
}

/// A critical step that stands there twice: who did it once does not look the second time.
pub fn repeated_critical(context: &mut Context<'_>) {
    let mut seen = HashSet::new();
    let outline = context.outline;
    for (at, place) in outline.steps.iter().enumerate().filter(|(_, place)| place.step.critical) {
        let Some(title) = place.step.title.templates().next().map(|title| title.source().trim()) else { continue };
        let when = place.step.when.as_ref().map(Expression::source);
        if !seen.insert((title, when, branch_of(outline, at))) {
            let message =
                both!("the critical step `{title}` stands here a second time", "关键步骤“{title}”在这里第二次出现");
            let help = both!(
                "keep one of them, or say with `ignore` why both are meant",
                "请只留一处；如果确实要两次，请用 `ignore` 写明原因"
            );
            context.report(context.at_key(place.step, "critical"), message, Some(help));
        }
    }
}

/// Returns the branch that a step stands in: what stands in another one is an alternative, and no repetition.
fn branch_of<'o>(outline: &'o Outline<'_>, at: usize) -> Option<(usize, &'o str)> {
    outline.chain(Some(at)).find_map(|at| {
        let (around, branch) = outline.steps.get(at)?.around?;
        (branch != Branch::Inside).then(|| (around, branch.word()))
    })
}

fn is_answered(step: &Step) -> bool {
    step.kind.is_leaf() && !matches!(step.kind, StepKind::End { .. })
}

/// A step that nobody is named for, in a procedure that has roles.
pub fn step_without_role(context: &mut Context<'_>) {
    if context.procedure.roles.is_empty() {
        return;
    }
    let outline = context.outline;
    let mut at = 0;
    while let Some(place) = outline.steps.get(at) {
        let whole = at..place.end;
        let without = |at: usize| is_without_role(outline, at);
        if !whole.clone().any(|at| is_answered(outline.steps[at].step)) || !whole.clone().any(without) {
            at = place.end;
        } else if whole.clone().filter(|at| is_answered(outline.steps[*at].step)).all(without) {
            let message = both!("nobody is named for this step", "没有写明这一步由谁做");
            let help = both!(
                "write `role`; a section passes it on to its steps",
                "请写 `role`，写在 `section` 上对里面各步都有效"
            );
            context.report(context.at_key(place.step, place.step.kind.word()), message, Some(help));
            at = place.end;
        } else {
            at += 1;
        }
    }
}

fn is_without_role(outline: &Outline<'_>, at: usize) -> bool {
    let step = outline.steps[at].step;
    let named = matches!(step.kind, StepKind::Sign { .. }) || step.hold.is_some();
    is_answered(step) && !named && !outline.chain(Some(at)).any(|at| outline.steps[at].step.role.is_some())
}
