//! Finds procedures by id or path and loads them with everything that they call. \[door\]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::language::commands as words;
use crate::procedure::finding::Finding;
use crate::procedure::nearest::nearest;
use crate::procedure::rules::bars;
use crate::procedure::rules::calls::check_calls;
use crate::procedure::source::Source;
use crate::procedure::yaml::{Loaded, load_without_advice};
use crate::procedure::{Procedure, Status, StepKind};
use crate::report::human;
use crate::run::Program;
use crate::run::event::Pinned;
use crate::run::program::Unit;

/// Deepest chain of calls.
const DEEPEST_CALL: usize = 16;

/// A procedure file that was loaded, with the bytes that it was loaded from.
#[derive(Debug)]
pub struct Volume {
    /// What stands in it.
    pub procedure: Arc<Procedure>,
    /// Where it stands.
    pub path: PathBuf,
    /// Its exact bytes.
    pub bytes: Vec<u8>,
}

impl Volume {
    /// Returns the procedure as a run pins it.
    #[must_use]
    pub fn pinned(&self) -> Pinned {
        Pinned {
            id: self.procedure.id.clone(),
            version: self.procedure.version.clone(),
            source: self.path.display().to_string(),
            blob: self.procedure.digest.clone(),
        }
    }
}

/// A procedure as a run pins it, and the bytes that the store is to keep of it.
pub type Kept = (Pinned, Vec<u8>);

/// A procedure and all that it calls, ready to be run.
#[derive(Debug)]
pub struct Volumes {
    /// The procedure itself first, then those that it calls.
    pub all: Vec<Volume>,
}

impl Volumes {
    /// Returns what a run of them walks through; `None` where there is no procedure.
    #[must_use]
    pub fn program(&self) -> Option<Program> {
        let mut units = self.all.iter().map(|volume| Arc::new(Unit::new(Arc::clone(&volume.procedure))));
        Some(Program::of(units.next()?, units))
    }

    /// Returns what a run walks through, and the bytes that are to be kept: one procedure each, in the same order.
    #[must_use]
    pub fn into_program(self) -> Option<(Program, Vec<Kept>)> {
        let program = self.program()?;
        let kept = self.all.into_iter().map(|volume| (volume.pinned(), volume.bytes)).collect();
        Some((program, kept))
    }
}

/// Every procedure file that can be named by its id.
#[derive(Debug, Default)]
pub struct Library {
    files: BTreeMap<String, PathBuf>,
    /// Further files of ids that are known.
    twins: BTreeMap<String, Vec<PathBuf>>,
}

impl Library {
    /// Returns the files in the site's folders, or in `./procedures`.
    #[must_use]
    pub fn of(context: &Context) -> Self {
        let mut library = Self::default();
        for folder in context.procedure_folders() {
            library.add_folder(&folder);
        }
        library
    }

    /// Adds the files in a folder and its subfolders; of two files with one name the first found stays.
    pub fn add_folder(&mut self, folder: &Path) {
        yaml_files(folder).into_iter().for_each(|path| self.add_file(path));
    }

    /// Adds a file, unless one of its name is known.
    pub fn add_file(&mut self, path: PathBuf) {
        let Some(stem) = procedure_stem(&path) else { return };
        let Some(first) = self.files.get(&stem) else {
            self.files.insert(stem, path);
            return;
        };
        if first.canonicalize().ok() != path.canonicalize().ok() {
            self.twins.entry(stem).or_default().push(path);
        }
    }

    /// Returns every file of an id, the one that it stands for first.
    #[must_use]
    pub fn files_of(&self, id: &str) -> Vec<&PathBuf> {
        self.files.get(id).into_iter().chain(self.twins.get(id).into_iter().flatten()).collect()
    }

    /// Returns the file of the procedure `id` as the file at `caller` means it: beside it, else any that is known.
    #[must_use]
    pub fn beside_or_known(&self, caller: Option<&Path>, id: &str) -> Option<PathBuf> {
        let beside = caller.and_then(Path::parent).unwrap_or(Path::new(""));
        let near = ["yaml", "yml"].map(|ending| beside.join(format!("{id}.{ending}")));
        near.into_iter().find(|path| files::exists(path)).or_else(|| self.files.get(id).cloned())
    }

    /// Returns every id with its file, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &PathBuf)> {
        self.files.iter()
    }

    /// Returns the file that `name` stands for: a path, or an id.
    ///
    /// # Errors
    /// Where there is none; the help names the nearest one.
    pub fn find(&self, name: &str, context: &Context) -> Result<PathBuf, Failure> {
        let path = Path::new(name);
        let looks_like_path = name.contains(['/', '\\']) || path.extension().is_some_and(is_yaml);
        if looks_like_path && files::exists(path) {
            return Ok(path.to_owned());
        }
        if self.twins.contains_key(name) {
            let files: Vec<String> =
                self.files_of(name).into_iter().map(|file| format!("`{}`", file.display())).collect();
            let help = words::same_procedure_help(context.language, files.join(", "));
            return Err(Failure::cannot_begin(words::same_procedure_id(context.language, name)).help(help));
        }
        if let Some(path) = self.files.get(name) {
            return Ok(path.clone());
        }
        let failure = Failure::cannot_begin(words::unknown_procedure(context.language, name.escape_debug()));
        Err(match nearest(name, self.files.keys().map(String::as_str)) {
            Some(near) => failure.help(words::did_you_mean(context.language, near)),
            None => failure.help(words::see_list(context.language, folders(context))),
        })
    }

    /// Loads the procedure at `path` and all that it calls.
    ///
    /// # Errors
    /// Where a file cannot be used; what was found in it has been shown.
    pub fn load(&self, path: &Path, context: &Context) -> Result<Volumes, Failure> {
        self.load_telling(path, context, &mut |found| context.say(found))
    }

    /// Loads like [`load`](Self::load), and hands what was found in a file that cannot be used to `tell`.
    ///
    /// # Errors
    /// Where a file cannot be used.
    pub fn load_telling(&self, path: &Path, context: &Context, tell: &mut dyn FnMut(&str)) -> Result<Volumes, Failure> {
        let main = read_telling(path, context, tell)?;
        let chain = vec![main.procedure.id.clone()];
        let mut loading = Loading { library: self, context, tell, all: vec![main], chain };
        loading.called(0)?;
        let volumes = Volumes { all: loading.all };
        for caller in &volumes.all {
            volumes.check_calls(caller, context, tell)?;
        }
        Ok(volumes)
    }
}

impl Volumes {
    /// Refuses a procedure whose calls do not fit what they call, as `validate` does.
    fn check_calls(&self, caller: &Volume, context: &Context, tell: &mut dyn FnMut(&str)) -> Result<(), Failure> {
        if called_ids(&caller.procedure).is_empty() {
            return Ok(());
        }
        let called = |id: &str| self.all.iter().find(|volume| volume.procedure.id == id);
        let source = Source::read(&caller.bytes).text;
        let found =
            check_calls(&caller.procedure, &source, &|id| called(id).map(|volume| Arc::clone(&volume.procedure)));
        let errors: Vec<Finding> = found.into_iter().filter(|found| found.is_error() && bars(found.rule)).collect();
        if errors.is_empty() { Ok(()) } else { Err(unusable(&caller.path, &source, &errors, context, tell)) }
    }
}

/// A procedure while all that it calls is loaded.
struct Loading<'l> {
    library: &'l Library,
    context: &'l Context,
    tell: &'l mut dyn FnMut(&str),
    all: Vec<Volume>,
    /// The ids of the calls that lead to the one that is loaded now.
    chain: Vec<String>,
}

impl Loading<'_> {
    fn called(&mut self, caller: usize) -> Result<(), Failure> {
        for id in called_ids(&self.all[caller].procedure) {
            if self.chain.contains(&id) || self.chain.len() > DEEPEST_CALL {
                let circle = format!("{} → {id}", self.chain.join(" → "));
                return Err(Failure::cannot_begin(words::call_circle(self.context.language, circle)));
            }
            let known = self.all.iter().position(|volume| volume.procedure.id == id);
            let index = match known {
                Some(index) => index,
                None => {
                    let path = self.path_of(&id, caller)?;
                    self.all.push(read_telling(&path, self.context, self.tell)?);
                    self.all.len() - 1
                }
            };
            self.chain.push(id);
            self.called(index)?;
            self.chain.pop();
        }
        Ok(())
    }

    fn path_of(&self, id: &str, caller: usize) -> Result<PathBuf, Failure> {
        let caller = &self.all[caller].path;
        let found = self.library.beside_or_known(Some(caller), id);
        found.ok_or_else(|| Failure::cannot_begin(words::unknown_called(self.context.language, id, caller.display())))
    }
}

/// Reads and checks one file that is to be used, not judged: its errors are shown, and end the command.
///
/// # Errors
/// Where it cannot be used.
pub fn read(path: &Path, context: &Context) -> Result<Volume, Failure> {
    read_telling(path, context, &mut |found| context.say(found))
}

fn read_telling(path: &Path, context: &Context, tell: &mut dyn FnMut(&str)) -> Result<Volume, Failure> {
    let bytes = files::read(path, context.language)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let Loaded { procedure, findings, source } = load_without_advice(stem, &bytes);
    if let Some(procedure) = procedure {
        return Ok(Volume { procedure: Arc::new(procedure), path: path.to_owned(), bytes });
    }
    let errors: Vec<Finding> = findings.into_iter().filter(Finding::is_error).collect();
    Err(unusable(path, &source, &errors, context, tell))
}

/// Tells the errors of a file, and returns that it cannot be used.
fn unusable(path: &Path, source: &str, errors: &[Finding], context: &Context, tell: &mut dyn FnMut(&str)) -> Failure {
    let name = path.display().to_string();
    let color = context.style.color == crate::terminal::style::Color::On;
    tell(human::render(&name, source, errors, context.language, color).trim_end());
    Failure::cannot_begin(words::unusable_procedure(context.language, name, errors.len()))
}

/// Returns a failure where a procedure may not be run any more.
///
/// # Errors
/// For a retired one.
pub fn check_status(procedure: &Procedure, context: &Context) -> Result<(), Failure> {
    match procedure.status {
        Status::Retired => Err(Failure::cannot_begin(words::retired(context.language, &procedure.id))),
        Status::Draft | Status::Published => Ok(()),
    }
}

/// Returns the ids of the procedures that `procedure` calls, each once.
#[must_use]
pub fn called_ids(procedure: &Procedure) -> Vec<String> {
    let mut ids = Vec::new();
    procedure.visit(&mut |step| {
        if let StepKind::Call(call) = &step.kind
            && !ids.contains(&call.procedure)
        {
            ids.push(call.procedure.clone());
        }
    });
    ids
}

/// What the walk through a folder found.
#[derive(Debug, Default)]
pub struct Searched {
    /// Its YAML files, sorted.
    pub files: Vec<PathBuf>,
    /// What could not be read.
    pub lost: Vec<(PathBuf, std::io::Error)>,
}

/// Returns the YAML files of a folder and its subfolders, sorted; what `.gitignore` names and what is hidden is left out.
#[must_use]
pub fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    searched(folder).files
}

/// Returns the same, and what could not be read.
#[must_use]
pub fn searched(folder: &Path) -> Searched {
    let mut found = Searched::default();
    for entry in WalkBuilder::new(folder).require_git(false).sort_by_file_path(Path::cmp).build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| !kind.is_dir()) => {
                found.files.extend(Some(entry.into_path()).filter(|path| path.extension().is_some_and(is_yaml)));
            }
            Ok(_) => {}
            Err(error) => found.lost.extend(lost(folder, error)),
        }
    }
    found
}

/// Returns which path an error of the walk is about; faults of a `.gitignore` are git's affair.
fn lost(folder: &Path, error: ignore::Error) -> Option<(PathBuf, std::io::Error)> {
    let mut path = folder.to_owned();
    let mut inner = &error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path.clone_from(at);
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } => inner = err,
            ignore::Error::Io(_) => return Some((path, error.into_io_error()?)),
            _ => return None,
        }
    }
}

/// Returns whether a file ends as YAML files do.
#[must_use]
pub fn is_yaml(ending: &std::ffi::OsStr) -> bool {
    ending == "yaml" || ending == "yml"
}

/// Returns whether a file is called as files of scenarios are.
#[must_use]
pub fn is_scenario(path: &Path) -> bool {
    path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with(".scenario"))
}

/// Returns the id that a procedure file's name says, or `None` for scenarios and site files.
#[must_use]
pub fn procedure_stem(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let other = is_scenario(path) || path.file_name().is_some_and(|name| name == crate::site::SITE_FILE);
    (!other).then(|| stem.to_owned())
}

/// Returns the ids whose files may stand more than once in these folders: it follows no `.gitignore`, and is a tenth of the work
/// of [`yaml_files`].
#[must_use]
pub fn ids_twice(folders: &[PathBuf]) -> BTreeSet<String> {
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    let mut left = folders.to_vec();
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(path);
            } else if path.extension().is_some_and(is_yaml)
                && let Some(id) = procedure_stem(&path)
                && let Some(id) = once.replace(id)
            {
                twice.insert(id);
            }
        }
    }
    twice
}

fn folders(context: &Context) -> String {
    let folders = context.procedure_folders();
    folders.iter().map(|folder| format!("`{}`", folder.display())).collect::<Vec<_>>().join(", ")
}
