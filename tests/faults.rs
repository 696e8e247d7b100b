//! Faults of the machine and of files, each test named after its row in the table of faults that the program must survive.
//!
//! Small file systems are mounted in a namespace of the test's own, and strace injects what they cannot: where unshare or
//! strace is missing or not allowed these tests say so loudly and prove nothing.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use support::tools::{can, has_strace};
use support::{House, Outcome, entries, of_type, outcome};

const PROCEDURE: &str = "procedure: p\ntitle: P\nsteps: [Lights, Door, Till]\n";
const ANSWERS: &str = "operator: zhang\nclock: 2026-11-23T08:40:00+08:00\nrest: done\n";

fn house() -> House {
    let house = House::with(PROCEDURE);
    house.write("answers.yaml", ANSWERS);
    house
}

/// Runs a line of shell in the house; `$SIGNOFF` is the program.
fn shell(house: &House, wrapper: &[&str], line: &str) -> Outcome {
    let program = house.command(&[]);
    let mut command = Command::new(wrapper.first().copied().unwrap_or("sh"));
    command.args(wrapper.iter().skip(1)).args(wrapper.first().map(|_| "sh")).args(["-c", line]);
    command.current_dir(house.path("")).env_clear().stdin(Stdio::null());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outcome(command.env("SIGNOFF", env!("CARGO_BIN_EXE_signoff")))
}

/// Runs a line with an own small file system at `store`; `None` where that is not allowed.
fn on_small_disk(house: &House, options: &str, line: &str) -> Option<Outcome> {
    let own = ["unshare", "--user", "--map-root-user", "--mount"];
    if !can(own[0], &[&own[1..], &["sh", "-c", "mount -t tmpfs tmpfs /mnt"]].concat()) {
        return None;
    }
    let mount = format!("mkdir -p store && mount -t tmpfs -o {options},mode=700 tmpfs store && {line}");
    Some(shell(house, &own, &mount))
}

/// Runs the script with errors injected into calls on the journal.
fn injected(house: &House, injection: &str) -> Option<Outcome> {
    let call = injection.split(':').next().unwrap_or_default();
    let trace = format!("strace -f -o /dev/null -e trace={call} -e inject={injection} \"$SIGNOFF\"");
    has_strace().then(|| shell(house, &[], &format!("{trace} run p --answers answers.yaml")))
}

const RUN: &str = "\"$SIGNOFF\" run p --answers answers.yaml";

#[test]
fn fault_10_too_little_memory_is_no_lost_answer() {
    for kib in [8_000, 12_000, 16_000, 24_000, 48_000] {
        let house = house();
        shell(&house, &[], &format!("ulimit -v {kib}; {RUN}"));
        let verified = house.run(&["--mode", "scripted", "verify"]);
        // It may have been too little to make a store.
        let expected = if house.store().join("store.json").exists() { 0 } else { 2 };
        assert_eq!(verified.code, expected, "{kib}: {verified:?}");
    }
}

#[test]
fn fault_23_enospc_is_exit_4_and_the_run_goes_on_once_there_is_room() {
    let steps: Vec<String> = (0..60).map(|at| format!("Step {at}")).collect();
    let house = House::with(&format!("procedure: p\ntitle: P\nsteps: [{}]\n", steps.join(", ")));
    house.write("answers.yaml", "operator: zhang\nrest: done\n");
    let fill = "while head -c 4096 /dev/zero; do :; done >> store/ballast 2>/dev/null";
    let paused = "printf 'operator: zhang\\nanswers: {}\\n' > none.yaml; \"$SIGNOFF\" run p --answers none.yaml";
    let line = format!(
        "{paused}; echo $?; {fill}; \"$SIGNOFF\" run last --answers answers.yaml; echo $?; rm store/ballast; \
         \"$SIGNOFF\" run last --answers answers.yaml; echo $?; \"$SIGNOFF\" --mode scripted verify; echo $?"
    );
    let Some(ended) = on_small_disk(&house, "size=1m", &line) else { return };
    let codes: Vec<&str> = ended.stdout.lines().filter(|line| line.len() == 1).collect();
    assert!(matches!(codes[..], ["3", "4", "0", "0"]), "{ended:?}");
}

#[test]
fn fault_24_little_room_is_a_warning_and_none_is_a_refusal_before_the_first_question() {
    let house = house();
    let Some(little) = on_small_disk(&house, "size=1m", RUN) else { return };
    assert!(little.code == 0 && little.stderr.contains("warning: the disk of"), "{little:?}");
    let line = format!("{RUN}; echo $?; find store -name '*.jsonl'");
    let none = on_small_disk(&house, "size=200k", &line).expect("it was allowed before");
    assert!(none.stdout == "4\n" && none.stderr.contains("KiB left"), "{none:?}");
}

#[test]
fn fault_25_a_short_write_is_a_failure() {
    let house = house();
    let Some(ended) = injected(&house, "write:retval=10:when=6") else { return };
    assert_eq!(ended.code, 4, "{ended:?}");
}

#[test]
fn fault_26_an_interrupted_write_is_done_once_more() {
    for n in 1..8 {
        let house = house();
        let Some(ended) = injected(&house, &format!("write:error=EINTR:when={n}")) else { return };
        assert_eq!(ended.code, 0, "{n}: {ended:?}");
        let verified = house.run(&["--mode", "scripted", "verify"]);
        assert_eq!(verified.stdout, "1 run: 1 intact\n", "{n}");
    }
}

#[test]
fn fault_30_a_file_system_without_inodes_is_exit_4_before_the_first_question() {
    let house = house();
    let Some(ended) = on_small_disk(&house, "size=8m,nr_inodes=6", RUN) else { return };
    assert!(ended.code == 4 && ended.stdout.is_empty() && !ended.stderr.contains("panic"), "{ended:?}");
}

#[test]
fn fault_31_too_few_file_descriptors_are_an_error_that_says_so() {
    for most in 4..9 {
        let house = house();
        let ended = shell(&house, &[], &format!("ulimit -n {most}; {RUN}"));
        assert!(matches!(ended.code, 0 | 2 | 4) && !ended.stderr.contains("panic"), "{most}: {ended:?}");
        assert!(ended.code == 0 || ended.stderr.contains("error"), "{most}: {ended:?}");
        assert_eq!(house.run(&["--mode", "scripted", "verify"]).code, 0, "{most}");
    }
}

/// Run file synced, then its folders, then the ledger, then the first answer.
#[test]
fn fault_32_folders_are_synced_between_the_first_entry_and_the_ledger() {
    if !has_strace() {
        return;
    }
    let house = house();
    let ended = shell(&house, &[], &format!("strace -f -y -o trace -e trace=fsync,fdatasync {RUN}; cat trace"));
    let synced: Vec<&str> = ended.stdout.lines().filter(|line| line.contains("sync(")).collect();
    let place = |wanted: &dyn Fn(&str) -> bool| synced.iter().position(|line| wanted(line)).expect("a sync");
    let run = place(&|line| line.contains("fdatasync") && line.contains("/runs/"));
    let after = |name: &str| {
        let folder = synced[run..].iter().position(|line| line.contains("fsync(") && line.contains(name));
        run + folder.unwrap_or_else(|| panic!("{name} was not synced: {synced:#?}"))
    };
    let ledger = place(&|line| line.contains("fdatasync") && line.contains("ledger.jsonl"));
    let answer = run
        + 1
        + synced[run + 1..]
            .iter()
            .position(|line| line.contains("/runs/20") && line.contains("jsonl"))
            .expect("an answer");
    for folder in ["/11>", "/2026>", "/runs>", "/scripted>"] {
        assert!(run < after(folder) && after(folder) < ledger, "{folder}: {synced:#?}");
    }
    assert!(ledger < answer, "{synced:#?}");
}

/// Validates a file under a limit of memory and time, and returns what was said.
fn hostile(text: &[u8]) -> Outcome {
    let house = House::new();
    house.write("procedures/p.yaml", text);
    let ended = shell(&house, &[], "ulimit -v 1048576; ulimit -t 10; \"$SIGNOFF\" validate procedures/p.yaml");
    assert!(ended.code == 1 && !ended.stderr.contains("panic"), "{}", &ended.stderr[..ended.stderr.len().min(500)]);
    ended
}

#[test]
fn fault_38_a_megabyte_named_twenty_thousand_times_is_refused() {
    let aliases = "*a, ".repeat(20_000);
    hostile(format!("procedure: p\ntitle: &a \"{}\"\nsteps: [{aliases}]\n", "x".repeat(1 << 20)).as_bytes());
}

#[test]
fn fault_40_three_hundred_thousand_anchors_are_refused() {
    let anchors: String = (0..300_000).map(|at| format!("&a{at} x, ")).collect();
    hostile(format!("procedure: p\ntitle: P\nsteps: [{anchors}]\n").as_bytes());
}

#[test]
fn fault_41_an_anchor_within_itself_is_refused() {
    hostile(b"procedure: p\ntitle: P\nsteps: &a [*a]\n");
}

#[test]
fn fault_42_a_key_given_twice_is_refused_with_its_line() {
    let ended = hostile(b"procedure: p\ntitle: P\ntitle: Q\nsteps: [Lights]\n");
    assert!(format!("{}{}", ended.stdout, ended.stderr).contains("p.yaml:3"), "{ended:?}");
}

#[test]
fn fault_43_what_is_no_utf_8_or_holds_nul_is_refused() {
    let text = "procedure: p\ntitle: P\nsteps: [Lights]\n";
    hostile(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    hostile(text.replace("Lights", "Li\0ghts").as_bytes());
    hostile(&[text.as_bytes(), b"\xff\xfe"].concat());
    let house = House::new();
    house.write("procedures/p.yaml", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    let ended = house.run(&["validate", "procedures/p.yaml"]);
    assert!(ended.code <= 1 && !ended.stderr.contains("panic"), "{ended:?}");
}

#[test]
fn fault_44_numbers_and_words_of_yaml_stay_the_text_that_was_written() {
    let house = House::with("procedure: p\ntitle: P\nversion: 1.10\nsteps: [no, 12:30:45, \"0777\"]\n");
    assert_eq!(house.answer("p", ANSWERS).code, 0);
    let text = fs::read_to_string(house.journals("scripted").remove(0)).expect("a journal");
    for written in ["\"version\":\"1.10\"", "\"title\":\"no\"", "\"title\":\"12:30:45\"", "\"title\":\"0777\""] {
        assert!(text.contains(written), "{written}: {text}");
    }
}

/// Under the cap of a file: one word as wide as a page is long, and more steps than a file may have. Over it: not read.
#[test]
fn fault_47_huge_titles_steps_and_words_are_refused_or_laid_out_and_nothing_hangs() {
    hostile(format!("procedure: p\ntitle: {}\nsteps: [Lights]\n", "x".repeat(10 << 20)).as_bytes());
    hostile(format!("procedure: p\ntitle: P\nsteps: [{}]\n", "a, ".repeat(1_000_000)).as_bytes());
    let tower = format!("o{}", "\u{301}".repeat(900));
    for word in ["w".repeat(1000), "字".repeat(1000), tower] {
        let house = House::with(&format!("procedure: p\ntitle: P\nsteps: [{word}]\n"));
        house.write("answers.yaml", ANSWERS);
        for line in ["\"$SIGNOFF\" show p", RUN, "\"$SIGNOFF\" --mode scripted log last"] {
            let ended = shell(&house, &[], &format!("ulimit -v 1048576; ulimit -t 10; COLUMNS=20 {line}"));
            assert_eq!(ended.code, 0, "{line}: {}", &ended.stderr[..ended.stderr.len().min(500)]);
        }
    }
}

/// A procedure is called by its id, and an id is no path; a link in a folder of procedures leads to nothing outside of it
/// that could be told from its content.
#[test]
fn fault_48_a_called_procedure_is_no_way_out_of_the_folder() {
    let house = House::new();
    house.write("secret.yaml", "procedure: secret\ntitle: TOP SECRET\nsteps: [TOP SECRET]\n");
    for path in ["../secret", "../secret.yaml", "/etc/passwd", "sub/up/../secret", ".", "", "secret\\0"] {
        house.write(
            "procedures/p.yaml",
            format!("procedure: p\ntitle: P\nsteps: [{{call: C, id: c, procedure: \"{path}\"}}]\n"),
        );
        house.write("answers.yaml", ANSWERS);
        let validated = house.run(&["validate", "procedures/p.yaml"]);
        assert!(validated.code == 1 && !validated.stderr.contains("panic"), "{path}: {validated:?}");
        let ended = house.run(&["run", "p", "--answers", "answers.yaml"]);
        assert!(ended.code == 2 && !house.store().exists(), "{path}: {ended:?}");
        for said in [validated.stdout, validated.stderr, ended.stdout, ended.stderr] {
            assert!(!said.contains("TOP SECRET") && !said.contains("root:"), "{path}: {said}");
        }
    }
}

#[test]
fn fault_49_a_procedure_that_calls_itself_is_refused_by_name() {
    let house = House::new();
    house.procedure("procedure: a\ntitle: A\nsteps: [{call: B, id: b, procedure: b}]\n");
    house.procedure("procedure: b\ntitle: B\nsteps: [{call: A, id: a, procedure: a}]\n");
    house.write("answers.yaml", ANSWERS);
    let ended = house.run(&["run", "a", "--answers", "answers.yaml"]);
    assert!(ended.code == 2 && ended.stderr.contains("a → b → a"), "{ended:?}");
}

#[test]
fn fault_50_what_is_no_file_of_its_own_is_not_attached() {
    let house = House::with(
        "procedure: p\ntitle: P\nsteps: [{check: Photo, id: photo, evidence: {kind: file, title: Photo}}]\n",
    );
    let fifo = house.path("fifo");
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).expect("a pipe");
    house.write("huge", b"");
    fs::File::options().write(true).open(house.path("huge")).and_then(|file| file.set_len(10 << 30)).expect("sparse");
    for file in ["fifo", "/dev/zero", ".", "huge", "nothing"] {
        let shown = format!("answers: {{photo: {{value: done, evidence: [{file}]}}}}\noperator: zhang\nrest: done\n");
        let ended = house.answer("p", &shown);
        assert!(matches!(ended.code, 1..=3) && !ended.stderr.contains("panic"), "{file}: {ended:?}");
    }
}

#[test]
fn fault_52_a_hostile_environment_changes_nothing() {
    let environments: [&[(&str, &str)]; 6] = [
        &[("TERM", "dumb")],
        &[("TERM", "xterm-bogus"), ("COLUMNS", "0"), ("LINES", "-1")],
        &[("LANG", "C"), ("LC_ALL", "xx_YY.bogus")],
        &[("TZ", "garbage")],
        &[("NO_COLOR", ""), ("CLICOLOR_FORCE", "x")],
        &[("HOME", "/nowhere"), ("XDG_DATA_HOME", "relative"), ("SIGNOFF_SITE", "")],
    ];
    for environment in environments {
        let house = house();
        let ended =
            outcome(house.command(&["run", "p", "--answers", "answers.yaml"]).envs(environment.iter().copied()));
        assert_eq!(ended.code, 0, "{environment:?}: {ended:?}");
        assert_eq!(house.run(&["--mode", "scripted", "verify"]).stdout, "1 run: 1 intact\n", "{environment:?}");
    }
}

#[test]
fn the_zone_that_a_run_records_is_the_one_of_its_times() {
    // With `TZ` set the times were Shanghai's, and the zone beside them the machine's.
    for (tz, zone) in [("Asia/Shanghai", "Asia/Shanghai"), ("CST-8", "+08:00")] {
        let house = House::with(PROCEDURE);
        house.write("answers.yaml", "operator: zhang\nrest: done\n");
        let ended = outcome(house.command(&["run", "p", "--answers", "answers.yaml"]).env("TZ", tz));
        assert_eq!(ended.code, 0, "{ended:?}");
        let begun = &house.entries()[0];
        assert!(begun["at"].as_str().is_some_and(|at| at.ends_with("+08:00")), "{begun}");
        assert_eq!(begun["data"]["zone"], zone, "{tz}");
    }
}

#[test]
fn fault_63_a_file_system_that_cannot_lock_is_refused() {
    let house = house();
    let Some(ended) = injected(&house, "flock:error=ENOLCK") else { return };
    assert!(ended.code == 4 && !ended.stderr.contains("panic"), "{ended:?}");
}

/// Who works behind `sudo` is not the system's user alone.
#[test]
fn fault_71_who_called_sudo_is_recorded_beside_the_user() {
    let user = |environment: &[(&str, &str)]| {
        let house = house();
        let mut command = house.command(&["run", "p", "--answers", "answers.yaml"]);
        assert_eq!(outcome(command.envs(environment.iter().copied())).code, 0);
        let entries = entries(&house.journals("scripted")[0]);
        of_type(&entries, "run_started")[0]["user"].as_str().expect("a user").to_owned()
    };
    let uid = rustix::process::getuid().as_raw();
    let plain = user(&[("USER", "root")]);
    assert!(plain.starts_with(&format!("root (uid {uid}")) && !plain.contains("sudo"), "{plain}");
    let behind = user(&[("USER", "root"), ("SUDO_USER", "zhang")]);
    assert!(behind.starts_with(&format!("root (uid {uid}, sudo zhang")), "{behind}");
    let login = fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    let known = login.trim().parse::<u32>().is_ok_and(|login| login != u32::MAX && login != uid);
    assert_eq!(behind.contains("login uid"), known, "{behind}");
}

/// The kernel itself then refuses every change of what is written. Wants root, and a file system that knows the attribute.
#[test]
fn fault_72_a_journal_that_can_only_be_appended_to_goes_on() {
    let house = house();
    house.write("none.yaml", "operator: zhang\nanswers: {}\n");
    assert_eq!(house.run(&["run", "p", "--answers", "none.yaml"]).code, 3);
    let journal = house.journals("scripted").remove(0);
    let files = [journal, house.store().join("scripted/ledger.jsonl")];
    let marked = |sign: &str| files.iter().all(|file| can("chattr", &[sign, &name(file)]));
    if !marked("+a") {
        return;
    }
    let torn = "printf '{\"v\":1,\"se' >> \"$(ls store/scripted/runs/*/*/*)\"";
    let ended = shell(&house, &[], &format!("{torn}; \"$SIGNOFF\" run last --answers answers.yaml"));
    let verified = house.run(&["--mode", "scripted", "verify"]);
    assert!(marked("-a"));
    assert_eq!((ended.code, verified.code), (0, 0), "{ended:?} {verified:?}");
    assert!(verified.stdout.contains("recovered"), "{verified:?}");
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
