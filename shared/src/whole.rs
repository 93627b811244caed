//! Whole numbers, also from clients whose language knows only floats: `3600` or `3600.0`.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{Error, Unexpected, Visitor},
};

/// The largest float up to which every whole number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The error text for every other value.
const WANTED: &&str = &"a whole number, 0 or more";

struct Whole;

impl Visitor<'_> for Whole {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WANTED)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        if number.fract() != 0.0 || !(0.0..=EXACT).contains(&number) {
            return Err(E::invalid_value(Unexpected::Float(number), WANTED));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative and exact")]
        Ok(number as u64)
    }
}

/// A number that may be `null`.
struct Nullable<T>(PhantomData<T>);

impl<'de, T: TryFrom<u64>> Visitor<'de> for Nullable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WANTED)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        required(deserializer).map(Some)
    }
}

/// Deserializes a field that may be absent or `null`.
pub fn option<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_option(Nullable(PhantomData))
}

/// Deserializes a field that may not be `null`.
///
/// Calls `deserialize_any`: serde reads untagged enums from a buffered copy, which yields floats only that way.
pub fn required<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<T, D::Error> {
    let number = deserializer.deserialize_any(Whole)?;
    T::try_from(number)
        .map_err(|_| D::Error::invalid_value(Unexpected::Unsigned(number), &"a number in the allowed range"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default, deserialize_with = "option")]
        number: Option<u16>,
    }

    fn read(number: &str) -> Result<Option<u16>, serde_json::Error> {
        serde_json::from_str::<Body>(&format!("{{\"number\":{number}}}")).map(|body| body.number)
    }

    #[test]
    fn a_float_without_a_fraction_is_a_whole_number() {
        for (text, number) in [("0", 0), ("3600", 3_600), ("3600.0", 3_600), ("3.6e3", 3_600), ("-0.0", 0)] {
            assert_eq!(read(text).unwrap(), Some(number), "{text}");
        }
        assert_eq!(read("null").unwrap(), None);
        for odd in ["-1", "-1.0", "1.5", "1e300", "65536", "65536.0", "\"3600\"", "true", "{}"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
