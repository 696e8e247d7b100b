//! Transcripts: what an operator sees and types, whole, at 80 and 40 columns, in both languages.

mod answers;
mod failures;
mod forms;
mod menus;
mod people;
mod refusals;
mod screens;
mod stage;
mod values;
