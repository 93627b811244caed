//! The ports to storage: one trait per aggregate. Implemented in `crate::store` for SQLite and PostgreSQL; one
//! contract suite runs on both.
//!
//! Every read and write is scoped in its query: an object of another conversation, visitor or widget is answered
//! exactly like one that does not exist. A method that returns `Ok` has committed.

mod conversations;
pub mod failure;
mod inbox;
mod knowledge;
mod owners;
mod turn;

pub use conversations::{
    AttachmentStore, BudgetStore, ConversationStore, EngagementStore, EventStore, LeadStore, MessageStore, Meta,
    VisitorStore,
};
pub use failure::{StoreError, Stored};
pub use inbox::{ActivityStore, InboxStore};
pub use knowledge::{EmbeddingStore, KnowledgeStore, PreviewStore};
pub use owners::{
    AccountStore, AgentStore, BlueprintStore, FileStore, IdentityStore, InvitationStore, LanguageStore, Saved,
    TeamStore, WidgetStore,
};
pub use turn::{AgentMessage, Begun, Ended, Lease, MessagePlace, NewAnswer, NewTurn, RunSignal, RunStore};

use async_trait::async_trait;

/// The whole of storage: all aggregates.
#[async_trait]
pub trait Store:
    AccountStore
    + TeamStore
    + InvitationStore
    + AgentStore
    + BlueprintStore
    + FileStore
    + WidgetStore
    + IdentityStore
    + LanguageStore
    + VisitorStore
    + ConversationStore
    + MessageStore
    + AttachmentStore
    + RunStore
    + LeadStore
    + EventStore
    + ActivityStore
    + InboxStore
    + EngagementStore
    + KnowledgeStore
    + EmbeddingStore
    + PreviewStore
    + BudgetStore
{
    /// Succeeds if the database can be written to now.
    async fn ping(&self) -> Stored<()>;

    /// Succeeds if there is room for new messages; [`StoreError::ReserveReached`] while free disk space is down to the
    /// reserve.
    async fn room(&self) -> Stored<()>;

    /// Ends all work, flushes, closes. Later calls fail with [`StoreError::Unavailable`].
    async fn close(&self);
}
