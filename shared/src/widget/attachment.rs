//! `POST /v1/widget/attachments`: takes a file for a later message; and what messages show of files (ours).
//!
//! The body is `multipart/form-data` with one part called `file`. Its bytes decide what it is; its name only decides
//! whether a text without any mark of its own is taken for plain text.

use serde::{Deserialize, Serialize};

use crate::ids::AttachmentId;

/// A file of a conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// Its id: name it in `attachments` of a message.
    pub id: AttachmentId,
    /// Its name, cleaned: at most 128 characters, no path, no control characters.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Bytes, as stored: pictures are encoded anew.
    pub size: u64,
    /// Where to get it, for one to two hours and without a token: an address, or a path below the server's address when
    /// the server has no configured public URL.
    pub url: String,
}

/// What a widget takes; told before anything is uploaded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentRules {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// Most files of one message.
    pub max_files: u32,
    /// For a file dialog's `accept`: media types and endings, comma-separated.
    pub accept: String,
}
