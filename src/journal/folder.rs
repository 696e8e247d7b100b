//! Folders and files that are written once: made private, brought to the disk, never replaced. \[door\]

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::hex;

/// What `publish` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Published {
    /// Nothing; the file is new.
    New,
    /// A file of that name, which was left as it is.
    Existing,
}

/// Creates `folder` and what is missing above it, each with mode 0700, each name brought to the disk.
pub(super) fn create(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(Path::new(""));
    create(parent)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.and_then(|()| sync(parent)),
    }
}

/// Brings the names in `folder` to the disk. File systems that cannot do that for a folder do it by themselves.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Brings the names in `folder` and in every folder above it, up to `top`, to the disk.
pub(super) fn sync_upward(folder: &Path, top: &Path) -> io::Result<()> {
    for above in folder.ancestors() {
        sync(above)?;
        if above == top {
            break;
        }
    }
    Ok(())
}

/// Writes `bytes` as `folder/name` with `mode`: whole and on the disk, or not there at all. An existing file stays.
pub(super) fn publish(folder: &Path, name: &str, bytes: &[u8], mode: u32) -> io::Result<Published> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let temporary = folder.join(format!(".new-{}", hex::encode(&random)));
    let published = write_new(&temporary, bytes, mode).and_then(|()| place(&temporary, &folder.join(name)));
    let removed = fs::remove_file(&temporary);
    match (&published, removed) {
        (Ok(_), Err(error)) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    sync(folder)?;
    published
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the file its name, unless that is taken. Where there are no hard links, a rename has to do.
fn place(temporary: &Path, path: &Path) -> io::Result<Published> {
    match fs::hard_link(temporary, path) {
        Ok(()) => Ok(Published::New),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Published::Existing),
        Err(_) if path.symlink_metadata().is_ok() => Ok(Published::Existing),
        Err(_) => fs::rename(temporary, path).map(|()| Published::New),
    }
}
