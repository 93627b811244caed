//! `GET /api/widget-chat/init/{token}`: what a page needs to show the widget, if the token is good.
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
    /// The widget.
    pub widget_id: WidgetId,
    /// The owner's name for it.
    pub name: String,
    /// Its looks.
    pub customization: InitCustomization,
}

/// A widget's looks as visitors see them: the owner's values, the blueprint's, or the usual ones.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitCustomization {
    /// Brand colour, `#rrggbb`.
    pub primary_color: String,
    /// Shown in the header.
    pub title: String,
    /// The corner it sits in.
    pub position: Position,
    /// The agent's picture, or `null`.
    pub avatar_url: Option<String>,
    /// The owner's other names, as they came.
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
