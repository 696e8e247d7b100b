//! `list`: the procedures found, by tag, with their last run. A broken file is told of and hides no other.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::arguments::ListArguments;
use super::context::Context;
use super::history::History;
use super::library::Library;
use super::standing::Standing;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::language::{Language, reading as words};
use crate::procedure::finding::Finding;
use crate::procedure::nearest::nearest;
use crate::procedure::yaml::load_without_advice;
use crate::procedure::{Procedure, StepKind};
use crate::report::outline::status;
use crate::report::words::{list, remark, text};
use crate::terminal::sanitize::Shown;
use crate::terminal::style::Role;
use crate::terminal::table::{Cell, Layout, Table};

/// What a file of the library turned out to be.
enum Found {
    Procedure(Box<Procedure>),
    /// With how many errors; 0 where it could not be read.
    Broken(usize),
}

/// The last run of each procedure by its id.
type LastRuns = BTreeMap<String, (String, Standing)>;

/// Runs the command.
///
/// # Errors
/// Where the store cannot be read, or no procedure has the tag.
pub fn run(context: &Context, arguments: &ListArguments) -> Result<ExitCode> {
    let library = Library::of(context);
    let found: Vec<(String, Found)> = library.iter().map(|(id, path)| (id.clone(), look(path, context))).collect();
    if found.is_empty() {
        context.say(&words::no_procedures(context.language, folders(context)));
        context.say(&words::see_new(context.language));
        return Ok(ExitCode::Yes);
    }
    if let Some(tag) = &arguments.tag {
        check_tag(tag, &found, context.language)?;
    }
    let last = last_runs(context)?;
    context.data(&render(&found, arguments.tag.as_deref(), &last, &context.layout()));
    if found.iter().any(|(_, found)| matches!(found, Found::Broken(_))) {
        context.say(&words::see_validate(context.language));
    }
    Ok(ExitCode::Yes)
}

fn look(path: &Path, context: &Context) -> Found {
    let Ok(bytes) = files::read(path, context.language) else { return Found::Broken(0) };
    let loaded = load_without_advice(path.file_stem().and_then(|stem| stem.to_str()), &bytes);
    match loaded.procedure {
        Some(procedure) => Found::Procedure(Box::new(procedure)),
        None => Found::Broken(loaded.findings.iter().filter(|finding| Finding::is_error(finding)).count()),
    }
}

fn check_tag(tag: &str, found: &[(String, Found)], language: Language) -> Result<(), Failure> {
    let tags = procedures(found).flat_map(|procedure| procedure.tags.iter().map(String::as_str));
    let mut tags: Vec<&str> = tags.collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.contains(&tag) {
        return Ok(());
    }
    let failure = Failure::cannot_begin(words::no_tag(language, Shown::line(tag)));
    let known: Vec<String> = tags.iter().map(|tag| format!("`{tag}`")).collect();
    Err(match nearest(tag, tags) {
        Some(near) => failure.help(crate::language::commands::did_you_mean(language, near)),
        None if known.is_empty() => failure,
        None => failure.help(words::tags_are(language, list(language, &known))),
    })
}

fn procedures(found: &[(String, Found)]) -> impl Iterator<Item = &Procedure> {
    found.iter().filter_map(|(_, found)| match found {
        Found::Procedure(procedure) => Some(&**procedure),
        Found::Broken(_) => None,
    })
}

fn last_runs(context: &Context) -> Result<LastRuns, Failure> {
    let Some(store) = context.existing_store()? else { return Ok(LastRuns::new()) };
    let history = History::read(&store, context.mode()).map_err(|error| context.store_failure(&error))?;
    let mut last = LastRuns::new();
    for earlier in history.runs {
        let standing = Standing::of_journal(&earlier.verification);
        let date = earlier.started.business_date.to_string();
        last.entry(earlier.started.procedure.id).or_insert((date, standing));
    }
    Ok(last)
}

/// Returns the tables, one a tag, each procedure under its first tag; with a tag, those that have it.
fn render(found: &[(String, Found)], tag: Option<&str>, last: &LastRuns, layout: &Layout) -> String {
    let mut groups: BTreeMap<(bool, &str), Vec<&Procedure>> = BTreeMap::new();
    for procedure in procedures(found) {
        let first = procedure.tags.first().map(String::as_str);
        match tag {
            Some(tag) if procedure.tags.iter().any(|own| own == tag) => {
                groups.entry((false, tag)).or_default().push(procedure)
            }
            Some(_) => {}
            None => groups.entry((first.is_none(), first.unwrap_or_default())).or_default().push(procedure),
        }
    }
    let mut text = String::new();
    for ((untagged, tag), procedures) in &groups {
        let title = if *untagged { words::untagged(layout.language) } else { (*tag).to_owned() };
        let mut table = table(layout.language);
        for procedure in procedures {
            table.add_row(row(procedure, last.get(&procedure.id), layout.language));
        }
        put(&mut text, &title, &table, layout);
    }
    let broken = broken(found, layout.language);
    if let Some(table) = broken {
        put(&mut text, &words::unusable(layout.language), &table, layout);
    }
    text
}

fn put(text: &mut String, title: &str, table: &Table, layout: &Layout) {
    if !text.is_empty() {
        text.push('\n');
    }
    let title = layout.style.text(Shown::line(title).as_str()).into_owned();
    text.push_str(&layout.style.paint(Role::Title, &title));
    text.push('\n');
    text.push_str(&table.render(layout));
}

fn table(language: Language) -> Table {
    let names = [words::column_id, words::column_title, words::column_version, words::column_steps, words::column_last];
    Table::new(names.map(|name| Shown::line(name(language))))
}

fn row(procedure: &Procedure, last: Option<&(String, Standing)>, language: Language) -> Vec<Cell> {
    let status = status(language, procedure.status).map(|status| remark(language, &status)).unwrap_or_default();
    let title = format!("{}{status}", text(&procedure.title, language));
    let last = last.map(|(date, standing)| {
        let shown = Shown::line(format!("{date} {}", standing.word(language)));
        standing.role().map_or_else(|| Cell::from(shown.clone()), |role| Cell::in_role(shown.clone(), role))
    });
    let texts = [procedure.id.clone(), title, procedure.label(), steps(procedure).to_string()];
    texts.into_iter().map(|text| Cell::from(Shown::line(text))).chain([last.unwrap_or_default()]).collect()
}

/// Returns how many steps of the file are answered themselves.
fn steps(procedure: &Procedure) -> usize {
    let mut count = 0;
    procedure.visit(&mut |step| {
        count += usize::from(step.kind.is_leaf() && !matches!(step.kind, StepKind::End { .. }));
    });
    count
}

fn broken(found: &[(String, Found)], language: Language) -> Option<Table> {
    let mut table = Table::new([words::column_id, words::column_state].map(|name| Shown::line(name(language))));
    let mut any = false;
    for (id, found) in found {
        let Found::Broken(errors) = found else { continue };
        let what = if *errors == 0 { words::unusable(language) } else { words::unusable_count(language, errors) };
        table.add_row([Cell::from(Shown::line(id)), Cell::in_role(Shown::line(what), Role::Bad)]);
        any = true;
    }
    any.then_some(table)
}

fn folders(context: &Context) -> String {
    let folders: Vec<String> =
        context.procedure_folders().iter().map(|folder| format!("`{}`", Shown::line(folder.display()))).collect();
    list(context.language, &folders)
}
