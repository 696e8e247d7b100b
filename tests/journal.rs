//! Journals in real files: what may be one, who may write it, what a crash leaves, and what a stranger can check.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::DateTime;
use rustix::fs::{CWD, FileType, Mode};
use tempfile::TempDir;

use signoff::clock::Stamp;
use signoff::journal::{
    Condition, FileStorage, Journal, JournalError, MemoryStorage, Opened, Patience, RUN_CLOSED, Verification,
};

const RUN: [&str; 4] = ["run_started", "answered", "answered", RUN_CLOSED];

fn stamp() -> Stamp {
    let at = DateTime::parse_from_rfc3339("2026-11-21T07:30:12.512+08:00").expect("a time");
    Stamp { at, mono: 8 }
}

fn data() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("raw", "7.10"), ("note", "大厅 \u{202e}\u{7f}\u{e0041} ,\"h\":\"")])
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.jsonl");
    (folder, path)
}

fn create(path: &Path, kinds: &[&str]) -> Journal<FileStorage> {
    let mut journal = Journal::create(FileStorage::create(path).expect("creates"));
    for kind in kinds {
        journal.append(stamp(), kind, "zhang", &data()).expect("appends");
    }
    journal
}

fn open(path: &Path) -> Result<Opened<FileStorage>, JournalError> {
    Journal::open(FileStorage::open(path, Patience::NONE)?, stamp())
}

fn refusal(path: &Path) -> &'static str {
    match FileStorage::open(path, Patience::NONE) {
        Err(JournalError::NotAFile { found, .. }) => found,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[test]
fn fault_70_a_journal_is_private_whatever_the_umask() {
    let (_folder, path) = folder();
    rustix::process::umask(Mode::empty());
    drop(create(&path, &RUN));
    let mode = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_journal_is_never_created_over_anything() {
    let (_folder, path) = folder();
    drop(create(&path, &RUN));
    let before = fs::read(&path).expect("bytes");
    assert!(matches!(FileStorage::create(&path), Err(JournalError::Io { .. })));
    assert_eq!(fs::read(&path).expect("bytes"), before);
    let dangling = path.with_extension("link");
    symlink(path.with_extension("nowhere"), &dangling).expect("a link");
    assert!(FileStorage::create(&dangling).is_err());
    assert!(!path.with_extension("nowhere").exists());
}

#[test]
fn fault_28_and_68_links_pipes_folders_and_devices_are_refused_without_waiting_or_reading() {
    let (folder, path) = folder();
    drop(create(&path, &RUN));
    let named = |name: &str| folder.path().join(name);
    symlink(&path, named("link")).expect("a link");
    assert_eq!(refusal(&named("link")), "a symbolic link");
    rustix::fs::mknodat(CWD, named("pipe"), FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
    assert_eq!(refusal(&named("pipe")), "a pipe");
    assert_eq!(refusal(folder.path()), "a folder");
    assert_eq!(refusal(Path::new("/dev/full")), "a device");
    assert_eq!(refusal(Path::new("/dev/zero")), "a device");
    let _socket = std::os::unix::net::UnixListener::bind(named("socket")).expect("a socket");
    assert_eq!(refusal(&named("socket")), "a socket or a device");
    fs::hard_link(&path, named("hard")).expect("a hard link");
    assert_eq!(refusal(&path), "a file with several hard links");
}

#[test]
fn a_file_beyond_the_cap_is_refused_unread() {
    let (_folder, path) = folder();
    File::create(&path).expect("a file").set_len(signoff::journal::MAX_FILE + 1).expect("sparse");
    assert!(matches!(FileStorage::open(&path, Patience::NONE), Err(JournalError::TooLarge { .. })));
}

#[test]
fn a_second_writer_is_refused_and_told_who_is_first() {
    let (_folder, path) = folder();
    let first = create(&path, &RUN[..2]);
    let Err(JournalError::Locked { holder, .. }) = FileStorage::open(&path, Patience::NONE) else {
        panic!("expected it to be locked")
    };
    if cfg!(target_os = "linux") {
        assert_eq!(holder.expect("a holder").pid, std::process::id());
    }
    drop(first);
    assert!(open(&path).is_ok());
}

#[test]
fn fault_34_a_journal_moved_removed_replaced_or_written_by_another_takes_no_more() {
    type Attack = fn(&Path);
    let attacks: [Attack; 5] = [
        |path| fs::rename(path, path.with_extension("away")).expect("moves"),
        |path| fs::remove_file(path).expect("removes"),
        |path| {
            let bytes = fs::read(path).expect("bytes");
            fs::remove_file(path).expect("removes");
            fs::write(path, bytes).expect("writes");
        },
        |path| writeln!(OpenOptions::new().append(true).open(path).expect("opens"), "{{}}").expect("writes"),
        |path| fs::hard_link(path, path.with_extension("hard")).expect("links"),
    ];
    for (n, attack) in attacks.into_iter().enumerate() {
        let (_folder, path) = folder();
        let mut journal = create(&path, &RUN[..2]);
        attack(&path);
        let refused = journal.append(stamp(), "answered", "zhang", &data());
        assert!(matches!(refused, Err(JournalError::Replaced { .. })), "{n}: {refused:?}");
        let again = journal.append(stamp(), "answered", "zhang", &data());
        assert!(matches!(again, Err(JournalError::Stopped { .. })), "{n}: {again:?}");
    }
}

#[test]
fn fault_13_a_tail_torn_at_every_byte_of_a_file_goes_on_and_nothing_before_it_changes() {
    let (folder, path) = folder();
    drop(create(&path, &RUN[..3]));
    let whole = fs::read(&path).expect("bytes");
    let torn = folder.path().join("torn.jsonl");
    for cut in 0..whole.len() {
        fs::write(&torn, &whole[..cut]).expect("writes");
        let mut journal = open(&torn).expect("opens").journal;
        journal.append(stamp(), "note_added", "zhang", &data()).expect("goes on");
        drop(journal);
        let bytes = fs::read(&torn).expect("bytes");
        assert!(bytes.starts_with(&whole[..cut]), "{cut}");
        assert_eq!(Verification::of(&bytes).condition(), Condition::Open, "{cut}");
        fs::remove_file(&torn).expect("removes");
    }
}

#[test]
fn a_file_holds_the_same_bytes_as_memory() {
    let (_folder, path) = folder();
    drop(create(&path, &RUN));
    let memory = MemoryStorage::default();
    let mut journal = Journal::create(memory.clone());
    for kind in RUN {
        journal.append(stamp(), kind, "zhang", &data()).expect("appends");
    }
    assert_eq!(fs::read(&path).expect("bytes"), memory.bytes());
}

/// A journal of format 1 as it was first written. It must verify for ever.
#[test]
fn the_golden_journal_still_verifies() {
    let golden = include_bytes!("golden/journal-1.jsonl");
    let journal = Verification::of(golden);
    assert_eq!((journal.condition(), journal.entries.len()), (Condition::Intact, 7));
    assert_eq!(journal.recoveries.len(), 1);
    assert_eq!(journal.head().hash.to_string(), "07f9fd563fb07c2da5f81f28fcbce0cf5c6706081d434b2ba28d507a796bd6e1");
}

fn script(program: &str, script: &str, journal: &Path) -> Option<Output> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(script);
    Command::new(program).arg(script).arg(journal).output().ok()
}

/// Asks the scripts in `examples/`, where their tools are installed; returns what those that ran said.
fn strangers(journal: &Path, fenced: bool) -> Vec<bool> {
    let python = script("python3", "verify.py", journal);
    let has_jq = Command::new("jq").arg("--version").output().is_ok();
    let shell = if has_jq && !fenced { script("sh", "verify.sh", journal) } else { None };
    [python, shell].into_iter().flatten().map(|output| output.status.success()).collect()
}

#[test]
fn a_stranger_can_check_a_journal_without_this_program() {
    let (folder, path) = folder();
    drop(create(&path, &RUN));
    assert!(!strangers(&path, false).contains(&false));
    let whole = fs::read(&path).expect("bytes");
    let other = folder.path().join("other.jsonl");
    fs::write(&other, [&whole[..whole.len() - 200], b"\0\n"].concat()).expect("writes");
    assert!(!strangers(&other, false).contains(&true), "a torn one");
    drop(open(&other).expect("opens"));
    assert!(!strangers(&other, true).contains(&false), "fenced");
    for place in [10, 60, whole.len() / 2, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        fs::write(&other, altered).expect("writes");
        assert!(!strangers(&other, false).contains(&true), "altered at {place}");
    }
}

#[test]
fn the_verifier_in_python_refuses_what_ours_refuses() {
    use signoff::journal::Digest;
    let (_folder, path) = folder();
    let body = |text: &str| {
        let zeros = "0".repeat(64);
        let text = text.replace("PREV", &format!("\"prev\":\"{zeros}\",\"at\":\"2026-11-21T07:30:12.512+08:00\""));
        format!("{text},\"h\":\"{}\"}}\n", Digest::of(text.as_bytes()))
    };
    let lines = [
        (true, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":true,PREV,"mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1.0,PREV,"mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":1,"a":2}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":1.5}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":NaN}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":"\ud800"}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","x":1,"data":{}"#),
        (false, r#"{"v":2,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{}"#),
        (
            true,
            r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"李","data":{"a":[-1,0,true,null,"\u202e\"\n"],"b":{}}"#,
        ),
        (false, r#"{"v":1,"seq":1,PREV,"mono":-8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":"8","type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":18446744073709551616,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":null,"by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":null,"data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":[]"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":"{}""#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a": 1}"#),
        (false, r#"{"v":1,"seq":1,PREV, "mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#" {"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":-0}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":-9223372036854775809}"#),
        (false, r#"{"v":1,"seq":1,PREV,"mono":8,"type":"t","by":"b","data":{"a":123456789012345678901234567890}"#),
        (false, "{\"v\":1,\"seq\":1,PREV,\"mono\":8,\"type\":\"t\",\"by\":\"b\",\"data\":{\"a\":\"\u{202e}\"}"),
        (false, "{\"v\":1,\"seq\":1,PREV,\"mono\":8,\"type\":\"t\",\"by\":\"b\",\"data\":{\"a\":\"\u{9b}\"}"),
        (false, "{\"v\":1,\"seq\":1,PREV,\"mono\":8,\"type\":\"t\",\"by\":\"b\",\"data\":{\"a\":\"\t\"}"),
        (false, "{\"v\":1,\"seq\":1,PREV,\"mono\":8,\"type\":\"t\",\"by\":\"b\",\"data\":{}\r"),
    ];
    for (good, text) in lines {
        let line = body(text);
        assert_eq!(Verification::of(line.as_bytes()).condition() == Condition::Open, good, "{text}");
        fs::write(&path, &line).expect("writes");
        if let Some(python) = script("python3", "verify.py", &path) {
            assert_eq!(python.status.success(), good, "{text}");
        }
    }
}

/// The scripts called a journal intact that was not there, and looked at the first of several only.
#[test]
fn what_a_script_cannot_check_it_does_not_call_intact() {
    let (folder, path) = folder();
    drop(create(&path, &RUN));
    let whole = fs::read(&path).expect("bytes");
    let put = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("writes");
        file
    };
    let (empty, nul) = (put("empty", b""), put("nul", &[&whole[..], &[0; 300]].concat()));
    for bad in [empty, nul, folder.path().join("nothing")] {
        assert!(!strangers(&bad, false).contains(&true), "{}", bad.display());
        let verify = |program: &str, script: &str| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(script);
            let output = Command::new(program).arg(script).arg(&path).arg(&bad).output();
            output.ok().map(|output| output.status.success())
        };
        assert!(verify("sh", "verify.sh") != Some(true) && verify("python3", "verify.py") != Some(true));
    }
    for (program, script) in [("sh", "verify.sh"), ("python3", "verify.py")] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(script);
        assert!(!Command::new(program).arg(script).output().is_ok_and(|output| output.status.success()));
    }
}

#[test]
fn reading_a_journal_leaves_no_trace() {
    let (_folder, path) = folder();
    drop(create(&path, &RUN));
    let before = fs::metadata(&path).expect("a file");
    let opened = open(&path).expect("opens");
    assert_eq!((opened.entries.len(), opened.recovery), (4, None));
    let after = fs::metadata(&path).expect("a file");
    assert_eq!((before.mtime_nsec(), before.ino(), before.len()), (after.mtime_nsec(), after.ino(), after.len()));
}
