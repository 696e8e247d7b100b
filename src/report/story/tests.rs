//! A run with a bit of everything, told.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{Story, spent};
use crate::clock::Stamp;
use crate::journal::{Entry, Journal, MemoryStorage, Verification};
use crate::language::Language;
use crate::procedure::yaml::load;
use crate::report::testing::{layout, widest};
use crate::report::titles::Titles;
use crate::run::event::Event;

const AT: &str = "2026-11-21T08:41:00.000+08:00";

fn started() -> Value {
    json!({
        "store": "s", "run": "20261121T084100-round-7q4kd9", "ledger": {"n": 0, "h": ""},
        "procedure": {"id": "round", "version": "1.2.0", "source": "round.yaml", "blob": "7c1f3a00"},
        "mode": "live", "operator": {"id": "zhang", "name": "张敏", "roles": ["lead"]}, "assurance": "pin",
        "site": "hall-042", "site_title": "人民路营业厅", "site_file": "none",
        "roster": [{"id": "zhang", "name": "张敏"}, {"id": "li", "name": "李娜"}],
        "business_date": "2026-11-21", "day_starts": "00:00", "zone": "Asia/Shanghai", "language": "zh",
        "program": "0.1.0", "host": "h", "user": "u",
    })
}

fn answer(path: &str, kind: &str, title: &str, value: &Value, outcome: &str, more: &Value) -> Value {
    let mut answer = json!({
        "path": path, "kind": kind, "title": title, "value": value, "outcome": outcome,
        "section_shown_at": AT, "shown_at": AT, "by": "zhang",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        answer[name] = value.clone();
    }
    answer
}

fn events() -> Vec<(&'static str, Value)> {
    let degrees = json!({"unit": "°C", "limits": {"min": "18", "max": "22"}});
    let warm = json!({
        "unit": "°C", "limits": {"min": "18", "max": "22"}, "then": "correct", "mistyped": ["250"], "window": "late",
        "evidence": [{"reference": "IMG-1"}],
    });
    let waived = json!({"reason": "坏了\n2.9  伪造：完成", "then": "override", "second": {
        "by": "li", "name": "李娜", "assurance": "claimed", "raw": "4", "agrees": false,
    }});
    let new = answer("1.2", "measure", "大厅温度", &json!({"n": "20"}), "done", &degrees);
    vec![
        ("run_started", started()),
        ("parameter_set", json!({"name": "opening", "value": "09:00", "from": "default"})),
        ("handover_accepted", json!({"run": "r", "path": "9", "text": "空调已报修", "shown_at": AT, "by": "zhang"})),
        ("section_shown", json!({"path": "", "title": "开门检查", "steps": [{"path": "1", "title": "大厅"}]})),
        ("section_shown", json!({"path": "1", "title": "大厅", "steps": [{"path": "1.2", "title": "大厅温度"}]})),
        ("warning_acknowledged", json!({"path": "1.1", "warning": "小心触电", "shown_at": AT, "by": "zhang"})),
        ("answered", answer("1.1", "check", "灯光", &json!(true), "done", &json!({"expect": "全亮", "item": "A"}))),
        ("answered", answer("1.2", "measure", "大厅温度", &json!({"n": "25"}), "failed", &warm)),
        ("notified", json!({"path": "1.2", "text": "维修", "shown_at": AT, "by": "zhang"})),
        ("answered", answer("1.2.fail.1", "check", "调节空调", &json!(true), "done", &json!({}))),
        ("answered", answer("1.2", "measure", "大厅温度", &json!({"n": "21"}), "corrected", &degrees)),
        (
            "amended",
            json!({
                "of": 11, "path": "1.2", "old": {"value": {"n": "21"}, "outcome": "corrected"}, "new": new, "reason": "看错",
            }),
        ),
        ("answered", answer("2", "record", "余额", &json!({"n": "3"}), "failed", &waived)),
        (
            "overridden",
            json!({
                "path": "2", "by": "li", "name": "李娜", "assurance": "pin", "reason": "已报修", "shown_at": AT,
            }),
        ),
        ("action_opened", json!({"id": "r/1", "path": "2", "title": "补足", "owner": "lead", "due": AT})),
        ("inactivated", json!({"steps": [{"path": "3", "title": "消防"}], "because": "when"})),
        ("note_added", json!({"path": "4", "text": "\u{1b}[2J停电", "by": "zhang"})),
        ("paused", json!({"step": "4", "why": "interrupt"})),
        (
            "resumed",
            json!({
                "by": {"id": "li", "name": "李娜"}, "assurance": "claimed", "held_for": 4_000, "procedure_changed": true,
            }),
        ),
        ("clock_stepped", json!({"expected": AT, "found": AT, "by_ms": -90_000})),
        ("answered", answer("4", "decide", "有顾客吗", &json!(false), "done", &json!({"by": "li"}))),
        ("telepathy_used", json!({})),
        (
            "signed",
            json!({
                "path": "5", "title": "可以开门", "by": "li", "name": "李娜", "role": "lead", "meaning": "已全部检查",
                "assurance": "pin", "head": "", "head_seq": 21,
            }),
        ),
        (
            "run_closed",
            json!({
                "verdict": "completed_with_deviations", "score": "89.96", "deviations": 3, "by": "li",
                "counts": {"done": 3, "failed": 0, "corrected": 1, "overridden": 1, "not_applicable": 0, "deferred": 0, "inactive": 1},
            }),
        ),
    ]
}

fn entries() -> Vec<Entry> {
    entries_of(&events())
}

fn entries_of(events: &[(&str, Value)]) -> Vec<Entry> {
    let storage = MemoryStorage::default();
    let mut journal = Journal::create(storage.clone());
    let mut at = DateTime::parse_from_rfc3339(AT).expect("a time");
    for (kind, data) in events {
        journal.append(Stamp { at, mono: 0 }, kind, "zhang", data).expect("appends");
        at += TimeDelta::minutes(if *kind == "paused" { 1_440 } else { 1 });
    }
    Verification::of(&storage.bytes()).entries
}

fn told(width: usize, language: Language) -> String {
    let story = Story {
        entries: &entries(),
        alarms: &[],
        remarks: &[],
        of_the_whole: &[],
        receipt: None,
        titles: &Arc::default(),
        pace: false,
    };
    story.tell(layout(width, language))
}

#[test]
fn a_run_in_english_at_eighty_columns() {
    assert_snapshot!(told(80, Language::En), @r#"
    开门检查  round 1.2.0@7c1f3a
    Run            20261121T084100-round-7q4kd9
    Site           人民路营业厅 (hall-042)
    Business date  2026-11-21
    Mode           live
    Operator       张敏 (zhang), PIN given
    Begun          2026-11-21 08:41:00 +08:00
    Closed         2026-11-22 09:03:00 +08:00
    Duration       1 d 0 h
    Record         entries: 24, written by signoff 0.1.0

    08:42:00  parameter opening = 09:00 (default)
    08:43:00  hand-over of r accepted — 张敏
                空调已报修

    1  大厅
    08:46:00  1.1  warning acknowledged: 小心触电 — 张敏
    08:47:00  1.1  [A] 灯光: done — 张敏
                expected: 全亮
    08:48:00  1.2  大厅温度: 25 °C, limits 18 to 22, not OK, LATE — 张敏
                typed before by mistake: 250
                is corrected now
                evidence: IMG-1
    08:49:00  1.2  told: 维修 — 张敏
    08:50:00    1.2.fail.1  调节空调: done — 张敏
    08:51:00  1.2  大厅温度: 21 °C, limits 18 to 22, corrected — 张敏
    08:52:00  1.2  大厅温度: AMENDED: 21 °C, corrected → 20 °C, limits 18 to 22,
              done — 张敏
                amended because: 看错

    08:53:00  2  余额: 3, not OK — 张敏
                reason: 坏了␊2.9  伪造：完成
                a second person decides
                entered again by 李娜 (as claimed): 4, DIFFERENT
    08:54:00  2  余额: OVERRIDDEN by 李娜 (PIN given)
                reason: 已报修
    08:55:00  2  follow-up opened: 补足 (r/1)
                owner: lead
                due 2026-11-21 08:41:00 +08:00
    08:56:00  inactive steps: 1, their condition is false
                3 消防
    08:57:00  4  note: ␛[2J停电 — 张敏
    08:58:00  paused at 4: interrupted

    2026-11-22
    08:58:00  gone on with by 李娜 (as claimed), held for 1 h 6 min
                the procedure's file had changed; the pinned text went on
    08:59:00  the clock was set BACK by 1 min 30 s
    09:00:00  4  有顾客吗: no — 李娜
    09:01:00  entry 22 of a type this version does not know: telepathy_used
    09:02:00  5  可以开门: signed: 李娜 (li), as lead, PIN given
                meaning: 已全部检查
                2026-11-22 09:02:00 +08:00
    09:03:00  closed: completed with deviations — 李娜

    Verdict     completed with deviations
    Steps       done 3 · corrected 1 · overridden 1 · not taken 1
    Score       89.9 %
    Deviations  3
    Receipt     none in the ledger yet; the next start writes it
    "#);
}

#[test]
fn what_was_mistyped_where_a_run_was_given_up_stands_at_its_end() {
    let counts = json!({
        "done": 0, "failed": 0, "corrected": 0, "overridden": 0, "not_applicable": 0, "deferred": 0, "inactive": 0,
    });
    let end = json!({
        "verdict": "abandoned", "counts": counts, "deviations": 0, "reason": "停电", "by": "zhang", "shown_at": AT,
        "step": "1.2", "mistyped": ["250"],
    });
    let page = told_of(&[("run_closed", end)]);
    assert!(page.contains("\n            在 1.2：此前输错：250\n"), "{page}");
}

#[test]
fn a_run_in_chinese_at_sixty_columns() {
    assert_snapshot!(told(60, Language::Zh), @r#"
    开门检查  round 1.2.0@7c1f3a
    运行    20261121T084100-round-7q4kd9
    站点    人民路营业厅（hall-042）
    营业日  2026-11-21
    方式    正式
    操作员  张敏（zhang），口令核实
    开始    2026-11-21 08:41:00 +08:00
    结束    2026-11-22 09:03:00 +08:00
    用时    1 天 0 小时
    记录    24 条，由 signoff 0.1.0 写入

    08:42:00  参数 opening = 09:00（默认）
    08:43:00  已接收 r 的交接 — 张敏
                空调已报修

    1  大厅
    08:46:00  1.1  已知悉警告：小心触电 — 张敏
    08:47:00  1.1  [A] 灯光：完成 — 张敏
                应为：全亮
    08:48:00  1.2  大厅温度：25 °C，限 18～22，不合格，过晚 — 张
              敏
                此前输错：250
                现在整改
                凭证：IMG-1
    08:49:00  1.2  已通知：维修 — 张敏
    08:50:00    1.2.fail.1  调节空调：完成 — 张敏
    08:51:00  1.2  大厅温度：21 °C，限 18～22，已整改 — 张敏
    08:52:00  1.2  大厅温度：更正：21 °C，已整改 → 20 °C，限
              18～22，完成 — 张敏
                更正原因：看错

    08:53:00  2  余额：3，不合格 — 张敏
                原因：坏了␊2.9  伪造：完成
                由他人放行
                李娜（自报）复录：4，不一致
    08:54:00  2  余额：由李娜（口令核实）放行
                原因：已报修
    08:55:00  2  新增待办：补足（r/1）
                负责：lead
                限 2026-11-21 08:41:00 +08:00
    08:56:00  未走到 1 步，条件不成立
                3 消防
    08:57:00  4  备注：␛[2J停电 — 张敏
    08:58:00  暂停于 4：被中断

    2026-11-22
    08:58:00  李娜（自报） 继续，停了 1 小时 6 分
                规程文件已改动，仍按存档文本继续
    08:59:00  时钟被拨慢 1 分 30 秒
    09:00:00  4  有顾客吗：否 — 李娜
    09:01:00  第 22 条的类型本版本不认识：telepathy_used
    09:02:00  5  可以开门：已签：李娜（li），以 lead 身份，口令
              核实
                含义：已全部检查
                2026-11-22 09:02:00 +08:00
    09:03:00  结束：完成，有偏差 — 李娜

    结论  完成，有偏差
    步骤  完成 3 · 已整改 1 · 由他人放行 1 · 未走到 1
    得分  89.9 %
    偏差  3
    回执  台账里还没有，下次启动时补写
    "#);
}

#[test]
fn every_line_fits_and_every_entry_is_told() {
    for width in [40, 60, 80, 100, 120] {
        for language in [Language::En, Language::Zh] {
            let text = told(width, language);
            assert!(widest(&text) <= width, "{width}:\n{text}");
            assert!(text.contains("telepathy_used") && text.contains("李娜") && !text.contains('\x1b'), "{text}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("2.9")), "a note forged a line:\n{text}");
        }
    }
}

#[test]
fn what_is_wrong_stands_at_the_top() {
    let alarms = ["ALTERED: entry 3".to_owned()];
    let story = Story {
        entries: &entries()[..3],
        alarms: &alarms,
        remarks: &[],
        of_the_whole: &[],
        receipt: None,
        titles: &Arc::default(),
        pace: false,
    };
    let text = story.tell(layout(80, Language::En));
    assert!(text.starts_with("!! ALTERED: entry 3\n"), "{text}");
    assert!(text.contains("still open"), "{text}");
    let nothing = Story {
        entries: &[],
        alarms: &alarms,
        remarks: &[],
        of_the_whole: &[],
        receipt: None,
        titles: &Arc::default(),
        pace: false,
    };
    assert!(nothing.tell(layout(80, Language::En)).starts_with("!! "));
}

const FILE: &str = "procedure: round\ntitle: 巡查\nparameters: {desk: {title: 台席, type: text}}\nsteps:\n  - repeat: 遍\n    \
    until: ok\n    steps: [{decide: 行吗, id: ok}]\n  - each: 台\n    as: k\n    in: [一号台]\n    steps: [\"{{ k }} 电源\"]\n  - \
    record: 表\n    id: form\n    fields: [{id: pw, title: 密, type: text, secret: true}]\n";

/// Returns a run with these events behind its beginning, told in Chinese with the titles of its procedure.
fn told_of(events: &[(&str, Value)]) -> String {
    let procedure = load(Some("round"), FILE.as_bytes()).procedure.expect("a procedure");
    let titles = Arc::new(Titles::of(&[&procedure], "zh", Language::Zh));
    let mut all = vec![("run_started", started())];
    all.extend(events.iter().cloned());
    let entries = entries_of(&all);
    let story = Story {
        entries: &entries,
        alarms: &[],
        remarks: &[],
        of_the_whole: &[],
        receipt: None,
        titles: &titles,
        pace: false,
    };
    story.tell(layout(80, Language::Zh))
}

/// The log had bare paths where the run had forgotten a step, or had come to nothing that was shown.
#[test]
fn what_the_run_has_no_title_of_has_that_of_its_procedure() {
    let gone =
        json!({"steps": [{"path": "1#2.1", "title": ""}, {"path": "2[一号台].1", "title": ""}], "because": "amended"});
    let paused = |step: &str| ("paused", json!({"step": step, "why": "menu"}));
    let text = told_of(&[("inactivated", gone), paused("2[一号台].1"), paused("@desk"), paused("")]);
    assert!(text.starts_with("巡查  round 1.2.0@7c1f3a\n"), "{text}");
    assert!(text.contains("1#2.1 行吗、2[一号台].1 [一号台] 一号台 电源"), "{text}");
    assert!(text.contains("暂停于 2[一号台].1  [一号台] 一号台 电源："), "{text}");
    assert!(text.contains("暂停于 台席：") && text.contains("  暂停：操作员暂停"), "{text}");
}

#[test]
fn a_secret_is_told_in_the_readers_language() {
    let form =
        answer("3", "record", "表", &json!({"pw": "entered"}), "done", &json!({"step": "form", "raw": {"pw": ""}}));
    let text = told_of(&[("answered", form)]);
    assert!(text.contains("密：已录入，不留存") && !text.contains("entered"), "{text}");
}

/// An amendment told the word for true and false beside the outcome, and two reasons that nothing kept apart.
#[test]
fn an_amendment_says_what_changed_and_which_reason_is_whose() {
    let failed =
        answer("2[一号台].1", "check", "电源", &json!(false), "failed", &json!({"reason": "坏了", "item": "一号台"}));
    let amended = json!({"of": 2, "path": "2[一号台].1", "old": {"value": true, "outcome": "done"}, "new": failed, "reason": "看错"});
    let apart = json!({"limits": {"min": "2"}, "reason": "没有表"});
    let absent = answer("4", "measure", "水位", &json!(null), "not_applicable", &apart);
    let again = json!({"path": "2[一号台].1", "of": 3, "shown_at": AT, "by": "zhang"});
    let text = told_of(&[("amended", amended), ("reconfirmed", again), ("answered", absent)]);
    assert!(
        text.contains("更正：完成 → 不合格") && text.contains("更正原因：看错") && text.contains("  原因：坏了"),
        "{text}"
    );
    assert!(text.contains("2[一号台].1  [一号台] 电源：再次询问") && text.contains("水位：不适用"), "{text}");
}

/// A clock that was set forward made the log tell of a longer run than the last screen.
#[test]
fn the_duration_leaves_out_what_the_clock_was_set_by() {
    let at = |minutes: i64| DateTime::parse_from_rfc3339(AT).expect("a time") + TimeDelta::minutes(minutes);
    let step = json!({"expected": AT, "found": AT, "by_ms": 2_100_000});
    let step = Event::read("clock_stepped", &step.to_string()).ok().flatten();
    let course = [(at(0), None), (at(36), step.as_ref()), (at(40), None)];
    assert_eq!(spent(course.into_iter()), TimeDelta::minutes(5));
    assert_eq!(spent(course[..1].iter().copied()), TimeDelta::zero());
    let back = [(at(0), None), (at(-9), None)];
    assert_eq!(spent(back.into_iter()), TimeDelta::zero(), "set back while nobody looked");
}
