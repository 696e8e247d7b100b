//! Lengths of time as a procedure writes them: `90s`, `30m`, `24h`, `3d`, `1h30m`. A day is 24 hours; nothing stretches it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Neg;

use super::normalise_width;

/// The longest length of time: a hundred years.
const MOST_SECONDS: i64 = 36_500 * 86_400;
/// The units, longest first, with their seconds.
const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A length of time in whole seconds, perhaps negative, which is shown in the form it was written in.
#[derive(Clone, Copy)]
pub struct Duration {
    seconds: i64,
    /// Where in `UNITS` its form begins: `90m` is not `1h30m`, though they are equal.
    longest: usize,
}

impl Duration {
    /// Returns the duration that `written` stands for: numbers with units, the longest first, each unit once, a `-` before
    /// all of them allowed; a part after the first is less than the unit before it. None for anything else, or beyond a
    /// hundred years.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let plain = normalise_width(written.trim());
        let (sign, mut rest) = plain.strip_prefix('-').map_or((1, plain.as_str()), |rest| (-1, rest));
        let (mut seconds, mut longest, mut next_unit) = (0_i64, None, 0);
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let amount: i64 = rest.get(..digits)?.parse().ok()?;
            let letter = rest.get(digits..)?.chars().next()?;
            let unit = next_unit + UNITS.get(next_unit..)?.iter().position(|(name, _)| *name == letter)?;
            if next_unit > 0 && amount.checked_mul(UNITS[unit].1)? >= UNITS[unit - 1].1 {
                return None;
            }
            seconds = seconds.checked_add(amount.checked_mul(UNITS[unit].1)?)?;
            longest.get_or_insert(unit);
            next_unit = unit + 1;
            rest = rest.get(digits + 1..)?;
        }
        Self::bounded(sign * seconds, longest?)
    }

    /// Returns a duration of so many seconds, shown in hours, minutes and seconds. None beyond a hundred years.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        let longest = UNITS.iter().skip(1).position(|(_, unit)| seconds.unsigned_abs() >= unit.unsigned_abs());
        Self::bounded(seconds, longest.map_or(UNITS.len() - 1, |position| position + 1))
    }

    /// Returns its seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the sum, in the longer form of both. None beyond a hundred years.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::bounded(self.seconds.checked_add(other.seconds)?, self.longest.min(other.longest))
    }

    /// Returns the difference, in the longer form of both. None beyond a hundred years.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// Returns the duration unless it is too long.
    fn bounded(seconds: i64, longest: usize) -> Option<Self> {
        (seconds.unsigned_abs() <= MOST_SECONDS.unsigned_abs()).then_some(Self { seconds, longest })
    }
}

impl Neg for Duration {
    type Output = Self;

    fn neg(self) -> Self {
        Self { seconds: -self.seconds, ..self }
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.seconds == other.seconds
    }
}

impl Eq for Duration {}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        self.seconds.cmp(&other.seconds)
    }
}

impl Hash for Duration {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seconds.hash(state);
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Duration({self})")
    }
}

impl fmt::Display for Duration {
    /// Writes the form it was written in: `90m` stays `90m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = if self.seconds < 0 { "-".to_owned() } else { String::new() };
        let mut rest = self.seconds.abs();
        for (letter, unit) in UNITS.iter().skip(self.longest) {
            let amount = rest / unit;
            if amount > 0 || (self.seconds == 0 && *letter == UNITS[self.longest].0) {
                shown.push_str(&format!("{amount}{letter}"));
            }
            rest %= unit;
        }
        f.pad(&shown)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_the_form_it_was_written_in() {
        let cases = [
            ("90s", 90),
            ("30m", 1_800),
            ("24h", 86_400),
            ("3d", 259_200),
            ("1h30m", 5_400),
            ("-15m", -900),
            ("-1h30m", -5_400),
            ("0m", 0),
            ("1d2h3m4s", 93_784),
            ("1d5s", 86_405),
        ];
        for (written, seconds) in cases {
            let duration = Duration::parse(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!(duration.seconds(), seconds, "{written}");
            assert_eq!(duration.to_string(), written);
        }
        assert_eq!(Duration::parse("３０ｍ").unwrap().to_string(), "30m");
        assert_eq!(Duration::parse("90m"), Duration::parse("1h30m"));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for written in [
            "",
            "-",
            "30",
            "m",
            "30 m",
            "1.5h",
            "1m1h",
            "1h1h",
            "1h90m",
            "1h60m",
            "1d90s",
            "+30m",
            "30M",
            "99999d",
            "9223372036854775807d",
            "5分",
        ] {
            assert!(Duration::parse(written).is_none(), "{written}");
        }
    }

    #[test]
    fn computed_ones_are_shown_in_hours() {
        for (seconds, shown) in
            [(0, "0s"), (59, "59s"), (60, "1m"), (90, "1m30s"), (-5_400, "-1h30m"), (172_800, "48h")]
        {
            assert_eq!(Duration::from_seconds(seconds).unwrap().to_string(), shown);
        }
        assert!(Duration::from_seconds(i64::MAX).is_none());
        assert!(Duration::from_seconds(i64::MIN).is_none());
        let sum = Duration::parse("1d").unwrap().checked_add(Duration::parse("30m").unwrap());
        assert_eq!(sum.unwrap().to_string(), "1d30m");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(seconds in -MOST_SECONDS..=MOST_SECONDS, longest in 0..UNITS.len()) {
            let duration = Duration::bounded(seconds, longest).unwrap();
            let again = Duration::parse(&duration.to_string()).unwrap();
            prop_assert_eq!(again, duration);
            prop_assert_eq!(again.to_string(), duration.to_string());
        }

        #[test]
        fn reading_never_panics(written in "\\PC{0,12}") {
            let _ = Duration::parse(&written);
        }
    }
}
