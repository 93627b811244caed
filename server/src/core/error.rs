//! What the domain may refuse. Each dialect decides what a refusal is called on its wire.

use std::time::Duration;

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist, or belongs to someone else.
    #[error("not found")]
    NotFound,
    /// The object was switched off or deleted.
    #[error("gone")]
    Gone,
    /// Whoever acts is known, and may not do this.
    #[error("not permitted")]
    NotPermitted,
    /// Nobody answers in this widget yet.
    #[error("no agent is connected to this widget")]
    NoAgent,
    /// The page's origin is not on the list.
    #[error("origin not allowed")]
    OriginNotAllowed,
    /// A field is not acceptable.
    #[error("{field}: {reason}")]
    Invalid {
        /// Path of the field.
        field: &'static str,
        /// What is wrong with it, for people.
        reason: &'static str,
    },
    /// A tool is not sound.
    #[error("tool {0}")]
    Tool(super::tool::ToolRefused),
    /// The idempotency key was used for another text.
    #[error("idempotency key used for another message")]
    IdempotencyMismatch,
    /// Not possible in the object's present state.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Too much; come back later.
    #[error("limited ({limit:?})")]
    Limited {
        /// Which limit.
        limit: Limit,
        /// When to come back.
        retry_after: Duration,
    },
    /// A budget is used up.
    #[error(transparent)]
    Budget(#[from] super::security::budget::Refusal),
    /// The agent failed.
    #[error(transparent)]
    Agent(#[from] super::agent::AgentError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] super::store::StoreError),
    /// The server has too much other work.
    #[error("overloaded: {0}")]
    Overloaded(#[from] super::security::work::WorkRefused),
    /// The server is shutting down.
    #[error("draining")]
    Draining,
}

/// Which limit was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Requests in a period.
    Rate,
    /// One answer at a time.
    AnswerInProgress,
    /// Streams at the same time.
    Streams,
}
