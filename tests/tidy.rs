//! The walls of the house as a test: who imports whom, which rooms have a door to the outside, how a file begins.

use std::fs;
use std::path::{Path, PathBuf};

/// A room of `src`, and the rooms that it may use besides the ground.
const WALLS: &[(&str, &[&str])] = &[
    ("procedure", &[]),
    ("run", &["procedure"]),
    ("journal", &["run", "procedure"]),
    ("session", &["journal", "run", "procedure"]),
    ("scenario", &["session", "journal", "run", "procedure"]),
    ("export", &["report", "journal", "run", "procedure", "terminal"]),
    ("report", &["journal", "run", "procedure", "scenario", "terminal"]),
    ("terminal", &["session", "journal", "run", "procedure"]),
    ("site", &["session", "run", "procedure"]),
    ("schema", &["site", "scenario", "procedure"]),
];

/// Rooms that everybody may use.
const GROUND: &[&str] = &["clock", "exit_code", "failure", "files", "in_order", "language"];

/// Crates that one file alone names.
const LONE_NAMES: &[(&str, &str)] = &[
    ("minijinja", "src/procedure/expression/parse.rs"),
    ("rustyline", "src/terminal/line.rs"),
    ("dialoguer", "src/terminal/pickers.rs"),
    ("comfy_table", "src/terminal/table.rs"),
    ("signal_hook", "src/terminal/interrupt.rs"),
    ("nix::sys", "src/terminal/interrupt.rs"),
];

/// What of dialoguer is never used: lines that are saved otherwise than they are seen (D1 to D4), one key that answers (D6,
/// D17, D31), marks that need colour (D28), secrets that no signal ends (D12), an editor whose failure is taken for a text
/// (D27).
const UNUSED: &[&str] =
    &["Input", "Confirm", "MultiSelect", "Sort", "Password", "Editor", "ColorfulTheme", "interact_text"];

/// What only a file that calls itself a door may do.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "fs::read",
    "std::env",
    "env::var",
    "process::exit(",
    "process::Command",
    "println!",
    "eprintln!",
    "print!(",
];

/// Most lines of one file.
const MOST_LINES: usize = 500;

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(Path::new("src"), &mut found);
    found.sort();
    assert!(found.len() > 20, "the sources were not found");
    found.into_iter().map(|path| (path.display().to_string(), fs::read_to_string(path).expect("source"))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The part of a file that is built into the program.
fn built(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn room(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap_or(path);
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs")
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.ends_with("/testing.rs")
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} does not open with `//!`");
    }
}

#[test]
fn no_file_outgrows_its_noun() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| !is_test_file(path) && text.lines().count() > MOST_LINES)
        .map(|(path, _)| path)
        .collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:?}");
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    for (path, text) in sources() {
        if is_test_file(&path) {
            continue;
        }
        let Some((_, below)) = WALLS.iter().find(|(name, _)| *name == room(&path)) else { continue };
        for used in built(&text).split("crate::").skip(1) {
            let used: String =
                used.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect();
            let known =
                WALLS.iter().any(|(name, _)| *name == used) || GROUND.contains(&used.as_str()) || used == "commands";
            let allowed = used == room(&path) || below.contains(&used.as_str()) || GROUND.contains(&used.as_str());
            assert!(allowed || !known, "{path} uses `crate::{used}`");
        }
    }
}

#[test]
fn a_crate_with_defects_is_named_by_one_file() {
    for (name, home) in LONE_NAMES {
        for (path, text) in sources() {
            let named =
                text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(&format!("{name}::")));
            assert!(!named || path == *home, "{path} names `{name}`, which only {home} may");
        }
    }
}

#[test]
fn d1_d6_d12_d27_d31_of_dialoguer_nothing_is_used_but_menus() {
    let (_, home) = LONE_NAMES.iter().find(|(name, _)| *name == "dialoguer").expect("its home");
    let text = fs::read_to_string(home).expect("source");
    let code: Vec<&str> = built(&text).lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let names: Vec<&str> =
        code.iter().flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
    assert!(names.contains(&"FuzzySelect"), "this test looks at the wrong file");
    let used: Vec<_> = UNUSED.iter().filter(|name| names.contains(*name)).collect();
    assert!(used.is_empty(), "{home} uses {used:?}");
}

#[test]
fn only_doors_lead_outside() {
    for (path, text) in sources() {
        if is_test_file(&path) || path == "src/main.rs" {
            continue;
        }
        let header: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let door = header.contains("[door") || text.contains("\\[door");
        let used = OUTSIDE.iter().find(|outside| {
            built(&text).lines().any(|line| !line.trim_start().starts_with("//") && line.contains(**outside))
        });
        assert!(door || used.is_none(), "{path} uses `{}` and is no door", used.unwrap_or(&""));
    }
}

#[test]
fn nothing_is_left_for_later() {
    for (path, text) in sources() {
        for word in ["TODO", "FIXME", "#[ignore", "#[allow("] {
            assert!(!text.contains(word), "{path} has `{word}`");
        }
    }
}

#[test]
fn the_top_level_is_what_the_card_says() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "procedures",
        "examples",
        "tests",
        "benches",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "clippy.toml",
        "rustfmt.toml",
        "target",
        "fuzz",
    ];
    for entry in fs::read_dir(".").expect("top level") {
        let name = entry.expect("entry").file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || known.contains(&name.as_str()), "`{name}` stands at the top level");
    }
}

/// How many rules a run follows.
const RULES: u32 = 30;

/// The rules of human factors that a test of the run or its screens carries. What the text of a procedure owes them is judged
/// by `validate`, whose rules have examples of their own.
const FACTORS: &[u32] =
    &[1, 2, 4, 5, 6, 7, 8, 11, 12, 18, 20, 22, 23, 25, 26, 27, 30, 31, 32, 33, 35, 36, 37, 38, 39, 40, 41];

#[test]
fn every_rule_of_a_run_and_every_factor_that_is_kept_names_its_test() {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    collect(Path::new("tests"), &mut files);
    let texts: Vec<String> = files.iter().map(|path| fs::read_to_string(path).expect("source")).collect();
    let names: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split("#[test]").skip(1))
        .filter_map(|test| test.split_once("fn ")?.1.split('(').next())
        .collect();
    let lacks = |word: &str, number: u32| !names.iter().any(|name| name.contains(&format!("{word}_{number:02}_")));
    let rules: Vec<u32> = (1..=RULES).filter(|number| lacks("rule", *number)).collect();
    let factors: Vec<u32> = FACTORS.iter().copied().filter(|number| lacks("factor", *number)).collect();
    assert!(rules.is_empty() && factors.is_empty(), "without a test: rules {rules:?}, factors {factors:?}");
}
