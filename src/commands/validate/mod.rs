//! `validate`: every finding of every file, by path and place, in the format that its reader speaks. \[door\]

mod judge;
mod known;
mod mend;
mod naming;
mod output;
mod paths;
mod replacing;

use std::path::Path;
use std::{env, io};

use anyhow::Result;

use super::arguments::ValidateArguments;
use super::context::Context;
use super::explain;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files::{self, MOST_BYTES};
use crate::in_order::in_order;
use crate::journal::reveal;
use crate::language::validating as words;
use crate::report::findings::step_summary::StepSummary;
use crate::report::findings::{Format, Judged, Manner, Sum};
use crate::terminal::style::Color;
use judge::Judge;
use mend::Mended;
use output::Output;
use paths::{Target, targets};

/// How many files a thread takes at once: one is too small a piece of work to be handed over.
const HANDFUL: usize = 8;

/// Runs the command: 0 without errors (with `--strict` without warnings too), 1 with findings, 2 where a path matches nothing.
///
/// # Errors
/// Where a path is not there, or a folder holds no YAML, or the report cannot be written.
pub fn run(context: &Context, arguments: &ValidateArguments) -> Result<ExitCode> {
    if let Some(rule) = &arguments.explain {
        return explain::run(context, rule);
    }
    let paths = if arguments.paths.is_empty() { context.procedure_folders() } else { arguments.paths.clone() };
    let stdin_name = arguments.stdin_filename.as_deref();
    if stdin_name.is_some() && !paths.iter().any(|path| path.as_os_str() == "-") {
        let help = words::stdin_name_help(context.language);
        return Err(Failure::cannot_begin(words::stdin_name_alone(context.language)).help(help).into());
    }
    let mut targets = targets(&paths, stdin_name, context.language)?;
    if let Some(path) = &context.broken_site {
        paths::add_file(path, &env::current_dir().unwrap_or_default(), &mut targets);
    }
    let format = output::format(arguments.format, arguments.output.is_some());
    let color = context.data_style.color == Color::On && arguments.output.is_none();
    let manner = Manner { format, language: context.language, color, strict: arguments.strict };
    let judge = Judge::new(context, &targets, arguments.advice);
    let inspection = Inspection { context, manner, judge, fix: arguments.fix };
    let prints = arguments.fix && targets.iter().any(|target| matches!(target, Target::Stdin(_)));
    let output = match &arguments.output {
        None if prints => Output::Messages(context),
        None if format == Format::Human => Output::Page(context),
        file => Output::open(context, file.as_deref())?,
    };
    let sum = inspection.report(&targets, output)?;
    if arguments.output.is_some() {
        context.say(&sum.line(context.language));
    }
    let bad = sum.errors > 0 || (arguments.strict && sum.warnings > 0);
    Ok(if bad { ExitCode::No } else { ExitCode::Yes })
}

/// One call of the command.
struct Inspection<'c> {
    context: &'c Context,
    manner: Manner,
    judge: Judge,
    fix: bool,
}

/// What came of one file.
struct Inspected {
    judged: Judged,
    piece: String,
    mended: Mended,
}

impl Inspection<'_> {
    fn report(self, targets: &[Target], mut output: Output<'_>) -> Result<Sum, Failure> {
        let Self { context, manner, judge, fix } = self;
        let (mut sum, mut table) = (Sum::default(), StepSummary::default());
        if fix {
            sum.fixed = naming::name_tested_steps(context, targets, &judge);
        }
        // Names and titles come from anybody: no JSON of ours drives the terminal that it is read on.
        let is_json = matches!(manner.format, Format::Json | Format::Sarif | Format::Gitlab);
        let shown = |text: String| if is_json { reveal(&text).into_owned() } else { text };
        let mut written = output.write(&manner.head(), manner.language);
        let mut first = true;
        let handfuls: Vec<&[Target]> = targets.chunks(HANDFUL).collect();
        let work = |handful: &&[Target]| handful.iter().map(|target| inspect(target, &judge, manner, fix)).collect();
        in_order(&handfuls, work, |handful: Vec<Inspected>| {
            for Inspected { judged, piece, mended } in handful {
                sum.add(&judged.findings);
                sum.fixed += mended.places();
                table.add(&judged, manner.language);
                mended.tell(context, &judged.path);
                if piece.is_empty() || written.is_err() {
                    continue;
                }
                let between = if std::mem::take(&mut first) { "" } else { manner.between() };
                written = output.write(&shown(format!("{between}{piece}")), manner.language);
            }
        });
        written?;
        output.write(&shown(manner.foot(&sum)), manner.language)?;
        output.close(manner.language)?;
        if let Some(path) = output::step_summary().filter(|_| manner.format == Format::Github) {
            output::append(&path, &table.render(&sum, manner.language), manner.language)?;
        }
        Ok(sum)
    }
}

fn inspect(target: &Target, judge: &Judge, manner: Manner, fix: bool) -> Inspected {
    let (judged, mended) = look(target, judge, fix);
    Inspected { piece: manner.piece(&judged), judged, mended }
}

fn look(target: &Target, judge: &Judge, fix: bool) -> (Judged, Mended) {
    let (path, read) = match target {
        Target::Lost(path, why) => return (Judge::unread(path, why), Mended::No),
        Target::File(path) => (Some(path.as_path()), files::bytes(path, MOST_BYTES)),
        Target::Stdin(name) => (name.as_deref(), files::drain(io::stdin().lock(), MOST_BYTES, 0)),
    };
    let name = path.unwrap_or(Path::new("-"));
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(why) => return (Judge::unread(name, &why), Mended::No),
    };
    let judged = judge.judge(path, name.display().to_string(), &bytes);
    if fix { mend::mend(target, judge, judged, &bytes) } else { (judged, Mended::No) }
}
