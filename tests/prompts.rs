//! Nothing completes a step but a line that its question offers: the real program on a real pty, in Chinese.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
mod support;

use operator::{Operator, answered, live, pauses, word};
use support::{House, of_type};

/// One question of each kind that pasted, held or early keys could be taken for an answer to.
const KINDS: [(&str, &str); 4] = [
    ("check", "  - check: 打开大厅灯光\n"),
    ("critical", "  - check: 疏散通道\n    critical: true\n"),
    ("measure", "  - measure: 大厅温度\n    id: temperature\n    unit: °C\n    min: 18\n    max: 22\n"),
    ("decide", "  - decide: 今天下雨吗\n    id: raining\n    if_yes:\n      - check: 铺防滑垫\n"),
];

const TITLES: [&str; 4] = ["打开大厅灯光", "疏散通道", "大厅温度", "今天下雨吗"];

fn house_of(steps: &str) -> House {
    House::with(&format!("procedure: hall\ntitle: 大厅\nsteps:\n{steps}  - check: 最后一步\n"))
}

fn nothing_answered(house: &House) {
    let entries = live(house);
    assert!(answered(&entries).is_empty(), "{entries:#?}");
    assert!(of_type(&entries, "warning_acknowledged").is_empty(), "{entries:#?}");
}

#[test]
fn rule_01_two_hundred_enters_answer_nothing() {
    for ((_, step), title) in KINDS.iter().zip(TITLES) {
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.asked(title);
        for _ in 0..20 {
            operator.presses("\r".repeat(10)).asked("> ");
        }
        operator.presses("\x03").ends(3);
        nothing_answered(&house);
    }
}

#[test]
fn rule_01_white_space_answers_nothing() {
    for ((_, step), title) in KINDS.iter().zip(TITLES) {
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.answers(title, " ").answers("菜单> ", "\u{3000} \u{200b}").asked("> ").presses("\x03").ends(3);
        nothing_answered(&house);
    }
}

#[test]
fn rule_01_a_held_key_answers_nothing_where_answers_are_offered() {
    for ((kind, step), title) in KINDS.iter().zip(TITLES) {
        if *kind == "measure" {
            continue;
        }
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.answers(title, "1111").sees("不").asked("> ").presses("\x03").ends(3);
        nothing_answered(&house);
    }
}

#[test]
fn factor_01_rule_01_end_of_input_leaves_the_run_open() {
    for ((_, step), title) in KINDS.iter().zip(TITLES) {
        for plain in [false, true] {
            let house = house_of(step);
            let mut arguments = vec!["run", "hall"];
            arguments.extend(plain.then_some("--plain"));
            let mut operator = Operator::at(&house, &arguments);
            operator.answers("您的姓名", "张敏").asked(title).presses("\x04").sees("继续：").ends(3);
            nothing_answered(&house);
            assert_eq!(pauses(&live(&house)), ["end_of_input"]);
        }
    }
}

#[test]
fn rule_08_an_unbracketed_paste_answers_one_question_at_most() {
    for ((kind, step), title) in KINDS.iter().zip(TITLES) {
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.asked(title).presses("1\r".repeat(40));
        operator.asked("> ").presses("\x03");
        operator.ends(3);
        let answered = answered(&live(&house));
        assert!(answered.len() <= usize::from(*kind != "critical"), "{kind}: {answered:?}");
    }
}

#[test]
fn rule_08_a_bracketed_paste_answers_nothing() {
    for ((_, step), title) in KINDS.iter().zip(TITLES) {
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.asked(title).presses("\x1b[200~1\n20\n1\n1\n\x1b[201~").sees("1").presses("\r");
        operator.asked("请只粘贴一行").presses("\x03").ends(3);
        nothing_answered(&house);
    }
}

#[test]
fn rule_08_keys_typed_ahead_answer_no_later_question() {
    let steps: String = (1..=6).map(|number| format!("  - check: 第{number}项\n")).collect();
    let house = house_of(&steps);
    let mut operator = Operator::runs(&house, "hall");
    for number in 1..=6 {
        // What follows the first Enter is there before the next question is.
        operator.asked(&format!("第{number}项")).presses("1\r1\r1\r");
    }
    operator.asked("最后一步").presses("\x03").ends(3);
    assert_eq!(answered(&live(&house)), ["1", "2", "3", "4", "5", "6"]);
}

#[test]
fn rule_01_a_critical_step_takes_only_the_number_on_its_screen() {
    let house = house_of(KINDS[1].1);
    let mut operator = Operator::runs(&house, "hall");
    operator.asked("疏散通道");
    for wrong in ["1", "完成", "y", "012"] {
        operator.types(wrong).sees("不在可选之内").asked("> ");
    }
    operator.asked("> ");
    let first = number_of(&operator.all());
    let wrong = if first == 99 { 98 } else { first + 1 };
    operator.types(&wrong.to_string()).confirms("这不是屏幕上的数字");
    operator.asked("最后一步").presses("\x03").ends(3);
    let entries = live(&house);
    assert_eq!(answered(&entries), ["1"]);
    assert_eq!(word(of_type(&entries, "answered")[0], "outcome"), "done");
}

fn number_of(shown: &str) -> u8 {
    let at = shown.rfind("完成请输入 ").expect("a number") + "完成请输入 ".len();
    shown[at..at + 2].parse().expect("two digits")
}

#[test]
fn rule_30_full_width_answers_are_understood() {
    let house = house_of(&format!("{}{}", KINDS[0].1, KINDS[2].1));
    let mut operator = Operator::runs(&house, "hall");
    operator.walks(&[("打开大厅灯光", "１"), ("大厅温度", "２０．５")]).leaves("最后一步");
    assert_eq!(answered(&live(&house)), ["1", "2"]);
}

#[test]
fn rule_02_a_value_is_never_a_command() {
    for typed in ["9", "?", "？", "m9", "10", "back", "上一步"] {
        let house = house_of("  - {record: 车号, id: plate, type: text}\n");
        let mut operator = Operator::runs(&house, "hall");
        operator.answers("车号", typed).leaves("最后一步");
        assert_eq!(word(of_type(&live(&house), "answered")[0], "value"), typed);
    }
}

#[test]
fn rule_15_the_value_of_last_time_comes_after_the_answer() {
    let house = house_of("  - {measure: 温度, id: t, unit: °C}\n");
    Operator::runs(&house, "hall").walks(&[("温度", "21"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut operator = Operator::runs(&house, "hall");
    operator.asked("温度");
    assert!(!operator.all().contains("21"), "{}", operator.all());
    operator.types("20").sees("上次：21 °C").leaves("最后一步");
}
