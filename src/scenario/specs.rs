//! Nodes to answers: every form that an answer file has, told apart by its keys and by the step it answers.

use indexmap::IndexMap;

use super::answers::{Answers, Exhibit, Said, SecondEntry, Signer, Spec, Waiver};
use super::catalog::Target;
use super::keys::{ADDING, ANSWER, ASKED, OVERRIDE, SAYING, SECOND, SIGNER, beside};
use super::reading::Reading;
use crate::procedure::EvidenceKind;
use crate::procedure::finding::{Noun, both};
use crate::procedure::shape::Place;
use crate::procedure::tree::{Kind, Node};
use crate::run::event::Raw;

impl Reading {
    /// Reads all answers of one name.
    pub(super) fn answers(&mut self, node: &Node<'_>, target: &Target) -> Option<Answers> {
        let Some(asked) = node.get("asked").filter(|_| !is_form(node, target)) else {
            return self.spec(node, target).map(|spec| Answers::Plain(Box::new(spec)));
        };
        self.known(node, &ASKED);
        let items = self.items(asked);
        if items.is_empty() && matches!(asked.kind, Kind::Sequence(_)) {
            self.error("empty-value", &asked.span, both!("`asked` has no answer", "`asked` 里没有答案"), None);
        }
        Some(Answers::Asked(items.iter().filter_map(|item| self.spec(item, target)).collect()))
    }

    fn spec(&mut self, node: &Node<'_>, target: &Target) -> Option<Spec> {
        match &node.kind {
            Kind::Mapping(_) if !is_form(node, target) => self.annotated(node, target),
            _ => self.value(node, &target.fields).map(|raw| Spec::new(Said::Value(raw))),
        }
    }

    /// Reads an answer that is a map: what is said, and what is added to it.
    fn annotated(&mut self, node: &Node<'_>, target: &Target) -> Option<Spec> {
        self.known(node, &ANSWER);
        let saying: Vec<&str> = SAYING.iter().map(|key| key.name).filter(|key| node.get(key).is_some()).collect();
        let [key] = saying[..] else {
            self.says_not_one_thing(node, &saying);
            return None;
        };
        let said = self.said(key, node.get(key)?, target)?;
        let mut spec = Spec::new(said);
        self.additions(node, target, &mut spec);
        self.fitting(node, key);
        Some(spec)
    }

    fn says_not_one_thing(&mut self, node: &Node<'_>, saying: &[&str]) {
        let (found, wanted) = (saying.join("`, `"), SAYING.map(|key| key.name).join("`, `"));
        let message = if saying.is_empty() {
            both!("an answer that says nothing, expected one of `{wanted}`", "答案没有内容，应有 `{wanted}` 之一")
        } else {
            both!("an answer that says two things: `{found}`", "答案同时说了 `{found}`")
        };
        self.error("not-one-answer", &node.span, message, None);
    }

    fn said(&mut self, key: &str, node: &Node<'_>, target: &Target) -> Option<Said> {
        match key {
            "fail" => self.reason(node).map(Said::Fail),
            "na" => self.reason(node).map(Said::NotApplicable),
            "defer" => self.reason(node).map(Said::Defer),
            "sign" => Some(Said::Sign(self.signers(node, target))),
            _ => self.value(node, &target.fields).map(Said::Value),
        }
    }

    fn signers(&mut self, node: &Node<'_>, target: &Target) -> IndexMap<String, Signer> {
        let noun = Noun { en: "signers by role", zh: "各角色的签字人" };
        let known: Vec<&str> = target.roles.iter().map(String::as_str).collect();
        let mut signers = IndexMap::new();
        for (key, value) in self.entries(node, noun) {
            let role = key.text().unwrap_or_default();
            if !known.contains(&role) {
                self.unknown_key(key, Noun { en: "the signature", zh: "签字" }, &known);
                continue;
            }
            signers.extend(self.signer(value).map(|signer| (role.to_owned(), signer)));
        }
        signers
    }

    fn signer(&mut self, node: &Node<'_>) -> Option<Signer> {
        if node.entries().is_none() {
            return self.person(node).map(Signer::Signs);
        }
        self.known(node, &SIGNER);
        match node.get("decline") {
            Some(reason) => self.reason(reason).map(Signer::Declines),
            None => {
                self.all_there(node, &SIGNER);
                None
            }
        }
    }

    fn additions(&mut self, node: &Node<'_>, target: &Target, spec: &mut Spec) {
        let given = |key: &str| node.get(key).filter(|value| !value.is_null());
        spec.after = given("after").and_then(|value| self.duration(value));
        spec.by = given("by").and_then(|value| self.person(value));
        spec.reason = given("reason").and_then(|value| self.reason(value));
        spec.leave = given("leave").and_then(|value| self.boolean(value)).unwrap_or_default();
        spec.waiver = given("override").and_then(|value| self.waiver(value));
        spec.second = given("second").and_then(|value| self.second(value, target));
        spec.evidence = given("evidence").map(|value| self.evidence(value, target)).unwrap_or_default();
    }

    fn waiver(&mut self, node: &Node<'_>) -> Option<Waiver> {
        let (by, reason) = self.pair(node, &OVERRIDE)?;
        Some(Waiver { by: self.person(by)?, reason: self.reason(reason)? })
    }

    fn second(&mut self, node: &Node<'_>, target: &Target) -> Option<SecondEntry> {
        let (by, value) = self.pair(node, &SECOND)?;
        Some(SecondEntry { by: self.person(by)?, value: self.value(value, &target.fields)? })
    }

    /// Reads a map of exactly two keys.
    fn pair<'n, 's>(&mut self, node: &'n Node<'s>, place: &Place) -> Option<(&'n Node<'s>, &'n Node<'s>)> {
        if self.known(node, place).is_none() {
            self.wrong(node, &both!("a map: {}", "映射：{}"; place.noun));
            return None;
        }
        self.all_there(node, place);
        let [first, second] = place.keys else { return None };
        node.get(first.name).zip(node.get(second.name))
    }

    fn evidence(&mut self, node: &Node<'_>, target: &Target) -> Vec<Exhibit> {
        let Some(kind) = target.evidence else {
            let message = both!("the step asks for no evidence", "本步不需要凭证");
            self.error("no-evidence", &node.span, message, None);
            return Vec::new();
        };
        let items = self.items(node).iter();
        let texts: Vec<String> =
            items.filter_map(|item| self.words(item, &both!("a file or a number", "文件或编号"))).collect();
        texts
            .into_iter()
            .map(|text| match kind {
                EvidenceKind::File => Exhibit::File(text),
                EvidenceKind::Reference => Exhibit::Reference(text),
            })
            .collect()
    }

    /// Reports what is added to an answer that it does not fit.
    fn fitting(&mut self, node: &Node<'_>, said: &str) {
        let fits = |key: &str| beside(key).contains(&said);
        for key in ADDING.iter().map(|key| key.name).filter(|key| node.get(key).is_some() && !fits(key)) {
            let message = both!("`{key}` does not belong beside `{said}`", "`{key}` 不能与 `{said}` 并用");
            let at = node.entries().into_iter().flatten().find(|(name, _)| name.text() == Some(key));
            self.error("does-not-fit", at.map_or(&node.span, |(name, _)| &name.span), message, None);
        }
    }
}

/// Returns whether a map is the value of a form itself: no key says anything else, or every key is a field with a plain value.
fn is_form(node: &Node<'_>, target: &Target) -> bool {
    let Some(entries) = node.entries().filter(|_| target.form) else { return false };
    let is_field = |key: &Node<'_>| key.text().is_some_and(|key| target.fields.iter().any(|field| field == key));
    let says =
        |key: &Node<'_>| key.text().is_some_and(|key| key == "asked" || SAYING.iter().any(|saying| saying.name == key));
    entries.iter().all(|(key, value)| is_field(key) && value.text().is_some())
        || entries.iter().all(|(key, _)| !says(key))
}

/// Returns the answer that a notice has: only `done`.
pub(super) fn is_done(answers: &Answers) -> bool {
    let done = |spec: &Spec| matches!(&spec.said, Said::Value(Raw::Line(word)) if word == "done");
    answers.all().iter().all(done)
}
