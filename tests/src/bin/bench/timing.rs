//! Duration of one request.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use reqwest::RequestBuilder;

/// From the request to the last byte of its reply, which is returned too.
///
/// # Errors
/// When the reply is no success.
#[expect(clippy::disallowed_methods, reason = "measures real time")]
pub(crate) async fn timed(request: RequestBuilder) -> Result<(Duration, String)> {
    let asked = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let body = response.text().await?;
    let took = asked.elapsed();
    ensure!(status.is_success(), "{status}: {body}");
    Ok((took, body))
}

/// The middle one.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
