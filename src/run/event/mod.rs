//! What happened, past tense: the payloads of journal entries. It holds no rules; `decide` makes events, `apply` folds them.

mod answer;
mod beginning;
mod course;
mod ending;
mod moment;
mod people;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

pub use answer::{
    AfterFailure, Amended, Answered, EvidenceItem, LimitsInForce, OldAnswer, Raw, Reconfirmed, Second, StoredFile,
    Timing,
};
pub use beginning::{
    Assurance, Continued, Given, HandoverAccepted, LedgerHead, Origin, ParameterSet, Person, Pinned, RULES, RunStarted,
    WaitingHandover,
};
pub use course::{
    Acknowledged, ActionClosed, ActionOpened, Attached, Because, BoundReached, Inactivated, Jumped, Named, NoteAdded,
    Notified, SectionShown, WrongPins,
};
pub use ending::{ClockStepped, Paused, Recovered, Resumed, RunClosed};
pub use people::{
    Declined, DeclinedWhat, LATE_MEANINGS, Locked, OperatorChanged, Overridden, SignatureVoided, Signed, SigningFailed,
    WITNESSED,
};

/// Local time with its offset, as entries carry it.
pub type Moment = DateTime<FixedOffset>;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($payload:ty) = $word:literal,)*) => {
        /// One thing that happened in a run.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event { $($(#[$doc])* $variant($payload),)* }

        impl Event {
            /// Returns the entry's `type`.
            #[must_use]
            pub fn word(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)* }
            }

            /// Returns the event of an entry, or `None` for a type that this version does not know.
            ///
            /// # Errors
            /// When the data is not what its type holds.
            pub fn read(word: &str, data: &str) -> serde_json::Result<Option<Self>> {
                match word {
                    $($word => serde_json::from_str(data).map(|payload| Some(Self::$variant(payload))),)*
                    _ => Ok(None),
                }
            }
        }

        /// Writes the entry's `data`: the payload alone, since the entry's `type` says which it is.
        impl Serialize for Event {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(payload) => payload.serialize(serializer),)* }
            }
        }
    };
}

impl Event {
    /// Returns the id of who stands in the entry's `by`, where that is not the run's operator.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        Some(match self {
            Self::Answered(event) => &event.by,
            Self::Reconfirmed(event) => &event.by,
            Self::Amended(event) => &event.new.by,
            Self::Signed(event) => &event.by,
            Self::Declined(event) => &event.by,
            Self::Overridden(event) => &event.by,
            Self::OperatorChanged(event) => &event.to.id,
            Self::Resumed(event) => &event.by.id,
            _ => return None,
        })
    }

    /// Returns the files that the event tells of.
    pub fn files(&self) -> impl Iterator<Item = &StoredFile> {
        let (shown, attached) = match self {
            Self::Answered(event) => (event.evidence.as_slice(), None),
            Self::Amended(event) => (event.new.evidence.as_slice(), None),
            Self::Signed(event) => (event.evidence.as_slice(), None),
            Self::Declined(event) => (event.evidence.as_slice(), None),
            Self::Attached(event) => (&[][..], Some(&event.file)),
            _ => (&[][..], None),
        };
        let shown = shown.iter().filter_map(|item| match item {
            EvidenceItem::File(file) => Some(file),
            EvidenceItem::Reference(_) => None,
        });
        shown.chain(attached)
    }
}

events! {
    /// A run began.
    RunStarted(Box<RunStarted>) = "run_started",
    /// What a run began with goes on, where one entry cannot hold it.
    Continued(Continued) = "continued",
    /// A parameter has its value.
    ParameterSet(ParameterSet) = "parameter_set",
    /// A waiting hand-over was read and accepted.
    HandoverAccepted(HandoverAccepted) = "handover_accepted",
    /// A section's page was shown.
    SectionShown(SectionShown) = "section_shown",
    /// A warning was acknowledged.
    WarningAcknowledged(Acknowledged) = "warning_acknowledged",
    /// A step was answered.
    Answered(Box<Answered>) = "answered",
    /// An answer was given again, and was the same.
    Reconfirmed(Reconfirmed) = "reconfirmed",
    /// An answer was changed.
    Amended(Box<Amended>) = "amended",
    /// Steps became inactive.
    Inactivated(Inactivated) = "inactivated",
    /// A loop reached its bound.
    BoundReached(BoundReached) = "bound_reached",
    /// The operator went to another track.
    Jumped(Jumped) = "jumped",
    /// A note was added.
    NoteAdded(NoteAdded) = "note_added",
    /// A file was attached.
    Attached(Attached) = "attached",
    /// Somebody was told of a failure.
    Notified(Notified) = "notified",
    /// A follow-up action was opened.
    ActionOpened(ActionOpened) = "action_opened",
    /// A follow-up action was closed.
    ActionClosed(ActionClosed) = "action_closed",
    /// Somebody signed.
    Signed(Signed) = "signed",
    /// A signer, or whoever was to override, declined.
    Declined(Declined) = "declined",
    /// A signature no longer holds.
    SignatureVoided(SignatureVoided) = "signature_voided",
    /// A PIN was wrong.
    SigningFailed(SigningFailed) = "signing_failed",
    /// A person is locked for this run.
    Locked(Locked) = "locked",
    /// A failure was waived by a second person.
    Overridden(Overridden) = "overridden",
    /// Another operator took over.
    OperatorChanged(OperatorChanged) = "operator_changed",
    /// The run was left open.
    Paused(Paused) = "paused",
    /// The run was gone on with.
    Resumed(Resumed) = "resumed",
    /// The wall clock was set.
    ClockStepped(ClockStepped) = "clock_stepped",
    /// A damaged tail was fenced; the journal itself writes these.
    Recovered(Recovered) = "recovered",
    /// The run was closed.
    RunClosed(Box<RunClosed>) = "run_closed",
}
