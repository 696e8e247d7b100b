//! `FileStorage`: a journal in one file, created new, locked, appended, synced. It never shortens or rewrites. \[door\]

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::{FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::{Holder, JournalError, Storage};

/// The largest file that is read: some hundred thousand entries.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// How many bytes are read at once.
const PIECE: usize = 256 * 1024;

/// How long a lock is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    attempts: u32,
}

impl Patience {
    /// Not at all.
    pub const NONE: Self = Self { attempts: 1 };
    /// Two seconds: a program that was just killed may hold its lock for some milliseconds more.
    pub const USUAL: Self = Self { attempts: 41 };
    const PAUSE: Duration = Duration::from_millis(50);

    fn lock(self, mut attempt: impl FnMut() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
        for _ in 1..self.attempts {
            match attempt() {
                Err(TryLockError::WouldBlock) => thread::sleep(Self::PAUSE),
                decided => return decided,
            }
        }
        attempt()
    }
}

/// A file that is locked for this program alone, and to which it appends.
#[derive(Debug)]
pub struct FileStorage {
    path: PathBuf,
    file: File,
    size: u64,
}

impl FileStorage {
    /// Creates the file, which must not exist, with mode 0600, and locks it.
    ///
    /// # Errors
    /// [`JournalError::Io`] with `AlreadyExists`, or if it cannot be created or locked.
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        Self::take(path, OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL, Patience::USUAL)
    }

    /// Opens and locks the file, which must be a regular one with a single link.
    ///
    /// # Errors
    /// [`JournalError::Locked`] if another program holds it; otherwise if it is no such file or cannot be opened.
    pub fn open(path: &Path, patience: Patience) -> Result<Self, JournalError> {
        let storage = Self::take(path, OFlags::RDWR | OFlags::APPEND, patience)?;
        forget_cached(&storage.file);
        Ok(storage)
    }

    fn take(path: &Path, flags: OFlags, patience: Patience) -> Result<Self, JournalError> {
        let file = open(path, flags)?;
        own_link(path, &stat(path, &file)?)?;
        match patience.lock(|| file.try_lock()) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(path, &file)),
            Err(TryLockError::Error(source)) => return Err(JournalError::Io { path: path.to_owned(), source }),
        }
        let storage = Self { path: path.to_owned(), size: size(path, &stat(path, &file)?)?, file };
        storage.check()?;
        Ok(storage)
    }

    /// Fails unless the path still leads to the file that is open, and nobody else has written to it.
    fn check(&self) -> Result<(), JournalError> {
        let held = stat(&self.path, &self.file)?;
        let same = rustix::fs::lstat(&self.path)
            .is_ok_and(|found| (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino) && found.st_nlink == 1);
        let unchanged = u64::try_from(held.st_size).is_ok_and(|size| size == self.size);
        if same && unchanged { Ok(()) } else { Err(JournalError::Replaced { path: self.path.clone() }) }
    }

    /// Writes in one call. An interruption before any byte is no failure; a short write is one: the disk is full.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => break done?,
            }
        };
        if written == bytes.len() {
            return Ok(());
        }
        let short = format!("only {written} of {} bytes could be written", bytes.len());
        Err(io::Error::new(io::ErrorKind::WriteZero, short))
    }
}

impl Storage for FileStorage {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read_from(&mut self, offset: u64, feed: &mut dyn FnMut(&[u8])) -> Result<(), JournalError> {
        if offset > self.size {
            return Err(JournalError::Replaced { path: self.path.clone() });
        }
        let read = self.file.seek(SeekFrom::Start(offset)).and_then(|_| pour(&mut self.file, self.size - offset, feed));
        let read = read.map_err(|source| JournalError::Io { path: self.path.clone(), source })?;
        self.size = offset + read;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        self.check()?;
        let size = self.size + bytes.len() as u64;
        if size > MAX_FILE {
            return Err(JournalError::TooLarge { path: self.path.clone(), size });
        }
        let written = self.write(bytes).and_then(|()| sync(&self.file));
        written.map_err(|source| JournalError::NotConfirmed { path: self.path.clone(), source })?;
        self.size = size;
        Ok(())
    }
}

/// Reads the file at `path` without changing it, and returns whether another program holds its lock.
///
/// # Errors
/// If it is no regular file, is too large, or cannot be read.
pub(super) fn read(path: &Path, patience: Patience, feed: &mut dyn FnMut(&[u8])) -> Result<bool, JournalError> {
    let mut file = open(path, OFlags::RDONLY)?;
    let size = size(path, &stat(path, &file)?)?;
    let in_use = matches!(patience.lock(|| file.try_lock_shared()), Err(TryLockError::WouldBlock));
    pour(&mut file, size, feed).map_err(|source| JournalError::Io { path: path.to_owned(), source })?;
    Ok(in_use)
}

/// Reads the file at `path` without changing it or asking for its lock into `bytes`, in place of what they hold.
///
/// # Errors
/// If it is no regular file, is too large, or cannot be read.
pub(super) fn read_into(path: &Path, bytes: &mut Vec<u8>) -> Result<(), JournalError> {
    bytes.clear();
    let file = open(path, OFlags::RDONLY)?;
    let size = size(path, &stat(path, &file)?)?;
    // One byte more, so that the end of the file is seen without growing.
    bytes.reserve(usize::try_from(size).unwrap_or_default() + 1);
    let read = file.take(MAX_FILE).read_to_end(bytes);
    read.map(drop).map_err(|source| JournalError::Io { path: path.to_owned(), source })
}

/// Returns the bytes of the file at `path`, which may be `most`.
///
/// # Errors
/// If it is no regular file, is larger, or cannot be read.
pub(super) fn read_small(path: &Path, most: u64) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::new();
    let read = open_regular(path)?.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|source| JournalError::Io { path: path.to_owned(), source })?;
    let size = bytes.len() as u64;
    if size > most { Err(JournalError::TooLarge { path: path.to_owned(), size }) } else { Ok(bytes) }
}

/// Opens a file to be read.
///
/// # Errors
/// If it is no regular file, or cannot be opened.
pub(super) fn open_regular(path: &Path) -> Result<File, JournalError> {
    let file = open(path, OFlags::RDONLY)?;
    stat(path, &file).map(|_| file)
}

/// Opens without following a link at the end, and without waiting for the other end of a pipe.
fn open(path: &Path, flags: OFlags) -> Result<File, JournalError> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    match rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR) {
        Ok(descriptor) => Ok(File::from(descriptor)),
        Err(error) => Err(not_opened(path, error)),
    }
}

fn not_opened(path: &Path, error: Errno) -> JournalError {
    let found = match error {
        Errno::LOOP => "a symbolic link",
        Errno::ISDIR => "a folder",
        Errno::NXIO => "a socket or a device",
        _ => return JournalError::Io { path: path.to_owned(), source: error.into() },
    };
    JournalError::NotAFile { path: path.to_owned(), found }
}

/// Returns what is known of a file, if it is a regular one.
fn stat(path: &Path, file: &File) -> Result<Stat, JournalError> {
    let stat = rustix::fs::fstat(file).map_err(|error| not_opened(path, error))?;
    let found = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => return Ok(stat),
        FileType::Directory => "a folder",
        FileType::Fifo => "a pipe",
        FileType::Socket => "a socket",
        _ => "a device",
    };
    Err(JournalError::NotAFile { path: path.to_owned(), found })
}

fn own_link(path: &Path, stat: &Stat) -> Result<(), JournalError> {
    if stat.st_nlink == 1 {
        return Ok(());
    }
    Err(JournalError::NotAFile { path: path.to_owned(), found: "a file with several hard links" })
}

fn size(path: &Path, stat: &Stat) -> Result<u64, JournalError> {
    let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    if size <= MAX_FILE { Ok(size) } else { Err(JournalError::TooLarge { path: path.to_owned(), size }) }
}

/// Hands the rest of `file` to `feed`, up to the cap, and returns how many bytes that was; `expected` only sizes the buffer.
fn pour(file: &mut File, expected: u64, feed: &mut dyn FnMut(&[u8])) -> io::Result<u64> {
    let mut rest = file.take(MAX_FILE);
    let mut buffer = vec![0; usize::try_from(expected + 1).map_or(PIECE, |size| size.clamp(1024, PIECE))];
    let mut total = 0;
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(read) => {
                feed(&buffer[..read]);
                total += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Brings the file's bytes to the disk. Called once for each entry, and never again after it has failed.
#[cfg(not(target_vendor = "apple"))]
fn sync(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fdatasync(file)?)
}

/// The same where the system has no `fdatasync`.
#[cfg(target_vendor = "apple")]
fn sync(file: &File) -> io::Result<()> {
    file.sync_data()
}

/// Lets the system forget what it keeps of the file in memory, so that the disk itself is read.
///
/// After a sync that failed Linux takes the pages for clean: it would go on to show an entry that the disk never had, and
/// what is appended after it would stand behind a hole. Bytes that were not synced yet stay. No more than advice: it may fail.
#[cfg(target_os = "linux")]
fn forget_cached(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

/// Elsewhere nothing is known to be needed.
#[cfg(not(target_os = "linux"))]
fn forget_cached(_: &File) {}

fn locked(path: &Path, file: &File) -> JournalError {
    let inode = rustix::fs::fstat(file).ok().map(|stat| stat.st_ino);
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    let holder = inode.and_then(|inode| holder(&locks, inode)).map(|pid| Holder {
        pid,
        command: command(pid),
        stopped: is_stopped(pid),
    });
    JournalError::Locked { path: path.to_owned(), holder }
}

/// Returns the process that holds a `flock` on `inode`, as Linux lists it: `1: FLOCK  ADVISORY  WRITE 123 fe:00:42 0 EOF`.
///
/// The device is not compared: some file systems list another number than they show. Process 0 stands for one that is
/// not visible from here.
fn holder(locks: &str, inode: u64) -> Option<u32> {
    let held = locks.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>()).find(|fields| {
        fields.get(1) == Some(&"FLOCK")
            && fields.get(5).and_then(|file| file.rsplit(':').next()) == Some(inode.to_string().as_str())
    })?;
    held.get(4)?.parse().ok().filter(|&pid| pid != 0)
}

fn command(pid: u32) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(name.trim_end().to_owned())
}

/// Returns whether a process is stopped: the field after its name in `123 (name) T 1 …`.
fn is_stopped(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, fields)| fields.starts_with('T'))
}

#[cfg(test)]
mod tests {
    use super::holder;

    #[test]
    fn the_holder_of_a_lock_is_found_by_inode_among_waiting_and_other_locks() {
        let locks = "1: POSIX  ADVISORY  WRITE 7 fe:00:42 0 EOF\n\
                     2: FLOCK  ADVISORY  WRITE 123 fe:00:42 0 EOF\n\
                     2: -> FLOCK  ADVISORY  WRITE 124 fe:00:42 0 EOF\n\
                     3: FLOCK  ADVISORY  READ 0 fe:00:43 0 EOF\n";
        assert_eq!(holder(locks, 42), Some(123));
        assert_eq!(holder(locks, 43), None);
        assert_eq!(holder(locks, 4), None);
        assert_eq!(holder("", 42), None);
    }
}
