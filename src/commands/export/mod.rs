//! `export`: the audit log as rows, journals, a page, a workbook or a bundle. It judges every run, and changes nothing.

mod bundle;
mod taken;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Result;

use super::arguments::{ExportArguments, ExportFormat};
use super::audited::Depth;
use super::context::Context;
use super::output::{Output, is_terminal, not_written, rewound, tempfile};
use super::records::{Found, Records, Worker};
use super::selection::Selection;
use crate::clock::Clock;
use crate::exit_code::ExitCode;
use crate::export::cover::Cover;
use crate::export::csv::{self, CsvRows};
use crate::export::html::{self, Gathered};
use crate::export::row::{Cell, Row};
use crate::export::run_html::{self, RunPage};
use crate::export::xlsx::Book;
use crate::export::{cover_html, json};
use crate::failure::Failure;
use crate::journal::{RunId, Store, StoreError, resolve};
use crate::language::{Language, export as words, reading};
use crate::report::verification::is_ledger_altered;
use crate::terminal::progress::Progress;
use taken::{Taken, altered, cover_run, is_nothing, recoveries, remarks, with_rows};

/// One call of `export`.
struct Export<'a> {
    context: &'a Context,
    store: &'a Store,
    records: Records<'a>,
    selection: Selection<'a>,
    named: Option<Vec<RunId>>,
    /// Filled with runs only where the export has one: memory must not grow with the store.
    cover: Cover,
    covered: bool,
    taken: usize,
    altered: usize,
}

/// Runs the command: 0 done, 1 where a run or the ledger is not as it was written, which is told.
///
/// # Errors
/// Where a run is unknown, the output is there already or cannot be written, or the store cannot be read.
pub fn run(context: &Context, arguments: &ExportArguments) -> Result<ExitCode> {
    let language = context.language;
    let selection = Selection::of(&arguments.filter, language)?;
    refuse_terminal(arguments, language)?;
    let Some(store) = context.store_to_read()? else {
        let path = context.store_path()?;
        return Err(context.store_failure(&StoreError::NotAStore { path }).into());
    };
    let records = Records::of(&store, context.mode(), language, depth(arguments.format));
    let records = records.map_err(|error| context.store_failure(&error))?;
    let named = named(context, &records, &arguments.runs)?;
    let sound = !is_ledger_altered(records.ledger());
    let cover = begin_cover(context, &store, &records, &selection, named.is_some());
    let covered = depth(arguments.format) == Depth::Replay;
    let export = Export { context, store: &store, records, selection, named, cover, covered, taken: 0, altered: 0 };
    if !sound {
        context.say(&words::altered_ledger(language, Context::mode_option(context.mode())));
    }
    let ended = match arguments.format {
        ExportFormat::Bundle => export.bundle(arguments.output.as_deref().unwrap_or(Path::new("")))?,
        format => export.write(format, arguments.output.as_deref())?,
    };
    Ok(if ended > 0 || !sound { ExitCode::No } else { ExitCode::Yes })
}

/// Returns how far the runs are checked. What has a cover says on it what a whole verification says. Rows and journals have
/// none: there a run that the ledger vouches for to its last byte is not replayed, which takes most of the time.
fn depth(format: ExportFormat) -> Depth {
    match format {
        ExportFormat::Csv | ExportFormat::Json | ExportFormat::Jsonl => Depth::Unclosed,
        ExportFormat::Html | ExportFormat::Xlsx | ExportFormat::Bundle => Depth::Replay,
    }
}

/// A workbook or a bundle on a terminal helps nobody.
fn refuse_terminal(arguments: &ExportArguments, language: Language) -> Result<(), Failure> {
    match (arguments.format, &arguments.output) {
        (ExportFormat::Bundle, None) => {
            Err(Failure::cannot_begin(words::bundle_wants_folder(language)).help(words::give_folder(language)))
        }
        (ExportFormat::Xlsx, None) if is_terminal() => {
            Err(Failure::cannot_begin(words::wants_output(language, "xlsx")).help(words::give_output(language)))
        }
        _ => Ok(()),
    }
}

fn named(context: &Context, records: &Records<'_>, names: &[String]) -> Result<Option<Vec<RunId>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let newest_first = || records.runs().iter().rev().cloned();
    let one = |name: &String| resolve(name, newest_first()).map_err(|error| context.store_failure(&error));
    let mut runs = names.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    runs.sort();
    runs.dedup();
    Ok(Some(runs))
}

fn begin_cover(
    context: &Context,
    store: &Store,
    records: &Records<'_>,
    selection: &Selection<'_>,
    named: bool,
) -> Cover {
    let ledger = records.ledger();
    Cover {
        at: context.clock.now().at.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        store: store.id().to_owned(),
        mode: context.mode().word().to_owned(),
        ledger: Some(ledger.verification.head()),
        ledger_sound: !is_ledger_altered(ledger),
        filter: selection.given(),
        named,
        ..Cover::default()
    }
}

impl Export<'_> {
    fn write(mut self, format: ExportFormat, path: Option<&Path>) -> Result<usize> {
        let context = self.context;
        let mut out = Output::open(path, context)?;
        let written = match format {
            ExportFormat::Csv => self.csv(&mut out)?,
            ExportFormat::Json => self.json(&mut out)?,
            ExportFormat::Jsonl => self.jsonl(&mut out)?,
            ExportFormat::Html => self.html(&mut out)?,
            ExportFormat::Xlsx | ExportFormat::Bundle => self.xlsx(&mut out)?,
        };
        let shown = path.unwrap_or(Path::new("stdout"));
        match written.and_then(|()| out.finish()) {
            // Whoever read has had enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(0),
            Err(error) => return Err(not_written(shown, &error, context).into()),
            Ok(()) => {}
        }
        if self.taken == 0 {
            context.say(&words::nothing_taken(context.language));
        }
        Ok(self.altered)
    }

    /// Lets every run that fits be read by `work`, and hands what it made to `take`, in order.
    fn each<T: Send>(
        &mut self,
        work: impl Fn(&Worker<'_>, &Found<'_>) -> T + Sync,
        take: &mut dyn FnMut(T) -> io::Result<()>,
    ) -> Result<io::Result<()>> {
        let (context, language) = (self.context, self.context.language);
        let all = self.records.runs();
        let runs = self.named.as_deref().unwrap_or(all);
        let (selection, covered) = (self.selection, self.covered);
        let work = |worker: &Worker<'_>, run: &RunId| {
            let one =
                |found: &Found<'_>| match is_nothing(found, language).or_else(|| misfit(&selection, found, language)) {
                    Some(why) => Taken::LeftOut(run.clone(), why),
                    None => {
                        let made = work(worker, found);
                        let said = (altered(found, language), recoveries(found, language));
                        let on_cover = covered.then(|| Box::new(cover_run(worker, found, language)));
                        Taken::Run(run.clone(), on_cover, said, made)
                    }
                };
            worker.read(run, one)
        };
        let mut progress = Progress::new(words::exporting(language), runs.len(), context.screen);
        let (cover, altered, count) = (&mut self.cover, &mut self.altered, &mut self.taken);
        let mut written = Ok(());
        let mut took = |taken: Taken<T>| {
            progress.step();
            match taken {
                Taken::LeftOut(run, why) => cover.leave_out(&run, why),
                Taken::Run(run, on_cover, (alarm, recovered), made) => {
                    recovered.iter().for_each(|what| context.say(&format!("{run}: {what}")));
                    if let Some(what) = alarm {
                        *altered += 1;
                        context.say(&words::altered_run(language, &run, what));
                    }
                    *count += 1;
                    cover.runs.extend(on_cover.map(|run| *run));
                    written = take(made);
                }
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        self.records.in_order(runs, work, &mut took);
        drop(progress);
        if let Some(named) = &self.named {
            let rest = all.iter().filter(|run| !named.contains(run));
            rest.for_each(|run| self.cover.leave_out(run, words::why_not_named(language)));
        }
        Ok(written)
    }

    fn csv(&mut self, out: &mut dyn Write) -> Result<io::Result<()>> {
        if let Err(error) = out.write_all(&csv::head()) {
            return Ok(Err(error));
        }
        let language = self.context.language;
        self.each(|worker, found| csv_rows(worker, found, language), &mut |rows: Vec<u8>| out.write_all(&rows))
    }

    fn json(&mut self, out: &mut dyn Write) -> Result<io::Result<()>> {
        let language = self.context.language;
        let (opens, between, closes) = json::FRAME;
        let work = |worker: &Worker<'_>, found: &Found<'_>| {
            let mut text = String::new();
            with_rows(worker, found, language, &mut |row: &Row<'_>| {
                text.push_str(if text.is_empty() { "" } else { between });
                json::write(row, &mut text);
            });
            text
        };
        if let Err(error) = out.write_all(opens.as_bytes()) {
            return Ok(Err(error));
        }
        let mut first = true;
        let mut take = |text: String| {
            if text.is_empty() {
                return Ok(());
            }
            let before = if std::mem::take(&mut first) { "" } else { between };
            out.write_all(before.as_bytes())?;
            out.write_all(text.as_bytes())
        };
        let written = self.each(work, &mut take)?;
        Ok(written.and_then(|()| out.write_all(closes.as_bytes())))
    }

    fn jsonl(&mut self, out: &mut dyn Write) -> Result<io::Result<()>> {
        let mut take = |mut bytes: Vec<u8>| {
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                // A torn last line must not swallow the first of the next run.
                bytes.push(b'\n');
            }
            out.write_all(&bytes)
        };
        self.each(|worker, found| worker.bytes(found), &mut take)
    }

    fn html(&mut self, out: &mut dyn Write) -> Result<io::Result<()>> {
        let language = self.context.language;
        let work = |worker: &Worker<'_>, found: &Found<'_>| {
            let cover = cover_run(worker, found, language);
            let titles = found.started.as_ref().map(|started| worker.titles(started)).unwrap_or_default();
            let page = RunPage {
                cover: &cover,
                started: found.started.as_ref(),
                closed: found.closed.as_ref(),
                remarks: &remarks(found, language),
                of_the_whole: &found.of_the_whole,
                titles: &titles,
                language,
            };
            page.show(&found.lines)
        };
        // The cover says what came of the runs, which follow it: they wait in a file.
        let mut body = match tempfile() {
            Ok(body) => body,
            Err(error) => return Ok(Err(error)),
        };
        let mut gathered = Gathered::default();
        let mut take = |shown: run_html::Shown| {
            run_html::gather(&mut gathered, shown.measured);
            body.write_all(shown.html.as_bytes())
        };
        let written = self.each(work, &mut take)?;
        let cover = cover_html::cover(&self.cover, language);
        Ok(written.and_then(|()| {
            out.write_all(html::head(language).as_bytes())?;
            out.write_all(cover.as_bytes())?;
            out.write_all(gathered.html(language).as_bytes())?;
            io::copy(&mut rewound(body)?, out)?;
            out.write_all(html::foot().as_bytes())
        }))
    }

    fn xlsx(&mut self, out: &mut dyn Write) -> Result<io::Result<()>> {
        let language = self.context.language;
        let work = |worker: &Worker<'_>, found: &Found<'_>| {
            let mut rows: Vec<Vec<Cell<'static>>> = Vec::new();
            with_rows(worker, found, language, &mut |row: &Row<'_>| {
                let mut cells = Vec::new();
                row.each(&mut |cell| cells.push(cell.clone().into_owned()));
                rows.push(cells);
            });
            rows
        };
        let mut book = match Book::new(language) {
            Ok(book) => book,
            Err(error) => return Ok(Err(io::Error::other(error))),
        };
        let mut take =
            |rows: Vec<Vec<Cell<'static>>>| rows.iter().try_for_each(|row| book.add(row)).map_err(io::Error::other);
        let written = self.each(work, &mut take)?;
        let cover = &self.cover;
        Ok(written.and_then(|()| {
            let mut whole = tempfile()?;
            book.finish(cover, &mut whole).map_err(io::Error::other)?;
            io::copy(&mut rewound(whole)?, out).map(drop)
        }))
    }
}

fn csv_rows(worker: &Worker<'_>, found: &Found<'_>, language: Language) -> Vec<u8> {
    let mut rows = CsvRows::new();
    with_rows(worker, found, language, &mut |row: &Row<'_>| rows.add(row));
    rows.finish()
}

fn misfit(selection: &Selection<'_>, found: &Found<'_>, language: Language) -> Option<String> {
    selection.misfit(found).map(|name| words::why_filter(language, name))
}

/// Returns the word for a run whose verdict is known or not.
fn verdict_word(found: &Found<'_>, language: Language) -> String {
    let closed = found.closed.as_ref().map(|closed| closed.verdict.name(language));
    closed.unwrap_or_else(|| reading::word_open(language))
}
