//! `Rule`: which rule of the journal a place in it breaks, and `Break`, the place.

/// A rule of the journal; the words say what was found instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// A line has at most 64 KiB.
    #[error("the line is longer than 64 KiB")]
    Length,
    /// Members stand in their order, compact, with `h` last, and nothing else stands on the line.
    #[error("the line has not the form of an entry")]
    Form,
    /// `h` is the SHA-256 of the line before it.
    #[error("the hash is not that of the line")]
    Hash,
    /// The text is UTF-8 without control and bidirectional characters.
    #[error("the text has characters that no entry is written with")]
    Text,
    /// `v` is 1.
    #[error("the entry is of an unknown version")]
    Version,
    /// `at` is RFC 3339 with milliseconds and offset.
    #[error("the time is not one the journal writes")]
    Time,
    /// `data` is one compact object: no duplicate names, no floats, no lone surrogates.
    #[error("the data is not strict JSON")]
    Data,
    /// `seq` counts from 1 without gaps.
    #[error("the number does not follow the one before")]
    Sequence,
    /// `prev` is the hash of the entry before.
    #[error("the entry does not follow the one before")]
    Previous,
    /// A `recovered` entry covers exactly the damage before it.
    #[error("the `recovered` entry does not cover the damage before it")]
    Recovery,
    /// After `run_closed` stand only signatures, notes and closed actions.
    #[error("an entry stands after the run was closed that may not")]
    AfterClose,
    /// The journal's entry has the hash that the ledger keeps of it.
    #[error("the entry is not the one that the ledger names")]
    Ledger,
    /// The entry of the ledger is one that could be written then.
    #[error("the ledger says what cannot be")]
    LedgerLine,
    /// The entry has the hash that the receipt keeps of it.
    #[error("the entry is not the one that the receipt names")]
    Receipt,
    /// The first entry is the `run_started` of this run, in this store, after a head that its ledger had.
    #[error("the journal does not begin with its own run's start")]
    Start,
    /// The bytes that an entry names by their digest are in the store.
    #[error("the stored bytes that the entry names are missing or changed")]
    Blob,
    /// What follows from the procedure; the journal itself never says this, who replays the run does.
    #[error("the run could not have produced this entry")]
    Replay,
}

/// Where a journal first breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The number that the broken entry would have, from 1.
    pub entry: u64,
    /// The byte of the file where it begins.
    pub offset: u64,
    /// What it breaks.
    pub rule: Rule,
}
