//! The audit log as an auditor takes it who trusts nobody: real runs through a terminal, changed records, hostile words.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use operator::{Operator, live};
use roster::house_of;
use support::{House, Outcome, rechained};

const CLOSE: (&str, &str) = ("关闭本次运行", "1");
const MEASURE: &str = "  - {measure: 温度, id: t, unit: °C, min: 18, max: 22}\n  - check: 中间\n  - {sign: 签核, id: s, by: [lead], meaning: 属实}\n";

/// An escape sequence and bidirectional controls, as a journal has them.
const HIDDEN: &str = r"a\u001b[2J\u202eb\u2066c\u0000";

/// A house where 张敏 measured 20, went back to it at once and typed 21, signed and closed.
fn amended() -> House {
    let house = house_of(MEASURE);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[
        ("温度", "20"),
        ("中间", "8"),
        ("更改", "21"),
        ("中间", "1"),
        ("签核", "1"),
        ("最后一步", "1"),
        CLOSE,
    ]);
    operator.ends(0);
    house
}

/// A house where a decision was changed after its branch had been answered.
fn taken_back() -> House {
    let house = house_of("  - {decide: 客户到场, id: d, if_yes: [{measure: 温度, id: t}]}\n  - check: 中间\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang", "--plain"]);
    operator.walks(&[
        ("客户到场", "1"),
        ("温度", "20"),
        ("中间", "7"),
        ("1  客户到场", "1"),
        ("更改", "2"),
        ("不再计入：1.yes.1 温度", "1"),
    ]);
    operator.walks(&[("最后一步", "1"), CLOSE]).ends(0);
    house
}

/// A house with a scripted run whose remark is `remark`, in double quotes as YAML has them.
fn remarked(remark: &str) -> House {
    let house = House::with("procedure: p\ntitle: P\nsteps: [{record: R, id: r}]\n");
    let ran = house.answer("p", &format!("operator: zhang\nanswers: {{r: \"{remark}\"}}\n"));
    assert_eq!(ran.code, 0, "{ran:?}");
    house
}

/// A house with an open run into whose remark somebody wrote what no keyboard and no file could give, and chained it anew.
fn planted(escaped: &str) -> House {
    let house = House::with("procedure: p\ntitle: P\nsteps: [{record: R, id: r}, {check: C, id: c}]\n");
    assert_eq!(house.answer("p", "operator: zhang\nclose: false\nanswers: {r: plain}\n").code, 3);
    let path = house.journals("scripted").remove(0);
    let text = fs::read_to_string(&path).expect("a journal");
    fs::write(&path, rechained(&text.replace("\"plain\"", &format!("\"{escaped}\"")))).expect("writes");
    house
}

fn scripted(house: &House, arguments: &[&str]) -> Outcome {
    house.run(&[&["export", "--mode", "scripted"], arguments].concat())
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The texts of all parts of a workbook.
fn workbook(path: &Path) -> String {
    let unzip = Command::new("python3")
        .args([
            "-c",
            "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): print(n, z.read(n).decode())",
        ])
        .arg(path)
        .output()
        .expect("python3");
    assert!(unzip.status.success(), "{unzip:?}");
    String::from_utf8(unzip.stdout).expect("UTF-8")
}

#[test]
fn an_answer_that_counts_no_more_is_told_in_every_flat_form() {
    let house = taken_back();
    let rows = rows(&house.run(&["export"]).stdout);
    let of_t: Vec<_> = rows.iter().filter(|row| row["step"] == "t").collect();
    assert_eq!(of_t.len(), 2, "{rows:#?}");
    let [first, second] = [of_t[0], of_t[1]];
    assert_eq!([&*first["outcome"], &*first["value"], &*first["amends_seq"]], ["done", "20", ""]);
    assert_eq!([&*second["outcome"], &*second["value"], &*second["old_value"]], ["inactive", "", "20"]);
    assert_eq!(second["amends_seq"], first["seq"]);
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&house.run(&["export", "--format", "json"]).stdout).expect("json");
    let told = json.iter().find(|row| row["outcome"] == "inactive").expect("a row");
    assert_eq!(
        (&told["step"], &told["old_value"], &told["value"]),
        (&"t".into(), &20.into(), &serde_json::Value::Null)
    );
    assert_eq!(house.run(&["export", "--format", "xlsx", "--output", "a.xlsx"]).code, 0);
    assert!(workbook(&house.path("a.xlsx")).contains("inactive"));
}

#[test]
fn an_amended_value_and_the_first_one_stand_in_every_readable_form() {
    let house = amended();
    let exported = house.run(&["export"]);
    let rows = rows(&exported.stdout);
    let of_t: Vec<_> = rows.iter().filter(|row| row["step"] == "t").collect();
    let (first, second) = (of_t[0], of_t[1]);
    assert_eq!((first["value"].as_str(), first["amends_seq"].as_str(), first["old_value"].as_str()), ("20", "", ""));
    assert_eq!(
        (second["value"].as_str(), second["old_value"].as_str(), second["reason"].as_str()),
        ("21", "20", "slip")
    );
    assert_eq!(second["amends_seq"], first["seq"]);
    assert_eq!(of_t.len(), 2);
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&house.run(&["export", "--format", "json"]).stdout).expect("json");
    let second = json.iter().find(|row| !row["amends_seq"].is_null()).expect("the amendment");
    assert_eq!((&second["value"], &second["old_value"]), (&21.into(), &20.into()));
    for readable in [house.run(&["export", "--format", "html"]).stdout, house.run(&["log", "last"]).stdout] {
        assert!(readable.contains("20 °C, done → 21 °C") && readable.contains("slip"), "{readable}");
    }
    assert_eq!(house.run(&["export", "--format", "xlsx", "--output", "a.xlsx"]).code, 0);
    let book = workbook(&house.path("a.xlsx"));
    assert!(book.contains("<v>20</v>") && book.contains("<v>21</v>"), "both values are numbers");
}

#[test]
fn signatures_in_and_after_a_run_have_name_time_and_meaning_in_every_readable_form() {
    let house = amended();
    let mut later =
        Operator::at(&house, &["sign", "last", "--operator", "zhang", "--meaning", "reviewed", "--note", "看过了"]);
    later.ends(0);
    let signed = live(&house).pop().expect("the signature");
    let at = signed["at"].as_str().expect("a time").to_owned();
    let zone = &at[at.len() - 6..];
    let rows = rows(&house.run(&["export"]).stdout);
    let row = rows.last().expect("the signature");
    let cells = ["kind", "by_name", "meaning", "reason", "answered_at"].map(|name| row[name].as_str());
    assert_eq!(cells, ["sign", "张敏", "reviewed", "看过了", at.as_str()]);
    let page = house.run(&["export", "--format", "html"]).stdout;
    let told = house.run(&["log", "last"]).stdout;
    for (name, readable) in [("page", &page), ("story", &told)] {
        for part in ["张敏", "属实", "reviewed", "看过了", &at[11..19], zone] {
            assert!(readable.contains(part), "{name} without {part}");
        }
    }
    assert_eq!(house.run(&["export", "--format", "bundle", "--output", "b"]).code, 0);
    let csv = fs::read_to_string(house.path("b/answers.csv")).expect("the rows");
    assert!(csv.contains("看过了") && csv.contains(&at));
}

#[test]
fn a_purged_run_is_left_out_and_the_cover_says_why() {
    let house = amended();
    assert_eq!(house.run(&["purge", "last", "--reason", "七年期满", "--operator", "zhang"]).code, 0);
    let page = house.run(&["export", "--format", "html"]);
    assert_eq!(page.code, 0);
    for part in ["purged", "七年期满", "zhang"] {
        assert!(page.stdout.contains(part), "{part}");
    }
    assert_eq!(rows(&house.run(&["export"]).stdout).len(), 0);
}

#[test]
fn a_run_that_was_edited_and_chained_anew_is_clean_in_no_format() {
    let house = house_of(MEASURE);
    Operator::at(&house, &["run", "hall", "--operator", "zhang"]).answers("温度", "20").leaves("中间");
    let path = house.journals("live").remove(0);
    let text = fs::read_to_string(&path).expect("a journal");
    fs::write(&path, rechained(&text.replace("\"value\":\"20\"", "\"value\":\"25\""))).expect("writes");
    assert_eq!(house.run(&["verify", "--chain"]).code, 0, "the chain alone does not tell");
    for format in ["csv", "json", "jsonl", "html", "xlsx", "bundle"] {
        let exported = house.run(&["export", "--format", format, "--output", &format!("out.{format}")]);
        assert!(exported.code == 1 && exported.stderr.contains("is not as it was written"), "{format}: {exported:?}");
    }
    let (csv, json) = (house.path("out.csv"), house.path("out.json"));
    assert_eq!(rows(&fs::read_to_string(csv).expect("rows"))[0]["kind"], "altered");
    assert!(fs::read_to_string(json).expect("rows").contains("\"kind\":\"altered\""));
    assert!(fs::read_to_string(house.path("out.html")).expect("a page").contains("class=\"alarm\""));
    assert!(fs::read_to_string(house.path("out.bundle/cover.txt")).expect("a cover").contains("1 ALTERED"));
}

#[test]
fn fault_75_no_cell_becomes_a_formula_and_numbers_stay_numbers() {
    for (typed, cell) in [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("＋1+1", "'＋1+1"),
        ("－1+1", "'－1+1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("-5", "-5"),
        ("+1.5", "+1.5"),
        ("a;=1+1", "a;'=1+1"),
        ("a;-5", "a;-5"),
        ("a,=1+1", "a,=1+1"),
    ] {
        let house = remarked(typed);
        let csv = scripted(&house, &[]).stdout;
        assert_eq!(rows(&csv)[0]["value"], cell, "{typed}");
        assert!(csv.contains(&format!(",\"{cell}\",")), "every field is quoted, {typed}: {csv}");
    }
    let quoted = scripted(&remarked("a\\\"=1,=2"), &[]).stdout;
    assert!(quoted.contains(r#","a""=1,=2","#), "{quoted}");
}

#[test]
fn fault_76_hostile_words_stay_words_on_the_page() {
    let hostile =
        ["<script>alert(1)</script>", "\\\" onx=\\\"y", "javascript:alert(1)", "</style><b>", "<img src=x onerror=y>"];
    for typed in hostile {
        let page = scripted(&remarked(typed), &["--format", "html"]).stdout;
        for never in ["<script", "\" onx=", "href=\"javascript", "</style><b>", "<img", "\u{202e}", "\u{2066}"] {
            assert!(!page.contains(never), "{typed}: {never}");
        }
        assert_eq!(page.matches("</style>").count(), 1, "{typed}");
        assert!(page.contains("default-src 'none'") && !page.contains("http:") && !page.contains("https:"), "{typed}");
    }
    let page = scripted(&planted(HIDDEN), &["--format", "html"]).stdout;
    assert!(page.contains("a␛[2J\\u{202e}b\\u{2066}c") && !page.contains(['\u{1b}', '\u{202e}', '\u{2066}', '\0']));
}

#[test]
fn fault_77_a_workbook_has_no_formula_and_no_control_characters() {
    let house = remarked("=1+1");
    assert_eq!(scripted(&house, &["--format", "xlsx", "--output", "a.xlsx"]).code, 0);
    let book = workbook(&house.path("a.xlsx"));
    assert!(!book.contains("<f>") && book.contains("=1+1"));
    let house = planted(HIDDEN);
    assert_eq!(scripted(&house, &["--format", "xlsx", "--output", "b.xlsx"]).code, 0);
    let book = workbook(&house.path("b.xlsx"));
    assert!(book.contains("a␛[2J\\u{202e}b") && !book.contains(['\u{1b}', '\u{202e}', '\u{2066}', '\0']));
}

#[test]
fn fault_78_nothing_is_overwritten_and_a_full_disk_leaves_nothing_half() {
    let house = remarked("fine");
    let there = house.write("there.csv", "mine");
    symlink(&there, house.path("link.csv")).expect("a link");
    symlink(house.path("nowhere"), house.path("dangling.csv")).expect("a link");
    for target in ["there.csv", "link.csv", "dangling.csv"] {
        let refused = scripted(&house, &["--output", target]);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{target}: {refused:?}");
    }
    assert_eq!(fs::read_to_string(&there).expect("the file"), "mine");
    assert!(!house.path("nowhere").exists());
    // The shell's limit is in blocks of 512 bytes: the export is larger, and the write fails as on a full disk.
    let limited = Command::new("sh")
        .args(["-c", "ulimit -f 0; exec \"$0\" export --mode scripted --output limited.csv"])
        .arg(env!("CARGO_BIN_EXE_signoff"))
        .current_dir(house.path("."))
        .env_clear()
        .env("SIGNOFF_STORE", house.store())
        .env("SIGNOFF_LANG", "en")
        .output()
        .expect("sh");
    assert_eq!(limited.status.code(), Some(4), "{limited:?}");
    assert!(String::from_utf8_lossy(&limited.stderr).contains("cannot write"), "{limited:?}");
    let names = fs::read_dir(house.path(".")).expect("the house").map(|entry| entry.expect("an entry").file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("limited")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn fault_79_altered_torn_and_recovered_runs_are_never_silently_clean() {
    let house = house_of(MEASURE);
    Operator::at(&house, &["run", "hall", "--operator", "zhang"]).answers("温度", "20").leaves("中间");
    let path = house.journals("live").remove(0);
    let whole = fs::read_to_string(&path).expect("a journal");
    fs::write(&path, format!("{whole}{{\"torn")).expect("writes");
    let torn = house.run(&["export", "--format", "html"]);
    assert!(
        torn.code == 0 && torn.stdout.contains("class=\"remark\"") && torn.stdout.contains("torn"),
        "{}",
        torn.stderr
    );
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.walks(&[("中间", "1"), ("签核", "1"), ("最后一步", "1"), CLOSE]).ends(0);
    for format in ["csv", "html", "jsonl"] {
        let recovered = house.run(&["export", "--format", format]);
        assert!(recovered.code == 0 && recovered.stderr.contains("recover"), "{format}: {}", recovered.stderr);
    }
    let page = house.run(&["export", "--format", "html"]).stdout;
    assert!(page.contains("class=\"remark\"") && page.contains("recovered: entry"), "the fenced bytes are told of");
    let text = fs::read_to_string(&path).expect("a journal").replace("\"raw\":\"20\"", "\"raw\":\"21\"");
    fs::write(&path, text).expect("writes");
    let altered = house.run(&["export", "--format", "html"]);
    assert!(altered.code == 1 && altered.stdout.contains("class=\"alarm\""), "{}", altered.stderr);
}

#[test]
fn fault_80_exported_journals_verify_elsewhere_without_this_program() {
    let house = amended();
    assert_eq!(house.run(&["export", "last", "--format", "jsonl", "--output", "run.jsonl"]).code, 0);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let verifier = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/verify.py");
    fs::copy(verifier, elsewhere.path().join("verify.py")).expect("copies");
    fs::copy(house.path("run.jsonl"), elsewhere.path().join("run.jsonl")).expect("copies");
    let python = || {
        let mut command = Command::new("python3");
        command.args(["-I", "verify.py", "run.jsonl"]).current_dir(elsewhere.path()).env_clear();
        command.env("PATH", std::env::var("PATH").unwrap_or_default()).output().expect("python3")
    };
    let proved = python();
    let head = live(&house).pop().expect("an entry")["h"].as_str().expect("a hash").to_owned();
    assert!(proved.status.success() && String::from_utf8_lossy(&proved.stdout).contains(&head), "{proved:?}");
    let mut text = String::new();
    fs::File::open(elsewhere.path().join("run.jsonl"))
        .and_then(|mut file| file.read_to_string(&mut text))
        .expect("reads");
    fs::write(elsewhere.path().join("run.jsonl"), text.replacen("\"value\":\"20\"", "\"value\":\"21\"", 1))
        .expect("writes");
    assert!(!python().status.success(), "a change is found there too");
}
