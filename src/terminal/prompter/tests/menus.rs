//! The menu behind the empty line: what it does, what it offers where, and going back by it.

use insta::assert_snapshot;

use super::stage::{Stage, check, decide, step, temperature};
use crate::language::Language;
use crate::procedure::{Step, StepKind};
use crate::run::outcome::Verdict;
use crate::session::{Ending, Interruption};

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
      3 不适用   4 推迟   5 备注   6 附件   7 列表与跳转   8 上一步   9 暂停
      10 放弃   11 换人   ? 帮助   回车 回到问题
    菜单>
    2  检查海报架                                                                2/2
      1 完成   2 不合格   回车 更多
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
         “不适用”和“推迟”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 不会结束运行，之后用 `signoff run last` 继续。
    2  检查海报架                                                                2/2
      1 完成   2 不合格   回车 更多
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
      1 坏了   2 缺货   Enter more, override
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
         ✓ 08:41:02  unchanged
    3  Till counted                                                              3/3
      1 done   2 not OK   Enter more
    > 9

    paused at 3 Till counted, 08:41:02; the run stays open
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
      1 坏了   2 缺货   回车 更多，或由他人放行
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

    08:41:03 暂停，运行没有结束
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

    开门检查 › 1 巡视 › 1 大厅          2 步
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

    开门检查 › 1 巡视 › 2 后厨          2 步
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
      3 不适用   4 推迟   5 备注   6 附件
      7 列表与跳转   9 暂停
      12 保留原来的答案   ? 帮助
      回车 回到问题
    菜单> 12
         ✓ 08:41:02  与原来相同
    开门检查 › 1 巡视 › 2 后厨
    1.2.2  擦一遍                        2/2
      1 完成   2 不合格   回车 更多
    > 8x
      ✗  “8x” 不在可选之内，什么也没有记录
    > ^D

    08:41:02 停在 1.2.2 擦一遍，运行没有结束
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
         “不适用”和“推迟”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 不会结束运行，之后用 `signoff run last` 继续。
    2  大厅温度                                                   2/2   限 18～22 °C
      ✗  超限：25 °C，比上限 22 高 3 °C
      1 输错了   3 记为超限，继续   4 由他人放行
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
         “不适用”和“推迟”要写原因。不合格就如实选不合格，后面自有处理办法。
         “暂停”或 Ctrl-C 不会结束运行，之后用 `signoff run last` 继续。
    2  大厅温度                                                   2/2   限 18～22 °C
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因>
      7 列表与跳转   9 暂停   12 收回这个答案   ? 帮助   回车 回到问题
    菜单> 8
      ✗  “8 上一步”：这个答案还没有答完，这里不可选；12 收回这个答案
    菜单> 5
      ✗  “5 备注”：这个答案还没有答完，这里不可选；12 收回这个答案
    菜单> 9

    08:41:01 停在 2 大厅温度，运行没有结束
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
    2  第二项                                                                    2/2
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
fn factor_37_rule_17_that_a_signature_will_be_void_is_said_before_the_change() {
    let sign = StepKind::Sign { by: vec!["clerk".to_owned()], meaning: None };
    let steps = vec![check("第一项"), Step { id: Some("s".to_owned()), ..step("交接", sign) }, check("第三项")];
    let played = Stage::new(Language::Zh, 80, steps).play(&["1", "1", "li1", "7", "1", "12", "1", "1"]);
    assert!(played.text.contains("一旦更改，签字 2 交接 就作废，需要重签"), "{}", played.text);
}
