//! Where an expression finds its names. It never knows what they mean.

use indexmap::IndexMap;

use crate::procedure::value::Value;

/// The names that an expression can use, and their values.
pub trait Scope {
    /// Returns the value of a name; `Value::None` where it is not answered, `None` where there is no such name.
    fn get(&self, name: &str) -> Option<Value>;

    /// Returns the value of a name's member (`outcome.lights`), so that nobody need build the whole map; `None` where there
    /// is no such member.
    fn member(&self, name: &str, member: &str) -> Option<Value> {
        self.get(name)?.member(member)
    }
}

/// A scope that is a plain map.
#[derive(Clone, Debug, Default)]
pub struct MapScope(pub IndexMap<String, Value>);

impl Scope for MapScope {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

impl<const N: usize> From<[(&str, Value); N]> for MapScope {
    fn from(values: [(&str, Value); N]) -> Self {
        Self(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
