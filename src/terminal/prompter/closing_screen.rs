//! The last screen: what was not OK and what was done about it, verdict, score, receipt. At most twenty lines.

use super::receipt_line::{json_words, miss_word, moment, time_left};
use super::sheet::{Mark, Sheet, written};
use crate::language::{Language, prompter, recorded};
use crate::procedure::value::Decimal;
use crate::run::Run;
use crate::run::event::RunClosed;
use crate::run::outcome::{Counts, Deviation, DeviationKind, Outcome, Verdict};
use crate::run::question::OptionShown;
use crate::run::record::Attempt;
use crate::terminal::style::Role;
use crate::terminal::table::Layout;

/// Most lines of the screen.
const MOST_LINES: usize = 20;

/// Returns the last screen of a closed run, or nothing of one that is open. `receipt` is its code, where there is one.
#[must_use]
pub fn closing_screen(run: &Run, receipt: Option<&str>, layout: Layout) -> String {
    let Some(closed) = run.closed() else { return String::new() };
    let head = written(layout, |sheet| head(sheet, run));
    let tail = written(layout, |sheet| tail(sheet, closed, receipt, &run.started().mode));
    let room = MOST_LINES.saturating_sub(head.lines().count() + tail.lines().count());
    let lines = what_was_not_ok(layout.language, run);
    let body = (0..=lines.len())
        .rev()
        .map(|shown| written(layout, |sheet| body(sheet, closed, &lines, shown)))
        .find(|body| body.lines().count() <= room);
    format!("{head}{}{tail}", body.unwrap_or_default())
}

fn head(sheet: &mut Sheet<'_>, run: &Run) {
    let language = sheet.language();
    let (from, until) = (run.began().at, run.last().at);
    let spent = run.spent();
    let length = match spent.num_minutes() {
        ..1 => prompter::minutes(language, 0),
        _ => time_left(language, spent),
    };
    let span = recorded::span(language, moment(from, until), moment(until, from), length);
    let title = run.heading_on("").first().cloned().unwrap_or_default();
    sheet.titled("", &title, &format!("{span}   {}", run.operator().name));
    if run.started().mode == "training" {
        sheet.margin(Role::Warning, prompter::training(language));
    }
}

/// Returns a line for each deviation and for each step that was put off to the end.
fn what_was_not_ok(language: Language, run: &Run) -> Vec<(Mark, String)> {
    let deviations =
        run.deviations(run.last().at).into_iter().map(|deviation| deviation_line(language, run, &deviation));
    let put_off = run.put_off_steps().into_iter().map(|(path, title, reason)| {
        let word = Outcome::Deferred.name(language);
        let reason = reason.map(|reason| format!("  {reason}")).unwrap_or_default();
        (Mark::Neither, format!("{}{title}{}{word}{reason}", place(&path), language.colon()))
    });
    deviations.chain(put_off).collect()
}

/// Returns what a deviation is, with its step, and its mark.
pub(super) fn deviation_line(language: Language, run: &Run, deviation: &Deviation) -> (Mark, String) {
    let mark = if deviation.kind == DeviationKind::Corrected { Mark::Done } else { Mark::Failed };
    let what = what(language, run, deviation);
    (mark, format!("{}{}{}{what}", place(&deviation.path), deviation.title, language.colon()))
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}  ") }
}

/// Writes the first `shown` lines, and how many more there are.
fn body(sheet: &mut Sheet<'_>, closed: &RunClosed, lines: &[(Mark, String)], shown: usize) {
    let language = sheet.language();
    if lines.is_empty() {
        if closed.verdict == Verdict::Completed {
            sheet.margin(Role::Good, recorded::all_ok(language));
        }
        return;
    }
    sheet.margin(Role::Title, recorded::what_was_not_ok(language));
    lines.iter().take(shown).for_each(|(mark, line)| sheet.marked(*mark, line));
    if shown < lines.len() {
        sheet.put(prompter::and_more(language, lines.len() - shown));
    }
}

/// Returns what was not as it should, and what was done about it.
fn what(language: Language, run: &Run, deviation: &Deviation) -> String {
    let record = run.records().get(&deviation.path);
    let attempts = record.map(|record| record.attempts.as_slice()).unwrap_or_default();
    let options = run.options_at(&deviation.path);
    let values: Vec<String> = attempts.iter().filter_map(|attempt| value_of(language, attempt, &options)).collect();
    let word = match deviation.kind {
        DeviationKind::Failed if !values.is_empty() => {
            miss_word(language, attempts.last().and_then(|attempt| attempt.differs))
        }
        DeviationKind::Failed => recorded::outcome_failed(language),
        DeviationKind::Corrected => recorded::outcome_corrected(language),
        DeviationKind::Overridden => recorded::outcome_overridden(language),
        DeviationKind::Early => recorded::dev_early(language),
        DeviationKind::Late => recorded::dev_late(language),
        DeviationKind::Deadline => recorded::dev_deadline(language),
        DeviationKind::Bound => recorded::dev_bound(language),
        DeviationKind::Items => recorded::dev_items(language),
        DeviationKind::TimeLimit => recorded::dev_time_limit(language),
        DeviationKind::Score => recorded::dev_score(language),
        DeviationKind::Call => recorded::dev_call(language),
    };
    let about_the_answer =
        matches!(deviation.kind, DeviationKind::Failed | DeviationKind::Corrected | DeviationKind::Overridden);
    let Some(record) = record.filter(|_| about_the_answer) else { return word };
    let values = match values.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [first, .., last] => Some(recorded::dev_from_to(language, first, last)),
    };
    let by = record.overridden.as_ref().map(|by| recorded::dev_overridden_by(language, run.name_of(by)));
    let told = record.notified.then(|| recorded::dev_told(language));
    let action = record.action.then(|| recorded::dev_action(language));
    let stays = match deviation.kind {
        DeviationKind::Failed if is_corrected_on(run, &deviation.path) => Some(match attempts.len() {
            0 | 1 => recorded::dev_not_rechecked(language),
            _ => recorded::dev_still_wrong(language),
        }),
        DeviationKind::Failed if !record.action => Some(recorded::dev_stays(language)),
        _ => None,
    };
    let word = if by.is_some() { None } else { Some(word) };
    let reason = attempts.last().and_then(|attempt| attempt.reason.clone());
    let parts = [values, word, reason, by, told, action, stays].into_iter().flatten();
    parts.collect::<Vec<_>>().join(match language {
        Language::En => ", ",
        Language::Zh => "，",
    })
}

/// Returns whether something was done about the failure of the step at `path`: a corrective step that came out right.
fn is_corrected_on(run: &Run, path: &str) -> bool {
    let corrective = run.records().answered_below(&format!("{path}.fail"));
    corrective.iter().any(|step| matches!(run.outcome_on(step), Some(Outcome::Done | Outcome::Corrected)))
}

/// Returns what stays unresolved of a step, with the value that is out of its limits.
pub(super) fn unresolved_word(language: Language, run: &Run, path: &str, outcome: Outcome) -> String {
    let last = run.records().get(path).and_then(|record| record.attempts.last());
    let failed = last.filter(|_| outcome == Outcome::Failed);
    let options = run.options_at(path);
    match failed.and_then(|attempt| Some((attempt.differs, value_of(language, attempt, &options)?))) {
        Some((differs, value)) => format!("{}  {value}", miss_word(language, differs)),
        None => outcome.name(language),
    }
}

/// Returns a value with its unit, an option by its title; nothing of an answer that is none.
fn value_of(language: Language, attempt: &Attempt, options: &[OptionShown]) -> Option<String> {
    let value = Some(&attempt.json).filter(|value| value.is_string())?;
    let words = json_words(language, value, options)?;
    Some(attempt.unit.as_ref().map_or_else(|| words.clone(), |unit| format!("{words} {unit}")))
}

fn tail(sheet: &mut Sheet<'_>, closed: &RunClosed, receipt: Option<&str>, mode: &str) {
    let language = sheet.language();
    sheet.choices(&counts(language, &closed.counts));
    if let Some(reason) = &closed.reason {
        sheet.margin(Role::Bad, recorded::given_up(language, reason));
    }
    let score = closed.score.as_ref().map(|score| format!("   {}", recorded::score(language, one_place(score))));
    let verdict = recorded::verdict(language, closed.verdict.name(language));
    sheet.margin(Role::Title, format!("{verdict}{}", score.unwrap_or_default()));
    if let Some(code) = receipt {
        sheet.margin(Role::Title, recorded::receipt(language, code));
    }
    // Without its mode the command would tell of another run.
    let mode = if mode == "live" { String::new() } else { format!(" --mode {mode}") };
    sheet.margin(Role::Dim, recorded::the_rest(language, mode));
}

fn counts(language: Language, counts: &Counts) -> Vec<String> {
    let some = counts.iter().filter(|(outcome, count)| *count > 0 || *outcome == Outcome::Done);
    some.map(|(outcome, count)| format!("{} {count}", outcome.name(language))).collect()
}

/// Returns a score with one digit behind the point; the journal has all of them. It is cut, never rounded up to a pass.
fn one_place(score: &str) -> String {
    let cut = score.find('.').map_or(score, |point| score.get(..point + 2).unwrap_or(score));
    let whole = cut.strip_suffix(".0").unwrap_or(cut);
    if Decimal::parse(whole).is_some() { whole.to_owned() } else { score.to_owned() }
}
