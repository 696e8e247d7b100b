//! `show`: a procedure as it is read before it is run.

use anyhow::Result;

use super::arguments::{ShowArguments, ShowFormat};
use super::context::Context;
use super::library::{self, Library};
use crate::exit_code::ExitCode;
use crate::report::markdown::markdown;
use crate::report::mermaid::mermaid;
use crate::report::outline::outline;

/// Runs the command.
///
/// # Errors
/// Where there is no such procedure, or it cannot be used.
pub fn run(context: &Context, arguments: &ShowArguments) -> Result<ExitCode> {
    let path = Library::of(context).find(&arguments.procedure, context)?;
    let procedure = library::read(&path, context)?.procedure;
    context.data(&match arguments.format {
        ShowFormat::Outline => outline(&procedure, context.layout()),
        ShowFormat::Markdown => markdown(&procedure, context.language),
        ShowFormat::Mermaid => mermaid(&procedure, context.language),
    });
    Ok(ExitCode::Yes)
}
