//! The error body of the native API: `{"error": {…}}`, with `Cache-Control: no-store` and
//! `X-Content-Type-Options: nosniff`. The same [`ErrorCode`] and message travel in the stream's `error` event.

use serde::{Deserialize, Serialize};

/// The complete body of an error reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
}

/// The error, for programs (`code`, `retryable`) and for people (`message`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorDetail {
    /// Stable name of the error.
    pub code: ErrorCode,
    /// One English sentence. Never contains secrets, tokens or text from an upstream service.
    pub message: String,
    /// True if the same request may succeed later without a change.
    pub retryable: bool,
    /// Identifies this request in the server's log.
    pub request_id: String,
    /// The offending field of the body, as a path like `events[3].kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait before the next try; equals the `Retry-After` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The budget that is used up, for codes that end in `_budget`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetDetail>,
}

/// A budget that is used up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BudgetDetail {
    /// Scope of the budget: `conversation`, `address`, `widget` or `team`.
    pub scope: String,
    /// Unit of the budget: `answers`, `tokens` or `bytes`.
    pub kind: String,
    /// Time at which the budget is available again, RFC 3339.
    pub resets_at: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:tt, retryable $retry:literal;)*) => {
        /// Stable names of errors. New codes may be added; treat an unknown code by its HTTP status.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
            /// A code newer than this client.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ErrorCode {
            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* Self::Unknown => "unknown" }
            }

            /// Returns true if the same request may succeed later without a change.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$name => $retry,)* Self::Unknown => false }
            }
        }
    };
}

codes! {
    /// 400: the body, a header or a parameter is not valid; `field` names it.
    InvalidRequest = "invalid_request", retryable false;
    /// 401: the token is missing, expired, malformed or not from this server. Call `/init` again.
    InvalidToken = "invalid_token", retryable false;
    /// 403: the page's origin is not on the widget's allow-list.
    OriginNotAllowed = "origin_not_allowed", retryable false;
    /// 403: the owner has not switched this feature on.
    FeatureOff = "feature_off", retryable false;
    /// 403: the identity token is not valid for this widget; the message gives the reason. The visitor is not let in
    /// anonymously instead.
    InvalidIdentity = "invalid_identity", retryable false;
    /// 404: no such object, or the caller has no access to it.
    NotFound = "not_found", retryable false;
    /// 405: the path exists, but not with this method.
    MethodNotAllowed = "method_not_allowed", retryable false;
    /// 409: this `Idempotency-Key` was used for another text.
    IdempotencyMismatch = "idempotency_mismatch", retryable false;
    /// 409: the answer cannot be changed in its present state, for example regenerated while it runs.
    Conflict = "conflict", retryable false;
    /// 409: this conversation has ended; its messages can still be read. Call `/init` for a new one.
    SessionExpired = "session_expired", retryable false;
    /// 410: the widget was switched off or deleted.
    WidgetInactive = "widget_inactive", retryable false;
    /// 413: the body is larger than the endpoint accepts.
    PayloadTooLarge = "payload_too_large", retryable false;
    /// 415: the body has a type the endpoint does not accept, or is compressed.
    UnsupportedMediaType = "unsupported_media_type", retryable false;
    /// 429: too many requests; retry after `retry_after` seconds.
    RateLimited = "rate_limited", retryable true;
    /// 429: the conversation has used up its answers, tokens or bytes; `budget` names the limit and the time it is
    /// reset.
    ConversationBudget = "conversation_budget", retryable true;
    /// 429: the visitor's address has used up its answers, tokens or bytes, across all its conversations.
    AddressBudget = "address_budget", retryable true;
    /// 429: the widget has used up its answers, tokens or bytes for the day.
    WidgetBudget = "widget_budget", retryable true;
    /// 429: the team has used up its answers, tokens or bytes for the month.
    TeamBudget = "team_budget", retryable true;
    /// 429: the previous answer is still being written.
    AnswerInProgress = "answer_in_progress", retryable true;
    /// 429: too many open streams for one conversation or address.
    TooManyStreams = "too_many_streams", retryable true;
    /// 500: internal error; `request_id` identifies it in the server's log.
    Internal = "internal", retryable true;
    /// 502: the agent's service cannot be reached.
    UpstreamUnavailable = "upstream_unavailable", retryable true;
    /// 504: the agent's service was too slow: no connection within 5 s, no data for 30 s, or 120 s in total.
    UpstreamTimeout = "upstream_timeout", retryable true;
    /// 503: the agent's service limits the rate of requests.
    UpstreamRateLimited = "upstream_rate_limited", retryable true;
    /// 502: the agent's service closed the connection before the end of the answer.
    UpstreamTruncated = "upstream_truncated", retryable true;
    /// 502: the agent's service sent something that is not an answer.
    UpstreamProtocol = "upstream_protocol", retryable true;
    /// 502: the agent's service sent an empty answer.
    UpstreamEmpty = "upstream_empty", retryable true;
    /// 502: the agent's service reported an error of its own.
    UpstreamError = "upstream_error", retryable true;
    /// 502: the agent's service refuses this message; sending it again does not help.
    UpstreamRejected = "upstream_rejected", retryable false;
    /// 502: the agent is misconfigured: its key, its address, its model or its account. The owner finds the reason in
    /// the server's log.
    AgentMisconfigured = "agent_misconfigured", retryable false;
    /// 502: the conversation is longer than the model can read, even when shortened.
    ContextTooLong = "context_too_long", retryable false;
    /// The server stopped while it was writing this answer; the text so far is kept.
    Interrupted = "interrupted", retryable true;
    /// 503: the database cannot be reached at the moment.
    DbUnavailable = "db_unavailable", retryable true;
    /// 507: the disk is full; reading still works.
    StorageFull = "storage_full", retryable true;
    /// 503: the server is shutting down or has reached its maximum number of streams.
    Overloaded = "overloaded", retryable true;
}
