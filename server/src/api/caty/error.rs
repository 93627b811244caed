//! Error envelope: `{"success": false, "error", "code"}`.

use std::time::Duration;

use axum::{
    Json,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    error::ErrorCode as Reason,
    vendor::caty::{Always, ErrorBody, ErrorCode},
};

use crate::{
    core::{
        conversation::{message::AnswerFailure, session::VisitorError},
        error::{Error, StorageFailure},
        security::budget::BudgetRefusal,
    },
    http::{
        body::BodyError,
        idempotency::BadKey,
        retry::{self, SOON},
    },
};

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: ErrorCode,
    message: String,
    retry_after: Option<Duration>,
    budget: Option<BudgetRefusal>,
}

impl ApiError {
    /// A refusal with the code's usual status.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status: status(code), code, message: message.into(), retry_after: None, budget: None }
    }

    /// A field that is not acceptable.
    pub fn field(field: &str, reason: &str) -> Self {
        Self::new(ErrorCode::ValidationError, format!("{field}: {reason}"))
    }

    /// A field that is well-formed and cannot be done as it says.
    pub fn unprocessable(field: &str, reason: &str) -> Self {
        Self::field(field, reason).with_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    fn after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }
}

const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::MissingApiKey | ErrorCode::InvalidApiKey => StatusCode::UNAUTHORIZED,
        ErrorCode::ValidationError => StatusCode::BAD_REQUEST,
        ErrorCode::OriginNotAllowed => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::AgentUnavailable => StatusCode::BAD_GATEWAY,
        ErrorCode::AgentTimeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorCode::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::Gone | Error::NotPermitted => {
                Self::new(ErrorCode::NotFound, "there is no such session")
            }
            Error::NoAgent => {
                Self::new(ErrorCode::AgentUnavailable, error.to_string()).with_status(StatusCode::SERVICE_UNAVAILABLE)
            }
            Error::OriginNotAllowed => {
                Self::new(ErrorCode::OriginNotAllowed, "this page's origin is not on the widget's allow-list")
            }
            Error::Tool(refused) => Self::unprocessable("tools", &refused.to_string()),
            Error::Invalid { field, reason } => Self::field(field, reason),
            Error::Unprocessable { field, reason } => Self::unprocessable(field, reason),
            Error::IdempotencyMismatch => {
                Self::new(ErrorCode::Conflict, "this Idempotency-Key was used for another message")
            }
            Error::Conflict(reason) => Self::new(ErrorCode::Conflict, reason),
            Error::Limited { retry_after, .. } => {
                Self::new(ErrorCode::RateLimited, "too many requests").after(retry_after)
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => reason(error.code()),
            Error::Storage(failure) => failure.into(),
            Error::Overloaded(_) => Self::new(ErrorCode::ServiceUnavailable, "server busy").after(SOON),
            Error::Draining => Self::new(ErrorCode::ServiceUnavailable, "the server is stopping").after(SOON),
        }
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let spent = Self { budget: Some(refusal), ..Self::new(ErrorCode::RateLimited, refusal.to_string()) };
        spent.after(refusal.retry_after)
    }
}

impl From<AnswerFailure> for ApiError {
    fn from(failure: AnswerFailure) -> Self {
        Self { retry_after: failure.wait(), ..reason(failure.code) }
    }
}

/// Why an answer failed.
fn reason(reason: Reason) -> ApiError {
    let unavailable = || ApiError::new(ErrorCode::AgentUnavailable, "the agent is not available just now");
    match reason {
        Reason::UpstreamRejected => ApiError::new(ErrorCode::AgentUnavailable, "the agent cannot answer this"),
        Reason::AgentMisconfigured => ApiError::new(ErrorCode::AgentUnavailable, "the agent is not set up"),
        Reason::UpstreamTimeout => ApiError::new(ErrorCode::AgentTimeout, "the agent took too long"),
        Reason::UpstreamRateLimited | Reason::Interrupted => unavailable().with_status(StatusCode::SERVICE_UNAVAILABLE),
        Reason::ConversationBudget | Reason::AddressBudget | Reason::WidgetBudget | Reason::TeamBudget => {
            ApiError::new(ErrorCode::RateLimited, "a budget was used up on the way to the answer")
        }
        Reason::DbUnavailable => away("the database is not available just now"),
        Reason::Internal => broken(),
        _ => unavailable(),
    }
}

fn away(words: &str) -> ApiError {
    ApiError::new(ErrorCode::ServiceUnavailable, words).after(SOON)
}

fn broken() -> ApiError {
    ApiError::new(ErrorCode::InternalError, "something went wrong on our side")
}

const NO_ROOM: &str = "storage is full; reading and deleting still work";

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => away("the database is not available just now"),
            StorageFailure::Full => away(NO_ROOM).with_status(StatusCode::INSUFFICIENT_STORAGE),
            StorageFailure::Broken => broken(),
        }
    }
}

impl From<VisitorError> for ApiError {
    fn from(error: VisitorError) -> Self {
        match error {
            VisitorError::Identity(error) => Self::field("visitor_id", &error.to_string()),
            VisitorError::Other(error) => error.into(),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let status = error.status();
        let refusal = match error.field {
            Some(field) => Self::field(&field, &error.message),
            None => Self::new(ErrorCode::ValidationError, error.message),
        };
        refusal.with_status(status)
    }
}

impl From<BadKey> for ApiError {
    fn from(_: BadKey) -> Self {
        Self::field(BadKey::FIELD, BadKey::REASON)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { success: Always, error: self.message, code: self.code };
        let mut response = (self.status, Json(body)).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        response
    }
}

/// No route has this path.
pub async fn no_such_path() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is nothing at this path")
}

/// The route does not take this method.
pub async fn no_such_method(_: Method) -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "method not allowed")
}
