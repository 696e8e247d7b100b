//! What a run begins with: who, where, which procedures, which values.
//! Plain data; it holds no rules.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Moment;
use super::answer::Raw;

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
    /// The name of whoever left it; journals of before do not say it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was left; journals of before do not say it here.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub at: Option<Moment>,
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

/// Which rules a run of this version follows. With 2, warnings of sections, loops and calls are acknowledged, corrective steps
/// have the role of the step that they correct, and computed numbers carry no zeros behind their last digit. With 3, corrective
/// steps have no window but their own, the number that a critical step wants stands in its answer, and without a roster a person
/// is known by a name. With 4, one who signs a step that is held has the role that holds it, and what a signed step asks to be
/// shown is kept with its signature; what a call hands over is held against its parameter, and loops that cannot go through
/// all of theirs, and deadlines that cannot be evaluated, are recorded. With 5, a step of a branch that was not taken, or of what
/// is inactive, has the outcome *inactive* in expressions and texts, too; what a call hands over follows every later answer, and a
/// measure that computes itself anew leaves nothing of its failure; what an end, a stop or an amendment takes from a loop is
/// inactive; an amended failure is seen to, and a void signature given again, before the operator's track goes on; a follow-up
/// opens where an end or a stop leaves a step failed; a critical value that misses its limits needs no number; whoever goes on has
/// the roles of the day; and a run that is given up counts what stands behind its open question.
pub const RULES: u32 = 5;

const fn first_rules() -> u32 {
    1
}

fn are_first_rules(rules: &u32) -> bool {
    *rules == first_rules()
}

/// See [`Event::RunStarted`](super::Event::RunStarted): all that a replay needs besides the pinned texts.
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
    /// Which rules the run follows, so that an older journal replays as it was written: see [`RULES`].
    #[serde(default = "first_rules", skip_serializing_if = "are_first_rules")]
    pub rules: u32,
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
    /// Whether roster, values and hand-overs go on in the entries that follow: see [`Continued`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
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

/// See [`Event::ParameterSet`](super::Event::ParameterSet).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParameterSet {
    /// The path of the call that it belongs to; empty for the run's own procedure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Json,
    /// Whether the list goes on in another such entry.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Where the value comes from.
    pub from: Origin,
    /// When it was asked for, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::moment::maybe")]
    pub shown_at: Option<Moment>,
    /// What was typed, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// What the call handed over instead, which is not of the parameter's type or outside its limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Json>,
    /// `with`, where what the call hands over cannot be evaluated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unevaluated: Vec<String>,
}

/// See [`Event::HandoverAccepted`](super::Event::HandoverAccepted).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverAccepted {
    /// The run that left it.
    pub run: String,
    /// The path of its step there.
    pub path: String,
    /// What was read.
    pub text: String,
    /// When it was shown.
    #[serde(with = "super::moment")]
    pub shown_at: Moment,
    /// Who accepted it.
    pub by: String,
}

/// See [`Event::Continued`](super::Event::Continued): what the lists of [`RunStarted`] have besides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Continued {
    /// More people of the roster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roster: Vec<Person>,
    /// More values; a list goes on where it stopped.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// More hand-overs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<WaitingHandover>,
    /// Whether another such entry follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

impl Continued {
    /// Adds what `other` holds behind what is here.
    pub fn absorb(&mut self, other: Self) {
        self.roster.extend(other.roster);
        self.given.absorb(other.given);
        self.handovers.extend(other.handovers);
        self.more = other.more;
    }
}

impl RunStarted {
    /// Adds what an entry after the first one holds.
    pub fn absorb(&mut self, other: Continued) {
        self.roster.iter_mut().for_each(|roster| roster.extend(other.roster.clone()));
        self.given.absorb(other.given);
        self.handovers.extend(other.handovers);
        self.more = other.more;
    }
}

impl Given {
    fn absorb(&mut self, other: Self) {
        for (own, other) in [(&mut self.set, other.set), (&mut self.site, other.site)] {
            for (name, value) in other {
                match (own.get_mut(&name), value) {
                    (Some(Json::Array(items)), Json::Array(more)) => items.extend(more),
                    (_, value) => drop(own.insert(name, value)),
                }
            }
        }
    }
}
