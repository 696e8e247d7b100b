//! The tamper matrix over a long run: `cargo run --release --example tamper -- STORE [KIND...]`.
//!
//! Puts every case of every kind (`cut`, `bit 7 flipped`, ...) in the place of the first scripted run's journal, and says of each
//! kind how many cases there were, and how many were missed by the auditor, whom `verify` asks, or by the quick reader of
//! closed runs. STORE should be a copy in memory (a tmpfs). A run of 208 entries has two million cases: half an hour.

#[path = "../tests/support/tampering.rs"]
mod tampering;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use signoff::journal::{Auditor, Headline, Listing, Mode, Store, sealed};

type Failed = Box<dyn std::error::Error>;

/// Returns how many cases were missed.
fn matrix(root: &Path, only: &[String]) -> Result<u64, Failed> {
    let store = Store::open(root)?;
    let auditor = Auditor::new(&store, Mode::Scripted)?;
    let run = auditor.runs().first().ok_or("no scripted run")?;
    let journal = auditor.paths(run).pop().ok_or("no journal")?;
    let listing = auditor.ledger().listing(run).ok_or("the ledger does not name it")?;
    // A scripted clock may stand anywhere; the quick reader would leave such a run to the other unread.
    let listing = Listing { backwards: None, ..listing };
    let whole = fs::read(&journal)?;
    let found = |bytes: &[u8]| -> io::Result<bool> {
        fs::write(&journal, bytes)?;
        Ok(auditor.run(run).headline() == Headline::Altered && sealed(bytes, &listing).is_none())
    };
    if auditor.run(run).headline() != Headline::Intact || sealed(&whole, &listing).is_none() {
        return Err("expected an intact closed run".into());
    }
    writeln!(io::stdout(), "{} entries, {} bytes", whole.split_inclusive(|&byte| byte == b'\n').count(), whole.len())?;
    let mut all_missed = 0;
    for (kind, cases) in
        tampering::tampered(&whole).into_iter().filter(|(kind, _)| only.is_empty() || only.contains(kind))
    {
        let (mut tried, mut missed) = (0, 0);
        for case in cases {
            tried += 1;
            missed += u64::from(!found(&case)?);
        }
        writeln!(io::stdout(), "{kind}: {tried} cases, {missed} missed")?;
        all_missed += missed;
    }
    fs::write(&journal, &whole)?;
    Ok(all_missed)
}

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [root, only @ ..] = arguments.as_slice() else { return Err("expected STORE [KIND...]".into()) };
    match matrix(Path::new(root), only)? {
        0 => Ok(()),
        missed => Err(format!("{missed} cases were missed").into()),
    }
}
