//! Finds a step of the procedures by its path, whether a run came to it or not. Pure; it knows of a run only its items' names.

use crate::procedure::expression::MapScope;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Step, StepKind, Steps};

/// A step, with the items that its path names.
#[derive(Debug)]
pub struct Located<'a> {
    /// The step.
    pub step: &'a Step,
    /// The titles of the items around it, the outermost first.
    pub items: Vec<String>,
    variables: MapScope,
}

impl Located<'_> {
    /// Returns the step's title; what hangs on more than the items around it shows `–`, as every text does.
    #[must_use]
    pub fn title(&self, language: &str) -> String {
        self.step.title.get(language).render(&self.variables).text
    }
}

/// Returns the step at `path`, as [`format`](crate::procedure) writes paths: `2[a].1.yes.2`, `4#2.1`, `5.call/1`; `None` where
/// there is none. `called` gives the steps of a called procedure.
#[must_use]
pub fn locate<'a>(steps: &'a Steps, called: &dyn Fn(&str) -> Option<&'a Steps>, path: &str) -> Option<Located<'a>> {
    let mut found = Located { step: steps.get(number(path)?.0)?, items: Vec::new(), variables: MapScope::default() };
    let (_, mut rest) = number(path)?;
    while !rest.is_empty() {
        let (block, below) = found.block(called, rest)?;
        let (index, after) = number(below)?;
        (found.step, rest) = (block.get(index)?, after);
    }
    Some(found)
}

impl<'a> Located<'a> {
    /// Returns the block that a path goes on into, and the path from there.
    fn block<'p>(&mut self, called: &dyn Fn(&str) -> Option<&'a Steps>, rest: &'p str) -> Option<(&'a Steps, &'p str)> {
        if let Some(round) = rest.strip_prefix(".fail").filter(|round| round.starts_with(['.', '#'])) {
            let below = round.trim_start_matches(|at: char| at == '#' || at.is_ascii_digit()).strip_prefix('.')?;
            return Some((&self.step.on_fail.as_ref()?.steps, below));
        }
        match &self.step.kind {
            StepKind::Section { steps, .. } => Some((steps, rest.strip_prefix('.')?)),
            StepKind::Each(each) => {
                let (item, below) = rest.strip_prefix('[')?.split_once("].")?;
                let value = Decimal::parse(item).map_or_else(|| Value::Text(item.to_owned()), Value::Number);
                self.variables.0.insert(each.variable.clone(), value);
                self.items.push(item.to_owned());
                Some((&each.steps, below))
            }
            StepKind::Repeat(repeat) => Some((&repeat.steps, rest.strip_prefix('#')?.split_once('.')?.1)),
            StepKind::Call(call) => {
                self.variables.0.clear();
                Some((called(&call.procedure)?, rest.strip_prefix(".call/")?))
            }
            StepKind::Decide { if_yes, if_no } => match rest.strip_prefix('.')?.split_once('.')? {
                ("yes", below) => Some((if_yes, below)),
                ("no", below) => Some((if_no, below)),
                _ => None,
            },
            StepKind::Choose { options } => {
                let (wanted, below) = rest.strip_prefix('.')?.split_once('.')?;
                options.iter().find(|(option, _)| option.id == wanted).map(|(_, steps)| (steps, below))
            }
            _ => None,
        }
    }
}

/// Returns the index that a path begins with, and what follows it.
fn number(path: &str) -> Option<(usize, &str)> {
    let end = path.find(|at: char| !at.is_ascii_digit()).unwrap_or(path.len());
    Some((path[..end].parse::<usize>().ok()?.checked_sub(1)?, &path[end..]))
}

#[cfg(test)]
mod tests {
    use super::locate;
    use crate::procedure::yaml::load;

    const FILE: &str = r#"procedure: p
title: P
parameters: {later: {type: text}}
steps:
  - section: 节
    steps:
      - each: 台席
        as: desk
        in: [甲, 乙]
        steps:
          - check: "{{ desk }} 好"
            on_fail: {steps: [修好, "{{ later }}"]}
  - repeat: 遍
    until: ok
    steps:
      - {decide: 行吗, id: ok, if_no: [再看]}
  - choose: 选
    id: c
    options: [{id: x, title: X, steps: [甲值]}]
  - {call: 子, id: s, procedure: q}
"#;

    #[test]
    fn every_path_that_a_run_writes_leads_to_its_step() {
        let main = load(Some("p"), FILE.as_bytes()).procedure.expect("a procedure");
        let sub =
            load(Some("q"), "procedure: q\ntitle: Q\nsteps: [内一, 内二]\n".as_bytes()).procedure.expect("another");
        let called = |id: &str| (id == "q").then_some(&sub.steps);
        let title = |path: &str| locate(&main.steps, &called, path).map(|found| found.title("zh"));
        for (path, wanted) in [
            ("1", "节"),
            ("1.1[乙].1", "乙 好"),
            ("1.1[乙].1.fail.1", "修好"),
            ("1.1[乙].1.fail#2.2", "–"),
            ("2#3.1.no.1", "再看"),
            ("3.x.1", "甲值"),
            ("4.call/2", "内二"),
        ] {
            assert_eq!(title(path).as_deref(), Some(wanted), "{path}");
        }
        for path in
            ["", "0", "9", "1.9", "1.1", "1.1[乙]", "1.1[乙].1.no.1", "2.1", "3.y.1", "4.1", "4.call/3", "1x", "@p"]
        {
            let found = title(path);
            assert!(found.is_none() || path == "1.1", "{path} {found:?}");
        }
    }
}
