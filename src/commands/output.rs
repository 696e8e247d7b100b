//! Where an export goes: stdout, or a file that comes to be only when it is whole. Nothing is ever overwritten. \[door\]

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::context::Context;
use crate::failure::Failure;
use crate::files::{exists, plain};
use crate::language::export as words;

/// Where bytes go.
#[derive(Debug)]
pub enum Output {
    /// Stdout; a closed pipe ends it quietly.
    Stdout(BufWriter<io::Stdout>),
    /// A file under another name, until it is whole.
    File(BufWriter<File>, Partial),
}

/// A file or folder under another name, which is removed unless it was kept.
#[derive(Debug)]
pub struct Partial {
    /// The name it has for now.
    pub path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Partial {
    /// Returns the name that stands for `target` until it is whole.
    ///
    /// # Errors
    /// Where `target` is there already.
    pub fn of(target: &Path, context: &Context) -> Result<Self, Failure> {
        let language = context.language;
        if exists(target) {
            let message = words::already_there(language, target.display());
            return Err(Failure::cannot_begin(message).help(words::choose_another(language)));
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let path = target.with_file_name(format!(".{name}.{}.partial", std::process::id()));
        Ok(Self { path, target: target.to_owned(), kept: false })
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// Where something has come to stand there meanwhile, or it cannot be renamed.
    pub fn keep(mut self) -> io::Result<()> {
        if exists(&self.target) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(&self.path, &self.target)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // What could not be made whole is taken away, as far as that can be.
            let _ = fs::remove_file(&self.path).or_else(|_| fs::remove_dir_all(&self.path));
        }
    }
}

impl Output {
    /// Opens what `--output` names, else stdout.
    ///
    /// # Errors
    /// Where the file is there already or cannot be made.
    pub fn open(path: Option<&Path>, context: &Context) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Stdout(BufWriter::with_capacity(1 << 18, io::stdout()))) };
        let partial = Partial::of(path, context)?;
        let file = OpenOptions::new().write(true).create_new(true).open(&partial.path);
        let file = file.map_err(|error| not_written(path, &error, context))?;
        Ok(Self::File(BufWriter::with_capacity(1 << 18, file), partial))
    }

    /// Brings everything to its place.
    ///
    /// # Errors
    /// Where it could not be written, synced or renamed.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::File(out, partial) => {
                out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                partial.keep()
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out, _) => out.flush(),
        }
    }
}

/// Returns whether bytes without `--output` would land on a terminal.
#[must_use]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Returns the failure of something that could not be written.
pub fn not_written(path: &Path, error: &io::Error, context: &Context) -> Failure {
    Failure::not_recorded(words::cannot_write(context.language, path.display(), plain(context.language, error)))
}

/// Returns a file without a name, which is gone when it is closed.
///
/// # Errors
/// Where it cannot be made.
pub fn tempfile() -> io::Result<File> {
    tempfile::tempfile()
}

/// Returns a file at its beginning.
///
/// # Errors
/// Where it cannot be sought in.
pub fn rewound(mut file: File) -> io::Result<File> {
    io::Seek::rewind(&mut file)?;
    Ok(file)
}
