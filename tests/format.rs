//! The procedure format sentence by sentence, as a stranger reads it: each case is a rule, a procedure, an answer file, and
//! what the program must make of them. The cases stand in `tests/format/*.txt`.

mod support;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value as Json;
use support::{House, Outcome};

/// One rule with its files and what the run gives.
struct Case {
    rule: String,
    procedure: String,
    answers: String,
    files: Vec<(String, String)>,
    gives: String,
}

/// Reads the cases of a topic: `== rule`, the procedure, `-- answers`, `-- file NAME`, `-- gives`.
fn cases(topic: &str) -> Vec<Case> {
    let text = fs::read_to_string(format!("tests/format/{topic}.txt")).expect("cases");
    format!("\n{text}").split("\n== ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (rule, rest) = text.split_once('\n').expect("a rule");
    let mut parts = rest.split("\n-- ");
    let procedure = parts.next().expect("a procedure").to_owned();
    let mut case =
        Case { rule: rule.to_owned(), procedure, answers: String::new(), files: Vec::new(), gives: String::new() };
    for part in parts {
        let (head, body) = part.split_once('\n').expect("a part with a name");
        match head.split_once(' ') {
            None if head == "answers" => body.clone_into(&mut case.answers),
            None if head == "gives" => body.trim().clone_into(&mut case.gives),
            Some(("file", name)) => case.files.push((name.to_owned(), body.to_owned())),
            _ => panic!("`{}`: unknown part `{head}`", case.rule),
        }
    }
    case
}

/// Runs a case and tells what became of it.
fn told(case: &Case) -> String {
    let house = House::with(&format!("procedure: p\n{}\n", case.procedure));
    case.files.iter().for_each(|(name, text)| drop(house.write(name, text)));
    let mut answers = case.answers.clone() + "\n";
    for (key, value) in [("operator", "zhang"), ("clock", "2026-11-23T08:40:00+08:00")] {
        if !answers.lines().any(|line| line.starts_with(key)) {
            let _ = writeln!(answers, "{key}: {value}");
        }
    }
    let ended = house.answer("p", &answers);
    let mut lines: Vec<String> = match house.journals("scripted").first() {
        Some(journal) => support::entries(journal).iter().filter_map(line).collect(),
        None => Vec::new(),
    };
    lines.push(end(&ended));
    lines.join("\n").replace(&house.path("").display().to_string(), "")
}

/// The exit code, and why, where the run did not close as it should.
fn end(ended: &Outcome) -> String {
    let unreached = ended.stderr.lines().find(|line| line.starts_with("no question"));
    let said = match ended.code {
        0 => None,
        1 => unreached,
        _ => ended.stderr.lines().next().map(|line| line.split("; go on").next().unwrap_or(line)),
    };
    said.map_or_else(|| format!("exit {}", ended.code), |said| format!("exit {}: {said}", ended.code))
}

fn line(entry: &Json) -> Option<String> {
    let (kind, data) = (entry["type"].as_str()?, &entry["data"]);
    Some(match kind {
        "run_started" | "section_shown" | "paused" => return None,
        "answered" => answered(data),
        "inactivated" => format!("inactivated {}: {}", word(&data["because"]), paths(&data["steps"])),
        "parameter_set" => format!("{} = {} from {}", word(&data["name"]), word(&data["value"]), word(&data["from"])),
        "run_closed" => closed(data),
        _ => ["path", "role", "title", "by"].iter().fold(kind.to_owned(), |line, key| match word(&data[*key]) {
            said if said.is_empty() => line,
            said => format!("{line} {said}"),
        }),
    })
}

fn answered(data: &Json) -> String {
    let mut line = format!("{} {} {}", word(&data["path"]), word(&data["outcome"]), word(&data["value"]));
    if word(&data["title"]).contains(' ') {
        let _ = write!(line, " `{}`", word(&data["title"]));
    }
    for key in ["window", "deadline", "reason", "evidence", "second", "unevaluated", "limits", "open_deviations"] {
        if !data[key].is_null() {
            let _ = write!(line, "; {key} {}", word(&data[key]));
        }
    }
    if data["by"] != "zhang" {
        let _ = write!(line, "; by {}", word(&data["by"]));
    }
    line
}

fn closed(data: &Json) -> String {
    let counts = data["counts"].as_object().into_iter().flatten().filter(|(_, count)| **count != 0);
    let counts: Vec<String> = counts.map(|(outcome, count)| format!("{outcome} {count}")).collect();
    let score = data["score"].as_str().map_or(String::new(), |score| format!(", score {score}"));
    format!("closed {}, deviations {}{score}: {}", word(&data["verdict"]), data["deviations"], counts.join(", "))
}

fn word(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn paths(steps: &Json) -> String {
    let steps = steps.as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().map(|step| word(&step["path"])).collect::<Vec<_>>().join(" ")
}

/// Tells what validation finds: the rule, the place, and the nearest name where one is proposed.
fn found(case: &Case) -> String {
    let house = House::with(&format!("procedure: p\n{}\n", case.procedure));
    let ended = house.run(&["validate", "procedures"]);
    let mut lines: Vec<String> = Vec::new();
    for line in ended.stdout.lines().map(str::trim) {
        if let Some((rule, _)) = line.split_once("]: ").filter(|(rule, _)| rule.contains('[')) {
            lines.push(rule.to_owned() + "]");
        } else if let Some(last) = lines.last_mut() {
            let place = line.strip_prefix("--> procedures/p.yaml:");
            let near = line.strip_prefix("= help: did you mean ");
            place.into_iter().chain(near).for_each(|more| *last = format!("{last} {more}"));
        }
    }
    lines.push(format!("exit {}", ended.code));
    lines.join("\n")
}

/// Runs every case of a topic and shows all that differ.
fn check(topic: &str, tell: fn(&Case) -> String) {
    let mut wrong = String::new();
    let cases = cases(topic);
    assert!(!cases.is_empty());
    for case in &cases {
        let told = tell(case);
        if told != case.gives {
            let _ = writeln!(wrong, "== {}\n{told}\n-- expected\n{}\n", case.rule, case.gives);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_kind_of_step() {
    check("kinds", told);
}

#[test]
fn the_order_of_an_asking() {
    check("asking", told);
}

#[test]
fn expressions_and_none() {
    check("expressions", told);
}

#[test]
fn items_and_passes() {
    check("loops", told);
}

#[test]
fn calls() {
    check("calls", told);
}

#[test]
fn windows_and_deadlines() {
    check("times", told);
}

#[test]
fn people_and_evidence() {
    check("people", told);
}

#[test]
fn scores() {
    check("scores", told);
}

#[test]
fn parameters() {
    check("parameters", told);
}

#[test]
fn answer_files() {
    check("answers", told);
}

#[test]
fn what_validation_finds() {
    check("validation", found);
}

/// The id of the only scripted run.
fn run_id(house: &House) -> String {
    house.journals("scripted")[0].file_stem().and_then(|stem| stem.to_str()).expect("a run id").to_owned()
}

fn outcomes(house: &House) -> Vec<String> {
    let entries = house.entries();
    let one = |data: &&Json| format!("{} {}", word(&data["path"]), word(&data["outcome"]));
    support::of_type(&entries, "answered").iter().map(one).collect()
}

const WHO: &str = "operator: zhang\nclock: 2026-11-23T08:40:00+08:00\n";

#[test]
fn an_open_run_is_gone_on_with_by_what_is_still_to_come() {
    let house =
        House::with("procedure: p\nsteps:\n  - {check: a, id: a}\n  - {measure: M, id: m}\n  - {decide: D, id: d}\n");
    assert_eq!(house.answer("p", &format!("{WHO}answers: {{a: done}}\n")).code, 3);
    let run = run_id(&house);
    assert_eq!(house.answer(&run, &format!("{WHO}answers: {{m: 3, d: yes}}\nclose: false\n")).code, 3);
    assert_eq!(house.answer(&run, WHO).code, 0);
    assert_eq!(outcomes(&house), ["1 done", "2 done", "3 done"]);
    let closed = house.answer(&run, WHO);
    assert!(closed.code == 2 && closed.stderr.contains("is closed"), "{closed:?}");
}

#[test]
fn a_step_put_off_at_the_end_is_asked_again_when_the_run_is_gone_on_with() {
    let house = House::with("procedure: p\nsteps:\n  - {measure: M, id: m}\n  - {check: a, id: a}\n");
    let begun = house.answer("p", &format!("{WHO}answers: {{m: {{defer: not counted yet}}, a: done}}\nclose: false\n"));
    assert_eq!(begun.code, 3, "{begun:?}");
    let ended = house.answer(&run_id(&house), &format!("{WHO}answers: {{m: {{asked: [12]}}}}\n"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(outcomes(&house), ["1 deferred", "2 done", "1 deferred", "1 done"]);
    let verified = house.run(&["--mode", "scripted", "verify"]);
    assert!(verified.code == 0 && verified.stdout.starts_with("1 run: 1 intact"), "{verified:?}");
}

#[test]
fn a_hand_over_is_accepted_once_by_the_next_run_that_it_is_for() {
    let house = House::with("procedure: p\nsteps:\n  - {handover: T, id: t, for: [q, telecom]}\n");
    house.procedure("procedure: q\nsteps: [a]\n");
    house.procedure("procedure: r\ntags: [telecom]\nsteps: [a]\n");
    house.procedure("procedure: s\nsteps: [a]\n");
    assert_eq!(house.answer("p", &format!("{WHO}answers: {{t: mind the lift}}\n")).code, 0);
    let accepted = |procedure: &str, answers: &str| {
        let ended = house.answer(procedure, &format!("{WHO}{answers}"));
        let journals = house.journals("scripted");
        let named = journals.iter().filter(|path| path.display().to_string().contains(&format!("-{procedure}-")));
        let accepted =
            named.flat_map(|path| support::entries(path)).filter(|entry| entry["type"] == "handover_accepted");
        (ended.code, accepted.count())
    };
    assert_eq!(accepted("s", "rest: done\n"), (0, 0));
    assert_eq!(accepted("r", "accept: true\n"), (3, 1));
    assert_eq!(accepted("q", "rest: done\n"), (0, 0));
}

#[test]
fn set_on_the_command_line_wins_over_the_file() {
    let house =
        House::with("procedure: p\nparameters: {n: {title: N, type: number, max: 5}}\nsteps: [\"n is {{ n }}\"]\n");
    house.write("answers.yaml", format!("{WHO}rest: done\nset: {{n: 3}}\n"));
    let set = |value: &str| house.run(&["run", "p", "--answers", "answers.yaml", "--operator", "li", "--set", value]);
    let outside = set("n=6");
    assert!(outside.code == 2 && outside.stderr.contains("max 5"), "{outside:?}");
    assert_eq!(set("n=4").code, 0);
    let entries = house.entries();
    let answered = support::of_type(&entries, "answered");
    assert_eq!((&answered[0]["title"], &answered[0]["by"]), (&Json::from("n is 4"), &Json::from("li")));
}
