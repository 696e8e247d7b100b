//! Windows and deadlines: from when until when a step is due, and on which side of it an answer falls. All bounds inclusive.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

use super::Run;
use super::event::{Moment, Timing};
use super::names::Names;
use super::question::Due;
use super::record::Tick;
use super::tree::NodeId;
use crate::procedure::expression::Scope;
use crate::procedure::value::{Duration, Value};
use crate::procedure::{Deadline, Since, TimeSpan, Window, WindowTime};

/// From when and until when, in local time.
type Bounds = (Option<NaiveDateTime>, Option<NaiveDateTime>);

impl Run {
    /// Returns on which side of its window an answer at `at` falls, or `None` for in time or no window.
    pub(super) fn window_timing(&self, node: NodeId, at: Moment) -> Option<Timing> {
        let (from, until) = self.window_bounds(node, at);
        side(at.naive_local(), from, until)
    }

    /// Returns on which side of its deadline an answer at `tick` falls.
    pub(super) fn deadline_timing(&self, node: NodeId, tick: Tick) -> Option<Timing> {
        let deadline = self.tree.step(node).deadline.clone()?;
        let since = self.deadline_start(node, &deadline, tick.at)?;
        let elapsed = since.until(tick);
        let (after, within) = self.deadline_spans(node, &deadline, tick.at);
        match (after, within) {
            (Some(after), _) if elapsed < after => Some(Timing::Early),
            (_, Some(within)) if elapsed > within => Some(Timing::Late),
            _ => None,
        }
    }

    /// Returns when the step at `node` is due, by its window and its deadline, the nearer bound of each side.
    pub(super) fn due(&self, node: NodeId, now: Moment) -> Option<Due> {
        let (from, until) = self.window_bounds(node, now);
        let local = |bound: NaiveDateTime| bound.and_local_timezone(*now.offset()).single();
        let (mut from, mut until) = (from.and_then(local), until.and_then(local));
        if let Some(deadline) = self.tree.step(node).deadline.clone()
            && let Some(start) = self.deadline_start(node, &deadline, now)
        {
            let (after, within) = self.deadline_spans(node, &deadline, now);
            // It is judged by the time that has passed, whatever the wall clock was set to meanwhile.
            let elapsed = start.until(self.reading(now));
            let shifted = |span: i64| now.checked_add_signed(TimeDelta::milliseconds(span.saturating_sub(elapsed)));
            from = from.max(after.and_then(shifted));
            until = [until, within.and_then(shifted)].into_iter().flatten().min();
        }
        (from.is_some() || until.is_some()).then_some(Due { from, until })
    }

    fn window_bounds(&self, node: NodeId, at: Moment) -> Bounds {
        let window = |step: NodeId| Some((step, self.tree.step(step).window.clone()?));
        let nearest = if self.started.rules > 2 {
            self.tree.asked_with(node).find_map(window)
        } else {
            self.tree.passing_on(node).find_map(window)
        };
        nearest.map_or((None, None), |(step, window)| self.bounds(step, &window, at))
    }

    fn bounds(&self, node: NodeId, window: &Window, at: Moment) -> Bounds {
        let anchor = window.of.as_ref().and_then(|of| self.anchor(node, of, at));
        let bound = |time: &WindowTime| match time {
            WindowTime::Clock(time) => self.on_business_day(time),
            WindowTime::Relative(offset) => anchor?.checked_add_signed(TimeDelta::seconds(offset.seconds())),
        };
        let from = window.from.as_ref().and_then(bound);
        let until = window.until.as_ref().and_then(bound);
        match (from, until) {
            (Some(from), Some(until)) if until < from => (Some(from), until.checked_add_days(Days::new(1))),
            bounds => bounds,
        }
    }

    /// Returns the time that a parameter or a step holds, placed on the business day.
    fn anchor(&self, node: NodeId, of: &str, at: Moment) -> Option<NaiveDateTime> {
        let value = Names::at(self, node, at).get(of)?;
        let text = value.as_text()?;
        match Moment::parse_from_rfc3339(text) {
            Ok(moment) => Some(moment.naive_local()),
            Err(_) => text.parse().ok().or_else(|| self.on_business_day(text)),
        }
    }

    /// Places a time of day in the 24 hours from the start of the business day.
    fn on_business_day(&self, time: &str) -> Option<NaiveDateTime> {
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        let starts = NaiveTime::parse_from_str(&self.started.day_starts, "%H:%M").unwrap_or(NaiveTime::MIN);
        let date = self.started.business_date;
        let date = if time < starts { date.checked_add_days(Days::new(1))? } else { date };
        Some(date.and_time(time))
    }

    fn deadline_start(&self, node: NodeId, deadline: &Deadline, at: Moment) -> Option<Tick> {
        match &deadline.of {
            Since::Start => Some(self.began),
            Since::Step(id) => {
                let step = Names::at(self, node, at).step(id)?;
                self.records.get(&self.tree.nodes[step].path)?.first
            }
        }
    }

    /// Returns both spans in milliseconds; one that cannot be computed is absent.
    fn deadline_spans(&self, node: NodeId, deadline: &Deadline, at: Moment) -> (Option<i64>, Option<i64>) {
        let span = |span| Some(self.length(span, node, at)?.seconds() * 1000);
        (deadline.after.as_ref().and_then(span), deadline.within.as_ref().and_then(span))
    }

    /// Returns a length of time, or `None` where it cannot be computed.
    pub(super) fn length(&self, span: &TimeSpan, node: NodeId, at: Moment) -> Option<Duration> {
        match span {
            TimeSpan::Duration(duration) => Some(*duration),
            TimeSpan::Expression(expression) => match self.evaluate(expression, node, at)? {
                Value::Duration(duration) => Some(duration),
                Value::Text(text) => Duration::parse(&text),
                _ => None,
            },
        }
    }
}

fn side(at: NaiveDateTime, from: Option<NaiveDateTime>, until: Option<NaiveDateTime>) -> Option<Timing> {
    match (from, until) {
        (Some(from), _) if at < from => Some(Timing::Early),
        (_, Some(until)) if at > until => Some(Timing::Late),
        _ => None,
    }
}
