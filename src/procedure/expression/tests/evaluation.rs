//! What expressions come to.

use super::{check, evaluate, shown};
use crate::procedure::expression::{EvaluationError, Expression, Scope};
use crate::procedure::value::Value;

#[test]
fn numbers_are_exact() {
    check(&[
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 == 0.3", "true"),
        ("temperature", "7.10"),
        ("temperature == 7.1", "true"),
        ("-temperature", "-7.10"),
        ("1 / 3", "0.333333333333"),
        ("10 / 4", "2.5"),
        ("7 // 2", "3"),
        ("-7 % 3", "2"),
        ("1.1 ** 2", "1.21"),
        ("99999999999999999999 + 1", "100000000000000000000"),
        ("0.1234567890123456789012345678901234567 * 10", "1.2345678901234567890123456789012345670"),
        ("2 + 3 * 4 - 1", "13"),
        ("(2 + 3) * 4", "20"),
    ]);
}

#[test]
fn comparisons_with_none_are_false() {
    for comparison in ["==", "!=", "<", "<=", ">", ">=", "in", "not in"] {
        assert_eq!(shown(&format!("missing {comparison} desks")), "false", "{comparison}");
        assert_eq!(shown(&format!("limit {comparison} missing")), "false", "{comparison}");
        assert_eq!(shown(&format!("none {comparison} none")), "false", "{comparison}");
    }
    check(&[
        ("missing is none", "true"),
        ("missing is not none", "false"),
        ("limit is not none", "true"),
        ("missing is defined", "false"),
        ("limit is defined", "true"),
        ("unknown is defined", "false"),
        ("unknown is undefined", "true"),
        ("missing is eq 3", "false"),
        ("missing is not eq 3", "false"),
        ("not (missing is eq 3)", "true"),
        ("missing.anything", "–"),
        ("missing.a.b[0].c", "–"),
        ("missing[1:2]", "–"),
        ("1 < missing < 3", "false"),
        ("not missing < 5", "true"),
    ]);
}

#[test]
fn not_in_is_no_negated_in() {
    check(&[
        ("missing not in desks", "false"),
        ("not missing in desks", "true"),
        ("not (missing in desks)", "true"),
        ("(missing) not in (desks)", "false"),
        ("not missing not in desks", "true"),
        ("(not missing) in [true]", "true"),
        ("desk not in desks", "false"),
        ("'三号台' not in desks", "true"),
        ("1 < 2 not in [3]", "true"),
        ("limit is not in [18]", "false"),
    ]);
}

#[test]
fn types_are_kept_apart() {
    check(&[
        ("'18' == limit", "false"),
        ("'18' != limit", "true"),
        ("true == 1", "false"),
        ("'一' < '二'", "true"),
        ("'Z' < 'a'", "true"),
        ("opened < '09:00'", "true"),
        ("18 <= limit <= 22", "true"),
        ("18 < limit <= 22", "false"),
        ("'台' in desk", "true"),
        ("'lights' in outcome", "true"),
        ("soak == soak", "true"),
        ("[1, 2.0] == [1.0, 2]", "true"),
    ]);
    for source in ["'18' < limit", "lit < 2", "desks > 1", "soak > 5", "3 in 3", "3 in 'a3'", "[1] < [2]"] {
        assert!(evaluate(source).is_err(), "{source}");
    }
}

#[test]
fn conditions_have_jinjas_truth() {
    check(&[
        ("lit and weekday == 'mon'", "true"),
        ("missing or 'else'", "else"),
        ("0 or '' or [] or 5", "5"),
        ("lit and 7", "7"),
        ("missing and unknown", "–"),
        ("lit or unknown", "true"),
        ("not 0", "true"),
        ("'a' if lit else 'b'", "a"),
        ("'a' if missing else 'b'", "b"),
        ("'a' if missing", "–"),
        ("'a' if false else 'b' if false else 'c'", "c"),
    ]);
}

#[test]
fn members_items_and_slices() {
    check(&[
        ("outcome.lights", "done"),
        ("outcome['lights']", "done"),
        ("outcome.other", "–"),
        ("all.temperature[0]", "25"),
        ("all.temperature[-2]", "21.5"),
        ("all.temperature[9]", "–"),
        ("rows[1].item", "A"),
        ("rows.0.item", "B"),
        ("desk[0]", "一"),
        ("desk[1:]", "号台"),
        ("[1,2,3,4][1:3]", "2, 3"),
        ("[1,2,3,4][::-1]", "4, 3, 2, 1"),
        ("[1,2,3,4][-2:]", "3, 4"),
        ("[1,2,3,4][::2]", "1, 3"),
        ("[1,2,3][5:1]", ""),
        ("{'a': 1}.a", "1"),
        ("(1, 2)", "1, 2"),
        ("desk ~ 1.50 ~ '!'", "一号台1.50!"),
        ("'a' + 'b'", "ab"),
        ("[1] + [2]", "1, 2"),
        ("'a' 'b'", "ab"),
    ]);
}

#[test]
fn filters() {
    check(&[
        ("desks | length", "2"),
        ("desk | count", "3"),
        ("missing | default(5)", "5"),
        ("unknown | default('x')", "x"),
        ("'' | default('x', true)", "x"),
        ("0 | default(5)", "0"),
        ("desks | join('、')", "一号台、二号台"),
        ("rows | join(', ', attribute='item')", "B, A, C"),
        ("desks | first", "一号台"),
        ("[] | last", "–"),
        ("all.temperature | reject('none') | max", "25"),
        ("all.temperature | select('ge', 22) | list", "25"),
        ("[3, 1.0, 2] | min", "1.0"),
        ("rows | min(attribute='qty')", "item: A, qty: 1"),
        ("[] | max", "–"),
        ("[0.1, 0.2] | sum", "0.3"),
        ("rows | sum(attribute='qty')", "7"),
        ("[] | sum", "0"),
        ("2.345 | round(2)", "2.35"),
        ("2.5 | round", "3"),
        ("2.1 | round(method='ceil')", "3"),
        ("-2.5 | abs", "2.5"),
        ("'１２.9' | int", "12"),
        ("-2.9 | int", "-2"),
        ("'Ab' | upper", "AB"),
        ("'Ab' | lower", "ab"),
        ("' a ' | trim", "a"),
        ("desk | replace('一', '二')", "二号台"),
        ("[3, 1, 2] | sort", "1, 2, 3"),
        ("[3, 1, 2] | sort(reverse=true)", "3, 2, 1"),
        ("rows | sort(attribute='qty') | map(attribute='item') | join", "ABC"),
        ("[1, 1.0, 2] | unique", "1, 2"),
        ("'ab' | list", "a, b"),
        ("'ab' | reverse", "ba"),
        ("rows | selectattr('qty', 'gt', 1) | length", "2"),
        ("rows | rejectattr('qty', 'equalto', 3) | map(attribute='item') | first", "A"),
        ("rows | selectattr('item') | length", "3"),
        ("[0, 1] | select | list", "1"),
        ("7.10 | string", "7.10"),
        ("outcome | items | first | last", "done"),
        ("missing | first", "–"),
        ("range(3) | list", "0, 1, 2"),
        ("range(1, 6, 2)", "1, 3, 5"),
        ("range(3, 0, -1)", "3, 2, 1"),
        ("range(3, 0)", ""),
        ("range(0, 5, 2)", "0, 2, 4"),
    ]);
}

#[test]
fn tests() {
    check(&[
        ("4 is even and 3 is odd", "true"),
        ("9 is divisibleby 3", "true"),
        ("9 is not divisibleby(3)", "false"),
        ("7.0 is integer", "true"),
        ("7.1 is number", "true"),
        ("desk is string", "true"),
        ("lit is true", "true"),
        ("1 is true", "false"),
        ("missing is false", "false"),
        ("desk is in desks", "true"),
        ("desk is startingwith '一'", "true"),
        ("rows is sequence and outcome is mapping", "true"),
    ]);
}

#[test]
fn times() {
    check(&[
        ("minutes_between('08:00', opened)", "30"),
        ("minutes_between(opened, '8:00')", "-30"),
        ("minutes_between(opened, now)", "45.5"),
        ("minutes_between(now, '2026-11-23T02:15:30Z')", "60"),
        ("minutes_between(date, '2026-11-24')", "1440"),
        ("days_between(date, '2026-12-01')", "8"),
        ("days_between('2026-11-22T23:59', now)", "1"),
        ("soak * 2", "1h"),
        ("soak + soak", "60m"),
        ("soak / soak", "1"),
        ("soak / 4 < soak", "true"),
        ("-soak", "-30m"),
    ]);
    let wrong = [
        "minutes_between(missing, opened)",
        "days_between(opened, date)",
        "minutes_between(desk, opened)",
        "minutes_between(date, opened)",
    ];
    for source in wrong {
        assert!(evaluate(source).is_err(), "{source}");
    }
}

#[test]
fn what_cannot_be_evaluated_is_an_error() {
    let cases = [
        ("unknown", "`unknown` is not known"),
        ("unknown.member", "`unknown.member` is not known"),
        ("unknown == 1", "`unknown` is not known"),
        ("missing + 1", "`+` cannot be evaluated with none"),
        ("1 - missing", "`-` cannot be evaluated with none"),
        ("-missing", "`-` cannot be evaluated with none"),
        ("'a' ~ missing", "`~` cannot be evaluated with none"),
        ("1 / 0", "division by zero"),
        ("1 % 0.0", "division by zero"),
        ("5 is divisibleby 0", "division by zero"),
        ("1 + 'a'", "`+` cannot be evaluated with a text"),
        ("desk - 1", "`-` cannot be evaluated with a text"),
        ("desk.member", "`desk.member` is not known"),
        ("rows[0.5]", "`[]` cannot be evaluated with `0.5`, which is no whole number"),
        ("'18' < limit", "a text and a number cannot be put in order"),
        ("missing | length", "filter `length` cannot be evaluated with none"),
        ("all.temperature | max", "filter `max` cannot be evaluated with none"),
        ("all.temperature | sum", "`+` cannot be evaluated with none"),
        ("9 ** 9999", "an exponent must be a whole number from -1000 to 1000"),
        ("99999999999 ** 999", "the number has too many digits"),
        ("range(99999)", "the expression is too costly"),
        ("range(-9223372036854775807, 9223372036854775807)", "the expression is too costly"),
        ("[1][::0]", "`[:]` cannot be evaluated with a step of 0"),
        ("range(10000) | map(attribute='x')", "filter `map` cannot be evaluated with a number"),
        ("range(9000) | unique", "the expression is too costly"),
    ];
    for (source, message) in cases {
        assert_eq!(evaluate(source).map_err(|error| error.to_string()), Err(message.to_owned()), "{source}");
    }
}

/// A scope that never builds a map.
struct Outcomes;

impl Scope for Outcomes {
    fn get(&self, name: &str) -> Option<Value> {
        (name == "outcome").then(|| panic!("the whole map was asked for"))
    }

    fn member(&self, name: &str, member: &str) -> Option<Value> {
        (name == "outcome" && member == "lights").then(|| "done".into())
    }
}

#[test]
fn a_member_is_asked_of_the_scope() {
    let is = |source: &str| Expression::parse(source).unwrap().is_true(&Outcomes);
    assert_eq!(is("outcome.lights == 'done' and outcome['lights'] == 'done'"), Ok(true));
    assert_eq!(is("outcome.other"), Err(EvaluationError::UnknownName("outcome.other".into())));
}
