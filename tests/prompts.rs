//! Nothing completes a step but a line that its question offers: the real program on a real pty, in Chinese.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use operator::{Operator, Start, answered, live, pauses, plain, word};
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

/// It had scrolled off, and nothing but a prompt was left.
#[test]
fn fault_51_after_a_refused_megabyte_the_question_stands_there_again() {
    let lines: String = (0..40).map(|number| format!("第{number}行\n")).collect();
    for paste in ["x".repeat(1 << 20), format!("\x1b[200~{lines}\x1b[201~\r")] {
        let house = house_of(KINDS[2].1);
        let mut operator = Operator::runs(&house, "hall");
        operator.asked("大厅温度").presses(paste).asked("✗");
        let screen = operator.pty.screen();
        assert!(screen.contains("大厅温度") && screen.contains("限 18～22 °C"), "{screen}");
        operator.types("20").answers("最后一步", "1").answers("关闭本次运行", "1").ends(0);
        assert_eq!(answered(&live(&house)), ["1", "2"]);
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

#[test]
fn d18_no_key_of_a_keypad_is_a_command() {
    for ((_, step), title) in KINDS.iter().zip(TITLES) {
        let house = house_of(step);
        let mut operator = Operator::runs(&house, "hall");
        operator.asked(title);
        for key in ["\x1bOP", "\x1b[1;5D", "\x1bOy", "\x1bOn", "\x1bOa", "\x1b[15~"] {
            operator.presses(key);
        }
        operator.presses("\r").asked("菜单> ").presses("\x03").ends(3);
        nothing_answered(&house);
    }
}

/// Runs `line` in a shell on a terminal of its own, in Chinese. Returns what the screen shows at the end.
fn shell_of(house: &House, line: &str) -> String {
    let line = format!("{}; echo code $?", line.replace("signoff", concat!("'", env!("CARGO_BIN_EXE_signoff"), "'")));
    let mut command = portable_pty::CommandBuilder::new("sh");
    command.args(["-c", &line]);
    operator::Start::new(house, &[]).furnish(&mut command);
    let mut pty = pty::Pty::spawn(command, 80, 24);
    pty.ends_in_order(0);
    operator::plain(&pty.bytes())
}

#[test]
fn d23_a_pipe_is_not_read_and_the_terminal_behind_it_not_opened() {
    let house = house_of(KINDS[0].1);
    for command in ["signoff", "signoff run hall", "signoff run hall --plain", "signoff pin zhang"] {
        let shown = shell_of(&house, &format!("printf '1\n1\n1\n' | {command}"));
        let expected = if command == "signoff" { 0 } else { 2 };
        assert!(shown.ends_with(&format!("code {expected}\n")), "{command}: {shown}");
    }
    assert!(house.journals("live").is_empty());
}

#[test]
fn d24_without_a_screen_nothing_is_asked() {
    let house = house_of(KINDS[0].1);
    for command in ["signoff run hall", "signoff run hall --plain", "signoff abandon last", "signoff pin zhang"] {
        assert_eq!(shell_of(&house, &format!("{command} 2>log")), "code 2\n", "{command}");
        assert!(std::fs::read_to_string(house.path("log")).expect("what was said").starts_with("错误："), "{command}");
    }
    assert!(house.journals("live").is_empty());
}

#[test]
fn d30_a_value_that_is_none_is_told_in_chinese_and_asked_again() {
    let house = house_of(KINDS[2].1);
    let mut operator = Operator::runs(&house, "hall");
    operator.answers("大厅温度", "二十度").asked("> ");
    let shown = operator.shown();
    assert!(!shown.contains("invalid") && !shown.chars().any(|c| c.is_ascii_uppercase()), "{shown}");
    operator.types("２０．５").leaves("最后一步");
    assert_eq!(word(of_type(&live(&house), "answered")[0], "value"), "20.5");
}

#[test]
fn d31_yes_and_no_are_understood_in_both_languages_and_widths() {
    for (typed, given) in
        [("是", "yes"), ("ｙ", "yes"), ("y", "yes"), ("１", "yes"), ("否", "no"), ("ｎ", "no"), ("2", "no")]
    {
        let house = house_of("  - {decide: 今天下雨吗, id: raining, if_yes: [{check: 铺防滑垫}]}\n");
        let mut operator = Operator::runs(&house, "hall");
        operator.answers("今天下雨吗", typed).leaves(if given == "yes" { "铺防滑垫" } else { "最后一步" });
        assert_eq!(answered(&live(&house)).len(), 1, "{typed}");
    }
}

/// What a screen reader is given: lines that come one after the other, and a cursor that stands where typing goes.
#[test]
fn d32_a_plain_run_only_ever_adds_lines() {
    let house = house_of(&KINDS.map(|(_, step)| step).concat());
    let mut operator = Operator::at(&house, &["run", "hall", "--plain"]);
    operator.answers("您的姓名", "张敏").answers("打开大厅灯光", "").answers("菜单> ", "7").asked("> ");
    operator.presses("\x03").ends(3);
    let bytes = operator.pty.bytes();
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(!text.replace("\r\n", "\n").chars().any(|c| c.is_control() && c != '\n'), "{}", text.escape_debug());
}

/// No clock ticks on the screen: what is due stands at the question, and nothing more comes until a line is typed.
#[test]
fn d33_what_is_due_stands_at_the_question() {
    let house = house_of("  - {check: 开门, id: open, deadline: {within: 10m, of: start}}\n");
    let mut operator = Operator::runs(&house, "hall");
    operator.asked("开门");
    let screen = operator.pty.screen();
    assert!(screen.contains("开门") && screen.contains("前完成，还剩"), "{screen}");
    operator.presses("\x03").ends(3);
}

/// What a terminal that is set to GBK sends for 温度正常.
const GBK: &[u8] = b"\xce\xc2\xb6\xc8\xd5\xfd\xb3\xa3\r";

#[test]
fn d21_bytes_of_a_gbk_terminal_are_told_and_asked_again() {
    for flags in [&[][..], &["--plain"]] {
        let house = house_of("  - {record: 备注内容, id: r, type: text}\n");
        let mut operator = Operator::at(&house, &[&["run", "hall"], flags].concat());
        operator.answers("您的姓名", "张敏").asked("备注内容").presses(GBK).asked("不是有效的 UTF-8");
        assert!(operator.pty.screen().contains("未被采用"), "{}", operator.pty.screen());
        operator.types("温度正常").leaves("最后一步");
        assert_eq!(word(of_type(&live(&house), "answered")[0], "value"), "温度正常", "{flags:?}");
    }
}

/// What it shows of Chinese is as wrong as what it sends.
#[test]
fn d21_a_terminal_that_is_not_set_to_utf8_is_told_of_before_anything_is_typed() {
    for (variable, locale, told) in
        [("LANG", "zh_CN.GBK", "GBK"), ("LC_ALL", "zh_CN.GB18030", "GB18030"), ("LANG", "zh_CN.UTF-8", "")]
    {
        for arguments in [&[][..], &["run", "hall"]] {
            for columns in [40, 80] {
                let house = house_of(KINDS[0].1);
                let mut operator = Start::new(&house, arguments).with(variable, locale).size(columns, 24).sit();
                operator.asked("").presses("\x03").ends(2);
                let screen = operator.pty.rows().concat().replace(' ', "");
                let said = screen.matches("请设为UTF-8").count();
                assert_eq!(said, usize::from(!told.is_empty()), "{locale} {arguments:?}: {screen}");
                assert!(told.is_empty() || screen.contains(&format!("似乎使用{told}")), "{locale}: {screen}");
            }
        }
    }
}

/// Without colour the row that the keys have come to could not be seen.
#[test]
fn d28_a_menu_without_colour_marks_its_active_row() {
    let house = house_of("  - check: 第一项\n  - check: 第二项\n");
    let mut operator = Start::new(&house, &["run", "hall"]).with("NO_COLOR", "1").sit();
    operator.answers("您的姓名", "张敏").walks(&[("第一项", "1"), ("第二项", "1"), ("最后一步", "7")]);
    operator.sees("  1  第一项").sees("  2  第二项");
    for (key, active) in [("\x1b[B", "1  第一项"), ("\x1b[B", "2  第二项"), ("\x1b[A", "1  第一项")] {
        operator.pty.wait_for_keys();
        operator.presses(key).pty.wait_until(&format!("a mark at {active}"), |screen| {
            let rows: Vec<String> = screen.contents().lines().map(str::to_owned).collect();
            // The prompt of the list's question has its mark from before the menu.
            let menu = rows.iter().rev().take(2).filter(|row| row.starts_with("> ")).collect::<Vec<_>>();
            menu.len() == 1 && menu[0].starts_with(&format!("> {active}"))
        });
    }
    assert!(!operator.pty.is_coloured(), "{}", operator.pty.screen());
    operator.pty.wait_for_keys();
    operator.presses("\r").asked("更改").presses("\x03").ends(3);
}

/// The terminal's own Backspace leaves two bytes of a Chinese character behind; the prompt failed, and the shell got the rest.
#[test]
fn d29_a_pin_with_chinese_erased_from_it_is_the_pin() {
    for flags in [&[][..], &["--plain"]] {
        let house = roster::house_of(KINDS[0].1);
        let arguments = [&["run", "hall", "--operator", "li"], flags].concat();
        let mut operator = Start::new(&house, &arguments).sit_without_iutf8();
        operator.sees("李娜 的口令").types("一48温度\x7f\x7f1");
        operator.sees("李娜 的口令：").types("48温度\x7f\x7f15").asked("打开大厅灯光");
        let screen = operator.pty.screen();
        assert!(!screen.contains("48") && !screen.contains('温'), "{screen}");
        operator.presses("\x03").ends(3);
        assert!(!operator.pty.erases_whole_characters(), "the terminal is left as it was");
    }
}

/// Gives a wrong PIN, and the right one before it can have been asked for again; the terminal showed it. Waits for what is asked
/// then: it is dropped, or it answers.
fn corrects_the_pin_too_soon(operator: &mut Operator) {
    operator.sees("李娜 的口令：").types("4816").sees("\n").types("4815");
    let asks_on = |bytes: &[u8]| ["次\n李娜 的口令：", "> "].iter().any(|end| plain(bytes).ends_with(end));
    operator.pty.wait_for_bytes("next question", asks_on);
    assert!(!operator.all().contains("4815"), "{}", operator.all());
}

#[test]
fn d16_a_pin_that_is_typed_too_soon_is_not_shown() {
    for flags in [&[][..], &["--plain"]] {
        let house = roster::house_of(KINDS[0].1);
        let arguments = [&["run", "hall", "--operator", "li"], flags].concat();
        let mut operator = Start::new(&house, &arguments).sit();
        corrects_the_pin_too_soon(&mut operator);
        operator.presses("\x03");
        operator.pty.exit_code();
        assert!(operator.pty.echoes(), "the terminal is left as it was");
    }
}

#[test]
fn d16_d22_nor_is_it_after_the_program_was_stopped() {
    let house = roster::house_of(KINDS[0].1);
    let mut operator = Start::new(&house, &["run", "hall", "--operator", "li"]).sit_in_a_shell();
    operator.sees("李娜 的口令：").presses("\x1a").pty.shell_asks(2);
    assert!(operator.pty.echoes(), "the shell has the terminal as it was");
    operator.presses("fg\r");
    corrects_the_pin_too_soon(&mut operator);
    operator.presses("\x03").pty.shell_asks(3);
}

/// Where the terminal edits the line itself.
#[test]
fn d29_a_plain_line_with_chinese_erased_from_it_is_what_is_left() {
    let house = house_of("  - {record: 备注内容, id: r, type: text}\n");
    let mut operator = Start::new(&house, &["run", "hall", "--plain"]).sit_without_iutf8();
    operator.answers("您的姓名", "张敏").answers("备注内容", "温度偏高\x7f\x7f正常").leaves("最后一步");
    assert_eq!(word(of_type(&live(&house), "answered")[0], "value"), "温度正常");
    assert!(!operator.pty.erases_whole_characters(), "the terminal is left as it was");
}

#[test]
fn d34_a_dumb_terminal_gets_neither_a_menu_nor_a_table_nor_an_escape_byte() {
    let house = house_of(KINDS[0].1);
    let mut operator = Start::new(&house, &["run", "hall"]).with("TERM", "dumb").sit();
    operator.answers("您的姓名", "张敏").walks(&[("打开大厅灯光", "1"), ("最后一步", "7")]);
    operator.asked("编号或路径").presses("\x03").ends(3);
    let mut shown = vec![operator];
    for arguments in [&["list"][..], &["log"], &["log", "last"]] {
        let mut operator = Start::new(&house, arguments).with("TERM", "dumb").sit();
        operator.pty.exit_code();
        shown.push(operator);
    }
    for operator in shown {
        assert!(!operator.pty.bytes().contains(&0x1b), "{}", operator.all().escape_debug());
        assert!(!operator.all().contains(['│', '─', '┆', '═']), "{}", operator.pty.screen());
    }
}
