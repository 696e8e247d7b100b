//! What the value of a key is, as a schema. Where YAML has a type of its own for what the format reads as text (a version
//! `1.2`, an option `3`), that type is allowed too.

use serde_json::{Value, json};

use super::patterns::{self, LONGEST_NAME};
use super::{Builder, Kind};
use crate::language::Language;
use crate::procedure::shape::Shape;
use crate::procedure::yaml::keys::{EXPRESSION_WORDS, RESERVED};

impl Builder {
    /// Returns the schema of `shape`.
    pub(super) fn shape(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Word(words) => json!({"type": "string", "enum": words}),
            Shape::Boolean => json!({"type": "boolean"}),
            Shape::Count(least) => json!({"type": "integer", "minimum": least}),
            Shape::Value => json!({"type": ["string", "number", "boolean", "array"]}),
            Shape::WindowTime => json!({"type": "string"}),
            Shape::Items => json!({"type": ["string", "number", "array"]}),
            Shape::Steps => self.steps(),
            Shape::Map(place) => self.place_reference(place),
            Shape::Maps(place) => {
                let items = self.place_reference(place);
                // A list of options or fields has some; a roster may be empty.
                let least = u32::from(self.kind == Kind::Procedure);
                json!({"type": "array", "minItems": least, "items": items})
            }
            Shape::Lines => self.list(Shape::Line),
            Shape::SomeLines => {
                let items = self.shape(Shape::Line);
                json!({"type": "array", "minItems": 1, "items": items})
            }
            Shape::Phrases => self.list(Shape::Phrase),
            Shape::Names => self.list(Shape::Name),
            Shape::Texts => self.list(Shape::Text),
            Shape::StepNames => {
                json!({"type": "array", "items": {"type": "string", "pattern": patterns::STEP_NAME}})
            }
            Shape::Named(place) => {
                let (names, values) = (self.shape(Shape::Identifier), self.place_reference(place));
                json!({"type": "object", "propertyNames": names, "additionalProperties": values})
            }
            Shape::NamedTexts => self.map(Shape::Text),
            Shape::Reasons => {
                let reason = self.shape(Shape::Phrase);
                json!({"type": "object", "additionalProperties": reason})
            }
            Shape::Arguments => json!({"type": "object", "propertyNames": name()}),
            Shape::Parameters => {
                let value = json!({"type": ["string", "number", "boolean", "array"]});
                json!({"type": "object", "propertyNames": name(), "additionalProperties": value})
            }
            Shape::StepValues => {
                json!({"type": "object", "propertyNames": {"pattern": patterns::STEP_NAME}})
            }
            Shape::Answers(..) | Shape::AnswerList(_) | Shape::Signers(_) | Shape::Reply => self.answers(shape),
            _ => self.scalar(shape),
        }
    }

    fn list(&mut self, of: Shape) -> Value {
        let items = self.shape(of);
        json!({"type": "array", "items": items})
    }

    fn map(&mut self, to: Shape) -> Value {
        let values = self.shape(to);
        json!({"type": "object", "propertyNames": name(), "additionalProperties": values})
    }

    /// Returns a reference to a scalar's definition.
    fn scalar(&mut self, shape: Shape) -> Value {
        let (word, schema) = self.scalar_definition(shape);
        self.refer(word, |_| schema)
    }

    fn scalar_definition(&self, shape: Shape) -> (&'static str, Value) {
        match shape {
            Shape::Text => ("text", text()),
            Shape::Phrase => ("phrase", json!({"type": ["string", "number"], "pattern": patterns::PHRASE})),
            Shape::ProcedureId => (
                "procedure_id",
                self.formed(patterns::PROCEDURE_ID, "small letters, digits and single `-`", "小写字母、数字和单个 `-`"),
            ),
            Shape::NewId | Shape::Name => {
                ("name", self.formed(patterns::NAME, "small letters, digits and `_`", "小写字母、数字和 `_`"))
            }
            Shape::Identifier => ("identifier", self.identifier()),
            Shape::Number => ("number", json!({"type": ["number", "string"], "pattern": patterns::NUMBER})),
            Shape::Percent => (
                "percent",
                json!({"type": ["number", "string"], "minimum": 0, "maximum": 100, "pattern": patterns::PERCENT}),
            ),
            Shape::Bound => ("bound", self.expression(&patterns::bound())),
            Shape::Duration => ("duration", self.timed(&patterns::duration(""))),
            Shape::TimeSpan => ("time_span", self.expression(&patterns::time_span())),
            Shape::Time => ("time", self.time_of_day()),
            Shape::Language => {
                ("language", json!({"type": "string", "pattern": patterns::SPOKEN, "examples": ["zh", "en"]}))
            }
            Shape::Moment => ("moment", self.pattern(patterns::MOMENT, "2026-11-23T08:40:00+08:00")),
            Shape::Expression => ("expression", self.expression(patterns::EXPRESSION)),
            _ => ("line", json!({"type": ["string", "number"]})),
        }
    }

    fn identifier(&self) -> Value {
        let mut identifier = self.formed(patterns::NAME, "small letters, digits and `_`", "小写字母、数字和 `_`");
        identifier["not"] = json!({"enum": RESERVED.iter().chain(EXPRESSION_WORDS).collect::<Vec<_>>()});
        identifier
    }

    fn expression(&self, pattern: &str) -> Value {
        let said = match self.language {
            Language::En => "expected a value or an expression, without braces and without a unit",
            Language::Zh => "应为值或表达式，不加花括号，不带单位",
        };
        json!({"type": ["string", "number", "boolean"], "pattern": pattern, "patternErrorMessage": said})
    }

    /// Returns a text of one form, with what an editor says where it has another.
    fn formed(&self, pattern: &str, en: &str, zh: &str) -> Value {
        let said = match self.language {
            Language::En => format!("expected {en}, at most {LONGEST_NAME} characters"),
            Language::Zh => format!("应为{zh}，最多 {LONGEST_NAME} 个字符"),
        };
        json!({"type": "string", "maxLength": LONGEST_NAME, "pattern": pattern, "patternErrorMessage": said})
    }

    fn pattern(&self, pattern: &str, example: &str) -> Value {
        let said = match self.language {
            Language::En => format!("expected a form such as `{example}`"),
            Language::Zh => format!("应写成 `{example}` 这样"),
        };
        json!({"type": "string", "pattern": pattern, "patternErrorMessage": said})
    }

    fn timed(&self, pattern: &str) -> Value {
        self.pattern(pattern, "90s`, `30m`, `1h30m`, `3d")
    }

    /// Returns the schema of a time of day.
    pub(super) fn time_of_day(&self) -> Value {
        self.pattern(patterns::TIME, "08:30")
    }

    /// Returns the schema of a length of time that may be negative.
    pub(super) fn signed_duration(&self) -> Value {
        self.timed(&patterns::duration("-?"))
    }

    /// Returns the schema of a parameter's value of the type `kind`.
    pub(super) fn value_of(&mut self, kind: &str) -> Value {
        let cell = json!({"type": ["string", "number", "boolean"]});
        match kind {
            "number" => self.shape(Shape::Number),
            "boolean" => self.shape(Shape::Boolean),
            "time" => self.time_of_day(),
            "date" => self.pattern(patterns::DATE, "2026-07-01"),
            "datetime" => self.pattern(patterns::DATETIME, "2026-07-01T08:30"),
            "duration" => self.signed_duration(),
            "choice" => self.shape(Shape::Name),
            "list" => json!({"type": ["string", "number", "array"], "items": {"type": ["string", "number"]}}),
            "table" => json!({"type": "array", "items": {"type": "object", "additionalProperties": cell}}),
            _ => json!({"type": ["string", "number"]}),
        }
    }
}

/// Returns the schema of a name that is defined elsewhere.
pub(super) fn name() -> Value {
    json!({"type": "string", "maxLength": LONGEST_NAME, "pattern": patterns::NAME})
}

/// A text, plain or by language; the languages of the program are proposed.
fn text() -> Value {
    let plain = json!({"type": ["string", "number"], "pattern": patterns::PHRASE});
    json!({
        "type": ["string", "number", "object"],
        "pattern": patterns::PHRASE,
        "minProperties": 1,
        "properties": {"zh": plain, "en": plain},
        "propertyNames": {"pattern": patterns::LANGUAGE},
        "additionalProperties": plain,
    })
}
