//! Errors of the page: a status for machines, a localized sentence for people.

use std::time::Duration;

use axum::http::StatusCode;
use parlor_shared::error::ErrorCode;

use crate::{
    core::{
        error::{Error, Limit, StorageFailure},
        security::budget::{BudgetRefusal, Scope},
    },
    http::{body::BodyError, request_origin::UnknownHost},
};

/// A refusal on its way to the visitor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// The sentence, by its key.
    pub(super) text: &'static str,
    /// The number in the sentence.
    pub(super) count: Option<usize>,
    pub(super) retry_after: Option<Duration>,
    pub(super) budget: Option<BudgetRefusal>,
}

impl Refusal {
    pub(super) const fn new(status: StatusCode, text: &'static str) -> Self {
        Self { status, text, count: None, retry_after: None, budget: None }
    }

    /// The form was not made by us for this visitor, or its conversation is no longer theirs.
    pub(super) const fn expired() -> Self {
        Self::new(StatusCode::FORBIDDEN, "error_expired")
    }

    /// So many characters more than a message has.
    pub(super) const fn too_long(by: usize) -> Self {
        Self { count: Some(by), ..Self::new(StatusCode::BAD_REQUEST, "characters_over") }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let new = Self::new;
        match error {
            Error::NotFound | Error::NotPermitted => new(StatusCode::NOT_FOUND, "error_unavailable"),
            Error::Gone => new(StatusCode::GONE, "error_unavailable"),
            Error::NoAgent => new(StatusCode::CONFLICT, "error_unavailable"),
            Error::OriginNotAllowed => new(StatusCode::FORBIDDEN, "error_unavailable"),
            Error::Invalid { .. } => new(StatusCode::BAD_REQUEST, "error_invalid"),
            Error::Unprocessable { .. } | Error::Tool(_) => new(StatusCode::UNPROCESSABLE_ENTITY, "error_invalid"),
            Error::IdempotencyMismatch | Error::Conflict(_) => new(StatusCode::CONFLICT, "error_expired"),
            Error::Limited { limit, retry_after } => {
                Self { retry_after: Some(retry_after), ..new(StatusCode::TOO_MANY_REQUESTS, limited(limit)) }
            }
            Error::Budget(spent) => Self {
                retry_after: Some(spent.retry_after),
                budget: Some(spent),
                ..new(StatusCode::TOO_MANY_REQUESTS, used_up(spent.scope))
            },
            Error::Agent(_) => new(StatusCode::BAD_GATEWAY, "error_agent"),
            Error::Storage(failure) => failure.into(),
            Error::Draining | Error::Overloaded(_) => new(StatusCode::SERVICE_UNAVAILABLE, "error_server"),
        }
    }
}

const fn limited(limit: Limit) -> &'static str {
    match limit {
        Limit::Rate | Limit::Streams => "error_limited",
        Limit::AnswerInProgress => "error_busy",
    }
}

/// A new conversation helps where only this one is used up.
const fn used_up(scope: Scope) -> &'static str {
    match scope {
        Scope::Conversation => "error_budget",
        Scope::Address | Scope::Widget | Scope::Team => "error_quota",
    }
}

impl From<StorageFailure> for Refusal {
    fn from(failure: StorageFailure) -> Self {
        let status = match failure {
            StorageFailure::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            StorageFailure::Full => StatusCode::INSUFFICIENT_STORAGE,
            StorageFailure::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, "error_server")
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        let large = error.code == ErrorCode::PayloadTooLarge;
        Self::new(if large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }, "error_invalid")
    }
}

impl From<UnknownHost> for Refusal {
    fn from(_: UnknownHost) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "error_invalid")
    }
}
