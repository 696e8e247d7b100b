//! What is to be done: the typed procedure and everything that reads it. Pure: it never opens a file or looks at a clock.

pub mod expression;
pub mod value;
