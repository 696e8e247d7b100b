//! The same answer once more: what a script says where the last answer before a pause is asked again. It reads no script.

use crate::run::Run;
use crate::run::answer::{Answer, Given, Identity, SecondEntry, Typed};
use crate::run::event::{Assurance, Raw};
use crate::run::outcome::Outcome;
use crate::run::question::{Ask, Question};
use crate::run::record::Attempt;

/// Returns the recorded answer of the question's step, or `None` where the record does not say what was typed.
pub(super) fn repeat(question: &Question, run: &Run) -> Option<Answer> {
    if is_secret(question) {
        return None;
    }
    let last = run.records().get(&question.path)?.last()?;
    let mut answer = Answer::new(given(question, last)?);
    answer.number = Some(Typed { typed: 0, shown: 0 });
    answer.by = (last.by != run.operator().id).then(|| identity(&last.by));
    answer.second = last.second.as_ref().zip(last.raw.as_ref()).map(|(by, raw)| entry(by, raw));
    Some(answer)
}

fn given(question: &Question, last: &Attempt) -> Option<Given> {
    Some(match (&question.ask, last.outcome) {
        (_, Outcome::NotApplicable) => Given::NotApplicable,
        (_, Outcome::Deferred) => Given::Later,
        (Ask::Check, Outcome::Failed) => Given::NotOk,
        (Ask::Check | Ask::Computed { .. }, _) => Given::Done,
        (Ask::Decide, _) => {
            if last.json == serde_json::Value::Bool(true) {
                Given::Yes
            } else {
                Given::No
            }
        }
        (Ask::Choose(_), _) => Given::Choice(last.json.as_str()?.to_owned()),
        _ => Given::Value(last.raw.clone()?),
    })
}

fn identity(person: &str) -> Identity {
    Identity { id: person.to_owned(), assurance: Assurance::Scripted }
}

fn entry(by: &str, raw: &Raw) -> SecondEntry {
    SecondEntry { by: identity(by), raw: Some(raw.clone()) }
}

fn is_secret(question: &Question) -> bool {
    match &question.ask {
        Ask::Value(field) => field.secret,
        Ask::Form(fields) | Ask::Table { fields, .. } => fields.iter().any(|field| field.secret),
        _ => false,
    }
}
