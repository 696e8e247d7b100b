//! A procedure laid out flat for the rules: every step in the order of the file with what is in scope there, and every name
//! that an expression or text uses.

use std::collections::HashMap;
use std::rc::Rc;

use crate::procedure::expression::{Expression, NameUse, Template};
use crate::procedure::{Argument, Field, Items, Limit, Limits, Procedure, Record, Step, StepKind, Text, TimeSpan};

/// The loop variables in scope, outermost first.
pub type Variables<'p> = Rc<[&'p str]>;

/// A step and what is in scope there.
pub struct Place<'p> {
    /// The step.
    pub step: &'p Step,
    /// Loop variables of the steps around it.
    pub variables: Variables<'p>,
}

/// A name that an expression or text uses.
pub struct Use<'p> {
    /// The name and its bytes in `source`.
    pub name: NameUse,
    /// The whole expression or text.
    pub source: &'p str,
    /// The step it belongs to; `None` for the top of the file.
    pub step: Option<&'p Step>,
    /// How many steps of the outline stand before it.
    pub before: usize,
    /// Loop variables in scope.
    pub variables: Variables<'p>,
}

/// A procedure laid out flat.
pub struct Outline<'p> {
    /// Every step, in the order of the file.
    pub steps: Vec<Place<'p>>,
    /// Every use of a name.
    pub uses: Vec<Use<'p>>,
    /// Steps that have an id, by it: their place in `steps`.
    pub ids: HashMap<&'p str, usize>,
}

impl<'p> Outline<'p> {
    /// Returns the outline of `procedure`.
    pub fn of(procedure: &'p Procedure) -> Self {
        let mut outline = Self { steps: vec![], uses: vec![], ids: HashMap::new() };
        let none: Variables<'p> = Rc::from([]);
        outline.top(procedure, &none);
        outline.walk(&procedure.steps, &none);
        outline
    }

    /// Returns the step called `id`.
    pub fn step(&self, id: &str) -> Option<&'p Step> {
        self.ids.get(id).and_then(|at| self.steps.get(*at)).map(|place| place.step)
    }

    fn top(&mut self, procedure: &'p Procedure, none: &Variables<'p>) {
        let mut scope = Scope { outline: self, step: None, before: 0, variables: none.clone() };
        let texts = [Some(&procedure.title), procedure.summary.as_ref(), procedure.source.as_ref()];
        let texts = texts.into_iter().flatten().chain(&procedure.reasons).chain(procedure.roles.values());
        texts.for_each(|text| scope.text(text));
        for parameter in procedure.parameters.values() {
            scope.texts([parameter.title.as_ref(), parameter.unit.as_ref()]);
            scope.limits(&parameter.limits);
            parameter.options.iter().for_each(|option| scope.texts([option.title.as_ref()]));
            parameter.fields.iter().for_each(|field| scope.field(field));
        }
    }

    fn walk(&mut self, steps: &'p [Step], variables: &Variables<'p>) {
        for step in steps {
            let at = self.steps.len();
            self.steps.push(Place { step, variables: variables.clone() });
            if let Some(id) = &step.id {
                self.ids.insert(id, at);
            }
            Scope { outline: self, step: Some(step), before: at, variables: variables.clone() }.before_answer();
            self.children(step, variables);
            if let Some(fail) = &step.on_fail {
                let mut scope = Scope { outline: self, step: Some(step), before: at + 1, variables: variables.clone() };
                scope.texts([fail.notify.as_ref(), fail.action.as_ref().map(|action| &action.title)]);
                self.walk(&fail.steps, variables);
            }
        }
    }

    fn children(&mut self, step: &'p Step, variables: &Variables<'p>) {
        match &step.kind {
            StepKind::Choose { options } => options.iter().for_each(|(_, steps)| self.walk(steps, variables)),
            StepKind::Decide { if_yes, if_no } => {
                self.walk(if_yes, variables);
                self.walk(if_no, variables);
            }
            StepKind::Section { steps, .. } => self.walk(steps, variables),
            StepKind::Each(each) => {
                let inner: Vec<_> = variables.iter().copied().chain([each.variable.as_str()]).collect();
                self.walk(&each.steps, &inner.into());
            }
            StepKind::Repeat(repeat) => {
                self.walk(&repeat.steps, variables);
                // `until` is tested after each pass: the steps inside stand before it.
                let before = self.steps.len();
                let mut scope = Scope { outline: self, step: Some(step), before, variables: variables.clone() };
                scope.expression(&repeat.until);
            }
            _ => {}
        }
    }
}

/// Collects the names of one place.
struct Scope<'o, 'p> {
    outline: &'o mut Outline<'p>,
    step: Option<&'p Step>,
    before: usize,
    variables: Variables<'p>,
}

impl<'p> Scope<'_, 'p> {
    fn names(&mut self, source: &'p str, names: Vec<NameUse>) {
        let (step, before) = (self.step, self.before);
        let uses = names.into_iter().map(|name| Use { name, source, step, before, variables: self.variables.clone() });
        self.outline.uses.extend(uses);
    }

    fn expression(&mut self, expression: &'p Expression) {
        self.names(expression.source(), expression.names());
    }

    fn template(&mut self, template: &'p Template) {
        self.names(template.source(), template.names());
    }

    fn text(&mut self, text: &'p Text) {
        text.templates().for_each(|template| self.template(template));
    }

    fn texts<const N: usize>(&mut self, texts: [Option<&'p Text>; N]) {
        texts.into_iter().flatten().for_each(|text| self.text(text));
    }

    fn limits(&mut self, limits: &'p Limits) {
        for limit in [&limits.min, &limits.max, &limits.equals].into_iter().flatten() {
            if let Limit::Expression(expression) = limit {
                self.expression(expression);
            }
        }
    }

    fn field(&mut self, field: &'p Field) {
        self.texts([field.title.as_ref(), field.unit.as_ref()]);
        self.limits(&field.limits);
        field.options.iter().for_each(|option| self.texts([option.title.as_ref()]));
    }

    /// Collects what is evaluated before the step is answered (with its evidence, which comes right after).
    fn before_answer(&mut self) {
        let Some(step) = self.step else { return };
        self.texts([Some(&step.title), step.detail.as_ref(), step.say.as_ref()]);
        self.texts([step.note.as_ref(), step.warning.as_ref()]);
        step.when.iter().for_each(|when| self.expression(when));
        if let Some(deadline) = &step.deadline {
            for span in [&deadline.after, &deadline.within].into_iter().flatten() {
                if let TimeSpan::Expression(expression) = span {
                    self.expression(expression);
                }
            }
        }
        self.own(&step.kind);
        self.before += 1;
        self.texts([step.evidence.as_ref().and_then(|evidence| evidence.title.as_ref())]);
    }

    fn own(&mut self, kind: &'p StepKind) {
        match kind {
            StepKind::Check { expect } => self.texts([expect.as_ref()]),
            StepKind::Measure(measure) => {
                self.texts([measure.unit.as_ref()]);
                self.limits(&measure.limits);
                measure.value.iter().for_each(|value| self.expression(value));
            }
            StepKind::Record(Record::Value(field)) => self.field(field),
            StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
                fields.iter().for_each(|field| self.field(field));
            }
            StepKind::Choose { options } => {
                options.iter().for_each(|(option, _)| self.texts([option.title.as_ref()]));
            }
            StepKind::Sign { meaning, .. } => self.texts([meaning.as_ref()]),
            StepKind::Each(each) => {
                if let Items::Expression(items) = &each.items {
                    self.expression(items);
                }
            }
            StepKind::Call(call) => {
                for argument in call.with.values() {
                    if let Argument::Template(template) = argument {
                        self.template(template);
                    }
                }
            }
            _ => {}
        }
    }
}
