//! `--fix`: ids for steps that scenarios name by their titles. It comes before all else that is mended, since two files change:
//! the procedure gets the id here, and its scenarios, mended like any file, name it. \[door\]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::context::Context;
use super::judge::{Judge, Kind, kind_of_name};
use super::mend::{BYTE_ORDER_MARK, Mended, write};
use super::paths::Target;
use crate::files::{self, MOST_BYTES};
use crate::procedure::mending::name_titled;
use crate::procedure::source::Source;
use crate::procedure::tree;

/// Gives an id to the steps that scenarios among `targets` name by their titles, in procedures that are among them too; tells
/// of it, and returns how many steps were named.
pub fn name_tested_steps(context: &Context, targets: &[Target], judge: &Judge) -> usize {
    let files = || targets.iter().filter_map(|target| if let Target::File(path) = target { Some(path) } else { None });
    let mut wanted: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for path in files().filter(|path| kind_of_name(path) == Kind::Scenarios) {
        if let Some((procedure, titles)) =
            unknown_steps(path, judge).filter(|(file, _)| files().any(|path| path == file))
        {
            wanted.entry(procedure).or_default().extend(titles);
        }
    }
    let mut places = 0;
    for (path, titles) in wanted {
        let mended = name_steps(&path, &titles);
        judge.forget(&path);
        mended.tell(context, &path.display().to_string());
        places += mended.places();
    }
    places
}

/// Returns the procedure that the scenarios in the file at `path` are about, and the names in them that no step has.
fn unknown_steps(path: &Path, judge: &Judge) -> Option<(PathBuf, Vec<String>)> {
    let judged = judge.judge(Some(path), String::new(), &files::bytes(path, MOST_BYTES).ok()?);
    let (root, _) = tree::parse(&judged.source);
    let root = root?;
    let unknown = judged.findings.iter().filter(|finding| finding.rule == "unknown-step");
    let names = unknown.filter_map(|finding| Some(root.at(&finding.span)?.text()?.to_owned()));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then_some(())?;
    Some((judge.tested_by(path, &judged.source)?, names))
}

fn name_steps(path: &Path, titles: &[String]) -> Mended {
    let Some(bytes) = files::bytes(path, MOST_BYTES).ok().filter(|bytes| std::str::from_utf8(bytes).is_ok()) else {
        return Mended::No;
    };
    let Some((text, places)) = name_titled(&Source::read(&bytes).text, titles) else { return Mended::No };
    let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
    match write(path, &[mark, text.as_bytes()].concat()) {
        Ok(()) => Mended::Done(places),
        Err(error) => Mended::Failed(error),
    }
}
