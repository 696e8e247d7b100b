//! The keys of answer files and scenario files: which there are, what their values are, and which must stand. Data only.

use crate::procedure::finding::Noun;
use crate::procedure::shape::{Key, Place, Shape, joined};

const fn noun(en: &'static str, zh: &'static str) -> Noun {
    Noun { en, zh }
}

/// What an answer file and a scenario have in common.
pub const SCRIPT_KEYS: [Key; 7] = [
    Key::may("operator", Shape::Phrase),
    Key::may("clock", Shape::Moment),
    Key::may("set", Shape::Parameters),
    Key::may("rest", Shape::Word(&["done"])),
    Key::may("answers", Shape::Answers(&ANSWER, &ASKED)),
    Key::may("accept", Shape::Boolean).or("false"),
    Key::may("close", Shape::Boolean).or("true"),
];

const SCENARIO_KEYS: [Key; 9] = joined(
    [Key::must("name", Shape::Phrase), Key::must("expect", Shape::Map(&EXPECTATION))],
    [
        SCRIPT_KEYS[0],
        Key { required: true, ..SCRIPT_KEYS[1] },
        SCRIPT_KEYS[2],
        SCRIPT_KEYS[3],
        SCRIPT_KEYS[4],
        SCRIPT_KEYS[5],
        SCRIPT_KEYS[6],
    ],
);

/// The top of an answer file.
pub static ANSWER_FILE: Place = Place::new("answer_file", noun("the answer file", "答案文件"), &SCRIPT_KEYS);

/// The top of a scenario file.
pub static SCENARIO_FILE: Place = Place::new(
    "scenario_file",
    noun("the scenario file", "情景文件"),
    &[Key::must("procedure", Shape::ProcedureId), Key::must("scenarios", Shape::Maps(&SCENARIO))],
);

/// One scenario.
pub static SCENARIO: Place = Place::new("scenario", noun("a scenario", "情景"), &SCENARIO_KEYS);

/// `expect` of a scenario.
pub static EXPECTATION: Place = Place::new(
    "expect",
    noun("what is expected", "预期"),
    &[
        Key::may("verdict", Shape::Word(VERDICTS)),
        Key::may("reached", Shape::StepNames),
        Key::may("not_reached", Shape::StepNames),
        Key::may("deviations", Shape::Count(0)),
        Key::may("score", Shape::Number),
        Key::may("values", Shape::StepValues),
    ],
);

/// How a run can end: its verdicts, and not at all.
pub const VERDICTS: &[&str] = &["completed", "completed_with_deviations", "incomplete", "failed", "abandoned", "open"];

/// Keys that say what an answer is; an answer that is a map has exactly one of them.
pub const SAYING: [Key; 5] = [
    Key::may("value", Shape::Reply),
    Key::may("fail", Shape::Phrase),
    Key::may("na", Shape::Phrase),
    Key::may("defer", Shape::Phrase),
    Key::may("sign", Shape::Signers(&SIGNER)),
];

/// Keys that add something to an answer.
pub const ADDING: [Key; 7] = [
    Key::may("after", Shape::Duration),
    Key::may("by", Shape::Phrase),
    Key::may("reason", Shape::Phrase),
    Key::may("evidence", Shape::Phrases),
    Key::may("second", Shape::Map(&SECOND)),
    Key::may("override", Shape::Map(&OVERRIDE)),
    Key::may("leave", Shape::Boolean).or("false"),
];

/// Returns the keys that say an answer beside which the adding key `adding` may stand.
#[must_use]
pub fn beside(adding: &str) -> &'static [&'static str] {
    match adding {
        "reason" | "second" => &["value"],
        "leave" | "override" | "evidence" => &["value", "fail", "sign"],
        _ => &["value", "fail", "na", "defer", "sign"],
    }
}

const ANSWER_KEYS: [Key; 12] = joined(SAYING, ADDING);

/// One answer that is a map.
pub static ANSWER: Place = Place::new("answer", noun("an answer", "答案"), &ANSWER_KEYS);

/// Several answers of one step.
pub static ASKED: Place =
    Place::new("asked", noun("a list of answers", "答案列表"), &[Key::must("asked", Shape::AnswerList(&ANSWER))]);

/// A signer who declines.
pub static SIGNER: Place = Place::new("signer", noun("a signer", "签字人"), &[Key::must("decline", Shape::Phrase)]);

/// Who waives a failure, and why.
pub static OVERRIDE: Place = Place::new(
    "override",
    noun("an override", "放行"),
    &[Key::must("by", Shape::Phrase), Key::must("reason", Shape::Phrase)],
);

/// What a second person enters.
pub static SECOND: Place = Place::new(
    "second",
    noun("a second entry", "第二人的录入"),
    &[Key::must("by", Shape::Phrase), Key::must("value", Shape::Reply)],
);

#[cfg(test)]
mod tests {
    use super::VERDICTS;
    use crate::run::outcome::Verdict;

    #[test]
    fn every_verdict_can_be_expected() {
        let words: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.word()).chain(["open"]).collect();
        let mut known = VERDICTS.to_vec();
        known.sort_unstable();
        let mut all = words.clone();
        all.sort_unstable();
        assert_eq!(known, all);
    }
}
