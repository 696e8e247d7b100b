//! The tree of an expression, our own and owned, each node with its bytes in the source. It never evaluates itself.

use std::ops::Range;

use super::vocabulary::{Filter, Function, Test};
use crate::procedure::value::Value;

/// One part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its bytes in the source it was parsed from.
    pub span: Range<usize>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// `18`, `-0.5`, `"mon"`, `true`, `none`.
    Constant(Value),
    /// `temperature`.
    Name(String),
    /// `objection.settled`.
    Member {
        /// Whose member.
        of: Box<Node>,
        /// The member's name.
        name: String,
    },
    /// `rows[0]`.
    Item {
        /// Whose item.
        of: Box<Node>,
        /// Which one.
        key: Box<Node>,
    },
    /// `rows[1:3]`.
    Slice {
        /// Of what.
        of: Box<Node>,
        /// From where, up to where, by which step.
        bounds: Box<[Option<Node>; 3]>,
    },
    /// `not a`.
    Not(Box<Node>),
    /// `-a` of what is no constant.
    Negative(Box<Node>),
    /// `a and b`.
    And(Box<Node>, Box<Node>),
    /// `a or b`.
    Or(Box<Node>, Box<Node>),
    /// `a + b`.
    Arithmetic(Operator, Box<Node>, Box<Node>),
    /// `a < b`, also chained: `18 <= a <= 22`.
    Comparison {
        /// The first operand.
        first: Box<Node>,
        /// The others, each with what stands before it; never empty.
        rest: Vec<(Comparison, Node)>,
    },
    /// `a if test else b`.
    Choice {
        /// What is asked.
        test: Box<Node>,
        /// The value where it is true.
        yes: Box<Node>,
        /// The value where it is false; none without it.
        no: Option<Box<Node>>,
    },
    /// `a | filter(…)`.
    Filter {
        /// Which one.
        filter: Filter,
        /// What it is applied to.
        of: Box<Node>,
        /// Its arguments by slot, in the order of its table.
        arguments: Vec<Option<Node>>,
    },
    /// `a is test`, `a is not test`.
    Test {
        /// Which one.
        test: Test,
        /// Whether `not` stands behind `is`.
        negated: bool,
        /// What is tested.
        of: Box<Node>,
        /// Its argument, as in `is divisibleby 3`.
        argument: Option<Box<Node>>,
    },
    /// `function(…)`.
    Call {
        /// Which one.
        function: Function,
        /// Its arguments by slot, in the order of its table.
        arguments: Vec<Option<Node>>,
    },
    /// `[a, b]`, `(a, b)`.
    List(Vec<Node>),
    /// `{"a": b}`.
    Map(Vec<(Node, Node)>),
}

/// An operator that calculates or joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Remainder,
    /// `**`
    Power,
    /// `~`
    Join,
}

impl Operator {
    /// Returns the operator as it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Join => "~",
        }
    }
}

/// An operator that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

impl Comparison {
    /// Returns the operator as it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }
}

/// A name that an expression uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameUse {
    /// The name and its members: `["all", "temperature"]`.
    pub path: Vec<String>,
    /// The bytes of the whole path in the source.
    pub span: Range<usize>,
}

impl Node {
    /// Returns the nodes right below, in the order of the source as far as it has one.
    #[must_use]
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Constant(_) | NodeKind::Name(_) => vec![],
            NodeKind::Member { of, .. } | NodeKind::Not(of) | NodeKind::Negative(of) => vec![of],
            NodeKind::Item { of, key } => vec![of, key],
            NodeKind::Slice { of, bounds } => std::iter::once(&**of).chain(bounds.iter().flatten()).collect(),
            NodeKind::And(left, right) | NodeKind::Or(left, right) | NodeKind::Arithmetic(_, left, right) => {
                vec![left, right]
            }
            NodeKind::Comparison { first, rest } => {
                std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand)).collect()
            }
            NodeKind::Choice { test, yes, no } => [yes, test].into_iter().chain(no).map(|node| &**node).collect(),
            NodeKind::Filter { of, arguments, .. } => {
                std::iter::once(&**of).chain(arguments.iter().flatten()).collect()
            }
            NodeKind::Test { of, argument, .. } => [of].into_iter().chain(argument).map(|node| &**node).collect(),
            NodeKind::Call { arguments, .. } => arguments.iter().flatten().collect(),
            NodeKind::List(items) => items.iter().collect(),
            NodeKind::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
        }
    }

    /// Shows `visit` this node and all below it, parents first.
    pub fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// Returns the dotted path where the node is one: a name, or a member of a path by a fixed name.
    #[must_use]
    pub fn path(&self) -> Option<Vec<String>> {
        let (of, name) = match &self.kind {
            NodeKind::Name(name) => return Some(vec![name.clone()]),
            NodeKind::Member { of, name } => (of, name.as_str()),
            NodeKind::Item { of, key } => (of, key.constant()?.as_text()?),
            _ => return None,
        };
        let mut path = of.path()?;
        path.push(name.to_owned());
        Some(path)
    }

    /// Returns the value where the node is a constant.
    #[must_use]
    pub fn constant(&self) -> Option<&Value> {
        if let NodeKind::Constant(value) = &self.kind { Some(value) } else { None }
    }

    /// Returns the names that the node uses, as whole paths, in the order of the walk.
    #[must_use]
    pub fn names(&self) -> Vec<NameUse> {
        if let Some(path) = self.path() {
            return vec![NameUse { path, span: self.span.clone() }];
        }
        self.children().into_iter().flat_map(Node::names).collect()
    }
}
