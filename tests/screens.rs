//! What stands on the screen over whole runs of the flagship: widths, bytes, colours, small windows, and keys per step.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use operator::{Operator, Start, answered, live, plain};
use roster::house_of;
use support::House;
use unicode_width::UnicodeWidthStr;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const FLAGSHIP: &str = "telecom-hall-shift-opening";

/// Somebody who says yes to everything that the flagship asks, by what stands on the screen.
fn walk_through(operator: &mut Operator) {
    for _ in 0..200 {
        operator.pty.wait_for_bytes("a prompt or the end", |bytes| {
            let shown = plain(bytes);
            shown.ends_with("> ") || is_over(&shown)
        });
        let shown = operator.shown();
        if is_over(&operator.all()) {
            return;
        }
        let line = answer_to(&shown);
        operator.types(&line);
        let typed = format!("{line}\n");
        operator.sees(&typed);
    }
    panic!("no end:\n{}", operator.pty.screen());
}

fn is_over(shown: &str) -> bool {
    shown.lines().rev().take(8).any(|line| line.contains("eceipt") || line.contains("回执"))
}

/// The digits that stand behind the last of `words`.
fn number_behind(shown: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().filter_map(|word| Some(shown.rfind(word)? + word.len())).max()?;
    let digits: String = shown[at..].chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// An answer that is right, as far as the screen says what is.
fn answer_to(shown: &str) -> String {
    let has = |texts: &[&str]| texts.iter().any(|text| shown.contains(text));
    if has(&["2 填完", "2 done,"]) {
        return "2".to_owned();
    }
    if has(&["第 2 行", "row 2"]) {
        return String::new();
    }
    if let Some(number) = number_behind(shown, &["请输入 ", "type ", "应为 ", "must be "]) {
        return number;
    }
    if has(&["如 08:30", "as 08:30"]) {
        return "08:30".to_owned();
    }
    let choices = shown.lines().rev().skip(1).take(4);
    if choices.into_iter().any(|line| line.trim_start().starts_with("1 ")) {
        return "1".to_owned();
    }
    "500".to_owned()
}

/// A whole run of the flagship on the demo site, on a terminal of that width.
fn flagship(house: &House, columns: u16, arguments: &[&str], variables: &[(&str, &str)]) -> Operator {
    let site = format!("{ROOT}/examples/signoff.yaml");
    let mut all = vec!["--site", &site];
    all.extend(arguments);
    all.extend(["run", FLAGSHIP, "--operator", "zhang"]);
    let mut start = Start::new(house, &all).size(columns, 24);
    for (name, value) in variables {
        start = start.with(name, value);
    }
    let mut operator = start.sit();
    walk_through(&mut operator);
    let code = operator.pty.exit_code();
    assert!(code < 2, "{code}: {}", operator.pty.screen());
    operator
}

#[test]
fn no_line_is_wider_than_the_window() {
    for language in ["zh", "en"] {
        for columns in [120, 80, 60, 40] {
            let house = House::new();
            let operator = flagship(&house, columns, &["--lang", language], &[]);
            let wide: Vec<String> = operator
                .all()
                .lines()
                .filter(|line| line.width() > columns.into() && !line.starts_with("signoff-receipt"))
                .map(str::to_owned)
                .collect();
            assert!(wide.is_empty(), "{language} at {columns}: {wide:#?}");
        }
    }
}

#[test]
fn factor_41_a_plain_screen_gets_no_escape_byte_over_a_whole_run() {
    for (arguments, variables) in [(&["--plain"][..], &[][..]), (&[], &[("TERM", "dumb")])] {
        let house = House::new();
        let operator = flagship(&house, 80, arguments, variables);
        assert!(!operator.pty.bytes().contains(&0x1b), "{arguments:?}: {}", operator.all().escape_debug());
    }
}

#[test]
fn no_color_means_no_colour() {
    let house = House::new();
    let operator = flagship(&house, 80, &[], &[("NO_COLOR", "1")]);
    let bytes = String::from_utf8_lossy(&operator.pty.bytes()).into_owned();
    let colours: Vec<&str> =
        bytes.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m')).map(|(c, _)| c).collect();
    let is_colour = |code: &&&str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
    let found: Vec<_> = colours.iter().filter(is_colour).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn ascii_leaves_nothing_but_chinese_beside_it() {
    let house = House::new();
    let operator = flagship(&house, 80, &["--ascii"], &[]);
    let ambiguous = |c: &char| "✓✗–›…─│┌┐└┘├┤┬┴┼═╞╡╪┆“”±".contains(*c);
    let shown = operator.all();
    let found: Vec<&str> = shown.lines().filter(|line| line.chars().any(|c| ambiguous(&c))).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn five_rows_are_enough() {
    let house = house_of("  - {check: 第一项, warning: 小心}\n  - {measure: 温度, id: t, min: 18, max: 22}\n");
    let mut operator = Start::new(&house, &["run", "hall", "--operator", "zhang"]).size(80, 5).sit();
    operator
        .walks(&[("小心", "1"), ("2 不合格", "1"), ("温度", "20"), ("最后一步", "1"), ("关闭本次运行", "1")])
        .ends(0);
    assert_eq!(answered(&live(&house)), ["1", "2", "3"]);
}

#[test]
fn a_window_may_change_its_size_in_the_middle_of_an_answer() {
    let house = house_of("  - {record: 备注内容, id: r, type: text}\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.asked("备注内容").presses("大厅温度正常，设备完好");
    operator.pty.wait_for("设备完好").resize(30, 10);
    operator.presses("，可以开门");
    operator.pty.wait_for("开门").resize(100, 30);
    operator.presses("。\r").asked("最后一步").presses("\x03").ends(3);
    let answered = support::of_type(&live(&house), "answered")[0].clone();
    assert_eq!(answered["value"], "大厅温度正常，设备完好，可以开门。");
}

/// Twenty ticks and no fact: the keys that a good morning costs.
#[test]
fn keys_per_step() {
    let steps: String = (1..20).map(|number| format!("  - check: 第{number}项。\n")).collect();
    let house = house_of(&steps);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    for number in 1..20 {
        operator.answers(&format!("第{number}项。"), "1");
    }
    operator.answers("最后一步", "1").answers("关闭本次运行", "1").ends(0);
    let tenths = operator.keys * 10 / 20;
    report(&format!("keys per step: {}.{} ({} keys, 20 steps)", tenths / 10, tenths % 10, operator.keys));
    assert!(operator.keys * 10 <= 22 * 20, "{} keys for 20 steps", operator.keys);
}

#[test]
fn honesty_costs_six_keys_more_at_most() {
    let house = house_of("  - check: 第一项\n");
    let keys = |lines: &[(&str, &str)]| {
        let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
        operator.walks(lines).walks(&[("最后一步", "1"), ("关闭本次运行", "1")]);
        operator.pty.exit_code();
        operator.keys
    };
    let (tick, honest) = (keys(&[("第一项", "1")]), keys(&[("第一项", "2"), ("为什么不合格", "1")]));
    report(&format!("an honest `not OK` costs {} keys more than a tick", honest - tick));
    assert!(honest <= tick + 6, "{honest} keys, and {tick} for a tick");
}

/// The pages that no run shows: help, tables, errors, the front door.
#[test]
fn no_line_of_any_other_screen_is_wider_than_the_window() {
    let site = format!("{ROOT}/examples/signoff.yaml");
    let house = House::new();
    flagship(&house, 80, &[], &[]);
    let screens: [&[&str]; 14] = [
        &["--help"],
        &["run", "--help"],
        &["validate", "--help"],
        &["actions", "--help"],
        &["list"],
        &["show", FLAGSHIP],
        &["log"],
        &["log", "last"],
        &["verify"],
        &["actions"],
        &["run", "no-such-procedure"],
        &["log", "no-such-run"],
        &["--no-such-option"],
        &["pin", "nobody"],
    ];
    for language in ["zh", "en"] {
        for columns in [40, 60, 80, 120] {
            for screen in screens {
                let arguments: Vec<&str> =
                    ["--site", &site, "--lang", language].iter().chain(screen).copied().collect();
                let mut operator = Start::new(&house, &arguments).size(columns, 24).sit();
                operator.pty.exit_code();
                let shown = operator.all();
                // Help is laid out for eighty columns, as manual pages are.
                let room =
                    if shown.contains("--help") || screen.contains(&"--help") { columns.max(80) } else { columns };
                let wide: Vec<&str> = shown.lines().filter(|line| line.width() > room.into()).collect();
                assert!(wide.is_empty(), "{screen:?} {language} at {columns}: {wide:#?}");
            }
        }
    }
}

/// Says a figure to whoever reads the test's output.
#[expect(clippy::print_stdout, reason = "a figure, not a verdict")]
fn report(figure: &str) {
    println!("{figure}");
}

/// The page of a section and a table that is filled in, printed before and after the window changes.
const TWO_PAGES: &str = "  - section: 设备检查\n    steps: [触摸查询机开机并能正常取号, 排队机开机并打印出第一张号票, 大厅电视开机播放服务宣传片]\n  \
                         - section: 环境检查\n    steps: [大厅地面干净无水渍并摆放提示牌, 疏散通道畅通且指示灯全部点亮, 意见簿和笔已经放在服务台]\n";

#[test]
fn c6_what_is_printed_after_a_resize_fits_the_new_window_and_nothing_before_it_is_drawn_again() {
    for (before, after) in [(80, 40), (40, 100)] {
        let house = house_of(TWO_PAGES);
        let mut operator = Start::new(&house, &["run", "hall", "--operator", "zhang"]).size(before, 24).sit();
        operator.answers("触摸查询机", "1").answers("排队机", "1").asked("大厅电视");
        let printed = operator.all();
        operator.pty.resize(after, 24);
        operator.types("1").answers("大厅地面", "1").answers("疏散通道", "1").answers("意见簿", "1");
        operator.answers("最后一步", "1").answers("关闭本次运行", "1").ends(0);
        let all = operator.all();
        let fresh = all.strip_prefix(&printed).expect("what was printed stays as it was");
        let widest =
            fresh.lines().filter(|line| !line.starts_with("signoff-receipt")).map(UnicodeWidthStr::width).max();
        let room = usize::from(after);
        assert!(widest.is_some_and(|widest| widest <= room && widest > room / 2), "{widest:?} of {after}:\n{fresh}");
        for step in ["触摸查询机开机并能", "排队机开机并打印"] {
            assert!(!fresh.contains(step), "{step} is printed again:\n{fresh}");
        }
        assert!(fresh.contains("环境检查"), "{fresh}");
    }
}
