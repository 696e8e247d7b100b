//! Hints on what texts say: warnings, expected responses, figures, secrets. They know Chinese and English.

use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use crate::procedure::expression::Template;
use crate::procedure::finding::both;
use crate::procedure::{Record, Step, StepKind, Text};

/// Verbs that open an order. What forbids ("do not", 禁止) warns, and is right in a warning.
const ORDERS: &[&str] = &[
    "请",
    "打开",
    "关闭",
    "检查",
    "按下",
    "拔掉",
    "拔下",
    "断开",
    "切断",
    "戴上",
    "佩戴",
    "穿上",
    "使用",
    "启动",
    "停止",
    "通知",
    "turn ",
    "open ",
    "close ",
    "press ",
    "unplug ",
    "disconnect ",
    "switch ",
    "put ",
    "wear ",
    "use ",
    "check ",
    "make sure ",
    "ensure ",
    "call ",
    "remove ",
    "start ",
    "stop ",
    "wait ",
    "please ",
];
/// Responses that say nothing of what was seen.
const VAGUE: &[&str] = &[
    "ok",
    "okay",
    "done",
    "yes",
    "checked",
    "check",
    "set",
    "as required",
    "as needed",
    "good",
    "fine",
    "normal",
    "completed",
    "正常",
    "完成",
    "已完成",
    "好",
    "良好",
    "合格",
    "是",
    "已检查",
    "没问题",
    "无问题",
    "符合要求",
    "按要求",
    "如常",
    "到位",
];

/// A figure with a unit that somebody measures.
static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[0-9]+(?:\.[0-9]+)? ?(?:°C|℃|°F|摄氏度|度|%|％|kPa|MPa|bar|V|A|W|lux|kg|公斤|千克|克|g|ml|毫升|升|L|cm|厘米|mm|毫米|米)(?:[^A-Za-z0-9]|$)").ok()
});
/// A telephone number: mobile, fixed with area code, service line, international.
static TELEPHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9A-Za-z])(1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4}|\+[0-9]{1,3}[ -]?[0-9][0-9 -]{7,14}[0-9])(?:[^0-9A-Za-z]|$)").ok()
});
/// A password or key behind its name.
static SECRET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i:(?:密码|口令)(?:是|为|：|:|=) ?[0-9A-Za-z@#$!*._-]{4,}|(?:password|passcode|pin|token|api key|secret)(?: is|:|=) ?[0-9A-Za-z@#$!*._-]{4,})|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY").ok()
});

/// A warning that tells to do something.
pub fn action_in_warning(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let Some(order) = place.step.warning.as_ref().and_then(order_in) else { continue };
        let message = both!("the warning gives an order: `{order} …`", "警告里写了动作：“{order}……”");
        let help = both!("make the action a step before this one", "请把动作写成前面的一个步骤");
        context.report(context.at(place.step, &["warning"]), message, Some(help));
    }
}

/// A note that tells to do something.
pub fn action_in_note(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let Some(order) = place.step.note.as_ref().and_then(order_in) else { continue };
        let message = both!("the note gives an order: `{order} …`", "说明里写了动作：“{order}……”");
        let help = both!("make the action a step of its own", "请把动作写成单独的一个步骤");
        context.report(context.at(place.step, &["note"]), message, Some(help));
    }
}

/// Returns the order that a text begins with, if it does.
fn order_in(text: &Text) -> Option<&'static str> {
    text.templates().find_map(|template| {
        let text = template.source().trim().to_lowercase();
        ORDERS.iter().find(|order| text.starts_with(**order)).map(|order| order.trim())
    })
}

/// An expected response that is no state and no value.
pub fn vague_response(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Check { expect: Some(expect) } = &place.step.kind else { continue };
        let vague = sources(expect).find(|text| {
            let word = text.trim().trim_end_matches(['.', '。', '!', '！']).to_lowercase();
            VAGUE.contains(&word.as_str())
        });
        if let Some(vague) = vague {
            let shown = vague.trim();
            let message = both!("`{shown}` says nothing of what is to be seen", "“{shown}”没有说明应看到什么");
            let help =
                both!("name the state or value: \"door locked\", \"lamp green\"", "请写状态或数值，如“门已锁”“绿灯亮”");
            context.report(context.at(place.step, &["expect"]), message, Some(help));
        }
    }
}

/// A tick where the text names a figure that somebody could read off and enter.
pub fn tick_for_figure(context: &mut Context<'_>) {
    let Some(figure) = FIGURE.as_ref() else { return };
    for place in &context.outline.steps {
        let StepKind::Check { expect } = &place.step.kind else { continue };
        let texts = sources(&place.step.title).chain(expect.iter().flat_map(sources));
        let found = texts.filter(|text| has_digit(text)).find_map(|text| figure.find(text));
        if let Some(found) = found {
            let shown = found.as_str().trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '％');
            let message = both!(
                "the text names the figure {shown}, but only a tick is recorded",
                "文字里有数值 {shown}，却只记录打勾"
            );
            let help = both!("make it a `measure` with `min` and `max`", "请改成 `measure`，写上 `min` 和 `max`");
            context.report(context.at(place.step, &["check"]), message, Some(help));
        }
    }
}

/// A number whose unit nobody says.
pub fn number_without_unit(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Measure(measure) = &place.step.kind else { continue };
        // Whole numbers are counts, and a count is of what the title says.
        let counted = measure.decimals == Some(0) || measure.value.is_some();
        if measure.unit.is_none() && !counted && !measure_is_whole(place.step) {
            let message = both!("the number has no unit", "数值没有单位");
            let help = both!(
                "write `unit`, or `decimals: 0` where it is a count",
                "请写 `unit`；如果是计数，请写 `decimals: 0`"
            );
            context.report(context.at_key(place.step, "measure"), message, Some(help));
        }
    }
}

fn measure_is_whole(step: &Step) -> bool {
    sources(&step.title).any(|title| {
        let title = title.to_lowercase();
        ["人数", "数量", "个数", "张数", "次数", "how many", "number of", "count"]
            .iter()
            .any(|word| title.contains(word))
    })
}

/// A password or a telephone number in a text.
pub fn secret_in_text(context: &mut Context<'_>) {
    let (Some(telephone), Some(secret)) = (TELEPHONE.as_ref(), SECRET.as_ref()) else { return };
    for (at, text) in &context.outline.texts {
        let marked = || ["BEGIN", "AKIA"].iter().any(|mark| text.contains(mark));
        if text.len() < 6 || !(has_digit(text) || text.contains(['：', ':', '=']) || marked()) {
            continue;
        }
        let step = at.map(|at| context.outline.steps[at].step);
        if let Some(found) = secret.find(text) {
            let span = context.in_scalar(step, text, &found.range());
            let help = both!("keep it in a safe place, and write where it is found", "请另行保管，这里只写到哪里去取");
            context.report(span, both!("a password or key stands in the text", "文字里有密码或密钥"), Some(help));
        } else if let Some(found) = telephone.captures(text).and_then(|found| found.get(1)) {
            let span = context.in_scalar(step, text, &found.range());
            let help = both!(
                "make it a parameter: numbers differ from site to site and change",
                "请改用参数：号码各站点不同，也会变"
            );
            context.report(span, both!("a telephone number stands in the text", "文字里有电话号码"), Some(help));
        }
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn sources(text: &Text) -> impl Iterator<Item = &str> {
    text.templates().map(Template::source)
}

/// A deadline whose missing nothing follows.
pub fn deadline_without_on_fail(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let step = place.step;
        let able = matches!(
            step.kind,
            StepKind::Check { .. }
                | StepKind::Measure(_)
                | StepKind::Record(Record::Value(_) | Record::Form(_) | Record::Table { .. })
                | StepKind::Sign { .. }
        );
        let within = step.deadline.as_ref().is_some_and(|deadline| deadline.within.is_some());
        if able && within && step.on_fail.is_none() && step.note.is_none() {
            let message = both!("nothing says what to do when the deadline is missed", "没有写明超过时限怎么办");
            let help = both!("add `on_fail`, or say it in a `note`", "请加 `on_fail`，或在 `note` 里写明");
            context.report(context.at_key(step, "deadline"), message, Some(help));
        }
    }
}
