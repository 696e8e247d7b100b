//! Findings for people, as rustc shows them: the rule and message, the lines with a caret right under the place, the help,
//! and a summary. Whatever cannot be seen in the file is made visible; no line is shown longer than it helps.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::language::Language;
use crate::procedure::Span;
use crate::procedure::finding::{Finding, Lines, Severity, floor_boundary};
use crate::procedure::source::is_unprintable;

/// The most lines of the file that one finding shows.
const MOST_LINES: usize = 4;
/// The most bytes shown before and behind a place in its line.
const MOST_BYTES: usize = 240;

/// Returns all findings of one file, whose text is `source`, and a summary line; empty where there are none.
#[must_use]
pub fn render(file_name: &str, source: &str, findings: &[Finding], language: Language, color: bool) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = excerpts(file_name, source, findings, language, color);
    text.push_str(&summary(&visible(file_name), findings, language));
    text.push('\n');
    text
}

/// Returns all findings of one file, whose text is `source`, an empty line behind each.
#[must_use]
pub fn excerpts(file_name: &str, source: &str, findings: &[Finding], language: Language, color: bool) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let lines = Lines::new(source);
    let name = visible(file_name);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for finding in findings {
        let group = group(&name, source, &lines, finding, language);
        text.push_str(&renderer.render(&[group]));
        text.push_str("\n\n");
    }
    text
}

/// Returns how many findings of each severity a file has, in words.
#[must_use]
pub fn summary(file_name: &str, findings: &[Finding], language: Language) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| (severity, count(severity)));
    let parts: Vec<_> =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(severity, n)| counted(n, severity, language)).collect();
    match language {
        Language::En => format!("{file_name}: {}", parts.join(", ")),
        Language::Zh => format!("{file_name}：{}", parts.join("，")),
    }
}

fn counted(n: usize, severity: Severity, language: Language) -> String {
    match language {
        Language::En => format!("{n} {severity}{}", if n == 1 { "" } else { "s" }),
        Language::Zh => format!("{n} 个{}", word(severity, language)),
    }
}

/// Returns the word for a severity.
#[must_use]
pub fn word(severity: Severity, language: Language) -> &'static str {
    match (language, severity) {
        (Language::En, Severity::Error) => "error",
        (Language::En, Severity::Warning) => "warning",
        (Language::En, Severity::Hint) => "hint",
        (Language::Zh, Severity::Error) => "错误",
        (Language::Zh, Severity::Warning) => "警告",
        (Language::Zh, Severity::Hint) => "提示",
    }
}

fn group<'g>(name: &'g str, source: &str, lines: &Lines<'_>, finding: &'g Finding, language: Language) -> Group<'g> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    };
    let level = level.with_name(word(finding.severity, language));
    let title = level.primary_title(visible(finding.message.get(language))).id(finding.rule);
    let at = lines.position(finding.span.start);
    let origin = || Origin::path(name).line(at.line).char_column(at.column);
    let excerpt = Excerpt::of(source, &finding.span);
    let annotation = AnnotationKind::Primary.span(excerpt.span.clone());
    let column = excerpt.column();
    let snippet = Snippet::source(excerpt.text).line_start(at.line).fold(false).annotation(annotation);
    let mut group = match column {
        _ if source.is_empty() => title.element(origin()),
        column if column == at.column => title.element(snippet.path(name)),
        // The column of the excerpt is not that of the file: the place is given apart.
        _ => title.element(origin()).element(snippet),
    };
    if let Some(help) = &finding.help {
        let word = if language == Language::Zh { "办法" } else { "help" };
        group = group.element(Level::HELP.with_name(word).message(visible(help.get(language))));
    }
    group
}

/// The lines of a finding, made visible, and where its place stands in them.
struct Excerpt {
    text: String,
    span: Range<usize>,
}

impl Excerpt {
    /// Returns the column of the place in the excerpt.
    fn column(&self) -> usize {
        let before = self.text.get(..self.span.start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count() + 1
    }

    fn of(source: &str, span: &Span) -> Self {
        let start = floor_boundary(source, span.start);
        let end = floor_boundary(source, span.end).max(start);
        let shown = shown_bytes(source, start, end);
        let (mut text, mut from, mut to) = (String::new(), None, None);
        for (at, c) in source.get(shown.clone()).unwrap_or_default().char_indices() {
            let at = shown.start + at;
            if at >= start {
                from.get_or_insert(text.len());
            }
            if at >= end {
                to.get_or_insert(text.len());
            }
            push_visible(&mut text, c, source.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')));
        }
        let from = from.unwrap_or(text.len());
        Self { span: from..to.unwrap_or(text.len()).max(from), text }
    }
}

/// Returns the bytes to show of a place: its lines, but not too many, and not too far around it.
fn shown_bytes(source: &str, start: usize, end: usize) -> Range<usize> {
    let line = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let first = floor_boundary(source, line.max(start.saturating_sub(MOST_BYTES)));
    let last = floor_boundary(source, end.min(start + MOST_BYTES));
    let after = source.get(last..).unwrap_or_default();
    let rest = after.find('\n').unwrap_or(after.len());
    let stop = floor_boundary(source, (last + rest).min(start + 2 * MOST_BYTES));
    let text = source.get(first..stop).unwrap_or_default();
    let lines = text.match_indices('\n').nth(MOST_LINES - 1).map_or(text.len(), |(at, _)| at);
    first..first + lines
}

/// Appends `c` as a reader can see it; the carriage return of a line end is left out.
fn push_visible(text: &mut String, c: char, ends_line: bool) {
    match c {
        '\r' if ends_line => {}
        '\u{0}'..='\u{1f}' if c != '\n' && c != '\t' => {
            text.extend(char::from_u32(0x2400 + u32::from(c)));
        }
        '\u{7f}' => text.push('␡'),
        _ if is_unprintable(c) => text.push_str(&format!("<U+{:04X}>", u32::from(c))),
        _ => text.push(c),
    }
}

/// Returns `foreign` on one line and with everything in it visible.
#[must_use]
pub fn visible(foreign: &str) -> String {
    let mut text = String::new();
    for c in foreign.chars() {
        match c {
            '\n' => text.push('␊'),
            '\t' => text.push('␉'),
            _ => push_visible(&mut text, c, false),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Language, Severity, render};
    use crate::procedure::yaml::load;

    fn show(source: &str, language: Language) -> String {
        let mut loaded = load(None, source.as_bytes());
        loaded.findings.retain(|finding| finding.severity != Severity::Hint);
        render("check.yaml", &loaded.source, &loaded.findings, language, false)
    }

    #[test]
    fn carets_stand_under_chinese_and_tabs() {
        let source =
            "procedure: x\ntitle：开店\nsteps:\n  - check: 检查 {{ date }} 和\t{{ lamp }}\n    critical:\tyes\n";
        assert_snapshot!(show(source, Language::Zh), @r"
        错误[full-width-colon]: `title` 后是全角冒号“：”
         --> check.yaml:2:6
          |
        2 | title：开店
          |      ^^
          |
          = 办法: 全角冒号“：”请改为半角冒号加空格

        错误[unknown-name]: 这里没有名字 `lamp`
         --> check.yaml:4:31
          |
        4 |   - check: 检查 {{ date }} 和    {{ lamp }}
          |                                     ^^^^

        错误[bad-boolean]: 这里是 `yes`，应为 `true` 或 `false`
         --> check.yaml:5:15
          |
        5 |     critical:    yes
          |                  ^^^
          |
          = 办法: 请写 `true`

        check.yaml：3 个错误
        ");
    }

    #[test]
    fn several_findings_in_english() {
        let source = "procedure: x\nsteps:\n  - measure: 大厅温度\n    id: t\n    min: 22\n    max: 18\n  - check: b\n    when: temp > 3 and tt\n";
        assert_snapshot!(show(source, Language::En), @r"
        error[min-over-max]: `min` 22 is more than `max` 18
         --> check.yaml:5:10
          |
        5 |     min: 22
          |          ^^

        error[unknown-name]: the name `temp` is not known here
         --> check.yaml:8:11
          |
        8 |     when: temp > 3 and tt
          |           ^^^^

        error[unknown-name]: the name `tt` is not known here
         --> check.yaml:8:24
          |
        8 |     when: temp > 3 and tt
          |                        ^^
          |
          = help: did you mean `t`?

        check.yaml: 3 errors
        ");
    }

    #[test]
    fn nothing_hidden_reaches_the_screen() {
        let text =
            show("procedure: x\r\ntitle: a\u{1b}[2J\u{9b}\u{202e}b\u{7f}\r\nsteps: [a]\r\nb\u{7}: 1\r\n", Language::En);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{text:?}");
        assert!(text.contains("␛[2J<U+009B>"), "{text}");
    }

    #[test]
    fn files_without_text_and_long_lines_are_shown_too() {
        let text = render("a.yaml", "", &load(None, &vec![b'a'; 2 << 20]).findings, Language::En, false);
        assert!(text.contains("a.yaml:1:1"), "{text}");
        let long = show(
            &format!("procedure: x\nsteps: [\"{}\"]\nsetps: {}", "很".repeat(90_000), "y".repeat(9000)),
            Language::En,
        );
        assert!(long.len() < 4_000, "{}", long.len());
        assert_eq!(render("a", "x", &[], Language::En, true), "");
    }
}
