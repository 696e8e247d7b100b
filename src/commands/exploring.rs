//! `test --explore`: walks the paths of a procedure without scenarios; nothing is stored.

use anyhow::Result;

use super::arguments::{TestArguments, TestFormat};
use super::context::Context;
use super::library::Library;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::reveal;
use crate::language::commands as words;
use crate::report::exploration::{human, json, junit};
use crate::scenario::{MOST_RUNS, explore};

/// Runs the command: 0 where every path tried can be completed and the coverage asked for is reached, else 1.
///
/// # Errors
/// Where there is no such procedure, or it cannot be used.
pub fn run(context: &Context, procedure: &str, arguments: &TestArguments) -> Result<ExitCode> {
    let library = Library::of(context);
    let file = library.find(procedure, context)?;
    let Some((program, _)) = library.load(&file, context)?.into_program() else {
        return Err(Failure::cannot_begin(words::unusable_procedure(context.language, file.display(), 1)).into());
    };
    let id = &program.main().procedure.id;
    let found = explore(&program, MOST_RUNS);
    context.data(&match arguments.format {
        TestFormat::Human => human(id, &found, context.language),
        TestFormat::Json => reveal(&json(id, &found, context.language)).into_owned(),
        TestFormat::Junit => junit(id, &found, context.language),
    });
    let share = found.coverage.by_procedure().get(id).copied().unwrap_or_default();
    let covered = arguments.min_coverage.is_none_or(|least| share.percent() >= u64::from(least));
    Ok(if found.problems.is_empty() && covered { ExitCode::Yes } else { ExitCode::No })
}
