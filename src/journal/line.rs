//! The strict reader of one line: bytes in, an `Entry` or the rule they break. It never panics and never recurses deeply.

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;

use super::draft::is_hidden;
use super::entry::{Data, MAX_LINE, VERSION};
use super::plain::is_plain;
use super::{Digest, Entry, Rule};

/// What stands before the hash, and after it.
const SEAL_OPENS: &[u8] = b",\"h\":\"";
const SEAL_CLOSES: &[u8] = b"\"}";
const SEAL: usize = SEAL_OPENS.len() + 64 + SEAL_CLOSES.len();

/// Returns the entry that `line`, without its newline, is; `offset` is where it begins in its file.
pub(super) fn parse(line: &[u8], offset: u64) -> Result<Entry, Rule> {
    if line.len() >= MAX_LINE {
        return Err(Rule::Length);
    }
    let (body, hash) = split_seal(line).ok_or(Rule::Form)?;
    if Digest::of(body) != hash {
        return Err(Rule::Hash);
    }
    let text = std::str::from_utf8(body).map_err(|_| Rule::Text)?;
    if may_hide(body) && text.chars().any(|character| character.is_control() || is_hidden(character)) {
        return Err(Rule::Text);
    }
    members(text, hash, offset)
}

/// Returns whether a byte stands in `text` that a control character or a hidden one begins with; most lines have none.
fn may_hide(text: &[u8]) -> bool {
    const BEGINS: [bool; 256] = {
        let mut begins = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            // U+0080–9F, U+061C, U+200E–2069, U+FEFF, U+E0000–E007F.
            begins[byte] = matches!(byte, 0..0x20 | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef | 0xf3);
            byte += 1;
        }
        begins
    };
    text.iter().any(|&byte| BEGINS[usize::from(byte)])
}

/// Returns whether `line` carries its own right hash, whatever else is wrong with it: then no crash has made it.
pub(super) fn is_sealed(line: &[u8]) -> bool {
    split_seal(line).is_some_and(|(body, hash)| Digest::of(body) == hash)
}

fn split_seal(line: &[u8]) -> Option<(&[u8], Digest)> {
    let (body, seal) = line.split_at(line.len().checked_sub(SEAL)?);
    let hash = seal.strip_prefix(SEAL_OPENS)?.strip_suffix(SEAL_CLOSES)?;
    Some((body, Digest::parse(std::str::from_utf8(hash).ok()?)?))
}

/// Reads the members by their place, so that a duplicate, an unknown or a missing one cannot be passed over.
fn members(text: &str, hash: Digest, offset: u64) -> Result<Entry, Rule> {
    let mut rest = Cursor { rest: text };
    rest.literal("{\"v\":")?;
    if rest.integer()? != u64::from(VERSION) {
        return Err(Rule::Version);
    }
    rest.literal(",\"seq\":")?;
    let seq = rest.integer()?;
    rest.literal(",\"prev\":")?;
    let prev = Digest::parse(&rest.string()?).ok_or(Rule::Form)?;
    rest.literal(",\"at\":")?;
    let at = rest.string()?;
    let time = read_time(&at).ok_or(Rule::Time)?;
    rest.literal(",\"mono\":")?;
    let mono = rest.integer()?;
    rest.literal(",\"type\":")?;
    let kind = rest.string()?;
    rest.literal(",\"by\":")?;
    let by = rest.string()?;
    rest.literal(",\"data\":")?;
    let data = read_data(rest.rest)?;
    Ok(Entry { seq, prev, at, time, mono, kind, by, data, hash, offset })
}

struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn literal(&mut self, literal: &str) -> Result<(), Rule> {
        self.rest = self.rest.strip_prefix(literal).ok_or(Rule::Form)?;
        Ok(())
    }

    fn integer(&mut self) -> Result<u64, Rule> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).ok_or(Rule::Form)?;
        let (digits, rest) = self.rest.split_at(end);
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(Rule::Form);
        }
        self.rest = rest;
        digits.parse().map_err(|_| Rule::Form)
    }

    fn string(&mut self) -> Result<String, Rule> {
        if !self.rest.starts_with('"') {
            return Err(Rule::Form);
        }
        let inside = &self.rest[1..];
        if let Some(end) = memchr::memchr2(b'"', b'\\', inside.as_bytes()).filter(|&end| inside.as_bytes()[end] == b'"')
        {
            self.rest = &inside[end + 1..];
            return Ok(inside[..end].to_owned());
        }
        let mut strings = Deserializer::from_str(self.rest).into_iter::<String>();
        let text = strings.next().and_then(Result::ok).ok_or(Rule::Form)?;
        self.rest = self.rest.get(strings.byte_offset()..).ok_or(Rule::Form)?;
        Ok(text)
    }
}

/// Reads `2026-11-21T07:30:12.512+08:00`, and no other spelling of a time.
fn read_time(at: &str) -> Option<DateTime<FixedOffset>> {
    let shape = b"dddd-dd-ddTdd:dd:dd.ddd+dd:dd";
    let fits = at.len() == shape.len()
        && at.bytes().zip(shape).all(|(byte, &place)| match place {
            b'd' => byte.is_ascii_digit(),
            b'+' => byte == b'+' || byte == b'-',
            _ => byte == place,
        });
    fits.then(|| DateTime::parse_from_rfc3339(at).ok())?
}

/// Reads one compact object that every JSON reader understands alike.
fn read_data(text: &str) -> Result<Data, Rule> {
    if !is_plain(text) {
        is_strict(text)?;
    }
    Ok(Data::of(text))
}

/// The slow reader: it alone says what is damage.
fn is_strict(text: &str) -> Result<(), Rule> {
    if !text.starts_with('{') || !is_compact(text) {
        return Err(Rule::Data);
    }
    let mut deserializer = Deserializer::from_str(text);
    Strict.deserialize(&mut deserializer).map_err(|_| Rule::Data)?;
    deserializer.end().map_err(|_| Rule::Data)
}

/// Returns whether no white space stands outside of strings.
fn is_compact(json: &str) -> bool {
    let (mut in_string, mut escaped) = (false, false);
    json.bytes().all(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b' ' => return in_string,
            _ => {}
        }
        true
    })
}

/// Walks a JSON value and refuses duplicate names and numbers that are no 64-bit integers.
///
/// serde_json itself refuses lone surrogates and more than 127 levels, without recursing further.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON without floats and duplicate names")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !seen.insert(name) {
                return Err(de::Error::custom("duplicate name"));
            }
            members.next_value_seed(Self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_hidden, is_plain, is_strict, parse};
    use crate::journal::{Digest, Rule};

    const BODY: &str = r#"{"v":1,"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","at":"2026-11-21T07:30:12.512+08:00","mono":8,"type":"t","by":"b","data":{}"#;

    fn seal(body: &[u8]) -> Vec<u8> {
        [body, format!(",\"h\":\"{}\"}}", Digest::of(body)).as_bytes()].concat()
    }

    fn broken(from: &str, to: &str) -> Option<Rule> {
        assert!(BODY.contains(from), "{from}");
        parse(&seal(BODY.replacen(from, to, 1).as_bytes()), 0).err()
    }

    #[test]
    fn the_body_the_other_tests_break_is_whole() {
        let entry = parse(&seal(BODY.as_bytes()), 17).expect("whole");
        assert_eq!((entry.seq, entry.mono, entry.offset, entry.kind.as_str()), (1, 8, 17, "t"));
    }

    #[test]
    fn a_time_west_of_greenwich_is_read_and_another_spelling_is_not() {
        assert_eq!(broken("+08:00", "-05:00"), None);
        for other in ["Z", "+0800", "+08:0x", "*08:00"] {
            assert_eq!(broken("+08:00", other), Some(Rule::Time), "{other}");
        }
    }

    #[test]
    fn duplicate_unknown_missing_and_reordered_members_are_damage() {
        assert_eq!(broken(r#""mono":8"#, r#""mono":8,"mono":8"#), Some(Rule::Form));
        assert_eq!(broken(r#""mono":8"#, r#""mono":8,"x":8"#), Some(Rule::Form));
        assert_eq!(broken(r#""mono":8,"#, ""), Some(Rule::Form));
        assert_eq!(broken(r#""type":"t","by":"b""#, r#""by":"b","type":"t""#), Some(Rule::Form));
        assert_eq!(broken(r#""data":{}"#, r#""data":{},"x":1"#), Some(Rule::Data));
        assert_eq!(broken(r#""data":{}"#, r#""data":{},"seq":1"#), Some(Rule::Data));
    }

    #[test]
    fn wrong_types_are_damage() {
        for number in ["1.0", "true", "01", "-1", "\"1\"", "1e0", "18446744073709551616", ""] {
            assert_eq!(broken(r#""seq":1"#, &format!(r#""seq":{number}"#)), Some(Rule::Form), "{number}");
        }
        assert_eq!(broken(r#""type":"t""#, r#""type":1"#), Some(Rule::Form));
        assert_eq!(broken(r#""by":"b""#, r#""by":null"#), Some(Rule::Form));
        assert_eq!(broken("{}", "[]"), Some(Rule::Data));
        assert_eq!(broken(r#""v":1"#, r#""v":2"#), Some(Rule::Version));
    }

    #[test]
    fn lone_surrogates_are_damage() {
        assert_eq!(broken(r#""by":"b""#, r#""by":"\ud800""#), Some(Rule::Form));
        assert_eq!(broken("{}", r#"{"a":"\udc00"}"#), Some(Rule::Data));
        assert_eq!(broken("{}", r#"{"\udc00":1}"#), Some(Rule::Data));
    }

    #[test]
    fn nested_duplicates_and_floats_are_damage() {
        for data in [r#"{"a":{"b":1,"b":1}}"#, r#"[{"a":1}]"#, r#"{"a":[1.5]}"#, r#"{"a":18446744073709551616}"#] {
            assert_eq!(broken("{}", data), Some(Rule::Data), "{data}");
        }
        assert_eq!(broken("{}", r#"{"a":[-1,18446744073709551615,null,true,"b c"]}"#), None);
    }

    #[test]
    fn a_hundred_thousand_levels_are_damage_and_no_overflow() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(broken("{}", &deep), Some(Rule::Data));
        let deeper = "[".repeat(100_000);
        assert_eq!(broken("{}", &deeper), Some(Rule::Length));
    }

    #[test]
    fn white_space_outside_strings_is_damage() {
        assert_eq!(broken("{}", "{ }"), Some(Rule::Data));
        assert_eq!(broken("{}", "{} "), Some(Rule::Data));
        assert_eq!(broken(r#""seq":1"#, r#""seq": 1"#), Some(Rule::Form));
        assert_eq!(broken(r#""by":"b""#, r#""by": "b""#), Some(Rule::Form));
        assert_eq!(broken("{}", r#"{"a\\":"\" ","b":" "}"#), None);
    }

    #[test]
    fn hidden_characters_and_bytes_that_are_no_text_are_damage() {
        for raw in ["\u{202e}", "\u{7f}", "\u{85}", "\u{feff}", "\u{e0041}", "\r", "\0", "\t"] {
            assert_eq!(broken("{}", &format!(r#"{{"a":"{raw}"}}"#)), Some(Rule::Text), "{raw:?}");
        }
        assert_eq!(parse(&seal(b"{\"v\":1\xff"), 0).err(), Some(Rule::Text));
    }

    #[test]
    fn only_one_spelling_of_a_time_is_read() {
        let others = ["2026-11-21T07:30:12.512Z", "2026-11-21T07:30:12+08:00", "2026-11-21 07:30:12.512+08:00"];
        for time in others.iter().chain(&["2026-13-21T07:30:12.512+08:00", "2026-11-21T07:30:12.5120+08:00", ""]) {
            assert_eq!(broken("2026-11-21T07:30:12.512+08:00", time), Some(Rule::Time), "{time}");
        }
    }

    #[test]
    fn a_seal_of_any_other_form_is_damage() {
        let whole = seal(BODY.as_bytes());
        let text = String::from_utf8(whole.clone()).expect("UTF-8");
        let (body, hash) = text.split_at(text.len() - 66);
        assert_eq!(parse(format!("{body}{}", hash.to_uppercase()).as_bytes(), 0).err(), Some(Rule::Form));
        for line in [&b""[..], b"\r", b"{}", &whole[1..], &whole[..whole.len() - 1], &[&whole[..], b"\r"].concat()] {
            assert!(parse(line, 0).is_err(), "{line:?}");
        }
        let with_mark = [b"\xef\xbb\xbf", &whole[..]].concat();
        assert_eq!(parse(&with_mark, 0).err(), Some(Rule::Hash));
    }

    proptest! {
        #[test]
        fn every_hidden_character_begins_with_a_byte_that_is_looked_at(character in any::<char>()) {
            let hides = character.is_control() || is_hidden(character);
            prop_assert!(!hides || super::may_hide(character.to_string().as_bytes()), "{character:?}");
        }

        /// The quick look must never take what the slow reader refuses.
        #[test]
        fn what_is_plain_is_strict(pieces in proptest::collection::vec(prop_oneof![
            Just("{"), Just("}"), Just("["), Just("]"), Just(":"), Just(","), Just("\"a\""), Just("\"b\""), Just("\"a\":"), Just("1"), Just("-"),
            Just("0"), Just("."), Just("e"), Just("\\"), Just("\""), Just("\\n"), Just("\\u00"), Just("true"), Just("null"), Just(" "), Just("大")
        ], 0..14)) {
            let text = format!("{{{}}}", pieces.concat());
            prop_assert!(!is_plain(&text) || is_strict(&text).is_ok(), "{text}");
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in any::<Vec<u8>>(), cut in 0..BODY.len(), insert in any::<String>()) {
            let _ = parse(&bytes, 0);
            let _ = parse(&seal(&bytes), 0);
            let (head, tail) = BODY.split_at(cut);
            let _ = parse(&seal(format!("{head}{insert}{tail}").as_bytes()), 0);
        }
    }
}
