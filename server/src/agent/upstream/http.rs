//! The way to services, and what responses that are not answers mean.

use std::{
    error::Error,
    io, iter,
    sync::Arc,
    time::{Duration, SystemTime},
};

use futures_util::stream::{self, BoxStream, StreamExt as _};
use jiff::Timestamp;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER},
};

use super::timeouts::Timeouts;
use crate::{
    core::{
        conversation::{agent_error::AgentError, agent_port::AgentEvent, agent_problem::AgentProblem},
        security::egress::EgressPolicy,
    },
    outbound::{Network, Outbound, Refused, SystemNetwork, UnknownHost},
};

/// The longest wait a service is believed to need.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// The way to services, and how long those may take. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Http {
    /// Asks them.
    pub(crate) outbound: Outbound,
    /// The time services may take.
    pub(crate) timeouts: Timeouts,
}

impl Http {
    /// Asks services as far as `egress` allows, and neither asks for nor unpacks compressed bodies: a few packed bytes could fill
    /// the memory. Redirects are not followed: a key or a signed question must not travel on.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn new(egress: EgressPolicy, timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        let network: Arc<dyn Network> = Arc::new(SystemNetwork);
        Ok(Self { outbound: Outbound::new(egress, &network, timeouts.connect)?, timeouts })
    }
}

/// A request that brought no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ServiceRefusal {
    /// Its meaning.
    pub(crate) error: AgentError,
    /// The reason, for the agent's owner.
    pub(crate) problem: AgentProblem,
    /// True when asking again may help.
    pub(crate) again: Again,
}

impl ServiceRefusal {
    /// With a reason that says more than the error.
    pub(crate) fn because(error: AgentError, problem: AgentProblem) -> Self {
        Self { error, problem, again: Again::Never }
    }

    /// An answer that fails before anybody is asked.
    pub(crate) fn told(self) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        stream::iter([Ok(AgentEvent::Problem(self.problem)), Err(self.error)]).boxed()
    }
}

/// True when asking again may help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Again {
    /// It does not.
    Never,
    /// Nothing listened, the connection closed before the head of a response, or a gateway had nobody behind it.
    AtOnce,
    /// The service is busy, and may have said for how long.
    Later(Option<Duration>),
}

impl From<AgentError> for ServiceRefusal {
    fn from(error: AgentError) -> Self {
        Self::because(error, error.into())
    }
}

impl From<Refused> for ServiceRefusal {
    fn from(refused: Refused) -> Self {
        tracing::error!("an agent's address: {refused}; the operator may open it (PARLOR_AGENT_ORIGINS)");
        Self::because(AgentError::Misconfigured, AgentProblem::AddressBlocked)
    }
}

/// The meaning of a failed exchange. Before the head of the response nothing was answered; after it, the answer was cut.
pub(crate) fn transport(error: &reqwest::Error) -> ServiceRefusal {
    if error.is_builder() {
        return ServiceRefusal::because(AgentError::Misconfigured, AgentProblem::AddressUnusable);
    }
    if error.is_body() || error.is_decode() {
        return AgentError::Truncated.into();
    }
    // Nothing listened, or it closed a connection that was kept open for too long. One that is slow is not asked twice.
    let again = if error.is_request() && !error.is_timeout() { Again::AtOnce } else { Again::Never };
    ServiceRefusal { error: AgentError::Unavailable, problem: connection(error), again }
}

/// The reason there was no exchange. The kinds of causes tell; their texts may name addresses.
fn connection(error: &reqwest::Error) -> AgentProblem {
    if error.is_timeout() {
        return AgentProblem::TimedOut;
    }
    let first: Option<&(dyn Error + 'static)> = Some(error);
    let found = iter::successors(first, |error| inside(*error)).find_map(cause);
    found.unwrap_or(AgentProblem::NoConnection)
}

/// The cause of an error. An [`io::Error`] that wraps another does not name it as its source, but the source of that.
fn inside<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
}

fn cause(error: &(dyn Error + 'static)) -> Option<AgentProblem> {
    let refused = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    match error {
        _ if error.is::<Refused>() => Some(AgentProblem::AddressBlocked),
        _ if error.is::<UnknownHost>() => Some(AgentProblem::NameNotResolved),
        _ if error.is::<rustls::Error>() => Some(AgentProblem::Tls),
        _ if error.downcast_ref().is_some_and(refused) => Some(AgentProblem::ConnectionRefused),
        _ => None,
    }
}

/// The meaning of a status other than success, received at `now`. The body is not looked at, and the log gets the status
/// alone.
pub(crate) fn refused(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> ServiceRefusal {
    let error = match status {
        StatusCode::TOO_MANY_REQUESTS => AgentError::RateLimited { retry_after: retry_after(headers, now) },
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => AgentError::Timeout,
        StatusCode::UNAUTHORIZED
        | StatusCode::PAYMENT_REQUIRED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::GONE
        | StatusCode::NOT_IMPLEMENTED => AgentError::Misconfigured,
        status if status.is_redirection() => AgentError::Misconfigured,
        status if status.is_server_error() => AgentError::Unavailable,
        // A conflict or a request that came too early may end by itself.
        StatusCode::CONFLICT | StatusCode::LOCKED | StatusCode::TOO_EARLY => AgentError::Upstream,
        status if status.is_client_error() => AgentError::Rejected,
        _ => AgentError::Protocol,
    };
    match error {
        AgentError::Misconfigured => tracing::error!(status = status.as_u16(), "{}", mistake(status)),
        AgentError::Rejected => tracing::warn!(status = status.as_u16(), "an agent's service refuses the question"),
        _ => {}
    }
    let again = match status {
        StatusCode::BAD_GATEWAY => Again::AtOnce,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Again::Later(retry_after(headers, now)),
        _ => Again::Never,
    };
    ServiceRefusal { error, problem: problem(status, error), again }
}

fn problem(status: StatusCode, error: AgentError) -> AgentProblem {
    match status {
        StatusCode::UNAUTHORIZED => AgentProblem::KeyRefused,
        StatusCode::FORBIDDEN => AgentProblem::Forbidden,
        StatusCode::PAYMENT_REQUIRED => AgentProblem::NothingToPay,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE | StatusCode::NOT_IMPLEMENTED => {
            AgentProblem::WrongPath
        }
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => error.into(),
        status if status.is_redirection() => AgentProblem::Redirect,
        status if status.is_server_error() => AgentProblem::ServiceFailed(status.as_u16()),
        status if status.is_client_error() => AgentProblem::Rejected(Some(status.as_u16())),
        _ => error.into(),
    }
}

/// The hint for the owner.
fn mistake(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "an agent's service does not accept its key",
        StatusCode::FORBIDDEN => "an agent's key is not allowed to do this",
        StatusCode::PAYMENT_REQUIRED => "an agent's account has nothing left to pay with",
        StatusCode::NOT_FOUND | StatusCode::GONE => "an agent's service knows no such address or model",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => "an agent's address is not one for questions",
        _ => "an agent's service answers with a redirect, which is not followed",
    }
}

/// Seconds or a date (RFC 9110, section 10.2.3), five minutes at most: no visitor waits longer, and no service knows. A date
/// is counted from the service's own, in `Date`, where it sends one. OpenAI's `retry-after-ms` is more exact.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = |text| httpdate::parse_http_date(text).ok();
    let exactly = headers.get("retry-after-ms").and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    if let Some(milliseconds) = exactly {
        return Some(Duration::from_millis(milliseconds.into()).min(LONGEST_WAIT));
    }
    let asked = text(RETRY_AFTER)?;
    let is_number = !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_digit());
    let wait = if is_number {
        // More digits than a number has are more than five minutes.
        Duration::from_secs(asked.parse().unwrap_or(u64::MAX))
    } else {
        let from = text(DATE).and_then(date).unwrap_or_else(|| SystemTime::from(now));
        date(asked)?.duration_since(from).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(asked: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, asked.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        let now = "2027-01-15T08:00:00Z".parse().unwrap();
        retry_after(&headers, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_wait_is_five_minutes_at_most() {
        for (asked, seconds) in [
            ("2", Some(2)),
            ("0", Some(0)),
            ("300", Some(300)),
            ("99999", Some(300)),
            ("9999999999999999999999", Some(300)),
        ] {
            assert_eq!(wait(asked, None), seconds, "{asked}");
        }
        for odd in ["", "-1", "soon", "1.5.2"] {
            assert_eq!(wait(odd, None), None, "{odd}");
        }
    }

    #[test]
    fn a_date_is_counted_from_the_services_own() {
        let soon = "Fri, 15 Jan 2027 08:00:30 GMT";
        assert_eq!(wait(soon, None), Some(30));
        assert_eq!(wait(soon, Some("Fri, 15 Jan 2027 08:00:10 GMT")), Some(20));
        assert_eq!(wait("Fri, 15 Jan 2027 07:00:00 GMT", None), Some(0));
        assert_eq!(wait("Sat, 15 Jan 2028 08:00:00 GMT", None), Some(300));
    }

    #[test]
    fn only_what_may_end_by_itself_may_be_tried_again() {
        let error =
            |status| refused(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), Timestamp::UNIX_EPOCH).error;
        for status in [301, 400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 431, 451, 501] {
            assert!(!error(status).code().retryable(), "{status}");
        }
        for status in [408, 409, 425, 429, 500, 502, 503, 504, 529] {
            assert!(error(status).code().retryable(), "{status}");
        }
    }
}
