//! Fields of replies that a write may repeat.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// A field that only the server sets. A write may contain it with any value and it is ignored, so that an object that
/// was read can be written back.
///
/// A field of this type needs `#[serde(default, skip_serializing)]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadOnly {
    /// True if the write contains the field: the object was read before.
    pub repeated: bool,
}

impl<'de> Deserialize<'de> for ReadOnly {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self { repeated: true })
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(PartialEq, Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[serde(default, skip_serializing)]
        id: ReadOnly,
    }

    #[test]
    fn any_value_is_taken_and_none_is_written() {
        assert_eq!(serde_json::from_str::<Body>("{}").unwrap(), Body::default());
        for value in ["null", "\"w1\"", "1.5", "{\"a\":[1]}"] {
            let body: Body = serde_json::from_str(&format!("{{\"id\":{value}}}")).unwrap();
            assert!(body.id.repeated, "{value}");
            assert_eq!(serde_json::to_string(&body).unwrap(), "{}");
        }
    }
}
