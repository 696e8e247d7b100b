//! `Receipt`: what is kept of a closed run outside of the store, as a line or as a code short enough for the shift sheet.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset};

use super::{Digest, Head, RunId, crockford};

/// What a receipt's line begins with: the name and the version.
const PREFIX: [&str; 2] = ["signoff-receipt", "1"];

/// How many symbols a code has: 80 bits.
const SYMBOLS: usize = 16;

/// "Entry N of this run has hash H, and so the ledger says." Later entries do not make it wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The run.
    pub run: RunId,
    /// The run's journal as it was closed.
    pub head: Head,
    /// The ledger's entry that says so.
    pub ledger: Head,
    /// When the ledger's entry was written, as it stands there.
    pub at: String,
}

/// The short form of a receipt: `K7QF-3M2P-9XTD-4H8N`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReceiptCode(String);

/// What a person presents: the line or the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// The whole line.
    Line(Receipt),
    /// The code.
    Code(ReceiptCode),
}

/// A text that is neither a receipt's line nor its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a receipt line or a code such as `K7QF-3M2P-9XTD-4H8N`")]
pub struct NotAReceipt;

impl Receipt {
    /// Returns the first 80 bits of the SHA-256 of `RUN N H LEDGER_N LEDGER_H`.
    #[must_use]
    pub fn code(&self) -> ReceiptCode {
        let digest = Digest::of(self.proof().as_bytes());
        ReceiptCode(crockford::encode(digest.as_bytes(), SYMBOLS))
    }

    fn proof(&self) -> String {
        let Self { run, head, ledger, .. } = self;
        format!("{run} {} {} {} {}", head.length, head.hash, ledger.length, ledger.hash)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {} {}", PREFIX[0], PREFIX[1], self.proof(), self.at)
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |at: usize| &self.0[at * 4..at * 4 + 4];
        write!(formatter, "{}-{}-{}-{}", group(0), group(1), group(2), group(3))
    }
}

impl FromStr for Receipt {
    type Err = NotAReceipt;

    fn from_str(line: &str) -> Result<Self, NotAReceipt> {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let &[name, version, run, length, hash, ledger_length, ledger_hash, at] = fields.as_slice() else {
            return Err(NotAReceipt);
        };
        DateTime::<FixedOffset>::parse_from_rfc3339(at).map_err(|_| NotAReceipt)?;
        let run = run.parse().map_err(|_| NotAReceipt)?;
        let (head, ledger) = (head(length, hash)?, head(ledger_length, ledger_hash)?);
        let receipt = Self { run, head, ledger, at: at.to_owned() };
        if [name, version] == PREFIX { Ok(receipt) } else { Err(NotAReceipt) }
    }
}

impl FromStr for ReceiptCode {
    type Err = NotAReceipt;

    /// Reads what a hand wrote: any case, `O` for 0, `I` and `L` for 1, with or without dashes and spaces.
    fn from_str(written: &str) -> Result<Self, NotAReceipt> {
        let symbols = written.chars().filter(|symbol| !matches!(symbol, '-' | ' ')).map(crockford::canonical);
        let code: String = symbols.collect::<Option<_>>().ok_or(NotAReceipt)?;
        if code.len() == SYMBOLS { Ok(Self(code)) } else { Err(NotAReceipt) }
    }
}

impl FromStr for Presented {
    type Err = NotAReceipt;

    fn from_str(text: &str) -> Result<Self, NotAReceipt> {
        let text = text.trim();
        if text.starts_with(PREFIX[0]) { text.parse().map(Self::Line) } else { text.parse().map(Self::Code) }
    }
}

fn head(length: &str, hash: &str) -> Result<Head, NotAReceipt> {
    let length = length.parse().map_err(|_| NotAReceipt)?;
    Ok(Head { length, hash: Digest::parse(hash).ok_or(NotAReceipt)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Presented, Receipt, ReceiptCode};
    use crate::journal::{Digest, Head};

    fn receipt() -> Receipt {
        Receipt {
            run: "20261121T073012-hall-opening-7q4kd9".parse().expect("a run id"),
            head: Head { length: 42, hash: Digest::of(b"run") },
            ledger: Head { length: 9, hash: Digest::of(b"ledger") },
            at: "2026-11-21T08:01:00.000+08:00".to_owned(),
        }
    }

    #[test]
    fn the_line_has_the_form_that_is_promised() {
        let line = format!(
            "signoff-receipt 1 20261121T073012-hall-opening-7q4kd9 42 {} 9 {} 2026-11-21T08:01:00.000+08:00",
            Digest::of(b"run"),
            Digest::of(b"ledger")
        );
        assert_eq!(receipt().to_string(), line);
        assert_eq!(line.parse::<Presented>(), Ok(Presented::Line(receipt())));
    }

    #[test]
    fn the_code_is_the_same_whenever_it_is_computed_again() {
        // Computed with Python: base64.b32encode(hashlib.sha256(...).digest()[:10]), translated to Crockford's alphabet.
        assert_eq!(receipt().code().to_string(), "7D74-DW0R-H25J-CMVE");
    }

    #[test]
    fn a_code_is_read_as_a_hand_may_write_it() {
        let code: ReceiptCode = "0011-ZZZZ-9XTD-4H8N".parse().expect("a code");
        for written in ["OoIl zzzz 9xtd 4h8n", "0011zzzz9xtd4h8n", " 0o1l-zzzz-9xtd-4h8n\n"] {
            assert_eq!(written.parse::<Presented>(), Ok(Presented::Code(code.clone())), "{written}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let line = receipt().to_string();
        for text in
            ["", "K7QF-3M2P-9XTD-4H8", "K7QF-3M2P-9XTD-4H8N-0", "K7QF-3M2P-9XTD-4H8U", &line.replace(" 1 ", " 2 ")]
        {
            assert!(text.parse::<Presented>().is_err(), "{text}");
        }
        assert!(line.to_uppercase().parse::<Presented>().is_err());
        assert!(line[..line.len() - 30].parse::<Presented>().is_err());
    }

    proptest! {
        #[test]
        fn every_receipt_survives_the_round_trip(n in any::<u64>(), m in any::<u64>(), a in any::<[u8; 8]>()) {
            let head = Head { length: n, hash: Digest::of(&a) };
            let receipt = Receipt { head, ledger: Head { length: m, hash: Digest::of(&a[1..]) }, ..receipt() };
            prop_assert_eq!(receipt.to_string().parse::<Presented>(), Ok(Presented::Line(receipt.clone())));
            let code = receipt.code();
            prop_assert_eq!(code.to_string().parse::<Presented>(), Ok(Presented::Code(code)));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = text.parse::<Presented>();
        }
    }
}
