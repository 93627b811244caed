//! `Retry-After` in whole seconds.
//!
//! Source: RFC 9110, section 10.2.3; draft-ietf-httpapi-ratelimit-headers for `RateLimit`.

use std::time::Duration;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use crate::core::security::budget::BudgetRefusal;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// A database that is away and a server that stops are back after about this time.
pub const SOON: Duration = Duration::from_secs(5);

/// Rounded up, and never 0: a client that comes back earlier is refused again.
pub fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000).max(1)).unwrap_or(u32::MAX)
}

/// Says on a refusal when to come back, if it is known.
pub fn after(response: &mut Response, wait: Option<Duration>) {
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds(wait).into());
    }
}

/// Says on a refusal which budget is used up, and for how many seconds: `RateLimit: "address-answers";r=0;t=3600`, the same
/// in every dialect.
pub fn budget(response: &mut Response, refusal: Option<BudgetRefusal>) {
    let Some(BudgetRefusal { scope, kind, retry_after, .. }) = refusal else { return };
    let text = format!("\"{}-{}\";r=0;t={}", scope.as_str(), kind.as_str(), seconds(retry_after));
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(RATE_LIMIT, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_to_come_back_too_early() {
        for (millis, whole) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            assert_eq!(seconds(Duration::from_millis(millis)), whole);
        }
        assert_eq!(seconds(Duration::MAX), u32::MAX);
    }
}
