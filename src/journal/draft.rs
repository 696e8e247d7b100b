//! `Draft`: an entry that is not written yet, and the one place that makes a line's bytes.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::SecondsFormat;

use crate::clock::Stamp;

use super::entry::{MAX_LINE, VERSION};
use super::line;
use super::{Digest, Head, Rule};

/// Why an event cannot become an entry; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The line would be too long; the caller splits long lists over several entries.
    #[error("an entry of {length} bytes is longer than 65536")]
    TooLong {
        /// The length of the line in bytes.
        length: usize,
    },
    /// The data cannot be written as JSON.
    #[error("the data cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The strict reader would not read it back: a float, a duplicate name, data that is no object, a year past 9999.
    #[error("the entry could not be read back: {0}")]
    Unreadable(#[from] Rule),
}

/// What is to be written after `head`.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) head: Head,
    pub(super) stamp: Stamp,
    pub(super) kind: &'a str,
    pub(super) by: &'a str,
    /// Compact JSON.
    pub(super) data: &'a str,
}

impl Draft<'_> {
    /// Returns the line with its newline, and its hash.
    ///
    /// The line is read back by the strict reader, so that nothing is written that would later be called damage.
    pub(super) fn encode(&self) -> Result<(Vec<u8>, Head), DraftError> {
        let mut text = reveal(&self.body()?).into_owned();
        let hash = Digest::of(text.as_bytes());
        // Writing to a String cannot fail.
        let _ = writeln!(text, ",\"h\":\"{hash}\"}}");
        if text.len() > MAX_LINE {
            return Err(DraftError::TooLong { length: text.len() });
        }
        line::parse(text.trim_end_matches('\n').as_bytes(), 0)?;
        Ok((text.into_bytes(), Head { length: self.head.length + 1, hash }))
    }

    fn body(&self) -> Result<String, DraftError> {
        let (kind, by) = (serde_json::to_string(self.kind)?, serde_json::to_string(self.by)?);
        let at = self.stamp.at.to_rfc3339_opts(SecondsFormat::Millis, false);
        let Head { length, hash } = self.head;
        let (seq, mono, data) = (length + 1, self.stamp.mono, self.data);
        Ok(format!(
            r#"{{"v":{VERSION},"seq":{seq},"prev":"{hash}","at":"{at}","mono":{mono},"type":{kind},"by":{by},"data":{data}"#
        ))
    }
}

/// Returns whether `character` could drive a terminal or reorder text, and is therefore never written raw.
pub(super) fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns JSON with its hidden characters as `\uXXXX`. In valid JSON they stand only inside strings, where that means the same.
#[must_use]
pub fn reveal(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_hidden) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 80);
    for character in json.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::{Draft, DraftError, is_hidden};
    use crate::clock::Stamp;
    use crate::journal::{Digest, Head, Rule, line};

    fn encode(kind: &str, by: &str, data: &str) -> Result<(Vec<u8>, Head), DraftError> {
        let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        let head = Head { length: 6, hash: Digest::of(b"six") };
        Draft { head, stamp: Stamp { at, mono: 8_123_456 }, kind, by, data }.encode()
    }

    #[test]
    fn members_stand_in_their_order_and_h_is_last() {
        let (bytes, head) = encode("answered", "zhang", r#"{"raw":"7.10"}"#).expect("encodes");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (body, _) = text.split_at(text.len() - 73);
        assert_eq!(
            body,
            format!(
                "{{\"v\":1,\"seq\":7,\"prev\":\"{}\",\"at\":\"2026-11-21T07:30:12.512+08:00\",\"mono\":8123456,\
                 \"type\":\"answered\",\"by\":\"zhang\",\"data\":{{\"raw\":\"7.10\"}}",
                Digest::of(b"six")
            )
        );
        assert_eq!(text, format!("{body},\"h\":\"{}\"}}\n", Digest::of(body.as_bytes())));
        assert_eq!(head, Head { length: 7, hash: Digest::of(body.as_bytes()) });
    }

    #[test]
    fn floats_duplicates_and_anything_but_an_object_are_refused() {
        for data in ["{\"a\":1.5}", "{\"a\":1e3}", "{\"a\":1,\"a\":2}", "[]", "1", "{\"a\": 1}", "{", "{\"a\":-0}"] {
            assert!(matches!(encode("t", "b", data), Err(DraftError::Unreadable(Rule::Data))), "{data}");
        }
    }

    #[test]
    fn a_line_of_more_than_64_kib_is_refused() {
        let (line, _) = encode("t", "b", r#"{"a":""}"#).expect("encodes");
        let most = 65536 - line.len();
        assert!(encode("t", "b", &format!(r#"{{"a":"{}"}}"#, "x".repeat(most))).is_ok());
        let refused = encode("t", "b", &format!(r#"{{"a":"{}"}}"#, "x".repeat(most + 1)));
        assert!(matches!(refused, Err(DraftError::TooLong { length: 65537 })));
    }

    #[test]
    fn characters_beyond_the_basic_plane_are_written_as_surrogate_pairs() {
        let (bytes, _) = encode("t", "b", "{\"a\":\"\u{e0001}\u{202e}\u{7f}\"}").expect("encodes");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(r#"{"a":"\udb40\udc01\u202e\u007f"}"#), "{text}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_and_no_hidden_character_stands_raw(
            kind in ".*",
            by in any::<String>(),
            text in proptest::collection::vec(prop_oneof![any::<char>(), hidden()], 0..200),
        ) {
            let text: String = text.into_iter().collect();
            let data = serde_json::to_string(&std::collections::BTreeMap::from([(&text, &text)])).expect("JSON");
            let (bytes, _) = encode(&kind, &by, &data).expect("encodes");
            let line = std::str::from_utf8(&bytes).expect("UTF-8").strip_suffix('\n').expect("a newline");
            prop_assert!(!line.chars().any(|character| character.is_control() || is_hidden(character)));
            let entry = line::parse(line.as_bytes(), 0).expect("reads back");
            prop_assert_eq!(&entry.kind, &kind);
            prop_assert_eq!(&entry.by, &by);
            let read: std::collections::BTreeMap<String, String> = entry.read().expect("the data");
            prop_assert_eq!(read.get(&text), Some(&text));
        }
    }

    fn hidden() -> impl Strategy<Value = char> {
        prop_oneof![
            proptest::char::range('\u{0}', '\u{1f}'),
            proptest::char::range('\u{7f}', '\u{9f}'),
            proptest::char::range('\u{2028}', '\u{202e}'),
            proptest::char::range('\u{2066}', '\u{2069}'),
            proptest::char::range('\u{e0000}', '\u{e007f}'),
            Just('\u{61c}'),
            Just('\u{200e}'),
            Just('\u{200f}'),
            Just('\u{feff}'),
        ]
    }
}
