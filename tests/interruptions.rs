//! Whatever interrupts a run leaves it open, its answers on disk and the terminal in order, at every kind of prompt.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use operator::{Operator, Start, answered, live, pauses};
use roster::house_of;
use rustix::process::Signal;
use support::{House, of_type};

/// A prompt: what the procedure says, what is typed to come to it, and what then stands on the screen.
struct Place {
    name: &'static str,
    steps: &'static str,
    way: &'static [(&'static str, &'static str)],
    asked: &'static str,
}

const CHECK: &str = "  - check: 第一项\n";

const PLACES: [Place; 19] = [
    Place { name: "warning", steps: "  - {check: 第一项, warning: 小心}\n", way: &[], asked: "小心" },
    Place { name: "check", steps: CHECK, way: &[], asked: "2 不合格" },
    Place { name: "critical", steps: "  - {check: 第一项, critical: true}\n", way: &[], asked: "完成请输入" },
    Place {
        name: "measure", steps: "  - {measure: 温度, id: t, min: 18, max: 22}\n", way: &[], asked: "限 18～22"
    },
    Place {
        name: "limits",
        steps: "  - {measure: 温度, id: t, min: 18, max: 22}\n",
        way: &[("温度", "25")],
        asked: "3 记为超限",
    },
    Place {
        name: "form",
        steps: "  - {record: 报修单, id: r, fields: [{id: a, title: 设备, type: text}, {id: b, title: 电话, type: text}]}\n",
        way: &[("设备", "电视")],
        asked: "电话",
    },
    Place {
        name: "table row",
        steps: "  - {record: 客户, id: r, rows: {at_least: 1}, fields: [{id: a, title: 单位, type: text}]}\n",
        way: &[("单位", "甲公司")],
        asked: "第 2 行",
    },
    Place {
        name: "choose",
        steps: "  - {choose: 业务, id: c, options: [{id: a, title: 咨询}, {id: b, title: 缴费}]}\n",
        way: &[],
        asked: "2 缴费",
    },
    Place {
        name: "decide", steps: "  - {decide: 下雨吗, id: d, if_yes: [{check: 铺垫}]}\n", way: &[], asked: "2 否"
    },
    Place { name: "reason", steps: CHECK, way: &[("第一项", "2")], asked: "为什么不合格" },
    Place {
        name: "failure menu",
        steps: "  - {check: 第一项, on_fail: {steps: [{check: 重启}]}}\n",
        way: &[("第一项", "2")],
        asked: "现在整改",
    },
    Place { name: "menu", steps: CHECK, way: &[("第一项", "")], asked: "菜单" },
    Place {
        name: "sign", steps: "  - {sign: 签字, id: s, by: [lead], meaning: 属实}\n", way: &[], asked: "签字表示"
    },
    Place {
        name: "pin",
        steps: "  - {sign: 签字, id: s, by: [lead], meaning: 属实}\n",
        way: &[("签字表示", "li")],
        asked: "口令",
    },
    Place {
        name: "notify",
        steps: "  - {check: 第一项, on_fail: {notify: 维修, steps: [{check: 重启}]}}\n",
        way: &[("第一项", "2"), ("现在整改", "2"), ("为什么", "1")],
        asked: "请告知",
    },
    Place {
        name: "handover", steps: "  - {handover: 交班, id: h, for: [hall]}\n", way: &[], asked: "留给下一班"
    },
    Place { name: "note", steps: CHECK, way: &[("第一项", "5")], asked: "备注（一行）" },
    Place { name: "why given up", steps: CHECK, way: &[("第一项", "10")], asked: "为什么放弃" },
    Place {
        name: "close", steps: CHECK, way: &[("第一项", "1"), ("最后一步", "1")], asked: "关闭本次运行"
    },
];

fn come_to(place: &Place, house: &House) -> Operator {
    let mut operator = Start::new(house, &["run", "hall", "--operator", "zhang"]).sit();
    operator.walks(place.way).asked(place.asked);
    operator
}

fn is_left_open(place: &Place, why: &str, mut operator: Operator, house: &House) {
    operator.sees("继续：").ends(3);
    let entries = live(house);
    assert_eq!(pauses(&entries), [why], "{}", place.name);
    assert_eq!(entries.last().expect("an entry")["type"], "paused", "{}", place.name);
    let before = place.way.iter().filter(|(asked, line)| *line == "1" && !asked.starts_with("为什么")).count();
    let failed = usize::from(place.name == "notify");
    assert_eq!(answered(&entries).len(), before + failed, "{}", place.name);
}

fn at_every_prompt(why: &str, interrupt: impl Fn(&mut Operator)) {
    for place in &PLACES {
        let house = house_of(place.steps);
        let mut operator = come_to(place, &house);
        interrupt(&mut operator);
        is_left_open(place, why, operator, &house);
    }
}

#[test]
fn fault_05_ctrl_c_at_every_prompt_leaves_the_run_open() {
    at_every_prompt("interrupt", |operator| {
        operator.presses("\x03");
    });
}

#[test]
fn fault_05_sigterm_at_every_prompt_leaves_the_run_open() {
    at_every_prompt("terminate", |operator| {
        operator.signal(Signal::TERM);
    });
}

#[test]
fn fault_06_sighup_at_every_prompt_leaves_the_run_open() {
    at_every_prompt("hangup", |operator| {
        operator.signal(Signal::HUP);
    });
}

#[test]
fn fault_12_end_of_input_at_every_prompt_leaves_the_run_open() {
    at_every_prompt("end_of_input", |operator| {
        operator.presses("\x04");
    });
}

#[test]
fn factor_30_rule_20_a_run_interrupted_anywhere_goes_on_where_it_was() {
    for place in &PLACES {
        let house = house_of(place.steps);
        come_to(place, &house).presses("\x03").ends(3);
        let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
        operator.asked("> ").presses("\x03").ends(3);
        assert_eq!(pauses(&live(&house)), ["interrupt", "interrupt"], "{}", place.name);
        let verified = house.run(&["verify", "--chain"]);
        assert!(verified.code == 3 || verified.code == 0, "{}: {verified:?}", place.name);
    }
}

#[test]
fn leaving_before_a_run_began_is_no_run() {
    for (arguments, asked) in [(&["run", "hall"][..], "谁来操作"), (&[][..], "输入编号开始或继续")] {
        for key in ["\x03", "\x04"] {
            let house = house_of(CHECK);
            Operator::at(&house, arguments).asked(asked).presses(key).ends(2);
            assert!(house.journals("live").is_empty());
        }
        for signal in [Signal::TERM, Signal::HUP] {
            let house = house_of(CHECK);
            Operator::at(&house, arguments).asked(asked).signal(signal).ends(2);
            assert!(house.journals("live").is_empty());
        }
    }
}

#[test]
fn a_pin_at_the_beginning_can_be_left() {
    let house = house_of(CHECK);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "li"]);
    operator.sees("李娜 的口令：").presses("\x03").ends(2);
    assert!(house.journals("live").is_empty());
}

#[test]
fn a_handover_to_accept_can_be_left() {
    let house = house_of("  - {handover: 交班, id: h, for: [hall]}\n");
    let start = ["run", "hall", "--operator", "zhang"];
    let mut first = Operator::at(&house, &start);
    first.walks(&[("留给下一班", "电视坏了"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    Operator::at(&house, &start).asked("电视坏了").presses("\x03").sees("继续：").ends(3);
}

/// Six questions of six kinds, with what answers each.
const SIX: &str = "  - check: 灯光\n  - {measure: 温度, id: t}\n  - {decide: 下雨吗, id: d, if_yes: [{check: 铺垫}]}\n  \
                   - {record: 备注内容, id: r, type: text}\n  - {choose: 业务, id: c, options: [{id: a, title: 咨询}, {id: b, title: 缴费}]}\n";
const SIX_ANSWERS: [(&str, &str); 6] =
    [("灯光", "1"), ("温度", "20"), ("下雨吗", "2"), ("备注内容", "一切正常"), ("业务", "1"), ("最后一步", "1")];

#[test]
fn fault_01_sigkill_at_every_question_loses_no_acknowledged_answer() {
    let house = house_of(SIX);
    for (at, (question, line)) in SIX_ANSWERS.iter().enumerate() {
        let target = if at == 0 { "hall" } else { "last" };
        let mut operator = Operator::at(&house, &["run", target, "--operator", "zhang"]);
        operator.asked(question);
        assert_eq!(answered(&live(&house)).len(), at, "before {question}");
        operator.types(line).asked(SIX_ANSWERS.get(at + 1).map_or("关闭本次运行", |(next, _)| next));
        operator.pty.kill();
    }
    let mut last = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    last.answers("关闭本次运行", "1").ends(0);
    let entries = live(&house);
    assert_eq!(answered(&entries), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(of_type(&entries, "resumed").len(), 6);
    assert_eq!(house.run(&["verify", "--chain"]).code, 0, "{:?}", house.run(&["verify"]));
}

/// Sits at a terminal, says so, and waits to be killed: then its terminal is gone, as a closed window is.
#[test]
fn holds_a_terminal() {
    let Ok(folder) = std::env::var("HOLDS") else { return };
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_signoff"));
    command.args(["--store", "store", "run", "hall", "--operator", "zhang"]);
    command.cwd(folder);
    command.env("SIGNOFF_LANG", "zh");
    command.set_controlling_tty(std::env::var_os("FOREIGN").is_none());
    let mut pty = pty::Pty::spawn(command, 80, 24);
    pty.wait_for("回车 更多\n>").press("1\r").wait_for("2/2");
    {
        println!("\nsits");
    }
    // Until the end of the input, which never comes before the end of this process.
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[test]
fn fault_06_a_closed_window_leaves_the_run_open() {
    a_closed_window_is_a_hangup(false);
}

/// No signal tells of it where the terminal is not the session's own.
#[test]
fn fault_06_a_terminal_that_is_gone_is_a_hangup_without_any_signal() {
    a_closed_window_is_a_hangup(true);
}

fn a_closed_window_is_a_hangup(foreign: bool) {
    let house = house_of(CHECK);
    let own = std::env::current_exe().expect("the test's own path");
    let mut holder = Command::new(own)
        .args(["--exact", "holds_a_terminal", "--nocapture"])
        .env("HOLDS", house.path("."))
        .envs(foreign.then_some(("FOREIGN", "1")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test starts itself");
    let mut lines = BufReader::new(holder.stdout.take().expect("its output")).lines();
    assert!(lines.any(|line| line.expect("a line") == "sits"), "the other side does not sit");
    let journal = house.journals("live").remove(0);
    holder.kill().expect("it ends");
    holder.wait().expect("it has ended");
    // The program holds the lock until it ends.
    let file = File::open(&journal).expect("the journal");
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockShared).expect("the lock");
    let entries = live(&house);
    assert_eq!(answered(&entries), ["1"]);
    assert_eq!(entries.last().expect("an entry")["type"], "paused");
    assert_eq!(pauses(&entries), ["hangup"]);
}

/// Ctrl-Z at every kind of prompt: the shell gets its terminal in order, `fg` shows the question again, and nothing of it
/// stands in the journal.
#[test]
fn d22_ctrl_z_and_back_at_every_prompt() {
    for place in &PLACES {
        let house = house_of(place.steps);
        let mut operator = Start::new(&house, &["run", "hall", "--operator", "zhang"]).sit_in_a_shell();
        operator.walks(place.way).asked(place.asked);
        let before = std::fs::read(&house.journals("live")[0]).expect("bytes");
        operator.presses("\x1a").pty.shell_asks(2).is_left_in_order();
        operator.presses("fg\r").asked(place.asked);
        assert_eq!(std::fs::read(&house.journals("live")[0]).expect("bytes"), before, "{}", place.name);
        operator.presses("\x03").sees("继续：").pty.shell_asks(3).is_left_in_order();
        assert_eq!(pauses(&live(&house)), ["interrupt"], "{}", place.name);
    }
}

#[test]
fn d22_a_run_goes_on_after_ctrl_z() {
    let house = house_of("  - {measure: 温度, id: t}\n");
    let mut operator = Start::new(&house, &["run", "hall", "--operator", "zhang"]).sit_in_a_shell();
    operator.asked("温度").presses("2").sees("2").presses("\x1a").pty.shell_asks(2);
    operator.presses("fg\r").sees("> 2").presses("1\r").answers("最后一步", "1").answers("关闭本次运行", "1");
    operator.pty.shell_asks(3).is_left_in_order();
    let entries = live(&house);
    assert_eq!(answered(&entries), ["1", "2"]);
    assert_eq!(of_type(&entries, "answered")[0]["value"], "21");
    assert!(of_type(&entries, "clock_stepped").is_empty() && pauses(&entries).is_empty());
    assert_eq!(house.run(&["verify", "last"]).code, 0);
}

/// Somebody pressed Ctrl-Z and forgot it: the second window says which process holds the run and that it is stopped.
/// SIGSTOP, since the kernel ignores SIGTSTP for a program whose terminal has no shell.
#[test]
fn fault_07_a_stopped_program_keeps_its_run_and_goes_on() {
    let house = house_of(CHECK);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.asked("2 不合格").signal(Signal::STOP);
    let pid = rustix::process::Pid::from_raw(operator.pty.pid());
    let status = rustix::process::waitpid(pid, rustix::process::WaitOptions::UNTRACED).expect("it stops");
    assert!(status.is_some_and(|(_, status)| status.stopped()));
    let before = std::fs::read(&house.journals("live")[0]).expect("bytes");
    let second = house.run(&["abandon", "last", "--operator", "zhang", "--reason", "gone"]);
    let named = format!("process {}, which is stopped", operator.pty.pid());
    assert!(second.code == 4 && second.stderr.contains(&named), "{second:?}");
    assert_eq!(std::fs::read(&house.journals("live")[0]).expect("bytes"), before);
    // What is typed before the question comes again answers nothing: it is waited for from here on.
    operator
        .presses("")
        .signal(Signal::CONT)
        .answers("2 不合格", "1")
        .answers("最后一步", "1")
        .answers("关闭本次运行", "1")
        .ends(0);
    assert_eq!(of_type(&live(&house), "clock_stepped").len(), 0, "time that passed is no clock that was set");
    assert_eq!(house.run(&["verify", "last"]).code, 0);
}
