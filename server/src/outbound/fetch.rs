//! One document: redirects by hand, limits of time and size.

use axum::http::{
    Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION},
};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use reqwest::Url;
use tokio::time::{Instant, timeout_at};

use super::document_client::{Body, DocumentClient};

/// Maximum number of addresses requested for one document: the first, and five redirects.
const HOPS: usize = 6;

/// A document that is being read.
pub(super) struct FetchedDocument {
    headers: HeaderMap,
    body: Body,
    deadline: Instant,
    /// Bytes that may still be read, unpacked.
    left: usize,
    /// Final address of the document, after all redirects.
    pub(super) url: Url,
}

/// Requests a document and follows redirects. `None` if there is none, it has none of these media types, it has an
/// encoding that was not requested, or the head did not arrive before the deadline. Empty `types` accept any type.
/// `most`: maximum number of bytes read, unpacked.
pub(super) async fn fetch(
    client: &DocumentClient,
    address: &str,
    types: &[&str],
    most: usize,
    deadline: Instant,
) -> Option<FetchedDocument> {
    let accept = if types.is_empty() { "*/*".to_owned() } else { types.join(", ") };
    let mut target = client.target(address).ok()?;
    for _ in 0..HOPS {
        let response = timeout_at(deadline, client.get(&target, &accept)).await.ok()??;
        let url = target.url().clone();
        if is_redirect(&response) {
            target = client.target(destination(&url, &response)?.as_str()).ok()?;
            continue;
        }
        let fits = response.status().is_success() && is_plain(response.headers());
        let wanted = fits && (types.is_empty() || types.contains(&media_type(response.headers()).as_str()));
        let (head, body) = response.into_parts();
        return wanted.then_some(FetchedDocument { headers: head.headers, body, deadline, left: most, url });
    }
    None
}

fn is_redirect(response: &Response<Body>) -> bool {
    matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns the target of a redirect; `None` if it has none, or if it leads from HTTPS to another scheme.
fn destination(from: &Url, response: &Response<Body>) -> Option<Url> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let mut next = from.join(location).ok()?;
    next.set_fragment(None);
    (from.scheme() != "https" || next.scheme() == "https").then_some(next)
}

/// Returns true if the body is not compressed, or if the client decompresses it and has removed the header.
fn is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn media_type(headers: &HeaderMap) -> String {
    content_type(headers).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// It broke off, or did not come in time.
struct Broken;

/// Result of reading a document to its end.
pub(super) enum Ending {
    /// All of it came.
    Whole(Vec<u8>),
    /// It is longer than may be read of it.
    TooLong,
    /// It broke off, or did not come in time.
    Broken,
}

impl FetchedDocument {
    /// Returns the media type that the server declared, in lower case.
    pub(super) fn media_type(&self) -> String {
        media_type(&self.headers)
    }

    /// The encoding the server named.
    pub(super) fn charset(&self) -> Option<&str> {
        let (_, parameters) = content_type(&self.headers).split_once(';')?;
        let named = |parameter: &&str| parameter.trim().get(..8).is_some_and(|it| it.eq_ignore_ascii_case("charset="));
        let value = parameters.split(';').find(named)?.trim();
        value.get(8..).map(|label| label.trim_matches('"'))
    }

    /// The next bytes. `None` at the end: of the document, of what may be read of it, or of the time.
    pub(super) async fn chunk(&mut self) -> Option<Bytes> {
        if self.left == 0 {
            return None;
        }
        let mut bytes = self.next().await.ok()??;
        bytes.truncate(self.left);
        self.left -= bytes.len();
        Some(bytes)
    }

    /// The next data as it came; `None` at the end of the document.
    async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        loop {
            let Some(frame) = timeout_at(self.deadline, self.body.frame()).await.map_err(|_| Broken)? else {
                return Ok(None);
            };
            // Trailers are not data.
            if let Ok(data) = frame.map_err(|_| Broken)?.into_data() {
                return Ok(Some(data));
            }
        }
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Ending {
        let mut whole = Vec::new();
        while let Ok(next) = self.next().await {
            let Some(bytes) = next else { return Ending::Whole(whole) };
            let Some(left) = self.left.checked_sub(bytes.len()) else { return Ending::TooLong };
            self.left = left;
            whole.extend_from_slice(&bytes);
        }
        Ending::Broken
    }
}
