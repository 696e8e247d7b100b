//! Given a procedure, when this is answered, then that is asked and recorded: one test for each sentence of the format.

mod amending;
mod beginning;
mod branches;
mod calls;
mod closing;
mod containers;
mod failures;
pub(crate) mod generator;
mod loops;
mod names;
mod people;
mod random;
mod replaying;
mod timing;
mod tracks;
mod values;
mod walked;
mod walks;
