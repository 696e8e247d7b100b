//! A prompt to run on a pty: asks, and says on stderr what came of it, until it is left. `tests/terminal.rs` starts it.
//!
//! `terminal_probe line|plain|secret|stubborn [PROMPT]`, `pick|search [PROMPT] [ROWS]`, `busy SOCKET`, `panic`

use std::io::{self, Read, Write, stderr, stdin};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use signoff::terminal::interrupt::{Signals, restore};
use signoff::terminal::line::{Line, LineReader};
use signoff::terminal::pickers::{Picked, Pickers};
use signoff::terminal::sanitize::Shown;
use signoff::terminal::screen::{Screen, ScreenInputs, Size, is_interactive};
use signoff::terminal::style::Style;

fn main() -> ExitCode {
    let code = probe();
    restore();
    match code {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("failed: {error}"));
            ExitCode::from(4)
        }
    }
}

fn probe() -> io::Result<u8> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().map(String::as_str).unwrap_or_default();
    let wish = if task == "plain" { Screen::Plain } else { Screen::Rich };
    let term = std::env::var("TERM").ok();
    let inputs = ScreenInputs { wish, term: term.as_deref(), interactive: is_interactive(), size: Size::current() };
    let screen = Screen::decide(&inputs);
    let signals = Signals::install(screen)?;
    let first = arguments.get(1).map(String::as_str);
    match task {
        "stubborn" => ask_until(first, screen, &signals, LineReader::read, |line| *line == Line::EndOfInput),
        "secret" => ask(first, screen, &signals, LineReader::read_secret),
        "pick" | "search" => {
            let more = arguments.get(2).and_then(|rows| rows.parse().ok()).unwrap_or(0);
            choose(task, first.unwrap_or("选择程序"), more, &Pickers::new(screen, Style::PLAIN, &signals))
        }
        "panic" => panic_in_raw_mode(),
        "busy" => {
            wait_for(first.unwrap_or_default())?;
            ask(None, screen, &signals, LineReader::read)
        }
        _ => ask(first, screen, &signals, LineReader::read),
    }
}

/// A way to read one line.
type ReadLine = fn(&mut LineReader, &Shown) -> io::Result<Line>;

/// Asks until told to stop: `quit` ends with 0, an interrupt or the end of input with 3.
fn ask(prompt: Option<&str>, screen: Screen, signals: &Signals, read: ReadLine) -> io::Result<u8> {
    ask_until(prompt, screen, signals, read, |line| matches!(line, Line::EndOfInput | Line::Interrupted(_)))
}

/// Asks until a line is `left`, or is `quit`.
fn ask_until(
    prompt: Option<&str>,
    screen: Screen,
    signals: &Signals,
    read: ReadLine,
    left: fn(&Line) -> bool,
) -> io::Result<u8> {
    let mut reader = LineReader::new(screen, Style::PLAIN, signals)?;
    for number in 1.. {
        say(&format!("question {number}"));
        // Each question comes a little later after its name than the one before it, over and over.
        (0..number % 50 * 25).for_each(|_| std::hint::spin_loop());
        let line = read(&mut reader, &Shown::line(prompt.unwrap_or("答案> ")))?;
        say(&match &line {
            Line::Text(text) | Line::Block(text) if text.len() > 200 => format!("long: {} bytes", text.len()),
            line => format!("= {line:?}"),
        });
        match line {
            Line::Text(text) if text == "quit" => return Ok(0),
            line if left(&line) => return Ok(3),
            _ => {}
        }
    }
    Ok(0)
}

/// Lets one of a few rows be chosen, and `more` others, until one is or the menu is left.
fn choose(task: &str, prompt: &str, more: usize, pickers: &Pickers) -> io::Result<u8> {
    let rows =
        ["冷藏柜温度检查并登记在温度记录表上面的每一行里面去，一共三十个汉字以上才行", "开门检查", "Closing round"];
    let more = (1..=more).map(|number| Shown::line(format!("第{number}项")));
    let labels: Vec<Shown> = rows.map(Shown::line).into_iter().chain(more).collect();
    say("上一行输出");
    loop {
        let prompt = Shown::line(prompt);
        let picked = if task == "pick" { pickers.pick(&prompt, &labels)? } else { pickers.search(&prompt, &labels)? };
        say(&format!("= {picked:?}"));
        match picked {
            Picked::Item(_) => return Ok(0),
            Picked::Nothing => {}
            Picked::Interrupted(_) | Picked::Unavailable => return Ok(3),
        }
    }
}

/// Stands for work during which the operator types on: says so, and waits until the test lets it go on.
fn wait_for(socket: &str) -> io::Result<()> {
    say("busy");
    UnixStream::connect(socket)?.read_exact(&mut [0])
}

fn panic_in_raw_mode() -> io::Result<u8> {
    let mut modes = tcgetattr(stdin())?;
    modes.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &modes)?;
    panic!("on purpose");
}

fn say(text: &str) {
    // A terminal that is gone hears nothing.
    let _ = writeln!(stderr(), "{text}");
}
