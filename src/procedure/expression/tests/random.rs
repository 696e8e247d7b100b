//! Whatever the source, nothing panics, spans are true and numbers exact.

use proptest::prelude::*;

use super::{evaluate, hall};
use crate::procedure::expression::{EvaluationError, Expression, Template};
use crate::procedure::value::{Decimal, Value};

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
    #![proptest_config(ProptestConfig::with_cases(128))]

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
            prop_assert!(source[name.span].starts_with(&name.path[0]));
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
