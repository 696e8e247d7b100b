//! The list behind 7: what can be switched to, and what was answered, each with its outcome.

use super::TerminalPrompter;
use super::listen::Heard;
use super::menu::plain;
use super::receipt_line::answer_words;
use super::sheet::Mark;
use crate::language::prompter;
use crate::run::Run;
use crate::run::question::Question;
use crate::session::{Command, Interruption};
use crate::terminal::pickers::Picked;
use crate::terminal::sanitize::Shown;
use crate::terminal::style::Role;

/// A place to go to.
struct Place {
    path: String,
    label: String,
    /// Whether it is a track to go on with, and not an answer to change.
    is_track: bool,
}

impl Place {
    fn command(&self) -> Command {
        let path = self.path.clone();
        if self.is_track { Command::Jump(path) } else { Command::Change(path) }
    }
}

impl TerminalPrompter<'_> {
    /// Lists the places and asks for one; `None` where the operator stays.
    pub(super) fn ask_jump(&mut self, question: &Question, run: &Run) -> Result<Option<Command>, Interruption> {
        let tracks = run.open_tracks().into_iter().filter(|(path, _)| !is_within(&question.path, path));
        let open = prompter::jump_open(self.language());
        let track = |(path, title)| Place { label: format!("{path}  {title}  {open}"), path, is_track: true };
        let tracks: Vec<Place> = tracks.map(track).collect();
        let answered = self.answered(question, run);
        let places: Vec<&Place> = tracks.iter().chain(&answered).collect();
        let labels: Vec<Shown> = places.iter().map(|place| Shown::line(&place.label)).collect();
        let name = prompter::ask_jump(self.language());
        match self.lines.pick(&Shown::line(prompter::ask_picked(self.language())), &labels) {
            Ok(Picked::Item(index)) => return Ok(places.get(index).map(|place| place.command())),
            Ok(Picked::Nothing) => return Ok(None),
            Ok(Picked::Interrupted(signal)) => return Err(super::lines::interruption(signal)),
            Ok(Picked::Unavailable) => {}
            Err(_) => return Err(Interruption::Hangup),
        }
        self.list(&tracks, &answered);
        loop {
            let Heard::Text(line) = self.hear(&format!("{name}> "))? else { return Ok(None) };
            match chosen(&line, &places) {
                Some(place) => return Ok(Some(place.command())),
                None => {
                    let text = prompter::not_in_the_list(self.language(), Shown::line(&line));
                    self.sheet.marked(Mark::Failed, text);
                }
            }
        }
    }

    /// Lists the answered steps; that of `question` without its value, which a second person must not see.
    fn answered(&self, question: &Question, run: &Run) -> Vec<Place> {
        let place = |(path, title): (String, String)| {
            let outcome = run.records().get(&path).and_then(|record| record.last()).map(|last| last.outcome);
            let outcome = run.outcome_on(&path).or(outcome).map(|outcome| outcome.name(self.language()));
            let record = run.records().get(&path).filter(|_| path != question.path);
            let value = record.and_then(|record| record.last());
            let options = run.options_at(&path);
            let words = |(last, kind)| answer_words(self.language(), kind, last, &options);
            let value = value.zip(run.kind_at(&path)).and_then(words);
            let said: Vec<String> = [outcome, value].into_iter().flatten().collect();
            Place { label: format!("{path}  {title}  {}", said.join("  ")), path, is_track: false }
        };
        run.answered_steps().into_iter().map(place).collect()
    }

    fn list(&mut self, tracks: &[Place], answered: &[Place]) {
        let language = self.language();
        let groups = [(prompter::jump_tracks(language), tracks), (prompter::jump_answered(language), answered)];
        let mut number = 0;
        for (title, places) in groups.into_iter().filter(|(_, places)| !places.is_empty()) {
            self.sheet.margin(Role::Title, title);
            for place in places {
                number += 1;
                self.sheet.choices(&[format!("{number} {}", place.label)]);
            }
        }
    }
}

/// Tells whether the step at `path` is `track`, or stands in it.
fn is_within(path: &str, track: &str) -> bool {
    path.strip_prefix(track).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the place that a line means: its number in the list, or a path that is no plain number.
fn chosen<'p>(line: &str, places: &[&'p Place]) -> Option<&'p Place> {
    let typed = plain(line);
    let by_number = typed.parse::<usize>().ok().and_then(|number| places.get(number.checked_sub(1)?));
    let by_path = places.iter().find(|place| place.path == line.trim() || place.path == typed);
    by_number.or(by_path).copied()
}
