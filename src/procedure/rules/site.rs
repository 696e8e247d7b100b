//! Rules between procedures and a site: its roster, its parameters. The caller reads the site file; nothing is opened here.

use std::collections::{BTreeMap, HashSet};

use super::calls::type_noun;
use super::outline::Outline;
use super::{RULES, place, silence};
use crate::procedure::finding::{Finding, Severity, both};
use crate::procedure::given::from_node;
use crate::procedure::nearest::did_you_mean;
use crate::procedure::tree::{self, Node};
use crate::procedure::{Limits, Parameter, Procedure, Step, StepKind};

/// The rules that are checked here, on procedures.
const OWN: &[&str] = &["too-many-signers", "nobody-holds-role"];

/// Who works at a site: of each person the roles.
pub type Roster<'r> = &'r [Vec<String>];

/// Checks whether the people of a site can give the signatures of `procedure`, whose file has the text `source`.
#[must_use]
pub fn check_roster(procedure: &Procedure, source: &str, roster: Roster<'_>) -> Vec<Finding> {
    if !concerns(procedure, roster) {
        return vec![];
    }
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let outline = Outline::of(procedure);
    let mut findings = vec![];
    for entry in &outline.steps {
        if let Some(role) = entry.step.hold.as_ref().filter(|role| !is_held(roster, role)) {
            findings.push(nobody(&root, entry.step, role, &["hold"]));
        }
        if let StepKind::Sign { by, .. } = &entry.step.kind {
            findings.extend(signers(&root, entry.step, by, roster));
        }
    }
    silence(procedure, &outline, &root, &mut findings, &|rule| OWN.contains(&rule.id));
    findings
}

/// Returns whether anything is to be said of `procedure`, or to be silenced: so most files are not parsed once more.
fn concerns(procedure: &Procedure, roster: Roster<'_>) -> bool {
    let silences = |ignore: &BTreeMap<String, String>| OWN.iter().any(|rule| ignore.contains_key(*rule));
    let mut found = silences(&procedure.ignore);
    procedure.visit(&mut |step| {
        found |= silences(&step.ignore);
        found |= step.hold.as_ref().is_some_and(|role| !is_held(roster, role));
        found |= matches!(&step.kind, StepKind::Sign { by, .. } if seated(by, roster) < by.len());
    });
    found
}

fn is_held(roster: Roster<'_>, role: &String) -> bool {
    roster.iter().any(|roles| roles.contains(role))
}

fn nobody(root: &Node<'_>, step: &Step, role: &str, path: &[&str]) -> Finding {
    let message = both!("nobody of this site's roster has the role `{role}`", "本站点的人员名单里没有人是 `{role}`");
    let help = both!("give somebody the role in the site file", "请在站点文件里给某人加上这个角色");
    Finding::error("nobody-holds-role", place(root, step, path), message).help(help)
}

fn signers(root: &Node<'_>, step: &Step, by: &[String], roster: Roster<'_>) -> Option<Finding> {
    if let Some(role) = by.iter().find(|role| !is_held(roster, role)) {
        return Some(nobody(root, step, role, &["by"]));
    }
    let (seated, wanted) = (seated(by, roster), by.len());
    (seated < wanted).then(|| {
        let message = both!(
            "{wanted} different people are to sign, the roster has {seated} for it",
            "要由 {wanted} 个不同的人签字，名单里只有 {seated} 人可签"
        );
        Finding::error("too-many-signers", place(root, step, &["by"]), message)
    })
}

/// Returns how many of the roles in `by` can be signed by different people.
fn seated(by: &[String], roster: Roster<'_>) -> usize {
    let mut seats: Vec<Option<usize>> = vec![None; roster.len()];
    (0..by.len()).filter(|role| seat(*role, by, roster, &mut seats, &mut HashSet::new())).count()
}

/// Seats the signer of a role on a person, moving others on where they can sit elsewhere.
fn seat(
    role: usize,
    by: &[String],
    roster: Roster<'_>,
    seats: &mut Vec<Option<usize>>,
    tried: &mut HashSet<usize>,
) -> bool {
    for person in 0..roster.len() {
        if !roster[person].contains(&by[role]) || !tried.insert(person) {
            continue;
        }
        let free = match seats[person] {
            None => true,
            Some(other) => seat(other, by, roster, seats, tried),
        };
        if free {
            seats[person] = Some(role);
            return true;
        }
    }
    false
}

/// Checks the parameters of a site file with the text `source`: those that none of `procedures` has are findings, and values
/// that one of them would not take.
#[must_use]
pub fn check_site_parameters(source: &str, procedures: &[&Procedure]) -> Vec<Finding> {
    let (Some(root), _) = tree::parse(source) else { return vec![] };
    let mut known: Vec<&str> =
        procedures.iter().flat_map(|procedure| procedure.parameters.keys().map(String::as_str)).collect();
    known.sort_unstable();
    known.dedup();
    let severity =
        RULES.iter().find(|rule| rule.id == "unused-site-parameter").map_or(Severity::Warning, |rule| rule.severity);
    let entries = root.get("parameters").and_then(Node::entries).unwrap_or_default();
    let unfit = entries.iter().filter_map(|(key, value)| unfit(key.text()?, value, procedures));
    let unused = entries.iter().filter_map(|(key, _)| Some((key, key.text()?)));
    let unused = unused.filter(|(_, name)| known.binary_search(name).is_err());
    unused
        .map(|(key, name)| {
            let message =
                both!("no procedure of this site has a parameter `{name}`", "本站点没有规程用到参数 `{name}`");
            let finding = Finding::error("unused-site-parameter", key.span.clone(), message);
            Finding { severity, ..finding }.help_if(did_you_mean(name, known.iter().copied()))
        })
        .chain(unfit)
        .collect()
}

/// Returns what is wrong with a value of a parameter for the first procedure that would not take it.
fn unfit(name: &str, value: &Node<'_>, procedures: &[&Procedure]) -> Option<Finding> {
    let takers = procedures.iter().filter_map(|procedure| Some((procedure, procedure.parameters.get(name)?)));
    let (procedure, parameter) = takers.into_iter().find(|(_, parameter)| from_node(parameter, value).is_none())?;
    let free = Parameter { limits: Limits::default(), ..parameter.clone() };
    let (id, shown) = (&procedure.id, value.text().unwrap_or("…"));
    let message = if from_node(&free, value).is_some() {
        both!(
            "{shown} is outside the limits of the parameter `{name}` of `{id}`",
            "{shown} 超出规程 `{id}` 的参数 `{name}` 的限值"
        )
    } else {
        let word = type_noun(parameter.kind);
        both!("found `{shown}`, the parameter `{name}` of `{id}` takes {}", "这里是 `{shown}`，规程 `{id}` 的参数 `{name}` 应为{}"; word)
    };
    let help = did_you_mean(shown, parameter.options.iter().map(|option| option.id.as_str()));
    Some(Finding::error("bad-site-value", value.span.clone(), message).help_if(help))
}
