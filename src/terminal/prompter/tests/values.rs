//! Values on lines of their own: limits, secrets, the second person's entry, evidence.

use insta::assert_snapshot;

use super::stage::{Stage, check, field, recheck, record, temperature, text};
use crate::language::Language;
use crate::procedure::expression::Expression;
use crate::procedure::value::Value;
use crate::procedure::{Evidence, EvidenceKind, Field, FieldType, Limit, Limits, Record, Step, StepKind};
use crate::terminal::prompter::clock_set;

#[test]
fn a_value_out_of_its_limits() {
    let step = || Step { on_fail: recheck(vec![check("调节空调")]), ..temperature() };
    let typed = ["3", "2 5", "1", "25", "", "", "1", "３０．５", "2", "2", "1", "20", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, vec![step()]).play(&["", "2", "", "十", "2５", "1", "23", "3", "1", "1"]).text, @"
    开门检查                                                                    1 步
      1 大厅温度

    1  大厅温度                                                   1/1   限 18～22 °C
    >
      3 不适用   4 推迟   5 备注   6 附件   9 暂停   10 放弃   11 换人   ? 帮助
      回车 回到问题
    菜单> 2
      ✗  “2” 不在可选之内，什么也没有记录
    菜单>
    1  大厅温度                                                   1/1   限 18～22 °C
    > 十
      ✗  “十” 不是数字，应如 21.5
    > 2５
      ✗  超限：25 °C，比上限 22 高 3 °C
      1 输错了   2 现在整改   3 记为超限，继续   4 由他人放行
    > 1
         请重新输入
    > 23
      ✗  超限：23 °C，比上限 22 高 1 °C
      1 输错了   2 现在整改   3 记为超限，继续   4 由他人放行
    > 3
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 1
         ✗ 08:41:00  超限  23 °C  坏了
         上次：21 °C
    开门检查
         尚未解决：
      ✗  1  大厅温度：超限  23 °C
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
    let played = Stage::new(Language::En, 40, vec![step()]).play(&typed);
    assert_snapshot!(played.text, @"
    开门检查                          1 step
      1 大厅温度

    1  大厅温度     1/1   limits 18 to 22 °C
    > 3
      ✗  OUT OF LIMITS: 3 °C is 15 °C below
         18
      1 mistyped   2 correct it now
      3 leave it out of limits, go on
      4 overridden by another person
    > 2 5
      ✗  `2 5` is none of these; nothing is
         recorded
    > 1
         type the value anew
    > 25
      ✗  OUT OF LIMITS: 25 °C is 3 °C above
         22
      1 mistyped   2 correct it now
      3 leave it out of limits, go on
      4 overridden by another person
    >
      9 pause   12 take back the answer
      ? help   Enter back to the question
    menu>
    1  大厅温度     1/1   limits 18 to 22 °C
      ✗  OUT OF LIMITS: 25 °C is 3 °C above
         22
      1 mistyped   2 correct it now
      3 leave it out of limits, go on
      4 overridden by another person
    > 1
         type the value anew
    > ３０．５
      ✗  OUT OF LIMITS: 30.5 °C is 8.5 °C
         above 22
      1 mistyped   2 correct it now
      3 leave it out of limits, go on
      4 overridden by another person
    > 2
         why is it not OK? a number or a
         text
      1 坏了   2 缺货   Enter more
    reason> 2
         ✗ 08:41:00  out of limits  30.5 °C
         缺货
         last time: 21 °C
    开门检查
    1.fail.1  调节空调                   1/1
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:01
    1  大厅温度     1/1   limits 18 to 22 °C
         recheck 1
    > 20
         ✓ 08:41:02  corrected  20 °C
         last time: 21 °C
    开门检查
         deviations, all recorded:
      ✓  1  大厅温度: 30.5 °C, then 20 °C,
         corrected
         closing it now gives: completed
         with deviations
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn on_a_value_step_every_line_is_a_value() {
    let note = record("note", "值班日志", Record::Value(Box::new(field("", "", FieldType::Text))));
    let played = Stage::new(Language::Zh, 80, vec![note]).play(&["9", "1"]);
    assert!(played.journal.contains(r#""value":"9""#), "{}", played.journal);
}

#[test]
fn a_critical_value_is_confirmed_by_its_number() {
    let step = Step { critical: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["20", "1", "48", "49", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 大厅温度

    1  大厅温度                                        1/1   关键步骤   限 18～22 °C
    > 20
      关键步骤：确认请输入 47   12 收回这个答案   回车 更多
    > 1
      ✗  “1” 不在可选之内，什么也没有记录
    > 48
      ✗  “48” 不是那个数字，尚未确认，现在是 49
    > 49
         ✓ 08:41:00  20 °C
         上次：21 °C
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_secret_is_neither_shown_nor_kept() {
    let code = Field { secret: true, ..field("", "", FieldType::Number) };
    let played = Stage::new(Language::Zh, 80, vec![record("code", "保险柜密码", Record::Value(Box::new(code)))])
        .play(&["hunter2", "4711", "1"]);
    assert!(!played.text.contains("hunter2") && !played.text.contains("4711"), "{}", played.text);
    assert!(!played.journal.contains("hunter2") && !played.journal.contains("4711"));
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 保险柜密码

    1  保险柜密码                                                                1/1
         输入不显示，也不留存
    >
      ✗  所输入的内容格式不符
         输入不显示，也不留存
    >
         ✓ 08:41:00  已录入，不留存
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_second_person_enters_it_without_seeing_the_first() {
    let step = Step { independent: true, ..temperature() };
    let typed = ["20", "zhang", "2", "21", "", "1", "", "1", "20", "wang", "20", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, vec![step]).play(&typed).text, @"
    开门检查                                                                    1 步
      1 大厅温度

    1  大厅温度                                                   1/1   限 18～22 °C
    > 20



    开门检查
    1  大厅温度                                                   1/1   限 18～22 °C
         由第二人再录入一次：是谁？
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> zhang
      ✗  须为 张敏 以外的另一人
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> 2
         王强：请自行录入，不看前一人所填
    > 21
      ✗  两人所填不同：20 °C 与 21 °C
      1 有一个输错了，两人重录   3 记为两人不符，继续   4 由他人放行
    >
      9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 1
      ✗  “1” 是问题的答案：请先按回车回到问题
    菜单>
    1  大厅温度                                                   1/1   限 18～22 °C
      ✗  两人所填不同：20 °C 与 21 °C
      1 有一个输错了，两人重录   3 记为两人不符，继续   4 由他人放行
    > 1
         请重新输入
    > 20



    开门检查
    1  大厅温度                                                   1/1   限 18～22 °C
         由第二人再录入一次：是谁？
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> wang
         王强：请自行录入，不看前一人所填
    > 20
         ✓ 08:41:00  20 °C
         上次：21 °C
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn evidence_is_asked_with_the_answer() {
    let photo = Evidence {
        kind: EvidenceKind::File,
        title: Some(text("货架照片")),
        at_least: 2,
        accept: vec!["jpg".to_owned()],
    };
    let step = Step { evidence: Some(photo), ..check("Shelves filled") };
    let typed = ["1", "photo.pdf", "shelf.jpg", "photo1.jpg", "photo1.jpg", "photo2.JPG", "1"];
    assert_snapshot!(Stage::new(Language::En, 80, vec![step]).play(&typed).text, @"
    开门检查                                                                  1 step
      1 Shelves filled

    1  Shelves filled                                                            1/1
         to show: 货架照片, 2
      1 done   2 not OK   Enter more
    > 1
         to show: 货架照片, 2 still to come
         kinds: jpg
    path of the file> photo.pdf
      ✗  `photo.pdf` is not of the kind that is wanted
         to show: 货架照片, 2 still to come
         kinds: jpg
    path of the file> shelf.jpg
      ✗  cannot read `shelf.jpg`
         to show: 货架照片, 2 still to come
         kinds: jpg
    path of the file> photo1.jpg
         kept: photo1.jpg
         to show: 货架照片, 1 still to come
         kinds: jpg
    path of the file> photo1.jpg
      ✗  `photo1.jpg` is there already: another one is wanted
         to show: 货架照片, 1 still to come
         kinds: jpg
    path of the file> photo2.JPG
         kept: photo2.JPG
         ✓ 08:41:00
    开门检查
         nothing is unresolved
         closing it now gives: completed
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn a_computed_value_out_of_its_limits_shows_the_ways_at_once() {
    let mut computed = temperature();
    if let StepKind::Measure(measure) = &mut computed.kind {
        measure.value = Expression::parse("temperature + 5").ok();
    }
    computed.id = Some("felt".to_owned());
    computed.title = text("体感温度");
    let typed = ["20", "", "12", "9x", "1", "3", "人多", "1"];
    let played = Stage::new(Language::Zh, 80, vec![temperature(), computed]).play(&typed);
    assert_snapshot!(played.text, @"
    开门检查                                                                    2 步
      1 大厅温度   2 体感温度

    1  大厅温度                                                   1/2   限 18～22 °C
    > 20
         ✓ 08:41:00  20 °C
         上次：21 °C
    2  体感温度                                                   2/2   限 18～22 °C
         算得：25 °C
      ✗  超限：25 °C，比上限 22 高 3 °C
      3 记为超限，继续   4 由他人放行
    >
      7 列表与跳转   9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 12
         已收回这个答案，请重新作答
    2  体感温度                                                   2/2   限 18～22 °C
         算得：25 °C
      1 选择如何处理   回车 更多
    > 9x
      ✗  “9x” 不在可选之内，什么也没有记录
    > 1
      ✗  超限：25 °C，比上限 22 高 3 °C
      3 记为超限，继续   4 由他人放行
    > 3
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 人多
         ✗ 08:41:01  超限  25 °C  人多
    开门检查
         尚未解决：
      ✗  2  体感温度：超限  25 °C
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn limits_of_times_are_earlier_and_later() {
    // A date that had a lowest limit was to be not lower than it.
    let limit = |text: &str| Some(Limit::Value(Value::Text(text.to_owned())));
    let dated = |kind, min: Option<Limit>, max: Option<Limit>| {
        let limits = Limits { min, max, equals: None };
        record("d", "保质期", Record::Value(Box::new(Field { limits, ..field("", "", kind) })))
    };
    let from = || dated(FieldType::Date, limit("2026-11-23"), None);
    let zh = Stage::new(Language::Zh, 80, vec![from()]).play(&["2026-11-22"]).text;
    assert!(zh.contains("不早于 2026-11-23") && zh.contains("超限：2026-11-22，早于 2026-11-23"), "{zh}");
    let en = Stage::new(Language::En, 80, vec![from()]).play(&["2026-11-22"]).text;
    assert!(en.contains("not before 2026-11-23") && en.contains("2026-11-22 is before 2026-11-23"), "{en}");
    let until = || dated(FieldType::Time, None, limit("09:00"));
    let zh = Stage::new(Language::Zh, 80, vec![until()]).play(&["09:01"]).text;
    assert!(zh.contains("不晚于 09:00") && zh.contains("超限：09:01，晚于 09:00"), "{zh}");
    let en = Stage::new(Language::En, 80, vec![until()]).play(&["09:01"]).text;
    assert!(en.contains("not after 09:00") && en.contains("09:01 is after 09:00"), "{en}");
}

#[test]
fn what_was_mistyped_stays_when_the_answer_is_taken_back() {
    let played = Stage::new(Language::Zh, 80, vec![temperature()]).play(&["25", "1", "", "12", "abc", "21", "1"]);
    assert!(played.journal.contains(r#""mistyped":["25"]"#), "{}", played.text);
}

#[test]
fn an_empty_line_drops_no_value_that_waits_for_its_number() {
    let step = Step { critical: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["20", "", "12", "21", "48", "1"]);
    assert!(played.text.contains("\n  9 暂停   12 收回这个答案   ? 帮助"), "{}", played.text);
    assert!(played.text.contains("关键步骤：确认请输入 48   12 收回这个答案"), "{}", played.text);
    assert!(played.journal.contains(r#""value":"21""#), "{}", played.text);
}

#[test]
fn factor_03_rule_19_the_second_person_sees_placard_heading_step_and_place() {
    let step = Step { independent: true, ..temperature() };
    let mut stage = Stage::new(Language::Zh, 80, vec![step, check("第二项")]);
    stage.mode = "training";
    let played = stage.play(&["20", "wang", "21", "3", "1", "1", "1"]);
    let (_, window) = played.text.split_once("> 20\n").expect("typed");
    let (window, _) = window.split_once("是谁？").expect("asked");
    for words in ["演练", "开门检查", "1  大厅温度", "1/2"] {
        assert!(window.contains(words), "{words}: {window}");
    }
}

#[test]
fn a_clock_that_was_set_is_said_as_people_say_it() {
    for (by_ms, zh, en) in [
        (-360_000, "时钟被拨慢 6 分钟，已记录", "the clock was set back by 6 min; recorded"),
        (21_300_000, "时钟被拨快 5 小时 55 分钟，已记录", "the clock was set forward by 5 h 55 min; recorded"),
        (-3_000, "时钟被拨慢 3 秒，已记录", "the clock was set back by 3 s; recorded"),
        (i64::MIN, "", ""),
    ] {
        assert!(clock_set(Language::Zh, by_ms).contains(zh), "{}", clock_set(Language::Zh, by_ms));
        assert!(clock_set(Language::En, by_ms).contains(en), "{}", clock_set(Language::En, by_ms));
    }
}

/// The number that was typed for the mistyped value stood in the record for the other one, which no number was asked for.
#[test]
fn rule_01_a_critical_value_typed_anew_wants_a_number_of_its_own() {
    let step = || Step { critical: true, independent: true, ..temperature() };
    let differs = ["21", "47", "li", "li1", "20", "1", "20"];
    let anew = |rest: &[&str]| Stage::new(Language::Zh, 80, vec![step()]).play(&[&differs[..], rest].concat());
    let played = anew(&["47", "49", "li", "li1", "20", "1"]);
    assert!(played.text.contains("“47” 不是那个数字，尚未确认，现在是 49"), "{}", played.text);
    assert!(played.journal.contains(r#""raw":"20","number":49"#), "{}", played.journal);
    let taken_back = anew(&["12", "19", "49", "li", "li1", "19", "1"]);
    assert!(taken_back.journal.contains(r#""raw":"19","number":49"#), "{}", taken_back.journal);
    assert!(taken_back.journal.contains(r#""mistyped":["21","20"]"#), "{}", taken_back.journal);
}

/// Each slip cost the number first, and that of a text that is no value at all.
#[test]
fn rule_06_a_critical_value_that_is_none_or_misses_its_limits_costs_no_number() {
    let step = || Step { critical: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step()]).play(&["abc", "25", "1", "21", "47", "1"]);
    assert_eq!(played.text.matches("关键步骤：确认请输入").count(), 1, "{}", played.text);
    assert!(played.journal.contains(r#""raw":"21","number":47"#), "{}", played.journal);
    let left = Stage::new(Language::Zh, 80, vec![step()]).play(&["25", "3", "坏了", "1"]);
    assert!(!left.text.contains("确认请输入"), "{}", left.text);
    assert!(left.journal.contains(r#""raw":"25","value":"25""#), "{}", left.journal);
    assert!(left.journal.contains(r#""verdict":"failed""#), "{}", left.journal);
}
