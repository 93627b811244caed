//! Errors of the domain. Each API maps them to its own codes.

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
    /// The caller is known but not allowed to do this.
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
        /// The reason, for people.
        reason: &'static str,
    },
    /// A field is well-formed, and what it says is not there or cannot be: an unknown id, an address nothing is sent to.
    #[error("{field}: {reason}")]
    Unprocessable {
        /// Path of the field.
        field: &'static str,
        /// The reason, for people.
        reason: &'static str,
    },
    /// A tool is not sound.
    #[error("tool {0}")]
    Tool(super::conversation::tool::schema::ToolRefused),
    /// The idempotency key was used for another text.
    #[error("idempotency key used for another message")]
    IdempotencyMismatch,
    /// Not possible in the object's present state.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Too much; come back later.
    #[error("limited ({limit:?})")]
    Limited {
        /// The limit.
        limit: Limit,
        /// Time to wait.
        retry_after: Duration,
    },
    /// A budget is used up.
    #[error(transparent)]
    Budget(#[from] super::security::budget::BudgetRefusal),
    /// The agent failed.
    #[error(transparent)]
    Agent(#[from] super::conversation::agent_error::AgentError),
    /// Storage failed. Why stands in the log.
    #[error(transparent)]
    Storage(#[from] StorageFailure),
    /// The server has too much other work.
    #[error("overloaded: {0}")]
    Overloaded(#[from] super::security::work::WorkRefused),
    /// The server is shutting down.
    #[error("draining")]
    Draining,
}

/// A failure of storage, as far as callers need to tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StorageFailure {
    /// The database cannot be reached or is too busy just now: try again soon.
    #[error("the database is not available")]
    Unavailable,
    /// There is no room for anything new; reading and erasing work.
    #[error("storage is full")]
    Full,
    /// A fault of ours: trying again does not help.
    #[error("storage is broken")]
    Broken,
}

/// A limit that was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Requests in a period.
    Rate,
    /// One answer at a time.
    AnswerInProgress,
    /// Streams at the same time.
    Streams,
}
