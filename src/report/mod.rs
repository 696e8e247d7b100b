//! Findings to text: one file a format. Pure.

pub mod human;
