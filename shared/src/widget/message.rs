//! `POST /v1/widget/messages`: sends a message and waits for the complete answer. Also the message type of all
//! endpoints.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/messages`.
//! The header `Idempotency-Key` (1 to 255 visible ASCII characters, optional) is the client's id of the message.

use serde::{Deserialize, Serialize};

use super::{attachment::Attachment, feedback::FeedbackValue, tool::PageTool};
use crate::{
    content::{Block, Citation, FormRequest, Node, QuickReply},
    ids::{AttachmentId, ConversationId, MessageId},
};

/// The body of `/messages` and `/messages/stream`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRequest {
    /// The visitor's message: 1 to 4,000 characters, not only white space; may be empty if there are attachments.
    /// Absent with `form`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
    pub message: String,
    /// A form the visitor has filled in, instead of `message`: its labels and values become the text. It can be
    /// submitted once; its idempotency key is `form:<message_id>:<id>`, whatever the header says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormRequest>,
    /// Information about the page for the agent to read, at most 8 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 8192))]
    pub page_context: Option<String>,
    /// The page the visitor is on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
    /// Format of the answer; `text` when absent.
    #[serde(default)]
    pub render: Render,
    /// Ids of files uploaded in this conversation and not sent yet, at most 5.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub attachments: Vec<AttachmentId>,
    /// Functions of the page that the agent may call for this answer, at most 16. They are used only for streamed
    /// answers, only if the widget's option `tools` is on, and only by agents that use tools: language models and
    /// webhooks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub tools: Vec<PageTool>,
}

/// Format of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Render {
    /// Text deltas in Markdown.
    #[default]
    Text,
    /// Patches of typed nodes.
    Nodes,
}

/// The reply of `/messages`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageReply {
    /// Id of the answer.
    pub message_id: MessageId,
    /// Id of the visitor's message.
    pub user_message_id: MessageId,
    /// Id of the conversation.
    pub conversation_id: ConversationId,
    /// Time the answer began: RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The answer in Markdown.
    pub content: String,
    /// The answer as nodes; only with `render: "nodes"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<Node>>,
    /// Reason the answer ended.
    pub finish: Finish,
    /// Sources of the answer.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// Parts of the answer other than its text.
    pub blocks: Vec<Block>,
    /// Tokens used for the answer.
    pub usage: Usage,
    /// True if the agent is not sure of its answer; offer a person.
    pub low_confidence: bool,
}

/// One message of a conversation. `N` is a document: its nodes, or on the server their stored JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message<N = Vec<Node>> {
    /// Id of the message.
    pub id: MessageId,
    /// Sender of the message.
    pub role: Role,
    /// Status of the message.
    pub status: MessageStatus,
    /// Text of the message: plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// The text as nodes.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Node>))]
    pub nodes: N,
    /// Time of the message, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The client's id of a visitor's message: its `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// For an answer: id of the visitor's message it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The visitor's files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Sources of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// Parts of the answer other than its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The visitor's rating of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<FeedbackValue>,
    /// True if the agent is not sure of its answer; offer a person.
    #[serde(default)]
    pub low_confidence: bool,
}

/// Sender of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Agent,
}

/// Status of a message. A visitor's message is always `complete`: it is acknowledged once it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageStatus {
    /// The message is complete.
    Complete,
    /// The answer is being written: follow it at `GET /messages/{id}/stream`.
    Streaming,
    /// The visitor stopped the answer; the text so far is kept.
    Stopped,
    /// The server stopped while writing; the text so far is kept. Regenerate it for a complete answer.
    Interrupted,
    /// The agent failed; the text so far is kept. Regenerate it to try again.
    Failed,
}

/// Reason an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Finish {
    /// The answer is complete.
    Stop,
    /// The answer reached its maximum length; offer "continue".
    Length,
    /// The visitor stopped the answer.
    Stopped,
    /// The model's service withheld the rest of the answer.
    ContentFilter,
}

/// Tokens used for an answer, as the model counts them; zeros for agents without a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Tokens read.
    pub input: u64,
    /// Tokens written.
    pub output: u64,
}
