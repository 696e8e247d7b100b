//! Asks the operator what stands outside any run: who it is, which procedure, whether to go on. \[door\]

use std::io;

use super::context::Context;
use crate::failure::Failure;
use crate::language::commands as words;
use crate::terminal::interrupt::Signals;
use crate::terminal::line::{Line, LineReader};
use crate::terminal::sanitize::Shown;

/// Hears lines from the operator's terminal.
pub struct Desk {
    reader: LineReader,
    signals: Signals,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the terminal.
    ///
    /// # Errors
    /// Where there is none: a question can then be answered by nobody.
    pub fn open(context: &Context) -> Result<Self, Failure> {
        if !context.interactive {
            return Err(Failure::cannot_begin(words::no_terminal(context.language))
                .help(words::no_terminal_help(context.language)));
        }
        let opened = Signals::install(context.screen).and_then(|signals| {
            let reader = LineReader::new(context.screen, context.style, &signals)?;
            Ok(Self { reader, signals })
        });
        opened.map_err(|error| Failure::cannot_begin(words::bad_terminal(context.language, error)))
    }

    /// Returns the signals that were installed with the terminal.
    #[must_use]
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Returns a line with something in it, asked for until there is one.
    ///
    /// # Errors
    /// Where the operator leaves.
    pub fn line(&mut self, context: &Context) -> Result<String, Failure> {
        let line = self.typed(context)?;
        context.answered();
        Ok(line)
    }

    /// Returns a line that may not be an answer yet. Where the program was stopped meanwhile, the question is shown again.
    fn typed(&mut self, context: &Context) -> Result<String, Failure> {
        loop {
            match self.read(context)? {
                Line::Text(text) => return Ok(text.trim().to_owned()),
                Line::Empty => {}
                Line::Continued => context.say_again(),
                Line::Block(_) => context.say(&words::one_line(context.language)),
                Line::Refused(refused) => context.say(&refused.message(context.language)),
                Line::EndOfInput | Line::Interrupted(_) => return Err(left(context)),
            }
        }
    }

    /// Returns which of `count` numbered choices the operator takes, from 1.
    ///
    /// # Errors
    /// Where the operator leaves.
    pub fn choice(&mut self, count: usize, context: &Context) -> Result<usize, Failure> {
        loop {
            let line = crate::procedure::value::normalise_width(&self.typed(context)?);
            match line.parse::<usize>() {
                Ok(number) if (1..=count).contains(&number) => {
                    context.answered();
                    return Ok(number);
                }
                _ => context.say(&words::not_offered(context.language, count)),
            }
        }
    }

    /// Returns a reason: one of `reasons` by its number, or a text. Where there are any, a number that is none of them is none.
    ///
    /// # Errors
    /// Where the operator leaves.
    pub fn reason(&mut self, reasons: &[String], context: &Context) -> Result<String, Failure> {
        let labels = (1..).zip(reasons).map(|(number, reason)| format!("  {number} {}", Shown::line(reason)));
        labels.for_each(|label| context.say(&label));
        loop {
            let line = self.typed(context)?;
            let number = crate::procedure::value::normalise_width(&line);
            let is_text = reasons.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit());
            let chosen = number.parse::<usize>().ok().and_then(|number| reasons.get(number.checked_sub(1)?));
            if let Some(reason) = if is_text { Some(line) } else { chosen.cloned() } {
                context.answered();
                return Ok(reason);
            }
            context.say(&words::not_offered(context.language, reasons.len()));
        }
    }

    /// Returns a PIN, or `None` where nothing was typed.
    ///
    /// # Errors
    /// Where the operator leaves.
    pub fn secret(&mut self, prompt: &str, context: &Context) -> Result<Option<String>, Failure> {
        loop {
            match self.reader.read_secret(&Shown::line(prompt)).map_err(|error| lost(&error, context))? {
                Line::Text(text) => return Ok(Some(text)),
                Line::Empty | Line::Block(_) | Line::Refused(_) => return Ok(None),
                Line::EndOfInput | Line::Interrupted(_) => return Err(left(context)),
                Line::Continued => context.say_again(),
            }
        }
    }

    fn read(&mut self, context: &Context) -> Result<Line, Failure> {
        self.reader.read(&Shown::line("> ")).map_err(|error| lost(&error, context))
    }
}

fn lost(error: &io::Error, context: &Context) -> Failure {
    Failure::cannot_begin(words::bad_terminal(context.language, error))
}

/// Leaving before anything began leaves nothing open.
fn left(context: &Context) -> Failure {
    Failure::left(words::left(context.language))
}
