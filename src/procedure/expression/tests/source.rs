//! What is wrong with a source, what a sound one names, and that a hostile one costs only an error.

use super::{number, shown};
use crate::procedure::expression::{Expression, NodeKind, Template};

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
        assert!(error.message.en.starts_with(message), "{source}: {error}");
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
