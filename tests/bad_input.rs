//! Bad input: a clear error with place and help, exit code 2, within bounded time and memory. Never a panic.

mod support;

use std::fs;

use support::{House, Outcome};

/// Runs the program on a file of these bytes under a limit of 1 GiB of memory and 10 s of processor time.
fn refused(name: &str, bytes: &[u8]) -> Outcome {
    let house = House::new();
    house.write(&format!("procedures/{name}.yaml"), bytes);
    house.write("answers.yaml", "operator: p1\nrest: done\n");
    let ended = limited(&house, &["run", &format!("procedures/{name}.yaml"), "--answers", "answers.yaml"]);
    assert_eq!(ended.code, 2, "{name}: {}", ended.stderr.chars().take(2000).collect::<String>());
    assert!(!house.store().exists(), "{name}: something was written");
    assert!(!ended.stderr.contains("panic"), "{name}");
    ended
}

fn limited(house: &House, arguments: &[&str]) -> Outcome {
    let program = house.command(&[]);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "ulimit -v 1048576; ulimit -t 10; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_signoff")])
        .args(arguments);
    shell.current_dir(house.path("")).env_clear().stdin(std::process::Stdio::null());
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    support::outcome(&mut shell)
}

#[test]
fn invalid_yaml_is_shown_at_its_place() {
    let ended = refused("p", b"procedure: p\ntitle: P\nsteps:\n  - check: [\n");
    assert!(ended.stderr.contains("p.yaml:"), "{ended:?}");
}

#[test]
fn a_gbk_file_is_named_as_such() {
    let ended = refused("p", b"procedure: p\ntitle: \xbf\xaa\xc3\xc5\xbc\xec\xb2\xe9\nsteps: [\xbf\xaa\xb5\xc6]\n");
    assert!(ended.stderr.contains("UTF-8"), "{ended:?}");
}

#[test]
fn a_full_width_colon_is_named_with_its_cure() {
    let ended = refused("p", "procedure: p\ntitle：开店\nsteps: [开灯]\n".as_bytes());
    assert!(ended.stderr.contains("full-width") && ended.stderr.contains(":2:"), "{ended:?}");
}

#[test]
fn fault_37_an_alias_bomb_is_refused() {
    let mut bomb = "procedure: p\ntitle: P\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    refused("p", bomb.as_bytes());
}

#[test]
fn fault_35_two_hundred_kilobytes_of_brackets_are_refused() {
    refused("p", "[".repeat(200 * 1024).as_bytes());
}

#[test]
fn fault_11_five_hundred_kilobytes_of_open_maps_are_refused() {
    refused("p", "{a: ".repeat(125 * 1024).as_bytes());
}

#[test]
fn fault_36_two_hundred_kilobytes_of_dashes_are_refused() {
    refused("p", "- ".repeat(100 * 1024).as_bytes());
}

#[test]
fn fault_39_a_file_of_a_hundred_megabytes_is_not_read() {
    let house = House::new();
    let path = house.write("procedures/p.yaml", "");
    fs::File::options().write(true).open(&path).and_then(|file| file.set_len(100 * 1024 * 1024)).expect("a large file");
    house.write("answers.yaml", "operator: p1\nrest: done\n");
    let ended = limited(&house, &["run", "procedures/p.yaml", "--answers", "answers.yaml"]);
    assert!(ended.code == 2 && ended.stderr.contains("1048576"), "{ended:?}");
}

#[test]
fn a_device_a_pipe_and_a_folder_are_no_procedures() {
    let house = House::new();
    house.write("answers.yaml", "operator: p1\nrest: done\n");
    let fifo = house.path("fifo.yaml");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    for path in ["/dev/zero", "fifo.yaml", "procedures/"] {
        let ended = limited(&house, &["run", path, "--answers", "answers.yaml"]);
        assert!(ended.code == 2 && ended.stderr.contains("not a regular file"), "{path}: {ended:?}");
    }
}

#[test]
fn fault_29_a_store_that_cannot_be_written_is_exit_4() {
    let house = House::with("procedure: p\ntitle: P\nsteps: [Open]\n");
    house.write("answers.yaml", "rest: done\noperator: zhang\n");
    house.write("store", "a file where the store should be");
    let ended = house.run(&["run", "p", "--answers", "answers.yaml"]);
    assert_eq!(ended.code, 4, "{ended:?}");
}

#[test]
fn fault_27_a_file_size_limit_is_an_error_and_no_death() {
    let house = House::with("procedure: p\ntitle: P\nsteps: [Open]\n");
    house.write("answers.yaml", "rest: done\noperator: zhang\n");
    let program = house.command(&[]);
    let mut shell = std::process::Command::new("sh");
    let line = "ulimit -f 1; exec \"$0\" run p --answers answers.yaml";
    shell.args(["-c", line, env!("CARGO_BIN_EXE_signoff")]).current_dir(house.path("")).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = support::outcome(&mut shell);
    assert_eq!(ended.code, 4, "{ended:?}");
}

#[test]
fn a_procedure_whose_calls_do_not_fit_is_neither_run_nor_tested() {
    // `validate` refused it, and `run` and `test` began it all the same.
    for (with, rule) in [("{x: 9}", "bad-argument"), ("{y: 1}", "unknown-argument")] {
        let house = House::new();
        let caller = format!("procedure: p\ntitle: P\nsteps: [{{call: C, id: c, procedure: q, with: {with}}}]\n");
        house.write("procedures/p.yaml", caller);
        let callee = "procedure: q\ntitle: Q\nparameters: {x: {type: number, max: 5, default: 1}}\nsteps: [A]\n";
        house.write("procedures/q.yaml", callee);
        house.write("answers.yaml", "operator: p1\nrest: done\n");
        let scenario =
            "procedure: p\nscenarios: [{name: S, clock: 2026-11-23T08:00:00+08:00, rest: done, expect: {}}]\n";
        house.write("procedures/p.scenario.yaml", scenario);
        let run = house.run(&["run", "p", "--answers", "answers.yaml"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(rule) && run.stderr.contains("p.yaml:3:"), "{run:?}");
        assert!(!house.store().exists(), "something was written");
        let test = house.run(&["test", "procedures"]);
        assert_eq!(test.code, 1, "{test:?}");
    }
}

#[test]
fn what_no_entry_holds_is_refused_before_anything_is_written() {
    // The run began, and ended with 4 at its first entry.
    let item = "x".repeat(64 * 1024);
    let file = |default: &str| {
        format!("procedure: p\ntitle: P\nparameters: {{l: {{type: list, default: [{default}]}}}}\nsteps: [A]\n")
    };
    let ended = refused("p", file(&item).as_bytes());
    assert!(ended.stderr.contains("text-too-long"), "{ended:?}");
    let house = House::with(&file("a"));
    house.write("answers.yaml", "operator: p1\nrest: done\n");
    let run = ["run", "p", "--answers", "answers.yaml"];
    let reasons: String = (0..3_000).map(|at| format!("  - reason number {at} of many\n")).collect();
    house.write("signoff.yaml", format!("site: {{id: s}}\nprocedures: [procedures]\nreasons:\n{reasons}"));
    let ended = house.run(&run);
    assert!(ended.code == 2 && ended.stderr.contains("first entry"), "{ended:?}");
    house.write("signoff.yaml", format!("procedures: [procedures]\nparameters:\n  l: [a, {item}]\n"));
    let ended = house.run(&run);
    assert!(ended.code == 2 && ended.stderr.contains("`l`"), "{ended:?}");
    assert_eq!(house.journals("scripted"), [""; 0].map(std::path::PathBuf::from));
}
