//! What the walk records by itself: parameters that have a value, computed measures, follow-up actions.

use chrono::TimeDelta;
use serde_json::Value as Json;

use super::Run;
use super::course::{self, Stage};
use super::event::{ActionOpened, Answered, Event, Moment, Origin, ParameterSet};
use super::judge::{self, InputRules};
use super::names::Names;
use super::outcome::Outcome;
use super::question::{Ask, Purpose, Question};
use super::record::Sight;
use super::splitting::{next_part, shortened};
use super::tree::{Frame, NodeId, StepRef};
use super::walk::Halt;
use crate::procedure::expression::Expression;
use crate::procedure::rules::bounds::is_outside;
use crate::procedure::value::Value;
use crate::procedure::{Argument, Parameter, ParameterType, StepKind, Then};

impl Run {
    /// Returns the next parameter of a procedure that has no value yet: its event, or `Some(None)` where it must be asked.
    pub(super) fn next_parameter(&self, block: NodeId) -> Option<Option<Event>> {
        let name = self.unset_parameter(block)?;
        let frame = self.tree.frame_of(block);
        let parameter = frame.unit.procedure.parameters.get(&name)?;
        Some(self.set_by_itself(frame, parameter, self.handed_over(frame, parameter, self.now)))
    }

    /// Returns the entry of a parameter to which a call, walked again after an amendment, hands over another value; or
    /// `Some(None)` where that does not serve and the parameter must be asked. By the first rules the called procedure kept the
    /// first value.
    pub(super) fn handed_anew(&self, block: NodeId) -> Option<Option<Event>> {
        let frame = self.tree.frame_of(block);
        if self.started.rules < 5 || !self.tree.again || frame.call.is_none() || self.frame_ended(block) {
            return None;
        }
        frame.unit.procedure.parameters.values().find_map(|parameter| self.handed_otherwise(frame, parameter))
    }

    fn handed_otherwise(&self, frame: &Frame, parameter: &Parameter) -> Option<Option<Event>> {
        let old = self.parameters.get(&frame.path)?.get(&parameter.name)?;
        let (from, refused, unevaluated) = self.sources.get(&(frame.path.clone(), parameter.name.clone()))?;
        let handed = self.handed_over(frame, parameter, self.now);
        let lost = handed.lost();
        let as_before = match &handed {
            Handed::Fits(value) => value == old,
            Handed::Nothing => *from != Origin::With,
            Handed::Unfit(_) | Handed::Unevaluated => (&lost.0, lost.1.is_empty()) == (refused, !*unevaluated),
        };
        (!as_before).then(|| self.set_by_itself(frame, parameter, handed))
    }

    /// Returns the first parameter that must be asked: one that has no value yet, or one whose call hands over none that serves.
    pub(super) fn parameter_to_ask(&self, block: NodeId) -> Option<String> {
        let frame = self.tree.frame_of(block);
        let misses = |parameter: &&Parameter| matches!(self.handed_otherwise(frame, parameter), Some(None));
        let anew = || frame.unit.procedure.parameters.values().find(misses).map(|parameter| parameter.name.clone());
        self.unset_parameter(block).or_else(anew)
    }

    /// Returns the entry of a parameter whose value is known, or `None` where it must be asked.
    fn set_by_itself(&self, frame: &Frame, parameter: &Parameter, handed: Handed) -> Option<Event> {
        let (refused, unevaluated) = handed.lost();
        let (value, from) = self.given_value(frame, parameter, handed)?;
        let (path, name, value) = (frame.path.clone(), parameter.name.clone(), value.to_json());
        let set =
            ParameterSet { path, name, value, more: false, from, shown_at: None, raw: None, refused, unevaluated };
        Some(Event::ParameterSet(next_part(set, self.items_so_far.len())))
    }

    /// Returns the first parameter that has no value yet.
    pub(super) fn unset_parameter(&self, block: NodeId) -> Option<String> {
        let frame = self.tree.frame_of(block);
        let values = self.parameters.get(&frame.path);
        let unset = |name: &&String| values.is_none_or(|values| !values.contains_key(*name));
        frame.unit.procedure.parameters.keys().find(unset).cloned()
    }

    fn given_value(&self, frame: &Frame, parameter: &Parameter, handed: Handed) -> Option<(Value, Origin)> {
        let given = &self.started.given;
        let read = |json: &Json| Value::from_json(json.clone()).ok();
        let own = match (frame.call, handed) {
            (_, Handed::Fits(value)) => Some((value, Origin::With)),
            (None, _) => given.set.get(&parameter.name).and_then(read).map(|value| (value, Origin::Set)),
            _ => None,
        };
        let site = || given.site.get(&parameter.name).and_then(read).map(|value| (value, Origin::Site));
        own.or_else(site).or_else(|| parameter.default.clone().map(|value| (value, Origin::Default)))
    }

    /// Returns what a call hands over to the parameter of that name of the procedure at `path`.
    pub(super) fn handed_over_to(&self, path: &str, name: &str, at: Moment) -> Handed {
        let frame = self.tree.frames.iter().rev().find(|frame| frame.path == path);
        let parameter = frame.and_then(|frame| frame.unit.procedure.parameters.get(name));
        frame.zip(parameter).map_or(Handed::Nothing, |(frame, parameter)| self.handed_over(frame, parameter, at))
    }

    /// Returns what the call of a procedure hands over to a parameter, as the parameter's type has it.
    fn handed_over(&self, frame: &Frame, parameter: &Parameter, at: Moment) -> Handed {
        let Some(call) = frame.call else { return Handed::Nothing };
        let StepKind::Call(target) = &self.tree.step(call).kind else { return Handed::Nothing };
        let value = match target.with.get(&parameter.name) {
            None => return Handed::Nothing,
            Some(Argument::Value(value)) => Some(value.clone()),
            // By what the call was judged: an hour later it hands over the same.
            Some(Argument::Template(template)) if self.started.rules > 4 => {
                Self::argument(template, &Names::seen(self, call, &self.sight(call, at)))
            }
            Some(Argument::Template(template)) => Self::argument(template, &Names::at(self, call, at)),
        };
        match value {
            Some(Value::None) => Handed::Nothing,
            _ if self.started.rules < 4 => handed_by_first_rules(parameter, value),
            None => Handed::Unevaluated,
            Some(value) => fitting(parameter, &value).map_or(Handed::Unfit(value), Handed::Fits),
        }
    }

    /// Returns what a computed measure's expression gives, as short as it can be written.
    pub(super) fn computed_value(&self, expression: &Expression, here: NodeId, sight: &Sight) -> Option<Value> {
        match self.evaluate_seen(expression, here, sight)? {
            Value::Number(number) if self.started.rules > 1 => Some(Value::Number(number.shortest())),
            other => Some(other),
        }
    }

    /// Returns a halt for a computed measure that has no value yet.
    pub(super) fn computed(&mut self, here: NodeId, step: &StepRef, now: Moment) -> Option<Halt> {
        let StepKind::Measure(measure) = &step.kind else { return None };
        let expression = measure.value.as_ref()?;
        let path = self.tree.nodes[here].path.clone();
        let stage = course::stage(step, self.records.get(&path));
        let waits = !matches!(stage, Stage::Answer | Stage::Settled(_));
        if stage == Stage::Warning || (waits && self.started.rules < 5) {
            return None;
        }
        self.fix(path, now);
        let value = self.computed_now(here, expression, now);
        if self.computed_before(here).is_some_and(|last| last == value.as_ref().map_or(Json::Null, judge::to_json)) {
            return None;
        }
        let question = self.question_at(here, Purpose::Next, now);
        let Some(value) = value else { return Some(self.record_computed(here, &question, None)) };
        let Ask::Computed { field, .. } = &question.ask else { return None };
        let within = judge::breach(field, &value, &value.to_string()).is_none();
        Some(if within { self.record_computed(here, &question, Some(&value)) } else { Halt::Step(here) })
    }

    fn computed_now(&self, here: NodeId, expression: &Expression, now: Moment) -> Option<Value> {
        let sight = self.sight(here, now);
        self.computed_value(expression, here, &sight).filter(|value| value.as_number().is_some())
    }

    fn computed_before(&self, here: NodeId) -> Option<Json> {
        let record = self.records.get(&self.tree.nodes[here].path);
        record.and_then(|record| record.last()).map(|last| last.json.clone())
    }

    /// Returns whether a measure has computed another value since it was recorded: then nothing that its failure asked for is
    /// asked any more.
    pub(super) fn is_computed_otherwise(&self, here: NodeId, step: &StepRef, now: Moment) -> bool {
        let StepKind::Measure(measure) = &step.kind else { return false };
        let Some(expression) = measure.value.as_ref().filter(|_| self.started.rules > 4) else { return false };
        let value = self.computed_now(here, expression, now).as_ref().map_or(Json::Null, judge::to_json);
        self.computed_before(here).is_some_and(|last| last != value)
    }

    fn record_computed(&self, here: NodeId, question: &Question, value: Option<&Value>) -> Halt {
        let tick = self.reading(self.now);
        let by = super::answer::Identity { id: self.operator.id.clone(), assurance: self.assurance };
        let mut answered: Answered = self.blank_answered(question, here, &by, tick);
        answered.computed = true;
        match value {
            Some(value) => answered.value = judge::to_json(value),
            None => {
                answered.outcome = Outcome::NotApplicable;
                answered.reason = Some("not computable".to_owned());
            }
        }
        (answered.shown_at, answered.section_shown_at) = (self.now, question.section_shown_at);
        Halt::Record(Box::new(Event::Answered(Box::new(answered))))
    }

    /// Returns the follow-up action of a failure that an end or a stop has left as it was: of its own corrective steps, or of
    /// another track's. By the first rules it opened none.
    pub(super) fn action_of_cut_off(&self) -> Option<Event> {
        if self.started.rules < 5 {
            return None;
        }
        let failed = self
            .records
            .iter()
            .filter(|(_, record)| !record.action && record.last().is_some_and(|last| last.outcome == Outcome::Failed));
        failed.into_iter().find_map(|(path, _)| {
            let node = *self.tree.by_path.get(path)?;
            let outcome = self.outcome_at(node).filter(|outcome| *outcome == Outcome::Failed)?;
            self.action_to_open(node, self.tree.step(node), outcome)
        })
    }

    /// Returns the follow-up action that a lasting failure opens.
    pub(super) fn action_to_open(&self, here: NodeId, step: &StepRef, outcome: Outcome) -> Option<Event> {
        let action = step.on_fail.as_ref()?.action.as_ref()?;
        let path = self.tree.nodes[here].path.clone();
        let lasting = matches!(outcome, Outcome::Failed | Outcome::Overridden);
        if !lasting || self.records.get(&path).is_some_and(|record| record.action) {
            return None;
        }
        let due = action.due.as_ref().and_then(|due| self.length(due, here, self.now));
        let due = due.and_then(|due| self.now.checked_add_signed(TimeDelta::seconds(due.seconds())));
        Some(Event::ActionOpened(ActionOpened {
            id: format!("{}/{}", self.started.run, self.actions + 1),
            path,
            title: self.text(&action.title, here),
            owner: action.owner.clone(),
            due,
        }))
    }

    /// Returns whether that outcome ends the whole run.
    pub(super) fn stops_run(&self, step: &StepRef, outcome: Outcome) -> bool {
        outcome == Outcome::Failed && course::then(step) == Then::Stop
    }

    /// Returns how a step came out, or `None` while it wants something.
    pub(super) fn outcome_of(
        &self,
        step: &crate::procedure::Step,
        record: Option<&super::record::Record>,
    ) -> Option<Outcome> {
        match course::stage(step, record) {
            Stage::Settled(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// Returns the steps that can be gone back to, in the order of the procedure, the latest last.
    #[must_use]
    pub fn answered_steps(&self) -> Vec<(String, String)> {
        let answered =
            self.leaves().into_iter().filter(|node| self.answered_node(&self.tree.nodes[*node].path).is_some());
        answered
            .map(|node| (self.tree.nodes[node].path.clone(), self.text(&self.tree.step(node).title, node)))
            .collect()
    }
}

/// What a call hands over to a parameter.
pub(super) enum Handed {
    /// Nothing: it names no value, or one that is none.
    Nothing,
    /// A value that the parameter takes.
    Fits(Value),
    /// A value that it does not take: another one serves, or is asked for, and this one is kept beside it.
    Unfit(Value),
    /// An expression that cannot be evaluated.
    Unevaluated,
}

impl Handed {
    /// Returns what an entry keeps of a value that does not serve, and the keys that could not be evaluated.
    pub(super) fn lost(&self) -> (Option<Json>, Vec<String>) {
        match self {
            Self::Unfit(value) => (Some(shortened(value.to_json())), Vec::new()),
            Self::Unevaluated => (None, vec!["with".to_owned()]),
            Self::Nothing | Self::Fits(_) => (None, Vec::new()),
        }
    }
}

/// By the first rules a call passed limits by, and what was not of the parameter's type was dropped in silence.
fn handed_by_first_rules(parameter: &Parameter, value: Option<Value>) -> Handed {
    let fits = match value {
        Some(Value::Text(text)) if parameter.kind != ParameterType::Text => typed_parameter(parameter, &text),
        other => other,
    };
    fits.map_or(Handed::Nothing, Handed::Fits)
}

/// Returns a value as a parameter takes it, or `None` where it is not of its type or outside its limits.
fn fitting(parameter: &Parameter, value: &Value) -> Option<Value> {
    let fits = match (parameter.kind, value) {
        (ParameterType::Text, Value::Text(_)) => value.clone(),
        (ParameterType::Text, Value::Number(_) | Value::Bool(_) | Value::Duration(_)) => Value::Text(value.to_string()),
        (_, Value::Text(text)) => typed_parameter(parameter, text)?,
        (ParameterType::Number, Value::Number(_))
        | (ParameterType::Boolean, Value::Bool(_))
        | (ParameterType::Duration, Value::Duration(_)) => value.clone(),
        (ParameterType::List, Value::List(items)) if !items.iter().any(is_nested) => value.clone(),
        (ParameterType::Table, Value::List(rows)) if rows.iter().all(|row| matches!(row, Value::Map(_))) => {
            value.clone()
        }
        _ => return None,
    };
    Some(fits).filter(|value| !is_outside(&parameter.limits, value))
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

/// Returns the value of a parameter that was given as text, or `None` where it is not of its type.
pub(super) fn typed_parameter(parameter: &Parameter, text: &str) -> Option<Value> {
    let options = parameter.options.iter();
    let field = super::question::FieldQuestion {
        id: parameter.name.clone(),
        title: parameter.name.clone(),
        kind: super::ask::parameter_word(parameter.kind),
        required: true,
        options: options
            .map(|option| super::question::OptionShown { id: option.id.clone(), title: option.id.clone() })
            .collect(),
        unit: None,
        limits: super::event::LimitsInForce::default(),
        hide_limits: false,
        secret: false,
    };
    judge::parse(&field, &InputRules::default(), text).ok()
}
