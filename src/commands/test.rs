//! `test`: scenarios of procedures, in memory; nothing is stored. \[door\]

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveTime;

use super::arguments::TestArguments;
use super::context::Context;
use super::library::{Library, is_scenario, yaml_files};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::language::commands as words;
use crate::procedure::finding::Finding;
use crate::procedure::source::Source;
use crate::report::human;
use crate::run::Program;
use crate::scenario::{Scenario, Setting, read_scenarios, run_scenario, scenario_procedure};
use crate::terminal::style::Color;

/// How many scenarios came out how.
#[derive(Debug, Default)]
struct Sum {
    passed: usize,
    failed: usize,
}

/// Runs the command: 0 where every scenario passes, 1 where one does not, 2 where there is none.
///
/// # Errors
/// Where a path is not there or holds no scenario.
pub fn run(context: &Context, arguments: &TestArguments) -> Result<ExitCode> {
    let paths = if arguments.paths.is_empty() { context.procedure_folders() } else { arguments.paths.clone() };
    let mut library = Library::of(context);
    paths.iter().filter(|path| path.is_dir()).for_each(|path| library.add_folder(path));
    let mut sum = Sum::default();
    for path in paths {
        for file in scenario_files(&path, context)? {
            test_file(&file, &library, context, &mut sum);
        }
    }
    context.data(&format!("{}\n", words::tested(context.language, sum.passed, sum.failed)));
    Ok(if sum.failed == 0 { ExitCode::Yes } else { ExitCode::No })
}

fn scenario_files(path: &Path, context: &Context) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        if !files::exists(path) {
            let why = words::not_there(context.language);
            return Err(Failure::cannot_begin(words::unreadable(context.language, path.display(), why)));
        }
        return Ok(vec![path.to_owned()]);
    }
    let found: Vec<PathBuf> = yaml_files(path).into_iter().filter(|path| is_scenario(path)).collect();
    if found.is_empty() {
        Err(Failure::cannot_begin(words::no_scenarios(context.language, path.display())))
    } else {
        Ok(found)
    }
}

/// A file that cannot be used fails, and hides no other.
fn test_file(path: &Path, library: &Library, context: &Context, sum: &mut Sum) {
    context.data(&format!("{}\n", path.display()));
    match prepare(path, library, context) {
        Err(failure) => {
            sum.failed += 1;
            context.data(&format!("FAILED  {}\n", failure.message));
        }
        Ok((program, scenarios)) => {
            let setting = Setting { day_starts: NaiveTime::MIN, language: context.language, ..Setting::default() };
            for scenario in &scenarios {
                let result = run_scenario(&program, scenario, &setting);
                if result.passed() {
                    sum.passed += 1
                } else {
                    sum.failed += 1
                }
                context.data(&result.summary(context.language));
            }
        }
    }
}

fn prepare(path: &Path, library: &Library, context: &Context) -> Result<(Program, Vec<Scenario>), Failure> {
    let source = Source::read(&files::read(path, context.language)?);
    let unusable = |findings: &[Finding]| {
        let (name, color) = (path.display().to_string(), context.data_style.color == Color::On);
        context.data(&human::render(&name, &source.text, findings, context.language, color));
        Failure::cannot_begin(words::unusable_scenarios(context.language, name, findings.len()))
    };
    if !source.readable {
        return Err(unusable(&source.findings));
    }
    let id = scenario_procedure(&source.text).map_err(|findings| unusable(&findings))?;
    let beside = path.parent().unwrap_or(Path::new("")).join(format!("{id}.yaml"));
    let file = if files::exists(&beside) { beside } else { library.find(&id, context)? };
    let program = library.load(&file, context)?.program(context)?;
    let scenarios = read_scenarios(&source.text, &program).map_err(|findings| unusable(&findings))?;
    Ok((program, scenarios))
}
