//! From source to tree, the one file that names minijinja: its parser reads, we keep a tree of our own. Nothing of its
//! evaluation is used, since its numbers are binary floats and its none can be compared.

use std::ops::Range;

use minijinja::machinery::{Span, Token, ast, parse, parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;

use super::bind::{Argument, bind_filter, bind_function, bind_test};
use super::error::SyntaxError;
use super::lexeme::{Form, Lexeme, LexemeKind, check_bounds, has_not_between, with_brackets};
use super::message;
use super::node::{Comparison, Node, NodeKind, Operator};
use super::part::Part;
use crate::procedure::finding::Noun;
use crate::procedure::value::{Decimal, Value};

/// Returns the tree of an expression. Errors with the first thing that is wrong.
pub(super) fn parse_expression(source: &str) -> Result<Node, SyntaxError> {
    let lexemes = prepare(source, Form::Expression)?;
    let tree = parse_expr(source).map_err(|error| explain(source, &lexemes, Form::Expression, &error))?;
    Converter { source, lexemes: &lexemes }.node(&tree)
}

/// Returns the parts of a text. Errors with the first thing that is wrong.
pub(super) fn parse_text(source: &str) -> Result<Vec<Part>, SyntaxError> {
    let lexemes = prepare(source, Form::Text)?;
    let tree = parse(source, "", syntax()).map_err(|error| explain(source, &lexemes, Form::Text, &error))?;
    let converter = Converter { source, lexemes: &lexemes };
    match &tree {
        ast::Stmt::Template(template) => converter.parts(&template.children),
        other => Ok(vec![converter.part(other)?]),
    }
}

/// Returns Jinja's plain syntax, which here keeps a text as it is to its last line break.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().keep_trailing_newline(true).build().unwrap_or_default()
}

/// Returns the words of a source that is safe to parse. Errors where it is too long or too deep, or a word cannot be read.
fn prepare(source: &str, form: Form) -> Result<Vec<Lexeme>, SyntaxError> {
    form.check_length(source)?;
    let mut lexemes: Vec<Lexeme> = Vec::new();
    for token in tokenize(source, form == Form::Expression, syntax()) {
        match token {
            Ok((token, span)) => lexemes.push(Lexeme { kind: kind_of(&token), span: range(span) }),
            Err(error) => {
                let after = lexemes.last().map_or(0, |lexeme| lexeme.span.end);
                return Err(message::unreadable(source, after, error.detail().unwrap_or_default()));
            }
        }
    }
    check_bounds(source, &lexemes)?;
    Ok(lexemes)
}

/// Returns what matters of a token.
fn kind_of(token: &Token<'_>) -> LexemeKind {
    match token {
        Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => LexemeKind::Open,
        Token::ParenClose | Token::BracketClose | Token::BraceClose => LexemeKind::Close,
        Token::Ident(_) => LexemeKind::Identifier,
        Token::BlockStart => LexemeKind::Tag,
        Token::BlockEnd | Token::VariableEnd => LexemeKind::End,
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::FloorDiv | Token::Pow | Token::Mod => {
            LexemeKind::Operator
        }
        Token::Dot | Token::Tilde | Token::Pipe | Token::Eq | Token::Ne => LexemeKind::Operator,
        Token::Gt | Token::Gte | Token::Lt | Token::Lte => LexemeKind::Operator,
        _ => LexemeKind::Other,
    }
}

/// Returns the bytes of a span.
fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

/// Returns the parser's error with its place: the first word up to which the source cannot be parsed, whatever follows.
fn explain(source: &str, lexemes: &[Lexeme], form: Form, error: &minijinja::Error) -> SyntaxError {
    let is_sound = |lexeme: &Lexeme| {
        let begun = &source[..lexeme.span.end];
        let result = match form {
            Form::Expression => parse_expr(begun).map(|_| ()),
            Form::Text => parse(begun, "", syntax()).map(|_| ()),
        };
        result.map_or_else(|error| message::is_about_the_end(error.detail().unwrap_or_default()), |()| true)
    };
    let offender = lexemes.get(lexemes.partition_point(is_sound)).map(|lexeme| lexeme.span.clone());
    message::unparsable(source, offender, form, error.detail().unwrap_or("not valid"))
}

/// Turns minijinja's tree into ours.
struct Converter<'s> {
    source: &'s str,
    lexemes: &'s [Lexeme],
}

impl Converter<'_> {
    /// Returns our node for an expression.
    fn node(&self, expression: &ast::Expr<'_>) -> Result<Node, SyntaxError> {
        match expression {
            ast::Expr::Var(variable) => name(variable.id, range(variable.span())),
            ast::Expr::Const(constant) => self.constant(&constant.value, range(constant.span())),
            ast::Expr::UnaryOp(unary) => self.unary(unary, unary.span()),
            ast::Expr::BinOp(binary) => self.binary(binary, binary.span()),
            ast::Expr::Compare(compare) => self.chain(compare, compare.span()),
            ast::Expr::IfExpr(choice) => self.choice(choice, choice.span()),
            ast::Expr::Filter(filter) => self.filter(filter, filter.span()),
            ast::Expr::Test(test) => self.test(test, test.span(), false),
            ast::Expr::GetAttr(member) => {
                let of = self.boxed(&member.expr)?;
                Ok(self.after(&of.span.clone(), member.span(), NodeKind::Member { of, name: member.name.to_owned() }))
            }
            ast::Expr::GetItem(item) => {
                let (of, key) = (self.boxed(&item.expr)?, self.boxed(&item.subscript_expr)?);
                Ok(self.after(&of.span.clone(), item.span(), NodeKind::Item { of, key }))
            }
            ast::Expr::Slice(slice) => {
                let of = self.boxed(&slice.expr)?;
                let bounds = [self.optional(&slice.start)?, self.optional(&slice.stop)?, self.optional(&slice.step)?];
                Ok(self.after(&of.span.clone(), slice.span(), NodeKind::Slice { of, bounds: Box::new(bounds) }))
            }
            ast::Expr::Call(call) => self.call(call, call.span()),
            ast::Expr::List(list) => Ok(node(NodeKind::List(self.nodes(&list.items)?), range(list.span()))),
            ast::Expr::Tuple(tuple) => Ok(node(NodeKind::List(self.nodes(&tuple.items)?), range(tuple.span()))),
            ast::Expr::Map(map) => {
                let (keys, values) = (self.nodes(&map.keys)?, self.nodes(&map.values)?);
                Ok(node(NodeKind::Map(keys.into_iter().zip(values).collect()), range(map.span())))
            }
        }
    }

    /// Returns our nodes for expressions.
    fn nodes(&self, expressions: &[ast::Expr<'_>]) -> Result<Vec<Node>, SyntaxError> {
        expressions.iter().map(|expression| self.node(expression)).collect()
    }

    /// Returns our node in a box.
    fn boxed(&self, expression: &ast::Expr<'_>) -> Result<Box<Node>, SyntaxError> {
        self.node(expression).map(Box::new)
    }

    /// Returns our node where there is an expression.
    fn optional(&self, expression: &Option<ast::Expr<'_>>) -> Result<Option<Node>, SyntaxError> {
        expression.as_ref().map(|expression| self.node(expression)).transpose()
    }

    /// Returns a node that begins with its first part, as minijinja's spans do not always.
    fn after(&self, first: &Range<usize>, span: Span, kind: NodeKind) -> Node {
        let end = range(span).end;
        node(kind, with_brackets(self.lexemes, first.start, end)..end)
    }

    /// Returns a constant; the digits of a number come from the source, so that they are exact.
    fn constant(&self, value: &minijinja::Value, span: Range<usize>) -> Result<Node, SyntaxError> {
        let constant = match value.kind() {
            ValueKind::Bool => Value::Bool(value.is_true()),
            ValueKind::String => Value::from(value.as_str().unwrap_or_default()),
            ValueKind::Number => match Decimal::parse(&self.source[span.clone()]) {
                Some(number) => Value::Number(number),
                None => return Err(SyntaxError::new(message::number(), span)),
            },
            _ => Value::None,
        };
        Ok(node(NodeKind::Constant(constant), span))
    }

    /// Returns `not a`, `-a`, and what minijinja makes of `a not in b` and `a is not b`.
    fn unary(&self, unary: &ast::UnaryOp<'_>, span: Span) -> Result<Node, SyntaxError> {
        if let (ast::UnaryOpKind::Not, ast::Expr::Test(test)) = (&unary.op, &unary.expr)
            && test.span().start_offset == span.start_offset
        {
            return self.test(test, test.span(), true);
        }
        let operand = self.node(&unary.expr)?;
        if let (ast::UnaryOpKind::Not, ast::Expr::BinOp(_)) = (&unary.op, &unary.expr)
            && let NodeKind::Comparison { first, rest } = &operand.kind
            && let [(Comparison::In, container)] = rest.as_slice()
            && has_not_between(self.source, self.lexemes, first.span.end..container.span.start)
        {
            let rest = vec![(Comparison::NotIn, container.clone())];
            return Ok(node(NodeKind::Comparison { first: first.clone(), rest }, operand.span));
        }
        let kind = match (&unary.op, operand.kind) {
            (ast::UnaryOpKind::Neg, NodeKind::Constant(Value::Number(number))) => {
                NodeKind::Constant(number.neg().into())
            }
            (ast::UnaryOpKind::Neg, kind) => NodeKind::Negative(Box::new(node(kind, operand.span))),
            (ast::UnaryOpKind::Not, kind) => NodeKind::Not(Box::new(node(kind, operand.span))),
        };
        Ok(node(kind, range(span)))
    }

    /// Returns `a + b`, `a and b`, `a < b`.
    fn binary(&self, binary: &ast::BinOp<'_>, span: Span) -> Result<Node, SyntaxError> {
        let (left, right) = (self.boxed(&binary.left)?, self.node(&binary.right)?);
        let first = left.span.clone();
        let calculate = |operator, left, right| NodeKind::Arithmetic(operator, left, Box::new(right));
        let compare = |comparison, first, other| NodeKind::Comparison { first, rest: vec![(comparison, other)] };
        let kind = match binary.op {
            ast::BinOpKind::ScAnd => NodeKind::And(left, Box::new(right)),
            ast::BinOpKind::ScOr => NodeKind::Or(left, Box::new(right)),
            ast::BinOpKind::Add => calculate(Operator::Add, left, right),
            ast::BinOpKind::Sub => calculate(Operator::Subtract, left, right),
            ast::BinOpKind::Mul => calculate(Operator::Multiply, left, right),
            ast::BinOpKind::Div => calculate(Operator::Divide, left, right),
            ast::BinOpKind::FloorDiv => calculate(Operator::FloorDivide, left, right),
            ast::BinOpKind::Rem => calculate(Operator::Remainder, left, right),
            ast::BinOpKind::Pow => calculate(Operator::Power, left, right),
            ast::BinOpKind::Concat => calculate(Operator::Join, left, right),
            ast::BinOpKind::Eq => compare(Comparison::Equal, left, right),
            ast::BinOpKind::Ne => compare(Comparison::NotEqual, left, right),
            ast::BinOpKind::Lt => compare(Comparison::Less, left, right),
            ast::BinOpKind::Lte => compare(Comparison::LessOrEqual, left, right),
            ast::BinOpKind::Gt => compare(Comparison::Greater, left, right),
            ast::BinOpKind::Gte => compare(Comparison::GreaterOrEqual, left, right),
            ast::BinOpKind::In => compare(Comparison::In, left, right),
        };
        Ok(self.after(&first, span, kind))
    }

    /// Returns `a < b < c`.
    fn chain(&self, compare: &ast::Compare<'_>, span: Span) -> Result<Node, SyntaxError> {
        let first = self.boxed(&compare.expr)?;
        let operand = |operand: &ast::CompareOp<'_>| Ok((comparison(operand.op), self.node(&operand.expr)?));
        let rest = compare.ops.iter().map(operand).collect::<Result<Vec<_>, SyntaxError>>()?;
        Ok(self.after(&first.span.clone(), span, NodeKind::Comparison { first, rest }))
    }

    /// Returns `a if test else b`.
    fn choice(&self, choice: &ast::IfExpr<'_>, span: Span) -> Result<Node, SyntaxError> {
        let (test, yes) = (self.boxed(&choice.test_expr)?, self.boxed(&choice.true_expr)?);
        let no = self.optional(&choice.false_expr)?.map(Box::new);
        Ok(self.after(&yes.span.clone(), span, NodeKind::Choice { test, yes, no }))
    }

    /// Returns `a | filter(…)`. Errors on an unknown one.
    fn filter(&self, filter: &ast::Filter<'_>, span: Span) -> Result<Node, SyntaxError> {
        let named = named_at(span, filter.name);
        let Some(of) = filter.expr.as_ref() else { return Err(message::lone_filter(named)) };
        let of = self.boxed(of)?;
        let (filter, arguments) = bind_filter(filter.name, named, self.arguments(&filter.args)?)?;
        Ok(self.after(&of.span.clone(), span, NodeKind::Filter { filter, of, arguments }))
    }

    /// Returns `a is test`, or `a is not test`. Errors on an unknown one.
    fn test(&self, test: &ast::Test<'_>, span: Span, negated: bool) -> Result<Node, SyntaxError> {
        let of = self.boxed(&test.expr)?;
        let (test, argument) = bind_test(test.name, named_at(span, test.name), self.arguments(&test.args)?)?;
        let argument = argument.map(Box::new);
        Ok(self.after(&of.span.clone(), span, NodeKind::Test { test, negated, of, argument }))
    }

    /// Returns `function(…)`. Errors on an unknown one, and on a method.
    fn call(&self, call: &ast::Call<'_>, span: Span) -> Result<Node, SyntaxError> {
        let ast::Expr::Var(function) = &call.expr else {
            let called = self.node(&call.expr)?.span;
            return Err(message::no_function(called));
        };
        let named = range(function.span());
        let (function, arguments) = bind_function(function.id, named.clone(), self.arguments(&call.args)?)?;
        Ok(self.after(&named, span, NodeKind::Call { function, arguments }))
    }

    /// Returns the arguments of a call. Errors on `*` and `**`.
    fn arguments<'a>(&self, arguments: &[ast::CallArg<'a>]) -> Result<Vec<Argument<'a>>, SyntaxError> {
        let convert = |argument: &ast::CallArg<'a>| match argument {
            ast::CallArg::Pos(value) => Ok(Argument { name: None, value: self.node(value)? }),
            ast::CallArg::Kwarg(name, value) => Ok(Argument { name: Some(*name), value: self.node(value)? }),
            ast::CallArg::PosSplat(value) | ast::CallArg::KwargSplat(value) => Err(message::star(range(value.span()))),
        };
        arguments.iter().map(convert).collect()
    }

    /// Returns our parts for statements.
    fn parts(&self, statements: &[ast::Stmt<'_>]) -> Result<Vec<Part>, SyntaxError> {
        statements.iter().map(|statement| self.part(statement)).collect()
    }

    /// Returns our part for a statement. Errors on one that a text may not have.
    fn part(&self, statement: &ast::Stmt<'_>) -> Result<Part, SyntaxError> {
        let noun = |en, zh| Noun { en, zh };
        let (forbidden, span) = match statement {
            ast::Stmt::EmitRaw(raw) => return Ok(Part::Text(raw.raw.to_owned())),
            ast::Stmt::EmitExpr(emit) => return Ok(Part::Show(self.node(&emit.expr)?)),
            ast::Stmt::IfCond(condition) => return self.condition(condition),
            ast::Stmt::ForLoop(each) => return self.each(each, range(each.span())),
            ast::Stmt::Set(set) => return self.set(set),
            ast::Stmt::SetBlock(block) => (noun("a `set` block", "`set` 块"), block.span()),
            ast::Stmt::WithBlock(block) => (noun("`with`", "`with`"), block.span()),
            ast::Stmt::AutoEscape(block) => (noun("`autoescape`", "`autoescape`"), block.span()),
            ast::Stmt::FilterBlock(block) => (noun("a `filter` block", "`filter` 块"), block.span()),
            ast::Stmt::Do(call) => (noun("`do`", "`do`"), call.span()),
            _ => (noun("this statement", "这个语句"), Span::default()),
        };
        Err(message::not_in_text(forbidden, range(span)))
    }

    /// Returns `{% if %}`.
    fn condition(&self, condition: &ast::IfCond<'_>) -> Result<Part, SyntaxError> {
        let test = self.node(&condition.expr)?;
        Ok(Part::If { test, yes: self.parts(&condition.true_body)?, no: self.parts(&condition.false_body)? })
    }

    /// Returns `{% for %}`. Errors on a recursive one.
    fn each(&self, each: &ast::ForLoop<'_>, span: Range<usize>) -> Result<Part, SyntaxError> {
        if each.recursive {
            return Err(message::not_in_text(Noun { en: "a recursive `for`", zh: "递归的 `for`" }, span));
        }
        Ok(Part::For {
            targets: targets(&each.target)?,
            of: self.node(&each.iter)?,
            only: self.optional(&each.filter_expr)?,
            body: self.parts(&each.body)?,
            otherwise: self.parts(&each.else_body)?,
        })
    }

    /// Returns `{% set %}`. Errors where it would set a member.
    fn set(&self, set: &ast::Set<'_>) -> Result<Part, SyntaxError> {
        Ok(Part::Set { targets: targets(&set.target)?, value: self.node(&set.expr)? })
    }
}

/// Returns a node.
fn node(kind: NodeKind, span: Range<usize>) -> Node {
    Node { kind, span }
}

/// Returns a name. Errors where a keyword stands in its place.
fn name(name: &str, span: Range<usize>) -> Result<Node, SyntaxError> {
    if matches!(name, "and" | "or" | "not" | "in" | "is" | "if" | "else") {
        return Err(message::no_value(name, span));
    }
    Ok(node(NodeKind::Name(name.to_owned()), span))
}

/// Returns the names that `for` and `set` give values to. Errors on anything but names.
fn targets(target: &ast::Expr<'_>) -> Result<Vec<String>, SyntaxError> {
    match target {
        ast::Expr::Var(variable) => Ok(vec![variable.id.to_owned()]),
        ast::Expr::List(list) => Ok(list.items.iter().map(targets).collect::<Result<Vec<_>, _>>()?.concat()),
        other => Err(message::no_plain_name(range(other.span()))),
    }
}

/// Returns where the name of a filter or test stands, with which its span begins.
fn named_at(span: Span, name: &str) -> Range<usize> {
    let start = range(span).start;
    start..start + name.len()
}

/// Returns our comparison.
fn comparison(kind: ast::CompareOpKind) -> Comparison {
    match kind {
        ast::CompareOpKind::Eq => Comparison::Equal,
        ast::CompareOpKind::Ne => Comparison::NotEqual,
        ast::CompareOpKind::Lt => Comparison::Less,
        ast::CompareOpKind::Lte => Comparison::LessOrEqual,
        ast::CompareOpKind::Gt => Comparison::Greater,
        ast::CompareOpKind::Gte => Comparison::GreaterOrEqual,
        ast::CompareOpKind::In => Comparison::In,
        ast::CompareOpKind::NotIn => Comparison::NotIn,
    }
}
