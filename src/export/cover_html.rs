//! The cover as the first part of the page.

use super::cover::{Cover, CoverRun};
use super::html::escaped;
use crate::journal::Headline;
use crate::language::{Language, export as words, reading};
use crate::report::words::verdict_role;
use crate::run::outcome::Verdict;
use crate::terminal::style::Role;

/// Returns the cover.
#[must_use]
pub fn cover(cover: &Cover, language: Language) -> String {
    let mut html = format!("<section class=\"cover\"><h1>{}</h1>", escaped(&words::title(language)));
    html.push_str(&format!("<p class=\"lead\">signoff {} · {}</p>", env!("CARGO_PKG_VERSION"), escaped(&cover.at)));
    let placard = match cover.mode.as_str() {
        "training" => Some(reading::mode_training(language)),
        "scripted" => Some(reading::mode_scripted(language)),
        _ => None,
    };
    placard.iter().for_each(|mode| html.push_str(&format!("<p class=\"remark\">{}</p>", escaped(mode))));
    html.push_str(&figures(cover, language));
    html.push_str("<dl>");
    for (name, value) in cover.fields(language) {
        html.push_str(&format!("<dt>{}</dt><dd>{}</dd>", escaped(&name), escaped(&value)));
    }
    html.push_str("</dl>");
    if !cover.ledger_sound {
        html.push_str(&format!("<p class=\"alarm\">{}</p>", escaped(&words::ledger_altered(language))));
    }
    html.push_str(&format!("<p class=\"note\">{}</p>", escaped(&words::how_to_check(language))));
    html.push_str(&runs(cover, language));
    html.push_str(&left_out(cover, language));
    html.push_str("</section>");
    html
}

fn figures(cover: &Cover, language: Language) -> String {
    let altered = cover.count(Headline::Altered);
    let figure = |count: usize, name: String, class: &str| {
        format!("<li class=\"{class}\"><b>{count}</b>{}</li>", escaped(&name))
    };
    let mut html = String::from("<ul class=\"figures\">");
    html.push_str(&figure(cover.runs.len(), words::taken(language), ""));
    html.push_str(&figure(cover.count(Headline::Intact), reading::word_intact(language), ""));
    html.push_str(&figure(cover.count(Headline::Unfinished), reading::word_open(language), ""));
    html.push_str(&figure(altered, reading::word_altered(language), if altered > 0 { "bad" } else { "" }));
    html.push_str("</ul>");
    html
}

/// Returns the runs: what is long, the id and the hash, stands under the procedure's title, so that a row fits A4.
fn runs(cover: &Cover, language: Language) -> String {
    let heads = [
        reading::column_date(language),
        reading::column_run(language),
        reading::column_operator(language),
        reading::column_verdict(language),
        reading::column_deviations(language),
        words::column_check(language),
        words::column_entries(language),
    ];
    let mut html = format!("<h3>{}</h3><table class=\"runs\"><thead><tr>", escaped(&words::taken(language)));
    heads.iter().for_each(|name| html.push_str(&format!("<th>{}</th>", escaped(name))));
    html.push_str("</tr></thead><tbody>");
    cover.runs.iter().for_each(|run| html.push_str(&row(run)));
    html.push_str("</tbody></table>");
    html
}

fn row(run: &CoverRun) -> String {
    let (class, check) = match run.headline {
        Headline::Intact => ("", "good"),
        Headline::Unfinished => ("", "warning"),
        Headline::Altered => (" class=\"bad\"", "bad"),
    };
    let id = escaped(&run.run);
    let site =
        if run.site.is_empty() { String::new() } else { format!("<div class=\"note\">{}</div>", escaped(&run.site)) };
    let deviations = run.deviations.map(|count| count.to_string()).unwrap_or_default();
    format!(
        "<tr{class}><td class=\"date\">{}</td><td>{}<div class=\"mono\"><a href=\"#{id}\">{id}</a></div>\
         <div class=\"mono\">{}</div></td><td>{}{site}</td><td><span class=\"verdict {}\">{}</span></td>\
         <td class=\"count\">{deviations}</td><td class=\"{check}\">{}</td><td class=\"count\">{}</td></tr>",
        escaped(&run.date),
        escaped(&run.procedure),
        run.head.hash,
        escaped(&run.operator),
        badge(run.closed),
        escaped(&run.verdict),
        escaped(&run.check),
        run.head.length,
    )
}

/// Returns the class of a verdict's badge; `None` is an open run.
#[must_use]
pub fn badge(verdict: Option<Verdict>) -> &'static str {
    match verdict.map(verdict_role) {
        Some(Role::Good) => "good-badge",
        Some(Role::Bad) => "bad-badge",
        _ => "warning-badge",
    }
}

fn left_out(cover: &Cover, language: Language) -> String {
    if cover.left_out_count == 0 {
        return String::new();
    }
    let mut rows: Vec<Vec<String>> =
        cover.left_out.iter().map(|(run, why)| vec![run.to_string(), why.clone()]).collect();
    rows.extend(cover.left_out_rest(language).map(|rest| vec![rest, String::new()]));
    let head = [reading::column_run(language), words::column_why(language)];
    format!("<h3>{}</h3>{}", escaped(&words::left_out(language)), super::html::table("left", &head, &rows))
}
