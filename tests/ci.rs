//! What the examples for pipelines do, done: their commands run, and the hooks that they name are there. The sites of the examples
//! fit their procedures.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;
use support::{House, outcome};

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    serde_yaml::from_str(&fs::read_to_string(&path).expect("is there")).expect("is YAML")
}

/// A repository with one procedure and its scenarios.
fn repository() -> House {
    let house = House::new();
    for name in ["check.yaml", "check.scenario.yaml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/features").join(name);
        house.write(&format!("procedures/{name}"), fs::read(path).expect("an example"));
    }
    house
}

/// A line of a pipeline, in a shell that finds the program.
fn shell(house: &House, script: &str, variables: &[(&str, &str)]) -> support::Outcome {
    let folder = Path::new(env!("CARGO_BIN_EXE_signoff")).parent().expect("a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("bash");
    command.args(["-e", "-c", script]).current_dir(house.path(".")).env_clear().env("PATH", path);
    outcome(command.envs(variables.iter().copied()))
}

#[test]
fn the_pipeline_of_gitlab_writes_the_reports_that_it_names() {
    let job = &read("examples/ci/.gitlab-ci.yml")["procedures"];
    let house = repository();
    let script = job["script"].as_sequence().expect("lines").iter().filter_map(Value::as_str);
    for line in script {
        let ended = shell(&house, line, &[("GITLAB_CI", "true")]);
        assert_eq!(ended.code, 0, "{line}: {ended:?}");
    }
    let report = |name: &str| {
        let file = job["artifacts"]["reports"][name].as_str().expect("a file");
        fs::read_to_string(house.path(file)).expect("was written")
    };
    let findings: serde_json::Value = serde_json::from_str(&report("codequality")).expect("JSON");
    assert!(findings.is_array(), "{findings}");
    assert!(report("junit").contains("<testcase"));
}

#[test]
fn the_workflow_of_github_gives_the_action_what_it_knows_and_its_lines_run() {
    let workflow = read("examples/ci/.github/workflows/procedures.yml");
    let action = read(".github/actions/validate/action.yml");
    let steps = workflow["jobs"]["procedures"]["steps"].as_sequence().expect("steps");
    let ours = |step: &&Value| step["uses"].as_str().is_some_and(|uses| uses.contains("/.github/actions/validate@"));
    let with = steps.iter().find(ours).expect("uses the action")["with"].as_mapping().expect("inputs");
    assert!(with.keys().all(|input| action["inputs"].get(input).is_some()), "{with:?}");
    let house = repository();
    let validates = action["runs"]["steps"][1]["run"].as_str().expect("a script");
    let given = [("PATHS", "procedures"), ("STRICT", "true"), ("ADVICE", "false"), ("SARIF", "")];
    let ended = shell(&house, validates, &given);
    assert_eq!(ended.code, 0, "{ended:?}");
    house.write("procedures/bad.yaml", "procedure: bad\nsteps: []\n");
    let ended = shell(&house, validates, &given);
    assert!(ended.code == 1 && ended.stdout.contains("::error file=procedures/bad.yaml"), "{ended:?}");
    fs::remove_file(house.path("procedures/bad.yaml")).expect("was there");
    let lines: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert!(!lines.is_empty());
    for line in lines {
        let ended = shell(&house, line, &[]);
        assert_eq!(ended.code, 0, "{line}: {ended:?}");
    }
}

/// A site is the first thing that is copied: nobody of its roster may be missing for what it lists.
#[test]
fn the_sites_of_the_examples_fit_their_procedures() {
    for folder in ["", "first-day", "features"] {
        let mut command = House::new().command(&["validate", "--strict"]);
        let ended = outcome(command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder)));
        assert_eq!(ended.code, 0, "{folder}: {}", ended.stdout);
    }
}

#[test]
fn the_hooks_that_are_named_are_there_and_their_commands_run() {
    let hooks = read(".pre-commit-hooks.yaml");
    let known = |id: &str| hooks.as_sequence().expect("hooks").iter().find(|hook| hook["id"] == id).cloned();
    let named = read("examples/ci/.pre-commit-config.yaml");
    let named = named["repos"][0]["hooks"].as_sequence().expect("hooks").clone();
    assert_eq!(named.len(), 2);
    let house = repository();
    for hook in named {
        let entry = known(hook["id"].as_str().expect("an id")).expect("is there")["entry"]
            .as_str()
            .expect("a command")
            .to_owned();
        let arguments = hook["args"].as_sequence().into_iter().flatten().filter_map(Value::as_str);
        let line = arguments.chain(["procedures/check.yaml"]).fold(entry, |line, word| line + " " + word);
        let ended = shell(&house, &line, &[]);
        assert_eq!(ended.code, 0, "{line}: {ended:?}");
    }
}
