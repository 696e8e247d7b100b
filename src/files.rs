//! Opens files that people name: regular files only, within a size, without waiting. \[door\]

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::failure::Failure;
use crate::language::{Language, commands as words};

/// Most bytes of a procedure, site or answer file: 1 MiB.
pub const MOST_BYTES: u64 = 1024 * 1024;

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
    let shown = &path.display();
    let unreadable =
        &|error: std::io::Error| Failure::cannot_begin(words::unreadable(language, shown, plain(language, &error)));
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file: File = rustix::fs::open(path, flags, Mode::empty()).map_err(|error| unreadable(error.into()))?.into();
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Failure::cannot_begin(words::not_a_file(language, shown)));
    }
    if metadata.len() > most {
        return Err(Failure::cannot_begin(words::too_large(language, shown, metadata.len(), most)));
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(Failure::cannot_begin(words::too_large(language, shown, bytes.len(), most)));
    }
    Ok(bytes)
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
