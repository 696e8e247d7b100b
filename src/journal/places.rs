//! `Places`: where the journals of a mode stand, kept small, since a store has many thousands. Pure.

use std::path::{Path, PathBuf};

use super::{RunFile, RunId};

/// Where the journals of a mode stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    folders: Vec<PathBuf>,
    /// By run: its folder, as a place in `folders`; the file is called as the run is.
    files: Vec<(RunId, usize)>,
}

impl Places {
    /// Returns where `files` stand.
    pub(super) fn of(files: Vec<RunFile>) -> Self {
        let mut places = Self::default();
        for RunFile { run, path } in files {
            let folder = places.place(path.parent().unwrap_or(&path));
            places.files.push((run, folder));
        }
        places.files.sort();
        places
    }

    /// Returns whether a run has a journal.
    pub(super) fn has(&self, run: &RunId) -> bool {
        self.files.binary_search_by(|(other, _)| other.cmp(run)).is_ok()
    }

    /// Returns the journals of a run: one, unless somebody has put another into some other folder.
    pub(super) fn paths(&self, run: &RunId) -> Vec<PathBuf> {
        let from = self.files.partition_point(|(other, _)| other < run);
        let of_run = self.files[from..].iter().take_while(|(other, _)| other == run);
        let folders = of_run.filter_map(|(_, folder)| self.folders.get(*folder));
        let mut paths: Vec<PathBuf> = folders.map(|folder| folder.join(format!("{run}.jsonl"))).collect();
        paths.sort();
        paths
    }

    /// Returns the place of a folder among all. Files come folder by folder, all but a few.
    fn place(&mut self, folder: &Path) -> usize {
        self.folders.iter().rposition(|known| known == folder).unwrap_or_else(|| {
            self.folders.push(folder.to_owned());
            self.folders.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, RunFile};

    #[test]
    fn a_run_is_found_in_every_folder_that_has_it_and_no_other_is() {
        let file = |folder: &str, run: &str| RunFile {
            run: run.parse().expect("a run"),
            path: format!("/s/runs/2026/{folder}/{run}.jsonl").into(),
        };
        let (a, b) = ("20261121T073012-a-7q4kd9", "20261122T073012-b-7q4kd9");
        let files = vec![file("12", b), file("12", a), file("11", a)];
        let expected = [files[2].path.clone(), files[1].path.clone()];
        let places = Places::of(files);
        assert_eq!(places.paths(&a.parse().expect("a run")), expected);
        assert_eq!(places.paths(&b.parse().expect("a run")).len(), 1);
        assert!(places.paths(&"20261123T073012-a-7q4kd9".parse().expect("a run")).is_empty());
        assert!(places.has(&a.parse().expect("a run")));
    }
}
