//! One run as a story for a person, from its journal alone: who, what, when, what came of it. Pure.
//!
//! Nothing is left out: an entry of an unknown type has its line too, and what is wrong with the journal stands at the top.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};

use super::deviations::of_the_whole;
use super::pace::{pace, percent};
use super::page::Page;
use super::story_events::Teller;
use super::titles::Titles;
use super::values::span;
use super::words::{self as names, assurance, remark};
use crate::journal::{Entry, Receipt};
use crate::language::{Language, export as exporting, reading as words};
use crate::run::event::{Assurance, Event, Moment, RunClosed, RunStarted};
use crate::run::outcome::{Counts, Deviation};
use crate::terminal::sanitize::Shown;
use crate::terminal::style::Role;
use crate::terminal::table::Layout;

/// A run to be told.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    /// Its entries, up to the break where there is one.
    pub entries: &'a [Entry],
    /// What is wrong with its record, the worst first.
    pub alarms: &'a [String],
    /// What is to be known of its record, and is no fault.
    pub remarks: &'a [String],
    /// What was not as it should that no single entry tells of.
    pub of_the_whole: &'a [Deviation],
    /// The ledger's receipt of its closing.
    pub receipt: Option<&'a Receipt>,
    /// What its procedures call things.
    pub titles: &'a Arc<Titles>,
    /// Whether its pace is told too.
    pub pace: bool,
}

impl Story<'_> {
    /// Returns the story, each line at most as wide as the layout.
    #[must_use]
    pub fn tell(&self, layout: Layout) -> String {
        let mut page = Page::new(layout);
        self.top(&mut page);
        let events = self.events();
        let Some(Event::RunStarted(started)) = events.first().and_then(|(_, event)| event.as_ref()) else {
            return page.finish();
        };
        let closed = events.iter().find_map(|(entry, event)| match event {
            Some(Event::RunClosed(closed)) => Some((*entry, &**closed)),
            _ => None,
        });
        let dated = events.iter().map(|(entry, event)| (entry.time, event.as_ref()));
        self.head(&mut page, started, closed.map(|(entry, _)| (entry, spent(dated))));
        let mut teller = Teller::new(layout.language, started, self.titles.clone());
        let mut day = self.entries.first().map(|entry| entry.time.date_naive());
        let mut section = String::new();
        for (entry, event) in events.iter().skip(1) {
            new_day(&mut page, &mut day, entry.time);
            tell(&mut page, &mut teller, &mut section, (entry, event.as_ref()));
        }
        if let Some((_, closed)) = closed {
            self.closing(&mut page, closed);
        }
        if self.pace {
            self.pace(&mut page, &events);
        }
        page.finish()
    }

    fn pace(&self, page: &mut Page, events: &[(&Entry, Option<Event>)]) {
        let language = page.layout.language;
        let events: Vec<(Moment, Event)> =
            events.iter().filter_map(|(entry, event)| Some((entry.time, event.clone()?))).collect();
        page.gap().add_in(Role::Title, "", &exporting::pace(language));
        if matches!(events.first(), Some((_, Event::RunStarted(started))) if started.assurance == Assurance::Scripted) {
            page.add_in(Role::Dim, "", &exporting::pace_of_script(language));
            return;
        }
        page.add_in(Role::Dim, "", &exporting::pace_is_hint(language));
        for section in pace(&events) {
            let name = match section.path.as_str() {
                "" => exporting::whole_run(language),
                path => format!("{path}  {}", self.titles.text(&section.title)),
            };
            let share = |part: u32| format!("{part} ({} %)", percent(part, section.answers));
            let figures = [
                (exporting::column_took(language), span(language, section.took)),
                (exporting::column_answers(language), section.answers.to_string()),
                (exporting::column_ticks(language), share(section.ticks)),
                (exporting::column_fast(language), share(section.fast)),
            ];
            let figures = figures.map(|(name, figure)| format!("{name} {figure}"));
            page.add("", &name).add("    ", &names::clauses(language, &figures));
        }
    }

    fn events(&self) -> Vec<(&Entry, Option<Event>)> {
        let read = |entry: &Entry| Event::read(&entry.kind, entry.data.get()).ok().flatten();
        self.entries.iter().map(|entry| (entry, read(entry))).collect()
    }

    fn top(&self, page: &mut Page) {
        for alarm in self.alarms {
            page.add_in(Role::Bad, "!! ", alarm);
        }
        for remark in self.remarks {
            page.add_in(Role::Warning, "!  ", remark);
        }
        page.gap();
    }

    fn head(&self, page: &mut Page, started: &RunStarted, closed: Option<(&Entry, TimeDelta)>) {
        let language = page.layout.language;
        let begun = self.entries.first().map(|entry| entry.time);
        if started.mode != "live" {
            page.add_in(Role::Warning, "!  ", &mode(language, &started.mode)).gap();
        }
        let title = self
            .title()
            .map(|title| self.titles.text(&title).to_owned())
            .or_else(|| self.titles.procedure().map(str::to_owned))
            .map(|title| format!("{title}  "))
            .unwrap_or_default();
        page.add_in(Role::Title, "", &format!("{title}{} {}", started.procedure.id, label(started)));
        let mut rows = vec![
            (words::head_run(language), started.run.clone()),
            (words::head_site(language), site(language, started)),
            (words::head_date(language), started.business_date.to_string()),
            (words::head_mode(language), mode(language, &started.mode)),
            (words::head_operator(language), operator(language, started)),
        ];
        rows.extend(begun.map(|begun| (words::head_begun(language), moment(begun))));
        rows.push((
            words::head_closed(language),
            closed.map_or_else(|| words::still_open(language), |(entry, _)| moment(entry.time)),
        ));
        rows.extend(closed.map(|(_, spent)| (words::head_duration(language), span(language, spent))));
        rows.push((words::head_record(language), words::entries_count(language, self.entries.len(), &started.program)));
        let called: Vec<String> = started.called.iter().map(|called| called.id.clone()).collect();
        rows.extend((!called.is_empty()).then(|| (words::head_called(language), names::list(language, &called))));
        fields(page, &rows);
        page.gap();
    }

    /// Returns the procedure's title as its first page showed it.
    fn title(&self) -> Option<String> {
        self.events().into_iter().find_map(|(_, event)| match event {
            Some(Event::SectionShown(shown)) if shown.path.is_empty() => Some(shown.title),
            _ => None,
        })
    }

    fn closing(&self, page: &mut Page, closed: &RunClosed) {
        let language = page.layout.language;
        page.gap();
        let came = counts(language, &closed.counts);
        let mut rows: Vec<_> = (!came.is_empty()).then(|| (words::head_counts(language), came)).into_iter().collect();
        rows.extend(closed.score.as_ref().map(|score| (words::head_score(language), format!("{} %", rounded(score)))));
        let whole = self.of_the_whole.iter().map(|deviation| {
            let (place, what) = of_the_whole(deviation, self.titles, language);
            format!("\n{place}{}{what}", language.colon())
        });
        rows.push((words::head_deviations(language), format!("{}{}", closed.deviations, whole.collect::<String>())));
        rows.extend(closed.reason.as_ref().map(|reason| (words::head_reason(language), reason.clone())));
        rows.push(match self.receipt {
            Some(receipt) => (words::head_receipt(language), format!("{}\n{receipt}", receipt.code())),
            None => (words::head_receipt(language), words::no_receipt(language)),
        });
        let verdict = closed.verdict.name(language);
        let column = column(&rows).max(crate::terminal::wrap::width(&words::head_verdict(language)));
        page.field(Some(names::verdict_role(closed.verdict)), &words::head_verdict(language), column, &verdict);
        for (name, text) in &rows {
            page.field(None, name, column, text);
        }
    }
}

/// Tells one entry; `section` is the one whose heading stands above it.
fn tell(page: &mut Page, teller: &mut Teller, section: &mut String, (entry, event): (&Entry, Option<&Event>)) {
    let language = page.layout.language;
    let time = entry.time.format("%H:%M:%S  ").to_string();
    let Some(event) = event else {
        let say = match Event::read(&entry.kind, entry.data.get()) {
            Ok(_) => words::unknown_entry(language, entry.seq, &entry.kind),
            Err(_) => words::unreadable_entry(language, entry.seq, &entry.kind),
        };
        page.add_in(Role::Warning, &time, &say);
        return;
    };
    let mut told = teller.tell(event);
    if matches!(event, Event::Signed(_)) {
        // A signature carries its date and zone wherever it is read.
        told.details.push(moment(entry.time));
    }
    if let Event::SectionShown(shown) = event {
        if !shown.path.is_empty() {
            shown.path.clone_into(section);
            page.gap().add_in(Role::Title, "", &told.line);
        }
        return;
    }
    if !section.is_empty() && !told.path.is_empty() && !is_in(&told.path, section) {
        page.gap();
        section.clear();
    }
    let indent = "  ".repeat(told.depth);
    let first = format!("{time}{indent}");
    match told.role {
        Some(role) => page.add_in(role, &first, Shown::line(&told.line).as_str()),
        None => page.add(&first, Shown::line(&told.line).as_str()),
    };
    let under = " ".repeat(time.len() + indent.len() + 2);
    for detail in &told.details {
        page.add(&under, Shown::line(detail).as_str());
    }
}

/// Returns whether a step stands in a section or its item: `3[K01].2` holds `3[K01].2.1`.
fn is_in(path: &str, section: &str) -> bool {
    path.strip_prefix(section).is_some_and(|rest| rest.starts_with(['.', '[', '#', '/']))
}

fn new_day(page: &mut Page, day: &mut Option<NaiveDate>, at: Moment) {
    let date = at.date_naive();
    if *day != Some(date) {
        page.gap().add_in(Role::Title, "", &date.to_string());
        *day = Some(date);
    }
}

fn fields(page: &mut Page, rows: &[(String, String)]) {
    let column = column(rows);
    for (name, text) in rows {
        page.field(None, name, column, text);
    }
}

fn column(rows: &[(String, String)]) -> usize {
    rows.iter().map(|(name, _)| crate::terminal::wrap::width(name)).max().unwrap_or(0)
}

/// Returns how long a run took up to its end, or so far, as [`Run::spent`](crate::run::Run::spent) has it.
#[must_use]
pub fn spent<'a>(events: impl Iterator<Item = (Moment, Option<&'a Event>)>) -> TimeDelta {
    let (mut begun, mut last, mut set_by_ms) = (None, None, 0_i64);
    for (at, event) in events {
        begun = begun.or(Some(at));
        last = Some(at);
        match event {
            Some(Event::ClockStepped(step)) => set_by_ms = set_by_ms.saturating_add(step.by_ms),
            Some(Event::RunClosed(_)) => break,
            _ => {}
        }
    }
    let passed = begun.zip(last).map_or(TimeDelta::zero(), |(begun, last)| last - begun);
    (passed - TimeDelta::try_milliseconds(set_by_ms).unwrap_or_default()).max(TimeDelta::zero())
}

/// Returns a moment with its offset: `2026-11-21 07:30:12 +08:00`.
#[must_use]
pub fn moment(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Returns the version label of a run's procedure: `1.2.0@7c1f3a`.
#[must_use]
pub fn label(started: &RunStarted) -> String {
    let digest: String = started.procedure.blob.chars().take(6).collect();
    format!("{}@{digest}", started.procedure.version.as_deref().unwrap_or_default())
}

fn site(language: Language, started: &RunStarted) -> String {
    match (&started.site_title, started.site.as_str()) {
        (Some(title), id) => format!("{title}{}", remark(language, id)),
        (None, "none") => words::no_site_there(language),
        (None, id) => id.to_owned(),
    }
}

fn mode(language: Language, mode: &str) -> String {
    match mode {
        "live" => words::mode_live(language),
        "training" => words::mode_training(language),
        "scripted" => words::mode_scripted(language),
        other => other.to_owned(),
    }
}

fn operator(language: Language, started: &RunStarted) -> String {
    let person = &started.operator;
    let id = if person.name == person.id { String::new() } else { remark(language, &person.id) };
    let sure = assurance(language, started.assurance);
    names::clauses(language, &[format!("{}{id}", person.name), sure])
}

/// Returns the counts that are not zero.
fn counts(language: Language, counts: &Counts) -> String {
    let some = counts.iter().filter(|(_, count)| *count > 0);
    let texts: Vec<String> = some.map(|(outcome, count)| format!("{} {count}", outcome.name(language))).collect();
    texts.join(" · ")
}

/// Returns a score with one place, cut and not rounded, so that none passes by its look; the journal keeps all of them.
fn rounded(score: &str) -> String {
    use crate::procedure::value::{Decimal, Rounding};
    Decimal::parse(score).map_or_else(|| score.to_owned(), |score| score.round(1, Rounding::Floor).to_string())
}

#[cfg(test)]
mod tests;
