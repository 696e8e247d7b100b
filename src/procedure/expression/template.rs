//! Texts: words with `{{ }}`, `{% if %}`, `{% for %}` and `{% set %}` in them. What cannot be evaluated shows `–`.

use indexmap::IndexMap;

use super::error::{EvaluationError, SyntaxError};
use super::evaluate::Evaluator;
use super::node::{NameUse, Node};
use super::parse::parse_text;
use super::part::{Guard, Part, bound_names, expressions, free_names, guarded};
use super::scope::Scope;
use super::{Expression, calculate::TEXT_BYTES};
use crate::procedure::value::{NOTHING, Value};

/// A text that was parsed.
#[derive(Clone, Debug)]
pub struct Template {
    source: String,
    /// Empty for a text without braces, which is its own source.
    parts: Vec<Part>,
    single: Option<Box<Expression>>,
}

/// A text as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// Whether a part of it could not be evaluated, was none, or was cut off.
    pub unevaluated: bool,
}

impl Template {
    /// Returns the text that `source` is. Errors on an expression that is none, on a statement that a text may not have,
    /// and on one too long or too deep; the spans are bytes of `source`.
    pub fn parse(source: &str) -> Result<Self, SyntaxError> {
        let parts = if has_braces(source) { non_empty(parse_text(source)?) } else { vec![] };
        let single = match parts.as_slice() {
            [Part::Show(node)] => Expression::parse(&source[node.span.clone()]).ok().map(Box::new),
            _ => None,
        };
        Ok(Self { source: source.to_owned(), parts, single })
    }

    /// Returns the source it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the names that it uses, without those it sets itself; the spans are bytes of the source.
    #[must_use]
    pub fn names(&self) -> Vec<NameUse> {
        let mut found = Vec::new();
        free_names(&self.parts, &mut Vec::new(), &mut found);
        found
    }

    /// Returns all its expressions, in the order of the source.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Node> {
        expressions(&self.parts)
    }

    /// Shows `visit` every expression with the conditions around it, and whether it is shown itself.
    pub fn guarded<'n>(&'n self, visit: &mut dyn FnMut(&'n Node, &[Guard<'n>], bool)) {
        guarded(&self.parts, &mut Vec::new(), visit);
    }

    /// Returns the names that it sets itself, whatever the place.
    #[must_use]
    pub fn bound_names(&self) -> Vec<&str> {
        let mut bound = Vec::new();
        bound_names(&self.parts, &mut bound);
        bound
    }

    /// Returns the expression where the whole text is exactly one `{{ expression }}`, whose value keeps its type.
    #[must_use]
    pub fn single_expression(&self) -> Option<&Expression> {
        self.single.as_deref()
    }

    /// Returns the text on that scope, at most 64 KiB of it. It always returns one.
    #[must_use]
    pub fn render(&self, scope: &dyn Scope) -> Rendered {
        if self.parts.is_empty() {
            return Rendered { text: self.source.clone(), unevaluated: false };
        }
        let mut renderer = Renderer { evaluator: Evaluator::new(scope), rendered: Rendered::default() };
        if renderer.parts(&self.parts).is_err() {
            renderer.rendered.unevaluated = true;
        }
        renderer.rendered
    }
}

/// Returns the parts of a text with braces, of which a remark alone leaves none: one that shows nothing.
fn non_empty(parts: Vec<Part>) -> Vec<Part> {
    if parts.is_empty() { vec![Part::Text(String::new())] } else { parts }
}

/// Returns whether anything of Jinja opens in `source`.
fn has_braces(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#')))
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// The text is full.
struct Full;

/// One rendering.
struct Renderer<'s> {
    evaluator: Evaluator<'s>,
    rendered: Rendered,
}

impl Renderer<'_> {
    /// Renders parts one after the other.
    fn parts(&mut self, parts: &[Part]) -> Result<(), Full> {
        parts.iter().try_for_each(|part| self.part(part))
    }

    /// Renders a part.
    fn part(&mut self, part: &Part) -> Result<(), Full> {
        match part {
            Part::Text(text) => self.push(text),
            Part::Show(node) => match self.evaluator.evaluate(node) {
                Ok(Value::None) | Err(_) => self.nothing(),
                Ok(value) => self.push(&value.to_string()),
            },
            Part::If { test, yes, no } => match self.evaluator.evaluate(test) {
                Ok(value) => self.parts(if value.is_true() { yes } else { no }),
                Err(_) => self.nothing(),
            },
            Part::Set { targets, value } => {
                let value = self.evaluator.evaluate(value).unwrap_or_else(|_| {
                    self.rendered.unevaluated = true;
                    Value::None
                });
                self.bind(targets, value);
                Ok(())
            }
            Part::For { targets, of, only, body, otherwise } => match self.chosen(targets, of, only.as_ref()) {
                Ok(items) if items.is_empty() => self.scoped(|this| this.parts(otherwise)),
                Ok(items) => self.each(targets, items, body),
                Err(_) => self.nothing(),
            },
        }
    }

    /// Returns the items that a loop goes over.
    fn chosen(&mut self, targets: &[String], of: &Node, only: Option<&Node>) -> Result<Vec<Value>, EvaluationError> {
        let items = match self.evaluator.evaluate(of)? {
            Value::List(items) => items,
            Value::Map(fields) => fields.into_keys().map(Value::from).collect(),
            other => return Err(EvaluationError::unfit("`for`", &other)),
        };
        let Some(only) = only else { return Ok(items) };
        let mut chosen = Vec::new();
        for item in items {
            let outside = self.evaluator.locals.len();
            self.bind(targets, item.clone());
            let result = self.evaluator.evaluate(only);
            self.evaluator.locals.truncate(outside);
            if result?.is_true() {
                chosen.push(item);
            }
        }
        Ok(chosen)
    }

    /// Renders the body for each item.
    fn each(&mut self, targets: &[String], items: Vec<Value>, body: &[Part]) -> Result<(), Full> {
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            self.evaluator.spend(1).map_err(|_| Full)?;
            self.scoped(|this| {
                this.bind(targets, item);
                this.evaluator.locals.push(("loop".to_owned(), loop_state(index, length)));
                this.parts(body)
            })?;
        }
        Ok(())
    }

    /// Renders something whose names are forgotten afterwards.
    fn scoped(&mut self, render: impl FnOnce(&mut Self) -> Result<(), Full>) -> Result<(), Full> {
        let outside = self.evaluator.locals.len();
        let result = render(self);
        self.evaluator.locals.truncate(outside);
        result
    }

    /// Gives a value to a name, or the items of a list to names; what is missing is none.
    fn bind(&mut self, targets: &[String], value: Value) {
        match (targets, value) {
            ([name], value) => self.evaluator.locals.push((name.clone(), value)),
            (names, Value::List(items)) => {
                let items = items.into_iter().chain(std::iter::repeat(Value::None));
                self.evaluator.locals.extend(names.iter().cloned().zip(items));
            }
            (names, _) => self.evaluator.locals.extend(names.iter().map(|name| (name.clone(), Value::None))),
        }
    }

    /// Shows that something could not be evaluated.
    fn nothing(&mut self) -> Result<(), Full> {
        self.rendered.unevaluated = true;
        self.push(NOTHING)
    }

    /// Adds words, up to what a text may hold.
    fn push(&mut self, words: &str) -> Result<(), Full> {
        let room = TEXT_BYTES - self.rendered.text.len();
        if words.len() <= room {
            self.rendered.text.push_str(words);
            return Ok(());
        }
        let fits = words.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= room);
        let end = fits.last().unwrap_or(0);
        self.rendered.text.push_str(&words[..end]);
        Err(Full)
    }
}

/// Returns what `loop` is in a pass of a loop.
fn loop_state(index: usize, length: usize) -> Value {
    let number = |number: usize| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    let fields = [
        ("index", number(index + 1)),
        ("index0", number(index)),
        ("length", number(length)),
        ("first", Value::Bool(index == 0)),
        ("last", Value::Bool(index + 1 == length)),
    ];
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<IndexMap<_, _>>())
}
