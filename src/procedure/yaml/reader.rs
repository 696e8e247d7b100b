//! Reading one node: maps with known keys, texts, words, numbers. Each reader returns what it read, or reports why not.

use std::collections::{HashMap, HashSet};

use super::places::place_in;
use crate::procedure::expression::{Expression, SyntaxError, Template};
use crate::procedure::finding::{Bilingual, Finding, Noun, both};
use crate::procedure::nearest::{did_you_mean, nearest};
use crate::procedure::shape::{Key, Place, Shape};
use crate::procedure::tree::{Kind, MOST_FINDINGS, Node, shorten};
use crate::procedure::value::{Decimal, Duration, normalise_width};
use crate::procedure::{Span, Text};

/// Most characters of a text that entries of the journal repeat, such as a title: one of 64 KiB holds two of them even where every
/// character is written as an escape of six bytes.
const LONGEST_TEXT: usize = 2_000;
/// Most characters of a text that stands on the screen only, or alone in its entry.
const LONGEST_DETAIL: usize = 8_000;

/// The longest name.
const LONGEST_NAME: usize = 64;

/// Collects what is found while a file is read.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    /// The file's text.
    pub source: &'s str,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Where its mapped texts stand, and their languages.
    pub translations: Vec<(Span, Vec<String>)>,
    /// Where the ids of its steps stand.
    pub ids: HashMap<String, Span>,
    /// Every name that it defines, also in places that are lost to an error.
    pub declared: HashSet<String>,
}

/// A map whose keys are known to its place.
pub(super) struct Fields<'n, 's> {
    /// What the place is called.
    pub noun: Noun,
    /// Where to point at where something is missing.
    pub head: Span,
    entries: &'n [(Node<'s>, Node<'s>)],
}

impl<'n, 's> Fields<'n, 's> {
    /// Returns the value under `key`, unless it is absent or empty (which has been reported).
    pub fn get(&self, key: &str) -> Option<&'n Node<'s>> {
        self.entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value).filter(|v| !v.is_null())
    }

    /// Returns where `key` stands, or the head.
    pub fn key(&self, key: &str) -> Span {
        let entry = self.entries.iter().find(|(name, _)| name.text() == Some(key));
        entry.map_or_else(|| self.head.clone(), |(name, _)| name.span.clone())
    }

    /// Returns whether `key` stands, empty or not.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.text() == Some(key))
    }
}

impl<'s> Reader<'s> {
    pub fn new(source: &'s str) -> Self {
        Self { source, findings: vec![], translations: vec![], ids: HashMap::new(), declared: HashSet::new() }
    }

    /// Reports a finding.
    pub fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Reports an error of `rule`.
    pub fn error(&mut self, rule: &'static str, span: Span, message: Bilingual, help: Option<Bilingual>) {
        self.push(Finding::error(rule, span, message).help_if(help));
    }

    /// Reports that `node` is not what was expected.
    pub fn wrong_type(&mut self, node: &Node<'_>, expected: &Bilingual, help: Option<Bilingual>) {
        let colon = node
            .text()
            .filter(|text| text.contains('：'))
            .map(|_| both!("the colon `：` is full-width: write `:` and a space", "全角冒号“：”请改为半角冒号加空格"));
        let message = both!("found {}, expected {}", "这里是{}，应为{}"; node.described(), expected);
        self.error("wrong-type", node.span.clone(), message, colon.or(help));
    }

    /// Reads a map of `place`.
    pub fn fields<'n>(&mut self, node: &'n Node<'s>, place: &'static Place) -> Option<Fields<'n, 's>> {
        let fields = self.map(node, place.noun)?;
        self.check_keys(&fields, &place.keys.iter().collect::<Vec<_>>(), false);
        self.check_grounds(&fields, place.keys);
        self.check_needed(&fields, place.at_least_one);
        Some(fields)
    }

    /// Checks the keys of a map of `place` and of the maps inside it, whatever their other values.
    pub fn keys_inside(&mut self, node: &Node<'s>, place: &'static Place) {
        let Some(fields) = self.fields(node, place) else { return };
        for key in place.keys {
            match (key.shape, fields.get(key.name)) {
                (Shape::Map(inner), Some(value)) => self.keys_inside(value, inner),
                (Shape::Maps(inner), Some(value)) => {
                    let items = self.items(value, || both!("a list", "列表")).unwrap_or_default();
                    items.iter().for_each(|item| self.keys_inside(item, inner));
                }
                (Shape::Parameters, Some(value)) => {
                    self.map(value, Noun { en: "parameters and their values", zh: "参数及其值" });
                }
                _ => {}
            }
        }
    }

    /// Reads a map of whatever keys.
    pub fn map<'n>(&mut self, node: &'n Node<'s>, noun: Noun) -> Option<Fields<'n, 's>> {
        let Some(entries) = node.entries() else {
            self.wrong_type(node, &both!("a map: {}", "映射：{}"; noun), None);
            return None;
        };
        let head = entries.first().map_or_else(|| node.span.clone(), |(key, _)| key.span.clone());
        Some(Fields { noun, head, entries })
    }

    /// Reports keys that are unknown, empty or missing. In a step, the keys that name its kind are known besides.
    pub fn check_keys(&mut self, fields: &Fields<'_, 's>, known: &[&Key], in_step: bool) {
        for (key, value) in fields.entries {
            // A merge key has been reported as such.
            let Some(name) = key.text().filter(|name| *name != "<<") else { continue };
            let names_kind = in_step && super::keys::Kind::of(name).is_some();
            if !names_kind && !known.iter().any(|known| known.name == name) {
                self.unknown_key(fields.noun, name, key.span.clone(), known, in_step);
                continue;
            }
            if value.is_null() {
                self.error("empty-value", key.span.clone(), both!("`{name}` has no value", "`{name}` 没有值"), None);
            }
        }
        for missing in known.iter().filter(|key| key.required && key.ground.is_none() && !fields.has(key.name)) {
            let (name, noun) = (missing.name, fields.noun);
            let message = both!("the key `{name}` is missing in {}", "{}缺少键 `{name}`"; noun);
            self.error("missing-key", fields.head.clone(), message, None);
        }
    }

    /// Reports keys that stand without the word of another key that they go with.
    pub fn check_grounds(&mut self, fields: &Fields<'_, 's>, keys: &[Key]) {
        for key in keys.iter().filter(|key| fields.has(key.name)) {
            let Some(ground) = key.ground else { continue };
            let other = keys.iter().find(|other| other.name == ground.key);
            let word = fields.get(ground.key).and_then(Node::text).or(other.and_then(|other| other.default));
            // A word that the other key does not know has been reported there.
            let known =
                |word: &str| matches!(other, Some(Key { shape: Shape::Word(words), .. }) if words.contains(&word));
            if word.is_some_and(|word| known(word) && !ground.words.contains(&word)) {
                let (name, other) = (key.name, ground.key);
                let words = ground.words.first().copied().unwrap_or_default();
                let message =
                    both!("`{name}` goes only with `{other}: {words}`", "`{name}` 只能与 `{other}: {words}` 一起用");
                self.error("key-without-ground", fields.key(name), message, None);
            }
        }
    }

    /// Reports that none of some keys stands.
    fn check_needed(&mut self, fields: &Fields<'_, 's>, keys: &[&str]) {
        if keys.is_empty() || keys.iter().any(|key| fields.has(key)) {
            return;
        }
        let all: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        let (en, zh) = (all.join(" or "), all.join(" 或 "));
        let message = both!("{} needs {en}", "{}需要 {zh}"; fields.noun);
        self.error("missing-key", fields.head.clone(), message, None);
    }

    fn unknown_key(&mut self, noun: Noun, name: &str, span: Span, known: &[&Key], in_step: bool) {
        let message = both!("{} has no key `{name}`", "{}没有键 `{name}`"; noun);
        let mut finding = Finding::error("unknown-key", span.clone(), message);
        if let Some(better) = nearest(name, known.iter().map(|key| key.name)) {
            finding = finding.help(both!("did you mean `{better}`?", "是不是 `{better}`？")).suggest(span, better);
        } else if in_step {
            finding = finding.help_if(kinds_with(name));
        }
        self.push(finding);
    }

    /// Reads a list.
    pub fn items<'n>(&mut self, node: &'n Node<'s>, expected: impl Fn() -> Bilingual) -> Option<&'n [Node<'s>]> {
        if let Kind::Sequence(items) = &node.kind {
            return Some(items);
        }
        let help = node.text().map(|text| {
            let shown = shorten(text);
            both!("write it in brackets: `[{shown}]`", "请加方括号：`[{shown}]`")
        });
        self.wrong_type(node, &expected(), help);
        None
    }

    /// Reads a scalar, as its text. What was expected is put into words only where it is not there.
    pub fn scalar<'n>(&mut self, node: &'n Node<'s>, expected: impl Fn() -> Bilingual) -> Option<&'n str> {
        if let Some(text) = node.text()
            && !node.is_null()
        {
            return Some(text);
        }
        self.wrong_type(node, &expected(), None);
        None
    }

    /// Reads a line of text, as it stands.
    pub fn line(&mut self, node: &Node<'s>) -> Option<String> {
        self.scalar(node, || both!("a text", "文字")).map(str::to_owned)
    }

    /// Reads a list of lines.
    pub fn lines(&mut self, node: &Node<'s>) -> Vec<String> {
        let items = self.items(node, || both!("a list of texts", "文字列表")).unwrap_or_default();
        items.iter().filter_map(|item| self.line(item)).collect()
    }

    /// Reads a text, plain or by language.
    pub fn text(&mut self, node: &Node<'s>) -> Option<Text> {
        self.text_within(node, LONGEST_TEXT)
    }

    /// Reads a text that says how something is done, which may be longer.
    pub fn long_text(&mut self, node: &Node<'s>) -> Option<Text> {
        self.text_within(node, LONGEST_DETAIL)
    }

    fn text_within(&mut self, node: &Node<'s>, most: usize) -> Option<Text> {
        match &node.kind {
            Kind::Mapping(entries) if entries.is_empty() => self.empty_text(node),
            Kind::Mapping(entries) => {
                let entries: Vec<_> =
                    entries.iter().filter_map(|(key, value)| self.translation(key, value, most)).collect();
                let languages = entries.iter().map(|(language, _)| language.clone()).collect();
                self.translations.push((node.span.clone(), languages));
                Text::mapped(entries)
            }
            _ => self.template(node, most).map(Text::plain),
        }
    }

    fn empty_text(&mut self, node: &Node<'s>) -> Option<Text> {
        self.error("empty-text", node.span.clone(), both!("the text is empty", "文字是空的"), None);
        None
    }

    fn translation(&mut self, key: &Node<'s>, value: &Node<'s>, most: usize) -> Option<(String, Template)> {
        let language = key.text()?;
        let parts = || language.split('-');
        let sound = parts().next().is_some_and(|first| matches!(first.len(), 2 | 3) && is_lower(first))
            && parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !sound {
            let message = both!(
                "`{language}` is no language, expected `zh` or `en`",
                "`{language}` 不是语言代码，应为 `zh` 或 `en`"
            );
            self.error("bad-language", key.span.clone(), message, None);
            return None;
        }
        Some((language.to_owned(), self.template(value, most)?))
    }

    fn template(&mut self, node: &Node<'s>, most: usize) -> Option<Template> {
        let text = self.scalar(node, || both!("a text", "文字"))?;
        if text.trim().is_empty() {
            self.empty_text(node);
            return None;
        }
        if text.len() > most && text.chars().count() > most {
            let found = text.chars().count();
            let message =
                both!("the text has {found} characters, more than {most}", "文字有 {found} 个字，超过 {most} 个");
            let help =
                both!("an entry of the journal has to hold it: make it shorter", "记录的一行要装得下它，请写短些");
            self.error("text-too-long", node.span.clone(), message, Some(help));
        }
        let parsed = Template::parse(text);
        parsed.map_err(|error| self.syntax("bad-template", node, &error)).ok()
    }

    /// Reads an expression.
    pub fn expression(&mut self, node: &Node<'s>) -> Option<Expression> {
        let text = self.scalar(node, || both!("an expression", "表达式"))?;
        if let Some(inner) = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
            let (message, inner) = (both!("the expression stands in braces", "表达式外面多了花括号"), inner.trim());
            let finding = Finding::error("braced-expression", node.span.clone(), message)
                .help(both!("write it without braces: `{inner}`", "请去掉花括号：`{inner}`"));
            self.push(finding);
            return None;
        }
        Expression::parse(text).map_err(|error| self.syntax("bad-expression", node, &error)).ok()
    }

    /// Reports a syntax error inside the scalar `node`.
    pub fn syntax(&mut self, rule: &'static str, node: &Node<'s>, error: &SyntaxError) {
        let message = both!("cannot be read: {}", "无法识别：{}"; error.message);
        let wide = node.text().and_then(|text| text.chars().find(|c| "“”‘’（），＝＜＞！＋－".contains(*c)));
        let help = wide
            .map(|c| both!("the character `{c}` is full-width: write the ASCII one", "`{c}` 是全角符号，请改为半角"));
        self.error(rule, place_in(self.source, node, &error.span), message, help);
    }

    /// Reads one of `words`.
    pub fn word(&mut self, node: &Node<'s>, words: &'static [&'static str]) -> Option<&'static str> {
        let expected = || {
            let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
            let (en, zh) = (all.join(", "), all.join("、"));
            Bilingual { en: format!("one of {en}"), zh: format!("{zh} 之一") }
        };
        let text = self.scalar(node, expected)?;
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            let shown = shorten(text);
            let message = both!("found `{shown}`, expected {}", "这里是 `{shown}`，应为 {}"; expected());
            self.error("unknown-word", node.span.clone(), message, did_you_mean(text, words.iter().copied()));
        }
        found
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self, node: &Node<'s>) -> Option<bool> {
        let expected = || both!("`true` or `false`", "`true` 或 `false`");
        let text = self.scalar(node, expected)?;
        if let Some(value) = boolean(text) {
            return Some(value);
        }
        let better = match text.to_lowercase().as_str() {
            "yes" | "y" | "on" | "是" | "true" | "1" => "true",
            "no" | "n" | "off" | "否" | "false" | "0" => "false",
            _ => "",
        };
        let shown = shorten(text);
        let message = both!("found `{shown}`, expected {}", "这里是 `{shown}`，应为 {}"; expected());
        let mut finding = Finding::error("bad-boolean", node.span.clone(), message);
        if !better.is_empty() {
            finding = finding.help(both!("write `{better}`", "请写 `{better}`")).suggest(node.span.clone(), better);
        }
        self.push(finding);
        None
    }

    /// Reads a decimal.
    pub fn number(&mut self, node: &Node<'s>) -> Option<Decimal> {
        let expected = || both!("a number", "数字");
        let text = self.scalar(node, expected)?;
        let found = Decimal::parse(text);
        if found.is_none() {
            self.bad("bad-number", node, text, &expected(), wide_help(text, |plain| Decimal::parse(plain).is_some()));
        }
        found
    }

    /// Reads a whole number of at least `least`.
    pub fn count(&mut self, node: &Node<'s>, least: u32) -> Option<u32> {
        let expected = || both!("a whole number from {least}", "不小于 {least} 的整数");
        let text = self.scalar(node, expected)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let found = text.parse().ok().filter(|number| digits && *number >= least);
        if found.is_none() {
            self.bad("bad-number", node, text, &expected(), None);
        }
        found
    }

    /// Reads a length of time that is not negative.
    pub fn duration(&mut self, node: &Node<'s>) -> Option<Duration> {
        let expected =
            || both!("a length of time such as `90s`, `30m`, `1h30m`, `3d`", "时长，如 `90s`、`30m`、`1h30m`、`3d`");
        let text = self.scalar(node, expected)?;
        let found = Duration::parse(text).filter(|duration| duration.seconds() >= 0);
        if found.is_none() {
            self.bad("bad-duration", node, text, &expected(), None);
        }
        found
    }

    /// Reports that `text` is not what was expected.
    pub fn bad(
        &mut self,
        rule: &'static str,
        node: &Node<'s>,
        text: &str,
        expected: &Bilingual,
        help: Option<Bilingual>,
    ) {
        let shown = shorten(text);
        let message = both!("found `{shown}`, expected {}", "这里是 `{shown}`，应为{}"; expected);
        self.error(rule, node.span.clone(), message, help);
    }

    /// Reads a name: `[a-z][a-z0-9_]*`, at most 64 characters.
    pub fn name(&mut self, node: &Node<'s>) -> Option<String> {
        let expected = || both!("a name of small letters, digits and `_`", "小写字母、数字和 `_` 组成的名字");
        let text = self.scalar(node, expected)?;
        self.is_name(node, text, expected).then(|| text.to_owned())
    }

    /// Reads a name that is defined here.
    pub fn new_name(&mut self, node: &Node<'s>) -> Option<String> {
        self.declared.extend(node.text().map(str::to_owned));
        self.name(node)
    }

    /// Reads a list of names.
    pub fn names(&mut self, node: &Node<'s>) -> Vec<String> {
        let items = self.items(node, || both!("a list of names", "名字列表")).unwrap_or_default();
        items.iter().filter_map(|item| self.name(item)).collect()
    }

    fn is_name(&mut self, node: &Node<'s>, text: &str, expected: impl Fn() -> Bilingual) -> bool {
        let sound = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if sound && text.len() <= LONGEST_NAME {
            return true;
        }
        let help = if sound {
            let length = text.len();
            Some(both!(
                "it has {length} characters, at most {LONGEST_NAME} are allowed",
                "有 {length} 个字符，最多 {LONGEST_NAME} 个"
            ))
        } else {
            let better = text.to_lowercase().replace(['-', ' ', '.'], "_");
            let all = better.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
            (all && better.starts_with(|c: char| c.is_ascii_lowercase()))
                .then(|| both!("write `{better}`", "请写 `{better}`"))
        };
        self.bad("bad-name", node, text, &expected(), help);
        false
    }

    /// Reads the procedure's own name: kebab-case.
    pub fn kebab(&mut self, node: &Node<'s>) -> Option<String> {
        let expected =
            || both!("a name of small letters, digits and single `-`", "小写字母、数字和单个 `-` 组成的名字");
        let text = self.scalar(node, expected)?;
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if text.len() <= LONGEST_NAME && text.split('-').all(part) {
            return Some(text.to_owned());
        }
        let better = text.to_lowercase().replace(['_', ' ', '.'], "-");
        let help = better.split('-').all(part).then(|| both!("write `{better}`", "请写 `{better}`"));
        self.bad("bad-name", node, text, &expected(), help);
        None
    }
}

/// Returns the value of `true` and `false`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn is_lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the help that names the kinds whose steps have the key `name`.
fn kinds_with(name: &str) -> Option<Bilingual> {
    let having = super::keys::KINDS.iter().filter(|kind| kind.keys().any(|key| key.name == name));
    let words: Vec<_> = having.map(|kind| format!("`{}`", kind.word)).collect();
    let (en, zh) = (words.join(", "), words.join("、"));
    (!words.is_empty()).then(|| both!("only these kinds have it: {en}", "只有这些类型有它：{zh}"))
}

/// Returns the help for full-width digits, where the plain ones would do.
fn wide_help(text: &str, sound: impl Fn(&str) -> bool) -> Option<Bilingual> {
    let plain = normalise_width(text);
    (plain != text && sound(&plain)).then(|| both!("write the ASCII digits `{plain}`", "请用半角数字 `{plain}`"))
}
