//! What the YAML parser complains of, in both languages and with a cure. Tells nothing about the format of a procedure.

use granit_parser::{ErrorKind, ScanError};

use super::Span;
use super::finding::{Bilingual, Finding, both, floor_boundary};

/// Returns the finding for the parser's `error` in `source`.
#[must_use]
pub fn syntax_error(source: &str, error: &ScanError) -> Finding {
    let at = floor_boundary(source, error.marker().byte_offset().unwrap_or(source.len()));
    let span = at..end_of_character(source, at);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    let (message, help) = explain(error.kind());
    let rule = if is_tab(error.kind()) { "tab-indentation" } else { "yaml-syntax" };
    Finding::error(rule, span, message).help_if(help)
}

/// Returns the finding for lists and maps nested too deep.
pub(super) fn too_deep(span: Span) -> Finding {
    let limit = super::tree::DEEPEST;
    let message = both!("lists and maps are nested deeper than {limit} levels", "列表和映射的嵌套超过 {limit} 层");
    Finding::error("too-deep", span, message)
        .help(both!("`call` another procedure for the inner part", "请把里面的部分拆成另一个规程，用 `call` 调用"))
}

fn end_of_character(source: &str, at: usize) -> usize {
    let next = source.get(at..).and_then(|rest| rest.chars().next());
    at + next.filter(|c| *c != '\n').map_or(0, char::len_utf8)
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(kind, K::TabNotAllowed | K::TabInBlockIndentation | K::TabInIndentation | K::TabAtBlockScalarStart)
}

/// Returns what an error means to an author, and what to do about it.
fn explain(kind: &ErrorKind) -> (Bilingual, Option<Bilingual>) {
    use ErrorKind as K;
    match kind {
        _ if is_tab(kind) => (both!("a tab stands here", "这里有制表符（Tab）"), Some(use_spaces())),
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::MappingKeyNotAllowed => (
            both!("a second `:` cannot stand here", "这里不能再有 `:`"),
            Some(both!(
                "put a text that holds a colon and a space in quotes; a new key starts a line with the indentation of its neighbours",
                "值里有冒号加空格时请加引号；新的键要另起一行，缩进与相邻的键对齐"
            )),
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey | K::ExpectedBlockMappingKey => (
            both!("expected `key: value` here", "这里应为 `键: 值`"),
            Some(both!(
                "write a colon and a space after the key, and indent it like its neighbours",
                "键后写半角冒号加空格，缩进与相邻的键对齐"
            )),
        ),
        K::InvalidIndentation | K::ExpectedBlockSequenceEntry | K::BlockSequenceEntryNotAllowed => (
            both!("the indentation does not fit the lines above", "缩进与上面各行不符"),
            Some(both!("give the entries of one list or map the same indentation", "同一列表或映射的各项缩进要相同")),
        ),
        K::UnclosedQuotedScalar | K::InvalidQuotedScalarIndent | K::DocumentIndicatorInQuotedScalar => (
            both!("a quoted text before this place is not closed", "在此之前有引号没有闭合"),
            Some(both!("close it with the quote it opened with", "请补上同样的引号")),
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            both!("text follows a closing quote", "引号结束后还有文字"),
            Some(both!("put the whole value in quotes", "请给整个值加引号")),
        ),
        _ => explain_rest(kind),
    }
}

fn explain_rest(kind: &ErrorKind) -> (Bilingual, Option<Bilingual>) {
    use ErrorKind as K;
    match kind {
        K::UnexpectedCharacter { character } => (
            both!("a value cannot begin with `{character}`", "值不能以 `{character}` 开头"),
            Some(both!("put the value in quotes", "请给值加引号")),
        ),
        K::UnclosedFlowCollection { open } => {
            (both!("the bracket `{open}` is not closed", "括号 `{open}` 没有闭合"), None)
        }
        K::MismatchedFlowCollectionEnd { open, close } => {
            (both!("the bracket `{open}` is closed by `{close}`", "括号 `{open}` 却用 `{close}` 闭合"), None)
        }
        K::MisplacedFlowCollectionEnd => (both!("this bracket closes nothing", "这个括号没有对应的开括号"), None),
        K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping => (
            both!("expected a comma or a closing bracket here", "这里应为逗号或闭括号"),
            Some(both!("the comma is the ASCII `,`", "逗号要用半角 `,`")),
        ),
        K::UnknownQuotedScalarEscape => (
            both!("an unknown `\\` escape in a text in double quotes", "双引号里有无法识别的 `\\` 转义"),
            Some(both!("use single quotes, which know no escapes", "请改用单引号，其中没有转义")),
        ),
        K::CommentNotSeparated => (both!("a `#` without a space before it", "`#` 前面缺少空格"), None),
        other => (both!("not valid YAML: {other}", "不是有效的 YAML：{other}"), None),
    }
}

fn use_spaces() -> Bilingual {
    both!("indent with spaces, two for each level", "请用空格缩进，每层两个")
}
