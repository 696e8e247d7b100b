//! Tests of expressions and texts: what they come to, what is wrong with them, and that a hostile one costs only an error.

use indexmap::IndexMap;
use proptest::prelude::*;

use super::{EvaluationError, Expression, MapScope, NameUse, NodeKind, Scope, Template};
use crate::procedure::value::{Decimal, Duration, Value};

fn number(typed: &str) -> Value {
    Decimal::parse(typed).unwrap_or_else(|| panic!("{typed}")).into()
}

fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn row(item: &str, qty: &str) -> Value {
    map([("item", item.into()), ("qty", number(qty))])
}

/// A scope with a value of each kind.
fn hall() -> MapScope {
    MapScope::from([
        ("temperature", number("7.10")),
        ("limit", number("18")),
        ("missing", Value::None),
        ("lit", true.into()),
        ("weekday", "mon".into()),
        ("desk", "一号台".into()),
        ("desks", vec!["一号台".into(), "二号台".into()].into()),
        ("all", map([("temperature", vec![number("25"), number("21.5"), Value::None].into())])),
        ("outcome", map([("lights", "done".into())])),
        ("rows", vec![row("B", "3"), row("A", "1"), row("C", "3")].into()),
        ("soak", Duration::parse("30m").unwrap().into()),
        ("opened", "08:30".into()),
        ("now", "2026-11-23T09:15:30+08:00".into()),
        ("date", "2026-11-23".into()),
        ("injected", "{{ temperature }} {% for %}".into()),
    ])
}

fn evaluate(source: &str) -> Result<Value, EvaluationError> {
    let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    expression.evaluate(&hall())
}

fn shown(source: &str) -> String {
    evaluate(source).unwrap_or_else(|error| panic!("{source}: {error}")).to_string()
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (source, result) in cases {
        assert_eq!(shown(source), *result, "{source}");
    }
}

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
        ("soak * 2", "60m"),
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

#[test]
fn syntax_errors_point_at_what_is_wrong() {
    let cases = [
        ("{{ a }}", "braces stand round this expression; here it is written without `{{ }}`", "{{ a }}"),
        (" {{ a }} == 1 and {{ b }}", "braces stand round", "{{ a }} == 1 and {{ b }}"),
        ("'温度' == a b", "unexpected `b` behind the expression", "b"),
        ("a = 1", "unexpected `=`, compare with `==`", "="),
        ("a && b", "unexpected `&`, write `and`", "&"),
        ("a || b", "unexpected `||`, write `or`", "|"),
        ("!a", "unexpected `!`, write `not`", "!"),
        ("f（a）", "unexpected `（`, write `(`", "（"),
        ("a == “x”", "unexpected `“`, write `\"`", "“"),
        ("温度 > 3", "unexpected `温`", "温"),
        ("a == 'x", "the closing quote is missing", "'"),
        ("a ==", "the expression ends too early", ""),
        ("", "the expression ends too early", ""),
        ("(a", "the expression ends too early", ""),
        ("a)", "unexpected `)` behind", ")"),
        ("a +* b", "unexpected `*`", "*"),
        ("a | uper", "unknown filter `uper`, did you mean `upper`", "uper"),
        ("'中' ~ a | uper", "unknown filter `uper`", "uper"),
        ("a is nnone", "unknown test `nnone`, did you mean `none`", "nnone"),
        ("minute_between(a, b)", "unknown function `minute_between`, did you mean `minutes_between`", "minute_between"),
        ("len(a)", "unknown function `len`", "len"),
        ("a.upper()", "only functions can be called", "a.upper"),
        ("minutes_between(a)", "function `minutes_between` needs `a`, `b`", "minutes_between"),
        ("a | upper(1)", "filter `upper` takes no argument", "1"),
        ("a | map('upper')", "filter `map` takes `attribute=…`", "'upper'"),
        ("a | sort(by='x')", "filter `sort` takes `reverse=…`, `attribute=…`", "'x'"),
        ("a | reject('nonne')", "unknown test `nonne`", "'nonne'"),
        ("a | select('gt')", "test `gt` takes `other`", "'gt'"),
        ("range(*a)", "`*` before an argument is not allowed", "a"),
        ("1e3", "a number is written with digits", "1e3"),
        ("0x10", "a number is written with digits", "0x10"),
        ("1_000", "a number is written with digits", "1_000"),
        ("a and or", "unexpected `or`", "or"),
    ];
    for (source, message, place) in cases {
        let error = Expression::parse(source).expect_err(source);
        assert!(error.message.starts_with(message), "{source}: {error}");
        assert_eq!(&source[error.span.clone()], place, "{source}: {error}");
    }
}

#[test]
fn names_are_found_with_their_bytes() {
    let source = "'中文' in all.temperature and (objection.settled or rows[weekday].item) and 台 == ''";
    assert!(Expression::parse(source).is_err());
    let source = "'中文' in all.temperature and (objection.settled or rows[weekday].item | default(d['k'].x))";
    let names = Expression::parse(source).unwrap().names();
    let shown: Vec<_> = names.iter().map(|name| (name.path.join("."), &source[name.span.clone()])).collect();
    let expected = [
        ("all.temperature", "all.temperature"),
        ("objection.settled", "objection.settled"),
        ("rows", "rows"),
        ("weekday", "weekday"),
        ("d.k.x", "d['k'].x"),
    ];
    assert_eq!(shown, expected.map(|(path, place)| (path.to_owned(), place)));
}

#[test]
fn spans_cover_brackets() {
    for source in ["(a + b) * c", "((a)) == 1", "(a).b", "(a | upper) ~ b", "(a) if b else c", "(a)[1]", "(a) is none"]
    {
        let expression = Expression::parse(source).unwrap();
        assert_eq!(&source[expression.root().span.clone()], source);
    }
    let expression = Expression::parse("x and ((a) == 1)").unwrap();
    let NodeKind::And(_, right) = &expression.root().kind else { panic!("{expression:?}") };
    assert_eq!(&expression.source()[right.span.clone()], "(a) == 1");
}

#[test]
fn a_negative_number_is_a_constant() {
    let expression = Expression::parse("- 0.50").unwrap();
    assert_eq!(expression.root().constant(), Some(&number("-0.50")));
    assert_eq!(expression.root().span, 0..6);
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

fn render(source: &str) -> (String, bool) {
    let template = Template::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let rendered = template.render(&hall());
    (rendered.text, rendered.unevaluated)
}

#[test]
fn texts_are_rendered() {
    let cases = [
        ("检查消防栓", "检查消防栓"),
        ("检查 {{ desk }}", "检查 一号台"),
        ("{{ temperature }} °C", "7.10 °C"),
        ("{% if lit %}亮{% else %}暗{% endif %}", "亮"),
        ("{% if missing %}a{% elif limit > 20 %}b{% elif limit %}c{% endif %}", "c"),
        (
            "{% for d in desks %}{{ loop.index }}/{{ loop.length }} {{ d }}{% if not loop.last %}, {% endif %}{% endfor %}",
            "1/2 一号台, 2/2 二号台",
        ),
        ("{% for r in rows if r.qty > 1 %}{{ r.item }}{% endfor %}", "BC"),
        ("{% for d in [] %}x{% else %}none{% endfor %}", "none"),
        ("{% for name, value in outcome | items %}{{ name }}={{ value }}{% endfor %}", "lights=done"),
        ("{% set n = limit + 1 %}{{ n }}", "19"),
        ("{% set n = 1 %}{% for d in desks %}{% set n = 2 %}{{ n }}{% endfor %}{{ n }}", "221"),
        ("{# a note #}x", "x"),
        ("a\n{{ 1 }}\n", "a\n1\n"),
        ("a  {{- 1 -}}  b", "a1b"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ injected }}", "{{ temperature }} {% for %}"),
        ("plain { } % #\n", "plain { } % #\n"),
        ("", ""),
    ];
    for (source, text) in cases {
        assert_eq!(render(source), (text.to_owned(), false), "{source}");
    }
}

#[test]
fn what_cannot_be_evaluated_shows_a_dash() {
    let cases = [
        ("{{ missing }}", "–"),
        ("{{ unknown }} and {{ limit }}", "– and 18"),
        ("{{ missing + 1 }}", "–"),
        ("{% if unknown %}a{% else %}b{% endif %}", "–"),
        ("{% for x in missing %}a{% endfor %}", "–"),
        ("{% set n = 1 / 0 %}{{ n }}", "–"),
        ("{% for x in [1] %}{% endfor %}{{ x }}{{ loop }}", "––"),
    ];
    for (source, text) in cases {
        assert_eq!(render(source), (text.to_owned(), true), "{source}");
    }
}

#[test]
fn texts_name_what_is_wrong() {
    let cases = [
        ("检查 {{ desk", "the text ends too early, expected `}}`", ""),
        ("检查 {{ desk | uper }}", "unknown filter `uper`", "uper"),
        ("{% include 'x' %}", "`include` is not allowed in a text", "include"),
        ("台{% macro f() %}{% endmacro %}", "`macro` is not allowed in a text", "macro"),
        ("{% import 'x' as y %}", "`import` is not allowed in a text", "import"),
        ("{% block x %}{% endblock %}", "`block` is not allowed in a text", "block"),
        ("{% extends 'x' %}", "`extends` is not allowed in a text", "extends"),
        ("{% call f() %}{% endcall %}", "`call` is not allowed in a text", "call"),
        ("{% if a %}b", "an `{% endif %}`, `{% endfor %}` or `%}` is missing", ""),
        ("a{% endif %}", "`endif` closes nothing", "endif"),
        ("a {# b", "`#}` is missing", "{"),
        ("{% set a.b = 1 %}", "only a plain name can be set", "b"),
        ("{{ a b }}", "unexpected `b`, expected `}}`", "b"),
        ("{{ }}", "unexpected `}}`", "}}"),
    ];
    for (source, message, place) in cases {
        let error = Template::parse(source).expect_err(source);
        assert!(error.message.starts_with(message), "{source}: {error}");
        assert_eq!(&source[error.span.clone()], place, "{source}: {error}");
    }
    for source in [
        "{% with a=1 %}{% endwith %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% filter upper %}{% endfilter %}",
        "{% do range(1) %}",
        "{% set x %}a{% endset %}",
    ] {
        assert!(Template::parse(source).unwrap_err().message.ends_with("is not allowed in a text"), "{source}");
    }
}

#[test]
fn names_of_a_text_are_those_it_does_not_set() {
    let source = "检查{{ desk }}{% set n = a %}{{ n }}{% for r in rows if r.ok and b %}{{ r.x }}{{ loop.index }}{% endfor %}{{ r }}{% if all.t %}{{ c }}{% endif %}";
    let template = Template::parse(source).unwrap();
    let used = template.names();
    let paths: Vec<_> = used.iter().map(|NameUse { path, .. }| path.join(".")).collect();
    assert_eq!(paths, ["desk", "a", "rows", "b", "r", "all.t", "c"]);
    assert!(used.iter().all(|name| source[name.span.clone()] == name.path.join(".")));
    assert_eq!(template.expressions().len(), 9);
}

#[test]
fn a_lone_expression_keeps_its_type() {
    let single = |source: &str| Template::parse(source).unwrap().single_expression().map(|one| one.source().to_owned());
    assert_eq!(single("{{ rows }}").as_deref(), Some("rows"));
    assert_eq!(single("{{ (a + b) * 2 }}").as_deref(), Some("(a + b) * 2"));
    assert_eq!(single("{{ not (a) }}").as_deref(), Some("not (a)"));
    assert_eq!(single("{{- x -}}").as_deref(), Some("x"));
    for source in ["{{ a }} ", "a", "{{ a }}{{ b }}", "{% if a %}{{ a }}{% endif %}", ""] {
        assert_eq!(single(source), None, "{source}");
    }
}

#[test]
fn a_hostile_source_costs_an_error() {
    let many = |unit: &str, count: usize| unit.repeat(count);
    let sources = [
        many("(", 100_000),
        many("(", 4_000),
        many("[", 100),
        many("not ", 1_000),
        many("- ", 1_000),
        many("{", 1_000),
        format!("a{}", many(".a", 3_000)),
        format!("a{}", many("[0]", 2_000)),
        format!("a{}", many("+a", 3_000)),
        format!("a{}", many(" | upper", 900)),
        format!("a{}", many(" if a else a", 600)),
        format!("a{}", many("()", 2_000)),
        many("a and ", 1_000),
        "9".repeat(5_000),
        "a".repeat(1_000_000),
    ];
    for source in &sources {
        assert!(Expression::parse(source).is_err());
        assert!(Template::parse(&format!("{{{{ {source} }}}}")).is_err());
    }
    let texts = [
        many("{% if a %}", 5_000),
        many("{% for a in b %}", 3_000),
        format!("{{% if a %}}{}", many("{% elif a %}", 3_000)),
        format!("{{% set {}", many("(", 5_000)),
    ];
    for text in texts {
        assert!(Template::parse(&text).is_err());
    }
}

#[test]
fn the_longest_allowed_chains_are_evaluated() {
    let chain = format!("1{}", " + 1".repeat(200));
    assert_eq!(shown(&chain), "201");
    assert_eq!(shown(&format!("{}true", "not ".repeat(200))), "true");
    assert_eq!(shown(&format!("missing{}", ".a".repeat(200))), "–");
    assert_eq!(shown(&format!("{}1{}", "(".repeat(32), ")".repeat(32))), "1");
    assert_eq!(shown(&format!("{}1{}{}", "[".repeat(32), "]".repeat(32), " ~ ''".repeat(160))), "1");
}

#[test]
fn a_costly_text_is_cut_off() {
    let doubled = "{% set a = 'aaaaaaaaaaaaaaaa' %}{% for i in range(9000) %}{% set a = a ~ a %}{{ a }}{% endfor %}";
    let endless = "{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}{% endfor %}{% endfor %}{% endfor %}";
    let nested = "{% set a = [1] %}".to_owned() + &"{% set a = [a, a] %}".repeat(500) + "{{ a }}";
    let wide = "{% for i in range(9999) %}{{ '台' }}0123456789012345678901234567890123456789{% endfor %}";
    for source in [doubled, endless, &nested, wide] {
        let (text, unevaluated) = render(source);
        assert!(unevaluated, "{source}");
        assert!(text.len() <= 64 * 1024);
    }
    let quiet = Expression::parse("('a' * 1) if false else ('aaaaaaaa' | replace('', 'aaaaaaaa'))").unwrap();
    assert!(quiet.evaluate(&MapScope(IndexMap::new())).is_ok());
}

/// Returns scraps of which expressions are made, sound and unsound.
fn any_source() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "temperature",
        "missing",
        "desks",
        "desk",
        "rows",
        "all.temperature",
        "unknown",
        "soak",
        "now",
        "1",
        "0",
        "-2",
        "0.5",
        "'台'",
        "''",
        "none",
        "true",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ":",
        ",",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "~",
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "not in",
        "not",
        "and",
        "or",
        "if",
        "else",
        "is",
        "none",
        "even",
        "|",
        "length",
        "sum",
        "max",
        "sort",
        "round(1)",
        "join(',')",
        "map(attribute='qty')",
        "selectattr('qty', 'gt', 1)",
        "default(1)",
        "minutes_between(",
        "range(",
        ".qty",
        "[0]",
        "[-1:]",
        "{{",
        "}}",
        "{%",
        "%}",
        "for",
        "endfor",
        "endif",
        "set",
        "x",
        "=",
        "{#",
        "#}",
        "中",
    ]);
    prop::collection::vec(scraps, 0..14).prop_map(|scraps| scraps.join(" "))
}

/// Returns sound expressions.
fn sound_source() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "temperature",
        "missing",
        "desks",
        "desk",
        "rows",
        "all.temperature",
        "soak",
        "now",
        "opened",
        "1",
        "0",
        "2.50",
        "-3",
        "'台'",
        "none",
        "lit",
        "[1, 2]",
        "outcome",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 40, 3, |inner| {
        let operator = prop::sample::select(vec![
            "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or",
        ]);
        let filter = prop::sample::select(vec![
            "length",
            "sum",
            "max",
            "min",
            "first",
            "last",
            "abs",
            "round(1)",
            "int",
            "upper",
            "trim",
            "sort",
            "unique",
            "list",
            "string",
            "default(0)",
            "reverse",
            "join('-')",
            "items",
            "replace('a', 'b')",
            "select",
            "reject('none')",
            "map(attribute='qty')",
        ]);
        let test = prop::sample::select(vec![
            "none",
            "not none",
            "even",
            "defined",
            "in [1]",
            "string",
            "divisibleby 2",
            "ge 3",
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (inner.clone(), filter).prop_map(|(of, filter)| format!("({of} | {filter})")),
            (inner.clone(), test).prop_map(|(of, test)| format!("({of} is {test})")),
            (inner.clone(), inner.clone()).prop_map(|(of, key)| format!("{of}[{key}]")),
            (inner.clone(), inner.clone()).prop_map(|(of, stop)| format!("({of})[:{stop}]")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(yes, test, no)| format!("({yes} if {test} else {no})")),
            (inner.clone(), inner.clone()).prop_map(|(from, to)| format!("minutes_between({from}, {to})")),
            inner.clone().prop_map(|of| format!("(not {of})")),
            inner.prop_map(|of| format!("-{of}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_panics(source in any_source()) {
        if let Ok(expression) = Expression::parse(&source) {
            let _ = expression.evaluate(&hall());
        }
        for text in [source.clone(), format!("{{{{ {source} }}}}"), format!("台{{% {source} %}}")] {
            match Template::parse(&text) {
                Ok(template) => drop(template.render(&hall())),
                Err(error) => prop_assert!(text.get(error.span).is_some()),
            }
        }
    }

    #[test]
    fn no_text_panics(source in "\\PC{0,40}", braced in "[{}%#a-z .|()\\[\\]'\"\\\\0-9台-]{0,40}") {
        for source in [source, braced] {
            let _ = Template::parse(&source).map(|template| template.render(&hall()));
            if let Err(error) = Expression::parse(&source) {
                prop_assert!(source.get(error.span).is_some());
            }
        }
    }

    #[test]
    fn what_is_sound_is_parsed_and_never_panics(source in sound_source()) {
        let expression = Expression::parse(&source);
        prop_assert!(expression.is_ok(), "{}: {:?}", source, expression);
        let expression = expression.unwrap();
        let _ = expression.evaluate(&hall());
        for name in expression.names() {
            prop_assert_eq!(&source[name.span], name.path.join("."));
        }
        expression.root().walk(&mut |node| assert!(source.get(node.span.clone()).is_some()));
    }

    #[test]
    fn every_node_stands_for_its_span(source in sound_source()) {
        let expression = Expression::parse(&source).unwrap();
        expression.root().walk(&mut |node| {
            let part = &source[node.span.clone()];
            let again = Expression::parse(part).unwrap_or_else(|error| panic!("{source}: {part}: {error}"));
            assert_eq!(again.evaluate(&hall()), Expression::parse(&format!("({part})")).unwrap().evaluate(&hall()));
        });
    }

    #[test]
    fn arithmetic_is_the_decimals(left in "-?[0-9]{1,12}(\\.[0-9]{1,12})?", right in "[0-9]{1,12}(\\.[0-9]{1,12})?") {
        let (a, b) = (Decimal::parse(&left).unwrap(), Decimal::parse(&right).unwrap());
        let of = |operator: &str| evaluate(&format!("{left} {operator} {right}"));
        prop_assert_eq!(of("+"), Ok(a.add(&b).unwrap().into()));
        prop_assert_eq!(of("-"), Ok(a.sub(&b).unwrap().into()));
        prop_assert_eq!(of("*"), Ok(a.mul(&b).unwrap().into()));
        prop_assert_eq!(of("<"), Ok((a < b).into()));
        prop_assert_eq!(of("/"), a.div(&b).map(Value::from).map_err(EvaluationError::from));
    }
}
