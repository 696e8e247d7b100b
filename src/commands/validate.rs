//! `validate`: every finding of every procedure file, in a stable order. \[door\]

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::arguments::ValidateArguments;
use super::context::Context;
use super::explain;
use super::library::{procedure_stem, yaml_files};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::language::commands as words;
use crate::procedure::finding::{Finding, Severity};
use crate::procedure::yaml::load;
use crate::report::human;
use crate::terminal::style::Color;

/// How many findings there are.
#[derive(Debug, Default)]
struct Sum {
    files: usize,
    errors: usize,
    warnings: usize,
}

/// Runs the command: 0 without errors (with `--strict` without warnings too), 1 with findings, 2 where a path matches nothing.
///
/// # Errors
/// Where a path is not there, or a folder holds no procedure.
pub fn run(context: &Context, arguments: &ValidateArguments) -> Result<ExitCode> {
    if let Some(rule) = &arguments.explain {
        return explain::run(context, rule);
    }
    let paths = if arguments.paths.is_empty() { context.procedure_folders() } else { arguments.paths.clone() };
    let mut sum = Sum::default();
    for path in paths {
        for file in procedure_files(&path, context)? {
            validate(&file, context, &mut sum);
        }
    }
    context.data(&format!("{}\n", words::validated(context.language, sum.files, sum.errors, sum.warnings)));
    let bad = sum.errors > 0 || (arguments.strict && sum.warnings > 0);
    Ok(if bad { ExitCode::No } else { ExitCode::Yes })
}

/// Returns the procedure files that a path stands for: itself, or those in the folder.
///
/// # Errors
/// Where it is not there, or the folder holds none.
pub(super) fn procedure_files(path: &Path, context: &Context) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        if !files::exists(path) {
            return Err(Failure::cannot_begin(words::unreadable(
                context.language,
                path.display(),
                words::not_there(context.language),
            )));
        }
        return Ok(vec![path.to_owned()]);
    }
    let found: Vec<PathBuf> = yaml_files(path).into_iter().filter(|path| procedure_stem(path).is_some()).collect();
    if found.is_empty() {
        return Err(Failure::cannot_begin(words::front_nothing(context.language, path.display())));
    }
    Ok(found)
}

fn validate(path: &Path, context: &Context, sum: &mut Sum) {
    sum.files += 1;
    let name = path.display().to_string();
    let bytes = match files::read(path, context.language) {
        Ok(bytes) => bytes,
        Err(failure) => {
            sum.errors += 1;
            context.data(&format!("{}: {}\n", words::error_word(context.language), failure.message));
            return;
        }
    };
    let loaded = load(path.file_stem().and_then(|stem| stem.to_str()), &bytes);
    let findings: Vec<Finding> =
        loaded.findings.into_iter().filter(|finding| finding.severity != Severity::Hint).collect();
    sum.errors += findings.iter().filter(|finding| finding.is_error()).count();
    sum.warnings += findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    if !findings.is_empty() {
        let color = context.data_style.color == Color::On;
        context.data(&human::render(&name, &loaded.source, &findings, context.language, color));
    }
}
