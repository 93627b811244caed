//! Error envelope: `{"error": "…"}`, with an HTTP status that gives the kind of failure.
//!
//! Source: NexonTech, "Error Codes". 405, 413, 500 and 503 are ours: the page does not define them.

use std::time::Duration;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    error::ErrorCode,
    vendor::nexon::{ErrorBody, Lang},
};

use super::words::Words;
use crate::{
    core::{
        conversation::{agent_error::budget_code, message::AnswerFailure},
        error::{Error, Limit, StorageFailure},
        security::budget::BudgetRefusal,
    },
    http::{
        body::BodyError,
        retry::{self, SOON},
    },
};

/// A refusal on its way to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    text: Text,
    lang: Lang,
    retry_after: Option<Duration>,
    budget: Option<BudgetRefusal>,
}

/// The text of an error.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Text {
    /// For a developer, in English.
    English(String),
    /// For a visitor, in their language.
    Words(Words),
}

impl ApiError {
    fn told(status: StatusCode, text: &str) -> Self {
        Self { status, text: Text::English(text.to_owned()), lang: Lang::default(), retry_after: None, budget: None }
    }

    fn shown(status: StatusCode, words: Words) -> Self {
        Self { status, text: Text::Words(words), lang: Lang::default(), retry_after: None, budget: None }
    }

    /// A field that is not acceptable.
    pub(super) fn field(field: &str, message: &str) -> Self {
        Self::told(StatusCode::BAD_REQUEST, &format!("{field}: {message}"))
    }

    /// In the visitor's language.
    pub(super) fn within(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    fn after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }

    /// The widget and the conversation are told alike.
    fn forbidden() -> Self {
        Self::told(StatusCode::FORBIDDEN, "Invalid or inactive widget key")
    }

    fn internal() -> Self {
        Self::shown(StatusCode::INTERNAL_SERVER_ERROR, Words::OurFault)
    }

    fn agent(code: ErrorCode) -> Self {
        match code {
            ErrorCode::UpstreamTimeout => Self::shown(StatusCode::GATEWAY_TIMEOUT, Words::AgentSlow),
            ErrorCode::ConversationBudget => Self::shown(StatusCode::TOO_MANY_REQUESTS, Words::Spent),
            ErrorCode::AddressBudget | ErrorCode::WidgetBudget | ErrorCode::TeamBudget => {
                Self::shown(StatusCode::TOO_MANY_REQUESTS, Words::ComeBack)
            }
            ErrorCode::ContextTooLong => Self::shown(StatusCode::BAD_GATEWAY, Words::TooLong),
            ErrorCode::UpstreamRejected | ErrorCode::AgentMisconfigured => {
                Self::shown(StatusCode::BAD_GATEWAY, Words::AgentCannot)
            }
            _ => Self::shown(StatusCode::BAD_GATEWAY, Words::AgentDown),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::Gone | Error::NotPermitted | Error::OriginNotAllowed => Self::forbidden(),
            Error::Tool(refused) => Self::field("tools", &refused.to_string()),
            Error::Invalid { field, reason } | Error::Unprocessable { field, reason } => Self::field(field, reason),
            Error::NoAgent => Self::agent(ErrorCode::UpstreamUnavailable),
            Error::Limited { limit, retry_after } => {
                Self::shown(StatusCode::TOO_MANY_REQUESTS, limit_words(limit)).after(Some(retry_after))
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => Self::agent(error.code()),
            Error::Storage(failure) => failure.into(),
            Error::Draining | Error::Overloaded(_) => {
                Self::shown(StatusCode::SERVICE_UNAVAILABLE, Words::Unavailable).after(Some(SOON))
            }
            // Messages have no client ids here, and nothing is written again.
            Error::IdempotencyMismatch | Error::Conflict(_) => Self::internal(),
        }
    }
}

const fn limit_words(limit: Limit) -> Words {
    match limit {
        Limit::Rate | Limit::Streams => Words::TooOften,
        Limit::AnswerInProgress => Words::Busy,
    }
}

impl From<BudgetRefusal> for ApiError {
    fn from(refusal: BudgetRefusal) -> Self {
        let spent = Self { budget: Some(refusal), ..Self::agent(budget_code(refusal.scope)) };
        spent.after(Some(refusal.retry_after))
    }
}

impl From<AnswerFailure> for ApiError {
    fn from(failure: AnswerFailure) -> Self {
        Self::agent(failure.code).after(failure.wait())
    }
}

impl From<StorageFailure> for ApiError {
    fn from(failure: StorageFailure) -> Self {
        match failure {
            StorageFailure::Unavailable => {
                Self::shown(StatusCode::SERVICE_UNAVAILABLE, Words::Unavailable).after(Some(SOON))
            }
            StorageFailure::Full => Self::shown(StatusCode::INSUFFICIENT_STORAGE, Words::Unavailable).after(Some(SOON)),
            StorageFailure::Broken => Self::internal(),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        match (error.code, &error.field) {
            (ErrorCode::PayloadTooLarge, _) => Self::told(StatusCode::PAYLOAD_TOO_LARGE, &error.message),
            (_, Some(field)) => Self::field(field, &error.message),
            (_, None) => Self::told(StatusCode::BAD_REQUEST, &error.message),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = match self.text {
            Text::English(text) => text,
            Text::Words(words) => words.within(self.lang).to_owned(),
        };
        let mut response = (self.status, Json(ErrorBody { error })).into_response();
        retry::after(&mut response, self.retry_after);
        retry::budget(&mut response, self.budget);
        response
    }
}

/// The route does not take this method.
pub(super) async fn no_such_method() -> ApiError {
    ApiError::told(StatusCode::METHOD_NOT_ALLOWED, "this path takes POST only")
}
