//! `POST /v1/widget/messages/stream`, `GET /v1/widget/messages/{id}/stream`, `POST /v1/widget/messages/{id}/regenerate`:
//! an answer as server-sent events.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/messages/stream`; resume, regenerate and `render` are ours.
//!
//! `id: <message>:<n>` with n = 0, 1, 2 … without gaps; `start` is 0; the last numbered event is `done` or `error`.
//! `stage`, `reset` and `reconnect` carry no id. A body that ends without `done` or `error` was cut: resume it with
//! `Last-Event-ID: <message>:<n>` or `?after=n`. A comment comes after 15 s of silence.

use serde::{Deserialize, Serialize};

use super::{Approval, Finish, Usage};
#[cfg(feature = "openapi")]
use crate::content::Block;
use crate::{
    content::{Citation, Node, Patch, QuickReply},
    error::ErrorCode,
    ids::{ConversationId, MessageId},
};

/// One event of an answer's stream, for the API's description: the line `event:`, the line `id:` where there is one, and
/// the JSON of the line `data:`.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AnswerEvent {
    /// The visitor's message is stored, the answer begins.
    Start {
        /// `<message>:0`.
        id: String,
        /// The stored message.
        data: StartEvent,
    },
    /// The agent's activity before it speaks.
    Stage {
        /// The stage.
        data: StageEvent,
    },
    /// More text: with `render: "text"` only.
    Token {
        /// `<message>:<n>`.
        id: String,
        /// The text to add.
        data: TokenEvent,
    },
    /// More nodes: with `render: "nodes"` only.
    Nodes {
        /// `<message>:<n>`.
        id: String,
        /// The change of the document.
        data: Patch,
    },
    /// A block beside the text.
    Block {
        /// `<message>:<n>`.
        id: String,
        /// The block.
        data: Block,
    },
    /// The agent used a tool, or asks the page to.
    ToolCall {
        /// `<message>:<n>`.
        id: String,
        /// The call.
        data: ToolCallEvent,
    },
    /// The answer is stored; the last event.
    Done {
        /// `<message>:<n>`.
        id: String,
        /// The end of the answer.
        data: DoneEvent,
    },
    /// The answer ended early; the last event. Without an id when only this connection ends.
    Error {
        /// `<message>:<n>`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = String, required = false)]
        id: Option<String>,
        /// Why.
        data: ErrorEvent,
    },
    /// Replace what you show.
    Reset {
        /// The state.
        data: ResetEvent,
    },
    /// This connection ends, the answer goes on.
    Reconnect {
        /// When to resume.
        data: ReconnectEvent,
    },
}

/// `event: start`: the visitor's message is stored, the answer begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartEvent {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The answer's id.
    pub message_id: MessageId,
    /// The id of what the visitor said.
    pub user_message_id: MessageId,
    /// When the answer began: RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The request's `Idempotency-Key`, when it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
}

/// `event: stage`: what the agent is doing before it speaks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageEvent {
    /// `searching`, `thinking` …
    pub s: String,
}

/// `event: token` (`render: "text"`): more text. With `render: "nodes"` the event is `nodes` and its data a [`Patch`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenEvent {
    /// The text to add.
    pub t: String,
}

/// `event: tool_call`: the agent used a tool, or asks the page to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolCallEvent {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    pub args: serde_json::Value,
    /// Where the tool runs: `server` or `page`.
    pub origin: String,
    /// `page` only: the call, whose outcome is awaited at `POST /messages/{id}/tools/{call}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `page` only: whether the visitor is asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
}

/// `event: done`: the answer is stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoneEvent {
    /// The end of the answer.
    pub finish: Finish,
    /// The whole answer in Markdown.
    pub text: String,
    /// `render: "nodes"` only: what the last full reading changed, for example a link defined at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Patch>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// What it cost.
    pub usage: Usage,
    /// The agent is not sure; offer a person.
    pub low_confidence: bool,
}

/// `event: error`: the answer ended early. What was written is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorEvent {
    /// As in the error body.
    pub code: ErrorCode,
    /// One English sentence.
    pub message: String,
    /// Whether regenerating may help.
    pub retryable: bool,
    /// Seconds to wait before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// `event: reset`: replace what you show; go on from `seq`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetEvent {
    /// The number of the last event this state contains.
    pub seq: u64,
    /// `render: "text"`: the text so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// `render: "nodes"`: the document so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<Node>>,
}

/// `event: reconnect`: this connection ends, the answer goes on. Resume after the given time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconnectEvent {
    /// Milliseconds to wait.
    pub after_ms: u64,
}
