//! Scripts: answer files for a run, scenarios with what they expect, and the prompter that answers from them.
//!
//! Pure: texts and procedures come in, findings and results go out. A file that an answer names is kept by the caller's
//! [`Vault`]; nothing else leaves this module.

pub mod answers;
mod catalog;
pub mod coverage;
pub mod expectation;
mod explore;
mod file;
mod from_run;
pub mod keys;
mod outcome;
mod places;
mod reading;
mod repeated;
mod runner;
mod scripted;
mod specs;
pub mod stuck;
mod ways;

pub use answers::AnswerFile;
pub use catalog::{Catalog, Target};
pub use coverage::{Branch, Coverage, Share};
pub use explore::{Exploration, MOST_RUNS, Problem, explore};
pub use file::{Scenario, ScenarioFile, answer_keys, read_answers, read_scenarios};
pub use from_run::Recorded;
pub use outcome::ScenarioResult;
pub use runner::{Ran, Setting, business_date, run_scenario, run_script};
pub use scripted::{ScriptedPrompter, Unreached, Vault};
pub use stuck::{Stuck, Why};
pub use ways::Way;

#[cfg(test)]
mod tests;
