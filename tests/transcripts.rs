//! `examples/features`: what an operator sees and types with each of them, and the journal that it yields.
//!
//! A transcript is its own script: its `$ signoff run …`, its `> …` and its `# 08:55`, which sets the clock, are done again, by
//! the program's own prompter on a clock of the test's, and every other line has to come. After a change of the screens
//! `SIGNOFF_WRITE_TRANSCRIPTS=1 cargo test --test transcripts` writes them anew, with the journals and the page that lists them.

#[path = "support/pages.rs"]
mod pages;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta};
use indexmap::IndexMap;
use signoff::clock::{Clock, ScriptedClock};
use signoff::journal::{Condition, Digest, Journal, MemoryStorage, RUN_STARTED, RunId, Verification};
use signoff::language::Language;
use signoff::procedure::given::from_text;
use signoff::procedure::{Procedure, StepKind, yaml};
use signoff::run::event::{
    Answered, Assurance, Event, Given, LedgerHead, Pinned, RULES, RunStarted, StoredFile, WaitingHandover,
};
use signoff::run::{Applied, Program, Run};
use signoff::session::Session;
use signoff::site::{Pins, Site};
use signoff::terminal::interrupt::Signal;
use signoff::terminal::line::Line;
use signoff::terminal::prompter::closing_screen::closing_screen;
use signoff::terminal::prompter::{Desk, Lines, TerminalPrompter, Vault};
use signoff::terminal::sanitize::Shown;
use signoff::terminal::screen::{Screen, Size};
use signoff::terminal::style::Style;
use signoff::terminal::table::Layout;

use pages::{example, typed};

const FOLDER: &str = "features";

/// How long an operator takes for a line.
const A_LINE: TimeDelta = TimeDelta::seconds(4);

const LAYOUT: Layout = Layout { width: 80, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh };

/// The examples by id, each with its text.
fn examples() -> BTreeMap<String, String> {
    let files = fs::read_dir(example(FOLDER)).expect("the folder").map(|entry| entry.expect("an entry").path());
    let named = files.filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        let id = name.strip_suffix(".yaml").filter(|id| !id.ends_with(".scenario") && *id != "signoff")?.to_owned();
        Some((id, fs::read_to_string(&path).expect("an example")))
    });
    named.collect()
}

fn file(name: &str) -> PathBuf {
    example(FOLDER).join(name)
}

fn load(id: &str) -> Procedure {
    let bytes = fs::read(file(&format!("{id}.yaml"))).expect("a procedure");
    yaml::load(Some(id), &bytes).procedure.expect("a sound procedure")
}

/// The example with all that it calls.
fn program(id: &str) -> Program {
    let main = load(id);
    let mut called = Vec::new();
    main.visit(&mut |step| {
        if let StepKind::Call(call) = &step.kind {
            called.push(load(&call.procedure));
        }
    });
    Program::new(main, called)
}

/// A line that an operator types, and what the page says before it.
#[derive(Clone, Debug)]
struct Typed {
    text: String,
    /// What time it is by then, where the page says so.
    at: Option<NaiveTime>,
}

/// One run on a page.
#[derive(Debug)]
struct Sitting {
    begins: DateTime<FixedOffset>,
    command: String,
    typed: Vec<Typed>,
}

/// Reads what a page does.
fn sittings(page: &str) -> Vec<Sitting> {
    let mut sittings: Vec<Sitting> = Vec::new();
    let mut begins = None;
    let mut at = None;
    for line in page.lines() {
        if let Some(remark) = line.strip_prefix("# ") {
            begins = NaiveDateTime::parse_from_str(remark, "%Y-%m-%d %H:%M").ok().or(begins);
            at = NaiveTime::parse_from_str(remark, "%H:%M").ok();
        } else if let Some(command) = line.strip_prefix("$ ") {
            let offset = FixedOffset::east_opt(8 * 3600).expect("an offset");
            let begins = begins.expect("a time first").and_local_timezone(offset).single().expect("one time");
            sittings.push(Sitting { begins, command: command.to_owned(), typed: Vec::new() });
        } else if let Some(text) = typed(line) {
            let sitting = sittings.last_mut().expect("a command first");
            sitting.typed.push(Typed { text: text.to_owned(), at: at.take() });
        }
    }
    sittings
}

/// All that was shown and typed.
#[derive(Clone, Default)]
struct Transcript(Rc<RefCell<Vec<u8>>>);

impl Transcript {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("the screen gets UTF-8")
    }
}

impl Write for Transcript {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Types the lines of a sitting; then presses Ctrl-C.
struct Hands<'c> {
    typed: VecDeque<Typed>,
    transcript: Transcript,
    clock: &'c ScriptedClock,
}

impl Hands<'_> {
    fn type_line(&mut self, prompt: &Shown, seen: bool) -> Line {
        let line = self.typed.pop_front().unwrap_or(Typed { text: "^C".to_owned(), at: None });
        self.clock.advance(A_LINE);
        if let Some(at) = line.at {
            let now = self.clock.now().at;
            self.clock.advance(at - now.time());
            writeln!(self.transcript, "# {}", at.format("%H:%M")).expect("memory");
        }
        let echo = if seen { line.text.as_str() } else { "" };
        writeln!(self.transcript, "{}", format!("{prompt}{echo}").trim_end()).expect("memory");
        match line.text.as_str() {
            "" => Line::Empty,
            "^C" => Line::Interrupted(Signal::Interrupt),
            _ => Line::Text(line.text),
        }
    }
}

impl Lines for Hands<'_> {
    fn read(&mut self, prompt: &Shown) -> io::Result<Line> {
        Ok(self.type_line(prompt, true))
    }

    fn read_secret(&mut self, prompt: &Shown) -> io::Result<Line> {
        Ok(self.type_line(prompt, false))
    }

    fn caught(&self) -> Option<Signal> {
        None
    }

    fn size(&self) -> Size {
        Size { columns: LAYOUT.width, rows: 3 }
    }
}

/// Takes every file, as one whose bytes are its name.
struct Shelf;

impl Vault for Shelf {
    fn keep(&mut self, path: &str) -> Result<StoredFile, String> {
        Ok(StoredFile {
            name: path.to_owned(),
            sha256: Digest::of(path.as_bytes()).to_string(),
            size: path.len().try_into().expect("a short name"),
        })
    }
}

/// What a sitting gave.
struct Played {
    shown: String,
    journal: String,
    run: Run,
    id: String,
}

/// The words of `$ signoff run ID --operator WHO --set NAME=VALUE`.
fn words(command: &str) -> (&str, &str, Vec<(&str, &str)>) {
    let words: Vec<&str> = command.split(' ').collect();
    let ["signoff", "run", id, "--operator", operator, set @ ..] = words.as_slice() else {
        panic!("`{command}` is none of these pages'")
    };
    let set = set.iter().filter(|word| **word != "--set").map(|word| word.split_once('=').expect("a value"));
    (id, operator, set.collect())
}

fn started(sitting: &Sitting, program: &Program, site: &Site, handovers: Vec<WaitingHandover>) -> RunStarted {
    let (id, operator, set) = words(&sitting.command);
    let main = &program.main().procedure;
    let given = |(name, text): (&str, &str)| {
        let value = from_text(&main.parameters[name], text).expect("a value of its type");
        (name.to_owned(), value.to_json())
    };
    let pinned = |procedure: &Procedure| Pinned {
        id: procedure.id.clone(),
        version: procedure.version.clone(),
        source: format!("{}.yaml", procedure.id),
        blob: procedure.digest.clone(),
    };
    let roster = site.roster().expect("a roster");
    RunStarted {
        store: "0".repeat(32),
        run: RunId::new(sitting.begins, id, 0).expect("an id").to_string(),
        ledger: LedgerHead { n: 0, h: "0".repeat(64) },
        procedure: pinned(main),
        called: program.all_called().map(|unit| pinned(&unit.procedure)).collect(),
        rules: RULES,
        mode: "live".to_owned(),
        operator: roster.iter().find(|person| person.id == operator).expect("one of the roster").clone(),
        assurance: Assurance::Claimed,
        site: site.id.clone(),
        site_title: site.title.clone(),
        site_file: site.digest.clone(),
        roster: Some(roster),
        business_date: sitting.begins.date_naive(),
        day_starts: site.day_starts.clone(),
        zone: "Asia/Shanghai".to_owned(),
        language: LAYOUT.language.code().to_owned(),
        given: Given { set: set.into_iter().map(given).collect(), site: IndexMap::new() },
        reasons: site.reasons.clone(),
        handovers,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        host: "hall-pc".to_owned(),
        user: operator.to_owned(),
        more: false,
    }
}

fn play(sitting: &Sitting, site: &Site, handovers: Vec<WaitingHandover>) -> Played {
    let program = program(words(&sitting.command).0);
    let started = started(sitting, &program, site, handovers);
    let (storage, clock, transcript) =
        (MemoryStorage::default(), ScriptedClock::new(sitting.begins), Transcript::default());
    let hands = Hands { typed: sitting.typed.clone().into(), transcript: transcript.clone(), clock: &clock };
    let desk = Desk {
        lines: Box::new(hands),
        out: Box::new(transcript.clone()),
        vault: Box::new(Shelf),
        clock: &clock,
        layout: LAYOUT,
    };
    let mut draw = 16;
    let mut prompter = TerminalPrompter::new(desk).with_numbers(move || {
        draw += 17;
        draw
    });
    let mut journal = Journal::create(storage.clone());
    let (now, id) = (clock.now(), started.run.clone());
    let event = Event::RunStarted(Box::new(started.clone()));
    let head = journal.append(now, RUN_STARTED, &started.operator.id, &event).expect("memory");
    let run = Run::begin(program, started, Applied { seq: head.length, at: now.at, mono: now.mono });
    let pins = Pins::of(Some(site));
    let mut session = Session::new(run, &mut journal, &clock, &pins);
    session.conduct(&mut prompter).expect("memory");
    let run = session.run;
    let journal = String::from_utf8(storage.bytes()).expect("a journal is UTF-8");
    let closing = closing_screen(&run, None, LAYOUT);
    let closing = if closing.is_empty() { closing } else { format!("\n{closing}") };
    Played { shown: transcript.text() + &closing, journal, run, id }
}

/// What a run left for the next.
fn left(played: &Played) -> Vec<WaitingHandover> {
    let entries = Verification::of(played.journal.as_bytes()).entries;
    let answers = entries.iter().filter(|entry| entry.kind == "answered");
    let answers = answers.map(|entry| entry.read::<Answered>().expect("an answer"));
    let handovers = answers.filter(|answered| answered.kind == "handover").map(|answered| WaitingHandover {
        run: played.id.clone(),
        path: answered.path,
        by: Some(played.run.name_of(&answered.by)),
        at: Some(answered.shown_at),
        text: answered.value.as_str().unwrap_or_default().to_owned(),
        deviations: answered.open_deviations,
    });
    handovers.collect()
}

/// The page that lists the examples.
fn contents() -> String {
    let mut page = String::from(
        "# 每项功能一个小例子 One small example for each feature\n\n\
         每个例子都有：操作员看到和输入的全部内容（80 列终端），以及由此产生的日志。由测试生成并比对；为了每次相同，时钟是设定的\
         （`# 08:55` 一行把时钟拨到那时），运行编号固定，没有账本，所以不出回执。自己试：`cd examples/features`，再输入各页第二行。<br>\n\
         Each has what an operator sees and types, in a terminal of 80 columns, and the journal that it yields. A test makes and \
         compares them; so that they stay the same the clock is set (a line `# 08:55` moves it), the run's number is fixed, and \
         without a ledger there is no receipt. To try one: `cd examples/features`, then type the second line of its page.\n\n\
         | | | 终端 terminal | 日志 journal | 情景 scenarios |\n|---|---|---|---|---|\n",
    );
    for (id, source) in examples() {
        let title = load(&id).title.get(Language::Zh.code()).source().to_owned();
        let what =
            source.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a first line that says what it is");
        writeln!(
            page,
            "| [`{id}`]({id}.yaml) | {title}<br>{what} | [{id}.txt]({id}.txt) | [{id}.jsonl]({id}.jsonl) | [{id}.scenario.yaml]({id}.scenario.yaml) |"
        )
        .expect("memory");
    }
    page
}

/// Does a page again: the page as it comes out, and the journal of its first run.
fn done_again(page: &str, site: &Site) -> (String, String) {
    let mut again = String::new();
    let mut journal = None;
    let mut handovers = Vec::new();
    for sitting in sittings(page) {
        let played = play(&sitting, site, handovers);
        let condition = Verification::of(played.journal.as_bytes()).condition();
        let expected = if played.run.closed().is_some() { Condition::Intact } else { Condition::Open };
        assert_eq!(condition, expected, "{}", sitting.command);
        if !again.is_empty() {
            again.push('\n');
        }
        let begins = sitting.begins.format("%Y-%m-%d %H:%M");
        write!(again, "# {begins}\n$ {}\n{}", sitting.command, played.shown).expect("memory");
        handovers = left(&played);
        journal.get_or_insert(played.journal);
    }
    let lines = |page: &str| sittings(page).into_iter().flat_map(|sitting| sitting.typed).map(|typed| typed.text);
    assert!(lines(page).eq(lines(&again)), "a prompt is not known to `support/pages.rs`:\n{again}");
    (again, journal.unwrap_or_default())
}

/// Compares a file with what it has to be, or writes it.
fn compare(name: &str, made: &str, wrong: &mut String) {
    let path = file(name);
    if std::env::var_os("SIGNOFF_WRITE_TRANSCRIPTS").is_some() {
        fs::write(&path, made).expect("writes");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found != made {
        let at = made.lines().zip(found.lines()).position(|(made, found)| made != found);
        let at = at.unwrap_or_else(|| made.lines().count().min(found.lines().count()));
        let line = |text: &str| text.lines().nth(at).unwrap_or("nothing").to_owned();
        writeln!(wrong, "{name}:{}: `{}` instead of `{}`", at + 1, line(&found), line(made)).expect("memory");
    }
}

#[test]
fn every_feature_has_the_transcript_and_the_journal_that_it_yields() {
    let site = Site::find(Some(&file("signoff.yaml")), Language::En).expect("a site").expect("a site file");
    let mut wrong = String::new();
    for id in examples().keys() {
        let page = fs::read_to_string(file(&format!("{id}.txt"))).unwrap_or_default();
        let (again, journal) = done_again(&page, &site);
        compare(&format!("{id}.txt"), &again, &mut wrong);
        compare(&format!("{id}.jsonl"), &journal, &mut wrong);
        if !again.contains("结论：") {
            writeln!(wrong, "{id}: no run comes to its end").expect("memory");
        }
    }
    compare("README.md", &contents(), &mut wrong);
    assert!(wrong.is_empty(), "see the head of this test:\n{wrong}");
}
