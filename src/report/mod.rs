//! Findings, procedures and journals to text: one file a format. Pure.

pub mod deviations;
pub mod exploration;
pub mod facts;
pub mod findings;
pub mod human;
pub mod judgements;
pub mod markdown;
pub mod mermaid;
pub mod outline;
pub mod pace;
pub mod page;
pub mod scenarios;
pub mod story;
pub mod story_events;
pub mod titles;
pub mod values;
pub mod verification;
pub mod words;

#[cfg(test)]
pub mod testing;
