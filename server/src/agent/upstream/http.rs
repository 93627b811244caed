//! The way to services, and what responses that are not answers mean.

use std::{sync::Arc, time::Duration};

use reqwest::{
    Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};

use super::Timeouts;
use crate::{
    core::{agent::AgentError, policy::reach::Reach},
    outbound::{Manners, Outbound, Refused, SystemNetwork},
};

/// The way to services, and how long those may take. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Http {
    /// Asks them.
    pub(crate) outbound: Outbound,
    /// How long services may take.
    pub(crate) timeouts: Timeouts,
}

impl Http {
    /// Asks services as far as `reach`, and neither asks for nor unpacks compressed bodies: a few packed bytes could fill
    /// the memory. Redirects are not followed: a key or a signed question must not travel on.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn new(reach: Reach, timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        let manners = Manners { connect: timeouts.connect, unpack: false, keep: true };
        Ok(Self { outbound: Outbound::new(reach, Arc::new(SystemNetwork), manners)?, timeouts })
    }
}

/// A request that brought no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    /// What it means.
    pub(crate) error: AgentError,
    /// Whether asking once more may help: nothing listened, the connection closed before the head of a response, or a
    /// gateway had nobody behind it.
    pub(crate) again: bool,
}

impl From<AgentError> for Refusal {
    fn from(error: AgentError) -> Self {
        Self { error, again: false }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        tracing::error!("an agent's address: {refused}; the operator may open it (PARLOR_AGENT_ORIGINS)");
        AgentError::Misconfigured.into()
    }
}

/// What a failed exchange means. Before the head of the response nothing was answered; after it, the answer was cut.
pub(crate) fn transport(error: &reqwest::Error) -> Refusal {
    if error.is_builder() {
        return AgentError::Misconfigured.into();
    }
    if error.is_body() || error.is_decode() {
        return AgentError::Truncated.into();
    }
    // Nothing listened, or it closed a connection that was kept open for too long. One that is slow is not asked twice.
    Refusal { error: AgentError::Unavailable, again: error.is_request() && !error.is_timeout() }
}

/// What a status other than success means. The body is not looked at, and the log gets the status alone.
pub(crate) fn refused(status: StatusCode, headers: &HeaderMap) -> Refusal {
    let error = match status {
        StatusCode::TOO_MANY_REQUESTS => AgentError::RateLimited { retry_after: retry_after(headers) },
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => AgentError::Timeout,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => AgentError::Misconfigured,
        status if status.is_redirection() => AgentError::Misconfigured,
        status if status.is_server_error() => AgentError::Unavailable,
        _ => AgentError::Upstream,
    };
    if error == AgentError::Misconfigured {
        tracing::error!(status = status.as_u16(), "{}", mistake(status));
    }
    Refusal { error, again: matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE) }
}

/// What the owner should look at.
fn mistake(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "an agent's service does not accept its key",
        StatusCode::FORBIDDEN => "an agent's key is not allowed to do this",
        StatusCode::NOT_FOUND => "an agent's service knows no such address or model",
        _ => "an agent's service answers with a redirect, which is not followed",
    }
}

/// Seconds only: a date would need a clock both sides agree on.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The media type without parameters, in lower case; an error when the body is packed.
pub(crate) fn media_type(response: &Response) -> Result<String, AgentError> {
    let packed = response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"));
    if packed {
        return Err(AgentError::Protocol);
    }
    let value = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}
