//! `Idempotency-Key`: the client's id of a message.

use axum::http::{HeaderMap, HeaderName};

/// On the reply to a message that was here before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The header is there and is not 1 to 255 visible ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadKey;

impl BadKey {
    /// The header.
    pub const FIELD: &str = "Idempotency-Key";
    /// The reason, for people.
    pub const REASON: &str = "1 to 255 visible ASCII characters";
}

/// The header, for the description of the API.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the description is made of it, nothing else")]
pub struct IdempotencyKeyHeader {
    /// The client's id of the message, 1 to 255 visible ASCII characters.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    key: Option<String>,
}

/// The request's key.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, BadKey> {
    let Some(value) = headers.get(BadKey::FIELD) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    let sound = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if sound { Ok(Some(key.to_owned())) } else { Err(BadKey) }
}
