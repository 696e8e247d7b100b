//! What an answer costs at the start and at the end of a run of ten thousand steps, and what the replay of its journal costs.
//!
//! The two must be the same: nobody waits longer at the end of a shift than at its beginning.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};

use signoff::procedure::yaml::load;
use signoff::run::answer::{Answer, Given};
use signoff::run::event::{Assurance, Event, LedgerHead, Moment, Person, Pinned, RunStarted};
use signoff::run::question::Ask;
use signoff::run::{Applied, Next, Point, Program, Run};

/// Steps of a run.
const STEPS: usize = 10_000;

/// Answers that are timed together.
const ANSWERS: u64 = 100;

/// A run with its journal.
#[derive(Clone)]
struct Walk {
    run: Run,
    now: Moment,
    seq: u64,
}

fn monday() -> Moment {
    DateTime::parse_from_rfc3339("2026-11-23T08:00:00+08:00").expect("a moment")
}

fn started() -> RunStarted {
    let operator = Person { id: "zhang".to_owned(), name: "张敏".to_owned(), roles: Vec::new() };
    RunStarted {
        store: String::new(),
        run: "run".to_owned(),
        ledger: LedgerHead::default(),
        procedure: Pinned { id: "long".to_owned(), version: None, source: String::new(), blob: String::new() },
        called: Vec::new(),
        rules: signoff::run::event::RULES,
        mode: "live".to_owned(),
        operator,
        assurance: Assurance::Claimed,
        site: "none".to_owned(),
        site_title: None,
        site_file: "none".to_owned(),
        roster: None,
        business_date: monday().date_naive(),
        day_starts: "00:00".to_owned(),
        zone: "+08:00".to_owned(),
        language: "en".to_owned(),
        given: signoff::run::event::Given::default(),
        reasons: Vec::new(),
        handovers: Vec::new(),
        program: String::new(),
        host: String::new(),
        user: String::new(),
        more: false,
    }
}

impl Walk {
    fn begin(program: &Program) -> (Self, Vec<(Applied, Event)>) {
        let entry = Applied { seq: 1, at: monday(), mono: 0 };
        let run = Run::begin(program.clone(), started(), entry);
        (Self { run, now: monday(), seq: 1 }, vec![(entry, Event::RunStarted(Box::new(started())))])
    }

    /// Takes one turn of the session's loop; returns what was recorded, or `None` at the last question.
    fn turn(&mut self) -> Option<(Applied, Event)> {
        self.now += TimeDelta::milliseconds(1);
        let mono = self.seq * 1_000;
        let event = match self.run.next(self.now) {
            Next::Record(event) => *event,
            Next::Closed(_) => return None,
            Next::Ask(question) if matches!(question.ask, Ask::Close(_)) => return None,
            Next::Ask(question) => {
                let given = if matches!(question.ask, Ask::Decide) { Given::No } else { Given::Done };
                let point = Point { tick: self.run.tick(self.now, mono), head_seq: self.seq, head: String::new() };
                self.run.decide(&question, &Answer::new(given), &point).expect("an event")
            }
        };
        self.seq += 1;
        let entry = Applied { seq: self.seq, at: self.now, mono };
        self.run.apply(entry, &event);
        Some((entry, event))
    }

    /// Answers so many questions; what is recorded in between belongs to them.
    fn answer(&mut self, answers: u64) -> Vec<(Applied, Event)> {
        let mut written = Vec::new();
        let mut left = answers;
        while left > 0 {
            let Some((entry, event)) = self.turn() else { break };
            left -= u64::from(matches!(event, Event::Answered(_)));
            written.push((entry, event));
        }
        written
    }
}

fn program(steps: &str) -> Program {
    let loaded = load(None, format!("procedure: long\ntitle: Long\n{steps}").as_bytes());
    Program::new(loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings.first())), Vec::new())
}

fn flat() -> Program {
    let steps: String = (0..STEPS).map(|number| format!("  - C{number}\n")).collect();
    program(&format!("steps:\n{steps}"))
}

fn items(order: &str) -> Program {
    let each =
        "{each: Items, as: item, in: 10000, order: ORDER, steps: [{check: \"Item {{ item }}\", when: item > 0}]}";
    program(&format!("steps:\n  - {}\n", each.replace("ORDER", order)))
}

fn passes() -> Program {
    let repeat = "{repeat: Passes, until: last, at_most: 10000, steps: [{decide: \"Last?\", id: last}]}";
    program(&format!("steps:\n  - {repeat}\n"))
}

fn conditions() -> Program {
    let step = |number: usize| format!("  - {{check: C{number}, when: \"{}\"}}\n", number.is_multiple_of(2));
    let steps: String = (0..STEPS).map(step).collect();
    program(&format!("steps:\n{steps}"))
}

/// Returns how long [`ANSWERS`] answers take after so many, in a run that goes from its beginning to there.
#[expect(clippy::disallowed_methods, reason = "a benchmark times a part of what it does")]
fn time_after(program: &Program, answers: u64) -> Duration {
    let (mut walk, mut journal) = Walk::begin(program);
    journal.extend(walk.answer(answers));
    let begun = Instant::now();
    journal.extend(black_box(walk.answer(ANSWERS)));
    begun.elapsed()
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, program: &Program) {
    let (mut whole, mut journal) = Walk::begin(program);
    journal.extend(whole.answer(u64::MAX));
    let answers = journal.iter().filter(|(_, event)| matches!(event, Event::Answered(_))).count() as u64;

    group.throughput(Throughput::Elements(ANSWERS));
    for (at, before) in [("start", ANSWERS), ("end", answers - ANSWERS)] {
        group.bench_function(format!("{name}: {ANSWERS} answers at the {at}"), |bencher| {
            bencher.iter_custom(|times| (0..times).map(|_| time_after(program, before)).sum());
        });
    }
    group.throughput(Throughput::Elements(answers));
    group.bench_function(format!("{name}: replay"), |bencher| {
        let replay = |entries| Run::replay(program.clone(), entries).expect("replays");
        bencher.iter_batched(|| journal.clone(), replay, BatchSize::PerIteration);
    });
    group.bench_function(format!("{name}: last question"), |bencher| {
        bencher.iter_batched_ref(|| whole.clone(), |walk| black_box(walk.run.next(walk.now)), BatchSize::PerIteration);
    });
}

fn runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    measure(&mut group, "list", &flat());
    measure(&mut group, "items", &items("fixed"));
    measure(&mut group, "items in any order", &items("any"));
    measure(&mut group, "passes", &passes());
    measure(&mut group, "conditions", &conditions());
    group.finish();
}

criterion_group!(benches, runs);
criterion_main!(benches);
