//! What the paths of a command line stand for: files, all YAML files of a folder, those that a pattern matches, or standard
//! input; sorted, each once.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::super::library::{is_yaml, searched};
use crate::failure::Failure;
use crate::files::{self, Unreadable};
use crate::language::{Language, commands, validating as words};

/// What is to be validated.
#[derive(Debug)]
pub enum Target {
    /// A file.
    File(PathBuf),
    /// A folder below one that was named, which cannot be read.
    Lost(PathBuf, Unreadable),
    /// Standard input, under the name that it was given.
    Stdin(Option<PathBuf>),
}

impl Target {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Lost(path, _) => Some(path),
            Self::Stdin(_) => None,
        }
    }
}

/// Returns what `paths` stand for, by path.
///
/// # Errors
/// Where one of them is not there or matches nothing.
pub fn targets(paths: &[PathBuf], stdin_name: Option<&Path>, language: Language) -> Result<Vec<Target>, Failure> {
    let mut targets = vec![];
    for path in paths {
        if path.as_os_str() == "-" {
            targets.push(Target::Stdin(stdin_name.map(Path::to_owned)));
        } else {
            add(path, language, &mut targets)?;
        }
    }
    targets.sort_by(|a, b| a.path().cmp(&b.path()));
    targets.dedup_by(|a, b| a.path() == b.path());
    Ok(targets)
}

/// Adds a file that nobody named, unless it is there already; it is named as seen from `here` where it can be.
pub fn add_file(path: &Path, here: &Path, targets: &mut Vec<Target>) {
    let same = |target: &Target| {
        target
            .path()
            .is_some_and(|known| known.canonicalize().ok().is_some_and(|known| path.canonicalize().ok() == Some(known)))
    };
    if !targets.iter().any(same) {
        targets.push(Target::File(tidy(path.strip_prefix(here).unwrap_or(path))));
        targets.sort_by(|a, b| a.path().cmp(&b.path()));
    }
}

fn add(path: &Path, language: Language, targets: &mut Vec<Target>) -> Result<(), Failure> {
    let before = targets.len();
    if path.is_dir() {
        add_folder(path, targets, |_| true);
        if targets.len() == before {
            return Err(Failure::cannot_begin(commands::front_nothing(language, path.display())));
        }
    } else if files::exists(path) {
        targets.push(Target::File(tidy(path)));
    } else if let Some(pattern) = path.to_str().filter(|path| path.contains(['*', '?', '[', '{'])) {
        let (base, matcher) = pattern_of(pattern, language)?;
        add_folder(&base, targets, |path| path.ancestors().any(|path| matcher.is_match(path)));
        if targets.len() == before {
            return Err(Failure::cannot_begin(words::matches_nothing(language, pattern)));
        }
    } else {
        let why = commands::not_there(language);
        return Err(Failure::cannot_begin(commands::unreadable(language, path.display(), why))
            .help(commands::look_at_file(language)));
    }
    Ok(())
}

fn add_folder(folder: &Path, targets: &mut Vec<Target>, wanted: impl Fn(&Path) -> bool) {
    let found = searched(folder);
    let kept = found.files.into_iter().map(|path| tidy(&path)).filter(|path| wanted(path));
    targets.extend(kept.filter(|path| path.extension().is_some_and(is_yaml)).map(Target::File));
    let lost = found.lost.into_iter().map(|(path, error)| (tidy(&path), Unreadable::System(error)));
    targets.extend(lost.map(|(path, why)| Target::Lost(path, why)));
}

/// Returns the folder that a pattern begins in, and the pattern.
fn pattern_of(pattern: &str, language: Language) -> Result<(PathBuf, GlobMatcher), Failure> {
    let base: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let tidied = tidy(Path::new(pattern));
    let glob = GlobBuilder::new(&tidied.to_string_lossy()).literal_separator(true).build();
    let glob = glob.map_err(|error| Failure::cannot_begin(words::bad_pattern(language, pattern, error.kind())))?;
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    Ok((base, glob.compile_matcher()))
}

/// Returns a path without the `./` that services do not know in names of files.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}
