//! One run audited in full: its chain, the ledger and the blobs by the auditor, its entries by a replay. It changes nothing.

use serde_json::Value;

use super::taken_up;
use crate::journal::{Auditor, Break, Entry, Headline, Judgement, Rule, RunAudit, RunId, Store};
use crate::language::{Language, commands as words, reading};
use crate::run::Run;

/// How far an audit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Hashes, ledger and blobs.
    Chain,
    /// And whether the run could have produced its entries.
    Replay,
}

/// One run, judged.
#[derive(Debug)]
pub struct Audited {
    /// What is to be said of it, what the replay found included.
    pub audit: RunAudit,
    /// What the replay expected, where it failed.
    pub replay: Option<String>,
}

/// Audits one run.
#[must_use]
pub fn audited(auditor: &Auditor<'_>, store: &Store, run: &RunId, depth: Depth, language: Language) -> Audited {
    let mut audit = auditor.run(run);
    let entries = audit.verification.as_ref().map(|verification| verification.entries.as_slice()).unwrap_or_default();
    if depth == Depth::Chain || audit.headline() == Headline::Altered || entries.is_empty() {
        return Audited { audit, replay: None };
    }
    let Err((seq, what)) = replay(store, entries, language).and_then(|()| beside(entries, language)) else {
        return Audited { audit, replay: None };
    };
    let offset = entries.iter().find(|entry| entry.seq == seq).map_or(0, |entry| entry.offset);
    audit.judgements.retain(|judgement| !matches!(judgement, Judgement::Intact | Judgement::Open));
    audit.judgements.insert(0, Judgement::Altered(Break { entry: seq, offset, rule: Rule::Replay }));
    Audited { audit, replay: Some(what) }
}

/// Looks at what an entry says beside its event: who made it, and what its signature covers.
fn beside(entries: &[Entry], language: Language) -> Result<(), (u64, String)> {
    for entry in entries {
        let Ok(data) = entry.read::<Value>() else { continue };
        if data["by"].as_str().is_some_and(|by| by != entry.by) {
            return Err((entry.seq, reading::by_another(language)));
        }
        let covered =
            |head: &str| entries.iter().any(|entry| data["head_seq"] == entry.seq && entry.hash.to_string() == head);
        if entry.kind == "signed" && !data["head"].as_str().is_some_and(covered) {
            return Err((entry.seq, reading::covers_another(language)));
        }
    }
    Ok(())
}

/// Replays the entries of a journal whose chain is right, and returns the first that could not have been produced.
fn replay(store: &Store, entries: &[Entry], language: Language) -> Result<(), (u64, String)> {
    let started = taken_up::started(entries).ok_or_else(|| (1, words::no_beginning(language)))?;
    let program = taken_up::program(store, &started).map_err(|id| (1, words::lost_procedure(language, id)))?;
    let events = taken_up::events(entries).map_err(|seq| (seq, words::bad_entry(language, seq)))?;
    Run::replay(program, events)
        .map(drop)
        .map_err(|error| (error.seq, taken_up::unproducible(entries, &error, language)))
}
