//! Builds questions: everything that stands on the screen of a step, rendered at one moment. It decides nothing.

use std::sync::Arc;

use super::Run;
use super::course::{self, Stage};
use super::event::{LimitsInForce, Moment, Named, Person};
use super::judge::{self, InputRules};
use super::names::Names;
use super::outcome::Outcome;
use super::question::{Ask, Closing, EvidenceAsked, FieldQuestion, Item, OptionShown, Purpose, Question, Texts};
use super::tree::{NodeId, Place, StepRef, Stop};
use crate::procedure::expression::Template;
use crate::procedure::value::Value;
use crate::procedure::{
    Choice, Field, FieldType, Limit, Limits, Parameter, ParameterType, Record as RecordKind, StepKind, Text,
};

/// Most unresolved steps that the last question lists.
const MOST_UNRESOLVED: usize = 200;

impl Run {
    /// Returns the question for what the step at `node` wants now.
    pub(super) fn question_at(&mut self, node: NodeId, purpose: Purpose, now: Moment) -> Question {
        if matches!(self.tree.nodes[node].place, Place::Block(_)) {
            return self.question_before(node, now);
        }
        let step = self.tree.step(node).clone();
        let path = self.tree.nodes[node].path.clone();
        let stage = match purpose {
            Purpose::Deferred | Purpose::Reconfirm | Purpose::Amend => Stage::Answer,
            Purpose::Next if self.is_computed_otherwise(node, &step, now) => Stage::Answer,
            Purpose::Next => course::stage(&step, self.records.get(&path)),
        };
        let attempt = self.records.get(&path).map_or(0, |record| record.attempts.len());
        let follows = matches!(stage, Stage::Notify | Stage::Override);
        let attempt = if purpose == Purpose::Next && !follows { attempt + 1 } else { attempt.max(1) };
        let shown_at = self.shown_at(format!("{path} {stage:?} {attempt} {purpose:?}"), now);
        let ask = self.ask_of(node, &step, &stage, shown_at);
        let mut question = self.blank(node, ask, shown_at);
        (question.attempt, question.purpose) = (attempt, purpose);
        self.fill_step(&mut question, node, &step, &stage, shown_at);
        question
    }

    /// Keeps the moment at which the question on the screen was shown first.
    fn shown_at(&mut self, key: String, now: Moment) -> Moment {
        *self.tree.shown.entry(key).or_insert(now)
    }

    fn fill_step(&self, question: &mut Question, node: NodeId, step: &StepRef, stage: &Stage, at: Moment) {
        question.step = self.step_name(node);
        question.is_container = !step.kind.is_leaf();
        question.place = Some((step.number(), step.siblings()));
        question.title = self.text_at(&step.title, node, at);
        question.texts = self.texts_of(node, step, at);
        question.role = self.role_title_of(node);
        question.hold_role.clone_from(&step.hold);
        question.hold = step.hold.as_ref().map(|role| self.title_of_role(node, role));
        let answers = *stage == Stage::Answer;
        question.critical = step.critical && answers;
        question.of_critical_step = step.critical;
        question.may_skip = answers && course::may_skip(step) && question.attempt <= 1;
        question.may_defer = answers && course::may_defer(step) && question.attempt <= 1;
        let shows = answers || (matches!(stage, Stage::Sign(_)) && self.started.rules > 3);
        question.evidence = if shows { self.evidence_of(node, step, at) } else { None };
        question.due = self.due(node, at).filter(|_| !self.keeps_its_time(question));
        let rechecks = question.attempt.saturating_sub(1);
        let is_recheck = rechecks > 0 && question.purpose == Purpose::Next && *stage != Stage::Override;
        question.is_last_recheck = is_recheck && !course::is_rechecked(step, rechecks);
    }

    /// Returns whether an earlier answer is asked again, which was in time or was not: the new one is taken to be as it was.
    fn keeps_its_time(&self, question: &Question) -> bool {
        let repeats = matches!(question.purpose, Purpose::Reconfirm | Purpose::Amend);
        let last = self.records.get(&question.path).and_then(|record| record.last());
        repeats && last.is_some_and(|last| !matches!(last.outcome, Outcome::NotApplicable | Outcome::Deferred))
    }

    pub(super) fn texts_of(&self, node: NodeId, step: &StepRef, at: Moment) -> Texts {
        let shown = |text: &Option<Text>| text.as_ref().map(|text| self.text_at(text, node, at));
        let expect = match &step.kind {
            StepKind::Check { expect } => shown(expect),
            _ => None,
        };
        Texts {
            detail: shown(&step.detail),
            say: shown(&step.say),
            note: shown(&step.note),
            warning: shown(&step.warning),
            expect,
        }
    }

    fn evidence_of(&self, node: NodeId, step: &StepRef, at: Moment) -> Option<EvidenceAsked> {
        let wanted = step.evidence.as_ref()?;
        Some(EvidenceAsked {
            kind: wanted.kind,
            title: wanted.title.as_ref().map(|title| self.text_at(title, node, at)),
            at_least: wanted.at_least,
            accept: wanted.accept.clone(),
        })
    }

    fn blank(&self, node: NodeId, ask: Ask, shown_at: Moment) -> Question {
        Question {
            path: self.tree.nodes[node].path.clone(),
            step: None,
            heading: self.heading(node),
            place: None,
            items: self.items_around(node),
            title: String::new(),
            is_container: false,
            ask,
            texts: Texts::default(),
            role: None,
            hold: None,
            hold_role: None,
            critical: false,
            of_critical_step: false,
            may_skip: false,
            may_defer: false,
            evidence: None,
            due: None,
            attempt: 1,
            is_last_recheck: false,
            shown_at,
            section_shown_at: self.page_shown_at(node).unwrap_or(shown_at),
            purpose: Purpose::Next,
        }
    }

    pub(super) fn page_shown_at(&self, node: NodeId) -> Option<Moment> {
        let page = self.tree.nodes[node].page;
        self.records.get(&self.tree.nodes[page].path)?.page
    }

    pub(super) fn heading(&self, node: NodeId) -> Vec<String> {
        let mut titles = Vec::new();
        for place in self.tree.upward(node) {
            match &self.tree.nodes[place].place {
                Place::Step(stop) if place != node && is_titled_container(&stop.step.kind) => {
                    titles.push(self.numbered_title(stop, place));
                }
                Place::Block(_) if self.tree.frame_of(place).root == place => {
                    titles.push(self.text(&self.tree.frame_of(place).unit.procedure.title, place));
                }
                _ => {}
            }
        }
        titles.reverse();
        titles
    }

    /// Returns the title of a step behind its number among its neighbours.
    pub(super) fn numbered_title(&self, stop: &Stop, node: NodeId) -> String {
        format!("{} {}", stop.step.number(), self.text(&stop.step.title, node))
    }

    pub(super) fn items_around(&self, node: NodeId) -> Vec<Item> {
        let item = |place: NodeId| match &self.tree.nodes[place].place {
            Place::Block(block) => block.item.clone(),
            Place::Step(_) => None,
        };
        let mut items: Vec<Item> = self.tree.upward(node).filter_map(item).collect();
        items.reverse();
        items
    }

    /// Returns the step's id behind the ids of the calls it stands in.
    pub(super) fn step_name(&self, node: NodeId) -> Option<String> {
        let id = self.tree.step(node).id.as_ref()?;
        Some(format!("{}{id}", self.tree.frame_of(node).id_prefix))
    }

    /// Returns the role that performs a step: its own, else that of the nearest step around it that has one.
    pub(super) fn role_of(&self, node: NodeId) -> Option<String> {
        self.tree.step(self.step_with_role(node)?).role.clone()
    }

    /// Returns the nearest step that names a role. By the first rules a failed step had none for what corrects it.
    fn step_with_role(&self, node: NodeId) -> Option<NodeId> {
        let names = |step: &NodeId| match &self.tree.nodes[*step].place {
            Place::Step(stop) => stop.step.role.is_some(),
            Place::Block(_) => false,
        };
        if self.started.rules > 1 { self.tree.upward(node).find(names) } else { self.tree.passing_on(node).find(names) }
    }

    /// Returns the title of the role that performs a step, as the procedure that names the role has it.
    fn role_title_of(&self, node: NodeId) -> Option<String> {
        let step = self.step_with_role(node)?;
        self.tree.step(step).role.as_ref().map(|role| self.title_of_role(step, role))
    }

    pub(super) fn title_of_role(&self, node: NodeId, role: &str) -> String {
        let title = self.tree.frame_of(node).unit.procedure.roles.get(role);
        title.map_or_else(|| role.to_owned(), |title| self.text(title, node))
    }

    fn ask_of(&self, node: NodeId, step: &StepRef, stage: &Stage, at: Moment) -> Ask {
        match stage {
            Stage::Warning => Ask::Warning,
            Stage::Notify => Ask::Notify(self.notify_text(node, step, at)),
            Stage::Override => Ask::Override { not: self.answerers(node) },
            Stage::Sign(role) => self.ask_sign(node, step, role.as_ref()),
            Stage::Answer | Stage::Settled(_) => self.ask_answer(node, step, at),
        }
    }

    fn notify_text(&self, node: NodeId, step: &StepRef, at: Moment) -> String {
        let notify = step.on_fail.as_ref().and_then(|on_fail| on_fail.notify.as_ref());
        notify.map(|text| self.text_at(text, node, at)).unwrap_or_default()
    }

    fn answerers(&self, node: NodeId) -> Vec<String> {
        let record = self.records.get(&self.tree.nodes[node].path);
        let attempts = record.map_or(&[][..], |record| &record.attempts);
        let mut people: Vec<String> = Vec::new();
        for person in attempts.iter().flat_map(|attempt| std::iter::once(&attempt.by).chain(&attempt.second)) {
            if !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }

    fn ask_sign(&self, node: NodeId, step: &StepRef, role: Option<&String>) -> Ask {
        let meaning = match &step.kind {
            StepKind::Sign { meaning: Some(meaning), .. } => self.text(meaning, node),
            _ => self.text(&step.title, node),
        };
        let record = self.records.get(&self.tree.nodes[node].path);
        let signed = record.map(|record| record.signatures.iter().map(|signature| signature.by.clone()).collect());
        let signed: Vec<String> = signed.unwrap_or_default();
        let held = self.held_for(step.hold.as_ref(), &signed);
        let mut may_decline = self.people_with(held.or(role), None);
        may_decline.retain(|person| !signed.contains(person));
        Ask::Sign {
            role: role.map(|role| (role.clone(), self.title_of_role(node, role))),
            meaning,
            may: self.people_with(role, held.filter(|_| course::completes(step, signed.len()))),
            may_decline,
            signed,
        }
    }

    /// Returns the ids of the roster's people that have two roles, as far as these are named.
    fn people_with(&self, one: Option<&String>, other: Option<&String>) -> Vec<String> {
        let has = |person: &&Person| [one, other].into_iter().flatten().all(|role| person.roles.contains(role));
        self.staff().filter(has).map(|person| person.id.clone()).collect()
    }

    fn ask_answer(&self, node: NodeId, step: &StepRef, at: Moment) -> Ask {
        match &step.kind {
            StepKind::Measure(measure) => {
                let mut field = self.number_field(node, &measure.limits, measure.unit.as_ref(), at);
                field.title = self.text_at(&step.title, node, at);
                field.hide_limits = measure.hide_limits;
                match &measure.value {
                    Some(value) => {
                        let value = self.computed_value(value, node, &self.sight(node, at));
                        let value = value.map(|value| value.to_string()).unwrap_or_default();
                        Ask::Computed { field, value }
                    }
                    None => Ask::Measure(field),
                }
            }
            StepKind::Record(RecordKind::Value(field)) => {
                let mut shown = self.field(node, field, at);
                shown.title = self.text_at(&step.title, node, at);
                Ask::Value(shown)
            }
            StepKind::Record(RecordKind::Form(fields)) => {
                Ask::Form(fields.iter().map(|field| self.field(node, field, at)).collect())
            }
            StepKind::Record(RecordKind::Table { fields, rows }) => Ask::Table {
                fields: fields.iter().map(|field| self.field(node, field, at)).collect(),
                at_least: rows.at_least,
                at_most: rows.at_most,
            },
            StepKind::Choose { options } => {
                Ask::Choose(options.iter().map(|(option, _)| self.option(node, option, at)).collect())
            }
            StepKind::Decide { .. } => Ask::Decide,
            StepKind::Handover { .. } => Ask::Handover { deviations: self.open_deviations() },
            _ => Ask::Check,
        }
    }

    fn number_field(&self, node: NodeId, limits: &Limits, unit: Option<&Text>, at: Moment) -> FieldQuestion {
        FieldQuestion {
            id: String::new(),
            title: String::new(),
            kind: "number",
            required: true,
            options: Vec::new(),
            unit: unit.map(|unit| self.text_at(unit, node, at)),
            limits: self.limits_in_force(node, limits, at),
            hide_limits: false,
            secret: false,
        }
    }

    fn field(&self, node: NodeId, field: &Field, at: Moment) -> FieldQuestion {
        FieldQuestion {
            id: field.id.clone(),
            title: field.title.as_ref().map_or_else(|| field.id.clone(), |title| self.text_at(title, node, at)),
            kind: field_word(field.kind),
            required: field.required,
            options: self.field_options(node, field, at),
            unit: field.unit.as_ref().map(|unit| self.text_at(unit, node, at)),
            limits: self.limits_in_force(node, &field.limits, at),
            hide_limits: false,
            secret: field.secret,
        }
    }

    pub(super) fn field_options(&self, node: NodeId, field: &Field, at: Moment) -> Vec<OptionShown> {
        if field.kind == FieldType::Person {
            return self
                .staff()
                .map(|person| OptionShown { id: person.id.clone(), title: person.name.clone() })
                .collect();
        }
        field.options.iter().map(|option| self.option(node, option, at)).collect()
    }

    pub(super) fn option(&self, node: NodeId, option: &Choice, at: Moment) -> OptionShown {
        let title = option.title.as_ref().map_or_else(|| option.id.clone(), |title| self.text_at(title, node, at));
        OptionShown { id: option.id.clone(), title }
    }

    /// Returns limits as they stand at one moment; one that cannot be computed is absent.
    pub(super) fn limits_in_force(&self, node: NodeId, limits: &Limits, at: Moment) -> LimitsInForce {
        let word = |limit: &Option<Limit>| match limit.as_ref()? {
            Limit::Value(value) => judge::limit_word(value),
            Limit::Expression(expression) => judge::limit_word(&self.evaluate(expression, node, at)?),
        };
        LimitsInForce { min: word(&limits.min), max: word(&limits.max), equals: word(&limits.equals) }
    }

    /// Returns what an answer must keep besides what its question shows, field by field.
    pub(super) fn input_rules(&self, node: NodeId) -> Vec<InputRules> {
        let rules = |field: &Field| InputRules { pattern: field.pattern.clone(), decimals: None };
        match &self.tree.step(node).kind {
            StepKind::Measure(measure) => vec![InputRules { pattern: None, decimals: measure.decimals }],
            StepKind::Record(RecordKind::Value(field)) => vec![rules(field)],
            StepKind::Record(RecordKind::Form(fields) | RecordKind::Table { fields, .. }) => {
                fields.iter().map(rules).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the question that a procedure asks before its page: a hand-over, or a parameter.
    fn question_before(&mut self, node: NodeId, now: Moment) -> Question {
        let waiting = if self.tree.frame_of(node).path.is_empty() {
            self.started.handovers.get(self.accepted).cloned()
        } else {
            None
        };
        let (ask, key) = match waiting {
            Some(handover) => {
                let key = format!("accept {}", self.accepted);
                (Ask::Accept(handover), key)
            }
            None => {
                let name = self.parameter_to_ask(node).unwrap_or_default();
                let unit = Arc::clone(&self.tree.frame_of(node).unit);
                let parameter = unit.procedure.parameters.get(&name);
                return self.question_parameter(node, &name, parameter, now);
            }
        };
        let shown_at = self.shown_at(key, now);
        self.blank(node, ask, shown_at)
    }

    fn question_parameter(&mut self, node: NodeId, name: &str, parameter: Option<&Parameter>, now: Moment) -> Question {
        let path = format!("{}@{name}", self.tree.nodes[node].path);
        let shown_at = self.shown_at(path.clone(), now);
        let field = parameter.map(|parameter| self.parameter_field(node, parameter, shown_at));
        let field = field.unwrap_or_else(|| self.number_field(node, &Limits::default(), None, shown_at));
        let title = field.title.clone();
        let table = parameter.filter(|parameter| parameter.kind == ParameterType::Table);
        let ask = match table {
            Some(table) => {
                let fields = table.fields.iter().map(|field| self.field(node, field, shown_at)).collect();
                Ask::Table { fields, at_least: 0, at_most: None }
            }
            None => Ask::Parameter(field),
        };
        Question { path, title, ..self.blank(node, ask, shown_at) }
    }

    pub(super) fn parameter_field(&self, node: NodeId, parameter: &Parameter, at: Moment) -> FieldQuestion {
        FieldQuestion {
            id: parameter.name.clone(),
            title: parameter
                .title
                .as_ref()
                .map_or_else(|| parameter.name.clone(), |title| self.text_at(title, node, at)),
            kind: parameter_word(parameter.kind),
            required: true,
            options: parameter.options.iter().map(|option| self.option(node, option, at)).collect(),
            unit: parameter.unit.as_ref().map(|unit| self.text_at(unit, node, at)),
            limits: self.limits_in_force(node, &parameter.limits, at),
            hide_limits: false,
            secret: false,
        }
    }

    /// Returns the last question.
    pub(super) fn question_close(&mut self, now: Moment) -> Question {
        let mut unresolved = Vec::new();
        for node in self.leaves() {
            let Some(outcome) = self.outcome_at(node) else { continue };
            let open = matches!(outcome, Outcome::Failed | Outcome::Deferred | Outcome::Overridden);
            if open && unresolved.len() < MOST_UNRESOLVED {
                let title = self.text(&self.tree.step(node).title, node);
                unresolved.push((Named { path: self.tree.nodes[node].path.clone(), title }, outcome));
            }
        }
        let verdict = self.verdict(now).word();
        let shown_at = self.shown_at("close".to_owned(), now);
        let mut question = self.blank(0, Ask::Close(Closing { unresolved, verdict }), shown_at);
        question.title = question.heading.first().cloned().unwrap_or_default();
        question
    }

    /// Returns a text as it is shown at `node` now.
    pub(super) fn text(&self, text: &Text, node: NodeId) -> String {
        self.text_at(text, node, self.now)
    }

    fn text_at(&self, text: &Text, node: NodeId, at: Moment) -> String {
        self.template(text.get(&self.language), node, at)
    }

    fn template(&self, template: &Template, node: NodeId, at: Moment) -> String {
        template.render(&Names::at(self, node, at)).text
    }

    /// Returns a value that a call hands over: typed where it is one expression, else as text; `None` where it cannot be
    /// evaluated.
    pub(super) fn argument(template: &Template, names: &Names<'_>) -> Option<Value> {
        match template.single_expression() {
            Some(expression) => expression.evaluate(names).ok(),
            None => Some(Value::Text(template.render(names).text)),
        }
    }
}

/// Returns whether the title of a step stands in the heading of what it contains; a call has the called procedure's there.
fn is_titled_container(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Section { .. } | StepKind::Each(_) | StepKind::Repeat(_))
}

fn field_word(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Number => "number",
        FieldType::Boolean => "boolean",
        FieldType::Time => "time",
        FieldType::Date => "date",
        FieldType::Choice => "choice",
        FieldType::Person => "person",
    }
}

/// Returns the word that a parameter's type has in a file.
pub(super) fn parameter_word(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::Text => "text",
        ParameterType::Number => "number",
        ParameterType::Boolean => "boolean",
        ParameterType::Time => "time",
        ParameterType::Date => "date",
        ParameterType::DateTime => "datetime",
        ParameterType::Duration => "duration",
        ParameterType::Choice => "choice",
        ParameterType::List => "list",
        ParameterType::Table => "table",
    }
}
