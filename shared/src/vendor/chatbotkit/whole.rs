//! Whole numbers as clients of languages without them send: `3600` or `3600.0`.

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Number;

use super::Given;

/// The largest number of which every smaller whole one is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn whole<E: Error>(number: &Number) -> Result<u64, E> {
    let exact = |float: &f64| float.fract() == 0.0 && (0.0..=EXACT).contains(float);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative and exact")]
    let from_float = || number.as_f64().filter(exact).map(|float| float as u64);
    number.as_u64().or_else(from_float).ok_or_else(|| E::custom("must be a whole number, 0 or more"))
}

/// For a field that may be absent or `null`.
pub(super) fn option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Option::<Number>::deserialize(deserializer)?.as_ref().map(whole).transpose()
}

/// For a field of an update.
pub(super) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Given<u64>, D::Error> {
    Ok(option(deserializer)?.map_or(Given::Null, Given::Value))
}

/// For a field that is required.
pub(super) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    whole(&Number::deserialize(deserializer)?)
}

#[cfg(test)]
mod tests {
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
