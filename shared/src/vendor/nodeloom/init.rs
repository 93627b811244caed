//! `GET /api/widget-chat/init/{token}`: the data a page needs to show the widget, if the token is valid.
//!
//! Source: NodeLoom, "Initialize Widget".

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{config::Position, ids::WidgetId};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = NodeLoomInitReply))]
pub struct InitReply {
    /// Id of the widget.
    pub widget_id: WidgetId,
    /// The owner's name for the widget.
    pub name: String,
    /// Appearance of the widget.
    pub customization: InitCustomization,
}

/// Appearance of a widget for visitors: the owner's values, else the blueprint's, else the defaults.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitCustomization {
    /// Brand colour, `#rrggbb`.
    pub primary_color: String,
    /// Shown in the header.
    pub title: String,
    /// The corner of the widget.
    pub position: Position,
    /// The agent's picture, or `null`.
    pub avatar_url: Option<String>,
    /// The owner's other values, unchanged.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{again, compact},
        *,
    };

    #[test]
    fn the_pages_sample() {
        let sample = r##"{
  "widgetId": "uuid",
  "name": "Support Chat",
  "customization": {
    "primaryColor": "#6366f1",
    "title": "How can we help?",
    "position": "bottom-right",
    "avatarUrl": null
  }
}"##;
        assert_eq!(again::<InitReply>(sample), compact(sample));
    }
}
