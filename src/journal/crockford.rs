//! Crockford's base32: no letter that a hand could mistake for a digit. <https://www.crockford.com/base32.html>

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns the first `symbols * 5` bits of `bytes`, most significant first, in upper case.
///
/// Bits that `bytes` does not have are zero.
pub(super) fn encode(bytes: &[u8], symbols: usize) -> String {
    (0..symbols).map(|symbol| char::from(ALPHABET[usize::from(five_bits(bytes, symbol * 5))])).collect()
}

/// Returns the canonical upper-case symbol for what a person wrote: any case, `O` for 0, `I` and `L` for 1.
pub(super) fn canonical(written: char) -> Option<char> {
    let symbol = match written.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().any(|&known| char::from(known) == symbol).then_some(symbol)
}

/// Returns the five bits that a canonical symbol stands for.
pub(super) fn value(symbol: char) -> Option<u8> {
    let at = ALPHABET.iter().position(|&known| char::from(known) == symbol)?;
    u8::try_from(at).ok()
}

fn five_bits(bytes: &[u8], from: usize) -> u8 {
    (from..from + 5).fold(0, |bits, at| {
        let bit = bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
        bits << 1 | u8::from(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::{canonical, encode};

    #[test]
    fn bits_are_taken_from_the_most_significant_end() {
        assert_eq!(encode(&[0b0000_1000, 0b1000_0110, 0b0100_0000], 4), "1234");
        assert_eq!(encode(&[255; 10], 16), "Z".repeat(16));
    }

    #[test]
    fn letters_that_look_like_digits_are_read_as_digits() {
        let read: Option<String> = "oOiIlLz".chars().map(canonical).collect();
        assert_eq!(read.as_deref(), Some("001111Z"));
        assert_eq!(canonical('U'), None);
        assert_eq!(canonical('é'), None);
    }
}
