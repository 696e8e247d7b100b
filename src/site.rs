//! The site file: who works here, where procedures and journals are, what differs from elsewhere. \[door\]

pub mod keys;

use std::env;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::clock::Zone;
use crate::failure::Failure;
use crate::files;
use crate::language::{Language, commands as words};
use crate::procedure::Parameter;
use crate::procedure::finding::{Bilingual, Finding, Lines};
use crate::procedure::given;
use crate::procedure::source::Source;
use crate::procedure::tree::{self, Node};
use crate::procedure::typed::{typed, typed_bytes};
use crate::procedure::value::{Value, normalise_width, parse_time};
use crate::procedure::yaml::digest;
use crate::run::event::Person;
use crate::session::People;

/// The file's name, sought from the working directory upwards.
pub const SITE_FILE: &str = "signoff.yaml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteFile {
    site: Option<SiteName>,
    language: Option<String>,
    timezone: Option<String>,
    day_starts: Option<String>,
    #[serde(default)]
    procedures: Vec<String>,
    store: Option<String>,
    anchor: Option<String>,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "read from the tree, since its values are typed by the procedures' parameters")]
    parameters: serde_yaml::Value,
    operators: Option<Vec<Operator>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteName {
    id: String,
    title: Option<String>,
}

/// One person of the roster.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The short id.
    pub id: String,
    /// The printed name.
    pub name: Option<String>,
    /// What the person may do.
    #[serde(default)]
    pub roles: Vec<String>,
    /// An argon2id hash of the PIN.
    pub pin: Option<String>,
}

/// A site file that was read.
#[derive(Debug)]
pub struct Site {
    /// Where it stands.
    pub path: PathBuf,
    /// The site's id; `none` where the file names none.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// The language it asks for.
    pub language: Option<Language>,
    /// The zone that times are written in.
    pub zone: Zone,
    /// When the business day starts, `HH:MM`.
    pub day_starts: String,
    /// Folders of procedures.
    pub procedures: Vec<PathBuf>,
    /// The store's folder.
    pub store: Option<PathBuf>,
    /// The file that receipt codes are added to.
    pub anchor: Option<PathBuf>,
    /// Reasons offered by number.
    pub reasons: Vec<String>,
    /// Who works here, where the file has a roster.
    pub operators: Option<Vec<Operator>>,
    /// SHA-256 of the file's bytes.
    pub digest: String,
    source: String,
}

impl Site {
    /// Returns the site file at `named`, else the nearest one from the working directory upwards, if there is one.
    ///
    /// # Errors
    /// Where it cannot be used: the message says why and where.
    pub fn find(named: Option<&Path>, language: Language) -> Result<Option<Self>, Failure> {
        let path = match named {
            Some(path) => Some(path.to_owned()),
            None => nearest(),
        };
        path.map(|path| Self::read(&path, language)).transpose()
    }

    fn read(path: &Path, language: Language) -> Result<Self, Failure> {
        let bytes = files::read(path, language)?;
        let file: SiteFile = typed_bytes(&bytes, &keys::SITE).map_err(|(findings, source)| {
            let finding = findings.iter().find(|finding| finding.is_error()).or(findings.first());
            let what = finding.map(|finding| {
                let at = Lines::new(&source).position(finding.span.start);
                format!("{}:{}: {}", at.line, at.column, finding.message.get(language))
            });
            Failure::cannot_begin(words::bad_site(language, path.display(), what.unwrap_or_default()))
        })?;
        let source = Source::read(&bytes).text;
        Self::of(path, file, source, &bytes, language)
    }

    fn of(path: &Path, file: SiteFile, source: String, bytes: &[u8], language: Language) -> Result<Self, Failure> {
        let bad = |what: String| Failure::cannot_begin(words::bad_site(language, path.display(), what));
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let zone = match &file.timezone {
            Some(name) => Zone::Named(Tz::from_str(name).map_err(|_| bad(words::bad_zone(language, name)))?),
            None => Zone::System,
        };
        let day_starts = match &file.day_starts {
            Some(time) => parse_time(time).ok_or_else(|| bad(words::bad_day_start(language, time)))?,
            None => "00:00".to_owned(),
        };
        let wish = match &file.language {
            Some(tag) => Some(Language::parse(tag).ok_or_else(|| bad(words::bad_language(language, tag)))?),
            None => None,
        };
        check_roster(file.operators.as_deref().unwrap_or_default())
            .map_err(|id| bad(words::twice_in_roster(language, id)))?;
        let (id, title) = file.site.map_or(("none".to_owned(), None), |site| (site.id, site.title));
        Ok(Self {
            id,
            title,
            language: wish,
            zone,
            day_starts,
            procedures: file.procedures.iter().map(|name| folder.join(name)).collect(),
            store: file.store.map(|name| folder.join(name)),
            anchor: file.anchor.map(|name| folder.join(name)),
            reasons: file.reasons,
            operators: file.operators,
            digest: digest(bytes),
            source,
            path: path.to_owned(),
        })
    }

    /// Returns the value that the file gives for `parameter`: `Some(None)` where it is none of its type.
    #[must_use]
    pub fn parameter(&self, parameter: &Parameter) -> Option<Option<Value>> {
        let (root, _) = tree::parse(&self.source);
        let root = root?;
        let node = root.get("parameters")?.get(&parameter.name)?;
        Some(given::from_node(parameter, node))
    }

    /// Returns the roster as journals have it, if there is one.
    #[must_use]
    pub fn roster(&self) -> Option<Vec<Person>> {
        let operators = self.operators.as_ref()?;
        Some(operators.iter().map(Operator::person).collect())
    }
}

impl Operator {
    /// Returns the person as journals have it: without the PIN.
    #[must_use]
    pub fn person(&self) -> Person {
        let name = self.name.clone().unwrap_or_else(|| self.id.clone());
        Person { id: self.id.clone(), name, roles: self.roles.clone() }
    }
}

/// The PINs of a roster.
#[derive(Debug, Default)]
pub struct Pins(Vec<(String, String)>);

impl Pins {
    /// Returns the PINs of a site; none where there is no roster.
    #[must_use]
    pub fn of(site: Option<&Site>) -> Self {
        let operators = site.and_then(|site| site.operators.as_ref()).into_iter().flatten();
        Self(operators.filter_map(|operator| Some((operator.id.clone(), operator.pin.clone()?))).collect())
    }

    fn hash(&self, person: &str) -> Option<&str> {
        self.0.iter().find(|(id, _)| id == person).map(|(_, hash)| hash.as_str())
    }
}

impl People for Pins {
    fn has_pin(&self, person: &str) -> bool {
        self.hash(person).is_some()
    }

    fn is_pin(&self, person: &str, pin: &str) -> bool {
        let Some(hash) = self.hash(person).and_then(|hash| PasswordHash::new(hash).ok()) else { return false };
        let typed = |pin: &str| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok();
        // An input method may have made the digits wide.
        let narrow = normalise_width(pin);
        typed(pin) || (narrow != pin && typed(&narrow))
    }
}

/// Returns everything that is wrong with the site file in `source`.
#[must_use]
pub fn findings(source: &str) -> Vec<Finding> {
    let file: SiteFile = match typed(source, &keys::SITE) {
        Ok(file) => file,
        Err(findings) => return findings,
    };
    let (Some(root), mut findings) = tree::parse(source) else { return vec![] };
    let mut wrong = |key: &str, value: Option<&String>, is_right: &dyn Fn(&str) -> bool, says: Says| {
        let Some(value) = value.filter(|value| !is_right(value)) else { return };
        let [en, zh] = [Language::En, Language::Zh].map(|language| says(language, value));
        let span = root.get(key).map_or(0..0, |node| node.span.clone());
        findings.push(Finding::error("bad-site-value", span, Bilingual { en, zh }));
    };
    wrong("timezone", file.timezone.as_ref(), &|name| Tz::from_str(name).is_ok(), |l, v| words::bad_zone(l, v));
    wrong("day_starts", file.day_starts.as_ref(), &|time| parse_time(time).is_some(), |l, v| {
        words::bad_day_start(l, v)
    });
    wrong("language", file.language.as_ref(), &|tag| Language::parse(tag).is_some(), |l, v| words::bad_language(l, v));
    let twice = check_roster(file.operators.as_deref().unwrap_or_default()).err();
    wrong("operators", twice.as_ref(), &|_| false, |l, v| words::twice_in_roster(l, v));
    findings.extend(bad_pins(&root, file.operators.as_deref().unwrap_or_default()));
    findings
}

/// Returns what stands for a PIN and is none that could ever be typed. It is not repeated: it may be the PIN itself.
fn bad_pins(root: &Node<'_>, operators: &[Operator]) -> Vec<Finding> {
    let nodes = root.get("operators").into_iter().flat_map(Node::children);
    let bad = operators.iter().zip(nodes).filter(|(operator, _)| {
        let pin = operator.pin.as_ref();
        pin.is_some_and(|pin| !PasswordHash::new(pin).is_ok_and(|hash| hash.algorithm.as_str().starts_with("argon2")))
    });
    bad.map(|(operator, node)| {
        let [en, zh] = [Language::En, Language::Zh].map(|language| words::bad_pin_line(language, &operator.id));
        let [help_en, help_zh] = [Language::En, Language::Zh].map(|language| words::see_pin(language, &operator.id));
        let span = node.get("pin").unwrap_or(node).span.clone();
        Finding::error("bad-site-value", span, Bilingual { en, zh }).help(Bilingual { en: help_en, zh: help_zh })
    })
    .collect()
}

/// Returns the folders of procedures that a site file with the text `source` names, each with its place, that are none.
#[must_use]
pub fn missing_folders(source: &str, folders: &[PathBuf]) -> Vec<Finding> {
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let nodes = root.get("procedures").into_iter().flat_map(Node::children);
    let missing = folders.iter().zip(nodes).filter(|(folder, _)| !folder.is_dir());
    missing
        .map(|(folder, node)| {
            let [en, zh] =
                [Language::En, Language::Zh].map(|language| words::no_such_folder(language, folder.display()));
            Finding::error("bad-site-value", node.span.clone(), Bilingual { en, zh })
        })
        .collect()
}

/// How a value that is wrong is told of.
type Says = fn(Language, &str) -> String;

fn check_roster(operators: &[Operator]) -> Result<(), String> {
    let mut seen = std::collections::HashSet::new();
    match operators.iter().find(|operator| !seen.insert(&operator.id)) {
        Some(twice) => Err(twice.id.clone()),
        None => Ok(()),
    }
}

/// Returns where the nearest site file stands, from the working directory upwards, if there is one.
#[must_use]
pub fn nearest() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(SITE_FILE)).find(|path| path.is_file())
}
