//! `pin`: asks for a PIN twice, and writes the line that the site file takes. Nothing of the PIN itself is kept or shown. \[door\]

use anyhow::Result;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;

use super::arguments::PinArguments;
use super::context::Context;
use super::desk::Desk;
use super::identity::known;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::language::duties as words;
use crate::procedure::value::normalise_width;
use crate::terminal::sanitize::Shown;

/// Bytes of salt: what RFC 9106 recommends.
const SALT: usize = 16;

/// Runs the command: exit code 0 where the line was written.
///
/// # Errors
/// Where there is no terminal, the roster does not know the person, or no PIN was given twice.
pub fn run(context: &Context, arguments: &PinArguments) -> Result<ExitCode> {
    let language = context.language;
    let name = match context.site.as_ref().and_then(crate::site::Site::roster) {
        Some(roster) => known(&roster, &arguments.person, context)?.name,
        None => arguments.person.clone(),
    };
    if !context.interactive {
        return Err(Failure::cannot_begin(words::pin_terminal(language))
            .help(words::pin_terminal_help(language))
            .into());
    }
    let mut desk = Desk::open(context)?;
    let pin = desk.secret(&words::pin_new(language, name), context)?.unwrap_or_default();
    let pin = normalise_width(pin.trim());
    if !is_pin(&pin) {
        return Err(Failure::cannot_begin(words::pin_shape(language)).into());
    }
    let again = desk.secret(&words::pin_again(language), context)?.unwrap_or_default();
    if normalise_width(again.trim()) != pin {
        return Err(Failure::cannot_begin(words::pin_differs(language)).into());
    }
    drop(desk);
    let hash = hashed(&pin).ok_or_else(|| Failure::cannot_begin(words::pin_failed(language)))?;
    context.say(&words::pin_where(language, Shown::line(&arguments.person)));
    context.data(&format!("pin: \"{hash}\"\n"));
    Ok(ExitCode::Yes)
}

/// Digits only: they pass every input method, and a keypad has them.
fn is_pin(typed: &str) -> bool {
    (4..=12).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the argon2id hash of a PIN with a salt of its own; `None` where the system has no randomness.
fn hashed(pin: &str) -> Option<String> {
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).ok()?;
    Some(Argon2::default().hash_password_with_salt(pin.as_bytes(), &salt).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::{hashed, is_pin};

    #[test]
    fn a_pin_is_digits() {
        assert!(is_pin("4815") && is_pin("123456789012"));
        for typed in ["", "123", "1234567890123", "12a4", "口令口令", "12 34"] {
            assert!(!is_pin(typed), "{typed}");
        }
    }

    #[test]
    fn the_same_pin_never_has_the_same_line_twice() {
        let [first, second] = [hashed("4815"), hashed("4815")].map(|hash| hash.expect("randomness"));
        assert!(first.starts_with("$argon2id$v=19$") && first != second);
    }
}
