//! The commands that read, as a shell sees them: list, show, new, log, verify. Every run here is a scripted one.

#[path = "support/pty.rs"]
mod pty;
mod support;

use std::fs;
use std::path::Path;

use support::{House, Outcome, rechained};

const ROUND: &str = r#"procedure: round
title: Opening round
version: 1.0.0
tags: [hall]
steps:
  - check: Lights
    id: lights
  - measure: Temperature
    id: temperature
    unit: °C
    min: 18
    max: 22
"#;

const ANSWERS: &str = r#"operator: zhang
clock: "2026-11-24T08:40:00+08:00"
answers:
  lights: done
  temperature: {value: 25, reason: broken}
"#;

/// A house in which the round was walked once.
fn house() -> House {
    let house = House::with(ROUND);
    let ran = house.answer("round", ANSWERS);
    assert_eq!(ran.code, 0, "{ran:?}");
    house
}

fn scripted(house: &House, arguments: &[&str]) -> Outcome {
    house.run(&[arguments, &["--mode", "scripted"]].concat())
}

fn journal(house: &House) -> std::path::PathBuf {
    house.journals("scripted").pop().expect("a journal")
}

fn rewrite(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).expect("a journal");
    fs::write(path, change(text)).expect("writes");
}

#[test]
fn list_groups_by_tag_and_tells_the_last_run_and_what_is_broken() {
    let house = house();
    house.write("procedures/torn.yaml", "procedure: torn\n");
    house.procedure("procedure: plain\ntitle: Plain\nstatus: draft\nsteps: [A, B]\n");
    let listed = scripted(&house, &["list"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, "`signoff validate` shows what is wrong\n"));
    for line in [
        "hall\n",
        "2026-11-24 completed with deviations",
        "without a tag\n",
        "Plain (DRAFT)",
        "cannot be used, errors: ",
    ] {
        assert!(listed.stdout.contains(line), "{line}\n{}", listed.stdout);
    }
    let live = house.run(&["list", "--tag", "hall"]);
    assert!(!live.stdout.contains("2026-11-24") && !live.stdout.contains("Plain"), "{}", live.stdout);
    let unknown = house.run(&["list", "--tag", "hal"]);
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (2, "error: no procedure has the tag `hal`\nhelp: did you mean `hall`?\n")
    );
}

#[test]
fn show_reads_a_procedure_by_id_or_path_in_three_formats() {
    let house = house();
    for (format, begins) in
        [("outline", "Opening round  round 1.0.0@"), ("markdown", "# Opening round\n"), ("mermaid", "flowchart TD\n")]
    {
        for name in ["round", "procedures/round.yaml"] {
            let shown = house.run(&["show", name, "--format", format]);
            assert!(shown.code == 0 && shown.stdout.starts_with(begins), "{shown:?}");
        }
    }
    let unknown = house.run(&["show", "ronud"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("did you mean `round`?"), "{unknown:?}");
}

/// A starter that hints were shown for would be copied with what they advise against.
#[test]
fn new_writes_a_starter_that_no_hint_is_shown_for() {
    for language in ["zh", "en"] {
        let house = House::new();
        assert_eq!(house.run(&["--lang", language, "new", "my-round"]).code, 0);
        let ended = house.run(&["validate", "--strict", "--advice", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!((ended.code, report["findings"].as_array().map(Vec::len)), (0, Some(0)), "{}", ended.stdout);
    }
}

#[test]
fn new_writes_a_starter_that_validates_and_never_overwrites() {
    let house = House::new();
    let made = house.run(&["new", "my-round"]);
    assert!(made.code == 0 && made.stdout.is_empty() && made.stderr.contains("signoff run my-round"), "{made:?}");
    assert_eq!(house.run(&["validate"]).code, 0);
    let text = fs::read_to_string(house.path("procedures/my-round.yaml")).expect("the starter");
    let again = house.run(&["new", "my-round"]);
    assert!(again.code == 2 && again.stderr.contains("nothing is overwritten"), "{again:?}");
    assert_eq!(fs::read_to_string(house.path("procedures/my-round.yaml")).expect("the starter"), text);
    let bad = house.run(&["new", "My Round"]);
    assert!(bad.code == 2 && bad.stderr.ends_with("help: `signoff new my-round` would do\n"), "{bad:?}");
    for name in ["../x", "a/b", "", "-x"] {
        assert_eq!(house.run(&["new", "--", name]).code, 2, "{name}");
    }
}

#[test]
fn without_a_store_there_is_nothing_to_tell() {
    let house = House::new();
    for (arguments, code) in [
        (&["log"][..], 0),
        (&["log", "last"], 2),
        (&["verify"], 0),
        (&["verify", "last"], 2),
        (&["verify", "--receipt", "K7QF-3M2P-9XTD-4H8N"], 1),
        (&["verify", "--receipt", "nonsense"], 2),
        (&["list"], 0),
        (&["log", "--verdict", "good"], 2),
        (&["log", "--since", "yesterday"], 2),
    ] {
        let outcome = house.run_unnamed(arguments);
        assert_eq!(outcome.code, code, "{arguments:?} {outcome:?}");
        assert!(!house.store().exists());
    }
}

#[test]
fn log_tells_a_run_and_the_table_filters() {
    let house = house();
    let told = scripted(&house, &["log", "last"]);
    assert_eq!(told.code, 0, "{told:?}");
    for line in [
        "!  SCRIPTED, answered by a file\n\nOpening round  round 1.0.0@",
        "08:40:01  2  Temperature: 25 °C, limits 18 to 22, not OK — zhang\n            reason: broken\n",
        "Verdict     completed with deviations\n",
        "signoff-receipt 1 ",
    ] {
        assert!(told.stdout.contains(line), "{line}\n{}", told.stdout);
    }
    for (filter, fits) in [
        (&["--procedure", "round"][..], true),
        (&["--procedure", "other"], false),
        (&["--operator", "zhang"], true),
        (&["--operator", "li"], false),
        (&["--since", "2026-11-24", "--until", "2026-11-24"], true),
        (&["--since", "2026-11-25"], false),
        (&["--verdict", "completed_with_deviations"], true),
        (&["--verdict", "failed"], false),
        (&["--open"], false),
    ] {
        let table = scripted(&house, &[&["log"], filter].concat());
        assert_eq!((table.code, table.stdout.contains("Opening round")), (0, fits), "{filter:?} {table:?}");
        assert_eq!(table.stderr == "no run fits the filters\n", !fits, "{table:?}");
    }
    let unknown = scripted(&house, &["log", "nope"]);
    assert!(unknown.code == 2 && unknown.stderr.starts_with("error: found no run `nope`\nhelp: "), "{unknown:?}");
}

#[test]
fn verify_says_intact_and_confirms_a_receipt() {
    let house = house();
    let fine = scripted(&house, &["verify"]);
    assert_eq!((fine.code, fine.stdout.as_str()), (0, "1 run: 1 intact\n"));
    let told = scripted(&house, &["log", "last"]).stdout;
    let code = told.lines().find_map(|line| line.strip_prefix("Receipt     ")).expect("a receipt").trim().to_owned();
    let confirmed = scripted(&house, &["verify", "--receipt", &code]);
    assert!(confirmed.code == 0 && confirmed.stdout.starts_with("receipt CONFIRMED: run "), "{confirmed:?}");
    let json = scripted(&house, &["verify", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["summary"], serde_json::json!({"runs": 1, "intact": 1, "unfinished": 0, "altered": 0}));
    assert_eq!(json["runs"][0]["judgements"][0]["word"], "intact");
}

#[test]
fn an_altered_record_is_never_told_as_a_clean_one() {
    let house = house();
    rewrite(&journal(&house), |text| text.replacen("\"raw\":\"25\"", "\"raw\":\"20\"", 1));
    let found = scripted(&house, &["verify"]);
    assert!(found.code == 1 && found.stdout.starts_with("1 run: 0 intact, 1 ALTERED\n"), "{found:?}");
    assert!(found.stdout.contains("the hash is not that of the line"), "{found:?}");
    let told = scripted(&house, &["log", "last"]);
    assert!(told.stdout.starts_with("!! THIS RECORD IS NOT AS IT WAS WRITTEN: ALTERED: "), "{told:?}");
    assert!(scripted(&house, &["log"]).stdout.contains("ALTERED"));
    assert!(scripted(&house, &["list"]).stdout.contains("ALTERED"));
}

#[test]
fn a_cut_a_missing_and_a_torn_record_are_told_apart() {
    let house = house();
    let path = journal(&house);
    let text = fs::read_to_string(&path).expect("a journal");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&path, lines[..4].concat()).expect("writes");
    assert!(scripted(&house, &["verify", "last"]).stdout.contains("CUT SHORT"));
    fs::remove_file(&path).expect("removes");
    let missing = scripted(&house, &["verify"]);
    assert!(missing.code == 1 && missing.stdout.contains("MISSING"), "{missing:?}");
    assert!(scripted(&house, &["log"]).stdout.contains("MISSING"));

    let house = House::with(ROUND);
    let left = house.answer("round", &format!("{ANSWERS}close: false\n"));
    assert_eq!(left.code, 3, "{left:?}");
    assert_eq!(scripted(&house, &["verify"]).code, 0, "an open run is counted, not blamed");
    assert_eq!(scripted(&house, &["verify", "last"]).code, 3);
    rewrite(&journal(&house), |text| text[..text.len() - 9].to_owned());
    let torn = scripted(&house, &["verify", "last"]);
    assert!(torn.code == 3 && torn.stdout.contains("torn"), "{torn:?}");
    let told = scripted(&house, &["log", "last"]).stdout;
    assert!(told.starts_with("!  the last line of this record is incomplete; the run is not closed\n"), "{told}");
}

#[test]
fn an_entry_that_the_run_could_not_have_produced_is_found_by_replay_alone() {
    let house = House::with(ROUND);
    house.answer("round", &format!("{ANSWERS}close: false\n"));
    let path = journal(&house);
    // The chain is recomputed, as an insider would do it: only the procedure knows that 25 is out of its limits.
    rewrite(&path, |text| rechained(&text.replace("\"outcome\":\"failed\"", "\"outcome\":\"done\"")));
    let chain = scripted(&house, &["verify", "--chain"]);
    assert_eq!((chain.code, chain.stdout.lines().next()), (0, Some("1 run: 0 intact, 1 open")), "{chain:?}");
    let replayed = scripted(&house, &["verify"]);
    assert!(
        replayed.code == 1 && replayed.stdout.contains("the run could not have produced this entry"),
        "{replayed:?}"
    );
    let told = scripted(&house, &["log", "last"]);
    assert!(told.stdout.starts_with("!! THIS RECORD IS NOT"), "{told:?}");
}

#[test]
fn c5_tables_fit_a_hundred_columns_away_from_a_terminal_and_have_no_colour() {
    let house = house();
    let long = "检查大厅里面所有的照明设备、应急灯和疏散指示灯，不亮的马上报修并登记。".repeat(4);
    house.procedure(&format!("procedure: long\ntitle: {long}\nsteps:\n  - check: {long}\n"));
    house.answer("long", "operator: zhang\nanswers: {\"1\": {fail: 坏了}}\n");
    for arguments in [&["list"][..], &["log"], &["log", "last"], &["verify"], &["show", "round"], &["show", "long"]] {
        let outcome = scripted(&house, arguments);
        assert!(!outcome.stdout.contains('\x1b'), "{arguments:?}");
        for line in outcome.stdout.lines() {
            assert!(signoff::terminal::wrap::width(line) <= 100, "{line}");
        }
    }
}

#[test]
fn c9_no_text_becomes_markup_in_markdown() {
    let house = House::with(
        "procedure: pipes\ntitle: A | B\nsteps:\n  - check: \"a | b <i> `c` *d*\"\n  - {record: r, id: r, \
                             rows: {at_least: 1}, fields: [{id: x, title: x | y, type: text}]}\n",
    );
    let shown = house.run(&["show", "pipes", "--format", "markdown"]);
    assert!(shown.code == 0 && shown.stdout.contains(r"A \| B") && shown.stdout.contains(r"a \| b \<i\> \`c\` \*d\*"));
    let header = shown.stdout.lines().find(|line| line.contains(r"x \| y")).expect("a table");
    assert_eq!(header.replace(r"\|", "").matches('|').count(), 2, "{header}");
}

#[test]
fn help_comes_in_the_language_that_was_asked_for() {
    let house = House::new();
    let english = house.run(&["--help"]);
    assert!(english.code == 0 && english.stdout.contains("\nExit codes\n") && english.stderr.is_empty(), "{english:?}");
    let chinese = house.run(&["--lang", "zh", "log", "--help"]);
    assert!(chinese.code == 0 && chinese.stdout.contains("用法：signoff log [选项] [运行]\n"), "{chinese:?}");
    let wrong = house.run(&["--lang", "zh", "lgo"]);
    assert_eq!((wrong.code, wrong.stderr.as_str()), (2, "错误：没有这个命令：`lgo`\n办法：是不是 `log`？\n"));
    assert!(house.run(&["man"]).stdout.contains(".TH SIGNOFF 1"));
    assert!(house.run(&["completions", "bash"]).stdout.starts_with("_signoff()"));
}

#[test]
fn help_and_wrong_command_lines_speak_the_language_of_the_site() {
    let house = House::new();
    let site = |language: &str| format!("site: {{id: hall}}\nlanguage: {language}\n");
    house.write("signoff.yaml", site("zh"));
    house.write("other/signoff.yaml", site("en"));
    let said = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = house.command(arguments);
        command.env_remove("SIGNOFF_LANG").env("LC_ALL", "C").envs(variables.iter().copied());
        let outcome = support::outcome(&mut command);
        outcome.stdout + &outcome.stderr
    };
    for page in [&["--help"][..], &["log", "--help"]] {
        assert!(said(page, &[]).contains("用法：signoff"), "{page:?}");
        assert!(said(page, &[("SIGNOFF_LANG", "en")]).contains("Usage: signoff"));
        assert!(said(page, &[("SIGNOFF_SITE", "other/signoff.yaml")]).contains("Usage: signoff"));
        for site in [&["--site", "other/signoff.yaml"][..], &["--site=other/signoff.yaml"], &["--lang", "en"]] {
            assert!(said(&[site, page].concat(), &[]).contains("Usage: signoff"), "{site:?}");
        }
        assert!(said(&[&["--site", "nothing.yaml"], page].concat(), &[]).contains("Usage: signoff"), "no site at all");
    }
    assert!(said(&["lgo"], &[]).starts_with("错误：没有这个命令"));
    house.write("signoff.yaml", "language: zh\nsite: [");
    assert!(said(&["--help"], &[]).contains("Usage: signoff"), "a broken site file stops no help");
}

#[test]
fn rehearsals_are_training_and_scripted_runs_and_never_live_ones() {
    let house = house_to_complete();
    assert_eq!(house.run(&["ids", "rehearsals"]).stdout.lines().count(), 2);
    assert_eq!(house.run(&["--mode", "scripted", "ids", "rehearsals"]).stdout.lines().count(), 2);
    for mode in ["training", "live"] {
        assert_eq!(house.run(&["--mode", mode, "ids", "rehearsals"]).stdout, "");
    }
}

/// A house with two procedures, a run that is open and one that is closed.
fn house_to_complete() -> House {
    let house = House::with("procedure: hall-opening\ntitle: Hall\nsteps:\n  - check: Lights on\n");
    house.procedure("procedure: hall-closing\ntitle: Hall\nsteps:\n  - check: Lights off\n");
    house.answer("hall-opening", "operator: zhang\n");
    house.answer("hall-opening", "operator: zhang\nrest: done\n");
    house
}

/// The folder of the program, for shells that look for it.
fn program_path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_signoff")).parent().expect("a folder");
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

#[test]
fn fish_completes_the_ids_of_procedures_and_runs() {
    if !support::tools::can("fish", &["--version"]) {
        return;
    }
    let house = house_to_complete();
    house.write("signoff.fish", house.run(&["completions", "fish"]).stdout);
    let complete = |line: &str| {
        let mut shell = std::process::Command::new("fish");
        shell.args(["--no-config", "-c", &format!("source signoff.fish; complete -C '{line}'")]);
        shell.current_dir(house.path(".")).env("SIGNOFF_STORE", house.store()).env("PATH", program_path());
        support::outcome(&mut shell).stdout
    };
    assert_eq!(complete("signoff run hall-o"), "hall-opening\n");
    assert!(complete("signoff show ").contains("hall-closing\nhall-opening\n"));
    assert_eq!(complete("signoff --mode scripted log ").lines().count(), 2);
    let open = complete("signoff --mode scripted abandon 2");
    assert!(open.lines().count() == 1 && open.contains("-hall-opening-"), "{open}");
    assert_eq!(complete("signoff log --procedure hall-c"), "hall-closing\n");
    assert_eq!(complete("signoff test --from ").lines().count(), 2);
    assert!(complete("signoff run --tr").starts_with("--training"));
    assert!(!complete("signoff run --set ").contains("hall-opening"));
}

#[test]
fn zsh_completes_the_ids_of_procedures_and_runs() {
    if !support::tools::can("zsh", &["--version"]) {
        return;
    }
    let house = house_to_complete();
    house.write("functions/_signoff", house.run(&["completions", "zsh"]).stdout);
    let complete = |line: &str, completed: &str| {
        let mut command = portable_pty::CommandBuilder::new("zsh");
        command.args(["-f", "-i"]);
        command.cwd(house.path("."));
        for (name, value) in [("TERM", "dumb"), ("PS1", "zsh: "), ("LANG", "C.UTF-8"), ("PATH", &program_path())] {
            command.env(name, value);
        }
        command.env("SIGNOFF_STORE", house.store());
        let mut pty = pty::Pty::spawn(command, 120, 24);
        pty.wait_for("zsh:");
        pty.press("fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D; print rea''dy\r");
        pty.wait_for("ready\nzsh:").press(format!("{line}\t"));
        pty.wait_for(&format!("ready\nzsh: {completed}"));
    };
    complete("signoff run hall-o", "signoff run hall-opening");
    complete("signoff show hall-c", "signoff show hall-closing");
    complete("signoff --mode=scripted log 2", "signoff --mode=scripted log 20");
    let open = house.run(&["--mode", "scripted", "ids", "open-runs"]).stdout;
    complete("signoff --mode scripted abandon ", &format!("signoff --mode scripted abandon {}", open.trim()));
    complete("signoff log --procedure hall-c", "signoff log --procedure hall-closing");
}

/// Where neither shell is installed: each command that takes an id asks for ids, and no mark is left.
#[test]
fn scripts_for_zsh_and_fish_ask_for_ids_where_a_command_takes_one() {
    let house = House::new();
    let zsh = house.run(&["completions", "zsh"]).stdout;
    assert!(zsh.starts_with("#compdef signoff\n"));
    let fish = house.run(&["completions", "fish"]).stdout;
    for (command, kinds) in [
        ("run", "procedures open-runs"),
        ("sign", "runs"),
        ("abandon", "open-runs"),
        ("show", "procedures"),
        ("log", "runs"),
        ("verify", "runs"),
        ("purge", "runs"),
        ("export", "runs"),
        ("test", "procedures"),
        ("test", "rehearsals"),
    ] {
        let part = zsh.split(&format!("({command})\n_arguments ")).nth(1).expect("its part");
        let part = part.split("\n;;\n").next().unwrap_or_default();
        assert!(part.contains(&format!(" _signoff_ids {kinds}'")), "{command}:\n{part}");
        let lines: Vec<&str> = fish.lines().filter(|line| line.contains("(__fish_signoff_ids")).collect();
        let asks = |line: &&&str| {
            let commands = line.split("using_subcommand ").nth(1).and_then(|rest| rest.split('"').next());
            commands.is_some_and(|names| names.split(' ').any(|name| name == command))
        };
        assert!(lines.iter().filter(asks).any(|line| line.contains(&format!("ids {kinds})"))), "{command}: {lines:#?}");
    }
    for mark in ["_users", "_hosts", "_urls", "_email_addresses", "_absolute_command_paths"] {
        assert!(!zsh.contains(mark), "{mark}");
    }
}

/// Where elvish is not installed: its table asks for the ids that each command takes.
#[test]
fn the_script_for_elvish_asks_for_ids_where_a_command_takes_one() {
    let script = House::new().run(&["completions", "elvish"]).stdout;
    assert!(script.contains("(external $words[0]) ids $kind"), "{script}");
    let ids = script.split("# Ids of procedures and runs").nth(1).expect("a part of its own");
    for (command, kinds) in [("run", "procedures open-runs"), ("resume", "procedures open-runs")]
        .into_iter()
        .chain([("show", "procedures"), ("abandon", "open-runs")])
        .chain(["sign", "log", "verify", "purge", "export"].map(|command| (command, "runs")))
    {
        assert!(ids.contains(&format!("&{command}=[{kinds}]")), "{command}:\n{ids}");
    }
}

#[test]
fn bash_completes_the_ids_of_procedures_and_runs() {
    let house = house_to_complete();
    let script = house.write("signoff.bash", house.run(&["completions", "bash"]).stdout);
    let complete = |line: &str| {
        let words = "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); [[ $2 == *' ' ]] && \
                     { COMP_WORDS+=(''); COMP_CWORD=$((COMP_CWORD + 1)); }; \
                     _signoff_with_ids \"${COMP_WORDS[0]}\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; \
                     printf '%s\\n' \"${COMPREPLY[@]}\"";
        let line = line.replacen("signoff", env!("CARGO_BIN_EXE_signoff"), 1);
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", words, "bash"]).arg(&script).arg(line).env("SIGNOFF_STORE", house.store());
        shell.current_dir(house.path("."));
        support::outcome(&mut shell).stdout
    };
    assert_eq!(complete("signoff run hall-o"), "hall-opening\n");
    assert_eq!(complete("signoff show "), "hall-closing\nhall-opening\n");
    assert_eq!(complete("signoff --mode scripted log ").lines().count(), 2);
    let open = complete("signoff --mode scripted abandon 2");
    assert!(open.lines().count() == 1 && open.contains("-hall-opening-"), "{open}");
    assert_eq!(complete("signoff test --from 2").lines().count(), 2);
    assert!(complete("signoff run --tr").contains("--training"));
    assert!(!complete("signoff run --set ").contains("hall-opening"));
}

/// Who let a failure pass, in which step and for which reason, at the time of the decision: in a line of its own.
#[test]
fn log_tells_who_overrode_which_step_and_why() {
    let house = House::with("procedure: p\ntitle: P\nsteps: [{check: Valve, id: v, on_fail: {then: stop}}]\n");
    let answers = "operator: zhang\nclock: \"2026-11-24T08:40:00+08:00\"\nanswers: {v: {fail: stuck, override: {by: wang, \
                   reason: a part is ordered}}}\n";
    assert_eq!(house.answer("p", answers).code, 0);
    for (language, lines) in [
        (
            "en",
            [
                "  1  Valve: not OK — zhang\n            reason: stuck\n            a second person decides\n08:40:",
                "  1  Valve: OVERRIDDEN by wang (named by a script)\n            reason: a part is ordered\n",
                "\nSteps       overridden 1\n",
            ],
        ),
        (
            "zh",
            [
                "  1  Valve：不合格 — zhang\n            原因：stuck\n            由他人放行\n08:40:",
                "  1  Valve：由wang（脚本指定）放行\n            原因：a part is ordered\n",
                "\n步骤  由他人放行 1\n",
            ],
        ),
    ] {
        let told = scripted(&house, &["log", "last", "--lang", language]).stdout;
        for line in lines {
            assert_eq!(told.matches(line).count(), 1, "{line}\n{told}");
        }
    }
}
