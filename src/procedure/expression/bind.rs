//! Puts the arguments of filters, tests and functions into their slots, so that a wrong one is found when a file is read.

use std::ops::Range;

use super::error::SyntaxError;
use super::node::Node;
use super::vocabulary::{FILTERS, FUNCTIONS, Filter, Function, TESTS, Test, Word, find, nearest};

/// An argument as it is written.
pub(super) struct Argument<'a> {
    /// Its name, where it is given by name.
    pub(super) name: Option<&'a str>,
    /// Its value.
    pub(super) value: Node,
}

/// Arguments by slot.
type Slots = Vec<Option<Node>>;

/// Returns the filter of that name and its arguments by slot. Errors where either is unknown.
pub(super) fn bind_filter(
    name: &str,
    span: Range<usize>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Filter, Slots), SyntaxError> {
    let word = known(FILTERS, "filter", name, &span)?;
    let slots = bind(word, "filter", span, arguments)?;
    if let Some(test) = word.is.test_slot().and_then(|slot| slots.get(slot)).and_then(Option::as_ref) {
        check_test(test, slots.last().is_some_and(Option::is_some))?;
    }
    Ok((word.is, slots))
}

/// Returns the test of that name and its argument. Errors where either is unknown.
pub(super) fn bind_test(
    name: &str,
    span: Range<usize>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Test, Option<Node>), SyntaxError> {
    let word = known(TESTS, "test", name, &span)?;
    let mut slots = bind(word, "test", span, arguments)?;
    Ok((word.is, slots.pop().flatten()))
}

/// Returns the function of that name and its arguments by slot. Errors where either is unknown.
pub(super) fn bind_function(
    name: &str,
    span: Range<usize>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Function, Slots), SyntaxError> {
    let word = known(FUNCTIONS, "function", name, &span)?;
    Ok((word.is, bind(word, "function", span, arguments)?))
}

/// Returns the word of that name. Errors with the nearest one.
fn known<T>(
    table: &'static [Word<T>],
    what: &str,
    name: &str,
    span: &Range<usize>,
) -> Result<&'static Word<T>, SyntaxError> {
    find(table, name).ok_or_else(|| {
        let hint = nearest(table, name).map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
        SyntaxError::new(format!("unknown {what} `{name}`{hint}"), span.clone())
    })
}

/// Returns the arguments by slot. Errors on one too many, one missing, and one of an unknown name.
fn bind<T>(word: &Word<T>, what: &str, span: Range<usize>, arguments: Vec<Argument<'_>>) -> Result<Slots, SyntaxError> {
    let mut slots: Slots = vec![None; word.slots.len()];
    for (position, argument) in arguments.into_iter().enumerate() {
        let named = |slot: &&str| argument.name == Some(slot.trim_start_matches('='));
        let slot = match argument.name {
            Some(_) => word.slots.iter().position(named),
            None => word.slots.get(position).filter(|slot| !slot.starts_with('=')).map(|_| position),
        };
        let Some(free) = slot.and_then(|slot| slots.get_mut(slot)).filter(|free| free.is_none()) else {
            return Err(SyntaxError::new(
                format!("{what} `{}` takes {}", word.name, signature(word)),
                argument.value.span,
            ));
        };
        *free = Some(argument.value);
    }
    if slots.iter().take(word.required).any(Option::is_none) {
        return Err(SyntaxError::new(format!("{what} `{}` needs {}", word.name, signature(word)), span));
    }
    Ok(slots)
}

/// Returns the arguments that a word takes, as a message says them.
fn signature<T>(word: &Word<T>) -> String {
    let shown = |slot: &&str| slot.strip_prefix('=').map_or(format!("`{slot}`"), |name| format!("`{name}=…`"));
    match word.slots {
        [] => "no argument".to_owned(),
        slots => slots.iter().map(shown).collect::<Vec<_>>().join(", "),
    }
}

/// Checks the name of a test that a filter applies, and whether it has its argument.
fn check_test(test: &Node, has_argument: bool) -> Result<(), SyntaxError> {
    let Some(name) = test.constant().and_then(|value| value.as_text()) else {
        return Err(SyntaxError::new("the test is given as a text, as in `reject(\"none\")`", test.span.clone()));
    };
    let word = known(TESTS, "test", name, &test.span)?;
    if (word.required > 0) != has_argument {
        return Err(SyntaxError::new(format!("test `{name}` takes {}", signature(word)), test.span.clone()));
    }
    Ok(())
}
