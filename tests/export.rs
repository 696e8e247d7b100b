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
    assert!(exported.stdout.contains(",\"'=cmd|calc\","), "{}", exported.stdout);
    for line in exported.stdout.trim_start_matches('\u{feff}').lines() {
        let inside = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).expect("quotes");
        assert_eq!(inside.split("\",\"").count(), 32, "every field is quoted: {line}");
    }
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
    assert!(gone.code == 1 && gone.stdout.contains(",\"altered\","), "{}", gone.stdout);
}

#[test]
fn an_altered_run_is_told_whatever_the_filters_are() {
    let house = house();
    let path = house.journals("scripted").remove(0);
    let text = fs::read_to_string(&path).expect("a journal").replace("\"raw\":\"25\"", "\"raw\":\"21\"");
    fs::write(&path, text).expect("writes");
    for filter in [
        &["--verdict", "completed_with_deviations"][..],
        &["--verdict", "abandoned"],
        &["--open"],
        &["--operator", "li"],
        &["--until", "2026-11-01"],
    ] {
        let exported = export(&house, filter);
        let altered = rows(&exported.stdout).iter().filter(|row| row["kind"] == "altered").count();
        assert_eq!((exported.code, altered), (1, 1), "{filter:?}");
        let page = export(&house, &[&["--format", "html"], filter].concat());
        assert!(page.code == 1 && page.stdout.contains("1 ALTERED"), "{filter:?}");
        let bundle = format!("bundle{}", filter.concat());
        let bundled = export(&house, &[&["--format", "bundle", "--output", &bundle], filter].concat());
        let cover = fs::read_to_string(house.path(&bundle).join("cover.txt")).expect("the cover");
        assert!(bundled.code == 1 && cover.contains("1 ALTERED"), "{filter:?}\n{cover}");
        let table = house.run(&[&["log", "--mode", "scripted"], filter].concat()).stdout;
        assert!(table.contains("ALTERED"), "{filter:?}\n{table}");
    }
}

/// Chains lines afresh as an insider would who rewrites everything: bodies without their hashes in, the file and its hashes out.
fn chained(bodies: &[String]) -> (String, Vec<String>) {
    let (mut text, mut hashes) = (String::new(), Vec::new());
    for body in bodies {
        let at = body.find("\"prev\":\"").expect("prev") + 8;
        let before = hashes.last().cloned().unwrap_or_else(|| "0".repeat(64));
        let body = format!("{}{before}{}", &body[..at], &body[at + 64..]);
        let hash = signoff::journal::Digest::of(body.as_bytes()).to_string();
        text.push_str(&format!("{body},\"h\":\"{hash}\"}}\n"));
        hashes.push(hash);
    }
    (text, hashes)
}

fn bodies(path: &std::path::Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a journal");
    text.lines().map(|line| line[..line.len() - 72].to_owned()).collect()
}

/// Every forgery that has the right hashes in journal and ledger, and that only a strict reader refuses: what it is, and the lines.
fn forgeries(whole: &[String]) -> Vec<(String, Vec<String>)> {
    let answered = whole.iter().position(|line| line.contains("\"type\":\"answered\"")).expect("an answer");
    let data = |inside: &str| format!("\"data\":{{{inside},");
    let deep = format!("\"x\":{}{}", "[".repeat(200), "]".repeat(200));
    let edits = [
        ("Lights", "Li\0ghts".to_owned()),
        ("Lights", "Li\tghts".to_owned()),
        ("Lights", "Li\u{202e}ghts".to_owned()),
        ("Lights", "Li\u{9b}ghts".to_owned()),
        ("Lights", "Li\\ud800ghts".to_owned()),
        ("\"data\":{", data("\"path\":\"1\"")),
        ("\"data\":{", data("\"x\":1.5")),
        ("\"data\":{", data("\"x\":1e3")),
        ("\"data\":{", data("\"x\":-0")),
        ("\"data\":{", data("\"x\":NaN")),
        ("\"data\":{", data("\"x\": 1")),
        ("\"data\":{", data("\"x\":18446744073709551616")),
        ("\"data\":{", data(&deep)),
        ("\"data\":{", "\"data\": {".to_owned()),
        (".000+08:00\",\"mono", "+08:00\",\"mono".to_owned()),
        ("+08:00\",\"mono", "Z\",\"mono".to_owned()),
        ("\"at\":\"2026", "\"at\":\"later 2026".to_owned()),
        ("\"mono\":", "\"mono\":99999999999999999999".to_owned()),
        ("\"mono\":", "\"mono\":0".to_owned()),
        ("\"mono\":", "\"mono\":1.".to_owned()),
        ("\"mono\":", "\"x\":1,\"mono\":".to_owned()),
        ("\"by\":\"zhang\",\"data", "\"by\":null,\"data".to_owned()),
        ("\"v\":1,", "\"v\":2,".to_owned()),
        ("{\"v\"", " {\"v\"".to_owned()),
    ];
    let edited = edits.iter().filter(|(from, _)| whole[answered].contains(from)).map(|(from, to)| {
        let mut lines = whole.to_vec();
        lines[answered] = lines[answered].replacen(from, to, 1);
        (format!("{to:?}"), lines)
    });
    let seq = |line: &str, seq: usize| {
        let (before, rest) = line.split_once("\"seq\":").expect("a number");
        format!("{before}\"seq\":{seq},{}", rest.split_once(',').expect("more").1)
    };
    let unknown = whole[answered].replace("\"type\":\"answered\"", "\"type\":\"surprised\"");
    let (head, _) = whole[answered].split_once("\"type\"").expect("a type");
    let zeros = "0".repeat(64);
    let fence = format!(
        "{head}\"type\":\"recovered\",\"by\":\"signoff\",\"data\":{{\"from\":1,\"length\":1,\"sha256\":\"{zeros}\",\"hex\":\"00\"}}"
    );
    let closed = whole.iter().find(|line| line.contains("run_closed")).expect("the end");
    let added = [&whole[answered], closed, &unknown, &fence].map(|line| {
        let lines = [whole, &[seq(line, whole.len() + 1)]].concat();
        (format!("added: {line}"), lines)
    });
    edited.chain(added).collect()
}

#[test]
fn fault_79_what_verify_calls_altered_is_altered_in_every_form_though_all_hashes_are_right() {
    let house = House::with(ROUND);
    assert_eq!(house.answer("round", &answers(23, "25", "fine")).code, 0);
    let journal = house.journals("scripted").remove(0);
    let ledger = house.store().join("scripted/ledger.jsonl");
    let (whole, listed) = (bodies(&journal), bodies(&ledger));
    let hashes = chained(&whole).1;
    let (first, last) = (&hashes[0], hashes.last().expect("a hash"));
    let put = |lines: &[String]| {
        let (text, own) = chained(lines);
        let named = |line: &String| {
            let line = line.replace(first, &own[0]).replace(last, own.last().expect("a hash"));
            line.replace(&format!("\"n\":{},", whole.len()), &format!("\"n\":{},", lines.len()))
        };
        fs::write(&journal, text).expect("writes");
        fs::write(&ledger, chained(&listed.iter().map(named).collect::<Vec<_>>()).0).expect("writes");
    };
    let said = |arguments: &[&str]| house.run(&[&["--mode", "scripted"], arguments].concat());
    put(&whole);
    for format in ["csv", "json", "jsonl", "html"] {
        assert_eq!(export(&house, &["--format", format]).code, 0, "{format}: nothing is altered yet");
    }
    let forgeries = forgeries(&whole);
    assert!(forgeries.len() > 25, "{}", forgeries.len());
    for (what, lines) in &forgeries {
        put(lines);
        let verified = said(&["verify", "--chain"]);
        assert!(verified.code == 1 && verified.stdout.contains("1 ALTERED"), "{what}: {verified:?}");
        for (format, mark) in
            [("csv", ",\"altered\","), ("json", "\"kind\":\"altered\""), ("jsonl", ""), ("html", "1 ALTERED")]
        {
            let exported = export(&house, &["--format", format]);
            assert_eq!(exported.code, 1, "{format} of {what}");
            assert!(exported.stdout.contains(mark), "{format} of {what}: {}", exported.stdout);
            assert!(exported.stderr.contains("is not as it was written"), "{format} of {what}: {}", exported.stderr);
        }
    }
}

#[test]
fn nothing_that_drives_a_terminal_stands_raw_in_a_cover_or_in_json() {
    let house = house();
    let reason = "a\u{1b}[2J\u{9b}\u{202e}\tb\nc";
    let purged = house.run(&["purge", "last", "--mode", "scripted", "--reason", reason, "--operator", "zhang"]);
    assert_eq!(purged.code, 0, "{purged:?}");
    assert_eq!(export(&house, &["--format", "bundle", "--output", "bundle"]).code, 0);
    let cover = fs::read_to_string(house.path("bundle/cover.txt")).expect("the cover");
    let raw = |c: char| matches!(c, '\u{1b}' | '\u{7f}'..='\u{9f}' | '\u{202e}');
    assert!(!cover.contains(raw) && cover.contains("␛[2J") && cover.contains("␊c"), "{cover}");
    let verified = house.run(&["verify", "--mode", "scripted", "--format", "json"]).stdout;
    let read: serde_json::Value = serde_json::from_str(&verified).expect("JSON");
    assert!(!verified.contains(raw) && read.to_string().contains("\u{202e}"), "{verified}");
    house.write("procedures/b\u{202e}\u{9b}.yaml", "procedure: b\n");
    for format in ["json", "sarif", "gitlab"] {
        let found = house.run(&["validate", "--format", format]).stdout;
        let read: serde_json::Value = serde_json::from_str(&found).expect("JSON");
        assert!(!found.contains(raw) && read.to_string().len() > 100, "{format}: {found}");
    }
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

/// What nobody did anything about is said so in the column of what was done, and only that.
#[test]
fn the_table_of_deviations_tells_what_was_left_unmended() {
    let house = House::with(
        "procedure: d\ntitle: D\nsteps:\n  - {check: Lamp, id: lamp}\n  - {check: Valve, id: valve, on_fail: {then: stop}}\n  \
         - {check: Screen, id: screen, on_fail: {notify: Repair}}\n",
    );
    let answers = "operator: zhang\nanswers:\n  lamp: {fail: dark}\n  valve: {fail: stuck, override: {by: wang, reason: \
                   a part is ordered}}\n  screen: {fail: black}\n  screen.notify: done\n";
    let ran = house.answer("d", answers);
    assert_eq!(ran.code, 0, "{ran:?}");
    for (language, left, rows) in [
        (
            "zh",
            "如实记录，未整改",
            [
                "<td>1  Lamp</td><td>不合格，原因：dark</td><td>如实记录，未整改</td><td>不合格</td>",
                "<td>2  Valve</td><td>不合格，原因：stuck</td><td>Valve：由wang放行（a part is ordered）</td><td>由他人放行</td>",
                "<td>3  Screen</td><td>不合格，原因：black</td><td>已通知：Repair</td><td>不合格</td>",
            ],
        ),
        (
            "en",
            "left as it is",
            [
                "<td>1  Lamp</td><td>not OK, reason: dark</td><td>left as it is</td><td>not OK</td>",
                "<td>2  Valve</td><td>not OK, reason: stuck</td><td>Valve: OVERRIDDEN by wang (a part is ordered)</td><td>overridden</td>",
                "<td>3  Screen</td><td>not OK, reason: black</td><td>told: Repair</td><td>not OK</td>",
            ],
        ),
    ] {
        let page = export(&house, &["--format", "html", "--lang", language]).stdout;
        let table = page.split("<table class=\"deviations\">").nth(1).expect("a table of deviations");
        let table = table.split("</table>").next().unwrap_or_default();
        assert_eq!(table.matches(left).count(), 1, "{language}: {table}");
        for row in rows {
            assert!(table.contains(row), "{language}: {row}\n{table}");
        }
    }
}
