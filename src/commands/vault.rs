//! Copies files that an operator shows as evidence into the store. \[door\]

use std::path::Path;

use super::store_failure;
use crate::files;
use crate::journal::Store;
use crate::language::Language;
use crate::run::event::StoredFile;

/// Most bytes of one attached file: 64 MiB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The store's blobs, as somebody who shows a file meets them.
#[derive(Debug)]
pub struct StoreVault<'a> {
    store: &'a Store,
    language: Language,
}

impl<'a> StoreVault<'a> {
    /// Returns the way into `store`.
    #[must_use]
    pub fn new(store: &'a Store, language: Language) -> Self {
        Self { store, language }
    }

    /// Copies the file at `path` into the store, and returns what the journal says of it.
    ///
    /// # Errors
    /// What is wrong with the file, or why it could not be kept.
    pub fn keep_file(&self, path: &Path) -> Result<StoredFile, String> {
        let bytes = files::read_up_to(path, MOST_BYTES, self.language).map_err(|failure| failure.message)?;
        let put = self.store.blobs().put(&bytes);
        let digest = put.map_err(|error| store_failure::of_journal(self.language, &error).message)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(StoredFile { name, sha256: digest.to_string(), size })
    }
}

/// The store's blobs, as an answer file shows files: paths are relative to it.
#[derive(Debug)]
pub struct ScriptVault<'a> {
    vault: StoreVault<'a>,
    folder: &'a Path,
}

impl<'a> ScriptVault<'a> {
    /// Returns the way into `store` for a script in `folder`.
    #[must_use]
    pub fn new(store: &'a Store, folder: &'a Path, language: Language) -> Self {
        Self { vault: StoreVault::new(store, language), folder }
    }
}

impl crate::scenario::Vault for ScriptVault<'_> {
    fn keep(&mut self, path: &Path) -> Result<StoredFile, String> {
        self.vault.keep_file(&self.folder.join(path))
    }
}
