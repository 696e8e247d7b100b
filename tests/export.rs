//! The audit log as a shell and other programs see it: every format, its filters, its refusals, and records that were changed.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use support::{House, Outcome};

const ROUND: &str = r#"procedure: round
title: {zh: 开门检查, en: Opening round}
version: 1.0.0
roles: {lead: {zh: 值班长, en: Lead}}
steps:
  - check: {zh: 灯光, en: Lights}
    id: lights
  - measure: {zh: 温度, en: Temperature}
    id: temperature
    unit: °C
    min: 18
    max: 22
  - record: {zh: 备注, en: Remark}
    id: remark
  - sign: {zh: 签核, en: Sign-off}
    id: signed
    by: [lead]
    meaning: {zh: 属实, en: It is so}
"#;

fn answers(day: u32, temperature: &str, remark: &str) -> String {
    format!(
        "operator: zhang\nclock: \"2026-11-{day}T08:40:00+08:00\"\nanswers:\n  lights: {{fail: broken}}\n  \
         temperature: {{value: {temperature}, reason: too warm}}\n  remark: '{remark}'\n  signed: {{sign: {{lead: zhang}}}}\n"
    )
}

/// A house with two runs, the second with words that a spreadsheet would take for a formula.
fn house() -> House {
    let house = House::with(ROUND);
    for text in [answers(23, "25", "fine"), answers(24, "20", "=cmd|calc")] {
        let ran = house.answer("round", &text);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    house
}

fn export(house: &House, arguments: &[&str]) -> Outcome {
    house.run(&[&["export", "--mode", "scripted"], arguments].concat())
}

/// The rows of a CSV file as maps, read with the crate that did not write it here.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn csv_has_a_row_for_every_answer_and_signature() {
    let house = house();
    let exported = export(&house, &[]);
    assert_eq!((exported.code, exported.stderr.as_str()), (0, ""));
    let rows = rows(&exported.stdout);
    assert_eq!(rows.len(), 8);
    let temperature = rows.iter().find(|row| row["step"] == "temperature").expect("the measure");
    let wanted = [
        ("procedure", "round"),
        ("version", "1.0.0"),
        ("mode", "scripted"),
        ("business_date", "2026-11-23"),
        ("path", "2"),
        ("kind", "measure"),
        ("title", "Temperature"),
        ("by", "zhang"),
        ("assurance", "scripted"),
        ("value", "25"),
        ("raw", "25"),
        ("unit", "°C"),
        ("min", "18"),
        ("max", "22"),
        ("outcome", "failed"),
        ("reason", "too warm"),
    ];
    for (column, value) in wanted {
        assert_eq!(temperature[column], value, "{column}");
    }
    let signed = rows.iter().find(|row| row["kind"] == "sign").expect("the signature");
    assert_eq!((signed["by_name"].as_str(), signed["meaning"].as_str()), ("zhang", "It is so"));
    assert!(signed["answered_at"].starts_with("2026-11-23T08:40:") && signed["hash"].len() == 64);
    let lights = &rows[0];
    assert_eq!((lights["value"].as_str(), lights["outcome"].as_str()), ("false", "failed"));
}

#[test]
fn no_cell_is_a_formula_and_lines_end_as_rfc_4180_has_it() {
    let house = house();
    let exported = export(&house, &[]);
    assert!(exported.stdout.contains(",'=cmd|calc,") && !exported.stdout.contains(",=cmd"), "{}", exported.stdout);
    assert_eq!(exported.stdout.matches('\n').count(), exported.stdout.matches("\r\n").count());
}

#[test]
fn json_has_the_same_rows_with_numbers_and_nulls() {
    let house = house();
    let exported = export(&house, &["--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&exported.stdout).expect("an array");
    assert_eq!(rows.len(), 8);
    assert_eq!(
        (&rows[1]["value"], &rows[1]["min"], &rows[0]["unit"]),
        (&25.into(), &18.into(), &serde_json::Value::Null)
    );
    assert_eq!(rows[6]["value"], "=cmd|calc", "no spreadsheet reads this");
}

#[test]
fn jsonl_is_the_journals_byte_for_byte() {
    let house = house();
    let exported = export(&house, &["--format", "jsonl"]);
    let journals = house.journals("scripted");
    let bytes: String = journals.iter().map(|path| fs::read_to_string(path).expect("a journal")).collect();
    assert_eq!(exported.stdout, bytes);
}

#[test]
fn filters_and_named_runs_decide_what_is_taken() {
    let house = house();
    for (arguments, count) in [
        (&["--since", "2026-11-24"][..], 4),
        (&["--until", "2026-11-22"], 0),
        (&["--procedure", "round"], 8),
        (&["--procedure", "other"], 0),
        (&["--operator", "li"], 0),
        (&["--verdict", "completed_with_deviations"], 8),
        (&["--open"], 0),
        (&["last"], 4),
        (&["last", "last"], 4),
    ] {
        let exported = export(&house, arguments);
        assert_eq!((exported.code, rows(&exported.stdout).len()), (0, count), "{arguments:?}");
        assert_eq!(exported.stderr.contains("no run fits"), count == 0, "{arguments:?}");
    }
    assert_eq!(export(&house, &["nothing-like-it"]).code, 2);
    assert_eq!(export(&house, &["--verdict", "good"]).code, 2);
}

#[test]
fn nothing_is_overwritten_and_nothing_half_is_left() {
    let house = house();
    let there = house.write("out.csv", "mine");
    for format in ["csv", "json", "jsonl", "html", "xlsx", "bundle"] {
        let refused = export(&house, &["--format", format, "--output", "out.csv"]);
        assert_eq!(refused.code, 2, "{format}");
        assert!(refused.stderr.contains("nothing is overwritten") && refused.stderr.contains("help: "), "{refused:?}");
    }
    assert_eq!(fs::read_to_string(there).expect("the file"), "mine");
    let nowhere = export(&house, &["--output", "no/such/folder/a.csv"]);
    assert_eq!(nowhere.code, 4, "{nowhere:?}");
    assert_eq!(export(&house, &["--output", "new.csv"]).stdout, "");
    assert_eq!(fs::read_to_string(house.path("new.csv")).expect("the export"), export(&house, &[]).stdout);
    let left = fs::read_dir(house.path("")).expect("the house").map(|entry| entry.expect("an entry").file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("partial")));
    assert_eq!(export(&house, &["--format", "bundle"]).code, 2);
}

#[test]
fn an_altered_run_is_exported_and_marked() {
    let house = house();
    let path = house.journals("scripted").remove(0);
    let text = fs::read_to_string(&path).expect("a journal").replace("\"raw\":\"25\"", "\"raw\":\"21\"");
    fs::write(&path, text).expect("writes");
    let exported = export(&house, &[]);
    assert_eq!(exported.code, 1);
    assert!(exported.stderr.contains("is not as it was written"), "{}", exported.stderr);
    let rows = rows(&exported.stdout);
    assert_eq!((rows[0]["kind"].as_str(), rows[0]["outcome"].as_str()), ("altered", "altered"));
    assert!(rows[0]["title"].contains("entry"), "{:?}", rows[0]);
    assert_eq!(rows.iter().filter(|row| row["business_date"] == "2026-11-24").count(), 4, "the other run is whole");
    let page = export(&house, &["--format", "html"]);
    assert!(page.code == 1 && page.stdout.contains("class=\"alarm\"") && page.stdout.contains("1 ALTERED"));
    fs::remove_file(&path).expect("removes");
    let gone = export(&house, &[]);
    assert!(gone.code == 1 && gone.stdout.contains(",altered,"), "{}", gone.stdout);
}

#[test]
fn the_page_escapes_loads_nothing_and_tells_signatures_and_deviations() {
    let house = House::with(ROUND);
    house.answer("round", &answers(23, "25", "<script>alert(1)</script>"));
    for language in ["en", "zh"] {
        let page = export(&house, &["--format", "html", "--lang", language]);
        assert_eq!(page.code, 0, "{}", page.stderr);
        assert!(!page.stdout.contains("<script") && page.stdout.contains("&lt;script&gt;"), "{language}");
        assert!(!page.stdout.contains("http://") && !page.stdout.contains("https://") && !page.stdout.contains("src="));
        for part in ["<svg class=\"chart\"", "class=\"cross\"", "table class=\"deviations\"", "+08:00", "too warm"] {
            assert!(page.stdout.contains(part), "{part}");
        }
    }
    let english = export(&house, &["--format", "html", "--lang", "en"]).stdout;
    for part in ["Temperature", "It is so", "SCRIPTED", "1 intact", "Head of the ledger"] {
        assert!(english.contains(part), "{part}");
    }
}

#[test]
fn a_bundle_checks_itself() {
    let house = house();
    let made = export(&house, &["--format", "bundle", "--output", "bundle", "--since", "2026-11-24"]);
    assert_eq!((made.code, made.stdout.as_str(), made.stderr.as_str()), (0, "", ""));
    let folder = house.path("bundle");
    for name in ["SHA256SUMS", "answers.csv", "cover.txt", "ledger.jsonl", "receipts.txt", "verify.py", "blobs", "runs"]
    {
        assert!(folder.join(name).exists(), "{name}");
    }
    let sums = Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS"]).current_dir(&folder).output();
    assert!(sums.is_ok_and(|sums| sums.status.success()));
    let run = fs::read_dir(folder.join("runs")).expect("runs").next().expect("a run").expect("an entry").path();
    let python = Command::new("python3").args(["verify.py", "ledger.jsonl"]).arg(run).current_dir(&folder).output();
    let python = python.expect("python3");
    assert!(python.status.success(), "{python:?}");
    let cover = fs::read_to_string(folder.join("cover.txt")).expect("the cover");
    for part in ["--since 2026-11-24", "1 intact", "does not fit `--since`", "Runs left out: 1"] {
        assert!(cover.contains(part), "{part}\n{cover}");
    }
    assert!(fs::read_to_string(folder.join("receipts.txt")).expect("receipts").starts_with("signoff-receipt 1 "));
}

#[test]
fn a_workbook_goes_to_a_file_or_a_pipe() {
    let house = house();
    let made = export(&house, &["--format", "xlsx", "--output", "log.xlsx"]);
    assert_eq!(made.code, 0, "{made:?}");
    let bytes = fs::read(house.path("log.xlsx")).expect("the workbook");
    assert!(bytes.starts_with(b"PK"));
    // A signature's time has its zone wherever it is read.
    let styles = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('xl/styles.xml').decode())";
    let styles = Command::new("python3").args(["-c", styles]).arg(house.path("log.xlsx")).output().expect("python3");
    let styles = String::from_utf8(styles.stdout).expect("UTF-8");
    assert!(styles.contains("hh:mm:ss&quot; +08:00&quot;"), "{styles}");
    let mut command = house.command(&["export", "--mode", "scripted", "--format", "xlsx"]);
    let piped = command.stdout(Stdio::piped()).output().expect("starts");
    assert!(piped.status.success() && piped.stdout.starts_with(b"PK"));
}

#[test]
fn a_reader_that_has_had_enough_ends_it_quietly() {
    let house = house();
    for format in ["csv", "json", "jsonl", "html"] {
        let mut child = house
            .command(&["export", "--mode", "scripted", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("ends");
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{format}");
    }
}

#[test]
fn without_a_store_there_is_nothing_to_export() {
    let house = House::new();
    let refused = house.run(&["export"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(!house.store().exists());
}
