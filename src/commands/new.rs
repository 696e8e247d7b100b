//! `new`: writes a commented starter procedure, and never over anything. \[door\]

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::arguments::NewArguments;
use super::context::Context;
use super::library::Library;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::language::{Language, reading as words};
use crate::site::Site;
use crate::terminal::sanitize::Shown;

/// Longest id of a procedure.
const LONGEST: usize = 64;

/// The role in the starter.
const ROLE: &str = "lead";

/// Runs the command.
///
/// # Errors
/// Where the id is none, or a file of that name is there already.
pub fn run(context: &Context, arguments: &NewArguments) -> Result<ExitCode> {
    let id = &arguments.id;
    check_id(id, context.language)?;
    if let Some((_, path)) = Library::of(context).iter().find(|(known, _)| *known == id) {
        return Err(exists_already(path, context.language).into());
    }
    let folder = folder(context);
    let path = folder.join(format!("{id}.yaml"));
    write(&path, &fitted(starter(id, context.language), context), context.language)?;
    let (language, shown) = (context.language, Shown::line(path.display()));
    context.say(&words::written(language, &shown));
    context.say(&words::next_edit(language));
    context.say(&words::next_steps(language));
    context.say(&format!("  signoff validate {shown}"));
    // Outside the folders of procedures it is not found by its id.
    let name = if folder.as_os_str().is_empty() { format!("./{shown}") } else { id.clone() };
    context.say(&format!("  signoff run {name}"));
    Ok(ExitCode::Yes)
}

/// Returns the starter of a procedure called `id`, with comments in `language`.
#[must_use]
pub fn starter(id: &str, language: Language) -> String {
    let template = match language {
        Language::En => include_str!("starter/en.yaml"),
        Language::Zh => include_str!("starter/zh.yaml"),
    };
    template.replacen("procedure: starter", &format!("procedure: {id}"), 1)
}

/// Returns the starter with a role that somebody of the site's roster has, or with none, where nobody has its own.
fn fitted(starter: String, context: &Context) -> String {
    let Some(roster) = context.site.as_ref().and_then(Site::roster) else { return starter };
    let held: Vec<&str> = roster.iter().flat_map(|person| &person.roles).map(String::as_str).collect();
    if held.contains(&ROLE) { starter } else { with_role(&starter, held.into_iter().find(|role| is_role(role))) }
}

/// Returns whether a role of the roster can stand in a procedure as it is.
fn is_role(role: &str) -> bool {
    role.starts_with(|c: char| c.is_ascii_lowercase())
        && role.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Returns the starter with `role` in place of its own; without any where that is `None`.
fn with_role(starter: &str, role: Option<&str>) -> String {
    let own = |line: &str| ["role: lead", "by: [lead]"].contains(&line.trim());
    let mut lines = Vec::new();
    // The roles stand in a paragraph of their own, under a comment.
    for paragraph in starter.split("\n\n") {
        let is_roles = paragraph.contains("\nroles:\n");
        let text = match role {
            Some(role) if is_roles => {
                let above: Vec<&str> = paragraph.lines().filter(|line| !line.starts_with("  lead: ")).collect();
                format!("{}\n  {role}: {role}", above.join("\n"))
            }
            Some(role) => paragraph
                .lines()
                .map(|line| if own(line) { line.replacen(ROLE, role, 1) } else { line.to_owned() })
                .collect::<Vec<_>>()
                .join("\n"),
            None if is_roles => continue,
            None => paragraph.lines().filter(|line| !own(line)).collect::<Vec<_>>().join("\n"),
        };
        lines.push(text);
    }
    lines.join("\n\n") + "\n"
}

fn check_id(id: &str, language: Language) -> Result<(), Failure> {
    if is_id(id) {
        return Ok(());
    }
    let failure = Failure::cannot_begin(words::bad_id(language, Shown::line(id)));
    let near = nearest_id(id);
    Err(if is_id(&near) { failure.help(words::try_id(language, near)) } else { failure })
}

fn is_id(id: &str) -> bool {
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    id.len() <= LONGEST
        && id.bytes().all(kebab)
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && !id.ends_with('-')
        && !id.contains("--")
}

/// Returns what an id would be in small letters and dashes.
fn nearest_id(id: &str) -> String {
    let stem = id.strip_suffix(".yaml").or(id.strip_suffix(".yml")).unwrap_or(id);
    let lower = stem.to_ascii_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// Returns the first folder of procedures, or the working directory where there is no such folder.
fn folder(context: &Context) -> PathBuf {
    let first = context.procedure_folders().into_iter().next();
    first.filter(|folder| folder.is_dir()).unwrap_or_default()
}

fn write(path: &Path, text: &str, language: Language) -> Result<(), Failure> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists_already(path, language),
        _ => Failure::cannot_begin(words::not_written(
            language,
            Shown::line(path.display()),
            files::plain(language, &error),
        )),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

fn exists_already(path: &Path, language: Language) -> Failure {
    Failure::cannot_begin(words::exists_already(language, Shown::line(path.display())))
        .help(words::another_id(language))
}

#[cfg(test)]
mod tests {
    use super::{Language, is_id, nearest_id, starter, with_role, write};
    use crate::exit_code::ExitCode;
    use crate::procedure::yaml::load;

    #[test]
    fn the_starter_loads_without_any_finding() {
        for language in [Language::En, Language::Zh] {
            let loaded = load(Some("hall-opening"), starter("hall-opening", language).as_bytes());
            assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
            assert_eq!(loaded.procedure.expect("a procedure").id, "hall-opening");
        }
    }

    #[test]
    fn the_starter_with_another_role_or_none_loads_without_an_error() {
        for language in [Language::En, Language::Zh] {
            for role in [Some("shift_lead"), None] {
                let text = with_role(&starter("hall", language), role);
                let loaded = load(Some("hall"), text.as_bytes());
                assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
                let roles = loaded.procedure.expect("a procedure").roles;
                assert_eq!(roles.keys().map(String::as_str).collect::<Vec<_>>(), role.into_iter().collect::<Vec<_>>());
                assert!(!text.contains("[lead]") && !text.contains(" lead"), "{text}");
            }
        }
    }

    #[test]
    fn ids_are_kebab_case() {
        for id in ["a", "hall-opening", "hall-2"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "-a", "a-", "a--b", "Hall", "2-a", "hall_opening", "../x", "大厅", &"a".repeat(65)] {
            assert!(!is_id(id), "{id}");
        }
        assert_eq!(nearest_id("Hall Opening.yaml"), "hall-opening");
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        write(&path, "first", Language::En).expect("writes");
        let failure = write(&path, "second", Language::En).expect_err("refuses");
        assert_eq!(failure.code, ExitCode::CannotBegin);
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "first");
    }
}
