//! `POST /v1/widget/attachments`: uploads a file for a later message; also the files shown in messages (ours).
//!
//! The body is `multipart/form-data` with one part called `file`. The server detects the type from the bytes. It uses
//! the name only to decide if text without a signature is plain text.

use serde::{Deserialize, Serialize};

use crate::ids::AttachmentId;

/// A file in a conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// Id of the file: send it in `attachments` of a message.
    pub id: AttachmentId,
    /// Cleaned file name: at most 128 characters, no path, no control characters.
    pub name: String,
    /// Media type, detected from the content.
    pub media_type: String,
    /// Size in bytes, as stored: pictures are re-encoded.
    pub size: u64,
    /// Download address, valid for one to two hours and without a token: an absolute address, or a path below the
    /// server's address if the server has no configured public URL.
    pub url: String,
}

/// Limits on files, sent before anything is uploaded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentRules {
    /// Maximum size of a file, in bytes.
    pub max_bytes: u64,
    /// Maximum number of files in one message.
    pub max_files: u32,
    /// Value for the `accept` attribute of a file dialog: media types and file extensions, comma-separated.
    pub accept: String,
}
