//! What `verify` found, for people and as versioned JSON. It judges nothing itself.

use serde_json::{Value as Json, json};

use super::judgements;
use super::page::Page;
use super::words::{list, named};
use crate::journal::{
    Break, Condition, Contradiction, Headline, Judgement, Ledger, Mode, ReceiptJudgement, Recovery, Rule, RunAudit,
    RunId,
};
use crate::language::{Language, reading as words, records};
use crate::run::event::{Named, Person};
use crate::terminal::style::Role;
use crate::terminal::table::Layout;

/// The version of the JSON form.
const VERSION: u32 = 1;

/// All that was found.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The store's id, where there is a store.
    pub store: Option<&'a str>,
    /// Which runs were judged.
    pub mode: Mode,
    /// The ledger, where there is a store.
    pub ledger: Option<&'a Ledger>,
    /// The runs, the oldest first.
    pub audits: &'a [Audit],
    /// Where a site's roster is not the one of its run before.
    pub roster_changes: &'a [RosterChange],
    /// What became of the receipt, where one was presented.
    pub receipt: Option<&'a ReceiptJudgement>,
}

/// One run.
#[derive(Debug)]
pub struct Audit {
    /// What is to be said of it.
    pub audit: RunAudit,
    /// What its replay expected, where it failed.
    pub replay: Option<String>,
    /// The signatures that its procedure requires and that it was closed without.
    pub unsigned: Vec<Named>,
}

/// A roster that is not the one of the site's run before.
#[derive(Debug)]
pub struct RosterChange {
    /// The first run with it.
    pub run: RunId,
    /// The site.
    pub site: String,
    /// The roster before.
    pub before: Option<Vec<Person>>,
    /// The roster now.
    pub after: Option<Vec<Person>>,
}

impl Report<'_> {
    fn count(&self, headline: Headline) -> usize {
        self.audits.iter().filter(|audit| audit.audit.headline() == headline).count()
    }
}

/// Returns whether a ledger is not as it was written.
#[must_use]
pub fn is_ledger_altered(ledger: &Ledger) -> bool {
    matches!(ledger.verification.condition(), Condition::Altered(_)) || !ledger.faults.is_empty()
}

/// Returns whether there are runs with answers, and no ledger that could name them.
fn is_ledger_missing(report: &Report<'_>, ledger: &Ledger) -> bool {
    let unlisted = |audit: &Audit| audit.audit.judgements.contains(&Judgement::Unlisted);
    ledger.verification.condition() == Condition::Empty && report.audits.iter().any(unlisted)
}

/// Returns the report for people: the counts, then only what is not plainly intact.
#[must_use]
pub fn human(report: &Report<'_>, layout: Layout) -> String {
    let language = layout.language;
    let mut page = Page::new(layout);
    if let Some(receipt) = report.receipt {
        let confirmed = matches!(receipt, ReceiptJudgement::Confirmed(_));
        page.add_in(if confirmed { Role::Good } else { Role::Bad }, "", &judgements::receipt(language, receipt));
    }
    let unknown = matches!(report.receipt, Some(ReceiptJudgement::Unknown | ReceiptJudgement::OfMode(..)));
    if !unknown || !report.audits.is_empty() {
        headline(report, &mut page);
    }
    if let Some(ledger) = report.ledger {
        ledger_lines(ledger, &mut page);
        if is_ledger_missing(report, ledger) {
            let what = words::ledger_missing(language);
            page.add_in(Role::Bad, "", &named(language, &words::ledger_word(language), &what));
        }
    }
    report.audits.iter().for_each(|audit| run_lines(audit, &mut page));
    for change in report.roster_changes {
        page.add_in(Role::Warning, "", &words::roster_changed(language, &change.run, roster_change(language, change)));
    }
    page.finish()
}

fn headline(report: &Report<'_>, page: &mut Page) {
    let language = page.layout.language;
    let total = report.audits.len();
    let total = if total == 1 { words::one_run(language) } else { words::many_runs(language, total) };
    let (open, altered) = (report.count(Headline::Unfinished), report.count(Headline::Altered));
    let mut parts = vec![words::count_intact(language, report.count(Headline::Intact))];
    parts.extend((open > 0).then(|| words::count_open(language, open)));
    parts.extend((altered > 0).then(|| words::count_altered(language, altered)));
    let role = if altered > 0 { Role::Bad } else { Role::Good };
    page.add_in(role, "", &named(language, &total, &super::words::clauses(language, &parts)));
}

fn ledger_lines(ledger: &Ledger, page: &mut Page) {
    let language = page.layout.language;
    let word = words::ledger_word(language);
    match ledger.verification.condition() {
        Condition::Altered(at) => {
            let what = judgements::sentence(language, &Judgement::Altered(at));
            page.add_in(Role::Bad, "", &named(language, &word, &what));
        }
        Condition::Torn => {
            page.add_in(Role::Warning, "", &named(language, &word, &words::ledger_torn(language)));
        }
        Condition::Empty | Condition::Intact | Condition::Open => {}
    }
    for fault in &ledger.faults {
        page.add_in(Role::Bad, "", &named(language, &word, &judgements::place(language, fault)));
    }
    for recovery in &ledger.verification.recoveries {
        page.add_in(Role::Warning, "", &named(language, &word, &judgements::recovery(language, recovery)));
    }
}

fn run_lines(found: &Audit, page: &mut Page) {
    let language = page.layout.language;
    let audit = &found.audit;
    if audit.judgements == [Judgement::Intact] && audit.recoveries().is_empty() && found.unsigned.is_empty() {
        return;
    }
    let words = audit.judgements.iter().map(|judgement| judgements::word(language, judgement));
    let role = match audit.headline() {
        Headline::Altered => Role::Bad,
        Headline::Unfinished | Headline::Intact => Role::Warning,
    };
    let run = format!("{}  ", audit.run);
    page.add_in(role, &run, &list(language, &words.collect::<Vec<_>>()));
    for detail in audit.judgements.iter().filter_map(|judgement| judgements::detail(language, judgement)) {
        page.add("    ", &detail);
    }
    if let Some(what) = &found.replay {
        page.add("    ", &words::replay_says(language, what));
    }
    for recovery in audit.recoveries() {
        page.add("    ", &judgements::recovery(language, recovery));
    }
    for step in &found.unsigned {
        page.add("    ", &records::not_signed(language, &step.path, &step.title));
    }
}

/// Returns who came, went and changed: `+li -wang ~zhang`.
fn roster_change(language: Language, change: &RosterChange) -> String {
    let (before, after) = match (&change.before, &change.after) {
        (Some(before), Some(after)) => (before, after),
        (Some(_), None) => return words::roster_gone(language),
        (None, _) => return words::roster_new(language),
    };
    let find = |people: &[Person], id: &str| people.iter().find(|person| person.id == id).cloned();
    let ids = |people: &[Person], is: &dyn Fn(&Person) -> bool| {
        let ids: Vec<&str> = people.iter().filter(|person| is(person)).map(|person| person.id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(language.between()))
    };
    let came = ids(after, &|person| find(before, &person.id).is_none());
    let left = ids(before, &|person| find(after, &person.id).is_none());
    let differs = ids(after, &|person| find(before, &person.id).is_some_and(|old| old != *person));
    let changes = [
        came.map(|ids| words::roster_came(language, ids)),
        left.map(|ids| words::roster_left(language, ids)),
        differs.map(|ids| words::roster_differs(language, ids)),
    ];
    let changes: Vec<String> = changes.into_iter().flatten().collect();
    if changes.is_empty() { words::roster_order(language) } else { changes.join(language.comma()) }
}

/// Returns the report as one JSON object and a newline.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let object = json!({
        "format": "signoff-verify",
        "version": VERSION,
        "store": report.store,
        "mode": report.mode.word(),
        "summary": {
            "runs": report.audits.len(),
            "intact": report.count(Headline::Intact),
            "unfinished": report.count(Headline::Unfinished),
            "altered": report.count(Headline::Altered),
        },
        "receipt": report.receipt.map(receipt_json),
        "ledger": report.ledger.map(ledger_json),
        "runs": report.audits.iter().map(run_json).collect::<Vec<_>>(),
        "roster_changes": report.roster_changes.iter().map(roster_json).collect::<Vec<_>>(),
    });
    format!("{object}\n")
}

fn run_json(found: &Audit) -> Json {
    let audit = &found.audit;
    let head = audit.verification.as_ref().map(|journal| journal.head());
    json!({
        "run": audit.run.to_string(),
        "headline": match audit.headline() {
            Headline::Intact => "intact",
            Headline::Unfinished => "unfinished",
            Headline::Altered => "altered",
        },
        "judgements": audit.judgements.iter().map(judgement_json).collect::<Vec<_>>(),
        "replay": found.replay,
        "unsigned": found.unsigned,
        "entries": head.map(|head| head.length),
        "head": head.map(|head| head.hash.to_string()),
        "recoveries": audit.recoveries().iter().map(recovery_json).collect::<Vec<_>>(),
    })
}

fn judgement_json(judgement: &Judgement) -> Json {
    match judgement {
        Judgement::Intact => json!({"word": "intact"}),
        Judgement::Purged(purge) => json!({"word": "purged", "by": purge.by, "reason": purge.reason}),
        Judgement::Open => json!({"word": "open"}),
        Judgement::OpenInUse => json!({"word": "open_in_use"}),
        Judgement::Torn => json!({"word": "torn"}),
        Judgement::NeverBegun => json!({"word": "never_begun"}),
        Judgement::NotYetListed => json!({"word": "not_yet_listed"}),
        Judgement::NotYetRemoved => json!({"word": "not_yet_removed"}),
        Judgement::Empty => json!({"word": "empty"}),
        Judgement::Altered(at) => with_word("altered", break_json(at)),
        Judgement::CutShort { expected, found } => {
            json!({"word": "cut_short", "expected": expected.length, "found": found})
        }
        Judgement::Missing => json!({"word": "missing"}),
        Judgement::Unlisted => json!({"word": "unlisted"}),
        Judgement::OutOfOrder { entry } => json!({"word": "out_of_order", "ledger_entry": entry}),
        Judgement::Twofold => json!({"word": "twofold"}),
        Judgement::Unreadable(_) => json!({"word": "unreadable", "why": judgements::detail(Language::En, judgement)}),
    }
}

fn with_word(word: &str, mut object: Json) -> Json {
    object["word"] = word.into();
    object
}

fn break_json(at: &Break) -> Json {
    json!({"entry": at.entry, "offset": at.offset, "rule": rule_word(at.rule)})
}

/// Returns the stable name of a rule.
fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Length => "length",
        Rule::Form => "form",
        Rule::Hash => "hash",
        Rule::Text => "text",
        Rule::Version => "version",
        Rule::Time => "time",
        Rule::Data => "data",
        Rule::Sequence => "sequence",
        Rule::Previous => "previous",
        Rule::Recovery => "recovery",
        Rule::AfterClose => "after_close",
        Rule::Ledger => "ledger",
        Rule::LedgerLine => "ledger_line",
        Rule::Receipt => "receipt",
        Rule::Start => "start",
        Rule::Blob => "blob",
        Rule::Replay => "replay",
    }
}

fn recovery_json(recovery: &Recovery) -> Json {
    let fence = &recovery.fence;
    json!({"entry": recovery.entry, "from": fence.from, "length": fence.length, "sha256": fence.sha256.to_string()})
}

fn ledger_json(ledger: &Ledger) -> Json {
    let head = ledger.verification.head();
    let (condition, at) = match ledger.verification.condition() {
        Condition::Altered(at) => ("altered", Some(break_json(&at))),
        Condition::Torn => ("torn", None),
        Condition::Empty => ("empty", None),
        Condition::Intact | Condition::Open => ("intact", None),
    };
    json!({
        "condition": condition,
        "break": at,
        "entries": head.length,
        "head": head.hash.to_string(),
        "faults": ledger.faults.iter().map(break_json).collect::<Vec<_>>(),
        "recoveries": ledger.verification.recoveries.iter().map(recovery_json).collect::<Vec<_>>(),
    })
}

fn receipt_json(receipt: &ReceiptJudgement) -> Json {
    let how = |how: &Contradiction| match how {
        Contradiction::CutShort { expected, found } => {
            json!({"word": "cut_short", "expected": expected.length, "found": found})
        }
        Contradiction::Altered(at) => with_word("altered", break_json(at)),
    };
    match receipt {
        ReceiptJudgement::Confirmed(run) => json!({"word": "confirmed", "run": run.to_string()}),
        ReceiptJudgement::Unknown => json!({"word": "unknown"}),
        ReceiptJudgement::OfMode(run, mode) => {
            json!({"word": "of_another_mode", "run": run.to_string(), "mode": mode.word()})
        }
        ReceiptJudgement::Gone(run) => json!({"word": "gone", "run": run.to_string()}),
        ReceiptJudgement::Journal(run, found) => json!({"word": "journal", "run": run.to_string(), "how": how(found)}),
        ReceiptJudgement::Ledger(run, found) => json!({"word": "ledger", "run": run.to_string(), "how": how(found)}),
    }
}

fn roster_json(change: &RosterChange) -> Json {
    json!({"run": change.run.to_string(), "site": change.site, "before": change.before, "after": change.after})
}
