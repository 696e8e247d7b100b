//! The bundle: a folder with everything that an auditor needs to check it without this program. \[door\]

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::super::output::{Partial, not_written};
use super::super::records::{Found, Worker};
use super::{Export, csv_rows};
use crate::export::csv;
use crate::journal::{Digest, RunId};
use crate::language::{Language, export as words};

/// The verifier that needs none of our code.
const VERIFIER: &str = include_str!("../../../examples/verify.py");

/// A folder that is being filled, with the digest of every file in it.
struct Bundle {
    root: PathBuf,
    sums: Vec<(String, Digest)>,
}

impl Bundle {
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.sums.push((name.to_owned(), Digest::of(bytes)));
        Ok(())
    }

    /// Writes `SHA256SUMS` as `sha256sum -c` reads it.
    fn finish(&mut self) -> io::Result<()> {
        self.sums.sort();
        let lines: String = self.sums.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
        self.put("SHA256SUMS", lines.as_bytes())
    }
}

/// What a worker hands over of one run.
struct Part {
    run: RunId,
    journal: Vec<u8>,
    rows: Vec<u8>,
    blobs: Vec<Digest>,
}

impl Export<'_> {
    /// Fills the new folder `target`.
    pub(super) fn bundle(mut self, target: &Path) -> Result<usize> {
        let context = self.context;
        let partial = Partial::of(target, context)?;
        let failure = |error: &io::Error| not_written(target, error, context);
        fs::create_dir(&partial.path).map_err(|error| failure(&error))?;
        let mut bundle = Bundle { root: partial.path.clone(), sums: Vec::new() };
        let (mut rows, mut blobs, mut journals) = (self.rows(&bundle, target)?, BTreeSet::new(), 0);
        let language = context.language;
        let mut take = |part: Part| {
            rows.write_all(&part.rows)?;
            blobs.extend(part.blobs);
            if part.journal.is_empty() {
                return Ok(());
            }
            journals += 1;
            bundle.put(&format!("runs/{}.jsonl", part.run), &part.journal)
        };
        let written = self.each(|worker, found| part(worker, found, language), &mut take)?;
        written.and_then(|()| rows.into_inner()?.sync_all()).map_err(|error| failure(&error))?;
        self.rest(&mut bundle, &blobs).and_then(|()| partial.keep()).map_err(|error| failure(&error))?;
        if journals == 0 {
            context.say(&words::nothing_taken(language));
        }
        Ok(self.altered)
    }

    fn rows(&self, bundle: &Bundle, target: &Path) -> Result<BufWriter<File>> {
        let open = OpenOptions::new().write(true).create_new(true).open(bundle.root.join("answers.csv"));
        let rows = open.map(BufWriter::new).and_then(|mut rows| rows.write_all(&csv::head()).map(|()| rows));
        Ok(rows.map_err(|error| not_written(target, &error, self.context))?)
    }

    /// Puts in what does not belong to one run: blobs, ledger, receipts, the verifier, the cover, and the sums.
    fn rest(&self, bundle: &mut Bundle, blobs: &BTreeSet<Digest>) -> io::Result<()> {
        for digest in blobs {
            // What is lost or changed is not bundled under a name that it has not; the cover says so of its run.
            if let Ok(bytes) = self.store.blobs().get(digest) {
                let name = digest.to_string();
                bundle.put(&format!("blobs/sha256/{}/{name}", &name[..2]), &bytes)?;
            }
        }
        let ledger = self.store.ledger_bytes(self.context.mode()).map_err(io::Error::other)?;
        bundle.put("ledger.jsonl", &ledger)?;
        bundle.put("receipts.txt", self.receipts().as_bytes())?;
        bundle.put("verify.py", VERIFIER.as_bytes())?;
        bundle.put("cover.txt", self.cover.text(self.context.language).as_bytes())?;
        let rows = fs::read(bundle.root.join("answers.csv"))?;
        bundle.sums.push(("answers.csv".to_owned(), Digest::of(&rows)));
        bundle.finish()
    }

    /// Returns the receipts of the runs taken: each line, and its code.
    fn receipts(&self) -> String {
        let runs = self.cover.runs.iter().filter_map(|run| run.run.parse::<RunId>().ok());
        let closings = runs.filter_map(|run| self.records.ledger().listing(&run)?.receipt(&run));
        closings.map(|receipt| format!("{receipt}\n  {}\n", receipt.code())).collect()
    }
}

fn part(worker: &Worker<'_>, found: &Found<'_>, language: Language) -> Part {
    let blobs = found.lines.iter().flat_map(|line| digests(line.data));
    Part {
        run: found.run.clone(),
        journal: worker.bytes(found),
        rows: csv_rows(worker, found, language),
        blobs: blobs.collect(),
    }
}

/// Returns the digests that an entry's data names as `blob` or `sha256`.
fn digests(data: &str) -> Vec<Digest> {
    let named = ["\"blob\":\"", "\"sha256\":\""].into_iter().flat_map(|key| data.split(key).skip(1));
    named.filter_map(|rest| Digest::parse(rest.get(..64)?)).collect()
}
