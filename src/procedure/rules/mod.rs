//! Rules of meaning.

use super::Procedure;
use super::finding::Finding;
use super::tree::Node;

/// Checks.
pub fn check(_procedure: &Procedure, _root: &Node<'_>, _source: &str, _findings: &mut Vec<Finding>) {}
