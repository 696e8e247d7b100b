//! `Line`: one entry of a journal as the exporters see it, however it was read.

use serde::Deserialize;

use crate::journal::{Digest, Entry, SealedEntry};
use crate::run::event::Event;

/// One entry of a journal that has been checked.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Its number.
    pub seq: u64,
    /// The wall time, as written.
    pub at: &'a str,
    /// The event's type.
    pub kind: &'a str,
    /// What happened, as JSON.
    pub data: &'a str,
    /// The hash of the line.
    pub hash: Digest,
}

impl Line<'_> {
    /// Returns the data as a `T`; `None` where it has not its shape.
    #[must_use]
    pub fn read<'d, T: Deserialize<'d>>(&'d self) -> Option<T> {
        serde_json::from_str(self.data).ok()
    }

    /// Returns the event; `None` for a type that this version does not know, or data that does not fit it.
    #[must_use]
    pub fn event(&self) -> Option<Event> {
        Event::read(self.kind, self.data).ok().flatten()
    }
}

impl<'a> From<&'a Entry> for Line<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self { seq: entry.seq, at: &entry.at, kind: &entry.kind, data: entry.data.get(), hash: entry.hash }
    }
}

impl<'a> From<SealedEntry<'a>> for Line<'a> {
    fn from(entry: SealedEntry<'a>) -> Self {
        Self { seq: entry.seq, at: entry.at, kind: entry.kind, data: entry.data, hash: entry.hash }
    }
}
