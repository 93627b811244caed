//! The ports of what is read: documents, their embeddings, previews of links.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::AgentId;

use super::{failure::Stored, turn::Lease};
use crate::core::{
    conversation::preview::Kept,
    knowledge::{AllEmbedded, Document, Embedded, Passage},
};

/// Documents agents answer from.
#[async_trait]
pub trait KnowledgeStore: Send + Sync + 'static {
    /// Replaces all passages of an agent with these.
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()>;
    /// Replaces the passages of an agent's documents of these names with these; its other documents stay.
    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()>;
    /// An agent's documents, by name.
    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>>;
    /// A number that grows with every change of an agent's passages; 0 before the first.
    async fn passages_version(&self, agent: &AgentId) -> Stored<u64>;
    /// All passages of an agent, by document and place.
    async fn passages(&self, agent: &AgentId) -> Stored<Vec<Passage>>;
}

/// Embeddings of passages.
#[async_trait]
pub trait EmbeddingStore: Send + Sync + 'static {
    /// At most `limit` agents whose passages have changed since `model` embedded all of them, and that no node is
    /// embedding at `now`.
    async fn agents_to_embed(&self, model: &str, now: Timestamp, limit: u32) -> Stored<Vec<AgentId>>;
    /// Leases an agent's passages to a node, or extends its lease; `false` when another node holds it at `now`.
    async fn claim_embedding(&self, agent: &AgentId, lease: &Lease, now: Timestamp) -> Stored<bool>;
    /// Adds a model's embeddings of an agent's passages. Existing ones stay.
    async fn put_embeddings(&self, agent: &AgentId, model: &str, embedded: &[Embedded]) -> Stored<()>;
    /// Records that all passages are embedded: removes embeddings of other texts or another model, and ends the lease.
    async fn finish_embedding(&self, agent: &AgentId, done: &AllEmbedded) -> Stored<()>;
    /// A number that grows with every change of an agent's embeddings; 0 before the first.
    async fn embeddings_version(&self, agent: &AgentId) -> Stored<u64>;
    /// A model's embeddings of an agent's passages, in any order.
    async fn embeddings(&self, agent: &AgentId, model: &str) -> Stored<Vec<Embedded>>;
}

/// Previews of the pages behind links.
#[async_trait]
pub trait PreviewStore: Send + Sync + 'static {
    /// Stores a preview, replacing an earlier one of the same address; does nothing when its conversation no longer
    /// exists. Removes previews that ended at `now` or before, and those that end first when there are more than
    /// [`MOST_KEPT`](crate::core::conversation::preview::MOST_KEPT).
    async fn put_preview(&self, kept: &Kept, now: Timestamp) -> Stored<()>;
    /// The preview stored for an address, if it has not ended.
    async fn preview(&self, address_hash: &str, now: Timestamp) -> Stored<Option<Kept>>;
    /// Finds a picture by its key, of a preview that has not ended.
    async fn preview_picture(&self, key: &str, now: Timestamp) -> Stored<Option<Vec<u8>>>;
}
