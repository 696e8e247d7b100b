//! What a step, a field or a parameter says of itself before it is run, one short text a fact. No layout.

use indexmap::IndexMap;

use super::words::{self as names, list, range, text};
use crate::language::{Language, reading as words};
use crate::procedure::{
    Argument, Call, Deadline, Each, Evidence, EvidenceKind, Field, Items, Limit, Limits, Measure, OnFail, Order,
    Parameter, Record, Repeat, Rows, Since, Step, StepKind, Text, Then, TimeSpan, Window, WindowTime,
};

/// What facts are told in and of: the language, and the roles of the procedure.
#[derive(Clone, Copy, Debug)]
pub struct Teller<'a> {
    /// The language.
    pub language: Language,
    /// The procedure's roles.
    pub roles: &'a IndexMap<String, Text>,
}

impl Teller<'_> {
    /// Returns what a role is called.
    #[must_use]
    pub fn role(&self, id: &str) -> String {
        self.roles.get(id).map_or_else(|| id.to_owned(), |title| text(title, self.language).to_owned())
    }

    /// Returns the facts of a step beside its kind and title: first those of its kind, then those that every kind shares.
    #[must_use]
    pub fn step(&self, step: &Step) -> Vec<String> {
        let mut facts = self.kind(&step.kind);
        facts.extend(self.shared(step));
        facts
    }

    /// Returns the texts of a step, each a paragraph of its own.
    #[must_use]
    pub fn texts(&self, step: &Step) -> Vec<String> {
        let language = self.language;
        let told = |part: &Option<Text>, say: fn(Language, &str) -> String| {
            part.as_ref().map(|part| say(language, text(part, language)))
        };
        let parts = [
            told(&step.warning, |language, text| words::warning(language, text)),
            told(&step.note, |language, text| words::note(language, text)),
            told(&step.detail, |language, text| words::detail(language, text)),
            told(&step.say, |language, text| words::say(language, text)),
        ];
        parts.into_iter().flatten().collect()
    }

    fn kind(&self, kind: &StepKind) -> Vec<String> {
        let language = self.language;
        match kind {
            StepKind::Check { expect } => {
                expect.iter().map(|expect| words::expect(language, text(expect, language))).collect()
            }
            StepKind::Measure(measure) => self.measure(measure),
            StepKind::Record(Record::Value(field)) => self.field(field),
            StepKind::Record(Record::Table { rows, .. }) => self.rows(*rows).into_iter().collect(),
            StepKind::Sign { by, meaning } => self.sign(by, meaning.as_ref()),
            StepKind::Handover { to } if to.is_empty() => vec![words::handed_to_all(language)],
            StepKind::Handover { to } => vec![words::handed_to(language, list(language, to))],
            StepKind::End { verdict } => vec![words::ends_as(language, names::end_verdict(language, *verdict))],
            StepKind::Section { order, .. } => self.order(*order).into_iter().collect(),
            StepKind::Each(each) => self.each(each),
            StepKind::Repeat(Repeat { until, at_most, .. }) => {
                vec![words::repeat_until(language, until.source(), at_most)]
            }
            StepKind::Call(call) => self.call(call),
            StepKind::Record(Record::Form(_)) | StepKind::Choose { .. } | StepKind::Decide { .. } => Vec::new(),
        }
    }

    fn measure(&self, measure: &Measure) -> Vec<String> {
        let language = self.language;
        let mut facts = Vec::new();
        match self.limits(&measure.limits, measure.unit.as_ref()) {
            Some(limits) => facts.push(words::limits(language, limits)),
            None => facts.extend(measure.unit.as_ref().map(|unit| words::unit(language, text(unit, language)))),
        }
        facts.extend(measure.hide_limits.then(|| words::hidden_limits(language)));
        facts.extend(measure.decimals.map(|count| words::decimals(language, count)));
        facts.extend(measure.value.as_ref().map(|value| words::computed(language, value.source())));
        facts
    }

    /// Returns limits as `18 to 22 °C`, `≥ 5`, `= 5`; `None` where there are none.
    #[must_use]
    pub fn limits(&self, limits: &Limits, unit: Option<&Text>) -> Option<String> {
        let range = match (&limits.equals, &limits.min, &limits.max) {
            (Some(equals), _, _) => format!("= {}", limit(equals)),
            (None, Some(min), Some(max)) => range(self.language, &limit(min), &limit(max)),
            (None, Some(min), None) => format!("≥ {}", limit(min)),
            (None, None, Some(max)) => format!("≤ {}", limit(max)),
            (None, None, None) => return None,
        };
        Some(unit.map_or_else(|| range.clone(), |unit| format!("{range} {}", text(unit, self.language))))
    }

    /// Returns the facts of a field, its type first.
    #[must_use]
    pub fn field(&self, field: &Field) -> Vec<String> {
        let language = self.language;
        let mut facts = vec![names::field_type(language, field.kind)];
        let titles = field.options.iter().map(|option| self.option(&option.id, option.title.as_ref()));
        let titles: Vec<String> = titles.collect();
        facts.extend((!titles.is_empty()).then(|| titles.join(" / ")));
        match self.limits(&field.limits, field.unit.as_ref()) {
            Some(limits) => facts.push(words::limits(language, limits)),
            None => facts.extend(field.unit.as_ref().map(|unit| words::unit(language, text(unit, language)))),
        }
        facts.extend(field.pattern.as_ref().map(|pattern| words::matches(language, format!("`{pattern}`"))));
        facts.extend((!field.required).then(|| words::optional(language)));
        facts.extend(field.secret.then(|| words::secret(language)));
        facts
    }

    /// Returns what an option is called; its id where it has no title.
    #[must_use]
    pub fn option(&self, id: &str, title: Option<&Text>) -> String {
        title.map_or_else(|| id.to_owned(), |title| text(title, self.language).to_owned())
    }

    fn rows(&self, rows: Rows) -> Option<String> {
        let least = (rows.at_least > 0).then(|| words::rows_at_least(self.language, rows.at_least));
        let most = rows.at_most.map(|most| words::rows_at_most(self.language, most));
        let bounds: Vec<String> = [least, most].into_iter().flatten().collect();
        (!bounds.is_empty()).then(|| words::rows(self.language, list(self.language, &bounds)))
    }

    fn sign(&self, by: &[String], meaning: Option<&Text>) -> Vec<String> {
        let language = self.language;
        let roles: Vec<String> = by.iter().map(|role| self.role(role)).collect();
        let signers = if roles.is_empty() {
            words::signed_by_one(language)
        } else {
            words::signed_by(language, list(language, &roles))
        };
        let meaning = meaning.map(|meaning| words::meaning(language, text(meaning, language)));
        std::iter::once(signers).chain(meaning).collect()
    }

    fn order(&self, order: Order) -> Option<String> {
        (order == Order::Any).then(|| words::any_order(self.language))
    }

    fn each(&self, each: &Each) -> Vec<String> {
        let items = match &each.items {
            Items::Value(value) => value.to_string(),
            Items::Expression(expression) => expression.source().to_owned(),
        };
        let sorted = each.order_by.as_ref().map(|column| words::sorted_by(self.language, column));
        let first = words::each_in(self.language, &each.variable, items);
        std::iter::once(first).chain(sorted).chain(self.order(each.order)).collect()
    }

    fn call(&self, call: &Call) -> Vec<String> {
        let with = call.with.iter().map(|(name, argument)| match argument {
            Argument::Value(value) => format!("{name} = {value}"),
            Argument::Template(template) => format!("{name} = {}", template.source()),
        });
        std::iter::once(words::calls(self.language, &call.procedure)).chain(with).collect()
    }

    fn shared(&self, step: &Step) -> Vec<String> {
        let language = self.language;
        let mut facts = Vec::new();
        facts.extend(step.critical.then(|| words::critical(language)));
        facts.extend(step.role.as_ref().map(|role| words::role(language, self.role(role))));
        facts.extend(step.hold.as_ref().map(|role| words::hold(language, self.role(role))));
        facts.extend(step.when.as_ref().map(|when| words::when(language, when.source())));
        facts.extend(step.window.as_ref().and_then(|window| self.window(window)));
        facts.extend(step.deadline.iter().flat_map(|deadline| self.deadline(deadline)));
        facts.extend(step.evidence.iter().flat_map(|evidence| self.evidence(evidence)));
        facts.extend(step.independent.then(|| words::independent(language)));
        facts.extend(is_forbidden_to_skip(step).then(|| words::not_applicable_forbidden(language)));
        facts.extend(step.score.as_ref().map(|points| words::score(language, points)));
        facts
    }

    fn window(&self, window: &Window) -> Option<String> {
        let language = self.language;
        let times = match (&window.from, &window.until) {
            (Some(from), Some(until)) => range(language, &window_time(from), &window_time(until)),
            (Some(from), None) => words::from(language, window_time(from)),
            (None, Some(until)) => words::until_time(language, window_time(until)),
            (None, None) => return None,
        };
        Some(match &window.of {
            Some(name) => words::window_of(language, times, name),
            None => words::window(language, times),
        })
    }

    fn deadline(&self, deadline: &Deadline) -> Vec<String> {
        let since = match &deadline.of {
            Since::Start => words::run_start(self.language),
            Since::Step(id) => id.clone(),
        };
        let after = deadline.after.as_ref().map(|span| words::not_sooner(self.language, time_span(span), &since));
        let within = deadline.within.as_ref().map(|span| words::not_later(self.language, time_span(span), &since));
        after.into_iter().chain(within).collect()
    }

    fn evidence(&self, evidence: &Evidence) -> Vec<String> {
        let language = self.language;
        let what = match evidence.kind {
            EvidenceKind::File => words::evidence_file(language, evidence.at_least),
            EvidenceKind::Reference => words::evidence_reference(language, evidence.at_least),
        };
        let title = evidence.title.as_ref().map(|title| text(title, language).to_owned());
        let accept = (!evidence.accept.is_empty()).then(|| words::accepts(language, list(language, &evidence.accept)));
        std::iter::once(what).chain(title).chain(accept).collect()
    }

    /// Returns what follows a failure, but for the corrective steps.
    #[must_use]
    pub fn on_fail(&self, on_fail: &OnFail) -> Vec<String> {
        let language = self.language;
        let mut facts = Vec::new();
        facts.extend(on_fail.notify.as_ref().map(|whom| words::tell(language, text(whom, language))));
        facts.extend(on_fail.then.map(|then| match then {
            Then::Continue => words::then_continue(language),
            Then::Recheck => words::then_recheck(language, on_fail.at_most),
            Then::Stop => words::then_stop(language),
        }));
        if let Some(action) = &on_fail.action {
            facts.push(words::follow_up(language, text(&action.title, language)));
            facts.extend(action.owner.as_ref().map(|role| words::owned_by(language, self.role(role))));
            facts.extend(action.due.as_ref().map(|due| words::due_in(language, time_span(due))));
        }
        facts
    }

    /// Returns the facts of a parameter, its type first.
    #[must_use]
    pub fn parameter(&self, parameter: &Parameter) -> Vec<String> {
        let language = self.language;
        let mut facts = vec![names::parameter_type(language, parameter.kind)];
        let options: Vec<String> =
            parameter.options.iter().map(|option| self.option(&option.id, option.title.as_ref())).collect();
        facts.extend((!options.is_empty()).then(|| options.join(" / ")));
        match self.limits(&parameter.limits, parameter.unit.as_ref()) {
            Some(limits) => facts.push(words::limits(language, limits)),
            None => facts.extend(parameter.unit.as_ref().map(|unit| words::unit(language, text(unit, language)))),
        }
        facts
    }
}

/// Returns whether the author forbade what this kind of step would allow.
fn is_forbidden_to_skip(step: &Step) -> bool {
    let kind = &step.kind;
    let skippable =
        kind.is_leaf() && !matches!(kind, StepKind::Sign { .. } | StepKind::Handover { .. } | StepKind::End { .. });
    skippable && !step.not_applicable && !step.critical
}

/// Returns a limit as it is written.
pub fn limit(limit: &Limit) -> String {
    match limit {
        Limit::Value(value) => value.to_string(),
        Limit::Expression(expression) => expression.source().to_owned(),
    }
}

fn window_time(time: &WindowTime) -> String {
    match time {
        WindowTime::Clock(time) => time.clone(),
        WindowTime::Relative(duration) => duration.to_string(),
    }
}

fn time_span(span: &TimeSpan) -> String {
    match span {
        TimeSpan::Duration(duration) => duration.to_string(),
        TimeSpan::Expression(expression) => expression.source().to_owned(),
    }
}
