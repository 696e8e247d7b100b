//! What happened, past tense: the payloads of journal entries. It holds no rules; `decide` makes events, `apply` folds them.

use chrono::{DateTime, FixedOffset, NaiveDate};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::outcome::{Counts, Outcome, Verdict};

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

events! {
    /// A run began.
    RunStarted(Box<RunStarted>) = "run_started",
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

/// How sure the record is of who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Said so.
    Claimed,
    /// Gave a PIN.
    Pin,
    /// Named by a script.
    Scripted,
}

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The roster's id, or the name where there is no roster.
    pub id: String,
    /// The printed name.
    pub name: String,
    /// The roles that the roster gives; empty without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

/// A hand-over that waits for this run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingHandover {
    /// The run that left it.
    pub run: String,
    /// The path of its step there.
    pub path: String,
    /// Its text; empty where only deviations were left.
    pub text: String,
    /// What was open when it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<String>,
}

/// A procedure as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The procedure's id.
    pub id: String,
    /// The author's label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where it was read from, relative to the working directory where it stands below it.
    pub source: String,
    /// SHA-256 of its bytes, by which the store finds it.
    pub blob: String,
}

/// Where a ledger ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// How many entries it has.
    pub n: u64,
    /// The hash of the last.
    pub h: String,
}

/// See [`Event::RunStarted`]: all that a replay needs besides the pinned texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    /// The store's id.
    pub store: String,
    /// The run's id.
    pub run: String,
    /// Where the ledger ended when the run began.
    pub ledger: LedgerHead,
    /// The procedure.
    pub procedure: Pinned,
    /// Every procedure that it can call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<Pinned>,
    /// live, scripted or training.
    pub mode: String,
    /// Who runs it.
    pub operator: Person,
    /// How sure that is.
    pub assurance: Assurance,
    /// The site's id, or `none`.
    pub site: String,
    /// The site's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_title: Option<String>,
    /// SHA-256 of the site file, or `none`.
    pub site_file: String,
    /// The roster, where the site has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<Vec<Person>>,
    /// The business date.
    pub business_date: NaiveDate,
    /// When the business day starts, `HH:MM`.
    pub day_starts: String,
    /// The zone's name.
    pub zone: String,
    /// The language that texts were shown in.
    pub language: String,
    /// Values from `--set` and the site file that the run's procedures have parameters for.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// The site's reasons, offered where the procedure has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Hand-overs that wait for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<WaitingHandover>,
    /// The program's version.
    pub program: String,
    /// The machine's name.
    pub host: String,
    /// The system's user.
    pub user: String,
}

/// Parameter values that were there before the run began.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// From the command line or the answer file.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, Json>,
    /// From the site file.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub site: IndexMap<String, Json>,
}

impl Given {
    fn is_empty(&self) -> bool {
        self.set.is_empty() && self.site.is_empty()
    }
}

/// Where a parameter's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `--set`, or `set` of an answer file.
    Set,
    /// The calling step's `with`.
    With,
    /// The site file.
    Site,
    /// The procedure's default.
    Default,
    /// The operator was asked.
    Asked,
}

/// See [`Event::ParameterSet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParameterSet {
    /// The path of the call that it belongs to; empty for the run's own procedure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Json,
    /// Where the value comes from.
    pub from: Origin,
    /// When it was asked for, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Moment>,
    /// What was typed, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
}

/// See [`Event::HandoverAccepted`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverAccepted {
    /// The run that left it.
    pub run: String,
    /// The path of its step there.
    pub path: String,
    /// What was read.
    pub text: String,
    /// When it was shown.
    pub shown_at: Moment,
    /// Who accepted it.
    pub by: String,
}

/// A step as a page or a list names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its path.
    pub path: String,
    /// Its title as shown.
    pub title: String,
}

/// See [`Event::SectionShown`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionShown {
    /// The section's path; empty for the run's own procedure.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its steps.
    pub steps: Vec<Named>,
}

/// See [`Event::WarningAcknowledged`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The step's path.
    pub path: String,
    /// The warning as shown.
    pub warning: String,
    /// When it was shown.
    pub shown_at: Moment,
    /// Who acknowledged it.
    pub by: String,
}

/// What was typed, exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// One line.
    Line(String),
    /// A form.
    Form(IndexMap<String, String>),
    /// A table.
    Table(Vec<IndexMap<String, String>>),
}

/// Limits as they were in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsInForce {
    /// Least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
}

/// Before or after its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Too soon.
    Early,
    /// Too late.
    Late,
}

/// One thing shown for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceItem {
    /// A file whose bytes are in the store.
    File(StoredFile),
    /// A typed document number.
    Reference(String),
}

/// A file whose bytes are in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// What the operator wants done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterFailure {
    /// The declared path: tell, correct, check again.
    Correct,
    /// It stays failed.
    Leave,
    /// A second person waives it.
    Override,
}

/// The second person's own entry of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// Who.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// What was typed.
    pub raw: Raw,
    /// Whether it is the same value.
    pub agrees: bool,
}

/// See [`Event::Answered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The step's id, behind the ids of the calls it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The step's path.
    pub path: String,
    /// The step's kind.
    pub kind: String,
    /// Its title as shown.
    pub title: String,
    /// The expected response as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// The item that the step was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// Its value; numbers as strings.
    pub value: Json,
    /// The value's unit as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The limits in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<LimitsInForce>,
    /// How it came out, so far.
    pub outcome: Outcome,
    /// Why, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Values that the operator called mistyped before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistyped: Vec<Raw>,
    /// What is to follow a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<AfterFailure>,
    /// When its section was shown.
    pub section_shown_at: Moment,
    /// When its question was shown.
    pub shown_at: Moment,
    /// Against its window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
    /// What was shown for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// Who answered.
    pub by: String,
    /// In which role the procedure has the step done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How sure it is who answered, where that is not the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// The second person's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
    /// Whether the program computed the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
    /// A hand-over's open deviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_deviations: Vec<String>,
    /// The procedures and tags that a hand-over is for; empty for every procedure of the site.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub for_whom: Vec<String>,
}

/// See [`Event::Reconfirmed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconfirmed {
    /// The step's path.
    pub path: String,
    /// The entry that holds the answer.
    pub of: u64,
    /// When it was shown again.
    pub shown_at: Moment,
    /// Who answered.
    pub by: String,
}

/// An answer as an amendment names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OldAnswer {
    /// Its value.
    pub value: Json,
    /// What was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// How it had come out.
    pub outcome: Outcome,
}

/// See [`Event::Amended`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amended {
    /// The entry that holds the old answer.
    pub of: u64,
    /// The step's path.
    pub path: String,
    /// The old answer.
    pub old: OldAnswer,
    /// The new answer.
    pub new: Answered,
    /// Why; `slip` within ten seconds of the answer.
    pub reason: String,
}

/// Why steps became inactive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Their condition is false.
    When,
    /// Another branch was taken.
    Branch,
    /// An end was reached.
    End,
    /// A failure stopped the run.
    Stop,
    /// An amendment took away what had opened them.
    Amended,
}

/// See [`Event::Inactivated`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inactivated {
    /// The steps.
    pub steps: Vec<Named>,
    /// Why.
    pub because: Because,
    /// The step that decided it: the branch's, the end's, the failed or the amended one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whether another entry names more steps of the same end or stop.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// See [`Event::BoundReached`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundReached {
    /// The loop's path.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The passes made.
    pub passes: u32,
}

/// See [`Event::Jumped`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jumped {
    /// The step that was on the screen.
    pub from: String,
    /// The track or step that is to come.
    pub to: String,
    /// When the question that was on the screen was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Moment>,
}

/// See [`Event::NoteAdded`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteAdded {
    /// The step it was added at; empty after the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The note.
    pub text: String,
    /// Who added it.
    pub by: String,
}

/// See [`Event::Attached`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// The step it was attached at.
    pub path: String,
    /// The file.
    #[serde(flatten)]
    pub file: StoredFile,
    /// Who attached it.
    pub by: String,
}

/// See [`Event::Notified`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notified {
    /// The failed step's path.
    pub path: String,
    /// Who was told, as the procedure says it.
    pub text: String,
    /// When it was asked.
    pub shown_at: Moment,
    /// Who says so.
    pub by: String,
}

/// See [`Event::ActionOpened`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionOpened {
    /// `<run id>/<number in the run>`.
    pub id: String,
    /// The failed step's path.
    pub path: String,
    /// What is to be done.
    pub title: String,
    /// The role that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
}

/// See [`Event::ActionClosed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionClosed {
    /// The action's id.
    pub id: String,
    /// What was done.
    pub note: String,
    /// Who closed it.
    pub by: String,
}

/// See [`Event::Signed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signed {
    /// The step's path; empty for a signature after the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The step's title as shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Who signed.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// For which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What it means.
    pub meaning: String,
    /// How sure it is who signed.
    pub assurance: Assurance,
    /// The hash of the last entry that it covers.
    pub head: String,
    /// That entry's number.
    pub head_seq: u64,
    /// When the question was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Moment>,
    /// What the signer adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Against the step's window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
}

/// What was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclinedWhat {
    /// A signature: the step is failed.
    Signature,
    /// An override: the failure takes its declared path.
    Override,
}

/// See [`Event::Declined`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declined {
    /// The step's path.
    pub path: String,
    /// What was declined.
    pub what: DeclinedWhat,
    /// For which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Why.
    pub reason: String,
    /// Who declined.
    pub by: String,
    /// When the question was shown.
    pub shown_at: Moment,
    /// What is to follow, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<AfterFailure>,
    /// Against the step's window, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timing>,
    /// Against its deadline, for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timing>,
}

/// See [`Event::SignatureVoided`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureVoided {
    /// The sign step's path.
    pub path: String,
    /// The entries of its signatures.
    pub of: Vec<u64>,
    /// The amendment that voids them.
    pub because: u64,
}

/// See [`Event::SigningFailed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningFailed {
    /// The step's path.
    pub path: String,
    /// Whose PIN was wrong.
    pub person: String,
    /// How often in this run.
    pub failures: u32,
}

/// See [`Event::Locked`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    /// Who.
    pub person: String,
}

/// See [`Event::Overridden`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overridden {
    /// The failed step's path.
    pub path: String,
    /// Who waives it.
    pub by: String,
    /// The printed name.
    pub name: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub shown_at: Moment,
}

/// See [`Event::OperatorChanged`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatorChanged {
    /// Who had it.
    pub from: String,
    /// Who has it now.
    pub to: Person,
    /// How sure that is.
    pub assurance: Assurance,
}

/// See [`Event::Paused`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paused {
    /// The step that was on the screen.
    pub step: String,
    /// menu, interrupt, terminate, hangup, end_of_input, answers_ran_out.
    pub why: String,
}

/// See [`Event::Resumed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resumed {
    /// Who goes on.
    pub by: Person,
    /// How sure that is.
    pub assurance: Assurance,
    /// Seconds since the last entry, never negative.
    pub held_for: i64,
    /// Whether the procedure's file differs from the pinned text.
    pub procedure_changed: bool,
    /// The step that is asked again first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reask: Option<String>,
}

/// See [`Event::ClockStepped`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockStepped {
    /// What the wall clock should have shown.
    pub expected: Moment,
    /// What it shows.
    pub found: Moment,
    /// Milliseconds between the two.
    pub by_ms: i64,
}

/// See [`Event::Recovered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovered {
    /// Byte offset of the damage.
    pub from: u64,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The first 4 KiB of them.
    pub hex: String,
}

/// See [`Event::RunClosed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunClosed {
    /// How it ended.
    pub verdict: Verdict,
    /// How many steps came out how.
    pub counts: Counts,
    /// Percent of the points, unrounded but for twelve places, where it is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// How many deviations.
    pub deviations: u64,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who closed it.
    pub by: String,
    /// When the last question was shown, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Moment>,
}
