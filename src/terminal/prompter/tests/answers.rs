//! Numbered answers, and everything that is no answer.

use insta::assert_snapshot;

use super::stage::{Stage, check, choice, decide, step, text};
use crate::language::Language;
use crate::procedure::{Step, StepKind};

fn choose(options: &[(&str, &str)]) -> Step {
    let options = options.iter().map(|(id, title)| (choice(id, title), Vec::new().into())).collect();
    Step { id: Some("way".to_owned()), ..step("今天哪种业务？", StepKind::Choose { options }) }
}

#[test]
fn held_keys_words_and_pasted_blocks_answer_nothing() {
    let played = Stage::new(Language::En, 80, vec![check("Lights on")]).play(&["1111", "完成", "1\n1", "１", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                  1 step
      1 Lights on

    1  Lights on                                                                 1/1
      1 done   2 not OK   Enter more
    > 1111
      ✗  `1111` is none of these; nothing is recorded
    > 完成
      ✗  `完成` is none of these; nothing is recorded
    > 1⏎1
      ✗  a block of 2 lines was pasted; one line is one answer, so it was not taken
         please paste one line, or type it
    > １
         ✓ 08:41:00
    开门检查
         nothing is unresolved
         closing it now gives: completed
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn two_hundred_enters_do_nothing() {
    let mut typed = vec![""; 200];
    typed.push("1");
    let played = Stage::new(Language::Zh, 80, vec![check("打开大厅灯光")]).play(&typed);
    assert_eq!(played.text.matches("不适用").count(), 1, "the menu is shown once");
    assert!(played.text.lines().count() < 220, "{}", played.text.lines().count());
    assert_eq!(played.journal.matches(r#""type":"answered""#).count(), 1);
}

#[test]
fn a_critical_check_takes_only_its_number() {
    let valve = || Step { critical: true, ..check("燃气总阀已关闭") };
    let valves = vec![valve(), valve()];
    let typed = ["1", "4747", "52", "48", "2", "3", "锈死", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, valves).play(&typed).text, @"
    开门检查                                                                    2 步
      1 燃气总阀已关闭   2 燃气总阀已关闭

    1  燃气总阀已关闭                                                 1/2   关键步骤
      完成请输入 47   2 不合格   回车 更多
    > 1
      ✗  “1” 不在可选之内，什么也没有记录
    > 4747
      ✗  “4747” 不在可选之内，什么也没有记录
    > 52
      ✗  这不是屏幕上的数字
      完成请输入 48   2 不合格   回车 更多
    > 48
         ✓ 08:41:00
    2  燃气总阀已关闭                                                 2/2   关键步骤
      完成请输入 49   2 不合格   回车 更多
    > 2
      ✗  不合格
      2 现在整改   3 记为不合格，本次运行将判为“不合格”   4 由他人放行
    > 3
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 锈死
         ✗ 08:41:01  不合格  锈死
    开门检查
         尚未解决：
      ✗  2  燃气总阀已关闭：不合格
         现在关闭，结论为：不合格
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_decision_in_either_language_and_width() {
    let steps = || vec![decide("顾客听懂了吗？", vec![check("再解释一次"), check("请同事来")]), check("送客")];
    let played = Stage::new(Language::Zh, 80, steps()).play(&["3x", "是", "1", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    2 步
      1 顾客听懂了吗？   2 送客

    1  顾客听懂了吗？                                                            1/2
      1 是   2 否   回车 更多
    > 3x
      ✗  “3x” 不在可选之内，什么也没有记录
    > 是
         ✓ 08:41:00  是
         未走到：1.no.1 再解释一次，共 2 步
    2  送客                                                                      2/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:01
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
    let played = Stage::new(Language::En, 80, steps()).play(&["NO", "1", "1", "1", "1"]);
    assert!(played.text.contains("✓ 08:41:00  no"), "{}", played.text);
}

#[test]
fn options_are_numbered_and_the_menu_has_other_digits() {
    let step = choose(&[("enquiry", "咨询"), ("payment", "缴费"), ("complaint", "投诉")]);
    let typed = ["9", "", "3", "m5", "客户着急", "m3", "", "12", "３", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, vec![step]).play(&typed).text, @"
    开门检查                                                                    1 步
      1 今天哪种业务？

    1  今天哪种业务？                                                            1/1
      1 咨询   2 缴费   3 投诉   回车 更多
    > 9
      ✗  “9” 不在可选之内，什么也没有记录
    >
      m3 不适用   m4 推迟   m5 备注   m6 附件   m9 暂停   m10 放弃   m11 换人
      ? 帮助   回车 回到问题
    菜单> 3
      ✗  “3” 是问题的答案：请先按回车回到问题
    菜单> m5
    备注（一行）> 客户着急
         ✓ 08:41:00  备注已记录
      1 咨询   2 缴费   3 投诉   回车 更多
    > m3
         为什么不适用？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因>
      9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 12
         已收回这个答案，请重新作答
    开门检查
    1  今天哪种业务？                                                            1/1
      1 咨询   2 缴费   3 投诉   回车 更多
    > ３
         ✓ 08:41:00  投诉
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn what_cannot_be_written_is_not_confirmed() {
    let played = Stage::new(Language::Zh, 80, vec![check("打开大厅灯光")]).fail(1).play(&["2", "灯坏了"]);
    assert!(played.ending.is_err());
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 打开大厅灯光

    1  打开大厅灯光                                                              1/1
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多，或由他人放行
    原因> 灯坏了

      ✗  未确认：可能没有写入磁盘。请抄下：
         步骤 1 打开大厅灯光
         答案：不合格
         原因：灯坏了
         作答：zhang
    ");
    let events = played.run.records().iter().filter(|(_, record)| !record.attempts.is_empty()).count();
    assert_eq!(events, 0, "nothing of it counts");
}

#[test]
fn a_section_with_items_names_the_item() {
    use crate::procedure::value::Value;
    use crate::procedure::{Each, Items, Order};
    let desks = ["一号台", "二号台"].map(|desk| Value::Text(desk.to_owned()));
    let each = Each {
        variable: "desk".to_owned(),
        items: Items::Value(Value::List(desks.to_vec())),
        order_by: None,
        order: Order::Fixed,
        steps: vec![Step {
            note: Some(text("先看指示灯。")), say: Some(text("请稍等。")), ..check("开机")
        }]
        .into(),
    };
    let played = Stage::new(Language::Zh, 80, vec![step("台席", StepKind::Each(each))]).play(&["1", "1", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 项
      1 台席

    开门检查 › 1 台席
    1.1  [1/2] 一号台  开机                                                      1/1
         请说：“请稍等。”
      i  提示：先看指示灯。
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    1.1  [2/2] 二号台  开机                                                      1/1
         请说：“请稍等。”
      i  提示：先看指示灯。
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:01
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_critical_step_says_so_at_its_warning_too() {
    let step = Step { critical: true, warning: Some(text("有煤气味时不得开灯。")), ..check("关好煤气") };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["1"]);
    let title = played.text.lines().find(|line| line.starts_with("1  关好煤气")).unwrap_or_default();
    assert!(title.ends_with("关键步骤"), "{}", played.text);
}

#[test]
fn what_is_not_confirmed_is_said_in_words() {
    let step = Step { warning: Some(text("有电")), ..check("配电箱") };
    let played = Stage::new(Language::Zh, 80, vec![step]).fail(1).play(&["1"]);
    let (_, told) = played.text.split_once("请抄下").expect("told");
    assert!(told.contains("步骤 1 配电箱") && told.contains("已知警告：有电") && told.contains("zhang"), "{told}");
    assert!(!told.contains('{'), "{told}");
}
