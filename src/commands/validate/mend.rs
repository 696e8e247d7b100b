//! `--fix`: mends a file where that is safe, and tells of it. Standard input is never written to: its text is printed.

use std::io::{self, Write};
use std::path::Path;

use super::super::context::Context;
use super::judge::Judge;
use super::paths::Target;
use super::replacing::Replacing;
use crate::files;
use crate::language::validating as words;
use crate::procedure::mending::{self, Mending};
use crate::report::findings::Judged;

/// The mark that a file may begin with, and that its text is read without.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What became of a file.
#[derive(Debug)]
pub enum Mended {
    /// It stands as it stood, as it should.
    No,
    /// So many places were mended.
    Done(usize),
    /// The text of standard input, so many places of it mended.
    Printed(Vec<u8>, usize),
    /// It stands as it stood: mending it could break it.
    Unsure,
    /// It stands as it stood: it could not be written.
    Failed(io::Error),
}

impl Mended {
    /// Returns how many places were mended.
    #[must_use]
    pub fn places(&self) -> usize {
        match self {
            Self::Done(places) | Self::Printed(_, places) => *places,
            Self::No | Self::Unsure | Self::Failed(_) => 0,
        }
    }

    /// Tells what became of the file `name`, and prints what is to be printed.
    pub fn tell(&self, context: &Context, name: &str) {
        let language = context.language;
        match self {
            Self::No => {}
            Self::Done(places) => context.say(&words::mended(language, name, places)),
            Self::Printed(text, _) => context.data(&String::from_utf8_lossy(text)),
            Self::Unsure => context.say(&words::not_mended(language, name, words::mends_break(language))),
            Self::Failed(error) => {
                context.say(&words::not_mended(language, name, files::plain(language, error)));
            }
        }
    }
}

/// Mends the file of which `judged` was found in `bytes`; returns what is found in it from now on.
pub fn mend(target: &Target, judge: &Judge, judged: Judged, bytes: &[u8]) -> (Judged, Mended) {
    let path = match target {
        Target::File(path) => Some(path.as_path()),
        Target::Stdin(name) => name.as_deref(),
        Target::Lost(..) => None,
    };
    let find = |text: &str| judge.judge(path, String::new(), text.as_bytes()).findings;
    let readable = std::str::from_utf8(bytes).is_ok();
    let mending = if readable { mending::mend(&judged.source, find) } else { Mending::Nothing };
    let (mended, places) = match mending {
        Mending::Done(text, places) => {
            let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
            ([mark, text.as_bytes()].concat(), places)
        }
        left => {
            let unsure = if left == Mending::Unsure { Mended::Unsure } else { Mended::No };
            let mended = if matches!(target, Target::Stdin(_)) { Mended::Printed(bytes.to_vec(), 0) } else { unsure };
            return (judged, mended);
        }
    };
    let after = judge.judge(path, judged.path.clone(), &mended);
    match target {
        Target::File(path) => match write(path, &mended) {
            Ok(()) => {
                judge.forget(path);
                (after, Mended::Done(places))
            }
            Err(error) => (judged, Mended::Failed(error)),
        },
        _ => (after, Mended::Printed(mended, places)),
    }
}

/// Writes `bytes` in place of the file at `path`, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Replacing::begin(path)?;
    file.write_all(bytes)?;
    file.finish()
}
