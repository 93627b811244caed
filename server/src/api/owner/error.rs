//! Error envelope: `{"error": "…", "field": "…"}`; `field` is absent when the error is not about a single field.

use std::{borrow::Cow, time::Duration};

use axum::{
    Json,
    extract::rejection::PathRejection,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    core::{
        error::{Error, StorageFailure},
        security::{budget::BudgetRefusal, token::InvalidToken},
    },
    http::{
        body::BodyError,
        owner::AccessRefused,
        retry::{self, SOON},
    },
};

/// The whole body of a refused request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnerError)]
pub(super) struct ErrorBody {
    /// One English sentence.
    error: Cow<'static, str>,
    /// The field to blame, as a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: Cow<'static, str>,
    field: Option<String>,
    retry_after: Option<Duration>,
    budget: Option<BudgetRefusal>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, message: message.into(), field: None, retry_after: None, budget: None }
    }

    /// A field that is not acceptable.
    pub(super) fn field(field: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..Self::new(StatusCode::BAD_REQUEST, reason) }
    }

    /// A field that is well-formed and cannot be done as it says.
    pub(super) fn unprocessable(field: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::field(field, reason) }
    }

    fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::Gone | Error::NoAgent => {
                Self::new(StatusCode::NOT_FOUND, "there is no such object")
            }
            Error::NotPermitted | Error::OriginNotAllowed => {
                Self::new(StatusCode::FORBIDDEN, "your role in the team does not permit this")
            }
            Error::Tool(refused) => Self::unprocessable("spec.tools", refused.to_string()),
            Error::Invalid { field, reason } => Self::field(field, reason),
            Error::Unprocessable { field, reason } => Self::unprocessable(field, reason),
            Error::Conflict(reason) => Self::new(StatusCode::CONFLICT, reason),
            Error::IdempotencyMismatch => Self::new(StatusCode::CONFLICT, "this key was used for something else"),
            Error::Limited { retry_after, .. } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too many requests").after(retry_after)
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(_) => Self::new(StatusCode::BAD_GATEWAY, "the agent is not available just now"),
            Error::Storage(failure) => failure.into(),
            Error::Overloaded(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "server busy").after(SOON),
            Error::Draining => Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping").after(SOON),
        }
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let spent = Self { budget: Some(refusal), ..Self::new(StatusCode::TOO_MANY_REQUESTS, refusal.to_string()) };
        spent.after(refusal.retry_after)
    }
}

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "the database is not available just now").after(SOON)
            }
            StorageFailure::Full => {
                let reason = "storage is full; reading and deleting still work";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, reason).after(SOON)
            }
            StorageFailure::Broken => broken(),
        }
    }
}

/// Something that cannot happen did.
pub(super) fn broken() -> ApiError {
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side")
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let status = error.status();
        Self { field: error.field, ..Self::new(status, error.message) }
    }
}

impl From<AccessRefused> for ApiError {
    fn from(refused: AccessRefused) -> Self {
        match refused {
            AccessRefused::NotSignedIn => Self::new(StatusCode::UNAUTHORIZED, "sign in first"),
            AccessRefused::OtherSite => Self::new(StatusCode::FORBIDDEN, "this page may not act for you"),
            AccessRefused::Form => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"),
            AccessRefused::UnknownHost => Self::field("Host", "a host and port"),
            AccessRefused::NoSuchTeam => Error::NotFound.into(),
            AccessRefused::Other(error) => error.into(),
        }
    }
}

impl From<InvalidToken> for ApiError {
    fn from(_: InvalidToken) -> Self {
        AccessRefused::NotSignedIn.into()
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Error::NotFound.into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { error: self.message, field: self.field };
        let mut response = (self.status, Json(body)).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The route does not take this method.
pub(super) async fn no_such_method() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
}
