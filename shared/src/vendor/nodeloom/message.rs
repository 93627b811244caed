//! `GET` and `POST /api/widget-chat/sessions/{sessionId}/messages`: lists messages, and sends one.
//!
//! Source: NodeLoom, "Get Chat Messages", "Send Chat Message". The token may be sent in `X-Widget-Token` or
//! `Authorization: Bearer` instead of the body. A `GET` request has no body, so it needs the header (ours: the page
//! names no header). `Idempotency-Key` (1 to 255 visible ASCII characters, ours) makes sending a message safe to
//! repeat.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// The reply of `GET`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagesReply {
    /// The last messages, up to the requested number, oldest first.
    pub messages: Vec<ChatMessage>,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatMessage {
    /// Id of the message.
    pub id: MessageId,
    /// Sender of the message.
    pub role: ChatRole,
    /// Text of the message: plain text from a visitor, Markdown from an agent, as far as it is written.
    pub content: String,
    /// Time of the message, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
}

/// Sender of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChatRole {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
}

/// The body of `POST`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendMessageRequest {
    /// The visitor's message: 1 to 4,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000, pattern = "[^\\s\\x85]"))]
    pub content: String,
    /// The widget's embed token. Required unless it is sent in a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
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
  "messages": [
    {
      "id": "uuid",
      "role": "user",
      "content": "I need help with billing",
      "createdAt": "2026-02-17T10:01:00.000Z"
    },
    {
      "id": "uuid",
      "role": "assistant",
      "content": "I can help with billing questions...",
      "createdAt": "2026-02-17T10:01:03.000Z"
    }
  ]
}"#;
        assert_eq!(again::<MessagesReply>(sample), compact(sample));
    }

    #[test]
    fn the_pages_fields() {
        let body = r#"{"content":"I need help with billing","token":"wt_1"}"#;
        assert_eq!(again::<SendMessageRequest>(body), body);
        assert!(serde_json::from_str::<SendMessageRequest>(r#"{"token":"wt_1"}"#).is_err());
    }
}
