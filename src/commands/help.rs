//! Help and the errors of the command line in both languages. clap finds them; here they get their words and their width.

use std::ffi::OsString;
use std::io::{IsTerminal, stdout};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::arguments::Arguments;
use crate::language::help::{self as words, lookup};
use crate::language::{Language, commands};
use crate::procedure::nearest::nearest;
use crate::report::words::list;
use crate::terminal::sanitize::Shown;
use crate::terminal::screen::Size;
use crate::terminal::wrap::{hang, pad, width, wrap};

/// The widest line of help.
const WIDTH: usize = 80;

/// Returns how wide help is: as the window, but no wider than [`WIDTH`].
fn columns() -> usize {
    if stdout().is_terminal() { Size::current().columns.min(WIDTH) } else { WIDTH }
}

/// The widest column of names.
const NAMES: usize = 28;

/// The groups of the commands, as the manual has them.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    ("group_work", &["run", "sign", "abandon", "actions"]),
    ("group_procedures", &["list", "show", "new", "validate", "test", "schema"]),
    ("group_records", &["log", "verify", "export", "purge"]),
    ("group_setup", &["pin"]),
];

/// Returns the command line of the program with all its texts in `language`, each page laid out.
#[must_use]
pub fn localized(language: Language) -> Command {
    let mut command = described(language);
    let globals: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let short = root_page(&command, language);
    let long = format!("{short}\n{}", exit_codes(language));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| {
            let page = page(&sub, &globals, language);
            laid_out(sub, &page, &page)
        });
    }
    laid_out(command, &short, &long)
}

/// Returns the same without pages of its own: what the manual page and the completions are made of.
#[must_use]
pub fn described(language: Language) -> Command {
    let mut command =
        with_help_flag(Arguments::command().about(text(language, "about")), language).disable_version_flag(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    command = command.arg(version.help(words::version_flag(language)));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| {
            let about = text(language, &format!("about_{name}"));
            let sub = with_help_flag(sub.about(about), language);
            sub.mut_args(|arg| with_text(arg, &name, language))
        });
    }
    command.mut_args(|arg| with_text(arg, "global", language))
}

pub(super) fn text(language: Language, key: &str) -> &'static str {
    lookup(language, key).unwrap_or_default()
}

fn with_help_flag(command: Command, language: Language) -> Command {
    let flag = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command.disable_help_flag(true).arg(flag.help(words::help_flag(language)))
}

fn with_text(arg: Arg, command: &str, language: Language) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    if matches!(id.as_str(), "help" | "version") {
        return arg;
    }
    let arg = arg.help(text(language, &format!("{command}_{id}")));
    let value = arg.get_value_names().and_then(|names| names.first()).map(|name| value_name(language, name));
    match value {
        Some(name) if arg.get_action().takes_values() => arg.value_name(name),
        _ => arg,
    }
}

fn value_key(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    format!("value_{}", name.chars().map(plain).collect::<String>())
}

fn value_name(language: Language, name: &str) -> String {
    lookup(language, &value_key(name)).map_or_else(|| name.to_owned(), str::to_owned)
}

fn laid_out(command: Command, short: &str, long: &str) -> Command {
    command.help_template("{before-help}").before_help(short.to_owned()).before_long_help(long.to_owned()).term_width(0)
}

fn root_page(command: &Command, language: Language) -> String {
    let mut page = wrap(text(language, "about"), columns()).join("\n");
    page.push_str(&format!(
        "\n\n{}{}signoff {} {}\n",
        words::usage(language),
        language.colon(),
        words::usage_options(language),
        words::usage_command(language)
    ));
    page.push_str(&wrap(&words::alone(language), columns()).join("\n"));
    page.push('\n');
    for (group, names) in GROUPS {
        let about = |name: &&str| {
            let sub = command.find_subcommand(name)?;
            Some((sub.get_name().to_owned(), sub.get_about().map(ToString::to_string).unwrap_or_default()))
        };
        section(&mut page, text(language, group), &names.iter().filter_map(about).collect::<Vec<_>>());
    }
    section(&mut page, &words::options(language), &rows(command.get_arguments().filter(|arg| !arg.is_positional())));
    page.push('\n');
    page.push_str(&wrap(&words::more_of_command(language), columns()).join("\n"));
    page.push('\n');
    page
}

fn page(command: &Command, globals: &[Arg], language: Language) -> String {
    let mut page = wrap(&command.get_about().map(ToString::to_string).unwrap_or_default(), columns()).join("\n");
    let usage: Vec<String> = command.get_arguments().filter(|arg| arg.is_positional()).map(spec).collect();
    let head = format!("{}{}signoff {}", words::usage(language), language.colon(), command.get_name());
    let usage = format!("{head} {} {}", words::usage_options(language), usage.join(" "));
    page.push_str(&format!("\n\n{}\n", wrap(usage.trim_end(), columns()).join("\n")));
    section(&mut page, &words::arguments(language), &rows(command.get_arguments().filter(|arg| arg.is_positional())));
    let own = command.get_arguments().filter(|arg| !arg.is_positional() && !arg.is_global_set());
    section(&mut page, &words::options(language), &rows(own));
    section(&mut page, &words::everywhere(language), &rows(globals.iter()));
    page
}

fn exit_codes(language: Language) -> String {
    let mut page = String::new();
    section(&mut page, &words::exit_codes(language), &exit_rows(language));
    page.trim_start().to_owned()
}

/// Returns the exit codes, each with what it means.
pub(super) fn exit_rows(language: Language) -> Vec<(String, String)> {
    let codes =
        ["0", "1", "2", "3", "4"].map(|code| (code.to_owned(), text(language, &format!("exit_{code}")).to_owned()));
    codes.into_iter().chain([("130, 143".to_owned(), words::exit_signals(language))]).collect()
}

/// Returns arguments as they are written, each with what it is for.
pub(super) fn rows<'a>(args: impl Iterator<Item = &'a Arg>) -> Vec<(String, String)> {
    args.map(|arg| (spec(arg), arg.get_help().map(ToString::to_string).unwrap_or_default())).collect()
}

/// Returns how a command is called: its name, and what it takes besides options.
pub(super) fn call(command: &Command) -> String {
    let taken = command.get_arguments().filter(|arg| arg.is_positional()).map(|arg| format!(" {}", spec(arg)));
    format!("signoff {}{}", command.get_name(), taken.collect::<String>())
}

/// Returns how an argument is written: `-h, --help`, `--site FILE`, `[RUN]...`.
fn spec(arg: &Arg) -> String {
    let names = arg.get_value_names().map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>());
    let value = names.unwrap_or_default().join(" ");
    let many = if matches!(arg.get_action(), ArgAction::Append) { "..." } else { "" };
    if arg.is_positional() {
        return if arg.is_required_set() { format!("{value}{many}") } else { format!("[{value}]{many}") };
    }
    let long = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default();
    let short = arg.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    let value = if arg.get_action().takes_values() { format!(" {value}{many}") } else { String::new() };
    format!("{short}{long}{value}")
}

fn section(page: &mut String, title: &str, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    let column = rows.iter().map(|(name, _)| width(name)).filter(|width| *width <= NAMES).max().unwrap_or(0);
    page.push_str(&format!("\n{title}\n"));
    for (name, text) in rows {
        let first = format!("  {}  ", pad(name, column));
        // In a narrow window a name stands above its text, as a long one does.
        if width(name) > column || width(&first) > columns() / 2 {
            page.push_str(&format!("  {name}\n"));
            let indent = " ".repeat(width(&first).min(column + 4).min(columns() / 4));
            hang(&indent, text, columns()).iter().for_each(|line| page.push_str(&format!("{line}\n")));
        } else {
            hang(&first, text, columns()).iter().for_each(|line| page.push_str(&format!("{line}\n")));
        }
    }
}

/// Returns what clap says in the words of `language`, and whether it is the help or the version that was asked for.
#[must_use]
pub fn parse_error(error: &clap::Error, language: Language, arguments: &[OsString]) -> (String, bool) {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return (error.render().to_string(), true),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return (error.render().to_string(), false),
        _ => {}
    }
    let (message, help) = explained(error, language);
    let mut lines = vec![format!("{}{}{message}", commands::error_word(language), language.colon())];
    let helps = help.into_iter().chain([words::see_help(language, command_of(arguments))]);
    lines.extend(helps.take(1).map(|help| format!("{}{}{help}", commands::help_word(language), language.colon())));
    let lines: Vec<String> = lines.iter().flat_map(|line| wrap(line, WIDTH)).collect();
    (format!("{}\n", lines.join("\n")), false)
}

/// Returns what is wrong, and what to do about it where that is known.
fn explained(error: &clap::Error, language: Language) -> (String, Option<String>) {
    let found = |kind| context(error, kind);
    let argument = unbracketed(&found(ContextKind::InvalidArg));
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.into_iter().map(found).find(|near| !near.is_empty());
    let near = near.or_else(|| nearest_command(&found(ContextKind::InvalidSubcommand)));
    let near = near.map(|near| words::did_you_mean(language, near.split(", ").next().unwrap_or_default()));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => words::unknown_argument(language, argument),
        ErrorKind::InvalidSubcommand => words::unknown_command(language, found(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => words::missing_arguments(language, unbracketed(&argument)),
        ErrorKind::MissingSubcommand => words::missing_command(language),
        ErrorKind::ArgumentConflict => conflict(&argument, &unbracketed(&found(ContextKind::PriorArg)), language),
        ErrorKind::TooManyValues => words::too_many_values(language, found(ContextKind::InvalidValue), argument),
        ErrorKind::InvalidUtf8 => words::not_utf8(language),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = found(ContextKind::InvalidValue);
            let possible = possible_values(error, language);
            let is_date = ["--since", "--until"].iter().any(|date| argument.starts_with(date));
            let help = near.or_else(|| (!possible.is_empty()).then(|| words::possible_values(language, possible)));
            let help = help.or_else(|| is_date.then(|| words::date_wanted(language)));
            let missing = value.is_empty();
            let message = if missing {
                words::missing_value(language, argument)
            } else {
                words::bad_value(language, value, argument)
            };
            return (message, help);
        }
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues | ErrorKind::NoEquals => {
            words::missing_value(language, argument)
        }
        _ => words::bad_usage(language, Shown::line(error.kind())),
    };
    (message, near)
}

/// Returns the command that is spelt nearly so; clap overlooks letters that changed places.
fn nearest_command(found: &str) -> Option<String> {
    let command = Arguments::command();
    let names: Vec<&str> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(Command::get_name).collect();
    nearest(found, names).map(str::to_owned)
}

/// Returns the command that was meant: the first word that names one.
fn command_of(arguments: &[OsString]) -> String {
    let command = Arguments::command();
    let known = arguments.iter().skip(1).filter_map(|word| command.find_subcommand(word)).next();
    known.map_or_else(|| "signoff".to_owned(), |known| format!("signoff {}", known.get_name()))
}

fn conflict(argument: &str, other: &str, language: Language) -> String {
    if argument == other || other.is_empty() {
        return words::given_twice(language, argument);
    }
    words::conflict(language, argument, other)
}

/// Returns an argument as the help writes it: without clap's angle brackets.
fn unbracketed(argument: &str) -> String {
    argument.replace(['<', '>'], "")
}

fn possible_values(error: &clap::Error, language: Language) -> String {
    let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue) else { return String::new() };
    list(language, &values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>())
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    let text = match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Shown::line(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{Command, CommandFactory};

    use super::{Arguments, GROUPS, Language, WIDTH, localized, parse_error, text, value_key, width};
    use crate::language::help::lookup;

    const BOTH: [Language; 2] = [Language::En, Language::Zh];

    fn pages(language: Language) -> Vec<String> {
        let mut command = localized(language);
        let mut pages = vec![command.render_help().to_string(), command.render_long_help().to_string()];
        for sub in command.get_subcommands_mut() {
            pages.push(sub.render_long_help().to_string());
        }
        pages
    }

    fn error(line: &str, language: Language) -> String {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        let error = localized(language).try_get_matches_from(&words).expect_err("an error");
        let (text, asked) = parse_error(&error, language, &words);
        assert!(!asked && error.exit_code() == 2, "{text}");
        text
    }

    #[test]
    fn every_command_and_every_argument_has_a_text_in_both_languages() {
        fn has(key: &str) {
            assert!(BOTH.iter().all(|language| lookup(*language, key).is_some_and(|text| !text.is_empty())), "{key}");
        }
        fn args(command: &Command, name: &str) {
            for arg in command.get_arguments() {
                has(&format!("{name}_{}", arg.get_id()));
                let takes = arg.get_action().takes_values();
                arg.get_value_names()
                    .iter()
                    .flat_map(|names| names.iter())
                    .filter(|_| takes)
                    .for_each(|name| has(&value_key(name)));
            }
        }
        let command = Arguments::command();
        args(&command, "global");
        for sub in command.get_subcommands() {
            has(&format!("about_{}", sub.get_name()));
            args(sub, sub.get_name());
        }
    }

    #[test]
    fn every_command_that_is_shown_stands_in_one_group() {
        for sub in Arguments::command().get_subcommands() {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&sub.get_name())).count();
            assert_eq!(groups, usize::from(!sub.is_hide_set()), "{}", sub.get_name());
        }
    }

    #[test]
    fn no_line_of_help_is_wider_than_eighty_columns() {
        for language in BOTH {
            for page in pages(language) {
                let wide = page.lines().find(|line| width(line) > WIDTH);
                assert_eq!(wide, None, "{page}");
                assert!(!page.contains("OPTIONS") || language == Language::En, "{page}");
            }
        }
    }

    #[test]
    fn the_long_help_has_the_exit_codes_and_the_short_has_not() {
        for language in BOTH {
            let [short, long] = &pages(language)[..2] else { panic!("two pages") };
            assert!(!short.contains(text(language, "exit_3")) && long.contains(text(language, "exit_codes")));
            let mut asked = localized(language);
            let error = asked.try_get_matches_from_mut(["signoff", "--help"]).expect_err("help");
            assert_eq!(parse_error(&error, language, &[]), (long.clone(), true));
        }
    }

    #[test]
    fn errors_say_what_was_found_and_what_to_do() {
        for (line, en, zh) in [
            (
                "signoff --nope",
                "error: found `--nope`, which this command does not know\nhelp: see `signoff --help`\n",
                "错误：没有这个选项或参数：`--nope`\n办法：用法见 `signoff --help`\n",
            ),
            (
                "signoff run --operater x",
                "error: found `--operater`, which this command does not know\nhelp: did you mean `--operator`?\n",
                "错误：没有这个选项或参数：`--operater`\n办法：是不是 `--operator`？\n",
            ),
            (
                "signoff shw",
                "error: found no command `shw`\nhelp: did you mean `show`?\n",
                "错误：没有这个命令：`shw`\n办法：是不是 `show`？\n",
            ),
            (
                "signoff --color blue",
                "error: found `blue` for `--color WHEN`, which is none of its values\nhelp: possible are `auto`, `always`, `never`\n",
                "错误：`--color 何时` 的值 `blue` 不对\n办法：可用的值：`auto`、`always`、`never`\n",
            ),
            (
                "signoff log --since yesterday",
                "error: found `yesterday` for `--since DATE`, which is none of its values\nhelp: a date is written 2026-11-21\n",
                "错误：`--since 日期` 的值 `yesterday` 不对\n办法：日期的写法是 2026-11-21\n",
            ),
            (
                "signoff run --answers a --training",
                "error: `--answers FILE` cannot stand beside `--training`\nhelp: see `signoff run --help`\n",
                "错误：`--answers 文件` 不能与 `--training` 同用\n办法：用法见 `signoff run --help`\n",
            ),
            (
                "signoff show",
                "error: missing: PROCEDURE\nhelp: see `signoff show --help`\n",
                "错误：缺少：规程\n办法：用法见 `signoff show --help`\n",
            ),
            (
                "signoff run --operator",
                "error: `--operator ID` wants a value\nhelp: see `signoff run --help`\n",
                "错误：`--operator 编号` 后面要有值\n办法：用法见 `signoff run --help`\n",
            ),
        ] {
            assert_eq!(error(line, Language::En), en);
            assert_eq!(error(line, Language::Zh), zh);
        }
    }

    #[test]
    fn an_error_cannot_drive_the_terminal() {
        assert!(!error("signoff \u{1b}[2J", Language::En).contains('\u{1b}'));
    }
}
