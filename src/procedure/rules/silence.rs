//! `ignore`: drops the findings that it silences, and reports entries that silence nothing or name no rule.

use std::collections::HashSet;

use super::outline::Outline;
use super::{RULES, Rule};
use crate::procedure::finding::{Finding, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::tree::Node;
use crate::procedure::{Procedure, Span, Step};

/// Drops the findings that `ignore` silences, and reports entries that silence nothing. `own` tells the rules that have
/// been checked by now.
pub fn silence(
    procedure: &Procedure,
    outline: &Outline<'_>,
    root: &Node<'_>,
    findings: &mut Vec<Finding>,
    own: &dyn Fn(&Rule) -> bool,
) {
    let mut used = HashSet::new();
    findings.retain(|finding| {
        let silencer = silencer(procedure, outline, finding);
        used.extend(silencer.clone());
        silencer.is_none()
    });
    for (span, path, rule) in ignores(procedure, outline, root) {
        let Some(known) = RULES.iter().find(|known| known.id == rule).filter(|known| own(known)) else { continue };
        if known.bars {
            let message = both!("`{rule}` is an error and cannot be ignored", "`{rule}` 是错误，不能忽略");
            findings.push(Finding::error("unused-ignore", span, message));
        } else if !used.contains(&(path, rule.to_owned())) {
            let message = both!("nothing here breaks the rule `{rule}`", "这里没有违反规则 `{rule}`");
            let help = both!("delete the entry", "请删除这一条");
            findings.push(Finding::error("unused-ignore", span, message).help(help));
        }
    }
}

/// Returns whether the file or a step of it silences `rule`.
pub fn is_silenced(procedure: &Procedure, outline: &Outline<'_>, rule: &str) -> bool {
    procedure.ignore.contains_key(rule) || outline.steps.iter().any(|place| place.step.ignore.contains_key(rule))
}

/// Returns which `ignore` silences a finding: the start of its step (`None` for the file's) and the rule.
fn silencer(procedure: &Procedure, outline: &Outline<'_>, finding: &Finding) -> Option<(Option<usize>, String)> {
    if RULES.iter().any(|rule| rule.id == finding.rule && rule.bars) {
        return None;
    }
    let rule = finding.rule.to_owned();
    let covers = |step: &&Step| step.span.contains(&finding.span.start) && step.ignore.contains_key(&rule);
    let step = outline.steps.iter().map(|place| place.step).rfind(covers).map(|step| Some(step.span.start));
    step.or_else(|| procedure.ignore.contains_key(&rule).then_some(None)).map(|place| (place, rule))
}

/// Returns every entry of every `ignore`: where, whose, and the rule.
fn ignores<'p>(
    procedure: &'p Procedure,
    outline: &Outline<'p>,
    root: &Node<'_>,
) -> Vec<(Span, Option<usize>, &'p str)> {
    let key = |node: Option<&Node<'_>>, rule: &str| {
        let entries = node.and_then(|node| node.get("ignore")).and_then(Node::entries).unwrap_or_default();
        let entry = entries.iter().find(|(key, _)| key.text() == Some(rule));
        entry.map_or(0..0, |(key, _)| key.span.clone())
    };
    let top = procedure.ignore.keys().map(|rule| (key(Some(root), rule), None, rule.as_str()));
    let steps = outline.steps.iter().map(|place| place.step);
    let inner = steps.flat_map(|step| step.ignore.keys().map(move |rule| (step, rule.as_str())));
    let inner = inner.map(|(step, rule)| (key(root.at(&step.span), rule), Some(step.span.start), rule));
    top.chain(inner).collect()
}

/// Reports entries of `ignore` that name no rule.
pub fn unknown_rules(procedure: &Procedure, outline: &Outline<'_>, root: &Node<'_>, findings: &mut Vec<Finding>) {
    for (span, _, rule) in ignores(procedure, outline, root) {
        if !RULES.iter().any(|known| known.id == rule) {
            let message = both!("there is no rule `{rule}` that could be ignored", "没有可以忽略的规则 `{rule}`");
            let help = did_you_mean(rule, RULES.iter().map(|known| known.id));
            findings.push(Finding::error("unknown-rule", span, message).help_if(help));
        }
    }
}
