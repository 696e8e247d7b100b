//! The keys of the format: for every place of a procedure file which keys it has, what their values are, and which must
//! stand. Data only, so that the loader, its messages and the JSON Schema say the same.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::procedure::finding::Noun;
use crate::procedure::shape::{Key, Place, Shape, joined};

/// One kind of step.
#[derive(Debug)]
pub struct Kind {
    /// The key whose value is the step's title.
    pub word: &'static str,
    /// Whether it must have an `id`.
    pub named: bool,
    /// The keys that only some kinds have.
    pub some: &'static [Key],
    /// The keys of its own.
    pub own: &'static [Key],
}

const fn may(name: &'static str, shape: Shape) -> Key {
    Key::may(name, shape)
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key::must(name, shape)
}

const fn noun(en: &'static str, zh: &'static str) -> Noun {
    Noun { en, zh }
}

/// The top of the file.
pub static FILE: Place = Place::new(
    "procedure",
    noun("a procedure", "规程"),
    &[
        must("procedure", Shape::ProcedureId),
        may("title", Shape::Text),
        may("version", Shape::Line),
        may("summary", Shape::Text),
        may("status", Shape::Word(&["draft", "published", "retired"])).or("published"),
        may("tags", Shape::Lines),
        may("source", Shape::Text),
        may("time_limit", Shape::Duration),
        may("resume", Shape::Word(&["continue", "repeat_last", "restart"])).or("repeat_last"),
        may("scoring", Shape::Map(&SCORING)),
        may("reasons", Shape::Texts),
        may("roles", Shape::NamedTexts),
        may("parameters", Shape::Named(&PARAMETER)),
        must("steps", Shape::Steps),
        may("ignore", Shape::Reasons),
    ],
);

/// `scoring`.
pub static SCORING: Place = Place::new("scoring", noun("`scoring`", "`scoring`"), &[must("pass", Shape::Percent)]);

/// The types of a parameter.
pub const PARAMETER_TYPES: &[&str] =
    &["text", "number", "boolean", "time", "date", "datetime", "duration", "choice", "list", "table"];

/// The types of a parameter that may have limits.
const BOUNDED_PARAMETERS: &[&str] = &["number", "time", "date", "datetime", "duration"];

/// The types of a field that may have limits.
const BOUNDED_FIELDS: &[&str] = &["number", "time", "date"];

/// The types of a field.
pub const FIELD_TYPES: &[&str] = &["text", "number", "boolean", "time", "date", "choice", "person"];

/// One parameter.
pub static PARAMETER: Place = Place::new(
    "parameter",
    noun("a parameter", "参数"),
    &[
        may("title", Shape::Text),
        may("type", Shape::Word(PARAMETER_TYPES)).or("text"),
        may("default", Shape::Value),
        may("unit", Shape::Text).with("type", &["number"]),
        may("min", Shape::Bound).with("type", BOUNDED_PARAMETERS),
        may("max", Shape::Bound).with("type", BOUNDED_PARAMETERS),
        must("options", Shape::Maps(&OPTION)).with("type", &["choice"]),
        must("fields", Shape::Maps(&FIELD)).with("type", &["table"]),
    ],
);

/// One option of a choice.
pub static OPTION: Place =
    Place::new("option", noun("an option", "选项"), &[must("id", Shape::NewId), may("title", Shape::Text)]);

/// One option of a `choose` step.
pub static BRANCH: Place = Place::new(
    "branch",
    noun("an option", "选项"),
    &[must("id", Shape::NewId), may("title", Shape::Text), may("steps", Shape::Steps)],
);

/// One field of a form or column of a table.
pub static FIELD: Place = Place::new("field", noun("a field", "字段"), &FIELD_KEYS);

/// The keys of one value, which a field and a record of one value share.
pub const VALUE_KEYS: [Key; 9] = [
    may("type", Shape::Word(FIELD_TYPES)).or("text"),
    may("required", Shape::Boolean).or("true"),
    must("options", Shape::Maps(&OPTION)).with("type", &["choice"]),
    may("min", Shape::Bound).with("type", BOUNDED_FIELDS),
    may("max", Shape::Bound).with("type", BOUNDED_FIELDS),
    may("equals", Shape::Bound),
    may("unit", Shape::Text).with("type", &["number"]),
    may("pattern", Shape::Line).with("type", &["text"]),
    may("secret", Shape::Boolean).or("false"),
];

const FIELD_KEYS: [Key; 11] = joined([must("id", Shape::NewId), may("title", Shape::Text)], VALUE_KEYS);

const RECORD_KEYS: [Key; 11] = joined(VALUE_KEYS, [may("fields", Shape::Maps(&FIELD)), may("rows", Shape::Map(&ROWS))]);

/// `rows` of a table.
pub static ROWS: Place = Place::new(
    "rows",
    noun("`rows`", "`rows`"),
    &[may("at_least", Shape::Count(0)).or("0"), may("at_most", Shape::Count(1))],
);

/// `window`.
pub static WINDOW: Place = Place::new(
    "window",
    noun("a window", "时间窗"),
    &[may("from", Shape::WindowTime), may("until", Shape::WindowTime), may("of", Shape::Name)],
)
.needing(&["from", "until"]);

/// `deadline`.
pub static DEADLINE: Place = Place::new(
    "deadline",
    noun("a deadline", "时限"),
    &[may("after", Shape::TimeSpan), may("within", Shape::TimeSpan), must("of", Shape::Name)],
)
.needing(&["after", "within"]);

/// `evidence`.
pub static EVIDENCE: Place = Place::new(
    "evidence",
    noun("`evidence`", "`evidence`"),
    &[
        must("kind", Shape::Word(&["file", "reference"])),
        may("title", Shape::Text),
        may("at_least", Shape::Count(1)).or("1"),
        may("accept", Shape::SomeLines).with("kind", &["file"]),
    ],
);

/// `on_fail`.
pub static ON_FAIL: Place = Place::new(
    "on_fail",
    noun("`on_fail`", "`on_fail`"),
    &[
        may("steps", Shape::Steps),
        may("then", Shape::Word(&["continue", "recheck", "stop"])),
        may("at_most", Shape::Count(1)).or("3").with("then", &["recheck"]),
        may("notify", Shape::Text),
        may("action", Shape::Map(&ACTION)),
    ],
)
.needing(&["steps", "then", "at_most", "notify", "action"]);

/// `on_fail.action`.
pub static ACTION: Place = Place::new(
    "action",
    noun("an action", "跟进事项"),
    &[must("title", Shape::Text), may("owner", Shape::Name), may("due", Shape::TimeSpan)],
);

/// The keys that every step may have.
pub static COMMON: &[Key] = &[
    may("id", Shape::Identifier),
    may("role", Shape::Name),
    may("when", Shape::Expression).or("true"),
    may("detail", Shape::Text),
    may("say", Shape::Text),
    may("note", Shape::Text),
    may("warning", Shape::Text),
    may("critical", Shape::Boolean).or("false"),
    may("hold", Shape::Name),
    may("not_applicable", Shape::Word(&["allowed", "forbidden"])).or("allowed"),
    may("window", Shape::Map(&WINDOW)),
    may("deadline", Shape::Map(&DEADLINE)),
    may("evidence", Shape::Map(&EVIDENCE)),
    may("ignore", Shape::Reasons),
];

const SCORE: Key = may("score", Shape::Number).or("1");
const INDEPENDENT: Key = may("independent", Shape::Boolean).or("false");
const FAILS: Key = may("on_fail", Shape::Map(&ON_FAIL));
const ORDER: Key = may("order", Shape::Word(&["fixed", "any"])).or("fixed");

/// The twelve kinds.
pub static KINDS: [Kind; 12] = [
    Kind { word: "check", named: false, some: &[SCORE, FAILS], own: &[may("expect", Shape::Text)] },
    Kind {
        word: "measure",
        named: true,
        some: &[SCORE, INDEPENDENT, FAILS],
        own: &[
            may("unit", Shape::Text),
            may("min", Shape::Bound),
            may("max", Shape::Bound),
            may("equals", Shape::Bound),
            may("decimals", Shape::Count(0)),
            may("hide_limits", Shape::Boolean).or("false"),
            may("value", Shape::Expression),
        ],
    },
    Kind { word: "record", named: true, some: &[INDEPENDENT, FAILS], own: &RECORD_KEYS },
    Kind { word: "choose", named: true, some: &[], own: &[must("options", Shape::Maps(&BRANCH))] },
    Kind { word: "decide", named: true, some: &[], own: &[may("if_yes", Shape::Steps), may("if_no", Shape::Steps)] },
    Kind { word: "sign", named: true, some: &[FAILS], own: &[may("by", Shape::Names), may("meaning", Shape::Text)] },
    Kind { word: "handover", named: true, some: &[], own: &[may("for", Shape::Lines)] },
    Kind {
        word: "end",
        named: false,
        some: &[],
        own: &[may("verdict", Shape::Word(&["completed", "abandoned"])).or("completed")],
    },
    Kind { word: "section", named: false, some: &[], own: &[must("steps", Shape::Steps), ORDER] },
    Kind {
        word: "each",
        named: false,
        some: &[],
        own: &[
            must("as", Shape::Identifier),
            must("in", Shape::Items),
            may("order_by", Shape::Name),
            ORDER,
            must("steps", Shape::Steps),
        ],
    },
    Kind {
        word: "repeat",
        named: false,
        some: &[],
        own: &[must("until", Shape::Expression), may("at_most", Shape::Count(1)).or("10"), must("steps", Shape::Steps)],
    },
    Kind {
        word: "call",
        named: true,
        some: &[],
        own: &[must("procedure", Shape::ProcedureId), may("with", Shape::Arguments)],
    },
];

impl Kind {
    /// Returns the kind that `word` names.
    #[must_use]
    pub fn of(word: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.word == word)
    }

    /// Returns every key that a step of this kind may have, besides the one that names it.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        COMMON.iter().chain(self.some).chain(self.own)
    }

    /// Returns whether the operator may say that such a step does not apply.
    #[must_use]
    pub fn may_be_not_applicable(&self) -> bool {
        matches!(self.word, "check" | "measure" | "record" | "choose" | "decide")
    }

    /// Returns whether steps of this kind are answered, rather than holding others or ending the procedure.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        !matches!(self.word, "section" | "each" | "repeat" | "call" | "end")
    }
}

/// The words that no step, parameter or loop variable may be named.
pub const RESERVED: &[&str] = &[
    "operator",
    "site",
    "date",
    "weekday",
    "month",
    "day",
    "time",
    "now",
    "time_of_day",
    "minutes_between",
    "days_between",
    "start",
    "outcome",
    "all",
    "rest",
];

/// The words that an expression reads otherwise, so that nothing so named could be used in one.
pub const EXPRESSION_WORDS: &[&str] =
    &["true", "false", "none", "and", "or", "not", "in", "is", "if", "else", "loop", "range"];

/// Every key and every kind, gathered once.
static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| every_key().map(|key| key.name).chain(KINDS.iter().map(|kind| kind.word)).collect());

/// Returns whether `word` is a key of any place.
#[must_use]
pub fn is_key(word: &str) -> bool {
    WORDS.contains(word)
}

/// Returns the keys of all places, some of them more than once.
pub fn every_key() -> impl Iterator<Item = &'static Key> {
    places().into_iter().flat_map(|place| place.keys).chain(KINDS.iter().flat_map(Kind::keys))
}

/// Returns every place of a procedure file but its steps, each once.
#[must_use]
pub fn places() -> Vec<&'static Place> {
    let mut found = FILE.all();
    for place in KINDS.iter().flat_map(Kind::keys).flat_map(|key| key.shape.places()).flat_map(Place::all) {
        if !found.iter().any(|known| std::ptr::eq(*known, place)) {
            found.push(place);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{KINDS, every_key, is_key};

    #[test]
    fn no_key_is_a_boolean_of_yaml_1_1() {
        for name in every_key().map(|key| key.name).chain(KINDS.iter().map(|kind| kind.word)) {
            assert!(!["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&name), "{name}");
        }
    }

    #[test]
    fn keys_are_known_and_words_are_not() {
        assert!(is_key("check") && is_key("owner") && is_key("hide_limits"));
        assert!(!is_key("wifi"));
    }

    #[test]
    fn no_kind_has_a_key_twice() {
        for kind in &KINDS {
            let mut names: Vec<_> = kind.keys().map(|key| key.name).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{}", kind.word);
        }
    }
}
