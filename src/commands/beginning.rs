//! Begins a new run: who runs it, on which business date, with which values and procedures. \[door\]

use std::path::PathBuf;

use chrono::{Days, NaiveDate, NaiveTime, Offset};
use chrono_tz::Tz;
use indexmap::IndexMap;

use super::context::Context;
use super::history::History;
use super::library::Volumes;
use super::taken_up;
use crate::clock::{Clock, Stamp, Zone};
use crate::failure::Failure;
use crate::journal::{Birth, Mode, NewRun, OpenRun, RunFile, Store};
use crate::language::{Language, commands as words, records};
use crate::procedure::given::from_text;
use crate::procedure::nearest::nearest;
use crate::procedure::{Limit, Parameter, Procedure};
use crate::report::words::{clauses, parameter_type, remark};
use crate::run::event::{Assurance, Event, Given, LedgerHead, Person, Pinned, RunStarted, WaitingHandover};
use crate::run::{LONGEST_EVENT, Program, Run, length, longest_piece};

/// With less room than this on its disk no run begins, in KiB: a run of a hundred steps takes about 60.
const LEAST_ROOM: u64 = 256;

/// With less than this a run begins with a warning, in KiB.
const LITTLE_ROOM: u64 = 2048;

/// Bytes of an entry that are kept for what it holds besides: names, digests, moments.
const LEAST_FREE: usize = 8 * 1024;

/// Who runs it, and how sure that is.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Who.
    pub person: Person,
    /// How sure that is.
    pub assurance: Assurance,
}

/// What a run begins with besides its procedure.
#[derive(Debug)]
pub struct Wanted {
    /// What it counts as.
    pub mode: Mode,
    /// Who runs it.
    pub operator: Operator,
    /// Values given for parameters of its own procedure, by name.
    pub set: IndexMap<String, serde_json::Value>,
    /// Hand-overs that wait for it.
    pub handovers: Vec<WaitingHandover>,
}

/// Returns the hand-overs that wait for a run of these procedures here.
#[must_use]
pub fn waiting(history: &History, volumes: &Volumes, context: &Context) -> Vec<WaitingHandover> {
    let site = context.site.as_ref().map_or("none", |site| site.id.as_str());
    volumes.all.first().map(|volume| history.handovers(&volume.procedure, site)).unwrap_or_default()
}

/// A run that has begun, with its journal open.
#[derive(Debug)]
pub struct Begun {
    /// The run.
    pub run: Run,
    /// Its journal.
    pub open: OpenRun,
}

/// Brings procedures and `run_started` to the disk, and returns the run.
///
/// # Errors
/// Where any of that could not be recorded, or a site's value is not of its parameter's type.
pub fn begin(
    store: &Store,
    volumes: Volumes,
    wanted: Wanted,
    clock: &dyn Clock,
    context: &Context,
) -> Result<Begun, Failure> {
    let not_recorded = |error: crate::journal::StoreError| context.store_failure(&error);
    check_room(store, context)?;
    let Some((program, kept)) = volumes.into_program() else { return Err(Failure::cannot_begin("nothing to run")) };
    let given = Given { set: wanted.set, site: site_values(&program, context)? };
    let (pinned, bytes): (Vec<Pinned>, Vec<_>) = kept.into_iter().unzip();
    check_lengths(&program, &given, &pinned, context)?;
    for bytes in &bytes {
        store.blobs().put(bytes).map_err(|error| not_recorded(error.into()))?;
    }
    let now = clock.now();
    let date = business_date(now, context);
    let site = context.site.as_ref().map_or("none".to_owned(), |site| site.id.clone());
    let handovers = wanted.handovers;
    let id = program.main().procedure.id.clone();
    let new = NewRun { mode: wanted.mode, procedure: &id, date, by: &wanted.operator.person.id };
    let mut further = Vec::new();
    let mut open = store
        .begin_run(new, clock, |birth| {
            let place = Place { birth, date, site, zone: zone_name(now, context) };
            let whole =
                RunStarted { given, handovers, ..place.started(&wanted.operator, wanted.mode, pinned, context) };
            let (first, rest) = whole.split();
            further = rest;
            Box::new(first)
        })
        .map_err(not_recorded)?;
    for event in further.into_iter().map(Event::Continued) {
        let appended = open.journal.append(clock.now(), event.word(), new.by, &event);
        appended.map_err(|error| context.journal_failure(&error))?;
    }
    let run = first_entry(store, &open, program, context)?;
    Ok(Begun { run, open })
}

/// Refuses what the first entries of a run could not hold, before anything is written.
fn check_lengths(program: &Program, given: &Given, pinned: &[Pinned], context: &Context) -> Result<(), Failure> {
    let language = context.language;
    let units = std::iter::once(program.main()).chain(program.all_called());
    for (name, parameter) in units.flat_map(|unit| &unit.procedure.parameters) {
        let default = || parameter.default.clone().map(|value| value.to_json());
        let value = given.set.get(name).or_else(|| given.site.get(name)).cloned().or_else(default);
        let found = longest_piece(&value);
        if found > LONGEST_EVENT - LEAST_FREE {
            return Err(Failure::cannot_begin(words::parameter_too_long(language, name, found))
                .help(words::make_shorter(language)));
        }
    }
    let found = length(&context.site.as_ref().map(|site| &site.reasons)) + length(&pinned);
    if found > LONGEST_EVENT - LEAST_FREE {
        return Err(
            Failure::cannot_begin(words::beginning_too_long(language, found)).help(words::make_shorter(language))
        );
    }
    Ok(())
}

/// Looks whether the disk has room for a run: the worst place to find out is its middle.
fn check_room(store: &Store, context: &Context) -> Result<(), Failure> {
    let path = store.root().display();
    match store.room().map(|room| room / 1024) {
        Some(room) if room < LEAST_ROOM => Err(Failure::not_recorded(records::no_room(context.language, path, room))
            .help(records::make_room(context.language))),
        Some(room) if room < LITTLE_ROOM => {
            context.say(&records::little_room(context.language, path, room));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns the run as its first entry makes it: the entry's own time counts.
fn first_entry(store: &Store, open: &OpenRun, program: Program, context: &Context) -> Result<Run, Failure> {
    let file = RunFile { run: open.run.clone(), path: open.journal.path().to_owned() };
    let reading = store.read_run(&file).map_err(|error| context.store_failure(&error))?;
    let events = taken_up::events(&reading.verification.entries).unwrap_or_default();
    Run::replay(program, events).map_err(|error| Failure::not_recorded(words::bad_replay(context.language, error)))
}

/// Where and when a run begins.
struct Place<'a> {
    birth: &'a Birth,
    date: NaiveDate,
    site: String,
    zone: String,
}

impl Place<'_> {
    fn started(self, operator: &Operator, mode: Mode, pinned: Vec<Pinned>, context: &Context) -> RunStarted {
        let mut pinned = pinned.into_iter();
        let procedure = pinned.next().unwrap_or_else(|| Pinned {
            id: String::new(),
            version: None,
            source: String::new(),
            blob: String::new(),
        });
        let site = context.site.as_ref();
        RunStarted {
            store: self.birth.store.clone(),
            run: self.birth.run.to_string(),
            ledger: LedgerHead { n: self.birth.ledger.length, h: self.birth.ledger.hash.to_string() },
            procedure,
            called: pinned.collect(),
            rules: crate::run::event::RULES,
            mode: mode.word().to_owned(),
            operator: operator.person.clone(),
            assurance: operator.assurance,
            site: self.site,
            site_title: site.and_then(|site| site.title.clone()),
            site_file: site.map_or("none".to_owned(), |site| site.digest.clone()),
            roster: site.and_then(crate::site::Site::roster),
            business_date: self.date,
            day_starts: day_starts(context),
            zone: self.zone,
            language: context.language.code().to_owned(),
            given: Given::default(),
            reasons: site.map(|site| site.reasons.clone()).unwrap_or_default(),
            handovers: Vec::new(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            host: host(),
            user: user(),
            more: false,
        }
    }
}

/// Returns the business date: before the day starts, it is yesterday's.
#[must_use]
pub fn business_date(now: Stamp, context: &Context) -> NaiveDate {
    let starts = NaiveTime::parse_from_str(&day_starts(context), "%H:%M").unwrap_or(NaiveTime::MIN);
    let date = now.at.date_naive();
    if now.at.time() < starts { date.checked_sub_days(Days::new(1)).unwrap_or(date) } else { date }
}

fn day_starts(context: &Context) -> String {
    context.site.as_ref().map_or("00:00".to_owned(), |site| site.day_starts.clone())
}

/// Returns the name of the zone that times are written in; the offset where no name goes with it. The system's clock asks `TZ`
/// first, then its own settings.
fn zone_name(now: Stamp, context: &Context) -> String {
    let named = match context.site.as_ref().map(|site| site.zone) {
        Some(Zone::Named(zone)) => Some(zone),
        _ => {
            let own = std::env::var("TZ").ok();
            let own = own.and_then(|name| name.trim_start_matches(':').parse().ok());
            own.or_else(|| iana_time_zone::get_timezone().ok()?.parse().ok())
        }
    };
    let offset = now.at.offset().fix();
    let agrees = |zone: &Tz| now.at.with_timezone(zone).offset().fix() == offset;
    named.filter(agrees).map_or_else(|| offset.to_string(), |zone| zone.name().to_owned())
}

fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Returns the system's user, and behind `sudo` also who that was: `root (uid 0, sudo zhang, login uid 1000)`.
fn user() -> String {
    let named = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let uid = rustix::process::getuid().as_raw();
    let mut said = vec![format!("uid {uid}")];
    said.extend(std::env::var("SUDO_USER").ok().map(|name| format!("sudo {name}")));
    said.extend(login().filter(|login| *login != uid).map(|login| format!("login uid {login}")));
    let said = said.join(", ");
    named.map_or_else(|| said.clone(), |name| format!("{name} ({said})"))
}

/// Returns who logged in, where the kernel keeps it: neither `su` nor `sudo` changes that.
fn login() -> Option<u32> {
    let text = std::fs::read_to_string("/proc/self/loginuid").ok()?;
    text.trim().parse().ok().filter(|login| *login != u32::MAX)
}

/// Returns what the site gives for parameters that the run's procedures have.
fn site_values(program: &Program, context: &Context) -> Result<IndexMap<String, serde_json::Value>, Failure> {
    let mut values = IndexMap::new();
    let Some(site) = &context.site else { return Ok(values) };
    let units = std::iter::once(program.main()).chain(program.all_called());
    for parameter in units.flat_map(|unit| unit.procedure.parameters.values()) {
        match site.parameter(parameter) {
            Some(Some(value)) => drop(values.insert(parameter.name.clone(), value.to_json())),
            Some(None) => {
                let what =
                    words::bad_parameter(context.language, &parameter.name, type_word(context.language, parameter));
                return Err(Failure::cannot_begin(words::bad_site(context.language, site.path.display(), what)));
            }
            None => {}
        }
    }
    Ok(values)
}

/// Reads `--set NAME=VALUE`.
///
/// # Errors
/// Where there is no such parameter, or the value is none of its type.
pub fn set_values(
    set: &[String],
    procedure: &Procedure,
    context: &Context,
) -> Result<IndexMap<String, serde_json::Value>, Failure> {
    let mut values = IndexMap::new();
    for given in set {
        let Some((name, text)) = given.split_once('=') else {
            return Err(Failure::cannot_begin(words::bad_set(context.language, given.escape_debug())));
        };
        let value = set_value(name.trim(), text, procedure, context)?;
        values.insert(name.trim().to_owned(), value);
    }
    Ok(values)
}

/// Reads one value given by name.
///
/// # Errors
/// As [`set_values`].
pub fn set_value(
    name: &str,
    text: &str,
    procedure: &Procedure,
    context: &Context,
) -> Result<serde_json::Value, Failure> {
    let Some(parameter) = procedure.parameters.get(name) else {
        let failure =
            Failure::cannot_begin(words::unknown_parameter(context.language, name.escape_debug(), &procedure.id));
        let known = procedure.parameters.keys().map(String::as_str);
        return Err(match nearest(name, known) {
            Some(near) => failure.help(words::did_you_mean(context.language, near)),
            None => failure,
        });
    };
    let language = context.language;
    from_text(parameter, text).map(|value| value.to_json()).ok_or_else(|| {
        let found = words::bad_value_of(language, name, text.escape_debug(), type_word(language, parameter));
        Failure::cannot_begin(found).help(words::see_parameters(language, &procedure.id))
    })
}

/// Returns what a parameter takes, in words.
fn type_word(language: Language, parameter: &Parameter) -> String {
    let options: Vec<&str> = parameter.options.iter().map(|option| option.id.as_str()).collect();
    let word = if options.is_empty() { parameter_type(language, parameter.kind) } else { options.join(" | ") };
    let value = |limit: &Option<Limit>| match limit {
        Some(Limit::Value(limit)) => Some(limit.to_string()),
        _ => None,
    };
    let least = value(&parameter.limits.min).map(|limit| words::at_least(language, limit));
    let most = value(&parameter.limits.max).map(|limit| words::at_most(language, limit));
    let bounds: Vec<String> = [least, most].into_iter().flatten().collect();
    let remark = (!bounds.is_empty()).then(|| remark(language, &clauses(language, &bounds)));
    format!("{word}{}", remark.unwrap_or_default())
}

/// Returns the path of a run's journal.
#[must_use]
pub fn journal_path(open: &OpenRun) -> PathBuf {
    open.journal.path().to_owned()
}
