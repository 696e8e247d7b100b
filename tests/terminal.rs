//! The terminal as an operator meets it, on real ptys: each test waits for what the screen shows.
//!
//! Tests are named after the rows of the survey of terminal libraries whose defects they keep away.

#[path = "support/pty.rs"]
mod pty;

use std::io::Write;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use pty::Pty;
use rustix::process::{Signal, kill_process};

/// Returns the probe, built for this run: `cargo test --test terminal` alone would not build it.
fn probe() -> &'static PathBuf {
    static PROBE: OnceLock<PathBuf> = OnceLock::new();
    PROBE.get_or_init(|| {
        let own = std::env::current_exe().expect("the test's own path");
        let profile = own.ancestors().nth(2).expect("target/PROFILE/deps/TEST");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "terminal_probe"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the probe does not build");
        profile.join("examples/terminal_probe")
    })
}

fn start(task: &str) -> Pty {
    Pty::start(probe(), &[task], 80, 24)
}

fn asked(task: &str) -> Pty {
    let mut pty = start(task);
    pty.wait_for("question 1\n答案>");
    pty
}

#[test]
fn d1_backspace_over_chinese_shows_what_is_saved() {
    let mut pty = asked("line");
    pty.press("温度偏高").wait_for("温度偏高").press("\x7f\x7f").press("正常").wait_for("答案> 温度正常");
    pty.press("\r").wait_for("= Text(\"温度正常\")");
    assert!(pty.screen().contains("答案> 温度正常\n"), "{}", pty.screen());
}

#[test]
fn d2_arrow_keys_move_by_whole_characters() {
    let mut pty = asked("line");
    pty.press("冷藏柜温度").wait_for("冷藏柜温度").press("\x1b[D\x1b[D").press("的").wait_for("答案> 冷藏柜的温度");
    pty.press("\x1b[H我的\x1b[F正常\r").wait_for("= Text(\"我的冷藏柜的温度正常\")");
}

#[test]
fn d3_neither_completion_nor_history_changes_a_line() {
    let mut pty = asked("line");
    pty.press("冷藏柜\r").wait_for("= Text(\"冷藏柜\")").wait_for("question 2\n答案>");
    pty.press("温\t").press("\x1b[A\x1b[B\x10\x0e\x12").press("度").wait_for("答案> 温度");
    pty.press("\r").wait_for("= Text(\"温度\")");
    assert_eq!(pty.screen().matches("冷藏柜").count(), 2, "{}", pty.screen());
}

#[test]
fn d4_a_line_can_be_erased() {
    let mut pty = asked("line");
    pty.press("正常").wait_for("正常").press("\x15X").wait_for("答案> X").press("\r").wait_for("= Text(\"X\")");
}

#[test]
fn d5_d15_a_narrowed_window_neither_ends_nor_doubles_the_prompt() {
    let mut pty = asked("line");
    pty.press("大厅温度正常，设备完好").wait_for("设备完好");
    pty.resize(40, 24).press("，可以开门").wait_for("可以开门").resize(100, 30).press("。\r");
    pty.wait_for("= Text(\"大厅温度正常，设备完好，可以开门。\")").wait_for("question 2");
    assert_eq!(pty.screen().matches("大厅温度").count(), 2, "{}", pty.screen());
}

#[test]
fn d5_an_answer_longer_than_a_row_of_forty_columns() {
    let mut pty = Pty::start(probe(), &["line"], 40, 24);
    let answer = "冷藏柜温度偏高，已经通知维修，并把食品移到二号冷库";
    pty.wait_for("question 1\n答案>").press(answer).wait_for("二号冷库").press("\x7f\x7f柜").wait_for("二号柜");
    pty.press("\r").wait_for("question 2");
    assert!(pty.screen().replace('\n', "").contains("移到二号柜"), "{}", pty.screen());
    assert_eq!(pty.screen().matches("question").count(), 2, "{}", pty.screen());
}

#[test]
fn d6_a_prompt_wider_than_the_window_stands_there_once() {
    let prompt = "燃气总阀、疏散通道、冷藏柜和大厅照明是不是都已经按照规定检查过并登记> ";
    for task in ["line", "plain", "secret"] {
        let mut pty = Pty::start(probe(), &[task, prompt], 40, 24);
        pty.wait_for("\n> ").press("25").press("\r").wait_for("= Text(\"25\")").wait_for("question 2");
        let shown = pty.screen();
        let first = shown.split('=').next().unwrap_or_default();
        assert_eq!(
            first.replace(['\n', ' '], "").matches(prompt.trim_end_matches("> ")).count(),
            1,
            "{task}:\n{shown}"
        );
        assert_eq!(first.lines().count(), 4, "{task}:\n{shown}");
    }
}

#[test]
fn d16_a_bracketed_paste_is_one_block() {
    let mut pty = asked("line");
    pty.press("\x1b[200~冷藏柜\ny\ny\n\x1b[201~").wait_for("冷藏柜").press("\r");
    pty.wait_for(r#"= Block("冷藏柜\ny\ny")"#).wait_for("question 2\n答案>");
    pty.press("好\r").wait_for("= Text(\"好\")");
}

#[test]
fn d16_an_unbracketed_paste_answers_one_question_at_most() {
    for task in ["line", "plain"] {
        let mut pty = asked(task);
        pty.press("冷藏柜\ry\ry\r").wait_for("= Text(\"冷藏柜\")").wait_for("question 2\n答案>");
        pty.press("好\r").wait_for("= Text(\"好\")");
        assert!(!pty.screen().contains("= Text(\"y\")"), "{task}:\n{}", pty.screen());
    }
}

#[test]
fn d16_a_long_unbracketed_paste_answers_one_question_at_most() {
    for task in ["line", "plain"] {
        let mut pty = asked(task);
        pty.press(format!("冷藏柜\r{}", "y\r".repeat(50_000)));
        pty.wait_for_output(&["question 2", "答案>"]);
        pty.press("好\r").wait_for("= Text(\"好\")");
        assert!(!String::from_utf8_lossy(&pty.bytes()).contains("= Text(\"y"), "{task}:\n{}", pty.screen());
    }
}

#[test]
fn d16_what_was_typed_before_a_question_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("go");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let mut pty = Pty::start(probe(), &["busy", &socket.to_string_lossy()], 80, 24);
    let (mut go, _) = listener.accept().expect("the probe waits");
    pty.wait_for("busy").press("y\ryyy").wait_for("y\nyyy");
    go.write_all(b"!").expect("the probe goes on");
    pty.wait_for("答案>").press("是\r").wait_for("= Text(\"是\")").wait_for("question 2");
    assert!(!pty.screen().contains("= Text(\"y"), "{}", pty.screen());
}

#[test]
fn d17_a_keypad_sequence_answers_nothing() {
    let mut pty = asked("line");
    pty.press("\x1bOy\x1bOn\x1b[1;5D\x1b[19;5~\r").wait_for("question 2");
    assert!(!pty.screen().contains("Text"), "{}", pty.screen());
    let mut plain = asked("plain");
    plain.press("\x1bOy\r").wait_for("= Refused(ControlCharacters)").wait_for("question 2");
}

#[test]
fn d18_no_key_is_a_command() {
    let mut pty = asked("line");
    for key in ["\x1b[1;5D", "\x1bOP", "\x1b[15~", "\x1b[6~", "\x1bOa"] {
        pty.press(key);
    }
    pty.press("d").wait_for("答案> d").press("\r").wait_for("= Text(\"d\")").wait_for("question 2");
}

#[test]
fn d20_a_character_may_come_in_pieces() {
    for task in ["line", "plain"] {
        let mut pty = asked(task);
        pty.press(b"ok\xe6\xb8").wait_for("答案> ok").press(b"\xa9\r").wait_for("= Text(\"ok温\")");
    }
}

#[test]
fn d21_bytes_of_a_gbk_terminal_are_refused() {
    for task in ["line", "plain"] {
        let mut pty = asked(task);
        pty.press(b"\xce\xc2\xb6\xc8\xd5\xfd\xb3\xa3\r").wait_for("= Refused(NotUtf8)").wait_for("question 2\n答案>");
        pty.press("温度正常\r").wait_for("= Text(\"温度正常\")");
    }
}

#[test]
fn d21_c1_controls_are_refused() {
    let mut plain = asked("plain");
    plain.press("\u{80}\u{85}x\r").wait_for("= Refused(ControlCharacters)");
    let mut pty = asked("line");
    pty.press("\x1b[200~a\u{9b}31mb\x07\x1b[201~").wait_for("a31mb").press("\r");
    pty.wait_for("= Refused(ControlCharacters)");
}

#[test]
fn an_empty_line_and_white_space_are_no_answer() {
    for task in ["line", "plain"] {
        let mut pty = asked(task);
        pty.press("\r").wait_for("question 2\n答案>").press(" \u{3000} \r").wait_for("question 3");
        assert_eq!(pty.screen().matches("= Empty").count(), 2, "{task}:\n{}", pty.screen());
    }
}

#[test]
fn end_of_input_is_no_answer() {
    asked("line").press("\x04").wait_for("= EndOfInput").ends_in_order(3);
    asked("plain").press("abc").wait_for("abc").press("\x04\x04").wait_for("= EndOfInput").ends_in_order(3);
}

#[test]
fn d10_ctrl_c_leaves_every_prompt_in_order() {
    for task in ["line", "plain", "secret"] {
        asked(task).press("25").press("\x03").wait_for("= Interrupted(Interrupt)").ends_in_order(3);
    }
}

/// The kernel hands a key on a moment after it was pressed; what is thrown away in that moment must not be the Ctrl-C.
#[test]
fn d10_ctrl_c_just_before_a_prompt_is_not_dropped_as_typed_ahead() {
    let mut pty = Pty::with_a_reflex(probe(), &["stubborn"], "question ", "\x03");
    pty.wait_for_output(&["question 2000\r\n"]);
    pty.signal(Signal::KILL).exit_code();
}

#[test]
fn d11_signals_in_a_row_are_told_once() {
    for task in ["line", "plain", "secret", "pick", "search"] {
        let mut pty = start(task);
        pty.wait_until("question", |screen| ["答案>", "Closing"].iter().any(|text| screen.contents().contains(text)));
        for _ in 0..20 {
            if !pty.ends_within(std::time::Duration::ZERO) {
                pty.signal(Signal::INT);
            }
        }
        pty.wait_for("= Interrupted(Interrupt)").ends_in_order(3);
        assert_eq!(pty.screen().matches('=').count(), 1, "{task}:\n{}", pty.screen());
    }
}

/// rustyline's own handler forgets a SIGINT that comes together with a resize.
/// Waking the prompt for the one let the other in as well, which then meant nothing.
#[test]
fn d14_a_signal_that_comes_with_a_stop_is_not_lost() {
    let mut pty = asked("stubborn");
    for times in 1..=1000 {
        pty.signal(Signal::TSTP).signal(Signal::INT);
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("= Interrupted").count() >= times;
        pty.wait_for_bytes("interrupt", told);
    }
    pty.signal(Signal::KILL).exit_code();
}

#[test]
fn d15_a_signal_that_comes_with_a_resize_is_not_lost() {
    for round in 0..20 {
        for task in ["line", "search"] {
            let mut pty = start(task);
            pty.wait_until("question", |screen| {
                ["答案>", "Closing"].iter().any(|text| screen.contents().contains(text))
            });
            // While it is stopped all of them gather.
            pty.signal(Signal::STOP).signal(Signal::WINCH).resize(60 + round, 20).signal(Signal::INT);
            pty.signal(Signal::CONT).wait_for("= Interrupted(Interrupt)").ends_in_order(3);
        }
    }
}

/// After Escape, Ctrl-V, a part of a character or of a number of repetitions rustyline waits for more elsewhere.
#[test]
fn d13_d14_a_signal_in_the_middle_of_a_key_leaves_in_order() {
    for key in [&b"\x1b"[..], b"\x16", b"\xe6\xb8", b"\x1b3", b"\x1b["] {
        for (signal, name) in [(Signal::INT, "Interrupt"), (Signal::TERM, "Terminate")] {
            let mut pty = asked("line");
            pty.press([b"25", key].concat()).wait_for("25").signal(signal);
            pty.wait_for(&format!("= Interrupted({name})")).ends_in_order(3);
        }
    }
}

#[test]
fn d22_keys_that_end_or_stop_do_so_nowhere_else() {
    let mut pty = asked("line");
    pty.press("25\x1b\x1c\x04").press("6\r").wait_for("= Text(\"256\")");
}

#[test]
fn d13_d14_a_signal_leaves_every_prompt_in_order() {
    for (signal, name) in [(Signal::INT, "Interrupt"), (Signal::TERM, "Terminate"), (Signal::HUP, "Hangup")] {
        for task in ["line", "plain", "secret"] {
            let mut pty = asked(task);
            if task == "line" {
                pty.press("25").wait_for("> 25");
            }
            pty.signal(signal).wait_for(&format!("= Interrupted({name})")).ends_in_order(3);
        }
    }
}

#[test]
fn a_file_that_grows_too_large_is_no_end() {
    let mut pty = asked("line");
    pty.signal(Signal::XFSZ).press("好\r").wait_for("= Text(\"好\")");
}

/// Whoever stopped it may have changed the terminal's modes since.
#[test]
fn a_line_is_edited_again_after_a_stop() {
    let mut pty = asked("line");
    pty.press("温").wait_for("> 温").signal(Signal::STOP).signal(Signal::CONT).wait_for("= Continued");
    pty.wait_for("question 2\n答案> 温").press("度\r").wait_for("= Text(\"温度\")");
}

/// Starts the probe in a shell with job control, and waits until it asks.
fn in_a_shell(task: &str) -> Pty {
    let mut pty = Pty::shell(|_| {});
    pty.press(format!("'{}' {task}\r", probe().display()));
    pty.wait_until("question", |screen| {
        ["question 1\n答案>", "Closing"].iter().any(|text| screen.contents().contains(text))
    });
    pty
}

/// The shell has nothing done about the terminal: its modes are what the program has left.
fn is_stopped_in_order(pty: &mut Pty) {
    pty.shell_asks(2).is_left_in_order();
}

#[test]
fn d22_ctrl_z_stops_at_every_prompt_and_the_question_comes_again() {
    for task in ["line", "plain", "secret"] {
        let mut pty = in_a_shell(task);
        pty.press("4").press("\x1a");
        is_stopped_in_order(&mut pty);
        pty.press("fg\r").wait_for("= Continued").wait_for("question 2\n答案>");
        pty.press("8\r").wait_for(if task == "line" { "= Text(\"48\")" } else { "= Text(\"8\")" });
        pty.wait_for("question 3").press("\x03").wait_for("= Interrupted(Interrupt)").shell_asks(3).is_left_in_order();
    }
}

/// dialoguer passes over the key.
#[test]
fn d22_ctrl_z_stops_at_a_menu_and_it_comes_again() {
    for task in ["pick", "search"] {
        let mut pty = in_a_shell(task);
        pty.wait_for_keys().press("\x1a");
        is_stopped_in_order(&mut pty);
        pty.press("fg\r").wait_for_output(&["Closing", "shell% ", "fg", "Closing"]);
        pty.wait_for_keys().press("\x1b[B\r").wait_for("= Item(0)").shell_asks(3).is_left_in_order();
    }
}

#[test]
fn d22_ctrl_z_at_a_menu_without_a_shell_stops_nothing() {
    for task in ["pick", "search"] {
        let mut pty = start(task);
        pty.wait_for("Closing round").wait_for_keys().press("\x1a").wait_for_times("Closing round", 2);
        pty.wait_for_keys().press("\x1b[B\r").wait_for("= Item(0)").ends_in_order(0);
    }
}

#[test]
fn d14_a_stop_from_outside_leaves_every_prompt_in_order() {
    for task in ["line", "plain", "secret", "pick", "search"] {
        let mut pty = in_a_shell(task);
        let probe = pty.foreground();
        kill_process(probe, Signal::TSTP).expect("it runs");
        is_stopped_in_order(&mut pty);
        pty.press("fg\r");
        if ["pick", "search"].contains(&task) {
            pty.wait_for_output(&["Closing", "shell% ", "fg", "Closing"]).press("\x1b[B\r").wait_for("= Item(0)");
        } else {
            pty.wait_for("= Continued\nquestion 2\n答案>").press("8\r").wait_for("= Text(\"8\")");
            pty.wait_for("question 3").press("\x03").wait_for("= Interrupted(Interrupt)");
        }
        pty.shell_asks(3).is_left_in_order();
    }
}

/// A window without a shell has nobody who could let the program go on.
#[test]
fn d22_ctrl_z_without_a_shell_stops_nothing() {
    for task in ["line", "plain", "secret"] {
        let mut pty = asked(task);
        pty.press("\x1a").wait_for("question 2\n答案>").press("8\r").wait_for("= Text(\"8\")");
    }
}

/// Ctrl-V waits for the character to be taken as it is; rustyline tells a resize then as an error.
#[test]
fn d15_a_resize_between_two_keys_of_one_is_no_end() {
    let mut pty = asked("line");
    pty.press("25\x16").wait_for("> 25");
    // Nothing shows when Ctrl-V itself is read: a resize that comes before it is an ordinary one, so another follows.
    let again = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("question 2");
    let came = (60..80).any(|columns| pty.resize(columns, 20).waits_at_most(Duration::from_secs(2), again));
    assert!(came, "{}", pty.screen());
    pty.wait_for("question 2\n答案> 25").press("6\r").wait_for("= Text(\"256\")");
}

/// In the terminal's own modes Ctrl-\\ is a signal.
#[test]
fn d22_ctrl_backslash_leaves_in_order() {
    asked("plain").press("\x1c").wait_for("= Interrupted(Interrupt)").ends_in_order(3);
}

#[test]
fn fault_09_a_panic_leaves_the_terminal_in_order() {
    let mut pty = start("panic");
    pty.wait_for("on purpose").ends_in_order(101);
}

#[test]
fn d12_a_secret_is_not_shown() {
    let mut pty = asked("secret");
    pty.press("48一\x7f15\r").wait_for("= Text(\"4815\")");
    assert_eq!(pty.screen().matches("48").count(), 1, "{}", pty.screen());
}

#[test]
fn d34_a_dumb_terminal_gets_no_escape_byte() {
    for (task, term) in [("line", "dumb"), ("plain", "xterm-256color"), ("secret", "dumb")] {
        let mut pty = Pty::start_with(probe(), &[task], 80, 24, term);
        pty.wait_for("question 1\n答案>").press("温度\r").wait_for("= Text(\"温度\")");
        pty.wait_for("question 2\n答案>").press("\x03").wait_for("= Interrupted").ends_in_order(3);
        assert!(!pty.bytes().contains(&0x1b), "{task} on {term}");
    }
    for task in ["pick", "search"] {
        let mut pty = Pty::start_with(probe(), &[task], 80, 24, "dumb");
        pty.wait_for("= Unavailable").ends_in_order(3);
        assert!(!pty.bytes().contains(&0x1b), "{task}");
    }
}

#[test]
fn d26_a_tiny_window_is_asked_in_plain_lines() {
    let mut pty = Pty::start(probe(), &["line"], 20, 6);
    pty.wait_for("question 1\n答案>").press("25\r").wait_for("= Text(\"25\")");
    assert!(!pty.bytes().contains(&0x1b));
}

#[test]
fn fault_51_a_megabyte_without_a_newline_is_refused() {
    let mut pty = asked("line");
    let paste = "x".repeat(1 << 20);
    pty.press(&paste).wait_for("= Refused(TooLong)").wait_for("question 2\n答案>").press("好\r");
    pty.wait_for("= Text(\"好\")");
}

#[test]
fn fault_51_a_bracketed_megabyte_is_refused() {
    let mut pty = asked("line");
    let paste = format!("\x1b[200~{}\x1b[201~", "温度".repeat(1 << 18));
    pty.press(&paste).wait_for("= Refused(TooLong)").wait_for("question 2\n答案>").press("好\r");
    pty.wait_for("= Text(\"好\")");
}

#[test]
fn d7_a_menu_of_long_chinese_rows_eats_no_line() {
    for (task, rows) in
        [("pick", ["冷藏柜", "开门检查", "Closing"]), ("search", ["1 冷藏柜", "2 开门检查", "3 Closing"])]
    {
        let mut pty = start(task);
        pty.wait_for("Closing round");
        for (key, row) in [("\x1b[B", 0), ("\x1b[B", 1), ("\x1b[B", 2), ("\x1b[A", 1)] {
            pty.wait_for_keys().press(key).wait_for(&format!("> {}", rows[row]));
        }
        assert!(pty.screen().starts_with("上一行输出\n选择程序"), "{task}:\n{}", pty.screen());
        pty.wait_for_keys().press("\r").wait_for("= Item(1)").ends_in_order(0);
    }
}

/// Returns the rows of a menu that is finally left, and what stood there before it.
fn rows_of(pty: &Pty) -> Vec<String> {
    pty.screen().lines().map(|row| row.trim_end().to_owned()).collect()
}

#[test]
fn d8_a_prompt_and_rows_wider_than_the_window_leave_nothing_behind() {
    let prompt = "请选择一个程序，或者按退出键回到上一级菜单，一共有三个程序可以选择";
    for task in ["pick", "search"] {
        let mut pty = Pty::start(probe(), &[task, prompt], 40, 24);
        pty.wait_for("Closing");
        for row in ["冷藏柜", "开门检查", "Closing round", "冷藏柜"] {
            pty.wait_for_keys().press("\x1b[B").wait_until(row, |screen| {
                screen.contents().lines().any(|line| line.starts_with("> ") && line.contains(row))
            });
        }
        pty.wait_until("five rows", |screen| screen.contents().lines().count() == 5);
        assert_eq!(rows_of(&pty)[0], "上一行输出", "{task}");
        pty.wait_for_keys().press("\r").wait_for("= Item(0)").ends_in_order(0);
        assert_eq!(rows_of(&pty), ["上一行输出", "= Item(0)"], "{task}");
    }
}

#[test]
fn d9_a_window_narrowed_under_a_menu_changes_no_choice() {
    let mut pty = start("pick");
    pty.wait_for("Closing round").wait_for_keys().press("\x1b[B").wait_for("> 冷藏柜");
    pty.resize(40, 24).wait_for_times("选择程序", 2).wait_for_keys().press("\x1b[B");
    pty.wait_for("> 开门检查").press("\r").wait_for("= Item(1)").ends_in_order(0);
}

/// dialoguer counts the rows of a menu to search anew by their bytes, and took as many lines above it for its own.
#[test]
fn d9_a_window_narrowed_under_a_menu_takes_no_line_above_it() {
    for task in ["pick", "search"] {
        let mut pty = Pty::start(probe(), &[task], 80, 40);
        pty.wait_for("Closing round");
        for (columns, menus) in [(60, 2), (50, 3), (40, 4)] {
            pty.resize(columns, 40).wait_for_times("选择程序", menus).wait_for_keys();
            for _ in 0..2 {
                let before = pty.screen();
                pty.press("\x1b[B").wait_until("another row", |screen| screen.contents() != before).wait_for_keys();
            }
            assert!(pty.screen().starts_with("上一行输出\n选择程序"), "{task}:\n{}", pty.screen());
        }
        pty.press("\r").wait_for("= Item(").ends_in_order(0);
        // The menu that is left is the one for this window, and it has erased itself.
        let rows = rows_of(&pty);
        assert_eq!(rows.iter().filter(|row| row.starts_with("选择程序")).count(), 3, "{task}:\n{rows:#?}");
        assert!(rows.last().is_some_and(|row| row.starts_with("= Item(")), "{task}:\n{rows:#?}");
    }
}

#[test]
fn d9_what_was_typed_to_search_for_outlives_a_narrowed_window() {
    let mut pty = start("search");
    pty.wait_for("Closing round").press("门检").wait_for("门检|");
    pty.resize(40, 24).wait_for_times("门检|", 2).wait_for_keys().press("\x1b[B");
    pty.wait_for("> 2 开门检查").press("\r").wait_for("= Item(1)").ends_in_order(0);
}

#[test]
fn d25_a_menu_without_a_screen_is_none() {
    for task in ["pick", "search"] {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut command = portable_pty::CommandBuilder::new("sh");
        command.args(["-c", &format!("'{}' {task} 2>'{}'; echo code $?", probe().display(), log.display())]);
        command.env("TERM", "xterm-256color");
        let mut pty = Pty::spawn(command, 80, 24);
        pty.wait_for("code 3").ends_in_order(0);
        let log = std::fs::read_to_string(log).expect("what was said");
        assert_eq!(log, "上一行输出\n= Unavailable\n", "{task}");
    }
}

#[test]
fn d28_the_active_row_is_marked_without_colour() {
    for task in ["pick", "search"] {
        let mut pty = start(task);
        pty.wait_for("Closing round");
        for row in ["冷藏柜", "开门检查", "Closing round"] {
            pty.wait_for_keys().press("\x1b[B").wait_until(row, |screen| {
                let shown = screen.contents();
                let marked: Vec<&str> = shown.lines().filter(|line| line.starts_with("> ")).collect();
                marked.len() == 1 && marked[0].contains(row)
            });
        }
        assert!(!pty.is_coloured(), "{task}:\n{}", pty.screen());
        pty.wait_for_keys().press("\r").wait_for("= Item(2)").ends_in_order(0);
    }
}

#[test]
fn d30_no_menu_has_pages() {
    let mut pty = Pty::start(probe(), &["pick", "选择程序", "40"], 80, 24);
    pty.wait_for("= Unavailable").ends_in_order(3);
    let mut pty = Pty::start(probe(), &["search", "选择程序", "40"], 80, 24);
    pty.wait_for("开门检查").press("第40").wait_for("43 第40项").press("\x1b[B").wait_for("> 43");
    assert!(!String::from_utf8_lossy(&pty.bytes()).contains("Page"), "{}", pty.screen());
    pty.press("\r").wait_for("= Item(42)").ends_in_order(0);
}

#[test]
fn a_menu_has_nothing_selected_at_first() {
    let mut pty = start("pick");
    pty.wait_for("Closing round").press("\r \r").press("\x1b[B").wait_for("> 冷藏柜").press("\r").wait_for("= Item(0)");
}

#[test]
fn d19_escape_picks_nothing() {
    let mut pty = start("pick");
    pty.wait_for("Closing round").press("\x1b").wait_for("= Nothing");
    pty.wait_for("Closing round").press("\x03").wait_for("= Interrupted(Interrupt)").ends_in_order(3);
}

#[test]
fn d10_d14_a_signal_leaves_a_menu_in_order() {
    for (signal, name) in [(Signal::INT, "Interrupt"), (Signal::TERM, "Terminate"), (Signal::HUP, "Hangup")] {
        for task in ["pick", "search"] {
            let mut pty = start(task);
            pty.wait_for("Closing round").signal(signal);
            pty.wait_for(&format!("= Interrupted({name})")).ends_in_order(3);
        }
    }
}

#[test]
fn d15_a_resized_window_leaves_a_menu_alone() {
    let mut pty = start("pick");
    pty.wait_for("Closing round").resize(60, 20).press("\x1b[B").wait_for("> 冷藏柜").press("\r").wait_for("= Item(0)");
}

#[test]
fn a_row_is_found_by_typing_a_part_of_it() {
    let mut pty = start("search");
    pty.wait_for("Closing round").press("检查").wait_until("two rows", |screen| !screen.contents().contains("Closing"));
    pty.press("\x1b[B").wait_for("> 2 开门检查").press("\r").wait_for("= Item(1)").ends_in_order(0);
}

#[test]
fn d26_a_tiny_window_has_no_menu() {
    Pty::start(probe(), &["pick"], 20, 6).wait_for("= Unavailable").ends_in_order(3);
}
