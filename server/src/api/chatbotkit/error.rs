//! Error envelope: `{"message", "code"}`.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    error::ErrorCode,
    vendor::chatbotkit::{Code, ErrorBody},
};

use crate::{
    core::{
        conversation::{
            attachment::{Unfetched, uploads::UploadError},
            message::AnswerFailure,
        },
        error::{Error, Limit, StorageFailure},
        security::{budget::BudgetRefusal, token::InvalidToken},
    },
    http::{
        body::BodyError,
        idempotency::BadKey,
        request_origin::UnknownHost,
        retry::{self, SOON},
    },
};

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiError {
    code: Code,
    message: String,
    retry_after: Option<Duration>,
    /// Another status than the code's own.
    status: Option<StatusCode>,
    budget: Option<BudgetRefusal>,
}

impl ApiError {
    /// A refusal in these words.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after: None, status: None, budget: None }
    }

    /// A field or parameter that is not acceptable.
    pub fn field(name: &str, reason: &str) -> Self {
        Self::new(Code::BadRequest, format!("{name}: {reason}"))
    }

    /// A field or parameter that is well-formed and cannot be done as it says.
    pub fn unprocessable(name: &str, reason: &str) -> Self {
        Self::new(Code::UnprocessableEntity, format!("{name}: {reason}"))
    }

    /// Returns the error message for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            // Whatever is deleted or switched off is not there any more.
            Error::NotFound | Error::Gone => Self::new(Code::NotFound, "there is no such object"),
            Error::NotPermitted => Self::new(Code::NotAuthorized, "the secret does not allow this"),
            Error::NoAgent => Self::new(Code::UnprocessableEntity, "no agent is connected to this widget: set botId"),
            Error::OriginNotAllowed => Self::new(Code::NotAuthorized, "this page's origin is not on the widget's list"),
            Error::Tool(refused) => Self::unprocessable("tools", &refused.to_string()),
            Error::Invalid { field, reason } => Self::field(called(field), reason),
            Error::Unprocessable { field, reason } => Self::unprocessable(called(field), reason),
            Error::IdempotencyMismatch => {
                Self::new(Code::Conflict, "this Idempotency-Key was used for another message")
            }
            Error::Conflict(reason) => Self::new(Code::Conflict, reason),
            Error::Limited { limit, retry_after } => {
                Self::new(Code::TooManyRequests, limited(limit)).after(Some(retry_after))
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => error.code().into(),
            Error::Storage(failure) => failure.into(),
            Error::Draining | Error::Overloaded(_) => Self::from(ErrorCode::Overloaded).after(Some(SOON)),
        }
    }
}

/// This API's name of a field of the domain.
fn called(field: &'static str) -> &'static str {
    match field {
        "agent" => "botId",
        "blueprint" => "blueprintId",
        "brand" => "theme",
        "session" => "sessionDuration",
        same => same,
    }
}

const fn limited(limit: Limit) -> &'static str {
    match limit {
        Limit::Rate => "too many requests",
        Limit::AnswerInProgress => "the previous answer is still being written",
        Limit::Streams => "too many open streams",
    }
}

impl From<ErrorCode> for ApiError {
    /// The reason an answer or a body failed.
    fn from(code: ErrorCode) -> Self {
        let (code, message) = match code {
            ErrorCode::InvalidRequest => (Code::BadRequest, "the request is not valid"),
            ErrorCode::InvalidToken => (Code::NotAuthenticated, "there is no valid secret or token"),
            // Identities and ended sessions are the native API's.
            ErrorCode::OriginNotAllowed | ErrorCode::InvalidIdentity => {
                (Code::NotAuthorized, "this page's origin is not on the widget's list")
            }
            ErrorCode::FeatureOff => (Code::NotAuthorized, "the owner has not switched this on"),
            ErrorCode::NotFound | ErrorCode::WidgetInactive => (Code::NotFound, "there is no such object"),
            ErrorCode::MethodNotAllowed => (Code::MethodNotAllowed, "method not allowed"),
            ErrorCode::IdempotencyMismatch | ErrorCode::Conflict | ErrorCode::SessionExpired => {
                (Code::Conflict, "not possible in the present state")
            }
            ErrorCode::PayloadTooLarge => (Code::ContentTooLarge, "the body is too large"),
            ErrorCode::UnsupportedMediaType => (Code::UnsupportedMediaType, "the body must be application/json"),
            ErrorCode::RateLimited | ErrorCode::AnswerInProgress | ErrorCode::TooManyStreams => {
                (Code::TooManyRequests, "too many requests")
            }
            ErrorCode::ConversationBudget
            | ErrorCode::AddressBudget
            | ErrorCode::WidgetBudget
            | ErrorCode::TeamBudget => (Code::TooManyRequests, "a budget was used up on the way to the answer"),
            ErrorCode::Internal | ErrorCode::Unknown => (Code::InternalServerError, "something went wrong on our side"),
            ErrorCode::UpstreamTimeout => (Code::GatewayTimeout, "the agent took too long"),
            ErrorCode::UpstreamUnavailable
            | ErrorCode::UpstreamTruncated
            | ErrorCode::UpstreamProtocol
            | ErrorCode::UpstreamEmpty
            | ErrorCode::UpstreamError => (Code::BadGateway, "the agent could not answer"),
            ErrorCode::UpstreamRejected => (Code::BadGateway, "the agent cannot answer this"),
            ErrorCode::AgentMisconfigured => (Code::BadGateway, "the agent is not set up"),
            ErrorCode::ContextTooLong => (Code::BadGateway, "the conversation is too long for the agent"),
            ErrorCode::UpstreamRateLimited => (Code::ServiceUnavailable, "the agent is busy"),
            ErrorCode::Interrupted => (Code::ServiceUnavailable, "the answer was interrupted"),
            ErrorCode::DbUnavailable => (Code::ServiceUnavailable, "the database is not available just now"),
            ErrorCode::StorageFull => (Code::ServiceUnavailable, "storage is full; reading and deleting still work"),
            ErrorCode::Overloaded => (Code::ServiceUnavailable, "the server is stopping or has all it can hold"),
        };
        Self::new(code, message)
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let spent = Self { budget: Some(refusal), ..Self::new(Code::TooManyRequests, refusal.to_string()) };
        spent.after(Some(refusal.retry_after))
    }
}

impl From<AnswerFailure> for ApiError {
    fn from(failure: AnswerFailure) -> Self {
        Self::from(failure.code).after(failure.wait())
    }
}

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => Self::from(ErrorCode::DbUnavailable).after(Some(SOON)),
            // The vendor's list has no code of its own for it.
            StorageFailure::Full => Self {
                status: Some(StatusCode::INSUFFICIENT_STORAGE),
                ..Self::from(ErrorCode::StorageFull).after(Some(SOON))
            },
            StorageFailure::Broken => ErrorCode::Internal.into(),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let message = match error.field {
            Some(field) => format!("{field}: {}", error.message),
            None => error.message,
        };
        Self { message, ..Self::from(error.code) }
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Empty => Self::field("file", "the file is empty"),
            UploadError::Kind => Self::new(
                Code::UnsupportedMediaType,
                "the file is no picture, PDF, Office document or plain text, or it is damaged",
            ),
            UploadError::Quota { retry_after } => {
                let message = "upload limit reached";
                Self::new(Code::ContentTooLarge, message).after(Some(retry_after))
            }
            UploadError::Fetch(Unfetched::TooLarge) => Self::new(Code::ContentTooLarge, "the file is too large"),
            UploadError::Fetch(Unfetched::Nothing) => {
                Self::new(Code::UnprocessableEntity, "file: there is no file at this address")
            }
            UploadError::Other(error) => error.into(),
        }
    }
}

impl From<UnknownHost> for ApiError {
    fn from(_: UnknownHost) -> Self {
        Self::field("Host", "the request names no host")
    }
}

impl From<BadKey> for ApiError {
    fn from(_: BadKey) -> Self {
        Self::field(BadKey::FIELD, BadKey::REASON)
    }
}

impl From<InvalidToken> for ApiError {
    fn from(_: InvalidToken) -> Self {
        ErrorCode::InvalidToken.into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let own = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let status = self.status.unwrap_or(own);
        let mut response = (status, Json(ErrorBody { message: self.message, code: self.code })).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        if self.code == Code::NotAuthenticated {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// No route has this path.
pub(super) async fn no_such_path() -> ApiError {
    ApiError::new(Code::NotFound, "there is nothing at this path")
}

/// The route does not take this method.
pub(super) async fn no_such_method() -> ApiError {
    ErrorCode::MethodNotAllowed.into()
}
