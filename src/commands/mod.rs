//! One file a subcommand, wiring only: arguments in, exit code out. Nothing else in the crate knows that there is a command line.

pub mod abandon;
pub mod arguments;
mod at_terminal;
pub mod beginning;
pub mod context;
pub mod desk;
pub mod front_door;
mod going_on;
pub mod history;
pub mod library;
pub mod run;
mod scripted;
mod store_failure;
pub mod taken_up;
pub mod test;
pub mod validate;
pub mod vault;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::language::commands as words;
use arguments::{Arguments, Command};
use context::Context;

/// Runs the program and returns how it ends.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = Arguments::parse_from(arguments);
    let context = match Context::new(&arguments.global) {
        Ok(context) => context,
        Err(failure) => return report(&failure.into()),
    };
    match dispatch(&context, &arguments) {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

fn dispatch(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Some(Command::Validate(arguments)) => validate::run(context, arguments),
        Some(Command::Test(arguments)) => test::run(context, arguments),
        Some(Command::Run(arguments)) => run::run(context, arguments),
        Some(Command::Abandon(arguments)) => abandon::run(context, arguments),
        None if context.interactive => front_door::open(context),
        _ => Ok(ExitCode::CannotBegin),
    }
}

fn report(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{error}");
    error.downcast_ref::<Failure>().map_or(ExitCode::CannotBegin, |failure| failure.code)
}
