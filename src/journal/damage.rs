//! `Damage`: a stretch of bytes between two entries, or at a journal's end, that is no entry; and `Recovery`, its fence.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Break, Digest, hex, line};

/// How many bytes of a damaged stretch a `recovered` entry repeats.
const SAMPLE: usize = 4096;

/// The event type of the fence.
pub const RECOVERED: &str = "recovered";

/// What a `recovered` entry says of the bytes between the last good entry and itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fence {
    /// The byte of the file where the damage begins.
    pub from: u64,
    /// How many bytes it has, the newline that ends it included.
    pub length: u64,
    /// The digest of these bytes.
    pub sha256: Digest,
    /// The first 4 KiB of them, in hex.
    pub hex: String,
}

/// A damaged stretch that was fenced: always printed, never hidden behind "intact".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The number of the `recovered` entry.
    pub entry: u64,
    /// What it covers.
    pub fence: Fence,
}

/// A damaged stretch while it is read; it holds 4 KiB of it at most.
#[derive(Clone, Debug)]
pub struct Damage {
    /// Where it begins, and the rule that its first line breaks.
    pub first: Break,
    /// Whether every line of it is incomplete, as a crash leaves it: cut, zero-filled, or without an entry's end.
    pub incomplete: bool,
    /// Whether a line in it has its own right hash: then no crash made it, and nothing may go on after it.
    pub sealed: bool,
    /// Whether its last line has a newline.
    pub terminated: bool,
    length: u64,
    sample: Vec<u8>,
    hasher: Sha256,
}

impl Damage {
    pub(super) fn at(first: Break) -> Self {
        let (length, sample, hasher) = (0, Vec::new(), Sha256::new());
        Self { first, incomplete: true, sealed: false, terminated: false, length, sample, hasher }
    }

    /// Takes in part of a line.
    pub(super) fn absorb(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.sample.extend(bytes.iter().take(SAMPLE - self.sample.len()));
        self.hasher.update(bytes);
        self.terminated = bytes.ends_with(b"\n");
    }

    /// Takes in a whole line, its newline included where it has one.
    pub(super) fn absorb_line<'a>(&mut self, line: &'a [u8]) {
        let body = line.strip_suffix(b"\n");
        // An editor that turns newlines into CRLF leaves whole lines: no crash does.
        let bare = |body: &'a [u8]| body.strip_suffix(b"\r").unwrap_or(body);
        self.incomplete &= line.contains(&0) || body.is_none_or(|body| !bare(body).ends_with(b"\"}"));
        self.sealed |= line::is_sealed(bare(body.unwrap_or(line)));
        self.absorb(line);
    }

    /// Returns what a `recovered` entry says of it, once the newline that it may lack is added.
    pub(super) fn fence(&self) -> Fence {
        let mut whole = self.clone();
        if !whole.terminated {
            whole.absorb(b"\n");
        }
        Fence {
            from: whole.first.offset,
            length: whole.length,
            sha256: Digest::finish(whole.hasher),
            hex: hex::encode(&whole.sample),
        }
    }
}
