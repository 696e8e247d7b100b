//! `Blobs`: exact bytes of procedure files and attachments, each under the name of its digest. \[door\]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::file::{self, MAX_FILE, Patience};
use super::folder::{self, Published};
use super::{Digest, JournalError};

/// The folder `blobs/sha256` of a store.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(super) fn of(root: &Path) -> Self {
        Self { folder: root.join("blobs").join("sha256") }
    }

    /// Keeps `bytes` and returns their digest, once they are on the disk. What is there already is checked.
    ///
    /// # Errors
    /// If they cannot be written, or the store holds other bytes under this digest.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, JournalError> {
        let digest = Digest::of(bytes);
        let (path, size) = (self.path(&digest), bytes.len() as u64);
        if size > MAX_FILE {
            return Err(JournalError::TooLarge { path, size });
        }
        match self.publish(&digest, bytes) {
            Ok(Published::New) => Ok(digest),
            Ok(Published::Existing) if self.is_intact(&digest) => Ok(digest),
            Ok(Published::Existing) => Err(JournalError::Replaced { path }),
            Err(source) => Err(JournalError::NotConfirmed { path, source }),
        }
    }

    /// Returns the bytes whose digest is `digest`.
    ///
    /// # Errors
    /// If they cannot be read, or are others.
    pub fn get(&self, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let path = self.path(digest);
        let mut bytes = Vec::new();
        file::read(&path, Patience::NONE, &mut |piece| bytes.extend_from_slice(piece))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(JournalError::Replaced { path }) }
    }

    /// Removes the bytes under `digest`; that they are gone already is no failure.
    pub(super) fn remove(&self, digest: &Digest) -> io::Result<()> {
        let path = self.path(digest);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| path.parent().map_or(Ok(()), folder::sync)),
        }
    }

    /// Returns whether the store holds exactly the bytes whose digest is `digest`.
    #[must_use]
    pub fn is_intact(&self, digest: &Digest) -> bool {
        let mut hasher = Sha256::new();
        let read = file::read(&self.path(digest), Patience::NONE, &mut |piece| hasher.update(piece));
        read.is_ok() && Digest::finish(hasher) == *digest
    }

    /// Returns how many bytes the store holds under `digest`; `None` where it holds none.
    #[must_use]
    pub fn size(&self, digest: &Digest) -> Option<u64> {
        fs::symlink_metadata(self.path(digest)).ok().map(|found| found.len())
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(name)
    }

    fn publish(&self, digest: &Digest, bytes: &[u8]) -> io::Result<Published> {
        let name = digest.to_string();
        let folder = self.folder.join(&name[..2]);
        folder::create(&folder)?;
        match fs::symlink_metadata(folder.join(&name)) {
            Ok(_) => Ok(Published::Existing),
            Err(_) => folder::publish(&folder, &name, bytes, 0o400),
        }
    }
}
