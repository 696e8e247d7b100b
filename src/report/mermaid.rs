//! A procedure as a mermaid flowchart: boxes, branches, loops. Every label is quoted and escaped. Pure.

use std::fmt::Write;

use super::facts::Teller;
use super::words::{named, text};
use crate::language::{Language, reading as words};
use crate::procedure::{OnFail, Procedure, Step, StepKind, Then};
use crate::terminal::sanitize::Shown;

/// Longest label in characters; a flowchart is read at a glance.
const LONGEST: usize = 80;

/// Returns the flowchart of `procedure`.
#[must_use]
pub fn mermaid(procedure: &Procedure, language: Language) -> String {
    let teller = Teller { language, roles: &procedure.roles };
    let mut chart = Chart { teller, language, nodes: String::new(), edges: String::new(), count: 0, depth: 1 };
    let begin = chart.node(Shape::Terminal, text(&procedure.title, language));
    let from = vec![Edge { from: begin, label: None }];
    let block = chart.block(&procedure.steps, "", from);
    let finish = chart.node(Shape::Terminal, &words::finish(language));
    chart.join(&block.open, &finish);
    format!("flowchart TD\n{}{}", chart.nodes, chart.edges)
}

/// Returns `text` as the inside of a quoted label: no character of it can end the label or be markup.
#[must_use]
pub fn label(text: &str) -> String {
    let shown = Shown::block(text.trim());
    let mut label = String::new();
    for (index, c) in shown.as_str().chars().enumerate() {
        if index >= LONGEST {
            label.push('…');
            break;
        }
        match c {
            '"' | '#' | ';' | '<' | '>' | '&' | '`' | '{' | '}' | '[' | ']' | '(' | ')' | '|' | '\\' | '%' | '*'
            | '_' => {
                let _ = write!(label, "#{};", u32::from(c));
            }
            '\n' => label.push_str("<br/>"),
            c => label.push(c),
        }
    }
    label
}

/// How a node looks.
#[derive(Clone, Copy)]
enum Shape {
    Box,
    Diamond,
    Subroutine,
    Terminal,
}

/// An edge that leads from a node to whatever comes next.
#[derive(Clone)]
struct Edge {
    from: String,
    label: Option<String>,
}

/// Steps that were drawn.
struct Block {
    /// The first node, if there is one.
    first: Option<String>,
    /// What leads out of them.
    open: Vec<Edge>,
}

struct Chart<'a> {
    teller: Teller<'a>,
    language: Language,
    nodes: String,
    /// Written after all nodes, since a node belongs to the subgraph that names it first.
    edges: String,
    count: usize,
    depth: usize,
}

impl Chart<'_> {
    fn node(&mut self, shape: Shape, text: &str) -> String {
        let id = format!("n{}", self.count);
        self.count += 1;
        let (open, close) = match shape {
            Shape::Box => ("[", "]"),
            Shape::Diamond => ("{", "}"),
            Shape::Subroutine => ("[[", "]]"),
            Shape::Terminal => ("([", "])"),
        };
        self.write(&format!("{id}{open}\"{}\"{close}", label(text)));
        id
    }

    fn write(&mut self, line: &str) {
        let _ = writeln!(self.nodes, "{}{line}", "  ".repeat(self.depth));
    }

    fn join(&mut self, from: &[Edge], to: &str) {
        for edge in from {
            let label = edge.label.as_ref().map(|text| format!("|\"{}\"|", label(text))).unwrap_or_default();
            let _ = writeln!(self.edges, "  {} -->{label} {to}", edge.from);
        }
    }

    fn block(&mut self, steps: &[Step], prefix: &str, from: Vec<Edge>) -> Block {
        let mut block = Block { first: None, open: from };
        for (index, step) in steps.iter().enumerate() {
            let path = format!("{prefix}{}", index + 1);
            let drawn = self.step(step, &path, std::mem::take(&mut block.open));
            block.first = block.first.or(drawn.first);
            block.open = drawn.open;
        }
        block
    }

    /// Draws a step; where a condition can pass it over, what led to it also leads past it.
    fn step(&mut self, step: &Step, path: &str, from: Vec<Edge>) -> Block {
        let Some(when) = &step.when else { return self.unconditional(step, path, from) };
        let condition = words::when(self.language, when.source());
        let join =
            |edge: &Edge| edge.label.as_ref().map_or_else(|| condition.clone(), |old| format!("{old} · {condition}"));
        let inward = from.iter().map(|edge| Edge { label: Some(join(edge)), ..edge.clone() }).collect();
        let past = from.into_iter().map(|edge| {
            let label = edge.label.clone().or_else(|| Some(words::otherwise(self.language)));
            Edge { label, ..edge }
        });
        let past: Vec<Edge> = past.collect();
        let mut block = self.unconditional(step, path, inward);
        block.open.extend(past);
        block
    }

    fn unconditional(&mut self, step: &Step, path: &str, from: Vec<Edge>) -> Block {
        let title = format!("{path} {}", text(&step.title, self.language));
        match &step.kind {
            StepKind::Section { steps, .. } => self.subgraph(&title, steps, &format!("{path}."), from),
            StepKind::Each(each) => {
                let items = self.teller.step(step).into_iter().next().unwrap_or_default();
                let title = named(self.language, &title, &items);
                self.subgraph(&title, &each.steps, &format!("{path}[{}].", each.variable), from)
            }
            StepKind::Repeat(repeat) => {
                let block = self.subgraph(&title, &repeat.steps, &format!("{path}#n."), from);
                self.back(block, repeat.until.source())
            }
            StepKind::Choose { options } => {
                let node = self.reach(Shape::Diamond, &title, &from);
                let mut open = Vec::new();
                for (option, steps) in options {
                    let label = self.teller.option(&option.id, option.title.as_ref());
                    open.extend(self.branch(&node, &label, steps, &format!("{path}.{}.", option.id)));
                }
                Block { first: Some(node), open }
            }
            StepKind::Decide { if_yes, if_no } => {
                let node = self.reach(Shape::Diamond, &title, &from);
                let mut open = self.branch(&node, &words::yes(self.language), if_yes, &format!("{path}.yes."));
                open.extend(self.branch(&node, &words::no(self.language), if_no, &format!("{path}.no.")));
                Block { first: Some(node), open }
            }
            StepKind::End { .. } => Block { first: Some(self.reach(Shape::Terminal, &title, &from)), open: Vec::new() },
            StepKind::Call(call) => {
                let title = format!("{title}\n{}", call.procedure);
                let node = self.reach(Shape::Subroutine, &title, &from);
                Block { open: vec![Edge { from: node.clone(), label: None }], first: Some(node) }
            }
            _ => self.leaf(step, path, &title, &from),
        }
    }

    fn leaf(&mut self, step: &Step, path: &str, title: &str, from: &[Edge]) -> Block {
        let node = self.reach(Shape::Box, title, from);
        let mut open = vec![Edge { from: node.clone(), label: None }];
        if let Some(on_fail) = &step.on_fail {
            open.extend(self.on_fail(on_fail, step.critical, path, &node));
        }
        Block { first: Some(node), open }
    }

    /// Draws corrective steps and returns what leads on from them.
    fn on_fail(&mut self, on_fail: &OnFail, critical: bool, path: &str, node: &str) -> Vec<Edge> {
        let fails = vec![Edge { from: node.to_owned(), label: Some(words::fails(self.language)) }];
        let block = self.block(&on_fail.steps, &format!("{path}.fail."), fails);
        let recheck = on_fail.then == Some(Then::Recheck) || (on_fail.then.is_none() && critical);
        match on_fail.then {
            _ if on_fail.steps.is_empty() && on_fail.then != Some(Then::Stop) => Vec::new(),
            Some(Then::Stop) => {
                let end = self.node(Shape::Terminal, &words::then_stop(self.language));
                self.join(&block.open, &end);
                Vec::new()
            }
            _ if recheck => {
                let again = words::recheck_edge(self.language);
                let back: Vec<Edge> =
                    block.open.into_iter().map(|edge| Edge { label: Some(again.clone()), ..edge }).collect();
                self.join(&back, node);
                Vec::new()
            }
            _ => block.open,
        }
    }

    fn branch(&mut self, node: &str, label: &str, steps: &[Step], prefix: &str) -> Vec<Edge> {
        let from = vec![Edge { from: node.to_owned(), label: Some(label.to_owned()) }];
        self.block(steps, prefix, from).open
    }

    fn reach(&mut self, shape: Shape, title: &str, from: &[Edge]) -> String {
        let node = self.node(shape, title);
        self.join(from, &node);
        node
    }

    fn subgraph(&mut self, title: &str, steps: &[Step], prefix: &str, from: Vec<Edge>) -> Block {
        let id = format!("g{}", self.count);
        self.count += 1;
        self.write(&format!("subgraph {id}[\"{}\"]", label(title)));
        self.depth += 1;
        let block = self.block(steps, prefix, from);
        self.depth -= 1;
        self.write("end");
        block
    }

    /// Closes a loop: from its test back to its first step, or on.
    fn back(&mut self, block: Block, until: &str) -> Block {
        let Some(first) = block.first.clone() else { return block };
        let test = self.reach(Shape::Diamond, until, &block.open);
        self.join(&[Edge { from: test.clone(), label: Some(words::again_edge(self.language)) }], &first);
        let open = vec![Edge { from: test, label: Some(words::done_edge(self.language)) }];
        Block { first: block.first, open }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Language, label, mermaid};
    use crate::report::testing::{round, shipped};

    #[test]
    fn a_flowchart() {
        assert_snapshot!(mermaid(&round(), Language::En), @r#"
        flowchart TD
          n0(["Opening round"])
          subgraph g1["1 Hall"]
            n2["1.1 Lights #91;all#93; #60;on#62;"]
            n3["1.2 Temperature"]
            n4["1.2.fail.1 Adjust the air"]
          end
          subgraph g5["2 Desk by desk: desk in desks"]
            n6["2#91;desk#93;.1 Stock"]
          end
          subgraph g7["3 Explain"]
            n8{"3#35;n.1 Is it clear"}
            n9["3#35;n.1.no.1 Explain again"]
          end
          n10{"clear"}
          n11{"4 Which business"}
          n12[["4.enquiry.1 Handle it<br/>enquiry"]]
          n13(["4.none#95;of#95;these.1 That is all"])
          n14["5 Ready to open"]
          n15(["closed"])
          n0 -->|"when weekday == #34;mon#34;"| n2
          n2 --> n3
          n0 -->|"otherwise"| n3
          n3 -->|"fails"| n4
          n4 -->|"check again"| n3
          n3 --> n6
          n6 --> n8
          n8 -->|"no"| n9
          n8 -->|"yes"| n10
          n9 --> n10
          n10 -->|"again"| n8
          n10 -->|"until holds"| n11
          n11 -->|"Enquiry"| n12
          n11 -->|"None"| n13
          n12 --> n14
          n14 --> n15
        "#);
    }

    #[test]
    fn no_label_ends_early() {
        assert_eq!(label("a \"b\" [c] {d}; #e\nf"), "a #34;b#34; #91;c#93; #123;d#125;#59; #35;e<br/>f");
        assert!(label(&"长".repeat(200)).ends_with('…'));
    }

    #[test]
    fn every_node_is_led_to_and_every_edge_has_two_nodes() {
        for procedure in shipped() {
            let chart = mermaid(&procedure, Language::Zh);
            let is_node = |line: &str| line.trim_start().starts_with('n') && !line.contains("-->");
            let id = |line: &str| line.trim_start().chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
            let nodes: Vec<String> = chart.lines().filter(|line| is_node(line)).map(id).collect();
            let ends: Vec<&str> =
                chart.lines().filter(|line| line.contains("-->")).filter_map(|line| line.rsplit(' ').next()).collect();
            for node in nodes.iter().skip(1) {
                assert!(ends.contains(&node.as_str()), "{}: nothing leads to {node}\n{chart}", procedure.id);
            }
            assert!(ends.iter().all(|end| nodes.iter().any(|node| node == end)), "{chart}");
            assert_eq!(chart.matches("subgraph ").count(), chart.lines().filter(|line| line.trim() == "end").count());
        }
    }
}
