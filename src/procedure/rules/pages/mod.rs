//! The pages of all rules, by area.

mod beside;
mod human;
mod meaning;
mod names;
mod structure;
mod writing;

use super::page::Page;

/// Rules of structure.
pub(super) const STRUCTURE: &[&[Page]] = &[writing::PAGES, structure::PAGES];
/// Rules of meaning.
pub(super) const MEANING: &[&[Page]] = &[names::PAGES, meaning::PAGES];
/// Rules for files that are no procedures.
pub(super) const BESIDE: &[&[Page]] = &[beside::PAGES];
/// Rules of human factors.
pub(super) const HUMAN: &[&[Page]] = &[human::PAGES];
