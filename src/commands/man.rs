//! `man`: the manual page, made from the command line itself.

use anyhow::Result;

use super::context::Context;
use super::help;
use crate::exit_code::ExitCode;

/// Runs the command.
///
/// # Errors
/// Where the page cannot be made.
pub fn run(context: &Context) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(help::described(context.language)).render(&mut bytes)?;
    context.data(&String::from_utf8_lossy(&bytes));
    Ok(ExitCode::Yes)
}
