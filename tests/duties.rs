//! Follow-up actions and PINs: what waits is listed, shown and closed; a PIN is made on a terminal and nowhere else.

#[path = "support/operator.rs"]
mod operator;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/roster.rs"]
mod roster;
mod support;

use operator::Operator;
use support::{House, of_type};

const LAMP: &str = "  - check: 电视开机\n    on_fail: {action: {title: 报修电视, owner: lead, due: 24h}}\n";

/// A house where one live run has left a follow-up action, opened by 张敏.
fn left() -> House {
    let house = roster::house_of(LAMP);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("电视开机", "2"), ("为什么不合格", "1"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    house
}

fn id_of(house: &House) -> String {
    let entries = operator::all_live(house).remove(0);
    operator::word(of_type(&entries, "action_opened")[0], "id")
}

#[test]
fn an_action_is_listed_closed_once_and_the_record_stays_whole() {
    let house = left();
    let id = id_of(&house);
    let listed = house.run(&["actions"]);
    assert_eq!(listed.code, 0);
    for part in ["报修电视", "值班长", "hall", "open", id.rsplit('-').next().expect("an ending")] {
        assert!(listed.stdout.contains(part), "`{part}` is not in\n{}", listed.stdout);
    }
    let ending = id.rsplit('-').next().expect("an ending");
    let closed = house.run(&["actions", "close", ending, "--note", "换了电源", "--operator", "zhang"]);
    assert_eq!((closed.code, closed.stderr.contains("closed by 张敏")), (0, true), "{}", closed.stderr);
    let again = house.run(&["actions", "close", &id, "--note", "x", "--operator", "zhang"]);
    assert_eq!((again.code, again.stderr.contains("by 张敏")), (2, true), "{}", again.stderr);
    let listed = house.run(&["actions"]);
    assert!(listed.stdout.contains("换了电源") && listed.stderr.contains("no follow-up action is open"));
    let verified = house.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn closing_wants_a_known_action_a_note_and_a_name() {
    let house = left();
    let id = id_of(&house);
    for (arguments, says) in [
        (&["actions", "close"][..], "missing"),
        (&["actions", "shut", &id], "shut"),
        (&["actions", "close", "nothing/1", "--note", "x", "--operator", "zhang"], "signoff actions"),
        (&["actions", "close", &id, "--operator", "zhang"], "--note TEXT"),
        (&["actions", "close", &id, "--note", "  ", "--operator", "zhang"], "--note TEXT"),
        (&["actions", "close", &id, "--note", "x"], "--operator"),
        (&["actions", "close", &id, "--note", "x", "--operator", "nobody"], "nobody"),
        (&["actions", "close", &id, "--note", "x", "--operator", "li"], "terminal"),
    ] {
        let refused = house.run(arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(says), "{arguments:?}: {}", refused.stderr);
    }
    assert!(house.run(&["actions"]).stdout.contains("open"));
}

#[test]
fn an_action_of_an_open_run_can_be_closed_before_it_goes_on() {
    let house = roster::house_of(LAMP);
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("电视开机", "2"), ("为什么不合格", "1")]);
    operator.leaves("最后一步");
    let closed = house.run(&["actions", "close", &id_of(&house), "--note", "好了", "--operator", "zhang"]);
    assert_eq!(closed.code, 0, "{}", closed.stderr);
    let mut operator = Operator::at(&house, &["run", "last", "--operator", "zhang"]);
    operator.walks(&[("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    assert_eq!(house.run(&["verify"]).code, 0);
}

#[test]
fn an_action_waits_at_the_next_run_and_at_the_front_door_where_a_number_closes_it() {
    let house = left();
    let mut operator = Operator::at(&house, &["run", "hall"]);
    operator.sees("待办：报修电视，限").sees("谁来操作").presses("\x03").ends(2);
    let mut operator = Operator::at(&house, &[]);
    operator.sees("待办，输入编号可了结").sees("1 待办：报修电视").sees("2 大厅");
    operator
        .answers("输入编号", "1")
        .answers("办理情况", "换了电源")
        .answers("谁来操作", "1")
        .sees("已由 张敏 了结")
        .ends(0);
    let entries = operator::all_live(&house).remove(0);
    assert_eq!(operator::word(of_type(&entries, "action_closed")[0], "note"), "换了电源");
    assert_eq!(house.run(&["verify"]).code, 0);
}

#[test]
fn a_hand_over_is_told_of_at_the_front_door() {
    let house = roster::house_of("  - handover: 交接\n    id: h\n");
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator.walks(&[("留给下一班", "空调已报修"), ("最后一步", "1"), ("关闭本次运行", "1")]).ends(0);
    let mut operator = Operator::at(&house, &[]);
    operator.sees("1 大厅  hall  有交接 1 条").presses("\x03").ends(2);
}

#[test]
fn a_pin_is_typed_twice_unseen_and_proves_its_owner() {
    let house = roster::house_of(LAMP);
    let mut operator = Operator::at(&house, &["pin", "zhang"]);
    operator.asked("张敏 的新口令").types("4815");
    operator.asked("再输入一次").types("４８１５").sees("pin: \"$argon2id$").ends(0);
    let shown = operator.all();
    assert!(!shown.contains("4815") && !shown.contains("４８１５"), "{shown}");
    let line = shown.lines().find(|line| line.starts_with("pin: ")).expect("a line");
    let site = std::fs::read_to_string(house.path("signoff.yaml")).expect("a site file");
    house.write("signoff.yaml", site.replace("name: 张敏,", &format!("name: 张敏, {line},")));
    let mut operator = Operator::at(&house, &["run", "hall", "--operator", "zhang"]);
    operator
        .sees("张敏 的口令")
        .types("4816")
        .sees("张敏 的口令：")
        .types("4815")
        .asked("电视开机")
        .presses("\x03")
        .ends(3);
    assert_eq!(operator::live(&house)[0]["data"]["assurance"], "pin");
}

#[test]
fn a_pin_that_is_none_or_not_repeated_sets_nothing() {
    let house = roster::house_of(LAMP);
    for (first, again, says) in
        [("123", None, "4 到 12 位"), ("密码", None, "4 到 12 位"), ("4815", Some("4816"), "不同")]
    {
        let mut operator = Operator::at(&house, &["pin", "zhang"]);
        operator.asked("新口令").types(first);
        if let Some(again) = again {
            operator.asked("再输入一次").types(again);
        }
        operator.sees(says).ends(2);
        assert!(!operator.all().contains("argon2id"));
    }
    Operator::at(&house, &["pin", "zhang"]).asked("新口令").presses("\x03").ends(2);
}

#[test]
fn a_pin_wants_a_terminal_and_a_known_person() {
    let house = roster::house_of(LAMP);
    let refused = house.run(&["pin", "zhang"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("terminal"), "{}", refused.stderr);
    assert!(house.run(&["pin", "nobody"]).stderr.contains("nobody"));
}
