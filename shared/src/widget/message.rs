//! `POST /v1/widget/messages`: says something and waits for the whole answer; and the message shape all endpoints share.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/messages`.
//! The header `Idempotency-Key` (1 to 255 visible ASCII characters, optional) is the client's id of the message.

use serde::{Deserialize, Serialize};

use super::{Attachment, FeedbackValue, PageTool};
use crate::{
    content::{Block, Citation, FormRequest, Node, QuickReply},
    ids::{AttachmentId, ConversationId, MessageId},
};

/// The body of `/messages` and `/messages/stream`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRequest {
    /// What the visitor says: 1 to 4,000 characters, not only white space; may be empty when there are files. Left out
    /// with `form`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
    pub message: String,
    /// A form the visitor has filled in, instead of `message`: the labels and values become the text. It is taken once;
    /// its key is `form:<message_id>:<id>` whatever the header says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormRequest>,
    /// What the page knows and the agent may read, at most 8 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 8192))]
    pub page_context: Option<String>,
    /// The page the visitor is on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
    /// The form of the answer; `text` when absent.
    #[serde(default)]
    pub render: Render,
    /// Files uploaded in this conversation and not sent yet, at most 5.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub attachments: Vec<AttachmentId>,
    /// What the page lends the agent for this answer, at most 16; only for answers that are streamed, only where the
    /// widget's option `tools` is on, and only read by agents that use tools: language models and webhooks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub tools: Vec<PageTool>,
}

/// The form of an answer.
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
    /// The answer's id.
    pub message_id: MessageId,
    /// The id of what the visitor said.
    pub user_message_id: MessageId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// When the answer began: RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The answer in Markdown.
    pub content: String,
    /// The answer as nodes, with `render: "nodes"` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<Node>>,
    /// How it ended.
    pub finish: Finish,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// What comes beside the text.
    pub blocks: Vec<Block>,
    /// What it cost.
    pub usage: Usage,
    /// The agent is not sure; offer a person.
    pub low_confidence: bool,
}

/// One message of a conversation. `N` is a document: its nodes, or for a server the JSON that they became once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message<N = Vec<Node>> {
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub role: Role,
    /// Where it stands.
    pub status: MessageStatus,
    /// What was said: plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// The same as nodes.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Node>))]
    pub nodes: N,
    /// RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// The client's id of a visitor's message: its `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// The visitor's message an answer belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The visitor's files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// What comes beside the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// What the visitor thinks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<FeedbackValue>,
    /// The agent is not sure; offer a person.
    #[serde(default)]
    pub low_confidence: bool,
}

/// Who said it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Agent,
}

/// Where a message stands. A visitor's message is always `complete`: it is acknowledged once it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageStatus {
    /// Whole.
    Complete,
    /// Being written: follow it at `GET /messages/{id}/stream`.
    Streaming,
    /// The visitor stopped it; what was written is kept.
    Stopped,
    /// The server stopped while writing; what was written is kept. Regenerate it for a whole one.
    Interrupted,
    /// The agent failed; what was written is kept. Regenerate it for another try.
    Failed,
}

/// How an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Finish {
    /// It is whole.
    Stop,
    /// It reached its longest allowed length; "continue" may be offered.
    Length,
    /// The visitor stopped it.
    Stopped,
    /// The model's service withheld the rest.
    ContentFilter,
}

/// What an answer cost, in the model's tokens; zeros for agents without a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Tokens read.
    pub input: u64,
    /// Tokens written.
    pub output: u64,
}
