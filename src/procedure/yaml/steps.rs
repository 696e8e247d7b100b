//! Steps: which kind a map is, the keys that all kinds share, and each kind's own.

use std::collections::{BTreeMap, HashSet};

use super::keys::{BRANCH, KINDS, Kind, ROWS, VALUE_KEYS};
use super::limits::Scale;
use super::reader::{Fields, Reader};
use crate::procedure::finding::{Finding, Noun, both};
use crate::procedure::nearest::nearest;
use crate::procedure::tree::{Kind as NodeKind, Node, shorten};
use crate::procedure::{
    Call, Choice, Each, EndVerdict, Items, Measure, Order, Record, Repeat, Rows, Span, Step, StepKind, Steps, Text,
};

/// What a step is called in a message.
const STEP: Noun = Noun { en: "a step", zh: "步骤" };

impl<'s> Reader<'s> {
    /// Reads a list of steps, which must have some.
    pub(super) fn steps(&mut self, node: &Node<'s>) -> Steps {
        let NodeKind::Sequence(items) = &node.kind else {
            let expected = both!("a list of steps, each begun with `- `", "步骤列表，每步以 `- ` 开头");
            self.wrong_type(node, &expected, None);
            return super::no_steps();
        };
        if items.is_empty() {
            let help = both!("give it a step, or leave the key out", "请至少写一步，或去掉这个键");
            self.error("empty-steps", node.span.clone(), both!("there are no steps", "没有步骤"), Some(help));
        }
        // Steps are large: they are read into the place where they stay.
        let mut steps = Vec::with_capacity(items.len());
        steps.extend(items.iter().filter_map(|item| self.step(item)));
        steps.into()
    }

    fn step(&mut self, node: &Node<'s>) -> Option<Step> {
        match &node.kind {
            NodeKind::Scalar { .. } if !node.is_null() => self.bare_check(node),
            NodeKind::Mapping(_) => self.keyed_step(node),
            _ => {
                self.wrong_type(node, &both!("a step", "步骤"), None);
                None
            }
        }
    }

    /// Reads a bare text: a check.
    fn bare_check(&mut self, node: &Node<'s>) -> Option<Step> {
        let title = self.text(node)?;
        Some(plain_step(title, StepKind::Check { expect: None }, node.span.clone()))
    }

    fn keyed_step(&mut self, node: &Node<'s>) -> Option<Step> {
        let mut fields = self.map(node, STEP)?;
        let kinds = self.kinds_of(&fields, node);
        let kind = *kinds.first()?;
        fields.head = fields.key(kind.word);
        fields.noun = kind.noun();
        self.check_keys(&fields, &kinds.iter().flat_map(|kind| kind.keys()).collect::<Vec<_>>(), true);
        let id = self.step_id(&fields, kind);
        let title = fields.get(kind.word).and_then(|node| self.text(node));
        let own = self.own(kind, &fields);
        let step = self.shared(&fields, kind, id);
        Some(Step { span: node.span.clone(), ..step(title?, own?) })
    }

    /// Finds the keys that name a kind, and reports that there is not exactly one.
    fn kinds_of(&mut self, fields: &Fields<'_, 's>, node: &Node<'s>) -> Vec<&'static Kind> {
        let kinds: Vec<_> = KINDS.iter().filter(|kind| fields.has(kind.word)).collect();
        if kinds.is_empty() {
            self.no_kind(fields, node);
        }
        if let [first, second, ..] = kinds.as_slice() {
            let (one, two) = (first.word, second.word);
            let message =
                both!("the step has two kinds, `{one}` and `{two}`", "一个步骤有两种类型：`{one}` 和 `{two}`");
            let help = both!("make them two steps", "请拆成两个步骤");
            self.error("two-kinds", fields.key(two), message, Some(help));
        }
        kinds
    }

    fn no_kind(&mut self, fields: &Fields<'_, 's>, node: &Node<'s>) {
        let words: Vec<_> = KINDS.iter().map(|kind| format!("`{}`", kind.word)).collect();
        let (en, zh) = (words.join(", "), words.join("、"));
        let message = both!("the step has no kind, expected one of {en}", "步骤没有类型，应有其中之一：{zh}");
        let keys = node.entries().unwrap_or_default().iter().filter_map(|(key, _)| Some((key, key.text()?)));
        let known = |word: &str| super::keys::is_key(word);
        let slip = keys
            .clone()
            .filter(|(_, text)| !known(text))
            .find_map(|(key, text)| Some((key.span.clone(), nearest(text, KINDS.iter().map(|kind| kind.word))?)));
        let finding = Finding::error("no-kind", fields.head.clone(), message);
        self.push(match (slip, keys.clone().next()) {
            (Some((span, word)), _) => {
                finding.help(both!("did you mean `{word}`?", "是不是 `{word}`？")).suggest(span, word)
            }
            (None, Some((_, text))) if !known(text) && keys.count() == 1 => {
                let shown = shorten(text);
                finding.help(both!(
                    "if `{shown}: …` is the step's text, put it in quotes",
                    "如果 `{shown}: …` 是步骤的文字，请加引号"
                ))
            }
            _ => finding,
        });
    }

    fn step_id(&mut self, fields: &Fields<'_, 's>, kind: &Kind) -> Option<String> {
        let Some(node) = fields.get("id") else {
            if kind.named && !fields.has("id") {
                let word = kind.word;
                let message = both!("a `{word}` step needs an `id`", "`{word}` 步骤需要 `id`");
                let help = both!("give it a short name such as `id: {word}_1`", "请起一个短名，如 `id: {word}_1`");
                self.error("missing-id", fields.head.clone(), message, Some(help));
            }
            return None;
        };
        let id = self.new_name(node)?;
        self.not_reserved(&id, node.span.clone());
        if let Some(first) = self.ids.insert(id.clone(), node.span.clone()) {
            let line = crate::procedure::finding::Lines::new(self.source).position(first.start).line;
            let message =
                both!("the step id `{id}` is already used in line {line}", "步骤 id `{id}` 已在第 {line} 行用过");
            self.error("duplicate-id", node.span.clone(), message, None);
            self.ids.insert(id.clone(), first);
        }
        Some(id)
    }

    /// Reports a name that means something else in expressions.
    pub(super) fn not_reserved(&mut self, name: &str, span: Span) {
        if super::keys::RESERVED.contains(&name) || super::keys::EXPRESSION_WORDS.contains(&name) {
            let message = both!("the name `{name}` is reserved", "名字 `{name}` 是保留的");
            let help = both!("it has a meaning in expressions: choose another", "它在表达式里另有含义，请换一个");
            self.error("reserved-name", span, message, Some(help));
        }
    }

    /// Reads the keys that every kind may have; title and kind come later.
    fn shared(
        &mut self,
        fields: &Fields<'_, 's>,
        kind: &Kind,
        id: Option<String>,
    ) -> impl FnOnce(Text, StepKind) -> Step + use<'s> {
        let mut text = |key| fields.get(key).and_then(|node| self.long_text(node));
        let (detail, say, note, warning) = (text("detail"), text("say"), text("note"), text("warning"));
        let mut flag = |key| fields.get(key).and_then(|node| self.boolean(node)).unwrap_or(false);
        let (critical, independent) = (flag("critical"), flag("independent"));
        let mut name = |key| fields.get(key).and_then(|node| self.name(node));
        let (role, hold) = (name("role"), name("hold"));
        let when = fields.get("when").and_then(|node| self.expression(node));
        let not_applicable = self.may_be_not_applicable(fields, kind, critical);
        let window = fields.get("window").and_then(|node| self.window(node));
        let deadline = fields.get("deadline").and_then(|node| self.deadline(node));
        let evidence = fields.get("evidence").and_then(|node| self.evidence(node));
        let score = fields.get("score").and_then(|node| self.number(node));
        let on_fail = fields.get("on_fail").and_then(|node| self.on_fail(node));
        self.recheck_without_ground(fields, critical);
        let ignore = fields.get("ignore").map(|node| self.reasons(node)).unwrap_or_default();
        move |title, kind| Step {
            id,
            role,
            when,
            detail,
            say,
            note,
            warning,
            critical,
            hold,
            not_applicable,
            window,
            deadline,
            evidence,
            score,
            independent,
            on_fail,
            ignore,
            ..plain_step(title, kind, 0..0)
        }
    }

    /// Reports a number of rechecks where none ever comes: only a critical step is rechecked without saying so.
    fn recheck_without_ground(&mut self, fields: &Fields<'_, 's>, critical: bool) {
        let Some(entries) = fields.get("on_fail").and_then(Node::entries).filter(|_| !critical) else { return };
        let key = |name: &str| entries.iter().map(|(key, _)| key).find(|key| key.text() == Some(name));
        if let (Some(at_most), None) = (key("at_most"), key("then")) {
            let message = both!("`at_most` goes only with `then: recheck`", "`at_most` 只能与 `then: recheck` 一起用");
            self.error("key-without-ground", at_most.span.clone(), message, None);
        }
    }

    fn may_be_not_applicable(&mut self, fields: &Fields<'_, 's>, kind: &Kind, critical: bool) -> bool {
        let word = fields.get("not_applicable").and_then(|node| self.word(node, &["allowed", "forbidden"]));
        let able = kind.may_be_not_applicable();
        if word == Some("allowed") && (critical || !able) {
            let message = if critical {
                both!("a critical step cannot be not applicable", "关键步骤不能标为不适用")
            } else {
                both!("{} cannot be not applicable", "{}不能标为不适用"; kind.noun())
            };
            self.error("contradiction", fields.key("not_applicable"), message, None);
        }
        able && !critical && word != Some("forbidden")
    }

    /// Reads `ignore`: rules and the reasons for silencing them.
    pub(super) fn reasons(&mut self, node: &Node<'s>) -> BTreeMap<String, String> {
        let noun = Noun { en: "rules and reasons", zh: "规则和理由" };
        if self.map(node, noun).is_none() {
            return BTreeMap::new();
        }
        let mut reasons = BTreeMap::new();
        for (rule, reason) in node.entries().unwrap_or_default() {
            let Some((rule, text)) = rule.text().zip(self.line(reason)) else { continue };
            if text.trim().is_empty() {
                let message = both!("there is no reason to ignore `{rule}`", "没有写忽略 `{rule}` 的理由");
                self.error("empty-text", reason.span.clone(), message, None);
            }
            reasons.insert(rule.to_owned(), text);
        }
        reasons
    }

    fn own(&mut self, kind: &Kind, fields: &Fields<'_, 's>) -> Option<StepKind> {
        let mut text = |key| fields.get(key).and_then(|node| self.text(node));
        Some(match kind.word {
            "check" => StepKind::Check { expect: text("expect") },
            "measure" => StepKind::Measure(self.measure(fields)),
            "record" => StepKind::Record(self.record(fields)),
            "choose" => StepKind::Choose { options: self.branches(fields.get("options")?) },
            "decide" => StepKind::Decide { if_yes: self.block(fields, "if_yes"), if_no: self.block(fields, "if_no") },
            "sign" => StepKind::Sign {
                by: fields.get("by").map(|node| self.names(node)).unwrap_or_default(),
                meaning: fields.get("meaning").and_then(|node| self.text(node)),
            },
            "handover" => StepKind::Handover { to: fields.get("for").map(|node| self.lines(node)).unwrap_or_default() },
            "end" => StepKind::End { verdict: self.verdict(fields) },
            "section" => StepKind::Section { order: self.order(fields), steps: self.block(fields, "steps") },
            "each" => StepKind::Each(self.each(fields)?),
            "repeat" => StepKind::Repeat(self.repeat(fields)?),
            _ => StepKind::Call(self.call(fields)?),
        })
    }

    fn block(&mut self, fields: &Fields<'_, 's>, key: &str) -> Steps {
        fields.get(key).map(|node| self.steps(node)).unwrap_or_else(super::no_steps)
    }

    fn measure(&mut self, fields: &Fields<'_, 's>) -> Measure {
        if fields.has("hide_limits") && !["min", "max", "equals"].iter().any(|key| fields.has(key)) {
            let message = both!(
                "`hide_limits` goes only with `min`, `max` or `equals`",
                "`hide_limits` 只能与 `min`、`max` 或 `equals` 一起用"
            );
            self.error("key-without-ground", fields.key("hide_limits"), message, None);
        }
        Measure {
            unit: fields.get("unit").and_then(|node| self.text(node)),
            limits: self.limits(fields, Scale::Number, &[]),
            decimals: fields.get("decimals").and_then(|node| self.count(node, 0)),
            hide_limits: fields.get("hide_limits").and_then(|node| self.boolean(node)).unwrap_or(false),
            value: fields.get("value").and_then(|node| self.expression(node)),
        }
    }

    fn record(&mut self, fields: &Fields<'_, 's>) -> Record {
        let Some(node) = fields.get("fields") else {
            self.rows_without_fields(fields);
            self.check_grounds(fields, &VALUE_KEYS);
            return Record::Value(Box::new(self.field(fields, String::new())));
        };
        for key in VALUE_KEYS.iter().map(|key| key.name).filter(|key| fields.has(key)) {
            let message = both!("`{key}` and `fields` exclude each other", "`{key}` 和 `fields` 不能同时用");
            let help = both!("give `{key}` to one of the fields", "请把 `{key}` 写到某个字段里");
            self.error("contradiction", fields.key(key), message, Some(help));
        }
        let form = self.form(node);
        match fields.get("rows").and_then(|node| self.rows(node)) {
            Some(rows) => Record::Table { fields: form, rows },
            None => Record::Form(form),
        }
    }

    fn rows_without_fields(&mut self, fields: &Fields<'_, 's>) {
        if fields.has("rows") && !fields.has("fields") {
            let message = both!("`rows` goes only with `fields`", "`rows` 只能与 `fields` 一起用");
            self.error("key-without-ground", fields.key("rows"), message, None);
        }
    }

    fn rows(&mut self, node: &Node<'s>) -> Option<Rows> {
        let fields = self.fields(node, &ROWS)?;
        let at_least = fields.get("at_least").and_then(|node| self.count(node, 0)).unwrap_or(0);
        let at_most = fields.get("at_most").and_then(|node| self.count(node, 1));
        if at_most.is_some_and(|most| most < at_least) {
            let message = both!("`at_most` is less than `at_least`", "`at_most` 小于 `at_least`");
            self.error("contradiction", fields.key("at_most"), message, None);
        }
        Some(Rows { at_least, at_most })
    }

    fn branches(&mut self, node: &Node<'s>) -> Vec<(Choice, Steps)> {
        let mut seen = HashSet::new();
        let mut branches = vec![];
        for item in self.some_items(node) {
            let Some(fields) = self.option_fields(item, &BRANCH) else { continue };
            let steps = self.block(&fields, "steps");
            branches.extend(self.choice(&fields, &mut seen).map(|choice| (choice, steps)));
        }
        branches
    }

    fn verdict(&mut self, fields: &Fields<'_, 's>) -> EndVerdict {
        match fields.get("verdict").and_then(|node| self.word(node, &["completed", "abandoned"])) {
            Some("abandoned") => EndVerdict::Abandoned,
            _ => EndVerdict::Completed,
        }
    }

    fn order(&mut self, fields: &Fields<'_, 's>) -> Order {
        match fields.get("order").and_then(|node| self.word(node, &["fixed", "any"])) {
            Some("any") => Order::Any,
            _ => Order::Fixed,
        }
    }

    fn each(&mut self, fields: &Fields<'_, 's>) -> Option<Each> {
        let variable = fields.get("as").and_then(|node| {
            let name = self.new_name(node)?;
            self.not_reserved(&name, node.span.clone());
            Some(name)
        });
        let items = fields.get("in").and_then(|node| match &node.kind {
            NodeKind::Sequence(_) => Some(Items::Value(self.plain_value(node))),
            _ => self.expression(node).map(Items::Expression),
        });
        let order_by = fields.get("order_by").and_then(|node| self.name(node));
        let (order, steps) = (self.order(fields), self.block(fields, "steps"));
        Some(Each { variable: variable?, items: items?, order_by, order, steps })
    }

    fn repeat(&mut self, fields: &Fields<'_, 's>) -> Option<Repeat> {
        let until = fields.get("until").and_then(|node| self.expression(node));
        let at_most = fields.get("at_most").and_then(|node| self.count(node, 1)).unwrap_or(10);
        let steps = self.block(fields, "steps");
        Some(Repeat { until: until?, at_most, steps })
    }

    fn call(&mut self, fields: &Fields<'_, 's>) -> Option<Call> {
        let procedure = fields.get("procedure").and_then(|node| self.kebab(node));
        let node = fields.get("with");
        let noun = Noun { en: "parameters and values", zh: "参数和值" };
        if let Some(node) = node {
            self.map(node, noun);
        }
        let entries = node.and_then(Node::entries).unwrap_or_default().iter();
        let with = entries.filter_map(|(key, value)| Some((self.name(key)?, self.argument(value)?))).collect();
        Some(Call { procedure: procedure?, with })
    }
}

impl Kind {
    /// Returns what a step of this kind is called in a message.
    #[must_use]
    pub fn noun(&self) -> Noun {
        match self.word {
            "check" => Noun { en: "a `check` step", zh: "`check` 步骤" },
            "measure" => Noun { en: "a `measure` step", zh: "`measure` 步骤" },
            "record" => Noun { en: "a `record` step", zh: "`record` 步骤" },
            "choose" => Noun { en: "a `choose` step", zh: "`choose` 步骤" },
            "decide" => Noun { en: "a `decide` step", zh: "`decide` 步骤" },
            "sign" => Noun { en: "a `sign` step", zh: "`sign` 步骤" },
            "handover" => Noun { en: "a `handover` step", zh: "`handover` 步骤" },
            "end" => Noun { en: "an `end` step", zh: "`end` 步骤" },
            "section" => Noun { en: "a `section`", zh: "`section`" },
            "each" => Noun { en: "an `each`", zh: "`each`" },
            "repeat" => Noun { en: "a `repeat`", zh: "`repeat`" },
            _ => Noun { en: "a `call`", zh: "`call`" },
        }
    }
}

/// Returns a step without any key.
fn plain_step(title: Text, kind: StepKind, span: Span) -> Step {
    Step {
        id: None,
        title,
        kind,
        span,
        role: None,
        when: None,
        detail: None,
        say: None,
        note: None,
        warning: None,
        critical: false,
        hold: None,
        not_applicable: true,
        window: None,
        deadline: None,
        evidence: None,
        score: None,
        independent: false,
        on_fail: None,
        ignore: BTreeMap::new(),
    }
}
