//! `Row`: one answer as flat columns. Columns are only ever appended, never renamed or moved.

use std::borrow::Cow;

/// The names of the columns, in their order.
pub const COLUMNS: [&str; 32] = [
    "run",
    "site",
    "procedure",
    "version",
    "digest",
    "mode",
    "business_date",
    "step",
    "path",
    "item",
    "kind",
    "title",
    "shown_at",
    "answered_at",
    "by",
    "by_name",
    "role",
    "assurance",
    "value",
    "raw",
    "unit",
    "min",
    "max",
    "outcome",
    "late",
    "reason",
    "evidence",
    "amends_seq",
    "old_value",
    "meaning",
    "seq",
    "hash",
];

/// What stands in one column of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Words; they may come from anybody.
    Text(Cow<'a, str>),
    /// A decimal as it was recorded.
    Number(Cow<'a, str>),
    /// A count.
    Count(u64),
    /// A time with its offset, `2026-11-21T07:30:12.512+08:00`.
    Moment(Cow<'a, str>),
    /// A day, `2026-11-21`.
    Date(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// Returns a text, or nothing where it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Returns a text, or nothing where there is none.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// Returns the same without borrowing.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(own(text)),
            Self::Number(text) => Cell::Number(own(text)),
            Self::Count(count) => Cell::Count(count),
            Self::Moment(text) => Cell::Moment(own(text)),
            Self::Date(text) => Cell::Date(own(text)),
        }
    }

    /// Returns what the journal holds as a decimal: a number where it is one, else a text.
    pub fn decimal(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if is_plain_number(&text) { Self::Number(text) } else { Self::text(text) }
    }
}

/// Returns whether `text` is a number and nothing else: a sign, digits, a point, digits.
#[must_use]
pub fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(rest)
}

/// What every row of a run begins with.
#[derive(Clone, Debug, Default)]
pub struct RunCells {
    /// The run's id.
    pub run: String,
    /// The site's id, or `none`.
    pub site: String,
    /// The procedure's id.
    pub procedure: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its file.
    pub digest: String,
    /// live, training or scripted.
    pub mode: String,
    /// The business date.
    pub business_date: String,
}

impl RunCells {
    /// Calls `see` for every column that all rows of a run begin with.
    pub fn each(&self, see: &mut dyn FnMut(&Cell<'_>)) {
        for text in [&self.run, &self.site, &self.procedure, &self.version, &self.digest, &self.mode] {
            see(&Cell::text(text.as_str()));
        }
        let date = self.business_date.as_str();
        see(&if date.is_empty() { Cell::Empty } else { Cell::Date(date.into()) });
    }
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// What it shares with all rows of its run.
    pub of: &'a RunCells,
    /// The step's id.
    pub step: Cell<'a>,
    /// The step's path.
    pub path: Cell<'a>,
    /// The item of a loop.
    pub item: Cell<'a>,
    /// The step's kind.
    pub kind: Cell<'a>,
    /// The step's title.
    pub title: Cell<'a>,
    /// When the question was shown.
    pub shown_at: Cell<'a>,
    /// When it was answered.
    pub answered_at: Cell<'a>,
    /// Who answered.
    pub by: Cell<'a>,
    /// The printed name.
    pub by_name: Cell<'a>,
    /// In which role.
    pub role: Cell<'a>,
    /// How sure it is who answered.
    pub assurance: Cell<'a>,
    /// The value, as expressions know it.
    pub value: Cell<'a>,
    /// What was typed.
    pub raw: Cell<'a>,
    /// The value's unit.
    pub unit: Cell<'a>,
    /// The least that is right.
    pub min: Cell<'a>,
    /// The most that is right.
    pub max: Cell<'a>,
    /// How it came out.
    pub outcome: Cell<'a>,
    /// early, late, or both.
    pub late: Cell<'a>,
    /// Why.
    pub reason: Cell<'a>,
    /// What was shown for it.
    pub evidence: Cell<'a>,
    /// The entry that this one amends.
    pub amends_seq: Cell<'a>,
    /// The value before.
    pub old_value: Cell<'a>,
    /// What a signature means.
    pub meaning: Cell<'a>,
    /// The entry's number.
    pub seq: Cell<'a>,
    /// The entry's hash.
    pub hash: Cell<'a>,
}

impl<'a> Row<'a> {
    /// Returns a row of a run with nothing in it yet.
    #[must_use]
    pub fn of(of: &'a RunCells) -> Self {
        const NOTHING: Cell<'static> = Cell::Empty;
        Self {
            of,
            step: NOTHING,
            path: NOTHING,
            item: NOTHING,
            kind: NOTHING,
            title: NOTHING,
            shown_at: NOTHING,
            answered_at: NOTHING,
            by: NOTHING,
            by_name: NOTHING,
            role: NOTHING,
            assurance: NOTHING,
            value: NOTHING,
            raw: NOTHING,
            unit: NOTHING,
            min: NOTHING,
            max: NOTHING,
            outcome: NOTHING,
            late: NOTHING,
            reason: NOTHING,
            evidence: NOTHING,
            amends_seq: NOTHING,
            old_value: NOTHING,
            meaning: NOTHING,
            seq: NOTHING,
            hash: NOTHING,
        }
    }

    /// Calls `see` for every column, in the order of [`COLUMNS`].
    pub fn each(&self, see: &mut dyn FnMut(&Cell<'_>)) {
        self.of.each(see);
        self.each_own(see);
    }

    /// Calls `see` for every column that the run's rows do not all begin with.
    pub fn each_own(&self, see: &mut dyn FnMut(&Cell<'_>)) {
        let own = [
            &self.step,
            &self.path,
            &self.item,
            &self.kind,
            &self.title,
            &self.shown_at,
            &self.answered_at,
            &self.by,
            &self.by_name,
            &self.role,
            &self.assurance,
            &self.value,
            &self.raw,
            &self.unit,
            &self.min,
            &self.max,
            &self.outcome,
            &self.late,
            &self.reason,
            &self.evidence,
            &self.amends_seq,
            &self.old_value,
            &self.meaning,
            &self.seq,
            &self.hash,
        ];
        own.into_iter().for_each(see);
    }
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Row, RunCells, is_plain_number};

    #[test]
    fn columns_are_only_ever_appended() {
        let first = "run,site,procedure,version,digest,mode,business_date,step,path,item,kind,title,shown_at,answered_at,\
                     by,by_name,role,assurance,value,raw,unit,min,max,outcome,late,reason,evidence,amends_seq,old_value,\
                     meaning,seq,hash";
        assert_eq!(COLUMNS.join(","), first);
    }

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let mut cells = 0;
        Row::of(&RunCells::default()).each(&mut |_| cells += 1);
        assert_eq!(cells, COLUMNS.len());
    }

    #[test]
    fn a_plain_number_is_no_formula_and_nothing_else_is_one() {
        for number in ["0", "-5", "+5", "7.10", "-0.5"] {
            assert!(is_plain_number(number), "{number}");
        }
        for other in ["", "-", "1.", ".5", "1-2", "=1", "1e5", "１", "--1", "+8.6.1"] {
            assert!(!is_plain_number(other), "{other}");
        }
    }
}
