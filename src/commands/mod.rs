//! One file a subcommand, wiring only: arguments in, exit code out. Nothing else in the crate knows that there is a command line.

pub mod abandon;
pub mod arguments;
pub mod beginning;
pub mod context;
pub mod desk;
pub mod front_door;
mod going_on;
pub mod history;
pub mod library;
pub mod run;
mod scripted;
mod store_failure;
pub mod taken_up;
pub mod validate;
pub mod vault;
