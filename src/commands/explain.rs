//! `validate --explain`: the page of a rule, or the list of all.

use anyhow::Result;

use super::context::Context;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::language::explaining as words;
use crate::language::{Language, commands};
use crate::procedure::finding::{Noun, Severity};
use crate::procedure::nearest::nearest;
use crate::procedure::rules::{Area, RULES, Rule, find};

/// Shows the page of the rule `name`; an empty name lists every rule.
///
/// # Errors
/// Where there is no such rule; the help names the nearest one.
pub fn run(context: &Context, name: &str) -> Result<ExitCode> {
    if name.is_empty() {
        context.data(&list(context.language));
        return Ok(ExitCode::Yes);
    }
    let Some(rule) = find(name) else {
        let shown = name.escape_debug();
        let failure = Failure::cannot_begin(words::no_rule(context.language, shown));
        let near = nearest(name, RULES.iter().map(|rule| rule.id));
        return Err(match near {
            Some(near) => failure.help(commands::did_you_mean(context.language, near)),
            None => failure.help(words::all_rules(context.language)),
        }
        .into());
    };
    context.data(&page(rule, context.language));
    Ok(ExitCode::Yes)
}

fn list(language: Language) -> String {
    let widest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for area in [Area::Structure, Area::Meaning, Area::Beside, Area::HumanFactors] {
        text.push_str(&format!("{}\n", area_word(area, language)));
        for rule in RULES.iter().filter(|rule| rule.area == area) {
            let what = rule.page().map_or("", |page| said(page.what, language));
            text.push_str(&format!("  {:widest$}  {what}\n", rule.id));
        }
    }
    text
}

fn page(rule: &Rule, language: Language) -> String {
    let Some(page) = rule.page() else { return format!("{}\n", rule.id) };
    let severity = match rule.severity {
        Severity::Error => words::severity_error(language),
        Severity::Warning => words::severity_warning(language),
        Severity::Hint => words::severity_hint(language),
    };
    let mut text = format!("{}  ({}, {severity})\n\n", rule.id, area_word(rule.area, language));
    text.push_str(&format!("{}\n\n", said(page.what, language)));
    text.push_str(&format!("{}\n  {}\n\n", words::why(language), said(page.why, language)));
    text.push_str(&format!("{}\n{}\n", words::breaks_it(language), indented(page.wrong)));
    text.push_str(&format!("{}\n{}\n", words::keeps_it(language), indented(page.right)));
    if rule.bars {
        text.push_str(&format!("{}\n", words::not_ignored(language)));
    } else if rule.id == "unused-site-parameter" {
        text.push_str(&format!("{}\n", words::no_site_ignore(language)));
    } else {
        let (how, reason) = (words::how_to_ignore(language), words::reason(language));
        text.push_str(&format!("{how}\n    ignore: {{{}: {reason}}}\n", rule.id));
    }
    text
}

fn area_word(area: Area, language: Language) -> String {
    match area {
        Area::Structure => words::area_structure(language),
        Area::Meaning => words::area_meaning(language),
        Area::Beside => words::area_beside(language),
        Area::HumanFactors => words::area_human(language),
    }
}

fn said(text: Noun, language: Language) -> &'static str {
    match language {
        Language::En => text.en,
        Language::Zh => text.zh,
    }
}

fn indented(example: &str) -> String {
    let visible = |line: &str| line.replace('\t', "⇥").replace('\u{200b}', "<U+200B>");
    example.lines().map(|line| format!("    {}\n", visible(line))).collect()
}
