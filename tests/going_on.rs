//! Going on with a run, on a real terminal: what is offered, what is asked again, who may, and who may not.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fs;

use operator::{Operator, Start, all_live, answered, live, pauses, word};
use roster::{PIN, house_of, procedure_of};
use support::{House, of_type};

const TWO: &str = "  - check: 第一项\n  - {measure: 温度, id: t, min: 18, max: 22}\n";

/// A house with a run that was left after its second answer.
fn left() -> House {
    let house = house_of(TWO);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("第一项", "1"), ("温度", "20")]).leaves("最后一步");
    house
}

fn goes_on(house: &House, who: &str) -> Operator {
    Operator::at(house, &["run", "hall", "--operator", who])
}

#[test]
fn rule_21_an_open_run_is_offered_and_gone_on_with() {
    let house = left();
    let mut operator = goes_on(&house, "zhang");
    operator.asked("1 继续   2 重新开始   3 离开");
    assert!(operator.all().contains("张敏 于 "), "{}", operator.all());
    assert!(operator.all().contains("停了 1 分钟不到，停在 3 最后一步"), "{}", operator.all());
    operator.types("1").walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    assert_eq!(answered(&live(&house)), ["1", "2", "3"]);
}

/// A run that waited for its hand-over to be accepted was said to wait at its last question, or at none.
#[test]
fn an_open_run_that_waits_before_its_first_step_says_so() {
    let house = house_of("  - {handover: 交接, id: h}\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("留给下一班", "空调坏了"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.sees("空调坏了").leaves("接受");
    let mut operator = Operator::at(&house, &[]);
    operator.sees("停在 等待接受的交接").presses("\x03").ends(2);
    let mut operator = goes_on(&house, "zhang");
    operator.asked("3 离开").types("3").ends(3);
    assert!(operator.all().contains("停在 等待接受的交接"), "{}", operator.all());
}

/// The open run was not mentioned, and nothing was said of a file that was gone.
#[test]
fn rule_22_a_run_goes_on_where_its_file_is_broken_or_gone() {
    let house = left();
    let file = house.path("procedures/hall.yaml");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, text.replace("title:", "titel:")).expect("writes");
    let mut operator = goes_on(&house, "zhang");
    operator.sees("可按开始时的文本继续：`signoff run ").ends(2);
    std::fs::remove_file(&file).expect("removes");
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.sees("规程 `hall` 的文件已不在").walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
}

/// The notice named the last run of the day alone, though that was given up.
#[test]
fn rule_21_a_run_of_the_day_that_was_completed_is_named_before_one_that_was_given_up() {
    let house = house_of("  - check: 第一项\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("第一项", "1"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.leaves("第一项");
    let runs = all_live(&house);
    let open = runs.iter().find(|run| of_type(run, "run_closed").is_empty()).expect("an open run");
    house.run(&["abandon", &word(of_type(open, "run_started")[0], "run"), "--reason", "x", "--operator", "zhang"]);
    let mut operator = Operator::at(&house, &["run", "hall"]);
    operator.sees("本营业日已有一次运行：完成").answers("谁来操作", "张敏").leaves("第一项");
}

#[test]
fn an_open_run_is_left_alone() {
    let house = left();
    let before = live(&house).len();
    goes_on(&house, "zhang").answers("3 离开", "1111").answers("1 到 3", "3").ends(3);
    assert_eq!(live(&house).len(), before);
}

#[test]
fn factor_33_rule_21_starting_again_gives_the_old_run_up_with_a_reason() {
    let house = left();
    goes_on(&house, "zhang").answers("3 离开", "2").answers("为什么放弃", "换了设备").leaves("第一项");
    let runs = all_live(&house);
    assert_eq!(runs.len(), 2);
    let closed = of_type(&runs[0], "run_closed");
    assert_eq!((word(closed[0], "verdict").as_str(), word(closed[0], "reason").as_str()), ("abandoned", "换了设备"));
    assert_eq!(pauses(&runs[1]), ["interrupt"]);
}

/// The number itself was recorded as the reason.
#[test]
fn a_run_is_given_up_for_a_numbered_reason() {
    let house = left();
    goes_on(&house, "zhang").answers("3 离开", "2").answers("2 缺货", "7").answers("1 到 2", "２").leaves("第一项");
    assert_eq!(word(of_type(&all_live(&house)[0], "run_closed")[0], "reason"), "缺货");
}

#[test]
fn the_old_run_is_given_up_by_whoever_starts_again() {
    let house = left();
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "2").answers("为什么放弃", "换人重做").sees("李娜 的口令：").types(PIN).leaves("第一项");
    let closing = &all_live(&house)[0];
    let entry = closing.iter().find(|entry| entry["type"] == "run_closed").expect("an entry");
    assert_eq!(entry["by"], "li");
    assert_eq!(of_type(&all_live(&house)[1], "run_started").len(), 1);
}

#[test]
fn leaving_before_the_new_run_leaves_the_old_one_open() {
    let house = left();
    let before = live(&house).len();
    let mut operator = Operator::at(&house, &["run", "hall"]);
    operator.answers("3 离开", "2").answers("为什么放弃", "换了设备").asked("谁来操作").presses("\x03").ends(2);
    assert_eq!(live(&house).len(), before, "the old run was given up for nothing");
}

#[test]
fn a_procedure_that_no_longer_runs_leaves_the_old_run_open() {
    let house = left();
    let before = live(&house).len();
    house.procedure("procedure: hall\ntitle: 大厅\nsteps:\n  - measure: 没有名字\n");
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.answers("2 重新开始", "2").sees("不能用").ends(2);
    assert_eq!(live(&house).len(), before, "the old run was given up for nothing");
}

#[test]
fn factor_32_rule_22_a_changed_file_is_said_and_its_difference_shown() {
    let house = left();
    house.procedure(&procedure_of("  - check: 第一项改了\n  - {measure: 温度, id: t, min: 18, max: 22}\n"));
    let mut operator = goes_on(&house, "zhang");
    operator.answers("3 离开", "1").asked("改动过");
    operator.types("3").asked("+  - check: 第一项改了");
    assert!(operator.shown().contains("-  - check: 第一项\n"), "{}", operator.shown());
    operator.types("1").walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let entries = live(&house);
    assert_eq!(of_type(&entries, "resumed")[0]["procedure_changed"], true);
    assert!(!operator.all().contains("第一项改了   2"), "{}", operator.all());
}

#[test]
fn a_changed_file_can_be_left_or_started_over() {
    let house = left();
    let before = live(&house).len();
    house.procedure(&procedure_of("  - check: 新的一项\n"));
    goes_on(&house, "zhang").answers("3 离开", "1").answers("改动过", "4").ends(3);
    assert_eq!(live(&house).len(), before);
    goes_on(&house, "zhang")
        .answers("3 离开", "1")
        .answers("改动过", "2")
        .answers("为什么放弃", "换了规程")
        .leaves("新的一项");
    let runs = all_live(&house);
    assert_eq!(word(of_type(&runs[0], "run_closed")[0], "verdict"), "abandoned");
    assert_eq!(pauses(&runs[1]), ["interrupt"]);
}

#[test]
fn factor_31_rule_21_another_operator_confirms_the_last_step() {
    let house = left();
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN);
    other.answers("暂停之后，再确认一次", "20").sees("与原来相同");
    other.walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let entries = live(&house);
    assert_eq!(of_type(&entries, "resumed")[0]["reask"], "2");
    assert_eq!(of_type(&entries, "reconfirmed").len(), 1);
    assert!(of_type(&entries, "amended").is_empty());
    assert_eq!(answered(&entries), ["1", "2", "3"]);
}

#[test]
fn another_answer_of_another_operator_is_a_change_with_a_reason() {
    let house = left();
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN);
    other.answers("暂停之后，再确认一次", "21").answers("为什么更改", "读数变了");
    other.walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let entries = live(&house);
    let amended = of_type(&entries, "amended");
    assert_eq!(word(amended[0], "reason"), "读数变了", "{amended:?}");
    assert_eq!(house.run(&["verify", "--chain"]).code, 0);
}

#[test]
fn the_procedure_may_want_to_go_on_without_asking_again() {
    let house = house_of(TWO);
    house.procedure(&procedure_of(TWO).replace("title: 大厅", "title: 大厅\nresume: continue"));
    goes_on(&house, "zhang").walks(&[("第一项", "1"), ("温度", "20")]).leaves("最后一步");
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN).leaves("最后一步");
    assert!(!other.all().contains("再确认一次"), "{}", other.all());
}

#[test]
fn the_procedure_may_want_to_start_from_the_beginning() {
    let house = house_of(TWO);
    house.procedure(&procedure_of(TWO).replace("title: 大厅", "title: 大厅\nresume: restart"));
    goes_on(&house, "zhang").walks(&[("第一项", "1"), ("温度", "20")]).leaves("最后一步");
    goes_on(&house, "zhang").answers("3 离开", "1").answers("为什么放弃", "从头来").leaves("第一项");
    let runs = all_live(&house);
    assert_eq!(word(of_type(&runs[0], "run_closed")[0], "verdict"), "abandoned");
    assert!(answered(&runs[1]).is_empty());
}

#[test]
fn what_was_done_today_is_said() {
    let house = house_of("");
    goes_on(&house, "zhang").walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut again = goes_on(&house, "zhang");
    again.asked("最后一步");
    assert!(again.all().contains("本营业日已有一次运行"), "{}", again.all());
    assert!(!again.all().contains("已有一次运行：completed"), "{}", again.all());
    again.presses("\x03").ends(3);
}

#[test]
fn rule_23_a_second_program_is_refused_by_name() {
    let house = house_of(TWO);
    let mut first = goes_on(&house, "zhang");
    first.asked("第一项");
    for target in ["hall", "last"] {
        let mut second = Operator::at(&house, &["run", target, "--operator", "zhang"]);
        if target == "hall" {
            second.answers("3 离开", "1");
        }
        second.sees(&format!("{}", first.pty.pid())).ends(4);
        assert!(second.all().contains("使用"), "{}", second.all());
    }
    first.walks(&[("第一项", "1")]).leaves("温度");
    assert_eq!(answered(&live(&house)), ["1"]);
}

#[test]
fn the_front_door_goes_on_and_starts() {
    let house = left();
    let mut operator = Operator::at(&house, &[]);
    operator.asked("输入编号开始或继续");
    assert!(operator.all().contains("未结束的运行"), "{}", operator.all());
    operator.types("1").answers("谁来操作", "1").walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut next = Operator::at(&house, &[]);
    next.answers("输入编号开始或继续", "1").answers("谁来操作", "zhang").leaves("第一项");
    assert_eq!(all_live(&house).len(), 2);
}

/// A run's id says nothing to whoever comes back to it.
#[test]
fn the_front_door_says_what_an_open_run_is_where_it_waits_and_since_when() {
    let house = left();
    let mut killed = goes_on(&house, "zhang");
    killed.answers("3 离开", "1").asked("最后一步").pty.kill();
    for (language, waits) in [
        ("zh", r"    停在 3 最后一步，\d\d-\d\d \d\d:\d\d 起"),
        ("en", r"    at 3 最后一步, since \d\d-\d\d \d\d:\d\d"),
    ] {
        for columns in [40, 80] {
            let mut operator = Start::new(&house, &["--lang", language]).size(columns, 24).sit();
            operator.asked("2 大厅").presses("\x03").ends(2);
            let page = operator.all();
            let waits = regex::Regex::new(&format!("(?m)^  1 大厅  张敏\n{waits}$")).expect("a pattern");
            assert!(waits.is_match(&page), "{language} {columns}: {page}");
            assert!(!page.contains("-hall-"), "no id: {page}");
        }
    }
}

#[test]
fn the_front_door_names_what_it_can_of_a_run_that_cannot_be_taken_up() {
    let house = left();
    fs::remove_dir_all(house.store().join("blobs")).expect("the pinned procedures");
    let mut operator = Operator::at(&house, &[]);
    operator.asked("输入编号").presses("\x03").ends(2);
    assert!(operator.all().contains("  1 hall  张敏\n    停在 3，"), "{}", operator.all());
}

#[test]
fn the_front_door_shows_no_more_open_runs_than_fit() {
    let house = house_of(TWO);
    for number in 1..=8 {
        house.write(
            &format!("procedures/p{number}.yaml"),
            format!("procedure: p{number}\ntitle: 规程{number}\nsteps: [第一步]\n"),
        );
        Operator::at(&house, &["run", &format!("p{number}"), "--operator", "zhang"]).leaves("第一步");
    }
    let mut operator = Operator::at(&house, &[]);
    operator.asked("输入编号").presses("\x03").ends(2);
    let page = operator.all();
    assert_eq!(page.matches("停在 1 第一步").count(), 6, "{page}");
    assert!(page.contains("另有 2 个，见 `signoff log --open`"), "{page}");
}

#[test]
fn the_front_door_says_which_open_run_somebody_is_at() {
    let house = left();
    let mut first = goes_on(&house, "zhang");
    first.answers("3 离开", "1").asked("最后一步");
    for (language, waits) in
        [("zh", "    停在 3 最后一步，另一窗口正在使用\n"), ("en", "    at 3 最后一步, in use in another window\n")]
    {
        let mut second = Operator::at(&house, &["--lang", language]);
        second.asked("2 大厅").presses("\x03").ends(2);
        assert!(second.all().contains(waits), "{}", second.all());
    }
    first.presses("\x03").ends(3);
}

/// They were left out without a word; a retired one was offered, and refused when it was chosen.
#[test]
fn the_front_door_names_the_files_that_it_cannot_offer() {
    let house = house_of(TWO);
    house.write("procedures/old.yaml", "procedure: old\ntitle: 旧规程\nstatus: retired\nsteps: [第一步]\n");
    house.write("procedures/torn.yaml", "procedure: torn\ntitle: 坏规程\nsteps:\n  - {measure: 温度, min: x}\n");
    for (language, told) in [("zh", "有 1 个文件有错，不能开始"), ("en", "Not offered because of errors: 1")]
    {
        for columns in [40, 80] {
            let mut operator = Start::new(&house, &["--lang", language]).size(columns, 24).sit();
            operator.asked("1 大厅").presses("\x03").ends(2);
            let page = operator.all();
            assert!(page.contains(told) && page.contains("torn.yaml"), "{page}");
            assert!(!page.contains("旧规程") && !page.contains("坏规程"), "{page}");
            assert!(operator.pty.broken_rows().is_empty(), "{page}");
        }
    }
    fs::remove_file(house.path("procedures/hall.yaml")).expect("the good one");
    let mut operator = Operator::at(&house, &[]);
    operator.sees("torn.yaml").ends(2);
    assert!(!operator.all().contains("没有规程"), "{}", operator.all());
}

/// After `fg` only the prompt stood there.
#[test]
fn d22_the_front_door_comes_again_after_ctrl_z() {
    let house = left();
    let mut operator = Start::new(&house, &[]).sit_in_a_shell();
    operator.asked("输入编号开始或继续").presses("\x1a").pty.shell_asks(2);
    operator.presses("fg\r").sees("未结束的运行").sees("停在 3 最后一步").asked("输入编号开始或继续");
    operator.answers("输入编号", "1").asked("谁来操作").presses("\x1a").pty.shell_asks(3);
    operator.presses("fg\r").sees("谁来操作").asked("张敏");
    assert!(!operator.shown().contains("未结束的运行"), "what was answered does not come again: {}", operator.shown());
    operator.presses("\x03").pty.shell_asks(4);
}

/// Of 89 procedures the open runs scrolled off the screen.
#[test]
fn a_front_door_of_many_procedures_shows_those_run_last_and_the_rest_by_tag() {
    let house = left();
    for number in 1..=13 {
        let tag = if number % 2 == 0 { "even" } else { "odd" };
        let text = format!("procedure: p{number}\ntitle: 规程{number}\ntags: [{tag}]\nsteps: [第一步]\n");
        house.write(&format!("procedures/p{number}.yaml"), text);
    }
    let mut operator = Operator::at(&house, &[]);
    operator.asked("输入编号开始或继续");
    let page = operator.all();
    assert!(page.contains("  2 ") && page.contains("  hall"), "the procedure that was run stands alone: {page}");
    assert!(page.contains("even … 6 份") && page.contains("odd … 7 份"), "{page}");
    assert!(!page.contains("规程2"), "{page}");
    operator.types("3").asked("7 返回");
    operator.types("7").asked("输入编号开始或继续");
    operator.types("4").asked("8 返回");
    operator.types("2").answers("谁来操作", "zhang").leaves("第一步");
}

/// The whole text had to be typed again, letter by letter, or it became a change; nothing said that it voids a signature.
#[test]
fn a_text_that_is_asked_again_is_shown_and_can_be_kept() {
    let house = house_of("  - {record: 备注, id: r, type: text}\n  - {sign: 签, id: s}\n");
    goes_on(&house, "zhang").walks(&[("备注", "空调 已报修"), ("签字", "zhang")]).leaves("最后一步");
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN);
    other.asked("要保留：按回车，再选 12");
    for words in ["暂停之后，再确认一次", "一旦更改，签字 2 签 就作废", "原值：空调 已报修"]
    {
        assert!(other.all().contains(words), "{words}: {}", other.all());
    }
    other.types("").answers("12 保留原来的答案", "12").sees("与原来相同");
    other.walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let entries = live(&house);
    assert_eq!(of_type(&entries, "reconfirmed").len(), 1);
    assert!(of_type(&entries, "amended").is_empty() && of_type(&entries, "signature_voided").is_empty());
}

/// Every field had to be typed again; a number still is, since it can be read off anew.
#[test]
fn texts_of_a_form_and_of_a_table_that_are_asked_again_can_be_kept() {
    let fields = "fields: [{id: n, title: 品名, type: text}, {id: c, title: 件数, type: number}]";
    let steps = format!("  - {{record: 登记, id: f, {fields}}}\n  - {{record: 清点, id: t, rows: {{}}, {fields}}}\n");
    let house = house_of(&steps);
    goes_on(&house, "zhang").walks(&[("品名", "毛巾"), ("件数", "12")]).leaves("清点");
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN);
    other.asked("要保留：按回车，再选 12").types("").answers("12 保留原来的答案", "12").asked("原值：12");
    other.types("").asked("9 暂停");
    assert_eq!(other.all().matches("12 保留").count(), 1, "a number is typed anew: {}", other.all());
    other.types("").answers("件数", "12").sees("与原来相同");
    other.answers("品名", "浴巾").answers("件数", "3").answers("第 2 行", "").answers("2 填完", "2").leaves("最后一步");
    let mut first = goes_on(&house, "zhang");
    first
        .answers("3 离开", "1")
        .asked("原值：浴巾")
        .types("")
        .answers("12 保留原来的答案", "12")
        .answers("原值：3", "3")
        .asked("第 2 行");
    first.types("").asked("2 填完");
    assert_eq!(first.all().matches("12 保留").count(), 1, "there was no second row: {}", first.all());
    first.types("2").sees("与原来相同").leaves("最后一步");
    let entries = live(&house);
    assert_eq!(of_type(&entries, "reconfirmed").len(), 2);
    assert!(of_type(&entries, "amended").is_empty());
}

#[test]
fn a_hand_over_that_is_asked_again_is_shown_and_can_be_kept() {
    let house = house_of("  - {handover: 交接, id: h}\n");
    goes_on(&house, "zhang").walks(&[("留给下一班", "空调坏了")]).leaves("最后一步");
    let mut other = goes_on(&house, "li");
    other.answers("3 离开", "1").sees("李娜 的口令：").types(PIN);
    other.asked("留给下一班");
    assert!(other.all().contains("原值：空调坏了"), "{}", other.all());
    other.types("").answers("12 保留原来的答案", "12").sees("与原来相同").leaves("最后一步");
    assert_eq!(of_type(&live(&house), "reconfirmed").len(), 1);
}

/// It was said to have stopped at `@desks`.
#[test]
fn a_run_that_is_left_at_a_parameter_says_its_title() {
    let house = house_of(TWO);
    let parameters = "title: 大厅\nparameters:\n  desks: {title: 台席数, type: number}";
    house.procedure(&procedure_of(TWO).replace("title: 大厅", parameters));
    let mut operator = goes_on(&house, "zhang");
    operator.asked("台席数").presses("\x03").ends(3);
    assert!(operator.all().contains("停在 台席数") && !operator.all().contains("@desks"), "{}", operator.all());
}

/// Rule 22: a procedure that the run calls had changed, or was gone, and the run went on without a word.
#[test]
fn rule_22_a_changed_procedure_that_is_called_is_said_and_so_is_a_lost_one() {
    let sub = |check: &str| format!("procedure: sub\ntitle: 分段\nsteps:\n  - check: {check}\n");
    let house = house_of("  - {call: 分段, id: part, procedure: sub}\n");
    let file = house.procedure(&sub("旧的"));
    Operator::at(&house, &["run", "hall", "--operator", "zhang"]).leaves("旧的");
    house.procedure(&sub("新的"));
    let mut operator = goes_on(&house, "zhang");
    operator.answers("3 离开", "1").asked("规程 `sub` 的文件在运行开始后改动过").types("3").asked("+  - check: 新的");
    operator.types("4").ends(3);
    std::fs::remove_file(file).expect("removes");
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.sees("规程 `sub` 的文件已不在").leaves("旧的");
    let resumed: Vec<bool> =
        of_type(&live(&house), "resumed").iter().filter_map(|resumed| resumed["procedure_changed"].as_bool()).collect();
    assert_eq!(resumed, [true]);
}

/// A run begun in Chinese and gone on with in English had its menus in one language and its steps in the other.
#[test]
fn a_run_that_is_gone_on_with_in_another_language_is_in_that_language() {
    let house = house_of("  - check: {zh: 灯, en: Lights}\n  - check: {zh: 门, en: Doors}\n");
    Operator::at(&house, &["run", "hall", "--operator", "zhang", "--lang", "zh"]).leaves("灯");
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang", "--lang", "en"]);
    operator.walks(&[("Lights", "1"), ("Doors", "1")]).leaves("最后一步");
    let entries = live(&house);
    assert_eq!(of_type(&entries, "resumed")[0]["language"], "en");
    let titles: Vec<String> = of_type(&entries, "answered").iter().map(|answered| word(answered, "title")).collect();
    assert_eq!(titles, ["Lights", "Doors"]);
    assert_eq!(house.run(&["verify", "last"]).code, 3, "it is open and replays");
    Operator::at(&house, &["run", "last", "--operator", "zhang", "--lang", "en"])
        .walks(&[("最后一步", "1"), ("close the run", "1")])
        .ends(0);
    let verified = house.run(&["verify", "last"]);
    assert_eq!((verified.code, of_type(&live(&house), "resumed").len()), (0, 2), "{verified:?}");
    assert!(of_type(&live(&house), "resumed")[1].get("language").is_none());
}

/// Inside `--training` the hint left the mode out, and the command that it names found no such run.
#[test]
fn the_command_that_a_hint_names_is_for_the_mode_of_the_run() {
    let house = house_of(TWO);
    let start = ["run", "hall", "--training", "--operator", "zhang"];
    Operator::at(&house, &start).answers("第一项", "1").leaves("温度");
    let journal = house.journals("training").remove(0);
    fs::write(house.store().join("training/ledger.jsonl"), "").expect("an empty ledger");
    let mut operator = Operator::at(&house, &["run", "last", "--training", "--operator", "zhang"]);
    operator.ends(4);
    let run = journal.file_stem().expect("a name").to_string_lossy().into_owned();
    let named = format!("signoff verify {run} --mode training");
    assert!(operator.all().contains(&named), "{}", operator.all());
    let arguments: Vec<&str> = named.split(' ').skip(1).collect();
    assert_eq!(house.run(&arguments).code, 1, "{:?}", house.run(&arguments));
}

/// Who was given a role after the run began could not release what it releases, and nothing was said of it.
#[test]
fn rule_27_who_goes_on_has_the_roles_that_the_roster_gives_him_by_then() {
    let house = house_of("  - {check: 开闸, hold: lead}\n");
    goes_on(&house, "zhang").asked("开闸").presses("\x03").ends(3);
    let site = std::fs::read_to_string(house.path("signoff.yaml")).expect("a site file");
    house.write("signoff.yaml", site.replace("roles: [clerk]", "roles: [lead, clerk]"));
    let mut operator = goes_on(&house, "wang");
    operator.answers("3 离开", "1").sees("王强 的口令：").types(PIN);
    operator.sees("人员名单已改过：接着做的人按现在的名单").answers("开闸", "1").leaves("最后一步");
    let entries = live(&house);
    let resumed = of_type(&entries, "resumed")[0];
    assert_eq!(resumed["site_file"].as_str().map(str::len), Some(64), "{resumed:#}");
    assert!(house.run(&["log", "last", "--lang", "zh"]).stdout.contains("人员名单已改过"));
    assert_eq!(house.run(&["verify", "last"]).code, 3);
}

/// Without his line in the site file nobody asked for his PIN, and anybody could sign as him.
#[test]
fn rule_27_who_has_left_the_roster_signs_nothing_any_more() {
    let house = house_of("  - {sign: 签核, id: s, by: [lead], meaning: 属实}\n");
    goes_on(&house, "zhang").asked("张敏").presses("\x03").ends(3);
    let site = fs::read_to_string(house.path("signoff.yaml")).expect("a site file");
    let without: Vec<&str> = site.lines().filter(|line| !line.contains("id: li")).collect();
    house.write("signoff.yaml", without.join("\n") + "\n");
    let mut operator = goes_on(&house, "zhang");
    operator.answers("3 离开", "1").asked("人员名单已改过").asked("1 张敏 (zhang)");
    assert!(!operator.shown().contains("李娜"), "{}", operator.shown());
    operator.types("li").asked("这里没有").presses("\x03").ends(3);
    let entries = live(&house);
    assert!(of_type(&entries, "signed").is_empty(), "{entries:#?}");
    let mut last = goes_on(&house, "zhang");
    last.answers("3 离开", "1")
        .answers("1 张敏 (zhang)", "1")
        .walks(&[("最后一步", "1"), ("关闭本次运行", "1")])
        .ends(0);
    assert_eq!(house.run(&["verify", "last"]).code, 0);
}
