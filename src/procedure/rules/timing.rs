//! Windows and deadlines that hang on something else, and keys that would do nothing where they stand.

use super::Context;
use super::outline::Branch;
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::{
    Duration, FieldType, Order, ParameterType, Record, Since, Step, StepKind, TimeSpan, WindowTime,
};

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

/// A deadline or window that cannot be met, or a limit of nothing.
pub fn unmeetable_deadline(context: &mut Context<'_>) {
    if context.procedure.time_limit.is_some_and(|limit| limit.seconds() == 0) {
        let message = both!("a run cannot take no time at all", "运行不可能不花时间");
        context.report(context.at_top(&["time_limit"]), message, None);
    }
    for (at, place) in context.outline.steps.iter().enumerate() {
        unmeetable_window(context, place.step);
        let Some(deadline) = &place.step.deadline else { continue };
        if let Some(within) = written(&deadline.within) {
            unmeetable_within(context, at, place.step, within);
        }
        if let (Some(after), Some(limit)) = (written(&deadline.after), &context.procedure.time_limit)
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

/// A window that ends when it begins.
fn unmeetable_window(context: &mut Context<'_>, step: &Step) {
    let Some(window) = &step.window else { return };
    let (Some(from), Some(until)) = (&window.from, &window.until) else { return };
    let is_moment = match (from, until) {
        (WindowTime::Clock(from), WindowTime::Clock(until)) => from == until,
        (WindowTime::Relative(from), WindowTime::Relative(until)) => from.seconds() == until.seconds(),
        _ => false,
    };
    if is_moment {
        let message = both!("the window ends at the moment it begins", "时段的开始和结束是同一时刻");
        let help = both!("leave time to answer in", "请留出作答的时间");
        context.report(context.at(step, &["window", "until"]), message, Some(help));
    }
}

/// A deadline of no time, or one that ends before a step that stands in front of it may be answered.
fn unmeetable_within(context: &mut Context<'_>, at: usize, step: &Step, within: &Duration) {
    let span = context.at(step, &["deadline", "within"]);
    if within.seconds() == 0 {
        let message = both!("nothing can be answered within {within}", "不可能在 {within} 内完成");
        context.report(span, message, None);
        return;
    }
    let of = step.deadline.as_ref().map(|deadline| &deadline.of);
    let earlier = context.outline.steps[..at].iter().enumerate().find_map(|(before, place)| {
        let deadline = place.step.deadline.as_ref().filter(|deadline| Some(&deadline.of) == of)?;
        let after = written(&deadline.after).filter(|after| after.seconds() > within.seconds())?;
        context.surely_stands_before(before, at).then_some((&place.step.title, after))
    });
    if let Some((title, after)) = earlier {
        let (en, zh) = (title.get("en").source(), title.get("zh").source());
        let message = both!(
            "`within` {within} is over before the step “{en}” may be answered, `after` {after}",
            "`within` {within} 已过，前面的步骤「{zh}」才到 `after` {after}"
        );
        context.report(span, message, None);
    }
}

/// Returns a length of time that is written out.
fn written(span: &Option<TimeSpan>) -> Option<&Duration> {
    if let Some(TimeSpan::Duration(duration)) = span { Some(duration) } else { None }
}

impl Context<'_> {
    /// Returns whether the step at `before` has always been asked when the one at `at` is: it stands in front of it in sections
    /// of a fixed order, and under no condition that the other does not share.
    fn surely_stands_before(&self, before: usize, at: usize) -> bool {
        let own: Vec<usize> = self.outline.chain(Some(at)).collect();
        let mut inner = self.outline.chain(Some(before)).take_while(|place| !own.contains(place));
        let is_certain = inner.all(|inner| {
            let place = &self.outline.steps[inner];
            let shared = || own.iter().any(|at| self.outline.steps[*at].around == place.around);
            let opened = place.around.is_none_or(|(_, branch)| branch == Branch::Inside) || shared();
            let plain = matches!(place.step.kind, StepKind::Section { .. }) || inner == before;
            place.step.when.is_none() && opened && plain
        });
        let is_fixed = |place: &usize| match &self.outline.steps[*place].step.kind {
            StepKind::Section { order, .. } => *order == Order::Fixed,
            StepKind::Each(each) => each.order == Order::Fixed,
            _ => true,
        };
        is_certain && own.iter().skip(1).all(is_fixed)
    }
}

/// A key that is about an answer, on a step that is not answered.
pub fn no_effect(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let step = place.step;
        if is_computed(step) {
            no_effect_on_computed(context, step);
        }
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
        // An end is never on the screen.
        let ends = matches!(step.kind, StepKind::End { .. });
        let shown = [&step.warning, &step.note, &step.say, &step.detail].map(|text| ends && text.is_some());
        let shown = ["warning", "note", "say", "detail"].into_iter().zip(shown);
        for (key, _) in keys.into_iter().chain(shown).filter(|(_, stands)| *stands) {
            let message = both!(
                "`{key}` does nothing on `{word}`, which is not answered itself",
                "`{key}` 对 `{word}` 不起作用，它本身不作答"
            );
            let help = both!("give it to a step that is answered", "请写到需要作答的步骤上");
            context.report(context.at(step, &[key]), message, Some(help));
        }
    }
}

fn is_computed(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Measure(measure) if measure.value.is_some())
}

/// A number that the program computes waits for nobody: it is entered by no second person, and nothing is shown for it.
fn no_effect_on_computed(context: &mut Context<'_>, step: &Step) {
    let keys =
        [("hold", step.hold.is_some()), ("evidence", step.evidence.is_some()), ("independent", step.independent)];
    for (key, _) in keys.into_iter().filter(|(_, stands)| *stands) {
        let message = both!(
            "`{key}` does nothing on a measure that computes itself, which nobody answers",
            "`{key}` 对自动计算的测量不起作用，没有人作答"
        );
        let help = both!("give it to a step that is answered", "请写到需要作答的步骤上");
        context.report(context.at(step, &[key]), message, Some(help));
    }
}
