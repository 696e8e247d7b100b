//! What is offered after a failure, and where each way leads.

use insta::assert_snapshot;

use super::stage::{Stage, check};
use crate::language::Language;
use crate::procedure::{OnFail, Step, Then};

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
