//! Error envelope: `{"success": false, "error", "code"}`.
//!
//! Source: Caty's published error codes `MISSING_API_KEY`, `INVALID_API_KEY`, `VALIDATION_ERROR`, `NOT_FOUND` and
//! `RATE_LIMITED`; all others are ours.

use serde::{Deserialize, Serialize};

use super::always::Always;

/// The body of an error reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ErrorBody))]
pub struct ErrorBody {
    /// Always `false`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<false>,
    /// One English sentence. Never contains secrets or text from an upstream service.
    pub error: String,
    /// Stable name of the error.
    pub code: ErrorCode,
}

/// Stable names of errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ErrorCode))]
pub enum ErrorCode {
    /// 401: no `X-API-Key`.
    MissingApiKey,
    /// 401: an unknown key, or the key of a widget that is switched off or deleted.
    InvalidApiKey,
    /// 400: the body is not valid; also 413 if it is too large and 415 if it is not JSON.
    ValidationError,
    /// 403: the page's origin is not on the widget's list.
    OriginNotAllowed,
    /// 404: no such session in this widget, or no such path.
    NotFound,
    /// 405: the path does not support this method.
    MethodNotAllowed,
    /// 409: the `Idempotency-Key` was used for another message.
    Conflict,
    /// 429: too many requests; retry after `Retry-After` seconds.
    RateLimited,
    /// 502 or 503: the agent failed, is busy, or none is connected.
    AgentUnavailable,
    /// 504: the agent took too long.
    AgentTimeout,
    /// 503 or 507: the server is stopping, or its database is not available or full.
    ServiceUnavailable,
    /// 500: an internal error of the server.
    InternalError,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::caty::golden;

    #[test]
    fn the_shape() {
        let body = r#"{"success":false,"error":"no such session","code":"NOT_FOUND"}"#;
        golden(body, &ErrorBody { success: Always, error: "no such session".into(), code: ErrorCode::NotFound });
    }

    #[test]
    fn the_names() {
        for (code, name) in [
            (ErrorCode::MissingApiKey, "\"MISSING_API_KEY\""),
            (ErrorCode::InvalidApiKey, "\"INVALID_API_KEY\""),
            (ErrorCode::ValidationError, "\"VALIDATION_ERROR\""),
            (ErrorCode::OriginNotAllowed, "\"ORIGIN_NOT_ALLOWED\""),
            (ErrorCode::RateLimited, "\"RATE_LIMITED\""),
            (ErrorCode::AgentUnavailable, "\"AGENT_UNAVAILABLE\""),
            (ErrorCode::AgentTimeout, "\"AGENT_TIMEOUT\""),
        ] {
            golden(name, &code);
        }
    }
}
