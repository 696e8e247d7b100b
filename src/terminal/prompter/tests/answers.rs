//! Numbered answers, the menu behind the empty line, and everything that is no answer.

use insta::assert_snapshot;

use super::stage::{Stage, check, choice, step, temperature, text};
use crate::language::Language;
use crate::procedure::{OnFail, Step, StepKind, Then};
use crate::run::outcome::Verdict;
use crate::session::{Ending, Interruption};

fn decide(title: &str, no: Vec<Step>) -> Step {
    let kind = StepKind::Decide { if_yes: Vec::new().into(), if_no: no.into() };
    Step { id: Some("decided".to_owned()), ..step(title, kind) }
}

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
fn the_menu_acts_and_goes_back() {
    let steps = vec![check("打开大厅灯光"), check("检查海报架")];
    let typed = ["1", "", "", "", "5", "灯泡有一只闪", "?", "3", "本店无海报架", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, steps).play(&typed).text, @"
    开门检查                                                                    2 步
      1 打开大厅灯光   2 检查海报架

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    2  检查海报架                                                                2/2
      1 完成   2 不合格   回车 更多
    >
      3 不适用   4 稍后   5 备注   6 附件   7 列表与跳转   8 上一步   9 暂停
      10 放弃   11 换人   ? 帮助   回车 回到问题
    菜单>
    >
    菜单> 5
    备注（一行）> 灯泡有一只闪
         ✓ 08:41:01  备注已记录
      1 完成   2 不合格   回车 更多
    > ?
         每个答案是一行，以回车结束。有编号的，输入编号；没有编号的，这一行就是所填
         的值。
         空行不算回答：它打开菜单，再按一次就关闭。
         答案写入磁盘之后才出现下一个问题。记录永不抹掉：“上一步”只会添一条新记录。
         “不适用”和“稍后”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 会让运行保持打开，之后用 `signoff run last` 继续。
    > 3
         为什么不适用？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 本店无海报架
         – 08:41:01  不适用  本店无海报架
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn attach_pause_and_the_list() {
    let steps = vec![check("Lights on"), check("Doors open"), check("Till counted")];
    let typed = ["1", "2", "jammed", "6", "nothing.txt", "'/tmp/photo 1.jpg'", "7", "9", "2", "", "12", "9"];
    let played = Stage::new(Language::En, 80, steps).play(&typed);
    assert_eq!(played.ending.expect("recorded"), Ending::Paused);
    assert_snapshot!(played.text, @"
    开门检查                                                                 3 steps
      1 Lights on   2 Doors open   3 Till counted

    1  Lights on                                                                 1/3
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:00
    2  Doors open                                                                2/3
      1 done   2 not OK   Enter more
    > 2
         why is it not OK? a number or a text
      1 坏了   2 缺货   Enter more
    reason> jammed
         ✗ 08:41:01  not OK  jammed
    3  Till counted                                                              3/3
      1 done   2 not OK   Enter more
    > 6
    path of the file> nothing.txt
      ✗  cannot read `nothing.txt`
    path of the file> '/tmp/photo 1.jpg'
         ✓ 08:41:02  attached: photo 1.jpg (ab12cd34)
      1 done   2 not OK   Enter more
    > 7
    answered steps (choosing one asks it again)
      1 1  Lights on  done
      2 2  Doors open  not OK
    number or path> 9
      ✗  `9` is not in the list
    number or path> 2
    开门检查
    2  Doors open                                                                2/3
         changing the answer of 08:41:01: not OK
      1 done   2 not OK   Enter more
    >
      3 not applicable   4 later   5 note   6 attach   7 list and jump   9 pause
      12 keep the earlier answer   ? help   Enter back to the question
    menu> 12
    3  Till counted                                                              3/3
      1 done   2 not OK   Enter more
    > 9

    paused at 3, 08:41:02; the run stays open
    ");
}

#[test]
fn back_changes_the_last_answer() {
    let steps = vec![check("打开大厅灯光"), check("检查海报架")];
    let played = Stage::new(Language::Zh, 80, steps).play(&["1", "8", "2", "坏了一盏", "1", "^C"]);
    assert_eq!(played.ending.expect("recorded"), Ending::Interrupted(Interruption::Interrupt));
    assert_snapshot!(played.text, @"
    开门检查                                                                    2 步
      1 打开大厅灯光   2 检查海报架

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    2  检查海报架                                                                2/2
      1 完成   2 不合格   回车 更多
    > 8
    1  打开大厅灯光                                                              1/2
         更改 08:41:00 的答案：完成
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 坏了一盏
         ✓ 08:41:01  已更改：原为 完成，现为 不合格
    2  检查海报架                                                                2/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:02
    开门检查
         尚未解决：
      ✗  1  打开大厅灯光：不合格
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > ^C

    08:41:03 暂停，运行保持打开
    ");
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
      m3 不适用   m4 稍后   m5 备注   m6 附件   m9 暂停   m10 放弃   m11 换人
      ? 帮助   回车 回到问题
    菜单> 3
      ✗  “3” 不在可选之内，什么也没有记录
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
      1 坏了   2 缺货   回车 更多
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

    开门检查 › 台席
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

/// A section and its block share a path, so a jump out of the first track once led straight back into it.
#[test]
fn tracks_can_be_changed_at_any_time() {
    use crate::procedure::Order;
    let track = |title: &str| {
        step(title, StepKind::Section { order: Order::Fixed, steps: vec![check("看一遍"), check("擦一遍")].into() })
    };
    let round = step("巡视", StepKind::Section { order: Order::Any, steps: vec![track("大厅"), track("后厨")].into() });
    let played = Stage::new(Language::Zh, 40, vec![round]).play(&["1", "7", "1", "1", "7", "1.2.1", "", "12", "8x"]);
    assert_snapshot!(played.text, @"
    开门检查                        1 个环节
      1 巡视

    开门检查 › 1 巡视     2 个环节，顺序任意
      1 大厅   2 后厨

    开门检查 › 巡视 › 1 大厅            2 步
      1 看一遍   2 擦一遍

    1.1.1  看一遍                        1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    1.1.2  擦一遍                        2/2
      1 完成   2 不合格   回车 更多
    > 7
    可切换的部分
      1 1.2  后厨  切换到此
    已答的步骤（选中即重新问）
      2 1.1.1  看一遍  完成
    编号或路径> 1

    开门检查 › 巡视 › 2 后厨            2 步
      1 看一遍   2 擦一遍

    1.2.1  看一遍                        1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:01
    1.2.2  擦一遍                        2/2
      1 完成   2 不合格   回车 更多
    > 7
    可切换的部分
      1 1.1  大厅  切换到此
    已答的步骤（选中即重新问）
      2 1.1.1  看一遍  完成
      3 1.2.1  看一遍  完成
    编号或路径> 1.2.1
    1.2.1  看一遍                        1/2
         更改 08:41:01 的答案：完成
      1 完成   2 不合格   回车 更多
    >
      3 不适用   4 稍后   5 备注   6 附件
      7 列表与跳转   9 暂停
      12 保留原来的答案   ? 帮助
      回车 回到问题
    菜单> 12
    开门检查 › 巡视 › 后厨
    1.2.2  擦一遍                        2/2
      1 完成   2 不合格   回车 更多
    > 8x
      ✗  “8x” 不在可选之内，什么也没有记录
    > ^D

    08:41:02 停在 1.2.2，运行保持打开
    ");
}

#[test]
fn a_changed_value_keeps_its_unit_and_the_list_names_it() {
    let played = Stage::new(Language::Zh, 80, vec![temperature(), decide("有客人？", Vec::new()), check("开门")])
        .play(&["20", "1", "", "7", "1", "21", "", "7", "", "1", "1"]);
    for part in
        ["更改 08:41:00 的答案：20 °C", "原为 20 °C，现为 21 °C", "1  大厅温度  完成  21 °C", "2  有客人？  完成  是"]
    {
        assert!(played.text.contains(part), "`{part}` is not in\n{}", played.text);
    }
}

#[test]
fn a_critical_step_says_so_at_its_warning_too() {
    let step = Step { critical: true, warning: Some(text("有煤气味时不得开灯。")), ..check("关好煤气") };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["1"]);
    let title = played.text.lines().find(|line| line.starts_with("1  关好煤气")).unwrap_or_default();
    assert!(title.ends_with("关键步骤"), "{}", played.text);
}

fn failing(then: Then, at_most: u32, critical: bool, steps: Vec<Step>) -> Step {
    let on_fail = OnFail { steps: steps.into(), then: Some(then), at_most, notify: None, action: None };
    Step { on_fail: Some(on_fail), critical, ..check("门锁") }
}

#[test]
fn rule_06_a_stop_is_never_offered_as_going_on() {
    let steps = vec![failing(Then::Stop, 3, false, Vec::new()), check("第二项")];
    let played = Stage::new(Language::Zh, 80, steps).play(&["2", "3", "1", "1"]);
    assert!(played.text.contains("3 记为不合格，运行到此结束，判为“不合格”"), "{}", played.text);
    assert!(!played.text.contains("继续"), "{}", played.text);
    let steps = vec![failing(Then::Stop, 3, false, vec![check("报修")]), check("第二项")];
    let played = Stage::new(Language::En, 80, steps).play(&["2", "2", "1", "1", "1"]);
    assert!(played.text.contains("2 correct it now; then the run stops here"), "{}", played.text);
    assert!(played.text.contains("leave it not OK; the run stops here"), "{}", played.text);
}

#[test]
fn rule_06_the_last_recheck_of_a_critical_step_says_what_hangs_on_it() {
    // Correcting was offered once more, and the run was failed without a word.
    let played = Stage::new(Language::Zh, 80, vec![failing(Then::Recheck, 1, true, vec![check("上油")])])
        .play(&["2", "2", "1", "1", "2", "2", "1", "1", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 门锁

    1  门锁                                                           1/1   关键步骤
      完成请输入 47   2 不合格   回车 更多
    > 2
      ✗  不合格
      2 现在整改   3 记为不合格，本次运行将判为“不合格”   4 由他人放行
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 1
         ✗ 08:41:00  不合格  坏了
    1.fail.1  上油                                                               1/1
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:01
    1  门锁                                                           1/1   关键步骤
         复查，第 1 次，也是最后一次：再不合格，本次运行将判为“不合格”
      完成请输入 48   2 不合格   回车 更多
    > 2
      ✗  不合格
      2 现在整改，不再复查，本次运行将判为“不合格”
      3 记为不合格，本次运行将判为“不合格”   4 由他人放行
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 1
         ✗ 08:41:02  不合格  坏了
      ✗  最终记为不合格，不再复查：本次运行将判为“不合格”
    开门检查
    1.fail#2.1  上油                                                             1/1
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:03
    开门检查
         尚未解决：
      ✗  1  门锁：不合格
         现在关闭，结论为：不合格
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn rule_06_without_corrective_steps_the_last_recheck_offers_no_correction() {
    let played = Stage::new(Language::Zh, 80, vec![failing(Then::Recheck, 1, false, Vec::new())])
        .play(&["2", "2", "1", "2", "2", "3", "1", "1"]);
    assert_eq!(played.text.matches("现在整改").count(), 1, "{}", played.text);
    assert!(played.text.contains("复查，第 1 次，也是最后一次"), "{}", played.text);
}

#[test]
fn every_menu_has_help_a_pause_and_a_word_for_what_it_does_not_offer() {
    let played = Stage::new(Language::Zh, 80, vec![check("第一项"), temperature()])
        .play(&["1", "25", "?", "10", "3", "", "?", "", "8", "5", "9"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    2 步
      1 第一项   2 大厅温度

    1  第一项                                                                    1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    2  大厅温度                                                   2/2   限 18～22 °C
    > 25
      ✗  超限：25 °C，比上限 22 高 3 °C
      1 输错了   3 记为超限，继续   4 由他人放行
    > ?
         每个答案是一行，以回车结束。有编号的，输入编号；没有编号的，这一行就是所填
         的值。
         空行不算回答：它打开菜单，再按一次就关闭。
         答案写入磁盘之后才出现下一个问题。记录永不抹掉：“上一步”只会添一条新记录。
         “不适用”和“稍后”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 会让运行保持打开，之后用 `signoff run last` 继续。
    > 10
      ✗  “10 放弃”：这个答案还没有答完，这里不可选；12 收回这个答案
    > 3
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因>
      7 列表与跳转   9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> ?
         每个答案是一行，以回车结束。有编号的，输入编号；没有编号的，这一行就是所填
         的值。
         空行不算回答：它打开菜单，再按一次就关闭。
         答案写入磁盘之后才出现下一个问题。记录永不抹掉：“上一步”只会添一条新记录。
         “不适用”和“稍后”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 会让运行保持打开，之后用 `signoff run last` 继续。
    原因>
      7 列表与跳转   9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 8
      ✗  “8 上一步”：这个答案还没有答完，这里不可选；12 收回这个答案
    菜单> 5
      ✗  “5 备注”：这个答案还没有答完，这里不可选；12 收回这个答案
    菜单> 9

    08:41:01 停在 2，运行保持打开
    ");
    assert!(matches!(played.ending, Ok(Ending::Paused)));
    let changing = Stage::new(Language::Zh, 80, vec![check("第一项"), check("第二项")])
        .play(&["1", "8", "11", "5", "门响", "12", "1", "1"]);
    assert!(changing.text.contains("“11 换人”：正在更改先前的答案，这里不可选"), "{}", changing.text);
    assert!(changing.journal.contains("门响"), "{}", changing.text);
}

#[test]
fn factor_33_giving_up_says_what_is_lost_and_keeps_first() {
    let steps = || vec![check("第一项"), check("第二项")];
    let kept = Stage::new(Language::Zh, 80, steps()).play(&["1", "10", "", "12", "1", "1"]);
    assert!(matches!(kept.ending, Ok(Ending::Closed(Verdict::Completed))), "{}", kept.text);
    assert_snapshot!(kept.text, @"
    开门检查                                                                    2 步
      1 第一项   2 第二项

    1  第一项                                                                    1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    2  第二项                                                                    2/2
      1 完成   2 不合格   回车 更多
    > 10
      !  已记录 1 个答案，会留在记录里；放弃后不能再继续。回车再选 12 可收回
         为什么放弃本次运行？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因>
      7 列表与跳转   9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 12
         已收回这个答案，请重新作答
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:01
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
    let given_up = Stage::new(Language::Zh, 80, steps()).play(&["1", "10", "停电"]);
    assert!(matches!(given_up.ending, Ok(Ending::Closed(Verdict::Abandoned))), "{}", given_up.text);
}

#[test]
fn what_is_not_confirmed_is_said_in_words() {
    let step = Step { warning: Some(text("有电")), ..check("配电箱") };
    let played = Stage::new(Language::Zh, 80, vec![step]).fail(1).play(&["1"]);
    let (_, told) = played.text.split_once("请抄下").expect("told");
    assert!(told.contains("步骤 1 配电箱") && told.contains("已知警告：有电") && told.contains("zhang"), "{told}");
    assert!(!told.contains('{'), "{told}");
}

#[test]
fn factor_37_rule_17_that_a_signature_will_be_void_is_said_before_the_change() {
    let sign = StepKind::Sign { by: vec!["clerk".to_owned()], meaning: None };
    let steps = vec![check("第一项"), Step { id: Some("s".to_owned()), ..step("交接", sign) }, check("第三项")];
    let played = Stage::new(Language::Zh, 80, steps).play(&["1", "1", "li1", "7", "1", "12", "1", "1"]);
    assert!(played.text.contains("一旦更改，签字 2 交接 就作废，需要重签"), "{}", played.text);
}
