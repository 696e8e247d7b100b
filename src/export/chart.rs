//! Charts as SVG inside a page: a step's measured values against its limits, and when a run's answers were given. No script.

use std::collections::VecDeque;

use super::html::escaped;
use crate::run::outcome::Outcome;

/// How many values of one step are kept, so that memory does not grow with the store.
pub const NEWEST: usize = 120;

/// One measured value.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// As it was recorded, with the day and the run's ending.
    pub label: String,
    /// The least that was right.
    pub min: Option<f64>,
    /// The most that was right.
    pub max: Option<f64>,
    /// Whether it was within its limits.
    pub good: bool,
}

/// The values of one step, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// What it is called.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The newest values.
    pub points: VecDeque<Point>,
    /// How many there were.
    pub count: usize,
}

impl Series {
    /// Adds a value, and drops the oldest where there are too many.
    pub fn add(&mut self, point: Point) {
        self.count += 1;
        if self.points.len() == NEWEST {
            self.points.pop_front();
        }
        self.points.push_back(point);
    }

    /// Returns the chart: limits as a band and lines, values within them as dots, others as crosses.
    #[must_use]
    pub fn svg(&self) -> String {
        let frame = Frame::around(&self.points);
        let mut svg = String::from(r#"<svg class="chart" viewBox="0 0 360 150" role="img">"#);
        svg.push_str(&format!("<title>{}</title>", escaped(&self.title)));
        self.limits(&frame, &mut svg);
        for tick in frame.ticks() {
            let y = frame.y(tick);
            svg.push_str(&format!(r#"<line class="grid" x1="44" x2="352" y1="{y:.1}" y2="{y:.1}"/>"#));
            svg.push_str(&format!(
                r#"<text class="axis" x="38" y="{:.1}" text-anchor="end">{}</text>"#,
                y + 3.5,
                short(tick)
            ));
        }
        let path: Vec<String> = self
            .points
            .iter()
            .enumerate()
            .map(|(at, point)| format!("{:.1},{:.1}", frame.x(at), frame.y(point.value)))
            .collect();
        svg.push_str(&format!(r#"<polyline class="trace" points="{}"/>"#, path.join(" ")));
        for (at, point) in self.points.iter().enumerate() {
            mark(frame.x(at), frame.y(point.value), point, &mut svg);
        }
        svg.push_str("</svg>");
        svg
    }

    fn limits(&self, frame: &Frame, svg: &mut String) {
        for (at, point) in self.points.iter().enumerate() {
            let (left, right) = frame.slot(at);
            let top = point.max.map_or(frame.top(), |max| frame.y(max));
            let bottom = point.min.map_or(frame.bottom(), |min| frame.y(min));
            if point.min.is_some() || point.max.is_some() {
                let (width, height) = (right - left, (bottom - top).max(0.5));
                svg.push_str(&format!(
                    r#"<rect class="band" x="{left:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}"/>"#
                ));
            }
            for limit in [point.min, point.max].into_iter().flatten() {
                let y = frame.y(limit);
                svg.push_str(&format!(
                    r#"<line class="limit" x1="{left:.1}" x2="{right:.1}" y1="{y:.1}" y2="{y:.1}"/>"#
                ));
            }
        }
    }
}

fn mark(x: f64, y: f64, point: &Point, svg: &mut String) {
    let label = escaped(&point.label);
    if point.good {
        svg.push_str(&format!(r#"<circle class="dot" cx="{x:.1}" cy="{y:.1}" r="3"><title>{label}</title></circle>"#));
    } else {
        // Told apart by its shape too: prints are often grey.
        let (l, r, t, b) = (x - 4.0, x + 4.0, y - 4.0, y + 4.0);
        svg.push_str(&format!(
            r#"<path class="cross" d="M{l:.1} {t:.1}L{r:.1} {b:.1}M{l:.1} {b:.1}L{r:.1} {t:.1}"><title>{label}</title></path>"#
        ));
    }
}

/// What a chart shows of the numbers.
struct Frame {
    low: f64,
    high: f64,
    count: usize,
}

impl Frame {
    fn around(points: &VecDeque<Point>) -> Self {
        let all = points.iter().flat_map(|point| [Some(point.value), point.min, point.max]).flatten();
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let room = if high > low { (high - low) * 0.12 } else { 1.0 };
        Self { low: low - room, high: high + room, count: points.len() }
    }

    fn top(&self) -> f64 {
        8.0
    }

    fn bottom(&self) -> f64 {
        138.0
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom() - (value - self.low) / (self.high - self.low) * (self.bottom() - self.top())
    }

    fn slot(&self, at: usize) -> (f64, f64) {
        let width = 308.0 / as_f64(self.count.max(1));
        (44.0 + width * as_f64(at), 44.0 + width * as_f64(at + 1))
    }

    fn x(&self, at: usize) -> f64 {
        let (left, right) = self.slot(at);
        f64::midpoint(left, right)
    }

    /// Returns three to six round numbers within the frame.
    fn ticks(&self) -> Vec<f64> {
        let rough = (self.high - self.low) / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
        let first = (self.low / step).ceil();
        (0..7).map(|at| (first + f64::from(at)) * step).filter(|tick| *tick <= self.high).collect()
    }
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Returns a number without the noise of binary floats.
fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Returns when answers were given, in seconds since the run began, as a strip of marks.
#[must_use]
pub fn strip(answers: &[(f64, Option<Outcome>)], pauses: &[(f64, f64)], length: f64) -> String {
    let x = |seconds: f64| 4.0 + seconds / length.max(1.0) * 712.0;
    let mut svg = String::from(
        r#"<svg class="strip" viewBox="0 0 720 26" role="img"><rect class="rail" x="4" y="11" width="712" height="4" rx="2"/>"#,
    );
    for (from, until) in pauses {
        let (from, until) = (x(*from), x(*until));
        svg.push_str(&format!(
            r#"<rect class="pause" x="{from:.1}" y="9" width="{:.1}" height="8"/>"#,
            (until - from).max(1.0)
        ));
    }
    for (at, outcome) in answers {
        let x = x(*at);
        let (class, top, height) = match outcome {
            Some(Outcome::Done) => ("good", 7, 12),
            Some(Outcome::Failed) => ("bad", 1, 24),
            Some(_) => ("warning", 4, 18),
            None => ("sign", 4, 18),
        };
        svg.push_str(&format!(
            r#"<rect class="tick {class}" x="{:.1}" y="{top}" width="2.4" height="{height}" rx="1"/>"#,
            x - 1.2
        ));
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::{NEWEST, Point, Series, short, strip};

    fn point(value: f64, good: bool) -> Point {
        Point { value, label: "<7.1>".to_owned(), min: Some(18.0), max: Some(22.0), good }
    }

    #[test]
    fn a_chart_has_a_mark_for_every_value_and_escapes_its_words() {
        let mut series = Series { title: "<b>".to_owned(), ..Series::default() };
        series.add(point(20.0, true));
        series.add(point(25.0, false));
        let svg = series.svg();
        assert!(svg.matches("class=\"dot\"").count() == 1 && svg.matches("class=\"cross\"").count() == 1, "{svg}");
        assert!(!svg.contains("<b>") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn only_the_newest_values_are_kept_and_one_value_makes_a_chart() {
        let mut series = Series::default();
        (0..NEWEST * 3).for_each(|_| series.add(Point { min: None, max: None, ..point(20.0, true) }));
        assert_eq!((series.points.len(), series.count), (NEWEST, NEWEST * 3));
        assert!(!series.svg().contains("NaN"));
        assert_eq!((short(-0.000_001), short(0.3), short(20.0)), ("0".to_owned(), "0.3".to_owned(), "20".to_owned()));
        assert!(!strip(&[(0.0, None)], &[], 0.0).contains("NaN"));
    }
}
