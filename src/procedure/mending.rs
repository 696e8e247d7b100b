//! Mends what can be mended without a doubt: slips of the hand that keep a file from being YAML, and ids that are missing.
//! Text to text; pure.
//!
//! A mended text is taken only where it is YAML at last, and where the ways to read its tabs do not lead to different files.

use super::Span;
use super::finding::{Finding, Suggestion};
use super::naming;
use super::tree::{self, Kind, Node};
use super::yaml::load_without_advice;

/// The rules whose findings are mended.
pub const SAFE: &[&str] =
    &["full-width-colon", "wide-space", "tab-indentation", "unquoted-braces", "space-after-colon", NAMELESS, TITLED];
/// The rule whose findings get a name.
const NAMELESS: &str = "missing-id";
/// The rule whose findings are mended where they suggest a name: a script that names a step by its title.
const TITLED: &str = "unknown-step";
/// How many spaces a tab may have meant.
const WIDTHS: [usize; 3] = [2, 4, 8];
/// The most rounds: mending one slip can show another.
const MOST_ROUNDS: usize = 8;

/// What came of mending a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mending {
    /// There is nothing that can be mended.
    Nothing,
    /// The mended text, and how many places were mended.
    Done(String, usize),
    /// The mended text would be no YAML, or could mean several things.
    Unsure,
}

/// Mends `source`; `find` gives the findings of a text.
pub fn mend(source: &str, find: impl Fn(&str) -> Vec<Finding>) -> Mending {
    let findings = find(source);
    if edits(source, &findings, WIDTHS[0]).is_empty() {
        return Mending::Nothing;
    }
    let indents = findings.iter().any(|finding| is_slip(finding) && finding.suggestion.is_none());
    let widths = if indents { &WIDTHS[..] } else { &WIDTHS[..1] };
    let mut mended = widths.iter().filter_map(|width| mended_with(source, *width, &find));
    let Some((text, places)) = mended.next() else { return Mending::Unsure };
    if mended.all(|(other, _)| is_same(&text, &other)) { Mending::Done(text, places) } else { Mending::Unsure }
}

fn mended_with(source: &str, width: usize, find: &impl Fn(&str) -> Vec<Finding>) -> Option<(String, usize)> {
    let (mut text, mut places) = (source.to_owned(), 0);
    for _ in 0..MOST_ROUNDS {
        let findings = find(&text);
        let edits = edits(&text, &findings, width);
        if edits.is_empty() {
            let is_yaml = !findings.iter().any(|finding| matches!(finding.rule, "yaml-syntax" | "program-failed"));
            return is_yaml.then_some((text, places));
        }
        places += edits.len();
        replace(&mut text, edits);
    }
    None
}

fn replace(text: &mut String, edits: Vec<Suggestion>) {
    for edit in edits.into_iter().rev() {
        text.replace_range(edit.span, &edit.replacement);
    }
}

/// Gives an id to each step of the procedure in `source` that has none, and that alone has one of `titles`: scripts can then
/// name it. Returns the new text and how many steps were named; `None` where there is no such step, or naming one breaks
/// the file.
#[must_use]
pub fn name_titled(source: &str, titles: &[String]) -> Option<(String, usize)> {
    let errors = |findings: &[Finding]| findings.iter().filter(|finding| finding.is_error()).count();
    let before = load_without_advice(None, source.as_bytes());
    let procedure = before.procedure?;
    let edits = naming::titled(source, &procedure, titles);
    let (mut text, places) = (source.to_owned(), edits.len());
    replace(&mut text, edits);
    let mended = load_without_advice(None, text.as_bytes());
    let sound = mended.procedure.is_some() && errors(&mended.findings) <= errors(&before.findings);
    (places > 0 && sound).then_some((text, places))
}

/// Returns what to replace, by place, without overlap.
fn edits(source: &str, findings: &[Finding], width: usize) -> Vec<Suggestion> {
    let slips = findings.iter().filter(|finding| is_slip(finding));
    let mut edits: Vec<Suggestion> = slips.filter_map(|finding| edit(source, finding, width)).collect();
    let nameless = findings.iter().filter(|finding| finding.rule == NAMELESS).map(|finding| finding.span.clone());
    edits.extend(naming::ids(source, &nameless.collect::<Vec<_>>()));
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut end = 0;
    edits.retain(|edit| {
        let free = edit.span.start >= end && source.get(edit.span.clone()).is_some();
        end = if free { edit.span.end } else { end };
        free
    });
    edits
}

fn is_slip(finding: &Finding) -> bool {
    match finding.rule {
        NAMELESS => false,
        TITLED => finding.suggestion.is_some(),
        rule => SAFE.contains(&rule),
    }
}

fn edit(source: &str, finding: &Finding, width: usize) -> Option<Suggestion> {
    let old = source.get(finding.span.clone())?;
    match &finding.suggestion {
        // Quotes would swallow a remark behind the value.
        Some(_) if finding.rule == "unquoted-braces" && old.contains(" #") => None,
        Some(suggestion) => Some(suggestion.clone()),
        None => Some(Suggestion { span: indent(source, &finding.span)?, replacement: spaces(old, width)? }),
    }
}

/// Returns `span` if it is the white space that a line begins with.
fn indent(source: &str, span: &Span) -> Option<Span> {
    let begins_line = span.start == 0 || source.get(..span.start)?.ends_with('\n');
    begins_line.then(|| span.clone())
}

/// Returns as many spaces as `indent` is wide, where tabs stop at each `width` columns.
fn spaces(indent: &str, width: usize) -> Option<String> {
    let column = indent.chars().try_fold(0, |column, c| match c {
        '\t' => Some((column / width + 1) * width),
        '\u{3000}' => Some(column + 2),
        c if c.is_whitespace() => Some(column + 1),
        _ => None,
    });
    column.map(|columns| " ".repeat(columns))
}

/// Returns whether two texts say the same, however they are indented.
fn is_same(a: &str, b: &str) -> bool {
    fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
        match (&a.kind, &b.kind) {
            (Kind::Scalar { text: a, .. }, Kind::Scalar { text: b, .. }) => a == b,
            (Kind::Sequence(a), Kind::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
            (Kind::Mapping(a), Kind::Mapping(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
            }
            _ => false,
        }
    }
    match (tree::parse(a).0, tree::parse(b).0) {
        (Some(a), Some(b)) => same(&a, &b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Mending, mend};
    use crate::procedure::yaml::load;

    fn mended(source: &str) -> Mending {
        mend(source, |text| load(None, text.as_bytes()).findings)
    }

    fn done(source: &str) -> String {
        let Mending::Done(text, places) = mended(source) else { panic!("{:?} of {source:?}", mended(source)) };
        assert!(places > 0 && text != source);
        assert_eq!(mended(&text), Mending::Nothing, "a second time changes nothing: {text}");
        text
    }

    #[test]
    fn colons_spaces_and_quotes_are_mended() {
        let source = "procedure: x\r\ntitle：开店\r\nsummary:\u{a0}早\r\nsteps:\r\n  - check: {{ date }} 灯\r\n    when: {{ weekday == \"mon\" }}\r\n  -\u{3000}灯\r\n";
        assert_eq!(
            done(source),
            "procedure: x\r\ntitle: 开店\r\nsummary: 早\r\nsteps:\r\n  - check: '{{ date }} 灯'\r\n    when: weekday == \"mon\"\r\n  - 灯\r\n"
        );
    }

    #[test]
    fn tabs_become_as_many_spaces_as_make_yaml_of_it() {
        assert_eq!(
            done("procedure: x\ntitle: t\nsteps:\n\t- check: 灯\n\t\tid: a\n"),
            "procedure: x\ntitle: t\nsteps:\n  - check: 灯\n    id: a\n"
        );
        assert_eq!(
            done("procedure: x\ntitle: t\nsteps:\n    - check: 灯\n\t  id: a\n"),
            "procedure: x\ntitle: t\nsteps:\n    - check: 灯\n      id: a\n",
            "a tab of four columns"
        );
        assert_eq!(done("procedure: x\ntitle: t\nsteps:\n\u{3000}- 灯\n"), "procedure: x\ntitle: t\nsteps:\n  - 灯\n");
    }

    #[test]
    fn what_is_in_doubt_is_left_alone() {
        let nested_or_not = "procedure: x\ntitle: t\nsteps:\n  - section: a\n    steps:\n\t- check: b\n";
        assert!(!matches!(mended(nested_or_not), Mending::Done(..)), "{:?}", mended(nested_or_not));
        assert_eq!(mended("procedure: x\ntitle：a\nsteps: [a\n"), Mending::Unsure);
        assert_eq!(mended("procedure: x\ntitle: {{ date }} # a remark\nsteps: [a]\n"), Mending::Nothing);
    }

    #[test]
    fn texts_keep_their_typography() {
        let source = "procedure: x\ntitle: a：b\u{3000}c\nsteps:\n  - check: 灯\n    detail: |\n      title：x\n      \tnote：{{ date }}\n";
        assert_eq!(mended(source), Mending::Nothing);
    }
}
