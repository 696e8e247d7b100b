//! `Walk`: a run for tests, from YAML to verdict. After every event it is replayed and walked afresh, and must come to the same.

use chrono::TimeDelta;

use super::answer::{Answer, Given, Identity, Need, SecondEntry, Typed};
use super::decide::{Point, Undecided};
use super::event::{
    AfterFailure, Assurance, ClockStepped, Event, EvidenceItem, LedgerHead, Moment, Person, Pinned, Raw, RunStarted,
    StoredFile,
};
use super::outcome::{Counts, Outcome, Verdict};
use super::question::{Ask, Question};
use super::{Applied, Next, Program, Run};
use crate::procedure::Procedure;
use crate::procedure::rules::bars;
use crate::procedure::yaml::load;

/// A run on its way, with all that has been written of it.
#[derive(Clone)]
pub(crate) struct Walk {
    pub(crate) run: Run,
    pub(crate) entries: Vec<(Applied, Event)>,
    now: Moment,
    mono: u64,
    program: Program,
    proves: bool,
}

/// Returns the procedure of a test; findings that bar its use fail the test. The others do not: runs are also tested on what
/// a careful author would not write.
pub(crate) fn procedure(yaml: &str) -> Procedure {
    let loaded = load(None, yaml.as_bytes());
    let wrong: Vec<_> = loaded.findings.iter().filter(|finding| finding.is_error() && bars(finding.rule)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{yaml}");
    loaded.procedure.expect("a procedure")
}

/// Returns a file's text: `steps` below a head that every procedure has.
pub(crate) fn with_steps(steps: &str) -> String {
    format!("procedure: test\ntitle: Test\nroles: {{lead: Lead, clerk: Clerk}}\nsteps:\n{steps}")
}

/// Returns what a run of `program` begins with: Monday, 23 November 2026, 08:00, without a roster.
pub(crate) fn started(program: &Program) -> RunStarted {
    let pinned = |procedure: &Procedure| Pinned {
        id: procedure.id.clone(),
        version: None,
        source: String::new(),
        blob: procedure.digest.clone(),
    };
    RunStarted {
        store: "0".repeat(32),
        run: "test-run".to_owned(),
        ledger: LedgerHead::default(),
        procedure: pinned(&program.main().procedure),
        called: program.all_called().map(|unit| pinned(&unit.procedure)).collect(),
        rules: crate::run::event::RULES,
        mode: "live".to_owned(),
        operator: person("zhang", &[]),
        assurance: Assurance::Claimed,
        site: "none".to_owned(),
        site_title: None,
        site_file: "none".to_owned(),
        roster: None,
        business_date: monday().date_naive(),
        day_starts: "00:00".to_owned(),
        zone: "+08:00".to_owned(),
        language: "en".to_owned(),
        given: super::event::Given::default(),
        reasons: Vec::new(),
        handovers: Vec::new(),
        program: "0".to_owned(),
        host: String::new(),
        user: String::new(),
        more: false,
    }
}

fn monday() -> Moment {
    Moment::parse_from_rfc3339("2026-11-23T08:00:00+08:00").expect("a moment")
}

pub(crate) fn person(id: &str, roles: &[&str]) -> Person {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Person { id: id.to_owned(), name: id.to_uppercase(), roles }
}

impl Walk {
    /// Begins a run of a whole file.
    pub(crate) fn of(yaml: &str) -> Self {
        Self::with(yaml, &[], |_| {})
    }

    /// Begins a run of a procedure with these steps.
    pub(crate) fn steps(steps: &str) -> Self {
        Self::of(&with_steps(steps))
    }

    /// Begins a run on a site with a roster: zhang (lead), li (clerk), wang (both).
    pub(crate) fn with_roster(steps: &str) -> Self {
        Self::with(&with_steps(steps), &[], |started| {
            let all = vec![person("zhang", &["lead"]), person("li", &["clerk"]), person("wang", &["lead", "clerk"])];
            started.operator = all[0].clone();
            started.roster = Some(all);
        })
    }

    /// Begins a run that can call procedures and starts as `change` says.
    pub(crate) fn with(yaml: &str, called: &[&str], change: impl FnOnce(&mut RunStarted)) -> Self {
        let program = Program::new(procedure(yaml), called.iter().map(|yaml| procedure(yaml)).collect());
        let mut started = started(&program);
        change(&mut started);
        let entry = Applied { seq: 1, at: monday(), mono: 1_000 };
        let (first, parts) = started.split();
        let run = Run::begin(program.clone(), first.clone(), entry);
        let entries = vec![(entry, Event::RunStarted(Box::new(first)))];
        let mut walk = Self { run, entries, now: monday(), mono: 1_000, program, proves: true };
        for part in parts {
            walk.record(&Event::Continued(part));
        }
        walk
    }

    /// No longer replays after every event: for long runs.
    pub(crate) fn unproved(mut self) -> Self {
        self.proves = false;
        self
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, seconds: i64) -> &mut Self {
        self.now += TimeDelta::seconds(seconds);
        self.mono += u64::try_from(seconds).expect("forward") * 1_000_000;
        self
    }

    /// Lets time pass until a time of this or the next day.
    pub(crate) fn wait_until(&mut self, rfc3339: &str) -> &mut Self {
        let until = Moment::parse_from_rfc3339(rfc3339).expect("a moment");
        let passed = (until - self.now).num_microseconds().expect("near");
        self.mono += u64::try_from(passed).expect("forward");
        self.now = until;
        self
    }

    /// Sets the wall clock forward, which no time has passed for; the session records that.
    pub(crate) fn set_clock(&mut self, seconds: i64) -> &mut Self {
        let expected = self.now;
        self.now += TimeDelta::seconds(seconds);
        let event = ClockStepped { expected, found: self.now, by_ms: seconds * 1000 };
        self.record(&Event::ClockStepped(event))
    }

    /// Lets the wall clock stand earlier, as after a pause in which it was set back.
    pub(crate) fn back_to(&mut self, rfc3339: &str) -> &mut Self {
        self.now = Moment::parse_from_rfc3339(rfc3339).expect("a moment");
        self
    }

    /// Starts the program anew: its monotonic clock begins at nothing.
    pub(crate) fn restart(&mut self) -> &mut Self {
        self.mono = 1_000;
        self
    }

    fn tick(&mut self) {
        self.now += TimeDelta::milliseconds(10);
        self.mono += 10_000;
    }

    /// Writes an event and applies it.
    pub(crate) fn record(&mut self, event: &Event) -> &mut Self {
        self.record_beside(event);
        if self.proves {
            self.prove();
        }
        self
    }

    /// Writes an event that leaves the question on the screen: what its walk judged is fixed by the answer only.
    pub(crate) fn record_beside(&mut self, event: &Event) -> &mut Self {
        let seq = u64::try_from(self.entries.len()).expect("few") + 1;
        let entry = Applied { seq, at: self.now, mono: self.mono };
        let written = serde_json::to_string(event).expect("json");
        assert!(written.len() < 64 * 1024, "{} bytes", written.len());
        let read = Event::read(event.word(), &written).expect("readable").expect("known");
        assert_eq!(&read, event, "an event is read as it was written");
        self.run.apply(entry, event);
        self.entries.push((entry, read));
        self
    }

    /// The run replayed from its events, and the run walked afresh from its records, come to the same as the live one.
    fn prove(&self) {
        let replayed = Run::replay(self.program.clone(), self.entries.clone());
        let replayed = replayed.unwrap_or_else(|error| panic!("{error}\n{}", self.told()));
        let mut afresh = self.run.clone();
        afresh.rebuild(self.now);
        let live = state(&self.run, self.now);
        self.prove_same("replayed", &state(&replayed, self.now), &live);
        self.prove_same("walked afresh", &state(&afresh, self.now), &live);
    }

    fn prove_same(&self, what: &str, other: &str, live: &str) {
        if other != live {
            let differs = other.lines().zip(live.lines()).filter(|(other, live)| other != live);
            let lines: Vec<_> = differs.take(12).map(|(other, live)| format!("- {other}\n+ {live}")).collect();
            panic!("{what} (-) is not live (+):\n{}\nafter\n{}", lines.join("\n"), self.told());
        }
    }

    /// Returns every event on a line, for messages.
    pub(crate) fn told(&self) -> String {
        let line = |(entry, event): &(Applied, Event)| {
            format!("{} {} {}\n", entry.seq, event.word(), serde_json::to_string(event).expect("json"))
        };
        self.entries.iter().skip(1).map(line).collect()
    }

    /// Records what the run records by itself, and returns the question that comes then.
    pub(crate) fn question(&mut self) -> Question {
        for _ in 0..2_000 {
            self.tick();
            match self.run.next(self.now) {
                Next::Ask(question) => return *question,
                Next::Record(event) => drop(self.record(&event)),
                Next::Closed(verdict) => panic!("the run is closed: {verdict}\n{}", self.told()),
            }
        }
        panic!("the run records without end\n{}", self.told());
    }

    /// Returns what is asked: the step's id or else its path, with what is asked of it; `close` at the end.
    pub(crate) fn asks(&mut self) -> String {
        for _ in 0..2_000 {
            self.tick();
            match self.run.next(self.now) {
                Next::Ask(question) => return label(&question),
                Next::Record(event) => drop(self.record(&event)),
                Next::Closed(_) => return "closed".to_owned(),
            }
        }
        panic!("the run records without end\n{}", self.told());
    }

    /// Records until the run has closed by itself.
    pub(crate) fn closes_by_itself(&mut self) -> Verdict {
        loop {
            self.tick();
            match self.run.next(self.now) {
                Next::Record(event) => drop(self.record(&event)),
                Next::Closed(verdict) => return verdict,
                Next::Ask(question) => panic!("asks {}", label(&question)),
            }
        }
    }

    /// Answers the question of that name, which must be the one that is asked.
    pub(crate) fn say(&mut self, name: &str, answer: Answer) -> &mut Self {
        match self.hear(name, answer) {
            Ok(event) => self.record(&event),
            Err(undecided) => panic!("`{name}`: {undecided:?}\n{}", self.told()),
        }
    }

    /// Returns what the run decides about an answer to the question of that name.
    pub(crate) fn hear(&mut self, name: &str, answer: Answer) -> Result<Event, Undecided> {
        let question = self.question();
        let is_meant = label(&question) == name || question.path == name;
        assert!(is_meant, "asks `{}` at `{}` instead of `{name}`\n{}", label(&question), question.path, self.told());
        self.decide(&question, answer)
    }

    /// Returns what the run decides about an answer, with the number of a critical step and a reason where one is wanted.
    pub(crate) fn decide(&mut self, question: &Question, mut answer: Answer) -> Result<Event, Undecided> {
        self.tick();
        if answer.number.is_none() {
            answer.number = Some(Typed { typed: 42, shown: 42 });
        }
        let tick = self.run.tick(self.now, self.mono);
        let head_seq = u64::try_from(self.entries.len()).expect("few");
        let point = Point { tick, head_seq, head: "f".repeat(64) };
        let before = format!("{:?}", self.run.records());
        let mut decided = self.run.decide(question, &answer, &point);
        if let Err(Undecided::Needs(Need::Reason(_))) = &decided {
            answer.reason.get_or_insert_with(|| "because".to_owned());
            decided = self.run.decide(question, &answer, &point);
        }
        if let Err(Undecided::Needs(Need::AfterFailure(ways))) = &decided {
            let way = if ways.correct { AfterFailure::Correct } else { AfterFailure::Leave };
            answer.after_failure = Some(way);
            answer.reason.get_or_insert_with(|| "because".to_owned());
            decided = self.run.decide(question, &answer, &point);
        }
        assert_eq!(before, format!("{:?}", self.run.records()), "deciding changes nothing");
        decided
    }

    /// Answers done, or what is nearest to it, until that question comes.
    pub(crate) fn done_until(&mut self, name: &str) -> &mut Self {
        while self.asks() != name {
            let asked = self.asks();
            assert_ne!(asked, "close", "`{name}` is never asked\n{}", self.told());
            let answer = plainest(&self.question());
            self.say(&asked, answer);
        }
        self
    }

    /// Answers done to all that is left, and closes the run.
    pub(crate) fn rest(&mut self) -> Verdict {
        self.done_until("close").say("close", given(Given::Close));
        self.verdict()
    }

    /// Goes back to a step that was answered, and answers it again.
    pub(crate) fn amend(&mut self, path: &str, answer: Answer) -> &mut Self {
        self.question();
        self.tick();
        let question = self.run.amend(path, self.now).expect("an answered step");
        match self.decide(&question, answer) {
            Ok(event) => self.record(&event),
            Err(undecided) => panic!("`{path}`: {undecided:?}"),
        }
    }

    /// Goes to another track.
    pub(crate) fn jump(&mut self, to: &str) -> &mut Self {
        self.question();
        self.tick();
        let event = self.run.jump(to).unwrap_or_else(|| panic!("`{to}` is not open: {:?}", self.run.open_tracks()));
        self.record(&event)
    }

    /// Returns the events of one type.
    pub(crate) fn events(&self, word: &str) -> Vec<&Event> {
        self.entries.iter().map(|(_, event)| event).filter(|event| event.word() == word).collect()
    }

    /// Returns the paths that entries called inactive, with the reason.
    pub(crate) fn inactivated(&self) -> Vec<String> {
        let events = self.entries.iter().filter_map(|(_, event)| match event {
            Event::Inactivated(event) => Some(event),
            _ => None,
        });
        let paths = events.flat_map(|event| {
            event.steps.iter().map(|step| format!("{} {:?}", step.path, event.because).to_lowercase())
        });
        paths.collect()
    }

    /// Returns the run's verdict, which must be closed.
    pub(crate) fn verdict(&self) -> Verdict {
        self.run.closed().expect("a closed run").verdict
    }

    pub(crate) fn counts(&self) -> Counts {
        self.run.counts()
    }

    /// Returns the deviations so far, each with its place.
    pub(crate) fn deviations(&self) -> Vec<String> {
        let all = self.run.deviations(self.now).into_iter();
        all.map(|found| format!("{} {:?}", found.path, found.kind).to_lowercase()).collect()
    }

    /// Returns how the step at `path` came out.
    pub(crate) fn outcome(&self, path: &str) -> Option<Outcome> {
        let node = self.run.tree.by_path.get(path).copied();
        node.and_then(|node| self.run.outcome_at(node))
    }

    /// Returns the value of a top-level step as text.
    pub(crate) fn value(&self, id: &str) -> String {
        self.run.value(id).map_or_else(|| "?".to_owned(), |value| value.to_string())
    }

    pub(crate) fn program(&self) -> Program {
        self.program.clone()
    }

    pub(crate) fn now(&self) -> Moment {
        self.now
    }
}

/// Returns all that the outside sees of a run: what comes next, and how it stands. When its question was shown depends on
/// the program's start.
fn state(run: &Run, now: Moment) -> String {
    let mut run = run.clone();
    let mut next = run.next(now);
    if let Next::Ask(question) = &mut next {
        question.shown_at = now;
    }
    let (counts, verdict, deviations) = (run.counts(), run.verdict(now), run.deviations(now));
    let place = if run.closed.is_some() { String::new() } else { run.place() };
    let score = run.score().map(|score| score.to_string());
    format!("{next:#?}\nat {place} {counts:?} {verdict:?} {deviations:?} {score:?}")
}

/// Returns the name that a test calls a question by.
pub(crate) fn label(question: &Question) -> String {
    let base = question.step.clone().unwrap_or_else(|| question.path.clone());
    match &question.ask {
        Ask::Warning => format!("{base}.warning"),
        Ask::Notify(_) => format!("{base}.notify"),
        Ask::Override { .. } => format!("{base}.override"),
        Ask::Accept(_) => "accept".to_owned(),
        Ask::Close(_) => "close".to_owned(),
        _ => base,
    }
}

/// Returns the plainest right answer to a question.
pub(crate) fn plainest(question: &Question) -> Answer {
    match &question.ask {
        Ask::Measure(_) => value("1"),
        Ask::Value(_) | Ask::Parameter(_) | Ask::Handover { .. } => value("1"),
        Ask::Form(fields) => form(&fields.iter().map(|field| (field.id.as_str(), "1")).collect::<Vec<_>>()),
        Ask::Table { .. } => given(Given::Value(Raw::Table(Vec::new()))),
        Ask::Choose(options) => given(Given::Choice(options[0].id.clone())),
        Ask::Decide => given(Given::Yes),
        Ask::Sign { signed, .. } => signs(&format!("person{}", signed.len())),
        Ask::Override { .. } => signs("somebody").because("waived"),
        _ => done(),
    }
}

pub(crate) fn given(given: Given) -> Answer {
    Answer::new(given)
}

pub(crate) fn done() -> Answer {
    given(Given::Done)
}

pub(crate) fn fails() -> Answer {
    given(Given::NotOk)
}

pub(crate) fn yes() -> Answer {
    given(Given::Yes)
}

pub(crate) fn no() -> Answer {
    given(Given::No)
}

pub(crate) fn later() -> Answer {
    given(Given::Later)
}

pub(crate) fn not_applicable() -> Answer {
    given(Given::NotApplicable)
}

pub(crate) fn close() -> Answer {
    given(Given::Close)
}

pub(crate) fn value(line: &str) -> Answer {
    given(Given::Value(Raw::Line(line.to_owned())))
}

pub(crate) fn option(id: &str) -> Answer {
    given(Given::Choice(id.to_owned()))
}

pub(crate) fn signs(who: &str) -> Answer {
    given(Given::Signs).by(who)
}

fn row(fields: &[(&str, &str)]) -> indexmap::IndexMap<String, String> {
    fields.iter().map(|(id, line)| ((*id).to_owned(), (*line).to_owned())).collect()
}

pub(crate) fn form(fields: &[(&str, &str)]) -> Answer {
    given(Given::Value(Raw::Form(row(fields))))
}

pub(crate) fn table(rows: &[&[(&str, &str)]]) -> Answer {
    given(Given::Value(Raw::Table(rows.iter().map(|fields| row(fields)).collect())))
}

/// What is added to an answer.
impl Answer {
    pub(crate) fn by(mut self, who: &str) -> Self {
        self.by = Some(Identity { id: who.to_owned(), assurance: Assurance::Claimed });
        self
    }

    pub(crate) fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    pub(crate) fn correcting(mut self) -> Self {
        self.after_failure = Some(AfterFailure::Correct);
        self
    }

    pub(crate) fn leaving(mut self) -> Self {
        self.after_failure = Some(AfterFailure::Leave);
        self
    }

    pub(crate) fn overriding(mut self) -> Self {
        self.after_failure = Some(AfterFailure::Override);
        self
    }

    pub(crate) fn amending(mut self, reason: &str) -> Self {
        self.amending = Some(reason.to_owned());
        self
    }

    pub(crate) fn typing(mut self, typed: u8) -> Self {
        self.number = Some(Typed { typed, shown: 42 });
        self
    }

    pub(crate) fn mistyped(mut self, line: &str) -> Self {
        self.mistyped.push(Raw::Line(line.to_owned()));
        self
    }

    pub(crate) fn second(mut self, who: &str, line: &str) -> Self {
        let by = Identity { id: who.to_owned(), assurance: Assurance::Claimed };
        self.second = Some(SecondEntry { by, raw: Some(Raw::Line(line.to_owned())) });
        self
    }

    pub(crate) fn showing(mut self, documents: &[&str]) -> Self {
        self.evidence = Some(documents.iter().map(|text| EvidenceItem::Reference((*text).to_owned())).collect());
        self
    }

    pub(crate) fn with_file(mut self, name: &str) -> Self {
        let file = StoredFile { name: name.to_owned(), sha256: "0".repeat(64), size: 1 };
        self.evidence = Some(vec![EvidenceItem::File(file)]);
        self
    }
}
