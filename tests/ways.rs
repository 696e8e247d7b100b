//! The ways beside the straight one, on a real terminal: the menu, failures, signatures, what one run leaves to the next.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use operator::{Operator, Start, all_live, answered, live, pauses, word};
use roster::{PIN, house_of};
use serde_json::Value;
use support::{House, of_type};

const TWO: &str = "  - check: 第一项\n  - {measure: 温度, id: t, min: 18, max: 22}\n";
const CLOSE: (&str, &str) = ("关闭本次运行", "1");

fn runs(house: &House) -> Operator {
    Operator::at(house, &["run", "hall", "--operator", "zhang"])
}

fn outcomes(entries: &[Value]) -> Vec<String> {
    of_type(entries, "answered").iter().map(|data| word(data, "outcome")).collect()
}

#[test]
fn factor_25_rule_16_not_applicable_costs_a_reason() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", ""), ("3 不适用", "3"), ("为什么不适用", ""), ("收回这个答案", ""), ("原因", "2")]);
    operator.leaves("温度");
    let entries = live(&house);
    assert_eq!(outcomes(&entries), ["not_applicable"]);
    assert_eq!(word(of_type(&entries, "answered")[0], "reason"), "缺货");
}

#[test]
fn what_is_put_off_is_asked_again_before_the_end() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "4"), ("为什么推迟", "等客户"), ("温度", "20"), ("最后一步", "1")]);
    operator.walks(&[("先前推迟，现在再问", "4"), ("为什么推迟", "还没来"), CLOSE]).ends(1);
    assert!(operator.all().contains("未做完"), "{}", operator.all());
    let closed = word(of_type(&live(&house), "run_closed")[0], "verdict");
    assert_eq!(closed, "incomplete");
}

#[test]
fn a_note_and_a_file_are_kept() {
    let house = house_of(TWO);
    let photo = house.write("照片 1.jpg", b"jpeg");
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "5"), ("备注（一行）", "灯管发黑"), ("备注已记录", "6")]);
    operator.walks(&[("文件路径", "没有.jpg"), ("文件路径", &photo.to_string_lossy()), ("已附", "1")]).leaves("温度");
    let entries = live(&house);
    assert_eq!(word(of_type(&entries, "note_added")[0], "text"), "灯管发黑");
    let file = of_type(&entries, "attached")[0];
    let digest = word(file, "sha256");
    let blobs = files_of(&house.store());
    assert!(blobs.iter().any(|path| path.contains(&digest[4..])), "{file}");
    assert_eq!(answered(&entries), ["1"]);
}

fn files_of(folder: &std::path::Path) -> Vec<String> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for child in std::fs::read_dir(folder).expect("a folder") {
            let path = child.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path.to_string_lossy().replace('/', "")) }
        }
    }
    files
}

#[test]
fn factor_40_rule_17_going_back_at_once_is_a_slip_without_a_reason() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "1"), ("温度", "20"), ("最后一步", "8"), ("更改", "21"), ("最后一步", "1"), CLOSE]);
    operator.ends(0);
    let entries = live(&house);
    let amended = of_type(&entries, "amended");
    assert_eq!((amended.len(), word(amended[0], "reason").as_str()), (1, "slip"));
    assert_eq!(answered(&entries), ["1", "2", "3"]);
}

#[test]
fn going_back_and_keeping_the_answer_changes_nothing() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "1"), ("温度", "8"), ("超限", "1"), ("重新输入", "20"), ("最后一步", "8")]);
    operator.walks(&[("更改", ""), ("保留原来的答案", "12")]).leaves("最后一步");
    let entries = live(&house);
    assert!(of_type(&entries, "amended").is_empty());
    assert_eq!(of_type(&entries, "answered")[1]["mistyped"][0], "8");
}

#[test]
fn rule_17_a_refused_entry_while_changing_answers_no_other_step() {
    // The refusal left the change without a word; the next line ticked the step that was next.
    let house = house_of("  - check: 第一项\n  - {measure: 温度, id: t, min: 1, max: 5}\n  - check: 第三项\n");
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "1"), ("温度", "3"), ("第三项", "8"), ("更改", "abc"), ("不是数字", "1")]);
    operator.walks(&[("现为 1", "1")]).leaves("最后一步");
    let entries = live(&house);
    assert_eq!(of_type(&entries, "amended")[0]["new"]["value"], "1");
    assert_eq!(answered(&entries), ["1", "2", "3"]);
}

#[test]
fn rule_04_what_was_mistyped_stands_in_the_entry_whatever_was_refused_or_taken_back() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "1"), ("温度", "25"), ("1 输错了", "1"), ("请重新输入", "abc")]);
    operator.walks(&[("不是数字", ""), ("收回这个答案", "12"), ("请重新作答", "21")]).leaves("最后一步");
    let entry = &live(&house);
    assert_eq!(of_type(entry, "answered")[1]["mistyped"], serde_json::json!(["25"]));
    assert_eq!(of_type(entry, "answered")[1]["value"], "21");
}

/// Leaving while the value was typed anew lost it, and so did the same answer given again after the pause.
#[test]
fn rule_04_what_was_mistyped_outlives_a_pause_and_an_equal_answer() {
    let house = house_of(TWO);
    runs(&house).walks(&[("第一项", "1"), ("温度", "25"), ("1 输错了", "1")]).leaves("请重新输入");
    assert_eq!(of_type(&live(&house), "paused")[0]["mistyped"], serde_json::json!(["25"]));
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.answers("温度", "20").leaves("最后一步");
    let mut other = Operator::at(&house, &["run", "last", "--operator", "li"]);
    other.sees("李娜 的口令：").types(PIN);
    other.walks(&[("再确认一次", "52"), ("1 输错了", "1"), ("请重新输入", "20")]).sees("与原来相同").leaves("最后一步");
    let entries = live(&house);
    assert!(of_type(&entries, "answered")[1].get("mistyped").is_none(), "{entries:#?}");
    assert_eq!(of_type(&entries, "reconfirmed")[0]["mistyped"], serde_json::json!(["52"]));
    assert_eq!(house.run(&["verify", "last"]).code, 3, "{:?}", house.run(&["verify", "last"]));
    let told = house.run(&["log", "last", "--lang", "zh"]).stdout;
    assert!(told.contains("此前输错：25") && told.contains("此前输错：52"), "{told}");
}

#[test]
fn the_list_jumps_to_an_answered_step() {
    let house = house_of(TWO);
    for plain in [true, false] {
        let house = if plain { &house } else { &house_of(TWO) };
        let mut arguments = vec!["run", "hall", "--operator", "zhang"];
        arguments.extend(plain.then_some("--plain"));
        let mut operator = Operator::at(house, &arguments);
        operator.walks(&[("第一项", "1"), ("温度", "20"), ("最后一步", "7")]);
        if plain {
            operator.answers("编号或路径", "2");
        } else {
            operator.sees("第一项").presses("\x1b[B").sees("> 1").presses("\x1b[B").sees("> 2").presses("\r");
        }
        operator.answers("更改", "21").leaves("最后一步");
        assert_eq!(of_type(&live(house), "amended").len(), 1);
    }
}

#[test]
fn the_menu_pauses_gives_up_and_helps() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "?"), ("空行不算回答", "9")]).sees("继续：").ends(3);
    assert_eq!(pauses(&live(&house)), ["menu"]);
    let mut again = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    again.walks(&[("第一项", "10"), ("为什么放弃", "停电")]).ends(1);
    let entries = live(&house);
    let closed = of_type(&entries, "run_closed")[0];
    assert_eq!((word(closed, "verdict").as_str(), word(closed, "reason").as_str()), ("abandoned", "停电"));
}

#[test]
fn another_operator_takes_over() {
    for plain in [true, false] {
        let house = house_of(TWO);
        let mut arguments = vec!["run", "hall", "--operator", "zhang"];
        arguments.extend(plain.then_some("--plain"));
        let mut operator = Operator::at(&house, &arguments);
        operator.answers("第一项", "11");
        if plain {
            operator.answers("编号或工号", "li");
        } else {
            operator.sees("王强").presses("\x1b[B").sees("> 李娜").presses("\r");
        }
        operator.answers("李娜 的口令", PIN).answers("2 不合格", "1").leaves("温度");
        let entries = live(&house);
        assert_eq!(of_type(&entries, "operator_changed")[0]["to"]["id"], "li");
        assert_eq!(word(of_type(&entries, "answered")[0], "by"), "li");
    }
}

#[test]
fn rule_06_a_value_out_of_its_limits_has_four_ways() {
    let step = "  - {measure: 温度, id: t, min: 18, max: 22, on_fail: {steps: [{check: 调温}], then: continue}}\n";
    let way = |number: &str, lines: &[(&str, &str)]| {
        let house = house_of(step);
        let mut operator = runs(&house);
        operator.answers("温度", "25").answers("高 3", number).walks(lines).leaves("最后一步");
        live(&house)
    };
    let mistyped = way("1", &[("重新输入", "20")]);
    assert_eq!(outcomes(&mistyped), ["done"]);
    let corrected = way("2", &[("为什么", "1"), ("调温", "1")]);
    assert_eq!(outcomes(&corrected)[0], "failed", "{corrected:#?}");
    let left = way("3", &[("为什么", "1")]);
    assert_eq!(word(of_type(&left, "answered")[0], "reason"), "坏了");
    let waived = way("4", &[("为什么", "1"), ("放行：是谁", "li"), ("李娜 的口令", PIN), ("为什么放行", "1")]);
    assert_eq!(word(of_type(&waived, "overridden")[0], "by"), "li");
}

/// It was called out of limits, though it has none.
#[test]
fn rule_06_a_value_that_is_not_the_required_one_is_not_out_of_limits() {
    let step = "  - {record: 房态, id: r, type: choice, options: [{id: free, title: 空房}, {id: taken, title: 住客}], equals: free}\n";
    for (language, ways, word, logged) in [
        ("zh", "3 记为与要求不符，继续", "住客，与要求不符，坏了", "房态：住客，应为 空房，不合格"),
        ("en", "3 leave it not as required, go on", "住客, not as required, 坏了", "房态: 住客, must be 空房, not OK"),
    ] {
        let house = house_of(step);
        let mut operator = Start::new(&house, &["run", "hall", "--operator", "zhang", "--lang", language]).sit();
        operator.asked("房态").types("2").asked(ways).types("3").asked("坏了").types("1");
        operator.asked("最后一步").types("1").asked("  住客").types("1").sees(word).ends(0);
        let shown = operator.all();
        assert!(!shown.contains("超限") && !shown.to_lowercase().contains("out of limits"), "{shown}");
        assert!(!shown.contains("taken"), "an option is called by its title: {shown}");
        let log = house.run(&["log", "last", "--lang", language]).stdout;
        assert!(log.contains(logged), "{log}");
    }
}

/// Its entry does not say which field missed what, so that it was called out of limits too.
#[test]
fn a_form_with_a_field_that_is_not_the_required_one_is_not_out_of_limits() {
    let house = house_of(
        "  - record: 查房\n    id: r\n    fields:\n      - {id: s, title: 房态, type: choice, options: [{id: free, title: 空房}, {id: taken, title: 住客}], equals: free}\n",
    );
    let mut operator = runs(&house);
    operator.asked("房态").types("2").asked("3 记为与要求不符，继续").types("3").asked("坏了").types("1");
    operator.asked("最后一步").types("1").asked("关闭本次运行").types("1").ends(0);
    let shown = operator.all();
    assert!(shown.contains("与要求不符  1 项  坏了") && !shown.contains("超限"), "{shown}");
}

#[test]
fn two_entries_that_differ_are_not_out_of_limits() {
    let house = house_of("  - {measure: 现金, id: c, min: 0, max: 500, independent: true}\n");
    let mut operator = runs(&house);
    operator.walks(&[("现金", "100"), ("是谁", "li"), ("李娜 的口令", PIN), ("不看前一人", "90")]);
    operator.answers("3 记为两人不符，继续", "3").answers("为什么", "1").answers("最后一步", "1").asked("关闭本次运行");
    assert!(operator.shown().contains("两人不符  100"), "{}", operator.shown());
    operator.types("1").ends(0);
    assert!(!operator.all().contains("超限"), "{}", operator.all());
}

/// `72h` and `2026-11-01T09:00:00` are how files say it; the journal keeps them.
#[test]
fn whole_days_and_moments_are_said_as_people_say_them() {
    let house = House::with(
        "procedure: hall\ntitle: 大厅\nparameters:\n  shelf: {title: 保质期, type: duration, default: 72h}\n  \
         made: {title: 生产, type: datetime, default: \"2026-11-01T09:00:00\"}\nsteps:\n  - 最后一步\n",
    );
    let mut operator = Operator::runs(&house, "hall");
    operator.asked("最后一步").presses("\x03").ends(3);
    let log = house.run(&["log", "last", "--lang", "zh"]).stdout;
    for shown in [operator.all(), log] {
        assert!(shown.contains("3 天") && shown.contains("2026-11-01 09:00"), "{shown}");
        assert!(!shown.contains("72h") && !shown.contains("T09:00"), "{shown}");
    }
    let entries = live(&house);
    let values: Vec<&Value> = of_type(&entries, "parameter_set").iter().map(|data| &data["value"]).collect();
    assert_eq!(values, [&serde_json::json!({"d": "72h"}), &serde_json::json!("2026-11-01T09:00:00")]);
}

#[test]
fn rule_27_nobody_overrides_his_own_failure_and_five_wrong_pins_lock() {
    let house = house_of("  - {check: 第一项, on_fail: {then: stop}}\n");
    let mut operator = runs(&house);
    operator.walks(&[
        ("第一项", "2"),
        ("由他人放行", "4"),
        ("为什么", "1"),
        ("放行：是谁", "zhang"),
        ("以外的另一人", "li"),
    ]);
    for left in (1..5).rev() {
        operator.answers("的口令", "0000").sees(&left.to_string());
    }
    operator.answers("的口令", "0000").asked("已被锁定");
    operator.types("wang").answers("王强 的口令", PIN).answers("为什么放行", "1").leaves("最后一步");
    let entries = live(&house);
    assert_eq!(of_type(&entries, "signing_failed").len(), 5);
    assert_eq!(of_type(&entries, "locked").len(), 1);
    assert_eq!(word(of_type(&entries, "overridden")[0], "by"), "wang");
}

#[test]
fn factor_35_rule_27_two_persons_sign_and_none_of_them_twice() {
    let house = house_of("  - {sign: 交接, id: s, by: [lead, clerk], meaning: 属实}\n");
    let mut operator = runs(&house);
    operator.walks(&[("签字表示", "zhang"), ("须为另一人", "zhang"), ("编号或工号", "wang"), ("王强 的口令", PIN)]);
    operator.walks(&[("最后一步", "1"), CLOSE]).ends(0);
    let entries = live(&house);
    let by: Vec<String> = of_type(&entries, "signed").iter().map(|data| word(data, "by")).collect();
    assert_eq!(by, ["zhang", "wang"]);
}

#[test]
fn factor_37_what_one_run_leaves_waits_for_the_next() {
    let house = house_of(
        "  - {check: 电视, id: tv, on_fail: {action: {title: 报修电视, due: 24h}}}\n  - {handover: 交班, id: h, for: [hall]}\n",
    );
    let mut first = runs(&house);
    first.asked("电视").types("2").asked("为什么").types("1");
    first.walks(&[("留给下一班", "电视坏了，已报修"), ("最后一步", "1"), CLOSE]).ends(0);
    let mut second = runs(&house);
    second.asked("已报修");
    assert!(second.all().contains("报修电视"), "{}", second.all());
    assert!(!second.all().contains("1 完成"), "{}", second.all());
    second.types("1").asked("电视").presses("\x03").ends(3);
    let entries = &all_live(&house)[1];
    assert_eq!(of_type(entries, "handover_accepted").len(), 1);
    assert!(answered(entries).is_empty());
}

#[test]
fn factor_39_rule_19_a_training_run_says_so_on_every_screen_and_stays_apart() {
    let house = house_of(TWO);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang", "--training"]);
    for (question, line) in [("第一项", "1"), ("温度", "20"), ("最后一步", "1"), CLOSE] {
        operator.asked(question);
        assert!(operator.shown().contains("演练"), "{}", operator.shown());
        operator.types(line);
    }
    operator.ends(0);
    let before_a_run: [&[&str]; 2] = [&["run", "hall", "--training"], &["--mode", "training"]];
    for arguments in before_a_run {
        let mut operator = Operator::at(&house, arguments);
        operator.asked("> ");
        assert!(operator.shown().contains("演练"), "{}", operator.shown());
        operator.presses("\x03").ends(2);
    }
    assert!(house.journals("live").is_empty());
    assert_eq!(house.journals("training").len(), 1);
    assert!(!house.run(&["log"]).stdout.contains("hall-"), "{}", house.run(&["log"]).stdout);
    assert!(house.run(&["log", "last", "--mode", "training"]).stdout.contains("hall"));
}

#[test]
fn a_section_and_a_loop_say_what_stands_around_their_steps() {
    let house = House::with(
        "procedure: hall\ntitle: 大厅\nsteps:\n  - section: 配电\n    detail: 戴好手套。\n    note: 钥匙在前台。\n    warning: 柜内带电。\n    \
         steps: [合闸]\n  - each: 台席\n    as: desk\n    in: [一号台]\n    note: 先看指示灯。\n    steps: [开机]\n",
    );
    let mut operator = Operator::runs(&house, "hall");
    operator.sees("戴好手套。").sees("提示：钥匙在前台。").sees("警告：柜内带电。").asked("1 已知").types("1");
    operator.answers("合闸", "1");
    operator.sees("大厅 › 2 台席").sees("提示：先看指示灯。").answers("[1/1] 一号台  开机", "1");
    operator.answers("关闭本次运行", "1").ends(0);
    let entries = live(&house);
    let seen = of_type(&entries, "warning_acknowledged");
    assert_eq!((word(seen[0], "path"), word(seen[0], "warning")), ("1".to_owned(), "柜内带电。".to_owned()));
    assert_eq!(operator.all().matches("先看指示灯").count(), 1);
}

#[test]
fn a_parameter_is_echoed_by_title_value_and_unit() {
    let house = House::with(
        "procedure: hall\ntitle: 大厅\nparameters:\n  low: {title: 最低温度, type: number, unit: °C, default: 18}\n  asked: \
         {title: 窗口数, type: number}\nsteps: [开门]\n",
    );
    let mut operator = Operator::runs(&house, "hall");
    operator.sees("最低温度：18 °C").answers("窗口数", "3").sees("窗口数：3").leaves("开门");
}

#[test]
fn an_optional_field_is_passed_by_enter_only_where_a_required_one_follows() {
    let house = House::with(
        "procedure: hall\ntitle: 大厅\nsteps:\n  - record: 访客\n    id: v\n    fields: [{id: a, title: 单位, type: text, \
         required: false}, {id: b, title: 姓名, type: text}, {id: c, title: 备注栏, type: text, required: false}]\n",
    );
    let mut operator = Operator::runs(&house, "hall");
    operator.answers("直接按回车", "").answers("姓名", "").asked("菜单").types("").asked(">").types("王强");
    operator.answers("备注栏", "").asked("菜单").types("1").answers("关闭本次运行", "1").ends(0);
    assert_eq!(of_type(&live(&house), "answered")[0]["value"]["b"], "王强");
}

#[test]
fn a_run_that_is_closed_with_something_put_off_says_so_at_the_end() {
    let house = House::with("procedure: hall\ntitle: 大厅\nsteps: [开灯, 开门]\n");
    let mut operator = Operator::runs(&house, "hall");
    operator.answers("开灯", "").answers("菜单", "4").answers("为什么推迟", "还没到").answers("开门", "1");
    operator.answers("先前推迟", "").answers("菜单", "4").answers("为什么推迟", "还没到").answers("关闭本次运行", "1");
    operator.sees("1  开灯：").ends(1);
    assert!(!operator.all().contains("全部合格"));
}

#[test]
fn a_value_against_its_pattern_is_told_the_pattern() {
    let house = House::with(
        "procedure: hall\ntitle: 大厅\nsteps:\n  - record: 单号\n    id: n\n    type: text\n    pattern: \"[A-Z]{2}[0-9]+\"\n",
    );
    let mut operator = Operator::runs(&house, "hall");
    operator.answers("单号", "ab").sees("不是所要求的格式（规则：[A-Z]{2}[0-9]+）").answers("所要求的格式", "AB12");
    operator.answers("关闭本次运行", "1").ends(0);
}

#[test]
fn the_fifth_wrong_pin_is_told_once() {
    let house = house_of("  - sign: 交接签字\n    id: s\n    by: [clerk]\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.asked("签字").types("wang");
    for _ in 0..5 {
        operator.asked("王强 的口令").types("0000");
    }
    operator.asked("锁定").presses("\x03").ends(3);
    assert!(!operator.all().contains("还可试 0 次"), "{}", operator.all());
    // He cannot come back as the operator either, whatever he knows.
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "wang"]);
    operator.sees("锁定").ends(2);
    assert!(!operator.all().contains("的口令"), "{}", operator.all());
}

#[test]
fn a_hand_over_does_not_call_open_what_was_done_after_it() {
    let steps = "  - check: 开灯\n  - check: 关窗\n  - {handover: 交班, id: h, for: [hall]}\n";
    let house = house_of(steps);
    let mut first = runs(&house);
    first.walks(&[("开灯", "4"), ("为什么推迟", "1"), ("关窗", "4"), ("为什么推迟", "1"), ("留给下一班", "一切如常")]);
    first.walks(&[("最后一步", "1"), ("先前推迟", "1"), ("先前推迟", "4"), ("为什么推迟", "1"), CLOSE]).ends(1);
    let mut second = runs(&house);
    second.asked("一切如常");
    assert!(second.shown().contains("关窗：推迟") && !second.shown().contains("开灯"), "{}", second.shown());
    second.presses("\x03").ends(3);
}

/// What failed after the hand-over was written was not told to the next run, and one that handed over nothing told nothing.
#[test]
fn a_hand_over_tells_what_came_after_it_too() {
    let steps = "  - check: 开灯\n  - {handover: 交班, id: h, for: [hall]}\n  - each: 台席\n    as: desk\n    in: [一号台]\n    \
        steps: [电源, 音量]\n";
    let house = house_of(steps);
    let mut first = runs(&house);
    first.walks(&[("开灯", "1"), ("留给下一班", ""), ("没有要交接的", "1")]);
    first.walks(&[("电源", "2"), ("为什么", "1"), ("音量", "1"), ("最后一步", "1"), CLOSE]).ends(0);
    let mut second = runs(&house);
    second.asked("上一班留下");
    let shown = second.shown();
    assert!(shown.contains("3[一号台].1 一号台 电源：不合格") && !shown.contains("音量"), "{shown}");
    second.presses("\x03").ends(3);
}

#[test]
fn a_step_that_was_put_off_is_done_after_a_pause_without_saying_why_it_changes() {
    let house = house_of(TWO);
    let mut operator = runs(&house);
    operator.walks(&[("第一项", "4"), ("为什么推迟", "1")]).leaves("温度");
    let mut again = Operator::at(&house, &["run", "last", "--operator", "li"]);
    again.sees("李娜 的口令").types(PIN).answers("先前推迟，现在再问", "1").leaves("温度");
    assert!(!again.all().contains("为什么更改"), "{}", again.all());
    assert_eq!(of_type(&live(&house), "amended")[0]["reason"], "put_off");
    assert_eq!(house.run(&["verify"]).code, 0);
}

#[test]
fn without_a_site_a_run_wants_a_name() {
    let house = House::with("procedure: hall\ntitle: 大厅\nsteps: [开灯]\n");
    let mut operator = Operator::at(&house, &["run", "hall"]);
    operator.answers("您的姓名", "1").answers("“1” 不是姓名", "张敏").leaves("开灯");
    assert_eq!(live(&house)[0]["data"]["operator"]["name"], "张敏");
    let refused = house.run(&["run", "hall", "--operator", "7"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
}

/// What either of the two typed wrong stands in the entry of the step, in the order in which it was typed.
#[test]
fn rule_04_what_two_persons_call_mistyped_stands_in_their_entry() {
    let house = house_of("  - {measure: 现金, id: c, min: 0, max: 500, independent: true}\n");
    let mut operator = runs(&house);
    operator.walks(&[("现金", "1000"), ("编号或工号", "li"), ("李娜 的口令", PIN), ("不看前一人", "90")]);
    operator.walks(&[("1 输错了，两人重录", "1"), ("请重新输入", "100")]);
    operator.walks(&[("编号或工号", "li"), ("李娜 的口令", PIN), ("不看前一人", "90")]);
    operator.answers("1 有一个输错了，两人重录", "1");
    operator.walks(&[("请重新输入", "105"), ("编号或工号", "li"), ("李娜 的口令", PIN), ("不看前一人", "105")]);
    operator.answers("最后一步", "1").answers("关闭本次运行", "1").ends(0);
    let entry = of_type(&live(&house), "answered")[0].clone();
    assert_eq!(entry["mistyped"], serde_json::json!(["1000", "90", "100", "90"]), "{entry:#}");
    assert_eq!((&entry["value"], &entry["second"]["raw"]), (&"105".into(), &"105".into()), "{entry:#}");
    assert_eq!(word(&entry, "outcome"), "done");
    let told = house.run(&["log", "last", "--lang", "zh"]).stdout;
    assert!(
        told.contains("两人此前输错：1000、90、100、90") && told.contains("李娜（口令核实）复录：105，一致"),
        "{told}"
    );
    assert_eq!(house.run(&["verify", "last"]).code, 0);
}
