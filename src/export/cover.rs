//! `Cover`: what an export is, before anybody reads it: filter, runs taken and left out, what verification said, heads, program.

use crate::journal::{Head, Headline, RunId};
use crate::language::{Language, export as words, reading};
use crate::report::words::named;
use crate::run::outcome::Verdict;
use crate::terminal::sanitize::Shown;

/// How many runs that were left out are named; the rest is counted.
const NAMED: usize = 200;

/// All that a cover says.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// When it was written.
    pub at: String,
    /// The store's id.
    pub store: String,
    /// Which runs were meant: live, training or scripted.
    pub mode: String,
    /// The ledger's head.
    pub ledger: Option<Head>,
    /// Whether the ledger is as it was written.
    pub ledger_sound: bool,
    /// The filters, by their names.
    pub filter: Vec<(&'static str, String)>,
    /// Whether the runs were named one by one.
    pub named: bool,
    /// The runs that were taken.
    pub runs: Vec<CoverRun>,
    /// The first runs that were left out, and why.
    pub left_out: Vec<(RunId, String)>,
    /// How many runs were left out.
    pub left_out_count: usize,
}

/// A run on the cover.
#[derive(Clone, Debug)]
pub struct CoverRun {
    /// Its id.
    pub run: String,
    /// Its site.
    pub site: String,
    /// Its procedure and version.
    pub procedure: String,
    /// Its business date.
    pub date: String,
    /// Who ran it.
    pub operator: String,
    /// How it ended, in words.
    pub verdict: String,
    /// How it ended; `None` while it is open.
    pub closed: Option<Verdict>,
    /// How many deviations.
    pub deviations: Option<u64>,
    /// What verification says, in words.
    pub check: String,
    /// Under which word verification counts it.
    pub headline: Headline,
    /// How many entries are whole and chained, and the hash of the last.
    pub head: Head,
}

impl Cover {
    /// Counts a run that was left out, and keeps its name where there is room.
    pub fn leave_out(&mut self, run: &RunId, why: String) {
        self.left_out_count += 1;
        if self.left_out.len() < NAMED {
            self.left_out.push((run.clone(), why));
        }
    }

    /// Returns how many of the runs taken are counted under `headline`.
    #[must_use]
    pub fn count(&self, headline: Headline) -> usize {
        self.runs.iter().filter(|run| run.headline == headline).count()
    }

    /// Returns the head of the cover as names and values.
    #[must_use]
    pub fn fields(&self, language: Language) -> Vec<(String, String)> {
        let counts = words::checked_counts(
            language,
            self.count(Headline::Intact),
            self.count(Headline::Unfinished),
            self.count(Headline::Altered),
        );
        let mode = match self.mode.as_str() {
            "training" => reading::mode_training(language),
            "scripted" => reading::mode_scripted(language),
            _ => reading::mode_live(language),
        };
        let mut fields = vec![
            (words::checked(language), counts),
            (String::new(), words::checked_how(language)),
            (words::taken(language), self.runs.len().to_string()),
            (words::left_out(language), self.left_out_count.to_string()),
            (reading::column_verdict(language), self.verdicts(language)),
            (
                reading::column_deviations(language),
                self.runs.iter().filter_map(|run| run.deviations).sum::<u64>().to_string(),
            ),
            (words::filter(language), self.filter_said(language)),
            (words::mode(language), mode),
            (words::store(language), self.store.clone()),
        ];
        fields.extend(
            self.ledger.map(|head| (words::ledger_head(language), words::ledger_is(language, head.length, head.hash))),
        );
        fields.extend((!self.ledger_sound).then(|| (String::new(), words::ledger_altered(language))));
        fields.push((words::written_by(language), format!("signoff {}", env!("CARGO_PKG_VERSION"))));
        fields.push((words::written_at(language), self.at.clone()));
        fields
    }

    /// Returns how many of the runs taken ended how.
    fn verdicts(&self, language: Language) -> String {
        let count = |wanted: Option<Verdict>| self.runs.iter().filter(|run| run.closed == wanted).count();
        let all = Verdict::ALL.iter().map(|one| (one.name(language), count(Some(*one))));
        let all = all.chain([(reading::word_open(language), count(None))]);
        let some: Vec<String> =
            all.filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")).collect();
        some.join(" · ")
    }

    fn filter_said(&self, language: Language) -> String {
        let said = |(name, value): &(&str, String)| format!("{name} {value}").trim_end().to_owned();
        let mut said: Vec<String> = self.filter.iter().map(said).collect();
        said.extend(self.named.then(|| words::named_runs(language)));
        if said.is_empty() { words::no_filter(language) } else { said.join("; ") }
    }

    /// Returns the names of the columns of [`CoverRun::cells`].
    #[must_use]
    pub fn columns(language: Language) -> [String; 10] {
        [
            reading::column_run(language),
            words::column_site(language),
            reading::column_procedure(language),
            reading::column_date(language),
            reading::column_operator(language),
            reading::column_verdict(language),
            reading::column_deviations(language),
            words::column_check(language),
            words::column_entries(language),
            words::column_head(language),
        ]
    }

    /// Returns what is said of the runs that were left out and not named.
    #[must_use]
    pub fn left_out_rest(&self, language: Language) -> Option<String> {
        let rest = self.left_out_count - self.left_out.len();
        (rest > 0).then(|| words::and_more_runs(language, rest))
    }

    /// Returns the cover as lines of text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut text = format!("{}\n\n", words::title(language));
        for (name, value) in self.fields(language) {
            let value = Shown::line(value);
            let line = if name.is_empty() { format!("  {value}") } else { named(language, &name, value.as_str()) };
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(&format!("\n{}\n\n{}\n", words::how_to_check(language), Self::columns(language).join("\t")));
        for run in &self.runs {
            let cells = run.cells().map(|cell| Shown::line(cell).to_string());
            text.push_str(&format!("{}\n", cells.join("\t")));
        }
        if self.left_out_count > 0 {
            text.push_str(&format!("\n{}\n", words::left_out(language)));
            self.left_out.iter().for_each(|(run, why)| text.push_str(&format!("{run}\t{}\n", Shown::line(why))));
            self.left_out_rest(language).iter().for_each(|rest| text.push_str(&format!("{rest}\n")));
        }
        text
    }
}

impl CoverRun {
    /// Returns what stands in the columns of a run.
    #[must_use]
    pub fn cells(&self) -> [String; 10] {
        [
            self.run.clone(),
            self.site.clone(),
            self.procedure.clone(),
            self.date.clone(),
            self.operator.clone(),
            self.verdict.clone(),
            self.deviations.map(|count| count.to_string()).unwrap_or_default(),
            self.check.clone(),
            self.head.length.to_string(),
            if self.head == Head::EMPTY { String::new() } else { self.head.hash.to_string() },
        ]
    }
}
