//! What options, fields, roles and parameters are called, from the procedures that a run is pinned to. Journals hold their ids.
//!
//! A text that hangs on values of the run is not known here: then what was shown stands, or else the id.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::language::Language;
use crate::procedure::{Choice, Field, FieldType, Parameter, Procedure, Record, Step, StepKind, Steps, Text};
use crate::run::event::Person;
use crate::run::places::{Located, locate};

/// What a procedure may be nested in others before its names are given up; validation allows no circle.
const DEEPEST: u32 = 16;

/// The names of one run's procedures in one language; without any, everything keeps its id.
#[derive(Debug, Default)]
pub struct Titles {
    options: HashMap<(String, String), String>,
    /// In the order of the procedures' own fields.
    fields: IndexMap<(String, String), String>,
    roles: HashMap<String, String>,
    parameters: HashMap<String, String>,
    /// Those of called procedures; none where two of them call the same name differently.
    called_parameters: HashMap<String, Option<String>>,
    translations: HashMap<String, String>,
    /// What holds the id of a person: the step's id, the field's id behind a `/` where it is one of a form.
    persons: HashSet<String>,
    people: HashMap<String, String>,
    /// The steps of each procedure by its id, the run's own first.
    steps: IndexMap<String, Steps>,
    language: Language,
}

impl Titles {
    /// Returns the names in `language` of a run's own procedure, the first, and of those that it calls; `shown` is the
    /// language that the run was shown in.
    #[must_use]
    pub fn of(procedures: &[&Procedure], shown: &str, language: Language) -> Self {
        let mut titles = Self { language, ..Self::default() };
        titles.steps = procedures.iter().map(|procedure| (procedure.id.clone(), procedure.steps.clone())).collect();
        if let Some(main) = procedures.first() {
            titles.enter(main, "", procedures, Wish { shown, language }, 0);
        }
        titles
    }

    /// Returns these names and those of a roster.
    #[must_use]
    pub fn with_people(mut self, roster: &[Person]) -> Self {
        self.people.extend(roster.iter().map(|person| (person.id.clone(), person.name.clone())));
        self
    }

    /// Returns what an option or a person is called; the step's id, the field's id behind a `/` where it is one of a form, and
    /// the option's or person's.
    #[must_use]
    pub fn option<'a>(&'a self, step: &str, option: &'a str) -> &'a str {
        if self.persons.contains(step) {
            return self.people.get(option).map_or(option, String::as_str);
        }
        self.options.get(&(step.to_owned(), option.to_owned())).map_or(option, String::as_str)
    }

    /// Returns the name of a person of the roster; the id of anybody else.
    #[must_use]
    pub fn person<'a>(&'a self, id: &'a str) -> &'a str {
        self.people.get(id).map_or(id, String::as_str)
    }

    /// Returns what a field of a form or table is called.
    #[must_use]
    pub fn field<'a>(&'a self, step: &str, field: &'a str) -> &'a str {
        self.fields.get(&(step.to_owned(), field.to_owned())).map_or(field, String::as_str)
    }

    /// Returns what a role is called.
    #[must_use]
    pub fn role<'a>(&'a self, role: &'a str) -> &'a str {
        self.roles.get(role).map_or(role, String::as_str)
    }

    /// Returns what a parameter of the run's own procedure is called.
    #[must_use]
    pub fn parameter<'a>(&'a self, name: &'a str) -> &'a str {
        self.parameters.get(name).map_or(name, String::as_str)
    }

    /// Returns what a parameter of a called procedure is called.
    #[must_use]
    pub fn called_parameter<'a>(&'a self, name: &'a str) -> &'a str {
        self.called_parameters.get(name).and_then(Option::as_deref).unwrap_or(name)
    }

    /// Returns under which name [`Titles::field`] and [`Titles::option`] know a parameter; no step's id has a `/`.
    #[must_use]
    pub fn parameter_key(name: &str) -> String {
        format!("/{name}")
    }

    /// Returns the place of a field among all; the last for one that is not known.
    #[must_use]
    pub fn field_place(&self, step: &str, field: &str) -> usize {
        self.fields.get_index_of(&(step.to_owned(), field.to_owned())).unwrap_or(usize::MAX)
    }

    /// Returns a text that was shown in another language as the procedure has it in this one; else what was shown.
    #[must_use]
    pub fn text<'a>(&'a self, shown: &'a str) -> &'a str {
        self.translations.get(shown).map_or(shown, String::as_str)
    }

    /// Returns what the step at a path is called; `None` where it is not known.
    #[must_use]
    pub fn title(&self, path: &str) -> Option<String> {
        self.locate(path).map(|found| found.title(self.language.code()))
    }

    /// Returns the item that a path stands in, the innermost; `None` where there is none, or the step is not known.
    #[must_use]
    pub fn item(&self, path: &str) -> Option<String> {
        self.locate(path)?.items.pop()
    }

    /// Returns what the step at a path is called, behind the item it stands in: `[二号台] 电源`; `None` where it is not known.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<String> {
        let title = self.title(path)?;
        Some(self.item(path).map_or(title.clone(), |item| format!("[{item}] {title}")))
    }

    /// Returns how many signatures the step at a path wants; none where it is no sign step, or not known.
    #[must_use]
    pub fn signatures(&self, path: &str) -> usize {
        match self.locate(path).map(|found| &found.step.kind) {
            Some(StepKind::Sign { by, .. }) => by.len().max(1),
            _ => 0,
        }
    }

    /// Returns the id of the step at a path, those of the calls around it before it; `None` where it has none, or is not known.
    #[must_use]
    pub fn id(&self, path: &str) -> Option<String> {
        let mut id = self.locate(path)?.step.id.clone()?;
        for (end, _) in path.rmatch_indices(".call/") {
            id = format!("{}.{id}", self.locate(&path[..end])?.step.id.as_ref()?);
        }
        Some(id)
    }

    fn locate(&self, path: &str) -> Option<Located<'_>> {
        locate(self.steps.values().next()?, &|id| self.steps.get(id), path)
    }

    fn enter(&mut self, procedure: &Procedure, prefix: &str, all: &[&Procedure], wish: Wish<'_>, depth: u32) {
        for (id, title) in &procedure.roles {
            self.called(Kind::Role, id, title, wish);
        }
        procedure.parameters.values().for_each(|parameter| self.parameter_of(parameter, prefix, wish));
        self.translate(&procedure.title, wish);
        procedure.visit(&mut |step| {
            self.step(step, prefix, wish);
            let StepKind::Call(call) = &step.kind else { return };
            let called = all.iter().find(|called| called.id == call.procedure);
            if let (Some(called), Some(id)) = (called.filter(|_| depth < DEEPEST), &step.id) {
                self.enter(called, &format!("{prefix}{id}."), all, wish, depth + 1);
            }
        });
    }

    fn parameter_of(&mut self, parameter: &Parameter, prefix: &str, wish: Wish<'_>) {
        let name = &parameter.name;
        let title = parameter.title.as_ref();
        if prefix.is_empty() {
            title.iter().for_each(|title| self.called(Kind::Parameter, name, title, wish));
        } else {
            let title = title.and_then(|title| wish.plain(title)).unwrap_or(name);
            let known = self.called_parameters.entry(name.clone()).or_insert_with(|| Some(title.to_owned()));
            known.take_if(|known| known != title);
        }
        let key = Self::parameter_key(name);
        parameter.options.iter().for_each(|choice| self.choice(&key, choice, wish));
        parameter.fields.iter().for_each(|field| self.form_field(&key, field, wish));
    }

    fn called(&mut self, kind: Kind, id: &str, title: &Text, wish: Wish<'_>) {
        let Some(title) = wish.plain(title) else { return };
        let names = match kind {
            Kind::Role => &mut self.roles,
            Kind::Parameter => &mut self.parameters,
        };
        names.entry(id.to_owned()).or_insert_with(|| title.to_owned());
    }

    fn step(&mut self, step: &Step, prefix: &str, wish: Wish<'_>) {
        self.translate(&step.title, wish);
        let name = format!("{prefix}{}", step.id.as_deref().unwrap_or_default());
        match &step.kind {
            StepKind::Check { expect: Some(expect) } => self.translate(expect, wish),
            StepKind::Choose { options } => options.iter().for_each(|(choice, _)| self.choice(&name, choice, wish)),
            StepKind::Sign { meaning: Some(meaning), .. } => self.translate(meaning, wish),
            StepKind::Measure(measure) => measure.unit.iter().for_each(|unit| self.translate(unit, wish)),
            StepKind::Record(Record::Value(field)) => {
                self.values(&name, field, wish);
                field.unit.iter().for_each(|unit| self.translate(unit, wish));
            }
            StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => {
                fields.iter().for_each(|field| self.form_field(&name, field, wish));
            }
            _ => {}
        }
    }

    fn form_field(&mut self, step: &str, field: &Field, wish: Wish<'_>) {
        if let Some(title) = field.title.as_ref().and_then(|title| wish.plain(title)) {
            self.fields.insert((step.to_owned(), field.id.clone()), title.to_owned());
        }
        self.values(&format!("{step}/{}", field.id), field, wish);
    }

    fn values(&mut self, name: &str, field: &Field, wish: Wish<'_>) {
        field.options.iter().for_each(|choice| self.choice(name, choice, wish));
        if field.kind == FieldType::Person {
            self.persons.insert(name.to_owned());
        }
    }

    fn choice(&mut self, step: &str, choice: &Choice, wish: Wish<'_>) {
        if let Some(title) = choice.title.as_ref().and_then(|title| wish.plain(title)) {
            self.options.insert((step.to_owned(), choice.id.clone()), title.to_owned());
        }
    }

    fn translate(&mut self, text: &Text, wish: Wish<'_>) {
        let shown = text.get(wish.shown);
        let (Some(wanted), true) = (wish.plain(text), shown.names().is_empty()) else { return };
        if shown.source() != wanted {
            self.translations.entry(shown.source().to_owned()).or_insert_with(|| wanted.to_owned());
        }
    }
}

/// What stands under an id in a procedure's head.
#[derive(Clone, Copy)]
enum Kind {
    Role,
    Parameter,
}

/// The language of the run, and that of the reader.
#[derive(Clone, Copy)]
struct Wish<'a> {
    shown: &'a str,
    language: Language,
}

impl Wish<'_> {
    /// Returns a text in the reader's language, if it hangs on no values.
    fn plain<'t>(&self, text: &'t Text) -> Option<&'t str> {
        let template = text.get(self.language.code());
        let source = template.source();
        (template.names().is_empty() && !source.contains("{{") && !source.contains("{%")).then_some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::{Person, Titles};
    use crate::language::Language;
    use crate::procedure::yaml::load;

    const FILE: &str = r#"procedure: desk
title: {zh: 台席, en: Desk}
version: 1.0.0
roles:
  lead: {zh: 值班长, en: Lead}
parameters:
  desks: {title: {zh: 台席数, en: Desks}, type: number, default: 3}
  stock: {type: table, fields: [{id: name, title: {zh: 资源, en: Resource}, type: text}], default: [{name: a}]}
steps:
  - choose: {zh: 业务, en: Business}
    id: business
    options:
      - {id: pay, title: {zh: 缴费, en: Payment}, steps: [{check: {zh: 收款, en: Take the money}}]}
      - {id: other, title: "{{ desks }}", steps: [{check: {zh: 转交, en: Pass on}}]}
  - record: {zh: 登记, en: Register}
    id: register
    fields:
      - {id: kind, title: {zh: 类型, en: Kind}, type: choice, options: [{id: a, title: {zh: 甲, en: A}}]}
"#;

    #[test]
    fn ids_have_their_titles_and_what_was_shown_is_translated() {
        let procedure = load(Some("desk"), FILE.as_bytes()).procedure.expect("a procedure");
        let titles = Titles::of(&[&procedure], "zh", Language::En);
        assert_eq!(titles.option("business", "pay"), "Payment");
        assert_eq!(titles.option("business", "other"), "other", "hangs on a value");
        assert_eq!((titles.field("register", "kind"), titles.option("register/kind", "a")), ("Kind", "A"));
        assert_eq!((titles.role("lead"), titles.parameter("desks"), titles.role("x")), ("Lead", "Desks", "x"));
        assert_eq!((titles.field("/stock", "name"), titles.field_place("/stock", "x")), ("Resource", usize::MAX));
        assert_eq!((titles.text("收款"), titles.text("别的")), ("Take the money", "别的"));
    }

    #[test]
    fn parameters_of_called_procedures_have_their_titles_unless_two_differ() {
        let called = |id: &str, title: &str| {
            let file = format!(
                "procedure: {id}\ntitle: {id}\nparameters: {{desks: {{title: {title}, type: number, default: 1}}}}\nsteps: [{{check: x}}]\n"
            );
            load(Some(id), file.as_bytes()).procedure.expect("a procedure")
        };
        let main =
            "procedure: m\ntitle: M\nsteps:\n  - {call: A, id: a, procedure: a}\n  - {call: B, id: b, procedure: b}\n";
        let main = load(Some("m"), main.as_bytes()).procedure.expect("a procedure");
        for (second, title) in [("Desks", "Desks"), ("Tables", "desks")] {
            let titles = Titles::of(&[&main, &called("a", "Desks"), &called("b", second)], "en", Language::En);
            assert_eq!((titles.called_parameter("desks"), titles.called_parameter("x")), (title, "x"));
        }
    }

    #[test]
    fn persons_have_the_names_of_the_roster() {
        let file = "procedure: m\ntitle: M\nsteps:\n  - {record: Who, id: who, type: person}\n  - record: Form\n    id: form\n    \
            fields: [{id: host, title: Host, type: person}, {id: other, title: Other, type: text}]\n";
        let procedure = load(Some("m"), file.as_bytes()).procedure.expect("a procedure");
        let zhang = Person { id: "zhang".to_owned(), name: "张敏".to_owned(), roles: Vec::new() };
        let titles = Titles::of(&[&procedure], "en", Language::En).with_people(&[zhang]);
        assert_eq!((titles.option("who", "zhang"), titles.option("form/host", "zhang")), ("张敏", "张敏"));
        assert_eq!((titles.option("form/other", "zhang"), titles.option("who", "chen")), ("zhang", "chen"));
    }

    #[test]
    fn without_procedures_everything_keeps_its_id() {
        let titles = Titles::of(&[], "zh", Language::En);
        assert_eq!((titles.option("a", "b"), titles.text("甲")), ("b", "甲"));
    }
}
