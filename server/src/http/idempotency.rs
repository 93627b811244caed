//! The header `Idempotency-Key`: the client's id of a message.

use axum::http::HeaderMap;

/// The header is there and is no key: 1 to 255 visible ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("1 to 255 visible ASCII characters")]
pub struct InvalidKey;

/// The client's id of the message, if it gave one.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, InvalidKey> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    let sound = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if sound { Ok(Some(key.to_owned())) } else { Err(InvalidKey) }
}
