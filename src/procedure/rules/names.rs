//! Names in expressions and texts: known, not later, not secret, not hidden by another.

use super::Context;
use super::outline::Use;
use crate::procedure::finding::{Bilingual, both};
use crate::procedure::nearest::did_you_mean;
use crate::procedure::{Field, FieldType, Limit, Record, Step, StepKind};

/// The names that are always in scope.
const ALWAYS: &[&str] = &["operator", "site", "date", "weekday", "month", "day", "time", "now", "time_of_day"];
/// The names whose members are the steps.
const OF_STEPS: &[&str] = &["all", "outcome"];

/// The words that `weekday` and `time_of_day` can be.
const VALUES: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun", "morning", "afternoon", "evening"];

/// What a name means where it is used.
enum Meaning<'p> {
    /// A parameter, a loop variable, a name that is always in scope.
    Known,
    /// A step: where it stands, and which part of the path names it.
    Step(&'p Step, usize, usize),
    /// Nothing.
    Unknown(&'p str),
}

impl<'c> Context<'c> {
    fn meaning(&self, name: &'c Use<'c>) -> Meaning<'c> {
        let Some(root) = name.name.path.first() else { return Meaning::Known };
        let in_scope = name.variables.contains(&root.as_str())
            || self.procedure.parameters.contains_key(root)
            || ALWAYS.contains(&root.as_str());
        if in_scope {
            return Meaning::Known;
        }
        let (id, part) = match name.name.path.get(1) {
            Some(member) if OF_STEPS.contains(&root.as_str()) => (member, 1),
            None if OF_STEPS.contains(&root.as_str()) => return Meaning::Known,
            _ => (root, 0),
        };
        match self.outline.ids.get(id.as_str()) {
            Some(at) => self.outline.steps.get(*at).map_or(Meaning::Unknown(id), |p| Meaning::Step(p.step, *at, part)),
            None if self.is_lost(id) && !self.is_variable(id) => Meaning::Known,
            None => Meaning::Unknown(id),
        }
    }

    /// Returns whether some `each` calls its items so.
    fn is_variable(&self, name: &str) -> bool {
        self.outline.steps.iter().any(|place| place.variables.contains(&name))
    }

    fn report_use(&mut self, name: &Use<'_>, message: Bilingual, help: Option<Bilingual>) {
        let span = self.in_scalar(name.step, name.source, &name.name.span);
        self.report(span, message, help);
    }

    fn candidates<'n>(&'n self, name: &'n Use<'_>) -> impl Iterator<Item = &'n str> {
        let steps = self.outline.ids.iter().filter(|(_, at)| **at < name.before).map(|(id, _)| *id);
        let parameters = self.procedure.parameters.keys().map(String::as_str);
        let always = ALWAYS.iter().chain(OF_STEPS).copied();
        steps.chain(parameters).chain(name.variables.iter().copied()).chain(always)
    }

    /// Returns what to do about a name that means nothing.
    fn help_for(&self, id: &str, name: &Use<'_>) -> Option<Bilingual> {
        if self.is_a_value(id) || is_required_text(id, name) {
            return Some(text_meant(id, name.source.trim() == id));
        }
        let mut candidates: Vec<_> = self.candidates(name).collect();
        candidates.sort_unstable();
        did_you_mean(id, candidates).or_else(|| {
            if self.procedure.roles.contains_key(id) {
                return Some(both!("`{id}` is a role, which expressions do not know", "`{id}` 是角色，表达式里不能用"));
            }
            let holder = self
                .outline
                .steps
                .iter()
                .find(|place| place.step.id.is_some() && form(place.step).iter().any(|field| field.id == id))?;
            let holder = holder.step.id.as_deref().unwrap_or_default();
            Some(both!("write `{holder}.{id}` for the field", "字段请写成 `{holder}.{id}`"))
        })
    }
}

impl Context<'_> {
    /// Returns whether a word is what some name can be: a day of the week, a time of the day, an option's id.
    fn is_a_value(&self, word: &str) -> bool {
        let is_option = |place: &super::outline::Place<'_>| match &place.step.kind {
            StepKind::Choose { options } => options.iter().any(|(option, _)| option.id == word),
            _ => fields(place.step).iter().flat_map(|field| &field.options).any(|option| option.id == word),
        };
        let mut parameters = self.procedure.parameters.values().flat_map(|parameter| &parameter.options);
        VALUES.contains(&word) || parameters.any(|option| option.id == word) || self.outline.steps.iter().any(is_option)
    }
}

/// Returns whether a name is all that `equals` of a text says.
fn is_required_text(id: &str, name: &Use<'_>) -> bool {
    let is_all = |field: &Field| match &field.limits.equals {
        Some(Limit::Expression(equals)) => field.kind == FieldType::Text && equals.source().trim() == id,
        _ => false,
    };
    name.source.trim() == id && name.step.is_some_and(|step| fields(step).iter().any(is_all))
}

/// Returns how a text is written where a name would be understood: where it is all there is, YAML takes a pair of quotes.
fn text_meant(id: &str, alone: bool) -> Bilingual {
    let quoted = if alone { format!("\"'{id}'\"") } else { format!("\"{id}\"") };
    both!("for the text write `{quoted}`", "如果是文字，请写成 `{quoted}`")
}

/// A name that nothing in scope has.
pub fn unknown_name(context: &mut Context<'_>) {
    for name in &context.outline.uses {
        if let Meaning::Unknown(id) = context.meaning(name)
            && !context.is_full()
        {
            let help = context.help_for(id, name);
            context.report_use(name, both!("the name `{id}` is not known here", "这里没有名字 `{id}`"), help);
        }
    }
}

/// A step that stands later in the file than its user.
pub fn later_step(context: &mut Context<'_>) {
    for name in &context.outline.uses {
        let Meaning::Step(step, at, _) = context.meaning(name) else { continue };
        if at >= name.before {
            let id = step.id.as_deref().unwrap_or_default();
            let message = if name.step.is_some_and(|user| std::ptr::eq(user, step)) {
                both!("the step `{id}` uses its own value before it has one", "步骤 `{id}` 还没有值就用了自己的值")
            } else {
                both!("the step `{id}` stands later in the file", "步骤 `{id}` 在文件里更靠后")
            };
            let help = both!("move it before this place", "请把它移到前面");
            context.report_use(name, message, Some(help));
        }
    }
}

/// A member that a form does not have.
pub fn unknown_field(context: &mut Context<'_>) {
    for name in &context.outline.uses {
        let Meaning::Step(step, _, 0) = context.meaning(name) else { continue };
        let (StepKind::Record(Record::Form(fields)), Some(member)) = (&step.kind, name.name.path.get(1)) else {
            continue;
        };
        if !fields.iter().any(|field| field.id == *member) {
            let id = step.id.as_deref().unwrap_or_default();
            let message = both!("the form `{id}` has no field `{member}`", "表单 `{id}` 没有字段 `{member}`");
            context.report_use(name, message, did_you_mean(member, fields.iter().map(|field| field.id.as_str())));
        }
    }
}

/// A secret field in an expression or text.
pub fn secret_in_expression(context: &mut Context<'_>) {
    for name in &context.outline.uses {
        let Meaning::Step(step, _, part) = context.meaning(name) else { continue };
        if context.outline_root_is_outcome(name) {
            continue;
        }
        let member = name.name.path.get(part + 1);
        let hidden = match &step.kind {
            StepKind::Record(Record::Value(field)) => field.secret,
            _ => form(step).iter().any(|field| field.secret && member == Some(&field.id)),
        };
        if hidden {
            let id = step.id.as_deref().unwrap_or_default();
            let message = both!("`{id}` is secret, so no expression knows it", "`{id}` 是保密的，表达式里不能用");
            context.report_use(name, message, None);
        }
    }
}

impl Context<'_> {
    fn outline_root_is_outcome(&self, name: &Use<'_>) -> bool {
        name.name.path.first().is_some_and(|root| root == "outcome")
    }
}

/// A loop variable with the name of something else in scope.
pub fn shadowed_name(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let StepKind::Each(each) = &place.step.kind else { continue };
        let name = each.variable.as_str();
        let taken = if place.variables.contains(&name) {
            both!("an `each` around it", "外层的 `each`")
        } else if context.procedure.parameters.contains_key(name) {
            both!("a parameter", "一个参数")
        } else if context.outline.ids.contains_key(name) {
            both!("a step", "一个步骤")
        } else {
            continue;
        };
        let span = context.at(place.step, &["as"]);
        context.report(span, both!("`{name}` is already {}", "`{name}` 已经是{}"; taken), None);
    }
}

/// A step with the name of a parameter.
pub fn name_clash(context: &mut Context<'_>) {
    for place in &context.outline.steps {
        let id = place.step.id.as_deref().filter(|id| context.procedure.parameters.contains_key(*id));
        if let Some(id) = id {
            let span = context.at(place.step, &["id"]);
            context.report(span, both!("`{id}` is already a parameter", "`{id}` 已经是一个参数"), None);
        }
    }
}

/// Returns the fields of a form or table.
fn form(step: &Step) -> &[Field] {
    match &step.kind {
        StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => fields,
        _ => &[],
    }
}

/// Returns the fields of a record, also the one of a plain value.
fn fields(step: &Step) -> &[Field] {
    match &step.kind {
        StepKind::Record(Record::Value(field)) => std::slice::from_ref(field),
        _ => form(step),
    }
}
