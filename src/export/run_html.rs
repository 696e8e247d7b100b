//! One run as a part of the page: what it was, its course in time, what was not OK, who signed, its pace.

use chrono::TimeDelta;
use indexmap::IndexMap;

use super::chart::{Point, strip};
use super::cover::CoverRun;
use super::cover_html::badge;
use super::html::{Gathered, escaped, table};
use super::line::Line;
use crate::journal::Headline;
use crate::language::{Language, export as words, reading, recorded};
use crate::report::deviations::{of_the_whole, troubles};
use crate::report::pace::{SectionPace, pace, percent};
use crate::report::story::{moment, spent};
use crate::report::story_events::{Teller, Told};
use crate::report::titles::Titles;
use crate::report::values::span;
use crate::report::words::{assurance, meaning};
use crate::run::event::{Answered, Assurance, Event, Moment, RunClosed, RunStarted};
use crate::run::outcome::{Deviation, Outcome};
use crate::terminal::style::Role;

/// A run to be shown.
#[derive(Debug)]
pub struct RunPage<'a> {
    /// What the cover says of it.
    pub cover: &'a CoverRun,
    /// What it began with.
    pub started: Option<&'a RunStarted>,
    /// How it was closed.
    pub closed: Option<&'a RunClosed>,
    /// What is wrong with its record, and what else is to be known of it.
    pub remarks: &'a [String],
    /// What was not as it should that no single entry tells of.
    pub of_the_whole: &'a [Deviation],
    /// What its procedures call things.
    pub titles: &'a std::sync::Arc<Titles>,
    /// The language.
    pub language: Language,
}

/// A run as a part of the page, with what the page gathers of it.
#[derive(Debug)]
pub struct Shown {
    /// The part.
    pub html: String,
    /// Its measured values.
    pub measured: Vec<Measured>,
}

/// One measured value of a run.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Procedure, step and item.
    pub key: String,
    /// What the procedure is called.
    pub procedure: String,
    /// What the step is called, with its item.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The value as recorded.
    pub value: String,
    /// The value on the chart.
    pub point: Point,
}

/// Adds what one run measured to what the page gathers. A run counts once for a step, by its last value.
pub fn gather(gathered: &mut Gathered, measured: Vec<Measured>) {
    let last: IndexMap<&str, &Measured> = measured.iter().map(|one| (one.key.as_str(), one)).collect();
    for (key, one) in last {
        gathered.again(key, &one.title, format!("{} {}", one.value, one.unit).trim_end());
    }
    for Measured { key, procedure, title, unit, point, .. } in measured {
        let series = gathered.series.entry(key).or_default();
        (series.procedure, series.title, series.unit) = (procedure, title, unit);
        series.add(point);
    }
}

impl RunPage<'_> {
    /// Returns the run as a part of the page.
    #[must_use]
    pub fn show(&self, lines: &[Line<'_>]) -> Shown {
        let read = |line: &Line<'_>| Some((Moment::parse_from_rfc3339(line.at).ok()?, line.event()));
        let entries: Vec<(Moment, Option<Event>)> = lines.iter().filter_map(read).collect();
        let events: Vec<(Moment, Event)> =
            entries.iter().filter_map(|(at, event)| Some((*at, event.clone()?))).collect();
        let only: Vec<Event> = events.iter().map(|(_, event)| event.clone()).collect();
        let mut html = self.head();
        if let Some(started) = self.started {
            html.push_str(&self.strip(&events));
            html.push_str(&self.deviations(&only));
            html.push_str(&self.signatures(&events));
            html.push_str(&self.course(lines, &entries, started));
            html.push_str(&self.pace(&events));
        }
        html.push_str("</section>\n");
        Shown { html, measured: self.measured(&events) }
    }

    fn head(&self) -> String {
        let (language, cover) = (self.language, self.cover);
        let id = escaped(&cover.run);
        let mut html = format!(
            "<section class=\"run\" id=\"{id}\"><h2>{}</h2><p class=\"id mono\">{id}</p>",
            escaped(&cover.procedure)
        );
        let class = if cover.headline == Headline::Altered { "alarm" } else { "remark" };
        for remark in self.remarks {
            html.push_str(&format!("<p class=\"{class}\">{}</p>", escaped(remark)));
        }
        let badge = badge(cover.closed);
        html.push_str(&format!("<p><span class=\"verdict {badge}\">{}</span></p><dl>", escaped(&cover.verdict)));
        let mut fields = vec![
            (words::checked(language), cover.check.clone()),
            (words::column_site(language), cover.site.clone()),
            (reading::column_date(language), cover.date.clone()),
            (reading::column_operator(language), cover.operator.clone()),
        ];
        fields.extend(
            self.closed.and_then(|closed| closed.reason.clone()).map(|why| (reading::head_reason(language), why)),
        );
        fields.push((words::column_head(language), format!("{} · {}", cover.head.length, cover.head.hash)));
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            html.push_str(&format!("<dt>{}</dt><dd>{}</dd>", escaped(&name), escaped(&value)));
        }
        html.push_str("</dl>");
        html
    }

    fn strip(&self, events: &[(Moment, Event)]) -> String {
        let Some(((begun, _), (ended, _))) = events.first().zip(events.last()) else { return String::new() };
        let since = |at: &Moment| seconds(*at - *begun);
        let mut answers = Vec::new();
        let mut pauses = Vec::new();
        let mut left = None;
        for (at, event) in events {
            match event {
                Event::Answered(answered) => answers.push((since(at), Some(answered.outcome))),
                Event::Amended(amended) => answers.push((since(at), Some(amended.new.outcome))),
                Event::Signed(_) => answers.push((since(at), None)),
                Event::Paused(_) => left = Some(since(at)),
                Event::Resumed(_) => pauses.extend(left.take().map(|left| (left, since(at)))),
                _ => {}
            }
        }
        let length = span(self.language, spent(events.iter().map(|(at, event)| (*at, Some(event)))));
        let closed = events.iter().find(|(_, event)| matches!(event, Event::RunClosed(_))).map_or(ended, |(at, _)| at);
        let times = format!("{} → {} · {length}", moment(*begun), moment(*closed));
        format!("{}<p class=\"note\">{}</p>", strip(&answers, &pauses, since(ended)), escaped(&times))
    }

    fn deviations(&self, events: &[Event]) -> String {
        let language = self.language;
        let title = escaped(&words::run_deviations(language));
        let troubles = troubles(events, self.titles, language);
        if troubles.is_empty() && self.of_the_whole.is_empty() {
            return format!("<h3>{title}</h3><p class=\"note\">{}</p>", escaped(&words::no_deviations(language)));
        }
        let head = [
            words::column_step(language),
            words::column_found(language),
            words::column_done(language),
            words::column_result(language),
        ];
        let row = |(path, trouble): (&String, &crate::report::deviations::Trouble)| {
            let result = trouble.outcome.map(|result| result.name(language)).unwrap_or_default();
            vec![
                format!("{path}  {}", trouble.title),
                trouble.found.join("\n"),
                match trouble.outcome {
                    _ if !trouble.done.is_empty() => trouble.done.join("\n"),
                    Some(Outcome::Failed) => recorded::dev_stays(language),
                    _ => words::nothing_recorded(language),
                },
                result,
            ]
        };
        let whole = self.of_the_whole.iter().map(|deviation| {
            let (place, what) = of_the_whole(deviation, self.titles, language);
            vec![place, what, String::new(), String::new()]
        });
        let rows: Vec<Vec<String>> = troubles.iter().map(row).chain(whole).collect();
        format!("<h3>{title}</h3>{}", table("deviations", &head, &rows))
    }

    fn signatures(&self, events: &[(Moment, Event)]) -> String {
        let language = self.language;
        let mut rows = Vec::new();
        for (at, event) in events {
            match event {
                Event::Signed(signed) => rows.push(vec![
                    if signed.name == signed.by {
                        signed.name.clone()
                    } else {
                        format!("{} ({})", signed.name, signed.by)
                    },
                    signed.role.as_deref().map(|role| self.titles.role(role).to_owned()).unwrap_or_default(),
                    meaning(language, signed, self.titles),
                    moment(*at),
                    assurance(language, signed.assurance),
                    [self.titles.text(&signed.title), signed.note.as_deref().unwrap_or_default()]
                        .join(" ")
                        .trim()
                        .to_owned(),
                ]),
                Event::SignatureVoided(voided) => rows.push(vec![
                    words::voided(language),
                    String::new(),
                    reading::voided(language, &voided.path, voided.because),
                    moment(*at),
                    String::new(),
                    String::new(),
                ]),
                _ => {}
            }
        }
        if rows.is_empty() {
            return String::new();
        }
        let head = [
            words::column_name(language),
            words::column_role(language),
            words::column_meaning(language),
            words::column_time(language),
            words::column_assurance(language),
            words::column_step(language),
        ];
        format!("<h3>{}</h3>{}", escaped(&words::run_signatures(language)), table("signatures", &head, &rows))
    }

    fn course(&self, lines: &[Line<'_>], entries: &[(Moment, Option<Event>)], started: &RunStarted) -> String {
        let language = self.language;
        let mut teller = Teller::new(language, started, self.titles.clone());
        let mut html = format!("<h3>{}</h3><ol class=\"course\">", escaped(&words::run_timeline(language)));
        let mut day = entries.first().map(|(at, _)| at.date_naive());
        for (line, (at, event)) in lines.iter().zip(entries) {
            if day != Some(at.date_naive()) {
                day = Some(at.date_naive());
                html.push_str(&format!("<li class=\"section\"><time></time><span>{}</span></li>", at.date_naive()));
            }
            match event {
                Some(Event::RunStarted(_)) => {}
                Some(Event::SectionShown(shown)) => {
                    let _ = teller.tell(&Event::SectionShown(shown.clone()));
                    if !shown.path.is_empty() {
                        let title = escaped(&format!("{}  {}", shown.path, self.titles.text(&shown.title)));
                        html.push_str(&format!(
                            "<li class=\"section\"><time>{}</time><span>{title}</span></li>",
                            at.format("%H:%M:%S")
                        ));
                    }
                }
                Some(event) => html.push_str(&told(*at, &teller.tell(event))),
                None => {
                    let say = reading::unknown_entry(language, line.seq, line.kind);
                    html.push_str(&told(*at, &Told { line: say, ..Told::default() }));
                }
            }
        }
        html.push_str("</ol>");
        html
    }

    fn pace(&self, events: &[(Moment, Event)]) -> String {
        let language = self.language;
        let sections = pace(events);
        let scripted = self.started.is_some_and(|started| started.assurance == Assurance::Scripted);
        if sections.is_empty() || scripted {
            return String::new();
        }
        let head = pace_columns(language);
        let rows: Vec<Vec<String>> = sections.iter().map(|section| pace_row(language, section).to_vec()).collect();
        format!(
            "<div class=\"hint\"><h3>{}</h3><p class=\"note\">{}</p>{}</div>",
            escaped(&words::pace(language)),
            escaped(&words::pace_is_hint(language)),
            table("pace", &head, &rows)
        )
    }

    fn measured(&self, events: &[(Moment, Event)]) -> Vec<Measured> {
        let procedure = self.procedure(events);
        let mut measured = Vec::new();
        for (_, event) in events {
            let answered: &Answered = match event {
                Event::Answered(answered) => answered,
                Event::Amended(amended) => &amended.new,
                _ => continue,
            };
            let value = answered.value.as_str().filter(|_| answered.kind == "measure");
            let Some((text, value)) = value.and_then(|text| Some((text, number(text)?))) else { continue };
            let limits = answered.limits.clone().unwrap_or_default();
            let limit = |own: Option<String>| own.or(limits.equals.clone()).and_then(|text| number(&text));
            let item = answered.item.as_ref().map(|item| format!("[{item}] ")).unwrap_or_default();
            let title = format!("{item}{}", self.titles.text(&answered.title));
            let unit = answered.unit.clone().unwrap_or_default();
            let id = self.started.map(|started| started.procedure.id.as_str()).unwrap_or_default();
            let key = format!("{id}/{}/{item}", answered.step.as_deref().unwrap_or_default());
            let point = Point {
                value,
                day: self.cover.date.clone(),
                label: format!("{} {text} {unit}", self.cover.date),
                min: limit(limits.min.clone()),
                max: limit(limits.max.clone()),
                good: answered.outcome != Outcome::Failed,
            };
            measured.push(Measured { key, procedure: procedure.clone(), title, unit, value: text.to_owned(), point });
        }
        measured
    }

    /// Returns what the run's procedure is called, as its first page showed it.
    fn procedure(&self, events: &[(Moment, Event)]) -> String {
        let title = events.iter().find_map(|(_, event)| match event {
            Event::SectionShown(shown) if shown.path.is_empty() => Some(self.titles.text(&shown.title).to_owned()),
            _ => None,
        });
        title.unwrap_or_else(|| self.cover.procedure.clone())
    }
}

/// Returns the names of the columns of [`pace_row`].
#[must_use]
pub fn pace_columns(language: Language) -> [String; 5] {
    [
        words::column_section(language),
        words::column_took(language),
        words::column_answers(language),
        words::column_ticks(language),
        words::column_fast(language),
    ]
}

/// Returns the pace of a section as cells.
#[must_use]
pub fn pace_row(language: Language, section: &SectionPace) -> [String; 5] {
    let name = match section.path.as_str() {
        "" => words::whole_run(language),
        path => format!("{path}  {}", section.title),
    };
    let share = |part: u32| format!("{part} ({} %)", percent(part, section.answers));
    [name, span(language, section.took), section.answers.to_string(), share(section.ticks), share(section.fast)]
}

fn told(at: Moment, told: &Told) -> String {
    let class = match told.role {
        Some(Role::Bad) => "bad",
        Some(Role::Warning) => "warning",
        Some(Role::Good) => "good",
        Some(Role::Dim) => "dim",
        _ => "plain",
    };
    let deep = if told.depth > 0 { " class=\"deep\"" } else { "" };
    let mut html = format!(
        "<li class=\"{class}\"><time>{}</time><div{deep}><span class=\"{class}\">{}</span>",
        at.format("%H:%M:%S"),
        escaped(&told.line)
    );
    for detail in &told.details {
        html.push_str(&format!("<div class=\"more\">{}</div>", escaped(detail)));
    }
    html.push_str("</div></li>");
    html
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn seconds(span: TimeDelta) -> f64 {
    f64::from(u32::try_from(span.num_milliseconds().max(0)).unwrap_or(u32::MAX)) / 1000.0
}
