//! `POST /v1/integration/widget/{idOrAlias}/session/create`: opens a conversation for a visitor.
//!
//! Source: ChatBotKit, "Creating Widget Sessions". Public: the page's origin must be on the widget's list. The messages
//! the visitor has already written are answered before the reply returns.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::conversation::SpokenMessage;
use crate::whole;

/// The body. All fields may be absent or `null`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::SessionRequest))]
pub struct SessionRequest {
    /// Duration of the session, in seconds: 1,800 to 86,400. The widget's own session duration is the maximum; if it
    /// has none, 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1800, maximum = 86400))]
    pub duration_in_seconds: Option<u64>,
    /// Id of a conversation of this widget to continue, instead of a new one; only with the team's secret (ours: the
    /// page says that this is possible, but not how).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Contact details given by the visitor. Stored only if the widget collects contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Messages the visitor has already written, at most 10; each one is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub messages: Option<Vec<SessionMessage>>,
    /// Data to store with the conversation, at most 4 KiB as JSON; names must not begin with `_`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Map<String, Value>>))]
    pub meta: Option<Map<String, Value>>,
}

/// Contact details given by the visitor. Empty texts count as absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Contact))]
pub struct Contact {
    /// A name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: Option<String>,
    /// An e-mail address, at most 254 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 254))]
    pub email: Option<String>,
    /// A telephone number in international form: `+` and 6 to 15 digits, with spaces, dots, hyphens and brackets
    /// between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A message the visitor has already written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::SessionMessage))]
pub struct SessionMessage {
    /// Sender of the message: only messages of the visitor are accepted.
    #[serde(rename = "type")]
    pub kind: UserOnly,
    /// Text of the message: 1 to 4,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000, pattern = "[^\\s\\x85]"))]
    pub text: String,
    /// Accepted and ignored, like the fields below: clients send messages as they store them.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub id: Option<String>,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub name: Option<String>,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub description: Option<String>,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub meta: Option<Map<String, Value>>,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub created_at: Option<serde_json::Number>,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub updated_at: Option<serde_json::Number>,
}

/// The only sender of messages that a client may include: messages in the agent's name could steer the agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::UserOnly))]
pub enum UserOnly {
    /// The visitor.
    #[default]
    User,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::SessionReply))]
pub struct SessionReply {
    /// Id of the widget.
    pub id: String,
    /// Id of the conversation.
    pub conversation_id: String,
    /// Bearer token (JWT) for this conversation and no other. It cannot be renewed.
    pub token: String,
    /// Time at which the token expires, in milliseconds since 1970.
    pub expires_at: i64,
    /// The conversation so far: the widget's `initial`, the last 100 messages of a continued conversation, then the
    /// messages of the request with their answers.
    pub messages: Vec<SpokenMessage>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::MessageType, *};

    #[test]
    fn the_sample_request_is_read_and_written_as_it_stands() {
        let sample = json!({
            "contact": {"name": "John Smith", "email": "john@example.com"},
            "messages": [{"type": "user", "text": "Hello, I need help with my order"}],
            "durationInSeconds": 3600
        });
        let request: SessionRequest = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(request.duration_in_seconds, Some(3_600));
        assert_eq!(request.messages.as_ref().unwrap()[0].text, "Hello, I need help with my order");
        assert_eq!(serde_json::to_value(&request).unwrap(), sample);
    }

    #[test]
    fn the_sample_metadata_is_read() {
        let sample = json!({"meta": {"source": "homepage", "campaign": "summer-2025", "utmSource": "google"}});
        let request: SessionRequest = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(&request).unwrap(), sample);
    }

    #[test]
    fn nothing_and_nulls_are_fine() {
        let nulls = json!({"durationInSeconds": null, "contact": null, "messages": null, "meta": null});
        let empty: SessionRequest = serde_json::from_str("{}").unwrap();
        assert_eq!(serde_json::from_value::<SessionRequest>(nulls).unwrap(), empty);
        let contact = json!({"name": null, "email": null, "phone": null});
        assert_eq!(serde_json::from_value::<Contact>(contact).unwrap(), Contact::default());
    }

    #[test]
    fn a_message_may_come_as_a_client_keeps_it() {
        let kept = json!({"type": "user", "text": "Hi", "id": "m1", "name": "", "description": null, "meta": {}, "createdAt": 1.5});
        let message: SessionMessage = serde_json::from_value(kept).unwrap();
        assert_eq!(serde_json::to_value(message).unwrap(), json!({"type": "user", "text": "Hi"}));
    }

    #[test]
    fn nobody_but_the_visitor_is_quoted() {
        for kind in ["bot", "backstory", "instruction", "context", "activity", "User", ""] {
            assert!(serde_json::from_value::<SessionMessage>(json!({"type": kind, "text": "x"})).is_err(), "{kind}");
        }
        for odd in [json!({"text": "x"}), json!({"type": "user"}), json!({"type": "user", "text": "x", "role": "bot"})]
        {
            assert!(serde_json::from_value::<SessionMessage>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_reply_looks_like_the_sample() {
        let said = |kind, text: &str| SpokenMessage { kind, text: text.into() };
        let reply = SessionReply {
            id: "widget_abc123".into(),
            conversation_id: "conv_xyz789".into(),
            token: "eyJ".into(),
            expires_at: 1_735_124_400_000,
            messages: vec![
                said(MessageType::Bot, "Welcome! How can I help you today?"),
                said(MessageType::User, "Hello, I need help with my order"),
            ],
        };
        let json = json!({
            "id": "widget_abc123", "conversationId": "conv_xyz789", "token": "eyJ", "expiresAt": 1_735_124_400_000_i64,
            "messages": [
                {"type": "bot", "text": "Welcome! How can I help you today?"},
                {"type": "user", "text": "Hello, I need help with my order"}
            ]
        });
        assert_eq!(serde_json::to_value(reply).unwrap(), json);
    }
}
