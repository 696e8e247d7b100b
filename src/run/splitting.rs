//! Lists that one line of the journal cannot hold are split over several entries.

use serde_json::Value as Json;

use super::decide::{LONGEST_EVENT, length};
use super::event::{Continued, Given, ParameterSet, RunStarted};

/// Most bytes of the part of a list that an entry holds besides others: an eighth of a line, so that little of one is left empty.
const PART: usize = 8 * 1024;

/// Most bytes of a list in an entry of its own.
const LONGEST_PART: usize = 48 * 1024;

impl RunStarted {
    /// Returns the first entry of a run, and the entries that its roster, values and hand-overs go on in; none where it holds all.
    #[must_use]
    pub fn split(mut self) -> (Self, Vec<Continued>) {
        if length(&self) <= LONGEST_EVENT {
            return (self, Vec::new());
        }
        let pieces = self.take_pieces();
        self.more = true;
        let mut parts = pack(pieces, LONGEST_EVENT.saturating_sub(length(&self))).into_iter();
        if let Some(first) = parts.next() {
            self.absorb(first);
        }
        (self, parts.collect())
    }

    /// Takes what can stand in another entry, in its order.
    fn take_pieces(&mut self) -> Vec<Continued> {
        let people = self.roster.as_mut().map(std::mem::take).into_iter().flatten();
        let mut pieces: Vec<Continued> =
            people.map(|person| Continued { roster: vec![person], ..Continued::default() }).collect();
        let given = std::mem::take(&mut self.given);
        let set = given.set.into_iter().map(|(name, value)| (true, name, value));
        let site = given.site.into_iter().map(|(name, value)| (false, name, value));
        for (is_set, name, value) in set.chain(site) {
            for value in parts_of(value) {
                let mut given = Given::default();
                let values = if is_set { &mut given.set } else { &mut given.site };
                values.insert(name.clone(), value);
                pieces.push(Continued { given, ..Continued::default() });
            }
        }
        let handovers = std::mem::take(&mut self.handovers).into_iter();
        pieces.extend(handovers.map(|handover| Continued { handovers: vec![handover], ..Continued::default() }));
        pieces
    }
}

/// Fills entries with pieces, each as far as it goes; the first has only `room` bytes.
fn pack(pieces: Vec<Continued>, mut room: usize) -> Vec<Continued> {
    let mut parts = vec![Continued::default()];
    for piece in pieces {
        let bytes = length(&piece);
        if bytes > room {
            if let Some(full) = parts.last_mut() {
                full.more = true;
            }
            parts.push(Continued::default());
            room = LONGEST_EVENT;
        }
        room = room.saturating_sub(bytes);
        if let Some(part) = parts.last_mut() {
            part.absorb(piece);
        }
    }
    parts
}

/// Returns a long list in parts; anything else as it is.
fn parts_of(value: Json) -> Vec<Json> {
    match value {
        Json::Array(mut items) if length(&items) > PART => {
            let mut parts = Vec::new();
            while !items.is_empty() {
                let rest = items.split_off(that_fit(&items, PART));
                parts.push(Json::Array(items));
                items = rest;
            }
            parts
        }
        other => vec![other],
    }
}

/// Returns how many items stand in so many bytes, and one at least.
fn that_fit(items: &[Json], most: usize) -> usize {
    let mut bytes = 0;
    let fits = items.iter().take_while(|item| {
        bytes += length(item) + 1;
        bytes <= most
    });
    fits.count().max(1).min(items.len())
}

/// Returns the entry for what is left of a parameter's value after its first `so_far` items: all of it, or a part that more follow.
pub(super) fn next_part(mut whole: ParameterSet, so_far: usize) -> ParameterSet {
    if let Json::Array(items) = &mut whole.value {
        items.drain(..so_far.min(items.len()));
    }
    if length(&whole) > LONGEST_EVENT
        && let Json::Array(items) = &mut whole.value
    {
        items.truncate(that_fit(items, LONGEST_PART));
        whole.more = true;
    }
    whole
}

/// Returns how many bytes of a value must stand in one entry: of a list its longest item.
#[must_use]
pub fn longest_piece(value: &Option<Json>) -> usize {
    match value {
        Some(Json::Array(items)) => items.iter().map(length).max().unwrap_or_default(),
        other => length(other),
    }
}

/// Returns what an entry keeps of a value that does not serve: of a long list its first items.
pub(super) fn shortened(value: Json) -> Json {
    match parts_of(value).into_iter().next() {
        Some(part) => part,
        None => Json::Null,
    }
}
