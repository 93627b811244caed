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
    /// What is wrong with it, for people.
    pub const REASON: &str = "1 to 255 visible ASCII characters";
}

/// The request's key.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, BadKey> {
    let Some(value) = headers.get(BadKey::FIELD) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    let sound = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if sound { Ok(Some(key.to_owned())) } else { Err(BadKey) }
}
