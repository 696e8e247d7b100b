//! One file to its findings: whatever it is, and whatever is wrong with it, a finding comes of it and nothing else. \[door\]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::super::context::Context;
use super::super::library::{Library, called_ids, ids_twice, is_scenario};
use super::known::{Known, Volume};
use super::paths::Target;
use crate::files::Unreadable;
use crate::language::Language;
use crate::procedure::Procedure;
use crate::procedure::finding::{Bilingual, Finding, Severity, both, settle};
use crate::procedure::rules::calls::{Called, Shelf, check_calls_on};
use crate::procedure::rules::site::{check_roster, check_site_parameters};
use crate::procedure::source::Source;
use crate::procedure::tree;
use crate::report::findings::Judged;
use crate::run::Program;
use crate::run::program::Unit;
use crate::scenario::{ScenarioFile, answer_keys};
use crate::site::{self, Site};

/// Judges files. Shared by all threads.
#[derive(Debug)]
pub struct Judge {
    advice: bool,
    folders: Vec<PathBuf>,
    given: Vec<PathBuf>,
    /// Of each person of the site the roles, where it has a roster.
    roster: Option<Vec<Vec<String>>>,
    library: OnceLock<Library>,
    /// The site's folders alone.
    shelves: OnceLock<Library>,
    /// The ids in them whose files are worth a closer look; seldom any.
    twice: OnceLock<BTreeSet<String>>,
    known: Known,
}

/// What a file of YAML is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A procedure, or whatever else is to be one.
    Procedure,
    /// Scenarios.
    Scenarios,
    /// The site file.
    Site,
    /// Answers.
    Answers,
}

impl Judge {
    /// Returns a judge who finds called procedures in the site's folders and among `targets`, and knows the site's people;
    /// with `advice` hints are given too.
    #[must_use]
    pub fn new(context: &Context, targets: &[Target], advice: bool) -> Self {
        let operators = context.site.as_ref().and_then(|site| site.operators.as_ref());
        let roster = operators.map(|all| all.iter().map(|operator| operator.roles.clone()).collect());
        let folders = context.procedure_folders();
        let file = |target: &Target| if let Target::File(path) = target { Some(path.clone()) } else { None };
        let given = targets.iter().filter_map(file).collect();
        Self {
            advice,
            folders,
            given,
            roster,
            library: OnceLock::new(),
            shelves: OnceLock::new(),
            twice: OnceLock::new(),
            known: Known::new(advice),
        }
    }

    /// Returns what was found in the text `bytes` of the file at `path`, called `name`.
    #[must_use]
    pub fn judge(&self, path: Option<&Path>, name: String, bytes: &[u8]) -> Judged {
        // A rule that fails must not hide what other rules and files have to say.
        let judged = catch_unwind(AssertUnwindSafe(|| self.findings(path, bytes)));
        let (mut findings, source) = judged.unwrap_or_else(|_| {
            let message = both!("the program failed on this file", "程序处理这个文件时出错");
            let help = both!("please report it with the file", "请连同文件一起报告");
            (vec![Finding::error("program-failed", 0..0, message).help(help)], String::new())
        });
        findings.retain(|finding| self.advice || finding.severity != Severity::Hint);
        settle(&mut findings);
        Judged { path: name, source, findings }
    }

    /// Returns what stands for a file that was not read.
    #[must_use]
    pub fn unread(path: &Path, why: &Unreadable) -> Judged {
        let [en, zh] = [Language::En, Language::Zh].map(|language| why.message(path, language));
        let rule = if matches!(why, Unreadable::TooLarge { .. }) { "file-too-large" } else { "unreadable-file" };
        let finding = Finding::error(rule, 0..0, Bilingual { en, zh });
        Judged { path: path.display().to_string(), source: String::new(), findings: vec![finding] }
    }

    fn findings(&self, path: Option<&Path>, bytes: &[u8]) -> (Vec<Finding>, String) {
        let named = path.map_or(Kind::Procedure, kind_of_name);
        if named != Kind::Procedure {
            return self.other(named, path, Source::read(bytes));
        }
        let Volume { procedure, mut findings, source } = self.known.judged(path, bytes);
        match procedure {
            Some(procedure) => {
                findings.extend(self.calls(&procedure, &source, path));
                findings.extend(self.twin(&procedure, &source, path));
                findings.extend(self.roster.iter().flat_map(|roster| check_roster(&procedure, &source, roster)));
            }
            None => {
                let kind = kind_of_text(&source);
                if kind != Kind::Procedure {
                    return self.other(kind, path, Source::read(bytes));
                }
            }
        }
        (findings, source)
    }

    fn other(&self, kind: Kind, path: Option<&Path>, source: Source) -> (Vec<Finding>, String) {
        if !source.readable {
            return (source.findings, source.text);
        }
        let mut findings = match kind {
            Kind::Site => self.site(&source.text, path),
            Kind::Answers => answer_keys(&source.text),
            _ => self.scenarios(&source.text, path),
        };
        findings.extend(source.findings);
        (findings, source.text)
    }

    fn calls(&self, procedure: &Procedure, source: &str, path: Option<&Path>) -> Vec<Finding> {
        if called_ids(procedure).is_empty() {
            return vec![];
        }
        check_calls_on(procedure, source, &Caller { judge: self, path })
    }

    /// Returns what is wrong with a site file; its parameters are held against the procedures of its folders.
    fn site(&self, source: &str, path: Option<&Path>) -> Vec<Finding> {
        let findings = site::findings(source);
        let site = path.and_then(|path| Site::find(Some(path), Language::En).ok().flatten());
        let Some(site) = site.filter(|_| findings.is_empty()) else { return findings };
        let findings = site::missing_folders(source, &site.procedures);
        let mut library = Library::default();
        site.procedures.iter().for_each(|folder| library.add_folder(folder));
        let units: Vec<Arc<Unit>> = library.iter().filter_map(|(_, file)| self.known.usable(file)).collect();
        let procedures: Vec<&Procedure> = units.iter().map(|unit| unit.procedure.as_ref()).collect();
        findings.into_iter().chain(check_site_parameters(source, &procedures)).collect()
    }

    /// Returns that another file of the site's folders has the same id, which a run could not tell apart.
    fn twin(&self, procedure: &Procedure, source: &str, path: Option<&Path>) -> Option<Finding> {
        if !self.twice.get_or_init(|| ids_twice(&self.folders)).contains(&procedure.id) {
            return None;
        }
        let twins = self.shelves.get_or_init(|| {
            let mut library = Library::default();
            self.folders.iter().for_each(|folder| library.add_folder(folder));
            library
        });
        let path = path?.canonicalize().ok()?;
        let files = twins.files_of(&procedure.id);
        let same = |file: &&PathBuf| file.canonicalize().is_ok_and(|file| file == path);
        let other = files.iter().find(|file| !same(file)).filter(|_| files.iter().any(same))?;
        let (root, _) = tree::parse(source);
        let span = root.and_then(|root| Some(root.get("procedure")?.span.clone())).unwrap_or(0..0);
        let (id, other) = (&procedure.id, other.display());
        let message = both!("`{other}` has the procedure id `{id}` too", "`{other}` 的规程 id 也是 `{id}`");
        let help = both!("rename one of the two, id and file", "请改其中一个的 id 和文件名");
        Some(Finding::error("same-procedure-id", span, message).help(help))
    }

    /// Has the file at `path` read again by all who ask for it, since it was written.
    pub fn forget(&self, path: &Path) {
        self.known.forget(path);
    }

    fn library(&self) -> &Library {
        self.library.get_or_init(|| {
            let mut library = Library::default();
            self.folders.iter().for_each(|folder| library.add_folder(folder));
            self.given.iter().for_each(|file| library.add_file(file.clone()));
            library
        })
    }

    fn scenarios(&self, source: &str, path: Option<&Path>) -> Vec<Finding> {
        match ScenarioFile::read(source) {
            Ok(file) => self.scenarios_of(&file, path),
            Err(findings) => findings,
        }
    }

    fn scenarios_of(&self, scenarios: &ScenarioFile<'_>, path: Option<&Path>) -> Vec<Finding> {
        let id = match scenarios.procedure() {
            Ok(id) => id,
            Err(findings) => return findings,
        };
        let span = scenarios.procedure_span();
        let Some(file) = self.library().beside_or_known(path, &id) else {
            let message = both!("there is no procedure `{id}`", "没有规程 `{id}`");
            let help = both!(
                "it is sought beside this file, then in the site's folders",
                "先在本文件旁边找，再到站点的文件夹里找"
            );
            return vec![Finding::error("unknown-procedure", span, message).help(help)];
        };
        match self.program(&file) {
            Some(program) => scenarios.scenarios(&program).err().unwrap_or_default(),
            None => {
                let message = both!(
                    "the procedure `{id}` or one that it calls cannot be used, so its scenarios were not checked",
                    "规程 `{id}` 或它调用的规程不能用，情景未作检查"
                );
                vec![Finding::error("unusable-procedure", span, message)]
            }
        }
    }

    /// Returns the file of the procedure that the scenarios `source` of the file at `path` are about.
    pub fn tested_by(&self, path: &Path, source: &str) -> Option<PathBuf> {
        let id = ScenarioFile::read(source).ok()?.procedure().ok()?;
        self.library().beside_or_known(Some(path), &id)
    }

    /// Returns the procedure in `file` with all that it calls.
    fn program(&self, file: &Path) -> Option<Program> {
        let main = self.known.usable(file)?;
        let mut called: Vec<Arc<Unit>> = vec![];
        let wanted_by = |file: &Path, unit: &Unit| -> Vec<(PathBuf, String)> {
            called_ids(&unit.procedure).into_iter().map(|id| (file.to_owned(), id)).collect()
        };
        let mut wanted = wanted_by(file, &main);
        while let Some((caller, id)) = wanted.pop() {
            if id == main.procedure.id || called.iter().any(|known| known.procedure.id == id) {
                continue;
            }
            let file = self.library().beside_or_known(Some(&caller), &id)?;
            let unit = self.known.usable(&file)?;
            wanted.extend(wanted_by(&file, &unit));
            called.push(unit);
        }
        Some(Program::of(main, called))
    }
}

/// What a file could call.
struct Caller<'j> {
    judge: &'j Judge,
    path: Option<&'j Path>,
}

impl Shelf for Caller<'_> {
    fn find(&self, id: &str) -> Called {
        match self.judge.library().beside_or_known(self.path, id) {
            None => Called::Missing,
            Some(file) => match self.judge.known.usable(&file) {
                Some(unit) => Called::Usable(Arc::clone(&unit.procedure)),
                None => Called::Broken,
            },
        }
    }

    fn ids(&self) -> Vec<String> {
        self.judge.library().iter().map(|(id, _)| id.clone()).collect()
    }
}

/// Returns what the name of a file says that it is.
#[must_use]
pub fn kind_of_name(path: &Path) -> Kind {
    if is_scenario(path) {
        Kind::Scenarios
    } else if path.file_name().is_some_and(|name| name == site::SITE_FILE) {
        Kind::Site
    } else {
        Kind::Procedure
    }
}

/// Returns what the text of a file that is no procedure says that it is, by the keys that only one kind has.
fn kind_of_text(source: &str) -> Kind {
    let (Some(root), _) = tree::parse(source) else { return Kind::Procedure };
    let has = |key| root.get(key).is_some();
    if has("steps") {
        Kind::Procedure
    } else if has("scenarios") {
        Kind::Scenarios
    } else if has("answers") {
        Kind::Answers
    } else if has("site") || has("operators") {
        Kind::Site
    } else {
        Kind::Procedure
    }
}
