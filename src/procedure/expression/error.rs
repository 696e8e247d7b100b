//! What can be wrong with an expression: at parsing, with its place in the source, and at evaluation. Plain values.

use std::ops::Range;

use thiserror::Error;

use crate::procedure::finding::Bilingual;
use crate::procedure::value::{DecimalError, Value};

/// Why a source is no expression, or no text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", message.en)]
pub struct SyntaxError {
    /// What is wrong. Boxed, since every frame of the parser has room for an error, and chains go deep.
    pub message: Box<Bilingual>,
    /// The bytes of the source where it is wrong; empty at its end where something is missing.
    pub span: Range<usize>,
}

impl SyntaxError {
    /// Returns an error about those bytes.
    pub(super) fn new(message: Bilingual, span: Range<usize>) -> Self {
        Self { message: Box::new(message), span }
    }
}

/// Why an expression cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvaluationError {
    /// The name is not in scope.
    #[error("`{0}` is not known")]
    UnknownName(String),
    /// A calculation with none.
    #[error("{0} cannot be evaluated with none")]
    WithNone(String),
    /// A calculation with a value of the wrong type.
    #[error("{operation} cannot be evaluated with {found}")]
    WrongType {
        /// What was to be done.
        operation: String,
        /// The word for the type, or the value itself.
        found: String,
    },
    /// Values of two types, or of one that has no order, compared by order.
    #[error("{left} and {right} cannot be put in order")]
    Unordered {
        /// The word for the left type.
        left: &'static str,
        /// The word for the right type.
        right: &'static str,
    },
    /// Division by zero, or a number that is too long.
    #[error(transparent)]
    Number(#[from] DecimalError),
    /// More work, or a larger result, than an expression may cost.
    #[error("the expression is too costly")]
    TooCostly,
}

impl EvaluationError {
    /// Returns the error of doing `operation` with `value`, which is none or of the wrong type.
    pub(super) fn unfit(operation: impl Into<String>, value: &Value) -> Self {
        let operation = operation.into();
        match value {
            Value::None => Self::WithNone(operation),
            other => Self::WrongType { operation, found: other.type_word().to_owned() },
        }
    }
}
