//! Signals: a thread of its own takes them, whatever waits for the operator returns, and the terminal is put back. \[door\]
//!
//! INT, QUIT, TERM, HUP, TSTP and CONT are blocked everywhere, so that no handler of anybody's can lose one (rustyline has one for
//! INT, which forgets it when a resize comes at the same time), and a thread waits for them. It sets a flag; the main thread
//! decides what a signal means. rustyline and dialoguer block in reads of their own, so while one of them waits
//! (`Signals::woken`) the thread wakes it again and again until it has returned.
//!
//! WINCH is the thread's only while a menu waits: one that was drawn for a wider window is left, and drawn anew (D9). Else it
//! is rustyline's.
//!
//! TSTP keeps its default, which the kernel ignores where no shell could let the program go on: the main thread leaves its
//! prompt, puts the terminal back, stops, and asks again. A program that was stopped otherwise asks again too, since a shell
//! has changed the terminal's modes meanwhile.

use std::io::{self, Read, Write, stderr, stdin};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{SigSet, Signal as Number, raise};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{getpgrp, getpid, kill_current_process_group, kill_process};
use rustix::termios::{LocalModes, OptionalActions, Termios, isatty, tcgetattr, tcgetpgrp, tcsetattr};
use signal_hook::consts::{SIGINT, SIGURG, SIGWINCH, SIGXFSZ};
use signal_hook::flag;

use super::screen::{Screen, Size};

/// How long a wake-up may take before it is tried again: it can come just before the read it is meant for.
const WAKE_AGAIN: Duration = Duration::from_millis(50);

/// Shows the cursor again and ends bracketed paste.
const CURSOR_AND_PASTE: &[u8] = b"\x1b[?25h\x1b[?2004l";

/// What the thread of signals takes.
const TAKEN: [Number; 6] =
    [Number::SIGINT, Number::SIGQUIT, Number::SIGTERM, Number::SIGHUP, Number::SIGTSTP, Number::SIGCONT];

static INSTALLED: OnceLock<Signals> = OnceLock::new();
static SAVED: OnceLock<Saved> = OnceLock::new();
/// Whether the terminal shows nothing between two questions.
static QUIET: AtomicBool = AtomicBool::new(false);

/// A signal that asks the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, or Ctrl-C at a prompt; SIGQUIT, or Ctrl-\\ where the terminal knows it.
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
    waker: UnixStream,
    waiting: Mutex<Option<Reader>>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Flags {
    interrupt: AtomicBool,
    terminate: AtomicBool,
    hangup: AtomicBool,
    /// The program is to stop.
    stop: AtomicBool,
    /// The program was stopped, and goes on.
    continued: AtomicBool,
    /// The program stops by itself: the CONT that ends it is no news.
    stopping: AtomicBool,
}

/// Who waits for the operator, and how he is woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// rustyline: its own handler of INT, which may run in any thread, writes to a pipe that it looks at; in the middle of a
    /// key it looks only after the main thread has got a signal that it handles, and WINCH means nothing else to it.
    Line,
    /// dialoguer: any handled signal ends its wait, if the main thread gets it. It has drawn for this many columns.
    Menu(usize),
}

impl Reader {
    /// Tells whether what it has drawn is wider than the window is now.
    fn is_too_wide(self) -> bool {
        matches!(self, Self::Menu(columns) if Size::current().columns < columns)
    }
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
    /// Remembers the terminal's modes, catches INT, QUIT, TERM, HUP, TSTP and CONT, ignores XFSZ, and puts the terminal back in a
    /// panic. Call it once at the start, on the main thread; a second call returns the same signals.
    ///
    /// # Errors
    /// Returns the system's error where a handler or the thread cannot be set up.
    pub fn install(screen: Screen) -> io::Result<Self> {
        if let Some(installed) = INSTALLED.get() {
            return Ok(installed.clone());
        }
        SAVED.get_or_init(|| Saved { modes: tcgetattr(stdin()).ok(), screen });
        // First of all: a Ctrl-C that a handler took before they are blocked would be known to nobody.
        let all: SigSet = TAKEN.into_iter().collect();
        all.thread_block()?;
        let signals = Self::register().and_then(|signals| signals.watch(all).map(|()| signals));
        let signals = signals.inspect_err(|_| _ = all.thread_unblock())?;
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
    /// Returns `None`, and runs nothing, where a signal is there already. A menu also returns from a window that grew too narrow.
    pub(super) fn woken<T>(&self, reader: Reader, read: impl FnOnce() -> T) -> Option<T> {
        let _waiting = Waiting::begin(&self.shared, reader);
        if self.shared.is_to_return(reader) {
            return None;
        }
        Some(read())
    }

    /// Stops where that was asked for, with the terminal in order, until the program goes on. Returns whether it was stopped,
    /// so or otherwise: what the operator was asked is to be asked again. A signal that ends the program is stronger.
    pub fn stops(&self) -> bool {
        let flags = &self.shared.flags;
        if self.caught().is_some() {
            return false;
        }
        self.drain();
        let stop = flags.stop.swap(false, Ordering::SeqCst);
        if stop {
            restore();
            flags.stopping.store(true, Ordering::SeqCst);
            deliver(Number::SIGTSTP);
            wait_for_the_foreground();
        }
        let stopped = flags.continued.swap(false, Ordering::SeqCst) || stop;
        if stopped && QUIET.load(Ordering::SeqCst) {
            quieten();
        }
        stopped
    }

    /// Waits until `input` can be read, a signal is caught, or `patience` (for ever, if `None`) is over.
    pub(super) fn wait_for_input(&self, input: BorrowedFd<'_>, patience: Option<Duration>) -> io::Result<Ready> {
        let timeout = patience.and_then(|time| Timespec::try_from(time).ok());
        loop {
            if self.shared.flags.is_disturbed() {
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
        let (pipe, waker) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let flags = Flags::default();
        // Handlers that do nothing: an own SIGINT is no end where rustyline has none for it, URG ends dialoguer's wait, WINCH
        // can be waited for where what nobody handles is dropped, and a write beyond a file size limit fails with EFBIG, which the
        // journal reports, instead of killing us.
        flag::register(SIGINT, Arc::new(AtomicBool::new(false)))?;
        flag::register(SIGURG, Arc::new(AtomicBool::new(false)))?;
        flag::register(SIGWINCH, Arc::new(AtomicBool::new(false)))?;
        flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        let shared = Shared { flags, pipe, waker, waiting: Mutex::new(None), changed: Condvar::new() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Starts the thread that waits for `all` of them, which are blocked in this one and so in every later one, and for WINCH.
    fn watch(&self, mut all: SigSet) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        all.add(Number::SIGWINCH);
        resizes().thread_block()?;
        let watching = move || {
            loop {
                // Fails only where a stop interrupts it.
                if let Ok(number) = all.wait() {
                    shared.take(number);
                }
            }
        };
        let started = thread::Builder::new().name("signals".to_owned()).spawn(watching).map(drop);
        resizes().thread_unblock()?;
        started
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

/// Lets the terminal show nothing that is typed while nothing is asked: it would stand in the middle of what the program says,
/// and it can be the beginning of a PIN. Its own line editing erases whole characters of UTF-8 from now on (D29), where the
/// system knows of that. [`restore`] takes both back, and they come again after a stop.
pub(super) fn quieten() {
    QUIET.store(true, Ordering::SeqCst);
    if let Ok(mut modes) = tcgetattr(stdin()) {
        modes.local_modes.remove(LocalModes::ECHO);
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        modes.input_modes.insert(rustix::termios::InputModes::IUTF8);
        // A terminal that refuses shows what is typed, and Backspace erases a byte: the line is refused as not being UTF-8.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
    }
}

/// Tells whether the terminal, as it was found, shows what is typed.
pub(super) fn echoes() -> bool {
    let modes = SAVED.get().and_then(|saved| saved.modes.as_ref());
    modes.is_none_or(|modes| modes.local_modes.contains(LocalModes::ECHO))
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

/// Has the handler of SIGINT run once in this thread, for a signal of the thread's own: rustyline's makes its read, if one is
/// under way, return as if Ctrl-C had been pressed. One that the thread has sent itself already is taken with it.
///
/// No other signal comes meanwhile. Letting SIGINT in for a moment would also let in one that was sent to the program.
pub(super) fn interrupt_this_thread() {
    let Ok(mut others) = SigSet::thread_get_mask() else { return };
    // A thread may always signal itself; without a mask of ours the handler has run now.
    let _ = raise(Number::SIGINT);
    if others.contains(Number::SIGINT) {
        others.remove(Number::SIGINT);
        let _ = others.suspend();
    }
}

/// Asks this program, and all that the shell started with it, to stop: what Ctrl-Z does where the terminal knows it.
pub(super) fn ask_to_stop() {
    // A process may always signal itself.
    let _ = kill_current_process_group(rustix::process::Signal::TSTP);
}

/// Leaves every signal to the other threads.
pub(super) fn take_no_signals() {
    // Cannot fail: the argument is right.
    let _ = SigSet::all().thread_block();
}

/// Lets this thread have `number`, which it blocks otherwise, with its default action.
fn deliver(number: Number) {
    let alone: SigSet = [number].into_iter().collect();
    // None can fail: the arguments are right, and a process may always signal itself.
    let _ = alone.thread_unblock();
    let _ = raise(number);
    let _ = alone.thread_block();
}

/// Whoever changes the terminal from the background is stopped by the kernel until he is in the foreground again.
fn wait_for_the_foreground() {
    if let Ok(modes) = tcgetattr(stdin()) {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
    }
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
    /// Notes a signal, and wakes whoever waits for the operator.
    fn take(&self, number: Number) {
        let flag = match number {
            Number::SIGWINCH => return self.resize(),
            Number::SIGHUP => &self.flags.hangup,
            Number::SIGTERM => &self.flags.terminate,
            Number::SIGTSTP => &self.flags.stop,
            Number::SIGCONT if self.flags.stopping.swap(false, Ordering::SeqCst) => return,
            Number::SIGCONT => &self.flags.continued,
            _ => &self.flags.interrupt,
        };
        flag.store(true, Ordering::SeqCst);
        // A full pipe wakes as well.
        let _ = (&self.waker).write(b"!");
        self.wake_the_reader();
    }

    /// Wakes a menu that is too wide now. Another reader's signal, which came here since he had one already, is handed on.
    fn resize(&self) {
        let waiting = self.lock();
        if !matches!(*waiting, Some(Reader::Menu(_))) {
            // The process exists, and may signal itself.
            let _ = kill_process(getpid(), rustix::process::Signal::WINCH);
            return;
        }
        // Linux sends the signal of a pty before the size has changed (pty_resize in drivers/tty/pty.c).
        drop(self.changed.wait_timeout(waiting, WAKE_AGAIN));
        self.wake_the_reader();
    }

    fn is_to_return(&self, reader: Reader) -> bool {
        self.flags.is_disturbed() || reader.is_too_wide()
    }

    /// Interrupts the blocking read, again and again until it has returned.
    fn wake_the_reader(&self) {
        let mut waiting = self.lock();
        while let Some(reader) = *waiting
            && self.is_to_return(reader)
        {
            let ends_its_wait = match reader {
                Reader::Line => {
                    interrupt_this_thread();
                    rustix::process::Signal::WINCH
                }
                Reader::Menu(_) => rustix::process::Signal::URG,
            };
            // The process exists, and may signal itself.
            let _ = kill_process(getpid(), ends_its_wait);
            let woken = self.changed.wait_timeout(waiting, WAKE_AGAIN);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Reader>> {
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

    /// Tells whether a prompt is to be left: for good, or to be shown again.
    fn is_disturbed(&self) -> bool {
        self.caught().is_some() || self.stop.load(Ordering::SeqCst) || self.continued.load(Ordering::SeqCst)
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
    fn begin(shared: &'a Shared, reader: Reader) -> Self {
        *shared.lock() = Some(reader);
        if let Reader::Menu(_) = reader {
            // Cannot fail: the argument is right.
            let _ = resizes().thread_block();
        }
        Self { shared }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        *self.shared.lock() = None;
        self.shared.changed.notify_all();
        let _ = resizes().thread_unblock();
    }
}

fn resizes() -> SigSet {
    [Number::SIGWINCH].into_iter().collect()
}
