//! Whole rounds, plain screens, placards, hand-overs, and the last screen.

use insta::assert_snapshot;

use super::stage::{Stage, check, recheck, step, temperature, text};
use crate::language::Language;
use crate::procedure::value::{Decimal, Value};
use crate::procedure::{Action, Limit, OnFail, Order, Scoring, Status, Step, StepKind, Then, Window, WindowTime};
use crate::run::event::WaitingHandover;
use crate::terminal::prompter::closing_screen::closing_screen;
use crate::terminal::screen::Screen;
use crate::terminal::style::{Color, Glyphs, Style};
use crate::terminal::table::Layout;
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
    开门检查                                                                    2 项
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
      1 坏了   2 缺货   回车 更多，或由他人放行
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
    开门检查 › 2 设备
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
         已记录的偏差：
      ✓  2.3  大厅温度：25 °C，后为 21 °C，已整改
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
    开门检查                         2 parts
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
      1 坏了   2 缺货   Enter more, override
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
    开门检查 › 2 设备
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
         deviations, all recorded:
      ✓  2.3  大厅温度: 25 °C, then 21 °C,
         corrected
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
    开门检查                                                                    2 项
      1 打开大厅灯光   2 设备

    1  打开大厅灯光                                                 第 1 步，共 2 步
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:00  完成

    开门检查 › 2 设备                                                           3 步
      1 触摸查询机开机   2 排队机开机   3 大厅温度

    2.1  触摸查询机开机                                    第 1 步，共 3 步   值班长
         屏幕亮，能取号。
         警告：拔插头前先关机。
      1 已知   回车 更多
    > 1
         已记录 08:41:01  已知
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:02  完成
    2.2  排队机开机                                                 第 2 步，共 3 步
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多，或由他人放行
    原因> 没电
         不合格 08:41:03  没电
    2.3  大厅温度                                    第 3 步，共 3 步   限 18～22 °C
    > 25
         超限：25 °C，比上限 22 高 3 °C
      1 输错了   2 现在整改   3 记为超限，继续   4 由他人放行
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多
    原因> 已调空调
         超限 08:41:04  25 °C  已调空调
         上次：21 °C
    开门检查 › 2 设备
    2.3.fail.1  调节空调                                            第 1 步，共 1 步
      1 完成   2 不合格   回车 更多
    > 1
         已记录 08:41:05  完成
    2.3  大厅温度                                    第 3 步，共 3 步   限 18～22 °C
         复查，第 1 次
    > 21
         已记录 08:41:06  已整改  21 °C
         上次：21 °C
    开门检查
         尚未解决：
         2.2  排队机开机：不合格
         已记录的偏差：
         2.3  大厅温度：25 °C，后为 21 °C，已整改
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
         deviations, all recorded:
      ✗  2  Read the notices: late
      ✗  3  Ring the bell: early
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
        by: Some("李娜".to_owned()),
        at: chrono::DateTime::parse_from_rfc3339("2026-11-22T21:30:00+08:00").ok(),
        text: "空调已报修，\x1b[2J明早来人。".to_owned(),
        deviations: vec!["2.5 大厅温度: failed".to_owned()],
    }];
    assert_snapshot!(stage.play(&["", "", "1", "2", "灯坏了", "", "1", "1"]).text, @"
    开门检查
         上一班留下：李娜，11-22 21:30（运行 20261122-210000-AAAA）：
         空调已报修，␛[2J明早来人。
      ✗  2.5 大厅温度：不合格
      1 接受   回车 更多
    >
      5 备注   6 附件   9 暂停   10 放弃   11 换人   ? 帮助   回车 回到问题
    菜单>
    开门检查
         上一班留下：李娜，11-22 21:30（运行 20261122-210000-AAAA）：
         空调已报修，␛[2J明早来人。
      ✗  2.5 大厅温度：不合格
      1 接受   回车 更多
    > 1
         ✓ 08:41:00  已接班

    开门检查                                                                    2 步
      1 打开大厅灯光   2 交班

    1  打开大厅灯光                                                              1/2
      1 完成   2 不合格   回车 更多
    > 2
         为什么不合格？选编号，或写原因
      1 坏了   2 缺货   回车 更多，或由他人放行
    原因> 灯坏了
         ✗ 08:41:01  不合格  灯坏了
    2  交班                                                                      2/2
         一并交接，尚未解决：
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

#[test]
fn a_page_counts_its_steps_and_calls_sections_so() {
    let section = || step("设备", StepKind::Section { order: Order::Fixed, steps: vec![check("开机")].into() });
    let page = |language: Language, steps: Vec<Step>| {
        let text = Stage::new(language, 60, steps).play(&["1"]).text;
        text.lines().find(|line| !line.is_empty()).unwrap_or_default().trim_start_matches("开门检查").trim().to_owned()
    };
    for (zh, en, steps) in [
        ("1 步", "1 step", vec![check("开灯")]),
        ("2 步", "2 steps", vec![check("开灯"), check("开门")]),
        ("1 个环节", "1 section", vec![section()]),
        ("2 个环节", "2 sections", vec![section(), section()]),
        ("2 项", "2 parts", vec![check("开灯"), section()]),
    ] {
        let again = steps.iter().map(|one| if one.kind.is_leaf() { check("开灯") } else { section() }).collect();
        assert_eq!((page(Language::Zh, steps).as_str(), page(Language::En, again).as_str()), (zh, en));
    }
}

#[test]
fn the_last_screen_says_that_something_was_done_about_what_stayed_wrong() {
    // It said that nothing was corrected, though the corrective steps were done.
    let hot = |then, lines: &[&str]| {
        let on_fail =
            OnFail {
                steps: vec![check("调节空调")].into(), then: Some(then), at_most: 1, notify: None, action: None
            };
        let steps = vec![Step { on_fail: Some(on_fail), ..temperature() }];
        let played = Stage::new(Language::Zh, 80, steps).play(lines);
        closing_screen(
            &played.run,
            None,
            Layout { width: 80, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh },
        )
    };
    let done = hot(Then::Continue, &["25", "2", "1", "1", "1"]);
    assert!(done.contains("整改步骤已做，未再复查") && !done.contains("如实记录"), "{done}");
    let again = hot(Then::Recheck, &["25", "2", "1", "1", "26", "2", "1", "1", "1"]);
    assert!(again.contains("整改步骤已做，复查仍不合格") && !again.contains("如实记录"), "{again}");
    let left = hot(Then::Continue, &["25", "3", "1", "1"]);
    assert!(left.contains("如实记录，未整改"), "{left}");
    let not_done = hot(Then::Continue, &["25", "2", "1", "2", "1", "1"]);
    assert!(not_done.contains("如实记录，未整改"), "{not_done}");
}

/// Returns what a window of 24 rows shows at each prompt of a transcript.
fn windows(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let prompts = lines.iter().enumerate().filter(|(_, line)| line.starts_with("> "));
    prompts.map(|(at, _)| lines[at.saturating_sub(23)..=at].join("\n")).collect()
}

#[test]
fn factor_03_rule_09_procedure_section_and_place_stand_at_every_question() {
    // In a long section they went off the window, and came again with the next section only.
    let machine = |number: usize| Step {
        detail: Some(text("屏幕亮，能取号。")),
        note: Some(text("钥匙在前台。")),
        ..check(&format!("第{number}台取号机"))
    };
    let steps = vec![step("设备", StepKind::Section { order: Order::Fixed, steps: (1..=9).map(machine).collect() })];
    let played = Stage::new(Language::Zh, 80, steps).play(&["1"; 10]);
    let windows = windows(&played.text);
    assert_eq!(windows.len(), 10);
    for (number, window) in (1..=9).zip(&windows) {
        let last = window.lines().rev().find(|line| line.contains(&format!("第{number}台"))).unwrap_or_default();
        assert!(
            window.contains("开门检查 › ") && window.contains("设备"),
            "no heading at question {number}:\n{window}"
        );
        assert!(last.contains(&format!("{number}/9")), "no place at question {number}:\n{window}");
    }
    let headings = played.text.matches("开门检查 › ").count();
    assert!(headings < 6, "the heading is not repeated where it still stands: {headings}\n{}", played.text);
}

#[test]
fn factor_09_rule_10_note_and_warning_come_before_their_step_in_words() {
    for screen in [Screen::Rich, Screen::Plain] {
        let mut stage = Stage::new(Language::Zh, 80, vec![check("开灯")]);
        stage.layout.screen = screen;
        let step =
            Step { note: Some(text("钥匙在前台。")), warning: Some(text("柜内带电。")), ..check("合闸") };
        stage.procedure.steps = vec![step].into();
        let shown = stage.play(&["1", "1", "1"]).text;
        let places =
            ["合闸", "提示：钥匙在前台。", "警告：柜内带电。", "1 已知", "1 完成"].map(|part| shown.rfind(part));
        assert!(places.is_sorted() && places[0].is_some(), "{places:?}\n{shown}");
        assert!(!shown.contains('\x1b'), "neither by colour");
    }
}

#[test]
fn factor_29_rule_09_a_round_is_listed_whole_before_its_first_step_is_asked() {
    let inside: Vec<Step> = ["取号机", "电视", "充电器"].into_iter().map(check).collect();
    let steps = vec![step("设备", StepKind::Section { order: Order::Fixed, steps: inside.into() })];
    let shown = Stage::new(Language::Zh, 80, steps).play(&["1", "1", "1", "1"]).text;
    let (page, rest) = shown.split_once("1.1  ").expect("the first question");
    for title in ["1 取号机", "2 电视", "3 充电器"] {
        assert!(page.contains(title), "{page}");
    }
    assert_eq!(rest.matches("✓ ").count(), 3, "and each is ticked on its own: {rest}");
}

#[test]
fn rule_25_the_time_limit_of_the_run_stands_at_the_question_once_a_quarter_is_left() {
    let titles = ["甲", "乙", "丙", "丁", "戊", "己"];
    let mut stage = Stage::new(Language::Zh, 80, titles.map(check).into());
    stage.procedure.time_limit = crate::procedure::value::Duration::parse("4s");
    let text = stage.play(&["1"; 7]).text;
    let (before, after) = text.split_once("5  戊  ").expect("the fifth question");
    assert!(!before.contains("整个运行"), "{before}");
    let (fifth, sixth) = after.split_once("6  己  ").expect("the sixth question");
    assert!(fifth.contains("整个运行 08:41 前完成，还剩 1 分钟不到"), "{fifth}");
    assert!(sixth.contains("整个运行应在 08:41 前完成，已晚 1 分钟不到"), "{sixth}");
}

#[test]
fn a_run_over_midnight_has_the_day_at_both_ends() {
    let mut stage = Stage::new(Language::Zh, 80, vec![check("第一项")]);
    stage.begins = "23:59:59";
    let played = stage.play(&["1", "1"]);
    let layout = Layout { width: 80, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh };
    let last = closing_screen(&played.run, None, layout);
    assert!(last.contains("11-23 23:59") && last.contains("11-24 00:00"), "{last}");
}
