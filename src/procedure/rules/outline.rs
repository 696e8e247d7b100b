//! A procedure laid out flat for the rules: every step in the order of the file with what is in scope there, every
//! expression with its place, and every name that one uses.

use std::collections::HashMap;
use std::rc::Rc;

use crate::procedure::expression::{Expression, Guard, NameUse, Node, Template};
use crate::procedure::{
    Argument, Field, FieldType, Items, Limit, Limits, ParameterType, Procedure, Record, Step, StepKind, Text, TimeSpan,
};

/// The loop variables in scope, outermost first.
pub type Variables<'p> = Rc<[&'p str]>;

/// By which answer of the step around it a step is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch<'p> {
    /// By none: the step around it is a container.
    Inside,
    /// By an option of a `choose`.
    Option(&'p str),
    /// By the yes of a `decide`.
    Yes,
    /// By its no.
    No,
    /// By a failure.
    Fail,
}

/// A step and what is in scope there.
pub struct Place<'p> {
    /// The step.
    pub step: &'p Step,
    /// Loop variables of the steps around it.
    pub variables: Variables<'p>,
    /// Where the step around it stands in the outline, and what opens this one.
    pub around: Option<(usize, Branch<'p>)>,
    /// Where the steps inside it end in the outline.
    pub end: usize,
}

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whether a step is asked.
    When,
    /// Whether a repeat has come to its end.
    Until,
    /// A number that a measure computes.
    Value,
    /// The items of an `each`.
    Items,
    /// A length of time.
    Span,
    /// A bound of a field.
    Limit(FieldType),
    /// A bound of a parameter.
    ParameterLimit(ParameterType),
    /// The value of a parameter.
    Argument,
    /// A condition or loop of a text.
    Tested,
    /// A word of a text.
    Shown,
}

/// An expression and its place.
pub struct Formula<'p> {
    /// Its tree.
    pub node: &'p Node,
    /// The whole expression or text, whose bytes the nodes count.
    pub source: &'p str,
    /// The conditions of the text around it.
    pub guards: Vec<Guard<'p>>,
    /// Names that the text sets itself.
    pub bound: Rc<[&'p str]>,
    /// What it is for.
    pub purpose: Purpose,
    /// Its step in the outline; `None` for the top of the file.
    pub at: Option<usize>,
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
    /// Every expression.
    pub formulas: Vec<Formula<'p>>,
    /// Where in `formulas` the items of an `each` stand, by its place.
    pub items: HashMap<usize, usize>,
    /// Every text, with the step it belongs to.
    pub texts: Vec<(Option<usize>, &'p str)>,
    /// Steps that have an id, by it: their place in `steps`.
    pub ids: HashMap<&'p str, usize>,
}

impl<'p> Outline<'p> {
    /// Returns the outline of `procedure`.
    pub fn of(procedure: &'p Procedure) -> Self {
        let mut outline = Self {
            steps: vec![],
            uses: vec![],
            formulas: vec![],
            items: HashMap::new(),
            texts: vec![],
            ids: HashMap::new(),
        };
        let none: Variables<'p> = Rc::from([]);
        outline.top(procedure, &none);
        outline.walk(&procedure.steps, &none, None);
        outline
    }

    /// Returns the step called `id`.
    pub fn step(&self, id: &str) -> Option<&'p Step> {
        self.ids.get(id).and_then(|at| self.steps.get(*at)).map(|place| place.step)
    }

    /// Returns the places around the one at `at`, itself first.
    pub fn chain(&self, at: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(at, |at| self.steps.get(*at)?.around.map(|(around, _)| around))
    }

    /// Returns whether the step at `at` is asked only because another one failed; such a step has no points by itself.
    pub fn is_corrective(&self, at: usize) -> bool {
        self.chain(Some(at)).any(|at| self.steps[at].around.is_some_and(|(_, branch)| branch == Branch::Fail))
    }

    /// Returns the places of the steps that stand in one block, block by block; corrective ones are blocks too.
    pub fn blocks(&self) -> Vec<Vec<usize>> {
        let mut blocks: Vec<Vec<usize>> = vec![];
        let mut known: HashMap<(usize, &str), usize> = HashMap::new();
        for (at, place) in self.steps.iter().enumerate() {
            let key = place.around.map_or((usize::MAX, ""), |(around, branch)| (around, branch.word()));
            let block = *known.entry(key).or_insert_with(|| {
                blocks.push(vec![]);
                blocks.len() - 1
            });
            blocks[block].push(at);
        }
        blocks
    }

    fn top(&mut self, procedure: &'p Procedure, none: &Variables<'p>) {
        let mut scope = Scope { outline: self, at: None, before: 0, variables: none.clone() };
        let texts = [Some(&procedure.title), procedure.summary.as_ref(), procedure.source.as_ref()];
        let texts = texts.into_iter().flatten().chain(&procedure.reasons).chain(procedure.roles.values());
        texts.for_each(|text| scope.text(text));
        if let Some(Limit::Expression(pass)) = procedure.scoring.as_ref().map(|scoring| &scoring.pass) {
            scope.expression(pass, Purpose::Limit(FieldType::Number));
        }
        for parameter in procedure.parameters.values() {
            scope.texts([parameter.title.as_ref(), parameter.unit.as_ref()]);
            scope.limits(&parameter.limits, Purpose::ParameterLimit(parameter.kind));
            parameter.options.iter().for_each(|option| scope.texts([option.title.as_ref()]));
            parameter.fields.iter().for_each(|field| scope.field(field));
        }
    }

    fn walk(&mut self, steps: &'p [Step], variables: &Variables<'p>, around: Option<(usize, Branch<'p>)>) {
        for step in steps {
            let at = self.steps.len();
            self.steps.push(Place { step, variables: variables.clone(), around, end: at + 1 });
            if let Some(id) = &step.id {
                self.ids.insert(id, at);
            }
            Scope { outline: self, at: Some(at), before: at, variables: variables.clone() }.before_answer(step);
            self.children(at, step, variables);
            if let Some(fail) = &step.on_fail {
                let mut scope = Scope { outline: self, at: Some(at), before: at + 1, variables: variables.clone() };
                scope.texts([fail.notify.as_ref(), fail.action.as_ref().map(|action| &action.title)]);
                scope.spans([fail.action.as_ref().and_then(|action| action.due.as_ref())]);
                self.walk(&fail.steps, variables, Some((at, Branch::Fail)));
            }
            self.steps[at].end = self.steps.len();
        }
    }

    fn children(&mut self, at: usize, step: &'p Step, variables: &Variables<'p>) {
        match &step.kind {
            StepKind::Choose { options } => options
                .iter()
                .for_each(|(option, steps)| self.walk(steps, variables, Some((at, Branch::Option(&option.id))))),
            StepKind::Decide { if_yes, if_no } => {
                self.walk(if_yes, variables, Some((at, Branch::Yes)));
                self.walk(if_no, variables, Some((at, Branch::No)));
            }
            StepKind::Section { steps, .. } => self.walk(steps, variables, Some((at, Branch::Inside))),
            StepKind::Each(each) => {
                let inner: Vec<_> = variables.iter().copied().chain([each.variable.as_str()]).collect();
                self.walk(&each.steps, &inner.into(), Some((at, Branch::Inside)));
            }
            StepKind::Repeat(repeat) => {
                self.walk(&repeat.steps, variables, Some((at, Branch::Inside)));
                // `until` is tested after each pass: the steps inside stand before it.
                let before = self.steps.len();
                let mut scope = Scope { outline: self, at: Some(at), before, variables: variables.clone() };
                scope.expression(&repeat.until, Purpose::Until);
            }
            _ => {}
        }
    }
}

impl<'p> Branch<'p> {
    pub fn word(self) -> &'p str {
        match self {
            Self::Inside => "*inside",
            Self::Option(id) => id,
            Self::Yes => "*yes",
            Self::No => "*no",
            Self::Fail => "*fail",
        }
    }
}

/// Collects the names of one place.
struct Scope<'o, 'p> {
    outline: &'o mut Outline<'p>,
    at: Option<usize>,
    before: usize,
    variables: Variables<'p>,
}

impl<'p> Scope<'_, 'p> {
    fn names(&mut self, source: &'p str, names: Vec<NameUse>) {
        let (step, before) = (self.at.map(|at| self.outline.steps[at].step), self.before);
        let uses = names.into_iter().map(|name| Use { name, source, step, before, variables: self.variables.clone() });
        self.outline.uses.extend(uses);
    }

    fn expression(&mut self, expression: &'p Expression, purpose: Purpose) {
        self.names(expression.source(), expression.names());
        let (node, source) = (expression.root(), expression.source());
        let formula = Formula { node, source, guards: vec![], bound: Rc::from([]), purpose, at: self.at };
        self.outline.formulas.push(formula);
    }

    fn template(&mut self, template: &'p Template, shown: Purpose) {
        self.outline.texts.push((self.at, template.source()));
        let names = template.names();
        let bound: Rc<[&str]> = template.bound_names().into();
        self.names(template.source(), names);
        let (at, formulas) = (self.at, &mut self.outline.formulas);
        template.guarded(&mut |node, guards, is_shown| {
            let purpose = if is_shown { shown } else { Purpose::Tested };
            let (source, guards) = (template.source(), guards.to_vec());
            formulas.push(Formula { node, source, guards, bound: bound.clone(), purpose, at });
        });
    }

    fn text(&mut self, text: &'p Text) {
        text.templates().for_each(|template| self.template(template, Purpose::Shown));
    }

    fn texts<const N: usize>(&mut self, texts: [Option<&'p Text>; N]) {
        texts.into_iter().flatten().for_each(|text| self.text(text));
    }

    fn limits(&mut self, limits: &'p Limits, purpose: Purpose) {
        for limit in [&limits.min, &limits.max, &limits.equals].into_iter().flatten() {
            if let Limit::Expression(expression) = limit {
                self.expression(expression, purpose);
            }
        }
    }

    fn spans<const N: usize>(&mut self, spans: [Option<&'p TimeSpan>; N]) {
        for span in spans.into_iter().flatten() {
            if let TimeSpan::Expression(expression) = span {
                self.expression(expression, Purpose::Span);
            }
        }
    }

    fn field(&mut self, field: &'p Field) {
        self.texts([field.title.as_ref(), field.unit.as_ref()]);
        self.limits(&field.limits, Purpose::Limit(field.kind));
        field.options.iter().for_each(|option| self.texts([option.title.as_ref()]));
    }

    /// Collects what is evaluated before the step is answered (with its evidence, which comes right after).
    fn before_answer(&mut self, step: &'p Step) {
        self.texts([Some(&step.title), step.detail.as_ref(), step.say.as_ref()]);
        self.texts([step.note.as_ref(), step.warning.as_ref()]);
        step.when.iter().for_each(|when| self.expression(when, Purpose::When));
        if let Some(deadline) = &step.deadline {
            self.spans([deadline.after.as_ref(), deadline.within.as_ref()]);
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
                self.limits(&measure.limits, Purpose::Limit(FieldType::Number));
                measure.value.iter().for_each(|value| self.expression(value, Purpose::Value));
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
                    let index = self.outline.formulas.len();
                    self.outline.items.extend(self.at.map(|at| (at, index)));
                    self.expression(items, Purpose::Items);
                }
            }
            StepKind::Call(call) => {
                for argument in call.with.values() {
                    if let Argument::Template(template) = argument {
                        let whole = template.single_expression().is_some();
                        self.template(template, if whole { Purpose::Argument } else { Purpose::Shown });
                    }
                }
            }
            _ => {}
        }
    }
}
