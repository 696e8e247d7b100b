//! The folder of journals, on a real disk.

mod audit;
mod crashes;
mod scene;
mod simulated_disk;
