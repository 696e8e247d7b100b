//! The pace of a run: how long each section took, what was answered faster than it can be read. A hint, never a verdict. Pure.

use chrono::TimeDelta;

use crate::run::event::{Event, Moment};

/// Chinese characters that an adult reads aloud in a minute: 255 ± 29, Trauzettel-Klosinski, Dietz and the IReST Study Group,
/// Invest. Ophthalmol. Vis. Sci. 53 (2012) 5452–5461, doi:10.1167/iovs.11-8284.
const CHINESE_A_MINUTE: u64 = 255;

/// Characters of English that an adult reads aloud in a minute: 987 ± 118, from the same table.
const LETTERS_A_MINUTE: u64 = 987;

/// How much faster a text is read silently than aloud, in percent: 238 words a minute against 183, Brysbaert, J. Mem. Lang. 109
/// (2019) 104047. The hint must not blame those who read as people do.
const SILENT_PERCENT: u64 = 130;

/// The pace of one section, or of what stands in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionPace {
    /// Its path; empty for the run as a whole.
    pub path: String,
    /// Its title.
    pub title: String,
    /// From its page to its last answer.
    pub took: TimeDelta,
    /// How many answers people gave.
    pub answers: u32,
    /// How many of them are checks that were simply done: no value, no reason, no evidence.
    pub ticks: u32,
    /// How many came faster than their title and expected response can be read.
    pub fast: u32,
}

/// Returns the pace of the run, then of each section, in the order of their pages.
#[must_use]
pub fn pace(events: &[(Moment, Event)]) -> Vec<SectionPace> {
    let mut sections: Vec<(SectionPace, Moment)> = Vec::new();
    for (at, event) in events {
        match event {
            Event::SectionShown(shown) if !sections.iter().any(|(section, _)| section.path == shown.path) => {
                let (path, title) = (shown.path.clone(), shown.title.clone());
                sections.push((SectionPace { path, title, ..SectionPace::default() }, *at));
            }
            Event::Answered(answered) if !answered.computed => {
                let tick = answered.kind == "check"
                    && answered.value.as_bool() == Some(true)
                    && answered.reason.is_none()
                    && answered.evidence.is_empty();
                let text = [Some(&answered.title), answered.expect.as_ref()];
                let reading = text.into_iter().flatten().map(|text| reading_time(text)).sum::<TimeDelta>();
                let fast = *at - answered.shown_at < reading;
                for (section, shown) in sections.iter_mut().filter(|(section, _)| holds(&section.path, &answered.path))
                {
                    section.took = (*at - *shown).max(TimeDelta::zero());
                    section.answers += 1;
                    section.ticks += u32::from(tick);
                    section.fast += u32::from(fast);
                }
            }
            _ => {}
        }
    }
    sections.into_iter().map(|(section, _)| section).filter(|section| section.answers > 0).collect()
}

/// Returns how long an adult takes to read `text` silently.
#[must_use]
pub fn reading_time(text: &str) -> TimeDelta {
    let chinese = text.chars().filter(|c| ('\u{2e80}'..='\u{9fff}').contains(c)).count() as u64;
    let letters = text.chars().count() as u64 - chinese;
    let aloud = chinese * 60_000 / CHINESE_A_MINUTE + letters * 60_000 / LETTERS_A_MINUTE;
    TimeDelta::milliseconds(i64::try_from(aloud * 100 / SILENT_PERCENT).unwrap_or(i64::MAX / 2))
}

/// Returns whether a step stands in a section: the run as a whole holds every step.
fn holds(section: &str, path: &str) -> bool {
    section.is_empty() || path.strip_prefix(section).is_some_and(|rest| rest.starts_with(['.', '[', '#', '/']))
}

/// Returns `part` of `whole` in percent.
#[must_use]
pub fn percent(part: u32, whole: u32) -> u32 {
    (part * 100).checked_div(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use serde_json::json;

    use super::{holds, pace, reading_time};
    use crate::run::event::{Event, Moment};

    fn at(seconds: i64) -> Moment {
        DateTime::parse_from_rfc3339("2026-11-21T07:30:00.000+08:00").expect("a time") + TimeDelta::seconds(seconds)
    }

    fn event(kind: &str, data: &serde_json::Value) -> Event {
        Event::read(kind, &data.to_string()).expect("reads").expect("known")
    }

    fn answered(path: &str, shown: i64, value: &serde_json::Value) -> Event {
        let shown = at(shown).to_rfc3339();
        event(
            "answered",
            &json!({"path": path, "kind": "check", "title": "检查消防栓和灭火器压力", "value": value,
            "outcome": "done", "section_shown_at": shown, "shown_at": shown, "by": "zhang"}),
        )
    }

    #[test]
    fn a_section_runs_from_its_page_to_its_last_answer() {
        let page = |path: &str| event("section_shown", &json!({"path": path, "title": "设备", "steps": []}));
        let events = [
            (at(0), page("")),
            (at(1), page("2")),
            (at(2), answered("2.1", 1, &json!(true))),
            (at(61), answered("2.2", 2, &json!(true))),
            (at(70), answered("3", 61, &json!(false))),
        ];
        let pace = pace(&events);
        let figures: Vec<_> = pace
            .iter()
            .map(|section| (section.took.num_seconds(), section.answers, section.ticks, section.fast))
            .collect();
        assert_eq!(figures, [(70, 3, 2, 1), (60, 2, 2, 1)]);
    }

    #[test]
    fn factor_28_a_tick_without_value_reason_or_evidence_is_counted_apart() {
        let with = |path: &str, more: serde_json::Value| {
            let mut data = json!({"path": path, "kind": "check", "title": "灯", "value": true, "outcome": "done",
                "section_shown_at": at(0).to_rfc3339(), "shown_at": at(0).to_rfc3339(), "by": "zhang"});
            let fields = data.as_object_mut().expect("an object");
            fields.extend(more.as_object().expect("an object").clone());
            (at(60), event("answered", &data))
        };
        let events = [
            (at(0), event("section_shown", &json!({"path": "", "title": "大厅", "steps": []}))),
            with("1", json!({})),
            with("2", json!({"kind": "measure", "value": "20", "raw": "20"})),
            with("3", json!({"reason": "换过灯管"})),
            with("4", json!({"evidence": [{"reference": "IMG-1"}]})),
            with("5", json!({"value": false, "outcome": "failed"})),
        ];
        let pace = pace(&events);
        assert_eq!((pace[0].answers, pace[0].ticks), (5, 1));
        assert_eq!(super::percent(pace[0].ticks, pace[0].answers), 20);
    }

    #[test]
    fn reading_takes_longer_for_more_text() {
        assert_eq!(reading_time(""), TimeDelta::zero());
        assert_eq!(reading_time(&"查".repeat(255)).num_milliseconds(), 46_153, "a minute aloud");
        assert_eq!(reading_time(&"a".repeat(987)).num_milliseconds(), 46_153);
        assert!(holds("", "1") && holds("2", "2.1") && !holds("2", "21"));
    }
}
