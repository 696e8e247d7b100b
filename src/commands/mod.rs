//! One file a subcommand, wiring only: arguments in, exit code out. Nothing else in the crate knows that there is a command line.

pub mod abandon;
mod actions;
pub mod arguments;
mod at_terminal;
pub mod audited;
pub mod beginning;
pub mod completions;
pub mod context;
pub mod desk;
pub mod explain;
mod exploring;
pub mod export;
mod from_run;
pub mod front_door;
mod going_on;
pub mod help;
pub mod history;
mod identity;
mod left;
pub mod library;
pub mod list;
pub mod log;
pub mod man;
pub mod new;
mod output;
mod pin;
mod purge;
pub mod record_arguments;
pub mod records;
pub mod run;
pub mod schema;
mod scripted;
pub mod selection;
pub mod show;
mod sign;
pub mod standing;
mod store_failure;
pub mod taken_up;
pub mod test;
pub mod validate;
pub mod vault;
pub mod verify;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{FromArgMatches, Parser};

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
    let arguments = match read(arguments) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let context = match &arguments.command {
        Some(Command::Validate(_)) => Context::of_inspection(&arguments.global),
        _ => Context::new(&arguments.global),
    };
    match context {
        // Its language may be the site's.
        Ok(mut context) => {
            if let Some(Command::Run(run)) = &arguments.command
                && let Some(mode) = run.mode()
            {
                context.mean(mode);
            }
            context.ends(dispatch(&context, &arguments).unwrap_or_else(|error| report(&error, context.language)))
        }
        Err(error) => report(&error.into(), language),
    }
}

/// Reads the command line; help and versions are data, anything else that is no command line is a failure.
fn read(arguments: &[OsString]) -> Result<Arguments, ExitCode> {
    // The texts are laid out only where one is shown: a start must cost nothing.
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => return Ok(arguments),
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            return Err(printed(&error.to_string(), context::spoken(arguments)));
        }
        Err(_) => {}
    }
    let language = context::spoken_here(arguments);
    let matches = help::localized(language).try_get_matches_from(arguments);
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| {
        let (text, asked_for) = help::parse_error(&error, language, arguments);
        if asked_for {
            return printed(&text, language);
        }
        context::tell(text.trim_end());
        ExitCode::CannotBegin
    })
}

/// Prints help or a version.
fn printed(text: &str, language: Language) -> ExitCode {
    match context::write_out(text).err().and_then(|error| context::no_output(&error, language)) {
        Some(message) => {
            context::tell(&message);
            ExitCode::NotRecorded
        }
        None => ExitCode::Yes,
    }
}

fn dispatch(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None if context.interactive => front_door::open(context),
        None => {
            context.data(&help::localized(context.language).render_help().to_string());
            Ok(ExitCode::Yes)
        }
        Some(Command::Run(arguments)) => run::run(context, arguments),
        Some(Command::Sign(arguments)) => sign::run(context, arguments),
        Some(Command::Abandon(arguments)) => abandon::run(context, arguments),
        Some(Command::Actions(arguments)) => actions::run(context, arguments),
        Some(Command::List(arguments)) => list::run(context, arguments),
        Some(Command::Show(arguments)) => show::run(context, arguments),
        Some(Command::New(arguments)) => new::run(context, arguments),
        Some(Command::Validate(arguments)) => validate::run(context, arguments),
        Some(Command::Test(arguments)) => test::run(context, arguments),
        Some(Command::Schema(arguments)) => schema::run(context, arguments),
        Some(Command::Log(arguments)) => log::run(context, arguments),
        Some(Command::Verify(arguments)) => verify::run(context, arguments),
        Some(Command::Purge(arguments)) => purge::run(context, arguments),
        Some(Command::Export(arguments)) => export::run(context, arguments),
        Some(Command::Pin(arguments)) => pin::run(context, arguments),
        Some(Command::Completions { shell }) => completions::run(context, *shell),
        Some(Command::Ids { kind }) => completions::ids(context, *kind),
        Some(Command::Man) => man::run(context),
    }
}

/// Says what went wrong, and returns the exit code that it means.
fn report(error: &anyhow::Error, language: Language) -> ExitCode {
    match error.downcast_ref::<Failure>() {
        Some(failure) => {
            match failure.is_error {
                true => tell(&failure.message, failure.help.as_deref(), language),
                false => context::tell(Shown::line(&failure.message).as_str()),
            }
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
    context::tell(&format!("{}{colon}{}", words::error_word(language), Shown::line(message).as_str()));
    if let Some(help) = help {
        context::tell(&format!("{}{colon}{}", words::help_word(language), Shown::line(help).as_str()));
    }
}
