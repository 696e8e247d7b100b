//! Rules that need other files: called procedures. The caller looks them up; nothing is opened here.

use std::sync::Arc;

use super::conditions::{Unsure, missing_in, unsure, words};
use super::outline::{Outline, Use};
use super::types::Types;
use super::{RULES, node_at, place, silence};
use crate::procedure::finding::{Finding, Noun, Severity, both};
use crate::procedure::given::from_node;
use crate::procedure::nearest::{did_you_mean, nearest};
use crate::procedure::tree;
use crate::procedure::yaml::place_in;
use crate::procedure::{Call, Limits, Parameter, ParameterType, Procedure, Span, Status, Step, StepKind};

/// The deepest chain of calls that is followed.
const DEEPEST: usize = 64;
/// The rules that are checked here.
const OWN: &[&str] = &[
    "unknown-procedure",
    "call-cycle",
    "unknown-argument",
    "bad-argument",
    "unknown-call-value",
    "call-maybe-none",
    "draft-called",
    "retired-called",
];

/// What a called id stands for.
#[derive(Clone, Debug)]
pub enum Called {
    /// A procedure that can be used.
    Usable(Arc<Procedure>),
    /// A file with errors of its own, which are reported there.
    Broken,
    /// Nothing.
    Missing,
}

/// Finds procedures by id, as a run of the caller would.
pub trait Shelf {
    /// Returns what `id` stands for.
    fn find(&self, id: &str) -> Called;

    /// Returns every id that could be called.
    fn ids(&self) -> Vec<String>;
}

/// Finds a procedure by its id; `None` where there is none that can be used.
pub type Lookup<'l> = &'l dyn Fn(&str) -> Option<Arc<Procedure>>;

/// A shelf of which only single books are known.
struct Single<'l>(Lookup<'l>);

impl Shelf for Single<'_> {
    fn find(&self, id: &str) -> Called {
        (self.0)(id).map_or(Called::Missing, Called::Usable)
    }

    fn ids(&self) -> Vec<String> {
        vec![]
    }
}

impl Called {
    fn usable(self) -> Option<Arc<Procedure>> {
        if let Self::Usable(procedure) = self { Some(procedure) } else { None }
    }
}

/// Checks the calls of `procedure`, whose file has the text `source`, where it is not known what else could be called.
#[must_use]
pub fn check_calls(procedure: &Procedure, source: &str, lookup: Lookup<'_>) -> Vec<Finding> {
    check_calls_on(procedure, source, &Single(lookup))
}

/// Checks the calls of `procedure`, whose file has the text `source`.
#[must_use]
pub fn check_calls_on(procedure: &Procedure, source: &str, lookup: &dyn Shelf) -> Vec<Finding> {
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let outline = Outline::of(procedure);
    let mut calls = Calls { procedure, outline: &outline, root: &root, source, lookup, findings: vec![] };
    for entry in &outline.steps {
        if let StepKind::Call(call) = &entry.step.kind {
            calls.call(entry.step, call);
        }
    }
    outline.uses.iter().for_each(|name| calls.value(name));
    calls.maybe_none();
    let mut findings = calls.findings;
    silence(procedure, &outline, &root, &mut findings, &|rule| OWN.contains(&rule.id));
    findings
}

struct Calls<'c> {
    procedure: &'c Procedure,
    outline: &'c Outline<'c>,
    root: &'c tree::Node<'c>,
    source: &'c str,
    lookup: &'c dyn Shelf,
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
        let called = match self.lookup.find(id) {
            Called::Usable(called) => called,
            // What is wrong with it is reported where it stands.
            Called::Broken => return,
            Called::Missing => return self.missing(id, span),
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

    fn missing(&mut self, id: &str, span: Span) {
        let ids = self.lookup.ids();
        let better = nearest(id, ids.iter().map(String::as_str)).map(str::to_owned);
        let message = both!("there is no procedure `{id}`", "没有规程 `{id}`");
        let finding = Finding::error("", span.clone(), message);
        let help = both!(
            "it is sought beside this file, then in the site's folders",
            "先在本文件旁边找，再到站点的文件夹里找"
        );
        let finding = match better {
            Some(better) => {
                finding.help(both!("did you mean `{better}`?", "是不是 `{better}`？")).suggest(span, better)
            }
            None => finding.help(help),
        };
        self.report("unknown-procedure", finding);
    }

    /// Checks a value that is written out against the parameter that takes it.
    fn value_of(&mut self, key: &str, value: &tree::Node<'_>, called: &Procedure) {
        let Some(parameter) = called.parameters.get(key) else { return };
        let computed = value.text().is_some_and(|text| text.contains("{{") || text.contains("{%"));
        if computed || value.is_null() || from_node(parameter, value).is_some() {
            return;
        }
        let free = Parameter { limits: Limits::default(), ..parameter.clone() };
        let (shown, word) = (value.text().unwrap_or("…"), type_noun(parameter.kind));
        let message = if from_node(&free, value).is_some() {
            both!("{shown} is outside the limits of the parameter `{key}`", "{shown} 超出参数 `{key}` 的限值")
        } else if parameter.kind == ParameterType::Choice {
            let options: Vec<_> = parameter.options.iter().map(|option| format!("`{}`", option.id)).collect();
            let (en, zh) = (options.join(", "), options.join("、"));
            both!("found `{shown}`, the parameter `{key}` takes {en}", "这里是 `{shown}`，参数 `{key}` 只能是 {zh}")
        } else {
            both!("found `{shown}`, the parameter `{key}` takes {}", "这里是 `{shown}`，参数 `{key}` 应为{}"; word)
        };
        let help = did_you_mean(shown, parameter.options.iter().map(|option| option.id.as_str()));
        self.report("bad-argument", Finding::error("", value.span.clone(), message).help_if(help));
    }

    fn arguments(&mut self, step: &Step, call: &Call, called: &Procedure) {
        let root = self.root;
        let with = node_at(root, &step.span).and_then(|node| node.get("with"));
        let entries = with.and_then(tree::Node::entries).unwrap_or_default();
        for (key, value) in entries {
            self.value_of(key.text().unwrap_or_default(), value, called);
        }
        for name in call.with.keys().filter(|name| !called.parameters.contains_key(*name)) {
            let id = &call.procedure;
            let message = both!("the procedure `{id}` has no parameter `{name}`", "规程 `{id}` 没有参数 `{name}`");
            let key = entries.iter().find(|(key, _)| key.text() == Some(name));
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
            let called = self.lookup.find(id).usable().map(|procedure| called_by(&procedure)).unwrap_or_default();
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
        let Some(called) = self.lookup.find(&call.procedure).usable() else { return };
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

impl Calls<'_> {
    /// Checks the values of called procedures that may be none: `objection.settled`, where nobody objected.
    fn maybe_none(&mut self) {
        let types = Types { procedure: self.procedure, outline: self.outline };
        let lookup = self.lookup;
        let of_call = |call: &Call, id: &str| {
            let called = lookup.find(&call.procedure).usable()?;
            missing_in(&Outline::of(&called), id)
        };
        for formula in &self.outline.formulas {
            for Unsure { span, name, why } in unsure(types, formula, Some(&of_call)) {
                let step = formula.at.and_then(|at| self.outline.steps.get(at)).map(|place| place.step);
                let within = step.map_or(Some(self.root), |step| node_at(self.root, &step.span));
                let scalar = within.and_then(|node| super::scalar_with(node, formula.source));
                let span = scalar.map_or(0..0, |scalar| place_in(self.source, scalar, &span));
                let (message, help) = words(formula, &name, &why);
                self.report("call-maybe-none", Finding::error("", span, message).help(help));
            }
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

/// Returns what a parameter of this type takes.
pub(super) fn type_noun(kind: ParameterType) -> Noun {
    match kind {
        ParameterType::Text => Noun { en: "a text", zh: "文字" },
        ParameterType::Number => Noun { en: "a number", zh: "数字" },
        ParameterType::Boolean => Noun { en: "`true` or `false`", zh: " `true` 或 `false`" },
        ParameterType::Time => Noun { en: "a time such as `08:30`", zh: "时刻，如 `08:30`" },
        ParameterType::Date => Noun { en: "a date such as `2026-07-01`", zh: "日期，如 `2026-07-01`" },
        ParameterType::DateTime => Noun { en: "a date and time", zh: "日期和时刻" },
        ParameterType::Duration => Noun { en: "a length of time such as `30m`", zh: "时长，如 `30m`" },
        ParameterType::Choice => Noun { en: "one of its options", zh: "选项之一" },
        ParameterType::List => Noun { en: "a list", zh: "列表" },
        ParameterType::Table => Noun { en: "a list of rows", zh: "行的列表" },
    }
}
