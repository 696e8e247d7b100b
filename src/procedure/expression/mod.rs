//! Expressions and texts. (being written on its own branch)
#![expect(missing_docs, reason = "placeholder")]
#[derive(Clone, Debug)]
pub struct Expression(pub String);
#[derive(Clone, Debug)]
pub struct Template(pub String);
