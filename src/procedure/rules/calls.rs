//! Rules that need other files: called procedures. The caller looks them up; nothing is opened here.

use std::sync::Arc;

use super::outline::{Outline, Use};
use super::{RULES, node_at, place, silence};
use crate::procedure::finding::{Finding, Severity, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::tree;
use crate::procedure::yaml::place_in;
use crate::procedure::{Call, Procedure, Status, Step, StepKind};

/// The deepest chain of calls that is followed.
const DEEPEST: usize = 64;
/// The rules that are checked here.
const OWN: &[&str] =
    &["unknown-procedure", "call-cycle", "unknown-argument", "unknown-call-value", "draft-called", "retired-called"];

/// Finds a procedure by its id, as a run of the caller would; `None` where there is none that can be used.
pub type Lookup<'l> = &'l dyn Fn(&str) -> Option<Arc<Procedure>>;

/// Checks the calls of `procedure`, whose file has the text `source`.
#[must_use]
pub fn check_calls(procedure: &Procedure, source: &str, lookup: Lookup<'_>) -> Vec<Finding> {
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let outline = Outline::of(procedure);
    let mut calls = Calls { procedure, outline: &outline, root: &root, source, lookup, findings: vec![] };
    for entry in &outline.steps {
        if let StepKind::Call(call) = &entry.step.kind {
            calls.call(entry.step, call);
        }
    }
    outline.uses.iter().for_each(|name| calls.value(name));
    let mut findings = calls.findings;
    silence(procedure, &outline, &root, &mut findings, &|rule| OWN.contains(&rule.id));
    findings
}

struct Calls<'c> {
    procedure: &'c Procedure,
    outline: &'c Outline<'c>,
    root: &'c tree::Node<'c>,
    source: &'c str,
    lookup: Lookup<'c>,
    findings: Vec<Finding>,
}

impl Calls<'_> {
    fn report(&mut self, rule: &'static str, finding: Finding) {
        let severity = RULES.iter().find(|known| known.id == rule).map_or(Severity::Error, |known| known.severity);
        self.findings.push(Finding { rule, severity, ..finding });
    }

    fn call(&mut self, step: &Step, call: &Call) {
        let (id, span) = (&call.procedure, place(self.root, step, &["procedure"]));
        if let Some(cycle) = self.cycle(id) {
            let message = both!("the procedure calls itself: {cycle}", "规程调用了自己：{cycle}");
            self.report("call-cycle", Finding::error("", span, message));
            return;
        }
        let Some(called) = (self.lookup)(id) else {
            let message = both!("there is no usable procedure `{id}`", "没有可用的规程 `{id}`");
            let help = both!(
                "it is sought beside this file, then in the site's folders",
                "先在本文件旁边找，再到站点的文件夹里找"
            );
            self.report("unknown-procedure", Finding::error("", span, message).help(help));
            return;
        };
        match called.status {
            Status::Draft => {
                let message = both!("the called procedure `{id}` is a draft", "被调用的规程 `{id}` 还是草稿");
                self.report("draft-called", Finding::error("", span, message));
            }
            Status::Retired => {
                let message = both!("the called procedure `{id}` is retired", "被调用的规程 `{id}` 已停用");
                self.report("retired-called", Finding::error("", span, message));
            }
            Status::Published => {}
        }
        self.arguments(step, call, &called);
    }

    fn arguments(&mut self, step: &Step, call: &Call, called: &Procedure) {
        for name in call.with.keys().filter(|name| !called.parameters.contains_key(*name)) {
            let id = &call.procedure;
            let message = both!("the procedure `{id}` has no parameter `{name}`", "规程 `{id}` 没有参数 `{name}`");
            let entries =
                node_at(self.root, &step.span).and_then(|node| node.get("with")).and_then(tree::Node::entries);
            let key = entries.unwrap_or_default().iter().find(|(key, _)| key.text() == Some(name));
            let span = key.map_or_else(|| place(self.root, step, &["with"]), |(key, _)| key.span.clone());
            let help = did_you_mean(name, called.parameters.keys().map(String::as_str));
            self.report("unknown-argument", Finding::error("", span, message).help_if(help));
        }
    }

    /// Returns the chain of calls that leads from `id` back to this procedure, for a message.
    fn cycle(&self, id: &str) -> Option<String> {
        let mut chain = vec![self.procedure.id.clone()];
        let mut seen = std::collections::HashSet::new();
        self.leads_back(id, &mut chain, &mut seen).then(|| chain.join(" → "))
    }

    fn leads_back(&self, id: &str, chain: &mut Vec<String>, seen: &mut std::collections::HashSet<String>) -> bool {
        chain.push(id.to_owned());
        if id == self.procedure.id {
            return true;
        }
        if chain.len() < DEEPEST && seen.insert(id.to_owned()) {
            let called = (self.lookup)(id).map(|procedure| called_by(&procedure)).unwrap_or_default();
            if called.iter().any(|next| self.leads_back(next, chain, seen)) {
                return true;
            }
        }
        chain.pop();
        false
    }

    /// Checks a value of a called procedure: `objection.settled`.
    fn value(&mut self, name: &Use<'_>) {
        let [root, member, ..] = name.name.path.as_slice() else { return };
        if name.variables.contains(&root.as_str()) || self.procedure.parameters.contains_key(root) {
            return;
        }
        let Some(StepKind::Call(call)) = self.outline.step(root).map(|step| &step.kind) else { return };
        let Some(called) = (self.lookup)(&call.procedure) else { return };
        let inner = Outline::of(&called);
        if member != "verdict" && !inner.ids.contains_key(member.as_str()) {
            let id = &call.procedure;
            let message = both!("the procedure `{id}` has no step `{member}`", "规程 `{id}` 没有步骤 `{member}`");
            let within = name.step.map_or(Some(self.root), |step| node_at(self.root, &step.span));
            let scalar = within.and_then(|node| super::scalar_with(node, name.source));
            let span = scalar.map_or(0..0, |scalar| place_in(self.source, scalar, &name.name.span));
            let mut known: Vec<_> = inner.ids.keys().copied().chain(["verdict"]).collect();
            known.sort_unstable();
            self.report("unknown-call-value", Finding::error("", span, message).help_if(did_you_mean(member, known)));
        }
    }
}

/// Returns the ids of the procedures that `procedure` calls.
#[must_use]
pub fn called_by(procedure: &Procedure) -> Vec<String> {
    let outline = Outline::of(procedure);
    let call = |step: &Step| if let StepKind::Call(call) = &step.kind { Some(call.procedure.clone()) } else { None };
    outline.steps.iter().filter_map(|entry| call(entry.step)).collect()
}
