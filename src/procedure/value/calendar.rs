//! Times of day, dates and datetimes as canonical text, and the distances between them. It never asks what time it is.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike};

use super::normalise_width;

/// Returns a time of day as `HH:MM`, from 00:00 to 23:59; `8:00` and full-width digits are understood. None for anything
/// else.
#[must_use]
pub fn parse_time(typed: &str) -> Option<String> {
    read_time(&normalise_width(typed.trim())).map(|time| time.format("%H:%M").to_string())
}

/// Returns a date as `YYYY-MM-DD`; `2026-7-1` and full-width digits are understood. None for anything else, or a day that
/// does not exist.
#[must_use]
pub fn parse_date(typed: &str) -> Option<String> {
    read_date(&normalise_width(typed.trim())).map(|date| date.format("%Y-%m-%d").to_string())
}

/// Returns a datetime as `YYYY-MM-DDTHH:MM:SS`, with its fraction and its offset (`+08:00`) where it has them. Understood
/// are RFC 3339 and local `YYYY-MM-DDTHH:MM[:SS]`, also with a space for the `T`. None for anything else.
#[must_use]
pub fn parse_datetime(typed: &str) -> Option<String> {
    match read_datetime(&normalise_width(typed.trim()))? {
        DayTime::Fixed(at) => Some(at.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
        DayTime::Local(at) => Some(at.format("%Y-%m-%dT%H:%M:%S").to_string()),
        DayTime::Date(_) | DayTime::Time(_) => None,
    }
}

/// A point in time, as far as a text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayTime {
    /// A time of day.
    Time(NaiveTime),
    /// A date.
    Date(NaiveDate),
    /// A datetime without an offset.
    Local(NaiveDateTime),
    /// A datetime with its offset.
    Fixed(DateTime<FixedOffset>),
}

impl DayTime {
    /// Returns the point in time that `text` says: a time of day, a date or a datetime. None where it says none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = normalise_width(text.trim());
        read_time(&plain)
            .map(Self::Time)
            .or_else(|| read_date(&plain).map(Self::Date))
            .or_else(|| read_datetime(&plain))
    }

    /// Returns the milliseconds from `self` to `later`, negative where that is earlier. Two offsets are reckoned with;
    /// where one is missing both count as local; where one is a time of day, the other's time of day is taken, and a date
    /// begins at midnight. None between a date and a time of day.
    #[must_use]
    pub fn milliseconds_until(self, later: Self) -> Option<i64> {
        if let (Self::Fixed(from), Self::Fixed(to)) = (self, later) {
            return Some((to - from).num_milliseconds());
        }
        if let (Some(from), Some(to)) = (self.local(), later.local()) {
            return Some((to - from).num_milliseconds());
        }
        Some((later.time_of_day()? - self.time_of_day()?).num_milliseconds())
    }

    /// Returns the calendar days from `self` to `later`, by their local dates. None where one has no date.
    #[must_use]
    pub fn days_until(self, later: Self) -> Option<i64> {
        Some((later.local()?.date() - self.local()?.date()).num_days())
    }

    /// Returns the local date and time, where there is a date.
    fn local(self) -> Option<NaiveDateTime> {
        match self {
            Self::Time(_) => None,
            Self::Date(date) => Some(date.and_time(NaiveTime::MIN)),
            Self::Local(at) => Some(at),
            Self::Fixed(at) => Some(at.naive_local()),
        }
    }

    /// Returns the local time of day, where there is one.
    fn time_of_day(self) -> Option<NaiveTime> {
        match self {
            Self::Time(time) => Some(time),
            Self::Date(_) => None,
            Self::Local(at) => Some(at.time()),
            Self::Fixed(at) => Some(at.time()),
        }
    }
}

/// Returns the time of day that plain text says: one or two digits, a colon, two digits.
fn read_time(plain: &str) -> Option<NaiveTime> {
    let (hour, minute) = plain.split_once(':')?;
    let (hour, minute) = (read_digits(hour, 1..=2)?, read_digits(minute, 2..=2)?);
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// Returns the date that plain text says.
fn read_date(plain: &str) -> Option<NaiveDate> {
    let mut parts = plain.splitn(3, '-');
    let year = read_digits(parts.next()?, 4..=4)?;
    let month = read_digits(parts.next()?, 1..=2)?;
    let day = read_digits(parts.next()?, 1..=2)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Returns the datetime that plain text says, with or without an offset.
fn read_datetime(plain: &str) -> Option<DayTime> {
    let (date, time) = plain.split_once(['T', 't', ' '])?;
    let date = read_date(date)?;
    if let Ok(at) = DateTime::parse_from_rfc3339(&format!("{}T{}", date.format("%Y-%m-%d"), time.trim_start())) {
        let whole = at.second() < 60 && at.nanosecond() < 1_000_000_000 && (0..=9999).contains(&at.year());
        return whole.then_some(DayTime::Fixed(at));
    }
    let (minutes, seconds) = match time.rsplit_once(':') {
        Some((minutes, seconds)) if minutes.contains(':') => (minutes, read_digits(seconds, 2..=2)?),
        _ => (time, 0),
    };
    read_time(minutes)?.with_second(seconds).map(|time| DayTime::Local(date.and_time(time)))
}

/// Returns the number that so many digits say.
fn read_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let digits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_become_canonical() {
        for (typed, canonical) in [("8:00", "08:00"), ("08:00", "08:00"), ("２３：５９", "23:59"), (" 0:05 ", "00:05")]
        {
            assert_eq!(parse_time(typed).as_deref(), Some(canonical), "{typed}");
        }
        for typed in ["", "8", "24:00", "12:60", "8:5", "008:00", "8:00:00", "-1:00", "8.30", "八点"] {
            assert_eq!(parse_time(typed), None, "{typed}");
        }
    }

    #[test]
    fn dates_become_canonical() {
        for (typed, canonical) in
            [("2026-07-01", "2026-07-01"), ("2026-7-1", "2026-07-01"), ("２０２６－７－１", "2026-07-01")]
        {
            assert_eq!(parse_date(typed).as_deref(), Some(canonical), "{typed}");
        }
        for typed in ["2026-02-29", "26-07-01", "2026-13-01", "2026-7", "2026-7-1-1", "20260701", "2026/7/1"] {
            assert_eq!(parse_date(typed), None, "{typed}");
        }
    }

    #[test]
    fn datetimes_become_canonical() {
        let cases = [
            ("2026-11-23T08:40:00+08:00", "2026-11-23T08:40:00+08:00"),
            ("2026-11-23T08:40:00.123Z", "2026-11-23T08:40:00.123+00:00"),
            ("2026-11-23T08:40", "2026-11-23T08:40:00"),
            ("2026-11-23 8:40", "2026-11-23T08:40:00"),
            ("2026-11-23T08:40:05", "2026-11-23T08:40:05"),
        ];
        for (typed, canonical) in cases {
            assert_eq!(parse_datetime(typed).as_deref(), Some(canonical), "{typed}");
            assert_eq!(parse_datetime(canonical).as_deref(), Some(canonical));
        }
        for typed in
            ["2026-11-23", "08:40", "2026-11-23T", "2026-11-23T24:00", "2026-11-23T08:40:60", "2026-02-30T08:00"]
        {
            assert_eq!(parse_datetime(typed), None, "{typed}");
        }
    }

    #[test]
    fn distances() {
        let cases = [
            ("08:00", "08:30", Some(30), None),
            ("08:30", "08:00", Some(-30), None),
            ("2026-07-01", "2026-07-03", Some(2880), Some(2)),
            ("2026-07-01T23:00", "2026-07-02T01:00", Some(120), Some(1)),
            ("2026-07-01T08:00:00+08:00", "2026-07-01T08:00:00+09:00", Some(-60), Some(0)),
            ("2026-07-01T08:00:00+08:00", "2026-07-01T09:00", Some(60), Some(0)),
            ("08:00", "2026-07-01T09:00:00+08:00", Some(60), None),
            ("2026-07-01", "2026-07-01T01:00", Some(60), Some(0)),
            ("2026-07-01", "08:00", None, None),
        ];
        for (from, to, minutes, days) in cases {
            let (from, to) = (DayTime::parse(from).unwrap(), DayTime::parse(to).unwrap());
            assert_eq!(from.milliseconds_until(to).map(|length| length / 60_000), minutes, "{from:?} {to:?}");
            assert_eq!(from.days_until(to), days, "{from:?} {to:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(typed in "\\PC{0,20}", near in "[0-9TZ:+. -]{0,30}") {
            for text in [typed, near] {
                let _ = (parse_time(&text), parse_date(&text), parse_datetime(&text), DayTime::parse(&text));
            }
        }

        #[test]
        fn text_order_is_time_order(one in 0_u32..1440, other in 0_u32..1440) {
            let text = |minutes: u32| parse_time(&format!("{}:{:02}", minutes / 60, minutes % 60)).unwrap();
            prop_assert_eq!(text(one).cmp(&text(other)), one.cmp(&other));
        }
    }
}
