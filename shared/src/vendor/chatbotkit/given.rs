//! A member of a body: absent, `null`, or a value. An update must distinguish the first two.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::whole;

/// A member of a body.
///
/// A field of this type needs `#[serde(default, skip_serializing_if = "Given::is_absent")]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Given<T> {
    /// Absent: an update keeps the stored value.
    #[default]
    Absent,
    /// `null`: removes the stored value.
    Null,
    /// A value.
    Value(T),
}

impl<T> Given<T> {
    /// Returns true if the member is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Converts the value with a function.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => Given::Value(convert(value)),
        }
    }

    /// Applies the member to a stored value: keeps it, clears it or sets it.
    pub fn put_into(self, place: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *place = None,
            Self::Value(value) => *place = Some(value),
        }
    }

    /// Returns `Absent` if the member equals `other`, else the member.
    #[must_use]
    pub fn unless(self, other: &Self) -> Self
    where
        T: PartialEq,
    {
        if self == *other { Self::Absent } else { self }
    }

    /// Converts the value with a function that may fail.
    ///
    /// # Errors
    /// The error of the function.
    pub fn try_map<U, E>(self, convert: impl FnOnce(T) -> Result<U, E>) -> Result<Given<U>, E> {
        Ok(match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => Given::Value(convert(value)?),
        })
    }
}

impl Given<u64> {
    /// Reads a whole number, also one with a decimal point.
    ///
    /// # Errors
    /// If the value is not a whole number.
    pub fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(whole::option(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl Given<String> {
    /// Turns an empty text into `null`: in this API both remove the stored value.
    #[must_use]
    pub fn non_empty(self) -> Self {
        match self {
            Self::Value(text) if text.is_empty() => Self::Null,
            other => other,
        }
    }
}

impl<T> From<Option<T>> for Given<T> {
    /// For replies: a value that is not set is absent.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(PartialEq, Debug, Default, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Given::is_absent")]
        name: Given<String>,
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        for (json, name) in [
            ("{}", Given::Absent),
            (r#"{"name":null}"#, Given::Null),
            (r#"{"name":""}"#, Given::Value(String::new())),
            (r#"{"name":"Shop"}"#, Given::Value("Shop".into())),
        ] {
            let body = Body { name };
            assert_eq!(serde_json::from_str::<Body>(json).unwrap(), body);
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
    }

    #[test]
    fn an_empty_text_is_null() {
        assert_eq!(Given::Value(String::new()).non_empty(), Given::Null);
        assert_eq!(Given::Value(" ".to_owned()).non_empty(), Given::Value(" ".to_owned()));
        assert_eq!(Given::<String>::Absent.non_empty(), Given::Absent);
    }

    #[test]
    fn a_place_is_left_emptied_or_filled() {
        for (given, left) in [(Given::Absent, Some(1)), (Given::Null, None), (Given::Value(2), Some(2))] {
            let mut place = Some(1);
            given.put_into(&mut place);
            assert_eq!(place, left);
        }
    }

    #[test]
    fn a_value_can_be_converted() {
        assert_eq!(Given::Value(1).map(|n| n + 1), Given::Value(2));
        assert_eq!(Given::Value("7").try_map(str::parse::<u8>), Ok(Given::Value(7)));
        assert!(Given::Value("x").try_map(str::parse::<u8>).is_err());
        assert_eq!(Given::from(None::<u8>), Given::Absent);
    }
}
