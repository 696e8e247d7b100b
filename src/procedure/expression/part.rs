//! The parts of a text: plain words, shown expressions, conditions, loops. They never render themselves.

use super::node::{NameUse, Node};

/// One part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Words as they stand.
    Text(String),
    /// `{{ a }}`
    Show(Node),
    /// `{% if a %}`; an `elif` is an `if` in `no`.
    If { test: Node, yes: Vec<Part>, no: Vec<Part> },
    /// `{% for a in b if c %} … {% else %}`
    For { targets: Vec<String>, of: Node, only: Option<Node>, body: Vec<Part>, otherwise: Vec<Part> },
    /// `{% set a = b %}`
    Set { targets: Vec<String>, value: Node },
}

impl Part {
    /// Returns the expressions of this part itself, without the parts in it.
    fn expressions(&self) -> Vec<&Node> {
        match self {
            Self::Text(_) => vec![],
            Self::Show(node) | Self::If { test: node, .. } | Self::Set { value: node, .. } => vec![node],
            Self::For { of, only, .. } => std::iter::once(of).chain(only).collect(),
        }
    }

    /// Returns the parts in this one.
    fn inner(&self) -> [&[Part]; 2] {
        match self {
            Self::If { yes, no, .. } => [yes, no],
            Self::For { body, otherwise, .. } => [body, otherwise],
            _ => [&[], &[]],
        }
    }
}

/// Returns every expression of the parts, in the order of the source.
pub(super) fn expressions(parts: &[Part]) -> Vec<&Node> {
    let mut found = Vec::new();
    for part in parts {
        found.extend(part.expressions());
        for inner in part.inner() {
            found.extend(expressions(inner));
        }
    }
    found
}

/// A condition of a text, and how it came out where something stands.
pub type Guard<'n> = (&'n Node, bool);

/// Shows `visit` every expression of the parts with the conditions around it, and whether it is shown itself.
pub(super) fn guarded<'n>(
    parts: &'n [Part],
    guards: &mut Vec<Guard<'n>>,
    visit: &mut dyn FnMut(&'n Node, &[Guard<'n>], bool),
) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Show(node) => visit(node, guards, true),
            Part::Set { value, .. } => visit(value, guards, false),
            Part::If { test, yes, no } => {
                visit(test, guards, false);
                for (inner, came_out) in [(yes, true), (no, false)] {
                    guards.push((test, came_out));
                    guarded(inner, guards, visit);
                    guards.pop();
                }
            }
            Part::For { of, only, body, otherwise, .. } => {
                visit(of, guards, false);
                only.iter().for_each(|only| visit(only, guards, false));
                guarded(body, guards, visit);
                guarded(otherwise, guards, visit);
            }
        }
    }
}

/// Adds the names that the parts set themselves.
pub(super) fn bound_names<'n>(parts: &'n [Part], bound: &mut Vec<&'n str>) {
    for part in parts {
        if let Part::Set { targets, .. } | Part::For { targets, .. } = part {
            bound.extend(targets.iter().map(String::as_str));
            bound.push("loop");
        }
        part.inner().iter().for_each(|inner| bound_names(inner, bound));
    }
}

/// Adds the names that the parts use and have not set themselves; `bound` are those they have.
pub(super) fn free_names(parts: &[Part], bound: &mut Vec<String>, found: &mut Vec<NameUse>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Show(node) => add_free(node, bound, found),
            Part::If { test, yes, no } => {
                add_free(test, bound, found);
                free_names(yes, bound, found);
                free_names(no, bound, found);
            }
            Part::Set { targets, value } => {
                add_free(value, bound, found);
                bound.extend(targets.iter().cloned());
            }
            Part::For { targets, of, only, body, otherwise } => {
                add_free(of, bound, found);
                let outside = bound.len();
                bound.extend(targets.iter().cloned());
                only.iter().for_each(|node| add_free(node, bound, found));
                bound.push("loop".to_owned());
                free_names(body, bound, found);
                bound.truncate(outside);
                free_names(otherwise, bound, found);
                bound.truncate(outside);
            }
        }
    }
}

/// Adds the names of an expression that are not bound.
fn add_free(node: &Node, bound: &[String], found: &mut Vec<NameUse>) {
    let is_free = |used: &NameUse| !used.path.first().is_some_and(|name| bound.contains(name));
    found.extend(node.names().into_iter().filter(is_free));
}
