//! `customization`: a widget's appearance, as an owner reads and writes it.
//!
//! Source: NodeLoom, "Create Widget": "Visual customization (colors, title, position, avatar)". Four names have a
//! meaning here; up to 32 more, 8 KiB in total, are stored and returned unchanged.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::config::Position;

/// The values the owner set. Values that are not set are absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customization {
    /// Brand colour, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_color: Option<String>,
    /// Shown in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The corner of the widget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The agent's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// All other values, unchanged.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Changes to the values: absent names stay as they are, `null` removes a value.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomizationChange {
    /// Brand colour, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Change::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, min_length = 7, max_length = 7, pattern = "^#[0-9a-fA-F]{6}$"))]
    pub primary_color: Change<String>,
    /// Shown in the header, at most 80 characters.
    #[serde(default, skip_serializing_if = "Change::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 80))]
    pub title: Change<String>,
    /// The corner of the widget.
    #[serde(default, skip_serializing_if = "Change::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Position>))]
    pub position: Change<Position>,
    /// The agent's picture: an `http` or `https` address.
    #[serde(default, skip_serializing_if = "Change::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub avatar_url: Change<String>,
    /// All other values: at most 32 names, 8 KiB.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Change of one value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Change<T> {
    /// Keeps the value: the name is absent.
    #[default]
    Keep,
    /// Removes the value: `null`.
    Clear,
    /// Sets a new value.
    Set(T),
}

impl<T> Change<T> {
    /// Returns true if the value is kept.
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Applies the change.
    pub fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *to = None,
            Self::Set(value) => *to = Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_null_and_value_are_three_things() {
        let change: CustomizationChange = serde_json::from_str(r##"{"title":null,"primaryColor":"#6366f1"}"##).unwrap();
        assert_eq!(change.primary_color, Change::Set("#6366f1".into()));
        assert_eq!(change.title, Change::Clear);
        assert_eq!(change.position, Change::Keep);
        assert_eq!(serde_json::to_string(&change).unwrap(), r##"{"primaryColor":"#6366f1","title":null}"##);
    }

    #[test]
    fn a_change_is_applied() {
        let mut title = Some("old".to_owned());
        Change::Keep.apply(&mut title);
        assert_eq!(title.as_deref(), Some("old"));
        Change::Set("new".to_owned()).apply(&mut title);
        assert_eq!(title.as_deref(), Some("new"));
        Change::Clear.apply(&mut title);
        assert_eq!(title, None);
    }

    #[test]
    fn other_names_are_kept_and_known_ones_are_checked() {
        let sample = r#"{"title":"Hi","bubble":{"size":48},"rounded":true}"#;
        let read: Customization = serde_json::from_str(sample).unwrap();
        assert_eq!(read.extra["bubble"]["size"], 48);
        assert_eq!(serde_json::to_string(&read).unwrap(), sample);
        assert!(serde_json::from_str::<CustomizationChange>(r#"{"position":"middle"}"#).is_err());
        assert!(serde_json::from_str::<CustomizationChange>(r#"{"title":5}"#).is_err());
    }
}
