//! Every procedure of the repository loads, and every scenario of it passes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use signoff::language::Language;
use signoff::procedure::shape::Shape;
use signoff::procedure::yaml::keys::{KINDS, every_key};
use signoff::procedure::{Procedure, StepKind, finding::Lines, yaml};
use signoff::run::Program;
use signoff::scenario::{Ran, ScenarioFile, ScenarioResult, Setting, read_answers, run_scenario, run_script};

/// Where procedures stand that have scenarios.
const FOLDERS: [&str; 3] = ["procedures", "examples/features", "examples/first-day/procedures"];

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(Path::new(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

/// Whether a YAML file is neither a scenario's nor a site's.
fn is_procedure(path: &Path) -> bool {
    !path.to_string_lossy().ends_with(".scenario.yaml") && !path.ends_with("signoff.yaml")
}

fn library() -> BTreeMap<String, PathBuf> {
    let all = FOLDERS.iter().flat_map(|folder| files(folder, ".yaml"));
    all.filter(|path| is_procedure(path))
        .map(|path| (path.file_stem().expect("stem").to_string_lossy().into_owned(), path))
        .collect()
}

fn load(path: &Path) -> Procedure {
    let bytes = fs::read(path).expect("procedure");
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let loaded = yaml::load(stem.as_deref(), &bytes);
    loaded.procedure.unwrap_or_else(|| panic!("{}: {:?}", path.display(), loaded.findings))
}

/// Returns the procedure `id` with all that it calls.
fn program(id: &str) -> Program {
    let library = library();
    let main = load(&library[id]);
    let mut called: BTreeMap<String, Procedure> = BTreeMap::new();
    let mut wanted = calls(&main);
    while let Some(id) = wanted.pop() {
        if let std::collections::btree_map::Entry::Vacant(entry) = called.entry(id.clone()) {
            let procedure = load(&library[&id]);
            wanted.extend(calls(&procedure));
            entry.insert(procedure);
        }
    }
    Program::new(main, called.into_values().collect())
}

fn calls(procedure: &Procedure) -> Vec<String> {
    let mut calls = Vec::new();
    procedure.visit(&mut |step| {
        if let StepKind::Call(call) = &step.kind {
            calls.push(call.procedure.clone());
        }
    });
    calls
}

fn run_all(path: &Path) -> Vec<ScenarioResult> {
    let source = fs::read_to_string(path).expect("scenarios");
    let file = ScenarioFile::read(&source).expect("sound YAML");
    let program = program(&file.procedure().expect("a procedure"));
    let scenarios = file.scenarios(&program).unwrap_or_else(|findings| {
        let lines = Lines::new(&source);
        let shown =
            findings.iter().map(|finding| format!("{:?} {}", lines.position(finding.span.start), finding.message.en));
        panic!("{}: {}", path.display(), shown.collect::<Vec<_>>().join("\n"))
    });
    scenarios.iter().map(|scenario| run_scenario(&program, scenario, &Setting::default())).collect()
}

#[test]
fn every_procedure_loads() {
    for path in library().values() {
        let _ = load(path);
    }
}

#[test]
fn every_scenario_passes() {
    let mut failed = String::new();
    let mut count = 0;
    for path in FOLDERS.iter().flat_map(|folder| files(folder, ".scenario.yaml")) {
        let results = run_all(&path);
        count += results.len();
        for result in results.iter().filter(|result| !result.passed()) {
            failed.push_str(&format!("{}: {}", path.display(), result.summary(Language::En)));
        }
    }
    assert!(count > 0, "no scenario was found");
    assert!(failed.is_empty(), "of {count} scenarios:\n{failed}");
}

/// The second line of an answer file says with which procedure it runs.
fn run_answers(path: &Path) -> Ran {
    let source = fs::read_to_string(path).expect("answers");
    let words: Vec<&str> = source.lines().nth(1).expect("a command").split_whitespace().collect();
    let id = words.iter().skip_while(|word| **word != "run").nth(1).expect("a procedure");
    let program = program(id);
    let script = read_answers(&source, &program).unwrap_or_else(|findings| panic!("{}: {findings:#?}", path.display()));
    run_script(&program, &script, &Setting::default())
}

#[test]
fn every_answer_file_of_the_examples_runs_to_its_end() {
    for path in files("examples/answers", ".yaml") {
        let ran = run_answers(&path);
        assert_eq!(ran.stuck, None, "{}", path.display());
        assert_eq!((&ran.unreached[..], &ran.not_replayed), (&[][..], &None), "{}", path.display());
        assert!(ran.run.closed().is_some(), "{}", path.display());
    }
}

/// The examples of features, without their scenarios.
fn examples() -> Vec<PathBuf> {
    let mut files = files("examples/features", ".yaml");
    files.retain(|path| is_procedure(path));
    files
}

/// Whether `word` stands in `text` between characters that no name has.
fn stands_in(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|found| found == word)
}

#[test]
fn every_key_and_word_of_the_format_has_an_example() {
    let shown: String = examples().iter().map(|path| fs::read_to_string(path).expect("a file")).collect();
    let is_key =
        |name: &str| shown.match_indices(&format!("{name}:")).any(|(at, _)| shown[..at].ends_with([' ', '{', '\n']));
    let keys = every_key().map(|key| key.name).chain(KINDS.iter().map(|kind| kind.word));
    let missing: Vec<&str> = keys.filter(|name| !is_key(name)).collect();
    assert!(missing.is_empty(), "no example has {missing:?}");
    let words = every_key().filter_map(|key| if let Shape::Word(words) = key.shape { Some(words) } else { None });
    let missing: Vec<&str> = words.flatten().copied().filter(|word| !stands_in(&shown, word)).collect();
    assert!(missing.is_empty(), "no example has {missing:?}");
}
