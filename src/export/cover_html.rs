//! The cover as the first part of the page.

use super::cover::{Cover, CoverRun};
use super::html::escaped;
use crate::journal::Headline;
use crate::language::{Language, export as words, reading};

/// Returns the cover.
#[must_use]
pub fn cover(cover: &Cover, language: Language) -> String {
    let mut html = format!("<section class=\"cover\"><h1>{}</h1>", escaped(&words::title(language)));
    html.push_str(&format!("<p class=\"lead\">signoff {} · {}</p>", env!("CARGO_PKG_VERSION"), escaped(&cover.at)));
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

fn runs(cover: &Cover, language: Language) -> String {
    let mut html =
        format!("<h3>{}</h3><div class=\"scroll\"><table class=\"runs\"><thead><tr>", escaped(&words::taken(language)));
    Cover::columns(language).iter().for_each(|name| html.push_str(&format!("<th>{}</th>", escaped(name))));
    html.push_str("</tr></thead><tbody>");
    for run in &cover.runs {
        html.push_str(&row(run));
    }
    html.push_str("</tbody></table></div>");
    html
}

fn row(run: &CoverRun) -> String {
    let class = if run.headline == Headline::Altered { " class=\"bad\"" } else { "" };
    let mut html = format!("<tr{class}>");
    for (column, cell) in run.cells().iter().enumerate() {
        let cell = escaped(cell);
        match column {
            0 => html.push_str(&format!("<td><a href=\"#{cell}\">{cell}</a></td>")),
            _ => html.push_str(&format!("<td>{cell}</td>")),
        }
    }
    html.push_str("</tr>");
    html
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
