//! Values of steps, parameters and expressions. (being written on its own branch)
#![expect(missing_docs, reason = "placeholder")]
use indexmap::IndexMap;
#[derive(Clone, Debug, PartialEq)]
pub struct Decimal(pub String);
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration(pub i64);
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Number(Decimal),
    Text(String),
    Duration(Duration),
    List(Vec<Value>),
    Map(IndexMap<String, Value>),
}
