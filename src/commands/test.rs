//! `test`: scenarios of procedures, in memory; nothing is stored. \[door\]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveTime;

use super::arguments::{TestArguments, TestFormat};
use super::context::Context;
use super::library::{Library, is_scenario, procedure_stem, yaml_files};
use super::{exploring, from_run};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::in_order::in_order;
use crate::journal::reveal;
use crate::language::{commands, scenarios as words};
use crate::procedure::finding::Finding;
use crate::procedure::source::Source;
use crate::report::human;
use crate::report::scenarios::{FileReport, TestReport, Unusable, human as for_a_person, json, junit};
use crate::run::Program;
use crate::scenario::{Coverage, Scenario, ScenarioFile, ScenarioResult, Setting, run_scenario};
use crate::terminal::style::Color;

/// Runs the command: 0 where every scenario passes and the coverage asked for is reached, 1 where not, 2 without any.
///
/// # Errors
/// Where a path is not there or holds no scenario.
pub fn run(context: &Context, arguments: &TestArguments) -> Result<ExitCode> {
    if let Some(procedure) = &arguments.explore {
        return exploring::run(context, procedure, arguments);
    }
    if let Some(run) = &arguments.from {
        return from_run::run(context, run);
    }
    let paths = if arguments.paths.is_empty() { context.procedure_folders() } else { arguments.paths.clone() };
    let mut library = Library::of(context);
    paths.iter().filter(|path| path.is_dir()).for_each(|path| library.add_folder(path));
    let mut report = TestReport { min_coverage: arguments.min_coverage, ..TestReport::default() };
    let mut files = vec![];
    for path in &paths {
        files.extend(scenario_files(path, context)?);
    }
    in_order(
        &files,
        |file| test_file(file, &library, context),
        |Tested { file, coverage, told }| {
            told.iter().for_each(|text| context.say(text));
            report.coverage.merge(&coverage);
            report.files.push(file);
        },
    );
    report.untested = untested(&paths, &report);
    match arguments.format {
        TestFormat::Human => context.page(&for_a_person(&report, context.language)),
        TestFormat::Json => context.data(&reveal(&json(&report, context.language))),
        TestFormat::Junit => context.data(&junit(&report, context.language)),
    }
    Ok(if report.passed() { ExitCode::Yes } else { ExitCode::No })
}

fn scenario_files(path: &Path, context: &Context) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        if !files::exists(path) {
            let why = commands::not_there(context.language);
            return Err(Failure::cannot_begin(commands::unreadable(context.language, path.display(), why))
                .help(commands::look_at_file(context.language)));
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

/// Returns the procedures in the folders that no scenario file is for. Foreign files are not told from procedures here;
/// `validate` does that.
fn untested(paths: &[PathBuf], report: &TestReport) -> Vec<String> {
    let folders = paths.iter().filter(|path| path.is_dir());
    let ids: BTreeSet<String> =
        folders.flat_map(|path| yaml_files(path)).filter_map(|path| procedure_stem(&path)).collect();
    let tested = |id: &String| report.files.iter().any(|file| file.procedure == *id);
    ids.into_iter().filter(|id| !tested(id)).collect()
}

/// What came of one file.
struct Tested {
    file: FileReport,
    coverage: Coverage,
    /// What is to be said of procedures that cannot be used.
    told: Vec<String>,
}

/// A file that cannot be used fails, and hides no other.
fn test_file(path: &Path, library: &Library, context: &Context) -> Tested {
    let path_shown = path.display().to_string();
    let (mut coverage, mut told) = (Coverage::default(), vec![]);
    let (procedure, outcome) = match prepare(path, library, context, &mut told) {
        Err(unusable) => (String::new(), Err(unusable)),
        Ok((program, scenarios)) => {
            let setting = Setting { day_starts: NaiveTime::MIN, language: context.language, ..Setting::default() };
            let results: Vec<ScenarioResult> =
                scenarios.iter().map(|scenario| run_scenario(&program, scenario, &setting)).collect();
            coverage.add(&program, results.iter().map(|result| result.events.as_slice()));
            (program.main().procedure.id.clone(), Ok(results))
        }
    };
    Tested { file: FileReport { path: path_shown, procedure, outcome }, coverage, told }
}

fn prepare(
    path: &Path,
    library: &Library,
    context: &Context,
    told: &mut Vec<String>,
) -> Result<(Program, Vec<Scenario>), Unusable> {
    let failed = |failure: Failure| Unusable { findings: String::new(), message: failure.message };
    let source = Source::read(&files::read(path, context.language).map_err(failed)?);
    let unusable = |findings: &[Finding]| {
        let (name, color) = (path.display().to_string(), context.data_style.color == Color::On);
        let message = words::unusable_scenarios(context.language, &name, findings.len());
        Unusable { findings: human::render(&name, &source.text, findings, context.language, color), message }
    };
    if !source.readable {
        return Err(unusable(&source.findings));
    }
    let scenarios = ScenarioFile::read(&source.text).map_err(|findings| unusable(&findings))?;
    let id = scenarios.procedure().map_err(|findings| unusable(&findings))?;
    let program = program_of(&id, path, library, context, told).map_err(failed)?;
    let scenarios = scenarios.scenarios(&program).map_err(|findings| unusable(&findings))?;
    Ok((program, scenarios))
}

/// The procedure beside the scenario file comes before one of the same name elsewhere.
fn program_of(
    id: &str,
    scenario: &Path,
    library: &Library,
    context: &Context,
    told: &mut Vec<String>,
) -> Result<Program, Failure> {
    let beside = scenario.parent().unwrap_or(Path::new("")).join(format!("{id}.yaml"));
    let file = if files::exists(&beside) { beside } else { library.find(id, context)? };
    let unusable = || Failure::cannot_begin(commands::unusable_procedure(context.language, file.display(), 1));
    let volumes = library.load_telling(&file, context, &mut |found| told.push(found.to_owned()))?;
    volumes.into_program().map(|(program, _)| program).ok_or_else(unusable)
}
