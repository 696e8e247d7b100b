//! Texts with expressions in them.

use indexmap::IndexMap;

use super::hall;
use crate::procedure::expression::{Expression, MapScope, NameUse, Template};

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
        assert!(error.message.en.starts_with(message), "{source}: {error}");
        assert_eq!(&source[error.span.clone()], place, "{source}: {error}");
    }
    for source in [
        "{% with a=1 %}{% endwith %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% filter upper %}{% endfilter %}",
        "{% do range(1) %}",
        "{% set x %}a{% endset %}",
    ] {
        assert!(Template::parse(source).unwrap_err().message.en.ends_with("is not allowed in a text"), "{source}");
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
    assert_eq!(template.expressions().len(), 10);
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
