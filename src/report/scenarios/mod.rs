//! What `test` found: each scenario's result and the branches covered, as text of a format. Pure.

mod human;
mod json;
mod junit;

pub use human::human;
pub use json::{JSON_VERSION, json};
pub use junit::junit;

use crate::scenario::{Coverage, ScenarioResult, Share};

/// What `test` found.
#[derive(Debug, Default)]
pub struct TestReport {
    /// One for each scenario file, in the order of their paths.
    pub files: Vec<FileReport>,
    /// Procedures among the paths that no scenario file is for, by id, sorted.
    pub untested: Vec<String>,
    /// The branches of the procedures tested, and how often they were taken.
    pub coverage: Coverage,
    /// The share that every procedure must reach, in percent, where one was asked for.
    pub min_coverage: Option<u8>,
}

/// What became of one scenario file.
#[derive(Debug)]
pub struct FileReport {
    /// Its path as it was given or found.
    pub path: String,
    /// The procedure that it is for; empty where the file does not say.
    pub procedure: String,
    /// Its scenarios' results, or what makes the file unusable: the findings for a person, and one line.
    pub outcome: Result<Vec<ScenarioResult>, Unusable>,
}

/// Why a scenario file cannot be used.
#[derive(Clone, Debug)]
pub struct Unusable {
    /// The findings, rendered for a person; empty where there are none.
    pub findings: String,
    /// One line that says so.
    pub message: String,
}

impl TestReport {
    /// Returns how many scenarios passed and how many failed; a file that cannot be used is one that failed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        self.files.iter().fold((0, 0), |(passed, failed), file| match &file.outcome {
            Err(_) => (passed, failed + 1),
            Ok(results) => {
                let good = results.iter().filter(|result| result.passed()).count();
                (passed + good, failed + results.len() - good)
            }
        })
    }

    /// Returns the share of each procedure that a scenario file is for, in the order of the files.
    #[must_use]
    pub fn shares(&self) -> Vec<(String, Share)> {
        let all = self.coverage.by_procedure();
        let mut shares: Vec<(String, Share)> = Vec::new();
        for file in self.files.iter().filter(|file| !file.procedure.is_empty()) {
            if !shares.iter().any(|(id, _)| *id == file.procedure) {
                shares.push((file.procedure.clone(), all.get(&file.procedure).copied().unwrap_or_default()));
            }
        }
        shares
    }

    /// Returns the procedures that do not reach the share asked for: what they reach, `None` without any scenario.
    #[must_use]
    pub fn below(&self) -> Vec<(String, Option<Share>)> {
        let Some(least) = self.min_coverage else { return Vec::new() };
        let low = self.shares().into_iter().filter(|(_, share)| share.percent() < u64::from(least));
        let low = low.map(|(id, share)| (id, Some(share)));
        let untested = self.untested.iter().filter(|_| least > 0).map(|id| (id.clone(), None));
        low.chain(untested).collect()
    }

    /// Returns whether every scenario passed and every procedure is covered as asked for.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.counts().1 == 0 && self.below().is_empty()
    }
}

#[cfg(test)]
mod tests;
