//! `Verifier`: a journal's bytes in, entries out, or the first break and its kind. Pure; memory is bounded by the entries kept.

use super::damage::{Damage, Fence, RECOVERED, Recovery};
use super::entry::MAX_LINE;
use super::line;
use super::verification::{Tail, Verification};
use super::{Break, Entry, Head, Rule};

/// The event type that closes a run.
pub const RUN_CLOSED: &str = "run_closed";

/// What may stand after the run was closed: people's words on it, and the journal's own fence.
const AFTER_CLOSE: [&str; 4] = ["signed", "note_added", "action_closed", RECOVERED];

/// Returns whether an event of `kind` may follow in a journal whose run is closed.
pub(super) fn may_follow_close(kind: &str) -> bool {
    AFTER_CLOSE.contains(&kind)
}

/// A place between two entries up to which a journal has been verified.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint {
    pub(super) head: Head,
    pub(super) offset: u64,
    pub(super) closed: bool,
}

impl Checkpoint {
    /// The start of every journal.
    pub const START: Self = Self { head: Head::EMPTY, offset: 0, closed: false };

    /// Returns the byte where the next line begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

/// Takes a journal's bytes in pieces of any size. No line is ever held that is longer than an entry may be.
#[derive(Debug)]
pub struct Verifier {
    head: Head,
    closed: bool,
    entries: Vec<Entry>,
    recoveries: Vec<Recovery>,
    damage: Option<Box<Damage>>,
    /// The line so far; empty while one that is too long goes by.
    line: Vec<u8>,
    line_start: u64,
    position: u64,
    too_long: bool,
    unterminated: bool,
}

impl Verifier {
    /// Returns a verifier at the start of a journal.
    #[must_use]
    pub fn new() -> Self {
        Self::resume(Checkpoint::START)
    }

    /// Returns a verifier that goes on from a place that was verified before.
    #[must_use]
    pub fn resume(from: Checkpoint) -> Self {
        Self {
            head: from.head,
            closed: from.closed,
            entries: Vec::new(),
            recoveries: Vec::new(),
            damage: None,
            line: Vec::new(),
            line_start: from.offset,
            position: from.offset,
            too_long: false,
            unterminated: false,
        }
    }

    /// Takes in the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let newline = memchr::memchr(b'\n', rest);
            let (piece, after) = rest.split_at(newline.map_or(rest.len(), |at| at + 1));
            self.position += piece.len() as u64;
            rest = after;
            if newline.is_some() && self.line.is_empty() && !self.too_long && piece.len() <= MAX_LINE {
                self.whole_line(piece);
                continue;
            }
            self.piece(piece);
            if newline.is_some() {
                self.end_line();
            }
        }
    }

    /// Returns what the bytes prove, the journal having ended.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        if self.position > self.line_start {
            self.unterminated = true;
            self.end_line();
        }
        let tail = match self.damage {
            Some(damage) => Tail::Damaged(damage),
            None if self.unterminated => Tail::Unterminated,
            None => Tail::Whole,
        };
        let Self { entries, recoveries, position: size, head, closed, .. } = self;
        Verification { entries, recoveries, tail, size, head, closed }
    }

    /// Returns the entries that came since the last call, and forgets them: for a journal that is not to be held as a whole.
    pub(super) fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn piece(&mut self, piece: &[u8]) {
        if !self.too_long && self.line.len() + piece.len() > MAX_LINE {
            self.too_long = true;
            let line = std::mem::take(&mut self.line);
            self.damage(Rule::Length).absorb(&line);
        }
        if self.too_long {
            self.damage(Rule::Length).absorb(piece);
        } else {
            self.line.extend_from_slice(piece);
        }
    }

    fn end_line(&mut self) {
        if self.too_long {
            let damage = self.damage(Rule::Length);
            damage.incomplete &= !damage.terminated;
        } else {
            let line = std::mem::take(&mut self.line);
            self.whole_line(&line);
            self.line = line;
            self.line.clear();
        }
        self.too_long = false;
        self.line_start = self.position;
    }

    fn whole_line(&mut self, line: &[u8]) {
        match self.judge(line.strip_suffix(b"\n").unwrap_or(line)) {
            Ok(entry) => self.accept(entry),
            Err(rule) => self.damage(rule).absorb_line(line),
        }
        self.line_start = self.position;
    }

    /// Returns the entry that `line` is, if it is one that may stand here.
    fn judge(&self, line: &[u8]) -> Result<Entry, Rule> {
        let entry = line::parse(line, self.line_start)?;
        if entry.seq != self.head.length + 1 {
            return Err(Rule::Sequence);
        }
        if entry.prev != self.head.hash {
            return Err(Rule::Previous);
        }
        if self.closed && !may_follow_close(&entry.kind) {
            return Err(Rule::AfterClose);
        }
        let claimed = if entry.kind == RECOVERED { Some(entry.read().map_err(|_| Rule::Recovery)?) } else { None };
        let damaged: Option<Fence> = self.damage.as_ref().map(|damage| damage.fence());
        if claimed == damaged { Ok(entry) } else { Err(Rule::Recovery) }
    }

    fn accept(&mut self, entry: Entry) {
        self.head = entry.head();
        self.closed |= entry.kind == RUN_CLOSED;
        if let Some(damage) = self.damage.take() {
            self.recoveries.push(Recovery { entry: entry.seq, fence: damage.fence() });
        }
        self.entries.push(entry);
    }

    fn damage(&mut self, rule: Rule) -> &mut Damage {
        let first = Break { entry: self.head.length + 1, offset: self.line_start, rule };
        self.damage.get_or_insert_with(|| Box::new(Damage::at(first)))
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::{Checkpoint, Tail, Verification, Verifier};
    use crate::clock::Stamp;
    use crate::journal::{Break, Condition, Head, Journal, MemoryStorage, RECOVERED, RUN_CLOSED, Rule, draft::Draft};

    fn stamp() -> Stamp {
        let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        Stamp { at, mono: 8 }
    }

    fn journal(kinds: &[&str]) -> Vec<Vec<u8>> {
        let storage = MemoryStorage::default();
        let mut journal = Journal::create(storage.clone());
        for (at, kind) in kinds.iter().enumerate() {
            let data = std::collections::BTreeMap::from([("at", at)]);
            journal.append(stamp(), kind, "zhang", &data).expect("appends");
        }
        storage.bytes().split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
    }

    fn closed() -> Vec<Vec<u8>> {
        journal(&["run_started", "answered", "answered", RUN_CLOSED])
    }

    fn broken(lines: &[Vec<u8>]) -> Option<(u64, Rule)> {
        match Verification::of(&lines.concat()).condition() {
            Condition::Altered(Break { entry, rule, .. }) => Some((entry, rule)),
            _ => None,
        }
    }

    /// Encodes a line after `head` as an insider would, whatever the journal would say.
    fn forge(head: Head, kind: &str, data: &str) -> Vec<u8> {
        Draft { head, stamp: stamp(), kind, by: "mallory", data }.encode().expect("encodes").0
    }

    #[test]
    fn an_empty_an_open_and_a_closed_journal_are_told_apart() {
        let lines = closed();
        assert_eq!(Verification::of(b"").condition(), Condition::Empty);
        assert_eq!(Verification::of(&lines[..3].concat()).condition(), Condition::Open);
        assert_eq!(Verification::of(&lines.concat()).condition(), Condition::Intact);
    }

    #[test]
    fn every_flipped_bit_of_a_closed_journal_is_found() {
        let whole = closed().concat();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let journal = Verification::of(&flipped);
            assert_ne!(journal.condition(), Condition::Intact, "bit {bit}");
            assert_ne!(journal.condition(), Condition::Open, "bit {bit}");
        }
    }

    #[test]
    fn deleted_inserted_doubled_and_swapped_lines_are_found_with_their_number() {
        let lines = closed();
        let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat();
        assert_eq!(broken(&without(0)), Some((1, Rule::Sequence)));
        assert_eq!(broken(&without(1)), Some((2, Rule::Sequence)));
        for at in 0..lines.len() {
            let doubled = [&lines[..=at], &lines[at..]].concat();
            assert_eq!(broken(&doubled), Some((at as u64 + 2, Rule::Sequence)), "{at}");
        }
        for at in 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at - 1, at);
            assert_eq!(broken(&swapped), Some((at as u64, Rule::Sequence)), "{at}");
        }
        let other = journal(&["run_started", "noted", "answered", RUN_CLOSED]);
        let mixed = [lines[0].clone(), lines[1].clone(), other[2].clone(), other[3].clone()];
        assert_eq!(broken(&mixed), Some((3, Rule::Previous)));
    }

    #[test]
    fn a_cut_between_entries_is_open_and_within_one_is_torn() {
        let whole = closed().concat();
        for cut in 1..whole.len() {
            let expected = if whole[cut - 1] == b'\n' { Condition::Open } else { Condition::Torn };
            assert_eq!(Verification::of(&whole[..cut]).condition(), expected, "{cut}");
        }
    }

    #[test]
    fn the_break_names_its_first_byte() {
        let mut lines = closed();
        lines[2][20] ^= 1;
        let offset = (lines[0].len() + lines[1].len()) as u64;
        let condition = Verification::of(&lines.concat()).condition();
        assert_eq!(condition, Condition::Altered(Break { entry: 3, offset, rule: Rule::Hash }));
    }

    #[test]
    fn damage_after_the_close_is_never_merely_torn() {
        for tail in [&b"\n"[..], b"\0\0", b"{\"v\":1,", b"garbage\n"] {
            let bytes = [closed().concat(), tail.to_vec()].concat();
            assert!(matches!(Verification::of(&bytes).condition(), Condition::Altered(_)), "{tail:?}");
        }
    }

    #[test]
    fn an_answer_after_the_close_is_found_even_where_the_chain_is_right() {
        let lines = closed();
        let head = Verification::of(&lines.concat()).head();
        for kind in ["answered", RUN_CLOSED, "anything"] {
            let forged = [&lines[..], &[forge(head, kind, "{}")]].concat();
            assert_eq!(broken(&forged), Some((5, Rule::AfterClose)), "{kind}");
        }
        let signed = [lines.concat(), forge(head, "signed", "{}")].concat();
        assert_eq!(Verification::of(&signed).condition(), Condition::Intact);
    }

    #[test]
    fn a_fence_must_cover_exactly_the_damage_before_it() {
        let good = journal(&["run_started", "answered"]);
        let torn = [good.concat(), b"{\"v\":1".to_vec()].concat();
        let storage = MemoryStorage::with(&torn);
        Journal::open(storage.clone(), stamp()).expect("opens");
        let fenced = storage.bytes();
        assert_eq!(Verification::of(&fenced).recoveries.len(), 1);

        let mut other = fenced.clone();
        other[torn.len() - 1] = b'2';
        assert!(matches!(Verification::of(&other).condition(), Condition::Altered(_)), "other bytes");
        let line = &fenced[torn.len() + 1..];
        for before in [&b""[..], b"\n", b"{\"v\":1\n\n", b"{\"v\":1\r\n"] {
            let moved = [&good.concat()[..], before, line].concat();
            assert!(matches!(Verification::of(&moved).condition(), Condition::Altered(_)), "{before:?}");
        }
        let head = Verification::of(&good.concat()).head();
        let nothing = [good, vec![forge(head, RECOVERED, "{}")]].concat();
        assert_eq!(broken(&nothing), Some((3, Rule::Recovery)));
    }

    #[test]
    fn two_damaged_stretches_are_both_printed() {
        let storage = MemoryStorage::with(b"half");
        let mut journal = Journal::open(storage.clone(), stamp()).expect("opens").journal;
        journal.append(stamp(), "answered", "zhang", &std::collections::BTreeMap::<u8, u8>::new()).expect("appends");
        let again = MemoryStorage::with(&[&storage.bytes()[..], &[0; 5000]].concat());
        Journal::open(again.clone(), stamp()).expect("opens");
        let journal = Verification::of(&again.bytes());
        assert_eq!(journal.recoveries.iter().map(|recovery| recovery.entry).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(journal.condition(), Condition::Open);
    }

    #[test]
    fn a_line_of_a_hundred_million_bytes_is_damage_and_is_not_held() {
        let mut verifier = Verifier::new();
        verifier.feed(&closed().concat());
        for _ in 0..1000 {
            verifier.feed(&[b'a'; 100_000]);
            assert!(verifier.line.capacity() <= 2 * super::MAX_LINE);
        }
        verifier.feed(b"\n");
        let journal = verifier.finish();
        assert!(matches!(journal.condition(), Condition::Altered(Break { entry: 5, rule: Rule::Length, .. })));
    }

    #[test]
    fn a_torn_line_may_end_like_a_whole_one_but_one_too_long_is_no_crash() {
        let lines = closed();
        let with = |line: &[u8]| Verification::of(&[&lines[0][..], line].concat()).condition();
        let mut zeros = lines[1].clone();
        zeros[40..90].fill(0);
        assert_eq!(with(&zeros), Condition::Torn);
        assert_eq!(with(&[b'a'; 70_000]), Condition::Torn);
        let long = [&[b'a'; 70_000][..], b"\n"].concat();
        assert!(matches!(with(&long), Condition::Altered(Break { rule: Rule::Length, .. })));
    }

    #[test]
    fn a_line_has_at_most_64_kib_its_newline_included() {
        let line = |fill: usize| {
            let body = format!(
                "{}{}\"}}",
                r#"{"v":1,"seq":1,"prev":"#.to_owned()
                    + &format!("\"{:064}\"", 0)
                    + r#","at":"2026-11-21T07:30:12.512+08:00","mono":8,"type":"t","by":"b","data":{"a":""#,
                "x".repeat(fill)
            );
            format!("{body},\"h\":\"{}\"}}\n", crate::journal::Digest::of(body.as_bytes()))
        };
        let most = super::MAX_LINE - line(0).len();
        assert_eq!(Verification::of(line(most).as_bytes()).condition(), Condition::Open);
        let long = Verification::of(line(most + 1).as_bytes()).condition();
        assert!(matches!(long, Condition::Altered(Break { rule: Rule::Length, .. })));
        let in_pieces = |line: String| {
            let mut verifier = Verifier::new();
            line.as_bytes().chunks(1000).for_each(|piece| verifier.feed(piece));
            verifier.finish().condition()
        };
        assert_eq!((in_pieces(line(most)), in_pieces(line(most + 1))), (Condition::Open, long));
    }

    #[test]
    fn while_another_program_writes_a_half_line_is_not_judged() {
        let lines = closed();
        let half = [lines[..3].concat(), lines[3][..40].to_vec()].concat();
        let journal = Verification::of(&half).to_last_full_line();
        assert_eq!((journal.condition(), journal.entries.len()), (Condition::Open, 3));
        let altered = [lines[0].clone(), lines[2].clone()].concat();
        let journal = Verification::of(&altered).to_last_full_line();
        assert!(matches!(journal.condition(), Condition::Altered(_)));
        // A full line of zeros is judged all the same, and so is a line that is none before the half one.
        let zeros = [&[0; 40][..], b"\n"].concat();
        let altered = [&lines[2][..], &lines[3][..40]].concat();
        for tail in [&zeros[..], &altered] {
            let journal = Verification::of(&[&lines[0][..], tail].concat()).to_last_full_line();
            assert!(matches!(journal.tail, Tail::Damaged(_)), "{}", String::from_utf8_lossy(tail));
        }
    }

    #[test]
    fn the_end_of_a_line_that_is_too_long_is_no_entry_even_where_it_looks_like_the_next() {
        let lines = closed();
        let mut verifier = Verifier::new();
        for piece in [&lines[0][..], &[b'a'; 70_000], &lines[1], &lines[1]] {
            verifier.feed(piece);
        }
        let journal = verifier.finish();
        assert_eq!(journal.entries.len(), 1);
        let Tail::Damaged(damage) = &journal.tail else { panic!("damage") };
        assert_eq!(damage.fence().length, 70_000 + 2 * lines[1].len() as u64);
        // Nor is it a line of its own, which a crash might have left.
        let mut verifier = Verifier::new();
        [&lines[0][..], &[b'a'; 70_000], b"b\n"].into_iter().for_each(|piece| verifier.feed(piece));
        assert!(matches!(verifier.finish().condition(), Condition::Altered(Break { rule: Rule::Length, .. })));
    }

    #[test]
    fn entries_that_were_taken_are_not_held() {
        let lines = closed();
        let mut verifier = Verifier::new();
        for (at, line) in lines.iter().enumerate() {
            verifier.feed(line);
            let taken: Vec<u64> = verifier.take_entries().iter().map(|entry| entry.seq).collect();
            assert_eq!(taken, [at as u64 + 1]);
        }
        let journal = verifier.finish();
        assert_eq!((journal.entries.len(), journal.condition()), (0, Condition::Intact));
    }

    #[test]
    fn going_on_from_a_checkpoint_proves_the_same() {
        let lines = closed();
        let place = Verification::of(&lines[..2].concat()).checkpoint();
        let mut verifier = Verifier::resume(place);
        verifier.feed(&lines[2..].concat());
        let (resumed, whole) = (verifier.finish(), Verification::of(&lines.concat()));
        assert_eq!((resumed.head(), resumed.condition(), resumed.size), (whole.head(), Condition::Intact, whole.size));
        assert_eq!(resumed.entries[0].offset, whole.entries[2].offset);
        let mut verifier = Verifier::resume(Checkpoint { closed: true, ..place });
        verifier.feed(&lines[2]);
        assert!(matches!(verifier.finish().condition(), Condition::Altered(Break { rule: Rule::AfterClose, .. })));
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_does_not_matter(cuts in proptest::collection::vec(1_usize..400, 1..50), flip in 0_usize..9000) {
            let mut whole = [closed().concat(), b"torn".to_vec()].concat();
            if let Some(byte) = whole.get_mut(flip) {
                *byte ^= 4;
            }
            let mut verifier = Verifier::new();
            let mut rest = &whole[..];
            for cut in cuts.into_iter().cycle() {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                verifier.feed(piece);
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            let (pieces, at_once) = (verifier.finish(), Verification::of(&whole));
            prop_assert_eq!((pieces.condition(), pieces.head(), pieces.size), (at_once.condition(), at_once.head(), at_once.size));
        }

        #[test]
        fn no_bytes_make_the_verifier_panic(bytes in any::<Vec<u8>>(), at in 0_usize..1000) {
            let mut whole = closed().concat();
            whole.splice(at..at, bytes.iter().copied());
            let journal = Verification::of(&whole);
            prop_assert!(bytes.is_empty() || matches!(journal.tail, Tail::Damaged(_)));
            let _ = Verification::of(&bytes).condition();
        }
    }
}
