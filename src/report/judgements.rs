//! The words for what `verify` says of a run, of a receipt and of a rule. It judges nothing itself.

use crate::journal::{Break, Contradiction, Judgement, Obstacle, ReceiptJudgement, Recovery, Rule};
use crate::language::{Language, reading as words};

/// Returns the word of a judgement.
#[must_use]
pub fn word(language: Language, judgement: &Judgement) -> String {
    match judgement {
        Judgement::Intact => words::word_intact(language),
        Judgement::Purged(_) => words::word_purged(language),
        Judgement::Open => words::word_open(language),
        Judgement::OpenInUse => words::word_in_use(language),
        Judgement::Torn => words::word_torn(language),
        Judgement::NeverBegun => words::word_never_begun(language),
        Judgement::NotYetListed => words::word_not_listed_yet(language),
        Judgement::NotYetRemoved => words::word_not_removed_yet(language),
        Judgement::Empty => words::word_empty(language),
        Judgement::Altered(_) => words::word_altered(language),
        Judgement::CutShort { .. } => words::word_cut_short(language),
        Judgement::Missing => words::word_missing(language),
        Judgement::Unlisted => words::word_unlisted(language),
        Judgement::OutOfOrder { .. } => words::word_out_of_order(language),
        Judgement::Twofold => words::word_twofold(language),
        Judgement::Unreadable(_) => words::word_unreadable(language),
    }
}

/// Returns what is to be said beside the word, where there is anything.
#[must_use]
pub fn detail(language: Language, judgement: &Judgement) -> Option<String> {
    Some(match judgement {
        Judgement::Intact | Judgement::Open | Judgement::OpenInUse => return None,
        Judgement::Purged(purge) => words::is_purged(language, &purge.by, &purge.reason),
        Judgement::Torn => words::is_torn(language),
        Judgement::NeverBegun => words::is_never_begun(language),
        Judgement::NotYetListed => words::is_not_listed_yet(language),
        Judgement::NotYetRemoved => words::is_not_removed_yet(language),
        Judgement::Empty => words::is_empty(language),
        Judgement::Altered(at) => place(language, at),
        Judgement::CutShort { expected, found } => words::cut(language, expected.length, found),
        Judgement::Missing => words::is_missing(language),
        Judgement::Unlisted => words::is_unlisted(language),
        Judgement::OutOfOrder { entry } => words::is_out_of_order(language, entry),
        Judgement::Twofold => words::is_twofold(language),
        Judgement::Unreadable(why) => obstacle(language, why),
    })
}

fn obstacle(language: Language, why: &Obstacle) -> String {
    match why {
        Obstacle::NotAFile => words::not_own_file(language),
        Obstacle::TooLarge => words::too_many_bytes(language),
        Obstacle::NotAllowed => words::access_refused(language),
        Obstacle::Other(text) => text.clone(),
    }
}

/// Returns what heads the story of a run whose record is not in order: its times alone leave it as it was written.
#[must_use]
pub fn alarm(language: Language, judgement: &Judgement) -> String {
    let what = sentence(language, judgement);
    match judgement {
        Judgement::OutOfOrder { .. } => words::record_out_of_order(language, what),
        _ => words::record_broken(language, what),
    }
}

/// Returns the word and what is to be said beside it.
#[must_use]
pub fn sentence(language: Language, judgement: &Judgement) -> String {
    let word = word(language, judgement);
    detail(language, judgement).map_or_else(|| word.clone(), |detail| super::words::named(language, &word, &detail))
}

/// Returns where a journal breaks which rule.
#[must_use]
pub fn place(language: Language, at: &Break) -> String {
    words::at_entry(language, at.entry, at.offset, rule(language, at.rule))
}

/// Returns what a rule says was found.
#[must_use]
pub fn rule(language: Language, rule: Rule) -> String {
    match rule {
        Rule::Length => words::rule_length(language),
        Rule::Form => words::rule_form(language),
        Rule::Hash => words::rule_hash(language),
        Rule::Text => words::rule_text(language),
        Rule::Version => words::rule_version(language),
        Rule::Time => words::rule_time(language),
        Rule::Data => words::rule_data(language),
        Rule::Sequence => words::rule_sequence(language),
        Rule::Previous => words::rule_previous(language),
        Rule::Recovery => words::rule_recovery(language),
        Rule::AfterClose => words::rule_after_close(language),
        Rule::Ledger => words::rule_ledger(language),
        Rule::LedgerLine => words::rule_ledger_line(language),
        Rule::Receipt => words::rule_receipt(language),
        Rule::Start => words::rule_start(language),
        Rule::Blob => words::rule_blob(language),
        Rule::Replay => words::rule_replay(language),
    }
}

/// Returns what a recovery fenced.
#[must_use]
pub fn recovery(language: Language, recovery: &Recovery) -> String {
    words::recovery(language, recovery.entry, recovery.fence.length, recovery.fence.from)
}

/// Returns what a receipt from outside shows.
#[must_use]
pub fn receipt(language: Language, judgement: &ReceiptJudgement) -> String {
    match judgement {
        ReceiptJudgement::Confirmed(run) => words::receipt_confirmed(language, run),
        ReceiptJudgement::Unknown => words::receipt_unknown(language),
        ReceiptJudgement::OfMode(run, mode) => words::receipt_of_mode(language, run, mode.word()),
        ReceiptJudgement::Gone(run) => words::receipt_gone(language, run),
        ReceiptJudgement::Journal(run, how) => words::receipt_journal(language, run, contradiction(language, how)),
        ReceiptJudgement::Ledger(run, how) => words::receipt_ledger(language, run, contradiction(language, how)),
    }
}

fn contradiction(language: Language, how: &Contradiction) -> String {
    match how {
        Contradiction::CutShort { expected, found } => words::cut_against(language, expected.length, found),
        Contradiction::Altered(at) => place(language, at),
    }
}

#[cfg(test)]
mod tests {
    use super::alarm;
    use crate::journal::Judgement;
    use crate::language::Language;

    /// A run whose clock was set back, as its record says, was headed as a record that somebody had changed.
    #[test]
    fn times_that_do_not_rise_leave_a_record_as_it_was_written() {
        let out_of_order = alarm(Language::En, &Judgement::OutOfOrder { entry: 4 });
        assert!(out_of_order.starts_with("THE TIMES OF THIS RECORD DO NOT RISE: OUT OF ORDER"), "{out_of_order}");
        assert!(alarm(Language::En, &Judgement::Missing).starts_with("THIS RECORD IS NOT AS IT WAS WRITTEN"));
    }
}
