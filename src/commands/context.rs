//! What every command works with: language, screen, site, store, streams, time. \[door\]

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use super::arguments::{ColorArgument, Global, LanguageArgument, ModeArgument};
use crate::clock::{SystemClock, Zone};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files::plain;
use crate::journal::{Mode, Store, StoreError};
use crate::language::{Language, Wishes, commands as words, system_locale};
use crate::site::{self, Site};
use crate::terminal::screen::{Screen, ScreenInputs, Size, foreign_charset, is_interactive};
use crate::terminal::style::{Color, ColorInputs, ColorWish, Glyphs, Style};
use crate::terminal::table::Layout;
use crate::terminal::wrap::{hang, width};

/// What every command works with.
#[derive(Debug)]
pub struct Context {
    /// The program's language.
    pub language: Language,
    /// Whether the language was asked for, rather than guessed from the system.
    pub mode: Option<Mode>,
    /// Whether escape sequences may be sent.
    pub screen: Screen,
    /// Colours and glyphs of messages, on stderr.
    pub style: Style,
    /// Colours and glyphs of data, on stdout.
    pub data_style: Style,
    /// Whether questions can be asked.
    pub interactive: bool,
    /// Whether `--plain` was asked for.
    pub plain: bool,
    /// The site, where there is a site file.
    pub site: Option<Site>,
    /// A site file that cannot be used, where it is the command's work to say what is wrong with it.
    pub broken_site: Option<PathBuf>,
    /// The machine's clocks in the site's zone.
    pub clock: SystemClock,
    store: Option<PathBuf>,
    /// Whether stdout takes no more: then nothing more is written.
    closed: AtomicBool,
    /// Whether that was for another reason than a closed pipe.
    failed: AtomicBool,
    /// What was said since the operator last answered.
    said: Mutex<String>,
}

/// Most bytes of what was said that are remembered.
const MOST_SAID: usize = 16 * 1024;

impl Context {
    /// Returns the context of one call of the program.
    ///
    /// # Errors
    /// Where a site file is named or found that cannot be used.
    pub fn new(global: &Global) -> Result<Self, Failure> {
        let site = Site::find(named(global.site.as_ref()).as_deref(), language_of(global, None))?;
        Ok(Self::with(global, site, None))
    }

    /// Returns the context of a command that reads a site file as it reads any other, so that a broken one stops nothing.
    ///
    /// # Errors
    /// Where a site file is named that is not there.
    pub fn of_inspection(global: &Global) -> Result<Self, Failure> {
        let path = named(global.site.as_ref()).or_else(site::nearest);
        match Site::find(path.as_deref(), language_of(global, None)) {
            Ok(site) => Ok(Self::with(global, site, None)),
            Err(_) if path.as_ref().is_some_and(|path| path.is_file()) => Ok(Self::with(global, None, path)),
            Err(error) => Err(error),
        }
    }

    fn with(global: &Global, site: Option<Site>, broken_site: Option<PathBuf>) -> Self {
        let language = language_of(global, site.as_ref().and_then(|site| site.language));
        let interactive = is_interactive();
        let term = env::var("TERM").ok();
        let wish = if global.plain { Screen::Plain } else { Screen::Rich };
        let screen = Screen::decide(&ScreenInputs { wish, term: term.as_deref(), interactive, size: Size::current() });
        let style = |terminal: bool| Style { color: color_of(global, terminal), glyphs: glyphs_of(global) };
        let zone = site.as_ref().map_or(Zone::System, |site| site.zone);
        Self {
            language,
            mode: global.mode.map(mode_of),
            screen,
            style: style(io::stderr().is_terminal() && screen == Screen::Rich),
            data_style: style(io::stdout().is_terminal()),
            interactive,
            plain: global.plain,
            clock: SystemClock::new(zone),
            store: named(global.store.as_ref()),
            site,
            broken_site,
            closed: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            said: Mutex::default(),
        }
    }

    /// Returns the mode whose runs are meant: live where nothing says otherwise.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode.unwrap_or_default()
    }

    /// Has the runs of `mode` meant from here on: also where a command is named to the operator.
    pub fn mean(&mut self, mode: Mode) {
        self.mode = Some(mode);
    }

    /// Returns what a command must say to mean the runs of `mode`, with a space before it; nothing for live ones.
    #[must_use]
    pub fn mode_option(mode: Mode) -> String {
        if mode == Mode::Live { String::new() } else { format!(" --mode {}", mode.word()) }
    }

    /// Returns the store's folder: `--store`, environment, site file, else the platform's data directory.
    ///
    /// # Errors
    /// Where none of them says where.
    pub fn store_path(&self) -> Result<PathBuf, Failure> {
        let site = self.site.as_ref().and_then(|site| site.store.clone());
        if let Some(path) = self.store.clone().or(site) {
            return Ok(path);
        }
        let names =
            AppStrategyArgs { top_level_domain: String::new(), author: String::new(), app_name: "signoff".to_owned() };
        let strategy = choose_app_strategy(names);
        strategy
            .map(|strategy| strategy.data_dir())
            .map_err(|_| Failure::cannot_begin(words::no_data_folder(self.language)))
    }

    /// Opens the store, and makes it first where there is none.
    ///
    /// # Errors
    /// Where it cannot be made or read.
    pub fn store(&self) -> Result<Store, Failure> {
        let path = self.store_path()?;
        let store = Store::open_or_create(&path, &self.clock).map_err(|error| self.store_failure(&error))?;
        self.warn_of_others(&store);
        Ok(store)
    }

    /// Says that others than whoever runs the program could write in the store: then its records prove less.
    fn warn_of_others(&self, store: &Store) {
        if store.is_exposed() {
            self.say(&words::exposed_store(self.language, store.root().display()));
        }
    }

    /// Opens the store only where there is one.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn existing_store(&self) -> Result<Option<Store>, Failure> {
        match Store::open(&self.store_path()?) {
            Ok(store) => {
                self.warn_of_others(&store);
                Ok(Some(store))
            }
            Err(StoreError::NotAStore { .. }) => Ok(None),
            Err(error) => Err(self.store_failure(&error)),
        }
    }

    /// Opens the store to read what it has; none only where nobody named one and none was made yet.
    ///
    /// # Errors
    /// Where it cannot be read, there is none where one was named, or its `store.json` is missing or altered.
    pub fn store_to_read(&self) -> Result<Option<Store>, Failure> {
        let path = self.store_path()?;
        match Store::open(&path) {
            Ok(store) => {
                self.warn_of_others(&store);
                Ok(Some(store))
            }
            Err(StoreError::NotAStore { path }) if self.store.is_some() => {
                Err(Failure::cannot_begin(words::not_a_store(self.language, path.display()))
                    .help(words::not_a_store_help(self.language)))
            }
            Err(StoreError::NotAStore { .. }) => Ok(None),
            // Nothing was to be recorded: it is found missing or altered, as a journal would be.
            Err(error @ (StoreError::Nameless { .. } | StoreError::UnknownFormat { .. })) => {
                Err(Failure { code: ExitCode::No, ..self.store_failure(&error) })
            }
            Err(error) => Err(self.store_failure(&error)),
        }
    }

    /// Writes data to stdout. A closed pipe ends the writing quietly; anything else that prevents it is told, once.
    pub fn data(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let Err(error) = write_out(text) else { return };
        self.closed.store(true, Ordering::Relaxed);
        if let Some(message) = no_output(&error, self.language) {
            self.failed.store(true, Ordering::Relaxed);
            tell(&message);
        }
    }

    /// Returns how the program ends, given how it would if all its data had been written.
    #[must_use]
    pub fn ends(&self, code: ExitCode) -> ExitCode {
        if self.failed.load(Ordering::Relaxed) { ExitCode::NotRecorded } else { code }
    }

    /// Writes text for a person to stdout; on a terminal no line of it is wider than the window.
    pub fn page(&self, text: &str) {
        let text = self.data_style.text(text);
        self.data(&if io::stdout().is_terminal() { fitted(&text, Size::current().columns) } else { text.into_owned() });
    }

    /// Writes a message to stderr; on a terminal no line of it is wider than the window.
    pub fn say(&self, text: &str) {
        let text = self.style.text(text);
        tell(&text);
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() + text.len() > MOST_SAID {
            said.clear();
        }
        said.push_str(&text);
        said.push('\n');
    }

    /// Says once more what belongs to the question that stands, after the program was stopped and goes on.
    pub fn say_again(&self) {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if !said.is_empty() {
            tell(said.trim_end_matches('\n'));
        }
    }

    /// Forgets what was said: the operator has answered.
    pub fn answered(&self) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Returns how wide tables on stdout are, and whether they are drawn. Away from a terminal they are, whatever `TERM` is.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let wish = if self.plain { Screen::Plain } else { Screen::Rich };
        let (size, screen) = if io::stdout().is_terminal() {
            let (term, size) = (env::var("TERM").ok(), Size::current());
            (size, Screen::decide(&ScreenInputs { wish, term: term.as_deref(), interactive: true, size }))
        } else {
            (Size::AWAY, wish)
        };
        Layout { width: size.columns, screen, style: self.data_style, language: self.language }
    }

    /// Returns the character set that the locale names, where it is not UTF-8.
    #[must_use]
    pub fn foreign_charset(&self) -> Option<String> {
        let [all, ctype, lang] = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| env::var(name).ok());
        foreign_charset(all.as_deref(), ctype.as_deref(), lang.as_deref()).map(str::to_owned)
    }

    /// Returns the folders that procedures are sought in.
    #[must_use]
    pub fn procedure_folders(&self) -> Vec<PathBuf> {
        match &self.site {
            Some(site) if !site.procedures.is_empty() => site.procedures.clone(),
            _ => vec![Path::new("procedures").to_owned()],
        }
    }
}

/// Returns a path that was given: an environment variable that is set to nothing says nothing.
fn named(path: Option<&PathBuf>) -> Option<PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty()).cloned()
}

/// Writes text to stdout.
///
/// # Errors
/// Where it could not be written.
pub fn write_out(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

/// Returns what is to be said where stdout could not be written; none where whoever read has had enough.
#[must_use]
pub fn no_output(error: &io::Error, language: Language) -> Option<String> {
    let what = words::no_output(language, plain(language, error));
    (error.kind() != io::ErrorKind::BrokenPipe)
        .then(|| format!("{}{}{what}", words::error_word(language), language.colon()))
}

/// Writes a message to stderr; on a terminal no line of it is wider than the window.
pub fn tell(text: &str) {
    let text = if io::stderr().is_terminal() { fitted(text, Size::current().columns) } else { text.to_owned() };
    let mut stderr = io::stderr().lock();
    // Nobody is left to be told where stderr is gone.
    let _ = writeln!(stderr, "{text}").and_then(|()| stderr.flush());
}

/// Breaks lines that are wider than the window. What follows stands under where the line began, or under its second column;
/// such a line loses its colour.
fn fitted(text: &str, columns: usize) -> String {
    let fit = |line: &str| {
        let bare = unpainted(line);
        if width(&bare) <= columns {
            return line.to_owned();
        }
        let indent = hanging(&bare, columns);
        hang(&bare[..indent], &bare[indent..], columns).join("\n")
    };
    text.split('\n').map(fit).collect::<Vec<_>>().join("\n")
}

/// Returns where the text of a line begins: behind the name before a wide gap, unless that takes half of the window.
fn hanging(line: &str, columns: usize) -> usize {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let gap = line[indent..].find("  ").map(|gap| indent + gap);
    let second = gap.map(|gap| line.len() - line[gap..].trim_start_matches(' ').len());
    second.filter(|second| width(&line[..*second]) <= columns / 2).unwrap_or(indent)
}

/// Returns a line without the escape sequences of its colours.
fn unpainted(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |bare, part| bare + part.split_once('m').map_or("", |(_, text)| text))
}

fn language_of(global: &Global, site: Option<Language>) -> Language {
    let flag = global.lang.map(|language| match language {
        LanguageArgument::Zh => Language::Zh,
        LanguageArgument::En => Language::En,
    });
    let environment = env::var("SIGNOFF_LANG").ok();
    let system = system_locale();
    Language::choose(&Wishes { flag, environment: environment.as_deref(), site, system: system.as_deref() })
}

/// Returns the language that the command line, the environment or the system asks for, before the command line is read.
#[must_use]
pub fn spoken(arguments: &[OsString]) -> Language {
    spoken_at(arguments, None)
}

/// Returns the language as [`spoken`] does, with the site's where there is a site file that can be used. It is read for this
/// alone: help and wrong command lines come before any context.
#[must_use]
pub fn spoken_here(arguments: &[OsString]) -> Language {
    let environment = env::var_os("SIGNOFF_SITE").map(PathBuf::from);
    let path = option(arguments, "--site").map(PathBuf::from).or(environment);
    let site = Site::find(named(path.as_ref()).as_deref(), Language::default()).ok().flatten();
    spoken_at(arguments, site.and_then(|site| site.language))
}

fn spoken_at(arguments: &[OsString], site: Option<Language>) -> Language {
    let flag = option(arguments, "--lang").and_then(Language::parse);
    let environment = env::var("SIGNOFF_LANG").ok();
    let system = system_locale();
    Language::choose(&Wishes { flag, environment: environment.as_deref(), site, system: system.as_deref() })
}

/// Returns the value of an option as it stands on the command line, behind a space or `=`.
fn option<'a>(arguments: &'a [OsString], name: &str) -> Option<&'a str> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == name).map(|pair| pair[1]);
    after.or_else(|| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')))
}

fn mode_of(mode: ModeArgument) -> Mode {
    match mode {
        ModeArgument::Live => Mode::Live,
        ModeArgument::Training => Mode::Training,
        ModeArgument::Scripted => Mode::Scripted,
    }
}

fn color_of(global: &Global, terminal: bool) -> Color {
    let wish = match global.color {
        Some(ColorArgument::Always) => ColorWish::Always,
        Some(ColorArgument::Never) => ColorWish::Never,
        _ => ColorWish::Auto,
    };
    if global.plain {
        return Color::Off;
    }
    let variable = |name: &str| env::var(name).ok();
    let (no_color, force, color, term) =
        (variable("NO_COLOR"), variable("CLICOLOR_FORCE"), variable("CLICOLOR"), variable("TERM"));
    Color::decide(&ColorInputs {
        wish,
        no_color: no_color.as_deref(),
        clicolor_force: force.as_deref(),
        clicolor: color.as_deref(),
        term: term.as_deref(),
        terminal,
    })
}

fn glyphs_of(global: &Global) -> Glyphs {
    if global.ascii { Glyphs::Ascii } else { Glyphs::Unicode }
}
