//! A text that a pattern takes, for fields that take no other. Pure.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Returns a short text that matches the whole of `pattern`, or `None` where the pattern cannot be read.
pub(super) fn sample(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = Vec::new();
    write(&hir, &mut text);
    String::from_utf8(text).ok()
}

fn write(hir: &Hir, text: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.extend_from_slice(&literal.0),
        HirKind::Class(class) => text.extend(letter(class).to_string().into_bytes()),
        HirKind::Repetition(repetition) => (0..repetition.min).for_each(|_| write(&repetition.sub, text)),
        HirKind::Capture(capture) => write(&capture.sub, text),
        HirKind::Concat(all) => all.iter().for_each(|one| write(one, text)),
        HirKind::Alternation(ways) => ways.iter().take(1).for_each(|one| write(one, text)),
    }
}

/// Returns a digit or a plain letter where the class has one, so that people can read the sample.
fn letter(class: &Class) -> char {
    let has = |letter: char| match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&letter)),
        Class::Bytes(class) => {
            class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&(letter as u8)))
        }
    };
    let first = || match class {
        Class::Unicode(class) => class.ranges().first().map(|range| range.start()),
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    };
    "1aA".chars().find(|letter| has(*letter)).or_else(first).unwrap_or('1')
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn a_sample_matches_its_pattern() {
        for pattern in ["[A-Z]{2}-\\d{4}", "1[3-9]\\d{9}", "(?:东|西)门", "^[^a-z]+$", "a?b*c+", "\\p{Han}{2,4}", ""]
        {
            let text = sample(pattern).expect("can be read");
            let whole = regex::Regex::new(&format!("^(?:{pattern})$")).expect("compiles");
            assert!(whole.is_match(&text), "{pattern}: {text}");
        }
        assert_eq!(sample("(open"), None);
    }
}
