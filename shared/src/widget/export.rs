//! `GET /v1/widget/conversation/export?format=json`: a conversation as a file. (ours)
//!
//! The file is the whole reply: no envelope around it.

use serde::{Deserialize, Serialize};

use super::{MessageStatus, Role};
use crate::{
    content::{Block, Citation},
    ids::{ConversationId, MessageId},
};

/// A saved conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedConversation {
    /// Its id.
    pub conversation_id: ConversationId,
    /// The chat's title.
    pub title: String,
    /// Who answered.
    pub agent: String,
    /// When it began, RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// When this file was made, the same.
    pub exported_at: String,
    /// What was said, oldest first. Answers that were replaced are not here.
    pub messages: Vec<ExportedMessage>,
}

/// One message of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedMessage {
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub role: Role,
    /// Where it stands.
    pub status: MessageStatus,
    /// Plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// RFC 3339 with milliseconds, UTC.
    pub created_at: String,
    /// Where an answer comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// A visitor's files; their contents are not here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<ExportedFile>,
    /// What an answer has besides its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFile {
    /// Its name.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}
