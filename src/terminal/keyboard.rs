//! The keyboard without an editor: typed-ahead input dropped, a line in the terminal's own modes, a secret without echo. \[door\]
//!
//! std retries an interrupted read, so nothing here reads through it: a signal ends the wait.

use std::io::{self, stdin};
use std::os::fd::AsFd;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::io::Errno;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr, tcsetattr,
};

use super::interrupt::{Ready, Signals, ask_to_stop, echoes, owns_terminal, take_no_signals};
use super::screen::Size;

/// The longest line a terminal in its own modes hands over; it silently drops what is beyond (termios(3), canonical mode).
const CANONICAL_LIMIT: usize = 4095;

/// Ctrl-Z.
const SUSPEND: u8 = 0x1a;

/// How long the keyboard must be silent, twice, before a paste or a held key is taken to be over.
const SILENCE: Duration = Duration::from_millis(75);

/// How long after a key a menu may be deaf to Ctrl-Z.
const DEAF: Duration = Duration::from_millis(20);

/// How many bytes of a paste are dropped before the wait for silence is given up.
const DROPPED_AT_MOST: usize = 64 << 20;

/// What came from the keyboard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line, without its newline.
    Line(Vec<u8>),
    /// A line that the terminal cut.
    TooLong,
    /// A secret with control characters in it, or far too long to be one.
    Spoiled,
    /// End of input, also in the middle of a line.
    End,
    /// Ctrl-C, or a signal, which is left to be taken.
    Interrupted,
}

/// Drops what was typed or pasted before now, so that it answers nothing (D16). Where something was, it goes on until the
/// keyboard is silent: more of a paste flows in as soon as there is room, and a held key repeats.
///
/// Where nothing is, nothing is flushed. A flush also throws away what the kernel has not looked at yet, and a Ctrl-C that was
/// pressed this moment would be lost; poll(2) makes the kernel look first.
pub(super) fn drop_typed_ahead(signals: &Signals) -> io::Result<()> {
    let _modes = Modes::change(without_waiting, OptionalActions::Now)?;
    if signals.wait_for_input(stdin().as_fd(), Some(Duration::ZERO))? == Ready::Input {
        drop_until_silent(signals)?;
    }
    Ok(())
}

/// Drops everything until the keyboard is silent: the rest of a paste that was refused still flows in.
pub(super) fn drop_until_silent(signals: &Signals) -> io::Result<()> {
    let _modes = Modes::change(without_waiting, OptionalActions::Now)?;
    let mut silences = 0;
    let mut dropped = 0;
    // Twice, since Linux can leave the terminal's buffer full and unread until it is flushed.
    while silences < 2 && dropped < DROPPED_AT_MOST {
        match signals.wait_for_input(stdin().as_fd(), Some(SILENCE))? {
            Ready::Input => {
                silences = 0;
                dropped += drop_some()?;
                continue;
            }
            Ready::Quiet => silences += 1,
            Ready::Signal => silences = 2,
        }
        flush()?;
    }
    Ok(())
}

/// Waits until a window that is being resized keeps its size for a moment, or a key is there.
pub(super) fn wait_for_a_quiet_window(signals: &Signals) -> io::Result<()> {
    let _modes = Modes::change(without_lines_or_flush, OptionalActions::Now)?;
    loop {
        let before = Size::current();
        if signals.wait_for_input(stdin().as_fd(), Some(SILENCE))? != Ready::Quiet || Size::current() == before {
            return Ok(());
        }
    }
}

/// Returns whether the terminal is no longer there, as after a window was closed: its modes cannot be read any more.
pub(super) fn is_gone() -> bool {
    tcgetattr(stdin()).is_err()
}

/// Reads once, and forgets it; fails where the terminal is gone.
fn drop_some() -> io::Result<usize> {
    match rustix::io::read(stdin(), &mut [0; 4096]) {
        Ok(0) if is_gone() => Err(Errno::IO.into()),
        Ok(read) => Ok(read),
        Err(Errno::INTR) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

fn flush() -> io::Result<()> {
    tcflush(stdin(), QueueSelector::IFlush)?;
    Ok(())
}

/// Reads a line that the terminal itself lets the operator edit, and not one byte beyond it; `prompt` is called as soon as what
/// is typed is shown.
pub(super) fn read_line(signals: &Signals, prompt: impl FnOnce() -> io::Result<()>) -> io::Result<Typed> {
    let _modes = Modes::change(shown_without_flush, OptionalActions::Now)?;
    prompt()?;
    let mut line = Vec::new();
    loop {
        if signals.wait_for_input(stdin().as_fd(), None)? == Ready::Signal {
            flush()?;
            return Ok(Typed::Interrupted);
        }
        let mut bytes = [0; CANONICAL_LIMIT + 1];
        let read = match rustix::io::read(stdin(), &mut bytes) {
            Ok(read) => read,
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        };
        if read == 0 {
            return Ok(Typed::End);
        }
        line.extend_from_slice(&bytes[..read]);
        if line.last() == Some(&b'\n') {
            line.pop();
            return Ok(if line.len() >= CANONICAL_LIMIT { Typed::TooLong } else { Typed::Line(line) });
        }
    }
}

/// Reads a line without showing it; `prompt` is called as soon as nothing is echoed any more. Backspace and Ctrl-U work, any
/// other control character spoils the line.
pub(super) fn read_secret(signals: &Signals, prompt: impl FnOnce() -> io::Result<()>) -> io::Result<Typed> {
    let _modes = Modes::change(without_echo, OptionalActions::Now)?;
    prompt()?;
    let mut secret = Secret::default();
    loop {
        if signals.wait_for_input(stdin().as_fd(), None)? == Ready::Signal {
            flush()?;
            return Ok(Typed::Interrupted);
        }
        let mut byte = [0];
        match rustix::io::read(stdin(), &mut byte) {
            Ok(1) => {}
            Ok(_) => return Ok(Typed::End),
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        if byte[0] == SUSPEND {
            ask_to_stop();
        } else if let Some(typed) = secret.press(byte[0]) {
            return Ok(typed);
        }
    }
}

/// Runs a menu, which reads key after key, so that none is echoed between two reads, and Ctrl-Z stops as at every prompt (D22).
///
/// dialoguer takes every key's signal away before each read, and passes over the byte that Ctrl-Z then is. So a thread
/// gives the signals back as soon as they are gone; the modes it sets and those of dialoguer are equally good to read in.
pub(super) fn with_keys_that_stop<T>(menu: impl FnOnce() -> T) -> io::Result<T> {
    let modes = Modes::change(without_lines_or_flush, OptionalActions::Now)?;
    let own = modes.now.clone();
    Ok(thread::scope(|scope| {
        let (_open, closed) = channel::<()>();
        let keeping = move || {
            take_no_signals();
            while closed.recv_timeout(DEAF) == Err(RecvTimeoutError::Timeout) {
                give_signals_back(&own);
            }
        };
        // Without it only Ctrl-Z is deaf.
        let _ = thread::Builder::new().name("keys".to_owned()).spawn_scoped(scope, keeping);
        menu()
    }))
}

fn give_signals_back(modes: &Termios) {
    let taken = |now: Termios| !now.local_modes.contains(LocalModes::ISIG);
    if owns_terminal() && tcgetattr(stdin()).is_ok_and(taken) {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
    }
}

/// A secret as it is typed.
#[derive(Default)]
struct Secret {
    bytes: Vec<u8>,
    spoiled: bool,
}

impl Secret {
    /// The longest secret; what is beyond spoils it.
    const LIMIT: usize = 1024;

    fn press(&mut self, byte: u8) -> Option<Typed> {
        match byte {
            b'\r' | b'\n' if self.spoiled => return Some(Typed::Spoiled),
            b'\r' | b'\n' => return Some(Typed::Line(std::mem::take(&mut self.bytes))),
            0x03 => return Some(Typed::Interrupted),
            0x04 if self.bytes.is_empty() => return Some(Typed::End),
            0x08 | 0x7f => self.erase(),
            0x15 => self.bytes.clear(),
            0x00..0x20 => self.spoiled = true,
            _ if self.bytes.len() < Self::LIMIT => self.bytes.push(byte),
            _ => self.spoiled = true,
        }
        None
    }

    /// Drops the last character, however many bytes it has.
    fn erase(&mut self) {
        while self.bytes.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
    }
}

/// The terminal in other modes, until it is dropped.
struct Modes {
    before: Termios,
    now: Termios,
}

impl Modes {
    fn change(adapt: fn(&mut Termios), when: OptionalActions) -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut now = before.clone();
        adapt(&mut now);
        tcsetattr(stdin(), when, &now)?;
        Ok(Self { before, now })
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }
}

/// Ctrl-C leaves the line that was just ended where it is. Else it could take it away between the look that found it and the
/// read, which would then wait for ever, since the signal has come already.
fn without_flush(modes: &mut Termios) {
    modes.local_modes |= LocalModes::NOFLSH;
}

/// The same, and what is typed is shown where the terminal shows it by itself.
fn shown_without_flush(modes: &mut Termios) {
    without_flush(modes);
    modes.local_modes.set(LocalModes::ECHO, echoes());
}

/// Every byte at once, none shown; Ctrl-C is still a signal.
fn without_lines(modes: &mut Termios) {
    modes.local_modes &= !(LocalModes::ECHO | LocalModes::ICANON | LocalModes::IEXTEN);
    modes.special_codes[SpecialCodeIndex::VMIN] = 1;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
}

/// The same, and a key that was pressed before Ctrl-Z stays to be read.
fn without_lines_or_flush(modes: &mut Termios) {
    without_lines(modes);
    without_flush(modes);
    modes.input_modes &= !InputModes::IXON;
}

/// Every byte at once, and a read that finds nothing returns: Ctrl-C and Ctrl-Z take away what was typed, also between the look that found it
/// and the read, which would then wait where no signal wakes it.
fn without_waiting(modes: &mut Termios) {
    without_lines(modes);
    modes.special_codes[SpecialCodeIndex::VMIN] = 0;
}

/// Every byte at once, none shown. Ctrl-C is a signal, since behind the line its byte would be dropped with what is typed ahead;
/// where it could be none to this process it is a byte like the others.
fn without_echo(modes: &mut Termios) {
    without_lines_or_flush(modes);
    modes.local_modes.set(LocalModes::ISIG, owns_terminal());
}

#[cfg(test)]
mod tests {
    use super::{Secret, Typed};

    fn typed(bytes: &[u8]) -> Option<Typed> {
        let mut secret = Secret::default();
        bytes.iter().find_map(|byte| secret.press(*byte))
    }

    #[test]
    fn d29_backspace_erases_a_whole_character() {
        assert_eq!(typed("1温\x7f2\r".as_bytes()), Some(Typed::Line(b"12".to_vec())));
        assert_eq!(typed(b"12\x1534\r"), Some(Typed::Line(b"34".to_vec())));
        assert_eq!(typed(b"\x7f\r"), Some(Typed::Line(Vec::new())));
    }

    #[test]
    fn an_arrow_key_spoils_a_secret() {
        assert_eq!(typed(b"12\x1b[D34\r"), Some(Typed::Spoiled));
    }

    #[test]
    fn a_secret_can_be_left() {
        assert_eq!(typed(b"12\x03"), Some(Typed::Interrupted));
        assert_eq!(typed(b"\x04"), Some(Typed::End));
    }
}
