//! Where a part of a scalar's text stands in the file, however the scalar is written: folded over lines, indented as a block,
//! with quotes and escapes.

use crate::procedure::Span;
use crate::procedure::tree::Node;

/// Returns where the bytes `range` of a scalar's text stand in `source`; the whole scalar where that cannot be told.
pub(crate) fn place_in(source: &str, node: &Node<'_>, range: &Span) -> Span {
    let raw = source.get(node.span.clone()).unwrap_or_default();
    let text = node.text().unwrap_or_default();
    if range.end > text.len() {
        return node.span.clone();
    }
    let as_it_is = (0..2).find(|offset| raw.get(*offset..offset + text.len()) == Some(text));
    let found = match as_it_is {
        Some(offset) => Some(offset + range.start..offset + range.end),
        // A block may begin with a quote as well.
        None => [None, Some('\''), Some('"')].into_iter().find_map(|quote| Writing::of(raw, quote)?.find(text, range)),
    };
    found.map_or_else(|| node.span.clone(), |found| node.span.start + found.start..node.span.start + found.end)
}

/// A scalar as it stands in the file.
struct Writing<'r> {
    raw: &'r str,
    /// The quote it is in, if any.
    quote: Option<char>,
    /// How far it is read.
    at: usize,
}

impl<'r> Writing<'r> {
    /// Returns the writing `raw`, unless it is not in that `quote`.
    fn of(raw: &'r str, quote: Option<char>) -> Option<Self> {
        let at = usize::from(quote.is_some());
        quote.is_none_or(|quote| raw.starts_with(quote)).then_some(Self { raw, quote, at })
    }

    fn rest(&self) -> &'r str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Returns which bytes of the writing are `range` of its `text`; `None` where the two do not match.
    fn find(mut self, text: &str, range: &Span) -> Option<Span> {
        let (mut start, mut end) = (None, None);
        let mut read = 0;
        while let Some(c) = text.get(read..)?.chars().next() {
            if is_white(c) {
                self.skip_white();
            }
            if read >= range.start {
                start.get_or_insert(self.at);
            }
            if read >= range.end {
                break;
            }
            if is_white(c) {
                // Lines are folded and indented: a run of white space is another one in the file.
                read += white(text.get(read..)?);
            } else {
                self.take(c)?;
                read += c.len_utf8();
            }
            end = Some(self.at);
        }
        let start = start.unwrap_or(self.at);
        Some(start..end.filter(|_| range.end > range.start).unwrap_or(start).max(start))
    }

    /// Passes white space, written as it is or as an escape.
    fn skip_white(&mut self) {
        loop {
            self.at += white(self.rest());
            match self.escape() {
                Some((c, length)) if c.is_none_or(is_white) => self.at += length,
                _ => return,
            }
        }
    }

    /// Passes the character `c`, or returns `None` where another one stands.
    fn take(&mut self, c: char) -> Option<()> {
        while let Some((None, length)) = self.escape() {
            self.at += length;
            self.at += white(self.rest());
        }
        let (written, length) = match self.escape() {
            Some((written, length)) => (written?, length),
            None => {
                let next = self.rest().chars().next()?;
                let doubled = self.quote == Some('\'') && next == '\'';
                (next, next.len_utf8() * if doubled { 2 } else { 1 })
            }
        };
        (written == c).then(|| self.at += length)
    }

    /// Returns the escape that stands next: its character, none for a line that goes on, and its length.
    fn escape(&self) -> Option<(Option<char>, usize)> {
        let rest = self.rest().strip_prefix('\\').filter(|_| self.quote == Some('"'))?;
        let letter = rest.chars().next()?;
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\r' if rest.starts_with("\r\n") => return Some((None, 3)),
            '\r' | '\n' => return Some((None, 2)),
            _ => return Some((Some(meaning(letter)), 1 + letter.len_utf8())),
        };
        let code = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
        Some((Some(char::from_u32(code)?), 2 + digits))
    }
}

/// Returns what an escape of one letter stands for.
fn meaning(letter: char) -> char {
    match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    }
}

fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Returns how many bytes of white space `text` begins with.
fn white(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_white).len()
}

#[cfg(test)]
mod tests {
    use super::place_in;
    use crate::procedure::tree::parse;

    /// Returns what stands in the file where `part` stands in the text under `a`, and its line.
    fn found(source: &str, part: &str) -> (String, usize) {
        let (root, findings) = parse(source);
        assert!(findings.is_empty(), "{findings:?}");
        let root = root.expect("valid");
        let node = root.get("a").expect("a");
        let at = node.text().and_then(|text| text.rfind(part)).expect("the part");
        let place = place_in(source, node, &(at..at + part.len()));
        (source[place.clone()].to_owned(), source[..place.start].matches('\n').count() + 1)
    }

    #[test]
    fn a_part_is_found_in_every_writing() {
        for (source, line) in [
            ("a: 门 lamp 灯", 1),
            ("a: 门\n  窗\n\n  灯 lamp", 4),
            ("a: '门''s lamp'", 1),
            ("a: '门\n  ''s'' \n  lamp '", 3),
            ("a: \"\\u95e8\\t\\\"\\x41 \\U0001F526 lamp\"", 1),
            ("a: \"门 \\\n   \\  x\\\n  y\\n  lamp\"", 3),
            ("a: \"门 \\\r\n   lamp\"", 2),
            ("a: |\n  门\n    窗\n\n  lamp\n", 5),
            ("a: |2-\n\n     门\n  灯 lamp 灯\nb: c", 4),
            ("a: >+\r\n  门\r\n  窗\r\n\r\n\r\n  灯 lamp\r\n\r\n", 6),
            ("a: >\n  'lamp\n  \\n lamp", 3),
        ] {
            assert_eq!(found(source, "lamp"), ("lamp".to_owned(), line), "{source:?}");
        }
        assert_eq!(found("a: 'it''s' # x", "'s"), ("''s".to_owned(), 1));
        assert_eq!(found("a: \"\\u95e8 x\"", "门"), ("\\u95e8".to_owned(), 1));
        assert_eq!(found("a: >-\n  x\n  y", "x y"), ("x\n  y".to_owned(), 2));
    }

    #[test]
    fn the_end_of_a_text_is_a_place_too() {
        let source = "a: \"x >\"";
        let (root, _) = parse(source);
        let node = root.as_ref().and_then(|root| root.get("a")).expect("a");
        assert_eq!(place_in(source, node, &(3..3)), 7..7);
        assert_eq!(place_in(source, node, &(3..9)), node.span, "what is no part of it is the whole");
    }
}
