//! Opens files that people name: regular files only, within a size, without waiting. \[door\]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::failure::Failure;
use crate::language::{Language, commands as words};

/// Most bytes of a procedure, site or answer file: 1 MiB.
pub const MOST_BYTES: u64 = 1024 * 1024;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unreadable {
    /// The system refused.
    System(std::io::Error),
    /// A folder, a device, a pipe or a socket.
    NotAFile,
    /// It has `size` bytes, or more than that, where `most` are allowed.
    TooLarge {
        /// How many it has, as far as is known.
        size: u64,
        /// How many it may have.
        most: u64,
    },
}

impl Unreadable {
    /// Returns why the file at `path` was not read, in words.
    #[must_use]
    pub fn message(&self, path: &Path, language: Language) -> String {
        let shown = path.display();
        match self {
            Self::System(error) => words::unreadable(language, shown, plain(language, error)),
            Self::NotAFile => words::not_a_file(language, shown),
            Self::TooLarge { size, most } => words::too_large(language, shown, size, most),
        }
    }

    /// Returns what to do about it, in words.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        match self {
            Self::System(_) | Self::TooLarge { .. } => words::look_at_file(language),
            Self::NotAFile => words::regular_file_help(language),
        }
    }
}

/// Returns the bytes of a file that a person wrote.
///
/// # Errors
/// Where it is not there, no regular file, or too large: a device, a pipe or a folder is never read from.
pub fn read(path: &Path, language: Language) -> Result<Vec<u8>, Failure> {
    read_up_to(path, MOST_BYTES, language)
}

/// Returns the bytes of a file of at most `most` bytes.
///
/// # Errors
/// As [`read`].
pub fn read_up_to(path: &Path, most: u64, language: Language) -> Result<Vec<u8>, Failure> {
    bytes(path, most).map_err(|why| Failure::cannot_begin(why.message(path, language)).help(why.help(language)))
}

/// Returns the bytes of a file of at most `most` bytes.
///
/// # Errors
/// As [`read`], with the reason as data.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = rustix::fs::open(path, flags, Mode::empty());
    let file: File = opened.map_err(|error| Unreadable::System(error.into()))?.into();
    let metadata = file.metadata().map_err(Unreadable::System)?;
    if !metadata.is_file() {
        return Err(Unreadable::NotAFile);
    }
    if metadata.len() > most {
        return Err(Unreadable::TooLarge { size: metadata.len(), most });
    }
    // One byte more than it says it has: a file that does not grow is read in one go.
    drain(file, most, usize::try_from(metadata.len()).unwrap_or_default() + 1)
}

/// Adds bytes to the end of a file, which is made where there is none, and brings them to the disk.
///
/// # Errors
/// Where that is not possible, or it is no regular file: nobody may read from a pipe, and nobody waits for one.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), Unreadable> {
    let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut file: File = match rustix::fs::open(path, flags, Mode::from_raw_mode(0o666)) {
        Err(rustix::io::Errno::NXIO | rustix::io::Errno::ISDIR) => return Err(Unreadable::NotAFile),
        opened => opened.map_err(|error| Unreadable::System(error.into()))?.into(),
    };
    if !file.metadata().map_err(Unreadable::System)?.is_file() {
        return Err(Unreadable::NotAFile);
    }
    file.write_all(bytes).and_then(|()| file.sync_data()).map_err(Unreadable::System)
}

/// Returns all that `from` gives, which may be `most` bytes; `expected` is how much room is made beforehand.
///
/// # Errors
/// Where it cannot be read, or gives more.
pub fn drain(from: impl Read, most: u64, expected: usize) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::with_capacity(expected);
    from.take(most + 1).read_to_end(&mut bytes).map_err(Unreadable::System)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > most { Err(Unreadable::TooLarge { size, most }) } else { Ok(bytes) }
}

/// Returns what the system says of a file, in the language of the program where it is one of the usual things.
#[must_use]
pub fn plain(language: Language, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => words::not_there(language),
        std::io::ErrorKind::PermissionDenied => words::not_allowed(language),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::WriteZero => words::disk_full(language),
        std::io::ErrorKind::FileTooLarge => words::file_limit(language),
        std::io::ErrorKind::ReadOnlyFilesystem => words::read_only(language),
        std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => words::not_a_folder(language),
        _ => match (language, error.raw_os_error()) {
            (Language::Zh, Some(code)) => words::system_error(language, code),
            _ => error.to_string(),
        },
    }
}

/// Returns whether a path is there at all, whatever it leads to.
#[must_use]
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
