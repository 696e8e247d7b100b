//! Names for steps that need an `id` and have none, so that nobody has to think of forty of them. Text to edits; pure.
//!
//! A new id is safe: nothing can have asked for it. It is taken from the step's English title, else from its kind.

use std::collections::HashSet;

use super::finding::Suggestion;
use super::tree::{self, Node};
use super::yaml::keys::{EXPRESSION_WORDS, RESERVED};
use super::{Procedure, Span};

/// The most letters of a name that is taken from a title.
const LONGEST: usize = 24;

/// Returns the lines that give an id to each step of `source` whose kind stands at one of `kinds`.
pub fn ids(source: &str, kinds: &[Span]) -> Vec<Suggestion> {
    if kinds.is_empty() {
        return vec![];
    }
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let mut names = HashSet::new();
    taken(&root, &mut names);
    let mut edits = vec![];
    nameless(&root, kinds, &mut |step, at| {
        let name = name_of(step, at, &mut names);
        edits.extend(edit(source, step, at, &name));
    });
    edits
}

/// Returns what to write so that each step of `procedure`, whose file has the text `source`, has an id that has none and that
/// alone has one of `titles`; in the order of the file.
pub fn titled(source: &str, procedure: &Procedure, titles: &[String]) -> Vec<Suggestion> {
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let mut names = HashSet::new();
    taken(&root, &mut names);
    let mut steps: Vec<(Span, &str)> = titles.iter().filter_map(|title| only(procedure, title)).collect();
    steps.sort_by_key(|(span, _)| span.start);
    steps.dedup();
    let named = steps.into_iter().filter_map(|(span, kind)| {
        let step = root.at(&span)?;
        match step.entries() {
            Some(entries) => {
                let at = entries.iter().position(|(key, _)| key.text() == Some(kind))?;
                edit(source, step, at, &name_of(step, at, &mut names))
            }
            None => bare(source, step, &new_name(kind, step.text().and_then(slug), &mut names)),
        }
    });
    named.collect()
}

/// Returns where the only step with that title stands and its kind, where it has no id.
fn only(procedure: &Procedure, title: &str) -> Option<(Span, &'static str)> {
    let mut having = vec![];
    procedure.visit(&mut |step| {
        if step.title.reads(title) {
            having.push((step.span.clone(), step.kind.word(), step.id.is_some()));
        }
    });
    match having.as_slice() {
        [(span, kind, false)] => Some((span.clone(), kind)),
        _ => None,
    }
}

/// Returns what to write for a step that is a bare text, so that it has an id.
fn bare(source: &str, step: &Node<'_>, name: &str) -> Option<Suggestion> {
    let text = source.get(step.span.clone()).filter(|text| !text.contains('\n'))?;
    let line = source.get(..step.span.start)?.rfind('\n').map_or(0, |end| end + 1);
    let before = source.get(line..step.span.start)?;
    let replacement = match before.trim_end().chars().last()? {
        '-' => {
            let indent = " ".repeat(before.chars().count());
            let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
            format!("check: {text}{newline}{indent}id: {name}")
        }
        '[' | ',' => format!("{{check: {text}, id: {name}}}"),
        _ => return None,
    };
    Some(Suggestion { span: step.span.clone(), replacement })
}

/// Collects the names that the file gives to anything.
fn taken(node: &Node<'_>, names: &mut HashSet<String>) {
    for (key, value) in node.entries().unwrap_or_default() {
        let keys = value.entries().unwrap_or_default().iter().filter_map(|(key, _)| key.text());
        match key.text() {
            Some("id" | "as") => names.extend(value.text().map(str::to_owned)),
            Some("parameters") => names.extend(keys.map(str::to_owned)),
            _ => {}
        }
    }
    node.children().for_each(|child| taken(child, names));
}

/// Calls `found` with each step whose kind stands at one of `kinds`, and which of its keys that is.
fn nameless<'n, 's>(node: &'n Node<'s>, kinds: &[Span], found: &mut impl FnMut(&'n Node<'s>, usize)) {
    let entries = node.entries().unwrap_or_default();
    if let Some(at) = entries.iter().position(|(key, _)| kinds.contains(&key.span)) {
        found(node, at);
    }
    node.children().for_each(|child| nameless(child, kinds, found));
}

/// Returns a name for the step whose kind is its entry `at`, and takes it.
fn name_of(step: &Node<'_>, at: usize, names: &mut HashSet<String>) -> String {
    let Some((kind, title)) = step.entries().and_then(|entries| entries.get(at)) else { return String::new() };
    let english = title.get("en").or(Some(title)).and_then(Node::text).and_then(slug);
    new_name(kind.text().unwrap_or("step"), english, names)
}

/// Returns the name `english`, or one that begins with `kind`, that no other has, and takes it.
fn new_name(kind: &str, english: Option<String>, names: &mut HashSet<String>) -> String {
    let base = english.unwrap_or_else(|| format!("{kind}_1"));
    let stem = base.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_').to_owned();
    let numbered = (2..).map(|number| format!("{stem}_{number}"));
    let mut free = std::iter::once(base).chain(numbered).filter(|name| !is_reserved(name) && !names.contains(name));
    let name = free.next().unwrap_or_default();
    names.insert(name.clone());
    name
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || EXPRESSION_WORDS.contains(&name)
}

/// Returns the words of an English title as a name, as many as are short enough; `None` where there are none.
fn slug(title: &str) -> Option<String> {
    let is_word = |word: &&str| !word.is_empty();
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_word).map(str::to_ascii_lowercase);
    let mut name = String::new();
    for word in words.skip_while(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        if name.len() + word.len() >= LONGEST {
            break;
        }
        name = if name.is_empty() { word } else { format!("{name}_{word}") };
    }
    (title.is_ascii() && !name.is_empty()).then_some(name)
}

/// Returns what to write: behind the title where it is one line, else in front of the kind.
fn edit(source: &str, step: &Node<'_>, at: usize, name: &str) -> Option<Suggestion> {
    let (kind, title) = step.entries()?.get(at)?;
    let insert = |at: usize, replacement: String| Some(Suggestion { span: at..at, replacement });
    if source.get(step.span.start..)?.starts_with('{') {
        return insert(kind.span.start, format!("id: {name}, "));
    }
    let line = source.get(..kind.span.start)?.rfind('\n').map_or(0, |end| end + 1);
    let indent = " ".repeat(source.get(line..kind.span.start)?.chars().count());
    let rest = source.get(kind.span.start..)?;
    let end = kind.span.start + rest.find('\n').unwrap_or(rest.len());
    let newline = if source.get(..end)?.ends_with('\r') { "\r\n" } else { "\n" };
    if title.span.end > end {
        return insert(kind.span.start, format!("id: {name}{newline}{indent}"));
    }
    insert(end - (newline.len() - 1), format!("{newline}{indent}id: {name}"))
}

#[cfg(test)]
mod tests {
    use crate::procedure::mending::{Mending, mend, name_titled};
    use crate::procedure::yaml::load;

    fn named(steps: &str) -> String {
        let source = format!("procedure: x\ntitle: t\nparameters: {{stock: {{type: number}}}}\nsteps:\n{steps}");
        let Mending::Done(text, _) = mend(&source, |text| load(None, text.as_bytes()).findings) else {
            panic!("not mended: {source}")
        };
        assert!(load(None, text.as_bytes()).procedure.is_some(), "{text}");
        text.split_once("steps:\n").expect("steps").1.to_owned()
    }

    #[test]
    fn a_name_comes_from_the_english_title_or_the_kind() {
        assert_eq!(
            named(
                "  - measure: 大厅温度   # by the door\n    unit: °C\n  - measure: {zh: 湿度, en: Humidity of the hall}\n"
            ),
            "  - measure: 大厅温度   # by the door\n    id: measure_1\n    unit: °C\n  - measure: {zh: 湿度, en: Humidity of the hall}\n    id: humidity_of_the_hall\n"
        );
        assert_eq!(
            named("  - {unit: 个, measure: 2 Stock}\n  - {measure: Date}"),
            "  - {unit: 个, id: stock_2, measure: 2 Stock}\n  - {id: date_2, measure: Date}"
        );
    }

    #[test]
    fn a_title_of_many_lines_gets_its_name_in_front() {
        assert_eq!(
            named("  - detail: a\r\n    measure: >\r\n      温\r\n      度\r\n  - measure:\r\n      zh: 钟\r\n"),
            "  - detail: a\r\n    id: measure_1\r\n    measure: >\r\n      温\r\n      度\r\n  - id: measure_2\r\n    measure:\r\n      zh: 钟\r\n"
        );
    }

    #[test]
    fn a_step_that_is_known_by_its_title_gets_a_name() {
        let source = "procedure: x\ntitle: t\nsteps:\n  - 开灯\n  - 'Lock the door'   # twice\n  - decide: 有吗\n    id: d\n    if_yes: [开窗, {check: {zh: 关门, en: Shut}}, 两次]\n    if_no: [两次]\n  - check: |\n      两行\n    detail: x\n  - |-\n    块\n";
        let titles = ["关门", "Shut", "开灯", "Lock the door", "两次", "有吗", "开窗", "两行", "块", "没有"];
        let (named, places) = name_titled(source, &titles.map(str::to_owned)).expect("named");
        assert_eq!(
            (named.as_str(), places),
            (
                "procedure: x\ntitle: t\nsteps:\n  - check: 开灯\n    id: check_1\n  - check: 'Lock the door'\n    id: lock_the_door   # twice\n  - decide: 有吗\n    id: d\n    if_yes: [{check: 开窗, id: check_2}, {id: shut, check: {zh: 关门, en: Shut}}, 两次]\n    if_no: [两次]\n  - id: check_3\n    check: |\n      两行\n    detail: x\n  - |-\n    块\n",
                5
            )
        );
        assert_eq!(name_titled(&named, &titles.map(str::to_owned)), None, "a second time changes nothing");
        assert_eq!(name_titled("procedure: x\nsteps: [a, {check: b, when: c}]\n", &["a".to_owned()]), None);
    }

    #[test]
    fn what_has_a_name_keeps_it() {
        let kept = "  - {measure: a, id: measure_1}\n";
        assert_eq!(
            named(&format!("{kept}  - measure: 温度\n")),
            format!("{kept}  - measure: 温度\n    id: measure_2\n")
        );
        let source = format!("procedure: x\ntitle: t\nsteps:\n{kept}");
        assert_eq!(mend(&source, |text| load(None, text.as_bytes()).findings), Mending::Nothing);
    }
}
