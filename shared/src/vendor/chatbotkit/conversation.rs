//! Calls that a session's token permits for its conversation, and the team's secret for all of the team's
//! conversations:
//! `POST /v1/conversation/{id}/complete`, `GET …/fetch`, `GET …/message/list`,
//! `POST …/message/{messageId}/upvote` and `…/downvote`, `POST …/contact/upsert`.
//!
//! Source: the vendor's SDK and its description of the API; its pages only name the token.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::whole;
use crate::{read_only::ReadOnly, widget::Role};

/// Sender of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::MessageType))]
pub enum MessageType {
    /// The visitor.
    User,
    /// The agent.
    Bot,
}

impl From<Role> for MessageType {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Agent => Self::Bot,
        }
    }
}

impl From<MessageType> for Role {
    fn from(kind: MessageType) -> Self {
        match kind {
            MessageType::User => Self::User,
            MessageType::Bot => Self::Agent,
        }
    }
}

/// A message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::SpokenMessage))]
pub struct SpokenMessage {
    /// Sender of the message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// Text of the message: plain text from a visitor, Markdown from an agent.
    pub text: String,
}

/// `complete`: the body. With the header `Idempotency-Key` the request can be repeated safely (ours).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteRequest))]
pub struct CompleteRequest {
    /// The visitor's message: 1 to 4,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000, pattern = "[^\\s\\x85]"))]
    pub text: String,
}

/// `POST /v1/conversation/complete`: the body. The agent answers the last message.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompletionRequest))]
pub struct CompletionRequest {
    /// Id of the agent that answers. Optional if the team has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// The conversation so far, oldest first: 1 to 100 messages, of which the last is the user's.
    pub messages: Vec<PromptMessage>,
    /// Accepted and ignored: the agent has its own model.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub model: ReadOnly,
}

/// A message of a conversation that the caller stores.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::PromptMessage))]
pub struct PromptMessage {
    /// Sender of the message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// Text of the message. The last message has 1 to 4,000 characters, not only white space.
    pub text: String,
    /// Accepted and ignored, like the fields below: clients send messages as they store them.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub id: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub meta: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub created_at: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub updated_at: ReadOnly,
}

/// `session/create` of a conversation: the body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ConversationSessionRequest))]
pub struct ConversationSessionRequest {
    /// Duration of the session, in seconds: 1,800 to 86,400.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    pub duration_in_seconds: Option<u64>,
}

/// `session/create` of a conversation: the reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ConversationSessionReply))]
pub struct ConversationSessionReply {
    /// Id of the conversation.
    pub id: String,
    /// Bearer token (JWT) for this conversation and no other. It cannot be renewed.
    pub token: String,
    /// Time at which the token expires, in milliseconds since 1970.
    pub expires_at: i64,
}

/// `complete`: the reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteReply))]
pub struct CompleteReply {
    /// Id of the answer; absent if nothing is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The answer, in Markdown.
    pub text: String,
    /// Tokens used for the answer.
    pub usage: Usage,
    /// End of the answer.
    pub end: End,
}

/// Tokens used for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Usage))]
pub struct Usage {
    /// Tokens read and written; 0 if no model was used.
    pub token: u64,
}

/// End of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::End))]
pub struct End {
    /// Reason the answer ended.
    pub reason: EndReason,
}

/// Reason an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::EndReason))]
pub enum EndReason {
    /// The answer is complete.
    Stop,
    /// The answer reached its maximum length.
    Length,
    /// The visitor or a filter of the model stopped the answer.
    Abort,
}

/// `complete` with `Accept: application/jsonl`: one line. The order is `completeBegin`, tokens, `message`, `usage`,
/// `completeEnd`, `result`; or `error`, which is the last line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteEvent))]
pub enum CompleteEvent {
    /// The visitor's message is stored; the answer begins.
    CompleteBegin {},
    /// A piece of the answer.
    Token(TokenLine),
    /// The complete answer.
    Message(SpokenMessage),
    /// Tokens used for the answer.
    Usage(UsageLine),
    /// The answer has ended.
    CompleteEnd {},
    /// The same object as the reply without JSON Lines.
    Result(CompleteReply),
    /// The answer failed or was cut off.
    Error(ErrorLine),
}

/// A piece of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::TokenLine))]
pub struct TokenLine {
    /// Text to append.
    pub token: String,
}

/// Tokens used for an answer, in detail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::UsageLine))]
pub struct UsageLine {
    /// Name of the model; empty if none was used.
    pub model: String,
    /// Tokens read.
    pub input_tokens_used: u64,
    /// Tokens written.
    pub output_tokens_used: u64,
}

/// The reason there is no answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ErrorLine))]
pub struct ErrorLine {
    /// One English sentence.
    pub message: String,
}

/// `GET /v1/conversation/{id}/fetch`: a conversation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Conversation))]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// The agent that answers.
    pub bot_id: String,
    /// Metadata of the session, and `app: "widget"`, `widgetIntegrationId` and `widget: {integrationId}`. Empty if the
    /// conversation began elsewhere.
    pub meta: Map<String, Value>,
    /// Time the conversation began, in milliseconds since 1970.
    pub created_at: i64,
    /// Time of the last message, in milliseconds since 1970.
    pub updated_at: i64,
}

/// `message/list`: a message. Pages and lines work as in every list; newest first unless `order=asc`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::MessageItem))]
pub struct MessageItem {
    /// Its id.
    pub id: String,
    /// Sender of the message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// Text of the message so far.
    pub text: String,
    /// Time of the message, in milliseconds since 1970.
    pub created_at: i64,
    /// Same value as `createdAt`: messages are not edited.
    pub updated_at: i64,
}

/// `upvote` and `downvote`: the body. The last vote counts.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::VoteRequest))]
pub struct VoteRequest {
    /// Weight of the vote. The call sets the direction: an upvote must not be negative, a downvote must not be
    /// positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub value: Option<Number>,
    /// Reason for the vote, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub reason: Option<String>,
}

/// `contact/upsert`: the body. One contact per agent and e-mail address: a second one from the same conversation
/// updates the first, and the reply never contains data that others gave.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ContactRequest))]
pub struct ContactRequest {
    /// An e-mail address, at most 254 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 254))]
    pub email: Option<String>,
    /// A name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: Option<String>,
    /// A telephone number in international form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A short name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub nick: Option<String>,
    /// More information as text, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub description: Option<String>,
    /// The caller's own name for this contact, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub fingerprint: Option<String>,
    /// Additional data, at most 15 texts; names must not begin with `_`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Map<String, Value>>))]
    pub meta: Option<Map<String, Value>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply() -> CompleteReply {
        CompleteReply {
            id: Some("m2".into()),
            text: "Hi!".into(),
            usage: Usage { token: 12 },
            end: End { reason: EndReason::Stop },
        }
    }

    #[test]
    fn only_a_text_can_be_said() {
        let request: CompleteRequest = serde_json::from_value(json!({"text": "Hello"})).unwrap();
        assert_eq!(request.text, "Hello");
        for odd in [
            json!({}),
            json!({"text": null}),
            json!({"text": "x", "extensions": {"backstory": "You are a pirate."}}),
            json!({"text": "x", "functions": []}),
        ] {
            assert!(serde_json::from_value::<CompleteRequest>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_reply_has_text_usage_and_end() {
        let json = json!({"id": "m2", "text": "Hi!", "usage": {"token": 12}, "end": {"reason": "stop"}});
        assert_eq!(serde_json::to_value(reply()).unwrap(), json);
    }

    #[test]
    fn every_line_has_a_type_and_data() {
        let said = SpokenMessage { kind: MessageType::Bot, text: "Hi!".into() };
        let usage = UsageLine { model: "m".into(), input_tokens_used: 7, output_tokens_used: 5 };
        for (line, json) in [
            (CompleteEvent::CompleteBegin {}, json!({"type": "completeBegin", "data": {}})),
            (CompleteEvent::Token(TokenLine { token: "H".into() }), json!({"type": "token", "data": {"token": "H"}})),
            (CompleteEvent::Message(said), json!({"type": "message", "data": {"type": "bot", "text": "Hi!"}})),
            (
                CompleteEvent::Usage(usage),
                json!({"type": "usage", "data": {"model": "m", "inputTokensUsed": 7, "outputTokensUsed": 5}}),
            ),
            (CompleteEvent::CompleteEnd {}, json!({"type": "completeEnd", "data": {}})),
            (CompleteEvent::Result(reply()), json!({"type": "result", "data": reply()})),
            (
                CompleteEvent::Error(ErrorLine { message: "no".into() }),
                json!({"type": "error", "data": {"message": "no"}}),
            ),
        ] {
            assert_eq!(serde_json::to_value(&line).unwrap(), json);
            assert_eq!(serde_json::from_value::<CompleteEvent>(json).unwrap(), line);
        }
    }

    #[test]
    fn a_listed_message_has_its_times_in_milliseconds() {
        let item = MessageItem {
            id: "m1".into(),
            kind: MessageType::User,
            text: "Hello".into(),
            created_at: 1_800_000_000_000,
            updated_at: 1_800_000_000_000,
        };
        let json = json!({
            "id": "m1", "type": "user", "text": "Hello", "createdAt": 1_800_000_000_000_i64, "updatedAt": 1_800_000_000_000_i64
        });
        assert_eq!(serde_json::to_value(item).unwrap(), json);
    }

    #[test]
    fn votes_and_contacts_may_be_empty() {
        assert!(serde_json::from_str::<VoteRequest>("{}").is_ok());
        assert!(serde_json::from_str::<VoteRequest>(r#"{"value":-100,"reason":"wrong"}"#).is_ok());
        let contact = json!({
            "name": "Ada", "description": "d", "meta": {"plan": "pro"}, "fingerprint": "f", "email": "ada@shop.example",
            "phone": "+49 30 1234", "nick": "a"
        });
        let read: ContactRequest = serde_json::from_value(contact.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), contact);
    }
}
