//! `POST /api/widget-chat/sessions/{sessionId}/messages`: the answer, as server-sent events.
//!
//! Source: NodeLoom, "Send Chat Message", which refers to a format its page does not show; this one is ours. `event:`
//! and `"type"` are the same name. `id: <message>:<n>` with n = 0, 1, 2 … ; `thought` carries no id, and an event
//! without a name in this format leaves a gap in the numbers. The same request with `Last-Event-ID` resumes the answer.
//! The last event is `done` or `error`. The server sends a comment after 15 s of silence.

use serde::{Deserialize, Serialize};

use super::stats::TokenUsage;
use crate::{
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::Finish,
};

/// One server-sent event, for the API's description: the line `event:`, the line `id:` if there is one, and the JSON of
/// the line `data:`.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(as = NodeLoomServerSentEvent)]
pub struct ServerSentEvent {
    /// `<message>:<n>`.
    #[schema(value_type = String, required = false)]
    pub id: Option<String>,
    /// The name that `data` repeats as `type`.
    pub event: String,
    /// The event.
    pub data: StreamEvent,
}

/// One event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
// Set on each variant, because the OpenAPI generator ignores `rename_all_fields`.
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = NodeLoomStreamEvent))]
pub enum StreamEvent {
    /// The visitor's message is stored and the answer begins.
    #[serde(rename_all = "camelCase")]
    Start {
        /// Id of the conversation.
        session_id: ConversationId,
        /// Id of the answer.
        message_id: MessageId,
        /// Id of the visitor's message.
        user_message_id: MessageId,
    },
    /// More text.
    Token {
        /// The text to add, in Markdown.
        content: String,
    },
    /// Replaces all text a resuming client has, because its position in the stream is no longer stored.
    Reset {
        /// The text so far, in Markdown.
        content: String,
    },
    /// The agent's activity before it answers.
    Thought {
        /// The activity: `searching`, `thinking` …
        content: String,
    },
    /// The agent uses a tool.
    ToolCall {
        /// The tool's name.
        name: String,
        /// Its arguments.
        args: serde_json::Value,
    },
    /// The answer is complete and stored.
    #[serde(rename_all = "camelCase")]
    Done {
        /// Id of the answer.
        message_id: MessageId,
        /// The complete answer, in Markdown.
        content: String,
        /// Reason the answer ended.
        finish: Finish,
        /// Tokens used for the answer.
        token_usage: TokenUsage,
    },
    /// The answer, or this connection, ended early. The text so far is kept and can be read with `GET`.
    Error {
        /// One English sentence.
        error: String,
        /// Stable name of the error.
        code: ErrorCode,
        /// True if trying again may help.
        retryable: bool,
    },
}

impl StreamEvent {
    /// Returns the event's name, which its data repeats.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::Token { .. } => "token",
            Self::Reset { .. } => "reset",
            Self::Thought { .. } => "thought",
            Self::ToolCall { .. } => "tool_call",
            Self::Done { .. } => "done",
            Self::Error { .. } => "error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_repeats_the_name() {
        let m = || "m1".parse::<MessageId>().unwrap();
        let usage = TokenUsage { input: 3, output: 4 };
        let events = [
            (
                StreamEvent::Start { session_id: "c1".parse().unwrap(), message_id: m(), user_message_id: m() },
                r#"{"type":"start","sessionId":"c1","messageId":"m1","userMessageId":"m1"}"#,
            ),
            (StreamEvent::Token { content: "Hi".into() }, r#"{"type":"token","content":"Hi"}"#),
            (StreamEvent::Reset { content: "Hi".into() }, r#"{"type":"reset","content":"Hi"}"#),
            (StreamEvent::Thought { content: "searching".into() }, r#"{"type":"thought","content":"searching"}"#),
            (
                StreamEvent::ToolCall { name: "find".into(), args: serde_json::json!({"q": 1}) },
                r#"{"type":"tool_call","name":"find","args":{"q":1}}"#,
            ),
            (
                StreamEvent::Done { message_id: m(), content: "Hi".into(), finish: Finish::Stop, token_usage: usage },
                r#"{"type":"done","messageId":"m1","content":"Hi","finish":"stop","tokenUsage":{"input":3,"output":4}}"#,
            ),
            (
                StreamEvent::Error { error: "no".into(), code: ErrorCode::Interrupted, retryable: true },
                r#"{"type":"error","error":"no","code":"interrupted","retryable":true}"#,
            ),
        ];
        for (event, json) in events {
            assert_eq!(serde_json::to_string(&event).unwrap(), json);
            assert!(json.starts_with(&format!(r#"{{"type":"{}""#, event.name())));
            assert_eq!(serde_json::from_str::<StreamEvent>(json).unwrap(), event);
        }
    }
}
