//! The human-factors rules that a file can be held against: each hint fires where it should, and only there.

use crate::procedure::finding::Severity;
use crate::procedure::yaml::load;

/// Returns the rules that find something in a file with the steps `steps`, errors and hints alike.
fn found(steps: &str) -> Vec<&'static str> {
    let source = format!("procedure: x\ntitle: X\nsteps:\n{steps}");
    load(None, source.as_bytes()).findings.iter().map(|finding| finding.rule).collect()
}

/// Returns a file's steps: `count` plain ones, each indented by `indent`.
fn plain(count: usize, indent: &str) -> String {
    (1..=count).map(|number| format!("{indent}- 第{number}项\n")).collect()
}

#[test]
fn factor_10_a_warning_holds_no_action() {
    assert_eq!(found("- {check: 换灯管, warning: 切断电源。}\n"), ["action-in-warning"]);
    assert_eq!(found("- {check: Change the lamp, warning: Turn off the power.}\n"), ["action-in-warning"]);
    for warning in
        ["可能触电。", "禁止带电操作。", "不得顶住库门。", "Do not touch the wires.", "The wires may be live."]
    {
        assert!(found(&format!("- {{check: 换灯管, warning: {warning}}}\n")).is_empty(), "{warning}");
    }
}

#[test]
fn factor_10_a_note_holds_no_action() {
    assert_eq!(found("- {check: 换灯管, note: 戴上手套。}\n"), ["action-in-note"]);
    assert_eq!(found("- {check: Change the lamp, note: Put on gloves.}\n"), ["action-in-note"]);
    for note in ["手套在柜台下面。", "不打断客人。", "超过时限也要办结。", "The gloves are under the desk."]
    {
        assert!(found(&format!("- {{check: 换灯管, note: {note}}}\n")).is_empty(), "{note}");
    }
}

#[test]
fn factor_13_a_response_states_what_is_seen() {
    for vague in ["正常", "已检查", "合格", "OK", "Checked.", "set", "done", "as required"] {
        assert_eq!(found(&format!("- {{check: 后门, expect: {vague}}}\n")), ["vague-response"], "{vague}");
    }
    for seen in ["已上锁", "绿灯亮", "Door locked", "Lamp green", "set to auto"] {
        assert!(found(&format!("- {{check: 后门, expect: {seen}}}\n")).is_empty(), "{seen}");
    }
}

/// A warning is a key of the step it belongs to: far from any step, or behind the last of a section, none can stand.
#[test]
fn factor_11_a_warning_stands_nowhere_but_at_a_step() {
    let alone = "- section: 厨房\n  steps:\n    - 关煤气\n    - {warning: 可能触电。}\n";
    assert!(!found(alone).is_empty() && found(alone).iter().all(|rule| *rule != "action-in-warning"));
    let errors = |source: &str| load(None, source.as_bytes()).findings.len();
    assert!(errors("procedure: x\ntitle: X\nwarning: 可能触电。\nsteps: [关煤气]\n") > 0);
    assert!(
        errors("procedure: x\ntitle: X\nsteps:\n  - {choose: C, id: c, options: [{id: a, warning: 烫}, {id: b}]}\n")
            > 0
    );
    assert_eq!(errors("procedure: x\ntitle: X\nsteps:\n  - {check: 关煤气, warning: 可能触电。}\n"), 0);
}

#[test]
fn factor_14_what_is_critical_comes_first_in_its_section() {
    let critical = "    - {check: 关煤气, critical: true}\n";
    let late = format!("- section: 厨房\n  steps:\n{}{critical}", plain(6, "    "));
    assert_eq!(found(&late), ["late-critical"]);
    let early = format!("- section: 厨房\n  steps:\n{critical}{}", plain(6, "    "));
    assert!(found(&early).is_empty());
    let fifth = format!("- section: 厨房\n  steps:\n{}{critical}", plain(5, "    "));
    assert!(found(&fifth).is_empty());
}

#[test]
fn factor_15_sections_are_short_and_long_lists_have_some() {
    let section = |count| format!("- section: 开门\n  steps:\n{}", plain(count, "    "));
    assert!(found(&section(9)).is_empty());
    assert_eq!(found(&section(10)), ["long-section"]);
    assert!(found(&plain(9, "")).is_empty());
    assert_eq!(found(&plain(10, "")), ["long-section"], "a long list without any section");
    assert!(found(&format!("{}{}{}", section(9), section(9), plain(9, ""))).is_empty());
}

#[test]
fn factor_16_emphasis_is_scarce() {
    let critical =
        |count: usize| -> String { (0..count).map(|n| format!("- {{check: 关{n}, critical: true}}\n")).collect() };
    assert_eq!(found(&format!("{}{}", critical(3), plain(6, ""))), ["many-critical"]);
    assert!(found(&format!("{}{}", critical(1), plain(4, ""))).is_empty());
    assert!(found(&critical(2)).is_empty(), "a short procedure may be critical as a whole");
}

#[test]
fn factor_17_a_critical_step_is_repeated_on_purpose_only() {
    let twice = "- {check: 关煤气, critical: true}\n- 开窗\n- {check: 关煤气, critical: true";
    assert_eq!(found(&format!("{twice}}}\n")), ["repeated-critical"]);
    let meant = format!("{twice}, ignore: {{repeated-critical: 离店前再关一次}}}}\n");
    assert!(found(&meant).is_empty());
    assert!(found("- {check: 关煤气, critical: true}\n- {check: 关水, critical: true}\n").is_empty());
    let alternatives = "- decide: 有客人？\n  id: d\n  if_yes: [{check: 锁门, critical: true}]\n  if_no: [{check: 锁门, critical: true}]\n";
    assert!(found(alternatives).is_empty(), "only one of them is asked");
    let days = "- {check: 锁门, critical: true, when: weekday == 'mon'}\n- {check: 锁门, critical: true, when: weekday != 'mon'}\n";
    assert!(found(days).is_empty(), "only one of them is asked");
}

#[test]
fn factor_21_a_loop_has_a_stop_rule_and_a_bound() {
    assert_eq!(found("- {decide: 好了？, id: d}\n- {repeat: 再试, until: d, steps: [擦拭]}\n"), ["endless-repeat"]);
    assert_eq!(found("- {repeat: 再试, steps: [擦拭]}\n"), ["missing-key"], "without a stop rule there is no loop");
    assert!(found("- {repeat: 再试, until: d, steps: [{decide: 好了？, id: d}]}\n").is_empty());
}

#[test]
fn factor_22_a_deadline_says_what_to_do_when_it_is_missed() {
    let step = |keys: &str| {
        format!("- {{check: 点火, id: lit}}\n- {{check: 关火, deadline: {{within: 5m, of: lit}}{keys}}}\n")
    };
    assert_eq!(found(&step("")), ["deadline-without-on-fail"]);
    assert!(found(&step(", on_fail: {steps: [拉警报]}")).is_empty());
    assert!(found(&step(", note: 超时请报值班长。")).is_empty());
}

#[test]
fn factor_42_no_secret_stands_in_a_text() {
    for text in
        ["后台密码是 a1b2c3", "password: hunter22", "联系物业 13800138000", "AKIAABCDEFGHIJKLMNOP", "Call 010-12345678"]
    {
        assert_eq!(found(&format!("- check: \"{text}\"\n")), ["secret-in-text"], "{text}");
    }
    for text in ["把密码交给值班长", "输入你的口令", "第 13 号柜", "2026-11-23 起生效"] {
        assert!(found(&format!("- check: \"{text}\"\n")).is_empty(), "{text}");
    }
    assert_eq!(
        found("- {record: 口令, id: p, secret: true}\n- {check: b, when: p == 'x'}\n"),
        ["secret-in-expression"]
    );
}

#[test]
fn hints_never_fail_a_file() {
    let source = "procedure: x\ntitle: X\nsteps:\n- {check: 后门, expect: 正常}\n";
    let findings = load(None, source.as_bytes()).findings;
    assert_eq!(findings.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Hint]);
}
