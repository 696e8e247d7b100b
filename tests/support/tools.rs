//! Tools of the system that some tests need. A test without its tool proves nothing and must not look as if it did.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Returns whether `tool` works here. Where it does not, that is written past the test harness, which hides what a test that
/// passes prints; and where everything must be proved (`CI` is set, as `.ci/run` does), a missing strace is a failure.
pub fn can(tool: &str, arguments: &[&str]) -> bool {
    let found =
        Command::new(tool).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let works = found.is_ok_and(|status| status.success());
    if !works {
        assert!(tool != "strace" || std::env::var_os("CI").is_none(), "strace is not installed");
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(io::stderr(), "NOT PROVED: {test}: `{tool}` is missing or not allowed here");
    }
    works
}

/// Returns whether strace works here, see [`can`].
pub fn has_strace() -> bool {
    can("strace", &["-o", "/dev/null", "true"])
}
