//! `MemoryStorage`: a journal's bytes in memory, with a fault at a chosen step. For tests; it never touches a disk.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::rc::Rc;

use super::{JournalError, Storage};

/// What goes wrong in one append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written.
    Write,
    /// Only so many bytes are written.
    Short(usize),
    /// All is written, and nothing is synced.
    Sync,
}

#[derive(Debug, Default)]
struct Disk {
    written: Vec<u8>,
    synced: usize,
    appends: usize,
    fault: Option<(usize, Fault)>,
}

/// Bytes in memory. Clones share them, so that a test can look at what a journal has written.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    disk: Rc<RefCell<Disk>>,
}

impl MemoryStorage {
    /// Returns a storage that holds `bytes`, all of them synced.
    #[must_use]
    pub fn with(bytes: &[u8]) -> Self {
        let disk = Disk { written: bytes.to_vec(), synced: bytes.len(), ..Disk::default() };
        Self { disk: Rc::new(RefCell::new(disk)) }
    }

    /// Makes the `n`-th append from now on, counted from 0, go wrong, and it alone.
    pub fn fail(&self, n: usize, fault: Fault) {
        let mut disk = self.disk.borrow_mut();
        disk.fault = Some((disk.appends + n, fault));
    }

    /// Returns all bytes that were written.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.disk.borrow().written.clone()
    }

    /// Returns the bytes that a power cut leaves.
    #[must_use]
    pub fn synced(&self) -> Vec<u8> {
        let disk = self.disk.borrow();
        disk.written[..disk.synced].to_vec()
    }

    /// Returns how many appends were tried.
    #[must_use]
    pub fn appends(&self) -> usize {
        self.disk.borrow().appends
    }
}

impl Storage for MemoryStorage {
    fn path(&self) -> &Path {
        Path::new("memory")
    }

    fn read_from(&mut self, offset: u64, feed: &mut dyn FnMut(&[u8])) -> Result<(), JournalError> {
        let disk = self.disk.borrow();
        let rest = usize::try_from(offset).ok().and_then(|offset| disk.written.get(offset..));
        feed(rest.ok_or_else(|| JournalError::Replaced { path: self.path().to_owned() })?);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        let mut disk = self.disk.borrow_mut();
        let fault = disk.fault.filter(|&(n, _)| n == disk.appends).map(|(_, fault)| fault);
        disk.appends += 1;
        let written = match fault {
            Some(Fault::Write) => 0,
            Some(Fault::Short(length)) => length.min(bytes.len()),
            Some(Fault::Sync) | None => bytes.len(),
        };
        disk.written.extend_from_slice(&bytes[..written]);
        if fault.is_some() {
            let source = io::Error::other("a fault for a test");
            return Err(JournalError::NotConfirmed { path: self.path().to_owned(), source });
        }
        disk.synced = disk.written.len();
        Ok(())
    }
}
