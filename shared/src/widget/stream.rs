//! `POST /v1/widget/messages/stream`, `GET /v1/widget/messages/{id}/stream`, `POST
//! /v1/widget/messages/{id}/regenerate`: an answer as server-sent events.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/messages/stream`; resume, regenerate and `render` are ours.
//!
//! `id: <message>:<n>` with n = 0, 1, 2 … without gaps; `start` is 0; the last numbered event is `done` or `error`.
//! `stage`, `reset` and `reconnect` carry no id. A body that ends without `done` or `error` was cut off: resume it with
//! `Last-Event-ID: <message>:<n>` or `?after=n`. The server sends a comment after 15 s of silence.

use serde::{Deserialize, Serialize};

use super::{
    message::{Finish, Usage},
    tool::Approval,
};
#[cfg(feature = "openapi")]
use crate::content::Block;
use crate::{
    content::{Citation, Node, Patch, QuickReply},
    error::ErrorCode,
    ids::{ConversationId, MessageId},
};

/// One event of an answer's stream, for the API's description: the line `event:`, the line `id:` if there is one, and
/// the JSON of the line `data:`.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AnswerEvent {
    /// The visitor's message is stored and the answer begins.
    Start {
        /// `<message>:0`.
        id: String,
        /// The stored message.
        data: StartEvent,
    },
    /// The agent's activity before it answers.
    Stage {
        /// The stage.
        data: StageEvent,
    },
    /// More text; only with `render: "text"`.
    Token {
        /// `<message>:<n>`.
        id: String,
        /// The text to add.
        data: TokenEvent,
    },
    /// More nodes; only with `render: "nodes"`.
    Nodes {
        /// `<message>:<n>`.
        id: String,
        /// The change to the document.
        data: Patch,
    },
    /// A part of the answer other than its text.
    Block {
        /// `<message>:<n>`.
        id: String,
        /// The block.
        data: Block,
    },
    /// The agent used a tool, or asks the page to run one.
    ToolCall {
        /// `<message>:<n>`.
        id: String,
        /// The call.
        data: ToolCallEvent,
    },
    /// The answer is complete and stored; the last event.
    Done {
        /// `<message>:<n>`.
        id: String,
        /// The end of the answer.
        data: DoneEvent,
    },
    /// The answer ended early; the last event. It has no id if only this connection ends.
    Error {
        /// `<message>:<n>`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = String, required = false)]
        id: Option<String>,
        /// The error.
        data: ErrorEvent,
    },
    /// Replaces everything received so far.
    Reset {
        /// The state to continue from.
        data: ResetEvent,
    },
    /// This connection ends; the answer continues.
    Reconnect {
        /// The time to wait before resuming.
        data: ReconnectEvent,
    },
}

/// `event: start`: the visitor's message is stored and the answer begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartEvent {
    /// Id of the conversation.
    pub conversation_id: ConversationId,
    /// Id of the answer.
    pub message_id: MessageId,
    /// Id of the visitor's message.
    pub user_message_id: MessageId,
    /// Time the answer began: RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The request's `Idempotency-Key`, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
}

/// `event: stage`: the agent's activity before it answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageEvent {
    /// The activity: `searching`, `thinking` …
    pub s: String,
}

/// `event: token` (`render: "text"`): more text. With `render: "nodes"` the event is `nodes` and its data a [`Patch`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenEvent {
    /// The text to add.
    pub t: String,
}

/// `event: tool_call`: the agent used a tool, or asks the page to run one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolCallEvent {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    pub args: serde_json::Value,
    /// Place where the tool runs: `server` or `page`.
    pub origin: String,
    /// `page` only: id of the call; send its result to `POST /messages/{id}/tools/{call}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `page` only: `ask` if the visitor must agree before the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
}

/// `event: done`: the answer is complete and stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoneEvent {
    /// Reason the answer ended.
    pub finish: Finish,
    /// The complete answer in Markdown.
    pub text: String,
    /// `render: "nodes"` only: changes from parsing the complete text again, for example a link defined at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Patch>,
    /// Sources of the answer.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// Tokens used for the answer.
    pub usage: Usage,
    /// True if the agent is not sure of its answer; offer a person.
    pub low_confidence: bool,
}

/// `event: error`: the answer ended early. The text so far is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorEvent {
    /// Stable name of the error, as in the error body.
    pub code: ErrorCode,
    /// One English sentence.
    pub message: String,
    /// True if regenerating the answer may help.
    pub retryable: bool,
    /// Seconds to wait before regenerating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// `event: reset`: replace everything received so far; continue from `seq`.
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

/// `event: reconnect`: this connection ends, the answer continues. Resume after the given time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconnectEvent {
    /// Milliseconds to wait.
    pub after_ms: u64,
}
