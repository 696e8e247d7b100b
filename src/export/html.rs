//! The page: one file without script or links to elsewhere, for the screen and for A4. Everything foreign is escaped.

use indexmap::IndexMap;

use super::chart::{NEWEST, Series};
use crate::language::{Language, export as words};
use crate::terminal::sanitize::Shown;

/// How the page looks.
const STYLE: &str = include_str!("page.css");

/// How many runs in a row must have the same value before that is worth a hint.
const SAME_RUNS: usize = 5;

/// What the runs of a page have in common, gathered while they pass.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Measured values by procedure, step and item.
    pub series: IndexMap<String, Series>,
    /// How often the same value came in a row, by the same key.
    pub same: IndexMap<String, Same>,
}

/// A value that comes again and again.
#[derive(Clone, Debug, Default)]
pub struct Same {
    /// What the step is called.
    pub title: String,
    /// The value of the last run.
    pub value: String,
    /// How many runs in a row have had it.
    pub runs: usize,
}

impl Gathered {
    /// Counts a measured value against that of the run before.
    pub fn again(&mut self, key: &str, title: &str, value: &str) {
        let same = self.same.entry(key.to_owned()).or_default();
        same.runs = if same.value == value { same.runs + 1 } else { 1 };
        value.clone_into(&mut same.value);
        title.clone_into(&mut same.title);
    }

    /// Returns the charts, and the hint at values that never change.
    #[must_use]
    pub fn html(&self, language: Language) -> String {
        let mut html = String::new();
        if !self.series.is_empty() {
            html.push_str(&format!("<section><h2>{}</h2><div class=\"charts\">", escaped(&words::charts(language))));
            for series in self.series.values() {
                let newest = if series.count > NEWEST {
                    format!(" · {}", words::chart_newest(language, NEWEST))
                } else {
                    String::new()
                };
                let unit = if series.unit.is_empty() { String::new() } else { format!(" ({})", series.unit) };
                let title = words::chart_of(language, format!("{}{unit}", series.title), series.count);
                html.push_str(&format!(
                    "<figure><figcaption>{}</figcaption>{}</figure>",
                    escaped(&format!("{title}{newest}")),
                    series.svg()
                ));
            }
            html.push_str("</div></section>");
        }
        let same: Vec<&Same> = self.same.values().filter(|same| same.runs >= SAME_RUNS).collect();
        if !same.is_empty() {
            html.push_str(&format!("<section class=\"hint\"><h3>{}</h3><ul>", escaped(&words::pace_same(language))));
            for same in same {
                let said = words::pace_same_of(language, &same.title, &same.value, same.runs);
                html.push_str(&format!("<li>{}</li>", escaped(&said)));
            }
            html.push_str("</ul></section>");
        }
        html
    }
}

/// Returns the beginning of the page, up to where the cover stands.
#[must_use]
pub fn head(language: Language) -> String {
    let title = escaped(&words::title(language));
    let tag = match language {
        Language::Zh => "zh-Hans",
        Language::En => "en",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n"
    )
}

/// Returns the end of the page.
#[must_use]
pub const fn foot() -> &'static str {
    "</body>\n</html>\n"
}

/// Returns foreign text that is no markup, its control and bidirectional characters made visible.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in Shown::block(text).as_str().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            other => out.push(other),
        }
    }
    out
}

/// Returns a table; cells are foreign text.
#[must_use]
pub fn table(class: &str, head: &[String], rows: &[Vec<String>]) -> String {
    let mut html = format!("<table class=\"{class}\"><thead><tr>");
    head.iter().for_each(|name| html.push_str(&format!("<th>{}</th>", escaped(name))));
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        row.iter().for_each(|cell| html.push_str(&format!("<td>{}</td>", escaped(cell))));
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

#[cfg(test)]
mod tests {
    use super::{Gathered, escaped, head};
    use crate::language::Language;

    #[test]
    fn nothing_foreign_is_markup() {
        assert_eq!(escaped("<script>'\"&\u{202e}\n"), "&lt;script&gt;&#39;&quot;&amp;\\u{202e}<br>");
    }

    #[test]
    fn the_page_has_no_script_and_loads_nothing() {
        for language in [Language::En, Language::Zh] {
            let page = head(language);
            for word in ["<script", "http://", "https://", "url(", "@import", "src="] {
                assert!(!page.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn only_a_value_that_stays_for_five_runs_is_a_hint() {
        let mut gathered = Gathered::default();
        for value in ["20", "20", "20", "20"] {
            gathered.again("k", "Temperature", value);
        }
        assert_eq!(gathered.html(Language::En), "");
        gathered.again("k", "Temperature", "20");
        assert!(gathered.html(Language::En).contains("Temperature: 20, 5 runs in a row"));
        gathered.again("k", "Temperature", "21");
        assert_eq!(gathered.html(Language::En), "");
    }
}
