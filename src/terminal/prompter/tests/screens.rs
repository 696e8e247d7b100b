//! Whole rounds, plain screens, placards, hand-overs, and the last screen.

use insta::assert_snapshot;

use super::stage::{Stage, check, recheck, step, temperature, text};
use crate::language::Language;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Action, Limit, OnFail, Order, Scoring, Status, Step, StepKind, Then, Window, WindowTime};
use crate::run::event::WaitingHandover;
use crate::terminal::prompter::closing_screen::closing_screen;
use crate::terminal::screen::Screen;
use crate::terminal::style::{Color, Glyphs};
use crate::terminal::wrap::width;

fn hall() -> Vec<Step> {
    let machine = Step {
        detail: Some(text("屏幕亮，能取号。")),
        warning: Some(text("拔插头前先关机。")),
        role: Some("shift_lead".to_owned()),
        ..check("触摸查询机开机")
    };
    let temperature = Step { on_fail: recheck(vec![check("调节空调")]), ..temperature() };
    let inside = vec![machine, check("排队机开机"), temperature];
    vec![check("打开大厅灯光"), step("设备", StepKind::Section { order: Order::Fixed, steps: inside.into() })]
}

const ROUND: [&str; 11] = ["1", "1", "1", "2", "没电", "25", "2", "已调空调", "1", "21", "1"];

#[test]
fn a_round_in_chinese() {
    assert_snapshot!(Stage::new(Language::Zh, 80, hall()).play(&ROUND).text, @"
    开门检查                                                                    2 步
      1 打开大厅灯光   2 设备

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:00

    开门检查 › 2 设备                                                           3 步
      1 触摸查询机开机   2 排队机开机   3 大厅温度

    2.1  触摸查询机开机                                                 1/3   值班长
         屏幕亮，能取号。
      !  警告：拔插头前先关机。
      1 已知   回车 更多
    > 1
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:02
    2.2  排队机开机                                                              2/3
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 没电
         ✗ 08:41:03  不合格  没电
    2.3  大厅温度                                                 3/3   限 18～22 °C
    > 25
      ✗  超限：25 °C，比上限 22 高 3 °C
      1 输错了   2 现在整改   3 记为超限，继续   4 由他人放行
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 已调空调
         ✗ 08:41:04  超限  25 °C  已调空调
         上次：21 °C
    2.3.fail.1  调节空调                                                         1/1
      1 完成   2 不合格   回车 更多
    > 1
         ✓ 08:41:05
    2.3  大厅温度                                                 3/3   限 18～22 °C
         复查，第 1 次
    > 21
         ✓ 08:41:06  已整改  21 °C
         上次：21 °C
    开门检查
         尚未解决：
      ✗  2.2  排队机开机：不合格
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn a_round_at_forty_columns() {
    let played = Stage::new(Language::En, 40, hall()).play(&ROUND);
    assert!(played.text.lines().all(|line| width(line) <= 40), "{}", played.text);
    assert_snapshot!(played.text, @"
    开门检查                         2 steps
      1 打开大厅灯光   2 设备

    1  打开大厅灯光                      1/2
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:00

    开门检查 › 2 设备                3 steps
      1 触摸查询机开机   2 排队机开机
      3 大厅温度

    2.1  触摸查询机开机         1/3   值班长
         屏幕亮，能取号。
      !  WARNING: 拔插头前先关机。
      1 read and understood   Enter more
    > 1
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:02
    2.2  排队机开机                      2/3
      1 done   2 not OK   Enter more
    > 2
         why is it not OK? a number or a
         text
      1 坏了   2 缺货   Enter more
    reason> 没电
         ✗ 08:41:03  not OK  没电
    2.3  大厅温度   3/3   limits 18 to 22 °C
    > 25
      ✗  OUT OF LIMITS: 25 °C is 3 °C above
         22
      1 mistyped   2 correct it now
      3 leave it out of limits, go on
      4 overridden by another person
    > 2
         why is it not OK? a number or a
         text
      1 坏了   2 缺货   Enter more
    reason> 已调空调
         ✗ 08:41:04  out of limits  25 °C
         已调空调
         last time: 21 °C
    2.3.fail.1  调节空调                 1/1
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:05
    2.3  大厅温度   3/3   limits 18 to 22 °C
         recheck 1
    > 21
         ✓ 08:41:06  corrected  21 °C
         last time: 21 °C
    开门检查
         unresolved:
      ✗  2.2  排队机开机: not OK
         closing it now gives: completed
         with deviations
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn a_plain_screen_has_words_instead_of_marks_and_no_escape() {
    let mut stage = Stage::new(Language::Zh, 80, hall());
    stage.layout.screen = Screen::Plain;
    stage.layout.style.color = Color::On;
    let played = stage.play(&ROUND);
    assert!(!played.text.contains('\x1b') && !played.text.contains(['✓', '✗', '!']), "{}", played.text);
    assert_snapshot!(played.text, @"
    开门检查                                                                    2 步
      1 打开大厅灯光   2 设备

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:00

    开门检查 › 2 设备                                                           3 步
      1 触摸查询机开机   2 排队机开机   3 大厅温度

    2.1  触摸查询机开机                                                 1/3   值班长
         屏幕亮，能取号。
         警告：拔插头前先关机。
      1 已知   回车 更多
    > 1
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:02
    2.2  排队机开机                                                              2/3
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 没电
         不合格 08:41:03  没电
    2.3  大厅温度                                                 3/3   限 18～22 °C
    > 25
         超限：25 °C，比上限 22 高 3 °C
      1 输错了   2 现在整改   3 记为超限，继续   4 由他人放行
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 已调空调
         超限 08:41:04  25 °C  已调空调
         上次：21 °C
    2.3.fail.1  调节空调                                                         1/1
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:05
    2.3  大厅温度                                                 3/3   限 18～22 °C
         复查，第 1 次
    > 21
         已记录 08:41:06  已整改  21 °C
         上次：21 °C
    开门检查
         尚未解决：
         2.2  排队机开机：不合格
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
}

#[test]
fn color_and_ascii() {
    let mut stage = Stage::new(Language::Zh, 80, hall());
    stage.layout.style.color = Color::On;
    stage.layout.style.glyphs = Glyphs::Ascii;
    let played = stage.play(&ROUND);
    assert!(played.text.contains("\x1b[1;31m  X  超限：25 deg C，比上限 22 高 3 deg C\x1b[0m"), "{}", played.text);
}

#[test]
fn a_training_run_of_a_draft_says_so_and_what_is_due() {
    let window = |from: &str, until: &str| {
        let time = |text: &str| Some(WindowTime::Clock(text.to_owned()));
        Some(Window { from: time(from), until: time(until), of: None })
    };
    let steps = vec![
        Step { window: window("08:00", "08:45"), ..check("Open the door") },
        Step { window: window("08:00", "08:30"), ..check("Read the notices") },
        Step { window: window("09:00", "09:30"), ..check("Ring the bell") },
    ];
    let mut stage = Stage::new(Language::En, 80, steps);
    stage.mode = "training";
    stage.procedure.status = Status::Draft;
    assert_snapshot!(stage.play(&["1", "1", "1", "1"]).text, @"
    开门检查                                                                 3 steps
      1 Open the door   2 Read the notices   3 Ring the bell

    TRAINING: nothing done here is a live record
    DRAFT: this procedure is not in force
    1  Open the door                                                             1/3
         due 08:45, 4 min left
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:00
    TRAINING: nothing done here is a live record
    DRAFT: this procedure is not in force
    2  Read the notices                                                          2/3
      !  was due 08:30, 11 min late
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:01
      !  late: after the time it was due; a deviation
    TRAINING: nothing done here is a live record
    DRAFT: this procedure is not in force
    3  Ring the bell                                                             3/3
         not before 09:00, in 18 min
         due 09:30, 48 min left
      1 done   2 not OK   Enter more
    > 1
         ✓ 08:41:02
      !  early: before the time it was due; a deviation
    TRAINING: nothing done here is a live record
    DRAFT: this procedure is not in force
    开门检查
         nothing is unresolved
         closing it now gives: completed with deviations
      1 close the run   Enter more
    > 1
    ");
}

#[test]
fn a_hand_over_is_read_and_another_one_is_left() {
    let kind = StepKind::Handover { to: Vec::new() };
    let tonight = || Step { id: Some("tonight".to_owned()), ..step("交班", kind) };
    let mut stage = Stage::new(Language::Zh, 80, vec![check("打开大厅灯光"), tonight()]);
    stage.handovers = vec![WaitingHandover {
        run: "20261122-210000-AAAA".to_owned(),
        path: "9".to_owned(),
        text: "空调已报修，\x1b[2J明早来人。".to_owned(),
        deviations: vec!["2.5 大厅温度: failed".to_owned()],
    }];
    assert_snapshot!(stage.play(&["", "", "1", "2", "灯坏了", "", "1", "1"]).text, @"
    开门检查
         上一班留下（运行 20261122-210000-AAAA）：
         空调已报修，␛[2J明早来人。
      ✗  2.5 大厅温度：不合格
      1 接受   回车 更多
    >
      5 备注   6 附件   9 暂停   10 放弃   11 换人   ? 帮助   回车 回到问题
    菜单>
    > 1
         ✓ 08:41:00  已接班

    开门检查                                                                    2 步
      1 打开大厅灯光   2 交班

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 灯坏了
         ✗ 08:41:01  不合格  灯坏了
    2  交班                                                                      2/2
         随附的未了事项：
      ✗  1 打开大厅灯光：不合格
      留给下一班：所填的一行就是交接内容   回车 更多
    >
      1 没有要交接的   5 备注   6 附件   7 列表与跳转   8 上一步   9 暂停   10 放弃
      11 换人   ? 帮助   回车 回到问题
    菜单> 1
         ✓ 08:41:02  没有要交接的
    开门检查
         尚未解决：
      ✗  1  打开大厅灯光：不合格
         现在关闭，结论为：完成，有偏差
      1 关闭本次运行   回车 更多
    > 1
    ");
}

fn much_wrong() -> Vec<Step> {
    let action = Action { title: text("报修消防栓"), owner: Some("shift_lead".to_owned()), due: None };
    let on_fail = OnFail {
        steps: Vec::new().into(),
        then: Some(Then::Continue),
        at_most: 3,
        notify: Some(text("店长")),
        action: Some(action),
    };
    let mut steps = hall();
    steps.push(Step { id: Some("hydrant".to_owned()), on_fail: Some(on_fail), ..check("检查消防栓") });
    steps.extend((1..=20).map(|number| check(&format!("第 {number} 个灭火器在位，压力正常，封条完好"))));
    steps
}

#[test]
fn the_last_screen_has_at_most_twenty_lines() {
    for (language, columns) in [(Language::Zh, 80), (Language::Zh, 40), (Language::En, 80), (Language::En, 40)] {
        let mut stage = Stage::new(language, columns, much_wrong());
        stage.procedure.scoring = Decimal::parse("90").map(|pass| Scoring { pass: Limit::Value(Value::Number(pass)) });
        let layout = stage.layout;
        let mut typed = ROUND[..10].to_vec();
        typed.extend(["2", "3", "压力低", "1"]);
        typed.extend(["2", "空瓶"].repeat(20));
        typed.push("1");
        let played = stage.play(&typed);
        let screen = closing_screen(&played.run, Some("K7QF-3M2P-9XTD-4H8N"), layout);
        assert!(screen.lines().count() <= 20, "{screen}");
        assert!(screen.lines().all(|line| width(line) <= columns), "{screen}");
        assert!(screen.contains("K7QF-3M2P-9XTD-4H8N"), "{screen}");
    }
}

#[test]
fn the_last_screen_says_what_was_done_about_it() {
    let stage = Stage::new(Language::Zh, 80, hall());
    let layout = stage.layout;
    let played = stage.play(&ROUND);
    assert_snapshot!(closing_screen(&played.run, Some("K7QF-3M2P-9XTD-4H8N"), layout), @"
    开门检查                                           08:41～08:41（0 分钟）   张敏
    不合格之处与处理：
      ✗  2.2  排队机开机：不合格，没电，如实记录，未整改
      ✓  2.3  大厅温度：25 °C，后为 21 °C，已整改
      完成 3   不合格 1   已整改 1
    结论：完成，有偏差
    回执：K7QF-3M2P-9XTD-4H8N
    其余内容：`signoff log last`
    ");
    let stage = Stage::new(Language::En, 40, much_wrong().into_iter().take(3).collect());
    let layout = stage.layout;
    let mut typed = ROUND[..10].to_vec();
    typed.extend(["2", "3", "low", "1", "1"]);
    let played = stage.play(&typed);
    assert_snapshot!(closing_screen(&played.run, None, layout), @"
    开门检查   08:41 to 08:41 (0 min)   张敏
    not OK, and what was done:
      ✗  2.2  排队机开机: not OK, 没电, left
         as it is
      ✓  2.3  大厅温度: 25 °C, then 21 °C,
         corrected
      ✗  3  检查消防栓: not OK, low, told,
         follow-up action opened
      done 3   not OK 2   corrected 1
    Verdict: completed with deviations
    The rest: `signoff log last`
    ");
}
