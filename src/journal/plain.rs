//! A quick look at `data`: whether it is plainly strict JSON. What is not plain is left to the slow reader, which decides.

/// The deepest nesting that is looked at here.
const DEEPEST: usize = 16;

/// The most names of one object that are compared here.
const MOST_NAMES: usize = 64;

/// Returns whether `text` is one compact object without floats, duplicate names and escapes that want a second look.
///
/// `false` says nothing: the slow reader may still take it. `true` is never said of what the slow reader refuses.
pub(super) fn is_plain(text: &str) -> bool {
    let mut reader = Plain { bytes: text.as_bytes(), at: 0 };
    reader.object(0).is_some() && reader.at == text.len()
}

struct Plain<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Plain<'a> {
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.bytes.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.take(b'{')?;
        if depth == DEEPEST {
            return None;
        }
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut names: Vec<&'a [u8]> = Vec::with_capacity(16);
        loop {
            let name = self.string(Escapes::Refused)?;
            if names.len() == MOST_NAMES || names.contains(&name) {
                return None;
            }
            names.push(name);
            self.take(b':')?;
            self.value(depth)?;
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.take(b'[')?;
        if depth == DEEPEST {
            return None;
        }
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.bytes.get(self.at)? {
            b'"' => self.string(Escapes::Taken).map(drop),
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.integer(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    /// Takes an integer of at most 18 digits, which fits 64 bits whatever it is.
    fn integer(&mut self) -> Option<()> {
        let negative = self.take(b'-').is_some();
        let digits = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let zero = self.bytes.get(self.at) == Some(&b'0');
        self.at += digits;
        let more = matches!(self.bytes.get(self.at), Some(b'.' | b'e' | b'E'));
        ((1..=18).contains(&digits) && !more && !(zero && (digits > 1 || negative))).then_some(())
    }

    /// Takes a string. Of the escapes only those of one letter are plain, and in names none, so that names are compared
    /// byte by byte. Control characters were refused before.
    fn string(&mut self, escapes: Escapes) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let from = self.at;
        loop {
            let rest = &self.bytes[self.at..];
            let length = memchr::memchr2(b'"', b'\\', rest)?;
            self.at += length + 1;
            if rest[length] == b'"' {
                return Some(&self.bytes[from..self.at - 1]);
            }
            let escaped = self.bytes.get(self.at)?;
            if matches!(escapes, Escapes::Refused) || !b"\"\\/bfnrt".contains(escaped) {
                return None;
            }
            self.at += 1;
        }
    }
}

/// What a string may hold to be plain.
#[derive(Clone, Copy)]
enum Escapes {
    Taken,
    Refused,
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn what_the_journal_writes_is_plain() {
        for text in [r#"{}"#, r#"{"a":1,"b":[true,null,-12,"大厅\n\""],"c":{"a":{}}}"#] {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn what_is_damage_or_wants_a_second_look_is_not() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(20), "]".repeat(20));
        for text in [
            "",
            "{",
            "}",
            "[]",
            "1",
            "{} ",
            "{}{}",
            "{ }",
            r#"{"a": 1}"#,
            r#"{"a":1,}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":1.5}"#,
            r#"{"a":1e3}"#,
            r#"{"a":-0}"#,
            r#"{"a":01}"#,
            r#"{"a":-}"#,
            r#"{"a":}"#,
            r#"{"a"}"#,
            r#"{a:1}"#,
            r#"{"a":1234567890123456789}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\u0061"}"#,
            r#"{"\n":1}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":[1 ,2]}"#,
            r#"{"a":tru}"#,
            r#"{"a":"\"#,
            &deep,
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
