//! The doormat: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    signoff::commands::main(std::env::args_os()).into()
}
