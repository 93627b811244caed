//! Failures, in categories that visitors understand.

use parlor_shared::error::ErrorCode;

/// The reason a request failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The problem to show to the visitor.
    pub problem: Problem,
    /// True if trying again may help.
    pub retryable: bool,
    /// Seconds the server asked to wait; 0 if it did not.
    pub retry_after: u32,
}

/// Categories of failures that visitors understand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// The server could not be reached.
    Network,
    /// The token has expired; never shown, because the chat requests a new one.
    Token,
    /// The previous answer is still being written.
    Busy,
    /// Too many requests.
    Limited,
    /// The conversation has used up its budget.
    Budget,
    /// The address, the widget or its team has used up its budget: a new conversation does not help.
    Quota,
    /// The message is too long or otherwise not valid.
    Invalid,
    /// The chat was switched off.
    Unavailable,
    /// The chat may not be used on this page.
    Origin,
    /// The session is over.
    Expired,
    /// The identity token from the owner's server is not valid.
    Identity,
    /// The message or conversation no longer exists.
    Gone,
    /// The agent's service failed.
    Agent,
    /// The server failed.
    Server,
}

impl Failure {
    /// The network failed: trying again may always help.
    pub const NETWORK: Self = Self { problem: Problem::Network, retryable: true, retry_after: 0 };

    /// The reply cannot be parsed: the server is newer than this bundle, and another request would bring the same.
    pub const UNREADABLE: Self = Self { problem: Problem::Server, retryable: false, retry_after: 0 };

    /// Creates a failure from the server's error code.
    pub fn new(code: ErrorCode, retryable: bool, retry_after: Option<u32>) -> Self {
        Self { problem: Problem::of(code), retryable, retry_after: retry_after.unwrap_or(0) }
    }
}

impl Problem {
    fn of(code: ErrorCode) -> Self {
        use ErrorCode as C;
        match code {
            C::InvalidToken => Self::Token,
            C::AnswerInProgress | C::Conflict => Self::Busy,
            C::RateLimited | C::TooManyStreams => Self::Limited,
            C::ConversationBudget => Self::Budget,
            C::AddressBudget | C::WidgetBudget | C::TeamBudget => Self::Quota,
            C::InvalidRequest | C::PayloadTooLarge | C::UnsupportedMediaType | C::IdempotencyMismatch => Self::Invalid,
            C::WidgetInactive | C::FeatureOff => Self::Unavailable,
            C::OriginNotAllowed => Self::Origin,
            C::SessionExpired => Self::Expired,
            C::InvalidIdentity => Self::Identity,
            C::NotFound => Self::Gone,
            C::UpstreamUnavailable
            | C::UpstreamTimeout
            | C::UpstreamRateLimited
            | C::UpstreamTruncated
            | C::UpstreamProtocol
            | C::UpstreamEmpty
            | C::UpstreamError
            | C::UpstreamRejected
            | C::AgentMisconfigured
            | C::ContextTooLong => Self::Agent,
            _ => Self::Server,
        }
    }

    /// Problems for which an answer is given up.
    const LOSSES: [Self; 12] = [
        Self::Network,
        Self::Busy,
        Self::Limited,
        Self::Budget,
        Self::Quota,
        Self::Invalid,
        Self::Unavailable,
        Self::Origin,
        Self::Expired,
        Self::Gone,
        Self::Agent,
        Self::Server,
    ];

    /// Returns the problem whose sentence has this key.
    pub fn of_key(key: &str) -> Self {
        Self::LOSSES.into_iter().find(|problem| problem.text_key() == key).unwrap_or(Self::Server)
    }

    /// Returns the key of the sentence that describes the problem.
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::Network => "error_network",
            Self::Busy => "error_busy",
            Self::Limited => "error_limited",
            Self::Budget => "error_budget",
            Self::Quota => "error_quota",
            Self::Invalid => "error_invalid",
            Self::Unavailable => "error_unavailable",
            Self::Origin => "error_origin",
            Self::Expired => "session_over",
            Self::Identity => "error_identity",
            Self::Gone => "error_gone",
            Self::Agent => "error_agent",
            Self::Token | Self::Server => "error_server",
        }
    }
}
