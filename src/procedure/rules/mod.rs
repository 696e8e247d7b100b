//! Rules of meaning: one function a rule, on a procedure that is already typed. What needs other files is in [`calls`].

pub mod bounds;
pub mod calls;
mod names;
mod outline;
mod roles;
mod timing;

use std::collections::HashSet;

use super::finding::{Bilingual, Finding, Severity, both};
use super::nearest::did_you_mean;
use super::tree::{Kind, MOST_FINDINGS, Node};
use super::yaml::place_in;
use super::{Procedure, Span, Step};

use outline::Outline;

/// A rule of meaning.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its stable name, kebab-case, as findings and `ignore` use it.
    pub id: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// Finds what breaks it; `None` for a rule that is checked elsewhere.
    check: Option<fn(&mut Context<'_>)>,
}

const fn error(id: &'static str, check: fn(&mut Context<'_>)) -> Rule {
    Rule { id, severity: Severity::Error, check: Some(check) }
}

const fn elsewhere(id: &'static str, severity: Severity) -> Rule {
    Rule { id, severity, check: None }
}

/// Every rule of meaning, in the order in which they are checked.
pub const RULES: &[Rule] = &[
    error("unknown-name", names::unknown_name),
    error("later-step", names::later_step),
    error("unknown-field", names::unknown_field),
    error("secret-in-expression", names::secret_in_expression),
    error("shadowed-name", names::shadowed_name),
    error("name-clash", names::name_clash),
    error("unknown-role", roles::unknown_role),
    error("role-twice", roles::role_twice),
    error("min-over-max", bounds::min_over_max),
    error("default-outside-limits", bounds::default_outside_limits),
    error("negative-score", bounds::negative_score),
    error("recheck-of-computed", bounds::recheck_of_computed),
    error("unknown-column", bounds::unknown_column),
    error("window-of", timing::window_of),
    error("deadline-of", timing::deadline_of),
    error("empty-window", timing::empty_window),
    error("no-effect", timing::no_effect),
    elsewhere("missing-translation", Severity::Warning),
    elsewhere("unknown-procedure", Severity::Error),
    elsewhere("call-cycle", Severity::Error),
    elsewhere("unknown-argument", Severity::Error),
    elsewhere("unknown-call-value", Severity::Error),
    elsewhere("draft-called", Severity::Warning),
    elsewhere("retired-called", Severity::Warning),
];

/// What a rule sees, and where it reports.
pub struct Context<'c> {
    /// The procedure.
    pub procedure: &'c Procedure,
    /// Its steps in one list, and every name it uses.
    outline: &'c Outline<'c>,
    /// Names that the file defines, also where an error kept the rest of their place from being read.
    declared: &'c HashSet<String>,
    root: &'c Node<'c>,
    source: &'c str,
    rule: Rule,
    findings: Vec<Finding>,
}

/// Checks every rule that needs no other file, then drops what the file silences. `declared` are the names that the file
/// defines, also in places that could not be read: of them nothing is said.
pub fn check(
    procedure: &Procedure,
    root: &Node<'_>,
    source: &str,
    declared: &HashSet<String>,
    findings: &mut Vec<Finding>,
) {
    let outline = Outline::of(procedure);
    for rule in RULES {
        let Some(check) = rule.check else { continue };
        let mut context =
            Context { procedure, outline: &outline, declared, root, source, rule: *rule, findings: vec![] };
        check(&mut context);
        findings.append(&mut context.findings);
    }
    let own = |rule: &Rule| rule.check.is_some() || rule.id == "missing-translation";
    silence(procedure, &outline, root, findings, &own);
    unknown_rules(procedure, &outline, root, findings);
}

impl<'c> Context<'c> {
    /// Returns whether there are as many findings as are kept.
    fn is_full(&self) -> bool {
        self.findings.len() >= MOST_FINDINGS
    }

    /// Reports a finding of the rule at `span`.
    fn report(&mut self, span: Span, message: Bilingual, help: Option<Bilingual>) {
        if !self.is_full() {
            let finding = Finding { severity: self.rule.severity, ..Finding::error(self.rule.id, span, message) };
            self.findings.push(finding.help_if(help));
        }
    }

    /// Returns whether the file defines `name` in a place that an error kept from being read.
    fn is_lost(&self, name: &str) -> bool {
        self.declared.contains(name)
            && !self.procedure.roles.contains_key(name)
            && !self.procedure.parameters.contains_key(name)
            && !self.outline.ids.contains_key(name)
    }

    /// Returns where the value under `path` of `step` stands, or the step's first line.
    fn at(&self, step: &Step, path: &[&str]) -> Span {
        place(self.root, step, path)
    }

    /// Returns where the value under `key` of the field `id` of `step` stands.
    fn at_field(&self, step: &Step, id: &str, key: &str) -> Span {
        let fields = node_at(self.root, &step.span).and_then(|node| node.get("fields"));
        let field =
            fields.and_then(|fields| fields.children().find(|field| field.get("id").and_then(Node::text) == Some(id)));
        let value = field.and_then(|field| field.get(key));
        value.map_or_else(|| place(self.root, step, &["fields"]), |value| value.span.clone())
    }

    /// Returns where the value under `path` of the file stands.
    fn at_top(&self, path: &[&str]) -> Span {
        let found = path.iter().try_fold(self.root, |node, key| node.get(key));
        found.map_or(0..0, |node| node.span.clone())
    }

    /// Returns where the bytes `range` of the scalar `text` inside `step` stand; without a step, in the whole file.
    fn in_scalar(&self, step: Option<&Step>, text: &str, range: &Span) -> Span {
        let within = step.map_or(Some(self.root), |step| node_at(self.root, &step.span));
        let scalar = within.and_then(|node| scalar_with(node, text));
        scalar.map_or(0..0, |scalar| place_in(self.source, scalar, range))
    }
}

/// Returns where the value under `path` of `step` stands, or the key that is nearest to it.
fn place(root: &Node<'_>, step: &Step, path: &[&str]) -> Span {
    let Some(node) = node_at(root, &step.span) else { return step.span.clone() };
    let found = path.iter().try_fold(node, |node, key| node.get(key));
    let head = || node.entries().and_then(|entries| entries.first()).map(|(key, _)| key.span.clone());
    found.map(|node| node.span.clone()).or_else(head).unwrap_or_else(|| node.span.clone())
}

/// Returns the map or scalar that covers exactly `span`; a list can begin and end where its only item does.
fn node_at<'n, 's>(root: &'n Node<'s>, span: &Span) -> Option<&'n Node<'s>> {
    let mut node = root;
    while node.span != *span || matches!(node.kind, Kind::Sequence(_)) {
        node = node.child_covering(span)?;
    }
    Some(node)
}

/// Returns the scalar `text` nearest to the top of `node`.
fn scalar_with<'n, 's>(node: &'n Node<'s>, text: &str) -> Option<&'n Node<'s>> {
    let mut level = vec![node];
    while !level.is_empty() {
        if let Some(found) = level.iter().find(|node| node.text() == Some(text)) {
            return Some(found);
        }
        level = level.into_iter().flat_map(Node::children).collect();
    }
    None
}

/// Drops the findings that `ignore` silences, and reports entries that silence nothing. `own` tells the rules that have
/// been checked by now.
fn silence(
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
        if known.severity == Severity::Error {
            let message = both!("`{rule}` is an error and cannot be ignored", "`{rule}` 是错误，不能忽略");
            findings.push(Finding::error("unused-ignore", span, message));
        } else if !used.contains(&(path, rule.to_owned())) {
            let message = both!("nothing here breaks the rule `{rule}`", "这里没有违反规则 `{rule}`");
            let help = both!("delete the entry", "请删除这一条");
            findings.push(Finding::error("unused-ignore", span, message).help(help));
        }
    }
}

/// Returns which `ignore` silences a finding: the start of its step (`None` for the file's) and the rule.
fn silencer(procedure: &Procedure, outline: &Outline<'_>, finding: &Finding) -> Option<(Option<usize>, String)> {
    if finding.is_error() {
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
    let inner = inner.map(|(step, rule)| (key(node_at(root, &step.span), rule), Some(step.span.start), rule));
    top.chain(inner).collect()
}

fn unknown_rules(procedure: &Procedure, outline: &Outline<'_>, root: &Node<'_>, findings: &mut Vec<Finding>) {
    for (span, _, rule) in ignores(procedure, outline, root) {
        if !RULES.iter().any(|known| known.id == rule) {
            let message = both!("there is no rule `{rule}` that could be ignored", "没有可以忽略的规则 `{rule}`");
            let help = did_you_mean(rule, RULES.iter().map(|known| known.id));
            findings.push(Finding::error("unknown-rule", span, message).help_if(help));
        }
    }
}

#[cfg(test)]
mod tests;
