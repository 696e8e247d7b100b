//! Forms and tables: their fields and rows one by one, and again where one of them is wrong.

use insta::assert_snapshot;

use super::stage::{Stage, check, choice, field, record, temperature_limits, text};
use crate::language::Language;
use crate::procedure::value::Value;
use crate::procedure::{Field, FieldType, Limit, Limits, Record, Rows, Step};

#[test]
fn a_form_field_by_field() {
    let fields = vec![
        field("number", "单号", FieldType::Text),
        Field {
            limits: temperature_limits(), unit: Some(text("°C")), ..field("degrees", "温度", FieldType::Number)
        },
        field("sealed", "封条完好", FieldType::Boolean),
        Field {
            options: vec![choice("car", "汽车"), choice("van", "面包车")],
            ..field("by", "运输", FieldType::Choice)
        },
        Field { required: false, ..field("remark", "备注", FieldType::Text) },
    ];
    let typed = ["2026-7", "暖", "", "5", "司机等着", "30", "1", "2", "", "1", "1", "21", "1"];
    let played = Stage::new(Language::Zh, 80, vec![record("doc", "到货单", Record::Form(fields))]).play(&typed);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 到货单

    1  到货单                                                                    1/1
      1/5  单号
    > 2026-7
      2/5  温度                                                         限 18～22 °C
    > 暖
      ✗  “暖” 不是数字，应如 21.5
      2/5  温度                                                         限 18～22 °C
    >
      3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃   11 换人
      13 收回上一项   ? 帮助   回车 回到问题
    菜单> 5
    备注（一行）> 司机等着
         ✓ 08:41:00  备注已记录
      2/5  温度                                                         限 18～22 °C
    > 30
      3/5  封条完好
      1 是   2 否
    > 1
      4/5  运输
      1 汽车   2 面包车
    > 2
      5/5  备注
         可以不填：按回车，再选 1
    >
      1 不填   3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃   11 换人
      13 收回上一项   ? 帮助   回车 回到问题
    菜单> 1
      ✗  温度：超限：30 °C，比上限 22 高 8 °C
      1 输错了   3 记为超限，继续   4 由他人放行
    > 1
         请重新输入
      2/5  温度                                                         限 18～22 °C
    > 21
         ✓ 08:41:00  5 项
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_table_row_by_row() {
    let fields = vec![field("item", "品名", FieldType::Text), field("qty", "数量", FieldType::Number)];
    let rows = Rows { at_least: 1, at_most: Some(3) };
    let typed = ["", "2", "", "啤酒", "12", "瓜子", "", "13", "可乐", "6", "", "2", "1"];
    let sales = record("sales", "销售", Record::Table { fields, rows });
    let played = Stage::new(Language::Zh, 80, vec![sales]).play(&typed);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 销售

    1  销售                                                                      1/1
      至少 1 行   最多 3 行   一行开头按回车：菜单里有“填完”
         第 1 行
      1/2  品名
    >
      3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃   11 换人   ? 帮助
      回车 回到问题
    菜单> 2
      ✗  “2” 不在可选之内，什么也没有记录
    菜单>
    1  销售                                                                      1/1
      至少 1 行   最多 3 行   一行开头按回车：菜单里有“填完”
         第 1 行
      1/2  品名
    > 啤酒
      2/2  数量
    > 12
         第 2 行
      1/2  品名
    > 瓜子
      2/2  数量
    >
      3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃   11 换人
      13 收回上一项   ? 帮助   回车 回到问题
    菜单> 13
         已收回：品名
      1/2  品名
    > 可乐
      2/2  数量
    > 6
         第 3 行
      1/2  品名
    >
      2 填完，共 2 行   3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃
      11 换人   13 收回上一项   ? 帮助   回车 回到问题
    菜单> 2
         ✓ 08:41:00  2 行
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
    assert!(played.journal.contains(r#""raw":[{"item":"啤酒","qty":"12"},{"item":"可乐","qty":"6"}]"#));
}

/// A form of a text, a number within limits, and a secret.
fn sheet_of_three() -> Step {
    let secret = Field { secret: true, ..field("code", "密码", FieldType::Text) };
    let count = Field {
        limits: Limits { max: temperature_limits().max, ..Limits::default() },
        ..field("count", "数量", FieldType::Number)
    };
    record("form", "盘点", Record::Form(vec![field("who", "点数人", FieldType::Text), count, secret]))
}

#[test]
fn a_field_that_was_mistyped_is_asked_by_its_name_until_it_has_a_value_and_the_others_stay() {
    // One refused line threw every field away, and the next one was taken for the first.
    let played =
        Stage::new(Language::Zh, 80, vec![sheet_of_three()]).play(&["zhang", "25", "s3cret", "1", "abc", "21", "1"]);
    assert!(played.journal.contains(r#""count":"21""#), "{}", played.text);
    assert!(played.journal.contains(r#""mistyped":[{"who":"zhang","count":"25","code":""}]"#), "{}", played.journal);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 盘点

    1  盘点                                                                      1/1
      1/3  点数人
    > zhang
      2/3  数量                                                            不高于 22
    > 25
      3/3  密码
         输入不显示，也不留存
    >
      ✗  数量：超限：25，比上限 22 高 3
      1 输错了   3 记为超限，继续   4 由他人放行
    > 1
         请重新输入
      2/3  数量                                                            不高于 22
    > abc
      ✗  “abc” 不是数字，应如 21.5
      2/3  数量                                                            不高于 22
    > 21
         ✓ 08:41:00  3 项
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_form_that_is_changed_shows_what_each_field_had_and_fills_in_nothing() {
    let steps = vec![sheet_of_three(), check("第二项")];
    let played =
        Stage::new(Language::Zh, 80, steps).play(&["zhang", "20", "s3cret", "8", "li", "21", "s3cret", "1", "1"]);
    assert!(played.text.contains("原值：zhang") && played.text.contains("原值：20"), "{}", played.text);
    assert!(!played.text.contains("s3cret") && !played.text.contains("原值：entered"), "{}", played.text);
}

#[test]
fn rows_are_counted_in_the_singular() {
    let rows = Rows { at_least: 1, at_most: Some(1) };
    let table = Record::Table { fields: vec![field("a", "A", FieldType::Text)], rows };
    let played = Stage::new(Language::En, 80, vec![record("t", "T", table)]).play(&["x", "2", "1"]);
    assert!(played.text.contains("at least 1 row   at most 1 row\n"), "{}", played.text);
    assert!(played.text.contains("1 row, which is the most") && !played.text.contains("1 rows"), "{}", played.text);
}

#[test]
fn a_field_beside_a_secret_is_named_with_its_value_and_a_secret_one_by_its_name_alone() {
    let limited = |one: Field| Field {
        limits: Limits { equals: Some(Limit::Value(Value::Text("ok".into()))), ..Limits::default() },
        ..one
    };
    let secret = || Field { secret: true, ..field("code", "密码", FieldType::Text) };
    let beside = vec![limited(field("seal", "封条", FieldType::Text)), secret()];
    let table = Record::Table { fields: beside, rows: Rows { at_least: 1, at_most: Some(1) } };
    let played =
        Stage::new(Language::Zh, 80, vec![record("t", "T", table)]).play(&["broken", "s3cret", "2", "3", "1", "1"]);
    assert!(played.text.contains("封条：不符：broken，应为 ok"), "{}", played.text);
    let form = Record::Form(vec![field("seal", "封条", FieldType::Text), limited(secret())]);
    let played = Stage::new(Language::Zh, 80, vec![record("f", "F", form)]).play(&["x", "s3cret", "3", "1", "1"]);
    assert!(played.text.contains("密码：不符：不在限值之内"), "{}", played.text);
    assert!(!played.text.contains("s3cret"), "{}", played.text);
}

#[test]
fn two_forms_that_differ_name_the_field_in_which_they_do() {
    let fields = vec![field("who", "点数人", FieldType::Text), field("count", "数量", FieldType::Number)];
    let form = Step { independent: true, ..record("form", "盘点", Record::Form(fields)) };
    let played = Stage::new(Language::Zh, 80, vec![form])
        .play(&["a", "20", "wang", "a", "21", "1", "21", "wang", "a", "21", "1"]);
    assert!(played.text.contains("数量：两人所填不同：20 与 21"), "{}", played.text);
    assert!(played.journal.contains(r#""count":"21""#) && played.journal.contains("run_closed"), "{}", played.text);
}

#[test]
fn a_changed_table_of_as_many_rows_is_said_to_be_changed() {
    let rows = Rows { at_least: 1, at_most: Some(1) };
    let table = Record::Table { fields: vec![field("a", "A", FieldType::Text)], rows };
    let steps = vec![record("t", "表", table), super::stage::check("第二项")];
    let played = Stage::new(Language::Zh, 80, steps).play(&["一", "2", "", "8", "二", "2", "1", "1"]);
    assert!(played.text.contains("内容已更改，仍为 1 行"), "{}", played.text);
    assert!(!played.text.contains("原为 1 行"), "{}", played.text);
}

/// It was said to be as before in number, and not that it is not OK.
#[test]
fn a_form_that_is_changed_to_what_misses_its_limits_says_so() {
    let steps = vec![sheet_of_three(), super::stage::check("第二项")];
    let typed = ["甲", "20", "暗号", "", "8", "甲", "30", "暗号", "3", "坏了", "看错了", "1", "1"];
    let played = Stage::new(Language::Zh, 80, steps).play(&typed);
    let (_, changed) = played.text.split_once("内容已更改，仍为 ").expect("changed");
    assert!(changed.lines().next().is_some_and(|line| line.contains("不合格")), "{}", played.text);
}
