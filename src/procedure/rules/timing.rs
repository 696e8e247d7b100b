//! Windows and deadlines that hang on something else, and keys that would do nothing where they stand.

use super::Context;
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::{FieldType, ParameterType, Record, Since, Step, StepKind, TimeSpan, WindowTime};

/// A relative window on something unknown, later, or without a time.
pub fn window_of(context: &mut Context<'_>) {
    for (at, place) in context.outline.steps.iter().enumerate() {
        let Some(of) = place.step.window.as_ref().and_then(|window| window.of.as_deref()) else { continue };
        if let Some(parameter) = context.procedure.parameters.get(of) {
            if !matches!(parameter.kind, ParameterType::Time | ParameterType::DateTime) {
                context.report(context.at(place.step, &["window", "of"]), holds_no_time(of), None);
            }
            continue;
        }
        let found = context.outline.step(of);
        if let Some(message) = unfit(context, of, at).or_else(|| found.and_then(|step| without_time(step, of))) {
            let known = context.outline.ids.keys().copied();
            let known = known.chain(context.procedure.parameters.keys().map(String::as_str));
            let help = found.is_none().then(|| did_you_mean(of, known)).flatten();
            context.report(context.at(place.step, &["window", "of"]), message, help);
        }
    }
}

/// A deadline that counts from a step that is unknown or later.
pub fn deadline_of(context: &mut Context<'_>) {
    for (at, place) in context.outline.steps.iter().enumerate() {
        let Some(Since::Step(of)) = place.step.deadline.as_ref().map(|deadline| &deadline.of) else { continue };
        if let Some(message) = unfit(context, of, at) {
            let known = context.outline.ids.keys().copied().chain(["start"]);
            let help = context.outline.step(of).is_none().then(|| did_you_mean(of, known)).flatten();
            context.report(context.at(place.step, &["deadline", "of"]), message, help);
        }
    }
}

/// Returns why the step called `of` cannot be counted from at the step with number `at`.
fn unfit(context: &Context<'_>, of: &str, at: usize) -> Option<Bilingual> {
    match context.outline.ids.get(of) {
        None if context.is_lost(of) => None,
        None => Some(both!("there is no step `{of}`", "没有步骤 `{of}`")),
        Some(found) if *found >= at => {
            Some(both!("the step `{of}` does not stand before this one", "步骤 `{of}` 不在这一步之前"))
        }
        Some(_) => None,
    }
}

fn without_time(step: &Step, of: &str) -> Option<Bilingual> {
    let has_time = matches!(&step.kind, StepKind::Record(Record::Value(field)) if field.kind == FieldType::Time);
    (!has_time).then(|| holds_no_time(of))
}

fn holds_no_time(of: &str) -> Bilingual {
    both!("`{of}` holds no time", "`{of}` 不是时间")
}

/// A window or deadline whose end comes before its beginning.
pub fn empty_window(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        if let Some(window) = &place.step.window
            && let (Some(WindowTime::Relative(from)), Some(WindowTime::Relative(until))) = (&window.from, &window.until)
            && until.seconds() < from.seconds()
        {
            let message = both!("`until` {until} comes before `from` {from}", "`until` {until} 早于 `from` {from}");
            context.report(context.at(place.step, &["window", "until"]), message, None);
        }
        if let Some(deadline) = &place.step.deadline
            && let (Some(TimeSpan::Duration(after)), Some(TimeSpan::Duration(within))) =
                (&deadline.after, &deadline.within)
            && within.seconds() < after.seconds()
        {
            let message =
                both!("`within` {within} is less than `after` {after}", "`within` {within} 小于 `after` {after}");
            context.report(context.at(place.step, &["deadline", "within"]), message, None);
        }
    }
}

/// A deadline that cannot be met, or a limit of nothing.
pub fn unmeetable_deadline(context: &mut Context<'_>) {
    if context.procedure.time_limit.is_some_and(|limit| limit.seconds() == 0) {
        let message = both!("a run cannot take no time at all", "运行不可能不花时间");
        context.report(context.at_top(&["time_limit"]), message, None);
    }
    for place in &context.outline.steps {
        let Some(deadline) = &place.step.deadline else { continue };
        if let Some(TimeSpan::Duration(within)) = &deadline.within
            && within.seconds() == 0
        {
            let message = both!("nothing can be answered within {within}", "不可能在 {within} 内完成");
            context.report(context.at(place.step, &["deadline", "within"]), message, None);
        }
        if let (Some(TimeSpan::Duration(after)), Some(limit)) = (&deadline.after, &context.procedure.time_limit)
            && after.seconds() > limit.seconds()
        {
            let message = both!(
                "`after` {after} is more than the whole run may take, {limit}",
                "`after` {after} 超过了整个运行的时限 {limit}"
            );
            context.report(context.at(place.step, &["deadline", "after"]), message, None);
        }
    }
}

/// A key that is about an answer, on a step that is not answered.
pub fn no_effect(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let step = place.step;
        if step.kind.is_leaf() && !matches!(step.kind, StepKind::End { .. }) {
            continue;
        }
        let word = step.kind.word();
        let keys = [
            ("critical", step.critical),
            ("hold", step.hold.is_some()),
            ("evidence", step.evidence.is_some()),
            ("deadline", step.deadline.is_some()),
        ];
        for (key, _) in keys.into_iter().filter(|(_, stands)| *stands) {
            let message = both!(
                "`{key}` does nothing on `{word}`, which is not answered itself",
                "`{key}` 对 `{word}` 不起作用，它本身不作答"
            );
            let help = both!("give it to a step that is answered", "请写到需要作答的步骤上");
            context.report(context.at(step, &[key]), message, Some(help));
        }
    }
}
