//! Files for the next message.

use parlor_shared::widget::Attachment;

/// State of the files the visitor has chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileStatus {
    /// Files stored by the server.
    pub kept: Vec<Attachment>,
    /// True while other files are being uploaded.
    pub uploading: bool,
    /// Text to announce to screen readers.
    pub announcement: Option<String>,
    /// True if the token has expired and a new one is needed.
    pub needs_new_token: bool,
    /// True if the current token is needed.
    pub needs_token: bool,
}
