//! What hands slip on before there is YAML: full-width colons and spaces, tabs, bare braces. Finds them line by line, and
//! mends the text in place (no byte moves), so that everything else in the file is found in the same pass.

use std::borrow::Cow;

use super::Span;
use super::finding::{Bilingual, Finding, both};
use super::tree::{MOST_FINDINGS, Node};

/// What a place wants as an expression, so that braces are wrong there rather than unquoted.
const EXPRESSIONS: &[&str] = &["when", "until", "in", "value", "min", "max", "equals", "after", "within"];

/// A text and the slips in it.
#[derive(Debug)]
pub struct Slips<'s> {
    /// The text with its slips mended; every byte stands where it stood.
    pub text: Cow<'s, str>,
    /// One for each slip.
    pub findings: Vec<Finding>,
    /// The lines with slips: what else is found there is their consequence.
    pub lines: Vec<Span>,
    /// Whether a slip could not be mended, so that what follows it cannot be trusted.
    pub confused: bool,
}

impl<'s> Slips<'s> {
    /// Returns the slips in `source`. `is_key` tells the keys of the format from the words of a text.
    #[must_use]
    pub fn find(source: &'s str, is_key: impl Fn(&str) -> bool) -> Self {
        let mut slips = Self { text: Cow::Borrowed(source), findings: vec![], lines: vec![], confused: false };
        let mut block = None;
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            if slips.findings.len() >= MOST_FINDINGS {
                slips.confused = true;
                break;
            }
            let shape = Line::read(line);
            if block.is_some_and(|parent| shape.is_blank() || shape.spaces > parent) {
                start += line.len();
                continue;
            }
            slips.line(&shape, start, &is_key);
            block = shape.opens_block();
            start += line.len();
        }
        slips
    }

    /// Returns whether a slip stands inside a quoted or block text of the parsed `root`: there it is only a word.
    #[must_use]
    pub fn false_alarm(&self, root: &Node<'_>) -> bool {
        let mut quoted = vec![];
        root.quoted(&mut quoted);
        self.findings.iter().any(|finding| {
            let next = quoted.partition_point(|place| place.end <= finding.span.start);
            quoted.get(next).is_some_and(|place| place.contains(&finding.span.start))
        })
    }

    /// Returns whether `finding` is only the consequence of a slip.
    #[must_use]
    pub fn explain(&self, finding: &Finding) -> bool {
        self.lines.iter().any(|line| line.contains(&finding.span.start))
    }

    fn line(&mut self, line: &Line<'_>, start: usize, is_key: &impl Fn(&str) -> bool) {
        let before = self.findings.len();
        self.indentation(line, start);
        self.dash(line, start);
        self.colon(line, start, is_key);
        self.braces(line, start);
        if self.findings.len() > before {
            self.lines.push(start..start + line.text.len());
        }
    }

    /// Finds tabs and wide spaces before a dash or a key.
    fn indentation(&mut self, line: &Line<'_>, start: usize) {
        let indent = line.text.get(..line.indent).unwrap_or_default();
        if line.indent == line.spaces || !line.is_structure() {
            return;
        }
        let span = start..start + line.indent;
        self.confused = true;
        self.findings.push(if indent.contains('\t') {
            Finding::error(
                "tab-indentation",
                span,
                both!("the line is indented with a tab", "这一行用制表符（Tab）缩进"),
            )
            .help(both!("indent with spaces, two for each level", "请用空格缩进，每层两个"))
        } else {
            Finding::error("wide-space", span, both!("the line is indented with {}", "这一行用{}缩进"; wide(indent)))
                .help(both!("indent with ordinary spaces", "请改为半角空格"))
        });
    }

    /// Finds a wide space behind a dash.
    fn dash(&mut self, line: &Line<'_>, start: usize) {
        if let Some(at) = line.wide_dash {
            self.wide_space(
                line,
                start,
                at,
                &both!("after the dash stands {}", "短横线后是{}"; wide(&line.text[at..])),
            );
        }
    }

    /// Finds a full-width colon, a wide space behind a colon, and a colon without a space.
    fn colon(&mut self, line: &Line<'_>, start: usize, is_key: &impl Fn(&str) -> bool) {
        let Some((key, rest)) = line.key() else { return };
        let after = line.text.len() - rest.len();
        if let Some(value) = rest.strip_prefix('：') {
            if is_key(key) {
                let space = if value.starts_with([' ', '\r', '\n']) || value.is_empty() { "" } else { " " };
                self.full_width_colon(key, start + after, space);
            }
        } else if let Some(value) = rest.strip_prefix(':') {
            let gap = value.len() - value.trim_start_matches(is_wide_or_space).len();
            if value.get(..gap).is_some_and(|gap| gap.contains(is_wide)) {
                let found = wide(value);
                self.wide_space(line, start, after + 1, &both!("after `{key}:` stands {}", "`{key}:` 后是{}"; found));
            } else if gap == 0 && value.starts_with(|c: char| !c.is_whitespace() && c != ':') && is_key(key) {
                self.confused = true;
                let message = both!("after `{key}:` a space is missing", "`{key}:` 后缺少空格");
                let span = start + after..start + after + 1;
                self.findings.push(Finding::error("space-after-colon", span.clone(), message).suggest(span, ": "));
            }
        }
    }

    fn full_width_colon(&mut self, key: &str, at: usize, space: &str) {
        let message = both!("after `{key}` stands the full-width colon `：`", "`{key}` 后是全角冒号“：”");
        let finding = Finding::error("full-width-colon", at..at + '：'.len_utf8(), message)
            .help(both!("write a colon `:` and a space", "全角冒号“：”请改为半角冒号加空格"))
            .suggest(at..at + '：'.len_utf8(), format!(":{space}"));
        self.findings.push(finding);
        self.overwrite(at, ":  ");
    }

    /// Reports the wide spaces of `line` from `at` on, and makes them ordinary.
    fn wide_space(&mut self, line: &Line<'_>, start: usize, at: usize, message: &Bilingual) {
        let gap = line.text.get(at..).unwrap_or_default();
        let length = gap.len() - gap.trim_start_matches(is_wide_or_space).len();
        let span = start + at..start + at + length;
        let help = both!("write an ordinary space", "请改为半角空格");
        self.findings.push(Finding::error("wide-space", span.clone(), message.clone()).help(help).suggest(span, " "));
        self.overwrite(start + at, &" ".repeat(length));
    }

    /// Finds a value that opens with braces and no quote.
    fn braces(&mut self, line: &Line<'_>, start: usize) {
        if memchr::memchr(b'{', line.text.as_bytes()).is_none() {
            return;
        }
        let Some((key, value)) = line.value() else { return };
        if !value.starts_with("{{") && !value.starts_with("{%") {
            return;
        }
        let at = start + line.text.len() - value.len();
        let length = value.trim_end().len();
        self.findings.push(unquoted_braces(at..at + length, value.trim_end(), key));
        let neutral: String =
            value.trim_end().chars().map(|c| if c.is_ascii_punctuation() { '_' } else { c }).collect();
        self.overwrite(at, &neutral);
    }

    fn overwrite(&mut self, at: usize, mended: &str) {
        let mut text = std::mem::take(&mut self.text).into_owned();
        if text.get(at..at + mended.len()).is_some() {
            text.replace_range(at..at + mended.len(), mended);
        }
        self.text = Cow::Owned(text);
    }
}

/// Returns the finding for a value that opens with braces and no quote, under `key`.
pub(super) fn unquoted_braces(span: Span, value: &str, key: &str) -> Finding {
    let message =
        both!("the value opens with braces, which YAML reads as a map", "值以花括号开头，YAML 会把它当成映射");
    let finding = Finding::error("unquoted-braces", span.clone(), message);
    let inner = value.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    match inner {
        Some(inner) if EXPRESSIONS.contains(&key) => finding
            .help(both!("`{key}` is an expression: write it without braces", "`{key}` 是表达式，请去掉花括号"))
            .suggest(span, inner),
        _ => finding
            .help(both!("put the whole value in quotes", "请给整个值加引号"))
            .suggest(span, format!("'{}'", value.replace('\'', "''"))),
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}')
}

fn is_wide_or_space(c: char) -> bool {
    c == ' ' || is_wide(c)
}

/// Returns what the first wide space of `text` is called.
fn wide(text: &str) -> Bilingual {
    if text.find(is_wide).is_some_and(|at| text[at..].starts_with('\u{3000}')) {
        both!("a full-width space", "全角空格")
    } else {
        both!("a no-break space", "不间断空格")
    }
}

/// One line, taken apart as far as YAML's block style goes.
struct Line<'l> {
    text: &'l str,
    /// Bytes of white space at its beginning.
    indent: usize,
    /// Ordinary spaces at its beginning.
    spaces: usize,
    /// Where its content begins, behind the dashes.
    content: usize,
    /// Where a wide space stands behind a dash.
    wide_dash: Option<usize>,
}

impl<'l> Line<'l> {
    fn read(text: &'l str) -> Self {
        let spaces = text.len() - text.trim_start_matches(' ').len();
        let rest = &text[spaces..];
        let indent = text.len() - rest.trim_start_matches(|c| c == '\t' || is_wide_or_space(c)).len();
        let (mut content, mut wide_dash) = (indent, None);
        while let Some(rest) = text.get(content..).and_then(|rest| rest.strip_prefix('-')) {
            let gap = rest.len() - rest.trim_start_matches(|c| c == '\t' || is_wide_or_space(c)).len();
            if gap == 0 {
                break;
            }
            if rest.get(..gap).is_some_and(|gap| gap.contains(is_wide)) {
                wide_dash.get_or_insert(content + 1);
            }
            content += 1 + gap;
        }
        Self { text, indent, spaces, content, wide_dash }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns whether the line begins with a dash or a key.
    fn is_structure(&self) -> bool {
        self.content > self.indent || self.key().is_some_and(|(_, rest)| rest.starts_with([':', '：']))
    }

    /// Returns the word its content begins with, and what follows it.
    fn key(&self) -> Option<(&'l str, &'l str)> {
        let content = self.text.get(self.content..)?;
        let end = content.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
        (end > 0).then(|| content.split_at(end))
    }

    /// Returns the key, or nothing behind a dash, and the value that follows it on the line.
    fn value(&self) -> Option<(&'l str, &'l str)> {
        let keyed = self.key().and_then(|(key, rest)| Some((key, rest.strip_prefix([':', '：'])?)));
        match keyed {
            Some((key, rest)) => Some((key, rest.trim_start())),
            None if self.content > self.indent => Some(("", self.text.get(self.content..)?)),
            None => None,
        }
    }

    /// Returns the column whose deeper lines belong to the block text that this line opens.
    fn opens_block(&self) -> Option<usize> {
        memchr::memchr2(b'|', b'>', self.text.as_bytes())?;
        let (key, value) = self.value()?;
        let head = value.split(" #").next()?.trim();
        let marks = head.strip_prefix(['|', '>'])?;
        let column = if key.is_empty() { self.content.saturating_sub(2) } else { self.content };
        marks.chars().all(|c| c.is_ascii_digit() || c == '+' || c == '-').then_some(column)
    }
}

#[cfg(test)]
mod tests {
    use super::Slips;

    fn find(source: &str) -> (String, Vec<(&'static str, std::ops::Range<usize>)>) {
        let is_key = |word: &str| ["title", "note", "check", "when", "detail"].contains(&word);
        let slips = Slips::find(source, is_key);
        assert_eq!(slips.text.len(), source.len(), "no byte moves");
        let findings = slips.findings.iter().map(|finding| (finding.rule, finding.span.clone())).collect();
        (slips.text.into_owned(), findings)
    }

    #[test]
    fn full_width_colons_become_colons() {
        assert_eq!(find("title：开店\n"), ("title:  开店\n".into(), vec![("full-width-colon", 5..8)]));
        assert_eq!(find("- check：x").1, [("full-width-colon", 7..10)]);
        assert_eq!(find("- wifi：检查\n- 打开：灯\n- title: a：b").1, [], "words of a text are no keys");
    }

    #[test]
    fn wide_spaces_become_spaces() {
        assert_eq!(find("title:\u{3000}开店"), ("title:   开店".into(), vec![("wide-space", 6..9)]));
        assert_eq!(find("a: \u{A0}b").1, [("wide-space", 2..5)]);
        assert_eq!(find("-\u{3000}灯"), ("-   灯".into(), vec![("wide-space", 1..4)]));
        assert_eq!(find("\u{3000}- 灯").1, [("wide-space", 0..3)]);
        assert_eq!(find("title: a\u{3000}b\n  \u{3000}段落").1, [], "inside a text they are typography");
    }

    #[test]
    fn tabs_as_indentation_are_found() {
        assert_eq!(find("a:\n\t- b").1, [("tab-indentation", 3..4)]);
        assert_eq!(find("a:\n  \tb: 1").1, [("tab-indentation", 3..6)]);
        assert_eq!(find("a: 1\n\t\n\t# remark\nb:\tc").1, []);
    }

    #[test]
    fn bare_braces_are_found() {
        assert_eq!(find("title: {{ desk }} 检查\n").1, [("unquoted-braces", 7..24)]);
        assert_eq!(find("- {% if x %}y{% endif %}").1, [("unquoted-braces", 2..24)]);
        assert_eq!(find("a: {b: 1}\n- '{{ x }}'\nt: 检查 {{ x }}").1, []);
        let slips = Slips::find("when: {{ x == 1 }}", |_| true);
        assert_eq!(slips.findings[0].suggestion.as_ref().map(|s| s.replacement.as_str()), Some("x == 1"));
    }

    #[test]
    fn a_colon_without_a_space_is_found() {
        assert_eq!(find("title:开店").1, [("space-after-colon", 5..6)]);
        assert_eq!(find("- http://x\ntitle:\n").1, []);
    }

    #[test]
    fn block_texts_are_left_alone() {
        let source = "- detail: |\n    title：x\n    \tnote: y\n\n    {{ x }}\n  note：z\n";
        assert_eq!(find(source).1.len(), 1);
        assert_eq!(find("- >-\n  title：x\n- check：y\n").1.len(), 1);
    }
}
