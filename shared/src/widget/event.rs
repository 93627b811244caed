//! `POST /v1/widget/events`: reports events in the widget, for the owner's statistics.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/events`. Two forms: a batch, or one event. 600 events per minute and
//! token.

use serde::{Deserialize, Serialize};

/// The body: either `{"events":[…]}` (1 to 100) or `{"event":"…","rule_id"?,"metadata"?}`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsRequest {
    /// The batch form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    pub events: Option<Vec<EventItem>>,
    /// The single form: the event's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9_.:-]+$"))]
    pub event: Option<String>,
    /// The single form: the rule that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// The single form: additional data, at most 4 KiB as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Value>,
}

/// One event of a batch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventItem {
    /// Kind of event: 1 to 64 characters of `a–z 0–9 _ - . :`.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9_.:-]+$"))]
    pub kind: String,
    /// Additional data, at most 4 KiB as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<serde_json::Value>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsReply {
    /// Number of events stored.
    pub accepted: u32,
}
