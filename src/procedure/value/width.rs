//! Full-width digits and punctuation, as a Chinese input method types them, made plain. It never touches other text.

/// Returns `text` with full-width ASCII (`０-９ ．－＋：，％ …`) made ASCII, the ideographic space a space, `。` a point,
/// `、` a comma and the minus sign a hyphen. For numbers, times, choices and the like, not for free text.
#[must_use]
pub fn normalise_width(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// Returns the ASCII character that `wide` stands for, or `wide` itself.
fn narrow(wide: char) -> char {
    match wide {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(wide) - 0xFEE0).unwrap_or(wide),
        '。' => '.',
        '、' => ',',
        '\u{2212}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_plain() {
        let cases = [
            ("－１２．５", "-12.5"),
            ("８：３０", "8:30"),
            ("２１。５", "21.5"),
            ("ａ，ｂ、c", "a,b,c"),
            ("９０％　", "90% "),
            ("−3", "-3"),
        ];
        for (typed, plain) in cases {
            assert_eq!(normalise_width(typed), plain);
        }
    }

    #[test]
    fn other_text_stays() {
        assert_eq!(normalise_width("一号台 ok – é"), "一号台 ok – é");
    }
}
