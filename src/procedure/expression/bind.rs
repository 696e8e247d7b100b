//! Puts the arguments of filters, tests and functions into their slots, so that a wrong one is found when a file is read.

use std::ops::Range;

use super::error::SyntaxError;
use super::node::Node;
use super::vocabulary::{FILTERS, FUNCTIONS, Filter, Function, TESTS, Test, Word, find, nearest};
use crate::procedure::finding::{Bilingual, Noun, both};

/// An argument as it is written.
pub(super) struct Argument<'a> {
    /// Its name, where it is given by name.
    pub(super) name: Option<&'a str>,
    /// Its value.
    pub(super) value: Node,
}

const FILTER: Noun = Noun { en: "filter", zh: "过滤器" };
const TEST: Noun = Noun { en: "test", zh: "测试" };
const FUNCTION: Noun = Noun { en: "function", zh: "函数" };

/// Arguments by slot.
type Slots = Vec<Option<Node>>;

/// Returns the filter of that name and its arguments by slot. Errors where either is unknown.
pub(super) fn bind_filter(
    name: &str,
    span: Range<usize>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Filter, Slots), SyntaxError> {
    let word = known(FILTERS, FILTER, name, &span)?;
    let slots = bind(word, FILTER, span, arguments)?;
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
    let word = known(TESTS, TEST, name, &span)?;
    let mut slots = bind(word, TEST, span, arguments)?;
    Ok((word.is, slots.pop().flatten()))
}

/// Returns the function of that name and its arguments by slot. Errors where either is unknown.
pub(super) fn bind_function(
    name: &str,
    span: Range<usize>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Function, Slots), SyntaxError> {
    let word = known(FUNCTIONS, FUNCTION, name, &span)?;
    Ok((word.is, bind(word, FUNCTION, span, arguments)?))
}

/// Returns the word of that name. Errors with the nearest one.
fn known<T>(
    table: &'static [Word<T>],
    what: Noun,
    name: &str,
    span: &Range<usize>,
) -> Result<&'static Word<T>, SyntaxError> {
    find(table, name).ok_or_else(|| {
        let message = match nearest(table, name) {
            Some(near) => both!(
                "unknown {} `{name}`, did you mean `{near}`",
                "没有{} `{name}`，是不是 `{near}`";
                what
            ),
            None => both!("unknown {} `{name}`", "没有{} `{name}`"; what),
        };
        SyntaxError::new(message, span.clone())
    })
}

/// Returns the arguments by slot. Errors on one too many, one missing, and one of an unknown name.
fn bind<T>(word: &Word<T>, what: Noun, span: Range<usize>, arguments: Vec<Argument<'_>>) -> Result<Slots, SyntaxError> {
    let mut slots: Slots = vec![None; word.slots.len()];
    for (position, argument) in arguments.into_iter().enumerate() {
        let named = |slot: &&str| argument.name == Some(slot.trim_start_matches('='));
        let slot = match argument.name {
            Some(_) => word.slots.iter().position(named),
            None => word.slots.get(position).filter(|slot| !slot.starts_with('=')).map(|_| position),
        };
        let Some(free) = slot.and_then(|slot| slots.get_mut(slot)).filter(|free| free.is_none()) else {
            let name = word.name;
            let message = both!("{} `{name}` takes {}", "{} `{name}` 的参数是{}"; what, signature(word));
            return Err(SyntaxError::new(message, argument.value.span));
        };
        *free = Some(argument.value);
    }
    if slots.iter().take(word.required).any(Option::is_none) {
        let name = word.name;
        let message = both!("{} `{name}` needs {}", "{} `{name}` 需要参数：{}"; what, signature(word));
        return Err(SyntaxError::new(message, span));
    }
    Ok(slots)
}

/// Returns the arguments that a word takes, as a message says them.
fn signature<T>(word: &Word<T>) -> Bilingual {
    let shown = |slot: &&str| slot.strip_prefix('=').map_or(format!("`{slot}`"), |name| format!("`{name}=…`"));
    match word.slots {
        [] => both!("no argument", "空的"),
        slots => {
            let all = slots.iter().map(shown).collect::<Vec<_>>();
            Bilingual { en: all.join(", "), zh: all.join("、") }
        }
    }
}

/// Checks the name of a test that a filter applies, and whether it has its argument.
fn check_test(test: &Node, has_argument: bool) -> Result<(), SyntaxError> {
    let Some(name) = test.constant().and_then(|value| value.as_text()) else {
        let message =
            both!("the test is given as a text, as in `reject(\"none\")`", "测试名要写成文字，如 `reject(\"none\")`");
        return Err(SyntaxError::new(message, test.span.clone()));
    };
    let word = known(TESTS, TEST, name, &test.span)?;
    if (word.required > 0) != has_argument {
        let message = both!("{} `{name}` takes {}", "{} `{name}` 的参数是{}"; TEST, signature(word));
        return Err(SyntaxError::new(message, test.span.clone()));
    }
    Ok(())
}
