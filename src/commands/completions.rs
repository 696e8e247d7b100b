//! `completions`: what a shell completes, made from the command line itself.

use anyhow::Result;
use clap_complete::Shell;

use super::context::Context;
use super::help;
use crate::exit_code::ExitCode;

/// Runs the command.
///
/// # Errors
/// Never; the form is that of all commands.
pub fn run(context: &Context, shell: Shell) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut help::described(context.language), "signoff", &mut bytes);
    context.data(&String::from_utf8_lossy(&bytes));
    Ok(ExitCode::Yes)
}
