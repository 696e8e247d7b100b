//! signoff, a checklist runner: procedures in YAML, walked through in a terminal, recorded in a log that proves itself.
//!
//! > A **Procedure** says what is to be done; the **Run** puts a **Question**; the operator gives an **Answer**; the Run
//! > decides an **Event** (or a **Refusal**); the **Journal** makes it an **Entry** on disk; only then does the Run apply it.

pub mod clock;
pub mod exit_code;
pub mod failure;
pub mod files;
pub mod in_order;
pub mod language;

pub mod procedure;
pub mod run;

pub mod journal;
pub mod session;

pub mod export;
pub mod report;
pub mod scenario;
pub mod schema;
pub mod site;

pub mod terminal;

pub mod commands;
