//! Every refusal has words in both languages, and none of them repeats a secret.

use chrono::DateTime;
use insta::assert_snapshot;

use crate::language::Language;
use crate::run::answer::{Breach, Refusal, Side};
use crate::run::event::LimitsInForce;
use crate::run::question::{Ask, FieldQuestion, Purpose, Question, Texts};
use crate::terminal::prompter::refusal_text::refusal_text;

fn question(secret: bool) -> Question {
    let at = DateTime::parse_from_rfc3339("2026-11-23T08:41:00+08:00").expect("a time");
    Question {
        path: "1".to_owned(),
        step: None,
        heading: Vec::new(),
        place: None,
        items: Vec::new(),
        title: String::new(),
        is_container: false,
        ask: Ask::Value(FieldQuestion {
            id: String::new(),
            title: String::new(),
            kind: "number",
            required: true,
            options: Vec::new(),
            unit: None,
            limits: LimitsInForce::default(),
            hide_limits: false,
            secret,
        }),
        texts: Texts::default(),
        role: None,
        hold: None,
        hold_role: None,
        critical: false,
        of_critical_step: false,
        may_skip: false,
        may_defer: false,
        evidence: None,
        due: None,
        attempt: 1,
        is_last_recheck: false,
        shown_at: at,
        section_shown_at: at,
        purpose: Purpose::Next,
    }
}

fn all() -> Vec<Refusal> {
    let typed = || "4711".to_owned();
    let name = || "li".to_owned();
    let breach = Breach {
        value: typed(),
        limit: "5".to_owned(),
        by: Some("4706".to_owned()),
        side: Side::Above,
        unit: None,
        field: None,
        row: None,
    };
    vec![
        Refusal::NotOffered,
        Refusal::WrongNumber,
        Refusal::NotANumber(typed()),
        Refusal::TooManyDecimals(1),
        Refusal::NotATime(typed()),
        Refusal::NotADate(typed()),
        Refusal::NotADateTime(typed()),
        Refusal::NotADuration(typed()),
        Refusal::NotABoolean(typed()),
        Refusal::NotAnOption(typed()),
        Refusal::Pattern { field: "单号".to_owned(), pattern: "[0-9]+".to_owned() },
        Refusal::Required("单号".to_owned()),
        Refusal::UnknownField("x".to_owned()),
        Refusal::TooFewRows(2),
        Refusal::TooManyRows(9),
        Refusal::TooLittleEvidence(2),
        Refusal::EvidenceKind("a.pdf".to_owned()),
        Refusal::UnknownPerson(name()),
        Refusal::LacksRole(name()),
        Refusal::SamePerson(name()),
        Refusal::PersonLocked(name()),
        Refusal::ReasonRequired,
        Refusal::Forbidden,
        Refusal::Held("3.1".to_owned()),
        Refusal::TooLong,
        Refusal::OutOfLimits(Box::new(breach)),
    ]
}

fn said(language: Language, secret: bool) -> String {
    let text = |refusal: &Refusal| refusal_text(language, &question(secret), refusal, &[]) + "\n";
    all().iter().map(text).collect()
}

#[test]
fn every_refusal_has_words() {
    assert_snapshot!(said(Language::Zh, false), @"
    这个问题没有这个选项
    这不是屏幕上的数字
    “4711” 不是数字，应如 21.5
    小数点后最多 1 位
    “4711” 不是时间，应如 08:30
    “4711” 不是日期，应如 2026-11-23
    “4711” 不是日期加时间，应如 2026-11-23 08:30
    “4711” 不是时长，应如 30m
    “4711” 既不是“是”，也不是“否”（“有”“没有”也可以）
    “4711” 不在选项之中
    单号：不是所要求的格式（规则：[0-9]+）
    单号：必须填写
    没有 “x” 这个栏目
    至少要有 2 行
    最多只能有 9 行
    凭证至少要 2 个
    “a.pdf” 不是所要的类型
    这里没有 “li” 这个人
    li 没有所需的岗位
    须为 li 以外的另一人
    li 口令错误过多，在本次运行中已被锁定
    必须写明原因
    这一步不能跳过，也不能推迟
    须先放行：3.1
    太长，一条记录放不下
    超限：4711，比上限 5 高 4706
    ");
    assert_snapshot!(said(Language::En, false), @"
    this question does not offer that
    that is not the number on the screen
    found `4711`, expected a number such as 21.5
    at most 1 digits behind the point
    found `4711`, expected a time such as 08:30
    found `4711`, expected a date such as 2026-11-23
    found `4711`, expected a date and time such as 2026-11-23 08:30
    found `4711`, expected a length of time such as 30m
    found `4711`, expected yes or no
    `4711` is not one of the options
    单号: it does not have the form it must have (pattern: [0-9]+)
    单号: a value is needed
    there is no field `x`
    at least 2 rows must be filled in
    no more than 9 rows can be filled in
    at least 2 things must be shown
    `a.pdf` is not of the kind that is wanted
    nobody here is called `li`
    li does not have the role for it
    it must be another person than li
    li is locked for this run, after too many wrong PINs
    a reason is needed
    this step can be neither skipped nor put off
    held by 3.1, which is not released yet
    longer than an entry can hold
    OUT OF LIMITS: 4711 is 4706 above 5
    ");
}

#[test]
fn a_secret_is_not_repeated() {
    assert!(!said(Language::Zh, true).contains("4711"));
}
