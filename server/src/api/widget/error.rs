//! Error envelope: `{"error": {code, message, retryable, request_id, field?, retry_after?}}`.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use parlor_shared::error::{BudgetDetail, ErrorBody, ErrorCode, ErrorDetail};

use crate::{
    core::{
        clock::rfc3339,
        conversation::{
            agent_error::budget_code, attachment::uploads::UploadError, message::AnswerFailure, session::VisitorError,
        },
        error::{Error, Limit, StorageFailure},
        security::{budget::BudgetRefusal, identity::NotIdentified, token::InvalidToken},
    },
    http::{
        body::BodyError,
        idempotency::BadKey,
        last_event_id::BadEventId,
        request_id,
        retry::{self, SOON},
    },
};

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiError {
    code: ErrorCode,
    /// Another status than the code's own.
    status: Option<StatusCode>,
    message: String,
    field: Option<String>,
    retry_after: Option<Duration>,
    budget: Option<BudgetRefusal>,
}

impl ApiError {
    /// A refusal in the code's usual words.
    pub fn of(code: ErrorCode) -> Self {
        Self { code, status: None, message: words(code).to_owned(), field: None, retry_after: None, budget: None }
    }

    /// A field that is not acceptable.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { message: message.into(), field: Some(field.into()), ..Self::of(ErrorCode::InvalidRequest) }
    }

    /// A field that is well-formed and cannot be done as it says.
    pub fn unprocessable(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status: Some(StatusCode::UNPROCESSABLE_ENTITY), ..Self::field(field, message) }
    }

    /// Sets `Retry-After`.
    pub fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }
}

/// The usual words for a code, also used in the stream's `error` event.
pub const fn words(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InvalidRequest => "the request is not valid",
        ErrorCode::InvalidToken => "the token is absent, expired or not valid; call /init again",
        ErrorCode::InvalidIdentity => "the identity token is not valid",
        ErrorCode::SessionExpired => "this conversation has ended; call /init for a new one",
        ErrorCode::OriginNotAllowed => "this page's origin is not on the widget's allow-list",
        ErrorCode::FeatureOff => "the owner has not switched this on",
        ErrorCode::NotFound => "there is no such object",
        ErrorCode::MethodNotAllowed => "method not allowed",
        ErrorCode::IdempotencyMismatch => "this Idempotency-Key was used for another message",
        ErrorCode::Conflict => "not possible in the present state",
        ErrorCode::WidgetInactive => "the widget is switched off",
        ErrorCode::PayloadTooLarge => "the body is too large",
        ErrorCode::UnsupportedMediaType => "the body must be application/json",
        ErrorCode::RateLimited => "too many requests",
        ErrorCode::ConversationBudget => "this conversation has used up its answers for now",
        ErrorCode::AddressBudget => "this address has used up its answers for now",
        ErrorCode::WidgetBudget => "this widget has used up its answers for today",
        ErrorCode::TeamBudget => "this widget's team has used up its answers for this month",
        ErrorCode::AnswerInProgress => "the previous answer is still being written",
        ErrorCode::TooManyStreams => "too many open streams",
        ErrorCode::Internal | ErrorCode::Unknown => "something went wrong on our side",
        ErrorCode::UpstreamUnavailable => "the agent is not available just now",
        ErrorCode::UpstreamTimeout => "the agent took too long",
        ErrorCode::UpstreamRateLimited => "the agent is busy",
        ErrorCode::UpstreamTruncated => "the answer broke off",
        ErrorCode::UpstreamProtocol => "the agent sent something that is not an answer",
        ErrorCode::UpstreamEmpty => "the agent sent an empty answer",
        ErrorCode::UpstreamError => "the agent reported an error",
        ErrorCode::UpstreamRejected => "the agent cannot answer this",
        ErrorCode::AgentMisconfigured => "the agent is not set up",
        ErrorCode::ContextTooLong => "the conversation is too long for the agent",
        ErrorCode::Interrupted => "the server stopped while writing this answer",
        ErrorCode::DbUnavailable => "the database is not available just now",
        ErrorCode::StorageFull => "storage is full; reading and deleting still work",
        ErrorCode::Overloaded => "the server is stopping, or has all the streams or the work it can hold",
    }
}

const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidRequest => StatusCode::BAD_REQUEST,
        ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
        ErrorCode::OriginNotAllowed | ErrorCode::InvalidIdentity | ErrorCode::FeatureOff => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::IdempotencyMismatch | ErrorCode::Conflict | ErrorCode::SessionExpired => StatusCode::CONFLICT,
        ErrorCode::WidgetInactive => StatusCode::GONE,
        ErrorCode::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::RateLimited
        | ErrorCode::ConversationBudget
        | ErrorCode::AddressBudget
        | ErrorCode::WidgetBudget
        | ErrorCode::TeamBudget
        | ErrorCode::AnswerInProgress
        | ErrorCode::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal | ErrorCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorCode::UpstreamUnavailable
        | ErrorCode::UpstreamTruncated
        | ErrorCode::UpstreamProtocol
        | ErrorCode::UpstreamEmpty
        | ErrorCode::UpstreamError
        | ErrorCode::UpstreamRejected
        | ErrorCode::AgentMisconfigured
        | ErrorCode::ContextTooLong => StatusCode::BAD_GATEWAY,
        ErrorCode::UpstreamRateLimited | ErrorCode::Interrupted | ErrorCode::DbUnavailable | ErrorCode::Overloaded => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            // Nobody signs in here; an owner's refusal would be a foreign object's.
            Error::NotFound | Error::NotPermitted => Self::of(ErrorCode::NotFound),
            Error::Gone => Self::of(ErrorCode::WidgetInactive),
            Error::OriginNotAllowed => Self::of(ErrorCode::OriginNotAllowed),
            Error::Invalid { field, reason } => Self::field(field, reason),
            Error::Unprocessable { field, reason } => Self::unprocessable(field, reason),
            Error::Tool(refused) => Self::unprocessable("tools", refused.to_string()),
            Error::NoAgent => Self { message: error.to_string(), ..Self::of(ErrorCode::Conflict) },
            Error::IdempotencyMismatch => Self::of(ErrorCode::IdempotencyMismatch),
            Error::Conflict(reason) => Self { message: reason.to_owned(), ..Self::of(ErrorCode::Conflict) },
            Error::Limited { limit, retry_after } => Self::of(limit_code(limit)).after(Some(retry_after)),
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => Self::of(error.code()),
            Error::Storage(failure) => failure.into(),
            Error::Draining | Error::Overloaded(_) => Self::of(ErrorCode::Overloaded).after(Some(SOON)),
        }
    }
}

const fn limit_code(limit: Limit) -> ErrorCode {
    match limit {
        Limit::Rate => ErrorCode::RateLimited,
        Limit::AnswerInProgress => ErrorCode::AnswerInProgress,
        Limit::Streams => ErrorCode::TooManyStreams,
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let code = budget_code(refusal.scope);
        let spent = Self { message: refusal.to_string(), budget: Some(refusal), ..Self::of(code) };
        spent.after(Some(refusal.retry_after))
    }
}

impl From<AnswerFailure> for ApiError {
    fn from(failure: AnswerFailure) -> Self {
        Self::of(failure.code).after(failure.wait())
    }
}

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => Self::of(ErrorCode::DbUnavailable).after(Some(SOON)),
            StorageFailure::Full => Self::of(ErrorCode::StorageFull).after(Some(SOON)),
            StorageFailure::Broken => Self::of(ErrorCode::Internal),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        Self { message: error.message, field: error.field, ..Self::of(error.code) }
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Empty => Self::field("file", "the file is empty"),
            UploadError::Kind => {
                let message = "the file is no picture, PDF, Office document or plain text, or it is damaged".to_owned();
                Self { message, ..Self::of(ErrorCode::UnsupportedMediaType) }
            }
            UploadError::Quota { retry_after } => {
                let message = "upload limit reached".to_owned();
                Self { message, ..Self::of(ErrorCode::PayloadTooLarge) }.after(Some(retry_after))
            }
            // Files come with the request here; nothing is fetched.
            UploadError::Fetch(_) => Self::of(ErrorCode::InvalidRequest),
            UploadError::Other(error) => error.into(),
        }
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

impl From<InvalidToken> for ApiError {
    fn from(_: InvalidToken) -> Self {
        Self::of(ErrorCode::InvalidToken)
    }
}

impl From<NotIdentified> for ApiError {
    fn from(why: NotIdentified) -> Self {
        Self { message: why.to_string(), field: Some("identity".to_owned()), ..Self::of(ErrorCode::InvalidIdentity) }
    }
}

impl From<VisitorError> for ApiError {
    fn from(error: VisitorError) -> Self {
        match error {
            VisitorError::Identity(why) => why.into(),
            VisitorError::Other(error) => error.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status.unwrap_or_else(|| status(self.code));
        let detail = ErrorDetail {
            code: self.code,
            message: self.message,
            retryable: self.code.retryable(),
            request_id: request_id::current(),
            field: self.field,
            retry_after: self.retry_after.map(retry::seconds),
            budget: self.budget.map(budget_detail),
        };
        let mut response = (status, Json(ErrorBody { error: detail })).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        if self.code == ErrorCode::InvalidToken {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

fn budget_detail(refusal: BudgetRefusal) -> BudgetDetail {
    BudgetDetail {
        scope: refusal.scope.as_str().to_owned(),
        kind: refusal.kind.as_str().to_owned(),
        resets_at: rfc3339(refusal.resets_at),
    }
}

/// No route has this path.
pub async fn no_such_path(_: Uri) -> ApiError {
    ApiError { message: "there is nothing at this path".into(), ..ApiError::of(ErrorCode::NotFound) }
}

/// The route does not take this method.
pub async fn no_such_method(_: Method) -> ApiError {
    ApiError::of(ErrorCode::MethodNotAllowed)
}
