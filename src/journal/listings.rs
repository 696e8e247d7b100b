//! `Listings`: what the ledger says of every run, in 120 bytes a run, since a store has many thousands of them. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::ledger::{Closing, Listing, Purge};
use super::run_id::Procedures;
use super::{Digest, Head, RunId};

/// What the ledger says of most runs: that they began, and were closed once.
#[derive(Clone, Debug)]
struct Row {
    run: RunId,
    first: Digest,
    closed: Digest,
    length: u64,
    /// The number of the ledger's entry that closes the run; 0 while there is none.
    entry: u64,
    /// When that was written, or the one by which the run began.
    at: DateTime<FixedOffset>,
}

/// What it says of few.
#[derive(Clone, Debug, Default)]
struct Further {
    sealed: Vec<Head>,
    last: Option<DateTime<FixedOffset>>,
    purged: Option<Box<Purge>>,
    backwards: Option<u64>,
}

/// What the ledger says of every run.
#[derive(Clone, Debug, Default)]
pub(super) struct Listings {
    /// By run. The ledger names runs as they begin, so that nearly all come in their order.
    rows: Vec<Row>,
    further: BTreeMap<RunId, Further>,
}

/// Listings while a ledger is being read.
#[derive(Debug, Default)]
pub(super) struct Entering {
    listings: Listings,
    /// Those that came after a later run.
    late: BTreeMap<RunId, Row>,
    procedures: Procedures,
}

impl Listings {
    /// Returns how many runs there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the runs, sorted by their ids.
    pub(super) fn runs(&self) -> impl Iterator<Item = &RunId> {
        self.rows.iter().map(|row| &row.run)
    }

    /// Returns whether a run is named.
    pub(super) fn has(&self, run: &RunId) -> bool {
        self.row(run).is_some()
    }

    /// Returns whether a run was removed on purpose.
    pub(super) fn is_purged(&self, run: &RunId) -> bool {
        self.further.get(run).is_some_and(|further| further.purged.is_some())
    }

    /// Returns what is said of a run; `hash` knows the hashes of the ledger's entries by their numbers.
    pub(super) fn get(&self, run: &RunId, hash: impl Fn(u64) -> Option<Digest>) -> Option<Listing> {
        let row = self.row(run)?;
        let further = self.further.get(run).cloned().unwrap_or_default();
        let closing = |ledger| Closing {
            head: Head { length: row.length, hash: row.closed },
            ledger: Head { length: row.entry, hash: ledger },
            at: row.at,
        };
        Some(Listing {
            first: row.first,
            closed: hash(row.entry).map(closing),
            sealed: further.sealed,
            last: further.last.unwrap_or(row.at),
            purged: further.purged,
            backwards: further.backwards,
        })
    }

    fn row(&self, run: &RunId) -> Option<&Row> {
        let at = self.rows.binary_search_by(|row| row.run.cmp(run)).ok()?;
        self.rows.get(at)
    }
}

impl Entering {
    /// Returns none yet, with room for about so many runs.
    pub(super) fn expecting(runs: usize) -> Self {
        Self { listings: Listings { rows: Vec::with_capacity(runs), ..Listings::default() }, ..Self::default() }
    }

    /// Enters a run that begins; returns whether it may: not twice.
    pub(super) fn begin(&mut self, mut run: RunId, first: Digest, at: DateTime<FixedOffset>) -> bool {
        if self.row(&run).is_some() {
            return false;
        }
        self.procedures.share(&mut run);
        let row = Row { run, first, closed: Digest::ZERO, length: 0, entry: 0, at };
        match self.listings.rows.last() {
            Some(last) if last.run > row.run => drop(self.late.insert(row.run.clone(), row)),
            _ => self.listings.rows.push(row),
        }
        true
    }

    /// Enters that a run was closed with `head`, as the ledger's entry of this number says; returns whether it may.
    pub(super) fn close(&mut self, run: &RunId, head: Head, entry: u64, at: DateTime<FixedOffset>) -> bool {
        let Some(row) = self.row(run).filter(|row| row.entry == 0) else { return false };
        (row.closed, row.length, row.entry, row.at) = (head.hash, head.length, entry, at);
        if let Some(further) = self.listings.further.get_mut(run) {
            further.last = None;
        }
        true
    }

    /// Enters a run's head after a later entry; returns whether it may.
    pub(super) fn seal(&mut self, run: &RunId, head: Head, at: DateTime<FixedOffset>) -> bool {
        let further = self.further(run);
        let sealed = further.map(|further| {
            further.sealed.push(head);
            further.last = Some(at);
        });
        sealed.is_some()
    }

    /// Enters that a run was removed; returns whether it may be.
    pub(super) fn purge(&mut self, run: &RunId, purge: Purge) -> bool {
        self.further(run).map(|further| further.purged = Some(Box::new(purge))).is_some()
    }

    /// Notes the ledger's first entry that names the run and is earlier than the one before it.
    pub(super) fn note_backwards(&mut self, run: &RunId, entry: u64) {
        if let Some(further) = self.further(run) {
            further.backwards.get_or_insert(entry);
        }
    }

    /// Returns the listings, the ledger having ended.
    pub(super) fn finish(self) -> Listings {
        let Self { mut listings, late, .. } = self;
        if !late.is_empty() {
            listings.rows.extend(late.into_values());
            listings.rows.sort_by(|a, b| a.run.cmp(&b.run));
        }
        listings
    }

    fn row(&mut self, run: &RunId) -> Option<&mut Row> {
        match self.listings.rows.binary_search_by(|row| row.run.cmp(run)) {
            Ok(at) => self.listings.rows.get_mut(at),
            Err(_) => self.late.get_mut(run),
        }
    }

    fn further(&mut self, run: &RunId) -> Option<&mut Further> {
        let run = self.row(run)?.run.clone();
        Some(self.listings.further.entry(run).or_default())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::{Entering, Row};
    use crate::journal::{Digest, Head, Purge, RunId};

    #[test]
    fn runs_that_came_in_any_order_are_found_with_all_that_was_said_of_them() {
        let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
        let run =
            |number: u64| format!("20261121T0730{:02}-a-7q4kd9", number * 7 % 60).parse::<RunId>().expect("a run");
        let head = |number: u64| Head { length: number + 2, hash: Digest::of(&[number as u8]) };
        let mut entering = Entering::default();
        for number in 0..60 {
            let late = at + TimeDelta::seconds(number as i64);
            assert!(!entering.close(&run(number), head(number), number + 1, at), "it has not begun");
            assert!(!entering.seal(&run(number), head(number), at), "it has not begun");
            assert!(entering.begin(run(number), Digest::of(b"first"), at));
            assert!(!entering.begin(run(number), Digest::of(b"another"), at), "it has begun");
            if number % 2 == 0 {
                assert!(entering.close(&run(number), head(number), number + 1, late));
                assert!(!entering.close(&run(number), head(0), 1, at), "it is closed");
            }
            if number % 3 == 0 {
                assert!(entering.seal(&run(number), head(number), late + TimeDelta::seconds(1)));
            }
        }
        assert!(entering.purge(&run(4), Purge { by: "li".to_owned(), reason: "old".to_owned() }));
        entering.note_backwards(&run(5), 7);
        entering.note_backwards(&run(5), 8);
        let listings = entering.finish();
        assert_eq!(listings.len(), 60);
        assert!(listings.runs().is_sorted());
        for number in 0..60 {
            let found = listings.get(&run(number), |entry| (entry > 0).then(|| head(entry - 1).hash)).expect("named");
            assert_eq!(found.first, Digest::of(b"first"));
            let closing = (number % 2 == 0).then(|| (head(number), head(number).hash, number + 1));
            assert_eq!(found.closed.map(|closed| (closed.head, closed.ledger.hash, closed.ledger.length)), closing);
            assert_eq!(found.sealed.len(), usize::from(number % 3 == 0));
            let seconds = if number % 2 == 0 { number as i64 } else { 0 };
            let last = if number % 3 == 0 { number as i64 + 1 } else { seconds };
            assert_eq!(found.last, at + TimeDelta::seconds(last), "{number}");
            assert_eq!((found.purged.is_some(), found.backwards), (number == 4, (number == 5).then_some(7)));
        }
        assert!(listings.is_purged(&run(4)) && !listings.is_purged(&run(5)));
        assert!(!listings.has(&"20261121T073012-b-7q4kd9".parse().expect("a run")));
    }

    #[test]
    fn a_run_takes_no_more_than_is_said() {
        assert_eq!(size_of::<RunId>(), 24);
        assert_eq!(size_of::<Row>(), 120);
        let mut entering = Entering::expecting(50);
        let room = entering.listings.rows.capacity();
        assert!((50..100).contains(&room), "{room}");
        for second in 10..60 {
            let run = format!("20261121T0730{second}-a-7q4kd9").parse().expect("a run");
            assert!(entering.begin(run, Digest::ZERO, DateTime::default()));
        }
        assert_eq!((entering.listings.len(), entering.late.len()), (50, 0), "none is late that comes in order");
    }
}
