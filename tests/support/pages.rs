//! Pages of the examples that show a terminal: which of their lines an operator typed.

use std::path::{Path, PathBuf};

/// What stands before what an operator typed, besides the titles of fields.
const PROMPTS: [&str; 10] =
    ["", "原因", "菜单", "编号或工号", "单据号", "文件路径", "编号或路径", "reason", "menu", "number or id"];

/// A file or folder of the examples.
pub fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// What the operator typed on this line of a page.
pub fn typed(line: &str) -> Option<&str> {
    let (prompt, line) = line.split_once('>')?;
    PROMPTS.contains(&prompt).then_some(line.trim())
}
