//! Previews of links: title, description and picture of the page behind a link.
//!
//! A link is fetched only when it is in a message of the conversation it is requested for; otherwise the server would
//! be an open proxy. The result is cached, also when nothing was found, each for its own time.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::ConversationId;
use serde::{Deserialize, Serialize};

/// Maximum number of cached previews; those that end first make room.
pub const MOST_KEPT: u32 = 5_000;

/// Fetches the preview of a link. Implemented by `crate::outbound`.
#[async_trait]
pub trait Unfurl: Send + Sync + 'static {
    /// Fetches a page and its metadata; `None` when there is nothing to show, for any reason.
    async fn unfurl(&self, address: &str) -> Option<FoundPreview>;
}

/// A preview that was fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundPreview {
    /// The page's metadata.
    pub page: PreviewPage,
    /// Its picture: a small JPEG made by the server.
    pub picture: Option<Vec<u8>>,
}

/// Metadata of a page: single lines of text without control characters. Stored as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PreviewPage {
    /// The page's address after all redirects.
    pub url: String,
    /// At most 300 characters; never empty.
    pub title: String,
    /// At most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of its site, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// The preview of a link, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The link.
    pub address: String,
    /// The page's metadata.
    pub page: PreviewPage,
    /// The key of its picture: [`super::previews::Previews::picture`].
    pub picture: Option<String>,
}

/// The cached preview of one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// SHA-256 of the address, in hexadecimal digits: addresses may contain secrets.
    pub address_hash: String,
    /// The conversation that requested it first: the address is part of its visitor's data, and is erased with it.
    pub conversation_id: ConversationId,
    /// The page's metadata; `None` when there is nothing to show.
    pub page: Option<PreviewPage>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Time at which the cached preview expires.
    pub ends_at: Timestamp,
}

/// A small JPEG, shown to any client that knows its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// 128 random bits as 32 hexadecimal digits.
    pub key: String,
    /// The file.
    pub jpeg: Vec<u8>,
}
