//! Claims of a JWT. Nothing is verified here: checking the signature is the server's task.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// The claims of a token.
pub(super) fn claims(token: &str) -> Option<Value> {
    part(token, 1)
}

/// Its algorithm.
pub(super) fn algorithm(token: &str) -> Option<String> {
    Some(part(token, 0)?.get("alg")?.as_str()?.to_owned())
}

/// Returns the lifetime of a token, in seconds.
pub(super) fn life(token: &str) -> Option<i64> {
    let claims = claims(token)?;
    Some(claims.get("exp")?.as_i64()? - claims.get("iat")?.as_i64()?)
}

fn part(token: &str, index: usize) -> Option<Value> {
    let parts: Vec<&str> = token.split('.').collect();
    let bytes = URL_SAFE_NO_PAD.decode(parts.get(index).filter(|_| parts.len() == 3)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}
