//! Where the report goes: stdout, or a file that appears only when it is whole. \[door\]

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::arguments::FindingsFormat;
use super::super::context::Context;
use super::replacing::Replacing;
use crate::failure::Failure;
use crate::files;
use crate::language::{Language, validating as words};
use crate::report::findings::Format;

/// Where the report goes.
pub enum Output<'c> {
    /// To stdout.
    Data(&'c Context),
    /// To stdout, for a person.
    Page(&'c Context),
    /// To stderr, since stdout has the mended text of standard input.
    Messages(&'c Context),
    /// To a device or a pipe that was named.
    Device(PathBuf, File),
    /// To a file that is replaced at the end.
    File(PathBuf, BufWriter<Replacing>),
}

impl<'c> Output<'c> {
    /// Returns where the report goes: to `file`, else to stdout.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn open(context: &'c Context, file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file else { return Ok(Self::Data(context)) };
        let failed = |error| failure(path, &error, context.language);
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(Self::Device(path.to_owned(), device));
        }
        let replacing = Replacing::begin(path).map_err(failed)?;
        Ok(Self::File(path.to_owned(), BufWriter::new(replacing)))
    }

    /// Writes a piece of it.
    ///
    /// # Errors
    /// Where the disk does not take it; a closed stdout is none.
    pub fn write(&mut self, text: &str, language: Language) -> Result<(), Failure> {
        let (path, done) = match self {
            Self::Data(context) => {
                context.data(text);
                return Ok(());
            }
            Self::Page(context) => {
                context.page(text);
                return Ok(());
            }
            Self::Messages(context) => {
                context.say(text.trim_end());
                return Ok(());
            }
            Self::Device(path, file) => (path, file.write_all(text.as_bytes())),
            Self::File(path, file) => (path, file.write_all(text.as_bytes())),
        };
        done.map_err(|error| failure(path, &error, language))
    }

    /// Ends the report: now the file is there.
    ///
    /// # Errors
    /// Where it cannot be written or take its place.
    pub fn close(self, language: Language) -> Result<(), Failure> {
        let Self::File(path, file) = self else { return Ok(()) };
        let done = file.into_inner().map_err(io::IntoInnerError::into_error).and_then(Replacing::finish);
        done.map_err(|error| failure(&path, &error, language))
    }
}

fn failure(path: &Path, error: &io::Error, language: Language) -> Failure {
    Failure::not_recorded(words::not_written(language, path.display(), files::plain(language, error)))
}

/// Returns the format that is meant. By itself it is GitHub's in a workflow of GitHub, whose log is read for commands; GitLab's
/// only where a pipeline of GitLab asks for a file, since it reads that report from files alone; else the one for people.
#[must_use]
pub fn format(wish: FindingsFormat, to_file: bool) -> Format {
    let is_set = |name| env::var_os(name).is_some_and(|value| value == "true");
    match wish {
        FindingsFormat::Auto if is_set("GITHUB_ACTIONS") && !to_file => Format::Github,
        FindingsFormat::Auto if is_set("GITLAB_CI") && to_file => Format::Gitlab,
        FindingsFormat::Auto | FindingsFormat::Human => Format::Human,
        FindingsFormat::Json => Format::Json,
        FindingsFormat::Sarif => Format::Sarif,
        FindingsFormat::Github => Format::Github,
        FindingsFormat::Gitlab => Format::Gitlab,
        FindingsFormat::Junit => Format::Junit,
    }
}

/// Returns the file that a workflow of GitHub shows behind its step, if this is one.
#[must_use]
pub fn step_summary() -> Option<PathBuf> {
    env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Adds `text` to the file at `path`.
///
/// # Errors
/// Where it cannot be written.
pub fn append(path: &Path, text: &str, language: Language) -> Result<(), Failure> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| failure(path, &error, language))
}
