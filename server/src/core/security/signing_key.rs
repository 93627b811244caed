//! Standard Webhooks signatures.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A signing key. It cannot be printed.
pub(crate) struct Key(Hmac<Sha256>);

impl Key {
    /// Reads `whsec_` and Base64, or Base64 alone; `None` when it is neither, or empty.
    pub(crate) fn read(secret: &str) -> Option<Self> {
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()?;
        if bytes.is_empty() {
            return None;
        }
        Hmac::new_from_slice(&bytes).ok().map(Self)
    }

    /// `v1,` and the Base64 HMAC-SHA256 of `id.timestamp.body`.
    pub(crate) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}
