//! Whole numbers as clients of languages without them send: `3600` or `3600.0`.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Unexpected, Visitor},
};

use super::Given;

/// The largest number of which every smaller whole one is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Told of everything else.
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
struct Nullable;

impl<'de> Visitor<'de> for Nullable {
    type Value = Option<u64>;

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

/// For a field that may be absent or `null`.
pub(super) fn option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_option(Nullable)
}

/// For a field of an update.
pub(super) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Given<u64>, D::Error> {
    Ok(option(deserializer)?.map_or(Given::Null, Given::Value))
}

/// For a field that is required.
pub(super) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_u64(Whole)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default, deserialize_with = "given")]
        number: Given<u64>,
    }

    fn read(number: &str) -> Option<Given<u64>> {
        serde_json::from_str::<Body>(&format!("{{\"number\":{number}}}")).ok().map(|body| body.number)
    }

    #[test]
    fn a_float_without_a_fraction_is_a_whole_number() {
        for (text, number) in [("0", 0), ("3600", 3_600), ("3600.0", 3_600), ("3.6e3", 3_600), ("-0.0", 0)] {
            assert_eq!(read(text), Some(Given::Value(number)), "{text}");
        }
        assert_eq!(read("null"), Some(Given::Null));
        for odd in ["-1", "-1.0", "1.5", "1e300", "\"3600\"", "true", "{}"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
