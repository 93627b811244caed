//! Error envelope: `{"error": "…"}`.
//!
//! Source: NodeLoom, "Error Codes".

use std::{borrow::Cow, time::Duration};

use axum::{
    Json,
    extract::rejection::PathRejection,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::{error::ErrorCode, vendor::nodeloom::ErrorBody};

use crate::{
    core::{
        conversation::session::VisitorError,
        error::{Error, Limit, StorageFailure},
        security::budget::BudgetRefusal,
    },
    http::{
        body::BodyError,
        idempotency::BadKey,
        last_event_id::BadEventId,
        owner::AccessRefused,
        retry::{self, SOON},
    },
};

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: Cow<'static, str>,
    retry_after: Option<Duration>,
    budget: Option<BudgetRefusal>,
}

/// The embed token is nobody's, or there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoToken;

impl ApiError {
    fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, message: message.into(), retry_after: None, budget: None }
    }

    /// A field that is not acceptable.
    pub(super) fn field(field: &str, reason: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("{field}: {reason}"))
    }

    /// A field that is well-formed and cannot be done as it says.
    pub(super) fn unprocessable(field: &str, reason: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{field}: {reason}"))
    }

    fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(StatusCode::NOT_FOUND, "Widget or session not found"),
            Error::Gone => Self::new(StatusCode::GONE, "Widget has been deleted or deactivated"),
            Error::NoAgent => Self::new(StatusCode::GONE, "No workflow is connected to this widget"),
            Error::NotPermitted => Self::new(StatusCode::FORBIDDEN, "Your role in the team does not permit this"),
            Error::OriginNotAllowed => Self::new(StatusCode::FORBIDDEN, "Domain not allowed for this widget"),
            Error::Tool(refused) => Self::unprocessable("tools", &refused.to_string()),
            Error::Invalid { field, reason } => Self::field(called(field), reason),
            // The vendor has a word for what is not there, and none for what cannot be.
            Error::Unprocessable { field: "agent", reason } => {
                Self { status: StatusCode::NOT_FOUND, ..Self::field(called("agent"), reason) }
            }
            Error::Unprocessable { field, reason } => Self::unprocessable(called(field), reason),
            Error::IdempotencyMismatch => {
                Self::new(StatusCode::CONFLICT, "This Idempotency-Key was used for another message")
            }
            Error::Conflict(reason) => Self::new(StatusCode::CONFLICT, reason),
            Error::Limited { limit, retry_after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, much(limit)).after(retry_after)
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => Self::new(StatusCode::BAD_GATEWAY, words(error.code())),
            Error::Storage(failure) => failure.into(),
            Error::Draining | Error::Overloaded(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, words(ErrorCode::Overloaded)).after(SOON)
            }
        }
    }
}

/// Returns this API's name for a field of the domain.
fn called(field: &'static str) -> &'static str {
    match field {
        "agent" => "workflowId",
        "origin" => "allowedDomains",
        "title" => "customization.title",
        "brand" => "customization.primaryColor",
        "avatar" => "customization.avatarUrl",
        other => other,
    }
}

const fn much(limit: Limit) -> &'static str {
    match limit {
        Limit::Rate => "Too many requests",
        Limit::AnswerInProgress => "The previous answer is still being written",
        Limit::Streams => "Too many open streams",
    }
}

/// Returns the error message of a failed answer.
pub(super) const fn words(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::WidgetInactive => "Widget has been deleted or deactivated",
        ErrorCode::UpstreamTimeout => "The agent took too long",
        ErrorCode::UpstreamRateLimited => "The agent is busy",
        ErrorCode::UpstreamTruncated | ErrorCode::Interrupted => "The answer broke off",
        ErrorCode::UpstreamUnavailable
        | ErrorCode::UpstreamProtocol
        | ErrorCode::UpstreamEmpty
        | ErrorCode::UpstreamError => "The agent is not available just now",
        ErrorCode::UpstreamRejected => "The agent cannot answer this",
        ErrorCode::AgentMisconfigured => "The agent is not set up",
        ErrorCode::ContextTooLong => "The session is too long for the agent",
        ErrorCode::ConversationBudget | ErrorCode::AddressBudget | ErrorCode::WidgetBudget | ErrorCode::TeamBudget => {
            "A budget was used up on the way to the answer"
        }
        ErrorCode::Overloaded => "The server is stopping or full; try again shortly",
        _ => "Something went wrong on our side",
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let message = format!("Budget used up: {refusal}");
        let spent = Self { budget: Some(refusal), ..Self::new(StatusCode::TOO_MANY_REQUESTS, message) };
        spent.after(refusal.retry_after)
    }
}

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "The database is not available just now").after(SOON)
            }
            StorageFailure::Full => {
                let reason = "Storage is full; reading and deleting still work";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, reason).after(SOON)
            }
            StorageFailure::Broken => Self::new(StatusCode::INTERNAL_SERVER_ERROR, words(ErrorCode::Internal)),
        }
    }
}

impl From<VisitorError> for ApiError {
    fn from(error: VisitorError) -> Self {
        match error {
            VisitorError::Identity(error) => Self::field("visitorId", &error.to_string()),
            VisitorError::Other(error) => error.into(),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let status = error.status();
        let message = match error.field {
            Some(field) => format!("{field}: {}", error.message),
            None => error.message,
        };
        Self::new(status, message)
    }
}

impl From<NoToken> for ApiError {
    fn from(_: NoToken) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Invalid or expired widget token")
    }
}

impl From<BadKey> for ApiError {
    fn from(_: BadKey) -> Self {
        Self::field(BadKey::FIELD, BadKey::REASON)
    }
}

impl From<BadEventId> for ApiError {
    fn from(_: BadEventId) -> Self {
        Self::field(BadEventId::FIELD, BadEventId::REASON)
    }
}

impl From<AccessRefused> for ApiError {
    fn from(refused: AccessRefused) -> Self {
        match refused {
            AccessRefused::NotSignedIn => Self::new(StatusCode::UNAUTHORIZED, "Sign in first"),
            AccessRefused::OtherSite => Self::new(StatusCode::FORBIDDEN, "This page may not act for you"),
            AccessRefused::Form => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be application/json"),
            AccessRefused::UnknownHost => Self::field("Host", "a host and port"),
            AccessRefused::NoSuchTeam => Error::NotFound.into(),
            AccessRefused::Other(error) => error.into(),
        }
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Error::NotFound.into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { error: self.message.into_owned() };
        let mut response = (self.status, Json(body)).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// No route has this path.
pub(super) async fn no_such_path() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "There is nothing at this path")
}

/// The route does not take this method.
pub(super) async fn no_such_method() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
}
