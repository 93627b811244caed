//! `POST /api/widget-chat/sessions`: opens a conversation, or continues the visitor's last one.
//!
//! Source: NodeLoom, "Create Chat Session". The token may also be sent in `X-Widget-Token` or `Authorization: Bearer`
//! (ours).

use serde::{Deserialize, Serialize};

use crate::ids::ConversationId;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateSessionRequest {
    /// The widget's embed token. Required unless it is sent in a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The `sessionId` of an earlier reply: opens that session while it is active. An identity token from the owner's
    /// server opens that person's last session. Any other text of 1 to 128 characters, or none, opens a new session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 128))]
    pub visitor_id: Option<String>,
}

/// The reply, with 201.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionReply {
    /// Id of the conversation.
    pub session_id: ConversationId,
    /// Time the conversation began, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{again, compact},
        *,
    };

    #[test]
    fn the_pages_sample() {
        let sample = r#"{
  "sessionId": "uuid",
  "createdAt": "2026-02-17T10:00:00.000Z"
}"#;
        assert_eq!(again::<SessionReply>(sample), compact(sample));
    }

    #[test]
    fn the_pages_fields() {
        let body = r#"{"token":"wt_1","visitorId":"v1"}"#;
        assert_eq!(again::<CreateSessionRequest>(body), body);
        assert_eq!(serde_json::from_str::<CreateSessionRequest>("{}").unwrap(), CreateSessionRequest::default());
    }
}
