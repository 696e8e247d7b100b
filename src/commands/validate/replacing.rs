//! A file that takes the place of another in one moment, with its mode: nobody ever sees half of it. \[door\]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

/// A file that is being written beside the one whose place it takes. Dropped unfinished, it is gone.
#[derive(Debug)]
pub struct Replacing {
    file: File,
    temporary: PathBuf,
    path: PathBuf,
    finished: bool,
}

impl Replacing {
    /// Begins a file that will stand at `path`; a link stays one, and what it leads to is replaced.
    ///
    /// # Errors
    /// Where no file can be made in its folder.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().ok_or(io::ErrorKind::InvalidInput)?);
        name.push(format!(".{}.part", process::id()));
        let temporary = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let replacing = Self { file, temporary, path, finished: false };
        if let Ok(metadata) = fs::metadata(&replacing.path) {
            replacing.file.set_permissions(metadata.permissions())?;
        }
        Ok(replacing)
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// Where it cannot be written to the disk or moved.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        self.finished = true;
        Ok(())
    }
}

impl Write for Replacing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Replacing {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing more can be done about a file that does not go.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::Replacing;

    #[test]
    fn the_old_file_stands_until_the_new_one_is_whole_and_its_mode_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        fs::write(&path, "old").expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
        let mut file = Replacing::begin(&path).expect("begins");
        file.write_all(b"new").expect("writes");
        assert_eq!(fs::read_to_string(&path).expect("text"), "old");
        file.finish().expect("finishes");
        assert_eq!(fs::read_to_string(&path).expect("text"), "new");
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o640);
        drop(Replacing::begin(&path).expect("begins"));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");
    }
}
