//! The keys of the format: for every place of a procedure file which keys it has, what their values are, and which must
//! stand. Data only, so that the loader, its messages and the JSON Schema say the same.

use crate::procedure::finding::Noun;

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text, or a map from language to text; a template.
    Text,
    /// A text of one line, taken as it stands.
    Line,
    /// The procedure's own name: kebab-case.
    ProcedureId,
    /// A new name: `[a-z][a-z0-9_]*`.
    NewId,
    /// A name that is defined elsewhere.
    Name,
    /// One of some words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// A whole number, at least so large.
    Count(u32),
    /// A decimal.
    Number,
    /// A decimal, a time or date, or an expression.
    Bound,
    /// A length of time.
    Duration,
    /// A length of time, or an expression.
    TimeSpan,
    /// A time of day, or a length of time from another one.
    WindowTime,
    /// An expression.
    Expression,
    /// A YAML list, or an expression.
    Items,
    /// A value whose type another key gives.
    Value,
    /// Steps.
    Steps,
    /// A list of lines.
    Lines,
    /// A list of names that are defined elsewhere.
    Names,
    /// A list of texts.
    Texts,
    /// One map with the keys of a place.
    Map(&'static Place),
    /// A list of maps with the keys of a place.
    Maps(&'static Place),
    /// A map from new names to maps with the keys of a place.
    Named(&'static Place),
    /// A map from new names to texts.
    NamedTexts,
    /// A map from names to values or templates.
    Arguments,
    /// A map from rules to reasons.
    Reasons,
}

/// One key of a place.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub shape: Shape,
    /// Whether it must stand.
    pub required: bool,
}

/// A map of the file, and the keys it has.
#[derive(Debug)]
pub struct Place {
    /// What it is called in a message.
    pub noun: Noun,
    /// Its keys, in the order of the format's pages.
    pub keys: &'static [Key],
}

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
    Key { name, shape, required: false }
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: true }
}

const fn noun(en: &'static str, zh: &'static str) -> Noun {
    Noun { en, zh }
}

/// The top of the file.
pub static FILE: Place = Place {
    noun: noun("a procedure", "规程"),
    keys: &[
        must("procedure", Shape::ProcedureId),
        may("title", Shape::Text),
        may("version", Shape::Line),
        may("summary", Shape::Text),
        may("status", Shape::Word(&["draft", "published", "retired"])),
        may("tags", Shape::Lines),
        may("source", Shape::Text),
        may("time_limit", Shape::Duration),
        may("resume", Shape::Word(&["continue", "repeat_last", "restart"])),
        may("scoring", Shape::Map(&SCORING)),
        may("reasons", Shape::Texts),
        may("roles", Shape::NamedTexts),
        may("parameters", Shape::Named(&PARAMETER)),
        must("steps", Shape::Steps),
        may("ignore", Shape::Reasons),
    ],
};

/// `scoring`.
pub static SCORING: Place = Place { noun: noun("`scoring`", "`scoring`"), keys: &[must("pass", Shape::Number)] };

/// The types of a parameter.
pub const PARAMETER_TYPES: &[&str] =
    &["text", "number", "boolean", "time", "date", "datetime", "duration", "choice", "list", "table"];

/// The types of a field.
pub const FIELD_TYPES: &[&str] = &["text", "number", "boolean", "time", "date", "choice", "person"];

/// One parameter.
pub static PARAMETER: Place = Place {
    noun: noun("a parameter", "参数"),
    keys: &[
        may("title", Shape::Text),
        may("type", Shape::Word(PARAMETER_TYPES)),
        may("default", Shape::Value),
        may("unit", Shape::Text),
        may("min", Shape::Bound),
        may("max", Shape::Bound),
        may("options", Shape::Maps(&OPTION)),
        may("fields", Shape::Maps(&FIELD)),
    ],
};

/// One option of a choice.
pub static OPTION: Place =
    Place { noun: noun("an option", "选项"), keys: &[must("id", Shape::NewId), may("title", Shape::Text)] };

/// One option of a `choose` step.
pub static BRANCH: Place = Place {
    noun: noun("an option", "选项"),
    keys: &[must("id", Shape::NewId), may("title", Shape::Text), may("steps", Shape::Steps)],
};

/// One field of a form or column of a table.
pub static FIELD: Place = Place {
    noun: noun("a field", "字段"),
    keys: &[
        must("id", Shape::NewId),
        may("title", Shape::Text),
        may("type", Shape::Word(FIELD_TYPES)),
        may("required", Shape::Boolean),
        may("options", Shape::Maps(&OPTION)),
        may("min", Shape::Bound),
        may("max", Shape::Bound),
        may("equals", Shape::Bound),
        may("unit", Shape::Text),
        may("pattern", Shape::Line),
        may("secret", Shape::Boolean),
    ],
};

/// `rows` of a table.
pub static ROWS: Place = Place {
    noun: noun("`rows`", "`rows`"),
    keys: &[may("at_least", Shape::Count(0)), may("at_most", Shape::Count(1))],
};

/// `window`.
pub static WINDOW: Place = Place {
    noun: noun("a window", "时间窗"),
    keys: &[may("from", Shape::WindowTime), may("until", Shape::WindowTime), may("of", Shape::Name)],
};

/// `deadline`.
pub static DEADLINE: Place = Place {
    noun: noun("a deadline", "时限"),
    keys: &[may("after", Shape::TimeSpan), may("within", Shape::TimeSpan), must("of", Shape::Name)],
};

/// `evidence`.
pub static EVIDENCE: Place = Place {
    noun: noun("`evidence`", "`evidence`"),
    keys: &[
        must("kind", Shape::Word(&["file", "reference"])),
        may("title", Shape::Text),
        may("at_least", Shape::Count(1)),
        may("accept", Shape::Lines),
    ],
};

/// `on_fail`.
pub static ON_FAIL: Place = Place {
    noun: noun("`on_fail`", "`on_fail`"),
    keys: &[
        may("steps", Shape::Steps),
        may("then", Shape::Word(&["continue", "recheck", "stop"])),
        may("at_most", Shape::Count(1)),
        may("notify", Shape::Text),
        may("action", Shape::Map(&ACTION)),
    ],
};

/// `on_fail.action`.
pub static ACTION: Place = Place {
    noun: noun("an action", "跟进事项"),
    keys: &[must("title", Shape::Text), may("owner", Shape::Name), may("due", Shape::Duration)],
};

/// The keys that every step may have.
pub static COMMON: &[Key] = &[
    may("id", Shape::NewId),
    may("role", Shape::Name),
    may("when", Shape::Expression),
    may("detail", Shape::Text),
    may("say", Shape::Text),
    may("note", Shape::Text),
    may("warning", Shape::Text),
    may("critical", Shape::Boolean),
    may("hold", Shape::Name),
    may("not_applicable", Shape::Word(&["allowed", "forbidden"])),
    may("window", Shape::Map(&WINDOW)),
    may("deadline", Shape::Map(&DEADLINE)),
    may("evidence", Shape::Map(&EVIDENCE)),
    may("ignore", Shape::Reasons),
];

const SCORE: Key = may("score", Shape::Number);
const INDEPENDENT: Key = may("independent", Shape::Boolean);
const FAILS: Key = may("on_fail", Shape::Map(&ON_FAIL));
const ORDER: Key = may("order", Shape::Word(&["fixed", "any"]));

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
            may("hide_limits", Shape::Boolean),
            may("value", Shape::Expression),
        ],
    },
    Kind {
        word: "record",
        named: true,
        some: &[INDEPENDENT, FAILS],
        own: &[
            may("type", Shape::Word(FIELD_TYPES)),
            may("required", Shape::Boolean),
            may("options", Shape::Maps(&OPTION)),
            may("min", Shape::Bound),
            may("max", Shape::Bound),
            may("equals", Shape::Bound),
            may("unit", Shape::Text),
            may("pattern", Shape::Line),
            may("secret", Shape::Boolean),
            may("fields", Shape::Maps(&FIELD)),
            may("rows", Shape::Map(&ROWS)),
        ],
    },
    Kind { word: "choose", named: true, some: &[], own: &[must("options", Shape::Maps(&BRANCH))] },
    Kind { word: "decide", named: true, some: &[], own: &[may("if_yes", Shape::Steps), may("if_no", Shape::Steps)] },
    Kind { word: "sign", named: true, some: &[FAILS], own: &[may("by", Shape::Names), may("meaning", Shape::Text)] },
    Kind { word: "handover", named: true, some: &[], own: &[may("for", Shape::Lines)] },
    Kind { word: "end", named: false, some: &[], own: &[may("verdict", Shape::Word(&["completed", "abandoned"]))] },
    Kind { word: "section", named: false, some: &[], own: &[must("steps", Shape::Steps), ORDER] },
    Kind {
        word: "each",
        named: false,
        some: &[],
        own: &[
            must("as", Shape::NewId),
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
        own: &[must("until", Shape::Expression), may("at_most", Shape::Count(1)), must("steps", Shape::Steps)],
    },
    Kind {
        word: "call",
        named: true,
        some: &[],
        own: &[must("procedure", Shape::Name), may("with", Shape::Arguments)],
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

/// Returns whether `word` is a key of any place.
#[must_use]
pub fn is_key(word: &str) -> bool {
    Kind::of(word).is_some() || every_key().any(|key| key.name == word)
}

/// Returns the keys of all places, some of them more than once.
pub fn every_key() -> impl Iterator<Item = &'static Key> {
    let places =
        [&FILE, &SCORING, &PARAMETER, &BRANCH, &FIELD, &ROWS, &WINDOW, &DEADLINE, &EVIDENCE, &ON_FAIL, &ACTION];
    places.into_iter().flat_map(|place| place.keys).chain(KINDS.iter().flat_map(Kind::keys))
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
