//! Conducts a run on the operator's terminal, and shows its last screen. \[door\]

use std::io;

use anyhow::Result;

use super::beginning::Begun;
use super::context::Context;
use super::desk::Desk;
use super::history::LastValues;
use super::run::{conduct, finish};
use super::vault::StoreVault;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::journal::{Receipt, Store};
use crate::language::commands as words;
use crate::run::Run;
use crate::run::event::StoredFile;
use crate::terminal::prompter::closing_screen::closing_screen;
use crate::terminal::prompter::{self, TerminalLines, TerminalPrompter, Vault};
use crate::terminal::screen::Size;
use crate::terminal::table::Layout;

/// Widest line of a question.
const WIDEST: usize = 80;

/// Conducts a run on this terminal.
///
/// # Errors
/// Where something could not be recorded.
pub(super) fn conduct_here(context: &Context, store: &Store, begun: Begun, desk: Desk) -> Result<ExitCode> {
    let signals = desk.signals().clone();
    drop(desk);
    let lines = TerminalLines::new(context.screen, context.style, &signals)
        .map_err(|error| Failure::cannot_begin(words::bad_terminal(context.language, error)))?;
    let last = LastValues::read(store, &begun.open, begun.run.started());
    let vault = TerminalVault { vault: StoreVault::new(store, context.language), last };
    let mut prompter = TerminalPrompter::new(prompter::Desk {
        lines: Box::new(lines),
        out: Box::new(io::stderr()),
        vault: Box::new(vault),
        clock: &context.clock,
        layout: layout(context),
    });
    let ended = conduct(begun, &context.clock, &mut prompter, context)?;
    finish(context, store, ended)
}

/// Shows the last screen of a closed run.
pub(super) fn show_closing(context: &Context, run: &Run, receipt: &Receipt) {
    let code = receipt.code().to_string();
    context.say("");
    context.say(closing_screen(run, Some(&code), layout(context)).trim_end());
}

/// Returns how lines of questions and their like are laid out.
pub(super) fn layout(context: &Context) -> Layout {
    let width = Size::current().columns.min(WIDEST);
    Layout { width, screen: context.screen, style: context.style, language: context.language }
}

/// The store's blobs and last values, as a question meets them.
struct TerminalVault<'a> {
    vault: StoreVault<'a>,
    last: LastValues,
}

impl Vault for TerminalVault<'_> {
    fn keep(&mut self, path: &str) -> Result<StoredFile, String> {
        self.vault.keep_file(std::path::Path::new(path.trim()))
    }

    fn last_value(&self, step: &str) -> Option<String> {
        self.last.of(step)
    }
}
