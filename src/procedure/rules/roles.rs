//! Roles: those that steps name exist, stand once under a signature, and sign what is held for them.

use super::Context;
use crate::procedure::finding::both;
use crate::procedure::nearest::did_you_mean;
use crate::procedure::tree::Node;
use crate::procedure::{Span, Step, StepKind};

/// A role that the file does not define.
pub fn unknown_role(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let step = place.step;
        let owner =
            step.on_fail.as_ref().and_then(|fail| fail.action.as_ref()).and_then(|action| action.owner.as_ref());
        let one = [
            (step.role.as_ref(), &["role"][..]),
            (step.hold.as_ref(), &["hold"]),
            (owner, &["on_fail", "action", "owner"]),
        ];
        let signers = if let StepKind::Sign { by, .. } = &step.kind { by.as_slice() } else { &[] };
        let named = one.into_iter().filter_map(|(role, path)| Some((role?, context.at(step, path))));
        let named: Vec<_> = named.chain(signers.iter().map(|role| (role, context.at_signer(step, role, 0)))).collect();
        for (role, span) in named {
            if !context.procedure.roles.contains_key(role) && !context.is_lost(role) {
                let known = context.procedure.roles.keys().map(String::as_str);
                let help = did_you_mean(role, known).or_else(|| {
                    Some(both!("define it under `roles` at the top of the file", "请在文件开头的 `roles` 里定义"))
                });
                let message = both!("the role `{role}` is not defined", "角色 `{role}` 没有定义");
                context.report(span, message, help);
            }
        }
    }
}

/// A signature that is held for a role that does not sign: nobody of it need ever come.
pub fn unsigned_hold(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let (StepKind::Sign { by, .. }, Some(hold)) = (&place.step.kind, &place.step.hold) else { continue };
        if by.is_empty() || by.contains(hold) {
            continue;
        }
        let message = both!(
            "the step is held for the role `{hold}`, which does not sign it",
            "这一步要由角色 `{hold}` 放行，签字的角色里却没有它"
        );
        let help = both!("name `{hold}` under `by` too", "请在 `by` 里也写上 `{hold}`");
        context.report(context.at(place.step, &["hold"]), message, Some(help));
    }
}

/// A role that stands twice under one signature.
pub fn role_twice(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Sign { by, .. } = &place.step.kind else { continue };
        let twice = by.iter().enumerate().find(|(at, role)| by[..*at].contains(role));
        if let Some((_, role)) = twice {
            let message = both!(
                "the role `{role}` stands twice, each role signs once",
                "角色 `{role}` 写了两次，每个角色只签一次"
            );
            context.report(context.at_signer(place.step, role, 1), message, None);
        }
    }
}

impl Context<'_> {
    /// Returns where `role` stands among those that sign `step`: the first time, or behind `earlier` others.
    fn at_signer(&self, step: &Step, role: &str, earlier: usize) -> Span {
        let by = self.root.at(&step.span).and_then(|node| node.get("by"));
        let mut items = by.into_iter().flat_map(Node::children).filter(|item| item.text() == Some(role));
        items.nth(earlier).map_or_else(|| self.at(step, &["by"]), |item| item.span.clone())
    }
}
