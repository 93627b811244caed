//! When to try again: `Retry-After` in whole seconds.
//!
//! Source: RFC 9110, section 10.2.3.

use std::time::Duration;

use axum::{http::header, response::Response};

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
