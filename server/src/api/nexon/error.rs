//! How this API says no: `{"error": "…"}`, and an HTTP status that says which kind of failure it is.
//!
//! Source: NexonTech, "Error Codes". 405, 413, 500 and 503 are ours: the page has no word for them.

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

use super::words::{self, Words};
use crate::{
    core::{
        agent::budget_code,
        error::{Error, Limit},
        message::Failure,
        security::budget::Refusal,
        store::StoreError,
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
    budget: Option<Refusal>,
}

/// What it says.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Text {
    /// To a developer.
    English(String),
    /// To a visitor.
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
        Self::shown(StatusCode::INTERNAL_SERVER_ERROR, words::OUR_FAULT)
    }

    fn agent(code: ErrorCode) -> Self {
        match code {
            ErrorCode::UpstreamTimeout => Self::shown(StatusCode::GATEWAY_TIMEOUT, words::AGENT_SLOW),
            ErrorCode::ConversationBudget => Self::shown(StatusCode::TOO_MANY_REQUESTS, words::SPENT),
            ErrorCode::AddressBudget | ErrorCode::WidgetBudget | ErrorCode::TeamBudget => {
                Self::shown(StatusCode::TOO_MANY_REQUESTS, words::COME_BACK)
            }
            ErrorCode::ContextTooLong => Self::shown(StatusCode::BAD_GATEWAY, words::TOO_LONG),
            ErrorCode::UpstreamRejected | ErrorCode::AgentMisconfigured => {
                Self::shown(StatusCode::BAD_GATEWAY, words::AGENT_CANNOT)
            }
            _ => Self::shown(StatusCode::BAD_GATEWAY, words::AGENT_DOWN),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::Gone | Error::NotPermitted | Error::OriginNotAllowed => Self::forbidden(),
            Error::Tool(refused) => Self::field("tools", &refused.to_string()),
            Error::Invalid { field, reason } => Self::field(field, reason),
            Error::NoAgent => Self::agent(ErrorCode::UpstreamUnavailable),
            Error::Limited { limit, retry_after } => {
                Self::shown(StatusCode::TOO_MANY_REQUESTS, limit_words(limit)).after(Some(retry_after))
            }
            Error::Budget(refusal) => refusal.into(),
            Error::Agent(error) => Self::agent(error.code()),
            Error::Store(error) => error.into(),
            Error::Draining | Error::Overloaded(_) => {
                Self::shown(StatusCode::SERVICE_UNAVAILABLE, words::UNAVAILABLE).after(Some(SOON))
            }
            // Messages have no client ids here, and nothing is written again.
            Error::IdempotencyMismatch | Error::Conflict(_) => Self::internal(),
        }
    }
}

const fn limit_words(limit: Limit) -> Words {
    match limit {
        Limit::Rate | Limit::Streams => words::TOO_OFTEN,
        Limit::AnswerInProgress => words::BUSY,
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let spent = Self { budget: Some(refusal), ..Self::agent(budget_code(refusal.scope)) };
        spent.after(Some(refusal.retry_after))
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self::agent(failure.code).after(failure.wait())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "storage refused a request");
        match error {
            StoreError::Unavailable(_) => {
                Self::shown(StatusCode::SERVICE_UNAVAILABLE, words::UNAVAILABLE).after(Some(SOON))
            }
            StoreError::Full | StoreError::ReserveReached => {
                Self::shown(StatusCode::INSUFFICIENT_STORAGE, words::UNAVAILABLE).after(Some(SOON))
            }
            StoreError::LeaseLost | StoreError::Broken(_) => Self::internal(),
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
