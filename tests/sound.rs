//! Every procedure of the repository is sound, with the procedures that it calls.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use signoff::language::Language;
use signoff::procedure::Procedure;
use signoff::procedure::finding::Severity;
use signoff::procedure::rules::calls::check_calls;
use signoff::procedure::yaml::load;
use signoff::report::human::render;

/// Returns the procedure files under `folder`: scenarios, answers, site files and what is hidden are none.
fn procedure_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() && name != "answers" {
            procedure_files(&path, files);
        } else if name.ends_with(".yaml") && !name.contains(".scenario.") && name != "signoff.yaml" {
            files.push(path);
        }
    }
}

#[test]
fn every_procedure_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![];
    procedure_files(&root.join("procedures"), &mut files);
    procedure_files(&root.join("examples"), &mut files);
    assert!(files.len() > 20, "{files:?}");

    let mut sound: HashMap<String, (Arc<Procedure>, PathBuf, String)> = HashMap::new();
    let mut wrong = String::new();
    for path in files {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let mut loaded = load(stem, &fs::read(&path).expect("readable"));
        // Examples are the smallest of their kind: hints on how people work are for procedures.
        let smallest = path.starts_with(root.join("examples"));
        loaded.findings.retain(|finding| !(smallest && finding.severity == Severity::Hint));
        wrong += &render(&path.display().to_string(), &loaded.source, &loaded.findings, Language::En, false);
        if let Some(procedure) = loaded.procedure {
            sound.insert(procedure.id.clone(), (Arc::new(procedure), path, loaded.source));
        }
    }
    let lookup = |id: &str| sound.get(id).map(|(procedure, ..)| procedure.clone());
    for (procedure, path, source) in sound.values() {
        let findings = check_calls(procedure, source, &lookup);
        wrong += &render(&path.display().to_string(), source, &findings, Language::En, false);
    }
    assert!(wrong.is_empty(), "{wrong}");
}
