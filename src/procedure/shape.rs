//! How a file of the format is described: places, their keys, and what the values of keys are. Data only, so that the
//! loaders, their messages, the JSON Schema and the reference say the same.

use super::finding::Noun;

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text, or a map from language to text; a template.
    Text,
    /// A text of one line, taken as it stands.
    Line,
    /// A text that says something, taken as it stands: a reason, a person.
    Phrase,
    /// The name of a procedure: kebab-case.
    ProcedureId,
    /// A new name: `[a-z][a-z0-9_]*`.
    NewId,
    /// A new name that expressions use, so that some words are reserved.
    Identifier,
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
    /// A decimal from 0 to 100, or an expression that begins with a name.
    Percent,
    /// A decimal, a time or date, or an expression.
    Bound,
    /// A length of time.
    Duration,
    /// A length of time, or an expression.
    TimeSpan,
    /// A time of day.
    Time,
    /// A time of day, or a length of time from another one.
    WindowTime,
    /// A language of the program, with or without a country.
    Language,
    /// A date and a time with its offset.
    Moment,
    /// An expression.
    Expression,
    /// A YAML list, or an expression.
    Items,
    /// A value whose type another key gives.
    Value,
    /// A value as an answer has it: one line, a form, or the rows of a table.
    Reply,
    /// Steps.
    Steps,
    /// A list of lines.
    Lines,
    /// A list of lines that has some.
    SomeLines,
    /// A list of phrases.
    Phrases,
    /// A list of names that are defined elsewhere.
    Names,
    /// A list of steps' names; those in a called procedure follow the call's name and a point.
    StepNames,
    /// A list of texts.
    Texts,
    /// One map with the keys of a place.
    Map(&'static Place),
    /// A list of maps with the keys of a place.
    Maps(&'static Place),
    /// A map from new names that expressions use to maps with the keys of a place.
    Named(&'static Place),
    /// A map from new names to texts.
    NamedTexts,
    /// A map from names to values or templates.
    Arguments,
    /// A map from names of parameters to values.
    Parameters,
    /// A map from steps' names to values.
    StepValues,
    /// A map from steps' names to answers: a plain value, the keys of the first place, or a list of answers under the one
    /// key of the second.
    Answers(&'static Place, &'static Place),
    /// A list of answers, plain or with the keys of the place.
    AnswerList(&'static Place),
    /// A map from roles to persons, or to the keys of the place.
    Signers(&'static Place),
    /// A map from rules to reasons.
    Reasons,
}

/// The words of another key of its place that a key goes with.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// The other key.
    pub key: &'static str,
    /// Its words; where it is absent its default counts, and where it has none anything goes.
    pub words: &'static [&'static str],
}

/// One key of a place.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub shape: Shape,
    /// Whether it must stand; with a ground, where that is given.
    pub required: bool,
    /// What holds where it is absent, as a file would say it.
    pub default: Option<&'static str>,
    /// What it goes with; `None` where it may always stand.
    pub ground: Option<Ground>,
}

impl Key {
    /// Returns a key that may stand.
    #[must_use]
    pub const fn may(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, required: false, default: None, ground: None }
    }

    /// Returns a key that must stand.
    #[must_use]
    pub const fn must(name: &'static str, shape: Shape) -> Self {
        Self { required: true, ..Self::may(name, shape) }
    }

    /// Returns the key with what holds where it is absent.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// Returns the key as one that goes only with some words of another.
    #[must_use]
    pub const fn with(self, key: &'static str, words: &'static [&'static str]) -> Self {
        Self { ground: Some(Ground { key, words }), ..self }
    }
}

/// A map of a file, and the keys it has.
#[derive(Debug)]
pub struct Place {
    /// What it is called in the schema and the reference.
    pub name: &'static str,
    /// What it is called in a message.
    pub noun: Noun,
    /// Its keys, in the order of the format's pages.
    pub keys: &'static [Key],
    /// Keys of which at least one must stand; empty where none need.
    pub at_least_one: &'static [&'static str],
}

impl Place {
    /// Returns a place.
    #[must_use]
    pub const fn new(name: &'static str, noun: Noun, keys: &'static [Key]) -> Self {
        Self { name, noun, keys, at_least_one: &[] }
    }

    /// Returns the place as one that needs one of some keys.
    #[must_use]
    pub const fn needing(self, at_least_one: &'static [&'static str]) -> Self {
        Self { at_least_one, ..self }
    }

    /// Returns the place and every place inside it, each once, outer ones first.
    #[must_use]
    pub fn all(&'static self) -> Vec<&'static Self> {
        let mut found = vec![self];
        let mut next = 0;
        while let Some(place) = found.get(next).copied() {
            for inner in place.keys.iter().flat_map(|key| key.shape.places()) {
                if !found.iter().any(|known| std::ptr::eq(*known, inner)) {
                    found.push(inner);
                }
            }
            next += 1;
        }
        found
    }

    /// Returns whether `word` is a key of the place or of one inside it.
    #[must_use]
    pub fn has_inside(&'static self, word: &str) -> bool {
        self.all().iter().any(|place| place.keys.iter().any(|key| key.name == word))
    }
}

impl Shape {
    /// Returns the places that a value of this shape has.
    #[must_use]
    pub fn places(self) -> Vec<&'static Place> {
        match self {
            Self::Map(place) | Self::Maps(place) | Self::Named(place) => vec![place],
            Self::Signers(place) | Self::AnswerList(place) => vec![place],
            Self::Answers(answer, list) => vec![answer, list],
            _ => vec![],
        }
    }
}

/// Returns one array of keys made of two.
#[must_use]
pub const fn joined<const A: usize, const B: usize, const ALL: usize>(first: [Key; A], second: [Key; B]) -> [Key; ALL] {
    let mut all = [Key::may("", Shape::Line); ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < A { first[at] } else { second[at - A] };
        at += 1;
    }
    all
}
