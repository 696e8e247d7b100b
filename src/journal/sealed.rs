//! `sealed`: a closed journal read quickly, since the ledger names its last hash. Pure.
//!
//! Only hashes, their order, and what stands after the close are checked, which is enough for the table of runs alone: whoever
//! rewrites the ledger too can make it name lines that only the strict reader refuses. What does not fit in the least is left to
//! that one, which says what is wrong.

use super::damage::RECOVERED;
use super::entry::MAX_LINE;
use super::ledger::Listing;
use super::verify::{RUN_CLOSED, may_follow_close};
use super::{Digest, Head};

/// One entry of a sealed journal, as it stands in its bytes.
#[derive(Clone, Copy, Debug)]
pub struct SealedEntry<'a> {
    /// Its number.
    pub seq: u64,
    /// The wall time, as written.
    pub at: &'a str,
    /// The event's type.
    pub kind: &'a str,
    /// What happened, as JSON.
    pub data: &'a str,
    /// The hash of the line.
    pub hash: Digest,
}

/// What stands after the body of a line: `,"h":"` + 64 digits + `"}`.
const SEAL: usize = 72;

/// Returns the entries of `bytes` where they end in the head that `listing` names last, and pass through all others that it
/// names; `None` where anything else is to be said of them.
#[must_use]
pub fn sealed<'a>(bytes: &'a [u8], listing: &Listing) -> Option<Vec<SealedEntry<'a>>> {
    let closed = listing.closed.filter(|_| listing.purged.is_none() && listing.backwards.is_none())?;
    let heads: Vec<Head> = std::iter::once(closed.head).chain(listing.sealed.iter().copied()).collect();
    let last = heads.last()?;
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let mut entries = Vec::with_capacity(usize::try_from(last.length).ok()?.min(text.len() / SEAL + 1));
    // The newline that ends the text is gone: its end is that of the last line.
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let (mut from, mut is_closed) = (0, false);
    for end in ends {
        let prev = entries.last().map_or(Digest::ZERO, |last: &SealedEntry<'_>| last.hash);
        let entry = entry(text.get(from..end)?, entries.len() as u64 + 1, prev)?;
        // A fence is told of, and what may not stand after the close is damage.
        if entry.kind == RECOVERED || (is_closed && !may_follow_close(entry.kind)) {
            return None;
        }
        is_closed |= entry.kind == RUN_CLOSED;
        entries.push(entry);
        from = end + 1;
    }
    let holds = |head: &Head| {
        let at = usize::try_from(head.length).ok().and_then(|length| length.checked_sub(1));
        at.and_then(|at| entries.get(at)).is_some_and(|entry| entry.hash == head.hash)
    };
    let first = Head { length: 1, hash: listing.first };
    let whole = entries.len() as u64 == last.length && heads.iter().chain([&first]).all(holds);
    whole.then_some(entries)
}

/// Reads one line, its members by their place.
fn entry<'a>(line: &'a str, seq: u64, prev: Digest) -> Option<SealedEntry<'a>> {
    let body = line.get(..line.len().checked_sub(SEAL).filter(|_| line.len() < MAX_LINE)?)?;
    let hash = Digest::parse(line[body.len()..].strip_prefix(",\"h\":\"")?.strip_suffix("\"}")?)?;
    if hash != Digest::of(body.as_bytes()) {
        return None;
    }
    let rest = body.strip_prefix("{\"v\":1,\"seq\":")?;
    let (number, rest) = at_byte(rest, b',')?;
    let (before, rest) = at_byte(rest.strip_prefix("\"prev\":\"")?, b'"')?;
    let rest = rest.strip_prefix(",\"at\":\"")?;
    let (at, rest) = at_byte(rest, b'"')?;
    let rest = rest.strip_prefix(",\"mono\":")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(",\"type\":\"")?;
    let (kind, rest) = at_byte(rest, b'"')?;
    let rest = past_string(rest.strip_prefix(",\"by\":\"")?)?;
    let data = rest.strip_prefix(",\"data\":")?;
    let fits = number.parse() == Ok(seq) && Digest::parse(before)? == prev;
    let fits = fits && !kind.contains('\\') && data.starts_with('{') && data.ends_with('}');
    fits.then_some(SealedEntry { seq, at, kind, data, hash })
}

/// Returns what stands before and after the first `byte`, which is ASCII.
fn at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(byte, text.as_bytes())?;
    Some((&text[..at], &text[at + 1..]))
}

/// Returns what stands after the end of a JSON string whose opening quote is gone.
fn past_string(text: &str) -> Option<&str> {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    text.get(end + 1..)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Digest, MAX_LINE, RECOVERED, SEAL, sealed};
    use crate::clock::Stamp;
    use crate::journal::{Closing, Head, Journal, Listing, MemoryStorage, RUN_CLOSED};

    fn journal() -> (Vec<u8>, Listing) {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        let mut heads = Vec::new();
        for kind in ["run_started", "answered", RUN_CLOSED] {
            let data = std::collections::BTreeMap::from([("note", "a \"quoted\" \\ 字")]);
            heads.push(journal.append(Stamp { at, mono: 8 }, kind, "a\"b", &data).expect("appends"));
        }
        let closing = Closing { head: heads[2], ledger: Head::EMPTY, at };
        let listing = Listing {
            first: heads[0].hash,
            closed: Some(closing),
            sealed: Vec::new(),
            last: at,
            purged: None,
            backwards: None,
        };
        (storage.bytes(), listing)
    }

    #[test]
    fn what_the_ledger_names_is_read_and_any_other_byte_is_not() {
        let (bytes, listing) = journal();
        let entries = sealed(&bytes, &listing).expect("sealed");
        assert_eq!(entries.iter().map(|entry| (entry.seq, entry.kind)).next_back(), Some((3, RUN_CLOSED)));
        assert_eq!(entries[1].data, r#"{"note":"a \"quoted\" \\ 字"}"#);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(sealed(&changed, &listing).is_none(), "byte {at}");
            assert!(sealed(&bytes[..at], &listing).is_none(), "cut at {at}");
        }
    }

    /// Whoever rewrites the ledger too can make it vouch for lines of any form.
    #[test]
    fn a_line_that_the_strict_reader_would_refuse_is_left_to_it_though_the_ledger_names_its_hash() {
        let sealed_as = |body: &str| {
            let hash = Digest::of(body.as_bytes());
            let (head, at) = (Head { length: 1, hash }, DateTime::default());
            let closed = Some(Closing { head, ledger: Head::EMPTY, at });
            let listing = Listing { first: hash, closed, sealed: Vec::new(), last: at, purged: None, backwards: None };
            sealed(format!("{body},\"h\":\"{hash}\"}}\n").as_bytes(), &listing).is_some()
        };
        let prev = Digest::ZERO;
        let line = |seq: &str, kind: &str, data: &str| {
            format!(
                "{{\"v\":1,\"seq\":{seq},\"prev\":\"{prev}\",\"at\":\"x\",\"mono\":8,\"type\":\"{kind}\",\"by\":\"b\",\"data\":{data}"
            )
        };
        assert!(sealed_as(&line("1", "k", "{}")));
        for (seq, kind, data) in [
            ("2", "k", "{}"),
            ("x", "k", "{}"),
            ("1", "\\u006b", "{}"),
            ("1", "k", "{} "),
            ("1", "k", " {}"),
            ("1", "k", "[]"),
            ("1", "k", "{}]"),
        ] {
            assert!(!sealed_as(&line(seq, kind, data)), "{seq} {kind} {data}");
        }
        let fill = |bytes: usize| line("1", "k", &format!("{{\"a\":\"{}\"}}", "x".repeat(bytes)));
        let most = MAX_LINE - 1 - SEAL - fill(0).len();
        assert!(sealed_as(&fill(most)) && !sealed_as(&fill(most + 1)));
    }

    #[test]
    fn a_fence_and_what_may_not_follow_the_close_are_left_to_the_strict_reader() {
        for (kinds, taken) in [
            ([RUN_CLOSED, "signed"], true),
            ([RUN_CLOSED, "answered"], false),
            ([RUN_CLOSED, RUN_CLOSED], false),
            ([RECOVERED, RUN_CLOSED], false),
        ] {
            let mut head = Head::EMPTY;
            let (mut text, mut heads) = (String::new(), Vec::new());
            for (seq, kind) in (1..).zip(kinds) {
                let body = format!(
                    "{{\"v\":1,\"seq\":{seq},\"prev\":\"{}\",\"at\":\"x\",\"mono\":8,\"type\":\"{kind}\",\"by\":\"b\",\"data\":{{}}",
                    head.hash
                );
                head = Head { length: seq, hash: Digest::of(body.as_bytes()) };
                heads.push(head);
                text.push_str(&format!("{body},\"h\":\"{}\"}}\n", head.hash));
            }
            let closed = Some(Closing { head, ledger: Head::EMPTY, at: DateTime::default() });
            let (first, last) = (heads[0].hash, DateTime::default());
            let listing = Listing { first, closed, sealed: Vec::new(), last, purged: None, backwards: None };
            assert_eq!(sealed(text.as_bytes(), &listing).is_some(), taken, "{kinds:?}");
        }
    }

    #[test]
    fn a_run_that_the_ledger_knows_otherwise_is_left_to_the_strict_reader() {
        let (bytes, listing) = journal();
        let open = Listing { closed: None, ..listing.clone() };
        let late = Listing { backwards: Some(3), ..listing.clone() };
        let other = Listing { first: crate::journal::Digest::ZERO, ..listing.clone() };
        let longer = Listing { sealed: vec![Head { length: 4, ..Head::EMPTY }], ..listing };
        for listing in [open, late, other, longer] {
            assert!(sealed(&bytes, &listing).is_none());
        }
    }
}
