//! `man`: the manual page, made from the command line itself: one page for all commands, in the language that is spoken.

use anyhow::Result;
use clap::{Arg, Command};
use roff::{Roff, bold, roman};

use super::context::Context;
use super::help::{GROUPS, call, described, exit_rows, rows, text};
use crate::exit_code::ExitCode;
use crate::language::{Language, help as words};

/// Runs the command.
///
/// # Errors
/// Where the page cannot be written.
pub fn run(context: &Context) -> Result<ExitCode> {
    context.data(&page(context.language));
    Ok(ExitCode::Yes)
}

/// Returns the manual page as troff reads it.
fn page(language: Language) -> String {
    let command = described(language);
    let mut page = Roff::new();
    let program = concat!("signoff ", env!("CARGO_PKG_VERSION"));
    page.control("TH", ["SIGNOFF", "1", "", program]);
    let about = text(language, "about");
    page.control("SH", [words::man_name(language).as_str()]);
    page.text([roman(format!("signoff - {about}"))]);
    page.control("SH", [words::man_synopsis(language).as_str()]);
    page.text([
        bold("signoff"),
        roman(format!(" {} {}", words::usage_options(language), words::usage_command(language))),
    ]);
    page.control("SH", [words::man_description(language).as_str()]);
    page.text([roman(format!("{about}\n{}", words::alone(language)))]);
    for (group, names) in GROUPS {
        page.control("SH", [text(language, group)]);
        names.iter().filter_map(|name| command.find_subcommand(name)).for_each(|sub| describe(&mut page, sub));
    }
    let globals = command.get_arguments().filter(|arg| !arg.is_positional());
    section(&mut page, &words::options(language), &rows(globals));
    section(&mut page, &words::exit_codes(language), &exit_rows(language));
    section(&mut page, &words::man_environment(language), &environment(language));
    page.to_roff()
}

/// Writes how one command is called, what for, and its own arguments.
fn describe(page: &mut Roff, command: &Command) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.control("SS", [call(command).as_str()]);
    page.text([roman(about)]);
    let own = |arg: &&Arg| !arg.is_global_set() && arg.get_id() != "help";
    list(page, &rows(command.get_arguments().filter(own)));
}

fn section(page: &mut Roff, title: &str, rows: &[(String, String)]) {
    page.control("SH", [title]);
    list(page, rows);
}

fn list(page: &mut Roff, rows: &[(String, String)]) {
    for (name, text) in rows {
        page.control("TP", []);
        page.text([bold(name.as_str())]);
        page.text([roman(text.as_str())]);
    }
}

fn environment(language: Language) -> Vec<(String, String)> {
    [
        ("SIGNOFF_SITE", words::env_site(language)),
        ("SIGNOFF_STORE", words::env_store(language)),
        ("SIGNOFF_LANG", words::env_lang(language)),
        ("NO_COLOR", words::env_no_color(language)),
        ("CLICOLOR_FORCE", words::env_color(language)),
        ("TERM=dumb", words::env_dumb(language)),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into()
}

#[cfg(test)]
mod tests {
    use super::{Language, described, page};

    #[test]
    fn the_page_has_every_command_option_code_and_variable_in_both_languages() {
        for (language, heads) in [(Language::En, ["NAME", "ENVIRONMENT"]), (Language::Zh, ["名称", "环境变量"])] {
            let page = page(language);
            for head in heads {
                assert!(page.contains(&format!("\n.SH {head}\n")), "{head}: {page}");
            }
            for word in ["SIGNOFF_STORE", "130, 143", "\\-\\-ascii"] {
                assert!(page.contains(word), "{word}: {page}");
            }
            for sub in described(language).get_subcommands().filter(|sub| !sub.is_hide_set()) {
                assert!(page.contains(&format!("signoff {}", sub.get_name())), "{}: {page}", sub.get_name());
                let long = sub.get_arguments().filter_map(|arg| arg.get_long()).filter(|long| *long != "help");
                for long in long {
                    assert!(page.contains(&format!("\\-\\-{}", long.replace('-', "\\-"))), "{long}: {page}");
                }
            }
        }
    }
}
