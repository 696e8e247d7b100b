//! What bounds a step: limits of values, windows, deadlines, evidence, and what follows a failure.

use super::keys::{ACTION, DEADLINE, EVIDENCE, ON_FAIL, WINDOW};
use super::reader::{Fields, Reader};
use crate::procedure::expression::Expression;
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::tree::Node;
use crate::procedure::value::{Decimal, Duration, Value, parse_date, parse_datetime, parse_time};
use crate::procedure::{
    Action, Choice, Deadline, Evidence, EvidenceKind, FieldType, Limit, Limits, OnFail, ParameterType, Since, Then,
    TimeSpan, Window, WindowTime,
};

/// What a bound written as a plain value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    Number,
    Time,
    Date,
    DateTime,
    Duration,
    Boolean,
    Choice,
    /// Only an expression.
    None,
}

impl Scale {
    pub fn of_parameter(kind: ParameterType) -> Self {
        match kind {
            ParameterType::Number => Self::Number,
            ParameterType::Boolean => Self::Boolean,
            ParameterType::Time => Self::Time,
            ParameterType::Date => Self::Date,
            ParameterType::DateTime => Self::DateTime,
            ParameterType::Duration => Self::Duration,
            ParameterType::Choice => Self::Choice,
            ParameterType::Text | ParameterType::List | ParameterType::Table => Self::None,
        }
    }

    pub fn of_field(kind: FieldType) -> Self {
        match kind {
            FieldType::Number => Self::Number,
            FieldType::Boolean => Self::Boolean,
            FieldType::Time => Self::Time,
            FieldType::Date => Self::Date,
            FieldType::Choice => Self::Choice,
            FieldType::Text | FieldType::Person => Self::None,
        }
    }

    fn read(self, text: &str, options: &[Choice]) -> Option<Value> {
        let text = text.trim();
        match self {
            Self::Number => Decimal::parse(text).map(Value::Number),
            Self::Time => parse_time(text).map(Value::Text),
            Self::Date => parse_date(text).map(Value::Text),
            Self::DateTime => parse_datetime(text).map(Value::Text),
            Self::Duration => Duration::parse(text).map(Value::Duration),
            Self::Boolean => super::reader::boolean(text).map(Value::Bool),
            Self::Choice => options.iter().any(|option| option.id == text).then(|| Value::Text(text.to_owned())),
            Self::None => None,
        }
    }

    fn expected(self) -> Bilingual {
        match self {
            Self::Time => both!("a time of day such as `08:30`, or an expression", "时刻（如 `08:30`）或表达式"),
            Self::Date => both!("a date such as `2026-07-01`, or an expression", "日期（如 `2026-07-01`）或表达式"),
            Self::DateTime => {
                both!(
                    "a date and time such as `2026-07-01T08:30`, or an expression",
                    "日期时间（如 `2026-07-01T08:30`）或表达式"
                )
            }
            Self::Duration => both!("a length of time such as `30m`, or an expression", "时长（如 `30m`）或表达式"),
            _ => both!("a number, or an expression", "数字或表达式"),
        }
    }
}

impl<'s> Reader<'s> {
    /// Reads `min`, `max` and `equals`.
    pub(super) fn limits(&mut self, fields: &Fields<'_, 's>, scale: Scale, options: &[Choice]) -> Limits {
        let mut bound = |key| fields.get(key).and_then(|node| self.bound(node, scale, options));
        Limits { min: bound("min"), max: bound("max"), equals: bound("equals") }
    }

    fn bound(&mut self, node: &Node<'s>, scale: Scale, options: &[Choice]) -> Option<Limit> {
        let text = self.scalar(node, || scale.expected())?;
        if let Some(value) = scale.read(text, options) {
            return Some(Limit::Value(value));
        }
        let digit_first = text.trim().trim_start_matches(['-', '+']).starts_with(|c: char| c.is_numeric());
        if digit_first && Expression::parse(text).is_err() {
            let help = (scale == Scale::Number)
                .then(|| both!("leave the unit out: it stands under `unit`", "不要带单位，单位写在 `unit` 里"));
            self.bad("bad-value", node, text, &scale.expected(), help);
            return None;
        }
        self.expression(node).map(Limit::Expression)
    }

    /// Reads `window`.
    pub(super) fn window(&mut self, node: &Node<'s>) -> Option<Window> {
        let fields = self.fields(node, &WINDOW)?;
        let relative = fields.has("of");
        let mut time = |key| fields.get(key).and_then(|node| self.window_time(node, relative));
        let (from, until) = (time("from"), time("until"));
        Some(Window { from, until, of: fields.get("of").and_then(|node| self.name(node)) })
    }

    fn window_time(&mut self, node: &Node<'s>, relative: bool) -> Option<WindowTime> {
        let expected = || {
            if relative {
                both!(
                    "a length of time such as `-30m`, because the window has `of`",
                    "时长（如 `-30m`），因为时间窗有 `of`"
                )
            } else {
                both!("a time of day such as `08:30`", "时刻，如 `08:30`")
            }
        };
        let text = self.scalar(node, expected)?;
        let (clock, length) = (parse_time(text), Duration::parse(text));
        let help = (!relative && length.is_some()).then(|| {
            both!(
                "a relative window needs `of`: a parameter or step that holds a time",
                "相对时间窗需要 `of`：一个时间类的参数或步骤"
            )
        });
        let found = if relative { length.map(WindowTime::Relative) } else { clock.map(WindowTime::Clock) };
        if found.is_none() {
            self.bad("bad-time", node, text, &expected(), help);
        }
        found
    }

    /// Reads `deadline`.
    pub(super) fn deadline(&mut self, node: &Node<'s>) -> Option<Deadline> {
        let fields = self.fields(node, &DEADLINE)?;
        let mut span = |key| fields.get(key).and_then(|node| self.time_span(node));
        let (after, within) = (span("after"), span("within"));
        let of = fields.get("of").and_then(|node| self.name(node))?;
        let of = if of == "start" { Since::Start } else { Since::Step(of) };
        Some(Deadline { after, within, of })
    }

    fn time_span(&mut self, node: &Node<'s>) -> Option<TimeSpan> {
        let text = node.text().unwrap_or_default();
        if text.starts_with(|c: char| c.is_numeric() || c == '-') && Expression::parse(text).is_err() {
            return self.duration(node).map(TimeSpan::Duration);
        }
        match Duration::parse(text) {
            Some(_) => self.duration(node).map(TimeSpan::Duration),
            None => self.expression(node).map(TimeSpan::Expression),
        }
    }

    /// Reads `evidence`.
    pub(super) fn evidence(&mut self, node: &Node<'s>) -> Option<Evidence> {
        let fields = self.fields(node, &EVIDENCE)?;
        let title = fields.get("title").and_then(|node| self.text(node));
        let at_least = fields.get("at_least").and_then(|node| self.count(node, 1)).unwrap_or(1);
        let accept = fields.get("accept").map(|node| self.some_lines(node)).unwrap_or_default();
        let word = fields.get("kind").and_then(|node| self.word(node, &["file", "reference"]))?;
        let kind = if word == "file" { EvidenceKind::File } else { EvidenceKind::Reference };
        let ending = |ending: String| ending.trim_start_matches('.').to_lowercase();
        Some(Evidence { kind, title, at_least, accept: accept.into_iter().map(ending).collect() })
    }

    /// Reads `on_fail`.
    pub(super) fn on_fail(&mut self, node: &Node<'s>) -> Option<OnFail> {
        let fields = self.fields(node, &ON_FAIL)?;
        let then = fields.get("then").and_then(|node| self.word(node, &["continue", "recheck", "stop"]));
        Some(OnFail {
            steps: fields.get("steps").map(|node| self.steps(node)).unwrap_or_else(super::no_steps),
            then: then.map(|word| match word {
                "recheck" => Then::Recheck,
                "stop" => Then::Stop,
                _ => Then::Continue,
            }),
            at_most: fields.get("at_most").and_then(|node| self.count(node, 1)).unwrap_or(3),
            notify: fields.get("notify").and_then(|node| self.text(node)),
            action: fields.get("action").and_then(|node| self.action(node)),
        })
    }

    fn action(&mut self, node: &Node<'s>) -> Option<Action> {
        let fields = self.fields(node, &ACTION)?;
        let owner = fields.get("owner").and_then(|node| self.name(node));
        let due = fields.get("due").and_then(|node| self.time_span(node));
        let title = fields.get("title").and_then(|node| self.text(node))?;
        Some(Action { title, owner, due })
    }
}
