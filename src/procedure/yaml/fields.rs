//! Parameters, fields, options, and the values whose type another key gives.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::keys::{FIELD, OPTION, PARAMETER};
use super::limits::Scale;
use super::places::place_in;
use super::reader::{Fields, Reader, boolean};
use crate::procedure::expression::Template;
use crate::procedure::finding::{Bilingual, Finding, both};
use crate::procedure::tree::{Kind, Node, shorten};
use crate::procedure::value::{Decimal, Duration, Value, parse_date, parse_datetime, parse_time};
use crate::procedure::{Argument, Choice, Field, FieldType, Parameter, ParameterType};

/// Most bytes of a parameter's value in JSON, in an entry of 64 KiB.
const LONGEST_VALUE: usize = 55 * 1024;

impl<'s> Reader<'s> {
    /// Reads one parameter.
    pub(super) fn parameter(&mut self, name: String, node: &Node<'s>) -> Option<Parameter> {
        let fields = self.fields(node, &PARAMETER)?;
        let kind = fields.get("type").and_then(|node| self.word(node, super::keys::PARAMETER_TYPES));
        let kind = kind.map_or(ParameterType::Text, parameter_type);
        let options = self.choice_options(&fields, kind == ParameterType::Choice);
        let columns = self.table_fields(&fields, kind == ParameterType::Table);
        let default = fields.get("default").and_then(|node| self.value(node, kind, &options, &columns));
        if let Some(node) = fields.get("default").filter(|_| default.as_ref().is_some_and(is_too_long)) {
            let message =
                both!("the value is longer than an entry of the journal holds", "这个值太长，记录的一行装不下");
            let help = both!("an entry has 64 KiB: make it shorter", "一条记录最多 64 KiB，请写短些");
            self.error("text-too-long", node.span.clone(), message, Some(help));
        }
        Some(Parameter {
            name,
            title: fields.get("title").and_then(|node| self.text(node)),
            kind,
            default,
            unit: fields.get("unit").and_then(|node| self.text(node)),
            limits: self.limits(&fields, Scale::of_parameter(kind), &options),
            options,
            fields: columns,
        })
    }

    /// Reads the options of a choice, which must have some.
    fn choice_options(&mut self, fields: &Fields<'_, 's>, wanted: bool) -> Vec<Choice> {
        if wanted && !fields.has("options") {
            let message = both!("a choice needs `options`", "选择类型需要 `options`");
            self.error("missing-key", fields.head.clone(), message, None);
        }
        fields.get("options").map(|node| self.options(node)).unwrap_or_default()
    }

    fn table_fields(&mut self, fields: &Fields<'_, 's>, wanted: bool) -> Vec<Field> {
        if wanted && !fields.has("fields") {
            let message = both!("a table needs `fields`", "表格类型需要 `fields`");
            self.error("missing-key", fields.head.clone(), message, None);
        }
        fields.get("fields").map(|node| self.form(node)).unwrap_or_default()
    }

    /// Reads a list of options without steps.
    fn options(&mut self, node: &Node<'s>) -> Vec<Choice> {
        let mut seen = HashSet::new();
        let mut options = vec![];
        for item in self.some_items(node) {
            let Some(fields) = self.option_fields(item, &OPTION) else { continue };
            options.extend(self.choice(&fields, &mut seen));
        }
        options
    }

    /// Reads the map of an option; a bare word gets the help that an option needs.
    pub(super) fn option_fields<'n>(
        &mut self,
        item: &'n Node<'s>,
        place: &'static crate::procedure::shape::Place,
    ) -> Option<Fields<'n, 's>> {
        let Some(text) = item.text() else { return self.fields(item, place) };
        let shown = shorten(text);
        let help = both!("write `{{id: …, title: {shown}}}`", "请写成 `{{id: …, title: {shown}}}`");
        self.wrong_type(item, &both!("an option with `id` and `title`", "带 `id` 和 `title` 的选项"), Some(help));
        None
    }

    /// Reads the id and title of an option.
    pub(super) fn choice(&mut self, fields: &Fields<'_, 's>, seen: &mut HashSet<String>) -> Option<Choice> {
        let title = fields.get("title").and_then(|node| self.text(node));
        let node = fields.get("id")?;
        let id = self.name(node)?;
        self.unique(node, &id, seen);
        Some(Choice { id, title })
    }

    /// Reports an id of options or fields that stands twice.
    fn unique(&mut self, node: &Node<'s>, id: &str, seen: &mut HashSet<String>) {
        if !seen.insert(id.to_owned()) {
            self.error(
                "duplicate-id",
                node.span.clone(),
                both!("the id `{id}` stands twice here", "id `{id}` 在这里重复"),
                None,
            );
        }
    }

    /// Reads a list that is not empty.
    pub(super) fn some_items<'n>(&mut self, node: &'n Node<'s>) -> &'n [Node<'s>] {
        let Some(items) = self.items(node, || both!("a list", "列表")) else { return &[] };
        if items.is_empty() {
            self.error("empty-list", node.span.clone(), both!("the list is empty", "列表是空的"), None);
        }
        items
    }

    /// Reads a list of lines, which must have some.
    pub(super) fn some_lines(&mut self, node: &Node<'s>) -> Vec<String> {
        self.some_items(node).iter().filter_map(|item| self.line(item)).collect()
    }

    /// Reads the fields of a form or table.
    pub(super) fn form(&mut self, node: &Node<'s>) -> Vec<Field> {
        let mut seen = HashSet::new();
        let mut form = vec![];
        for item in self.some_items(node) {
            let Some(fields) = self.fields(item, &FIELD) else { continue };
            let id = fields.get("id").and_then(|node| {
                let id = self.name(node)?;
                self.unique(node, &id, &mut seen);
                Some(id)
            });
            let field = self.field(&fields, id.unwrap_or_default());
            form.push(Field { title: fields.get("title").and_then(|node| self.text(node)), ..field });
        }
        form
    }

    /// Reads the keys that a field and a record of one value share.
    pub(super) fn field(&mut self, fields: &Fields<'_, 's>, id: String) -> Field {
        let kind = fields.get("type").and_then(|node| self.word(node, super::keys::FIELD_TYPES));
        let kind = kind.map_or(FieldType::Text, field_type);
        let options = self.choice_options(fields, kind == FieldType::Choice);
        Field {
            id,
            title: None,
            kind,
            required: fields.get("required").and_then(|node| self.boolean(node)).unwrap_or(true),
            limits: self.limits(fields, Scale::of_field(kind), &options),
            options,
            unit: fields.get("unit").and_then(|node| self.text(node)),
            pattern: fields.get("pattern").and_then(|node| self.line(node)),
            secret: fields.get("secret").and_then(|node| self.boolean(node)).unwrap_or(false),
        }
    }

    /// Reads a value of a parameter's type.
    fn value(&mut self, node: &Node<'s>, kind: ParameterType, options: &[Choice], columns: &[Field]) -> Option<Value> {
        match kind {
            ParameterType::List => Some(self.list_value(node)),
            ParameterType::Table => Some(self.table_value(node, columns)),
            _ => self.scalar_value(node, kind, options),
        }
    }

    fn list_value(&mut self, node: &Node<'s>) -> Value {
        if let Some(text) = node.text() {
            return list_from_text(text);
        }
        self.wide_commas(node);
        Value::List(self.lines(node).into_iter().map(Value::Text).collect())
    }

    fn table_value(&mut self, node: &Node<'s>, columns: &[Field]) -> Value {
        let rows = self.items(node, || both!("a list of rows", "行的列表")).unwrap_or_default();
        Value::List(rows.iter().filter_map(|row| self.row(row, columns)).collect())
    }

    fn row(&mut self, node: &Node<'s>, columns: &[Field]) -> Option<Value> {
        let Some(entries) = node.entries() else {
            self.wrong_type(node, &both!("a row: a map of fields", "一行：字段的映射"), None);
            return None;
        };
        let mut row = IndexMap::new();
        for (key, value) in entries {
            let Some(name) = key.text() else { continue };
            let Some(column) = columns.iter().find(|column| column.id == name) else {
                let known = columns.iter().map(|column| column.id.as_str());
                let message = both!("the table has no field `{name}`", "表格没有字段 `{name}`");
                self.error(
                    "unknown-key",
                    key.span.clone(),
                    message,
                    crate::procedure::nearest::did_you_mean(name, known),
                );
                continue;
            };
            let value = self.scalar_value(value, of_field(column.kind), &column.options);
            row.extend(value.map(|value| (name.to_owned(), value)));
        }
        Some(Value::Map(row))
    }

    fn scalar_value(&mut self, node: &Node<'s>, kind: ParameterType, options: &[Choice]) -> Option<Value> {
        let expected = || expectation(kind, options);
        let text = self.scalar(node, expected)?;
        let value = scalar_value(kind, text, options);
        if value.is_none() {
            self.bad("bad-value", node, text, &expected(), None);
        }
        value
    }

    /// Reads a value for a called procedure's parameter.
    pub(super) fn argument(&mut self, node: &Node<'s>) -> Option<Argument> {
        match node.text() {
            Some(text) if text.contains("{{") || text.contains("{%") => {
                let parsed = Template::parse(text).map_err(|error| self.syntax("bad-template", node, &error));
                parsed.ok().map(Argument::Template)
            }
            _ => Some(Argument::Value(self.plain_value(node))),
        }
    }

    /// Reports items of a list in brackets that a full-width comma holds together.
    fn wide_commas(&mut self, node: &Node<'s>) {
        let Kind::Sequence(items) = &node.kind else { return };
        if !self.source.get(node.span.clone()).is_some_and(|source| source.starts_with('[')) {
            return;
        }
        for item in items {
            let Kind::Scalar { text, plain: true } = &item.kind else { continue };
            let Some(at) = text.find(['，', '、']) else { continue };
            let message = both!("a full-width comma does not part the items of a list", "全角逗号不能分隔列表里的项");
            let help = both!(
                "write `, ` between the items, or put the item in quotes if the comma belongs to it",
                "各项之间请写半角逗号加空格 `, `；如果逗号是内容，请给这一项加引号"
            );
            let width = text[at..].chars().next().map_or(0, char::len_utf8);
            let span = place_in(self.source, item, &(at..at + width));
            self.error("full-width-comma", span, message, Some(help));
        }
    }

    /// Reads a value by what it looks like, as YAML's core schema does, numbers kept as written.
    pub(super) fn plain_value(&mut self, node: &Node<'s>) -> Value {
        match &node.kind {
            _ if node.is_null() => Value::None,
            Kind::Scalar { text, plain } => {
                if let Some(at) = text.find("{{") {
                    let message =
                        both!("an expression inside a list or map is not evaluated", "列表或映射里的表达式不会计算");
                    let span = place_in(self.source, node, &(at..at + 2));
                    self.push(Finding::error("nested-template", span, message));
                }
                let typed =
                    plain.then(|| boolean(text).map(Value::Bool).or_else(|| Decimal::parse(text).map(Value::Number)));
                typed.flatten().unwrap_or_else(|| Value::Text(text.to_string()))
            }
            Kind::Sequence(items) => {
                self.wide_commas(node);
                Value::List(items.iter().map(|item| self.plain_value(item)).collect())
            }
            Kind::Mapping(entries) => {
                let entry =
                    |(key, value): &(Node<'s>, Node<'s>)| Some((key.text()?.to_owned(), self.plain_value(value)));
                Value::Map(entries.iter().filter_map(entry).collect())
            }
        }
    }
}

/// Returns whether a value takes more bytes than an entry of the journal has for it. A list is split between its items.
fn is_too_long(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(is_too_long),
        other => other.to_json().to_string().len() > LONGEST_VALUE,
    }
}

/// Returns the value of a single-valued parameter type that `text` stands for.
#[must_use]
pub fn scalar_value(kind: ParameterType, text: &str, options: &[Choice]) -> Option<Value> {
    match kind {
        ParameterType::Text => Some(Value::Text(text.to_owned())),
        ParameterType::Number => Decimal::parse(text).map(Value::Number),
        ParameterType::Boolean => boolean(text).map(Value::Bool),
        ParameterType::Time => parse_time(text).map(Value::Text),
        ParameterType::Date => parse_date(text).map(Value::Text),
        ParameterType::DateTime => parse_datetime(text).map(Value::Text),
        ParameterType::Duration => Duration::parse(text).map(Value::Duration),
        ParameterType::Choice => options.iter().any(|option| option.id == text).then(|| Value::Text(text.to_owned())),
        ParameterType::List => Some(list_from_text(text)),
        ParameterType::Table => None,
    }
}

/// Returns the list that `a,b,c` stands for; the comma of a Chinese keyboard counts.
#[must_use]
pub fn list_from_text(text: &str) -> Value {
    let items = text.split([',', '，']).map(str::trim).filter(|item| !item.is_empty());
    Value::List(items.map(|item| Value::Text(item.to_owned())).collect())
}

/// Returns what a value of `kind` looks like.
fn expectation(kind: ParameterType, options: &[Choice]) -> Bilingual {
    match kind {
        ParameterType::Text | ParameterType::Table => both!("a text", "文字"),
        ParameterType::Number => both!("a number", "数字"),
        ParameterType::Boolean => both!("`true` or `false`", " `true` 或 `false`"),
        ParameterType::Time => both!("a time of day such as `08:30`", "时刻，如 `08:30`"),
        ParameterType::Date => both!("a date such as `2026-07-01`", "日期，如 `2026-07-01`"),
        ParameterType::DateTime => {
            both!("a date and time such as `2026-07-01T08:30`", "日期时间，如 `2026-07-01T08:30`")
        }
        ParameterType::Duration => both!("a length of time such as `30m`", "时长，如 `30m`"),
        ParameterType::Choice => {
            let ids = options.iter().map(|option| format!("`{}`", option.id)).collect::<Vec<_>>().join(", ");
            both!("one of {ids}", "{ids} 之一")
        }
        ParameterType::List => both!("a list", "列表"),
    }
}

fn parameter_type(word: &str) -> ParameterType {
    match word {
        "number" => ParameterType::Number,
        "boolean" => ParameterType::Boolean,
        "time" => ParameterType::Time,
        "date" => ParameterType::Date,
        "datetime" => ParameterType::DateTime,
        "duration" => ParameterType::Duration,
        "choice" => ParameterType::Choice,
        "list" => ParameterType::List,
        "table" => ParameterType::Table,
        _ => ParameterType::Text,
    }
}

fn field_type(word: &str) -> FieldType {
    match word {
        "number" => FieldType::Number,
        "boolean" => FieldType::Boolean,
        "time" => FieldType::Time,
        "date" => FieldType::Date,
        "choice" => FieldType::Choice,
        "person" => FieldType::Person,
        _ => FieldType::Text,
    }
}

fn of_field(kind: FieldType) -> ParameterType {
    match kind {
        FieldType::Text | FieldType::Person => ParameterType::Text,
        FieldType::Number => ParameterType::Number,
        FieldType::Boolean => ParameterType::Boolean,
        FieldType::Time => ParameterType::Time,
        FieldType::Date => ParameterType::Date,
        FieldType::Choice => ParameterType::Choice,
    }
}
