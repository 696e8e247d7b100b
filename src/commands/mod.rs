//! One file a subcommand, wiring only: arguments in, exit code out. Nothing else in the crate knows that there is a command line.

pub mod arguments;
pub mod beginning;
pub mod context;
pub mod desk;
pub mod history;
pub mod library;
mod store_failure;
pub mod taken_up;
