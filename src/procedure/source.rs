//! Bytes of a file to its text: size, encoding, characters that nobody can see. It knows nothing of YAML.

use super::finding::{Finding, both};

/// The most bytes that a file may have.
pub const LARGEST: usize = 1 << 20;
/// How many unprintable characters of one file are reported.
const MOST_REPORTED: usize = 20;

/// The text of a file, as far as it has one.
#[derive(Debug)]
pub struct Source {
    /// The text without its byte order mark; where the bytes are no text, what can be shown of them.
    pub text: String,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Whether the text is that of the file, so that reading on makes sense.
    pub readable: bool,
}

impl Source {
    /// Returns the text of `bytes`.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        if bytes.len() > LARGEST {
            return Self::unreadable(String::new(), too_large(bytes.len()));
        }
        if let Some(finding) = utf16(bytes) {
            return Self::unreadable(String::new(), finding);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: text.to_owned(), findings: unprintable(text), readable: true },
            Err(error) => {
                let lossy = String::from_utf8_lossy(bytes).into_owned();
                Self::unreadable(lossy, not_utf8(bytes, error.valid_up_to()))
            }
        }
    }

    fn unreadable(text: String, finding: Finding) -> Self {
        Self { text, findings: vec![finding], readable: false }
    }
}

fn too_large(bytes: usize) -> Finding {
    let message = both!(
        "the file has {bytes} bytes, at most {LARGEST} are allowed",
        "文件有 {bytes} 字节，最多允许 {LARGEST} 字节"
    );
    Finding::error("file-too-large", 0..0, message)
        .help(both!("split it, and `call` one procedure from the other", "请拆成几个文件，用 `call` 调用"))
}

/// Finds UTF-16 by its byte order mark, or by the zeros beside ASCII letters.
fn utf16(bytes: &[u8]) -> Option<Finding> {
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let zeros = bytes.iter().take(64).filter(|byte| **byte == 0).count();
    let message = both!("the file is UTF-16, expected UTF-8", "文件是 UTF-16 编码，应为 UTF-8");
    (marked || zeros >= 8).then(|| Finding::error("not-utf8", 0..0, message).help(save_as_utf8()))
}

fn not_utf8(bytes: &[u8], at: usize) -> Finding {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let (line, column) = line_and_column(bytes.get(..at).unwrap_or_default());
    let message = if looks_like_gbk(bytes) {
        both!(
            "byte {at} (`0x{byte:02X}`, line {line}, column {column}) is not UTF-8; the file looks like GBK",
            "第 {at} 个字节（`0x{byte:02X}`，第 {line} 行第 {column} 列）不是 UTF-8，文件像是 GBK 编码"
        )
    } else {
        both!(
            "byte {at} (`0x{byte:02X}`, line {line}, column {column}) is not UTF-8",
            "第 {at} 个字节（`0x{byte:02X}`，第 {line} 行第 {column} 列）不是 UTF-8"
        )
    };
    // The lossy text has a replacement character of three bytes there.
    Finding::error("not-utf8", at..at + 3, message).help(save_as_utf8())
}

fn save_as_utf8() -> super::finding::Bilingual {
    both!("save the file as UTF-8 in your editor", "请在编辑器里把文件另存为 UTF-8")
}

/// Returns the line and column, both from 1, that follow the text `before`.
fn line_and_column(before: &[u8]) -> (usize, usize) {
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
    (line, column)
}

/// Returns whether every byte above ASCII belongs to a pair of GBK (lead 81–FE, trail 40–FE without 7F).
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, after @ ..] => after,
            [0x80..=0xFF, ..] => return false,
            [_, after @ ..] => after,
        };
    }
}

/// Finds characters that no reader sees, or that turn the text on the screen around.
fn unprintable(text: &str) -> Vec<Finding> {
    let suspects = text.bytes().enumerate().filter(|(_, byte)| may_begin_unprintable(*byte));
    let characters = suspects.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)));
    let hidden = characters.filter(|(_, c)| is_unprintable(*c));
    hidden.take(MOST_REPORTED).map(|(at, c)| unprintable_character(c, at..at + c.len_utf8())).collect()
}

/// Returns whether a character that [`is_unprintable`] can begin with `byte`: so most of a text need not be decoded.
fn may_begin_unprintable(byte: u8) -> bool {
    match byte {
        b'\t' | b'\n' | b'\r' => false,
        0..=0x1F | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF | 0xF3 => true,
        _ => false,
    }
}

/// Returns the finding for the character `c` at `span`.
pub(super) fn unprintable_character(c: char, span: super::Span) -> Finding {
    let code = u32::from(c);
    let message = both!("the invisible character U+{code:04X} stands here", "这里有不可见字符 U+{code:04X}");
    Finding::error("unprintable-character", span.clone(), message)
        .help(both!("delete it", "请删除它"))
        .suggest(span, "")
}

/// Returns whether `c` is a control, a direction mark, a character without width, or a tag.
///
/// The joiners U+200C and U+200D are not: emoji and several scripts need them.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Source, is_unprintable, may_begin_unprintable};

    fn rules(bytes: &[u8]) -> Vec<&'static str> {
        Source::read(bytes).findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn plain_text_is_read_whatever_its_line_ends_and_mark() {
        let source = Source::read(b"\xEF\xBB\xBFa: 1\r\n");
        assert_eq!((source.text.as_str(), source.readable), ("a: 1\r\n", true));
        assert!(source.findings.is_empty());
        assert_eq!(rules("emoji 👩‍🔧 joined".as_bytes()), [""; 0]);
    }

    #[test]
    fn a_gbk_file_is_named_as_one() {
        let bytes = b"title: ok\nname: \xBF\xAA\xB5\xEA\n";
        let finding = &Source::read(bytes).findings[0];
        assert_eq!(finding.span, 16..19);
        assert!(finding.message.en.contains("byte 16 (`0xBF`, line 2, column 7)"), "{}", finding.message.en);
        assert!(finding.message.en.contains("GBK") && finding.message.zh.contains("GBK"));
        assert!(!Source::read(b"a: \xFFx").findings[0].message.en.contains("GBK"));
    }

    #[test]
    fn other_encodings_and_sizes_are_refused() {
        assert_eq!(rules(b"\xFF\xFEa\0:\0"), ["not-utf8"]);
        assert_eq!(rules(b"\0a\0:\0 \0b\0\n\0c\0:\0d"), ["not-utf8"]);
        assert_eq!(rules(&vec![b'a'; LARGEST + 1]), ["file-too-large"]);
        assert_eq!(rules(&vec![b'a'; LARGEST]), [""; 0]);
    }

    #[test]
    fn no_unprintable_character_begins_with_a_byte_that_is_passed_over() {
        for c in ('\0'..=char::MAX).filter(|c| is_unprintable(*c)) {
            assert!(may_begin_unprintable(c.to_string().as_bytes()[0]), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(rules(b"a: \0"), ["unprintable-character"]);
        assert_eq!(rules("a: \u{202E}x\u{200B}".as_bytes()), ["unprintable-character"; 2]);
        assert_eq!(rules("\u{9B}\u{1B}\u{7F}".repeat(50).as_bytes()).len(), 20);
    }
}
