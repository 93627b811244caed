//! Files of a conversation, and the quota for them.

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId};
use serde::{Deserialize, Serialize};

use super::kind::Kind;

/// Maximum number of files in one message.
pub const MOST_IN_MESSAGE: usize = 5;
/// Maximum number of characters stored of a file's text.
pub const LONGEST_TEXT: usize = 60_000;

/// The files to include in a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Takes {
    /// These, each once, at most [`MOST_IN_MESSAGE`]: uploaded to this conversation, and in no message yet.
    These(Vec<AttachmentId>),
    /// All files that wait in the conversation, at most [`MOST_IN_MESSAGE`], oldest first. A message that is sent again
    /// keeps its files.
    Waiting,
}

impl Default for Takes {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Takes {
    /// Returns true if a message with these files matches the selection.
    pub fn are(&self, attached: &[Attached]) -> bool {
        match self {
            Self::These(ids) => attached.iter().map(|it| &it.id).eq(ids),
            Self::Waiting => true,
        }
    }
}

/// A file of a conversation, without its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Its id: random, because it is part of the address.
    pub id: AttachmentId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Its name, [`of_kind`].
    pub name: String,
    /// The kind of file, determined by its content.
    pub kind: Kind,
    /// Size in bytes, as stored.
    pub size: u64,
    /// The text in it, if it could be read.
    pub text: Option<String>,
    /// Time of the upload.
    pub created_at: Timestamp,
}

impl Attachment {
    /// The name of its bytes in the object store.
    pub fn key(&self) -> String {
        format!("{}/{}", self.conversation_id, self.id)
    }

    /// Returns the details that a message shows.
    pub fn attached(&self) -> Attached {
        Attached { id: self.id.clone(), name: self.name.clone(), kind: self.kind, size: self.size }
    }
}

/// The details of a file that a message shows. Stored with the message as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attached {
    /// Its id.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// The kind of file.
    pub kind: Kind,
    /// Size in bytes, as stored.
    pub size: u64,
}

/// Maximum uploads of one conversation in a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Maximum number of files.
    pub files: u32,
    /// Maximum number of bytes, as stored.
    pub bytes: u64,
    /// The period.
    pub period: Duration,
}

/// The result of checking a file against the quota.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum QuotaCheck {
    /// The file fits; it is stored.
    Left,
    /// The conversation has reached its number of files: nothing was written.
    TooMany {
        /// Time at which the oldest of them no longer counts.
        until: Timestamp,
    },
    /// The conversation has no room for so many bytes: nothing was written.
    TooLarge {
        /// Time at which the oldest of them no longer counts.
        until: Timestamp,
    },
    /// A file with this id already exists: nothing was written.
    Known,
    /// The conversation does not exist: nothing was written.
    Unknown,
}

impl Quota {
    /// Checks that a file of `more` bytes fits: `files` and `bytes` were uploaded since the period began, the oldest at
    /// `oldest`.
    pub fn room(&self, (files, bytes, oldest): (u64, u64, Option<Timestamp>), more: u64, now: Timestamp) -> QuotaCheck {
        let until = oldest.unwrap_or(now).checked_add(self.period).unwrap_or(Timestamp::MAX);
        if files >= u64::from(self.files) {
            QuotaCheck::TooMany { until }
        } else if bytes.saturating_add(more) > self.bytes {
            QuotaCheck::TooLarge { until }
        } else {
            QuotaCheck::Left
        }
    }
}

/// Returns a message's text followed by the names of its files, for a model.
pub fn with_names<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    match (text.is_empty(), names.is_empty()) {
        (_, true) => text.to_owned(),
        (true, false) => format!("(Files: {})", names.join(", ")),
        (false, false) => format!("{text}\n\n(Files: {})", names.join(", ")),
    }
}
