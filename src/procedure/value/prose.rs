//! Values as sentences say them: `3 days`, `2026-11-01 09:00`. Data, journals and files keep the form they were written in.

use super::{Duration, Value, parse_datetime};
use crate::language::{Language, reading as words};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Bytes of `09:00:00`.
const TIME: usize = 8;

/// Returns a length of time in words where it is whole days; else as it was written.
#[must_use]
pub fn duration_in_words(language: Language, duration: Duration) -> String {
    match (duration.seconds() / DAY, duration.seconds() % DAY) {
        (1, 0) => words::one_day(language),
        (days @ 2.., 0) => words::whole_days(language, days),
        _ => duration.to_string(),
    }
}

/// Returns a text as a sentence has it: of a datetime in its canonical form date and time, without seconds that are none; any
/// other text as it is.
#[must_use]
pub fn text_in_words(text: &str) -> String {
    datetime_in_words(text).unwrap_or_else(|| text.to_owned())
}

fn datetime_in_words(text: &str) -> Option<String> {
    let (date, rest) = text.split_once('T')?;
    let (time, offset) = rest.split_at_checked(TIME)?;
    if offset.starts_with('.') || parse_datetime(text)? != text {
        return None;
    }
    let offset = if offset.is_empty() { String::new() } else { format!(" {offset}") };
    Some(format!("{date} {}{offset}", time.strip_suffix(":00").unwrap_or(time)))
}

/// Returns a value of one line in words, as its type has it; a list or a map as [`Value`] writes it.
#[must_use]
pub fn in_words(language: Language, value: &Value) -> String {
    match value {
        Value::Duration(duration) => duration_in_words(language, *duration),
        Value::Text(text) => text_in_words(text),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Language, duration_in_words, text_in_words};

    #[test]
    fn whole_days_are_days_and_other_lengths_stay_as_written() {
        for (written, en, zh) in [
            ("72h", "3 days", "3 天"),
            ("24h", "1 day", "1 天"),
            ("3d", "3 days", "3 天"),
            ("30h", "30h", "30h"),
            ("1d6h", "1d6h", "1d6h"),
            ("0s", "0s", "0s"),
            ("90m", "90m", "90m"),
            ("-24h", "-24h", "-24h"),
        ] {
            let duration = Duration::parse(written).expect("a duration");
            assert_eq!(duration_in_words(Language::En, duration), en);
            assert_eq!(duration_in_words(Language::Zh, duration), zh);
        }
    }

    #[test]
    fn a_datetime_loses_its_letter_and_seconds_that_are_none() {
        for (text, shown) in [
            ("2026-11-01T09:00:00", "2026-11-01 09:00"),
            ("2026-11-01T09:00:30", "2026-11-01 09:00:30"),
            ("2026-11-01T09:00:00+08:00", "2026-11-01 09:00 +08:00"),
            ("2026-11-01T09:00", "2026-11-01T09:00"),
            ("2026-13-01T09:00:00", "2026-13-01T09:00:00"),
            ("T", "T"),
            ("温度T温度温度温度", "温度T温度温度温度"),
            ("2026-11-01", "2026-11-01"),
        ] {
            assert_eq!(text_in_words(text), shown);
        }
    }
}
