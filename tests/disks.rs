//! Real file systems on loop devices: the power is cut, the file system shut down, the disk behind it full.
//!
//! They want root, `unshare`, loop devices and the `mkfs` of each file system: where these are missing the tests say so loudly
//! and prove nothing. Every mount is in a namespace of the test's own, and goes with it.

mod support;

use std::process::{Command, Stdio};

use support::tools::{can, has_strace};
use support::{House, Outcome, outcome};

const STEPS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The file systems: how one is made, how a copy of it is mounted beside the original, and how large it is at least.
const FILE_SYSTEMS: [(&str, &str, &str); 4] = [
    ("mkfs.ext4 -q -F", "loop", "32m"),
    ("mkfs.ext4 -q -F", "loop,data=writeback", "32m"),
    ("mkfs.xfs -q -f", "loop,nouuid", "320m"),
    ("mkfs.btrfs -q -f", "loop", "128m"),
];

/// A house with a procedure of six checks, and an answer file for the first n of them each.
fn house(title: &str) -> House {
    let steps: Vec<String> = STEPS.iter().map(|id| format!("  - {{check: {title}{id}, id: {id}}}\n")).collect();
    let house = House::with(&format!("procedure: p\ntitle: P\nsteps:\n{}", steps.concat()));
    for (at, step) in STEPS.iter().enumerate() {
        house.write(
            &format!("{at}.yaml"),
            format!("operator: zhang\nclock: 2026-11-23T08:40:00+08:00\nanswers: {{{step}: done}}\n"),
        );
    }
    house
}

/// Runs a script of shell as root in a namespace of mounts of its own; `None` where that is not possible.
fn as_root(house: &House, tools: &[&str], script: &str) -> Option<Outcome> {
    let own = ["--mount", "--propagation", "private"];
    let mounts =
        "mount -t tmpfs t /mnt && cd /mnt && truncate -s 8m i && mkfs.ext4 -q i && mkdir m && mount -o loop i m";
    if !can("unshare", &[&own[..], &["sh", "-c", mounts]].concat()) || !tools.iter().all(|tool| can("which", &[tool])) {
        return None;
    }
    let program = house.command(&[]);
    let mut command = Command::new("unshare");
    command.args(own).args(["sh", "-c", &format!("set -e; mkdir disk copy; {script}")]);
    command.current_dir(house.path("")).env_clear().stdin(Stdio::null());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("SIGNOFF", env!("CARGO_BIN_EXE_signoff")).env("SIGNOFF_STORE", house.path("disk/store"));
    Some(outcome(&mut command))
}

/// The power is cut after each answer, six times: the image of the mounted disk is copied as it is and the copy mounted. Its
/// journals must be those that were acknowledged, byte for byte.
fn power_cuts(make: &str, options: &str, size: &str, wrapper: &str) -> Option<Outcome> {
    let house = house("Step ");
    let tool = make.split(' ').next().unwrap_or_default();
    let script = format!(
        "truncate -s {size} image; {make} image; mount -o {options} image disk; run=p; lost=0; \
         for step in 0 1 2 3 4 5; do \
           {wrapper} \"$SIGNOFF\" run $run --answers $step.yaml >said 2>&1 && code=0 || code=$?; run=last; \
           test $code = 3 -o $step = 5 || {{ cat said >&2; exit 99; }}; \
           cp --sparse=always image power; mount -o {options} power copy; \
           for file in $(cd disk/store; find . -name '*.jsonl'); do \
             cmp -s disk/store/$file copy/store/$file || lost=$((lost + 1)); done; \
           SIGNOFF_STORE=copy/store \"$SIGNOFF\" --mode scripted verify >>verified 2>&1 || lost=$((lost + 100)); \
           umount copy; \
         done; tail -n 1 verified; echo lost $lost"
    );
    as_root(&house, &[tool], &script)
}

#[test]
fn fault_16_a_power_cut_after_any_answer_loses_nothing_on_real_file_systems() {
    for (make, options, size) in FILE_SYSTEMS {
        let Some(cut) = power_cuts(make, options, size, "") else { continue };
        assert!(cut.code == 0 && cut.stdout.ends_with("1 run: 1 intact\nlost 0\n"), "{make} {options}: {cut:?}");
    }
}

/// The control: syncs that only say they were done must be seen to lose, or the test above could not fail.
#[test]
fn fault_17_syncs_that_do_nothing_are_seen_to_lose_on_a_real_file_system() {
    if !has_strace() {
        return;
    }
    let lie = "strace -f -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:retval=0";
    let Some(cut) = power_cuts("mkfs.ext4 -q -F", "loop,commit=300", "32m", lie) else { return };
    assert!(cut.code == 0 && !cut.stdout.ends_with("lost 0\n"), "{cut:?}");
}

/// The shim of the table (a library loaded before libc) sees no call of a program that asks the kernel itself, as this one
/// does; strace injects below both, so that no test hangs on how the program is linked.
#[test]
fn fault_22_faults_are_injected_below_libc_so_that_they_reach_any_build() {
    if !has_strace() {
        return;
    }
    let house = house("Step ");
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=1"]);
    command.arg(env!("CARGO_BIN_EXE_signoff")).args(["run", "p", "--answers", "0.yaml"]).current_dir(house.path(""));
    let failed = outcome(command.env("SIGNOFF_STORE", house.store()).env("SIGNOFF_LANG", "en").stdin(Stdio::null()));
    assert_eq!(failed.code, 4, "{failed:?}");
}

/// The file system is shut down under an open run, as a lost disk does: exit code 4, and after a new mount all is there.
#[test]
fn fault_19_a_file_system_that_is_shut_down_is_exit_4_and_nothing_acknowledged_is_lost() {
    for (make, options, size) in FILE_SYSTEMS.into_iter().filter(|(make, ..)| !make.contains("btrfs")) {
        let house = house("Step ");
        let tool = make.split(' ').next().unwrap_or_default();
        let shut =
            "import fcntl, os, struct; fcntl.ioctl(os.open(\"disk\", os.O_RDONLY), 0x8004587d, struct.pack(\"I\", 2))";
        let script = format!(
            "truncate -s {size} image; {make} image; mount -o {options} image disk; \
             \"$SIGNOFF\" run p --answers 0.yaml || test $? = 3; \"$SIGNOFF\" run last --answers 1.yaml || test $? = 3; \
             journal=$(find disk/store/scripted/runs -name '*.jsonl'); cp $journal before; \
             python3 -c '{shut}'; \"$SIGNOFF\" run last --answers 2.yaml && exit 98 || echo code $?; \
             umount disk; mount -o {options} image disk; cmp before $journal; \
             \"$SIGNOFF\" --mode scripted verify; \"$SIGNOFF\" run last --answers 2.yaml || echo code $?"
        );
        let Some(ended) = as_root(&house, &[tool, "python3"], &script) else { continue };
        let said: Vec<&str> = ended.stdout.lines().filter(|line| !line.ends_with("  open")).collect();
        assert_eq!((ended.code, said), (0, vec!["code 4", "1 run: 0 intact, 1 open", "code 3"]), "{make}: {ended:?}");
    }
}

/// The disk behind the file system is full, so that a sync fails after its write: Linux then takes the pages for clean, and
/// shows what the disk never had. Going on must read the disk; a new mount must find the same.
#[test]
fn fault_21_after_a_sync_that_failed_the_disk_is_asked_and_not_the_memory() {
    let house = house(&"长".repeat(1990));
    let script = "mkdir back; mount -t tmpfs -o size=2m t back; truncate -s 16m back/image; mkfs.ext2 -q -F back/image; \
         mount -o loop back/image disk; \"$SIGNOFF\" run p --answers 0.yaml || echo code $?; sync; \
         cat /dev/zero >back/ballast 2>/dev/null || true; \
         \"$SIGNOFF\" run last --answers 1.yaml || echo code $?; rm back/ballast; \
         \"$SIGNOFF\" run last --answers 2.yaml || echo code $?; \
         cat $(find disk/store/scripted/runs -name '*.jsonl') >seen; umount disk; mount -o loop back/image disk; \
         cmp seen $(find disk/store/scripted/runs -name '*.jsonl') && echo same; \"$SIGNOFF\" --mode scripted verify || true";
    let Some(ended) = as_root(&house, &["mkfs.ext2"], script) else { return };
    assert!(ended.stdout.starts_with("code 3\ncode 4\ncode 3\nsame\n1 run: 0 intact, 1 open\n"), "{ended:?}");
    assert!(ended.stdout.contains("recovered: entry"), "the entry was taken for whole: {ended:?}");
}
