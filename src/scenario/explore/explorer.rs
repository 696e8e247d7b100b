//! The prompter that tries: it follows a plan, answers ordinarily where the plan says nothing, and remembers what it could
//! have said.

use std::collections::{BTreeMap, HashMap};

use super::alternatives::{Alternative, Samples, alternatives};
use crate::procedure::EvidenceKind;
use crate::procedure::yaml::digest;
use crate::run::Run;
use crate::run::answer::{Answer, Given, Identity, Need, Refusal, SecondEntry, Typed};
use crate::run::event::{AfterFailure, Assurance, Event, EvidenceItem, Moment, Person, StoredFile};
use crate::run::question::{Ask, EvidenceAsked, Question};
use crate::session::{Input, Interruption, Prompter, Supplied};

/// Questions that one run may put; more is taken for a run without end.
pub(super) const MOST_QUESTIONS: usize = 5_000;

/// How often the same failure is given to one step: a critical step is asked until it is right.
const MOST_FAILURES: usize = 20;

/// The number of critical steps; a script sees none, so it is both shown and typed.
const NUMBER: Typed = Typed { typed: 37, shown: 37 };

/// Which alternative is taken at which question, both from 0; the ordinary one elsewhere.
pub(super) type Plan = BTreeMap<usize, usize>;

/// What was asked in a run.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The step's path.
    pub(super) path: String,
    /// Its name for a person.
    pub(super) name: String,
    /// What could have been said.
    pub(super) labels: Vec<String>,
    /// What was said.
    pub(super) taken: usize,
}

/// Why a run cannot be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dead {
    /// No answer is taken; the last refusal.
    Refused(Option<Refusal>),
    /// It asks on and on.
    Endless,
}

/// Follows a plan.
pub(super) struct Explorer<'a> {
    plan: &'a Plan,
    samples: &'a Samples,
    /// What was asked.
    pub(super) asked: Vec<Asked>,
    /// Why it cannot go on.
    pub(super) dead: Option<Dead>,
    current: Option<Current>,
    questions: usize,
    /// What is said at each path whenever it is asked again.
    persisting: HashMap<String, Alternative>,
}

/// The question on the screen, until something is recorded of it.
struct Current {
    all: Vec<Alternative>,
    tried: Vec<usize>,
    refusal: Option<Refusal>,
}

impl<'a> Explorer<'a> {
    pub(super) fn new(plan: &'a Plan, samples: &'a Samples) -> Self {
        Self { plan, samples, asked: Vec::new(), dead: None, current: None, questions: 0, persisting: HashMap::new() }
    }

    /// Returns the answer that is next to be tried.
    fn next(&mut self, question: &Question) -> Option<Alternative> {
        if (2..=MOST_FAILURES).contains(&question.attempt)
            && self.current.is_none()
            && let Some(again) = self.persisting.get(&question.path).cloned()
        {
            self.current = Some(Current { all: vec![again.clone()], tried: vec![0], refusal: None });
            return Some(again);
        }
        if self.current.is_none() {
            let all = alternatives(question, self.samples);
            let labels = all.iter().map(|one| one.label.clone()).collect();
            let name = question.step.clone().unwrap_or_else(|| question.path.clone());
            self.asked.push(Asked { path: question.path.clone(), name, labels, taken: 0 });
            self.current = Some(Current { all, tried: Vec::new(), refusal: None });
        }
        let at = self.asked.len() - 1;
        let current = self.current.as_mut()?;
        let wish = self.plan.get(&at).copied().unwrap_or_else(|| ordinary(&question.path, &current.all));
        let untried = |index: &usize| !current.tried.contains(index) && *index < current.all.len();
        let index = [wish].into_iter().chain(0..current.all.len()).find(untried)?;
        current.tried.push(index);
        let alternative = current.all[index].clone();
        self.asked[at].taken = index;
        if alternative.persists {
            self.persisting.insert(question.path.clone(), alternative.clone());
        }
        Some(alternative)
    }
}

/// A loop that an answer ends is not asked the same for ever: from the third pass on the answers take turns.
fn ordinary(path: &str, all: &[Alternative]) -> usize {
    let pass = path.rsplit_once('#').and_then(|(_, rest)| rest.split(['.', '[']).next()?.parse::<usize>().ok());
    pass.map_or(0, |pass| pass.saturating_sub(2) % all.len().max(1))
}

impl Prompter for Explorer<'_> {
    fn ask(&mut self, question: &Question, _: &Run) -> Result<Input, Interruption> {
        let gone = |why: &str| Interruption::NoAnswer(why.to_owned());
        self.questions += 1;
        if self.questions > MOST_QUESTIONS {
            self.dead = Some(Dead::Endless);
            return Err(gone(&question.path));
        }
        let Some(alternative) = self.next(question) else {
            self.dead = Some(Dead::Refused(self.current.as_mut().and_then(|current| current.refusal.take())));
            return Err(gone(&question.path));
        };
        let mut answer = Answer::new(alternative.given);
        answer.number = Some(NUMBER);
        answer.by = signer(question).map(somebody);
        answer.reason = Some("explored".to_owned());
        answer.after_failure = Some(alternative.after);
        Ok(Input::Answer(Box::new(answer)))
    }

    fn supply(
        &mut self,
        question: &Question,
        need: &Need,
        answer: &mut Answer,
        _: &Run,
    ) -> Result<Supplied, Interruption> {
        match need {
            Need::Evidence => answer.evidence = Some(exhibits(question.evidence.as_ref())),
            Need::AfterFailure(_) => answer.after_failure = Some(AfterFailure::Leave),
            Need::Reason(_) => {
                answer.reason = Some("explored".to_owned());
                answer.amending.get_or_insert_with(|| "explored".to_owned());
            }
            Need::Second => answer.second = second(answer),
            Need::Person => answer.by = Some(somebody(question.hold_role.clone().unwrap_or_default())),
        }
        Ok(Supplied::Added)
    }

    fn pin(&mut self, _: &Person) -> Result<Option<String>, Interruption> {
        Ok(None)
    }

    fn refused(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Interruption> {
        // Asked for a reason or for evidence again, an explorer would say the same again.
        let again =
            matches!(refusal, Refusal::ReasonRequired | Refusal::TooLittleEvidence(_) | Refusal::EvidenceKind(_));
        if let Some(current) = self.current.as_mut() {
            current.refusal = Some(refusal.clone());
        }
        if again {
            self.dead = Some(Dead::Refused(Some(refusal.clone())));
            return Err(Interruption::NoAnswer(question.path.clone()));
        }
        Ok(())
    }

    fn recorded(&mut self, _: &Event, _: Moment, _: &Run) {
        self.current = None;
    }

    fn not_confirmed(&mut self, _: &Event) {}

    fn interruption(&self) -> Option<Interruption> {
        None
    }
}

/// Returns who answers a question that the operator himself may not answer; without a roster anybody has every role.
fn signer(question: &Question) -> Option<String> {
    match &question.ask {
        Ask::Sign { role, signed, may, .. } => {
            let role = role.as_ref().map(|(id, _)| id.clone()).unwrap_or_else(|| "signer".to_owned());
            let free = |name: &String| !signed.contains(name);
            may.iter()
                .find(|name| free(name))
                .cloned()
                .or_else(|| (1..).map(|number| format!("{role}-{number}")).find(free))
        }
        Ask::Override { not } => (1..).map(|number| format!("waiver-{number}")).find(|name| !not.contains(name)),
        _ => question.hold_role.clone(),
    }
}

fn somebody(id: String) -> Identity {
    Identity { id, assurance: Assurance::Scripted }
}

fn second(answer: &Answer) -> Option<SecondEntry> {
    match &answer.given {
        Given::Value(raw) => Some(SecondEntry { by: somebody("second".to_owned()), raw: Some(raw.clone()) }),
        _ => None,
    }
}

fn exhibits(asked: Option<&EvidenceAsked>) -> Vec<EvidenceItem> {
    let Some(asked) = asked else { return Vec::new() };
    let exhibit = |number: u32| match asked.kind {
        EvidenceKind::Reference => EvidenceItem::Reference(format!("REF-{number}")),
        EvidenceKind::File => {
            let ending = asked.accept.first().map_or("jpg", String::as_str);
            let name = format!("{number}.{ending}");
            EvidenceItem::File(StoredFile { sha256: digest(name.as_bytes()), name, size: 0 })
        }
    };
    (1..=asked.at_least.max(1)).map(exhibit).collect()
}
