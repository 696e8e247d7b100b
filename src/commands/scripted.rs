//! `run --answers`: a run that a file answers, apart from real ones. \[door\]

use std::path::Path;

use anyhow::Result;

use super::arguments::RunArguments;
use super::at_terminal::layout;
use super::beginning::{self, Begun, Operator, Wanted};
use super::context::Context;
use super::going_on;
use super::history::History;
use super::identity::named_operator;
use super::library::{self, Library};
use super::run::{Ended, Target, conduct, finish, heal, target};
use super::taken_up::{TakenUp, take_up};
use super::vault::ScriptVault;
use crate::clock::{Clock, ScriptedClock};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::files;
use crate::journal::{Mode, RunFile, Store};
use crate::language::commands as words;
use crate::procedure::source::Source;
use crate::report::human;
use crate::run::answer::{Answer, Need, Refusal};
use crate::run::event::{Assurance, Event, Moment, Person};
use crate::run::question::Question;
use crate::run::{Program, Run};
use crate::scenario::{AnswerFile, ScriptedPrompter, read_answers};
use crate::session::{Ending, Input, Interruption, Prompter, Supplied};
use crate::terminal::interrupt::Signals;
use crate::terminal::prompter::event_text::unconfirmed;
use crate::terminal::prompter::interruption;
use crate::terminal::style::Color;

/// Runs the command: the exit code is the run's, but 1 where an answer was never reached.
///
/// # Errors
/// Where the answer file cannot be used, nothing can begin, or something could not be recorded.
pub fn run(context: &Context, arguments: &RunArguments, path: &Path) -> Result<ExitCode> {
    let Some(name) = &arguments.target else {
        return Err(Failure::cannot_begin(words::answers_want_target(context.language)).into());
    };
    let source = read(path, context)?;
    match target(name, Mode::Scripted, context)? {
        Target::Procedure(procedure) => {
            let volumes = Library::of(context).load(&procedure, context)?;
            library::check_status(&volumes.all[0].procedure, context)?;
            begin(context, arguments, path, &source, volumes)
        }
        Target::Run(file) => go_on(context, arguments, path, &source, &file),
    }
}

fn begin(
    context: &Context,
    arguments: &RunArguments,
    path: &Path,
    source: &str,
    volumes: library::Volumes,
) -> Result<ExitCode> {
    let mut set = beginning::set_values(&arguments.set, &volumes.all[0].procedure, context)?;
    let program = volumes.program().ok_or_else(|| Failure::cannot_begin("nothing to run"))?;
    let script = answers(path, source, &program, context)?;
    let operator = operator(context, arguments, &script)?;
    for (name, value) in &script.set {
        set.entry(name.clone()).or_insert_with(|| value.to_json());
    }
    let store = context.store()?;
    let signals = signals(context)?;
    heal(&store, Mode::Scripted, context)?;
    let history = History::read(&store, Mode::Scripted).map_err(|error| context.store_failure(&error))?;
    let handovers = beginning::waiting(&history, &volumes, context);
    let wanted = Wanted { mode: Mode::Scripted, operator, set, handovers };
    let clock = script_clock(&script, context, None);
    let begun = beginning::begin(&store, volumes, wanted, &clock, context)?;
    answer(context, &store, begun, &script, &clock, path, signals)
}

fn go_on(context: &Context, arguments: &RunArguments, path: &Path, source: &str, file: &RunFile) -> Result<ExitCode> {
    let store = context.store()?;
    let signals = signals(context)?;
    heal(&store, Mode::Scripted, context)?;
    let TakenUp { mut run, mut resumed } = take_up(&store, Mode::Scripted, file, context)?;
    going_on::check_can_go_on(&run, file, context)?;
    let script = answers(path, source, run.program(), context)?;
    let clock = script_clock(&script, context, Some(&run));
    let operator = match (&arguments.operator, &script.operator) {
        (None, None) => Operator { person: run.operator().clone(), assurance: Assurance::Scripted },
        _ => operator(context, arguments, &script)?,
    };
    let stamp = clock.now();
    let changed = !super::taken_up::changed(run.started(), context).is_empty();
    let event = going_on::resumption(context, &run, &operator, stamp, changed, None);
    going_on::record(context, &mut run, &mut resumed.open, stamp, &event)?;
    run.go_by(going_on::roster_today(context).as_deref());
    // Finds the places of the answers so far, which the script may name without harm.
    let _ = run.next(stamp.at);
    answer(context, &store, Begun { run, open: resumed.open }, &script, &clock, path, signals)
}

/// Catches the signals from here on: what was begun is left in order.
fn signals(context: &Context) -> Result<Signals, Failure> {
    let caught = Signals::install(context.screen);
    caught.map_err(|error| Failure::cannot_begin(words::bad_terminal(context.language, error)))
}

/// A script that leaves the run open when a signal asks for that: it comes from outside any question.
struct Heeding<'a> {
    script: ScriptedPrompter<'a>,
    signals: Signals,
}

impl Prompter for Heeding<'_> {
    fn ask(&mut self, question: &Question, run: &Run) -> Result<Input, Interruption> {
        self.signals.stops();
        match self.interruption() {
            Some(interruption) => Err(interruption),
            None => self.script.ask(question, run),
        }
    }

    fn supply(
        &mut self,
        question: &Question,
        need: &Need,
        answer: &mut Answer,
        run: &Run,
    ) -> Result<Supplied, Interruption> {
        self.script.supply(question, need, answer, run)
    }

    fn pin(&mut self, person: &Person) -> Result<Option<String>, Interruption> {
        self.script.pin(person)
    }

    fn refused(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        self.script.refused(question, refusal)
    }

    fn recorded(&mut self, event: &Event, at: Moment, run: &Run) {
        self.script.recorded(event, at, run);
    }

    fn not_confirmed(&mut self, event: &Event) {
        self.script.not_confirmed(event);
    }

    fn interruption(&self) -> Option<Interruption> {
        self.signals.caught().map(interruption)
    }
}

/// Lets the script answer, and says what became of it.
fn answer(
    context: &Context,
    store: &Store,
    begun: Begun,
    script: &AnswerFile,
    clock: &dyn Clock,
    path: &Path,
    signals: Signals,
) -> Result<ExitCode> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut vault = ScriptVault::new(store, &folder, context.language);
    let mut prompter = Heeding { script: ScriptedPrompter::new(script, clock, &mut vault), signals };
    let conducted = conduct(begun, clock, &mut prompter, context);
    let prompter = prompter.script;
    if let Some(event) = prompter.unconfirmed() {
        context.say(unconfirmed(event, layout(context)).trim_end());
    }
    let ended: Ended = conducted?;
    let (stuck, unreached) = (prompter.stuck().cloned(), prompter.unreached());
    if let Some(stuck) = stuck {
        context.say(&words::no_answer(context.language, stuck.message().get(context.language)));
    }
    let closed = matches!(ended.ending, Ending::Closed(_));
    let ending = ended.ending.clone();
    let code = finish(context, store, ended)?;
    let code = match ending {
        Ending::Interrupted(Interruption::Interrupt) => ExitCode::Interrupted,
        Ending::Interrupted(Interruption::Terminate) => ExitCode::Terminated,
        _ => code,
    };
    if !closed || unreached.is_empty() {
        return Ok(code);
    }
    let names: Vec<String> = unreached.iter().map(|unreached| format!("`{}`", unreached.name)).collect();
    context.say(&words::never_reached(context.language, names.join(", ")));
    Ok(ExitCode::No)
}

fn read(path: &Path, context: &Context) -> Result<String, Failure> {
    let source = Source::read(&files::read(path, context.language)?);
    if source.readable { Ok(source.text) } else { Err(unusable(path, &source.text, &source.findings, context)) }
}

fn answers(path: &Path, source: &str, program: &Program, context: &Context) -> Result<AnswerFile, Failure> {
    read_answers(source, program).map_err(|findings| unusable(path, source, &findings, context))
}

fn unusable(path: &Path, source: &str, findings: &[crate::procedure::finding::Finding], context: &Context) -> Failure {
    let name = path.display().to_string();
    context.say(human::render(&name, source, findings, context.language, context.style.color == Color::On).trim_end());
    Failure::cannot_begin(words::unusable_answers(context.language, name, findings.len()))
}

/// `--operator` wins over the file; somebody must be named.
fn operator(context: &Context, arguments: &RunArguments, script: &AnswerFile) -> Result<Operator, Failure> {
    match arguments.operator.as_ref().or(script.operator.as_ref()) {
        Some(id) => named_operator(context, id, Assurance::Scripted),
        None if context.site.is_none() => {
            let name = "operator".to_owned();
            let person = Person { id: name.clone(), name, roles: Vec::new() };
            Ok(Operator { person, assurance: Assurance::Scripted })
        }
        None => {
            Err(Failure::cannot_begin(words::no_operator(context.language))
                .help(words::operator_help(context.language)))
        }
    }
}

/// Returns the clock of a script: it begins at the file's time, else now, and never before the run's last entry.
fn script_clock(script: &AnswerFile, context: &Context, run: Option<&Run>) -> ScriptedClock {
    let begins = script.clock.unwrap_or_else(|| context.clock.now().at);
    ScriptedClock::new(run.map_or(begins, |run| run.last().at.max(begins)))
}
