//! What the tests of the writers share: one small procedure of many kinds, and pages of a width.

use crate::language::Language;
use crate::procedure::Procedure;
use crate::procedure::yaml::load;
use crate::terminal::screen::Screen;
use crate::terminal::style::Style;
use crate::terminal::table::Layout;

/// A procedure with a bit of everything.
const ROUND: &str = r#"procedure: round
title: {zh: 开门检查, en: Opening round}
version: 1.2.0
summary: {zh: "开门前走一遍。", en: "1. Walk once | before *opening*."}
tags: [hall]
source: {zh: 手册第一章, en: "Handbook, chapter 1"}
scoring: {pass: 90}
roles:
  lead: {zh: 值班长, en: Shift lead}
parameters:
  opening: {title: {zh: 开门时间, en: Opening}, type: time, default: "09:00"}
  desks: {title: {zh: 台席, en: Desks}, type: list, default: [A, B]}
steps:
  - section: {zh: 大厅, en: Hall}
    role: lead
    steps:
      - check: {zh: 灯光, en: "Lights [all] <on>"}
        id: lights
        expect: {zh: 全亮, en: all on}
        warning: {zh: 小心触电, en: mind the voltage}
        when: weekday == "mon"
      - measure: {zh: 大厅温度, en: Temperature}
        id: temperature
        unit: °C
        min: 18
        max: 22
        window: {from: -30m, until: 0m, of: opening}
        on_fail:
          steps: [{check: {zh: 调节空调, en: Adjust the air}}]
          then: recheck
  - each: {zh: 逐台, en: Desk by desk}
    as: desk
    in: desks
    steps:
      - record: {zh: 库存, en: Stock}
        id: stock
        fields:
          - {id: item, title: {zh: 物品, en: Item}, type: text}
          - {id: qty, title: {zh: 数量, en: Quantity}, type: number, min: 0, required: false}
        rows: {at_least: 1}
  - repeat: {zh: 讲解, en: Explain}
    until: clear
    at_most: 3
    steps:
      - decide: {zh: 听懂了吗, en: Is it clear}
        id: clear
        if_no:
          - {check: {zh: 再讲一次, en: Explain again}}
  - choose: {zh: 办什么业务, en: Which business}
    id: business
    options:
      - id: enquiry
        title: {zh: 咨询, en: Enquiry}
        steps:
          - {call: {zh: 处理咨询, en: Handle it}, id: handled, procedure: enquiry, with: {desk: "{{ desks }}"}}
      - id: none_of_these
        title: {zh: 都不是, en: None}
        steps:
          - end: {zh: 到此为止, en: That is all}
  - sign: {zh: 可以开门, en: Ready to open}
    id: ready
    by: [lead]
    meaning: {zh: 已全部检查, en: All was checked}
"#;

/// Returns that procedure.
pub fn round() -> Procedure {
    let loaded = load(Some("round"), ROUND.as_bytes());
    loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.findings))
}

/// Returns the layout of a page.
pub fn layout(width: usize, language: Language) -> Layout {
    Layout { width, screen: Screen::Rich, style: Style::PLAIN, language }
}

/// Returns how wide the widest line is.
pub fn widest(text: &str) -> usize {
    text.lines().map(crate::terminal::wrap::width).max().unwrap_or(0)
}

/// Returns every procedure that the repository ships.
pub fn shipped() -> Vec<Procedure> {
    let mut found = Vec::new();
    for folder in ["procedures/bank", "procedures/hotel", "procedures/ktv", "procedures/telecom", "examples/features"] {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if name.ends_with(".yaml") && !name.ends_with(".scenario.yaml") {
                let stem = path.file_stem().and_then(|stem| stem.to_str());
                found.extend(load(stem, &std::fs::read(&path).expect("bytes")).procedure);
            }
        }
    }
    assert!(found.len() > 20, "the procedures were not found");
    found
}
