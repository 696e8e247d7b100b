//! Findings to text: one file a format. Pure; it writes nowhere and asks no terminal.

pub mod human;
