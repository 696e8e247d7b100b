//! Signatures, overrides, holds, PINs, a change of operator: who, and never filled in beforehand.

use insta::assert_snapshot;

use super::stage::{Stage, check, field, record, step, temperature, text};
use crate::language::Language;
use crate::procedure::{FieldType, Record, Step, StepKind};
use crate::terminal::prompter::closing_screen::closing_screen;
use crate::terminal::screen::Screen;
use crate::terminal::style::Style;
use crate::terminal::table::Layout;

fn sign() -> Step {
    let by = vec!["shift_lead".to_owned(), "clerk".to_owned()];
    let kind = StepKind::Sign { by, meaning: Some(text("现金已当面点清。")) };
    Step { id: Some("signed".to_owned()), ..step("双人签核：备用金", kind) }
}

#[test]
fn a_signature_of_two_persons() {
    let played = Stage::new(Language::Zh, 80, vec![sign()]).play(&["zhang", "zhang", "1", "0000", "li1", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 双人签核：备用金

    1  双人签核：备用金                                                          1/1
         值班长签字
         签字表示：现金已当面点清。
      1 张敏 (zhang)   回车 更多
    编号或工号> zhang
         ✓ 08:41:00  张敏 已签（值班长）
         营业员签字
         签字表示：现金已当面点清。
         已签：张敏
         须为另一人
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> zhang
      ✗  张敏 没有所需的岗位
         营业员签字
         签字表示：现金已当面点清。
         已签：张敏
         须为另一人
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> 1
    李娜 的口令（不显示）>
      ✗  李娜 的口令不对，还可试 4 次
    李娜 的口令（不显示）>
         ✓ 08:41:01  李娜 已签（营业员）
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_signer_may_decline() {
    let played = Stage::new(Language::En, 40, vec![sign()]).play(&["", "2", "1", "notes missing", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                          1 step
      1 双人签核：备用金

    1  双人签核：备用金                  1/1
         signature for 值班长
         signing means: 现金已当面点清。
      1 张敏 (zhang)   Enter more
    number or id>
      2 decline to sign   5 note   6 attach
      9 pause   10 give up
      11 change of operator   ? help
      Enter back to the question
    menu> 2
         who declines?
      1 张敏 (zhang)   Enter more
    number or id> 1
         why is it not signed? a number or a
         text
      1 坏了   2 缺货   Enter more
    reason> notes missing
         ✗ 08:41:00  not OK  张敏 declined:
         notes missing
    开门检查
         unresolved:
      ✗  1  双人签核：备用金: not OK
         closing it now gives: completed
         with deviations
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn five_wrong_pins_lock_a_person() {
    let played = Stage::new(Language::Zh, 80, vec![sign()]).play(&["1", "li", "1", "2", "3", "4", "5", "wang", "1"]);
    assert!(played.text.contains("李娜 口令错误过多，在本次运行中已被锁定"), "{}", played.text);
    assert!(played.text.contains("王强 已签（营业员）"), "{}", played.text);
}

#[test]
fn a_failure_is_overridden_by_another_person() {
    let step = Step { id: Some("hydrant".to_owned()), ..check("检查消防栓") };
    let typed = ["2", "", "13", "压力低", "zhang", "王强", "2", "1"];
    assert_snapshot!(Stage::new(Language::Zh, 80, vec![step]).play(&typed).text, @"
    开门检查                                                                    1 步
      1 检查消防栓

    1  检查消防栓                                                                1/1
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多，或由他人放行
    原因>
      9 暂停   12 收回这个答案   13 由他人放行   ? 帮助   回车 回到问题
    菜单> 13
         已选：由他人放行
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 压力低
         ✗ 08:41:00  不合格  压力低
    1  检查消防栓                                                                1/1
         由他人放行：是谁？
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> zhang
      ✗  须为 张敏 以外的另一人
         由他人放行：是谁？
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> 王强
         为什么放行？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 2
         ✓ 08:41:01  由 王强 放行：缺货
    开门检查
         尚未解决：
      –  1  检查消防栓：由他人放行
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_hold_is_released_by_somebody_of_its_role() {
    let step = Step { hold: Some("clerk".to_owned()), ..check("Cash box open") };
    let played = Stage::new(Language::En, 80, vec![step]).play(&["1", "nobody", "1", "wang", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                  1 step
      1 Cash box open

    1  Cash box open                                                             1/1
         hold point: answered by 营业员 only
      1 done   2 not OK   Enter more
    > 1
         who of 营业员 answers it?
      1 李娜 (li)   2 王强 (wang)   Enter more
    number or id> nobody
      ✗  nobody here is called `nobody`
    number or id> 1
    PIN of 李娜 (not shown)>
      ✗  wrong PIN of 李娜, tries left: 4
    PIN of 李娜 (not shown)>
      ✗  wrong PIN of 李娜, tries left: 3
    PIN of 李娜 (not shown)> ^D

    paused at 1 Cash box open, 08:41:00; the run stays open
    ");
}

/// Whoever had released a mistyped value stood in the record as the one who gave the next, with his PIN.
#[test]
fn rule_28_a_value_typed_anew_at_a_hold_point_is_released_anew() {
    let step = || Step { hold: Some("clerk".to_owned()), ..temperature() };
    let passed = Stage::new(Language::Zh, 80, vec![step()]).play(&["25", "wang", "1", "21"]);
    assert!(!passed.journal.contains("answered"), "{}", passed.journal);
    let released = Stage::new(Language::Zh, 80, vec![step()]).play(&["25", "wang", "1", "21", "li", "li1", "1"]);
    println!("{}", released.text);
    assert!(released.journal.contains(r#""by":"li""#), "{}", released.journal);
}

#[test]
fn another_operator_goes_on() {
    let played = Stage::new(Language::Zh, 80, vec![check("打开大厅灯光")]).play(&["11", "3", "wang", "1", "1"]);
    assert_snapshot!(played.text, @"
    开门检查                                                                    1 步
      1 打开大厅灯光

    1  打开大厅灯光                                                              1/1
      1 完成   2 不合格   回车 更多
    > 11
         现在由 张敏 操作，由谁接着做？
      1 李娜 (li)   2 王强 (wang)   回车 更多
    编号或工号> 3
      ✗  这里没有 “3” 这个人
    编号或工号> wang
         ✓ 08:41:00  由 王强 接着做
    1  打开大厅灯光                                                              1/1
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00
    开门检查
         没有未解决的事项
         现在关闭，结论为：完成
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn without_a_roster_the_digit_of_a_menu_signs_nothing() {
    // A stray `1` became the signer.
    let mut stage = Stage::new(Language::Zh, 80, vec![sign()]);
    stage.roster = None;
    let played = stage.play(&["1", "?", "张敏", " 张 敏", "李娜", "1"]);
    assert!(played.text.contains("“1” 不是姓名，请写姓名"), "{}", played.text);
    assert!(played.text.contains("须为 张 敏 以外的另一人"), "{}", played.text);
    let signers: Vec<&str> = played.journal.lines().filter(|line| line.contains("\"type\":\"signed\"")).collect();
    assert_eq!(signers.len(), 2, "{signers:#?}");
    assert!(signers[0].contains("\"name\":\"张敏\"") && signers[1].contains("\"name\":\"李娜\""), "{signers:#?}");
}

#[test]
fn rule_27_a_second_person_proves_who_he_is_before_he_types_a_value() {
    // The PIN was asked for behind the value, so that it was typed where the value belongs: in the open, and on record.
    let step = Step { independent: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["20", "li", "0000", "li1", "abc", "20", "1"]);
    let places =
        ["李娜 的口令", "还可试 4 次", "李娜：请自行录入", "“abc” 不是数字", "✓ "].map(|part| played.text.find(part));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}\n{}", played.text);
    assert_eq!(
        played.text.matches("由第二人再录入一次").count(),
        1,
        "a slip asks for the value again, not for the person"
    );
    assert_eq!(played.text.matches("李娜 的口令（不显示）").count(), 2, "{}", played.text);
    assert!(played.journal.contains("\"second\":{\"by\":\"li\"") && played.journal.contains("\"assurance\":\"pin\""));
}

#[test]
fn rule_27_who_is_locked_is_told_so_once_and_not_offered_again() {
    let kind = StepKind::Sign { by: vec!["clerk".to_owned()], meaning: None };
    let steps = vec![Step { id: Some("s".to_owned()), ..step("签核", kind) }];
    let played = Stage::new(Language::Zh, 80, steps).play(&["li", "1", "2", "3", "4", "5", "li", "wang", "1"]);
    let (before, after) = played.text.split_once("已被锁定").expect("locked");
    assert!(before.contains("1 李娜 (li)   2 王强 (wang)"), "{before}");
    assert!(after.contains("1 王强 (wang)") && !after.contains("李娜 (li)"), "{after}");
    assert_eq!(
        played.text.matches("已被锁定").count(),
        2,
        "once when it happens, once when he tries again\n{}",
        played.text
    );
}

#[test]
fn the_last_screen_says_why_a_signature_was_declined() {
    let played = Stage::new(Language::Zh, 80, vec![sign()]).play(&["", "2", "1", "少十元", "1"]);
    let layout = Layout { width: 80, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh };
    let last = closing_screen(&played.run, None, layout);
    assert!(last.contains("不合格，少十元"), "{last}");
}

#[test]
fn without_a_pin_the_question_comes_again_whole() {
    // A bare prompt stood under the list of people, so that the number of one of them became the value.
    let step = Step { independent: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["20", "li", "", "21", "wang", "21", "1"]);
    let (_, after) = played.text.split_once("没有输入口令，回到问题").expect("no PIN");
    assert!(after.starts_with("\n1  大厅温度"), "{after}");
    let held = Step { hold: Some("clerk".to_owned()), ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![held]).play(&["20", "li", "", "21", "wang", "1"]);
    let (_, after) = played.text.split_once("没有输入口令，回到问题").expect("no PIN");
    assert!(after.starts_with("\n1  大厅温度"), "{after}");
}

#[test]
fn an_answer_that_is_taken_back_lets_the_question_come_again_whole() {
    let played = Stage::new(Language::Zh, 80, vec![temperature()]).play(&["30", "12", "21", "1"]);
    let (_, after) = played.text.split_once("已收回这个答案，请重新作答\n").expect("taken back");
    assert!(after.starts_with("1  大厅温度"), "{after}");
}

#[test]
fn rule_27_a_second_person_sees_neither_the_first_entry_nor_the_old_value() {
    // Where an answer was changed, the old one stood on the second person's screen, and in the list behind 7.
    let twice = |step| Step { independent: true, ..step };
    let steps = vec![twice(temperature()), check("第二项")];
    let typed = ["20.5", "wang", "20.5", "", "8", "21.5", "", "7", "", "wang", "21.5", "1", "1"];
    let played = Stage::new(Language::Zh, 80, steps).play(&typed);
    let (before, second) = played.text.split_once("> 21.5\n").expect("changed");
    assert!(before.contains("更改 08:41:00 的答案：20.5 °C"), "{before}");
    let (second, _) = second.split_once("请自行录入").expect("asked");
    assert!(second.contains("更改先前的答案") && second.contains("已答的步骤"), "{second}");
    assert!(!second.contains("20.5") && !second.contains("21.5"), "{second}");
    let fields = Record::Form(vec![field("a", "甲", FieldType::Text)]);
    let steps = vec![twice(record("f", "表", fields)), check("第二项")];
    let typed = ["旧的", "wang", "旧的", "", "8", "新的", "wang", "新的", "1", "1"];
    let played = Stage::new(Language::Zh, 80, steps).play(&typed);
    let (before, second) = played.text.split_once("> 新的\n").expect("changed");
    assert!(before.contains("原值：旧的"), "{before}");
    let (second, _) = second.split_once("> 新的\n").expect("entered again");
    assert!(second.contains("1/1  甲") && !second.contains("旧的"), "{second}");
}

#[test]
fn two_values_that_differ_and_are_out_of_limits_are_both() {
    let step = Step { independent: true, ..temperature() };
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&["25", "wang", "26", "3", "1", "1"]);
    for words in ["超限：25 °C，比上限 22 高 3 °C", "两人所填不同：25 °C 与 26 °C", "超限  25 °C  两人不符  坏了"]
    {
        assert!(played.text.contains(words), "{words}: {}", played.text);
    }
}

#[test]
fn who_is_locked_is_not_offered_to_go_on() {
    let steps = vec![sign(), check("第二项")];
    let typed = ["1", "li", "1", "2", "3", "4", "5", "wang", "11"];
    let played = Stage::new(Language::Zh, 80, steps).play(&typed);
    let (_, offered) = played.text.split_once("由谁接着做？").expect("asked");
    assert!(offered.contains("1 王强 (wang)") && !offered.contains("李娜"), "{offered}");
}

#[test]
fn who_has_signed_is_not_offered_to_decline() {
    let mut stage = Stage::new(Language::Zh, 80, vec![sign()]);
    for person in stage.roster.iter_mut().flatten().filter(|person| person.id == "wang") {
        person.roles.push("shift_lead".to_owned());
    }
    let played = stage.play(&["wang", "", "2", "1"]);
    let (_, offered) = played.text.split_once("谁拒签？").expect("declined");
    assert!(offered.contains("1 李娜 (li)") && !offered.contains("王强"), "{offered}");
}

/// What the second person had entered blindly was held against a value that the first typed anew, having seen it.
#[test]
fn factor_35_rule_27_a_value_that_both_mistyped_is_entered_again_by_both() {
    let step = Step { independent: true, ..temperature() };
    let typed = ["25", "li", "li1", "25", "1", "20", "li", "li1", "20", "1"];
    let played = Stage::new(Language::Zh, 80, vec![step]).play(&typed);
    assert!(played.text.contains("1 输错了，两人重录"), "{}", played.text);
    assert_eq!(played.text.matches("由第二人再录入一次：是谁？").count(), 2, "{}", played.text);
    assert!(!played.text.contains("两人所填不同"), "{}", played.text);
    assert!(played.text.contains("结论为：完成\n"), "{}", played.text);
}
