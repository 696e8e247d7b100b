//! Scripts against small procedures: every form of an answer, every sentence of the format's pages about them.

mod answers;
mod coverage;
mod files;
mod forms;
mod from_run;
mod going_on;
mod scenarios;

use super::{AnswerFile, Ran, Setting, read_answers, run_script};
use crate::procedure::yaml;
use crate::run::Program;
use crate::run::event::{Answered, Event};

/// Returns the program of a procedure with those steps.
pub(super) fn program(steps: &str) -> Program {
    program_of(&format!("procedure: main\ntitle: Main\nroles: {{lead: Lead, clerk: Clerk}}\nsteps:\n{steps}"), &[])
}

/// Returns the program of whole procedures.
pub(super) fn program_of(main: &str, called: &[&str]) -> Program {
    let load = |text: &str| {
        let loaded = yaml::load(None, text.as_bytes());
        loaded.procedure.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.findings))
    };
    Program::new(load(main), called.iter().map(|text| load(text)).collect())
}

/// Returns an answer file of those lines, at half past eight on a Monday.
pub(super) fn script(program: &Program, lines: &str) -> AnswerFile {
    let text = format!("operator: zhang\nclock: 2026-11-23T08:30:00+08:00\n{lines}");
    read_answers(&text, program).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"))
}

/// Returns what became of a run of those steps with those answers, without a site.
pub(super) fn ran(steps: &str, lines: &str) -> Ran {
    let program = program(steps);
    let ran = run_script(&program, &script(&program, lines), &Setting::default());
    assert_eq!(ran.not_replayed, None);
    ran
}

/// Returns how a run ended, as its word.
pub(super) fn ended(ran: &Ran) -> &'static str {
    ran.ended.as_ref().expect("recorded").word()
}

/// Returns what kept the script from going on.
pub(super) fn stuck(ran: &Ran) -> String {
    ran.stuck.as_ref().map(|stuck| stuck.message().en).unwrap_or_default()
}

/// Returns the answers in their order.
pub(super) fn answered(ran: &Ran) -> Vec<Answered> {
    let answered = ran.events.iter().filter_map(|(_, event)| match event {
        Event::Answered(answered) => Some((**answered).clone()),
        _ => None,
    });
    answered.collect()
}

/// Returns path, value and outcome of each answer.
pub(super) fn told(ran: &Ran) -> Vec<String> {
    answered(ran).iter().map(|answer| format!("{} {} {}", answer.path, answer.value, answer.outcome)).collect()
}

/// Returns the types of all entries.
pub(super) fn words(ran: &Ran) -> Vec<&'static str> {
    ran.events.iter().map(|(_, event)| event.word()).collect()
}
