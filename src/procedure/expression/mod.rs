//! Expressions (`when`, `until`, `value`, computed limits) and texts with expressions in them: parsed when a file is read,
//! evaluated exactly on a scope. No binary float, no clock, no file; a hostile source costs an error, never the stack.

mod bind;
mod calculate;
mod compare;
mod error;
mod evaluate;
mod filters;
mod lexeme;
mod message;
mod node;
mod parse;
mod part;
mod scope;
mod template;
mod vocabulary;

#[cfg(test)]
mod tests;

use crate::procedure::finding::both;
use crate::procedure::value::Value;

pub use error::{EvaluationError, SyntaxError};
pub use node::{Comparison, NameUse, Node, NodeKind, Operator};
pub use part::Guard;
pub use scope::{MapScope, Scope};
pub use template::{Rendered, Template};
pub use vocabulary::{FILTERS, FUNCTIONS, Filter, Function, TESTS, Test, Word};

/// An expression that was parsed. Two are equal when their sources are.
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    root: Node,
}

impl Expression {
    /// Returns the expression that `source` is. Errors with what is wrong and its bytes in `source`: also on an unknown
    /// filter, test or function, and on a source too long or too deep.
    pub fn parse(source: &str) -> Result<Self, SyntaxError> {
        let trimmed = source.trim();
        if trimmed.starts_with("{{") || trimmed.starts_with("{%") {
            let start = source.len() - source.trim_start().len();
            let message = both!(
                "braces stand round this expression; here it is written without `{{{{ }}}}`",
                "表达式外面多了花括号，这里不写 `{{{{ }}}}`"
            );
            return Err(SyntaxError::new(message, start..start + trimmed.len()));
        }
        Ok(Self { root: parse::parse_expression(source)?, source: source.to_owned() })
    }

    /// Returns the source it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns its tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Returns the names that it uses, as whole paths, with their bytes in the source.
    #[must_use]
    pub fn names(&self) -> Vec<NameUse> {
        self.root.names()
    }

    /// Returns its value on that scope. Errors where it cannot be evaluated: an unknown name, a calculation with none, types
    /// that do not go together, division by zero, a result too long.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Value, EvaluationError> {
        evaluate::Evaluator::new(scope).evaluate(&self.root)
    }

    /// Returns whether its value is true, as Jinja has it. Errors like [`evaluate`](Self::evaluate).
    pub fn is_true(&self, scope: &dyn Scope) -> Result<bool, EvaluationError> {
        self.evaluate(scope).map(|value| value.is_true())
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Expression {}
