//! Hints on how a procedure is built: how long, how many critical steps and where, who does them.

use super::Context;
use super::outline::{Branch, Outline};
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
