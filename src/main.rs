//! The doormat: parse, call, exit code.

fn main() {}
