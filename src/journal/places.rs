//! `Places`: which journals of a mode there are and where they stand, kept small, since a store has many thousands. Pure.

use std::path::PathBuf;

use super::run_id::Procedures;
use super::{RunFile, RunId};

/// Where the journals of a mode stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    folders: Vec<PathBuf>,
    /// By run: its folder, as a place in `folders`; the file is called as the run is.
    files: Vec<(RunId, u32)>,
}

/// Takes journals folder by folder.
#[derive(Debug, Default)]
pub(super) struct Listing {
    places: Places,
    procedures: Procedures,
}

impl Listing {
    /// Takes the journals of `runs`, which stand in `folder`.
    pub(super) fn add<E>(&mut self, folder: PathBuf, runs: impl Iterator<Item = Result<RunId, E>>) -> Result<(), E> {
        let Self { places, procedures } = self;
        let place = u32::try_from(places.folders.len()).unwrap_or(u32::MAX);
        places.folders.push(folder);
        for run in runs {
            let mut run = run?;
            procedures.share(&mut run);
            places.files.push((run, place));
        }
        Ok(())
    }

    /// Returns where all of them stand.
    pub(super) fn finish(self) -> Places {
        let Self { mut places, .. } = self;
        let Places { folders, files } = &mut places;
        let folder = |place: u32| usize::try_from(place).ok().and_then(|place| folders.get(place));
        files.sort_unstable_by(|(a, left), (b, right)| a.cmp(b).then_with(|| folder(*left).cmp(&folder(*right))));
        places
    }
}

impl Places {
    /// Returns how many journals there are.
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// Returns whether a run has a journal.
    pub(super) fn has(&self, run: &RunId) -> bool {
        self.files.binary_search_by(|(other, _)| other.cmp(run)).is_ok()
    }

    /// Returns the journals of a run: one, unless somebody has put another into some other folder.
    pub(super) fn paths(&self, run: &RunId) -> Vec<PathBuf> {
        let from = self.files.partition_point(|(other, _)| other < run);
        let of_run = self.files[from..].iter().take_while(|(other, _)| other == run);
        of_run.filter_map(|(run, folder)| self.path(run, *folder)).collect()
    }

    /// Returns the runs, sorted by their ids, each once.
    pub(super) fn runs(&self) -> impl Iterator<Item = &RunId> {
        self.files.chunk_by(|(a, _), (b, _)| a == b).filter_map(|same| Some(&same.first()?.0))
    }

    /// Returns every journal, sorted by the run's id and then by its path.
    pub(super) fn files(&self) -> impl DoubleEndedIterator<Item = RunFile> {
        self.files.iter().filter_map(|(run, folder)| Some(RunFile { run: run.clone(), path: self.path(run, *folder)? }))
    }

    fn path(&self, run: &RunId, folder: u32) -> Option<PathBuf> {
        Some(self.folders.get(usize::try_from(folder).ok()?)?.join(format!("{run}.jsonl")))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::{Listing, PathBuf, RunId};

    #[test]
    fn a_run_is_found_in_every_folder_that_has_it_and_no_other_is() {
        let run = |run: &str| run.parse::<RunId>().expect("a run");
        let (a, b) = (run("20261121T073012-a-7q4kd9"), run("20261122T073012-b-7q4kd9"));
        let mut listing = Listing::default();
        for (folder, runs) in [("/s/runs/2026/12", vec![&b, &a]), ("/s/runs/2026/11", vec![&a])] {
            listing.add(folder.into(), runs.into_iter().map(|run| Ok::<_, Infallible>(run.clone()))).expect("taken");
        }
        let places = listing.finish();
        let path = |month: u8, run: &RunId| PathBuf::from(format!("/s/runs/2026/{month}/{run}.jsonl"));
        assert_eq!(places.paths(&a), [path(11, &a), path(12, &a)]);
        assert_eq!(places.paths(&b), [path(12, &b)]);
        let none = run("20261123T073012-a-7q4kd9");
        assert!(places.has(&a) && !places.has(&none) && places.paths(&none).is_empty());
        assert_eq!(places.runs().collect::<Vec<_>>(), [&a, &b]);
        let files: Vec<_> = places.files().map(|file| file.path).collect();
        assert_eq!(files, [path(11, &a), path(12, &a), path(12, &b)]);
    }
}
