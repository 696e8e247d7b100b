//! A procedure as an indented outline, wrapped at the width: what `show` prints by default. Pure; expressions stay as written.

use super::facts::{self, Teller};
use super::page::Page;
use super::words::{self as names, list, named, remark, text};
use crate::language::{Language, reading as words};
use crate::procedure::value::Value;
use crate::procedure::{Field, OnFail, Parameter, Procedure, Record, Status, Step, StepKind};
use crate::terminal::style::Role;
use crate::terminal::table::Layout;

/// Returns the outline of `procedure`.
#[must_use]
pub fn outline(procedure: &Procedure, layout: Layout) -> String {
    let teller = Teller { language: layout.language, roles: &procedure.roles };
    let mut outline = Outline { page: Page::new(layout), teller, language: layout.language };
    outline.head(procedure);
    outline.page.gap();
    outline.steps(&procedure.steps, "", 0);
    outline.page.finish()
}

/// Returns the words for a status that is worth one.
#[must_use]
pub fn status(language: Language, status: Status) -> Option<String> {
    match status {
        Status::Draft => Some(words::draft(language)),
        Status::Retired => Some(words::retired_word(language)),
        Status::Published => None,
    }
}

/// Returns a default as a person reads it; nothing where the operator is asked.
#[must_use]
pub fn default_of(parameter: &Parameter) -> Option<String> {
    let value = parameter.default.as_ref()?;
    Some(match value {
        Value::List(rows) if rows.iter().any(|row| matches!(row, Value::Map(_))) => {
            rows.iter().map(|row| format!("({row})")).collect::<Vec<_>>().join(" ")
        }
        value => value.to_string(),
    })
}

struct Outline<'a> {
    page: Page,
    teller: Teller<'a>,
    language: Language,
}

impl Outline<'_> {
    fn head(&mut self, procedure: &Procedure) {
        let language = self.language;
        let title = text(&procedure.title, language);
        let status = status(language, procedure.status).map(|status| format!("  {status}")).unwrap_or_default();
        let head = format!("{title}  {} {}{status}", procedure.id, procedure.label());
        self.page.add_in(Role::Title, "", &head);
        if let Some(summary) = &procedure.summary {
            self.page.add("", text(summary, language));
        }
        let mut facts = Vec::new();
        facts.extend(procedure.source.as_ref().map(|source| words::source(language, text(source, language))));
        facts.extend((!procedure.tags.is_empty()).then(|| words::tags(language, list(language, &procedure.tags))));
        facts.extend(procedure.time_limit.map(|limit| words::time_limit(language, limit)));
        facts.extend(procedure.scoring.as_ref().map(|scoring| words::pass_mark(language, facts::limit(&scoring.pass))));
        if !facts.is_empty() {
            self.page.add("", &facts.join(" · "));
        }
        if !procedure.roles.is_empty() {
            let title = |(id, title): (&String, &crate::procedure::Text)| {
                format!("{}{}", text(title, language), remark(language, id))
            };
            let roles: Vec<String> = procedure.roles.iter().map(title).collect();
            self.page.add("", &named(language, &words::roles(language), &list(language, &roles)));
        }
        if !procedure.parameters.is_empty() {
            self.page.gap().add_in(Role::Title, "", &words::parameters(language));
        }
        procedure.parameters.values().for_each(|parameter| self.parameter(parameter));
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let language = self.language;
        let mut facts = self.teller.parameter(parameter);
        facts.push(match default_of(parameter) {
            Some(value) => words::default_value(language, value),
            None => words::asked_at_start(language),
        });
        let title = parameter.title.as_ref().map(|title| text(title, language).to_owned());
        let facts: Vec<String> = title.into_iter().chain(facts).collect();
        self.page.add(&format!("  {}  ", parameter.name), &facts.join(" · "));
        self.fields(&parameter.fields, "      ");
    }

    fn steps(&mut self, steps: &[Step], prefix: &str, depth: usize) {
        for (index, step) in steps.iter().enumerate() {
            self.step(step, &format!("{prefix}{}", index + 1), depth);
        }
    }

    fn step(&mut self, step: &Step, path: &str, depth: usize) {
        let indent = self.indent(depth);
        let first = format!("{indent}{path}  ");
        let title = named(self.language, &names::kind(self.language, &step.kind), text(&step.title, self.language));
        if step.kind.is_leaf() {
            self.page.add(&first, &title);
        } else {
            self.page.add_in(Role::Title, &first, &title);
        }
        let under = format!("{indent}    ");
        if step.warning.is_some() {
            // The texts come in the order of the screen: the warning first.
            let texts = self.teller.texts(step);
            self.page.add_in(Role::Warning, &under, &texts[0]);
        }
        let facts = self.teller.step(step);
        if !facts.is_empty() {
            self.page.add(&under, &facts.join(" · "));
        }
        for text in self.teller.texts(step).iter().skip(usize::from(step.warning.is_some())) {
            self.page.add(&under, text);
        }
        self.inner(step, path, depth);
        if let Some(on_fail) = &step.on_fail {
            self.on_fail(on_fail, path, depth + 1);
        }
    }

    fn inner(&mut self, step: &Step, path: &str, depth: usize) {
        let (language, under) = (self.language, format!("{}    ", self.indent(depth)));
        match &step.kind {
            StepKind::Record(Record::Form(fields) | Record::Table { fields, .. }) => self.fields(fields, &under),
            StepKind::Choose { options } => {
                for (option, steps) in options {
                    let title = self.teller.option(&option.id, option.title.as_ref());
                    self.branch(&format!("{path}.{}", option.id), &title, steps, depth + 1);
                }
            }
            StepKind::Decide { if_yes, if_no } => {
                self.branch(&format!("{path}.yes"), &words::yes(language), if_yes, depth + 1);
                self.branch(&format!("{path}.no"), &words::no(language), if_no, depth + 1);
            }
            StepKind::Section { steps, .. } => self.steps(steps, &format!("{path}."), depth + 1),
            StepKind::Each(each) => self.steps(&each.steps, &format!("{path}[{}].", each.variable), depth + 1),
            StepKind::Repeat(repeat) => self.steps(&repeat.steps, &format!("{path}#n."), depth + 1),
            _ => {}
        }
    }

    fn branch(&mut self, path: &str, title: &str, steps: &[Step], depth: usize) {
        let arrow = if steps.is_empty() { "" } else { " →" };
        let first = format!("{}{path}  ", self.indent(depth));
        self.page.add(&first, &format!("{title}{arrow}"));
        self.steps(steps, &format!("{path}."), depth + 1);
    }

    fn on_fail(&mut self, on_fail: &OnFail, path: &str, depth: usize) {
        let facts = self.teller.on_fail(on_fail);
        let mut text = words::if_it_fails(self.language);
        if !facts.is_empty() {
            text = named(self.language, &text, &facts.join(" · "));
        }
        let first = format!("{}{path}.fail  ", self.indent(depth));
        self.page.add(&first, &text);
        self.steps(&on_fail.steps, &format!("{path}.fail."), depth + 1);
    }

    fn fields(&mut self, fields: &[Field], indent: &str) {
        for field in fields {
            let title = field.title.as_ref().map_or(field.id.as_str(), |title| text(title, self.language));
            let facts = self.teller.field(field).join(" · ");
            self.page.add(&format!("{indent}- "), &named(self.language, title, &facts));
        }
    }

    /// Returns the indent of a depth; it stops growing before it eats the line.
    fn indent(&self, depth: usize) -> String {
        " ".repeat((depth * 2).min(self.page.layout.width / 5))
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Language, outline};
    use crate::report::testing::{layout, round, shipped, widest};

    #[test]
    fn an_outline_at_eighty_columns() {
        assert_snapshot!(outline(&round(), layout(80, Language::En)), @r#"
        Opening round  round 1.2.0@159e5a
        1. Walk once | before *opening*.
        source: Handbook, chapter 1 · tags: hall · passes at 90 %
        Roles: Shift lead (lead)

        Parameters
          opening  Opening · time · default 09:00
          desks  Desks · list · default A, B

        1  section: Hall
            role: Shift lead
          1.1  check: Lights [all] <on>
              WARNING: mind the voltage
              expected: all on · when weekday == "mon"
          1.2  measure: Temperature
              limits 18 to 22 °C · time: -30m to 0m of opening
            1.2.fail  if it fails: then check again, at most 3 times
              1.2.fail.1  check: Adjust the air
        2  for each: Desk by desk
            desk in desks
          2[desk].1  record: Stock
              rows: at least 1
              - Item: text
              - Quantity: number · limits ≥ 0 · optional
        3  repeat: Explain
            until clear, at most 3 passes
          3#n.1  decide: Is it clear
            3#n.1.yes  yes
            3#n.1.no  no →
              3#n.1.no.1  check: Explain again
        4  choose: Which business
          4.enquiry  Enquiry →
            4.enquiry.1  call: Handle it
                procedure `enquiry` · desk = {{ desks }}
          4.none_of_these  None →
            4.none_of_these.1  end: That is all
                ends the procedure: completed
        5  sign: Ready to open
            signed by: Shift lead · meaning: All was checked
        "#);
    }

    #[test]
    fn an_outline_in_chinese_at_forty_columns() {
        assert_snapshot!(outline(&round(), layout(40, Language::Zh)), @r#"
        开门检查  round 1.2.0@159e5a
        开门前走一遍。
        依据：手册第一章 · 标签：hall · 90 % 为
        合格
        岗位：值班长（lead）

        参数
          opening  开门时间 · 时刻 · 默认 09:00
          desks  台席 · 列表 · 默认 A, B

        1  环节：大厅
            岗位：值班长
          1.1  检查：灯光
              警告：小心触电
              应为：全亮 · 条件：weekday ==
              "mon"
          1.2  测量：大厅温度
              限 18～22 °C · 时间：-30m～0m（以
              opening 为准）
            1.2.fail  不合格时：之后复查，最多
                      3 次
              1.2.fail.1  检查：调节空调
        2  逐项：逐台
            desk 取自 desks
          2[desk].1  记录：库存
              行数：至少 1
              - 物品：文字
              - 数量：数字 · 限 ≥ 0 · 可不填
        3  循环：讲解
            直到 clear，最多 3 遍
          3#n.1  判断：听懂了吗
            3#n.1.yes  是
            3#n.1.no  否 →
              3#n.1.no.1  检查：再讲一次
        4  选择：办什么业务
          4.enquiry  咨询 →
            4.enquiry.1  调用：处理咨询
                规程 `enquiry` · desk =
                {{ desks }}
          4.none_of_these  都不是 →
            4.none_of_these.1  结束：到此为止
                结束规程：完成
        5  签核：可以开门
            签署：值班长 · 含义：已全部检查
        "#);
    }

    #[test]
    fn every_line_of_every_procedure_fits() {
        for procedure in shipped() {
            for width in [40, 60, 80, 100, 120] {
                for language in [Language::En, Language::Zh] {
                    let text = outline(&procedure, layout(width, language));
                    assert!(widest(&text) <= width, "{} at {width}:\n{text}", procedure.id);
                }
            }
        }
    }
}
