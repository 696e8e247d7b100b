//! The evidence: what a journal's bytes are, and what `verify` says once they are not as they were written.

mod support;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{House, Outcome, entries, of_type};

const HALL: &str = "\
procedure: hall
title: {zh: 开门, en: Opening}
roles: {lead: {zh: 班长, en: Lead}}
steps:
  - check: {zh: 灯, en: Lights}
    id: lights
    warning: {zh: 小心, en: Careful}
  - measure: {zh: 温度, en: Warmth}
    id: warmth
    unit: °C
    min: 18
    max: 22
  - check: {zh: 照片, en: Photo}
    id: photo
    evidence: {kind: file, title: {zh: 照片, en: Photo}}
  - sign: {zh: 签, en: Signed}
    id: signed
    by: [lead]
    meaning: {zh: 已查, en: checked}
  - decide: {zh: 下雨吗, en: Rain?}
    id: rain
    if_yes: [{check: {zh: 伞, en: Umbrella}}]
";

const ANSWERS: &str = "\
operator: zhang
clock: 2026-11-23T08:40:00+08:00
rest: done
answers: {warmth: 25.50, photo: {value: done, evidence: [a.jpg]}, signed: {sign: {lead: zhang}}, rain: no}
";

/// A house with one scripted run, closed.
struct Scene {
    house: House,
    journal: PathBuf,
    run: String,
    bytes: Vec<u8>,
    ledger: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        let house = House::with(HALL);
        house.write("a.jpg", "jpg");
        let ended = house.answer("hall", ANSWERS);
        assert_eq!(ended.code, 0, "{ended:?}");
        let journal = house.journals("scripted").remove(0);
        let run = journal.file_stem().expect("a name").to_string_lossy().into_owned();
        let (bytes, ledger) = (fs::read(&journal).expect("bytes"), fs::read(ledger_of(&house)).expect("bytes"));
        Self { house, journal, run, bytes, ledger }
    }

    /// The same run as it was before its last entries.
    fn open(kept: usize) -> Self {
        let mut scene = Self::new();
        scene.bytes = lines(&scene.bytes)[..kept].concat();
        scene.ledger = lines(&scene.ledger)[0].clone();
        scene.put(&scene.bytes);
        scene
    }

    fn put(&self, journal: &[u8]) {
        fs::write(&self.journal, journal).expect("writes");
        fs::write(ledger_of(&self.house), &self.ledger).expect("writes");
    }

    fn verify(&self, arguments: &[&str]) -> Outcome {
        self.house.run(&[&["--mode", "scripted", "verify"], arguments].concat())
    }

    fn go_on(&self) -> Outcome {
        self.house.run(&["run", &self.run, "--answers", "answers.yaml"])
    }

    fn zh(&self, arguments: &[&str]) -> Outcome {
        support::outcome(self.house.command(arguments).env("SIGNOFF_LANG", "zh"))
    }
}

fn ledger_of(house: &House) -> PathBuf {
    house.store().join("scripted/ledger.jsonl")
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Chains entries anew, as an insider would who knows the rules. What a signature covers is kept right.
fn chained(entries: &[Value]) -> (String, Vec<String>) {
    let (mut text, mut hashes) = (String::new(), vec!["0".repeat(64)]);
    for (at, entry) in entries.iter().enumerate() {
        let mut data = entry["data"].clone();
        if let Some(covered) = data["head_seq"].as_u64().filter(|_| data["head"] != "forged") {
            data["head"] = hashes[usize::try_from(covered).expect("a number")].clone().into();
        }
        let prev = &hashes[at];
        let (time, mono, kind, by) = (&entry["at"], &entry["mono"], &entry["type"], &entry["by"]);
        let body = format!(
            r#"{{"v":1,"seq":{},"prev":"{prev}","at":{time},"mono":{mono},"type":{kind},"by":{by},"data":{data}"#,
            at + 1
        );
        let hash = sha256(body.as_bytes());
        text += &format!("{body},\"h\":\"{hash}\"}}\n");
        hashes.push(hash);
    }
    (text, hashes)
}

/// Rewrites journal and ledger after `edit`, so that every hash is right again.
fn forge(scene: &Scene, edit: impl Fn(&mut Vec<Value>)) {
    let mut entries = entries(&scene.journal);
    edit(&mut entries);
    let (text, hashes) = chained(&entries);
    let mut listed = support::entries(&ledger_of(&scene.house));
    for line in &mut listed {
        let at = line["data"]["n"].as_u64().map_or(1, |n| usize::try_from(n).expect("a number").min(entries.len()));
        line["data"]["h"] = hashes[at].clone().into();
        if line["type"] == "closed" {
            line["data"]["n"] = at.into();
        }
    }
    fs::write(&scene.journal, text).expect("writes");
    fs::write(ledger_of(&scene.house), chained(&listed).0).expect("writes");
}

#[test]
fn an_entry_is_compact_in_order_and_hashed_over_its_raw_bytes() {
    let scene = Scene::new();
    let mut prev = "0".repeat(64);
    for (at, line) in lines(&scene.bytes).iter().enumerate() {
        let text = std::str::from_utf8(line).expect("UTF-8").strip_suffix('\n').expect("a newline");
        let (body, hash) = text.split_at(text.len() - 72);
        assert_eq!(hash, format!(",\"h\":\"{}\"}}", sha256(body.as_bytes())));
        assert!(
            body.starts_with(&format!("{{\"v\":1,\"seq\":{},\"prev\":\"{prev}\",\"at\":\"2026-11-23T08:40:", at + 1))
        );
        prev = sha256(body.as_bytes());
        let entry: Value = serde_json::from_str(text).expect("JSON");
        assert!(no_floats(&entry), "{text}");
        assert!(!text.contains(": ") || entry.to_string().contains(": "));
    }
}

fn no_floats(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::Array(items) => items.iter().all(no_floats),
        Value::Object(members) => members.values().all(no_floats),
        _ => true,
    }
}

/// The data wrote `Z` for UTC and left out `.000`, while the entry's own `at` did neither.
#[test]
fn rule_24_every_time_has_milliseconds_and_an_offset() {
    let house = House::with(HALL);
    house.write("a.jpg", "jpg");
    house.answer("hall", &ANSWERS.replace("clock: 2026-11-23T08:40:00+08:00", ""));
    house.answer("hall", ANSWERS);
    for journal in house.journals("scripted") {
        let text = fs::read_to_string(&journal).expect("a journal");
        let times =
            text.split('"').filter(|text| text.len() > 18 && text.as_bytes()[10] == b'T' && text.starts_with("20"));
        let times: Vec<&str> = times.filter(|time| time.as_bytes()[13] == b':').collect();
        assert!(times.len() > 20);
        for time in times {
            assert!(time.len() == 29 && time.as_bytes()[19] == b'.' && &time[26..27] == ":", "{time}");
        }
    }
}

#[test]
fn factor_38_an_answer_keeps_what_the_operator_saw_and_typed() {
    let scene = Scene::new();
    let entries = entries(&scene.journal);
    let answers = of_type(&entries, "answered");
    let warmth = answers.iter().find(|answer| answer["step"] == "warmth").expect("an answer");
    let expected = json!({
        "step": "warmth", "path": "2", "kind": "measure", "title": "Warmth", "raw": "25.50", "value": "25.50",
        "unit": "°C", "limits": {"min": "18", "max": "22"}, "outcome": "failed", "then": "leave", "by": "zhang",
        "section_shown_at": "2026-11-23T08:40:00.000+08:00", "shown_at": "2026-11-23T08:40:02.000+08:00",
    });
    assert_eq!(**warmth, expected);
    let photo = answers.iter().find(|answer| answer["step"] == "photo").expect("an answer");
    assert_eq!(photo["evidence"], json!([{"file": {"name": "a.jpg", "sha256": sha256(b"jpg"), "size": 3}}]));
    let begun = of_type(&entries, "run_started")[0];
    assert_eq!(begun["procedure"]["blob"], sha256(HALL.as_bytes()));
    assert_eq!(begun["ledger"], json!({"n": 0, "h": "0".repeat(64)}));
    let signed = of_type(&entries, "signed")[0];
    assert_eq!((&signed["name"], &signed["meaning"]), (&json!("zhang"), &json!("checked")));
}

#[test]
fn the_store_is_closed_to_others_and_a_run_lies_in_the_month_of_its_business_date() {
    let house = House::with(HALL);
    house.write("a.jpg", "jpg");
    house.write("signoff.yaml", "site: {id: s}\nday_starts: \"06:00\"\nprocedures: [procedures]\nanchor: anchor.txt\n");
    let ended = house.answer("hall", &ANSWERS.replace("2026-11-23T08:40", "2026-12-01T02:40"));
    let journal = house.journals("scripted").remove(0);
    assert!(journal.to_string_lossy().contains("/scripted/runs/2026/11/20261201T024000-hall-"), "{journal:?}");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let blob = sha256(HALL.as_bytes());
    let blob = house.store().join(format!("blobs/sha256/{}/{blob}", &blob[..2]));
    assert_eq!(fs::read(&blob).expect("a blob"), HALL.as_bytes());
    let modes = [&house.store(), &journal, &ledger_of(&house), &blob].map(|path| mode(path));
    assert_eq!(modes, [0o700, 0o600, 0o600, 0o400]);
    let code = code_of(ended.stdout.trim());
    assert!(ended.stderr.contains(&code), "{ended:?}");
    let anchor = fs::read_to_string(house.path("anchor.txt")).expect("an anchor");
    assert!(anchor.lines().count() == 1 && anchor.contains(&code), "{anchor}");
}

/// The first 80 bits of the SHA-256 of `RUN N H LEDGER_N LEDGER_H`, in Crockford's base 32.
fn code_of(receipt: &str) -> String {
    let words: Vec<&str> = receipt.split(' ').collect();
    assert!(words.len() == 8 && words[..2] == ["signoff-receipt", "1"], "{receipt}");
    let digest = Sha256::digest(words[2..7].join(" ").as_bytes());
    let number = digest[..10].iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let letters: Vec<u8> =
        (0..16).map(|at| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(number >> (75 - 5 * at)) as usize & 31]).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

#[test]
fn a_receipt_is_confirmed_by_code_and_line_and_shows_what_no_log_shows_alone() {
    let scene = Scene::new();
    let ledger = entries(&ledger_of(&scene.house));
    assert_eq!([&ledger[0]["type"], &ledger[1]["type"]], ["started", "closed"]);
    let (data, closed) = (&ledger[1]["data"], &ledger[1]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = format!(
        "signoff-receipt 1 {} {} {} 2 {} {}",
        scene.run,
        data["n"],
        text(&data["h"]),
        text(&closed["h"]),
        text(&closed["at"])
    );
    for receipt in [line.as_str(), &code_of(&line), &code_of(&line).to_lowercase().replace('-', "")] {
        let verified = scene.verify(&["--receipt", receipt]);
        assert!(verified.code == 0 && verified.stdout.contains("CONFIRMED"), "{verified:?}");
    }
    // So little that nothing in the run speaks against it.
    forge(&scene, |entries| {
        let last = entries.last_mut().expect("an entry");
        last["mono"] = (last["mono"].as_u64().expect("a number") + 1).into();
    });
    assert_eq!(scene.verify(&[]).code, 0);
    assert_eq!(scene.verify(&["--receipt", &line]).code, 1);
    assert_eq!(scene.verify(&["--receipt", &code_of(&line)]).code, 1);
    assert_eq!(scene.verify(&["--receipt", "XXXX"]).code, 2);
}

#[test]
fn damage_to_a_closed_run_is_exit_1_and_says_where() {
    let scene = Scene::new();
    let lines = lines(&scene.bytes);
    let offset = |line: usize| lines[..line].concat().len();
    let mut flipped = scene.bytes.clone();
    flipped[offset(3) + 100] ^= 1;
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    let without = [&lines[..3], &lines[4..]].concat().concat();
    let twice = [&lines[..4], &lines[3..]].concat().concat();
    let end = format!("entry {}, byte {}", lines.len() + 1, scene.bytes.len());
    let more = |tail: &[u8]| [&scene.bytes, tail].concat();
    let cases = [
        (flipped, "ALTERED", format!("entry 4, byte {}: the hash", offset(3))),
        (without, "ALTERED", format!("entry 4, byte {}: the number", offset(3))),
        (twice, "ALTERED", format!("entry 5, byte {}: the number", offset(4))),
        (swapped.concat(), "ALTERED", format!("entry 4, byte {}: the number", offset(3))),
        (more(b"\0\0\0"), "ALTERED", end.clone()),
        (more(b"garbage\n"), "ALTERED", end.clone()),
        (more(b"\n"), "ALTERED", end),
        (lines[..5].concat(), "CUT SHORT", format!("{} entries, found 5", lines.len())),
        (scene.bytes[..scene.bytes.len() - 9].to_vec(), "CUT SHORT", format!("{} entries", lines.len())),
        (Vec::new(), "EMPTY", "not one entry".to_owned()),
        (scene.bytes[..40].to_vec(), "EMPTY", "not one entry".to_owned()),
    ];
    for (bytes, word, detail) in cases {
        scene.put(&bytes);
        let verified = scene.verify(&[]);
        assert_eq!(verified.code, 1, "{verified:?}");
        assert!(verified.stdout.starts_with("1 run: 0 intact, 1 ALTERED\n"), "{verified:?}");
        assert!(verified.stdout.contains(word) && verified.stdout.contains(&detail), "{word} {detail}: {verified:?}");
    }
    fs::remove_file(&scene.journal).expect("removes");
    let missing = scene.verify(&["last"]);
    assert!(missing.code == 1 && missing.stdout.contains("MISSING"), "{missing:?}");
}

#[test]
fn an_open_run_is_cut_at_any_line_and_goes_on_from_what_was_there() {
    for kept in 1..8 {
        let scene = Scene::open(kept);
        assert_eq!((scene.verify(&[]).code, scene.verify(&["last"]).code), (0, 3), "{kept}");
        let ended = scene.go_on();
        assert_eq!((ended.code, scene.verify(&["last"]).code), (0, 0), "{kept}: {ended:?}");
        assert!(fs::read(&scene.journal).expect("bytes").starts_with(&scene.bytes));
    }
}

#[test]
fn a_torn_tail_is_fenced_on_going_on_and_told_for_ever() {
    for tail in [&b"{\"v\":1,\"seq\":8,\"pre"[..], &[0; 99], b"{\"v\":1,\0\0\0\n"] {
        let scene = Scene::open(7);
        let torn = [&scene.bytes, tail].concat();
        scene.put(&torn);
        let verified = scene.verify(&["last"]);
        assert!(verified.code == 3 && verified.stdout.contains("torn"), "{verified:?}");
        assert_eq!((scene.verify(&[]).code, scene.go_on().code), (0, 0));
        assert!(fs::read(&scene.journal).expect("bytes").starts_with(&torn));
        let verified = scene.verify(&[]);
        assert!(verified.code == 0 && verified.stdout.contains("recovered: entry 8"), "{verified:?}");
    }
}

#[test]
fn what_the_ledger_does_not_know_is_adopted_never_begun_or_an_alarm() {
    let mut scene = Scene::open(2);
    scene.ledger = Vec::new();
    let judged = |bytes: &[u8]| {
        scene.put(bytes);
        let verified = scene.verify(&[]);
        (verified.code, verified.stdout.lines().nth(1).and_then(|line| line.split("  ").nth(1)).map(str::to_owned))
    };
    let whole = judged(&[]);
    assert_eq!(whole, (0, Some("never begun".to_owned())));
    let scene = Scene::new();
    fs::write(ledger_of(&scene.house), "").expect("writes");
    let verified = scene.verify(&[]);
    assert!(verified.code == 1 && verified.stdout.contains("UNLISTED"), "{verified:?}");
    let scene = Scene::open(2);
    fs::write(ledger_of(&scene.house), "").expect("writes");
    assert_eq!((scene.verify(&[]).code, scene.go_on().code, scene.verify(&[]).code), (0, 0, 0));
    assert_eq!(entries(&ledger_of(&scene.house))[0]["type"], "adopted");
}

/// A run that the ledger vouches for is read quickly for rows alone, and strictly where it is replayed.
#[test]
fn rows_are_the_same_however_a_run_was_read() {
    let scene = Scene::new();
    let rows = scene.house.run(&["--mode", "scripted", "export"]);
    let bundle = ["--mode", "scripted", "export", "--format", "bundle", "--output", "bundle"];
    assert_eq!((rows.code, scene.house.run(&bundle).code), (0, 0));
    assert_eq!(fs::read_to_string(scene.house.path("bundle/answers.csv")).expect("rows"), rows.stdout);
    assert!(rows.stdout.contains("a.jpg sha256:") && rows.stdout.contains("25.50"), "{}", rows.stdout);
    let journals = scene.house.run(&["--mode", "scripted", "export", "--format", "jsonl"]);
    assert_eq!(journals.stdout.as_bytes(), fs::read(scene.house.journals("scripted").remove(0)).expect("bytes"));
}

/// Evidence that an answer names was not looked at, only attachments were.
#[test]
fn stored_bytes_that_are_gone_or_changed_are_found_evidence_included() {
    for digest in [sha256(b"jpg"), sha256(HALL.as_bytes())] {
        let scene = Scene::new();
        let blob = scene.house.store().join(format!("blobs/sha256/{}/{digest}", &digest[..2]));
        fs::set_permissions(&blob, fs::Permissions::from_mode(0o600)).expect("permits");
        fs::write(&blob, "other").expect("writes");
        for arguments in [&[][..], &["--chain"]] {
            let verified = scene.verify(arguments);
            assert!(verified.code == 1 && verified.stdout.contains("missing or changed"), "{verified:?}");
        }
        let exported = scene.house.run(&["--mode", "scripted", "export"]);
        assert!(exported.code == 1 && exported.stderr.contains("missing or changed"), "{exported:?}");
        fs::remove_file(&blob).expect("removes");
        assert_eq!(scene.verify(&["last"]).code, 1);
    }
}

#[test]
fn an_entry_that_the_run_could_not_have_produced_is_altered_where_the_chain_is_right() {
    let edits: [(&str, &str, Value); 12] = [
        ("run_started", "/procedure/id", json!("halls")),
        ("run_started", "/mode", json!("live")),
        ("run_started", "/business_date", json!("2026-11-21")),
        ("run_started", "/operator/id", json!("li")),
        ("answered", "/outcome", json!("done")),
        ("answered", "/value", json!("21")),
        ("answered", "/limits/max", json!("30")),
        ("answered", "/by", json!("li")),
        ("signed", "/head", json!("forged")),
        ("signed", "/by", json!("li")),
        ("run_closed", "/verdict", json!("completed")),
        ("run_closed", "/deviations", json!(0)),
    ];
    for (kind, pointer, value) in edits {
        let scene = Scene::new();
        forge(&scene, |_| ());
        assert_eq!(scene.verify(&[]).code, 0);
        forge(&scene, |entries| {
            let chosen =
                |entry: &&mut Value| entry["type"] == kind && (kind != "answered" || entry["data"]["path"] == "2");
            let entry = entries.iter_mut().find(chosen).expect("an entry");
            *entry["data"].pointer_mut(pointer).expect("a member") = value.clone();
        });
        let verified = scene.verify(&[]);
        assert!(
            verified.code == 1 && verified.stdout.contains("could not have produced"),
            "{kind}{pointer} {verified:?}"
        );
        let zh = scene.zh(&["--mode", "scripted", "verify"]);
        assert!(zh.stdout.contains("不可能产生") && !zh.stdout.contains("expected"), "{zh:?}");
        assert_eq!(scene.verify(&["--chain"]).code, 0, "{kind}{pointer}");
        let told = scene.house.run(&["--mode", "scripted", "log", "last"]).stdout;
        assert!(told.starts_with("!! THIS RECORD IS NOT AS IT WAS WRITTEN"), "{told}");
    }
}

/// The entry's own `by` was compared with its data only where those name somebody.
#[test]
fn an_entry_that_somebody_else_is_said_to_have_written_is_altered() {
    for kind in ["run_started", "section_shown", "answered", "signed"] {
        let scene = Scene::new();
        forge(&scene, |entries| {
            let entry = entries.iter_mut().find(|entry| entry["type"] == kind).expect("an entry");
            entry["by"] = json!("wang");
        });
        let verified = scene.verify(&[]);
        assert!(verified.code == 1 && verified.stdout.contains("name different people"), "{kind} {verified:?}");
    }
}

#[test]
fn a_time_that_the_monotonic_clock_contradicts_is_altered() {
    let scene = Scene::new();
    forge(&scene, |entries| {
        let entry = entries.iter_mut().rev().find(|entry| entry["type"] == "answered").expect("an answer");
        let later = entry["at"].as_str().expect("a time").replace("T08:40", "T08:50");
        entry["at"] = json!(later);
    });
    let verified = scene.verify(&[]);
    assert!(verified.code == 1 && verified.stdout.contains("clock_stepped"), "{verified:?}");
}

/// Who rechains everything can strip a signature, but the pinned procedure still wants it.
#[test]
fn a_required_signature_that_was_stripped_is_found_by_replay() {
    let scene = Scene::new();
    forge(&scene, |entries| entries.retain(|entry| entry["type"] != "signed"));
    let verified = scene.verify(&[]);
    assert!(verified.code == 1 && verified.stdout.contains("could not have produced"), "{verified:?}");
    assert_eq!(scene.verify(&["--chain"]).code, 0);
}

/// Rows and journals have no cover: what was checked for them stands in the help, and they say nothing of a replay.
#[test]
fn an_export_claims_no_more_than_was_checked() {
    let scene = Scene::new();
    forge(&scene, |entries| entries.retain(|entry| entry["type"] != "signed"));
    // The script's clock may be ahead of the real one, and then the ledger would not vouch for the run.
    let mut listed = support::entries(&ledger_of(&scene.house));
    listed.iter_mut().for_each(|line| line["at"] = "2026-11-23T08:50:00.000+08:00".into());
    fs::write(ledger_of(&scene.house), chained(&listed).0).expect("writes");
    let export = |format: &str, output: &str| {
        let arguments = ["--mode", "scripted", "export", "--format", format, "--output", output];
        let exports = [scene.house.run(&arguments), scene.zh(&[&arguments[..6], &[&format!("zh-{output}")]].concat())];
        let read = |name: &str| fs::read_to_string(scene.house.path(name)).unwrap_or_default();
        let cover = if format == "bundle" { "/cover.txt" } else { "" };
        let texts = [read(&format!("{output}{cover}")), read(&format!("zh-{output}{cover}"))];
        (exports.map(|exported| exported.code), texts)
    };
    for format in ["csv", "json", "jsonl"] {
        let (codes, texts) = export(format, format);
        assert_eq!(codes, [0, 0], "{format}");
        assert!(texts.iter().all(|text| text.len() > 1000), "{format}");
        let claims = ["altered", "intact", "replayed", "重演", "完整"];
        assert!(!texts.iter().any(|text| claims.iter().any(|claim| text.contains(claim))), "{format} {texts:?}");
    }
    for format in ["html", "bundle"] {
        let (codes, [en, zh]) = export(format, format);
        assert_eq!(codes, [1, 1], "{format}");
        assert!(en.contains("1 ALTERED") && en.contains("could not have produced"), "{en}");
        assert!(en.contains("every run whose hashes hold was replayed"), "{en}");
        assert!(zh.contains("1 个被改动") && zh.contains("不可能产生") && zh.contains("都按规程重演过"), "{zh}");
    }
    let helps = [scene.house.run(&["export", "--help"]).stdout, scene.zh(&["export", "--help"]).stdout];
    let one_line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let [en, zh] = [one_line(&helps[0]), one_line(&helps[1]).replace(' ', "")];
    assert!(
        en.contains("hashes, ledger and stored files are checked") && en.contains("every run is replayed too"),
        "{en}"
    );
    assert!(zh.contains("核对校验值、台账和存档文件") && zh.contains("逐次重演"), "{zh}");
}

/// A program's monotonic clock starts anew with it, and a journal says when it was started.
#[test]
fn fault_67_a_monotonic_clock_that_runs_backwards_within_one_start_is_altered() {
    let backwards = "the monotonic clock of this entry stands before";
    let scene = Scene::new();
    forge(&scene, |entries| entries[4]["mono"] = 7.into());
    let verified = scene.verify(&[]);
    assert!(verified.code == 1 && verified.stdout.contains(backwards), "{verified:?}");
    // A reboot between two entries: the run goes on, its clock far behind, and nothing is wrong.
    let scene = Scene::open(7);
    forge(&scene, |entries| {
        entries
            .iter_mut()
            .for_each(|entry| entry["mono"] = (entry["mono"].as_u64().unwrap_or(0) + 900_000_000_000).into())
    });
    scene.house.write("answers.yaml", ANSWERS.replace("warmth: 25.50, ", ""));
    let ended = scene.go_on();
    assert_eq!(ended.code, 0, "{ended:?}");
    let kinds: Vec<Value> = entries(&scene.journal).iter().map(|entry| entry["type"].clone()).collect();
    assert!(kinds.contains(&json!("resumed")), "{kinds:?}");
    assert_eq!(scene.verify(&["last"]).code, 0);
}

/// A signature stands for one person, one meaning and one state of one run, and nobody else can lend it.
#[test]
fn fault_58_a_signature_that_was_changed_or_moved_to_another_run_is_found() {
    type Edit = fn(&mut Value);
    let edits: [Edit; 8] = [
        |signed| signed["data"]["meaning"] = "approved".into(),
        |signed| signed["data"]["name"] = "王强".into(),
        |signed| signed["data"]["by"] = "li".into(),
        |signed| signed["by"] = "li".into(),
        |signed| signed["data"]["role"] = "clerk".into(),
        |signed| signed["data"]["head"] = "forged".into(),
        |signed| signed["data"]["head_seq"] = 1.into(),
        |signed| signed["data"]["path"] = "1".into(),
    ];
    for (at, edit) in edits.iter().enumerate() {
        let scene = Scene::new();
        let mut changed = entries(&scene.journal);
        edit(changed.iter_mut().find(|entry| entry["type"] == "signed").expect("a signature"));
        // Rechained, with the ledger as it was: the ledger alone is enough.
        fs::write(&scene.journal, chained(&changed).0).expect("writes");
        assert_eq!(scene.verify(&["--chain"]).code, 1, "{at}");
        // And rechained with the ledger rewritten: what the run could not have produced is left.
        forge(&scene, |entries| *entries = changed.clone());
        let verified = scene.verify(&[]);
        assert_eq!(verified.code, 1, "{at}: {verified:?}");
    }
    // How sure a signature is follows from nothing else in the run: the ledger tells, and a receipt where that is rewritten.
    let scene = Scene::new();
    let mut changed = entries(&scene.journal);
    let signed = changed.iter_mut().find(|entry| entry["type"] == "signed").expect("a signature");
    signed["data"]["assurance"] = "pin".into();
    fs::write(&scene.journal, chained(&changed).0).expect("writes");
    assert_eq!(scene.verify(&["--chain"]).code, 1);
    let (one, other) = (Scene::new(), Scene::new());
    let lent = entries(&other.journal).into_iter().find(|entry| entry["type"] == "signed").expect("a signature");
    let mut lines = lines(&one.bytes);
    let at = entries(&one.journal).iter().position(|entry| entry["type"] == "signed").expect("a signature");
    let other_lines: Vec<Vec<u8>> = self::lines(&other.bytes);
    lines[at] = other_lines[usize::try_from(lent["seq"].as_u64().expect("a number")).expect("small") - 1].clone();
    one.put(&lines.concat());
    assert_eq!(one.verify(&["--chain"]).code, 1);
}

/// The ledger's `closed` was compared by length and hash alone.
#[test]
fn a_run_that_only_the_ledger_calls_closed_is_altered() {
    let scene = Scene::new();
    forge(&scene, |entries| entries.last_mut().expect("an entry")["type"] = "paused".into());
    let verified = scene.verify(&["--chain"]);
    let bytes = fs::read(&scene.journal).expect("bytes");
    let all = lines(&bytes);
    let place = format!("entry {}, byte {}: ", all.len(), bytes.len() - all[all.len() - 1].len());
    assert!(verified.code == 1 && verified.stdout.contains(&place), "{place}: {verified:?}");
}

/// `abandon` counted nothing, and `verify` then called its own program's entry altered.
#[test]
fn an_abandoned_run_counts_its_steps_and_verifies() {
    let scene = Scene::open(7);
    let given_up =
        scene.house.run(&["--mode", "scripted", "abandon", &scene.run, "--reason", "fire", "--operator", "li"]);
    assert_eq!((given_up.code, scene.verify(&[]).code), (1, 0), "{given_up:?}");
    let entries = entries(&scene.journal);
    let closed = of_type(&entries, "run_closed")[0];
    assert_eq!((&closed["verdict"], &closed["reason"]), (&json!("abandoned"), &json!("fire")));
    assert_eq!((&closed["counts"]["done"], &closed["counts"]["failed"]), (&json!(3), &json!(1)));
    assert_eq!(scene.go_on().code, 2);
}

/// The clock stands where the run was given up long before where it stood when it was left.
#[test]
fn a_clock_that_was_set_back_before_a_run_is_given_up_is_recorded() {
    let scene = Scene::open(7);
    let year = regex::Regex::new(r"20\d\d-").expect("a pattern");
    forge(&scene, |entries| {
        for entry in entries {
            *entry = serde_json::from_str(&year.replace_all(&entry.to_string(), "2099-")).expect("JSON");
        }
    });
    assert_eq!(scene.verify(&[]).code, 0, "{:?}", scene.verify(&[]));
    let arguments = ["--mode", "scripted", "abandon", &scene.run, "--reason", "fire", "--operator", "li"];
    let given_up = scene.house.run(&arguments);
    assert!(given_up.code == 1 && given_up.stderr.contains("clock"), "{given_up:?}");
    let entries = entries(&scene.journal);
    let stepped = of_type(&entries, "clock_stepped");
    assert!(stepped.len() == 1 && stepped[0]["by_ms"].as_i64().is_some_and(|by| by < 0), "{entries:#?}");
    assert!(!of_type(&entries, "run_closed").is_empty());
    assert_eq!(scene.verify(&[]).code, 0, "{:?}", scene.verify(&[]));
}

#[test]
fn fault_59_a_second_program_is_refused_with_a_message_that_names_the_first() {
    let scene = Scene::open(7);
    let held = File::options().append(true).open(&scene.journal).expect("opens");
    held.lock().expect("locks");
    let refused = scene.go_on();
    assert!(refused.code == 4 && refused.stderr.contains(&format!("process {}", std::process::id())), "{refused:?}");
    let verified = scene.verify(&["last"]);
    assert!(verified.code == 3 && verified.stdout.contains("open, in use"), "{verified:?}");
    assert_eq!(scene.verify(&[]).code, 0);
}

/// Nothing at all was printed, which is no JSON.
#[test]
fn a_store_that_is_not_there_yet_has_no_runs() {
    let house = House::new();
    let run = |arguments: &[&str]| house.run_unnamed(arguments);
    let verified = run(&["verify"]);
    assert_eq!((verified.code, verified.stdout.as_str()), (0, "0 runs: 0 intact\n"), "{verified:?}");
    let report: Value = serde_json::from_str(&run(&["verify", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(report["summary"]["runs"], 0);
    assert_eq!(run(&["verify", "last"]).code, 2);
    assert_eq!(run(&["verify", "--receipt", "K7QF-3M2P-9XTD-4H8N"]).code, 1);
    assert!(!house.store().exists());
}

#[test]
fn fault_08_a_full_or_closed_stdout_is_no_reason_to_fail() {
    let scene = Scene::new();
    let full = || File::options().write(true).open("/dev/full").expect("opens");
    for arguments in [&["run", "hall", "--answers", "answers.yaml"][..], &["--mode", "scripted", "verify"], &["--help"]]
    {
        let ended = support::outcome(scene.house.command(arguments).stdout(full()));
        assert!(!ended.stderr.contains("panic"), "{ended:?}");
    }
    assert_eq!(scene.verify(&[]).stdout, "2 runs: 2 intact\n");
}

#[test]
fn what_the_store_refuses_is_told_in_chinese_without_english() {
    let scene = Scene::open(7);
    let answers = ["run", scene.run.as_str(), "--answers", "answers.yaml"];
    let flipped = String::from_utf8_lossy(&scene.bytes).replace("Warmth", "Wermth");
    scene.put(flipped.as_bytes());
    let mut told = vec![scene.zh(&answers)];
    scene.put(b"");
    told.push(scene.zh(&answers));
    scene.put(&scene.bytes);
    fs::write(ledger_of(&scene.house), "").expect("writes");
    told.push(scene.zh(&answers));
    fs::remove_file(&scene.journal).expect("removes");
    std::os::unix::fs::symlink("elsewhere", &scene.journal).expect("links");
    told.push(scene.zh(&["--mode", "scripted", "verify"]));
    told.push(scene.zh(&["--store", "a.jpg", "run", "hall", "--answers", "answers.yaml"]));
    fs::write(scene.house.store().join("store.json"), "{}").expect("writes");
    told.push(scene.zh(&answers));
    for outcome in told {
        let text = format!("{}{}", outcome.stdout, outcome.stderr);
        let plain: Vec<&str> = text.split('`').step_by(2).collect();
        let plain = plain.concat().replace(&scene.run, "");
        assert!(outcome.code == 4 || outcome.code == 1, "{text}");
        assert!(!plain.chars().any(|letter| letter.is_ascii_alphabetic()), "{text}");
    }
}

/// Rewrites the whole store after `edit` of the lines of one run: every hash after it is right again, and nothing before it
/// is touched.
fn rewrite_all(house: &House, edited: &str, edit: impl Fn(&str) -> String) {
    let mut renamed = std::collections::HashMap::<String, String>::new();
    let mut rewritten = |line: &str| {
        let (body, old) = line.split_at(line.len() - 73);
        let mut body = body.to_owned();
        for (old, new) in &renamed {
            body = body.replace(old, new);
        }
        let new = sha256(body.as_bytes());
        renamed.insert(old[6..70].to_owned(), new.clone());
        format!("{body},\"h\":\"{new}\"}}\n")
    };
    let mut ledger = String::new();
    for line in fs::read_to_string(ledger_of(house)).expect("a ledger").split_inclusive('\n') {
        let run =
            serde_json::from_str::<Value>(line).expect("an entry")["data"]["run"].as_str().expect("a run").to_owned();
        if line.contains("\"started\"") {
            let path = house.store().join(format!("scripted/runs/2026/11/{run}.jsonl"));
            let text = fs::read_to_string(&path).expect("a journal");
            let edited = |line: &str| if run == edited { edit(line) } else { line.to_owned() };
            let text: String = text.split_inclusive('\n').map(|line| rewritten(&edited(line))).collect();
            fs::write(&path, text).expect("writes");
        }
        ledger += &rewritten(line);
    }
    fs::write(ledger_of(house), ledger).expect("writes");
}

/// Three runs one after the other, with the receipts that each printed.
fn three_runs() -> (House, Vec<String>, Vec<String>) {
    let house = House::with(HALL);
    house.write("a.jpg", "jpg");
    let answer = |at: usize| house.answer("hall", &ANSWERS.replace("08:40:00", &format!("08:4{at}:00"))).stdout;
    let receipts: Vec<String> = (0..3).map(|at| answer(at).trim().to_owned()).collect();
    let runs = receipts.iter().map(|receipt| receipt.split(' ').nth(2).expect("a run").to_owned()).collect();
    (house, receipts, runs)
}

/// The table of attacks on whole runs: what no log shows alone is shown by a receipt that was kept elsewhere.
#[test]
fn fault_55_whole_runs_deleted_swapped_replayed_rechained_or_restored() {
    type Attack = fn(&House, &[String]);
    let path = |house: &House, run: &str| house.store().join(format!("scripted/runs/2026/11/{run}.jsonl"));
    fn at(house: &House, run: &str) -> PathBuf {
        house.store().join(format!("scripted/runs/2026/11/{run}.jsonl"))
    }
    fn listed(house: &House, keep: impl Fn(&str) -> bool) {
        let text = fs::read_to_string(ledger_of(house)).expect("a ledger");
        let kept: String = text.split_inclusive('\n').filter(|line| keep(line)).collect();
        fs::write(ledger_of(house), kept).expect("writes");
    }
    // Each attack on the second run: the exit code of `verify` alone, and with the receipt of the first, second and third run.
    let attacks: [(&str, Attack, [i32; 4]); 9] = [
        ("nothing", |_, _| (), [0, 0, 0, 0]),
        ("deleted", |house, runs| fs::remove_file(at(house, &runs[1])).expect("removes"), [1, 0, 1, 0]),
        (
            "deleted with its lines of the ledger",
            |house, runs| {
                fs::remove_file(at(house, &runs[1])).expect("removes");
                listed(house, |line| !line.contains(&runs[1]));
            },
            [1, 1, 1, 1],
        ),
        (
            "swapped with the third",
            |house, runs| {
                let (left, right) = (at(house, &runs[1]), at(house, &runs[2]));
                let (second, third) = (fs::read(&left).expect("bytes"), fs::read(&right).expect("bytes"));
                fs::write(left, third).expect("writes");
                fs::write(right, second).expect("writes");
            },
            [1, 0, 1, 1],
        ),
        (
            "copied under another name",
            |house, runs| {
                let copy = at(house, "20261124T084000-hall-aaaaaa");
                fs::copy(at(house, &runs[1]), copy).expect("copies");
            },
            [1, 0, 0, 0],
        ),
        (
            "rechained alone",
            |house, runs| {
                let mut journal = entries(&at(house, &runs[1]));
                journal[4]["mono"] = 7.into();
                fs::write(at(house, &runs[1]), chained(&journal).0).expect("writes");
            },
            [1, 0, 1, 0],
        ),
        (
            "rechained with everything after it",
            |house, runs| rewrite_all(house, &runs[1], |line| line.replace("\"mono\":4000000", "\"mono\":4000001")),
            [0, 0, 1, 1],
        ),
        (
            "an old copy that ends after it",
            |house, runs| {
                fs::remove_file(at(house, &runs[2])).expect("removes");
                listed(house, |line| !line.contains(&runs[2]));
            },
            [0, 0, 0, 1],
        ),
        (
            "everything deleted",
            |house, _| fs::remove_dir_all(house.store().join("scripted")).expect("removes"),
            [0, 1, 1, 1],
        ),
    ];
    for (name, attack, expected) in attacks {
        let (house, receipts, runs) = three_runs();
        assert!(path(&house, &runs[1]).exists());
        attack(&house, &runs);
        let verify = |arguments: &[&str]| house.run(&[&["--mode", "scripted", "verify"], arguments].concat()).code;
        let mut found = vec![verify(&[])];
        found.extend(receipts.iter().map(|receipt| verify(&["--receipt", receipt])));
        assert_eq!(found, expected, "{name}");
    }
}

/// A fence can be forged like anything else by who recomputes all: so it is printed for ever, and a receipt shows it.
#[test]
fn fault_57_a_forged_recovery_is_printed_and_shown_by_a_receipt() {
    let scene = Scene::new();
    let ledger = entries(&ledger_of(&scene.house));
    let (data, closed) = (&ledger[1]["data"], &ledger[1]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (n, h) = (&data["n"], text(&data["h"]));
    let receipt = format!("signoff-receipt 1 {} {n} {h} 2 {} {}", scene.run, text(&closed["h"]), text(&closed["at"]));
    let journal = entries(&scene.journal);
    let kept = lines(&scene.bytes);
    let mut hidden = kept[5].clone();
    hidden[100] ^= 1;
    let (before, hidden) = (kept[..5].concat(), &hidden);
    let fence = json!({"from": before.len(), "length": hidden.len(), "sha256": sha256(hidden),
        "hex": hidden.iter().take(4096).map(|byte| format!("{byte:02x}")).collect::<String>()});
    let prev = &journal[4]["h"];
    let (at, mono) = (&journal[5]["at"], &journal[5]["mono"]);
    let body = format!(
        r#"{{"v":1,"seq":6,"prev":{prev},"at":{at},"mono":{mono},"type":"recovered","by":"signoff","data":{fence}"#
    );
    let fence = format!("{body},\"h\":\"{}\"}}\n", sha256(body.as_bytes()));
    scene.put(&[&before[..], hidden, fence.as_bytes()].concat());
    fs::write(ledger_of(&scene.house), &lines(&scene.ledger)[0]).expect("writes");
    let verified = scene.verify(&["--chain"]);
    assert!(verified.stdout.contains("recovered: entry 6"), "{verified:?}");
    assert_eq!(scene.verify(&["--chain", "--receipt", &receipt]).code, 1);
}

/// Two runs that began in the same second were ordered by their random endings.
#[test]
fn runs_that_began_in_the_same_second_stand_in_the_order_they_began_in() {
    let house = House::with(HALL);
    house.write("a.jpg", "jpg");
    for _ in 0..4 {
        let receipt = house.answer("hall", ANSWERS).stdout;
        let run = receipt.split(' ').nth(2).expect("a run").to_owned();
        let verified = house.run(&["--mode", "scripted", "verify", "last", "--format", "json"]);
        assert!(verified.stdout.contains(&run), "{run}: {verified:?}");
        let resumed = house.run(&["run", "last", "--answers", "answers.yaml"]);
        assert!(resumed.stderr.contains(&run), "{run}: {resumed:?}");
    }
}

/// The printed name of a second person.
#[test]
fn an_edited_name_of_a_second_person_is_found_by_replay() {
    let house =
        House::with("procedure: p\ntitle: P\nsteps: [{measure: Notes, id: notes, decimals: 0, independent: true}]\n");
    let answers = "operator: zhang\nrest: done\nanswers: {notes: {value: 5, second: {by: li, value: 5}}}\n";
    let ended = house.answer("p", answers);
    assert_eq!(ended.code, 0, "{ended:?}");
    let run = ended.stdout.split(' ').nth(2).expect("a run").to_owned();
    let verify = || house.run(&["--mode", "scripted", "verify"]);
    rewrite_all(&house, &run, str::to_owned);
    assert_eq!(verify().code, 0);
    rewrite_all(&house, &run, |line| line.replace("\"by\":\"li\",\"name\":\"li\"", "\"by\":\"li\",\"name\":\"wang\""));
    let bytes = fs::read_to_string(&house.journals("scripted")[0]).expect("a journal");
    assert!(bytes.contains("\"name\":\"wang\""), "{bytes}");
    assert_eq!(verify().code, 1);
}

/// A site with more people and rooms than a line holds. The people were refused before the run began.
#[test]
fn lists_longer_than_a_line_take_several_entries_and_are_read_as_one() {
    let house = House::with(
        "procedure: rooms\ntitle: Rooms\nparameters:\n  rooms: {title: Rooms, type: list}\nsteps:\n  - each: Room\n    as: room\n    in: rooms\n    steps:\n      - check: \"{{ room }}\"\n",
    );
    let people: String = (0..1500).map(|person| format!("  - {{id: p{person}, name: 员工{person}}}\n")).collect();
    let rooms: String = (0..3000).map(|room| format!("    - 八楼第{room}号包厢\n")).collect();
    house.write("signoff.yaml", format!("site: {{id: hall}}\noperators:\n{people}parameters:\n  rooms:\n{rooms}"));
    let done = house.answer("rooms", "operator: p1499\nrest: done\n");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let journal = house.journals("scripted").remove(0);
    let bytes = fs::read(&journal).expect("bytes");
    assert!(lines(&bytes).iter().all(|line| line.len() <= 64 * 1024));
    let entries = house.entries();
    let kinds: Vec<&str> = entries.iter().take(3).filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(kinds, ["run_started", "continued", "continued"]);
    assert_eq!((of_type(&entries, "parameter_set").len(), of_type(&entries, "answered").len()), (2, 3000));
    let verified = house.run(&["--mode", "scripted", "verify", "last"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    let csv = house.run(&["--mode", "scripted", "export", "--format", "csv"]);
    assert_eq!(csv.stdout.matches(",\"员工1499\",").count(), 3000, "the last of the people is known by name");
    let log = house.run(&["--mode", "scripted", "log", "last"]);
    assert!(log.code == 0 && log.stdout.contains("begun with besides: people"), "{}", log.code);

    // A program that was killed as it began has a run that nobody was asked anything in.
    fs::write(&journal, lines(&bytes)[..2].concat()).expect("writes");
    let ledger = fs::read(ledger_of(&house)).expect("bytes");
    fs::write(ledger_of(&house), &lines(&ledger)[0]).expect("writes");
    let run = journal.file_stem().expect("a name").to_string_lossy().into_owned();
    let broken = house.run(&["run", &run, "--answers", "answers.yaml"]);
    assert!(broken.code == 4 && broken.stderr.contains("signoff abandon"), "{}", broken.stderr);
    let given_up = house.run(&["--mode", "scripted", "abandon", &run, "--operator", "p1499", "--reason", "killed"]);
    assert_eq!(given_up.code, 1, "{}", given_up.stderr);
    let verified = house.run(&["--mode", "scripted", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}

/// What was shown is known by its hash; its size was anybody's word where journal and ledger were both rewritten.
#[test]
fn a_file_that_has_another_size_than_its_entry_says_is_found() {
    let scene = Scene::new();
    forge(&scene, |entries| {
        let photo = entries.iter_mut().find(|entry| entry["data"]["evidence"][0]["file"]["size"] == 3);
        photo.expect("a photo")["data"]["evidence"][0]["file"]["size"] = 30_000.into();
    });
    let verified = scene.verify(&[]);
    assert!(verified.code == 1 && verified.stdout.contains("another size"), "{verified:?}");
}

/// Where the ledger names another entry than the journal has, the place is said by entry and byte.
#[test]
fn an_entry_that_the_ledger_names_otherwise_is_told_with_its_byte() {
    let scene = Scene::new();
    let before = String::from_utf8(scene.bytes.clone()).expect("UTF-8");
    let text = support::rechained(&before.replace("\"raw\":\"25.50\"", "\"raw\":\"21.50\""));
    scene.put(text.as_bytes());
    let last = lines(text.as_bytes());
    let offset = text.len() - last[last.len() - 1].len();
    let place = format!("entry {}, byte {offset}: ", last.len());
    for depth in [&["--chain"][..], &[]] {
        let verified = scene.verify(depth);
        assert!(verified.code == 1 && verified.stdout.contains(&place), "{place}: {verified:?}");
    }
}
