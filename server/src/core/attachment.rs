//! Files that visitors attach: what is taken, and the ports to whoever looks into files and whoever keeps them.
//! Implemented in `crate::attachments`.

mod data_url;
mod name;
mod uploads;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId};
use serde::{Deserialize, Serialize};

pub use data_url::from_data_url;
pub use name::{cleaned, disposition, named, of_kind, with_ending};
pub use uploads::{UploadError, UploadLimits, Uploads};

use super::{document::ReadDocument, store::Stored};

/// Most files of one message.
pub const MOST_IN_MESSAGE: usize = 5;
/// Most characters of a file's text that are kept.
pub const LONGEST_TEXT: usize = 60_000;

/// Which files a message takes along.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Takes {
    /// These, each once, at most [`MOST_IN_MESSAGE`]: brought to this conversation, and in no message yet.
    These(Vec<AttachmentId>),
    /// Whatever waits in the conversation, at most [`MOST_IN_MESSAGE`], the oldest first. A message that is sent again
    /// has the files it had.
    Waiting,
}

impl Default for Takes {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Takes {
    /// Whether a message with these files is the one that was meant.
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
    /// Its id: random, for it is part of the address.
    pub id: AttachmentId,
    /// Whose.
    pub conversation_id: ConversationId,
    /// Its name, [`of_kind`].
    pub name: String,
    /// What it is, by its content.
    pub kind: Kind,
    /// Bytes, as kept.
    pub size: u64,
    /// What it says, when that could be read.
    pub text: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
}

impl Attachment {
    /// The name of its bytes in the object store.
    pub fn key(&self) -> String {
        format!("{}/{}", self.conversation_id, self.id)
    }

    /// What a message shows of it.
    pub fn attached(&self) -> Attached {
        Attached { id: self.id.clone(), name: self.name.clone(), kind: self.kind, size: self.size }
    }
}

/// What a message shows of a file. Stored with the message as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attached {
    /// Its id.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
}

/// What is taken. GIF and WebP pictures are taken too, and kept as PNG.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// PNG (RFC 2083).
    Png,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// PDF (ISO 32000).
    Pdf,
    /// Word (ISO/IEC 29500).
    Docx,
    /// Excel (ISO/IEC 29500).
    Xlsx,
    /// PowerPoint (ISO/IEC 29500).
    Pptx,
    /// OpenDocument text (ISO/IEC 26300).
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Plain text, kept in UTF-8.
    Text,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Png,
        Self::Jpeg,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Text,
    ];

    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Text => "text",
        }
    }

    /// The media type, as it is served.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Endings of its files' names; new ones get the first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Text => &["txt", "text", "log", "md", "markdown", "csv", "tsv", "json"],
        }
    }

    /// Whether it is a picture, encoded anew by us: the only kind a page may show.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg)
    }
}

/// What came.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name as sent.
    pub name: String,
    /// The media type as sent.
    pub media_type: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// What was found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inspected {
    /// What it is.
    pub kind: Kind,
    /// What to keep: pictures and texts are encoded anew.
    pub bytes: Bytes,
    /// What it says; `None` for a picture, and when it could not be read within its limits.
    pub text: Option<String>,
}

/// Looks into files.
#[async_trait]
pub trait Inspect: Send + Sync + 'static {
    /// What it is; `None` when it is nothing we take. Its content decides; its name and type can only refuse it.
    async fn inspect(&self, upload: &Upload) -> Option<Inspected>;
}

/// Why a file could not be fetched. What is behind an address is nobody's business: there is no finer answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfetched {
    /// It is larger than may be.
    #[error("the file is too large")]
    TooLarge,
    /// The address is none, or not asked, or there is no file there, or it came too slowly.
    #[error("there is no file at this address")]
    Nothing,
}

/// Fetches files from addresses that visitors give. Implemented by `crate::outbound`.
#[async_trait]
pub trait Fetch: Send + Sync + 'static {
    /// The file there, at most so many bytes.
    async fn fetch(&self, address: &str, most: u64) -> Result<Upload, Unfetched>;
}

/// Keeps bytes under a name.
#[async_trait]
pub trait Objects: Send + Sync + 'static {
    /// Keeps these, for good once it returns.
    async fn put(&self, key: &str, bytes: Bytes) -> Stored<()>;
    /// What is kept so.
    async fn get(&self, key: &str) -> Stored<Option<Bytes>>;
    /// Keeps it no longer; nothing happens when it is not there.
    async fn delete(&self, key: &str) -> Stored<()>;
}

/// Where files are looked into and kept.
#[derive(Clone)]
pub struct Files {
    /// Keeps them.
    pub objects: Arc<dyn Objects>,
    /// Looks into them.
    pub inspect: Arc<dyn Inspect>,
    /// Reads documents of owners.
    pub documents: Arc<dyn ReadDocument>,
    /// Fetches those that are given as an address.
    pub fetch: Arc<dyn Fetch>,
}

/// What one conversation may bring in a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Most files.
    pub files: u32,
    /// Most bytes, as kept.
    pub bytes: u64,
    /// The period.
    pub period: Duration,
}

/// Whether there was room for a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum Room {
    /// It is stored.
    Left,
    /// The conversation has brought as many files as it may: nothing was written.
    TooMany {
        /// When the oldest of them stops to count.
        until: Timestamp,
    },
    /// The conversation has brought as many bytes as it may: nothing was written.
    TooLarge {
        /// When the oldest of them stops to count.
        until: Timestamp,
    },
    /// A file with this id was brought already: nothing was written.
    Known,
    /// There is no such conversation (any more): nothing was written.
    Unknown,
}

impl Quota {
    /// Whether a file fits: `files` and `bytes` came since the period began, the oldest at `oldest`.
    pub fn room(&self, (files, bytes, oldest): (u64, u64, Option<Timestamp>), more: u64, now: Timestamp) -> Room {
        let until = oldest.unwrap_or(now).checked_add(self.period).unwrap_or(Timestamp::MAX);
        if files >= u64::from(self.files) {
            Room::TooMany { until }
        } else if bytes.saturating_add(more) > self.bytes {
            Room::TooLarge { until }
        } else {
            Room::Left
        }
    }
}

/// What a visitor said, and the names of the files that came with it, for a model.
pub fn with_names<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    match (text.is_empty(), names.is_empty()) {
        (_, true) => text.to_owned(),
        (true, false) => format!("(Files: {})", names.join(", ")),
        (false, false) => format!("{text}\n\n(Files: {})", names.join(", ")),
    }
}
