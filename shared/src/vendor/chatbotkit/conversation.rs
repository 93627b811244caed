//! What a session's token opens, and the team's secret for all of the team's conversations:
//! `POST /v1/conversation/{id}/complete`, `GET …/fetch`, `GET …/message/list`, `POST …/message/{messageId}/upvote` and `…/downvote`,
//! `POST …/contact/upsert`.
//!
//! Source: the vendor's SDK and its description of the API; its pages only name the token.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::whole;
use crate::{read_only::ReadOnly, widget::Role};

/// Who said something.
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

/// Something that was said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::SpokenMessage))]
pub struct SpokenMessage {
    /// Who said it.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// What was said: plain text from a visitor, Markdown from an agent.
    pub text: String,
}

/// `complete`: the body. With the header `Idempotency-Key` it may be sent again without harm (ours).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteRequest))]
pub struct CompleteRequest {
    /// What the visitor says: 1 to 4,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000, pattern = "\\S"))]
    pub text: String,
}

/// `POST /v1/conversation/complete`: the body. What is answered is the last message.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompletionRequest))]
pub struct CompletionRequest {
    /// The agent that answers. May be left out when the team has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// The conversation so far, oldest first: 1 to 100 messages, of which the last is the user's.
    pub messages: Vec<PromptMessage>,
    /// Taken and not used: the agent has a model of its own.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub model: ReadOnly,
}

/// A message of a conversation that the caller keeps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::PromptMessage))]
pub struct PromptMessage {
    /// Who said it.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// What was said. The last message has 1 to 4,000 characters, not only white space.
    pub text: String,
    /// Clients send messages as they have them: this and the fields below are read and not used.
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
    /// How long the session shall last, in seconds: 1,800 to 86,400.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    pub duration_in_seconds: Option<u64>,
}

/// `session/create` of a conversation: the reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ConversationSessionReply))]
pub struct ConversationSessionReply {
    /// The conversation.
    pub id: String,
    /// Bearer token (JWT) for this conversation and no other. It cannot be renewed.
    pub token: String,
    /// When the token expires, in milliseconds since 1970.
    pub expires_at: i64,
}

/// `complete`: the reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteReply))]
pub struct CompleteReply {
    /// The answer's id; absent when nothing is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The answer, in Markdown.
    pub text: String,
    /// What it cost.
    pub usage: Usage,
    /// Why it ended.
    pub end: End,
}

/// What an answer cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Usage))]
pub struct Usage {
    /// Tokens, read and written. 0 when no model was asked.
    pub token: u64,
}

/// Why an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::End))]
pub struct End {
    /// The reason.
    pub reason: EndReason,
}

/// Why an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::EndReason))]
pub enum EndReason {
    /// It was finished.
    Stop,
    /// It reached the largest length.
    Length,
    /// The visitor, or a filter of the model's, stopped it.
    Abort,
}

/// `complete` with `Accept: application/jsonl`: a line. `completeBegin`, tokens, `message`, `usage`, `completeEnd`,
/// `result` in this order; or `error`, which is the last line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::CompleteEvent))]
pub enum CompleteEvent {
    /// What the visitor said is stored; the answer begins.
    CompleteBegin {},
    /// A piece of the answer.
    Token(TokenLine),
    /// The whole answer.
    Message(SpokenMessage),
    /// What it cost.
    Usage(UsageLine),
    /// The answer has ended.
    CompleteEnd {},
    /// The same as the reply without lines.
    Result(CompleteReply),
    /// There is no answer, or it broke off.
    Error(ErrorLine),
}

/// A piece of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::TokenLine))]
pub struct TokenLine {
    /// Text to append.
    pub token: String,
}

/// What an answer cost, in detail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::UsageLine))]
pub struct UsageLine {
    /// The model; empty when none was asked.
    pub model: String,
    /// Tokens read.
    pub input_tokens_used: u64,
    /// Tokens written.
    pub output_tokens_used: u64,
}

/// Why there is no answer.
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
    /// What was given with the session, `app: "widget"`, `widgetIntegrationId` and `widget: {integrationId}`. Empty when
    /// the conversation began elsewhere.
    pub meta: Map<String, Value>,
    /// When it began, in milliseconds since 1970.
    pub created_at: i64,
    /// When something was last said, in milliseconds since 1970.
    pub updated_at: i64,
}

/// `message/list`: a message. Pages and lines as in every list; newest first unless `order=asc`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::MessageItem))]
pub struct MessageItem {
    /// Its id.
    pub id: String,
    /// Who said it.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// What was said so far.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
    /// The same: messages are not edited.
    pub updated_at: i64,
}

/// `upvote` and `downvote`: the body. The last vote counts.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::VoteRequest))]
pub struct VoteRequest {
    /// How much. The direction of the call decides: an upvote may not be negative, a downvote not positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub value: Option<Number>,
    /// Why, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub reason: Option<String>,
}

/// `contact/upsert`: the body. One contact per agent and e-mail address: a second one of the same
/// conversation updates the first, and the reply never shows what others gave.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ContactRequest))]
pub struct ContactRequest {
    /// An e-mail address, at most 254 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(
            max_length = 254,
            pattern = "^[^\\s@<>,;\"\\x00-\\x1f\\x7f]+@[^\\s@<>,;\".\\x00-\\x1f\\x7f]+(\\.[^\\s@<>,;\".\\x00-\\x1f\\x7f]+)+$"
        )
    )]
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
    /// Anything more in words, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub description: Option<String>,
    /// The caller's own name for this contact, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub fingerprint: Option<String>,
    /// Anything more, at most 15 texts; names may not begin with `_`.
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
