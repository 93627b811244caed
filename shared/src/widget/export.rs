//! `GET /v1/widget/conversation/export?format=json`: a conversation as a file. (ours)
//!
//! The file is the complete reply: no envelope around it.

use serde::{Deserialize, Serialize};

use super::message::{MessageStatus, Role};
use crate::{
    content::{Block, Citation},
    ids::{ConversationId, MessageId},
};

/// A saved conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedConversation {
    /// Id of the conversation.
    pub conversation_id: ConversationId,
    /// The chat's title.
    pub title: String,
    /// Name of the agent that answered.
    pub agent: String,
    /// Time the conversation began, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// Time of the export, RFC 3339 with milliseconds, UTC.
    pub exported_at: String,
    /// The messages, oldest first. Replaced answers are left out.
    pub messages: Vec<ExportedMessage>,
}

/// One message of an exported conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedMessage {
    /// Id of the message.
    pub id: MessageId,
    /// Sender of the message.
    pub role: Role,
    /// Status of the message.
    pub status: MessageStatus,
    /// Text: plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// Time of the message, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// Sources of an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// The visitor's files, without their contents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<ExportedFile>,
    /// Parts of an answer other than its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A file attached to a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFile {
    /// Name of the file.
    pub name: String,
    /// Media type of the file.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
}
