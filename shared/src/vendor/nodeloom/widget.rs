//! `GET` and `POST /api/teams/{teamId}/widgets`, `PUT /api/teams/{teamId}/widgets/{id}`: a team's widgets.
//!
//! Source: NodeLoom, "List Widgets", "Create Widget", "Update Widget". The page does not show the reply to creating and
//! updating: it is the widget, with 201 and 200 (ours). Unknown fields are refused.

use serde::{Deserialize, Serialize};

use super::customization::{Customization, CustomizationChange};
use crate::{
    ids::{AgentId, WidgetId},
    read_only::ReadOnly,
};

/// A widget, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Widget {
    /// Id of the widget.
    pub id: WidgetId,
    /// The owner's name for the widget.
    pub name: String,
    /// Id of the agent that answers; `null` until one is connected.
    pub workflow_id: Option<AgentId>,
    /// True if the widget answers visitors.
    pub active: bool,
    /// Appearance values the owner set.
    pub customization: Customization,
    /// The domains whose pages may use the widget; absent: all (ours: the page does not show them).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_domains: Vec<String>,
    /// Time of creation, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
}

/// The body of `POST`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateWidgetRequest {
    /// The owner's name for the widget, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, pattern = "[^\\s\\x85]"))]
    pub name: String,
    /// Id of the agent that answers: one of the team's.
    pub workflow_id: String,
    /// Appearance of the widget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customization: Option<CustomizationChange>,
    /// The domains whose pages may use the widget, at most 100: `example.com`, or `*.example.com` for its direct
    /// subdomains. Absent or empty: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub allowed_domains: Option<Vec<String>>,
    /// True if the widget answers visitors; `true` when absent (ours).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Part of every reply. Ignored in requests, so that a widget that was read can be written back.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub id: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub created_at: ReadOnly,
}

/// The body of `PUT`: absent and `null` fields stay as they are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateWidgetRequest {
    /// As in `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, pattern = "[^\\s\\x85]"))]
    pub name: Option<String>,
    /// As in `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// As in `POST`; absent names in it stay as they are, `null` removes a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customization: Option<CustomizationChange>,
    /// As in `POST`; replaces the whole list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub allowed_domains: Option<Vec<String>>,
    /// True if the widget answers visitors (ours: the page shows the field, but not how to set it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Part of every reply. Ignored in requests, so that a widget that was read can be written back.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub id: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub created_at: ReadOnly,
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{again, compact},
        *,
    };

    const LIST: &str = r##"[
  {
    "id": "uuid",
    "name": "Support Chat",
    "workflowId": "uuid",
    "active": true,
    "customization": {
      "primaryColor": "#6366f1",
      "title": "How can we help?",
      "position": "bottom-right"
    },
    "createdAt": "2026-02-17T10:00:00.000Z"
  }
]"##;

    const CREATE: &str = r##"{
  "name": "Support Chat",
  "workflowId": "uuid",
  "customization": {
    "primaryColor": "#6366f1",
    "title": "How can we help?",
    "position": "bottom-right"
  },
  "allowedDomains": ["example.com", "app.example.com"]
}"##;

    #[test]
    fn the_pages_samples() {
        assert_eq!(again::<Vec<Widget>>(LIST), compact(LIST));
        assert_eq!(again::<CreateWidgetRequest>(CREATE), compact(CREATE));
        assert_eq!(again::<UpdateWidgetRequest>(CREATE), compact(CREATE));
    }

    #[test]
    fn what_is_required_is_required() {
        for odd in [r#"{"name":"Support Chat"}"#, r#"{"workflowId":"uuid"}"#, "{}", "[]", "null"] {
            assert!(serde_json::from_str::<CreateWidgetRequest>(odd).is_err(), "{odd}");
        }
        assert_eq!(serde_json::from_str::<UpdateWidgetRequest>("{}").unwrap(), UpdateWidgetRequest::default());
    }

    #[test]
    fn what_was_read_can_be_written_back() {
        let read: Vec<serde_json::Value> = serde_json::from_str(LIST).unwrap();
        let create: CreateWidgetRequest = serde_json::from_value(read[0].clone()).unwrap();
        let update: UpdateWidgetRequest = serde_json::from_value(read[0].clone()).unwrap();
        assert_eq!((create.name.as_str(), update.name.as_deref()), ("Support Chat", Some("Support Chat")));
        assert!(!serde_json::to_string(&update).unwrap().contains("createdAt"), "nobody sets what the server sets");
    }

    #[test]
    fn nobody_assigns_what_is_not_theirs() {
        for name in ["teamId", "team_id", "role", "embedToken", "generation", "deleted"] {
            let create = format!(r#"{{"name":"a","workflowId":"b","{name}":"c"}}"#);
            assert!(serde_json::from_str::<CreateWidgetRequest>(&create).is_err(), "{name}");
            assert!(serde_json::from_str::<UpdateWidgetRequest>(&format!(r#"{{"{name}":"c"}}"#)).is_err(), "{name}");
        }
    }
}
