//! YAML text to a small tree of nodes with their places, within budgets. Anchors, aliases, tags, merge keys and second
//! documents are findings, so no file can be larger than it looks. It knows nothing of procedures.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle};

use super::Span;
use super::finding::{Bilingual, Finding, Lines, both};
use super::slips::unquoted_braces;
use super::source::{is_unprintable, unprintable_character};
use super::syntax::{syntax_error, too_deep};

/// The deepest nesting of lists and maps.
pub const DEEPEST: usize = 64;
/// The most nodes of a file.
pub const MOST_NODES: usize = 100_000;
/// The most findings of one file that are kept.
pub const MOST_FINDINGS: usize = 1_000;
/// Most letters of a value that a message shows.
const SHOWN: usize = 40;

/// A value of the file and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'s> {
    /// Its bytes; those of a quoted text with its quotes, of a block text without its mark. Empty for a value that is not there.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'s>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind<'s> {
    /// One value.
    Scalar {
        /// Its text, unescaped.
        text: Cow<'s, str>,
        /// Whether it stands without quotes or block marks.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node<'s>>),
    /// A map, in the order of the file.
    Mapping(Vec<(Node<'s>, Node<'s>)>),
}

impl<'s> Node<'s> {
    /// Returns the text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Kind::Scalar { text, .. } = &self.kind { Some(text) } else { None }
    }

    /// Returns whether there is no value: nothing at all, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true }
            if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Returns the entries of a map.
    #[must_use]
    pub fn entries(&self) -> Option<&[(Node<'s>, Node<'s>)]> {
        if let Kind::Mapping(entries) = &self.kind { Some(entries) } else { None }
    }

    /// Returns the value under `key` of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// Returns what it is, for a message.
    #[must_use]
    pub fn described(&self) -> Bilingual {
        match &self.kind {
            _ if self.is_null() => both!("nothing", "空值"),
            Kind::Scalar { text, .. } => {
                let shown = shorten(text);
                both!("`{shown}`", " `{shown}`")
            }
            Kind::Sequence(_) => both!("a list", "列表"),
            Kind::Mapping(_) => both!("a map", "映射"),
        }
    }

    /// Returns the nodes directly inside.
    pub fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.kind {
            Kind::Scalar { .. } => Box::new(std::iter::empty()),
            Kind::Sequence(items) => Box::new(items.iter()),
            Kind::Mapping(entries) => Box::new(entries.iter().flat_map(|(key, value)| [key, value])),
        }
    }

    /// Returns the node directly inside that covers `span`.
    #[must_use]
    pub fn child_covering(&self, span: &Span) -> Option<&Self> {
        let covers = |child: &&Self| child.span.start <= span.start && span.end <= child.span.end;
        match &self.kind {
            Kind::Sequence(items) => items.get(items.partition_point(|item| item.span.end < span.end)).filter(covers),
            _ => self.children().find(covers),
        }
    }

    /// Returns the map or scalar, it or inside it, that covers exactly `span`; a list can begin and end where its only item does.
    #[must_use]
    pub fn at(&self, span: &Span) -> Option<&Self> {
        let mut node = self;
        while node.span != *span || matches!(node.kind, Kind::Sequence(_)) {
            node = node.child_covering(span)?;
        }
        Some(node)
    }

    /// Adds the places of all quoted and block texts, in the order of the file.
    pub fn quoted(&self, places: &mut Vec<Span>) {
        match &self.kind {
            Kind::Scalar { plain: false, .. } => places.push(self.span.clone()),
            _ => self.children().for_each(|child| child.quoted(places)),
        }
    }
}

/// Returns at most the beginning of `text`, as messages show it.
#[must_use]
pub fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Returns the tree of `source`, unless it is no YAML or empty, and what is wrong with it.
#[must_use]
pub fn parse(source: &str) -> (Option<Node<'_>>, Vec<Finding>) {
    let mut builder =
        Builder { source, open: vec![], root: None, nodes: 0, documents: 0, findings: vec![], stop: false };
    for next in Parser::new_from_str_with_options(source, options()) {
        match next {
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => {
                builder.push(syntax_error(source, &error));
                return (None, builder.findings);
            }
        }
        if builder.stop {
            return (None, builder.findings);
        }
    }
    if builder.root.is_none() {
        builder.push(Finding::error("empty-file", 0..0, both!("the file is empty", "文件是空的")));
    }
    (builder.root, builder.findings)
}

fn options() -> Options {
    let mut options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    options.set_emit_comments(false);
    options
}

/// A list or map whose end has not come yet.
enum Open<'s> {
    Sequence(Span, Vec<Node<'s>>),
    Mapping(Span, Vec<(Node<'s>, Node<'s>)>, Option<Node<'s>>),
}

struct Builder<'s> {
    source: &'s str,
    open: Vec<Open<'s>>,
    root: Option<Node<'s>>,
    nodes: usize,
    documents: usize,
    findings: Vec<Finding>,
    stop: bool,
}

impl<'s> Builder<'s> {
    fn event(&mut self, event: Event<'s>, span: &granit_parser::Span) {
        let place = span.byte_range().unwrap_or(0..0);
        if event.tag().is_some() {
            self.tag(span.tag_span().and_then(|tag| tag.byte_range()).unwrap_or_else(|| place.clone()));
        }
        match event {
            Event::DocumentStart(..) => self.document(place),
            Event::Anchor(..) => self.anchor(place, "anchor"),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.anchor(place.clone(), "alias");
                let text = Cow::Borrowed(self.source.get(place.clone()).unwrap_or_default());
                self.add(Node { span: place, kind: Kind::Scalar { text, plain: false } });
            }
            Event::Scalar(text, style, ..) => self.scalar(text, style, place),
            Event::SequenceStart(..) => self.start(Open::Sequence(place, vec![])),
            Event::MappingStart(..) => self.start(Open::Mapping(place, vec![], None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(place.end),
            _ => {}
        }
    }

    fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    fn document(&mut self, span: Span) {
        self.documents += 1;
        if self.documents > 1 {
            let message =
                both!("a second document begins here, expected one", "这里开始了第二个文档，一个文件只能有一个");
            self.push(
                Finding::error("second-document", span, message)
                    .help(both!("delete the `---`, or make it a file of its own", "请删除 `---`，或另存为一个文件")),
            );
            self.stop = true;
        }
    }

    fn tag(&mut self, span: Span) {
        let tag = self.source.get(span.clone()).unwrap_or_default();
        let message = both!("the tag `{tag}` is not part of the format", "格式中没有标签 `{tag}`");
        let help = both!("delete it; put a text that begins with `!` in quotes", "请删除；以 `!` 开头的文字要加引号");
        self.push(Finding::error("tag", span, message).help(help));
    }

    fn anchor(&mut self, span: Span, rule: &'static str) {
        let name = self.source.get(span.clone()).unwrap_or_default();
        let message =
            both!("`{name}` is a YAML reference, which the format has not", "`{name}` 是 YAML 引用，格式中没有");
        let help = both!("write the value out, or put the text in quotes", "请把内容写全；如果是文字，请加引号");
        self.push(Finding::error(rule, span, message).help(help));
    }

    fn scalar(&mut self, text: Cow<'s, str>, style: ScalarStyle, mut span: Span) {
        // An absent value comes as `~` without a byte of its own.
        let text = if span.is_empty() && style == ScalarStyle::Plain { Cow::Borrowed("") } else { text };
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let block = self.source.get(span.clone()).unwrap_or_default();
            span.end = span.start + block.trim_end().len();
        }
        if style == ScalarStyle::DoubleQuoted
            && let Some(hidden) = text.chars().find(|c| is_unprintable(*c))
        {
            self.push(unprintable_character(hidden, span.clone()));
        }
        self.add(Node { span, kind: Kind::Scalar { text, plain: style == ScalarStyle::Plain } });
    }

    fn start(&mut self, open: Open<'s>) {
        let (Open::Sequence(span, _) | Open::Mapping(span, ..)) = &open;
        if self.open.len() >= DEEPEST {
            self.push(too_deep(span.clone()));
            self.stop = true;
        }
        self.open.push(open);
    }

    fn end(&mut self, end: usize) {
        let (start, kind) = match self.open.pop() {
            Some(Open::Sequence(span, items)) => (span.start, Kind::Sequence(items)),
            Some(Open::Mapping(span, entries, _)) => {
                self.check_keys(&entries);
                (span.start, Kind::Mapping(entries))
            }
            None => return,
        };
        // A block ends where the next thing begins: the blank lines between are not its own.
        let own = self.source.get(start..end).map_or("", str::trim_end);
        self.add(Node { span: start..start + own.len(), kind });
    }

    fn add(&mut self, node: Node<'s>) {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = both!("the file has more than {MOST_NODES} values", "文件中的值超过 {MOST_NODES} 个");
            self.push(Finding::error("too-many-values", node.span.clone(), message));
            self.stop = true;
        }
        match self.open.last_mut() {
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            None => self.root = Some(node),
        }
    }

    /// Finds keys that are no text, merge keys, and keys that stand twice.
    fn check_keys(&mut self, entries: &[(Node<'s>, Node<'s>)]) {
        let mut first: HashMap<&str, &Span> = HashMap::new();
        for (at, (key, _)) in entries.iter().enumerate() {
            let Some(text) = key.text() else {
                self.key_is_no_text(key);
                continue;
            };
            if text == "<<" {
                let message = both!("`<<` merges maps, which the format has not", "`<<` 会合并映射，格式中没有");
                self.push(Finding::error("merge-key", key.span.clone(), message));
            }
            let earlier = if entries.len() <= 16 {
                entries[..at].iter().find(|(other, _)| other.text() == Some(text)).map(|(other, _)| &other.span)
            } else {
                first.insert(text, &key.span)
            };
            if let Some(earlier) = earlier.cloned() {
                self.duplicate(text, key.span.clone(), &earlier);
            }
        }
    }

    fn duplicate(&mut self, key: &str, span: Span, earlier: &Span) {
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        let line = Lines::new(self.source).position(earlier.start).line;
        let message =
            both!("the key `{key}` stands here again, first in line {line}", "键 `{key}` 重复，第一次在第 {line} 行");
        self.push(Finding::error("duplicate-key", span, message));
    }

    fn key_is_no_text(&mut self, key: &Node<'s>) {
        let opening = key.span.start.saturating_sub(1);
        if self.source.get(opening..).is_some_and(|rest| rest.starts_with("{{")) {
            let length = self.source.get(opening..).and_then(|rest| rest.find("}}")).map_or(2, |end| end + 2);
            let value = self.source.get(opening..opening + length).unwrap_or_default();
            self.push(unquoted_braces(opening..opening + length, value, ""));
        } else {
            let message = both!("a key must be a word, found a list or a map", "键应为一个词，这里是列表或映射");
            self.push(Finding::error("key-not-text", key.span.clone(), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Kind, Node, parse};
    use crate::clock::thread_time;

    fn rules(source: &str) -> Vec<&'static str> {
        let mut rules: Vec<_> = parse(source).1.iter().map(|finding| finding.rule).collect();
        rules.dedup();
        rules
    }

    #[test]
    fn nodes_know_their_places() {
        let source = "a: 'q''s'\nb:\n  - x y\n  - {k: \"v\"}\nc: |\n  block\n\nd:\n";
        let (root, findings) = parse(source);
        assert!(findings.is_empty());
        let root = root.expect("valid");
        let slice = |node: &Node<'_>| source[node.span.clone()].to_owned();
        assert_eq!(root.get("a").map(slice), Some("'q''s'".into()));
        assert_eq!(root.get("a").and_then(Node::text), Some("q's"));
        assert_eq!(root.get("b").map(slice), Some("- x y\n  - {k: \"v\"}".into()));
        assert_eq!(root.get("c").map(slice), Some("block".into()));
        assert!(root.get("d").is_some_and(Node::is_null));
        let Some(Kind::Sequence(items)) = root.get("b").map(|node| &node.kind) else { panic!("a list") };
        assert_eq!(slice(&items[1]), "{k: \"v\"}");
    }

    #[test]
    fn what_the_format_has_not_is_found() {
        assert_eq!(rules("a: &x 1"), ["anchor"]);
        assert_eq!(rules("a: &x 1\nb: *x\nc: *y"), ["anchor", "alias"]);
        assert_eq!(rules("a: &a [*a]"), ["anchor", "alias"]);
        assert_eq!(rules("a: !!str 1\nb: !x {}"), ["tag"]);
        assert_eq!(rules("<<: {a: 1}"), ["merge-key"]);
        assert_eq!(rules("a: 1\n---\nb: 1"), ["second-document"]);
        assert_eq!(rules("a: 1\nb: 2\na: 3"), ["duplicate-key"]);
        assert_eq!(rules("? [a]\n: 1"), ["key-not-text"]);
        assert_eq!(rules("a: {zh: {{ x }}}"), ["unquoted-braces"]);
        assert_eq!(rules("a: \"\\e[2J\""), ["unprintable-character"]);
        assert_eq!(rules(""), ["empty-file"]);
        assert_eq!(rules("# only a remark\n"), ["empty-file"]);
        assert_eq!(rules("--- # one document\na: 1\n...\n"), [""; 0]);
    }

    #[test]
    fn broken_yaml_is_explained() {
        for source in
            ["a: b: c", "a: 'x\nb: 1", "a: [1, 2\nb: 1", "a: @x", "a: \"\\q\"", "a: [1}", "a: 1\n b: 2", "- a\nb: 1"]
        {
            assert_eq!(rules(source), ["yaml-syntax"], "{source}");
        }
        assert_eq!(rules("a:\n\t- b: 1\n"), ["tab-indentation"]);
    }

    #[test]
    fn hostile_files_end_in_findings_at_once() {
        let deep_flow = "[".repeat(200_000);
        let deep_maps = "{a: ".repeat(125_000);
        let deep_block = "- ".repeat(100_000);
        let mut bomb = String::from("a0: &a0 x\n");
        (1..10_000).for_each(|n| bomb += &format!("a{n}: &a{n} [*a{0},*a{0},*a{0}]\n", n - 1));
        let huge = format!("a: \"{}\"\n", "x".repeat(1_000_000));
        let aliases = format!("a: &a {}\nb: [{}]\n", "x".repeat(900_000), "*a,".repeat(20_000));
        let wide: String = (0..150_000).map(|n| format!("k{n}: \n")).collect();
        let nested_keys = "? ".repeat(100_000);
        let duplicates = "a: 1\n".repeat(100_000);
        let quotes = "\"".repeat(300_000);
        let all = [deep_flow, deep_maps, deep_block, bomb, aliases, wide, nested_keys, duplicates, quotes];
        for hostile in all {
            let begun = thread_time();
            assert!(!rules(&hostile).is_empty(), "{}", &hostile[..20]);
            let taken = thread_time() - begun;
            assert!(taken < Duration::from_secs(10), "{} {taken:?}", &hostile[..20]);
        }
        assert_eq!(rules(&huge), [""; 0]);
    }
}
