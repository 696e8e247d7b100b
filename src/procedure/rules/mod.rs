//! Rules of meaning and of human factors: one function a rule, on a procedure that is already typed. What needs other files
//! is in [`calls`] and [`site`]; [`RULES`] lists every rule of the program, also those that the loader checks.

pub mod bounds;
pub mod calls;
mod comparisons;
mod conditions;
mod facts;
mod flow;
mod names;
mod outline;
pub mod page;
mod pages;
mod roles;
mod shape;
mod silence;
pub mod site;
mod table;
mod timing;
mod types;
mod wording;

use std::collections::HashSet;

use super::finding::{Bilingual, Finding, Severity};
use super::tree::{MOST_FINDINGS, Node};
use super::yaml::place_in;
use super::{Procedure, Span, Step};

use outline::{Formula, Outline};
use silence::{is_silenced, silence, unknown_rules};
use types::Types;

pub use table::{Area, RULES, Rule, bars, bars_what_is_pinned, find};

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
    rule: &'static Rule,
    findings: Vec<Finding>,
}

/// Whether hints are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// They are.
    Given,
    /// They are not, but for those that the file silences: an `ignore` without use is to be found all the same.
    Withheld,
}

/// Checks every rule that needs no other file, then drops what the file silences. `declared` are the names that the file
/// defines, also in places that could not be read: of them nothing is said.
pub fn check(
    procedure: &Procedure,
    root: &Node<'_>,
    source: &str,
    declared: &HashSet<String>,
    advice: Advice,
    findings: &mut Vec<Finding>,
) {
    let outline = Outline::of(procedure);
    let is_wanted = |rule: &Rule| {
        advice == Advice::Given || rule.severity != Severity::Hint || is_silenced(procedure, &outline, rule.id)
    };
    for rule in RULES.iter().filter(|rule| is_wanted(rule)) {
        let Some(check) = rule.check else { continue };
        let mut context = Context { procedure, outline: &outline, declared, root, source, rule, findings: vec![] };
        check(&mut context);
        findings.append(&mut context.findings);
    }
    let own = |rule: &Rule| !table::LATER.contains(&rule.id);
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

    /// Returns what the names of the procedure mean.
    fn types(&self) -> Types<'c, 'c> {
        Types { procedure: self.procedure, outline: self.outline }
    }

    /// Returns where the bytes `range` of a formula's source stand.
    fn in_formula(&self, formula: &Formula<'_>, range: &Span) -> Span {
        let step = formula.at.and_then(|at| self.outline.steps.get(at)).map(|place| place.step);
        self.in_scalar(step, formula.source, range)
    }

    /// Returns where the key `key` of `step` stands, or the step's first line.
    fn at_key(&self, step: &Step, key: &str) -> Span {
        let entries = self.root.at(&step.span).and_then(Node::entries).unwrap_or_default();
        let found = entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, _)| name.span.clone());
        found.unwrap_or_else(|| place(self.root, step, &[]))
    }

    /// Returns where the option `id` of `step` stands.
    fn at_option(&self, step: &Step, id: &str) -> Span {
        let options = self.root.at(&step.span).and_then(|node| node.get("options"));
        let ids = options.into_iter().flat_map(Node::children).filter_map(|option| option.get("id"));
        let found = ids.into_iter().find(|node| node.text() == Some(id));
        found.map_or_else(|| place(self.root, step, &["options"]), |node| node.span.clone())
    }

    /// Returns where the cell `column` of the row `row` of the default of the parameter `name` stands.
    fn at_cell(&self, name: &str, row: usize, column: &str) -> Span {
        let default = ["parameters", name, "default"].iter().try_fold(self.root, |node, key| node.get(key));
        let cell = default.and_then(|rows| rows.children().nth(row)).and_then(|row| row.get(column));
        cell.map_or_else(|| self.at_top(&["parameters", name, "default"]), |cell| cell.span.clone())
    }

    /// Returns where the value under `path` of `step` stands, or the step's first line.
    fn at(&self, step: &Step, path: &[&str]) -> Span {
        place(self.root, step, path)
    }

    /// Returns where the value under `key` of the field `id` of `step` stands.
    fn at_field(&self, step: &Step, id: &str, key: &str) -> Span {
        let fields = self.root.at(&step.span).and_then(|node| node.get("fields"));
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

    /// Returns where the bytes `range` of the scalar `text` inside `step` stand; without a step, in the whole file. It is not
    /// looked for where nothing more is reported: in long texts that takes its time.
    fn in_scalar(&self, step: Option<&Step>, text: &str, range: &Span) -> Span {
        if self.is_full() {
            return 0..0;
        }
        let within = step.map_or(Some(self.root), |step| self.root.at(&step.span));
        let scalar = within.and_then(|node| scalar_with(node, text));
        scalar.map_or(0..0, |scalar| place_in(self.source, scalar, range))
    }
}

/// Returns where the value under `path` of `step` stands, or the key that is nearest to it.
fn place(root: &Node<'_>, step: &Step, path: &[&str]) -> Span {
    let Some(node) = root.at(&step.span) else { return step.span.clone() };
    let found = path.iter().try_fold(node, |node, key| node.get(key)).filter(|_| !path.is_empty());
    let head = || node.entries().and_then(|entries| entries.first()).map(|(key, _)| key.span.clone());
    found.map(|node| node.span.clone()).or_else(head).unwrap_or_else(|| node.span.clone())
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

#[cfg(test)]
mod factors;
#[cfg(test)]
mod tests;
