//! Exact decimals, compared numerically and kept as typed. Never a binary float, never an exponent.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use bigdecimal::num_bigint::{BigInt, Sign};
use bigdecimal::{BigDecimal, Signed, ToPrimitive, Zero};
use thiserror::Error;

/// The most digits that can be typed.
const TYPED_DIGITS: usize = 40;
/// The most digits that a result can have, and the most places after its point.
const RESULT_DIGITS: u32 = 1000;
/// The longest text of a result: its digits, a sign, `0.`.
const LONGEST: usize = 1003;
/// The places to which a quotient is rounded.
const QUOTIENT_PLACES: u32 = 12;

/// A decimal number: `7.10` equals `7.1`, and is shown as `7.10`.
#[derive(Clone)]
pub struct Decimal(BigDecimal);

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// The divisor is zero.
    #[error("division by zero")]
    DivisionByZero,
    /// More than a thousand digits.
    #[error("the number has too many digits")]
    TooLong,
    /// An exponent that is no whole number, or too large a one.
    #[error("an exponent must be a whole number from -1000 to 1000")]
    Exponent,
}

/// Which way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, halves away from zero.
    HalfUp,
    /// Towards zero.
    Truncate,
    /// Downwards.
    Floor,
    /// Upwards.
    Ceiling,
}

impl Decimal {
    /// Returns the same number without zeros behind its last digit: 89.9 for 89.900, 100 for 100.0.
    #[must_use]
    pub fn shortest(&self) -> Self {
        let text = self.to_string();
        let cut = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        Self::parse(cut).unwrap_or_else(|| self.clone())
    }

    /// Returns the number that `typed` stands for: an optional sign, digits, and perhaps a point and digits; at most 40
    /// digits in all, no exponent, no space. None for anything else.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let digits = typed.bytes().filter(u8::is_ascii_digit).count();
        if digits <= TYPED_DIGITS { Self::parse_long(typed) } else { None }
    }

    /// Returns the number like [`parse`](Self::parse), also one as long as a result can be, for reading it back.
    #[must_use]
    pub(super) fn parse_long(typed: &str) -> Option<Self> {
        let unsigned = typed.strip_prefix(['+', '-']).unwrap_or(typed);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (unsigned, ""),
        };
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits || typed.len() > LONGEST {
            return None;
        }
        let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let signed = if typed.starts_with('-') { -digits } else { digits };
        Self::capped(BigDecimal::new(signed, i64::try_from(fraction.len()).ok()?)).ok()
    }

    /// Returns how many digits stand after the point, as typed or computed.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        u32::try_from(self.0.fractional_digit_count()).unwrap_or(0)
    }

    /// Returns whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Returns the exact sum. Errors when it is too long.
    pub fn add(&self, other: &Self) -> Result<Self, DecimalError> {
        Self::capped(&self.0 + &other.0)
    }

    /// Returns the exact difference. Errors when it is too long.
    pub fn sub(&self, other: &Self) -> Result<Self, DecimalError> {
        Self::capped(&self.0 - &other.0)
    }

    /// Returns the exact product. Errors when it is too long.
    pub fn mul(&self, other: &Self) -> Result<Self, DecimalError> {
        Self::capped(&self.0 * &other.0)
    }

    /// Returns the quotient, rounded half up to 12 places, without zeros at its end. Errors on division by zero.
    pub fn div(&self, other: &Self) -> Result<Self, DecimalError> {
        let (dividend, divisor) = self.aligned(other)?;
        let scaled = dividend * BigInt::from(10).pow(QUOTIENT_PLACES);
        let digits = divide(&scaled, &divisor, Rounding::HalfUp);
        Self::capped(BigDecimal::new(digits, i64::from(QUOTIENT_PLACES))).map(Self::trimmed)
    }

    /// Returns the quotient rounded downwards to a whole number. Errors on division by zero.
    pub fn floor_div(&self, other: &Self) -> Result<Self, DecimalError> {
        let (dividend, divisor) = self.aligned(other)?;
        Self::capped(BigDecimal::new(divide(&dividend, &divisor, Rounding::Floor), 0))
    }

    /// Returns what [`floor_div`](Self::floor_div) leaves over, exactly; it has the sign of the divisor.
    pub fn rem(&self, other: &Self) -> Result<Self, DecimalError> {
        self.sub(&self.floor_div(other)?.mul(other)?)
    }

    /// Returns the power, exact for exponents from 0 to 1000, a rounded quotient for negative ones.
    pub fn pow(&self, exponent: &Self) -> Result<Self, DecimalError> {
        let times = exponent.to_i64().filter(|times| times.abs() <= 1000).ok_or(DecimalError::Exponent)?;
        let mut power = Self::from(1);
        for _ in 0..times.abs() {
            power = power.mul(self)?;
        }
        if times < 0 { Self::from(1).div(&power) } else { Ok(power) }
    }

    /// Returns the number with the opposite sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self(-&self.0)
    }

    /// Returns the number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// Returns the number rounded to `places` after the point (at most 1000); a shorter number stays as it is.
    #[must_use]
    pub fn round(&self, places: u32, rounding: Rounding) -> Self {
        if places >= self.decimals() {
            return self.clone();
        }
        let (digits, _) = self.0.as_bigint_and_scale();
        let unit = BigInt::from(10).pow(self.decimals() - places);
        Self(BigDecimal::new(divide(&digits, &unit, rounding), i64::from(places)))
    }

    /// Returns whether it is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// Returns the number as an `i64` where it is a whole one that fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_whole() { self.0.to_i64() } else { None }
    }

    /// Returns both numbers as integers of one unit. Errors when the second is zero.
    fn aligned(&self, divisor: &Self) -> Result<(BigInt, BigInt), DecimalError> {
        if divisor.is_zero() {
            return Err(DecimalError::DivisionByZero);
        }
        let scale = i64::from(self.decimals().max(divisor.decimals()));
        let digits = |number: &Self| number.0.with_scale(scale).into_bigint_and_scale().0;
        Ok((digits(self), digits(divisor)))
    }

    /// Returns the result unless it is too long.
    fn capped(result: BigDecimal) -> Result<Self, DecimalError> {
        let most = u64::from(RESULT_DIGITS);
        // A product with one comes back as a power of ten: 100 as 1 with scale -2, whose digits alone are 1.
        let result = if result.fractional_digit_count() < 0 { result.with_scale(0) } else { result };
        if result.digits() > most || result.fractional_digit_count().unsigned_abs() > most {
            return Err(DecimalError::TooLong);
        }
        Ok(Self(result))
    }

    /// Returns the number without zeros at the end of its fraction.
    fn trimmed(self) -> Self {
        let plain = self.to_string();
        let Some((_, fraction)) = plain.split_once('.') else { return self };
        let kept = fraction.trim_end_matches('0').len();
        Self(self.0.with_scale(i64::try_from(kept).unwrap_or(0)))
    }
}

/// Returns the quotient of integers, rounded; the divisor is not zero.
fn divide(dividend: &BigInt, divisor: &BigInt, rounding: Rounding) -> BigInt {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let positive = dividend.sign() == divisor.sign();
    let away = match rounding {
        Rounding::HalfUp => rest.abs() * 2 >= divisor.abs(),
        Rounding::Truncate => false,
        Rounding::Floor => !positive && !rest.is_zero(),
        Rounding::Ceiling => positive && !rest.is_zero(),
    };
    match (away, positive) {
        (false, _) => quotient,
        (true, true) => quotient + 1,
        (true, false) => quotient - 1,
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(BigDecimal::new(BigInt::from(number), 0))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.clone().trimmed().to_string().hash(state);
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

impl fmt::Display for Decimal {
    /// Writes plain digits with the decimals as typed, never an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, _) = self.0.as_bigint_and_scale();
        let sign = if digits.sign() == Sign::Minus { "-" } else { "" };
        let decimals = usize::try_from(self.decimals()).unwrap_or(0);
        let digits = format!("{:0>width$}", digits.magnitude().to_string(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let point = if fraction.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{whole}{point}{fraction}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn decimal(typed: &str) -> Decimal {
        Decimal::parse(typed).unwrap_or_else(|| panic!("{typed} is no number"))
    }

    #[test]
    fn is_kept_as_typed() {
        for (typed, shown) in
            [("7.10", "7.10"), ("-0.05", "-0.05"), ("+5", "5"), ("007", "7"), ("0.000", "0.000"), ("-0", "0")]
        {
            assert_eq!(decimal(typed).to_string(), shown);
        }
        assert_eq!(decimal("7.100").decimals(), 3);
        assert_eq!(decimal("0.0").decimals(), 1);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let long = "1".repeat(41);
        for typed in ["", "+", ".", ".5", "5.", "1e3", "1_000", "1,5", " 1", "１", "0x10", "--1", "1.2.3", "NaN", &long]
        {
            assert!(Decimal::parse(typed).is_none(), "{typed}");
        }
        assert!(Decimal::parse(&"1".repeat(40)).is_some());
    }

    /// A product with one lost its zeros: `40 / 40 * 100` was 1.
    #[test]
    fn a_product_with_one_keeps_its_zeros() {
        for (left, right, product) in
            [("1", "100", "100"), ("100", "1", "100"), ("1.0", "2000", "2000"), ("-1", "30", "-30")]
        {
            assert_eq!(decimal(left).mul(&decimal(right)).expect("short").to_string(), product);
        }
        assert_eq!(
            decimal("40").div(&decimal("40")).and_then(|one| one.mul(&decimal("100"))).expect("short"),
            decimal("100")
        );
        assert_eq!(decimal("1").mul(&decimal("100")).expect("short").to_i64(), Some(100));
    }

    #[test]
    fn equals_numerically() {
        assert_eq!(decimal("7.10"), decimal("7.1"));
        assert_eq!(decimal("-0.0"), decimal("0"));
        assert!(decimal("0.1") < decimal("0.11"));
        let distinct: HashSet<_> = ["7.10", "7.1", "7.100", "0", "-0.00", "100", "100.0"].map(decimal).into();
        assert_eq!(distinct.len(), 3);
    }

    #[test]
    fn calculates() {
        type Calculation = fn(&Decimal, &Decimal) -> Result<Decimal, DecimalError>;
        let cases: [(&str, Calculation, &str, &str); 18] = [
            ("0.1", Decimal::add, "0.2", "0.3"),
            ("7.10", Decimal::sub, "0.10", "7.00"),
            ("1.5", Decimal::mul, "1.5", "2.25"),
            ("1", Decimal::div, "3", "0.333333333333"),
            ("2", Decimal::div, "3", "0.666666666667"),
            ("-2", Decimal::div, "3", "-0.666666666667"),
            ("6", Decimal::div, "3", "2"),
            ("200", Decimal::div, "2.0", "100"),
            ("0.0000000000005", Decimal::div, "1", "0.000000000001"),
            ("7", Decimal::floor_div, "2", "3"),
            ("-7", Decimal::floor_div, "2", "-4"),
            ("7", Decimal::rem, "3", "1"),
            ("-7", Decimal::rem, "3", "2"),
            ("7.5", Decimal::rem, "2", "1.5"),
            ("1.1", Decimal::pow, "2", "1.21"),
            ("2", Decimal::pow, "-2", "0.25"),
            ("0", Decimal::pow, "0", "1"),
            ("0", Decimal::div, "-5", "0"),
        ];
        for (left, calculate, right, result) in cases {
            let got = calculate(&decimal(left), &decimal(right)).unwrap();
            assert_eq!(got.to_string(), result, "{left} and {right}");
        }
    }

    #[test]
    fn what_cannot_be_calculated_is_an_error() {
        let (zero, two) = (decimal("0.00"), decimal("2"));
        assert_eq!(two.div(&zero), Err(DecimalError::DivisionByZero));
        assert_eq!(two.floor_div(&zero), Err(DecimalError::DivisionByZero));
        assert_eq!(two.rem(&zero), Err(DecimalError::DivisionByZero));
        assert_eq!(zero.pow(&decimal("-1")), Err(DecimalError::DivisionByZero));
        assert_eq!(two.pow(&decimal("0.5")), Err(DecimalError::Exponent));
        assert_eq!(two.pow(&decimal("1001")), Err(DecimalError::Exponent));
        assert_eq!(decimal("12345678901").pow(&decimal("1000")), Err(DecimalError::TooLong));
        assert_eq!(decimal("0.1").pow(&decimal("1000")).unwrap().decimals(), 1000);
        assert_eq!(decimal("0.01").pow(&decimal("1000")), Err(DecimalError::TooLong));
    }

    #[test]
    fn rounds() {
        use Rounding::{Ceiling, Floor, HalfUp, Truncate};
        let cases = [
            ("2.345", 2, HalfUp, "2.35"),
            ("-2.5", 0, HalfUp, "-3"),
            ("2.4", 0, HalfUp, "2"),
            ("-2.9", 0, Truncate, "-2"),
            ("-2.1", 0, Floor, "-3"),
            ("2.1", 0, Ceiling, "3"),
            ("-2.9", 0, Ceiling, "-2"),
            ("2.0", 0, Ceiling, "2"),
            ("2.5", 3, HalfUp, "2.5"),
        ];
        for (number, places, rounding, rounded) in cases {
            assert_eq!(decimal(number).round(places, rounding).to_string(), rounded, "{number} {rounding:?}");
        }
        assert_eq!(decimal("3.00").to_i64(), Some(3));
        assert_eq!(decimal("3.01").to_i64(), None);
        assert_eq!(decimal("99999999999999999999").to_i64(), None);
    }

    fn typed_number() -> impl Strategy<Value = String> {
        "-?[0-9]{1,20}(\\.[0-9]{1,20})?"
    }

    proptest! {
        #[test]
        fn agrees_with_bigdecimal(left in typed_number(), right in typed_number()) {
            let (a, b) = (decimal(&left), decimal(&right));
            let (x, y): (BigDecimal, BigDecimal) = (left.parse().unwrap(), right.parse().unwrap());
            prop_assert_eq!(a.add(&b).unwrap().0, &x + &y);
            prop_assert_eq!(a.sub(&b).unwrap().0, &x - &y);
            prop_assert_eq!(a.mul(&b).unwrap().0, &x * &y);
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            if !b.is_zero() {
                let error = (a.div(&b).unwrap().0 * &y - &x).abs();
                prop_assert!(error * 2 <= y.abs() * BigDecimal::new(1.into(), 12));
            }
        }

        #[test]
        fn showing_and_reading_agree(typed in typed_number()) {
            let number = decimal(&typed);
            let again = decimal(&number.to_string());
            prop_assert_eq!(again.decimals(), number.decimals());
            prop_assert_eq!(again, number);
        }
    }
}
