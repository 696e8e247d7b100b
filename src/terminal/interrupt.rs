//! Signals: a flag is set, whatever waits for the operator returns, and the terminal is put back. \[door\]
//!
//! A handler only sets a flag and wakes a pipe; the main thread decides what a signal means. rustyline and dialoguer block
//! in reads of their own that a restarted system call would never leave, so while one of them waits (`Signals::woken`) a
//! watching thread answers every caught signal with a SIGINT of the program's own, which both take for Ctrl-C; the flag says
//! what it really was. Prompts must wait on the main thread, to which the kernel gives such a signal first.
//!
//! SIGTSTP and SIGCONT keep their defaults: rustyline suspends by itself, and elsewhere the terminal is in its own modes.

use std::io::{self, Read, Write, stderr, stdin};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{getpgrp, getpid, kill_process};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetpgrp, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::{flag, iterator, low_level};

use super::screen::Screen;

/// How long a wake-up may take before it is tried again: it can come just before the read it is meant for.
const WAKE_AGAIN: Duration = Duration::from_millis(50);

/// Shows the cursor again and ends bracketed paste.
const CURSOR_AND_PASTE: &[u8] = b"\x1b[?25h\x1b[?2004l";

static INSTALLED: OnceLock<Signals> = OnceLock::new();
static SAVED: OnceLock<Saved> = OnceLock::new();

/// A signal that asks the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, or Ctrl-C at a prompt.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP: the window was closed or the line lost.
    Hangup,
}

/// The program's signals. Cheap to clone; all clones see the same flags.
#[derive(Clone, Debug)]
pub struct Signals {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    flags: Flags,
    pipe: UnixStream,
    waiting: Mutex<bool>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Flags {
    interrupt: Arc<AtomicBool>,
    terminate: Arc<AtomicBool>,
    hangup: Arc<AtomicBool>,
}

/// The terminal as it was when the program began.
struct Saved {
    modes: Option<Termios>,
    screen: Screen,
}

/// What [`Signals::wait_for_input`] waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// There is something to read, or the input has ended.
    Input,
    /// A signal was caught.
    Signal,
    /// The time is over.
    Quiet,
}

impl Signals {
    /// Remembers the terminal's modes, catches INT, TERM and HUP, ignores XFSZ, and puts the terminal back in a panic.
    /// Call it once at the start; a second call returns the same signals.
    ///
    /// # Errors
    /// Returns the system's error where a handler or the watching thread cannot be set up.
    pub fn install(screen: Screen) -> io::Result<Self> {
        if let Some(installed) = INSTALLED.get() {
            return Ok(installed.clone());
        }
        SAVED.get_or_init(|| Saved { modes: tcgetattr(stdin()).ok(), screen });
        let signals = Self::register()?;
        signals.watch()?;
        restore_in_a_panic();
        Ok(INSTALLED.get_or_init(|| signals).clone())
    }

    /// Returns the signal that was caught and not yet taken; the gravest, if there are several.
    #[must_use]
    pub fn caught(&self) -> Option<Signal> {
        self.shared.flags.caught()
    }

    /// Returns what [`Signals::caught`] returns, and forgets it.
    #[must_use]
    pub fn take(&self) -> Option<Signal> {
        let caught = self.caught();
        if caught.is_some() {
            self.shared.flags.clear();
            self.drain();
        }
        caught
    }

    /// Runs `read`, a blocking read of rustyline or dialoguer, so that a signal makes it return as if by Ctrl-C.
    /// Returns `None`, and runs nothing, where a signal is there already.
    pub(super) fn woken<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        let _waiting = Waiting::begin(&self.shared);
        if self.caught().is_some() {
            return None;
        }
        Some(read())
    }

    /// Waits until `input` can be read, a signal is caught, or `patience` (for ever, if `None`) is over.
    pub(super) fn wait_for_input(&self, input: BorrowedFd<'_>, patience: Option<Duration>) -> io::Result<Ready> {
        let timeout = patience.and_then(|time| Timespec::try_from(time).ok());
        loop {
            if self.caught().is_some() {
                return Ok(Ready::Signal);
            }
            let mut both =
                [PollFd::new(&input, PollFlags::IN), PollFd::from_borrowed_fd(self.shared.pipe.as_fd(), PollFlags::IN)];
            match poll(&mut both, timeout.as_ref()) {
                Ok(0) => return Ok(Ready::Quiet),
                Ok(_) if !both[0].revents().is_empty() => return Ok(Ready::Input),
                Ok(_) => self.drain(),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn register() -> io::Result<Self> {
        let (pipe, wake) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        wake.set_nonblocking(true)?;
        let flags = Flags::default();
        for (signal, caught) in [(SIGINT, &flags.interrupt), (SIGTERM, &flags.terminate), (SIGHUP, &flags.hangup)] {
            flag::register(signal, Arc::clone(caught))?;
            low_level::pipe::register(signal, wake.try_clone()?)?;
        }
        // A handler that does nothing: the write fails with EFBIG, which the journal reports, instead of killing us.
        flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        let shared = Shared { flags, pipe, waiting: Mutex::new(false), changed: Condvar::new() };
        Ok(Self { shared: Arc::new(shared) })
    }

    fn watch(&self) -> io::Result<()> {
        let mut arriving = iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let shared = Arc::clone(&self.shared);
        let watching = move || arriving.forever().for_each(|_| shared.wake_the_reader());
        thread::Builder::new().name("signals".to_owned()).spawn(watching)?;
        Ok(())
    }

    fn drain(&self) {
        let mut bytes = [0; 64];
        while (&self.shared.pipe).read(&mut bytes).is_ok_and(|read| read > 0) {}
    }
}

/// Makes a write beyond a file size limit an error instead of the program's death. Called before anything is written.
pub fn outlive_size_limits() {
    // Without a handler such a write kills; there is nothing better to do then than to go on.
    let _ = flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// Puts the terminal back as it was found: its modes, the cursor, no bracketed paste. Safe to call at any time, and twice.
pub fn restore() {
    let Some(saved) = SAVED.get() else { return };
    if let Some(modes) = &saved.modes
        && owns_terminal()
    {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
    }
    if saved.screen == Screen::Rich && isatty(stderr()) {
        let _ = stderr().write_all(CURSOR_AND_PASTE);
    }
}

/// Makes the read under way in this process return as if Ctrl-C had been pressed.
pub(super) fn raise_interrupt() {
    // The process exists, and may signal itself.
    let _ = kill_process(getpid(), rustix::process::Signal::INT);
}

/// Tells whether stdin is the terminal that gives this process its signals, and the process may change its modes.
pub(super) fn owns_terminal() -> bool {
    tcgetpgrp(stdin()).is_ok_and(|foreground| foreground == getpgrp())
}

fn restore_in_a_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
}

impl Shared {
    /// Interrupts the blocking read, again and again until it has returned.
    fn wake_the_reader(&self) {
        let mut waiting = self.lock();
        while *waiting && self.flags.caught().is_some() {
            raise_interrupt();
            let woken = self.changed.wait_timeout(waiting, WAKE_AGAIN);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flags {
    fn caught(&self) -> Option<Signal> {
        let set = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        if set(&self.hangup) {
            Some(Signal::Hangup)
        } else if set(&self.terminate) {
            Some(Signal::Terminate)
        } else {
            set(&self.interrupt).then_some(Signal::Interrupt)
        }
    }

    fn clear(&self) {
        [&self.interrupt, &self.terminate, &self.hangup].iter().for_each(|flag| flag.store(false, Ordering::SeqCst));
    }
}

/// While it lives, a signal wakes the reader.
struct Waiting<'a> {
    shared: &'a Shared,
}

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared) -> Self {
        *shared.lock() = true;
        Self { shared }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        *self.shared.lock() = false;
        self.shared.changed.notify_all();
    }
}
