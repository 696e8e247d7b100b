//! `validate` as CI calls it: paths, formats, exit codes, hostile files, mending.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::Value;

use signoff::procedure::rules::{Area, RULES};
use support::{House, Outcome, outcome};

const GOOD: &str = "procedure: good\ntitle: Good\nsteps: [Light]\n";
const BAD: &str =
    "procedure: bad\ntitle: Bad\nsteps:\n  - check: 检查\t{{ lamp }}\n    critical: yes\n  - check: 👩‍🔧 {{ lmp }}\n";
const WARNED: &str = "procedure: warned\ntitle: {zh: 警告, en: Warned}\nsteps: [{check: {zh: 灯}}]\n";

fn house(files: &[&str]) -> House {
    let house = House::new();
    files.iter().for_each(|text| drop(house.procedure(text)));
    house
}

fn paths(ended: &Outcome) -> Vec<String> {
    let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    let findings = report["findings"].as_array().expect("findings").iter();
    let mut paths: Vec<String> = findings.map(|finding| finding["path"].as_str().expect("a path").to_owned()).collect();
    paths.dedup();
    paths
}

fn validate(house: &House, arguments: &[&str]) -> Outcome {
    house.run(&[&["validate"], arguments].concat())
}

fn stdin(house: &House, arguments: &[&str], text: &[u8]) -> Outcome {
    let mut command = house.command(&[&["validate"], arguments].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    // A program that has read enough may be gone already.
    let _ = child.stdin.take().expect("a pipe").write_all(text);
    let output = child.wait_with_output().expect("ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: output.status.code().expect("a code"), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn people_see_every_finding_of_every_file_by_path_and_place() {
    let ended = validate(&house(&[GOOD, BAD, WARNED]), &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
    assert_snapshot!(ended.stdout, @r"
    error[unknown-name]: the name `lamp` is not known here
     --> procedures/bad.yaml:4:18
      |
    4 |   - check: 检查    {{ lamp }}
      |                       ^^^^

    error[bad-boolean]: found `yes`, expected `true` or `false`
     --> procedures/bad.yaml:5:15
      |
    5 |     critical: yes
      |               ^^^
      |
      = help: write `true`

    error[unknown-name]: the name `lmp` is not known here
     --> procedures/bad.yaml:6:19
      |
    6 |   - check: 👩🔧 {{ lmp }}
      |                    ^^^

    warning[missing-translation]: the text has no `en`, which others of this file have
     --> procedures/warned.yaml:3:17
      |
    3 | steps: [{check: {zh: 灯}}]
      |                 ^^^^^^^^

    files: 3, errors: 3, warnings: 1
    ");
}

#[test]
fn findings_are_in_the_language_that_is_asked_for() {
    let ended = validate(&house(&[BAD]), &["--lang", "zh"]);
    assert!(ended.stdout.contains("错误[unknown-name]: 这里没有名字 `lamp`"), "{ended:?}");
    assert!(ended.stdout.ends_with("文件 1 个，错误 3 处，警告 0 处\n"), "{ended:?}");
}

#[test]
fn the_json_of_a_finding_has_its_place_and_its_cure() {
    let ended = validate(&house(&[BAD]), &["--format", "json"]);
    assert_snapshot!(ended.stdout, @r#"
    {"version":1,"tool":"signoff 0.1.0","language":"en","findings":[
    {"path":"procedures/bad.yaml","rule":"unknown-name","severity":"error","start":{"line":4,"column":18,"byte":54},"end":{"line":4,"column":22,"byte":58},"message":"the name `lamp` is not known here","fingerprint":"9b2c9ca4759cddbbc9c61f55cfe90284"},
    {"path":"procedures/bad.yaml","rule":"bad-boolean","severity":"error","start":{"line":5,"column":15,"byte":76},"end":{"line":5,"column":18,"byte":79},"message":"found `yes`, expected `true` or `false`","help":"write `true`","suggestion":{"start":{"line":5,"column":15,"byte":76},"end":{"line":5,"column":18,"byte":79},"replacement":"true"},"fingerprint":"dd6994e2e3341876888f80ce9e2a727f"},
    {"path":"procedures/bad.yaml","rule":"unknown-name","severity":"error","start":{"line":6,"column":19,"byte":106},"end":{"line":6,"column":22,"byte":109},"message":"the name `lmp` is not known here","fingerprint":"7cc302379102dd256db741071b4fb8a1"}
    ],"summary":{"files":1,"errors":3,"warnings":0,"hints":0,"fixed":0}}
    "#);
}

#[test]
fn exit_codes_are_those_of_the_manual() {
    let code = |files: &[&str], arguments: &[&str]| validate(&house(files), arguments).code;
    assert_eq!(code(&[GOOD], &[]), 0);
    assert_eq!(code(&[GOOD, BAD], &[]), 1);
    assert_eq!(code(&[WARNED], &[]), 0);
    assert_eq!(code(&[WARNED], &["--strict"]), 1);
    assert_eq!(code(&[GOOD], &["--strict", "--advice"]), 0);
    for arguments in [&["nowhere.yaml"][..], &["procedures/*.yml"], &["procedures/[.yaml"], &["--format", "xml"]] {
        assert_eq!(code(&[GOOD, BAD], arguments), 2, "{arguments:?}");
    }
    assert_eq!(code(&[], &[]), 2, "a folder without YAML");
    assert_eq!(code(&[GOOD], &["--output", "nowhere/report.json"]), 4, "a report that cannot be written");
    assert_eq!(code(&[GOOD], &["--stdin-filename", "a.yaml"]), 2);
}

#[test]
fn folders_leave_out_what_git_ignores_and_what_is_hidden() {
    let house = house(&[BAD]);
    for name in ["sub/a.yaml", "sub/b.yml", "out/c.yaml", ".cache/d.yaml", "sub/e.txt"] {
        house.write(name, "foreign: 1\n");
    }
    house.write(".gitignore", "out/\n");
    assert_eq!(
        paths(&validate(&house, &["--format", "json", "."])),
        ["procedures/bad.yaml", "sub/a.yaml", "sub/b.yml"]
    );
    let named = validate(&house, &["--format", "json", "out/c.yaml", ".cache", "./sub/../out/c.yaml"]);
    assert_eq!(paths(&named), [".cache/d.yaml", "out/c.yaml", "sub/../out/c.yaml"], "what is named is looked at");
}

#[test]
fn patterns_are_read_where_no_shell_did() {
    let house = House::new();
    for name in ["a.yaml", "sub/b.yaml", "sub/deep/c.yaml", "sub/deep/d.yml"] {
        house.write(name, "foreign: 1\n");
    }
    let found = |pattern: &str| paths(&validate(&house, &["--format", "json", pattern]));
    assert_eq!(found("*.yaml"), ["a.yaml"]);
    assert_eq!(found("**/*.yaml"), ["a.yaml", "sub/b.yaml", "sub/deep/c.yaml"]);
    assert_eq!(found("./sub/**/*.{yaml,yml}"), ["sub/b.yaml", "sub/deep/c.yaml", "sub/deep/d.yml"]);
    assert_eq!(found("sub/d*"), ["sub/deep/c.yaml", "sub/deep/d.yml"]);
    assert_eq!(found("sub/deep/[c]*"), ["sub/deep/c.yaml"]);
}

#[test]
fn a_file_that_is_named_twice_is_judged_once() {
    let house = house(&[BAD]);
    let ended = validate(&house, &["--format", "json", "procedures", "procedures/bad.yaml", "./procedures/bad.yaml"]);
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(report["summary"]["files"], 1);
}

#[test]
fn hostile_files_are_findings_and_hide_no_other() {
    let house = house(&[GOOD, BAD]);
    let file = |name: &str, bytes: &[u8]| drop(house.write(&format!("procedures/{name}"), bytes));
    file("gbk.yaml", b"title: \xBF\xAA\xB5\xEA\n");
    file("deep.yaml", "[".repeat(200_000).as_bytes());
    file("empty.yaml", b"");
    file("nul.yaml", &[0; 2_000]);
    file("foreign.yaml", b"services: {web: {image: x}}\n");
    let bomb: String = (1..9).map(|n| format!("a{n}: &a{n} [*a{0},*a{0},*a{0}]\n", n - 1)).collect();
    file("bomb.yaml", format!("a0: &a0 x\n{bomb}").as_bytes());
    fs::File::create(house.path("procedures/large.yaml")).expect("a file").set_len(100 << 20).expect("a hole");
    std::os::unix::fs::symlink("/dev/zero", house.path("procedures/zero.yaml")).expect("a link");
    std::os::unix::fs::symlink("nowhere", house.path("procedures/dangling.yaml")).expect("a link");
    fs::create_dir(house.path("procedures/folder.yaml")).expect("a folder");
    let made = std::process::Command::new("mkfifo").arg(house.path("procedures/fifo.yaml")).status().expect("mkfifo");
    assert!(made.success());
    let ended = validate(&house, &["--format", "json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let names = ["bad", "bomb", "dangling", "deep", "empty", "fifo", "foreign", "gbk", "large", "nul", "zero"];
    assert_eq!(paths(&ended), names.map(|name| format!("procedures/{name}.yaml")));
}

#[test]
fn an_unreadable_folder_is_a_finding() {
    let house = house(&[GOOD]);
    let locked = house.path("procedures/locked");
    fs::create_dir(&locked).expect("a folder");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("a mode");
    let hidden = fs::read_dir(&locked).is_err();
    let ended = validate(&house, &["--format", "json"]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("a mode");
    // Whoever may read everything sees an empty folder.
    assert_eq!(ended.code, i32::from(hidden), "{ended:?}");
    assert_eq!(paths(&ended).len(), usize::from(hidden), "{ended:?}");
}

#[test]
fn files_of_other_kinds_are_checked_as_what_they_are() {
    let house = house(&[GOOD]);
    house.write("procedures/answers.yaml", "operator: zhang\nrest: done\nanswers: {light: done}\n");
    house.write(
        "procedures/good.scenario.yaml",
        "procedure: good\nscenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, operator: li, rest: done, expect: {verdict: completed}}]\n",
    );
    house.write("procedures/signoff.yaml", "site: {id: hall-042}\noperators: []\n");
    let ended = validate(&house, &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "files: 4, errors: 0, warnings: 0\n"), "{ended:?}");
    house.write("procedures/answers.yaml", "anwsers: {}\nanswers: {light: done}\n");
    house.write(
        "procedures/good.scenario.yaml",
        "procedure: good\nscenarios: [{name: a, clock: 2026-11-23T08:40:00+08:00, expect: {verdict: fine}}]\n",
    );
    house.write("procedures/signoff.yaml", "site: {id: hall-042}\ntimezone: Mars/Base\n");
    let ended = validate(&house, &["--format", "json"]);
    let kinds = ["answers", "good.scenario", "signoff"].map(|name| format!("procedures/{name}.yaml"));
    assert_eq!((ended.code, paths(&ended)), (1, kinds.to_vec()), "{ended:?}");
}

#[test]
fn a_broken_site_file_above_is_a_finding_and_stops_nothing() {
    let house = house(&[GOOD]);
    house.write("signoff.yaml", "site: {id: hall-042}\ntimezone: Mars/Base\n");
    let ended = validate(&house, &["procedures", "--format", "json"]);
    assert_eq!((ended.code, paths(&ended)), (1, vec!["signoff.yaml".to_owned()]), "{ended:?}");
    let once = validate(&house, &["./signoff.yaml", "procedures"]);
    assert!(once.code == 1 && once.stdout.ends_with("files: 2, errors: 1, warnings: 0\n"), "{once:?}");
    assert_eq!(house.run(&["list"]).code, 2, "any other command needs it");
    assert_eq!(validate(&house, &["--site", "gone.yaml", "procedures"]).code, 2, "one that is named must be there");
}

#[test]
fn scenarios_of_a_procedure_that_is_missing_or_broken_say_so() {
    let house = house(&[BAD]);
    house.write("procedures/gone.scenario.yaml", "procedure: gone\nscenarios: []\n");
    house.write("procedures/bad.scenario.yaml", "procedure: bad\nscenarios: []\n");
    let ended = validate(&house, &["procedures/gone.scenario.yaml", "procedures/bad.scenario.yaml"]);
    assert!(
        ended.stdout.contains("error[unknown-procedure]") && ended.stdout.contains("error[unusable-procedure]"),
        "{ended:?}"
    );
}

#[test]
fn calls_are_followed_into_the_folders_that_were_named() {
    let house = House::new();
    house.write("one/caller.yaml", "procedure: caller\ntitle: C\nsteps: [{call: Other, id: c, procedure: other}]\n");
    assert_eq!(validate(&house, &["one"]).code, 1);
    house.write("two/other.yaml", "procedure: other\ntitle: O\nsteps: [Light]\n");
    assert_eq!(validate(&house, &["one"]).code, 1);
    let ended = validate(&house, &["one", "two"]);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let house = House::new();
    assert_eq!(stdin(&house, &["-"], GOOD.as_bytes()).code, 0);
    let named = stdin(&house, &["-", "--stdin-filename", "hall/other.yaml"], GOOD.as_bytes());
    assert!(named.code == 1 && named.stdout.contains("--> hall/other.yaml:1:12"), "{named:?}");
    let large = stdin(&house, &["-", "--format", "json"], &vec![b'a'; 3 << 20]);
    assert!(large.code == 1 && large.stdout.contains("file-too-large"), "{large:?}");
}

#[test]
fn the_order_is_the_same_whatever_the_cores_do() {
    let house = House::new();
    for number in 0..300 {
        let text = if number % 3 == 0 { BAD } else { "steps: []\nprocedure: x\n" };
        house.write(&format!("procedures/d{:02}/p{number:03}.yaml", number % 17), text);
    }
    let first = validate(&house, &["--format", "json"]);
    let found = paths(&first);
    assert_eq!(found.len(), 300);
    assert!(found.is_sorted());
    for _ in 0..3 {
        assert_eq!(validate(&house, &["--format", "json"]).stdout, first.stdout);
    }
    let limited = std::process::Command::new("taskset")
        .args(["-c", "0", env!("CARGO_BIN_EXE_signoff"), "--lang", "en", "validate", "--format", "json"])
        .current_dir(house.path("."))
        .output();
    if let Ok(limited) = limited {
        assert_eq!(String::from_utf8(limited.stdout).expect("UTF-8"), first.stdout, "on one core");
    }
}

/// A file that callers and scenarios ask for is loaded once, by whoever comes first.
#[test]
fn a_file_is_judged_in_a_folder_as_it_is_alone() {
    let house = House::new();
    let mut files = vec![];
    let mut write = |name: &str, text: &str| {
        house.write(name, text);
        files.push(name.to_owned());
    };
    write("procedures/p00.yaml", "procedure: p00\ntitle: T\nsteps: [{check: L, id: a, expect: OK}]\n");
    for number in 1..20 {
        let (id, called, flaw) = (format!("p{number:02}"), number / 2, if number % 5 == 0 { "{{ lamp }}" } else { "" });
        let steps =
            format!("[{{call: C, id: c, procedure: p{called:02}, with: {{x: 1}}}}, {{check: 'A {flaw}', id: a}}]");
        write(&format!("procedures/{id}.yaml"), &format!("procedure: {id}\ntitle: T\nsteps: {steps}\n"));
        let scenario = "{name: a, clock: 2026-11-23T08:40:00+08:00, answers: {a: done, c.b: done}, expect: {}}";
        let text = format!("procedure: {id}\nscenarios: [{scenario}]\n");
        write(&format!("procedures/{id}.scenario.yaml"), &text);
    }
    let findings = |arguments: &[&str]| {
        let ended = validate(&house, &[arguments, &["--format", "json", "--advice"]].concat());
        let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        report["findings"].as_array().expect("findings").clone()
    };
    files.sort();
    let alone: Vec<Value> = files.iter().flat_map(|file| findings(&[file.as_str()])).collect();
    assert!(alone.len() > 20, "{alone:#?}");
    for _ in 0..5 {
        assert_eq!(findings(&[]), alone);
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let house = House::new();
    (0..200).for_each(|number| drop(house.write(&format!("procedures/p{number:03}.yaml"), BAD)));
    let mut child = house.command(&["validate"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut first = [0; 20];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("a line");
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(1), ""));
}

#[test]
fn by_itself_the_format_is_the_one_of_the_place() {
    let house = house(&[BAD]);
    let run = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = house.command(&[&["validate"], arguments].concat());
        outcome(command.envs(variables.iter().copied()))
    };
    let github = run(&[("GITHUB_ACTIONS", "true")], &[]);
    assert!(github.stdout.starts_with("::error file=procedures/bad.yaml,line=4,endLine=4,col=18,"), "{github:?}");
    assert!(run(&[("GITLAB_CI", "true")], &[]).stdout.starts_with("error["), "a log is no report");
    assert!(run(&[], &[]).stdout.starts_with("error["));
    assert!(run(&[("GITHUB_ACTIONS", "true")], &["--format", "human"]).stdout.starts_with("error["));
    let ended = run(&[("GITLAB_CI", "true")], &["--output", "report.json"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{ended:?}");
    assert_eq!(ended.stderr, "files: 1, errors: 3, warnings: 0\n");
    let report: Value = serde_json::from_slice(&fs::read(house.path("report.json")).expect("a report")).expect("JSON");
    assert_eq!(report[0]["check_name"], "unknown-name");
}

#[test]
fn a_step_of_github_gets_its_table() {
    let house = house(&[BAD, WARNED]);
    let summary = house.write("summary.md", "before\n");
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().expect("UTF-8"))];
    let ended = outcome(house.command(&["validate"]).envs(variables));
    assert_eq!(ended.code, 1);
    assert_snapshot!(fs::read_to_string(&summary).expect("text"), @r"
    before
    ### signoff validate

    files: 2, errors: 3, warnings: 1

    | severity | place | rule | finding |
    | --- | --- | --- | --- |
    | error | procedures/bad.yaml:4:18 | unknown-name | the name \`lamp\` is not known here |
    | error | procedures/bad.yaml:5:15 | bad-boolean | found \`yes\`, expected \`true\` or \`false\` |
    | error | procedures/bad.yaml:6:19 | unknown-name | the name \`lmp\` is not known here |
    | warning | procedures/warned.yaml:3:17 | missing-translation | the text has no \`en\`, which others of this file have |
    ");
}

#[test]
fn mending_is_told_of_and_changes_nothing_the_second_time() {
    let house = House::new();
    let path = house
        .write("procedures/x.yaml", "\u{feff}procedure: x\r\ntitle：开店\r\nsteps:\r\n\t- check: {{ date }} 灯\r\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
    let ended = validate(&house, &["--fix"]);
    assert_eq!(
        (ended.code, ended.stderr.as_str(), ended.stdout.as_str()),
        (0, "mended 3 in `procedures/x.yaml`\n", "files: 1, errors: 0, warnings: 0, mended: 3\n"),
        "{ended:?}"
    );
    let text = fs::read_to_string(&path).expect("text");
    assert_eq!(text, "\u{feff}procedure: x\r\ntitle: 开店\r\nsteps:\r\n  - check: '{{ date }} 灯'\r\n");
    assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o640);
    let again = validate(&house, &["--fix"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, ""), "{again:?}");
    assert_eq!(fs::read_to_string(&path).expect("text"), text);
    assert_eq!(fs::read_dir(house.path("procedures")).expect("a folder").count(), 1, "nothing is left behind");
}

#[test]
fn what_is_mended_is_read_again_by_those_who_ask_for_it() {
    let house = House::new();
    house.write("procedures/x.yaml", "procedure: x\ntitle：开店\nsteps: [{check: 灯, id: a}]\n");
    // By path the first stands before the procedure, the others behind it.
    for name in ["a", "z/b", "z/c"] {
        house.write(&format!("procedures/{name}.scenario.yaml"), "procedure: x\nscenarios: []\n");
    }
    let ended = validate(&house, &["--fix", "--format", "json"]);
    assert_eq!(paths(&ended), ["procedures/a.scenario.yaml"], "{ended:?}");
    assert_eq!(validate(&house, &[]).code, 0);
}

#[test]
fn a_step_that_scenarios_name_by_its_title_gets_an_id_and_they_name_that() {
    let house = House::new();
    let path = house.write(
        "procedures/x.yaml",
        "procedure: x\ntitle: 开店\nsteps:\n  - 开灯\n  - {check: 开门, id: door}\n  - 两次\n  - 两次\n  - 不提\n",
    );
    let scenario = "procedure: x\nscenarios:\n  - name: a\n    rest: done\n    answers: {\"开灯\": done, 开门: done}\n    expect: {reached: [开灯], not_reached: [两次]}\n";
    let [before, behind] = ["a", "z/b"].map(|name| house.write(&format!("procedures/{name}.scenario.yaml"), scenario));
    let ended = validate(&house, &["--fix"]);
    assert_eq!(ended.code, 1, "two steps have the last title: {ended:?}");
    assert_eq!(
        ended.stderr,
        "mended 1 in `procedures/x.yaml`\nmended 3 in `procedures/a.scenario.yaml`\nmended 3 in `procedures/z/b.scenario.yaml`\n"
    );
    let text = |path: &std::path::Path| fs::read_to_string(path).expect("text");
    let named = text(&path);
    assert_eq!(
        named,
        "procedure: x\ntitle: 开店\nsteps:\n  - check: 开灯\n    id: check_1\n  - {check: 开门, id: door}\n  - 两次\n  - 两次\n  - 不提\n"
    );
    let tested = scenario.replace("\"开灯\": done, 开门", "check_1: done, door").replace("[开灯]", "[check_1]");
    assert_eq!([text(&before), text(&behind)], [tested.clone(), tested]);
    assert_eq!(validate(&house, &["--fix"]).stderr, "", "a second time changes nothing");
    assert_eq!(text(&path), named);
}

#[test]
fn a_procedure_that_nobody_gave_is_not_written_for_its_scenarios() {
    let house = House::new();
    let source = "procedure: x\ntitle: 开店\nsteps: [开灯]\n";
    let path = house.write("procedures/x.yaml", source);
    house.write(
        "procedures/a.scenario.yaml",
        "procedure: x\nscenarios: [{name: a, rest: done, answers: {开灯: done}}]\n",
    );
    let ended = validate(&house, &["procedures/a.scenario.yaml", "--fix"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""), "{ended:?}");
    assert_eq!(fs::read_to_string(&path).expect("text"), source);
}

#[test]
fn what_mending_would_break_is_left_alone() {
    let house = House::new();
    let broken = "procedure: x\ntitle：开店\nsteps: [a\n";
    let path = house.write("procedures/x.yaml", broken);
    let ended = validate(&house, &["--fix"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.starts_with("left `procedures/x.yaml` as it was"), "{ended:?}");
    assert_eq!(fs::read_to_string(&path).expect("text"), broken);
    let untouched = validate(&house, &[]);
    assert_eq!(untouched.code, 1);
    assert_eq!(fs::read_to_string(&path).expect("text"), broken, "without the flag nothing is written");
}

#[test]
fn standard_input_is_printed_mended_and_judged_apart() {
    let house = House::new();
    let ended = stdin(&house, &["-", "--fix"], "procedure: x\ntitle：开店\nsteps: [{check: a, when: b}]\n".as_bytes());
    assert_eq!(ended.stdout, "procedure: x\ntitle: 开店\nsteps: [{check: a, when: b}]\n", "{ended:?}");
    assert!(ended.code == 1 && ended.stderr.contains("error[unknown-name]"), "{ended:?}");
    let clean = stdin(&house, &["-", "--fix"], GOOD.as_bytes());
    assert_eq!((clean.code, clean.stdout.as_str()), (0, GOOD), "{clean:?}");
}

const EXAMPLE: &str = "procedure: example\ntitle: Example\nparameters: {level: {title: Level, type: number, default: 1}}\nsteps:\n  - {check: Lights, id: lights}\n  - {measure: Heat, id: heat, unit: °C}\n  - {section: Round, id: round, steps: [Door]}\n";

/// Writes what a page of a rule shows to the file that it is of: a site file, scenarios, or a part of one.
fn beside(text: &str) -> House {
    let house = house(&[EXAMPLE]);
    let head = "procedure: example\n";
    if text.starts_with("site:") {
        house.write("procedures/site.yaml", text);
    } else if text.starts_with("scenarios:") {
        house.write("procedures/example.scenario.yaml", format!("{head}{text}"));
    } else {
        let scenario = "scenarios:\n  - name: a\n    clock: \"2026-11-23T08:40:00+08:00\"\n    expect: {}\n    ";
        house.write("procedures/example.scenario.yaml", format!("{head}{scenario}{text}"));
    }
    house
}

#[test]
fn examples_of_the_rules_for_other_files_are_true() {
    let pages = RULES.iter().filter(|rule| rule.area == Area::Beside).filter_map(|rule| rule.page());
    let mut seen = 0;
    for page in pages.filter(|page| !page.wrong.starts_with('#')) {
        let ended = validate(&beside(page.wrong), &["--format", "json"]);
        let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        let rules: Vec<&str> =
            report["findings"].as_array().expect("findings").iter().filter_map(|one| one["rule"].as_str()).collect();
        assert_eq!(rules, [page.rule], "{ended:?}");
        assert_eq!(validate(&beside(page.right), &[]).code, 0, "{}", page.rule);
        seen += 1;
    }
    assert!(seen > 7);
}

/// Returns the findings of a file by line and rule.
fn lines_of(ended: &Outcome) -> Vec<String> {
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let found = report["findings"].as_array().expect("findings").iter();
    found.map(|one| format!("{} {}", one["start"]["line"], one["rule"].as_str().unwrap_or_default())).collect()
}

#[test]
fn values_of_the_site_file_are_held_against_what_they_are_for() {
    // They were found out by the first run.
    let house =
        house(&["procedure: p\ntitle: P\nparameters: {t: {type: time}, n: {type: number, max: 5}}\nsteps: [A]\n"]);
    let site = "site: {id: hall}\nprocedures:\n  - procedures\n  - nix\nparameters:\n  t: 8点\n  n: 9\noperators:\n  \
                - {id: li, pin: \"1234\"}\n";
    house.write("signoff.yaml", site);
    let ended = validate(&house, &["--format", "json", "signoff.yaml"]);
    assert_eq!(lines_of(&ended), ["9 bad-site-value"], "a PIN that nobody can type: {ended:?}");
    assert!(!ended.stdout.contains("1234"), "the PIN is not repeated");
    house.write("signoff.yaml", site.replace(", pin: \"1234\"", ""));
    let ended = validate(&house, &["--format", "json", "signoff.yaml"]);
    assert_eq!(lines_of(&ended), ["4 bad-site-value", "6 bad-site-value", "7 bad-site-value"], "{ended:?}");
}

#[test]
fn two_files_of_one_id_are_found_and_a_run_asks_which() {
    let text = "procedure: p\ntitle: P\nsteps: [A]\n";
    let house = house(&[text]);
    house.write("procedures/other/p.yaml", text);
    house.write("answers.yaml", "operator: zhang\nrest: done\n");
    let ended = validate(&house, &["--format", "json"]);
    assert_eq!(lines_of(&ended), ["1 same-procedure-id", "1 same-procedure-id"], "{ended:?}");
    let named = |path: &str| ended.stdout.contains(&format!("`{path}` has the procedure id"));
    assert!(named("procedures/p.yaml") && named("procedures/other/p.yaml"), "{ended:?}");
    let run = house.run(&["run", "p", "--answers", "answers.yaml"]);
    let said = run.stderr.contains("procedures/p.yaml") && run.stderr.contains("procedures/other/p.yaml");
    assert!(run.code == 2 && said, "{run:?}");
    assert_eq!(house.run(&["run", "procedures/other/p.yaml", "--answers", "answers.yaml"]).code, 0);
}
