//! What a person may call a run by: an id, a prefix or ending that is unique, or `last`. Pure.

use super::RunId;
use super::store_error::StoreError;

/// Returns the one of `runs`, the newest first, that `name` stands for.
///
/// # Errors
/// [`StoreError::NoSuchRun`] or [`StoreError::Ambiguous`].
pub fn resolve(name: &str, runs: impl IntoIterator<Item = RunId>) -> Result<RunId, StoreError> {
    let mut candidates = Vec::new();
    for run in runs {
        let text = run.to_string();
        if text == name || name == "last" {
            return Ok(run);
        }
        if !name.is_empty() && (text.starts_with(name) || text.ends_with(name)) {
            candidates.push(run);
        }
    }
    match candidates.as_slice() {
        [] => Err(StoreError::NoSuchRun { name: name.to_owned() }),
        [run] => Ok(run.clone()),
        _ => Err(StoreError::Ambiguous { name: name.to_owned(), candidates }),
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;
    use crate::journal::{RunId, StoreError};

    fn runs() -> Vec<RunId> {
        [
            "20261122T073012-hall-closing-aaaaa9",
            "20261121T193012-hall-closing-7q4kd9",
            "20261121T073012-hall-opening-7q4kd8",
        ]
        .map(|id| id.parse().expect("a run id"))
        .to_vec()
    }

    #[test]
    fn an_id_a_unique_prefix_a_unique_ending_and_last_are_found() {
        let runs = runs();
        let whole = runs[1].to_string();
        for (name, place) in [(whole.as_str(), 1), ("20261122", 0), ("7q4kd8", 2), ("opening-7q4kd8", 2), ("last", 0)] {
            assert_eq!(resolve(name, runs.clone()).ok().as_ref(), runs.get(place), "{name}");
        }
    }

    #[test]
    fn what_fits_several_runs_lists_them_and_what_fits_none_says_so() {
        let runs = runs();
        let Err(StoreError::Ambiguous { candidates, .. }) = resolve("20261121", runs.clone()) else {
            panic!("ambiguous")
        };
        assert_eq!(candidates, runs[1..]);
        for name in ["", "hall", "../x", "LAST"] {
            assert!(matches!(resolve(name, runs.clone()), Err(StoreError::NoSuchRun { .. })), "{name}");
        }
        assert!(matches!(resolve("last", []), Err(StoreError::NoSuchRun { .. })));
    }
}
