//! A program on a real pty: what is typed, and what the screen then shows. Nothing here sleeps; every wait has a limit.
#![allow(dead_code, reason = "each test file uses its part of the fixture")]

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{InputModes, LocalModes, tcgetattr};

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The prompt of [`Pty::shell`].
const SHELL_ASKS: &str = "shell% ";

/// What is sent to the screen behind everything that the program sent: an application program command, which shows nothing.
const LAST_WORD: &[u8] = b"\x1b_the end\x1b\\";

type Keyboard = Box<dyn Write + Send>;

/// What is done at once about bytes that were sent to the screen.
type Reflex = Box<dyn FnMut(&[u8]) + Send>;

/// A program that runs on its own terminal.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keyboard: Keyboard,
    terminal: File,
    shown: Arc<Shown>,
    pid: Pid,
    ended: Receiver<u32>,
    code: Option<u32>,
}

struct Shown {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Pty {
    /// Starts `program` on a terminal of `columns` and `rows`.
    pub fn start(program: &Path, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(program, arguments, columns, rows, "xterm-256color")
    }

    /// Starts `program` on a terminal that calls itself `term`.
    pub fn start_with(program: &Path, arguments: &[&str], columns: u16, rows: u16, term: &str) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", term);
        command.env_remove("NO_COLOR");
        Self::spawn(command, columns, rows)
    }

    /// Starts `program` on a terminal where `keys` are pressed as soon as anything with `text` in it is sent to the screen:
    /// sooner than after [`Self::wait_for`]. No other key can be pressed.
    pub fn with_a_reflex(program: &Path, arguments: &[&str], text: &'static str, keys: &'static str) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        Self::spawn_with(command, 80, 24, |mut keyboard| {
            let reflex = move |sent: &[u8]| {
                if sent.windows(text.len()).any(|sent| sent == text.as_bytes()) {
                    keyboard.write_all(keys.as_bytes()).expect("the keyboard works");
                }
            };
            (Box::new(std::io::sink()), Box::new(reflex))
        })
    }

    /// Starts a shell with job control that does nothing about the terminal's modes, and waits until it asks.
    pub fn shell(set_up: impl FnOnce(&mut CommandBuilder)) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-i"]);
        set_up(&mut command);
        command.env_remove("ENV");
        command.env("PS1", SHELL_ASKS);
        command.env("TERM", "xterm-256color");
        let mut pty = Self::spawn(command, 80, 24);
        pty.wait_for(SHELL_ASKS);
        pty
    }

    /// Waits until the shell asks again, as often as it has asked by then.
    pub fn shell_asks(&mut self, times: usize) -> &mut Self {
        let asks = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches(SHELL_ASKS).count() >= times;
        self.wait_for_bytes("prompt of the shell", asks)
    }

    /// Starts a command, with the environment that it has, on a terminal of `columns` and `rows`.
    pub fn spawn(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        Self::spawn_with(command, columns, rows, |keyboard| (keyboard, Box::new(|_| {})))
    }

    fn spawn_with(
        command: CommandBuilder,
        columns: u16,
        rows: u16,
        share: impl FnOnce(Keyboard) -> (Keyboard, Reflex),
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let pid = child.process_id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("a process");
        let (tell, ended) = channel();
        thread::spawn(move || child.wait().map(|status| tell.send(status.exit_code())));
        let state =
            State { parser: vt100::Parser::new(at_least_one(rows), at_least_one(columns), 1000), bytes: Vec::new() };
        let shown = Arc::new(Shown { state: Mutex::new(state), changed: Condvar::new() });
        let screen = pair.master.try_clone_reader().expect("the screen");
        let feeding = Arc::clone(&shown);
        let (keyboard, reflex) = share(pair.master.take_writer().expect("the keyboard"));
        thread::spawn(move || feeding.feed(screen, reflex));
        let terminal = open(&pair.master.tty_name().expect("the terminal's name"));
        Self { master: pair.master, keyboard, terminal, shown, pid, ended, code: None }
    }

    /// Types `keys` at once, as an input method or a paste does.
    pub fn press(&mut self, keys: impl AsRef<[u8]>) -> &mut Self {
        self.keyboard.write_all(keys.as_ref()).and_then(|()| self.keyboard.flush()).expect("the keyboard works");
        self
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("`{text}`"), |screen| screen.contents().contains(text))
    }

    /// Waits until the screen is as `expected` says.
    pub fn wait_until(&mut self, name: &str, expected: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        self.wait(name, |state| expected(state.parser.screen()))
    }

    /// Waits until `texts` have been sent to the screen in this order, though they may have scrolled off it since.
    pub fn wait_for_output(&mut self, texts: &[&str]) -> &mut Self {
        self.wait(&format!("{texts:?}"), |state| {
            let sent = String::from_utf8_lossy(&state.bytes);
            let after =
                |rest: Option<usize>, text: &&str| rest.and_then(|at| Some(at + sent[at..].find(*text)? + text.len()));
            texts.iter().fold(Some(0), after).is_some()
        })
    }

    /// Waits until all that was sent to the screen is as `expected` says.
    pub fn wait_for_bytes(&mut self, name: &str, expected: impl Fn(&[u8]) -> bool) -> &mut Self {
        self.wait(name, |state| expected(&state.bytes))
    }

    /// The process on the terminal.
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    fn wait(&mut self, name: &str, expected: impl Fn(&State) -> bool) -> &mut Self {
        let state = self.shown.state.lock().expect("no panic");
        let waited =
            self.shown.changed.wait_timeout_while(state, PATIENCE, |state| !expected(state)).expect("no panic");
        let missed = waited.1.timed_out().then(|| waited.0.parser.screen().contents());
        drop(waited);
        assert!(missed.is_none(), "no {name} on the screen:\n{}", missed.unwrap_or_default());
        self
    }

    /// Waits until all that was sent to the screen is as `expected` says, but no longer than `patience`. Returns whether it is.
    pub fn waits_at_most(&mut self, patience: Duration, expected: impl Fn(&[u8]) -> bool) -> bool {
        let state = self.shown.state.lock().expect("no panic");
        let unlike = |state: &mut State| !expected(&state.bytes);
        let waited = self.shown.changed.wait_timeout_while(state, patience, unlike).expect("no panic");
        !waited.1.timed_out()
    }

    /// Returns what the screen shows now.
    pub fn screen(&self) -> String {
        self.shown.state.lock().expect("no panic").parser.screen().contents()
    }

    /// Returns the rows of the window as they stand there, down to the last one with text, without the blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        let text = self.look(|screen| screen.rows(0, screen.size().1.get()).collect::<Vec<_>>().join("\n"));
        text.trim_end().lines().map(|row| row.trim_end().to_owned()).collect()
    }

    /// Returns the rows that were too long for the window: the terminal itself goes on with them in the next row.
    pub fn broken_rows(&self) -> Vec<String> {
        self.look(|screen| {
            let rows = screen.rows(0, screen.size().1.get()).zip(0..);
            rows.filter(|(_, row)| screen.row_wrapped(*row)).map(|(text, _)| text).collect()
        })
    }

    /// Returns whether any character of the window is coloured, bold or dim.
    pub fn is_coloured(&self) -> bool {
        let plain = |cell: &vt100::Cell| cell.fgcolor() == vt100::Color::Default && !cell.bold() && !cell.dim();
        self.look(|screen| {
            let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
            (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (row, column)))
                .any(|(row, column)| screen.cell(row, column).is_some_and(|cell| !plain(cell)))
        })
    }

    fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.shown.state.lock().expect("no panic").parser.screen())
    }

    /// Returns every byte that was sent to the screen.
    pub fn bytes(&self) -> Vec<u8> {
        self.shown.state.lock().expect("no panic").bytes.clone()
    }

    /// Changes the size of the window; the program gets SIGWINCH.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let (high, wide) = (at_least_one(rows), at_least_one(columns));
        self.shown.state.lock().expect("no panic").parser.screen_mut().set_size(high, wide);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the size changes");
        self
    }

    /// The program that has the terminal now: not the shell that was started on it.
    pub fn foreground(&self) -> Pid {
        self.master.process_group_leader().and_then(Pid::from_raw).expect("the terminal is somebody's")
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid, signal).expect("the program runs");
        self
    }

    /// Tells whether the terminal echoes and edits lines: the modes a shell expects.
    pub fn is_cooked(&self) -> bool {
        self.modes().contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }

    /// Tells whether the terminal's own Backspace erases a whole character of UTF-8.
    pub fn erases_whole_characters(&self) -> bool {
        tcgetattr(&self.terminal).expect("the terminal is there").input_modes.contains(InputModes::IUTF8)
    }

    /// Tells whether the terminal shows what is typed.
    pub fn echoes(&self) -> bool {
        self.modes().contains(LocalModes::ECHO)
    }

    fn modes(&self) -> LocalModes {
        tcgetattr(&self.terminal).expect("the terminal is there").local_modes
    }

    /// Waits until a menu takes keys one by one, and Ctrl-Z among them is a signal: a moment after each key it is none.
    pub fn wait_for_keys(&mut self) -> &mut Self {
        let moment = Duration::from_millis(1);
        let taken = |modes: LocalModes| modes.contains(LocalModes::ISIG) && !modes.contains(LocalModes::ICANON);
        // The modes it begins with are these as well: the ones it reads in come behind them.
        let mut steady = 0;
        for _ in 0..PATIENCE.as_millis() {
            steady = if taken(self.modes()) { steady + 1 } else { 0 };
            if steady == 30 {
                return self;
            }
            self.waits_at_most(moment, |_| false);
        }
        panic!("the terminal stays in its own modes:\n{}", self.screen());
    }

    /// Waits until the screen shows `text` so many times.
    pub fn wait_for_times(&mut self, text: &str, times: usize) -> &mut Self {
        self.wait_until(&format!("`{text}` {times} times"), |screen| screen.contents().matches(text).count() == times)
    }

    /// Waits for the end of the program and returns its exit code.
    pub fn exit_code(&mut self) -> u32 {
        self.ends_within(PATIENCE);
        self.code.unwrap_or_else(|| panic!("the program does not end:\n{}", self.screen()))
    }

    /// Waits for the end of the program, but no longer than `patience`. Returns whether it has ended; then all that it sent
    /// is on the screen.
    pub fn ends_within(&mut self, patience: Duration) -> bool {
        if self.code.is_none() {
            self.code = self.ended.recv_timeout(patience).ok();
            if self.code.is_some() {
                self.hears_it_out();
            }
        }
        self.code.is_some()
    }

    /// Waits until all that the ended program sent has come. A program can be gone while its last bytes are still on their
    /// way through the terminal; a word that is sent behind them comes behind them.
    fn hears_it_out(&mut self) {
        let before = self.shown.state.lock().expect("no panic").bytes.len();
        (&self.terminal).write_all(LAST_WORD).expect("the terminal is there");
        // Something that was started from a shell may have outlived it and send more behind the word.
        self.wait_for_bytes("last word", |bytes| last_word(&bytes[before..]).is_some());
        let mut state = self.shown.state.lock().expect("no panic");
        let at = before + last_word(&state.bytes[before..]).expect("it has come");
        state.bytes.drain(at..at + LAST_WORD.len());
    }

    /// Ends the program as a power cut does, and waits until it is gone.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.exit_code();
    }

    /// Waits for the end of the program, which must leave the terminal as a shell expects it.
    pub fn ends_in_order(&mut self, expected: u32) {
        let code = self.exit_code();
        assert_eq!(code, expected, "exit code; screen:\n{}", self.screen());
        self.is_left_in_order();
    }

    /// Checks that the program, which has ended, has left the terminal as a shell expects it.
    pub fn is_left_in_order(&mut self) {
        assert!(self.is_cooked(), "the terminal is left in other modes");
        self.wait_until("cursor, unbracketed paste", |screen| !screen.hide_cursor() && !screen.bracketed_paste());
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = kill_process(self.pid, Signal::KILL);
    }
}

impl Shown {
    fn feed(&self, mut screen: impl Read, mut reflex: Reflex) {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = screen.read(&mut bytes) {
            reflex(&bytes[..read]);
            let mut state = self.state.lock().expect("no panic");
            state.parser.process(&bytes[..read]);
            state.bytes.extend_from_slice(&bytes[..read]);
            self.changed.notify_all();
        }
    }
}

fn last_word(bytes: &[u8]) -> Option<usize> {
    bytes.windows(LAST_WORD.len()).position(|sent| sent == LAST_WORD)
}

fn at_least_one(length: u16) -> NonZeroU16 {
    NonZeroU16::new(length).unwrap_or(NonZeroU16::MIN)
}

/// Opens the terminal's own side, to look at its modes and to keep it after the program has ended.
fn open(path: &Path) -> File {
    let no_controlling_terminal = rustix::fs::OFlags::NOCTTY.bits().cast_signed();
    let mut options = OpenOptions::new();
    options.read(true).write(true).custom_flags(no_controlling_terminal).open(path).expect("the terminal opens")
}
