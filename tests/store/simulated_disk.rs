//! A disk that forgets: what was not synced is kept, zeroed or lost sector by sector, in any order, when the power goes.
//!
//! The n-th operation fails, for every n, and again while the journal is mended. What was acknowledged is never lost.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::rc::Rc;

use chrono::DateTime;
use serde_json::json;

use signoff::clock::Stamp;
use signoff::journal::{Condition, Head, Journal, JournalError, RUN_CLOSED, Storage, Verification};

/// The unit that a disk writes whole, small here so that a line has many.
const SECTOR: usize = 64;

/// Fates that are drawn for each failing operation.
const DRAWS: u8 = 12;

const RUN: [&str; 6] = ["run_started", "answered", "answered", "answered", RUN_CLOSED, "signed"];

/// Whether the disk keeps its word.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Kept,
    /// It says that it has synced, and has not: what the test must be able to see.
    Broken,
}

struct Platter {
    /// What a power cut leaves.
    durable: Vec<u8>,
    /// What was written since the last sync.
    pending: Vec<u8>,
    operations: usize,
    fails_at: usize,
    word: Word,
    seed: u32,
}

#[derive(Clone)]
struct Disk(Rc<RefCell<Platter>>);

impl Disk {
    fn new(durable: Vec<u8>, fails_at: usize, word: Word, seed: u8) -> Self {
        let (pending, operations, seed) = (Vec::new(), 0, u32::from(seed) + 1);
        Self(Rc::new(RefCell::new(Platter { durable, pending, operations, fails_at, word, seed })))
    }

    /// Returns what is there after the power has gone: each sector of what was pending is kept, zeroed or lost.
    fn after_power_cut(&self) -> Vec<u8> {
        let platter = &mut *self.0.borrow_mut();
        let mut left = platter.durable.clone();
        let size = left.len();
        let pending = platter.pending.clone();
        for (at, sector) in pending.chunks(SECTOR).enumerate() {
            let place = size + at * SECTOR;
            match platter.draw() % 3 {
                0 => {}
                fate => {
                    left.resize(left.len().max(place + sector.len()), 0);
                    if fate == 1 {
                        left[place..place + sector.len()].copy_from_slice(sector);
                    }
                }
            }
        }
        left
    }
}

impl Platter {
    /// Returns the next of a fixed row of numbers (xorshift).
    fn draw(&mut self) -> u32 {
        for shift in [13, -17, 5_i32] {
            self.seed ^= if shift > 0 { self.seed << shift } else { self.seed >> -shift };
        }
        self.seed >> 8
    }

    fn operate(&mut self) -> io::Result<()> {
        self.operations += 1;
        if self.operations > self.fails_at { Err(io::Error::other("the power has gone")) } else { Ok(()) }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let done = self.operate();
        let torn = if done.is_ok() { bytes.len() } else { self.draw() as usize % (bytes.len() + 1) };
        self.pending.extend_from_slice(&bytes[..torn]);
        done
    }

    fn sync(&mut self) -> io::Result<()> {
        self.operate()?;
        if self.word == Word::Kept {
            self.durable.append(&mut self.pending);
        }
        Ok(())
    }
}

impl Storage for Disk {
    fn path(&self) -> &Path {
        Path::new("disk")
    }

    fn read_from(&mut self, offset: u64, feed: &mut dyn FnMut(&[u8])) -> Result<(), JournalError> {
        let platter = self.0.borrow();
        let all = [&platter.durable[..], &platter.pending].concat();
        feed(&all[usize::try_from(offset).expect("an offset")..]);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        let platter = &mut *self.0.borrow_mut();
        let done = platter.write(bytes).and_then(|()| platter.sync());
        done.map_err(|source| JournalError::NotConfirmed { path: "disk".into(), source })
    }
}

fn stamp() -> Stamp {
    let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
    Stamp { at, mono: 8 }
}

/// Goes on with what `disk` holds up to the end of the run; returns the heads that were acknowledged.
fn go_on(disk: &Disk) -> Vec<Head> {
    let Ok(opened) = Journal::open(disk.clone(), stamp()) else { return Vec::new() };
    let there = opened.entries.iter().filter(|entry| entry.kind != "recovered").count();
    let mut journal = opened.journal;
    let rest = RUN.iter().skip(there);
    rest.map_while(|kind| journal.append(stamp(), kind, "zhang", &json!({"note": "大厅"})).ok()).collect()
}

/// Returns how many acknowledged entries are not in `bytes`.
fn lost(bytes: &[u8], acknowledged: &[Head]) -> usize {
    let journal = Verification::of(bytes);
    acknowledged.iter().filter(|head| !journal.entries.iter().any(|entry| entry.head() == **head)).count()
}

/// Lets the power go at every operation, and at every one of mending; returns how many acknowledged entries were lost.
fn lost_over_all_power_cuts(word: Word) -> usize {
    let mut missing = 0;
    for (fails_at, seed) in (0..RUN.len() * 2).flat_map(|n| (0..DRAWS).map(move |seed| (n, seed))) {
        let disk = Disk::new(Vec::new(), fails_at, word, seed);
        let acknowledged = go_on(&disk);
        let first = disk.after_power_cut();
        missing += lost(&first, &acknowledged);
        for again in 0..3 {
            let disk = Disk::new(first.clone(), again, word, seed.wrapping_mul(31).wrapping_add(1));
            let mut twice = acknowledged.clone();
            twice.extend(go_on(&disk));
            let second = disk.after_power_cut();
            assert!(second.starts_with(&first), "what was there has changed");
            missing += lost(&second, &twice);
            if word == Word::Kept {
                comes_to_its_end(&second, &twice);
            }
        }
    }
    missing
}

fn comes_to_its_end(bytes: &[u8], acknowledged: &[Head]) {
    let disk = Disk::new(bytes.to_vec(), usize::MAX, Word::Kept, 0);
    go_on(&disk);
    let whole = disk.after_power_cut();
    assert!(whole.starts_with(bytes));
    assert_eq!(lost(&whole, acknowledged), 0);
    let journal = Verification::of(&whole);
    assert_eq!(journal.condition(), Condition::Intact, "{:?}", journal.tail);
    let kinds: Vec<&str> =
        journal.entries.iter().map(|entry| entry.kind.as_str()).filter(|kind| *kind != "recovered").collect();
    assert_eq!(kinds, RUN);
}

#[test]
fn fault_15_and_18_a_power_cut_at_every_operation_loses_nothing_that_was_acknowledged() {
    assert_eq!(lost_over_all_power_cuts(Word::Kept), 0);
}

#[test]
fn fault_17_a_disk_that_only_says_it_has_synced_is_seen_to_lose() {
    assert!(lost_over_all_power_cuts(Word::Broken) > 100);
}
