//! Every shipped procedure is broken in some forty ways, one at a time: each break must be reported at its line. And what is
//! intact has no error and no warning. `cargo test --test mutations -- --nocapture` prints the figure.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use signoff::procedure::Procedure;
use signoff::procedure::finding::{Finding, Lines, Severity};
use signoff::procedure::rules::calls::{Called, Shelf, check_calls_on};
use signoff::procedure::rules::find;
use signoff::procedure::tree::{self, Kind, Node};
use signoff::procedure::yaml::load;

/// The share of the breaks that must be reported at the right line, in percent.
const LEAST: usize = 95;

/// The shipped procedures by id.
#[derive(Clone, Default)]
struct Books(BTreeMap<String, Arc<Procedure>>);

impl Shelf for Books {
    fn find(&self, id: &str) -> Called {
        self.0.get(id).map_or(Called::Missing, |book| Called::Usable(book.clone()))
    }

    fn ids(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, found);
        } else if name.ends_with(".yaml") && !name.ends_with(".scenario.yaml") && name != "signoff.yaml" {
            found.push(path);
        }
    }
}

fn files(folders: &[&str]) -> Vec<(String, String)> {
    let mut paths = vec![];
    folders.iter().for_each(|folder| collect(Path::new(folder), &mut paths));
    paths.sort();
    let named = |path: &PathBuf| path.file_stem().expect("stem").to_string_lossy().into_owned();
    paths.iter().map(|path| (named(path), fs::read_to_string(path).expect("text"))).collect()
}

fn books(files: &[(String, String)]) -> Books {
    let usable =
        |(id, source): &(String, String)| Some((id.clone(), Arc::new(load(Some(id), source.as_bytes()).procedure?)));
    Books(files.iter().filter_map(usable).collect())
}

/// Returns what is found in a file, without hints.
fn findings(id: &str, source: &str, books: &Books) -> Vec<Finding> {
    let mut loaded = load(Some(id), source.as_bytes());
    if let Some(procedure) = &loaded.procedure {
        loaded.findings.extend(check_calls_on(procedure, &loaded.source, books));
    }
    loaded.findings.retain(|finding| finding.severity != Severity::Hint);
    loaded.findings
}

/// A key of a file with its value.
struct Entry {
    key: String,
    key_at: std::ops::Range<usize>,
    value: Option<String>,
    value_at: std::ops::Range<usize>,
    /// The keys around it.
    around: Vec<String>,
    /// The keys beside it.
    beside: Vec<String>,
}

fn entries(node: &Node<'_>, around: &[String], found: &mut Vec<Entry>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::Sequence(items) => items.iter().for_each(|item| entries(item, around, found)),
        Kind::Mapping(pairs) => {
            let beside: Vec<String> = pairs.iter().filter_map(|(key, _)| Some(key.text()?.to_owned())).collect();
            for (key, value) in pairs {
                let name = key.text().unwrap_or_default().to_owned();
                found.push(Entry {
                    key: name.clone(),
                    key_at: key.span.clone(),
                    value: value.text().map(str::to_owned),
                    value_at: value.span.clone(),
                    around: around.to_vec(),
                    beside: beside.clone(),
                });
                let inner: Vec<String> = around.iter().cloned().chain([name]).collect();
                entries(value, &inner, found);
            }
        }
    }
}

/// A file that is to be broken.
struct Patient<'p> {
    source: &'p str,
    entries: Vec<Entry>,
    books: &'p Books,
}

/// A broken file: its text, and the bytes one of whose lines must be reported.
struct Break {
    text: String,
    at: Vec<usize>,
    without: Option<String>,
}

const KINDS: &[&str] =
    &["check", "measure", "record", "choose", "decide", "sign", "handover", "section", "each", "repeat", "call"];

impl Patient<'_> {
    fn replace(&self, at: std::ops::Range<usize>, with: &str) -> Break {
        let mut text = self.source.to_owned();
        text.replace_range(at.clone(), with);
        Break { text, at: vec![at.start], without: None }
    }

    /// Returns the entries with the key, those in texts and in examples of values left out.
    fn with_key<'e>(&'e self, key: &'e str) -> impl Iterator<Item = &'e Entry> {
        self.entries.iter().filter(move |entry| entry.key == key && !is_text(entry))
    }

    fn value(&self, key: &str, change: impl Fn(&str) -> Option<String>) -> Option<Break> {
        self.with_key(key).find_map(|entry| {
            let raw = &self.source[entry.value_at.clone()];
            entry.value.as_ref()?;
            Some(self.replace(entry.value_at.clone(), &change(raw)?))
        })
    }

    /// Changes an expression: `when`, `until`, or a limit that is none of digits.
    fn expression(&self, change: impl Fn(&str) -> Option<String>) -> Option<Break> {
        ["when", "until", "value"].iter().find_map(|key| self.value(key, &change))
    }

    fn is_step_id(&self, word: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == "id" && entry.value.as_deref() == Some(word) && is_step(entry))
    }
}

fn is_step(entry: &Entry) -> bool {
    entry.beside.iter().any(|key| KINDS.contains(&key.as_str()))
}

/// Returns whether the key is a language, or stands among the values of a site.
fn is_text(entry: &Entry) -> bool {
    entry.key.len() == 2
        && entry.key != "of"
        && entry.key != "id"
        && entry.key != "as"
        && entry.key != "by"
        && entry.key != "in"
        || entry.around.iter().any(|key| key == "default" || key == "ignore")
}

fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |at| at + 1)
}

fn is_block(source: &str, entry: &Entry) -> bool {
    source[line_start(source, entry.key_at.start)..entry.key_at.start].trim_start_matches([' ', '-']).is_empty()
}

type Way = fn(&Patient<'_>) -> Option<Break>;

/// The ways of breaking a file. One that finds nothing to break in it returns nothing.
const WAYS: &[(&str, Way)] = &[
    ("mistype a kind", |p| {
        let entry = p.entries.iter().find(|entry| KINDS.contains(&entry.key.as_str()) && is_step(entry))?;
        Some(p.replace(entry.key_at.clone(), &swapped(&entry.key)))
    }),
    ("mistype a key of a step", |p| {
        let known = ["detail", "critical", "on_fail", "expect", "decimals", "steps", "options", "until"];
        let entry = p.entries.iter().rev().find(|entry| known.contains(&entry.key.as_str()) && is_step(entry))?;
        Some(p.replace(entry.key_at.clone(), &swapped(&entry.key)))
    }),
    ("mistype a key of the file", |p| {
        let entry = p.with_key("roles").chain(p.with_key("parameters")).find(|entry| entry.around.is_empty())?;
        Some(p.replace(entry.key_at.clone(), &swapped(&entry.key)))
    }),
    ("mistype a key of on_fail", |p| {
        let entry = p.entries.iter().find(|entry| entry.around.last().is_some_and(|key| key == "on_fail"))?;
        Some(p.replace(entry.key_at.clone(), &swapped(&entry.key)))
    }),
    ("mistype a key of a parameter", |p| {
        let entry = p.with_key("type").find(|entry| entry.around.first().is_some_and(|key| key == "parameters"))?;
        Some(p.replace(entry.key_at.clone(), "tpye"))
    }),
    ("repeat a key", |p| {
        let entry = p.entries.iter().find(|entry| is_block(p.source, entry) && is_step(entry) && entry.key == "id")?;
        let line = format!("\n{}id: again", " ".repeat(entry.key_at.start - line_start(p.source, entry.key_at.start)));
        Some(p.replace(entry.value_at.end..entry.value_at.end, &line))
            .map(|broken| Break { at: vec![entry.value_at.end + 2], ..broken })
    }),
    ("leave a value out", |p| {
        let entry = p.with_key("role").chain(p.with_key("id")).find(|entry| is_block(p.source, entry))?;
        Some(p.replace(entry.value_at.clone(), ""))
    }),
    ("mistype a type", |p| p.value("type", |word| Some(swapped(word)))),
    ("mistype a role", |p| p.value("role", |role| Some(format!("{role}x")))),
    ("mistype a hold", |p| p.value("hold", |role| Some(format!("{role}x")))),
    ("mistype an owner", |p| p.value("owner", |role| Some(format!("{role}x")))),
    ("mistype what follows a failure", |p| p.value("then", |word| Some(swapped(word)))),
    ("mistype an order", |p| p.value("order", |word| Some(format!("{word}x")))),
    ("mistype a weekday", |p| {
        p.expression(|text| text.contains("\"mon\"").then(|| text.replace("\"mon\"", "\"monday\"")))
    }),
    ("mistype a name in a condition", |p| {
        p.expression(|text| {
            words(text)
                .into_iter()
                .find(|word| p.is_step_id(word))
                .map(|word| text.replacen(word, &format!("{word}x"), 1))
        })
    }),
    ("mistype an option in a condition", |p| {
        p.expression(|text| {
            let (before, rest) = text.split_once("== \"")?;
            Some(format!("{before}== \"{}", rest.replacen('"', "x\"", 1)))
        })
    }),
    ("write one = in a condition", |p| p.expression(|text| text.contains("==").then(|| text.replacen("==", "=", 1)))),
    ("cut a condition short", |p| p.expression(|text| Some(format!("{text} and")))),
    ("contradict a condition", |p| {
        p.value("when", |text| (!text.starts_with(['"', '\''])).then(|| format!("({text}) and not ({text})")))
    }),
    ("put braces round a condition", |p| {
        p.value("when", |text| {
            (!text.starts_with(['"', '\''])).then(|| format!("\"{{{{ {} }}}}\"", text.replace('"', "'")))
        })
    }),
    ("compare a yes with a text", |p| {
        p.expression(|text| {
            let decide = |word: &&str| {
                p.entries.iter().any(|entry| {
                    entry.key == "id"
                        && entry.value.as_deref() == Some(word)
                        && entry.beside.iter().any(|key| key == "decide")
                })
            };
            let word = words(text).into_iter().find(decide)?;
            Some(format!("{word} == 'yes'"))
        })
    }),
    ("loop for ever", |p| p.value("until", |_| Some("day > 31".to_owned()))),
    ("loop on what does not change", |p| p.value("until", |_| Some("weekday == 'mon'".to_owned()))),
    ("loop not at all", |p| p.value("at_most", |_| Some("0".to_owned()))),
    ("loop over nothing", |p| {
        let entry = p.with_key("in").find(|entry| is_step(entry))?;
        Some(p.replace(entry.value_at.clone(), "[]"))
    }),
    ("mistype the list of a loop", |p| {
        p.value("in", |text| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then(|| format!("{text}x")))
    }),
    ("mistype what a time counts from", |p| p.value("of", |text| (text != "start").then(|| format!("{text}x")))),
    ("swap the ends of a deadline", |p| p.value("within", |text| Duration::is(text).then(|| "0s".to_owned()))),
    ("leave the unit of a time out", |p| {
        p.value("due", |text| Some(text.trim_end_matches(char::is_alphabetic).to_owned()))
    }),
    ("write an impossible time", |p| {
        p.value("default", |text| text.starts_with("\"0").then(|| "\"29:00\"".to_owned()))
    }),
    ("put a unit into a number", |p| {
        p.value("min", |text| text.bytes().all(|b| b.is_ascii_digit()).then(|| format!("{text} 个")))
    }),
    ("swap limits", |p| {
        let pair = p.entries.iter().find(|entry| {
            entry.key == "min"
                && entry.value.as_ref().is_some_and(|v| v.parse::<u32>().is_ok())
                && !entry.beside.contains(&"max".to_owned())
        })?;
        // A default table breaks its new limits in another line.
        let most = format!("{}, max: -1", &p.source[pair.value_at.clone()]);
        let block = format!(
            "{}\n{}max: -1",
            &p.source[pair.value_at.clone()],
            " ".repeat(pair.key_at.start - line_start(p.source, pair.key_at.start))
        );
        Some(p.replace(pair.value_at.clone(), if is_block(p.source, pair) { &block } else { &most }))
    }),
    ("say yes for true", |p| p.value("critical", |_| Some("yes".to_owned()))),
    ("write a number as a word", |p| p.value("decimals", |_| Some("none".to_owned()))),
    ("set the pass mark to 190", |p| p.value("pass", |_| Some("190".to_owned()))),
    ("rename the procedure", |p| p.value("procedure", |id| Some(format!("{id}-2")))),
    ("leave an id out", |p| {
        let entry = p.entries.iter().find(|entry| {
            entry.key == "id"
                && is_block(p.source, entry)
                && entry
                    .beside
                    .iter()
                    .any(|key| ["measure", "record", "choose", "decide", "sign", "call"].contains(&key.as_str()))
                && entry.beside.first().is_some_and(|first| first != "id")
        })?;
        let start = line_start(p.source, entry.key_at.start);
        let end = p.source[start..].find('\n').map_or(p.source.len(), |at| start + at + 1);
        // It is missed at the key that names the kind, which stands above.
        let kind = p.entries.iter().rfind(|other| {
            other.key_at.start < start && KINDS.contains(&other.key.as_str()) && other.beside == entry.beside
        })?;
        Some(Break { at: vec![kind.key_at.start], ..p.replace(start..end, "") })
    }),
    ("give two steps one id", |p| {
        let mut ids = p.entries.iter().filter(|entry| entry.key == "id" && is_step(entry));
        let first = ids.next()?.value.clone()?;
        let second = ids.next()?;
        Some(p.replace(second.value_at.clone(), &first))
    }),
    ("break a name", |p| p.value("id", |id| Some(format!("{}-1", id.to_uppercase())))),
    ("cut off a branch", |p| {
        let entry = p.with_key("if_yes").chain(p.with_key("if_no")).find(|entry| is_block(p.source, entry))?;
        Some(Break { at: vec![entry.key_at.start, entry.value_at.start], ..p.replace(entry.value_at.clone(), "[]") })
    }),
    ("end before the last step", |p| {
        let root = tree::parse(p.source).0?;
        let steps = root.get("steps")?;
        let Kind::Sequence(items) = &steps.kind else { return None };
        let last = items.last()?.span.start;
        let start = line_start(p.source, last);
        let inserted = "  - end: stop\n";
        Some(Break { at: vec![last + inserted.len()], ..p.replace(start..start, inserted) })
    }),
    ("make a step two kinds", |p| {
        let entry = p.entries.iter().find(|entry| {
            is_block(p.source, entry) && is_step(entry) && ["id", "role"].contains(&entry.key.as_str())
        })?;
        let line =
            format!("\n{}handover: x", " ".repeat(entry.key_at.start - line_start(p.source, entry.key_at.start)));
        let broken = p.replace(entry.value_at.end..entry.value_at.end, &line);
        Some(Break { at: vec![entry.value_at.end + 2], ..broken })
    }),
    ("type a full-width colon", |p| {
        let entry = p.entries.iter().find(|entry| {
            is_block(p.source, entry) && ["detail", "role", "title", "id"].contains(&entry.key.as_str())
        })?;
        Some(p.replace(entry.key_at.end..entry.key_at.end + 1, "："))
    }),
    ("indent with a tab", |p| {
        let entry = p
            .entries
            .iter()
            .find(|entry| entry.around.first().is_some_and(|key| key == "steps") && is_block(p.source, entry))?;
        let start = line_start(p.source, entry.key_at.start);
        Some(p.replace(start..start + 2, "\t"))
    }),
    ("set an anchor", |p| {
        let entry = p.with_key("id").find(|entry| is_block(p.source, entry))?;
        Some(p.replace(entry.value_at.start..entry.value_at.start, "&a "))
    }),
    ("leave a translation out", |p| {
        let entry = p.entries.iter().rev().find(|entry| {
            entry.key == "en"
                && !is_block(p.source, entry)
                && entry.beside == ["zh", "en"]
                && p.source[..entry.key_at.start].ends_with(", ")
        })?;
        Some(p.replace(entry.key_at.start - 2..entry.value_at.end, ""))
    }),
    ("leave the end of braces out", |p| {
        let at = p.source.find("}}\"")?;
        Some(p.replace(at..at + 2, "}"))
    }),
    ("mistype a name in a text", |p| {
        let at = p.source.find("{{ ")?;
        Some(p.replace(at + 3..at + 3, "x_"))
    }),
    ("break a pattern", |p| {
        p.value("pattern", |text| text.ends_with('"').then(|| format!("{}(\"", &text[..text.len() - 1])))
    }),
    ("sign twice", |p| {
        let entry = p.with_key("by").next()?;
        let raw = &p.source[entry.value_at.clone()];
        let first = raw.trim_start_matches('[').split([',', ']']).next()?;
        Some(p.replace(entry.value_at.clone(), &format!("[{first}, {first}]")))
    }),
    ("mistype a called procedure", |p| {
        let entry = p.with_key("procedure").find(|entry| is_step(entry))?;
        Some(p.replace(entry.value_at.clone(), &format!("{}x", entry.value.as_deref()?)))
    }),
    ("delete a called file", |p| {
        let entry = p.with_key("procedure").find(|entry| is_step(entry))?;
        Some(Break { without: entry.value.clone(), ..p.replace(entry.value_at.clone(), entry.value.as_deref()?) })
    }),
    ("mistype an argument", |p| {
        let entry = p.entries.iter().find(|entry| entry.around.last().is_some_and(|key| key == "with"))?;
        Some(p.replace(entry.key_at.clone(), &format!("{}x", entry.key)))
    }),
    ("use a step before it", |p| {
        let last = p.entries.iter().rfind(|entry| entry.key == "id" && is_step(entry))?;
        let entry = p.value("when", |_| last.value.as_ref().map(|id| format!("{id} is none")))?;
        (entry.at[0] < last.key_at.start).then_some(entry)
    }),
];

struct Duration;

impl Duration {
    fn is(text: &str) -> bool {
        text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Returns the word with two letters in the middle swapped, or with one letter more where that changes nothing.
fn swapped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle - 1, middle);
    let swapped: String = letters.into_iter().collect();
    if swapped == word { format!("{word}x") } else { swapped }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

#[test]
fn nothing_intact_has_an_error_or_a_warning() {
    let files = files(&["procedures", "examples/features"]);
    let books = books(&files);
    for (id, source) in files.iter().filter(|(id, _)| books.0.contains_key(id)) {
        let found = findings(id, source, &books);
        let lines = Lines::new(source);
        let shown: Vec<_> = found
            .iter()
            .map(|found| format!("{}: {} {}", lines.position(found.span.start).line, found.rule, found.message.en))
            .collect();
        assert!(shown.is_empty(), "{id}: {shown:#?}");
    }
}

/// Returns what is wrong with how a break was reported, if anything.
fn unreported(id: &str, way: &str, broken: &Break, books: &Books) -> Option<String> {
    let mut books = books.clone();
    books.0.retain(|name, _| Some(name) != broken.without.as_ref());
    let found = findings(id, &broken.text, &books);
    let lines = Lines::new(&broken.text);
    let line = |at: usize| lines.position(at).line;
    assert!(found.iter().all(|found| find(found.rule).is_some()), "{id}: {way}: a rule is not in the table");
    if found.iter().any(|found| broken.at.iter().any(|at| line(*at) == line(found.span.start))) {
        return None;
    }
    let shown: Vec<_> = found.iter().map(|found| format!("{} {}", line(found.span.start), found.rule)).collect();
    Some(format!("{id}: {way}: line {} not reported, but {shown:?}", line(broken.at[0])))
}

#[test]
fn breaks_are_reported_at_their_line() {
    let files = files(&["procedures"]);
    let books = books(&files);
    let (mut count, mut missed, mut cascades) = (0, vec![], 0);
    for (id, source) in &files {
        let (Some(root), _) = tree::parse(source) else { panic!("{id} is no YAML") };
        let mut all = vec![];
        entries(&root, &[], &mut all);
        let patient = Patient { source, entries: all, books: &books };
        for (way, make) in WAYS {
            let Some(broken) = make(&patient) else { continue };
            count += 1;
            missed.extend(unreported(id, way, &broken, patient.books));
            cascades += usize::from(findings(id, &broken.text, &books).len() > 3);
        }
    }
    let reported = count - missed.len();
    println!(
        "{} procedures, {count} breaks, {reported} reported at their line, {cascades} with more than three findings",
        files.len()
    );
    println!("{}", missed.join("\n"));
    assert!(count > 25 * files.len(), "only {count} breaks");
    assert!(reported * 100 >= LEAST * count, "{reported} of {count}:\n{}", missed.join("\n"));
}
