//! One file a subcommand, wiring only: arguments in, exit code out. Nothing else in the crate knows that there is a command line.

pub mod abandon;
pub mod arguments;
mod at_terminal;
pub mod audited;
pub mod beginning;
pub mod completions;
pub mod context;
pub mod desk;
pub mod front_door;
mod going_on;
pub mod help;
pub mod history;
pub mod library;
pub mod list;
pub mod log;
pub mod man;
pub mod new;
pub mod run;
mod scripted;
pub mod show;
pub mod standing;
mod store_failure;
pub mod taken_up;
pub mod test;
pub mod validate;
pub mod vault;
pub mod verify;

use std::ffi::OsString;
use std::io::Write;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::language::{Language, commands as words};
use crate::terminal::sanitize::Shown;
use arguments::{Arguments, Command};
use context::Context;

/// Runs the program and returns how it ends. A panic ends with its own code, terminal and journal in order.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    crate::terminal::interrupt::outlive_size_limits();
    let ended = std::panic::catch_unwind(|| call(&arguments));
    crate::terminal::interrupt::restore();
    ended.unwrap_or_else(|_| {
        let language = context::spoken(&arguments);
        tell(&words::panicked(language), None, language);
        ExitCode::NotRecorded
    })
}

fn call(arguments: &[OsString]) -> ExitCode {
    let language = context::spoken(arguments);
    let arguments = <Arguments as clap::Parser>::parse_from(arguments);
    let done = Context::new(&arguments.global).map_err(anyhow::Error::from).and_then(|context| dispatch(&context, &arguments));
    done.unwrap_or_else(|error| report(&error, language))
}

fn dispatch(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None if context.interactive => front_door::open(context),
        None => Ok(ExitCode::CannotBegin),
        Some(Command::Run(arguments)) => run::run(context, arguments),
        Some(Command::Abandon(arguments)) => abandon::run(context, arguments),
        Some(Command::Validate(arguments)) => validate::run(context, arguments),
        Some(Command::Test(arguments)) => test::run(context, arguments),
        _ => Ok(ExitCode::CannotBegin),
    }
}

/// Says what went wrong, and returns the exit code that it means.
fn report(error: &anyhow::Error, language: Language) -> ExitCode {
    match error.downcast_ref::<Failure>() {
        Some(failure) => {
            tell(&failure.message, failure.help.as_deref(), language);
            failure.code
        }
        None => {
            tell(&format!("{error:#}"), None, language);
            ExitCode::CannotBegin
        }
    }
}

fn tell(message: &str, help: Option<&str>, language: Language) {
    let colon = language.colon();
    let mut text = format!("{}{colon}{}\n", words::error_word(language), Shown::line(message).as_str());
    if let Some(help) = help {
        text.push_str(&format!("{}{colon}{}\n", words::help_word(language), Shown::line(help).as_str()));
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
