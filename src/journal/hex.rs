//! Lower-case hexadecimal, the one spelling the journal knows; upper case is refused.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Returns `bytes` in lower-case hex.
pub(super) fn encode(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

/// What is no digit: its upper half is set, which no digit has.
const NONE: u8 = 0xff;

/// The value of each digit; a store has millions of them.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        values[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Returns the 32 bytes that 64 lower-case hex digits spell.
pub(super) fn decode_32(text: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    let mut seen = 0;
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    (seen < 16).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode_32, encode};

    #[test]
    fn what_was_encoded_is_decoded_and_any_other_byte_is_refused_wherever_it_stands() {
        let bytes: [u8; 32] = std::array::from_fn(|at| (at * 37 + 5) as u8);
        let text = encode(&bytes);
        assert_eq!(decode_32(text.as_bytes()), Some(bytes));
        for at in 0..64 {
            for byte in (0..=u8::MAX).filter(|byte| !b"0123456789abcdef".contains(byte)) {
                let mut other = text.clone().into_bytes();
                other[at] = byte;
                assert_eq!(decode_32(&other), None, "{byte} at {at}");
            }
        }
    }
}
