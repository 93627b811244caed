//! The ports that inspect, fetch and store files. Implemented in `crate::attachments` and `crate::outbound`.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use super::kind::Kind;
use crate::core::{knowledge::document::ReadDocument, store::failure::Stored};

/// A file as it was uploaded.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name as sent.
    pub name: String,
    /// The media type as sent.
    pub media_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

/// The result of inspecting a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inspected {
    /// The kind of file.
    pub kind: Kind,
    /// The bytes to store: pictures and texts are re-encoded.
    pub bytes: Bytes,
    /// The text in it; `None` for a picture, and when it could not be read within its limits.
    pub text: Option<String>,
}

/// Inspects files.
#[async_trait]
pub trait Inspect: Send + Sync + 'static {
    /// Determines the kind of a file and re-encodes it; `None` when it is not accepted. The content decides; name and
    /// media type can only cause a refusal.
    async fn inspect(&self, upload: &Upload) -> Option<Inspected>;
}

/// The reason a file could not be fetched. No further detail is given, so that callers cannot probe an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfetched {
    /// It is larger than allowed.
    #[error("the file is too large")]
    TooLarge,
    /// The address is invalid or blocked, there is no file there, or it came too slowly.
    #[error("there is no file at this address")]
    Nothing,
}

/// Fetches files from addresses that visitors give. Implemented by `crate::outbound`.
#[async_trait]
pub trait Fetch: Send + Sync + 'static {
    /// Fetches the file at an address, at most `most` bytes.
    async fn fetch(&self, address: &str, most: u64) -> Result<Upload, Unfetched>;
}

/// Stores bytes under a name.
#[async_trait]
pub trait Objects: Send + Sync + 'static {
    /// Stores bytes durably: they are safe once it returns.
    async fn put(&self, key: &str, bytes: Bytes) -> Stored<()>;
    /// Returns the bytes stored under a name.
    async fn get(&self, key: &str) -> Stored<Option<Bytes>>;
    /// Deletes the bytes stored under a name; does nothing when there are none.
    async fn delete(&self, key: &str) -> Stored<()>;
}

/// The services that inspect, fetch and store files.
#[derive(Clone)]
pub struct Files {
    /// Stores them.
    pub objects: Arc<dyn Objects>,
    /// Inspects them.
    pub inspect: Arc<dyn Inspect>,
    /// Reads documents of owners.
    pub documents: Arc<dyn ReadDocument>,
    /// Fetches those that are given as an address.
    pub fetch: Arc<dyn Fetch>,
}
