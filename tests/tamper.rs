//! The tamper matrix over a real run: whatever is done to its bytes is found, by us and by the verifier that is not ours.

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use signoff::journal::{Auditor, Condition, Headline, Mode, Presented, ReceiptJudgement, Store, Verification};
use support::House;
use support::tampering::tampered;

const PROCEDURE: &str = "procedure: p\ntitle: P\nsteps: [灯]\n";
const ANSWERS: &str = "operator: zhang\nclock: 2026-11-23T08:40:00+08:00\nrest: done\n";

/// A closed run on a disk, which its ledger names.
struct Closed {
    house: House,
    store: Store,
    journal: PathBuf,
    whole: Vec<u8>,
}

impl Closed {
    fn new() -> Self {
        let house = House::with(PROCEDURE);
        assert_eq!(house.answer("p", ANSWERS).code, 0);
        let journal = house.journals("scripted").remove(0);
        let (store, whole) = (Store::open(&house.store()).expect("a store"), fs::read(&journal).expect("bytes"));
        let closed = Self { house, store, journal, whole };
        assert_eq!(closed.judge(&closed.whole), Headline::Intact);
        closed
    }

    /// Returns what is said of the run with these bytes in the place of its journal.
    fn judge(&self, bytes: &[u8]) -> Headline {
        // Written over: some file systems bring a file that was emptied first to the disk at once, and so each case.
        let mut file = File::options().write(true).open(&self.journal).expect("opens");
        file.write_all(bytes).expect("writes");
        file.set_len(bytes.len() as u64).expect("ends");
        let auditor = Auditor::new(&self.store, Mode::Scripted).expect("an auditor");
        auditor.run(&auditor.runs()[0]).headline()
    }

    fn lines(&self) -> Vec<&[u8]> {
        self.whole.split_inclusive(|&byte| byte == b'\n').collect()
    }

    /// Asserts that every case of the kinds with such names is found; returns how many there were.
    fn found(&self, such: fn(&str) -> bool) -> usize {
        let mut tried = 0;
        for (kind, cases) in tampered(&self.whole).into_iter().filter(|(kind, _)| such(kind)) {
            for case in cases {
                assert_eq!(self.judge(&case), Headline::Altered, "{kind}: {}", String::from_utf8_lossy(&case));
                tried += 1;
            }
        }
        tried
    }

    fn cuts(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.whole.len()).map(|cut| &self.whole[..cut])
    }
}

#[test]
fn fault_33_every_flipped_bit_is_found() {
    let closed = Closed::new();
    assert_eq!(closed.found(|kind| kind.starts_with("bit ")), closed.whole.len() * 8);
}

#[test]
fn fault_53_every_byte_and_line_changed_deleted_inserted_doubled_or_moved_is_found() {
    let closed = Closed::new();
    let tried = closed.found(|kind| !kind.starts_with("bit "));
    assert!(tried > closed.whole.len() * 10, "{tried} cases");
}

#[test]
fn fault_54_a_cut_at_every_byte_is_found_in_a_closed_run_and_by_a_receipt_in_any() {
    let closed = Closed::new();
    for cut in closed.cuts() {
        assert_eq!(closed.judge(cut), Headline::Altered, "{} bytes", cut.len());
    }
    let auditor = Auditor::new(&closed.store, Mode::Scripted).expect("an auditor");
    let receipt =
        auditor.ledger().runs().next().and_then(|run| auditor.ledger().listing(run)?.receipt(run)).expect("a closing");
    let shown = [Presented::Line(receipt.clone()), Presented::Code(receipt.code())];
    // An insider cuts the ledger to its `started` too: then the run seems open, or torn, and only a receipt tells.
    let ledger = closed.house.store().join("scripted/ledger.jsonl");
    let text = fs::read_to_string(&ledger).expect("a ledger");
    fs::write(&ledger, text.split_inclusive('\n').next().unwrap_or_default()).expect("writes");
    for cut in closed.cuts() {
        let whole_lines = cut.ends_with(b"\n");
        let expected = if cut.len() < closed.lines()[0].len() - 1 { Headline::Altered } else { Headline::Unfinished };
        assert_eq!(closed.judge(cut), expected, "{} bytes, whole lines: {whole_lines}", cut.len());
        let auditor = Auditor::new(&closed.store, Mode::Scripted).expect("an auditor");
        for shown in &shown {
            let judged = auditor.receipt(shown);
            assert!(!matches!(judged, ReceiptJudgement::Confirmed(_)), "{} bytes: {judged:?}", cut.len());
        }
    }
}

/// A whole conversion to CRLF left not one entry, and was called empty.
#[test]
fn fault_56_a_journal_with_the_newlines_of_another_system_is_altered_and_not_empty() {
    let closed = Closed::new();
    let text = String::from_utf8(closed.whole.clone()).expect("UTF-8");
    fs::write(&closed.journal, text.replace('\n', "\r\n")).expect("writes");
    let verified = closed.house.run(&["--mode", "scripted", "verify"]);
    assert!(verified.code == 1 && verified.stdout.contains("ALTERED\n    entry 1, byte 0"), "{verified:?}");
}

/// Returns for each file whether `examples/verify.py` finds its chain intact; `None` without Python.
fn asked_python(files: &[PathBuf]) -> Option<Vec<bool>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify.py");
    let mut found = Vec::new();
    for some in files.chunks(1000) {
        let output = Command::new("python3").arg(&script).args(some).output().ok()?;
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), some.len(), "{}", String::from_utf8_lossy(&output.stderr));
        found.extend(text.lines().map(|line| line.contains("chain intact, ") && !line.contains(", 0 entries")));
    }
    Some(found)
}

#[test]
fn the_verifier_in_python_says_the_same_of_the_whole_matrix() {
    let closed = Closed::new();
    // A bit of every byte, each byte another: Python takes its time.
    let mut cases = Vec::new();
    for (bit, (kind, all)) in tampered(&closed.whole).into_iter().enumerate() {
        let every = if kind.starts_with("bit ") { 8 } else { 1 };
        cases.extend(all.skip(bit % every).step_by(every));
    }
    cases.push(closed.whole.clone());
    let files: Vec<PathBuf> =
        cases.iter().enumerate().map(|(at, case)| closed.house.write(&format!("cases/{at}"), case)).collect();
    let Some(python) = asked_python(&files) else { return };
    let whole = |case: &Vec<u8>| {
        let journal = Verification::of(case);
        matches!(journal.condition(), Condition::Intact | Condition::Open) && !journal.entries.is_empty()
    };
    for ((case, file), python) in cases.iter().zip(&files).zip(python) {
        assert_eq!(whole(case), python, "{}: {}", file.display(), String::from_utf8_lossy(case));
    }
}
