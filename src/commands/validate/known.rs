//! The procedures of one call of `validate`: a file that others call or test is loaded once for all that ask for it, on
//! whatever thread they do, and for its own judgement too.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::files::{self, MOST_BYTES};
use crate::procedure::Procedure;
use crate::procedure::finding::Finding;
use crate::procedure::yaml::{Loaded, load, load_without_advice};
use crate::run::program::Unit;

/// How many procedures are kept, so that memory does not grow with the folder: scenarios stand beside their procedure, which
/// is then asked for within a few files.
const MOST_KEPT: usize = 256;

/// What a file gave.
#[derive(Debug)]
pub struct Volume {
    /// Its procedure, where it can be used.
    pub procedure: Option<Arc<Procedure>>,
    /// What was found in it.
    pub findings: Vec<Finding>,
    /// Its text, which the findings point into.
    pub source: String,
}

/// A file that others asked for.
#[derive(Debug, Default)]
struct Kept {
    unit: Option<Arc<Unit>>,
    /// Its bytes and what they gave, until the file itself is judged.
    unjudged: Mutex<Option<(Vec<u8>, Volume)>>,
}

/// Where one thread loads a file while the others that ask for it wait.
type Place = Arc<OnceLock<Kept>>;

/// The procedures that were asked for.
#[derive(Debug)]
pub struct Known {
    advice: bool,
    places: Mutex<HashMap<PathBuf, Place>>,
}

impl Known {
    /// Returns none yet; with `advice` hints are looked for too.
    #[must_use]
    pub fn new(advice: bool) -> Self {
        Self { advice, places: Mutex::default() }
    }

    /// Returns the procedure in `file`; `None` for one that cannot be used.
    #[must_use]
    pub fn usable(&self, file: &Path) -> Option<Arc<Unit>> {
        self.place(file).get_or_init(|| self.read(file)).unit.clone()
    }

    /// Returns what the text `bytes` of the file at `path` gives.
    #[must_use]
    pub fn judged(&self, path: Option<&Path>, bytes: &[u8]) -> Volume {
        let place = path.and_then(|path| lock(&self.places).get(path).cloned());
        let unjudged = place.and_then(|place| place.get().and_then(|kept| lock(&kept.unjudged).take()));
        match unjudged {
            Some((read, volume)) if read == bytes => volume,
            _ => self.load(path, bytes),
        }
    }

    /// Lets the next who asks for `file` read it again, since it was written.
    pub fn forget(&self, file: &Path) {
        lock(&self.places).remove(file);
    }

    fn place(&self, file: &Path) -> Place {
        let mut places = lock(&self.places);
        if let Some(place) = places.get(file) {
            return Arc::clone(place);
        }
        if places.len() >= MOST_KEPT {
            places.clear();
        }
        Arc::clone(places.entry(file.to_owned()).or_default())
    }

    fn read(&self, file: &Path) -> Kept {
        let Ok(bytes) = files::bytes(file, MOST_BYTES) else { return Kept::default() };
        let volume = self.load(Some(file), &bytes);
        let unit = volume.procedure.clone().map(|procedure| Arc::new(Unit::new(procedure)));
        Kept { unit, unjudged: Mutex::new(Some((bytes, volume))) }
    }

    fn load(&self, path: Option<&Path>, bytes: &[u8]) -> Volume {
        let stem = path.and_then(|path| path.file_stem()?.to_str());
        let read = if self.advice { load } else { load_without_advice };
        let Loaded { procedure, findings, source } = read(stem, bytes);
        Volume { procedure: procedure.map(Arc::new), findings, source }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
