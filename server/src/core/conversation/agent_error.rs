//! Failures of agents, in a form that is safe to show to everyone.

use std::time::Duration;

use parlor_shared::error::ErrorCode;

use crate::core::security::budget::{BudgetRefusal, Scope};

/// The reason an answer failed. Carries no text from the upstream service, which may contain secrets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AgentError {
    /// No connection within 5 s, refused, a bad certificate, 5xx, or the circuit is open.
    #[error("the agent's service is not available")]
    Unavailable,
    /// No first byte within 30 s, no token for 30 s, or 120 s in all.
    #[error("the agent's service is too slow")]
    Timeout,
    /// It limits our requests.
    #[error("the agent's service is limiting us")]
    RateLimited {
        /// The wait it asked for, if any.
        retry_after: Option<Duration>,
    },
    /// It closed before the end.
    #[error("the agent's service closed the answer before its end")]
    Truncated,
    /// It sent something that is not an answer.
    #[error("the agent's service sent something that is not an answer")]
    Protocol,
    /// It said nothing.
    #[error("the agent's service sent an empty answer")]
    Empty,
    /// It reported an error that may pass.
    #[error("the agent's service reported an error")]
    Upstream,
    /// It refuses this question; asking again does not help.
    #[error("the agent's service refuses the question")]
    Rejected,
    /// Its content filter withholds the answer.
    #[error("the agent's service withholds the answer")]
    Withheld,
    /// The question does not fit the model even without history.
    #[error("the conversation is too long for the model")]
    ContextTooLong,
    /// It is misconfigured; details are in the server's log.
    #[error("the agent is not set up")]
    Misconfigured,
    /// A budget was used up on the way to the answer.
    #[error(transparent)]
    BudgetSpent(BudgetRefusal),
}

impl AgentError {
    /// The stable name for the wire.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Unavailable => ErrorCode::UpstreamUnavailable,
            Self::Misconfigured => ErrorCode::AgentMisconfigured,
            Self::Rejected | Self::Withheld => ErrorCode::UpstreamRejected,
            Self::Timeout => ErrorCode::UpstreamTimeout,
            Self::RateLimited { .. } => ErrorCode::UpstreamRateLimited,
            Self::Truncated => ErrorCode::UpstreamTruncated,
            Self::Protocol => ErrorCode::UpstreamProtocol,
            Self::Empty => ErrorCode::UpstreamEmpty,
            Self::Upstream => ErrorCode::UpstreamError,
            Self::ContextTooLong => ErrorCode::ContextTooLong,
            Self::BudgetSpent(refusal) => budget_code(refusal.scope),
        }
    }
}

/// The stable name for the wire of a budget that is used up.
pub const fn budget_code(scope: Scope) -> ErrorCode {
    match scope {
        Scope::Conversation => ErrorCode::ConversationBudget,
        Scope::Address => ErrorCode::AddressBudget,
        Scope::Widget => ErrorCode::WidgetBudget,
        Scope::Team => ErrorCode::TeamBudget,
    }
}
